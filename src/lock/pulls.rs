//! From what members pull to the packages that a lock has to have.

use std::collections::BTreeMap;

use super::block::{LockedPackage, LockedPull};
use crate::finding::PackageRef;
use crate::pull::ReachedPull;

/// What the policy says of a package is in the policy already.
const BY_POLICY: &str = "policy";

impl From<&ReachedPull> for LockedPull {
    fn from(reached: &ReachedPull) -> Self {
        let said = |feature: &&String| !feature.trim().is_empty();
        Self {
            model: reached.pull.artifact.in_any_package(),
            how: reached.pull.how,
            features: reached.pull.features.iter().filter(said).cloned().collect(),
            target: reached.pull.target.clone(),
            scope: reached.scope.to_owned(),
        }
    }
}

/// The packages that pull models by what they say or contain themselves, each with what it pulls. `checksum` tells what
/// Cargo.lock has of a package.
#[must_use]
pub fn packages<'a>(
    pulls: impl IntoIterator<Item = &'a ReachedPull>,
    checksum: impl Fn(&PackageRef) -> Option<String>,
) -> Vec<LockedPackage> {
    let mut found: BTreeMap<&PackageRef, LockedPackage> = BTreeMap::new();
    let own = pulls
        .into_iter()
        .filter(|reached| reached.pull.said_by != BY_POLICY);
    for reached in own {
        let puller = &reached.puller;
        let package = found.entry(puller).or_insert_with(|| LockedPackage {
            name: puller.name.clone(),
            version: puller.version.clone(),
            checksum: checksum(puller),
            pulls: Vec::new(),
        });
        package.pulls.push(reached.into());
    }
    found
        .into_values()
        .map(|mut package| {
            package.tidy();
            package
        })
        .collect()
}
