//! The two facts that only the root manifest holds: the resolver, and whether the root is a package.

use std::fmt;
use std::fs;

use camino::Utf8Path;
use deny_models::cargo_toml::Document;

use super::error::GraphError;

/// Cargo's feature unification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resolver {
    /// Over dependency kinds, host and target, and platforms that are not built for.
    V1,
    /// Not over those.
    V2,
    /// As the second; it differs in how versions are chosen.
    V3,
}

impl Resolver {
    /// The number that a manifest writes.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
            Self::V3 => 3,
        }
    }

    /// The default of an edition, for a manifest without a `resolver` key.
    pub(super) fn of_edition(edition: &str) -> Self {
        match edition {
            "2015" | "2018" => Self::V1,
            "2021" => Self::V2,
            _ => Self::V3,
        }
    }
}

impl fmt::Display for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

/// The `resolver` key of a root manifest, in `[workspace]` or in `[package]`.
pub(super) fn resolver_key(text: &str) -> Result<Option<Resolver>, String> {
    let document = Document::strict(text)?;
    let key = ["workspace", "package", "project"]
        .into_iter()
        .find_map(|section| document.root().table(section)?.value("resolver"));
    let Some(key) = key else { return Ok(None) };
    match key.as_str() {
        Some("1") => Ok(Some(Resolver::V1)),
        Some("2") => Ok(Some(Resolver::V2)),
        Some("3") => Ok(Some(Resolver::V3)),
        _ => Err("this `resolver` is not one of \"1\", \"2\" and \"3\"".to_owned()),
    }
}

/// The text of the Cargo.toml in `root`.
pub(super) fn read_manifest(root: &Utf8Path) -> Result<String, GraphError> {
    let path = root.join("Cargo.toml");
    fs::read_to_string(&path).map_err(|error| GraphError::RootManifest {
        path,
        why: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_read_from_workspace_or_package() {
        assert_eq!(
            resolver_key("[workspace]\nresolver = \"2\"\n"),
            Ok(Some(Resolver::V2))
        );
        assert_eq!(
            resolver_key("[package]\nresolver = \"1\"\n"),
            Ok(Some(Resolver::V1))
        );
        assert_eq!(resolver_key("[workspace]\nmembers = []\n"), Ok(None));
        assert!(resolver_key("[workspace]\nresolver = \"9\"\n").is_err());
        assert!(resolver_key("[workspace").is_err());
    }

    #[test]
    fn editions_bring_their_resolver() {
        let of = Resolver::of_edition;
        assert_eq!(
            [of("2015"), of("2018"), of("2021"), of("2024")],
            [Resolver::V1, Resolver::V1, Resolver::V2, Resolver::V3]
        );
    }
}
