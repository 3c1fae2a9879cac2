//! Maps the features of a command line to members.

use std::fmt;

use super::error::GraphError;
use super::index::{FeatureNo, Index, Node, Value};
use super::manifest::Resolver;
use super::package::PackageIdx;
use super::resolver::Request;
use super::selection::{FeatureSelection, entries};
use super::workspace::Workspace;
use deny_models::text::nearest;

/// An entry of `--features`, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry<'a> {
    Feature(&'a str),
    Of {
        package: &'a str,
        feature: &'a str,
        weak: bool,
    },
}

impl<'a> Entry<'a> {
    fn parse(text: &'a str) -> Result<Self, GraphError> {
        let bad = |why: &str| GraphError::BadFeature {
            feature: text.to_owned(),
            why: why.to_owned(),
        };
        if text.starts_with("dep:") {
            return Err(bad(
                "the `dep:` form belongs into a manifest; name a feature that enables the dependency",
            ));
        }
        let Some((package, feature)) = text.split_once('/') else {
            return Ok(Self::Feature(text));
        };
        if feature.contains('/') {
            return Err(bad("it has more than one slash"));
        }
        let (package, weak) = package
            .strip_suffix('?')
            .map_or((package, false), |package| (package, true));
        Ok(Self::Of {
            package,
            feature,
            weak,
        })
    }

    /// Its meaning in a member, if it has one there.
    fn value(self, index: &Index, name: &str, node: &Node) -> Option<Value> {
        match self {
            Self::Feature(feature) => node.feature(feature).map(Value::Feature),
            Self::Of {
                package,
                feature,
                weak,
            } => match node.slot(package) {
                Some(slot) => {
                    let of = index.name(feature)?;
                    let mut deps = node.deps.iter().filter(|dep| dep.slot == slot);
                    // A dependency without that feature is an error for cargo.
                    deps.any(|dep| index.node(dep.to).feature_of(of).is_some())
                        .then_some(Value::Of {
                            slot,
                            feature: of,
                            weak,
                        })
                }
                None if package == name => node.feature(feature).map(Value::Feature),
                None => None,
            },
        }
    }
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feature(feature) => f.write_str(feature),
            Self::Of {
                package,
                feature,
                weak,
            } => write!(f, "{package}{}/{feature}", if *weak { "?" } else { "" }),
        }
    }
}

impl Workspace {
    /// Looks whether each selected feature exists in at least one of `members`.
    ///
    /// [`Self::closure`] gives each member the features that it has and passes over the others, as
    /// cargo does when several members are selected; this is the check that goes with it.
    ///
    /// # Errors
    ///
    /// When a feature is not written as cargo takes it, or no member has it.
    pub fn check_features(
        &self,
        members: &[PackageIdx],
        features: &FeatureSelection,
    ) -> Result<(), GraphError> {
        for entry in entries(&features.features) {
            let entry = Entry::parse(entry)?;
            let means = |at: &PackageIdx| means(self, *at, entry);
            if !members.iter().any(means) {
                return Err(unknown(self, members, entry));
            }
        }
        Ok(())
    }
}

fn means(workspace: &Workspace, at: PackageIdx, entry: Entry<'_>) -> bool {
    let index = &workspace.index;
    let name = &workspace.package(at).name;
    entry.value(index, name, index.node(at)).is_some()
}

fn unknown(workspace: &Workspace, members: &[PackageIdx], entry: Entry<'_>) -> GraphError {
    let owner = members_text(workspace, members);
    let elsewhere: Vec<&str> = workspace
        .members()
        .iter()
        .filter(|at| !members.contains(at) && means(workspace, **at, entry))
        .map(|at| workspace.package(*at).name.as_str())
        .collect();
    let help = if elsewhere.is_empty() {
        let known = known_entries(workspace, members, entry);
        let near = nearest(&entry.to_string(), known.iter().map(String::as_str));
        near.map(|near| format!("a feature with a similar name exists: `{near}`"))
    } else {
        Some(format!("it is a feature of {}", elsewhere.join(", ")))
    };
    GraphError::UnknownFeature {
        feature: entry.to_string(),
        members: owner,
        help,
    }
}

fn members_text(workspace: &Workspace, members: &[PackageIdx]) -> String {
    match members {
        [member] => format!("package `{}`", workspace.package(*member).name),
        _ => "any of the selected packages".to_owned(),
    }
}

/// Everything that could have been meant, in the form of `entry`.
fn known_entries(workspace: &Workspace, members: &[PackageIdx], entry: Entry<'_>) -> Vec<String> {
    let mut known = Vec::new();
    for at in members {
        let package = workspace.package(*at);
        match entry {
            Entry::Feature(_) => known.extend(package.features.keys().cloned()),
            Entry::Of { .. } => {
                let own = package.features.keys();
                known.extend(own.map(|feature| format!("{}/{feature}", package.name)));
                let node = workspace.index.node(*at);
                for dep in &node.deps {
                    let slot = &node.slots[dep.slot as usize];
                    let features = &workspace.index.node(dep.to).feature_names;
                    known.extend(features.iter().map(|feature| format!("{slot}/{feature}")));
                }
            }
        }
    }
    known
}

/// The features that cargo would request of each root, and of members that a build reaches without naming them.
pub(super) fn requests(
    workspace: &Workspace,
    roots: &[PackageIdx],
    features: &FeatureSelection,
) -> Vec<Request> {
    let is_joint = roots.len() > 1;
    let root_package = workspace.root_package();
    if let (true, Resolver::V1, Some(current)) = (is_joint, workspace.resolver(), root_package) {
        return old_requests(workspace, roots, current, features);
    }
    let request = |at: &PackageIdx| request(workspace, *at, features, |_| true);
    roots.iter().map(request).collect()
}

/// Where the root is a package and the resolver the first, flags are for the package of the current
/// directory: it takes part in any joint build, and the others get their defaults and what is
/// written `member/feature`.
fn old_requests(
    workspace: &Workspace,
    roots: &[PackageIdx],
    current: PackageIdx,
    features: &FeatureSelection,
) -> Vec<Request> {
    let names: Vec<&str> = roots
        .iter()
        .filter(|at| **at != current)
        .map(|at| workspace.package(*at).name.as_str())
        .collect();
    let for_other = |entry: Entry<'_>| match entry {
        Entry::Feature(_) => false,
        Entry::Of { package, .. } => names.contains(&package),
    };
    let others = FeatureSelection {
        no_default_features: false,
        ..features.clone()
    };
    let mut requests = vec![request(workspace, current, features, |entry| {
        !for_other(entry)
    })];
    for at in roots.iter().filter(|at| **at != current) {
        let name = workspace.package(*at).name.as_str();
        requests.push(request(
            workspace,
            *at,
            &others,
            |entry| matches!(entry, Entry::Of { package, .. } if package == name),
        ));
    }
    requests
}

fn request(
    workspace: &Workspace,
    package: PackageIdx,
    features: &FeatureSelection,
    takes: impl Fn(Entry<'_>) -> bool,
) -> Request {
    let index = &workspace.index;
    let node = index.node(package);
    let name = &workspace.package(package).name;
    let mut values: Vec<Value> = entries(&features.features)
        .filter_map(|entry| Entry::parse(entry).ok())
        .filter(|entry| takes(*entry))
        .filter_map(|entry| entry.value(index, name, node))
        .collect();
    if !features.no_default_features {
        values.extend(node.feature("default").map(Value::Feature));
    }
    if features.all_features {
        let count = FeatureNo::try_from(node.feature_names.len()).unwrap_or(FeatureNo::MAX);
        values.extend((0..count).map(Value::Feature));
    }
    Request { package, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_distinguished() {
        assert_eq!(Entry::parse("a").unwrap(), Entry::Feature("a"));
        let of = Entry::parse("x?/f").unwrap();
        assert_eq!(
            of,
            Entry::Of {
                package: "x",
                feature: "f",
                weak: true
            }
        );
        assert_eq!(of.to_string(), "x?/f");
        assert!(Entry::parse("dep:x").is_err());
        assert!(Entry::parse("a/b/c").is_err());
    }
}
