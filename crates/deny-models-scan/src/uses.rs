//! Variants and defaults of other crates' types that a crate names.

use foldhash::HashMap;

use super::ir::{Expr, NodeIdx, NodeRef};
use super::offers::{Reexport, VariantUse};
use super::report::{Report, conditions};
use super::source::Sources;

impl Report<'_> {
    /// Variants and defaults of other crates' types.
    pub(super) fn uses(&self, sources: &Sources) -> Vec<VariantUse> {
        let mut found = Vec::new();
        for (number, file) in self.crate_ir.files.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            // Names of this file: the package they are of, and what that calls them.
            let imported: HashMap<&str, (String, &str)> = file
                .uses
                .iter()
                .filter_map(|item| {
                    let root = self.dependency(sources, item.path.first()?)?;
                    let of = last_of(&item.path);
                    (item.path.len() > 1).then_some((item.name.as_str(), (root, of)))
                })
                .collect();
            for (ix, node) in file.nodes.iter().enumerate() {
                let at = NodeRef {
                    file: number,
                    ix: NodeIdx::try_from(ix).unwrap_or(NodeIdx::MAX),
                };
                let (path, default) = match &node.ex {
                    Expr::Path(path) => (path, false),
                    Expr::Call(path, args) => {
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
                    || self.crate_ir.defines(number, of)
                    || !(default || upper(last) && matches!(node.ex, Expr::Path(_)) && !constant)
                {
                    continue;
                }
                let spelt = (path.len() > 2)
                    .then(|| self.dependency(sources, &path[0]))
                    .flatten();
                let (from, of) = match (spelt, imported.get(of.as_str()), imported.get("*")) {
                    (Some(root), ..) => (root, of.as_str()),
                    (None, Some((root, name)), _) => (root.clone(), *name),
                    (None, None, Some((root, _))) => (root.clone(), of.as_str()),
                    (None, None, None) => continue,
                };
                let (scope, context) = self.place(at);
                let (features, cfg) = conditions(context);
                found.push(VariantUse {
                    from,
                    of: of.to_owned(),
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

    /// The dependency that a name at the start of a path means, as code spells the name of its library.
    fn dependency(&self, sources: &Sources, root: &str) -> Option<String> {
        let known = |name: &str| sources.package.dependencies.get(name);
        let package = known(root).or_else(|| {
            // `extern crate a as b`.
            let mut uses = self.crate_ir.files.iter().flat_map(|file| &file.uses);
            let renamed = uses.find(|item| item.path.len() == 1 && item.name == root)?;
            known(renamed.path.first()?)
        });
        package.map(|package| package.replace('-', "_"))
    }

    /// Names of other crates that this one re-exports.
    pub(super) fn reexports(&self, sources: &Sources) -> Vec<Reexport> {
        let mut found = Vec::new();
        for file in &self.crate_ir.files {
            for item in file
                .uses
                .iter()
                .filter(|item| item.public && item.path.len() > 1)
            {
                let from = item
                    .path
                    .first()
                    .and_then(|root| self.dependency(sources, root));
                if let Some(from) = from {
                    found.push(Reexport {
                        name: item.name.clone(),
                        from,
                        of: last_of(&item.path).to_owned(),
                    });
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

fn last_of(path: &[String]) -> &str {
    path.last().map_or("", String::as_str)
}

fn is_default_call(ex: &Expr) -> bool {
    matches!(ex, Expr::Call(path, args) if args.is_empty() && path.last().is_some_and(|last| last == "default"))
}
