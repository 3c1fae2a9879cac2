//! Sources that differ: the lock against the current state, header against manifest, card and licence
//! file. All of it without a network.

use std::fs;
use std::path::Path;

use crate::hub::{FakeHub, SHA as HUB_SHA};
use crate::lock_cli::lock;
use crate::support::{Project, Run, command, mit_crate};
use deny_models::lock::{Lock, LockedModel};
use deny_models::model::{Artifact, Relation};
use serde_json::json;

const SHA: &str = "0123456789abcdef0123456789abcdef01234567";
const NEWER: &str = "89abcdef0123456789abcdef0123456789abcdef";

fn id(name: &str) -> Artifact {
    Artifact::parse_hub(name).expect("an id")
}

fn locked(name: &str, license: &str) -> LockedModel {
    LockedModel {
        revision: Some(SHA.to_owned()),
        license: vec![license.to_owned()],
        ..LockedModel::new(&id(name))
    }
}

fn write_lock(project: &Project, models: Vec<LockedModel>) {
    project.write("deny-models.lock", &Lock::new(models, []).render());
}

/// Puts a card into a hub cache inside the project.
fn cache(project: &Project, name: &str, card: &str) {
    let folder = format!("cache/models--{}", name.replace('/', "--"));
    project.write(&format!("{folder}/refs/main"), NEWER);
    project.write(&format!("{folder}/snapshots/{NEWER}/README.md"), card);
}

fn check(project: &Project, args: &[&str]) -> Run {
    let directory = project.path("");
    let args = [&["check", "--format", "json"], args].concat();
    let mut command = command(&directory, &args);
    command.env("HF_HUB_CACHE", project.path("cache"));
    Run::of(&mut command)
}

fn found(run: &Run, code: &str) -> Option<serde_json::Value> {
    let findings = run.json()["findings"].as_array().expect("an array").clone();
    findings.into_iter().find(|finding| finding["code"] == code)
}

#[test]
fn a_newer_card_in_the_hub_cache_is_drift_and_only_where_it_is_asked_for() {
    let project = Project::package(&mit_crate("id = \"acme/encoder\""));
    write_lock(&project, vec![locked("acme/encoder", "apache-2.0")]);
    cache(
        &project,
        "acme/encoder",
        "---\nlicense: cc-by-nc-4.0\n---\n",
    );
    let run = check(&project, &[]);
    assert_eq!(found(&run, "license-drift"), None, "{:?}", run.codes());
    let run = check(&project, &["--hub-cache"]).expect(1);
    let drift = found(&run, "license-drift").expect("drift");
    assert_eq!(drift["severity"], "deny");
    let message = drift["message"].as_str().expect("a text");
    assert!(message.contains("apache-2.0 -> cc-by-nc-4.0"), "{message}");
    let evidence = drift["evidence"].to_string();
    assert!(evidence.contains("deny-models.lock"), "{evidence}");
    assert!(evidence.contains(NEWER), "{evidence}");
    // The same licence in another spelling, at another commit, is none.
    cache(&project, "acme/encoder", "---\nlicense: Apache-2.0\n---\n");
    let run = check(&project, &["--hub-cache"]);
    assert_eq!(found(&run, "license-drift"), None, "{:?}", run.codes());
}

#[test]
fn a_new_base_and_a_change_in_an_ancestor_are_drift_too() {
    let project = Project::package(&mit_crate("id = \"acme/encoder\""));
    let child = LockedModel {
        base: Some(vec![id("acme/base")]),
        relation: Some(Relation::Finetune),
        ..locked("acme/encoder", "apache-2.0")
    };
    write_lock(&project, vec![child, locked("acme/base", "mit")]);
    cache(&project, "acme/base", "---\nlicense: gemma\n---\n");
    let run = check(&project, &["--hub-cache"]).expect(1);
    let drift = found(&run, "license-drift").expect("drift");
    assert!(
        drift["message"].to_string().contains("acme/base"),
        "{drift}"
    );
    cache(
        &project,
        "acme/base",
        "---\nlicense: mit\nbase_model: google/gemma-7b\n---\n",
    );
    let run = check(&project, &["--hub-cache"]).expect(1);
    let drift = found(&run, "license-drift").expect("drift");
    let message = drift["message"].to_string();
    assert!(
        message.contains("google/gemma-7b, which is not locked"),
        "{message}"
    );
}

#[test]
fn the_advice_on_drift_leads_on() {
    let hub = FakeHub::start();
    let project = Project::package(&mit_crate("id = \"acme/chat\"\nhow = \"runtime\""));
    hub.model("acme/chat", &json!({"license": "mit"}));
    lock(&project, &hub, &[]).expect(0);
    check(&project, &["--hub-cache"]).expect(0);
    cache(&project, "acme/chat", "---\nlicense: cc-by-nc-4.0\n---\n");
    let run = check(&project, &["--hub-cache"]).expect(1);
    let drift = found(&run, "license-drift").expect("drift");
    let help = drift["help"].to_string();
    for step in ["pin the revision", "`cargo deny-models lock --update`"] {
        assert!(help.contains(step), "{help}");
    }
    // The state that was reviewed is pinned: the hub's newer one is not taken.
    let pinned = format!("id = \"acme/chat\"\nrevision = \"{HUB_SHA}\"\nhow = \"runtime\"");
    project.write("Cargo.toml", &mit_crate(&pinned));
    lock(&project, &hub, &["--update"]).expect(0);
    let run = check(&project, &["--hub-cache"]).expect(0);
    assert_eq!(found(&run, "license-drift"), None, "{:?}", run.codes());
    // The new state is taken: it is judged.
    project.write(
        "Cargo.toml",
        &mit_crate("id = \"acme/chat\"\nhow = \"runtime\""),
    );
    hub.model("acme/chat", &json!({"license": "cc-by-nc-4.0"}));
    lock(&project, &hub, &["--update"]).expect(0);
    let run = check(&project, &["--hub-cache"]).expect(1);
    assert_eq!(found(&run, "license-drift"), None, "{:?}", run.codes());
    assert!(found(&run, "non-osi-model").is_some(), "{:?}", run.codes());
}

/// A crate that ships a fixture, with the entry `manifest` for it.
fn shipping(fixture: &str, manifest: &str) -> Project {
    let project = Project::package(&mit_crate(manifest));
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    project.write("models/.keep", "");
    fs::copy(fixtures.join(fixture), project.path("models/tiny.gguf")).expect("copied");
    project
}

#[test]
fn a_header_contradicts_the_manifest() {
    let project = shipping(
        "gguf/finetune-licensed.gguf",
        "path = \"models/tiny.gguf\"\nlicense = \"MIT\"",
    );
    let run = check(&project, &[]).expect(1);
    let mismatch = found(&run, "license-mismatch").expect("a mismatch");
    let message = mismatch["message"].to_string();
    assert!(
        message.contains("the manifest states MIT; others state apache-2.0"),
        "{message}"
    );
    let same = shipping(
        "gguf/finetune-licensed.gguf",
        "path = \"models/tiny.gguf\"\nlicense = \"Apache-2.0\"",
    );
    assert_eq!(found(&check(&same, &[]), "license-mismatch"), None);
}

#[test]
fn header_card_and_licence_file_are_compared_and_all_bind() {
    let entry = "path = \"models/tiny.gguf\"";
    let project = shipping("gguf/finetune-licensed.gguf", entry);
    assert_eq!(found(&check(&project, &[]), "license-mismatch"), None);
    project.write(
        "models/README.md",
        "---\nlicense: cc-by-nc-4.0\n---\n# Tiny\n",
    );
    let run = check(&project, &[]).expect(1);
    let mismatch = found(&run, "license-mismatch").expect("a mismatch");
    let message = mismatch["message"].to_string();
    for part in [
        "the card states cc-by-nc-4.0",
        "the header states apache-2.0",
        "README.md",
    ] {
        assert!(message.contains(part), "{message}");
    }
    assert!(
        mismatch["evidence"]
            .to_string()
            .contains("models/README.md")
    );
    // A README that is no model card states nothing on models.
    project.write("models/README.md", "# How to convert\n");
    assert_eq!(found(&check(&project, &[]), "license-mismatch"), None);
    // The text of the package's own licence states nothing on weights.
    project.write("models/LICENSE", include_str!("../../LICENSE-MIT"));
    assert_eq!(found(&check(&project, &[]), "license-mismatch"), None);
    project.write("models/LICENSE", "SPDX-License-Identifier: BSD-3-Clause\n");
    let run = check(&project, &[]).expect(1);
    let mismatch = found(&run, "license-mismatch").expect("a mismatch");
    let message = mismatch["message"].to_string();
    assert!(
        message.contains("the license-file states BSD-3-Clause"),
        "{message}"
    );
    // An unrecognised text is no licence that passes.
    let odd = "You may look at these weights on Sundays. ".repeat(4);
    project.write("models/LICENSE", &odd);
    let run = check(&project, &[]).expect(1);
    assert!(
        run.codes()
            .iter()
            .any(|code| code.starts_with("unknown-license")),
        "{:?}",
        run.codes()
    );
    // The owner of the workspace has the last word.
    project.write("models/LICENSE", "SPDX-License-Identifier: BSD-3-Clause\n");
    project.write(
        "deny-models.toml",
        "[[model]]\nid = \"./models/tiny.gguf\"\nlicense = \"Apache-2.0\"\nbase = []\n\
         reason = \"reviewed\"\nuntil = 2027-06-30\n",
    );
    let run = check(&project, &[]);
    assert_eq!(found(&run, "license-mismatch"), None, "{:?}", run.codes());
}
