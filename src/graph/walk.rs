//! Walks a resolved selection: the packages that it reaches, each with a path.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use cargo_platform::Platform;

use super::index::{Dep, Index};
use super::package::PackageIdx;
use super::resolver::{Resolved, Scope, Side};
use deny_models::domain::Kind;

/// A package that is built, and why.
///
/// `kind`, `target` and `path` describe one way from a root: one of normal dependencies before one
/// with a build-dependency in it, that before one with a dev-dependency; then one for any platform
/// before one for some; then the shortest; then the first by name and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The package.
    pub package: PackageIdx,
    /// The builds of it, one or two, in the order of [`Side`].
    pub activations: Vec<Activation>,
    /// The weakest step of the way.
    pub kind: Kind,
    /// The platform that the path needs, such as `cfg(windows)`; `None` for any.
    pub target: Option<String>,
    /// The way, from the root to the package, both included.
    pub path: Vec<PackageIdx>,
}

/// A package built for a side with some features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// The side that it is built for.
    pub side: Side,
    /// Features that are on.
    pub features: BTreeSet<Arc<str>>,
}

/// The packages that are built for some roots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    roots: Vec<PackageIdx>,
    reached: Vec<Reached>,
}

impl Closure {
    /// The side that it was built for.
    #[must_use]
    pub fn roots(&self) -> &[PackageIdx] {
        &self.roots
    }

    /// Everything that is built, the roots included, sorted by name and version.
    pub fn iter(&self) -> std::slice::Iter<'_, Reached> {
        self.reached.iter()
    }

    /// Number of packages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reached.len()
    }

    /// Whether there is none, which takes that there was no root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reached.is_empty()
    }

    /// The entry of a package, when it is built.
    #[must_use]
    pub fn get(&self, package: PackageIdx) -> Option<&Reached> {
        let found = self
            .reached
            .binary_search_by_key(&package, |reached| reached.package);
        found.ok().map(|at| &self.reached[at])
    }

    /// Whether a package is built.
    #[must_use]
    pub fn contains(&self, package: PackageIdx) -> bool {
        self.get(package).is_some()
    }

    /// The features of a package, of all its activations together.
    #[must_use]
    pub fn features_of(&self, package: PackageIdx) -> BTreeSet<Arc<str>> {
        let activations = self.get(package).into_iter().flat_map(|it| &it.activations);
        activations
            .flat_map(|it| it.features.iter().cloned())
            .collect()
    }

    /// Whether a package is built with a feature.
    #[must_use]
    pub fn has_feature(&self, package: PackageIdx, feature: &str) -> bool {
        let mut activations = self.get(package).into_iter().flat_map(|it| &it.activations);
        activations.any(|it| it.features.contains(feature))
    }
}

impl<'a> IntoIterator for &'a Closure {
    type Item = &'a Reached;
    type IntoIter = std::slice::Iter<'a, Reached>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Walks from the roots over what is on.
pub(super) fn walk(scope: &Scope<'_>, resolved: &Resolved) -> Closure {
    let mut walk = Walk::new(scope, resolved);
    walk.start();
    walk.run();
    let mut roots = scope.roots.to_vec();
    roots.sort_unstable();
    Closure {
        roots,
        reached: walk.into_reached(),
    }
}

/// The rank of a path: kind first, then whether it is for some platforms only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Grade {
    pub(super) kind: Kind,
    pub(super) conditional: bool,
}

impl Grade {
    pub(super) const ROOT: Self = Self {
        kind: Kind::Normal,
        conditional: false,
    };

    pub(super) fn then(self, dep: &Dep) -> Self {
        Self {
            kind: self.kind.max(dep.kind),
            conditional: self.conditional || dep.platform.is_some(),
        }
    }

    pub(super) fn bit(self) -> u8 {
        1 << (self.kind as u8 * 2 + u8::from(self.conditional))
    }

    /// Bits of the grades from which nothing better follows than from this one, itself included.
    pub(super) fn as_good(self) -> u8 {
        // Each kind has two bits, the first of them for what is on any platform.
        let any_platform = 0b01_01_01;
        let up_to = (1_u8 << (self.kind as u8 * 2 + 2)) - 1;
        if self.conditional {
            up_to
        } else {
            up_to & any_platform
        }
    }
}

/// A step of a way: each place is reached once with each grade that no earlier one makes useless.
#[derive(Debug, Clone, Copy)]
struct Step {
    package: PackageIdx,
    side: Side,
    /// Number of the target platform that it is looked at for.
    at: usize,
    grade: Grade,
    length: u32,
    from: Option<usize>,
    platform: Option<u32>,
}

struct Walk<'a> {
    scope: &'a Scope<'a>,
    resolved: &'a Resolved,
    /// In the order of discovery, which is that of length: the queue and its memory at once.
    steps: Vec<Step>,
    /// Grades with which a place was reached.
    seen: Vec<u8>,
    best: Vec<Option<usize>>,
    sides: Vec<[bool; 2]>,
}

impl<'a> Walk<'a> {
    fn new(scope: &'a Scope<'a>, resolved: &'a Resolved) -> Self {
        let packages = scope.index.nodes.len();
        Self {
            scope,
            resolved,
            steps: Vec::new(),
            seen: vec![0; packages * 2 * scope.active.target_count().max(1)],
            best: vec![None; packages],
            sides: vec![[false; 2]; packages],
        }
    }

    fn start(&mut self) {
        let mut roots = self.scope.roots.to_vec();
        roots.sort_unstable();
        for package in roots {
            let is_macro = self.scope.index.node(package).proc_macro_lib;
            let side = if is_macro { Side::Host } else { Side::Target };
            for at in 0..self.scope.active.target_count() {
                self.reach(Step {
                    package,
                    side,
                    at,
                    grade: Grade::ROOT,
                    length: 0,
                    from: None,
                    platform: None,
                });
            }
        }
    }

    fn run(&mut self) {
        let mut next = 0;
        while let Some(step) = self.steps.get(next).copied() {
            self.expand(next, step);
            next += 1;
        }
    }

    fn expand(&mut self, from: usize, step: Step) {
        let index = self.scope.index;
        for dep in &index.node(step.package).deps {
            if !self.is_on(step, dep) {
                continue;
            }
            self.reach(Step {
                package: dep.to,
                side: step.side.of(dep, index),
                at: step.at,
                grade: step.grade.then(dep),
                length: step.length + 1,
                from: Some(from),
                platform: dep.platform,
            });
        }
    }

    fn is_on(&self, step: Step, dep: &Dep) -> bool {
        let scope = self.scope;
        if dep.kind == Kind::Dev && !(scope.dev && scope.roots.contains(&step.package)) {
            return false;
        }
        let node = scope.index.node(step.package);
        (!dep.optional || self.resolved.has_slot(node, step.side, dep.slot))
            && scope.active.is_for(dep, step.side, step.at)
    }

    fn reach(&mut self, step: Step) {
        let package = step.package.index();
        // The host is one platform, whatever is built for.
        let at = if step.side == Side::Host { 0 } else { step.at };
        let side = usize::from(step.side == Side::Host);
        let place = (at * 2 + side) * self.scope.index.nodes.len() + package;
        if self.seen[place] & step.grade.as_good() != 0 {
            return;
        }
        self.seen[place] |= step.grade.bit();
        self.sides[package][side] = true;
        let is_better = |best: usize| {
            let best = &self.steps[best];
            let order = (step.grade, step.length).cmp(&(best.grade, best.length));
            order == Ordering::Less
        };
        if self.best[package].is_none_or(is_better) {
            self.best[package] = Some(self.steps.len());
        }
        self.steps.push(step);
    }

    fn into_reached(self) -> Vec<Reached> {
        let best = self.best.iter().flatten();
        let mut reached: Vec<Reached> = best.map(|best| self.reached(*best)).collect();
        reached.sort_unstable_by_key(|reached| reached.package);
        reached
    }

    fn reached(&self, best: usize) -> Reached {
        let step = &self.steps[best];
        let mut path = Vec::with_capacity(step.length as usize + 1);
        let mut platforms = Vec::new();
        let mut at = Some(best);
        while let Some(step) = at.map(|at| &self.steps[at]) {
            path.push(step.package);
            platforms.extend(step.platform.filter(|it| !platforms.contains(it)));
            at = step.from;
        }
        path.reverse();
        platforms.reverse();
        Reached {
            package: step.package,
            activations: self.activations(step.package),
            kind: step.grade.kind,
            target: condition(self.scope.index, &platforms),
            path,
        }
    }

    fn activations(&self, package: PackageIdx) -> Vec<Activation> {
        let node = self.scope.index.node(package);
        [Side::Target, Side::Host]
            .into_iter()
            .filter(|side| self.sides[package.index()][usize::from(*side == Side::Host)])
            .map(|side| Activation {
                side,
                features: self
                    .resolved
                    .features_of(node, side)
                    .map(|feature| Arc::clone(&node.feature_names[feature]))
                    .collect(),
            })
            .collect()
    }
}

/// All of several platforms at once, as one text.
pub(super) fn condition(index: &Index, platforms: &[u32]) -> Option<String> {
    let platforms: Vec<&Platform> = platforms
        .iter()
        .map(|platform| &index.platforms[*platform as usize])
        .collect();
    match platforms[..] {
        [] => None,
        [only] => Some(only.to_string()),
        _ => {
            let inner = platforms.iter().map(|platform| match platform {
                Platform::Cfg(cfg) => Some(cfg.to_string()),
                Platform::Name(_) => None,
            });
            let inner: Option<Vec<String>> = inner.collect();
            Some(inner.map_or_else(
                || {
                    let all: Vec<String> = platforms.iter().map(ToString::to_string).collect();
                    all.join(" and ")
                },
                |inner| format!("cfg(all({}))", inner.join(", ")),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(kind: Kind, conditional: bool) -> Grade {
        Grade { kind, conditional }
    }

    #[test]
    fn a_grade_is_as_good_as_those_it_dominates() {
        let build = grade(Kind::Build, false);
        assert_ne!(build.as_good() & grade(Kind::Normal, false).bit(), 0);
        assert_eq!(build.as_good() & grade(Kind::Normal, true).bit(), 0);
        assert_eq!(build.as_good() & grade(Kind::Dev, false).bit(), 0);
        assert_eq!(grade(Kind::Dev, true).as_good().count_ones(), 6);
    }

    #[test]
    fn every_grade_is_compared_with_every_other() {
        let grades = || {
            Kind::ALL
                .into_iter()
                .flat_map(|kind| [false, true].map(|on| grade(kind, on)))
        };
        for one in grades() {
            for other in grades() {
                let as_good = other.kind <= one.kind && other.conditional <= one.conditional;
                assert_eq!(
                    one.as_good() & other.bit() != 0,
                    as_good,
                    "{one:?} {other:?}"
                );
            }
        }
    }

    #[test]
    fn conditions_are_joined() {
        let mut index = Index::default();
        let texts = [
            "cfg(windows)",
            "cfg(target_arch = \"x86\")",
            "wasm32-wasip1",
        ];
        index
            .platforms
            .extend(texts.iter().map(|text| text.parse::<Platform>().unwrap()));
        assert_eq!(condition(&index, &[]), None);
        assert_eq!(condition(&index, &[0]).unwrap(), "cfg(windows)");
        assert_eq!(
            condition(&index, &[0, 1]).unwrap(),
            "cfg(all(windows, target_arch = \"x86\"))"
        );
        assert_eq!(
            condition(&index, &[0, 2]).unwrap(),
            "cfg(windows) and wasm32-wasip1"
        );
    }
}
