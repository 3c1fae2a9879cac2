//! The lock as a whole: its blocks, each with its digest.

use std::collections::BTreeSet;

use super::block::{LockedModel, LockedPackage, QuietPackage, model_key};
use super::member::LockedMember;
use crate::domain::PackageRef;
use crate::model::Artifact;
use crate::source::Place;

/// The version of the format that is written, and the newest that is read.
pub(super) const VERSION: i64 = 1;

/// A block of the lock: its content, and its digest in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<T> {
    /// Its content.
    pub facts: T,
    /// Its digest as it is written in the file; `None` for a block that was not read from one.
    pub written: Option<String>,
    /// Where it starts.
    pub place: Option<Place>,
}

impl<T> Block<T> {
    pub(super) fn new(facts: T) -> Self {
        Self {
            facts,
            written: None,
            place: None,
        }
    }
}

/// What has a canonical form and so a digest.
pub trait Digested {
    /// The digest of the canonical form, 64 hexadecimal digits.
    fn digest(&self) -> String;
}

impl<T: Digested> Block<T> {
    /// Whether the digest in the file is that of the block; so it is for a block that was not read from a file.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.written
            .as_ref()
            .is_none_or(|written| *written == self.facts.digest())
    }
}

/// The models, packages and members of a lock file, each sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    pub(super) models: Vec<Block<LockedModel>>,
    pub(super) packages: Vec<Block<LockedPackage>>,
    pub(super) members: Vec<Block<LockedMember>>,
    /// Packages that were scanned and pull nothing, sorted.
    quiet: Vec<QuietPackage>,
}

/// A block whose digest does not match its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconsistent {
    /// What the block is of: a model, `name version` of a package, or `member name version`.
    pub what: String,
    /// Where it starts.
    pub place: Option<Place>,
}

impl Lock {
    /// A lock of these models and packages. Of two blocks of the same thing the first counts.
    #[must_use]
    pub fn new(
        models: impl IntoIterator<Item = LockedModel>,
        packages: impl IntoIterator<Item = LockedPackage>,
    ) -> Self {
        Self::of_blocks(
            models.into_iter().map(Block::new).collect(),
            packages.into_iter().map(Block::new).collect(),
        )
    }

    pub(super) fn of_blocks(
        mut models: Vec<Block<LockedModel>>,
        mut packages: Vec<Block<LockedPackage>>,
    ) -> Self {
        for model in &mut models {
            model.facts.tidy();
        }
        for package in &mut packages {
            package.facts.tidy();
        }
        models.sort_by_cached_key(|block| block.facts.key());
        models.dedup_by_key(|block| block.facts.key());
        packages.sort_by_cached_key(|block| block.facts.key());
        packages.dedup_by_key(|block| block.facts.key());
        Self {
            models,
            packages,
            members: Vec::new(),
            quiet: Vec::new(),
        }
    }

    /// The same with what these members reach. Of two blocks of the same member the first counts.
    #[must_use]
    pub fn with_members(self, members: impl IntoIterator<Item = LockedMember>) -> Self {
        self.with_member_blocks(members.into_iter().map(Block::new).collect())
    }

    pub(super) fn with_member_blocks(mut self, mut members: Vec<Block<LockedMember>>) -> Self {
        for member in &mut members {
            member.facts.tidy();
        }
        members.sort_by_cached_key(|block| block.facts.key());
        members.dedup_by_key(|block| block.facts.key());
        self.members = members;
        self
    }

    /// The same with these packages as scanned; those that have a block are not quiet.
    #[must_use]
    pub fn with_quiet(mut self, quiet: impl IntoIterator<Item = QuietPackage>) -> Self {
        self.quiet.extend(quiet);
        self.quiet.sort();
        self.quiet.dedup();
        let facts = self.packages.iter().map(|block| &block.facts);
        let packages: BTreeSet<_> = facts
            .map(|facts| (&facts.name, &facts.version, &facts.checksum))
            .collect();
        self.quiet
            .retain(|quiet| !packages.contains(&(&quiet.name, &quiet.version, &quiet.checksum)));
        self
    }

    /// The packages that were scanned and pull nothing, sorted.
    #[must_use]
    pub fn quiet(&self) -> &[QuietPackage] {
        &self.quiet
    }

    /// The models, sorted by name and by the requested revision.
    #[must_use]
    pub fn models(&self) -> &[Block<LockedModel>] {
        &self.models
    }

    /// The packages that pull models, sorted by name, version and checksum.
    #[must_use]
    pub fn packages(&self) -> &[Block<LockedPackage>] {
        &self.packages
    }

    /// What members reach, sorted by name and version.
    #[must_use]
    pub fn members(&self) -> &[Block<LockedMember>] {
        &self.members
    }

    /// The block of a member.
    #[must_use]
    pub fn member(&self, member: &PackageRef) -> Option<&Block<LockedMember>> {
        let mut blocks = self.members.iter();
        blocks.find(|block| block.facts.package == *member)
    }

    /// The block of a model at the revision that it is pulled at.
    #[must_use]
    pub fn model(&self, model: &Artifact) -> Option<&Block<LockedModel>> {
        let key = model_key(&model.key(), model.revision());
        let at = self
            .models
            .binary_search_by(|block| block.facts.key().cmp(&key))
            .ok()?;
        self.models.get(at)
    }

    /// The blocks whose digest does not fit: they were edited by hand, or mixed up by a merge.
    #[must_use]
    pub fn inconsistent(&self) -> Vec<Inconsistent> {
        let models = self.models.iter().filter(|block| !block.fits());
        let packages = self.packages.iter().filter(|block| !block.fits());
        let members = self.members.iter().filter(|block| !block.fits());
        models
            .map(|block| Inconsistent {
                what: block.facts.name(),
                place: block.place.clone(),
            })
            .chain(packages.map(|block| Inconsistent {
                what: block.facts.name(),
                place: block.place.clone(),
            }))
            .chain(members.map(|block| Inconsistent {
                what: block.facts.name(),
                place: block.place.clone(),
            }))
            .collect()
    }
}
