//! Calls of a function: by its name, and where it or a closure is handed over as a value.

use std::rc::Rc;

use super::eval::Val;
use super::ir::{Expr, FnRef, ItemKind, NodeRef};
use super::linker::Linker;
use super::targets::Targets;

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
            .filter(|call| is_value && self.reach.has(**call) && self.targets(**call, 0).has(func));
        let by_name = by_name.iter().filter(|call| self.reach.has(**call));
        by_name.chain(by_value).copied().collect()
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

    /// What a call of a value may call, sought once for all functions that ask.
    fn targets(&self, call: NodeRef, depth: usize) -> Rc<Targets> {
        if let Some(known) = self.targets.borrow().get(&(call, depth)) {
            self.eval.stop_again(&known.stops);
            return Rc::clone(known);
        }
        let before = self.eval.take_stops();
        let mut found = Targets::default();
        self.eval.aside(|| self.add_called(call, depth, &mut found));
        found.stops = self.eval.take_stops();
        self.eval.stop_again(&before);
        self.eval.stop_again(&found.stops);
        let found = Rc::new(found);
        let mut all = self.targets.borrow_mut();
        all.insert((call, depth), Rc::clone(&found));
        found
    }

    /// Adds what the value that a call calls may be.
    fn add_called(&self, call: NodeRef, depth: usize, found: &mut Targets) {
        let crate_ir = &self.program.crate_ir;
        match &crate_ir.node(call).ex {
            Expr::Method(callee, ..) => {
                let callee = NodeRef {
                    file: call.file,
                    ix: *callee,
                };
                let values = self.eval.values(callee, &None, 0);
                let loosely = || self.eval.loosely(|| self.eval.values(callee, &None, 0));
                // What a field of a parameter calls is whatever is written to that field.
                let of_struct = |val: &Val| {
                    self.eval.is_unbound(val) && crate_ir.is_concrete(&crate_ir.kind(val.at))
                };
                if depth == 0 && values.iter().any(of_struct) {
                    self.add_values(&loosely(), MAX_HANDED - 1, found);
                }
                self.add_values(&values, depth, found);
                // What a parameter picks from a table may be each of its values.
                let is_open = |val: &Val| self.eval.is_unbound(val);
                if depth == 0 && found.funcs.is_empty() && values.iter().any(is_open) {
                    self.add_values(&loosely(), MAX_HANDED - 1, found);
                }
            }
            Expr::Call(path, _) => {
                for at in crate_ir.constants(path, call) {
                    self.add_values(&self.eval.values(at, &None, 0), depth, found);
                }
            }
            _ => {}
        }
    }

    /// Adds functions, closures, and what is given for parameters.
    fn add_values(&self, values: &[Val], depth: usize, found: &mut Targets) {
        let crate_ir = &self.program.crate_ir;
        for val in values {
            if found.is_any {
                return;
            }
            match &crate_ir.node(val.at).ex {
                Expr::Closure(..) => found.funcs.extend(crate_ir.closure(val.at)),
                Expr::Path(path) => match self.eval.parameter(val.at, path) {
                    Some(_) if depth >= MAX_HANDED => found.is_any = true,
                    Some((of, number)) => self.add_given(of, number, depth, found),
                    None => found.funcs.extend(crate_ir.called(path, val.at).iter()),
                },
                _ => {}
            }
        }
    }

    /// Adds what calls give for a parameter of a function or closure.
    fn add_given(&self, of: FnRef, number: usize, depth: usize, found: &mut Targets) {
        if !found.is_new(of, number, depth) {
            return;
        }
        let crate_ir = &self.program.crate_ir;
        // Calls of a closure as a value are sought for one that is given to a function, not further.
        let is_closure = crate_ir.func(of).item == ItemKind::Closure;
        let arity = crate_ir.func(of).params.len();
        let by_value = crate_ir.value_calls(arity).iter().filter(|call| {
            is_closure
                && depth == 0
                && self.reach.has(**call)
                && self.targets(**call, MAX_HANDED - 1).has(of)
        });
        let by_name = crate_ir.callers(of);
        for call in by_name.iter().chain(by_value) {
            if found.is_any {
                return;
            }
            if let Some(given) = self.given(of, *call).get(number) {
                self.add_values(&self.eval.values(*given, &None, 0), depth + 1, found);
            }
        }
    }
}
