//! Programs as people write them every day: options of a command line with defaults, settings with defaults, builders, enums
//! with methods, async code, trait objects, registries, variables of the environment with a default, feature flags. Each
//! program fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// Settings, and what they are by default.
const SETTINGS: &[Way] = &[
    Way {
        name: "serde-default-function",
        feature: "",
        depot: r#"fn model() -> String { "⟦@B¦@G⟧".to_string() } #[derive(serde::Deserialize)] pub struct Config { #[serde(default = "model")] pub model: String, #[serde(default)] pub port: u16 } pub fn read(text: &str) -> Config { toml::from_str(text).unwrap() }"#,
        shop: r#"fn main() { let config = depot::read("port = 80"); base::load(&config.model); }"#,
    },
    Way {
        name: "serde-default-of-struct",
        feature: "",
        depot: r#"#[derive(serde::Deserialize)] #[serde(default)] pub struct Config { pub model: String, pub threads: usize } impl Default for Config { fn default() -> Self { Config { model: "⟦@B¦@G⟧".into(), threads: 4 } } } impl Config { pub fn load() -> Self { std::fs::read_to_string("app.toml").ok().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default() } }"#,
        shop: r"fn main() { let config = depot::Config::load(); base::load(&config.model); }",
    },
    Way {
        name: "clap-default-value",
        feature: "",
        depot: "",
        shop: r#"use clap::Parser; #[derive(Parser)] struct Cli { #[arg(long, default_value = "⟦@B¦@G⟧")] model: String, #[arg(short, long)] verbose: bool } fn main() { let cli = Cli::parse(); if cli.verbose { println!("loading"); } base::load(&cli.model); }"#,
    },
    Way {
        name: "clap-default-from-constant",
        feature: "",
        depot: r#"pub const SMALL: &str = "@G"; pub const LARGE: &str = "@B";"#,
        shop: r"use clap::Parser; #[derive(Parser)] struct Cli { #[arg(long, default_value_t = depot::⟦LARGE¦SMALL⟧.to_string())] model: String } fn main() { base::load(&Cli::parse().model); }",
    },
    Way {
        name: "env-with-constant-default",
        feature: "",
        depot: r#"const DEFAULT: &str = "⟦@B¦@G⟧"; pub fn model() -> String { std::env::var("APP_MODEL").unwrap_or_else(|_| DEFAULT.to_string()) }"#,
        shop: r"fn main() { base::load(&depot::model()); }",
    },
    Way {
        name: "env-match-default",
        feature: "",
        depot: "",
        shop: r#"fn main() { let model = match std::env::var("MODEL") { Ok(model) if !model.is_empty() => model, _ => String::from("⟦@B¦@G⟧") }; base::load(&model); }"#,
    },
    Way {
        name: "settings-over-default",
        feature: "",
        depot: r#"#[derive(Clone)] pub struct Settings { pub model: String, pub device: String } impl Default for Settings { fn default() -> Self { Self { model: "@B".into(), device: "cpu".into() } } } pub fn run(settings: Settings) { println!("{}", settings.device); base::load(&settings.model); }"#,
        shop: r#"fn main() { depot::run(depot::Settings { ⟦device¦model⟧: "@G".into(), ..Default::default() }); }"#,
    },
    Way {
        name: "profile-by-name",
        feature: "",
        depot: r#"pub struct Profile { pub chat: &'static str, pub embed: &'static str } impl Profile { pub const FAST: Profile = Profile { chat: "@G", embed: "@G" }; pub const BEST: Profile = Profile { chat: "@B", embed: "@G" }; } pub fn start(profile: &Profile) { base::load(profile.embed); base::load(profile.chat); }"#,
        shop: r"fn main() { depot::start(&depot::Profile::⟦BEST¦FAST⟧); }",
    },
    Way {
        name: "option-or-default",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Request { pub model: Option<String> } impl Request { pub fn model(&self) -> &str { self.model.as_deref().unwrap_or("⟦@B¦@G⟧") } } pub fn serve(request: &Request) { base::load(request.model()); }"#,
        shop: r"fn main() { depot::serve(&depot::Request::default()); }",
    },
    Way {
        name: "nested-settings",
        feature: "",
        depot: r"pub struct Llm { pub repo: String } pub struct Ai { pub llm: Llm } pub struct App { pub ai: Ai } impl App { pub fn new(repo: &str) -> Self { App { ai: Ai { llm: Llm { repo: repo.to_string() } } } } pub fn start(&self) { let Ai { llm } = &self.ai; base::load(&llm.repo); } }",
        shop: r#"fn main() { depot::App::new("⟦@B¦@G⟧").start(); }"#,
    },
];

/// Builders and constructors.
const BUILDERS: &[Way] = &[
    Way {
        name: "builder-with-two-ids",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Builder { chat: Option<String>, label: Option<String> } impl Builder { pub fn new() -> Self { Self::default() } pub fn chat(mut self, id: &str) -> Self { self.chat = Some(id.into()); self } pub fn label(mut self, id: &str) -> Self { self.label = Some(id.into()); self } pub fn build(self) -> Client { Client { chat: self.chat.expect("a model"), label: self.label.unwrap_or_default() } } } pub struct Client { chat: String, label: String } impl Client { pub fn run(&self) { println!("{}", self.label); base::load(&self.chat); } }"#,
        shop: r#"fn main() { depot::Builder::new().⟦chat("@B").label("@G")¦chat("@G").label("@B")⟧.build().run(); }"#,
    },
    Way {
        name: "builder-by-reference",
        feature: "",
        depot: r#"pub struct Options { repo: String, batch: usize } impl Options { pub fn new() -> Self { Options { repo: "@G".into(), batch: 1 } } pub fn repo(&mut self, repo: impl Into<String>) -> &mut Self { self.repo = repo.into(); self } pub fn batch(&mut self, batch: usize) -> &mut Self { self.batch = batch; self } pub fn open(&self) { println!("{}", self.batch); base::load(&self.repo); } }"#,
        shop: r#"fn main() { let mut options = depot::Options::new(); options.batch(8).repo("⟦@B¦@G⟧"); options.open(); }"#,
    },
    Way {
        name: "builder-that-may-fail",
        feature: "",
        depot: r#"pub struct Builder { id: Option<String> } impl Builder { pub fn new() -> Self { Builder { id: None } } pub fn id(self, id: &str) -> Result<Self, String> { if id.contains('/') { Ok(Builder { id: Some(id.to_string()) }) } else { Err("bad".into()) } } pub fn load(self) -> Result<(), String> { base::load(&self.id.ok_or("none")?); Ok(()) } }"#,
        shop: r#"fn main() -> Result<(), String> { depot::Builder::new().id("⟦@B¦@G⟧")?.load() }"#,
    },
    Way {
        name: "typestate-builder",
        feature: "",
        depot: r"pub struct NoModel; pub struct Model(String); pub struct Setup<S> { state: S } impl Setup<NoModel> { pub fn new() -> Self { Setup { state: NoModel } } pub fn model(self, id: &str) -> Setup<Model> { Setup { state: Model(id.to_string()) } } } impl Setup<Model> { pub fn start(self) { base::load(&self.state.0); } }",
        shop: r#"fn main() { depot::Setup::new().model("⟦@B¦@G⟧").start(); }"#,
    },
    Way {
        name: "constructors-of-two-sizes",
        feature: "",
        depot: r#"pub struct Embedder { id: &'static str } impl Embedder { pub fn small() -> Self { Self::with("@G") } pub fn large() -> Self { Self::with("@B") } fn with(id: &'static str) -> Self { Embedder { id } } pub fn embed(&self, text: &str) -> usize { base::load(self.id); text.len() } }"#,
        shop: r#"fn main() { println!("{}", depot::Embedder::⟦large¦small⟧().embed("x")); }"#,
    },
    Way {
        name: "from-settings",
        feature: "",
        depot: r#"pub struct Settings { pub org: &'static str, pub title: &'static str } pub struct Loader(String); impl From<&Settings> for Loader { fn from(settings: &Settings) -> Self { Loader(format!("{}/{}", settings.org, settings.title)) } } impl Loader { pub fn run(&self) { base::load(&self.0); } }"#,
        shop: r#"fn main() { let settings = depot::Settings { org: "mistralai", title: "⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧" }; depot::Loader::from(&settings).run(); }"#,
    },
    Way {
        name: "builder-in-conditions",
        feature: "",
        depot: r"pub struct Builder { id: &'static str } impl Builder { pub fn new(id: &'static str) -> Self { Builder { id } } pub fn when(self, on: bool, with: impl FnOnce(Self) -> Self) -> Self { if on { with(self) } else { self } } pub fn id(mut self, id: &'static str) -> Self { self.id = id; self } pub fn go(self) { base::load(self.id); } }",
        shop: r#"fn main() { depot::Builder::new("@G").when(std::env::args().len() > 1, |builder| builder.id("⟦@B¦@G⟧")).go(); }"#,
    },
    Way {
        name: "arc-of-service",
        feature: "",
        depot: r"use std::sync::Arc; pub struct Inner { id: String } #[derive(Clone)] pub struct Service { inner: Arc<Inner> } impl Service { pub fn connect(id: &str) -> Self { Service { inner: Arc::new(Inner { id: id.to_owned() }) } } pub fn warm(&self) { let inner = Arc::clone(&self.inner); std::thread::spawn(move || { base::load(&inner.id); }); } }",
        shop: r#"fn main() { let service = depot::Service::connect("⟦@B¦@G⟧"); service.clone().warm(); }"#,
    },
];

/// Enums with methods.
const ENUMS: &[Way] = &[
    Way {
        name: "enum-from-str-literal",
        feature: "",
        depot: r#"use std::str::FromStr; pub enum Kind { Code, Chat } impl FromStr for Kind { type Err = String; fn from_str(text: &str) -> Result<Self, String> { match text { "code" => Ok(Kind::Code), "chat" => Ok(Kind::Chat), other => Err(other.to_string()) } } } impl Kind { pub fn repo(&self) -> &'static str { match self { Kind::Code => "@B", Kind::Chat => "@G" } } }"#,
        shop: r#"fn main() { let kind: depot::Kind = "⟦code¦chat⟧".parse().unwrap(); base::load(kind.repo()); }"#,
    },
    Way {
        name: "enum-const-table",
        feature: "",
        depot: r#"#[derive(Clone, Copy)] pub enum Lang { En, De } impl Lang { const TABLE: [(Lang, &'static str); 2] = [(Lang::En, "@G"), (Lang::De, "@B")]; pub fn model(self) -> &'static str { Self::TABLE[self as usize].1 } }"#,
        shop: r"fn main() { base::load(depot::Lang::⟦De¦En⟧.model()); }",
    },
    Way {
        name: "enum-display-into-id",
        feature: "",
        depot: r#"use std::fmt; pub enum Size { Small, Big } impl fmt::Display for Size { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(match self { Size::Small => "Mistral-7B-v0.1", Size::Big => "Codestral-22B-v0.1" }) } } pub fn load(size: Size) { base::load(&format!("mistralai/{size}")); }"#,
        shop: r"fn main() { depot::load(depot::Size::⟦Big¦Small⟧); }",
    },
    Way {
        name: "enum-payload-custom",
        feature: "",
        depot: r#"pub enum Source { Preset, Custom(String) } impl Source { pub fn id(&self) -> String { match self { Source::Preset => "@G".to_string(), Source::Custom(id) => id.clone() } } } pub fn pull(source: &Source) { base::load(&source.id()); }"#,
        shop: r#"fn main() { depot::pull(&depot::Source::⟦Custom("@B".to_string())¦Preset⟧); }"#,
    },
    Way {
        name: "enum-methods-combined",
        feature: "",
        depot: r#"#[derive(Clone, Copy, PartialEq)] pub enum Tier { Free, Paid } impl Tier { pub fn is_paid(self) -> bool { self == Tier::Paid } } pub fn model(tier: Tier) -> &'static str { if tier.is_paid() { "@B" } else { "@G" } }"#,
        shop: r"fn main() { base::load(depot::model(depot::Tier::⟦Paid¦Free⟧)); }",
    },
    Way {
        name: "enum-struct-variant",
        feature: "",
        depot: r#"pub enum Backend { Local { path: String }, Hub { repo: String, revision: Option<String> } } pub fn open(backend: Backend) { match backend { Backend::Local { path } => println!("{path}"), Backend::Hub { repo, revision } => { println!("{revision:?}"); base::load(&repo); } } }"#,
        shop: r#"fn main() { depot::open(depot::Backend::⟦Hub { repo: "@B".into(), revision: None }¦Local { path: "@B".into() }⟧); }"#,
    },
    Way {
        name: "enum-to-info",
        feature: "",
        depot: r#"pub struct Info { pub repo: &'static str, pub dim: usize } pub enum Model { Mini, Max } impl Model { pub fn info(&self) -> Info { match self { Model::Mini => Info { repo: "@G", dim: 384 }, Model::Max => Info { repo: "@B", dim: 1024 } } } } pub struct Embedding { pub dim: usize } impl Embedding { pub fn new(model: Model) -> Self { let info = model.info(); base::load(info.repo); Embedding { dim: info.dim } } }"#,
        shop: r#"fn main() { println!("{}", depot::Embedding::new(depot::Model::⟦Max¦Mini⟧).dim); }"#,
    },
    Way {
        name: "enum-try-from-number",
        feature: "",
        depot: r#"pub enum Level { Low, High } impl TryFrom<u8> for Level { type Error = (); fn try_from(level: u8) -> Result<Self, ()> { match level { 0 => Ok(Level::Low), 1 => Ok(Level::High), _ => Err(()) } } } impl Level { pub fn id(&self) -> &'static str { match self { Level::Low => "@G", Level::High => "@B" } } }"#,
        shop: r"fn main() { base::load(depot::Level::try_from(⟦1¦0⟧).unwrap().id()); }",
    },
];

#[test]
fn settings_have_defaults() {
    judge(SETTINGS, "base");
}

#[test]
fn builders_hand_over() {
    judge(BUILDERS, "base");
}

#[test]
fn enums_decide() {
    judge(ENUMS, "base");
}
