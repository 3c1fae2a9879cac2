//! Everything that is read before single packages are checked.

use std::fs;
use std::sync::Arc;

use camino::Utf8Path;

use super::env::{Env, Package};
use super::index::Index;
use super::root::Root;
use super::tree::{Node, Tree};
use crate::cargo_lock::LockEntry;
use crate::lock::Lock;
use crate::policy::Policy;
use crate::source::{Problem, SourceFile};

/// Everything that was read.
pub(super) struct HookInput<'a> {
    pub(super) env: &'a Env,
    pub(super) package: &'a Package,
    pub(super) root: &'a Root,
    pub(super) policy: &'a Policy,
    pub(super) lock: Option<&'a Lock>,
    pub(super) cargo_lock: &'a [LockEntry],
    /// What is looked up in these.
    pub(super) index: &'a Index<'a>,
    /// What is built.
    pub(super) tree: &'a Tree,
}

impl HookInput<'_> {
    pub(super) fn is_own(&self, node: &Node) -> bool {
        node.directory.as_deref() == Some(&self.package.directory)
            && node.package == self.package.reference
    }
}

pub(super) fn read(path: &Utf8Path) -> Result<Arc<SourceFile>, Vec<Problem>> {
    fs::read_to_string(path)
        .map(|text| SourceFile::new(path, text))
        .map_err(|error| vec![Problem::new(format!("cannot read {path}: {error}"))])
}
