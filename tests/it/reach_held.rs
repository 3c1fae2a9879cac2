//! What is held and used later: closures with what they captured, functions in tables, parts of a text, constants of types
//! in conditions. Each program fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// A closure keeps the id, and what holds it is used later.
const CAPTURED: &[Way] = &[
    Way {
        name: "closure-capture",
        feature: "",
        depot: r"pub struct Loader { run: Box<dyn Fn()> } impl Loader { pub fn new(id: &str) -> Self { let id = id.to_string(); Loader { run: Box::new(move || { base::load(&id); }) } } pub fn start(&self) { (self.run)() } }",
        shop: r#"fn main() { depot::Loader::new("⟦@B¦@G⟧").start(); }"#,
    },
    Way {
        name: "closure-capture-gives",
        feature: "",
        depot: r"pub struct Source { id: Box<dyn Fn() -> String> } impl Source { pub fn new(id: String) -> Self { Source { id: Box::new(move || id.clone()) } } pub fn load(&self) { base::load(&(self.id)()); } }",
        shop: r#"fn main() { let source = depot::Source::new("⟦@B¦@G⟧".to_string()); source.load(); }"#,
    },
    Way {
        name: "closure-capture-generic",
        feature: "",
        depot: r"pub struct Loader<F: Fn()> { run: F } impl<F: Fn()> Loader<F> { pub fn start(&self) { (self.run)() } } pub fn loader(id: &'static str) -> Loader<impl Fn()> { Loader { run: move || { base::load(id); } } }",
        shop: r#"fn main() { depot::loader("⟦@B¦@G⟧").start(); }"#,
    },
    Way {
        name: "closure-capture-returned",
        feature: "",
        depot: r"pub fn loader(id: &'static str) -> impl Fn() { move || { base::load(id); } }",
        shop: r#"fn main() { let go = depot::loader("⟦@B¦@G⟧"); go(); }"#,
    },
    Way {
        name: "closure-capture-part",
        feature: "",
        depot: r#"pub struct Org { full: Box<dyn Fn(&str) -> String> } impl Org { pub fn new(org: &str) -> Self { let org = org.to_owned(); Org { full: Box::new(move |name| format!("{org}/{name}")) } } pub fn load(&self, name: &str) { base::load(&(self.full)(name)); } }"#,
        shop: r#"fn main() { depot::Org::new("mistralai").load("⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧"); }"#,
    },
    Way {
        name: "closure-capture-here",
        feature: "",
        depot: "",
        shop: r#"struct Job { run: Box<dyn FnOnce()> } fn main() { let id = String::from("⟦@B¦@G⟧"); let job = Job { run: Box::new(move || { base::load(&id); }) }; (job.run)(); }"#,
    },
    Way {
        name: "closure-capture-queue",
        feature: "",
        depot: r"#[derive(Default)] pub struct Queue { jobs: Vec<Box<dyn FnOnce()>> } impl Queue { pub fn add(&mut self, id: String) { self.jobs.push(Box::new(move || { base::load(&id); })); } pub fn run(self) { for job in self.jobs { job(); } } }",
        shop: r#"fn main() { let mut queue = depot::Queue::default(); queue.add("⟦@B¦@G⟧".into()); queue.run(); }"#,
    },
];

/// Functions that give ids lie in a table, and one is called by its place. One that takes the model itself is reached by
/// its mention, whatever place is called.
const TABLES: &[Way] = &[Way {
    name: "functions-in-array-give",
    feature: "",
    depot: r#"fn small() -> &'static str { "@G" } fn big() -> &'static str { "@B" } pub const ALL: [fn() -> &'static str; 2] = [small, big];"#,
    shop: "fn main() { base::load(depot::ALL[⟦1¦0⟧]()); }",
}];

/// A constant of a type decides.
const CONSTANTS: &[Way] = &[
    Way {
        name: "constant-of-impl",
        feature: "",
        depot: r#"pub struct Loader; impl Loader { const BIG: bool = ⟦true¦false⟧; pub fn load(&self) { if Self::BIG { base::load("@B"); } else { base::load("@G"); } } }"#,
        shop: "fn main() { depot::Loader.load(); }",
    },
    Way {
        name: "constant-of-impl-by-name",
        feature: "",
        depot: r"pub struct Loader; impl Loader { pub const BIG: bool = ⟦true¦false⟧; }",
        shop: r#"fn main() { base::load(if depot::Loader::BIG { "@B" } else { "@G" }); }"#,
    },
    Way {
        name: "constant-of-trait-impl",
        feature: "",
        depot: r#"pub trait Size { const BIG: bool; fn load(&self) { if Self::BIG { base::load("@B"); } else { base::load("@G"); } } } pub struct Mine; impl Size for Mine { const BIG: bool = ⟦true¦false⟧; }"#,
        shop: "fn main() { use depot::Size; depot::Mine.load(); }",
    },
    Way {
        name: "constant-of-impl-not",
        feature: "",
        depot: r#"pub struct Loader; impl Loader { const SMALL: bool = ⟦false¦true⟧; pub fn load(&self) { if !Self::SMALL { base::load("@B"); } } }"#,
        shop: "fn main() { depot::Loader.load(); }",
    },
    Way {
        name: "constant-of-impl-matched",
        feature: "",
        depot: r#"pub struct Loader; impl Loader { const LEVEL: u8 = ⟦2¦1⟧; pub fn load(&self) { match Self::LEVEL { 2 => base::load("@B"), _ => base::load("@G") }; } }"#,
        shop: "fn main() { depot::Loader.load(); }",
    },
];

/// A text is taken apart, and its parts are used.
const PARTS: &[Way] = &[
    Way {
        name: "split-parts",
        feature: "",
        depot: r#"pub fn load(id: &str) { let parts: Vec<&str> = id.split('/').collect(); base::load(&format!("{}/{}", parts[0], parts[1])); }"#,
        shop: r#"fn main() { depot::load("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "split-parts-next",
        feature: "",
        depot: r"pub fn load(id: &str) { let id = id.split('@').next().unwrap(); base::load(id); }",
        shop: r#"fn main() { depot::load("⟦@B¦@G⟧@main"); }"#,
    },
    Way {
        name: "split-parts-list",
        feature: "",
        depot: r"pub fn load_all(ids: &str) { for id in ids.split(',') { base::load(id.trim()); } }",
        shop: r#"fn main() { depot::load_all("@G, ⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "split-parts-prefix",
        feature: "",
        depot: r#"pub fn load(uri: &str) { if let Some(rest) = uri.strip_prefix("hf://") { let s: Vec<&str> = rest.split('/').collect(); let repo = format!("{}/{}", s[0], s[1]); base::load(&repo); } }"#,
        shop: r#"fn main() { depot::load("hf://⟦@B¦@G⟧/model.safetensors"); }"#,
    },
    Way {
        name: "split-parts-rsplit",
        feature: "",
        depot: r"pub fn load(spec: &str) { let (id, _revision) = spec.rsplit_once('@').unwrap(); base::load(id); }",
        shop: r#"fn main() { depot::load("⟦@B¦@G⟧@main"); }"#,
    },
];

/// A map of the standard library stays one, whatever the program implements for it.
const MAPS: &[Way] = &[
    Way {
        name: "trait-for-map",
        feature: "",
        depot: r#"use std::collections::HashMap; pub trait Extract { fn get(&self, key: &str) -> Option<&str>; } impl Extract for HashMap<String, String> { fn get(&self, key: &str) -> Option<&str> { HashMap::get(self, key).map(String::as_str) } } #[derive(PartialEq, Eq, Hash)] pub enum Model { Small, Big } pub fn all() -> HashMap<Model, &'static str> { HashMap::from([(Model::Small, "@G"), (Model::Big, "@B")]) } pub fn load(model: Model) { base::load(all().get(&model).unwrap()); }"#,
        shop: "fn main() { depot::load(depot::Model::⟦Big¦Small⟧); }",
    },
    Way {
        name: "map-of-option",
        feature: "",
        depot: r#"use std::{collections::HashMap, sync::OnceLock}; #[derive(Clone, Copy, PartialEq, Eq, Hash)] pub enum Model { Small, Big } pub struct Info { pub model: Model, pub code: String } static ALL: OnceLock<HashMap<Model, Info>> = OnceLock::new(); fn init() -> HashMap<Model, Info> { let list = vec![Info { model: Model::Small, code: String::from("@G") }, Info { model: Model::Big, code: String::from("@B") }]; list.into_iter().fold(HashMap::new(), |mut map, info| { map.insert(info.model, info); map }) } fn all() -> &'static HashMap<Model, Info> { ALL.get_or_init(init) } pub fn load(name: Option<Model>, id: Option<&str>) { let id = match id { Some(id) => id, None => match name { Some(name) => all().get(&name).unwrap().code.as_str(), None => return } }; base::load(id); }"#,
        shop: "fn main() { depot::load(Some(depot::Model::⟦Big¦Small⟧), None); }",
    },
];

#[test]
fn a_map_is_looked_up_in() {
    judge(MAPS, "base");
}

#[test]
fn a_closure_keeps_what_it_captured() {
    judge(CAPTURED, "base");
}

#[test]
fn a_function_in_a_table_is_called_by_its_place() {
    judge(TABLES, "base");
}

#[test]
fn a_constant_of_a_type_decides() {
    judge(CONSTANTS, "base");
}

#[test]
fn parts_of_a_text_are_used() {
    judge(PARTS, "base");
}
