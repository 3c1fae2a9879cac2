//! Finds the single feature of a member that brings a package in or keeps it out.

use std::cmp::Reverse;

use super::index::FeatureNo;
use super::package::PackageIdx;
use super::resolver::{Active, Blocked};
use super::selection::{FeatureSelection, Selection};
use super::walk::Closure;
use super::workspace::Workspace;

/// A feature of a member that, turned off, keeps something out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureToDisable {
    /// The feature; `default` when only the defaults as a whole do it.
    pub feature: String,
    /// Whether it is on by default, so that turning it off needs `default-features = false`
    /// (`--no-default-features`) and a list of the other features to keep.
    pub by_default: bool,
}

impl Workspace {
    /// The smallest feature of `member` that is off and would, when turned on, make `goal` true.
    ///
    /// `goal` must be monotonic: it stays true when more is pulled in. Single features are tried,
    /// and of those that fit the one that pulls in least is taken. The result is a list, so that
    /// several features can be returned later.
    pub fn what_enables(
        &self,
        member: PackageIdx,
        selection: &Selection,
        goal: impl Fn(&Closure) -> bool,
    ) -> Option<Vec<String>> {
        let active = Active::new(&self.index, &selection.targets);
        let closure = |features: FeatureSelection| {
            let selection = Selection {
                features,
                ..selection.clone()
            };
            self.closure_with(&[member], &selection, &active, None)
        };
        let mut all = selection.features.clone();
        all.all_features = true;
        // One look at everything spares the single ones in the usual case.
        if !goal(&closure(all)) {
            return None;
        }
        let on = closure(selection.features.clone());
        let off = self.package(member).features.keys();
        off.filter(|feature| !on.has_feature(member, feature))
            .filter_map(|feature| {
                let mut more = selection.features.clone();
                more.features.push(feature.clone());
                let more = closure(more);
                let size = (more.len(), more.features_of(member).len());
                goal(&more).then_some((size, feature))
            })
            .min()
            .map(|(_, feature)| vec![feature.clone()])
    }

    /// The feature of `member` that is on, by default or by `selection`, and would, when turned
    /// off, make `gone` true while least else goes.
    ///
    /// `gone` has to be one that stays true when less is pulled in.
    pub fn feature_to_disable(
        &self,
        member: PackageIdx,
        selection: &Selection,
        gone: impl Fn(&Closure) -> bool,
    ) -> Option<FeatureToDisable> {
        let node = self.index.node(member);
        // This is called for each pull that fails: the whole graph is not resolved for nothing.
        if node.feature_names.is_empty() {
            return None;
        }
        let active = Active::new(&self.index, &selection.targets);
        let with = |blocked| self.closure_with(&[member], selection, &active, blocked);
        let on = with(None);
        let features = (0..).zip(&node.feature_names);
        features
            .filter(|(_, name)| on.has_feature(member, name))
            .filter_map(|(feature, name): (FeatureNo, _)| {
                let less = with(Some(Blocked {
                    package: member,
                    feature,
                }));
                let features_left = less.features_of(member).len();
                gone(&less).then_some((Reverse((less.len(), features_left)), name))
            })
            .min()
            .map(|(_, name)| FeatureToDisable {
                feature: name.to_string(),
                by_default: is_default(self, member, selection, name),
            })
    }
}

impl Workspace {
    /// The feature of a direct dependency that the manifest of `member` requests, and nothing else does, and that would,
    /// when it stayed off, make `gone` true while least else goes.
    ///
    /// `gone` has to be one that stays true when less is pulled in.
    pub fn feature_of_dependency_to_disable(
        &self,
        member: PackageIdx,
        selection: &Selection,
        dependency: PackageIdx,
        gone: impl Fn(&Closure) -> bool,
    ) -> Option<FeatureToDisable> {
        let deps = self.index.node(member).deps.iter();
        let mut requested = deps
            .filter(|dep| dep.to == dependency)
            .flat_map(|dep| dep.features.iter().copied())
            .peekable();
        requested.peek()?;
        let active = Active::new(&self.index, &selection.targets);
        let with = |blocked| self.closure_with(&[member], selection, &active, blocked);
        let leads_there = |package| {
            let deps = &self.index.node(package).deps;
            deps.iter().any(|dep| dep.to == dependency)
        };
        let others = with(None);
        if others
            .iter()
            .any(|other| other.package != member && leads_there(other.package))
        {
            return None;
        }
        let names = &self.index.node(dependency).feature_names;
        requested
            .filter_map(|feature| {
                let less = with(Some(Blocked {
                    package: dependency,
                    feature,
                }));
                let name = names.get(usize::try_from(feature).ok()?)?;
                gone(&less).then_some((Reverse(less.len()), name))
            })
            .min()
            .map(|(_, name)| FeatureToDisable {
                feature: name.to_string(),
                by_default: &**name == "default",
            })
    }
}

/// Whether `feature` is on without being selected.
fn is_default(
    workspace: &Workspace,
    member: PackageIdx,
    selection: &Selection,
    feature: &str,
) -> bool {
    if selection.features.no_default_features || selection.features.all_features {
        return false;
    }
    let bare = Selection {
        features: FeatureSelection::default(),
        ..selection.clone()
    };
    workspace
        .closure(&[member], &bare)
        .has_feature(member, feature)
}
