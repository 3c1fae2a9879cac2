//! Parsing that no input can hurt: the lexer, which does not call itself, comes first, and what it gives is measured
//! before the parser sees it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::Parser;

use super::ir::FileIr;
use super::lower;

/// Larger files are tables made by programs, or attacks; they are not parsed.
pub(super) const MAX_RUST: usize = 4 << 20;
/// Brackets inside brackets: the parser calls itself for each.
const MAX_DEPTH: usize = 160;
/// Tokens without a comma, semicolon or end of a block between, over all brackets around: a bound on how deep
/// expressions and types such as `- - - x` or `a.b().c()` nest without brackets.
const MAX_RUN: usize = 6000;
/// Stack of a thread that parses; memory is only taken as far as it is used.
pub(super) const STACK: usize = 512 << 20;

/// Parses Rust code that [`lex`](super::lex) took the comments from; `None` when it is not Rust, or too large or too
/// deep to be read. What is `included` may be statements or an expression as well as items. Needs a large stack.
pub(super) fn parse(path: &str, code: &str, included: bool) -> Option<FileIr> {
    if code.len() > MAX_RUST {
        return None;
    }
    let read = read(path, code, included);
    // The lexer keeps the text of every file that it has seen, for spans; this frees them.
    proc_macro2::extra::invalidate_current_thread_spans();
    read
}

fn read(path: &str, code: &str, included: bool) -> Option<FileIr> {
    let tokens = tokens(code)?;
    if let Ok(tree) = syn::parse2(tokens.clone()) {
        return Some(lower::file(path, &tree));
    }
    if !included {
        return None;
    }
    let statements = syn::Block::parse_within.parse2(tokens).ok()?;
    Some(lower::included(path, &statements))
}

/// The tokens of a file that the parser can bear.
fn tokens(code: &str) -> Option<TokenStream> {
    let tokens: TokenStream = code.parse().ok()?;
    (code.len() <= MAX_RUST && shallow(&tokens)).then_some(tokens)
}

/// The syntax tree of a file, as far as [`parse`] would read it; its spans hold until the next one.
pub(super) fn tree(code: &str) -> Option<syn::File> {
    syn::parse2(tokens(code)?).ok()
}

/// Whether nothing nests deeper than the parser can bear.
fn shallow(tokens: &TokenStream) -> bool {
    // What is left of each stream around, and how long its run was where the next stream began.
    let mut around = vec![(tokens.clone().into_iter().peekable(), 0_usize)];
    while let Some((trees, run)) = around.last_mut() {
        let Some(tree) = trees.next() else {
            around.pop();
            continue;
        };
        *run += 1;
        if *run > MAX_RUN {
            return false;
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
                    Some(TokenTree::Punct(_)) => true,
                    _ => false,
                };
                let inner = *run;
                if group.delimiter() == Delimiter::Brace && !goes_on {
                    let outer = outer_run(&around);
                    if let Some((_, run)) = around.last_mut() {
                        *run = outer;
                    }
                }
                around.push((group.stream().into_iter().peekable(), inner));
                if around.len() > MAX_DEPTH {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}

fn outer_run<T>(around: &[(T, usize)]) -> usize {
    around
        .len()
        .checked_sub(2)
        .and_then(|outer| around.get(outer))
        .map_or(0, |(_, run)| *run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_a_large_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, run)
                .expect("a thread");
            thread.join().expect("no panic")
        })
    }

    #[test]
    fn deep_and_endless_code_is_left_alone() {
        let brackets = format!(
            "fn f() {{ {}1{} }}",
            "(".repeat(100_000),
            ")".repeat(100_000)
        );
        let hidden = format!(
            "fn f() {{ r\"\\\"; {}1{} }}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let unary = format!("fn f() {{ {}1 }}", "-".repeat(200_000));
        let words = format!("fn f() {{ {}1 }}", "return ".repeat(200_000));
        let chain = format!("fn f() {{ x{} }}", ".a()".repeat(200_000));
        let types = format!(
            "type T = {}u8{};",
            "V<".repeat(100_000),
            ">".repeat(100_000)
        );
        let ifs = format!("fn f() {{ if a {{}} {} }}", "else if a {} ".repeat(100_000));
        for text in [brackets, hidden, unary, words, chain, types, ifs] {
            assert!(on_a_large_stack(|| parse("x.rs", &text, false)).is_none());
        }
    }

    #[test]
    fn what_is_just_short_enough_is_read() {
        let unary = format!("fn f() {{ {}1 }}", "-".repeat(MAX_RUN - 100));
        let chain = format!("fn f() {{ x{} }}", ".a()".repeat(MAX_RUN / 4));
        let brackets = format!(
            "fn f() {{ {}1{} }}",
            "(".repeat(MAX_DEPTH - 4),
            ")".repeat(MAX_DEPTH - 4)
        );
        let many = "fn f() { g(); }\n".repeat(10_000);
        for text in [unary, chain, brackets, many] {
            assert!(on_a_large_stack(|| parse("x.rs", &text, false)).is_some());
        }
    }

    #[test]
    fn what_is_no_rust_is_left_alone() {
        assert!(parse("x.rs", "fn main( {", false).is_none());
        assert!(parse("x.rs", "\u{0}", true).is_none());
    }
}
