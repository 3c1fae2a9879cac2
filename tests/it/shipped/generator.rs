//! Every way to ship a file with every form and place of a statement about it: what is restrictive or cannot be read
//! never passes, what is permissive never blocks, and what nothing speaks of passes with a finding that names the file.
//!
//! Each combination is a member of one workspace, and the verdict on it is that of `check -p MEMBER`: a deny-level
//! finding of it or none. Some are run alone as well, for the exit code.

use std::collections::BTreeMap;

use super::weights::{JSON, gguf, package, put};
use crate::support::Project;

/// How a member takes its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Unread,
    Include,
    IncludeDir,
    Dependency,
    IncludeAround,
    FolderAround,
    CopyAround,
    OpenAround,
    RunAround,
    FieldAround,
    Burn,
    IncludeDirAround,
    ListAround,
    CommandAround,
    Tauri,
}

use Way::{
    Burn, CommandAround, CopyAround, Dependency, FieldAround, FolderAround, Include, IncludeAround,
    IncludeDir, IncludeDirAround, ListAround, OpenAround, RunAround, Tauri, Unread,
};

const WAYS: [Way; 15] = [
    Unread,
    Include,
    IncludeDir,
    Dependency,
    IncludeAround,
    FolderAround,
    CopyAround,
    OpenAround,
    RunAround,
    FieldAround,
    Burn,
    IncludeDirAround,
    ListAround,
    CommandAround,
    Tauri,
];

/// What is stated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Value {
    Permissive,
    Restrictive,
    Unreadable,
}

const VALUES: [Value; 3] = [Value::Permissive, Value::Restrictive, Value::Unreadable];

const FILE: &str = "m.gguf";

/// The forms of a statement: a name, whether it counts at the root of a package, and the file with its text, of which
/// `{path}` is the path from the directory of the statement to that of the weights.
type Form = (&'static str, bool, fn(&str, Value) -> (String, String));

const FORMS: [Form; 9] = [
    ("card", true, |_, value| card("README.md", value)),
    ("model-card", true, |_, value| card("MODEL_CARD.md", value)),
    ("prose", false, |_, value| {
        let license = match value {
            Value::Permissive => "## License\n\nApache-2.0\n",
            Value::Restrictive => "## License\n\nCC BY-NC 4.0\n",
            Value::Unreadable => "License: Zorblax Model Terms 3\n",
        };
        ("README.md".to_owned(), format!("# Weights\n\n{license}"))
    }),
    ("licence", false, |_, value| text("LICENSE", value)),
    ("model-licence", true, |_, value| {
        text("LICENSE-MODEL", value)
    }),
    ("reuse", true, |path, value| {
        let license = match value {
            Value::Permissive => "\"Apache-2.0\"",
            Value::Restrictive => "\"CC-BY-NC-4.0\"",
            Value::Unreadable => "",
        };
        let text = format!(
            "version = 1\n[[annotations]]\npath = \"{path}**\"\nSPDX-License-Identifier = {license}\n"
        );
        ("REUSE.toml".to_owned(), text)
    }),
    ("dep5", true, |path, value| {
        let text = format!(
            "Format: x\n\nFiles: {path}*\nCopyright: A\nLicense: {}\n",
            spdx(value)
        );
        (".reuse/dep5".to_owned(), text)
    }),
    ("notice", true, |_, value| {
        let text = format!("{FILE} was made by others.\nLicense: {}\n", prose(value));
        ("NOTICE.md".to_owned(), text)
    }),
    ("third-party", true, |path, value| {
        let text = format!(
            "# Notices\n\n## Fonts\n\nfont.ttf\nLicense: CC BY-NC 4.0\n\n## Model\n\n`{path}{FILE}`\nLicense: {}\n",
            prose(value)
        );
        let text = text.replace("CC BY-NC 4.0\n\n## Model", "OFL-1.1\n\n## Model");
        ("THIRD-PARTY-NOTICES.md".to_owned(), text)
    }),
];

fn spdx(value: Value) -> &'static str {
    match value {
        Value::Permissive => "Apache-2.0",
        Value::Restrictive => "CC-BY-NC-4.0",
        Value::Unreadable => "LicenseRef-Zorblax",
    }
}

fn prose(value: Value) -> &'static str {
    match value {
        Value::Permissive => "Apache License 2.0",
        Value::Restrictive => "CC BY-NC 4.0",
        Value::Unreadable => "Zorblax Model Terms 3",
    }
}

fn card(name: &str, value: Value) -> (String, String) {
    let license = match value {
        Value::Permissive => "apache-2.0",
        Value::Restrictive => "cc-by-nc-4.0",
        Value::Unreadable => "[broken",
    };
    (
        name.to_owned(),
        format!("---\nlicense: {license}\n---\n# Card\n"),
    )
}

fn text(name: &str, value: Value) -> (String, String) {
    let text = match value {
        Value::Unreadable => "some terms".to_owned(),
        value => format!("SPDX-License-Identifier: {}\n", spdx(value)),
    };
    (name.to_owned(), text)
}

/// A workspace of members that are added one by one.
struct Worlds {
    project: Project,
    /// Of each member its file, relative to its root.
    members: BTreeMap<String, String>,
}

impl Worlds {
    fn new() -> Self {
        let root =
            "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"deps\"]\nresolver = \"3\"\n";
        Self {
            project: Project::new(&[("Cargo.toml", root)]),
            members: BTreeMap::new(),
        }
    }

    /// Adds a member that takes a file in a way. Gives the directory, from the root of the workspace, that its
    /// statements may stand in, the highest first.
    fn add(&mut self, name: &str, way: Way, header: &[(&str, &str)], entry: bool) -> [String; 3] {
        let inside = "assets/models";
        let (base, path) = match way {
            Unread | Include | IncludeDir => (format!("crates/{name}"), format!("{inside}/{FILE}")),
            Dependency => (format!("deps/{name}"), format!("{inside}/{FILE}")),
            _ => (
                format!("shared/{name}"),
                format!("../../shared/{name}/{inside}/{FILE}"),
            ),
        };
        let take = format!("pub static W: &[u8] = include_bytes!(\"../{path}\");\n");
        let lib = match way {
            Unread | CopyAround | Tauri | Dependency | Burn | ListAround | CommandAround => {
                String::new()
            }
            Include | IncludeAround => take.clone(),
            IncludeDir => {
                "pub static D: Dir = include_dir!(\"$CARGO_MANIFEST_DIR/assets\");\n".to_owned()
            }
            IncludeDirAround => format!(
                "pub static D: Dir = include_dir!(\"$CARGO_MANIFEST_DIR/../../shared/{name}\");\n"
            ),
            // No call that opens it is followed to the text.
            FieldAround => format!(
                "pub struct M {{ path: String }}\nimpl Default for M {{\n    fn default() -> Self {{\n        \
                 Self {{ path: \"{path}\".into() }}\n    }}\n}}\n"
            ),
            FolderAround => format!(
                "#[derive(RustEmbed)]\n#[folder = \"../../shared/{name}\"]\npub struct M;\n"
            ),
            OpenAround => format!(
                "pub fn l() {{ let p = std::path::Path::new(env!(\"CARGO_MANIFEST_DIR\")).join(\"{path}\"); \
                 std::fs::read(p).unwrap(); }}\n"
            ),
            RunAround => format!(
                "pub fn l() {{ std::fs::File::open(\"{base}/{inside}/{FILE}\").unwrap(); }}\n"
            ),
        };
        let mut manifest = "publish = false\n".to_owned();
        if way == Dependency {
            let dependency =
                format!("[dependencies]\n{name}-dep = {{ path = \"../../deps/{name}\" }}\n");
            manifest.push_str(&dependency);
            let dep = package(&format!("{name}-dep"), "publish = false\n");
            self.project.write(&format!("{base}/Cargo.toml"), &dep);
            self.project.write(&format!("{base}/src/lib.rs"), &take);
        }
        if entry {
            let entry = format!("[[package.metadata.deny-models.model]]\npath = \"{path}\"\n");
            manifest.push_str(&entry);
        }
        let member = format!("crates/{name}");
        self.project
            .write(&format!("{member}/Cargo.toml"), &package(name, &manifest));
        self.project.write(&format!("{member}/src/lib.rs"), &lib);
        let directory = format!("../../{base}/{inside}");
        let build = match way {
            CopyAround => Some(format!("std::fs::copy(\"{path}\", \"/tmp/x\").unwrap();")),
            Burn => Some(format!(
                "ModelGen::new().input(\"{path}\").out_dir(\"m/\").run_from_script();"
            )),
            ListAround => Some(format!(
                "for file in std::fs::read_dir(\"{directory}\").unwrap() {{ take(file.unwrap()); }}"
            )),
            CommandAround => Some(format!(
                "std::process::Command::new(\"cp\").args([\"-r\", \"{directory}\", \"/tmp/x\"]).status().unwrap();"
            )),
            _ => None,
        };
        if let Some(build) = build {
            let build = format!("fn main() {{ {build} }}\n");
            self.project.write(&format!("{member}/build.rs"), &build);
        }
        if way == Tauri {
            let json =
                format!("{{ \"bundle\": {{ \"resources\": [\"../../shared/{name}/**/*\"] }} }}");
            self.project
                .write(&format!("{member}/tauri.conf.json"), &json);
        }
        put(
            &self.project,
            &format!("{base}/{inside}/{FILE}"),
            &gguf(header),
        );
        self.members.insert(name.to_owned(), path);
        [
            base.clone(),
            format!("{base}/assets"),
            format!("{base}/{inside}"),
        ]
    }

    /// Of each member its findings, as level, code and message.
    fn findings(&self) -> BTreeMap<String, Vec<(String, String, String)>> {
        let run = self.project.run(JSON);
        let mut found: BTreeMap<String, Vec<(String, String, String)>> = self
            .members
            .keys()
            .map(|name| (name.clone(), Vec::new()))
            .collect();
        let json = run.json();
        for finding in json["findings"].as_array().expect("findings") {
            let text = |key: &str| finding[key].as_str().expect("a text").to_owned();
            let member = finding["member"]["name"].as_str().expect("a member");
            let of = found.get_mut(member).expect("a known member");
            of.push((text("severity"), text("code"), text("message")));
        }
        found
    }
}

fn is_denied(findings: &[(String, String, String)]) -> bool {
    findings.iter().any(|(level, ..)| level == "deny")
}

/// The combinations of one way that are judged wrongly, and how many there are in all.
fn wrong_of(way: Way) -> (Vec<String>, usize) {
    let mut worlds = Worlds::new();
    let mut expected = BTreeMap::new();
    for (form, at_root, make) in FORMS {
        for place in 0..3 {
            // The texts at the root of a package are those of its code.
            let in_package = matches!(way, Unread | Include | IncludeDir | Dependency);
            if in_package && place == 0 && !at_root {
                continue;
            }
            for value in VALUES {
                let name = format!("{form}-{place}-{value:?}").to_lowercase();
                let directories = worlds.add(&name, way, &[], false);
                let from = ["assets/models/", "models/", ""][place];
                let (file, text) = make(from, value);
                let file = format!("{}/{file}", directories[place]);
                worlds.project.write(&file, &text);
                expected.insert(name, value);
            }
        }
    }
    let found = worlds.findings();
    let mut wrong = Vec::new();
    for (name, value) in &expected {
        if is_denied(&found[name]) != (*value != Value::Permissive) {
            wrong.push(format!("{way:?} {name}: {:?}", found[name]));
        }
    }
    // The exit code is that of the findings.
    for (name, code) in [
        ("card-0-permissive", 0),
        ("notice-2-restrictive", 1),
        ("dep5-1-unreadable", 1),
    ] {
        let args = ["check", "--offline", "-p", name];
        worlds.project.run(&args).expect(code);
    }
    (wrong, expected.len())
}

#[test]
fn statements_of_every_form_at_every_place_count_for_every_way() {
    let judged = WAYS.map(wrong_of);
    let count: usize = judged.iter().map(|(_, count)| count).sum();
    let wrong: Vec<String> = judged.into_iter().flat_map(|(wrong, _)| wrong).collect();
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count > 700, "{count}");
}

#[test]
fn statements_of_the_file_itself_count_for_every_way() {
    let mut worlds = Worlds::new();
    let mut expected = BTreeMap::new();
    for way in WAYS {
        for value in VALUES {
            let name = |form: &str| format!("{way:?}-{form}-{value:?}").to_lowercase();
            let directories = worlds.add(&name("sidecar"), way, &[], false);
            let (_, text) = text("", value);
            let beside = &directories[2];
            worlds
                .project
                .write(&format!("{beside}/{FILE}.license"), &text);
            expected.insert(name("sidecar"), value);

            let directories = worlds.add(&name("stem"), way, &[], false);
            let (_, text) = card("", value);
            worlds
                .project
                .write(&format!("{}/m.md", directories[2]), &text);
            expected.insert(name("stem"), value);

            let header = match value {
                Value::Permissive => "apache-2.0",
                Value::Restrictive => "cc-by-nc-4.0",
                Value::Unreadable => "None",
            };
            worlds.add(&name("header"), way, &[("general.license", header)], false);
            expected.insert(name("header"), value);
            // A manifest that does not state it changes nothing of that.
            if way != Dependency {
                worlds.add(&name("stated"), way, &[("general.license", header)], true);
                expected.insert(name("stated"), value);
            }
        }
    }
    let found = worlds.findings();
    for (name, value) in &expected {
        let denied = is_denied(&found[name]);
        assert_eq!(
            denied,
            *value != Value::Permissive,
            "{name}: {:?}",
            found[name]
        );
    }
}

#[test]
fn a_file_of_which_nothing_speaks_is_named_whatever_the_way() {
    let mut worlds = Worlds::new();
    for way in WAYS {
        worlds.add(&format!("{way:?}").to_lowercase(), way, &[], false);
    }
    for (name, findings) in worlds.findings() {
        assert!(!is_denied(&findings), "{name}: {findings:?}");
        // The files of a dependency are its own to state: `--strict` names them, and the list of models does.
        if name == "dependency" {
            let run = worlds
                .project
                .run(&["check", "--offline", "--strict", "-p", &name]);
            run.expect(1)
                .prints(&["undeclared-model", "assets/models/m.gguf"]);
            continue;
        }
        let path = &worlds.members[&name];
        assert!(
            findings.iter().any(|(.., message)| message.contains(path)),
            "{name}: {findings:?}"
        );
    }
    let list = worlds.project.run(&["list", "--offline"]).expect(0);
    assert!(
        list.stdout.contains("assets/models/m.gguf"),
        "{}",
        list.stdout
    );
}
