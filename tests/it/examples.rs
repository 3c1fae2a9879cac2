//! The examples of the repository, judged by the built binary with real cargo.

use std::process::Command;

use crate::support::{Run, example, run_in};
use serde_json::Value;

fn check(name: &str, args: &[&str]) -> Run {
    let mut all = vec!["check", "--format", "json"];
    all.extend(args);
    run_in(&example(name), &all)
}

fn finding<'a>(report: &'a Value, code: &str) -> &'a Value {
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .find(|finding| finding["code"] == code)
        .expect("a finding of this code")
}

#[test]
fn the_founding_case_fails_and_says_why() {
    let report = check("hidream", &[]).expect(1).json();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["outcome"], "fail");
    let finding = finding(&report, "non-osi-model");
    assert_eq!(finding["severity"], "deny");
    assert_eq!(finding["member"]["name"], "hidream");
    assert_eq!(finding["model"], "HiDream-ai/HiDream-I1-Full");
    assert_eq!(finding["how"], "runtime");
    assert_eq!(finding["declared"], "mit");
    assert_eq!(finding["governing"], "llama3.1");
    assert_eq!(finding["path"], serde_json::json!(["hidream 0.1.0"]));
    let lineage = finding["lineage"].as_array().expect("lineage");
    let llama = lineage
        .iter()
        .find(|step| step["model"] == "meta-llama/Llama-3.1-8B-Instruct")
        .expect("the encoder");
    assert_eq!(llama["relation"], "component");
    assert_eq!(llama["license"], "llama3.1");
    let evidence = &finding["evidence"][0];
    assert_eq!(evidence["file"], "Cargo.toml");
    assert_eq!(evidence["line"], 11);
    // The component's terms apply, but the tag hides no licence of the weights.
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_relicensed_fine_tune_fails_as_such() {
    let run = check("openscholar", &[]).expect(1);
    assert_eq!(
        run.codes(),
        [
            "non-osi-model:deny:openscholar",
            "relicensed-model:deny:openscholar"
        ]
    );
    let report = run.json();
    assert_eq!(
        finding(&report, "relicensed-model")["governing"],
        "llama3.1"
    );
}

#[test]
fn each_way_out_passes() {
    for features in ["qwen", "mistral", "open-llama"] {
        let run = check(
            "hidream-free",
            &["--no-default-features", "--features", features, "--strict"],
        )
        .expect(0);
        assert_eq!(run.json()["outcome"], "pass");
        assert_eq!(run.codes(), [""; 0]);
    }
    check("hidream-free", &["--all-features"]).expect(0);
}

#[test]
fn only_the_guilty_member_of_the_workspace_fails() {
    let run = check("workspace", &[]).expect(1);
    assert_eq!(
        run.codes(),
        [
            "feature-gated-model:warn:models",
            "non-osi-model:deny:server"
        ]
    );
    for innocent in ["cli", "notes", "models"] {
        check("workspace", &["-p", innocent]).expect(0);
    }
    check("workspace", &["-p", "server"]).expect(1);
    check("workspace", &["-p", "server", "--no-default-features"]).expect(0);
    // Built together, the feature that `server` turns on is on for all.
    let together = check("workspace", &["--unify", "workspace"]).expect(1);
    assert!(
        together
            .codes()
            .contains(&"non-osi-model:deny:cli".to_owned()),
        "{:?}",
        together.codes()
    );
}

#[test]
fn the_real_graph_passes_with_its_policy_and_not_without() {
    let report = check("search-app", &[]).expect(0).json();
    let packages = report["stats"]["packages"].as_u64().expect("a count");
    assert!(packages > 300, "{packages}");
    assert_eq!(report["stats"]["scanned"], packages);
    assert_eq!(report["findings"], serde_json::json!([]));
    // Without the policy the source itself shows that the default of the text embeddings is taken, and no other offer.
    let run = check("search-app", &["--no-policy"]).expect(1);
    assert_eq!(
        run.codes(),
        [
            "non-osi-model:deny:search-app",
            "undeclared-model:warn:search-app"
        ]
    );
    assert_eq!(
        run.json()["findings"][1]["model"],
        "Xenova/bge-small-en-v1.5"
    );
    assert_eq!(run.json()["findings"][0]["governing"], "cc-by-sa-4.0");
}

#[test]
fn the_hook_fails_the_build_with_the_same_finding() {
    let target = tempfile::tempdir().expect("a directory");
    let output = Command::new(env!("CARGO"))
        .args(["build", "--color", "never"])
        .current_dir(example("build-hook"))
        .env("CARGO_TARGET_DIR", target.path())
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        .env_remove("DENY_MODELS_HOOK")
        .env_remove("DENY_MODELS_POLICY")
        .output()
        .expect("cargo runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(101), "{stderr}");
    let by_check = check("build-hook", &[]).expect(1).json();
    let message = finding(&by_check, "non-osi-model")["message"]
        .as_str()
        .expect("a message")
        .to_owned();
    assert!(
        stderr.contains(&format!(
            "error: build-hook@0.1.0: [non-osi-model] {message}"
        )),
        "{stderr}"
    );
}

#[test]
fn what_people_read_of_the_founding_case() {
    let run = run_in(&example("hidream"), &[]).expect(1);
    insta::assert_snapshot!(run.stderr);
    let run = run_in(&example("workspace"), &["--color", "never"]).expect(1);
    insta::assert_snapshot!(run.stderr);
}
