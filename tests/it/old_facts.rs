//! Which tables decided is in every report, and tables that are old are reported.

use deny_models::date::Date;
use deny_models::lint::Code;
use deny_models::model::tables;
use serde_json::Value;

use crate::support::{Project, command, example, mit_crate};

fn raw(args: &[&str]) -> String {
    let output = command(&example("hidream"), args)
        .output()
        .expect("the binary runs");
    String::from_utf8(output.stdout).expect("UTF-8")
        + &String::from_utf8(output.stderr).expect("UTF-8")
}

#[test]
fn every_report_names_date_and_digest_of_the_tables() {
    let of = tables();
    for (format, at) in [
        ("json", "/tables/sha256"),
        ("sarif", "/runs/0/properties/tables/sha256"),
    ] {
        let output = command(&example("hidream"), &["check", "--format", format])
            .output()
            .expect("the binary runs");
        let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(
            json.pointer(at).and_then(Value::as_str),
            Some(of.digest),
            "{format}"
        );
        let date = at.replace("sha256", "date");
        assert_eq!(
            json.pointer(&date).and_then(Value::as_str),
            Some(of.date),
            "{format}"
        );
    }
    for args in [
        &["list", "--format", "json"][..],
        &["resolve", "--format", "json", "openai-community/gpt2"],
    ] {
        let text = raw(args);
        assert!(
            text.contains(of.digest) && text.contains(of.date),
            "{args:?}: {text}"
        );
    }
    for args in [
        &["check"][..],
        &["resolve", "openai-community/gpt2"],
        &["report", "-o", "-"],
    ] {
        assert!(raw(args).contains(&of.short()), "{args:?}");
    }
}

#[test]
fn tables_older_than_120_days_are_reported() {
    let project = Project::package(&mit_crate("id = \"openai-community/gpt2\""));
    let day = |days| {
        Date::parse(tables().date)
            .and_then(|date| date.plus_days(days))
            .expect("a day")
            .to_string()
    };
    let run = project
        .run_on(&day(120), &["check", "--format", "json"])
        .expect(0);
    assert!(run.codes().is_empty(), "{:?}", run.codes());
    let run = project
        .run_on(&day(121), &["check", "--format", "json"])
        .expect(0);
    assert_eq!(run.codes(), ["old-facts:warn:-"]);
    project.write("deny-models.toml", "[lints]\nold-facts = \"deny\"\n");
    let run = project.run_on(&day(121), &["check"]).expect(1);
    run.prints(&[Code::OldFacts.as_str(), tables().date]);
}
