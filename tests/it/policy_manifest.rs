//! Reading `[package.metadata.deny-models]`: accepted input and error messages.

use deny_models::domain::How;
use deny_models::manifest::Manifest;
use deny_models::model::Relation;
use deny_models::source::SourceFile;

fn read(text: &str) -> Manifest {
    Manifest::parse(&SourceFile::new("Cargo.toml", text))
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Each mistake as `line:column marked text: message (help)`.
fn mistakes(text: &str) -> Vec<String> {
    let source = SourceFile::new("Cargo.toml", text);
    let problems = match Manifest::parse(&source) {
        Ok(manifest) => panic!("no mistake in {manifest:#?}"),
        Err(problems) => problems,
    };
    let show = |problem: &deny_models::source::Problem| {
        let place = problem.place.as_ref().expect("a place");
        let marked = text[place.span()].lines().next().unwrap_or_default();
        format!(
            "{}:{} {marked}: {} ({})",
            place.line(),
            place.column(),
            problem.message,
            problem.help.as_deref().expect("a help")
        )
    };
    problems.iter().map(show).collect()
}

/// One entry after a package with the features `llm` and `default` and optional dependencies of every kind.
fn entry(lines: &str) -> String {
    format!("{HEAD}[[package.metadata.deny-models.model]]\n{lines}\n")
}

const HEAD: &str = r#"[package]
name = "demo"
[features]
llm = ["dep:fetch"]
[dependencies]
fetch = { version = "1", optional = true }
always = "1"
[build-dependencies.builder]
version = "1"
optional = true
[target.'cfg(unix)'.dependencies]
unixy = { version = "1", optional = true }
"#;

/// The first line of an entry's own text.
const FIRST: usize = 14;

#[track_caller]
fn one_mistake(lines: &str, expected: &str) {
    let found = mistakes(&entry(lines));
    assert_eq!(
        found,
        [expected.replace("$1", &FIRST.to_string())],
        "{lines}"
    );
}

#[test]
fn every_key_is_read() {
    let manifest = read(&entry(
        "id = \"Qwen/Qwen2.5-7B-Instruct\"\nrevision = \"a09a35458c702b33eeacc393d103063234e8bc28\"\nlicense = \"Apache-2.0\"\nhow = \"build\"\nfeature = \"llm, fetch\"\ntarget = \"cfg(unix)\"\nsha256 = \"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\"\nbase = [\"Qwen/Qwen2.5-7B\"]\nrelation = \"finetune\"\ncomponents = []",
    ));
    assert!(!manifest.is_empty());
    let model = &manifest.models[0];
    let revision = model
        .revision
        .as_ref()
        .map(|revision| revision.value.as_str());
    assert_eq!(model.artifact.value.name(), "Qwen/Qwen2.5-7B-Instruct");
    assert_eq!(model.artifact.value.revision(), revision);
    assert!(revision.is_some_and(|revision| revision.starts_with("a09a")));
    assert_eq!(
        model.license.as_ref().map(|license| license.value.text()),
        Some("Apache-2.0")
    );
    assert_eq!(model.how.value, How::Build);
    let features: Vec<_> = model
        .feature
        .iter()
        .map(|name| name.value.as_str())
        .collect();
    assert_eq!(features, ["llm", "fetch"]);
    assert_eq!(model.feature[1].place.column(), 17);
    assert_eq!(
        model.target.as_ref().map(|target| target.value.as_str()),
        Some("cfg(unix)")
    );
    assert!(
        model
            .sha256
            .as_ref()
            .is_some_and(|digest| digest.value.starts_with("0123456789abcdef"))
    );
    assert_eq!(model.base.as_ref().map(Vec::len), Some(1));
    assert_eq!(
        model.relation.as_ref().map(|relation| relation.value),
        Some(Relation::Finetune)
    );
    assert_eq!(model.components.as_ref().map(Vec::len), Some(0));
    assert_eq!(model.place.line(), FIRST - 1);
}

#[test]
fn a_file_is_bundled_and_all_else_is_runtime_unless_stated() {
    for (key, how) in [
        ("path = \"models/x.onnx\"", How::Bundled),
        ("path = \"models/x.onnx\"\nhow = \"runtime\"", How::Runtime),
        ("url = \"https://example.org/x\"", How::Runtime),
        ("id = \"a/b@v1\"", How::Runtime),
    ] {
        let manifest = read(&entry(key));
        assert_eq!(manifest.models[0].how.value, how, "{key}");
    }
}

#[test]
fn a_crate_without_the_table_states_nothing() {
    for text in [
        "",
        "[workspace]\nmembers = []",
        "[package]\nname = \"x\"",
        "package = 1",
        "[package]\nmetadata = 1",
        "[package.metadata.docs.rs]\nall-features = true",
        "[package.metadata.deny-models]",
        "[package.metadata.deny-models]\nmodel = []",
        "[features]\nx = 7\n[dependencies]\ny = { optional = \"maybe\" }\n[target]\nz = 3",
    ] {
        assert!(read(text).is_empty(), "{text}");
    }
}

#[test]
fn the_name_of_the_table_is_checked_for_slips() {
    for name in [
        "deny_models",
        "deny-model",
        "cargo-deny-models",
        "Deny-Models",
    ] {
        assert_eq!(
            mistakes(&format!("[package.metadata.{name}]\nx = 1")),
            [format!(
                "1:19 {name}: `{name}` is not read by anything (write `deny-models`, or run `cargo deny-models fix`)"
            )]
        );
        // Which of two tables counts is for people to decide, and `fix` leaves them.
        let two = mistakes(&format!(
            "[package.metadata.{name}]\nx = 1\n[package.metadata.deny-models]"
        ));
        assert_eq!(
            two,
            [format!(
                "1:19 {name}: `{name}` is not read by anything (write all of it under one `deny-models`)"
            )]
        );
    }
    assert!(read("[package.metadata.deny]\nx = 1").is_empty());
}

#[test]
fn only_models_are_in_the_table() {
    assert_eq!(
        mistakes("[package.metadata.deny-models]\nmodels = []"),
        [
            "2:1 models: unknown key `models` in `[package.metadata.deny-models]` (did you mean `model`? it can only be `model`)"
        ]
    );
    assert_eq!(
        mistakes("[package.metadata]\ndeny-models = true"),
        [
            "2:15 true: expected a table for `deny-models`, found a boolean (write `[package.metadata.deny-models]`, then a key a line)"
        ]
    );
    assert_eq!(
        mistakes("[package.metadata.deny-models.model]\nid = \"a/b\""),
        [
            "1:1 [package.metadata.deny-models.model]: expected an array of tables for `model`, found a table (write `[[package.metadata.deny-models.model]]`, then a key a line)"
        ]
    );
}

#[test]
fn a_model_has_exactly_one_name() {
    one_mistake(
        "id = \"a/b\"\nurl = \"https://example.org/x\"",
        "15:7 \"https://example.org/x\": `url` beside `id` in `[[package.metadata.deny-models.model]]` (keep exactly one of `id`, `url` and `path`)",
    );
    one_mistake(
        "license = \"MIT\"",
        "13:1 [[package.metadata.deny-models.model]]: `[[package.metadata.deny-models.model]]` names no model (add `id = \"org/name\"`, or `url` or `path`)",
    );
    for line in [
        "id = \"https://example.org/x\"",
        "url = \"a/b\"",
        "url = \"file:///etc/passwd\"",
        "path = \"/etc/passwd\"",
        "path = \"x/../..\"",
        "path = \"a/\\u0000\"",
        "id = \"\"",
    ] {
        let found = mistakes(&entry(line));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("names no model"), "{found:?}");
    }
}

#[test]
fn features_exist_in_the_same_file() {
    for good in [
        "\"llm\"",
        "[\"llm\", \"fetch\"]",
        "\"builder\"",
        "\"unixy\"",
        "\"default\"",
    ] {
        assert_eq!(
            read(&entry(&format!("id = \"a/b\"\nfeature = {good}")))
                .models
                .len(),
            1
        );
    }
    one_mistake(
        "feature = \"llm,lmm\"\nid = \"a/b\"",
        "$1:16 lmm: the crate has no feature `lmm` (did you mean `llm`?)",
    );
    one_mistake(
        "feature = [\"always\"]\nid = \"a/b\"",
        "$1:12 \"always\": the crate has no feature `always` (add it to `[features]`, or name one that is there)",
    );
    one_mistake(
        "feature = []\nid = \"a/b\"",
        "$1:11 []: `feature` is empty (name something, or leave `feature` out)",
    );
}

#[test]
fn details_are_checked() {
    one_mistake(
        "until = 2027-01-01\nid = \"a/b\"",
        "$1:1 until: unknown key `until` in `[[package.metadata.deny-models.model]]` (it can be `id`, `url`, `path`, `revision`, `license`, `how`, `feature`, `target`, `sha256`, `base`, `relation` or `components`)",
    );
    one_mistake(
        "how = \"shipped\"\nid = \"a/b\"",
        "$1:7 \"shipped\": `shipped` is not a value of `how` (it can be `bundled`, `build`, `runtime` or `offered`)",
    );
    one_mistake(
        "revision = \"main\"\npath = \"a\"",
        "$1:12 \"main\": `revision` for something that is not a hub repository (remove it; `sha256` pins a file)",
    );
    one_mistake(
        "target = \"windows only\"\nid = \"a/b\"",
        "$1:10 \"windows only\": `windows only` is not a target (write a triple such as `x86_64-unknown-linux-gnu`, or `cfg(windows)`)",
    );
}

#[test]
fn the_same_way_is_stated_once() {
    let twice = |first: &str, second: &str| {
        format!(
            "{HEAD}[package.metadata.deny-models]\nmodel = [{{ id = \"a/b\"{first} }}, {{ id = \"a/b\"{second} }}]"
        )
    };
    assert_eq!(read(&twice("", ", how = \"build\"")).models.len(), 2);
    assert_eq!(read(&twice("", ", feature = \"llm\"")).models.len(), 2);
    let found = mistakes(&twice(
        ", feature = [\"llm\", \"fetch\"]",
        ", feature = \"fetch,llm\"",
    ));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("`a/b` is described twice, first in line 14"),
        "{found:?}"
    );
}

#[test]
fn syntax_errors_of_the_file_are_reported() {
    let found = mistakes("[package]\nname = \n");
    assert!(found[0].starts_with("2:"), "{found:?}");
}

#[test]
fn line_ends_of_windows_change_no_place() {
    let good =
        entry("id = \"acme/chat\"\nbase = [\n  \"acme/a\",\n  \"acme/b\",\n]\nfeature = \"llm\"");
    let places = |text: &str| {
        let model = read(text).models.remove(0);
        let base = model.base.expect("bases");
        let bases: Vec<(String, usize, usize)> = base
            .iter()
            .map(|base| {
                (
                    base.value.to_string(),
                    base.place.line(),
                    base.place.column(),
                )
            })
            .collect();
        (model.place.line(), bases)
    };
    assert_eq!(places(&good.replace('\n', "\r\n")), places(&good));
    let bad = entry("id = \"acme/chat\"\nhow = \"bundeld\"\nsha256 = \"\"\"\nx\"\"\"");
    assert_eq!(mistakes(&bad.replace('\n', "\r\n")), mistakes(&bad));
}
