//! Fields of values, payloads of variants, elements of containers, and the two halves of a split text.

use std::rc::Rc;

use foldhash::HashSet;

use super::eval::{Env, Eval, Val, or_itself, pointer};
use super::ir::{Expr, FnRef, NodeIdx, NodeRef, enum_of_std};
use super::lower_macro::JSON;
use super::names::is_through;
use super::tables::{KEY, KEYS};

/// All elements, among the names of fields.
pub(super) const ELEMENTS: &str = "[]";

impl Eval<'_> {
    /// A field of each of some values; empty when no value has it.
    pub(super) fn fields(&self, of: Vec<Val>, name: &str, depth: usize) -> Vec<Val> {
        of.into_iter()
            .flat_map(|val| self.field(&val, name, depth))
            .take(self.limits.values)
            .collect()
    }

    /// A field of the values of an expression. What is not known before a call gives a parameter is that parameter.
    pub(super) fn fields_of(
        &self,
        bases: &[Val],
        base: NodeRef,
        name: &str,
        depth: usize,
    ) -> Vec<Val> {
        let mut found = Vec::new();
        self.may_lack(self.crate_ir.is_taken_field(name));
        let changes = |val: &Val| matches!(&self.crate_ir.node(val.at).ex, Expr::Record(path, _, Some(_)) if path.is_empty());
        let others: HashSet<(NodeRef, usize)> = if bases.iter().any(changes) {
            bases
                .iter()
                .map(|val| (val.at, pointer(&val.env)))
                .collect()
        } else {
            HashSet::default()
        };
        for val in bases {
            if self.is_among(val, &others, name, depth) {
                continue;
            }
            let mut of_val = self.field(val, name, depth);
            if of_val.is_empty() && self.is_default(val) {
                let kind = self.crate_ir.kind(base);
                of_val = self.field_of_default(&kind, val, name, depth);
                // A derived default has the default of each field's type, which is known where that is an enum.
                let kind = self.crate_ir.field_kind(&kind, name);
                let defaults = &self.crate_ir.enum_defaults;
                if of_val.is_empty() && kind.is_some_and(|kind| defaults.contains_key(kind)) {
                    of_val.push(val.clone());
                }
            }
            if of_val.is_empty() && self.strict.is_some() {
                let made = self.made_of_text(&self.crate_ir.kind(base), val, depth);
                of_val = self.fields(made, name, depth + 1);
            }
            if of_val.is_empty() && self.is_strict() && self.is_unbound(val) {
                of_val.push(self.field_of_open(val, name));
            }
            if of_val.is_empty() && self.strict.is_some() {
                of_val = self.field_behind(val, name, depth);
            }
            // What was put into a list by way of what holds it.
            if of_val.is_empty()
                && self.strict.is_some()
                && matches!(self.crate_ir.node(val.at).ex, Expr::Seq(_))
                && self.derefs_to(&self.crate_ir.kind(base), name)
            {
                of_val.push(val.clone());
            }
            if self.is_strict() && !of_val.is_empty() {
                let kind = self.crate_ir.kind(val.at);
                let by_way = self.crate_ir.written_by_way(&kind, name).iter();
                let behind = self.crate_ir.written_behind_locks(&kind, name);
                let by_way = by_way.chain(&behind).filter(|at| self.counts(**at));
                of_val.extend(by_way.flat_map(|at| self.values(*at, &val.env, depth + 1)));
            }
            // What a derived default or data gives is not written anywhere.
            self.may_lack(of_val.is_empty());
            found.extend(of_val);
            if found.len() > self.limits.values {
                break;
            }
        }
        found
    }

    /// Whether what a value was before another field of it was written to is among other values, which have the field.
    fn is_among(
        &self,
        val: &Val,
        others: &HashSet<(NodeRef, usize)>,
        name: &str,
        depth: usize,
    ) -> bool {
        if others.len() < 2 {
            return false;
        }
        let Expr::Record(path, written, Some(rest)) = &self.crate_ir.node(val.at).ex else {
            return false;
        };
        if !path.is_empty()
            || written.iter().any(|(label, _)| label == name)
            || self.is_of_part(val, written, name)
        {
            return false;
        }
        let rest = NodeRef {
            ix: *rest,
            ..val.at
        };
        let before = self.values(rest, &val.env, depth + 1);
        let is_other = |before: &Val| others.contains(&(before.at, pointer(&before.env)));
        !before.is_empty() && before.iter().all(is_other)
    }

    /// Whether what was written to a value of a type of the program is no field of it, but one of what this field holds.
    fn is_of_part(&self, val: &Val, written: &[(String, NodeIdx)], field: &str) -> bool {
        let kind = self.crate_ir.kind(val.at);
        let has = |kind: &str, label: &str| self.crate_ir.field_kind(kind, label).is_some();
        if !self.is_written_elsewhere(&kind, written) {
            return false;
        }
        let Some(held) = self.crate_ir.field_kind(&kind, field) else {
            return false;
        };
        if self.crate_ir.is_concrete(held) {
            written.iter().any(|(label, _)| has(held, label))
        } else {
            self.derefs_to(&kind, field)
        }
    }

    /// Whether what was written to a value of a type of the program is no field of it.
    fn is_written_elsewhere(&self, kind: &str, written: &[(String, NodeIdx)]) -> bool {
        let is_field = |label: &str| self.crate_ir.field_kind(kind, label).is_some();
        self.strict.is_some()
            && self.crate_ir.is_concrete(kind)
            && !self.crate_ir.is_enum(kind)
            && !written.iter().any(|(label, _)| is_field(label))
    }

    /// Whether a type of the program derefs to what one of its fields holds.
    fn derefs_to(&self, kind: &str, field: &str) -> bool {
        let deref = self.crate_ir.of_type(kind, "deref");
        let mut given = self.crate_ir.returned_by(deref).into_iter();
        given
            .any(|at| matches!(&self.crate_ir.node(at).ex, Expr::Field(_, label) if label == field))
    }

    /// A field of what a value of a type of the program derefs to.
    fn field_behind(&self, val: &Val, name: &str, depth: usize) -> Vec<Val> {
        let kind = self.crate_ir.kind(val.at);
        if !self.crate_ir.is_concrete(&kind) || self.crate_ir.field_kind(&kind, name).is_some() {
            return Vec::new();
        }
        let deref = self.crate_ir.of_type(&kind, "deref");
        let behind = self.returns(deref, &[val.at], &val.env, depth + 1);
        self.fields(behind, name, depth + 1)
    }

    /// What a pattern takes out of a value.
    pub(super) fn part_of_pattern(
        &self,
        at: NodeRef,
        base: NodeIdx,
        kind: &str,
        name: &str,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let base = NodeRef { ix: base, ..at };
        let bases = self.present(|| self.values(base, env, depth + 1));
        if let Some(nothing) = self.nothing_in(&bases, base, env, kind) {
            return vec![nothing];
        }
        let mut found = self.parts_of(&bases, kind, base, name, depth);
        if !found.is_empty() {
            let owner = self.crate_ir.part_owner(at, kind);
            if bases.iter().any(|val| self.is_read(val, &owner, name)) {
                found.push(Val::of(at, env.clone()));
            }
            return found;
        }
        if enum_of_std(kind).is_some() {
            return vec![Val::of(at, env.clone())];
        }
        let owner = self.crate_ir.part_owner(at, kind);
        let mut written = self.crate_ir.written(&owner, name);
        written.retain(|at| self.counts(*at));
        let is_counted = self.counted_of(&written, &owner, name);
        let found: Vec<Val> = written
            .iter()
            .copied()
            .filter(is_counted)
            .flat_map(|at| self.values(at, env, depth + 1))
            .collect();
        if found.is_empty() {
            self.payload(at, kind, name, env, depth)
        } else {
            found
        }
    }

    /// The part of values that a pattern takes out: only values of its variant have it.
    pub(super) fn parts_of(
        &self,
        bases: &[Val],
        spelt: &str,
        base: NodeRef,
        name: &str,
        depth: usize,
    ) -> Vec<Val> {
        if !self.is_strict() {
            return self.fields_of(bases, base, name, depth);
        }
        let variant = spelt.rsplit("::").next().unwrap_or(spelt);
        let is_of_std = enum_of_std(variant).is_some();
        let fits = |val: &&Val| match &self.crate_ir.node(val.at).ex {
            Expr::Call(path, _) if is_of_std => path.last().is_some_and(|made| made == variant),
            _ if is_of_std => self.is_unbound(val),
            Expr::Call(path, _) | Expr::Record(path, ..) | Expr::Path(path) => {
                let made = path.last().map_or("", String::as_str);
                let is_variant = path.len() > 1 && made.starts_with(char::is_uppercase);
                !is_variant || made == variant
            }
            _ => true,
        };
        let bases: Vec<Val> = bases.iter().filter(fits).cloned().collect();
        self.fields_of(&bases, base, name, depth)
    }

    /// Whether a value is what some type has by default, and which type is not spelt.
    pub(super) fn is_default(&self, val: &Val) -> bool {
        matches!(&self.crate_ir.node(val.at).ex, Expr::Call(path, args) if args.is_empty()
            && path.last().is_some_and(|last| last == "default"))
    }

    /// A field of what a type has by default.
    fn field_of_default(&self, kind: &str, val: &Val, name: &str, depth: usize) -> Vec<Val> {
        let makers = self.crate_ir.of_type(kind, "default");
        if makers.is_empty() || self.crate_ir.func_of(val.at) == makers[0] {
            return Vec::new();
        }
        let made = self.returns(makers, &[], &val.env, depth + 1);
        self.fields(made, name, depth + 1)
    }

    /// A field of a value.
    pub(super) fn field(&self, val: &Val, name: &str, depth: usize) -> Vec<Val> {
        if self.is_too_nested(depth) {
            return Vec::new();
        }
        if !self.step() {
            return Vec::new();
        }
        if val.nothing {
            return vec![val.clone()];
        }
        let here = |ix: NodeIdx| NodeRef {
            file: val.at.file,
            ix,
        };
        let next = |ix: NodeIdx| self.values(here(ix), &val.env, depth + 1);
        match &self.crate_ir.node(val.at).ex {
            Expr::Record(path, fields, rest) => {
                let of_name = |name: &str| fields.iter().find(|(known, _)| known == name);
                let of_data = || {
                    let spelt = self.crate_ir.spelt(name).iter();
                    let mut spelt = spelt.filter(|_| path.is_empty());
                    spelt.find_map(|name| of_name(name))
                };
                match of_name(name).or_else(of_data) {
                    Some((_, value)) => next(*value),
                    // The keys of a map of texts.
                    None if name == KEY => of_name(KEYS)
                        .map(|(_, keys)| next(*keys))
                        .unwrap_or_default(),
                    None if rest.is_none() => Vec::new(),
                    None => self.field_within(val, name, depth),
                }
            }
            // What a function is given is no part of what it gives.
            Expr::Call(path, _) if !is_constructor(path) && !is_derived(path) => Vec::new(),
            Expr::Tuple(parts) | Expr::Call(_, parts) => match name.parse::<usize>() {
                Ok(number) => parts.get(number).map(|ix| next(*ix)).unwrap_or_default(),
                Err(_) => Vec::new(),
            },
            // The value of a pair that a mapping of a table gives.
            Expr::Lit(_) if name == "1" && self.crate_ir.file(val.at).is_of_table(val.at.ix) => {
                vec![val.clone()]
            }
            Expr::Method(_, setter, args) if args.len() == 1 && set_by(setter) == name => {
                next(args[0])
            }
            Expr::Seq(_) | Expr::Method(..) => self.field_within(val, name, depth),
            _ => Vec::new(),
        }
    }

    /// A field of what a value is made from: many values may be made from the same.
    fn field_within(&self, val: &Val, name: &str, depth: usize) -> Vec<Val> {
        let follow = || {
            let next = |ix: NodeIdx| {
                let at = NodeRef { ix, ..val.at };
                self.values(at, &val.env, depth + 1)
            };
            match &self.crate_ir.node(val.at).ex {
                Expr::Record(path, fields, Some(rest)) => {
                    let mut found = self.fields_of(&next(*rest), val.at, name, depth + 1);
                    // What is written to a part by a way that leads to it may lie in this field.
                    if path.is_empty() && self.is_of_part(val, fields, name) {
                        found.push(val.clone());
                    }
                    found
                }
                Expr::Seq(parts) => {
                    let parts = parts.iter();
                    let found = parts.flat_map(|ix| self.fields(next(*ix), name, depth + 1));
                    found.take(self.limits.values).collect()
                }
                Expr::Method(receiver, ..) => self.fields(next(*receiver), name, depth + 1),
                _ => Vec::new(),
            }
        };
        if !self.is_merged() {
            return follow();
        }
        let what = self.evaluation_of_field(val, name);
        self.kept_merged(what, &val.env, depth, follow)
    }

    /// A field of something that is not known: whatever is written to fields of that name.
    pub(super) fn field_anywhere(
        &self,
        at: NodeRef,
        base: NodeRef,
        bases: &[Val],
        name: &str,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        if name.starts_with(|char: char| char.is_ascii_digit()) {
            return vec![Val::of(at, env.clone())];
        }
        if self.is_strict() && !bases.is_empty() && bases.iter().all(|val| self.lacks(val, name)) {
            return Vec::new();
        }
        self.may_lack(true);
        let kind = self.crate_ir.kind(base);
        let writes = self.writes_to(Rc::clone(&kind), name);
        let written = match self.looked_up(&writes, bases, depth) {
            Ok(written) => written,
            Err(open) => return vec![open],
        };
        let mut found: Vec<Val> = Vec::new();
        let is_counted = self.counted_of(&written, &kind, name);
        for value in written.iter().copied().filter(is_counted) {
            if value != at {
                found.extend(self.values(value, env, depth + 1));
            }
            if found.len() > self.limits.values {
                break;
            }
        }
        or_itself(found, at, env)
    }

    /// Which of the values that are written to a field count: what data gives to it decides a text; of an enum it may be any
    /// variant, which is known elsewhere.
    fn counted_of(&self, written: &[NodeRef], kind: &str, name: &str) -> impl Fn(&NodeRef) -> bool {
        let is_given = |at: &NodeRef| matches!(self.crate_ir.node(*at).ex, Expr::Unknown);
        let is_enum = |kind: &str| self.crate_ir.is_enum(kind);
        let of_field = || self.crate_ir.field_kind(kind, name);
        let mut others = written.iter().filter(|at| !is_given(at));
        let by_code_alone = written.iter().any(is_given)
            && (of_field().is_some_and(|kind| is_enum(kind))
                || others.any(|at| is_enum(&self.crate_ir.kind(*at))));
        move |at| !(by_code_alone && is_given(at))
    }

    /// Whether a value comes from data: no code of the program makes it, and its type reads itself from data.
    pub(super) fn is_read(&self, val: &Val, kind: &str, name: &str) -> bool {
        if self.strict.is_none() || !self.crate_ir.read_types.contains(kind) {
            return false;
        }
        let is_text = |kind: &String| !self.crate_ir.is_enum(kind);
        if !self.crate_ir.field_kind(kind, name).is_some_and(is_text) {
            return false;
        }
        match &self.crate_ir.node(val.at).ex {
            Expr::Call(path, _) => {
                !is_constructor(path)
                    && !self.is_default(val)
                    && self.crate_ir.called(path, val.at).is_empty()
            }
            Expr::Method(..) => true,
            // What nothing in the program hands over.
            Expr::Path(_) => !self.is_strict() && self.is_unbound(val),
            _ => false,
        }
    }

    /// Whether a value is of a struct that is written out and has no field of that name: the call that leads there is of
    /// another type's method.
    fn lacks(&self, val: &Val, name: &str) -> bool {
        let is_made = matches!(
            &self.crate_ir.node(val.at).ex,
            Expr::Path(_) | Expr::Record(_, _, None)
        );
        let kind = self.crate_ir.kind(val.at);
        is_made
            && !self.is_unbound(val)
            && self.crate_ir.is_concrete(&kind)
            && !self.crate_ir.is_enum(&kind)
            && self.crate_ir.field_kind(&kind, name).is_none()
            && self.crate_ir.of_type(&kind, "deref").is_empty()
    }

    /// What tuple variants of this name are made with.
    fn payload(&self, at: NodeRef, variant: &str, name: &str, env: &Env, depth: usize) -> Vec<Val> {
        let Ok(number) = name.parse::<usize>() else {
            return vec![Val::of(at, env.clone())];
        };
        let mut found = Vec::new();
        let variant = variant.rsplit("::").next().unwrap_or(variant);
        for call in self.crate_ir.constructions(variant) {
            if let Expr::Call(_, args) = &self.crate_ir.node(call).ex
                && let Some(arg) = args.get(number)
                && self.counts(call)
            {
                found.extend(self.values(
                    NodeRef {
                        file: call.file,
                        ix: *arg,
                    },
                    env,
                    depth + 1,
                ));
            }
            if found.len() > self.limits.values {
                break;
            }
        }
        or_itself(found, at, env)
    }

    /// One element of a list; all of what is no list of known order.
    pub(super) fn element(&self, val: Val, number: usize, depth: usize) -> Vec<Val> {
        match &self.crate_ir.node(val.at).ex {
            Expr::Seq(parts) if parts.len() > number => {
                let at = NodeRef {
                    file: val.at.file,
                    ix: parts[number],
                };
                self.values(at, &val.env, depth + 1)
            }
            _ => self.elements(val, depth),
        }
    }

    /// An element of a list by its number from the end.
    pub(super) fn element_from_end(&self, val: Val, number: usize, depth: usize) -> Vec<Val> {
        let from_start = match &self.crate_ir.node(val.at).ex {
            Expr::Seq(parts) => parts.len().checked_sub(number + 1),
            _ => None,
        };
        match from_start {
            Some(number) => self.element(val, number, depth),
            None => self.elements(val, depth),
        }
    }

    pub(super) fn elements(&self, val: Val, depth: usize) -> Vec<Val> {
        if val.nothing {
            return vec![val];
        }
        if !self.is_merged() {
            return self.elements_of(val, depth);
        }
        let env = val.env.clone();
        let what = self.evaluation_of_field(&val, ELEMENTS);
        self.kept_merged(what, &env, depth, || self.elements_of(val, depth))
    }

    fn elements_of(&self, val: Val, depth: usize) -> Vec<Val> {
        let own = self.own_elements(&val, depth);
        if !own.is_empty() {
            return own;
        }
        match &self.crate_ir.node(val.at).ex {
            Expr::Seq(parts) => self.values_of(parts, &val, depth),
            // A mapping of a table, or of JSON in code, has its values.
            Expr::Record(path, fields, None) if path.is_empty() || path == &[JSON] => {
                let values = fields
                    .iter()
                    .filter(|(name, _)| name != KEY && name != KEYS);
                let values = values.map(|(_, ix)| NodeRef {
                    file: val.at.file,
                    ix: *ix,
                });
                let values = values.flat_map(|value| self.values(value, &val.env, depth + 1));
                values.chain([val.clone()]).collect()
            }
            Expr::Field(channel, end) if end == "1" && self.strict.is_some() => {
                let channel = NodeRef {
                    file: val.at.file,
                    ix: *channel,
                };
                let sent = self.sent(channel, &val.env, depth);
                if sent.is_empty() { vec![val] } else { sent }
            }
            _ => vec![val],
        }
    }

    /// The keys of the mappings of a table that may be names.
    pub(super) fn keys(&self, of: Vec<Val>, depth: usize) -> Vec<Val> {
        let rows = of.into_iter().flat_map(|val| self.elements(val, depth));
        self.fields(rows.collect(), KEY, depth + 1)
    }

    /// What a value of a type of the program gives that implements `Iterator` or `IntoIterator`.
    fn own_elements(&self, val: &Val, depth: usize) -> Vec<Val> {
        let is_made = matches!(
            self.crate_ir.node(val.at).ex,
            Expr::Record(..) | Expr::Call(..)
        );
        if self.strict.is_none() || !is_made {
            return Vec::new();
        }
        let kind = self.crate_ir.kind(val.at);
        if !self.crate_ir.is_concrete(&kind) {
            return Vec::new();
        }
        // What was written to one of its elements is that element.
        if let Expr::Record(path, written, Some(_)) = &self.crate_ir.node(val.at).ex
            && path.is_empty()
            && self.is_written_elsewhere(&kind, written)
        {
            return Vec::new();
        }
        let of_trait = |name: &str, of: &str| -> Vec<FnRef> {
            let own = self.crate_ir.of_type(&kind, name).iter().copied();
            own.filter(|func| self.crate_ir.func(*func).of_trait.ends_with(of))
                .collect()
        };
        let next = of_trait("next", "Iterator");
        let given = self.returns(&next, &[val.at], &val.env, depth + 1);
        if !given.is_empty() {
            return given;
        }
        let list = of_trait("into_iter", "IntoIterator");
        let list = self.returns(&list, &[val.at], &val.env, depth + 1);
        list.into_iter()
            .filter(|inner| inner.at != val.at)
            .flat_map(|inner| self.elements(inner, depth + 1))
            .collect()
    }

    /// What is sent into a channel: `let (to, from) = channel();`.
    fn sent(&self, channel: NodeRef, env: &Env, depth: usize) -> Vec<Val> {
        let is_channel = match &self.crate_ir.node(channel).ex {
            Expr::Call(path, _) => path.last().is_some_and(|last| {
                last.contains("channel") || last.ends_with("bounded") || last == "rendezvous"
            }),
            _ => false,
        };
        if !is_channel {
            return Vec::new();
        }
        let names = ["send", "try_send", "blocking_send", "unbounded_send"];
        let calls = names.iter().flat_map(|name| self.crate_ir.calls_of(name));
        let mut found = Vec::new();
        for call in calls {
            let here = |ix: NodeIdx| NodeRef {
                file: call.file,
                ix,
            };
            let Expr::Method(to, _, args) = &self.crate_ir.node(*call).ex else {
                continue;
            };
            let [message] = args.as_slice() else { continue };
            let is_end = |val: Val| match &self.crate_ir.node(val.at).ex {
                Expr::Field(of, end) => {
                    val.at.file == channel.file && *of == channel.ix && end == "0"
                }
                // Whatever is handed to the function that sends.
                _ => self.is_unbound(&val),
            };
            let ends = self.values(here(*to), env, depth + 1);
            if self.counts(*call) && ends.into_iter().any(is_end) {
                found.extend(self.values(here(*message), env, depth + 1));
            }
        }
        found
    }

    /// The text whose two halves are an owner and a name: `let (owner, name) = id.split_once('/')?`.
    pub(super) fn split_of(&self, owner: NodeRef, name: NodeRef) -> Option<NodeRef> {
        let (of_owner, first) = self.half(owner)?;
        let (of_name, second) = self.half(name)?;
        if of_owner != of_name || first != "0" || second != "1" {
            return None;
        }
        let mut at = of_owner;
        for _ in 0..8 {
            let next = match &self.crate_ir.node(at).ex {
                Expr::Method(text, name, _) if name.contains("split") => {
                    return Some(NodeRef {
                        file: at.file,
                        ix: *text,
                    });
                }
                Expr::Call(path, args)
                    if path
                        .last()
                        .is_some_and(|last| last.contains("split") || last.contains("parse")) =>
                {
                    return args.first().map(|ix| NodeRef {
                        file: at.file,
                        ix: *ix,
                    });
                }
                Expr::Method(inner, ..) | Expr::Elem(inner) => *inner,
                _ => return None,
            };
            at = NodeRef {
                file: at.file,
                ix: next,
            };
        }
        None
    }

    fn half(&self, at: NodeRef) -> Option<(NodeRef, String)> {
        match &self.crate_ir.node(at).ex {
            Expr::Field(of, number) => Some((
                NodeRef {
                    file: at.file,
                    ix: *of,
                },
                number.clone(),
            )),
            Expr::Path(path) if path.len() == 1 => {
                let values = self
                    .crate_ir
                    .func(self.crate_ir.func_of(at))
                    .locals
                    .get(&path[0])?;
                self.half(NodeRef {
                    file: at.file,
                    ix: *values.first()?,
                })
            }
            Expr::Method(of, name, _) if is_through(name) => self.half(NodeRef {
                file: at.file,
                ix: *of,
            }),
            _ => None,
        }
    }
}

/// Whether a call makes a value of a tuple struct or of a variant, by how its path is spelt.
fn is_constructor(path: &[String]) -> bool {
    path.last()
        .is_some_and(|last| last.starts_with(char::is_uppercase))
}

/// Whether a call may make a value of a type by a derived function that takes the fields in order.
fn is_derived(path: &[String]) -> bool {
    matches!(path, [.., of, from] if of.starts_with(char::is_uppercase) && from == "from")
}

/// The field that a method of this name sets.
fn set_by(setter: &str) -> &str {
    let field = setter.strip_prefix("with_");
    let field = field.or_else(|| setter.strip_prefix("set_"));
    field.unwrap_or(setter)
}
