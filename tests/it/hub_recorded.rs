//! `lock` against a hub whose answers have the recorded shapes, and the same hub for the official client, which judges the
//! lock in `.ci/validate.d/60-hub.sh`.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::hub::FakeHub;
use crate::hub::world::{Access, Repo, TOKEN, World};
use crate::support::{Project, Run, command};
use camino::Utf8Path;
use deny_models::lock::{Lock, LockedModel, find};
use deny_models::model::Artifact;
use serde_json::json;

/// What a crate would pull: every kind of repository, and one that is not there.
const PULLED: [&str; 11] = [
    "acme/chat",
    "acme/shards",
    "old-base",
    "acme/adapter",
    "acme/merge",
    "acme/pipeline",
    "acme/gated",
    "acme/waitlist",
    "acme/private",
    "acme/disabled",
    "acme/gone",
];

fn world(keeps_query: bool, blobs: bool) -> World {
    let mit = include_str!("../../LICENSE-MIT");
    let card = "---\nlicense: mit\n---\n# Model\n";
    let chat = Repo {
        tags: vec![
            "license:mit".to_owned(),
            "base_model:old-base".to_owned(),
            "base_model:finetune:old-base".to_owned(),
        ],
        base_models: json!({"relation": "finetune", "models": [{"_id": "65f0", "id": "acme/base"}]}),
        ..Repo::new(
            "acme/chat",
            &json!({"license": "mit", "base_model": ["old-base"]}),
        )
    };
    let mut shards = Repo::new("acme/shards", &json!({"license": "apache-2.0"}));
    for n in 1..=23 {
        let path = format!("model-{n:05}-of-00023.safetensors");
        shards = shards.file(&path, format!("part {n}"));
    }
    let adapter = json!({"base_model_name_or_path": "acme/base"}).to_string();
    let merge = "models:\n  - model: acme/base\n  - model: acme/chat\nmerge_method: slerp\n";
    let index = json!({
        "_class_name": "P", "vae": ["diffusers", "AutoencoderKL"],
        "text_encoder": ["transformers", "T5EncoderModel", {"repo": "acme/base"}],
    });
    let repos = vec![
        chat.file("README.md", card)
            .file("LICENSE", mit)
            .file("config.json", "{}")
            .file("model.safetensors", "weights of chat")
            .file("rust_model.ot", "the same for Rust"),
        shards.file("LICENSE", include_str!("../../LICENSE-APACHE")),
        Repo::new("acme/base", &json!({"license": "gemma"}))
            .formerly("old-base")
            .file("README.md", "---\nlicense: gemma\n---\n"),
        Repo::new("acme/adapter", &json!({"license": "mit"})).file("adapter_config.json", adapter),
        Repo::new(
            "acme/merge",
            &json!({"license": "mit", "tags": ["mergekit"]}),
        )
        .file("mergekit_config.yml", merge),
        Repo::new("acme/pipeline", &json!({"license": "mit"}))
            .file("model_index.json", index.to_string())
            .file("vae/config.json", "{}")
            .file("vae/model.safetensors", "weights of the vae"),
        Repo::new(
            "acme/gated",
            &json!({"license": "llama3.1", "extra_gated_prompt": "agree"}),
        )
        .access(Access::Gated("auto"))
        .file("LICENSE", "Llama terms")
        .file("model.gguf", "weights behind a gate"),
        Repo::new(
            "acme/waitlist",
            &json!({"license": "other", "license_name": "acme-terms"}),
        )
        .access(Access::Gated("manual"))
        .file("LICENSE", mit),
        Repo::new("acme/private", &json!({"license": "mit"}))
            .access(Access::Private)
            .file("LICENSE", mit),
        Repo::new("acme/disabled", &json!({"license": "mit"})).access(Access::Disabled),
    ];
    World {
        keeps_query,
        blobs,
        page: 10,
        ..World::new(repos)
    }
}

fn manifest() -> String {
    let mut text =
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n"
            .to_owned();
    text.push_str("\n[workspace]\n");
    for id in PULLED {
        text.extend([format!(
            "\n[[package.metadata.deny-models.model]]\nid = \"{id}\"\n"
        )]);
    }
    text
}

fn lock(project: &Project, hub: &FakeHub, token: Option<&str>) -> Run {
    let mut command = command(&project.path(""), &["lock"]);
    hub.lend(&mut command);
    if let Some(token) = token {
        command.env("HF_TOKEN", token);
    }
    Run::of(&mut command)
}

fn read(project: &Project) -> Lock {
    let path = project.path("");
    let found = find(Utf8Path::from_path(&path).expect("UTF-8")).expect("readable");
    found.expect("a lock").lock
}

fn block<'a>(lock: &'a Lock, id: &str) -> &'a LockedModel {
    &lock
        .model(&Artifact::parse(id).expect("an id"))
        .expect("a block")
        .facts
}

#[test]
fn the_recorded_shapes_give_the_same_lock_however_the_hub_answers() {
    let mut texts = Vec::new();
    for (keeps_query, blobs) in [(true, true), (true, false), (false, false), (false, true)] {
        let hub = FakeHub::of(world(keeps_query, blobs));
        let project = Project::package(&manifest());
        lock(&project, &hub, None).expect(0).prints(&[
            "acme/private is private, gated or does not exist: check the spelling, or set `HF_TOKEN`",
            "access to acme/disabled is disabled on the hub",
            "acme/gone is private, gated or does not exist",
        ]);
        texts.push(fs::read_to_string(project.path("deny-models.lock")).expect("a lock"));
        let locked = read(&project);
        assert_eq!(block(&locked, "acme/shards").files.len(), 23);
        assert_eq!(block(&locked, "acme/chat").files.len(), 2);
        let base = block(&locked, "old-base");
        assert_eq!(base.renamed.as_ref().map(Artifact::name), Some("acme/base"));
        assert_eq!(block(&locked, "acme/gated").unread, ["LICENSE"]);
        assert_eq!(block(&locked, "acme/gated").gated.as_deref(), Some("auto"));
    }
    assert_eq!(
        texts[0], texts[1],
        "digests from the listing are those beside the facts"
    );
    // The fields of the answer that a redirect without its query lost are in the tags too.
    let bases = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("base = "))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(bases(&texts[0]), bases(&texts[2]));
    assert_eq!(texts[2], texts[3]);
}

#[test]
fn a_token_opens_what_is_closed_and_a_wrong_one_stops() {
    let hub = FakeHub::of(world(true, true));
    *hub.world().limited.lock().expect("a count") = 1;
    let project = Project::package(&manifest());
    lock(&project, &hub, Some(TOKEN))
        .expect(0)
        .prints(&["the hub has no acme/gone"]);
    let locked = read(&project);
    assert_eq!(block(&locked, "acme/gated").texts.len(), 1);
    assert_eq!(
        block(&locked, "acme/waitlist").texts[0].license.as_deref(),
        Some("mit")
    );
    assert_eq!(block(&locked, "acme/private").license, ["mit"]);
    let before = fs::read_to_string(project.path("deny-models.lock")).expect("a lock");
    let mut update = command(&project.path(""), &["lock", "--update"]);
    hub.lend(&mut update);
    Run::of(update.env("HF_TOKEN", "hf_expired"))
        .expect(2)
        .prints(&["the hub does not know your token"]);
    let after = fs::read_to_string(project.path("deny-models.lock")).expect("a lock");
    assert_eq!(after, before);
}

/// Hubs for other programs: writes the addresses of two hubs into `HUB_DIRECTORY`, with a workspace beside them, and ends
/// when the file `stop` is there.
#[test]
#[ignore = "serves other programs until they end it"]
fn serve() {
    let directory = std::env::var("HUB_DIRECTORY").expect("HUB_DIRECTORY");
    let directory = Path::new(&directory);
    let hubs = [
        FakeHub::of(world(true, true)),
        FakeHub::of(world(false, false)),
    ];
    let many = many();
    fs::create_dir_all(directory.join("crate/src")).expect("a directory");
    fs::write(directory.join("crate/Cargo.toml"), manifest()).expect("written");
    fs::write(directory.join("crate/src/lib.rs"), "").expect("written");
    let mut addresses: Vec<String> = hubs.iter().map(FakeHub::address).collect();
    addresses.push(many.address());
    fs::write(directory.join("addresses.new"), addresses.join("\n")).expect("written");
    fs::rename(directory.join("addresses.new"), directory.join("addresses")).expect("renamed");
    let start = Instant::now();
    while !directory.join("stop").exists() && start.elapsed() < Duration::from_secs(900) {
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// 200 models with a licence text and digests each.
fn many() -> FakeHub {
    let repos = (0..200).map(|n| {
        Repo::new(&format!("acme/m{n}"), &json!({"license": "mit"}))
            .file("LICENSE", include_str!("../../LICENSE-MIT"))
            .file("model.safetensors", format!("weights {n}"))
    });
    FakeHub::of(World::new(repos.collect()))
}

#[test]
fn two_hundred_models_need_two_requests_each() {
    let hub = many();
    let mut manifest =
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n"
            .to_owned();
    for n in 0..200 {
        manifest.extend([format!(
            "\n[[package.metadata.deny-models.model]]\nid = \"acme/m{n}\"\n"
        )]);
    }
    let project = Project::package(&manifest);
    let start = Instant::now();
    lock(&project, &hub, None)
        .expect(0)
        .prints(&["written: 200 models"]);
    let time = start.elapsed();
    let (api, files): (Vec<_>, Vec<_>) = hub.seen().into_iter().partition(|seen| {
        seen.path.starts_with("/api/") && !seen.path.starts_with("/api/resolve-cache/")
    });
    // One about each model; its licence text comes by way of a redirect.
    assert_eq!((api.len(), files.len()), (200, 400));
    eprintln!(
        "200 models: {} API requests, {} for files, {time:.1?}",
        api.len(),
        files.len()
    );
}
