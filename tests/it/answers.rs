//! What a `[[crate]]` entry answers for, and what it does not.

use std::fmt::Write as _;

use serde_json::Value;

use crate::reach::write_clients;
use crate::support::{Project, Run, mit_manifest};

const RED: &str = "mistralai/Codestral-22B-v0.1";
const FREE: &str = "Qwen/Qwen2.5-0.5B";
const OTHER: &str = "Qwen/Qwen2.5-7B-Instruct";

/// Fetches what it is given.
const FETCH: &str =
    "pub fn fetch(id: &str) { HUB.model(id.to_owned()).get(\"model.safetensors\").unwrap(); }\n";
const PERMISSION: &str = "reason = \"never called\"\nuntil = 2027-03-01\n";

fn with_ids(text: &str) -> String {
    text.replace("HUB", "hf_hub::api::sync::Api::new().unwrap()")
        .replace("RED", RED)
        .replace("FREE", FREE)
        .replace("OTHER", OTHER)
}

/// A member `shop` on `middle` on `depot` on a client of the hub, with these sources and this policy.
fn project(shop: &str, middle: &str, depot: &str, policy: &str) -> Project {
    let project = Project::new(&[(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"shop\"]\nexclude = [\"clients\", \"depot\", \"middle\"]\n",
    )]);
    write_clients(&project.path(""));
    let package = |name: &str, dependencies: &[(&str, &str)], file: &str, text: &str| {
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n[dependencies]\n"
        );
        for (name, path) in dependencies {
            writeln!(manifest, "{name} = {{ path = \"{path}\" }}").expect("in memory");
        }
        project.write(&format!("{name}/Cargo.toml"), &manifest);
        project.write(&format!("{name}/src/{file}.rs"), &with_ids(text));
    };
    let (depot_path, middle_path) = (("depot", "../depot"), ("middle", "../middle"));
    package("shop", &[middle_path, depot_path], "main", shop);
    package("middle", &[depot_path], "lib", middle);
    package("depot", &[("hf-hub", "../clients/hf-hub")], "lib", depot);
    project.write("deny-models.toml", &with_ids(policy));
    project
}

fn entry(name: &str, uses: &str, more: &str) -> String {
    format!("[[crate]]\nname = \"{name}\"\nuses = [{uses}]\n{more}")
}

fn check(project: &Project) -> Run {
    project.run_on("2026-11-26", &["check", "--format", "json", "--offline"])
}

/// Code and model of every denied finding.
fn denied(run: &Run) -> Vec<String> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let denied = findings
        .iter()
        .filter(|finding| finding["severity"] == "deny");
    let mut all: Vec<String> = denied
        .map(|finding| {
            let model = finding["model"].as_str().unwrap_or("-");
            format!("{} {model}", finding["code"].as_str().expect("a code"))
        })
        .collect();
    all.sort();
    all
}

/// Crate, kind and model of what is answered for.
fn answered(run: &Run) -> Vec<String> {
    let json = run.json();
    let all = json["answered"].as_array().expect("answered").iter();
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    all.map(|answered| {
        let (of, kind) = (word(&answered["crate"]["name"]), word(&answered["kind"]));
        format!("{of} {kind} {}", word(&answered["model"]))
    })
    .collect()
}

const NONE: [&str; 0] = [];

#[test]
fn what_reach_decides_needs_a_reason_and_an_end() {
    let shop = "fn main() { depot::load(); }\n";
    let depot =
        "pub fn load() { HUB.model(\"RED\".to_owned()).get(\"model.safetensors\").unwrap(); }\n";
    let of = |more: &str| project(shop, "", depot, &entry("depot", "", more));
    let fails = [format!("non-osi-model {RED}")];

    let run = check(&of("")).expect(1);
    assert_eq!(denied(&run), fails);
    assert_eq!(answered(&run), NONE);
    assert!(
        run.stdout
            .contains("add `reason` and `until` to it: the code is found to take the model"),
        "{}",
        run.stdout
    );

    let granted = of(PERMISSION);
    let run = check(&granted).expect(0);
    assert_eq!(denied(&run), NONE);
    assert_eq!(answered(&run), [format!("depot pull {RED}")]);
    let json = run.json();
    assert_eq!(json["answered"][0]["reason"], "never called");
    assert_eq!(json["answered"][0]["until"], "2027-03-01");
    let human = granted.run_on("2026-11-26", &["check", "--offline", "--strict"]);
    let line = format!(
        "`[[crate]]` answers for models that its code takes of depot 0.1.0 until 2027-03-01 (never called): {RED}"
    );
    assert!(human.stderr.contains(&line), "{}", human.stderr);

    let run = check(&of("reason = \"never called\"\nuntil = 2026-11-25\n")).expect(1);
    let expired = "expired-exception -".to_owned();
    assert_eq!(denied(&run), [&[expired][..], &fails].concat());
    assert_eq!(answered(&run), NONE);

    for half in [
        "reason = \"x\"\n",
        "until = 2027-03-01\n",
        "reason = \" \"\nuntil = 2027-03-01\n",
        "reason = \"x\"\nuntil = 2029-03-01\n",
    ] {
        let run = check(&of(half)).expect(2);
        assert!(
            run.stderr.contains("deny-models.toml:"),
            "{half}: {}",
            run.stderr
        );
    }
}

#[test]
fn it_never_answers_for_what_is_handed_over() {
    let by_member = ("fn main() { depot::fetch(\"RED\"); }\n", "");
    let between = (
        "fn main() { middle::go(); }\n",
        "pub fn go() { depot::fetch(\"RED\") }\n",
    );
    for (shop, middle) in [by_member, between] {
        for uses in ["", "\"FREE\""] {
            for more in ["", PERMISSION] {
                let run =
                    check(&project(shop, middle, FETCH, &entry("depot", uses, more))).expect(1);
                let fails = [
                    format!("non-osi-model {RED}"),
                    format!("uses-contradicted {RED}"),
                ];
                assert_eq!(denied(&run), fails, "{shop} {uses} {more}");
                assert_eq!(answered(&run), NONE);
            }
        }
        // Once it is listed, it is a pull as any other.
        let run = check(&project(
            shop,
            middle,
            FETCH,
            &entry("depot", "\"RED\"", ""),
        ))
        .expect(1);
        assert!(
            denied(&run).iter().all(|code| code.starts_with("non-osi")),
            "{}",
            run.stdout
        );
    }
    // The crate between names it: its own entry may answer.
    let (shop, middle) = between;
    let run = check(&project(
        shop,
        middle,
        FETCH,
        &entry("middle", "", PERMISSION),
    ))
    .expect(0);
    assert_eq!(answered(&run), [format!("middle pull {RED}")]);
}

#[test]
fn what_passes_contradicts_only_a_list() {
    let shop = "fn main() { depot::fetch(\"OTHER\"); }\n";
    let of = |uses: &str| check(&project(shop, "", FETCH, &entry("depot", uses, "")));
    let run = of("\"FREE\"").expect(1);
    assert_eq!(denied(&run), [format!("uses-contradicted {OTHER}")]);
    let finding = &run.json()["findings"][0];
    assert_eq!(finding["evidence"][0]["file"], "deny-models.toml");
    assert_eq!(finding["evidence"][1]["file"], "shop/src/main.rs");
    assert_eq!(denied(&of("").expect(0)), NONE);
    assert_eq!(denied(&of("\"FREE\", \"OTHER\"").expect(0)), NONE);
}

#[test]
fn offers_and_calls_are_listed() {
    let depot = "pub enum Model { Small, Large }\n\
                 pub fn open(model: Model) {\n\
                 let id = match model { Model::Small => \"FREE\", Model::Large => \"RED\" };\n\
                 HUB.model(id.to_owned()).get(\"model.safetensors\").unwrap();\n}\n\
                 impl std::str::FromStr for Model {\n type Err = ();\n\
                 fn from_str(text: &str) -> Result<Self, ()> { if text == \"s\" { Ok(Self::Small) } else { Ok(Self::Large) } }\n}\n\
                 pub fn any() { HUB.model(std::env::var(\"MODEL\").unwrap()).get(\"model.safetensors\").unwrap(); }\n";
    let shop = "fn main() { depot::open(std::env::args().next().unwrap().parse().unwrap()); depot::any(); }\n";
    let run = check(&project(shop, "", depot, "")).expect(0);
    let codes: Vec<Value> = run.json()["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["code"].clone())
        .collect();
    assert!(
        codes.iter().any(|code| code == "offered-model")
            && codes.iter().any(|code| code == "unresolved-pull"),
        "{}",
        run.stdout
    );
    let run = check(&project(shop, "", depot, &entry("depot", "\"FREE\"", ""))).expect(0);
    let found = answered(&run);
    assert!(found.contains(&format!("depot offer {RED}")), "{found:?}");
    assert!(!found.contains(&format!("depot offer {FREE}")), "{found:?}");
    assert!(
        found
            .iter()
            .any(|answered| answered.starts_with("depot call")),
        "{found:?}"
    );
}

#[test]
fn what_counts_for_want_of_an_analysis_needs_no_reason() {
    let shop = "fn main() { depot::other(); }\n";
    let depot = "mod broken;\npub fn other() {}\npub fn load() { HUB.model(\"RED\".to_owned()).get(\"model.safetensors\").unwrap(); }\n";
    let broken = |policy: &str| {
        let project = project(shop, "", depot, policy);
        project.write("depot/src/broken.rs", "fn (");
        check(&project)
    };
    assert_eq!(
        denied(&broken("").expect(1)),
        [format!("non-osi-model {RED}")]
    );
    let run = broken(&entry("depot", "", ""));
    assert!(
        !denied(&run).contains(&format!("non-osi-model {RED}")),
        "{}",
        run.stdout
    );
    let found = answered(&run);
    assert_eq!(found[0], format!("depot incomplete {RED}"));
    assert!(
        found[1].starts_with("depot stop src/broken.rs: "),
        "{found:?}"
    );
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn an_analysis_that_stopped_is_listed_where_an_entry_answers_for_it() {
    let project = project(
        "fn main() { depot::other(); }\n",
        "",
        "mod broken;\npub fn other() {}\n",
        &entry("depot", "", ""),
    );
    project.write("depot/src/broken.rs", "fn (");
    let run = project
        .run_on("2026-11-26", &["check", "--offline", "--strict"])
        .expect(0);
    let line =
        "note: `[[crate]]` answers for the incomplete analysis of depot 0.1.0: src/broken.rs: ";
    assert!(run.stderr.contains(line), "{}", run.stderr);
}

#[test]
fn an_entry_for_a_file_behind_a_feature_says_nothing_of_builds_without_it() {
    let optional = "[features]\nsparse = [\"dep:dep\"]\n[dependencies]\ndep = { path = \"../dep\", optional = true }\n";
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\nexclude = [\"dep\"]\nresolver = \"2\"\n",
        ),
        ("app/Cargo.toml", &mit_manifest("app", optional)),
        (
            "app/src/lib.rs",
            "#[cfg(feature = \"sparse\")]\npub fn size() -> usize { dep::W.len() }\n",
        ),
        ("dep/Cargo.toml", &mit_manifest("dep", "")),
        (
            "dep/src/lib.rs",
            "pub static W: &[u8] = include_bytes!(\"../weights/x.onnx\");\n",
        ),
        ("dep/weights/x.onnx", ""),
    ]);
    let fixture = "tests/fixtures/onnx/no-metadata.onnx";
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture);
    std::fs::copy(fixture, project.path("dep/weights/x.onnx")).expect("copied");
    let strict = ["check", "--offline", "--strict", "--format", "json"];
    let all = [&strict[..], &["--all-features"]].concat();
    let run = project.run(&all).expect(1);
    let toml = run.json()["findings"][0]["toml"].clone();
    project.write(
        "deny-models.toml",
        toml.as_str().expect("an entry to paste"),
    );
    for args in [&all[..], &strict] {
        let run = project.run(args).expect(0);
        assert_eq!(
            run.codes(),
            Vec::<String>::new(),
            "{args:?}: {}",
            run.stdout
        );
    }
    // Where the feature is on, the file is judged: the package says nothing that licenses it.
    let unlicensed = mit_manifest("dep", "").replace("license = \"MIT\"\n", "");
    project.write("dep/Cargo.toml", &unlicensed);
    let run = project.run(&all).expect(1);
    let is_unknown = |code: &String| code.starts_with("unknown-license");
    assert!(run.codes().iter().any(is_unknown), "{:?}", run.codes());
}
