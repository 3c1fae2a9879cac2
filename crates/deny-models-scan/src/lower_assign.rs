//! From syntax trees to [`super::ir`]: what assignments write to.

use syn::spanned::Spanned;

use super::ir::{Expr, NodeIdx, SharedWrite, is_constant};
use super::lower::Lower;
use super::lower_check::place_name;
use super::lower_lead::shares;
use super::lower_pattern::member;
use super::names::is_place;

impl Lower {
    /// Notes what a variable is after it was written to; under a condition it may also be what it was.
    pub(super) fn change(
        &mut self,
        name: &str,
        value: NodeIdx,
        before: NodeIdx,
        span: proc_macro2::Span,
    ) {
        let name = self.known_as(name);
        // A closure writes to its own parameters whenever it runs.
        let own = self
            .closure_names
            .last()
            .filter(|_| self.conditional == self.of_closure);
        let is_own = own.is_some_and(|names| names.contains(&name));
        let value = if self.conditional > 0 && !is_own {
            self.add(Expr::OneOf(vec![before, value]), span)
        } else {
            value
        };
        self.current.insert(name, value);
    }

    /// What a variable is, as a node.
    pub(super) fn variable(&mut self, name: &str, span: proc_macro2::Span) -> NodeIdx {
        let name = self.known_as(name);
        match self.current.get(&name) {
            Some(known) => *known,
            None => self.add(Expr::Path(vec![name]), span),
        }
    }

    pub(super) fn assign(&mut self, left: &syn::Expr, value: NodeIdx) {
        match left {
            syn::Expr::Path(path) => {
                let name = path.path.segments.last().map(|last| last.ident.to_string());
                if let Some(name) = name.filter(|name| is_constant(std::slice::from_ref(name))) {
                    self.write(String::new(), static_field(&name), value, false);
                } else if let Some(name) = path.path.get_ident() {
                    self.assign_place(name, value);
                    let name = self.known_as(&name.to_string());
                    if let Some(of_static) = self.static_behind(&name) {
                        self.write(String::new(), static_field(&of_static), value, false);
                    }
                    let locals = &mut self.ir.funcs[self.func as usize].locals;
                    locals.entry(name).or_default().push(value);
                }
            }
            syn::Expr::Field(field) => {
                let place = self.field_place(field);
                self.assign_field(&place, value, false, field.span());
                let of = self.expr(&field.base);
                if place.is_shared {
                    self.ir.shared_writes.push(SharedWrite {
                        of,
                        field: member(&field.member),
                        value,
                    });
                }
                let noted = place.base.map(|name| self.known_as(&name));
                let labels = vec![member(&field.member)];
                self.write_through(of, labels, value, noted.as_deref(), field.span());
            }
            syn::Expr::Index(index) if self.assign_element(index, value) => {}
            syn::Expr::Index(index) => {
                let of = self.expr(&index.expr);
                self.write_through(of, Vec::new(), value, None, index.span());
            }
            syn::Expr::MethodCall(call) if is_place(&call.method.to_string()) => {
                self.note_shared_write(call, value);
                self.assign(&call.receiver, value);
                self.assign_shared(&call.receiver, value);
                self.write_behind(left, value);
            }
            // `*request.body_mut() = body`: no code can call such a method with an argument.
            syn::Expr::MethodCall(call)
                if call.args.is_empty() && call.method.to_string().ends_with("_mut") =>
            {
                let of = self.expr(&call.receiver);
                let name = call.method.to_string();
                self.add(Expr::Method(of, name, vec![value]), call.span());
                self.write_behind(left, value);
            }
            syn::Expr::MethodCall(_) | syn::Expr::Call(_) => self.write_behind(left, value),
            syn::Expr::Unary(inner) => self.assign_deref(&inner.expr, value),
            syn::Expr::Paren(inner) => self.assign(&inner.expr, value),
            syn::Expr::Try(inner) => self.assign(&inner.expr, value),
            syn::Expr::Await(inner) => self.assign(&inner.base, value),
            syn::Expr::Tuple(parts) => {
                let names = parts.elems.iter().filter_map(place_name);
                self.ir.tainted.extend(names);
                let given = match &self.ir.node(value).ex {
                    Expr::Tuple(given) if given.len() == parts.elems.len() => given.clone(),
                    _ => Vec::new(),
                };
                for (number, part) in parts.elems.iter().enumerate() {
                    let of = self.expr(part);
                    self.ir.lent.push(of);
                    let given = given.get(number).copied();
                    let given = given.unwrap_or_else(|| {
                        self.add(Expr::Field(value, number.to_string()), part.span())
                    });
                    self.assign(part, given);
                }
            }
            _ => {}
        }
    }

    /// Notes what a field that is a lock or a cell gets: `*self.model.write().unwrap() = id`.
    pub(super) fn note_shared_write(&mut self, call: &syn::ExprMethodCall, value: NodeIdx) {
        if !shares(&call.method.to_string()) {
            return;
        }
        if let syn::Expr::Field(field) = &*call.receiver {
            let of = self.expr(&field.base);
            let field = member(&field.member);
            self.ir.shared_writes.push(SharedWrite { of, field, value });
        }
    }

    /// Notes what a variable that is a reference leads to, after that was written to: `*id = name`.
    pub(super) fn assign_behind(&mut self, reference: &syn::Expr, value: NodeIdx) {
        let syn::Expr::Path(path) = reference else {
            return;
        };
        if let Some(name) = path.path.get_ident() {
            let before = self.variable(&name.to_string(), name.span());
            self.change(&name.to_string(), value, before, name.span());
        }
    }

    /// The static whose place a variable is: `let mut model = MODEL.write().unwrap();`.
    pub(super) fn static_behind(&self, name: &str) -> Option<String> {
        let locals = &self.ir.funcs[self.func as usize].locals;
        let mut at = *locals.get(name)?.first()?;
        loop {
            at = match &self.ir.node(at).ex {
                Expr::Method(of, name, _) if is_place(name) => *of,
                Expr::Elem(of) => *of,
                Expr::Path(path) if is_constant(path) => return path.last().cloned(),
                _ => return None,
            };
        }
    }
}

/// What stands for a static among fields.
pub(super) fn static_field(name: &str) -> String {
    format!("static {name}")
}

/// What stands for what lies behind a reference to a static.
pub(super) fn behind_static(name: &str) -> String {
    format!("&static {name}")
}
