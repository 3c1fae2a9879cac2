//! The block of the package in the lock, which has what its code reaches, and whether that fits what is built.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::fs;

use camino::Utf8PathBuf;

use super::input::HookInput;
use super::tree_packages::TreePackages;
use crate::cargo_lock::digest_of_closure;
use crate::cargo_toml::Document;
use crate::domain::PackageRef;
use crate::evidence::compiled::compiled;
use crate::lock::{Block, LockedMember, LockedPackage, LockedPull};
use crate::model::Artifact;

/// The block of the package, and whether it fits.
#[derive(Default)]
pub(super) struct ReachedByCode<'a> {
    /// The block, also where it does not fit; none whose digest does not match its content.
    pub(super) block: Option<&'a Block<LockedMember>>,
    /// Why the block does not decide, if it does not.
    pub(super) stale: Option<Stale>,
    /// Files and directories whose change makes it stale.
    pub(super) watched: Vec<Utf8PathBuf>,
    /// What is reached, by whom, and the package that has the text; filled when it is asked for.
    reached: OnceCell<HashSet<(&'a PackageRef, &'a PackageRef, &'a Artifact)>>,
}

/// Why a block does not decide what counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stale {
    /// The lock has none.
    NoBlock,
    /// Its digest does not match its content, which is reported elsewhere.
    Edited,
    /// Cargo.lock has other packages.
    Packages,
    /// Sources of these packages are others.
    Sources(Vec<PackageRef>),
}

impl<'a> ReachedByCode<'a> {
    /// The block, where it decides.
    fn fitting(&self) -> Option<&'a LockedMember> {
        let block = self.block.filter(|_| self.stale.is_none());
        block.map(|block| &block.facts)
    }

    /// Whether the code of a package was followed, so that the block has all that is reached of it.
    pub(super) fn follows(&self, package: &PackageRef) -> bool {
        self.fitting().is_some_and(|block| block.follows(package))
    }

    /// Whether that is so of a package of this name.
    pub(super) fn follows_name(&self, name: &str) -> bool {
        let followed = self.fitting().map_or(&[][..], |block| &block.followed);
        let at = followed.partition_point(|package| package.name.as_str() < name);
        followed.get(at).is_some_and(|package| package.name == name)
    }

    /// Whether the analysis stopped in the code of a package.
    pub(super) fn stopped_in(&self, package: &PackageRef) -> bool {
        let stops = self.fitting().map_or(&[][..], |block| &block.stops);
        stops.iter().any(|stop| stop.by == *package)
    }

    /// Whether the block has a row as what the code of `by` reaches of `literal_in`.
    pub(super) fn reaches(
        &self,
        row: &LockedPull,
        by: &PackageRef,
        literal_in: &PackageRef,
    ) -> bool {
        let pulls = self.fitting().map_or(&[][..], |block| &block.pulls);
        let reached = self.reached.get_or_init(|| {
            let pulls = pulls.iter();
            pulls
                .map(|reached| (&reached.by, &reached.literal_in, &reached.pull.model))
                .collect()
        });
        reached.contains(&(by, literal_in, &row.model))
    }

    /// Whether what is reached answers for a row of the lock.
    pub(super) fn decides(&self, row: &LockedPull, of: &PackageRef) -> bool {
        match row.choice_of.as_deref() {
            Some(offering) if offering != of.name => self.follows_name(offering),
            _ => self.follows(of),
        }
    }
}

impl HookInput<'_> {
    pub(super) fn reached_by_code(&self, known: &TreePackages<'_>) -> ReachedByCode<'_> {
        let Some(lock) = self.lock else {
            return ReachedByCode::default();
        };
        let Some(block) = lock.member(&self.package.reference) else {
            // Nothing needs to be reached where no code takes a model.
            let rows = known.iter().flat_map(|package| &package.blocks);
            let needs = |facts: &LockedPackage| {
                let by_code =
                    |row: &LockedPull| !row.stated && !matches!(row.model, Artifact::Path { .. });
                facts.pulls.iter().any(by_code) || !facts.calls.is_empty()
            };
            return ReachedByCode {
                stale: rows
                    .map(|block| &block.facts)
                    .any(needs)
                    .then_some(Stale::NoBlock),
                ..ReachedByCode::default()
            };
        };
        if !block.fits() {
            return ReachedByCode {
                stale: Some(Stale::Edited),
                ..ReachedByCode::default()
            };
        }
        let (changed, watched) = self.changed(&block.facts);
        let packages = digest_of_closure(self.cargo_lock, &self.package.reference);
        let stale = if packages.as_ref() != Some(&block.facts.packages) {
            Some(Stale::Packages)
        } else if changed.is_empty() {
            None
        } else {
            Some(Stale::Sources(changed))
        };
        ReachedByCode {
            block: Some(block),
            stale,
            watched,
            ..ReachedByCode::default()
        }
    }

    /// Packages that are directories and whose sources are not those that the block was made from; and what decides.
    fn changed(&self, block: &LockedMember) -> (Vec<PackageRef>, Vec<Utf8PathBuf>) {
        let workspace = &self.root.directory;
        let manifest = fs::read_to_string(workspace.join("Cargo.toml")).unwrap_or_default();
        let shared = Document::lenient(&manifest).shared_dependencies();
        let sources = block.sources.iter();
        let sources: HashMap<&PackageRef, &str> = sources
            .map(|locked| (&locked.package, locked.sha256.as_str()))
            .collect();
        let (mut changed, mut watched) = (Vec::new(), Vec::new());
        for node in self.tree.nodes() {
            let Some(directory) = &node.directory else {
                continue;
            };
            // Only what it shows itself has a front end.
            let own = node.package == block.package;
            let fronts = if own { block.front.as_slice() } else { &[] };
            let now = compiled(directory, workspace, &shared, fronts);
            let same = now.as_ref().zip(sources.get(&node.package));
            if same.is_none_or(|(now, locked)| now.digest != **locked) {
                changed.push(node.package.clone());
            }
            let inside = |path: &&String| path.starts_with("src/");
            let (files, of_front) = now.map(|now| (now.files, now.watched)).unwrap_or_default();
            watched.extend(of_front.iter().map(|path| directory.join(path)));
            if files.iter().any(|path| inside(&path)) {
                // A new file below it counts too.
                watched.push(directory.join("src"));
            }
            let beside = files.iter().filter(|path| !inside(path));
            watched.extend(beside.map(|path| directory.join(path)));
        }
        (changed, watched)
    }
}
