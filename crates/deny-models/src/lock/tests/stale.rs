//! What of a graph a lock does not cover.

use super::*;
use crate::domain::{How, Scope};
use crate::lock::{
    LeastBuild, LockedMember, LockedPackage, LockedPull, LockedReach, QuietPackage, Stale,
    tables_know,
};

fn named(name: &str, version: &str) -> PackageRef {
    PackageRef {
        name: name.to_owned(),
        version: version.to_owned(),
    }
}

fn pull() -> LockedPull {
    LockedPull {
        model: artifact("a/model"),
        how: How::Runtime,
        features: Vec::new(),
        target: None,
        scope: Scope::Lib,
        stated: true,
        choice_of: None,
    }
}

fn package(version: &str, checksum: &str, pulls: &[LockedPull]) -> LockedPackage {
    LockedPackage {
        name: "loader".to_owned(),
        version: version.to_owned(),
        checksum: Some(checksum.to_owned()),
        pulls: pulls.to_vec(),
        ..LockedPackage::default()
    }
}

fn member(by: &PackageRef, pull: LockedPull) -> LockedMember {
    LockedMember {
        package: named("app", "0.1.0"),
        default_features: Vec::new(),
        packages: "0".repeat(64),
        sources: Vec::new(),
        front: Vec::new(),
        followed: vec![by.clone()],
        own: Vec::new(),
        pulls: vec![LockedReach {
            by: by.clone(),
            literal_in: by.clone(),
            taken_in: by.clone(),
            pull,
            possible: false,
            build: LeastBuild::Bare,
        }],
        calls: Vec::new(),
        stops: Vec::new(),
        missing: Vec::new(),
    }
}

fn found(lock: &Lock, needed: &LockedPackage) -> Vec<String> {
    let stale = lock.stale([], std::slice::from_ref(needed));
    stale.iter().map(Stale::explain).collect()
}

#[test]
fn the_package_is_the_one_of_its_name_version_and_checksum() {
    let other = |name: &str| LockedPackage {
        name: name.to_owned(),
        ..package("1.0.0", "aa", &[])
    };
    let lock = |versions: &[(&str, &str)]| {
        let of_name = versions
            .iter()
            .map(|(version, sum)| package(version, sum, &[]));
        Lock::new([], of_name.chain([other("load"), other("loaders")]))
    };
    let needed = package("1.0.0", "aa", &[]);
    let absent = "`loader 1.0.0`, which pulls models, is not in the lock";
    let changed = "`loader 1.0.0` has another checksum than the one that was locked";
    for (versions, expected) in [
        (&[][..], absent),
        (&[("1.0.0", "aa")], ""),
        (&[("1.0.0", "bb")], changed),
        // Two registries may have the same version of a name.
        (&[("1.0.0", "00"), ("1.0.0", "aa")], ""),
        (
            &[("2.0.0", "aa")],
            "the lock has `loader` at 2.0.0, not `loader 1.0.0`",
        ),
    ] {
        let found = found(&lock(versions), &needed).join("; ");
        assert_eq!(found, expected, "{versions:?}");
    }
}

/// A pull that comes in another way may be of another build: the lock has to have that one.
#[test]
fn a_pull_is_locked_as_it_comes_in() {
    let same = [
        pull(),
        LockedPull {
            stated: false,
            ..pull()
        },
        LockedPull {
            scope: Scope::Bin,
            ..pull()
        },
        LockedPull {
            choice_of: Some("loader".to_owned()),
            ..pull()
        },
    ];
    let others = [
        LockedPull {
            model: artifact("a/other"),
            ..pull()
        },
        LockedPull {
            model: artifact("a/model@v1"),
            ..pull()
        },
        LockedPull {
            how: How::Bundled,
            ..pull()
        },
        LockedPull {
            features: vec!["fast".to_owned()],
            ..pull()
        },
        LockedPull {
            target: Some("cfg(unix)".to_owned()),
            ..pull()
        },
        LockedPull {
            scope: Scope::Dev,
            ..pull()
        },
    ];
    let needed = package("1.0.0", "aa", &[pull()]);
    let of_tests = package(
        "1.0.0",
        "aa",
        &[LockedPull {
            scope: Scope::Dev,
            ..pull()
        }],
    );
    let lock =
        |locked: &LockedPull| Lock::new([], [package("1.0.0", "aa", std::slice::from_ref(locked))]);
    for locked in same {
        assert_eq!(found(&lock(&locked), &needed), [""; 0], "{locked:?}");
        assert_eq!(found(&lock(&locked), &of_tests).len(), 1, "{locked:?}");
    }
    for locked in others {
        let expected = ["the lock has no entry that `loader 1.0.0` pulls `a/model`"];
        assert_eq!(found(&lock(&locked), &needed), expected, "{locked:?}");
    }
}

/// What a package takes only when it is called stands with the member that calls it.
#[test]
fn a_pull_that_a_member_reaches_is_locked_with_the_member() {
    let loader = named("loader", "1.0.0");
    let needed = package("1.0.0", "aa", &[pull()]);
    let with = |member| Lock::new([], [package("1.0.0", "aa", &[])]).with_members([member]);
    assert_eq!(found(&with(member(&loader, pull())), &needed), [""; 0]);
    let other = LockedPull {
        how: How::Build,
        ..pull()
    };
    for lacking in [
        member(&named("loader", "2.0.0"), pull()),
        member(&named("other", "1.0.0"), pull()),
        member(&loader, other),
    ] {
        assert_eq!(found(&with(lacking), &needed).len(), 1);
    }
    let mut edited = with(member(&loader, pull()));
    edited.members[0].written = Some("0".repeat(64));
    // Its pull, and the block itself.
    assert_eq!(found(&edited, &needed).len(), 2);
}

#[test]
fn a_model_needs_a_block_unless_the_tables_know_it_to_its_roots() {
    let app = named("app", "0.1.0");
    let lock = Lock::new([model(None, &[])], []);
    for (id, is_known, is_stale) in [
        ("Qwen/Qwen2.5-0.5B", true, false),
        ("acme/unknown-to-all", false, true),
        ("a/model", false, false),
        // It is pulled at a revision that is not locked.
        ("a/model@v1", false, true),
        ("./x.onnx", false, false),
    ] {
        let pulled = artifact(id);
        assert_eq!(tables_know(&pulled), is_known, "{id}");
        let twice = [(&app, &pulled), (&app, &pulled)];
        let stale = lock.stale(twice, &[]);
        assert_eq!(stale.len(), usize::from(is_stale), "{id}");
        assert!(stale.iter().all(|stale| stale.place().is_none()));
    }
}

#[test]
fn a_member_is_found_by_its_name_and_version() {
    let loader = named("loader", "1.0.0");
    let lock = Lock::default().with_members([member(&loader, pull())]);
    let app = lock.member(&named("app", "0.1.0")).expect("a block");
    assert!(app.facts.follows(&loader));
    assert!(!app.facts.follows(&named("loader", "2.0.0")));
    assert_eq!(lock.member(&named("app", "0.2.0")), None);
    assert_eq!(lock.member(&named("other", "0.1.0")), None);
}

#[test]
fn a_package_with_a_block_is_not_quiet() {
    let quiet = |version: &str, checksum: &str| QuietPackage {
        name: "loader".to_owned(),
        version: version.to_owned(),
        checksum: Some(checksum.to_owned()),
    };
    let all = [
        quiet("1.0.0", "aa"),
        quiet("1.0.0", "bb"),
        quiet("2.0.0", "aa"),
    ];
    let lock = Lock::new([], [package("1.0.0", "aa", &[pull()])]).with_quiet(all.clone());
    assert_eq!(lock.quiet(), &all[1..]);
}

#[test]
fn a_package_is_quiet_that_has_nothing_at_all() {
    let empty = || package("1.0.0", "aa", &[]);
    assert!(empty().is_quiet());
    assert!(!package("1.0.0", "aa", &[pull()]).is_quiet());
    let damaged = crate::lock::LockedDamage {
        path: "x.onnx".to_owned(),
        why: "too short".to_owned(),
    };
    let claim = LockedClaim::pointing(&artifact("./x.onnx"), &artifact("a/b"));
    for loud in [
        LockedPackage {
            damaged: vec![damaged],
            ..empty()
        },
        LockedPackage {
            says: vec![claim],
            ..empty()
        },
    ] {
        assert!(!loud.is_quiet(), "{loud:?}");
    }
}
