//! What the code of the package reaches, by its block of the lock.

use super::input::HookInput;
use super::member_block::ReachedByCode;
use super::pulls::{self, of_locked};
use super::tree::Node;
use super::tree_packages::TreePackages;
use crate::counted::{counts_when_reached, is_stated};
use crate::domain::{How, PackageRef, Scope};
use crate::lock::{LeastBuild, LockedCalls, LockedMember, LockedReach};
use crate::model::Artifact;
use crate::pull::{Answer, Reach, ReachedCall, ReachedPull};
use crate::source::{Place, SourceFile};

impl HookInput<'_> {
    /// Whether a build with the features of the package is one that has what this least build has.
    pub(super) fn is_reached_with(&self, least: LeastBuild, block: &LockedMember) -> bool {
        let on = &self.package.features;
        match least {
            LeastBuild::Bare => true,
            LeastBuild::Default => !on.is_empty(),
            LeastBuild::AllFeatures => !on
                .iter()
                .all(|feature| block.default_features.contains(feature)),
        }
    }

    /// What the code of the package reaches. Of a block that does not fit, all that was reached before.
    pub(super) fn reached_pulls(
        &self,
        code: &ReachedByCode<'_>,
        known: &TreePackages<'_>,
    ) -> Vec<ReachedPull> {
        let Some(block) = code.block else {
            return Vec::new();
        };
        let facts = &block.facts;
        let fits = code.stale.is_none();
        let find = |package: &PackageRef| known.get(package);
        let of_own = known.stated(&self.package.reference);
        let own = facts.own.iter().filter_map(|row| {
            let package = find(&self.package.reference)?;
            let mut pull = of_locked(row, block.place.as_ref());
            let is_choice = row.choice_of.is_some();
            if of_own.is_some_and(|stated| stated.covers(&pull))
                || package.answered && (is_choice || pull.how == How::Offered)
            {
                return None;
            }
            pull.declared =
                self.index.names(&pull.artifact) || of_own.is_some_and(|stated| stated.has(&pull));
            match self.reach(package.node, pull) {
                pulls::Reached::On(reached) => Some(ReachedPull {
                    choice: is_choice,
                    ..*reached
                }),
                pulls::Reached::Off(_) | pulls::Reached::Never => None,
            }
        });
        let reached = facts.pulls.iter().filter_map(|row| {
            let package = find(&row.by)?;
            let is_answered = find(&row.literal_in).is_some_and(|literal| literal.answered);
            if !counts_when_reached(row.possible, is_answered)
                || fits && !self.is_reached_with(row.build, facts)
                || !package.node.has(&row.pull.features)
            {
                return None;
            }
            let mut pull = of_locked(&row.pull, block.place.as_ref());
            let on_the_way = [&row.by, &row.literal_in].map(|package| known.stated(package));
            let stated = on_the_way.into_iter().chain([of_own]).flatten();
            let stated = stated.flat_map(|stated| stated.of(&pull));
            let by_policy = self.index.has_model(&pull.artifact);
            pull.declared = is_stated(&pull.artifact, by_policy, stated);
            let answer = self
                .answer_to(package, &pull)
                .or_else(|| self.contradiction(row, known))
                .filter(|_| !row.possible);
            match self.reach(package.node, pull) {
                pulls::Reached::On(reached) if reached.reach == Reach::On => Some(ReachedPull {
                    choice: row.possible,
                    answer,
                    ..*reached
                }),
                _ => None,
            }
        });
        own.chain(reached).collect()
    }

    /// The entry of the policy for a package that takes or names a model which other code hands to it, or takes from it,
    /// and that does not list the model.
    fn contradiction(&self, row: &LockedReach, known: &TreePackages<'_>) -> Option<Answer> {
        let packages = [&row.taken_in, &row.literal_in].into_iter();
        let mut others = packages.filter(|at| **at != self.package.reference && **at != row.by);
        let number = others.find_map(|at| {
            let package = known.get(at)?;
            self.entry_without(package, &row.pull.model)
        })?;
        Some(Answer::Contradicts(number))
    }

    /// Calls that the code of the package reaches and that cannot be read.
    pub(super) fn reached_calls(
        &self,
        code: &ReachedByCode<'_>,
        known: &TreePackages<'_>,
    ) -> Vec<ReachedCall> {
        let Some(block) = code.block else {
            return Vec::new();
        };
        let fits = code.stale.is_none();
        let mut calls = Vec::new();
        for reached in &block.facts.calls {
            let LockedCalls {
                file,
                name,
                features,
                count,
            } = &reached.calls;
            let Some(node) = self.judged(&reached.by, known) else {
                continue;
            };
            if !node.has(features) || fits && !self.is_reached_with(reached.build, &block.facts) {
                continue;
            }
            let own = self.package.directory.join(file);
            let path = if own.is_file() { own } else { file.into() };
            let call = ReachedCall {
                puller: reached.by.clone(),
                path: node.path.clone(),
                entry: None,
                place: Place::new(&SourceFile::new(path, ""), 0..0),
                chain: Vec::new(),
                template: name.clone(),
            };
            calls.extend(std::iter::repeat_n(call, *count));
        }
        calls
    }

    pub(super) fn is_excluded(&self, node: &Node) -> bool {
        let mut excluded = self.policy.graph.exclude.iter();
        !self.is_own(node) && excluded.any(|name| name.value == node.package.name)
    }
}

/// What two pulls have in common that are the same, from whatever block they come.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Way {
    puller: PackageRef,
    model: Artifact,
    how: How,
    features: Vec<String>,
    target: Option<String>,
    of_tests: bool,
}

impl Way {
    pub(super) fn of(reached: &ReachedPull) -> Self {
        let pull = &reached.pull;
        Self {
            puller: reached.puller.clone(),
            model: pull.artifact.clone(),
            how: pull.how,
            features: pull.features.clone(),
            target: pull.target.clone(),
            of_tests: pull.scope == Some(Scope::Dev),
        }
    }
}
