//! The feature to turn off so that a pull is in no build: of the member, or of the dependency that pulls.

use super::pulls::is_on;
use crate::graph::{Closure, PackageIdx, Selection, Workspace};
use deny_models::pull::Pull;

/// The feature of the member to turn off.
pub(super) fn of_member(
    workspace: &Workspace,
    member: PackageIdx,
    package: PackageIdx,
    pull: &Pull,
    selection: &Selection,
) -> Option<String> {
    let gone = |closure: &Closure| !is_on(closure, package, pull);
    let Some(cut) = workspace.feature_to_disable(member, selection, gone) else {
        return of_dependency(workspace, member, package, pull, selection);
    };
    let member = workspace.package(member);
    let name = &member.name;
    if cut.feature == "default" {
        return Some(format!(
            "turn off the default features of `{name}`: build with `--no-default-features`"
        ));
    }
    let by_default = member.features.get("default");
    let is_listed = by_default.is_some_and(|listed| listed.contains(&cut.feature));
    let how = match (cut.by_default, is_listed) {
        (true, true) => {
            " (it is on by default: take it out of `default`, or build with `default-features = false`)"
        }
        (true, false) => {
            " (others that are on by default turn it on: take it out of these, or build with `--no-default-features`)"
        }
        (false, _) => "",
    };
    Some(format!(
        "turn off feature `{}` of `{name}`{how}",
        cut.feature
    ))
}

/// The feature of the package that pulls, where only the manifest of the member requests it.
fn of_dependency(
    workspace: &Workspace,
    member: PackageIdx,
    package: PackageIdx,
    pull: &Pull,
    selection: &Selection,
) -> Option<String> {
    let gone = |closure: &Closure| !is_on(closure, package, pull);
    let cut = workspace.feature_of_dependency_to_disable(member, selection, package, gone)?;
    let name = &workspace.package(package).name;
    Some(if cut.by_default {
        format!(
            "take the default features out of the dependency `{name}` in Cargo.toml: `default-features = false`"
        )
    } else {
        format!(
            "take feature `{}` out of the dependency `{name}` in Cargo.toml",
            cut.feature
        )
    })
}
