//! Places that are written to: fields, at any depth, and variables that stand for them, as in
//! `let mut model = self.model.lock().unwrap();` and `let id = &mut config.id;`.

use proc_macro2::Span;
use syn::Pat;

use super::ir::{Expr, NodeIdx};
use super::lower::{Lower, Place};
use super::lower_expr::member;
use super::names::is_place;

impl Lower {
    /// Notes that a variable stands for a place, where it is bound to one.
    pub(super) fn note_place(&mut self, pattern: &Pat, value: &syn::Expr) {
        if let (Some(name), Some(field)) = (variable(pattern), field_behind(value)) {
            let place = self.field_place(field);
            let name = self.known_as(&name);
            self.places.insert(name, place);
        }
    }

    /// Notes what the place gets that a variable stands for.
    pub(super) fn assign_place(&mut self, variable: &syn::Ident, value: NodeIdx) {
        let name = self.known_as(&variable.to_string());
        if let Some(place) = self.places.get(&name).cloned() {
            self.assign_field(&place, value, variable.span());
        }
    }

    /// The place that a field is.
    pub(super) fn field_place(&self, field: &syn::ExprField) -> Place {
        let owner = match &*field.base {
            syn::Expr::Path(path) if path.path.is_ident("self") => self.owner.clone(),
            _ => String::new(),
        };
        let mut labels = vec![member(&field.member)];
        let mut base = &*field.base;
        let base = loop {
            base = match base {
                syn::Expr::Field(outer) => {
                    labels.push(member(&outer.member));
                    &outer.base
                }
                syn::Expr::MethodCall(call) if is_place(&call.method.to_string()) => &call.receiver,
                syn::Expr::Paren(inner) => &inner.expr,
                syn::Expr::Path(path) => break path.path.get_ident(),
                _ => break None,
            };
        };
        Place {
            owner,
            labels,
            base: base.map(ToString::to_string),
        }
    }

    /// Notes what a field gets, and what the variable is since that holds it, at any depth.
    pub(super) fn assign_field(&mut self, place: &Place, value: NodeIdx, span: Span) {
        let Place {
            owner,
            labels,
            base,
        } = place;
        self.write(owner.clone(), labels[0].clone(), value, false);
        let Some(name) = base else { return };
        let before = self.variable(name, span);
        let mut bases = vec![before];
        for label in labels[1..].iter().rev() {
            let outer = bases.last().copied().unwrap_or(before);
            bases.push(self.add(Expr::Field(outer, label.clone()), span));
        }
        let mut update = value;
        for (label, base) in labels.iter().zip(bases.into_iter().rev()) {
            let record = Expr::Record(Vec::new(), vec![(label.clone(), update)], Some(base));
            update = self.add(record, span);
        }
        self.change(name, update, before, span);
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
