//! Texts that are compiled in from files.

use super::index::Crate;
use super::ir::{Expr, NodeRef};

/// The path of a text that is compiled in: `include_str!("x.py")`, in another macro too.
pub(super) fn compiled_in(crate_ir: &Crate, at: NodeRef, depth: usize) -> Option<String> {
    let Expr::Macro(name, args) = &crate_ir.node(at).ex else {
        return None;
    };
    let inner = NodeRef {
        file: at.file,
        ix: *args.first().filter(|_| depth < 4)?,
    };
    match &crate_ir.node(inner).ex {
        Expr::Lit(path) if name.starts_with("include_") => Some(path.clone()),
        _ => compiled_in(crate_ir, inner, depth + 1),
    }
}
