//! Which packages, with which features, each member of a workspace pulls in when it is built alone.
//!
//! `cargo metadata` unifies features over all members, dependency kinds and platforms, so it says
//! what *some* build may contain and blames the innocent. [`Workspace::closure`] does what cargo's
//! feature resolver does for one selection: its answer is that of
//! `cargo tree -p MEMBER -e normal,build`, run in the member's directory.
//!
//! Two things are not seen, because the metadata does not hold them: a dependency that has no
//! library (cargo builds nothing of it), and the targets that artifact dependencies ask for
//! (unstable; taken as ordinary dependencies).
//!
//! ```
//! use cargo_deny_models::graph::{CargoOptions, Selection, Workspace};
//!
//! let options = CargoOptions {
//!     manifest_path: Some("examples/workspace/Cargo.toml".into()),
//!     ..CargoOptions::default()
//! };
//! let workspace = Workspace::load(&options)?;
//! let server = workspace.select(&["server".to_owned()], &[])?.packages;
//! let closure = workspace.closure(&server, &Selection::default());
//! let names: Vec<&str> = closure
//!     .iter()
//!     .map(|reached| workspace.package(reached.package).name.as_str())
//!     .collect();
//! assert!(names.contains(&"models") && !names.contains(&"notes"));
//! # Ok::<(), cargo_deny_models::graph::GraphError>(())
//! ```

mod blame;
mod error;
mod features;
mod index;
mod lockfile;
mod manifest;
mod metadata;
mod offline;
mod package;
mod published;
mod resolver;
mod select;
mod shadow;
mod target;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

pub use blame::FeatureToDisable;
pub use error::GraphError;
pub use features::FeatureSelection;
pub use manifest::Resolver;
pub use metadata::CargoOptions;
pub use package::{CrateTarget, Package, PackageIdx, SourceKind, TargetKind};
pub use resolver::Side;
pub use select::Selected;
pub use target::{TargetCfg, Targets, host_triple};
pub use walk::{Activation, Closure, Reached};

use index::Index;
use resolver::{Active, Blocked, Scope};

/// What is built: features, platforms, and whether tests and examples are built too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Features of the members.
    pub features: FeatureSelection,
    /// Platforms to build for.
    pub targets: Targets,
    /// Whether the members' dev-dependencies count.
    pub dev: bool,
}

/// A workspace as cargo resolved it, with every feature of every member on.
#[derive(Debug)]
pub struct Workspace {
    root: Utf8PathBuf,
    target_directory: Utf8PathBuf,
    resolver: Resolver,
    root_package: Option<PackageIdx>,
    packages: Vec<Package>,
    members: Vec<PackageIdx>,
    by_id: BTreeMap<String, PackageIdx>,
    index: Index,
    notes: Vec<String>,
    /// How cargo was run, and is run again.
    options: CargoOptions,
}

impl Workspace {
    /// Reads a workspace with `cargo metadata`.
    ///
    /// Cargo may fetch packages unless it is told to stay offline, and runs what the workspace's
    /// configuration names (a credential provider, a compiler wrapper). When it may not fetch and
    /// packages of dev-dependencies or of other platforms are missing, these are left out and
    /// [`Self::notes`] says so; for that, manifests without dev-dependencies are put into the
    /// target directory for a moment.
    ///
    /// # Errors
    ///
    /// When cargo cannot be run, fails, or answers with something that cannot be read.
    pub fn load(options: &CargoOptions) -> Result<Self, GraphError> {
        metadata::load(options)
    }

    /// Reads a workspace from what `cargo metadata --format-version 1 --all-features` printed and
    /// from the text of the Cargo.toml at its root, which alone names the resolver.
    ///
    /// # Errors
    ///
    /// When either cannot be read, or there is no member.
    pub fn from_metadata_json(json: &str, root_manifest: &str) -> Result<Self, GraphError> {
        metadata::decode(json, "cargo metadata", |_| Ok(root_manifest.to_owned()))
    }

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

    /// How features are unified here.
    #[must_use]
    pub fn resolver(&self) -> Resolver {
        self.resolver
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

    /// The files that would be published with a package, as `cargo package --list` names them: relative to its
    /// directory, with `/`.
    ///
    /// # Errors
    ///
    /// When cargo cannot be run or fails.
    pub fn published_files(&self, package: PackageIdx) -> Result<BTreeSet<String>, GraphError> {
        published::files(&self.options, self.package(package))
    }

    /// The package of an id as `cargo metadata` prints it.
    #[must_use]
    pub fn package_by_id(&self, id: &str) -> Option<PackageIdx> {
        self.by_id.get(id).copied()
    }

    /// The members, sorted by name, then version.
    #[must_use]
    pub fn members(&self) -> &[PackageIdx] {
        &self.members
    }

    /// What was left out, in sentences for the user; empty when nothing was.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The members that `-p` and `--exclude` name; all members when `specs` is empty.
    ///
    /// A specification is a name, a glob over names, `name@version` with a version that may be
    /// partial, or a package id such as `path+file:///…#name@1.0.0`.
    ///
    /// # Errors
    ///
    /// When a specification cannot be read, names no member, or nothing is left.
    pub fn select(&self, specs: &[String], exclude: &[String]) -> Result<Selected, GraphError> {
        select::select(self, specs, exclude)
    }

    /// Looks whether each selected feature exists in at least one of `members`.
    ///
    /// [`Self::closure`] gives each member the features that it has and passes over the others, as
    /// cargo does when several members are selected; this is the check that goes with it.
    ///
    /// # Errors
    ///
    /// When a feature is not written as cargo takes it, or no member has it.
    pub fn check_features(
        &self,
        members: &[PackageIdx],
        features: &FeatureSelection,
    ) -> Result<(), GraphError> {
        features::check(self, members, features)
    }

    /// What is built for `roots`: one member built alone, or several built together.
    ///
    /// Features that a root does not have are passed over, see [`Self::check_features`].
    #[must_use]
    pub fn closure(&self, roots: &[PackageIdx], selection: &Selection) -> Closure {
        let active = Active::new(&self.index, &selection.targets);
        self.closure_with(roots, selection, &active, None)
    }

    /// The smallest feature of `member` that is off and would, when turned on, make `wanted` true.
    ///
    /// `wanted` has to be one that stays true when more is pulled in. Single features are tried,
    /// and of those that fit the one that pulls in least is taken. The answer is a list for the
    /// day when several are needed together.
    pub fn what_enables(
        &self,
        member: PackageIdx,
        selection: &Selection,
        wanted: impl Fn(&Closure) -> bool,
    ) -> Option<Vec<String>> {
        blame::what_enables(self, member, selection, &wanted)
    }

    /// The feature of `member` that is on, by default or by `selection`, and would, when turned
    /// off, make `gone` true while least else goes.
    ///
    /// `gone` has to be one that stays true when less is pulled in.
    pub fn feature_to_disable(
        &self,
        member: PackageIdx,
        selection: &Selection,
        gone: impl Fn(&Closure) -> bool,
    ) -> Option<FeatureToDisable> {
        blame::feature_to_disable(self, member, selection, &gone)
    }

    fn closure_with(
        &self,
        roots: &[PackageIdx],
        selection: &Selection,
        active: &Active,
        blocked: Option<Blocked>,
    ) -> Closure {
        let scope = Scope {
            index: &self.index,
            active,
            resolver: self.resolver,
            roots,
            dev: selection.dev,
            blocked,
        };
        let requests = features::requests(self, roots, &selection.features);
        let resolved = resolver::resolve(&scope, &requests);
        walk::walk(&scope, &resolved)
    }
}
