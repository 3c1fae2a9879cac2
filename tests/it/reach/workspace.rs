//! Many programs as the members of one workspace, and what a check of it says of each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::STAND_INS;
use super::program::Program;
use super::table::Answer;

/// A workspace on disk. Members are the programs; the libraries and the clients that they use are none.
pub(crate) struct Workspace {
    directory: TempDir,
    programs: Vec<Placed>,
}

/// A program, and the lines of it that a finding may name.
struct Placed {
    program: Program,
    lines: BTreeSet<(String, u64)>,
}

impl Workspace {
    pub(crate) fn of(programs: Vec<Program>) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        let mut lock: BTreeMap<String, Vec<String>> = BTreeMap::new();
        write_clients(root);
        for (name, _, needs) in STAND_INS {
            let needs = needs.iter().map(|&need| need.to_owned()).collect();
            lock.insert(name.to_owned(), needs);
        }
        let clients: Vec<&str> = STAND_INS.iter().map(|(name, ..)| *name).collect();
        let mut placed = Vec::new();
        let mut members = String::new();
        for mut program in programs {
            writeln!(members, "    \"programs/{}\",", program.member()).expect("in memory");
            let mut lines = BTreeSet::new();
            for (number, one) in program.crates.iter_mut().enumerate() {
                let kind = if number == 0 { "programs" } else { "libraries" };
                let base = format!("{kind}/{}", one.package);
                let manifest = one.manifest(|package| {
                    let kind = if clients.contains(&package) {
                        "clients"
                    } else {
                        "libraries"
                    };
                    format!("../../{kind}/{package}")
                });
                write(root, &format!("{base}/Cargo.toml"), &manifest);
                let (files, marked) = one.files();
                for (path, text) in files {
                    write(root, &format!("{base}/{path}"), &text);
                }
                if number == 0 {
                    lines = marked
                        .into_iter()
                        .map(|(path, line)| (format!("{base}/{path}"), line))
                        .collect();
                }
                lock.insert(
                    one.package.clone(),
                    one.packages().map(str::to_owned).collect(),
                );
            }
            placed.push(Placed { program, lines });
        }
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nexclude = [\"clients\", \"libraries\"]\nmembers = [\n{members}]\n"
        );
        write(root, "Cargo.toml", &manifest);
        write(root, "Cargo.lock", &lock_text(&lock));
        Self {
            directory,
            programs: placed,
        }
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    /// The members of red programs that a check, as JSON, does not find.
    pub(crate) fn missed(&self, plain: &Value) -> Vec<&str> {
        let none = json!({"findings": []});
        let answers = self.answers(plain, &none).into_iter();
        let missed =
            answers.filter(|(program, answer, _)| !program.green && *answer != Answer::Found);
        missed.map(|(program, ..)| program.member()).collect()
    }

    /// What two checks of the workspace, as JSON, say of each program: a plain one and, of those that it does not
    /// find, a strict one. And whether the plain
    /// one fails for a model that the program does not pull.
    pub(crate) fn answers(&self, plain: &Value, strict: &Value) -> Vec<(&Program, Answer, bool)> {
        let (plain, strict) = (by_member(plain), by_member(strict));
        let mut answers = Vec::new();
        for Placed { program, lines } in &self.programs {
            let [plain, strict] = [&plain, &strict].map(|findings| {
                findings
                    .get(program.member())
                    .map_or(&[][..], Vec::as_slice)
            });
            let answer = answer(program, lines, plain, strict);
            let invented = plain
                .iter()
                .any(|finding| denied(finding) && !names(finding, &program.model));
            answers.push((program, answer, invented));
        }
        answers
    }

    /// The sources of a program, to be read by whoever looks for the fault.
    pub(crate) fn show(&self, program: &Program) -> String {
        let mut text = String::new();
        for (number, one) in program.crates.iter().enumerate() {
            let kind = if number == 0 { "programs" } else { "libraries" };
            show(
                &self.root().join(kind).join(&one.package),
                self.root(),
                &mut text,
            );
        }
        text
    }
}

/// Writes the crates that stand in for the real clients to `clients/`.
pub(crate) fn write_clients(root: &Path) {
    for (name, text, needs) in STAND_INS {
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n[dependencies]\n"
        );
        for need in needs {
            writeln!(manifest, "{need} = {{ path = \"../{need}\" }}").expect("in memory");
        }
        write(root, &format!("clients/{name}/Cargo.toml"), &manifest);
        write(root, &format!("clients/{name}/src/lib.rs"), text);
    }
}

/// Writes a library that takes the model which it is given, beside the clients of the hub.
pub(crate) fn write_depot(root: &Path) {
    let manifest = "[package]\nname = \"depot\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n\
                    [dependencies]\nhf-hub = { path = \"../hf-hub\" }\n";
    let code = "pub fn load(id: &str) { hf_hub::api::sync::Api::new().unwrap().model(id.to_string())\
                .get(\"model.safetensors\").unwrap(); }\n";
    write(root, "clients/depot/Cargo.toml", manifest);
    write(root, "clients/depot/src/lib.rs", code);
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    fs::write(path, text).expect("a file");
}

fn show(directory: &Path, root: &Path, text: &mut String) {
    let entries = fs::read_dir(directory).expect("a directory");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            show(&path, root, text);
        } else {
            let name = path.strip_prefix(root).expect("inside").display();
            let content = fs::read_to_string(&path).expect("a text");
            write!(text, "--- {name}\n{content}").expect("in memory");
        }
    }
}

/// A Cargo.lock of path packages.
fn lock_text(packages: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = "# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 4\n".to_owned();
    for (name, needs) in packages {
        writeln!(
            text,
            "\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\""
        )
        .expect("in memory");
        if !needs.is_empty() {
            let mut needs: Vec<String> =
                needs.iter().map(|need| format!(" \"{need}\",\n")).collect();
            needs.sort();
            writeln!(text, "dependencies = [\n{}]", needs.concat()).expect("in memory");
        }
    }
    text
}

fn by_member(report: &Value) -> BTreeMap<String, Vec<&Value>> {
    let mut findings: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for finding in report["findings"].as_array().expect("findings") {
        let member = finding["member"]["name"].as_str().unwrap_or_default();
        findings.entry(member.to_owned()).or_default().push(finding);
    }
    findings
}

fn denied(finding: &Value) -> bool {
    finding["severity"] == "deny"
}

fn names(finding: &Value, id: &str) -> bool {
    finding.to_string().contains(id)
}

fn answer(
    program: &Program,
    lines: &BTreeSet<(String, u64)>,
    plain: &[&Value],
    strict: &[&Value],
) -> Answer {
    let fails = plain.iter().any(|finding| denied(finding));
    if program.green {
        return if fails {
            Answer::Blocked
        } else {
            Answer::Passed
        };
    }
    let about: Vec<&&Value> = plain
        .iter()
        .filter(|finding| denied(finding) && names(finding, &program.model))
        .collect();
    if about.iter().any(|finding| shows(finding, lines)) {
        return Answer::Found;
    }
    if !about.is_empty() {
        return Answer::WithoutLine;
    }
    let loud = strict
        .iter()
        .any(|finding| denied(finding) || names(finding, &program.model));
    if loud { Answer::Unsure } else { Answer::Silent }
}

/// Whether a place that a finding gives, at any depth, is one of the lines.
fn shows(part: &Value, lines: &BTreeSet<(String, u64)>) -> bool {
    match part {
        Value::Array(parts) => parts.iter().any(|part| shows(part, lines)),
        Value::Object(fields) => {
            let here = match (part["file"].as_str(), part["line"].as_u64()) {
                (Some(file), Some(line)) => lines
                    .iter()
                    .any(|(path, number)| *number == line && file.ends_with(path.as_str())),
                _ => false,
            };
            here || fields.values().any(|part| shows(part, lines))
        }
        _ => false,
    }
}
