//! The texts that a notice ships, end to end.

use std::fs;

use crate::support::{Project, Run, command, example, mit_crate, mit_manifest};
use deny_models::digest::sha256;
use deny_models::lock::{Lock, LockedModel, LockedText};
use deny_models::model::Artifact;

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
/// A licence of the model's own.
const OWN: &str =
    "Copyright (c) 2024 Acme <legal@acme.example>\n\nDo good with it.\n\u{c}\n```\n::error::x\n";

/// The text of MIT, as a model has it.
fn mit(holder: &str) -> String {
    let text = spdx::license_id("MIT").expect("listed").text();
    text.replace("<year> <copyright holders>", holder)
}

/// Two models under MIT, one of them with its own licence file and a policy that the lock has too.
fn project() -> Project {
    let project = Project::package(&mit_crate(
        "id = \"acme/chat\"\n\n[[package.metadata.deny-models.model]]\nid = \"acme/talk\"",
    ));
    let text = |path: &str, text: &str| LockedText {
        path: path.to_owned(),
        sha256: sha256(text.as_bytes()),
        license: Some("mit".to_owned()),
    };
    let model = |name: &str, texts| LockedModel {
        revision: Some(COMMIT.to_owned()),
        license: vec!["mit".to_owned()],
        base: Some(Vec::new()),
        texts,
        ..LockedModel::new(&Artifact::parse(name).expect("an id"))
    };
    let chat = model(
        "acme/chat",
        vec![
            text("LICENSE", &mit("2024 Acme")),
            text("docs/NOTICE.md", OWN),
        ],
    );
    let talk = model("acme/talk", vec![text("LICENSE", &mit("2023 Talk"))]);
    project.write("deny-models.lock", &Lock::new([chat, talk], []).render());
    project
}

/// Puts a file of the model into the hub's cache.
fn cached(project: &Project, model: &str, path: &str, text: &str) {
    let folder = format!("cache/models--acme--{model}/snapshots/{COMMIT}/{path}");
    project.write(&folder, text);
}

fn notice(project: &Project, args: &[&str]) -> Run {
    let mut command = command(&project.path(""), &["notice"]);
    command.args(args);
    command.env("HF_HUB_CACHE", project.path("cache"));
    Run::of(&mut command).expect(0)
}

#[test]
fn a_text_is_shipped_once_and_only_with_its_digest() {
    let project = project();
    cached(&project, "chat", "LICENSE", &mit("2024 Acme"));
    cached(&project, "chat", "docs/NOTICE.md", "changed");
    let run = notice(&project, &[]);
    // The copy of the model takes the place of the list's for it, and names the holder.
    assert!(run.stdout.contains("Copyright (c) 2024 Acme\n"));
    assert!(run.stdout.contains("From:      LICENSE of acme/chat\n"));
    assert!(!run.stdout.contains("changed"), "{}", run.stdout);
    let permission = "Permission is hereby granted";
    assert_eq!(run.stdout.matches(permission).count(), 2, "{}", run.stdout);
    let address = format!("https://huggingface.co/acme/chat/blob/{COMMIT}/docs/NOTICE.md");
    let missing = format!(
        "docs/NOTICE.md of acme/chat is missing: the copy in the hub's cache does not have the SHA-256 that was locked; {address}"
    );
    let talk = format!("https://huggingface.co/acme/talk/blob/{COMMIT}/LICENSE");
    assert_eq!(
        run.stderr,
        format!(
            "warning: {missing}\nwarning: LICENSE of acme/talk is missing: no copy is on this machine; {talk}\n\
             help: save these texts in a directory and add `--texts DIR`\n\
             warning: the copyright notice of acme/talk is missing: no text that was read states it\n"
        )
    );
    assert!(
        run.stdout.contains(&sha256(OWN.as_bytes())),
        "the digest that it must have"
    );

    // What the help leads to.
    project.write("texts/a", OWN);
    project.write("texts/b", &mit("2023 Talk"));
    project.write("texts/c", "of something else");
    fs::write(project.path("texts/d"), [0xff, 0xfe]).expect("written");
    let run = notice(&project, &["--texts", "texts", "--format", "markdown"]);
    let why = "is not used: no model here has a file with its SHA-256 or is under a licence with its words";
    assert_eq!(
        run.stderr,
        format!("warning: d in texts is not used: it is not UTF-8\nwarning: c in texts {why}\n")
    );
    // Untrusted lines are neither markup nor commands of a CI.
    assert!(
        run.stdout
            .contains("````text\nCopyright (c) 2024 Acme <legal@acme.example>\n")
    );
    assert!(
        run.stdout.contains("\\u{3a}:error::x\n````\n"),
        "{}",
        run.stdout
    );

    let json = notice(&project, &["--texts", "texts", "--format", "json"]).json();
    let texts = json["full_texts"].as_array().expect("texts");
    assert_eq!(texts.len(), 3);
    for (number, text) in (1..).zip(texts) {
        assert_eq!(text["number"], number);
        let whole = text["text"].as_str().expect("a text");
        assert!(whole.lines().all(|line| !line.ends_with('\r')));
    }
    let chat = &json["models"][0];
    assert_eq!(chat["full_texts"], serde_json::json!([1, 2]));
    assert_eq!(
        chat["copyright"],
        serde_json::json!([
            "Copyright (c) 2024 Acme",
            "Copyright (c) 2024 Acme <legal@acme.example>"
        ])
    );
    assert_eq!(chat["missing"], serde_json::json!([]));
    assert_eq!(json["models"][1]["full_texts"], serde_json::json!([3]));

    let run = notice(&project, &["--no-texts"]);
    assert!(run.stderr.is_empty(), "{}", run.stderr);
    assert!(
        run.stdout
            .contains("The texts of the licences were left out")
            && !run.stdout.contains(permission)
    );
}

#[test]
fn a_shipped_file_comes_with_the_texts_beside_it() {
    let project = Project::package(&mit_crate("path = \"models/x.safetensors\""));
    project.write("models/x.safetensors", "\u{2}\0\0\0\0\0\0\0{}");
    project.write("LICENSE", &mit("2022 Owner"));
    project.write("models/NOTICE", "Portions Copyright 2021 Other\n");
    // Under another licence: it is not the one that applies.
    project.write(
        "LICENSE-APACHE",
        spdx::license_id("Apache-2.0").expect("listed").text(),
    );
    let run = notice(&project, &[]);
    for text in [
        "Copyright (c) 2022 Owner",
        "Portions Copyright 2021 Other",
        "From:      LICENSE of demo 0.1.0",
    ] {
        assert!(run.stdout.contains(text), "{text}: {}", run.stdout);
    }
    assert!(!run.stdout.contains("Apache"), "{}", run.stdout);
    assert!(run.stderr.is_empty(), "{}", run.stderr);
}

#[test]
fn a_text_under_strict_terms_has_to_be_given() {
    let mut command = command(&example("hidream"), &["notice", "--format", "json"]);
    let json = Run::of(&mut command).expect(0).json();
    let missing = &json["models"][0]["missing"][0];
    assert_eq!(missing["kind"], "text");
    assert_eq!(
        missing["what"],
        "Llama 3.1 Community License Agreement (llama3.1)"
    );
    assert!(
        missing["address"]
            .as_str()
            .is_some_and(|at| at.contains("llama3_1/LICENSE"))
    );
    let titles: Vec<&str> = json["full_texts"]
        .as_array()
        .expect("texts")
        .iter()
        .filter_map(|text| text["title"].as_str())
        .collect();
    assert_eq!(
        titles,
        ["MIT License (mit)", "Apache License 2.0 (apache-2.0)"]
    );
}

#[test]
fn only_open_calls_that_a_member_reaches_make_it_incomplete() {
    let open = "hf_hub::api::sync::Api::new().unwrap().model(id).get(\"x.onnx\").unwrap();";
    let library = format!(
        "pub fn fixed() {{ load(\"acme/chat\".to_string()) }}\nfn load(id: String) {{ {open} }}\n\
         pub fn any() {{ let id = std::env::var(\"MODEL\").unwrap(); {open} }}\n"
    );
    let app = mit_manifest("app", "[dependencies]\nlib = { path = \"lib\" }\n");
    let project = Project::new(&[
        ("Cargo.toml", &app),
        ("src/main.rs", "fn main() { lib::fixed(); }\n"),
        ("lib/Cargo.toml", &mit_manifest("lib", "[workspace]\n")),
        ("lib/src/lib.rs", &library),
    ]);
    let unresolved = || {
        project
            .run(&["notice", "--format", "json"])
            .expect(0)
            .json()["unresolved"]
            .clone()
    };
    assert_eq!(unresolved(), 0);
    project.write("src/main.rs", "fn main() { lib::any(); }\n");
    assert_eq!(unresolved(), 1);
}
