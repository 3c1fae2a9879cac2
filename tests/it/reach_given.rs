//! Places that methods give out and that are written to afterwards: `pool.add().use_model(id)`. Each program fails for the
//! model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// A getter of a type of the program gives a reference to a part, and a method is called on it or a field of it is set.
const GETTERS: &[Way] = &[
    Way {
        name: "getter-add-then-set",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Session { model: String } impl Session { pub fn use_model(&mut self, id: &str) { self.model = id.to_string(); } } #[derive(Default)] pub struct Pool { sessions: Vec<Session> } impl Pool { pub fn add(&mut self) -> &mut Session { self.sessions.push(Session { model: "@G".into() }); self.sessions.last_mut().unwrap() } pub fn run(&self) { for one in &self.sessions { base::load(&one.model); } } }"#,
        shop: r#"fn main() { let mut pool = depot::Pool::default(); pool.add().use_model("⟦@B¦@G⟧"); pool.run(); }"#,
    },
    Way {
        name: "getter-field-of-result",
        feature: "",
        depot: r#"pub struct Session { pub model: String } pub struct Pool { sessions: Vec<Session> } impl Pool { pub fn new() -> Self { Pool { sessions: vec![Session { model: "@G".into() }] } } pub fn session(&mut self, number: usize) -> &mut Session { &mut self.sessions[number] } pub fn run(self) { for one in self.sessions { base::load(&one.model); } } }"#,
        shop: r#"fn main() { let mut pool = depot::Pool::new(); pool.session(0).model = "⟦@B¦@G⟧".to_string(); pool.run(); }"#,
    },
    Way {
        name: "getter-through-a-function",
        feature: "",
        depot: r#"pub struct Session { model: String } impl Session { pub fn choose(&mut self, id: &str) -> &mut Self { self.model = id.to_string(); self } pub fn model(&self) -> &str { &self.model } } pub struct Pool { main: Session } impl Pool { pub fn new() -> Self { Pool { main: Session { model: "@G".into() } } } pub fn main(&mut self) -> &mut Session { &mut self.main } pub fn run(&self) { base::load(self.main.model()); } }"#,
        shop: r#"fn set(pool: &mut depot::Pool, id: &str) { pool.main().choose(id); } fn main() { let mut pool = depot::Pool::new(); set(&mut pool, "⟦@B¦@G⟧"); pool.run(); }"#,
    },
    Way {
        name: "getter-in-a-variable",
        feature: "",
        depot: r#"pub struct Slot { pub id: String } impl Slot { pub fn fill(&mut self, id: impl Into<String>) { self.id = id.into(); } } pub struct Board { slots: [Slot; 2] } impl Board { pub fn new() -> Self { Board { slots: [Slot { id: "@G".into() }, Slot { id: "@G".into() }] } } pub fn first(&mut self) -> &mut Slot { &mut self.slots[0] } pub fn load(&self) { base::load(&self.slots[0].id); } }"#,
        shop: r#"fn main() { let mut board = depot::Board::new(); let slot = board.first(); slot.fill("⟦@B¦@G⟧"); board.load(); }"#,
    },
    Way {
        name: "getter-of-an-option",
        feature: "",
        depot: r#"pub struct Layer { repo: String } impl Layer { pub fn point(&mut self, repo: &str) { self.repo = repo.into(); } } pub struct Stack { layers: Vec<Layer> } impl Stack { pub fn new() -> Self { Stack { layers: vec![Layer { repo: "@G".into() }] } } pub fn top(&mut self) -> Option<&mut Layer> { self.layers.last_mut() } pub fn pull(&self) { for layer in &self.layers { base::load(&layer.repo); } } }"#,
        shop: r#"fn main() { let mut stack = depot::Stack::new(); if let Some(layer) = stack.top() { layer.point("⟦@B¦@G⟧"); } stack.pull(); }"#,
    },
    Way {
        name: "getter-of-a-result",
        feature: "",
        depot: r#"pub struct Layer { repo: String } impl Layer { pub fn point(&mut self, repo: &str) { self.repo = repo.into(); } } pub struct Stack { layers: Vec<Layer> } impl Stack { pub fn new() -> Self { Stack { layers: vec![Layer { repo: "@G".into() }] } } pub fn at(&mut self, number: usize) -> Result<&mut Layer, String> { self.layers.get_mut(number).ok_or_else(|| "none".to_string()) } pub fn pull(&self) { base::load(&self.layers[0].repo); } }"#,
        shop: r#"fn main() -> Result<(), String> { let mut stack = depot::Stack::new(); stack.at(0)?.point("⟦@B¦@G⟧"); stack.pull(); Ok(()) }"#,
    },
    Way {
        name: "getter-of-a-getter",
        feature: "",
        depot: r#"pub struct Inner { id: String } impl Inner { pub fn put(&mut self, id: &str) { self.id = id.into(); } } pub struct Middle { inner: Inner } impl Middle { pub fn inner(&mut self) -> &mut Inner { &mut self.inner } } pub struct Outer { middle: Middle } impl Outer { pub fn new() -> Self { Outer { middle: Middle { inner: Inner { id: "@G".into() } } } } pub fn middle(&mut self) -> &mut Middle { &mut self.middle } pub fn load(&self) { base::load(&self.middle.inner.id); } }"#,
        shop: r#"fn main() { let mut outer = depot::Outer::new(); outer.middle().inner().put("⟦@B¦@G⟧"); outer.load(); }"#,
    },
    Way {
        name: "getter-over-own-getter",
        feature: "",
        depot: r#"pub struct Inner { id: String } impl Inner { pub fn put(&mut self, id: &str) { self.id = id.into(); } } pub struct Middle { inner: Inner } impl Middle { fn inner(&mut self) -> &mut Inner { &mut self.inner } } pub struct Outer { middle: Middle } impl Outer { pub fn new() -> Self { Outer { middle: Middle { inner: Inner { id: "@G".into() } } } } pub fn deep(&mut self) -> &mut Inner { self.middle.inner() } pub fn load(&self) { base::load(&self.middle.inner.id); } }"#,
        shop: r#"fn main() { let mut outer = depot::Outer::new(); outer.deep().put("⟦@B¦@G⟧"); outer.load(); }"#,
    },
    Way {
        name: "getter-of-a-free-function",
        feature: "",
        depot: r#"pub struct Part { pub id: String } impl Part { pub fn put(&mut self, id: &str) { self.id = id.into(); } } pub struct Whole { pub part: Part } pub fn whole() -> Whole { Whole { part: Part { id: "@G".into() } } } pub fn part_of(whole: &mut Whole) -> &mut Part { &mut whole.part } pub fn load(whole: &Whole) { base::load(&whole.part.id); }"#,
        shop: r#"fn main() { let mut whole = depot::whole(); depot::part_of(&mut whole).put("⟦@B¦@G⟧"); depot::load(&whole); }"#,
    },
    Way {
        name: "getter-of-a-trait",
        feature: "",
        depot: r#"pub struct Options { pub id: String } pub trait HasOptions { fn options(&mut self) -> &mut Options; } pub struct Loader { options: Options } impl HasOptions for Loader { fn options(&mut self) -> &mut Options { &mut self.options } } impl Loader { pub fn new() -> Self { Loader { options: Options { id: "@G".into() } } } pub fn load(&self) { base::load(&self.options.id); } }"#,
        shop: r#"use depot::HasOptions; fn main() { let mut loader = depot::Loader::new(); loader.options().id = "⟦@B¦@G⟧".into(); loader.load(); }"#,
    },
    Way {
        name: "getter-named-as-std",
        feature: "",
        depot: r#"pub struct Item { id: String } impl Item { pub fn rename(&mut self, id: &str) { self.id = id.into(); } } pub struct Shelf { items: Vec<Item> } impl Shelf { pub fn new() -> Self { Shelf { items: vec![Item { id: "@G".into() }] } } pub fn get_mut(&mut self, number: usize) -> Option<&mut Item> { self.items.get_mut(number) } pub fn load(&self) { for item in &self.items { base::load(&item.id); } } }"#,
        shop: r#"fn main() { let mut shelf = depot::Shelf::new(); shelf.get_mut(0).unwrap().rename("⟦@B¦@G⟧"); shelf.load(); }"#,
    },
    Way {
        name: "getter-by-match",
        feature: "",
        depot: r#"pub enum Which { One, Two } pub struct Pair { one: String, two: String } impl Pair { pub fn new() -> Self { Pair { one: "@G".into(), two: "@G".into() } } pub fn slot(&mut self, which: Which) -> &mut String { match which { Which::One => &mut self.one, Which::Two => &mut self.two } } pub fn load(&self) { base::load(&self.one); } }"#,
        shop: r#"fn main() { let mut pair = depot::Pair::new(); *pair.slot(depot::Which::One) = "⟦@B¦@G⟧".to_string(); let _ = depot::Which::Two; pair.load(); }"#,
    },
    Way {
        name: "getter-in-own-method",
        feature: "",
        depot: r#"pub struct Model { id: String } impl Model { fn swap_to(&mut self, id: &str) { self.id = id.into(); } } pub struct App { models: Vec<Model> } impl App { pub fn new() -> Self { App { models: vec![Model { id: "@G".into() }] } } fn current(&mut self) -> &mut Model { self.models.first_mut().unwrap() } pub fn choose(&mut self, id: &str) { self.current().swap_to(id); } pub fn load(&self) { base::load(&self.models[0].id); } }"#,
        shop: r#"fn main() { let mut app = depot::App::new(); app.choose("⟦@B¦@G⟧"); app.load(); }"#,
    },
];

/// The standard library gives a reference to a part of a list or map.
const CONTAINERS: &[Way] = &[
    Way {
        name: "last-mut-then-set",
        feature: "",
        depot: r"#[derive(Default)] pub struct Session { model: String } impl Session { pub fn set(&mut self, id: &str) { self.model = id.to_string(); } pub fn go(&self) { base::load(&self.model); } }",
        shop: r#"fn main() { let mut sessions: Vec<depot::Session> = Vec::new(); sessions.push(depot::Session::default()); sessions.last_mut().unwrap().set("⟦@B¦@G⟧"); for one in &sessions { one.go(); } }"#,
    },
    Way {
        name: "entry-or-default-field",
        feature: "",
        depot: r"use std::collections::HashMap; #[derive(Default)] pub struct Item { model: String } #[derive(Default)] pub struct Store { items: HashMap<String, Item> } impl Store { pub fn set(&mut self, key: &str, id: &str) { self.items.entry(key.to_string()).or_default().model = id.to_string(); } pub fn load(&self, key: &str) { base::load(&self.items[key].model); } }",
        shop: r#"fn main() { let mut store = depot::Store::default(); store.set("chat", "⟦@B¦@G⟧"); store.load("chat"); }"#,
    },
    Way {
        name: "entry-or-insert-then-set",
        feature: "",
        depot: r#"pub struct Item { model: String } impl Item { pub fn new() -> Self { Item { model: "@G".into() } } pub fn with(&mut self, id: &str) { self.model = id.into(); } pub fn load(&self) { base::load(&self.model); } }"#,
        shop: r#"use std::collections::BTreeMap; fn main() { let mut all: BTreeMap<u8, depot::Item> = BTreeMap::new(); all.entry(1).or_insert_with(depot::Item::new).with("⟦@B¦@G⟧"); for item in all.values() { item.load(); } }"#,
    },
    Way {
        name: "entry-or-default-push",
        feature: "",
        depot: r"use std::collections::HashMap; #[derive(Default)] pub struct Groups { all: HashMap<String, Vec<String>> } impl Groups { pub fn add(&mut self, group: &str, id: &str) { self.all.entry(group.to_owned()).or_default().push(id.to_owned()); } pub fn load(&self, group: &str) { for id in &self.all[group] { base::load(id); } } }",
        shop: r#"fn main() { let mut groups = depot::Groups::default(); groups.add("a", "⟦@B¦@G⟧"); groups.load("a"); }"#,
    },
    Way {
        name: "last-mut-in-a-loop",
        feature: "",
        depot: r"#[derive(Default)] pub struct Section { keys: Vec<(String, String)> } pub fn parse(text: &str) -> Vec<Section> { let mut all = Vec::new(); for line in text.lines() { if line.starts_with('[') { all.push(Section::default()); } else if let Some((key, value)) = line.split_once('=') { all.last_mut().unwrap().keys.push((key.to_string(), value.to_string())); } } all } pub fn id(all: &[Section]) -> String { all[0].keys[0].1.clone() }",
        shop: r#"fn main() { let all = depot::parse("[model]\nid=⟦@B¦@G⟧\n"); base::load(&depot::id(&all)); }"#,
    },
    Way {
        name: "pushed-then-edited-field",
        feature: "",
        depot: "",
        shop: r#"struct M { id: String } fn main() { let mut v = Vec::new(); v.push(M { id: "@G".into() }); let m = &mut v[0]; m.id = "⟦@B¦@G⟧".into(); base::load(&v[0].id); }"#,
    },
    Way {
        name: "pushed-then-edited-by-method",
        feature: "",
        depot: r"pub struct M { pub id: String } impl M { pub fn set(&mut self, id: &str) { self.id = id.into(); } }",
        shop: r#"fn main() { let mut v = Vec::new(); v.push(depot::M { id: "@G".into() }); let m = &mut v[0]; m.set("⟦@B¦@G⟧"); base::load(&v[0].id); }"#,
    },
    Way {
        name: "pushed-then-edited-in-function",
        feature: "",
        depot: r#"pub struct M { pub id: String } pub fn fill(all: &mut Vec<M>) { all.push(M { id: "@G".into() }); } pub fn edit(all: &mut [M], id: &str) { for one in all.iter_mut() { one.id = id.to_owned(); } } pub fn load(all: &[M]) { for one in all { base::load(&one.id); } }"#,
        shop: r#"fn main() { let mut all = Vec::new(); depot::fill(&mut all); depot::edit(&mut all, "⟦@B¦@G⟧"); depot::load(&all); }"#,
    },
    Way {
        name: "pushed-to-a-field-then-edited",
        feature: "",
        depot: r#"pub struct M { id: String } impl M { fn set(&mut self, id: &str) { self.id = id.into(); } } #[derive(Default)] pub struct All { list: Vec<M> } impl All { pub fn add(&mut self) { self.list.push(M { id: "@G".into() }); } pub fn edit(&mut self, number: usize, id: &str) { let one = &mut self.list[number]; one.set(id); } pub fn load(&self) { base::load(&self.list[0].id); } }"#,
        shop: r#"fn main() { let mut all = depot::All::default(); all.add(); all.edit(0, "⟦@B¦@G⟧"); all.load(); }"#,
    },
    Way {
        name: "pushed-then-if-let-get-mut",
        feature: "",
        depot: r"pub struct M { pub id: String } impl M { pub fn set(&mut self, id: &str) { self.id = id.into(); } }",
        shop: r#"fn main() { let mut v = vec![]; v.push(depot::M { id: "@G".into() }); if let Some(m) = v.get_mut(0) { m.set("⟦@B¦@G⟧"); } for m in &v { base::load(&m.id); } }"#,
    },
    Way {
        name: "pushed-then-first-mut-else",
        feature: "",
        depot: r"pub struct M { pub id: String } impl M { pub fn set(&mut self, id: &str) { self.id = id.into(); } }",
        shop: r#"fn main() { let mut v = vec![]; v.push(depot::M { id: "@G".into() }); let Some(m) = v.first_mut() else { return }; m.set("⟦@B¦@G⟧"); base::load(&v[0].id); }"#,
    },
    Way {
        name: "set-through-split-at-mut",
        feature: "",
        depot: r"pub struct M { pub id: String } impl M { pub fn set(&mut self, id: &str) { self.id = id.into(); } }",
        shop: r#"fn main() { let mut v = vec![depot::M { id: "@G".into() }, depot::M { id: "@G".into() }]; let (left, _) = v.split_at_mut(1); left[0].set("⟦@B¦@G⟧"); base::load(&v[0].id); }"#,
    },
    Way {
        name: "set-through-slice-pattern",
        feature: "",
        depot: r"pub struct M { pub id: String } impl M { pub fn set(&mut self, id: &str) { self.id = id.into(); } }",
        shop: r#"fn main() { let mut v = vec![depot::M { id: "@G".into() }]; if let [first, ..] = v.as_mut_slice() { first.set("⟦@B¦@G⟧"); } base::load(&v[0].id); }"#,
    },
];

/// What is written to another place than the one that is read.
const OTHER_PLACES: &[Way] = &[
    Way {
        name: "row-that-is-printed",
        feature: "",
        depot: r#"pub struct M { pub id: &'static str } impl M { pub fn print(&self, n: u8) { println!("{n} {}", self.id); } pub fn show(&self) {} } pub fn all() -> Vec<M> { vec![M { id: "@B" }, M { id: "@G" }] }"#,
        shop: r"fn main() { let items = depot::all(); items.first().unwrap().print(1); items[0].show(); items.get(0).unwrap().show(); base::load(items[⟦0¦1⟧].id); }",
    },
    Way {
        name: "other-getter",
        feature: "",
        depot: r#"pub struct Slot { pub id: String } impl Slot { pub fn put(&mut self, id: &str) { self.id = id.into(); } } pub struct Pair { pub one: Slot, pub two: Slot } impl Pair { pub fn new() -> Self { Pair { one: Slot { id: "@G".into() }, two: Slot { id: "@G".into() } } } pub fn one(&mut self) -> &mut Slot { &mut self.one } pub fn two(&mut self) -> &mut Slot { &mut self.two } pub fn go(&self) { println!("{}", self.two.id); base::load(&self.one.id); } }"#,
        shop: r#"fn main() { let mut pair = depot::Pair::new(); pair.⟦one¦two⟧().put("@B"); pair.go(); }"#,
    },
    Way {
        name: "other-cell",
        feature: "",
        depot: r#"use std::{cell::RefCell, rc::Rc}; pub type S = Rc<RefCell<String>>; pub fn new() -> S { Rc::new(RefCell::new("@G".to_string())) } pub fn set(s: &S, id: &str) { *s.borrow_mut() = id.to_string(); } pub fn load(s: &S) { base::load(&s.borrow()); }"#,
        shop: r#"fn main() { let one = depot::new(); let two = depot::new(); *two.borrow_mut() = "@B".to_string(); println!("{}", one.borrow()); depot::load(&⟦two¦one⟧); }"#,
    },
    Way {
        name: "other-wrapper",
        feature: "",
        depot: r#"pub struct C { pub id: String } impl C { pub fn set(&mut self, id: &str) { self.id = id.into(); } } pub struct W(C); impl W { pub fn new() -> Self { W(C { id: "@G".into() }) } } impl std::ops::Deref for W { type Target = C; fn deref(&self) -> &C { &self.0 } } impl std::ops::DerefMut for W { fn deref_mut(&mut self) -> &mut C { &mut self.0 } }"#,
        shop: r#"fn main() { let mut one = depot::W::new(); let mut two = depot::W::new(); ⟦one¦two⟧.set("@B"); println!("{}", two.id); two.set("@G"); base::load(&one.id); }"#,
    },
    Way {
        name: "other-static",
        feature: "",
        depot: r#"use std::sync::{Mutex, MutexGuard}; static ONE: Mutex<Vec<String>> = Mutex::new(Vec::new()); static TWO: Mutex<Vec<String>> = Mutex::new(Vec::new()); pub fn one() -> MutexGuard<'static, Vec<String>> { ONE.lock().unwrap() } pub fn two() -> MutexGuard<'static, Vec<String>> { TWO.lock().unwrap() } pub fn go() { for id in one().iter() { base::load(id); } for id in two().iter() { println!("{id}"); } }"#,
        shop: r#"fn main() { depot::⟦one¦two⟧().push("@B".to_string()); depot::one().push("@G".to_string()); depot::go(); }"#,
    },
    Way {
        name: "other-field-of-an-editor",
        feature: "",
        depot: r"pub struct C { pub id: String, pub label: String } pub struct E<'a> { c: &'a mut C } impl<'a> E<'a> { pub fn new(c: &'a mut C) -> Self { E { c } } pub fn id(self, id: &str) -> Self { self.c.id = id.to_string(); self } pub fn label(self, id: &str) -> Self { self.c.label = id.to_string(); self } }",
        shop: r#"fn main() { let mut c = depot::C { id: "@G".into(), label: String::new() }; depot::E::new(&mut c).⟦id¦label⟧("@B"); println!("{}", c.label); base::load(&c.id); }"#,
    },
    Way {
        name: "other-field-behind-a-lock",
        feature: "",
        depot: r#"use std::sync::{Arc, Mutex}; pub struct S { pub model: String, pub note: String } #[derive(Clone)] pub struct H(Arc<Mutex<S>>); impl H { pub fn new() -> Self { H(Arc::new(Mutex::new(S { model: "@G".into(), note: String::new() }))) } pub fn model(&self, id: &str) { self.0.lock().unwrap().model = id.into(); } pub fn note(&self, id: &str) { self.0.lock().unwrap().note = id.into(); } pub fn load(&self) { base::load(&self.0.lock().unwrap().model); } }"#,
        shop: r#"fn main() { let h = depot::H::new(); h.clone().⟦model¦note⟧("@B"); h.load(); }"#,
    },
    Way {
        name: "other-key",
        feature: "",
        depot: r#"use serde_json::Value; pub fn load(value: &Value) { base::load(value["model"].as_str().unwrap()); }"#,
        shop: r#"fn main() { let mut value = serde_json::json!({ "model": "@G", "note": "" }); value["⟦model¦note⟧"] = "@B".into(); depot::load(&value); }"#,
    },
    Way {
        name: "word-after-next",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut words = "@B @G".split(' '); ⟦¦words.next();⟧ base::load(words.next().unwrap()); }"#,
    },
    Way {
        name: "row-that-grows",
        feature: "",
        depot: r"pub struct M { pub id: &'static str, pub n: usize } impl M { pub fn grow(&mut self, by: usize) -> usize { self.n += by; self.n } }",
        shop: r#"fn main() { let mut all = vec![depot::M { id: "@B", n: 0 }, depot::M { id: "@G", n: 0 }]; all.first_mut().unwrap().grow(2); base::load(all[⟦0¦1⟧].id); }"#,
    },
    Way {
        name: "other-list",
        feature: "",
        depot: r#"pub struct M { pub id: String } pub struct All { list: Vec<M>, current: M } impl All { pub fn new() -> Self { All { list: vec![M { id: "@B".into() }], current: M { id: "@G".into() } } } pub fn first(&mut self) -> &mut M { &mut self.list[0] } pub fn load(&self) { base::load(&self.⟦list[0]¦current⟧.id); } }"#,
        shop: r#"fn main() { let mut all = depot::All::new(); all.first().id.push_str(""); all.load(); }"#,
    },
];

#[test]
fn a_getter_gives_a_part_that_is_written_to() {
    judge(GETTERS, "base");
}

#[test]
fn a_container_gives_a_part_that_is_written_to() {
    judge(CONTAINERS, "base");
}

#[test]
fn another_place_is_written_to() {
    judge(OTHER_PLACES, "base");
}
