//! SARIF, as viewers of code scanning read it. `.ci/validate` gives real files to an independent validator.

use cargo_deny_models::report::{Format, View};
use deny_models::finding::{Finding, Label, Report};
use deny_models::lint::{Code, Severity};
use deny_models::source::{Place, SourceFile};
use serde_json::Value;

use crate::report_output::build::{
    base, everything, finding, label, manifest, paint, printed, report, scholar,
};

fn sarif(report: &Report) -> Value {
    let text = printed(Format::Sarif, report, &View::plain(base()));
    serde_json::from_str(&text).expect("JSON")
}

fn results(report: &Report) -> Vec<Value> {
    let log = sarif(report);
    log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .clone()
}

fn fingerprint(result: &Value) -> String {
    let ours = &result["partialFingerprints"]["cargoDenyModels/v1"];
    ours.as_str().expect("a fingerprint").to_owned()
}

#[test]
fn one_of_everything() {
    let mut log = sarif(&everything());
    // The rules are long and the same in every file; each is checked below.
    log["runs"][0]["tool"]["driver"]["rules"] = Value::Null;
    log["runs"][0]["tool"]["driver"]["semanticVersion"] = Value::Null;
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).expect("JSON"));
}

#[test]
fn one_rule() {
    let log = sarif(&Report::default());
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array();
    let mut rules = rules.expect("rules").iter();
    let rule = rules.find(|rule| rule["id"] == "unused-exception");
    let rule = rule.expect("a rule");
    insta::assert_snapshot!(serde_json::to_string_pretty(rule).expect("JSON"));
}

#[test]
fn every_code_is_a_rule_at_its_index() {
    let log = sarif(&everything());
    let rules = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules");
    assert_eq!(rules.len(), Code::ALL.len());
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let at = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[at]["id"], result["ruleId"]);
    }
}

#[test]
fn a_report_without_findings_has_no_results() {
    let log = sarif(&Report::default());
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn every_result_has_a_place_in_the_repository() {
    let far = SourceFile::new("/elsewhere/registry/dep-1.0.0/src/lib.rs", "x");
    let mut outside = finding(Code::UnresolvedPull, "`dep 1.0.0` takes a model");
    outside.primary = Some(label(&far, "x", "pulled here"));
    let nowhere = finding(
        Code::UnusedEntry,
        "an entry of a policy elsewhere matches nothing",
    );
    let mut through = outside.clone();
    through
        .secondary
        .push(label(&manifest(), "brush", "brings it in"));
    let results = results(&report(vec![outside, nowhere, through]));
    let shown: Vec<(&str, u64)> = results
        .iter()
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
            (uri, place["region"]["startLine"].as_u64().expect("a line"))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("Cargo.toml", 1),
            ("Cargo.toml", 1),
            ("demo/Cargo.toml", 11)
        ]
    );
}

#[test]
fn an_exception_is_a_suppression() {
    let results = results(&everything());
    let suppressed: Vec<&Value> = results
        .iter()
        .filter(|result| result.get("suppressions").is_some())
        .collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(
        suppressed[0]["suppressions"][0],
        serde_json::json!({
            "kind": "external",
            "status": "accepted",
            "justification": "internal tool, not published (until 2027-06-30)",
        })
    );
}

#[test]
fn fingerprints_stay_while_lines_and_versions_move() {
    let before = fingerprint(&results(&report(vec![paint()]))[0]);
    let moved = SourceFile::new(
        "/ws/demo/Cargo.toml",
        format!("# new\n\n{}", manifest().text()),
    );
    let mut after = paint();
    after.primary = Some(label(&moved, "\"acme/paint\"", "other words"));
    after.message.push_str(", and more");
    after.member.as_mut().expect("a member").version = "9.0.0".to_owned();
    assert_eq!(fingerprint(&results(&report(vec![after]))[0]), before);
    let mut other = paint();
    other.code = Code::RelicensedModel;
    assert_ne!(fingerprint(&results(&report(vec![other]))[0]), before);
}

#[test]
fn no_two_results_have_one_fingerprint() {
    let twins = vec![
        paint(),
        paint(),
        finding(Code::StaleLock, "x"),
        finding(Code::StaleLock, "x"),
    ];
    let all: Vec<Finding> = twins
        .into_iter()
        .chain(scholar("demo"))
        .chain(scholar("other"))
        .collect();
    let count = all.len();
    let prints: std::collections::BTreeSet<String> =
        results(&report(all)).iter().map(fingerprint).collect();
    assert_eq!(prints.len(), count);
}

#[test]
fn a_run_holds_no_more_results_than_github_takes_and_the_worst_stay() {
    let mut many: Vec<Finding> = (0..25_010)
        .map(|n| finding(Code::UnusedEntry, &format!("entry {n}")))
        .collect();
    many.push(finding(Code::MalformedArtifact, "the last is the worst"));
    let log = sarif(&report(many));
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[0]["ruleId"], "malformed-artifact");
    let note =
        &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(
        note.as_str()
            .expect("a note")
            .starts_with("11 results are left out")
    );
}

#[test]
fn a_file_without_text_has_its_first_line() {
    let mut damaged = finding(Code::MalformedArtifact, "`x y.gguf` is damaged");
    let weights = SourceFile::new("/ws/models/x y.gguf", "");
    damaged.primary = Some(Label {
        place: Place::new(&weights, 0..0),
        text: "this file".to_owned(),
    });
    let results = results(&report(vec![damaged]));
    insta::assert_snapshot!(results[0]["locations"][0]["physicalLocation"]);
}

#[test]
fn levels_are_those_of_the_findings() {
    let levels = [Severity::Deny, Severity::Warn, Severity::Note].map(|severity| {
        let mut finding = paint();
        finding.severity = severity;
        results(&report(vec![finding]))[0]["level"].clone()
    });
    assert_eq!(levels, ["error", "warning", "note"]);
}
