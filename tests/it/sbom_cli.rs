//! `sbom`, end to end.

use std::path::Path;

use crate::support::{Project, Run, command, example, mit_crate};
use serde_json::Value;

/// A run at a fixed time: noon of 2026-11-25.
fn sbom(directory: &Path, args: &[&str]) -> Run {
    let mut all = vec!["sbom"];
    all.extend(args);
    Run::of(command(directory, &all).env("SOURCE_DATE_EPOCH", "1795608000"))
}

fn component<'a>(document: &'a Value, name: &str) -> &'a Value {
    let components = document["components"].as_array().expect("components");
    components
        .iter()
        .find(|component| component["name"] == name)
        .unwrap_or_else(|| panic!("no component {name}"))
}

fn depends<'a>(document: &'a Value, of: &str) -> Vec<&'a str> {
    let dependencies = document["dependencies"].as_array().expect("dependencies");
    let of = dependencies
        .iter()
        .find(|dependency| dependency["ref"] == of);
    let on = of.expect("an entry")["dependsOn"]
        .as_array()
        .expect("a list");
    on.iter().map(|id| id.as_str().expect("a text")).collect()
}

/// `declared id`, `concluded name`, ...
fn licenses(choices: &Value) -> Vec<String> {
    let of = |choice: &Value| {
        let license = choice.get("license").unwrap_or(choice);
        let named = ["id", "name", "expression"];
        let named = named.iter().find_map(|key| license[*key].as_str());
        format!(
            "{} {}",
            license["acknowledgement"].as_str().expect("a word"),
            named.expect("a name")
        )
    };
    choices
        .as_array()
        .map_or(Vec::new(), |all| all.iter().map(of).collect())
}

#[test]
fn the_founding_case_as_cyclonedx() {
    let run = sbom(&example("hidream"), &[]).expect(0);
    insta::assert_snapshot!("hidream_cyclonedx", run.stdout);
    let document = run.json();
    crate::bom::assert_cyclonedx(&document);
    let model = component(&document, "HiDream-I1-Full");
    assert_eq!(
        licenses(&model["licenses"]),
        [
            "declared MIT",
            "concluded MIT",
            "concluded Llama 3.1 Community License Agreement (llama3.1)",
            "concluded Apache-2.0",
        ]
    );
    let encoder = component(&document, "Llama-3.1-8B-Instruct");
    assert_eq!(encoder["pedigree"]["ancestors"][0]["name"], "Llama-3.1-8B");
    assert!(
        depends(&document, "model:HiDream-ai/HiDream-I1-Full")
            .contains(&"model:meta-llama/Llama-3.1-8B-Instruct")
    );
    assert_eq!(
        depends(&document, "crate:hidream@0.1.0"),
        ["model:HiDream-ai/HiDream-I1-Full"]
    );
}

#[test]
fn the_workspace_as_spdx() {
    let run = sbom(
        &example("workspace"),
        &["--format", "spdx", "--name", "shop"],
    )
    .expect(0);
    insta::assert_snapshot!("workspace_spdx", run.stdout);
    crate::bom::assert_spdx(&run.json());
}

#[test]
fn both_versions_and_all_examples_are_whole() {
    for name in ["hidream", "openscholar", "hidream-free", "workspace"] {
        for version in ["1.6", "1.7"] {
            let document = sbom(&example(name), &["--spec-version", version])
                .expect(0)
                .json();
            assert_eq!(document["specVersion"], version);
            crate::bom::assert_cyclonedx(&document);
        }
        crate::bom::assert_spdx(&sbom(&example(name), &["--format", "spdx"]).expect(0).json());
    }
}

#[test]
fn who_depends_on_what_in_a_workspace() {
    let document = sbom(&example("workspace"), &[]).expect(0).json();
    let members = [
        "crate:cli@0.1.0",
        "crate:models@0.1.0",
        "crate:notes@0.1.0",
        "crate:server@0.1.0",
    ];
    assert_eq!(document["metadata"]["component"]["name"], "workspace");
    assert_eq!(depends(&document, "workspace"), members);
    assert_eq!(
        depends(&document, "crate:server@0.1.0"),
        ["crate:models@0.1.0"]
    );
    assert_eq!(depends(&document, "crate:notes@0.1.0"), [""; 0]);
    // One member alone: the model that only another member's feature turns on is not in it.
    let document = sbom(&example("workspace"), &["-p", "cli"]).expect(0).json();
    assert_eq!(document["metadata"]["component"]["name"], "cli");
    assert_eq!(
        depends(&document, "crate:models@0.1.0"),
        ["model:Qwen/Qwen2.5-7B-Instruct"]
    );
}

/// One crate with models of every kind.
fn odd() -> Project {
    let project = Project::package(&mit_crate(
        r#"
id = "acme/adapter"
revision = "0123456789abcdef0123456789ABCDEF01234567"
license = "GPL-3.0-or-later OR gemma"
base = ["acme/base"]
relation = "adapter"

[[package.metadata.deny-models.model]]
id = "acme/base"
license = "MIT"

[[package.metadata.deny-models.model]]
path = "models/own.onnx"
license = "LicenseRef-own"

[[package.metadata.deny-models.model]]
url = "https://files.example/a%20b/c.gguf?x=1"
license = "other"

[[package.metadata.deny-models.model]]
id = "acme/choice"
license = "MIT"
how = "offered""#,
    ));
    project.write("models/own.onnx", "no weights, but bytes");
    project
}

#[test]
fn each_kind_of_model_has_its_identity() {
    let document = sbom(&odd().path(""), &["--no-scan"]).expect(0).json();
    crate::bom::assert_cyclonedx(&document);
    let purl = |name: &str| {
        component(&document, name)["purl"]
            .as_str()
            .map(str::to_owned)
    };
    assert_eq!(
        purl("adapter").as_deref(),
        Some("pkg:huggingface/acme/adapter@0123456789abcdef0123456789abcdef01234567")
    );
    assert_eq!(
        purl("models/own.onnx").as_deref(),
        Some("pkg:cargo/demo@0.1.0#models/own.onnx")
    );
    assert_eq!(
        purl("https://files.example/a%20b/c.gguf?x=1").as_deref(),
        Some(
            "pkg:generic/c.gguf?download_url=https:%2F%2Ffiles.example%2Fa%2520b%2Fc.gguf%3Fx%3D1"
        )
    );
    // The digest of the bytes, not the one that a manifest states.
    assert_eq!(
        component(&document, "models/own.onnx")["hashes"][0]["content"],
        "06ca5b137d50b91954f4f5186b75a4971b5d1a4e5b7a2c8aa6f9157314d4f5c9"
    );
    let base = component(&document, "adapter");
    assert_eq!(base["evidence"]["occurrences"][0]["location"], "Cargo.toml");
    assert_eq!(
        depends(
            &document,
            "model:acme/adapter@0123456789abcdef0123456789ABCDEF01234567"
        ),
        ["model:acme/base"],
        "an adapter does not run without its base"
    );
    let offered = |args: &[&str]| {
        sbom(&odd().path(""), args)
            .expect(0)
            .stdout
            .contains("acme/choice")
    };
    assert!(!offered(&["--no-scan"]) && offered(&["--no-scan", "--offered"]));
}

#[test]
fn licences_that_1_6_cannot_mix_stand_apart() {
    let project = odd();
    let of = |version: &str| {
        let args = ["--no-scan", "--spec-version", version];
        let document = sbom(&project.path(""), &args).expect(0).json();
        let model = component(&document, "adapter").clone();
        (
            licenses(&model["licenses"]),
            licenses(&model["evidence"]["licenses"]),
        )
    };
    let declared = "declared GPL-3.0-or-later OR LicenseRef-gemma".to_owned();
    // Of the choice, the branch that passes is taken.
    let concluded = ["concluded GPL-3.0-or-later", "concluded MIT"].map(str::to_owned);
    assert_eq!(of("1.6"), (vec![declared.clone()], concluded.to_vec()));
    let both = std::iter::once(declared).chain(concluded).collect();
    assert_eq!(of("1.7"), (both, Vec::new()));
    // What names no text is declared, and nothing is concluded from it.
    let document = sbom(&project.path(""), &["--no-scan"]).expect(0).json();
    let unknown = component(&document, "https://files.example/a%20b/c.gguf?x=1");
    assert_eq!(licenses(&unknown["licenses"]), ["declared other"]);
    let own = component(&document, "models/own.onnx");
    assert_eq!(
        licenses(&own["licenses"]),
        ["declared LicenseRef-own", "concluded LicenseRef-own"]
    );
}

#[test]
fn crates_have_the_identity_that_cargo_gives_them() {
    let project = odd();
    let purl = |project: &Project| {
        let document = sbom(&project.path(""), &["--no-scan"]).expect(0).json();
        document["metadata"]["component"]["purl"].clone()
    };
    assert_eq!(purl(&project), "pkg:cargo/demo@0.1.0");
    let manifest = std::fs::read_to_string(project.path("Cargo.toml")).expect("readable");
    let private = manifest.replace("edition =", "publish = false\nedition =");
    project.write("Cargo.toml", &private);
    // An unpublished package must not have the purl of one that another may publish.
    assert_eq!(purl(&project), Value::Null);
}

#[test]
fn the_same_input_gives_the_same_bytes_but_for_the_time() {
    for args in [&[][..], &["--format", "spdx"]] {
        let first = sbom(&example("hidream"), args).expect(0).stdout;
        assert_eq!(first, sbom(&example("hidream"), args).expect(0).stdout);
        let mut all = vec!["sbom"];
        all.extend(args);
        let later =
            Run::of(command(&example("hidream"), &all).env("SOURCE_DATE_EPOCH", "1795608001"));
        let later = later.expect(0).stdout;
        assert_ne!(first, later);
        assert_eq!(first, later.replace("T12:00:01Z", "T12:00:00Z"));
    }
}

#[test]
fn output_goes_to_a_file_whole_or_not_at_all() {
    let project = odd();
    let path = project.path("out/bom.json");
    let path = path.to_str().expect("UTF-8");
    let run = sbom(&project.path(""), &["--no-scan", "-o", path]).expect(2);
    assert!(run.stderr.contains("cannot write") && run.stdout.is_empty());
    std::fs::create_dir(project.path("out")).expect("a directory");
    let run = sbom(&project.path(""), &["--no-scan", "-o", path]).expect(0);
    assert!(run.stdout.is_empty());
    let text = std::fs::read_to_string(path).expect("readable");
    assert_eq!(
        text,
        sbom(&project.path(""), &["--no-scan"]).expect(0).stdout
    );
    assert_eq!(
        std::fs::read_dir(project.path("out"))
            .expect("readable")
            .count(),
        1
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let project = odd();
    for (args, expected) in [
        (&["--spec-version", "1.5"][..], "1.6 and 1.7"),
        (&["--format", "spdx", "--spec-version", "2.3"], "3.0.1"),
        (&["--format", "xml"], "possible values"),
        (&["-p", "unknown"], "unknown"),
    ] {
        let run = sbom(&project.path(""), args).expect(2);
        assert!(
            run.stderr.contains(expected) && run.stdout.is_empty(),
            "{}",
            run.stderr
        );
    }
    let run = Run::of(command(&project.path(""), &["sbom"]).env("SOURCE_DATE_EPOCH", "soon"));
    assert!(run.expect(2).stderr.contains("SOURCE_DATE_EPOCH"));
    // It is no gate: a model that fails or is unknown is listed.
    sbom(&example("hidream"), &[]).expect(0);
}

#[test]
fn a_crate_without_models_has_a_document_too() {
    let project =
        Project::package("[package]\nname = \"none\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    let document = sbom(&project.path(""), &[]).expect(0).json();
    crate::bom::assert_cyclonedx(&document);
    assert_eq!(document["components"], serde_json::json!([]));
    crate::bom::assert_spdx(
        &sbom(&project.path(""), &["--format", "spdx"])
            .expect(0)
            .json(),
    );
}
