fn main() {
    deny_models::build::check();
}
