//! Where each file of a crate belongs, and under which conditions it is compiled.

use std::collections::HashMap;

use super::ir::{Context, FileIr};
use super::package::Package;
use super::scope::Scope;

/// Where each file belongs: a module that is only compiled for tests makes its files tests.
pub(super) fn places(files: &[FileIr], package: &Package) -> Vec<(Scope, Context)> {
    let mut by_path: HashMap<String, Context> = HashMap::new();
    for file in files {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let stem = name.trim_end_matches(".rs");
        let own = ["mod", "lib", "main"].contains(&stem) || folder.is_empty();
        let base = if own {
            folder.to_owned()
        } else {
            format!("{folder}/{stem}")
        };
        for module in &file.mods {
            let path = match &module.file {
                Some(path) => format!("{folder}/{path}"),
                None => format!("{base}/{}", module.path.join("/")),
            };
            by_path.insert(
                path.trim_start_matches('/')
                    .trim_end_matches(".rs")
                    .to_owned(),
                module.context.clone(),
            );
        }
    }
    let place = |path: &str| {
        let (mut scope, needs) = package.scope(path);
        let mut context = Context {
            features: needs,
            ..Context::default()
        };
        let mut at = path.trim_end_matches(".rs").trim_end_matches("/mod");
        loop {
            if let Some(own) = by_path.get(at) {
                context = context.and(own);
            }
            match at.rsplit_once('/') {
                Some((outer, _)) => at = outer,
                None => break,
            }
        }
        if context.test && scope.is_built() {
            scope = Scope::Test;
        }
        (scope, context)
    };
    files.iter().map(|file| place(&file.path)).collect()
}
