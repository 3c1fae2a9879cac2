//! Further ordinary ways of Rust, by what decides which model is taken: each program fails for the model, and its twin,
//! one token away, does not.

use crate::reach::write_clients;
use crate::reach_ways::{Way, judge, manifest, sided};
use crate::support::Project;

/// One of several is chosen by a text, a number or what is only known when the program runs.
const CHOICES: &[Way] = &[
    Way {
        name: "match-argument",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id = match std::env::args().nth(1).unwrap().as_str() { "big" => "⟦@B¦@G⟧", _ => "@G" }; base::load(id); }"#,
    },
    Way {
        name: "match-system",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id = match std::env::consts::OS { "linux" => "⟦@B¦@G⟧", _ => "@G" }; base::load(id); }"#,
    },
    Way {
        name: "match-tuple",
        feature: "",
        depot: "",
        shop: r#"fn main() { let gpu = std::path::Path::new("/dev/nvidia0").exists(); let big = std::env::args().count() > 2; let id = match (gpu, big) { (true, true) => "⟦@B¦@G⟧", (true, false) => "@G", _ => "@G" }; base::load(id); }"#,
    },
    Way {
        name: "match-bool",
        feature: "",
        depot: r#"pub fn go(large: bool) { let id = match large { true => "@B", false => "@G" }; base::load(id); }"#,
        shop: "fn main() { depot::go(⟦true¦false⟧); }",
    },
    Way {
        name: "match-number",
        feature: "",
        depot: r#"pub fn for_level(level: u8) -> &'static str { match level { 0 | 1 => "@G", 9 => "@B", _ => "@G" } }"#,
        shop: "fn main() { base::load(depot::for_level(⟦9¦1⟧)); }",
    },
    Way {
        name: "loop-return",
        feature: "",
        depot: r#"pub fn id_of(want: &str) -> Option<&'static str> { for (name, id) in [("small", "@G"), ("big", "@B")] { if name == want { return Some(id); } } None }"#,
        shop: r#"fn main() { base::load(depot::id_of("⟦big¦small⟧").unwrap()); }"#,
    },
    Way {
        name: "loop-struct",
        feature: "",
        depot: r#"struct Row { name: &'static str, repo: &'static str } const ROWS: &[Row] = &[Row { name: "small", repo: "@G" }, Row { name: "big", repo: "@B" }]; pub fn repo(name: &str) -> Option<&'static str> { for row in ROWS { if row.name == name { return Some(row.repo); } } None }"#,
        shop: r#"fn main() { base::load(depot::repo("⟦big¦small⟧").unwrap()); }"#,
    },
    Way {
        name: "loop-break",
        feature: "",
        depot: r#"const ROWS: &[(&str, &str)] = &[("small", "@G"), ("big", "@B")]; pub fn repo(want: &str) -> &'static str { let mut found = "@G"; for (name, repo) in ROWS { if *name == want { found = repo; break; } } found }"#,
        shop: r#"fn main() { base::load(depot::repo("⟦big¦small⟧")); }"#,
    },
    Way {
        name: "map-macro",
        feature: "",
        depot: "",
        shop: r#"static ALL: phf::Map<&'static str, &'static str> = phf::phf_map! { "small" => "@G", "big" => "@B" }; fn main() { base::load(ALL["⟦big¦small⟧"]); }"#,
    },
    Way {
        name: "map-of-pairs",
        feature: "",
        depot: r#"use std::{collections::HashMap, sync::LazyLock}; static MODELS: LazyLock<HashMap<String, String>> = LazyLock::new(|| [("small", "@G"), ("big", "@B")].into_iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()); pub fn lookup(name: &str) -> Option<String> { MODELS.get(name).cloned() }"#,
        shop: r#"fn main() { if let Some(id) = depot::lookup("⟦big¦small⟧") { base::load(&id); } }"#,
    },
];

/// A text or a number stands for what is taken.
const TEXTS: &[Way] = &[
    Way {
        name: "try-into",
        feature: "",
        depot: r#"pub enum Size { Small, Big } impl TryFrom<&str> for Size { type Error = String; fn try_from(text: &str) -> Result<Self, String> { match text { "small" => Ok(Size::Small), "big" => Ok(Size::Big), _ => Err(text.into()) } } } impl Size { pub fn id(&self) -> &'static str { match self { Size::Small => "@G", Size::Big => "@B" } } }"#,
        shop: r#"use depot::Size; fn main() { let size: Size = "⟦big¦small⟧".try_into().unwrap(); base::load(size.id()); }"#,
    },
    Way {
        name: "parse-turbofish",
        feature: "",
        depot: r#"#[derive(Clone, Copy)] pub enum Size { Small, Large } impl std::str::FromStr for Size { type Err = String; fn from_str(text: &str) -> Result<Self, String> { match text { "small" => Ok(Size::Small), "big" => Ok(Size::Large), _ => Err(text.into()) } } } impl Size { pub fn id(&self) -> &'static str { match self { Size::Small => "@G", Size::Large => "@B" } } }"#,
        shop: r#"fn main() { let size = "⟦big¦small⟧".parse::<depot::Size>().unwrap(); base::load(size.id()); }"#,
    },
    Way {
        name: "parse-parameter",
        feature: "",
        depot: r#"pub enum Size { Small, Large } impl std::str::FromStr for Size { type Err = String; fn from_str(text: &str) -> Result<Self, String> { Ok(match text { "small" => Size::Small, "big" => Size::Large, other => return Err(other.to_string()) }) } } pub fn start(size: &str) -> Result<(), String> { let size: Size = size.parse()?; let id = match size { Size::Small => "@G", Size::Large => "@B" }; base::load(id); Ok(()) }"#,
        shop: r#"fn main() { depot::start("⟦big¦small⟧").unwrap(); }"#,
    },
    Way {
        name: "parse-newtype",
        feature: "",
        depot: "pub struct ModelRef(String); impl std::str::FromStr for ModelRef { type Err = String; fn from_str(text: &str) -> Result<Self, String> { if text.contains('/') { Ok(Self(text.to_string())) } else { Err(text.into()) } } } impl ModelRef { pub fn load(&self) { base::load(&self.0); } }",
        shop: r#"use depot::ModelRef; fn main() { let of: ModelRef = "⟦@B¦@G⟧".parse().unwrap(); of.load(); }"#,
    },
    Way {
        name: "parse-two-fields",
        feature: "",
        depot: r#"pub struct RepoId { org: String, name: String } impl std::str::FromStr for RepoId { type Err = &'static str; fn from_str(s: &str) -> Result<Self, Self::Err> { let (org, name) = s.split_once('/').ok_or("no slash")?; Ok(RepoId { org: org.to_string(), name: name.to_string() }) } } impl std::fmt::Display for RepoId { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{}/{}", self.org, self.name) } } pub fn load(id: RepoId) { base::load(&id.to_string()); }"#,
        shop: r#"fn main() { depot::load("⟦@B¦@G⟧".parse().unwrap()); }"#,
    },
    Way {
        name: "const-generic",
        feature: "",
        depot: r#"const IDS: [&str; 2] = ["@G", "@B"]; pub fn warm<const N: usize>() { base::load(IDS[N]); }"#,
        shop: "fn main() { depot::warm::<⟦1¦0⟧>(); }",
    },
    Way {
        name: "const-generic-of-impl",
        feature: "",
        depot: r#"const IDS: [&str; 2] = ["@G", "@B"]; pub struct Shelf<const N: usize> { left: usize } impl<const N: usize> Shelf<N> { pub fn new(left: usize) -> Self { Shelf { left } } pub fn with(self, more: usize) -> Self { Self { left: more + self.size() } } fn size(&self) -> usize { self.left } pub fn again(self) -> Self { let more = self.with(1); more.with(2) } pub fn warm(&self) { base::load(IDS[N]); } }"#,
        shop: "fn main() { depot::Shelf::<⟦1¦0⟧>::new(2).with(3).again().warm(); }",
    },
    Way {
        name: "const-generic-that-calls-itself",
        feature: "",
        depot: r#"const IDS: [&str; 2] = ["@G", "@B"]; pub struct Shelf<const N: usize> { left: usize } impl<const N: usize> Shelf<N> { pub fn new(left: usize) -> Self { Shelf { left } } pub fn warm(&self) { if self.left > 0 { self.next().warm(); } else { base::load(IDS[N]); } } fn next(&self) -> Shelf<N> { Shelf { left: self.left - 1 } } }"#,
        shop: "fn main() { depot::Shelf::<⟦1¦0⟧>::new(2).warm(); }",
    },
    Way {
        name: "index-parameter",
        feature: "",
        depot: r#"const IDS: [&str; 2] = ["@G", "@B"]; pub fn nth(n: usize) { base::load(IDS[n]); }"#,
        shop: "fn main() { depot::nth(⟦1¦0⟧); }",
    },
    Way {
        name: "enum-as-number",
        feature: "",
        depot: r#"pub enum Size { Small, Big } const IDS: [&str; 2] = ["@G", "@B"]; pub fn go(size: Size) { base::load(IDS[size as usize]); }"#,
        shop: "fn main() { depot::go(depot::Size::⟦Big¦Small⟧); }",
    },
];

/// A type stands for what is taken, and no value of it is there.
const TYPES: &[Way] = &[
    Way {
        name: "constant-by-alias",
        feature: "",
        depot: r#"use std::marker::PhantomData; pub trait Model { const ID: &'static str; } pub struct Big; pub struct Small; impl Model for Big { const ID: &'static str = "@B"; } impl Model for Small { const ID: &'static str = "@G"; } pub struct Loader<M: Model>(PhantomData<M>); impl<M: Model> Loader<M> { pub fn new() -> Self { Loader(PhantomData) } pub fn load(&self) { base::load(M::ID); } }"#,
        shop: "type Chosen = depot::⟦Big¦Small⟧; fn main() { depot::Loader::<Chosen>::new().load(); }",
    },
    Way {
        name: "constant-by-field",
        feature: "",
        depot: r#"use std::marker::PhantomData; pub trait Model { const ID: &'static str; } pub struct Big; pub struct Small; impl Model for Big { const ID: &'static str = "@B"; } impl Model for Small { const ID: &'static str = "@G"; } pub struct Loader<M>(PhantomData<M>); impl<M> Default for Loader<M> { fn default() -> Self { Loader(PhantomData) } } impl<M: Model> Loader<M> { pub fn load(&self) { base::load(M::ID); } }"#,
        shop: "struct App { loader: depot::Loader<depot::⟦Big¦Small⟧> } impl App { fn start(&self) { self.loader.load(); } } fn main() { let app = App { loader: Default::default() }; app.start(); }",
    },
    Way {
        name: "constant-by-declaration",
        feature: "",
        depot: r#"use std::marker::PhantomData; pub trait Model { const ID: &'static str; } pub struct Big; pub struct Small; impl Model for Big { const ID: &'static str = "@B"; } impl Model for Small { const ID: &'static str = "@G"; } pub struct Loader<M: Model>(PhantomData<M>); impl<M: Model> Default for Loader<M> { fn default() -> Self { Loader(PhantomData) } } impl<M: Model> Loader<M> { pub fn load(&self) { base::load(M::ID); } }"#,
        shop: "fn main() { let loader: depot::Loader<depot::⟦Big¦Small⟧> = depot::Loader::default(); loader.load(); }",
    },
    Way {
        name: "associated-type",
        feature: "",
        depot: r#"pub trait Model { const ID: &'static str; } pub struct Big; pub struct Small; impl Model for Big { const ID: &'static str = "@B"; } impl Model for Small { const ID: &'static str = "@G"; } pub trait Plan { type Uses: Model; } pub struct Pro; pub struct Lite; impl Plan for Pro { type Uses = Big; } impl Plan for Lite { type Uses = Small; } pub fn load<P: Plan>() { base::load(<P::Uses as Model>::ID); }"#,
        shop: "fn main() { depot::load::<depot::⟦Pro¦Lite⟧>(); }",
    },
    Way {
        name: "constant-by-macro",
        feature: "",
        depot: r#"pub trait Model { const ID: &'static str; fn load(&self) { base::load(Self::ID); } } macro_rules! models { ($($name:ident = $id:literal;)*) => { $(pub struct $name; impl Model for $name { const ID: &'static str = $id; })* }; } models! { Big = "@B"; Small = "@G"; }"#,
        shop: "use depot::Model as _; fn main() { depot::⟦Big¦Small⟧.load(); }",
    },
    Way {
        name: "constant-of-program",
        feature: "",
        depot: r#"use std::marker::PhantomData; pub trait Model { const ID: &'static str; const FILE: &'static str = "model.safetensors"; } pub struct Loader<M> { _m: PhantomData<M> } impl<M: Model> Loader<M> { pub fn new() -> Self { Self { _m: PhantomData } } pub fn load(&self) { println!("{}", M::FILE); base::load(M::ID); } }"#,
        shop: r#"use depot::{Loader, Model}; struct Mine; impl Model for Mine { const ID: &'static str = "⟦@B¦@G⟧"; } struct Pipeline<L> { loader: L } impl Pipeline<Loader<Mine>> { fn new() -> Self { Self { loader: Loader::new() } } fn go(&self) { self.loader.load(); } } fn main() { Pipeline::new().go(); }"#,
    },
    Way {
        name: "constant-by-method",
        feature: "",
        depot: r#"pub trait Model { const ID: &'static str; } pub struct Big; pub struct Small; impl Model for Big { const ID: &'static str = "@B"; } impl Model for Small { const ID: &'static str = "@G"; } pub struct Hub; impl Hub { pub fn load<M: Model>(&self) { base::load(M::ID); } }"#,
        shop: "fn main() { depot::Hub.load::<depot::⟦Big¦Small⟧>(); let _ = depot::Big; }",
    },
    Way {
        name: "parameter-handed-on",
        feature: "",
        depot: r#"pub trait Model { const ID: &'static str; } pub struct Big; pub struct Small; impl Model for Big { const ID: &'static str = "@B"; } impl Model for Small { const ID: &'static str = "@G"; } fn inner<M: Model>() { base::load(M::ID); } pub fn outer<M: Model>() { inner::<M>(); }"#,
        shop: "fn main() { depot::outer::<depot::⟦Big¦Small⟧>(); }",
    },
    Way {
        name: "function-of-type",
        feature: "",
        depot: r#"pub trait Model { fn id() -> &'static str; } pub struct Big; pub struct Small; impl Model for Big { fn id() -> &'static str { "@B" } } impl Model for Small { fn id() -> &'static str { "@G" } } pub fn load<M: Model>() { base::load(M::id()); }"#,
        shop: "fn main() { depot::load::<depot::⟦Big¦Small⟧>(); }",
    },
    Way {
        name: "function-of-program",
        feature: "",
        depot: "pub trait Model { fn id() -> String; } pub struct Runner<M>(std::marker::PhantomData<M>); impl<M> Default for Runner<M> { fn default() -> Self { Runner(std::marker::PhantomData) } } impl<M: Model> Runner<M> { pub fn run(&self) { base::load(&M::id()); } }",
        shop: r#"struct Mine; impl depot::Model for Mine { fn id() -> String { "⟦@B¦@G⟧".into() } } fn main() { depot::Runner::<Mine>::default().run(); }"#,
    },
];

/// What takes the id is called by a value, an operator or the end of a scope, or made by a macro.
const VALUES: &[Way] = &[
    Way {
        name: "callback-in-option",
        feature: "",
        depot: "#[derive(Default)] pub struct Job { pub fetch: Option<fn(&str)> } impl Job { pub fn run(&self, id: &str) { if let Some(fetch) = self.fetch { fetch(id); } } }",
        shop: r#"fn main() { let mut job = depot::Job::default(); job.fetch = Some(|id| { base::load(id); }); job.run("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "callbacks-by-name",
        feature: "",
        depot: "#[derive(Default)] pub struct Bus { all: Vec<(String, Box<dyn Fn(&str)>)> } impl Bus { pub fn on(&mut self, name: &str, f: impl Fn(&str) + 'static) { self.all.push((name.into(), Box::new(f))); } pub fn emit(&self, name: &str, arg: &str) { for (known, f) in &self.all { if known == name { f(arg); } } } }",
        shop: r#"fn main() { let mut bus = depot::Bus::default(); bus.on("load", |arg| { base::load(arg); }); bus.emit("load", "⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "drop",
        feature: "",
        depot: "pub struct Warm { id: String } impl Warm { pub fn new(id: &str) -> Self { Self { id: id.into() } } } impl Drop for Warm { fn drop(&mut self) { base::load(&self.id); } }",
        shop: r#"fn main() { let _guard = depot::Warm::new("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "own-into-iterator",
        feature: "",
        depot: "pub struct Plan { ids: Vec<String> } impl Plan { pub fn new(first: &str) -> Self { Self { ids: vec![first.to_string()] } } } impl<'a> IntoIterator for &'a Plan { type Item = &'a String; type IntoIter = std::slice::Iter<'a, String>; fn into_iter(self) -> Self::IntoIter { self.ids.iter() } }",
        shop: r#"fn main() { for id in &depot::Plan::new("⟦@B¦@G⟧") { base::load(id); } }"#,
    },
    Way {
        name: "macro-of-library",
        feature: "",
        depot: "#[macro_export] macro_rules! loader { ($name:ident, $id:literal) => { pub fn $name() { $crate::fetch($id); } }; } pub fn fetch(id: &str) { base::load(id); }",
        shop: r#"depot::loader!(load_it, "⟦@B¦@G⟧"); fn main() { load_it(); }"#,
    },
    Way {
        name: "macro-list-of-library",
        feature: "",
        depot: "#[macro_export] macro_rules! loaders { ($($name:ident => $id:literal),* $(,)?) => { $(pub fn $name() { $crate::fetch($id); })* }; } pub fn fetch(id: &str) { base::load(id); }",
        shop: r#"mod all { depot::loaders! { big => "@B", small => "@G" } } fn main() { all::⟦big¦small⟧(); }"#,
    },
];

#[test]
fn what_is_chosen_by_a_value() {
    judge(CHOICES, "base");
}

#[test]
fn what_a_text_or_a_number_stands_for() {
    judge(TEXTS, "base");
}

#[test]
fn what_a_type_stands_for() {
    judge(TYPES, "base");
}

/// Methods of which only the name and the number of arguments are known: code calls those of types and traits that its
/// package can name.
const UNSEEN: &[Way] = &[
    Way {
        name: "trait-of-a-user",
        feature: "",
        depot: "pub fn warm() { for at in std::fs::read_dir(\".\").unwrap().flatten() { println!(\"{:?}\", at.path()); } } pub fn load(id: &str) { base::load(id); }",
        shop: r#"trait Place { fn path(&self); } struct Shelf; impl Place for Shelf { fn path(&self) { depot::load("@B") } } fn main() { let shelf = Shelf; depot::warm(); ⟦shelf.path();¦⟧ println!("{}", std::mem::size_of_val(&shelf)); }"#,
    },
    Way {
        name: "type-of-a-user",
        feature: "",
        depot: "pub fn warm() { for at in std::fs::read_dir(\".\").unwrap().flatten() { println!(\"{:?}\", at.path()); } } pub fn load(id: &str) { base::load(id); }",
        shop: r#"struct Shelf; impl Shelf { fn path(&self) { depot::load("@B") } } fn main() { let shelf = Shelf; depot::warm(); ⟦shelf.path();¦⟧ println!("{}", std::mem::size_of_val(&shelf)); }"#,
    },
    Way {
        name: "trait-of-the-library",
        feature: "",
        depot: "pub trait Place { fn path(&self); } pub fn warm<P: Place>(all: &[P]) { for at in all { at.path(); } } pub fn load(id: &str) { base::load(id); }",
        shop: r#"struct Shelf; impl depot::Place for Shelf { fn path(&self) { depot::load("⟦@B¦@G⟧") } } fn main() { depot::warm(&[Shelf]); }"#,
    },
    Way {
        name: "method-in-a-macro-of-the-library",
        feature: "",
        depot: "#[macro_export] macro_rules! path_of { ($at:expr) => { $at.path() } } pub fn load(id: &str) { base::load(id); }",
        shop: r#"trait Place { fn path(&self); } struct Shelf; impl Place for Shelf { fn path(&self) { depot::load("⟦@B¦@G⟧") } } fn main() { let all = [Shelf]; for at in &all { depot::path_of!(at); } }"#,
    },
    Way {
        name: "builder-of-a-stranger",
        feature: "",
        depot: "pub struct Loader { id: String } impl Default for Loader { fn default() -> Self { Loader { id: \"@B\".into() } } } impl Loader { pub fn with(mut self, id: &str) -> Self { self.id = id.into(); self } pub fn build(self) { let pairs = vec![(\"a\", 1)]; let _words = std::thread::Builder::new().name(format!(\"{}\", 1)).pairs(pairs).build().unwrap(); base::load(&self.id); } }",
        shop: r#"fn main() { depot::Loader::default().with("⟦@B¦@G⟧").build(); }"#,
    },
    Way {
        name: "builder-in-a-wrapper-of-a-stranger",
        feature: "",
        depot: "pub struct Loader { id: String } impl Loader { pub fn new() -> Self { Loader { id: \"⟦@B¦@G⟧\".into() } } pub fn build(self) { base::load(&self.id); } }",
        shop: r"fn main() { let loader = depot::Loader::new(); tokens::Shelf::new(4).hold(loader).take().build(); }",
    },
    Way {
        name: "builder-that-a-stranger-makes",
        feature: "",
        depot: "pub struct Loader { id: String } impl Default for Loader { fn default() -> Self { Loader { id: \"⟦@B¦@G⟧\".into() } } } impl Loader { pub fn build(self) { base::load(&self.id); } } pub fn look(_: &Loader) {}",
        shop: r"fn main() { let loader = tokens::made(4); depot::look(&loader); loader.build(); }",
    },
    Way {
        name: "conversion-of-what-there-is-none-of",
        feature: "",
        depot: "pub struct Key; pub struct Shelf; impl From<Key> for Shelf { fn from(_: Key) -> Self { base::load(\"@B\"); Shelf } } pub fn open() -> Shelf { Shelf } pub fn one<S: From<f32>>() { let _one = S::from(1.0); }",
        shop: r#"fn main() { let shelf = depot::open(); depot::one::<f64>(); println!("{}", std::mem::size_of_val(&shelf)); ⟦let _other: depot::Shelf = depot::Key.into();¦⟧ }"#,
    },
    Way {
        name: "conversion-of-what-a-function-gives",
        feature: "",
        depot: "pub struct Key; pub struct Shelf; impl From<Key> for Shelf { fn from(_: Key) -> Self { base::load(\"⟦@B¦@G⟧\"); Shelf } } pub fn key() -> Option<Key> { Some(Key) } pub fn put(shelf: impl Into<Shelf>) { let _shelf = shelf.into(); }",
        shop: r"fn main() { depot::put(depot::key().unwrap()); }",
    },
    Way {
        name: "handler-of-messages",
        feature: "",
        depot: "pub struct Ask(pub u8); pub struct Actor; impl actix::Actor for Actor { type Context = actix::Context<Self>; } impl actix::Handler<Ask> for Actor { type Result = (); fn handle(&mut self, _ask: Ask, _: &mut actix::Context<Self>) { base::load(\"⟦@B¦@G⟧\"); } }",
        shop: r"fn main() { let actor = actix::Actor::start(depot::Actor); actor.do_send(depot::Ask(1)); }",
    },
    Way {
        name: "conversion-of-what-is-read",
        feature: "",
        depot: "#[derive(serde::Deserialize)] pub struct Order { pub n: u8 } pub struct Desk(u8); impl From<Order> for Desk { fn from(order: Order) -> Self { base::load(\"⟦@B¦@G⟧\"); Desk(order.n) } }",
        shop: r"fn main() { let desk = depot::Desk(1); runtime::serve(desk); }",
    },
    Way {
        name: "read-by-a-library",
        feature: "",
        depot: "#[derive(serde::Deserialize)] pub struct Order { pub n: u8 } pub struct Desk; impl tower::Service<Order> for Desk { type Response = (); fn call(&mut self, order: Order) { println!(\"{}\", order.n); base::load(\"⟦@B¦@G⟧\"); } }",
        shop: r"fn main() { let desk = depot::Desk; runtime::serve(desk); }",
    },
];

#[test]
fn what_a_package_cannot_name_it_does_not_call() {
    judge(UNSEEN, "base");
}

#[test]
fn what_is_called_by_a_value_or_made_by_a_macro() {
    judge(VALUES, "base");
}

#[test]
fn what_a_build_script_sets_in_the_environment() {
    let project = Project::new(&[(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nexclude = [\"clients\"]\nmembers = [\"red\", \"twin\"]\n",
    )]);
    write_clients(&project.path(""));
    for (name, is_red) in [("red", true), ("twin", false)] {
        let hub = "hf-hub = { path = \"../clients/hf-hub\" }\n";
        project.write(&format!("{name}/Cargo.toml"), &manifest(name, hub));
        project.write(
            &format!("{name}/src/main.rs"),
            "fn main() { hf_hub::api::sync::Api::new().unwrap().model(env!(\"MODEL_ID\").to_string()).get(\"a.safetensors\"); }\n",
        );
        let build = "fn main() { let name = \"⟦Codestral-22B-v0.1¦Mistral-7B-v0.1⟧\"; println!(\"cargo::rustc-env=MODEL_ID=mistralai/{name}\"); }\n";
        project.write(&format!("{name}/build.rs"), &sided(build, is_red));
    }
    let run = project.run(&["check", "--format", "json", "--offline"]);
    let findings = run.expect(1).json();
    let findings = findings["findings"].as_array().expect("findings");
    let denied = findings
        .iter()
        .filter(|finding| finding["severity"] == "deny");
    let denied: Vec<_> = denied
        .map(|finding| {
            (
                finding["member"]["name"].as_str(),
                finding["model"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        denied,
        [(Some("red"), Some("mistralai/Codestral-22B-v0.1"))]
    );
}
