//! Places in a Cargo.toml that diagnostics point at: the licence and the dependencies.
//!
//! ```
//! use deny_models::cargo_toml::CargoToml;
//! use deny_models::source::SourceFile;
//!
//! let source = SourceFile::new("Cargo.toml", "[package]\nname = \"demo\"\nlicense = \"MIT\"\n");
//! let place = CargoToml::read(&source).license.expect("a place");
//! assert_eq!((place.line(), place.column()), (3, 11));
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::{Place, SourceFile};

/// Where a Cargo.toml says what. Cargo has read the file already, so what cannot be read here is left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CargoToml {
    /// The value of `license`, or of `license-file` where there is none.
    pub license: Option<Place>,
    /// The `name` of the package.
    pub name: Option<Place>,
    /// The key of each dependency, by the name of its package.
    dependencies: BTreeMap<String, Place>,
}

/// The tables of dependencies, in their old spellings too.
pub(crate) const DEPENDENCY_KINDS: [&str; 5] = [
    "dependencies",
    "build-dependencies",
    "dev-dependencies",
    "build_dependencies",
    "dev_dependencies",
];

/// Where a member inherits its dependencies from.
const SHARED: &str = "workspace.dependencies";

impl CargoToml {
    /// Finds the places in the text of a Cargo.toml.
    #[must_use]
    pub fn read(source: &Arc<SourceFile>) -> Self {
        let (tree, _) = DeTable::parse_recoverable(source.text());
        let root = tree.get_ref();
        let place = |span: std::ops::Range<usize>| Place::new(source, span);
        let mut found = Self::default();
        if let Some(package) = table(root, "package").or_else(|| table(root, "project")) {
            let license = package
                .get("license")
                .or_else(|| package.get("license-file"));
            found.license = license.map(|license| place(license.span()));
            found.name = package.get("name").map(|name| place(name.span()));
        }
        let targets = table(root, "target")
            .into_iter()
            .flat_map(|targets| targets.values());
        let roots = targets.filter_map(|target| target.get_ref().as_table());
        for root in std::iter::once(root).chain(roots) {
            for kind in DEPENDENCY_KINDS.into_iter().chain([SHARED]) {
                for (key, value) in table(root, kind).into_iter().flatten() {
                    let package = package_of(value).unwrap_or(key.get_ref());
                    let at = place(key.span());
                    found.dependencies.entry(package.to_owned()).or_insert(at);
                }
            }
        }
        found
    }

    /// Learns what the dependencies are that this manifest takes from the workspace under another name: only the
    /// Cargo.toml of the workspace tells their packages.
    pub fn inherit(&mut self, workspace: &SourceFile) {
        let (tree, _) = DeTable::parse_recoverable(workspace.text());
        for (key, value) in table(tree.get_ref(), "workspace.dependencies")
            .into_iter()
            .flatten()
        {
            let named = package_of(value);
            let here = self.dependencies.get(key.get_ref().as_ref()).cloned();
            if let (Some(package), Some(here)) = (named, here) {
                self.dependencies.entry(package.to_owned()).or_insert(here);
            }
        }
    }

    /// Where a package is declared as a dependency.
    #[must_use]
    pub fn dependency(&self, package: &str) -> Option<&Place> {
        self.dependencies.get(package)
    }
}

/// The table at a path of keys.
pub(crate) fn table<'t, 'i>(root: &'t DeTable<'i>, path: &str) -> Option<&'t DeTable<'i>> {
    path.split('.')
        .try_fold(root, |table, key| table.get(key)?.get_ref().as_table())
}

/// The package of a renamed dependency.
fn package_of<'t>(value: &'t Spanned<DeValue<'_>>) -> Option<&'t str> {
    value
        .get_ref()
        .as_table()?
        .get("package")?
        .get_ref()
        .as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licence_and_dependencies_are_found_where_they_stand() {
        let text = "[package]\nname = \"a\"\nlicense = \"MIT\"\n[dependencies]\nb = \"1\"\nc = { package = \"real-c\" }\n\
                    [target.'cfg(windows)'.build-dependencies.d]\nversion = \"1\"\n";
        let found = CargoToml::read(&SourceFile::new("Cargo.toml", text));
        let line = |place: Option<&Place>| place.map(Place::line);
        assert_eq!(line(found.license.as_ref()), Some(3));
        assert_eq!(line(found.dependency("b")), Some(5));
        assert_eq!(line(found.dependency("real-c")), Some(6));
        assert_eq!(line(found.dependency("d")), Some(7));
        assert_eq!(found.dependency("c"), None);
    }

    #[test]
    fn an_unreadable_text_has_no_places() {
        assert_eq!(
            CargoToml::read(&SourceFile::new("Cargo.toml", "]]")),
            CargoToml::default()
        );
    }
}
