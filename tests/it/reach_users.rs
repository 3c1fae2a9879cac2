//! What users of a library member choose: they call its public functions with values of its types.

use crate::reach::write_clients;
use crate::support::{Project, Run};

const FAILS: &str = "mistralai/Codestral-22B-v0.1";

/// Loads one of two models, by a variant.
const MID: &str = r#"
#[derive(Clone)]
pub enum Model { Small, Large }
impl Model {
    fn id(&self) -> &'static str {
        match self { Model::Small => "Qwen/Qwen2.5-0.5B-Instruct", Model::Large => "ID" }
    }
}
pub fn load(model: Model) {
    hf_hub::api::sync::Api::new().unwrap().model(model.id().to_string()).get("x").unwrap();
}
"#;

/// A library `app` whose code is `code`, and the library `mid` that it uses.
fn check(code: &str) -> Run {
    let manifest = |name: &str, more: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n[dependencies]\n{more}\n"
        )
    };
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\nexclude = [\"clients\", \"mid\"]\n",
        ),
        (
            "app/Cargo.toml",
            &manifest("app", "mid = { path = \"../mid\" }"),
        ),
        ("app/src/lib.rs", code),
        (
            "mid/Cargo.toml",
            &manifest("mid", "hf-hub = { path = \"../clients/hf-hub\" }"),
        ),
        ("mid/src/lib.rs", &MID.replace("ID", FAILS)),
    ]);
    write_clients(&project.path(""));
    project.run(&["check", "--strict", "--format", "json", "--offline"])
}

/// Whether a finding names the model that fails.
fn names(run: &Run) -> bool {
    let json = run.json();
    let mut findings = json["findings"].as_array().expect("a list").iter();
    findings.any(|finding| finding["model"] == FAILS)
}

/// Something decided beside it, so that what is missed would not show by an open call.
const DECIDED: &str =
    "pub fn init() { pass(Model::Small) } fn pass(model: Model) { mid::load(model) }";

#[test]
fn what_users_choose_by_a_variant_is_offered() {
    for (name, code) in [
        (
            "parameter",
            "pub enum Source { Hub, Local(u8) } pub fn start(source: Source) { match source { Source::Hub => pass(Model::Large), Source::Local(_) => {} } }",
        ),
        (
            "by reference",
            "pub enum Source { Hub, Local(u8) } pub fn start(source: &Source) { if let Source::Hub = source { pass(Model::Large) } }",
        ),
        (
            "field of a parameter",
            "pub enum Source { Hub, Local(u8) } pub struct Settings { pub source: Source } pub fn start(settings: Settings) { match settings.source { Source::Hub => pass(Model::Large), Source::Local(_) => {} } }",
        ),
        (
            "payload of a variant",
            "pub enum Size { Big, Little } pub enum Source { Hub(Size), Local(u8) } pub fn start(source: Source) { match source { Source::Hub(Size::Big) => pass(Model::Large), _ => {} } }",
        ),
        (
            "method",
            "pub enum Source { Hub, Local(u8) } impl Source { pub fn start(&self) { match self { Source::Hub => pass(Model::Large), Source::Local(_) => {} } } }",
        ),
        (
            "optional",
            "pub enum Source { Hub, Local(u8) } pub fn start(source: Option<Source>) { match source { Some(Source::Hub) => pass(Model::Large), _ => {} } }",
        ),
        (
            "builder",
            "pub enum Source { Hub, Local(u8) } pub struct Starter { source: Source } impl Starter { pub fn new() -> Self { Starter { source: Source::Local(1) } } pub fn source(mut self, source: Source) -> Self { self.source = source; self } pub fn start(self) { match self.source { Source::Hub => pass(Model::Large), Source::Local(_) => {} } } }",
        ),
    ] {
        let run = check(&format!("use mid::Model;\n{DECIDED}\n{code}\n"));
        assert!(names(&run), "{name}: {}", run.stdout);
    }
}

#[test]
fn what_they_cannot_choose_is_not() {
    for (name, code) in [
        (
            "a type of its own",
            "enum Source { Hub, Local(u8) } pub fn start() { run(Source::Local(1)) } fn run(source: Source) { match source { Source::Hub => pass(Model::Large), Source::Local(_) => {} } }",
        ),
        (
            "a function of its own",
            "pub enum Source { Hub, Local(u8) } pub fn start() { run(Source::Local(1)) } fn run(source: Source) { match source { Source::Hub => pass(Model::Large), Source::Local(_) => {} } }",
        ),
        (
            "the other variant",
            "pub enum Source { Hub, Local(u8) } pub fn start(source: Source) { match source { Source::Hub => pass(Model::Small), Source::Local(_) => {} } }",
        ),
    ] {
        let run = check(&format!("use mid::Model;\n{DECIDED}\n{code}\n"));
        assert!(!names(&run), "{name}: {}", run.stdout);
    }
}

#[test]
fn a_macro_with_a_raw_name_is_read() {
    let code = format!(
        "use mid::Model;\n{DECIDED}\nmacro_rules! r#do_it {{ ($e:expr) => {{ mid::load($e) }} }}\npub fn start() {{ r#do_it!(Model::Large) }}\n"
    );
    let run = check(&code);
    assert!(names(&run), "{}", run.stdout);
    assert!(
        !run.stdout.contains("incomplete-analysis"),
        "{}",
        run.stdout
    );
}
