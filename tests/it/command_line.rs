//! What a person meets on the command line: help, completions, manual pages, suggestions, links.

use std::fs;

use crate::support::{Project, example, mit_crate, run_in};

fn commands() -> Vec<String> {
    let help = run_in(&example("hidream"), &["--help"]).expect(0).stdout;
    let list = help
        .split("Commands:\n")
        .nth(1)
        .expect("a list of commands");
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| Some(line.split_whitespace().next()?.to_owned()))
        .collect()
}

#[test]
fn every_command_has_a_short_and_a_long_help_with_examples_and_exit_codes() {
    let commands = commands();
    assert!(commands.len() >= 11, "{commands:?}");
    for name in &commands {
        let short = run_in(&example("hidream"), &[name, "-h"]).expect(0).stdout;
        let long = run_in(&example("hidream"), &[name, "--help"])
            .expect(0)
            .stdout;
        assert!(short.len() < long.len(), "{name}");
        assert!(!short.contains("Examples:"), "{name}");
        for part in ["Usage: ", "\nExamples:\n", "\nExit codes:\n"] {
            assert!(long.contains(part), "{name}: {part}");
        }
    }
}

#[test]
fn every_shell_gets_completions_of_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = run_in(&example("hidream"), &["completions", shell]).expect(0);
        for name in commands() {
            assert!(run.stdout.contains(&name), "{shell}: {name}");
        }
        assert!(run.stderr.is_empty(), "{}", run.stderr);
    }
    run_in(&example("hidream"), &["completions", "bsah"])
        .expect(2)
        .prints(&["'bash'"]);
}

// Windows finds the bash of its subsystem for Linux first, which has other paths.
#[cfg(unix)]
#[test]
fn bash_takes_its_completions() {
    let project = Project::new(&[]);
    let script = project.run(&["completions", "bash"]).expect(0).stdout;
    project.write("script", &script);
    let script = "source ./script; COMP_WORDS=(cargo-deny-models expl); COMP_CWORD=1; \
                _cargo__deny__models cargo-deny-models expl cargo-deny-models; echo \"${COMPREPLY[*]}\"";
    let output = std::process::Command::new("bash")
        .args(["--norc", "-c", script])
        .current_dir(project.path("."))
        .output()
        .expect("bash");
    let completed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(completed.trim(), "explain", "{output:?}");
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let project = Project::new(&[]);
    project.run(&["man", "--dir", "pages"]).expect(0);
    let mut names: Vec<String> = commands()
        .iter()
        .map(|name| format!("cargo-deny-models-{name}.1"))
        .collect();
    names.push("cargo-deny-models.1".to_owned());
    for name in &names {
        let page = fs::read_to_string(project.path("pages").join(name)).expect("a page");
        for part in [".TH ", ".SH SYNOPSIS", "Exit codes:"] {
            assert!(page.contains(part), "{name}: {part}");
        }
    }
    let written = fs::read_dir(project.path("pages"))
        .expect("a directory")
        .count();
    assert_eq!(written, names.len());
    let page = project.run(&["man", "check"]).expect(0).stdout;
    assert_eq!(
        page,
        fs::read_to_string(project.path("pages/cargo-deny-models-check.1")).expect("a page")
    );
    project
        .run(&["man", "chekc"])
        .expect(2)
        .prints(&["there is no command `chekc`; did you mean `check`?"]);
    // A file where the directory should be.
    project.write("taken", "");
    project
        .run(&["man", "--dir", "taken"])
        .expect(2)
        .prints(&["cannot write taken"]);
}

#[test]
fn similar_names_are_suggested() {
    let project = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\""));
    for (args, expected) in [
        (&["chekc"][..], "similar subcommand exists: 'check'"),
        (
            &["list", "--formt", "json"],
            "similar argument exists: '--format'",
        ),
        (&["--format", "jsn"], "similar value exists: 'json'"),
        (
            &["explain", "non-osi-modle"],
            "did you mean `non-osi-model`?",
        ),
        (&["explain", "osi"], "did you mean `non-osi-model`?"),
        (&["-D", "unpined-model"], "did you mean `unpinned-model`?"),
        (&["-p", "dmeo"], "similar name exists: `demo`"),
        (&["--require", "debain"], "did you mean `debian`?"),
        (&["--protect", "MTI"], "did you mean `MIT`?"),
        (
            &["why", "Qwen/Qwen2.5-7B-Instuct"],
            "did you mean `Qwen/Qwen2.5-7B-Instruct`?",
        ),
        (
            &["why", "7b-instruct"],
            "did you mean `Qwen/Qwen2.5-7B-Instruct`?",
        ),
    ] {
        project.run(args).expect(2).prints(&[expected]);
    }
    let run = project
        .run(&["resolve", "HiDream-ai/HiDream-I1-Ful"])
        .expect(0);
    run.prints(&["`HiDream-ai/HiDream-I1-Ful` is not in the fact tables, the lock or any file; did you mean `HiDream-ai/HiDream-I1-Full`?"]);
    // A known model needs no suggestion.
    let run = project
        .run(&["resolve", "HiDream-ai/HiDream-I1-Full"])
        .expect(0);
    assert_eq!(run.stderr, "");
}

#[test]
fn errors_name_the_next_command() {
    let project = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\""));
    for (args, expected) in [
        (
            &["explain", "xyz"][..],
            "`cargo deny-models explain` lists the codes",
        ),
        (
            &["-A", "xyz"],
            "`cargo deny-models explain` lists the codes",
        ),
        (&["-p", "xyz"], "`cargo deny-models list` shows the members"),
        (
            &["why", "acme/xyz"],
            "`cargo deny-models resolve acme/xyz` the licences that apply to it",
        ),
        (
            &["--protect", "GPL-3.0-only", "--strict"],
            "`--protect osi` gates",
        ),
    ] {
        project
            .run(args)
            .expect(2)
            .prints(&["= help: ", expected, "error: could not check"]);
    }
    let nowhere = Project::new(&[]);
    nowhere
        .run(&[])
        .expect(2)
        .prints(&["could not find `Cargo.toml`", "`--manifest-path PATH`"]);
}

#[test]
fn a_file_is_found_with_and_without_the_mark_of_a_path() {
    let project = Project::package(&mit_crate("path = \"models/x.onnx\"\nlicense = \"MIT\""));
    project.write("models/x.onnx", "");
    for name in ["./models/x.onnx", "models/x.onnx"] {
        let run = project.run(&["why", name]).expect(0);
        assert!(run.stdout.contains("demo 0.1.0"), "{}", run.stdout);
    }
    project
        .run(&["why", "x.onnx"])
        .expect(2)
        .prints(&["did you mean `models/x.onnx`?"]);
}

#[test]
fn a_pipe_gets_no_links() {
    let run = crate::support::Run::of(
        crate::support::command(&example("hidream"), &["check", "--color", "always"])
            .env("FORCE_HYPERLINK", "1"),
    );
    let run = run.expect(1);
    assert!(run.stderr.contains("\u{1b}["), "coloured");
    assert!(!run.stderr.contains("\u{1b}]8"), "{}", run.stderr);
}
