//! A difference as lines.

use std::io::{self, Write};

use super::compare::Difference;
use super::snapshot::{PullKey, PullState, Row};
use crate::escape::text;
use crate::report::texts::plural;
use deny_models::lint::Severity;

/// Prints the models, the findings and the verdict.
///
/// # Errors
///
/// When writing fails.
pub(crate) fn human(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "compared with {} ({})",
        text(&difference.base),
        text(&difference.commit)
    )?;
    for (key, state) in &difference.added {
        writeln!(out, "+ {}: {}", way(key), one(state))?;
    }
    for (key, state) in &difference.removed {
        writeln!(out, "- {}: {}", way(key), one(state))?;
    }
    for (key, old, new) in &difference.changed {
        writeln!(out, "~ {}: {}", way(key), change(old, new))?;
    }
    for (_, row) in &difference.new {
        writeln!(out, "new {}", finding(row))?;
    }
    for (_, row) in &difference.gone {
        writeln!(out, "gone {}", finding(row))?;
    }
    for (_, row) in &difference.accepted {
        writeln!(out, "accepted by an exception now: {}", finding(row))?;
    }
    if difference.policy_changed {
        writeln!(out, "the policy differs: each side is judged by its own")?;
    }
    if difference.is_empty() {
        writeln!(out, "no model and no finding differs")?;
    }
    writeln!(out, "{}", verdict(difference))
}

/// What it comes down to, in one sentence.
pub(super) fn verdict(difference: &Difference) -> String {
    let now = match difference.fails {
        (_, false) => "the gate passes",
        (true, true) => "the gate fails, as it did before",
        (false, true) => "the gate fails",
    };
    match difference.new_denies() {
        0 => format!("no new finding fails the gate; {now}"),
        1 => format!("1 new finding fails the gate; {now}"),
        more => format!("{} fail the gate; {now}", plural(more, "new finding")),
    }
}

fn way(key: &PullKey) -> String {
    if key.member == key.puller {
        text(&key.member)
    } else {
        format!("{} through {}", text(&key.member), text(&key.puller))
    }
}

fn one(state: &PullState) -> String {
    format!(
        "{} ({}; {})",
        text(&state.model),
        ways(state),
        licence(state)
    )
}

pub(super) fn ways(state: &PullState) -> String {
    let ways: Vec<&str> = state.ways.iter().copied().collect();
    ways.join(", ")
}

fn licence(state: &PullState) -> String {
    let license = state.license.as_deref().map_or("unknown".to_owned(), text);
    format!("{} {license}", state.verdict)
}

/// What differs between two ways of pulling one model.
pub(super) fn change(old: &PullState, new: &PullState) -> String {
    let mut parts = vec![text(&new.model)];
    if ways(old) != ways(new) {
        parts.push(format!("{} -> {}", ways(old), ways(new)));
    }
    if licence(old) != licence(new) {
        parts.push(format!("{} -> {}", licence(old), licence(new)));
    }
    if old.revisions != new.revisions {
        parts.push(format!("{} -> {}", revisions(old), revisions(new)));
    }
    parts.join(", ")
}

fn revisions(state: &PullState) -> String {
    if state.revisions.is_empty() {
        return "no revision".to_owned();
    }
    let shown = state.revisions.iter().map(|revision| text(revision));
    format!("revision {}", shown.collect::<Vec<_>>().join(", "))
}

fn finding(row: &Row) -> String {
    format!(
        "{}[{}]: {}",
        word(row.severity),
        row.code,
        text(&row.message)
    )
}

pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Deny => "error",
        Severity::Warn => "warning",
        Severity::Note | Severity::Allow => "note",
    }
}
