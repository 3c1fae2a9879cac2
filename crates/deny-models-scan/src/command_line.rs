//! Command lines that code builds.

use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef};

/// Calls that one command line is built by.
const MAX_CALLS: usize = 1024;
/// Words that one call gives.
const MAX_WORDS: usize = 4096;

/// Whether a method gives arguments to a command.
pub(super) fn is_argument(crate_ir: &Crate, file: u32, receiver: NodeIdx, method: &str) -> bool {
    let receiver = NodeRef { file, ix: receiver };
    ["arg", "args"].contains(&method) && &*crate_ir.kind(receiver) == "Command"
}

/// The expressions of the program and its arguments, up to a call of `arg` or `args`.
pub(super) fn parts(crate_ir: &Crate, call: NodeRef) -> Vec<NodeRef> {
    let mut calls: Vec<Vec<NodeRef>> = Vec::new();
    let mut at = call;
    for _ in 0..MAX_CALLS {
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        match &crate_ir.node(at).ex {
            Expr::Method(receiver, _, args) => {
                calls.push(words(crate_ir, at.file, args));
                at = here(receiver);
            }
            Expr::Call(_, args) => {
                calls.push(words(crate_ir, at.file, args));
                break;
            }
            // `let mut command = Command::new(..)`, whose other arguments are given in statements of their own.
            Expr::Path(path) if path.len() == 1 => {
                let func = crate_ir.func(crate_ir.func_of(at));
                let Some(first) = func.locals.get(&path[0]).and_then(|values| values.first())
                else {
                    break;
                };
                let next = here(first);
                if next.ix >= at.ix {
                    break;
                }
                at = next;
            }
            // What it is after a call in a statement before.
            Expr::After(call) => at = here(call),
            _ => break,
        }
    }
    calls.into_iter().rev().flatten().collect()
}

/// The arguments of a call, those of a list one by one.
pub(super) fn words(crate_ir: &Crate, file: u32, args: &[NodeIdx]) -> Vec<NodeRef> {
    let mut found = Vec::new();
    for ix in args {
        let at = NodeRef { file, ix: *ix };
        match &crate_ir.node(at).ex {
            Expr::Seq(parts) => {
                let parts = &parts[..parts.len().min(MAX_WORDS)];
                found.extend(words(crate_ir, file, parts));
            }
            _ => found.push(at),
        }
    }
    found
}
