//! From syntax trees to [`super::ir`]: blocks and statements.

use syn::{Block, Pat, Stmt};

use super::attrs;
use super::expr_attrs;
use super::expr_start;
use super::ir::{Context, Expr, NodeIdx};
use super::lower::Lower;
use super::lower_check::leaves;
use super::scopes::idents;
use super::type_words::kind_of;

impl Lower {
    /// The value of a block; `let` bindings and calls in it are noted on the way.
    pub(super) fn block(&mut self, block: &Block) -> NodeIdx {
        let value = self.scoped(|this| this.statements(&block.stmts));
        value.unwrap_or_else(|| self.add(Expr::Unknown, block.brace_token.span.open()))
    }

    /// The value of the last of some statements, if it has one. A statement under a condition leaves the place of the
    /// last to what stands before it: `#[cfg(a)] { x } #[cfg(not(a))] { y }` is one of both.
    pub(super) fn statements(&mut self, statements: &[Stmt]) -> Option<NodeIdx> {
        let mut values: Vec<(NodeIdx, proc_macro2::Span)> = Vec::new();
        let mut left: Vec<(NodeIdx, Vec<(NodeIdx, bool)>)> = Vec::new();
        for stmt in statements {
            let mut own = None;
            let attrs = match stmt {
                Stmt::Local(local) => {
                    self.local(local);
                    local.attrs.as_slice()
                }
                Stmt::Item(item) => {
                    self.item(item);
                    &[]
                }
                Stmt::Expr(expr, semi) => {
                    let attrs = expr_attrs::of(expr);
                    self.failed.clear();
                    let ix = self.under(attrs, |this| {
                        let ix = this.expr(expr);
                        this.changed_by(expr, ix);
                        ix
                    });
                    // What follows runs only if what leaves does not.
                    if let syn::Expr::If(inner) = expr
                        && inner.else_branch.is_none()
                        && attrs.is_empty()
                        && leaves(&inner.then_branch)
                    {
                        left.push((self.next_node(), std::mem::take(&mut self.failed)));
                    }
                    let last = semi.is_none().then_some((ix, expr_start::of(expr)));
                    // A block without a value of its own stands for no value of what is around it.
                    own = last.filter(|(ix, _)| {
                        attrs.is_empty() || self.ir.node(*ix).ex != Expr::Unknown
                    });
                    attrs
                }
                Stmt::Macro(stmt) => {
                    let ix = self.under(&stmt.attrs, |this| this.macro_call(&stmt.mac));
                    let span = stmt.mac.bang_token.spans[0];
                    own = stmt.semi_token.is_none().then_some((ix, span));
                    stmt.attrs.as_slice()
                }
            };
            if attrs::context(attrs) == Context::default() {
                values.clear();
            }
            values.extend(own);
        }
        for (start, needs) in left {
            self.check(&needs, start);
        }
        match values.as_slice() {
            [] => None,
            [(one, _)] => Some(*one),
            [(_, span), ..] => {
                let span = *span;
                let all = values.iter().map(|(ix, _)| *ix).collect();
                Some(self.add(Expr::OneOf(all), span))
            }
        }
    }

    pub(super) fn local(&mut self, local: &syn::Local) {
        let Some(init) = &local.init else {
            for name in idents(&local.pat) {
                self.rebind(&name);
            }
            return;
        };
        let mut pattern = &local.pat;
        if let Pat::Type(typed) = pattern {
            pattern = &typed.pat;
        }
        let is_configured = attrs::context(&local.attrs) != Context::default();
        if let Pat::Ident(ident) = pattern
            && is_configured
            && self.is_bound(&ident.ident.to_string())
        {
            self.local_or_before(local, init, &ident.ident);
            return;
        }
        self.under(&local.attrs, |this| {
            let value = this.expr(&init.expr);
            if matches!(pattern, Pat::Wild(_)) {
                this.changed_by(&init.expr, value);
            }
            if let Some((_, otherwise)) = &init.diverge {
                let variants = this.variants_of(pattern);
                let fits = this.fits(value, pattern, variants, local.let_token.span);
                let needs: Vec<_> = fits.map(|fits| (fits, false)).into_iter().collect();
                this.checked(&needs, |this| this.expr(otherwise));
            }
            this.written_by(&init.expr, value);
            let before = this.cloned(&init.expr);
            this.configured = is_configured;
            this.bind(&local.pat, value);
            this.configured = false;
            this.note_shared(&local.pat, before);
            this.note_place(&local.pat, &init.expr);
            if let Pat::Type(typed) = &local.pat {
                this.names_type(&typed.ty);
                let of = this.declared_type(&typed.ty);
                this.declare(value, of, &typed.ty);
                if let Pat::Ident(ident) = &*typed.pat {
                    let name = this.known_as(&ident.ident.to_string());
                    this.ir.funcs[this.func as usize].declared.insert(name, of);
                }
            }
            if let Pat::Type(typed) = &local.pat
                && let Pat::Ident(ident) = &*typed.pat
            {
                let kind = kind_of(&typed.ty, &this.owner);
                let name = this.known_as(&ident.ident.to_string());
                let kinds = &mut this.ir.funcs[this.func as usize].local_kinds;
                kinds.insert(name, kind);
            }
        });
    }

    /// A `let` under a `cfg` whose name is bound: without it, what the name meant before.
    pub(super) fn local_or_before(
        &mut self,
        local: &syn::Local,
        init: &syn::LocalInit,
        name: &syn::Ident,
    ) {
        let written = name.to_string();
        let value = self.under(&local.attrs, |this| this.expr(&init.expr));
        let without = attrs::without(&local.attrs);
        let before = self.within(&without, |this| {
            let before = this.variable(&written, name.span());
            this.add(Expr::OneOf(vec![before]), name.span())
        });
        let either = self.add(Expr::OneOf(vec![before, value]), name.span());
        let new = self.rebind(&written);
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        locals.entry(new).or_default().push(either);
    }
}
