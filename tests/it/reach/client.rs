//! The ways in which a program takes a model by its id, and the crates that stand in for the real ones.

use super::draw::Draw;
use super::program::Client;

impl Client {
    pub(crate) const ALL: [Self; 5] = [
        Self::HubModel,
        Self::HubRepo,
        Self::Pretrained,
        Self::Ureq,
        Self::Reqwest,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::HubModel => "model()",
            Self::HubRepo => "Repo::new",
            Self::Pretrained => "pretrained",
            Self::Ureq => "ureq",
            Self::Reqwest => "reqwest",
        }
    }

    /// The package that the code of this client depends on.
    pub(super) fn package(self) -> &'static str {
        match self {
            Self::HubModel | Self::HubRepo => "hf-hub",
            Self::Pretrained => "model2vec-rs",
            Self::Ureq => "ureq",
            Self::Reqwest => "reqwest",
        }
    }

    /// The body of a function that takes the model `id: &str` and gives the path of a file. `@C` is the crate's name.
    pub(super) fn body(self, draw: &mut Draw) -> &'static str {
        let forms: &[&str] = match self {
            Self::HubModel => &[
                "@C::api::sync::Api::new().expect(\"a client\").model(id.to_string()).get(\"model.safetensors\").expect(\"a file\")§",
                "let ~api = @C::api::sync::Api::new().unwrap();\n    let ~repo = ~api.model(id.to_owned());§\n    ~repo.get(\"model.safetensors\").unwrap()",
                "use @C::api::sync::ApiBuilder;\n    let ~api = ApiBuilder::new().with_progress(false).build().unwrap();\n    ~api.model(String::from(id)).get(\"model.safetensors\").unwrap()§",
            ],
            Self::HubRepo => &[
                "let ~repo = @C::Repo::new(id.to_string(), @C::RepoType::Model);§\n    @C::api::sync::Api::new().unwrap().repo(~repo).get(\"model.safetensors\").unwrap()§",
                "use @C::{api::sync::Api, Repo, RepoType};\n    let ~api = Api::new().unwrap();\n    ~api.repo(Repo::with_revision(id.to_string(), RepoType::Model, \"main\".to_string())).get(\"model.safetensors\").unwrap()§",
            ],
            Self::Pretrained => &[
                "let _ = @C::model::StaticModel::from_pretrained(id, None, None, None).expect(\"a model\");§\n    PathBuf::from(\"model.safetensors\")",
                "use @C::model::StaticModel;\n    StaticModel::from_pretrained(id, None, None, None).unwrap();§\n    PathBuf::new()",
            ],
            Self::Ureq => &[
                "let ~url = format!(\"https://huggingface.co/{id}/resolve/main/model.safetensors\");§\n    let _ = @C::get(&~url).call().unwrap();§\n    PathBuf::from(\"model.safetensors\")",
                "@C::get(&format!(\"https://huggingface.co/{}/resolve/main/model.safetensors\", id)).call().expect(\"an answer\");§\n    PathBuf::from(\"model.safetensors\")",
            ],
            Self::Reqwest => &[
                "let _ = @C::blocking::get(format!(\"https://huggingface.co/{id}/resolve/main/model.safetensors\")).unwrap();§\n    PathBuf::from(\"model.safetensors\")",
                "let ~client = @C::blocking::Client::new();\n    let _ = ~client.get(format!(\"https://huggingface.co/{id}/resolve/main/model.safetensors\")).send().unwrap();§\n    PathBuf::new()",
            ],
        };
        draw.pick(forms)
    }
}

/// Crates that look to a program as the real ones do, and need nothing from a registry: name and `src/lib.rs`.
pub(super) const STAND_INS: [(&str, &str, &[&str]); 4] = [
    ("hf-hub", HF_HUB, &[]),
    ("model2vec-rs", MODEL2VEC, &["hf-hub"]),
    ("reqwest", REQWEST, &[]),
    ("ureq", UREQ, &[]),
];

const HF_HUB: &str = r#"
#[derive(Clone, Copy)]
pub enum RepoType { Model, Dataset, Space }
pub struct Repo { id: String, kind: RepoType, revision: String }
impl Repo {
    pub fn new(id: String, kind: RepoType) -> Self { Self::with_revision(id, kind, "main".to_string()) }
    pub fn with_revision(id: String, kind: RepoType, revision: String) -> Self { Self { id, kind, revision } }
    pub fn model(id: String) -> Self { Self::new(id, RepoType::Model) }
    pub fn url(&self) -> String { format!("{}/{}/{}", self.id, self.kind as usize, self.revision) }
}
pub mod api {
    #[derive(Debug)]
    pub struct ApiError;
    pub mod sync {
        use super::ApiError;
        use crate::{Repo, RepoType};
        use std::path::PathBuf;
        pub struct ApiBuilder { progress: bool }
        impl ApiBuilder {
            pub fn new() -> Self { Self { progress: true } }
            pub fn with_progress(mut self, progress: bool) -> Self { self.progress = progress; self }
            pub fn build(self) -> Result<Api, ApiError> { Ok(Api { progress: self.progress }) }
        }
        #[derive(Clone)]
        pub struct Api { progress: bool }
        impl Api {
            pub fn new() -> Result<Self, ApiError> { ApiBuilder::new().build() }
            pub fn repo(&self, repo: Repo) -> ApiRepo { ApiRepo { api: self.clone(), repo } }
            pub fn model(&self, model_id: String) -> ApiRepo { self.repo(Repo::new(model_id, RepoType::Model)) }
        }
        pub struct ApiRepo { api: Api, repo: Repo }
        impl ApiRepo {
            pub fn get(&self, filename: &str) -> Result<PathBuf, ApiError> {
                if self.api.progress { return Err(ApiError); }
                Ok(PathBuf::from(self.repo.url()).join(filename))
            }
        }
    }
}
"#;

const MODEL2VEC: &str = r#"
pub mod model {
    use std::path::Path;
    #[derive(Debug)]
    pub struct Error;
    pub struct StaticModel { pub file: std::path::PathBuf }
    impl StaticModel {
        pub fn from_pretrained<P: AsRef<Path>>(
            repo_or_path: P,
            token: Option<&str>,
            normalize: Option<bool>,
            subfolder: Option<&str>,
        ) -> Result<Self, Error> {
            let _ = (token, normalize, subfolder);
            let base = repo_or_path.as_ref();
            if base.exists() { return Ok(Self { file: base.join("model.safetensors") }); }
            let api = hf_hub::api::sync::Api::new().map_err(|_| Error)?;
            let repo = api.model(base.to_string_lossy().into_owned());
            Ok(Self { file: repo.get("model.safetensors").map_err(|_| Error)? })
        }
    }
}
"#;

const UREQ: &str = r"
#[derive(Debug)]
pub struct Error;
pub struct Response;
pub struct Request { url: String }
impl Request {
    pub fn call(self) -> Result<Response, Error> { if self.url.is_empty() { Err(Error) } else { Ok(Response) } }
}
pub fn get(url: &str) -> Request { Request { url: url.to_string() } }
";

const REQWEST: &str = r"
#[derive(Debug)]
pub struct Error;
pub mod blocking {
    use super::Error;
    pub struct Response;
    pub struct Client;
    pub struct RequestBuilder { url: String }
    impl Client {
        pub fn new() -> Self { Self }
        pub fn get<U: Into<String>>(&self, url: U) -> RequestBuilder { RequestBuilder { url: url.into() } }
    }
    impl RequestBuilder {
        pub fn send(self) -> Result<Response, Error> { if self.url.is_empty() { Err(Error) } else { Ok(Response) } }
    }
    pub fn get<U: Into<String>>(url: U) -> Result<Response, Error> { Client::new().get(url).send() }
}
";
