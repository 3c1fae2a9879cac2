//! A finding in a few lines of plain text, for formats that do not quote files. Every text of it is escaped.

use super::identity::NAMED;
use super::phrases::{package, path, until};
use super::texts::{MAX_FACTS, few};
use super::tree;
use crate::escape::text;
use deny_models::domain::How;
use deny_models::finding::Finding;
use deny_models::lint::Code;

/// Notes that a finding brings along, such as the models of an offer.
const MAX_NOTES: usize = 12;
/// Lines of a lineage.
const MAX_LINEAGE: usize = 24;

/// The message, then the reasons, then the fixes.
pub(super) fn lines(finding: &Finding) -> Vec<String> {
    let mut lines = vec![text(&finding.message)];
    lines.extend(reasons(finding));
    let help: Vec<String> = finding.help.iter().map(|help| text(help)).collect();
    lines.extend(
        few(&help, MAX_FACTS)
            .iter()
            .map(|help| format!("help: {help}")),
    );
    lines.extend(toml(finding));
    lines
}

/// The entries to paste, where the help does not hold the whole of them: each line of them escaped.
pub(super) fn toml(finding: &Finding) -> Option<String> {
    let toml = finding.toml.as_ref().filter(|_| !finding.also.is_empty())?;
    let lines: Vec<String> = toml.lines().map(text).collect();
    Some(lines.join("\n"))
}

/// Where the model comes from and what it was made from, without the message itself.
pub(super) fn reasons(finding: &Finding) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(context) = finding.context.as_deref() {
        if !context.resolution.lineage.is_empty() && finding.code != Code::UnpinnedModel {
            let lineage = few(&tree::lines(&context.resolution, false), MAX_LINEAGE);
            lines.push(format!("lineage: {}", lineage.join("\n")));
        }
        let how = context.how.map_or(NAMED, How::as_str);
        lines.push(format!("{how}: {}", path(&context.path)));
    } else if let Some(member) = &finding.member {
        lines.push(format!("in {}", package(member)));
    }
    let notes: Vec<String> = finding.notes.iter().map(|note| text(note)).collect();
    lines.extend(few(&notes, MAX_NOTES));
    if let Some(granted) = &finding.exception {
        lines.push(format!(
            "excepted{}: {}",
            until(granted),
            text(&granted.reason)
        ));
    }
    lines
}
