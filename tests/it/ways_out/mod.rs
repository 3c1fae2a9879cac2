//! Every way out that a finding names, followed: the finding is gone then, or another step is named.

mod follow;
mod short;
mod stops;

use std::collections::BTreeSet;

use deny_models::lint::Code;
use deny_models::lock::{Lock, LockedModel};
use deny_models::model::Artifact;

use self::follow::{OTHER_DIGEST, World, follow_all};
use crate::support::OFFERS;

fn manifest(name: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{rest}")
}

fn mit(name: &str, rest: &str) -> String {
    manifest(name, &format!("license = \"MIT\"\n{rest}"))
}

fn entry(keys: &str) -> String {
    format!("[[package.metadata.deny-models.model]]\n{keys}\n")
}

/// One crate with this Cargo.toml.
fn one(manifest: String) -> Vec<(&'static str, String)> {
    vec![("Cargo.toml", manifest), ("src/lib.rs", String::new())]
}

/// One crate that states this.
fn stating(keys: &str) -> Vec<(&'static str, String)> {
    one(mit("app", &entry(keys)))
}

fn with_source(source: &str) -> Vec<(&'static str, String)> {
    vec![
        ("Cargo.toml", mit("app", "")),
        ("src/lib.rs", source.to_owned()),
    ]
}

fn with_policy(keys: &str, policy: &str) -> Vec<(&'static str, String)> {
    let mut files = stating(keys);
    files.push(("deny-models.toml", policy.to_owned()));
    files
}

fn with_dependency(
    dependency: String,
    of_dependency: &str,
    source: &str,
) -> Vec<(&'static str, String)> {
    let root = "[workspace]\nmembers = [\"app\"]\nexclude = [\"dep\"]\nresolver = \"2\"\n";
    let app = mit("app", "[dependencies]\ndep = { path = \"../dep\" }\n");
    vec![
        ("Cargo.toml", root.to_owned()),
        ("app/Cargo.toml", app),
        ("app/src/lib.rs", source.to_owned()),
        ("dep/Cargo.toml", dependency),
        ("dep/src/lib.rs", of_dependency.to_owned()),
    ]
}

const LLAMA: &str = "id = \"meta-llama/Llama-3.1-8B-Instruct\"";

#[test]
fn of_a_model_that_a_feature_of_a_dependency_brings() {
    let dependency = |features: &str| {
        let feature = format!("[features]\n{features}\n");
        mit(
            "dep",
            &(feature + &entry(&format!("{LLAMA}\nfeature = \"big\""))),
        )
    };
    let mut asked = with_dependency(dependency("big = []"), "", "");
    asked[1].1 = mit(
        "app",
        "[dependencies]\ndep = { path = \"../dep\", features = [\"big\"] }\n",
    );
    let run = World::new("asked", asked.clone()).project();
    run.run(&["check"])
        .expect(1)
        .prints(&["take feature `big` out of the dependency `dep` in Cargo.toml"]);
    follow_all(&World {
        codes: &["non-osi-model"],
        ..World::new("asked", asked)
    });
    let files = with_dependency(dependency("default = [\"big\"]\nbig = []"), "", "");
    follow_all(&World {
        codes: &["non-osi-model"],
        ..World::new("by default", files)
    });
}

#[test]
fn of_an_entry_that_is_left_over() {
    let code = crate::support::hub_calls(&["openai-community/gpt2"]);
    let mut files = with_source(&code);
    files[0].1 = mit("app", &entry(LLAMA));
    let help = "no code that was read takes `meta-llama/Llama-3.1-8B-Instruct`: if nothing does, delete its entry in Cargo.toml";
    let world = World {
        codes: &["non-osi-model"],
        ..World::new("left over", files)
    };
    world.project().run(&["check"]).expect(1).prints(&[help]);
    // `fix` names the same way out.
    world
        .project()
        .run(&["fix", "--dry-run"])
        .expect(0)
        .prints(&[help]);
    follow_all(&world);
}

#[test]
fn of_terms_of_ones_own() {
    let own = "[[model]]\nid = \"acme/encoder\"\nlicense = \"LicenseRef-Acme\"\nbase = []\n";
    let world = World {
        codes: &["unknown-license"],
        fills: &[("license", "\"Apache-2.0\"")],
        ..World::new("own terms", with_policy("id = \"acme/encoder\"", own))
    };
    // To state them once more makes them no better known: the policy has to allow them.
    world
        .project()
        .run(&["check"])
        .expect(1)
        .prints(&["allow them in deny-models.toml: `allow = [\"LicenseRef-Acme\"]` in `[policy]`"]);
    follow_all(&world);
}

#[test]
fn of_an_entry_of_the_policy_without_a_licence() {
    let entry = "[[model]]\nid = \"acme/encoder\"\nbase = []\n";
    follow_all(&World {
        codes: &["unknown-license"],
        fills: &[("license", "\"Apache-2.0\"")],
        ..World::new("no licence", with_policy("id = \"acme/encoder\"", entry))
    });
}

#[test]
fn of_an_entry_of_the_policy_without_a_base() {
    let entry =
        "[[model]]\nid = \"acme/encoder\"\nlicense = \"Apache-2.0\"\nrelation = \"finetune\"\n";
    let world = World {
        codes: &["unknown-license"],
        fills: &[("base", "[\"BAAI/bge-m3\"]")],
        ..World::new("no base", with_policy("id = \"acme/encoder\"", entry))
    };
    world
        .project()
        .run(&["check"])
        .expect(1)
        .prints(&["complete the entry of `acme/encoder` in deny-models.toml with `base`"]);
    follow_all(&world);
}

#[test]
fn of_a_model_that_fails() {
    follow_all(&World {
        codes: &["non-osi-model"],
        ..World::new("stated", stating(LLAMA))
    });
    follow_all(&World {
        codes: &["non-osi-model", "relicensed-model"],
        ..World::new(
            "relicensed",
            stating("id = \"OpenSciLM/Llama-3.1_OpenScholar-8B\""),
        )
    });
    let dependency = mit("dep", &entry(LLAMA));
    follow_all(&World {
        codes: &["non-osi-model"],
        ..World::new("of a dependency", with_dependency(dependency, "", ""))
    });
    let features = "[features]\ndefault = [\"llm\"]\nllm = []\n";
    let by_feature = format!(
        "{features}{}",
        entry(&format!("{LLAMA}\nfeature = \"llm\""))
    );
    follow_all(&World {
        codes: &["non-osi-model"],
        ..World::new("by a feature", one(mit("app", &by_feature)))
    });
    // Where it is asked for on the command line, and where two features of the default ones bring it.
    let asked = by_feature.replace("default = [\"llm\"]", "default = []");
    follow_all(&World {
        args: &["--features", "llm"],
        codes: &["non-osi-model"],
        ..World::new("by a feature that is asked for", one(mit("app", &asked)))
    });
    let two = by_feature.replace(
        "default = [\"llm\"]",
        "default = [\"chat\", \"sum\"]\nchat = [\"llm\"]\nsum = [\"llm\"]",
    );
    let help = "(others that are on by default turn it on: take it out of these, or build with `--no-default-features`)";
    let two = World {
        codes: &["non-osi-model"],
        ..World::new("by two default features", one(mit("app", &two)))
    };
    two.project().run(&["check"]).expect(1).prints(&[help]);
    follow_all(&two);
    // Where no single one of them does it.
    let mut optional = with_dependency(mit("dep", &entry(LLAMA)), "", "");
    optional[1].1 = mit(
        "app",
        "[features]\ndefault = [\"chat\", \"sum\"]\nchat = [\"dep:dep\"]\nsum = [\"dep:dep\"]\n\
         [dependencies]\ndep = { path = \"../dep\", optional = true }\n",
    );
    let help = "turn off the default features of `app`: build with `--no-default-features`";
    let optional = World {
        codes: &["non-osi-model"],
        ..World::new("by each of two default features", optional)
    };
    optional.project().run(&["check"]).expect(1).prints(&[help]);
    follow_all(&optional);
    let off = by_feature.replace("default = [\"llm\"]", "default = []");
    follow_all(&World {
        codes: &["feature-gated-model"],
        ..World::new("behind a feature", one(mit("app", &off)))
    });
    follow_all(&World {
        codes: &["copyleft-model"],
        ..World::new(
            "copyleft",
            stating("id = \"acme/agpl\"\nlicense = \"AGPL-3.0-only\"\nbase = []"),
        )
    });
}

#[test]
fn of_a_model_that_is_unknown() {
    let world = |name, keys| World {
        fills: &[("license", "\"MIT\""), ("base", "[\"Qwen/Qwen2.5-7B\"]")],
        codes: &["unknown-license"],
        ..World::new(name, stating(keys))
    };
    follow_all(&world("no facts", "id = \"acme/x\""));
    follow_all(&world(
        "unknown base",
        "id = \"acme/x\"\nlicense = \"MIT\"\nbase = [\"acme/y\"]",
    ));
    follow_all(&world(
        "unnamed base",
        "id = \"acme/x\"\nlicense = \"MIT\"\nrelation = \"finetune\"",
    ));
    follow_all(&world(
        "unnamed base, tag without a text",
        "id = \"acme/x\"\nlicense = \"other\"\nrelation = \"finetune\"",
    ));
    follow_all(&world(
        "two unknown bases",
        "id = \"acme/x\"\nlicense = \"MIT\"\nbase = [\"acme/y\", \"acme/z\"]\nrelation = \"merge\"",
    ));
    let claimed = mit("dep", &entry("id = \"acme/x\"\nlicense = \"MIT\""));
    follow_all(&World {
        files: with_dependency(claimed, "", ""),
        ..world("claimed", "")
    });
    // <https://github.com/EmbarkStudios/cargo-deny/issues/147>: a path dependency outside the workspace, with no licence.
    let source = "pub static DET: &[u8] = include_bytes!(\"../weights/det.onnx\");\n";
    let unlicensed = manifest("dep", "publish = false\n");
    let files = with_dependency(
        unlicensed,
        source,
        "pub fn f() -> usize { dep::DET.len() }\n",
    );
    follow_all(&World {
        files,
        weights: &[("onnx/no-metadata.onnx", "dep/weights/det.onnx")],
        ..world("a file", "")
    });
}

/// A function that takes the model of an expression.
fn call(model: &str) -> String {
    format!(
        "pub fn go() {{ hf_hub::api::sync::Api::new().unwrap().model({model}.to_string()).get(\"model.safetensors\").unwrap(); }}\n"
    )
}

#[test]
fn of_an_entry_that_a_crate_has() {
    let several = two_models();
    let mut known = with_dependency(
        mit("dep", ""),
        &several,
        "pub fn go() { dep::go(); dep::more() }\n",
    );
    known.push((
        "deny-models.toml",
        "[[crate]]\nname = \"dep\"\nversion = \"0.1\"\nuses = [\"intfloat/e5-small-v2\"]\n"
            .to_owned(),
    ));
    let world = World {
        args: &["--strict"],
        codes: &["undeclared-model"],
        ..World::new("undeclared by a dependency with an entry", known)
    };
    let add = "add `\"BAAI/bge-small-en-v1.5\", \"Qwen/Qwen2.5-7B-Instruct\"` to `uses` of the entry for `dep` in deny-models.toml";
    world
        .project()
        .run(&["check", "--strict"])
        .expect(1)
        .prints(&[add]);
    let fix = world.project().run(&["fix", "--strict"]).expect(0);
    let fix = fix.prints(&[add]);
    assert!(!fix.stderr.contains("[["), "{}", fix.stderr);
    follow_all(&world);
}

/// Code that takes two models.
fn two_models() -> String {
    let qwen = call("\"Qwen/Qwen2.5-7B-Instruct\"");
    let more = qwen
        .replace("go()", "more()")
        .replace("Qwen/Qwen2.5-7B-Instruct", "BAAI/bge-small-en-v1.5");
    format!("{qwen}{more}")
}

#[test]
fn of_offers_and_of_what_is_not_stated() {
    let dependency = mit("dep", "");
    let chosen = "pub fn go(model: dep::EmbeddingModel) { dep::Embedding::new(model); }\n";
    follow_all(&World {
        fills: &[("uses", "[\"BAAI/bge-small-en-v1.5\"]")],
        codes: &["offered-model"],
        ..World::new(
            "offers of a dependency",
            with_dependency(dependency.clone(), OFFERS, chosen),
        )
    });
    let bad_default = OFFERS.replace("Self { Self::Small }", "Self { Self::Large }");
    let takes_default = "pub fn go() { dep::Embedding::new(dep::EmbeddingModel::default()); }\n";
    follow_all(&World {
        codes: &["non-osi-model"],
        ..World::new(
            "the default of a dependency",
            with_dependency(dependency.clone(), &bad_default, takes_default),
        )
    });
    follow_all(&World {
        codes: &["offered-model"],
        ..World::new("offers of its own", with_source(OFFERS))
    });
    let qwen = call("\"Qwen/Qwen2.5-7B-Instruct\"");
    follow_all(&World {
        codes: &["undeclared-model"],
        ..World::new("undeclared", with_source(&qwen))
    });
    let several = two_models();
    follow_all(&World {
        codes: &["undeclared-model"],
        ..World::new("several undeclared", with_source(&several))
    });
    follow_all(&World {
        args: &["--strict"],
        codes: &["undeclared-model"],
        ..World::new(
            "several undeclared by a dependency",
            with_dependency(
                dependency.clone(),
                &several,
                "pub fn go() { dep::go(); dep::more() }\n",
            ),
        )
    });
    let opens = "pub fn go() { let _ = ort::session::Session::builder().unwrap().commit_from_file(\"models/x.onnx\"); }\n";
    follow_all(&World {
        fills: &[("license", "\"MIT\"")],
        fetched: &[("models/x.onnx", "onnx/no-metadata.onnx")],
        codes: &["unresolved-pull"],
        ..World::new("a file that is not there", with_source(opens))
    });
    follow_all(&World {
        fills: &[("uses", "[]")],
        fetched: &[("dep/models/x.onnx", "onnx/no-metadata.onnx")],
        codes: &["unresolved-pull"],
        ..World::new(
            "a file of a dependency that is not there",
            with_dependency(dependency.clone(), opens, "pub fn go() { dep::go() }\n"),
        )
    });
    follow_all(&World {
        args: &["--strict"],
        codes: &["undeclared-model"],
        ..World::new(
            "undeclared by a dependency",
            with_dependency(dependency.clone(), &qwen, "pub fn go() { dep::go() }\n"),
        )
    });
    follow_all(&World {
        fills: &[("uses", "[\"Qwen/Qwen2.5-7B-Instruct\"]")],
        codes: &["unresolved-pull"],
        ..World::new(
            "unresolved",
            with_source(&call("std::env::var(\"MODEL\").unwrap()")),
        )
    });
    follow_all(&World {
        args: &["-W", "dataset-license"],
        codes: &["dataset-license"],
        ..World::new(
            "a data set",
            stating("id = \"datasets/acme/dialogs\"\nlicense = \"CC-BY-NC-4.0\""),
        )
    });
    follow_all(&World {
        args: &["-W", "unpinned-model"],
        codes: &["unpinned-model"],
        ..World::new("unpinned", stating("id = \"Qwen/Qwen2.5-7B-Instruct\""))
    });
    follow_all(&World {
        args: &["-W", "unpinned-model"],
        codes: &["unpinned-model"],
        ..World::new(
            "pinned to what moves",
            stating("id = \"Qwen/Qwen2.5-7B-Instruct\"\nrevision = \"main\""),
        )
    });
}

#[test]
fn of_a_model_that_the_hub_hands_out_after_a_sign_up() {
    let model = Artifact::parse_hub("Qwen/Qwen2.5-7B-Instruct").expect("an id");
    let locked = LockedModel {
        revision: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        license: vec!["apache-2.0".to_owned()],
        gated: Some("auto".to_owned()),
        ..LockedModel::new(&model)
    };
    let mut files = stating("id = \"Qwen/Qwen2.5-7B-Instruct\"");
    files.push(("deny-models.lock", Lock::new(vec![locked], []).render()));
    let world = World {
        args: &["-W", "gated-model"],
        codes: &["gated-model"],
        ..World::new("a sign-up", files)
    };
    world
        .project()
        .run(&["check", "-W", "gated-model"])
        .expect(0)
        .prints(&["take a model without a sign-up"]);
    follow_all(&world);
}

#[test]
fn of_a_model_of_another_registry() {
    // The name on another registry proves nothing: whoever knows more states it.
    follow_all(&World {
        codes: &["unknown-license"],
        fills: &[("license", "\"Apache-2.0\"")],
        ..World::new(
            "of another registry",
            stating("id = \"modelscope:acme/Qwen2.5-7B-Instruct\""),
        )
    });
}

#[test]
fn of_what_is_not_analysed_and_of_what_entries_answer_for() {
    let dependency = mit("dep", "");
    let qwen = call("\"Qwen/Qwen2.5-7B-Instruct\"");
    let rejected = format!("#[cfg(any())]\nsafe fn f() {{}}\n{qwen}");
    follow_all(&World {
        fills: &[("uses", "[\"Qwen/Qwen2.5-7B-Instruct\"]")],
        codes: &["incomplete-analysis"],
        ..World::new("code that cannot be parsed", with_source(&rejected))
    });
    follow_all(&World {
        args: &["--strict"],
        fills: &[("uses", "[]")],
        codes: &["incomplete-analysis"],
        ..World::new(
            "code of a dependency that cannot be parsed",
            with_dependency(mit("dep", ""), &rejected, "pub fn go() { dep::go() }\n"),
        )
    });
    let entry = |uses: &str| {
        let entry = format!("[[crate]]\nname = \"dep\"\nuses = [{uses}]\n");
        ("deny-models.toml", entry)
    };
    let fetch = call("id").replace("go()", "go(id: &str)");
    let handed = "pub fn go() { dep::go(\"Qwen/Qwen2.5-7B-Instruct\") }\n";
    let mut contradicted = with_dependency(dependency.clone(), &fetch, handed);
    contradicted.push(entry("\"BAAI/bge-small-en-v1.5\""));
    follow_all(&World {
        codes: &["uses-contradicted"],
        ..World::new("an entry that contradicts", contradicted)
    });
    let llama = call("\"meta-llama/Llama-3.1-8B-Instruct\"");
    let mut answered = with_dependency(dependency.clone(), &llama, "pub fn go() { dep::go() }\n");
    answered.push(entry(""));
    follow_all(&World {
        codes: &["non-osi-model"],
        ..World::new("an entry without a reason", answered)
    });
    let client = manifest("hf-hub", "license = \"Apache-2.0\"\n");
    let mut named = with_dependency(
        client,
        "",
        "pub const MODEL: &str = \"meta-llama/Llama-3.1-8B-Instruct\";\n",
    );
    named[1].1 = mit("app", "[dependencies]\nhf-hub = { path = \"../dep\" }\n");
    follow_all(&World {
        codes: &["named-model"],
        ..World::new("named", named)
    });
}

#[test]
fn of_what_disagrees_and_of_entries() {
    follow_all(&World {
        fills: &[("license", "\"Apache-2.0\"")],
        codes: &["license-mismatch"],
        ..World::new(
            "a manifest",
            stating("id = \"Qwen/Qwen2.5-7B-Instruct\"\nlicense = \"MIT\""),
        )
    });
    let model =
        "[[model]]\nid = \"meta-llama/Llama-3.1-8B-Instruct\"\nlicense = \"MIT\"\nbase = []\n";
    follow_all(&World {
        codes: &["license-mismatch"],
        ..World::new(
            "a looser entry",
            with_policy(&format!("{LLAMA}\nhow = \"runtime\""), model),
        )
    });
    let qwen = "id = \"Qwen/Qwen2.5-7B-Instruct\"";
    follow_all(&World {
        codes: &["unused-entry"],
        ..World::new("an unused entry", with_policy(qwen, model))
    });
    let exception = |until: &str| {
        format!("[[exception]]\ncrate = \"app\"\nreason = \"known\"\nuntil = {until}\n")
    };
    follow_all(&World {
        codes: &["unused-exception"],
        ..World::new(
            "an unused exception",
            with_policy(qwen, &exception("2027-01-01")),
        )
    });
    let client = manifest("hf-hub", "license = \"Apache-2.0\"\n");
    let constant = "pub const MODEL: &str = \"meta-llama/Llama-3.1-8B-Instruct\";\n";
    let mut named = with_dependency(client, "", constant);
    named[1].1 = mit("app", "[dependencies]\nhf-hub = { path = \"../dep\" }\n");
    named.push(("deny-models.toml", exception("2027-01-01")));
    follow_all(&World {
        codes: &["unused-exception", "named-model"],
        ..World::new("an exception for another code", named)
    });
    let code = call("\"openai-community/gpt2\"").replace("pub fn go", "fn main");
    let mut left = stating(qwen);
    left[1] = ("src/main.rs", code);
    follow_all(&World {
        codes: &["unused-entry"],
        ..World::new("an entry of a manifest that nothing takes", left)
    });
    follow_all(&World {
        codes: &["expired-exception"],
        ..World::new(
            "an expired exception",
            with_policy(LLAMA, &exception("2026-01-01")),
        )
    });
    follow_all(&World {
        codes: &["crate-without-license"],
        ..World::new("no licence", one(manifest("app", "")))
    });
    let include = "pub static M: &[u8] = include_bytes!(\"../weights/x.onnx\");\n";
    follow_all(&World {
        weights: &[("onnx/no-metadata.onnx", "weights/x.onnx")],
        codes: &["bundled-without-notice"],
        ..World::new("no notice", with_source(include))
    });
    let snapshot = "hub/models--acme--quiet/snapshots/0123456789abcdef0123456789abcdef01234567";
    let mut files = stating("id = \"acme/quiet\"\nlicense = \"MIT\"");
    files.extend([
        (
            "hub/models--acme--quiet/refs/main",
            "0123456789abcdef0123456789abcdef01234567".to_owned(),
        ),
        (
            Box::leak(format!("{snapshot}/README.md").into_boxed_str()),
            "---\nlicense: mit\n---\n".to_owned(),
        ),
        (
            Box::leak(format!("{snapshot}/config.json").into_boxed_str()),
            "{\"_name_or_path\": \"meta-llama/Llama-3.1-8B\", \"model_type\": \"llama\"}"
                .to_owned(),
        ),
    ]);
    follow_all(&World {
        args: &["--hub-cache"],
        fills: &[("base", "[\"BAAI/bge-m3\"]")],
        codes: &["suspect-lineage"],
        ..World::new("a suspicion", files)
    });
}

#[test]
fn of_files() {
    let include = "pub static M: &[u8] = include_bytes!(\"../weights/x.onnx\");\n";
    // Two files of one directory are one finding.
    let both = format!(
        "{include}{}",
        include.replace("M:", "N:").replace("x.onnx", "y.onnx")
    );
    follow_all(&World {
        weights: &[
            ("onnx/no-metadata.onnx", "weights/x.onnx"),
            ("onnx/no-metadata.onnx", "weights/y.onnx"),
        ],
        codes: &["bundled-without-notice"],
        ..World::new("no notices", with_source(&both))
    });
    follow_all(&World {
        weights: &[("hostile/truncated.gguf", "weights/x.gguf")],
        codes: &["malformed-artifact"],
        ..World::new("a damaged file", with_source(""))
    });
    let digest = format!("path = \"weights/x.onnx\"\nsha256 = \"{OTHER_DIGEST}\"");
    let mut files = stating(&digest);
    files[1].1 = include.to_owned();
    follow_all(&World {
        weights: &[("onnx/no-metadata.onnx", "weights/x.onnx")],
        codes: &["digest-mismatch"],
        ..World::new("another file", files)
    });
}

#[test]
fn of_sources_that_disagree_and_of_entries_that_end() {
    let include = "pub static M: &[u8] = include_bytes!(\"../weights/x.onnx\");\n";
    let mut disagree = with_source(&include.replace("x.onnx", "x.gguf"));
    disagree.push((
        "weights/README.md",
        "---\nlicense: cc-by-nc-4.0\n---\n".to_owned(),
    ));
    follow_all(&World {
        weights: &[("gguf/finetune-licensed.gguf", "weights/x.gguf")],
        fills: &[("license", "\"CC-BY-NC-4.0\"")],
        codes: &["license-mismatch"],
        ..World::new("a card and a header", disagree)
    });
    let looser = "[[model]]\nid = \"meta-llama/Llama-3.1-8B-Instruct\"\nlicense = \"MIT\"\nbase = []\n\
                  reason = \"bought\"\nuntil = 2026-01-01\n";
    follow_all(&World {
        codes: &["expired-exception"],
        ..World::new("an entry that ended", with_policy(LLAMA, looser))
    });
    let mut answered = with_dependency(
        mit("dep", ""),
        &call("\"meta-llama/Llama-3.1-8B-Instruct\""),
        "pub fn go() { dep::go() }\n",
    );
    answered.push((
        "deny-models.toml",
        "[[crate]]\nname = \"dep\"\nuses = []\nreason = \"never run\"\nuntil = 2026-01-01\n"
            .to_owned(),
    ));
    follow_all(&World {
        codes: &["expired-exception"],
        ..World::new("an answer that ended", answered)
    });
}

#[test]
fn of_licences_of_crates_and_of_a_lock() {
    let other = "[[exception]]\ncrate = \"app\"\nlicense = \"gemma\"\nreason = \"known\"\nuntil = 2027-01-01\n";
    follow_all(&World {
        codes: &["unused-exception"],
        ..World::new("an exception for other terms", with_policy(LLAMA, other))
    });
    follow_all(&World {
        codes: &["crate-without-license"],
        ..World::new(
            "no licence that is known",
            one(manifest("app", "license = \"LGPL9\"\n")),
        )
    });
    let mut own = one(manifest("app", "license-file = \"TERMS\"\n"));
    own.push(("TERMS", "Use it on Sundays alone.\n".to_owned()));
    follow_all(&World {
        codes: &["crate-without-license"],
        ..World::new("a licence of its own", own)
    });
    let empty = "# This file is written by cargo deny-models\nversion = 1\n";
    let mut locked = stating("id = \"Qwen/Qwen2.5-7B-Instruct\"");
    locked.push(("deny-models.lock", empty.to_owned()));
    follow_all(&World {
        codes: &["stale-lock"],
        ..World::new("a lock that lacks a model", locked)
    });
}

/// What is not followed here: of these no edit of a workspace is a way out.
const NOT_FOLLOWED: [&str; 2] = [
    // The hub is requested again: tests/it/drift.rs.
    "license-drift",
    // A newer version is installed: tests/it/old_facts.rs.
    "old-facts",
];

#[test]
fn the_ways_out_of_every_finding_are_followed() {
    let followed = include_str!("mod.rs");
    let worlds = followed.split("codes: &[").skip(1);
    let codes: BTreeSet<&str> = worlds
        .filter_map(|rest| rest.split_once(']'))
        .flat_map(|(codes, _)| codes.split('"').skip(1).step_by(2))
        .collect();
    for code in Code::ALL {
        assert_eq!(
            codes.contains(code.as_str()),
            !NOT_FOLLOWED.contains(&code.as_str()),
            "{code}"
        );
    }
}
