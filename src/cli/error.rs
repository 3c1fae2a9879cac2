//! Every error that can be expected; each ends the run with exit code 2.

use std::io;

use camino::Utf8PathBuf;
use thiserror::Error;

use crate::gate::Failure;
use crate::graph::GraphError;
use deny_models::date::TodayError;
use deny_models::source::Problem;

/// Why the command could not run.
#[derive(Debug, Error)]
pub(super) enum Error {
    /// An error of the gate.
    #[error(transparent)]
    Gate(#[from] Failure),
    /// The command requires a verdict, and no member is protected.
    #[error("nothing to gate: {members}")]
    NothingGated {
        /// The members and their licences.
        members: String,
        /// The flag that gates them, where nothing that was printed names it.
        flag: Option<String>,
    },
    /// The model is not pulled by any crate.
    #[error("no crate of this workspace pulls `{model}`{near}")]
    NotPulled {
        /// The model.
        model: String,
        /// Models that are, with names like it.
        near: String,
    },
    /// A file cannot be written.
    #[error("cannot write {path}: {why}")]
    Save {
        /// The file.
        path: Utf8PathBuf,
        /// The error of the operating system.
        why: io::Error,
    },
    /// Output cannot be written.
    #[error("cannot write the output: {0}")]
    Write(#[source] io::Error),
}

impl Error {
    /// An argument that cannot be read: what is wrong and what to write.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        let message = message.into();
        Failure::Usage { message }.into()
    }

    /// A file that cannot be read.
    pub(super) fn read(path: impl Into<Utf8PathBuf>, why: io::Error) -> Self {
        let path = path.into();
        Failure::Read { path, why }.into()
    }

    /// The next step for the user, if there is one.
    fn help(&self) -> Option<String> {
        match self {
            Self::Gate(Failure::Graph(GraphError::CargoFailed { message, .. }))
                if message.contains("could not find `Cargo.toml`") =>
            {
                Some(
                    "go to a cargo workspace, or name one with `--manifest-path PATH`; `cargo deny-models resolve ID` and `inspect FILE` need none".to_owned(),
                )
            }
            Self::Gate(Failure::Graph(
                GraphError::UnknownPackage { .. } | GraphError::AllExcluded,
            )) => {
                Some("`cargo deny-models list` shows the members".to_owned())
            }
            Self::NothingGated { flag, .. } => {
                let rule = "a crate is gated when its licence is one that the policy protects; one that names the terms of its models \
                            is not, and passes without `--strict` and `-p`";
                Some(match flag {
                    Some(flag) => format!("{rule}; {flag}"),
                    None => rule.to_owned(),
                })
            }
            Self::Save { why, .. } => of_writing(why.kind()).map(str::to_owned),
            Self::NotPulled { model, .. } => Some(format!(
                "`cargo deny-models list` shows the models that are pulled, `cargo deny-models resolve {model}` the licences that apply to it"
            )),
            Self::Gate(Failure::Unknown { help, .. }) => Some((*help).to_owned()),
            Self::Gate(Failure::Graph(error)) => error.after_tool().map(str::to_owned),
            _ => None,
        }
    }

    /// The error as it is drawn.
    pub(super) fn problems(&self) -> Vec<Problem> {
        if let Self::Gate(Failure::Problems(problems)) = self {
            return problems.clone();
        }
        let of_tool = match self {
            Self::Gate(Failure::Graph(error)) => error.of_tool(),
            _ => None,
        };
        let problem = match of_tool {
            Some((summary, output)) => Problem::new(summary).output(output),
            None => Problem::new(self.to_string()),
        };
        vec![match self.help() {
            Some(help) => problem.help(help),
            None => problem,
        }]
    }
}

/// What to do about a file that cannot be written; it is as it was.
fn of_writing(why: io::ErrorKind) -> Option<&'static str> {
    Some(match why {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "the file is as it was: make it and its directory writable, or run this as somebody who may write there"
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "nothing was written: make the directory first, or name another one"
        }
        io::ErrorKind::IsADirectory => {
            "nothing was written: a directory is there, name another file"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "the file is as it was: free some space, then run this again"
        }
        // What this program says itself has the next step.
        io::ErrorKind::Other => return None,
        _ => "the file is as it was",
    })
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Self {
        Failure::Problems(problems).into()
    }
}

impl From<TodayError> for Error {
    fn from(error: TodayError) -> Self {
        Failure::Today(error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_says_what_to_do() {
        for (code, next) in [
            // EPERM, EACCES and EROFS; ENOENT; ENOSPC and EFBIG.
            (1, "writable"),
            (13, "writable"),
            (30, "writable"),
            (2, "make the directory"),
            (28, "free some space"),
            (27, "free some space"),
        ] {
            if cfg!(unix) {
                let error = Error::Save {
                    path: "deny-models.lock".into(),
                    why: io::Error::from_raw_os_error(code),
                };
                let help = error.help().expect("help");
                assert!(help.contains(next), "{code}: {help}");
            }
        }
    }
}
