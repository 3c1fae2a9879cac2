//! The members to check and the build options.

use std::collections::BTreeSet;

use crate::cache::Cache;
use crate::graph::{PackageIdx, Selection};

/// The members to check, and how they are built.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent choices, not a state"
)]
pub struct GatherOptions {
    /// The members.
    pub members: Vec<PackageIdx>,
    /// Features and targets.
    pub selection: Selection,
    /// Judge all members as built together, not each alone.
    pub unify: bool,
    /// Names of dependencies whose pulls are left out.
    pub exclude: BTreeSet<String>,
    /// Whether unresolved calls of dependencies are reported too.
    pub strict: bool,
    /// Whether sources and files are read; else manifests and the policy alone count.
    pub scan: bool,
    /// Where results of scans are kept.
    pub cache: Cache,
    /// Whether the data for a lock is collected.
    pub for_lock: bool,
}
