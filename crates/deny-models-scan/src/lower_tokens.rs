//! From tokens of macros that are no Rust by themselves to [`super::ir`]: the expressions in them, and the arms of
//! `select!`.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::{Pat, Token};

use super::attrs;
use super::ir::{Expr, NodeIdx};
use super::lower::Lower;

/// Tokens of which one expression is sought at most: what follows in a longer row is read by itself.
const MAX_ROW: usize = 256;

/// Rows that begin as an expression and are none, of which more are sought behind commas and semicolons alone: each may
/// be read to its end.
const MAX_FAILED: usize = 12;

/// Words that expressions begin with.
const BEGINS: [&str; 10] = [
    "async", "for", "if", "let", "loop", "match", "move", "return", "unsafe", "while",
];

/// An arm of `select!`.
struct SelectArm {
    pattern: Option<Pat>,
    future: Option<syn::Expr>,
    guard: Option<syn::Expr>,
    handler: syn::Expr,
}

impl Lower {
    /// The expressions, strings and macro calls in tokens that are no Rust by themselves.
    pub(super) fn raw(&mut self, tokens: &TokenStream, depth: usize) -> Vec<NodeIdx> {
        let mut parts = Vec::new();
        if depth > self.limits.macros {
            let first = tokens.clone().into_iter().next();
            self.stop(first.map_or_else(Span::call_site, |tree| tree.span()));
            return parts;
        }
        let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let (mut at, mut failed) = (0, 0);
        while at < trees.len() {
            let rest = &trees[at..];
            let is_sought = failed < MAX_FAILED || at == 0 || is_separator(&trees[at - 1]);
            if is_sought && begins(rest) {
                if let Some((expr, used)) = expression(rest) {
                    parts.push(self.expr(&expr));
                    at += used;
                    continue;
                }
                failed += 1;
            }
            match rest {
                [
                    TokenTree::Ident(name),
                    TokenTree::Punct(bang),
                    TokenTree::Group(group),
                    ..,
                ] if bang.as_char() == '!' => {
                    parts.push(self.named_macro(
                        &name.to_string(),
                        &group.stream(),
                        name.span(),
                        depth + 1,
                    ));
                    at += 2;
                }
                [TokenTree::Punct(hash), TokenTree::Group(_), ..] if hash.as_char() == '#' => {
                    at += 1;
                }
                [TokenTree::Ident(word), ..]
                    if word.to_string().starts_with(char::is_uppercase) =>
                {
                    self.names_word(word.to_string());
                }
                // What it does with a variable is not known.
                [TokenTree::Ident(word), ..] if self.is_bound(&word.to_string()) => {
                    let variable = self.known_as(&word.to_string());
                    self.add(Expr::Path(vec![variable]), word.span());
                }
                [TokenTree::Literal(literal), ..] => {
                    if let Some(text) = attrs::string(&literal.to_string()) {
                        parts.push(self.add(Expr::Lit(text), literal.span()));
                    }
                }
                [TokenTree::Group(group), ..] => {
                    let inner = self.raw(&group.stream(), depth + 1);
                    if !inner.is_empty() {
                        parts.push(self.add(Expr::Tuple(inner), group.span_open()));
                    }
                }
                _ => {}
            }
            at += 1;
        }
        parts
    }

    /// What the arms of `select!` give: each waits for a future, binds what that gives, and runs; `None` where tokens are
    /// none.
    pub(super) fn select(&mut self, tokens: &TokenStream, span: Span) -> Option<NodeIdx> {
        let arms = select_arms.parse2(tokens.clone()).ok()?;
        let mut values = Vec::new();
        for arm in &arms {
            let value = self.scoped(|this| {
                let future = arm.future.as_ref().map(|future| this.expr(future));
                if let Some(guard) = &arm.guard {
                    this.expr(guard);
                }
                if let (Some(pattern), Some(future)) = (&arm.pattern, future) {
                    this.bind(pattern, future);
                }
                this.inside(|this| this.expr(&arm.handler))
            });
            values.push(value);
        }
        Some(self.add(Expr::OneOf(values), span))
    }
}

fn is_separator(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(sign) if ",;".contains(sign.as_char()))
}

/// Whether tokens may begin with an expression of several.
fn begins(trees: &[TokenTree]) -> bool {
    match trees {
        [TokenTree::Ident(word), ..] if BEGINS.contains(&word.to_string().as_str()) => true,
        [TokenTree::Ident(_), TokenTree::Punct(sign), ..] => ":.=<?".contains(sign.as_char()),
        [TokenTree::Ident(_), TokenTree::Group(group), ..] => {
            group.delimiter() == Delimiter::Parenthesis
        }
        [TokenTree::Punct(bar), ..] => bar.as_char() == '|',
        [TokenTree::Group(group), ..] => group.delimiter() == Delimiter::Brace,
        _ => false,
    }
}

/// The expression that tokens begin with, and of how many it is; `None` for single tokens.
fn expression(trees: &[TokenTree]) -> Option<(syn::Expr, usize)> {
    let row = &trees[..trees.len().min(MAX_ROW)];
    let begin = |input: ParseStream<'_>| {
        let expr: syn::Expr = input.parse()?;
        let rest: TokenStream = input.parse()?;
        Ok((expr, rest.into_iter().count()))
    };
    let (expr, left) = begin.parse2(row.iter().cloned().collect()).ok()?;
    let used = row.len() - left;
    // A name by itself may mean anything.
    let is_whole = used > 1 || matches!(expr, syn::Expr::Block(_));
    (used > 0 && is_whole).then_some((expr, used))
}

fn select_arms(input: ParseStream<'_>) -> syn::Result<Vec<SelectArm>> {
    if input.peek(syn::Ident) && input.peek2(Token![;]) {
        input.parse::<Ident>()?;
        input.parse::<Token![;]>()?;
    }
    let mut arms = Vec::new();
    while !input.is_empty() {
        let mut arm = SelectArm {
            pattern: None,
            future: None,
            guard: None,
            handler: syn::parse_quote!(()),
        };
        // `else`, `default` and `complete` wait for nothing.
        if input.peek2(Token![=>]) {
            input.parse::<TokenTree>()?;
        } else {
            arm.pattern = Some(Pat::parse_multi_with_leading_vert(input)?);
            input.parse::<Token![=]>()?;
            arm.future = Some(input.parse()?);
            if input.peek(Token![,]) {
                input.parse::<Token![,]>()?;
                input.parse::<Token![if]>()?;
                arm.guard = Some(input.parse()?);
            }
        }
        input.parse::<Token![=>]>()?;
        arm.handler = if input.peek(syn::token::Brace) {
            let block: syn::ExprBlock = input.parse()?;
            syn::Expr::Block(block)
        } else {
            input.parse()?
        };
        if !input.is_empty() {
            input.parse::<Option<Token![,]>>()?;
        }
        arms.push(arm);
    }
    Ok(arms)
}

/// Tokens as `paste!` leaves them: `[<load_ name>]` is one word.
pub(super) fn pasted(tokens: &TokenStream) -> TokenStream {
    let paste = |tree| match tree {
        TokenTree::Group(group) => word(&group).map_or_else(
            || {
                let mut inner = Group::new(group.delimiter(), pasted(&group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            },
            TokenTree::Ident,
        ),
        other => other,
    };
    tokens.clone().into_iter().map(paste).collect()
}

/// The word that `[<load_ name:lower>]` is; `None` for other groups.
fn word(group: &Group) -> Option<Ident> {
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    let is =
        |tree: &TokenTree, sign| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign);
    let [first, parts @ .., last] = trees.as_slice() else {
        return None;
    };
    if group.delimiter() != Delimiter::Bracket || !is(first, '<') || !is(last, '>') {
        return None;
    }
    let mut word = String::new();
    let mut begin = 0;
    let mut changes = false;
    for part in parts {
        match part {
            TokenTree::Ident(how) if changes => {
                let respelt = spelt_as(&word[begin..], &how.to_string());
                word.truncate(begin);
                word.push_str(&respelt);
            }
            TokenTree::Punct(sign) if sign.as_char() == ':' => {
                changes = true;
                continue;
            }
            other => {
                begin = word.len();
                word.push_str(other.to_string().trim_matches('"'));
            }
        }
        changes = false;
    }
    let mut ident = syn::parse_str::<Ident>(&word).ok()?;
    ident.set_span(group.span());
    Some(ident)
}

/// A word as a modifier of `paste!` spells it.
fn spelt_as(word: &str, how: &str) -> String {
    match how {
        "lower" => word.to_lowercase(),
        "upper" => word.to_uppercase(),
        "snake" => {
            let mut snake = String::new();
            for char in word.chars() {
                if char.is_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
                    snake.push('_');
                }
                snake.extend(char.to_lowercase());
            }
            snake
        }
        "camel" => {
            let mut camel = String::new();
            for part in word.split('_') {
                let mut chars = part.chars();
                camel.extend(chars.next().into_iter().flat_map(char::to_uppercase));
                camel.extend(chars);
            }
            camel
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_together() {
        for (given, pasted_to) in [
            ("fn [<load_ small>]() {}", "fn load_small () { }"),
            ("[<Model BigOne:snake _id>]", "Modelbig_one_id"),
            ("[<get_ \"x\" y:upper>]", "get_xY"),
            ("[<big_one:camel>]::new()", "BigOne :: new ()"),
            ("[1, 2]", "[1 , 2]"),
        ] {
            let tokens: TokenStream = given.parse().expect("tokens");
            let plain: TokenStream = pasted_to.parse().expect("tokens");
            assert_eq!(pasted(&tokens).to_string(), plain.to_string(), "{given}");
        }
    }

    #[test]
    fn arms_are_read_with_and_without_commas() {
        let tokens: TokenStream =
            "biased; Some(x) = rx.recv(), if on => load(x), _ = done() => {} y = z => { f(y) } else => g()"
                .parse()
                .expect("tokens");
        let arms = select_arms.parse2(tokens).expect("arms");
        assert_eq!(arms.len(), 4);
        assert!(arms[0].guard.is_some() && arms[3].future.is_none());
    }

    #[test]
    fn expressions_are_taken_as_far_as_they_go() {
        let tokens: TokenStream = "lib::load(\"a/b\") => other".parse().expect("tokens");
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let (_, used) = expression(&trees).expect("an expression");
        assert_eq!(used, 5);
        assert!(!begins(&trees[5..]));
    }
}
