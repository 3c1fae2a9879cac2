//! `deny-models.lock` as a text: what is written is read back, however it is ordered, and mistakes are explained.

use std::process::Command;
use std::sync::Arc;

use deny_models::digest::sha256;
use deny_models::domain::{How, PackageRef, Scope};
use deny_models::license::{LicenseRules, Verdict};
use deny_models::lock::{
    LeastBuild, Lock, LockedCalls, LockedClaim, LockedClaimSource, LockedMember, LockedMissing,
    LockedModel, LockedPackage, LockedPull, LockedReach, LockedReachedCalls, LockedSources,
    LockedStop, LockedText, LockedWeights, MAX_BYTES, QuietPackage, Stale, find,
};
use deny_models::model::{Artifact, FactStore, Relation, resolve};
use deny_models::source::SourceFile;
use proptest::prelude::*;

fn artifact(text: &str) -> Artifact {
    Artifact::parse(text).expect("a model")
}

fn model(id: &str, license: &str) -> LockedModel {
    LockedModel {
        revision: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        license: vec![license.to_owned()],
        source: vec![format!("card of {id}")],
        ..LockedModel::new(&artifact(id))
    }
}

fn pull(id: &str) -> LockedPull {
    LockedPull {
        model: artifact(id),
        how: How::Runtime,
        features: Vec::new(),
        target: None,
        scope: Scope::Lib,
        stated: false,
        choice_of: None,
    }
}

fn package(name: &str, pulls: &[&str]) -> LockedPackage {
    LockedPackage {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        checksum: Some("aa".to_owned()),
        pulls: pulls.iter().map(|id| pull(id)).collect(),
        ..LockedPackage::default()
    }
}

fn source(text: impl Into<String>) -> Arc<SourceFile> {
    SourceFile::new("deny-models.lock", text)
}

fn read(text: &str) -> Lock {
    Lock::parse(&source(text)).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"))
}

#[track_caller]
fn refused(text: &str) -> String {
    let problems = Lock::parse(&source(text)).expect_err("mistakes");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn full() -> Lock {
    let mut full = model("acme/Chat@v1.0", "other");
    full.license_name = Some("acme \"2\"".to_owned());
    full.license_link = Some("LICENSE".to_owned());
    full.renamed = Some(artifact("acme/Chat-2"));
    full.gated = Some("manual".to_owned());
    full.base = Some(vec![artifact("z/base"), artifact("a/base@v2")]);
    full.relation = Some(Relation::Finetune);
    full.components = Some(Vec::new());
    full.component_unnamed = true;
    full.texts = vec![LockedText {
        path: "LICENSE".to_owned(),
        sha256: sha256(b"x"),
        license: Some("llama3.1".to_owned()),
    }];
    full.files = vec![LockedWeights {
        path: "b/model.safetensors".to_owned(),
        sha256: sha256(b"w"),
        size: Some(9),
    }];
    let mut gone = LockedModel::new(&artifact("acme/gone"));
    gone.unresolved = Some("missing: the hub has no such repository".to_owned());
    let mut pulls = package("loader", &["acme/Chat@v1.0", "acme/gone"]);
    pulls.pulls.push(LockedPull {
        model: Artifact::parse_path("models/x.onnx").expect("a path"),
        how: How::Bundled,
        features: vec!["llm".to_owned(), "fast".to_owned()],
        target: Some("cfg(unix)".to_owned()),
        scope: Scope::Build,
        stated: true,
        choice_of: Some("loader".to_owned()),
    });
    pulls.pulls.push(pull("https://example.org/x.gguf"));
    let claim = |model: Artifact, by: LockedClaimSource| LockedClaim {
        model,
        by,
        license: Some("Apache-2.0".to_owned()),
        beyond: None,
        base: None,
        base_unnamed: false,
        relation: None,
        components: None,
        hint: None,
    };
    pulls.says = vec![
        LockedClaim {
            beyond: Some("mit, apache-2.0".to_owned()),
            base: Some(vec![artifact("a/base@v2")]),
            base_unnamed: true,
            relation: Some(Relation::Merge),
            components: Some(Vec::new()),
            ..claim(artifact("acme/Chat@v1.0"), LockedClaimSource::Manifest)
        },
        LockedClaim {
            hint: Some(artifact("a/b")),
            ..claim(
                Artifact::parse_path("models/x.onnx").expect("a path"),
                LockedClaimSource::Header,
            )
        },
    ];
    pulls.calls = vec![LockedCalls {
        file: "src/main.rs".to_owned(),
        name: "org/{}".to_owned(),
        features: vec!["llm".to_owned()],
        count: 2,
    }];
    let quiet = ["serde 1.0.228 00ff", "member 0.1.0"];
    let quiet = quiet.map(|line| QuietPackage::parse(line).expect("a package"));
    Lock::new([full, gone], [pulls])
        .with_members([member("shop", "acme/Chat@v1.0")])
        .with_quiet(quiet)
}

fn named(name: &str) -> PackageRef {
    PackageRef {
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
    }
}

/// A member whose code, in two builds, takes a model through a library.
fn member(name: &str, model: &str) -> LockedMember {
    let reached = |build: LeastBuild, possible: bool| LockedReach {
        by: named(name),
        taken_in: named("depot"),
        literal_in: named("depot"),
        pull: LockedPull {
            how: if possible { How::Offered } else { How::Runtime },
            ..pull(model)
        },
        possible,
        build,
    };
    LockedMember {
        package: named(name),
        default_features: vec!["fast".to_owned(), "default".to_owned()],
        packages: sha256(b"Cargo.lock"),
        front: vec!["../ui".to_owned()],
        sources: vec![LockedSources {
            package: named(name),
            sha256: sha256(name.as_bytes()),
        }],
        followed: vec![named(name), named("depot")],
        own: vec![pull("acme/own")],
        pulls: vec![
            reached(LeastBuild::AllFeatures, false),
            reached(LeastBuild::Default, false),
            reached(LeastBuild::Bare, true),
        ],
        calls: vec![LockedReachedCalls {
            by: named("depot"),
            calls: LockedCalls {
                file: "src/main.rs".to_owned(),
                name: "org/{}".to_owned(),
                features: Vec::new(),
                count: 1,
            },
            build: LeastBuild::AllFeatures,
        }],
        stops: vec![
            LockedStop {
                by: named("depot"),
                file: String::new(),
                why: "it was not read".to_owned(),
                build: LeastBuild::Bare,
            },
            LockedStop {
                by: named(name),
                file: "src/main.rs".to_owned(),
                why: "it is no \"Rust\"".to_owned(),
                build: LeastBuild::AllFeatures,
            },
        ],
        missing: vec![LockedMissing {
            by: named(name),
            path: "models/x.onnx".to_owned(),
            file: "src/main.rs".to_owned(),
            features: vec!["fast".to_owned()],
        }],
    }
}

#[test]
fn what_a_member_reaches_is_kept_once_for_the_least_build() {
    let lock = full();
    let block = lock.member(&named("shop")).expect("a block");
    let builds: Vec<LeastBuild> = block.facts.pulls.iter().map(|it| it.build).collect();
    assert_eq!(builds, [LeastBuild::Default, LeastBuild::Bare]);
    let again = read(&lock.render());
    assert_eq!(again.members()[0].facts, block.facts);
    assert!(again.members()[0].fits());
    // The block of a member answers for what only its calls bring.
    let needed = LockedPackage {
        version: "0.1.0".to_owned(),
        checksum: None,
        ..package("shop", &["acme/Chat@v1.0"])
    };
    let lock =
        Lock::new([], [package_without(&needed)]).with_members([member("shop", "acme/Chat@v1.0")]);
    assert_eq!(lock.stale([], std::slice::from_ref(&needed)), []);
    let bare = Lock::new([], [package_without(&needed)]);
    assert_eq!(bare.stale([], std::slice::from_ref(&needed)).len(), 1);
}

fn package_without(package: &LockedPackage) -> LockedPackage {
    LockedPackage {
        pulls: Vec::new(),
        ..package.clone()
    }
}

#[test]
fn an_edited_block_of_a_member_shows() {
    let text = full().render();
    let edited = text.replacen("with = \"default\"", "with = \"all-features\"", 1);
    assert_ne!(text, edited);
    let inconsistent = read(&edited).inconsistent();
    assert_eq!(inconsistent.len(), 1);
    assert_eq!(inconsistent[0].what, "member shop 0.1.0");
    for (from, to, why) in [
        ("by = \"shop 0.1.0\"", "by = \"shop\"", "of the form"),
        ("with = \"default\"", "with = \"most\"", "most"),
        ("packages = ", "packs = ", "packs"),
    ] {
        let refusal = refused(&text.replacen(from, to, 1));
        assert!(refusal.contains(why), "{refusal}");
    }
    let block = &text[text.find("[[member]]").expect("a block")..];
    let refusal = refused(&format!("{text}\n{block}"));
    assert!(
        refusal.contains("`member shop 0.1.0` has two blocks"),
        "{refusal}"
    );
}

#[test]
fn a_lock_reads_as_it_was_written() {
    let text = full().render();
    insta::assert_snapshot!(text);
    let again = read(&text);
    assert_eq!(again.render(), text);
    assert_eq!(again.inconsistent(), []);
    let facts = |lock: &Lock| -> Vec<LockedModel> {
        lock.models()
            .iter()
            .map(|block| block.facts.clone())
            .collect()
    };
    assert_eq!(facts(&again), facts(&full()));
    assert_eq!(
        again.packages()[0].facts,
        full().packages()[0].facts,
        "rows of packages"
    );
    assert_eq!(again.quiet(), full().quiet());
    let crlf = read(&text.replace('\n', "\r\n"));
    assert_eq!(crlf.inconsistent(), [], "line ends do not matter");
    assert_eq!(facts(&crlf), facts(&full()));
    assert_eq!(crlf.render(), text);
}

#[test]
fn an_edited_block_shows_and_does_not_count() {
    let text = Lock::new([model("a/a", "gemma"), model("b/b", "gemma")], []).render();
    let edited = text.replacen("license = \"gemma\"", "license = \"mit\"", 1);
    let lock = read(&edited);
    let inconsistent = lock.inconsistent();
    assert_eq!(inconsistent.len(), 1);
    assert_eq!(inconsistent[0].what, "a/a");
    assert_eq!(
        inconsistent[0]
            .place
            .as_ref()
            .map(deny_models::source::Place::line),
        Some(5)
    );
    let mut store = FactStore::empty();
    lock.insert_into(&mut store);
    let verdict = |id: &str| resolve(&artifact(id), &store, &LicenseRules::osi()).verdict;
    assert_eq!(verdict("a/a"), Verdict::Unknown);
    assert_eq!(verdict("b/b"), Verdict::Fail);
}

#[test]
fn what_a_block_says_is_what_is_learned() {
    let mut named = model("a/named", "other");
    named.license_name = Some("falcon-llm".to_owned());
    let mut text_alone = model("a/text", "other");
    text_alone.texts = full().models()[0].facts.texts.clone();
    let mut stricter_text = text_alone.clone();
    stricter_text.id = artifact("a/stricter");
    stricter_text.license = vec!["apache-2.0".to_owned()];
    let mut unread = model("a/unread", "other");
    unread.license_name = Some("mit".to_owned());
    unread.texts = vec![LockedText {
        path: "LICENSE".to_owned(),
        sha256: sha256(b"?"),
        license: None,
    }];
    let mut of_code = model("a/code", "x");
    of_code.license.clear();
    of_code.texts = vec![LockedText {
        path: "LICENSE-CODE".to_owned(),
        sha256: sha256(b"?"),
        license: Some("mit".to_owned()),
    }];
    let mut part = model("a/part", "mit");
    part.component_unnamed = true;
    let mut made = model("a/made", "mit");
    made.base = Some(vec![artifact("a/fine")]);
    made.base_unnamed = true;
    let mut renamed = model("a/old", "mit");
    renamed.renamed = Some(artifact("a/new"));
    let mut list = model("a/list", "mit");
    list.license.push("cc-by-4.0".to_owned());
    let lock = Lock::new(
        [
            named,
            text_alone,
            stricter_text,
            unread,
            of_code,
            part,
            made,
            renamed,
            list,
            model("a/fine", "mit"),
            model("a/odd", "acme-9"),
        ],
        [],
    );
    let mut store = FactStore::empty();
    read(&lock.render()).insert_into(&mut store);
    for (id, verdict, governing) in [
        ("a/named", Verdict::Fail, Some("falcon-llm-license")),
        ("a/text", Verdict::Fail, Some("llama3.1")),
        ("a/stricter", Verdict::Fail, Some("llama3.1")),
        ("a/unread", Verdict::Unknown, None),
        ("a/code", Verdict::Unknown, None),
        ("a/part", Verdict::Unknown, None),
        ("a/made", Verdict::Unknown, None),
        ("a/fine", Verdict::Pass, Some("mit")),
        ("a/old", Verdict::Pass, Some("mit")),
        ("a/new", Verdict::Pass, Some("mit")),
        ("a/list", Verdict::Fail, Some("cc-by-4.0")),
        ("a/odd", Verdict::Unknown, None),
        ("a/absent", Verdict::Unknown, None),
    ] {
        let found = resolve(&artifact(id), &store, &LicenseRules::osi());
        let shown = found
            .governing()
            .map(|binding| binding.license.id().to_owned());
        assert_eq!(
            (found.verdict, shown.as_deref()),
            (verdict, governing),
            "{id}"
        );
    }
    let evidence = &resolve(&artifact("a/named"), &store, &LicenseRules::osi()).evidence[0];
    assert_eq!(evidence.kind, "lock");
    assert!(evidence.place.is_some());
}

#[test]
fn a_lock_tightens_and_never_loosens_what_is_known() {
    let lie = |id: &str| model(id, "mit");
    let mut orphan = lie("OpenSciLM/Llama-3.1_OpenScholar-8B");
    orphan.base = Some(Vec::new());
    let stricter = model("Qwen/Qwen2.5-7B", "gemma");
    let lock = Lock::new([lie("google/gemma-2-2b"), orphan, stricter], []);
    let mut store = FactStore::built_in();
    lock.insert_into(&mut store);
    for id in [
        "google/gemma-2-2b",
        "OpenSciLM/Llama-3.1_OpenScholar-8B",
        "Qwen/Qwen2.5-7B",
    ] {
        let found = resolve(&artifact(id), &store, &LicenseRules::osi());
        assert_eq!(found.verdict, Verdict::Fail, "{id}");
    }
}

#[test]
fn mistakes_are_all_reported_with_what_to_do() {
    let digest = sha256(b"");
    let text = format!(
        "version = 1\n\n[[model]]\nid = \"a//b\"\ncolour = 1\nlicense = 3\n\n[[model]]\nid = \"a/b\"\ndigest = \"x\"\n\n\
         [[package]]\nname = \"p\"\npulls = [{{ how = \"maybe\", scope = \"test\" }}]\ndigest = \"{digest}\"\n"
    );
    let refusal = refused(&text);
    for expected in [
        ":4:6: `a//b` names no model",
        "unknown key `colour`",
        "expected a string for `license`",
        "`digest` is missing",
        "is not a SHA-256 digest",
        "`version` is missing",
        "a row that is not of exactly one model",
        "`maybe` is not a value of `how`",
        "`test` is not a value of `scope`",
    ] {
        assert!(refusal.contains(expected), "no {expected:?} in\n{refusal}");
    }
    assert!(refused("version = 2\nnew = true\n").contains("newer than this program (update"));
    assert!(refused("version = 0\n").contains("there is no lock of version 0"));
    assert!(refused("version = \"1\"\n").contains("not a number"));
    let anew = "(write the lock anew with `cargo deny-models lock`)";
    for other in ["", "[policy]\nallow = []\n"] {
        let refusal = refused(other);
        assert!(refusal.contains("`version` is missing"), "{refusal}");
        assert!(refusal.contains(anew), "{refusal}");
    }
    assert!(refused("version = 1\nmodel = [1]\n").contains("expected a table"));
    assert!(refused("{").contains("not valid TOML"));
    assert!(refused(&"#".repeat(MAX_BYTES + 1)).contains("larger than 64 MiB"));
}

/// More than some thousand models are in large workspaces.
#[test]
fn a_lock_of_many_models_reads_as_it_was_written() {
    let models = (0..30_000).map(|number| model(&format!("lab/m{number}"), "mit"));
    let lock = Lock::new(models, []);
    assert_eq!(read(&lock.render()).render(), lock.render());
}

#[test]
fn a_block_that_is_there_twice_is_refused() {
    let one = Lock::new([model("a/b", "mit")], []).render();
    let other = Lock::new([model("A/B", "gemma")], []).render();
    let block = &other[other.find("[[model]]").expect("a block")..];
    let refusal = refused(&format!("{one}\n{block}"));
    assert!(
        refusal.contains("`A/B` has two blocks, the first in line 5"),
        "{refusal}"
    );
}

#[test]
fn what_the_graph_has_and_the_lock_has_not_is_stale() {
    let lock = read(&Lock::new([model("a/b", "mit")], [package("p", &["a/b", "a/c"])]).render());
    let stale = |needed: LockedPackage| -> Vec<String> {
        let of = PackageRef {
            name: needed.name.clone(),
            version: needed.version.clone(),
        };
        let models = needed.pulls.iter().map(|pull| (&of, &pull.model));
        let found = lock.stale(models, std::slice::from_ref(&needed));
        found.iter().map(Stale::explain).collect()
    };
    let at = |version: &str, checksum: &str| LockedPackage {
        version: version.to_owned(),
        checksum: Some(checksum.to_owned()),
        ..package("p", &["a/b"])
    };
    assert_eq!(stale(at("1.0.0", "aa")), [""; 0], "less than all is fine");
    assert_eq!(
        stale(at("1.0.0", "bb")),
        ["`p 1.0.0` has another checksum than the one that was locked"]
    );
    assert_eq!(
        stale(at("2.0.0", "aa")),
        ["the lock has `p` at 1.0.0, not `p 2.0.0`"]
    );
    assert_eq!(
        stale(package("q", &["a/b"])),
        ["`q 1.0.0`, which pulls models, is not in the lock"]
    );
    assert_eq!(
        stale(package("p", &["a/b", "a/b@v2"])),
        [
            "`a/b@v2`, which `p 1.0.0` pulls, is not in the lock",
            "the lock has no entry that `p 1.0.0` pulls `a/b@v2`"
        ]
    );
}

#[test]
fn the_lock_is_found_at_the_root() {
    let dir = tempfile::tempdir().expect("a directory");
    let root = camino::Utf8Path::from_path(dir.path()).expect("UTF-8");
    assert!(find(root).expect("readable").is_none());
    std::fs::write(dir.path().join("deny-models.lock"), full().render()).expect("a file");
    let found = find(root).expect("readable").expect("a lock");
    assert_eq!(found.lock.models().len(), 2);
    assert_eq!(found.path, root.join("deny-models.lock"));
    std::fs::write(dir.path().join("deny-models.lock"), b"version = 1 # \xff").expect("a file");
    assert!(find(root).unwrap_err()[0].message.contains("not UTF-8"));
    std::fs::remove_file(dir.path().join("deny-models.lock")).expect("removed");
    std::fs::create_dir(dir.path().join("deny-models.lock")).expect("a directory");
    assert!(
        find(root).unwrap_err()[0]
            .message
            .contains("not a regular file")
    );
}

/// Runs git in a directory, apart from what the user has configured.
fn git(directory: &std::path::Path, args: &[&str]) -> bool {
    let status = Command::new("git")
        .args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git");
    status.status.success()
}

/// Two branches from a lock of `base`, each with a model more; whether git merges them, and the text then.
fn merge(base: &[&str], ours: &str, theirs: &str) -> (bool, String) {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("deny-models.lock");
    let write = |ids: &[&str]| {
        let lock = Lock::new(
            ids.iter().map(|id| model(id, "mit")),
            [package("p", &["m/m"])],
        );
        std::fs::write(&path, lock.render()).expect("a file");
    };
    let with = |id| [base, &[id]].concat();
    assert!(git(dir.path(), &["init", "-q", "-b", "main"]));
    write(base);
    assert!(git(dir.path(), &["add", "."]) && git(dir.path(), &["commit", "-qm", "base"]));
    assert!(git(dir.path(), &["checkout", "-qb", "theirs"]));
    write(&with(theirs));
    assert!(git(dir.path(), &["commit", "-qam", "theirs"]));
    assert!(git(dir.path(), &["checkout", "-q", "main"]));
    write(&with(ours));
    assert!(git(dir.path(), &["commit", "-qam", "ours"]));
    let merged = git(dir.path(), &["merge", "-q", "theirs"]);
    (merged, std::fs::read_to_string(&path).expect("the lock"))
}

#[test]
fn branches_that_add_different_models_merge() {
    let (merged, text) = merge(&["f/f", "m/m"], "a/a", "h/h");
    assert!(merged);
    let expected = Lock::new(
        ["a/a", "f/f", "h/h", "m/m"].map(|id| model(id, "mit")),
        [package("p", &["m/m"])],
    );
    assert_eq!(
        text,
        expected.render(),
        "as if both had been locked together"
    );
    assert_eq!(read(&text).inconsistent(), []);
}

#[test]
fn a_conflict_is_explained_and_easily_solved() {
    let (merged, text) = merge(&["f/f", "m/m"], "g/g", "h/h");
    assert!(!merged, "neighbours collide, as in Cargo.lock");
    let refusal = refused(&text);
    assert!(
        refusal.contains(
            "the lock has a merge conflict (delete the markers and keep the blocks of both sides"
        ),
        "{refusal}"
    );
    let solved: String = text
        .lines()
        .filter(|line| {
            !["<<<<<<<", "=======", ">>>>>>>"]
                .iter()
                .any(|mark| line.starts_with(mark))
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    // Git may keep the lines that both sides share but once; then the digest of a block shows it, or the text is no lock.
    if let Ok(lock) = Lock::parse(&source(solved)) {
        assert!(lock.models().len() == 4 || !lock.inconsistent().is_empty());
    }
}

#[test]
fn branches_that_change_different_members_merge_and_those_of_one_collide() {
    let merge = |theirs: [&str; 3], ours: [&str; 3]| {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("deny-models.lock");
        let write = |models: [&str; 3]| {
            let members = ["first", "second", "third"].into_iter().zip(models);
            let members = members.map(|(name, model)| member(name, model));
            let lock = Lock::new([], []).with_members(members);
            std::fs::write(&path, lock.render()).expect("a file");
        };
        assert!(git(dir.path(), &["init", "-q", "-b", "main"]));
        write(["m/m", "m/m", "m/m"]);
        assert!(git(dir.path(), &["add", "."]) && git(dir.path(), &["commit", "-qm", "base"]));
        assert!(git(dir.path(), &["checkout", "-qb", "theirs"]));
        write(theirs);
        assert!(git(dir.path(), &["commit", "-qam", "theirs"]));
        assert!(git(dir.path(), &["checkout", "-q", "main"]));
        write(ours);
        assert!(git(dir.path(), &["commit", "-qam", "ours"]));
        let merged = git(dir.path(), &["merge", "-q", "theirs"]);
        (merged, std::fs::read_to_string(&path).expect("the lock"))
    };
    let (merged, text) = merge(["a/a", "m/m", "m/m"], ["m/m", "m/m", "b/b"]);
    assert!(merged);
    assert_eq!(read(&text).inconsistent(), []);
    assert_eq!(read(&text).render(), text);
    let (merged, _) = merge(["a/a", "m/m", "m/m"], ["b/b", "m/m", "m/m"]);
    assert!(!merged, "what both change has to be locked anew");
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9.-]{1,12}",
        "\\PC{1,8}",
        Just("a\n\"b\"\t\\ \u{202e}\u{7f}\u{0}\r".to_owned())
    ]
    .prop_filter("is not blank", |text| !text.trim().is_empty())
}

fn any_model() -> impl Strategy<Value = LockedModel> {
    let hex = prop::collection::vec(text(), 0..3);
    let ids = || prop::option::of(prop::collection::vec("[a-c]/[A-D]", 0..3));
    (
        (
            "[a-c]/[a-d]",
            prop::option::of("v[0-9]"),
            hex,
            prop::option::of(text()),
            ids(),
            ids(),
        ),
        (
            any::<bool>(),
            any::<bool>(),
            prop::option::of(0..4_usize),
            prop::collection::vec((text(), prop::option::of(text())), 0..3),
            prop::option::of(text()),
        ),
    )
        .prop_map(
            |(
                (id, revision, license, license_name, base, components),
                (base_unnamed, component_unnamed, relation, files, gated),
            )| {
                let models = |ids: Option<Vec<String>>| {
                    ids.map(|ids| ids.iter().map(|id| artifact(id)).collect::<Vec<_>>())
                };
                let base = models(base);
                LockedModel {
                    relation: relation
                        .map(|at| Relation::ALL[at])
                        .filter(|_| base.as_ref().is_some_and(|base| !base.is_empty())),
                    base,
                    license,
                    license_name,
                    components: models(components),
                    base_unnamed,
                    component_unnamed,
                    files: files
                        .iter()
                        .map(|(path, _)| LockedWeights {
                            path: path.clone(),
                            sha256: sha256(path.as_bytes()),
                            size: None,
                        })
                        .collect(),
                    texts: files
                        .into_iter()
                        .map(|(path, license)| LockedText {
                            sha256: sha256(path.as_bytes()),
                            path,
                            license,
                        })
                        .collect(),
                    gated,
                    ..LockedModel::new(&artifact(&id).at(revision.as_deref()))
                }
            },
        )
}

proptest! {
    #[test]
    fn any_lock_is_read_back_and_its_order_is_its_own(models in prop::collection::vec(any_model(), 0..6), features in prop::collection::vec(text(), 0..3), shift in 0..6_usize) {
        let mut distinct: Vec<LockedModel> = Vec::new();
        for model in models {
            if !distinct.iter().any(|known| known.artifact().to_string().eq_ignore_ascii_case(&model.artifact().to_string())) {
                distinct.push(model);
            }
        }
        let mut pulling = package("p", &["b/b", "a/a@v1"]);
        pulling.pulls[0].features = features;
        let packages = vec![pulling, package("a", &[])];
        let text = Lock::new(distinct.clone(), packages.clone()).render();
        prop_assert!(text.ends_with('\n') && !text.contains('\r'));
        let again = read(&text);
        prop_assert_eq!(again.render(), text.clone());
        prop_assert_eq!(again.inconsistent(), vec![]);
        prop_assert_eq!(again.models().len(), distinct.len());
        let by = shift.min(distinct.len());
        distinct.rotate_left(by);
        let reversed = Lock::new(distinct, packages.into_iter().rev());
        prop_assert_eq!(reversed.render(), text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}", cut in 0..2000_usize) {
        let _ = Lock::parse(&source(text));
        let good = full().render();
        let mut cut = cut.min(good.len());
        while !good.is_char_boundary(cut) {
            cut -= 1;
        }
        if let Ok(lock) = Lock::parse(&source(&good[..cut])) {
            // What is read at all is whole blocks.
            prop_assert_eq!(lock.inconsistent(), vec![]);
        }
    }
}

/// Two models with a weight file in common are the same weights, whatever either card states.
#[test]
fn a_file_known_from_another_model_binds_its_terms() {
    use deny_models::license::{LicenseRules, Verdict};
    use deny_models::lock::LockedWeights;
    use deny_models::model::{FactStore, resolve};

    let artifact = |id: &str| Artifact::parse(id).expect("an id");
    let weights = || LockedWeights {
        path: "model.safetensors".to_owned(),
        sha256: "ab".repeat(32),
        size: None,
    };
    let model = |id: &str, license: &str| {
        let mut model = LockedModel::new(&artifact(id));
        model.revision = Some("0".repeat(40));
        model.license = vec![license.to_owned()];
        model.files = vec![weights()];
        model
    };
    let verdict = |models: Vec<LockedModel>| {
        let mut store = FactStore::empty();
        Lock::new(models, Vec::new()).insert_into(&mut store);
        resolve(&artifact("acme/copy"), &store, &LicenseRules::osi()).verdict
    };
    assert_eq!(verdict(vec![model("acme/copy", "mit")]), Verdict::Pass);
    let twins = vec![model("acme/copy", "mit"), model("acme/source", "llama3.1")];
    assert_eq!(verdict(twins), Verdict::Fail);
    // A merge without named bases has some all the same, and so has its copy.
    let merge = |id: &str, license: &str| LockedModel {
        relation: Some(Relation::Merge),
        ..model(id, license)
    };
    for (copy, source, expected) in [
        (model("acme/copy", "mit"), "mit", Verdict::Unknown),
        (model("acme/copy", "mit"), "llama3.1", Verdict::Fail),
        (merge("acme/copy", "mit"), "mit", Verdict::Unknown),
        (merge("acme/copy", "mit"), "llama3.1", Verdict::Fail),
    ] {
        assert_eq!(
            verdict(vec![copy, merge("acme/source", source)]),
            expected,
            "{source}"
        );
    }
}
