//! What calls of values may call.

use std::collections::BTreeSet;

use foldhash::HashSet;

use super::ir::FnRef;
use super::stop::Cause;

/// What a call of a value may call.
#[derive(Debug, Default)]
pub(super) struct Targets {
    pub(super) funcs: HashSet<FnRef>,
    /// Whether it may be any: it is handed on too often.
    pub(super) is_any: bool,
    /// The limits that were hit while it was sought.
    pub(super) stops: BTreeSet<Cause>,
}

impl Targets {
    pub(super) fn has(&self, func: FnRef) -> bool {
        self.is_any || self.funcs.contains(&func)
    }
}
