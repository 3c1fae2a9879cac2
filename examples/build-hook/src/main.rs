//! Never built while the manifest names a model that does not fit the licence.

fn main() {
    println!("this program would load HiDream-ai/HiDream-I1-Full");
}
