//! The weight files of the package itself, read anew in each run, and what its block of the lock has besides.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::env::Package;
use super::input::HookInput;
use super::tree_package::TreePackage;
use crate::domain::{CrateLicense, Scope};
use crate::evidence::beside::Neighbours;
use crate::evidence::names::{is_notice, is_terms, statement};
use crate::evidence::package::ShippingPackage;
use crate::evidence::shipped::{Shipped, digest_of, shipped};
use crate::evidence::weights;
use crate::lock::{LockedCalls, LockedClaim, LockedClaimSource};
use crate::model::{Artifact, Claim, FactStore};
use crate::policy::Policy;
use crate::pull::{self, DamagedFile, Member, Pull, ReachedCall, is_pinned};
use crate::source::{Place, SourceFile};

/// A file that the manifest or the lock names.
struct OwnFile {
    /// As they name it.
    path: String,
    /// As it is known to the gate.
    model: Artifact,
    /// Whether users of the package get the file: it is not only for tests.
    built: bool,
    shipped: Shipped,
    /// Its SHA-256, where the manifest or the policy describes it by one.
    digest: Option<String>,
    /// Whether a licence text or a notice lies beside or above it.
    noticed: bool,
}

/// The weight files of the package.
#[derive(Default)]
pub(super) struct OwnFiles {
    files: Vec<OwnFile>,
    /// What could not be checked of them.
    pub(super) unchecked: Unchecked,
    /// Those that are there, named or not.
    pub(super) present: Vec<String>,
}

/// Files that were not fully checked.
#[derive(Debug, Default)]
pub(super) struct Unchecked {
    /// Neither the manifest nor the lock names them.
    pub(super) unnamed: Vec<String>,
    /// They are named, and are not there.
    pub(super) missing: Vec<String>,
    /// Their headers cannot be read here.
    pub(super) closed: Vec<String>,
    /// Why the files of the package could not be listed.
    pub(super) unlisted: Option<String>,
}

impl OwnFiles {
    /// Lists the package and reads the headers of the files that are named.
    pub(super) fn read(
        package: &Package,
        workspace: &Utf8Path,
        license: &CrateLicense,
        known: &TreePackage<'_>,
        policy: &Policy,
    ) -> Self {
        let directory = &package.directory;
        let reference = package.reference.to_string();
        let stated = known.manifest.iter();
        let stated = stated.flat_map(|manifest| pull::of_manifest(manifest, &package.reference));
        let stated: Vec<Pull> = stated.collect();
        let mut own = Self::default();
        let named = named(known);
        let found = weights::bundled(directory).unwrap_or_else(|why| {
            own.unchecked.unlisted = Some(why.to_string());
            Vec::new()
        });
        let is_named = |path: &String| named.contains_key(path) || is_part(path, &named);
        let unnamed = found.iter().filter(|path| !is_named(path));
        own.unchecked.unnamed = unnamed.cloned().collect();
        own.present.clone_from(&own.unchecked.unnamed);
        let shipping = ShippingPackage::new(directory, reference.clone(), license).of_owner();
        let shipping = shipping.within(workspace);
        let mut neighbours = Neighbours::new(&shipping, None);
        for (path, (model, built)) in named {
            let shipped = shipped(&mut neighbours, &path);
            if shipping.located(&path).is_ok() {
                own.present.push(path.clone());
                if !shipped.opened {
                    own.unchecked.closed.push(path.clone());
                }
            } else {
                own.unchecked.missing.push(path.clone());
            }
            let model = model.in_package(&reference);
            let pinned = is_pinned(&model, &stated, &policy.models);
            own.files.push(OwnFile {
                digest: pinned.then(|| digest_of(&shipping, &path)).flatten(),
                model,
                noticed: neighbours.has_notice(&path),
                path,
                built,
                shipped,
            });
        }
        own
    }

    /// Whether the row of the lock is older than what was read here. Cards alone are not read.
    pub(super) fn outdates(&self, locked: &LockedClaim) -> bool {
        let file = self
            .files
            .iter()
            .find(|file| file.path == locked.model.name());
        file.is_some_and(|file| match locked.by {
            LockedClaimSource::Header => file.shipped.opened,
            LockedClaimSource::Package | LockedClaimSource::Text => true,
            LockedClaimSource::Card
            | LockedClaimSource::Member
            | LockedClaimSource::Manifest
            | LockedClaimSource::Data => false,
        })
    }

    /// Adds what was read.
    pub(super) fn insert_into(&self, directory: &Utf8Path, store: &mut FactStore) {
        for file in &self.files {
            let shipped = &file.shipped;
            if let Some(digest) = &file.digest {
                store.add_digest(&file.model, digest.clone());
            }
            let at = |path: &str, claim: &Claim| Claim {
                place: Some(place(directory, path)),
                ..claim.clone()
            };
            let header = shipped.header.iter().map(|said| at(&file.path, said));
            let beside = shipped.beside.iter();
            let beside = beside.map(|neighbour| at(&neighbour.path, &neighbour.claim));
            for claim in header.chain(beside).chain(shipped.package.clone()) {
                store.add(&file.model, claim);
            }
            for (model, key) in &shipped.hints {
                store.add_hint(&file.model, model.clone(), key.clone());
            }
        }
    }

    /// Files and directories whose change needs a rerun. A new file in a directory that holds weights is one;
    /// the root of the package has too much in it that changes, the build itself included.
    pub(super) fn watched(&self, package: &Package) -> BTreeSet<Utf8PathBuf> {
        let mut watched = BTreeSet::new();
        let root = &package.directory;
        for path in &self.present {
            let file = root.join(path);
            let above: Vec<&Utf8Path> = file
                .ancestors()
                .skip(1)
                .take_while(|above| above.starts_with(root))
                .collect();
            let building = |above: &Utf8Path| {
                let out = package.out_dir.as_deref();
                out.is_some_and(|out| out.starts_with(above))
            };
            if let Some(holds) = above.first()
                && *holds != root.as_path()
                && !building(holds)
            {
                watched.insert((*holds).to_owned());
            }
            watched.extend(above.into_iter().flat_map(notices));
            watched.insert(file);
        }
        watched
    }
}

/// Files by their paths, each with whether it is more than one of tests.
fn named(known: &TreePackage<'_>) -> BTreeMap<String, (Artifact, bool)> {
    let stated = known.manifest.iter().flat_map(|manifest| &manifest.models);
    let stated = stated.map(|model| (&model.artifact.value, true));
    let rows = known.blocks.iter().flat_map(|block| &block.facts.pulls);
    let locked = rows
        .filter(|row| !row.stated)
        .map(|row| (&row.model, row.scope != Scope::Dev));
    let mut named = BTreeMap::new();
    for (model, built) in stated.chain(locked) {
        if matches!(model, Artifact::Path { .. }) {
            let known = named.entry(model.name().to_owned());
            known.or_insert_with(|| (model.clone(), built)).1 |= built;
        }
    }
    named
}

/// Whether a file lies in a package of Core ML that is named as a whole.
fn is_part(path: &str, named: &BTreeMap<String, (Artifact, bool)>) -> bool {
    let above = Utf8Path::new(path).ancestors().skip(1);
    above
        .filter(|above| !above.as_str().is_empty())
        .any(|above| named.contains_key(above.as_str()))
}

/// Licence texts, notices and cards of a directory, and the files of REUSE.
fn notices(directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    let dep5 = directory.join(".reuse/dep5");
    let dep5 = dep5.is_file().then_some(dep5);
    let entries = directory.read_dir_utf8().into_iter().flatten().flatten();
    let entries = entries
        .filter(|entry| {
            let name = entry.file_name();
            is_notice(name)
                || is_terms(name)
                || statement(name).is_some()
                || name.ends_with(".license")
        })
        .map(|entry| entry.path().to_owned());
    entries.chain(dep5).collect()
}

fn place(directory: &Utf8Path, file: &str) -> Place {
    Place::new(&SourceFile::new(directory.join(file), ""), 0..0)
}

impl HookInput<'_> {
    /// What the package's own files and its block show besides. Of one whose code was followed, the calls that are
    /// reached stand elsewhere.
    pub(super) fn evidence_of_own(
        &self,
        own: &TreePackage<'_>,
        files: &OwnFiles,
        followed: bool,
        member: &mut Member,
    ) {
        let directory = &self.package.directory;
        for file in &files.files {
            if !file.built {
                continue;
            }
            if let Some(why) = &file.shipped.unreadable {
                member.malformed.push(DamagedFile {
                    model: file.model.clone(),
                    place: place(directory, &file.path),
                    why: format!("{}: {why}", file.path),
                });
            }
            let there = || directory.join(&file.path).exists();
            if !file.noticed && there() {
                let place = place(directory, &file.path);
                member.unnoticed.push((file.model.clone(), place));
            }
        }
        for block in &own.blocks {
            for LockedCalls {
                file,
                name,
                features,
                count,
            } in &block.facts.calls
            {
                // A `[[crate]]` entry of the policy that states what the package pulls covers its calls.
                if followed || own.answered || !own.node.has(features) {
                    continue;
                }
                let call = ReachedCall {
                    puller: own.node.package.clone(),
                    path: vec![own.node.package.clone()],
                    entry: None,
                    place: place(directory, file),
                    chain: Vec::new(),
                    template: name.clone(),
                };
                member.unresolved.extend(std::iter::repeat_n(call, *count));
            }
            let closed = |path: &String| files.unchecked.closed.contains(path);
            let damaged = block.facts.damaged.iter();
            for damaged in damaged.filter(|damaged| closed(&damaged.path)) {
                let file = Artifact::Path {
                    package: Some(own.node.package.to_string()),
                    path: damaged.path.as_str().into(),
                };
                member.malformed.push(DamagedFile {
                    model: file,
                    place: place(directory, &damaged.path),
                    why: damaged.why.clone(),
                });
            }
        }
    }
}
