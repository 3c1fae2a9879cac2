//! From a workspace on disk to what its members pull: the one place where graph, manifests, policy and evidence meet.
//!
//! With [`deny_models::check`] and [`crate::report`] that is the whole gate:
//!
//! ```
//! use std::collections::BTreeSet;
//!
//! use camino::Utf8Path;
//! use deny_models::check::{Input, check};
//! use cargo_deny_models::gather::{Scope, gather};
//! use cargo_deny_models::graph::{CargoOptions, Selection, Workspace};
//! use deny_models::date::Date;
//! use deny_models::policy::Policy;
//! use cargo_deny_models::report::{Format, View};
//! use deny_models::severity::Levels;
//! # use deny_models::source::Problem;
//!
//! # fn main() -> Result<(), Vec<Problem>> {
//! let options = CargoOptions {
//!     manifest_path: Some("examples/hidream/Cargo.toml".into()),
//!     ..CargoOptions::default()
//! };
//! let workspace = Workspace::load(&options).expect("a workspace");
//! let policy = Policy::default();
//! let scope = Scope {
//!     members: workspace.members().to_vec(),
//!     selection: Selection::default(),
//!     unify: false,
//!     exclude: BTreeSet::new(),
//!     strict: false,
//!     scan: true,
//!     for_lock: false,
//! };
//! let gathered = gather(&workspace, &policy, &scope, &mut |_, _| ())?;
//! let report = check(&Input {
//!     policy: &policy,
//!     levels: &Levels::new(&policy, false, Vec::new()),
//!     store: gathered.store,
//!     members: &gathered.members,
//!     packages: &gathered.packages,
//!     scanned: gathered.scanned,
//!     unresolved: gathered.unresolved,
//!     unused_crates: &gathered.unused_crates,
//!     stale: &[],
//!     whole: true,
//!     today: Date::today().expect("a day"),
//!     dates_count: true,
//! })?;
//! assert!(report.fails());
//! let mut printed = Vec::new();
//! let view = View::plain(Utf8Path::new("/"));
//! Format::Json.print(&report, &view, &mut printed).expect("writes to memory");
//! assert!(String::from_utf8_lossy(&printed).contains("non-osi-model"));
//! # Ok(())
//! # }
//! ```

pub mod join;
mod lockable;
mod member;
mod pulls;
mod walk;

use std::collections::BTreeSet;

use crate::cache::Cache;
use crate::graph::{Package, PackageIdx, Selection, Workspace};
use deny_models::domain::PackageRef;
use deny_models::model::FactStore;
use deny_models::policy::Policy;
use deny_models::pull::Member;
use deny_models::source::Problem;
pub use lockable::Lockable;
use pulls::Pulls;
use walk::Walk;

/// What a check needs to know of a workspace.
#[derive(Debug)]
pub struct Gathered {
    /// The members, each with what it pulls.
    pub members: Vec<Member>,
    /// Packages in the closures of the members.
    pub packages: BTreeSet<PackageRef>,
    /// Packages whose evidence was read.
    pub scanned: usize,
    /// Calls of all these packages of which it cannot be read what they pull.
    pub unresolved: usize,
    /// The built-in table with what manifests and files say.
    pub store: FactStore,
    /// `[[crate]]` entries that match no package, by their number in the policy.
    pub unused_crates: Vec<usize>,
    /// What was left out.
    pub notes: Vec<String>,
    /// What a lock holds of the packages; empty unless [`Scope::for_lock`] is set.
    pub lockable: Lockable,
}

/// Which members are looked at, and how they are built.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent choices, not a state"
)]
pub struct Scope {
    /// The members.
    pub members: Vec<PackageIdx>,
    /// Features and targets.
    pub selection: Selection,
    /// Judge all members as built together, not each alone.
    pub unify: bool,
    /// Names of dependencies whose pulls are left out.
    pub exclude: BTreeSet<String>,
    /// Whether calls of dependencies that cannot be read are told too.
    pub strict: bool,
    /// Whether sources and files are read; else manifests and the policy alone count.
    pub scan: bool,
    /// Whether a lock is made of what is found.
    pub for_lock: bool,
}

/// Reads manifests, walks the graph and scans what it reaches; `progress` is told how many of how many packages are
/// scanned.
///
/// # Errors
///
/// Mistakes in the manifests of members, and files that cannot be read.
pub fn gather(
    workspace: &Workspace,
    policy: &Policy,
    scope: &Scope,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Gathered, Vec<Problem>> {
    let mut all = Pulls::read(workspace, policy)?;
    let walks: Vec<Walk<'_>> = scope
        .members
        .iter()
        .map(|member| Walk::new(workspace, scope, *member))
        .collect();
    let reached: BTreeSet<PackageIdx> = walks
        .iter()
        .flat_map(|walk| walk.on().iter())
        .map(|reached| reached.package)
        .collect();
    let reached: Vec<PackageIdx> = reached.into_iter().collect();
    let total = reached.len();
    let to_scan = if scope.scan { reached.as_slice() } else { &[] };
    let (scans, notes) = join::scan_packages(workspace, to_scan, &Cache::open(), &mut |done| {
        progress(done, total);
    });
    all.notes.extend(notes);
    let scanned = scans.len();
    let exhausted = scans.iter().filter(|(_, scan)| scan.stats.exhausted);
    all.notes.extend(exhausted.map(|(at, _)| {
        let package = workspace.package(*at);
        format!("{package} is too intricate to be followed to the end: some of what it pulls may be missing")
    }));
    let unresolved = scans
        .iter()
        .filter(|(at, _)| !all.is_answered(**at))
        .flat_map(|(_, scan)| &scan.unresolved)
        .filter(|call| join::is_blamed(call))
        .count();
    all.add_evidence(workspace, policy, scans);
    let mut members = Vec::new();
    let mut problems = Vec::new();
    for walk in &walks {
        match member::read(workspace, walk.member()) {
            Ok(mut read) => {
                read.pulls = walk.pulls(&all, policy, &scope.exclude);
                read.unresolved = walk.unresolved(&all, &scope.exclude, scope.strict);
                read.malformed = all.malformed(walk.member());
                read.unnoticed = all.unnoticed(walk.member());
                members.push(read);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let lockable = if scope.for_lock {
        Lockable::new(workspace, &all, &walks, &reached)
    } else {
        Lockable::default()
    };
    all.notes.extend(workspace.notes().iter().cloned());
    Ok(Gathered {
        members,
        packages: reached
            .iter()
            .map(|at| reference(workspace.package(*at)))
            .collect(),
        scanned,
        unresolved,
        store: all.store,
        unused_crates: all.unused_crates,
        notes: all.notes,
        lockable,
    })
}

/// `name version`, as cargo names a package.
#[must_use]
pub fn reference(package: &Package) -> PackageRef {
    PackageRef {
        name: package.name.clone(),
        version: package.version.to_string(),
    }
}
