//! The outcome of a check.

/// The outcome of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No finding is at `deny`.
    Pass,
    /// A finding is at `deny`.
    Fail,
    /// Members were named or the check is strict, and the licence of none of them is protected: there is no verdict. The
    /// command ends with an error then.
    NothingGated,
}

impl Outcome {
    /// The exit code of the command: 0 for a pass, 1 for a fail, 2 where there is no verdict.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Fail => 1,
            Self::NothingGated => 2,
        }
    }
}
