//! A lock with every key, read and written; and what its rows mean.

use super::block::{LockedClaim, LockedClaimSource, LockedModel};
use super::compare::{Extent, Names, compare};
use super::file::Lock;
use crate::domain::PackageRef;
use crate::license::Terms;
use crate::model::{Artifact, Bases, Claim, ClaimSource, Relation};
use crate::source::SourceFile;

mod compare;
mod insert;
mod stale;

const WHOLE: &str = include_str!("whole.lock");

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn read(text: &str) -> Lock {
    Lock::parse(&SourceFile::new("deny-models.lock", text))
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn artifact(text: &str) -> Artifact {
    match text.strip_prefix("./") {
        Some(path) => Artifact::parse_path(path),
        None => Artifact::parse(text),
    }
    .expect("a model")
}

fn terms(text: &str) -> Terms {
    Terms::parse(text).expect("a licence")
}

/// Crates of old write a slash between alternatives; models do not.
#[test]
fn the_licence_of_a_package_is_read_as_that_of_a_crate() {
    let package = PackageRef {
        name: "depot".into(),
        version: "1.0.0".into(),
    };
    let model = artifact("./models/x.gguf");
    let read = |by: LockedClaimSource| {
        let stated = Claim {
            license: Some(terms("mit")),
            ..Claim::new(ClaimSource::Package, "test")
        };
        let mut row = LockedClaim::of(&model, &stated).expect("a row");
        row.by = by;
        row.license = Some("MIT/Apache-2.0".to_owned());
        row.claim(&package).expect("a claim").license
    };
    assert_eq!(
        read(LockedClaimSource::Package),
        Some(Terms::parse_crate("MIT/Apache-2.0").expect("a licence"))
    );
    assert_ne!(
        read(LockedClaimSource::Package),
        read(LockedClaimSource::Card)
    );
}

#[test]
fn a_row_that_points_to_a_model_names_it_and_states_nothing() {
    let package = PackageRef {
        name: "depot".into(),
        version: "1.0.0".into(),
    };
    let row = LockedClaim::pointing(&artifact("./models/x.gguf"), &artifact("acme/x"));
    assert_eq!(row.hint, Some(artifact("acme/x")));
    assert!(row.claim(&package).is_none());
}

#[test]
fn a_lock_with_every_key_reads_as_it_was_written() {
    let lock = read(WHOLE);
    assert_eq!(lock.render(), WHOLE);
    assert_eq!(lock.inconsistent(), []);
}

#[test]
fn what_changes_between_locks_is_named_and_of_the_same_nothing_is() {
    let lock = read(WHOLE);
    assert_eq!(lock.changes(&lock), []);
    let blocks = WHOLE.lines().filter(|line| line.starts_with("[["));
    let blocks = blocks.count();
    let none = Lock::default();
    assert_eq!(none.changes(&lock).len(), blocks);
    assert_eq!(lock.changes(&none).len(), blocks);
}

/// What a row leaves out would be a licence or a base less for the hook.
#[test]
fn a_claim_is_locked_whole() {
    let package = PackageRef {
        name: "loader".to_owned(),
        version: "1.0.0".to_owned(),
    };
    let whole = |origin, bases| Claim {
        license: Some(terms("Apache-2.0")),
        beyond: Some(terms("llama3.1")),
        bases,
        relation: Some(Relation::Merge),
        components: Some(vec![artifact("a/part")]),
        floor: origin == ClaimSource::Package,
        ..Claim::new(origin, "said so")
    };
    let bases = [
        Bases::Named(vec![artifact("a/base")]),
        Bases::Named(Vec::new()),
        Bases::Unnamed,
        Bases::NotStated,
    ];
    for (origin, about_others) in [
        (ClaimSource::Member, true),
        (ClaimSource::Dependency, true),
        (ClaimSource::DataFile, true),
        (ClaimSource::Header, false),
        (ClaimSource::Package, false),
        (ClaimSource::Card, false),
        (ClaimSource::LicenseFile, false),
    ] {
        for bases in &bases {
            let claim = whole(origin, bases.clone());
            for (model, counts) in [
                (artifact("./x.onnx"), true),
                (artifact("a/model"), about_others),
            ] {
                let locked = LockedClaim::of(&model, &claim).expect("a row");
                let again = locked.claim(&package).map(|read| Claim {
                    detail: claim.detail.clone(),
                    ..read
                });
                assert_eq!(
                    again,
                    counts.then(|| claim.clone()),
                    "{origin:?} of {model}"
                );
            }
        }
    }
    // Others have no row, and neither has what states nothing.
    let model = artifact("./x.onnx");
    let of_hub = whole(ClaimSource::HubCache, Bases::NotStated);
    assert_eq!(LockedClaim::of(&model, &of_hub), None);
    let empty = Claim::new(ClaimSource::Card, "its card");
    assert_eq!(LockedClaim::of(&model, &empty), None);
    let pointing = LockedClaim::pointing(&model, &artifact("a/base"));
    assert_eq!(pointing.by, LockedClaimSource::Header);
    assert_eq!(pointing.claim(&package), None);
}

fn model(revision: Option<&str>, unread: &[&str]) -> LockedModel {
    LockedModel {
        revision: revision.map(str::to_owned),
        license: vec!["gemma".to_owned()],
        unread: unread.iter().map(|path| (*path).to_owned()).collect(),
        ..LockedModel::new(&artifact("a/model"))
    }
}

#[test]
fn a_file_that_only_the_lock_has_read_is_unseen() {
    let card = LockedModel::CARD;
    for (locked, seen, unseen) in [
        (&[][..], &[][..], &[][..]),
        (&[], &[card], &[card]),
        (&[card], &[card], &[]),
        (&[card], &[], &[]),
        (&[card], &[card, "LICENSE"], &["LICENSE"]),
    ] {
        let (locked, seen) = (model(Some(COMMIT), locked), model(Some(COMMIT), seen));
        let compared = compare(&locked, &seen, Extent::All, &Names::new([&seen]));
        assert_eq!(compared.unseen, unseen);
        assert!(compared.differs.is_empty(), "{:?}", compared.differs);
    }
}

#[test]
fn a_lock_covers_what_was_seen_with_less_access_at_the_same_commit_alone() {
    let card = LockedModel::CARD;
    let other = "f".repeat(40);
    for (locked, seen, covered) in [
        (model(Some(COMMIT), &[]), model(Some(COMMIT), &[card]), true),
        // As little was read for the lock.
        (
            model(Some(COMMIT), &[card]),
            model(Some(COMMIT), &[card]),
            false,
        ),
        (model(Some(COMMIT), &[]), model(Some(COMMIT), &[]), false),
        // It may have changed since.
        (
            model(Some(COMMIT), &[]),
            model(Some(&other), &[card]),
            false,
        ),
        (model(None, &[]), model(None, &[card]), false),
    ] {
        let lock = Lock::new([locked.clone()], []);
        let more = lock.has_more_of(&seen);
        assert_eq!(more, covered.then_some(&locked), "{seen:?}");
    }
}
