//! Programs that are services: trait objects, registries, async code, state, plans of work and feature flags. Each program
//! fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// Trait objects and generics.
const TRAITS: &[Way] = &[
    Way {
        name: "dyn-provider",
        feature: "",
        depot: r#"pub trait Provider { fn model(&self) -> String; fn start(&self) { base::load(&self.model()); } } pub struct Fast; pub struct Code; impl Provider for Fast { fn model(&self) -> String { "@G".into() } } impl Provider for Code { fn model(&self) -> String { "@B".into() } } pub fn run(provider: Box<dyn Provider>) { provider.start(); }"#,
        shop: r"fn main() { depot::run(Box::new(depot::⟦Code¦Fast⟧)); }",
    },
    Way {
        name: "dyn-provider-with-field",
        feature: "",
        depot: r"pub trait Provider { fn pull(&self); } pub struct Hub { repo: String } impl Hub { pub fn new(repo: &str) -> Self { Hub { repo: repo.into() } } } impl Provider for Hub { fn pull(&self) { base::load(&self.repo); } } pub struct App { providers: Vec<Box<dyn Provider>> } impl App { pub fn new() -> Self { App { providers: Vec::new() } } pub fn with(mut self, provider: impl Provider + 'static) -> Self { self.providers.push(Box::new(provider)); self } pub fn run(&self) { for provider in &self.providers { provider.pull(); } } }",
        shop: r#"fn main() { depot::App::new().with(depot::Hub::new("@G")).with(depot::Hub::new("⟦@B¦@G⟧")).run(); }"#,
    },
    Way {
        name: "generic-associated-constant",
        feature: "",
        depot: r#"pub trait Spec { const REPO: &'static str; } pub struct Small; pub struct Large; impl Spec for Small { const REPO: &'static str = "@G"; } impl Spec for Large { const REPO: &'static str = "@B"; } pub struct Engine<S: Spec>(std::marker::PhantomData<S>); impl<S: Spec> Engine<S> { pub fn new() -> Self { Engine(std::marker::PhantomData) } pub fn load(&self) { base::load(S::REPO); } }"#,
        shop: r"fn main() { depot::Engine::<depot::⟦Large¦Small⟧>::new().load(); }",
    },
    Way {
        name: "strategy-in-struct",
        feature: "",
        depot: r"pub trait Pick { fn pick<'a>(&self, ids: &'a [&'a str]) -> &'a str; } pub struct First; pub struct Last; impl Pick for First { fn pick<'a>(&self, ids: &'a [&'a str]) -> &'a str { ids[0] } } impl Pick for Last { fn pick<'a>(&self, ids: &'a [&'a str]) -> &'a str { ids[ids.len() - 1] } } pub struct Pool<P: Pick> { pick: P } impl<P: Pick> Pool<P> { pub fn new(pick: P) -> Self { Pool { pick } } pub fn load(&self, ids: &[&str]) { base::load(self.pick.pick(ids)); } }",
        shop: r#"fn main() { depot::Pool::new(depot::First).load(&["⟦@B¦@G⟧", "@G"]); }"#,
    },
    Way {
        name: "extension-trait-on-text",
        feature: "",
        depot: r"pub trait Pull { fn pull(&self); } impl Pull for str { fn pull(&self) { base::load(self); } } impl Pull for String { fn pull(&self) { self.as_str().pull(); } }",
        shop: r#"use depot::Pull; fn main() { "⟦@B¦@G⟧".pull(); }"#,
    },
    Way {
        name: "decorator",
        feature: "",
        depot: r#"pub trait Load { fn load(&self, id: &str); } pub struct Hub; impl Load for Hub { fn load(&self, id: &str) { base::load(id); } } pub struct Logged<L: Load> { inner: L } impl<L: Load> Logged<L> { pub fn new(inner: L) -> Self { Logged { inner } } } impl<L: Load> Load for Logged<L> { fn load(&self, id: &str) { println!("{id}"); self.inner.load(id); } }"#,
        shop: r#"use depot::Load; fn main() { depot::Logged::new(depot::Hub).load("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "plugin-by-downcast",
        feature: "",
        depot: r"use std::any::Any; pub struct Args { pub id: String } pub fn handle(message: Box<dyn Any>) { if let Ok(args) = message.downcast::<Args>() { base::load(&args.id); } }",
        shop: r#"fn main() { depot::handle(Box::new(depot::Args { id: "⟦@B¦@G⟧".to_string() })); }"#,
    },
    Way {
        name: "iterator-of-own-type",
        feature: "",
        depot: r"pub struct Ids { left: Vec<&'static str> } impl Ids { pub fn new(ids: &[&'static str]) -> Self { Ids { left: ids.to_vec() } } } impl Iterator for Ids { type Item = &'static str; fn next(&mut self) -> Option<&'static str> { self.left.pop() } }",
        shop: r#"fn main() { for id in depot::Ids::new(&["@G", "⟦@B¦@G⟧"]) { base::load(id); } }"#,
    },
];

/// Registries and plans of work.
const REGISTRIES: &[Way] = &[
    Way {
        name: "registry-of-factories",
        feature: "",
        depot: r#"use std::collections::HashMap; type Make = fn() -> &'static str; fn code() -> &'static str { "@B" } fn chat() -> &'static str { "@G" } pub struct Registry { makes: HashMap<&'static str, Make> } impl Registry { pub fn new() -> Self { let mut makes: HashMap<&'static str, Make> = HashMap::new(); makes.insert("code", code); makes.insert("chat", chat); Registry { makes } } pub fn make(&self, name: &str) -> Option<&'static str> { self.makes.get(name).map(|make| make()) } }"#,
        shop: r#"fn main() { if let Some(id) = depot::Registry::new().make("⟦code¦chat⟧") { base::load(id); } }"#,
    },
    Way {
        name: "slice-of-specs",
        feature: "",
        depot: r#"pub struct Spec { pub alias: &'static str, pub repo: &'static str, pub gated: bool } pub const SPECS: &[Spec] = &[Spec { alias: "code", repo: "@B", gated: true }, Spec { alias: "chat", repo: "@G", gated: false }]; pub fn resolve(alias: &str) -> Result<&'static Spec, String> { SPECS.iter().find(|spec| spec.alias.eq_ignore_ascii_case(alias)).ok_or_else(|| format!("no {alias}")) }"#,
        shop: r#"fn main() -> Result<(), String> { let spec = depot::resolve("⟦code¦chat⟧")?; println!("{}", spec.gated); base::load(spec.repo); Ok(()) }"#,
    },
    Way {
        name: "match-alias-function",
        feature: "",
        depot: r#"pub fn canonical(name: &str) -> &str { match name { "codestral" | "code" => "@B", "qwen" => "@G", other => other } }"#,
        shop: r#"fn main() { base::load(depot::canonical("⟦code¦qwen⟧")); }"#,
    },
    Way {
        name: "plan-of-steps",
        feature: "",
        depot: r#"pub enum Step { Fetch(String), Log(String) } #[derive(Default)] pub struct Plan { steps: Vec<Step> } impl Plan { pub fn fetch(mut self, id: &str) -> Self { self.steps.push(Step::Fetch(id.into())); self } pub fn log(mut self, text: &str) -> Self { self.steps.push(Step::Log(text.into())); self } pub fn run(self) { for step in self.steps { match step { Step::Fetch(id) => { base::load(&id); } Step::Log(text) => println!("{text}") } } } }"#,
        shop: r#"fn main() { depot::Plan::default().⟦fetch¦log⟧("@B").fetch("@G").run(); }"#,
    },
    Way {
        name: "first-that-fits",
        feature: "",
        depot: r#"pub struct Model { pub id: &'static str, pub ram: u32 } pub const ALL: [Model; 2] = [Model { id: "@B", ram: 48 }, Model { id: "@G", ram: 4 }]; pub fn fitting(ram: u32) -> &'static Model { ALL.iter().find(|model| model.ram <= ram).unwrap_or(&ALL[1]) }"#,
        shop: r"fn main() { let _ = depot::fitting(8).ram; base::load(depot::ALL[⟦0¦1⟧].id); }",
    },
    Way {
        name: "map-collected-then-read",
        feature: "",
        depot: r#"use std::collections::BTreeMap; pub fn models() -> BTreeMap<&'static str, &'static str> { [("code", "@B"), ("chat", "@G")].into_iter().collect() }"#,
        shop: r#"fn main() { let all = depot::models(); base::load(all["⟦code¦chat⟧"]); }"#,
    },
    Way {
        name: "tuple-list-loop",
        feature: "",
        depot: r#"pub fn required(gpu: bool) -> Vec<(&'static str, &'static str)> { let mut all = vec![("embed", "@G")]; if gpu { all.push(("chat", "⟦@B¦@G⟧")); } all }"#,
        shop: r#"fn main() { for (role, id) in depot::required(true) { println!("{role}"); base::load(id); } }"#,
    },
    Way {
        name: "fallback-chain",
        feature: "",
        depot: r"pub fn first<'a>(ids: &[Option<&'a str>]) -> Option<&'a str> { ids.iter().flatten().next().copied() }",
        shop: r#"fn main() { let id = depot::first(&[None, Some("⟦@B¦@G⟧")]).unwrap_or("@G"); base::load(id); }"#,
    },
];

/// Async code, threads and channels.
const ASYNC: &[Way] = &[
    Way {
        name: "async-service",
        feature: "",
        depot: r"pub struct Service { id: String } impl Service { pub async fn connect(id: &str) -> Result<Self, String> { Ok(Service { id: id.to_string() }) } pub async fn run(&self) -> Result<(), String> { base::load(&self.id); Ok(()) } }",
        shop: r#"async fn start() -> Result<(), String> { let service = depot::Service::connect("⟦@B¦@G⟧").await?; service.run().await } fn main() { futures::executor::block_on(start()).unwrap(); }"#,
    },
    Way {
        name: "spawned-task",
        feature: "",
        depot: r"pub async fn pull(id: String) { base::load(&id); }",
        shop: r#"async fn all() { let id = "⟦@B¦@G⟧".to_string(); let task = tokio::spawn(async move { depot::pull(id).await }); task.await.unwrap(); } fn main() { futures::executor::block_on(all()); }"#,
    },
    Way {
        name: "joined-tasks",
        feature: "",
        depot: r"pub async fn pull(id: &str) -> bool { base::load(id); true }",
        shop: r#"fn main() { let _ = futures::executor::block_on(async { futures::join!(depot::pull("@G"), depot::pull("⟦@B¦@G⟧")) }); }"#,
    },
    Way {
        name: "messages-of-an-actor",
        feature: "",
        depot: r"use std::sync::mpsc; pub enum Message { Load { id: String }, Stop } pub struct Actor { inbox: mpsc::Receiver<Message> } impl Actor { pub fn new(inbox: mpsc::Receiver<Message>) -> Self { Actor { inbox } } pub fn run(self) { while let Ok(message) = self.inbox.recv() { match message { Message::Load { id } => { base::load(&id); } Message::Stop => break } } } }",
        shop: r#"use depot::{Actor, Message}; fn main() { let (to, from) = std::sync::mpsc::channel(); to.send(Message::Load { id: "⟦@B¦@G⟧".to_string() }).unwrap(); to.send(Message::Stop).unwrap(); Actor::new(from).run(); }"#,
    },
    Way {
        name: "async-trait-object",
        feature: "",
        depot: r"use std::{future::Future, pin::Pin}; pub trait Backend { fn load<'a>(&'a self, id: &'a str) -> Pin<Box<dyn Future<Output = ()> + 'a>>; } pub struct Hub; impl Backend for Hub { fn load<'a>(&'a self, id: &'a str) -> Pin<Box<dyn Future<Output = ()> + 'a>> { Box::pin(async move { base::load(id); }) } } pub fn backend() -> Box<dyn Backend> { Box::new(Hub) }",
        shop: r#"fn main() { let backend = depot::backend(); futures::executor::block_on(backend.load("⟦@B¦@G⟧")); }"#,
    },
    Way {
        name: "scoped-threads",
        feature: "",
        depot: r"pub fn each(ids: &[String], work: impl Fn(&str) + Sync) { std::thread::scope(|scope| { for id in ids { let work = &work; scope.spawn(move || work(id)); } }); }",
        shop: r#"fn main() { let ids = vec!["@G".to_string(), "⟦@B¦@G⟧".to_string()]; depot::each(&ids, |id| { base::load(id); }); }"#,
    },
    Way {
        name: "stream-of-ids",
        feature: "",
        depot: r#"pub fn ids() -> impl Iterator<Item = String> { ["⟦@B¦@G⟧", "@G"].into_iter().map(|id| id.trim().to_string()).filter(|id| id.contains('/')) }"#,
        shop: r"fn main() { depot::ids().for_each(|id| { base::load(&id); }); }",
    },
    Way {
        name: "handler-with-state",
        feature: "",
        depot: r"use std::sync::Arc; pub struct State { pub model: String } pub struct Router<S> { state: S, handlers: Vec<fn(&S)> } impl<S> Router<S> { pub fn new(state: S) -> Self { Router { state, handlers: Vec::new() } } pub fn route(mut self, handler: fn(&S)) -> Self { self.handlers.push(handler); self } pub fn serve(self) { for handler in &self.handlers { handler(&self.state); } } } pub fn shared(model: &str) -> Arc<State> { Arc::new(State { model: model.into() }) }",
        shop: r#"use std::sync::Arc; fn chat(state: &Arc<depot::State>) { base::load(&state.model); } fn main() { depot::Router::new(depot::shared("⟦@B¦@G⟧")).route(chat).serve(); }"#,
    },
];

/// Feature flags, platforms and macros.
const FLAGS: &[Way] = &[
    Way {
        name: "feature-module",
        feature: "⟦one¦two⟧",
        depot: r#"#[cfg(feature = "one")] mod imp { pub const ID: &str = "@B"; } #[cfg(not(feature = "one"))] mod imp { pub const ID: &str = "@G"; } pub use imp::ID;"#,
        shop: r"fn main() { base::load(depot::ID); }",
    },
    Way {
        name: "feature-default-variant",
        feature: "⟦one¦two⟧",
        depot: r#"#[derive(Clone, Copy)] pub enum Size { Small, Big } impl Default for Size { fn default() -> Self { if cfg!(feature = "one") { Size::Big } else { Size::Small } } } impl Size { pub fn id(self) -> &'static str { match self { Size::Small => "@G", Size::Big => "@B" } } }"#,
        shop: r"fn main() { base::load(depot::Size::default().id()); }",
    },
    Way {
        name: "feature-field",
        feature: "⟦one¦two⟧",
        depot: r#"pub struct Models { pub chat: &'static str, #[cfg(feature = "one")] pub code: &'static str } impl Models { pub fn new() -> Self { Models { chat: "@G", #[cfg(feature = "one")] code: "@B" } } pub fn load(&self) { base::load(self.chat); #[cfg(feature = "one")] base::load(self.code); } }"#,
        shop: r"fn main() { depot::Models::new().load(); }",
    },
    Way {
        name: "macro-table",
        feature: "",
        depot: r#"macro_rules! models { ($($name:ident => $id:literal),* $(,)?) => { #[derive(Clone, Copy)] pub enum Model { $($name),* } impl Model { pub fn id(self) -> &'static str { match self { $(Model::$name => $id),* } } } }; } models! { Code => "@B", Chat => "@G" }"#,
        shop: r"fn main() { base::load(depot::Model::⟦Code¦Chat⟧.id()); }",
    },
    Way {
        name: "macro-of-the-library",
        feature: "",
        depot: r#"#[doc(hidden)] pub fn pull(id: &str) { base::load(id); } #[macro_export] macro_rules! pull { ($id:expr) => { $crate::pull($id) }; ($org:literal / $name:literal) => { $crate::pull(concat!($org, "/", $name)) }; }"#,
        shop: r#"fn main() { depot::pull!("⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "constant-by-condition",
        feature: "",
        depot: r#"const LARGE: bool = ⟦true¦false⟧; pub const ID: &str = if LARGE { "@B" } else { "@G" };"#,
        shop: r"fn main() { base::load(depot::ID); }",
    },
    Way {
        name: "dry-run-flag",
        feature: "",
        depot: r#"pub struct Runner { dry: bool } impl Runner { pub fn new(dry: bool) -> Self { Runner { dry } } pub fn run(&self, id: &str) { if self.dry { println!("{id}"); return; } base::load(id); } }"#,
        shop: r#"fn main() { depot::Runner::new(⟦false¦true⟧).run("@B"); }"#,
    },
    Way {
        name: "module-of-constants",
        feature: "",
        depot: r#"pub mod models { pub mod chat { pub const DEFAULT: &str = "@G"; } pub mod code { pub const DEFAULT: &str = "@B"; } } pub fn load(id: &'static str) { base::load(id); }"#,
        shop: r"use depot::models::{chat, code}; fn main() { let _ = (chat::DEFAULT.len(), code::DEFAULT.len()); depot::load(⟦code¦chat⟧::DEFAULT); }",
    },
    Way {
        name: "lazy-static-config",
        feature: "",
        depot: r#"use std::sync::LazyLock; pub struct Config { pub id: String } static CONFIG: LazyLock<Config> = LazyLock::new(|| Config { id: std::env::var("ID").unwrap_or("⟦@B¦@G⟧".into()) }); pub fn config() -> &'static Config { &CONFIG }"#,
        shop: r"fn main() { base::load(&depot::config().id); }",
    },
    Way {
        name: "early-return",
        feature: "",
        depot: r#"pub fn pick(custom: Option<&str>) -> String { if let Some(custom) = custom { return custom.to_string(); } "@G".to_string() }"#,
        shop: r#"fn main() { base::load(&depot::pick(⟦Some("@B")¦None⟧)); }"#,
    },
];

#[test]
fn traits_decide() {
    judge(TRAITS, "base");
}

#[test]
fn registries_and_plans_decide() {
    judge(REGISTRIES, "base");
}

#[test]
fn async_code_hands_over() {
    judge(ASYNC, "base");
}

#[test]
fn flags_decide() {
    judge(FLAGS, "base");
}
