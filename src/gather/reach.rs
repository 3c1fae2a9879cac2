//! What the code of members reaches in other packages: those that take models, and those on the way to them, are
//! followed together.

use std::collections::{BTreeMap, BTreeSet};

use super::join::{Texts, artifact_of, target_of};
use super::linked::{Linked, LinkedCall, LinkedMember, Unreached};
use super::parsed;
use super::walk::Walk;
use crate::cache::{Cache, Key};
use crate::graph::{PackageIdx, SourceKind, Workspace};
use deny_models::domain::PullSource;
use deny_models::model::Artifact;
use deny_models::pull::Pull;
use deny_models::source::Place;
use deny_models_scan::{
    Build, Cause, Limits, Linked as LinkedBuild, LinkedPull, NamedId, ProgramPackage, Scan, Shown,
    Spot, Step, Stop, Unreached as LinkedUnreached, is_hub_client, link as link_program,
};

/// The names by which each package knows others, with their numbers.
fn externs(workspace: &Workspace, packages: &[PackageIdx]) -> Vec<Vec<(String, usize)>> {
    let known = |(name, at)| Some((name, packages.binary_search(&at).ok()?));
    let of = |at: &PackageIdx| workspace.externs(*at).into_iter().filter_map(known);
    packages.iter().map(|at| of(at).collect()).collect()
}

/// Follows the code of members.
pub(super) fn link(
    workspace: &Workspace,
    walks: &[Walk<'_>],
    scans: &BTreeMap<PackageIdx, Scan>,
    keys: &BTreeMap<PackageIdx, Key>,
    cache: &Cache,
) -> Vec<LinkedMember> {
    let packages = together(workspace, walks, scans);
    let mut members: Vec<LinkedMember> = walks.iter().map(|_| LinkedMember::default()).collect();
    if packages.is_empty() {
        return members;
    }
    let number = |at: &PackageIdx| packages.binary_search(at).ok();
    let externs = externs(workspace, &packages);
    // A member that none of these is part of reaches nothing of them.
    let builds: Vec<(usize, Build)> = walks
        .iter()
        .enumerate()
        .filter_map(|(at, walk)| {
            let features = packages.iter().map(|package| {
                let built = walk.on().contains(*package);
                built.then(|| {
                    let features = walk.on().features_of(*package);
                    features.iter().map(ToString::to_string).collect()
                })
            });
            let build = Build {
                member: number(&walk.member())?,
                features: features.collect(),
            };
            Some((at, build))
        })
        .collect();
    let own: Option<Vec<Key>> = packages.iter().map(|at| keys.get(at).cloned()).collect();
    let key = own
        .as_ref()
        .and_then(|own| cache.joint_key(own, &(&externs, &builds)));
    let known = key
        .as_ref()
        .and_then(|key| cache.get::<Vec<LinkedBuild>>(key));
    let known = known.filter(|known| known.len() == builds.len());
    let results = match known {
        Some(known) => known,
        None => match follow((workspace, scans, cache), &packages, externs, &builds) {
            Ok(results) => {
                if let Some(key) = &key {
                    let packages = packages.iter().map(|at| workspace.package(*at));
                    let read = packages.zip(own.iter().flatten());
                    cache.put_unless_changed(key, read, &results);
                }
                results
            }
            // What code takes that was not followed counts as a whole.
            Err(stop) => {
                for (at, build) in &builds {
                    let member = packages[build.member];
                    members[*at].stops.insert(member, vec![stop.clone()]);
                    members[*at].program = packages.iter().copied().collect();
                }
                return members;
            }
        },
    };
    let mut places = Places::new(workspace, &packages);
    for ((at, _), linked) in builds.iter().zip(results) {
        let walk = &walks[*at];
        let member = &mut members[*at];
        // What code takes that was not followed to the end counts as a whole, whatever reaches it.
        let followed = (0..)
            .zip(&packages)
            .filter(|(number, at)| walk.on().contains(**at) && !linked.stopped.contains(number));
        member.packages = followed.map(|(_, at)| *at).collect();
        member.program = packages.iter().copied().collect();
        member.stopped = linked.stopped.iter().map(|at| packages[*at]).collect();
        for (package, stop) in linked.stops {
            let of_package = member.stops.entry(packages[package]);
            of_package.or_default().push(stop);
        }
        let pulls = linked.pulls.iter();
        member.pulls = pulls.filter_map(|pull| places.pull(pull)).collect();
        member.named = places.named(&linked.named);
        let unreached = linked.unreached.into_iter();
        member.unreached = unreached.map(|of| places.unreached(of)).collect();
        // The member's call is what can be answered, however many ways lead from it.
        let mut seen = BTreeSet::new();
        for call in linked.open {
            let Some(last) = call.chain.last() else {
                continue;
            };
            let own = call
                .chain
                .iter()
                .find(|step| packages[step.package] == walk.member());
            if !seen.insert((last.package, own.cloned(), call.command.clone())) {
                continue;
            }
            member.calls.push(LinkedCall {
                package: packages[last.package],
                place: places.step(own.unwrap_or(last)),
                chain: places.chain(&call.chain),
                template: call.template,
                features: call.features,
                command: call.command,
            });
        }
    }
    members
}

/// Parses packages and follows builds of them; or where that stops.
fn follow(
    (workspace, scans, cache): (&Workspace, &BTreeMap<PackageIdx, Scan>, &Cache),
    packages: &[PackageIdx],
    externs: Vec<Vec<(String, usize)>>,
    builds: &[(usize, Build)],
) -> Result<Vec<LinkedBuild>, Stop> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let limits = Limits::default();
    let not_followed = |_| Stop::at_file("", Cause::NotFollowed);
    let parsed =
        parsed::read(workspace, packages, cache, threads, &limits).map_err(not_followed)?;
    let program = packages.iter().zip(externs).zip(parsed);
    let program = program.map(|((at, externs), parsed)| ProgramPackage {
        parsed,
        externs,
        name: workspace.package(*at).name.clone(),
        shown: scans.get(at).map(shown).unwrap_or_default(),
    });
    let builds: Vec<Build> = builds.iter().map(|(_, build)| build.clone()).collect();
    link_program(program.collect(), &builds, threads, &limits).map_err(not_followed)
}

/// The models that code of a package takes in what is built.
fn shown(scan: &Scan) -> Vec<Shown> {
    let taken = scan
        .found
        .iter()
        .filter(|found| !found.mention && found.scope.is_built() && found.taken_at.is_some());
    let shown = taken.map(|found| Shown {
        artifact: found.artifact.clone(),
        named_at: Spot {
            file: found.file.clone(),
            line: found.line,
            column: found.column,
        },
        taken_at: found.taken_at.clone(),
    });
    shown.collect()
}

/// Packages that take models, packages between these and members, members with a client of the hub among what they
/// build, and what any of these depend on of the code that is not from a registry: a crate of constants or settings of
/// its own names what another takes; sorted.
fn together(
    workspace: &Workspace,
    walks: &[Walk<'_>],
    scans: &BTreeMap<PackageIdx, Scan>,
) -> Vec<PackageIdx> {
    let is_client = |at: PackageIdx| is_hub_client(&workspace.package(at).name);
    let takes = |at: PackageIdx| scans.get(&at).is_some_and(|scan| scan.takes) && !is_client(at);
    let mut on: BTreeSet<PackageIdx> = scans.keys().copied().filter(|at| takes(*at)).collect();
    // What such a member names may be taken where the scan found nothing.
    let can_fetch = |walk: &&Walk<'_>| {
        let mut built = walk.on().iter();
        scans.contains_key(&walk.member()) && built.any(|reached| is_client(reached.package))
    };
    on.extend(walks.iter().filter(can_fetch).map(Walk::member));
    if on.is_empty() {
        return Vec::new();
    }
    let built: BTreeSet<PackageIdx> = walks
        .iter()
        .flat_map(|walk| walk.on().iter().map(|reached| reached.package))
        .filter(|at| !is_client(*at))
        .collect();
    let mut users: BTreeMap<PackageIdx, Vec<PackageIdx>> = BTreeMap::new();
    for at in &built {
        for (_, other) in workspace.externs(*at) {
            users.entry(other).or_default().push(*at);
        }
    }
    let mut open: Vec<PackageIdx> = on.iter().copied().collect();
    while let Some(at) = open.pop() {
        for user in users.get(&at).into_iter().flatten() {
            if on.insert(*user) {
                open.push(*user);
            }
        }
    }
    let is_own = |at: &PackageIdx| {
        built.contains(at)
            && matches!(
                workspace.package(*at).source,
                SourceKind::Git(_) | SourceKind::Path
            )
    };
    let mut open: Vec<PackageIdx> = on.iter().copied().collect();
    while let Some(at) = open.pop() {
        let others = workspace.externs(at).into_iter().map(|(_, other)| other);
        open.extend(others.filter(|other| is_own(other) && on.insert(*other)));
    }
    on.into_iter().collect()
}

/// Turns places of a program into places of files.
struct Places<'a> {
    packages: &'a [PackageIdx],
    texts: Vec<Texts<'a>>,
    workspace: &'a Workspace,
}

impl<'a> Places<'a> {
    fn new(workspace: &'a Workspace, packages: &'a [PackageIdx]) -> Self {
        let texts = packages.iter().map(|at| Texts::new(workspace.package(*at)));
        Self {
            packages,
            texts: texts.collect(),
            workspace,
        }
    }

    fn step(&mut self, step: &Step) -> Place {
        self.texts[step.package].place(&step.file, step.line, step.column)
    }

    fn chain(&mut self, chain: &[Step]) -> Vec<Place> {
        chain.iter().map(|step| self.step(step)).collect()
    }

    fn named(&mut self, named: &[NamedId]) -> Vec<(Artifact, Place)> {
        let place = |named: &NamedId| {
            let id = Artifact::parse_hub(&named.id).ok()?;
            Some((id, self.step(&named.place)))
        };
        named.iter().filter_map(place).collect()
    }

    fn unreached(&mut self, of: LinkedUnreached) -> Unreached {
        Unreached {
            package: self.packages[of.package],
            artifact: of.artifact,
            chain: self.chain(&of.chain),
            end: of.end,
        }
    }

    fn pull(&mut self, linked: &LinkedPull) -> Option<Linked> {
        let at = self.packages[linked.package];
        let found = &linked.found;
        let artifact = artifact_of(found, self.workspace.package(at))?;
        let place = self.texts[linked.package].place(&found.file, found.line, found.column);
        Some(Linked {
            package: at,
            literal_in: self.packages[linked.literal_in],
            taken_in: linked
                .chain
                .last()
                .map_or(at, |step| self.packages[step.package]),
            pull: Pull {
                artifact,
                how: found.how,
                features: found.features.clone(),
                target: target_of(found),
                source: PullSource::Source,
                place,
                scope: Some(found.scope.into()),
                places: Vec::new(),
                declared: false,
                sha256: None,
            },
            chain: self.chain(&linked.chain),
            possible: linked.possible,
        })
    }
}
