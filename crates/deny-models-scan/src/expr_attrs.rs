//! The attributes of an expression.

use syn::{Attribute, Expr};

/// The attributes of an expression. Those of a statement that assigns, computes or converts belong to the whole of it,
/// though the parser gives them to what stands on its left.
pub(super) fn of(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Assign(inner) => joint(&inner.attrs, &inner.left),
        Expr::Binary(inner) => joint(&inner.attrs, &inner.left),
        Expr::Cast(inner) => joint(&inner.attrs, &inner.expr),
        Expr::Array(inner) => &inner.attrs,
        Expr::Async(inner) => &inner.attrs,
        Expr::Await(inner) => &inner.attrs,
        Expr::Block(inner) => &inner.attrs,
        Expr::Break(inner) => &inner.attrs,
        Expr::Call(inner) => &inner.attrs,
        Expr::Closure(inner) => &inner.attrs,
        Expr::Const(inner) => &inner.attrs,
        Expr::Continue(inner) => &inner.attrs,
        Expr::Field(inner) => &inner.attrs,
        Expr::ForLoop(inner) => &inner.attrs,
        Expr::Group(inner) => &inner.attrs,
        Expr::If(inner) => &inner.attrs,
        Expr::Index(inner) => &inner.attrs,
        Expr::Infer(inner) => &inner.attrs,
        Expr::Let(inner) => &inner.attrs,
        Expr::Lit(inner) => &inner.attrs,
        Expr::Loop(inner) => &inner.attrs,
        Expr::Macro(inner) => &inner.attrs,
        Expr::Match(inner) => &inner.attrs,
        Expr::MethodCall(inner) => &inner.attrs,
        Expr::Paren(inner) => &inner.attrs,
        Expr::Path(inner) => &inner.attrs,
        Expr::Range(inner) => &inner.attrs,
        Expr::RawAddr(inner) => &inner.attrs,
        Expr::Reference(inner) => &inner.attrs,
        Expr::Repeat(inner) => &inner.attrs,
        Expr::Return(inner) => &inner.attrs,
        Expr::Struct(inner) => &inner.attrs,
        Expr::Try(inner) => &inner.attrs,
        Expr::TryBlock(inner) => &inner.attrs,
        Expr::Tuple(inner) => &inner.attrs,
        Expr::Unary(inner) => &inner.attrs,
        Expr::Unsafe(inner) => &inner.attrs,
        Expr::While(inner) => &inner.attrs,
        Expr::Yield(inner) => &inner.attrs,
        _ => &[],
    }
}

fn joint<'a>(own: &'a [Attribute], left: &'a Expr) -> &'a [Attribute] {
    if own.is_empty() { of(left) } else { own }
}
