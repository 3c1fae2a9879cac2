//! Modelfiles that code writes, for `ollama create`.

use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef, Piece};
use super::ollama_names::Asked;
use super::sinks::{Kind, Sink};
use deny_models::evidence::modelfile::is_modelfile;

/// How far the path of a file is followed.
const DEPTH: usize = 12;

/// A Modelfile that is written, for `ollama create`: `fs::write(dir.join("Modelfile"), text)`.
pub(super) fn written(crate_ir: &Crate, at: NodeRef, args: &[NodeRef]) -> Option<Sink> {
    let [path, text] = args else { return None };
    is_path(crate_ir, *path, 0).then(|| Sink {
        at,
        parts: vec![*text],
        kind: Kind::Ollama(Asked::Modelfile),
        tokenizer: false,
    })
}

/// The lines that a function writes which makes a file: `writeln!(file, "FROM {name}")`.
pub(super) fn lines(crate_ir: &Crate, at: NodeRef, args: &[NodeRef]) -> Vec<Sink> {
    if !args.first().is_some_and(|path| is_path(crate_ir, *path, 0)) {
        return Vec::new();
    }
    let file = crate_ir.file(at);
    let func = file.node(at.ix).func;
    let begins = |text: &str| {
        text.get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("from "))
    };
    let nodes = (0..).zip(&file.nodes).filter(|(_, node)| node.func == func);
    let lines = nodes.filter(|(_, node)| match &node.ex {
        Expr::Lit(text) => begins(text),
        Expr::Format(pieces) => matches!(pieces.first(), Some(Piece::Text(text)) if begins(text)),
        _ => false,
    });
    let lines = lines.map(|(ix, _)| {
        let line = NodeRef { file: at.file, ix };
        Sink {
            at: line,
            parts: vec![line],
            kind: Kind::Ollama(Asked::Modelfile),
            tokenizer: false,
        }
    });
    lines.collect()
}

/// Whether an expression is the path of a Modelfile, by the literal at its end.
fn is_path(crate_ir: &Crate, at: NodeRef, depth: usize) -> bool {
    let inner = |ix: NodeIdx| {
        let at = NodeRef { file: at.file, ix };
        depth < DEPTH && is_path(crate_ir, at, depth + 1)
    };
    match &crate_ir.node(at).ex {
        Expr::Lit(text) => {
            let name = text.rsplit(['/', '\\']).next().unwrap_or_default();
            is_modelfile(name)
        }
        Expr::Method(of, name, args) if name == "join" || name == "push" => {
            args.first().is_some_and(|arg| inner(*arg)) || inner(*of)
        }
        Expr::Method(of, ..) | Expr::Elem(of) => inner(*of),
        Expr::Call(_, args) => args.first().is_some_and(|arg| inner(*arg)),
        Expr::Path(path) if path.len() == 1 => {
            let func = crate_ir.func(crate_ir.func_of(at));
            let values = func.locals.get(&path[0]);
            values.is_some_and(|values| values.iter().any(|value| inner(*value)))
                || crate_ir
                    .constants(path, at)
                    .into_iter()
                    .any(|at| depth < DEPTH && is_path(crate_ir, at, depth + 1))
        }
        _ => false,
    }
}
