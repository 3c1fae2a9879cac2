//! The files of a package, as its Cargo.toml lists them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use camino::Utf8Path;
use deny_models::cargo_toml::Document;
use serde::{Deserialize, Serialize};

use super::module_tree::{ModuleTree, Root};
use super::modules::PackageNames;
use super::named_files::normal;
use super::scope::Scope;

/// Where cargo looks for targets that no manifest states.
const FOLDERS: [(&str, Scope); 4] = [
    ("src/bin/", Scope::Bin),
    ("examples/", Scope::Example),
    ("tests/", Scope::Test),
    ("benches/", Scope::Bench),
];

/// A package as its Cargo.toml describes it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// The build scripts, where they are stated.
    build: Vec<String>,
    /// Roots of targets: path, scope, features they need.
    targets: Vec<(String, Scope, Vec<String>)>,
    /// The name of the library, where it is not that of the package.
    lib: Option<String>,
    /// Names of normal and build dependencies as code spells them.
    pub(super) dependencies: BTreeMap<String, String>,
}

impl Package {
    /// Reads a Cargo.toml; what is missing stays empty.
    pub(super) fn read(text: &str) -> Self {
        let document = Document::lenient(text);
        let root = document.root();
        let mut package = Self::default();
        if let Some(about) = root.package() {
            let owned = |key| about.string(key).map(str::to_owned);
            package.name = owned("name").unwrap_or_default();
            package.version = owned("version").unwrap_or_default();
            let build = about.string("build").into_iter();
            package.build = build.chain(about.strings("build")).map(slashed).collect();
        }
        let lib = root.table("lib");
        package.lib = lib
            .as_ref()
            .and_then(|lib| lib.string("name"))
            .map(str::to_owned);
        if let Some(path) = lib.as_ref().and_then(|lib| lib.string("path")) {
            let target = (slashed(path), Scope::Lib, Vec::new());
            package.targets.push(target);
        }
        for (key, scope, folder) in [
            ("bin", Scope::Bin, "src/bin"),
            ("example", Scope::Example, "examples"),
            ("test", Scope::Test, "tests"),
            ("bench", Scope::Bench, "benches"),
        ] {
            for target in root.tables(key) {
                let name = target.string("name").unwrap_or_default();
                let needs: Vec<String> = target
                    .strings("required-features")
                    .map(str::to_owned)
                    .collect();
                let paths = match target.string("path") {
                    Some(path) => vec![slashed(path)],
                    None => vec![
                        format!("{folder}/{name}.rs"),
                        format!("{folder}/{name}/main.rs"),
                    ],
                };
                for path in paths {
                    package.targets.push((path, scope, needs.clone()));
                }
            }
        }
        for dependency in root.all_dependencies(&["dependencies", "build-dependencies"]) {
            let real = dependency.package().to_owned();
            package
                .dependencies
                .insert(dependency.key.replace('-', "_"), real);
        }
        package
    }

    /// Where its targets begin, the library first; `files` are those that lie where cargo looks for targets, and more.
    pub(super) fn roots<'a>(&self, files: impl IntoIterator<Item = &'a String>) -> Vec<Root> {
        let root = |path: &str, scope| Root {
            path: path.to_owned(),
            scope,
            features: Vec::new(),
        };
        let lib = self
            .targets
            .iter()
            .find(|(_, scope, _)| *scope == Scope::Lib);
        let lib = lib.map_or("src/lib.rs", |(path, ..)| path.as_str());
        let mut roots = vec![root(lib, Scope::Lib)];
        let own: Vec<Root> = self
            .targets
            .iter()
            .map(|(path, scope, features)| Root {
                path: path.clone(),
                scope: *scope,
                features: features.clone(),
            })
            .collect();
        roots.extend(own);
        roots.push(root("src/main.rs", Scope::Bin));
        let build = self.build.iter().map(|path| root(path, Scope::Build));
        roots.extend(build);
        if self.build.is_empty() {
            roots.push(root("build.rs", Scope::Build));
        }
        for file in files {
            for (folder, scope) in FOLDERS {
                let below = file.strip_prefix(folder);
                let is_root =
                    below.is_some_and(|below| !below.contains('/') || below.ends_with("/main.rs"));
                if is_root && Utf8Path::new(file).extension() == Some("rs") {
                    roots.push(root(file, scope));
                }
            }
        }
        let mut seen = BTreeSet::new();
        roots.retain(|root| seen.insert(root.path.clone()));
        roots
    }

    /// The names of the package and of what its files are, for code; its files are those in the range.
    pub(super) fn names(&self, tree: &ModuleTree, range: Range<u32>) -> PackageNames {
        let externs = self.dependencies.keys().map(|name| (name.clone(), None));
        let spelt = |(name, package): (&String, &String)| (name.clone(), package.replace('-', "_"));
        let renamed = self.dependencies.iter().map(spelt);
        PackageNames {
            files: range,
            lib: self
                .lib
                .clone()
                .unwrap_or_else(|| self.name.replace('-', "_")),
            placed: tree.files.clone(),
            externs: externs.collect(),
            renamed: renamed.filter(|(name, package)| name != package).collect(),
        }
    }

    /// What a file belongs to, and the features its target needs.
    pub(super) fn scope(&self, path: &str) -> (Scope, Vec<String>) {
        if self.build.iter().any(|build| build == path)
            || self.build.is_empty() && path == "build.rs"
        {
            return (Scope::Build, Vec::new());
        }
        if let Some((_, scope, needs)) = self.targets.iter().find(|(root, ..)| root == path) {
            return (*scope, needs.clone());
        }
        // Modules beside the root of a target that has a folder of its own.
        for (root, scope, needs) in &self.targets {
            let folder = root
                .strip_suffix("/main.rs")
                .map(|folder| format!("{folder}/"));
            if folder.is_some_and(|folder| folder != "src/" && path.starts_with(&folder)) {
                return (*scope, needs.clone());
            }
        }
        let scope = match path.split('/').next().unwrap_or_default() {
            "tests" | "test" | "testdata" | "test_data" | "test-data" | "test_resources"
            | "test-resources" | "fixtures" | "ci" | ".github" | "testing" => Scope::Test,
            "benches" | "bench" | "benchmarks" => Scope::Bench,
            "examples" | "example" | "scripts" | "demo" | "demos" | "tools" => Scope::Example,
            "build" if Utf8Path::new(path).extension() == Some("rs") => Scope::Build,
            // Modules that by custom are under `#[cfg(test)]`, wherever that is written.
            _ if path.ends_with("/tests.rs") || is_below_tests(path) => Scope::Test,
            _ if path == "src/main.rs" || path.starts_with("src/bin/") => Scope::Bin,
            _ => Scope::Lib,
        };
        (scope, Vec::new())
    }

    /// Whether a client of the hub is among the dependencies.
    pub(super) fn has_hub_client(&self) -> bool {
        self.dependencies.values().any(|name| is_hub_client(name))
    }
}

/// Whether a package is a client of the hub: calls of it are what takes models, and its own code takes what it is given.
#[must_use]
pub fn is_hub_client(package: &str) -> bool {
    package == "hf-hub" || package.starts_with("hf-hub-")
}

/// Whether a folder on the way is one of tests or of what they read.
fn is_below_tests(path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    folders.any(|folder| {
        [
            "tests",
            "testdata",
            "test_data",
            "test-data",
            "test_resources",
        ]
        .contains(&folder)
    })
}

fn slashed(path: &str) -> String {
    normal(&path.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_follow_targets_and_folders() {
        let text = "[package]\nname = \"a\"\nversion = \"1.0.0\"\nbuild = \"make.rs\"\n[[bin]]\nname = \"b\"\npath = \"cli/main.rs\"\n\
                    required-features = [\"cli\"]\n[dependencies]\nhub = { package = \"hf-hub\", version = \"1\" }\n";
        let package = Package::read(text);
        assert_eq!(
            (package.name.as_str(), package.version.as_str()),
            ("a", "1.0.0")
        );
        assert!(package.has_hub_client());
        let scope = |path| package.scope(path).0;
        assert_eq!(scope("make.rs"), Scope::Build);
        assert_eq!(
            package.scope("cli/args.rs"),
            (Scope::Bin, vec!["cli".to_owned()])
        );
        assert_eq!(scope("src/lib.rs"), Scope::Lib);
        assert_eq!(scope("examples/x/main.rs"), Scope::Example);
        assert_eq!(scope("tests/x.rs"), Scope::Test);
    }

    #[test]
    fn damaged_files_give_what_can_be_read() {
        assert_eq!(
            Package::read("[package]\nname = \"a\"\nversion = {").name,
            "a"
        );
        assert_eq!(Package::read("\u{0}").name, "");
    }
}
