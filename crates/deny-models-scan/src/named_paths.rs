//! Texts in code that are the path of a weight file, whatever takes them: fields, defaults, arguments and functions of
//! others are not followed to a call that opens the file. Whether the file is there is known where the package lies.

use std::collections::BTreeSet;

use super::classify::is_weight_name;
use super::embed;
use super::eval::Eval;
use super::file_loads::{is_build, path};
use super::ir::{Expr, NodeIdx, NodeRef, Piece};
use super::scan::WORKSPACE;
use super::text::{Seg, Text};

/// Expressions around a text that may make a path of it.
const AROUND: usize = 6;
/// Files that a build script states to depend on, which it states by printing them.
const DEPENDS: [&str; 2] = ["cargo:rerun-if-changed=", "cargo::rerun-if-changed="];

/// A path that a text is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NamedPath {
    /// As in [`Taken`](super::Taken).
    pub(super) path: String,
    /// The text.
    pub(super) at: NodeRef,
}

/// Every text that may be the path of a weight file outside of the package, apart from the paths that are known.
pub(super) fn find(
    eval: &Eval<'_>,
    parents: &[Vec<NodeIdx>],
    known: &BTreeSet<String>,
) -> Vec<NamedPath> {
    let mut found: Vec<NamedPath> = Vec::new();
    let mut paths = known.clone();
    let mut followed = 0;
    for (at, node) in eval.crate_ir.nodes() {
        let last = match &node.ex {
            Expr::Lit(text) => text,
            Expr::Format(pieces) => match pieces.last() {
                Some(Piece::Text(text)) => text,
                _ => continue,
            },
            _ => continue,
        };
        let depends = node.mention && is_build(eval.crate_ir, at) && is_dependency(&node.ex);
        if node.mention && !depends
            || !is_weight_name(last)
            || last.contains("://")
            || eval.crate_ir.file(at).table
        {
            continue;
        }
        let around = around(eval, parents, at);
        let Some(around) = around else { continue };
        if !around.is_empty() {
            followed += 1;
            if followed > eval.limits.paths {
                eval.end_paths(at);
                break;
            }
        }
        let mut texts = Vec::new();
        if let Expr::Lit(text) = &node.ex {
            texts.push((text.clone(), false));
        }
        eval.begin();
        for at in around {
            let of_run = is_of_run(eval, at);
            texts.extend(texts_at(eval, at).into_iter().map(|text| (text, of_run)));
        }
        eval.end_path(at);
        for (text, of_run) in texts {
            let text = DEPENDS
                .iter()
                .find_map(|word| text.strip_prefix(word))
                .unwrap_or(&text);
            if let Some((path, _)) = path(text, false)
                && (is_elsewhere(&path) || of_run && is_bare(&path))
                && paths.insert(path.clone())
            {
                found.push(NamedPath { path, at });
            }
        }
    }
    found
}

fn is_dependency(ex: &Expr) -> bool {
    let first = match ex {
        Expr::Lit(text) => text,
        Expr::Format(pieces) => match pieces.first() {
            Some(Piece::Text(text)) => text,
            _ => return false,
        },
        _ => return false,
    };
    DEPENDS.iter().any(|word| first.starts_with(word))
}

/// Whether a path may lead out of the package: a bare name is a file of a repository as often.
fn is_elsewhere(path: &str) -> bool {
    !path.starts_with(['/', '~'])
        && (path.starts_with("../") || path.starts_with(WORKSPACE) || path.contains('/'))
}

fn is_bare(path: &str) -> bool {
    !path.starts_with(['/', '~'])
}

/// Whether an expression joins a name to the directory where the program is run: a bare name is a file there.
fn is_of_run(eval: &Eval<'_>, at: NodeRef) -> bool {
    let Expr::Method(of, name, _) = &eval.crate_ir.node(at).ex else {
        return false;
    };
    let mut here = *of;
    for _ in 0..AROUND {
        match &eval
            .crate_ir
            .node(NodeRef {
                file: at.file,
                ix: here,
            })
            .ex
        {
            Expr::Method(of, ..) => here = *of,
            Expr::Call(path, _) => {
                return name == "join"
                    && matches!(path.as_slice(), [.., of, last] if of == "env" && last == "current_dir");
            }
            _ => break,
        }
    }
    false
}

/// The expressions that a text is a part of and that may make a path of it, with the text itself where it is put
/// together; `None` where a macro compiles the file in, which is found by that.
fn around(eval: &Eval<'_>, parents: &[Vec<NodeIdx>], at: NodeRef) -> Option<Vec<NodeRef>> {
    let parents = &parents[at.file as usize];
    let mut found = Vec::new();
    let mut here = at;
    for _ in 0..=AROUND {
        match &eval.crate_ir.node(here).ex {
            Expr::Macro(name, _) if embed::is_embedding(name) => return None,
            Expr::Method(_, name, args) if name == "join" && args.len() == 1 => found.push(here),
            Expr::Format(_) | Expr::Seq(_) => found.push(here),
            _ => {}
        }
        let ix = parents[here.ix as usize];
        if ix == here.ix {
            break;
        }
        here = NodeRef { file: at.file, ix };
    }
    Some(found)
}

/// The texts that an expression may be; of one that begins with what is not known, its end.
fn texts_at(eval: &Eval<'_>, at: NodeRef) -> Vec<String> {
    if let Expr::Seq(parts) = &eval.crate_ir.node(at).ex {
        // `[root, "models", "x.onnx"].iter().collect::<PathBuf>()`
        let parts = parts.iter().map(|ix| NodeRef {
            file: at.file,
            ix: *ix,
        });
        let parts: Option<Vec<String>> = parts
            .map(|part| eval.texts(part, &None, 0).first()?.whole())
            .collect();
        return parts.map(|parts| parts.join("/")).into_iter().collect();
    }
    let texts = eval.texts(at, &None, 0);
    texts.iter().filter_map(end_of).collect()
}

/// What is known of a text from its last hole on.
fn end_of(text: &Text) -> Option<String> {
    let hole = text
        .segs
        .iter()
        .rposition(|seg| !matches!(seg, Seg::Known(..)));
    let known = &text.segs[hole.map_or(0, |hole| hole + 1)..];
    let known: String = known
        .iter()
        .filter_map(|seg| match seg {
            Seg::Known(text, _) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let rest = hole.map_or(known.as_str(), |_| known.trim_start_matches(['/', '\\']));
    (!rest.is_empty()).then(|| rest.to_owned())
}
