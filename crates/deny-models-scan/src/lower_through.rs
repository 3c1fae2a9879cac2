//! What is written behind references: `for model in &mut models { model.id = id; }` writes to `models`.
//!
//! A reference is followed to the variables that it may lead to. What these hold since is noted besides what they held
//! before, as the place itself may be another one.

use proc_macro2::Span;

use super::expr_start;
use super::ir::{Expr, NodeIdx, is_constant};
use super::lower::Lower;
use super::lower_assign::behind_static;
use super::lower_grow::grows_param;
use super::lower_lead::{Led, MAX_FOLLOWED, leads, may_be_own};
use super::lower_places::MAX_SHARED;
use super::names::is_common;

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
                self.write(String::new(), behind_static(&name), value, false);
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
            // What calls made of it leads back to what it was before them.
            let held = held.filter(|ix| !self.is_after(**ix));
            open.extend(held.take(MAX_FOLLOWED).map(|ix| led.to(*ix)));
            if noted != Some(name.as_str()) {
                self.note_written(&name, &led.labels, led.value, span);
            }
            written.push(what);
        }
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
            syn::Expr::Field(field) => self.changed_field(field, value, span),
            _ => {}
        }
    }

    /// Notes what a field is after a method was called on it.
    fn changed_field(&mut self, field: &syn::ExprField, call: NodeIdx, span: Span) {
        let place = self.field_place(field);
        if place.base.is_some() {
            let after = self.add(Expr::After(call), span);
            self.update_field(&place, after, span);
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
            syn::Expr::MethodCall(_)
            | syn::Expr::Index(_)
            | syn::Expr::Call(_)
            | syn::Expr::Struct(_)
                if !is_common(&call.method.to_string()) =>
            {
                self.changed_on_the_way(&call.receiver, receiver);
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
                self.changed_field(field, value, span);
            }
            _ => {}
        }
        self.changed_text(call, value);
    }

    /// Notes what the calls before the last one of a chain may write behind what they are called on:
    /// `Editor::new(&mut settings).model(id).done()`.
    fn changed_on_the_way(&mut self, receiver: &syn::Expr, mut value: NodeIdx) {
        let mut receiver = receiver;
        while let syn::Expr::MethodCall(call) = receiver
            && let Expr::Method(of, ref name, _) = self.ir.node(value).ex
            && call.method == name.as_str()
        {
            let is_new = !matches!(*call.receiver, syn::Expr::Path(_) | syn::Expr::Field(_));
            if is_new && !is_common(name) && !leads(name) {
                let span = call.method.span();
                let after = self.add(Expr::AfterChange(value), span);
                self.write_through(of, Vec::new(), after, None, span);
            }
            (receiver, value) = (&call.receiver, of);
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
        // The call itself made the name mean another variable.
        let known = self.known_as(name);
        let again = known.rsplit_once('#').and_then(|(_, at)| at.parse().ok());
        if again.is_some_and(|again: NodeIdx| before < again && again <= call) {
            return;
        }
        let after = self.add(Expr::After(call), span);
        let known = self.known_as(name);
        let held = self.held_by(&known);
        self.change(name, after, before, span);
        self.changed_for_clones(&known, call, span);
        if held.iter().any(|held| self.is_behind(*held)) {
            let after = self.add(Expr::AfterChange(call), span);
            self.changed_behind(&known, &held, after, span);
        }
    }

    /// What a variable was given so far.
    pub(super) fn held_by(&self, name: &str) -> Vec<NodeIdx> {
        let func = &self.ir.funcs[self.func as usize];
        let held = func.locals.get(name).into_iter().flatten();
        held.take(MAX_FOLLOWED).copied().collect()
    }

    /// Notes what a variable leads to that is another value since, by the values that it held.
    pub(super) fn changed_behind(
        &mut self,
        name: &str,
        held: &[NodeIdx],
        after: NodeIdx,
        span: Span,
    ) {
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

    /// Notes what a call may write to that is given parameters of closures, where nothing else becomes of it.
    pub(super) fn written_by(&mut self, call: &syn::Expr, value: NodeIdx) {
        match call {
            syn::Expr::Call(call) => self.write_args(&call.args, value, true),
            syn::Expr::MethodCall(call) => self.write_args(&call.args, value, true),
            syn::Expr::Try(inner) => self.written_by(&inner.expr, value),
            syn::Expr::Await(inner) => self.written_by(&inner.base, value),
            syn::Expr::Paren(inner) => self.written_by(&inner.expr, value),
            _ => {}
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
    pub(super) fn is_after(&self, value: NodeIdx) -> bool {
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
