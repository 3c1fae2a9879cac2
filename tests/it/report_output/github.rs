//! Workflow commands of GitHub Actions.

use cargo_deny_models::report::{Format, View, github};
use deny_models::finding::Report;
use deny_models::source::{Problem, SourceFile};

use crate::report_output::build::{base, everything, label, paint, printed, report, scholar};

fn lines(report: &Report) -> String {
    printed(Format::Github, report, &View::plain(base()))
}

#[test]
fn one_of_everything() {
    insta::assert_snapshot!(lines(&everything()));
}

#[test]
fn a_report_without_findings_is_the_verdict() {
    insta::assert_snapshot!(lines(&Report::default()));
}

#[test]
fn errors_come_first_and_members_share_an_annotation() {
    let mut findings = Vec::new();
    let mut warned = paint();
    warned.severity = deny_models::lint::Severity::Warn;
    findings.push(warned);
    findings.extend(scholar("demo"));
    findings.extend(scholar("other"));
    let printed = lines(&report(findings));
    let commands: Vec<&str> = printed.lines().collect();
    assert_eq!(commands.len(), 3, "{printed}");
    assert!(commands[0].starts_with("::error "), "{printed}");
    assert!(commands[0].contains("the same in other 0.1.0"), "{printed}");
    assert!(commands[1].starts_with("::warning "), "{printed}");
    assert!(
        commands[2].starts_with("deny-models: FAILED: 4 errors"),
        "{printed}"
    );
}

#[test]
fn mistakes_are_annotated_where_they_stand() {
    let source = SourceFile::new("/ws/a, b/deny-models.toml", "[policy]\nrequire = \"osl\"\n");
    let place = label(&source, "\"osl\"", "").place;
    let problems = [
        Problem::new("`osl` is not a value of `require`")
            .at(place)
            .help("did you mean `osi`?"),
        Problem::new("100 %\n::error::no line break"),
    ];
    let mut out = Vec::new();
    github::problems(&problems, &View::plain(base()), &mut out).expect("writes to memory");
    insta::assert_snapshot!(String::from_utf8(out).expect("UTF-8"));
}
