//! Pulls that differ by their lines alone. A table may have as many rows as a program has calls that look one up, and each
//! call may take each row: their product is far more than anyone reads.

use std::collections::BTreeMap;

use super::linked::LinkedPull;
use super::scan::Found;

/// So many are kept of what is the same in all but its lines.
const MAX_LINES: usize = 100;

/// What was kept, by all but its lines: what a pull means depends on that, and what is left out adds a line to a finding.
#[derive(Debug)]
pub(super) struct Same<K>(BTreeMap<K, usize>);

impl<K> Default for Same<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord> Same<K> {
    /// Whether to keep a further one of these.
    pub(super) fn keeps(&mut self, one: K) -> bool {
        let kept = self.0.entry(one).or_default();
        *kept += 1;
        *kept <= MAX_LINES
    }
}

/// What a member reaches, without lines: what is found, the package of the literal, those on the way, and whether it is
/// possible.
pub(super) type Reached = (Found, usize, Vec<usize>, bool);

/// A pull of a member without its lines.
pub(super) fn reached(pull: &LinkedPull) -> Reached {
    let way = pull.chain.iter().map(|step| step.package);
    let packages = std::iter::once(pull.package).chain(way).collect();
    let found = without_lines(&pull.found);
    (found, pull.literal_in, packages, pull.possible)
}

/// What a package takes without its lines.
pub(super) fn without_lines(found: &Found) -> Found {
    Found {
        line: 0,
        column: 0,
        taken_at: None,
        detail: String::new(),
        ..found.clone()
    }
}
