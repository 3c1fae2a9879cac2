//! What a hub shows to one that does not see everything, beside a lock.

use super::*;
use crate::lock::{LockedText, LockedWeights};

const LICENSE: &str = "LICENSE";

fn text(path: &str, license: Option<&str>) -> LockedText {
    LockedText {
        path: path.to_owned(),
        sha256: "5".repeat(64),
        license: license.map(str::to_owned),
    }
}

fn differs(locked: &LockedModel, seen: &LockedModel) -> bool {
    let compared = compare(locked, seen, Extent::All, &Names::new([seen]));
    !compared.differs.is_empty()
}

#[test]
fn a_text_that_is_not_shown_is_taken_from_the_lock_and_no_other() {
    let (license, notice) = (text(LICENSE, Some("gemma")), text("NOTICE", None));
    let locked = LockedModel {
        texts: vec![license, notice.clone()],
        ..model(Some(COMMIT), &[])
    };
    let seen = |texts: &[LockedText]| LockedModel {
        texts: texts.to_vec(),
        ..model(Some(COMMIT), &[LICENSE])
    };
    assert!(!differs(&locked, &seen(&[notice])));
    assert!(differs(&locked, &seen(&[])));
}

/// The model is under gemma by its card.
#[test]
fn a_text_that_was_not_shown_differs_where_it_adds_a_licence() {
    let notice = text("NOTICE", Some("gemma"));
    let locked = LockedModel {
        texts: vec![notice.clone()],
        ..model(Some(COMMIT), &[LICENSE])
    };
    for (license, is_other) in [
        (Some("gemma"), false),
        (Some("llama3.1"), true),
        (None, true),
    ] {
        let seen = LockedModel {
            texts: vec![notice.clone(), text(LICENSE, license)],
            ..model(Some(COMMIT), &[])
        };
        assert_eq!(differs(&locked, &seen), is_other, "{license:?}");
        // Where it was shown, it is a change.
        let locked = LockedModel {
            unread: Vec::new(),
            ..locked.clone()
        };
        assert!(differs(&locked, &seen), "{license:?}");
    }
    let gone = model(Some(COMMIT), &[]);
    assert!(differs(&locked, &gone));
}

#[test]
fn the_files_of_a_repository_count_where_both_saw_them() {
    let with_files = |unread: &[&str]| LockedModel {
        files: vec![LockedWeights {
            path: "model.safetensors".to_owned(),
            sha256: "1".repeat(64),
            size: None,
        }],
        ..model(Some(COMMIT), unread)
    };
    let repository = LockedModel::REPOSITORY;
    for (unread, is_other) in [(&[][..], true), (&[LICENSE], true), (&[repository], false)] {
        let (with, without) = (with_files(&[]), model(Some(COMMIT), unread));
        assert_eq!(differs(&without, &with), is_other, "{unread:?}");
        assert_eq!(differs(&with, &without), is_other, "{unread:?}");
    }
}

/// A base that is gone is a change, unless the file that names it is not shown.
#[test]
fn lineage_is_read_from_cards_and_configurations() {
    let locked = LockedModel {
        base: Some(vec![artifact("m/base")]),
        components: Some(vec![artifact("m/part")]),
        hints: vec![artifact("m/hinted")],
        code_license: vec!["mit".to_owned()],
        ..model(Some(COMMIT), &[])
    };
    for (path, is_other) in [
        (LockedModel::CARD, false),
        ("config.json", false),
        ("unet/CONFIG.JSON", false),
        ("mergekit.yml", false),
        ("mergekit.yaml", false),
        ("docs/README.md", true),
        ("json", true),
        (LICENSE, true),
        ("tokenizer.model", true),
    ] {
        // Only a card states the licence of the code.
        let code_license = match path {
            LockedModel::CARD => Vec::new(),
            _ => locked.code_license.clone(),
        };
        let seen = LockedModel {
            code_license,
            ..model(Some(COMMIT), &[path])
        };
        assert_eq!(differs(&locked, &seen), is_other, "{path}");
        // What contradicts the lock does so whatever is not shown.
        let other = LockedModel {
            base: Some(vec![artifact("m/other")]),
            ..seen
        };
        assert!(differs(&locked, &other), "{path}");
    }
}

#[test]
fn why_a_model_is_unresolved_is_wording() {
    let unresolved = |why: Option<&str>| LockedModel {
        unresolved: why.map(str::to_owned),
        ..model(None, &[])
    };
    for (locked, seen, is_other) in [
        (Some("missing"), Some("it is gone"), false),
        (None, Some("it is gone"), true),
        (Some("missing"), None, true),
    ] {
        assert_eq!(differs(&unresolved(locked), &unresolved(seen)), is_other);
    }
}
