//! Parts that decide: the parts of a tuple in a pattern, numbers in a range, keys of a map however they are spelt, parts of
//! a list that is cut, and what one method of a type sends into a channel while another waits for it. Each program fails
//! for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// A method sends into a channel whose end is a field.
const SENT: &[Way] = &[
    Way {
        name: "actor-of-variants",
        feature: "",
        depot: "use std::sync::mpsc::{channel, Sender}; pub enum Msg { Load { repo: String }, Quit } pub struct Actor { tx: Sender<Msg> } impl Actor { pub fn spawn() -> Self { let (tx, rx) = channel(); std::thread::spawn(move || { while let Ok(msg) = rx.recv() { match msg { Msg::Load { repo } => { base::load(&repo); } Msg::Quit => break } } }); Actor { tx } } pub fn load(&self, repo: &str) { self.tx.send(Msg::Load { repo: repo.to_owned() }).ok(); } }",
        shop: r#"fn main() { let actor = depot::Actor::spawn(); actor.load("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "actor-of-texts",
        feature: "",
        depot: "use std::sync::mpsc::{channel, Sender}; pub struct Actor { tx: Sender<String> } impl Actor { pub fn spawn() -> Self { let (tx, rx) = channel(); std::thread::spawn(move || { while let Ok(repo) = rx.recv() { base::load(&repo); } }); Actor { tx } } pub fn load(&self, repo: &str) { self.tx.send(repo.to_owned()).ok(); } }",
        shop: r#"fn main() { let actor = depot::Actor::spawn(); actor.load("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "actor-that-waits",
        feature: "",
        depot: "use tokio::sync::mpsc; pub struct Handle { tx: mpsc::Sender<String> } impl Handle { pub fn new() -> Self { let (tx, mut rx) = mpsc::channel(8); tokio::spawn(async move { while let Some(repo) = rx.recv().await { base::load(&repo); } }); Handle { tx } } pub async fn load(&self, repo: String) { self.tx.send(repo).await.unwrap(); } }",
        shop: r#"#[tokio::main] async fn main() { depot::Handle::new().load("⟦@B¦@G⟧".into()).await; }"#,
    },
    Way {
        name: "worker-in-a-function",
        feature: "",
        depot: "use std::sync::mpsc::Receiver; pub fn work(rx: Receiver<String>) { for repo in rx.iter() { base::load(&repo); } } pub fn warm(all: Vec<String>) { let (tx, rx) = std::sync::mpsc::channel(); let h = std::thread::spawn(move || work(rx)); for r in all { tx.send(r).unwrap(); } drop(tx); h.join().unwrap(); }",
        shop: r#"fn main() { depot::warm(vec!["⟦@B¦@G⟧".to_string()]); }"#,
    },
    Way {
        name: "numbered-jobs",
        feature: "",
        depot: r#"pub fn warm(all: Vec<String>) { let (tx, rx) = std::sync::mpsc::channel(); let h = std::thread::spawn(move || { for (n, repo) in rx.iter() { println!("{n}"); base::load(&repo); } }); for (i, r) in all.into_iter().enumerate() { tx.send((i, r)).unwrap(); } drop(tx); h.join().unwrap(); }"#,
        shop: r#"fn main() { depot::warm(vec!["⟦@B¦@G⟧".to_string()]); }"#,
    },
];

/// Closures lie in a map, and a parameter is the key.
const HANDLERS: &[Way] = &[
    Way {
        name: "handler-by-topic",
        feature: "",
        depot: "use std::collections::HashMap; #[derive(Default)] pub struct Bus { handlers: HashMap<String, Box<dyn Fn(&str)>> } impl Bus { pub fn on<F>(&mut self, t: &str, f: F) where F: Fn(&str) + 'static { self.handlers.insert(t.to_string(), Box::new(f)); } pub fn emit(&self, t: &str, payload: &str) { if let Some(h) = self.handlers.get(t) { h(payload); } } }",
        shop: r#"fn main() { let mut bus = depot::Bus::default(); bus.on("x", |repo| { base::load(repo); }); bus.emit("x", "⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "handlers-by-topic",
        feature: "",
        depot: "use std::collections::HashMap; #[derive(Default)] pub struct Bus { handlers: HashMap<String, Vec<Box<dyn Fn(&str)>>> } impl Bus { pub fn on<F>(&mut self, t: &str, f: F) where F: Fn(&str) + 'static { self.handlers.entry(t.to_string()).or_default().push(Box::new(f)); } pub fn emit(&self, t: &str, payload: &str) { if let Some(l) = self.handlers.get(t) { for h in l { h(payload); } } } }",
        shop: r#"fn main() { let mut bus = depot::Bus::default(); bus.on("x", |repo| { base::load(repo); }); bus.emit("x", "⟦@B¦@G⟧"); }"#,
    },
];

/// A pattern goes by the parts of a tuple.
const TUPLES: &[Way] = &[
    Way {
        name: "two-enums",
        feature: "",
        depot: r#"pub enum Lang { En, Multi } pub enum Size { S, L } pub fn choose(lang: Lang, size: Size) -> &'static str { match (lang, size) { (Lang::En, Size::S) => "@G", (Lang::En, Size::L) => "@B", (Lang::Multi, _) => "@G" } }"#,
        shop: "use depot::{Lang, Size}; fn main() { base::load(depot::choose(Lang::En, Size::⟦L¦S⟧)); }",
    },
    Way {
        name: "two-enums-that-run",
        feature: "",
        depot: r#"pub enum Lang { En, Multi } pub enum Size { S, L } pub fn run(lang: Lang, size: Size) { match (lang, size) { (Lang::En, Size::S) => { base::load("@G"); } (Lang::En, Size::L) => { base::load("@B"); } (Lang::Multi, _) => { base::load("@G"); } } }"#,
        shop: "use depot::{Lang, Size}; fn main() { depot::run(Lang::En, Size::⟦L¦S⟧); depot::run(Lang::Multi, Size::S); }",
    },
    Way {
        name: "first-of-two-options",
        feature: "",
        depot: r#"pub struct Config { pub model: Option<String>, pub fallback: Option<String> } pub fn run(c: &Config) { let id = match (&c.model, &c.fallback) { (Some(m), _) => m.clone(), (None, Some(f)) => f.clone(), (None, None) => "@G".to_string() }; base::load(&id); }"#,
        shop: r#"fn main() { depot::run(&depot::Config { model: Some("⟦@B¦@G⟧".into()), fallback: None }); }"#,
    },
    Way {
        name: "neither-of-two-fields",
        feature: "",
        depot: r#"pub struct Config { pub model: Option<String>, pub fallback: Option<String> } pub fn run(c: &Config) { let id = match (&c.model, &c.fallback) { (Some(m), _) => m.clone(), (None, Some(f)) => f.clone(), (None, None) => "@B".to_string() }; base::load(&id); }"#,
        shop: r#"fn main() { depot::run(&depot::Config { model: ⟦None¦Some("@G".into())⟧, fallback: None }); }"#,
    },
    Way {
        name: "none-and-some",
        feature: "",
        depot: r#"pub fn run(a: Option<&str>, b: Option<&str>) { let id = match (a, b) { (Some(m), _) => m, (None, Some(f)) => f, (None, None) => "@B" }; base::load(id); }"#,
        shop: r#"fn main() { depot::run(None, ⟦None¦Some("@G")⟧); }"#,
    },
    Way {
        name: "none-and-none",
        feature: "",
        depot: r#"pub fn run(a: Option<&str>, b: Option<&str>) { let id = match (a, b) { (None, None) => "@B", _ => "@G" }; base::load(id); }"#,
        shop: r#"fn main() { depot::run(None, ⟦None¦Some("@G")⟧); }"#,
    },
    Way {
        name: "two-variants-and-the-rest",
        feature: "",
        depot: r#"pub enum O { N, S } pub fn run(a: O, b: O) { let id = match (a, b) { (O::N, O::N) => "@B", _ => "@G" }; base::load(id); }"#,
        shop: "fn main() { depot::run(depot::O::⟦N¦S⟧, depot::O::N); }",
    },
    Way {
        name: "none-and-any",
        feature: "",
        depot: r#"pub fn run(a: Option<&str>, b: Option<&str>) { let id = match (a, b) { (None, _) => "@B", _ => "@G" }; base::load(id); }"#,
        shop: r#"fn main() { depot::run(⟦None¦Some("x")⟧, None); }"#,
    },
    Way {
        name: "none-and-none-by-if",
        feature: "",
        depot: r#"pub fn run(a: Option<&str>, b: Option<&str>) { let id = if let (None, None) = (a, b) { "@B" } else { "@G" }; base::load(id); }"#,
        shop: r#"fn main() { depot::run(⟦None¦Some("x")⟧, None); }"#,
    },
    Way {
        name: "pair-of-a-function",
        feature: "",
        depot: r#"pub fn pair(a: Option<&'static str>) -> (Option<&'static str>, Option<u8>) { (a, None) } pub fn run(a: Option<&'static str>) { let id = match pair(a) { (None, None) => "@B", _ => "@G" }; base::load(id); }"#,
        shop: r#"fn main() { depot::run(⟦None¦Some("x")⟧); }"#,
    },
];

/// A pattern goes by what a variant holds.
const NESTED: &[Way] = &[
    Way {
        name: "variant-of-a-variant",
        feature: "",
        depot: r#"pub enum Model { Text(T), V(u8) } pub enum T { Small, Large } impl Model { pub fn repo(&self) -> &'static str { match self { Model::Text(T::Small) => "@G", Model::Text(T::Large) => "@B", Model::V(_) => "@G" } } }"#,
        shop: "use depot::*; fn main() { base::load(Model::Text(T::⟦Large¦Small⟧).repo()); }",
    },
    Way {
        name: "variant-handed-over",
        feature: "",
        depot: r#"pub enum Model { Text(T), V(u8) } pub enum T { Small, Large } pub fn repo(m: Model) -> &'static str { match m { Model::Text(T::Small) => "@G", Model::Text(T::Large) => "@B", Model::V(_) => "@G" } }"#,
        shop: "fn main() { base::load(depot::repo(depot::Model::Text(depot::T::⟦Large¦Small⟧))); }",
    },
    Way {
        name: "variant-and-any",
        feature: "",
        depot: r#"pub enum Model { Text(T), V(u8) } pub enum T { Small, Large } pub fn repo(m: Model) -> &'static str { match m { Model::Text(T::Small) => "@G", Model::Text(_) => "@B", Model::V(_) => "@G" } }"#,
        shop: "fn main() { base::load(depot::repo(depot::Model::Text(depot::T::⟦Large¦Small⟧))); }",
    },
    Way {
        name: "variant-of-a-stranger",
        feature: "",
        depot: r#"use either::Either; pub fn open(source: Either<&str, std::path::PathBuf>) { match source { Either::Left(repo) => { base::load(repo); } Either::Right(path) => println!("{}", path.display()) } }"#,
        shop: r#"use either::Either; fn main() { depot::open(Either::⟦Left("@B")¦Right("x".into())⟧); }"#,
    },
];

/// A number lies in a range, or is less than another one.
const NUMBERS: &[Way] = &[
    Way {
        name: "number-in-a-guard",
        feature: "",
        depot: r#"pub fn by(n: u32) -> &'static str { match n { n if n >= 20 => "@B", _ => "@G" } }"#,
        shop: "fn main() { base::load(depot::by(⟦22¦7⟧)); }",
    },
    Way {
        name: "number-in-a-condition",
        feature: "",
        depot: r#"pub fn by_ram(gib: u64) -> String { if gib > 32 { "@B".to_string() } else if gib > 8 { "@G".to_string() } else { String::from("@G") } }"#,
        shop: "fn main() { base::load(&depot::by_ram(⟦64¦16⟧)); }",
    },
    Way {
        name: "number-in-a-field",
        feature: "",
        depot: r#"pub struct Hw { pub cuda: bool, pub metal: bool, pub gib: u32 } pub fn best(hw: &Hw) -> &'static str { match (hw.cuda, hw.metal, hw.gib) { (true, _, 24) => "@B", (true, _, _) => "@G", (_, true, 32..=64) => "@G", _ => "@G" } }"#,
        shop: "fn main() { base::load(depot::best(&depot::Hw { cuda: true, metal: false, gib: ⟦24¦8⟧ })); }",
    },
    Way {
        name: "range-by-constant",
        feature: "",
        depot: r#"pub fn for_memory(gib: u32) -> &'static str { match gib { 0..=8 => "@G", 9..=31 => "@G", _ => "@B" } }"#,
        shop: "const GIB: u32 = ⟦64¦16⟧; fn main() { base::load(depot::for_memory(GIB)); }",
    },
    Way {
        name: "range-by-argument",
        feature: "",
        depot: r#"pub fn for_memory(gib: u32) -> &'static str { match gib { 0..=8 => "@G", 9..=31 => "@G", _ => "@B" } }"#,
        shop: "fn main() { base::load(depot::for_memory(⟦64¦16⟧)); }",
    },
    Way {
        name: "between-two-ranges",
        feature: "",
        depot: r#"pub fn f(n: u32) -> &'static str { match n { 0..=8 => "@G", 9..=30 => "@B", _ => "@G" } }"#,
        shop: "fn main() { base::load(depot::f(⟦16¦64⟧)); }",
    },
    Way {
        name: "above-a-range",
        feature: "",
        depot: r#"pub fn f(n: u32) -> &'static str { match n { 0..=8 => "@G", _ => "@B" } }"#,
        shop: "fn main() { base::load(depot::f(⟦16¦4⟧)); }",
    },
];

/// A function gives a result that failed, or the text.
const FAILED: &[Way] = &[
    Way {
        name: "checked-text",
        feature: "",
        depot: "pub fn check(text: String) -> Result<String, String> { if text.contains('/') { Ok(text) } else { Err(text) } }",
        shop: r#"fn main() { if let Ok(id) = depot::check("⟦@B¦@G⟧".to_string()) { base::load(&id); } }"#,
    },
    Way {
        name: "checked-in-a-chain",
        feature: "",
        depot: "pub fn parse(text: &str) -> Result<String, String> { if text.is_empty() { Err(String::new()) } else { Ok(text.to_string()) } } pub fn check(text: String) -> Result<String, String> { if text.contains('/') { Ok(text) } else { Err(text) } }",
        shop: r#"fn main() { let r = depot::parse("⟦@B¦@G⟧").and_then(depot::check); if let Ok(id) = r { base::load(&id); } }"#,
    },
];

/// Some parts of a list are taken.
const LISTS: &[Way] = &[
    Way {
        name: "slice-to-the-end",
        feature: "",
        depot: r#"pub const ALL: &[&str] = &["@B", "@G", "@G"];"#,
        shop: "fn main() { for m in &depot::ALL[⟦0¦1⟧..] { base::load(m); } }",
    },
    Way {
        name: "slice-from-the-start",
        feature: "",
        depot: r#"pub const ALL: &[&str] = &["@G", "@G", "@B"];"#,
        shop: "fn main() { for m in &depot::ALL[..⟦3¦2⟧] { base::load(m); } }",
    },
    Way {
        name: "first-some",
        feature: "",
        depot: r#"pub const ALL: &[&str] = &["@G", "@G", "@B"];"#,
        shop: "fn main() { for m in depot::ALL.iter().take(⟦3¦2⟧) { base::load(m); } }",
    },
    Way {
        name: "last-or-first",
        feature: "",
        depot: r#"pub const ALL: [&str; 2] = ["@G", "@B"];"#,
        shop: "fn main() { base::load(depot::ALL.⟦last¦first⟧().unwrap()); }",
    },
    Way {
        name: "greatest-or-least",
        feature: "",
        depot: r#"pub struct M { pub repo: &'static str, pub n: u64 } pub const ALL: &[M] = &[M { repo: "@G", n: 1 }, M { repo: "@B", n: 2 }];"#,
        shop: "fn main() { base::load(depot::ALL.iter().⟦max_by_key¦min_by_key⟧(|m| m.n).unwrap().repo); }",
    },
    Way {
        name: "collected-by-a-path",
        feature: "",
        depot: "",
        shop: r#"fn main() { let models: Vec<String> = ["@G", "⟦@B¦@G⟧"].iter().map(ToString::to_string).collect(); for m in &models { base::load(m); } }"#,
    },
    Way {
        name: "collected-by-from",
        feature: "",
        depot: "",
        shop: r#"fn main() { let models: Vec<String> = ["@G", "⟦@B¦@G⟧"].into_iter().map(String::from).collect(); for m in &models { base::load(m); } }"#,
    },
    Way {
        name: "collected-and-returned",
        feature: "",
        depot: r#"pub fn ids() -> Vec<String> { ["@G", "⟦@B¦@G⟧"].iter().map(|id| id.to_string()).collect() }"#,
        shop: "fn main() { for id in depot::ids() { base::load(&id); } }",
    },
];

/// A prefix that a text has or has not, the order of texts, and a lock that is let go of.
const TEXTS: &[Way] = &[
    Way {
        name: "prefix-or-another",
        feature: "",
        depot: r#"pub fn load(uri: &str) { if let Some(id) = uri.strip_prefix("hf:") { base::load(id); } else if uri.starts_with("file:") { println!("{uri}"); } }"#,
        shop: r#"fn main() { depot::load("⟦hf¦file⟧:@B"); }"#,
    },
    Way {
        name: "text-before-another",
        feature: "",
        depot: r#"pub fn open(release: &str) { if release < "9" { base::load("⟦@B¦@G⟧"); } else { base::load("@G"); } }"#,
        shop: r#"fn main() { depot::open("10"); }"#,
    },
    Way {
        name: "text-not-before-another",
        feature: "",
        depot: r#"pub fn open(release: String, least: &str) { if release.as_str() >= least { base::load("@G"); } else { base::load("⟦@B¦@G⟧"); } }"#,
        shop: r#"fn main() { depot::open("10".to_string(), "9"); }"#,
    },
    Way {
        name: "trimmed-beside-a-function",
        feature: "",
        depot: r#"pub struct Expr(String); pub fn trim(of: Expr) -> Expr { of } impl std::fmt::Display for Expr { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(if self.0.is_empty() { "@G" } else { "none" }) } } fn halves(text: &str) -> Option<(&str, &str)> { text.split_once('=') } pub fn open(text: &str) -> Option<()> { let (_, id) = halves(text)?; base::load(&id.trim().to_string()); println!("{}", trim(Expr(String::new()))); Some(()) }"#,
        shop: r#"fn main() { depot::open("id= ⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "queue-that-waits",
        feature: "",
        depot: "use std::{collections::VecDeque, sync::{Arc, Condvar, Mutex}}; #[derive(Default)] pub struct Queue { items: Mutex<VecDeque<String>>, ready: Condvar } impl Queue { pub fn put(&self, s: String) { self.items.lock().unwrap().push_back(s); self.ready.notify_one(); } pub fn take(&self) -> String { let mut g = self.items.lock().unwrap(); loop { if let Some(x) = g.pop_front() { return x; } g = self.ready.wait(g).unwrap(); } } } pub fn serve(q: Arc<Queue>) { std::thread::spawn(move || loop { let id = q.take(); base::load(&id); }); }",
        shop: r#"use std::sync::Arc; fn main() { let q = Arc::new(depot::Queue::default()); depot::serve(q.clone()); q.put("⟦@B¦@G⟧".to_string()); }"#,
    },
];

/// Keys are spelt in different ways.
const KEYS: &[Way] = &[
    Way {
        name: "key-behind-a-pointer",
        feature: "",
        depot: r#"use std::{collections::HashMap, sync::Arc}; pub struct Pool { models: HashMap<Arc<str>, String> } impl Pool { pub fn new() -> Self { let mut models = HashMap::new(); models.insert(Arc::from("chat"), "@G".to_string()); models.insert(Arc::from("code"), "@B".to_string()); Pool { models } } pub fn open(&self, task: &str) { if let Some(repo) = self.models.get(task) { base::load(repo); } } }"#,
        shop: r#"fn main() { depot::Pool::new().open("⟦code¦chat⟧"); }"#,
    },
    Way {
        name: "key-made-from",
        feature: "",
        depot: r#"use std::collections::BTreeMap; pub struct Pool { models: BTreeMap<String, &'static str> } impl Pool { pub fn new() -> Self { let mut models = BTreeMap::new(); models.insert(String::from("chat"), "@G"); models.insert("code".into(), "@B"); Pool { models } } pub fn open(&self, task: &str) { if let Some(repo) = self.models.get(task) { base::load(repo); } } }"#,
        shop: r#"fn main() { depot::Pool::new().open("⟦code¦chat⟧"); }"#,
    },
    Way {
        name: "value-of-a-guard",
        feature: "",
        depot: "use dashmap::DashMap; pub struct C { m: DashMap<String, String> } impl C { pub fn new() -> C { C { m: DashMap::new() } } pub fn set(&self, k: &str, v: &str) { self.m.insert(k.to_string(), v.to_string()); } pub fn load(&self, k: &str) { if let Some(r) = self.m.get(k) { base::load(r.value()); } } }",
        shop: r#"fn main() { let c = depot::C::new(); c.set("x", "⟦@B¦@G⟧"); c.load("x"); }"#,
    },
    Way {
        name: "key-that-the-table-names",
        feature: "",
        depot: r###"pub struct File { data: serde_json::Value } impl File { pub fn builtin() -> File { File { data: serde_json::from_str(r##"{"active": "⟦best¦fast⟧", "profile": {"fast": "@G", "best": "@B"}}"##).unwrap() } } pub fn active(&self) -> &str { let name = self.data["active"].as_str().unwrap(); self.data["profile"][name].as_str().unwrap() } }"###,
        shop: "fn main() { base::load(depot::File::builtin().active()); }",
    },
];

/// Functions with the names of downloads that do nothing but make a value: the value decides, and it can be replaced.
const MADE: &[Way] = &[
    Way {
        name: "made-and-replaced",
        feature: "",
        depot: r#"pub enum From { HuggingFace { id: String, file: String }, Local(std::path::PathBuf) } impl From { pub fn huggingface(id: impl ToString, file: impl ToString) -> Self { Self::HuggingFace { id: id.to_string(), file: file.to_string() } } } pub struct Source { from: From } impl Source { pub fn new(from: From) -> Self { Self { from } } pub fn small() -> Self { Self::new(From::huggingface("@G", "x")) } pub fn large() -> Self { Self::new(From::huggingface("@B".to_string(), "x".to_string())) } } impl Default for Source { fn default() -> Self { Self::large() } } #[derive(Default)] pub struct Builder { source: Source } impl Builder { pub fn with_source(mut self, source: Source) -> Self { self.source = source; self } pub fn build(self) { if let From::HuggingFace { id, .. } = &self.source.from { base::load(id); } } } pub struct Counts(Vec<u32>); impl Counts { pub fn to_string(&self) -> String { let all: Vec<u32> = self.0.iter().map(|count| count % 10).collect(); format!("{all:?}") } }"#,
        shop: "fn main() { depot::Builder::default()⟦¦.with_source(depot::Source::small())⟧.build(); }",
    },
    Way {
        name: "made-by-a-function",
        feature: "",
        depot: r#"#[derive(Clone)] pub struct Source { id: std::sync::Arc<str>, file: Option<String> } pub fn from_hub(id: &str) -> Source { Source { id: id.into(), file: None } } pub fn default_source() -> Source { from_hub("@B") } pub fn small() -> Source { from_hub("@G") } pub struct Config { pub source: Source, pub port: u16 } impl Default for Config { fn default() -> Self { Config { source: default_source(), port: 80 } } } pub fn load(config: &Config) { base::load(&config.source.id); }"#,
        shop: "fn main() { depot::load(&depot::Config { ⟦¦source: depot::small(),⟧ ..depot::Config::default() }); }",
    },
    Way {
        name: "made-by-another",
        feature: "",
        depot: r#"pub struct Source { id: String, revision: String } impl Source { pub fn new(id: impl Into<String>) -> Self { Self { id: id.into(), revision: String::new() } } pub fn from_huggingface(id: &str) -> Self { Self::new(id) } pub fn hf_model(id: &str, revision: &str) -> Self { let mut made = Self::new(id.trim()); made.revision = revision.to_owned(); made } } pub struct Config { pub source: Source } impl Default for Config { fn default() -> Self { Config { source: Source::from_huggingface("@B") } } } pub fn load(config: Config) { base::load(&config.source.id); }"#,
        shop: r#"fn main() { let mut config = depot::Config::default(); ⟦¦config.source = depot::Source::hf_model("@G", "main");⟧ depot::load(config); }"#,
    },
    Way {
        name: "set-by-a-method",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Builder { id: Option<String>, layers: u32 } impl Builder { pub fn new() -> Self { Self::default().huggingface("@B") } pub fn huggingface(mut self, id: &str) -> Self { self.id = Some(id.to_string()); self } pub fn layers(mut self, layers: u32) -> Self { self.layers = layers; self } pub fn build(self) { if let Some(id) = self.id { base::load(&id); } } }"#,
        shop: r#"fn main() { depot::Builder::new().layers(3)⟦¦.huggingface("@G")⟧.build(); }"#,
    },
    Way {
        name: "set-behind-a-reference",
        feature: "",
        depot: r#"pub struct Settings { id: String } impl Settings { pub fn new() -> Self { let mut made = Settings { id: String::new() }; made.set_pretrained("@B"); made } pub fn set_pretrained(&mut self, id: &str) -> &mut Self { self.id = id.to_string(); self } pub fn run(&self) { base::load(&self.id); } }"#,
        shop: r#"fn main() { let mut s = depot::Settings::new(); ⟦¦s.set_pretrained("@G");⟧ s.run(); }"#,
    },
];

#[test]
fn a_channel_is_kept_in_a_field() {
    judge(SENT, "base");
}

#[test]
fn a_closure_lies_in_a_map() {
    judge(HANDLERS, "base");
}

#[test]
fn parts_of_a_tuple_decide() {
    judge(TUPLES, "base");
}

#[test]
fn a_variant_in_a_variant_decides() {
    judge(NESTED, "base");
}

#[test]
fn a_number_decides() {
    judge(NUMBERS, "base");
}

#[test]
fn what_failed_is_no_text() {
    judge(FAILED, "base");
}

#[test]
fn a_list_is_cut() {
    judge(LISTS, "base");
}

#[test]
fn a_text_begins_or_does_not() {
    judge(TEXTS, "base");
}

#[test]
fn a_key_is_a_text_however_it_is_made() {
    judge(KEYS, "base");
}

#[test]
fn what_only_makes_a_value_takes_nothing() {
    judge(MADE, "base");
}
