//! One package, as far as the gate looks at it.

use std::collections::BTreeMap;
use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

/// A place in [`Workspace::packages`](super::Workspace::packages).
///
/// Packages are sorted, so these compare by name, then version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageIdx(pub(super) u32);

impl PackageIdx {
    /// The place as a number.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A package of the workspace's resolve: a member or a dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts, not a state"
)]
pub struct Package {
    /// Name.
    pub name: String,
    /// Version.
    pub version: Version,
    /// Cargo's id of it: opaque, unique in the workspace.
    pub id: String,
    /// Its Cargo.toml.
    pub manifest_path: Utf8PathBuf,
    /// The licence expression it states.
    pub license: Option<String>,
    /// The licence text it names, joined to its directory; it need not be inside.
    pub license_file: Option<Utf8PathBuf>,
    /// Where it comes from.
    pub source: SourceKind,
    /// SHA-256 of the published archive, in hex, where Cargo.lock vouches for one.
    pub checksum: Option<String>,
    /// Registries it may be published to: `None` any, empty none.
    pub publish: Option<Vec<String>>,
    /// Whether it is a member of the workspace.
    pub is_member: bool,
    /// Whether it has `[package.metadata.deny-models]`, or a slip for it, which its reader reports.
    pub has_models_manifest: bool,
    /// Its features and what each turns on, with those that optional dependencies imply.
    pub features: BTreeMap<String, Vec<String>>,
    /// The binary that `cargo run` takes.
    pub default_run: Option<String>,
    /// Its targets.
    pub targets: Vec<CrateTarget>,
    /// Whether it has a library, procedural macros included.
    pub has_lib: bool,
    /// Whether it has a binary.
    pub has_bin: bool,
    /// Whether it has a build script.
    pub has_build_script: bool,
    /// Whether its library is a procedural macro, which is built for the host.
    pub is_proc_macro: bool,
}

impl Package {
    /// The directory of its manifest.
    #[must_use]
    pub fn directory(&self) -> &Utf8Path {
        self.manifest_path.parent().unwrap_or(Utf8Path::new("."))
    }

    /// The pin of its contents: the checksum of the archive, or the commit that it is from.
    #[must_use]
    pub fn pinned(&self) -> Option<String> {
        self.checksum.clone().or_else(|| match &self.source {
            SourceKind::Git(url) => url.rsplit_once('#').map(|(_, commit)| commit.to_owned()),
            _ => None,
        })
    }

    /// Whether it lies where its owner works: a member, or a package that a path leads to.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.is_member || self.source == SourceKind::Path
    }

    /// Whether some registry may have it: `publish = false` is not set.
    #[must_use]
    pub fn is_publishable(&self) -> bool {
        self.publish.as_ref().is_none_or(|list| !list.is_empty())
    }
}

/// `name version`, as reports write it.
impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// Where a package comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A directory: members, path dependencies and patches.
    Path,
    /// A registry, by the address of its index.
    Registry(String),
    /// A git repository, by its address with the requested reference and the commit.
    Git(String),
    /// Something newer than this crate, as cargo writes it.
    Other(String),
}

impl SourceKind {
    pub(super) fn parse(source: Option<&str>) -> Self {
        let Some(text) = source else {
            return Self::Path;
        };
        match text.split_once('+') {
            Some(("registry", url)) => Self::Registry(url.to_owned()),
            // Cargo counts the protocol as a part of a sparse registry's address.
            Some(("sparse", _)) => Self::Registry(text.to_owned()),
            Some(("git", url)) => Self::Git(url.to_owned()),
            Some(("path", _)) => Self::Path,
            _ => Self::Other(text.to_owned()),
        }
    }
}

/// A library, binary or the like of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateTarget {
    /// Its kind.
    pub kind: TargetKind,
    /// Its name.
    pub name: String,
    /// The file that compiling it starts from.
    pub src_path: Utf8PathBuf,
    /// Features without which it is not built.
    pub required_features: Vec<String>,
}

/// The kind of a [`CrateTarget`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// A library of any crate type, procedural macros included.
    Lib,
    /// A binary.
    Bin,
    /// A build script.
    BuildScript,
    /// An example.
    Example,
    /// An integration test.
    Test,
    /// A benchmark.
    Bench,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_distinguished() {
        let parse = SourceKind::parse;
        assert_eq!(parse(None), SourceKind::Path);
        assert_eq!(
            parse(Some("registry+https://index.example/")),
            SourceKind::Registry("https://index.example/".to_owned())
        );
        assert_eq!(
            parse(Some("git+https://host.example/a?branch=x#0123")),
            SourceKind::Git("https://host.example/a?branch=x#0123".to_owned())
        );
        assert!(matches!(parse(Some("ftp+x")), SourceKind::Other(_)));
    }
}
