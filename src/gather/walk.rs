//! The path from one member to the pulls of the packages in its closure.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::builds::{Builds, Variant, Way};
use super::cut;
use super::linked::{Linked, LinkedMember, Unreached};
use super::options::GatherOptions;
use super::pulls::{Pulls, counts_against_package, has_features, is_on, offered_by, scope};
use super::reference::reference;
use super::stops;
use super::uncounted::{Uncounted, WhyNot};
use crate::gather::join::{Missing, Texts};
use crate::graph::{Build, Closure, PackageIdx, Reached, Route, Routes, Selection, Workspace};
use deny_models::counted::{BuiltPackage, counts_when_reached, is_stated, is_taken_by_code};
use deny_models::domain::{self, How, Kind, PackageRef, PullSource};
use deny_models::license::Verdict;
use deny_models::model::{Artifact, Resolver};
use deny_models::policy::Policy;
use deny_models::pull::{
    Answer, Answered, AnsweredKind, Edge, MissingFile, Pull, Reach, ReachedCall, ReachedPull,
    ReachedStop, StopPlace,
};
use deny_models::source::Place;
use deny_models_scan::{Scope, VariantUse, resolve_offers};

/// The closures of one member. Most members pull nothing, so all but the first are computed on demand.
pub(super) struct Walk<'a> {
    workspace: &'a Workspace,
    member: PackageIdx,
    roots: Vec<PackageIdx>,
    selection: Selection,
    /// What entries of the policy answered for so far.
    answered: RefCell<BTreeSet<Answered>>,
    /// Models that do not count.
    uncounted: RefCell<Vec<Uncounted>>,
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
            answered: RefCell::default(),
            uncounted: RefCell::default(),
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

    /// Whether a package is built with the member under some features, for its tests too.
    fn may_build(&self, package: PackageIdx) -> bool {
        self.on.contains(package) || self.every().contains(package) || self.dev().contains(package)
    }

    /// Everything that the member pulls, or would with another feature of its own. Without a resolver nothing of it is
    /// reported.
    pub(super) fn pulls(
        &self,
        all: &Pulls,
        policy: &Policy,
        resolver: Option<&Resolver<'_>>,
        exclude: &BTreeSet<String>,
        linked: &LinkedMember,
        builds: &[Build],
    ) -> Vec<ReachedPull> {
        let builds = Builds::new(self.workspace, &self.roots, &self.selection, builds);
        let mut found = Vec::new();
        let followed = self.followed(all);
        self.leave_out(all, exclude, linked);
        let shown = self.shown(all, &followed);
        for pull in &linked.pulls {
            if !self.is_excluded(pull.package, exclude) {
                found.extend(self.linked(&builds, pull, all, policy, &shown));
            }
        }
        let packages = all.by_package.iter();
        for (package, pulls) in packages.filter(|(package, _)| self.may_build(**package)) {
            if self.is_excluded(*package, exclude) {
                for pull in pulls {
                    self.leave(*package, pull, WhyNot::Excluded);
                }
                continue;
            }
            // What code of another package takes is known by what is reached of it.
            let is_linked = *package != self.member && linked.packages.contains(package);
            let is_own = *package == self.member && linked.packages.contains(package);
            let used = if is_linked {
                Vec::new()
            } else {
                self.used_offers(*package, all)
            };
            let offers = offered_by(all.scans.get(package));
            let offered = |pull: &Pull| !pull.declared && offers.contains(pull.artifact.name());
            let built = BuiltPackage {
                followed: is_linked || is_own,
                chosen: !used.is_empty(),
            };
            for pull in pulls {
                // An entry answers for what counts only because the analysis stopped.
                if is_taken_by_code(pull)
                    && linked.stopped.contains(package)
                    && *package != self.member
                    && self.is_covered(*package, pull, AnsweredKind::Incomplete, all)
                {
                    continue;
                }
                // What a program takes is what its `main` reaches.
                let decided = is_linked || followed.contains(&name_of(pull));
                if !built.counts(pull, decided, offered(pull)) {
                    self.leave_unreached(*package, pull, linked, built);
                    continue;
                }
                // Features are tried one by one only where the pull will be reported.
                let is_reported = resolver.is_some_and(|resolver| {
                    !policy.models.is_empty()
                        || resolver.resolve(&pull.artifact).verdict != Verdict::Pass
                });
                let reached = self.reach(&builds, *package, pull, is_reported);
                if reached.is_none() {
                    self.leave(*package, pull, WhyNot::Conditions);
                }
                found.extend(reached.map(|reached| ReachedPull {
                    choice: offered(pull),
                    ..reached
                }));
            }
            for (user, pull) in used {
                found.extend(self.reach(&builds, user, &pull, true));
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
        linked: &LinkedMember,
    ) -> Vec<ReachedCall> {
        let mut calls = Vec::new();
        let routes = OnceCell::new();
        let reached_call = |package: PackageIdx, features: &[String], call: Call| {
            self.reached_call(&routes, package, features, call)
        };
        for call in &linked.calls {
            let is_excluded = self.is_excluded(call.package, exclude);
            if all.is_answered(call.package) && !is_excluded {
                self.answer(call.package, AnsweredKind::Call, &call.template, all);
            } else if !is_excluded {
                let shown = Call {
                    place: call.place.clone(),
                    chain: call.chain.clone(),
                    template: call.template.clone(),
                };
                calls.extend(reached_call(call.package, &call.features, shown));
            }
        }
        for reached in &self.on {
            let own = reached.package == self.member;
            // What code hands over was followed; what stands in a script was not.
            let is_linked = linked.packages.contains(&reached.package);
            // A policy entry that states the pulls of a package covers its calls.
            let answered = all.is_answered(reached.package);
            if !(answered || own || strict) || self.is_excluded(reached.package, exclude) {
                continue;
            }
            let Some(scan) = all.scans.get(&reached.package) else {
                continue;
            };
            let package = self.workspace.package(reached.package);
            let mut texts = Texts::new(package);
            let blamed = scan.unresolved.iter().filter(|call| {
                !(is_linked && call.followed)
                    && counts_against_package(call)
                    && has_features(reached, &call.features)
            });
            if answered {
                for call in blamed {
                    self.answer(reached.package, AnsweredKind::Call, &call.template, all);
                }
                continue;
            }
            calls.extend(blamed.filter_map(|call| {
                let shown = Call {
                    place: texts.place(&call.file, call.line, call.column),
                    chain: Vec::new(),
                    template: call.template.clone(),
                };
                reached_call(reached.package, &call.features, shown)
            }));
        }
        calls
    }

    /// Where the analysis of what the member builds stopped, and no policy entry answers for it.
    pub(super) fn stops(
        &self,
        all: &Pulls,
        failed: &BTreeSet<PackageIdx>,
        exclude: &BTreeSet<String>,
        linked: &LinkedMember,
    ) -> Vec<ReachedStop> {
        let routes = OnceCell::new();
        let found = stops::of_member(self.workspace, self.member, &self.on, all, failed, linked)
            .into_iter();
        let judged = found.filter(|(package, _)| !self.is_excluded(*package, exclude));
        let open = judged.filter(|(package, stops)| {
            let is_answered = all.is_answered(*package);
            for stop in stops.iter().filter(|_| is_answered) {
                let what = match stop.file.as_str() {
                    "" => stop.cause.to_string(),
                    file => format!("{file}: {}", stop.cause),
                };
                self.answer(*package, AnsweredKind::Stop, &what, all);
            }
            !is_answered
        });
        open.filter_map(|(package, stops)| {
            let of = self.workspace.package(package);
            let (path, entry) = self.way_to(&routes, package, &[])?;
            let mut texts = Texts::new(of);
            let places = stops.into_iter().map(|stop| StopPlace {
                place: texts.place(stop_file(&stop.file), stop.line, 1),
                why: stop.cause.to_string(),
                advice: stop.cause.advice(),
                file: stop.file,
            });
            Some(ReachedStop {
                package: reference(of),
                path,
                entry,
                places: places.collect(),
            })
        })
        .collect()
    }

    /// A call in a package that is built, with the path to it.
    fn reached_call(
        &self,
        routes: &OnceCell<Routes<'a>>,
        package: PackageIdx,
        features: &[String],
        call: Call,
    ) -> Option<ReachedCall> {
        let (path, entry) = self.way_to(routes, package, features)?;
        Some(ReachedCall {
            puller: reference(self.workspace.package(package)),
            path,
            entry,
            place: call.place,
            chain: call.chain,
            template: call.template,
        })
    }

    /// The path to a package that is built with some features, and the dependency that it begins with.
    fn way_to(
        &self,
        routes: &OnceCell<Routes<'a>>,
        package: PackageIdx,
        features: &[String],
    ) -> Option<(Vec<PackageRef>, Option<Edge>)> {
        let routes = routes.get_or_init(|| self.workspace.routes(&self.roots, &self.selection));
        let route = routes.to(package, features);
        let path = match &route {
            Some(route) => &route.path,
            None => &self.on.get(package)?.path,
        };
        let path = path.iter().map(|at| reference(self.workspace.package(*at)));
        Some((path.collect(), route.as_ref().and_then(edge)))
    }

    /// Models of a program, in lower case, of which every place where the scan saw them was followed from the call that
    /// takes them: what its `main` reaches answers for these. A library has none, as others run its code.
    pub(super) fn followed(&self, all: &Pulls) -> BTreeSet<String> {
        let scan = all.scans.get(&self.member);
        let scan = scan.filter(|_| !self.workspace.package(self.member).has_lib);
        let found = scan.into_iter().flat_map(|scan| &scan.found);
        let mut followed: BTreeMap<String, bool> = BTreeMap::new();
        for found in found.filter(|found| !found.mention && found.scope.is_built()) {
            let of_model = followed.entry(found.artifact.to_ascii_lowercase());
            *of_model.or_insert(true) &= found.followed;
        }
        followed.retain(|_, followed| *followed);
        followed.into_keys().collect()
    }

    /// A model that the code of the member reaches, as a pull.
    fn linked(
        &self,
        builds: &Builds<'_>,
        linked: &Linked,
        all: &Pulls,
        policy: &Policy,
        shown: &BTreeMap<String, Vec<&Pull>>,
    ) -> Option<ReachedPull> {
        if self.is_shown(linked, shown) {
            return None;
        }
        let is_answered = linked.possible
            && self.is_covered(linked.literal_in, &linked.pull, AnsweredKind::Offer, all);
        if !counts_when_reached(linked.possible, is_answered) {
            return None;
        }
        let on_the_way = [linked.package, linked.literal_in, self.member];
        let stated = on_the_way.iter().filter_map(|at| all.by_package.get(at));
        let model = &linked.pull.artifact;
        let key = model.key();
        let by_policy = policy.models.iter().any(|of| of.id.value.key() == key);
        let pull = Pull {
            declared: is_stated(model, by_policy, stated.flatten()),
            ..linked.pull.clone()
        };
        let reached = self.reach(builds, linked.package, &pull, true)?;
        Some(ReachedPull {
            chain: linked.chain.clone(),
            choice: linked.possible,
            answer: self.answer_to(linked, all),
            ..reached
        })
    }

    /// The member's own evidence that counts, by the keys of models.
    pub(super) fn shown<'p>(
        &self,
        all: &'p Pulls,
        followed: &BTreeSet<String>,
    ) -> BTreeMap<String, Vec<&'p Pull>> {
        let mut shown = all.by_model(self.member);
        for pulls in shown.values_mut() {
            pulls.retain(|pull| !followed.contains(&name_of(pull)));
        }
        shown
    }

    /// Whether this evidence shows a model that the code of the member reaches, wherever that is built. What the member
    /// decides to hand to another package, or takes from one, is more than it shows: an entry of the policy for that
    /// package may contradict it.
    pub(super) fn is_shown(&self, linked: &Linked, shown: &BTreeMap<String, Vec<&Pull>>) -> bool {
        let pull = &linked.pull;
        let is_own = [linked.taken_in, linked.literal_in]
            .iter()
            .all(|at| *at == self.member);
        linked.package == self.member
            && (is_own || linked.possible)
            && shown.get(&pull.artifact.key()).is_some_and(|known| {
                let mut known = known.iter();
                known.any(|known| {
                    (known.how == pull.how || linked.possible) && counts_with(known, pull)
                })
            })
    }

    /// What an entry of the policy has to do with a model that reach decides: it may answer for what its package names
    /// itself, and for nothing that another package hands to it.
    fn answer_to(&self, linked: &Linked, all: &Pulls) -> Option<Answer> {
        let model = &linked.pull.artifact;
        if linked.possible {
            return None;
        }
        if linked.package != self.member
            && let Some(number) = all.entry_without(linked.package, model)
        {
            return Some(Answer::Covers(number));
        }
        let others = [linked.taken_in, linked.literal_in].into_iter();
        let mut others = others.filter(|at| *at != self.member && *at != linked.package);
        let number = others.find_map(|at| all.entry_without(at, model))?;
        Some(Answer::Contradicts(number))
    }

    /// Whether an entry of the policy answers for a model of a package; a model that it lists is a pull of its own.
    fn is_covered(
        &self,
        package: PackageIdx,
        pull: &Pull,
        kind: AnsweredKind,
        all: &Pulls,
    ) -> bool {
        if all.entry_without(package, &pull.artifact).is_some() {
            self.answer(package, kind, pull.artifact.name(), all);
        }
        all.is_answered(package)
    }

    /// Notes that the entry of the policy for a package answers for something.
    fn answer(&self, package: PackageIdx, kind: AnsweredKind, model: &str, all: &Pulls) {
        let answered = all.entry(package).map(|entry| Answered {
            package: reference(self.workspace.package(package)),
            entry,
            kind,
            model: model.to_owned(),
        });
        self.answered.borrow_mut().extend(answered);
    }

    /// Notes the offers that entries of the policy leave out; those of packages that were followed are known by what is
    /// reached of them.
    fn leave_out(&self, all: &Pulls, exclude: &BTreeSet<String>, linked: &LinkedMember) {
        for reached in &self.on {
            let package = reached.package;
            if self.is_excluded(package, exclude) {
                continue;
            }
            let left_out = all.left_out(package).iter();
            for (model, declared) in left_out {
                if (*declared || !linked.packages.contains(&package))
                    && all.entry_without(package, model).is_some()
                {
                    self.answer(package, AnsweredKind::Offer, model.name(), all);
                }
            }
        }
    }

    /// Notes a model that does not count because of what code reaches or chooses.
    fn leave_unreached(
        &self,
        package: PackageIdx,
        pull: &Pull,
        linked: &LinkedMember,
        built: BuiltPackage,
    ) {
        let is_it = |of: &&Unreached| {
            of.package == package && of.artifact.eq_ignore_ascii_case(pull.artifact.name())
        };
        let why = match linked.unreached.iter().find(is_it) {
            _ if !is_on(&self.on, package, pull) => WhyNot::Conditions,
            Some(of) => WhyNot::NotReached {
                chain: of.chain.clone(),
                end: of.end.clone(),
            },
            None if built.chosen => WhyNot::OthersChosen,
            // It is reached, and counts as what code reaches.
            None => return,
        };
        self.leave(package, pull, why);
    }

    /// Notes a model of what the member is built with that does not count.
    fn leave(&self, package: PackageIdx, pull: &Pull, why: WhyNot) {
        let is_dev = pull.scope == Some(domain::Scope::Dev);
        let Some(reached) = self.on.get(package).filter(|_| !is_dev) else {
            return;
        };
        let path = reached.path.iter();
        self.uncounted.borrow_mut().push(Uncounted {
            pull: pull.clone(),
            package: reference(self.workspace.package(package)),
            path: path
                .map(|at| reference(self.workspace.package(*at)))
                .collect(),
            why,
        });
    }

    /// Models that do not count, each once a package; complete after [`Walk::pulls`].
    pub(super) fn uncounted(&self) -> Vec<Uncounted> {
        let mut all = self.uncounted.take();
        let key = |of: &Uncounted| (of.pull.artifact.key(), of.package.clone());
        all.sort_by_cached_key(key);
        all.dedup_by(|next, kept| key(next) == key(kept));
        all
    }

    /// What entries of the policy answered for; complete after [`Walk::pulls`] and [`Walk::unresolved`].
    pub(super) fn answered(&self) -> Vec<Answered> {
        self.answered.borrow().iter().cloned().collect()
    }

    /// Where data files of what the member is built with state something of models.
    pub(super) fn stated(&self, all: &Pulls) -> Vec<Place> {
        let of_packages = self.on.iter().filter_map(|on| all.stated.get(&on.package));
        of_packages.flatten().cloned().collect()
    }

    /// Weight files that code names and that are not there: of the member, and of what it is built with.
    pub(super) fn missing(&self, all: &Pulls, exclude: &BTreeSet<String>) -> Vec<MissingFile> {
        let mut found = Vec::new();
        let routes = OnceCell::new();
        for (at, missing) in self.missing_files(all) {
            if self.is_excluded(at, exclude) {
                continue;
            }
            let call = Call {
                place: missing.place.clone(),
                chain: Vec::new(),
                template: missing.path.clone(),
            };
            let call = self.reached_call(&routes, at, &missing.features, call);
            found.extend(call.map(|call| MissingFile {
                call,
                is_local: self.workspace.package(at).is_local(),
            }));
        }
        found
    }

    /// The same of each package, whatever the policy leaves out.
    pub(super) fn missing_files<'b>(
        &'b self,
        all: &'b Pulls,
    ) -> impl Iterator<Item = (PackageIdx, &'b Missing)> {
        let of_package = move |reached: &'b Reached| {
            let at = reached.package;
            // The programs of a dependency are not built.
            let is_built = move |missing: &&Missing| {
                (at == self.member || missing.scope != Scope::Bin)
                    && has_features(reached, &missing.features)
            };
            let missing = all.missing(at).iter().filter(is_built);
            missing.map(move |missing| (at, missing))
        };
        self.on.iter().flat_map(of_package)
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
                    places: Vec::new(),
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
    fn reach(
        &self,
        builds: &Builds<'_>,
        package: PackageIdx,
        pull: &Pull,
        is_reported: bool,
    ) -> Option<ReachedPull> {
        let pulls = |closure: &Closure| is_on(closure, package, pull);
        // All targets at once have more than any build, so what is not on there is on nowhere.
        let way = |variant, closure: &Closure| {
            pulls(closure)
                .then(|| builds.way(variant, package, pull))
                .flatten()
        };
        if let Some(way) = way(Variant::Selected, &self.on) {
            let mut reached = self.reached(&self.on, package, &way, pull, Reach::On)?;
            if pull.scope == Some(domain::Scope::Dev) {
                reached.kind = Kind::Dev;
            } else if is_reported {
                let alone = self.roots.len() == 1;
                let cut =
                    || cut::of_member(self.workspace, self.member, package, pull, &way.selection);
                reached.cut = alone.then(cut).flatten();
            }
            return Some(reached);
        }
        if let Some(way) = way(Variant::Dev, self.dev()) {
            let mut reached = self.reached(self.dev(), package, &way, pull, Reach::On)?;
            reached.kind = Kind::Dev;
            return Some(reached);
        }
        if pull.scope == Some(domain::Scope::Dev) {
            return None;
        }
        let way = way(Variant::AllFeatures, self.every())?;
        let features = if is_reported {
            let selection = Selection {
                targets: way.selection.targets.clone(),
                ..self.selection.clone()
            };
            self.workspace.what_enables(self.member, &selection, pulls)
        } else {
            // Its own features are at hand; those that lead to a dependency take trying.
            (package == self.member).then(|| pull.features.clone())
        };
        let reach = Reach::Gated(features.unwrap_or_default());
        self.reached(self.every(), package, &way, pull, reach)
    }

    fn reached(
        &self,
        closure: &Closure,
        package: PackageIdx,
        way: &Way,
        pull: &Pull,
        reach: Reach,
    ) -> Option<ReachedPull> {
        let reached = closure.get(package)?;
        let route = way.route.as_ref();
        let path = route.map_or(&reached.path, |route| &route.path);
        let of = self.workspace.package(package);
        Some(ReachedPull {
            pull: pull.clone(),
            puller: reference(of),
            path: path
                .iter()
                .map(|at| reference(self.workspace.package(*at)))
                .collect(),
            kind: route.map_or(reached.kind, |route| route.kind),
            target: route.map_or(&reached.target, |route| &route.target).clone(),
            scope: scope(pull, of),
            reach,
            entry: route.and_then(edge),
            targets: way.targets.clone(),
            choice: false,
            cut: None,
            chain: Vec::new(),
            answer: None,
        })
    }
}

/// A call whose model cannot be read, before the way to its package is known.
struct Call {
    place: Place,
    chain: Vec<Place>,
    template: String,
}

/// Whether a pull counts in every build in which the other one does.
fn counts_with(pull: &Pull, other: &Pull) -> bool {
    let has = |feature: &String| other.features.contains(feature);
    pull.features.iter().all(has)
        && (pull.target.is_none() || pull.target == other.target)
        && (pull.scope != Some(domain::Scope::Dev) || other.scope == Some(domain::Scope::Dev))
}

/// What a stop points at: its file, or the manifest for the package as a whole.
fn stop_file(file: &str) -> &str {
    if file.is_empty() { "Cargo.toml" } else { file }
}

/// The name of the model, in lower case.
pub(super) fn name_of(pull: &Pull) -> String {
    pull.artifact.name().to_ascii_lowercase()
}

/// The dependency of the member that a way begins with.
fn edge(route: &Route) -> Option<Edge> {
    let (kind, platform) = route.entry.clone()?;
    Some(Edge { kind, platform })
}
