//! What calls of values may call.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

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
    /// The parameters whose calls were gone through, each with how often the value was handed on by then.
    given: HashMap<(FnRef, usize), usize>,
}

impl Targets {
    pub(super) fn has(&self, func: FnRef) -> bool {
        self.is_any || self.funcs.contains(&func)
    }

    /// Whether the calls that give a parameter are new: from fewer hands they lead further.
    pub(super) fn is_new(&mut self, of: FnRef, number: usize, depth: usize) -> bool {
        let known = self.given.get(&(of, number));
        let is_new = known.is_none_or(|known| depth < *known);
        if is_new {
            self.given.insert((of, number), depth);
        }
        is_new
    }
}
