//! The resolve graph in numbers, so that a walk compares no text.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cargo_metadata::{DependencyKind, Metadata, NodeDep};
use cargo_platform::Platform;

use super::package::{Package, PackageIdx};
use deny_models::domain::Kind;

/// A name of a feature, the same number for the same text in every package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(u32);

/// Number of a feature in its package, in the order of names.
pub(super) type FeatureNo = u32;

/// Number of a dependency's name in its package: several dependencies may share one.
pub(super) type Slot = u32;

/// The effects of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// Another feature of the package.
    Feature(FeatureNo),
    /// An optional dependency (`dep:x`).
    Dependency(Slot),
    /// A feature of a dependency (`x/f`, weak when `x?/f`).
    Of {
        slot: Slot,
        feature: Name,
        weak: bool,
    },
}

/// A dependency of a manifest, bound to the package that it resolved to.
#[derive(Debug)]
pub(super) struct Dep {
    pub(super) to: PackageIdx,
    pub(super) slot: Slot,
    pub(super) kind: Kind,
    /// Place in [`Index::platforms`].
    pub(super) platform: Option<u32>,
    pub(super) optional: bool,
    /// Features of the other package that this requests, `default` among them.
    pub(super) features: Vec<FeatureNo>,
}

/// One package in numbers.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) feature_names: Vec<Arc<str>>,
    pub(super) values: Vec<Vec<Value>>,
    /// Sorted by the package it leads to, so that walks are in the order of names.
    pub(super) deps: Vec<Dep>,
    pub(super) slots: Vec<String>,
    /// Where its features start in a list over all packages.
    pub(super) first_feature: usize,
    /// Where its slots start in a list over all packages.
    pub(super) first_slot: usize,
    pub(super) proc_macro_lib: bool,
    pub(super) any_proc_macro: bool,
    by_name: Vec<(Name, FeatureNo)>,
    /// The slots in the order of their names.
    slots_by_name: Vec<Slot>,
}

impl Node {
    /// The feature of that text.
    pub(super) fn feature(&self, text: &str) -> Option<FeatureNo> {
        let found = self
            .feature_names
            .binary_search_by(|name| (**name).cmp(text));
        found.ok().map(number)
    }

    /// The feature of that number over all packages.
    pub(super) fn feature_of(&self, name: Name) -> Option<FeatureNo> {
        let found = self.by_name.binary_search_by_key(&name, |(name, _)| *name);
        found.ok().map(|at| self.by_name[at].1)
    }

    /// The slot of a dependency's name, as the manifest calls it.
    pub(super) fn slot(&self, text: &str) -> Option<Slot> {
        let name = |slot: &Slot| self.slots[*slot as usize].as_str();
        let found = self
            .slots_by_name
            .binary_search_by(|slot| name(slot).cmp(text));
        found.ok().map(|at| self.slots_by_name[at])
    }
}

/// Every package in numbers.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) nodes: Vec<Node>,
    pub(super) platforms: Vec<Platform>,
    pub(super) feature_count: usize,
    pub(super) slot_count: usize,
    names: HashMap<String, Name>,
    platform_numbers: HashMap<Platform, u32>,
}

impl Index {
    pub(super) fn node(&self, package: PackageIdx) -> &Node {
        &self.nodes[package.index()]
    }

    /// What the code of a package, tests aside, calls the packages that it depends on.
    pub(super) fn externs(
        &self,
        package: PackageIdx,
        packages: &[Package],
    ) -> Vec<(String, PackageIdx)> {
        let node = self.node(package);
        let built = node.deps.iter().filter(|dep| dep.kind != Kind::Dev);
        let mut externs: Vec<(String, PackageIdx)> = built
            .map(|dep| {
                let of = &packages[dep.to.index()];
                let slot = &node.slots[dep.slot as usize];
                let library = library_name(of).filter(|_| *slot == of.name);
                (library.unwrap_or_else(|| slot.replace('-', "_")), dep.to)
            })
            .collect();
        externs.sort();
        externs.dedup();
        externs
    }

    /// The number of a feature's name, if any package uses it.
    pub(super) fn name(&self, text: &str) -> Option<Name> {
        self.names.get(text).copied()
    }

    /// Builds it from cargo's metadata; `packages` are sorted and `by_id` finds them.
    pub(super) fn new(
        metadata: &Metadata,
        packages: &[Package],
        by_id: &BTreeMap<String, PackageIdx>,
    ) -> Self {
        let mut index = Self::default();
        for package in packages {
            index.add_features(package);
        }
        let mut edges: BTreeMap<PackageIdx, &[NodeDep]> = BTreeMap::new();
        for node in metadata.resolve.iter().flat_map(|resolve| &resolve.nodes) {
            if let Some(package) = by_id.get(&node.id.repr) {
                edges.insert(*package, &node.deps);
            }
        }
        let binder = Binder { packages, by_id };
        for package in &metadata.packages {
            if let Some(at) = by_id.get(&package.id.repr) {
                let edges = edges.get(at).copied().unwrap_or_default();
                index.add_dependencies(*at, package, edges, &binder);
            }
        }
        for (at, package) in packages.iter().enumerate() {
            index.add_values(at, package);
        }
        index.count();
        index
    }

    fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.names.get(text) {
            return *name;
        }
        let name = Name(number(self.names.len()));
        self.names.insert(text.to_owned(), name);
        name
    }

    fn add_features(&mut self, package: &Package) {
        let mut node = Node::default();
        for (at, name) in package.features.keys().enumerate() {
            node.feature_names.push(Arc::from(name.as_str()));
            node.by_name.push((self.intern(name), number(at)));
        }
        node.by_name.sort_unstable();
        node.proc_macro_lib = package.is_proc_macro;
        self.nodes.push(node);
    }

    fn add_dependencies(
        &mut self,
        at: PackageIdx,
        package: &cargo_metadata::Package,
        edges: &[NodeDep],
        binder: &Binder<'_>,
    ) {
        let edges = binder.by_name(edges);
        let mut slots: Vec<String> = Vec::new();
        let mut known: HashMap<&str, Slot> = HashMap::new();
        let mut deps = Vec::new();
        for dependency in &package.dependencies {
            let Some(kind) = kind_of(dependency.kind) else {
                continue;
            };
            let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
            let slot = *known.entry(name).or_insert_with(|| {
                slots.push(name.clone());
                number(slots.len() - 1)
            });
            let edges = edges.get(dependency.name.as_str());
            for to in binder.bind(dependency, edges.map_or(&[], Vec::as_slice)) {
                deps.push(Dep {
                    to,
                    slot,
                    kind,
                    platform: dependency
                        .target
                        .as_ref()
                        .map(|target| self.platform(target)),
                    optional: dependency.optional,
                    features: asked_for(self.node(to), dependency),
                });
            }
        }
        deps.sort_by_key(|dep| (dep.to, dep.kind, dep.slot));
        let node = &mut self.nodes[at.index()];
        node.slots_by_name = (0..number(slots.len())).collect();
        node.slots_by_name
            .sort_unstable_by(|a, b| slots[*a as usize].cmp(&slots[*b as usize]));
        node.slots = slots;
        node.deps = deps;
        node.any_proc_macro = package.targets.iter().any(|target| {
            let types = &target.crate_types;
            types.contains(&cargo_metadata::CrateType::ProcMacro)
        });
    }

    fn platform(&mut self, platform: &Platform) -> u32 {
        if let Some(known) = self.platform_numbers.get(platform) {
            return *known;
        }
        let next = number(self.platforms.len());
        self.platforms.push(platform.clone());
        self.platform_numbers.insert(platform.clone(), next);
        next
    }

    fn add_values(&mut self, at: usize, package: &Package) {
        let read = |list: &Vec<String>| {
            let list = list.iter();
            list.filter_map(|text| self.value(at, text)).collect()
        };
        self.nodes[at].values = package.features.values().map(read).collect();
    }

    /// Reads `f`, `dep:x`, `x/f` or `x?/f`; what names nothing turns nothing on.
    fn value(&self, at: usize, text: &str) -> Option<Value> {
        let node = &self.nodes[at];
        if let Some((dep, feature)) = text.split_once('/') {
            let (dep, weak) = dep
                .strip_suffix('?')
                .map_or((dep, false), |dep| (dep, true));
            return Some(Value::Of {
                slot: node.slot(dep)?,
                feature: self.name(feature)?,
                weak,
            });
        }
        if let Some(dep) = text.strip_prefix("dep:") {
            return node.slot(dep).map(Value::Dependency);
        }
        node.feature(text).map(Value::Feature)
    }

    fn count(&mut self) {
        for node in &mut self.nodes {
            node.first_feature = self.feature_count;
            node.first_slot = self.slot_count;
            self.feature_count += node.feature_names.len();
            self.slot_count += node.slots.len();
        }
    }
}

/// A package, and what cargo states of the dependency on it.
type Edge<'a> = (PackageIdx, &'a NodeDep);

/// Finds the package that a manifest's dependency resolved to.
struct Binder<'a> {
    packages: &'a [Package],
    by_id: &'a BTreeMap<String, PackageIdx>,
}

impl Binder<'_> {
    /// The edges of a package by the name of the package that each leads to.
    fn by_name<'e>(&self, edges: &'e [NodeDep]) -> HashMap<&str, Vec<Edge<'e>>> {
        let mut by_name: HashMap<&str, Vec<Edge<'e>>> = HashMap::new();
        for edge in edges {
            if let Some(at) = self.by_id.get(&edge.pkg.repr) {
                let name = &self.packages[at.index()].name;
                by_name.entry(name).or_default().push((*at, edge));
            }
        }
        by_name
    }

    /// `edges` lead to packages of the dependency's name.
    ///
    /// Kind, platform and name have to fit; version, name in code and path decide between several.
    /// An undecided dependency counts as on.
    fn bind(&self, dependency: &cargo_metadata::Dependency, edges: &[Edge<'_>]) -> Vec<PackageIdx> {
        let fits = |(_, edge): &&Edge<'_>| {
            let mut kinds = edge.dep_kinds.iter();
            kinds.any(|used| used.kind == dependency.kind && used.target == dependency.target)
        };
        let mut found: Vec<Edge<'_>> = edges.iter().filter(fits).copied().collect();
        narrow(&mut found, |(at, _)| {
            dependency.req.matches(&self.packages[at.index()].version)
        });
        let renamed = dependency
            .rename
            .as_ref()
            .map(|name| name.replace('-', "_"));
        narrow(&mut found, |(at, edge)| match &renamed {
            Some(name) => edge.name == *name,
            None => library_name(&self.packages[at.index()]).is_none_or(|name| edge.name == name),
        });
        narrow(&mut found, |(at, _)| {
            let directory = self.packages[at.index()].directory();
            dependency
                .path
                .as_ref()
                .is_none_or(|path| path == directory)
        });
        found.into_iter().map(|(at, _)| at).collect()
    }
}

/// Keeps what fits, unless nothing would be left.
fn narrow<T>(found: &mut Vec<T>, fits: impl Fn(&T) -> bool) {
    if found.len() > 1 && found.iter().any(&fits) {
        found.retain(fits);
    }
}

fn library_name(package: &Package) -> Option<String> {
    let library = package
        .targets
        .iter()
        .find(|target| target.kind == super::TargetKind::Lib);
    library.map(|target| target.name.replace('-', "_"))
}

fn kind_of(kind: DependencyKind) -> Option<Kind> {
    match kind {
        DependencyKind::Normal => Some(Kind::Normal),
        DependencyKind::Build => Some(Kind::Build),
        DependencyKind::Development => Some(Kind::Dev),
        DependencyKind::Unknown => None,
    }
}

fn asked_for(node: &Node, dependency: &cargo_metadata::Dependency) -> Vec<FeatureNo> {
    let default = dependency.uses_default_features.then_some("default");
    let names = dependency
        .features
        .iter()
        .map(String::as_str)
        .chain(default);
    names.filter_map(|name| node.feature(name)).collect()
}

/// Counts of one workspace's packages, features and dependencies are far below 2^32.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
