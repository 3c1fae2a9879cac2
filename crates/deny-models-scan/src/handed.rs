//! Calls of a function: by its name, and where it or a closure is handed over as a value.

use super::eval::Val;
use super::ir::{Expr, FnRef, ItemKind, NodeRef};
use super::linker::Linker;

/// Functions that hand a function on.
const MAX_HANDED: usize = 4;

impl Linker<'_> {
    /// Calls of a function or closure that are reached: by its name, or as a value.
    pub(super) fn callers(&self, func: FnRef) -> Vec<NodeRef> {
        let crate_ir = &self.program.crate_ir;
        let by_name = crate_ir.callers(func);
        let arity = crate_ir.func(func).params.len();
        let by_value = crate_ir.value_calls(arity).iter();
        // Of functions under one name, only one that reached code names without calling it is called as a value.
        let is_value = crate_ir.func(func).item == ItemKind::Closure
            || crate_ir.may_be_value(func) && self.reach.is_value(func);
        let by_value = by_value
            .filter(|call| is_value && self.eval.aside(|| self.is_called_by(func, **call, 0)));
        let all = by_name.iter().chain(by_value).copied();
        all.filter(|call| self.reach.has(*call)).collect()
    }

    /// What a call gives for each parameter of a function.
    pub(super) fn given(&self, func: FnRef, call: NodeRef) -> Vec<NodeRef> {
        let crate_ir = &self.program.crate_ir;
        let mut given = crate_ir.arguments(call);
        // A value that is called is not given itself.
        let is_value =
            matches!(&crate_ir.node(call).ex, Expr::Method(_, name, _) if name == "call");
        if is_value && crate_ir.func(func).name != "call" && !given.is_empty() {
            given.remove(0);
        }
        crate_ir.with_types(call, func, given)
    }

    /// Whether a call of a value may call a function or closure.
    fn is_called_by(&self, func: FnRef, call: NodeRef, depth: usize) -> bool {
        let crate_ir = &self.program.crate_ir;
        let values = match &crate_ir.node(call).ex {
            Expr::Method(callee, ..) => {
                let callee = NodeRef {
                    file: call.file,
                    ix: *callee,
                };
                let values = self.eval.values(callee, &None, 0);
                // What a field of a parameter calls is whatever is written to that field.
                let of_struct = |val: &Val| {
                    self.eval.is_unbound(val) && crate_ir.is_concrete(&crate_ir.kind(val.at))
                };
                if depth == 0 && values.iter().any(of_struct) {
                    let written = self.eval.loosely(|| self.eval.values(callee, &None, 0));
                    if self.may_be(func, written, MAX_HANDED - 1) {
                        return true;
                    }
                }
                values
            }
            Expr::Call(path, _) => {
                let held = crate_ir.constants(path, call).into_iter();
                held.flat_map(|at| self.eval.values(at, &None, 0)).collect()
            }
            _ => return false,
        };
        self.may_be(func, values, depth)
    }

    /// Whether a call gives a function or closure for a parameter of another one.
    fn is_handed(&self, func: FnRef, of: FnRef, number: usize, depth: usize) -> bool {
        let crate_ir = &self.program.crate_ir;
        // Calls of a closure as a value are sought for one that is given to a function, not further.
        let is_closure = crate_ir.func(of).item == ItemKind::Closure;
        let arity = crate_ir.func(of).params.len();
        let by_value = crate_ir.value_calls(arity).iter().filter(|call| {
            is_closure && depth == 0 && of != func && self.is_called_by(of, **call, MAX_HANDED - 1)
        });
        let by_name = crate_ir.callers(of);
        by_name.iter().chain(by_value).any(|call| {
            let given = self.given(of, *call).get(number).copied();
            given.is_some_and(|given| {
                self.may_be(func, self.eval.values(given, &None, 0), depth + 1)
            })
        })
    }

    /// Whether one of some values is a function or closure, or a parameter that may be given it.
    fn may_be(&self, func: FnRef, values: Vec<Val>, depth: usize) -> bool {
        let crate_ir = &self.program.crate_ir;
        values
            .into_iter()
            .any(|val| match &crate_ir.node(val.at).ex {
                Expr::Closure(..) => crate_ir.closure(val.at) == Some(func),
                Expr::Path(path) => {
                    if let Some((of, number)) = self.eval.parameter(val.at, path) {
                        return depth >= MAX_HANDED || self.is_handed(func, of, number, depth);
                    }
                    crate_ir.called(path, val.at).contains(&func)
                }
                _ => false,
            })
    }
}
