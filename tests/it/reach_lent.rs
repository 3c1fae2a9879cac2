//! Places that are lent: by `&mut`, behind locks and cells, in values that keep references, and to closures. Each program
//! fails for the model or says that it is open, and its twin, one token away, does not fail.

use crate::reach_ways::{Row, judge, never_silent, of_rows};

/// What is followed.
const FOLLOWED: &[Row] = &[
    (
        "signal-struct",
        "struct S { id: &'static str }",
        r#"let s = leptos::RwSignal::new(S { id: "@G" }); s.update(|s| s.id = "⟦@B¦@G⟧"); base::load(s.get().id);"#,
    ),
    (
        "cell-update",
        "",
        r#"let c = std::cell::Cell::new("@G"); c.update(|_| "⟦@B¦@G⟧"); base::load(c.get());"#,
    ),
    (
        "tl-set",
        r#"thread_local! { static CURRENT: std::cell::Cell<&'static str> = std::cell::Cell::new("@G"); }"#,
        r#"CURRENT.set("⟦@B¦@G⟧"); base::load(CURRENT.get());"#,
    ),
    (
        "tl-replace",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = std::cell::RefCell::new("@G"); }"#,
        r#"CURRENT.replace("⟦@B¦@G⟧"); base::load(CURRENT.take());"#,
    ),
    (
        "lock-clonefrom",
        "",
        r#"let m = std::sync::Mutex::new("@G".to_string()); m.lock().unwrap().clone_from(&"⟦@B¦@G⟧".to_string()); base::load(&m.lock().unwrap());"#,
    ),
    (
        "lock-replace",
        "",
        r#"let m = std::sync::Mutex::new("@G"); let _ = std::mem::replace(&mut *m.lock().unwrap(), "⟦@B¦@G⟧"); base::load(*m.lock().unwrap());"#,
    ),
    (
        "lock-into",
        "",
        r#"let m = std::sync::Arc::new(std::sync::Mutex::new("@G")); let n = m.clone(); std::thread::spawn(move || { *n.lock().unwrap() = "⟦@B¦@G⟧"; }).join().unwrap(); base::load(*m.lock().unwrap());"#,
    ),
    (
        "lock-guard-fn",
        r#"fn set(g: &mut &'static str) { *g = "⟦@B¦@G⟧"; }"#,
        r#"let m = std::sync::Mutex::new("@G"); set(&mut m.lock().unwrap()); base::load(*m.lock().unwrap());"#,
    ),
    (
        "lock-drop-fn",
        r#"fn set(mut g: std::sync::MutexGuard<&'static str>) { *g = "⟦@B¦@G⟧"; }"#,
        r#"let m = std::sync::Mutex::new("@G"); set(m.lock().unwrap()); base::load(*m.lock().unwrap());"#,
    ),
    (
        "opt-asmut-map",
        "",
        r#"let mut o = Some("@G"); o.as_mut().map(|v| *v = "⟦@B¦@G⟧"); base::load(o.unwrap());"#,
    ),
    (
        "opt-iflet-mut",
        "",
        r#"let mut o = Some("@G"); if let Some(v) = &mut o { *v = "⟦@B¦@G⟧"; } base::load(o.unwrap());"#,
    ),
    (
        "opt-asderefmut",
        "",
        r#"let mut o = Some(Box::new("@G")); if let Some(v) = o.as_deref_mut() { *v = "⟦@B¦@G⟧"; } base::load(*o.unwrap());"#,
    ),
    (
        "opt-inspect",
        "",
        r#"let mut o = Some("@G"); o.iter_mut().for_each(|v| *v = "⟦@B¦@G⟧"); base::load(o.unwrap());"#,
    ),
    (
        "opt-letelse-mut",
        "",
        r#"let mut o = Some("@G"); let Some(v) = o.as_mut() else { return }; *v = "⟦@B¦@G⟧"; base::load(o.unwrap());"#,
    ),
    (
        "opt-match-mut",
        "",
        r#"let mut o = Some("@G"); match o { Some(ref mut v) => *v = "⟦@B¦@G⟧", None => {} } base::load(o.unwrap());"#,
    ),
    (
        "res-asmut",
        "",
        r#"let mut o: Result<&str, ()> = Ok("@G"); if let Ok(v) = o.as_mut() { *v = "⟦@B¦@G⟧"; } base::load(o.unwrap());"#,
    ),
    (
        "vec-firstmut-map",
        "",
        r#"let mut v = vec!["@G"]; v.first_mut().map(|x| *x = "⟦@B¦@G⟧"); base::load(v[0]);"#,
    ),
    (
        "vec-itermut-map",
        "",
        r#"let mut v = vec!["@G"]; let n = v.iter_mut().map(|x| { *x = "⟦@B¦@G⟧"; }).count(); let _ = n; base::load(v[0]);"#,
    ),
    (
        "vec-itermut-zip",
        "",
        r#"let mut v = vec!["@G"]; for (a, b) in v.iter_mut().zip(["⟦@B¦@G⟧"]) { *a = b; } base::load(v[0]);"#,
    ),
    (
        "vec-itermut-enum",
        "",
        r#"let mut v = vec!["@G"]; for (n, a) in v.iter_mut().enumerate() { if n == 0 { *a = "⟦@B¦@G⟧"; } } base::load(v[0]);"#,
    ),
    (
        "vec-itermut-find",
        "struct M { k: u8, id: &'static str }",
        r#"let mut v = vec![M { k: 1, id: "@G" }]; v.iter_mut().find(|m| m.k == 1).unwrap().id = "⟦@B¦@G⟧"; base::load(v[0].id);"#,
    ),
    (
        "vec-itermut-find2",
        "struct M { k: u8, id: &'static str }",
        r#"let mut v = vec![M { k: 1, id: "@G" }]; if let Some(m) = v.iter_mut().find(|m| m.k == 1) { m.id = "⟦@B¦@G⟧"; } base::load(v[0].id);"#,
    ),
    (
        "vec-itermut-filter",
        "struct M { k: u8, id: &'static str }",
        r#"let mut v = vec![M { k: 1, id: "@G" }]; v.iter_mut().filter(|m| m.k == 1).for_each(|m| m.id = "⟦@B¦@G⟧"); for m in &v { base::load(m.id); }"#,
    ),
    (
        "vec-itermut-max",
        "struct M { k: u8, id: &'static str }",
        r#"let mut v = vec![M { k: 1, id: "@G" }]; v.iter_mut().max_by_key(|m| m.k).unwrap().id = "⟦@B¦@G⟧"; for m in v { base::load(m.id); }"#,
    ),
    (
        "vec-itermut-last",
        "struct M { id: &'static str }",
        r#"let mut v = vec![M { id: "@G" }]; v.iter_mut().rev().next().unwrap().id = "⟦@B¦@G⟧"; for m in v { base::load(m.id); }"#,
    ),
    (
        "vec-index-field",
        "struct M { id: &'static str }",
        r#"let mut v = vec![M { id: "@G" }]; v[0].id = "⟦@B¦@G⟧"; for m in v { base::load(m.id); }"#,
    ),
    (
        "vec-swap-elem",
        "",
        r#"let mut v = vec!["@G"]; let mut x = "⟦@B¦@G⟧"; std::mem::swap(&mut v[0], &mut x); base::load(v[0]);"#,
    ),
    (
        "vec-getmany",
        "",
        r#"let mut v = vec!["@G", "@G"]; if let Ok([a, _]) = v.get_disjoint_mut([0, 1]) { *a = "⟦@B¦@G⟧"; } base::load(v[0]);"#,
    ),
    (
        "vec-iter-by-ref",
        "",
        r#"let v = ["@G", "⟦@B¦@G⟧"]; let mut i = v.iter(); i.by_ref().take(1).for_each(drop); base::load(i.next().unwrap());"#,
    ),
    (
        "vec-deque-iter",
        "",
        r#"let mut v = std::collections::VecDeque::from(["@G"]); for x in v.iter_mut() { *x = "⟦@B¦@G⟧"; } base::load(v[0]);"#,
    ),
    (
        "map-getmut-replace",
        "",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); if let Some(v) = m.get_mut("a") { let _ = std::mem::replace(v, "⟦@B¦@G⟧"); } base::load(m["a"]);"#,
    ),
    (
        "map-getmut-map",
        "",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); m.get_mut("a").map(|v| *v = "⟦@B¦@G⟧"); base::load(m["a"]);"#,
    ),
    (
        "map-vecpush",
        "",
        r#"let mut m: std::collections::HashMap<&str, Vec<&str>> = std::collections::HashMap::new(); m.entry("a").or_default().push("⟦@B¦@G⟧"); for id in &m["a"] { base::load(id); }"#,
    ),
    (
        "map-struct",
        "struct M { id: &'static str }",
        r#"let mut m = std::collections::HashMap::from([("a", M { id: "@G" })]); m.get_mut("a").unwrap().id = "⟦@B¦@G⟧"; base::load(m["a"].id);"#,
    ),
    (
        "map-values-struct",
        "struct M { id: &'static str }",
        r#"let mut m = std::collections::HashMap::from([("a", M { id: "@G" })]); m.values_mut().for_each(|m| m.id = "⟦@B¦@G⟧"); base::load(m["a"].id);"#,
    ),
    (
        "btree-lastentry",
        "",
        r#"let mut m = std::collections::BTreeMap::from([(1, "@G")]); *m.last_entry().unwrap().get_mut() = "⟦@B¦@G⟧"; base::load(m[&1]);"#,
    ),
    (
        "btree-rangemut",
        "",
        r#"let mut m = std::collections::BTreeMap::from([(1, "@G")]); for (_, v) in m.range_mut(..) { *v = "⟦@B¦@G⟧"; } base::load(m[&1]);"#,
    ),
    (
        "dash-alterall",
        "",
        r#"let m = dashmap::DashMap::new(); m.insert("a", "@G"); m.alter_all(|_, _| "⟦@B¦@G⟧"); base::load(*m.get("a").unwrap());"#,
    ),
    (
        "dash-entrymod",
        "",
        r#"let m = dashmap::DashMap::new(); m.insert("a", "@G"); m.entry("a").and_modify(|v| *v = "⟦@B¦@G⟧"); base::load(*m.get("a").unwrap());"#,
    ),
    (
        "dash-itermut",
        "",
        r#"let m = dashmap::DashMap::new(); m.insert("a", "@G"); for mut v in m.iter_mut() { *v = "⟦@B¦@G⟧"; } base::load(*m.get("a").unwrap());"#,
    ),
    (
        "dash-view",
        "",
        r#"let m = dashmap::DashMap::new(); m.insert("a", "⟦@B¦@G⟧"); m.view("a", |_, v| { base::load(v); });"#,
    ),
    (
        "slab",
        "",
        r#"let mut s = slab::Slab::new(); let k = s.insert("@G"); s[k] = "⟦@B¦@G⟧"; base::load(s[k]);"#,
    ),
    (
        "slab-insert",
        "",
        r#"let mut s = slab::Slab::new(); let k = s.insert("⟦@B¦@G⟧"); base::load(s[k]);"#,
    ),
    (
        "slotmap",
        "",
        r#"let mut s = slotmap::SlotMap::new(); let k = s.insert("@G"); *s.get_mut(k).unwrap() = "⟦@B¦@G⟧"; base::load(s[k]);"#,
    ),
    (
        "petgraph-w",
        "",
        r#"let mut g = petgraph::Graph::<&str, ()>::new(); let n = g.add_node("@G"); *g.node_weight_mut(n).unwrap() = "⟦@B¦@G⟧"; base::load(g[n]);"#,
    ),
    (
        "im-vec",
        "",
        r#"let mut v = im::Vector::new(); v.push_back("⟦@B¦@G⟧"); base::load(v[0]);"#,
    ),
    (
        "triomphe",
        "",
        r#"let mut a = triomphe::Arc::new("@G"); *triomphe::Arc::make_mut(&mut a) = "⟦@B¦@G⟧"; base::load(*a);"#,
    ),
    (
        "closure-mutarg",
        r#"fn with(f: impl FnOnce(&mut &'static str)) { let mut v = "@G"; f(&mut v); base::load(v); }"#,
        r#"with(|v| *v = "⟦@B¦@G⟧");"#,
    ),
    (
        "closure-mutstruct",
        r#"#[derive(Default)] struct S { id: &'static str } fn with(f: impl FnOnce(&mut S)) { let mut s = S { id: "@G" }; f(&mut s); base::load(s.id); }"#,
        r#"with(|s| s.id = "⟦@B¦@G⟧");"#,
    ),
    (
        "closure-mutself",
        "struct S { id: &'static str } impl S { fn edit(&mut self, f: impl FnOnce(&mut Self)) -> &mut Self { f(self); self } }",
        r#"let mut s = S { id: "@G" }; s.edit(|s| s.id = "⟦@B¦@G⟧"); base::load(s.id);"#,
    ),
    (
        "closure-owned",
        "struct S { id: &'static str } impl S { fn map(self, f: impl FnOnce(Self) -> Self) -> Self { f(self) } }",
        r#"let s = S { id: "@G" }.map(|mut s| { s.id = "⟦@B¦@G⟧"; s }); base::load(s.id);"#,
    ),
    (
        "closure-tap",
        "struct S { id: &'static str } trait Tap: Sized { fn tap_mut(mut self, f: impl FnOnce(&mut Self)) -> Self { f(&mut self); self } } impl<T> Tap for T {}",
        r#"let s = S { id: "@G" }.tap_mut(|s| s.id = "⟦@B¦@G⟧"); base::load(s.id);"#,
    ),
    (
        "closure-fnptr",
        r#"struct S { id: &'static str } fn change(s: &mut S) { s.id = "⟦@B¦@G⟧"; }"#,
        r#"let f: fn(&mut S) = change; let mut s = S { id: "@G" }; f(&mut s); base::load(s.id);"#,
    ),
    (
        "closure-vec",
        "struct S { id: &'static str }",
        r#"let steps: Vec<Box<dyn Fn(&mut S)>> = vec![Box::new(|s| s.id = "⟦@B¦@G⟧")]; let mut s = S { id: "@G" }; for step in &steps { step(&mut s); } base::load(s.id);"#,
    ),
    (
        "trait-mut",
        r#"struct S { id: &'static str } trait Step { fn run(&self, s: &mut S); } struct A; impl Step for A { fn run(&self, s: &mut S) { s.id = "⟦@B¦@G⟧"; } }"#,
        r#"let step: Box<dyn Step> = Box::new(A); let mut s = S { id: "@G" }; step.run(&mut s); base::load(s.id);"#,
    ),
    (
        "gen-mut",
        "struct S { id: &'static str } fn run<F: Fn(&mut S)>(f: F, s: &mut S) { f(s) }",
        r#"let mut s = S { id: "@G" }; run(|s| s.id = "⟦@B¦@G⟧", &mut s); base::load(s.id);"#,
    ),
    (
        "iter-fold-state",
        "struct S { id: &'static str }",
        r#"let s = ["⟦@B¦@G⟧"].iter().fold(S { id: "@G" }, |mut s, x| { s.id = x; s }); base::load(s.id);"#,
    ),
    (
        "try-for-each",
        "",
        r#"let mut id = "@G"; ["⟦@B¦@G⟧"].iter().for_each(|x| id = x); base::load(id);"#,
    ),
    (
        "loop-carry",
        "",
        r#"let mut id = "@G"; for x in ["⟦@B¦@G⟧"] { id = x; } base::load(id);"#,
    ),
    (
        "nested-fn-mut",
        r#"fn a(s: &mut String) { b(s) } fn b(s: &mut String) { *s = "⟦@B¦@G⟧".to_string(); }"#,
        r#"let mut s = "@G".to_string(); a(&mut s); base::load(&s);"#,
    ),
    (
        "ret-tuple-mut",
        r#"fn a(s: &mut (u8, &'static str)) { s.1 = "⟦@B¦@G⟧"; }"#,
        r#"let mut s = (1, "@G"); a(&mut s); base::load(s.1);"#,
    ),
    (
        "array-mut",
        r#"fn a(s: &mut [&'static str]) { s[0] = "⟦@B¦@G⟧"; }"#,
        r#"let mut s = ["@G"]; a(&mut s); base::load(s[0]);"#,
    ),
    (
        "slice-mut",
        r#"fn a(s: &mut [&'static str]) { for x in s { *x = "⟦@B¦@G⟧"; } }"#,
        r#"let mut s = vec!["@G"]; a(&mut s[..]); base::load(s[0]);"#,
    ),
    (
        "box-mut",
        r#"fn a(s: &mut Box<&'static str>) { **s = "⟦@B¦@G⟧"; }"#,
        r#"let mut s = Box::new("@G"); a(&mut s); base::load(*s);"#,
    ),
    (
        "field-mut-ref",
        r#"struct S { id: &'static str } struct V<'a> { s: &'a mut S } impl V<'_> { fn go(&mut self) { self.s.id = "⟦@B¦@G⟧"; } }"#,
        r#"let mut s = S { id: "@G" }; V { s: &mut s }.go(); base::load(s.id);"#,
    ),
    (
        "async-mut",
        r#"struct S { id: &'static str } async fn a(s: &mut S) { s.id = "⟦@B¦@G⟧"; }"#,
        r#"futures::executor::block_on(async { let mut s = S { id: "@G" }; a(&mut s).await; base::load(s.id); });"#,
    ),
    (
        "ca-serde-default",
        r#"fn id() -> String { "⟦@B¦@G⟧".into() } #[cfg_attr(feature = "x", derive(serde::Deserialize))] struct S { #[cfg_attr(feature = "x", serde(default = "id"))] id: String }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); base::load(&s.id);"#,
    ),
    (
        "ca-deser-with",
        r#"#[cfg_attr(feature = "x", derive(serde::Deserialize))] struct S { #[cfg_attr(feature = "x", serde(deserialize_with = "go"))] id: String } fn go<'a, D: serde::Deserializer<'a>>(_: D) -> Result<String, D::Error> { @L Ok(String::new()) }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); let _ = s.id;"#,
    ),
    (
        "ca-clap",
        r#"#[cfg_attr(feature = "x", derive(clap::Parser))] struct A { #[cfg_attr(feature = "x", arg(long, default_value = "⟦@B¦@G⟧"))] id: String }"#,
        "let a = A::parse(); base::load(&a.id);",
    ),
    (
        "ca-pymethods",
        r#"#[cfg_attr(feature = "x", pyo3::pyclass)] pub struct S; #[cfg_attr(feature = "x", pyo3::pymethods)] impl S { fn go(&self) { @L } }"#,
        "let _s = S;",
    ),
    (
        "ca-nomangle",
        r#"#[cfg_attr(all(), no_mangle)] extern "C" fn go() { @L }"#,
        "let _ = 1;",
    ),
    (
        "serde-with-mod",
        r#"mod w { pub fn deserialize<'a, D: serde::Deserializer<'a>>(_: D) -> Result<String, D::Error> { @L Ok(String::new()) } } #[derive(serde::Deserialize)] struct S { #[serde(with = "w")] id: String }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); let _ = s.id;"#,
    ),
    (
        "typetag-in-box",
        "#[typetag::serde] trait M { fn go(&self); } #[derive(serde::Deserialize)] struct I; #[typetag::serde] impl M for I { fn go(&self) { @L } }",
        r#"let m: Vec<Box<dyn M>> = serde_json::from_str("[]").unwrap(); for x in &m { x.go(); }"#,
    ),
    (
        "proto",
        r#"mod svc { tonic::include_proto!("svc"); } struct S; #[tonic::async_trait] impl svc::greeter_server::Greeter for S { async fn go(&self) { @L } }"#,
        "let _ = tonic::transport::Server::builder().add_service(svc::greeter_server::GreeterServer::new(S));",
    ),
    (
        "proto-plain",
        r#"mod svc { tonic::include_proto!("svc"); } struct S; impl svc::greeter_server::Greeter for S { async fn go(&self) { @L } }"#,
        "let _ = tonic::transport::Server::builder().add_service(svc::greeter_server::GreeterServer::new(S));",
    ),
    (
        "proto-include",
        r#"mod svc { include!(concat!(env!("OUT_DIR"), "/svc.rs")); } struct S; impl svc::Greeter for S { fn go(&self) { @L } }"#,
        "svc::serve(S);",
    ),
    (
        "tl-a",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = std::cell::RefCell::new("@G"); }"#,
        r#"CURRENT.with_borrow_mut(|v| *v = "⟦@B¦@G⟧"); CURRENT.with_borrow(|w| { base::load(w); });"#,
    ),
    (
        "tl-b",
        r#"thread_local! { static CURRENT: std::cell::Cell<&'static str> = const { std::cell::Cell::new("@G") }; }"#,
        r#"CURRENT.with(|c| c.set("⟦@B¦@G⟧")); CURRENT.with(|d| { base::load(d.get()); });"#,
    ),
    (
        "tl-c",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = std::cell::RefCell::new("@G"); }"#,
        r#"CURRENT.with(|v| *v.borrow_mut() = "⟦@B¦@G⟧"); CURRENT.with(|w| { base::load(&w.borrow()); });"#,
    ),
    (
        "st-d",
        r#"static CURRENT: std::sync::Mutex<&'static str> = std::sync::Mutex::new("@G");"#,
        r#"let c = &CURRENT; *c.lock().unwrap() = "⟦@B¦@G⟧"; let d = &CURRENT; base::load(*d.lock().unwrap());"#,
    ),
    (
        "st-e",
        r#"static CURRENT: std::sync::Mutex<&'static str> = std::sync::Mutex::new("@G"); fn set() { *CURRENT.lock().unwrap() = "⟦@B¦@G⟧"; }"#,
        "set(); let d = CURRENT.lock().unwrap(); base::load(*d);",
    ),
    (
        "tl-f",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = std::cell::RefCell::new("@G"); } fn set() { CURRENT.with(|v| *v.borrow_mut() = "⟦@B¦@G⟧"); }"#,
        "set(); CURRENT.with(|w| { base::load(&w.borrow()); });",
    ),
    (
        "tl-g",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = std::cell::RefCell::new("@G"); } fn set() { CURRENT.with(|v| *v.borrow_mut() = "⟦@B¦@G⟧"); }"#,
        "set(); CURRENT.with_borrow(|w| { base::load(w); });",
    ),
    (
        "tl-h",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = std::cell::RefCell::new("@G"); }"#,
        r#"CURRENT.set("⟦@B¦@G⟧"); CURRENT.with_borrow(|w| { base::load(w); });"#,
    ),
    (
        "tl-i",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = const { std::cell::RefCell::new("@G") }; }"#,
        r#"CURRENT.set("⟦@B¦@G⟧"); CURRENT.with(|w| { base::load(&w.borrow()); });"#,
    ),
    (
        "tl-j",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = const { std::cell::RefCell::new("@G") }; }"#,
        r#"CURRENT.with(|v| { v.replace("⟦@B¦@G⟧"); }); base::load(CURRENT.take());"#,
    ),
    (
        "kept-k1",
        r#"struct S { id: &'static str } struct V<'a> { s: &'a mut S } impl V<'_> { fn go(&mut self) { self.s.id = "⟦@B¦@G⟧"; } }"#,
        r#"let mut s = S { id: "@G" }; let mut v = V { s: &mut s }; v.go(); base::load(s.id);"#,
    ),
    (
        "kept-k2",
        r#"struct S { id: &'static str } struct V<'a>(&'a mut S); impl V<'_> { fn go(&mut self) { self.0.id = "⟦@B¦@G⟧"; } }"#,
        r#"let mut s = S { id: "@G" }; V(&mut s).go(); base::load(s.id);"#,
    ),
    (
        "kept-k3",
        r#"struct S { id: &'static str } struct V<'a> { s: &'a mut S } impl<'a> V<'a> { fn new(s: &'a mut S) -> Self { V { s } } fn go(self) { self.s.id = "⟦@B¦@G⟧"; } }"#,
        r#"let mut s = S { id: "@G" }; V::new(&mut s).go(); base::load(s.id);"#,
    ),
    (
        "kept-k4",
        r#"struct S { id: &'static str } struct V<'a> { s: &'a mut S } impl<'a> V<'a> { fn new(s: &'a mut S) -> Self { V { s } } fn go(self) -> Self { self.s.id = "⟦@B¦@G⟧"; self } fn done(self) {} }"#,
        r#"let mut s = S { id: "@G" }; V::new(&mut s).go().done(); base::load(s.id);"#,
    ),
    (
        "kept-k5",
        "struct S { id: &'static str } impl S { fn edit(&mut self) -> V<'_> { V { s: self } } } struct V<'a> { s: &'a mut S } impl<'a> V<'a> { fn id(self, id: &'static str) -> Self { self.s.id = id; self } }",
        r#"let mut s = S { id: "@G" }; s.edit().id("⟦@B¦@G⟧"); base::load(s.id);"#,
    ),
    (
        "kept-k16",
        "",
        r#"let mut s = "@G".to_string(); for t in [&mut s] { *t = "⟦@B¦@G⟧".to_string(); } base::load(&s);"#,
    ),
    (
        "kept-k17",
        "",
        r#"let mut s = "@G".to_string(); let mut t = String::new(); for (p, v) in [(&mut s, "⟦@B¦@G⟧"), (&mut t, "")] { *p = v.to_string(); } base::load(&s);"#,
    ),
    (
        "kept-k18",
        "",
        r#"let mut a = "@G"; let mut b = "@G"; let p = if b.len() > 1 { &mut a } else { &mut b }; *p = "⟦@B¦@G⟧"; base::load(a); base::load(b);"#,
    ),
    (
        "kept-k19",
        "",
        r#"let mut s = "@G".to_string(); let mut set = |id: &str| s = id.to_string(); set("⟦@B¦@G⟧"); base::load(&s);"#,
    ),
    (
        "kept-k20",
        r#"fn run(mut f: impl FnMut(&str)) { f("⟦@B¦@G⟧"); }"#,
        r#"let mut s = "@G".to_string(); run(|id| s = id.to_string()); base::load(&s);"#,
    ),
    (
        "kept-k21",
        "struct P<'a> { set: Box<dyn FnMut(&str) + 'a> }",
        r#"let mut s = "@G".to_string(); { let mut p = P { set: Box::new(|id| s = id.to_string()) }; (p.set)("⟦@B¦@G⟧"); } base::load(&s);"#,
    ),
    (
        "kept-k22",
        r#"mod m { pub fn each(mut f: impl FnMut(&str)) { for id in ["⟦@B¦@G⟧"] { f(id); } } }"#,
        r#"let mut all = vec!["@G".to_string()]; m::each(|id| all.push(id.to_string())); for id in &all { base::load(id); }"#,
    ),
];

/// What may be open.
const OPEN: &[Row] = &[
    (
        "watch-modify",
        "",
        r#"let (tx, rx) = tokio::sync::watch::channel("@G"); tx.send_modify(|v| *v = "⟦@B¦@G⟧"); base::load(*rx.borrow());"#,
    ),
    (
        "watch-replace",
        "",
        r#"let (tx, rx) = tokio::sync::watch::channel("@G"); tx.send_replace("⟦@B¦@G⟧"); base::load(*rx.borrow());"#,
    ),
    (
        "watch-ifmod",
        "",
        r#"let (tx, rx) = tokio::sync::watch::channel("@G"); tx.send_if_modified(|v| { *v = "⟦@B¦@G⟧"; true }); base::load(*rx.borrow());"#,
    ),
    (
        "signal-update",
        "",
        r#"let (id, set) = leptos::create_signal("@G"); set.update(|v| *v = "⟦@B¦@G⟧"); base::load(id.get());"#,
    ),
    (
        "signal-set",
        "",
        r#"let (id, set) = leptos::create_signal("@G"); set.set("⟦@B¦@G⟧"); base::load(id.get());"#,
    ),
    (
        "signal-callset",
        "",
        r#"let (id, set) = leptos::create_signal("@G"); set("⟦@B¦@G⟧"); base::load(id());"#,
    ),
    (
        "signal-rw",
        "",
        r#"let id = leptos::RwSignal::new("@G"); id.update(|v| *v = "⟦@B¦@G⟧"); base::load(id.get());"#,
    ),
    (
        "signal-dx",
        "",
        r#"let mut id = dioxus::use_signal(|| "@G"); *id.write() = "⟦@B¦@G⟧"; base::load(&id.read());"#,
    ),
    (
        "signal-dx-set",
        "",
        r#"let mut id = dioxus::use_signal(|| "@G"); id.set("⟦@B¦@G⟧"); base::load(&id());"#,
    ),
    (
        "signal-dx-with",
        "",
        r#"let mut id = dioxus::use_signal(|| "@G"); id.with_mut(|v| *v = "⟦@B¦@G⟧"); base::load(&id());"#,
    ),
    (
        "arcswap-rcu",
        "",
        r#"let s = arc_swap::ArcSwap::from_pointee("@G"); s.rcu(|_| "⟦@B¦@G⟧"); base::load(&s.load());"#,
    ),
    (
        "arcswap-swap",
        "",
        r#"let s = arc_swap::ArcSwap::from_pointee("@G"); s.swap(std::sync::Arc::new("⟦@B¦@G⟧")); base::load(&s.load());"#,
    ),
    (
        "tl-withborrowmut",
        r#"thread_local! { static CURRENT: std::cell::RefCell<&'static str> = std::cell::RefCell::new("@G"); }"#,
        r#"CURRENT.with_borrow_mut(|v| *v = "⟦@B¦@G⟧"); CURRENT.with_borrow(|v| { base::load(v); });"#,
    ),
    (
        "tl-with-set",
        r#"thread_local! { static CURRENT: std::cell::Cell<&'static str> = const { std::cell::Cell::new("@G") }; }"#,
        r#"CURRENT.with(|c| c.set("⟦@B¦@G⟧")); CURRENT.with(|c| { base::load(c.get()); });"#,
    ),
    (
        "opt-mapor-mut",
        "",
        r#"let mut o = Some("@G"); o.as_mut().map_or((), |v| *v = "⟦@B¦@G⟧"); base::load(o.unwrap());"#,
    ),
    (
        "vec-extract",
        "",
        r#"let mut v = vec!["@G", "⟦@B¦@G⟧"]; let w: Vec<_> = v.extract_if(.., |x| *x != "@G").collect(); for id in w { base::load(id); }"#,
    ),
    (
        "map-entry-key",
        "",
        r#"let mut m = std::collections::HashMap::new(); m.entry("a").or_insert_with_key(|_| "⟦@B¦@G⟧"); base::load(m["a"]);"#,
    ),
    (
        "map-entry-match",
        "use std::collections::hash_map::Entry;",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); if let Entry::Occupied(mut e) = m.entry("a") { e.insert("⟦@B¦@G⟧"); } base::load(m["a"]);"#,
    ),
    (
        "map-entry-getmut",
        "use std::collections::hash_map::Entry;",
        r#"let mut m = std::collections::HashMap::from([("a", "@G")]); match m.entry("a") { Entry::Occupied(mut e) => *e.get_mut() = "⟦@B¦@G⟧", Entry::Vacant(e) => { e.insert("@G"); } } base::load(m["a"]);"#,
    ),
    (
        "map-entry-vacant",
        "use std::collections::hash_map::Entry;",
        r#"let mut m = std::collections::HashMap::new(); if let Entry::Vacant(e) = m.entry("a") { e.insert("⟦@B¦@G⟧"); } base::load(m["a"]);"#,
    ),
    (
        "petgraph",
        "",
        r#"let mut g = petgraph::Graph::<&str, ()>::new(); let n = g.add_node("⟦@B¦@G⟧"); base::load(g[n]);"#,
    ),
    (
        "im-update",
        "",
        r#"let m = im::HashMap::new(); let m = m.update("a", "⟦@B¦@G⟧"); base::load(m["a"]);"#,
    ),
    (
        "kept-k6",
        r#"struct V<'a> { s: &'a mut String } impl V<'_> { fn go(&mut self) { *self.s = "⟦@B¦@G⟧".to_string(); } }"#,
        r#"let mut s = "@G".to_string(); V { s: &mut s }.go(); base::load(&s);"#,
    ),
    (
        "kept-k7",
        r#"struct V<'a> { s: &'a mut String } impl Drop for V<'_> { fn drop(&mut self) { *self.s = "⟦@B¦@G⟧".to_string(); } }"#,
        r#"let mut s = "@G".to_string(); drop(V { s: &mut s }); base::load(&s);"#,
    ),
    (
        "kept-k11",
        r#"struct V<'a> { s: &'a mut Vec<&'static str> } impl V<'_> { fn go(&mut self) { self.s.push("⟦@B¦@G⟧"); } }"#,
        r#"let mut s = vec!["@G"]; V { s: &mut s }.go(); for id in s { base::load(id); }"#,
    ),
    (
        "kept-k12",
        r#"trait Visit { fn visit(&mut self, id: &'static str); } struct V<'a> { s: &'a mut Vec<&'static str> } impl Visit for V<'_> { fn visit(&mut self, id: &'static str) { self.s.push(id); } } fn walk(v: &mut dyn Visit) { v.visit("⟦@B¦@G⟧"); }"#,
        r#"let mut s = vec!["@G"]; walk(&mut V { s: &mut s }); for id in s { base::load(id); }"#,
    ),
    (
        "kept-k13",
        r#"fn go(s: (&mut String, u8)) { *s.0 = "⟦@B¦@G⟧".to_string(); }"#,
        r#"let mut s = "@G".to_string(); go((&mut s, 1)); base::load(&s);"#,
    ),
    (
        "kept-k14",
        r#"fn go(s: Option<&mut String>) { if let Some(s) = s { *s = "⟦@B¦@G⟧".to_string(); } }"#,
        r#"let mut s = "@G".to_string(); go(Some(&mut s)); base::load(&s);"#,
    ),
    (
        "kept-k15",
        r#"fn go(s: [&mut String; 1]) { for s in s { *s = "⟦@B¦@G⟧".to_string(); } }"#,
        r#"let mut s = "@G".to_string(); go([&mut s]); base::load(&s);"#,
    ),
];

#[test]
fn what_is_written_to_a_lent_place_counts() {
    judge(&of_rows(FOLLOWED), "base");
}

#[test]
fn what_is_not_followed_is_open() {
    never_silent(&of_rows(OPEN), "base");
}
