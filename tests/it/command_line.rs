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
        for flag in [
            "--manifest-path",
            "--locked",
            "--offline",
            "--frozen",
            "-q, --quiet",
            "-v, --verbose",
            "--color",
        ] {
            assert!(long.contains(flag), "{name}: {flag}");
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
            "`--protect MIT` gates these members",
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

/// Runs a shell with a script; `None` where there is no such shell.
#[cfg(unix)]
fn shell(project: &Project, program: &str, args: &[&str]) -> Option<String> {
    let output = std::process::Command::new(program)
        .args(args)
        .current_dir(project.path("."))
        .env("HOME", project.path("."))
        .env("TERM", "dumb")
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program}: {output:?}");
    Some(text)
}

#[cfg(unix)]
#[test]
fn bash_completes_behind_cargo_and_leaves_the_rest_to_cargo() {
    let project = Project::new(&[]);
    let script = project.run(&["completions", "bash"]).expect(0).stdout;
    project.write("script", &script);
    // What completes cargo may be there before, or be loaded when it is first needed.
    let before = "_cargo() { COMPREPLY=(build check deny-models); }; complete -F _cargo cargo; source ./script";
    let later = "source ./script; _completion_loader() { _cargo() { COMPREPLY=(build check); }; complete -F _cargo cargo; }";
    let none = "source ./script";
    for (setup, words, expected) in [
        (before, "cargo deny-models expl", "explain"),
        (before, "cargo +nightly deny-models expl", "explain"),
        (before, "cargo deny-models list --form", "--format"),
        (before, "cargo b", "build check deny-models"),
        (later, "cargo d", "build check deny-models"),
        (later, "cargo deny-models why --man", "--manifest-path"),
        (none, "cargo deny", "deny-models"),
        (none, "cargo deny-models expl", "explain"),
    ] {
        let count = words.split(' ').count() - 1;
        let script = format!(
            "{setup}; complete() {{ builtin complete \"$@\"; }}; COMP_WORDS=({words}); COMP_CWORD={count}; \
             _cargo_deny_models_of_cargo cargo \"${{COMP_WORDS[COMP_CWORD]}}\" x; echo \"${{COMPREPLY[*]}}\""
        );
        let completed = shell(&project, "bash", &["--norc", "-c", &script]).expect("bash");
        assert_eq!(completed.trim(), expected, "{words}: {setup}");
    }
}

#[cfg(unix)]
#[test]
fn fish_completes_behind_cargo() {
    let project = Project::new(&[]);
    let script = project.run(&["completions", "fish"]).expect(0).stdout;
    project.write("script", &script);
    for (words, expected) in [
        ("cargo deny-models expl", "explain"),
        ("cargo deny-models list --form", "--format"),
        ("cargo-deny-models expl", "explain"),
        ("cargo deny-mod", "deny-models"),
    ] {
        let script = format!("source ./script; complete -C \"{words}\"");
        // A machine without the shell cannot test it; CI has it.
        let Some(completed) = shell(&project, "fish", &["--no-config", "-c", &script]) else {
            return;
        };
        let first = completed
            .lines()
            .map(|line| line.split('\t').next().unwrap_or_default());
        assert!(
            first.clone().any(|word| word == expected),
            "{words}: {completed}"
        );
    }
}

/// In zsh cargo's completions, which come with the toolchain, call the function of a subcommand.
#[cfg(unix)]
#[test]
fn zsh_has_the_function_that_cargo_calls() {
    let project = Project::new(&[]);
    let script = project.run(&["completions", "zsh"]).expect(0).stdout;
    project.write("functions/_cargo-deny-models", &script);
    // What `_cargo` does with a subcommand that it does not know, and what is offered then.
    let script = "fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -D; \
                  _describe() { print -l -- ${(P)4}; }; _arguments() { print -l -- \"$@\"; }; \
                  autoload -Uz _cargo-deny-models; words=(deny-models ''); CURRENT=2; curcontext=:; \
                  (( $+functions[_cargo-deny-models] )) && _cargo-deny-models; print; whence -w _cargo-deny-models";
    let Some(offered) = shell(&project, "zsh", &["-f", "-c", script]) else {
        return;
    };
    assert!(offered.contains("cargo-deny-models: function"), "{offered}");
    assert!(offered.contains("--version"), "{offered}");
}

#[test]
fn every_command_takes_the_common_flags() {
    let project = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\""));
    project.run(&["check"]).expect(0);
    let elsewhere = Project::new(&[]);
    let path = project.path("Cargo.toml");
    let path = path.to_str().expect("UTF-8");
    for command in [
        &["check"][..],
        &["list"],
        &["why", "Qwen/Qwen2.5-7B-Instruct"],
        &["resolve", "Qwen/Qwen2.5-7B-Instruct"],
        &["scan"],
        &["sbom"],
        &["notice"],
        &["report", "--output", "-"],
        &["lock", "--offline"],
        &["inspect", path],
        &["explain", "non-osi-model"],
        &["completions", "bash"],
        &["man"],
    ] {
        for flag in ["--locked", "--offline", "--frozen"] {
            let more = ["--manifest-path", path, flag, "-q", "--color", "never"];
            let is_new = |word: &&&str| !(word.starts_with("--") && command.contains(word));
            let more = more.iter().filter(is_new);
            let args: Vec<&str> = command.iter().chain(more).copied().collect();
            let run = elsewhere.run(&args).expect(0);
            assert!(!run.stderr.contains("warning"), "{args:?}: {}", run.stderr);
        }
    }
    // The policy is that of the named workspace.
    project.write(
        "deny-models.toml",
        "[[model]]\nid = \"acme/mine\"\nlicense = \"MIT\"\n",
    );
    let run = elsewhere
        .run(&["resolve", "acme/mine", "--manifest-path", path])
        .expect(0);
    assert!(run.stdout.contains("declared  MIT"), "{}", run.stdout);
    elsewhere
        .run(&["resolve", "acme/mine", "--manifest-path", "no/Cargo.toml"])
        .expect(2)
        .prints(&["cannot read the workspace of no/Cargo.toml"]);
}

#[test]
fn help_of_a_command_is_as_in_cargo() {
    let hidream = example("hidream");
    let long = run_in(&hidream, &["list", "--help"]).expect(0).stdout;
    assert_eq!(run_in(&hidream, &["help", "list"]).expect(0).stdout, long);
    let all = run_in(&hidream, &["--help"]).expect(0).stdout;
    assert_eq!(run_in(&hidream, &["help"]).expect(0).stdout, all);
    run_in(&hidream, &["help", "lsit"])
        .expect(2)
        .prints(&["similar subcommand exists: 'list'"]);
}
