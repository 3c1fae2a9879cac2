//! The data of scanned packages for a lock: facts alone, independent of the policy.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use camino::Utf8Path;

use super::linked::LinkedMember;
use super::pulls::{Pulls, counts_against_package, offered_by, scope};
use super::walk::Walk;
use crate::graph::{Package, PackageIdx, Workspace};
use deny_models::domain::PullSource;
use deny_models::lock::{
    LockedCalls, LockedClaim, LockedDamage, LockedMember, LockedPackage, LockedPull, QuietPackage,
};
use deny_models::model::{Artifact, Claim, ClaimSource};
use deny_models::pull::Pull;

/// The packages that pull models, and scanned packages that pull none.
#[derive(Debug, Default)]
pub struct LockPackages {
    /// Packages that have an entry in the lock.
    pub packages: Vec<LockedPackage>,
    /// The others.
    pub quiet: Vec<QuietPackage>,
    /// What members reach.
    pub members: Vec<LockedMember>,
}

impl LockPackages {
    pub(super) fn new(
        workspace: &Workspace,
        all: &Pulls,
        walks: &[Walk<'_>],
        linked: &[LinkedMember],
        reached: &[PackageIdx],
    ) -> Self {
        let stating = all.by_package.keys().copied();
        let by_dev = stating.filter(|at| walks.iter().any(|walk| walk.reaches_for_dev(*at)));
        let every: BTreeSet<PackageIdx> = reached.iter().copied().chain(by_dev).collect();
        let chosen = chosen(workspace, all, walks, linked);
        let taken = taken(all, linked);
        let mut lock_packages = Self::default();
        for at in every {
            let package = workspace.package(at);
            let mut locked = of_package(package, at, all, &taken);
            locked
                .pulls
                .extend(chosen.get(&at).into_iter().flatten().cloned());
            if !locked.is_quiet() {
                lock_packages.packages.push(locked);
            } else if all.scans.contains_key(&at) {
                lock_packages.quiet.push(QuietPackage {
                    name: locked.name,
                    version: locked.version,
                    checksum: locked.checksum,
                });
            }
        }
        lock_packages
    }
}

/// The row of a pull of a package, with whether callers choose it among the models that the package offers.
pub(super) fn row_of(pull: &Pull, package: &Package, offers: &HashSet<&str>) -> LockedPull {
    let locked = LockedPull::new(pull, scope(pull, package));
    if pull.source != PullSource::Manifest && offers.contains(pull.artifact.name()) {
        locked.choice_of(&package.name)
    } else {
        locked
    }
}

/// The models that some package takes, by their keys.
fn taken(all: &Pulls, linked: &[LinkedMember]) -> BTreeSet<String> {
    let linked = linked.iter().flat_map(|linked| &linked.pulls);
    let linked = linked.map(|linked| &linked.pull);
    let pulls = all.by_package.values().flatten().chain(linked);
    pulls.map(|pull| pull.artifact.key()).collect()
}

fn of_package(
    package: &Package,
    at: PackageIdx,
    all: &Pulls,
    taken: &BTreeSet<String>,
) -> LockedPackage {
    let offers = offered_by(all.scans.get(&at));
    let pulls = all.by_package.get(&at).into_iter().flatten();
    let pulls = pulls
        .filter(|pull| pull.source != PullSource::Policy)
        .map(|pull| row_of(pull, package, &offers));
    let claims = all.claims.get(&at).into_iter().flatten();
    // A data file states something of many models that nothing takes.
    let counts = |(model, claim): &&(Artifact, Claim)| {
        claim.origin != ClaimSource::DataFile || taken.contains(&model.key())
    };
    let claims = claims
        .filter(counts)
        .filter_map(|(model, claim)| LockedClaim::of(model, claim));
    let hinted = all.hinted.get(&at).into_iter().flatten();
    let hinted = hinted.map(|(model, hint)| LockedClaim::pointing(model, hint));
    LockedPackage {
        name: package.name.clone(),
        version: package.version.to_string(),
        checksum: package.pinned(),
        pulls: pulls.collect(),
        says: claims.chain(hinted).collect(),
        damaged: if package.is_member {
            damaged(package, at, all)
        } else {
            Vec::new()
        },
        calls: if package.is_member {
            calls(at, all)
        } else {
            Vec::new()
        },
    }
}

/// Calls that cannot be read, without their lines: those change with every edit.
fn calls(at: PackageIdx, all: &Pulls) -> Vec<LockedCalls> {
    let mut counted: BTreeMap<(String, String, Vec<String>), usize> = BTreeMap::new();
    let calls = all
        .scans
        .get(&at)
        .into_iter()
        .flat_map(|scan| &scan.unresolved);
    for call in calls.filter(|call| counts_against_package(call)) {
        let name = if call.template.trim().is_empty() {
            "{}"
        } else {
            &call.template
        };
        let key = (call.file.clone(), name.to_owned(), call.features.clone());
        *counted.entry(key).or_default() += 1;
    }
    counted
        .into_iter()
        .map(|((file, name, features), count)| LockedCalls {
            file,
            name,
            features,
            count,
        })
        .collect()
}

/// Weight files that cannot be read, by their path in the package.
fn damaged(package: &Package, at: PackageIdx, all: &Pulls) -> Vec<LockedDamage> {
    let inside = |path: &Utf8Path| {
        path.strip_prefix(package.directory())
            .unwrap_or(path)
            .to_string()
    };
    let damaged = all.malformed(at).into_iter();
    damaged
        .map(|file| LockedDamage {
            path: inside(file.place.path()).replace('\\', "/"),
            why: file.why,
        })
        .collect()
}

/// The models that code takes beside what its scan shows, and the offered ones that it selects, by the package of that
/// code.
fn chosen(
    workspace: &Workspace,
    all: &Pulls,
    walks: &[Walk<'_>],
    linked: &[LinkedMember],
) -> BTreeMap<PackageIdx, BTreeSet<LockedPull>> {
    let mut chosen: BTreeMap<PackageIdx, BTreeSet<LockedPull>> = BTreeMap::new();
    let mut choose = |user: PackageIdx, offering: PackageIdx, pull: &Pull| {
        let locked = LockedPull::new(pull, scope(pull, workspace.package(user)));
        let locked = if user == offering {
            locked
        } else {
            locked.choice_of(&workspace.package(offering).name)
        };
        chosen.entry(user).or_default().insert(locked);
    };
    let mut known = BTreeMap::new();
    for (walk, linked) in walks.iter().zip(linked) {
        // What was followed is known by what is reached.
        let unfollowed = all.scans.keys().filter(|at| !linked.packages.contains(at));
        for offering in unfollowed {
            for (user, pull) in walk.used_offers(*offering, all) {
                choose(user, *offering, &pull);
            }
        }
        for linked in &linked.pulls {
            // What the scan of a dependency shows of its own code need not be repeated.
            let by_itself = linked.package == linked.literal_in;
            let known = known.entry(linked.package);
            let known = known.or_insert_with(|| all.by_model(linked.package));
            let is_known = known.contains_key(&linked.pull.artifact.key());
            if !(by_itself && is_known) || workspace.package(linked.package).is_member {
                choose(linked.package, linked.literal_in, &linked.pull);
            }
        }
    }
    chosen
}
