//! How a run of the program ends.

use std::process::ExitCode;

/// How a run ended. The format of the output never changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Pass,
    /// Exit code 1: a finding is at `deny`.
    Fail,
    /// Exit code 2: it could not be checked.
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
