//! The claims about one model, merged.
//!
//! The owner's policy outranks every other source. Of the rest every licence that is stated applies, so the strictest
//! wins whatever the order. A member's manifest fills gaps; a dependency's manifest can only add.

use std::collections::{BTreeSet, HashMap};

use super::claim::{Bases, Claim, ClaimSource, Relation};
use super::id::Artifact;
use crate::license::Terms;

/// The claims about one model, merged.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, and any of them may hold"
)]
pub(super) struct Merged<'a> {
    pub(super) declared: Option<&'a Terms>,
    pub(super) terms: Vec<&'a Terms>,
    pub(super) bases: Vec<(&'a Artifact, Option<Relation>)>,
    pub(super) unnamed_base: bool,
    pub(super) components: Vec<&'a Artifact>,
    pub(super) claims: Vec<&'a Claim>,
    /// Only a dependency's manifest or the hub cache states a licence: a claim that cannot clear anything.
    pub(super) only_claimed: bool,
    /// Every licence that is more than a claim is stated from memory.
    pub(super) from_memory: bool,
    /// A source does not record lineage, and no other states it, unless from memory.
    pub(super) unrecorded: bool,
    /// Licence and lineage are stated from memory.
    pub(super) remembered: bool,
}

impl<'a> Merged<'a> {
    pub(super) fn of(claims: Vec<&'a Claim>) -> Self {
        let policy = claims
            .iter()
            .find(|claim| claim.origin == ClaimSource::Policy)
            .copied();
        let mut merged = Self {
            declared: claims.iter().find_map(|claim| claim.license.as_ref()),
            ..Self::default()
        };
        let over_licence = policy.filter(|policy| policy.license.is_some());
        let over_bases = policy.filter(|policy| policy.bases != Bases::NotStated);
        let over_components = policy.filter(|policy| policy.components.is_some());
        let mut seen_terms = BTreeSet::new();
        let mut seen_bases = HashMap::new();
        for claim in &claims {
            let counts = |over: Option<&Claim>| over.is_none_or(|over| std::ptr::eq(over, *claim));
            if counts(over_licence) {
                let new = claim
                    .terms()
                    .filter(|terms| seen_terms.insert(terms.text().to_ascii_lowercase()));
                merged.terms.extend(new);
            }
            if counts(over_bases) {
                merged.add_bases(claim, &mut seen_bases);
            }
            if counts(over_components) {
                merged.components.extend(claim.components.iter().flatten());
            }
        }
        merged.unnamed_base &= merged.bases.is_empty();
        let stated = || claims.iter().filter(|claim| claim.terms().next().is_some());
        let claimed = |claim: &&Claim| claim.origin >= ClaimSource::Dependency;
        merged.only_claimed =
            !merged.terms.is_empty() && stated().copied().all(|claim| claimed(&claim));
        merged.from_memory = !merged.only_claimed
            && !merged.terms.is_empty()
            && stated().all(|claim| claimed(claim) || claim.from_memory);
        let answered = claims.iter().any(|claim| claim.answers_lineage());
        // The table raises the question. A lock that did not see everything leaves it open, and raises none: it has the
        // metadata, where bases are named.
        let asked = |claim: &&&Claim| {
            claim.unrecorded && claim.origin == ClaimSource::Table || claim.from_memory
        };
        merged.unrecorded = !answered && claims.iter().any(|claim| asked(&claim));
        merged.remembered = claims.iter().any(|claim| claim.remembers_lineage());
        merged.claims = claims;
        merged
    }

    /// `seen` has where in `self.bases` each base is, by its key.
    fn add_bases(&mut self, claim: &'a Claim, seen: &mut HashMap<String, usize>) {
        match &claim.bases {
            Bases::NotStated => {}
            Bases::Unnamed => self.unnamed_base = true,
            Bases::Named(bases) => {
                for base in bases {
                    let at = *seen.entry(base.key()).or_insert(self.bases.len());
                    match self.bases.get_mut(at) {
                        // Of two relations, the one under which more of the base licence applies wins.
                        Some((_, known)) => *known = stricter(*known, claim.relation),
                        None => self.bases.push((base, claim.relation)),
                    }
                }
            }
        }
    }
}

/// Of two relations, the one under which more of the base licence applies; an unstated one applies most.
fn stricter(a: Option<Relation>, b: Option<Relation>) -> Option<Relation> {
    if a == Some(Relation::Finetune) { b } else { a }
}
