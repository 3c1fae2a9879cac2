fn main() {
    println!("asking {}", models::id());
}
