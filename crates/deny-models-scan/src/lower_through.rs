//! What is written behind references: `for model in &mut models { model.id = id; }` writes to `models`.
//!
//! A reference is followed to the variables that it may lead to. What these hold since is noted besides what they held
//! before, as the place itself may be another one.

use proc_macro2::Span;

use super::expr_start;
use super::ir::{Expr, GivenOut, NodeIdx, is_constant};
use super::lower::Lower;
use super::lower_expr::static_field;
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
const LEADS: [&str; 34] = [
    "and_modify",
    "await",
    "by_ref",
    "entry",
    "enumerate",
    "expect",
    "filter",
    "find",
    "get",
    "get_or_insert",
    "get_or_insert_with",
    "index",
    "into_iter",
    "iter",
    "last",
    "lock",
    "max_by",
    "max_by_key",
    "min_by",
    "min_by_key",
    "next",
    "next_back",
    "nth",
    "ok",
    "or_default",
    "or_insert",
    "or_insert_with",
    "rev",
    "skip",
    "take",
    "unwrap",
    "unwrap_or_else",
    "with",
    "write",
];

fn leads(method: &str) -> bool {
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
        let is_after = self.is_after(value);
        // With each, whether it is a part of what a variable holds, and not that as a whole.
        let mut open = vec![(reference, labels, false)];
        let mut written = Vec::new();
        for _ in 0..MAX_FOLLOWED {
            let Some((at, mut labels, is_part)) = open.pop() else {
                return;
            };
            match &self.ir.node(at).ex {
                Expr::Path(path) if is_constant(path) => {
                    let name = path.last().cloned().unwrap_or_default();
                    self.write(String::new(), static_field(&name), value, false);
                }
                Expr::Path(path) => {
                    let [name] = path.as_slice() else { continue };
                    if written.contains(name) {
                        continue;
                    }
                    let name = name.clone();
                    let func = &self.ir.funcs[self.func as usize];
                    let held = func.locals.get(&name).into_iter().flatten();
                    let held = held.take(MAX_FOLLOWED);
                    open.extend(held.map(|ix| (*ix, labels.clone(), is_part)));
                    if noted != Some(name.as_str()) {
                        self.note_written(&name, &labels, value, span);
                    }
                    written.push(name);
                }
                Expr::Record(_, fields, rest) => {
                    if let Some(rest) = rest {
                        open.push((*rest, labels.clone(), is_part));
                    }
                    let of_label = |label| fields.iter().find(|(name, _)| name == label);
                    if let Some((_, held)) = labels.last().and_then(of_label) {
                        labels.pop();
                        open.push((*held, labels, is_part));
                    }
                }
                Expr::Field(of, label) | Expr::Part(of, _, label) => {
                    labels.push(label.clone());
                    open.push((*of, labels, true));
                }
                Expr::Elem(of) => open.push((*of, labels, true)),
                Expr::Method(of, name, _) => {
                    let (of, method) = (*of, name.clone());
                    if leads(&method) {
                        open.push((of, labels.clone(), true));
                    }
                    if !is_after {
                        self.ir.given_out.push(GivenOut {
                            method,
                            field: labels.first().cloned(),
                            value,
                        });
                    }
                }
                Expr::Call(path, args) => {
                    let last = path.last().map_or("", String::as_str);
                    match args.as_slice() {
                        [held] if HOLDS.contains(&last) => open.push((*held, labels, is_part)),
                        // `RefMut::map(guard, |all| &mut all.part)`
                        [guard, part] if last == "map" => {
                            labels.extend(self.part_by(*part));
                            open.push((*guard, labels, true));
                        }
                        _ => {}
                    }
                }
                Expr::Tuple(parts) if is_part => {
                    let number = labels.pop().and_then(|label| label.parse::<usize>().ok());
                    let part = number.and_then(|number| parts.get(number));
                    open.extend(part.map(|ix| (*ix, labels, is_part)));
                }
                Expr::Seq(_) if !is_part => {}
                Expr::OneOf(parts) | Expr::Seq(parts) => {
                    let parts = parts.iter().take(MAX_FOLLOWED);
                    open.extend(parts.map(|ix| (*ix, labels.clone(), is_part)));
                }
                Expr::Match(_, arms) => {
                    let arms = arms.iter().take(MAX_FOLLOWED);
                    open.extend(arms.map(|arm| (arm.body, labels.clone(), is_part)));
                }
                _ => {}
            }
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
        match &*call.receiver {
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
        match &*call.receiver {
            syn::Expr::Path(path) => {
                let is_noted = !call.args.is_empty() && !is_common(&call.method.to_string());
                if let Some(name) = path.path.get_ident().filter(|_| !is_noted) {
                    self.changed(&name.to_string(), value, span);
                }
            }
            syn::Expr::MethodCall(_) | syn::Expr::Index(_)
                if !call.args.is_empty() && !is_common(&call.method.to_string()) =>
            {
                let after = self.add(Expr::After(value), span);
                self.write_through(receiver, Vec::new(), after, None, span);
                self.changed_in_chain(&call.receiver, after, span);
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
        for held in held {
            let is_part = match &self.ir.node(held).ex {
                Expr::Elem(_) | Expr::Part(..) | Expr::Field(..) => true,
                Expr::Method(_, method, _) => leads(method),
                _ => false,
            };
            if is_part {
                self.write_through(held, Vec::new(), after, Some(&known), span);
            }
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
                self.change(&known, after, before, span);
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
        matches!(self.ir.node(value).ex, Expr::After(_) | Expr::Written(..))
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
            locals.entry(name.to_owned()).or_default().push(after);
        } else {
            let either = self.add(Expr::OneOf(vec![before, after]), span);
            self.current.insert(name.to_owned(), either);
        }
    }
}
