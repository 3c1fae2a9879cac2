//! What a known key picks from a table, what macros make of their arguments, and closures that nothing calls: each program
//! fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

const WAYS: &[Way] = &[
    Way {
        name: "map-filled-once",
        feature: "",
        depot: r#"use std::{collections::BTreeMap, sync::LazyLock};
         #[derive(Clone, Copy)] pub struct Entry { pub repo: &'static str, pub size: u32 }
         static ALL: LazyLock<BTreeMap<&'static str, Entry>> = LazyLock::new(|| {
             let mut all = BTreeMap::new();
             all.insert("code", Entry { repo: "@B", size: 22 });
             all.insert("small", Entry { repo: "@G", size: 1 });
             all
         });
         pub fn load(name: &str) { if let Some(found) = ALL.get(name).copied() { println!("{}", found.size); base::load(found.repo); } }"#,
        shop: r#"fn main() { depot::load("⟦code¦small⟧"); }"#,
    },
    Way {
        name: "pairs-by-pattern",
        feature: "",
        depot: r#"pub const ALL: &[(&str, &str)] = &[("small", "@G"), ("code", "@B")];
         fn id(name: &str) -> &str { ALL.iter().find(|(known, _)| *known == name).map(|(_, id)| *id).unwrap_or(name) }
         pub fn load(name: &str) { base::load(id(name)); }"#,
        shop: r#"fn main() { depot::load("⟦code¦small⟧"); }"#,
    },
    Way {
        name: "second-of-a-pair",
        feature: "",
        depot: r#"pub const ALL: &[(&str, &str)] = &[("@G", "small"), ("@B", "code")];
         pub fn load(name: &str) { if let Some((id, _)) = ALL.iter().find(|row| row.1 == name) { base::load(id); } }"#,
        shop: r#"fn main() { depot::load("⟦code¦small⟧"); }"#,
    },
    Way {
        name: "map-of-entries",
        feature: "",
        depot: r#"use std::collections::HashMap;
         pub struct Aliases { all: HashMap<String, String> }
         impl Aliases {
             pub fn new() -> Self {
                 let mut all = HashMap::new();
                 all.entry("code".to_string()).or_insert_with(|| "@B".to_string());
                 all.entry("small".to_string()).or_insert("@G".to_string());
                 Self { all }
             }
             pub fn load(&self, name: &str) { base::load(&self.all[name]); }
         }"#,
        shop: r#"fn main() { depot::Aliases::new().load("⟦code¦small⟧"); }"#,
    },
    Way {
        name: "map-of-constants",
        feature: "",
        depot: r#"use std::collections::HashMap;
         pub const CODE: &str = "code";
         pub const SMALL: &str = "small";
         pub fn load(name: &str) { if let Some(id) = HashMap::from([(CODE, "@B"), (SMALL, "@G")]).get(name) { base::load(id); } }"#,
        shop: "fn main() { depot::load(depot::⟦CODE¦SMALL⟧); }",
    },
    Way {
        name: "map-by-variant",
        feature: "",
        depot: r#"use std::collections::BTreeMap;
         #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)] pub enum Task { Code, Chat }
         pub struct Spec { pub repo: String, pub revision: Option<String> }
         fn specs() -> BTreeMap<Task, Spec> {
             let mut all = BTreeMap::new();
             all.insert(Task::Code, Spec { repo: "@B".into(), revision: None });
             all.insert(Task::Chat, Spec { repo: "@G".into(), revision: Some("main".into()) });
             all
         }
         pub fn load(task: Task) { let all = specs(); let found = all.get(&task).expect("a task"); base::load(&found.repo); }"#,
        shop: "fn main() { depot::load(depot::Task::⟦Code¦Chat⟧); }",
    },
    Way {
        name: "row-that-is-mapped",
        feature: "",
        depot: r#"pub struct Preset { pub name: &'static str, pub repo: &'static str }
         static ALL: &[Preset] = &[Preset { name: "code", repo: "@B" }, Preset { name: "small", repo: "@G" }];
         pub fn load(name: &str) { if let Some(repo) = ALL.iter().find_map(|row| (row.name == name).then_some(row.repo)) { base::load(repo); } }"#,
        shop: r#"fn main() { depot::load("⟦code¦small⟧"); }"#,
    },
    Way {
        name: "index-of-its-own",
        feature: "",
        depot: r#"pub struct Table(Vec<(String, String)>);
         impl Table { pub fn new() -> Self { Table(vec![("code".into(), "@B".into()), ("small".into(), "@G".into())]) } }
         impl std::ops::Index<&str> for Table {
             type Output = String;
             fn index(&self, key: &str) -> &String { &self.0.iter().find(|(known, _)| known == key).unwrap().1 }
         }"#,
        shop: r#"fn main() { let all = depot::Table::new(); base::load(&all["⟦code¦small⟧"]); }"#,
    },
    Way {
        name: "place-replaced",
        feature: "",
        depot: "#[derive(Default)] pub struct State { pub model: std::cell::RefCell<String> }
         pub fn start(state: std::rc::Rc<State>) { let id = state.model.borrow().clone(); base::load(&id); }",
        shop: r#"fn main() { let state = std::rc::Rc::new(depot::State::default()); state.model.replace("⟦@B¦@G⟧".into()); depot::start(state.clone()); }"#,
    },
    Way {
        name: "split-elsewhere",
        feature: "",
        depot: r#"fn parts(text: &str) -> Option<(&str, &str)> { text.split_once("::") }
         pub fn load(text: &str) { let Some((scheme, id)) = parts(text) else { return }; if scheme == "hf" { base::load(id); } }"#,
        shop: r#"fn main() { depot::load("hf::⟦@B¦@G⟧"); }"#,
    },
    Way {
        name: "macro-of-two",
        feature: "",
        depot: "",
        shop: r#"macro_rules! repo { ($org:literal, $name:literal) => { concat!($org, "/", $name) } }
         fn main() { println!("{}", repo!("⟦Qwen¦mistralai⟧", "⟦Qwen2.5-0.5B¦Codestral-22B-v0.1⟧")); base::load(repo!("⟦mistralai¦Qwen⟧", "⟦Codestral-22B-v0.1¦Qwen2.5-0.5B⟧")); }"#,
    },
    Way {
        name: "macro-of-two-elsewhere",
        feature: "",
        depot: r#"#[macro_export] macro_rules! pull { ($org:ident / $name:expr) => { $crate::load(&format!("{}/{}", stringify!($org), $name)) } }
         pub fn load(id: &str) { base::load(id); }"#,
        shop: r#"fn main() { let name = "⟦Codestral-22B-v0.1¦Qwen2.5-0.5B⟧"; depot::pull!(⟦mistralai¦Qwen⟧ / name); }"#,
    },
    Way {
        name: "macro-in-a-macro",
        feature: "",
        depot: "",
        shop: r#"macro_rules! id { ($org:ident, $name:literal) => { concat!(stringify!($org), "/", $name) } }
         macro_rules! go { ($($given:tt)*) => { base::load(id!($($given)*)) } }
         fn main() { go!(⟦mistralai¦Qwen⟧, "⟦Codestral-22B-v0.1¦Qwen2.5-0.5B⟧"); }"#,
    },
    Way {
        name: "macro-of-fields",
        feature: "",
        depot: r#"pub struct Config { pub repo: String, pub note: String }
         #[macro_export] macro_rules! config { ($($key:ident : $value:expr),* $(,)?) => {{
             let mut all = $crate::Config { repo: String::new(), note: String::new() };
             $( all.$key = $value.to_string(); )*
             all
         }} }
         pub fn run(all: &Config) { println!("{}", all.note); base::load(&all.repo); }"#,
        shop: r#"fn main() { let all = depot::config! { repo: "⟦@B¦@G⟧", note: "⟦@G¦@B⟧" }; depot::run(&all); }"#,
    },
    Way {
        name: "closure-not-called",
        feature: "",
        depot: "",
        shop: r#"fn main() { let large = || base::load("@B"); let small = || base::load("@G"); let kept = (⟦large¦small⟧)(); println!("{kept:?}"); }"#,
    },
    Way {
        name: "closure-for-nothing",
        feature: "",
        depot: "pub fn now<F: Fn()>(run: F) { run() }
         pub fn never<F: Fn()>(_run: F) {}",
        shop: r#"fn main() { depot::⟦now¦never⟧(|| { base::load("@B"); }); }"#,
    },
    Way {
        name: "closure-of-what-is-not-run",
        feature: "",
        depot: r#"pub struct Job { then: Option<Box<dyn Fn()>>, name: String }
         impl Job {
             pub fn new(name: &str, then: impl Fn() + 'static) -> Self { Job { then: Some(Box::new(then)), name: name.to_owned() } }
             pub fn run(&self) { if let Some(then) = &self.then { then(); } }
             pub fn show(&self) { println!("{}", self.name); }
         }"#,
        shop: r#"fn main() { let job = depot::Job::new("x", || { base::load("@B"); }); job.⟦run¦show⟧(); }"#,
    },
    Way {
        name: "number-of-a-type",
        feature: "",
        depot: r#"pub struct Tier<const N: usize>;
         impl<const N: usize> Tier<N> { pub fn load(&self) { base::load(match N { 0 => "@G", _ => "@B" }); } }"#,
        shop: "fn main() { depot::Tier::<⟦1¦0⟧>.load(); }",
    },
    Way {
        name: "constant-of-a-type-that-takes-one",
        feature: "",
        depot: r#"pub trait Spec { const ID: &'static str; }
         pub struct Large; impl Spec for Large { const ID: &'static str = "@B"; }
         pub struct Small; impl Spec for Small { const ID: &'static str = "@G"; }
         pub struct Loader<M>(pub std::marker::PhantomData<M>);
         impl<M: Spec> Loader<M> { const REPO: &'static str = M::ID; pub fn load() { base::load(Self::REPO); } }"#,
        shop: r#"fn main() { println!("{}", <depot::⟦Small¦Large⟧ as depot::Spec>::ID); depot::Loader::<depot::⟦Large¦Small⟧>::load(); }"#,
    },
];

#[test]
fn a_program_fails_for_what_it_picks_and_its_twin_does_not() {
    judge(WAYS, "base");
}
