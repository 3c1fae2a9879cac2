//! How programs hand models over every day: texts that are data, state behind locks, loops, channels, macros and derives.
//! Each program fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge, noted};

/// A text of code that code reads as data.
const DATA: &[Way] = &[
    Way {
        name: "json-in-a-text",
        feature: "",
        depot: r#"#[derive(serde::Deserialize)] pub struct Model { pub name: String, pub repo: String }
         pub fn load(all: Vec<Model>) { for one in all { println!("{}", one.name); base::load(&one.repo); } }"#,
        shop: r##"const ALL: &str = r#"[{"name": "⟦@G¦@B⟧", "repo": "⟦@B¦@G⟧"}]"#;
         fn main() { depot::load(serde_json::from_str(ALL).unwrap()); }"##,
    },
    Way {
        name: "toml-in-a-text",
        feature: "",
        depot: r#"#[derive(serde::Deserialize)] pub struct Settings { pub embedding: Embedding }
         #[derive(serde::Deserialize)] pub struct Embedding { #[serde(rename = "repo-id")] pub repo: String }
         pub fn load(settings: &Settings) { base::load(&settings.embedding.repo); }"#,
        shop: r#"const TEXT: &str = "[embedding]\nrepo-id = \"⟦@B¦@G⟧\"\nother = \"⟦@G¦@B⟧\"\n";
         fn main() { let settings: depot::Settings = toml::from_str(TEXT).unwrap(); depot::load(&settings); }"#,
    },
    Way {
        name: "yaml-in-a-text",
        feature: "",
        depot: r"#[derive(serde::Deserialize)] pub struct Settings { pub repo: String }
         pub fn load(text: &str) { let settings: Settings = serde_yaml::from_str(text).unwrap(); base::load(&settings.repo); }",
        shop: r#"fn main() { depot::load("repo: ⟦@B¦@G⟧\nother: ⟦@G¦@B⟧\n"); }"#,
    },
    Way {
        name: "key-of-a-value",
        feature: "",
        depot: r#"pub fn load(text: &str) { let value: serde_json::Value = serde_json::from_str(text).unwrap(); base::load(value.get("model").and_then(|model| model.as_str()).unwrap()); }"#,
        shop: r##"fn main() { depot::load(r#"{"other": "⟦@G¦@B⟧", "model": "⟦@B¦@G⟧"}"#); }"##,
    },
    Way {
        name: "way-into-a-value",
        feature: "",
        depot: r#"pub fn load(text: &str) { let value: serde_json::Value = text.parse().unwrap(); base::load(value.pointer("/model/id").unwrap().as_str().unwrap()); }"#,
        shop: r##"fn main() { depot::load(r#"{"model": {"id": "⟦@B¦@G⟧", "base": "⟦@G¦@B⟧"}}"#); }"##,
    },
    Way {
        name: "map-of-texts",
        feature: "",
        depot: r"use std::collections::HashMap;
         pub fn load(text: &[u8]) { let all: HashMap<String, String> = serde_json::from_slice(text).unwrap(); for (_, id) in &all { base::load(id); } }",
        shop: r##"fn main() { depot::load(br#"{"small": "⟦@B¦@G⟧"}"#); }"##,
    },
    Way {
        name: "variant-that-data-names",
        feature: "",
        depot: r#"#[derive(serde::Deserialize)] pub enum Size { Large, Small }
         #[derive(serde::Deserialize)] pub struct Settings { pub size: Size }
         pub fn load(text: &str) { let settings: Settings = serde_json::from_str(text).unwrap(); base::load(match settings.size { Size::Large => "@B", Size::Small => "@G" }); }"#,
        shop: r##"fn main() { depot::load(r#"{"size": "⟦Large¦Small⟧"}"#); }"##,
    },
    Way {
        name: "lines-of-a-text",
        feature: "",
        depot: r"pub fn load(text: &str) { for line in text.lines().filter(|line| !line.starts_with('#')) { base::load(line.trim()); } }",
        shop: r#"const ALL: &str = "@G\n⟦@B¦@G⟧\n"; fn main() { depot::load(ALL); }"#,
    },
    Way {
        name: "words-of-a-text",
        feature: "",
        depot: "pub fn load(text: &str) { text.split_whitespace().for_each(|id| base::load(id)); }",
        shop: r#"fn main() { depot::load("@G ⟦@B¦@G⟧"); }"#,
    },
];

/// State that is behind a lock or a reference while it is written to.
const PLACES: &[Way] = &[
    Way {
        name: "text-behind-a-lock",
        feature: "",
        depot: r"#[derive(Default)] pub struct State { id: std::sync::Mutex<String> }
         impl State { pub fn set(&self, id: &str) { let mut held = self.id.lock().unwrap(); *held = id.to_string(); }
         pub fn load(&self) { base::load(&self.id.lock().unwrap()); } }",
        shop: r#"fn main() { let state = depot::State::default(); state.set("⟦@B¦@G⟧"); state.load(); }"#,
    },
    Way {
        name: "text-that-grows-behind-a-lock",
        feature: "",
        depot: r"#[derive(Default)] pub struct State { id: std::sync::RwLock<String> }
         impl State { pub fn set(&self, id: &str) { let mut held = self.id.write().unwrap(); held.clear(); held.push_str(id); }
         pub fn load(&self) { base::load(&self.id.read().unwrap()); } }",
        shop: r#"fn main() { let state = depot::State::default(); state.set("⟦@B¦@G⟧"); state.load(); }"#,
    },
    Way {
        name: "list-behind-a-lock",
        feature: "",
        depot: r"#[derive(Default)] pub struct State { ids: std::sync::Mutex<Vec<String>> }
         impl State { pub fn add(&self, id: &str) { if let Ok(mut ids) = self.ids.lock() { ids.push(id.to_string()); } }
         pub fn load(&self) { for id in self.ids.lock().unwrap().iter() { base::load(id); } } }",
        shop: r#"fn main() { let state = depot::State::default(); state.add("⟦@B¦@G⟧"); state.load(); }"#,
    },
    Way {
        name: "map-behind-a-lock",
        feature: "",
        depot: r#"use std::collections::HashMap;
         #[derive(Default)] pub struct State { ids: std::sync::Mutex<HashMap<String, String>> }
         impl State { pub fn add(&self, id: &str) { let mut ids = self.ids.lock().unwrap(); ids.insert("small".into(), id.to_string()); }
         pub fn load(&self) { if let Some(id) = self.ids.lock().unwrap().get("small") { base::load(id); } } }"#,
        shop: r#"fn main() { let state = depot::State::default(); state.add("⟦@B¦@G⟧"); state.load(); }"#,
    },
    Way {
        name: "field-by-reference",
        feature: "",
        depot: r"#[derive(Default)] pub struct State { id: String }
         impl State { pub fn set(&mut self, id: &str) { let held = &mut self.id; held.push_str(id); } pub fn load(&self) { base::load(&self.id); } }",
        shop: r#"fn main() { let mut state = depot::State::default(); state.set("⟦@B¦@G⟧"); state.load(); }"#,
    },
    Way {
        name: "text-that-a-function-writes",
        feature: "",
        depot: "pub fn set(held: &mut String, id: &str) { *held = id.to_string(); } pub use base::load;",
        shop: r#"fn main() { let mut id = String::new(); depot::set(&mut id, "⟦@B¦@G⟧"); depot::load(&id); }"#,
    },
    Way {
        name: "option-that-a-function-fills",
        feature: "",
        depot: r#"pub fn fill(held: &mut Option<String>) { held.get_or_insert_with(|| "⟦@B¦@G⟧".into()); } pub use base::load;"#,
        shop: "fn main() { let mut id = None; depot::fill(&mut id); depot::load(id.as_deref().unwrap()); }",
    },
];

/// Loops, lists of parts, results and sums of texts.
const STEPS: &[Way] = &[
    Way {
        name: "value-of-a-loop",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { let id = loop { if std::env::args().count() > 5 { println!("{}", "⟦@G¦@B⟧"); continue; } break "⟦@B¦@G⟧"; }; depot::load(id); }"#,
    },
    Way {
        name: "value-of-a-labelled-block",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { let id = 'found: { if std::env::args().count() > 5 { break 'found "⟦@B¦@G⟧"; } "@G" }; depot::load(id); }"#,
    },
    Way {
        name: "error-that-is-taken",
        feature: "",
        depot: "pub fn load(given: Result<&str, &str>) { match given { Ok(known) => println!(\"{known}\"), Err(id) => base::load(id) } }",
        shop: r#"fn main() { depot::load(⟦Err("@B")¦Ok("@B")⟧); depot::load(Err("@G")); }"#,
    },
    Way {
        name: "error-that-a-closure-takes",
        feature: "",
        depot: "pub fn load(given: Result<String, String>) { let _ = given.map_err(|id| base::load(&id)); }",
        shop: r#"fn main() { depot::load(⟦Err¦Ok⟧("@B".to_string())); }"#,
    },
    Way {
        name: "lists-of-parts",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { for part in ["@G", "⟦@B¦@G⟧"].chunks(1) { depot::load(part[0]); } }"#,
    },
    Way {
        name: "neighbours",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { for pair in ["@G", "⟦@B¦@G⟧"].windows(2) { depot::load(pair[1]); } }"#,
    },
    Way {
        name: "iterator-of-a-function",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { let mut left = 1; for id in std::iter::from_fn(|| { left -= 1; (left >= 0).then_some("⟦@B¦@G⟧") }) { depot::load(id); } }"#,
    },
    Way {
        name: "sum-of-parts",
        feature: "",
        depot: "pub fn load(owner: String, rest: &str) { base::load(&(owner + rest)); }",
        shop: r#"fn main() { let (owner, rest) = ("⟦@B¦@G⟧".to_string(), ""); depot::load(owner, rest); }"#,
    },
    Way {
        name: "any-type",
        feature: "",
        depot: "pub fn load(given: Box<dyn std::any::Any>) { if let Ok(id) = given.downcast::<String>() { base::load(&id); } }",
        shop: r#"fn main() { depot::load(Box::new("⟦@B¦@G⟧".to_string())); }"#,
    },
    Way {
        name: "all-variants-of-a-list",
        feature: "",
        depot: r#"#[derive(Clone, Copy)] pub enum Size { Large, Small }
         impl Size { pub const ALL: [Size; ⟦2¦1⟧] = [⟦Size::Large, ¦⟧Size::Small]; pub fn id(self) -> &'static str { match self { Size::Large => "@B", Size::Small => "@G" } } }
         pub fn load() { for size in Size::ALL { base::load(size.id()); } }"#,
        shop: "fn main() { depot::load(); }",
    },
    Way {
        name: "all-variants-of-a-derive",
        feature: "",
        depot: r#"#[derive(Clone, Copy, strum::EnumIter)] pub enum Size { Large, Small }
         impl Size { pub fn id(self) -> &'static str { match self { Size::Large => "⟦@B¦@G⟧", Size::Small => "@G" } } }
         pub fn load() { for size in Size::iter() { base::load(size.id()); } }"#,
        shop: "fn main() { depot::load(); }",
    },
    Way {
        name: "one-of-two-variants",
        feature: "",
        depot: r#"pub enum Size { Large, Small, Tiny }
         pub fn load(size: Size) { base::load(match size { Size::Large => "@B", Size::Small => "@G", Size::Tiny => "@G" }); }"#,
        shop: "fn main() { depot::load(if std::env::args().count() > 1 { depot::Size::⟦Large¦Small⟧ } else { depot::Size::Tiny }); }",
    },
];

/// Channels with a size, and what waits for them.
const CHANNELS: &[Way] = &[
    Way {
        name: "channel-with-a-size",
        feature: "",
        depot: "pub async fn work(mut tasks: tokio::sync::mpsc::Receiver<String>) { while let Some(id) = tasks.recv().await { base::load(&id); } }",
        shop: r#"async fn run() { let (to, from) = tokio::sync::mpsc::channel(4); let work = tokio::spawn(depot::work(from)); to.send("⟦@B¦@G⟧".to_string()).await.unwrap(); drop(to); work.await.unwrap(); }
         fn main() { futures::executor::block_on(run()); }"#,
    },
    Way {
        name: "one-message",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"async fn run() { let (to, from) = tokio::sync::oneshot::channel::<String>(); to.send("⟦@B¦@G⟧".into()).unwrap(); depot::load(&from.await.unwrap()); }
         fn main() { futures::executor::block_on(run()); }"#,
    },
    Way {
        name: "last-message",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { let (to, from) = tokio::sync::watch::channel(String::new()); to.send("⟦@B¦@G⟧".into()).unwrap(); let id = from.borrow().clone(); depot::load(&id); }"#,
    },
    Way {
        name: "stream-of-a-list",
        feature: "",
        depot: "pub async fn load(id: String) { base::load(&id); }",
        shop: r#"async fn run() { futures::stream::iter(vec!["⟦@B¦@G⟧".to_string()]).map(depot::load).buffer_unordered(4).collect::<Vec<()>>().await; }
         fn main() { futures::executor::block_on(run()); }"#,
    },
];

/// Code in tokens that are no Rust by themselves.
const MACROS: &[Way] = &[
    Way {
        name: "arm-of-select",
        feature: "",
        depot: r#"pub async fn pick() -> &'static str { "⟦@B¦@G⟧" } pub use base::load;"#,
        shop: "async fn run() { tokio::select! { biased; id = depot::pick() => depot::load(id), _ = std::future::pending::<()>(), if true => {} } }
         fn main() { futures::executor::block_on(run()); }",
    },
    Way {
        name: "both-of-join",
        feature: "",
        depot: r#"pub async fn pick() -> &'static str { "⟦@B¦@G⟧" } pub async fn other() -> &'static str { "⟦@G¦@B⟧" } pub use base::load;"#,
        shop: "async fn run() { let (id, other) = tokio::join!(depot::pick(), depot::other()); println!(\"{other}\"); depot::load(id); }
         fn main() { futures::executor::block_on(run()); }",
    },
    Way {
        name: "call-in-a-language-of-its-own",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { page! { div class="main" { button on:click=move |_| depot::load("⟦@B¦@G⟧") { "Load" } } } }"#,
    },
    Way {
        name: "block-in-a-language-of-its-own",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { routes! { get "/load" => { let id = "⟦@B¦@G⟧"; depot::load(id); } get "/" => {} } }"#,
    },
    Way {
        name: "field-of-a-log-line",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"fn main() { tracing::info!(model = ?depot::load("⟦@B¦@G⟧"), "loaded"); }"#,
    },
    Way {
        name: "pasted-name",
        feature: "",
        depot: r#"paste::paste! { pub fn [<load_ Small:lower>]() { base::load("⟦@B¦@G⟧") } }"#,
        shop: "fn main() { depot::load_small(); }",
    },
];

/// Defaults that attributes state as code.
const DERIVES: &[Way] = &[
    Way {
        name: "code-in-a-text",
        feature: "",
        depot: r#"#[derive(derive_builder::Builder)] pub struct Settings { #[builder(setter(into), default = "String::from(\"⟦@B¦@G⟧\")")] pub id: String }
         impl Settings { pub fn load(&self) { base::load(&self.id); } }"#,
        shop: "fn main() { depot::SettingsBuilder::default().build().unwrap().load(); }",
    },
    Way {
        name: "text-of-an-option",
        feature: "",
        depot: "pub use base::load;",
        shop: r#"#[derive(argh::FromArgs)] struct Args { #[argh(option, default = "String::from(\"⟦@B¦@G⟧\")")] model: String }
         fn main() { let args: Args = argh::from_env(); depot::load(&args.model); }"#,
    },
    Way {
        name: "attribute-that-is-the-default",
        feature: "",
        depot: r#"#[derive(smart_default::SmartDefault)] pub struct Settings { #[default = "⟦@B¦@G⟧"] pub id: String }
         impl Settings { pub fn load(&self) { base::load(&self.id); } }"#,
        shop: "fn main() { depot::Settings::default().load(); }",
    },
    Way {
        name: "derived-from",
        feature: "",
        depot: "#[derive(derive_more::From, derive_more::Display)] pub struct Id(String);
         pub fn load(id: impl Into<Id>) { let id: Id = id.into(); base::load(&id.to_string()); }",
        shop: r#"fn main() { depot::load("⟦@B¦@G⟧".to_string()); }"#,
    },
];

#[test]
fn data_in_texts_is_read() {
    judge(DATA, "base");
}

#[test]
fn state_behind_locks_and_references_is_followed() {
    judge(PLACES, "base");
}

#[test]
fn loops_and_lists_are_followed() {
    judge(STEPS, "base");
}

#[test]
fn channels_are_followed() {
    judge(CHANNELS, "base");
}

#[test]
fn code_in_macros_counts() {
    judge(MACROS, "base");
}

#[test]
fn defaults_of_attributes_count() {
    judge(DERIVES, "base");
}

/// Types of the program with the names of types of the standard library. What those of the program give is not known.
const NAMED_AS_STD: &[Way] = &[
    Way {
        name: "once-lock-of-its-own",
        feature: "",
        depot: r#"pub struct Info { pub code: String } pub mod own { pub struct OnceLock<T> { first: Option<T> } impl<T> OnceLock<T> { pub const fn new() -> Self { OnceLock { first: None } } pub fn get_or_init(&self, make: fn() -> T) -> super::Info { make(); super::Info { code: std::env::var("MODEL").unwrap() } } } }"#,
        shop: r#"use ⟦depot::own¦std::sync⟧::OnceLock; static INFO: OnceLock<depot::Info> = OnceLock::new(); fn make() -> depot::Info { depot::Info { code: "@G".to_string() } } fn main() { base::load(&INFO.get_or_init(make).code.clone()); }"#,
    },
    Way {
        name: "heap-of-its-own",
        feature: "",
        depot: r#"pub struct Info { pub code: String } pub mod own { pub struct BinaryHeap<T> { all: Vec<T> } impl<T> BinaryHeap<T> { pub fn from(all: Vec<T>) -> Self { BinaryHeap { all } } pub fn into_sorted_vec(self) -> Vec<super::Info> { vec![super::Info { code: std::env::var("MODEL").unwrap() }] } } }"#,
        shop: r#"use ⟦depot::own¦std::collections⟧::BinaryHeap; fn main() { let all = BinaryHeap::from(vec![depot::Info { code: "@G".to_string() }]); base::load(&all.into_sorted_vec()[0].code); }"#,
    },
];

#[test]
fn types_named_as_those_of_the_standard_library_are_their_own() {
    noted(NAMED_AS_STD, "base", "unresolved-pull");
}
