//! Where each file of a crate belongs, and under which conditions it is compiled.

use std::collections::HashMap;

use super::index::Crate;
use super::ir::Context;
use super::scope::Scope;
use super::source::Sources;

/// Where each file belongs: a module that is only compiled for tests makes its files tests.
pub(super) fn places(crate_ir: &Crate, sources: &Sources) -> Vec<(Scope, Context)> {
    let mut by_path: HashMap<String, Context> = HashMap::new();
    for file in &crate_ir.files {
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
        let (mut scope, needs) = sources.package.scope(path);
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
    crate_ir
        .files
        .iter()
        .map(|file| place(&file.path))
        .collect()
}
