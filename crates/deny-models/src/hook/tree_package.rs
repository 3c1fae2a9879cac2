//! The packages of the tree: what their manifests, the policy and the lock have of each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::input::{HookInput, read};
use super::tree::Node;
use crate::domain::PackageRef;
use crate::lock::{Block, LockedPackage};
use crate::manifest::Manifest;
use crate::policy::CrateEntry;
use crate::pull::{Pull, covers};
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
    /// What is stated of it.
    pub(super) stated: Stated,
    /// The models that it offers by evidence alone, by their keys.
    choices: HashSet<String>,
}

/// What the manifest of a package and the policy state that it pulls.
#[derive(Default)]
pub(super) struct Stated {
    pub(super) pulls: Vec<Pull>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Stated {
    pub(super) fn new(pulls: Vec<Pull>) -> Self {
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, pull) in pulls.iter().enumerate() {
            by_key.entry(pull.artifact.key()).or_default().push(at);
        }
        Self { pulls, by_key }
    }

    /// The pulls of a model.
    pub(super) fn of(&self, pull: &Pull) -> impl Iterator<Item = &Pull> {
        let of_key = self.by_key.get(&pull.artifact.key()).into_iter().flatten();
        of_key.map(|at| &self.pulls[*at])
    }

    /// Whether one of them covers this one.
    pub(super) fn covers(&self, pull: &Pull) -> bool {
        self.of(pull).any(|stated| covers(stated, pull))
    }

    /// Whether one of them is of its model.
    pub(super) fn has(&self, pull: &Pull) -> bool {
        self.of(pull).next().is_some()
    }
}

impl TreePackage<'_> {
    /// Whether a pull is one of what the package offers, by evidence alone.
    pub(super) fn is_choice(&self, pull: &Pull) -> bool {
        !pull.declared && self.choices.contains(&pull.artifact.in_any_package().key())
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
        let name = Some(node.package.name.as_str());
        let rows = blocks.iter().flat_map(|block| &block.facts.pulls);
        let choices = rows.filter(|row| row.choice_of.as_deref() == name);
        Ok(TreePackage {
            stated: Stated::default(),
            choices: choices.map(|row| row.model.key()).collect(),
            answered: self.entries(&node.package).next().is_some(),
            node,
            blocks,
            covered,
            manifest,
        })
    }

    /// What pins a package, by each source that has it.
    pub(super) fn pinned(&self, package: &PackageRef) -> Vec<Option<String>> {
        let entries = self.index.locked(package).iter();
        entries
            .map(|entry| entry.pinned().map(str::to_owned))
            .collect()
    }

    pub(super) fn blocks(&self, node: &Node) -> (Vec<&Block<LockedPackage>>, bool) {
        if self.lock.is_none() {
            return (Vec::new(), false);
        }
        let package = &node.package;
        let pins = match &node.directory {
            Some(_) => vec![None],
            None => self.pinned(&node.package),
        };
        let mut blocks = Vec::new();
        let mut covered = !pins.is_empty();
        for pin in pins {
            match self.index.block(package, pin.as_deref()) {
                Some(block) if block.fits() => blocks.push(block),
                Some(_) => covered = false,
                None => covered &= self.index.is_quiet(package, pin.as_deref()),
            }
        }
        (blocks, covered)
    }

    /// `[[crate]]` entries for a package.
    pub(super) fn entries<'b>(
        &'b self,
        package: &'b PackageRef,
    ) -> impl Iterator<Item = &'b CrateEntry> {
        self.numbered_entries(package).map(|(_, entry)| entry)
    }

    /// The entries of the policy for a package, each with its number.
    pub(super) fn numbered_entries<'b>(
        &'b self,
        package: &'b PackageRef,
    ) -> impl Iterator<Item = (usize, &'b CrateEntry)> {
        self.index.crates(package)
    }

    pub(super) fn unused_crates(&self) -> Vec<usize> {
        let mut by_name: HashMap<&str, Vec<PackageRef>> = HashMap::new();
        for entry in self.cargo_lock {
            by_name.entry(&entry.name).or_default().push(PackageRef {
                name: entry.name.clone(),
                version: entry.version.clone(),
            });
        }
        let used = |entry: &CrateEntry| {
            let of_name = by_name.get(entry.name.value.as_str());
            let mut of_name = of_name.into_iter().flatten();
            of_name.any(|package| entry.is_for(package))
        };
        let entries = self.policy.crates.iter().enumerate();
        entries
            .filter(|(_, entry)| !used(entry))
            .map(|(at, _)| at)
            .collect()
    }
}
