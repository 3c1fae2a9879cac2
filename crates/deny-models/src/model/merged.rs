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
    /// Why sources that count cannot be read.
    pub(super) unread: Vec<&'a str>,
    /// Only a dependency's manifest, a data file or the hub cache states a licence: a claim that cannot clear anything.
    pub(super) only_claimed: bool,
    /// Every licence that is more than a claim is stated from memory.
    pub(super) from_memory: bool,
    /// A source does not record lineage, and no other states it, unless from memory.
    pub(super) unrecorded: bool,
}

impl<'a> Merged<'a> {
    /// By `rules` it is decided which of two terms is the looser; without them no statement takes the place of another.
    pub(super) fn of(claims: Vec<&'a Claim>, rules: Option<&LicenseRules>) -> Self {
        let replaced = rules.is_some_and(|rules| is_replaced(&claims, rules));
        let counted = |claim: &&&Claim| !(replaced && claim.origin == ClaimSource::Package);
        // The policy outranks a table that it names, in what it states.
        let by_owner = [ClaimSource::Policy, ClaimSource::Facts].map(|origin| {
            let claim = claims.iter().find(|claim| claim.origin == origin);
            claim.copied()
        });
        let over = |states: fn(&Claim) -> bool| {
            let mut owner = by_owner.into_iter().flatten();
            owner.find(|claim| states(claim))
        };
        let mut merged = Self {
            declared: claims
                .iter()
                .filter(counted)
                .find_map(|claim| claim.license.as_ref()),
            ..Self::default()
        };
        let over_licence = over(|owner| owner.license.is_some());
        let over_bases = over(|owner| owner.bases != Bases::NotStated);
        let over_components = over(|owner| owner.components.is_some());
        let mut seen_terms = BTreeSet::new();
        let mut seen_bases = HashMap::new();
        let mut seen_components = BTreeSet::new();
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
                let all = claim.components.iter().flatten();
                let new = all.filter(|component| seen_components.insert(component.key()));
                merged.components.extend(new);
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

/// The verdict on all of these terms together, and the strictest class among the licences that count: of a choice those
/// that are chosen.
fn strictness<'t>(
    terms: impl Iterator<Item = &'t Terms>,
    rules: &LicenseRules,
) -> (Verdict, Class) {
    let each = terms.map(|terms| {
        let (verdict, licenses) = rules.judge_expr(terms.expr());
        let class = licenses.into_iter().map(License::class).max();
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{FactStore, Resolution, UnknownReason, resolve};

    const LICENSES: [&str; 10] = [
        "MIT",
        "Apache-2.0",
        "MPL-2.0",
        "AGPL-3.0-only",
        "CC0-1.0",
        "CC-BY-4.0",
        "CC-BY-NC-4.0",
        "llama3.1",
        "LicenseRef-of-its-own",
        "MIT OR GPL-3.0-only",
    ];
    const ORIGINS: [ClaimSource; 4] = [
        ClaimSource::Card,
        ClaimSource::Header,
        ClaimSource::LicenseFile,
        ClaimSource::Dependency,
    ];

    fn rules() -> Vec<LicenseRules> {
        let mut odd = LicenseRules::osi();
        odd.allow = ["cc-by-4.0", "llama3.1"].map(str::to_owned).into();
        odd.deny = ["mit", "agpl-3.0"].map(str::to_owned).into();
        vec![LicenseRules::osi(), odd]
    }

    fn claim(origin: ClaimSource, license: &str) -> Claim {
        Claim {
            license: Some(Terms::parse(license).expect("a licence")),
            ..Claim::new(origin, "test")
        }
    }

    /// A file of a dependency under a licence, with what the dependency states of it.
    fn of_dependency(
        package: &str,
        statements: &[(ClaimSource, &str, bool)],
        rules: &LicenseRules,
    ) -> Resolution {
        let file = Artifact::parse_path("models/x.onnx").expect("a path");
        let file = file.in_package("dep 1.0.0");
        let mut store = FactStore::empty();
        store.add(
            &file,
            Claim {
                floor: true,
                ..claim(ClaimSource::Package, package)
            },
        );
        for (origin, license, is_read) in statements {
            let mut statement = claim(*origin, license);
            statement.unread = (!is_read).then(|| "damaged".to_owned());
            store.add(&file, statement);
        }
        resolve(&file, &store, rules)
    }

    fn strictest(resolution: &Resolution) -> Class {
        let classes = resolution.binding.iter().map(|known| known.license.class());
        classes.max().unwrap_or(Class::Unknown)
    }

    proptest! {
        /// Whatever a dependency states of a file that it ships, the verdict is none the better for it, and no copyleft
        /// licence goes.
        #[test]
        fn what_a_dependency_states_never_loosens(
            package in 0..LICENSES.len(),
            statements in prop::collection::vec((0..ORIGINS.len(), 0..LICENSES.len(), any::<bool>()), 0..4),
        ) {
            let package = LICENSES[package];
            let statements: Vec<(ClaimSource, &str, bool)> = statements
                .into_iter()
                .map(|(origin, license, is_read)| (ORIGINS[origin], LICENSES[license], is_read))
                .collect();
            for rules in rules() {
                let without = of_dependency(package, &[], &rules);
                let with = of_dependency(package, &statements, &rules);
                prop_assert!(with.verdict >= without.verdict, "{package} {statements:?}");
                if with.verdict == Verdict::Pass {
                    prop_assert!(strictest(&with) >= strictest(&without), "{package} {statements:?}");
                }
                if statements.iter().any(|(.., is_read)| !is_read) {
                    prop_assert!(with.verdict > Verdict::Pass);
                }
            }
        }
    }

    #[test]
    fn a_statement_takes_the_place_of_an_assumption_and_of_nothing_else() {
        let rules = LicenseRules::osi();
        let shown = |package: &str, statements: &[(ClaimSource, &str, bool)]| {
            let resolution = of_dependency(package, statements, &rules);
            let mut ids: Vec<String> = resolution
                .binding
                .iter()
                .map(|known| known.license.to_string())
                .collect();
            ids.sort();
            ids
        };
        let manifest = (ClaimSource::Dependency, "BSD-3-Clause", true);
        assert_eq!(shown("MIT", &[manifest]), ["bsd-3-clause"]);
        assert_eq!(
            shown("AGPL-3.0-only", &[manifest]),
            ["agpl-3.0", "bsd-3-clause"]
        );
        let header = (ClaimSource::Header, "llama3.1", true);
        assert_eq!(
            shown("MIT", &[manifest, header]),
            ["bsd-3-clause", "llama3.1"]
        );
    }

    #[test]
    fn what_two_lists_state_is_there_once() {
        let part = Artifact::parse_hub("a/part").expect("an id");
        let of_list = Claim {
            components: Some(vec![part.clone()]),
            bases: Bases::Named(vec![part]),
            ..claim(ClaimSource::Table, "MIT")
        };
        let merged = Merged::of(vec![&of_list, &of_list], None);
        assert_eq!(merged.components.len(), 1);
        assert_eq!(merged.bases.len(), 1);
        assert_eq!(merged.terms.len(), 1);
    }

    /// What is only claimed or remembered makes no pass.
    #[test]
    fn a_licence_is_a_fact_where_a_source_states_it_that_is_more_than_a_claim() {
        use ClaimSource::{Card, DataFile, Dependency, HubCache, Lock, Table};
        let remembered = |origin| Claim {
            from_memory: true,
            ..claim(origin, "MIT")
        };
        let unrecorded = |origin| Claim {
            unrecorded: true,
            ..claim(origin, "MIT")
        };
        let without_base = |origin| Claim {
            bases: Bases::Named(Vec::new()),
            ..claim(origin, "MIT")
        };
        let lineage = "unrecorded-lineage";
        for (claims, reasons) in [
            (vec![claim(Table, "MIT")], &[][..]),
            (vec![claim(Dependency, "MIT")], &["only-claimed"]),
            (
                vec![claim(DataFile, "MIT"), claim(HubCache, "MIT")],
                &["only-claimed"],
            ),
            (vec![claim(Card, "MIT"), claim(Dependency, "MIT")], &[]),
            (vec![remembered(Table)], &["from-memory", lineage]),
            (
                vec![remembered(Table), claim(Dependency, "MIT")],
                &["from-memory", lineage],
            ),
            (vec![remembered(Table), without_base(Card)], &[]),
            (vec![unrecorded(Table)], &[lineage]),
            (vec![unrecorded(Lock)], &[]),
            (vec![unrecorded(Table), without_base(Card)], &[]),
        ] {
            let model = Artifact::parse("a/x").expect("an id");
            let mut store = FactStore::empty();
            for claim in &claims {
                store.add(&model, claim.clone());
            }
            let resolution = resolve(&model, &store, &LicenseRules::osi());
            let mut found: Vec<&str> = resolution
                .unknown_reasons
                .iter()
                .map(|reason| match reason {
                    UnknownReason::OnlyClaimed(..) => "only-claimed",
                    UnknownReason::FromMemory(..) => "from-memory",
                    UnknownReason::UnrecordedLineage(_) => lineage,
                    other => panic!("{other:?}"),
                })
                .collect();
            found.sort_unstable();
            assert_eq!(found, reasons, "{claims:?}");
            let expected = if reasons.is_empty() {
                Verdict::Pass
            } else {
                Verdict::Unknown
            };
            assert_eq!(resolution.verdict, expected, "{claims:?}");
        }
    }
}
