//! Workspaces made of text, and `cargo tree` as the judge.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use cargo_deny_models::graph::{
    Closure, FeatureSelection, PackageIdx, Selection, Targets, Workspace, host_triple,
};
use tempfile::TempDir;

use crate::support::share_rustc_info;

/// A directory of files that is deleted in the end.
pub(crate) struct Project {
    _directory: TempDir,
    root: Utf8PathBuf,
    home: Option<Utf8PathBuf>,
}

impl Project {
    /// Writes files; a package without code gets a library.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let directory = TempDir::new().unwrap();
        let root = fs::canonicalize(directory.path()).unwrap();
        let project = Self {
            _directory: directory,
            root: Utf8PathBuf::from_path_buf(root).unwrap(),
            home: None,
        };
        for (path, text) in files {
            project.write(path, text);
        }
        for (path, text) in files {
            if path.ends_with("Cargo.toml") && text.contains("[package]") {
                project.add_code(path, text);
            }
        }
        project
    }

    /// Gives cargo a home of its own, so that git repositories of tests stay out of the user's.
    pub(crate) fn with_home(mut self) -> Self {
        let home = self.root.join("cargo-home");
        fs::create_dir_all(&home).unwrap();
        self.home = Some(home);
        self
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        // Git dependencies name their repository by an absolute address.
        let text = text.replace("$ROOT", self.root.as_str());
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn add_code(&self, manifest: &str, text: &str) {
        let directory = self.root.join(manifest);
        let directory = directory.parent().unwrap();
        if !directory.join("src").exists() {
            fs::create_dir_all(directory.join("src")).unwrap();
            fs::write(directory.join("src/lib.rs"), "").unwrap();
        }
        if text.contains("[build-dependencies") {
            fs::write(directory.join("build.rs"), "fn main() {}\n").unwrap();
        }
    }

    /// Makes a git repository of a directory.
    pub(crate) fn git(&self, directory: &str) {
        let commands: [&[&str]; 3] = [
            &["init", "-q"],
            &["add", "-A"],
            &[
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "commit",
                "-q",
                "-m",
                "t",
            ],
        ];
        for arguments in commands {
            let mut git = Command::new("git");
            let status = git
                .current_dir(self.root.join(directory))
                .args(arguments)
                .status();
            assert!(status.unwrap().success());
        }
    }

    pub(crate) fn cargo(&self) -> Command {
        let mut command = cargo(self.root.as_std_path());
        if let Some(home) = &self.home {
            command.env("CARGO_HOME", home);
        }
        command
    }

    pub(crate) fn metadata(&self) -> String {
        let mut command = self.cargo();
        stdout(command.args(["metadata", "--format-version", "1", "--all-features"]))
    }

    pub(crate) fn workspace(&self) -> Workspace {
        let manifest = fs::read_to_string(self.root.join("Cargo.toml")).unwrap();
        Workspace::from_metadata_json(&self.metadata(), &manifest).unwrap()
    }
}

fn cargo(directory: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command
        .current_dir(directory)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    share_rustc_info(&mut command);
    command
}

pub(crate) fn stdout(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// `name version|feature,feature`, one for each way a package is built.
pub(crate) type Built = BTreeSet<String>;

/// Names of targets that differential tests run for.
pub(crate) fn target_names() -> Vec<String> {
    vec![
        "all".to_owned(),
        host_triple().unwrap(),
        "x86_64-pc-windows-msvc".to_owned(),
    ]
}

/// The triple of a target name, queried once.
pub(crate) fn targets(names: &[String]) -> BTreeMap<String, Targets> {
    let query = |name: &String| match name.as_str() {
        "all" => Targets::All,
        triple => Targets::query(&[triple]).unwrap(),
    };
    names
        .iter()
        .map(|name| (name.clone(), query(name)))
        .collect()
}

/// `default`, all, none, and the first feature that is not `default`.
pub(crate) fn feature_choices(workspace: &Workspace, member: PackageIdx) -> Vec<FeatureSelection> {
    let mut choices = vec![
        FeatureSelection::default(),
        FeatureSelection {
            all_features: true,
            ..FeatureSelection::default()
        },
        FeatureSelection {
            no_default_features: true,
            ..FeatureSelection::default()
        },
    ];
    let package = workspace.package(member);
    let mut names = package.features.keys().filter(|name| *name != "default");
    choices.extend(names.next().map(|name| features(&[name])));
    choices
}

pub(crate) fn features(names: &[&str]) -> FeatureSelection {
    FeatureSelection {
        features: names.iter().map(|name| (*name).to_owned()).collect(),
        ..FeatureSelection::default()
    }
}

/// The packages of a member that is built alone, by `cargo tree`.
pub(crate) fn tree(
    mut command: Command,
    workspace: &Workspace,
    member: PackageIdx,
    target: &str,
    features: &FeatureSelection,
    dev: bool,
) -> Built {
    let package = workspace.package(member);
    let edges = if dev {
        "normal,build,dev"
    } else {
        "normal,build"
    };
    command.args([
        "tree",
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
        "--offline",
    ]);
    command.args(["--target", target, "-e", edges, "-p", &package.id]);
    // The first resolver gives flags to the package of the current directory.
    command.args(["--manifest-path", package.manifest_path.as_str()]);
    if target == "all" {
        // Without a target, cargo's tree takes two nodes with the same features for one, whether
        // they are for the host or not, and walks only one of them.
        command.env("CARGO_BUILD_TARGET", host_triple().unwrap());
    }
    if features.all_features {
        command.arg("--all-features");
    }
    if features.no_default_features {
        command.arg("--no-default-features");
    }
    for feature in &features.features {
        command.args(["--features", feature]);
    }
    parse_tree(&stdout(&mut command))
}

pub(crate) fn parse_tree(text: &str) -> Built {
    let lines = text.lines().filter(|line| !line.is_empty());
    let line = |line: &str| {
        let (package, features) = line.split_once('|').unwrap();
        let mut words = package.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        let features = features.trim_end_matches(" (*)");
        format!("{name} {}|{features}", version.trim_start_matches('v'))
    };
    lines.map(line).collect()
}

/// The same of a closure.
pub(crate) fn built(workspace: &Workspace, closure: &Closure) -> Built {
    let mut built = Built::new();
    for reached in closure {
        let package = workspace.package(reached.package);
        for activation in &reached.activations {
            let features: Vec<&str> = activation.features.iter().map(|name| &**name).collect();
            built.insert(format!("{package}|{}", features.join(",")));
        }
    }
    built
}

/// Compares with `cargo tree` over members, features, targets and with or without tests.
pub(crate) fn compare(project: &Project) {
    let workspace = project.workspace();
    let names = target_names();
    let mut count = 0;
    for (name, targets) in targets(&names) {
        for member in workspace.members().iter().copied() {
            for features in feature_choices(&workspace, member) {
                for dev in [false, true] {
                    let selection = Selection {
                        features: features.clone(),
                        targets: targets.clone(),
                        dev,
                    };
                    compare_one(&workspace, project.cargo(), member, &name, &selection);
                    count += 1;
                }
            }
        }
    }
    check_superset(&workspace, &project.metadata());
    println!("{count} comparisons");
}

pub(crate) fn compare_one(
    workspace: &Workspace,
    cargo: Command,
    member: PackageIdx,
    target: &str,
    selection: &Selection,
) {
    let features = &selection.features;
    let expected = tree(cargo, workspace, member, target, features, selection.dev);
    let closure = workspace.closure(&[member], selection);
    check_ways(workspace, &closure, member);
    let found = built(workspace, &closure);
    let missing: Vec<&String> = expected.difference(&found).collect();
    let extra: Vec<&String> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "{} for {target}, {features:?}, dev {}: cargo also has {missing:#?}, we also have {extra:#?}",
        workspace.package(member),
        selection.dev,
    );
}

/// Every way starts at the root, ends at its package and consists of packages that are built.
fn check_ways(workspace: &Workspace, closure: &Closure, member: PackageIdx) {
    for reached in closure {
        let name = workspace.package(reached.package);
        assert_eq!(reached.path.first(), Some(&member), "{name}");
        assert_eq!(reached.path.last(), Some(&reached.package), "{name}");
        assert!(
            reached.path.iter().all(|at| closure.contains(*at)),
            "{name}"
        );
        assert!(!reached.activations.is_empty(), "{name}");
    }
}

/// Whatever is built lies inside what `cargo metadata` unified over everything.
pub(crate) fn check_superset(workspace: &Workspace, json: &str) {
    let metadata = cargo_metadata::MetadataCommand::parse(json).unwrap();
    let mut all: BTreeMap<PackageIdx, BTreeSet<String>> = BTreeMap::new();
    for node in metadata.resolve.unwrap().nodes {
        let package = workspace.package_by_id(&node.id.repr).unwrap();
        let features = node.features.iter().map(ToString::to_string).collect();
        all.insert(package, features);
    }
    let selection = Selection {
        features: FeatureSelection {
            all_features: true,
            ..FeatureSelection::default()
        },
        targets: Targets::All,
        dev: true,
    };
    let members = workspace.members();
    let singles = members.iter().map(std::slice::from_ref);
    for roots in singles.chain([members]) {
        for reached in &workspace.closure(roots, &selection) {
            let unified = &all[&reached.package];
            for feature in workspace
                .closure(roots, &selection)
                .features_of(reached.package)
            {
                assert!(
                    unified.contains(&*feature),
                    "{} {feature}",
                    workspace.package(reached.package)
                );
            }
        }
    }
}

/// The platform that tests run on.
pub(crate) fn host_triple_name() -> String {
    host_triple().unwrap()
}
