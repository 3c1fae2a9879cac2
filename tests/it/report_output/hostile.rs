//! Texts with control sequences for a terminal or a CI runner.

use std::sync::Arc;

use cargo_deny_models::report::{Format, View};
use deny_models::finding::{Finding, Label};
use deny_models::lint::Code;
use deny_models::model::{Artifact, Evidence};
use deny_models::pull::AnsweredKind;
use deny_models::source::{Place, SourceFile};
use proptest::prelude::*;
use serde_json::Value;

use crate::report_output::build::{
    base, everything, label, manifest, paint, printed, report, shown,
};

const EVIL: &str =
    "::error::x\u{1b}]0;title\u{7}\r\n::error::y\n##[error]z \u{202e}txt\u{2066}\u{9b}31m";

fn hostile() -> Finding {
    holding(EVIL)
}

/// A finding with this text wherever one can come from outside.
fn holding(evil: &str) -> Finding {
    let source = SourceFile::new(
        "/ws/demo/::warning::\u{1b}[2J\n::error::.toml",
        "license = \"MIT\" # \u{1b}[31m\r ##[error] \u{202e}\nid = \"\u{1b}é\u{2066}acme\"\r\n",
    );
    let mut finding = paint();
    finding.message = evil.into();
    finding.primary = Some(label(&source, "acme", evil));
    finding.secondary = vec![label(&source, "MIT", evil)];
    finding.notes = vec![evil.to_owned()];
    finding.help = vec![evil.to_owned()];
    finding.evidence = vec![Evidence {
        kind: "card",
        place: Some(Place::new(&source, 0..1)),
        detail: evil.to_owned(),
    }];
    let context = finding.context.as_mut().expect("a context");
    context.when.features = vec![evil.to_owned()];
    context.when.target = Some(evil.to_owned());
    context.path[0].name = evil.into();
    let step = &mut Arc::make_mut(&mut context.resolution).lineage[0];
    step.model = Artifact::Url(evil.to_owned());
    step.license = Some(evil.to_owned());
    finding
}

fn assert_harmless(out: &str) {
    let odd = |char: char| char != '\n' && (char.is_control() || "\u{202e}\u{2066}".contains(char));
    assert!(!out.contains(odd), "{out:?}");
    for line in out.lines() {
        assert!(!line.trim_start().starts_with("::error"), "{line}");
        assert!(!line.trim_start().starts_with("::warning"), "{line}");
        assert!(!line.contains("##["), "{line}");
    }
}

#[test]
fn nothing_hostile_reaches_a_terminal() {
    let mut report = everything();
    report.findings.push(hostile());
    let mut quiet = hostile();
    quiet.code = Code::CopyleftModel;
    quiet.severity = deny_models::lint::Severity::Note;
    report.findings.push(quiet);
    report.notes.push(EVIL.to_owned());
    report.overrides.push(EVIL.to_owned());
    report.answered[0].model = EVIL.to_owned();
    report.suppressed[0]
        .exception
        .as_mut()
        .expect("an exception")
        .reason = EVIL.into();
    report.member_licenses[0].1 = Some(EVIL.to_owned());
    assert_harmless(&shown(&report));
    let unicode = View {
        unicode: true,
        width: Some(10),
        ..View::plain(base())
    };
    assert_harmless(&printed(Format::Human, &report, &unicode));
    // A link is an escape sequence of ours; what is left without those is harmless, and so is where they lead.
    let links = View {
        links: true,
        ..View::plain(base())
    };
    assert_harmless(&without_links(&printed(Format::Human, &report, &links)));
    report.stats.gated = 0;
    assert_harmless(&shown(&report));

    let json = printed(Format::Json, &report, &View::plain(base()));
    assert_harmless(&json);
    let value: Value = serde_json::from_str(&json).expect("JSON");
    let last = value["findings"]
        .as_array()
        .and_then(|findings| findings.last())
        .expect("findings");
    assert_eq!(
        last["message"], EVIL,
        "escapes in JSON change nothing for a program"
    );
}

#[test]
fn marks_stay_under_what_they_mark() {
    let mut finding = hostile();
    finding.context = None;
    finding.message = "hostile".into();
    finding.notes.clear();
    finding.help.clear();
    finding.evidence.clear();
    for label in finding.primary.iter_mut().chain(&mut finding.secondary) {
        label.text = "here".into();
    }
    insta::assert_snapshot!(shown(&report(vec![finding])));
}

/// A file of one line of a mebibyte, marked in the middle.
fn minified() -> Label {
    let half = "x,".repeat(1 << 18);
    let source = SourceFile::new("/ws/dist/app.js", format!("{half}\"acme/paint\"{half}"));
    label(&source, "\"acme/paint\"", "loaded here")
}

#[test]
fn a_line_of_a_mebibyte_is_cut_around_the_mark() {
    let mut finding = paint();
    finding.context = None;
    finding.primary = Some(minified());
    finding.secondary.clear();
    insta::assert_snapshot!(shown(&report(vec![finding])));
}

#[test]
fn long_marks_and_messages_are_cut() {
    let source = SourceFile::new(
        "/ws/a.toml",
        format!("id = \"{}\"\nx = 1\n", "y".repeat(1 << 20)),
    );
    let mut finding = paint();
    finding.message = "m".repeat(1 << 20);
    finding.primary = Some(Label {
        place: Place::new(&source, 5..source.text().len()),
        text: "l".repeat(1 << 20),
    });
    finding.help = vec!["h".repeat(1 << 20)];
    assert!(shown(&report(vec![finding])).len() < 10_000);
}

#[test]
fn far_marks_in_a_huge_file_are_quoted_apart() {
    let text = format!("first = 1\n{}last = 2\n", "filler = 0\n".repeat(100_000));
    let source = SourceFile::new("/ws/huge.toml", text);
    let mut finding = paint();
    finding.context = None;
    finding.help.clear();
    finding.primary = Some(label(&source, "last", "this"));
    finding.secondary = vec![label(&source, "first", "and this")];
    insta::assert_snapshot!(shown(&report(vec![finding])));
}

#[test]
fn odd_places_do_no_harm() {
    let texts = ["", "\n", "\r\n", "é", "a\n\nb", "\u{feff}x = 1", "\t\tx"];
    for text in texts {
        let source = SourceFile::new("/ws/odd", text);
        for start in 0..=text.len() {
            for end in start..=text.len() {
                let mut finding = paint();
                finding.primary = Some(Label {
                    place: Place::new(&source, start..end),
                    text: "here".to_owned(),
                });
                let out = shown(&report(vec![finding, paint()]));
                assert!(out.contains("odd"), "{text:?} {start}..{end}: {out}");
            }
        }
    }
    let mut bare = paint();
    bare.primary = Some(label(&manifest(), "demo", ""));
    bare.secondary.clear();
    assert!(shown(&report(vec![bare])).contains("Cargo.toml:2:9"));
}

/// What a runner of workflow commands makes of the message of one.
fn decoded(command: &str) -> String {
    let (_, data) = command[2..]
        .split_once("::")
        .expect("a command with a message");
    data.replace("%0A", "\n")
        .replace("%0D", "\r")
        .replace("%25", "%")
}

fn with(evil: &str) -> deny_models::finding::Report {
    let mut report = everything();
    let mut quiet = holding(evil);
    quiet.severity = deny_models::lint::Severity::Note;
    report.findings.extend([holding(evil), quiet]);
    let mut silenced = holding(evil);
    silenced
        .exception
        .clone_from(&report.suppressed[0].exception);
    silenced.exception.as_mut().expect("an exception").reason = evil.into();
    report.suppressed.push(silenced);
    report.notes.push(evil.to_owned());
    report.overrides.push(evil.to_owned());
    let answered = &mut report.answered[0];
    answered.kind = AnsweredKind::Pull;
    evil.clone_into(&mut answered.model);
    answered.reason = Some(evil.to_owned());
    answered.until = Some("2027-06-30".to_owned());
    report.member_licenses[0].1 = Some(evil.to_owned());
    report
}

/// Texts of anything, often of what runners, terminals and viewers obey.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("::error file=a,line=1::".to_owned()),
        Just("##[error]".to_owned()),
        Just("%0A::stop-commands::x".to_owned()),
        Just("\r\n".to_owned()),
        Just("[x](https://evil.example)".to_owned()),
        Just("\u{1b}[2J\u{202e}".to_owned()),
        Just("\",\"level\":\"none".to_owned()),
        "\\PC{0,8}",
        proptest::string::string_regex("(?s).{0,4}").expect("a pattern"),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases))]

    #[test]
    fn every_annotation_is_one_command(evil in any_text()) {
        let printed = printed(Format::Github, &with(&evil), &View::plain(base()));
        let lines: Vec<&str> = printed.split(['\n', '\r']).collect();
        prop_assert_eq!(lines.last(), Some(&""));
        let (commands, verdict) = lines[..lines.len() - 1].split_at(lines.len() - 2);
        prop_assert!(verdict[0].starts_with("deny-models: FAILED: "));
        let (plain, commands): (Vec<&str>, Vec<&str>) =
            commands.iter().partition(|line| line.starts_with("note: "));
        prop_assert_eq!((plain.len(), commands.len()), (7, 6));
        prop_assert!(plain.iter().all(|line| !line.contains("##[")));
        for command in commands {
            let known = ["::error file=", "::warning file=", "::notice file="];
            prop_assert!(known.iter().any(|start| command.starts_with(start)), "{}", command);
            prop_assert!(!command.contains(|c: char| c.is_control()), "{}", command);
            let (properties, _) = command[2..].split_once("::").expect("a message");
            let names: Vec<&str> = properties.split_once(' ').expect("properties").1
                .split(',').map(|pair| pair.split_once('=').expect("a value").0).collect();
            prop_assert_eq!(names, ["file", "line", "endLine", "col", "endColumn", "title"]);
            for line in decoded(command).lines() {
                prop_assert!(!line.trim_start().starts_with("::"), "{}", line);
                prop_assert!(!line.contains("##["), "{}", line);
            }
        }
    }

    #[test]
    fn files_for_code_hosts_are_json_without_commands(evil in any_text()) {
        for format in [Format::Sarif, Format::Gitlab, Format::Json] {
            let printed = printed(format, &with(&evil), &View::plain(base()));
            assert_harmless(&printed);
            prop_assert!(serde_json::from_str::<Value>(&printed).is_ok());
        }
    }

    #[test]
    fn json_is_read_back_as_what_was_found(evil in any_text()) {
        let report = with(&evil);
        let json = printed(Format::Json, &report, &View::plain(base()));
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let of = |key: &str| json[key].as_array().cloned().expect("a list");
        for (key, findings) in [("findings", &report.findings), ("suppressed", &report.suppressed)] {
            prop_assert_eq!(of(key).len(), findings.len());
            for (out, finding) in of(key).iter().zip(findings) {
                prop_assert_eq!(&out["code"], finding.code.as_str());
                prop_assert_eq!(&out["severity"], finding.severity.as_str());
                prop_assert_eq!(&out["message"], &*finding.message);
                prop_assert_eq!(&out["notes"], &serde_json::json!(finding.notes));
                let details = out["evidence"].as_array().expect("a list");
                for fact in &finding.evidence {
                    prop_assert!(details.iter().any(|out| out["detail"] == *fact.detail));
                }
                if let Some(exception) = &finding.exception {
                    prop_assert_eq!(&out["exception"]["reason"], &*exception.reason);
                }
            }
        }
        let (mut notes, answered) = (of("notes"), of("answered"));
        prop_assert_eq!(notes.pop(), Some(Value::from(&*evil)));
        prop_assert_eq!(&answered[0]["reason"], &*evil);
    }

    #[test]
    fn what_a_viewer_shows_holds_no_link_and_no_control(evil in any_text()) {
        let log = printed(Format::Sarif, &with(&evil), &View::plain(base()));
        let log: Value = serde_json::from_str(&log).expect("JSON");
        let results = log["runs"][0]["results"].as_array().expect("results");
        prop_assert_eq!(results.len(), 9);
        for result in results {
            let text = result["message"]["text"].as_str().expect("a text");
            prop_assert!(!text.contains("]("), "{}", text);
            prop_assert!(!text.contains(|c: char| c != '\n' && c.is_control()), "{}", text);
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
            let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
            prop_assert!(uri.expect("a URI").chars().all(allowed), "{:?}", uri);
        }
    }
}

/// The output without links; checks that each link leads to a plain address.
fn without_links(out: &str) -> String {
    let mut plain = String::new();
    for (at, piece) in out.split("\u{1b}]8;;").enumerate() {
        let Some((address, rest)) = piece.split_once("\u{1b}\\").filter(|_| at > 0) else {
            plain.push_str(piece);
            continue;
        };
        assert!(
            address.chars().all(|char| char.is_ascii_graphic()),
            "{address:?}"
        );
        plain.push_str(rest);
    }
    plain
}
