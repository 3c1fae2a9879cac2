//! Values that change after they were made, and what is not there: each program fails for the model, and its twin, one
//! token away, does not.

use crate::reach_ways::{Way, judge};

/// Texts that are put together from parts, or taken out of a longer one.
const STRUNG: &[Way] = &[
    Way {
        name: "fold-plain",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id = ["mistralai", "/", "Codestral-22B-v0.1"].iter().fold(String::new(), |acc, p| acc + p); base::load(⟦&id¦"@G"⟧); }"#,
    },
    Way {
        name: "fold-format",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id = ["mistralai", "/", "Codestral-22B-v0.1"].iter().fold(String::new(), |acc, p| format!("{acc}{p}")); base::load(⟦&id¦"@G"⟧); }"#,
    },
    Way {
        name: "collect-string",
        feature: "",
        depot: "",
        shop: r#"fn main() { let id: String = ["mistralai", "/", "Codestral-22B-v0.1"].into_iter().collect(); base::load(⟦&id¦"@G"⟧); }"#,
    },
    Way {
        name: "iter-collect-path",
        feature: "",
        depot: "",
        shop: r#"use std::path::PathBuf; fn main() { let p: PathBuf = ["mistralai", "Codestral-22B-v0.1"].iter().collect(); base::load(⟦&p.to_string_lossy()¦"@G"⟧); }"#,
    },
    Way {
        name: "vec-push-join",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut parts = vec!["mistralai"]; parts.push("Codestral-22B-v0.1"); base::load(&⟦parts.join("/")¦"@G"⟧); }"#,
    },
    Way {
        name: "vec-insert-concat",
        feature: "",
        depot: "",
        shop: r#"fn main() { let mut parts: Vec<&str> = vec!["/", "Codestral-22B-v0.1"]; parts.insert(0, "mistralai"); base::load(&⟦parts.concat()¦"@G"⟧); }"#,
    },
    Way {
        name: "st-slice-const",
        feature: "",
        depot: r#"const ALL: &str = "id=⟦@B¦@G⟧"; pub fn id() -> String { ALL[3..].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
];

/// The order of a list changes before a part of it is taken, or an iterator does not begin with the first.
const ORDERED: &[Way] = &[
    Way {
        name: "memswap-in-depot",
        feature: "",
        depot: r#"pub fn pick() -> String { let mut a = String::from("@G"); let mut b = String::from("⟦@B¦@G⟧"); std::mem::swap(&mut a, &mut b); a }"#,
        shop: "fn main() { base::load(&depot::pick()); }",
    },
    Way {
        name: "memswap-fields",
        feature: "",
        depot: r#"pub struct Pair { pub first: String, pub second: String } impl Pair { pub fn flip(&mut self) { std::mem::swap(&mut self.first, &mut self.second); } } pub fn pair() -> Pair { let mut p = Pair { first: "@G".into(), second: "⟦@B¦@G⟧".into() }; p.flip(); p }"#,
        shop: "fn main() { base::load(&depot::pair().first); }",
    },
    Way {
        name: "vec-swap",
        feature: "",
        depot: r#"pub fn order() -> Vec<&'static str> { let mut v = vec!["@G", "⟦@B¦@G⟧"]; v.swap(0, 1); v }"#,
        shop: "fn main() { base::load(depot::order()[0]); }",
    },
    Way {
        name: "vec-reverse",
        feature: "",
        depot: r#"pub fn order() -> Vec<&'static str> { let mut v = vec!["@G", "⟦@B¦@G⟧"]; v.reverse(); v }"#,
        shop: "fn main() { base::load(depot::order()[0]); }",
    },
    Way {
        name: "vec-sort-depot",
        feature: "",
        depot: r#"pub fn order() -> Vec<&'static str> { let mut v = vec!["@G", "⟦@B¦@G⟧"]; v.sort_by(|a, b| b.cmp(a)); v }"#,
        shop: "fn main() { base::load(depot::order().first().unwrap()); }",
    },
    Way {
        name: "vec-rotate",
        feature: "",
        depot: r#"pub fn order() -> Vec<&'static str> { let mut v = vec!["@G", "⟦@B¦@G⟧"]; v.rotate_left(1); v }"#,
        shop: "fn main() { base::load(depot::order()[0]); }",
    },
    Way {
        name: "vec-sort-key-min",
        feature: "",
        depot: r#"pub struct M { pub id: &'static str, pub prio: u8 } pub fn all() -> Vec<M> { let mut v = vec![M { id: "@G", prio: 5 }, M { id: "⟦@B¦@G⟧", prio: 1 }]; v.sort_by_key(|m| m.prio); v }"#,
        shop: "fn main() { base::load(depot::all()[0].id); }",
    },
    Way {
        name: "it-rev-next",
        feature: "",
        depot: r#"pub fn id() -> String { ["@G", "⟦@B¦@G⟧"].iter().rev().next().unwrap().to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "it-skip1",
        feature: "",
        depot: r#"pub fn id() -> String { ["@G", "⟦@B¦@G⟧"].iter().skip(1).next().unwrap().to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "it-skip-while",
        feature: "",
        depot: r#"pub fn id() -> String { ["@G", "⟦@B¦@G⟧"].iter().skip_while(|s| s.starts_with("BA⟦AI¦XX⟧")).next().unwrap_or(&"@G").to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
];

/// A value that is filled by calls: a registry, a setting, a conversion.
const FILLED: &[Way] = &[
    Way {
        name: "regmap-in-depot",
        feature: "",
        depot: r#"use std::collections::HashMap; pub struct Registry { map: HashMap<String, String> } impl Registry { pub fn new() -> Self { Self { map: HashMap::new() } } pub fn register(&mut self, name: &str, id: &str) { self.map.insert(name.to_string(), id.to_string()); } pub fn get(&self, name: &str) -> Option<&String> { self.map.get(name) } } pub fn standard() -> Registry { let mut r = Registry::new(); r.register("code", "@B"); r.register("embed", "@G"); r }"#,
        shop: r#"fn main() { base::load(depot::standard().get("⟦code¦embed⟧").unwrap()); }"#,
    },
    Way {
        name: "regmap-in-default",
        feature: "",
        depot: r#"use std::collections::HashMap; pub struct Registry { map: HashMap<&'static str, &'static str> } impl Default for Registry { fn default() -> Self { let mut r = Self { map: HashMap::new() }; r.register("code", "@B"); r.register("embed", "@G"); r } } impl Registry { pub fn register(&mut self, name: &'static str, id: &'static str) { self.map.insert(name, id); } pub fn get(&self, name: &str) -> &'static str { self.map[name] } }"#,
        shop: r#"fn main() { base::load(depot::Registry::default().get("⟦code¦embed⟧")); }"#,
    },
    Way {
        name: "regmap-struct-values",
        feature: "",
        depot: r#"use std::collections::HashMap; pub struct Info { pub repo: String } pub struct Registry { map: HashMap<String, Info> } impl Registry { pub fn new() -> Self { let mut r = Self { map: HashMap::new() }; r.add("code", Info { repo: "@B".into() }); r.add("embed", Info { repo: "@G".into() }); r } fn add(&mut self, name: &str, info: Info) { self.map.insert(name.to_string(), info); } pub fn get(&self, name: &str) -> Option<&Info> { self.map.get(name) } }"#,
        shop: r#"fn main() { let r = depot::Registry::new(); let i = r.get("⟦code¦embed⟧").unwrap(); base::load(&i.repo); }"#,
    },
    Way {
        name: "regmap-chain-builder",
        feature: "",
        depot: r#"use std::collections::HashMap; #[derive(Default)] pub struct Registry { map: HashMap<String, String> } impl Registry { pub fn with(mut self, name: &str, id: &str) -> Self { self.map.insert(name.to_string(), id.to_string()); self } pub fn get(&self, name: &str) -> &str { &self.map[name] } } pub fn standard() -> Registry { Registry::default().with("code", "@B").with("embed", "@G") }"#,
        shop: r#"fn main() { base::load(depot::standard().get("⟦code¦embed⟧")); }"#,
    },
    Way {
        name: "regvec-pairs-find",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Registry { list: Vec<(String, String)> } impl Registry { pub fn add(&mut self, name: &str, id: &str) { self.list.push((name.to_string(), id.to_string())); } pub fn get(&self, name: &str) -> Option<&str> { self.list.iter().find(|(n, _)| n == name).map(|(_, id)| id.as_str()) } } pub fn standard() -> Registry { let mut r = Registry::default(); r.add("code", "@B"); r.add("embed", "@G"); r }"#,
        shop: r#"fn main() { base::load(depot::standard().get("⟦code¦embed⟧").unwrap()); }"#,
    },
    Way {
        name: "configclosure-in-depot",
        feature: "",
        depot: r#"pub struct Settings { pub repo: String } impl Default for Settings { fn default() -> Self { Self { repo: "@G".into() } } } pub fn configure(f: impl FnOnce(&mut Settings)) -> Settings { let mut s = Settings::default(); f(&mut s); s } pub fn code() -> Settings { configure(|s| s.repo = "⟦@B¦@G⟧".to_string()) }"#,
        shop: "fn main() { base::load(&depot::code().repo); }",
    },
    Way {
        name: "configclosure-map-then",
        feature: "",
        depot: r#"pub struct Settings { pub repo: String } impl Default for Settings { fn default() -> Self { Self { repo: "@G".into() } } } impl Settings { pub fn tap(mut self, f: impl Fn(&mut Self)) -> Self { f(&mut self); self } } pub fn code() -> Settings { Settings::default().tap(|s| { s.repo = "⟦@B¦@G⟧".to_string(); }) }"#,
        shop: "fn main() { base::load(&depot::code().repo); }",
    },
    Way {
        name: "bld-d-into-engine",
        feature: "",
        depot: r#"pub struct Settings { pub repo: String } impl Default for Settings { fn default() -> Self { Self { repo: "⟦@G¦@B⟧".into() } } } impl Settings { pub fn with_repo(mut self, repo: impl Into<String>) -> Self { self.repo = repo.into(); self } } pub struct Engine { settings: Settings } impl From<Settings> for Engine { fn from(settings: Settings) -> Self { Engine { settings } } } impl Engine { pub fn start(self) { base::load(&self.settings.repo); } }"#,
        shop: r#"fn main() { let e: depot::Engine = depot::Settings::default().with_repo("⟦@B¦@G⟧").into(); e.start(); }"#,
    },
    Way {
        name: "customizers-vec",
        feature: "",
        depot: r#"struct S { id: String } type C = Box<dyn Fn(&mut S)>; pub fn id() -> String { let cs: Vec<C> = vec![Box::new(|s: &mut S| s.id = "⟦@B¦@G⟧".into())]; let mut s = S { id: "@G".into() }; for c in &cs { c(&mut s); } s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "customizer-fnptr",
        feature: "",
        depot: r#"struct S { id: String } fn code(s: &mut S) { s.id = "⟦@B¦@G⟧".into() } fn with(f: fn(&mut S)) -> S { let mut s = S { id: "@G".into() }; f(&mut s); s } pub fn id() -> String { with(code).id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "trait-mut-configure",
        feature: "",
        depot: r#"struct S { id: String } trait Conf { fn apply(&self, s: &mut S); } struct Set(&'static str); impl Conf for Set { fn apply(&self, s: &mut S) { s.id = self.0.into(); } } pub fn id() -> String { let mut s = S { id: "@G".into() }; Set("⟦@B¦@G⟧").apply(&mut s); s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "trait-dyn-mut-configure",
        feature: "",
        depot: r#"struct S { id: String } trait Conf { fn apply(&self, s: &mut S); } struct Set(&'static str); impl Conf for Set { fn apply(&self, s: &mut S) { s.id = self.0.into(); } } pub fn id() -> String { let cs: Vec<Box<dyn Conf>> = vec![Box::new(Set("⟦@B¦@G⟧"))]; let mut s = S { id: "@G".into() }; for c in &cs { c.apply(&mut s); } s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "trait-generic-mut-configure",
        feature: "",
        depot: r#"struct S { id: String } trait Conf { fn apply(self, s: &mut S); } impl Conf for &str { fn apply(self, s: &mut S) { s.id = self.to_string(); } } impl<A: Conf, B: Conf> Conf for (A, B) { fn apply(self, s: &mut S) { self.0.apply(s); self.1.apply(s); } } pub fn id() -> String { let mut s = S { id: "@G".into() }; ("x", "⟦@B¦@G⟧").apply(&mut s); s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-trait-setter",
        feature: "",
        depot: r#"trait Settable { fn slot(&mut self) -> &mut String; fn set(&mut self, v: &str) { *self.slot() = v.into(); } } struct S { id: String } impl Settable for S { fn slot(&mut self) -> &mut String { &mut self.id } } pub fn id() -> String { let mut s = S { id: "@G".into() }; s.set("⟦@B¦@G⟧"); s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-two-deep-fn",
        feature: "",
        depot: r#"fn inner(s: &mut String) { *s = "⟦@B¦@G⟧".into(); } fn outer(s: &mut String) { inner(s) } pub fn id() -> String { let mut s = String::from("@G"); outer(&mut s); s }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-cond",
        feature: "",
        depot: r#"struct S { id: String } impl S { fn set(&mut self, v: &str) -> bool { if v.is_empty() { return false; } self.id = v.into(); true } } pub fn id() -> String { let mut s = S { id: "@G".into() }; if s.set("⟦@B¦@G⟧") { println!("set"); } s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-result",
        feature: "",
        depot: r#"struct S { id: String } impl S { fn set(&mut self, v: &str) -> Result<(), String> { if v.len() > 99 { return Err("long".into()); } self.id = v.to_owned(); Ok(()) } } pub fn id() -> String { let mut s = S { id: "@G".into() }; s.set("⟦@B¦@G⟧").unwrap(); s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-async",
        feature: "",
        depot: r#"struct S { id: String } impl S { async fn set(&mut self, v: &str) { self.id = v.into() } } pub fn id() -> String { let mut s = S { id: "@G".into() }; futures::executor::block_on(s.set("⟦@B¦@G⟧")); s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "s-member-set-unwrap",
        feature: "",
        depot: r#"pub struct S { id: String } impl S { pub fn new() -> Self { S { id: "@G".into() } } pub fn set(&mut self, v: &str) -> Result<(), String> { self.id = v.to_owned(); Ok(()) } pub fn load(&self) { base::load(&self.id) } } pub fn start() { let mut s = S::new(); s.set("⟦@B¦@G⟧").unwrap(); s.load() }"#,
        shop: "fn main() { depot::start() }",
    },
    Way {
        name: "s-set-let-underscore",
        feature: "",
        depot: r#"pub struct S { id: String } impl S { pub fn new() -> Self { S { id: "@G".into() } } pub fn set(&mut self, v: &str) -> String { std::mem::replace(&mut self.id, v.to_string()) } pub fn load(&self) { base::load(&self.id) } } pub fn start() { let mut s = S::new(); let _old = s.set("⟦@B¦@G⟧"); s.load() }"#,
        shop: "fn main() { depot::start() }",
    },
    Way {
        name: "s-set-option-result-ok",
        feature: "",
        depot: r#"pub struct S { id: String } impl S { pub fn new() -> Self { S { id: "@G".into() } } pub fn set(&mut self, v: &str) -> Option<()> { self.id = v.to_string(); Some(()) } pub fn load(&self) { base::load(&self.id) } } pub fn start() { let mut s = S::new(); s.set("⟦@B¦@G⟧").expect("set"); s.load() }"#,
        shop: "fn main() { depot::start() }",
    },
    Way {
        name: "s-service-in-box",
        feature: "",
        depot: r#"pub trait Service { fn select(&mut self, m: &str); fn start(&self); } pub struct Local { model: String } impl Service for Local { fn select(&mut self, m: &str) { self.model = m.to_string() } fn start(&self) { base::load(&self.model) } } pub fn service() -> Box<dyn Service> { Box::new(Local { model: "@G".into() }) } pub fn boot() { let mut s = service(); s.select("⟦@B¦@G⟧"); s.start() }"#,
        shop: "fn main() { depot::boot() }",
    },
    Way {
        name: "s-generic-service",
        feature: "",
        depot: r#"pub trait Service { fn select(&mut self, m: &str); fn start(&self); } #[derive(Clone)] pub struct Local { pub model: String } impl Service for Local { fn select(&mut self, m: &str) { self.model = m.to_string() } fn start(&self) { base::load(&self.model) } } pub fn boot<S: Service>(mut s: S) { s.select("⟦@B¦@G⟧"); s.start() } pub fn local() -> Local { Local { model: "@G".into() } }"#,
        shop: "fn main() { depot::boot(depot::local()) }",
    },
];

/// A place is written to by way of a reference, a lock or a cell.
const BEHIND: &[Way] = &[
    Way {
        name: "rc-clone-write",
        feature: "",
        depot: r#"use std::{cell::RefCell, rc::Rc}; pub fn id() -> String { let shared = Rc::new(RefCell::new(String::from("@G"))); let other = Rc::clone(&shared); *other.borrow_mut() = "⟦@B¦@G⟧".to_string(); let out = shared.borrow().clone(); out }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "arc-mutex-thread-write",
        feature: "",
        depot: r#"use std::sync::{Arc, Mutex}; pub fn id() -> String { let shared = Arc::new(Mutex::new(String::from("@G"))); let other = shared.clone(); std::thread::spawn(move || { *other.lock().unwrap() = "⟦@B¦@G⟧".into(); }).join().unwrap(); let out = shared.lock().unwrap().clone(); out }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-index-assign",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G", "x"]; v[0] = "⟦@B¦@G⟧"; v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-index-field",
        feature: "",
        depot: r#"struct M { id: &'static str } pub fn id() -> String { let mut v = vec![M { id: "@G" }]; v[0].id = "⟦@B¦@G⟧"; v[0].id.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-match-ref",
        feature: "",
        depot: r#"enum St { A { id: String }, B } impl St { fn put(&mut self, n: &str) { match self { St::A { id } => *id = n.to_string(), St::B => {} } } } pub fn id() -> String { let mut s = St::A { id: "@G".into() }; s.put("⟦@B¦@G⟧"); let _ = St::B; match s { St::A { id } => id, St::B => String::new() } }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-for-in-mut",
        feature: "",
        depot: r#"struct M { id: String } pub fn id() -> String { let mut v = vec![M { id: "@G".into() }]; for m in &mut v { m.id = "⟦@B¦@G⟧".into(); } v.remove(0).id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-iter-mut-find",
        feature: "",
        depot: r#"struct M { name: &'static str, id: String } pub fn id() -> String { let mut v = vec![M { name: "a", id: "@G".into() }]; v.iter_mut().find(|m| m.name == "a").unwrap().id = "⟦@B¦@G⟧".into(); v[0].id.clone() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-get-mut-iflet",
        feature: "",
        depot: r#"use std::collections::HashMap; pub fn id() -> String { let mut m = HashMap::from([("a", "@G".to_string())]); if let Some(x) = m.get_mut("a") { *x = "⟦@B¦@G⟧".into(); } m["a"].clone() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-entry-and-modify",
        feature: "",
        depot: r#"use std::collections::HashMap; pub fn id() -> String { let mut m = HashMap::from([("a", "@G")]); m.entry("a").and_modify(|v| *v = "⟦@B¦@G⟧").or_insert("@G"); m["a"].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-entry-deref",
        feature: "",
        depot: r#"use std::collections::HashMap; pub fn id() -> String { let mut m: HashMap<&str, &str> = HashMap::from([("a", "@G")]); *m.entry("a").or_default() = "⟦@B¦@G⟧"; m["a"].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-array-pattern",
        feature: "",
        depot: r#"pub fn id() -> String { let mut arr = ["@G", "@G"]; let [a, _] = &mut arr; *a = "⟦@B¦@G⟧"; arr[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-last-mut",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G"]; *v.last_mut().unwrap() = "⟦@B¦@G⟧"; v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-asmut",
        feature: "",
        depot: r#"struct W { id: String } impl AsMut<String> for W { fn as_mut(&mut self) -> &mut String { &mut self.id } } pub fn id() -> String { let mut w = W { id: "@G".into() }; *w.as_mut() = "⟦@B¦@G⟧".into(); w.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-getter-mut",
        feature: "",
        depot: r#"struct W { id: String } impl W { fn id_mut(&mut self) -> &mut String { &mut self.id } } pub fn id() -> String { let mut w = W { id: "@G".into() }; *w.id_mut() = "⟦@B¦@G⟧".into(); w.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-getter-mut-nested",
        feature: "",
        depot: r#"#[derive(Default)] struct A { b: B } #[derive(Default)] struct B { id: String } impl A { fn b_mut(&mut self) -> &mut B { &mut self.b } } pub fn id() -> String { let mut a = A::default(); a.b.id = "@G".into(); a.b_mut().id = "⟦@B¦@G⟧".into(); a.b.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-arc-make-mut",
        feature: "",
        depot: r#"use std::sync::Arc; pub fn id() -> String { let mut a = Arc::new(String::from("@G")); *Arc::make_mut(&mut a) = "⟦@B¦@G⟧".into(); a.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-rc-get-mut",
        feature: "",
        depot: r#"use std::rc::Rc; pub fn id() -> String { let mut a = Rc::new(String::from("@G")); if let Some(x) = Rc::get_mut(&mut a) { *x = "⟦@B¦@G⟧".into(); } a.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-ref-to-local",
        feature: "",
        depot: r#"pub fn id() -> String { let mut a = "@G"; let mut b = "x"; let r = if b.len() == 1 { &mut a } else { &mut b }; *r = "⟦@B¦@G⟧"; a.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-ref-struct-field",
        feature: "",
        depot: r#"struct Holder<'a> { slot: &'a mut String } pub fn id() -> String { let mut s = String::from("@G"); { let h = Holder { slot: &mut s }; *h.slot = "⟦@B¦@G⟧".into(); } s }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-option-replace",
        feature: "",
        depot: r#"pub fn id() -> String { let mut o = Some("@G"); let old = o.replace("⟦@B¦@G⟧"); let _ = old; o.unwrap().to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-cell-replace",
        feature: "",
        depot: r#"use std::cell::Cell; pub fn id() -> String { let c = Cell::new("@G"); c.replace("⟦@B¦@G⟧"); c.get().to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-refcell-replace",
        feature: "",
        depot: r#"use std::cell::RefCell; pub fn id() -> String { let c = RefCell::new("@G"); c.replace("⟦@B¦@G⟧"); let x = *c.borrow(); x.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-refcell-with",
        feature: "",
        depot: r#"use std::cell::RefCell; pub fn id() -> String { let c = RefCell::new(vec!["@G"]); c.replace_with(|_| vec!["⟦@B¦@G⟧"]); let x = c.borrow()[0]; x.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-clone-from",
        feature: "",
        depot: r#"pub fn id() -> String { let mut s = String::from("@G"); s.clone_from(&"⟦@B¦@G⟧".to_string()); s }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-clone-into",
        feature: "",
        depot: r#"pub fn id() -> String { let mut s = String::from("@G"); "⟦@B¦@G⟧".clone_into(&mut s); s }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-vec-fill",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G"; 2]; v.fill("⟦@B¦@G⟧"); v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-copy-from-slice",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = ["@G"; 2]; v.copy_from_slice(&["⟦@B¦@G⟧", "x"]); v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-vec-splice",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G", "@G"]; v.splice(0..1, ["⟦@B¦@G⟧"]); v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-vec-remove0",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G", "⟦@B¦@G⟧"]; v.remove(0); v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-vec-swapremove",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G", "x", "⟦@B¦@G⟧"]; v.swap_remove(0); v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-vec-retain",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G", "⟦@B¦@G⟧"]; let mut n = 0; v.retain(|_| { n += 1; n > 1 }); v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-destructure-assign",
        feature: "",
        depot: r#"pub fn id() -> String { let (mut a, mut b) = ("@G", "x"); (a, b) = ("⟦@B¦@G⟧", a); let _ = b; a.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-swap-destructure",
        feature: "",
        depot: r#"pub fn id() -> String { let (mut a, mut b) = ("@G", "⟦@B¦@G⟧"); (a, b) = (b, a); let _ = b; a.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "once-set-then-init",
        feature: "",
        depot: r#"use std::sync::OnceLock; static ID: OnceLock<String> = OnceLock::new(); pub fn init(s: &str) { let _ = ID.set(s.into()); } pub fn id() -> String { init("⟦@B¦@G⟧"); ID.get_or_init(|| "@G".into()).clone() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-nested-option-struct",
        feature: "",
        depot: r#"struct I { id: String } struct S { i: Option<I> } impl S { fn set(&mut self, v: &str) { if let Some(i) = &mut self.i { i.id = v.into(); } } } pub fn id() -> String { let mut s = S { i: Some(I { id: "@G".into() }) }; s.set("⟦@B¦@G⟧"); s.i.unwrap().id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-as-mut-map",
        feature: "",
        depot: r#"struct I { id: String } pub fn id() -> String { let mut o = Some(I { id: "@G".into() }); o.as_mut().map(|i| i.id = "⟦@B¦@G⟧".into()); o.unwrap().id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-ref-mut-pattern",
        feature: "",
        depot: r#"pub fn id() -> String { let mut o = Some(String::from("@G")); if let Some(ref mut x) = o { *x = "⟦@B¦@G⟧".into(); } o.unwrap() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "mut-raw-loop-index",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G", "@G"]; for i in 0..v.len() { v[i] = "⟦@B¦@G⟧"; } v[1].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
];

/// A method that writes is called on a part of a value.
const SETTERS: &[Way] = &[
    Way {
        name: "w-setter-box",
        feature: "",
        depot: r#"struct S { id: String } impl S { fn set(&mut self, v: &str) { self.id = v.into() } } pub fn id() -> String { let mut s = Box::new(S { id: "@G".into() }); s.set("⟦@B¦@G⟧"); s.id.clone() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-dyn",
        feature: "",
        depot: r#"trait St { fn set(&mut self, v: &str); fn id(&self) -> String; } struct S { id: String } impl St for S { fn set(&mut self, v: &str) { self.id = v.into() } fn id(&self) -> String { self.id.clone() } } pub fn id() -> String { let mut s: Box<dyn St> = Box::new(S { id: "@G".into() }); s.set("⟦@B¦@G⟧"); s.id() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-generic",
        feature: "",
        depot: r#"trait St { fn set(&mut self, v: &str); } struct S { id: String } impl St for S { fn set(&mut self, v: &str) { self.id = v.into() } } fn put<T: St>(t: &mut T) { t.set("⟦@B¦@G⟧") } pub fn id() -> String { let mut s = S { id: "@G".into() }; put(&mut s); s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-in-vec",
        feature: "",
        depot: r#"struct S { id: String } impl S { fn set(&mut self, v: &str) { self.id = v.into() } } pub fn id() -> String { let mut v = vec![S { id: "@G".into() }]; v[0].set("⟦@B¦@G⟧"); v[0].id.clone() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-in-option",
        feature: "",
        depot: r#"struct S { id: String } impl S { fn set(&mut self, v: &str) { self.id = v.into() } } pub fn id() -> String { let mut o = Some(S { id: "@G".into() }); if let Some(s) = o.as_mut() { s.set("⟦@B¦@G⟧"); } o.unwrap().id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-in-map",
        feature: "",
        depot: r#"use std::collections::HashMap; struct S { id: String } impl S { fn set(&mut self, v: &str) { self.id = v.into() } } pub fn id() -> String { let mut m = HashMap::from([("a", S { id: "@G".into() })]); m.get_mut("a").unwrap().set("⟦@B¦@G⟧"); m["a"].id.clone() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-through-iter",
        feature: "",
        depot: r#"struct S { id: String } impl S { fn set(&mut self, v: &str) { self.id = v.into() } } pub fn id() -> String { let mut v = vec![S { id: "@G".into() }]; v.iter_mut().for_each(|s| s.set("⟦@B¦@G⟧")); v[0].id.clone() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-arc-mutex",
        feature: "",
        depot: r#"use std::sync::{Arc, Mutex}; struct S { id: String } impl S { fn set(&mut self, v: &str) { self.id = v.into() } } pub fn id() -> String { let s = Arc::new(Mutex::new(S { id: "@G".into() })); s.lock().unwrap().set("⟦@B¦@G⟧"); let x = s.lock().unwrap().id.clone(); x }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-guard-var",
        feature: "",
        depot: r#"use std::sync::Mutex; struct I { id: String, n: u8 } pub fn id() -> String { let m = Mutex::new(I { id: "@G".into(), n: 0 }); { let mut g = m.lock().unwrap(); g.n += 1; g.id = "⟦@B¦@G⟧".into(); } m.into_inner().unwrap().id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-by-free-fn",
        feature: "",
        depot: r#"struct I { id: String } struct S { i: I } fn put(i: &mut I, v: &str) { i.id = v.into() } pub fn id() -> String { let mut s = S { i: I { id: "@G".into() } }; put(&mut s.i, "⟦@B¦@G⟧"); s.i.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-setter-by-closure-field",
        feature: "",
        depot: r#"struct S { id: String } struct H { f: Box<dyn Fn(&mut S)> } pub fn id() -> String { let h = H { f: Box::new(|s| s.id = "⟦@B¦@G⟧".into()) }; let mut s = S { id: "@G".into() }; (h.f)(&mut s); s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-hashmap-values-mut",
        feature: "",
        depot: r#"use std::collections::HashMap; pub fn id() -> String { let mut m = HashMap::from([("a", "@G")]); for v in m.values_mut() { *v = "⟦@B¦@G⟧"; } m["a"].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-iter-mut-zip",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = ["@G"]; for (slot, n) in v.iter_mut().zip(["⟦@B¦@G⟧"]) { *slot = n; } v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-iter-mut-enumerate",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = ["@G", "@G"]; for (i, s) in v.iter_mut().enumerate() { if i == 1 { *s = "⟦@B¦@G⟧"; } } v[1].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-chunks-exact-mut",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = ["@G", "x"]; for c in v.chunks_exact_mut(2) { c[0] = "⟦@B¦@G⟧"; } v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-deque-index-set",
        feature: "",
        depot: r#"use std::collections::VecDeque; pub fn id() -> String { let mut q = VecDeque::from(["@G"]); q[0] = "⟦@B¦@G⟧"; q[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-vec-resize-with",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = vec!["@G"]; v.resize(3, "⟦@B¦@G⟧"); v[2].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-cell-swap",
        feature: "",
        depot: r#"use std::cell::Cell; pub fn id() -> String { let a = Cell::new("@G"); let b = Cell::new("⟦@B¦@G⟧"); a.swap(&b); a.get().to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-refcell-swap",
        feature: "",
        depot: r#"use std::cell::RefCell; pub fn id() -> String { let a = RefCell::new("@G"); let b = RefCell::new("⟦@B¦@G⟧"); a.swap(&b); a.into_inner().to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-opt-take-chain",
        feature: "",
        depot: r#"pub fn id() -> String { let mut a = Some("@G"); let mut b = Some("⟦@B¦@G⟧"); std::mem::swap(&mut a, &mut b); a.take().unwrap().to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-assign-in-unsafe",
        feature: "",
        depot: r#"pub fn id() -> String { let mut s = "@G"; let p = &mut s as *mut &str; unsafe { *p = "⟦@B¦@G⟧"; } s.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-array-reverse",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = ["@G", "⟦@B¦@G⟧"]; v.reverse(); v[0].to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "w-slice-sort-unstable",
        feature: "",
        depot: r#"pub fn id() -> String { let mut v = [(2, "@G"), (1, "⟦@B¦@G⟧")]; v.sort_unstable(); v[0].1.to_string() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
];

/// A part of a value that is there for some and not for others.
const ABSENT: &[Way] = &[
    Way {
        name: "preset-without-a-part",
        feature: "",
        depot: r#"pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } pub struct Cache; impl Cache { pub fn get(&self, file: &File) { match file { File::Hub { id } => { base::load(id); } File::Local => () } } } pub struct Source { file: File, tokenizer: Option<File>, cache: Cache } impl Source { pub fn new(file: File) -> Self { Self { file, tokenizer: None, cache: Cache } } pub fn with_tokenizer(mut self, file: File) -> Self { self.tokenizer = Some(file); self } pub fn big() -> Self { Self::new(File::hub("@B")).with_tokenizer(File::hub("@B")) } pub fn small() -> Self { Self::new(File::hub("@G")) } pub fn local() -> Self { Self::new(File::Local) } } impl Default for Source { fn default() -> Self { Self::big() } } #[derive(Default)] pub struct Builder { source: Source } impl Builder { pub fn with_source(mut self, source: Source) -> Self { self.source = source; self } pub fn build(self) { if let Some(file) = &self.source.tokenizer { self.source.cache.get(file); } } }"#,
        shop: r#"fn main() { depot::Builder::default().with_source(depot::Source::small()⟦.with_tokenizer(depot::File::hub("@B"))¦⟧).build(); }"#,
    },
    Way {
        name: "preset-replaced",
        feature: "",
        depot: r#"pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } pub struct Cache; impl Cache { pub fn get(&self, file: &File) { match file { File::Hub { id } => { base::load(id); } File::Local => () } } } pub struct Source { file: File, tokenizer: Option<File>, cache: Cache } impl Source { pub fn new(file: File) -> Self { Self { file, tokenizer: None, cache: Cache } } pub fn with_tokenizer(mut self, file: File) -> Self { self.tokenizer = Some(file); self } pub fn big() -> Self { Self::new(File::hub("@B")).with_tokenizer(File::hub("@B")) } pub fn small() -> Self { Self::new(File::hub("@G")) } pub fn local() -> Self { Self::new(File::Local) } } impl Default for Source { fn default() -> Self { Self::big() } } #[derive(Default)] pub struct Builder { source: Source } impl Builder { pub fn with_source(mut self, source: Source) -> Self { self.source = source; self } pub fn build(self) { if let Some(file) = &self.source.tokenizer { self.source.cache.get(file); } self.source.cache.get(&self.source.file); } }"#,
        shop: "fn main() { depot::Builder::default()⟦¦.with_source(depot::Source::small())⟧.build(); }",
    },
    Way {
        name: "preset-of-another-variant",
        feature: "",
        depot: r#"pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } pub struct Cache; impl Cache { pub fn get(&self, file: &File) { match file { File::Hub { id } => { base::load(id); } File::Local => () } } } pub struct Source { file: File, tokenizer: Option<File>, cache: Cache } impl Source { pub fn new(file: File) -> Self { Self { file, tokenizer: None, cache: Cache } } pub fn with_tokenizer(mut self, file: File) -> Self { self.tokenizer = Some(file); self } pub fn big() -> Self { Self::new(File::hub("@B")).with_tokenizer(File::hub("@B")) } pub fn small() -> Self { Self::new(File::hub("@G")) } pub fn local() -> Self { Self::new(File::Local) } } impl Default for Source { fn default() -> Self { Self::big() } } #[derive(Default)] pub struct Builder { source: Source } impl Builder { pub fn with_source(mut self, source: Source) -> Self { self.source = source; self } pub fn build(self) { self.source.cache.get(&self.source.file); } }"#,
        shop: "fn main() { depot::Builder::default()⟦¦.with_source(depot::Source::local())⟧.build(); }",
    },
    Way {
        name: "part-by-reference",
        feature: "",
        depot: r#"pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } pub struct Cache; impl Cache { pub fn get(&self, file: &File) { match file { File::Hub { id } => { base::load(id); } File::Local => () } } } pub struct Source { file: File, tokenizer: Option<File>, cache: Cache } impl Source { pub fn new(file: File) -> Self { Self { file, tokenizer: None, cache: Cache } } pub fn with_tokenizer(mut self, file: File) -> Self { self.tokenizer = Some(file); self } pub fn big() -> Self { Self::new(File::hub("@B")).with_tokenizer(File::hub("@B")) } pub fn small() -> Self { Self::new(File::hub("@G")) } pub fn local() -> Self { Self::new(File::Local) } } impl Default for Source { fn default() -> Self { Self::big() } } #[derive(Default)] pub struct Builder { source: Source } impl Builder { pub fn with_source(mut self, source: Source) -> Self { self.source = source; self } pub fn build(self) { match self.source.tokenizer.as_ref() { Some(file) => self.source.cache.get(file), None => () } } }"#,
        shop: "fn main() { depot::Builder::default().with_source(depot::Source::⟦big¦small⟧()).build(); }",
    },
    Way {
        name: "part-by-map",
        feature: "",
        depot: r#"pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } pub struct Cache; impl Cache { pub fn get(&self, file: &File) { match file { File::Hub { id } => { base::load(id); } File::Local => () } } } pub struct Source { file: File, tokenizer: Option<File>, cache: Cache } impl Source { pub fn new(file: File) -> Self { Self { file, tokenizer: None, cache: Cache } } pub fn with_tokenizer(mut self, file: File) -> Self { self.tokenizer = Some(file); self } pub fn big() -> Self { Self::new(File::hub("@B")).with_tokenizer(File::hub("@B")) } pub fn small() -> Self { Self::new(File::hub("@G")) } pub fn local() -> Self { Self::new(File::Local) } } impl Default for Source { fn default() -> Self { Self::big() } } #[derive(Default)] pub struct Builder { source: Source } impl Builder { pub fn with_source(mut self, source: Source) -> Self { self.source = source; self } pub fn build(self) { self.source.tokenizer.as_ref().map(|file| self.source.cache.get(file)); } }"#,
        shop: "fn main() { depot::Builder::default().with_source(depot::Source::⟦big¦small⟧()).build(); }",
    },
    Way {
        name: "part-put-by-a-setter",
        feature: "",
        depot: "pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } fn put(at: &mut Option<File>, id: &str) { *at = Some(File::hub(id)); } pub struct Builder { tokenizer: Option<File> } impl Builder { pub fn new() -> Self { Self { tokenizer: None } } pub fn set(&mut self, id: &str) { self.tokenizer = Some(File::hub(id)); } pub fn build(self) { if let Some(File::Hub { id }) = &self.tokenizer { base::load(id); } } }",
        shop: r#"fn main() { let mut builder = depot::Builder::new(); builder.set("⟦@B¦@G⟧"); builder.build(); }"#,
    },
    Way {
        name: "part-put-in-place",
        feature: "",
        depot: "pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } fn put(at: &mut Option<File>, id: &str) { *at = Some(File::hub(id)); } pub struct Builder { tokenizer: Option<File> } impl Builder { pub fn new() -> Self { Self { tokenizer: None } } pub fn set(&mut self, id: &str) { self.tokenizer.insert(File::hub(id)); } pub fn build(self) { if let Some(File::Hub { id }) = &self.tokenizer { base::load(id); } } }",
        shop: r#"fn main() { let mut builder = depot::Builder::new(); builder.set("⟦@B¦@G⟧"); builder.build(); }"#,
    },
    Way {
        name: "part-put-by-a-pattern",
        feature: "",
        depot: "pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } fn put(at: &mut Option<File>, id: &str) { *at = Some(File::hub(id)); } pub struct Builder { tokenizer: Option<File> } impl Builder { pub fn new() -> Self { Self { tokenizer: None } } pub fn set(&mut self, id: &str) { let Builder { tokenizer } = self; *tokenizer = Some(File::hub(id)); } pub fn build(self) { if let Some(File::Hub { id }) = &self.tokenizer { base::load(id); } } }",
        shop: r#"fn main() { let mut builder = depot::Builder::new(); builder.set("⟦@B¦@G⟧"); builder.build(); }"#,
    },
    Way {
        name: "part-put-by-a-function",
        feature: "",
        depot: "pub enum File { Hub { id: String }, Local } impl File { pub fn hub(id: &str) -> Self { Self::Hub { id: id.to_string() } } } fn put(at: &mut Option<File>, id: &str) { *at = Some(File::hub(id)); } pub struct Builder { tokenizer: Option<File> } impl Builder { pub fn new() -> Self { Self { tokenizer: None } } pub fn set(&mut self, id: &str) { put(&mut self.tokenizer, id); } pub fn build(self) { if let Some(File::Hub { id }) = &self.tokenizer { base::load(id); } } }",
        shop: r#"fn main() { let mut builder = depot::Builder::new(); builder.set("⟦@B¦@G⟧"); builder.build(); }"#,
    },
];

/// Lists that are made empty and filled part by part, also with more parts than a text is made of.
const MADE_EMPTY: &[Way] = &[
    Way {
        name: "pushed-and-looped",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut v = Vec::new(); v.push("@G"); v.push("⟦@B¦@G⟧"); for id in v { base::load(id); } }"#,
    },
    Way {
        name: "pushed-and-indexed",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut v = Vec::new(); v.push("@G"); v.push("⟦@B¦@G⟧"); base::load(v[1]); }"#,
    },
    Way {
        name: "made-with-room",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut v = Vec::with_capacity(2); v.push("⟦@B¦@G⟧".to_string()); base::load(&v[0]); }"#,
    },
    Way {
        name: "typed-and-pushed",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut v: Vec<String> = Vec::new(); v.push("⟦@B¦@G⟧".into()); base::load(v.first().unwrap()); }"#,
    },
    Way {
        name: "inserted-in-a-set",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut all = std::collections::BTreeSet::new(); all.insert("⟦@B¦@G⟧".to_string()); for id in &all { base::load(id); } }"#,
    },
    Way {
        name: "put-at-the-back",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut q = std::collections::VecDeque::new(); q.push_back("⟦@B¦@G⟧"); while let Some(id) = q.pop_front() { base::load(id); } }"#,
    },
    Way {
        name: "extended",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut v = Vec::new(); v.extend(["@G", "⟦@B¦@G⟧"]); for id in v { base::load(id); } }"#,
    },
    Way {
        name: "first-of-many",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut v = Vec::new(); v.push("⟦@B¦@G⟧"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); base::load(v[0]); }"#,
    },
    Way {
        name: "last-of-many",
        feature: "",
        depot: "pub fn nothing() {}",
        shop: r#"fn main() { let mut v = Vec::new(); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("@G"); v.push("⟦@B¦@G⟧"); base::load(v.last().unwrap()); }"#,
    },
];

/// What is changed by a way that leads around the place: through a clone that shares it, a closure, a writer.
const AROUND: &[Way] = &[
    Way {
        name: "a-function-is-no-method",
        feature: "",
        depot: r#"const TABLE: [(&str, &str); 1] = [("small", "⟦@B¦@G⟧")]; pub fn find<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> { fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()) } pub fn listed(name: &str) -> Option<String> { let of = |list: &[(&str, &str)]| { let found = list.iter().find(|(known, _)| *known == name); found.map(|(_, model)| (*model).to_owned()) }; let file = of(&TABLE)?; Some(format!("https://huggingface.co/{file}/resolve/main/x.onnx")) } pub fn others() -> Vec<(String, Vec<&'static str>, u8)> { let mut all: Vec<(String, Vec<&str>, u8)> = Vec::new(); for other in ["@B"] { if let Some((_, known, _)) = all.iter_mut().find(|(name, ..)| name == "x") { known.push(other); } } all }"#,
        shop: r#"fn main() { println!("{}{:?}", depot::others().len(), depot::find(&[], "")); reqwest::blocking::get(depot::listed("small").unwrap()).unwrap(); }"#,
    },
    Way {
        name: "clone-of-a-manager",
        feature: "",
        depot: r#"use std::sync::{Arc, Mutex}; pub struct Inner { model: String } impl Inner { fn select(&mut self, m: &str) { self.model = m.into() } } #[derive(Clone)] pub struct Manager(Arc<Mutex<Inner>>); impl Manager { pub fn new() -> Self { Manager(Arc::new(Mutex::new(Inner { model: "@G".into() }))) } pub fn select(&self, m: &str) { self.0.lock().unwrap().select(m) } pub fn load(&self) { base::load(&self.0.lock().unwrap().model) } }"#,
        shop: r#"fn main() { let manager = depot::Manager::new(); let other = manager.clone(); other.select("⟦@B¦@G⟧"); manager.load(); }"#,
    },
    Way {
        name: "clone-of-a-named-field",
        feature: "",
        depot: r#"use std::{cell::RefCell, rc::Rc}; #[derive(Clone)] pub struct State { model: Rc<RefCell<String>> } impl State { pub fn new() -> Self { Self { model: Rc::new(RefCell::new("@G".to_string())) } } pub fn choose(&self, id: &str) { *self.model.borrow_mut() = id.to_string(); } pub fn load(&self) { base::load(&self.model.borrow()) } }"#,
        shop: r#"fn main() { let state = depot::State::new(); let handle = state.clone(); handle.choose("⟦@B¦@G⟧"); state.load(); }"#,
    },
    Way {
        name: "text-grows-in-a-closure",
        feature: "",
        depot: r#"pub struct S { id: String } impl S { fn with<R>(&mut self, f: impl FnOnce(&mut String) -> R) -> R { f(&mut self.id) } } pub fn id() -> String { let mut s = S { id: "@G".into() }; s.with(|i| { i.clear(); i.push_str("⟦@B¦@G⟧") }); s.id }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "write-to-bytes",
        feature: "",
        depot: r#"use std::io::Write; pub fn id() -> String { let mut b: Vec<u8> = vec![]; write!(b, "{}", "⟦@B¦@G⟧").unwrap(); String::from_utf8(b).unwrap() }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
    Way {
        name: "part-of-a-guard",
        feature: "",
        depot: r#"use std::cell::{RefCell, RefMut}; struct S { id: String } pub fn id() -> String { let c = RefCell::new(S { id: "@G".into() }); { let mut r = RefMut::map(c.borrow_mut(), |s| &mut s.id); *r = "⟦@B¦@G⟧".into(); } let x = c.borrow().id.clone(); x }"#,
        shop: "fn main() { base::load(&depot::id()); }",
    },
];

#[test]
fn texts_of_parts() {
    judge(STRUNG, "base");
}

#[test]
fn lists_in_another_order() {
    judge(ORDERED, "base");
}

#[test]
fn what_calls_fill() {
    judge(FILLED, "base");
}

#[test]
fn what_is_written_behind_references() {
    judge(BEHIND, "base");
}

#[test]
fn methods_that_write_to_a_part() {
    judge(SETTERS, "base");
}

#[test]
fn what_is_not_there() {
    judge(ABSENT, "base");
}

#[test]
fn what_is_changed_by_a_way_around() {
    judge(AROUND, "base");
}

#[test]
fn what_fills_a_list_that_was_empty() {
    judge(MADE_EMPTY, "base");
}
