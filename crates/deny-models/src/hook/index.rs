//! What is looked up for each package and each pull: in Cargo.lock, in the lock and in the policy. Each list is gone
//! through once, whatever its length.

use std::collections::{HashMap, HashSet};

use crate::cargo_lock::LockEntry;
use crate::domain::PackageRef;
use crate::lock::{Block, Lock, LockedPackage};
use crate::model::Artifact;
use crate::policy::{CrateEntry, Policy};

/// A package with what pins it.
type Pinned<'a> = (&'a str, &'a str, Option<&'a str>);

/// The lists, by what they are asked for.
pub(super) struct Index<'a> {
    entries: HashMap<(&'a str, &'a str), Vec<&'a LockEntry>>,
    blocks: HashMap<Pinned<'a>, &'a Block<LockedPackage>>,
    quiet: HashSet<Pinned<'a>>,
    /// By the name of the crate, each with its number.
    crates: HashMap<&'a str, Vec<(usize, &'a CrateEntry)>>,
    /// The keys of the models that entries name.
    models: HashSet<String>,
}

impl<'a> Index<'a> {
    pub(super) fn new(
        cargo_lock: &'a [LockEntry],
        lock: Option<&'a Lock>,
        policy: &'a Policy,
    ) -> Self {
        let mut index = Self {
            entries: HashMap::new(),
            blocks: HashMap::new(),
            quiet: HashSet::new(),
            crates: HashMap::new(),
            models: policy.models.iter().map(|of| of.id.value.key()).collect(),
        };
        for entry in cargo_lock {
            let of = index.entries.entry((&entry.name, &entry.version));
            of.or_default().push(entry);
        }
        for block in lock.into_iter().flat_map(Lock::packages) {
            let of = &block.facts;
            let pinned = (&*of.name, &*of.version, of.checksum.as_deref());
            index.blocks.entry(pinned).or_insert(block);
        }
        for of in lock.into_iter().flat_map(Lock::quiet) {
            index
                .quiet
                .insert((&of.name, &of.version, of.checksum.as_deref()));
        }
        for (number, entry) in policy.crates.iter().enumerate() {
            let of = index.crates.entry(&entry.name.value);
            of.or_default().push((number, entry));
        }
        index
    }

    /// What Cargo.lock has of a package, by each source that has it.
    pub(super) fn locked<'b>(&'b self, package: &'b PackageRef) -> &'b [&'b LockEntry] {
        let key = (&*package.name, &*package.version);
        self.entries.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The block of a package with this pin.
    pub(super) fn block(
        &self,
        package: &PackageRef,
        pin: Option<&str>,
    ) -> Option<&'a Block<LockedPackage>> {
        let key = (&*package.name, &*package.version, pin);
        self.blocks.get(&key).copied()
    }

    /// Whether the lock has a package with this pin as one that pulls nothing.
    pub(super) fn is_quiet(&self, package: &PackageRef, pin: Option<&str>) -> bool {
        let key = (&*package.name, &*package.version, pin);
        self.quiet.contains(&key)
    }

    /// The entries of the policy for a package, each with its number.
    pub(super) fn crates<'b>(
        &'b self,
        package: &'b PackageRef,
    ) -> impl Iterator<Item = (usize, &'a CrateEntry)> + use<'a, 'b> {
        let of_name = self.crates.get(&*package.name).into_iter().flatten();
        of_name
            .copied()
            .filter(move |(_, entry)| entry.is_for(package))
    }

    /// Whether an entry of the policy has this model.
    pub(super) fn has_model(&self, model: &Artifact) -> bool {
        self.models.contains(&model.key())
    }

    /// Whether an entry of the policy is about this model, which may be a file of a package.
    pub(super) fn names(&self, model: &Artifact) -> bool {
        let names = model.names_of_entries();
        self.has_model(model) || names.iter().any(|name| self.models.contains(name))
    }
}
