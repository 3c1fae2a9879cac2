//! What is written behind references: `for model in &mut models { model.id = id; }` writes to `models`.
//!
//! A reference is followed to the variables that it may lead to. What these hold since is noted besides what they held
//! before, as the place itself may be another one.

use proc_macro2::Span;

use super::expr_start;
use super::ir::{Expr, GivenOut, NodeIdx, is_constant};
use super::lower::Lower;
use super::lower_expr::static_field;
use super::lower_given::may_be_own;
use super::lower_grow::grows_param;
use super::lower_places::MAX_SHARED;
use super::names::is_common;

/// How many expressions are followed for one write.
const MAX_FOLLOWED: usize = 48;

/// Functions that give a reference to what they are given, or hold it.
const HOLDS: [&str; 9] = [
    "Some",
    "Ok",
    "make_mut",
    "get_mut",
    "as_mut",
    "from_mut",
    "new",
    "deref_mut",
    "borrow_mut",
];

/// Methods that lead to a part of what they are called on, besides those whose name ends with `_mut`.
const LEADS: [&str; 43] = [
    "and_modify",
    "as_mut_slice",
    "await",
    "by_ref",
    "context",
    "entry",
    "enumerate",
    "expect",
    "filter",
    "find",
    "get",
    "get_or_init",
    "get_or_insert",
    "get_or_insert_with",
    "index",
    "into_iter",
    "iter",
    "last",
    "lock",
    "map_err",
    "max_by",
    "max_by_key",
    "min_by",
    "min_by_key",
    "next",
    "next_back",
    "nth",
    "ok",
    "ok_or",
    "ok_or_else",
    "or_default",
    "or_insert",
    "or_insert_with",
    "rev",
    "skip",
    "take",
    "try_lock",
    "try_write",
    "unwrap",
    "unwrap_or_else",
    "with",
    "with_context",
    "write",
];

/// What a reference leads to, and what is written there.
#[derive(Debug, Clone)]
pub(super) struct Led {
    pub(super) at: NodeIdx,
    /// The fields of it that are written to, the innermost first.
    pub(super) labels: Vec<String>,
    pub(super) value: NodeIdx,
    /// Whether what is written is a part of what a variable holds, and not that as a whole.
    pub(super) is_part: bool,
    /// Whether it lies behind a lock or a cell, so that clones share it.
    pub(super) is_shared: bool,
}

impl Led {
    /// The same, further on.
    pub(super) fn to(&self, at: NodeIdx) -> Self {
        Self { at, ..self.clone() }
    }

    /// The same, of which this is a part.
    fn part(&self, at: NodeIdx) -> Self {
        let is_part = true;
        Self {
            at,
            is_part,
            ..self.clone()
        }
    }
}

/// Whether a method opens what clones share.
pub(super) fn shares(method: &str) -> bool {
    [
        "lock",
        "write",
        "borrow_mut",
        "try_lock",
        "try_write",
        "blocking_lock",
        "blocking_write",
    ]
    .contains(&method)
}

pub(super) fn leads(method: &str) -> bool {
    method.ends_with("_mut") || LEADS.contains(&method)
}

impl Lower {
    /// Notes a value that is written behind an expression, as `*expression = value`.
    pub(super) fn write_behind(&mut self, expression: &syn::Expr, value: NodeIdx) {
        let noted = match expression {
            syn::Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
            syn::Expr::Field(field) => self.field_place(field).base,
            _ => None,
        };
        let noted = noted.map(|name| self.known_as(&name));
        let of = self.expr(expression);
        let span = expr_start::of(expression);
        self.write_through(of, Vec::new(), value, noted.as_deref(), span);
    }

    /// Notes a value for the variables that a reference leads to. `labels` are the fields of it that are written to, the
    /// innermost first; what is noted for the variable `noted` already is left out.
    pub(super) fn write_through(
        &mut self,
        reference: NodeIdx,
        labels: Vec<String>,
        value: NodeIdx,
        noted: Option<&str>,
        span: Span,
    ) {
        let mut open = vec![Led {
            at: reference,
            labels,
            value,
            is_part: false,
            is_shared: false,
        }];
        let mut written = Vec::new();
        for _ in 0..MAX_FOLLOWED {
            let Some(led) = open.pop() else {
                return;
            };
            let Expr::Path(path) = &self.ir.node(led.at).ex else {
                self.lead_on(led, span, &mut open);
                continue;
            };
            if is_constant(path) {
                let name = path.last().cloned().unwrap_or_default();
                let value = self.held_by_static(&led, span);
                self.write(String::new(), static_field(&name), value, false);
                continue;
            }
            let [name] = path.as_slice() else { continue };
            let name = name.clone();
            let what = (name.clone(), led.labels.clone(), led.value);
            if written.contains(&what) {
                continue;
            }
            let func = &self.ir.funcs[self.func as usize];
            let held = func.locals.get(&name).into_iter().flatten();
            open.extend(held.take(MAX_FOLLOWED).map(|ix| led.to(*ix)));
            if noted != Some(name.as_str()) {
                self.note_written(&name, &led.labels, led.value, span);
            }
            written.push(what);
        }
    }

    /// What a static holds besides, after a part of it was written to.
    fn held_by_static(&mut self, led: &Led, span: Span) -> NodeIdx {
        if led.labels.is_empty() {
            return led.value;
        }
        // What it holds else is known of it already.
        let rest = self.add(Expr::Unknown, span);
        self.updated(rest, &led.labels, led.value, false, span)
    }

    /// Adds what an expression that is no name leads to.
    fn lead_on(&mut self, mut led: Led, span: Span, open: &mut Vec<Led>) {
        match &self.ir.node(led.at).ex {
            Expr::Record(path, fields, rest) => {
                if let Some(rest) = rest {
                    open.push(led.to(*rest));
                }
                let of_label = |label| fields.iter().find(|(name, _)| name == label);
                if let Some((_, held)) = led.labels.last().and_then(of_label) {
                    let held = *held;
                    led.labels.pop();
                    open.push(led.to(held));
                } else if led.labels.is_empty() && !path.is_empty() {
                    let fields = fields.clone();
                    self.lead_to_kept(&led, fields, span, open);
                }
            }
            Expr::Field(of, label) | Expr::Part(of, _, label) => {
                led.labels.push(label.clone());
                open.push(led.part(*of));
            }
            Expr::Elem(of) => open.push(led.part(*of)),
            Expr::Method(of, name, args) => {
                let (of, method) = (*of, name.clone());
                // `self.models.get_mut(0).map(|model| &mut model.id)`
                if let ("map" | "and_then", [part]) = (name.as_str(), args.as_slice()) {
                    let part = *part;
                    led.labels.extend(self.part_by(part));
                    open.push(led.part(of));
                    return;
                }
                let is_clone = method == "clone" && led.is_shared;
                led.is_shared |= shares(&method);
                if leads(&method) || is_clone {
                    open.push(led.part(of));
                }
                let keys = self.keys_of(led.at);
                if !keys.is_empty() {
                    let mut keyed = led.part(of);
                    keyed.labels.extend(keys);
                    open.push(keyed);
                }
                if !self.is_after(led.value) {
                    self.ir.given_out.push(GivenOut {
                        method: method.clone(),
                        field: led.labels.first().cloned(),
                        value: led.value,
                    });
                }
                if may_be_own(&method) {
                    open.push(self.through(&led, of, 0, span));
                }
            }
            Expr::Call(path, args) => {
                let last = path.last().map_or("", String::as_str);
                let is_type = last.starts_with(char::is_uppercase);
                match args.as_slice() {
                    [held] if last == "clone" && led.is_shared => open.push(led.part(*held)),
                    [held] if HOLDS.contains(&last) => open.push(led.to(*held)),
                    // `RefMut::map(guard, |all| &mut all.part)`
                    [guard, part] if last == "map" => {
                        let guard = *guard;
                        led.labels.extend(self.part_by(*part));
                        open.push(led.part(guard));
                        return;
                    }
                    _ => {}
                }
                let args = args.clone();
                if is_type && led.labels.is_empty() {
                    let fields = args.into_iter().enumerate();
                    let fields = fields.map(|(number, held)| (number.to_string(), held));
                    self.lead_to_kept(&led, fields.collect(), span, open);
                } else if args.is_empty() {
                    let value = self.held_by_static(&led, span);
                    self.ir.given_by_call.push((led.at, value));
                } else if !is_type {
                    self.lead_to_args(&led, &args, span, open);
                }
            }
            // What a variable is after a call was made with it.
            Expr::After(call) | Expr::AfterChange(call) | Expr::SharedAfter(call) => {
                if let Expr::Method(of, ..) = &self.ir.node(*call).ex {
                    open.push(led.to(*of));
                }
            }
            Expr::Written(call, number) | Expr::Through(call, number, _) => {
                let before = match &self.ir.node(*call).ex {
                    Expr::Method(of, ..)
                        if matches!(self.ir.node(led.at).ex, Expr::Through(..)) =>
                    {
                        Some(*of)
                    }
                    Expr::Call(_, args) | Expr::Method(_, _, args) => args.get(*number).copied(),
                    _ => None,
                };
                open.extend(before.map(|ix| led.to(ix)));
            }
            Expr::Tuple(parts) if led.is_part => {
                let number = led.labels.pop();
                let number = number.and_then(|label| label.parse::<usize>().ok());
                let part = number.and_then(|number| parts.get(number));
                open.extend(part.map(|ix| led.to(*ix)));
            }
            Expr::Seq(_) if !led.is_part => {}
            Expr::OneOf(parts) | Expr::Seq(parts) => {
                let parts = parts.iter().take(MAX_FOLLOWED);
                open.extend(parts.map(|ix| led.to(*ix)));
            }
            Expr::Match(_, arms) => {
                let arms = arms.iter().take(MAX_FOLLOWED);
                open.extend(arms.map(|arm| led.to(arm.body)));
            }
            _ => {}
        }
    }

    /// The keys under which a call gives a part of a table, the innermost first: `value.get_mut("model")`.
    fn keys_of(&self, call: NodeIdx) -> Vec<String> {
        let Expr::Method(_, name, args) = &self.ir.node(call).ex else {
            return Vec::new();
        };
        let Some(Expr::Lit(key)) = args.first().map(|key| &self.ir.node(*key).ex) else {
            return Vec::new();
        };
        let is_name = key.starts_with(|char: char| !char.is_ascii_digit());
        match name.as_str() {
            "index" | "get_mut" if is_name => vec![key.clone()],
            "pointer_mut" => {
                let keys = key.split('/').filter(|key| !key.is_empty());
                keys.rev().map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The fields that a closure takes of what it is given, the innermost first.
    fn part_by(&self, closure: NodeIdx) -> Vec<String> {
        let mut labels = Vec::new();
        if let Expr::Closure(_, body) = self.ir.node(closure).ex {
            let mut at = body;
            while let Expr::Field(of, label) = &self.ir.node(at).ex {
                labels.push(label.clone());
                at = *of;
            }
        }
        labels
    }

    /// Notes that a method which is called on a variable or a field, and is given something, may write to it.
    pub(super) fn changed_by_use(&mut self, call: &syn::ExprMethodCall, value: NodeIdx) {
        let name = call.method.to_string();
        if call.args.is_empty() || is_common(&name) {
            return;
        }
        let span = call.method.span();
        match lent(&call.receiver) {
            syn::Expr::Path(path) => {
                if let Some(name) = path.path.get_ident() {
                    self.changed(&name.to_string(), value, span);
                }
            }
            syn::Expr::Field(field) => {
                let place = self.field_place(field);
                if place.base.is_some() {
                    let after = self.add(Expr::After(value), span);
                    self.update_field(&place, after, span);
                }
            }
            _ => {}
        }
    }

    /// Notes that a method whose result is dropped may write to what it is called on.
    pub(super) fn changed_by(&mut self, statement: &syn::Expr, value: NodeIdx) {
        let (mut call, mut value) = (statement, value);
        let call = loop {
            call = match call {
                syn::Expr::Try(inner) => &inner.expr,
                syn::Expr::Await(inner) => &inner.base,
                syn::Expr::Paren(inner) => &inner.expr,
                syn::Expr::MethodCall(outer)
                    if ["unwrap", "expect", "ok"].contains(&outer.method.to_string().as_str()) =>
                {
                    match self.ir.node(value).ex {
                        Expr::Method(of, ..) => value = of,
                        _ => return,
                    }
                    &outer.receiver
                }
                other => break other,
            };
        };
        self.written_by(call, value);
        let syn::Expr::MethodCall(call) = call else {
            return;
        };
        let Expr::Method(receiver, ..) = self.ir.node(value).ex else {
            return;
        };
        let span = call.method.span();
        match lent(&call.receiver) {
            syn::Expr::Path(path) => {
                let is_noted = !call.args.is_empty() && !is_common(&call.method.to_string());
                if let Some(name) = path.path.get_ident().filter(|_| !is_noted) {
                    self.changed(&name.to_string(), value, span);
                }
            }
            syn::Expr::MethodCall(_) | syn::Expr::Index(_) | syn::Expr::Call(_)
                if !is_common(&call.method.to_string()) =>
            {
                let after = self.add(Expr::AfterChange(value), span);
                self.write_through(receiver, Vec::new(), after, None, span);
                if !call.args.is_empty() {
                    let after = self.add(Expr::After(value), span);
                    self.changed_in_chain(&call.receiver, after, span);
                }
            }
            syn::Expr::Field(field)
                if call.args.is_empty() && !is_common(&call.method.to_string()) =>
            {
                let place = self.field_place(field);
                if place.base.is_some() {
                    let after = self.add(Expr::After(value), span);
                    self.update_field(&place, after, span);
                }
            }
            _ => {}
        }
    }

    /// Notes what the last call of a chain makes of the variable that the chain begins with: methods of builders give
    /// what they are called on.
    fn changed_in_chain(&mut self, receiver: &syn::Expr, after: NodeIdx, span: Span) {
        let mut first = receiver;
        while let syn::Expr::MethodCall(call) = first {
            if leads(&call.method.to_string()) {
                return;
            }
            first = &call.receiver;
        }
        let syn::Expr::Path(path) = first else { return };
        if let Some(name) = path.path.get_ident() {
            let before = self.variable(&name.to_string(), span);
            let either = self.add(Expr::OneOf(vec![before, after]), span);
            self.change(&name.to_string(), either, before, span);
        }
    }

    /// Notes what a variable is after a method was called on it, and what it leads to, where it is a reference.
    fn changed(&mut self, name: &str, call: NodeIdx, span: Span) {
        let Expr::Method(before, ref method, _) = self.ir.node(call).ex else {
            return;
        };
        if grows_param(method) && self.is_lent_param(&self.known_as(name)) {
            return;
        }
        let after = self.add(Expr::After(call), span);
        let known = self.known_as(name);
        let func = &self.ir.funcs[self.func as usize];
        let held = func.locals.get(&known).into_iter().flatten();
        let held: Vec<NodeIdx> = held.take(MAX_FOLLOWED).copied().collect();
        self.change(name, after, before, span);
        self.changed_for_clones(&known, call, span);
        if held.iter().any(|held| self.is_behind(*held)) {
            let after = self.add(Expr::AfterChange(call), span);
            self.changed_behind(&known, &held, after, span);
        }
    }

    /// Notes what a variable leads to that is another value since, by the values that it held.
    fn changed_behind(&mut self, name: &str, held: &[NodeIdx], after: NodeIdx, span: Span) {
        for held in held {
            if self.is_behind(*held) {
                self.write_through(*held, Vec::new(), after, Some(name), span);
            }
        }
    }

    /// Whether what a variable holds may lead to another place, by its form.
    fn is_behind(&self, held: NodeIdx) -> bool {
        match &self.ir.node(held).ex {
            Expr::Elem(_) | Expr::Part(..) | Expr::Field(..) => true,
            Expr::Method(_, method, _) => leads(method) || may_be_own(method),
            Expr::Call(_, args) => !args.is_empty(),
            Expr::Record(path, ..) => !path.is_empty(),
            _ => false,
        }
    }

    /// Notes what a method that is called on a clone makes of what it is a clone of, where both share what it writes to.
    fn changed_for_clones(&mut self, clone: &str, call: NodeIdx, span: Span) {
        let mut name = clone.to_owned();
        for _ in 0..MAX_SHARED {
            let Some(of) = self.shared.get(&name).cloned() else {
                return;
            };
            let after = self.add(Expr::SharedAfter(call), span);
            let before = self.variable(&of, span);
            let either = self.add(Expr::OneOf(vec![before, after]), span);
            self.current.insert(of.clone(), either);
            name = of;
        }
    }

    /// Notes that what a call is given by reference may be written to there: `fill(&mut settings)`, and a parameter that
    /// is handed on.
    pub(super) fn written_by(&mut self, call: &syn::Expr, value: NodeIdx) {
        let given = match call {
            syn::Expr::Call(call) => &call.args,
            syn::Expr::MethodCall(call) => &call.args,
            syn::Expr::Try(inner) => return self.written_by(&inner.expr, value),
            syn::Expr::Await(inner) => return self.written_by(&inner.base, value),
            syn::Expr::Paren(inner) => return self.written_by(&inner.expr, value),
            _ => return,
        };
        let args = match &self.ir.node(value).ex {
            // What these do is known.
            Expr::Call(path, _) if matches!(path.as_slice(), [.., of, _] if of == "mem") => return,
            Expr::Call(_, args) | Expr::Method(_, _, args) => args.clone(),
            _ => return,
        };
        for (number, (arg, before)) in given.iter().zip(args).enumerate() {
            let (of, is_lent) = match arg {
                syn::Expr::Reference(of) if of.mutability.is_some() => (&*of.expr, true),
                other => (other, false),
            };
            if let (syn::Expr::Field(field), true) = (of, is_lent) {
                let place = self.field_place(field);
                let span = expr_start::of(of);
                let after = self.add(Expr::Written(value, number), span);
                self.update_field(&place, after, span);
            }
            let syn::Expr::Path(name) = of else { continue };
            let Some(name) = name.path.get_ident() else {
                continue;
            };
            let known = self.known_as(&name.to_string());
            if is_lent || self.is_lent_param(&known) {
                let span = name.span();
                let after = self.add(Expr::Written(value, number), span);
                let func = &self.ir.funcs[self.func as usize];
                let held = func.locals.get(&known).into_iter().flatten();
                let held: Vec<NodeIdx> = held.take(MAX_FOLLOWED).copied().collect();
                self.change(&known, after, before, span);
                self.changed_behind(&known, &held, after, span);
            }
        }
    }

    /// Notes that a variable may be anything since, where a value keeps a reference through which it can be written to.
    pub(super) fn lend_out(&mut self, lent: &syn::Expr) {
        if let syn::Expr::Reference(of) = lent
            && of.mutability.is_some()
            && let syn::Expr::Path(path) = &*of.expr
            && let Some(name) = path.path.get_ident()
        {
            let name = self.known_as(&name.to_string());
            let unknown = self.add(Expr::Unknown, expr_start::of(lent));
            self.note_written(&name, &[], unknown, expr_start::of(lent));
        }
    }

    /// Whether a value is what a call makes of a place, and nothing that code writes by itself.
    fn is_after(&self, value: NodeIdx) -> bool {
        matches!(
            self.ir.node(value).ex,
            Expr::After(_)
                | Expr::AfterChange(_)
                | Expr::Written(..)
                | Expr::Through(..)
                | Expr::Given
        )
    }

    /// Notes what a variable may be besides what it was, after a field of it was written to.
    fn note_written(&mut self, name: &str, labels: &[String], value: NodeIdx, span: Span) {
        let is_after = self.is_after(value);
        if let Some(label) = labels.first().filter(|_| !is_after) {
            self.write(String::new(), label.clone(), value, false);
        }
        let func = &self.ir.funcs[self.func as usize];
        let held = func
            .locals
            .get(name)
            .and_then(|values| values.last().copied());
        let now = self.current.get(name).copied();
        let before = match now.or(held) {
            Some(before) => before,
            None => self.add(Expr::Path(vec![name.to_owned()]), span),
        };
        let after = self.updated(before, labels, value, false, span);
        if now.is_none() && held.is_some() {
            let locals = &mut self.ir.funcs[self.func as usize].locals;
            let held = locals.entry(name.to_owned()).or_default();
            // What may be no change at all is not what it was last given.
            let at = held.len() - usize::from(is_after);
            held.insert(at, after);
        } else {
            let either = self.add(Expr::OneOf(vec![before, after]), span);
            self.current.insert(name.to_owned(), either);
        }
    }
}

/// The place that a receiver is a reference to: `(&mut config).choose(id)`.
fn lent(receiver: &syn::Expr) -> &syn::Expr {
    match receiver {
        syn::Expr::Paren(inner) => lent(&inner.expr),
        syn::Expr::Try(inner) => lent(&inner.expr),
        syn::Expr::Await(inner) => lent(&inner.base),
        syn::Expr::Reference(inner) => lent(&inner.expr),
        syn::Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Deref(_)) => lent(&inner.expr),
        other => other,
    }
}
