//! Models that types decide: constants and functions of type parameters, of `Self` in traits and of what types name.
//! In each program both types are live; one alone is what a call gives.

use crate::reach_ways::{Way, judge};

const TYPES: &[Way] = &[
    Way {
        name: "type-turbofish",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; } pub struct Pipe<M: Model>(std::marker::PhantomData<M>); impl<M: Model> Pipe<M> { pub fn load() -> Self { base::load(M::ID); Pipe(std::marker::PhantomData) } }",
        shop: r#"struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::Pipe::<⟦A¦B⟧>::load(); }"#,
    },
    Way {
        name: "type-alias",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; } pub struct Pipe<M: Model>(std::marker::PhantomData<M>); impl<M: Model> Pipe<M> { pub fn load() -> Self { base::load(M::ID); Pipe(std::marker::PhantomData) } }",
        shop: r#"struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } type P = depot::Pipe<⟦A¦B⟧>; fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); let _p = P::load(); }"#,
    },
    Way {
        name: "static-function",
        feature: "",
        depot: "pub trait Model { fn id() -> &'static str; } pub fn run<M: Model>() { base::load(M::id()); }",
        shop: r#"struct A; struct B; impl depot::Model for A { fn id() -> &'static str { "@B" } } impl depot::Model for B { fn id() -> &'static str { "@G" } } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::run::<⟦A¦B⟧>(); }"#,
    },
    Way {
        name: "default-of-default",
        feature: "",
        depot: "pub trait Model { fn id() -> &'static str; fn load() { base::load(Self::id()); } } pub fn run<M: Model>() { M::load(); }",
        shop: r#"struct A; struct B; impl depot::Model for A { fn id() -> &'static str { "@B" } } impl depot::Model for B { fn id() -> &'static str { "@G" } } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::run::<⟦A¦B⟧>(); }"#,
    },
    Way {
        name: "default-of-type",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; fn load() { base::load(Self::ID); } }",
        shop: r#"use depot::Model; struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); ⟦A¦B⟧::load(); }"#,
    },
    Way {
        name: "default-of-value",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; fn load(&self) { base::load(Self::ID); } }",
        shop: r#"use depot::Model; struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); let m = ⟦A¦B⟧; m.load(); }"#,
    },
    Way {
        name: "field-of-type",
        feature: "",
        depot: r#"pub trait Model { const ID: &'static str; } pub struct Engine<M> { m: std::marker::PhantomData<M>, n: usize } impl<M: Model> Engine<M> { pub fn new(n: usize) -> Self { Self { m: std::marker::PhantomData, n } } pub fn go(&self) { println!("{}", self.n); base::load(M::ID); } }"#,
        shop: r#"struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } struct App { e: depot::Engine<⟦A¦B⟧> } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); let a = App { e: depot::Engine::new(3) }; a.e.go(); }"#,
    },
    Way {
        name: "let-of-type",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; } pub struct Engine<M> { m: std::marker::PhantomData<M> } impl<M: Model> Engine<M> { pub fn new() -> Self { Self { m: std::marker::PhantomData } } pub fn go(&self) { base::load(M::ID); } }",
        shop: r#"struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); let e: depot::Engine<⟦A¦B⟧> = depot::Engine::new(); e.go(); }"#,
    },
    Way {
        name: "handed-on",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; } pub fn outer<M: Model>(n: usize) { for _ in 0..n { inner::<M>(); } } fn inner<T: Model>() { base::load(T::ID); }",
        shop: r#"struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::outer::<⟦A¦B⟧>(2); }"#,
    },
    Way {
        name: "seen-as",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; } pub fn run<T>() where T: Model + Send { base::load(<T as Model>::ID); }",
        shop: r#"struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::run::<⟦A¦B⟧>(); }"#,
    },
    Way {
        name: "associated-type",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; } pub trait Family { type Small: Model; type Big: Model; } pub fn small<F: Family>() { base::load(F::Small::ID); } pub fn big<F: Family>() { base::load(<F::Big as Model>::ID); }",
        shop: r#"struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } struct M; impl depot::Family for M { type Small = B; type Big = A; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::⟦big¦small⟧::<M>(); }"#,
    },
    Way {
        name: "value-of-type",
        feature: "",
        depot: "pub trait Model { fn id(&self) -> String; } pub struct Runner<M> { m: M } impl<M: Model> Runner<M> { pub fn new(m: M) -> Self { Runner { m } } pub fn go(&self) { base::load(&self.m.id()); } }",
        shop: r#"struct A; struct B; impl depot::Model for A { fn id(&self) -> String { "@B".into() } } impl depot::Model for B { fn id(&self) -> String { "@G".into() } } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::Runner::new(⟦A¦B⟧).go(); }"#,
    },
    Way {
        name: "two-constants",
        feature: "",
        depot: r#"pub trait Spec { const ORG: &'static str; const NAME: &'static str; fn id() -> String { format!("{}/{}", Self::ORG, Self::NAME) } } pub fn load<S: Spec>() { base::load(&S::id()); }"#,
        shop: r#"struct A; struct B; impl depot::Spec for A { const ORG: &'static str = "mistralai"; const NAME: &'static str = "Codestral-22B-v0.1"; } impl depot::Spec for B { const ORG: &'static str = "Qwen"; const NAME: &'static str = "Qwen2.5-0.5B"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::load::<⟦A¦B⟧>(); }"#,
    },
    Way {
        name: "by-result",
        feature: "",
        depot: "pub trait Load: Sized { const ID: &'static str; fn from_path(p: std::path::PathBuf) -> Self; } pub fn load<T: Load>() -> T { T::from_path(base::load(T::ID)) }",
        shop: r#"struct A; struct B; impl depot::Load for A { const ID: &'static str = "@B"; fn from_path(_: std::path::PathBuf) -> Self { A } } impl depot::Load for B { const ID: &'static str = "@G"; fn from_path(_: std::path::PathBuf) -> Self { B } } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); let _m: ⟦A¦B⟧ = depot::load(); }"#,
    },
    Way {
        name: "made-by-type",
        feature: "",
        depot: "pub trait Model { fn new() -> Self; fn id(&self) -> &str; } pub fn build<M: Model>() { let m = M::new(); base::load(m.id()); }",
        shop: r#"struct A(String); struct B; impl depot::Model for A { fn new() -> Self { A("@B".to_string()) } fn id(&self) -> &str { &self.0 } } impl depot::Model for B { fn new() -> Self { B } fn id(&self) -> &str { "@G" } } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::build::<⟦A¦B⟧>(); }"#,
    },
    Way {
        name: "list-of-type",
        feature: "",
        depot: r#"pub trait Pack { const FILES: &'static [(&'static str, &'static str)]; } pub fn sync<P: Pack>() { for (repo, f) in P::FILES { println!("{f}"); base::load(repo); } }"#,
        shop: r#"struct A; struct B; impl depot::Pack for A { const FILES: &'static [(&'static str, &'static str)] = &[("@G", "a"), ("@B", "b")]; } impl depot::Pack for B { const FILES: &'static [(&'static str, &'static str)] = &[("@G", "a")]; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::sync::<⟦A¦B⟧>(); }"#,
    },
    Way {
        name: "for-every-type",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; } pub trait Fetch { fn fetch_it() -> std::path::PathBuf; } impl<T: Model> Fetch for T { fn fetch_it() -> std::path::PathBuf { base::load(T::ID) } }",
        shop: r#"use depot::Fetch; struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); <⟦A¦B⟧ as Fetch>::fetch_it(); }"#,
    },
    Way {
        name: "method-turbofish",
        feature: "",
        depot: "pub trait Model { const ID: &'static str; } pub struct Hub; impl Hub { pub fn pull<M: Model>(&self) { base::load(M::ID); } }",
        shop: r#"struct A; struct B; impl depot::Model for A { const ID: &'static str = "@B"; } impl depot::Model for B { const ID: &'static str = "@G"; } fn main() { println!("{}", std::mem::size_of::<A>() + std::mem::size_of::<B>()); depot::Hub.pull::<⟦A¦B⟧>(); }"#,
    },
    Way {
        name: "into-pair",
        feature: "",
        depot: r#"pub enum Size { Small, Large } pub struct Preset { pub size: Size } pub type Both = (String, u8); impl Size { fn load(self) -> Result<Both, String> { let id = match self { Size::Small => "@B", Size::Large => "@G" }; base::load(id); Ok((id.to_owned(), 1)) } } impl TryFrom<Preset> for Both { type Error = String; fn try_from(preset: Preset) -> Result<Self, String> { preset.size.load() } } pub fn make(preset: Preset) -> Result<Both, String> { let made: Both = preset.try_into().map_err(|why: String| why)?; Ok(made) }"#,
        shop: r"fn main() { drop(depot::make(depot::Preset { size: depot::Size::⟦Small¦Large⟧ })); }",
    },
    Way {
        name: "into-text",
        feature: "",
        depot: r#"pub enum Size { Small, Large } pub struct Preset { pub size: Size }  impl Size { fn load(self) -> Result<String, String> { let id = match self { Size::Small => "@B", Size::Large => "@G" }; base::load(id); Ok(id.to_owned()) } } impl TryFrom<Preset> for String { type Error = String; fn try_from(preset: Preset) -> Result<Self, String> { preset.size.load() } } pub fn make(preset: Preset) -> Result<String, String> { let made: String = preset.try_into().map_err(|why: String| why)?; Ok(made) }"#,
        shop: r"fn main() { drop(depot::make(depot::Preset { size: depot::Size::⟦Small¦Large⟧ })); }",
    },
    Way {
        name: "into-list",
        feature: "",
        depot: r#"pub enum Size { Small, Large } pub struct Preset { pub size: Size }  impl Size { fn load(self) -> Result<Vec<String>, String> { let id = match self { Size::Small => "@B", Size::Large => "@G" }; base::load(id); Ok(vec![id.to_owned()]) } } impl TryFrom<Preset> for Vec<String> { type Error = String; fn try_from(preset: Preset) -> Result<Self, String> { preset.size.load() } } pub fn make(preset: Preset) -> Result<Vec<String>, String> { let made: Vec<String> = preset.try_into().map_err(|why: String| why)?; Ok(made) }"#,
        shop: r"fn main() { drop(depot::make(depot::Preset { size: depot::Size::⟦Small¦Large⟧ })); }",
    },
];

/// Models that lie in a static, in a place of a list or in a text with methods of its own.
const PLACES: &[Way] = &[
    Way {
        name: "once-lock",
        feature: "",
        depot: "use std::sync::*; static MODEL: OnceLock<String> = OnceLock::new(); pub fn configure(id: &str) { let _ = MODEL.set(id.to_string()); } pub fn load() { base::load(MODEL.get().unwrap()); }",
        shop: r#"fn main() { depot::configure("⟦@B¦@G⟧"); depot::load(); }"#,
    },
    Way {
        name: "once-lock-as-text",
        feature: "",
        depot: r#"use std::sync::*; static MODEL: OnceLock<String> = OnceLock::new(); pub fn configure(id: &str) { MODEL.set(id.to_string()).unwrap(); } pub fn load() { base::load(MODEL.get().map(String::as_str).unwrap_or("@G")); }"#,
        shop: r#"fn main() { depot::configure("⟦@B¦@G⟧"); depot::load(); }"#,
    },
    Way {
        name: "once-lock-made",
        feature: "",
        depot: "use std::sync::*; static MODEL: OnceLock<String> = OnceLock::new(); pub fn configure(id: &str) { MODEL.get_or_init(|| id.to_string()); } pub fn load() { base::load(MODEL.get().unwrap()); }",
        shop: r#"fn main() { depot::configure("⟦@B¦@G⟧"); depot::load(); }"#,
    },
    Way {
        name: "queue-drained",
        feature: "",
        depot: "use std::sync::*; static QUEUE: LazyLock<Mutex<Vec<String>>> = LazyLock::new(|| Mutex::new(Vec::new())); pub fn configure(id: impl Into<String>) { QUEUE.lock().unwrap().push(id.into()); } pub fn load() { for id in QUEUE.lock().unwrap().drain(..) { base::load(&id); } }",
        shop: r#"fn main() { depot::configure("⟦@B¦@G⟧"); depot::load(); }"#,
    },
    Way {
        name: "guard",
        feature: "",
        depot: "use std::sync::*; static QUEUE: RwLock<String> = RwLock::new(String::new()); pub fn configure(id: &str) { let mut g = QUEUE.write().unwrap(); *g = id.to_string(); } pub fn load() { let g = QUEUE.read().unwrap(); base::load(&g); }",
        shop: r#"fn main() { depot::configure("⟦@B¦@G⟧"); depot::load(); }"#,
    },
    Way {
        name: "of-thread",
        feature: "",
        depot: "use std::cell::RefCell; thread_local! { static QUEUE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) }; } pub fn configure(id: &str) { QUEUE.with(|q| q.borrow_mut().push(id.to_string())); } pub fn load() { QUEUE.with(|q| for id in q.borrow().iter() { base::load(id); }); }",
        shop: r#"fn main() { depot::configure("⟦@B¦@G⟧"); depot::load(); }"#,
    },
    Way {
        name: "trait-of-texts",
        feature: "",
        depot: "pub trait Source { fn repo(&self) -> String; } impl Source for &str { fn repo(&self) -> String { self.to_string() } } impl Source for String { fn repo(&self) -> String { self.clone() } } pub fn load<S: Source>(s: S) { base::load(&s.repo()); }",
        shop: r#"fn main() { depot::load("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "last-of-two",
        feature: "",
        depot: "pub fn load(ids: &[&str]) { if let [_, last] = ids { base::load(last); } }",
        shop: r#"fn main() { depot::load(&["⟦@G¦@B⟧", "⟦@B¦@G⟧"]); }"#,
    },
    Way {
        name: "second-of-array",
        feature: "",
        depot: "pub fn load(ids: &[&str; 2]) { let [_a, b] = ids; base::load(b); }",
        shop: r#"fn main() { depot::load(&["⟦@G¦@B⟧", "⟦@B¦@G⟧"]); }"#,
    },
    Way {
        name: "first-of-more",
        feature: "",
        depot: "pub fn load(ids: &[&str]) { match ids { [] => {} [one] => { base::load(one); } [first, ..] => { base::load(first); } } }",
        shop: r#"fn main() { depot::load(&["⟦@B¦@G⟧", "⟦@G¦@B⟧"]); }"#,
    },
    Way {
        name: "next-after-next",
        feature: "",
        depot: "pub fn load(ids: Vec<&str>) { let mut it = ids.into_iter(); let _ = it.next(); if let Some(b) = it.next() { base::load(b); } }",
        shop: r#"fn main() { depot::load(vec!["@G", "⟦@B¦@G⟧"]); }"#,
    },
];

#[test]
fn what_types_decide_is_followed() {
    judge(TYPES, "base");
}

#[test]
fn what_lies_in_places_is_followed() {
    judge(PLACES, "base");
}
