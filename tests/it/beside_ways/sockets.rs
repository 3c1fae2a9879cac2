//! Requests that code writes by hand, and clients for HTTP.

use super::Ends::{Green, Open, Red};
use super::{Way, check, way};

const WAYS: &[Way] = &[
    way(
        "fmt-write-all",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let body = "{\"model\": \"⟦@B¦@G⟧\", \"prompt\": \"hi\"}";
 let mut s = TcpStream::connect("127.0.0.1:11434").unwrap();
 let request = format!("POST /api/generate HTTP/1.1\r\nHost: localhost:11434\r\nContent-Length: {}\r\n\r\n{}", body.len(), body);
 s.write_all(request.as_bytes()).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "write-macro",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let model = "⟦@B¦@G⟧"; let body = format!("{{\"name\": \"{model}\"}}");
 let mut s = TcpStream::connect("localhost:11434").unwrap();
 write!(s, "POST /api/pull HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{}", body.len(), body).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "bytes",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let mut s = TcpStream::connect(("127.0.0.1", 11434)).unwrap();
 s.write_all(b"POST /api/chat HTTP/1.0\r\nContent-Length: 40\r\n\r\n{\"model\":\"⟦@B¦@G⟧\",\"messages\":[]}").unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "two-writes",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let body = serde_json::json!({"model": "⟦@B¦@G⟧", "input": []}).to_string();
 let mut s = TcpStream::connect("127.0.0.1:11434").unwrap();
 s.write_all(format!("POST /api/embed HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes()).unwrap();
 s.write_all(body.as_bytes()).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "tokio",
        &[(
            "src/main.rs",
            r##"use tokio::{io::AsyncWriteExt, net::TcpStream};
#[tokio::main] async fn main() { let mut s = TcpStream::connect("127.0.0.1:11434").await.unwrap();
 let body = r#"{"model":"⟦@B¦@G⟧"}"#; let req = format!("POST /api/generate HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{body}");
 s.write_all(req.as_bytes()).await.unwrap(); }"##,
        )],
        Red,
        Green,
    ),
    way(
        "by-function",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn post(path: &str, body: &str) -> std::io::Result<()> { let mut s = TcpStream::connect("localhost:11434")?;
 s.write_all(format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes()) }
fn main() { post("/api/pull", "{\"name\":\"⟦@B¦@G⟧\"}").unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "push-str",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let body = "{\"model\":\"⟦@B¦@G⟧\"}"; let mut req = String::new();
 req.push_str("POST /api/generate HTTP/1.1\r\n"); req.push_str("Host: localhost:11434\r\n"); req.push_str("\r\n"); req.push_str(body);
 let mut s = TcpStream::connect("localhost:11434").unwrap(); s.write_all(req.as_bytes()).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "const",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
const REQUEST: &str = "POST /api/chat HTTP/1.1\r\nHost: localhost:11434\r\n\r\n{\"model\":\"⟦@B¦@G⟧\"}";
fn main() { let mut s = TcpStream::connect("localhost:11434").unwrap(); s.write_all(REQUEST.as_bytes()).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "concat",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let mut s = TcpStream::connect("localhost:11434").unwrap();
 s.write_all(concat!("POST /api/chat HTTP/1.1\r\n", "Host: localhost:11434\r\n\r\n", "{\"model\":\"⟦@B¦@G⟧\"}").as_bytes()).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "join",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let body = "{\"model\":\"⟦@B¦@G⟧\"}"; let lines = ["POST /api/chat HTTP/1.1", "Host: localhost:11434", "", body];
 let mut s = TcpStream::connect("localhost:11434").unwrap(); s.write_all(lines.join("\r\n").as_bytes()).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "writes-many",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let mut s = TcpStream::connect("localhost:11434").unwrap(); let body = "{\"model\":\"⟦@B¦@G⟧\"}";
 write!(s, "POST /api/generate HTTP/1.1\r\n").unwrap(); write!(s, "Host: localhost:11434\r\n").unwrap(); write!(s, "Content-Length: {}\r\n\r\n", body.len()).unwrap(); s.write_all(body.as_bytes()).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "field-addr",
        &[(
            "src/main.rs",
            r##"use std::io::Write; use std::net::TcpStream;
struct Client { addr: String }
impl Client { fn ask(&self, model: &str) { let mut s = TcpStream::connect(&self.addr).unwrap(); let body = format!(r#"{{"model":"{}","prompt":"x"}}"#, model);
 s.write_all(format!("POST /api/generate HTTP/1.1\r\nHost: {}\r\n\r\n{}", self.addr, body).as_bytes()).unwrap(); } }
fn main() { Client { addr: "127.0.0.1:11434".into() }.ask("⟦@B¦@G⟧"); }"##,
        )],
        Red,
        Green,
    ),
    way(
        "bufwriter",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let s = TcpStream::connect("localhost:11434").unwrap(); let mut w = std::io::BufWriter::new(s);
 std::io::Write::write_all(&mut w, "POST /api/generate HTTP/1.1\r\nHost: localhost:11434\r\n\r\n{\"model\":\"⟦@B¦@G⟧\"}".as_bytes()).unwrap(); w.flush().unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "into-bytes",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let mut s = TcpStream::connect("localhost:11434").unwrap(); let r = ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:11434\r\n\r\n".to_string() + "{\"model\":\"⟦@B¦@G⟧\"}").into_bytes(); s.write_all(&r).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "open-model",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let model = std::env::args().nth(1).unwrap(); let mut s = TcpStream::connect("localhost:11434").unwrap();
 write!(s, "POST /api/pull HTTP/1.1\r\nHost: localhost\r\n\r\n{{\"name\":\"{model}\"}}").unwrap(); }"#,
        )],
        Open,
        Open,
    ),
    way(
        "open-host",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let host = std::env::var("HOST").unwrap(); let mut s = TcpStream::connect(&host).unwrap();
 write!(s, "POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\n\r\n{{\"model\":\"@B\"}}").unwrap(); }"#,
        )],
        Open,
        Open,
    ),
    way(
        "hosted",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let mut s = TcpStream::connect("⟦localhost:11434¦api.openai.com:80⟧").unwrap();
 write!(s, "POST /v1/chat/completions HTTP/1.1\r\nHost: ⟦localhost:11434¦api.openai.com⟧\r\n\r\n{{\"model\":\"@B\"}}").unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "no-body",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn body() -> Vec<u8> { std::fs::read("/tmp/x").unwrap() } fn main() { let mut s = TcpStream::connect("localhost:11434").unwrap();
 s.write_all(b"POST /api/pull HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap(); s.write_all(&body()).unwrap(); }"#,
        )],
        Open,
        Open,
    ),
    way(
        "get-hub",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let s = TcpStream::connect("huggingface.co:443").unwrap(); let mut s = native_tls::TlsConnector::new().unwrap().connect("huggingface.co", s).unwrap();
 s.write_all(b"GET /⟦@L¦@Q⟧/resolve/main/model.safetensors HTTP/1.1\r\nHost: huggingface.co\r\n\r\n").unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "only-tags",
        &[(
            "src/main.rs",
            r#"use std::io::Write; use std::net::TcpStream;
fn main() { let mut s = TcpStream::connect("localhost:11434").unwrap();
 s.write_all(b"POST /api/⟦generate¦show⟧ HTTP/1.1\r\nHost: localhost\r\n\r\n{\"model\":\"@B\"}").unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "minreq",
        &[(
            "src/main.rs",
            r#"fn main() { minreq::post("http://localhost:11434/api/generate").with_json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).unwrap().send(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "attohttpc",
        &[(
            "src/main.rs",
            r#"fn main() { attohttpc::post("http://localhost:11434/api/generate").json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).unwrap().send(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "ehttp",
        &[(
            "src/main.rs",
            r##"fn main() { let r = ehttp::Request::post("http://localhost:11434/api/generate", br#"{"model": "⟦@B¦@G⟧"}"#.to_vec()); ehttp::fetch(r, |_| {}); }"##,
        )],
        Red,
        Green,
    ),
    way(
        "ehttp-json",
        &[(
            "src/main.rs",
            r#"fn main() { let r = ehttp::Request::json("http://localhost:11434/api/generate", &serde_json::json!({"model": "⟦@B¦@G⟧"})).unwrap(); ehttp::fetch(r, |_| {}); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "surf",
        &[(
            "src/main.rs",
            r#"fn main() { surf::post("http://localhost:11434/api/pull").body_json(&serde_json::json!({"name": "⟦@B¦@G⟧"})).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "hyper",
        &[(
            "src/main.rs",
            r#"fn main() { let r = hyper::Request::builder().method(hyper::Method::POST).uri("http://localhost:11434/api/chat").body(http_body_util::Full::new(bytes::Bytes::from(serde_json::to_vec(&serde_json::json!({"model": "⟦@B¦@G⟧"})).unwrap()))).unwrap(); client().request(r); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "ureq3",
        &[(
            "src/main.rs",
            r#"#[derive(serde::Serialize)] struct Ask<'a> { model: &'a str, stream: bool }
fn main() { let agent = ureq::Agent::new_with_defaults(); agent.post("http://localhost:11434/api/generate").header("x", "y").send_json(Ask { model: "⟦@B¦@G⟧", stream: false }).unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "builder-body",
        &[(
            "src/main.rs",
            r#"fn main() { let r = http::Request::post("http://localhost:11434/api/generate").header("a","b").body(serde_json::json!({"model": "⟦@B¦@G⟧"}).to_string()).unwrap(); isahc::send(r); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "url-join",
        &[(
            "src/main.rs",
            r#"fn main() { let base = url::Url::parse("http://localhost:11434").unwrap(); let u = base.join("api/generate").unwrap(); reqwest::blocking::Client::new().post(u).json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).send(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "serde-map",
        &[(
            "src/main.rs",
            r#"fn main() { let mut body = serde_json::Map::new(); body.insert("model".to_string(), serde_json::Value::String("⟦@B¦@G⟧".into())); reqwest::blocking::Client::new().post("http://localhost:11434/api/generate").json(&serde_json::Value::Object(body)).send(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "form-url",
        &[(
            "src/main.rs",
            r#"const HOST: &str = "127.0.0.1"; const PORT: u16 = 11434;
fn main() { let url = format!("http://{}:{}/api/generate", HOST, PORT); reqwest::blocking::Client::new().post(url).json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).send(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "env-default",
        &[(
            "src/main.rs",
            r#"fn main() { let url = std::env::var("OLLAMA_HOST").unwrap_or_else(|_| "http://localhost:11434".into()); reqwest::blocking::Client::new().post(format!("{url}/api/generate")).json(&serde_json::json!({"model": "⟦@B¦@G⟧"})).send(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "enum-model",
        &[(
            "src/main.rs",
            r#"#[derive(serde::Serialize)] enum M { #[serde(rename = "⟦@B¦@G⟧")] Small } #[derive(serde::Serialize)] struct R { model: M }
fn main() { reqwest::blocking::Client::new().post("http://localhost:11434/api/generate").json(&R { model: M::Small }).send(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "default-struct",
        &[(
            "src/main.rs",
            r#"#[derive(serde::Serialize)] struct R { #[serde(default = "d")] model: String, prompt: String } fn d() -> String { "⟦@B¦@G⟧".into() }
impl Default for R { fn default() -> Self { R { model: d(), prompt: String::new() } } }
fn main() { reqwest::blocking::Client::new().post("http://localhost:11434/api/generate").json(&R { prompt: "x".into(), ..Default::default() }).send(); }"#,
        )],
        Red,
        Green,
    ),
];

#[test]
fn each_way_ends_as_its_model_says() {
    check(WAYS);
}
