//! The words of the domain that every part shares: packages, and how and when one pulls a model.

use std::fmt;

use crate::source::Place;

/// How a path begins that is one from the root of the workspace, among those from the root of a package.
pub const WORKSPACE: &str = "$CARGO_WORKSPACE_DIR/";

/// How a model comes in with a crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Its bytes are in the package, or compiled in.
    Bundled,
    /// It is fetched while building.
    Build,
    /// It is fetched or loaded by default when the program runs.
    Runtime,
    /// It is one of several that the caller may choose.
    Offered,
}

impl How {
    /// Every way, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Bundled, Self::Build, Self::Runtime, Self::Offered];

    /// The word used in policies, manifests and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::Build => "build",
            Self::Runtime => "runtime",
            Self::Offered => "offered",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.as_str() == text)
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A package by name and version, as cargo names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageRef {
    /// Name in its Cargo.toml.
    pub name: String,
    /// Version in its Cargo.toml.
    pub version: String,
}

impl fmt::Display for PackageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// The kind of dependency through which a package is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Kind {
    /// `[dependencies]`, and the member itself.
    #[default]
    Normal,
    /// `[build-dependencies]`.
    Build,
    /// `[dev-dependencies]`.
    Dev,
}

impl Kind {
    /// Every kind, the strictest first.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Build, Self::Dev];

    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Build => "build",
            Self::Dev => "dev",
        }
    }
}

/// The part of a package that pulls a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Scope {
    /// The library.
    #[default]
    Lib,
    /// A binary.
    Bin,
    /// The build script.
    Build,
    /// Tests, examples and benchmarks: users of the package do not run them.
    Dev,
}

impl Scope {
    /// Every part, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Lib, Self::Bin, Self::Build, Self::Dev];

    /// The word used in the lock and in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lib => "lib",
            Self::Bin => "bin",
            Self::Build => "build",
            Self::Dev => "dev",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// Where it stands that a package pulls a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PullSource {
    /// The manifest of the package.
    Manifest,
    /// A `[[crate]]` entry of the policy.
    Policy,
    /// Its code.
    Source,
    /// A file that it ships.
    File,
    /// Its block in the lock, from code or files that were read when the lock was written.
    Lock,
}

impl PullSource {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Policy => "policy",
            Self::Source => "source",
            Self::File => "file",
            Self::Lock => "lock",
        }
    }
}

impl fmt::Display for PullSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Under which conditions a crate pulls a model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct When {
    /// Features of the pulling crate, all needed.
    pub features: Vec<String>,
    /// A `cfg(...)` or a target triple.
    pub target: Option<String>,
    /// Of several target triples that are judged, those whose build pulls it; empty where all of them do.
    pub targets: Vec<String>,
    /// Kind of dependency.
    pub kind: Kind,
    /// The part of the crate.
    pub scope: Scope,
}

/// The licence of a crate, by its own Cargo.toml or by the texts beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrateLicense {
    /// The `license` key.
    Stated(String),
    /// A licence file whose text is recognised, and what it is.
    File(&'static str),
    /// A licence file whose text is not recognised.
    UnknownFile,
    /// No field states it; these texts were recognised. They gate the crate and license nothing that it ships.
    Found(Vec<FoundText>),
    /// Nothing.
    Missing,
}

/// A licence text beside a Cargo.toml that states no licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundText {
    /// The licence, by its SPDX id where there is one.
    pub id: String,
    /// The file.
    pub place: Place,
    /// Whether it is at the root of the workspace, where the package has none of its own.
    pub at_root: bool,
}

impl CrateLicense {
    /// The texts by which the crate is gated, where no field states its licence.
    #[must_use]
    pub fn found(&self) -> &[FoundText] {
        match self {
            Self::Found(texts) => texts,
            _ => &[],
        }
    }

    /// The licence expression that counts for the gate; `None` where no licence is known. Of several texts that were
    /// found, each may be the one that is meant.
    #[must_use]
    pub fn expression(&self) -> Option<String> {
        match self {
            Self::Stated(text) => Some(text.clone()),
            Self::File(id) => Some((*id).to_owned()),
            Self::Found(texts) => {
                let ids: Vec<&str> = texts.iter().map(|text| text.id.as_str()).collect();
                Some(ids.join(" OR "))
            }
            Self::UnknownFile | Self::Missing => None,
        }
    }
}
