//! Calls that give the name of a model to an Ollama server: every program fails for the model, and its twin does not.
//!
//! Code is a template: `⟦red¦twin⟧` is the token in which the two differ, `@B` a model that fails, `@G` one that passes.
//! The twin names a model that passes, asks a hosted service, or only prints the name.

use std::fmt::Write as _;

use deny_models_scan::{Build, Limits, ParsedPackage, ProgramPackage, link};
use serde_json::Value;

use crate::reach_ways::{manifest, sided};
use crate::support::Project;

const FAILS: &str = "qwen2.5:3b";
const PASSES: &str = "qwen2.5:7b";

/// Code of `main.rs`, and the package of the client that it depends on.
struct Way {
    name: &'static str,
    client: &'static str,
    main: &'static str,
}

const fn way(name: &'static str, client: &'static str, main: &'static str) -> Way {
    Way { name, client, main }
}

const CLIENTS: [&str; 9] = [
    "ollama-rs",
    "rig-core",
    "langchain-rust",
    "genai",
    "llm",
    "swiftide-integrations",
    "async-openai",
    "reqwest",
    "ureq",
];

const WAYS: &[Way] = &[
    way(
        "ollama-rs-pull",
        "ollama-rs",
        "use ollama_rs::Ollama;
         fn main() { let ollama = Ollama::default(); ollama.pull_model(\"⟦@B¦@G⟧\".to_string(), false); }",
    ),
    way(
        "ollama-rs-create",
        "ollama-rs",
        "use ollama_rs::{Ollama, models::create::CreateModelRequest};
         fn main() { Ollama::default().create_model(CreateModelRequest::new(\"mine\".into()).from_model(\"⟦@B¦@G⟧\".into())); }",
    ),
    way(
        "create-from",
        "reqwest",
        "const BASE: &str = \"⟦@B¦@G⟧\";
         fn main() { reqwest::blocking::Client::new().post(\"http://localhost:11434/api/create\").json(&serde_json::json!({ \"model\": \"mine\", \"from\": BASE })).send(); }",
    ),
    way(
        "create-modelfile",
        "ureq",
        "fn main() { let from = \"⟦@B¦@G⟧\"; let text = format!(\"# mine\\nFROM {from}\\nADAPTER ./x.gguf\\nSYSTEM short\\n\");
         ureq::post(\"http://localhost:11434/api/create\").send_json(serde_json::json!({ \"name\": \"mine\", \"modelfile\": text })); }",
    ),
    way(
        "create-in-text",
        "ureq",
        "fn main() { ureq::post(\"http://localhost:11434/api/create\").send_string(r#\"{\"name\": \"mine\", \"modelfile\": \"FROM ⟦@B¦@G⟧\\nSYSTEM \\\"x\\\"\"}\"#); }",
    ),
    way(
        "create-by-a-file",
        "ureq",
        "const TEXT: &str = \"FROM ⟦@B¦@G⟧\\nSYSTEM x\\n\";
         fn main() { let dir = std::env::temp_dir(); std::fs::write(dir.join(\"Modelfile\"), TEXT).unwrap();
         std::process::Command::new(\"ollama\").args([\"create\", \"mine\", \"-f\"]).arg(dir.join(\"Modelfile\")).status(); }",
    ),
    way(
        "ollama-rs-generate",
        "ollama-rs",
        "use ollama_rs::{Ollama, generation::completion::request::GenerationRequest};
         const MODEL: &str = \"⟦@B¦@G⟧\";
         fn main() { Ollama::new(\"http://localhost\".to_string(), 11434).generate(GenerationRequest::new(MODEL.into(), \"hi\")); }",
    ),
    way(
        "ollama-rs-chat-of-a-library",
        "ollama-rs",
        "use ollama_rs::generation::chat::{ChatMessage, request::ChatMessageRequest};
         struct Settings { model: String }
         impl Default for Settings { fn default() -> Self { Self { model: \"⟦@B¦@G⟧\".to_owned() } } }
         fn ask(settings: &Settings) { let request = ChatMessageRequest::new(settings.model.clone(), vec![]); ollama_rs::Ollama::default().send_chat_messages(request); }
         fn main() { ask(&Settings::default()); }",
    ),
    way(
        "ollama-rs-embeddings",
        "ollama-rs",
        "use ollama_rs::generation::embeddings::request::GenerateEmbeddingsRequest as Request;
         fn main() { ollama_rs::Ollama::default().generate_embeddings(Request::new(\"⟦@B¦@G⟧\".into(), \"hi\".into())); }",
    ),
    way(
        "ollama-rs-at-a-hosted-service",
        "ollama-rs",
        "use ollama_rs::Ollama;
         fn main() { let ollama = Ollama::try_new(\"⟦http://localhost:11434¦https://ollama.com⟧\").unwrap(); ollama.pull_model(\"@B\".into(), false); }",
    ),
    way(
        "rig-agent",
        "rig-core",
        "use rig::{completion::Prompt, providers};
         fn main() { let client = providers::ollama::Client::new(); let agent = client.agent(\"⟦@B¦@G⟧\").preamble(\"x\").build(); }",
    ),
    way(
        "rig-another-provider",
        "rig-core",
        "use rig::providers::⟦ollama¦groq⟧;
         fn main() { let client = ⟦ollama¦groq⟧::Client::from_env(); let agent = client.agent(\"@B\").build(); }",
    ),
    way(
        "rig-client-as-an-argument",
        "rig-core",
        "use rig::providers::ollama;
         fn start(client: &ollama::Client) { client.completion_model(\"⟦@B¦@G⟧\"); }
         fn main() { start(&ollama::Client::new(rig::client::Nothing).unwrap()); }",
    ),
    way(
        "rig-client-in-a-field",
        "rig-core",
        "use rig::providers::ollama::Client;
         struct App { client: Client }
         impl App { fn run(&self) { self.client.agent(\"⟦@B¦@G⟧\").build(); } }
         fn main() { App { client: Client::new() }.run(); }",
    ),
    way(
        "rig-openai-at-a-local-host",
        "rig-core",
        "use rig::providers::openai;
         fn main() { let client = openai::Client::from_url(\"none\", \"⟦http://localhost:11434¦https://api.openai.com⟧/v1\"); client.agent(\"@B\").build(); }",
    ),
    way(
        "rig-by-wire",
        "rig-core",
        "use rig_core::providers::ollama;
         fn main() { let provider = ollama::Ollama::new(); let model = provider.completion(\"⟦@B¦@G⟧\"); }",
    ),
    way(
        "langchain",
        "langchain-rust",
        "use langchain_rust::llm::ollama::client::Ollama;
         fn main() { let llm = Ollama::default().with_model(\"⟦@B¦@G⟧\"); llm.invoke(\"hi\"); }",
    ),
    way(
        "langchain-embedder",
        "langchain-rust",
        "use langchain_rust::embedding::OllamaEmbedder;
         fn main() { let embedder = OllamaEmbedder::default().with_model(\"⟦@B¦@G⟧\".to_string()); }",
    ),
    way(
        "genai",
        "genai",
        "use genai::{Client, chat::ChatRequest};
         fn main() { let client = Client::default(); client.exec_chat(\"⟦@B¦gpt-5-mini⟧\", ChatRequest::default(), None); }",
    ),
    way(
        "genai-namespace",
        "genai",
        "const MODEL: &str = \"⟦ollama¦groq⟧::@B\";
         fn main() { let client = genai::Client::builder().build(); client.exec_chat_stream(MODEL, genai::chat::ChatRequest::default(), None); }",
    ),
    way(
        "llm",
        "llm",
        "use llm::builder::{LLMBackend, LLMBuilder};
         fn main() { let llm = LLMBuilder::new().backend(LLMBackend::⟦Ollama¦Groq⟧).model(\"@B\").build(); }",
    ),
    way(
        "swiftide",
        "swiftide-integrations",
        "use swiftide_integrations::ollama::Ollama;
         fn main() { let client = Ollama::builder().default_embed_model(\"@G\").default_prompt_model(\"⟦@B¦@G⟧\").build().unwrap(); }",
    ),
    way(
        "async-openai",
        "async-openai",
        "use async_openai::{Client, config::OpenAIConfig, types::CreateChatCompletionRequestArgs};
         fn main() {
             let config = OpenAIConfig::new().with_api_base(\"⟦http://localhost:11434¦https://api.groq.com/openai⟧/v1\");
             let client = Client::with_config(config);
             let request = CreateChatCompletionRequestArgs::default().model(\"@B\").build().unwrap();
             client.chat().create(request);
         }",
    ),
    way(
        "request-with-json",
        "reqwest",
        "fn main() { reqwest::Client::new().post(\"http://localhost:11434/api/generate\").json(&serde_json::json!({ \"model\": \"⟦@B¦@G⟧\", \"prompt\": \"hi\", \"stream\": false })).send(); }",
    ),
    way(
        "request-with-a-struct",
        "reqwest",
        "#[derive(serde::Serialize)]
         struct Request { model: String, prompt: String }
         struct Ollama { base: String, client: reqwest::Client }
         impl Ollama {
             fn new() -> Self { Self { base: \"http://127.0.0.1:11434\".into(), client: reqwest::Client::new() } }
             fn ask(&self, model: &str) {
                 let request = Request { model: model.to_string(), prompt: String::new() };
                 let url = format!(\"{}/api/chat\", self.base);
                 self.client.post(&url).json(&request).send();
             }
         }
         fn main() { Ollama::new().ask(\"⟦@B¦@G⟧\"); }",
    ),
    way(
        "request-with-a-raw-text",
        "reqwest",
        "fn main() { reqwest::blocking::Client::new().post(\"http://localhost:11434/api/pull\").body(r#\"{\"name\": \"⟦@B¦@G⟧\"}\"#).send(); }",
    ),
    way(
        "request-by-a-function",
        "ureq",
        "fn post(path: &str, body: serde_json::Value) { ureq::post(&format!(\"http://localhost:11434{path}\")).send_json(body); }
         fn main() { post(\"/api/embed\", serde_json::json!({ \"model\": \"⟦@B¦@G⟧\", \"input\": [] })); }",
    ),
    way(
        "request-to-a-hosted-service",
        "ureq",
        "fn main() { ureq::post(\"⟦http://localhost:11434¦https://api.openai.com⟧/v1/chat/completions\").send_json(serde_json::json!({ \"model\": \"@B\" })); }",
    ),
    way(
        "program",
        "ureq",
        "fn main() { std::process::Command::new(\"ollama\").args([\"⟦pull¦rm⟧\", \"@B\"]).status().unwrap(); }",
    ),
    way(
        "program-word-by-word",
        "ureq",
        "use std::process::Command;
         fn run(model: &str) { Command::new(\"ollama\").arg(\"run\").arg(model).spawn().unwrap(); }
         fn main() { run(\"⟦@B¦@G⟧\"); }",
    ),
    way(
        "program-in-a-shell",
        "ureq",
        "use std::process::Command;
         fn main() { Command::new(\"sh\").arg(\"-c\").arg(\"ollama serve & ollama pull ⟦@B¦@G⟧\").status().unwrap(); }",
    ),
    way(
        "request-in-one-call",
        "reqwest",
        "fn main() { isahc::post(\"http://localhost:11434/api/pull\", r#\"{\"name\":\"⟦@B¦@G⟧\"}\"#).unwrap(); }",
    ),
    way(
        "request-by-curl",
        "reqwest",
        "fn main() { let mut easy = curl::easy::Easy::new(); easy.url(\"http://localhost:11434/api/pull\").unwrap(); easy.post(true).unwrap();
         easy.post_fields_copy(br#\"{\"name\":\"⟦@B¦@G⟧\"}\"#).unwrap(); easy.perform(); }",
    ),
    way(
        "request-with-a-map",
        "reqwest",
        "fn main() { let mut body = std::collections::HashMap::new(); body.insert(\"model\", \"⟦@B¦@G⟧\"); body.insert(\"prompt\", \"@B\");
         reqwest::blocking::Client::new().post(\"http://localhost:11434/api/generate\").json(&body).send(); }",
    ),
    way(
        "request-with-pairs",
        "reqwest",
        "fn main() { let body = std::collections::HashMap::from([(\"model\", \"⟦@B¦@G⟧\")]);
         reqwest::blocking::Client::new().post(\"http://localhost:11434/api/generate\").json(&body).send(); }",
    ),
    way(
        "request-filled-step-by-step",
        "reqwest",
        "fn main() { let mut body = serde_json::json!({ \"prompt\": \"@B\" }); body[\"model\"] = serde_json::json!(\"⟦@B¦@G⟧\");
         reqwest::blocking::Client::new().post(\"http://localhost:11434/api/generate\").json(&body).send(); }",
    ),
    way(
        "request-with-a-renamed-field",
        "reqwest",
        "#[derive(serde::Serialize)] struct Request { #[serde(rename = \"model\")] llm: String, name: String }
         fn main() { let request = Request { llm: \"⟦@B¦@G⟧\".into(), name: \"@B\".into() };
         reqwest::blocking::Client::new().post(\"http://localhost:11434/api/generate\").json(&request).send(); }",
    ),
    way(
        "client-by-another-name",
        "genai",
        "fn main() { ai::Client::default().exec_chat(\"⟦@B¦gpt-5-mini⟧\", ai::chat::ChatRequest::default(), None); }",
    ),
    way(
        "rig-by-the-name-of-a-provider",
        "rig-core",
        "use rig::client::builder::DynClientBuilder;
         fn main() { let agent = DynClientBuilder::new().agent(\"⟦ollama¦openai⟧\", \"@B\").unwrap().build(); }",
    ),
    way(
        "llm-at-a-local-host",
        "llm",
        "use llm::builder::{LLMBackend, LLMBuilder};
         fn main() { LLMBuilder::new().backend(LLMBackend::OpenAI).base_url(\"⟦http://localhost:11434¦https://api.openai.com⟧/v1/\").model(\"@B\").build(); }",
    ),
    way(
        "async-openai-with-a-body-of-ones-own",
        "async-openai",
        "use async_openai::{Client, config::OpenAIConfig};
         fn main() { let client = Client::with_config(OpenAIConfig::new().with_api_base(\"http://localhost:11434/v1\"));
         client.chat().create_byot(serde_json::json!({ \"model\": \"⟦@B¦@G⟧\", \"messages\": [] })); }",
    ),
    way(
        "async-openai-with-a-struct",
        "async-openai",
        "use async_openai::{Client, config::OpenAIConfig, types::CreateChatCompletionRequest};
         fn main() { let client = Client::with_config(OpenAIConfig::new().with_api_base(\"⟦http://localhost:11434¦https://api.groq.com/openai⟧/v1\"));
         client.chat().create(CreateChatCompletionRequest { model: \"@B\".into(), ..Default::default() }); }",
    ),
    way(
        "openai-api-rs",
        "async-openai",
        "use openai_api_rs::v1::{api::OpenAIClient, chat_completion::ChatCompletionRequest};
         fn main() { let mut client = OpenAIClient::builder().with_endpoint(\"⟦http://localhost:11434¦https://openrouter.ai/api⟧/v1\").build().unwrap();
         client.chat_completion(ChatCompletionRequest::new(\"@B\".to_string(), vec![])); }",
    ),
    way(
        "program-that-is-looked-for",
        "ureq",
        "fn main() { let program = which::which(\"ollama\").unwrap(); std::process::Command::new(program).args([\"pull\", \"⟦@B¦@G⟧\"]).status(); }",
    ),
    way(
        "program-by-a-function",
        "ureq",
        "fn ollama(args: &[&str]) { std::process::Command::new(\"ollama\").args(args).status().unwrap(); }
         fn main() { ollama(&[\"list\"]); ollama(&[\"pull\", \"⟦@B¦@G⟧\"]); }",
    ),
    way(
        "program-by-a-macro",
        "ureq",
        "use xshell::{Shell, cmd};
         fn main() { let shell = Shell::new().unwrap(); let model = \"⟦@B¦@G⟧\"; cmd!(shell, \"ollama pull {model}\").run().unwrap(); }",
    ),
    way(
        "program-by-duct",
        "ureq",
        "fn main() { duct::cmd(\"ollama\", [\"⟦pull¦rm⟧\", \"@B\"]).run().unwrap(); }",
    ),
    way(
        "curl-in-a-shell",
        "ureq",
        "fn main() { std::process::Command::new(\"sh\").arg(\"-c\").arg(\"M=⟦@B¦@G⟧; curl http://localhost:11434/api/show -d '{}' && ollama pull $M\").status(); }",
    ),
    way(
        "only-printed",
        "ollama-rs",
        "fn main() { ⟦ollama_rs::Ollama::default().pull_model(\"@B\".into(), false)¦println!(\"try ollama pull @B\")⟧; }",
    ),
];

#[test]
fn a_program_fails_for_what_ollama_fetches_and_its_twin_does_not() {
    let findings = check(WAYS);
    let mut wrong = String::new();
    for way in WAYS {
        let failing = |kind| -> Vec<String> {
            let all = of(&findings, way.name, kind).filter(|finding| finding["severity"] == "deny");
            all.map(|finding| format!("{} {}", finding["code"], finding["model"]))
                .collect()
        };
        let (red, twin) = (failing("red"), failing("twin"));
        let names_it = |finding: &String| finding.contains(&format!("ollama:{FAILS}"));
        if !red.iter().any(names_it) || !twin.is_empty() {
            writeln!(wrong, "{}: red {red:?}, twin {twin:?}", way.name).expect("in memory");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Libraries take a model where a program names none.
const DEFAULTS: &[(&str, &str, &str, &str)] = &[
    (
        "default-of-langchain",
        "langchain-rust",
        "use langchain_rust::llm::ollama::client::Ollama;\nfn main() { let llm = Ollama::default(); llm.invoke(\"hi\"); }",
        "ollama:llama3.2:latest",
    ),
    (
        "default-of-the-embedder",
        "langchain-rust",
        "fn main() { let embedder = langchain_rust::embedding::ollama::OllamaEmbedder::default(); }",
        "ollama:nomic-embed-text:latest",
    ),
    (
        "default-of-llm",
        "llm",
        "use llm::builder::{LLMBackend, LLMBuilder};\nfn main() { LLMBuilder::new().backend(LLMBackend::Ollama).build(); }",
        "ollama:llama3.1:latest",
    ),
    (
        "constant-of-rig",
        "rig-core",
        "use rig::providers::ollama;\nfn main() { ollama::Client::new().agent(ollama::LLAMA3_2).build(); }",
        "ollama:llama3.2:latest",
    ),
    (
        "repository-of-the-hub",
        "ollama-rs",
        "fn main() { ollama_rs::Ollama::default().pull_model(\"hf.co/mistralai/Codestral-22B-v0.1:Q4_K_M\".into(), false); }",
        "mistralai/Codestral-22B-v0.1",
    ),
];

#[test]
fn defaults_and_names_of_other_registries_are_pulls() {
    let project = workspace(
        DEFAULTS
            .iter()
            .map(|(name, client, main, _)| ((*name).to_owned(), *client, (*main).to_owned())),
    );
    let scan = project.run(&["scan", "--format", "jsonl"]).expect(0).stdout;
    for (name, _, _, model) in DEFAULTS {
        let is_there = |line: &str| {
            line.contains(&format!("\"crate\":\"{name}\""))
                && line.contains(&format!("\"artifact\":\"{model}\""))
        };
        assert!(scan.lines().any(is_there), "{name}: {scan}");
    }
}

/// Eight ways to name a model in one program, each a finding of its own; another one that only prints the names.
#[test]
fn each_pull_of_a_program_is_a_finding() {
    const MAIN: &str = "
        use langchain_rust::llm::ollama::client::Ollama as Chain;
        use ollama_rs::Ollama;
        use rig::providers::ollama;
        const OF_HUB: &str = \"hf.co/mistralai/Codestral-22B-v0.1:Q4_K_M\";
        fn main() {
            Ollama::default().pull_model(\"qwen2.5:3b\".into(), false);
            Ollama::default().pull_model(OF_HUB.into(), false);
            ollama::Client::new().agent(\"gemma3:4b\").build();
            let chain = Chain::default().with_model(\"llama3.3:70b\");
            let usual = Chain::default();
            genai::Client::default().exec_chat(\"ollama::gemma2:2b\", genai::chat::ChatRequest::default(), None);
            std::process::Command::new(\"ollama\").args([\"pull\", \"qwen2.5vl:3b\"]).status().unwrap();
            let body = serde_json::json!({ \"model\": \"llama3.1:8b\" });
            ureq::post(\"http://localhost:11434/api/generate\").send_json(body);
        }";
    const TWIN: &str = "fn main() { println!(\"qwen2.5:3b gemma3:4b llama3.3:70b gemma2:2b qwen2.5vl:3b llama3.1:8b llama3.2 ollama\"); }";
    let programs = [("red", MAIN), ("twin", TWIN)];
    let project = workspace(
        programs
            .into_iter()
            .map(|(name, main)| (name.to_owned(), "ollama-rs", main.to_owned())),
    );
    let findings = findings(&project);
    let models = |name: &str| -> Vec<String> {
        let own = findings
            .iter()
            .filter(|finding| finding["member"]["name"] == name);
        let mut models: Vec<String> = own
            .map(|finding| finding["model"].as_str().unwrap_or_default().to_owned())
            .collect();
        models.sort();
        models
    };
    assert_eq!(
        models("red"),
        [
            "mistralai/Codestral-22B-v0.1",
            "ollama:gemma2:2b",
            "ollama:gemma3:4b",
            "ollama:llama3.1:8b",
            "ollama:llama3.2:latest",
            "ollama:llama3.3:70b",
            "ollama:qwen2.5:3b",
            "ollama:qwen2.5vl:3b",
        ],
        "{findings:#?}"
    );
    assert!(models("twin").is_empty(), "{findings:#?}");
}

/// A host or a model that cannot be read is no pass.
const OPEN: &[(&str, &str, &str)] = &[
    (
        "open-model",
        "ollama-rs",
        "fn main() { let model = std::env::var(\"MODEL\").unwrap(); ollama_rs::Ollama::default().pull_model(model, false); }",
    ),
    (
        "open-host",
        "async-openai",
        "use async_openai::{Client, config::OpenAIConfig, types::CreateChatCompletionRequestArgs};
         fn main() {
             let client = Client::with_config(OpenAIConfig::new().with_api_base(std::env::var(\"BASE\").unwrap()));
             client.chat().create(CreateChatCompletionRequestArgs::default().model(\"some-model\").build().unwrap());
         }",
    ),
];

#[test]
fn a_model_or_a_host_that_cannot_be_read_is_reported() {
    let project = workspace(
        OPEN.iter()
            .map(|(name, client, main)| ((*name).to_owned(), *client, (*main).to_owned())),
    );
    let findings = findings(&project);
    for (name, ..) in OPEN {
        let mut own = findings
            .iter()
            .filter(|finding| finding["member"]["name"] == *name);
        assert!(
            own.any(|finding| finding["code"] == "unresolved-pull"),
            "{name}: {findings:#?}"
        );
    }
}

/// The address of a request comes from whoever sends one, and so does the model: it may go to any server.
const ANY_SERVER: &str = "
    #[derive(serde::Deserialize)] struct Forward { base: String, model: String, text: String }
    fn forward(asked: Forward) {
        let url = format!(\"{}⟦/api/chat¦⟧\", asked.base);
        let body = serde_json::json!({ \"model\": asked.model, \"prompt\": asked.text });
        let _ = send(url, body);
    }
    fn send(url: String, body: serde_json::Value) { reqwest::Client::new().post(url).json(&body).send(); }
    fn main() { reqwest::server::route(\"/forward\", forward); reqwest::server::route(\"/send\", ⟦forward¦send⟧); }";

#[test]
fn a_request_to_an_address_that_is_not_known_is_none_of_ollama() {
    let programs = [("red", true), ("twin", false)];
    let programs = programs.map(|(name, red)| (name.to_owned(), "reqwest", sided(ANY_SERVER, red)));
    let findings = findings(&workspace(programs.into_iter()));
    let names = |name: &str| {
        let mut own = findings
            .iter()
            .filter(|finding| finding["member"]["name"] == name);
        own.any(|finding| finding["code"] == "unresolved-pull")
    };
    assert!(names("red"), "{findings:#?}");
    assert!(!names("twin"), "{findings:#?}");
}

#[test]
fn a_modelfile_that_code_names_is_read() {
    let main = |verb: &str| {
        format!(
            "fn main() {{ std::process::Command::new(\"ollama\").args([\"{verb}\", \"own\", \"-f\", \"Modelfile\"]).status().unwrap(); }}"
        )
    };
    let project = workspace(
        [
            ("red", "create", FAILS),
            ("twin", "create", PASSES),
            ("unused", "rm", FAILS),
        ]
        .into_iter()
        .map(|(name, verb, _)| (name.to_owned(), "ureq", main(verb))),
    );
    for (name, model) in [("red", FAILS), ("twin", PASSES), ("unused", FAILS)] {
        project.write(
            &format!("{name}/Modelfile"),
            &format!("FROM {model}\nPARAMETER temperature 1\n"),
        );
    }
    project.write(
        "unused/src/main.rs",
        "fn main() { println!(\"see ollama\"); }",
    );
    let findings = findings(&project);
    for (name, expected) in [("red", true), ("twin", false), ("unused", false)] {
        let mut own = findings
            .iter()
            .filter(|finding| finding["member"]["name"] == name);
        let fails = own.any(|finding| finding["model"] == format!("ollama:{FAILS}"));
        assert_eq!(fails, expected, "{name}: {findings:#?}");
    }
}

/// Weights that a Modelfile names and that are not in the package are taken from somewhere.
#[test]
fn weights_of_a_modelfile_that_are_not_there_are_reported() {
    let main = "fn main() { std::process::Command::new(\"ollama\").args([\"create\", \"own\", \"-f\", \"Modelfile\"]).status().unwrap(); }";
    let project = workspace([("own".to_owned(), "ureq", main.to_owned())].into_iter());
    project.write("own/Modelfile", "FROM ./gone.gguf\n");
    let findings = findings(&project);
    assert!(
        findings.len() == 1
            && findings[0]["code"] == "unresolved-pull"
            && findings[0].to_string().contains("gone.gguf"),
        "{findings:#?}"
    );
}

/// A member that knows neither the address nor the model: the code of another one has both.
#[test]
fn another_package_may_have_the_address_and_the_model() {
    const NAMES: &str = "pub const URL: &str = \"http://localhost:11434/api/chat\";
        pub const MODEL: &str = \"qwen2.5:3b\"; pub const OTHER: &str = \"qwen2.5:7b\";";
    const MAIN: &str = "fn main() {
        reqwest::blocking::Client::new().post(names::URL).json(&serde_json::json!({ \"model\": names::⟦MODEL¦OTHER⟧ })).send();
        std::process::Command::new(\"ollama\").args([\"pull\", names::⟦MODEL¦OTHER⟧]).status(); }";
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"names\", \"red\", \"twin\"]\n",
        ),
        ("names/Cargo.toml", &manifest("names", "")),
        ("names/src/lib.rs", NAMES),
    ]);
    for (name, red) in [("red", true), ("twin", false)] {
        project.write(
            &format!("{name}/Cargo.toml"),
            &manifest(name, "names = { path = \"../names\" }\n"),
        );
        project.write(&format!("{name}/src/main.rs"), &sided(MAIN, red));
    }
    let findings = findings(&project);
    let of_member = |name: &str| {
        findings
            .iter()
            .filter(|finding| finding["member"]["name"] == name && finding["severity"] == "deny")
            .count()
    };
    assert_eq!(
        (of_member("red"), of_member("twin")),
        (1, 0),
        "{findings:#?}"
    );
}

/// What a library of others does with a name is not followed; the call of it takes the model.
#[test]
fn the_code_of_a_library_does_not_hide_its_calls() {
    const LIBRARY: &str = "
        pub mod generation { pub mod request {
            pub struct GenerationRequest { pub model_name: String }
            impl GenerationRequest { pub fn new(model_name: String) -> Self { Self { model_name } } }
        } }
        pub struct Ollama { url: String }
        impl Default for Ollama { fn default() -> Self { Self { url: \"http://127.0.0.1:11434\".into() } } }
        impl Ollama {
            pub fn pull_model(&self, name: String, insecure: bool) { send(&self.url, name) }
            pub fn generate(&self, request: generation::request::GenerationRequest) { send(&self.url, request.model_name) }
        }
        fn send(url: &str, name: String) {}";
    const MAIN: &str = "
        use ollama_rs::{Ollama, generation::request::GenerationRequest};
        struct App { ollama: Ollama }
        impl App { fn pull(&self) { self.ollama.pull_model(\"qwen2.5:3b\".into(), false); } }
        fn main() {
            App { ollama: Ollama::default() }.pull();
            Ollama::default().generate(GenerationRequest::new(\"gemma3:4b\".into()));
        }";
    let project = Project::new(&[("app/src/main.rs", MAIN), ("ollama-rs/src/lib.rs", LIBRARY)]);
    let limits = Limits::default();
    let package = |name: &str, externs: Vec<(String, usize)>| {
        project.write(&format!("{name}/Cargo.toml"), &manifest(name, ""));
        let directory = project.path(name);
        let directory = camino::Utf8PathBuf::try_from(directory).expect("UTF-8");
        ProgramPackage {
            parsed: ParsedPackage::read(&directory, None, 1, &limits).expect("parsed"),
            externs,
            name: name.to_owned(),
            shown: Vec::new(),
        }
    };
    let packages = vec![
        package("app", vec![("ollama_rs".to_owned(), 1)]),
        package("ollama-rs", Vec::new()),
    ];
    let build = Build {
        member: 0,
        features: vec![Some(std::collections::BTreeSet::new()); 2],
    };
    let linked = link(packages, &[build], 1, &limits).expect("linked");
    let models: Vec<&str> = linked[0]
        .pulls
        .iter()
        .map(|pull| pull.found.artifact.as_str())
        .collect();
    assert_eq!(models, ["ollama:gemma3:4b", "ollama:qwen2.5:3b"]);
    assert!(linked[0].open.is_empty(), "{:?}", linked[0].open);
}

fn check(ways: &[Way]) -> Vec<Value> {
    let members = ways.iter().flat_map(|way| {
        [("red", true), ("twin", false)].map(|(kind, red)| {
            (
                format!("{}-{kind}", way.name),
                way.client,
                filled(way.main, red),
            )
        })
    });
    findings(&workspace(members))
}

fn findings(project: &Project) -> Vec<Value> {
    let run = project.run(&["check", "--format", "json", "--offline"]);
    run.json()["findings"].as_array().expect("findings").clone()
}

/// A workspace of programs; the clients are stand-ins, since only the programs' own code decides.
fn workspace(programs: impl Iterator<Item = (String, &'static str, String)>) -> Project {
    let project = Project::new(&[]);
    for client in CLIENTS {
        project.write(
            &format!("clients/{client}/Cargo.toml"),
            &manifest(client, ""),
        );
        project.write(&format!("clients/{client}/src/lib.rs"), "");
    }
    let mut members = String::new();
    for (name, client, main) in programs {
        writeln!(members, "    \"{name}\",").expect("in memory");
        // One that the manifest gives another name.
        let needs = if main.contains("ai::Client") {
            format!("ai = {{ path = \"../clients/{client}\", package = \"{client}\" }}\n")
        } else {
            format!("{client} = {{ path = \"../clients/{client}\" }}\n")
        };
        project.write(&format!("{name}/Cargo.toml"), &manifest(&name, &needs));
        project.write(&format!("{name}/src/main.rs"), &main);
    }
    let root = format!(
        "[workspace]\nresolver = \"3\"\nexclude = [\"clients\"]\nmembers = [\n{members}]\n"
    );
    project.write("Cargo.toml", &root);
    project
}

fn of<'a>(findings: &'a [Value], name: &str, kind: &str) -> impl Iterator<Item = &'a Value> {
    let member = format!("{name}-{kind}");
    findings
        .iter()
        .filter(move |finding| finding["member"]["name"] == member.as_str())
}

fn filled(template: &str, red: bool) -> String {
    sided(template, red)
        .replace("@B", FAILS)
        .replace("@G", PASSES)
}
