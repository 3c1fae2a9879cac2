//! The result of a check, for programs.

use std::io::{self, Write};
use std::path::Path;

use camino::Utf8PathBuf;

use super::outcome::Outcome;
#[cfg(feature = "cli")]
use super::repository::Rooted;
use crate::report::{self, View};
use deny_models::{Finding, finding};

/// A format of a report, as `--format` of the command has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object; its schema is stable.
    Json,
    /// Diagnostics for people.
    #[cfg(feature = "cli")]
    Human,
    /// SARIF 2.1.0, for code scanning.
    #[cfg(feature = "cli")]
    Sarif,
    /// Workflow commands of GitHub Actions.
    #[cfg(feature = "cli")]
    Github,
    /// The Code Quality report of GitLab.
    #[cfg(feature = "cli")]
    Gitlab,
}

/// The result of a check.
#[derive(Debug, Clone)]
pub struct Report {
    result: finding::Report,
    outcome: Outcome,
    root: Utf8PathBuf,
}

impl Report {
    pub(super) fn new(result: finding::Report, outcome: Outcome, root: Utf8PathBuf) -> Self {
        Self {
            result,
            outcome,
            root,
        }
    }

    /// Whether the gate passes; the same as [`Report::outcome`] being [`Outcome::Pass`].
    #[must_use]
    pub fn passes(&self) -> bool {
        self.outcome == Outcome::Pass
    }

    /// The outcome of the check.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The findings, by member; of one member the most serious first.
    pub fn findings(&self) -> impl Iterator<Item = Finding<'_>> {
        self.result.findings.iter().map(Finding::new)
    }

    /// Findings that exceptions of the policy accept; they do not count.
    pub fn suppressed(&self) -> impl Iterator<Item = Finding<'_>> {
        self.result.suppressed.iter().map(Finding::new)
    }

    /// Notes on inputs that were left out or could not be read, one sentence each.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.result.notes
    }

    /// Number of members that were checked.
    #[must_use]
    pub fn members(&self) -> usize {
        self.result.stats.members
    }

    /// Number of gated members, whose licence the policy protects.
    #[must_use]
    pub fn gated(&self) -> usize {
        self.result.stats.gated
    }

    /// The root of the workspace.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root.as_std_path()
    }

    /// The report as the JSON of `cargo deny-models check --format json`, run at the root of the workspace.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Vec::new();
        // Writing to memory does not fail, and every key is text.
        let _ = self.write(Format::Json, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Writes the report, without colours. Paths are relative to the root of the workspace; of SARIF, GitHub and GitLab
    /// to the root of its repository.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        let view = View::plain(&self.root);
        #[cfg(feature = "cli")]
        let rooted = Rooted::of(&self.root);
        match format {
            Format::Json => report::json::report(&self.result, &view, out),
            #[cfg(feature = "cli")]
            Format::Human => report::human::report(&self.result, &view, out),
            #[cfg(feature = "cli")]
            Format::Sarif => report::sarif::report(&self.result, &rooted.view(&view), out),
            #[cfg(feature = "cli")]
            Format::Github => report::github::report(&self.result, &rooted.view(&view), out),
            #[cfg(feature = "cli")]
            Format::Gitlab => report::gitlab::report(&self.result, &rooted.view(&view), out),
        }
    }
}
