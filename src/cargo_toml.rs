//! Places in a Cargo.toml that diagnostics point at: the licence and the dependencies.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
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

const KINDS: [&str; 6] = [
    "dependencies",
    "build-dependencies",
    "dev-dependencies",
    "build_dependencies",
    "dev_dependencies",
    // Where a member inherits its dependencies from.
    "workspace.dependencies",
];

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
            for kind in KINDS {
                for (key, value) in table(root, kind).into_iter().flatten() {
                    let package = package_of(value).unwrap_or(key.get_ref());
                    let at = place(key.span());
                    found.dependencies.entry(package.to_owned()).or_insert(at);
                }
            }
        }
        found
    }

    /// Where a package is declared as a dependency.
    #[must_use]
    pub fn dependency(&self, package: &str) -> Option<&Place> {
        self.dependencies.get(package)
    }
}

/// The root of the workspace that the package in `directory` belongs to: what `package.workspace` names, else the
/// nearest directory upwards whose Cargo.toml has a `[workspace]`, else the package's own.
///
/// As cargo does, this trusts the directories alone; a workspace above that leaves the package out by `exclude` is
/// passed over.
#[must_use]
pub fn workspace_root(directory: &Utf8Path) -> Utf8PathBuf {
    let read = |directory: &Utf8Path| fs::read_to_string(directory.join("Cargo.toml")).ok();
    let named = read(directory).and_then(|text| {
        let tree = DeTable::parse_recoverable(&text).0;
        let name = table(tree.get_ref(), "package")?
            .get("workspace")?
            .get_ref()
            .as_str()?;
        Some(directory.join(name))
    });
    if let Some(named) = named {
        return named.canonicalize_utf8().unwrap_or(named);
    }
    let is_root = |above: &&Utf8Path| {
        read(above).is_some_and(|text| {
            let tree = DeTable::parse_recoverable(&text).0;
            let workspace = table(tree.get_ref(), "workspace");
            workspace.is_some_and(|workspace| {
                *above == directory || !excludes(workspace, above, directory)
            })
        })
    };
    directory
        .ancestors()
        .find(is_root)
        .unwrap_or(directory)
        .to_owned()
}

/// Whether a workspace at `root` leaves `directory` out.
fn excludes(workspace: &DeTable<'_>, root: &Utf8Path, directory: &Utf8Path) -> bool {
    let excluded = workspace
        .get("exclude")
        .and_then(|list| list.get_ref().as_array());
    excluded
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get_ref().as_str())
        .any(|entry| directory.starts_with(root.join(entry)))
}

fn table<'t, 'i>(root: &'t DeTable<'i>, path: &str) -> Option<&'t DeTable<'i>> {
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
    fn the_root_of_a_workspace_is_found_upwards() {
        let temp = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(temp.path()).expect("UTF-8").to_owned();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("created");
            fs::write(path, text).expect("written");
        };
        write("Cargo.toml", "[workspace]\nexclude = [\"out\"]\n");
        write("in/Cargo.toml", "[package]\nname = \"in\"\n");
        write("out/Cargo.toml", "[package]\nname = \"out\"\n");
        write("own/Cargo.toml", "[package]\nname = \"own\"\n[workspace]\n");
        assert_eq!(workspace_root(&root.join("in")), root);
        assert_eq!(workspace_root(&root.join("out")), root.join("out"));
        assert_eq!(workspace_root(&root.join("own")), root.join("own"));
    }

    #[test]
    fn an_unreadable_text_has_no_places() {
        assert_eq!(
            CargoToml::read(&SourceFile::new("Cargo.toml", "]]")),
            CargoToml::default()
        );
    }
}
