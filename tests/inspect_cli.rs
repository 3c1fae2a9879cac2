//! The command `inspect`: its JSON, its exit codes, and that nothing of a file reaches a terminal as it is.
#![cfg(feature = "cli")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn inspect(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"))
        .arg("inspect")
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"))
        .output()
        .expect("runs")
}

fn json(args: &[&str]) -> (Vec<Value>, Option<i32>) {
    let output = inspect(&[&["--format", "json"], args].concat());
    let parsed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    (
        parsed.as_array().expect("an array").clone(),
        output.status.code(),
    )
}

#[test]
fn the_contract_of_json() {
    let files = [
        "gguf/finetune-licensed.gguf",
        "gguf/no-license.gguf",
        "hostile/license-twice.gguf",
        "hostile/tensor-count-2pow64.gguf",
        "cards/license-list.md",
        "hostile/adapter-local-path/adapter_config.json",
    ];
    let (answers, code) = json(&files);
    assert_eq!(code, Some(0), "a damaged file is an answer");
    for (answer, file) in answers.iter().zip(files) {
        assert_eq!(answer["file"], file);
        for key in [
            "format",
            "license",
            "license_name",
            "license_link",
            "base_models",
            "name",
            "problems",
        ] {
            assert!(answer.get(key).is_some(), "{file}: {key}");
        }
    }
    assert_eq!(answers[0]["license"], "apache-2.0");
    assert_eq!(answers[0]["license_key"], "general.license");
    assert_eq!(
        answers[0]["base_models"],
        serde_json::json!(["acme/tiny-base"])
    );
    assert_eq!(answers[0]["name"], "Tiny Chat 1M");
    assert_eq!(answers[0]["problems"], serde_json::json!([]));
    assert_eq!(answers[1]["license"], Value::Null);
    assert_eq!(answers[1]["problems"], serde_json::json!([]));
    // Of two neither wins, and both are there.
    assert_eq!(answers[2]["license"], Value::Null);
    let sides: Vec<&Value> = answers[2]["conflicts"]
        .as_array()
        .expect("both")
        .iter()
        .map(|side| &side["value"])
        .collect();
    assert_eq!(sides, ["mit", "cc-by-nc-4.0"]);
    assert_eq!(answers[2]["problem_kinds"], serde_json::json!(["conflict"]));
    // A part of a damaged file is never a clean finding.
    assert_eq!(
        (&answers[3]["license"], &answers[3]["partial_license"]),
        (&Value::Null, &Value::from("mit"))
    );
    assert_eq!(
        answers[4]["license_ids"],
        serde_json::json!(["apache-2.0", "cc-by-nc-4.0"])
    );
    // A path is no id, and the name of a person in it is not repeated.
    assert_eq!(answers[5]["base_models"], serde_json::json!([]));
    assert!(!answers[5].to_string().contains("/home/u"));
}

#[test]
fn only_what_cannot_be_opened_is_an_error() {
    let (answers, code) = json(&["hostile"]);
    assert_eq!(code, Some(0));
    assert!(answers.len() > 40);
    for answer in &answers {
        let name = answer["file"].as_str().expect("a name");
        let quiet = [
            "license-trailing-nul",
            "license-is-array",
            "base-model-count",
            "pickle-calls",
            "adapter-local",
            "control-chars",
        ];
        let problems = answer["problems"].as_array().expect("a list");
        assert_eq!(
            problems.is_empty(),
            quiet.iter().any(|quiet| name.contains(quiet)),
            "{name}"
        );
    }
    let (answers, code) = json(&["gguf/version1.gguf", "nowhere.gguf"]);
    assert_eq!((answers.len(), code), (1, Some(2)));
    let output = inspect(&["nowhere.gguf"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere.gguf"));
    assert_eq!(inspect(&[]).status.code(), Some(2));
}

#[test]
fn a_directory_is_its_files() {
    let (answers, code) = json(&["sidecars/diffusers", "coreml"]);
    let files: Vec<&str> = answers
        .iter()
        .filter_map(|answer| answer["file"].as_str())
        .collect();
    let expected = [
        "sidecars/diffusers/model_index.json",
        "sidecars/diffusers/text_encoder/config.json",
        "sidecars/diffusers/unet/config.json",
        "sidecars/diffusers/vae/config.json",
        "coreml/licensed.mlmodel",
        "coreml/licensed.mlpackage",
    ];
    assert_eq!((files, code), (expected.to_vec(), Some(0)));
    assert_eq!(answers[0]["components"].as_array().map(Vec::len), Some(4));
}

#[test]
fn nothing_of_a_file_is_obeyed() {
    for args in [
        &["hostile", "cards", "pytorch"][..],
        &["--format", "json", "hostile", "cards", "pytorch"],
    ] {
        let output = inspect(args);
        for stream in [&output.stdout, &output.stderr] {
            let text = String::from_utf8(stream.clone()).expect("UTF-8");
            assert!(
                !text.chars().any(|char| char.is_control() && char != '\n'),
                "{args:?}"
            );
            assert!(
                !text.lines().any(|line| line.trim_start().starts_with("::")),
                "{args:?}"
            );
            assert!(!text.contains("UNPICKLED"), "{args:?}");
        }
    }
    let output = inspect(&["hostile/yaml-control-chars.md"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("mit\\u{1b}[31m"));
}

#[test]
fn people_read_what_matters_first() {
    let output = inspect(&["gguf/lora-adapter.gguf", "hostile/truncated.onnx"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    insta::assert_snapshot!(text);
}
