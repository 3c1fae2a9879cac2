//! What a check runs on.

use std::collections::BTreeSet;

use crate::date::Date;
use crate::domain::PackageRef;
use crate::lint::{Code, Severity};
use crate::lock::Stale;
use crate::model::FactStore;
use crate::policy::Policy;
use crate::pull::Member;
use crate::severity::Levels;

/// What a check runs on.
#[derive(Debug)]
pub struct Input<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Severities: the policy's, with flags and `--strict`.
    pub levels: &'a Levels,
    /// The built-in table with what manifests say; what the policy says is added here.
    pub store: FactStore,
    /// The members that get a verdict.
    pub members: &'a [Member],
    /// Packages in the closures of the members.
    pub packages: &'a BTreeSet<PackageRef>,
    /// Packages whose evidence was read.
    pub scanned: usize,
    /// Calls of all packages of which it cannot be read what they pull.
    pub unresolved: usize,
    /// `[[crate]]` entries that match no package, by their number in the policy.
    pub unused_crates: &'a [usize],
    /// Where the lock does not cover the graph.
    pub stale: &'a [Stale],
    /// Whether every member of the workspace is looked at: only then can it be told that nothing needs an entry.
    pub whole: bool,
    /// The day of the check: exceptions end by it.
    pub today: Date,
    /// Whether they do; else it is told that their day is past, and they hold on.
    pub dates_count: bool,
}

impl Input<'_> {
    /// Where dates do not count, a day that is past fails nothing.
    pub(super) fn undated(&self, code: Code, level: Severity) -> Severity {
        if code == Code::ExpiredException && !self.dates_count {
            level.min(Severity::Warn)
        } else {
            level
        }
    }
}
