//! From a workspace on disk to what its members pull: the one place where graph, manifests and policy meet.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::Utf8Path;
use cargo_platform::Platform;

use crate::cargo_toml::CargoToml;
use crate::finding::{How, Kind, PackageRef};
use crate::graph::{
    Closure, Package, PackageIdx, Reached, Selection, SourceKind, Targets, Workspace,
};
use crate::license::{self, Verdict};
use crate::manifest::Manifest;
use crate::model::{Knowledge, Origin, resolve};
use crate::policy::Policy;
use crate::pull::{self, CrateLicense, Member, Pull, Reach, ReachedPull};
use crate::source::{Place, Problem, SourceFile};

/// A licence file longer than this is no licence text.
const MAX_LICENSE_FILE: u64 = 1 << 20;

/// A Cargo.toml of a dependency longer than this, in bytes, is not worth the time.
const MAX_MANIFEST: usize = 1 << 20;

/// What a check needs to know of a workspace.
#[derive(Debug)]
pub struct Gathered {
    /// The members, each with what it pulls.
    pub members: Vec<Member>,
    /// Packages in the closures of the members.
    pub packages: BTreeSet<PackageRef>,
    /// Packages that say themselves, or of which the policy says, what they pull.
    pub scanned: usize,
    /// The built-in table with what manifests say.
    pub knowledge: Knowledge,
    /// `[[crate]]` entries that match no package, by their number in the policy.
    pub unused_crates: Vec<usize>,
    /// What was left out.
    pub notes: Vec<String>,
}

/// Which members are looked at, and how they are built.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The members.
    pub members: Vec<PackageIdx>,
    /// Features and targets.
    pub selection: Selection,
    /// Judge all members as built together, not each alone.
    pub unify: bool,
    /// Names of dependencies whose pulls are left out.
    pub exclude: BTreeSet<String>,
}

/// Reads manifests and walks the graph.
///
/// # Errors
///
/// Mistakes in the manifests of members, and files that cannot be read.
pub fn gather(
    workspace: &Workspace,
    policy: &Policy,
    scope: &Scope,
) -> Result<Gathered, Vec<Problem>> {
    let mut all = Pulls::read(workspace, policy)?;
    let mut packages = BTreeSet::new();
    let mut scanned = BTreeSet::new();
    let mut members = Vec::new();
    let mut problems = Vec::new();
    for member in &scope.members {
        let walk = Walk::new(workspace, scope, *member);
        for reached in &walk.on {
            let package = reference(workspace.package(reached.package));
            if all.by_package.contains_key(&reached.package) {
                scanned.insert(package.clone());
            }
            packages.insert(package);
        }
        match read_member(workspace, *member) {
            Ok(mut read) => {
                read.pulls = walk.pulls(&all, policy, &scope.exclude);
                members.push(read);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    all.notes.extend(workspace.notes().iter().cloned());
    Ok(Gathered {
        members,
        packages,
        scanned: scanned.len(),
        knowledge: all.knowledge,
        unused_crates: all.unused_crates,
        notes: all.notes,
    })
}

/// `name version`, as cargo names a package.
#[must_use]
pub fn reference(package: &Package) -> PackageRef {
    PackageRef {
        name: package.name.clone(),
        version: package.version.to_string(),
    }
}

/// What every package of the graph says it pulls, or the policy says of it.
struct Pulls {
    by_package: BTreeMap<PackageIdx, Vec<Pull>>,
    knowledge: Knowledge,
    unused_crates: Vec<usize>,
    notes: Vec<String>,
}

impl Pulls {
    fn read(workspace: &Workspace, policy: &Policy) -> Result<Self, Vec<Problem>> {
        let mut all = Self {
            by_package: BTreeMap::new(),
            knowledge: Knowledge::built_in(),
            unused_crates: Vec::new(),
            notes: Vec::new(),
        };
        let mut problems = Vec::new();
        let places = workspace
            .packages()
            .iter()
            .filter(|package| package.has_models_manifest);
        for package in places {
            let Some(at) = workspace.package_by_id(&package.id) else {
                continue;
            };
            match read_manifest(package) {
                Ok(manifest) => all.add_manifest(package, at, &manifest),
                Err(mistakes) if package.is_member => problems.extend(mistakes),
                // Nobody here can correct it, and nothing it says could clear a finding.
                Err(mistakes) => all.notes.extend(mistakes.first().map(|first| {
                    format!("the manifest of {package} cannot be read, so what it says is left out: {first}")
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

    fn add_manifest(&mut self, package: &Package, at: PackageIdx, manifest: &Manifest) {
        let named = reference(package);
        let origin = if package.is_member {
            Origin::Member
        } else {
            Origin::Dependency
        };
        pull::learn_manifest(&mut self.knowledge, manifest, &named, origin);
        self.by_package
            .entry(at)
            .or_default()
            .extend(pull::of_manifest(manifest, &named));
    }

    fn add_entries(&mut self, workspace: &Workspace, policy: &Policy) {
        for (number, entry) in policy.crates.iter().enumerate() {
            let version = entry
                .version
                .as_ref()
                .and_then(|version| semver::VersionReq::parse(&version.value).ok());
            let mut matched = false;
            for package in workspace
                .packages()
                .iter()
                .filter(|package| package.name == entry.name.value)
            {
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
                let named = package.to_string();
                let pulls = pull::of_entry(entry).into_iter().map(|pull| Pull {
                    artifact: pull.artifact.in_package(&named),
                    ..pull
                });
                let known = self.by_package.entry(at).or_default();
                // The entry says which of the offers are used, so the rest are not.
                known.retain(|pull| pull.how != How::Offered || pull.said_by == "policy");
                known.extend(pulls);
            }
            if !matched {
                self.unused_crates.push(number);
            }
        }
    }
}

/// The closures of one member. Most members pull nothing, so all but the first are made when they are asked for.
struct Walk<'a> {
    workspace: &'a Workspace,
    member: PackageIdx,
    roots: Vec<PackageIdx>,
    selection: Selection,
    on: Closure,
    dev: OnceCell<Closure>,
    every: OnceCell<Closure>,
}

impl<'a> Walk<'a> {
    fn new(workspace: &'a Workspace, scope: &Scope, member: PackageIdx) -> Self {
        let mut roots = vec![member];
        if scope.unify {
            roots.extend(
                scope
                    .members
                    .iter()
                    .copied()
                    .filter(|other| *other != member),
            );
        }
        let selection = Selection {
            dev: false,
            ..scope.selection.clone()
        };
        Self {
            workspace,
            member,
            on: workspace.closure(&roots, &selection),
            dev: OnceCell::new(),
            every: OnceCell::new(),
            roots,
            selection,
        }
    }

    /// What is built with dev-dependencies.
    fn dev(&self) -> &Closure {
        self.dev.get_or_init(|| {
            let selection = Selection {
                dev: true,
                ..self.selection.clone()
            };
            self.workspace.closure(&self.roots, &selection)
        })
    }

    /// What is built with every feature of the member.
    fn every(&self) -> &Closure {
        self.every.get_or_init(|| {
            let mut selection = self.selection.clone();
            selection.features.all_features = true;
            selection.features.no_default_features = false;
            self.workspace.closure(&self.roots, &selection)
        })
    }

    fn pulls(&self, all: &Pulls, policy: &Policy, exclude: &BTreeSet<String>) -> Vec<ReachedPull> {
        let gate = policy.gate();
        let mut found = Vec::new();
        for (package, pulls) in &all.by_package {
            let named = self.workspace.package(*package);
            if exclude.contains(&named.name) && *package != self.member {
                continue;
            }
            for pull in pulls {
                // Trying features one by one is worth it only where something will be said of the pull.
                let doubtful = !policy.models.is_empty()
                    || resolve(&pull.artifact, &all.knowledge, &gate).verdict != Verdict::Pass;
                found.extend(self.reach(*package, pull, doubtful));
            }
        }
        found
    }

    /// How the member reaches a pull; `None` when it never does.
    fn reach(&self, package: PackageIdx, pull: &Pull, doubtful: bool) -> Option<ReachedPull> {
        if !self.target_fits(pull) {
            return None;
        }
        let pulls = |closure: &Closure| is_on(closure, package, pull);
        if let Some(reached) = self.on.get(package).filter(|_| pulls(&self.on)) {
            let mut reached = self.reached(reached, pull, Reach::On);
            reached.cut = doubtful.then(|| self.cut(package, pull)).flatten();
            return Some(reached);
        }
        if let Some(reached) = self.dev().get(package).filter(|_| pulls(self.dev())) {
            let mut reached = self.reached(reached, pull, Reach::On);
            reached.kind = Kind::Dev;
            return Some(reached);
        }
        let reached = self.every().get(package).filter(|_| pulls(self.every()))?;
        let features = doubtful
            .then(|| {
                self.workspace
                    .what_enables(self.member, &self.selection, pulls)
            })
            .flatten();
        Some(self.reached(reached, pull, Reach::Gated(features.unwrap_or_default())))
    }

    fn reached(&self, reached: &Reached, pull: &Pull, reach: Reach) -> ReachedPull {
        let package = self.workspace.package(reached.package);
        ReachedPull {
            pull: pull.clone(),
            puller: reference(package),
            path: reached
                .path
                .iter()
                .map(|at| reference(self.workspace.package(*at)))
                .collect(),
            kind: reached.kind,
            target: reached.target.clone(),
            scope: if package.has_lib || !package.has_bin {
                "lib"
            } else {
                "bin"
            },
            reach,
            cut: None,
        }
    }

    /// Whether one of the selected targets is one for which the pull is.
    fn target_fits(&self, pull: &Pull) -> bool {
        let Some(platform) = pull
            .target
            .as_ref()
            .and_then(|target| target.parse::<Platform>().ok())
        else {
            return true;
        };
        match &self.selection.targets {
            Targets::All => true,
            Targets::Triples { targets, .. } => targets.iter().any(|target| target.is(&platform)),
        }
    }

    /// Which feature of the member to turn off.
    fn cut(&self, package: PackageIdx, pull: &Pull) -> Option<String> {
        if self.roots.len() > 1 {
            return None;
        }
        let gone = |closure: &Closure| !is_on(closure, package, pull);
        let cut = self
            .workspace
            .what_cuts(self.member, &self.selection, gone)?;
        let name = &self.workspace.package(self.member).name;
        let how = if cut.by_default {
            " (it is on by default: take it out of `default`, or build with `default-features = false`)"
        } else {
            ""
        };
        Some(format!(
            "or turn off feature `{}` of `{name}`{how}",
            cut.feature
        ))
    }
}

fn is_on(closure: &Closure, package: PackageIdx, pull: &Pull) -> bool {
    closure.get(package).is_some_and(|reached| {
        reached.activations.iter().any(|activation| {
            pull.features
                .iter()
                .all(|feature| activation.features.contains(feature.as_str()))
        })
    })
}

fn read_member(workspace: &Workspace, member: PackageIdx) -> Result<Member, Problem> {
    let package = workspace.package(member);
    let source = read_text(&package.manifest_path)?;
    let manifest = CargoToml::read(&source);
    let license = match (&package.license, &package.license_file) {
        (Some(text), _) => CrateLicense::Stated(text.clone()),
        (None, Some(file)) => {
            read_license(file).map_or(CrateLicense::UnknownFile, CrateLicense::File)
        }
        (None, None) => CrateLicense::Missing,
    };
    Ok(Member {
        package: reference(package),
        license,
        license_place: manifest.license.clone(),
        manifest,
        pulls: Vec::new(),
    })
}

fn read_license(file: &Utf8Path) -> Option<&'static str> {
    let small =
        fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() <= MAX_LICENSE_FILE);
    let text = small.then(|| fs::read_to_string(file).ok()).flatten()?;
    license::recognise(&text)
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

fn read_text(path: &Utf8Path) -> Result<std::sync::Arc<SourceFile>, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(SourceFile::new(path, text)),
        Err(error) => Err(Problem::new(format!("cannot read {path}: {error}"))
            .at(Place::new(&SourceFile::new(path, ""), 0..0))),
    }
}
