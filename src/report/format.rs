//! The formats of the result of a check.

use std::io::{self, Write};

use super::view::View;
use super::{github, gitlab, human, json, sarif};
use deny_models::finding::Report;

/// A format of the result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Diagnostics as rustc draws them.
    #[default]
    Human,
    /// One object, a stable contract.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// The Code Quality report of GitLab.
    Gitlab,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [
        Self::Human,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
    ];

    /// The word used on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// Prints `report` in this format.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn print(self, report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => human::report(report, view, out),
            Self::Json => json::report(report, view, out),
            Self::Sarif => sarif::report(report, view, out),
            Self::Github => github::report(report, view, out),
            Self::Gitlab => gitlab::report(report, view, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        assert_eq!(Format::parse("xml"), None);
    }
}
