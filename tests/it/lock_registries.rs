//! `lock` against the registry of Ollama and ModelScope, played on loopback in the shapes and with the faults of recorded
//! answers.
//!
//! Manifests are those of `registry.ollama.ai/library/gemma:2b` (2024-06) and its like: the media types of Docker, layers
//! of Ollama, a type of `text/plain`, blobs by way of a redirect to another host. ModelScope: the fields that its client
//! (`modelscope` 1.40.2, `modelscope-hub` 0.4.6) reads, and its envelope of `Code`, `Message` and `Data`.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::hub::{FakeHub, Fault, Reply};
use crate::lock_cli::{lock, lock_with, text};
use crate::support::{Project, mit_crate};
use deny_models::digest::sha256;
use serde_json::{Value, json};

const MIT: &str = include_str!("../../LICENSE-MIT");
const APACHE: &str = include_str!("../../LICENSE-APACHE");
const MANIFEST: &str = "/v2/library/acme-chat/manifests/3b";

/// What the owner of a workspace states of the base.
const OWNER: &str = "[[model]]\nid = \"ollama:acme-chat:3b\"\nbase = [\"Qwen/Qwen2.5-7B-Instruct\"]\n\
                     relation = \"quantized\"\nreason = \"read\"\nuntil = 2027-06-30\n";

/// The JSON licence: a text that is known, and that no OSI gate lets pass.
fn good_not_evil() -> String {
    let words = "THE SOFTWARE IS PROVIDED";
    MIT.trim_start_matches("MIT License").replace(
        words,
        &format!("The Software shall be used for Good, not Evil.\n\n{words}"),
    )
}

fn project(id: &str) -> Project {
    Project::package(&mit_crate(&format!("id = \"{id}\"")))
}

fn codes(project: &Project) -> Vec<String> {
    project.run(&["check", "--format", "json"]).codes()
}

fn manifest(layers: &[(&str, &[u8])]) -> Value {
    let layers: Vec<Value> = layers
        .iter()
        .map(|(kind, bytes)| {
            json!({
                "mediaType": format!("application/vnd.ollama.image.{kind}"),
                "digest": format!("sha256:{}", sha256(bytes)), "size": bytes.len(),
            })
        })
        .collect();
    json!({
        "schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {
            "mediaType": "application/vnd.docker.container.image.v1+json",
            "digest": format!("sha256:{}", sha256(b"config")), "size": 483,
        },
        "layers": layers,
    })
}

/// Where the registry has a blob of the model.
fn blob(bytes: &[u8]) -> String {
    format!("/v2/library/acme-chat/blobs/sha256:{}", sha256(bytes))
}

/// `ollama:acme-chat:3b` with these layers. Small ones lie on another host, as they do behind the registry.
fn publish(hub: &FakeHub, layers: &[(&str, &[u8])]) {
    let answer = Reply::json(&manifest(layers)).with("Content-Type", "text/plain; charset=utf-8");
    hub.play(MANIFEST, answer);
    let elsewhere = hub.address().replace("127.0.0.1", "localhost");
    for (_, bytes) in layers {
        let path = format!("/r2/{}/data", sha256(bytes));
        let to = format!("{elsewhere}{path}?X-Amz-Signature=15b1");
        hub.play(&blob(bytes), Reply::redirect(&to));
        hub.play(&path, Reply::body(200, bytes.to_vec()));
    }
}

#[test]
fn a_licence_text_of_ollama_decides_and_clears_nothing_by_itself() {
    let (hub, project) = (FakeHub::start(), project("ollama:acme-chat:3b"));
    publish(
        &hub,
        &[
            ("model", b"weights"),
            ("template", b"{{ .Prompt }}"),
            ("license", MIT.as_bytes()),
        ],
    );
    lock(&project, &hub, &[])
        .expect(0)
        .prints(&["added ollama:acme-chat:3b (mit)", "written: 1 model"]);
    let locked = text(&project);
    for part in [
        format!(
            "{{ path = \"model\", sha256 = \"{}\", size = \"7\" }}",
            sha256(b"weights")
        ),
        format!(
            "{{ path = \"license\", sha256 = \"{}\", license = \"mit\" }}",
            sha256(MIT.as_bytes())
        ),
    ] {
        assert!(locked.contains(&part), "{part}\n{locked}");
    }
    let paths: Vec<String> = hub.seen().into_iter().map(|seen| seen.path).collect();
    let text = format!("/r2/{}/data", sha256(MIT.as_bytes()));
    assert_eq!(paths, [MANIFEST.to_owned(), blob(MIT.as_bytes()), text]);
    // What it was made from is nowhere.
    assert_eq!(codes(&project), ["unknown-license:deny:demo"]);
    project
        .run(&["check"])
        .expect(1)
        .prints(&["the base model of ollama:acme-chat:3b is not stated"]);
    let base = |id: &str| {
        let entry = format!(
            "[[model]]\nid = \"ollama:acme-chat:3b\"\nbase = [\"{id}\"]\nrelation = \"quantized\"\n\
             reason = \"read on its page\"\nuntil = 2027-06-30\n"
        );
        project.write("deny-models.toml", &entry);
        project
            .run_on("2026-11-27", &["check", "--format", "json"])
            .codes()
    };
    assert_eq!(base("Qwen/Qwen2.5-7B-Instruct"), [""; 0]);
    assert_eq!(
        base("Qwen/Qwen2.5-3B-Instruct"),
        ["non-osi-model:deny:demo"]
    );
    // What the owner of the crate states of the base in its manifest fills the gap as well.
    project.write("deny-models.toml", "");
    let stated = |id: &str| {
        let model =
            format!("id = \"ollama:acme-chat:3b\"\nbase = [\"{id}\"]\nrelation = \"quantized\"");
        project.write("Cargo.toml", &mit_crate(&model));
        codes(&project)
    };
    assert_eq!(stated("Qwen/Qwen2.5-7B-Instruct"), [""; 0]);
    assert_ne!(stated("Qwen/Qwen2.5-3B-Instruct"), [""; 0]);
}

#[test]
fn every_licence_layer_binds() {
    let (hub, project) = (FakeHub::start(), project("ollama:acme-chat:3b"));
    let evil = good_not_evil();
    publish(
        &hub,
        &[
            ("model", b"weights"),
            ("license", APACHE.as_bytes()),
            ("license", evil.as_bytes()),
        ],
    );
    lock(&project, &hub, &[])
        .expect(0)
        .prints(&["(JSON, apache-2.0)"]);
    assert_eq!(codes(&project), ["non-osi-model:deny:demo"]);
    // A text that nobody knows is one more that binds.
    publish(
        &hub,
        &[
            ("model", b"weights"),
            ("license", b"Use it on Sundays alone."),
        ],
    );
    lock(&project, &hub, &["--update"]).expect(0);
    project
        .run(&["check"])
        .expect(1)
        .prints(&["the text of license"]);
}

#[test]
fn check_update_and_offline_work_as_for_the_hub() {
    let (hub, project) = (FakeHub::start(), project("ollama:acme-chat:3b"));
    publish(&hub, &[("model", b"weights"), ("license", MIT.as_bytes())]);
    lock(&project, &hub, &["--offline"])
        .expect(0)
        .prints(&["locked as unresolved"]);
    assert_eq!(hub.seen(), []);
    lock(&project, &hub, &[]).expect(0);
    let first = text(&project);
    lock(&project, &hub, &["--check"])
        .expect(0)
        .prints(&["up to date"]);
    hub.forget();
    lock(&project, &hub, &[])
        .expect(0)
        .prints(&["is up to date"]);
    assert_eq!(hub.seen(), [], "a locked model needs no request");
    // The tag moves on to other weights under another licence.
    publish(
        &hub,
        &[("model", b"others"), ("license", APACHE.as_bytes())],
    );
    lock(&project, &hub, &["--check"])
        .expect(1)
        .prints(&["ollama:acme-chat:3b: it differs from the hub"]);
    assert_eq!(text(&project), first);
    lock(&project, &hub, &["--update", "ollama:Acme-Chat:3b"])
        .expect(0)
        .prints(&["updated ollama:acme-chat:3b"]);
    assert!(text(&project).contains(&sha256(b"others")));
    lock(&project, &hub, &["--check", "--offline"])
        .expect(2)
        .prints(&["`--offline` is set, so no request is sent to the registry of Ollama"]);
}

/// A path of a registry, what it answers there, and what the run prints: of the model, or why it ends.
type FaultCase<'a> = (&'a str, Reply, Result<&'static str, &'static str>);

/// Faults of a manifest of the registry of Ollama.
fn faults_of_manifests() -> Vec<FaultCase<'static>> {
    let index = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": format!("sha256:{}", sha256(b"x")), "size": 1}],
    });
    let wrong = Reply::json(&manifest(&[])).with("Docker-Content-Digest", "sha256:00");
    let unknown = r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#;
    let damaged = json!({"layers": [{"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:x"}]});
    vec![
        (
            MANIFEST,
            Reply::body(404, unknown),
            Ok("the registry of Ollama has no ollama:acme-chat:3b"),
        ),
        (
            MANIFEST,
            Reply::body(401, "{}"),
            Ok("to nobody without an account"),
        ),
        (
            MANIFEST,
            Reply::body(429, "").with("Retry-After", "86400"),
            Err("the registry of Ollama limits requests"),
        ),
        (MANIFEST, Reply::body(500, ""), Err("status 500")),
        (
            MANIFEST,
            Reply::json(&index),
            Err("it is no manifest with layers"),
        ),
        (
            MANIFEST,
            Reply::redirect(MANIFEST),
            Err("more than 5 redirects"),
        ),
        (
            MANIFEST,
            Reply::redirect("file:///etc/passwd"),
            Err("it redirects to"),
        ),
        (
            MANIFEST,
            Reply::body(200, "<html>"),
            Err("it is no JSON; is `CARGO_DENY_MODELS_OLLAMA` a registry of Ollama models?"),
        ),
        (
            MANIFEST,
            Reply::json(&manifest(&[])).fault(Fault::Cut),
            Err("broke off"),
        ),
        (
            MANIFEST,
            Reply::body(200, "{\"layers\":["),
            Err("it is cut off"),
        ),
        (
            MANIFEST,
            Reply::json(&damaged),
            Err("no media type or no SHA-256"),
        ),
        (
            MANIFEST,
            wrong,
            Err("its SHA-256 is not the one that comes with it"),
        ),
        (
            MANIFEST,
            Reply::body(200, "").fault(Fault::Endless),
            Ok("is longer than"),
        ),
    ]
}

/// What is about the model is locked as unresolved and fails the gate; what is about the registry stops the run.
#[test]
fn faults_of_the_registry_never_pass() {
    let large = vec![b'x'; 2 << 20];
    let other = Reply::body(200, "something else");
    let text = blob(MIT.as_bytes());
    let mut cases: Vec<FaultCase<'_>> = faults_of_manifests();
    cases.extend([
        (
            text.as_str(),
            other,
            Err("its SHA-256 is not the one of the manifest"),
        ),
        (text.as_str(), Reply::body(200, large), Ok("")),
        (text.as_str(), Reply::body(404, ""), Ok("")),
        (text.as_str(), Reply::body(401, ""), Ok("")),
        (text.as_str(), Reply::body(500, ""), Err("status 500")),
        (
            text.as_str(),
            Reply::body(200, MIT).fault(Fault::Cut),
            Err("broke off"),
        ),
    ]);
    for (path, reply, expected) in cases {
        let (hub, project) = (FakeHub::start(), project("ollama:acme-chat:3b"));
        publish(&hub, &[("model", b"weights"), ("license", MIT.as_bytes())]);
        hub.play(path, reply);
        let run = lock(&project, &hub, &[]);
        match expected {
            Ok(why) => {
                run.expect(0).prints(&[why]);
                // A text that was not read is not made up for by what the base is under.
                if path == text {
                    project.write("deny-models.toml", OWNER);
                }
                let run = project.run_on("2026-11-27", &["check", "--format", "json"]);
                assert_eq!(run.codes(), ["unknown-license:deny:demo"], "{why}");
            }
            Err(why) => {
                run.expect(2).prints(&[why, "nothing was written"]);
                assert!(!project.path("deny-models.lock").exists());
            }
        }
    }
}

/// An answer that another host gives in place of the registry is read as its own: digests and texts decide, not the host.
#[test]
fn redirects_to_another_host_are_followed() {
    let (hub, project) = (FakeHub::start(), project("ollama:acme-chat:3b"));
    publish(&hub, &[("model", b"weights"), ("license", MIT.as_bytes())]);
    let elsewhere = hub.address().replace("127.0.0.1", "localhost");
    let layers: [(&str, &[u8]); 2] = [("model", b"weights"), ("license", MIT.as_bytes())];
    hub.play("/mirror/3b", Reply::json(&manifest(&layers)));
    hub.play(MANIFEST, Reply::redirect(&format!("{elsewhere}/mirror/3b")));
    lock(&project, &hub, &[])
        .expect(0)
        .prints(&["added ollama:acme-chat:3b (mit)"]);

    let (hub, project) = (FakeHub::start(), self::project("modelscope:acme/chat"));
    model_scope(&hub, "acme/chat", &json!({"License": "mit"}), &[]);
    let elsewhere = hub.address().replace("127.0.0.1", "localhost");
    let facts = json!({"Code": 200, "Data": {"License": "mit"}, "Success": true});
    hub.play("/mirror/chat", Reply::json(&facts));
    let api = "/api/v1/models/acme/chat";
    hub.play(api, Reply::redirect(&format!("{elsewhere}/mirror/chat")));
    lock(&project, &hub, &[])
        .expect(0)
        .prints(&["added modelscope:acme/chat (mit)"]);
}

#[test]
fn no_token_goes_to_another_registry_than_the_hub() {
    let hub = FakeHub::start();
    let project = project("ollama:acme-chat:3b");
    project.write(
        "deny-models.toml",
        "[[crate]]\nname = \"demo\"\nuses = [\"modelscope:acme/chat\", \"acme/chat\"]\nreason = \"x\"\nuntil = 2027-06-30\n",
    );
    publish(&hub, &[("model", b"weights"), ("license", MIT.as_bytes())]);
    model_scope(&hub, "acme/chat", &json!({"License": "mit"}), &[]);
    hub.model("acme/chat", &json!({"license": "mit"}));
    lock_with(&project, &hub, &[], &[("HF_TOKEN", "hf_member")]).expect(0);
    let seen = hub.seen();
    let with = |token: bool| {
        let paths = seen.iter().filter(|seen| seen.token.is_some() == token);
        paths.map(|seen| seen.path.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(with(true), ["/api/models/acme/chat"]);
    assert!(with(false).contains(&MANIFEST));
    assert!(with(false).contains(&"/api/v1/models/acme/chat"));
}

fn is_weights(path: &str) -> bool {
    path.starts_with("chat") || path.starts_with("model")
}

/// A repository of ModelScope with these files.
fn model_scope(hub: &FakeHub, id: &str, facts: &Value, files: &[(&str, &[u8])]) {
    let data = |data: Value| {
        Reply::json(
            &json!({"Code": 200, "Data": data, "Message": "success", "RequestId": "1", "Success": true}),
        )
    };
    let mut model = json!({
        "Id": 1, "Name": id.split('/').nth(1), "Path": id.split('/').next(), "License": "", "Visibility": 5,
        "Revision": "master", "Tags": [], "BaseModel": null, "BaseModelRelation": "",
    });
    for (key, value) in facts.as_object().into_iter().flatten() {
        model[key] = value.clone();
    }
    hub.play(&format!("/api/v1/models/{id}"), data(model));
    let mut listed =
        vec![json!({"Type": "tree", "Path": "sub", "Name": "sub", "Size": 0, "Sha256": ""})];
    listed.extend(files.iter().map(|(path, bytes)| {
        json!({
            "Type": "blob", "Path": path, "Name": path, "Size": bytes.len(), "Sha256": sha256(bytes),
            "Revision": "6f2a", "IsLFS": is_weights(path), "Mode": "33188",
        })
    }));
    hub.play(
        &format!("/api/v1/models/{id}/repo/files"),
        data(json!({"Files": listed, "LatestCommitter": null})),
    );
    // The file is in the query, which is not told apart here: one text a repository.
    if let Some((_, bytes)) = files.iter().find(|(path, _)| !is_weights(path)) {
        hub.play(
            &format!("/api/v1/models/{id}/repo"),
            Reply::body(200, bytes.to_vec()),
        );
    }
}

#[test]
fn model_scope_gives_licence_base_and_digests() {
    let (hub, project) = (FakeHub::start(), project("modelscope:acme/chat"));
    model_scope(
        &hub,
        "acme/chat",
        &json!({"License": "Apache License 2.0", "BaseModel": ["acme/base"], "BaseModelRelation": "finetune"}),
        &[("LICENSE", APACHE.as_bytes()), ("chat-q4.gguf", b"weights")],
    );
    model_scope(&hub, "acme/base", &json!({"License": "mit"}), &[]);
    lock(&project, &hub, &[]).expect(0).prints(&[
        "added modelscope:acme/base (mit)",
        "added modelscope:acme/chat (apache-2.0, by its text apache-2.0)",
    ]);
    assert_eq!(codes(&project), [""; 0]);
    let locked = text(&project);
    for part in [
        "base = [\"modelscope:acme/base\"]",
        "relation = \"finetune\"",
        &format!(
            "path = \"chat-q4.gguf\", sha256 = \"{}\", size = \"7\"",
            sha256(b"weights")
        ),
    ] {
        assert!(locked.contains(part), "{part}\n{locked}");
    }
    lock(&project, &hub, &["--check"]).expect(0);
    // The base is one of ModelScope, whatever the hub has under its name.
    hub.model("acme/base", &json!({"license": "mit"}));
    model_scope(&hub, "acme/base", &json!({"License": "gemma"}), &[]);
    lock(&project, &hub, &["--check"])
        .expect(1)
        .prints(&["modelscope:acme/base: it differs"]);
    lock(&project, &hub, &["--update"]).expect(0);
    assert_eq!(
        codes(&project),
        ["non-osi-model:deny:demo", "relicensed-model:deny:demo"]
    );
}

#[test]
fn what_the_card_on_model_scope_names_counts_too() {
    let (hub, project) = (FakeHub::start(), project("modelscope:acme/chat"));
    let card = "---\nlicense: apache-2.0\nbase_model: acme/base\nbase_model_relation: finetune\n---\n# Chat\n";
    let plain = json!({"License": "apache-2.0"});
    model_scope(&hub, "acme/chat", &plain, &[("README.md", card.as_bytes())]);
    model_scope(&hub, "acme/base", &json!({"License": "llama3.1"}), &[]);
    lock(&project, &hub, &[]).expect(0);
    assert_eq!(
        codes(&project),
        ["non-osi-model:deny:demo", "relicensed-model:deny:demo"]
    );
    // One that ModelScope does not have is unknown.
    let other = card.replace("acme/base", "acme/gone");
    model_scope(
        &hub,
        "acme/chat",
        &plain,
        &[("README.md", other.as_bytes())],
    );
    lock(&project, &hub, &["--update"])
        .expect(0)
        .prints(&["ModelScope has no modelscope:acme/gone"]);
    assert_eq!(codes(&project), ["unknown-license:deny:demo"]);
}

/// Faults of the list of files of ModelScope, by its path.
fn faults_of_lists_of_files(files: &str) -> Vec<FaultCase<'_>> {
    let cut = json!({"Code": 200, "Data": {"Files": (0..3000).map(|n| json!({"Type": "blob", "Path": format!("f{n}")})).collect::<Vec<_>>()}});
    vec![
        (
            files,
            Reply::body(404, ""),
            Ok("ModelScope has no list of files of"),
        ),
        (
            files,
            Reply::json(&json!({"Code": 200, "Data": {}})),
            Err("it has no list of files"),
        ),
        (files, Reply::json(&cut), Ok("")),
        (files, Reply::body(401, ""), Ok("")),
        (files, Reply::body(500, ""), Err("status 500")),
        (
            files,
            Reply::body(429, "").with("Retry-After", "86400"),
            Err("ModelScope limits requests"),
        ),
        (
            files,
            Reply::body(200, "{}").fault(Fault::Cut),
            Err("broke off"),
        ),
        (
            files,
            Reply::body(200, "{\"Code\": 200,"),
            Err("it is cut off"),
        ),
        (files, Reply::body(200, "<html>"), Err("it is no JSON")),
        (
            files,
            Reply::body(200, "").fault(Fault::Endless),
            Ok("is longer than"),
        ),
    ]
}

#[test]
fn faults_of_model_scope_never_pass() {
    let (api, files) = (
        "/api/v1/models/acme/chat",
        "/api/v1/models/acme/chat/repo/files",
    );
    let envelope = |code: u64, message: &str| {
        Reply::json(
            &json!({"Code": code, "Data": null, "Message": message, "RequestId": "1", "Success": false}),
        )
    };
    let mut cases: Vec<FaultCase<'_>> = vec![
        (
            api,
            Reply::body(404, "{}"),
            Ok("ModelScope has no modelscope:acme/chat"),
        ),
        (
            api,
            envelope(10_010_205_001, "model not exist"),
            Ok("ModelScope has no modelscope:acme/chat"),
        ),
        (
            api,
            Reply::body(401, "{}"),
            Ok("to nobody without an account"),
        ),
        (
            api,
            Reply::body(403, "{}"),
            Ok("to nobody without an account"),
        ),
        (
            api,
            Reply::json(&json!({"Code": 200, "Data": {}})).fault(Fault::Cut),
            Err("broke off"),
        ),
        (api, envelope(500, "down\u{1b}[31m"), Err("down")),
        (
            api,
            Reply::body(429, "").with("Retry-After", "86400"),
            Err("ModelScope limits requests"),
        ),
        (api, Reply::body(500, ""), Err("status 500")),
        (
            api,
            Reply::body(200, "{\"Code\": 200,"),
            Err("it is cut off"),
        ),
        (
            api,
            Reply::body(200, "").fault(Fault::Endless),
            Ok("is longer than"),
        ),
        (
            api,
            Reply::redirect("file:///etc/passwd"),
            Err("it redirects to"),
        ),
        (
            api,
            Reply::body(200, "<html>"),
            Err("it is no JSON; is `MODELSCOPE_ENDPOINT` a ModelScope hub?"),
        ),
        (api, Reply::json(&json!([])), Err("it has no data")),
        (api, Reply::redirect(api), Err("more than 5 redirects")),
    ];
    cases.extend(faults_of_lists_of_files(files));
    for (path, reply, expected) in cases {
        let (hub, project) = (FakeHub::start(), project("modelscope:acme/chat"));
        model_scope(&hub, "acme/chat", &json!({"License": "other"}), &[]);
        hub.play(path, reply);
        let run = lock(&project, &hub, &[]);
        match expected {
            Ok(why) => {
                run.expect(0).prints(&[why]);
                assert_eq!(codes(&project), ["unknown-license:deny:demo"], "{why}");
            }
            Err(why) => {
                let run = run.expect(2).prints(&[why, "nothing was written"]);
                assert!(!run.stderr.contains('\u{1b}'));
            }
        }
    }
}

/// Both registries for the programs that judge the lock: see `.ci/validate.d/61-registries.sh`. Writes the address into
/// `HUB_DIRECTORY`, with a workspace beside it, and ends when the file `stop` is there.
#[test]
#[ignore = "serves other programs until they end it"]
fn serve() {
    let directory = std::env::var("HUB_DIRECTORY").expect("HUB_DIRECTORY");
    let directory = Path::new(&directory);
    let hub = FakeHub::start();
    let evil = good_not_evil();
    publish(
        &hub,
        &[
            ("model", b"weights"),
            ("projector", b"eyes"),
            ("license", APACHE.as_bytes()),
            ("license", evil.as_bytes()),
        ],
    );
    let facts = json!({"License": "Apache License 2.0", "BaseModel": ["acme/base"], "BaseModelRelation": "finetune"});
    let files = [
        ("LICENSE", APACHE.as_bytes()),
        ("chat-q4.gguf", b"weights"),
        ("model.safetensors", b"more"),
    ];
    model_scope(&hub, "acme/chat", &facts, &files);
    model_scope(&hub, "acme/base", &json!({"License": "mit"}), &[]);
    let manifest = mit_crate("id = \"ollama:acme-chat:3b\"")
        + "\n[[package.metadata.deny-models.model]]\nid = \"modelscope:acme/chat\"\n";
    fs::create_dir_all(directory.join("crate/src")).expect("a directory");
    fs::write(directory.join("crate/Cargo.toml"), manifest).expect("written");
    fs::write(directory.join("crate/src/lib.rs"), "").expect("written");
    fs::write(directory.join("address.new"), hub.address()).expect("written");
    fs::rename(directory.join("address.new"), directory.join("address")).expect("renamed");
    let start = Instant::now();
    while !directory.join("stop").exists() && start.elapsed() < Duration::from_secs(300) {
        std::thread::sleep(Duration::from_millis(50));
    }
}
