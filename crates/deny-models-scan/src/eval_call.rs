//! What calls give: functions of the crate are gone into, those of the standard library are known by name.

use super::eval::{Env, Eval, Val};
use super::ir::{Expr, FnRef, NodeIdx, NodeRef};
use super::names::{is_lazy, is_wrapper, takes_out};
use super::stop::Cause;

impl Eval<'_> {
    pub(super) fn call(
        &self,
        at: NodeRef,
        path: &[String],
        args: &[NodeIdx],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        let by_type = self.functions_by_type(at, path, env, depth);
        let is_by_type = by_type.is_some();
        let called = match by_type {
            Some(called) => called.into(),
            None => self.crate_ir.called(path, at),
        };
        if !called.is_empty() || is_by_type {
            let args: Vec<NodeRef> = args.iter().map(here).collect();
            let found = self.returns_of(Some(at), &called, &args, env, depth);
            if !found.is_empty() {
                return found;
            }
            return vec![Val::of(at, env.clone())];
        }
        if let [name] = path
            && let Some(values) = self
                .crate_ir
                .func(self.crate_ir.func_of(at))
                .locals
                .get(name)
        {
            let closures = values
                .iter()
                .flat_map(|ix| self.values(here(ix), env, depth + 1));
            return closures.flat_map(|val| self.applied(val, depth)).collect();
        }
        let last = path.last().map_or("", String::as_str);
        if self.strict.is_some() && !last.contains(char::is_lowercase) {
            // A function that a constant holds.
            let given: Vec<NodeRef> = args.iter().map(here).collect();
            let held = self.crate_ir.constants(path, at).into_iter();
            let found: Vec<Val> = held
                .flat_map(|at| self.values(at, &None, depth + 1))
                .flat_map(|val| self.called_value(val, &given, env, depth))
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
        let reader = path.len() > 1 && last.starts_with("from_");
        if reader && let [value] = args {
            let read = self.tables(here(value), last, env, depth);
            if !read.is_empty() {
                return read;
            }
        }
        if takes_out(path)
            && let Some(place) = args.first()
        {
            return self.values(here(place), env, depth + 1);
        }
        if let [value] = args
            && is_wrapper(path)
        {
            let found = self.values(here(value), env, depth + 1);
            // A closure in a box is called later.
            if self.strict.is_some() && !is_lazy(path) {
                return found;
            }
            return found
                .into_iter()
                .flat_map(|val| self.applied(val, depth))
                .collect();
        }
        vec![Val::of(at, env.clone())]
    }

    /// What a closure gives; anything else is itself.
    pub(super) fn applied(&self, val: Val, depth: usize) -> Vec<Val> {
        match &self.crate_ir.node(val.at).ex {
            Expr::Closure(_, body) => self.values(
                NodeRef {
                    file: val.at.file,
                    ix: *body,
                },
                &val.env,
                depth + 1,
            ),
            // A function by its name, which takes nothing.
            Expr::Path(path) => {
                let called = self.crate_ir.called(path, val.at);
                let plain = |func: &FnRef| self.crate_ir.func(*func).params.is_empty();
                let found = if called.iter().all(plain) {
                    self.returns(&called, &[], &val.env, depth)
                } else {
                    Vec::new()
                };
                if found.is_empty() { vec![val] } else { found }
            }
            _ => vec![val],
        }
    }

    /// What a value gives that is called: a closure, or a function by its name.
    pub(super) fn called_value(
        &self,
        val: Val,
        args: &[NodeRef],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        match &self.crate_ir.node(val.at).ex {
            Expr::Closure(_, body) => {
                let at = NodeRef {
                    file: val.at.file,
                    ix: *body,
                };
                let inner = match self.crate_ir.closure(val.at) {
                    Some(func) if self.strict.is_some() => {
                        self.enter(&val.env, func, args.to_vec(), env)
                    }
                    _ => val.env.clone(),
                };
                self.values(at, &inner, depth + 1)
            }
            Expr::Path(path) => {
                let called = self.crate_ir.called(path, val.at);
                if called.is_empty() {
                    return if self.is_strict() && self.is_unbound(&val) {
                        vec![val]
                    } else {
                        Vec::new()
                    };
                }
                self.returns(&called, args, env, depth)
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn is_too_deep(&self, env: &Env) -> bool {
        let frames = env.as_ref().map(|frame| frame.depth);
        frames.is_some_and(|depth| depth >= self.limits.frames)
    }

    /// Whether a function is one of those that are being gone through.
    pub(super) fn is_inside(env: &Env, func: FnRef) -> bool {
        let mut frame = env.as_ref();
        while let Some(known) = frame {
            if known.func == func {
                return true;
            }
            frame = known.outer.as_ref();
        }
        false
    }

    /// What functions return when called with arguments.
    pub(super) fn returns(
        &self,
        called: &[FnRef],
        args: &[NodeRef],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        self.returns_of(None, called, args, env, depth)
    }

    /// The same, with the types that a call gives.
    pub(super) fn returns_of(
        &self,
        call: Option<NodeRef>,
        called: &[FnRef],
        args: &[NodeRef],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let mut found = Vec::new();
        if self.is_too_deep(env) {
            // A function that calls itself gives no more each time.
            if called.iter().all(|func| Self::is_inside(env, *func)) {
                self.cut.set(true);
            } else {
                self.stop(Cause::Frames(self.limits.frames));
            }
            return found;
        }
        if called.len() > self.max_callees() {
            self.stop(Cause::Callees(self.limits.callees));
        }
        for func in called.iter().take(self.max_callees()) {
            let mut given = args.to_vec();
            if let Some(call) = call {
                given = self.crate_ir.with_types(call, *func, given);
            }
            let inner = self.enter(env, *func, given, env);
            for value in &self.crate_ir.func(*func).returns {
                let at = NodeRef {
                    file: func.file,
                    ix: *value,
                };
                // Of functions under conditions, those that are built.
                if called.len() == 1 || self.counts(at) {
                    found.extend(self.values(at, &inner, depth + 1));
                }
            }
            if found.len() > self.limits.values {
                break;
            }
        }
        let all = found.len();
        found.retain(|val| !matches!(self.crate_ir.node(val.at).ex, Expr::Unknown));
        let tries = called.iter().any(|func| self.crate_ir.func(*func).tries);
        self.may_lack(tries || found.len() < all);
        found
    }
}

/// What a method call means.
pub(super) enum Called {
    /// These functions.
    Known(Vec<FnRef>),
    /// That depends on what a parameter is given.
    Open(Val),
}
