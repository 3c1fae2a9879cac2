fn main() {
    println!("no model here");
}
