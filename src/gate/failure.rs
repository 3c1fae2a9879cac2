//! Why a workspace could not be checked.

#[cfg(feature = "cli")]
use std::io;

#[cfg(feature = "cli")]
use camino::Utf8PathBuf;
use thiserror::Error;

use crate::graph::GraphError;
use deny_models::date::TodayError;
use deny_models::source::Problem;

/// Why a workspace could not be checked: it cannot be read, the policy, a manifest or the lock has mistakes, or an option
/// is wrong. [`Display`](std::fmt::Display) has one line for each mistake, with its place.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct Error(#[from] Failure);

/// The same by its kind.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The workspace cannot be read.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Mistakes in a policy, a manifest or a licence.
    #[error("{}", lines(.0))]
    Problems(Vec<Problem>),
    /// Today's date is unknown.
    #[error(transparent)]
    Today(#[from] TodayError),
    /// The current directory is gone or not UTF-8.
    #[error("the current directory cannot be used: {why}")]
    CurrentDirectory {
        /// The error of the operating system.
        why: String,
    },
    /// An option cannot be read.
    #[error("{message}")]
    Usage {
        /// The error and its fix.
        message: String,
    },
    /// A word is none of those that are known.
    #[error("{message}")]
    Unknown {
        /// The error, with a similar word if there is one.
        message: String,
        /// The command that lists the words.
        help: &'static str,
    },
    /// A file cannot be read.
    #[cfg(feature = "cli")]
    #[error("cannot read {path}: {why}")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// The error of the operating system.
        why: io::Error,
    },
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
