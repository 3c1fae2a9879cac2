//! Every error that can be expected; each ends the run with exit code 2.

use std::io;

use camino::Utf8PathBuf;
use thiserror::Error;

use crate::graph::GraphError;
use deny_models::date::TodayError;
use deny_models::source::Problem;

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
    #[error("nothing to gate: {members}")]
    NothingGated {
        /// The members and their licences.
        members: String,
    },
    /// The model is not pulled by any crate.
    #[error("no crate of this workspace pulls `{model}`{near}")]
    NotPulled {
        /// The model.
        model: String,
        /// Models that are, with names like it.
        near: String,
    },
    /// A word on the command line is none of those that are known.
    #[error("{message}")]
    Unknown {
        /// What is wrong, with a near word if there is one.
        message: String,
        /// What lists the words.
        help: &'static str,
    },
    /// A file cannot be written.
    #[error("cannot write {path}: {why}")]
    Save {
        /// The file.
        path: Utf8PathBuf,
        /// What the system says.
        why: io::Error,
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

impl Error {
    /// What to do next, where there is something to do.
    fn help(&self) -> Option<String> {
        match self {
            Self::Graph(GraphError::CargoFailed { message, .. })
                if message.contains("could not find `Cargo.toml`") =>
            {
                Some(
                    "go to a cargo workspace, or name one with `--manifest-path PATH`; `cargo deny-models resolve ID` and `inspect FILE` need none".to_owned(),
                )
            }
            Self::Graph(GraphError::UnknownPackage { .. } | GraphError::AllExcluded) => {
                Some("`cargo deny-models list` shows the members".to_owned())
            }
            Self::NothingGated { .. } => Some(
                "a crate is gated when its licence is one that the policy protects; `--protect osi` gates every OSI-approved one".to_owned(),
            ),
            Self::NotPulled { model, .. } => Some(format!(
                "`cargo deny-models list` shows what is pulled, `cargo deny-models resolve {model}` what binds it"
            )),
            Self::Unknown { help, .. } => Some((*help).to_owned()),
            _ => None,
        }
    }

    /// The error as it is drawn.
    pub(super) fn problems(&self) -> Vec<Problem> {
        if let Self::Problems(problems) = self {
            return problems.clone();
        }
        let problem = Problem::new(self.to_string());
        vec![match self.help() {
            Some(help) => problem.help(help),
            None => problem,
        }]
    }
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}
