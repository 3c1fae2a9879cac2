//! How the features of a package are turned on: the chain of dependencies that does it, and not merely one that leads to
//! the package.

use std::collections::VecDeque;

use super::features::requests;
use super::index::{Dep, FeatureNo, Index, Value};
use super::manifest::Resolver;
use super::package::PackageIdx;
use super::resolver::{Active, Resolved, Scope, Side, resolve};
use super::selection::Selection;
use super::walk::{Grade, condition};
use super::workspace::Workspace;
use deny_models::domain::Kind;

/// A way from a root to a package with the features that were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// From the root to the package, both included.
    pub path: Vec<PackageIdx>,
    /// The weakest step of the way.
    pub kind: Kind,
    /// The platform that the way needs; `None` for any.
    pub target: Option<String>,
    /// The dependency of the root that the way begins with: its kind and its platform. `None` for the root itself.
    pub entry: Option<(Kind, Option<String>)>,
    /// The rank of the way: one with a lower rank is the better one to show.
    pub rank: (Kind, bool, u32),
}

/// Ways to every package, and to every feature of it, that are on for some roots.
#[derive(Debug)]
pub struct Routes<'a> {
    workspace: &'a Workspace,
    steps: Vec<Step>,
    goals: Goals,
    /// The best step to each goal, by its number.
    best: Vec<Option<usize>>,
}

/// What is reached of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Facet {
    Built,
    Feature(FeatureNo),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Goal {
    package: PackageIdx,
    side: Side,
    facet: Facet,
}

/// Numbers of goals without gaps: a search asks for them at every step.
#[derive(Debug)]
struct Goals {
    /// The number of the first goal of each package.
    first: Vec<usize>,
    count: usize,
}

impl Goals {
    fn new(index: &Index) -> Self {
        let mut count = 0;
        let first = index.nodes.iter().map(|node| {
            let first = count;
            count += 2 * (1 + node.values.len());
            first
        });
        Self {
            first: first.collect(),
            count,
        }
    }

    fn number(&self, goal: &Goal) -> usize {
        let facet = match goal.facet {
            Facet::Built => 0,
            Facet::Feature(feature) => 1 + feature as usize,
        };
        let side = usize::from(goal.side == Side::Host);
        self.first[goal.package.index()] + 2 * facet + side
    }
}

#[derive(Debug, Clone, Copy)]
struct Step {
    goal: Goal,
    /// Number of the target platform that it is looked at for.
    at: usize,
    grade: Grade,
    /// Dependencies on the way.
    length: u32,
    from: Option<usize>,
    platform: Option<u32>,
    /// The first dependency of the way.
    entry: Option<(Kind, Option<u32>)>,
}

impl Workspace {
    /// The ways on which packages and their features are turned on when `roots` are built.
    #[must_use]
    pub fn routes(&self, roots: &[PackageIdx], selection: &Selection) -> Routes<'_> {
        let active = Active::new(&self.index, &selection.targets);
        let scope = Scope {
            index: &self.index,
            active: &active,
            resolver: self.resolver,
            roots,
            dev: selection.dev,
            blocked: None,
        };
        let requests = requests(self, roots, &selection.features);
        let resolved = resolve(&scope, &requests);
        let goals = Goals::new(&self.index);
        let mut search = Search {
            scope: &scope,
            resolved: &resolved,
            steps: Vec::new(),
            queue: VecDeque::new(),
            seen: vec![0; goals.count * active.target_count().max(1)],
            best: vec![None; goals.count],
            goals,
        };
        for request in &requests {
            search.start(request.package, &request.values);
        }
        search.run();
        Routes {
            workspace: self,
            steps: search.steps,
            best: search.best,
            goals: search.goals,
        }
    }
}

impl Routes<'_> {
    /// The best way to one build of a package with all of these features.
    #[must_use]
    pub fn to(&self, package: PackageIdx, features: &[String]) -> Option<Route> {
        let node = self.workspace.index.node(package);
        let numbers: Vec<FeatureNo> = features
            .iter()
            .map(|feature| node.feature(feature))
            .collect::<Option<_>>()?;
        let to_side = |side: Side| {
            let goal = |facet| Goal {
                package,
                side,
                facet,
            };
            let step = |facet| {
                let best = self.best[self.goals.number(&goal(facet))];
                best.map(|at| &self.steps[at])
            };
            let built = step(Facet::Built)?;
            // Of several features the one that takes the longest way is what turns the last of them on.
            numbers
                .iter()
                .map(|number| step(Facet::Feature(*number)))
                .collect::<Option<Vec<&Step>>>()?
                .into_iter()
                .max_by_key(|step| step.rank())
                .or(Some(built))
        };
        let sides = [Side::Target, Side::Host].into_iter().filter_map(to_side);
        let best = sides.min_by_key(|step| step.rank())?;
        Some(self.route(best))
    }

    fn route(&self, step: &Step) -> Route {
        let index = &self.workspace.index;
        let mut path = vec![step.goal.package];
        let mut platforms: Vec<u32> = Vec::new();
        let mut here = *step;
        loop {
            platforms.extend(here.platform.filter(|it| !platforms.contains(it)));
            let Some(from) = here.from.map(|from| self.steps[from]) else {
                break;
            };
            // Steps within a package are none of the path.
            if from.length < here.length {
                path.push(from.goal.package);
            }
            here = from;
        }
        path.reverse();
        platforms.reverse();
        let name = |platform: u32| index.platforms[platform as usize].to_string();
        Route {
            path,
            kind: step.grade.kind,
            target: condition(index, &platforms),
            entry: step
                .entry
                .map(|(kind, platform)| (kind, platform.map(name))),
            rank: step.rank(),
        }
    }
}

impl Step {
    fn rank(&self) -> (Kind, bool, u32) {
        (self.grade.kind, self.grade.conditional, self.length)
    }
}

struct Search<'a> {
    scope: &'a Scope<'a>,
    resolved: &'a Resolved,
    steps: Vec<Step>,
    /// Steps to go on from, shorter ways first: one within a package adds nothing to the length.
    queue: VecDeque<usize>,
    goals: Goals,
    /// Grades with which something was reached, for each target platform and goal.
    seen: Vec<u8>,
    best: Vec<Option<usize>>,
}

impl Search<'_> {
    fn start(&mut self, package: PackageIdx, values: &[Value]) {
        let is_macro = self.scope.index.node(package).proc_macro_lib;
        let side = if is_macro { Side::Host } else { Side::Target };
        for at in 0..self.scope.active.target_count() {
            let root = Step {
                goal: Goal {
                    package,
                    side,
                    facet: Facet::Built,
                },
                at,
                grade: Grade::ROOT,
                length: 0,
                from: None,
                platform: None,
                entry: None,
            };
            if let Some(from) = self.reach(root) {
                self.take(from, values);
            }
        }
    }

    fn run(&mut self) {
        while let Some(from) = self.queue.pop_front() {
            let step = self.steps[from];
            let node = self.scope.index.node(step.goal.package);
            match step.goal.facet {
                Facet::Built => {
                    // What turns on an optional one is a feature. With the first resolver that may be one of tests or of
                    // another platform, so there no way leads to it.
                    let unifies = self.scope.resolver == Resolver::V1;
                    let deps = node.deps.iter().filter(|dep| !dep.optional || unifies);
                    for dep in deps {
                        self.follow(from, dep);
                    }
                }
                Facet::Feature(feature) => {
                    self.take(from, &node.values[feature as usize]);
                }
            }
        }
    }

    /// What the values of a feature, or of the command line, turn on.
    fn take(&mut self, from: usize, values: &[Value]) {
        let step = self.steps[from];
        let node = self.scope.index.node(step.goal.package);
        for value in values {
            match *value {
                Value::Feature(feature) => self.turn_on(from, feature),
                Value::Dependency(slot) => {
                    for dep in node.deps.iter().filter(|dep| dep.slot == slot) {
                        self.follow(from, dep);
                    }
                }
                Value::Of {
                    slot,
                    feature,
                    weak,
                } => {
                    for dep in node.deps.iter().filter(|dep| dep.slot == slot) {
                        if !self.is_on(&step, dep) {
                            continue;
                        }
                        if dep.optional && !weak {
                            self.follow(from, dep);
                            if let Some(same) = node.feature(&node.slots[slot as usize]) {
                                self.turn_on(from, same);
                            }
                        }
                        let of = self.scope.index.node(dep.to).feature_of(feature);
                        if let Some(of) = of {
                            self.reach_by(from, dep, Facet::Feature(of));
                        }
                    }
                }
            }
        }
    }

    /// Another feature of the same package.
    fn turn_on(&mut self, from: usize, feature: FeatureNo) {
        let step = self.steps[from];
        self.reach(Step {
            goal: Goal {
                facet: Facet::Feature(feature),
                ..step.goal
            },
            from: Some(from),
            platform: None,
            ..step
        });
    }

    /// A dependency, with the features that it requests.
    fn follow(&mut self, from: usize, dep: &Dep) {
        self.reach_by(from, dep, Facet::Built);
        for feature in &dep.features {
            self.reach_by(from, dep, Facet::Feature(*feature));
        }
    }

    fn reach_by(&mut self, from: usize, dep: &Dep, facet: Facet) {
        let step = self.steps[from];
        if !self.is_on(&step, dep) {
            return;
        }
        self.reach(Step {
            goal: Goal {
                package: dep.to,
                side: step.goal.side.of(dep, self.scope.index),
                facet,
            },
            at: step.at,
            grade: step.grade.then(dep),
            length: step.length + 1,
            from: Some(from),
            platform: dep.platform,
            entry: step.entry.or(Some((dep.kind, dep.platform))),
        });
    }

    fn is_on(&self, step: &Step, dep: &Dep) -> bool {
        let scope = self.scope;
        let package = step.goal.package;
        if dep.kind == Kind::Dev && !(scope.dev && scope.roots.contains(&package)) {
            return false;
        }
        let node = scope.index.node(package);
        (!dep.optional || self.resolved.has_slot(node, step.goal.side, dep.slot))
            && scope.active.is_for(dep, step.goal.side, step.at)
    }

    /// Adds a step, unless what it reaches was reached as well before.
    fn reach(&mut self, step: Step) -> Option<usize> {
        // The host is one platform, whatever is built for.
        let at = if step.goal.side == Side::Host {
            0
        } else {
            step.at
        };
        let goal = self.goals.number(&step.goal);
        let seen = &mut self.seen[at * self.goals.count + goal];
        if *seen & step.grade.as_good() != 0 {
            return None;
        }
        *seen |= step.grade.bit();
        let number = self.steps.len();
        let best = self.best[goal].get_or_insert(number);
        if *best != number && step.rank() < self.steps[*best].rank() {
            *best = number;
        }
        let within = step
            .from
            .is_some_and(|from| self.steps[from].length == step.length);
        self.steps.push(step);
        if within {
            self.queue.push_front(number);
        } else {
            self.queue.push_back(number);
        }
        Some(number)
    }
}
