//! Variables that get another text: `id = format!("{org}/{id}")`, `id += "-v2"`.
//!
//! Where that happens for certain, the name means another variable since, as after a `let`. Under a condition, and in a loop
//! that the variable is from outside of, it may be both.

use proc_macro2::Span;

use super::ir::{Expr, NodeIdx, is_constant};
use super::lower::{Around, Lower};
use super::lower_check::place_name;

impl Lower {
    fn around(&self) -> Around {
        Around {
            scopes: self.scopes,
            conditional: self.conditional,
            loops: self.loops,
        }
    }

    /// Notes where a variable is bound.
    pub(super) fn note_bound(&mut self, name: &str) {
        let around = self.around();
        self.bound.insert(name.to_owned(), around);
    }

    /// Notes that the parameters of the function being read are bound, in the block of its code.
    pub(super) fn note_bound_params(&mut self) {
        let mut around = self.around();
        around.scopes += 1;
        let func = &self.ir.funcs[self.func as usize];
        let names: Vec<String> = func.params.iter().map(|param| param.name.clone()).collect();
        for name in names {
            self.bound.insert(name, around);
        }
    }

    /// Reads code that may run often.
    pub(super) fn looped<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.loops += 1;
        let out = run(self);
        self.loops -= 1;
        out
    }

    /// The name of a variable that is one by itself, and no place of another value: as it is spelt, and as it is known.
    fn own_variable(&self, left: &syn::Expr) -> Option<(String, String)> {
        let syn::Expr::Path(path) = left else {
            return None;
        };
        let written = path.path.get_ident()?.to_string();
        let known = self.known_as(&written);
        let is_own = self.is_bound(&written)
            && !is_constant(std::slice::from_ref(&written))
            && !self.places.contains_key(&known)
            && !self.shared.contains_key(&known)
            && !self.is_lent_param(&known)
            && self.static_behind(&known).is_none();
        is_own.then_some((written, known))
    }

    /// Lets a name mean another variable, which has a value, where the variable that it meant gets that for certain; whether
    /// it does.
    pub(super) fn starts_again(&mut self, left: &syn::Expr, value: NodeIdx) -> bool {
        let Some((written, known)) = self.own_variable(left) else {
            return false;
        };
        if self.bound.get(&known) != Some(&self.around()) || self.configured || self.keeps_names {
            return false;
        }
        let new = format!("{written}#{}", self.next_node());
        self.names.insert(written, new.clone());
        self.note_bound(&new);
        let func = &mut self.ir.funcs[self.func as usize];
        if let Some(kind) = func.local_kinds.get(&known).cloned() {
            func.local_kinds.insert(new.clone(), kind);
        }
        if let Some(of) = func.declared.get(&known).copied() {
            func.declared.insert(new.clone(), of);
        }
        func.locals.insert(new, vec![value]);
        true
    }

    /// Notes the text that a variable gets; `start` is the node that the text begins with. Whether nothing is left to note.
    pub(super) fn assign_text(
        &mut self,
        left: &syn::Expr,
        value: NodeIdx,
        start: NodeIdx,
        span: Span,
    ) -> bool {
        let Some((_, known)) = self.own_variable(left) else {
            return false;
        };
        if !self.is_text(value, 0) && !self.is_text_variable(&known, 0) {
            return false;
        }
        if self.starts_again(left, value) {
            return true;
        }
        if !matches!(self.ir.node(value).ex, Expr::Format(_)) {
            return false;
        }
        // What it is made of is what it was before.
        let is_of_itself = |ex: &Expr| matches!(ex, Expr::Path(path) if matches!(path.as_slice(), [name] if *name == known));
        let of_itself = (start..self.next_node()).filter(|ix| is_of_itself(&self.ir.node(*ix).ex));
        let of_itself: Vec<NodeIdx> = of_itself.collect();
        if of_itself.is_empty() {
            return false;
        }
        if self.is_looped(&known) {
            self.may_be_any(&known, span);
        }
        let func = &self.ir.funcs[self.func as usize];
        let before = func.locals.get(&known).cloned().unwrap_or_default();
        let is_param = func.params.iter().any(|param| param.name == known);
        if is_param {
            let before = self.variable(&place_name(left).unwrap_or_default(), span);
            self.change(&known, value, before, span);
            return true;
        }
        for ix in of_itself {
            self.ir.nodes[ix as usize].ex = Expr::OneOf(before.clone());
        }
        false
    }

    /// Whether a variable is from outside of a loop around what is read.
    pub(super) fn is_looped(&self, known: &str) -> bool {
        let bound = self.bound.get(known);
        bound.is_some_and(|bound| self.loops > bound.loops)
    }

    /// Notes that a variable may be a text that is not known: it grows in a loop.
    pub(super) fn may_be_any(&mut self, known: &str, span: Span) {
        let any = self.add(Expr::Unknown, span);
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        locals.entry(known.to_owned()).or_default().push(any);
    }
}
