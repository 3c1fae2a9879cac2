//! What is taken where nothing else is given: the default is, and whatever else the user, the environment or data gives is
//! open beside it, in whatever way a program states the default.

use crate::support::{Project, mit_manifest};

const QWEN: &str = "Qwen/Qwen2.5-7B-Instruct";

/// Takes the model that it is handed.
const GET: &str = "fn get(id: &str) { hf_hub::api::sync::Api::new().unwrap().model(id.to_string()).get(\"x\").unwrap(); }\n";

/// A way to state a default, which is `@`: its name and the program.
type Case = (&'static str, &'static str);

/// Somebody else may give another one.
const OPEN: &[Case] = &[
    (
        "variable of the environment",
        r#"fn main() { get(&std::env::var("M").unwrap_or("@".into())) }"#,
    ),
    (
        "clap",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, default_value = "@")] m: String } fn main() { let a = A::parse(); get(&a.m) }"#,
    ),
    (
        "clap, as a call",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, default_value("@"))] m: String } fn main() { let a = A::parse(); get(&a.m) }"#,
    ),
    (
        "clap, an expression",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, default_value_t = String::from("@"))] m: String } fn main() { let a = A::parse(); get(&a.m) }"#,
    ),
    (
        "clap, a constant",
        r#"const M: &str = "@"; #[derive(clap::Parser)] struct A { #[arg(long, default_value = M)] m: String } fn main() { let a = A::parse(); get(&a.m) }"#,
    ),
    (
        "clap, a flag without a value",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, default_missing_value = "@", num_args = 0..=1)] m: Option<String> } fn main() { let a = A::parse(); if let Some(m) = a.m { get(&m) } }"#,
    ),
    (
        "clap, several",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, default_values = ["@"])] m: Vec<String> } fn main() { let a = A::parse(); for m in &a.m { get(m) } }"#,
    ),
    (
        "clap, a variable",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, env = "M", default_value = "@")] m: String } fn main() { let a = A::parse(); get(&a.m) }"#,
    ),
    (
        "clap, an option",
        r#"#[derive(clap::Parser)] struct A { #[arg(long)] m: Option<String> } fn main() { let a = A::parse(); get(a.m.as_deref().unwrap_or("@")) }"#,
    ),
    (
        "clap, a builder",
        r#"fn main() { let m = clap::Command::new("x").arg(clap::Arg::new("m").default_value("@")).get_matches(); get(m.get_one::<String>("m").unwrap()) }"#,
    ),
    (
        "clap, a builder and a flag without a value",
        r#"fn main() { let m = clap::Command::new("x").arg(clap::Arg::new("m").default_missing_value("@")).get_matches(); get(m.get_one::<String>("m").unwrap()) }"#,
    ),
    (
        "clap, an old builder",
        r#"fn main() { let m = clap::App::new("x").arg(clap::Arg::with_name("m").default_value("@")).get_matches(); get(m.value_of("m").unwrap()) }"#,
    ),
    (
        "structopt",
        r#"#[derive(structopt::StructOpt)] struct A { #[structopt(long, default_value = "@")] m: String } fn main() { let a = A::from_args(); get(&a.m) }"#,
    ),
    (
        "argh",
        r#"#[derive(argh::FromArgs)] struct A { #[argh(option, default = "String::from(\"@\")")] m: String } fn main() { let a: A = argh::from_env(); get(&a.m) }"#,
    ),
    (
        "argh, a function",
        r#"fn it() -> String { "@".into() } #[derive(argh::FromArgs)] struct A { #[argh(option, default = "it()")] m: String } fn main() { let a: A = argh::from_env(); get(&a.m) }"#,
    ),
    (
        "gumdrop",
        r#"#[derive(gumdrop::Options)] struct A { #[options(default = "@")] m: String } fn main() { let a = A::parse_args_default_or_exit(); get(&a.m) }"#,
    ),
    (
        "bpaf",
        r#"#[derive(bpaf::Bpaf)] #[bpaf(options)] struct A { #[bpaf(long, fallback(String::from("@")))] m: String } fn main() { let a = a().run(); get(&a.m) }"#,
    ),
    (
        "envconfig",
        r#"#[derive(envconfig::Envconfig)] struct A { #[envconfig(from = "M", default = "@")] m: String } fn main() { let a = A::init_from_env().unwrap(); get(&a.m) }"#,
    ),
    (
        "config",
        r#"fn main() { let c = config::Config::builder().set_default("m", "@").unwrap().build().unwrap(); get(&c.get_string("m").unwrap()) }"#,
    ),
    (
        "serde, a function",
        r#"fn it() -> String { "@".into() } #[derive(serde::Deserialize)] struct A { #[serde(default = "it")] m: String } fn main() { let a: A = toml::from_str(&std::fs::read_to_string("c").unwrap()).unwrap(); get(&a.m) }"#,
    ),
    (
        "serde, a handler",
        r#"fn it() -> String { "@".into() } #[derive(serde::Deserialize)] struct A { #[serde(default = "it")] m: String } async fn handle(axum::Json(a): axum::Json<A>) { get(&a.m) } fn main() { axum::Router::new().route("/", axum::routing::post(handle)); }"#,
    ),
    (
        "serde, the whole",
        r#"#[derive(serde::Deserialize)] #[serde(default)] struct A { m: String } impl Default for A { fn default() -> Self { A { m: "@".into() } } } fn main() { let a: A = toml::from_str(&std::fs::read_to_string("c").unwrap()).unwrap(); get(&a.m) }"#,
    ),
    (
        "serde, where there is no file",
        r#"#[derive(serde::Deserialize)] struct A { m: String } impl Default for A { fn default() -> Self { A { m: "@".into() } } } fn read() -> A { match std::fs::read_to_string("c") { Ok(text) => toml::from_str(&text).unwrap(), Err(_) => A::default() } } fn main() { let a = read(); get(&a.m) }"#,
    ),
    (
        "serde, where it cannot be read",
        r#"#[derive(serde::Deserialize)] struct A { m: String } impl Default for A { fn default() -> Self { A { m: "@".into() } } } fn main() { let a: A = toml::from_str("").unwrap_or_default(); get(&a.m) }"#,
    ),
    (
        "serde, taken apart",
        r#"#[derive(serde::Deserialize)] struct A { m: String } impl Default for A { fn default() -> Self { A { m: "@".into() } } } fn read() -> A { std::fs::read_to_string("c").map_or_else(|_| A::default(), |text| toml::from_str(&text).unwrap()) } fn main() { let A { m } = read(); get(&m) }"#,
    ),
    (
        "serde, an option",
        r#"#[derive(serde::Deserialize)] struct A { m: Option<String> } fn main() { let a: A = toml::from_str("").unwrap(); get(a.m.as_deref().unwrap_or("@")) }"#,
    ),
];

/// Code alone fills it.
const DECIDED: &[Case] = &[
    (
        "a derived builder",
        r#"#[derive(derive_builder::Builder)] struct A { #[builder(default = "String::from(\"@\")")] m: String } fn main() { let a = ABuilder::default().build().unwrap(); get(&a.m) }"#,
    ),
    (
        "a derived default",
        r#"#[derive(smart_default::SmartDefault)] struct A { #[default = "@"] m: String } fn main() { let a = A::default(); get(&a.m) }"#,
    ),
    (
        "what can be read and is not",
        r#"#[derive(serde::Deserialize)] struct A { m: String } impl Default for A { fn default() -> Self { A { m: "@".into() } } } fn main() { let a = A::default(); get(&a.m) }"#,
    ),
    (
        "what can be read and is written",
        r#"#[derive(Clone, serde::Deserialize)] struct A { m: String } fn run(a: &A) { get(&a.m) } fn main() { let a = std::sync::Arc::new(A { m: "@".into() }); run(&a.clone()) }"#,
    ),
];

/// The models that are pulled, and the lines of calls that cannot be read.
fn found(code: &str) -> (Vec<String>, usize) {
    let code = format!("{GET}{}\n", code.replace('@', QWEN));
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/main.rs", &code),
    ]);
    let run = project.run(&["check", "--offline", "--format", "json"]);
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let with = |code: &'static str| findings.iter().filter(move |it| it["code"] == code);
    let models = with("undeclared-model").filter_map(|it| it["model"].as_str());
    (
        models.map(str::to_owned).collect(),
        with("unresolved-pull").count(),
    )
}

#[test]
fn a_default_is_taken_and_the_rest_is_open() {
    let wrong: Vec<String> = OPEN
        .iter()
        .map(|(name, code)| (name, found(code)))
        .filter(|(_, found)| *found != (vec![QWEN.to_owned()], 1))
        .map(|(name, found)| format!("{name}: {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_code_alone_fills_is_decided() {
    let wrong: Vec<String> = DECIDED
        .iter()
        .map(|(name, code)| (name, found(code)))
        .filter(|(_, found)| *found != (vec![QWEN.to_owned()], 0))
        .map(|(name, found)| format!("{name}: {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Ways in which the path of a weight file gets to what loads it; `@` is that path.
const PATHS: &[Case] = &[
    (
        "a flag",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, env = "M", default_value = "@")] m: std::path::PathBuf } fn main() { let a = <A as clap::Parser>::parse(); whisper_rs::WhisperContext::new(&a.m).unwrap(); }"#,
    ),
    (
        "a flag, through functions",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, default_value = "@")] m: std::path::PathBuf } fn load<P: AsRef<std::path::Path>>(path: P) { let path = path.as_ref(); whisper_rs::WhisperContext::new(path.to_string_lossy().as_ref()).unwrap(); } fn main() { let a = <A as clap::Parser>::parse(); load(&a.m); }"#,
    ),
    (
        "a setting",
        r#"fn it() -> String { "@".into() } #[derive(serde::Deserialize)] struct A { #[serde(default = "it")] m: String } fn main() { let a: A = toml::from_str("").unwrap(); whisper_rs::WhisperContext::new(&a.m).unwrap(); }"#,
    ),
    (
        "a field",
        r#"struct A { m: String } fn main() { let a = made(); whisper_rs::WhisperContext::new(&a.m).unwrap(); } fn made() -> A { A { m: "@".into() } }"#,
    ),
    (
        "a default",
        r#"struct A { m: String } impl Default for A { fn default() -> Self { Self { m: "@".into() } } } fn main() { let a = A::default(); whisper_rs::WhisperContext::new(&a.m).unwrap(); }"#,
    ),
    (
        "another name of the type",
        r#"use whisper_rs::WhisperContext as Whisper; fn main() { Whisper::new("@").unwrap(); }"#,
    ),
];

#[test]
fn weights_that_are_not_there_are_reported_whatever_gives_their_path() {
    let wrong: Vec<&str> = PATHS
        .iter()
        .filter(|(_, code)| {
            let code = code.replace('@', "models/ggml-base.bin");
            let project = Project::new(&[
                ("Cargo.toml", &mit_manifest("app", "")),
                ("src/main.rs", &code),
            ]);
            let run = project.run(&["check", "--offline", "--strict"]);
            run.code != 1
                || !run
                    .stderr
                    .contains("takes `models/ggml-base.bin`, which is not there")
        })
        .map(|(name, _)| *name)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
