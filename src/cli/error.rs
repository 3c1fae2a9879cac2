//! Every error that can be expected; each ends the run with exit code 2.

use std::io;

use camino::Utf8PathBuf;
use thiserror::Error;

use crate::graph::GraphError;
use crate::policy::TodayError;
use crate::source::Problem;

/// Why it could not be checked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The workspace cannot be read.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Mistakes in a policy, a manifest or a licence.
    #[error("{} mistakes", .0.len())]
    Problems(Vec<Problem>),
    /// The day cannot be told.
    #[error(transparent)]
    Today(#[from] TodayError),
    /// The current directory is gone or not UTF-8.
    #[error("cannot use the current directory: {why}")]
    CurrentDirectory {
        /// What the system says.
        why: String,
    },
    /// An argument cannot be read.
    #[error("{message}")]
    Usage {
        /// What is wrong and what to write.
        message: String,
    },
    /// None of the members is protected, and one was asked for.
    #[error(
        "nothing to gate: {members}; a crate is gated when its licence is one that the policy protects"
    )]
    NothingGated {
        /// The members and their licences.
        members: String,
    },
    /// The model is not pulled by any crate.
    #[error(
        "no crate of this workspace pulls `{model}`{near}; `cargo deny-models list` shows what is pulled, `cargo deny-models resolve {model}` what binds it"
    )]
    NotPulled {
        /// The model.
        model: String,
        /// A model that is, and is spelt nearly so.
        near: String,
    },
    /// Output cannot be written.
    #[error("cannot write the output: {0}")]
    Write(#[source] io::Error),
    /// A file cannot be read.
    #[error("cannot read {path}: {why}")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// What the system says.
        why: io::Error,
    },
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}
