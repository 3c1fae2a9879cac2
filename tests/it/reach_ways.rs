//! Ordinary ways of Rust in which an id gets from where it is written to the code that takes it: each program fails for
//! the model, and its twin, one token away, does not.
//!
//! Texts are templates: `⟦red¦twin⟧` is the token in which they differ, `@B` the id of a model that fails, `@G` of one
//! that passes. All are members of one workspace, each with a library of its own.

use std::fmt::Write as _;

use serde_json::Value;

use crate::reach::write_clients;
use crate::support::Project;

const FAILS: &str = "mistralai/Codestral-22B-v0.1";
const PASSES: &str = "Qwen/Qwen2.5-0.5B";

/// The crate that takes an id as it is.
const BASE: &str = "pub fn load(id: &str) -> std::path::PathBuf {\n    hf_hub::api::sync::Api::new().unwrap().model(id.to_string()).get(\"model.safetensors\").unwrap()\n}\n";

/// What a program does, and the library between it and the crate that takes the id.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// The feature that the program turns on in the library.
    pub(crate) feature: &'static str,
    pub(crate) depot: &'static str,
    pub(crate) shop: &'static str,
}

const fn way(name: &'static str, depot: &'static str, shop: &'static str) -> Way {
    let feature = "";
    Way {
        name,
        feature,
        depot,
        shop,
    }
}

const WAYS: &[Way] = &[
    way(
        "enumerate",
        "",
        "fn main() { for (number, id) in [\"⟦@B¦@G⟧\"].iter().enumerate() { println!(\"{number}\"); base::load(id); } }",
    ),
    way(
        "zip",
        "pub struct Pool { ids: Vec<String> }
         impl Pool {
             pub fn new(ids: &[&str]) -> Self { Self { ids: ids.iter().map(|id| id.to_string()).collect() } }
             pub fn warm(&self) { [1, 2].iter().zip(&self.ids).for_each(|(_, id)| { base::load(id); }); }
         }",
        "fn main() { depot::Pool::new(&[\"⟦@B¦@G⟧\"]).warm(); }",
    ),
    way(
        "list-gone-through",
        "const ALL: [&str; 2] = [\"⟦@B¦@G⟧\", \"@G\"];
         pub fn warm() { for id in ALL { base::load(id); } }",
        "fn main() { depot::warm(); }",
    ),
    way(
        "iterator-gone-through",
        "pub fn warm() { let mut ids = [\"@G\", \"⟦@B¦@G⟧\"].into_iter(); while let Some(id) = ids.next() { base::load(id); } }",
        "fn main() { depot::warm(); }",
    ),
    way(
        "queue",
        "",
        "fn main() {
             let mut open = std::collections::VecDeque::from([\"⟦@B¦@G⟧\".to_string()]);
             while let Some(id) = open.pop_front() { base::load(&id); }
         }",
    ),
    way(
        "channel",
        "",
        "fn main() {
             let (to, from) = std::sync::mpsc::channel::<String>();
             std::thread::spawn(move || { for id in from { base::load(&id); } });
             to.send(\"⟦@B¦@G⟧\".into()).unwrap();
         }",
    ),
    way(
        "field-of-a-field",
        "pub struct Inner { pub repo: Option<String> }
         pub struct Settings { pub inner: Inner, pub port: u16 }
         impl Settings {
             pub fn new() -> Self { Settings { inner: Inner { repo: None }, port: 80 } }
             pub fn start(&self) { if let Some(repo) = &self.inner.repo { base::load(repo); } }
         }",
        "fn main() { let mut all = depot::Settings::new(); all.inner.repo = Some(\"⟦@B¦@G⟧\".into()); all.start(); }",
    ),
    way(
        "lock-in-a-field",
        "use std::sync::Mutex;
         pub struct Manager { current: Mutex<Option<String>> }
         impl Manager {
             pub fn new() -> Self { Self { current: Mutex::new(None) } }
             pub fn select(&self, id: &str) { *self.current.lock().unwrap() = Some(id.to_string()); }
             pub fn load(&self) { let id = self.current.lock().unwrap().clone().unwrap(); base::load(&id); }
         }",
        "fn main() { let all = depot::Manager::new(); all.select(\"⟦@B¦@G⟧\"); all.load(); }",
    ),
    way(
        "static-behind-a-lock",
        "",
        "static CURRENT: std::sync::RwLock<String> = std::sync::RwLock::new(String::new());
         fn select(id: &str) { *CURRENT.write().unwrap() = id.to_string(); }
         fn main() { select(\"⟦@B¦@G⟧\"); let id = CURRENT.read().unwrap().clone(); base::load(&id); }",
    ),
    way(
        "static-set-once",
        "",
        "static CURRENT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
         fn main() { CURRENT.set(\"⟦@B¦@G⟧\".to_string()).unwrap(); base::load(CURRENT.get().unwrap()); }",
    ),
    way(
        "thread-local",
        "",
        "thread_local! { static NAME: std::cell::RefCell<String> = std::cell::RefCell::new(\"⟦@B¦@G⟧\".to_string()); }
         fn main() { NAME.with(|name| { base::load(&name.borrow()); }); }",
    ),
    way(
        "taken-out",
        "",
        "struct State { id: String }
         fn main() { let mut state = State { id: \"⟦@B¦@G⟧\".into() }; let id = std::mem::take(&mut state.id); base::load(&id); }",
    ),
    way(
        "deref-of-a-newtype",
        "",
        "struct Id(String);
         impl std::ops::Deref for Id { type Target = str; fn deref(&self) -> &str { &self.0 } }
         fn main() { let id = Id(\"⟦@B¦@G⟧\".to_string()); base::load(&id); }",
    ),
    way(
        "deref-to-a-struct",
        "pub struct Inner { id: String }
         pub struct Shared(std::sync::Arc<Inner>);
         impl std::ops::Deref for Shared { type Target = Inner; fn deref(&self) -> &Inner { &self.0 } }
         impl Shared {
             pub fn new(id: &str) -> Self { Shared(std::sync::Arc::new(Inner { id: id.to_string() })) }
             pub fn go(&self) { base::load(&self.id); }
         }",
        "fn main() { depot::Shared::new(\"⟦@B¦@G⟧\").go(); }",
    ),
    way(
        "as-ref-of-an-enum",
        "",
        "enum Model { One, Two }
         impl AsRef<str> for Model { fn as_ref(&self) -> &str { match self { Self::One => \"@B\", Self::Two => \"@G\" } } }
         fn pull(model: impl AsRef<str>) { base::load(model.as_ref()); }
         fn main() { pull(Model::⟦One¦Two⟧); }",
    ),
    way(
        "from-an-enum",
        "",
        "enum Model { One, Two }
         impl From<Model> for String { fn from(model: Model) -> String { match model { Model::One => \"@B\", Model::Two => \"@G\" }.to_string() } }
         fn main() { let id: String = Model::⟦One¦Two⟧.into(); base::load(&id); }",
    ),
    way(
        "into-a-type-of-the-library",
        "pub enum Source { Hub { repo: String }, Local(std::path::PathBuf) }
         impl From<&str> for Source { fn from(id: &str) -> Self { Source::Hub { repo: id.to_string() } } }
         impl From<std::path::PathBuf> for Source { fn from(path: std::path::PathBuf) -> Self { Source::Local(path) } }
         pub struct Session { source: Source }
         impl Session {
             pub fn open<S>(source: S) -> Self where S: Into<Source> { Self { source: source.into() } }
             pub fn go(&self) { match &self.source { Source::Hub { repo } => { base::load(repo); } Source::Local(_) => {} } }
         }",
        "fn main() { depot::Session::open(\"⟦@B¦@G⟧\").go(); }",
    ),
    way(
        "constant-as-an-index",
        "",
        "const IDS: [&str; 2] = [\"@B\", \"@G\"];
         const CURRENT: usize = ⟦0¦1⟧;
         fn main() { base::load(IDS[CURRENT]); }",
    ),
    way(
        "row-by-its-text",
        "pub struct Model { pub name: &'static str, pub repo: &'static str }
         pub static MODELS: &[Model] = &[Model { name: \"one\", repo: \"@B\" }, Model { name: \"two\", repo: \"@G\" }];
         pub fn find(name: &str) -> Option<&'static Model> { MODELS.iter().find(|model| model.name == name) }
         pub fn download(model: &Model) { base::load(model.repo); }",
        "fn main() { depot::download(depot::find(\"⟦one¦two⟧\").unwrap()); }",
    ),
    way(
        "key-of-a-map",
        "use std::collections::HashMap;
         fn table() -> HashMap<&'static str, &'static str> { HashMap::from([(\"one\", \"@B\"), (\"two\", \"@G\")]) }
         pub fn pull(name: &str) { if let Some(id) = table().get(name) { base::load(id); } }",
        "fn main() { depot::pull(\"⟦one¦two⟧\"); }",
    ),
    way(
        "impl-for-all-with-a-trait",
        "pub trait HasId { fn id(&self) -> &str; }
         pub trait Pull { fn pull(&self); }
         impl<T: HasId> Pull for T { fn pull(&self) { base::load(self.id()); } }",
        "struct Own;
         impl depot::HasId for Own { fn id(&self) -> &str { \"⟦@B¦@G⟧\" } }
         fn main() { use depot::Pull; Own.pull(); }",
    ),
    way(
        "handler-in-a-list",
        "pub struct Context;
         impl Context { pub fn load(&self, id: &str) { base::load(id); } }
         pub struct App { handlers: Vec<Box<dyn Fn(&Context)>> }
         impl App {
             pub fn new() -> Self { App { handlers: Vec::new() } }
             pub fn on_start(&mut self, handler: impl Fn(&Context) + 'static) { self.handlers.push(Box::new(handler)); }
             pub fn run(&self) { for handler in &self.handlers { handler(&Context); } }
         }",
        "fn main() { let mut app = depot::App::new(); app.on_start(|context| { context.load(\"⟦@B¦@G⟧\"); }); app.run(); }",
    ),
    way(
        "mutable-reference",
        "pub struct Settings { pub id: String }
         impl Settings {
             pub fn new() -> Self { Settings { id: String::new() } }
             pub fn run(&self) { base::load(&self.id); }
         }",
        "fn set(settings: &mut depot::Settings, id: &str) { settings.id = id.to_string(); }
         fn main() { let mut settings = depot::Settings::new(); set(&mut settings, \"⟦@B¦@G⟧\"); settings.run(); }",
    ),
    way(
        "constant-that-a-trait-gives",
        "pub trait Model { const ID: &'static str = \"⟦@B¦@G⟧\"; }",
        "struct Own;
         impl depot::Model for Own {}
         fn main() { use depot::Model; base::load(Own::ID); }",
    ),
    way(
        "default-of-a-command-line",
        "",
        "use clap::Parser as _;
         #[derive(Clone, Copy, clap::ValueEnum)]
         enum Which { #[value(name = \"22b\")] One, SmallTwo }
         #[derive(clap::Parser)]
         struct Args { #[arg(long)] id: Option<String>, #[arg(long, default_value = \"⟦22b¦small-two⟧\")] which: Which }
         fn main() {
             let args = Args::parse();
             let id = args.id.unwrap_or_else(|| match args.which { Which::One => \"@B\", Which::SmallTwo => \"@G\" }.to_string());
             base::load(&id);
         }",
    ),
    way(
        "builder-that-a-derive-makes",
        "#[derive(derive_builder::Builder)]
         pub struct Loader { id: String }
         impl Loader { pub fn load(&self) { base::load(&self.id); } }",
        "fn main() { depot::LoaderBuilder::default().id(\"⟦@B¦@G⟧\".to_string()).build().unwrap().load(); }",
    ),
    Way {
        name: "without-a-feature",
        feature: "⟦other¦two⟧",
        depot: "#[cfg(not(feature = \"two\"))]
         const ID: &str = \"@B\";
         #[cfg(feature = \"two\")]
         const ID: &str = \"@G\";
         pub fn load() { base::load(ID); }",
        shop: "fn main() { depot::load(); }",
    },
    Way {
        name: "function-without-a-feature",
        feature: "⟦other¦two⟧",
        depot: "#[cfg(not(feature = \"two\"))]
         fn id() -> &'static str { \"@B\" }
         #[cfg(feature = \"two\")]
         fn id() -> &'static str { \"@G\" }
         pub fn load() { base::load(id()); }",
        shop: "fn main() { depot::load(); }",
    },
    Way {
        name: "feature-in-an-expression",
        feature: "⟦one¦two⟧",
        depot: "pub fn load() { base::load(if cfg!(feature = \"one\") { \"@B\" } else { \"@G\" }); }",
        shop: "fn main() { depot::load(); }",
    },
];

/// Libraries that take nothing, and do not depend on what does.
const NAMES_ONLY: &[Way] = &[
    way(
        "constant-alone",
        "pub const ID: &str = \"⟦@B¦@G⟧\";",
        "fn main() { base::load(depot::ID); }",
    ),
    way(
        "settings-alone",
        "pub struct Settings { pub id: String }
         impl Default for Settings { fn default() -> Self { Settings { id: \"⟦@B¦@G⟧\".to_string() } } }",
        "fn main() { base::load(&depot::Settings::default().id); }",
    ),
    way(
        "enum-alone",
        "pub enum Model { One, Two }
         impl Model { pub fn id(&self) -> &'static str { match self { Model::One => \"@B\", Model::Two => \"@G\" } } }",
        "fn main() { base::load(depot::Model::⟦One¦Two⟧.id()); }",
    ),
    way(
        "macro-alone",
        "#[macro_export]
         macro_rules! default_model { () => { \"⟦@B¦@G⟧\" }; }",
        "fn main() { base::load(depot::default_model!()); }",
    ),
];

/// A library member, whose users choose: what they may choose is offered.
const CHOSEN_BY_USERS: &[Way] = &[
    way(
        "name-of-users",
        "",
        "pub fn pull(name: &str) { base::load(match name { \"one\" => \"⟦@B¦@G⟧\", \"two\" => \"@G\", other => other }); }",
    ),
    way(
        "subcommand",
        "",
        "#[derive(clap::Subcommand)]
         pub enum Commands { Chat { #[arg(long, default_value = \"⟦@B¦@G⟧\")] id: String }, List }
         #[derive(clap::Parser)]
         pub struct Args { #[command(subcommand)] pub command: Commands }
         pub fn run() {
             match <Args as clap::Parser>::parse().command { Commands::Chat { id } => { base::load(&id); } Commands::List => {} }
         }",
    ),
    way(
        "own-match",
        "",
        "fn main() {
             let name = std::env::args().nth(1).unwrap_or_default();
             let id = match name.as_str() { \"large\" => \"⟦@B¦@G⟧\", \"small\" => \"@G\", other => panic!(\"{other}\") };
             base::load(id);
         }",
    ),
];

#[test]
fn a_program_fails_for_what_it_takes_and_its_twin_does_not() {
    judge(WAYS, "base");
    judge(NAMES_ONLY, "");
}

#[test]
fn what_users_of_a_library_or_of_a_command_choose_is_offered() {
    let findings = check(CHOSEN_BY_USERS, "base");
    for way in CHOSEN_BY_USERS {
        for (kind, expected) in [("red", true), ("twin", false)] {
            let named = of(&findings, way, kind).any(|finding| finding["model"] == FAILS);
            assert_eq!(named, expected, "{}-{kind}: {findings:#?}", way.name);
            let taken = of(&findings, way, kind).any(|finding| finding["how"] == "runtime");
            assert!(
                !taken || kind == "twin",
                "{}-{kind}: {findings:#?}",
                way.name
            );
        }
    }
}

/// Name, items, and the code that runs: `@L` takes the model.
pub(crate) type Row = (&'static str, &'static str, &'static str);

/// Each row as the code of a library that the program calls.
pub(crate) fn of_rows(rows: &[Row]) -> Vec<Way> {
    let way = |&(name, items, code): &Row| {
        let depot = format!("struct T;\n{items}\npub fn run() {{ {code} }}");
        let depot = depot.replace("@L", "base::load(\"⟦@B¦@G⟧\");");
        of_library(name, depot, "fn main() { depot::run(); }")
    };
    rows.iter().map(way).collect()
}

/// The code of a library, and the program that calls it.
pub(crate) fn of_library(name: &'static str, depot: String, shop: &'static str) -> Way {
    Way {
        name,
        feature: "",
        depot: depot.leak(),
        shop,
    }
}

/// Crates that programs name and whose code is not at hand.
const FOREIGN: &[&str] = &[
    "clap",
    "derive_builder",
    "actix_web",
    "ambassador",
    "anyhow",
    "arc_swap",
    "arrayvec",
    "async_graphql",
    "async_stream",
    "async_trait",
    "axum",
    "bevy",
    "bon",
    "bytes",
    "cached",
    "cfg_if",
    "config",
    "crossbeam",
    "ctor",
    "ctrlc",
    "dashmap",
    "delegate",
    "derive_more",
    "dioxus",
    "dyn_clone",
    "educe",
    "eframe",
    "egui",
    "either",
    "enum_dispatch",
    "figment",
    "flume",
    "futures",
    "getset",
    "hashbrown",
    "iced",
    "im",
    "indexmap",
    "inventory",
    "itertools",
    "lazy_static",
    "leptos",
    "linkme",
    "moka",
    "napi",
    "nutype",
    "once_cell",
    "parking_lot",
    "petgraph",
    "phf",
    "poise",
    "pyo3",
    "rayon",
    "rhai",
    "rmcp",
    "rocket",
    "serde",
    "serde_json",
    "slab",
    "slotmap",
    "smallvec",
    "smart_default",
    "strum",
    "tauri",
    "thiserror",
    "tokio",
    "tonic",
    "tower",
    "tracing",
    "triomphe",
    "typed_builder",
    "typetag",
    "uniffi",
    "validator",
    "wasm_bindgen",
];

#[track_caller]
pub(crate) fn judge(ways: &[Way], depot_needs: &str) {
    let findings = check(ways, depot_needs);
    let mut wrong = String::new();
    for way in ways {
        let failing = |kind| -> Vec<String> {
            let all = of(&findings, way, kind).filter(|finding| finding["severity"] == "deny");
            all.map(|finding| format!("{} {}", finding["code"], finding["model"]))
                .collect()
        };
        let (red, twin) = (failing("red"), failing("twin"));
        let names_it = |finding: &String| finding.contains(FAILS);
        if !red.iter().any(names_it) || !twin.is_empty() {
            writeln!(wrong, "{}: red {red:?}, twin {twin:?}", way.name).expect("in memory");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Expects that no red program is passed over in silence: the model is named, or the call is open. No twin is blocked.
pub(crate) fn never_silent(ways: &[Way], depot_needs: &str) {
    let findings = check(ways, depot_needs);
    let mut wrong = String::new();
    for way in ways {
        let says =
            |finding: &Value| finding["model"] == FAILS || finding["code"] == "unresolved-pull";
        let said = of(&findings, way, "red").any(says);
        let blocked = of(&findings, way, "twin").any(|finding| finding["severity"] == "deny");
        if !said || blocked {
            writeln!(wrong, "{}: said {said}, blocked {blocked}", way.name).expect("in memory");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Expects a finding on red programs that their twins do not have.
pub(crate) fn noted(ways: &[Way], depot_needs: &str, code: &str) {
    let findings = check(ways, depot_needs);
    let mut wrong = String::new();
    for way in ways {
        let has = |kind| of(&findings, way, kind).any(|finding| finding["code"] == code);
        let (red, twin) = (has("red"), has("twin"));
        if !red || twin {
            writeln!(wrong, "{}: red {red}, twin {twin}", way.name).expect("in memory");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn of<'a>(findings: &'a [Value], way: &Way, kind: &str) -> impl Iterator<Item = &'a Value> {
    let member = format!("{}-{kind}", way.name);
    findings
        .iter()
        .filter(move |finding| finding["member"]["name"] == member.as_str())
}

/// The findings of a check of red programs and twins.
fn check(ways: &[Way], depot_needs: &str) -> Vec<Value> {
    let project = Project::new(&[("base/src/lib.rs", BASE)]);
    write_clients(&project.path(""));
    let hub = dependency("hf-hub", "../clients/hf-hub");
    project.write("base/Cargo.toml", &manifest("base", &hub));
    let foreign = |up: &str| -> String {
        let paths = FOREIGN
            .iter()
            .map(|name| (name, format!("{up}foreign/{name}")));
        paths.map(|(name, path)| dependency(name, &path)).collect()
    };
    for name in FOREIGN {
        project.write(&format!("foreign/{name}/Cargo.toml"), &manifest(name, ""));
        project.write(&format!("foreign/{name}/src/lib.rs"), "");
    }
    let mut members = String::new();
    for way in ways {
        for (kind, red) in [("red", true), ("twin", false)] {
            let filled = |text: &str| filled(text, red);
            let name = format!("{}-{kind}", way.name);
            writeln!(members, "    \"{name}\",").expect("in memory");
            let depot = format!("depots/{name}");
            let mut needs = foreign("../");
            needs.push_str(&dependency("base", "../base"));
            let feature = filled(way.feature);
            let lib = format!("depot = {{ package = \"depot-{name}\", path = \"../{depot}\"");
            writeln!(needs, "{lib}, features = [{}] }}", quoted(&feature)).expect("in memory");
            project.write(&format!("{name}/Cargo.toml"), &manifest(&name, &needs));
            let main = if way.shop.contains("fn main") {
                "main"
            } else {
                "lib"
            };
            project.write(&format!("{name}/src/{main}.rs"), &filled(way.shop));
            let mut needs = foreign("../../");
            if !depot_needs.is_empty() {
                needs.push_str(&dependency(depot_needs, "../../base"));
            }
            let mut of_depot = manifest(&format!("depot-{name}"), &needs);
            of_depot.push_str("\n[features]\none = []\ntwo = []\nother = []\n");
            project.write(&format!("{depot}/Cargo.toml"), &of_depot);
            project.write(&format!("{depot}/src/lib.rs"), &filled(way.depot));
        }
    }
    let root = format!(
        "[workspace]\nresolver = \"3\"\nexclude = [\"base\", \"foreign\", \"depots\", \"clients\"]\n\
         members = [\n{members}]\n"
    );
    project.write("Cargo.toml", &root);
    let run = project.run(&["check", "--format", "json", "--offline"]);
    run.json()["findings"].as_array().expect("findings").clone()
}

fn quoted(feature: &str) -> String {
    if feature.is_empty() {
        String::new()
    } else {
        format!("\"{feature}\"")
    }
}

fn dependency(name: &str, path: &str) -> String {
    format!("{name} = {{ path = \"{path}\" }}\n")
}

pub(crate) fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n\
         [dependencies]\n{dependencies}"
    )
}

fn filled(template: &str, red: bool) -> String {
    sided(template, red)
        .replace("@B", FAILS)
        .replace("@G", PASSES)
}

/// A template as the red program or as its twin.
pub(crate) fn sided(template: &str, red: bool) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (token, after) = after.split_once('⟧').expect("an end");
        let (one, other) = token.split_once('¦').expect("two sides");
        text.push_str(before);
        text.push_str(if red { one } else { other });
        rest = after;
    }
    text + rest
}

/// A place that several methods lead to, none before the others.
const MANY_TO_ONE: &[Way] = &[way(
    "many-to-one",
    "pub struct Model;
     fn fetch() { base::load(\"⟦@B¦@G⟧\"); }
     impl Drop for Model { fn drop(&mut self) { fetch() } }
     impl Clone for Model { fn clone(&self) -> Self { fetch(); Self } }
     impl Default for Model { fn default() -> Self { fetch(); Self } }
     impl std::fmt::Display for Model { fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { fetch(); Ok(()) } }
     impl std::fmt::Debug for Model { fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { fetch(); Ok(()) } }
     impl PartialEq for Model { fn eq(&self, _: &Self) -> bool { fetch(); true } }
     impl Iterator for Model { type Item = u8; fn next(&mut self) -> Option<u8> { fetch(); None } }
     impl std::ops::Add for Model { type Output = (); fn add(self, _: Self) { fetch() } }",
    "fn main() { let _model = depot::Model; }",
)];

#[test]
fn the_same_way_is_shown_in_every_run() {
    let first = check(MANY_TO_ONE, "base");
    assert!(of(&first, &MANY_TO_ONE[0], "red").next().is_some());
    for _ in 0..4 {
        assert_eq!(check(MANY_TO_ONE, "base"), first);
    }
}
