//! A value that is made into another one by `.into()` or `.try_into()`: what the conversion is given is what the value has,
//! in one package and in two.

use crate::support::{Project, mit_manifest};

const FAILS: &str = "\"qwen2.5:3b\".to_string()";
const PASSES: &str = "\"qwen2.5:7b\".to_string()";
const OPEN: &str = "std::env::args().nth(1).unwrap()";

/// A client of Ollama whose address has a default.
const SERVICE: &str = r#"
pub struct Config { pub model: String, pub endpoint: Option<String> }
pub enum Valid { Ollama(Config), Nothing }
pub struct Ollama { config: Config }
pub struct Nothing;
pub trait Backend { fn get(&self); }
impl Backend for Ollama {
    fn get(&self) {
        let body = serde_json::json!({ "model": self.config.model, "prompt": "hi" });
        let url = self.config.endpoint.as_deref().unwrap_or("http://localhost:11434/api/generate");
        reqwest::blocking::Client::new().post(url).json(&body).send();
    }
}
impl Backend for Nothing { fn get(&self) {} }
"#;

const FROM_STRUCT: &str = "impl From<Config> for Box<dyn Backend> { fn from(config: Config) -> Self { Box::new(Ollama { config }) } }";
const FROM_ENUM: &str = "pub struct Shell(pub Ollama);\nimpl From<Valid> for Shell { fn from(valid: Valid) -> Self { match valid { Valid::Ollama(config) => Shell(Ollama { config }), Valid::Nothing => panic!() } } }";
const TRY_FROM: &str = "impl TryFrom<Valid> for Box<dyn Backend> { type Error = String; fn try_from(valid: Valid) -> Result<Self, String> { match valid { Valid::Ollama(config) => Ok(Box::new(Ollama { config })), Valid::Nothing => Ok(Box::new(Nothing)) } } }";

/// What it is, the conversion, and the code that uses it on a `config`.
const WAYS: &[(&str, &str, &str)] = &[
    (
        "a struct, of a variable",
        FROM_STRUCT,
        "let other: Config = config; let backend: Box<dyn Backend> = other.into(); backend.get()",
    ),
    (
        "an enum, of a variable",
        FROM_ENUM,
        "let valid = Valid::Ollama(config); let shell: Shell = valid.into(); shell.0.get()",
    ),
    (
        "an enum, by its conversion",
        FROM_ENUM,
        "let valid = Valid::Ollama(config); let shell = Shell::from(valid); shell.0.get()",
    ),
    (
        "it may fail",
        TRY_FROM,
        "let valid = Valid::Ollama(config); let backend: Box<dyn Backend> = valid.try_into().unwrap(); backend.get()",
    ),
    (
        "it may fail, and is handed on",
        TRY_FROM,
        "fn make(valid: Valid) -> Result<Box<dyn Backend>, String> { valid.try_into() } make(Valid::Ollama(config)).unwrap().get()",
    ),
    (
        "of a list",
        TRY_FROM,
        "let all: Vec<Valid> = vec![Valid::Ollama(config)]; for valid in all { let backend: Box<dyn Backend> = valid.try_into().unwrap(); backend.get() }",
    ),
    (
        "by the trait",
        FROM_STRUCT,
        "let other: Config = config; let backend: Box<dyn Backend> = From::from(other); backend.get()",
    ),
    (
        "by the trait of the value",
        FROM_STRUCT,
        "let other: Config = config; let backend: Box<dyn Backend> = Into::into(other); backend.get()",
    ),
    (
        "of a map",
        TRY_FROM,
        "let mut all = std::collections::HashMap::new(); all.insert(1, Valid::Ollama(config)); for (_, valid) in all { let backend: Box<dyn Backend> = valid.try_into().unwrap(); backend.get() }",
    ),
    (
        "of what a tuple holds",
        FROM_ENUM,
        "let (_, valid) = (1, Valid::Ollama(config)); let shell: Shell = valid.into(); shell.0.get()",
    ),
    (
        "as an argument",
        FROM_STRUCT,
        "fn run(backend: Box<dyn Backend>) { backend.get() } let other: Config = config; run(other.into())",
    ),
];

fn codes(way: (&str, &str), model: &str, in_two: bool) -> Vec<String> {
    let (conversion, code) = way;
    let main = format!(
        "fn main() {{ let config = Config {{ model: {model}, endpoint: None }}; {code} }}\n"
    );
    let clients =
        "reqwest = { path = \"../reqwest\" }\nserde_json = { path = \"../serde_json\" }\n";
    let service = format!("{SERVICE}{conversion}\n");
    let (of_app, of_service) = if in_two {
        (format!("use service::*;\n{main}"), service)
    } else {
        (format!("{service}{main}"), String::new())
    };
    let dependencies = format!("[dependencies]\n{clients}");
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\nresolver = \"2\"\n",
        ),
        (
            "app/Cargo.toml",
            &mit_manifest(
                "app",
                &format!("{dependencies}service = {{ path = \"../service\" }}\n"),
            ),
        ),
        ("app/src/main.rs", &of_app),
        (
            "service/Cargo.toml",
            &mit_manifest("service", &dependencies),
        ),
        ("service/src/lib.rs", &of_service),
        ("reqwest/Cargo.toml", &mit_manifest("reqwest", "")),
        ("reqwest/src/lib.rs", ""),
        ("serde_json/Cargo.toml", &mit_manifest("serde_json", "")),
        ("serde_json/src/lib.rs", ""),
    ]);
    project
        .run(&["--offline", "-p", "app", "--format", "json"])
        .codes()
}

#[test]
fn what_a_conversion_is_given_is_followed() {
    let mut wrong = Vec::new();
    for (name, conversion, code) in WAYS {
        for in_two in [false, true] {
            let of = |model| codes((*conversion, *code), model, in_two);
            let (red, green, open) = (of(FAILS), of(PASSES), of(OPEN));
            let is_open = |codes: &[String]| {
                let mut codes = codes.iter();
                codes.any(|code| code.starts_with("unresolved-pull"))
            };
            let denies = |codes: &[String]| codes.iter().any(|code| code.contains(":deny"));
            if !denies(&red)
                || denies(&green)
                || is_open(&green)
                || denies(&open)
                || !is_open(&open)
            {
                wrong.push(format!(
                    "{name}, in two {in_two}: {red:?} {green:?} {open:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
