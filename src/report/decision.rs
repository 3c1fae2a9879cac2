//! What `fix` leaves to people.

use deny_models::lint::Code;

/// Something that only a person can decide.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) code: Code,
    pub(crate) message: String,
    /// The ways out but to accept it.
    pub(crate) help: Vec<String>,
    /// The entries of the policy that decide it, once their blanks are filled in; empty where none does.
    pub(crate) toml: String,
}

/// Findings that the same entries answer.
#[derive(Debug)]
pub(crate) struct Decision {
    /// Never empty.
    pub(crate) open: Vec<Open>,
    /// The entries that answer all of them; empty where none does.
    pub(crate) toml: String,
}

impl Decision {
    pub(crate) fn of(open: Open) -> Self {
        Self {
            toml: open.toml.clone(),
            open: vec![open],
        }
    }
}
