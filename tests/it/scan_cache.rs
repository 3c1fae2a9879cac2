//! The cache of scans, as runs of the built binary see it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Project, Run, command, without_digest};

const PULLS: &str = "use hf_hub::api::sync::Api;\npub fn f(api: Api) {\n    api.model(\"meta-llama/Llama-3.1-8B-Instruct\".to_owned());\n}\n";

/// A member with a dependency that a vendored source stands in for the registry with, under a checksum.
fn vendored(source: &str) -> Project {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n[dependencies]\ndep = \"1\"\n",
        ),
        (
            "src/lib.rs",
            "pub fn go(api: hf_hub::api::sync::Api) { dep::f(api); }\n",
        ),
        (
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = \"vendored\"\n\n[source.vendored]\ndirectory = \"vendor\"\n\n[net]\noffline = true\n",
        ),
        (
            "vendor/dep/Cargo.toml",
            "[package]\nname = \"dep\"\nversion = \"1.0.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n",
        ),
        ("vendor/dep/src/lib.rs", source),
    ]);
    let checksum = "0123456789abcdef".repeat(4);
    project.write(
        "vendor/dep/.cargo-checksum.json",
        &format!("{{\"files\":{{}},\"package\":\"{checksum}\"}}"),
    );
    project
}

fn check(project: &Project, cache: &Path) -> Run {
    Run::of(
        command(&project.path("."), &["check", "--format", "json"])
            .env("CARGO_DENY_MODELS_CACHE", cache),
    )
}

fn entries(cache: &Path) -> Vec<PathBuf> {
    let scanners = fs::read_dir(cache).expect("a cache").flatten();
    let inside = scanners.filter_map(|entry| fs::read_dir(entry.path()).ok());
    inside
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect()
}

#[test]
fn a_vendored_file_that_is_altered_under_the_same_checksum_is_seen() {
    let project = vendored("pub fn f() {}\n");
    // Apart from the project: what lies in it is a part of its member.
    let home = tempfile::tempdir().expect("a directory");
    let cache = home.path().join("cache");
    let before = check(&project, &cache);
    assert_eq!(before.code, 0, "{}", before.stderr);
    assert_eq!(entries(&cache).len(), 2);
    project.write("vendor/dep/src/lib.rs", PULLS);
    let after = check(&project, &cache);
    assert_eq!(after.code, 1, "{}{}", after.stdout, after.stderr);
    assert!(after.stdout.contains("meta-llama/Llama-3.1-8B-Instruct"));
    project.write("vendor/dep/src/lib.rs", "pub fn f() {}\n");
    assert_eq!(check(&project, &cache).stdout, before.stdout);
}

#[test]
fn runs_at_once_answer_alike() {
    let project = vendored(PULLS);
    // Apart from the project: what lies in it is a part of its member.
    let home = tempfile::tempdir().expect("a directory");
    let cache = home.path().join("cache");
    let children: Vec<_> = (0..4)
        .map(|_| {
            command(&project.path("."), &["check", "--format", "json"])
                .env("CARGO_DENY_MODELS_CACHE", &cache)
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .expect("it runs")
        })
        .collect();
    let answers: Vec<_> = children
        .into_iter()
        .map(|child| child.wait_with_output().expect("it ends").stdout)
        .collect();
    let warm = check(&project, &cache);
    assert_eq!(warm.code, 1, "{}", warm.stderr);
    for answer in answers {
        let answer = String::from_utf8(answer).expect("UTF-8");
        assert_eq!(without_digest(&answer), warm.stdout);
    }
    // Two packages, and what is followed through both.
    assert_eq!(entries(&cache).len(), 3, "no temporary file stays");
}

#[test]
fn damaged_entries_are_made_again() {
    let project = vendored(PULLS);
    // Apart from the project: what lies in it is a part of its member.
    let home = tempfile::tempdir().expect("a directory");
    let cache = home.path().join("cache");
    let first = check(&project, &cache);
    assert_eq!(first.code, 1, "{}", first.stderr);
    let whole: Vec<(PathBuf, Vec<u8>)> = entries(&cache)
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).expect("an entry")))
        .collect();
    let damaged = |way: usize, bytes: &[u8]| match way {
        0 => Vec::new(),
        1 => bytes[..bytes.len() / 2].to_vec(),
        2 => vec![0xff; 100_000],
        _ => [bytes, b"more"].concat(),
    };
    for way in 0..4 {
        for (path, bytes) in &whole {
            fs::write(path, damaged(way, bytes)).expect("written");
        }
        let again = check(&project, &cache);
        assert_eq!((again.code, &again.stdout), (1, &first.stdout));
        for (path, bytes) in &whole {
            assert_eq!(&fs::read(path).expect("an entry"), bytes);
        }
    }
}

#[test]
fn a_cache_that_cannot_be_made_changes_nothing() {
    let project = vendored(PULLS);
    let home = tempfile::tempdir().expect("a directory");
    let first = check(&project, &home.path().join("cache"));
    project.write("file", "");
    for cache in [
        project.path("file"),
        project.path("file/below"),
        PathBuf::new(),
    ] {
        let run = check(&project, &cache);
        assert_eq!((run.code, &run.stdout), (1, &first.stdout));
        assert_eq!(run.stderr, first.stderr);
    }
    assert_eq!(fs::read(project.path("file")).expect("left alone"), b"");
}
