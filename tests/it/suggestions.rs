//! What messages suggest, applied: a mistake in a policy or a manifest is gone when its help is followed, and commands
//! that a message names are commands.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use deny_models::date::Date;
use deny_models::manifest::Manifest;
use deny_models::policy::Policy;
use deny_models::source::{Problem, SourceFile};

use crate::support::{Project, mit_crate};

/// Mistakes of a text that is a manifest or a policy.
fn mistakes(text: &str, is_manifest: bool) -> Vec<Problem> {
    if is_manifest {
        let source = SourceFile::new("Cargo.toml", text);
        return Manifest::parse(&source).err().unwrap_or_default();
    }
    let today = Date::parse("2026-11-27").expect("a day");
    let source = SourceFile::new("deny-models.toml", text);
    Policy::parse(&source, today).err().unwrap_or_default()
}

/// The text as each reading of a help has it: of several alternatives one.
fn followed(text: &str, problem: &Problem) -> Vec<String> {
    let help = problem.help.as_deref().expect("a help");
    let place = problem.place.as_ref().expect("a place");
    let span = place.span();
    let marked = &text[span.clone()];
    let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..]
        .find('\n')
        .map_or(text.len(), |at| span.end + at);
    let put = |new: &str| format!("{}{new}{}", &text[..span.start], &text[span.end..]);
    // A string stays one.
    let word = |new: &str| {
        if marked.starts_with('"') {
            put(&format!("\"{new}\""))
        } else {
            put(new)
        }
    };
    let line = |new: &str| format!("{}{new}{}", &text[..start], &text[end..]);
    let below = |new: &str| format!("{}\n{new}{}", &text[..end], &text[end..]);
    let is_entry = |text: &&str| text.contains(" = ");
    if help.starts_with("did you mean ") {
        vec![word(quoted[0])]
    } else if help.starts_with("it can ") {
        quoted.iter().map(|alternative| word(alternative)).collect()
    } else if help.starts_with("add ") {
        vec![below(&quoted[0].replace('…', "text"))]
    } else if help.contains(", then a key a line") {
        vec![put(quoted[0])]
    } else if help.starts_with("write `") && quoted.iter().any(is_entry) {
        let entries = quoted.iter().filter(|text| is_entry(text));
        if marked.starts_with("[[") {
            vec![below(entries.copied().next().expect("an entry"))]
        } else {
            entries.map(|entry| line(entry)).collect()
        }
    } else if help == "write it in quotes" {
        vec![put(&format!("\"{marked}\""))]
    } else if help == "put it in square brackets" {
        vec![put(&format!("[{marked}]"))]
    } else if help == "write `true` or `false` without quotes" {
        quoted.iter().map(|word| put(word)).collect()
    } else if help == "write a text here" {
        vec![put("\"text\"")]
    } else if help.starts_with("write a date ") {
        vec![put("2027-01-01")]
    } else if help.starts_with("write 64 hexadecimal digits") {
        vec![put(&format!("\"{}\"", "0".repeat(64)))]
    } else if help.starts_with("write `org/name`") {
        vec![word(quoted[0])]
    } else if help.starts_with("keep exactly one of ") || help.starts_with("name something, or") {
        vec![line("")]
    } else if help.starts_with("name the model or crate ") {
        vec![below("model = \"acme/x\"")]
    } else {
        panic!("no way to follow {help:?}")
    }
}

#[test]
fn a_mistake_is_gone_when_its_help_is_followed() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policies/bad");
    let mut count = 0;
    for file in fs::read_dir(directory).expect("a directory") {
        let path = file.expect("a file").path();
        let is_manifest = path.ends_with("manifest.toml");
        let text = fs::read_to_string(&path).expect("UTF-8");
        for block in text.replace("\r\n", "\n").split("#---\n") {
            for problem in mistakes(block, is_manifest) {
                let alternatives = followed(block, &problem);
                let is_left = |text: &String| {
                    let now = mistakes(text, is_manifest);
                    // A further mistake has a help of its own.
                    now.iter()
                        .any(|it| it.message == problem.message || it.help.is_none())
                };
                let left: Vec<&String> = alternatives.iter().filter(|it| is_left(it)).collect();
                assert!(left.is_empty(), "{problem:?}\n{left:?}");
                let reads = |text: &String| mistakes(text, is_manifest).is_empty();
                // A number in quotes is still no licence.
                let is_next_named = problem.help.as_deref() == Some("write it in quotes");
                assert!(
                    is_next_named || alternatives.iter().any(reads),
                    "{problem:?}\n{alternatives:?}"
                );
                count += 1;
            }
        }
    }
    assert!(count >= 40, "{count} mistakes");
}

/// The texts in backquotes that are commands of the program, in files with these endings.
fn commands_in(path: &Path, found: &mut BTreeSet<String>) {
    const COMMAND: &str = "`cargo deny-models";
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a directory") {
            commands_in(&entry.expect("an entry").path(), found);
        }
        return;
    }
    let is_read = path.extension().is_some_and(|it| it == "rs" || it == "md");
    if !is_read {
        return;
    }
    let text = fs::read_to_string(path).expect("UTF-8");
    let lines = text.lines().map(|line| {
        let line = line.trim_start();
        line.trim_start_matches(['/', '!', '>']).trim()
    });
    let text = lines.collect::<Vec<_>>().join(" ").replace("\\\"", "\"");
    for (at, _) in text.match_indices(COMMAND) {
        let command = &text[at + 1..];
        if let Some((command, _)) = command.split_once('`') {
            let command = command.split(" > ").next().unwrap_or(command);
            // In Rust a text goes on in the next line after this.
            found.insert(command.replace(" \\ ", " "));
        }
    }
}

/// The words of a command with something in the place of what a reader fills in.
fn words(command: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_quoted = false;
    for part in command.split('"') {
        if is_quoted {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
        is_quoted = !is_quoted;
    }
    let is_blank = |word: &str| {
        word.contains('{')
            || (!word.starts_with('-') && word.chars().all(|char| !char.is_ascii_lowercase()))
    };
    let filled = words.into_iter().map(|word| {
        let word = word.trim_matches(['[', ']']).trim_end_matches("...");
        match word {
            "COMMAND" => "list".to_owned(),
            "SHELL" => "bash".to_owned(),
            "DAY" => "2027-06-30".to_owned(),
            blank if is_blank(blank) => "acme/x".to_owned(),
            word => word.to_owned(),
        }
    });
    filled.collect()
}

#[test]
fn commands_that_a_message_or_a_page_names_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut commands = BTreeSet::new();
    for path in ["src", "crates/deny-models/src", "docs", "README.md"] {
        commands_in(&root.join(path), &mut commands);
    }
    assert!(commands.len() >= 40, "{commands:?}");
    let project = Project::new(&[]);
    for command in &commands {
        let words = words(command);
        let mut args: Vec<&str> = words.iter().skip(2).map(String::as_str).collect();
        // Flags and values before it are read, and nothing runs.
        args.push("--help");
        let run = project.run(&args);
        assert_eq!(run.code, 0, "`{command}`: {args:?}: {}", run.stderr);
    }
}

#[test]
fn what_an_error_suggests_works() {
    let project = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\""));
    let path = project.path("Cargo.toml");
    let path = path.to_str().expect("UTF-8");
    let nowhere = Project::new(&[("some.txt", "no weights")]);
    let verify = ["verify", "."];
    for (place, wrong, suggested, expected) in [
        (
            &project,
            &["explain", "xyz"][..],
            &["explain"][..],
            "non-osi-model",
        ),
        (&project, &["-A", "xyz"], &["explain"], "non-osi-model"),
        (&project, &["-p", "xyz"], &["list"], "demo 0.1.0"),
        (
            &project,
            &["why", "acme/xyz"],
            &["list"],
            "Qwen/Qwen2.5-7B-Instruct",
        ),
        (
            &project,
            &["why", "acme/xyz"],
            &["resolve", "acme/xyz"],
            "acme/xyz",
        ),
        (
            &project,
            &["--protect", "GPL-3.0-only", "--strict"],
            &["--protect", "osi", "--strict"],
            "1 gated",
        ),
        (
            &project,
            &verify,
            &["lock", "--offline"],
            "deny-models.lock written",
        ),
        (&nowhere, &[], &["--manifest-path", path], "deny-models: ok"),
        (&nowhere, &["list"], &["resolve", "acme/xyz"], "acme/xyz"),
        (&nowhere, &["list"], &["inspect", "some.txt"], "some.txt"),
    ] {
        let error = place.run(wrong).expect(2);
        assert!(error.stderr.contains("= help: "), "{}", error.stderr);
        let named = suggested
            .iter()
            .find(|word| **word != path && !word.starts_with("some."));
        let named = named.expect("a word");
        assert!(error.stderr.contains(named), "{named}: {}", error.stderr);
        let run = place.run(suggested).expect(0);
        let shown = format!("{}{}", run.stdout, run.stderr);
        assert!(shown.contains(expected), "{suggested:?}: {shown}");
    }
    // With the lock that was suggested, the first command runs.
    project.run(&verify).expect(0);
    // Ids are listed where one is unknown.
    let error = project
        .run(&[
            "except",
            "--finding",
            "000000000000",
            "--reason",
            "x",
            "--until",
            "2027-01-31",
        ])
        .expect(2);
    error.prints(&["`cargo deny-models except --list` prints the ids"]);
    project.run(&["except", "--list"]).expect(0);
}

/// A file with a mistake, what the error suggests, and the file as somebody then leaves it; none is deleted.
type Mistake<'a> = (&'a str, Option<&'a str>, &'a str, Option<&'a str>);

#[test]
fn what_an_error_on_a_file_suggests_works() {
    const LOCK: &str = "# This file is written by cargo deny-models\nversion = 1\n";
    let conflict = format!("<<<<<<< ours\n{LOCK}=======\n{LOCK}>>>>>>> theirs\n");
    let manifest = mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\"");
    let cycle = "[[model]]\nid = \"acme/a\"\nlicense = \"MIT\"\nbase = [\"acme/a\"]\n";
    let named = mit_crate("id = \"acme/a\"");
    let odd = manifest.replace("\"MIT\"", "\"(MIT\"");
    let spdx = manifest.replace("\"MIT\"", "\"MIT OR Apache-2.0\"");
    let mistakes: [Mistake<'_>; 5] = [
        (
            "deny-models.lock",
            Some(&conflict),
            "delete the markers and keep the blocks of both sides",
            Some(LOCK),
        ),
        (
            "deny-models.lock",
            Some(&conflict),
            "take either side and run `cargo deny-models lock`",
            Some(LOCK),
        ),
        (
            "Cargo.toml",
            Some(&odd),
            "write an SPDX expression such as `MIT OR Apache-2.0`",
            Some(&spdx),
        ),
        (
            "deny-models.toml",
            Some(cycle),
            "correct `base` or `components`",
            Some("[[model]]\nid = \"acme/a\"\nlicense = \"MIT\"\nbase = []\n"),
        ),
        (
            ".cargo/deny-models.toml",
            Some(""),
            "keep one of them",
            None,
        ),
    ];
    for (path, wrong, suggested, right) in mistakes {
        let project = Project::package(if wrong == Some(cycle) {
            &named
        } else {
            &manifest
        });
        project.write("deny-models.toml", "");
        project.write(path, wrong.expect("a text"));
        let run = project.run(&["check", "--offline"]).expect(2);
        let shown = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(suggested), "{path}: {}", run.stderr);
        match right {
            Some(text) => project.write(path, text),
            None => fs::remove_file(project.path(path)).expect("removed"),
        }
        if suggested.contains("cargo deny-models lock") {
            project.run(&["lock", "--offline"]).expect(0);
        }
        project.run(&["check", "--offline"]).expect(0);
    }
}

#[test]
fn what_an_error_on_a_lock_suggests_works() {
    let manifest = mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\"");
    for (is_directory, suggested) in [
        (true, "remove it, then"),
        (false, "write the lock anew with `cargo deny-models lock`"),
    ] {
        let project = Project::package(&manifest);
        let lock = project.path("deny-models.lock");
        if is_directory {
            fs::create_dir(&lock).expect("a directory");
        } else {
            fs::write(&lock, b"# caf\xe9\n").expect("written");
        }
        let run = project.run(&["check", "--offline"]).expect(2);
        assert!(run.stderr.contains(suggested), "{}", run.stderr);
        if is_directory {
            fs::remove_dir(&lock).expect("removed");
        }
        project.run(&["lock", "--offline"]).expect(0);
        project.run(&["check", "--offline"]).expect(0);
    }
}
