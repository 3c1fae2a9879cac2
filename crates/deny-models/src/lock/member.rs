//! The block of a member: what its code reaches, and what that was read from.

use super::block::{LockedCalls, LockedPull};
use crate::domain::PackageRef;

/// The build with the fewest features of the member that reaches something. What a build reaches, one with more
/// features reaches too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeastBuild {
    /// With no features.
    Bare,
    /// With the default features.
    Default,
    /// With all features.
    AllFeatures,
}

impl LeastBuild {
    /// Every build, from the one with the fewest features.
    pub const ALL: [Self; 3] = [Self::Bare, Self::Default, Self::AllFeatures];

    /// The word used in the lock.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bare => "no-default-features",
            Self::Default => "default",
            Self::AllFeatures => "all-features",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|build| build.as_str() == text)
    }
}

/// A model that the code of a member reaches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedReach {
    /// The package whose code decides for the model.
    pub by: PackageRef,
    /// The package that the literal is in.
    pub literal_in: PackageRef,
    /// The package of the call that takes it.
    pub taken_in: PackageRef,
    /// The model, and the conditions in the package that decides.
    pub pull: LockedPull,
    /// Whether data or a caller decides that it is this one.
    pub possible: bool,
    /// The least build that reaches it.
    pub build: LeastBuild,
}

/// Calls that the code of a member reaches and whose models cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedReachedCalls {
    /// The package of the call that takes the model.
    pub by: PackageRef,
    /// The calls; `file` is one of the member where its code has a part in them, else `name-version/path`.
    pub calls: LockedCalls,
    /// The least build that reaches them.
    pub build: LeastBuild,
}

/// A place where the analysis of what a member builds stopped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedStop {
    /// The package.
    pub by: PackageRef,
    /// The file, from the root of the package; empty for the package as a whole.
    pub file: String,
    /// Why, in words.
    pub why: String,
    /// The least build that has it.
    pub build: LeastBuild,
}

/// A weight file that code of what a member builds names, and that is not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedMissing {
    /// The package whose code names it.
    pub by: PackageRef,
    /// The file, as the code has it.
    pub path: String,
    /// The code, from the root of the package.
    pub file: String,
    /// Features of the package that are all needed.
    pub features: Vec<String>,
}

/// A package that is a directory, with the digest of its sources.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedSources {
    /// The package.
    pub package: PackageRef,
    /// The digest, 64 hexadecimal digits.
    pub sha256: String,
}

impl LockedSources {
    /// As the lock writes it.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.package, self.sha256)
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (package, sha256) = line.rsplit_once(' ')?;
        let is_digest = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some(Self {
            package: package_of(package)?,
            sha256: is_digest.then(|| sha256.to_owned())?,
        })
    }
}

/// A package by its name and version, as the lock writes it.
#[must_use]
pub(super) fn package_of(text: &str) -> Option<PackageRef> {
    let (name, version) = text.split_once(' ')?;
    let is_word = |word: &str| !word.is_empty() && !word.contains(' ');
    (is_word(name) && is_word(version)).then(|| PackageRef {
        name: name.to_owned(),
        version: version.to_owned(),
    })
}

/// What the code of a member reaches, and the sources and versions that this was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedMember {
    /// The member.
    pub package: PackageRef,
    /// Its features that are on by default.
    pub default_features: Vec<String>,
    /// A digest over the packages that it may build, as Cargo.lock has them.
    pub packages: String,
    /// The packages among these that are directories.
    pub sources: Vec<LockedSources>,
    /// Where its front end lies, from the package on: its sources there are part of those of the member.
    pub front: Vec<String>,
    /// The packages whose code was followed to the end in every build. What code of the others takes counts as a whole.
    pub followed: Vec<PackageRef>,
    /// What its own sources show beside what is reached; empty where it was not followed.
    pub own: Vec<LockedPull>,
    /// Models that its code reaches.
    pub pulls: Vec<LockedReach>,
    /// Calls that its code reaches and that cannot be read.
    pub calls: Vec<LockedReachedCalls>,
    /// Where the analysis of what it builds stopped.
    pub stops: Vec<LockedStop>,
    /// Weight files that the code it builds names, and that are not there.
    pub missing: Vec<LockedMissing>,
}

impl LockedMember {
    /// As reports name it.
    pub(super) fn name(&self) -> String {
        format!("member {}", self.package)
    }

    pub(super) fn key(&self) -> PackageRef {
        self.package.clone()
    }

    /// Sorts lists whose order has no meaning. What is reached with fewer features is reached with more.
    pub(super) fn tidy(&mut self) {
        sort(&mut self.default_features);
        sort(&mut self.sources);
        sort(&mut self.front);
        sort(&mut self.followed);
        for pull in &mut self.own {
            pull.tidy();
        }
        sort(&mut self.own);
        for reached in &mut self.pulls {
            reached.pull.tidy();
        }
        sort(&mut self.pulls);
        self.pulls.dedup_by(|next, kept| {
            let what = |reached: &LockedReach| {
                let LockedReach {
                    by,
                    literal_in,
                    taken_in,
                    pull,
                    possible,
                    ..
                } = reached.clone();
                (by, literal_in, taken_in, pull, possible)
            };
            what(next) == what(kept)
        });
        for reached in &mut self.calls {
            sort(&mut reached.calls.features);
        }
        sort(&mut self.calls);
        self.calls
            .dedup_by(|next, kept| (&next.by, &next.calls) == (&kept.by, &kept.calls));
        sort(&mut self.stops);
        self.stops.dedup_by(|next, kept| {
            (&next.by, &next.file, &next.why) == (&kept.by, &kept.file, &kept.why)
        });
        for missing in &mut self.missing {
            sort(&mut missing.features);
        }
        sort(&mut self.missing);
    }

    /// Whether the code of a package was followed to the end.
    #[must_use]
    pub fn follows(&self, package: &PackageRef) -> bool {
        self.followed.binary_search(package).is_ok()
    }
}

fn sort<T: Ord>(list: &mut Vec<T>) {
    list.sort();
    list.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_or_is_none() {
        let line = format!("depot 0.1.0 {}", "0f".repeat(32));
        let read = LockedSources::parse(&line).expect("a line");
        assert_eq!((read.line(), read.package.name.as_str()), (line, "depot"));
        for other in ["", "depot", "depot 0.1.0", "depot 0.1.0 00ff", "a b c d"] {
            assert_eq!(LockedSources::parse(other), None, "{other}");
        }
        for other in ["", "depot", "depot ", " 0.1.0", "depot 0.1.0 more"] {
            assert_eq!(package_of(other), None, "{other}");
        }
    }
}
