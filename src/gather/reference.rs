//! Packages of the graph as findings name them.

use crate::graph::Package;
use deny_models::domain::PackageRef;

/// `name version`, as cargo names a package.
#[must_use]
pub fn reference(package: &Package) -> PackageRef {
    PackageRef {
        name: package.name.clone(),
        version: package.version.to_string(),
    }
}
