//! `cargo deny-models lock`, end to end, against a hub on loopback.

use std::fs;

use crate::hub::world::{Access, Repo, TOKEN, World};
use crate::hub::{FakeHub, Fault, Model, Reply, SHA};
use crate::reach::{write_clients, write_depot};
use crate::support::{Project, Run, command, mit_crate};
use camino::Utf8Path;
use deny_models::license::{LicenseRules, Verdict};
use deny_models::lock::{Lock, LockedModel, find};
use deny_models::model::{
    Artifact, FactStore, Resolution, Resolver, UnknownReason, built_in_ids, resolve,
};
use serde_json::json;

const OTHER_SHA: &str = "fedcba9876543210fedcba9876543210fedcba98";

fn chat() -> Project {
    Project::package(&mit_crate("id = \"acme/chat\"\nhow = \"runtime\""))
}

pub(crate) fn lock_with(
    project: &Project,
    hub: &FakeHub,
    args: &[&str],
    vars: &[(&str, &str)],
) -> Run {
    let directory = project.path("");
    let mut command = command(&directory, &[&["lock"], args].concat());
    hub.lend(&mut command);
    command.envs(vars.iter().copied());
    Run::of(&mut command)
}

pub(crate) fn lock(project: &Project, hub: &FakeHub, args: &[&str]) -> Run {
    lock_with(project, hub, args, &[])
}

pub(crate) fn text(project: &Project) -> String {
    fs::read_to_string(project.path("deny-models.lock")).expect("a lock")
}

fn read(project: &Project) -> Lock {
    let path = project.path("");
    let root = Utf8Path::from_path(&path).expect("UTF-8");
    find(root)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
        .expect("a lock")
        .lock
}

fn names(lock: &Lock) -> Vec<String> {
    lock.models()
        .iter()
        .map(|block| block.facts.artifact().to_string())
        .collect()
}

/// acme/chat was made from acme/base, which was made from acme/root.
fn family(hub: &FakeHub) {
    hub.model("acme/chat", &json!({"license": "apache-2.0", "base_model": "acme/base", "base_model_relation": "quantized"}));
    hub.model(
        "acme/base",
        &json!({"license": "mit", "base_model": "acme/root", "base_model_relation": "finetune"}),
    );
    hub.model("acme/root", &json!({"license": "gemma"}));
}

#[test]
fn a_lineage_is_locked_to_its_root_and_asked_once() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    lock(&project, &hub, &[]).expect(0).prints(&[
        "added acme/chat (apache-2.0)",
        "added acme/root (gemma)",
        "written: 3 models, 1 package",
    ]);
    let locked = read(&project);
    assert_eq!(names(&locked), ["acme/base", "acme/chat", "acme/root"]);
    assert_eq!(locked.inconsistent(), []);
    assert_eq!(hub.seen().len(), 3);
    let first = text(&project);
    hub.forget();
    lock(&project, &hub, &[])
        .expect(0)
        .prints(&["is up to date"]);
    assert_eq!(
        (hub.seen().len(), text(&project)),
        (0, first),
        "locked models are not requested again"
    );
    let mut store = FactStore::empty();
    locked.insert_into(&mut store);
    let found = resolve(
        &Artifact::parse("acme/chat").expect("an id"),
        &store,
        &LicenseRules::osi(),
    );
    assert_eq!(found.verdict, Verdict::Fail);
    assert_eq!(
        found.governing().map(|binding| binding.license.id()),
        Some("gemma")
    );
    lock(&project, &hub, &["--check"])
        .expect(0)
        .prints(&["is up to date with the hub: 3 models"]);
}

#[test]
fn the_text_of_a_lock() {
    let (hub, project) = (FakeHub::start(), chat());
    Model::new(
        "acme/chat",
        &json!({"license": "other", "license_name": "acme-1", "license_link": "LICENSE"}),
    )
    .file("LICENSE", include_str!("../../LICENSE-MIT"))
    .weights("model.safetensors", &"ab".repeat(32))
    .publish(&hub);
    lock(&project, &hub, &[]).expect(0);
    insta::assert_snapshot!(text(&project));
}

#[test]
fn an_update_asks_again_and_says_what_changed() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    lock(&project, &hub, &[]).expect(0);
    Model::new("acme/root", &json!({"license": "llama3.1"}))
        .at(OTHER_SHA)
        .publish(&hub);
    hub.forget();
    lock(&project, &hub, &["--update", "acme/root"])
        .expect(0)
        .prints(&["updated acme/root (license: gemma -> llama3.1; revision:"]);
    assert_eq!(hub.seen().len(), 1);
    lock(&project, &hub, &["--update", "acme/rot"])
        .expect(2)
        .prints(&["did you mean `acme/root`?"]);
    hub.forget();
    lock(&project, &hub, &["--update"])
        .expect(0)
        .prints(&["is up to date"]);
    assert_eq!(hub.seen().len(), 3);
}

#[test]
fn what_is_no_longer_pulled_goes() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    lock(&project, &hub, &["--model", "acme/root@v1"])
        .expect(0)
        .prints(&["warning: acme/root@v1 is locked as unresolved"]);
    assert_eq!(names(&read(&project)).len(), 4);
    lock(&project, &hub, &[])
        .expect(0)
        .prints(&["removed acme/root@v1"]);
    project.write(
        "Cargo.toml",
        &mit_crate("id = \"acme/root\"\nhow = \"runtime\""),
    );
    lock(&project, &hub, &[]).expect(0).prints(&[
        "removed acme/base",
        "removed acme/chat",
        "updated demo 0.1.0 (pulls: acme/chat -> acme/root)",
    ]);
}

#[test]
fn a_pinned_revision_is_asked_for() {
    let (hub, project) = (
        FakeHub::start(),
        Project::package(&mit_crate(&format!(
            "id = \"acme/chat\"\nrevision = \"{SHA}\"\nhow = \"runtime\""
        ))),
    );
    hub.model("acme/chat", &json!({"license": "mit"}));
    lock(&project, &hub, &[]).expect(0);
    assert_eq!(
        hub.seen()[0].path,
        format!("/api/models/acme/chat/revision/{SHA}")
    );
    assert!(text(&project).contains(&format!("asked = \"{SHA}\"\nrevision = \"{SHA}\"\n")));
}

#[test]
fn what_cannot_be_had_is_locked_as_that() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    hub.play("/api/models/acme/root", Reply::error(401, "GatedRepo"));
    lock(&project, &hub, &[]).expect(0).prints(&[
        "warning: acme/root is locked as unresolved: acme/root is gated: accept its terms",
    ]);
    let locked = read(&project);
    let mut store = FactStore::empty();
    locked.insert_into(&mut store);
    let chat = Artifact::parse("acme/chat").expect("an id");
    assert_eq!(
        resolve(&chat, &store, &LicenseRules::osi()).verdict,
        Verdict::Unknown
    );
    hub.model("acme/root", &json!({"license": "mit"}));
    hub.forget();
    lock_with(&project, &hub, &[], &[("HF_TOKEN", "hf_x")])
        .expect(0)
        .prints(&["updated acme/root (license: none -> mit; unresolved:"]);
    assert_eq!(
        hub.seen().len(),
        1,
        "only unresolved models are requested again"
    );
}

#[test]
fn a_failing_hub_leaves_the_lock_as_it_was() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    hub.play("/api/models/acme/root", Reply::body(200, "<html>"));
    lock(&project, &hub, &[])
        .expect(2)
        .prints(&["acme/root cannot be read", "nothing was written"]);
    assert!(!project.path("deny-models.lock").exists());
    family(&hub);
    lock(&project, &hub, &[]).expect(0);
    let before = text(&project);
    hub.play(
        "/api/models/acme/root",
        Reply::error(429, "").with("Retry-After", "9999"),
    );
    lock(&project, &hub, &["--update"])
        .expect(2)
        .prints(&["limits requests"]);
    assert_eq!(text(&project), before);
    let left: Vec<_> = fs::read_dir(project.path(""))
        .expect("a directory")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.contains(".tmp"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn a_token_that_expired_does_not_empty_the_lock() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    lock(&project, &hub, &[]).expect(0);
    let before = text(&project);
    hub.play("/api/models/acme/root", Reply::error(401, ""));
    let run = lock_with(&project, &hub, &["--update"], &[("HF_TOKEN", "hf_old")]);
    let run = run.expect(2).prints(&["does not know your token"]);
    assert!(!run.stderr.contains("hf_old"));
    assert_eq!(text(&project), before);
}

#[test]
fn a_killed_run_leaves_the_lock_as_it_was() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    lock(&project, &hub, &[]).expect(0);
    let before = text(&project);
    hub.play(
        "/api/models/acme/base",
        Reply::body(200, "{}").fault(Fault::Stall(std::time::Duration::from_secs(20))),
    );
    let mut command = command(&project.path(""), &["lock", "--update"]);
    hub.lend(&mut command);
    hub.forget();
    let mut child = command.spawn().expect("the binary runs");
    while hub.count("/api/models/acme/base") == 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert_eq!(text(&project), before);
}

#[test]
fn offline_asks_nobody_and_needs_nobody_for_what_is_locked() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    for (variable, value) in [("HF_HUB_OFFLINE", "1"), ("TRANSFORMERS_OFFLINE", "yes")] {
        lock_with(&project, &hub, &[], &[(variable, value)])
            .expect(2)
            .prints(&[variable, "is set, so no request is sent to the hub"]);
    }
    for args in [&["--offline", "--update"][..], &["--offline", "--check"]] {
        lock(&project, &hub, args)
            .expect(2)
            .prints(&["`--offline` is set"]);
    }
    assert!(!project.path("deny-models.lock").exists());
    lock(&project, &hub, &["--offline"])
        .expect(0)
        .prints(&["acme/chat is locked as unresolved: not requested: `--offline` was set"]);
    assert_eq!(hub.seen(), []);
    lock(&project, &hub, &[]).expect(0);
    lock_with(&project, &hub, &[], &[("HF_HUB_OFFLINE", "1")])
        .expect(0)
        .prints(&["is up to date"]);
}

#[test]
fn what_the_tables_know_needs_no_hub() {
    let hub = FakeHub::start();
    let project = Project::package(&mit_crate(
        "id = \"Qwen/Qwen2.5-7B-Instruct\"\n\n[[package.metadata.deny-models.model]]\nid = \"acme/chat\"",
    ));
    lock(&project, &hub, &["--offline"])
        .expect(0)
        .prints(&["written: 1 model, 1 package"]);
    assert_eq!(names(&read(&project)), ["acme/chat"]);
    let first = text(&project);
    lock(&project, &hub, &["--offline"])
        .expect(0)
        .prints(&["is up to date"]);
    assert_eq!((text(&project), hub.seen().len()), (first, 0));
    let codes = project
        .run(&["check", "--strict", "--format", "json"])
        .codes();
    assert!(
        codes.iter().any(|code| code.starts_with("unknown-license"))
            && !codes.iter().any(|code| code.starts_with("stale-lock")),
        "{codes:?}"
    );
    // With a hub the lock is completed: what was not requested, and the commit of what the tables know.
    hub.model("acme/chat", &json!({"license": "mit"}));
    hub.model(
        "Qwen/Qwen2.5-7B-Instruct",
        &json!({"license": "apache-2.0"}),
    );
    lock(&project, &hub, &[]).expect(0);
    let locked = read(&project);
    for name in ["acme/chat", "Qwen/Qwen2.5-7B-Instruct"] {
        let block = locked.model(&Artifact::parse(name).expect("an id"));
        assert_eq!(block.expect("a block").facts.unresolved, None);
    }
}

/// Models of the built-in table that are on the hub, with the answer of the table.
fn built_in() -> Vec<(Artifact, Resolution)> {
    let (store, rules) = (FactStore::built_in(), LicenseRules::osi());
    let resolver = Resolver::new(&store, &rules);
    built_in_ids()
        .filter_map(|id| Artifact::parse_hub(&id).ok())
        .map(|model| {
            let found = resolver.resolve(&model).as_ref().clone();
            (model, found)
        })
        .collect()
}

/// An OSI-approved tag, and nobody recorded what the model was made from.
fn is_open_question(found: &Resolution) -> bool {
    let of_model = |reason: &UnknownReason| matches!(reason, UnknownReason::UnrecordedLineage(model) if model == &found.model);
    let tag = found.declared.as_ref();
    found.verdict == Verdict::Unknown
        && found.unknown_reasons.iter().any(of_model)
        && tag.is_some_and(|tag| LicenseRules::osi().judge_expr(tag.expr()).0 == Verdict::Pass)
}

/// A crate that pulls these models at run time.
fn pulling<'a>(models: impl IntoIterator<Item = &'a Artifact>) -> Project {
    let entries = models.into_iter().map(|model| format!("id = \"{model}\""));
    let entries: Vec<String> = entries.collect();
    let next = "\n\n[[package.metadata.deny-models.model]]\n";
    Project::package(&mit_crate(&entries.join(next)))
}

#[test]
fn a_lock_written_offline_gives_every_model_the_verdict_of_the_tables() {
    /// Fewer than a walk looks at, with their ancestors.
    const AT_ONCE: usize = 2_000;
    let hub = FakeHub::start();
    let stranger = Artifact::parse("acme/chat").expect("an id");
    let mut open = 0;
    for models in built_in().chunks(AT_ONCE) {
        let named = models.iter().map(|(model, _)| model);
        let project = pulling(named.chain([&stranger]));
        lock(&project, &hub, &["--offline"]).expect(0);
        let locked = read(&project);
        let (mut store, rules) = (FactStore::built_in(), LicenseRules::osi());
        locked.insert_into(&mut store);
        let resolver = Resolver::new(&store, &rules);
        for (model, of_tables) in models {
            let found = resolver.resolve(model);
            assert_eq!(found.verdict, of_tables.verdict, "{model}");
            assert_eq!(found.binding, of_tables.binding, "{model}");
            if is_open_question(of_tables) {
                open += 1;
                let block = locked.model(model).expect("a block");
                assert!(block.facts.unresolved.is_some(), "{model}");
            }
        }
        assert_eq!(resolver.resolve(&stranger).verdict, Verdict::Unknown);
    }
    assert!(open > 0, "no tag of unrecorded lineage in the tables");
    assert_eq!(hub.seen(), []);
}

#[test]
fn a_card_that_was_not_read_leaves_the_lineage_open() {
    let mut models = built_in().into_iter();
    // What the tables remember of its lineage would count still.
    let (model, of_tables) = models
        .find(|(_, found)| is_open_question(found) && found.lineage.is_empty())
        .expect("a tag of unrecorded lineage in the tables");
    let tag = of_tables.declared.expect("a tag").text().to_owned();
    let repo = Repo::new(model.name(), &json!({"license": tag}))
        .file("README.md", "# Model\n")
        .access(Access::Gated("auto"));
    let (hub, project) = (FakeHub::of(World::new(vec![repo])), pulling([&model]));
    let codes = || project.run(&["check", "--format", "json"]).codes();
    let is_unknown = |code: &String| code.starts_with("unknown-license");
    lock(&project, &hub, &[]).expect(0);
    let locked = read(&project);
    let block = &locked.model(&model).expect("a block").facts;
    assert_eq!(
        (block.unread.as_slice(), &block.unresolved),
        (&["README.md".to_owned()][..], &None)
    );
    assert!(codes().iter().any(is_unknown), "{:?}", codes());
    // Who may read the card knows that it names no base.
    lock_with(&project, &hub, &[], &[("HF_TOKEN", TOKEN)]).expect(0);
    assert!(!codes().iter().any(is_unknown), "{:?}", codes());
    // What the token showed is not shown to everybody, and the verdict depends on it.
    lock(&project, &hub, &["--check"])
        .expect(1)
        .prints(&["the hub does not show README.md, and the lock is looser than what is shown"]);
}

/// 200 models, killed again and again; `LOCK_KILLS` says how often.
#[test]
fn nothing_is_lost_when_a_run_is_killed() {
    const STATED: usize = 199;
    const MODELS: usize = STATED + 1;
    let hub = FakeHub::start();
    hub.model("acme/handed", &json!({"license": "mit"}));
    let mut manifest =
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n"
            .to_owned();
    for n in 0..STATED {
        hub.model(&format!("acme/m{n}"), &json!({"license": "mit"}));
        manifest.extend([format!(
            "\n[[package.metadata.deny-models.model]]\nid = \"acme/m{n}\"\n"
        )]);
    }
    // Code takes one more, so that the member has a block of what it reaches.
    manifest.push_str("\n[dependencies]\ndepot = { path = \"clients/depot\" }\n");
    let project = Project::package(&manifest);
    write_clients(&project.path(""));
    write_depot(&project.path(""));
    let code = "pub fn first() { depot::load(\"acme/handed\"); }\n";
    project.write("src/lib.rs", code);
    let cache = project.path("cache");
    let run = |args: &[&str]| {
        let mut command = command(&project.path(""), &[&["lock"], args].concat());
        hub.lend(&mut command);
        command.env("CARGO_DENY_MODELS_CACHE", &cache);
        command
    };
    let kills = std::env::var("LOCK_KILLS").map_or(24, |kills| kills.parse().expect("a number"));
    let mut written = None;
    for n in 0..kills {
        let args: &[&str] = if written.is_some() {
            &["--update"]
        } else {
            &[]
        };
        let before = hub.seen().len();
        let mut child = run(args).spawn().expect("the binary runs");
        // Moments spread over a run: by the requests that arrived, and some microseconds.
        let after = before + (n * 7919) % (MODELS / 8);
        let start = std::time::Instant::now();
        while hub.seen().len() < after
            && start.elapsed() < std::time::Duration::from_secs(20)
            && child.try_wait().expect("a child").is_none()
        {
            std::thread::sleep(std::time::Duration::from_micros(200));
        }
        std::thread::sleep(std::time::Duration::from_micros((n as u64 * 911) % 3000));
        let _ = child.kill();
        child.wait().expect("gone");
        if project.path("deny-models.lock").exists() {
            let locked = read(&project);
            assert_eq!(
                (locked.models().len(), locked.inconsistent()),
                (MODELS, Vec::new()),
                "kill {n}"
            );
            let members = locked.members().iter();
            let reached: Vec<usize> = members.map(|block| block.facts.pulls.len()).collect();
            assert_eq!(reached, [1], "kill {n}");
            if written.is_none() {
                // After each kill at most what was under way is requested again.
                let most = MODELS + (n + 1) * 8;
                assert!(hub.seen().len() <= most, "kill {n}: {}", hub.seen().len());
            }
            let now = text(&project);
            assert_eq!(written.get_or_insert_with(|| now.clone()), &now, "kill {n}");
        }
    }
    assert!(
        written.is_some(),
        "{kills} kills and no run came to its end"
    );
    Run::of(&mut run(&[])).expect(0);
    let whole = text(&project);
    fs::remove_file(project.path("deny-models.lock")).expect("removed");
    Run::of(&mut run(&[])).expect(0);
    assert_eq!(text(&project), whole, "as if it had never been killed");
    eprintln!("{kills} kills, {} requests", hub.seen().len());
}

#[test]
fn the_token_is_sent_to_the_hub_and_never_shown() {
    let (hub, cdn, project) = (FakeHub::start(), FakeHub::start(), chat());
    Model::new("acme/chat", &json!({"license": "other"}))
        .file("LICENSE", "x")
        .publish(&hub);
    hub.play(
        &format!("/acme/chat/resolve/{SHA}/LICENSE"),
        Reply::redirect(&format!("{}/blob", cdn.address())),
    );
    cdn.play("/blob", Reply::body(200, "terms"));
    project.write("home/token", "hf_from_file\n");
    let home = project.path("home");
    let run = lock_with(
        &project,
        &hub,
        &[],
        &[
            ("HF_TOKEN_PATH", ""),
            ("HF_HOME", home.to_str().expect("UTF-8")),
        ],
    )
    .expect(0);
    assert!(
        hub.seen()
            .iter()
            .all(|seen| seen.token.as_deref() == Some("Bearer hf_from_file"))
    );
    assert_eq!(cdn.seen()[0].token, None);
    assert!(!format!("{}{}{}", run.stdout, run.stderr, text(&project)).contains("hf_from_file"));
}

#[test]
fn a_forged_block_is_found_and_so_is_drift() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    lock(&project, &hub, &[]).expect(0);
    let honest = text(&project);
    // A forger can compute the digest of a block.
    let mut models: Vec<_> = read(&project)
        .models()
        .iter()
        .map(|block| block.facts.clone())
        .collect();
    models[2].license = vec!["mit".to_owned()];
    let packages: Vec<_> = read(&project)
        .packages()
        .iter()
        .map(|block| block.facts.clone())
        .collect();
    project.write("deny-models.lock", &Lock::new(models, packages).render());
    assert_eq!(read(&project).inconsistent(), []);
    lock(&project, &hub, &["--check"])
        .expect(1)
        .prints(&["error: acme/root: it differs from the hub: license: mit -> gemma"]);
    // An edit by hand.
    project.write(
        "deny-models.lock",
        &honest.replace("license = \"gemma\"", "license = \"mit\""),
    );
    lock(&project, &hub, &["--check"])
        .expect(1)
        .prints(&["the digest of the block does not match its content"]);
    // The model moves on: with the same terms, then with others.
    project.write("deny-models.lock", &honest);
    let pinned = Reply::json(&Model::new("acme/root", &json!({"license": "gemma"})).info());
    let revision = format!("/api/models/acme/root/revision/{SHA}");
    Model::new("acme/root", &json!({"license": "gemma"}))
        .at(OTHER_SHA)
        .publish(&hub);
    hub.play(&revision, pinned.clone());
    lock(&project, &hub, &["--check"]).expect(0);
    Model::new("acme/root", &json!({"license": "llama3.1"}))
        .at(OTHER_SHA)
        .publish(&hub);
    hub.play(&revision, pinned);
    lock(&project, &hub, &["--check"])
        .expect(1)
        .prints(&["acme/root: it has changed since it was locked: license: gemma -> llama3.1"]);
    let never = Reply::json(&Model::new("acme/root", &json!({"license": "cc-by-nc-4.0"})).info());
    hub.play(&revision, never);
    lock(&project, &hub, &["--check"]).expect(1).prints(&[
        "it differs from the hub at the locked revision: license: gemma -> cc-by-nc-4.0",
    ]);
    assert_eq!(text(&project), honest, "a check writes nothing");
    fs::remove_file(project.path("deny-models.lock")).expect("removed");
    lock(&project, &hub, &["--check"]).expect(1).prints(&[
        "acme/chat: it is not in the lock",
        "demo 0.1.0: it is not in the lock",
    ]);
    assert!(!project.path("deny-models.lock").exists());
}

#[test]
fn a_lock_that_cannot_be_read_is_written_anew_but_not_one_of_a_newer_program() {
    let (hub, project) = (FakeHub::start(), chat());
    family(&hub);
    project.write("deny-models.lock", "version = 1\n<<<<<<< ours\n");
    lock(&project, &hub, &["--check"])
        .expect(2)
        .prints(&["merge conflict"]);
    lock(&project, &hub, &[])
        .expect(0)
        .prints(&["note: the lock cannot be read", "merge conflict"]);
    project.write("deny-models.lock", "version = 9\n");
    lock(&project, &hub, &[])
        .expect(2)
        .prints(&["newer than this program"]);
    assert_eq!(text(&project), "version = 9\n");
}

#[test]
fn hostile_answers_stay_inside_the_lock() {
    let (hub, project) = (FakeHub::start(), chat());
    let nasty = "mit\"\n[[model]]\nid = \"x/y\"\u{1b}[31m\u{202e}";
    let bases: Vec<String> = (0..200)
        .map(|n| format!("../{n}"))
        .chain([nasty.to_owned()])
        .collect();
    hub.model("acme/chat", &json!({"license": [nasty, "x".repeat(100_000)], "license_name": nasty, "license_link": nasty, "base_model": bases, "base_model_relation": nasty}));
    let run = lock(&project, &hub, &[]).expect(0);
    assert!(
        !run.stderr.contains('\u{1b}') && !run.stderr.contains('\u{202e}'),
        "{:?}",
        run.stderr
    );
    let locked = read(&project);
    assert_eq!(names(&locked), ["acme/chat"]);
    assert!(!text(&project).contains('\u{202e}') && text(&project).len() < 4096);
    lock(&project, &hub, &["--check"]).expect(0);
}

#[test]
fn two_hundred_models_cost_a_bounded_number_of_requests() {
    let hub = FakeHub::start();
    let mut manifest = mit_crate("id = \"acme/m0\"\nhow = \"offered\"");
    for n in 0..200 {
        let id = format!("acme/m{n}");
        Model::new(
            &id,
            &json!({"license": "mit", "base_model": format!("acme/b{}", n % 7)}),
        )
        .file("LICENSE", "x")
        .weights("m.gguf", &"ab".repeat(32))
        .publish(&hub);
        if n > 0 {
            manifest.extend([format!(
                "\n[[package.metadata.deny-models.model]]\nid = \"{id}\"\nhow = \"offered\"\n"
            )]);
        }
    }
    for n in 0..7 {
        hub.model(&format!("acme/b{n}"), &json!({"license": "mit"}));
    }
    let project = Project::package(&manifest);
    // Slow enough that requests meet.
    for n in 0..8 {
        hub.play(
            &format!("/acme/m{n}/resolve/{SHA}/LICENSE"),
            Reply::body(200, "x").fault(Fault::Stall(std::time::Duration::from_millis(60))),
        );
    }
    lock(&project, &hub, &[]).expect(0).prints(&["207 models"]);
    assert_eq!(hub.seen().len(), 200 * 3 + 7);
    let most = hub.most_at_a_time();
    assert!((2..=4).contains(&most), "{most} at a time");
    let first = text(&project);
    lock(&project, &hub, &["--update"])
        .expect(0)
        .prints(&["is up to date"]);
    assert_eq!(text(&project), first);
}

#[test]
fn resolve_reads_the_lock() {
    let hub = FakeHub::start();
    family(&hub);
    let project = chat();
    lock(&project, &hub, &[]).expect(0);
    let model = read(&project).models()[0].facts.id.to_string();
    let query = || {
        let answers = project
            .run(&["resolve", "--format", "json", &model])
            .expect(0);
        (answers.json()[0]["osi"].clone(), answers.stderr)
    };
    let (locked, _) = query();
    assert_ne!(locked, "unknown");
    // An edited block is ignored with a note.
    let edited = text(&project).replacen("license = \"", "license = \"x-", 1);
    project.write("deny-models.lock", &edited);
    let (_, notes) = query();
    assert!(notes.contains("its digest does not match"), "{notes}");
    project.write("deny-models.lock", "version = \"");
    let (answer, notes) = query();
    assert_eq!(answer, "unknown");
    assert!(notes.contains("deny-models.lock is left out"), "{notes}");
}

#[test]
fn a_run_that_was_killed_is_gone_on_with() {
    let (hub, project) = (
        FakeHub::start(),
        Project::package(&mit_crate("id = \"acme/one\"")),
    );
    hub.model(
        "acme/one",
        &json!({"license": "mit", "base_model": "acme/two"}),
    );
    hub.model(
        "acme/two",
        &json!({"license": "mit", "base_model": "acme/slow"}),
    );
    hub.play(
        "/api/models/acme/slow",
        Reply::body(200, "{}").fault(Fault::Stall(std::time::Duration::from_secs(20))),
    );
    let cache = project.path("cache");
    let run = || {
        let mut command = command(&project.path(""), &["lock"]);
        hub.lend(&mut command);
        command.env("CARGO_DENY_MODELS_CACHE", &cache);
        command
    };
    let mut child = run().spawn().expect("the binary runs");
    while hub.count("/api/models/acme/slow") == 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert!(!project.path("deny-models.lock").exists());
    hub.model("acme/slow", &json!({"license": "mit"}));
    hub.forget();
    Run::of(&mut run())
        .expect(0)
        .prints(&["2 models need no new request"]);
    assert_eq!(hub.count("/api/models/acme/one"), 0);
    assert_eq!(
        names(&read(&project)),
        ["acme/one", "acme/slow", "acme/two"]
    );
    // The run is complete, so the next one sends requests again.
    let again = Run::of(run().arg("--update")).expect(0);
    assert!(!again.stderr.contains("going on"), "{}", again.stderr);
    assert_eq!(hub.count("/api/models/acme/one"), 1);
}

#[test]
fn two_branches_that_lock_other_models_merge() {
    let project = Project::new(&[]);
    let git = |args: &[&str]| {
        let output = std::process::Command::new("git")
            .args([
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.org",
                "-c",
                "commit.gpgsign=false",
            ])
            .args([
                "-c",
                "init.defaultBranch=main",
                "-c",
                "merge.conflictStyle=merge",
            ])
            .args(args)
            .current_dir(project.path(""))
            .output()
            .expect("git runs");
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    let model = |name: &str| LockedModel {
        license: vec!["mit".to_owned()],
        ..LockedModel::new(&Artifact::parse_hub(name).expect("an id"))
    };
    let write = |names: &[&str]| {
        let lock = Lock::new(names.iter().map(|name| model(name)), []);
        project.write("deny-models.lock", &lock.render());
        git(&["add", "-A"]);
        assert!(git(&["commit", "-qm", "lock"]).0);
    };
    assert!(git(&["init", "-q"]).0);
    write(&["b/b", "m/m", "y/y"]);
    git(&["checkout", "-qb", "other"]);
    write(&["a/a", "b/b", "m/m", "y/y"]);
    git(&["checkout", "-q", "main"]);
    write(&["b/b", "m/m", "y/y", "z/z"]);
    assert!(git(&["merge", "-q", "--no-edit", "other"]).0);
    let merged = read(&project);
    assert_eq!(names(&merged), ["a/a", "b/b", "m/m", "y/y", "z/z"]);
    assert_eq!(merged.inconsistent(), []);
    // In the same place git reports a conflict, and taking both sides is right.
    git(&["checkout", "-qb", "third"]);
    write(&["a/a", "b/b", "c/c", "m/m", "y/y", "z/z"]);
    git(&["checkout", "-q", "main"]);
    write(&["a/a", "b/b", "d/d", "m/m", "y/y", "z/z"]);
    assert!(!git(&["merge", "-q", "--no-edit", "third"]).0);
    let run = project.run(&["check"]);
    assert!(
        run.stderr.contains("merge conflict") || run.stderr.contains("could not find"),
        "{}",
        run.stderr
    );
    git(&["merge", "--abort"]);
    project.write(".gitattributes", "deny-models.lock merge=union\n");
    assert!(git(&["merge", "-q", "--no-edit", "third"]).0);
    let merged = read(&project);
    assert_eq!(
        names(&merged),
        ["a/a", "b/b", "c/c", "d/d", "m/m", "y/y", "z/z"]
    );
    assert_eq!(merged.inconsistent(), []);
}

#[test]
fn a_part_of_the_workspace_gives_no_new_digest_to_what_was_edited_elsewhere() {
    let hub = FakeHub::start();
    hub.model("acme/one", &json!({"license": "mit"}));
    hub.model("acme/two", &json!({"license": "gemma"}));
    let member = |name: &str, model: &str| {
        mit_crate(&format!("id = \"{model}\""))
            .replace("name = \"demo\"", &format!("name = \"{name}\""))
    };
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"2\"\n",
        ),
        ("a/Cargo.toml", &member("a", "acme/one")),
        ("a/src/lib.rs", ""),
        ("b/Cargo.toml", &member("b", "acme/two")),
        ("b/src/lib.rs", ""),
    ]);
    lock(&project, &hub, &[]).expect(0);
    let whole = text(&project);
    let forged = whole.replacen("gemma", "mit", 1);
    assert_ne!(forged, whole);
    project.write("deny-models.lock", &forged);
    lock(&project, &hub, &["-p", "a"]).expect(0);
    assert_eq!(text(&project), whole, "the model is requested anew");
    // What a package pulls is not known before it is looked at.
    let at = whole.find("name = \"b\"").expect("the block of b");
    let (before, of_b) = whole.split_at(at);
    let forged = format!("{before}{}", of_b.replacen("acme/two", "acme/one", 1));
    assert_ne!(forged, whole);
    project.write("deny-models.lock", &forged);
    let run = lock(&project, &hub, &["-p", "a"]).expect(0);
    run.prints(&["the block of b 0.1.0 is left out: its digest does not match its content"]);
    let locked = read(&project);
    assert_eq!(
        (locked.packages().len(), locked.inconsistent()),
        (1, Vec::new())
    );
    lock(&project, &hub, &[]).expect(0);
    assert_eq!(text(&project), whole);
}
