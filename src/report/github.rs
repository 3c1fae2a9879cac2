//! Workflow commands of GitHub Actions: an annotation for each finding, then plain lines with notes and the verdict.
//!
//! A line that starts with `::` is a command to the runner. Whatever a text holds, each finding stays one line and
//! opens no other command.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::group::{Bundle, groups};
use super::locate::Location;
use super::phrases::package;
use super::texts::{MAX_FACTS, distinct, few};
use super::view::View;
use super::{summary, words};
use crate::escape::{limited, text};
use deny_models::finding::{Finding, Report};
use deny_models::lint::Severity;
use deny_models::source::Problem;

/// Further members that one annotation names.
const MAX_MEMBERS: usize = 10;
/// Characters of a whole annotation; the API that shows them takes 64 KiB.
const MAX_MESSAGE: usize = 8000;

/// Prints the result of a check.
///
/// # Errors
///
/// When writing fails.
pub fn report(report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut all = groups(report.findings.iter());
    // Of each kind GitHub shows the first few only.
    all.sort_by_key(|group| std::cmp::Reverse(group.lead.severity()));
    for group in &all {
        let first = group.lead.first();
        let mut lines = vec![text(&first.message)];
        let others = group.lead.findings[1..].iter();
        lines.extend(others.map(|finding| text(&finding.message)));
        lines.extend(words::reasons(first));
        lines.extend(also(group.members.iter().map(Bundle::first)));
        let help = group.lead.findings.iter().flat_map(|finding| &finding.help);
        let help = distinct(help.map(|help| format!("help: {}", text(help))));
        lines.extend(few(&help, MAX_FACTS));
        lines.extend(words::toml(first));
        let command = Command {
            level: level(group.lead.severity()),
            location: Some(view.locate(first)),
            title: group.lead.codes(),
            message: lines.join("\n"),
        };
        writeln!(out, "{}", command.line())?;
    }
    for fact in summary::facts(report, false) {
        writeln!(out, "note: {fact}")?;
    }
    writeln!(out, "deny-models: {}", summary::verdict_text(report, view))
}

/// Prints every mistake in what a person wrote, for a run that could not check because of them.
///
/// # Errors
///
/// When writing fails.
pub fn problems(problems: &[Problem], view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for problem in problems {
        let help = problem
            .help
            .iter()
            .map(|help| format!("help: {}", text(help)));
        let output = problem.output.iter().flat_map(|output| output.lines());
        let lines: Vec<String> = std::iter::once(text(&problem.message))
            .chain(output.map(text))
            .chain(help)
            .collect();
        let command = Command {
            level: "error",
            location: problem.place.as_ref().and_then(|place| view.inside(place)),
            title: "could not check".to_owned(),
            message: lines.join("\n"),
        };
        writeln!(out, "{}", command.line())?;
    }
    Ok(())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Deny => "error",
        Severity::Warn => "warning",
        Severity::Note | Severity::Allow => "notice",
    }
}

fn also<'a>(findings: impl Iterator<Item = &'a Finding>) -> Option<String> {
    let members = findings.filter_map(|finding| finding.member.as_ref());
    let names = distinct(members.map(package));
    (!names.is_empty()).then(|| format!("the same in {}", few(&names, MAX_MEMBERS).join(", ")))
}

struct Command {
    level: &'static str,
    location: Option<Location>,
    title: String,
    message: String,
}

impl Command {
    fn line(&self) -> String {
        let mut properties = String::new();
        if let Some(location) = &self.location {
            let region = location.region;
            // Writing to a string cannot fail.
            let _ = write!(
                properties,
                "file={},line={},endLine={},col={},endColumn={},",
                property(&location.path),
                region.line,
                region.end_line,
                region.column,
                region.end_column
            );
        }
        format!(
            "::{} {properties}title={}::{}",
            self.level,
            property(&self.title),
            data(&cut(&self.message))
        )
    }
}

/// At most so many characters, without escaping anew what is escaped already.
fn cut(message: &str) -> String {
    match message.char_indices().nth(MAX_MESSAGE) {
        Some((at, _)) => format!("{}...", &message[..at]),
        None => message.to_owned(),
    }
}

/// The text behind the second `::`. The runner decodes it; it must not hold a line break before that.
fn data(message: &str) -> String {
    message
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property. A path is shown as it is, so control characters in it are escaped first.
fn property(value: &str) -> String {
    data(&limited(value, 1000))
        .replace(':', "%3A")
        .replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped_as_the_runner_decodes_them() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
        assert_eq!(property("a\nb"), "a\\nb");
    }
}
