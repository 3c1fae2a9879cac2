//! The files whose change needs a rerun, and whether the package has features that are off.

use std::fs;

use camino::Utf8Path;

use super::env::Package;
use super::script::Script;
use super::tree::Tree;
use crate::cargo_toml::{DEPENDENCY_KINDS, Document, Part};
use crate::policy;

/// The policy; without one, the directories in which one could appear cannot be watched without running at
/// every change, so their manifests stand for them.
pub(super) fn policy(
    package: &Utf8Path,
    root: &Utf8Path,
    found: Option<&Utf8Path>,
    script: &mut Script,
) {
    script.watch(package.join("Cargo.toml"));
    script.watch(root.join(policy::FILE_NAME));
    script.watch(root.join(".cargo").join(policy::FILE_NAME));
    if let Some(found) = found {
        script.watch(found);
    }
}

/// Manifests of packages that are directories, and what lies in the package itself.
pub(super) fn packages(tree: &Tree, package: &Package, script: &mut Script) {
    for node in tree.nodes() {
        if let Some(directory) = &node.directory {
            script.watch(directory.join("Cargo.toml"));
        }
    }
    if let Some(file) = &package.license_file {
        script.watch(package.directory.join(file));
    }
}

/// Whether the package has a feature that is off.
pub(super) fn has_other_features(package: &Package) -> bool {
    let text = fs::read_to_string(package.manifest()).unwrap_or_default();
    let document = Document::lenient(&text);
    let root = document.root();
    let off = |name: &str| !package.features.contains(name);
    let mut named = root.table("features").into_iter().flat_map(Part::entries);
    named.any(|(name, _)| off(name))
        || root.all_dependencies(&DEPENDENCY_KINDS).any(|dependency| {
            let optional = dependency.table.and_then(|table| table.value("optional"));
            optional.is_some() && off(dependency.key)
        })
}
