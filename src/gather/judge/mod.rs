//! The rules of what a member pulls, one row each in `rules.txt`: a small workspace, and what is gathered from it.
//!
//! A row is the rule in words, then the lines of its world (see [`world`]), and after `=>` what is found. A line with `#`
//! in front is a heading or a remark.

mod locked;
pub(crate) mod world;

use std::collections::BTreeSet;

use world::World;

const RULES: &str = include_str!("rules.txt");

/// One row.
struct Row<'a> {
    rule: &'a str,
    world: Vec<&'a str>,
    expected: Vec<&'a str>,
}

fn rows(table: &str) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        if line.is_empty() {
            continue;
        }
        let Some(text) = line.strip_prefix("    ") else {
            rows.push(Row {
                rule: line,
                world: Vec::new(),
                expected: Vec::new(),
            });
            continue;
        };
        let row = rows.last_mut().expect("a rule stands before");
        match text.strip_prefix("=> ") {
            Some(found) => row.expected.push(found),
            None => row.world.push(text),
        }
    }
    rows
}

/// Compares a table with what is found in the world of each row.
pub(crate) fn hold(table: &str, find: impl Fn(&World) -> String) {
    let wrong: Vec<String> = rows(table)
        .iter()
        .filter_map(|row| {
            let found = find(&World::read(&row.world));
            let expected = row.expected.join(" ");
            (found != expected).then(|| {
                let Row { rule, world, .. } = row;
                let world = world.join("\n    ");
                format!("{rule}\n    {world}\n    => {found}")
            })
        })
        .collect();
    assert!(wrong.is_empty(), "found:\n\n{}", wrong.join("\n\n"));
    let mut seen = BTreeSet::new();
    for row in rows(table) {
        let is_whole = !row.world.is_empty() && !row.expected.is_empty();
        assert!(is_whole, "{}", row.rule);
        assert!(seen.insert(row.world), "twice: {}", row.rule);
    }
}

#[test]
fn every_rule_holds() {
    hold(RULES, World::judge);
}
