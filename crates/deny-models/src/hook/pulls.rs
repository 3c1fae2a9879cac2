//! What packages pull, and how far each pull is from what is built.

use std::collections::HashSet;

use super::cfg;
use super::input::HookInput;
use super::member_block::ReachedByCode;
use super::tree::Node;
use super::tree_package::TreePackage;
use super::tree_packages::TreePackages;
use crate::counted::BuiltPackage;
use crate::domain::{How, Kind, PackageRef, PullSource, Scope};
use crate::lock::{Block, Lock, LockedPackage, LockedPull};
use crate::model::{Artifact, present_key};
use crate::pull::{self, Answer, Pull, Reach, ReachedPull};
use crate::source::{Place, SourceFile, Spanned};

impl HookInput<'_> {
    /// What a package pulls, by its manifest, the policy and the lock, each with whether what the code of the member
    /// reaches answers for it.
    pub(super) fn pulls(
        &self,
        package: &TreePackage<'_>,
        known: &TreePackages<'_>,
        code: &ReachedByCode<'_>,
    ) -> Vec<(Pull, bool)> {
        let named = &package.node.package;
        let in_package = |pull: Pull| Pull {
            artifact: pull.artifact.in_package(&named.to_string()),
            ..pull
        };
        let stated = &package.stated;
        let mut seen: Vec<(Pull, bool)> = Vec::new();
        for block in &package.blocks {
            for row in block.facts.pulls.iter().filter(|row| !row.stated) {
                let mut pull = in_package(of_row(row, block));
                let offered_by = row.choice_of.as_deref();
                let chosen_of = offered_by.filter(|of| *of != named.name);
                if stated.covers(&pull) && chosen_of.is_none()
                    || !self.counts(row, named, package.answered, known)
                {
                    continue;
                }
                pull.declared = self.index.names(&pull.artifact)
                    || stated.has(&pull)
                    || chosen_of.is_some_and(|of| known.states(of, &pull));
                seen.push((pull, code.decides(row, named)));
            }
        }
        let stated = stated.pulls.iter().map(|pull| (pull.clone(), false));
        stated.chain(seen).collect()
    }

    /// What the manifest of a package, else its block, and the policy state that it pulls.
    pub(super) fn stated(&self, package: &TreePackage<'_>) -> Vec<Pull> {
        let named = &package.node.package;
        let in_package = |pull: Pull| Pull {
            artifact: pull.artifact.in_package(&named.to_string()),
            ..pull
        };
        let mut stated: Vec<Pull> = Vec::new();
        stated.extend(
            package
                .manifest
                .iter()
                .flat_map(|manifest| pull::of_manifest(manifest, named)),
        );
        for block in &package.blocks {
            let rows = block.facts.pulls.iter().filter(|row| row.stated);
            if package.manifest.is_none() {
                stated.extend(rows.map(|row| in_package(of_row(row, block))));
            }
        }
        if package.answered {
            stated.retain(|pull| pull.how != How::Offered);
        }
        stated.extend(self.entries(named).flat_map(pull::of_entry).map(in_package));
        stated
    }

    /// Whether a row counts, given the offers that the policy states as used.
    fn counts(
        &self,
        row: &LockedPull,
        of: &PackageRef,
        answered: bool,
        known: &TreePackages<'_>,
    ) -> bool {
        match row.choice_of.as_deref() {
            Some(offering) if offering != of.name => known
                .of_name(offering)
                .any(|package| !package.answered && !self.is_own(package.node)),
            choice => !answered || (row.how != How::Offered && choice.is_none()),
        }
    }

    /// The entry of the policy that may answer for a pull which a dependency names itself, as the lock has it.
    pub(super) fn answer_to(&self, package: &TreePackage<'_>, pull: &Pull) -> Option<Answer> {
        if self.is_own(package.node) || pull.declared || pull.source != PullSource::Lock {
            return None;
        }
        let number = self.entry_without(package, &pull.artifact)?;
        Some(Answer::Covers(number))
    }

    /// The entry of the policy for a package that does not list a model, by its number; `None` where there is no entry,
    /// or one lists it.
    pub(super) fn entry_without(
        &self,
        package: &TreePackage<'_>,
        model: &Artifact,
    ) -> Option<usize> {
        let key = present_key(model);
        let mut entries = self.numbered_entries(&package.node.package).peekable();
        let (number, _) = entries.peek()?;
        let number = *number;
        let lists = |listed: &Spanned<Artifact>| present_key(&listed.value) == key;
        let listed = entries.any(|(_, entry)| entry.uses.iter().any(lists));
        (!listed).then_some(number)
    }

    /// Whether code that is built takes a certain one of what a package offers.
    pub(super) fn uses_named(
        &self,
        package: &TreePackage<'_>,
        known: &TreePackages<'_>,
        code: &ReachedByCode<'_>,
    ) -> bool {
        if package.answered || self.is_own(package.node) {
            return false;
        }
        let name = package.node.package.name.as_str();
        known
            .choosing(name)
            .filter(|(other, _)| other.node.package.name != name)
            .any(|(other, row)| {
                row.scope != Scope::Dev
                    && other.node.has(&row.features)
                    // What is reached of a package that was not read to its end does not show that nothing else is.
                    && !code.reaches(row, &other.node.package, &package.node.package)
            })
    }

    pub(super) fn reach(&self, node: &Node, pull: Pull) -> Reached {
        let target = pull.target.as_deref();
        // What cannot be read counts as on.
        if target.and_then(|target| cfg::holds(target, self.env)) == Some(false) {
            return Reached::Never;
        }
        let own = self.is_own(node);
        if self
            .policy
            .graph
            .exclude
            .iter()
            .any(|name| name.value == node.package.name)
            && !own
        {
            return Reached::Never;
        }
        if node.has(&pull.features) {
            return Reached::On(Box::new(reached(node, pull, Reach::On)));
        }
        if pull.scope == Some(Scope::Dev) {
            return Reached::Never;
        }
        if own {
            let features = &self.package.features;
            let off = pull
                .features
                .iter()
                .filter(|name| !features.contains(*name));
            let off: Vec<String> = off.cloned().collect();
            return Reached::On(Box::new(reached(node, pull, Reach::Gated(off))));
        }
        Reached::Off(Box::new(pull))
    }

    /// What packages of the workspace pull that are not built at all.
    pub(super) fn elsewhere(&self, code: &ReachedByCode<'_>) -> Vec<(PackageRef, Pull)> {
        let mut found = Vec::new();
        let built: HashSet<&PackageRef> =
            self.tree.nodes().iter().map(|node| &node.package).collect();
        let is_built = |package: &PackageRef| built.contains(package);
        let in_package = |package: &PackageRef, pull: Pull| {
            let artifact = pull.artifact.in_package(&package.to_string());
            (package.clone(), Pull { artifact, ..pull })
        };
        for entry in self.cargo_lock {
            let package = PackageRef {
                name: entry.name.clone(),
                version: entry.version.clone(),
            };
            if !is_built(&package) {
                let stated = self.entries(&package).flat_map(pull::of_entry);
                found.extend(stated.map(|pull| in_package(&package, pull)));
            }
        }
        for block in self
            .lock
            .into_iter()
            .flat_map(Lock::packages)
            .filter(|block| block.fits())
        {
            let package = PackageRef {
                name: block.facts.name.clone(),
                version: block.facts.version.clone(),
            };
            if is_built(&package) {
                continue;
            }
            let rows = block
                .facts
                .pulls
                .iter()
                .filter(|row| row.scope != Scope::Dev);
            let pulls = rows
                .map(|row| (row, of_row(row, block)))
                .filter(|(row, pull)| {
                    let built = BuiltPackage {
                        followed: code.decides(row, &package),
                        chosen: false,
                    };
                    built.counts(pull, true, false)
                });
            found.extend(pulls.map(|(_, pull)| in_package(&package, pull)));
        }
        found
    }
}

/// How far a pull is from what is built.
pub(super) enum Reached {
    On(Box<ReachedPull>),
    /// Only other features could reach it.
    Off(Box<Pull>),
    Never,
}

/// A pull as the member reaches it through a node.
pub(super) fn reached(node: &Node, pull: Pull, reach: Reach) -> ReachedPull {
    let dev = pull.scope == Some(Scope::Dev);
    ReachedPull {
        puller: node.package.clone(),
        path: node.path.clone(),
        kind: if dev { Kind::Dev } else { Kind::Normal },
        target: None,
        scope: match pull.scope {
            Some(scope) if !dev => scope,
            _ => Scope::Lib,
        },
        reach,
        entry: None,
        targets: Vec::new(),
        choice: false,
        cut: None,
        chain: Vec::new(),
        answer: None,
        pull,
    }
}

fn of_row(row: &LockedPull, block: &Block<LockedPackage>) -> Pull {
    of_locked(row, block.place.as_ref())
}

/// A row of a block at this place.
pub(super) fn of_locked(row: &LockedPull, place: Option<&Place>) -> Pull {
    Pull {
        artifact: row.model.clone(),
        how: row.how,
        features: row.features.clone(),
        target: row.target.clone(),
        source: if row.stated {
            PullSource::Manifest
        } else {
            PullSource::Lock
        },
        place: place
            .cloned()
            .unwrap_or_else(|| Place::new(&SourceFile::new(crate::lock::FILE_NAME, ""), 0..0)),
        scope: Some(row.scope),
        places: Vec::new(),
        declared: row.stated,
        sha256: None,
    }
}
