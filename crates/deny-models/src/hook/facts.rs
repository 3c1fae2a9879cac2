//! The input of the gate, from `cargo tree`, the manifests, the policy and the lock.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use camino::Utf8PathBuf;

use super::input::{HookInput, read};
use super::member_block::{self, ReachedByCode};
use super::own::OwnFiles;
use super::pulls::Reached;
use super::reached::Way;
use super::tree::{Node, Tree};
use super::tree_packages::TreePackages;
use crate::cargo_toml::CargoToml;
use crate::counted::{BuiltPackage, is_taken_by_code};
use crate::domain::{Kind, PackageRef};
use crate::evidence::package_files::gating_license;
use crate::lock::{LockedClaimSource, Stale};
use crate::model::{ClaimSource, FactStore};
use crate::pull::{Answer, Member, Pull, Reach, ReachedCall, ReachedPull, insert_manifest};
use crate::source::{Problem, SourceFile};

/// What the gate judges, and what was not checked.
pub(super) struct Facts {
    pub(super) member: Member,
    pub(super) store: FactStore,
    pub(super) packages: BTreeSet<PackageRef>,
    pub(super) unused_crates: Vec<usize>,
    pub(super) stale: Vec<Stale>,
    /// Packages that the lock does not cover and no file here describes.
    pub(super) unknown: Vec<PackageRef>,
    /// The weight files of the package.
    pub(super) files: OwnFiles,
    /// Pulls that are not on. Another tree shows whether a feature of the package turns them on.
    pub(super) off: Vec<(PackageRef, Pull)>,
    /// Why the block of what the code reaches does not decide, if it does not.
    pub(super) code: Option<member_block::Stale>,
    /// What decides whether it does: files and directories.
    pub(super) watched: Vec<Utf8PathBuf>,
}

impl HookInput<'_> {
    /// The packages of the tree; or the mistakes of all their manifests that can be corrected here.
    fn tree_packages(&self, own: &Arc<SourceFile>) -> Result<TreePackages<'_>, Vec<Problem>> {
        let (mut known, mut problems) = (Vec::new(), Vec::new());
        for node in self.tree.nodes() {
            match self.tree_package(node, own) {
                Ok(package) => known.push(package),
                Err(mistakes) => problems.extend(mistakes),
            }
        }
        if problems.is_empty() {
            Ok(TreePackages::new(known, self))
        } else {
            Err(problems)
        }
    }

    pub(super) fn facts(&self) -> Result<Facts, Vec<Problem>> {
        let own = read(&self.package.manifest())?;
        let mut store = FactStore::built_in();
        let known = self.tree_packages(&own)?;
        let mut member = self.member(&own);
        let own = known.iter().find(|package| self.is_own(package.node));
        let files = own.map_or_else(OwnFiles::default, |own| {
            OwnFiles::read(
                self.package,
                &self.root.directory,
                &member.license,
                own,
                self.policy,
            )
        });
        self.insert_into(&known, &files, &mut store);
        let mut off = Vec::new();
        let code = self.reached_by_code(&known);
        for package in known.iter() {
            let followed = code.follows(&package.node.package);
            let built = BuiltPackage {
                followed: true,
                chosen: !followed && self.uses_named(package, &known, &code),
            };
            // An entry answers for what counts only because the analysis stopped.
            let is_covered = package.answered
                && !followed
                && !self.is_own(package.node)
                && code.stopped_in(&package.node.package);
            for (pull, decided) in self.pulls(package, &known, &code) {
                if is_covered && is_taken_by_code(&pull) {
                    continue;
                }
                if !built.counts(&pull, decided, package.is_choice(&pull)) {
                    continue;
                }
                let answer = self.answer_to(package, &pull);
                match self.reach(package.node, pull) {
                    Reached::On(pull) => member.pulls.push(ReachedPull { answer, ..*pull }),
                    Reached::Off(pull) => off.push((package.node.package.clone(), *pull)),
                    Reached::Never => {}
                }
            }
        }
        off.extend(self.elsewhere(&code));
        if let Some(own) = own {
            let followed = code.follows(&own.node.package);
            self.evidence_of_own(own, &files, followed, &mut member);
        }
        self.add_reached(&code, &known, &mut member);
        member.stops = self.reached_stops(&code, &known);
        member.missing = self.missing_files(&code, &known);
        let on = || {
            let on = |pull: &&ReachedPull| pull.reach == Reach::On && pull.kind != Kind::Dev;
            member.pulls.iter().filter(on)
        };
        let stale = self.lock.map_or_else(Vec::new, |lock| {
            let checksum = |package: &PackageRef| self.pinned(package).into_iter().flatten().next();
            let packages = crate::lock::packages(on(), checksum);
            lock.stale(
                on().map(|pull| (&pull.puller, &pull.pull.artifact)),
                &packages,
            )
        });
        let reported: BTreeSet<&PackageRef> = stale
            .iter()
            .filter_map(|stale| match stale {
                Stale::Package { package, .. } | Stale::Checksum { package, .. } => Some(package),
                _ => None,
            })
            .collect();
        let unknown = known
            .iter()
            .filter(|package| !package.covered)
            .map(|package| package.node.package.clone())
            .filter(|package| !reported.contains(package))
            .collect();
        Ok(Facts {
            unknown,
            stale,
            store,
            packages: known
                .iter()
                .map(|package| package.node.package.clone())
                .collect(),
            unused_crates: self.unused_crates(),
            member,
            files,
            off,
            code: code.stale,
            watched: code.watched,
        })
    }

    fn insert_into(&self, known: &TreePackages<'_>, files: &OwnFiles, store: &mut FactStore) {
        for package in known.iter() {
            if let (Some(manifest), Some(directory)) = (&package.manifest, &package.node.directory)
            {
                let origin = if self.root.has_member(directory) {
                    ClaimSource::Member
                } else {
                    ClaimSource::Dependency
                };
                insert_manifest(store, manifest, &package.node.package, origin);
            }
        }
        files.insert_into(&self.package.directory, store);
        let Some(lock) = self.lock else { return };
        lock.insert_into(store);
        let with_manifest = known.iter().filter(|package| package.manifest.is_some());
        let with_manifest: HashSet<&PackageRef> =
            with_manifest.map(|package| &package.node.package).collect();
        for block in lock.packages().iter().filter(|block| block.fits()) {
            let facts = &block.facts;
            let package = PackageRef {
                name: facts.name.clone(),
                version: facts.version.clone(),
            };
            let of_manifest = |by: LockedClaimSource| {
                matches!(by, LockedClaimSource::Manifest | LockedClaimSource::Member)
            };
            let is_local = facts.checksum.is_none();
            let read_here = is_local && with_manifest.contains(&package);
            let own = is_local && package == self.package.reference;
            let says = facts
                .says
                .iter()
                .filter(|locked| !(of_manifest(locked.by) && read_here))
                .filter(|locked| !(own && files.outdates(locked)));
            for locked in says {
                let model = locked.model.clone().in_package(&package.to_string());
                if let Some(claim) = locked.claim(&package) {
                    store.add(&model, claim);
                }
                if let Some(hint) = &locked.hint {
                    store.add_hint(&model, hint.clone(), "its header".to_owned());
                }
            }
        }
    }

    /// Adds what the code reaches. Of a block that does not fit, what is known without it comes first.
    fn add_reached(&self, code: &ReachedByCode<'_>, known: &TreePackages<'_>, member: &mut Member) {
        let mut pulls: HashMap<Way, usize> = HashMap::new();
        for (at, pull) in member.pulls.iter().enumerate() {
            pulls.entry(Way::of(pull)).or_insert(at);
        }
        for reached in self.reached_pulls(code, known) {
            let at = *pulls.entry(Way::of(&reached)).or_insert(member.pulls.len());
            match member.pulls.get_mut(at) {
                // An entry that contradicts the code does so whatever else shows the model.
                Some(known) if matches!(reached.answer, Some(Answer::Contradicts(_))) => {
                    known.answer = known.answer.or(reached.answer);
                }
                Some(_) => {}
                None => member.pulls.push(reached),
            }
        }
        let call_of = |call: &ReachedCall| (call.place.clone(), call.template.clone());
        let mut calls: HashSet<_> = member.unresolved.iter().map(call_of).collect();
        for call in self.reached_calls(code, known) {
            if calls.insert(call_of(&call)) || code.stale.is_none() {
                member.unresolved.push(call);
            }
        }
    }

    fn member(&self, own: &Arc<SourceFile>) -> Member {
        let manifest = CargoToml::read(own);
        let license_file = self.package.license_file.as_ref();
        let license_file = license_file.map(|file| self.package.directory.join(file));
        Member {
            package: self.package.reference.clone(),
            license: gating_license(
                self.package.license.as_deref(),
                license_file.as_deref(),
                &self.package.directory,
                &self.root.directory,
            ),
            license_place: manifest.license.clone(),
            manifest,
            pulls: Vec::new(),
            unresolved: Vec::new(),
            stops: Vec::new(),
            malformed: Vec::new(),
            unnoticed: Vec::new(),
            missing: Vec::new(),
            named: Vec::new(),
            stated: Vec::new(),
            answered: Vec::new(),
            decides_alone: false,
        }
    }
}

/// Packages by name and version, for looking up where another tree has them.
pub(super) fn by_package(tree: &Tree) -> BTreeMap<&PackageRef, &Node> {
    tree.nodes()
        .iter()
        .map(|node| (&node.package, node))
        .collect()
}
