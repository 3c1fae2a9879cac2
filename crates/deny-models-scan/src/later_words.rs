//! Words that a command line gets in later calls: `command.arg("download").arg(name)`, then `command.args(options)`.

use foldhash::{HashMap, HashSet};

use super::command_line;
use super::index::Crate;
use super::ir::{Expr, NodeRef};

/// What becomes of command lines after the calls that begin them.
#[derive(Debug, Default)]
pub(super) struct Later {
    /// Calls to which others add.
    unfinished: HashSet<NodeRef>,
    /// The last of those that certainly add to a call, in the same function.
    last: HashMap<NodeRef, NodeRef>,
}

impl Later {
    /// Reads the command lines of a crate.
    pub(super) fn of(crate_ir: &Crate) -> Self {
        let mut all = Self::default();
        let mut conditional: HashSet<NodeRef> = HashSet::default();
        let mut calls = Vec::new();
        for (at, node) in crate_ir.nodes() {
            let here = |ix| NodeRef { file: at.file, ix };
            match &node.ex {
                Expr::Method(receiver, name, _)
                    if command_line::is_argument(crate_ir, at.file, *receiver, name) =>
                {
                    calls.push(at);
                }
                // What a variable was, and what it is after a call under a condition.
                Expr::OneOf(sides) => {
                    let changed = sides.get(1).map(|side| &crate_ir.node(here(*side)).ex);
                    if let (2, Some(Expr::After(call))) = (sides.len(), changed) {
                        conditional.insert(here(*call));
                    }
                }
                _ => {}
            }
        }
        for call in calls {
            all.unfinished.extend(command_line::before(crate_ir, call));
            if conditional.contains(&call) {
                continue;
            }
            let func = crate_ir.func_of(call);
            let (_, before) = command_line::certain(crate_ir, call);
            for earlier in before {
                if crate_ir.func_of(earlier) == func {
                    let last = all.last.entry(earlier).or_insert(call);
                    *last = call.max(*last);
                }
            }
        }
        all
    }

    /// Whether nothing is added to a command line after a call.
    pub(super) fn is_whole(&self, call: NodeRef) -> bool {
        !self.unfinished.contains(&call)
    }

    /// The words that are certainly added after a call.
    pub(super) fn parts(&self, crate_ir: &Crate, call: NodeRef) -> Vec<NodeRef> {
        let Some(last) = self.last.get(&call) else {
            return Vec::new();
        };
        let known = command_line::parts(crate_ir, call);
        let (mut all, _) = command_line::certain(crate_ir, *last);
        all.retain(|part| !known.contains(part));
        all
    }
}
