//! The Code Quality report of GitLab. There is no independent validator for it, so its rules are held here.

use std::collections::BTreeSet;

use cargo_deny_models::report::{Format, View};
use deny_models::finding::{Finding, Report};
use serde_json::Value;

use crate::report_output::build::{base, everything, paint, printed, report, scholar};

fn issues(report: &Report) -> Vec<Value> {
    let text = printed(Format::Gitlab, report, &View::plain(base()));
    let value: Value = serde_json::from_str(&text).expect("JSON without a byte order mark");
    value.as_array().expect("an array").clone()
}

#[test]
fn one_of_everything() {
    insta::assert_snapshot!(printed(Format::Gitlab, &everything(), &View::plain(base())));
}

#[test]
fn no_finding_is_an_empty_array() {
    assert!(issues(&Report::default()).is_empty());
}

#[test]
fn every_issue_has_what_gitlab_asks_for() {
    let findings: Vec<Finding> = [paint(), paint()]
        .into_iter()
        .chain(scholar("demo"))
        .chain(everything().findings)
        .collect();
    let count = findings.len();
    let issues = issues(&report(findings));
    assert_eq!(issues.len(), count);
    let mut prints = BTreeSet::new();
    for issue in &issues {
        let text = |key: &str| issue[key].as_str().filter(|text| !text.is_empty());
        assert!(
            text("description").is_some() && text("check_name").is_some(),
            "{issue}"
        );
        let severities = ["info", "minor", "major", "critical", "blocker"];
        assert!(
            severities.contains(&text("severity").expect("a severity")),
            "{issue}"
        );
        let path = issue["location"]["path"].as_str().expect("a path");
        assert!(
            !path.starts_with(['.', '/']) && !path.contains(".."),
            "{issue}"
        );
        assert!(
            issue["location"]["lines"]["begin"]
                .as_u64()
                .expect("a line")
                >= 1
        );
        assert!(prints.insert(text("fingerprint").expect("a fingerprint").to_owned()));
    }
}
