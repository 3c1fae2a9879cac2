//! From what cargo, the manifests, the policy and the lock say to what the gate judges.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use camino::Utf8Path;
use semver::{Version, VersionReq};

use super::cfg;
use super::env::{Env, Package};
use super::root::Root;
use super::tree::{Node, Tree};
use crate::cargo_lock::LockEntry;
use crate::cargo_toml::CargoToml;
use crate::finding::{How, Kind, PackageRef};
use crate::lock::{Block, Lock, LockedCalls, LockedPackage, LockedPull, SaidBy, Stale};
use crate::manifest::Manifest;
use crate::model::{Knowledge, Origin};
use crate::package_files::{has_notice, license_of};
use crate::policy::{CrateEntry, Policy};
use crate::pull::{
    self, Member, Pull, Reach, ReachedCall, ReachedPull, covers, is_declared, learn_manifest,
};
use crate::source::{Place, Problem, SourceFile};

/// Everything that was read.
pub(super) struct Given<'a> {
    pub(super) env: &'a Env,
    pub(super) package: &'a Package,
    pub(super) root: &'a Root,
    pub(super) policy: &'a Policy,
    pub(super) lock: Option<&'a Lock>,
    pub(super) cargo_lock: &'a [LockEntry],
    /// What is built.
    pub(super) tree: &'a Tree,
}

/// What the gate judges, and what could not be looked at.
pub(super) struct Facts {
    pub(super) member: Member,
    pub(super) knowledge: Knowledge,
    pub(super) packages: BTreeSet<PackageRef>,
    pub(super) unused_crates: Vec<usize>,
    pub(super) stale: Vec<Stale>,
    /// Packages that nobody has looked at.
    pub(super) unknown: Vec<PackageRef>,
    /// Pulls that are not on; whether a feature of the package would turn them on, another tree tells.
    pub(super) off: Vec<(PackageRef, Pull)>,
}

/// A package of the tree with what it is known to pull.
struct Known<'a> {
    node: &'a Node,
    /// Its blocks in the lock; two registries may have the same version of a name.
    blocks: Vec<&'a Block<LockedPackage>>,
    /// Whether the lock covers it.
    covered: bool,
    /// Whether the policy says which of its offers are used.
    settled: bool,
    manifest: Option<Manifest>,
}

impl Known<'_> {
    /// Whether a pull is one of what the package offers, by evidence alone.
    fn is_choice(&self, pull: &Pull) -> bool {
        let name = self.node.package.name.as_str();
        let mut rows = self.blocks.iter().flat_map(|block| &block.facts.pulls);
        !pull.declared
            && rows.any(|row| {
                row.choice_of.as_deref() == Some(name)
                    && row.model.key() == pull.artifact.in_any_package().key()
            })
    }
}

impl Given<'_> {
    pub(super) fn facts(&self) -> Result<Facts, Vec<Problem>> {
        let own = read(&self.package.manifest())?;
        let mut knowledge = Knowledge::built_in();
        let mut problems = Vec::new();
        let mut known = Vec::new();
        for node in self.tree.nodes() {
            match self.known(node, &own) {
                Ok(package) => known.push(package),
                Err(mistakes) => problems.extend(mistakes),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        self.learn(&known, &mut knowledge);
        let mut member = self.member(&own);
        let mut off = Vec::new();
        for package in &known {
            let used = self.uses_named(package, &known);
            for pull in self.pulls(package, &known) {
                let choice = pull.how == How::Offered || package.is_choice(&pull);
                if used && choice {
                    continue;
                }
                match self.reach(package.node, pull) {
                    Reached::On(pull) => member.pulls.push(*pull),
                    Reached::Off(pull) => off.push((package.node.package.clone(), *pull)),
                    Reached::Never => {}
                }
            }
        }
        off.extend(self.elsewhere());
        self.evidence_of_own(&known, &mut member);
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
        let told: BTreeSet<&PackageRef> = stale
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
            .filter(|package| !told.contains(package))
            .collect();
        Ok(Facts {
            unknown,
            stale,
            knowledge,
            packages: known
                .iter()
                .map(|package| package.node.package.clone())
                .collect(),
            unused_crates: self.unused_crates(),
            member,
            off,
        })
    }

    fn is_own(&self, node: &Node) -> bool {
        node.directory.as_deref() == Some(&self.package.directory)
            && node.package == self.package.reference
    }

    fn known<'a>(
        &'a self,
        node: &'a Node,
        own: &Arc<SourceFile>,
    ) -> Result<Known<'a>, Vec<Problem>> {
        let manifest = match &node.directory {
            _ if self.is_own(node) => Some(Manifest::parse(own)?),
            Some(directory) => {
                let source = read(&directory.join("Cargo.toml"))?;
                match Manifest::parse(&source) {
                    Ok(manifest) => Some(manifest),
                    Err(problems) if self.root.has_member(directory) => return Err(problems),
                    // Nobody here can correct it, and nothing it says could clear a finding.
                    Err(_) => None,
                }
            }
            None => None,
        };
        let (blocks, covered) = self.blocks(node);
        Ok(Known {
            settled: self.entries(&node.package).next().is_some(),
            node,
            blocks,
            covered,
            manifest,
        })
    }

    /// What pins a package, by each source that has it.
    fn pinned(&self, package: &PackageRef) -> Vec<Option<String>> {
        let of_this =
            |entry: &&LockEntry| entry.name == package.name && entry.version == package.version;
        let entries = self.cargo_lock.iter().filter(of_this);
        entries
            .map(|entry| entry.pinned().map(str::to_owned))
            .collect()
    }

    fn blocks(&self, node: &Node) -> (Vec<&Block<LockedPackage>>, bool) {
        let Some(lock) = self.lock else {
            return (Vec::new(), false);
        };
        let PackageRef { name, version } = &node.package;
        let pins = match &node.directory {
            Some(_) => vec![None],
            None => self.pinned(&node.package),
        };
        let mut blocks = Vec::new();
        let mut covered = !pins.is_empty();
        for pin in pins {
            let block = lock.packages().iter().find(|block| {
                let facts = &block.facts;
                (&facts.name, &facts.version, &facts.checksum) == (name, version, &pin)
            });
            let quiet = || {
                let quiet = |quiet: &crate::lock::QuietPackage| {
                    (&quiet.name, &quiet.version, &quiet.checksum) == (name, version, &pin)
                };
                lock.quiet().iter().any(quiet)
            };
            match block {
                Some(block) if block.fits() => blocks.push(block),
                Some(_) => covered = false,
                None => covered &= quiet(),
            }
        }
        (blocks, covered)
    }

    /// `[[crate]]` entries for a package.
    fn entries(&self, package: &PackageRef) -> impl Iterator<Item = &CrateEntry> {
        self.policy
            .crates
            .iter()
            .filter(|entry| is_for(entry, package))
    }

    fn unused_crates(&self) -> Vec<usize> {
        let used = |entry: &CrateEntry| {
            self.cargo_lock.iter().any(|package| {
                let package = PackageRef {
                    name: package.name.clone(),
                    version: package.version.clone(),
                };
                is_for(entry, &package)
            })
        };
        let entries = self.policy.crates.iter().enumerate();
        entries
            .filter(|(_, entry)| !used(entry))
            .map(|(at, _)| at)
            .collect()
    }

    fn learn(&self, known: &[Known<'_>], knowledge: &mut Knowledge) {
        for package in known {
            if let (Some(manifest), Some(directory)) = (&package.manifest, &package.node.directory)
            {
                let origin = if self.root.has_member(directory) {
                    Origin::Member
                } else {
                    Origin::Dependency
                };
                learn_manifest(knowledge, manifest, &package.node.package, origin);
            }
        }
        let Some(lock) = self.lock else { return };
        lock.learn(knowledge);
        let read_here = |facts: &LockedPackage| {
            known.iter().any(|package| {
                package.manifest.is_some()
                    && facts.checksum.is_none()
                    && package.node.package.name == facts.name
                    && package.node.package.version == facts.version
            })
        };
        for block in lock.packages().iter().filter(|block| block.fits()) {
            let facts = &block.facts;
            let package = PackageRef {
                name: facts.name.clone(),
                version: facts.version.clone(),
            };
            let of_manifest = |by: SaidBy| matches!(by, SaidBy::Manifest | SaidBy::Member);
            let says = facts
                .says
                .iter()
                .filter(|saying| !(of_manifest(saying.by) && read_here(facts)));
            for saying in says {
                let model = saying.model.clone().in_package(&package.to_string());
                if let Some(statement) = saying.statement(&package) {
                    knowledge.add(&model, statement);
                }
                if let Some(hint) = &saying.hint {
                    knowledge.add_hint(&model, hint.clone(), "its header".to_owned());
                }
            }
        }
    }

    fn member(&self, own: &Arc<SourceFile>) -> Member {
        let manifest = CargoToml::read(own);
        let license_file = self.package.license_file.as_ref();
        let license_file = license_file.map(|file| self.package.directory.join(file));
        Member {
            package: self.package.reference.clone(),
            license: license_of(self.package.license.as_deref(), license_file.as_deref()),
            license_place: manifest.license.clone(),
            manifest,
            pulls: Vec::new(),
            unresolved: Vec::new(),
            malformed: Vec::new(),
            unnoticed: Vec::new(),
        }
    }

    /// What a package pulls, by its manifest, the policy and the lock.
    fn pulls(&self, package: &Known<'_>, known: &[Known<'_>]) -> Vec<Pull> {
        let named = &package.node.package;
        let in_package = |pull: Pull| Pull {
            artifact: pull.artifact.in_package(&named.to_string()),
            ..pull
        };
        let mut stated: Vec<Pull> = Vec::new();
        stated.extend(
            package
                .manifest
                .iter()
                .flat_map(|manifest| pull::of_manifest(manifest, named)),
        );
        for block in &package.blocks {
            let rows = block.facts.pulls.iter().filter(|row| row.stated);
            if package.manifest.is_none() {
                stated.extend(rows.map(|row| in_package(of_row(row, block))));
            }
        }
        if package.settled {
            stated.retain(|pull| pull.how != How::Offered);
        }
        stated.extend(self.entries(named).flat_map(pull::of_entry).map(in_package));
        let by_owner = |pull: &Pull| {
            let entries = &self.policy.models;
            entries
                .iter()
                .any(|entry| entry.id.value.key() == pull.artifact.key())
        };
        let mut seen: Vec<Pull> = Vec::new();
        for block in &package.blocks {
            for row in block.facts.pulls.iter().filter(|row| !row.stated) {
                let mut pull = in_package(of_row(row, block));
                let offered_by = row.choice_of.as_deref();
                let chosen_of = offered_by.filter(|of| *of != named.name);
                if stated.iter().any(|stated| covers(stated, &pull)) && chosen_of.is_none()
                    || !self.counts(row, named, package.settled, known)
                {
                    continue;
                }
                pull.declared = by_owner(&pull)
                    || stated.iter().any(|stated| is_declared(&pull, stated))
                    || chosen_of.is_some_and(|of| states(known, of, &pull));
                seen.push(pull);
            }
        }
        stated.extend(seen);
        stated
    }

    /// Whether a row counts, in view of what the policy says of offers.
    fn counts(
        &self,
        row: &LockedPull,
        of: &PackageRef,
        settled: bool,
        known: &[Known<'_>],
    ) -> bool {
        match row.choice_of.as_deref() {
            Some(offering) if offering != of.name => known.iter().any(|package| {
                package.node.package.name == offering
                    && !package.settled
                    && !self.is_own(package.node)
            }),
            choice => !settled || (row.how != How::Offered && choice.is_none()),
        }
    }

    /// Whether code that is built takes a certain one of what a package offers.
    fn uses_named(&self, package: &Known<'_>, known: &[Known<'_>]) -> bool {
        if package.settled || self.is_own(package.node) {
            return false;
        }
        let name = package.node.package.name.as_str();
        let others = known.iter().filter(|other| other.node.package.name != name);
        others
            .flat_map(|other| other.blocks.iter().map(move |block| (other, block)))
            .flat_map(|(other, block)| block.facts.pulls.iter().map(move |row| (other, row)))
            .any(|(other, row)| {
                row.choice_of.as_deref() == Some(name)
                    && row.scope != "dev"
                    && other.node.has(&row.features)
            })
    }

    fn reach(&self, node: &Node, pull: Pull) -> Reached {
        let target = pull.target.as_deref();
        // What cannot be read counts as on.
        if target.and_then(|target| cfg::holds(target, self.env)) == Some(false) {
            return Reached::Never;
        }
        let own = self.is_own(node);
        if self
            .policy
            .graph
            .exclude
            .iter()
            .any(|name| name.value == node.package.name)
            && !own
        {
            return Reached::Never;
        }
        if node.has(&pull.features) {
            return Reached::On(Box::new(reached(node, pull, Reach::On)));
        }
        if pull.scope == Some("dev") {
            return Reached::Never;
        }
        if own {
            let features = &self.package.features;
            let off = pull
                .features
                .iter()
                .filter(|name| !features.contains(*name));
            let off: Vec<String> = off.cloned().collect();
            return Reached::On(Box::new(reached(node, pull, Reach::Gated(off))));
        }
        Reached::Off(Box::new(pull))
    }

    /// What packages of the workspace pull that are not built at all.
    fn elsewhere(&self) -> Vec<(PackageRef, Pull)> {
        let mut found = Vec::new();
        for block in self
            .lock
            .into_iter()
            .flat_map(Lock::packages)
            .filter(|block| block.fits())
        {
            let package = PackageRef {
                name: block.facts.name.clone(),
                version: block.facts.version.clone(),
            };
            if self.tree.nodes().iter().any(|node| node.package == package) {
                continue;
            }
            let rows = block.facts.pulls.iter().filter(|row| row.scope != "dev");
            found.extend(rows.map(|row| {
                let mut pull = of_row(row, block);
                pull.artifact = pull.artifact.in_package(&package.to_string());
                (package.clone(), pull)
            }));
        }
        found
    }

    /// What the package's own files and its block show besides.
    fn evidence_of_own(&self, known: &[Known<'_>], member: &mut Member) {
        let Some(own) = known.iter().find(|package| self.is_own(package.node)) else {
            return;
        };
        let directory = &self.package.directory;
        let place = |file: &str| Place::new(&SourceFile::new(directory.join(file), ""), 0..0);
        for block in &own.blocks {
            for LockedCalls {
                file,
                name,
                features,
                count,
            } in &block.facts.calls
            {
                // Whoever says in the policy what the package pulls has answered for its calls.
                if own.settled || !own.node.has(features) {
                    continue;
                }
                let call = ReachedCall {
                    puller: own.node.package.clone(),
                    path: vec![own.node.package.clone()],
                    place: place(file),
                    template: name.clone(),
                };
                member.unresolved.extend(std::iter::repeat_n(call, *count));
            }
            for damaged in &block.facts.damaged {
                if directory.join(&damaged.path).exists() {
                    member
                        .malformed
                        .push((place(&damaged.path), damaged.why.clone()));
                }
            }
            let files = block.facts.pulls.iter().filter(|row| {
                let file = matches!(row.model, crate::model::Artifact::Path { .. });
                file && !row.stated && row.scope != "dev"
            });
            for row in files {
                if !has_notice(directory, row.model.name()) {
                    let model = row.model.clone().in_package(&own.node.package.to_string());
                    member.unnoticed.push((model, place(row.model.name())));
                }
            }
        }
    }
}

/// How far a pull is from what is built.
enum Reached {
    On(Box<ReachedPull>),
    /// Only other features could reach it.
    Off(Box<Pull>),
    Never,
}

/// A pull as the member reaches it through a node.
pub(super) fn reached(node: &Node, pull: Pull, reach: Reach) -> ReachedPull {
    let dev = pull.scope == Some("dev");
    ReachedPull {
        puller: node.package.clone(),
        path: node.path.clone(),
        kind: if dev { Kind::Dev } else { Kind::Normal },
        target: None,
        scope: match pull.scope {
            Some(scope) if !dev => scope,
            _ => "lib",
        },
        reach,
        cut: None,
        pull,
    }
}

fn of_row(row: &LockedPull, block: &Block<LockedPackage>) -> Pull {
    Pull {
        artifact: row.model.clone(),
        how: row.how,
        features: row.features.clone(),
        target: row.target.clone(),
        said_by: if row.stated { "manifest" } else { "lock" },
        place: block
            .place
            .clone()
            .unwrap_or_else(|| Place::new(&SourceFile::new(crate::lock::FILE_NAME, ""), 0..0)),
        scope: ["lib", "bin", "build", "dev"]
            .into_iter()
            .find(|scope| *scope == row.scope),
        declared: row.stated,
        sha256: None,
    }
}

/// Whether a package states that it pulls the model.
fn states(known: &[Known<'_>], package: &str, pull: &Pull) -> bool {
    let of_name = known
        .iter()
        .filter(|known| known.node.package.name == package);
    of_name.flat_map(|known| &known.blocks).any(|block| {
        let rows = &block.facts.pulls;
        rows.iter()
            .any(|row| row.stated && row.model.key() == pull.artifact.key())
    })
}

fn is_for(entry: &CrateEntry, package: &PackageRef) -> bool {
    entry.name.value == package.name
        && entry.version.as_ref().is_none_or(|wanted| {
            let wanted = VersionReq::parse(&wanted.value);
            let version = Version::parse(&package.version);
            wanted.is_ok_and(|wanted| version.is_ok_and(|version| wanted.matches(&version)))
        })
}

fn read(path: &Utf8Path) -> Result<Arc<SourceFile>, Vec<Problem>> {
    fs::read_to_string(path)
        .map(|text| SourceFile::new(path, text))
        .map_err(|error| vec![Problem::new(format!("cannot read {path}: {error}"))])
}

/// Packages by name and version, for looking up where another tree has them.
pub(super) fn by_package(tree: &Tree) -> BTreeMap<&PackageRef, &Node> {
    tree.nodes()
        .iter()
        .map(|node| (&node.package, node))
        .collect()
}
