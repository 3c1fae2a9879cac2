//! What a method of the standard library or of the program gives.

use super::eval::{Env, Eval, Holds, Val};
use super::eval_call::Called;
use super::eval_spelling::is_spelling;
use super::ir::{Expr, FnRef, NodeIdx, NodeRef, SLICE};
use super::names::{
    is_change, is_common, is_shared, is_through, is_wrapper, may_give_nothing, takes_out_of_option,
};

/// Methods after which an iterator does not begin with the first part of its list.
const CHANGES_ORDER: [&str; 13] = [
    "rev",
    "skip",
    "skip_while",
    "step_by",
    "filter",
    "filter_map",
    "flat_map",
    "flatten",
    "map_while",
    "cycle",
    "sorted",
    "sorted_by",
    "sorted_by_key",
];

impl Eval<'_> {
    pub(super) fn method(
        &self,
        at: NodeRef,
        receiver: NodeIdx,
        name: &str,
        args: &[NodeIdx],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
        let next = |ix: NodeIdx| self.values(here(ix), env, depth + 1);
        if self.is_part(at) {
            return vec![Val::of(at, env.clone())];
        }
        let kind = self.crate_ir.kind(here(receiver));
        if let Some(found) = self.own_method(at, &kind, name, args, env, depth) {
            return found;
        }
        if args.is_empty() && is_spelling(name) && self.crate_ir.of_type(&kind, "fmt").is_empty() {
            let spelt = self.spelt(here(receiver), &kind, env, depth);
            let held = || next(receiver).into_iter();
            if self.is_strict()
                && !spelt.is_empty()
                && let Some(open) = held().find(|val| self.is_unbound(val))
            {
                return vec![open];
            }
            if !spelt.is_empty() {
                return spelt;
            }
        }
        if args.is_empty()
            && ["into", "try_into"].contains(&name)
            && let Some(found) = self.converted(at, here(receiver), env, depth)
        {
            return found;
        }
        if takes_out_of_option(name) {
            return self.present(|| self.method_of_std(at, receiver, name, args, env, depth));
        }
        self.method_of_std(at, receiver, name, args, env, depth)
    }

    /// What `map_or` gives: what the function makes of what is held, or the other value.
    fn mapped_or(
        &self,
        receiver: NodeRef,
        (otherwise, given): (NodeRef, NodeRef),
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let (held, holds) = self.held(receiver, env, depth + 1);
        let mut held = held.into_iter();
        if self.is_strict()
            && let Some(open) = held.find(|val| self.is_unbound(val))
        {
            return vec![open];
        }
        let mut both = self.values(given, env, depth + 1);
        if holds != Holds::Something {
            both.extend(self.values(otherwise, env, depth + 1));
        }
        both.into_iter()
            .flat_map(|val| self.applied(val, depth))
            .collect()
    }

    /// What a method of the standard library gives, and others that no program defines.
    pub(super) fn method_of_std(
        &self,
        at: NodeRef,
        receiver: NodeIdx,
        name: &str,
        args: &[NodeIdx],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
        let next = |ix: NodeIdx| self.values(here(ix), env, depth + 1);
        if let Some(found) = self.looked_up_in(here(receiver), name, args, env, depth) {
            return found;
        }
        self.may_lack(may_give_nothing(name));
        if let ("index" | "get", [key]) = (name, args)
            && let Some(found) = self.keyed(here(receiver), here(*key), env, depth)
        {
            return found;
        }
        let kind = self.crate_ir.kind(here(receiver));
        let itself = || vec![Val::of(at, env.clone())];
        match (name, args) {
            (
                "get_one" | "value_of" | "remove_one" | "get_many" | "values_of" | "get_string"
                | "get_raw" | "value_of_os" | "remove_many",
                [arg_name],
            ) if matches!(&self.crate_ir.node(here(*arg_name)).ex, Expr::Lit(_)) => {
                // Whoever runs the program may give another one than the default.
                let mut found = self.argument_default(here(*arg_name), depth);
                found.extend(itself());
                found
            }
            ("to_string", []) if self.crate_ir.has_type(&kind) => {
                let shown = self.crate_ir.of_type(&kind, "fmt");
                let found = self.returns(shown, &[here(receiver)], env, depth);
                if found.is_empty() {
                    next(receiver)
                } else {
                    found
                }
            }
            (
                "unwrap_or" | "or" | "unwrap_or_else" | "or_else" | "get_or_insert"
                | "get_or_insert_with" | "get_or_init",
                [otherwise],
            ) => self.otherwise(here(receiver), here(*otherwise), env, depth),
            ("map_or" | "map_or_else", [otherwise, given]) => {
                let both = (here(*otherwise), here(*given));
                self.mapped_or(here(receiver), both, env, depth)
            }
            ("map", [given]) if self.strict.is_some() && self.keeps_pairs(here(*given)) => {
                next(receiver)
            }
            ("map" | "and_then" | "then" | "then_some" | "flat_map" | "filter_map", [given]) => {
                if name == "map" && self.strict.is_some() {
                    let (_, holds) = self.held(here(receiver), env, depth + 1);
                    self.may_lack(holds != Holds::Something);
                }
                let mut found: Vec<Val> = next(*given)
                    .into_iter()
                    .flat_map(|val| self.applied(val, depth))
                    .collect();
                let closures = found
                    .iter()
                    .any(|val| !matches!(self.crate_ir.node(val.at).ex, Expr::Path(_)));
                if closures {
                    return found;
                }
                // A function that gives what it is given: `ToString::to_string`, `String::from`.
                let gives_it = |val: &Val| match &self.crate_ir.node(val.at).ex {
                    Expr::Path(path) => {
                        let last = path.last().map_or("", String::as_str);
                        (is_through(last) || is_wrapper(path))
                            && self.crate_ir.called(path, val.at).is_empty()
                    }
                    _ => false,
                };
                found.retain(|val| !gives_it(val));
                [found, next(receiver)].concat()
            }
            // What the text is made into depends on the type that is needed.
            ("parse", []) if self.strict.is_some() => self.parsed(next(receiver), depth),
            // A lock that is let go of for a while: `guard = ready.wait(guard).unwrap()`.
            ("wait", [guard]) => next(*guard),
            // What an option holds since; a set gives whether it is new, which is no text.
            ("insert", [value]) => next(*value),
            ("chain" | "zip", [other]) => [next(receiver), next(*other)].concat(),
            (
                "index" | "get" | "first" | "last" | "nth" | "next" | "find" | "pop" | "min_by_key"
                | "max_by_key" | "choose" | "get_mut" | "first_mut" | "last_mut" | "remove"
                | "values" | "position" | "peek" | "swap_remove" | "find_map" | "pop_front"
                | "pop_back" | "front" | "back" | "pop_first" | "pop_last" | "recv" | "try_recv"
                | "blocking_recv" | "recv_timeout",
                _,
            ) => {
                // What is taken out until nothing is left is not picked.
                let all = name.starts_with("pop") || name.contains("recv") || name == "next";
                let held = self.filled(next(receiver));
                let of_many = |val: &Val| matches!(&self.crate_ir.node(val.at).ex, Expr::Seq(parts) if parts.len() > 1);
                self.picks(!all && held.iter().any(of_many));
                held.into_iter()
                    .flat_map(|val| self.elements(val, depth))
                    .collect()
            }
            ("collect", []) if self.crate_ir.collected_to(at).is_some() => itself(),
            (SLICE, bounds) => self.sliced(at, next(receiver), bounds, env, depth),
            ("take" | "skip", [number]) => self
                .first_parts(name, (here(receiver), here(*number)), env, depth)
                .unwrap_or_else(|| next(receiver)),
            (name, _) if is_through(name) && !is_change(name) => next(receiver),
            _ => itself(),
        }
    }

    /// What a value is made into by its type's own conversion, where that type is written: `let b: Big = small.into();`.
    pub(super) fn converted(
        &self,
        at: NodeRef,
        of: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        self.strict?;
        let kind = self.crate_ir.made_into(at)?;
        let of_kind = self.crate_ir.kind(of);
        if *of_kind == *kind {
            return None;
        }
        let makers = ["from", "try_from"].into_iter();
        let makers = makers.flat_map(|name| self.crate_ir.of_type(&kind, name).iter().copied());
        let fits = |func: &FnRef| match self.crate_ir.func(*func).params.as_slice() {
            [param] => param.kind == *of_kind || of_kind.is_empty(),
            _ => false,
        };
        let makers: Vec<FnRef> = makers.filter(fits).collect();
        let found = self.returns(&makers, &[of], env, depth);
        (!found.is_empty()).then_some(found)
    }

    /// Whether an iterator does not begin where its list begins: `models.iter().rev()`.
    pub(super) fn is_out_of_order(&self, iterator: NodeRef) -> bool {
        let mut at = iterator;
        while let Expr::Method(of, name, _) = &self.crate_ir.node(at).ex {
            if CHANGES_ORDER.contains(&name.as_str()) {
                return true;
            }
            at.ix = *of;
        }
        false
    }

    /// Texts, and the tables that they are.
    pub(super) fn parsed(&self, mut texts: Vec<Val>, depth: usize) -> Vec<Val> {
        let data = texts.iter().filter_map(|val| self.crate_ir.data(val.at));
        let tables: Vec<Val> = data
            .flat_map(|at| self.values(at, &None, depth + 1))
            .collect();
        texts.extend(tables);
        texts
    }

    /// What a method of the program gives, or a value that is called; `None` where it is neither.
    pub(super) fn own_method(
        &self,
        at: NodeRef,
        kind: &str,
        name: &str,
        args: &[NodeIdx],
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        let Expr::Method(receiver, ..) = &self.crate_ir.node(at).ex else {
            return None;
        };
        let receiver = NodeRef {
            file: at.file,
            ix: *receiver,
        };
        let given: Vec<NodeRef> = args
            .iter()
            .map(|ix| NodeRef {
                file: receiver.file,
                ix: *ix,
            })
            .collect();
        let some = |found: Vec<Val>| (!found.is_empty()).then_some(found);
        if name == "call" {
            let callees = self.values(receiver, env, depth + 1).into_iter();
            let found = callees.flat_map(|val| self.called_value(val, &given, env, depth));
            if let Some(found) = some(found.collect()) {
                return Some(found);
            }
        }
        let loose = self.strict.is_some() && is_through(name) && !self.crate_ir.is_concrete(kind);
        // What the program implements for a type of the standard library leaves that type's own methods as they are.
        let defined = self.strict.is_none() || self.crate_ir.modules.of_key(kind).is_some();
        let own = self.crate_ir.has_type(kind) && !loose && defined;
        if !own && is_common(name) {
            return None;
        }
        let mut called = match self.implementations(name, args.len(), kind, receiver, env, depth) {
            Called::Known(called) => called,
            Called::Open(val) => return Some(vec![val]),
        };
        if self.strict.is_some() && is_through(name) {
            self.crate_ir.leave_out_others(&mut called, kind);
        }
        let most = if kind.is_empty() { 3 } else { 12 };
        if called.is_empty() || called.len() > most && self.strict.is_none() {
            return None;
        }
        let all = [vec![receiver], given].concat();
        let mut found = self.returns_of(Some(at), &called, &all, env, depth);
        if self.strict.is_some() && is_shared(name) && !self.crate_ir.is_concrete(kind) {
            found.extend(self.method_of_std(at, receiver.ix, name, args, env, depth));
        }
        some(found)
    }

    /// The functions that a method call means. In a program, a call through a trait means what the types of the values
    /// implement, and is open until a call shows these.
    pub(super) fn implementations(
        &self,
        name: &str,
        args: usize,
        kind: &str,
        receiver: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Called {
        let by_type = self.crate_ir.methods(name, args, kind);
        let is_known = self.crate_ir.is_concrete(kind) || !kind.is_empty() && !kind.contains('@');
        if self.strict.is_none() || by_type.is_empty() || is_known {
            return Called::Known(by_type);
        }
        let mut known = Vec::new();
        for val in self.values(receiver, env, depth + 1) {
            if self.is_strict() && self.is_unbound(&val) {
                return Called::Open(val);
            }
            // A text has the methods of the standard library, and those of traits that the program implements for it.
            if matches!(
                self.crate_ir.node(val.at).ex,
                Expr::Lit(_) | Expr::Format(_)
            ) {
                let for_texts = by_type.iter().filter(|func| {
                    ["str", "String"].contains(&self.crate_ir.func(**func).owner.as_str())
                });
                known.extend(for_texts);
                continue;
            }
            let kind = self.crate_ir.kind(val.at);
            let is_trait = kind.contains('@') && !self.crate_ir.is_concrete(&kind);
            if kind.is_empty() || is_trait {
                return Called::Known(by_type);
            }
            known.extend(self.crate_ir.methods(name, args, &kind));
        }
        known.sort();
        known.dedup();
        Called::Known(known)
    }

    /// What an option holds, or what is taken in its place.
    pub(super) fn otherwise(
        &self,
        of: NodeRef,
        otherwise: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let (mut held, holds) = self.held(of, env, depth + 1);
        if self.is_strict()
            && let Some(open) = held.iter().find(|val| self.is_unbound(val))
        {
            return vec![open.clone()];
        }
        if self.strict.is_some() {
            // What is there for certain leaves no other choice.
            if holds == Holds::Something {
                return held;
            }
            held.retain(|val| !self.is_none(val));
        }
        let other = self.values(otherwise, env, depth + 1).into_iter();
        held.extend(other.flat_map(|val| self.applied(val, depth)));
        held
    }

    /// Values without those that hold nothing yet and results that failed, where there are others.
    pub(super) fn filled(&self, mut values: Vec<Val>) -> Vec<Val> {
        let is_empty = |val: &Val| self.is_empty_value(val) || self.is_error(val);
        if values.iter().any(|val| !is_empty(val)) {
            values.retain(|val| !is_empty(val));
        }
        values
    }

    /// Whether a value is a result that failed, which holds nothing to go on with.
    fn is_error(&self, val: &Val) -> bool {
        matches!(&self.crate_ir.node(val.at).ex, Expr::Call(path, _) if path.last().is_some_and(|last| last == "Err"))
    }

    /// Whether a value is a text or a value of a type: an option that is made with it holds it.
    pub(super) fn is_there(&self, val: &Val) -> bool {
        match &self.crate_ir.node(val.at).ex {
            Expr::Lit(_) | Expr::Format(_) | Expr::Record(..) | Expr::Seq(_) | Expr::Tuple(_) => {
                true
            }
            _ => self.crate_ir.variant_at(val.at).is_some(),
        }
    }

    pub(super) fn is_none(&self, val: &Val) -> bool {
        matches!(&self.crate_ir.node(val.at).ex, Expr::Path(path) if path.len() == 1 && path[0] == "None")
    }

    /// Whether a closure gives the pair that it is given, in other types: `|(k, v)| (k.to_string(), v.to_string())`.
    pub(super) fn keeps_pairs(&self, closure: NodeRef) -> bool {
        let here = |ix: NodeIdx| NodeRef {
            file: closure.file,
            ix,
        };
        let Expr::Closure(_, body) = &self.crate_ir.node(closure).ex else {
            return false;
        };
        let Expr::Tuple(parts) = &self.crate_ir.node(here(*body)).ex else {
            return false;
        };
        let locals = &self.crate_ir.func(self.crate_ir.func_of(closure)).locals;
        let is_half = |ix: NodeIdx, half: &str| {
            let mut at = ix;
            for _ in 0..8 {
                at = match &self.crate_ir.node(here(at)).ex {
                    Expr::Method(of, name, _) if is_through(name) => *of,
                    Expr::Call(path, args) if is_wrapper(path) && args.len() == 1 => args[0],
                    Expr::Path(path) if path.len() == 1 => {
                        match locals.get(&path[0]).and_then(|values| values.first()) {
                            Some(value) => *value,
                            None => return false,
                        }
                    }
                    Expr::Field(_, number) => return number == half,
                    _ => return false,
                };
            }
            false
        };
        matches!(parts.as_slice(), [key, value] if is_half(*key, "0") && is_half(*value, "1"))
    }
}
