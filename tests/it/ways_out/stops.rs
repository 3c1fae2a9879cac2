//! What whoever owns the code can do where the analysis of it stopped: each advice is followed, and the stop is gone.

use std::fs;

use serde_json::Value;

use super::mit;
use crate::support::{Project, hub_calls};

const QWEN: &str = "Qwen/Qwen2.5-7B-Instruct";
const SAVE: &str = "save it in UTF-8";
const SYNTAX: &str = "run `cargo check`: where it fails too, correct the file";
const SPLIT: &str = "split it, or move what names no models to where the code does not read it";
const EXPRESSION: &str = "split the expression, or move the data in it into a file";
const CORRECT: &str = "correct the file";
const NAME: &str = "name the model in the call itself, or in a constant that is handed to it";

/// A file, and its bytes where the analysis stops and where it does not. No bytes: no file.
type Change = (&'static str, Option<Vec<u8>>, Option<Vec<u8>>);

/// What one advice is followed in.
struct Stop {
    name: &'static str,
    advice: &'static str,
    files: Vec<(&'static str, String)>,
    changes: Vec<Change>,
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn put(project: &Project, path: &str, bytes: Option<&Vec<u8>>) {
    match bytes {
        Some(bytes) => {
            project.write(path, "");
            fs::write(project.path(path), bytes).expect("written");
        }
        None if project.path(path).exists() => {
            fs::remove_file(project.path(path)).expect("removed");
        }
        None => {}
    }
}

fn stops(project: &Project) -> Vec<Value> {
    let run = project.run(&["check", "--offline", "--format", "json"]);
    let findings = run.json()["findings"].as_array().expect("a list").clone();
    findings
        .into_iter()
        .filter(|finding| finding["code"] == "incomplete-analysis")
        .collect()
}

fn follow(stop: &Stop) {
    let project = Project::new(&[("Cargo.toml", &mit("app", ""))]);
    for (path, text) in &stop.files {
        project.write(path, text);
    }
    for (path, before, _) in &stop.changes {
        put(&project, path, before.as_ref());
    }
    let found = stops(&project);
    let is_advised = |finding: &Value| {
        let help = finding["help"].as_str().unwrap_or_default();
        help.lines().any(|line| line.starts_with(stop.advice))
    };
    assert!(found.iter().any(is_advised), "{}: {found:#?}", stop.name);
    for (path, _, after) in &stop.changes {
        put(&project, path, after.as_ref());
    }
    let left = stops(&project);
    assert!(left.is_empty(), "{}: {left:#?}", stop.name);
}

/// A program with a module of its own, before and after.
fn module(
    name: &'static str,
    advice: &'static str,
    before: Option<Vec<u8>>,
    after: Option<Vec<u8>>,
) -> Stop {
    Stop {
        name,
        advice,
        files: vec![(
            "src/main.rs",
            "mod other;\nfn main() { other::go() }\n".to_owned(),
        )],
        changes: vec![("src/other.rs", before, after)],
    }
}

#[test]
fn of_files_that_are_not_read() {
    let code = hub_calls(&[QWEN]);
    let latin = [code.as_bytes(), b"// caf\xe9\nconst A: &str = \"\xe9\";\n"].concat();
    let saved = format!("{code}// café\nconst A: &str = \"é\";\n");
    follow(&module("Latin 1", SAVE, Some(latin), Some(bytes(&saved))));
    let wrong = format!("{code}fn broken( {{\n");
    follow(&module(
        "no Rust",
        SYNTAX,
        Some(bytes(&wrong)),
        Some(bytes(&code)),
    ));
    let unknown = format!("{code}#[cfg(any())]\nsafe fn f() {{}}\n");
    let another = format!("{code}#[cfg(any())]\nfn f() {{}}\n");
    follow(&module(
        "new Rust",
        SYNTAX,
        Some(bytes(&unknown)),
        Some(bytes(&another)),
    ));
    // Data that code holds: one byte more than a file may have.
    let table = "0x5a, ".repeat((16 << 20) / 6 + 1);
    let large = format!("{code}static T: &[u8] = &[{table}];\n");
    let moved = format!("{code}static T: &[u8] = include_bytes!(\"table.bin\");\n");
    let mut split = module("too large", SPLIT, Some(bytes(&large)), Some(bytes(&moved)));
    split
        .changes
        .push(("src/table.bin", None, Some(vec![0x5a; 64])));
    follow(&split);
}

#[test]
fn of_expressions_that_are_too_large() {
    let code = hub_calls(&[QWEN]);
    let next = "fn next(of: u32) -> u32 { of + 1 }\n";
    let code = format!("{code}{next}");
    let deep = format!("{}1{}", "next(".repeat(200), ")".repeat(200));
    let deep = format!("{code}pub fn deep() -> u32 {{ {deep} }}\n");
    let half = format!("{}1{}", "next(".repeat(100), ")".repeat(100));
    let split = format!(
        "{code}pub fn deep() -> u32 {{ let a = {half}; {} }}\n",
        half.replace('1', "a")
    );
    follow(&module(
        "brackets",
        EXPRESSION,
        Some(bytes(&deep)),
        Some(bytes(&split)),
    ));
    let sum = |count: usize| vec!["1"; count].join(" + ");
    let long = format!("{code}pub fn sum() -> u32 {{ {} }}\n", sum(4000));
    let parts = format!(
        "{code}pub fn sum() -> u32 {{ let a = {}; a + {} }}\n",
        sum(2000),
        sum(2000)
    );
    follow(&module(
        "tokens",
        EXPRESSION,
        Some(bytes(&long)),
        Some(bytes(&parts)),
    ));
}

#[test]
fn of_files_that_code_names() {
    let source = "fn main() {\n    let all: std::collections::HashMap<String, String> =\n        serde_json::from_str(include_str!(\"../models.json\")).unwrap();\n    \
                  hf_hub::api::sync::Api::new().unwrap().model(all[\"model\"].clone()).get(\"x\").unwrap();\n}\n";
    let stop = |name, advice, before: &str, after: &str| Stop {
        name,
        advice,
        files: vec![("src/main.rs", source.to_owned())],
        changes: vec![("models.json", Some(bytes(before)), Some(bytes(after)))],
    };
    let table = format!("{{\"model\": \"https://huggingface.co/{QWEN}\"}}");
    follow(&stop("a table", CORRECT, &table.replace('}', ""), &table));
    let more = format!(
        "{{\"model\": \"https://huggingface.co/{QWEN}\", \"words\": \"{}\"}}",
        "word ".repeat(1 << 20)
    );
    follow(&stop("a large table", SPLIT, &more, &table));
    let configuration = "[package.metadata.bundle]\nresources = [\"models\"]\n";
    follow(&Stop {
        name: "a configuration",
        advice: CORRECT,
        files: vec![
            ("Cargo.toml", mit("app", configuration)),
            (
                "src/main.rs",
                "fn main() { tauri::Builder::default(); }\n".to_owned(),
            ),
        ],
        changes: vec![(
            "tauri.conf.json",
            Some(bytes("{\"bundle\": {\"resources\": [\"models/*\"]")),
            Some(bytes("{\"bundle\": {\"resources\": [\"models/*\"]}}")),
        )],
    });
}

#[test]
fn of_a_name_that_is_put_together_in_too_many_ways() {
    let list = |range: std::ops::Range<u8>| {
        let parts: Vec<String> = range.map(|part| format!("\"{part}\"")).collect();
        parts.join(", ")
    };
    let put = format!(
        "pub fn go() {{ take(std::process::id() as usize) }}\nfn take(at: usize) {{\n    let a = [{}];\n    let b = [{}];\n    let c = [{}];\n    \
         let id = format!(\"Qwen/{{}}{{}}{{}}\", a[at], b[at + 1], c[at + 2]);\n    \
         hf_hub::api::sync::Api::new().unwrap().model(id).get(\"x\").unwrap();\n}}\n",
        list(10..20),
        list(20..30),
        list(30..40)
    );
    let named = hub_calls(&[QWEN]);
    follow(&module(
        "ways",
        NAME,
        Some(bytes(&put)),
        Some(bytes(&named)),
    ));
}

#[cfg(unix)]
#[test]
fn of_a_file_that_cannot_be_read() {
    // A link to itself; rights mean nothing to root.
    let project = Project::new(&[
        ("Cargo.toml", &mit("app", "")),
        ("src/main.rs", "mod other;\nfn main() { other::go() }\n"),
    ]);
    std::os::unix::fs::symlink("other.rs", project.path("src/other.rs")).expect("linked");
    let found = stops(&project);
    let help = found[0]["help"].as_str().unwrap_or_default();
    let advice = "make it readable for who runs the check";
    assert!(help.starts_with(advice), "{found:#?}");
    fs::remove_file(project.path("src/other.rs")).expect("removed");
    project.write("src/other.rs", &hub_calls(&[QWEN]));
    assert!(stops(&project).is_empty());
}

#[cfg(unix)]
#[test]
fn of_names_and_rights() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let project = Project::new(&[
        ("Cargo.toml", &mit("app", "")),
        ("src/main.rs", "fn main() {}\n"),
    ]);
    let odd = project.path("src").join(OsStr::from_bytes(b"odd-\xff.rs"));
    fs::write(&odd, hub_calls(&[QWEN])).expect("written");
    let found = stops(&project);
    let help = found[0]["help"].as_str().unwrap_or_default();
    assert!(help.starts_with("give it a name in UTF-8"), "{found:#?}");
    fs::rename(&odd, project.path("src/odd.rs")).expect("renamed");
    assert!(stops(&project).is_empty());
}
