//! `notice`, end to end.

use crate::support::{Project, example, mit_crate, run_in};

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
    assert!(run.stderr.is_empty(), "{}", run.stderr);
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
    let warning = "warning: the licence of `acme/unknown` is unknown: acme/unknown is not in the fact tables, the lock or any file\n";
    assert_eq!(run.stderr, warning);
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
