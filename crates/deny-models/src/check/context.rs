//! State that is shared while the members are checked.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::input::Input;
use crate::date::Date;
use crate::domain::PullSource;
use crate::finding::Finding;
use crate::license::{License, Protect};
use crate::model::{Artifact, ClaimSource, Resolver};
use crate::policy::Policy;
use crate::pull::{Answered, Member, ReachedPull};
use crate::source::{Place, Problem};

/// State that is shared while the members are checked.
pub(super) struct Context<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) policy: &'a Policy,
    pub(super) strict: bool,
    pub(super) resolver: &'a Resolver<'a>,
    pub(super) protect: Protect,
    /// Where the lock differs from what is seen, by the keys of models.
    pub(super) drifted: RefCell<HashMap<String, Option<Box<Finding>>>>,
    /// The models that are pulled, by key.
    pub(super) models: BTreeMap<String, Artifact>,
    pub(super) gated: usize,
    /// What entries of the policy answer for.
    pub(super) answers: Answers,
    /// The day of the check.
    pub(super) today: Date,
    /// Whether an expired `until` ends its entry.
    pub(super) dates_count: bool,
    /// Members of which no licence is known.
    pub(super) unlicensed: Vec<Member>,
    /// Notes on members that are not judged.
    pub(super) notes: Vec<String>,
}

/// What `[[crate]]` entries of the policy answered for in a run.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// What is not judged.
    pub(super) given: BTreeSet<Answered>,
    /// Entries whose last day is over and that would answer for something, by their number in the policy.
    pub(super) expired: BTreeSet<usize>,
}

/// A member whose licence is gated.
pub(super) struct Protected<'a> {
    pub(super) member: &'a Member,
    /// Its licence as it states it.
    pub(super) shown: String,
    /// The licence through which it is protected.
    pub(super) by: License,
    pub(super) taken: Taken,
}

/// What is taken beside what the manifest of a member states.
pub(super) struct Taken {
    /// Whether code of the member takes any model.
    pub(super) by_code: bool,
    /// The keys of the models that its code takes, or another package.
    models: HashSet<String>,
}

impl Taken {
    pub(super) fn of(member: &Member) -> Self {
        let own = |pull: &ReachedPull| pull.puller == member.package;
        let by_code = |pull: &ReachedPull| own(pull) && pull.pull.source == PullSource::Source;
        let taken = member
            .pulls
            .iter()
            .filter(|pull| !own(pull) || by_code(pull));
        Self {
            by_code: member.pulls.iter().any(by_code),
            models: taken.map(|pull| pull.pull.artifact.key()).collect(),
        }
    }

    pub(super) fn has(&self, model: &Artifact) -> bool {
        self.models.contains(&model.key())
    }
}

impl Context<'_> {
    /// Cycles that a person wrote, with the line that closes them; of cycles in other data the model is unknown.
    pub(super) fn cycles(&self) -> Vec<Problem> {
        let written = |model: &Artifact| {
            let claims = self.resolver.store().claims(model);
            claims.into_iter().find_map(|claim| {
                let by_hand = claim.origin.is_of_owner() || claim.origin == ClaimSource::Member;
                claim.place.clone().filter(|_| by_hand)
            })
        };
        let mut problems: Vec<Problem> = Vec::new();
        for model in self.models.values() {
            for cycle in self.resolver.resolve(model).cycles() {
                if let Some(place) = cycle.iter().find_map(written) {
                    problems.push(cyclic(cycle, place));
                }
            }
        }
        problems.sort_by_key(ToString::to_string);
        problems.dedup();
        problems
    }
}

fn cyclic(cycle: &[Artifact], place: Place) -> Problem {
    let names: Vec<&str> = cycle.iter().map(Artifact::name).collect();
    Problem::new(format!(
        "the lineage of this model leads back to itself: {}",
        names.join(" -> ")
    ))
    .at(place)
    .label("part of the cycle")
    .help("a model cannot be made from itself: correct `base` or `components`")
}
