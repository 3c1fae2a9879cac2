//! Checksums of packages, which `cargo metadata` does not print: read from Cargo.lock.

use std::collections::HashMap;

use super::package::{Package, SourceKind};
use deny_models::cargo_lock;

/// The checksum of each package of a registry, by name, version and source as Cargo.lock writes them.
///
/// Cargo has read the file already, so what cannot be read here is left out; a package without a checksum is one whose
/// contents no checksum or commit pins.
#[derive(Debug, Default)]
pub(super) struct Checksums(HashMap<(String, String, String), String>);

impl Checksums {
    /// Reads the text of a Cargo.lock.
    pub(super) fn read(text: &str) -> Self {
        let found = cargo_lock::read(text).into_iter().filter_map(|package| {
            let key = (package.name, package.version, package.source?);
            Some((key, package.checksum?))
        });
        Self(found.collect())
    }

    /// The checksum of a package.
    pub(super) fn of(&self, package: &Package) -> Option<&str> {
        let SourceKind::Registry(index) = &package.source else {
            return None;
        };
        // The address of a sparse registry has its kind in it, that of another has not.
        let source = if index.starts_with("sparse+") {
            index.clone()
        } else {
            format!("registry+{index}")
        };
        self.get(&package.name, &package.version.to_string(), &source)
    }

    fn get(&self, name: &str, version: &str, source: &str) -> Option<&str> {
        let key = (name.to_owned(), version.to_owned(), source.to_owned());
        self.0.get(&key).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_belong_to_a_source() {
        let text = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\nchecksum = \"00ff\"\n\
                    [[package]]\nname = \"b\"\nversion = \"1.0.0\"\n";
        let checksums = Checksums::read(text);
        assert_eq!(checksums.get("a", "1.0.0", "registry+x"), Some("00ff"));
        assert_eq!(checksums.get("a", "1.0.0", "registry+y"), None);
        assert_eq!(checksums.get("b", "1.0.0", ""), None);
        assert!(Checksums::read("]]").0.is_empty());
    }
}
