//! The Code Quality report of GitLab.

use std::io::{self, Write};

use serde::Serialize;

use super::identity::Fingerprints;
use super::json;
use super::view::View;
use crate::escape::text;
use deny_models::finding::Report;
use deny_models::lint::Severity;

/// Prints the findings of a check as an array. What an exception silences is left out: the format has no word for it.
///
/// # Errors
///
/// When writing fails.
pub fn report(report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let issues: Vec<Issue> = report
        .findings
        .iter()
        .map(|finding| {
            let location = view.locate(finding);
            Issue {
                description: text(&finding.message),
                check_name: finding.code.as_str(),
                fingerprint: fingerprints.next(finding),
                severity: match finding.severity {
                    Severity::Deny => "critical",
                    Severity::Warn => "minor",
                    Severity::Note | Severity::Allow => "info",
                },
                location: Location {
                    lines: Lines {
                        begin: location.region.line,
                    },
                    path: location.path,
                },
            }
        })
        .collect();
    json::write(&issues, out)
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}
