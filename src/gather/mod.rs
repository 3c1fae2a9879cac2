//! From a workspace on disk to the pulls of its members: joins graph, manifests, policy and evidence.

mod around;
mod builds;
mod configuration;
mod cut;
mod front;
mod front_files;
pub mod join;
#[cfg(test)]
pub(crate) mod judge;
mod linked;
mod lock_members;
mod lock_packages;
mod member;
mod options;
mod packaging;
mod parsed;
mod pulls;
mod reach;
mod reading;
mod reference;
mod shards;
mod stated;
mod stops;
mod tauri;
mod uncounted;
mod unnamed;
mod unresolved;
mod walk;

use std::collections::BTreeSet;

use cargo_platform::Platform;

use crate::graph::{Build, PackageIdx, Workspace};
use deny_models::domain::PackageRef;
use deny_models::model::{FactStore, Resolver};
use deny_models::policy::Policy;
use deny_models::pull::Member;
use deny_models::source::Problem;
#[cfg(feature = "cli")]
pub(crate) use front_files::roots;
#[cfg(feature = "cli")]
pub(crate) use join::{around, shown_path};
use linked::LinkedMember;
use lock_members::{LesserBuild, lesser_builds, lock_members, member_builds};
pub use lock_packages::LockPackages;
pub use options::GatherOptions;
use pulls::Pulls;
pub use reading::Reading;
pub use reference::reference;
pub use uncounted::{Uncounted, WayEnd, WhyNot};
use walk::Walk;

/// The input of a check: the pulls and facts of a workspace.
#[derive(Debug)]
pub struct Gathered {
    /// The members, each with its pulls.
    pub members: Vec<Member>,
    /// Models that packages of a member's build name and that do not count for it: one list for each member.
    pub uncounted: Vec<Vec<Uncounted>>,
    /// Packages in the closures of the members.
    pub packages: BTreeSet<PackageRef>,
    /// Packages whose evidence was read.
    pub scanned: usize,
    /// Calls of all these packages whose model cannot be read from the source.
    pub unresolved: usize,
    /// The built-in table with the facts of manifests and files.
    pub store: FactStore,
    /// `[[crate]]` entries that match no package, by their number in the policy.
    pub unused_crates: Vec<usize>,
    /// Notes on packages and files that were left out.
    pub notes: Vec<String>,
    /// The data of packages for a lock; empty unless [`GatherOptions::for_lock`] is set.
    pub lock_packages: LockPackages,
    /// Whether another run can find out what has changed since.
    pub reading: Reading,
}

/// Reads manifests, walks the graph and scans what it reaches; `progress` gets the number of scanned
/// packages and the total.
///
/// # Errors
///
/// Mistakes in the manifests of members, and files that cannot be read.
pub fn gather(
    workspace: &Workspace,
    policy: &Policy,
    options: &GatherOptions,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Gathered, Vec<Problem>> {
    let mut all = Pulls::read(workspace, policy)?;
    let mut walks: Vec<Walk<'_>> = options
        .members
        .iter()
        .map(|member| Walk::new(workspace, options, *member))
        .collect();
    let reached: BTreeSet<PackageIdx> = walks
        .iter()
        .flat_map(|walk| walk.on().iter())
        .map(|reached| reached.package)
        .collect();
    let reached: Vec<PackageIdx> = reached.into_iter().collect();
    let to_scan = if options.scan {
        reached.as_slice()
    } else {
        &[]
    };
    let scanned = join::scan_packages(workspace, to_scan, &options.cache, &mut |done| {
        progress(done, reached.len());
    });
    let (scans, keys, failed) = (scanned.found, scanned.keys, scanned.failed);
    all.notes.extend(scanned.notes);
    let scanned = scans.len();
    let mut reading = Reading::new(workspace, &options.cache, &scans, &failed);
    all.add_evidence(workspace, policy, scans);
    reading.paths.extend(std::mem::take(&mut all.configured));
    let (lesser, more) = if options.for_lock {
        lesser_builds(workspace, options)
    } else {
        Default::default()
    };
    walks.extend(more);
    let mut linked = reach::link(workspace, &walks, &all.scans, &keys, &options.cache);
    for (walk, linked) in walks.iter().zip(&mut linked) {
        let front = all.fronts.get(&walk.member());
        front::answer(workspace, front, walk.member(), linked);
    }
    let (walks, lesser_walks) = walks.split_at(options.members.len());
    let (linked, lesser_linked) = linked.split_at(options.members.len());
    let unresolved = unresolved::count(&all, walks, linked);
    let conditions = all.by_package.values().flatten();
    let conditions = conditions.filter_map(|pull| pull.target.as_ref()?.parse().ok());
    let conditions: Vec<Platform> = conditions.collect();
    let builds = workspace.builds(&options.selection.targets, &conditions);
    let followed = (walks, linked);
    let members = read_members(workspace, &all, policy, options, followed, &builds, &failed)?;
    let (members, uncounted) = members.into_iter().unzip();
    let lock_packages = if options.for_lock {
        let least = lesser
            .into_iter()
            .zip(lesser_walks.iter().zip(lesser_linked));
        lock_packages(workspace, &mut all, &failed, followed, least, &reached)
    } else {
        LockPackages::default()
    };
    all.notes.extend(workspace.notes().iter().cloned());
    let named = |at: &PackageIdx| reference(workspace.package(*at));
    Ok(Gathered {
        members,
        uncounted,
        packages: reached.iter().map(named).collect(),
        scanned,
        unresolved,
        store: all.store,
        unused_crates: all.unused_crates,
        notes: all.notes,
        lock_packages,
        reading,
    })
}

/// The members, and for each what does not count for it.
fn read_members(
    workspace: &Workspace,
    all: &Pulls,
    policy: &Policy,
    options: &GatherOptions,
    (walks, linked): (&[Walk<'_>], &[LinkedMember]),
    builds: &[Build],
    failed: &BTreeSet<PackageIdx>,
) -> Result<Vec<(Member, Vec<Uncounted>)>, Vec<Problem>> {
    let (mut members, mut problems) = (Vec::new(), Vec::new());
    let rules = policy.gate();
    // A lock reports nothing.
    let resolver = (!options.for_lock).then(|| Resolver::of_many(&all.store, &rules));
    let (resolver, exclude) = (resolver.as_ref(), &options.exclude);
    for (walk, linked) in walks.iter().zip(linked) {
        match member::read(workspace, walk.member()) {
            Ok(mut read) => {
                read.pulls = walk.pulls(all, policy, resolver, exclude, linked, builds);
                read.unresolved = walk.unresolved(all, exclude, options.strict, linked);
                read.stops = walk.stops(all, failed, exclude, linked);
                read.malformed = all.malformed(walk.member());
                read.unnoticed = all.unnoticed(walk.member());
                read.missing = walk.missing(all, exclude);
                read.named.clone_from(&linked.named);
                read.stated = walk.stated(all);
                read.answered = walk.answered();
                read.decides_alone = all.decides_alone(workspace, walk.member());
                members.push((read, walk.uncounted()));
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(members)
    } else {
        Err(problems)
    }
}

/// The data for a lock, of the builds with all features and of those with fewer.
fn lock_packages<'a>(
    workspace: &Workspace,
    all: &mut Pulls,
    failed: &BTreeSet<PackageIdx>,
    most: (&'a [Walk<'a>], &'a [LinkedMember]),
    least: impl Iterator<Item = (LesserBuild, (&'a Walk<'a>, &'a LinkedMember))>,
    reached: &[PackageIdx],
) -> LockPackages {
    let (walks, linked) = most;
    let builds = member_builds(walks.iter().zip(linked), least);
    let (members, notes) = lock_members(workspace, all, failed, &builds);
    all.notes.extend(notes);
    LockPackages {
        members,
        ..LockPackages::new(workspace, all, walks, linked, reached)
    }
}
