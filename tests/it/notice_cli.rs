//! `notice`, end to end.

use crate::support::{Project, example, mit_crate, run_in};
use deny_models::digest::sha256;
use deny_models::lock::{Lock, LockedModel, LockedText};
use deny_models::model::{Artifact, Relation};

#[test]
fn what_ships_with_the_founding_case() {
    let run = run_in(&example("hidream"), &["notice"]).expect(0);
    insta::assert_snapshot!("hidream_text", run.stdout);
    for line in [
        "\n  Built with Llama\n",
        "\n  Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright \u{a9} Meta Platforms, Inc. All Rights Reserved.\n",
        "Begin the name of a distributed model",
        "https://llama.meta.com/llama3_1/use-policy",
        "700 million monthly active users",
    ] {
        assert!(run.stdout.contains(line), "{line}");
    }
    // Llama's text is not free to be built in.
    assert_eq!(
        run.stderr,
        "warning: Llama 3.1 Community License Agreement (llama3.1) is missing: it is not in the SPDX list, whose texts are built in; \
         https://github.com/meta-llama/llama-models/blob/main/models/llama3_1/LICENSE\n\
         help: save these texts in a directory and add `--texts DIR`\n\
         warning: the copyright notices of 2 models are missing: no text that was read states them; the file lists where to look\n"
    );
}

#[test]
fn what_ships_with_a_workspace_as_markdown() {
    let args = ["notice", "--format", "markdown", "--name", "shop"];
    let run = run_in(&example("workspace"), &args).expect(0);
    insta::assert_snapshot!("workspace_markdown", run.stdout);
    // One member alone has what it pulls itself.
    let run = run_in(&example("workspace"), &["notice", "-p", "cli"]).expect(0);
    assert!(run.stdout.starts_with("AI MODELS IN cli 0.1.0\n"));
    assert!(run.stdout.contains("Qwen2.5-7B-Instruct") && !run.stdout.contains("Llama"));
}

/// Models without obligations, unknown ones, and ones with hostile names.
fn odd() -> Project {
    Project::package(&mit_crate(
        r#"
id = "acme/free"
license = "unlicense"

[[package.metadata.deny-models.model]]
id = "acme/unknown"

[[package.metadata.deny-models.model]]
url = "https://files.example/<img/src=x>/[a](javascript:b)/*c*_d_.gguf"
license = "LicenseRef-own"

[[package.metadata.deny-models.model]]
path = "models/# <b>x.onnx"
license = "MIT"
how = "offered"
"#,
    ))
}

#[test]
fn nothing_asked_and_nothing_known_are_told_apart() {
    let run = odd().run(&["notice", "--no-scan"]).expect(0);
    insta::assert_snapshot!("odd_text", run.stdout);
    assert!(
        run.stdout
            .contains("No obligations when the model is passed on.")
    );
    assert!(run.stdout.contains("OBLIGATIONS UNKNOWN"));
    let unknown = "warning: the licence of `acme/unknown` is unknown: acme/unknown is not in the fact tables, the lock or any file\n";
    let missing = "warning: LicenseRef-own is missing: it is not in the SPDX list, whose texts are built in\n\
                   help: save these texts in a directory and add `--texts DIR`; a licence of one's own as LicenseRef-own.txt\n";
    assert_eq!(run.stderr, format!("{unknown}{missing}"));
    // What the help leads to.
    let project = odd();
    project.write("texts/LicenseRef-own.txt", "Do good.\n");
    let args = ["notice", "--no-scan", "--texts", "texts"];
    let given = project.run(&args).expect(0);
    assert_eq!(given.stderr, unknown);
    assert!(given.stdout.contains("\nDo good.\n"), "{}", given.stdout);
    assert!(!run.stdout.contains("x.onnx"), "offers are not shipped");
    let run = odd().run(&["notice", "--no-scan", "--offered"]).expect(0);
    assert!(run.stdout.contains("x.onnx"));
}

#[test]
fn hostile_names_are_no_markup() {
    let args = ["notice", "--no-scan", "--offered", "--format", "markdown"];
    let run = odd().run(&args).expect(0);
    insta::assert_snapshot!("odd_markdown", run.stdout);
    // An escaped sign is a sign and no markup.
    let text = run.stdout.replace("\\<", "").replace("\\[", "");
    for markup in ["<img", "<b>", "[a"] {
        assert!(!text.contains(markup), "{text}");
    }
}

#[test]
fn a_notice_without_models_states_that() {
    let project =
        Project::package("[package]\nname = \"none\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    for format in ["text", "markdown"] {
        let run = project.run(&["notice", "--format", format]).expect(0);
        assert!(run.stdout.contains("no known AI model"), "{}", run.stdout);
    }
}

#[test]
fn templates_of_ones_own() {
    let project = odd();
    project.write(
        "notice.jinja",
        "{% for model in models %}\n{{ model.name }}: {{ model.concluded }}\n{% endfor %}\n",
    );
    let run = project
        .run(&["notice", "--no-scan", "--template", "notice.jinja"])
        .expect(0);
    assert_eq!(
        run.stdout,
        "acme/free: Unlicense\nacme/unknown: \n\
         https://files.example/<img/src=x>/[a](javascript:b)/*c*_d_.gguf: LicenseRef-own\n"
    );
    let markdown = [
        "notice",
        "--no-scan",
        "--template",
        "notice.jinja",
        "--format",
        "markdown",
    ];
    let run = project.run(&markdown).expect(0);
    assert!(
        run.stdout
            .contains("\\<img/src=x\\>/\\[a\\](javascript:b)/\\*c\\*\\_d\\_.gguf")
    );
}

#[test]
fn mistakes_in_a_template_are_shown_in_their_line() {
    let project = odd();
    project.write("notice.jinja", "{{ name }}\n{{ modles }}\n");
    let args = [
        "notice",
        "--no-scan",
        "--template",
        "notice.jinja",
        "-o",
        "NOTICE",
    ];
    let run = project.run(&args).expect(2);
    assert!(run.stderr.contains("notice.jinja:2:1"), "{}", run.stderr);
    assert!(!project.path("NOTICE").exists(), "nothing is half written");
    let run = project
        .run(&["notice", "--template", "none.jinja"])
        .expect(2);
    assert!(run.stderr.contains("none.jinja"), "{}", run.stderr);
}

#[test]
fn a_file_is_written_whole() {
    let project = odd();
    project
        .run(&["notice", "--no-scan", "-o", "NOTICE"])
        .expect(0);
    let text = std::fs::read_to_string(project.path("NOTICE")).expect("readable");
    assert_eq!(text, project.run(&["notice", "--no-scan"]).expect(0).stdout);
}

/// What a lock has of two models, one under the terms of the other.
fn consent(text: &str) -> Project {
    let project = Project::package(&mit_crate("id = \"acme/chat\"\nhow = \"runtime\""));
    let id = |name: &str| Artifact::parse(name).expect("an id");
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let root = LockedModel {
        revision: Some(commit.to_owned()),
        license: vec!["llama3.1".to_owned()],
        base: Some(Vec::new()),
        texts: vec![LockedText {
            path: "LICENSE".to_owned(),
            sha256: sha256(text.as_bytes()),
            license: Some("llama3.1".to_owned()),
        }],
        ..LockedModel::new(&id("acme/root"))
    };
    let chat = LockedModel {
        revision: Some(commit.to_owned()),
        license: vec!["mit".to_owned()],
        base: Some(vec![id("acme/root")]),
        relation: Some(Relation::Quantized),
        texts: vec![LockedText {
            path: "docs/TERMS.md".to_owned(),
            sha256: sha256(b"mit"),
            license: Some("mit".to_owned()),
        }],
        ..LockedModel::new(&id("acme/chat"))
    };
    project.write("deny-models.lock", &Lock::new([chat, root], []).render());
    project
}

#[test]
fn an_application_gets_what_it_needs_to_ask_for_consent() {
    let project = consent("terms");
    let run = project.run(&["notice", "--format", "json"]).expect(0);
    let facts = run.json();
    assert_eq!(facts["schema_version"], 1);
    let model = &facts["models"][0];
    assert_eq!(model["name"], "acme/chat");
    assert_eq!(
        model["revision"],
        "0123456789abcdef0123456789abcdef01234567"
    );
    let file = &model["license_files"][0];
    assert_eq!(
        (&file["path"], &file["sha256"]),
        (&"docs/TERMS.md".into(), &sha256(b"mit").into())
    );
    let address = file["address"].as_str().expect("an address");
    assert!(
        address.contains("acme/chat") && address.ends_with("docs/TERMS.md"),
        "{address}"
    );
    let licenses = model["licenses"].as_array().expect("licences");
    let llama = licenses
        .iter()
        .find(|license| license["id"] == "llama3.1")
        .expect("the root's");
    assert_eq!(
        (&llama["from"], &llama["own"]),
        (&"acme/root".into(), &false.into())
    );
    assert!(!llama["duties"].as_array().expect("duties").is_empty());
    project
        .run(&["notice", "--format", "json", "--template", "x.jinja"])
        .expect(2);
}

#[test]
fn an_exception_may_pin_the_text_that_was_accepted() {
    let exception = |digest: &str| {
        format!(
            "[[exception]]\nmodel = \"acme/chat\"\nlicense = \"llama3.1\"\nlicense-sha256 = \"{digest}\"\n\
             reason = \"terms read\"\nuntil = 2027-06-30\n"
        )
    };
    let project = consent("terms");
    project.write("deny-models.toml", &exception(&sha256(b"terms")));
    let check = |project: &Project| project.run_on("2026-11-26", &["check", "--format", "json"]);
    check(&project).expect(0);
    // The text on the hub changed, and the lock with it.
    let other = consent("new terms");
    other.write("deny-models.toml", &exception(&sha256(b"terms")));
    let run = check(&other).expect(1);
    let findings = run.json()["findings"].to_string();
    assert!(
        findings
            .contains("no longer holds: the governing licence is not in a text with that SHA-256"),
        "{findings}"
    );
    // Without a lock no text is known.
    std::fs::remove_file(project.path("deny-models.lock")).expect("removed");
    check(&project).expect(1);
}
