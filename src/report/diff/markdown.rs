//! A difference as the body of a comment on a pull request.
//!
//! Texts of others stand in code spans only: in these nothing is markup, a mention or a reference.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::compare::Difference;
use super::human::{change, verdict, ways, word};
use super::snapshot::{PullKey, PullState, Row};
use crate::escape::limited;
use crate::report::texts::plural;

/// By this line the action finds its comment again.
const MARK: &str = "<!-- cargo-deny-models diff -->";

/// Rows of a table: a comment takes 65,536 characters.
const MAX_ROWS: usize = 40;

/// Characters of a cell.
const MAX_CELL: usize = 300;

/// Prints the comment.
///
/// # Errors
///
/// When writing fails.
pub(crate) fn markdown(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{MARK}")?;
    writeln!(out, "### AI models: {}\n", verdict(difference))?;
    writeln!(
        out,
        "Compared with {} ({}).",
        code(&difference.base),
        code(&difference.commit)
    )?;
    let mut rows = Vec::new();
    rows.extend(
        difference
            .added
            .iter()
            .map(|(key, state)| pull("added", key, state)),
    );
    rows.extend(
        difference
            .changed
            .iter()
            .map(|(key, old, new)| changed(key, old, new)),
    );
    rows.extend(
        difference
            .removed
            .iter()
            .map(|(key, state)| pull("removed", key, state)),
    );
    table(out, "| | model | crate | how | licence |", 5, &rows)?;
    let mut rows = Vec::new();
    rows.extend(difference.new.iter().map(|(_, row)| finding("new", row)));
    let accepted = difference.accepted.iter();
    rows.extend(accepted.map(|(_, row)| finding("accepted now", row)));
    rows.extend(difference.gone.iter().map(|(_, row)| finding("gone", row)));
    table(out, "| | finding | |", 3, &rows)?;
    helps(difference, out)?;
    if difference.policy_changed {
        writeln!(out, "\nThe policy differs: each side is judged by its own.")?;
    }
    if difference.is_empty() {
        writeln!(out, "\nNo model and no finding differs.")?;
    }
    Ok(())
}

fn table(out: &mut dyn Write, head: &str, columns: usize, rows: &[String]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{head}\n|{}", " --- |".repeat(columns))?;
    for row in rows.iter().take(MAX_ROWS) {
        writeln!(out, "{row}")?;
    }
    if rows.len() > MAX_ROWS {
        writeln!(out, "\nand {} more", rows.len() - MAX_ROWS)?;
    }
    Ok(())
}

fn pull(what: &str, key: &PullKey, state: &PullState) -> String {
    format!(
        "| {what} | {} | {} | {} | {} |",
        code(&state.model),
        way(key),
        ways(state),
        licence(state)
    )
}

fn changed(key: &PullKey, old: &PullState, new: &PullState) -> String {
    let text = change(old, new);
    let what = text.split_once(", ").map_or("", |(_, what)| what);
    format!(
        "| changed: {} | {} | {} | {} | {} |",
        code(what),
        code(&new.model),
        way(key),
        ways(new),
        licence(new)
    )
}

fn way(key: &PullKey) -> String {
    if key.member == key.puller {
        code(&key.member)
    } else {
        format!("{} through {}", code(&key.member), code(&key.puller))
    }
}

fn licence(state: &PullState) -> String {
    match &state.license {
        Some(license) => format!("{}: {}", state.verdict, code(license)),
        None => state.verdict.to_owned(),
    }
}

fn finding(what: &str, row: &Row) -> String {
    format!(
        "| {what} | {} `{}` | {} |",
        word(row.severity),
        row.code,
        code(&row.message)
    )
}

/// What to do about the findings that are new, folded.
fn helps(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let with_help = difference
        .new
        .iter()
        .filter(|(_, row)| !row.help.is_empty());
    let with_help: Vec<&Row> = with_help.map(|(_, row)| row).take(MAX_ROWS / 4).collect();
    if with_help.is_empty() {
        return Ok(());
    }
    let mut list = String::new();
    for row in &with_help {
        // Writing to a string does not fail.
        let _ = writeln!(list, "- {}", code(&row.message));
        for help in &row.help {
            let _ = writeln!(list, "  - {}", code(help));
        }
    }
    writeln!(
        out,
        "\n<details><summary>What to do about {}</summary>\n\n{list}\n</details>",
        plural(with_help.len(), "finding")
    )
}

/// A code span, for a cell of a table too.
fn code(raw: &str) -> String {
    let line = limited(raw, MAX_CELL).replace('`', "'").replace('|', "\\|");
    let line = line.trim();
    if line.is_empty() {
        return String::new();
    }
    format!("`{line}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_code_span() {
        for (raw, made) in [
            ("a `b` c", "`a 'b' c`"),
            ("a|b\\|c", "`a\\|b\\\\|c`"),
            ("``", "`''`"),
            ("", ""),
            ("@team <b>", "`@team <b>`"),
        ] {
            assert_eq!(code(raw), made);
        }
        assert!(!code("x\ny").contains('\n'));
    }
}
