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

use super::document::{DEPENDENCY_KINDS, Document};
use crate::domain::Kind;
use crate::source::{Place, SourceFile};

/// The lines of a Cargo.toml that findings point to. Cargo has read the file already, so what cannot be read here is
/// left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CargoToml {
    /// The value of `license`, or of `license-file` without one.
    pub license: Option<Place>,
    /// The `name` of the package.
    pub name: Option<Place>,
    /// The keys of each dependency, by the name of its package, in the order of the tables.
    dependencies: BTreeMap<String, Vec<Declared>>,
}

/// A dependency where it stands.
#[derive(Debug, Clone, PartialEq)]
struct Declared {
    /// `None` for those that members inherit.
    kind: Option<Kind>,
    /// As the manifest has it.
    platform: Option<String>,
    place: Place,
}

impl Declared {
    fn is(&self, kind: Kind, platform: Option<&str>) -> bool {
        // Cargo writes a condition with other blanks than a person.
        let bare = |text: &str| -> String { text.split_whitespace().collect() };
        self.kind == Some(kind) && self.platform.as_deref().map(bare) == platform.map(bare)
    }
}

/// Where a member inherits its dependencies from.
const SHARED: &str = "workspace.dependencies";

impl CargoToml {
    /// Finds the places in the text of a Cargo.toml.
    #[must_use]
    pub fn read(source: &Arc<SourceFile>) -> Self {
        let document = Document::lenient(source.text());
        let root = document.root();
        let place = |span| Place::new(source, span);
        let mut found = Self::default();
        if let Some(package) = root.package() {
            let license = package.span("license");
            found.license = license.or_else(|| package.span("license-file")).map(place);
            found.name = package.span("name").map(place);
        }
        for (platform, tables) in root.named_platforms() {
            for table in DEPENDENCY_KINDS.into_iter().chain([SHARED]) {
                for dependency in tables.dependencies(table) {
                    let package = dependency.package().to_owned();
                    found
                        .dependencies
                        .entry(package)
                        .or_default()
                        .push(Declared {
                            kind: kind_of(table),
                            platform: platform.map(str::to_owned),
                            place: place(dependency.span),
                        });
                }
            }
        }
        found
    }

    /// Adds the packages of the dependencies that this manifest inherits from the workspace under another name: only
    /// the Cargo.toml of the workspace states them.
    pub fn inherit(&mut self, workspace: &SourceFile) {
        for dependency in Document::lenient(workspace.text())
            .root()
            .dependencies(SHARED)
        {
            let here = self.dependencies.get(dependency.key).cloned();
            if let (Some(package), Some(here)) = (dependency.renamed(), here) {
                self.dependencies.entry(package.to_owned()).or_insert(here);
            }
        }
    }

    /// Where a package is declared as a dependency.
    #[must_use]
    pub fn dependency(&self, package: &str) -> Option<&Place> {
        Some(&self.dependencies.get(package)?.first()?.place)
    }

    /// The same of the dependency of this kind for this platform; any where there is none.
    #[must_use]
    pub fn dependency_of(
        &self,
        package: &str,
        kind: Kind,
        platform: Option<&str>,
    ) -> Option<&Place> {
        let declared = self.dependencies.get(package)?;
        let same = declared.iter().find(|it| it.is(kind, platform));
        Some(&same.or(declared.first())?.place)
    }
}

fn kind_of(table: &str) -> Option<Kind> {
    match table {
        SHARED => None,
        _ if table.starts_with("build") => Some(Kind::Build),
        _ if table.starts_with("dev") => Some(Kind::Dev),
        _ => Some(Kind::Normal),
    }
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
    fn one_package_may_be_several_dependencies() {
        let text = "[dependencies]\na = \"1\"\n[build-dependencies]\na = \"1\"\n\
                    [target.'cfg( windows )'.dependencies]\na = \"1\"\n[workspace.dependencies]\nb = \"1\"\n";
        let found = CargoToml::read(&SourceFile::new("Cargo.toml", text));
        let line = |package, kind, platform| {
            let place = found.dependency_of(package, kind, platform);
            place.map(Place::line)
        };
        assert_eq!(line("a", Kind::Normal, None), Some(2));
        assert_eq!(line("a", Kind::Build, None), Some(4));
        assert_eq!(line("a", Kind::Normal, Some("cfg(windows)")), Some(6));
        assert_eq!(line("a", Kind::Dev, None), Some(2));
        assert_eq!(line("b", Kind::Normal, None), Some(8));
        assert_eq!(line("c", Kind::Normal, None), None);
    }

    #[test]
    fn an_unreadable_text_has_no_places() {
        assert_eq!(
            CargoToml::read(&SourceFile::new("Cargo.toml", "]]")),
            CargoToml::default()
        );
    }
}
