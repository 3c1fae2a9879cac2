//! Variants and defaults of other crates' types that a crate names.

use std::collections::HashMap;

use super::VariantUse;
use super::ir::{At, Ex, Ix};
use super::report::{Report, conditions};
use super::source::Sources;

impl Report<'_> {
    /// Variants and defaults of other crates' types.
    pub(super) fn uses(&self, sources: &Sources) -> Vec<VariantUse> {
        let mut found = Vec::new();
        for (number, file) in self.krate.files.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let imported: HashMap<&str, &str> = file
                .uses
                .iter()
                .filter_map(|(path, name, _)| {
                    let root = path.first()?.as_str();
                    (path.len() > 1 && sources.package.dependencies.contains_key(root))
                        .then_some((name.as_str(), root))
                })
                .collect();
            for (ix, node) in file.nodes.iter().enumerate() {
                let at = At {
                    file: number,
                    ix: Ix::try_from(ix).unwrap_or(Ix::MAX),
                };
                let (path, default) = match &node.ex {
                    Ex::Path(path) => (path, false),
                    Ex::Call(path, args) => {
                        let last = path.last().map_or("", String::as_str);
                        let by_default = last == "default" && args.is_empty();
                        let makes = last.contains("new")
                            && args.iter().any(|arg| is_default_call(&file.node(*arg).ex));
                        (path, by_default || makes)
                    }
                    _ => continue,
                };
                let [.., of, last] = path.as_slice() else {
                    continue;
                };
                let upper = |name: &str| name.starts_with(char::is_uppercase);
                let constant = last.chars().all(|char| !char.is_lowercase()) && last.contains('_');
                if !upper(of)
                    || self.krate.has_type(of)
                    || !(default || upper(last) && matches!(node.ex, Ex::Path(_)) && !constant)
                {
                    continue;
                }
                let from = match path.as_slice() {
                    [root, _, ..]
                        if path.len() > 2 && sources.package.dependencies.contains_key(root) =>
                    {
                        root.as_str()
                    }
                    _ => match imported.get(of.as_str()) {
                        Some(root) => root,
                        None if imported.contains_key("*") => "",
                        None => continue,
                    },
                };
                let (scope, context) = self.place(at);
                let (features, cfg) = conditions(context);
                found.push(VariantUse {
                    from: from.to_owned(),
                    of: of.clone(),
                    variant: (!default).then(|| last.clone()),
                    scope,
                    features,
                    cfg,
                    file: file.path.clone(),
                    line: node.line,
                });
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

fn is_default_call(ex: &Ex) -> bool {
    matches!(ex, Ex::Call(path, args) if args.is_empty() && path.last().is_some_and(|last| last == "default"))
}
