//! The parts of a package that code belongs to.

use std::fmt;

use deny_models::domain;
use serde::{Deserialize, Serialize};

/// Part of a package that code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The library.
    Lib,
    /// A binary.
    Bin,
    /// The build script.
    Build,
    /// Examples, scripts and tools.
    Example,
    /// Tests, `#[cfg(test)]` code included.
    Test,
    /// Benchmarks.
    Bench,
}

impl Scope {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lib => "lib",
            Self::Bin => "bin",
            Self::Build => "build",
            Self::Example => "example",
            Self::Test => "test",
            Self::Bench => "bench",
        }
    }

    /// Whether users of the crate run it.
    #[must_use]
    pub fn is_built(self) -> bool {
        matches!(self, Self::Lib | Self::Bin | Self::Build)
    }
}

impl From<Scope> for domain::Scope {
    /// What no user of a package runs is all one.
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Lib => Self::Lib,
            Scope::Bin => Self::Bin,
            Scope::Build => Self::Build,
            Scope::Example | Scope::Test | Scope::Bench => Self::Dev,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
