//! Parsing that no input can hurt: the lexer, which does not call itself, comes first, and what it gives is measured
//! before the parser sees it.

use std::sync::Arc;

use proc_macro2::{LineColumn, Span, TokenStream};
use syn::parse::Parser;

use super::attributes_on;
use super::ir::FileIr;
use super::limits::Limits;
use super::lower;
use super::macro_texts::MacroTexts;
use super::nesting::too_deep;
use super::stop::Cause;

/// Stack of a thread that parses; memory is only taken as far as it is used.
pub(super) const STACK: usize = 512 << 20;

/// Why a file is not parsed, and the line where that shows; 0 for the whole file.
pub(super) type Unparsed = (Cause, u32);

/// Parses Rust code that [`lex`](super::lex) took the comments from. What is `included` may be statements or an
/// expression as well as items; `macros` are those that the package defines. Needs a large stack.
///
/// # Errors
///
/// When it is not Rust, or too large or too deep to be read.
pub(super) fn parse(
    path: &str,
    code: &str,
    included: bool,
    macros: &Arc<MacroTexts>,
    limits: &Limits,
) -> Result<FileIr, Unparsed> {
    let read = read(path, code, included, macros, limits);
    // The lexer keeps the text of every file that it has seen, for spans; this frees them.
    proc_macro2::extra::invalidate_current_thread_spans();
    read
}

fn read(
    path: &str,
    code: &str,
    included: bool,
    macros: &Arc<MacroTexts>,
    limits: &Limits,
) -> Result<FileIr, Unparsed> {
    let tokens = tokens(code, limits)?;
    let error = match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(mut tree) => {
            attributes_on::spread(&mut tree.items);
            return Ok(lower::file(path, &tree, macros, limits));
        }
        Err(error) => error,
    };
    let statements = included
        .then(|| syn::Block::parse_within.parse2(tokens).ok())
        .flatten();
    match statements {
        Some(statements) => Ok(lower::included(path, &statements, limits)),
        None => Err(not_parsed(&error)),
    }
}

/// The tokens of a file that the parser can bear.
fn tokens(code: &str, limits: &Limits) -> Result<TokenStream, Unparsed> {
    if code.len() > limits.code {
        return Err((Cause::CodeBytes(limits.code), 0));
    }
    let tokens: TokenStream = code
        .parse()
        .map_err(|error: proc_macro2::LexError| (Cause::NotParsed, line(error.span())))?;
    match too_deep(&tokens, limits) {
        Some((cause, span)) => Err((cause, line(span))),
        None => Ok(tokens),
    }
}

/// The syntax tree of a file, as far as [`parse`] would read it; its spans hold until the next one.
pub(super) fn tree(code: &str, limits: &Limits) -> Result<syn::File, Unparsed> {
    syn::parse2(tokens(code, limits)?).map_err(|error| not_parsed(&error))
}

fn not_parsed(error: &syn::Error) -> Unparsed {
    (Cause::NotParsed, line(error.span()))
}

fn line(span: Span) -> u32 {
    let LineColumn { line, .. } = span.start();
    u32::try_from(line).unwrap_or(0)
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

    fn parsed(text: &str, included: bool) -> Result<FileIr, Unparsed> {
        parse("x.rs", text, included, &Arc::default(), &Limits::default())
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
            assert!(on_a_large_stack(|| parsed(&text, false)).is_err());
        }
    }

    #[test]
    fn an_attribute_begins_what_stands_by_itself() {
        let limits = Limits::default();
        let items = "#[derive(Clone)] struct A {}".repeat(limits.run / 4);
        let statements = "#[cfg(x)] { f() }".repeat(limits.run / 4);
        for text in [items, format!("fn f() {{ {statements} }}")] {
            assert!(on_a_large_stack(|| parsed(&text, false)).is_ok());
        }
    }

    #[test]
    fn what_is_just_short_enough_is_read() {
        let limits = Limits::default();
        let unary = format!("fn f() {{ {}1 }}", "-".repeat(limits.run - 100));
        let chain = format!("fn f() {{ x{} }}", ".a()".repeat(limits.run / 4));
        let brackets = format!(
            "fn f() {{ {}1{} }}",
            "(".repeat(limits.brackets - 4),
            ")".repeat(limits.brackets - 4)
        );
        let many = "fn f() { g(); }\n".repeat(10_000);
        for text in [unary, chain, brackets, many] {
            assert!(on_a_large_stack(|| parsed(&text, false)).is_ok());
        }
    }

    #[test]
    fn what_is_no_rust_is_left_alone() {
        assert!(parsed("fn main( {", false).is_err());
        assert!(parsed("\u{0}", true).is_err());
        let second = parsed("fn f() {}\nsafe fn g() {}\n", false);
        assert_eq!(second.err(), Some((Cause::NotParsed, 2)));
    }
}
