//! Places that several values lead to: cells that are shared, statics that are filled, references that values keep, types
//! that stand for what they hold. Each program fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// A cell lies in a list, map or field, is written through one clone, and is read through another.
const CELLS: &[Way] = &[
    Way {
        name: "cell-in-a-list-written-outside",
        feature: "",
        depot: r#"use std::{cell::RefCell, rc::Rc}; pub struct M { pub id: String } pub type Shared = Rc<RefCell<M>>; pub fn shared() -> Shared { Rc::new(RefCell::new(M { id: "@G".into() })) } pub fn load(all: &[Shared]) { for one in all { base::load(&one.borrow().id); } }"#,
        shop: r#"fn main() { let one = depot::shared(); let all = vec![one.clone()]; one.borrow_mut().id = "⟦@B¦@G⟧".into(); depot::load(&all); }"#,
    },
    Way {
        name: "cell-in-a-list-written-inside",
        feature: "",
        depot: r#"use std::{cell::RefCell, rc::Rc}; pub struct M { pub id: String } impl M { pub fn set(&mut self, id: &str) { self.id = id.into(); } } pub type Shared = Rc<RefCell<M>>; pub fn shared() -> Shared { Rc::new(RefCell::new(M { id: "@G".into() })) } pub fn load(one: &Shared) { base::load(&one.borrow().id); }"#,
        shop: r#"fn main() { let one = depot::shared(); let all = vec![std::rc::Rc::clone(&one)]; all[0].borrow_mut().set("⟦@B¦@G⟧"); depot::load(&one); }"#,
    },
    Way {
        name: "lock-in-a-map",
        feature: "",
        depot: r#"use std::{collections::HashMap, sync::{Arc, Mutex}}; #[derive(Default)] pub struct State { pub model: String } #[derive(Default)] pub struct Sessions { all: HashMap<u32, Arc<Mutex<State>>> } impl Sessions { pub fn open(&mut self, number: u32) -> Arc<Mutex<State>> { let state = Arc::new(Mutex::new(State { model: "@G".into() })); self.all.insert(number, Arc::clone(&state)); state } pub fn load(&self, number: u32) { base::load(&self.all[&number].lock().unwrap().model); } }"#,
        shop: r#"fn main() { let mut all = depot::Sessions::default(); let state = all.open(1); state.lock().unwrap().model = "⟦@B¦@G⟧".to_string(); all.load(1); }"#,
    },
    Way {
        name: "lock-handed-to-a-worker",
        feature: "",
        depot: r"use std::sync::{Arc, Mutex}; pub struct Worker { current: Arc<Mutex<String>> } impl Worker { pub fn new(current: Arc<Mutex<String>>) -> Self { Worker { current } } pub fn run(&self) { let id = self.current.lock().unwrap().clone(); base::load(&id); } }",
        shop: r#"use std::sync::{Arc, Mutex}; fn main() { let current = Arc::new(Mutex::new("@G".to_string())); let worker = depot::Worker::new(current.clone()); *current.lock().unwrap() = "⟦@B¦@G⟧".to_string(); worker.run(); }"#,
    },
    Way {
        name: "lock-written-by-a-function",
        feature: "",
        depot: r#"use std::sync::{Arc, RwLock}; pub struct Config { pub model: String } pub type Handle = Arc<RwLock<Config>>; pub fn handle() -> Handle { Arc::new(RwLock::new(Config { model: "@G".into() })) } pub fn update(handle: &Handle, id: &str) { handle.write().unwrap().model = id.to_string(); } pub fn load(handle: &Handle) { base::load(&handle.read().unwrap().model); }"#,
        shop: r#"fn main() { let handle = depot::handle(); depot::update(&handle, "⟦@B¦@G⟧"); depot::load(&handle); }"#,
    },
    Way {
        name: "lock-written-by-a-clone-in-a-struct",
        feature: "",
        depot: r"use std::sync::{Arc, RwLock}; #[derive(Clone)] pub struct State { pub model: Arc<RwLock<String>> } pub struct Admin { state: State } impl Admin { pub fn new(state: State) -> Self { Admin { state } } pub fn choose(&self, id: &str) { *self.state.model.write().unwrap() = id.to_string(); } } pub struct Server { state: State } impl Server { pub fn new(state: State) -> Self { Server { state } } pub fn serve(&self) { let id = self.state.model.read().unwrap().clone(); base::load(&id); } }",
        shop: r#"use std::sync::{Arc, RwLock}; fn main() { let state = depot::State { model: Arc::new(RwLock::new("@G".to_string())) }; let server = depot::Server::new(state.clone()); let admin = depot::Admin::new(state); admin.choose("⟦@B¦@G⟧"); server.serve(); }"#,
    },
    Way {
        name: "cell-written-in-a-callback",
        feature: "",
        depot: r"use std::{cell::RefCell, rc::Rc}; pub struct Menu { on: Vec<Box<dyn Fn(&str)>> } impl Menu { pub fn new() -> Self { Menu { on: Vec::new() } } pub fn on(&mut self, f: impl Fn(&str) + 'static) { self.on.push(Box::new(f)); } pub fn pick(&self, id: &str) { for f in &self.on { f(id); } } } pub fn load(id: &Rc<RefCell<String>>) { base::load(&id.borrow()); }",
        shop: r#"use std::{cell::RefCell, rc::Rc}; fn main() { let chosen = Rc::new(RefCell::new("@G".to_string())); let mut menu = depot::Menu::new(); let inner = chosen.clone(); menu.on(move |id| *inner.borrow_mut() = id.to_string()); menu.pick("⟦@B¦@G⟧"); depot::load(&chosen); }"#,
    },
    Way {
        name: "lock-of-a-list-pushed-by-a-clone",
        feature: "",
        depot: r"use std::sync::{Arc, Mutex}; #[derive(Clone, Default)] pub struct Queue { all: Arc<Mutex<Vec<String>>> } impl Queue { pub fn add(&self, id: &str) { self.all.lock().unwrap().push(id.to_string()); } pub fn drain(&self) { for id in self.all.lock().unwrap().drain(..) { base::load(&id); } } }",
        shop: r#"fn main() { let queue = depot::Queue::default(); let other = queue.clone(); other.add("⟦@B¦@G⟧"); queue.drain(); }"#,
    },
    Way {
        name: "cell-of-a-tree",
        feature: "",
        depot: r#"use std::{cell::RefCell, rc::Rc}; pub struct Node { id: RefCell<String>, children: RefCell<Vec<Rc<Node>>> } impl Node { pub fn new() -> Rc<Self> { Rc::new(Node { id: RefCell::new("@G".into()), children: RefCell::new(Vec::new()) }) } pub fn add(&self, child: Rc<Node>) { self.children.borrow_mut().push(child); } pub fn name(&self, id: &str) { *self.id.borrow_mut() = id.to_string(); } pub fn load(&self) { for child in self.children.borrow().iter() { base::load(&child.id.borrow()); } } }"#,
        shop: r#"fn main() { let root = depot::Node::new(); let leaf = depot::Node::new(); root.add(leaf.clone()); leaf.name("⟦@B¦@G⟧"); root.load(); }"#,
    },
];

/// A static is filled in one function and read in another.
const STATICS: &[Way] = &[
    Way {
        name: "static-list-by-index",
        feature: "",
        depot: r"use std::sync::{Mutex, OnceLock}; static ALL: OnceLock<Mutex<Vec<String>>> = OnceLock::new(); fn all() -> &'static Mutex<Vec<String>> { ALL.get_or_init(|| Mutex::new(Vec::new())) } pub fn register(id: &str) { all().lock().unwrap().push(id.to_string()); } pub fn load(number: usize) { let id = all().lock().unwrap()[number].clone(); base::load(&id); }",
        shop: r#"fn main() { depot::register("⟦@B¦@G⟧"); depot::load(0); }"#,
    },
    Way {
        name: "static-list-of-rows",
        feature: "",
        depot: r"use std::sync::Mutex; pub struct Row { pub key: &'static str, pub id: &'static str } static ROWS: Mutex<Vec<Row>> = Mutex::new(Vec::new()); pub fn add(row: Row) { ROWS.lock().unwrap().push(row); } pub fn load(name: &str) { let rows = ROWS.lock().unwrap(); let row = rows.iter().find(|row| row.key == name).unwrap(); base::load(row.id); }",
        shop: r#"fn main() { depot::add(depot::Row { key: "code", id: "⟦@B¦@G⟧" }); depot::load("code"); }"#,
    },
    Way {
        name: "static-map-in-lazy",
        feature: "",
        depot: r"use std::{collections::HashMap, sync::{LazyLock, RwLock}}; static MODELS: LazyLock<RwLock<HashMap<String, String>>> = LazyLock::new(|| RwLock::new(HashMap::new())); pub fn put(name: &str, id: &str) { MODELS.write().unwrap().insert(name.to_string(), id.to_string()); } pub fn load(name: &str) { let all = MODELS.read().unwrap(); base::load(&all[name]); }",
        shop: r#"fn main() { depot::put("chat", "⟦@B¦@G⟧"); depot::load("chat"); }"#,
    },
    Way {
        name: "static-struct-behind-a-getter",
        feature: "",
        depot: r#"use std::sync::{Mutex, MutexGuard, OnceLock}; #[derive(Default)] pub struct Settings { pub model: String } fn cell() -> &'static Mutex<Settings> { static CELL: OnceLock<Mutex<Settings>> = OnceLock::new(); CELL.get_or_init(|| Mutex::new(Settings { model: "@G".into() })) } pub fn settings() -> MutexGuard<'static, Settings> { cell().lock().unwrap() } pub fn load() { base::load(&settings().model); }"#,
        shop: r#"fn main() { depot::settings().model = "⟦@B¦@G⟧".into(); depot::load(); }"#,
    },
    Way {
        name: "static-struct-set-by-method",
        feature: "",
        depot: r"use std::sync::Mutex; pub struct Current { id: String } impl Current { pub const fn new() -> Self { Current { id: String::new() } } pub fn choose(&mut self, id: &str) { self.id = id.into(); } } pub static CURRENT: Mutex<Current> = Mutex::new(Current::new()); pub fn load() { let current = CURRENT.lock().unwrap(); base::load(&current.id); }",
        shop: r#"fn main() { depot::CURRENT.lock().unwrap().choose("⟦@B¦@G⟧"); depot::load(); }"#,
    },
    Way {
        name: "static-list-extended",
        feature: "",
        depot: r"use std::sync::Mutex; static IDS: Mutex<Vec<String>> = Mutex::new(Vec::new()); pub fn all(ids: &[&str]) { let mut list = IDS.lock().unwrap(); list.extend(ids.iter().map(|id| id.to_string())); } pub fn load() { for id in IDS.lock().unwrap().iter() { base::load(id); } }",
        shop: r#"fn main() { depot::all(&["⟦@B¦@G⟧"]); depot::load(); }"#,
    },
    Way {
        name: "static-list-then-first",
        feature: "",
        depot: r"use std::sync::{OnceLock, RwLock}; static QUEUE: OnceLock<RwLock<Vec<(u8, String)>>> = OnceLock::new(); pub fn add(level: u8, id: String) { QUEUE.get_or_init(Default::default).write().unwrap().push((level, id)); } pub fn load() { let queue = QUEUE.get().unwrap().read().unwrap(); let (_, id) = &queue[0]; base::load(id); }",
        shop: r#"fn main() { depot::add(1, "⟦@B¦@G⟧".to_string()); depot::load(); }"#,
    },
];

/// A type of the program derefs to what it holds, and is written to through that.
const DEREFS: &[Way] = &[
    Way {
        name: "deref-mut-setter",
        feature: "",
        depot: r#"pub struct Config { pub id: String } impl Config { pub fn set(&mut self, id: &str) { self.id = id.to_string(); } } pub struct Guarded(Config); impl Guarded { pub fn new() -> Self { Guarded(Config { id: "@G".into() }) } } impl std::ops::Deref for Guarded { type Target = Config; fn deref(&self) -> &Config { &self.0 } } impl std::ops::DerefMut for Guarded { fn deref_mut(&mut self) -> &mut Config { &mut self.0 } } pub fn load(config: &Config) { base::load(&config.id); }"#,
        shop: r#"fn main() { let mut config = depot::Guarded::new(); config.set("⟦@B¦@G⟧"); depot::load(&config); }"#,
    },
    Way {
        name: "deref-mut-field",
        feature: "",
        depot: r#"pub struct Inner { pub repo: String } pub struct Wrap { inner: Inner } impl Wrap { pub fn new() -> Self { Wrap { inner: Inner { repo: "@G".into() } } } pub fn go(&self) { base::load(&self.inner.repo); } } impl std::ops::Deref for Wrap { type Target = Inner; fn deref(&self) -> &Inner { &self.inner } } impl std::ops::DerefMut for Wrap { fn deref_mut(&mut self) -> &mut Inner { &mut self.inner } }"#,
        shop: r#"fn main() { let mut wrap = depot::Wrap::new(); wrap.repo = "⟦@B¦@G⟧".into(); wrap.go(); }"#,
    },
    Way {
        name: "deref-mut-generic",
        feature: "",
        depot: r"pub struct Tracked<T> { value: T, dirty: bool } impl<T> Tracked<T> { pub fn new(value: T) -> Self { Tracked { value, dirty: false } } pub fn dirty(&self) -> bool { self.dirty } } impl<T> std::ops::Deref for Tracked<T> { type Target = T; fn deref(&self) -> &T { &self.value } } impl<T> std::ops::DerefMut for Tracked<T> { fn deref_mut(&mut self) -> &mut T { self.dirty = true; &mut self.value } } pub struct Choice { pub id: String } impl Choice { pub fn choose(&mut self, id: &str) { self.id = id.into(); } pub fn load(&self) { base::load(&self.id); } }",
        shop: r#"fn main() { let mut choice = depot::Tracked::new(depot::Choice { id: "@G".into() }); choice.choose("⟦@B¦@G⟧"); choice.load(); }"#,
    },
    Way {
        name: "deref-mut-in-a-field",
        feature: "",
        depot: r#"pub struct Config { pub id: String } impl Config { pub fn set(&mut self, id: &str) { self.id = id.to_string(); } } pub struct Cell(Config); impl std::ops::Deref for Cell { type Target = Config; fn deref(&self) -> &Config { &self.0 } } impl std::ops::DerefMut for Cell { fn deref_mut(&mut self) -> &mut Config { &mut self.0 } } pub struct App { config: Cell } impl App { pub fn new() -> Self { App { config: Cell(Config { id: "@G".into() }) } } pub fn choose(&mut self, id: &str) { self.config.set(id); } pub fn load(&self) { base::load(&self.config.id); } }"#,
        shop: r#"fn main() { let mut app = depot::App::new(); app.choose("⟦@B¦@G⟧"); app.load(); }"#,
    },
    Way {
        name: "deref-mut-of-a-list",
        feature: "",
        depot: r"#[derive(Default)] pub struct Models(Vec<String>); impl std::ops::Deref for Models { type Target = Vec<String>; fn deref(&self) -> &Vec<String> { &self.0 } } impl std::ops::DerefMut for Models { fn deref_mut(&mut self) -> &mut Vec<String> { &mut self.0 } } impl Models { pub fn load(&self) { for id in &self.0 { base::load(id); } } }",
        shop: r#"fn main() { let mut models = depot::Models::default(); models.push("⟦@B¦@G⟧".to_string()); models.load(); }"#,
    },
];

/// A value keeps a reference, and writes to what it leads to.
const KEPT: &[Way] = &[
    Way {
        name: "kept-by-a-builder",
        feature: "",
        depot: r"pub struct Config { pub id: String } pub struct Editor<'a> { config: &'a mut Config } impl<'a> Editor<'a> { pub fn new(config: &'a mut Config) -> Self { Editor { config } } pub fn model(self, id: &str) -> Self { self.config.id = id.to_string(); self } } pub fn load(config: &Config) { base::load(&config.id); }",
        shop: r#"fn main() { let mut config = depot::Config { id: "@G".into() }; depot::Editor::new(&mut config).model("⟦@B¦@G⟧"); depot::load(&config); }"#,
    },
    Way {
        name: "kept-by-a-visitor",
        feature: "",
        depot: r"pub struct Plan { pub ids: Vec<String> } pub struct Visitor<'a> { plan: &'a mut Plan } impl Visitor<'_> { pub fn visit(&mut self, id: &str) { self.plan.ids.push(id.to_owned()); } } pub fn walk(plan: &mut Plan, ids: &[&str]) { let mut visitor = Visitor { plan }; for id in ids { visitor.visit(id); } } pub fn load(plan: &Plan) { for id in &plan.ids { base::load(id); } }",
        shop: r#"fn main() { let mut plan = depot::Plan { ids: vec![] }; depot::walk(&mut plan, &["⟦@B¦@G⟧"]); depot::load(&plan); }"#,
    },
    Way {
        name: "kept-by-a-guard",
        feature: "",
        depot: r#"pub struct State { pub model: String } impl State { pub fn new() -> Self { State { model: "@G".into() } } pub fn edit(&mut self) -> Edit<'_> { Edit { state: self } } pub fn load(&self) { base::load(&self.model); } } pub struct Edit<'a> { state: &'a mut State } impl Edit<'_> { pub fn choose(&mut self, id: &str) { self.state.model = id.into(); } }"#,
        shop: r#"fn main() { let mut state = depot::State::new(); { let mut edit = state.edit(); edit.choose("⟦@B¦@G⟧"); } state.load(); }"#,
    },
    Way {
        name: "kept-by-a-context",
        feature: "",
        depot: r#"pub struct Context<'a> { pub model: &'a mut String, pub depth: usize } pub trait Plugin { fn apply(&self, context: &mut Context<'_>); } pub struct Choose(pub &'static str); impl Plugin for Choose { fn apply(&self, context: &mut Context<'_>) { *context.model = self.0.to_string(); } } pub fn run(plugins: &[Box<dyn Plugin>]) -> String { let mut model = String::from("@G"); { let mut context = Context { model: &mut model, depth: 0 }; for plugin in plugins { plugin.apply(&mut context); } } model }"#,
        shop: r#"fn main() { let id = depot::run(&[Box::new(depot::Choose("⟦@B¦@G⟧"))]); base::load(&id); }"#,
    },
    Way {
        name: "kept-in-a-tuple-struct",
        feature: "",
        depot: r"pub struct Settings { pub repo: String } pub struct Repo<'a>(pub &'a mut Settings); impl Repo<'_> { pub fn set(&mut self, repo: &str) { self.0.repo = repo.to_string(); } } pub fn load(settings: &Settings) { base::load(&settings.repo); }",
        shop: r#"fn main() { let mut settings = depot::Settings { repo: "@G".into() }; let mut repo = depot::Repo(&mut settings); repo.set("⟦@B¦@G⟧"); depot::load(&settings); }"#,
    },
    Way {
        name: "kept-and-read-by-its-holder",
        feature: "",
        depot: r"pub struct Config { pub id: String } pub struct Session<'a> { config: &'a mut Config } impl<'a> Session<'a> { pub fn on(config: &'a mut Config) -> Self { Session { config } } pub fn choose(&mut self, id: &str) { self.config.id = id.to_string(); } pub fn load(&self) { base::load(&self.config.id); } }",
        shop: r#"fn main() { let mut config = depot::Config { id: "@G".into() }; let mut session = depot::Session::on(&mut config); session.choose("⟦@B¦@G⟧"); session.load(); }"#,
    },
];

/// A trait is implemented for a reference.
const FOR_REFERENCES: &[Way] = &[
    Way {
        name: "impl-for-mut-ref",
        feature: "",
        depot: r"pub struct Config { pub id: String } pub trait Choose { fn choose(self, id: &str); } impl Choose for &mut Config { fn choose(self, id: &str) { self.id = id.to_string(); } } pub fn load(config: &Config) { base::load(&config.id); }",
        shop: r#"use depot::Choose; fn main() { let mut config = depot::Config { id: "@G".into() }; (&mut config).choose("⟦@B¦@G⟧"); depot::load(&config); }"#,
    },
    Way {
        name: "impl-for-mut-ref-of-all",
        feature: "",
        depot: r"pub trait Sink { fn put(&mut self, id: &str); } impl<T: Sink> Sink for &mut T { fn put(&mut self, id: &str) { (**self).put(id); } } pub struct Last { pub id: String } impl Sink for Last { fn put(&mut self, id: &str) { self.id = id.to_string(); } } pub fn emit(mut sink: impl Sink, id: &str) { sink.put(id); } pub fn load(last: &Last) { base::load(&last.id); }",
        shop: r#"fn main() { let mut last = depot::Last { id: "@G".into() }; depot::emit(&mut last, "⟦@B¦@G⟧"); depot::load(&last); }"#,
    },
    Way {
        name: "impl-for-mut-ref-extend",
        feature: "",
        depot: r"pub trait Collect { fn take_in(self, id: &str); } impl Collect for &mut Vec<String> { fn take_in(self, id: &str) { self.push(id.to_string()); } } pub fn gather(into: impl Collect, id: &str) { into.take_in(id); } pub fn load(all: &[String]) { for id in all { base::load(id); } }",
        shop: r#"fn main() { let mut all: Vec<String> = Vec::new(); depot::gather(&mut all, "⟦@B¦@G⟧"); depot::load(&all); }"#,
    },
    Way {
        name: "impl-for-mut-ref-into-iter",
        feature: "",
        depot: r#"pub struct Slot { pub id: String } #[derive(Default)] pub struct Rack { slots: Vec<Slot> } impl Rack { pub fn one() -> Self { Rack { slots: vec![Slot { id: "@G".into() }] } } pub fn load(&self) { for slot in &self.slots { base::load(&slot.id); } } } impl<'a> IntoIterator for &'a mut Rack { type Item = &'a mut Slot; type IntoIter = std::slice::IterMut<'a, Slot>; fn into_iter(self) -> Self::IntoIter { self.slots.iter_mut() } }"#,
        shop: r#"fn main() { let mut rack = depot::Rack::one(); for slot in &mut rack { slot.id = "⟦@B¦@G⟧".to_string(); } rack.load(); }"#,
    },
];

#[test]
fn a_cell_is_written_through_one_of_several() {
    judge(CELLS, "base");
}

#[test]
fn a_static_is_filled_in_one_function_and_read_in_another() {
    judge(STATICS, "base");
}

#[test]
fn a_wrapper_is_written_through() {
    judge(DEREFS, "base");
}

#[test]
fn a_value_keeps_a_reference_and_writes_to_it() {
    judge(KEPT, "base");
}

#[test]
fn a_trait_is_implemented_for_a_reference() {
    judge(FOR_REFERENCES, "base");
}
