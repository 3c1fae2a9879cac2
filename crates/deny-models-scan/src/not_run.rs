//! Parts of files that do not run in a build.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::ir::{NodeIdx, NodeRef};

/// Parts of files that do not run.
#[derive(Debug, Default)]
pub(super) struct Dead(HashMap<u32, BTreeSet<(NodeIdx, NodeIdx)>>);

impl Dead {
    /// Whether a node is in one of them.
    pub(super) fn has(&self, at: NodeRef) -> bool {
        let mut of_file = self.0.get(&at.file).into_iter().flatten();
        of_file.any(|(start, end)| *start <= at.ix && at.ix < *end)
    }

    /// Adds others.
    pub(super) fn extend(&mut self, more: Vec<(u32, NodeIdx, NodeIdx)>) {
        for (file, start, end) in more {
            self.0.entry(file).or_default().insert((start, end));
        }
    }
}
