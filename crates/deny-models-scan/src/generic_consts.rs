//! Const parameters: what a call, a receiver or a declaration gives for them.

use super::eval::{Env, Eval, Val};
use super::ir::{Expr, FnRef, NodeIdx, NodeRef};
use super::type_vars::TypeVar;

impl Eval<'_> {
    /// What a call gives for a const parameter: `N` of `pick::<2>()` and of `Shelf::<2>::new()`.
    pub(super) fn const_given(
        &self,
        func: FnRef,
        var: TypeVar,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        if self.is_too_nested(depth) || !self.step() {
            return Vec::new();
        }
        let call = Self::lookup(env, func, self.crate_ir.call_number(func));
        let Some((call, scope)) = call else {
            let calls = self.calls_around(env, func).into_iter();
            let given = calls.flat_map(|call| self.const_given(func, var, &call, depth + 1));
            return given.collect();
        };
        let scope = scope.unwrap_or_else(|| env.clone());
        // A method that gives the value it is called on leads back here: round and round it is the same type.
        if self.of_consts.borrow().contains(&(func, call)) {
            return Vec::new();
        }
        self.of_consts.borrow_mut().push((func, call));
        let found = self.const_given_by(func, var, (call, scope), env, depth);
        self.of_consts.borrow_mut().pop();
        found
    }

    /// The same for one call, under the bindings around it.
    pub(super) fn const_given_by(
        &self,
        func: FnRef,
        var: TypeVar,
        (call, scope): (NodeRef, Env),
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let item = self.crate_ir.func(func);
        let here = |ix: &NodeIdx| NodeRef {
            file: call.file,
            ix: *ix,
        };
        match var {
            TypeVar::Own(number) => match Self::lookup(env, func, item.params.len() + number) {
                Some((given, _)) if given != call => self.values(given, &scope, depth + 1),
                _ => Vec::new(),
            },
            TypeVar::Holder(number) => {
                let given = self.crate_ir.file(call).type_args.get(&call.ix);
                if let Some(ix) = given.and_then(|given| given.of.get(number)) {
                    return self.values(here(ix), &scope, depth + 1);
                }
                let (Expr::Path(path) | Expr::Call(path, _)) = &self.crate_ir.node(call).ex else {
                    return self.const_of_receiver(func, number, call, &scope, depth + 1);
                };
                let of = &path[..path.len().saturating_sub(1)];
                let caller = self.crate_ir.func_of(call);
                if let Some(at) = self.crate_ir.alias_arg(call, of, number) {
                    return self.values(at, &None, depth + 1);
                }
                // Code of one type names another item of it.
                let is_own = !item.owner.is_empty() && caller != func;
                if is_own && self.crate_ir.func(caller).owner == item.owner {
                    return self.const_given(caller, var, &scope, depth + 1);
                }
                Vec::new()
            }
            TypeVar::This => Vec::new(),
        }
    }

    /// What the value of a type that a method is called on was given for a const parameter.
    pub(super) fn const_of_receiver(
        &self,
        func: FnRef,
        number: usize,
        call: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let Expr::Method(receiver, ..) = &self.crate_ir.node(call).ex else {
            return Vec::new();
        };
        let receiver = NodeRef {
            file: call.file,
            ix: *receiver,
        };
        let owner = &self.crate_ir.func(func).owner;
        let mut found = Vec::new();
        for val in self.values(receiver, env, depth + 1) {
            let written = self.crate_ir.file(val.at).type_args.get(&val.at.ix);
            if let Some(ix) = written.and_then(|given| given.last.get(number)) {
                let at = NodeRef {
                    file: val.at.file,
                    ix: *ix,
                };
                found.extend(self.values(at, &val.env, depth + 1));
                continue;
            }
            // The method itself is entered with the value, and does not show what made it.
            let made_by = |of: FnRef| of != func && self.crate_ir.func(of).owner == *owner;
            if let Some(known) = Self::frame_of(&val.env, made_by) {
                let var = TypeVar::Holder(number);
                found.extend(self.const_given(known.func, var, &Some(known), depth + 1));
            } else if let Some(at) = self.const_declared(val.at, number) {
                found.extend(self.values(at, &val.env, depth + 1));
            }
        }
        found
    }

    /// What the declared type of an expression gives for a const parameter.
    pub(super) fn const_declared(&self, at: NodeRef, number: usize) -> Option<NodeRef> {
        let of = self.crate_ir.declared_of(at)?;
        let given = self.crate_ir.file(of).type_args.get(&of.ix)?;
        Some(NodeRef {
            file: of.file,
            ix: *given.last.get(number)?,
        })
    }
}
