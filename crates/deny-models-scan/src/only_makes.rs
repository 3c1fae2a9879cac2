//! Functions that are named as downloads are and do nothing but make a value: `FileSource::huggingface(id)`.
//!
//! What they are given is taken where the value is used, and never if another one takes its place. This is so where the
//! code of the function, and of all that it calls, is at hand and consists of literals, conversions and writes to fields.

use std::collections::BTreeSet;

use super::index::Crate;
use super::ir::{Expr, FnRef, NodeRef, enum_of_std};
use super::names::{changes, is_change, is_through, is_wrapper};

/// Functions that are looked at for one call.
const MAX_FUNCTIONS: usize = 32;

impl Crate {
    /// Whether functions do nothing but make a value of a type, or change one, with what they are given.
    pub(super) fn only_make(&self, called: &[FnRef]) -> bool {
        !called.is_empty()
            && called.iter().all(|func| {
                let mut makes = Makes {
                    crate_ir: self,
                    seen: BTreeSet::new(),
                    holds: false,
                };
                makes.is_plain(*func) && makes.holds
            })
    }
}

/// A look at a function and what it calls.
struct Makes<'a> {
    crate_ir: &'a Crate,
    seen: BTreeSet<FnRef>,
    /// Whether a value of a type was made, or a field written.
    holds: bool,
}

impl Makes<'_> {
    fn is_plain(&mut self, func: FnRef) -> bool {
        if !self.seen.insert(func) {
            return true;
        }
        if self.seen.len() > MAX_FUNCTIONS {
            return false;
        }
        let file = &self.crate_ir.files[func.file as usize];
        let is_own = |ix: u32| file.node(ix).func == func.func;
        self.holds |= file.writes.iter().any(|write| is_own(write.value));
        let mut own = (0..)
            .zip(&file.nodes)
            .filter(|(_, node)| node.func == func.func);
        own.all(|(ix, node)| {
            let at = NodeRef {
                file: func.file,
                ix,
            };
            match &node.ex {
                Expr::Record(path, ..) => {
                    self.holds |= !path.is_empty();
                    true
                }
                Expr::Call(path, _) => self.is_plain_call(path, at),
                Expr::Method(of, name, args) => {
                    let kind = self.crate_ir.kind(NodeRef { ix: *of, ..at });
                    let methods = self.crate_ir.methods(name, args.len(), &kind);
                    // Where the type is not known, these are all methods of the name.
                    let is_own = !kind.is_empty() && !methods.is_empty();
                    !is_own && (is_through(name) || is_change(name) || changes(name))
                        || is_own && methods.iter().all(|method| self.is_plain(*method))
                }
                // What was not understood may do anything.
                Expr::Macro(..) => false,
                _ => true,
            }
        })
    }

    fn is_plain_call(&mut self, path: &[String], at: NodeRef) -> bool {
        let last = path.last().map_or("", String::as_str);
        if last.starts_with(char::is_uppercase) {
            self.holds |= enum_of_std(last).is_none();
            return true;
        }
        let called = self.crate_ir.called(path, at);
        if called.is_empty() {
            return is_wrapper(path) || last == "default";
        }
        called.iter().all(|func| self.is_plain(*func))
    }
}
