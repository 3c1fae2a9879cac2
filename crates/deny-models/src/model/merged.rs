//! The claims about one model, merged.
//!
//! The owner's policy outranks every other source. Of the rest every licence that is stated applies, so the strictest
//! wins whatever the order. A member's manifest fills gaps; a dependency's manifest can only add. That a file is under
//! the licence of its package is an assumption: a statement about the file takes its place, in a dependency only one
//! that is not looser.

use std::collections::{BTreeSet, HashMap};

use super::claim::{Bases, Claim, ClaimSource, Relation};
use super::id::Artifact;
use crate::license::{Class, License, LicenseRules, Terms, Verdict};

/// The claims about one model, merged.
#[derive(Debug, Default)]
pub(super) struct Merged<'a> {
    pub(super) declared: Option<&'a Terms>,
    pub(super) terms: Vec<&'a Terms>,
    pub(super) bases: Vec<(&'a Artifact, Option<Relation>)>,
    pub(super) unnamed_base: bool,
    pub(super) components: Vec<&'a Artifact>,
    pub(super) claims: Vec<&'a Claim>,
    /// Why sources that count cannot be read.
    pub(super) unread: Vec<&'a str>,
    /// Only a dependency's manifest or the hub cache states a licence: a claim that cannot clear anything.
    pub(super) only_claimed: bool,
}

impl<'a> Merged<'a> {
    /// By `rules` it is decided which of two terms is the looser; without them no statement takes the place of another.
    pub(super) fn of(claims: Vec<&'a Claim>, rules: Option<&LicenseRules>) -> Self {
        let replaced = rules.is_some_and(|rules| is_replaced(&claims, rules));
        let counted = |claim: &&&Claim| !(replaced && claim.origin == ClaimSource::Package);
        let policy = claims
            .iter()
            .find(|claim| claim.origin == ClaimSource::Policy)
            .copied();
        let mut merged = Self {
            declared: claims
                .iter()
                .filter(counted)
                .find_map(|claim| claim.license.as_ref()),
            ..Self::default()
        };
        let over_licence = policy.filter(|policy| policy.license.is_some());
        let over_bases = policy.filter(|policy| policy.bases != Bases::NotStated);
        let over_components = policy.filter(|policy| policy.components.is_some());
        let mut seen_terms = BTreeSet::new();
        let mut seen_bases = HashMap::new();
        for claim in &claims {
            let counts = |over: Option<&Claim>| over.is_none_or(|over| std::ptr::eq(over, *claim));
            if counts(over_licence) && counted(&claim) {
                merged.unread.extend(claim.unread.as_deref());
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
        merged.only_claimed = !merged.terms.is_empty()
            && claims
                .iter()
                .filter(|claim| claim.terms().next().is_some())
                .all(|claim| claim.origin >= ClaimSource::Dependency);
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

/// Whether statements about the file take the place of the licence of its package.
fn is_replaced(claims: &[&Claim], rules: &LicenseRules) -> bool {
    let package = claims
        .iter()
        .find(|claim| claim.origin == ClaimSource::Package);
    let stated = || {
        let about = claims.iter().filter(|claim| claim.is_about_the_file());
        about.flat_map(|claim| claim.terms())
    };
    let Some(package) = package.filter(|_| stated().next().is_some()) else {
        return false;
    };
    // The verdict alone would let a copyleft licence go by a milder one that passes as well.
    !package.floor || strictness(stated(), rules) >= strictness(package.terms(), rules)
}

/// The verdict on all of these terms together, and the strictest class among them.
fn strictness<'t>(
    terms: impl Iterator<Item = &'t Terms>,
    rules: &LicenseRules,
) -> (Verdict, Class) {
    let each = terms.map(|terms| {
        let class = terms.leaves().map(License::class).max();
        let verdict = rules.judge_expr(terms.expr()).0;
        (verdict, class.unwrap_or(Class::Unknown))
    });
    each.fold((Verdict::Pass, Class::Unknown), |all, one| {
        (all.0.max(one.0), all.1.max(one.1))
    })
}

/// Of two relations, the one under which more of the base licence applies; an unstated one applies most.
fn stricter(a: Option<Relation>, b: Option<Relation>) -> Option<Relation> {
    if a == Some(Relation::Finetune) { b } else { a }
}
