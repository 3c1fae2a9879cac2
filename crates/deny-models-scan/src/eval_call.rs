//! What calls give: functions of the crate are gone into, those of the standard library are known by name.

use super::bodies;
use super::embed;
use super::eval::{Env, Eval, Holds, Val};
use super::ir::{AS_NUMBER, Expr, FnRef, NodeIdx, NodeRef, SLICE};
use super::lookup::Compared;
use super::names::{
    is_change, is_common, is_lazy, is_through, is_wrapper, may_give_nothing, takes_out,
    takes_out_of_option,
};
use super::stop::Cause;

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
    fn called_value(&self, val: Val, args: &[NodeRef], env: &Env, depth: usize) -> Vec<Val> {
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
    fn returns_of(
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
        if called.len() > self.limits.callees {
            self.stop(Cause::Callees(self.limits.callees));
        }
        for func in called.iter().take(self.limits.callees) {
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

    /// A field of what is not known yet: `value["name"]`.
    fn keyed(&self, of: NodeRef, key: NodeRef, env: &Env, depth: usize) -> Option<Vec<Val>> {
        let Expr::Lit(key) = &self.crate_ir.node(key).ex else {
            return None;
        };
        if !self.is_strict() {
            return None;
        }
        let all = self.values(of, env, depth + 1);
        if !all.iter().any(|val| self.is_unbound(val)) {
            return None;
        }
        let fields = all.into_iter().flat_map(|val| {
            if self.is_unbound(&val) {
                vec![self.field_of_open(&val, key)]
            } else {
                self.elements(val, depth)
            }
        });
        Some(fields.collect())
    }

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

    /// What a method of the standard library gives, and others that no program defines.
    fn method_of_std(
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
            ("get_one" | "value_of" | "remove_one" | "get_many" | "values_of", [arg_name])
                if matches!(&self.crate_ir.node(here(*arg_name)).ex, Expr::Lit(_)) =>
            {
                let found = self.argument_default(here(*arg_name), depth);
                if found.is_empty() {
                    vec![Val::of(at, env.clone())]
                } else {
                    found
                }
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
                let (held, holds) = self.held(here(receiver), env, depth + 1);
                let mut held = held.into_iter();
                if self.is_strict()
                    && let Some(open) = held.find(|val| self.is_unbound(val))
                {
                    return vec![open];
                }
                let mut both = next(*given);
                if holds != Holds::Something {
                    both.extend(next(*otherwise));
                }
                both.into_iter()
                    .flat_map(|val| self.applied(val, depth))
                    .collect()
            }
            ("map", [given]) if self.strict.is_some() && self.keeps_pairs(here(*given)) => {
                next(receiver)
            }
            ("map" | "and_then" | "then" | "then_some" | "flat_map" | "filter_map", [given]) => {
                if name == "map" && self.strict.is_some() {
                    let (_, holds) = self.held(here(receiver), env, depth + 1);
                    self.may_lack(holds != Holds::Something);
                }
                let found: Vec<Val> = next(*given)
                    .into_iter()
                    .flat_map(|val| self.applied(val, depth))
                    .collect();
                let closures = found
                    .iter()
                    .any(|val| !matches!(self.crate_ir.node(val.at).ex, Expr::Path(_)));
                if closures {
                    found
                } else {
                    [found, next(receiver)].concat()
                }
            }
            // What the text is made into depends on the type that is needed.
            ("parse", []) if self.strict.is_some() => self.parsed(next(receiver), depth),
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
            (SLICE, _) => self.sliced(at, next(receiver), env, depth),
            (name, _) if is_through(name) && !is_change(name) => next(receiver),
            _ => itself(),
        }
    }

    /// What a value is made into by its type's own conversion, where that type is written: `let b: Big = small.into();`.
    fn converted(&self, at: NodeRef, of: NodeRef, env: &Env, depth: usize) -> Option<Vec<Val>> {
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
    fn is_out_of_order(&self, iterator: NodeRef) -> bool {
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
    fn parsed(&self, mut texts: Vec<Val>, depth: usize) -> Vec<Val> {
        let data = texts.iter().filter_map(|val| self.crate_ir.data(val.at));
        let tables: Vec<Val> = data
            .flat_map(|at| self.values(at, &None, depth + 1))
            .collect();
        texts.extend(tables);
        texts
    }

    /// Whether a closure gives the pair that it is given, in other types: `|(k, v)| (k.to_string(), v.to_string())`.
    fn keeps_pairs(&self, closure: NodeRef) -> bool {
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

    /// What a method of the program gives, or a value that is called; `None` where it is neither.
    fn own_method(
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
        some(self.returns_of(Some(at), &called, &all, env, depth))
    }

    /// What a lookup in a list or map of a program gives, where the key or the number shows which; `None` for other
    /// methods.
    fn looked_up_in(
        &self,
        receiver: NodeRef,
        name: &str,
        args: &[NodeIdx],
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        self.strict?;
        let here = |ix: &NodeIdx| NodeRef {
            file: receiver.file,
            ix: *ix,
        };
        let lists = || {
            let lists = self.values(receiver, env, depth + 1);
            self.filled(lists).into_iter()
        };
        let rows = || -> Vec<Val> { lists().flat_map(|val| self.elements(val, depth)).collect() };
        let numbered = |number: usize| -> Vec<Val> {
            self.may_lack(name != "index");
            lists()
                .flat_map(|val| self.element(val, number, depth))
                .collect()
        };
        match (name, args) {
            ("get_or_init" | "get_or_try_init" | "get_or_insert_with", [first]) => {
                let made = self.values(here(first), env, depth + 1).into_iter();
                let made = made.flat_map(|val| self.applied(val, depth));
                // What it was set to before stays.
                let set = lists().filter(|val| self.is_there(val) || self.is_unbound(val));
                Some(made.chain(set).collect())
            }
            // A text gets longer by each.
            ("fold", [init, _]) if self.crate_ir.is_text_by_form(here(init)) => None,
            // What is collected by hand holds what was there to collect.
            ("fold" | "try_fold", [_, _]) => Some(rows()),
            // An iterator in a variable is gone through, one that is made here is not.
            ("next", [])
                if matches!(
                    self.crate_ir.node(receiver).ex,
                    Expr::Path(_) | Expr::After(_) | Expr::Field(..)
                ) =>
            {
                Some(rows())
            }
            ("keys" | "into_keys", []) => {
                let keys = self.keys(lists().collect(), depth);
                (!keys.is_empty()).then_some(keys)
            }
            ("next" | "nth", _) if self.is_out_of_order(receiver) => Some(rows()),
            ("first" | "next", []) => Some(numbered(0)),
            ("nth_back", [number]) => {
                let number = self.number(here(number), env, depth)?;
                let held = lists().flat_map(|val| self.element_from_end(val, number, depth));
                Some(held.collect())
            }
            ("get" | "index" | "get_mut" | "nth" | "remove" | "swap_remove", [key]) => {
                let key = here(key);
                if let Expr::Lit(name) = &self.crate_ir.node(key).ex {
                    let (objects, others): (Vec<Val>, Vec<Val>) =
                        lists().partition(|val| self.is_object(val));
                    let mut held = self.fields(objects, name, depth + 1);
                    if !held.is_empty() {
                        held.extend(self.put_under(others, key, env, depth));
                        return Some(held);
                    }
                }
                let held: Vec<Val> = lists().collect();
                if let Some(found) = self.looked_up_by_key(&held, key, env, depth) {
                    return Some(found);
                }
                if let Some(open) = self.open_number(key, env, depth) {
                    return Some(vec![open]);
                }
                if let Some(number) = self.number(key, env, depth) {
                    return Some(numbered(number));
                }
                let by = Compared::by(key);
                Some(self.picked_rows(self.filled(rows()), &by, env, depth))
            }
            // A way into JSON: `value.pointer("/model/id")`.
            ("pointer", [way]) => {
                let Expr::Lit(way) = &self.crate_ir.node(here(way)).ex else {
                    return None;
                };
                let steps = way.split('/').filter(|step| !step.is_empty());
                Some(steps.fold(lists().collect(), |held: Vec<Val>, step| {
                    self.fields_of(&held, receiver, step, depth + 1)
                }))
            }
            ("find_map" | "filter_map", [closure]) => {
                let held: Vec<Val> = lists().collect();
                let rows = self.pairs(&held, depth).unwrap_or_else(rows);
                self.picked_parts(rows, (receiver, here(closure)), env, depth)
            }
            ("find" | "filter" | "position" | "rfind", [closure]) => {
                let by = self.compared_with(receiver, here(closure))?;
                let held: Vec<Val> = lists().collect();
                let rows = self.pairs(&held, depth).unwrap_or_else(rows);
                Some(self.picked_rows(rows, &by, env, depth))
            }
            _ => None,
        }
    }

    /// The number that an expression is: as written, or of a constant.
    fn number(&self, at: NodeRef, env: &Env, depth: usize) -> Option<usize> {
        // The number of a variant, where the enum gives none itself.
        if let Expr::Macro(name, of) = &self.crate_ir.node(at).ex
            && name == AS_NUMBER
        {
            let of = NodeRef {
                file: at.file,
                ix: *of.first()?,
            };
            if let [one] = self.values(of, env, depth + 1).as_slice()
                && let Some((of, variant)) = self.crate_ir.variant_at(one.at)
            {
                return self.crate_ir.variant_number(&of, &variant);
            }
            return self.plain_value(of, env, depth)?.parse().ok();
        }
        self.plain_value(at, env, depth)?.parse().ok()
    }

    /// The parameter that decides which element is taken, where no call has given it yet.
    fn open_number(&self, at: NodeRef, env: &Env, depth: usize) -> Option<Val> {
        let of = match &self.crate_ir.node(at).ex {
            Expr::Path(path) if self.is_number_of_one_call(at, path) => at,
            Expr::Macro(name, of) if name == AS_NUMBER => NodeRef {
                file: at.file,
                ix: *of.first()?,
            },
            _ => return None,
        };
        let open = |val: &Val| self.is_strict() && self.is_unbound(val);
        self.values(of, env, depth + 1).into_iter().find(open)
    }

    /// Whether a name is a parameter of its function that is the same in all of a call.
    fn is_number_of_one_call(&self, at: NodeRef, path: &[String]) -> bool {
        let [name] = path else { return false };
        let func = self.crate_ir.func_of(at);
        let params = &self.crate_ir.func(func).params;
        self.crate_ir.const_var(func, name).is_some()
            || params.iter().any(|param| param.name == *name) && !self.may_change(at, name)
    }

    /// Values without those that hold nothing yet, where there are others.
    pub(super) fn filled(&self, mut values: Vec<Val>) -> Vec<Val> {
        if values.iter().any(|val| !self.is_empty_value(val)) {
            values.retain(|val| !self.is_empty_value(val));
        }
        values
    }

    /// What an option holds, or what is taken in its place.
    fn otherwise(&self, of: NodeRef, otherwise: NodeRef, env: &Env, depth: usize) -> Vec<Val> {
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

    /// The tables that texts are which code reads: what is compiled in, `from_str(include_str!("models.json"))`, and texts
    /// in code. A text that no call has given yet is itself.
    fn tables(&self, text: NodeRef, reader: &str, env: &Env, depth: usize) -> Vec<Val> {
        let reads_data = ["from_str", "from_slice", "from_reader"].contains(&reader);
        let texts = self.values(text, env, depth + 1).into_iter();
        let read = texts.flat_map(|val| {
            if reads_data && self.is_strict() && self.is_unbound(&val) {
                return vec![val];
            }
            let table = self.table_of(&val, depth);
            let table = table.or_else(|| self.crate_ir.data(val.at));
            table.map_or(Vec::new(), |at| self.values(at, &None, depth + 1))
        });
        read.collect()
    }

    /// The table that a value is the text of: one that is compiled in, or one that is read when the program runs.
    pub(super) fn table_of(&self, val: &Val, depth: usize) -> Option<NodeRef> {
        let (args, is_compiled) = match &self.crate_ir.node(val.at).ex {
            Expr::Macro(name, args) if name.starts_with("include_") => (args, true),
            Expr::Call(path, args) if bodies::opens_file(path) => (args, false),
            _ => return None,
        };
        let path = args.first().map(|ix| NodeRef {
            file: val.at.file,
            ix: *ix,
        })?;
        let path = self.texts(path, &None, depth + 1).first()?.whole()?;
        let path = if is_compiled {
            embed::located(&self.crate_ir.file(val.at).path, &path, false)?
        } else {
            let path = path.strip_prefix("$CARGO_MANIFEST_DIR/").unwrap_or(&path);
            path.strip_prefix("./").unwrap_or(path).to_owned()
        };
        self.crate_ir.table(&path, val.at.file)
    }

    /// The texts that attributes give to the variants that an expression may be.
    pub(super) fn spelt(&self, of: NodeRef, kind: &str, env: &Env, depth: usize) -> Vec<Val> {
        let spellings = self.crate_ir.spellings(kind);
        if spellings.is_empty() {
            return Vec::new();
        }
        let known = self.known_variants(of, env, depth);
        let fits = spellings
            .iter()
            .filter(|(variant, _)| known.is_empty() || known.contains(variant));
        fits.map(|(_, at)| Val::of(*at, None)).collect()
    }

    /// The default that a builder of command lines gives to the argument of this name.
    fn argument_default(&self, arg_name: NodeRef, depth: usize) -> Vec<Val> {
        let Expr::Lit(arg_name) = &self.crate_ir.node(arg_name).ex else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for call in self.crate_ir.calls_of("default_value") {
            let here = |ix: NodeIdx| NodeRef {
                file: call.file,
                ix,
            };
            let Expr::Method(receiver, _, args) = &self.crate_ir.node(*call).ex else {
                continue;
            };
            let mut of = *receiver;
            let named = loop {
                match &self.crate_ir.node(here(of)).ex {
                    Expr::Method(inner, ..) => of = *inner,
                    Expr::Call(_, args) => break args.first().copied(),
                    _ => break None,
                }
            };
            let fits = named.is_some_and(
                |ix| matches!(&self.crate_ir.node(here(ix)).ex, Expr::Lit(name) if name == arg_name),
            );
            if fits {
                found.extend(
                    args.iter()
                        .flat_map(|ix| self.values(here(*ix), &None, depth + 1)),
                );
            }
        }
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

/// Methods that give the text for a variant.
fn is_spelling(name: &str) -> bool {
    [
        "to_string",
        "as_ref",
        "into",
        "as_str",
        "as_static",
        "to_owned",
    ]
    .contains(&name)
}
