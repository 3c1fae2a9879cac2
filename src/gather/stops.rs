//! Where the analysis of what a member builds stopped, as far as a model may lie behind it.

use std::collections::{BTreeMap, BTreeSet};

use super::linked::LinkedMember;
use super::pulls::Pulls;
use crate::graph::{Closure, PackageIdx, Workspace};
use deny_models_scan::{Cause, Stop, is_hub_client};

/// The stops of each package that a member builds, in order.
///
/// For the member itself each counts: what a file of it takes is not known before it is read. For a dependency those
/// count that lie in a package which may take models.
pub(super) fn of_member(
    workspace: &Workspace,
    member: PackageIdx,
    built: &Closure,
    all: &Pulls,
    failed: &BTreeSet<PackageIdx>,
    linked: &LinkedMember,
) -> BTreeMap<PackageIdx, BTreeSet<Stop>> {
    let mut found: BTreeMap<PackageIdx, BTreeSet<Stop>> = BTreeMap::new();
    for package in built.iter().map(|reached| reached.package) {
        let stops = found.entry(package).or_default();
        if failed.contains(&package) {
            stops.insert(Stop::at_file("", Cause::NotScanned));
        }
        stops.extend(all.unnamed(package).cloned());
        stops.extend(linked.stops.get(&package).into_iter().flatten().cloned());
        // The files that a program of Tauri ships go with that program alone.
        if package == member {
            stops.extend(all.unread(package).cloned());
        }
        let Some(scan) = all.scans.get(&package) else {
            continue;
        };
        let may_take = scan.may_take || linked.program.contains(&package);
        if package != member && !may_take {
            continue;
        }
        // What was followed as a program was followed with its own limits. Calls of a client are followed where they are
        // called.
        let is_client = is_hub_client(&workspace.package(package).name);
        let elsewhere = is_client || linked.packages.contains(&package);
        let of_scan = scan.stops.iter();
        let of_scan = of_scan.filter(|stop| !(elsewhere && stop.cause.is_of_following()));
        stops.extend(of_scan.cloned());
    }
    found.retain(|_, stops| !stops.is_empty());
    found
}
