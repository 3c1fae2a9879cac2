//! Programs in which the library that fetches is not the crate that names the model, one for each way that people reported.

use crate::reach::write_clients;
use crate::support::{Project, Run};
use serde_json::Value;

const FIRST: &str = "mistralai/Codestral-22B-v0.1";
const SECOND: &str = "google/gemma-2-9b-it";
const FREE: &str = "Qwen/Qwen2.5-0.5B";

/// What is handed to the hub, in the library of most of these.
const HUB: &str = "hf_hub::api::sync::Api::new().unwrap()";

/// A package under MIT that depends on one other.
fn manifest(name: &str, dependency: &str, path: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n\
         [dependencies]\n{dependency} = {{ path = \"{path}\" }}\n"
    )
}

/// A member `shop`, and the library `depot` that it uses, which is a member too or not.
struct Pair {
    project: Project,
    shop: (&'static str, String),
    depot: String,
}

impl Pair {
    fn new(depot: &str, shop: (&'static str, &str), depot_is_member: bool) -> Self {
        let (members, exclude) = if depot_is_member {
            ("\"shop\", \"depot\"", "\"clients\"")
        } else {
            ("\"shop\"", "\"clients\", \"depot\"")
        };
        let with_ids = |text: &str| {
            text.replace("HUB", HUB)
                .replace("FIRST", FIRST)
                .replace("SECOND", SECOND)
                .replace("FREE", FREE)
        };
        let (file, text) = (shop.0, with_ids(shop.1));
        let depot = with_ids(depot);
        let project = Project::new(&[
            (
                "Cargo.toml",
                &format!(
                    "[workspace]\nresolver = \"3\"\nmembers = [{members}]\nexclude = [{exclude}]\n"
                ),
            ),
            ("shop/Cargo.toml", &manifest("shop", "depot", "../depot")),
            (file, &text),
            (
                "depot/Cargo.toml",
                &manifest("depot", "hf-hub", "../clients/hf-hub"),
            ),
            ("depot/src/lib.rs", &depot),
        ]);
        write_clients(&project.path(""));
        Self {
            project,
            shop: (file, text),
            depot,
        }
    }

    /// Fails for these models and no other, each named with the member's line and the line of the hub's call.
    #[track_caller]
    fn pulls(&self, models: &[(&str, &str)]) {
        let run = check(&self.project).expect(1);
        assert_eq!(
            failing(&run, "shop"),
            sorted(models.iter().map(|(model, _)| *model))
        );
        assert_eq!(failing(&run, "depot"), [] as [&str; 0]);
        for (model, call) in models {
            let member = (self.shop.0, line_of(&self.shop.1, call));
            let hub = ("depot/src/lib.rs", line_of(&self.depot, ".model("));
            for place in [member, hub] {
                assert!(
                    shows(&run, model, place),
                    "no {place:?} for {model}:\n{}",
                    run.stdout
                );
            }
        }
    }

    /// Passes, and reports nothing of this model.
    #[track_caller]
    fn is_silent_about(&self, model: &str) {
        let run = check(&self.project).expect(0);
        assert!(
            findings(&run)
                .iter()
                .all(|finding| !finding.to_string().contains(model)),
            "{}",
            run.stdout
        );
    }

    /// Passes; the models may be offers, and are no pulls.
    #[track_caller]
    fn offers_at_most(&self, models: &[&str]) {
        offers_at_most(&check(&self.project).expect(0), models);
    }
}

#[track_caller]
fn offers_at_most(run: &Run, models: &[&str]) {
    for finding in findings(run) {
        let text = finding.to_string();
        if models.iter().any(|model| text.contains(model)) {
            let code = finding["code"].as_str().expect("a code");
            assert!(
                ["offered-model", "named-model"].contains(&code),
                "{}",
                run.stdout
            );
        }
    }
}

fn check(project: &Project) -> Run {
    project.run(&["check", "--format", "json", "--offline"])
}

fn findings(run: &Run) -> Vec<Value> {
    run.json()["findings"].as_array().expect("findings").clone()
}

/// The models for which a member fails.
fn failing(run: &Run, member: &str) -> Vec<String> {
    let findings = findings(run);
    let of = findings
        .iter()
        .filter(|finding| finding["severity"] == "deny" && finding["member"]["name"] == member);
    sorted(of.map(|finding| finding["model"].as_str().unwrap_or("-")))
}

fn sorted<'a>(models: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut models: Vec<String> = models.map(str::to_owned).collect();
    models.sort();
    models.dedup();
    models
}

#[track_caller]
fn line_of(text: &str, part: &str) -> u64 {
    let found = (1..)
        .zip(text.lines())
        .find(|(_, line)| line.contains(part));
    found.unwrap_or_else(|| panic!("no {part} in {text}")).0
}

/// Whether the finding that fails for a model gives this place.
fn shows(run: &Run, model: &str, (file, line): (&str, u64)) -> bool {
    fn gives(part: &Value, file: &str, line: u64) -> bool {
        match part {
            Value::Array(parts) => parts.iter().any(|part| gives(part, file, line)),
            Value::Object(fields) => {
                let here = part["file"]
                    .as_str()
                    .is_some_and(|path| path.ends_with(file));
                (here && part["line"] == line)
                    || fields.values().any(|part| gives(part, file, line))
            }
            _ => false,
        }
    }
    findings(run).iter().any(|finding| {
        finding["severity"] == "deny" && finding["model"] == model && gives(finding, file, line)
    })
}

const BY_ARGUMENT: &str = r#"
use std::path::PathBuf;

pub fn fetch(name: &str) -> PathBuf {
    HUB.model(name.to_string()).get("model.safetensors").unwrap()
}

pub struct Encoder {
    pub file: PathBuf,
}

impl Encoder {
    pub fn open(name: &str) -> Self {
        Self { file: fetch(name) }
    }
    pub fn from_hub(name: &str) -> Self {
        Self::open(name)
    }
}
"#;

#[test]
fn an_id_as_an_argument() {
    let by_path = r#"
pub fn one() -> std::path::PathBuf {
    depot::fetch("FIRST")
}
pub fn two() -> std::path::PathBuf {
    depot::Encoder::from_hub("SECOND").file
}
"#;
    let by_use = r#"
use depot::{Encoder, fetch};
pub fn one() -> std::path::PathBuf {
    fetch("FIRST")
}
pub fn two() -> std::path::PathBuf {
    Encoder::open("SECOND").file
}
"#;
    for shop in [by_path, by_use] {
        for depot_is_member in [false, true] {
            Pair::new(BY_ARGUMENT, ("shop/src/lib.rs", shop), depot_is_member)
                .pulls(&[(FIRST, FIRST), (SECOND, SECOND)]);
        }
    }
}

/// Where an item of the program itself has the name, but only under a condition, a path leads to the crate without it.
#[test]
fn a_name_that_the_program_gives_to_something_else_under_a_condition() {
    let call = "\npub fn one() { PATH(\"FIRST\"); }\n";
    let own = "mod depot { pub fn other() {} pub fn fetch(_: &str) {} }";
    let empty = "mod depot { pub fn other() {} }";
    for (items, path) in [
        (own, "depot::fetch"),
        (empty, "depot::fetch"),
        (&format!("{own} use depot::fetch;"), "fetch"),
        (&format!("{empty} use depot::fetch;"), "fetch"),
        (&format!("{own} use depot::*;"), "fetch"),
        ("fn fetch(_: &str) {} use depot::*;", "fetch"),
    ] {
        let shop = |condition: &str| format!("{condition}{items}{}", call.replace("PATH", path));
        let with = |text: &str| Pair::new(BY_ARGUMENT, ("shop/src/lib.rs", text), false);
        with(&shop("#[cfg(windows)] ")).pulls(&[(FIRST, FIRST)]);
        if items.contains("fn fetch") {
            with(&shop("")).is_silent_about(FIRST);
        }
    }
}

/// A program that another crate starts takes what its caller names.
#[test]
fn an_id_in_a_command_line_of_another_crate() {
    let lines = [
        r#"Command::new("huggingface-cli").args(["download", name, "--local-dir", "models"]).status()"#,
        r#"Command::new(TOOL).arg("download").arg("--revision").arg("main").arg(name).status()"#,
        r#"Command::new("llama-server").args(["-hf", name, "--port", "8080"]).status()"#,
    ];
    for line in lines {
        let depot = format!(
            "use std::process::Command;\nconst TOOL: &str = \"hf\";\n\
             pub fn start(name: &str) {{ {line}.unwrap(); }}\n"
        );
        let shop = |id: &str| format!("fn main() {{ depot::start(\"{id}\"); }}\n");
        let with = |id: &str| Pair::new(&depot, ("shop/src/main.rs", &shop(id)), false);
        let run = check(&with("FIRST").project).expect(1);
        assert_eq!(failing(&run, "shop"), [FIRST], "{line}");
        with("FREE").is_silent_about(FIRST);
        let open = Pair::new(
            &depot,
            (
                "shop/src/main.rs",
                "fn main() { depot::start(&std::env::args().nth(1).unwrap()); }\n",
            ),
            false,
        );
        let run = check(&open.project).expect(0);
        assert!(
            findings(&run)
                .iter()
                .any(|finding| finding["code"] == "unresolved-pull"),
            "{line}: {}",
            run.stdout
        );
    }
}

const BY_OPTIONS: &str = r#"
use std::path::PathBuf;

pub struct Settings {
    pub name: String,
    pub branch: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { name: "FREE".to_string(), branch: None }
    }
}

pub fn fetch(settings: &Settings) -> PathBuf {
    HUB.model(settings.name.clone()).get("model.safetensors").unwrap()
}

pub struct Reader {
    settings: Settings,
}

impl Reader {
    pub fn open(settings: Settings) -> Self {
        Self { settings }
    }
    pub fn read(&self) -> PathBuf {
        fetch(&self.settings)
    }
}
"#;

#[test]
fn an_id_in_a_field() {
    let shop = r#"
use depot::{Reader, Settings};
pub fn one() -> std::path::PathBuf {
    depot::fetch(&Settings { name: "FIRST".to_string(), branch: None })
}
pub fn two() -> std::path::PathBuf {
    Reader::open(Settings { name: "SECOND".into(), ..Default::default() }).read()
}
"#;
    for depot_is_member in [false, true] {
        let pair = Pair::new(BY_OPTIONS, ("shop/src/lib.rs", shop), depot_is_member);
        pair.pulls(&[(FIRST, FIRST), (SECOND, SECOND)]);
    }
}

#[test]
fn a_default_that_is_overridden_is_not_pulled() {
    let depot = BY_OPTIONS.replace("FREE", "FIRST");
    let overridden = r#"
fn main() {
    let settings = depot::Settings { name: "FREE".into(), ..Default::default() };
    println!("{}", depot::fetch(&settings).display());
}
"#;
    Pair::new(&depot, ("shop/src/main.rs", overridden), false).is_silent_about(FIRST);
    let left = r#"
fn main() {
    let settings = depot::Settings { branch: None, ..Default::default() };
    println!("{}", depot::fetch(&settings).display());
}
"#;
    Pair::new(&depot, ("shop/src/main.rs", left), false).pulls(&[(FIRST, "depot::fetch")]);
}

const BY_BUILDER: &str = r#"
use std::path::PathBuf;

pub struct Reader {
    name: String,
}

impl Reader {
    pub fn builder() -> Self {
        Self { name: String::new() }
    }
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
    pub fn read(&self) -> PathBuf {
        HUB.model(self.name.clone()).get("model.safetensors").unwrap()
    }
}
"#;

#[test]
fn an_id_given_to_a_builder() {
    let shop = r#"
pub fn one() -> std::path::PathBuf {
    depot::Reader::builder().with_name("FIRST").read()
}
"#;
    for depot_is_member in [false, true] {
        let pair = Pair::new(BY_BUILDER, ("shop/src/lib.rs", shop), depot_is_member);
        pair.pulls(&[(FIRST, FIRST)]);
    }
}

const BY_VARIANT: &str = r"
use std::path::PathBuf;

pub enum Origin {
    Hub { name: String, branch: String, file: String },
    Disk(PathBuf),
}

impl Origin {
    pub fn hub(name: impl ToString, branch: impl ToString, file: impl ToString) -> Self {
        Self::Hub { name: name.to_string(), branch: branch.to_string(), file: file.to_string() }
    }
    pub fn path(&self) -> PathBuf {
        match self {
            Origin::Hub { name, branch, file } => {
                let repo = hf_hub::Repo::with_revision(name.clone(), hf_hub::RepoType::Model, branch.clone());
                HUB.repo(repo).get(file).unwrap()
            }
            Origin::Disk(path) => path.clone(),
        }
    }
}
";

const MAKES_VARIANTS: &str = r#"
pub fn one() -> std::path::PathBuf {
    Origin::Hub { name: "FIRST".to_string(), branch: "main".to_string(), file: "model.safetensors".to_string() }.path()
}
pub fn two() -> std::path::PathBuf {
    Origin::hub("SECOND", "main", "model.safetensors").path()
}
"#;

#[test]
fn an_id_in_a_variant() {
    let shop = "use depot::Origin;\n".to_owned() + MAKES_VARIANTS;
    let pair = Pair::new(BY_VARIANT, ("shop/src/lib.rs", &shop), true);
    let run = check(&pair.project).expect(1);
    assert_eq!(failing(&run, "shop"), sorted([FIRST, SECOND].into_iter()));
    for model in [FIRST, SECOND] {
        let place = ("shop/src/lib.rs", line_of(&pair.shop.1, model));
        assert!(shows(&run, model, place), "{}", run.stdout);
    }
}

/// One member, `shop`, with the hub as its dependency.
fn single(files: &[(&str, &str)]) -> Project {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"shop\"]\nexclude = [\"clients\"]\n",
        ),
        (
            "shop/Cargo.toml",
            &manifest("shop", "hf-hub", "../clients/hf-hub"),
        ),
    ]);
    for (path, text) in files {
        let text = text
            .replace("HUB", HUB)
            .replace("FIRST", FIRST)
            .replace("SECOND", SECOND)
            .replace("FREE", FREE);
        project.write(path, &text);
    }
    write_clients(&project.path(""));
    project
}

#[test]
fn an_id_in_a_variant_of_the_same_crate() {
    let text = BY_VARIANT.to_owned() + MAKES_VARIANTS;
    let run = check(&single(&[("shop/src/lib.rs", &text)])).expect(1);
    assert_eq!(failing(&run, "shop"), sorted([FIRST, SECOND].into_iter()));
    let text = text.replace("FIRST", FIRST).replace("SECOND", SECOND);
    for model in [FIRST, SECOND] {
        assert!(
            shows(&run, model, ("shop/src/lib.rs", line_of(&text, model))),
            "{}",
            run.stdout
        );
    }
}

const BY_CONSTRUCTOR: &str = r#"
pub struct Weights {
    name: String,
}

impl Weights {
    pub fn gemma() -> Self {
        Self { name: "SECOND".to_string() }
    }
    pub fn qwen() -> Self {
        Self { name: "FREE".to_string() }
    }
    pub fn take(&self) {
        let hub = HUB;
        hub.model(self.name.clone()).get("model.safetensors").unwrap();
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self::gemma()
    }
}
"#;

#[test]
fn a_constructor_named_after_a_model() {
    for (call, pulled) in [("gemma", true), ("default", true), ("qwen", false)] {
        let shop = format!("fn main() {{\n    depot::Weights::{call}().take();\n}}\n");
        let pair = Pair::new(BY_CONSTRUCTOR, ("shop/src/main.rs", &shop), false);
        if pulled {
            pair.pulls(&[(SECOND, call)]);
        } else {
            pair.is_silent_about(SECOND);
        }
    }
    // The default of the default.
    let depot = BY_CONSTRUCTOR.replace("Self::gemma()", "Self::qwen()");
    let shop = "fn main() {\n    depot::Weights::default().take();\n}\n";
    Pair::new(&depot, ("shop/src/main.rs", shop), false).is_silent_about(SECOND);
}

#[test]
fn a_constructor_of_the_program_itself() {
    for (call, code) in [("qwen", 0), ("gemma", 1), ("default", 1)] {
        let text = format!("{BY_CONSTRUCTOR}\nfn main() {{\n    Weights::{call}().take();\n}}\n");
        let run = check(&single(&[("shop/src/main.rs", &text)])).expect(code);
        if code == 0 {
            offers_at_most(&run, &[SECOND]);
        } else {
            assert_eq!(failing(&run, "shop"), [SECOND]);
        }
    }
}

#[test]
fn a_helper_that_another_constructor_calls() {
    let depot = r#"
pub struct Weights {
    name: String,
    vocabulary: String,
}

fn of_gemma() -> String {
    "SECOND".to_string()
}

fn of_qwen() -> String {
    "FREE".to_string()
}

impl Weights {
    pub fn codestral() -> Self {
        Self { name: "FIRST".to_string(), vocabulary: of_gemma() }
    }
    pub fn qwen() -> Self {
        Self { name: "FREE".to_string(), vocabulary: of_qwen() }
    }
    pub fn take(&self) {
        let hub = HUB;
        hub.model(self.name.clone()).get("model.safetensors").unwrap();
        hub.model(self.vocabulary.clone()).get("tokenizer.json").unwrap();
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self::codestral()
    }
}
"#;
    let shop = "fn main() {\n    depot::Weights::qwen().take();\n}\n";
    Pair::new(depot, ("shop/src/main.rs", shop), false).offers_at_most(&[FIRST, SECOND]);
    let shop = "fn main() {\n    depot::Weights::codestral().take();\n}\n";
    let pair = Pair::new(depot, ("shop/src/main.rs", shop), false);
    assert!(failing(&check(&pair.project).expect(1), "shop").contains(&FIRST.to_owned()));
}

#[test]
fn a_program_that_calls_its_own_library() {
    let library = "use std::path::PathBuf;\n\npub fn fetch(name: &str) -> PathBuf {\n    \
                   HUB.model(name.to_string()).get(\"model.safetensors\").unwrap()\n}\n";
    for (call, code) in [("shop::fetch(\"FIRST\")", 1), ("shop::fetch(\"FREE\")", 0)] {
        let main = format!("fn main() {{\n    {call};\n}}\n");
        let run = check(&single(&[
            ("shop/src/lib.rs", library),
            ("shop/src/main.rs", &main),
        ]))
        .expect(code);
        if code == 1 {
            assert_eq!(failing(&run, "shop"), [FIRST]);
            assert!(
                shows(&run, FIRST, ("shop/src/main.rs", 2)),
                "{}",
                run.stdout
            );
        }
    }
}

#[test]
fn a_table_that_nobody_downloads_from_is_no_offer() {
    let text = r#"
pub struct Sample {
    pub repo: &'static str,
    pub title: &'static str,
}

macro_rules! sample {
    ($repo:expr) => {
        Sample { repo: $repo, title: "" }
    };
}

pub struct About {
    pub families: &'static [&'static str],
    pub samples: &'static [Sample],
}

pub enum Family {
    Mistral,
    Gemma,
}

impl Family {
    pub fn about(&self) -> About {
        match self {
            Self::Mistral => About { families: &["Mistral"], samples: &[sample!("FIRST")] },
            Self::Gemma => About { families: &["Gemma"], samples: &[sample!("SECOND")] },
        }
    }
}

/// Fetches what the caller names.
pub fn fetch(repo: &str) -> std::path::PathBuf {
    HUB.model(repo.to_string()).get("model.safetensors").unwrap()
}
"#;
    let run = check(&single(&[("shop/src/lib.rs", text)])).expect(0);
    for finding in findings(&run) {
        assert_ne!(finding["code"], "offered-model", "{}", run.stdout);
        assert_ne!(finding["severity"], "deny", "{}", run.stdout);
    }
}
