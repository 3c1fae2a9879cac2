//! A workspace with its packages, and what was noted while reading it.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::cargo::CargoOptions;
use super::index::Index;
use super::manifest::Resolver;
use super::package::{Package, PackageIdx};

/// A workspace as cargo resolved it, with every feature of every member on.
#[derive(Debug)]
pub struct Workspace {
    pub(super) root: Utf8PathBuf,
    pub(super) target_directory: Utf8PathBuf,
    pub(super) resolver: Resolver,
    pub(super) root_package: Option<PackageIdx>,
    pub(super) packages: Vec<Package>,
    pub(super) members: Vec<PackageIdx>,
    pub(super) by_id: BTreeMap<String, PackageIdx>,
    pub(super) index: Index,
    pub(super) notes: Vec<String>,
    pub(super) is_partial: bool,
    /// The options of `cargo metadata`, for later calls.
    pub(super) options: CargoOptions,
}

impl Workspace {
    /// The directory of the root manifest.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Where cargo puts what it builds.
    #[must_use]
    pub fn target_directory(&self) -> &Utf8Path {
        &self.target_directory
    }

    /// Feature unification of the workspace.
    #[must_use]
    pub fn resolver(&self) -> Resolver {
        self.resolver
    }

    /// Whether packages were left out that are not downloaded.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// The package of the root manifest; a virtual workspace has none.
    #[must_use]
    pub fn root_package(&self) -> Option<PackageIdx> {
        self.root_package
    }

    /// Every package, sorted by name, version and id; a [`PackageIdx`] is a place in here.
    #[must_use]
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// One package.
    ///
    /// # Panics
    ///
    /// When `package` comes from another workspace and is out of range here.
    #[must_use]
    pub fn package(&self, package: PackageIdx) -> &Package {
        &self.packages[package.index()]
    }

    /// The package of an id as `cargo metadata` prints it.
    #[must_use]
    pub fn package_by_id(&self, id: &str) -> Option<PackageIdx> {
        self.by_id.get(id).copied()
    }

    /// What the code of a package, tests aside, calls the packages that it depends on.
    #[must_use]
    pub fn externs(&self, package: PackageIdx) -> Vec<(String, PackageIdx)> {
        self.index.externs(package, &self.packages)
    }

    /// The members, sorted by name, then version.
    #[must_use]
    pub fn members(&self) -> &[PackageIdx] {
        &self.members
    }

    /// Notes for the user on packages that were left out.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}
