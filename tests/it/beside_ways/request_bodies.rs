//! Bodies of requests that are read from files, and addresses and models that stand in rows together.

use super::{Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "body-file",
        &[
            (
                "src/main.rs",
                r#"fn main() { let body = std::fs::read_to_string("request.json").unwrap();
 reqwest::blocking::Client::new().post("http://localhost:11434/api/chat").body(body).send().unwrap(); }"#,
            ),
            ("request.json", r#"{"model": "⟦@B¦@G⟧", "messages": []}"#),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "body-any-file",
        &[(
            "src/main.rs",
            r#"fn main() { let path = std::env::args().nth(1).unwrap(); let body = std::fs::read(path).unwrap();
 reqwest::blocking::Client::new().post("⟦http://localhost:11434/api/chat¦https://api.acme.com/api/chat⟧").body(body).send().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "body-open",
        &[
            (
                "src/main.rs",
                r#"fn main() { let f = std::fs::File::open("assets/req.json").unwrap();
 reqwest::blocking::Client::new().post("http://localhost:11434/api/pull").body(f).send().unwrap(); }"#,
            ),
            ("assets/req.json", r#"{"name": "⟦@B¦@G⟧"}"#),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "body-parsed",
        &[
            (
                "src/main.rs",
                r#"fn main() { let v: serde_json::Value = serde_json::from_reader(std::fs::File::open("req.json").unwrap()).unwrap();
 ureq::post("http://localhost:11434/api/generate").send_json(v).unwrap(); }"#,
            ),
            ("req.json", r#"{"model": "⟦@B¦@G⟧", "prompt": "x"}"#),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "body-compiled",
        &[
            (
                "src/main.rs",
                r#"fn main() { let s = include_str!("../req.json");
 ureq::post("http://localhost:11434/api/generate").send(s).unwrap(); }"#,
            ),
            ("req.json", r#"{"model": "⟦@B¦@G⟧", "prompt": "x"}"#),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "body-stdin",
        &[(
            "src/main.rs",
            r#"use std::io::Read;
fn main() { let mut body = String::new(); std::io::stdin().read_to_string(&mut body).unwrap();
 reqwest::blocking::Client::new().post("⟦http://localhost:11434/api/chat¦https://api.acme.com/api/chat⟧").body(body).send().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "body-read-into",
        &[(
            "src/main.rs",
            r#"use std::io::Read;
fn main() { let mut body = Vec::new(); let mut f = std::fs::File::open(std::env::args().nth(1).unwrap()).unwrap(); f.read_to_end(&mut body).unwrap();
 ureq::post("⟦http://localhost:11434/api/chat¦https://api.acme.com/api/chat⟧").send(&body[..]).unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "key-of-read-file",
        &[
            (
                "src/main.rs",
                r#"fn main() { let t = std::fs::read_to_string("m/config.json").unwrap(); let c: serde_json::Value = serde_json::from_str(&t).unwrap(); let base = c["_name_or_path"].as_str().unwrap(); hf_hub::api::sync::Api::new().unwrap().model(base.to_string()).get("model.safetensors").unwrap(); }"#,
            ),
            (
                "m/config.json",
                r#"{"_name_or_path": "⟦@L¦@Q⟧", "model_type": "llama"}"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "rows-of-code",
        &[(
            "src/main.rs",
            r#"use serde_json::Value;
struct Endpoint { url: &'static str, model: &'static str }
static ENDPOINTS: [Endpoint; 2] = [
    Endpoint { url: "http://localhost:11434/api/chat", model: "⟦@B¦@G⟧" },
    Endpoint { url: "https://api.mistral.ai/v1/chat/completions", model: "mistral-large" },
];
async fn ask(e: &Endpoint, q: &str) -> reqwest::Result<Value> {
    reqwest::Client::new().post(e.url).json(&serde_json::json!({"model": e.model, "messages": [{"role": "user", "content": q}]})).send().await?.json().await
}
#[tokio::main]
async fn main() { for e in &ENDPOINTS { println!("{:?}", ask(e, "hi").await); } }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "backend-of-chain",
        &[(
            "src/main.rs",
            r#"use llm::{builder::{LLMBackend, LLMBuilder}, LLMProvider};
enum Provider { Local, Cloud }
fn provider(p: Provider) -> Box<dyn LLMProvider> {
    let b = LLMBuilder::new();
    let b = match p {
        Provider::Local => b.backend(LLMBackend::Ollama).model("@B"),
        Provider::Cloud => b.backend(LLMBackend::Groq).model("llama-3.1-8b-instant"),
    };
    b.build().unwrap()
}
#[tokio::main]
async fn main() { let p = provider(Provider::⟦Local¦Cloud⟧); p.chat(&[]).await.ok(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
];

#[test]
fn bodies_are_read_where_they_lie() {
    check(WAYS);
}
