//! What a lock adds to what is known of models.

use super::*;
use crate::license::LicenseRules;
use crate::lock::{LockedText, LockedWeights};
use crate::model::{FactStore, Slot, UnknownReason, resolve};

fn weights(digit: &str) -> Vec<LockedWeights> {
    vec![LockedWeights {
        path: "model.safetensors".to_owned(),
        sha256: digit.repeat(64),
        size: None,
    }]
}

/// A model of which a weight file is locked. Its base is named, `?` for one that is not, `-` for none that is stated.
fn of_weights(id: &str, license: &str, base: &str, digit: &str) -> LockedModel {
    let named = (!["?", "-"].contains(&base)).then(|| vec![artifact(base)]);
    LockedModel {
        license: vec![license.to_owned()],
        relation: (base == "?").then_some(Relation::Finetune),
        base: named,
        files: weights(digit),
        ..LockedModel::new(&artifact(id))
    }
}

/// The claims that are added to those of the blocks themselves: a base, or the terms.
fn added(lock: &Lock, model: &str) -> Vec<String> {
    let mut store = FactStore::empty();
    lock.insert_into(&mut store);
    let model = artifact(model);
    let claims = store.claims(&model).into_iter();
    claims
        .filter(|claim| claim.detail.contains("has the same SHA-256"))
        .map(|claim| match (&claim.bases, &claim.beyond) {
            (Bases::Named(bases), None) => format!("{:?} {}", claim.relation, bases[0]),
            (Bases::NotStated, terms) => {
                format!("terms {}", terms.as_ref().map_or("none", Terms::text))
            }
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn weights_that_two_models_share_are_under_the_terms_of_both() {
    let base = "Some(Quantized) b/y";
    for (one, other, of_one, of_other) in [
        // The one that states no lineage has that of the other.
        (("-", "1"), ("m/base", "1"), base, ""),
        (("?", "1"), ("m/base", "1"), base, ""),
        (("-", "1"), ("?", "1"), base, "terms mit"),
        // Neither names one.
        (("-", "1"), ("-", "1"), "terms gemma", "terms mit"),
        (("?", "1"), ("?", "1"), "terms gemma", "terms mit"),
        // Both do, or the weights are not the same.
        (("m/base", "1"), ("m/base", "1"), "", ""),
        (("-", "1"), ("m/base", "2"), "", ""),
    ] {
        let lock = Lock::new(
            [
                of_weights("a/x", "mit", one.0, one.1),
                of_weights("b/y", "gemma", other.0, other.1),
            ],
            [],
        );
        let shown = format!("{one:?} {other:?}");
        assert_eq!(added(&lock, "a/x").join("; "), of_one, "{shown}");
        assert_eq!(added(&lock, "b/y").join("; "), of_other, "{shown}");
    }
}

/// The recognised text counts where the card has no licence.
#[test]
fn a_text_crosses_over_where_there_is_no_tag() {
    let mut other = of_weights("b/y", "", "-", "1");
    other.license.clear();
    other.texts.push(text("LICENSE", Some("llama3.1")));
    let lock = Lock::new([of_weights("a/x", "mit", "-", "1"), other], []);
    assert_eq!(added(&lock, "a/x"), ["terms llama3.1"]);
}

#[test]
fn two_revisions_of_a_model_are_no_two_models() {
    let later = LockedModel {
        asked: Some("v2".to_owned()),
        ..of_weights("a/x", "gemma", "m/base", "1")
    };
    let lock = Lock::new([of_weights("a/x", "mit", "-", "1"), later], []);
    assert_eq!(added(&lock, "a/x"), Vec::<String>::new());
}

/// The lock with blocks whose digest is not theirs.
fn unfit(mut lock: Lock) -> Lock {
    for block in &mut lock.models {
        block.written = Some("0".repeat(64));
    }
    for block in &mut lock.members {
        block.written = Some("0".repeat(64));
    }
    lock
}

#[test]
fn a_block_that_does_not_fit_adds_nothing() {
    let lock = || {
        let hinted = LockedModel {
            hints: vec![artifact("m/hinted")],
            gated: Some("auto".to_owned()),
            ..of_weights("b/y", "gemma", "m/base", "1")
        };
        Lock::new([of_weights("a/x", "mit", "-", "1"), hinted], [])
    };
    for (lock, fits) in [(lock(), true), (unfit(lock()), false)] {
        let mut store = FactStore::empty();
        lock.insert_into(&mut store);
        let (x, y) = (artifact("a/x"), artifact("b/y"));
        assert_eq!(store.claims(&x).len(), if fits { 2 } else { 0 });
        assert_eq!(store.claims(&y).len(), usize::from(fits));
        assert_eq!(store.hints(&y).len(), usize::from(fits));
        assert_eq!(store.access(&y).is_some(), fits);
        assert_eq!(!lock.weights().is_empty(), fits);
    }
}

#[test]
fn a_file_is_known_by_its_digest() {
    let file = artifact("./x.safetensors");
    let lock = Lock::new([of_weights("a/x", "gemma", "-", "a")], []);
    let bases = |lock: &Lock, sha256: &str| {
        let mut store = FactStore::empty();
        lock.weights().insert_file(&file, sha256, &mut store);
        let claims = store.claims(&file).into_iter();
        claims
            .map(|claim| (claim.bases.clone(), claim.relation))
            .collect::<Vec<_>>()
    };
    let known = [(
        Bases::Named(vec![artifact("a/x")]),
        Some(Relation::Quantized),
    )];
    assert_eq!(bases(&lock, &"a".repeat(64)), known);
    assert_eq!(bases(&lock, &"A".repeat(64)), known);
    assert_eq!(bases(&lock, &"b".repeat(64)), []);
    assert_eq!(bases(&unfit(lock), &"a".repeat(64)), []);
    let without = Lock::new([LockedModel::new(&artifact("a/x"))], []);
    assert!(without.weights().is_empty());
}

/// A pull by the present name of a renamed model has the same facts.
#[test]
fn a_renamed_model_has_its_facts_under_both_names() {
    let renamed = LockedModel {
        renamed: Some(artifact("b/now")),
        revision: Some(COMMIT.to_owned()),
        texts: vec![text("LICENSE", None)],
        ..model(None, &[])
    };
    let mut store = FactStore::empty();
    Lock::new([renamed], []).insert_into(&mut store);
    for name in ["a/model", "b/now"] {
        let name = artifact(name);
        assert_eq!(store.claims(&name).len(), 1);
        assert!(store.has_text(&name, &"5".repeat(64)));
        assert!(!store.has_text(&name, &"6".repeat(64)));
        assert!(store.access(&name).is_some());
    }
}

/// A base in a file that was not read would otherwise be no base.
#[test]
fn what_was_not_read_may_name_a_base() {
    for (unread, unresolved, unseen) in [
        (&[][..], false, false),
        (&["LICENSE"], false, false),
        (&[LockedModel::CARD], false, true),
        (&[LockedModel::REPOSITORY], false, true),
        (&["LICENSE", LockedModel::CARD], false, true),
        (&[], true, true),
        (&["LICENSE"], true, true),
    ] {
        let locked = LockedModel {
            unresolved: unresolved.then(|| "the hub did not answer".to_owned()),
            ..model(Some(COMMIT), unread)
        };
        assert_eq!(locked.claim(None).unrecorded, unseen, "{unread:?}");
    }
}

fn text(path: &str, license: Option<&str>) -> LockedText {
    LockedText {
        path: path.to_owned(),
        sha256: "5".repeat(64),
        license: license.map(str::to_owned),
    }
}

#[test]
fn the_licence_of_a_card_is_its_tag_and_its_name() {
    for (tags, name, licence, is_stated) in [
        (&[][..], None, None, false),
        (&["mit"], None, Some("mit"), true),
        (&["other"], None, Some("other"), false),
        (&["Unknown"], None, Some("Unknown"), false),
        (&["other"], Some("acme-1"), Some("acme-1"), true),
        (&[" OTHER "], Some("acme-1"), Some("acme-1"), true),
        (&[], Some("acme-1"), Some("acme-1"), true),
        (&["mit"], Some("acme-1"), Some("mit, acme-1"), true),
        (&["other", "mit"], None, Some("other, mit"), true),
    ] {
        let locked = LockedModel {
            license: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            license_name: name.map(str::to_owned),
            ..LockedModel::new(&artifact("a/x"))
        };
        let shown = format!("{tags:?} {name:?}");
        let claim = locked.claim(None);
        assert_eq!(claim.license.as_ref().map(Terms::text), licence, "{shown}");
        assert_eq!(locked.states_license(), is_stated, "{shown}");
    }
}

/// Whatever is no name of code, of data or of a bundled library is about the weights.
#[test]
fn a_licence_file_is_about_what_its_name_states() {
    for (path, about) in [
        ("LICENSE", Some(Slot::Weights)),
        ("LICENSE-MODEL", Some(Slot::Weights)),
        ("model_code/LICENSE", Some(Slot::Weights)),
        ("CODE-LICENSE-MODELS.txt", Some(Slot::Weights)),
        ("LICENSE-CODE", Some(Slot::Code)),
        ("source/SOFTWARE_LICENSE.md", Some(Slot::Code)),
        ("DATA-LICENSE", Some(Slot::Data)),
        ("LICENSE.datasets", Some(Slot::Data)),
        ("LICENSE-DATABASE", Some(Slot::Weights)),
        ("THIRD-PARTY-LICENSES", None),
        ("LICENSE-THIRDPARTY-MODELS", None),
    ] {
        let locked = LockedModel {
            texts: vec![text(path, Some("llama3.1"))],
            ..LockedModel::new(&artifact("a/x"))
        };
        let claim = locked.claim(None);
        let other = about.filter(|slot| *slot != Slot::Weights);
        let slots: Vec<Slot> = claim.slot_licenses.iter().map(|of| of.slot).collect();
        assert_eq!(slots, other.into_iter().collect::<Vec<_>>(), "{path}");
        let applies = claim.beyond.is_some();
        assert_eq!(applies, about == Some(Slot::Weights), "{path}");
    }
}

#[test]
fn a_base_may_be_named_or_not_or_not_stated() {
    let named = |ids: &[&str]| Bases::Named(ids.iter().map(|id| artifact(id)).collect());
    for (base, unnamed, relation, bases, has_lineage) in [
        (None, false, None, Bases::NotStated, false),
        (None, true, None, Bases::Unnamed, true),
        (None, false, Some(Relation::Merge), Bases::Unnamed, false),
        (Some(&[][..]), false, None, named(&[]), false),
        (Some(&[]), true, None, Bases::Unnamed, true),
        (Some(&["m/b"]), false, None, named(&["m/b"]), true),
    ] {
        let locked = LockedModel {
            base: base.map(|ids: &[&str]| ids.iter().map(|id| artifact(id)).collect()),
            base_unnamed: unnamed,
            relation,
            ..LockedModel::new(&artifact("a/x"))
        };
        let shown = format!("{base:?} {unnamed} {relation:?}");
        assert_eq!(locked.claim(None).bases, bases, "{shown}");
        assert_eq!(locked.states_lineage(), has_lineage, "{shown}");
    }
}

/// Where one base is named and another is not, the second one stays unknown.
#[test]
fn a_base_or_a_component_that_is_not_named_is_none_that_is_known() {
    for (base, components) in [(true, false), (false, true)] {
        let locked = LockedModel {
            license: vec!["mit".to_owned()],
            base: Some(vec![artifact("m/b")]),
            base_unnamed: base,
            components: Some(Vec::new()),
            component_unnamed: components,
            ..LockedModel::new(&artifact("a/x"))
        };
        let base = LockedModel {
            base: Some(Vec::new()),
            ..model(None, &[])
        };
        let base = LockedModel {
            id: artifact("m/b"),
            license: vec!["mit".to_owned()],
            ..base
        };
        let mut store = FactStore::empty();
        Lock::new([locked, base], []).insert_into(&mut store);
        let found = resolve(&artifact("a/x"), &store, &LicenseRules::osi());
        let is_unknown = |reason: &UnknownReason| matches!(reason, UnknownReason::NoFacts(_));
        assert!(found.unknown_reasons.iter().any(is_unknown), "{found:?}");
    }
}
