//! The client against a hub on loopback that fails in every way a hub or a network fails.

use std::time::{Duration, Instant};

use crate::hub::world::{Repo, World};
use crate::hub::{FakeHub, Fault, Model, Reply, SHA};
use cargo_deny_models::hub::{
    Client, Clock, Config, Hub, HubError, ModelScope, Net, Ollama, Site, Source,
};
use deny_models::lock::LockedModel;
use deny_models::model::Artifact;
use serde_json::json;

/// Waits for nothing.
struct Hasty;

impl Clock for Hasty {
    fn sleep(&self, _: Duration) {}
}

fn client(address: &str, token: Option<&str>) -> Hub<Net, Hasty> {
    let config = Config::from_vars(|name| match name {
        "HF_ENDPOINT" => Some(address.to_owned()),
        "HF_TOKEN" => token.map(str::to_owned),
        _ => None,
    });
    let net = Net::with_timeout(Duration::from_millis(700));
    Hub::new(Client::new(config.expect("usable"), net, Hasty))
}

fn look(hub: &FakeHub, id: &str) -> Result<LockedModel, HubError> {
    let model = Artifact::parse(id).expect("an id");
    client(&hub.address(), None).fetch(&model)
}

#[track_caller]
fn fails(hub: &FakeHub, id: &str, expected: &[&str]) {
    let error = look(hub, id).expect_err("a failure").to_string();
    for text in expected {
        assert!(error.contains(text), "no {text:?} in {error}");
    }
}

#[track_caller]
fn unresolved(hub: &FakeHub, id: &str, expected: &[&str]) {
    let why = look(hub, id)
        .expect("an answer")
        .unresolved
        .expect("a reason");
    for text in expected {
        assert!(why.contains(text), "no {text:?} in {why}");
    }
}

#[test]
fn a_repository_that_is_closed_or_gone_is_an_answer() {
    let hub = FakeHub::start();
    unresolved(&hub, "acme/gone", &["the hub has no acme/gone"]);
    hub.play("/api/models/acme/gated", Reply::error(401, "GatedRepo"));
    unresolved(
        &hub,
        "acme/gated",
        &["acme/gated is gated", "set `HF_TOKEN`"],
    );
    hub.play(
        "/api/models/acme/private",
        Reply::error(401, "RepoNotFound"),
    );
    unresolved(&hub, "acme/private", &["private, gated or does not exist"]);
    hub.play("/api/models/acme/forbidden", Reply::error(403, ""));
    unresolved(&hub, "acme/forbidden", &["set `HF_TOKEN`"]);
    let disabled =
        Reply::error(403, "").with("X-Error-Message", "Access to this resource is disabled.");
    hub.play("/api/models/acme/disabled", disabled);
    unresolved(&hub, "acme/disabled", &["is disabled on the hub"]);
    hub.play(
        "/api/models/acme/giant",
        Reply::body(200, "").fault(Fault::Endless),
    );
    unresolved(&hub, "acme/giant", &["longer than 10485760 bytes"]);
    Model::new("acme/off", &json!({}))
        .extra(json!({"disabled": true}))
        .publish(&hub);
    unresolved(&hub, "acme/off", &["has disabled"]);
}

#[test]
fn with_a_token_the_advice_is_another() {
    let hub = FakeHub::start();
    hub.play("/api/models/acme/gated", Reply::error(403, "GatedRepo"));
    let found = client(&hub.address(), Some("hf_secret"))
        .fetch(&Artifact::parse("acme/gated").expect("an id"));
    let why = found.expect("an answer").unresolved.expect("a reason");
    assert!(
        why.contains("account of your token") && !why.contains("hf_secret"),
        "{why}"
    );
}

#[test]
fn a_gated_card_is_public_and_its_files_are_not() {
    let hub = FakeHub::start();
    Model::new("acme/gated", &json!({"license": "gemma"}))
        .extra(json!({"gated": "manual"}))
        .file("LICENSE", "secret")
        .publish(&hub);
    hub.play(
        &format!("/acme/gated/resolve/{SHA}/LICENSE"),
        Reply::error(401, "GatedRepo"),
    );
    let found = look(&hub, "acme/gated").expect("an answer");
    assert_eq!(
        (found.license.as_slice(), found.gated.as_deref()),
        (&["gemma".to_owned()][..], Some("manual"))
    );
    assert!(found.texts.is_empty() && found.unresolved.is_none());
    assert!(
        found
            .source
            .iter()
            .any(|line| line.contains("LICENSE not read") && line.contains("card alone")),
        "{:?}",
        found.source
    );
}

#[test]
fn what_is_read_of_a_model() {
    let hub = FakeHub::start();
    let digest = "ab".repeat(32);
    let mit = include_str!("../../LICENSE-MIT");
    Model::new(
        "acme/x",
        &json!({"base_model": "acme/base", "base_model_relation": "quantized"}),
    )
    .file("LICENSE", mit)
    .weights("x.gguf", &digest)
    .weights("notes.pdf", &digest)
    .publish(&hub);
    let found = look(&hub, "acme/x").expect("an answer");
    assert_eq!(found.revision.as_deref(), Some(SHA));
    assert_eq!(found.texts.len(), 1);
    assert_eq!(found.texts[0].license.as_deref(), Some("mit"));
    assert_eq!(found.files.len(), 1);
    assert_eq!(found.base.as_deref().map(<[_]>::len), Some(1));
    let queries: Vec<String> = hub.seen().into_iter().map(|seen| seen.query).collect();
    assert!(
        queries[0].contains("expand=sha&expand=tags&expand=cardData"),
        "{queries:?}"
    );
    assert_eq!(hub.seen().len(), 3, "info, licence, listing");
}

#[test]
fn a_hub_that_gives_no_answer_gets_one_request() {
    let hub = FakeHub::start();
    let path = "/api/models/acme/still";
    let stall = || Reply::body(200, "{}").fault(Fault::Stall(Duration::from_secs(5)));
    hub.play(path, stall());
    let config = Config::from_vars(|name| (name == "HF_ENDPOINT").then(|| hub.address()));
    let net = Net::with_timeout(Duration::from_millis(300));
    let client = Client::new(config.expect("usable"), net, Hasty);
    let client = Hub::new(client.with_patience(Duration::from_millis(200)));
    let model = Artifact::parse("acme/still").expect("an id");
    let start = Instant::now();
    let error = client.fetch(&model).expect_err("no answer").to_string();
    assert!(start.elapsed() < Duration::from_secs(3));
    assert!(
        error.contains("it takes too long") && error.contains("check the network"),
        "{error}"
    );
    assert_eq!(client.client().requests(), 1);
}

#[test]
fn the_recorded_answers_of_the_hub_are_read() {
    let hub = FakeHub::start();
    hub.play(
        "/api/models/acme/tiny-chat",
        Reply::body(200, include_str!("../data/hub/model-info.json")),
    );
    let found = look(&hub, "acme/tiny-chat").expect("an answer");
    assert_eq!(found.license, ["apache-2.0"]);
    assert_eq!(
        found.base,
        Some(vec![Artifact::parse("acme/tiny-base").expect("an id")])
    );
    assert_eq!(found.relation, Some(deny_models::model::Relation::Finetune));
    let expanded = include_str!("../data/hub/model-info-expand-basemodels.json");
    hub.play("/api/models/acme/tiny-chat", Reply::body(200, expanded));
    let found = look(&hub, "acme/tiny-chat").expect("an answer");
    assert_eq!(found.base.map(|base| base.len()), Some(1));
}

#[test]
fn listings_come_in_pages() {
    let hub = FakeHub::start();
    let digest = "cd".repeat(32);
    Model::new("acme/big", &json!({}))
        .weights("a.gguf", &digest)
        .publish(&hub);
    let page = |name: &str| json!([{"type": "file", "path": name, "lfs": {"oid": digest}}]);
    let tree = format!("/api/models/acme/big/tree/{SHA}");
    let link = format!("<{}{tree}?cursor=2>; rel=\"next\"", hub.address());
    hub.play_in_turn(
        &tree,
        vec![
            Reply::json(&page("a.gguf")).with("Link", &link),
            Reply::json(&page("b.gguf")),
        ],
    );
    assert_eq!(look(&hub, "acme/big").expect("an answer").files.len(), 2);
    let many = (0..20).map(|n| Reply::json(&page(&format!("{n}.gguf"))).with("Link", &link));
    hub.play_in_turn(&tree, many.collect());
    hub.forget();
    let found = look(&hub, "acme/big").expect("an answer");
    assert_eq!(hub.count(&tree), 10, "pages without end are broken off");
    assert!(found.source.iter().any(|line| line.contains("broken off")));
    // A mirror that hands on one page, without the address of the next.
    let lost = Model::new("acme/big", &json!({}))
        .weights("a.gguf", &digest)
        .weights("b.gguf", &digest);
    lost.publish(&hub);
    hub.play(&tree, Reply::json(&page("a.gguf")));
    let found = look(&hub, "acme/big").expect("an answer");
    assert_eq!(found.unread, [LockedModel::REPOSITORY]);
    assert!(
        found
            .source
            .iter()
            .any(|line| line.contains("lacks 1 of the files")),
        "{:?}",
        found.source
    );
    Model::new("acme/big", &json!({}))
        .weights("a.gguf", &digest)
        .publish(&hub);
    // A mirror that ignores the cursor.
    hub.play(&tree, Reply::json(&page("a.gguf")).with("Link", &link));
    hub.forget();
    let found = look(&hub, "acme/big").expect("an answer");
    assert_eq!((hub.count(&tree), found.files.len()), (2, 1));
    assert!(
        found
            .source
            .iter()
            .any(|line| line.contains("repeats itself")),
        "{:?}",
        found.source
    );
}

#[test]
fn one_request_is_enough_where_the_hub_lists_digests_with_the_facts() {
    let repo = || {
        Repo::new("acme/x", &json!({"license": "mit"}))
            .file("rust_model.ot", "one")
            .file("old.zip", "two")
            .file("a.safetensors", "three")
    };
    let hub = FakeHub::of(World::new(vec![repo()]));
    let found = look(&hub, "acme/x").expect("an answer");
    // `old.zip` is not kept by Git LFS, so the hub has no digest of it.
    let names: Vec<&str> = found.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(names, ["a.safetensors", "rust_model.ot"]);
    assert_eq!(found.files[0].size, Some(5));
    assert_eq!(hub.seen().len(), 1);
    let slow = FakeHub::of(World {
        blobs: false,
        ..World::new(vec![repo()])
    });
    assert_eq!(look(&slow, "acme/x").expect("an answer"), found);
    assert_eq!(
        slow.seen().len(),
        2,
        "the listing of the repository has them"
    );
}

#[test]
fn an_answer_that_lacks_what_was_requested_is_reported() {
    let hub = FakeHub::start();
    let bare = json!({"id": "acme/x", "sha": SHA, "cardData": {"license": "mit"}, "tags": []});
    hub.play("/api/models/acme/x", Reply::json(&bare));
    let found = look(&hub, "acme/x").expect("an answer");
    assert_eq!(found.unread, [LockedModel::REPOSITORY]);
    for text in ["the answer has no baseModels", "the answer names none"] {
        assert!(
            found.source.iter().any(|line| line.contains(text)),
            "{:?}",
            found.source
        );
    }
}

#[test]
fn a_hub_that_refuses_the_parameter_is_asked_without_it() {
    let hub = FakeHub::start();
    let info = Model::new("acme/x", &json!({"license": "mit"})).info();
    let path = "/api/models/acme/x";
    hub.play_in_turn(path, vec![Reply::error(400, ""), Reply::json(&info)]);
    assert_eq!(look(&hub, "acme/x").expect("an answer").license, ["mit"]);
    let queries: Vec<bool> = hub
        .seen()
        .iter()
        .map(|seen| seen.query.contains("blobs=true"))
        .collect();
    assert_eq!(queries, [true, false]);
}

#[test]
fn a_rename_is_followed_and_recorded() {
    let hub = FakeHub::start();
    hub.model("acme/new", &json!({"license": "mit"}));
    hub.play(
        "/api/models/acme/old",
        Reply::redirect("/api/models/acme/new"),
    );
    let found = look(&hub, "acme/old").expect("an answer");
    assert_eq!(found.id.name(), "acme/old");
    assert_eq!(
        found.renamed.map(|now| now.to_string()).as_deref(),
        Some("acme/new")
    );
    assert_eq!(found.license, ["mit"]);
}

#[test]
fn the_token_does_not_follow_to_another_host() {
    let hub = FakeHub::start();
    let cdn = FakeHub::start();
    Model::new("acme/x", &json!({"license": "other"}))
        .file("LICENSE", "text")
        .publish(&hub);
    hub.play(
        &format!("/acme/x/resolve/{SHA}/LICENSE"),
        Reply::redirect(&format!("{}/blob?sig=1", cdn.address())),
    );
    cdn.play("/blob", Reply::body(200, "the text"));
    let model = Artifact::parse("acme/x").expect("an id");
    let found = client(&hub.address(), Some("hf_secret"))
        .fetch(&model)
        .expect("an answer");
    assert_eq!(found.texts.len(), 1);
    assert!(
        hub.seen()
            .iter()
            .all(|seen| seen.token.as_deref() == Some("Bearer hf_secret"))
    );
    let seen = cdn.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].token, None);
    // Nor does it come back with an answer about the model itself.
    hub.play(
        "/api/models/acme/away",
        Reply::redirect(&format!("{}/api/models/acme/away", cdn.address())),
    );
    cdn.play(
        "/api/models/acme/away",
        Reply::redirect(&format!("{}/api/models/acme/x", hub.address())),
    );
    hub.forget();
    let away = Artifact::parse("acme/away").expect("an id");
    client(&hub.address(), Some("hf_secret"))
        .fetch(&away)
        .expect("an answer");
    let tokens: Vec<bool> = hub.seen().iter().map(|seen| seen.token.is_some()).collect();
    assert_eq!(tokens[..2], [true, false]);
}

#[test]
fn what_may_pass_is_tried_again() {
    let hub = FakeHub::start();
    let good = Reply::json(&Model::new("acme/x", &json!({"license": "mit"})).info());
    let path = "/api/models/acme/x";
    let limited = Reply::error(429, "").with("RateLimit", "\"api\";r=0;t=2");
    for bad in [
        limited,
        Reply::error(503, ""),
        good.clone().fault(Fault::Cut),
        good.clone().fault(Fault::Garbage),
        good.clone().fault(Fault::Stall(Duration::from_secs(2))),
    ] {
        hub.forget();
        hub.play_in_turn(path, vec![bad.clone(), good.clone()]);
        let found = look(&hub, "acme/x").unwrap_or_else(|error| panic!("{error}: {bad:?}"));
        assert_eq!(
            (found.license.as_slice(), hub.count(path)),
            (&["mit".to_owned()][..], 2)
        );
    }
}

#[test]
fn what_does_not_pass_is_given_up_with_a_reason() {
    let hub = FakeHub::start();
    let path = "/api/models/acme/x";
    for (reply, expected, tries) in [
        (
            Reply::error(500, ""),
            &["status 500", "try again later"][..],
            4,
        ),
        (
            Reply::error(429, "").with("Retry-After", "9999"),
            &["9999 s", "`HF_TOKEN`"],
            1,
        ),
        (
            Reply::body(200, "{}").fault(Fault::Cut),
            &["broke off", "`HF_ENDPOINT`"],
            4,
        ),
        (
            Reply::body(200, "").fault(Fault::Garbage),
            &["no answer"],
            4,
        ),
        (
            Reply::body(200, "<html>sign in</html>"),
            &["no JSON", "is `HF_ENDPOINT` a model hub?"],
            1,
        ),
        (Reply::body(200, "{\"id\": \"acme/x\""), &["cut off"], 1),
        (Reply::body(200, "[]"), &["no JSON object"], 1),
        (
            Reply::body(200, "{\"a\":".repeat(100_000)),
            &["cannot be read"],
            1,
        ),
        (
            Reply::redirect("ftp://127.0.0.1/"),
            &["redirects to ftp"],
            1,
        ),
        (
            Reply::redirect("/api/models/acme/x"),
            &["more than 5 redirects"],
            6,
        ),
        (Reply::body(418, ""), &["status 418"], 1),
    ] {
        hub.forget();
        hub.play(path, reply);
        fails(&hub, "acme/x", expected);
        assert_eq!(hub.count(path), tries, "{expected:?}");
    }
    let start = Instant::now();
    hub.play(
        path,
        Reply::body(200, "{}").fault(Fault::Stall(Duration::from_secs(5))),
    );
    fails(&hub, "acme/x", &["takes too long"]);
    assert!(start.elapsed() < Duration::from_secs(4));
}

/// Each byte comes in time, and the answer does not: every source ends it, with a reason.
#[test]
fn an_answer_that_trickles_ends_in_time() {
    let pause = Duration::from_millis(50);
    for (site, id, path) in [
        (Site::Hub, "acme/x", "/api/models/acme/x"),
        (Site::Ollama, "ollama:acme/x:3b", "/v2/acme/x/manifests/3b"),
        (
            Site::ModelScope,
            "modelscope:acme/x",
            "/api/v1/models/acme/x",
        ),
    ] {
        let hub = FakeHub::start();
        let body = format!("{}{{}}", " ".repeat(10_000));
        hub.play(path, Reply::body(200, body).fault(Fault::Trickle(pause)));
        let config = Config::of_site(site, |name| {
            (!name.ends_with("OFFLINE")).then(|| hub.address())
        });
        let config = config.expect("usable");
        let net = Net::with_timeout(Duration::from_millis(300));
        let client = Client::new(config, net, Hasty).with_patience(Duration::from_millis(200));
        let source: Box<dyn Source> = match site {
            Site::Hub => Box::new(Hub::new(client)),
            Site::Ollama => Box::new(Ollama::new(client)),
            Site::ModelScope => Box::new(ModelScope::new(client)),
        };
        let model = Artifact::parse(id).expect("an id");
        let start = Instant::now();
        let error = source.fetch(&model).expect_err("no answer").to_string();
        assert!(
            start.elapsed() < Duration::from_secs(4),
            "{id}: {:?}",
            start.elapsed()
        );
        assert!(error.contains("takes too long"), "{id}: {error}");
    }
}

#[test]
fn nobody_there_is_said_so() {
    let address = {
        let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", gone.local_addr().expect("an address"))
    };
    let model = Artifact::parse("acme/x").expect("an id");
    let error = client(&address, None)
        .fetch(&model)
        .expect_err("no server")
        .to_string();
    assert!(
        error.contains("no connection") && error.contains("`HF_ENDPOINT`"),
        "{error}"
    );
    let error = client("http://no-such-host.invalid", None)
        .fetch(&model)
        .expect_err("no server")
        .to_string();
    assert!(error.contains("no connection"), "{error}");
    // A hub without TLS.
    let hub = FakeHub::start();
    let error = client(&hub.address().replace("http:", "https:"), None)
        .fetch(&model)
        .expect_err("no TLS")
        .to_string();
    assert!(error.contains("no answer"), "{error}");
}
