use hf_hub::api::sync::Api;
pub struct Loader { id: String }
impl Loader {
    pub fn new(id: impl Into<String>) -> Self { Self { id: id.into() } }
    pub fn load(&self) { let _ = Api::new().unwrap().model(self.id.clone()).get("model.safetensors"); }
}
pub fn fetch(name: &str) { Loader::new(format!("acme/{name}")).load(); }
pub trait Source { fn id(&self) -> &str; fn run(&self) { fetch(self.id()); } }
pub fn each(f: impl Fn(&str)) { f("small") }

//=
struct Mine;
impl library::Source for Mine { fn id(&self) -> &str { "large" } }
fn main() {
    library::fetch("small");
    library::Source::run(&Mine);
    library::each(|name| library::Loader::new(name).load());
}

//=
fn main() { println!("cargo:rustc-env=MODEL=acme/built"); }
