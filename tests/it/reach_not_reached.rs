//! Models that packages name and that do not count for a member: counted, and explained by `why`.

use serde_json::Value;

use crate::reach::write_clients;
use crate::support::{Project, Run};

const FAILS: &str = "mistralai/Codestral-22B-v0.1";

/// Takes a model by its id, in each program as HUB.
const HUB: &str = "hf_hub::api::sync::Api::new().unwrap().model";

/// A program `app`, and the library `mid` that it uses.
fn project(mid: &str, app: &str, policy: &str) -> Project {
    let manifest = |name: &str, more: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n{more}\n"
        )
    };
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\nexclude = [\"clients\", \"mid\"]\n",
        ),
        (
            "app/Cargo.toml",
            &manifest("app", "[dependencies]\nmid = { path = \"../mid\" }"),
        ),
        ("app/src/main.rs", app),
        (
            "mid/Cargo.toml",
            &manifest(
                "mid",
                "[features]\nlarge = []\n[dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }",
            ),
        ),
        (
            "mid/src/lib.rs",
            &mid.replace("HUB", HUB).replace("ID", FAILS),
        ),
        ("deny-models.toml", policy),
    ]);
    write_clients(&project.path(""));
    project
}

fn check(project: &Project, code: i32) -> Run {
    project
        .run(&["check", "--format", "json", "--offline"])
        .expect(code)
}

fn not_reached(run: &Run) -> u64 {
    run.json()["stats"]["not_reached"]
        .as_u64()
        .expect("a count")
}

/// The first place that does not count, as `why` gives it.
fn why(project: &Project) -> Value {
    let run = project
        .run(&["why", "--format", "json", "--offline", FAILS])
        .expect(0);
    let out = run.json();
    assert_eq!(out["model"], FAILS);
    let member = &out["members"][0];
    assert_eq!(member["name"], "app");
    assert_eq!(member["pulls"], Value::Array(Vec::new()), "{out}");
    member["not_counted"][0].clone()
}

fn lines(of: &Value) -> Vec<u64> {
    let spots = of["reach"].as_array().expect("places").iter();
    spots
        .map(|spot| spot["line"].as_u64().expect("a line"))
        .collect()
}

const UNCALLED: &str = "pub fn warm() {\n    load();\n}\n\
                        fn load() {\n    HUB(\"ID\".into());\n}\n\
                        pub fn other() {}\n";

#[test]
fn a_function_that_nobody_calls() {
    let called = project(UNCALLED, "fn main() { mid::warm(); }\n", "");
    assert_eq!(not_reached(&check(&called, 1)), 0);
    let uncalled = project(UNCALLED, "fn main() { mid::other(); }\n", "");
    let run = check(&uncalled, 0);
    assert_eq!(not_reached(&run), 1);
    assert!(!run.stdout.contains(FAILS), "{}", run.stdout);
    let why = why(&uncalled);
    assert_eq!(why["reason"], "not-reached");
    assert_eq!(why["not_called"], "mid::warm");
    assert_eq!(lines(&why), [2, 5]);
    let shown = uncalled.run(&["why", "--offline", FAILS]).expect(0);
    for line in [
        "app 0.1.0 -> mid 0.1.0 -> mistralai/Codestral-22B-v0.1: does not count: the code of app does not reach it",
        "mid/src/lib.rs:5 takes it",
        "mid/src/lib.rs:2 calls that",
        "no code that app reaches calls or names `mid::warm`",
    ] {
        assert!(shown.stdout.contains(line), "{line}:\n{}", shown.stdout);
    }
}

#[test]
fn a_variant_that_nobody_builds() {
    let mid = "pub enum Kind { Small, Large }\n\
               pub fn load(kind: Kind) {\n    match kind {\n        Kind::Small => {}\n        \
               Kind::Large => { HUB(\"ID\".into()); }\n    }\n}\n";
    let built = project(mid, "fn main() { mid::load(mid::Kind::Large); }\n", "");
    assert_eq!(not_reached(&check(&built, 1)), 0);
    let unbuilt = project(mid, "fn main() { mid::load(mid::Kind::Small); }\n", "");
    assert_eq!(not_reached(&check(&unbuilt, 0)), 1);
    assert_eq!(
        why(&unbuilt)["not_built"],
        serde_json::json!(["Kind::Large"])
    );
}

#[test]
fn a_text_that_nobody_hands_over() {
    let mid = "pub const LARGE: &str = \"ID\";\n\
               pub fn large() { load(LARGE); }\n\
               pub fn load(id: &str) { HUB(id.to_owned()); }\n";
    let other = "fn main() { mid::load(\"Qwen/Qwen2.5-0.5B\"); }\n";
    let unnamed = project(mid, other, "");
    assert_eq!(not_reached(&check(&unnamed, 0)), 1);
    assert_eq!(why(&unnamed)["reason"], "not-reached");
    let named = project(mid, "fn main() { mid::large(); }\n", "");
    assert_eq!(not_reached(&check(&named, 1)), 0);
}

/// What cannot be followed to its end is not granted.
#[test]
fn a_crate_that_was_not_followed_is_granted_nothing() {
    let broken = format!("{UNCALLED}mod broken;\n");
    let project = project(&broken, "fn main() { mid::other(); }\n", "");
    project.write("mid/src/broken.rs", "fn f( {\n");
    let run = check(&project, 1);
    assert_eq!(not_reached(&run), 0);
    assert!(run.stdout.contains(FAILS), "{}", run.stdout);
}

#[test]
fn conditions_and_exclusions_are_named() {
    let mid =
        "#[cfg(feature = \"large\")]\npub fn load() { HUB(\"ID\".into()); }\npub fn other() {}\n";
    let app = "fn main() { mid::other(); }\n";
    let off = project(mid, app, "");
    assert_eq!(not_reached(&check(&off, 0)), 0);
    let why_off = why(&off);
    assert_eq!(why_off["reason"], "conditions");
    assert_eq!(why_off["features"], serde_json::json!(["large"]));
    let excluded = project(
        UNCALLED,
        "fn main() { mid::warm(); }\n",
        "[graph]\nexclude = [\"mid\"]\n",
    );
    check(&excluded, 0);
    assert_eq!(why(&excluded)["reason"], "excluded");
}

/// A model that is pulled only perhaps is shown as such, and one that an entry answers for as well.
#[test]
fn what_is_offered_and_what_is_answered() {
    let mid = "#[derive(Clone, Copy)]\npub enum Kind { Small, Large }\n\
               impl std::str::FromStr for Kind {\n    type Err = ();\n    fn from_str(text: &str) -> Result<Self, ()> {\n        \
               if text == \"large\" { Ok(Kind::Large) } else { Ok(Kind::Small) }\n    }\n}\n\
               pub fn load(kind: Kind) {\n    let id = match kind { Kind::Small => \"Qwen/Qwen2.5-0.5B\", Kind::Large => \"ID\" };\n    \
               HUB(id.into());\n}\n";
    let app = "fn main() { mid::load(std::env::args().nth(1).unwrap().parse().unwrap()); }\n";
    let offered = project(mid, app, "");
    let shown = offered.run(&["why", "--offline", FAILS]).expect(0);
    assert!(
        shown
            .stdout
            .contains("offered: data, a caller or a setting chooses"),
        "{}",
        shown.stdout
    );
    let answered = project(
        mid,
        app,
        "[[crate]]\nname = \"mid\"\nuses = [\"Qwen/Qwen2.5-0.5B\"]\n",
    );
    assert_eq!(why(&answered)["reason"], "answered");
}
