//! The command `inspect`: its JSON, its exit codes, and that nothing of a file reaches a terminal as it is.
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::program;
use serde_json::Value;

fn command(args: &[&str]) -> Command {
    let mut command = program();
    command
        .arg("inspect")
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn inspect(args: &[&str]) -> Output {
    command(args).output().expect("runs")
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

/// A run with `input` on its standard input, through a pipe.
fn piped(args: &[&str], input: &[u8]) -> Output {
    let mut child = command(args).stdin(Stdio::piped()).spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // The other side may have had enough.
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().expect("ends")
}

fn fixture(path: &str) -> Vec<u8> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(dir.join(path)).expect("a fixture")
}

#[test]
fn standard_input_is_read_like_a_file() {
    for path in [
        "gguf/finetune-licensed.gguf",
        "cards/license-list.md",
        "hostile/tensor-count-2pow64.gguf",
    ] {
        let (from_file, _) = json(&[path]);
        let output = piped(&["--format", "json", "-"], &fixture(path));
        assert_eq!(output.status.code(), Some(0), "{path}");
        let answers: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut answer = answers[0].clone();
        assert_eq!(answer["file"], "standard input");
        answer["file"] = path.into();
        assert_eq!(answer, from_file[0], "{path}");
    }
    // One that is redirected is not copied, and read from its start.
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gguf/finetune-licensed.gguf");
    let output = command(&["--format", "json", "-"])
        .stdin(std::fs::File::open(file).expect("a fixture"))
        .output()
        .expect("runs");
    let answers: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answers[0]["license"], "apache-2.0");
}

#[test]
fn line_ends_of_windows_change_nothing() {
    for path in [
        "cards/finetuned-from.md",
        "cards/gated.md",
        "cards/license-list.md",
        "cards/other-named.md",
        "cards/plain.md",
        "sidecars/diffusers/model_index.json",
        "sidecars/mergekit/mergekit_config.yml",
        "sidecars/peft/adapter_config.json",
    ] {
        let name = match path.split_once('/').expect("a directory") {
            ("cards", _) => "README.md",
            (_, path) => path,
        };
        let args = ["--format", "json", "--stdin-name", name, "-"];
        let text = String::from_utf8(fixture(path)).expect("UTF-8");
        assert!(!text.contains('\r'), "{path}");
        let answer = |text: &str| -> Value {
            let output = piped(&args, text.as_bytes());
            serde_json::from_slice(&output.stdout).expect("JSON")
        };
        assert_eq!(answer(&text.replace('\n', "\r\n")), answer(&text), "{path}");
    }
}

#[test]
fn a_name_says_what_standard_input_is() {
    let config = br#"{"base_model_name_or_path": "google/gemma-2b", "peft_type": "LORA"}"#;
    let args = [
        "--format",
        "json",
        "--stdin-name",
        "lora/adapter_config.json",
        "-",
    ];
    let output = piped(&args, config);
    let answers: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answers[0]["file"], "lora/adapter_config.json");
    assert_eq!(
        answers[0]["base_models"],
        serde_json::json!(["google/gemma-2b"])
    );
}

#[test]
fn standard_input_that_cannot_be_had_is_an_error() {
    let mit = "---\nlicense: mit\n---\n".as_bytes();
    for (args, input, message) in [
        (
            &["-"][..],
            &b""[..],
            "cannot read standard input: it is empty",
        ),
        (&["-", "-"], mit, "give `-` once"),
        (
            &["--stdin-name", "x.md", "gguf/version1.gguf"],
            mit,
            "goes with the file `-`",
        ),
    ] {
        let output = piped(args, input);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains(message), "{args:?}: {errors}");
    }
    // The other files are answered all the same.
    let output = piped(&["--format", "json", "-", "gguf/version1.gguf"], b"");
    let answers: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (answers.as_array().map(Vec::len), output.status.code()),
        (Some(1), Some(2))
    );
    // `--` is no file of that name, and one called `-` is `./-`.
    let output = inspect(&["./-"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot read ./-"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = command(&["hostile", "gguf", "cards", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin
        .write_all(&fixture("cards/license-list.md"))
        .expect("read");
    drop(stdin);
    let output = child.wait_with_output().expect("ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_ne!(output.status.code(), Some(101), "no panic");
}

#[test]
fn an_empty_directory_is_said_to_be_so() {
    let dir = tempfile::tempdir().expect("a directory");
    let output = inspect(&[dir.path().to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no file of a model"));
}
