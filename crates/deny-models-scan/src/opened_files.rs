//! Weights in the package that code opens by their path.

use std::collections::{BTreeMap, BTreeSet};

use super::embed::{self, Data};
use super::eval::Eval;
use super::ir::{Expr, NodeIdx, NodeRef};

/// Expressions around a text that may make a path of it.
const AROUND: usize = 6;

/// Files of the package that are weights and that a text in code names by their path, each with the text.
pub(super) fn find(
    eval: &Eval<'_>,
    parents: &[Vec<NodeIdx>],
    data: &BTreeMap<String, Data>,
) -> BTreeSet<(String, NodeRef)> {
    let weights: BTreeSet<&str> = data
        .iter()
        .filter(|(path, data)| embed::is_bundled(path, data).is_some())
        .map(|(path, _)| path.as_str())
        .collect();
    let names: BTreeSet<&str> = weights.iter().map(|path| last_part(path)).collect();
    let mut found = BTreeSet::new();
    if weights.is_empty() {
        return found;
    }
    let mut followed = 0;
    for (at, node) in eval.crate_ir.nodes() {
        let Expr::Lit(text) = &node.ex else { continue };
        if node.mention
            || !names.contains(last_part(text))
            || eval.crate_ir.file(at).table
            || is_embedded(eval, parents, at)
        {
            continue;
        }
        followed += 1;
        if followed > eval.limits.paths {
            eval.end_paths(at);
            break;
        }
        let path = path_of(text, &weights).or_else(|| around(eval, parents, at, &weights));
        eval.end_path(at);
        found.extend(path.map(|path| (path, at)));
    }
    found
}

/// The path that the expressions around a text make of it: `dir.join("models").join("x.onnx")`.
fn around(
    eval: &Eval<'_>,
    parents: &[Vec<NodeIdx>],
    at: NodeRef,
    weights: &BTreeSet<&str>,
) -> Option<String> {
    let parents = &parents[at.file as usize];
    let mut ix = at.ix;
    eval.begin();
    for _ in 0..AROUND {
        let parent = parents[ix as usize];
        if parent == ix {
            return None;
        }
        ix = parent;
        let here = NodeRef { file: at.file, ix };
        let joins = match &eval.crate_ir.node(here).ex {
            Expr::Method(_, name, _) => name == "join",
            Expr::Format(_) => true,
            _ => false,
        };
        if !joins {
            continue;
        }
        let texts = eval.texts(here, &None, 0);
        let found = texts
            .iter()
            .find_map(|text| path_of(&text.whole()?, weights));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Whether a text is what a macro compiles in, which is reported elsewhere.
fn is_embedded(eval: &Eval<'_>, parents: &[Vec<NodeIdx>], at: NodeRef) -> bool {
    let parents = &parents[at.file as usize];
    let mut ix = at.ix;
    for _ in 0..AROUND {
        let parent = parents[ix as usize];
        if parent == ix {
            return false;
        }
        ix = parent;
        let node = eval.crate_ir.node(NodeRef { file: at.file, ix });
        if matches!(&node.ex, Expr::Macro(name, _) if embed::is_embedding(name)) {
            return true;
        }
    }
    false
}

/// The weights that a path leads to, from the root of the package: where its manifest lies, or where it is run.
fn path_of(text: &str, weights: &BTreeSet<&str>) -> Option<String> {
    let text = text.replace('\\', "/");
    let rest = text.strip_prefix("$CARGO_MANIFEST_DIR").unwrap_or(&text);
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    weights.contains(path.as_str()).then_some(path)
}

fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}
