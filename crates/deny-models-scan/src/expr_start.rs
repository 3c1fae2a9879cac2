//! Where expressions start, past their attributes. Spans of syn spell a whole expression to find its first token, which
//! costs too much for every node of a tree.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Label, Path};

/// The span of the first token.
pub(super) fn of(expr: &syn::Expr) -> Span {
    let mut expr = expr;
    loop {
        expr = match expr {
            syn::Expr::Assign(inner) => &inner.left,
            syn::Expr::Await(inner) => &inner.base,
            syn::Expr::Binary(inner) => &inner.left,
            syn::Expr::Call(inner) => &inner.func,
            syn::Expr::Cast(inner) => &inner.expr,
            syn::Expr::Field(inner) => &inner.base,
            syn::Expr::Index(inner) => &inner.expr,
            syn::Expr::MethodCall(inner) => &inner.receiver,
            syn::Expr::Try(inner) => &inner.expr,
            syn::Expr::Range(syn::ExprRange {
                start: Some(start), ..
            }) => start,
            _ => return first(expr),
        };
    }
}

fn first(expr: &syn::Expr) -> Span {
    match expr {
        syn::Expr::Array(inner) => inner.bracket_token.span.open(),
        syn::Expr::Async(inner) => inner.async_token.span,
        syn::Expr::Block(inner) => {
            labelled(inner.label.as_ref(), inner.block.brace_token.span.open())
        }
        syn::Expr::Closure(inner) => match (&inner.lifetimes, &inner.constness, &inner.asyncness) {
            (None, None, None) => match &inner.capture {
                Some(word) => word.span,
                None => inner.inputs_begin.span,
            },
            _ => inner.span(),
        },
        syn::Expr::ForLoop(inner) => labelled(inner.label.as_ref(), inner.for_token.span),
        syn::Expr::If(inner) => inner.if_token.span,
        syn::Expr::Let(inner) => inner.let_token.span,
        syn::Expr::Lit(inner) => inner.lit.span(),
        syn::Expr::Loop(inner) => labelled(inner.label.as_ref(), inner.loop_token.span),
        syn::Expr::Macro(inner) => of_path(&inner.mac.path),
        syn::Expr::Match(inner) => inner.match_token.span,
        syn::Expr::Paren(inner) => inner.paren_token.span.open(),
        syn::Expr::Path(inner) => match &inner.qself {
            Some(of) => of.lt_token.span,
            None => of_path(&inner.path),
        },
        syn::Expr::Reference(inner) => inner.and_token.span,
        syn::Expr::Repeat(inner) => inner.bracket_token.span.open(),
        syn::Expr::Return(inner) => inner.return_token.span,
        syn::Expr::Struct(inner) if inner.qself.is_none() => of_path(&inner.path),
        syn::Expr::Tuple(inner) => inner.paren_token.span.open(),
        syn::Expr::Unsafe(inner) => inner.unsafe_token.span,
        syn::Expr::While(inner) => labelled(inner.label.as_ref(), inner.while_token.span),
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
            let expr: syn::Expr = syn::parse_str(&format!("  {text}")).expect(text);
            assert_eq!(of(&expr).start(), expr.span().start(), "{text}");
            assert_eq!(of(&expr).start().column, 2, "{text}");
        }
    }
}
