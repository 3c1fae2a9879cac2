//! Texts that want more from a terminal or a CI runner than to be read.

use deny_models::finding::{Code, Finding, Label};
use deny_models::model::Evidence;
use deny_models::report::{Format, View};
use deny_models::source::{Place, SourceFile};
use serde_json::Value;

use crate::build::{base, everything, label, manifest, paint, printed, report, shown};

const EVIL: &str =
    "::error::x\u{1b}]0;title\u{7}\r\n::error::y\n##[error]z \u{202e}txt\u{2066}\u{9b}31m";

/// A finding with a hostile text wherever one can come from outside.
fn hostile() -> Finding {
    let source = SourceFile::new(
        "/ws/demo/::warning::\u{1b}[2J\n::error::.toml",
        "license = \"MIT\" # \u{1b}[31m\r ##[error] \u{202e}\nid = \"\u{1b}é\u{2066}acme\"\r\n",
    );
    let mut finding = paint();
    finding.message = EVIL.into();
    finding.primary = Some(label(&source, "acme", EVIL));
    finding.secondary = vec![label(&source, "MIT", EVIL)];
    finding.notes = vec![EVIL.to_owned()];
    finding.help = vec![EVIL.to_owned()];
    finding.evidence = vec![Evidence {
        kind: "card",
        place: Some(Place::new(&source, 0..1)),
        detail: EVIL.to_owned(),
    }];
    let context = finding.context.as_mut().expect("a context");
    context.when.features = vec![EVIL.to_owned()];
    context.when.target = Some(EVIL.to_owned());
    context.path[0].name = EVIL.into();
    context.resolution.lineage[0].model = EVIL.into();
    context.resolution.lineage[0].license = Some(EVIL.to_owned());
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
    quiet.severity = deny_models::finding::Severity::Note;
    report.findings.push(quiet);
    report.notes.push(EVIL.to_owned());
    report.overrides.push(EVIL.to_owned());
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
