//! `cargo deny-models verify`: files in a directory, an archive and the hub's cache against the lock.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::support::{Project, Run, command, mit_crate};
use deny_models::digest::sha256;
use deny_models::lock::{Lock, LockedModel, LockedWeights};
use deny_models::model::Artifact;
use serde_json::Value;

const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

/// Weights, as far as anyone can tell from how they begin.
fn weights(number: u8) -> Vec<u8> {
    let mut bytes = b"\x02\0\0\0\0\0\0\0{}".to_vec();
    bytes.extend([number; 30]);
    bytes
}

fn file(path: &str, bytes: &[u8]) -> LockedWeights {
    LockedWeights {
        path: path.to_owned(),
        sha256: sha256(bytes),
        size: Some(bytes.len() as u64),
    }
}

fn model(id: &str, license: &str, files: Vec<LockedWeights>) -> LockedModel {
    LockedModel {
        revision: Some(SHA.to_owned()),
        license: vec![license.to_owned()],
        base: Some(Vec::new()),
        files,
        ..LockedModel::new(&Artifact::parse(id).expect("an id"))
    }
}

fn put(project: &Project, path: &str, bytes: &[u8]) {
    project.write(path, "");
    fs::write(project.path(path), bytes).expect("a file");
}

/// A workspace with a lock of two models, one of which fails.
fn workspace() -> Project {
    let project = Project::package(&mit_crate("id = \"acme/chat\""));
    let parts: Vec<LockedWeights> = (1..=3_u8)
        .map(|at| {
            file(
                &format!("model-0000{at}-of-00003.safetensors"),
                &weights(at),
            )
        })
        .collect();
    let whole = file("chat.safetensors", &weights(7));
    let chat = model("acme/chat", "mit", [parts, vec![whole]].concat());
    let llama = model(
        "acme/llama",
        "llama3.1",
        vec![file("llama.safetensors", &weights(9))],
    );
    project.write("deny-models.lock", &Lock::new([chat, llama], []).render());
    project
}

/// A directory to be shipped, with a file of each kind.
pub(crate) fn shipped() -> Project {
    let project = workspace();
    put(&project, "dist/chat.safetensors", &weights(7));
    put(
        &project,
        "dist/parts/model-00001-of-00003.safetensors",
        &weights(1),
    );
    put(
        &project,
        "dist/parts/model-00002-of-00003.safetensors",
        &weights(2),
    );
    put(
        &project,
        "dist/acme/chat/model-00003-of-00003.safetensors",
        &weights(8),
    );
    put(&project, "dist/encoder.safetensors", &weights(5));
    put(&project, "dist/renamed.bin", &weights(9));
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 40\n",
        sha256(&weights(7))
    );
    put(&project, "dist/pointer.safetensors", pointer.as_bytes());
    put(
        &project,
        "dist/readme.txt",
        b"no weights, of the length of some: 40...",
    );
    project
}

fn verify(project: &Project, args: &[&str]) -> Run {
    let mut command = command(&project.path(""), &[&["verify"], args].concat());
    command.env("CARGO_DENY_MODELS_CACHE", project.path("cache"));
    command.env("HF_HUB_CACHE", project.path("hub"));
    Run::of(&mut command)
}

/// Path and status of each file.
fn rows(json: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    json["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| (text(&file["path"]), text(&file["status"])))
        .collect()
}

fn expected(in_archive: bool) -> Vec<(String, String)> {
    let all = [
        ("acme/chat/model-00001-of-00003.safetensors", "missing"),
        ("acme/chat/model-00002-of-00003.safetensors", "missing"),
        ("acme/chat/model-00003-of-00003.safetensors", "changed"),
        ("chat.safetensors", "ok"),
        ("encoder.safetensors", "unknown"),
        ("parts/model-00001-of-00003.safetensors", "ok"),
        ("parts/model-00002-of-00003.safetensors", "ok"),
        ("parts/model-00003-of-00003.safetensors", "missing"),
        ("pointer.safetensors", "missing"),
        ("renamed.bin", "failing"),
    ];
    let prefix = if in_archive { "dist/" } else { "" };
    all.iter()
        .map(|(path, status)| (format!("{prefix}{path}"), (*status).to_owned()))
        .collect()
}

#[test]
fn every_kind_of_file_is_told_apart() {
    let project = shipped();
    let run = verify(&project, &["dist", "--format", "json"]).expect(1);
    let json = run.json();
    assert_eq!(rows(&json), expected(false), "{}", run.stdout);
    assert_eq!(json["outcome"], "fail");
    let of = |path: &str| {
        let files = json["files"].as_array().expect("files");
        files
            .iter()
            .find(|file| file["path"] == path)
            .expect("a row")
            .clone()
    };
    let failing = of("renamed.bin");
    assert_eq!(failing["model"], "acme/llama");
    assert_eq!(failing["governing"], "llama3.1");
    let changed = of("acme/chat/model-00003-of-00003.safetensors");
    assert_eq!(changed["expected_sha256"], sha256(&weights(3)));
    assert_eq!(changed["sha256"], sha256(&weights(8)));
    let people = verify(&project, &["dist"]).expect(1).prints(&[
        "error[changed]: acme/chat/model-00003-of-00003.safetensors: model-00003-of-00003.safetensors of acme/chat was changed",
        "error[failing]: renamed.bin: llama.safetensors of acme/llama, under llama3.1",
        "error[missing]: pointer.safetensors: a Git LFS pointer stands for chat.safetensors of acme/chat",
        "error[unknown]: encoder.safetensors: neither the lock nor a manifest has these weights",
        "dist: 3 ok, 1 changed, 4 missing, 1 unknown, 1 failing",
    ]);
    assert!(people.stdout.is_empty(), "{}", people.stdout);
}

#[test]
fn a_release_that_is_as_it_was_locked_passes() {
    let project = workspace();
    put(&project, "dist/chat.safetensors", &weights(7));
    verify(&project, &["dist"])
        .expect(0)
        .prints(&["dist: 1 ok"]);
    verify(&project, &["dist/chat.safetensors"]).expect(0);
    fs::create_dir(project.path("empty")).expect("a directory");
    verify(&project, &["empty"])
        .expect(0)
        .prints(&["no weight files"]);
    // Another length is seen without reading it.
    put(
        &project,
        "dist/chat.safetensors",
        &[weights(7), weights(7)].concat(),
    );
    let json = verify(&project, &["dist", "--format", "json"])
        .expect(1)
        .json();
    assert_eq!(json["files"][0]["status"], "changed");
    assert_eq!(json["files"][0]["sha256"], Value::Null);
    assert_eq!(json["stats"]["digests_read"], 0);
}

#[test]
fn archives_are_read_without_unpacking() {
    let project = shipped();
    let here = project.path("");
    let tar = |name: &str, flags: &str| {
        let mut command = Command::new("tar");
        command.args([flags, name, "dist"]).current_dir(&here);
        assert!(command.status().expect("tar").success());
    };
    tar("release.tar", "-cf");
    tar("release.tar.gz", "-czf");
    zip(&here.join("dist"), &here.join("release.zip"));
    for archive in ["release.tar", "release.tar.gz", "release.zip"] {
        let run = verify(&project, &[archive, "--format", "json"]).expect(1);
        assert_eq!(rows(&run.json()), expected(true), "{archive}");
    }
    let whole = fs::read(project.path("release.tar.gz")).expect("an archive");
    put(&project, "cut.tar.gz", &whole[..whole.len() / 2]);
    verify(&project, &["cut.tar.gz"])
        .expect(2)
        .prints(&["cut.tar.gz"]);
    put(&project, "release.tar.xz", b"\xfd7zXZ\0...");
    verify(&project, &["release.tar.xz"])
        .expect(2)
        .prints(&["unpack it"]);
}

fn zip(from: &Path, to: &Path) {
    let mut archive = zip::ZipWriter::new(File::create(to).expect("a file"));
    let mut folders = vec![from.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a directory").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(from.parent().expect("a parent"))
                .expect("inside");
            let name = name.to_str().expect("UTF-8").replace('\\', "/");
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(name, options).expect("a member");
            archive
                .write_all(&fs::read(&path).expect("a file"))
                .expect("written");
        }
    }
    archive.finish().expect("an archive");
}

#[cfg(unix)]
#[test]
fn the_cache_of_the_hub_is_compared_where_it_is_locked() {
    let project = workspace();
    let cached = |folder: &str, name: &str, blob: &str, bytes: &[u8]| {
        put(&project, &format!("hub/{folder}/blobs/{blob}"), bytes);
        let snapshot = project.path(&format!("hub/{folder}/snapshots/{SHA}"));
        fs::create_dir_all(&snapshot).expect("a directory");
        std::os::unix::fs::symlink(format!("../../blobs/{blob}"), snapshot.join(name))
            .expect("a link");
    };
    cached("models--acme--chat", "chat.safetensors", "b1", &weights(7));
    cached(
        "models--other--project",
        "other.safetensors",
        "b2",
        &weights(200),
    );
    let run = verify(&project, &["--hub-cache"])
        .expect(0)
        .prints(&["note: not compared: 1 model of the cache", ": 1 ok;"]);
    assert!(!run.stderr.contains("other.safetensors"), "{}", run.stderr);
    // As a directory that is shipped, everything in it counts.
    let json = verify(&project, &["hub", "--format", "json"])
        .expect(1)
        .json();
    assert_eq!(
        rows(&json)
            .iter()
            .map(|(_, status)| status.as_str())
            .collect::<Vec<_>>(),
        ["ok", "unknown"]
    );
    put(&project, "hub/models--acme--chat/blobs/b1", &weights(6));
    verify(&project, &["--hub-cache"])
        .expect(1)
        .prints(&["error[changed]: models--acme--chat/snapshots/"]);
    fs::remove_dir_all(project.path("hub")).expect("removed");
    verify(&project, &["--hub-cache"])
        .expect(2)
        .prints(&["has no cache here"]);
}

#[cfg(unix)]
#[test]
fn digests_are_remembered_until_a_file_changes() {
    let project = workspace();
    put(&project, "dist/chat.safetensors", &weights(7));
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let age = || {
        let file = File::options()
            .write(true)
            .open(project.path("dist/chat.safetensors"));
        file.and_then(|file| file.set_modified(hour_ago))
            .expect("an old file");
    };
    let stats = |code| {
        let json = verify(&project, &["dist", "--format", "json"])
            .expect(code)
            .json();
        (
            json["stats"]["digests_read"].as_u64(),
            json["stats"]["digests_remembered"].as_u64(),
        )
    };
    age();
    assert_eq!(stats(0), (Some(1), Some(0)));
    assert_eq!(stats(0), (Some(0), Some(1)));
    // The same length and the same time of modification.
    fs::write(project.path("dist/chat.safetensors"), weights(6)).expect("a file");
    age();
    assert_eq!(stats(1), (Some(1), Some(0)));
    fs::write(project.path("cache/digests.json"), "{").expect("a file");
    assert_eq!(stats(1).0, Some(0), "another directory of the cache");
}

#[test]
fn policy_and_manifest_count() {
    let project = workspace();
    put(&project, "dist/llama.safetensors", &weights(9));
    verify(&project, &["dist"])
        .expect(1)
        .prints(&["error[failing]"]);
    let exception = "[[exception]]\nmodel = \"acme/llama\"\nlicense = \"llama3.1\"\nreason = \"internal tool\"\nuntil = 2027-06-30\n";
    project.write("deny-models.toml", exception);
    let run = |day: &str, project: &Project| {
        let mut command = command(&project.path(""), &["verify", "dist"]);
        let seconds = deny_models::date::Date::parse(day).expect("a day").days() * 86_400;
        command.env("SOURCE_DATE_EPOCH", seconds.to_string());
        Run::of(&mut command)
    };
    run("2026-11-26", &project)
        .expect(0)
        .prints(&["accepted by the policy: internal tool"]);
    run("2027-07-01", &project).expect(1);
    // Weights that a manifest states the digest of.
    put(&project, "dist/own.safetensors", &weights(4));
    verify(&project, &["dist", "--no-policy"])
        .expect(1)
        .prints(&["error[unknown]: own.safetensors"]);
    let digest = sha256(&weights(4));
    project.write(
        "Cargo.toml",
        &mit_crate(&format!(
            "url = \"https://example.org/own.safetensors\"\nsha256 = \"{digest}\"\nlicense = \"MIT\"\nbase = []"
        )),
    );
    let json = verify(&project, &["dist", "--no-policy", "--format", "json"])
        .expect(1)
        .json();
    assert_eq!(
        rows(&json)[1],
        ("own.safetensors".to_owned(), "ok".to_owned())
    );
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let project = workspace();
    verify(&project, &["nowhere"])
        .expect(2)
        .prints(&["nowhere"]);
    verify(&project, &[]).expect(2);
    verify(&project, &["dist", "--hub-cache"]).expect(2);
    fs::remove_file(project.path("deny-models.lock")).expect("removed");
    fs::create_dir(project.path("dist")).expect("a directory");
    verify(&project, &["dist"]).expect(2).prints(&[
        "deny-models.lock` to compare with",
        "cargo deny-models lock",
    ]);
    // A forged block is none.
    let project = workspace();
    put(&project, "dist/llama.safetensors", &weights(9));
    let text = fs::read_to_string(project.path("deny-models.lock")).expect("a lock");
    project.write("deny-models.lock", &text.replace("\"llama3.1\"", "\"mit\""));
    verify(&project, &["dist"])
        .expect(1)
        .prints(&["error[unknown]"]);
}

#[test]
fn what_is_compared_has_to_be_named() {
    let project = Project::package(&mit_crate(""));
    project
        .run(&["verify"])
        .expect(2)
        .prints(&["<PATH|--hub-cache>"]);
    project.run(&["verify", ".", "--hub-cache"]).expect(2);
}
