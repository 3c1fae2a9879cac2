//! What is asked while the members are looked at.

use std::collections::BTreeSet;

use crate::license::{License, LicenseRules, Protect};
use crate::model::{Artifact, ClaimSource, FactStore};
use crate::policy::Policy;
use crate::pull::Member;
use crate::source::{Place, Problem};

/// What is asked while the members are looked at.
pub(super) struct Context<'a> {
    pub(super) policy: &'a Policy,
    pub(super) strict: bool,
    pub(super) store: &'a FactStore,
    pub(super) gate: LicenseRules,
    pub(super) protect: Protect,
    /// Keys of every model that was asked for, ancestors and components included.
    pub(super) asked: BTreeSet<String>,
    /// Keys of the models that are pulled.
    pub(super) models: BTreeSet<String>,
    pub(super) gated: usize,
}

/// A member whose licence is gated.
pub(super) struct Protected<'a> {
    pub(super) member: &'a Member,
    /// Its licence as it states it.
    pub(super) shown: String,
    /// The licence through which it is protected.
    pub(super) by: License,
}

impl Context<'_> {
    /// Cycles that a person wrote, with the line that closes them; of cycles in other data the model is unknown.
    pub(super) fn cycles(&self) -> Vec<Problem> {
        let written = |model: &Artifact| {
            self.store.claims(model).into_iter().find_map(|claim| {
                let by_hand = matches!(claim.origin, ClaimSource::Policy | ClaimSource::Member);
                claim.place.clone().filter(|_| by_hand)
            })
        };
        let mut problems: Vec<Problem> = Vec::new();
        for model in self
            .models
            .iter()
            .filter_map(|key| Artifact::parse(key).ok())
        {
            let resolution = crate::model::resolve(&model, self.store, &self.gate);
            for cycle in resolution.cycles() {
                let place = cycle
                    .iter()
                    .filter_map(|model| Artifact::parse(model).ok())
                    .find_map(|model| written(&model));
                if let Some(place) = place {
                    problems.push(cyclic(cycle, place));
                }
            }
        }
        problems.sort_by_key(ToString::to_string);
        problems.dedup();
        problems
    }
}

fn cyclic(cycle: &[String], place: Place) -> Problem {
    Problem::new(format!(
        "the lineage of this model leads back to itself: {}",
        cycle.join(" -> ")
    ))
    .at(place)
    .label("part of the cycle")
    .help("a model cannot be made from itself: correct `base` or `components`")
}
