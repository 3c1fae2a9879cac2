//! The exit status of the program.

use std::process::ExitCode;

/// The exit status of a run. The format of the output never changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Pass,
    /// Exit code 1: a finding is at `deny`.
    Fail,
    /// Exit code 2: the check could not run.
    CouldNotCheck,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::from(0),
            Outcome::Fail => Self::from(1),
            Outcome::CouldNotCheck => Self::from(2),
        }
    }
}
