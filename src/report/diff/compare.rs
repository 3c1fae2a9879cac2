//! Two states compared.

use super::snapshot::{PullKey, PullState, Row, Snapshot};
use deny_models::lint::Severity;

/// What changed.
#[derive(Debug)]
pub(crate) struct Difference {
    /// The revision that is compared with, as it was named.
    pub(crate) base: String,
    /// The first digits of its commit.
    pub(crate) commit: String,
    /// Models that are pulled now and were not.
    pub(super) added: Vec<(PullKey, PullState)>,
    /// Models that were pulled and are no longer.
    pub(super) removed: Vec<(PullKey, PullState)>,
    /// Models that are pulled otherwise: before and now.
    pub(super) changed: Vec<(PullKey, PullState, PullState)>,
    /// Findings that are new, or louder than they were; the loudest first.
    pub(super) new: Vec<(String, Row)>,
    /// Findings that are gone, or no louder than a note.
    pub(super) gone: Vec<(String, Row)>,
    /// Findings that are gone because an exception accepts them now.
    pub(super) accepted: Vec<(String, Row)>,
    /// Whether the policies differ.
    pub(super) policy_changed: bool,
    /// Whether the gate failed, and whether it fails.
    pub(super) fails: (bool, bool),
}

impl Difference {
    /// Findings that fail the gate and did not.
    pub(crate) fn new_denies(&self) -> usize {
        let denies = |row: &&(String, Row)| row.1.severity == Severity::Deny;
        self.new.iter().filter(denies).count()
    }

    /// Whether nothing differs.
    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.new.is_empty()
            && self.gone.is_empty()
            && self.accepted.is_empty()
    }
}

/// Compares the state before with that of now.
pub(crate) fn compare(base: &str, commit: &str, before: &Snapshot, now: &Snapshot) -> Difference {
    let absent = |from: &Snapshot, to: &Snapshot| -> Vec<(PullKey, PullState)> {
        let pulls = from
            .pulls
            .iter()
            .filter(|(key, _)| !to.pulls.contains_key(key));
        pulls
            .map(|(key, state)| (key.clone(), state.clone()))
            .collect()
    };
    let both = before.pulls.iter().filter_map(|(key, old)| {
        let new = now.pulls.get(key)?;
        (old != new).then(|| (key.clone(), old.clone(), new.clone()))
    });
    // A note is a fact worth knowing and changes nothing.
    let counts = |row: &Row| row.severity > Severity::Note;
    let was = |id: &String| before.findings.get(id).map(|row| row.severity);
    let mut new: Vec<(String, Row)> = now
        .findings
        .iter()
        .filter(|(id, row)| counts(row) && was(id).is_none_or(|old| old < row.severity))
        .map(|(id, row)| (id.clone(), row.clone()))
        .collect();
    new.sort_by_key(|(id, row)| {
        let loud = std::cmp::Reverse(row.severity);
        (
            loud,
            row.code,
            row.member.clone(),
            row.model.clone(),
            id.clone(),
        )
    });
    let no_longer = before
        .findings
        .iter()
        .filter(|(id, row)| counts(row) && now.findings.get(*id).is_none_or(|new| !counts(new)));
    let (accepted, gone) = no_longer
        .map(|(id, row)| (id.clone(), row.clone()))
        .partition(|(id, _)| now.accepted.contains_key(id));
    Difference {
        base: base.to_owned(),
        commit: commit.to_owned(),
        added: absent(now, before),
        removed: absent(before, now),
        changed: both.collect(),
        new,
        gone,
        accepted,
        policy_changed: before.policy != now.policy,
        fails: (before.fails, now.fails),
    }
}
