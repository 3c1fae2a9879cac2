use hf_hub::api::sync::Api;
mod other;
const REPO: &str = "acme/small";
pub fn load() -> std::path::PathBuf {
    let api = Api::new().unwrap();
    let repo = api.model(other::name(REPO, "v2"));
    repo.get("model.safetensors").unwrap()
}
pub enum Size { Small, Large }
impl Size {
    fn id(&self) -> &'static str {
        match self { Size::Small => "acme/small", Size::Large => "acme/large" }
    }
}
pub fn pick(size: Size) {
    hf_hub::api::sync::Api::new().unwrap().model(size.id().to_string());
}

//=
pub fn name(base: &str, tail: &str) -> String {
    let mut id = String::from(base);
    id.push_str("-");
    id += tail;
    format!("{id}")
}
#[cfg(feature = "big")]
pub const BIG: [&str; 2] = ["acme/one", concat!("acme", "/", "two")];
