//! Invariants of the resolver over random lineages.

use deny_models::license::{LicenseRules, Terms, Verdict};
use deny_models::model::{
    Artifact, Bases, Claim, ClaimSource, FactStore, Relation, Resolution, Resolver, UnknownReason,
    resolve,
};
use proptest::prelude::*;

const LICENSES: [&str; 10] = [
    "mit",
    "apache-2.0",
    "agpl-3.0",
    "cc-by-4.0",
    "gemma",
    "llama3.1",
    "llama3.2",
    "cc-by-nc-4.0",
    "other",
    "gemma OR mit",
];

/// A model by number, with numbers for its parts.
#[derive(Debug, Clone)]
struct Node {
    license: Option<usize>,
    relation: Option<usize>,
    bases: Vec<usize>,
    components: Vec<usize>,
}

fn node(models: usize) -> impl Strategy<Value = Node> {
    let parts = || prop::collection::vec(0..models, 0..3);
    (
        prop::option::weighted(0.9, 0..LICENSES.len()),
        prop::option::of(0..4_usize),
        parts(),
        parts(),
    )
        .prop_map(|(license, relation, bases, components)| Node {
            license,
            relation,
            bases,
            components,
        })
}

fn lineage() -> impl Strategy<Value = Vec<Node>> {
    (2..8_usize).prop_flat_map(|models| prop::collection::vec(node(models), models))
}

/// Without cycles: parts have higher numbers.
fn tree() -> impl Strategy<Value = Vec<Node>> {
    lineage().prop_map(|mut nodes| {
        for (at, node) in nodes.iter_mut().enumerate() {
            node.bases.retain(|part| *part > at);
            node.components.retain(|part| *part > at);
        }
        nodes
    })
}

fn model(number: usize) -> Artifact {
    Artifact::parse(&format!("acme/model-{number}")).expect("an id")
}

fn claim(node: &Node) -> Claim {
    let models = |numbers: &[usize]| {
        numbers
            .iter()
            .map(|number| model(*number))
            .collect::<Vec<_>>()
    };
    Claim {
        license: node
            .license
            .map(|license| Terms::parse(LICENSES[license]).expect("an expression")),
        bases: Bases::Named(models(&node.bases)),
        relation: node.relation.map(|relation| Relation::ALL[relation]),
        components: Some(models(&node.components)),
        ..Claim::new(ClaimSource::Member, "test")
    }
}

fn store(nodes: &[Node]) -> FactStore {
    let mut store = FactStore::built_in();
    for (number, node) in nodes.iter().enumerate() {
        store.add(&model(number), claim(node));
    }
    store
}

fn answer(nodes: &[Node]) -> Resolution {
    resolve(&model(0), &store(nodes), &LicenseRules::osi())
}

/// What must not depend on any order.
fn essence(resolution: &Resolution) -> (Verdict, Option<String>, Vec<String>, bool, Vec<String>) {
    (
        resolution.verdict,
        resolution
            .governing()
            .map(|binding| binding.license.to_string()),
        resolution
            .binding
            .iter()
            .map(|binding| binding.license.to_string())
            .collect(),
        resolution.is_relicensed(),
        resolution
            .unknown_reasons
            .iter()
            .filter(|gap| !matches!(gap, deny_models::model::UnknownReason::Cycle(_)))
            .map(deny_models::model::UnknownReason::explain)
            .collect(),
    )
}

proptest! {
    #[test]
    fn the_same_question_has_the_same_answer(nodes in lineage()) {
        prop_assert_eq!(answer(&nodes), answer(&nodes));
    }

    #[test]
    fn order_never_matters(nodes in lineage()) {
        let mut turned = nodes.clone();
        for node in &mut turned {
            node.bases.reverse();
            node.components.reverse();
        }
        let forward = answer(&nodes);
        prop_assert_eq!(essence(&forward), essence(&answer(&turned)));
        let mut backward = FactStore::built_in();
        for (number, node) in nodes.iter().enumerate().rev() {
            backward.add(&model(number), claim(node));
        }
        prop_assert_eq!(essence(&forward), essence(&resolve(&model(0), &backward, &LicenseRules::osi())));
    }

    #[test]
    fn another_ancestor_or_component_never_helps(
        nodes in tree(),
        at in 0..8_usize,
        license in 0..LICENSES.len(),
        relation in prop::option::of(0..4_usize),
        component in any::<bool>(),
    ) {
        let before = answer(&nodes).verdict;
        let mut more = nodes.clone();
        let new = more.len();
        more.push(Node { license: Some(license), relation: None, bases: vec![], components: vec![] });
        let at = at % new;
        if component {
            more[at].components.push(new);
        } else {
            // A model that states no licence may be a plain conversion of its only base, and of that alone.
            prop_assume!(more[at].license.is_some());
            let stated = more[at].bases.is_empty();
            more[at].bases.push(new);
            if stated {
                more[at].relation = relation;
            }
        }
        prop_assert!(answer(&more).verdict >= before);
    }

    #[test]
    fn a_restricted_ancestor_always_fails(nodes in tree(), relation in 0..4_usize) {
        let mut more = nodes;
        let new = more.len();
        more.push(Node { license: Some(5), relation: None, bases: vec![], components: vec![] });
        more[0].bases.push(new);
        more[0].relation = Some(relation);
        prop_assert_eq!(answer(&more).verdict, Verdict::Fail);
    }

    #[test]
    fn a_wider_allow_never_hurts_and_a_wider_deny_never_helps(nodes in lineage(), license in 0..9_usize) {
        let store = store(&nodes);
        let of = |gate: &LicenseRules| resolve(&model(0), &store, gate).verdict;
        let id = deny_models::license::lookup(LICENSES[license]).id().to_owned();
        let plain = of(&LicenseRules::osi());
        let wider = LicenseRules { allow: [id.clone()].into(), ..LicenseRules::osi() };
        let stricter = LicenseRules { deny: [id].into(), ..LicenseRules::osi() };
        prop_assert!(of(&wider) <= plain);
        prop_assert!(of(&stricter) >= plain);
    }

    #[test]
    fn what_governs_is_among_what_binds_and_fails_when_the_model_fails(nodes in lineage()) {
        let found = answer(&nodes);
        match found.verdict {
            Verdict::Unknown => prop_assert!(found.governing().is_none()),
            verdict => prop_assert_eq!(found.governing().map(|binding| binding.verdict), Some(verdict)),
        }
        prop_assert!(found.verdict != Verdict::Pass || found.unknown_reasons.is_empty());
    }
}

/// A chain of models that are all pulled has as many steps as the square of its length.
#[test]
fn the_lineages_of_many_models_are_bounded_together_and_none_passes_for_that() {
    let mut chain: Vec<Node> = (1..1200)
        .map(|next| Node {
            license: Some(0),
            relation: Some(0),
            bases: vec![next],
            components: vec![],
        })
        .collect();
    chain.push(Node {
        license: Some(5),
        relation: None,
        bases: vec![],
        components: vec![],
    });
    let (store, rules) = (store(&chain), LicenseRules::osi());
    let resolver = Resolver::of_many(&store, &rules);
    let found: Vec<_> = (0..chain.len())
        .map(|number| resolver.resolve(&model(number)))
        .collect();
    let steps: usize = found
        .iter()
        .map(|resolution| resolution.lineage.len())
        .sum();
    assert!(steps < 400_000, "{steps}");
    assert!(
        found
            .iter()
            .all(|resolution| resolution.verdict != Verdict::Pass)
    );
    assert_eq!(found[0].verdict, Verdict::Fail);
    let unread = &found[1000].unknown_reasons;
    assert_eq!(unread.as_slice(), [UnknownReason::ManySteps]);
    assert_eq!(found[1190].verdict, Verdict::Fail, "it is near");
    assert_eq!(resolver.with_ancestors([model(0)]).len(), chain.len());
}

#[test]
fn a_lineage_may_be_deep_and_wide() {
    let node = |bases: Vec<usize>| Node {
        license: Some(0),
        relation: Some(0),
        bases,
        components: vec![],
    };
    let mut deep: Vec<Node> = (1..3000).map(|next| node(vec![next])).collect();
    deep.push(Node {
        license: Some(5),
        ..node(vec![])
    });
    assert_eq!(answer(&deep).verdict, Verdict::Fail);
    let mut endless: Vec<Node> = (1..6000).map(|next| node(vec![next])).collect();
    endless.push(node(vec![]));
    assert_eq!(answer(&endless).verdict, Verdict::Unknown);
    let diamond: Vec<Node> = (0..40)
        .map(|at| {
            node(if at < 38 {
                vec![at + 1, at + 2]
            } else {
                vec![]
            })
        })
        .collect();
    assert_eq!(answer(&diamond).verdict, Verdict::Pass);
}
