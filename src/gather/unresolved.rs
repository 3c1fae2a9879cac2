//! How many calls there are whose model cannot be read from the source.

use std::collections::BTreeSet;

use super::join::counts_against_package;
use super::linked::LinkedMember;
use super::pulls::Pulls;
use super::walk::Walk;

/// Counts each call once: of code that was followed, those that a member reaches and that stay open; of other packages, all
/// that their sources have.
pub(super) fn count(all: &Pulls, walks: &[Walk<'_>], linked: &[LinkedMember]) -> usize {
    let mut open = BTreeSet::new();
    let mut unfollowed = BTreeSet::new();
    for (walk, linked) in walks.iter().zip(linked) {
        let calls = linked.calls.iter();
        for call in calls.filter(|call| !all.is_answered(call.package)) {
            let place = &call.place;
            open.insert((place.path().to_owned(), place.span().start));
        }
        let reached = walk.on().iter().map(|reached| reached.package);
        unfollowed.extend(reached.filter(|package| !linked.packages.contains(package)));
    }
    let of_package = unfollowed
        .into_iter()
        .filter(|package| !all.is_answered(*package))
        .filter_map(|package| all.scans.get(&package))
        .flat_map(|scan| &scan.unresolved)
        .filter(|call| counts_against_package(call));
    open.len() + of_package.count()
}
