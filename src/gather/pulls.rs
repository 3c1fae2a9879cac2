//! The pulls of every package of the graph: from its manifest, from the policy and from evidence.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::around::{Around, Follower};
use super::front;
use super::front_files;
use super::member::read_text;
use super::reference::reference;
use super::{packaging, stated, tauri};
use crate::gather::join::{self, Evidence, Files, Missing, Texts, evidence, needs_published_files};
use crate::graph::{Closure, Package, PackageIdx, Reached, SourceKind, Workspace};
use deny_models::domain::{How, PullSource, Scope};
use deny_models::evidence::package::ShippingPackage;
use deny_models::evidence::shipped::digest_of;
use deny_models::manifest::Manifest;
use deny_models::model::{Artifact, Claim, ClaimSource, FactStore, present_key};
use deny_models::policy::{ModelEntry, Policy};
use deny_models::pull::{self, DamagedFile, Pull, covers, is_declared, is_pinned};
use deny_models::source::{Place, Problem, SourceFile};
use deny_models_scan::{FoundKind, FrontEnd, Scan, Stop, Taken, TakenKind, VariantUse, WORKSPACE};

/// A Cargo.toml of a dependency longer than this, in bytes, is not read.
const MAX_MANIFEST: usize = 1 << 20;

/// The pulls of all packages, and the facts about the models.
pub(super) struct Pulls {
    pub(super) by_package: BTreeMap<PackageIdx, Vec<Pull>>,
    pub(super) scans: BTreeMap<PackageIdx, Scan>,
    pub(super) store: FactStore,
    pub(super) unused_crates: Vec<usize>,
    pub(super) notes: Vec<String>,
    /// Claims of packages on the models that they pull.
    pub(super) claims: BTreeMap<PackageIdx, Vec<(Artifact, Claim)>>,
    /// Where data files of packages state something of models.
    pub(super) stated: BTreeMap<PackageIdx, Vec<Place>>,
    /// Models that files of packages point to.
    pub(super) hinted: BTreeMap<PackageIdx, Vec<(Artifact, Artifact)>>,
    /// Packages with an entry of the policy, each with its number there and the models that it lists.
    entries: BTreeMap<PackageIdx, Vec<(usize, Vec<Artifact>)>>,
    /// Offers that such entries leave out, each with whether a manifest declares it.
    left_out: BTreeMap<PackageIdx, Vec<(Artifact, bool)>>,
    malformed: BTreeMap<PackageIdx, Vec<DamagedFile>>,
    unnoticed: BTreeMap<PackageIdx, Vec<(Artifact, Place)>>,
    missing: BTreeMap<PackageIdx, Vec<Missing>>,
    /// What packages take by names that none can have.
    unnamed: BTreeMap<PackageIdx, BTreeSet<Stop>>,
    /// Configurations of members that name files and cannot be read.
    unread: BTreeMap<PackageIdx, BTreeSet<Stop>>,
    /// Paths and patterns of files that configurations of members name.
    pub(super) configured: BTreeSet<String>,
    /// The front ends of members that are programs of Tauri.
    pub(super) fronts: BTreeMap<PackageIdx, FrontEnd>,
}

impl Pulls {
    pub(super) fn read(workspace: &Workspace, policy: &Policy) -> Result<Self, Vec<Problem>> {
        let mut all = Self {
            by_package: BTreeMap::new(),
            scans: BTreeMap::new(),
            store: FactStore::built_in(),
            unused_crates: Vec::new(),
            notes: Vec::new(),
            claims: BTreeMap::new(),
            stated: BTreeMap::new(),
            hinted: BTreeMap::new(),
            entries: BTreeMap::new(),
            left_out: BTreeMap::new(),
            malformed: BTreeMap::new(),
            unnoticed: BTreeMap::new(),
            missing: BTreeMap::new(),
            unnamed: BTreeMap::new(),
            unread: BTreeMap::new(),
            configured: BTreeSet::new(),
            fronts: BTreeMap::new(),
        };
        let mut problems = Vec::new();
        let stating = workspace
            .packages()
            .iter()
            .filter(|package| package.has_models_manifest);
        for package in stating {
            let Some(at) = workspace.package_by_id(&package.id) else {
                continue;
            };
            match read_manifest(package) {
                Ok(manifest) => all.add_manifest(package, at, &manifest),
                Err(mistakes) if package.is_member => problems.extend(mistakes),
                // The user cannot correct it, and its content could not clear a finding.
                Err(mistakes) => all.notes.extend(mistakes.first().map(|first| {
                    format!("the manifest of {package} cannot be read and is ignored: {first}")
                })),
            }
        }
        all.add_entries(workspace, policy);
        if problems.is_empty() {
            Ok(all)
        } else {
            Err(problems)
        }
    }

    /// Whether nothing but the code of a package decides what it takes, and that was read: it has neither a library nor a
    /// front end.
    pub(super) fn decides_alone(&self, workspace: &Workspace, at: PackageIdx) -> bool {
        let others = workspace.package(at).has_lib || self.fronts.contains_key(&at);
        self.scans.contains_key(&at) && !others
    }

    fn add_manifest(&mut self, package: &Package, at: PackageIdx, manifest: &Manifest) {
        let named = reference(package);
        let origin = if package.is_member {
            ClaimSource::Member
        } else {
            ClaimSource::Dependency
        };
        for (model, claim) in pull::claims_of_manifest(manifest, &named, origin) {
            self.store.add(&model, claim.clone());
            self.claims.entry(at).or_default().push((model, claim));
        }
        let pulls = pull::of_manifest(manifest, &named);
        self.by_package.entry(at).or_default().extend(pulls);
    }

    fn add_entries(&mut self, workspace: &Workspace, policy: &Policy) {
        let mut by_name: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
        for package in workspace.packages() {
            by_name.entry(&package.name).or_default().push(package);
        }
        for (number, entry) in policy.crates.iter().enumerate() {
            let version = entry
                .version
                .as_ref()
                .and_then(|version| semver::VersionReq::parse(&version.value).ok());
            let mut matched = false;
            let named = by_name.get(entry.name.value.as_str());
            for package in named.into_iter().flatten() {
                if version
                    .as_ref()
                    .is_some_and(|version| !version.matches(&package.version))
                {
                    continue;
                }
                let Some(at) = workspace.package_by_id(&package.id) else {
                    continue;
                };
                matched = true;
                let name = package.to_string();
                let pulls = pull::of_entry(entry).into_iter().map(|pull| Pull {
                    artifact: pull.artifact.in_package(&name),
                    ..pull
                });
                let pulls: Vec<Pull> = pulls.collect();
                let listed = pulls.iter().map(|pull| pull.artifact.clone()).collect();
                self.entries.entry(at).or_default().push((number, listed));
                let known = self.by_package.entry(at).or_default();
                // The entry lists the offers that are used, so the rest are not.
                let is_left_out =
                    |pull: &Pull| pull.how == How::Offered && pull.source != PullSource::Policy;
                let left_out = known.extract_if(.., |pull| is_left_out(pull));
                let left_out = left_out.map(|pull| (pull.artifact, true));
                self.left_out.entry(at).or_default().extend(left_out);
                known.extend(pulls);
            }
            if !matched {
                self.unused_crates.push(number);
            }
        }
    }

    /// Adds the results of scans that nothing declares, or that are declared in a milder form.
    pub(super) fn add_evidence(
        &mut self,
        workspace: &Workspace,
        policy: &Policy,
        scans: BTreeMap<PackageIdx, Scan>,
    ) {
        let entries = policy.models.iter();
        let entries: BTreeSet<String> = entries.map(|entry| entry.id.value.key()).collect();
        for (at, scan) in &scans {
            let package = workspace.package(*at);
            let published = needs_published_files(package, scan).then(|| {
                let all = || scan.found.iter().map(|found| found.artifact.clone()).collect();
                if workspace.is_unpacked(*at) {
                    return all();
                }
                workspace.published_files(*at).unwrap_or_else(|error| {
                    self.notes.push(format!(
                        "cannot list the files that {package} would publish, so all its weight files count as shipped: {error}"
                    ));
                    all()
                })
            });
            let mut texts = Texts::new(package);
            let shipping = join::shipping(workspace, package);
            let mut files = Files::new(package, &shipping);
            let around = self.around(workspace, *at, &scans, &shipping);
            let mut found = evidence(scan, &around, &mut texts, &mut files, published.as_ref());
            if package.is_member {
                self.describe_named(*at, &mut files, &mut found);
            }
            let of_front = self.fronts.get(at).map(FrontEnd::stated);
            let stated = scan.stated.iter().chain(of_front.iter().flatten());
            let stated = stated::claims(stated, &mut texts);
            let places = stated.iter().filter_map(|(_, claim)| claim.place.clone());
            self.stated.entry(*at).or_default().extend(places);
            found.claims.extend(stated);
            for (artifact, claim) in found.claims {
                self.store.add(&artifact, claim.clone());
                self.claims.entry(*at).or_default().push((artifact, claim));
            }
            for (artifact, hinted, seen) in found.hints {
                let pair = (artifact.clone(), hinted.clone());
                self.hinted.entry(*at).or_default().push(pair);
                self.store.add_hint(&artifact, hinted, seen);
            }
            if self.is_answered(*at) {
                let offers = offered_by(Some(scan));
                let offered = |pull: &Pull| offers.contains(pull.artifact.name());
                let is_left_out = |pull: &Pull| pull.how == How::Offered || offered(pull);
                let left_out = found.pulls.extract_if(.., |pull| is_left_out(pull));
                let left_out = left_out.map(|pull| (pull.artifact, false));
                self.left_out.entry(*at).or_default().extend(left_out);
            }
            let mut known: BTreeMap<String, Vec<&Pull>> = BTreeMap::new();
            for pull in self.by_package.get(at).into_iter().flatten() {
                known.entry(pull.artifact.key()).or_default().push(pull);
            }
            let by_owner = |pull: &Pull| {
                let mut names = pull.artifact.names_of_entries();
                names.push(pull.artifact.key());
                names.iter().any(|name| entries.contains(name))
            };
            let of_model = |pull: &Pull| known.get(&pull.artifact.key()).into_iter().flatten();
            let new: Vec<Pull> = found
                .pulls
                .into_iter()
                .filter(|pull| !of_model(pull).any(|known| covers(known, pull)))
                .map(|pull| Pull {
                    declared: by_owner(&pull)
                        || of_model(&pull).any(|known| is_declared(&pull, known)),
                    ..pull
                })
                .collect();
            if !new.is_empty() {
                self.by_package.entry(*at).or_default().extend(new);
            }
            self.add_digests(*at, policy, &shipping);
            if !self.is_answered(*at) {
                let known = self.by_package.get(at).map_or(&[][..], Vec::as_slice);
                found
                    .missing
                    .retain(|missing| !is_stated(&missing.path, known, package, policy));
                self.missing.insert(*at, found.missing);
            }
            if !found.unnamed.is_empty() {
                self.unnamed.insert(*at, found.unnamed);
            }
            if !found.unnoticed.is_empty() {
                self.unnoticed.insert(*at, found.unnoticed);
            }
            if !found.malformed.is_empty() {
                self.malformed.insert(*at, found.malformed);
            }
        }
        self.scans = scans;
    }

    /// Follows the paths that code takes to files, and what packagers and Tauri are configured to ship.
    fn around(
        &mut self,
        workspace: &Workspace,
        at: PackageIdx,
        scans: &BTreeMap<PackageIdx, Scan>,
        shipping: &ShippingPackage,
    ) -> Around {
        let (package, scan) = (workspace.package(at), &scans[&at]);
        let mut of_front = Vec::new();
        let mut follower = Follower::new(workspace, package, shipping);
        // A name in code that fetches from the hub is that of a file there.
        let fetching = scan
            .found
            .iter()
            .filter(|found| found.kind == FoundKind::HfRepoId && !found.mention);
        let fetching: HashSet<&str> = fetching.map(|found| found.file.as_str()).collect();
        let of_hub = |taken: &Taken| {
            taken.kind == TakenKind::Named
                && !taken.path.starts_with("../")
                && fetching.contains(taken.file.as_str())
        };
        for taken in scan.taken.iter().filter(|taken| !of_hub(taken)) {
            follower.follow(taken);
        }
        if package.is_member {
            let named = tauri::read(package.directory());
            named
                .resources
                .iter()
                .for_each(|taken| follower.resource(taken));
            named
                .programs
                .iter()
                .for_each(|taken| follower.program(taken));
            let (packaged, mut unread) = packaging::read(package.directory(), workspace.root());
            let configured = [&named.resources, &named.programs, &packaged];
            self.configured.extend(
                configured
                    .into_iter()
                    .flatten()
                    .map(|taken| taken.path.clone()),
            );
            for taken in packaged {
                follower.packaged(taken);
            }
            unread.extend(named.unread);
            if !unread.is_empty() {
                self.unread.insert(at, unread);
            }
            if let Some(paths) = named.front {
                let fetches = front::fetches(workspace, at, scans);
                let end = front_files::read(workspace, package, &paths, fetches);
                of_front = end.found();
                // A front end that nothing fetches for, and that fetches nothing itself, may be anything.
                if fetches.is_some() || !of_front.is_empty() || !end.open().is_empty() {
                    let stops = end.stops.iter().cloned();
                    self.unread.entry(at).or_default().extend(stops);
                }
                self.fronts.insert(at, end);
            }
        }
        let mut around = follower.finish();
        around.found.append(&mut of_front);
        // Where code fetches a file of that name too, the address is what is judged.
        let fetched = |taken: &Taken| {
            let name = taken.path.rsplit('/').next().unwrap_or_default();
            let mut pulls = scan
                .found
                .iter()
                .filter(|found| !found.mention && found.scope.is_built());
            pulls.any(|found| match found.kind {
                FoundKind::HfRepoId => found.file == taken.file,
                FoundKind::Url => found.artifact.ends_with(name) || found.file == taken.file,
                _ => false,
            })
        };
        around.missing.retain(|taken| !fetched(taken));
        around
    }

    /// What a package takes by names that none can have.
    pub(super) fn unnamed(&self, package: PackageIdx) -> impl Iterator<Item = &Stop> {
        self.unnamed.get(&package).into_iter().flatten()
    }

    /// Where configurations of a package that name files cannot be read.
    pub(super) fn unread(&self, package: PackageIdx) -> impl Iterator<Item = &Stop> {
        self.unread.get(&package).into_iter().flatten()
    }

    /// Weight files that code of a package names and that are not there.
    pub(super) fn missing(&self, package: PackageIdx) -> &[Missing] {
        self.missing.get(&package).map_or(&[], Vec::as_slice)
    }

    /// The pulls of a package, by the keys of their models.
    pub(super) fn by_model(&self, package: PackageIdx) -> BTreeMap<String, Vec<&Pull>> {
        let mut pulls: BTreeMap<String, Vec<&Pull>> = BTreeMap::new();
        for pull in self.by_package.get(&package).into_iter().flatten() {
            pulls.entry(pull.artifact.key()).or_default().push(pull);
        }
        pulls
    }

    /// Adds the digests of files that a manifest or the policy describes by one.
    fn add_digests(&mut self, at: PackageIdx, policy: &Policy, shipping: &ShippingPackage) {
        let pulls = self.by_package.get(&at).map_or(&[][..], Vec::as_slice);
        // Only those with a digest pin anything.
        let with_digest: Vec<Pull> = pulls
            .iter()
            .filter(|pull| pull.sha256.is_some())
            .cloned()
            .collect();
        let entries: Vec<ModelEntry> = policy
            .models
            .iter()
            .filter(|entry| entry.sha256.is_some())
            .cloned()
            .collect();
        let pinned = pulls
            .iter()
            .map(|pull| &pull.artifact)
            .filter(|file| is_pinned(file, &with_digest, &entries));
        for file in pinned.collect::<BTreeSet<_>>() {
            if let Some(digest) = digest_of(shipping, file.name()) {
                self.store.add_digest(file, digest);
            }
        }
    }

    /// Adds the files that the manifest names and that no scan detects as weights.
    fn describe_named(&self, at: PackageIdx, files: &mut Files<'_>, found: &mut Evidence) {
        let known: BTreeSet<Artifact> = found
            .pulls
            .iter()
            .map(|pull| pull.artifact.clone())
            .collect();
        let stated = self.by_package.get(&at).into_iter().flatten();
        let named = stated.filter(|pull| {
            matches!(pull.artifact, Artifact::Path { .. })
                && pull.source == PullSource::Manifest
                && !known.contains(&pull.artifact)
        });
        for pull in named {
            join::describe_named(files, &pull.artifact, &pull.place, found);
        }
    }

    /// Weight files of a package that cannot be read.
    pub(super) fn malformed(&self, package: PackageIdx) -> Vec<DamagedFile> {
        self.malformed.get(&package).cloned().unwrap_or_default()
    }

    /// Weight files of a package without a licence text or notice.
    pub(super) fn unnoticed(&self, package: PackageIdx) -> Vec<(Artifact, Place)> {
        self.unnoticed.get(&package).cloned().unwrap_or_default()
    }

    /// A use of a variant with the crate that defines the enum, past crates that only give its name on.
    pub(super) fn where_defined(&self, used: &VariantUse, workspace: &Workspace) -> VariantUse {
        let mut used = used.clone();
        // A chain of crates; what is longer goes round.
        for _ in 0..8 {
            let from = used.from.clone();
            let scans = self
                .scans
                .iter()
                .filter(|(at, _)| workspace.package(**at).name.replace('-', "_") == from);
            let scans: Vec<&Scan> = scans.map(|(_, scan)| scan).collect();
            let given = |name: &str| {
                scans
                    .iter()
                    .flat_map(|scan| &scan.reexports)
                    .find(|given| given.name == name)
            };
            let own = scans
                .iter()
                .flat_map(|scan| &scan.offers.variants)
                .any(|offer| offer.of == used.of);
            if let Some(by_name) = given(&used.of) {
                used.from.clone_from(&by_name.from);
                used.of.clone_from(&by_name.of);
            } else if let Some(all) = given("*").filter(|_| !own) {
                used.from.clone_from(&all.from);
            } else {
                break;
            }
        }
        used
    }

    /// Whether the policy states the pulls of a package in this workspace: the offers in use, and the models of its calls.
    pub(super) fn is_answered(&self, package: PackageIdx) -> bool {
        self.entries.contains_key(&package)
    }

    /// The entry of the policy for a package that does not list a model, by its number; `None` where there is no entry,
    /// or one lists it.
    pub(super) fn entry_without(&self, package: PackageIdx, model: &Artifact) -> Option<usize> {
        let entries = self.entries.get(&package)?;
        let key = present_key(model);
        let lists = |(_, listed): &(usize, Vec<Artifact>)| {
            listed.iter().any(|listed| present_key(listed) == key)
        };
        let (number, _) = entries.first()?;
        (!entries.iter().any(lists)).then_some(*number)
    }

    /// The number of the entry of the policy for a package.
    pub(super) fn entry(&self, package: PackageIdx) -> Option<usize> {
        self.entries
            .get(&package)?
            .first()
            .map(|(number, _)| *number)
    }

    /// Offers of a package that an entry of the policy leaves out, each with whether a manifest declares it.
    pub(super) fn left_out(&self, package: PackageIdx) -> &[(Artifact, bool)] {
        self.left_out.get(&package).map_or(&[], Vec::as_slice)
    }
}

/// Whether a manifest or the policy states the file that a path leads to.
fn is_stated(path: &str, known: &[Pull], package: &Package, policy: &Policy) -> bool {
    let name = package.to_string();
    let path = path.trim_start_matches(WORKSPACE);
    let ends = |file: &Artifact| {
        matches!(file, Artifact::Path { .. })
            && file.name().trim_start_matches("../") == path.trim_start_matches("../")
    };
    let file = Artifact::parse_path_around(path).map(|file| file.in_package(&name));
    known
        .iter()
        .any(|pull| pull.declared && ends(&pull.artifact))
        || file.is_ok_and(|file| {
            policy
                .models
                .iter()
                .any(|entry| file.is_named_by(&entry.id.value))
        })
}

fn read_manifest(package: &Package) -> Result<Manifest, Vec<Problem>> {
    let mut source = read_text(&package.manifest_path).map_err(|problem| vec![problem])?;
    if !package.is_member && package.source != SourceKind::Path {
        // Where cargo keeps it differs from machine to machine; which package it is of does not.
        let name = format!("{}-{}/Cargo.toml", package.name, package.version);
        source = SourceFile::new(name, source.text());
    }
    if !package.is_member && source.text().len() > MAX_MANIFEST {
        return Err(vec![Problem::new(format!(
            "more than {MAX_MANIFEST} bytes"
        ))]);
    }
    Manifest::parse(&source)
}

/// The models that callers of a package choose among.
pub(super) fn offered_by(scan: Option<&Scan>) -> HashSet<&str> {
    let offers = scan.into_iter().flat_map(|scan| &scan.offers.variants);
    let models = offers.flat_map(|offer| &offer.artifacts);
    models.map(String::as_str).collect()
}

/// The part of a package that pulls; what only its tests pull is under the part that they are of.
pub(super) fn scope(pull: &Pull, package: &Package) -> Scope {
    match pull.scope {
        Some(scope) if scope != Scope::Dev => scope,
        _ if package.has_lib || !package.has_bin => Scope::Lib,
        _ => Scope::Bin,
    }
}

pub(super) use join::counts_against_package;

/// Whether a package is built so that it pulls.
pub(super) fn is_on(closure: &Closure, package: PackageIdx, pull: &Pull) -> bool {
    closure
        .get(package)
        .is_some_and(|reached| has_features(reached, &pull.features))
}

/// Whether the package is built with all of these features on at once.
pub(super) fn has_features(reached: &Reached, features: &[String]) -> bool {
    reached.activations.iter().any(|activation| {
        features
            .iter()
            .all(|feature| activation.features.contains(feature.as_str()))
    })
}
