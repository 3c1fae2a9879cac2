//! The rules of the judge, one row each in `rules.txt`: what goes in on one line, and the findings that come out.
//!
//! A row is the rule in words, then the world that it holds in (see [`world`]), lines of the policy, and after `=>` the
//! findings of the judge. A line with `#` in front is a heading or a remark.

mod properties;
mod world;

use std::collections::BTreeSet;

use world::judge;

const RULES: &str = include_str!("rules.txt");

/// One row.
struct Row<'a> {
    rule: &'a str,
    given: &'a str,
    policy: String,
    expected: &'a str,
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
            });
            continue;
        };
        let row = rows.last_mut().expect("a rule stands before");
        if let Some(expected) = text.strip_prefix("=> ") {
            row.expected = expected;
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
