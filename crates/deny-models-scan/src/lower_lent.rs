//! Places that calls are given by `&mut`, and what becomes of them: `std::mem::replace(&mut id, new)`, `read_line(&mut id)`.

use proc_macro2::Span;
use syn::punctuated::Punctuated;

use super::expr_start;
use super::ir::{Expr, NodeIdx, RECEIVER};
use super::lower::Lower;
use super::lower_check::place_name;
use super::lower_lead::{leads, shares};
use super::names::is_common;

/// Methods that leave a text what it is, and those whose change is noted where they are called.
const KNOWN_OF_TEXT: [&str; 26] = [
    "set",
    "store",
    "fill",
    "fill_with",
    "replace_with",
    "copy_from_slice",
    "clone_from_slice",
    "extend_from_slice",
    "append",
    "splice",
    "push_str",
    "push",
    "extend",
    "clear",
    "reserve",
    "reserve_exact",
    "shrink_to_fit",
    "shrink_to",
    "clone_from",
    "clone_into",
    "insert",
    "insert_str",
    "write_str",
    "write_char",
    "write_fmt",
    "write_all",
];

impl Lower {
    /// The function of `std::mem` or `std::ptr` that a path names.
    pub(super) fn of_mem(&self, path: &[String]) -> Option<String> {
        let is_module = |of: &String| of == "mem" || of == "ptr";
        match path {
            [.., of, last] => is_module(of).then(|| last.clone()),
            [name] => self.ir.uses.iter().find_map(|of| match of.path.as_slice() {
                [.., module, last] if of.name == *name && is_module(module) => Some(last.clone()),
                _ => None,
            }),
            [] => None,
        }
    }

    /// Notes what places hold after a call of a function of `std::mem` that is given them.
    pub(super) fn exchange(
        &mut self,
        path: &[String],
        given: &Punctuated<syn::Expr, syn::Token![,]>,
        args: &[NodeIdx],
    ) {
        let Some(name) = self.of_mem(path) else {
            return;
        };
        let given: Vec<&syn::Expr> = given.iter().collect();
        match (name.as_str(), given.as_slice(), args) {
            ("swap", [one, other], [of_one, of_other]) => {
                self.assign_lent(one, *of_other);
                self.assign_lent(other, *of_one);
            }
            ("replace" | "write", [place, _], [_, value]) => self.assign_lent(place, *value),
            _ => {}
        }
    }

    /// Notes what a place gets that an expression is a reference to.
    fn assign_lent(&mut self, reference: &syn::Expr, value: NodeIdx) {
        match reference {
            syn::Expr::Reference(place) => self.assign(&place.expr, value),
            syn::Expr::Paren(inner) => self.assign_lent(&inner.expr, value),
            other => self.assign_deref(other, value),
        }
    }

    /// Notes what lies behind a reference since: `*id = name`.
    pub(super) fn assign_deref(&mut self, reference: &syn::Expr, value: NodeIdx) {
        self.ir.tainted.extend(place_name(reference));
        // Before the variable stands for what it was given.
        if matches!(reference, syn::Expr::Path(_) | syn::Expr::Field(_)) {
            self.write_behind(reference, value);
        }
        self.assign(reference, value);
        self.assign_behind(reference, value);
    }

    /// Notes that what a call is given by reference may be written to there: `fill(&mut settings)`, and a parameter that is
    /// handed on. `by_closures` is for parameters of closures, which may be references: it is looked at where nothing else
    /// becomes of the call.
    pub(super) fn write_args(
        &mut self,
        given: &Punctuated<syn::Expr, syn::Token![,]>,
        value: NodeIdx,
        by_closures: bool,
    ) {
        let args = match &self.ir.node(value).ex {
            // What these do is known.
            Expr::Call(path, _) if self.of_mem(path).is_some() => return,
            Expr::Method(_, name, _) if name == "clone_into" => return,
            Expr::Call(_, args) | Expr::Method(_, _, args) => args.clone(),
            _ => return,
        };
        for (number, (arg, before)) in given.iter().zip(args).enumerate() {
            let (of, is_lent) = match arg {
                syn::Expr::Reference(of) if of.mutability.is_some() => (whole(&of.expr), true),
                other => (other, false),
            };
            if let (syn::Expr::Field(field), true, false) = (of, is_lent, by_closures) {
                let place = self.field_place(field);
                let span = expr_start::of(of);
                let after = self.add(Expr::Written(value, number, true), span);
                self.update_field(&place, after, span);
            }
            if !by_closures {
                self.lend_inside(of);
                self.write_given(of, (value, number, is_lent));
            }
            let syn::Expr::Path(name) = of else { continue };
            let Some(name) = name.path.get_ident() else {
                continue;
            };
            let known = self.known_as(&name.to_string());
            let is_lent = is_lent || self.lent_params.contains(&known);
            if is_lent != by_closures && (is_lent || self.is_lent_param(&known)) {
                let span = name.span();
                let after = self.add(Expr::Written(value, number, is_lent), span);
                let held = self.held_by(&known);
                self.change(&known, after, before, span);
                self.changed_behind(&known, &held, after, span);
            } else if !by_closures {
                self.write_behind_lent(&known, value, number, name.span());
            }
        }
    }

    /// Notes that a call may write to what a value that it is given holds: `set((&mut id, 1))`, `set(Some(&mut id))`.
    fn lend_inside(&mut self, of: &syn::Expr) {
        match of {
            syn::Expr::Tuple(of) => of.elems.iter().for_each(|part| self.lend_held(part)),
            syn::Expr::Array(of) => of.elems.iter().for_each(|part| self.lend_held(part)),
            syn::Expr::Call(of) if is_variant(&of.func) => {
                of.args.iter().for_each(|part| self.lend_held(part));
            }
            _ => {}
        }
    }

    fn lend_held(&mut self, part: &syn::Expr) {
        self.lend_out(part);
        self.lend_inside(part);
    }

    /// Notes that a call may write to a part of a list, or to what a method gives: `set(&mut all[0])`,
    /// `set(models.lock().unwrap())`.
    fn write_given(&mut self, of: &syn::Expr, (value, number, is_lent): (NodeIdx, usize, bool)) {
        let is_given = match of {
            syn::Expr::Index(_) => is_lent,
            syn::Expr::MethodCall(_) => is_lent || gives_guard(of),
            _ => false,
        };
        if is_given {
            let after = self.add(Expr::Written(value, number, is_lent), expr_start::of(of));
            self.assign(of, after);
        }
    }

    /// Notes that a call may write to what a variable is a reference to: `let id = &mut self.id; fill(id);`.
    fn write_behind_lent(&mut self, known: &str, value: NodeIdx, number: usize, span: Span) {
        let held = self.held_by(known).into_iter();
        let held: Vec<NodeIdx> = held.filter(|held| self.is_lent(*held)).collect();
        for held in held {
            let after = self.add(Expr::Written(value, number, true), span);
            self.write_through(held, Vec::new(), after, Some(known), span);
        }
    }

    /// Notes that a variable which is a text may be another one after a method was called on it for nothing else.
    pub(super) fn changed_text(&mut self, call: &syn::ExprMethodCall, value: NodeIdx) {
        let name = call.method.to_string();
        if KNOWN_OF_TEXT.contains(&name.as_str()) || is_common(&name) || leads(&name) {
            return;
        }
        let mut of = &*call.receiver;
        while let syn::Expr::MethodCall(inner) = of
            && ["as_mut_str", "as_mut"].contains(&inner.method.to_string().as_str())
        {
            of = &inner.receiver;
        }
        let Some(name) = place_name(of).filter(|_| matches!(of, syn::Expr::Path(_))) else {
            return;
        };
        let is_mutable = self.ir.tainted.contains(&format!("mut {name}"));
        if is_mutable && self.holds_text(of) {
            let span = call.method.span();
            let before = self.variable(&name, span);
            let after = self.add(Expr::Written(value, RECEIVER, true), span);
            self.change(&name, after, before, span);
        }
    }
}

/// What is lent as a whole: `all` of `&mut all[..]` and of `&mut *all`.
fn whole(of: &syn::Expr) -> &syn::Expr {
    match of {
        syn::Expr::Paren(inner) => whole(&inner.expr),
        syn::Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Deref(_)) => whole(&inner.expr),
        syn::Expr::Index(inner) if matches!(*inner.index, syn::Expr::Range(_)) => {
            whole(&inner.expr)
        }
        other => other,
    }
}

/// Whether a chain of calls opens a lock or a cell.
fn gives_guard(of: &syn::Expr) -> bool {
    match of {
        syn::Expr::MethodCall(call) => {
            shares(&call.method.to_string()) || gives_guard(&call.receiver)
        }
        syn::Expr::Try(inner) => gives_guard(&inner.expr),
        syn::Expr::Await(inner) => gives_guard(&inner.base),
        _ => false,
    }
}

/// Whether a call makes a value of an enum or a struct: `Some(id)`.
fn is_variant(func: &syn::Expr) -> bool {
    let syn::Expr::Path(path) = func else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
}
