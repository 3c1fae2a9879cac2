//! All packages of the tree, by what they are asked for.

use std::collections::{HashMap, HashSet};

use super::input::HookInput;
use super::tree_package::{Stated, TreePackage};
use crate::domain::PackageRef;
use crate::lock::LockedPull;
use crate::pull::Pull;

/// The packages of the tree.
pub(super) struct TreePackages<'a> {
    all: Vec<TreePackage<'a>>,
    by_package: HashMap<&'a PackageRef, usize>,
    by_name: HashMap<&'a str, Vec<usize>>,
    /// The rows of packages that choose among what a package of a name offers, each with the number of its package.
    choosing: HashMap<&'a str, Vec<(usize, &'a LockedPull)>>,
    /// The models that rows of the lock have as stated by each, by their keys.
    stated_rows: Vec<HashSet<String>>,
}

impl<'a> TreePackages<'a> {
    pub(super) fn new(mut all: Vec<TreePackage<'a>>, input: &HookInput<'_>) -> Self {
        for package in &mut all {
            package.stated = Stated::new(input.stated(package));
        }
        let mut packages = Self {
            by_package: HashMap::new(),
            by_name: HashMap::new(),
            choosing: HashMap::new(),
            stated_rows: Vec::new(),
            all,
        };
        for (at, package) in packages.all.iter().enumerate() {
            let of = &package.node.package;
            packages.by_package.entry(of).or_insert(at);
            packages.by_name.entry(&of.name).or_default().push(at);
            let mut stated = HashSet::new();
            for block in &package.blocks {
                for row in &block.facts.pulls {
                    if row.stated {
                        stated.insert(row.model.key());
                    }
                    if let Some(offering) = row.choice_of.as_deref() {
                        packages
                            .choosing
                            .entry(offering)
                            .or_default()
                            .push((at, row));
                    }
                }
            }
            packages.stated_rows.push(stated);
        }
        packages
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, TreePackage<'a>> {
        self.all.iter()
    }

    /// A package, where it is built.
    pub(super) fn get(&self, package: &PackageRef) -> Option<&TreePackage<'a>> {
        self.by_package.get(package).map(|at| &self.all[*at])
    }

    /// What is stated of a package.
    pub(super) fn stated(&self, package: &PackageRef) -> Option<&Stated> {
        self.get(package).map(|package| &package.stated)
    }

    /// The packages of a name.
    pub(super) fn of_name(&self, name: &str) -> impl Iterator<Item = &TreePackage<'a>> {
        self.numbers(name).map(|at| &self.all[at])
    }

    /// Whether a package of a name states a model, as the lock has it.
    pub(super) fn states(&self, name: &str, pull: &Pull) -> bool {
        let key = pull.artifact.key();
        self.numbers(name)
            .any(|at| self.stated_rows[at].contains(&key))
    }

    /// What packages choose of what those of a name offer.
    pub(super) fn choosing(
        &self,
        name: &str,
    ) -> impl Iterator<Item = (&TreePackage<'a>, &'a LockedPull)> {
        let rows = self.choosing.get(name).into_iter().flatten();
        rows.map(|(at, row)| (&self.all[*at], *row))
    }

    fn numbers(&self, name: &str) -> impl Iterator<Item = usize> {
        self.by_name.get(name).into_iter().flatten().copied()
    }
}
