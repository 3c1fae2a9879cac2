//! The files of one crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::draw::Draw;

/// Ends a line of a program that a finding may name.
const MARK: char = '§';

/// A crate and what stands in its modules.
#[derive(Debug)]
pub(super) struct Crate {
    pub(super) package: String,
    /// A library, or a program.
    pub(super) library: bool,
    /// Key in Cargo.toml and package.
    dependencies: Vec<(String, String)>,
    modules: BTreeMap<Vec<String>, Vec<String>>,
    draw: Draw,
}

impl Crate {
    pub(super) fn new(package: &str, draw: Draw) -> Self {
        Self {
            package: package.to_owned(),
            library: false,
            dependencies: Vec::new(),
            modules: BTreeMap::from([(Vec::new(), Vec::new())]),
            draw,
        }
    }

    pub(super) fn depend(&mut self, package: &str, key: Option<&str>) {
        let key = key.unwrap_or(package).to_owned();
        self.dependencies.push((key, package.to_owned()));
    }

    pub(super) fn rename(&mut self, package: &str, key: &str) {
        for dependency in &mut self.dependencies {
            if dependency.1 == package {
                key.clone_into(&mut dependency.0);
            }
        }
    }

    /// The name by which code of this crate calls a dependency.
    pub(super) fn name_of(&self, package: &str) -> String {
        let found = self.dependencies.iter().find(|(_, of)| of == package);
        let (key, _) = found.unwrap_or_else(|| panic!("{} needs {package}", self.package));
        key.replace('-', "_")
    }

    pub(super) fn packages(&self) -> impl Iterator<Item = &str> {
        self.dependencies
            .iter()
            .map(|(_, package)| package.as_str())
    }

    pub(super) fn add(&mut self, module: &[String], item: &str) {
        for length in 0..=module.len() {
            self.modules.entry(module[..length].to_vec()).or_default();
        }
        let items = self.modules.get_mut(module).expect("made above");
        items.push(item.to_owned());
    }

    /// The Cargo.toml; `place` gives the directory of a package, from this one.
    pub(super) fn manifest(&self, place: impl Fn(&str) -> String) -> String {
        let mut text = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n[dependencies]\n",
            self.package
        );
        for (key, package) in &self.dependencies {
            let renamed = if key == package {
                String::new()
            } else {
                format!("package = \"{package}\", ")
            };
            let place = place(package);
            writeln!(text, "{key} = {{ {renamed}path = \"{place}\" }}").expect("in memory");
        }
        text
    }

    /// The source files, and the lines of them that a finding may name.
    pub(super) fn files(&mut self) -> (BTreeMap<String, String>, BTreeSet<(String, u64)>) {
        let mut files = BTreeMap::new();
        let root = if self.library {
            "src/lib.rs"
        } else {
            "src/main.rs"
        };
        let text = "#![allow(dead_code, unused_imports, unused_macros)]\n".to_owned()
            + &self.module(&[], "src", &mut files);
        files.insert(root.to_owned(), text);
        let mut marked = BTreeSet::new();
        for (path, text) in &mut files {
            for (number, line) in (1..).zip(text.lines()) {
                if line.contains(MARK) {
                    marked.insert((path.clone(), number));
                }
            }
            *text = text.replace(MARK, "");
        }
        (files, marked)
    }

    /// The text of a module. Modules below it go to files, or stand in it.
    fn module(
        &mut self,
        path: &[String],
        directory: &str,
        files: &mut BTreeMap<String, String>,
    ) -> String {
        let mut text = "use std::path::PathBuf;\n".to_owned();
        let mut parts = self.modules[path].clone();
        let below: Vec<Vec<String>> = self
            .modules
            .keys()
            .filter(|key| key.len() == path.len() + 1 && key.starts_with(path))
            .cloned()
            .collect();
        for child in below {
            let name = child.last().expect("not the root").clone();
            let inside = format!("{directory}/{name}");
            let body = self.module(&child, &inside, files);
            match self.draw.below(4) {
                0 => parts.push(format!("pub mod {name} {{\n{body}}}")),
                1 => {
                    files.insert(format!("{inside}/mod.rs"), body);
                    parts.push(format!("pub mod {name};"));
                }
                _ => {
                    files.insert(format!("{inside}.rs"), body);
                    parts.push(format!("pub mod {name};"));
                }
            }
        }
        self.draw.shuffle(&mut parts);
        for part in parts {
            text.push('\n');
            text.push_str(&part);
            text.push('\n');
        }
        text
    }
}
