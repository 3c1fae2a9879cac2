//! The rules of what is built for a member, one row each in `rules.txt`: a small workspace and questions on it, without
//! cargo. What cargo itself says of such workspaces, the differential tests compare.

use std::fmt::Write as _;

use super::walk::{Closure, Reached};
use super::{FeatureToDisable, PackageIdx, Selection, Side, Workspace};
use crate::gather::judge::hold;
use crate::gather::judge::world::World;
use deny_models::domain::Kind;

const RULES: &str = include_str!("rules.txt");

#[test]
fn every_rule_holds() {
    hold(RULES, built);
}

/// As many ways lead through them as there are subsets: each step is taken once.
#[test]
fn ways_through_many_packages_end() {
    const LAYERS: usize = 60;
    let mut lines = vec!["member app a0 b0".to_owned()];
    for layer in 0..LAYERS {
        let next = layer + 1;
        let needs = if next < LAYERS {
            format!("a{next} b{next}")
        } else {
            String::new()
        };
        lines.push(format!("path a{layer} {needs}"));
        lines.push(format!("path b{layer} {needs}"));
    }
    lines.push(format!("ask way b{}", LAYERS - 1));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let found = built(&World::read(&lines));
    let way = found.split(' ').find(|word| word.starts_with("way="));
    let steps = way.map(|way| way.matches('<').count());
    assert_eq!(steps, Some(LAYERS - 1), "{found}");
}

/// What is built for each member, or for all together, and then the answers. See [`words`].
fn built(world: &World) -> String {
    let workspace = world.workspace();
    let members = workspace.members();
    let groups: Vec<Vec<PackageIdx>> = if world.unify {
        vec![members.to_vec()]
    } else {
        members.iter().map(|member| vec![*member]).collect()
    };
    let mut all = Vec::new();
    for roots in &groups {
        if groups.len() > 1 {
            all.push(format!("{}:", workspace.package(roots[0]).name));
        }
        all.extend(words(
            &workspace,
            &workspace.closure(roots, &world.selection),
        ));
        let questions = world.questions.iter();
        all.extend(questions.map(|question| answer(&workspace, roots, &world.selection, question)));
    }
    all.join(" ")
}

/// Each package in a word: its name with its features, `/host` where it is built for that side (and `/target` where it is
/// built for both), then how it comes in where that is not simply by normal dependencies of the root: the kind, the
/// condition, and the packages between.
fn words(workspace: &Workspace, closure: &Closure) -> Vec<String> {
    let word = |reached: &Reached| {
        let mut word = name(workspace, reached.package).to_owned();
        let is_twice = reached.activations.len() > 1;
        for activation in &reached.activations {
            match activation.side {
                Side::Host => word += "/host",
                Side::Target if is_twice => word += "/target",
                Side::Target => {}
            }
            if !activation.features.is_empty() {
                let features: Vec<&str> = activation.features.iter().map(AsRef::as_ref).collect();
                let _ = write!(word, "[{}]", features.join(","));
            }
        }
        word + &way(
            workspace,
            reached.kind,
            reached.target.as_deref(),
            &reached.path,
        )
    };
    closure.iter().map(word).collect()
}

fn way(workspace: &Workspace, kind: Kind, target: Option<&str>, path: &[PackageIdx]) -> String {
    let mut word = match kind {
        Kind::Normal => String::new(),
        Kind::Build => ":build".to_owned(),
        Kind::Dev => ":dev".to_owned(),
    };
    if let Some(target) = target {
        let _ = write!(word, "?{target}");
    }
    let between = path.iter().rev().skip(1);
    for package in between.take(path.len().saturating_sub(2)) {
        let _ = write!(word, "<{}", name(workspace, *package));
    }
    word
}

fn name(workspace: &Workspace, package: PackageIdx) -> &str {
    &workspace.package(package).name
}

/// | question | answer |
/// |---|---|
/// | `cut PACKAGE` | the feature of the root without which the package is not built; `!` where it is on by default |
/// | `cut-of DEPENDENCY PACKAGE` | the same of a feature of the dependency |
/// | `enables PACKAGE` | the features of the root that bring the package in |
/// | `way PACKAGE FEATURE…` | how the package gets these features |
/// | `externs PACKAGE` | what the code of the package calls its dependencies |
/// | `everywhere` | what is built on every platform |
/// | `builds` | the single builds |
fn answer(
    workspace: &Workspace,
    roots: &[PackageIdx],
    selection: &Selection,
    question: &str,
) -> String {
    let mut words = question.split(' ');
    let word = words.next().unwrap_or_default();
    let find = |text: &str| {
        let of_name = |package: &super::Package| package.name == text;
        let at = workspace.packages().iter().position(of_name);
        PackageIdx(u32::try_from(at.expect("a package")).expect("few"))
    };
    let mut package = || find(words.next().expect("a package"));
    let cut = |found: Option<FeatureToDisable>| {
        let mark =
            |found: FeatureToDisable| found.feature + if found.by_default { "!" } else { "" };
        found.map_or_else(|| "none".to_owned(), mark)
    };
    let root = roots[0];
    let found = match word {
        "cut" => {
            let gone = package();
            cut(workspace.feature_to_disable(root, selection, |closure| !closure.contains(gone)))
        }
        "cut-of" => {
            let (dependency, gone) = (package(), package());
            let gone = |closure: &Closure| !closure.contains(gone);
            cut(workspace.feature_of_dependency_to_disable(root, selection, dependency, gone))
        }
        "enables" => {
            let goal = package();
            let found = workspace.what_enables(root, selection, |closure| closure.contains(goal));
            found.map_or_else(|| "none".to_owned(), |features| features.join(","))
        }
        "way" => {
            let to = package();
            let features: Vec<String> = words.map(str::to_owned).collect();
            let route = workspace.routes(roots, selection).to(to, &features);
            route.map_or_else(
                || "none".to_owned(),
                |route| {
                    let name = name(workspace, to);
                    let way = way(workspace, route.kind, route.target.as_deref(), &route.path);
                    let entry = route.entry.map_or_else(String::new, |(kind, platform)| {
                        let platform = platform.map(|platform| format!("?{platform}"));
                        format!(" from:{}{}", kind.as_str(), platform.unwrap_or_default())
                    });
                    format!("{name}{way}{entry}")
                },
            )
        }
        "externs" => {
            let externs = workspace.externs(package());
            let externs = externs.iter();
            let words: Vec<String> = externs
                .map(|(called, package)| format!("{called}={}", name(workspace, *package)))
                .collect();
            words.join(",")
        }
        "everywhere" => {
            let everywhere = workspace.closure_everywhere(roots, selection);
            self::words(workspace, &everywhere).join(",")
        }
        "builds" => {
            let builds = workspace.builds(&selection.targets, &[]);
            let triples: Vec<String> = builds.into_iter().map(|build| build.triple).collect();
            triples.join(",")
        }
        _ => panic!("not a question: {question}"),
    };
    format!("{word}={found}")
}
