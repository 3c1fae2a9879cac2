//! Random workspaces against `cargo tree`: combinations that a written test would miss.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::graph::{Project, check_superset, compare_one, feature_choices};
use cargo_deny_models::graph::{PackageIdx, Resolver, Selection, Targets, Workspace};
use cargo_platform::Platform;

/// Xorshift: the same workspaces in every run, each named by its seed.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

const PACKAGES: usize = 8;
const FEATURES: usize = 4;
const SECTIONS: [&str; 8] = [
    "dependencies",
    "dependencies",
    "build-dependencies",
    "dev-dependencies",
    "target.'cfg(windows)'.dependencies",
    "target.'cfg(unix)'.dependencies",
    "target.x86_64-pc-windows-msvc.dependencies",
    "target.'cfg(unix)'.build-dependencies",
];

/// A dependency of one package on another.
struct Edge {
    name: String,
    optional: bool,
}

fn manifest(random: &mut Random, at: usize) -> String {
    let mut edges: Vec<Edge> = Vec::new();
    let mut tables = String::new();
    for to in 0..PACKAGES {
        let is_later = to > at;
        if to == at || !random.one_in(if is_later { 2 } else { 6 }) {
            continue;
        }
        let is_renamed = random.one_in(4);
        let name = if is_renamed {
            format!("r{to}")
        } else {
            format!("p{to}")
        };
        let mut optional = false;
        for section in sections(random, is_later) {
            let may_be = !section.contains("dev-");
            let here = may_be && random.one_in(2);
            optional |= here;
            let list: Vec<String> = (0..FEATURES)
                .filter(|_| random.one_in(4))
                .map(|feature| format!("f{feature}"))
                .collect();
            writeln!(
                tables,
                "[{section}.{name}]\npackage = \"p{to}\"\npath = \"../p{to}\"\noptional = {here}\n\
                 default-features = {}\nfeatures = {list:?}",
                random.one_in(2)
            )
            .unwrap();
        }
        edges.push(Edge { name, optional });
    }
    let kind = if random.one_in(6) {
        "[lib]\nproc-macro = true\n"
    } else {
        ""
    };
    format!(
        "[package]\nname = \"p{at}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{kind}[features]\n{}{tables}",
        feature_table(random, &edges)
    )
}

/// Normal and build edges only lead to later packages, so that there is no cycle but over tests.
fn sections(random: &mut Random, is_later: bool) -> Vec<&'static str> {
    if !is_later {
        return vec!["dev-dependencies"];
    }
    let mut chosen = vec![SECTIONS[random.below(SECTIONS.len())]];
    if random.one_in(3) {
        chosen.push(SECTIONS[random.below(SECTIONS.len())]);
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

fn feature_table(random: &mut Random, edges: &[Edge]) -> String {
    let mut lists: Vec<Vec<String>> = Vec::new();
    // Every feature may name any later one, the first two being in a circle now and then.
    for feature in 0..FEATURES {
        let mut list = Vec::new();
        for other in feature + 1..FEATURES {
            if random.one_in(4) {
                list.push(format!("f{other}"));
            }
        }
        for edge in edges {
            list.extend(value(random, edge));
        }
        lists.push(list);
    }
    if random.one_in(4) {
        lists[1].push("f0".to_owned());
    }
    // An optional dependency has to be named once it is not implied any more.
    let all = lists.concat();
    for edge in edges.iter().filter(|edge| edge.optional) {
        let explicit = format!("dep:{}", edge.name);
        let is_mentioned = all.iter().any(|value| value.contains(&edge.name));
        if is_mentioned && !all.contains(&explicit) {
            continue;
        }
        if random.one_in(2) {
            lists[random.below(FEATURES)].push(explicit);
        }
    }
    let mut table = String::new();
    for (feature, list) in lists.iter().enumerate() {
        writeln!(table, "f{feature} = {list:?}").unwrap();
    }
    let default: Vec<String> = (0..FEATURES)
        .filter(|_| random.one_in(3))
        .map(|feature| format!("f{feature}"))
        .collect();
    writeln!(table, "default = {default:?}").unwrap();
    table
}

fn value(random: &mut Random, edge: &Edge) -> Option<String> {
    let feature = random.below(FEATURES);
    let name = &edge.name;
    match (random.below(6), edge.optional) {
        (0, true) => Some(format!("dep:{name}")),
        (1, true) => Some(format!("{name}?/f{feature}")),
        (2, _) => Some(format!("{name}/f{feature}")),
        _ => None,
    }
}

/// A way leads to everything that is built, and to every feature that is on, and to nothing else.
fn check_routes(workspace: &Workspace, member: PackageIdx, selection: &Selection) {
    let closure = workspace.closure(&[member], selection);
    let routes = workspace.routes(&[member], selection);
    for package in (0..workspace.packages().len()).map(|at| &workspace.packages()[at]) {
        let at = workspace.package_by_id(&package.id).unwrap();
        let Some(reached) = closure.get(at) else {
            assert_eq!(routes.to(at, &[]), None, "{package}");
            continue;
        };
        let route = routes.to(at, &[]).expect("a way to what is built");
        // What turns an optional dependency on may be farther away than the dependency itself.
        let length = u32::try_from(reached.path.len() - 1).unwrap();
        let shortest = (reached.kind, reached.target.is_some(), length);
        assert!(route.rank >= shortest, "{package}: {route:?} {reached:?}");
        assert_eq!(route.rank.2 as usize + 1, route.path.len());
        for feature in package.features.keys() {
            let on = closure.has_feature(at, feature);
            let Some(route) = routes.to(at, std::slice::from_ref(feature)) else {
                // The first resolver turns features on for tests and platforms that are not built.
                let elsewhere = workspace.resolver() == Resolver::V1;
                assert!(!on || elsewhere, "no way to {package} with {feature}");
                continue;
            };
            assert!(on, "a way to {package} with {feature}, which is off");
            assert_eq!(route.path.first(), Some(&member));
            assert_eq!(route.path.last(), Some(&at));
            assert_eq!(route.entry.is_none(), at == member && route.path.len() == 1);
        }
    }
}

/// The few builds that stand for every target have what the builds of all of them have.
fn check_builds(workspace: &Workspace, member: PackageIdx, selection: &Selection) {
    let rows = include_str!("../../src/graph/targets.tsv").lines();
    let triples = rows.filter_map(|row| row.split_once('\t').map(|(triple, _)| triple));
    // With a condition for each triple none stands for another one.
    let triples: Vec<Platform> = triples.map(|triple| triple.parse().unwrap()).collect();
    let on = |platforms: &[Platform]| {
        let builds = workspace.builds(&Targets::All, platforms);
        let mut on: BTreeSet<(PackageIdx, Option<String>)> = BTreeSet::new();
        for build in &builds {
            let selection = Selection {
                targets: build.targets.clone(),
                ..selection.clone()
            };
            for reached in &workspace.closure(&[member], &selection) {
                on.insert((reached.package, None));
                let features = workspace.package(reached.package).features.keys();
                let features = features.filter(|feature| {
                    let mut built = reached.activations.iter();
                    built.any(|built| built.features.contains(feature.as_str()))
                });
                on.extend(features.map(|feature| (reached.package, Some(feature.clone()))));
            }
        }
        (builds.len(), on)
    };
    let (few, of_few) = on(&[]);
    let (all, of_all) = on(&triples);
    assert_eq!(all, triples.len());
    assert!(few < 8, "{few}");
    assert_eq!(of_few, of_all);
    // All at once have no less.
    let at_once = Selection {
        targets: Targets::All,
        ..selection.clone()
    };
    let at_once = workspace.closure(&[member], &at_once);
    assert!(of_all.iter().all(|(package, _)| at_once.contains(*package)));
}

#[test]
fn random_workspaces_are_resolved_as_cargo_does() {
    let names = crate::graph::target_names();
    let targets = crate::graph::targets(&names);
    let mut count = 0;
    for seed in 1..=24 {
        let mut random = Random::new(seed);
        let resolver = ["1", "2", "3"][random.below(3)];
        let members: Vec<String> = (0..PACKAGES).map(|at| format!("p{at}")).collect();
        let root = format!("[workspace]\nresolver = \"{resolver}\"\nmembers = {members:?}\n");
        let mut files = vec![("Cargo.toml".to_owned(), root)];
        for (at, member) in members.iter().enumerate() {
            files.push((format!("{member}/Cargo.toml"), manifest(&mut random, at)));
        }
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
        println!("seed {seed}");
        let project = Project::new(&files);
        let workspace = project.workspace();
        check_superset(&workspace, &project.metadata());
        for member in workspace.members().iter().copied() {
            let choices = feature_choices(&workspace, member);
            let selection = Selection {
                features: choices[random.below(choices.len())].clone(),
                targets: targets[&names[random.below(names.len())]].clone(),
                dev: random.one_in(2),
            };
            let target = names
                .iter()
                .find(|name| targets[*name] == selection.targets);
            compare_one(
                &workspace,
                project.cargo(),
                member,
                target.unwrap(),
                &selection,
            );
            check_routes(&workspace, member, &selection);
            if seed % 6 == 0 {
                check_builds(&workspace, member, &selection);
            }
            count += 1;
        }
    }
    println!("{count} comparisons");
}
