//! Does what the lines of help say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use deny_models::digest::sha256;
use serde_json::Value;

use super::{entry, short};
use crate::support::{Project, Run, command, epoch};

/// The digest of no file.
pub(super) const OTHER_DIGEST: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";
const MIT: &str = include_str!("../../../LICENSE-MIT");

/// A workspace with findings.
pub(super) struct World {
    pub(super) name: &'static str,
    pub(super) files: Vec<(&'static str, String)>,
    /// Fixtures with weights, and where they go.
    pub(super) weights: &'static [(&'static str, &'static str)],
    /// What is put where code takes it, and the fixture.
    pub(super) fetched: &'static [(&'static str, &'static str)],
    pub(super) args: &'static [&'static str],
    /// What a person fills in, by key; `reason` and `until` are the same everywhere.
    pub(super) fills: &'static [(&'static str, &'static str)],
    /// The findings that it has to have.
    pub(super) codes: &'static [&'static str],
}

impl World {
    pub(super) fn new(name: &'static str, files: Vec<(&'static str, String)>) -> Self {
        Self {
            name,
            files,
            weights: &[],
            fetched: &[],
            args: &[],
            fills: &[],
            codes: &[],
        }
    }

    pub(super) fn project(&self) -> Project {
        let project = Project::new(&[]);
        for (path, text) in &self.files {
            project.write(path, text);
        }
        for (fixture, path) in self.weights {
            project.write(path, "");
            let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
            fs::copy(fixtures.join(fixture), project.path(path)).expect("copied");
        }
        project
    }
}

fn check(project: &Project, args: &[String]) -> Vec<Value> {
    let mut all = vec!["check", "--format", "json"];
    all.extend(args.iter().map(String::as_str));
    let mut command = command(&project.path(""), &all);
    command
        .env("SOURCE_DATE_EPOCH", epoch("2026-11-26"))
        .env("HF_HUB_CACHE", project.path("hub"));
    let run = Run::of(&mut command);
    assert!(run.code < 2, "{}", run.stderr);
    run.json()["findings"].as_array().expect("findings").clone()
}

/// Code, member and model.
fn subject(finding: &Value) -> [&str; 3] {
    [
        &finding["code"],
        &finding["member"]["name"],
        &finding["model"],
    ]
    .map(|value| value.as_str().unwrap_or("-"))
}

pub(super) fn help(finding: &Value) -> Vec<&str> {
    let text = finding["help"].as_str().unwrap_or_default();
    text.lines().collect()
}

/// The Cargo.toml of the member at fault.
fn cargo_toml(project: &Project) -> &'static str {
    if project.path("app/Cargo.toml").exists() {
        "app/Cargo.toml"
    } else {
        "Cargo.toml"
    }
}

fn edit(project: &Project, path: &str, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(project.path(path)).unwrap_or_default();
    project.write(path, &change(text));
}

/// Puts another text for one in every file of the world.
fn replace(project: &Project, world: &World, old: &str, new: &str) {
    for (path, _) in &world.files {
        edit(project, path, |text| text.replace(old, new));
    }
}

/// A key with what a person fills in.
fn filled(world: &World, key: &str) -> String {
    let common = [("reason", "\"known\""), ("until", "2027-03-01")];
    let fills = world.fills.iter().chain(&common);
    let value = fills.clone().find(|(known, _)| *known == key);
    let (_, value) = value.unwrap_or_else(|| panic!("{}: nothing for {key}", world.name));
    format!("{key} = {value}")
}

/// Puts the files there that a program fetches before it is built.
fn fetch(world: &World, project: &Project) {
    for (path, fixture) in world.fetched {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        project.write(path, "");
        fs::copy(fixtures.join(fixture), project.path(path)).expect("copied");
    }
}

/// A manifest with another label.
fn labelled(text: &str, license: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("license = "));
    let text: Vec<&str> = lines.collect();
    text.join("\n")
        .replacen("[package]\n", &format!("[package]\n{license}\n"), 1)
}

/// Does what one line of help says; `false` for what needs the network.
fn follow(
    help: &str,
    toml: Option<&str>,
    world: &World,
    project: &Project,
    args: &mut Vec<String>,
) -> bool {
    let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
    let fill = |key: &str| filled(world, key);
    if help.contains("with these entries of ") {
        let toml = toml.expect("entries to paste");
        edit(project, cargo_toml(project), |text| {
            format!("{text}\n{toml}")
        });
    } else if let Some(at) = quoted.iter().position(|text| text.starts_with("[[")) {
        let mut entry = vec![quoted[at].to_owned()];
        entry.extend(quoted[at + 1..].iter().map(|key| {
            if key.contains(" = ") {
                (*key).to_owned()
            } else {
                fill(key)
            }
        }));
        let target = if quoted[at].starts_with("[[package.") {
            cargo_toml(project)
        } else {
            "deny-models.toml"
        };
        let entry = entry.join("\n");
        edit(project, target, |text| format!("{text}\n{entry}\n"));
    } else if help.starts_with("for ") && help.contains("these pass: ") {
        replace(project, world, quoted[0], quoted[1]);
    } else if help.starts_with("label the crate honestly") || help.starts_with("add `license") {
        let license = quoted[0].replace("\"...\"", "\"MIT\"");
        edit(project, cargo_toml(project), |text| {
            labelled(&text, &license)
        });
    } else if follow_of_feature(help, project, args) {
        return true;
    } else if help.starts_with("no code that was read takes") {
        edit(project, cargo_toml(project), |text| {
            text.replace(&entry(&format!("id = \"{}\"", quoted[0])), "")
        });
    } else if help.starts_with("put the text of ") {
        project.write("LICENSE", MIT);
    } else if help.starts_with("take the models out of the offer") {
        replace(
            project,
            world,
            "jinaai/jina-embeddings-v3",
            "BAAI/bge-small-en-v1.5",
        );
    } else if help.starts_with("take a model without a sign-up") {
        edit(project, cargo_toml(project), |text| {
            text.replace("Qwen/Qwen2.5-7B-Instruct", "openai-community/gpt2")
        });
    } else if help.starts_with("add `revision`") {
        let revision = "revision = \"a09a35458c702b33eeacc393d103063234e8bc28\"";
        edit(project, cargo_toml(project), |text| {
            format!("{text}\n{revision}\n")
        });
    } else if help.starts_with("replace `revision`") {
        edit(project, cargo_toml(project), |text| {
            let commit = "revision = \"a09a35458c702b33eeacc393d103063234e8bc28\"";
            text.replace("revision = \"main\"", commit)
        });
    } else if help.starts_with("if the entry is right, add `reason` and `until`") {
        let lines = format!("{}\n{}\n", fill("reason"), fill("until"));
        edit(project, "deny-models.toml", |text| format!("{text}{lines}"));
    } else if help.contains("to `uses` of the entry") {
        edit(project, "deny-models.toml", |text| {
            text.replace("uses = [", &format!("uses = [{}, ", quoted[0]))
        });
    } else if help.starts_with("fetch the file before the check") {
        fetch(world, project);
    } else if help.contains("write what is marked in another way") {
        replace(project, world, "safe fn f()", "fn f()");
    } else if help.starts_with("run `cargo deny-models lock` and commit") {
        project.run(&["lock", "--offline"]).expect(0);
    } else if help.starts_with("run `cargo deny-models lock`") {
        return false;
    } else if let Some(changed) = follow_of_file(help, world, project) {
        return changed;
    } else if help.starts_with("set `code = ") {
        edit(project, "deny-models.toml", |text| {
            format!("{text}{}\n", quoted[0])
        });
    } else if help.starts_with("delete the entry; where a part of the program") {
        edit(project, cargo_toml(project), |text| {
            let start = text.find("[[package.metadata").unwrap_or(text.len());
            text[..start].to_owned()
        });
    } else if help.contains("delete the entry") || help.contains("delete the exception") {
        project.write("deny-models.toml", "");
    } else {
        panic!("{}: no way to follow {help:?}", world.name);
    }
    true
}

/// The same for what is about a feature; `false` for anything else.
fn follow_of_feature(help: &str, project: &Project, args: &mut Vec<String>) -> bool {
    let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
    if help.starts_with("turn off the default features") {
        args.push("--no-default-features".to_owned());
    } else if help.starts_with("turn off feature") {
        let on = format!("default = [\"{}\"]", quoted[0]);
        if help.contains("others that are on by default turn it on") {
            args.push("--no-default-features".to_owned());
        } else if args.iter().any(|arg| arg == quoted[0]) {
            args.retain(|arg| arg != "--features" && arg != quoted[0]);
        } else {
            edit(project, cargo_toml(project), |text| {
                assert!(text.contains(&on), "{text}");
                text.replace(&on, "default = []")
            });
        }
    } else if help.starts_with("take feature ") {
        edit(project, cargo_toml(project), |text| {
            let on = format!(", features = [\"{}\"]", quoted[0]);
            assert!(text.contains(&on), "{text}");
            text.replace(&on, "")
        });
    } else if help.starts_with("take the default features out of") {
        edit(project, cargo_toml(project), |text| {
            text.replace("../dep\"", &format!("../dep\", {}", quoted[1]))
        });
    } else {
        return false;
    }
    true
}

/// The same for what is about a file, a licence of a crate or an entry of the policy; `None` for anything else.
fn follow_of_file(help: &str, world: &World, project: &Project) -> Option<bool> {
    let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
    if help.starts_with("where you know the terms and accept them") {
        edit(project, "deny-models.toml", |text| {
            format!("[policy]\n{}\n{text}", quoted[0])
        });
    } else if help.starts_with("complete the entry of ") {
        let missing = filled(world, quoted[1]);
        edit(project, "deny-models.toml", |text| {
            format!("{text}{missing}\n")
        });
    } else if help.starts_with("put a whole copy in its place") {
        let (_, weights) = world.weights[0];
        let shown = project.run(&["inspect", weights]).stdout;
        assert!(shown.contains("problem"), "{shown}");
        return Some(false);
    } else if help.starts_with("a file made damaged for tests can be left out") {
        let (_, weights) = world.weights[0];
        edit(project, cargo_toml(project), |text| {
            text.replacen(
                "[package]\n",
                &format!("[package]\nexclude = [\"{weights}\"]\n"),
                1,
            )
        });
    } else if help.starts_with("review the file as it is now") {
        let (_, weights) = world.weights[0];
        let bytes = fs::read(project.path(weights)).expect("the file");
        replace(project, world, OTHER_DIGEST, &sha256(&bytes));
    } else if help.starts_with("write an SPDX id, or `LicenseRef-NAME`") {
        replace(project, world, "LGPL9", "LicenseRef-ours");
    } else if help.starts_with("check the licence again, then set a new `until`")
        || help.starts_with("check what the crate takes, then set a new `until`")
        || help.starts_with("review the reason, then set a new `until`")
    {
        replace(project, world, "2026-01-01", "2027-01-01");
    } else if help.starts_with("read the terms that govern now") {
        replace(
            project,
            world,
            "license = \"gemma\"",
            "license = \"llama3.1\"",
        );
    } else {
        return None;
    }
    Some(true)
}

/// Follows the second of two ways that one line of help names.
fn other_way(help: &str, world: &World, finding: &Value, args: &[String]) {
    let project = world.project();
    if help.starts_with("delete the entry; where a part of the program") {
        project.write("deny-models.toml", "[lints]\nunused-entry = \"allow\"\n");
    } else if help.starts_with("set `code = ") || help.ends_with("or delete the exception") {
        project.write("deny-models.toml", "");
    } else if help.ends_with("or put them behind a feature that is off by default") {
        edit(&project, cargo_toml(&project), |text| {
            text + "[features]\nlarge = []\n"
        });
        edit(&project, "src/lib.rs", |text| {
            let variants = [", Large }", "EmbeddingModel::Large =>"];
            variants.iter().fold(text, |text, variant| {
                assert!(text.contains(variant), "{text}");
                let at = variant.find(char::is_alphabetic).unwrap_or_default();
                let (before, after) = variant.split_at(at);
                text.replace(
                    variant,
                    &format!("{before}#[cfg(feature = \"large\")] {after}"),
                )
            })
        });
    } else if help.contains("others that are on by default turn it on: take it out of these") {
        edit(&project, cargo_toml(&project), |text| {
            text.replace("= [\"llm\"]", "= []")
        });
    } else if help.starts_with("correct what is wrong") && project.path("weights").exists() {
        // The card and the header: the card is wrong.
        replace(
            &project,
            world,
            "license: cc-by-nc-4.0",
            "license: apache-2.0",
        );
    } else if help.starts_with("correct what is wrong") {
        edit(&project, cargo_toml(&project), |text| {
            let (package, entry) = text.split_once("[[package.metadata").expect("an entry");
            let lines = entry.lines().filter(|line| !line.starts_with("license"));
            let entry: Vec<&str> = lines.collect();
            format!("{package}[[package.metadata{}\n", entry.join("\n"))
        });
    } else if help.contains("or put the unchanged text of the licence beside it") {
        edit(&project, cargo_toml(&project), |text| {
            text.replace("license = \"LGPL9\"\n", "")
        });
        project.write("LICENSE", MIT);
    } else {
        return;
    }
    let now = check(&project, args);
    let left = now.iter().any(|now| subject(now) == subject(finding));
    assert!(!left, "{}: {help}\nleaves {now:#?}", world.name);
}

pub(super) fn follow_all(world: &World) {
    let args: Vec<String> = world.args.iter().map(|arg| (*arg).to_owned()).collect();
    let findings = check(&world.project(), &args);
    let found: BTreeSet<&str> = findings.iter().map(|finding| subject(finding)[0]).collect();
    for code in world.codes {
        assert!(
            found.contains(code),
            "{}: no {code} in {found:?}",
            world.name
        );
    }
    short::leads_out(world, &findings);
    for finding in &findings {
        let lines = help(finding);
        let fails = finding["severity"] == "deny";
        let licence = ["non-osi-model", "unknown-license", "offered-model"];
        if fails && licence.contains(&subject(finding)[0]) {
            let accepts = |line: &&str| line.contains("`[[exception]]` with ");
            assert!(lines.iter().any(accepts), "{}: {lines:?}", world.name);
        }
        for line in &lines {
            assert!(!line.starts_with("or"), "{}: {line}", world.name);
            let project = world.project();
            let mut args = args.clone();
            let toml = finding["toml"].as_str();
            if !follow(line, toml, world, &project, &mut args) {
                continue;
            }
            let now = check(&project, &args);
            other_way(line, world, finding, &args);
            if line.starts_with("`cargo deny-models fix`") {
                let fixed = world.project();
                fixed.run(&["fix", "--offline"]).expect(0);
                let fixed = check(&fixed, &args);
                let left = fixed.iter().any(|now| subject(now) == subject(finding));
                assert!(!left, "{}: {line}\nleaves {fixed:#?}", world.name);
            }
            let same = now.iter().find(|now| subject(now) == subject(finding));
            let next = same.filter(|now| help(now) == lines);
            assert!(
                next.is_none(),
                "{}: {line}\nleaves {finding:#}\nnow {now:?}",
                world.name
            );
            // An entry that is written as the help has it is used, and contradicts nothing.
            let hygiene = ["unused-entry", "unused-exception", "license-mismatch"];
            for now in &now {
                let code = subject(now)[0];
                assert!(
                    found.contains(code) || !hygiene.contains(&code),
                    "{}: {line}\ngives {now:#}",
                    world.name
                );
            }
        }
    }
}
