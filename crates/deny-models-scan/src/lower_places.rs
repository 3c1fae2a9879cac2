//! Places that are written to: fields, at any depth, and variables that stand for them, as in
//! `let mut model = self.model.lock().unwrap();` and `let id = &mut config.id;`.

use proc_macro2::Span;
use syn::Pat;
use syn::spanned::Spanned as _;

use super::expr_start;
use super::ir::{Expr, NodeIdx};
use super::lower::{Lower, Place};
use super::lower_lead::shares;
use super::lower_pattern::member;
use super::names::is_place;

/// Clones that are made one from another.
pub(super) const MAX_SHARED: usize = 8;

impl Lower {
    /// Notes that a variable stands for a place, where it is bound to one.
    pub(super) fn note_place(&mut self, pattern: &Pat, value: &syn::Expr) {
        if let (Some(name), Some(field)) = (variable(pattern), field_behind(value)) {
            let place = self.field_place(field);
            let name = self.known_as(&name);
            self.places.insert(name, place);
        }
    }

    /// Notes that a variable shares what it holds with another, where it is bound to a clone of that. `before` is the
    /// name of the other, which may be the same.
    pub(super) fn note_shared(&mut self, pattern: &Pat, before: Option<String>) {
        if let (Some(name), Some(before)) = (variable(pattern), before) {
            let name = self.known_as(&name);
            if name != before {
                self.shared.insert(name, before);
            }
        }
    }

    /// The variable that an expression is a clone of.
    pub(super) fn cloned(&self, value: &syn::Expr) -> Option<String> {
        let of = match value {
            syn::Expr::MethodCall(call) if call.method == "clone" => &*call.receiver,
            syn::Expr::Call(call) => match (&*call.func, call.args.first()) {
                (syn::Expr::Path(path), Some(syn::Expr::Reference(of)))
                    if path
                        .path
                        .segments
                        .last()
                        .is_some_and(|last| last.ident == "clone") =>
                {
                    &*of.expr
                }
                _ => return None,
            },
            _ => return None,
        };
        match of {
            syn::Expr::Path(path) => Some(self.known_as(&path.path.get_ident()?.to_string())),
            _ => None,
        }
    }

    /// Notes what is written behind a lock or a cell, for the variables that share it: `*other.lock().unwrap() = id`.
    pub(super) fn assign_shared(&mut self, holder: &syn::Expr, value: NodeIdx) {
        let syn::Expr::Path(path) = holder else {
            return;
        };
        let name = path.path.get_ident().map(ToString::to_string);
        let mut name = name.map(|name| self.known_as(&name));
        // One clone may be made from another.
        for _ in 0..MAX_SHARED {
            let Some(of) = name.and_then(|name| self.shared.get(&name).cloned()) else {
                return;
            };
            let locals = &mut self.ir.funcs[self.func as usize].locals;
            locals.entry(of.clone()).or_default().push(value);
            name = Some(of);
        }
    }

    /// Notes what the place gets that a variable stands for.
    pub(super) fn assign_place(&mut self, variable: &syn::Ident, value: NodeIdx) {
        let name = self.known_as(&variable.to_string());
        if let Some(place) = self.places.get(&name).cloned() {
            self.assign_field(&place, value, false, variable.span());
        }
    }

    /// Notes what a container holds besides what it held before.
    pub(super) fn add_to(&mut self, container: &syn::Expr, value: NodeIdx) {
        let place = match container {
            syn::Expr::Field(field) => Some(self.field_place(field)),
            syn::Expr::Path(path) => path.path.get_ident().and_then(|name| {
                let name = self.known_as(&name.to_string());
                self.places.get(&name).cloned()
            }),
            _ => None,
        };
        match place {
            Some(place) => self.assign_field(&place, value, true, expr_start::of(container)),
            None => self.assign(container, value),
        }
    }

    /// The place that a field is.
    pub(super) fn field_place(&self, field: &syn::ExprField) -> Place {
        let owner = match &*field.base {
            syn::Expr::Path(path) if path.path.is_ident("self") => self.owner.clone(),
            _ => String::new(),
        };
        Self::place_in(&field.base, member(&field.member), owner)
    }

    /// The place that a value of a table is, where its key is written: `body["model"]`.
    fn key_place(index: &syn::ExprIndex) -> Option<Place> {
        let key = literal_key(index)?;
        let place = Self::place_in(&index.expr, key, String::new());
        place.base.is_some().then_some(place)
    }

    /// The place that lies in another under a label.
    fn place_in(around: &syn::Expr, label: String, owner: String) -> Place {
        let mut labels = vec![label];
        let mut is_shared = false;
        let mut base = around;
        let base = loop {
            base = match base {
                syn::Expr::Field(outer) => {
                    labels.push(member(&outer.member));
                    &outer.base
                }
                syn::Expr::Index(outer) => match literal_key(outer) {
                    Some(key) => {
                        labels.push(key);
                        &outer.expr
                    }
                    None => break None,
                },
                syn::Expr::MethodCall(call) if is_place(&call.method.to_string()) => {
                    is_shared |= shares(&call.method.to_string());
                    &call.receiver
                }
                syn::Expr::Paren(inner) => &inner.expr,
                syn::Expr::Path(path) => break path.path.get_ident(),
                _ => break None,
            };
        };
        Place {
            owner,
            labels,
            base: base.map(ToString::to_string),
            is_shared,
        }
    }

    /// Notes what a value of a table gets whose key is written: `body["model"] = name`; false where it is not.
    pub(super) fn assign_element(&mut self, index: &syn::ExprIndex, value: NodeIdx) -> bool {
        let Some(place) = Self::key_place(index) else {
            return false;
        };
        let span = index.span();
        self.note_field(&place, value, false, span);
        let of = self.expr(&index.expr);
        let noted = place.base.map(|name| self.known_as(&name));
        let labels = place.labels.into_iter().take(1).collect();
        self.write_through(of, labels, value, noted.as_deref(), span);
        true
    }

    /// Notes what a call makes of a field that it is called on or given: no value is written to the field by its name.
    pub(super) fn update_field(&mut self, place: &Place, value: NodeIdx, span: Span) {
        self.note_field(place, value, false, span);
    }

    /// Notes what a field gets, instead of what it held or besides, and what the variable is since that holds it, at any
    /// depth.
    pub(super) fn assign_field(
        &mut self,
        place: &Place,
        value: NodeIdx,
        is_added: bool,
        span: Span,
    ) {
        self.write(place.owner.clone(), place.labels[0].clone(), value, false);
        self.note_field(place, value, is_added, span);
    }

    fn note_field(&mut self, place: &Place, value: NodeIdx, is_added: bool, span: Span) {
        let Place { labels, base, .. } = place;
        let Some(name) = base else { return };
        // Whatever was made of it before may share it.
        if place.is_shared {
            let name = self.known_as(name);
            self.note_for_all(&name, labels, value, is_added, span);
        }
        let before = self.variable(name, span);
        let update = self.updated(before, labels, value, is_added, span);
        self.change(name, update, before, span);
    }

    /// Notes what a variable holds for all that were made of it, too.
    fn note_for_all(
        &mut self,
        name: &str,
        labels: &[String],
        value: NodeIdx,
        is_added: bool,
        span: Span,
    ) {
        let locals = &self.ir.funcs[self.func as usize].locals;
        let held = locals.get(name).and_then(|held| held.last().copied());
        if let Some(held) = held {
            let after = self.updated(held, labels, value, is_added, span);
            let locals = &mut self.ir.funcs[self.func as usize].locals;
            locals.entry(name.to_owned()).or_default().push(after);
        }
    }

    /// A value after a field of it got another one, instead of what it held or besides; `labels` lead to the field, the
    /// innermost first. Without any, it is the other one.
    pub(super) fn updated(
        &mut self,
        before: NodeIdx,
        labels: &[String],
        value: NodeIdx,
        is_added: bool,
        span: Span,
    ) -> NodeIdx {
        // The fields around it stay what they are.
        let mut bases = vec![before];
        for label in labels.get(1..).unwrap_or_default().iter().rev() {
            let outer = bases.last().copied().unwrap_or(before);
            bases.push(self.add(Expr::Field(outer, label.clone()), span));
        }
        let mut update = value;
        if let Some(label) = labels.first().filter(|_| is_added) {
            let outer = bases.last().copied().unwrap_or(before);
            let held = self.add(Expr::Field(outer, label.clone()), span);
            update = self.add(Expr::Method(held, "chain".to_owned(), vec![value]), span);
        }
        for (label, base) in labels.iter().zip(bases.into_iter().rev()) {
            let record = Expr::Record(Vec::new(), vec![(label.clone(), update)], Some(base));
            update = self.add(record, span);
        }
        update
    }
}

/// The variable of a pattern, also of `Ok(variable)`.
fn variable(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(ident) => Some(ident.ident.to_string()),
        Pat::Type(typed) => variable(&typed.pat),
        Pat::Paren(inner) => variable(&inner.pat),
        Pat::TupleStruct(tuple) if tuple.elems.len() == 1 => variable(&tuple.elems[0]),
        _ => None,
    }
}

/// The field behind a lock or a reference through which it can be written to.
fn field_behind(value: &syn::Expr) -> Option<&syn::ExprField> {
    let (mut at, mut opens) = (value, false);
    loop {
        at = match at {
            syn::Expr::MethodCall(call) if is_place(&call.method.to_string()) => {
                let name = call.method.to_string();
                opens |= !["unwrap", "expect", "load"].contains(&name.as_str());
                &call.receiver
            }
            syn::Expr::Await(inner) => &inner.base,
            syn::Expr::Try(inner) => &inner.expr,
            syn::Expr::Paren(inner) => &inner.expr,
            syn::Expr::Reference(inner) if inner.mutability.is_some() => {
                opens = true;
                &inner.expr
            }
            syn::Expr::Field(field) => return opens.then_some(field),
            _ => return None,
        };
    }
}

/// The key of a value of a table, where it is written.
fn literal_key(index: &syn::ExprIndex) -> Option<String> {
    match &*index.index {
        syn::Expr::Lit(key) => match &key.lit {
            syn::Lit::Str(key) => Some(key.value()),
            _ => None,
        },
        _ => None,
    }
}
