//! What the owner of a workspace states, and whom findings blame: small workspaces cut from public reports.

use crate::support::{Project, Run, command};

fn run_cold(project: &Project, args: &[&str]) -> Run {
    let cold = project.path("cold");
    Run::of(command(project.path("").as_path(), args).env("CARGO_HOME", cold))
}

/// <https://github.com/mitsuhiko/insta/pull/661>, <https://github.com/can1357/oh-my-pi/pull/9156>: offline with nothing
/// downloaded, and a registry that no configuration knows.
#[test]
fn the_words_of_cargo_are_read_line_by_line() {
    let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\
                    [dependencies]\nast-grep-core = \"0.39\"\n";
    let project = Project::package(manifest);
    let run = run_cold(&project, &["--offline"]).expect(2);
    assert!(!run.stderr.contains("\\n"), "{}", run.stderr);
    run.prints(&[
        "error: `cargo metadata --format-version 1 --all-features --color never --offline` failed\n",
        " = note: no matching package named `ast-grep-core` found\n",
        "\n         location searched: crates.io index\n",
        " = help: run `cargo fetch` while online\n",
        "error: could not check",
    ]);
    let corp = "\n[dependencies.corp]\nversion = \"1\"\nregistry = \"corp\"\n";
    project.write("Cargo.toml", &format!("{manifest}{corp}"));
    let run = run_cold(&project, &["--offline"]).expect(2);
    assert!(!run.stderr.contains("\\n"), "{}", run.stderr);
    let run = run.prints(&[
        "= note: failed to parse manifest at `",
        "\n         Caused by:\n           registry index was not found in any configuration: `corp`\n",
        "= help: ",
    ]);
    assert!(run.stdout.is_empty());
    // A text of others in cargo's message stays text.
    project.write(
        "Cargo.toml",
        "[package]\nname = \"\u{1b}[31m\"\nversion = \"1\"\n",
    );
    let run = run_cold(&project, &["--offline"]).expect(2);
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
    let annotated = run_cold(&project, &["--offline", "--format", "github"]).expect(2);
    let commands = annotated
        .stdout
        .lines()
        .filter(|line| line.starts_with("::"));
    assert_eq!(commands.count(), 1, "{}", annotated.stdout);
}

#[test]
fn an_unknown_target_is_reported_in_the_words_of_rustc() {
    let project = Project::package(&manifest("app", "license = \"MIT\"\n"));
    let run = project.run(&["--target", "foo"]).expect(2);
    assert!(!run.stderr.contains("\\n"), "{}", run.stderr);
    run.prints(&[
        "error: cannot query the configuration of the target `foo`\n",
        "= note: error loading target specification: could not find specification for target \"foo\"\n",
        "= help: `rustc --print target-list` lists the targets that are built in\n",
    ]);
}

fn manifest(name: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{rest}")
}
