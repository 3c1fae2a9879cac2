//! What the code of members reaches, for a lock: in builds with no features, with the default ones and with all, and
//! with the sources and versions that it comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::Utf8Path;

use super::front_files;
use super::linked::{LinkedCall, LinkedMember};
use super::lock_packages::row_of;
use super::options::GatherOptions;
use super::pulls::{Pulls, counts_against_package, offered_by, scope};
use super::reference::reference;
use super::stops;
use super::walk::{Walk, name_of};
use crate::graph::{FeatureSelection, PackageIdx, Selection, SourceKind, Workspace};
use deny_models::cargo_lock;
use deny_models::cargo_toml::Document;
use deny_models::domain::PullSource;
use deny_models::evidence::compiled::compiled;
use deny_models::lock::{
    LeastBuild, LockedCalls, LockedMember, LockedMissing, LockedReach, LockedReachedCalls,
    LockedSources, LockedStop,
};
use deny_models::model::Artifact;
use deny_models::pull::Pull;
use deny_models_scan::{Stop, is_hub_client};

/// The number of a member among the options, and which of its builds.
pub(super) type LesserBuild = (usize, LeastBuild);

/// The builds with fewer features, of members that have any.
pub(super) fn lesser_builds<'a>(
    workspace: &'a Workspace,
    options: &GatherOptions,
) -> (Vec<LesserBuild>, Vec<Walk<'a>>) {
    let of_member = |(number, at): (usize, &PackageIdx)| {
        let has_features = !workspace.package(*at).features.is_empty();
        let builds = [LeastBuild::Bare, LeastBuild::Default];
        let builds = builds.into_iter().filter(move |_| has_features);
        let at = *at;
        builds.map(move |build| {
            let selection = Selection {
                features: FeatureSelection {
                    no_default_features: build == LeastBuild::Bare,
                    ..FeatureSelection::default()
                },
                ..options.selection.clone()
            };
            let options = GatherOptions {
                selection,
                ..options.clone()
            };
            ((number, build), Walk::new(workspace, &options, at))
        })
    };
    let members = options.members.iter().enumerate();
    members.flat_map(of_member).unzip()
}

/// The builds of one member: the one with all features, and those with fewer.
pub(super) struct MemberBuilds<'a> {
    pub(super) walk: &'a Walk<'a>,
    pub(super) linked: &'a LinkedMember,
    pub(super) lesser: Vec<(LeastBuild, &'a Walk<'a>, &'a LinkedMember)>,
}

impl<'a> MemberBuilds<'a> {
    /// Every build, from the one with the fewest features.
    fn all(&self) -> impl Iterator<Item = (LeastBuild, &'a Walk<'a>, &'a LinkedMember)> {
        let most = if self.lesser.is_empty() {
            LeastBuild::Bare
        } else {
            LeastBuild::AllFeatures
        };
        let lesser = self.lesser.iter().copied();
        lesser.chain([(most, self.walk, self.linked)])
    }
}

/// The builds of each member, of what was followed of them.
pub(super) fn member_builds<'a>(
    most: impl Iterator<Item = (&'a Walk<'a>, &'a LinkedMember)>,
    lesser: impl Iterator<Item = (LesserBuild, (&'a Walk<'a>, &'a LinkedMember))>,
) -> Vec<MemberBuilds<'a>> {
    let mut builds: Vec<MemberBuilds<'_>> = most
        .map(|(walk, linked)| MemberBuilds {
            walk,
            linked,
            lesser: Vec::new(),
        })
        .collect();
    for ((number, build), (walk, linked)) in lesser {
        builds[number].lesser.push((build, walk, linked));
    }
    builds
}

/// The blocks of members, and notes on those that get none.
pub(super) fn lock_members(
    workspace: &Workspace,
    all: &Pulls,
    failed: &BTreeSet<PackageIdx>,
    members: &[MemberBuilds<'_>],
) -> (Vec<LockedMember>, Vec<String>) {
    let read = |name: &str| fs::read_to_string(workspace.root().join(name)).unwrap_or_default();
    let manifest = read("Cargo.toml");
    let mut reader = Reader {
        workspace,
        all,
        failed,
        entries: cargo_lock::read(&read("Cargo.lock")),
        shared: Document::lenient(&manifest).shared_dependencies(),
        digests: BTreeMap::new(),
        fronts: all
            .fronts
            .keys()
            .map(|at| (*at, front_files::paths(workspace, workspace.package(*at))))
            .collect(),
    };
    let (mut blocks, mut notes) = (Vec::new(), Vec::new());
    for member in members {
        let stops = reader.stops(member);
        let missing = reader.missing(member);
        if stops.is_empty() && missing.is_empty() && !needs_block(workspace, all, member) {
            continue;
        }
        match reader.member(member) {
            Ok(block) => blocks.push(LockedMember {
                stops,
                missing,
                ..block
            }),
            Err(package) => notes.push(format!(
                "what {} reaches is not locked: the sources of {package} cannot be read, or are too many",
                workspace.package(member.walk.member())
            )),
        }
    }
    (blocks, notes)
}

/// Whether code that is built takes a model, or can fetch one.
fn needs_block(workspace: &Workspace, all: &Pulls, member: &MemberBuilds<'_>) -> bool {
    let takes = |at: PackageIdx| {
        let package = workspace.package(at);
        let scan = all.scans.get(&at);
        let mut pulls = all.by_package.get(&at).into_iter().flatten();
        is_hub_client(&package.name)
            || scan.is_some_and(|scan| scan.takes)
            || pulls.any(is_by_code)
            || package.is_member
                && scan.is_some_and(|scan| scan.unresolved.iter().any(counts_against_package))
    };
    let built = member.walk.on().iter().map(|reached| reached.package);
    let linked = member.linked;
    !(linked.pulls.is_empty() && linked.calls.is_empty()) || built.into_iter().any(takes)
}

fn is_by_code(pull: &Pull) -> bool {
    pull.source == PullSource::Source && !matches!(pull.artifact, Artifact::Path { .. })
}

struct Reader<'a> {
    workspace: &'a Workspace,
    all: &'a Pulls,
    /// Packages that could not be scanned.
    failed: &'a BTreeSet<PackageIdx>,
    entries: Vec<cargo_lock::LockEntry>,
    /// What packages take from the manifest of the workspace.
    shared: String,
    /// Packages that are directories: what two members build is read once.
    digests: BTreeMap<PackageIdx, Option<String>>,
    /// Where the front end of each member lies that was read.
    fronts: BTreeMap<PackageIdx, Vec<String>>,
}

impl Reader<'_> {
    /// The block of a member; or the package whose sources have no digest.
    fn member(&mut self, member: &MemberBuilds<'_>) -> Result<LockedMember, String> {
        let (workspace, all) = (self.workspace, self.all);
        let at = member.walk.member();
        let package = workspace.package(at);
        let mut sources = Vec::new();
        for reached in member.walk.on() {
            let package = workspace.package(reached.package);
            if package.source != SourceKind::Path {
                continue;
            }
            let fronts = self.fronts.get(&at).filter(|_| reached.package == at);
            let sha256 = match fronts {
                Some(fronts) => self.sources(at, fronts),
                None => self.digest(reached.package),
            };
            let sha256 = sha256.ok_or_else(|| package.to_string())?;
            sources.push(LockedSources {
                package: reference(package),
                sha256,
            });
        }
        let name = reference(package);
        let packages = cargo_lock::digest_of_closure(&self.entries, &name);
        let answers = member.walk.followed(all);
        let followed = followed(member);
        let shown = all.by_package.get(&at).into_iter().flatten();
        let shown = shown.filter(|pull| is_by_code(pull) && !answers.contains(&name_of(pull)));
        let offers = offered_by(all.scans.get(&at));
        let own = shown.map(|pull| row_of(pull, package, &offers));
        let default = member.lesser.iter();
        let mut default = default.filter(|(build, ..)| *build == LeastBuild::Default);
        let default = default.next().map(|(_, walk, _)| walk.on().features_of(at));
        let (pulls, calls) = self.reached(member, &answers);
        Ok(LockedMember {
            packages: packages.ok_or_else(|| package.to_string())?,
            package: name,
            default_features: default.iter().flatten().map(ToString::to_string).collect(),
            sources,
            front: self.fronts.get(&at).cloned().unwrap_or_default(),
            own: if followed.contains(&at) {
                own.collect()
            } else {
                Vec::new()
            },
            followed: followed
                .iter()
                .map(|at| reference(workspace.package(*at)))
                .collect(),
            pulls,
            calls,
            stops: Vec::new(),
            missing: Vec::new(),
        })
    }

    /// Where the analysis stopped in each build. The lock keeps the least one of the same stop.
    fn stops(&self, member: &MemberBuilds<'_>) -> Vec<LockedStop> {
        let (workspace, at) = (self.workspace, member.walk.member());
        let of_build = |(build, walk, linked): (LeastBuild, &Walk<'_>, &LinkedMember)| {
            let stops = stops::of_member(workspace, at, walk.on(), self.all, self.failed, linked);
            let row = move |package: PackageIdx, stop: Stop| LockedStop {
                by: reference(workspace.package(package)),
                file: stop.file,
                why: stop.cause.to_string(),
                build,
            };
            stops.into_iter().flat_map(move |(package, stops)| {
                stops.into_iter().map(move |stop| row(package, stop))
            })
        };
        member.all().flat_map(of_build).collect()
    }

    /// Weight files that are not there, in the build with all features.
    fn missing(&self, member: &MemberBuilds<'_>) -> Vec<LockedMissing> {
        let mut found = Vec::new();
        for (at, missing) in member.walk.missing_files(self.all) {
            let package = self.workspace.package(at);
            let path = missing.place.path();
            let file = path.strip_prefix(package.directory()).unwrap_or(path);
            found.push(LockedMissing {
                by: reference(package),
                path: missing.path.clone(),
                file: file.as_str().replace('\\', "/"),
                features: missing.features.clone(),
            });
        }
        found
    }

    fn digest(&mut self, at: PackageIdx) -> Option<String> {
        if let Some(known) = self.digests.get(&at) {
            return known.clone();
        }
        let digest = self.sources(at, &[]);
        self.digests.entry(at).or_insert(digest).clone()
    }

    fn sources(&self, at: PackageIdx, fronts: &[String]) -> Option<String> {
        let directory = self.workspace.package(at).directory();
        let read = compiled(directory, self.workspace.root(), &self.shared, fronts);
        Some(read?.digest)
    }

    /// What each build reaches. The lock keeps the least one of the same thing.
    fn reached(
        &self,
        member: &MemberBuilds<'_>,
        answers: &BTreeSet<String>,
    ) -> (Vec<LockedReach>, Vec<LockedReachedCalls>) {
        let shown = member.walk.shown(self.all, answers);
        let (mut pulls, mut calls) = (Vec::new(), Vec::new());
        let package = |at: PackageIdx| self.workspace.package(at);
        for (build, _, linked) in member.all() {
            let counted = linked.pulls.iter();
            let counted = counted.filter(|linked| !member.walk.is_shown(linked, &shown));
            pulls.extend(counted.map(|linked| LockedReach {
                by: reference(package(linked.package)),
                literal_in: reference(package(linked.literal_in)),
                taken_in: reference(package(linked.taken_in)),
                pull: deny_models::lock::LockedPull::new(
                    &linked.pull,
                    scope(&linked.pull, package(linked.package)),
                ),
                possible: linked.possible,
                build,
            }));
            calls.extend(self.calls(member, linked, build));
        }
        (pulls, calls)
    }

    /// Calls, without their lines: those change with every edit.
    fn calls(
        &self,
        member: &MemberBuilds<'_>,
        linked: &LinkedMember,
        build: LeastBuild,
    ) -> Vec<LockedReachedCalls> {
        let mut counted: BTreeMap<LockedReachedCalls, usize> = BTreeMap::new();
        for call in &linked.calls {
            let name = if call.template.trim().is_empty() {
                "{}"
            } else {
                &call.template
            };
            let row = LockedReachedCalls {
                by: reference(self.workspace.package(call.package)),
                calls: LockedCalls {
                    file: self.file(member.walk.member(), call),
                    name: name.to_owned(),
                    features: call.features.clone(),
                    count: 1,
                },
                build,
            };
            *counted.entry(row).or_default() += 1;
        }
        let counted = counted.into_iter().map(|(mut row, count)| {
            row.calls.count = count;
            row
        });
        counted.collect()
    }

    /// The file of a call: of the member where that has a part in it, else with the name of its package.
    fn file(&self, member: PackageIdx, call: &LinkedCall) -> String {
        let path = call.place.path();
        let inside = |at: PackageIdx| {
            path.strip_prefix(self.workspace.package(at).directory())
                .ok()
        };
        let plain = |path: &Utf8Path| path.as_str().replace('\\', "/");
        if let Some(own) = inside(member) {
            return plain(own);
        }
        let package = self.workspace.package(call.package);
        match inside(call.package) {
            Some(inner) => format!("{}-{}/{}", package.name, package.version, plain(inner)),
            None => plain(path),
        }
    }
}

/// Packages whose code was followed to the end in each build that has them.
fn followed(member: &MemberBuilds<'_>) -> BTreeSet<PackageIdx> {
    let stopped = |at: &PackageIdx| {
        let mut lesser = member.lesser.iter();
        lesser.any(|(_, walk, linked)| walk.on().contains(*at) && !linked.packages.contains(at))
    };
    let followed = member.linked.packages.iter().copied();
    followed.filter(|at| !stopped(at)).collect()
}
