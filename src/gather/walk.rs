//! The path from one member to the pulls of the packages in its closure.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use cargo_platform::Platform;

use super::options::GatherOptions;
use super::pulls::{Pulls, counts_against_package, scope};
use super::reference::reference;
use crate::gather::join::Texts;
use crate::graph::{Closure, PackageIdx, Reached, Selection, Targets, Workspace};
use deny_models::domain::{self, How, Kind, PullSource};
use deny_models::license::Verdict;
use deny_models::model::{Artifact, resolve};
use deny_models::policy::Policy;
use deny_models::pull::{Pull, Reach, ReachedCall, ReachedPull};
use deny_models::source::Place;
use deny_models_scan::{VariantUse, resolve_offers};

/// The closures of one member. Most members pull nothing, so all but the first are computed on demand.
pub(super) struct Walk<'a> {
    workspace: &'a Workspace,
    member: PackageIdx,
    roots: Vec<PackageIdx>,
    selection: Selection,
    on: Closure,
    dev: OnceCell<Closure>,
    every: OnceCell<Closure>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        options: &GatherOptions,
        member: PackageIdx,
    ) -> Self {
        let mut roots = vec![member];
        if options.unify {
            roots.extend(
                options
                    .members
                    .iter()
                    .copied()
                    .filter(|other| *other != member),
            );
        }
        let selection = Selection {
            dev: false,
            ..options.selection.clone()
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

    pub(super) fn member(&self) -> PackageIdx {
        self.member
    }

    /// The packages that are built.
    pub(super) fn on(&self) -> &Closure {
        &self.on
    }

    /// The packages that are built with dev-dependencies.
    fn dev(&self) -> &Closure {
        self.dev.get_or_init(|| {
            let selection = Selection {
                dev: true,
                ..self.selection.clone()
            };
            self.workspace.closure(&self.roots, &selection)
        })
    }

    /// Whether a package is built with dev-dependencies.
    pub(super) fn reaches_for_dev(&self, package: PackageIdx) -> bool {
        self.dev().get(package).is_some()
    }

    /// The packages that are built with every feature of the member.
    fn every(&self) -> &Closure {
        self.every.get_or_init(|| {
            let mut selection = self.selection.clone();
            selection.features.all_features = true;
            selection.features.no_default_features = false;
            self.workspace.closure(&self.roots, &selection)
        })
    }

    /// Everything that the member pulls, or would with another feature of its own.
    pub(super) fn pulls(
        &self,
        all: &Pulls,
        policy: &Policy,
        exclude: &BTreeSet<String>,
    ) -> Vec<ReachedPull> {
        let gate = policy.gate();
        let mut found = Vec::new();
        for (package, pulls) in &all.by_package {
            if self.is_excluded(*package, exclude) {
                continue;
            }
            let used = self.used_offers(*package, all);
            let offered = |pull: &Pull| {
                let offers = all
                    .scans
                    .get(package)
                    .into_iter()
                    .flat_map(|scan| &scan.offers.variants);
                !pull.declared
                    && offers
                        .flat_map(|offer| &offer.artifacts)
                        .any(|model| model == pull.artifact.name())
            };
            for pull in pulls {
                // Code that selects some of the offers takes no others.
                if !used.is_empty() && (pull.how == How::Offered || offered(pull)) {
                    continue;
                }
                // Features are tried one by one only where the pull will be reported.
                let is_reported = !policy.models.is_empty()
                    || resolve(&pull.artifact, &all.store, &gate).verdict != Verdict::Pass;
                found.extend(self.reach(*package, pull, is_reported));
            }
            for (user, pull) in used {
                found.extend(self.reach(user, &pull, true));
            }
        }
        found
    }

    /// Unresolved calls: of the member, and of its dependencies if the options include them.
    pub(super) fn unresolved(
        &self,
        all: &Pulls,
        exclude: &BTreeSet<String>,
        strict: bool,
    ) -> Vec<ReachedCall> {
        let mut calls = Vec::new();
        for reached in &self.on {
            let own = reached.package == self.member;
            // A policy entry that states the pulls of a package covers its calls.
            let answered = all.is_answered(reached.package);
            if answered || !(own || strict) || self.is_excluded(reached.package, exclude) {
                continue;
            }
            let Some(scan) = all.scans.get(&reached.package) else {
                continue;
            };
            let package = self.workspace.package(reached.package);
            let mut texts = Texts::new(package);
            let blamed = scan.unresolved.iter().filter(|call| {
                counts_against_package(call) && has_features(reached, &call.features)
            });
            calls.extend(blamed.map(|call| {
                ReachedCall {
                    puller: reference(package),
                    path: reached
                        .path
                        .iter()
                        .map(|at| reference(self.workspace.package(*at)))
                        .collect(),
                    place: texts.place(&call.file, call.line, call.column),
                    template: call.template.clone(),
                }
            }));
        }
        calls
    }

    /// Weight files that the member's code names and that are not there.
    pub(super) fn missing(&self, all: &Pulls) -> Vec<(String, Place)> {
        let Some(reached) = self.on.get(self.member) else {
            return Vec::new();
        };
        let named = all.missing(self.member).iter();
        named
            .filter(|(_, features, _)| has_features(reached, features))
            .map(|(path, _, place)| (path.clone(), place.clone()))
            .collect()
    }

    fn is_excluded(&self, package: PackageIdx, exclude: &BTreeSet<String>) -> bool {
        package != self.member && exclude.contains(&self.workspace.package(package).name)
    }

    /// Offers of a dependency that the member and the packages between use, each as a pull of the package whose
    /// code names it.
    pub(super) fn used_offers(&self, package: PackageIdx, all: &Pulls) -> Vec<(PackageIdx, Pull)> {
        let offers = match all.scans.get(&package) {
            Some(scan) if package != self.member && !all.is_answered(package) => &scan.offers,
            _ => return Vec::new(),
        };
        if offers.variants.is_empty() {
            return Vec::new();
        }
        let lib = self.workspace.package(package).name.replace('-', "_");
        let mut found = Vec::new();
        for reached in self.on.iter().filter(|reached| reached.package != package) {
            let Some(scan) = all.scans.get(&reached.package) else {
                continue;
            };
            let on = scan
                .uses
                .iter()
                .filter(|used| used.scope.is_built() && has_features(reached, &used.features));
            let uses: Vec<VariantUse> = on
                .map(|used| all.where_defined(used, self.workspace))
                .filter(|used| used.from == lib)
                .collect();
            let resolved = resolve_offers(offers, &uses);
            let mut texts = Texts::new(self.workspace.package(reached.package));
            for (model, used) in resolved.used {
                let Ok(artifact) = Artifact::parse(&model) else {
                    continue;
                };
                let states = |at: PackageIdx| {
                    all.by_package
                        .get(&at)
                        .into_iter()
                        .flatten()
                        .any(|pull| pull.declared && pull.artifact.key() == artifact.key())
                };
                let pull = Pull {
                    how: How::Runtime,
                    features: used.features.clone(),
                    target: None,
                    source: PullSource::Source,
                    place: texts.place(&used.file, used.line, 1),
                    scope: Some(used.scope.into()),
                    declared: states(package) || states(reached.package),
                    sha256: None,
                    artifact,
                };
                if !found.iter().any(|(at, known): &(PackageIdx, Pull)| {
                    *at == reached.package && known.artifact == pull.artifact
                }) {
                    found.push((reached.package, pull));
                }
            }
        }
        found
    }

    /// The path of the member to a pull; `None` when there is none.
    fn reach(&self, package: PackageIdx, pull: &Pull, is_reported: bool) -> Option<ReachedPull> {
        if !self.target_fits(pull) {
            return None;
        }
        let pulls = |closure: &Closure| is_on(closure, package, pull);
        if let Some(reached) = self.on.get(package).filter(|_| pulls(&self.on)) {
            let mut reached = self.reached(reached, pull, Reach::On);
            if pull.scope == Some(domain::Scope::Dev) {
                reached.kind = Kind::Dev;
            } else {
                reached.cut = is_reported.then(|| self.cut(package, pull)).flatten();
            }
            return Some(reached);
        }
        if let Some(reached) = self.dev().get(package).filter(|_| pulls(self.dev())) {
            let mut reached = self.reached(reached, pull, Reach::On);
            reached.kind = Kind::Dev;
            return Some(reached);
        }
        if pull.scope == Some(domain::Scope::Dev) {
            return None;
        }
        let reached = self.every().get(package).filter(|_| pulls(self.every()))?;
        let features = if is_reported {
            self.workspace
                .what_enables(self.member, &self.selection, pulls)
        } else {
            // Its own features are at hand; those that lead to a dependency take trying.
            (package == self.member).then(|| pull.features.clone())
        };
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
            scope: scope(pull, package),
            reach,
            cut: None,
        }
    }

    /// Whether the pull applies to one of the selected targets.
    fn target_fits(&self, pull: &Pull) -> bool {
        let target = pull.target.as_ref();
        let Some(platform) = target.and_then(|target| target.parse::<Platform>().ok()) else {
            return true;
        };
        match &self.selection.targets {
            Targets::All => true,
            Targets::Triples { targets, .. } => targets.iter().any(|target| target.is(&platform)),
        }
    }

    /// The feature of the member to turn off.
    fn cut(&self, package: PackageIdx, pull: &Pull) -> Option<String> {
        if self.roots.len() > 1 {
            return None;
        }
        let gone = |closure: &Closure| !is_on(closure, package, pull);
        let cut = self
            .workspace
            .feature_to_disable(self.member, &self.selection, gone)?;
        let name = &self.workspace.package(self.member).name;
        if cut.feature == "default" {
            return Some(format!(
                "or turn off the default features of `{name}`: build with `--no-default-features`"
            ));
        }
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
    closure
        .get(package)
        .is_some_and(|reached| has_features(reached, &pull.features))
}

/// Whether the package is built with all of these features on at once.
fn has_features(reached: &Reached, features: &[String]) -> bool {
    reached.activations.iter().any(|activation| {
        features
            .iter()
            .all(|feature| activation.features.contains(feature.as_str()))
    })
}
