//! `lock`, `lock --check`, `lock --update`, `check` and the hook agree, whatever the lineage, the names and who asks.

use std::fs;
use std::time::Duration;

use crate::hook_parity::Locked;
use crate::hub::world::{Access, Repo, TOKEN, World};
use crate::hub::{FakeHub, Seen};
use crate::reach::{write_clients, write_depot};
use crate::support::{Run, command};
use cargo_deny_models::hub::{
    Client, Clock, Config, Hub, HubError, Request, Response, Site, Source, SystemClock, Transport,
    TransportError, Verified, Walked, looser, verify, walk,
};
use deny_models::license::{LicenseRules, Verdict};
use deny_models::lock::{Lock, LockedModel, LockedText};
use deny_models::model::{Artifact, FactStore, resolve};
use deny_models::source::SourceFile;
use proptest::prelude::*;
use serde_json::json;

/// Names in no order, so that the order of a card is not that of a lock.
const NAMES: [&str; 6] = [
    "zeta/chat",
    "acme/merge",
    "omega/base",
    "beta/Adapter",
    "mu/pipeline",
    "kappa/root",
];

const LICENSES: [&str; 8] = [
    "mit",
    "Apache-2.0",
    "gemma",
    "llama3.1",
    "other",
    "",
    "cc-by-nc-4.0",
    "mit+gemma",
];

/// Where a repository states what it was made from.
#[derive(Debug, Clone, Copy)]
enum Place {
    Card,
    Tags,
    Hub,
    Adapter,
    Merge,
    Pipeline,
    Prose,
    Config,
}

const PLACES: [Place; 8] = [
    Place::Card,
    Place::Tags,
    Place::Hub,
    Place::Adapter,
    Place::Merge,
    Place::Pipeline,
    Place::Prose,
    Place::Config,
];

const RELATIONS: [&str; 5] = ["", "finetune", "quantized", "adapter", "merge"];

#[derive(Debug, Clone)]
struct Spec {
    license: usize,
    text: usize,
    bases: Vec<(usize, bool)>,
    place: usize,
    relation: usize,
    access: usize,
    renamed: bool,
    weights: u8,
}

fn spec() -> impl Strategy<Value = Spec> {
    (
        0..LICENSES.len(),
        0..4_usize,
        prop::collection::vec((0..NAMES.len(), any::<bool>()), 0..3),
        0..PLACES.len(),
        0..RELATIONS.len(),
        0..6_usize,
        any::<bool>(),
        0..3_u8,
    )
        .prop_map(
            |(license, text, bases, place, relation, access, renamed, weights)| Spec {
                license,
                text,
                bases,
                place,
                relation,
                access,
                renamed,
                weights,
            },
        )
}

fn specs() -> impl Strategy<Value = (Vec<Spec>, bool)> {
    (prop::collection::vec(spec(), NAMES.len()), any::<bool>())
}

fn world(specs: &[Spec], blobs: bool) -> World {
    let former = |at: usize| format!("former/{}", NAMES[at].replace('/', "-"));
    let repos = specs.iter().enumerate().map(|(at, spec)| {
        let bases: Vec<String> = spec
            .bases
            .iter()
            .filter(|(base, _)| *base != at)
            .map(|(base, old)| {
                if *old && specs[*base].renamed {
                    former(*base)
                } else {
                    NAMES[*base].to_owned()
                }
            })
            .collect();
        repo(at, spec, &bases, &former(at))
    });
    World {
        blobs,
        keeps_query: blobs,
        page: usize::from(!blobs),
        ..World::new(repos.collect())
    }
}

fn repo(at: usize, spec: &Spec, bases: &[String], former: &str) -> Repo {
    let mut card = json!({});
    let license = LICENSES[spec.license];
    if !license.is_empty() {
        card["license"] = match license.split_once('+') {
            Some((one, two)) => json!([two, one]),
            None => json!(license),
        };
    }
    let mut repo = Repo::new(NAMES[at], &json!({}));
    let relation = RELATIONS[spec.relation];
    if !relation.is_empty() && !bases.is_empty() {
        card["base_model_relation"] = json!(relation);
    }
    let mut readme = "# Model\n".to_owned();
    let first = bases.first();
    match PLACES[spec.place] {
        Place::Card if !bases.is_empty() => card["base_model"] = json!(bases),
        Place::Tags => repo
            .tags
            .extend(bases.iter().map(|base| format!("base_model:{base}"))),
        Place::Hub if !bases.is_empty() => {
            let ids: Vec<_> = bases.iter().map(|base| json!({"id": base})).collect();
            repo.base_models = json!({"relation": "finetune", "models": ids});
        }
        Place::Adapter => {
            if let Some(base) = first {
                let config = json!({ "base_model_name_or_path": base });
                repo = repo.file("adapter_config.json", config.to_string());
            }
        }
        Place::Merge => {
            let models = bases.iter().map(|base| format!("  - model: {base}\n"));
            let text = format!(
                "models:\n{}merge_method: linear\n",
                models.collect::<String>()
            );
            repo = repo.file("mergekit_config.yml", text);
        }
        Place::Pipeline => {
            let mut index = json!({"_class_name": "P"});
            for (at, base) in bases.iter().enumerate() {
                index[format!("part_{at}")] = json!(["transformers", "X", {"repo": base}]);
            }
            repo = repo.file("model_index.json", index.to_string());
        }
        Place::Prose => {
            if let Some(base) = first {
                readme = format!(
                    "# Model\n\nThis model is a fine-tuned version of [{base}](https://huggingface.co/{base}).\n"
                );
            }
        }
        Place::Config => {
            if let Some(base) = first {
                repo = repo.file("config.json", json!({ "_name_or_path": base }).to_string());
            }
        }
        Place::Card | Place::Hub => {}
    }
    repo.card = card;
    repo = repo.file("README.md", readme);
    match spec.text {
        1 => repo = repo.file("LICENSE", include_str!("../../LICENSE-MIT")),
        2 => repo = repo.file("LICENSE", "Use it on Sundays alone."),
        3 => repo = repo.file("LICENSE", include_str!("../../LICENSE-APACHE")),
        _ => {}
    }
    if spec.weights > 0 {
        repo = repo.file("model.safetensors", vec![spec.weights; 9]);
    }
    if spec.renamed {
        repo = repo.formerly(former);
    }
    repo.access(match spec.access {
        0 | 1 => Access::Gated("manual"),
        2 => Access::Private,
        _ => Access::Open,
    })
}

/// A world without a network.
struct Wire<'a>(&'a World);

impl Transport for Wire<'_> {
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        let target = request
            .url
            .strip_prefix("https://hub.example")
            .expect("the hub");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let reply = self.0.answer(
            &Seen {
                method: "GET".to_owned(),
                path: path.to_owned(),
                query: query.to_owned(),
                token: request.token.map(|_| format!("Bearer {TOKEN}")),
                body: String::new(),
            },
            "hub.example",
        );
        let header = |(name, value): (String, String)| (name, value.replace("http://", "https://"));
        Ok(Response {
            status: reply.status,
            headers: reply.headers.into_iter().map(header).collect(),
            body: reply.body,
        })
    }
}

struct Hasty;

impl Clock for Hasty {
    fn sleep(&self, _: Duration) {}
}

fn hub(world: &World, member: bool) -> Hub<Wire<'_>, Hasty> {
    let config = Config::from_vars(|name| match name {
        "HF_ENDPOINT" => Some("https://hub.example".to_owned()),
        "HF_TOKEN" => member.then(|| TOKEN.to_owned()),
        _ => None,
    });
    Hub::new(Client::new(config.expect("usable"), Wire(world), Hasty))
}

fn id(name: &str) -> Artifact {
    Artifact::parse(name).expect("an id")
}

fn walked(world: &World, member: bool, old: Option<&Lock>) -> Walked {
    let more = |found: &LockedModel| match old.and_then(|old| old.model(&found.artifact())) {
        Some(block) => block.facts.parents().cloned().collect(),
        None => Vec::new(),
    };
    let start = NAMES.iter().take(3).map(|name| id(name));
    walk(&hub(world, member), start, &|_| None, &more, &|_, _, _| ()).expect("walked")
}

fn read(text: &str) -> Lock {
    Lock::parse(&SourceFile::new("deny-models.lock", text)).expect("a lock")
}

/// What a lock file of this asker holds, as it is read back.
fn locked(world: &World, member: bool) -> Lock {
    let text = Lock::new(walked(world, member, None).models, []).render();
    let lock = read(&text);
    assert_eq!(lock.render(), text);
    assert_eq!(lock.inconsistent(), []);
    lock
}

fn checked(world: &World, lock: &Lock, member: bool) -> (Verified, Lock) {
    let seen = walked(world, member, Some(lock));
    let verified = verify(&hub(world, member), lock, &seen).expect("compared");
    (verified, Lock::new(seen.models, []))
}

fn verdicts(lock: &Lock) -> Vec<(Verdict, Option<String>)> {
    let mut store = FactStore::empty();
    lock.insert_into(&mut store);
    let of = |name: &&str| {
        let found = resolve(&id(name), &store, &LicenseRules::osi());
        let governing = found.governing();
        (
            found.verdict,
            governing.map(|binding| binding.license.id().to_owned()),
        )
    };
    NAMES.iter().take(3).map(of).collect()
}

/// Whether the lock says more for a model than the hub shows, so that `lock --check` asks for a token.
fn is_undecided(verified: &Verified, lock: &Lock, shown: &Lock) -> bool {
    let (store, rules) = (FactStore::empty(), LicenseRules::osi());
    !verified.unseen.is_empty() && !looser(lock, shown, &store, &rules).is_empty()
}

fn agree_whoever_asks(world: &World) -> Result<(), TestCaseError> {
    let (with, without) = (locked(world, true), locked(world, false));
    // With a token locked and without one checked: nothing differs, and what is not shown never clears a model.
    let (verified, shown) = checked(world, &with, false);
    prop_assert_eq!(&verified.mismatches, &vec![], "{}", with.render());
    if !is_undecided(&verified, &with, &shown) {
        for (locked, shown) in verdicts(&with).iter().zip(&verdicts(&shown)) {
            prop_assert!(locked.0 >= shown.0, "{:?} {:?}", locked, shown);
        }
    }
    // The other way round only what the lock did not see can differ.
    let (verified, _) = checked(world, &without, true);
    for mismatch in &verified.mismatches {
        let named = id(&mismatch.model);
        let block = without.model(&named);
        prop_assert!(
            block.is_none_or(|block| !block.facts.unread.is_empty()),
            "{:?} {}",
            mismatch,
            without.render()
        );
    }
    if verified.mismatches.is_empty() {
        prop_assert_eq!(verdicts(&without), verdicts(&with));
    }
    Ok(())
}

fn forgery_is_found(world: &World, at: usize, how: usize) -> Result<(), TestCaseError> {
    for member in [true, false] {
        let honest = locked(world, member);
        let mut models: Vec<LockedModel> = honest
            .models()
            .iter()
            .map(|block| block.facts.clone())
            .collect();
        let at = at % models.len();
        let before = models[at].clone();
        forge(&mut models[at], how);
        if models[at] == before {
            continue;
        }
        let forged = Lock::new(models, []);
        for asker in [true, false] {
            let (verified, shown) = checked(world, &forged, asker);
            // Without the token a forger's block can only be told from what is shown where it clears more.
            let cleared = |lock: &Lock| -> Vec<bool> {
                verdicts(lock)
                    .iter()
                    .map(|found| found.0 == Verdict::Pass)
                    .collect()
            };
            let (by_forger, by_hub) = (cleared(&forged), cleared(&shown));
            let loosened = by_forger
                .iter()
                .zip(&by_hub)
                .any(|(forged, shown)| *forged && !shown);
            prop_assert!(
                !verified.mismatches.is_empty()
                    || is_undecided(&verified, &forged, &shown)
                    || !(loosened || asker && member),
                "{:?} as {how}, written by {member}, compared by {asker}",
                before
            );
        }
    }
    Ok(())
}

/// An open model under MIT.
fn plain() -> Spec {
    Spec {
        license: 0,
        text: 0,
        bases: Vec::new(),
        place: 0,
        relation: 0,
        access: 3,
        renamed: false,
        weights: 0,
    }
}

#[test]
fn a_restricted_ancestor_that_only_the_lock_knows_adds_its_licence() {
    let behind_a_gate = Spec {
        bases: vec![(2, false)],
        place: 6,
        access: 0,
        ..plain()
    };
    let restricted = Spec {
        license: 3,
        ..plain()
    };
    // Unknown terms of its own, and restricted ones.
    for (license, text) in [(0, 2), (2, 0), (4, 0), (5, 0)] {
        let child = Spec {
            license,
            text,
            bases: vec![(1, false)],
            ..plain()
        };
        let specs = [child, behind_a_gate.clone(), restricted.clone()];
        agree_whoever_asks(&world(&specs, false)).expect("no difference");
    }
}

/// The base of the second model is behind a gate; that there is none clears the first, which has the same weights.
#[test]
fn a_forged_block_that_clears_another_model_is_found() {
    let copy = Spec {
        license: 4,
        text: 1,
        weights: 2,
        ..plain()
    };
    let original = Spec {
        bases: vec![(2, false)],
        place: 3,
        access: 0,
        weights: 2,
        ..plain()
    };
    let unknown = Spec {
        license: 4,
        access: 0,
        ..plain()
    };
    let specs = [copy, original, unknown];
    forgery_is_found(&world(&specs, false), 0, 2).expect("found");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 3))]

    #[test]
    fn a_lock_agrees_with_the_hub_that_it_was_made_from((specs, blobs) in specs()) {
        let world = world(&specs, blobs);
        for member in [true, false] {
            let lock = locked(&world, member);
            let (verified, shown) = checked(&world, &lock, member);
            prop_assert_eq!(&verified, &Verified::default(), "{} {:?}", lock.render(), member);
            prop_assert_eq!(lock.render(), shown.render());
        }
    }

    #[test]
    fn who_asks_makes_no_difference((specs, blobs) in specs()) {
        agree_whoever_asks(&world(&specs, blobs))?;
    }

    #[test]
    fn a_forged_fact_is_found((specs, blobs) in specs(), at in 0..NAMES.len(), how in 0..8_usize) {
        forgery_is_found(&world(&specs, blobs), at, how)?;
    }
}

/// What someone would write into a lock so that a model passes.
fn forge(model: &mut LockedModel, how: usize) {
    match how {
        0 => model.license = vec!["mit".to_owned()],
        1 => {
            model.base = None;
            model.base_unnamed = false;
        }
        2 => model.base = Some(Vec::new()),
        3 => model.components = None,
        4 => model.texts.clear(),
        5 => model
            .texts
            .iter_mut()
            .for_each(|text| text.license = Some("mit".to_owned())),
        6 => model.unresolved = None,
        _ => {
            model.base = Some(Vec::new());
            model.license = vec!["mit".to_owned()];
            model.texts = vec![LockedText {
                path: "LICENSE".to_owned(),
                sha256: "ab".repeat(32),
                license: Some("mit".to_owned()),
            }];
        }
    }
}

/// A crate that states the first three and whose code hands the fourth to another crate, so that it has a block of its
/// own.
fn project(hub: FakeHub) -> Locked {
    let project = Locked::of(&manifest(), hub);
    let on_depot = "\n[dependencies]\ndepot = { path = \"clients/depot\" }\n";
    let workspace = "[workspace]\nexclude = [\"clients\"]\n";
    let manifest = manifest().replace("[workspace]\n", workspace) + on_depot;
    let code = format!("pub fn adapter() {{ depot::load(\"{}\"); }}\n", NAMES[3]);
    write_clients(project.path());
    write_depot(project.path());
    project.write("Cargo.toml", manifest.as_bytes());
    project.write("src/lib.rs", code.as_bytes());
    project.resolve();
    project
}

/// A crate that pulls the first three.
fn manifest() -> String {
    let mut text = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n[workspace]\n".to_owned();
    for name in NAMES.iter().take(3) {
        text.extend([format!(
            "\n[[package.metadata.deny-models.model]]\nid = \"{name}\"\nhow = \"runtime\"\n"
        )]);
    }
    text
}

fn run(project: &Locked, member: bool, args: &[&str]) -> Run {
    let mut command = command(project.path(), args);
    project.hub().lend(&mut command);
    if member {
        command.env("HF_TOKEN", TOKEN);
    }
    Run::of(&mut command)
}

fn text(project: &Locked) -> String {
    fs::read_to_string(project.path().join("deny-models.lock")).expect("a lock")
}

proptest! {
    // Each runs the command some ten times.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 40, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn the_commands_and_the_hook_agree((specs, blobs) in specs()) {
        let project = project(FakeHub::of(world(&specs, blobs)));
        for member in [false, true] {
            // The second time, a token reads what was closed before.
            run(&project, member, &["lock"]).expect(0);
            let first = text(&project);
            let locked = read(&first);
            let block = locked.members().first().expect("a block of the member");
            let reached = block.facts.pulls.iter();
            let reached: Vec<&str> = reached.map(|row| row.pull.model.name()).collect();
            prop_assert_eq!(reached, [NAMES[3]]);
            prop_assert!(locked.model(&id(NAMES[3])).is_some());
            run(&project, member, &["lock", "--check"]).expect(0);
            run(&project, member, &["lock"]).expect(0).prints(&["is up to date"]);
            run(&project, member, &["lock", "--update"]).expect(0);
            prop_assert_eq!(&text(&project), &first);
            let codes = project.agree("demo", &[], None);
            prop_assert!(!codes.iter().any(|line| line.contains("stale-lock")), "{:?}", codes);
        }
        // Without the token nothing contradicts the lock, and an update loses nothing that could be had with it.
        let whole = text(&project);
        let check = run(&project, false, &["lock", "--check"]);
        prop_assert!(!check.stderr.contains("differs from the hub"), "{}", check.stderr);
        prop_assert!(!check.stderr.contains("no longer") && !check.stderr.contains("any more"), "{}", check.stderr);
        run(&project, false, &["lock", "--update"]).expect(0);
        let again = read(&text(&project));
        for block in read(&whole).models() {
            let Some(now) = again.model(&block.facts.artifact()) else { continue };
            if now.facts.unresolved.is_none() {
                prop_assert_eq!(&now.facts, &block.facts);
            }
        }
    }
}

#[test]
fn an_order_and_a_name_are_no_difference() {
    let world = World::new(vec![
        Repo::new(
            "zeta/chat",
            &json!({"license": "mit", "base_model": ["omega/base", "former/merge"]}),
        ),
        Repo::new("acme/merge", &json!({"license": "mit"})).formerly("former/merge"),
        Repo::new("omega/base", &json!({"license": "mit"})),
    ]);
    let lock = locked(&world, false);
    assert_eq!(checked(&world, &lock, false).0, Verified::default());
    // The card follows the rename.
    let mut renamed = world;
    renamed.repos[0].card = json!({"license": "MIT", "base_model": ["acme/merge", "omega/base"]});
    renamed.repos[0].sha = None;
    let (verified, _) = checked(&renamed, &lock, false);
    let other: Vec<&str> = verified
        .mismatches
        .iter()
        .map(|found| found.message.as_str())
        .collect();
    assert_eq!(other, [""; 0]);
}

#[test]
fn a_failure_of_the_source_is_none_of_the_lock() {
    struct Down;
    impl Source for Down {
        fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError> {
            Err(HubError::Failing {
                site: Site::Hub,
                what: model.to_string(),
                status: 500,
            })
        }
    }
    let lock = Lock::new(
        [LockedModel {
            revision: Some("a".repeat(40)),
            ..LockedModel::new(&id("a/b"))
        }],
        [],
    );
    let moved = Walked {
        models: vec![LockedModel {
            revision: Some("b".repeat(40)),
            ..LockedModel::new(&id("a/b"))
        }],
        notes: Vec::new(),
    };
    assert!(verify(&Down, &lock, &moved).is_err());
    // The clock of the command waits.
    SystemClock.sleep(Duration::ZERO);
}
