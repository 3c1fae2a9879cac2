//! What evidence in sources and files does to the gate, from end to end.

use crate::support::{OFFERS, Project, Run, run_in};

const JSON: &[&str] = &["check", "--format", "json"];

fn manifest(name: &str, rest: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n{rest}\n"
    )
}

fn check(files: &[(&str, &str)]) -> Run {
    Project::new(files).run(JSON)
}

const CALL: &str = "pub fn load() {\n    let api = hf_hub::api::sync::Api::new().unwrap();\n    \
                    let repo = api.model(\"meta-llama/Llama-3.1-8B-Instruct\".to_string());\n    repo.get(\"model.safetensors\").unwrap();\n}\n";

#[test]
fn a_hub_call_in_the_source_is_a_pull_that_nobody_declared() {
    let run = check(&[("Cargo.toml", &manifest("app", "")), ("src/lib.rs", CALL)]).expect(1);
    assert_eq!(run.codes(), ["non-osi-model:deny:app"]);
    let finding = &run.json()["findings"][0];
    assert_eq!(
        finding["notes"][0],
        "the manifest of app 0.1.0 does not state it"
    );
    assert_eq!(finding["evidence"][0]["file"], "src/lib.rs");
    assert_eq!(finding["evidence"][0]["line"], 3);
    // Declared, it is the same failure without the reproach.
    let declared = manifest(
        "app",
        "[[package.metadata.deny-models.model]]\nid = \"meta-llama/Llama-3.1-8B-Instruct\"",
    );
    let run = check(&[("Cargo.toml", &declared), ("src/lib.rs", CALL)]).expect(1);
    assert_eq!(run.codes(), ["non-osi-model:deny:app"]);
    let notes = run.json()["findings"][0]["notes"].clone();
    assert_eq!(notes.as_array().map(Vec::len), Some(0), "{notes}");
}

#[test]
fn a_manifest_cannot_hide_behind_a_feature_what_the_source_does_without_one() {
    let declared = manifest(
        "app",
        "[features]\nllm = []\n[[package.metadata.deny-models.model]]\nid = \"meta-llama/Llama-3.1-8B-Instruct\"\nfeature = \"llm\"",
    );
    let run = check(&[("Cargo.toml", &declared), ("src/lib.rs", CALL)]).expect(1);
    assert!(
        run.codes().contains(&"non-osi-model:deny:app".to_owned()),
        "{:?}",
        run.codes()
    );
}

#[test]
fn features_in_the_source_gate_the_pull() {
    let gated = format!("#[cfg(feature = \"llm\")]\n{CALL}");
    let files = [
        ("Cargo.toml", &*manifest("app", "[features]\nllm = []")),
        ("src/lib.rs", &gated),
    ];
    let project = Project::new(&files);
    assert_eq!(
        project.run(JSON).expect(0).codes(),
        ["feature-gated-model:warn:app"]
    );
    project.run(&["--features", "llm"]).expect(1);
}

#[test]
fn tests_and_comments_are_no_pulls_of_the_crate() {
    let tests =
        format!("// see meta-llama/Llama-3.1-8B-Instruct\n#[cfg(test)]\nmod tests {{\n{CALL}}}\n");
    let run = check(&[("Cargo.toml", &manifest("app", "")), ("src/lib.rs", &tests)]).expect(0);
    assert_eq!(run.codes(), ["non-osi-model:note:app"]);
}

#[test]
fn a_call_that_cannot_be_read_is_said() {
    let source = CALL.replace(
        "\"meta-llama/Llama-3.1-8B-Instruct\".to_string()",
        "std::env::args().nth(1).unwrap()",
    );
    let main = source.replace("pub fn load", "fn main");
    let project = Project::new(&[("Cargo.toml", &manifest("app", "")), ("src/main.rs", &main)]);
    assert_eq!(
        project.run(JSON).expect(0).codes(),
        ["unresolved-pull:warn:app"]
    );
    project
        .run(&["--strict"])
        .expect(1)
        .prints(&["`[[crate]]` with `name = \"app\"`"]);
    project.write(
        "deny-models.toml",
        "[[crate]]\nname = \"app\"\nuses = [\"Qwen/Qwen2.5-7B-Instruct\"]\n",
    );
    assert_eq!(project.run(JSON).expect(0).codes(), [""; 0]);
    project.run(&["--strict"]).expect(0);
    project.write(
        "deny-models.toml",
        "[[crate]]\nname = \"app\"\nuses = [\"meta-llama/Llama-3.1-8B-Instruct\"]\n",
    );
    project.run(&["--strict"]).expect(1);
}

#[test]
fn a_crate_may_ship_a_model_under_another_licence_than_its_own() {
    let project = |license: &str| {
        let entry = format!(
            "[[package.metadata.deny-models.model]]\npath = \"models/tiny.safetensors\"\nlicense = \"{license}\""
        );
        Project::new(&[
            ("Cargo.toml", &manifest("app", &entry)),
            (
                "src/lib.rs",
                "pub static M: &[u8] = include_bytes!(\"../models/tiny.safetensors\");",
            ),
            ("models/tiny.safetensors", "\u{2}\0\0\0\0\0\0\0{}"),
            ("models/NOTICE", "Made by somebody."),
        ])
    };
    let run = project("Apache-2.0").run(JSON).expect(0);
    assert_eq!(run.codes(), [""; 0]);
    // The crate's own licence does not whitewash it.
    let run = project("CC-BY-NC-4.0").run(JSON).expect(1);
    assert_eq!(run.codes(), ["non-osi-model:deny:app"]);
}

#[test]
fn what_the_help_says_of_a_bundled_file_can_be_written_so() {
    let files = [
        (
            "Cargo.toml",
            &*manifest(
                "app",
                "[dependencies]\ndep = { path = \"dep\" }\n[workspace]",
            ),
        ),
        ("src/lib.rs", ""),
        ("dep/Cargo.toml", &manifest("dep", "")),
        (
            "dep/src/lib.rs",
            "pub static M: &[u8] = include_bytes!(\"../models/x.onnx\");",
        ),
        ("dep/models/x.onnx", "\u{8}\u{8}\u{12}\u{4}test:\u{0}"),
    ];
    let project = Project::new(&files);
    let entry = "`uses = [\"./models/x.onnx\"]`";
    let run = project.run(&["-p", "app", "--strict", "-A", "malformed-artifact"]);
    run.prints(&["undeclared-model", entry]);
    project.write(
        "deny-models.toml",
        &format!("[[crate]]\nname = \"dep\"\n{}\n", entry.trim_matches('`')),
    );
    let run = project.run(&["-p", "app", "--strict", "-A", "malformed-artifact"]);
    assert!(!run.stderr.contains("undeclared-model"), "{}", run.stderr);
}

fn with_offers(app: &str) -> Run {
    let project = Project::new(&[
        (
            "app/Cargo.toml",
            &manifest(
                "app",
                "[dependencies]\nembed = { path = \"../embed\" }\n[workspace]",
            ),
        ),
        ("app/src/lib.rs", app),
        ("embed/Cargo.toml", &manifest("embed", "")),
        ("embed/src/lib.rs", OFFERS),
    ]);
    run_in(&project.path("app"), JSON)
}

#[test]
fn which_of_the_offers_is_taken_decides() {
    let run = with_offers("pub fn go() { embed::Embedding::new(embed::EmbeddingModel::Small); }")
        .expect(0);
    assert_eq!(run.codes(), ["undeclared-model:warn:app"]);
    let run = with_offers("pub fn go() { embed::Embedding::new(embed::EmbeddingModel::Large); }")
        .expect(1);
    assert!(
        run.codes().contains(&"non-osi-model:deny:app".to_owned()),
        "{:?}",
        run.codes()
    );
    assert_eq!(run.json()["findings"][0]["governing"], "cc-by-nc-4.0");
    let run =
        with_offers("pub fn go(model: embed::EmbeddingModel) { embed::Embedding::new(model); }")
            .expect(0);
    assert_eq!(run.codes(), ["offered-model:warn:app"]);
}

/// An app that reaches the offers of `embed` through `between`, which gives some of its names on.
fn with_a_crate_between(between: &str, app: &str) -> Run {
    let project = Project::new(&[
        (
            "app/Cargo.toml",
            &manifest(
                "app",
                "[dependencies]\nbetween = { path = \"../between\" }\n[workspace]",
            ),
        ),
        ("app/src/lib.rs", app),
        (
            "between/Cargo.toml",
            &manifest(
                "between",
                "[dependencies]\nfe = { path = \"../embed\", package = \"embed\" }",
            ),
        ),
        ("between/src/lib.rs", between),
        ("embed/Cargo.toml", &manifest("embed", "")),
        ("embed/src/lib.rs", OFFERS),
    ]);
    run_in(&project.path("app"), JSON)
}

#[test]
fn offers_are_followed_through_crates_that_give_their_names_on() {
    for between in [
        "pub use fe::{Embedding, EmbeddingModel as KindModel};",
        "extern crate fe as inner;\npub use inner::{Embedding, EmbeddingModel as KindModel};",
    ] {
        let run = with_a_crate_between(
            between,
            "use between::KindModel as OurModel;\npub fn go() { between::Embedding::new(OurModel::Large); }",
        );
        let run = run.expect(1);
        let finding = &run.json()["findings"][0];
        assert_eq!(finding["model"], "jinaai/jina-embeddings-v3", "{between}");
        assert_eq!(finding["evidence"][0]["line"], 2, "{between}");
    }
    let run = with_a_crate_between(
        "pub use fe::{Embedding, EmbeddingModel};",
        "pub fn go() { between::Embedding::new(between::EmbeddingModel::Small); }",
    )
    .expect(0);
    assert_eq!(run.codes(), ["undeclared-model:warn:app"]);
    // The crate between chooses by itself.
    let run = with_a_crate_between(
        "use fe::{Embedding, EmbeddingModel};\npub fn go() { Embedding::new(EmbeddingModel::Large); }",
        "pub fn go() { between::go(); }",
    )
    .expect(1);
    assert_eq!(run.json()["findings"][0]["crate"]["name"], "between");
    let run = with_a_crate_between(
        "use fe::{Embedding, EmbeddingModel};\npub fn go() { Embedding::new(EmbeddingModel::default()); }",
        "pub fn go() { between::go(); }",
    )
    .expect(0);
    assert!(
        !run.codes()
            .iter()
            .any(|code| code.starts_with("offered-model")),
        "{:?}",
        run.codes()
    );
}

#[test]
fn an_enum_of_the_same_name_is_another_one() {
    let run = with_a_crate_between(
        "pub enum EmbeddingModel { Large }\npub fn all(_: fe::EmbeddingModel) {}",
        "pub fn go() { between::EmbeddingModel::Large; }",
    )
    .expect(0);
    assert_eq!(run.codes(), [""; 0]);
}

fn fixture(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

#[test]
fn the_header_of_a_bundled_file_binds() {
    let source = "pub static WEIGHTS: &[u8] = include_bytes!(\"../model.gguf\");\n";
    let project = Project::new(&[("Cargo.toml", &manifest("app", "")), ("src/lib.rs", source)]);
    std::fs::copy(
        fixture("gguf/lora-adapter.gguf"),
        project.path("model.gguf"),
    )
    .expect("a file");
    let run = project.run(JSON).expect(1);
    assert!(
        run.codes().contains(&"non-osi-model:deny:app".to_owned()),
        "{:?}",
        run.codes()
    );
    assert_eq!(run.json()["findings"][0]["how"], "bundled");
    std::fs::copy(
        fixture("hostile/truncated.gguf"),
        project.path("model.gguf"),
    )
    .expect("a file");
    let run = project.run(JSON).expect(1);
    assert!(
        run.codes()
            .contains(&"malformed-artifact:deny:app".to_owned()),
        "{:?}",
        run.codes()
    );
}

/// A crate whose tests read a weight file under terms that fail.
fn with_a_file_of_tests(rest: &str, weights: &str) -> Run {
    let project = Project::new(&[
        ("Cargo.toml", &manifest("app", rest)),
        ("src/lib.rs", ""),
        (
            "tests/reads.rs",
            "const WEIGHTS: &[u8] = include_bytes!(\"data/model.gguf\");\n",
        ),
        ("tests/data/NOTICE", "Made by somebody."),
    ]);
    std::fs::copy(fixture(weights), project.path("tests/data/model.gguf")).expect("a file");
    project.run(JSON)
}

#[test]
fn a_file_of_tests_is_bundled_where_it_would_be_published() {
    let weights = "gguf/lora-adapter.gguf";
    let run = with_a_file_of_tests("", weights).expect(1);
    assert_eq!(run.codes(), ["non-osi-model:deny:app"]);
    assert_eq!(run.json()["findings"][0]["how"], "bundled");
    for rest in ["exclude = [\"tests/data\"]", "publish = false"] {
        let run = with_a_file_of_tests(rest, weights).expect(0);
        assert_eq!(run.codes(), ["non-osi-model:note:app"], "{rest}");
    }
}

#[test]
fn a_damaged_file_of_tests_matters_where_it_would_be_published() {
    let weights = "hostile/truncated.gguf";
    let run = with_a_file_of_tests("", weights).expect(1);
    assert!(
        run.codes()
            .contains(&"malformed-artifact:deny:app".to_owned()),
        "{:?}",
        run.codes()
    );
    with_a_file_of_tests("exclude = [\"tests/data\"]", weights).expect(0);
}

#[test]
fn a_file_that_nothing_reads_counts_where_it_would_be_published() {
    let run = |rest: &str| {
        let project = Project::new(&[
            ("Cargo.toml", &manifest("app", rest)),
            ("src/lib.rs", ""),
            ("models/LICENSE", "terms"),
        ]);
        let weights = project.path("models/model.gguf");
        std::fs::copy(fixture("gguf/lora-adapter.gguf"), weights).expect("a file");
        project.run(JSON)
    };
    run("").expect(1);
    // What is not published is passed on as the directory it lies in.
    run("publish = false").expect(1);
    run("exclude = [\"models\"]").expect(0);
}

#[test]
fn a_changed_path_dependency_is_scanned_again() {
    let project = Project::new(&[
        (
            "app/Cargo.toml",
            &manifest(
                "app",
                "[dependencies]\ndep = { path = \"../dep\" }\n[workspace]",
            ),
        ),
        ("app/src/lib.rs", "pub fn go() { dep::load(); }"),
        ("dep/Cargo.toml", &manifest("dep", "")),
        ("dep/src/lib.rs", "pub fn load() {}"),
    ]);
    let run = || run_in(&project.path("app"), JSON);
    assert_eq!(run().expect(0).codes(), [""; 0]);
    project.write("dep/src/lib.rs", CALL);
    assert_eq!(run().expect(1).codes(), ["non-osi-model:deny:app"]);
    assert_eq!(run().expect(1).codes(), ["non-osi-model:deny:app"]);
}

#[test]
fn scanning_can_be_left_out() {
    let project = Project::new(&[("Cargo.toml", &manifest("app", "")), ("src/lib.rs", CALL)]);
    assert_eq!(
        project
            .run(&["check", "--format", "json", "--no-scan"])
            .expect(0)
            .codes(),
        [""; 0]
    );
}

#[test]
fn init_writes_a_policy_once_and_proposes_what_manifests_should_state() {
    let project = Project::new(&[("Cargo.toml", &manifest("app", "")), ("src/lib.rs", CALL)]);
    let run = project.run(&["init"]).expect(0);
    assert!(
        run.stdout
            .contains("id = \"meta-llama/Llama-3.1-8B-Instruct\""),
        "{}",
        run.stdout
    );
    let text = std::fs::read_to_string(project.path("deny-models.toml")).expect("written");
    // The written policy is valid and states the defaults.
    assert_eq!(
        project.run(JSON).expect(1).codes(),
        ["non-osi-model:deny:app"]
    );
    project.write("deny-models.toml", "# mine\n");
    project
        .run(&["init"])
        .expect(0)
        .prints(&["never overwritten"]);
    assert_eq!(
        std::fs::read_to_string(project.path("deny-models.toml")).expect("kept"),
        "# mine\n"
    );
    // What is proposed can be pasted as it is.
    let pasted = format!("{}\n{}", manifest("app", ""), run.stdout);
    project.write("Cargo.toml", &pasted);
    assert_eq!(
        project.run(JSON).expect(1).codes(),
        ["non-osi-model:deny:app"]
    );
    assert!(text.lines().any(|line| line.starts_with("# Policy")));
}

#[test]
fn a_model_that_points_to_a_family_it_does_not_state_is_suspect() {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let snapshot = format!("hub/models--acme--quiet/snapshots/{commit}");
    let project = Project::new(&[
        (
            "Cargo.toml",
            &manifest(
                "app",
                "[[package.metadata.deny-models.model]]\nid = \"acme/quiet\"\nlicense = \"MIT\"",
            ),
        ),
        ("src/lib.rs", ""),
        ("hub/models--acme--quiet/refs/main", commit),
        (&format!("{snapshot}/README.md"), "---\nlicense: mit\n---\n"),
        (
            &format!("{snapshot}/config.json"),
            "{\"_name_or_path\": \"meta-llama/Llama-3.1-8B\", \"model_type\": \"llama\"}",
        ),
    ]);
    let mut command = crate::support::command(
        &project.path(""),
        &["check", "--format", "json", "--hub-cache"],
    );
    let run = Run::of(command.env("HF_HUB_CACHE", project.path("hub"))).expect(0);
    assert_eq!(run.codes(), ["suspect-lineage:warn:app"]);
}
