//! The contracts for programs.

use cargo_deny_models::report::{Format, View, json};
use deny_models::finding::Report;
use deny_models::lint::Code;
use serde_json::Value;

use crate::report_output::build::{
    base, everything, finding, label, paint, printed, report, resolved, text,
};
use deny_models::source::SourceFile;

fn check(report: &Report) -> String {
    printed(Format::Json, report, &View::plain(base()))
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn one_of_everything() {
    insta::assert_snapshot!(check(&everything()));
}

#[test]
fn an_empty_report_has_every_key() {
    insta::assert_snapshot!(check(&Report::default()));
}

#[test]
fn the_contract_holds() {
    let printed = check(&everything());
    let value: Value = serde_json::from_str(&printed).expect("JSON");
    let top = [
        "schema_version",
        "outcome",
        "findings",
        "stats",
        "suppressed",
        "overrides",
        "answered",
        "notes",
        "tables",
    ];
    assert_eq!(sorted(keys(&value)), sorted(top.to_vec()));
    let contract = [
        "code",
        "severity",
        "member",
        "crate",
        "model",
        "how",
        "when",
        "declared",
        "governing",
        "binding",
        "lineage",
        "path",
        "evidence",
        "help",
    ];
    for finding in value["findings"].as_array().expect("findings") {
        assert!(
            contract.iter().all(|key| finding.get(key).is_some()),
            "{finding}"
        );
        for fact in finding["evidence"].as_array().expect("evidence") {
            assert_eq!(sorted(keys(fact)), ["detail", "file", "kind", "line"]);
        }
    }
    assert!(
        value["findings"][3]["crate"].is_null(),
        "a finding on the policy has no context"
    );
    assert_eq!(value["suppressed"][0]["exception"]["until"], "2027-06-30");
    // The order of the keys is part of what tests of others hold on to.
    let at = |key: &str| printed.find(&format!("\"{key}\"")).expect("a key");
    assert!(contract.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
}

fn sorted(mut keys: Vec<&str>) -> Vec<&str> {
    keys.sort_unstable();
    keys
}

#[test]
fn the_place_at_fault_comes_first_and_files_without_text_have_no_line() {
    let mut damaged = finding(Code::MalformedArtifact, "`x.gguf` is damaged");
    damaged.primary = Some(label(
        &SourceFile::new("/ws/models/x.gguf", ""),
        "",
        "damaged",
    ));
    let value: Value = serde_json::from_str(&check(&report(vec![paint(), damaged]))).expect("JSON");
    let first = &value["findings"][0]["evidence"][0];
    assert_eq!(
        (first["file"].as_str(), first["line"].as_u64()),
        (Some("demo/Cargo.toml"), Some(7))
    );
    let damaged = &value["findings"][1]["evidence"][0];
    assert_eq!(
        (damaged["file"].as_str(), damaged["line"].as_u64()),
        (Some("models/x.gguf"), None)
    );
}

#[test]
fn the_same_result_is_the_same_text() {
    assert_eq!(check(&everything()), check(&everything()));
    assert!(check(&everything()).ends_with("}\n"));
}

#[test]
fn resolutions_keep_the_order_they_were_asked_in() {
    let resolutions = ["acme/scholar", "acme/open", "acme/unknown"].map(resolved);
    let mut out = Vec::new();
    let osi: Vec<_> = resolutions.iter().map(|of| of.verdict).collect();
    json::resolutions(&resolutions, &osi, &View::plain(base()), &mut out)
        .expect("writes to memory");
    insta::assert_snapshot!(text(out));
}
