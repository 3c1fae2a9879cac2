//! Levels that are set for codes of findings.

use super::failure::Failure;
use crate::suggest::did_you_mean;
use deny_models::lint::{Code, Severity};
use deny_models::severity::Target;

/// The level of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Level {
    /// It is not reported.
    Allow,
    /// It is reported, and the gate passes.
    Warn,
    /// It is reported, and the gate fails.
    Deny,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Self::Allow => Severity::Allow,
            Self::Warn => Severity::Warn,
            Self::Deny => Severity::Deny,
        }
    }
}

/// Reads the codes.
pub(super) fn read(levels: &[(String, Level)]) -> Result<Vec<(Target, Severity)>, Failure> {
    let read = |(code, level): &(String, Level)| {
        let target = Target::parse(code).map_err(|_| unknown_code(code))?;
        Ok((target, level.severity()))
    };
    levels.iter().map(read).collect()
}

/// No finding has this code; which one may be meant.
pub(crate) fn unknown_code(text: &str) -> Failure {
    let near = did_you_mean(text, Code::ALL.iter().map(|code| code.as_str()));
    Failure::Unknown {
        message: format!("no finding has the code `{text}`{near}"),
        help: "`cargo deny-models explain` lists the codes",
    }
}
