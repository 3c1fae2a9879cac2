fn main() {
    println!("serving {}", models::id());
}
