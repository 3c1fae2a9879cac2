//! Where each file of a crate belongs, and under which conditions it is compiled.

use super::ir::{Context, FileIr};
use super::module_tree::ModuleTree;
use super::package::Package;
use super::scope::Scope;
use super::scripts;

/// Where each file belongs: a module that is only compiled for tests makes its files tests.
pub(super) fn places(
    files: &[FileIr],
    package: &Package,
    tree: &ModuleTree,
) -> Vec<(Scope, Context)> {
    let place = |file: &FileIr| {
        let (by_path, features) = package.scope(&file.path);
        if let Some(placed) = tree.files.get(&file.path) {
            return (placed.scope(by_path), placed.context.clone());
        }
        // Only those that a build script names are read.
        if file.table && scripts::is_script(&file.path) {
            return (Scope::Build, Context::default());
        }
        // A macro may declare it, in a module that its path shows.
        let mut context = Context {
            features,
            ..Context::default()
        };
        let mut at = file.path.as_str();
        while let Some((outer, _)) = at.rsplit_once('/') {
            at = outer;
            let around = [format!("{at}.rs"), format!("{at}/mod.rs")];
            if let Some(placed) = around.iter().find_map(|path| tree.files.get(path)) {
                context = context.and(&placed.context);
                break;
            }
        }
        let scope = if context.test && by_path.is_built() {
            Scope::Test
        } else {
            by_path
        };
        (scope, context)
    };
    files.iter().map(place).collect()
}
