//! Copies of repositories: an address that is put together from the id of a repository which the same code fetches from
//! the hub is that model, at another host.

use std::collections::BTreeMap;

use super::hit::Hit;
use super::index::Crate;
use super::ir::NodeRef;

/// The ids that are taken from rows of tables, by where they stand.
#[derive(Debug, Default)]
pub(super) struct Ids {
    by_place: BTreeMap<NodeRef, String>,
}

impl Ids {
    /// Notes what a hit takes.
    pub(super) fn add(&mut self, crate_ir: &Crate, hit: &Hit) {
        if hit.is_repo && crate_ir.file(hit.origin).table {
            self.by_place.insert(hit.origin, hit.artifact.clone());
        }
    }

    /// Whether a hit is the address of a copy.
    pub(super) fn has_original(&self, hit: &Hit) -> bool {
        let mut ids = hit.pieces.iter().filter_map(|at| self.by_place.get(at));
        !hit.is_repo && ids.any(|id| hit.artifact.contains(id.as_str()))
    }
}
