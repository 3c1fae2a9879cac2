//! Clients of Ollama and requests to its server, as their documentation shows them.

use super::{Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "or-readme",
        &[(
            "src/main.rs",
            r#"use ollama_rs::{Ollama, generation::completion::request::GenerationRequest};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let ollama = Ollama::default(); let model = "⟦@B¦@G⟧".to_string(); let prompt = "Why is the sky blue?".to_string(); let res = ollama.generate(GenerationRequest::new(model, prompt)).await; if let Ok(res) = res { println!("{}", res.response); } Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "or-coordinator",
        &[(
            "src/main.rs",
            r#"use ollama_rs::{Ollama, coordinator::Coordinator, generation::chat::ChatMessage};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let ollama = Ollama::default(); let history = vec![]; let mut coordinator = Coordinator::new(ollama, "⟦@B¦@G⟧".to_string(), history); let resp = coordinator.chat(vec![ChatMessage::user("x".into())]).await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "or-ensure",
        &[(
            "src/main.rs",
            r#"use ollama_rs::Ollama;
const REQUIRED: &[&str] = &["⟦@B¦@G⟧", "nomic-embed-text"];
async fn ensure(o: &Ollama) { let have = o.list_local_models().await.unwrap(); for name in REQUIRED { if !have.iter().any(|m| m.name == *name) { o.pull_model(name.to_string(), false).await.unwrap(); } } }
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { ensure(&Ollama::default()).await; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rig-builder",
        &[(
            "src/main.rs",
            r#"use rig_core::{completion::Prompt, providers::ollama};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let client = ollama::Client::builder().base_url("http://localhost:11434").api_key(rig_core::client::Nothing).build()?; let model = client.completion_model("⟦@B¦@G⟧"); let agent = rig_core::agent::AgentBuilder::new(model).build(); Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "lc-opts",
        &[(
            "src/main.rs",
            r#"use langchain_rust::{language_models::llm::LLM, llm::client::{Ollama, GenerationOptions, OllamaClient}};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let client = std::sync::Arc::new(OllamaClient::default()); let llm = Ollama::new(client, "⟦@B¦@G⟧", Some(GenerationOptions::default())); llm.invoke("hi").await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "lc-openai",
        &[(
            "src/main.rs",
            r#"use langchain_rust::{language_models::llm::LLM, llm::{OpenAI, OpenAIConfig}};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let llm = OpenAI::default().with_config(OpenAIConfig::default().with_api_base("⟦http://localhost:11434¦https://api.openai.com⟧/v1").with_api_key("ollama")).with_model("@B"); llm.invoke("hi").await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "genai-readme",
        &[(
            "src/main.rs",
            r#"use genai::chat::{ChatMessage, ChatRequest}; use genai::Client;
const MODEL_OLLAMA: &str = "⟦@B¦@G⟧";
const MODEL_OPENAI: &str = "gpt-4o-mini";
const MODELS: &[(&str, &str)] = &[(MODEL_OPENAI, "OPENAI_API_KEY"), (MODEL_OLLAMA, "")];
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let client = Client::default(); for (model, env) in MODELS { if !env.is_empty() && std::env::var(env).is_err() { continue; } let r = client.exec_chat(model, ChatRequest::new(vec![]), None).await?; } Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "genai-resolver",
        &[(
            "src/main.rs",
            r#"use genai::{Client, ModelIden, ServiceTarget, adapter::AdapterKind, resolver::{Endpoint, AuthData, ServiceTargetResolver}};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let r = ServiceTargetResolver::from_resolver_fn(|t: ServiceTarget| -> Result<ServiceTarget, genai::resolver::Error> { let endpoint = Endpoint::from_static("⟦http://localhost:11434¦https://api.groq.com/openai⟧/v1/"); let model = ModelIden::new(AdapterKind::OpenAI, "@B"); Ok(ServiceTarget { endpoint, auth: AuthData::from_single("x"), model }) }); let client = Client::builder().with_service_target_resolver(r).build(); client.exec_chat("gpt-4o", genai::chat::ChatRequest::default(), None).await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "llm-from-str",
        &[(
            "src/main.rs",
            r#"use llm::builder::{LLMBackend, LLMBuilder}; use std::str::FromStr;
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let b = LLMBackend::from_str("⟦ollama¦groq⟧")?; let llm = LLMBuilder::new().backend(b).model("@B").build()?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "sw-other",
        &[(
            "src/main.rs",
            r#"use swiftide::integrations::{anthropic::Anthropic, ollama::Ollama};
use swiftide::traits::SimplePrompt;
fn hosted(name: &str) -> Anthropic { Anthropic::builder().default_prompt_model(name).build().unwrap() }
#[tokio::main] async fn main() { let h = hosted("claude-3-5-haiku"); h.prompt("x".into()).await.unwrap(); let own = Ollama::builder().default_prompt_model("⟦@B¦@G⟧").build().unwrap(); own.prompt("x".into()).await.unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rq-branch",
        &[(
            "src/main.rs",
            r#"fn main() { let client = reqwest::blocking::Client::new(); let mut request = client.post("http://localhost:11434/api/chat"); if std::env::args().count() > 1 { request = request.bearer_auth("x"); } request.json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).send().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rq-loop",
        &[(
            "src/main.rs",
            r#"fn main() { let client = reqwest::blocking::Client::new(); let mut request = client.post("http://localhost:11434/api/chat"); for (key, value) in [("a", "b")] { request = request.header(key, value); } request = request.json(&serde_json::json!({"model": "⟦@B¦@G⟧"})); request.send().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rq-parameter",
        &[(
            "src/main.rs",
            r#"fn ask(request: reqwest::blocking::RequestBuilder) { request.json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).send().unwrap(); }
fn main() { ask(reqwest::blocking::Client::new().post("http://localhost:11434/api/chat")); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rq-made",
        &[(
            "src/main.rs",
            r#"struct Api { client: reqwest::blocking::Client }
impl Api { fn chat(&self) -> reqwest::blocking::RequestBuilder { self.client.post("http://localhost:11434/api/chat").header("a", "b") } }
fn main() { let api = Api { client: reqwest::blocking::Client::new() }; api.chat().json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).send().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "sw-builder",
        &[(
            "src/main.rs",
            r#"use swiftide::{indexing::{self, transformers::{Embed, MetadataQACode}}, integrations::ollama::Ollama};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let o = Ollama::default().with_default_prompt_model("⟦@B¦@G⟧").to_owned(); let p = indexing::Pipeline::from_loader(swiftide::indexing::loaders::FileLoader::new(".")).then(MetadataQACode::new(o.clone())); Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "ao-struct",
        &[(
            "src/main.rs",
            r#"use async_openai::{Client, config::OpenAIConfig, types::{CreateChatCompletionRequestArgs, ChatCompletionRequestUserMessageArgs}};
struct Llm { client: Client<OpenAIConfig>, model: String }
impl Llm { fn local() -> Self { let config = OpenAIConfig::default().with_api_key("ollama").with_api_base("⟦http://localhost:11434¦https://api.openai.com⟧/v1"); Self { client: Client::with_config(config), model: "@B".to_string() } } async fn ask(&self, t: &str) { let r = CreateChatCompletionRequestArgs::default().model(&self.model).max_tokens(5u32).messages([ChatCompletionRequestUserMessageArgs::default().content(t).build().unwrap().into()]).build().unwrap(); self.client.chat().create(r).await.unwrap(); } }
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { Llm::local().ask("x").await; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "ao-embed",
        &[(
            "src/main.rs",
            r#"use async_openai::{Client, config::OpenAIConfig, types::CreateEmbeddingRequestArgs};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let client = Client::with_config(OpenAIConfig::new().with_api_base(format!("http://{}:{}/v1", "127.0.0.1", 11434))); let r = CreateEmbeddingRequestArgs::default().model("⟦@B¦@G⟧").input(["x"]).build()?; client.embeddings().create(r).await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rq-bodymut",
        &[(
            "src/main.rs",
            r#"use reqwest::{Method, Request};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let mut req = Request::new(Method::POST, "http://localhost:11434/api/generate".parse()?); *req.body_mut() = Some(serde_json::json!({"model": "⟦@B¦@G⟧", "prompt": "x"}).to_string().into()); reqwest::Client::new().execute(req).await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rq-bodymut2",
        &[(
            "src/main.rs",
            r#"#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let url = reqwest::Url::parse("http://localhost:11434/api/chat")?; let mut request = reqwest::Request::new(reqwest::Method::POST, url); let body = serde_json::to_vec(&serde_json::json!({"model": "⟦@B¦@G⟧"}))?; *request.body_mut() = Some(reqwest::Body::from(body)); let client = reqwest::Client::new(); client.execute(request).await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rq-build",
        &[(
            "src/main.rs",
            r#"#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let client = reqwest::Client::builder().build()?; let request = client.request(reqwest::Method::POST, "http://127.0.0.1:11434/api/generate").json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).build()?; client.execute(request).await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rq-generic-send",
        &[(
            "src/main.rs",
            r#"#[derive(serde::Serialize)] struct Body<'a> { model: &'a str, prompt: &'a str }
struct Api { base: String, http: reqwest::Client }
impl Api { async fn post<T: serde::Serialize>(&self, path: &str, body: &T) { self.http.post(format!("{}/{}", self.base, path)).json(body).send().await.unwrap(); } }
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let api = Api { base: "http://localhost:11434".into(), http: reqwest::Client::new() }; api.post("api/generate", &Body { model: "⟦@B¦@G⟧", prompt: "x" }).await; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "hyper-mut",
        &[(
            "src/main.rs",
            r#"use hyper::{Request, Body};
#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> { let mut req = Request::new(Body::from("{\"model\": \"⟦@B¦@G⟧\"}")); *req.method_mut() = hyper::Method::POST; *req.uri_mut() = "http://localhost:11434/api/generate".parse()?; hyper::Client::new().request(req).await?; Ok(()) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "atto",
        &[(
            "src/main.rs",
            r#"fn main() { attohttpc::post("http://localhost:11434/api/pull").json(&serde_json::json!({"name": "⟦@B¦@G⟧"})).unwrap().send().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "hosted-pair",
        &[(
            "src/main.rs",
            r#"fn main() { ureq::post("⟦http://localhost:11434/api/chat¦https://ollama.com/api/chat⟧").send_json(&serde_json::json!({"model": "@B"})).unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "c-struct",
        &[(
            "src/main.rs",
            r#"struct Ollama { bin: std::path::PathBuf } impl Ollama { fn cmd(&self) -> std::process::Command { std::process::Command::new(&self.bin) } fn pull(&self, m: &str) { self.cmd().arg("pull").arg(m).status().unwrap(); } }
fn main() { Ollama { bin: "ollama".into() }.pull("⟦@B¦@G⟧"); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "c-vec",
        &[(
            "src/main.rs",
            r#"fn main() { let mut args = vec!["pull"]; args.push("⟦@B¦@G⟧"); std::process::Command::new("ollama").args(&args).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "c-const",
        &[(
            "src/main.rs",
            r#"const OLLAMA: &str = "ollama"; const ARGS: [&str; 2] = ["pull", "⟦@B¦@G⟧"];
fn main() { std::process::Command::new(OLLAMA).args(ARGS).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "c-made-args",
        &[(
            "src/main.rs",
            r#"fn main() { let names = given(); let mut c = std::process::Command::new("cargo"); c.args(names.iter().map(|name| format!("--name={name}"))); c.status().unwrap();
std::process::Command::new("ollama").args(["pull", "⟦@B¦@G⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "c-docker",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("docker").args(["exec", "-i", "ollama", "ollama", "pull", "⟦@B¦@G⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "c-only-serve",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("ollama").args(["⟦pull¦show⟧", "@B"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "set-url",
        &[(
            "src/main.rs",
            r#"#[derive(serde::Deserialize)] struct OllamaConfig { url: String, model: String }
fn main() { let c: OllamaConfig = serde_json::from_str(&std::fs::read_to_string("/etc/app.json").unwrap()).unwrap(); reqwest::blocking::Client::new().post(&c.url).json(&serde_json::json!({"⟦model¦input⟧": c.model})).send().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "c-hfco",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("ollama").args(["run", "hf.co/⟦@L¦@Q⟧:Q4_K_M"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "c-ms",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("ollama").args(["run", "modelscope.cn/⟦Qwen/Qwen2.5-3B-Instruct¦Qwen/Qwen2.5-7B-Instruct⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "mf-include",
        &[
            (
                "src/main.rs",
                r#"const M: &str = include_str!("../Modelfile");
fn main() { let dir = std::env::temp_dir(); let f = dir.join("Modelfile"); std::fs::write(&f, M).unwrap(); std::process::Command::new("ollama").arg("create").arg("mine").arg("-f").arg(&f).status().unwrap(); }"#,
            ),
            (
                "Modelfile",
                r"from ⟦@B¦@G⟧
",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "mf-format",
        &[(
            "src/main.rs",
            r#"fn main() { let base = "⟦@B¦@G⟧"; let text = format!("FROM {base}\nPARAMETER temperature 0.1\n"); let mut f = std::fs::File::create("Modelfile").unwrap(); use std::io::Write; f.write_all(text.as_bytes()).unwrap(); std::process::Command::new("ollama").args(["create", "mine", "-f", "Modelfile"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "mf-default",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("ollama").args(["create", "mine"]).current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap(); }"#,
            ),
            (
                "Modelfile",
                r"FROM ⟦@B¦@G⟧
",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
];

#[test]
fn clients_as_their_documentation_shows_them() {
    check(WAYS);
}
