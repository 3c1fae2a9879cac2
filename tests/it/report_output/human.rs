//! Diagnostics for people.

use std::sync::Arc;

use cargo_deny_models::report::{Format, View, human};
use deny_models::domain::How;
use deny_models::finding::{Report, Stats};
use deny_models::license::LicenseRules;
use deny_models::lint::Code;
use deny_models::model::{Artifact, resolve};
use deny_models::source::{Place, Problem, SourceFile};

use crate::report_output::build::{
    base, everything, finding, label, manifest, package, paint, place, printed, pulled, report,
    resolved, scholar, shown, state, store, text,
};

#[test]
fn one_of_everything() {
    insta::assert_snapshot!(shown(&everything()));
}

#[test]
fn colours_and_box_characters() {
    let view = View {
        color: true,
        unicode: true,
        ..View::plain(base())
    };
    let out = printed(Format::Human, &report(vec![paint()]), &view);
    insta::assert_snapshot!(out.replace('\u{1b}', "<ESC>"));
}

#[test]
fn terminals_that_follow_links_get_the_file_and_the_explanation() {
    let view = View {
        links: true,
        ..View::plain(base())
    };
    let out = printed(Format::Human, &report(vec![paint()]), &view);
    insta::assert_snapshot!(out.replace('\u{1b}', "<ESC>"));
}

#[test]
fn members_that_share_a_fault_share_a_diagnostic() {
    let members: Vec<String> = (0..14).map(|at| format!("member-{at:02}")).collect();
    let findings = members.iter().flat_map(|member| scholar(member)).collect();
    insta::assert_snapshot!(shown(&report(findings)));
}

#[test]
fn other_models_ways_and_messages_stay_apart() {
    let mut bundled = paint();
    bundled.context.as_mut().expect("a context").how = Some(How::Bundled);
    let path = [("demo", "0.1.0")];
    let mismatches = ["the manifest says mit", "the card says gemma"]
        .map(|message| pulled(Code::LicenseMismatch, message, "acme/paint", &path));
    let other = pulled(Code::NonOsiModel, "another model", "acme/text-8b", &path);
    let findings = [paint(), bundled, other]
        .into_iter()
        .chain(mismatches)
        .collect();
    let out = shown(&report(findings));
    assert_eq!(
        out.matches("\nerror[").count() + usize::from(out.starts_with("error[")),
        5,
        "{out}"
    );
}

#[test]
fn a_fault_at_two_places_of_a_member_is_told_once() {
    let mut second = paint();
    second.primary = Some(label(&manifest(), "how = \"runtime\"", "here as well"));
    let out = shown(&report(vec![paint(), second]));
    assert_eq!(out.matches("error[non-osi-model]").count(), 1, "{out}");
    assert!(out.contains("here as well"), "{out}");
}

#[test]
fn findings_on_no_model_are_grouped_by_their_words() {
    let findings = ["a", "b"].map(|member| {
        let mut finding = finding(Code::UnusedEntry, "the entry matches nothing");
        finding.member = Some(package(member, "1.0.0"));
        finding
    });
    insta::assert_snapshot!(shown(&report(findings.into())), @r"
    warning[unused-entry]: the entry matches nothing
     |
     = note: in a 1.0.0
                b 1.0.0

    deny-models: ok: 2 warnings; 1 member (1 gated), 2 packages, 1 model, facts of 2026-11-29 (0123456789ab)
    help: `cargo deny-models explain CODE` explains a finding: unused-entry
    ");
}

#[test]
fn an_empty_report_is_one_line() {
    insta::assert_snapshot!(shown(&report(Vec::new())), @"deny-models: ok: 1 member (1 gated), 2 packages, 1 model, facts of 2026-11-29 (0123456789ab)");
}

#[test]
fn a_gate_that_gated_nothing_says_so() {
    let license =
        |name, license: Option<&str>| (package(name, "0.1.0"), license.map(str::to_owned));
    let mut report = Report {
        member_licenses: vec![
            license("a", Some("GPL-3.0-only")),
            license("b", None),
            license("c", Some("GPL-3.0-only")),
        ],
        stats: Stats {
            members: 3,
            packages: 9,
            ..Stats::default()
        },
        ..Report::default()
    };
    insta::assert_snapshot!(shown(&report), @r"
    deny-models: nothing gated: 3 members, licences GPL-3.0-only, none
    help: `protect` in deny-models.toml states which crate licences are gated, MIT and Apache-2.0 without it; `--protect GPL-3.0-only` gates these members
    ");
    report
        .findings
        .push(finding(Code::MalformedArtifact, "`x.gguf` is damaged"));
    insta::assert_snapshot!(shown(&report), @r"
    error[malformed-artifact]: `x.gguf` is damaged

    deny-models: FAILED: 1 error; nothing gated: 3 members, licences GPL-3.0-only, none
    help: `cargo deny-models explain CODE` explains a finding: malformed-artifact
    help: `protect` in deny-models.toml states which crate licences are gated, MIT and Apache-2.0 without it; `--protect GPL-3.0-only` gates these members
    ");
    insta::assert_snapshot!(shown(&Report::default()), @"deny-models: nothing gated: 0 members");
}

#[test]
fn what_is_unknown_says_why() {
    let mut known = store();
    state(
        &mut known,
        "acme/dark",
        Some("apache-2.0"),
        Some("acme/nowhere"),
        &[],
    );
    let model = Artifact::parse("acme/dark").expect("a model id");
    let mut unknown = pulled(
        Code::UnknownLicense,
        "the licence cannot be told",
        "acme/paint",
        &[("demo", "0.1.0")],
    );
    let context = unknown.context.as_mut().expect("a context");
    context.resolution = Arc::new(resolve(&model, &known, &LicenseRules::osi()));
    context.model = model;
    // The check may report the same in a note of its own.
    unknown
        .notes
        .push("acme/nowhere is not in the fact tables, the lock or any file".to_owned());
    insta::assert_snapshot!(shown(&report(vec![unknown])));
}

#[test]
fn a_large_lineage_is_cut_but_for_the_way_to_what_governs() {
    let mut known = store();
    let names: Vec<String> = (0..30).map(|at| format!("acme/part-{at:02}")).collect();
    let parts: Vec<&str> = names.iter().map(String::as_str).collect();
    state(&mut known, "acme/huge", Some("mit"), None, &parts);
    for part in &parts {
        state(&mut known, part, Some("apache-2.0"), None, &[]);
    }
    state(
        &mut known,
        "acme/part-28",
        Some("apache-2.0"),
        None,
        &["acme/deep"],
    );
    state(&mut known, "acme/deep", Some("cc-by-nc-4.0"), None, &[]);
    state(&mut known, "acme/part-20", Some("gemma"), None, &[]);
    let out = resolution_of("acme/huge", &known);
    insta::assert_snapshot!(out);
}

#[test]
fn a_long_way_is_cut_in_the_middle() {
    let mut known = store();
    for at in 0..60 {
        let base = format!("acme/step-{:02}", at + 1);
        state(
            &mut known,
            &format!("acme/step-{at:02}"),
            Some("apache-2.0"),
            Some(&base),
            &[],
        );
    }
    state(&mut known, "acme/step-60", Some("llama3.1"), None, &[]);
    let out = resolution_of("acme/step-00", &known);
    assert!(out.contains("... 37 models between ..."), "{out}");
    assert!(
        out.contains("finetune acme/step-60: llama3.1 (fails, governs)"),
        "{out}"
    );
    // The path is cut; the obligations of the licence are not.
    assert!(out.lines().count() < 48, "{out}");
}

fn resolution_of(id: &str, known: &deny_models::model::FactStore) -> String {
    let model = Artifact::parse(id).expect("a model id");
    let mut out = Vec::new();
    let resolution = resolve(&model, known, &LicenseRules::osi());
    human::resolution(&resolution, &View::plain(base()), &mut out).expect("writes to memory");
    text(out)
}

#[test]
fn resolutions_are_short() {
    let mut out = Vec::new();
    for id in ["acme/paint", "acme/scholar", "acme/open", "acme/unknown"] {
        human::resolution(&resolved(id), &View::plain(base()), &mut out).expect("writes to memory");
        out.push(b'\n');
    }
    insta::assert_snapshot!(text(out));
}

#[test]
fn mistakes_are_shown_together() {
    let policy = SourceFile::new(
        "/ws/deny-models.toml",
        "[policy]\nrequire = \"ossi\"\nallow = [\"lama3\"]\n",
    );
    let problems = [
        Problem::new("`ossi` is not a value of `require`")
            .at(place(&policy, "\"ossi\""))
            .label("unknown word")
            .help("did you mean `osi`?"),
        Problem::new("unknown licence `lama3`").at(place(&policy, "\"lama3\"")),
        Problem::new("`until` is missing")
            .at(Place::new(&policy, 900..900))
            .label("the file ends here"),
    ];
    let mut out = Vec::new();
    human::problems(&problems, &View::plain(base()), &mut out).expect("writes to memory");
    insta::assert_snapshot!(text(out));
}

#[test]
fn mistakes_without_a_place_are_counted_too() {
    let mut out = Vec::new();
    human::problems(
        &[Problem::new("no such file")],
        &View::plain(base()),
        &mut out,
    )
    .expect("writes to memory");
    insta::assert_snapshot!(text(out), @r"
    error: no such file

    error: could not check
    ");
}

#[test]
fn the_founding_example_reads_well_with_the_built_in_table() {
    let id = "HiDream-ai/HiDream-I1-Full";
    let mut finding = paint();
    let context = finding.context.as_mut().expect("a context");
    context.model = Artifact::parse(id).expect("a model id");
    context.resolution = Arc::new(resolve(&context.model, &store(), &LicenseRules::osi()));
    let out = shown(&report(vec![finding]));
    assert!(
        out.contains("component meta-llama/Llama-3.1-8B-Instruct: llama3.1 (fails, governs)"),
        "{out}"
    );
    assert!(
        out.contains("finetune meta-llama/Llama-3.1-8B: llama3.1 (fails)"),
        "{out}"
    );
    assert!(
        out.contains("lineage: HiDream-ai/HiDream-I1-Full: mit\n"),
        "{out}"
    );
}
