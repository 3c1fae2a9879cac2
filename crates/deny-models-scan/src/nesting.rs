//! How deep tokens nest: the parser calls itself for each bracket, and for much that needs none.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use super::limits::Limits;
use super::stop::Cause;

/// Where something nests deeper than the parser can bear.
pub(super) fn too_deep(tokens: &TokenStream, limits: &Limits) -> Option<(Cause, Span)> {
    // What is left of each stream around, and how long its run was where the next stream began.
    let mut around = vec![(tokens.clone().into_iter().peekable(), 0_usize)];
    while let Some((trees, run)) = around.last_mut() {
        let Some(tree) = trees.next() else {
            around.pop();
            continue;
        };
        *run += 1;
        if *run > limits.run {
            return Some((Cause::Tokens(limits.run), tree.span()));
        }
        match tree {
            TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ',') => {
                let outer = outer_run(&around);
                if let Some((_, run)) = around.last_mut() {
                    *run = outer;
                }
            }
            TokenTree::Group(group) => {
                let goes_on = match trees.peek() {
                    Some(TokenTree::Ident(word)) => *word == "else",
                    // An attribute begins an item or a statement of its own.
                    Some(TokenTree::Punct(next)) => next.as_char() != '#',
                    _ => false,
                };
                let inner = *run;
                if group.delimiter() == Delimiter::Brace && !goes_on {
                    let outer = outer_run(&around);
                    if let Some((_, run)) = around.last_mut() {
                        *run = outer;
                    }
                }
                let span = group.span_open();
                around.push((group.stream().into_iter().peekable(), inner));
                if around.len() > limits.brackets {
                    return Some((Cause::Brackets(limits.brackets), span));
                }
            }
            _ => {}
        }
    }
    None
}

fn outer_run<T>(around: &[(T, usize)]) -> usize {
    around
        .len()
        .checked_sub(2)
        .and_then(|outer| around.get(outer))
        .map_or(0, |(_, run)| *run)
}
