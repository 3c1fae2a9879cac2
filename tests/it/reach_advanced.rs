//! Values of tables that code fills, iterators that are advanced by hand, and flags that are set on the way. Each program
//! fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// Tables of JSON and TOML that code fills and reads.
const TABLES: &[Way] = &[
    Way {
        name: "json-index-assigned",
        feature: "",
        depot: r#"use serde_json::{Value, json}; pub fn settings() -> Value { json!({ "model": "@G", "port": 80 }) } pub fn load(value: &Value) { base::load(value["model"].as_str().unwrap()); }"#,
        shop: r#"fn main() { let mut value = depot::settings(); value["model"] = serde_json::json!("⟦@B¦@G⟧"); depot::load(&value); }"#,
    },
    Way {
        name: "json-index-assigned-here",
        feature: "",
        depot: "",
        shop: r#"use serde_json::{Value, json}; fn main() { let mut value = json!({ "model": "@G" }); value["model"] = Value::String("⟦@B¦@G⟧".to_string()); base::load(value["model"].as_str().unwrap()); }"#,
    },
    Way {
        name: "json-nested-index",
        feature: "",
        depot: r#"use serde_json::Value; pub fn choose(value: &mut Value, id: &str) { value["chat"]["model"] = id.into(); } pub fn load(value: &Value) { base::load(value["chat"]["model"].as_str().unwrap()); }"#,
        shop: r#"fn main() { let mut value = serde_json::json!({ "chat": { "model": "@G" } }); depot::choose(&mut value, "⟦@B¦@G⟧"); depot::load(&value); }"#,
    },
    Way {
        name: "json-map-insert",
        feature: "",
        depot: r#"use serde_json::{Map, Value}; pub fn map(id: &str) -> Map<String, Value> { let mut map = Map::new(); map.insert("model".to_string(), Value::String(id.to_string())); map } pub fn load(map: &Map<String, Value>) { base::load(map["model"].as_str().unwrap()); }"#,
        shop: r#"fn main() { depot::load(&depot::map("⟦@B¦@G⟧")); }"#,
    },
    Way {
        name: "json-object-mut-insert",
        feature: "",
        depot: r#"use serde_json::Value; pub fn put(value: &mut Value, id: &str) { if let Some(map) = value.as_object_mut() { map.insert("model".into(), id.into()); } } pub fn load(value: &Value) { base::load(value.get("model").and_then(Value::as_str).unwrap()); }"#,
        shop: r#"fn main() { let mut value = serde_json::json!({ "model": "@G" }); depot::put(&mut value, "⟦@B¦@G⟧"); depot::load(&value); }"#,
    },
    Way {
        name: "json-pointer-mut",
        feature: "",
        depot: r#"use serde_json::Value; pub fn load(value: &Value) { base::load(value.pointer("/chat/model").unwrap().as_str().unwrap()); }"#,
        shop: r#"fn main() { let mut value = serde_json::json!({ "chat": { "model": "@G" } }); *value.pointer_mut("/chat/model").unwrap() = "⟦@B¦@G⟧".into(); depot::load(&value); }"#,
    },
    Way {
        name: "toml-table-insert",
        feature: "",
        depot: r#"pub fn table(id: &str) -> toml::Table { let mut table = toml::Table::new(); table.insert("model".to_string(), toml::Value::String(id.to_string())); table } pub fn load(table: &toml::Table) { base::load(table["model"].as_str().unwrap()); }"#,
        shop: r#"fn main() { depot::load(&depot::table("⟦@B¦@G⟧")); }"#,
    },
    Way {
        name: "toml-table-over-text",
        feature: "",
        depot: r#"pub fn read() -> toml::Table { "model = \"@G\"\nport = 80\n".parse().unwrap() } pub fn load(table: &toml::Table) { base::load(table.get("model").and_then(|v| v.as_str()).unwrap()); }"#,
        shop: r#"fn main() { let mut table = depot::read(); table.insert("model".into(), "⟦@B¦@G⟧".into()); depot::load(&table); }"#,
    },
    Way {
        name: "json-set-in-a-loop",
        feature: "",
        depot: r#"use serde_json::Value; pub fn merge(value: &mut Value, pairs: &[(&str, &str)]) { for (key, id) in pairs { value[*key] = Value::from(*id); } } pub fn load(value: &Value) { base::load(value["model"].as_str().unwrap()); }"#,
        shop: r#"fn main() { let mut value = serde_json::json!({ "model": "@G" }); depot::merge(&mut value, &[("model", "⟦@B¦@G⟧")]); depot::load(&value); }"#,
    },
    Way {
        name: "json-array-pushed",
        feature: "",
        depot: r#"use serde_json::Value; pub fn load(value: &Value) { for one in value["models"].as_array().unwrap() { base::load(one.as_str().unwrap()); } }"#,
        shop: r#"fn main() { let mut value = serde_json::json!({ "models": [] }); value["models"].as_array_mut().unwrap().push("⟦@B¦@G⟧".into()); depot::load(&value); }"#,
    },
];

/// Iterators that code advances by hand, and slices.
const ADVANCED: &[Way] = &[
    Way {
        name: "second-next",
        feature: "",
        depot: "",
        shop: r#"fn main() { let all = ["@G", "⟦@B¦@G⟧"]; let mut it = all.iter(); it.next(); let id = it.next().unwrap(); base::load(id); }"#,
    },
    Way {
        name: "second-next-in-function",
        feature: "",
        depot: r"pub fn second<'a>(mut it: impl Iterator<Item = &'a str>) -> &'a str { let _ = it.next(); it.next().unwrap() }",
        shop: r#"fn main() { base::load(depot::second(["@G", "⟦@B¦@G⟧"].into_iter())); }"#,
    },
    Way {
        name: "as-slice-of-iterator",
        feature: "",
        depot: "",
        shop: r#"fn main() { let all = ["@G", "⟦@B¦@G⟧"]; let mut it = all.iter(); it.next(); let rest = it.as_slice(); base::load(rest[0]); }"#,
    },
    Way {
        name: "as-slice-of-list",
        feature: "",
        depot: r#"pub fn all() -> Vec<&'static str> { vec!["@G", "⟦@B¦@G⟧"] }"#,
        shop: r"fn main() { let all = depot::all(); let slice = all.as_slice(); base::load(slice[1]); }",
    },
    Way {
        name: "peeked-then-next",
        feature: "",
        depot: r"pub fn pick(ids: Vec<String>) -> String { let mut it = ids.into_iter().peekable(); while let Some(id) = it.next() { if it.peek().is_none() { return id; } } String::new() }",
        shop: r#"fn main() { base::load(&depot::pick(vec!["@G".into(), "⟦@B¦@G⟧".into()])); }"#,
    },
    Way {
        name: "next-of-arguments-written-out",
        feature: "",
        depot: r"pub struct Cursor { words: std::vec::IntoIter<&'static str> } impl Cursor { pub fn new(words: Vec<&'static str>) -> Self { Cursor { words: words.into_iter() } } pub fn word(&mut self) -> Option<&'static str> { self.words.next() } }",
        shop: r#"fn main() { let mut cursor = depot::Cursor::new(vec!["load", "⟦@B¦@G⟧"]); let verb = cursor.word().unwrap(); let id = cursor.word().unwrap(); println!("{verb}"); base::load(id); }"#,
    },
    Way {
        name: "nth-after-next",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut it = vec!["@G", "@G", "⟦@B¦@G⟧"].into_iter(); it.next(); let id = it.nth(1).unwrap(); base::load(id); }"#,
    },
    Way {
        name: "split-words-next",
        feature: "",
        depot: r"pub fn load(line: &str) { let mut words = line.split_whitespace(); words.next(); base::load(words.next().unwrap()); }",
        shop: r#"fn main() { depot::load("pull ⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "split-first-rest",
        feature: "",
        depot: "",
        shop: r#"fn main() { let all = ["@G", "⟦@B¦@G⟧"]; let (_, rest) = all.split_first().unwrap(); base::load(rest[0]); }"#,
    },
    Way {
        name: "iterator-after-loop",
        feature: "",
        depot: r#"pub fn value<'a>(words: &[&'a str]) -> &'a str { let mut it = words.iter(); while let Some(word) = it.next() { if *word == "--model" { return it.next().unwrap(); } } "@G" }"#,
        shop: r#"fn main() { base::load(depot::value(&["--port", "80", "--model", "⟦@B¦@G⟧"])); }"#,
    },
];

/// A flag is set behind a reference, and decides later.
const FLAGS: &[Way] = &[
    Way {
        name: "flag-through-iter-mut",
        feature: "",
        depot: r#"pub struct Job { pub big: bool } pub fn run(job: &Job) { if job.big { base::load("⟦@B¦@G⟧"); } else { base::load("@G"); } }"#,
        shop: r"fn main() { let mut jobs = vec![depot::Job { big: false }]; for job in jobs.iter_mut() { job.big = true; } depot::run(&jobs[0]); }",
    },
    Way {
        name: "flag-through-for-each",
        feature: "",
        depot: r#"pub struct Job { big: bool } impl Job { pub fn new() -> Self { Job { big: false } } pub fn enable(&mut self) { self.big = true; } pub fn id(&self) -> &'static str { if self.big { "⟦@B¦@G⟧" } else { "@G" } } }"#,
        shop: r"fn main() { let mut jobs = [depot::Job::new()]; jobs.iter_mut().for_each(|job| job.enable()); base::load(jobs[0].id()); }",
    },
    Way {
        name: "flag-through-getter",
        feature: "",
        depot: r#"pub struct Flags { pub large: bool } pub struct App { flags: Flags } impl App { pub fn new() -> Self { App { flags: Flags { large: false } } } pub fn flags(&mut self) -> &mut Flags { &mut self.flags } pub fn run(&self) { if self.flags.large { base::load("⟦@B¦@G⟧"); } } }"#,
        shop: r"fn main() { let mut app = depot::App::new(); app.flags().large = true; app.run(); }",
    },
    Way {
        name: "variant-through-iter-mut",
        feature: "",
        depot: r#"#[derive(Clone, Copy)] pub enum Size { Small, Big } pub struct Job { pub size: Size } pub fn run(job: &Job) { base::load(match job.size { Size::Small => "@G", Size::Big => "⟦@B¦@G⟧" }); }"#,
        shop: r"use depot::{Job, Size}; fn main() { let mut jobs = vec![Job { size: Size::Small }]; jobs.iter_mut().for_each(|job| job.size = Size::Big); depot::run(&jobs[0]); }",
    },
    Way {
        name: "variant-through-last-mut",
        feature: "",
        depot: r#"#[derive(Clone, Copy)] pub enum Size { Small, Big } pub struct Job { size: Size } impl Job { pub fn new() -> Self { Job { size: Size::Small } } pub fn grow(&mut self) { self.size = Size::Big; } pub fn run(&self) { base::load(match self.size { Size::Small => "@G", Size::Big => "⟦@B¦@G⟧" }); } }"#,
        shop: r"fn main() { let mut jobs = Vec::new(); jobs.push(depot::Job::new()); jobs.last_mut().unwrap().grow(); jobs[0].run(); }",
    },
    Way {
        name: "flag-in-a-map",
        feature: "",
        depot: r#"use std::collections::HashMap; #[derive(Default)] pub struct Toggles { all: HashMap<&'static str, bool> } impl Toggles { pub fn new() -> Self { Toggles { all: HashMap::from([("large", false)]) } } pub fn on(&mut self, name: &str) { if let Some(flag) = self.all.get_mut(name) { *flag = true; } } pub fn is_on(&self, name: &str) -> bool { self.all[name] } }"#,
        shop: r#"fn main() { let mut toggles = depot::Toggles::new(); toggles.on("large"); if toggles.is_on("large") { base::load("⟦@B¦@G⟧"); } }"#,
    },
    Way {
        name: "flag-of-a-cell",
        feature: "",
        depot: r#"use std::{cell::Cell, rc::Rc}; #[derive(Clone)] pub struct Switch { on: Rc<Cell<bool>> } impl Switch { pub fn new() -> Self { Switch { on: Rc::new(Cell::new(false)) } } pub fn flip(&self) { self.on.set(true); } pub fn id(&self) -> &'static str { if self.on.get() { "⟦@B¦@G⟧" } else { "@G" } } }"#,
        shop: r"fn main() { let switch = depot::Switch::new(); let other = switch.clone(); other.flip(); base::load(switch.id()); }",
    },
];

#[test]
fn a_table_is_filled_and_read() {
    judge(TABLES, "base");
}

#[test]
fn an_iterator_is_advanced_by_hand() {
    judge(ADVANCED, "base");
}

#[test]
fn a_flag_is_set_behind_a_reference() {
    judge(FLAGS, "base");
}
