//! From syntax trees to [`super::ir`]: conditions, arms, and what runs where they hold.

use syn::{Block, Pat, Stmt};

use super::attrs;
use super::expr_start;
use super::ir::{Arm, Context, Expr, LESS, NodeIdx};
use super::lower::Lower;
use super::lower_check::{Sides, is_exact};
use super::lower_pattern::{cases_of, labels_of};
use super::scopes::idents;

/// A value, and the paths of the variants of which it has to be one.
type Needed = (NodeIdx, Vec<Vec<String>>);

impl Lower {
    /// Reads what a loop does with the row that it looks for: `for (name, id) in ROWS { if name == key { .. } }`.
    pub(super) fn sought(&mut self, rows: NodeIdx, pattern: &Pat, found: &syn::ExprIf) {
        let span = expr_start::of(&found.cond);
        let (_, sides) = self.condition(&found.cond);
        let names = idents(pattern)
            .iter()
            .map(|name| self.known_as(name))
            .collect();
        if let [(same, true)] = sides.holds.as_slice() {
            let closure = self.add(Expr::Closure(names, *same), span);
            let find = Expr::Method(rows, "find".to_owned(), vec![closure]);
            let row = self.add(find, span);
            let row = self.add(Expr::Elem(row), span);
            self.bind(pattern, row);
        }
        self.checked(&sides.holds, |this| this.block(&found.then_branch));
    }

    /// What is `true` where a value is `false`.
    pub(super) fn negated(&mut self, value: NodeIdx, span: proc_macro2::Span) -> NodeIdx {
        let no = self.add(Expr::Bool(false), span);
        self.add(Expr::Macro("==".to_owned(), vec![value, no]), span)
    }

    /// Whether a number is less than another one.
    pub(super) fn less(
        &mut self,
        one: NodeIdx,
        other: NodeIdx,
        span: proc_macro2::Span,
    ) -> NodeIdx {
        self.add(Expr::Macro(LESS.to_owned(), vec![one, other]), span)
    }

    pub(super) fn arm(
        &mut self,
        arm: &syn::Arm,
        value: NodeIdx,
        earlier: &mut Vec<(NodeIdx, bool)>,
    ) -> Arm {
        let mut needs = self.literals_of(arm, value, earlier);
        self.bind(&arm.pat, value);
        if let Pat::Guard(guarded) = &arm.pat {
            let (_, sides) = self.condition(&guarded.guard);
            needs.extend(sides.holds);
        }
        let mut labels = Vec::new();
        labels_of(&arm.pat, &mut labels);
        let paths = self.variants_of(&arm.pat);
        let body = self.guarded(value, paths.clone(), |this| {
            this.checked(&needs, |this| this.inside(|this| this.expr(&arm.body)))
        });
        Arm {
            exact: is_exact(&arm.pat),
            labels,
            paths,
            cases: cases_of(&arm.pat),
            body,
        }
    }

    /// Reads a condition; for `let`, the value and the variants that it needs.
    pub(super) fn condition(&mut self, condition: &syn::Expr) -> (Option<Needed>, Sides) {
        match condition {
            syn::Expr::Paren(inner) => self.condition(&inner.expr),
            syn::Expr::Let(inner) => {
                let value = self.expr(&inner.expr);
                self.bind(&inner.pat, value);
                self.note_place(&inner.pat, &inner.expr);
                let variants = self.variants_of(&inner.pat);
                let span = inner.let_token.span;
                let fits = self.fits(value, &inner.pat, variants.clone(), span);
                let sides = fits.map(Sides::of).unwrap_or_default();
                (Some((value, variants)), sides)
            }
            // Both sides hold, so either may guard what follows.
            syn::Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_)) => {
                let (left, first) = self.condition(&both.left);
                let (right, second) = self.condition(&both.right);
                (left.or(right), first.and(second))
            }
            syn::Expr::Binary(either) if matches!(either.op, syn::BinOp::Or(_)) => {
                let (_, first) = self.condition(&either.left);
                let (_, second) = self.condition(&either.right);
                (None, first.or(second))
            }
            syn::Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Not(_)) => {
                let (_, sides) = self.condition(&inner.expr);
                (None, sides.not())
            }
            other => (None, Sides::of(self.expr(other))),
        }
    }

    /// Reads a block that runs if a condition holds. Gives its value, for `let` what has to fit, and what the condition
    /// needs not to hold.
    pub(super) fn conditional(
        &mut self,
        condition: &syn::Expr,
        block: &Block,
    ) -> (NodeIdx, Option<Needed>, Vec<(NodeIdx, bool)>) {
        self.scoped(|this| {
            let (needs, sides) = this.condition(condition);
            let run = |this: &mut Self| this.inside(|this| this.block(block));
            let run = |this: &mut Self| this.checked(&sides.holds, run);
            let value = match needs.clone() {
                Some((on, paths)) => this.guarded(on, paths, run),
                None => run(this),
            };
            (value, needs, sides.fails)
        })
    }

    /// Reads what may run once, often or not at all.
    pub(super) fn inside<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.conditional += 1;
        let out = run(self);
        self.conditional -= 1;
        out
    }
}

/// `if let` with `else`, which is a `match` of two arms.
pub(super) fn two_arms(
    pattern: &Pat,
    (on, paths): Needed,
    then: NodeIdx,
    otherwise: NodeIdx,
) -> Expr {
    let mut labels = Vec::new();
    labels_of(pattern, &mut labels);
    let fits = Arm {
        exact: is_exact(pattern),
        labels,
        paths,
        cases: cases_of(pattern),
        body: then,
    };
    let rest = Arm {
        labels: Vec::new(),
        paths: Vec::new(),
        exact: false,
        cases: Vec::new(),
        body: otherwise,
    };
    Expr::Match(on, vec![fits, rest])
}

/// The conditions under which `cfg!(..)` holds, and under which it does not; none for other conditions.
pub(super) fn configured(condition: &syn::Expr) -> (Context, Context) {
    match condition {
        syn::Expr::Paren(inner) => configured(&inner.expr),
        syn::Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Not(_)) => {
            let (holds, fails) = configured(&inner.expr);
            (fails, holds)
        }
        syn::Expr::Macro(inner) if inner.mac.path.is_ident("cfg") => {
            let tokens = &inner.mac.tokens;
            (attrs::predicate(tokens), attrs::negated(tokens))
        }
        // Both sides hold; either may fail.
        syn::Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_)) => {
            let holds = configured(&both.left).0.and(&configured(&both.right).0);
            (holds, Context::default())
        }
        syn::Expr::Binary(either) if matches!(either.op, syn::BinOp::Or(_)) => {
            let fails = configured(&either.left).1.and(&configured(&either.right).1);
            (Context::default(), fails)
        }
        _ => (Context::default(), Context::default()),
    }
}

/// The condition on a row that is all that a loop has, where it compares.
pub(super) fn sought(body: &Block) -> Option<&syn::ExprIf> {
    let [Stmt::Expr(syn::Expr::If(found), _)] = body.stmts.as_slice() else {
        return None;
    };
    let compares =
        matches!(&*found.cond, syn::Expr::Binary(same) if matches!(same.op, syn::BinOp::Eq(_)));
    (compares && found.else_branch.is_none() && found.attrs.is_empty()).then_some(found)
}
