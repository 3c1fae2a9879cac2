//! What a check runs on.

use std::collections::BTreeSet;

use crate::date::Date;
use crate::domain::{How, PackageRef};
use crate::finding::Finding;
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
    /// The built-in table with the claims of manifests; those of the policy are added here.
    pub store: &'a FactStore,
    /// The members that get a verdict.
    pub members: &'a [Member],
    /// Packages in the closures of the members.
    pub packages: &'a BTreeSet<PackageRef>,
    /// Packages whose evidence was read.
    pub scanned: usize,
    /// Calls of all packages whose models cannot be read.
    pub unresolved: usize,
    /// `[[crate]]` entries that match no package, by their number in the policy.
    pub unused_crates: &'a [usize],
    /// Where the lock does not cover the graph.
    pub stale: &'a [Stale],
    /// Whether every member of the workspace is checked: only then can an entry be reported as unused.
    pub whole: bool,
    /// The day of the check: exceptions end by it.
    pub today: Date,
    /// Whether an expired `until` ends its entry. If not, the expiry is reported and the entry still counts.
    pub dates_count: bool,
}

impl Input<'_> {
    /// The level of a finding in this run. `how` is how its model comes in, `is_dev` whether tests alone take it.
    pub(super) fn level(&self, finding: &Finding, how: Option<How>, is_dev: bool) -> Severity {
        let code = finding.code;
        let level = self.levels.severity(code, how, finding.severity);
        let level = self.undated(code, level);
        if is_dev && !self.policy.graph.include_dev {
            level.min(Severity::Note)
        } else {
            level
        }
    }

    /// Where dates do not count, a day that is past fails nothing.
    pub(super) fn undated(&self, code: Code, level: Severity) -> Severity {
        let dated = matches!(code, Code::ExpiredException | Code::OldFacts);
        if dated && !self.dates_count {
            level.min(Severity::Warn)
        } else {
            level
        }
    }
}
