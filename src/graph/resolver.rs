//! The features of each package, as cargo's feature resolver computes them for one selection.
//!
//! Turning things on only ever turns more on, so the order of work does not matter and a plain
//! worklist reaches the same end as cargo's recursion.

use std::collections::BTreeMap;

use super::index::{Dep, FeatureNo, Index, Name, Node, Slot, Value};
use super::manifest::Resolver;
use super::package::PackageIdx;
use super::target::{TargetCfg, Targets};
use deny_models::domain::Kind;

/// The side of a build: target or host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Code that runs on the target.
    Target,
    /// Code that runs on the host during the build: build scripts, procedural macros and their dependencies.
    Host,
}

impl Side {
    fn index(self) -> usize {
        match self {
            Self::Target => 0,
            Self::Host => 1,
        }
    }

    /// The side of a dependency: from the host side nothing leads back.
    pub(super) fn of(self, dep: &Dep, index: &Index) -> Self {
        if dep.kind == Kind::Build || index.node(dep.to).proc_macro_lib {
            return Self::Host;
        }
        self
    }
}

/// The features of a root.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) package: PackageIdx,
    pub(super) values: Vec<Value>,
}

/// The platforms in the index's dependencies that the build covers.
#[derive(Debug)]
pub(super) enum Active {
    /// Every platform counts.
    All,
    /// By place in [`Index::platforms`].
    Some {
        host: Vec<bool>,
        targets: Vec<Vec<bool>>,
    },
}

impl Active {
    pub(super) fn new(index: &Index, targets: &Targets) -> Self {
        let platforms = index.platforms.len();
        let matches = |target: &TargetCfg| {
            let platforms = index.platforms.iter();
            platforms.map(|platform| target.is(platform)).collect()
        };
        match targets {
            Targets::All => Self::All,
            Targets::AnyHost(target) => Self::Some {
                host: vec![true; platforms],
                targets: vec![matches(target)],
            },
            Targets::Triples { host, targets } => Self::Some {
                host: matches(host),
                targets: targets.iter().map(matches).collect(),
            },
        }
    }

    /// No dependency that is for some platform only: what is on then is on everywhere.
    pub(super) fn none(index: &Index) -> Self {
        let none = vec![false; index.platforms.len()];
        Self::Some {
            host: none.clone(),
            targets: vec![none],
        }
    }

    /// Number of target platforms.
    pub(super) fn target_count(&self) -> usize {
        match self {
            Self::All => 1,
            Self::Some { targets, .. } => targets.len(),
        }
    }

    /// Whether a dependency of a package on `side` is for the host or for the target numbered `at`.
    pub(super) fn is_for(&self, dep: &Dep, side: Side, at: usize) -> bool {
        self.is_for_some(dep, side, |targets, platform| targets[at][platform])
    }

    /// Whether it is for the host or for any of the targets.
    fn is_for_any(&self, dep: &Dep, side: Side) -> bool {
        self.is_for_some(dep, side, |targets, platform| {
            targets.iter().any(|target| target[platform])
        })
    }

    fn is_for_some(
        &self,
        dep: &Dep,
        side: Side,
        target: impl Fn(&[Vec<bool>], usize) -> bool,
    ) -> bool {
        let (Self::Some { host, targets }, Some(platform)) = (self, dep.platform) else {
            return true;
        };
        if side == Side::Host || dep.kind == Kind::Build {
            return host[platform as usize];
        }
        target(targets, platform as usize)
    }
}

/// A feature that stays off although something requests it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blocked {
    pub(super) package: PackageIdx,
    pub(super) feature: FeatureNo,
}

/// The input of the resolver: the graph and the fixed parts of a selection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) index: &'a Index,
    pub(super) active: &'a Active,
    pub(super) resolver: Resolver,
    pub(super) roots: &'a [PackageIdx],
    pub(super) dev: bool,
    pub(super) blocked: Option<Blocked>,
}

impl Scope<'_> {
    /// The first resolver knows one side only.
    fn decouples(&self) -> bool {
        self.resolver != Resolver::V1
    }
}

/// Features and optional dependencies that are on, by side.
#[derive(Debug)]
pub(super) struct Resolved {
    features: [Vec<bool>; 2],
    slots: [Vec<bool>; 2],
    decoupled: bool,
}

impl Resolved {
    /// The features that `node` is built with on `side`.
    pub(super) fn features_of(&self, node: &Node, side: Side) -> impl Iterator<Item = usize> {
        let on = &self.features[self.side(side)][node.first_feature..];
        let count = node.feature_names.len();
        on[..count]
            .iter()
            .enumerate()
            .filter_map(|(at, on)| on.then_some(at))
    }

    /// Whether the optional dependencies of that name are on.
    pub(super) fn has_slot(&self, node: &Node, side: Side, slot: Slot) -> bool {
        self.slots[self.side(side)][node.first_slot + slot as usize]
    }

    fn side(&self, side: Side) -> usize {
        if self.decoupled { side.index() } else { 0 }
    }
}

/// A package on a side.
type Place = (PackageIdx, Side);

/// Turns on the features of `requests` and everything that they imply.
pub(super) fn resolve(scope: &Scope<'_>, requests: &[Request]) -> Resolved {
    let mut work = Work::new(scope);
    for request in requests {
        for place in work.root_places(request.package) {
            work.build(place);
            for value in &request.values {
                work.todo.push((place, *value));
            }
        }
    }
    work.run();
    work.resolved
}

struct Work<'a> {
    scope: Scope<'a>,
    resolved: Resolved,
    built: [Vec<bool>; 2],
    /// Members whose dev-dependencies take part.
    requested: Vec<PackageIdx>,
    /// `x?/f` that wait for `x`.
    deferred: BTreeMap<(Place, Slot), Vec<Name>>,
    to_build: Vec<Place>,
    todo: Vec<(Place, Value)>,
}

impl<'a> Work<'a> {
    fn new(scope: &Scope<'a>) -> Self {
        let index = scope.index;
        let both = |count: usize| [vec![false; count], vec![false; count]];
        Self {
            scope: *scope,
            resolved: Resolved {
                features: both(index.feature_count),
                slots: both(index.slot_count),
                decoupled: scope.decouples(),
            },
            built: both(index.nodes.len()),
            requested: Vec::new(),
            deferred: BTreeMap::new(),
            to_build: Vec::new(),
            todo: Vec::new(),
        }
    }

    /// A procedural macro may be a member with tests or binaries, so it is taken on both sides.
    fn root_places(&mut self, package: PackageIdx) -> Vec<Place> {
        self.requested.push(package);
        let mut places = vec![(package, Side::Target)];
        if self.scope.decouples() && self.scope.index.node(package).any_proc_macro {
            places.push((package, Side::Host));
        }
        places
    }

    fn run(&mut self) {
        loop {
            if let Some((place, value)) = self.todo.pop() {
                self.turn_on(place, value);
            } else if let Some(place) = self.to_build.pop() {
                self.build_dependencies(place);
            } else {
                break;
            }
        }
    }

    /// Takes a package into the build, once.
    fn build(&mut self, place: Place) {
        let built = &mut self.built[place.1.index()][place.0.index()];
        if !*built {
            *built = true;
            self.to_build.push(place);
        }
    }

    fn build_dependencies(&mut self, place: Place) {
        for dep in self.deps(place) {
            // Optional ones wait for a feature.
            if !dep.optional {
                self.build_dependency(place, dep);
            }
        }
    }

    fn build_dependency(&mut self, place: Place, dep: &Dep) {
        let there = self.place_of(place, dep);
        for feature in &dep.features {
            self.todo.push((there, Value::Feature(*feature)));
        }
        self.build(there);
    }

    fn place_of(&self, place: Place, dep: &Dep) -> Place {
        if !self.scope.decouples() {
            return (dep.to, Side::Target);
        }
        (dep.to, place.1.of(dep, self.scope.index))
    }

    /// Dependencies that take part in feature resolution.
    fn deps(&self, (package, side): Place) -> impl Iterator<Item = &'a Dep> + use<'a> {
        let scope = self.scope;
        let decouples = scope.decouples();
        // The first resolver unifies over dev-dependencies whether tests are built or not.
        let dev = (scope.dev || !decouples) && self.requested.contains(&package);
        scope.index.node(package).deps.iter().filter(move |dep| {
            (dep.kind != Kind::Dev || dev) && (!decouples || scope.active.is_for_any(dep, side))
        })
    }

    fn turn_on(&mut self, place: Place, value: Value) {
        match value {
            Value::Feature(feature) => self.turn_on_feature(place, feature),
            Value::Dependency(slot) => self.turn_on_dependency(place, slot),
            Value::Of {
                slot,
                feature,
                weak,
            } => self.turn_on_feature_of(place, slot, feature, weak),
        }
    }

    fn turn_on_feature(&mut self, place: Place, feature: FeatureNo) {
        let blocked = self.scope.blocked;
        if blocked.is_some_and(|it| it.package == place.0 && it.feature == feature) {
            return;
        }
        let node = self.scope.index.node(place.0);
        let features = &mut self.resolved.features[place.1.index()];
        let on = &mut features[node.first_feature + feature as usize];
        if *on {
            return;
        }
        *on = true;
        let values = node.values[feature as usize].iter();
        self.todo.extend(values.map(|value| (place, *value)));
    }

    fn turn_on_dependency(&mut self, place: Place, slot: Slot) {
        let node = self.scope.index.node(place.0);
        let slots = &mut self.resolved.slots[place.1.index()];
        let on = &mut slots[node.first_slot + slot as usize];
        if *on {
            return;
        }
        *on = true;
        let waiting = self.deferred.remove(&(place, slot)).unwrap_or_default();
        for dep in self.deps(place).filter(|dep| dep.slot == slot) {
            for feature in &waiting {
                self.ask_for(place, dep, *feature);
            }
            self.build_dependency(place, dep);
        }
    }

    fn turn_on_feature_of(&mut self, place: Place, slot: Slot, feature: Name, weak: bool) {
        let node = self.scope.index.node(place.0);
        for dep in self.deps(place).filter(|dep| dep.slot == slot) {
            if dep.optional {
                if weak && !self.resolved.has_slot(node, place.1, slot) {
                    let waiting = self.deferred.entry((place, slot)).or_default();
                    waiting.push(feature);
                    continue;
                }
                self.todo.push((place, Value::Dependency(slot)));
                // `x/f` is older than `dep:x` and turns on the feature `x` too where there is one.
                let same = node.feature(&node.slots[slot as usize]).filter(|_| !weak);
                self.todo
                    .extend(same.map(|same| (place, Value::Feature(same))));
            }
            self.ask_for(place, dep, feature);
        }
    }

    fn ask_for(&mut self, place: Place, dep: &Dep, feature: Name) {
        let there = self.place_of(place, dep);
        if let Some(feature) = self.scope.index.node(dep.to).feature_of(feature) {
            self.todo.push((there, Value::Feature(feature)));
        }
    }
}
