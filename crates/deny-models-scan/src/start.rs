//! Where expressions start, past their attributes. Spans of syn spell a whole expression to find its first token, which
//! costs too much for every node of a tree.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, Label, Path};

/// The span of the first token.
pub(super) fn of(expr: &Expr) -> Span {
    let mut expr = expr;
    loop {
        expr = match expr {
            Expr::Assign(inner) => &inner.left,
            Expr::Await(inner) => &inner.base,
            Expr::Binary(inner) => &inner.left,
            Expr::Call(inner) => &inner.func,
            Expr::Cast(inner) => &inner.expr,
            Expr::Field(inner) => &inner.base,
            Expr::Index(inner) => &inner.expr,
            Expr::MethodCall(inner) => &inner.receiver,
            Expr::Try(inner) => &inner.expr,
            Expr::Range(syn::ExprRange {
                start: Some(start), ..
            }) => start,
            _ => return first(expr),
        };
    }
}

fn first(expr: &Expr) -> Span {
    match expr {
        Expr::Array(inner) => inner.bracket_token.span.open(),
        Expr::Async(inner) => inner.async_token.span,
        Expr::Block(inner) => labelled(inner.label.as_ref(), inner.block.brace_token.span.open()),
        Expr::Closure(inner) => match (&inner.lifetimes, &inner.constness, &inner.asyncness) {
            (None, None, None) => match &inner.capture {
                Some(word) => word.span,
                None => inner.inputs_begin.span,
            },
            _ => inner.span(),
        },
        Expr::ForLoop(inner) => labelled(inner.label.as_ref(), inner.for_token.span),
        Expr::If(inner) => inner.if_token.span,
        Expr::Let(inner) => inner.let_token.span,
        Expr::Lit(inner) => inner.lit.span(),
        Expr::Loop(inner) => labelled(inner.label.as_ref(), inner.loop_token.span),
        Expr::Macro(inner) => of_path(&inner.mac.path),
        Expr::Match(inner) => inner.match_token.span,
        Expr::Paren(inner) => inner.paren_token.span.open(),
        Expr::Path(inner) => match &inner.qself {
            Some(of) => of.lt_token.span,
            None => of_path(&inner.path),
        },
        Expr::Reference(inner) => inner.and_token.span,
        Expr::Repeat(inner) => inner.bracket_token.span.open(),
        Expr::Return(inner) => inner.return_token.span,
        Expr::Struct(inner) if inner.qself.is_none() => of_path(&inner.path),
        Expr::Tuple(inner) => inner.paren_token.span.open(),
        Expr::Unsafe(inner) => inner.unsafe_token.span,
        Expr::While(inner) => labelled(inner.label.as_ref(), inner.while_token.span),
        other => other.span(),
    }
}

fn labelled(label: Option<&Label>, otherwise: Span) -> Span {
    label.map_or(otherwise, |label| label.name.span())
}

pub(super) fn of_path(path: &Path) -> Span {
    match (&path.leading_colon, path.segments.first()) {
        (None, Some(first)) => first.ident.span(),
        _ => path.span(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_where_the_whole_expression_starts() {
        for text in [
            "a.b(c).d[1]?.await + 2",
            "a = b as u8",
            "x..y",
            "..y",
            "[1, 2]",
            "[1; 2]",
            "(1, 2)",
            "(1)",
            "&mut a",
            "-a",
            "!f()",
            "if a { b } else { c }",
            "match a { _ => b }.c()",
            "'l: loop { break 'l }",
            "'l: for a in b {}",
            "while let Some(a) = b {}",
            "unsafe { a }",
            "async move { a }",
            "|a| b",
            "move |a| b",
            "async |a| b",
            "::a::b(c)",
            "<A as B>::c",
            "A { b, ..c }",
            "a::b!(c)",
            "return a",
            "break",
            "\"a\"",
            "{ a }",
        ] {
            let expr: Expr = syn::parse_str(&format!("  {text}")).expect(text);
            assert_eq!(of(&expr).start(), expr.span().start(), "{text}");
            assert_eq!(of(&expr).start().column, 2, "{text}");
        }
    }
}
