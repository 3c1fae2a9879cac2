fn main() {
    deny_models::hook::check();
}
