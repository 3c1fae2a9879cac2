//! The rules of the judge, one row each in `rules.txt`: what goes in on one line, and the findings that come out.
//!
//! A row is the rule in words, then the world that it holds in (see [`world`]), lines of the policy, and after `=>` the
//! findings of the judge. A line of `says` is part of what they print, in full; none of `hides` is. A line with `#` in front is a heading or a remark.

mod properties;
mod world;

use std::collections::BTreeSet;

use world::{judge, texts};

use super::hygiene::MAX_AGE;
use crate::date::Date;

const RULES: &str = include_str!("rules.txt");

/// One row.
struct Row<'a> {
    rule: &'a str,
    given: &'a str,
    policy: String,
    expected: &'a str,
    says: Vec<&'a str>,
    hides: Vec<&'a str>,
}

fn rows() -> Vec<Row<'static>> {
    let lines = RULES.lines().filter(|line| !line.starts_with('#'));
    let mut rows = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let Some(text) = line.strip_prefix("    ") else {
            rows.push(Row {
                rule: line,
                given: "",
                policy: String::new(),
                expected: "",
                says: Vec::new(),
                hides: Vec::new(),
            });
            continue;
        };
        let row = rows.last_mut().expect("a rule stands before");
        if let Some(expected) = text.strip_prefix("=> ") {
            row.expected = expected;
        } else if let Some(line) = text.strip_prefix("says ") {
            row.says.push(line);
        } else if let Some(part) = text.strip_prefix("hides ") {
            row.hides.push(part);
        } else if let Some(policy) = text.strip_prefix("policy ") {
            row.policy.push_str(policy);
            row.policy.push('\n');
        } else {
            row.given = text;
        }
    }
    rows
}

#[test]
fn every_rule_holds() {
    let wrong: Vec<String> = rows()
        .iter()
        .filter_map(|row| {
            let found = judge(row.given, &row.policy);
            let Row {
                rule,
                given,
                policy,
                expected,
                ..
            } = row;
            (found != *expected).then(|| {
                format!(
                    "{rule}\n    {given}\n    {policy}    expected {expected}\n    found    {found}"
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_say_what_the_rows_state() {
    let mut wrong = Vec::new();
    for row in rows() {
        if row.says.is_empty() && row.hides.is_empty() {
            continue;
        }
        let lines = texts(row.given, &row.policy);
        let is_said = |text: &&&str| lines.iter().any(|line| line == **text);
        let is_shown = |part: &&&str| lines.iter().any(|line| line.contains(**part));
        let missing = row.says.iter().filter(|text| !is_said(text));
        let shown = row.hides.iter().filter(is_shown);
        let bad: Vec<&str> = missing.chain(shown).copied().collect();
        if !bad.is_empty() {
            let bad = bad.join("\n    ");
            wrong.push(format!(
                "{}\n    {bad}\nin\n    {}",
                row.rule,
                lines.join("\n    ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The tables grow old from one version to the next, so no row can name the day.
#[test]
fn facts_are_old_the_day_after_their_age() {
    let made = Date::parse(crate::model::tables().date).expect("a date");
    let age = |days| {
        let day = made.plus_days(days).expect("a day");
        judge(&format!("crate app MIT; today {day}"), "")
    };
    assert_eq!(age(MAX_AGE), "nothing");
    assert_eq!(age(MAX_AGE + 1), "old-facts:warn:-:-");
}

#[test]
fn every_row_is_whole_and_stands_once() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        assert!(
            !row.given.is_empty() && !row.expected.is_empty(),
            "{}",
            row.rule
        );
        assert!(seen.insert((row.given, row.policy)), "twice: {}", row.rule);
    }
}

/// Every code that the judge can give is in some row, so that a code cannot be forgotten.
#[test]
fn every_code_is_in_a_row() {
    for code in crate::lint::Code::ALL {
        let found = format!("{code}:");
        assert!(
            rows().iter().any(|row| row.expected.contains(&found)),
            "{code}"
        );
    }
}
