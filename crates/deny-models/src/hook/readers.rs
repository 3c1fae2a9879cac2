//! What the hook reads of what others wrote, one entry for each reader: for the fuzz targets, which cannot run a build.

use camino::{Utf8Path, Utf8PathBuf};

use super::cfg;
use super::env::Env;
use super::root::Root;
use super::tree::Tree;
use crate::domain::PackageRef;

/// The packages that an output of `cargo tree` lists, each with the way from the root.
///
/// # Errors
///
/// When a line is none of `cargo tree`, or stands where it does not belong.
pub fn tree(text: &str) -> Result<Vec<(PackageRef, Vec<PackageRef>)>, String> {
    let tree = Tree::parse(text)?;
    let nodes = tree.nodes().iter();
    Ok(nodes
        .map(|node| (node.package.clone(), node.path.clone()))
        .collect())
}

/// Whether a `cfg(...)` or a triple holds under these variables of a build script; `None` when it cannot be read.
#[must_use]
pub fn condition(text: &str, variables: &[(&str, &str)]) -> Option<bool> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    cfg::holds(text, &Env::new(variables.iter().map(owned)))
}

/// The root of the workspace that the package in `directory` belongs to, and whether that package is its only member.
#[must_use]
pub fn root(directory: &Utf8Path) -> (Utf8PathBuf, bool) {
    let root = Root::find(directory, None);
    (root.directory, root.alone)
}
