//! The packages of the tree: what their manifests, the policy and the lock have of each.

use std::sync::Arc;

use super::input::{HookInput, read};
use super::tree::Node;
use crate::cargo_lock::LockEntry;
use crate::domain::PackageRef;
use crate::lock::{Block, LockedPackage};
use crate::manifest::Manifest;
use crate::policy::CrateEntry;
use crate::pull::Pull;
use crate::source::{Problem, SourceFile};

/// A package of the tree with what it is known to pull.
pub(super) struct TreePackage<'a> {
    pub(super) node: &'a Node,
    /// Its blocks in the lock; two registries may have the same version of a name.
    pub(super) blocks: Vec<&'a Block<LockedPackage>>,
    /// Whether the lock covers it.
    pub(super) covered: bool,
    /// Whether the policy states which of its offers are used.
    pub(super) answered: bool,
    pub(super) manifest: Option<Manifest>,
}

impl TreePackage<'_> {
    /// Whether a pull is one of what the package offers, by evidence alone.
    pub(super) fn is_choice(&self, pull: &Pull) -> bool {
        let name = self.node.package.name.as_str();
        let mut rows = self.blocks.iter().flat_map(|block| &block.facts.pulls);
        !pull.declared
            && rows.any(|row| {
                row.choice_of.as_deref() == Some(name)
                    && row.model.key() == pull.artifact.in_any_package().key()
            })
    }
}

impl HookInput<'_> {
    pub(super) fn tree_package<'a>(
        &'a self,
        node: &'a Node,
        own: &Arc<SourceFile>,
    ) -> Result<TreePackage<'a>, Vec<Problem>> {
        let manifest = match &node.directory {
            _ if self.is_own(node) => Some(Manifest::parse(own)?),
            Some(directory) => {
                let source = read(&directory.join("Cargo.toml"))?;
                match Manifest::parse(&source) {
                    Ok(manifest) => Some(manifest),
                    Err(problems) if self.root.has_member(directory) => return Err(problems),
                    // Its errors cannot be fixed here, and its claims could not clear a finding.
                    Err(_) => None,
                }
            }
            None => None,
        };
        let (blocks, covered) = self.blocks(node);
        Ok(TreePackage {
            answered: self.entries(&node.package).next().is_some(),
            node,
            blocks,
            covered,
            manifest,
        })
    }

    /// What pins a package, by each source that has it.
    pub(super) fn pinned(&self, package: &PackageRef) -> Vec<Option<String>> {
        let of_this =
            |entry: &&LockEntry| entry.name == package.name && entry.version == package.version;
        let entries = self.cargo_lock.iter().filter(of_this);
        entries
            .map(|entry| entry.pinned().map(str::to_owned))
            .collect()
    }

    pub(super) fn blocks(&self, node: &Node) -> (Vec<&Block<LockedPackage>>, bool) {
        let Some(lock) = self.lock else {
            return (Vec::new(), false);
        };
        let PackageRef { name, version } = &node.package;
        let pins = match &node.directory {
            Some(_) => vec![None],
            None => self.pinned(&node.package),
        };
        let mut blocks = Vec::new();
        let mut covered = !pins.is_empty();
        for pin in pins {
            let block = lock.packages().iter().find(|block| {
                let facts = &block.facts;
                (&facts.name, &facts.version, &facts.checksum) == (name, version, &pin)
            });
            let quiet = || {
                let quiet = |quiet: &crate::lock::QuietPackage| {
                    (&quiet.name, &quiet.version, &quiet.checksum) == (name, version, &pin)
                };
                lock.quiet().iter().any(quiet)
            };
            match block {
                Some(block) if block.fits() => blocks.push(block),
                Some(_) => covered = false,
                None => covered &= quiet(),
            }
        }
        (blocks, covered)
    }

    /// `[[crate]]` entries for a package.
    pub(super) fn entries(&self, package: &PackageRef) -> impl Iterator<Item = &CrateEntry> {
        self.numbered_entries(package).map(|(_, entry)| entry)
    }

    /// The entries of the policy for a package, each with its number.
    pub(super) fn numbered_entries(
        &self,
        package: &PackageRef,
    ) -> impl Iterator<Item = (usize, &CrateEntry)> {
        let entries = self.policy.crates.iter().enumerate();
        entries.filter(|(_, entry)| entry.is_for(package))
    }

    pub(super) fn unused_crates(&self) -> Vec<usize> {
        let used = |entry: &CrateEntry| {
            self.cargo_lock.iter().any(|package| {
                let package = PackageRef {
                    name: package.name.clone(),
                    version: package.version.clone(),
                };
                entry.is_for(&package)
            })
        };
        let entries = self.policy.crates.iter().enumerate();
        entries
            .filter(|(_, entry)| !used(entry))
            .map(|(at, _)| at)
            .collect()
    }
}
