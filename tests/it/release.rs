//! What a release is called, wherever it is named: the workflow that makes it, the action, cargo-binstall and the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};

const SCRIPT: &str = ".ci/release.py";
const WORKFLOW: &str = ".github/workflows/release.yml";
const INSTALL: &str = ".github/action/install.sh";

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    text.replace("\r\n", "\n")
}

/// The targets that a text names.
fn targets(text: &str) -> BTreeSet<String> {
    let apart = |char: char| !char.is_ascii_alphanumeric() && !"_-".contains(char);
    text.split(apart)
        .filter(|word| word.starts_with("x86_64-") || word.starts_with("aarch64-"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_release_has_the_same_targets_wherever_it_is_named() {
    let made = targets(&read(SCRIPT));
    assert_eq!(made.len(), 5);
    for file in [WORKFLOW, INSTALL, "README.md"] {
        assert_eq!(targets(&read(file)), made, "{file}");
    }
}

#[test]
fn the_archives_are_found_under_the_name_that_they_are_given() {
    let manifest = read("Cargo.toml");
    let manifest = DeTable::parse(&manifest).expect("a manifest").into_inner();
    let text = |keys: &[&str]| {
        let mut table = &manifest;
        for key in &keys[..keys.len() - 1] {
            let DeValue::Table(inner) = table[*key].get_ref() else {
                panic!("{key}: no table")
            };
            table = inner;
        }
        let value = table[keys[keys.len() - 1]].get_ref();
        value.as_str().expect("a text").to_owned()
    };
    let binstall = ["package", "metadata", "binstall"];
    let url = text(&[&binstall[..], &["pkg-url"]].concat());
    let repository = env!("CARGO_PKG_REPOSITORY");
    let expected = |target: &str, suffix: &str| {
        format!("{repository}/releases/download/v0.0.7/cargo-deny-models-v0.0.7-{target}{suffix}")
    };
    let made = read(SCRIPT);
    let taken = read(INSTALL);
    for target in targets(&made) {
        // cargo-binstall looks for `.tgz` and `.tar.gz` where the format is `tgz`.
        let (keys, format, suffix): (&[&str], _, _) = if target.contains("windows") {
            let of_windows = &["overrides", "x86_64-pc-windows-msvc", "pkg-fmt"];
            (of_windows, "zip", ".zip")
        } else {
            (&["pkg-fmt"], "tgz", ".tar.gz")
        };
        assert_eq!(text(&[&binstall[..], keys].concat()), format, "{target}");
        let found = url
            .replace("{ repo }", repository)
            .replace("{ name }", env!("CARGO_PKG_NAME"))
            .replace("{ version }", "0.0.7")
            .replace("{ target }", &target)
            .replace("{ archive-suffix }", suffix);
        assert_eq!(found, expected(&target, suffix));

        let line = "return f\"{COMMAND}-v{version}-{target}.{kind}\"";
        assert!(made.contains(line), "{SCRIPT}: {line}");
        assert!(made.contains("kind = \"zip\" if \"windows\" in target else \"tar.gz\""));

        let base =
            assigned(&taken, "base=").replace("$repository", &assigned(&taken, "repository="));
        let name = assigned(&taken, "archive=").replace("$1", &target);
        let found = format!("{base}/{name}")
            .replace("$INPUT_VERSION", "0.0.7")
            .replace(".$kind", suffix);
        assert_eq!(found, expected(&target, suffix), "{INSTALL}");
    }
    // The program is at the root of an archive.
    assert_eq!(
        text(&[&binstall[..], &["bin-dir"]].concat()),
        "{ bin }{ binary-ext }"
    );
}

/// What a script sets a variable to, the first time.
fn assigned(script: &str, variable: &str) -> String {
    let (_, rest) = script.split_once(variable).expect(variable);
    let rest = rest.lines().next().expect("a line");
    rest.trim_matches('"').to_owned()
}

#[test]
fn hooks_and_the_action_run_the_program_of_a_release() {
    for line in read(".pre-commit-hooks.yaml").lines() {
        if let Some(entry) = line.trim().strip_prefix("entry: ") {
            assert_eq!(entry, "cargo-deny-models check");
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("action.yml").contains(&format!("default: \"{version}\"")));
    let rust = env!("CARGO_PKG_RUST_VERSION");
    let stated = format!("The minimum supported Rust version is {rust};");
    assert!(read("README.md").contains(&stated), "{stated}");
}

#[test]
fn an_action_is_pinned_to_one_commit_everywhere() {
    let mut files: Vec<String> = ["action.yml", "README.md", "docs/ci.md"]
        .map(str::to_owned)
        .into();
    let workflows = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    for entry in fs::read_dir(workflows).expect("workflows") {
        let name = entry.expect("an entry").file_name();
        files.push(format!(
            ".github/workflows/{}",
            name.to_str().expect("UTF-8")
        ));
    }
    let mut pinned = BTreeMap::new();
    for file in files {
        for line in read(&file).lines() {
            let Some((_, used)) = line.split_once("uses: ") else {
                continue;
            };
            let Some((action, commit)) = used.split_once('@') else {
                assert_eq!(used.split(' ').next(), Some("./"), "{file}: {used}");
                continue;
            };
            let (sha, version) = commit.split_once(" # ").expect(used);
            assert_eq!(sha.len(), 40, "{file}: {used}");
            let known = pinned
                .entry(action.to_owned())
                .or_insert_with(|| (sha.to_owned(), version.to_owned()));
            assert_eq!((&*known.0, &*known.1), (sha, version), "{file}: {used}");
        }
    }
    assert!(pinned.len() > 6, "{pinned:?}");
}
