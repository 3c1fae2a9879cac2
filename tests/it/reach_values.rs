//! Names that are bound again, and conditions on values: each program fails for the model, and its twin does not.

use crate::reach_ways::{Way, judge};

/// A name that is bound again is another variable.
const NAMES: &[Way] = &[
    Way {
        name: "shadow",
        feature: "",
        depot: "pub fn go(id: &str) { base::load(id); }",
        shop: r#"fn main() { let id = "⟦@G¦@B⟧"; println!("{id}"); let id = "⟦@B¦@G⟧"; depot::go(id); }"#,
    },
    Way {
        name: "shadow-fmt",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id = "⟦Qwen¦mistralai⟧"; let id = if id.is_empty() { "⟦mistralai¦Qwen⟧" } else { "⟦mistralai¦Qwen⟧" }; let name = "⟦Codestral-22B-v0.1¦Qwen2.5-0.5B⟧"; base::load(&format!("{id}/{name}")); }"#,
    },
    Way {
        name: "shadow-block",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id = "⟦@B¦@G⟧"; { let id = "@G"; base::load(id); } base::load(id); }"#,
    },
    Way {
        name: "shadow-arm",
        feature: "",
        depot: r#"pub fn go(id: Option<&str>) { let id = match id { Some(id) => id, None => "@G" }; base::load(id); }"#,
        shop: r#"fn main() { depot::go(⟦Some("@B")¦None⟧); }"#,
    },
    Way {
        name: "shadow-uninit",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id = "@G"; println!("{id}"); let id; if std::env::args().count() > 1 { id = "⟦@B¦@G⟧"; } else { id = "@G"; } base::load(id); }"#,
    },
    Way {
        name: "shadow-or-pattern",
        feature: "",
        depot: r#"pub enum S { A(String), B(String) } pub fn go(s: S) { let id = ""; println!("{id}"); match s { S::A(id) | S::B(id) => { base::load(&id); } } }"#,
        shop: r#"fn main() { depot::go(depot::S::B("⟦@B¦@G⟧".into())); }"#,
    },
    Way {
        name: "shadow-method-closure",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id = "@G"; println!("{id}"); ["⟦@B¦@G⟧"].iter().for_each(|id| { base::load(id); }); }"#,
    },
    Way {
        name: "shadow-struct",
        feature: "",
        depot: "pub struct C { pub id: String } pub fn go(c: C) { base::load(&c.id); }",
        shop: r#"fn main() { let id = "@G"; println!("{id}"); let id = "⟦@B¦@G⟧".to_string(); depot::go(depot::C { id }); }"#,
    },
    Way {
        name: "feature-shadow-let",
        feature: "⟦one¦two⟧",
        depot: r#"pub fn go() { let id = "@G"; #[cfg(feature = "one")] let id = "@B"; base::load(id); }"#,
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "feature-shadow-let2",
        feature: "⟦one¦two⟧",
        depot: r#"pub fn go() { let id = "@B"; #[cfg(feature = "two")] let id = "@G"; base::load(id); }"#,
        shop: "fn main() { depot::go(); }",
    },
];

/// What calls give, fields hold and features turn on decides a condition.
const CONDITIONS: &[Way] = &[
    Way {
        name: "bool-arg",
        feature: "",
        depot: r#"pub fn open(large: bool) { if large { base::load("@B"); } else { base::load("@G"); } }"#,
        shop: "fn main() { depot::open(⟦true¦false⟧); }",
    },
    Way {
        name: "const-generic-bool",
        feature: "",
        depot: r#"pub fn load<const BIG: bool>() { let id = if BIG { "@B" } else { "@G" }; base::load(id); }"#,
        shop: "fn main() { depot::load::<⟦true¦false⟧>(); }",
    },
    Way {
        name: "const-fn",
        feature: "",
        depot: r#"pub const fn pick(big: bool) -> &'static str { if big { "@B" } else { "@G" } } pub const ID: &str = pick(⟦true¦false⟧);"#,
        shop: "fn main() { base::load(depot::ID); }",
    },
    Way {
        name: "then-some",
        feature: "",
        depot: r#"pub fn pick(big: bool) -> Option<&'static str> { big.then_some("@B") }"#,
        shop: r#"fn main() { base::load(depot::pick(⟦true¦false⟧).unwrap_or("@G")); }"#,
    },
    Way {
        name: "config-field-bool",
        feature: "",
        depot: r#"#[derive(Default)] pub struct C { pub search: bool } pub fn start(c: &C) { if c.search { base::load("@B"); } base::load("@G"); }"#,
        shop: "fn main() { depot::start(&depot::C { search: ⟦true¦false⟧ }); }",
    },
    Way {
        name: "feature-bool",
        feature: "⟦one¦two⟧",
        depot: r#"pub fn go() { let on = cfg!(feature = "one"); if on { base::load("@B"); } else { base::load("@G"); } }"#,
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "feature-const-bool",
        feature: "⟦one¦two⟧",
        depot: r#"const ON: bool = cfg!(feature = "one"); pub fn go() { base::load(if ON { "@B" } else { "@G" }); }"#,
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "feature-not-return",
        feature: "⟦one¦two⟧",
        depot: r#"pub fn go() { if !cfg!(feature = "one") { return; } base::load("@B"); }"#,
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "partial-eq-guard",
        feature: "",
        depot: r#"pub fn go(kind: &str) { let id = if kind == "big" { "@B" } else { "@G" }; base::load(id); }"#,
        shop: r#"fn main() { depot::go("⟦big¦small⟧"); }"#,
    },
    Way {
        name: "match-lit-call",
        feature: "",
        depot: r#"pub fn go(kind: &str) { match kind { "small" => { base::load("@G"); } "big" => { base::load("@B"); } _ => {} } }"#,
        shop: r#"fn main() { depot::go("⟦big¦small⟧"); }"#,
    },
    Way {
        name: "match-bool-call",
        feature: "",
        depot: r#"pub fn go(big: bool) { match big { true => { base::load("@B"); } false => { base::load("@G"); } } }"#,
        shop: "fn main() { depot::go(⟦true¦false⟧); }",
    },
    Way {
        name: "early-return-param",
        feature: "",
        depot: r#"pub fn go(skip: bool) { if skip { return; } base::load("@B"); }"#,
        shop: "fn main() { depot::go(⟦false¦true⟧); }",
    },
    Way {
        name: "enum-eq",
        feature: "",
        depot: r#"#[derive(PartialEq, Clone, Copy)] pub enum K { A, B } pub fn go(k: K) { if k == K::A { base::load("@B"); } else { base::load("@G"); } }"#,
        shop: "fn main() { depot::go(depot::K::⟦A¦B⟧); }",
    },
    Way {
        name: "enum-ne",
        feature: "",
        depot: r#"#[derive(PartialEq, Clone, Copy)] pub enum K { A, B } pub fn go(k: K) { if k != K::A { return; } base::load("@B"); }"#,
        shop: "fn main() { depot::go(depot::K::⟦A¦B⟧); }",
    },
    Way {
        name: "flag-setter-twin",
        feature: "",
        depot: r#"pub struct C { search: bool } impl C { pub fn new() -> Self { C { search: false } } pub fn search(mut self, on: bool) -> Self { self.search = on; self } pub fn go(&self) { if self.search { base::load("@B"); } } }"#,
        shop: "fn main() { depot::C::new().search(⟦true¦false⟧).go(); }",
    },
    Way {
        name: "field-fn",
        feature: "",
        depot: r#"pub struct C { big: bool } impl C { pub fn new(big: bool) -> Self { Self { big } } pub fn is_big(&self) -> bool { self.big } pub fn go(&self) { if self.is_big() { base::load("@B"); } } }"#,
        shop: "fn main() { depot::C::new(⟦true¦false⟧).go(); }",
    },
];

/// Values that change in ways that no call and no literal shows: the condition may hold.
const OPEN: &[Way] = &[
    Way {
        name: "flag-or-assign",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut on = false; for a in std::env::args() { on |= a == "-x"; } if on { base::load("⟦@B¦@G⟧"); } }"#,
    },
    Way {
        name: "flag-mut-ref",
        feature: "",
        depot: "pub fn parse(on: &mut bool) { *on = std::env::args().count() > 1; }",
        shop: r#"fn main() { let mut on = false; depot::parse(&mut on); if on { base::load("⟦@B¦@G⟧"); } }"#,
    },
    Way {
        name: "flag-closure",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut on = false; std::env::args().for_each(|a| { if a == "-x" { on = true; } }); if on { base::load("⟦@B¦@G⟧"); } }"#,
    },
    Way {
        name: "flag-field-later",
        feature: "",
        depot: "#[derive(Default)] pub struct C { pub search: bool, pub id: String }",
        shop: r#"fn main() { let mut c = depot::C::default(); if std::env::args().count() > 2 { c.search = true; } if c.search { base::load("⟦@B¦@G⟧"); } }"#,
    },
    Way {
        name: "flag-field-mutref",
        feature: "",
        depot: "#[derive(Default)] pub struct C { pub search: bool } pub fn set(x: &mut bool) { *x = !*x; }",
        shop: r#"fn main() { let mut c = depot::C::default(); depot::set(&mut c.search); if c.search { base::load("⟦@B¦@G⟧"); } }"#,
    },
    Way {
        name: "flag-field-destruct2",
        feature: "",
        depot: "#[derive(Default)] pub struct C { pub search: bool } impl C { pub fn on(&mut self) { let C { search: s } = self; *s = true; } }",
        shop: r#"fn main() { let mut c = depot::C::default(); c.on(); if c.search { base::load("⟦@B¦@G⟧"); } }"#,
    },
    Way {
        name: "flag-refmut",
        feature: "",
        depot: "#[derive(Default)] pub struct C { pub search: bool } impl C { pub fn on(&mut self) -> &mut bool { &mut self.search } }",
        shop: r#"fn main() { let mut c = depot::C::default(); *c.on() = true; if c.search { base::load("⟦@B¦@G⟧"); } }"#,
    },
    Way {
        name: "flag-tuple-assign",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut a = false; let mut b = true; (a, b) = (b, a); if a { base::load("⟦@B¦@G⟧"); } let _ = b; }"#,
    },
    Way {
        name: "flag-loop",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut first = true; for i in 0..3 { if !first { base::load("⟦@B¦@G⟧"); } println!("{i}"); first = false; } }"#,
    },
    Way {
        name: "flag-fnptr",
        feature: "",
        depot: r#"pub fn go(on: bool) { if on { base::load("⟦@B¦@G⟧"); } }"#,
        shop: "fn main() { depot::go(false); [true].into_iter().for_each(depot::go); }",
    },
    Way {
        name: "flag-fnptr2",
        feature: "",
        depot: r#"pub fn go(on: bool) { if on { base::load("⟦@B¦@G⟧"); } }"#,
        shop: "fn main() { depot::go(false); let f: fn(bool) = depot::go; f(true); }",
    },
    Way {
        name: "flag-dyn",
        feature: "",
        depot: r#"pub trait T { fn go(&self, on: bool); } pub struct S; impl T for S { fn go(&self, on: bool) { if on { base::load("⟦@B¦@G⟧"); } } }"#,
        shop: "use depot::T; fn main() { depot::S.go(false); let b: Box<dyn T> = Box::new(depot::S); b.go(true); }",
    },
    Way {
        name: "flag-alias-use",
        feature: "",
        depot: r#"pub fn go(on: bool) { if on { base::load("⟦@B¦@G⟧"); } } pub use self::go as run;"#,
        shop: "fn main() { depot::go(false); depot::run(true); }",
    },
    Way {
        name: "text-mut-loop",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut s = String::from("a"); for _ in 0..2 { if s == "ab" { base::load("⟦@B¦@G⟧"); } s.push('b'); } }"#,
    },
    Way {
        name: "match-int-loop",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut n = 0; while n < 3 { match n { 2 => { base::load("⟦@B¦@G⟧"); } _ => {} } n += 1; } }"#,
    },
    Way {
        name: "early-return-mut",
        feature: "",
        depot: r#"pub fn go() { let mut skip = true; if std::env::args().count() > 1 { skip = false; } if skip { return; } base::load("⟦@B¦@G⟧"); }"#,
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "ifcfg-os",
        feature: "",
        depot: r#"pub fn go() { let gpu = cfg!(target_os = "linux"); if gpu { base::load("⟦@B¦@G⟧"); } }"#,
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "ifcfg-debug",
        feature: "",
        depot: r#"pub fn go() { if cfg!(debug_assertions) { return; } base::load("⟦@B¦@G⟧"); }"#,
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "static-mut",
        feature: "",
        depot: r#"pub static mut SEARCH: bool = false; pub fn go() { if unsafe { SEARCH } { base::load("⟦@B¦@G⟧"); } }"#,
        shop: "fn main() { unsafe { depot::SEARCH = true; } depot::go(); }",
    },
];

/// Further ways from the id to the code that takes it.
const OTHERS: &[Way] = &[
    Way {
        name: "ed-other",
        feature: "",
        depot: r#"pub struct Big; pub struct Small; impl Big { pub fn pull(&self) { base::load("@B"); } } impl Small { pub fn pull(&self) { base::load("@G"); } } pub enum Any { Big(Big), Small(Small) } impl Any { pub fn load(&self) { match self { Any::Big(b) => b.pull(), Any::Small(s) => s.pull() } } }"#,
        shop: "fn main() { depot::Any::⟦Big(depot::Big)¦Small(depot::Small)⟧.load(); }",
    },
    Way {
        name: "clone-of-others",
        feature: "",
        depot: r#"pub struct Own { pub id: String } impl Clone for Own { fn clone(&self) -> Self { Own { id: String::new() } } } #[derive(Clone, PartialEq)] pub enum Size { Big, Small } pub struct Row { pub size: Size, pub id: &'static str } pub fn rows() -> Vec<Row> { vec![Row { size: Size::Big, id: "@B" }, Row { size: Size::Small, id: "@G" }] } pub fn row(size: &Size) -> Option<Row> { rows().into_iter().find(|row| &row.size == size) } pub fn go(size: Size) { base::load(row(&size).unwrap().id); }"#,
        shop: "fn main() { let size = depot::Size::⟦Big¦Small⟧; depot::go(size.clone()); }",
    },
    Way {
        name: "method-of-that-name",
        feature: "",
        depot: r#"pub struct Deep { id: String } impl Default for Deep { fn default() -> Self { Deep { id: "⟦@G¦@B⟧".into() } } } impl Deep { pub fn with_id(mut self, id: &str) -> Self { self.id = id.into(); self } pub fn build(self) { self.build_with(1) } pub fn build_with(self, n: u8) { println!("{n}"); base::load(&self.id) } } pub trait Starts: Sized { fn start(self) { self.start_with(1) } fn start_with(self, n: u8); } impl Starts for Deep { fn start_with(self, n: u8) { self.build_with(n) } } pub trait Timer { fn start(&self); } pub struct Clock; impl Timer for Clock { fn start(&self) {} } fn tick(timer: &impl Timer) { timer.start(); } pub fn count() -> usize { tick(&Clock); 1 }"#,
        shop: r#"fn main() { println!("{}", depot::count()); depot::Deep::default().with_id("⟦@B¦@G⟧").build(); }"#,
    },
    Way {
        name: "value-of-that-name",
        feature: "",
        depot: r#"pub struct Deep { id: String } impl Default for Deep { fn default() -> Self { Deep { id: "⟦@G¦@B⟧".into() } } } impl Deep { pub fn with_id(mut self, id: &str) -> Self { self.id = id.into(); self } pub fn build(self) { self.build_with(1) } pub fn build_with(self, n: u8) { println!("{n}"); base::load(&self.id) } } pub trait Starts: Sized { fn start(self) { self.start_with(1) } fn start_with(self, n: u8); } impl Starts for Deep { fn start_with(self, n: u8) { self.build_with(n) } } pub trait Timer { fn start(&self); } pub struct Clock; impl Timer for Clock { fn start(&self) {} } fn tick(timer: &impl Timer) { timer.start(); } pub trait Layer { fn forward(&self, n: &String) -> usize; } impl<T: Fn(&String) -> usize> Layer for T { fn forward(&self, n: &String) -> usize { self(n) } } pub fn one(l: &impl Layer) -> usize { l.forward(&std::env::args().nth(1).unwrap()) } pub fn two(l: &impl Layer) -> usize { one(l) } pub fn three(l: &impl Layer) -> usize { two(l) } pub fn four(l: &impl Layer) -> usize { three(l) } pub fn five(l: &impl Layer) -> usize { four(l) } fn start(n: &String) -> usize { n.len() } pub fn count() -> usize { tick(&Clock); five(&start) }"#,
        shop: r#"fn main() { println!("{}", depot::count()); depot::Deep::default().with_id("⟦@B¦@G⟧").build(); }"#,
    },
    Way {
        name: "type-as-trait",
        feature: "",
        depot: r#"pub trait Take { const ID: &'static str; fn take() { base::load(Self::ID); } } pub struct Big; impl Take for Big { const ID: &'static str = "@B"; } pub struct Small; impl Take for Small { const ID: &'static str = "@G"; fn take() { base::load(<Self as Take>::ID); } }"#,
        shop: "fn main() { <depot::⟦Big¦Small⟧ as depot::Take>::take(); }",
    },
    Way {
        name: "constant-as-trait",
        feature: "",
        depot: r#"pub trait Has { const ID: &'static str; } pub struct Big; impl Has for Big { const ID: &'static str = "@B"; } pub struct Small; impl Has for Small { const ID: &'static str = "@G"; }"#,
        shop: "use depot::Has; fn main() { base::load(<depot::⟦Big¦Small⟧ as Has>::ID); println!(\"{}\", <Vec<u8>>::new().len()); }",
    },
    Way {
        name: "parsed-as-trait",
        feature: "",
        depot: r#"pub struct Args; impl Take for Args { fn take(&self) { base::load("⟦@B¦@G⟧"); } } pub trait Take { fn take(&self); }"#,
        shop: "use depot::Take; fn main() { let args: Box<dyn Take> = Box::new(<depot::Args as clap::Parser>::parse()); args.take(); }",
    },
    Way {
        name: "iter-once",
        feature: "",
        depot: "pub fn run(ids: impl Iterator<Item = String>) { for id in ids { base::load(&id); } }",
        shop: r#"fn main() { depot::run(std::iter::once("⟦@B¦@G⟧".to_string())); }"#,
    },
    Way {
        name: "mem-replace",
        feature: "",
        depot: r#"pub struct Slot { id: String } impl Slot { pub fn new() -> Self { Slot { id: "@G".into() } } pub fn swap(&mut self, id: String) -> String { std::mem::replace(&mut self.id, id) } pub fn go(&self) { base::load(&self.id); } }"#,
        shop: r#"fn main() { let mut s = depot::Slot::new(); let _ = s.swap("⟦@B¦@G⟧".into()); s.go(); }"#,
    },
];

#[test]
fn a_name_that_is_bound_again_is_another_variable() {
    judge(NAMES, "base");
}

#[test]
fn code_under_a_condition_that_no_value_meets_does_not_run() {
    judge(CONDITIONS, "base");
}

#[test]
fn a_condition_on_a_value_that_is_not_known_may_hold() {
    judge(OPEN, "base");
}

#[test]
fn further_ways() {
    judge(OTHERS, "base");
}
