//! What places hold after they were lent to a call that may write to them.

use std::rc::Rc;

use super::eval::{Env, Eval, Val};
use super::eval_call::Called;
use super::ir::{Expr, FnRef, NodeIdx, NodeRef, RECEIVER};
use super::names::is_common;
use super::stop::Cause;

/// What may be called, and how.
struct Lent<'a> {
    /// The arguments without the receiver.
    args: &'a [NodeIdx],
    receiver: Option<NodeRef>,
    /// Functions, and closures with what is around them.
    called: Vec<(FnRef, Env)>,
}

impl Eval<'_> {
    /// What the receiver of a method call is after the call.
    pub(super) fn after(&self, call: NodeRef, env: &Env, depth: usize) -> Vec<Val> {
        let receiver = |at| self.values(at, env, depth + 1);
        self.changed_by(call, env, depth).unwrap_or_else(receiver)
    }

    /// The same; its receiver where the call changes nothing.
    pub(super) fn changed_by(
        &self,
        call: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Result<Vec<Val>, NodeRef> {
        let mut at = call;
        // Most calls change nothing; a chain of these is gone through at once.
        let (receiver, name, args) = loop {
            let Expr::Method(receiver, name, args) = &self.crate_ir.node(at).ex else {
                return Ok(Vec::new());
            };
            let receiver = NodeRef {
                ix: *receiver,
                ..at
            };
            if self.crate_ir.has_changing(name) {
                break (receiver, name, args);
            }
            match &self.crate_ir.node(receiver).ex {
                Expr::After(before) => at.ix = *before,
                _ => return Err(receiver),
            }
        };
        let kind = self.crate_ir.kind(receiver);
        let changing = if self.crate_ir.is_concrete(&kind) {
            let behind = self.behind(receiver, &kind, name, env, depth);
            let kind = behind.as_ref().unwrap_or(&kind);
            self.crate_ir.methods(name, args.len(), kind)
        } else if is_common(name) || self.strict.is_none() {
            Vec::new()
        } else {
            // A box or a lock has the methods of what it holds.
            let kind = if kind.contains('@') { &kind } else { "" };
            match self.implementations(name, args.len(), kind, receiver, env, depth) {
                Called::Known(called) => called,
                Called::Open(val) => return Ok(vec![val]),
            }
        };
        let changed = |func: &FnRef| self.crate_ir.func(*func).changed;
        let changing: Vec<FnRef> = changing
            .into_iter()
            .filter(|func| changed(func).is_some())
            .collect();
        if !changing.is_empty() && self.is_too_deep(env) {
            self.stop(Cause::Frames(self.limits.frames));
        }
        if changing.is_empty() || self.is_too_deep(env) {
            return Err(receiver);
        }
        let args = args.iter().map(|ix| NodeRef { ix: *ix, ..at });
        let given: Vec<NodeRef> = std::iter::once(receiver).chain(args).collect();
        let mut found = Vec::new();
        for func in changing {
            let inner = self.enter(env, func, given.clone(), env);
            if let Some(ix) = changed(&func) {
                let file = func.file;
                found.extend(self.values(NodeRef { file, ix }, &inner, depth + 1));
            }
        }
        Ok(found)
    }

    /// What one of several is. What a place is after each of many calls is one in the other: all are gone through at once.
    pub(super) fn one_of(&self, at: NodeRef, env: &Env, depth: usize) -> Vec<Val> {
        let mut found = Vec::new();
        let mut open = vec![at.ix];
        while let Some(ix) = open.pop() {
            let one = NodeRef { ix, ..at };
            let node = self.crate_ir.node(one);
            if let Expr::OneOf(values) = &node.ex {
                let is_built = |ix: &&NodeIdx| {
                    let own = NodeRef { ix: **ix, ..at };
                    self.crate_ir.node(own).context == node.context || self.counts(own)
                };
                open.extend(values.iter().rev().filter(is_built));
            } else if !self.changes_nothing(one) {
                found.extend(self.values(one, env, depth + 1));
            }
        }
        found
    }

    /// Whether a call after which a place is another one changes nothing, as names show.
    fn changes_nothing(&self, at: NodeRef) -> bool {
        let mut at = at;
        loop {
            at.ix = match &self.crate_ir.node(at).ex {
                Expr::Record(path, fields, Some(_)) if path.is_empty() => match fields.as_slice() {
                    [(_, value)] => *value,
                    _ => return false,
                },
                Expr::AfterChange(call) => {
                    let call = NodeRef { ix: *call, ..at };
                    return matches!(&self.crate_ir.node(call).ex, Expr::Method(_, name, _) if !self.crate_ir.has_changing(name));
                }
                Expr::Through(call, ..) => return !self.gives_back(NodeRef { ix: *call, ..at }),
                _ => return false,
            }
        }
    }

    /// Whether a function of the name that a call has gives what leads back to what it is given.
    fn gives_back(&self, call: NodeRef) -> bool {
        match &self.crate_ir.node(call).ex {
            Expr::Method(_, name, _) => self.crate_ir.has_giving(name),
            Expr::Call(path, _) => {
                let last = path.last();
                last.is_some_and(|last| self.crate_ir.has_giving(last))
            }
            _ => false,
        }
    }

    /// The type that a value derefs to, where its own has no method of a name.
    fn behind(
        &self,
        receiver: NodeRef,
        kind: &str,
        method: &str,
        env: &Env,
        depth: usize,
    ) -> Option<Rc<str>> {
        let deref = self.crate_ir.of_type(kind, "deref");
        if deref.is_empty() || !self.crate_ir.of_type(kind, method).is_empty() {
            return None;
        }
        let written = self.crate_ir.func(*deref.first()?).returns_kind.as_str();
        if self.crate_ir.is_concrete(written) {
            return Some(written.into());
        }
        let held = self.returns(deref, &[receiver], env, depth + 1);
        let mut kinds = held.iter().map(|val| self.crate_ir.kind(val.at));
        kinds.find(|kind| self.crate_ir.is_concrete(kind))
    }

    /// What a method that takes `&self` makes of all that share its receiver; nothing where it takes it otherwise.
    pub(super) fn shared_after(&self, call: NodeRef, env: &Env, depth: usize) -> Vec<Val> {
        let Expr::Method(receiver, name, args) = &self.crate_ir.node(call).ex else {
            return Vec::new();
        };
        let ix = *receiver;
        let kind = self.crate_ir.kind(NodeRef { ix, ..call });
        let writes = |func: &FnRef| {
            let func = self.crate_ir.func(*func);
            func.shares_self && func.changed.is_some()
        };
        let may_write = self.crate_ir.has_changing(name)
            && self.crate_ir.is_concrete(&kind)
            && self
                .crate_ir
                .methods(name, args.len(), &kind)
                .iter()
                .any(writes);
        if !may_write {
            return Vec::new();
        }
        self.after(call, env, depth)
    }

    /// What an argument of a call is after the call: what the functions that are called make of it.
    pub(super) fn written(
        &self,
        at: NodeRef,
        (call, number, is_lent): (NodeRef, usize, bool),
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let here = |ix: NodeIdx| NodeRef { ix, ..call };
        let lent = match self.lent_to(call, env, depth) {
            Ok(lent) => lent,
            Err(open) => return vec![open],
        };
        if number == RECEIVER {
            return match lent.receiver {
                Some(of)
                    if lent.called.is_empty()
                        && !self.crate_ir.has_type(&self.crate_ir.kind(of)) =>
                {
                    self.opened(at, of, env, depth)
                }
                _ => self.after(call, env, depth),
            };
        }
        let Some(before) = lent.args.get(number).map(|ix| here(*ix)) else {
            return Vec::new();
        };
        if is_lent && lent.called.is_empty() && !self.only_holds(call) {
            return self.opened(at, before, env, depth);
        }
        let number = number + usize::from(lent.receiver.is_some());
        let made = |func: FnRef, args| {
            let ix = self.crate_ir.func(func).written.get(&number)?;
            Some((*ix, args))
        };
        self.made_of(before, call, lent, made, env, depth)
    }

    /// Whether a call makes a value that holds what it is given, or leads to it: `Some(&mut id)`, `Arc::make_mut(&mut all)`.
    fn only_holds(&self, call: NodeRef) -> bool {
        match &self.crate_ir.node(call).ex {
            Expr::Call(path, _) => path
                .last()
                .is_some_and(|last| last.starts_with(char::is_uppercase) || last.ends_with("_mut")),
            _ => false,
        }
    }

    /// What a place may be after code that is not at hand could write to it: a text or a list of texts is not known since.
    /// Other types than these are written to by their own code.
    fn opened(&self, at: NodeRef, place: NodeRef, env: &Env, depth: usize) -> Vec<Val> {
        let mut found = self.values(place, env, depth + 1);
        if self.crate_ir.has_type(&self.crate_ir.kind(place)) {
            return found;
        }
        let before = found.len();
        found.retain(|val| {
            let ex = &self.crate_ir.node(val.at).ex;
            !matches!(ex, Expr::Lit(_) | Expr::Format(_) | Expr::Seq(_))
                && !self.is_empty_value(val)
        });
        if found.len() < before {
            found.push(Val::of(at, env.clone()));
        }
        found
    }

    /// What the functions that a call means make of a place: `made` gives for each of them the expression in it and what it
    /// is given. The place itself where none makes anything of it.
    fn made_of(
        &self,
        place: NodeRef,
        call: NodeRef,
        lent: Lent<'_>,
        made: impl Fn(FnRef, Vec<NodeRef>) -> Option<(NodeIdx, Vec<NodeRef>)>,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let args = lent.args.iter().map(|ix| NodeRef { ix: *ix, ..call });
        let args: Vec<NodeRef> = lent.receiver.into_iter().chain(args).collect();
        let mut found = Vec::new();
        for (func, outer) in lent.called {
            let Some((ix, given)) = made(func, args.clone()) else {
                continue;
            };
            if self.is_too_deep(env) {
                self.stop(Cause::Frames(self.limits.frames));
                break;
            }
            let file = func.file;
            let inner = self.enter(&outer, func, given, env);
            found.extend(self.values(NodeRef { file, ix }, &inner, depth + 1));
        }
        if found.is_empty() {
            self.values(place, env, depth + 1)
        } else {
            found
        }
    }

    /// What the receiver or an argument of a call is after what the call gives became another value. What no function
    /// gives a part of stays what it was.
    pub(super) fn through(
        &self,
        call: NodeRef,
        number: usize,
        value: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let Some(ix) = self.crate_ir.given_of(call, number) else {
            return Vec::new();
        };
        let place = NodeRef { ix, ..call };
        let is_unchanged = || {
            matches!(self.crate_ir.node(value).ex, Expr::AfterChange(_))
                && self.values(value, env, depth + 1).is_empty()
        };
        if !self.gives_back(call) || is_unchanged() {
            return self.values(place, env, depth + 1);
        }
        let lent = match self.lent_to(call, env, depth) {
            Ok(lent) => lent,
            Err(open) => return vec![open],
        };
        let made = |func: FnRef, mut args: Vec<NodeRef>| {
            let ix = self.crate_ir.func(func).given.get(&number)?;
            args.resize(self.crate_ir.given_number(func), call);
            args.push(value);
            Some((*ix, args))
        };
        self.made_of(place, call, lent, made, env, depth)
    }

    /// What a call may mean; or the value that decides it, where no call shows that yet.
    fn lent_to(&self, at: NodeRef, env: &Env, depth: usize) -> Result<Lent<'_>, Val> {
        let here = |ix: NodeIdx| NodeRef { ix, ..at };
        let each = |funcs: &[FnRef]| funcs.iter().map(|func| (*func, env.clone())).collect();
        Ok(match &self.crate_ir.node(at).ex {
            Expr::Call(path, args) => Lent {
                args,
                receiver: None,
                called: each(&self.crate_ir.called(path, at)),
            },
            Expr::Method(callee, name, args) if name == "call" => {
                let mut found = Vec::new();
                for val in self.values(here(*callee), env, depth + 1) {
                    if self.is_strict() && self.is_unbound(&val) {
                        return Err(val);
                    }
                    let closure = self.crate_ir.closure(val.at);
                    found.extend(closure.map(|func| (func, val.env.clone())));
                    if let Expr::Path(path) = &self.crate_ir.node(val.at).ex {
                        found.extend(each(&self.crate_ir.called(path, val.at)));
                    }
                }
                Lent {
                    args,
                    receiver: None,
                    called: found,
                }
            }
            Expr::Method(of, name, args) => {
                let of = here(*of);
                let kind = self.crate_ir.kind(of);
                if is_common(name) && !self.crate_ir.has_type(&kind) {
                    return Ok(Lent {
                        args,
                        receiver: Some(of),
                        called: Vec::new(),
                    });
                }
                let known = self.implementations(name, args.len(), &kind, of, env, depth);
                Lent {
                    args,
                    receiver: Some(of),
                    called: match known {
                        Called::Known(called) => each(&called),
                        Called::Open(val) => return Err(val),
                    },
                }
            }
            _ => Lent {
                args: &[],
                receiver: None,
                called: Vec::new(),
            },
        })
    }
}
