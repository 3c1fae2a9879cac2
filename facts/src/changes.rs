//! What people read of the tables: every row with its verdict, and what is different from before.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use deny_models::license::Verdict;

use crate::decide::Row;

/// The rows, one a line: id, verdict under an OSI gate, why, and the sources that state something.
#[must_use]
pub fn listing(rows: &[Row]) -> String {
    let mut out = "model_id\tosi\twhy\tlists\n".to_owned();
    for row in rows {
        let verdict = match row.verdict {
            Verdict::Pass => "yes",
            Verdict::Fail => "no",
            Verdict::Unknown if row.unlicensed => "unlicensed",
            Verdict::Unknown => "unknown",
        };
        let lists: Vec<&str> = row
            .statements
            .iter()
            .map(|statement| statement.list.as_str())
            .collect();
        let _ = writeln!(
            out,
            "{}\t{verdict}\t{}\t{}",
            row.id,
            row.why,
            lists.join("|")
        );
    }
    out
}

/// The lines that are only in one of two listings, and those with another verdict.
#[must_use]
pub fn changes(before: &str, after: &str) -> Vec<String> {
    let read = |text: &str| -> BTreeMap<String, (String, String)> {
        let cells = |line: &str| {
            let mut cells = line.split('\t').map(str::to_owned);
            Some((cells.next()?, (cells.next()?, cells.next()?)))
        };
        text.lines().skip(1).filter_map(cells).collect()
    };
    let (before, after) = (read(before), read(after));
    let gone = before.iter().filter(|(id, _)| !after.contains_key(*id));
    let mut lines: Vec<String> = gone
        .map(|(id, (osi, why))| format!("- {id}: {osi}, {why}"))
        .collect();
    for (id, (osi, why)) in &after {
        match before.get(id) {
            None => lines.push(format!("+ {id}: {osi}, {why}")),
            Some((was, _)) if was != osi => lines.push(format!("! {id}: {was} -> {osi}, {why}")),
            Some(_) => {}
        }
    }
    lines
}
