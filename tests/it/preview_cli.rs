//! `cargo deny-models preview`: a crate of a registry, here one in a directory, before it is a dependency.

use std::fs;

use serde_json::Value;

use crate::support::{OFFERS, Project, Run, command};

const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";

/// The Cargo.toml of the one who asks.
const PACKAGE: &str =
    "[package]\nname = \"mine\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n";

fn call(model: &str) -> String {
    format!(
        "    hf_hub::api::sync::Api::new().unwrap().model(\"{model}\".to_string()).get(\"model.safetensors\").unwrap();\n"
    )
}

/// A registry of three crates: one that takes a model, one that takes another through it, and one that offers some.
pub(crate) fn registry() -> Project {
    let project = Project::new(&[]);
    let package = |name: &str, version: &str, rest: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\nlicense = \"Apache-2.0\"\n{rest}"
        )
    };
    let crates = [
        (
            "takes-1.0.0",
            package(
                "takes",
                "1.0.0",
                "\n[features]\nbig = []\n\n[dev-dependencies]\nnot-there = \"1\"\n",
            ),
            format!(
                "pub fn go() {{\n{}}}\n#[cfg(feature = \"big\")]\npub fn big() {{\n{}}}\n",
                call("Qwen/Qwen2.5-7B-Instruct"),
                call(LLAMA)
            ),
        ),
        (
            "takes-2.0.0",
            package("takes", "2.0.0", ""),
            format!("pub fn go() {{\n{}}}\n", call(LLAMA)),
        ),
        (
            "through-1.0.0",
            package("through", "1.0.0", "\n[dependencies]\ntakes = \"2\"\n"),
            "pub fn go() { takes::go() }\n".to_owned(),
        ),
        (
            "offers-1.0.0",
            package("offers", "1.0.0", ""),
            OFFERS
                .replace("{ Small, Large }", "{ Small, Base, Large }")
                .replace(
                    "EmbeddingModel::Large =>",
                    "EmbeddingModel::Base => \"BAAI/bge-base-en-v1.5\",\n            EmbeddingModel::Large =>",
                ),
        ),
    ];
    for (directory, manifest, code) in crates {
        project.write(&format!("registry/{directory}/Cargo.toml"), &manifest);
        project.write(&format!("registry/{directory}/src/lib.rs"), &code);
        project.write(
            &format!("registry/{directory}/.cargo-checksum.json"),
            "{\"files\":{},\"package\":null}",
        );
    }
    project
}

/// The setting of cargo that makes the packages of a project a registry.
fn source(project: &Project) -> String {
    let directory = project.path("registry").display().to_string();
    let directory = directory.replace('\\', "/");
    format!("source.here.directory=\"{directory}\"")
}

/// A run with a temporary directory of its own, which is empty again after it.
pub(crate) fn preview(project: &Project, args: &[&str]) -> Run {
    let scratch = project.path("scratch");
    fs::create_dir_all(&scratch).expect("a directory");
    fs::create_dir_all(project.path("here")).expect("a directory");
    let directory = source(project);
    let args = [
        &[
            "preview",
            "--offline",
            "--config",
            "source.crates-io.replace-with=\"here\"",
        ],
        &["--config", &directory][..],
        args,
    ]
    .concat();
    let run = Run::of(command(&project.path("here"), &args).env("TMPDIR", &scratch));
    let left = fs::read_dir(&scratch).expect("a directory").count();
    assert_eq!(left, 0, "{args:?}");
    run
}

fn models(json: &Value) -> Vec<(String, String, bool)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let rows = json["models"].as_array().expect("rows").iter();
    rows.map(|row| {
        let fails = row["fails"].as_bool().expect("a flag");
        (text(&row["model"]), text(&row["how"]), fails)
    })
    .collect()
}

#[test]
fn a_crate_is_judged_before_it_is_a_dependency() {
    let project = registry();
    let run = preview(&project, &["takes"]).expect(1);
    assert_eq!(
        run.stdout,
        "takes 2.0.0 (Apache-2.0), as a dependency of a crate under MIT\n\
         would fail where its code is reached:\n  \
         fail     runtime  meta-llama/Llama-3.1-8B-Instruct [llama3.1]\n\
         1 model would fail a crate under MIT\n"
    );
    let run = preview(&project, &["takes@1", "--format", "json"]).expect(0);
    let json = run.json();
    assert_eq!(json["version"], "1.0.0");
    assert_eq!(json["outcome"], "pass");
    let on = json["models"].as_array().expect("rows").iter();
    let on: Vec<bool> = on.map(|row| row["on"].as_bool().expect("a flag")).collect();
    assert_eq!(on.iter().filter(|on| **on).count(), 1);
    let json = preview(
        &project,
        &["takes@1.0.0", "--features", "big", "--format", "json"],
    )
    .expect(1)
    .json();
    assert!(models(&json).contains(&(LLAMA.to_owned(), "runtime".to_owned(), true)));
    let json = preview(&project, &["through", "--format", "json"])
        .expect(1)
        .json();
    assert_eq!(
        models(&json),
        [(LLAMA.to_owned(), "runtime".to_owned(), true)]
    );
    assert_eq!(
        json["models"][0]["path"],
        serde_json::json!(["through 1.0.0", "takes 2.0.0"])
    );
}

#[test]
fn offers_are_shown_and_fail_nothing_by_themselves() {
    let project = registry();
    let run = preview(&project, &["offers"]);
    assert!(
        run.stdout.contains("offered, the caller chooses:\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("jinaai/jina-embeddings-v3"),
        "{}",
        run.stdout
    );
    // Those that pass are counted; programs get them all.
    assert!(
        run.stdout.contains("  passing, not listed: 1 model\n"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("bge-base"), "{}", run.stdout);
    let json = preview(&project, &["offers", "--format", "json"]).json();
    let base = ("BAAI/bge-base-en-v1.5", "offered", false);
    let base = (base.0.to_owned(), base.1.to_owned(), base.2);
    assert!(models(&json).contains(&base), "{json}");
    assert_eq!(run.expect(0).stderr, "");
}

#[test]
fn a_model_is_listed_once_with_all_that_leads_to_it() {
    let project = registry();
    let manifest = "[package]\nname = \"twice\"\nversion = \"1.0.0\"\nedition = \"2021\"\nlicense = \"Apache-2.0\"\n\
                    [features]\ndefault = [\"a\", \"b\"]\na = []\nb = []\n";
    let under = |name: &str, condition: &str| {
        format!(
            "#[cfg({condition})]\npub fn {name}() {{\n{}}}\n",
            call(LLAMA)
        )
    };
    let code = [
        under("one", "feature = \"a\""),
        under("two", "feature = \"a\""),
        under("three", "all(feature = \"a\", feature = \"b\")"),
        under("four", "feature = \"b\""),
    ];
    project.write("registry/twice-1.0.0/Cargo.toml", manifest);
    project.write("registry/twice-1.0.0/src/lib.rs", &code.concat());
    project.write(
        "registry/twice-1.0.0/.cargo-checksum.json",
        "{\"files\":{},\"package\":null}",
    );
    let run = preview(&project, &["twice"]).expect(1);
    let lines: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.contains(LLAMA))
        .collect();
    assert_eq!(lines.len(), 1, "{}", run.stdout);
    assert!(
        lines[0].ends_with("(with feature a) or (with feature b)"),
        "{}",
        lines[0]
    );
    assert!(run.stdout.contains("1 model would fail"), "{}", run.stdout);
}

#[test]
fn the_licence_and_the_policy_of_the_one_who_asks_decide() {
    let project = registry();
    let run = preview(&project, &["takes", "--license", "GPL-3.0-only"]).expect(0);
    assert!(
        run.stdout
            .ends_with("a crate under GPL-3.0-only is not gated\n")
    );
    preview(&project, &["takes", "--license", "no such"])
        .expect(2)
        .prints(&["`--license no such` is no SPDX expression"]);
    project.write("here/Cargo.toml", PACKAGE);
    project.write("here/src/lib.rs", "");
    project.write(
        "here/deny-models.toml",
        "[policy]\nallow = [\"llama3.1\"]\n",
    );
    preview(&project, &["takes"]).expect(0);
    preview(&project, &["takes", "--no-policy"]).expect(1);
    // Another workspace may be named.
    let there = project.path("there/Cargo.toml").display().to_string();
    project.write("there/Cargo.toml", PACKAGE);
    project.write("there/src/lib.rs", "");
    preview(&project, &["takes", "--manifest-path", &there]).expect(1);
}

#[test]
fn what_cargo_cannot_provide_is_in_its_words() {
    let project = registry();
    for (spec, expected) in [
        (
            "nothing-of-it",
            "no matching package named `nothing-of-it` found",
        ),
        ("takes@3", "takes"),
        ("takes@", "`takes@` names no crate"),
        ("@1", "`@1` names no crate"),
        ("two words", "`two words` names no crate"),
        ("../takes", "`../takes` names no crate"),
    ] {
        let run = preview(&project, &[spec]).expect(2);
        for ours in ["deny-models-preview", "scratch"] {
            assert!(!run.stderr.contains(ours), "{}", run.stderr);
        }
        run.prints(&[expected]);
    }
    // Where a version is, and where the registry is, are two questions: each has the help that leads on.
    let online = |settings: &str, spec: &str| {
        let args = [
            "preview",
            "--config",
            "source.crates-io.replace-with=\"here\"",
            "--config",
            settings,
            spec,
        ];
        let run = Run::of(command(&project.path("here"), &args).env("CARGO_NET_RETRY", "0"));
        run.expect(2)
    };
    let directory = source(&project);
    for spec in ["nothing-of-it", "takes@3"] {
        online(&directory, spec).prints(&["check the name and the version", "`cargo info NAME`"]);
    }
    let run = online(
        "source.here.registry=\"sparse+http://127.0.0.1:9/\"",
        "takes",
    );
    let run = run.prints(&["the registry gave no answer", "with `--offline`"]);
    assert!(!run.stderr.contains("check the name"), "{}", run.stderr);
    preview(&project, &["takes@1"]).expect(0);
    preview(&project, &["takes@1", "--features", "bgi"])
        .expect(2)
        .prints(&["bgi"]);
}

#[test]
fn what_lies_in_an_archive_is_what_was_published() {
    let project = registry();
    let manifest = "[package]\nname = \"ships\"\nversion = \"1.0.0\"\nedition = \"2021\"\nlicense = \"Apache-2.0\"\n";
    for (file, text) in [
        ("Cargo.toml", manifest),
        ("Cargo.toml.orig", manifest),
        ("src/lib.rs", ""),
        ("weights/x.onnx", ""),
        (".cargo-checksum.json", "{\"files\":{},\"package\":null}"),
    ] {
        project.write(&format!("registry/ships-1.0.0/{file}"), text);
    }
    let fixture = "tests/fixtures/onnx/no-metadata.onnx";
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture);
    fs::copy(fixture, project.path("registry/ships-1.0.0/weights/x.onnx")).expect("copied");
    let run = preview(&project, &["ships", "--format", "json"]).expect(0);
    let json = run.json();
    assert_eq!(json["notes"], serde_json::json!([]), "{json:#}");
    let shipped = ("weights/x.onnx".to_owned(), "bundled".to_owned(), false);
    assert_eq!(models(&json), [shipped]);
}
