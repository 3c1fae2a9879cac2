//! What of a graph the lock does not cover.

use std::collections::BTreeSet;

use super::block::{LockedPackage, LockedPull, Way};
use super::file::Lock;
use crate::domain::PackageRef;
use crate::license::LicenseRules;
use crate::model::{Artifact, FactStore, resolve};
use crate::source::Place;

/// Where lock and graph part ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stale {
    /// A model that is pulled has no block.
    Model {
        /// The model.
        model: Artifact,
        /// A package that pulls it.
        package: PackageRef,
    },
    /// A package that pulls models has no block.
    Package {
        /// The package.
        package: PackageRef,
        /// The block of another version of it.
        place: Option<Place>,
        /// That version.
        locked: Option<String>,
    },
    /// A package has other contents than when it was locked.
    Checksum {
        /// The package.
        package: PackageRef,
        /// Its block.
        place: Option<Place>,
    },
    /// The block of a package does not have a pull of it.
    Pull {
        /// The model.
        model: Artifact,
        /// The package.
        package: PackageRef,
        /// Its block.
        place: Option<Place>,
    },
    /// The digest of a block does not match its content.
    Inconsistent {
        /// What the block is of.
        what: String,
        /// Where it starts.
        place: Option<Place>,
    },
}

impl Stale {
    /// Where in the lock; `None` when the lock has no entry for it.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Model { .. } => None,
            Self::Package { place, .. }
            | Self::Checksum { place, .. }
            | Self::Pull { place, .. }
            | Self::Inconsistent { place, .. } => place.as_ref(),
        }
    }

    /// One sentence without a full stop.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::Model { model, package } => {
                format!("`{model}`, which `{package}` pulls, is not in the lock")
            }
            Self::Package {
                package,
                locked: Some(version),
                ..
            } => format!(
                "the lock has `{}` at {version}, not `{package}`",
                package.name
            ),
            Self::Package { package, .. } => {
                format!("`{package}`, which pulls models, is not in the lock")
            }
            Self::Checksum { package, .. } => {
                format!("`{package}` has another checksum than the one that was locked")
            }
            Self::Pull { model, package, .. } => {
                format!("the lock has no entry that `{package}` pulls `{model}`")
            }
            Self::Inconsistent { what, .. } => format!(
                "the digest of the block of `{what}` does not match its content: it was edited by hand or mixed up by a merge, so it does not count"
            ),
        }
    }
}

/// Whether the built-in tables alone know which licences apply to a model: it needs no block then.
#[must_use]
pub fn tables_know(model: &Artifact) -> bool {
    let store = FactStore::built_in();
    let found = resolve(model, &store, &LicenseRules::osi());
    !store.claims(model).is_empty() && found.unknown_reasons.is_empty()
}

impl Lock {
    /// What has no block, or one that does not count: models that are pulled and that the built-in tables do not know
    /// to their roots, each with a package that pulls it;
    /// packages that pull models, as [`super::packages`] makes them; and blocks whose digest does not fit.
    ///
    /// The lock is made for every feature and target, so it may have more than this build needs.
    #[must_use]
    pub fn stale<'a>(
        &self,
        models: impl IntoIterator<Item = (&'a PackageRef, &'a Artifact)>,
        packages: &[LockedPackage],
    ) -> Vec<Stale> {
        let mut seen = BTreeSet::new();
        let mut stale: Vec<Stale> = models
            .into_iter()
            .filter(|(_, model)| model.is_in_registry())
            .filter(|(_, model)| self.model(model).is_none() && !tables_know(model))
            .filter(|(_, model)| seen.insert((model.key(), model.revision())))
            .map(|(package, model)| Stale::Model {
                model: model.clone(),
                package: package.clone(),
            })
            .collect();
        let reached = self.reached();
        let of_package = |package| self.of_package(package, &reached);
        stale.extend(packages.iter().flat_map(of_package));
        let inconsistent = self.inconsistent().into_iter();
        stale.extend(inconsistent.map(|block| Stale::Inconsistent {
            what: block.what,
            place: block.place,
        }));
        stale
    }

    /// What code reaches, by the package that pulls it: what a package takes only when it is called stands with the
    /// member that calls it.
    fn reached(&self) -> BTreeSet<(&PackageRef, Way<'_>)> {
        let blocks = self.members.iter().filter(|block| block.fits());
        blocks
            .flat_map(|block| &block.facts.pulls)
            .map(|reached| (&reached.by, reached.pull.way()))
            .collect()
    }

    fn of_package(
        &self,
        needed: &LockedPackage,
        reached: &BTreeSet<(&PackageRef, Way<'_>)>,
    ) -> Vec<Stale> {
        let package = PackageRef {
            name: needed.name.clone(),
            version: needed.version.clone(),
        };
        // They are sorted by name.
        let bound = |after: bool| {
            self.packages.partition_point(|block| {
                let order = block.facts.name.cmp(&needed.name);
                order.is_lt() || after && order.is_eq()
            })
        };
        let of_name = &self.packages[bound(false)..bound(true)];
        let mut of_version = of_name
            .iter()
            .filter(|block| block.facts.version == needed.version);
        let Some(first) = of_version.clone().next() else {
            let other = of_name.first();
            return vec![Stale::Package {
                package,
                place: other.and_then(|block| block.place.clone()),
                locked: other.map(|block| block.facts.version.clone()),
            }];
        };
        // Two registries may have the same version of a name.
        let Some(block) = of_version.find(|block| block.facts.checksum == needed.checksum) else {
            return vec![Stale::Checksum {
                package,
                place: first.place.clone(),
            }];
        };
        let locked: BTreeSet<Way<'_>> = block.facts.pulls.iter().map(LockedPull::way).collect();
        let mut seen = BTreeSet::new();
        needed
            .pulls
            .iter()
            .filter(|pull| !locked.contains(&pull.way()))
            .filter(|pull| !reached.contains(&(&package, pull.way())))
            .filter(|pull| seen.insert(&pull.model))
            .map(|pull| Stale::Pull {
                model: pull.model.clone(),
                package: package.clone(),
                place: block.place.clone(),
            })
            .collect()
    }
}
