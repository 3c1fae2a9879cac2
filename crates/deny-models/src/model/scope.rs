//! Terms that say which models they are for. Those of Gemma name the models that they apply to, and many derivatives of
//! Gemma 4, which is Apache-2.0, carry their tag all the same. Such a tag names terms that reach neither the model nor
//! what it was made from: what its author means is not known, so it does not count.
//!
//! Only a tag gives way, never a text beside the weights, and only where a source that is more than a claim records what
//! the model was made from and all of it is left out by the terms.

use std::collections::BTreeSet;

use super::claim::{Bases, Claim, ClaimSource};
use super::id::Artifact;
use super::merged::Merged;
use super::table::canonical;
use crate::license::Terms;
use crate::tsv;

const TABLE: &str = include_str!("scopes.tsv");

/// Models of a lineage that are looked at; a longer one leaves the tag as it is.
const MAX_MODELS: usize = 64;

/// Where terms say that they are not for a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// The place of the terms.
    pub(super) source: &'static str,
}

/// Where the tag of a model names terms that are for nothing that it was made from.
pub(super) fn left_out(
    merged: &Merged<'_>,
    terms: &Terms,
    known: impl Fn(&Artifact) -> Vec<Artifact>,
) -> Option<LeftOut> {
    let mut leaves = terms.leaves();
    let license = leaves.next()?;
    let row = tsv::rows::<4>(TABLE).find(|[id, ..]| *id == license.id());
    let [_, not_for, source, _] = row.filter(|_| leaves.next().is_none())?;
    if !merged.claims.iter().all(|claim| is_tag(claim, terms)) {
        return None;
    }
    let not_for: BTreeSet<String> = not_for
        .split('|')
        .map(|id| canonical(&id.to_ascii_lowercase()))
        .collect();
    let mut open = recorded_bases(merged);
    let mut seen = BTreeSet::new();
    let mut left_out = false;
    while let Some(model) = open.pop() {
        let key = model.key();
        let key = canonical(&key);
        if not_for.contains(&key) {
            left_out = true;
        } else if seen.insert(key) {
            let bases = known(&model);
            if bases.is_empty() || seen.len() > MAX_MODELS {
                return None;
            }
            open.extend(bases);
        }
    }
    left_out.then_some(LeftOut { source })
}

/// What a source that is more than a claim records the model to be made from; nothing where the lineage is not whole.
pub(super) fn recorded_bases(merged: &Merged<'_>) -> Vec<Artifact> {
    let records = |claim: &&Claim| {
        let named = matches!(&claim.bases, Bases::Named(bases) if !bases.is_empty());
        claim.origin.is_evidence() && !claim.from_memory && named
    };
    let recorded = merged.claims.iter().copied().any(|claim| records(&claim));
    let whole = recorded && !merged.unnamed_base && !merged.unrecorded && merged.unread.is_empty();
    let bases = merged.bases.iter().filter(|_| whole);
    bases.map(|(base, _)| (*base).clone()).collect()
}

/// Whether a claim states these terms as a tag, if at all.
fn is_tag(claim: &Claim, terms: &Terms) -> bool {
    let states = |stated: &Option<Terms>| {
        let stated = stated.as_ref().map(Terms::text);
        stated.is_some_and(|text| text.eq_ignore_ascii_case(terms.text()))
    };
    let has_tags = matches!(
        claim.origin,
        ClaimSource::Card | ClaimSource::Table | ClaimSource::Lock | ClaimSource::HubCache
    );
    !states(&claim.beyond) && (has_tags || !states(&claim.license))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::{LicenseRules, Verdict};
    use crate::model::{FactStore, Relation, UnknownReason, resolve};

    fn claim(origin: ClaimSource, license: Option<&str>, bases: &[&str]) -> Claim {
        let bases = bases.iter().map(|id| Artifact::parse(id).expect("an id"));
        Claim {
            license: license.map(|text| Terms::parse(text).expect("a licence")),
            bases: match bases.len() {
                0 => Bases::NotStated,
                _ => Bases::Named(bases.collect()),
            },
            relation: Some(Relation::Quantized),
            ..Claim::new(origin, "test")
        }
    }

    fn verdict(claims: Vec<Claim>, rules: &LicenseRules) -> (Verdict, Vec<String>) {
        let model = Artifact::parse("acme/writer").expect("an id");
        let mut store = FactStore::built_in();
        for claim in claims {
            store.add(&model, claim);
        }
        let resolution = resolve(&model, &store, rules);
        let why = resolution.unknown_reasons.iter();
        (
            resolution.verdict,
            why.map(UnknownReason::explain).collect(),
        )
    }

    /// The tables and a lock judge a tag alike.
    #[test]
    fn a_tag_does_not_count_where_its_terms_are_for_nothing_that_the_model_is_made_from() {
        use ClaimSource::{Card, Dependency, LicenseFile, Lock, Member, Table};
        use Verdict::{Fail, Pass, Unknown};
        let new = "google/gemma-4-E2B-it";
        let old = "google/gemma-3-1b-it";
        let of = claim;
        let finetune = |origin| Claim {
            relation: Some(Relation::Finetune),
            ..claim(origin, Some("gemma"), &[new])
        };
        for (claims, expected) in [
            (vec![of(Card, Some("gemma"), &[new])], Pass),
            (vec![of(Lock, Some("gemma"), &[new])], Pass),
            (vec![of(Table, Some("gemma"), &[new])], Pass),
            // Through another conversion of the table.
            (
                vec![of(
                    Lock,
                    Some("gemma"),
                    &["mlx-community/gemma-4-e2b-it-4bit"],
                )],
                Pass,
            ),
            (vec![finetune(Lock)], Unknown),
            // A base that the terms are for, or one that nobody knows.
            (vec![of(Lock, Some("gemma"), &[old])], Fail),
            (vec![of(Lock, Some("gemma"), &[new, old])], Fail),
            (vec![of(Lock, Some("gemma"), &["acme/unheard-of"])], Fail),
            (vec![of(Lock, Some("gemma"), &[])], Fail),
            // Other terms, and a choice of terms.
            (vec![of(Lock, Some("llama3.1"), &[new])], Fail),
            (
                vec![
                    of(Lock, Some("gemma"), &[new]),
                    of(Table, Some("llama3.1"), &[]),
                ],
                Fail,
            ),
            // The text beside the weights is no tag.
            (
                vec![
                    of(Lock, Some("gemma"), &[new]),
                    of(LicenseFile, Some("gemma"), &[]),
                ],
                Fail,
            ),
            (
                vec![Claim {
                    beyond: Some(Terms::parse("gemma").expect("a licence")),
                    ..of(Lock, None, &[new])
                }],
                Fail,
            ),
            // What a manifest says of lineage lets no tag go.
            (
                vec![of(Lock, Some("gemma"), &[]), of(Dependency, None, &[new])],
                Fail,
            ),
            (
                vec![of(Lock, Some("gemma"), &[]), of(Member, None, &[new])],
                Fail,
            ),
            (
                vec![Claim {
                    from_memory: true,
                    ..of(Table, Some("gemma"), &[new])
                }],
                Fail,
            ),
        ] {
            let shown = format!("{claims:?}");
            assert_eq!(verdict(claims, &LicenseRules::osi()).0, expected, "{shown}");
        }
        let (_, why) = verdict(vec![finetune(Lock)], &LicenseRules::osi());
        assert_eq!(
            why,
            ["acme/writer states `gemma`, whose terms are for nothing that it is made from"]
        );
    }

    #[test]
    fn terms_that_are_allowed_stay_what_the_model_states() {
        let mut rules = LicenseRules::osi();
        rules.allow = ["gemma".to_owned()].into();
        let tagged = Claim {
            relation: Some(Relation::Finetune),
            ..claim(ClaimSource::Lock, Some("gemma"), &["google/gemma-4-E2B-it"])
        };
        assert_eq!(verdict(vec![tagged], &rules), (Verdict::Pass, Vec::new()));
    }

    #[test]
    fn the_table_is_whole() {
        for [license, not_for, source, confidence] in tsv::rows::<4>(TABLE) {
            assert!(crate::license::lookup(license).is_known(), "{license}");
            for id in not_for.split('|') {
                assert!(crate::model::is_built_in(id), "{id}");
            }
            assert!(!source.is_empty() && ["verified", "partly"].contains(&confidence));
        }
        assert_eq!(tsv::rows::<4>(TABLE).count(), TABLE.lines().count() - 1);
    }
}
