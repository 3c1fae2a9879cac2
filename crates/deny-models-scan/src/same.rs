//! Pulls that differ by their lines alone. A table may have as many rows as a program has calls that look one up, and each
//! call may take each row: their product is far more than anyone reads.

use std::collections::BTreeMap;

use super::linked::LinkedPull;
use super::scan::Found;

/// So many are kept of what is the same in all but its lines.
const MAX_LINES: usize = 100;

/// What was kept. What a pull means depends on all that is in its key: what is left out adds a line to a finding.
#[derive(Debug, Default)]
pub(super) struct Same {
    found: BTreeMap<Found, usize>,
    linked: BTreeMap<(Found, usize, Vec<usize>, bool), usize>,
}

impl Same {
    /// Whether to keep what a package takes.
    pub(super) fn keeps(&mut self, found: &Found) -> bool {
        counted(self.found.entry(without_lines(found)).or_default())
    }

    /// Whether to keep what a member reaches.
    pub(super) fn keeps_linked(&mut self, pull: &LinkedPull) -> bool {
        let packages = [pull.package].into_iter();
        let packages = packages.chain(pull.chain.iter().map(|step| step.package));
        let found = without_lines(&pull.found);
        let key = (found, pull.literal_in, packages.collect(), pull.possible);
        counted(self.linked.entry(key).or_default())
    }
}

fn counted(kept: &mut usize) -> bool {
    *kept += 1;
    *kept <= MAX_LINES
}

fn without_lines(found: &Found) -> Found {
    Found {
        line: 0,
        column: 0,
        taken_at: None,
        detail: String::new(),
        ..found.clone()
    }
}
