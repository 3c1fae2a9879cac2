//! From syntax trees to [`super::ir`]: what `write!` and `writeln!` do to what they write to.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use super::attrs;
use super::ir::NodeIdx;
use super::lower::Lower;

/// The methods that these macros come down to, in `std::fmt::Write` and in `std::io::Write`.
const OF_WRITERS: [&str; 2] = ["write_str", "write"];

impl Lower {
    /// Notes what `write!` adds to its first argument: to a text or a list of bytes, or by the methods of a type that writes
    /// in its own way.
    pub(super) fn written_to(&mut self, tokens: &TokenStream, value: NodeIdx, span: Span) {
        let Some(to) = attrs::split(tokens.clone()).into_iter().next() else {
            return;
        };
        let Ok(written) = syn::parse2::<syn::Expr>(to.clone()) else {
            return;
        };
        let place = match &written {
            syn::Expr::Reference(inner) => &*inner.expr,
            other => other,
        };
        if self.holds_text(place) {
            self.append(place, value, span);
        } else if self
            .last_of(place)
            .is_some_and(|(_, last)| self.is_new_list(last))
        {
            if !self.starts_again(place, value) {
                self.assign(place, value);
            }
        } else if !self.in_display() {
            let text: TokenStream = tokens
                .clone()
                .into_iter()
                .skip(to.clone().into_iter().count() + 1)
                .collect();
            for method in OF_WRITERS {
                let call = call(to.clone(), method, text.clone(), span);
                if let Ok(call) = syn::parse2::<syn::Expr>(call) {
                    self.expr(&call);
                }
            }
        }
    }
}

/// `TO.METHOD(format!(TEXT))`
fn call(to: TokenStream, method: &str, text: TokenStream, span: Span) -> TokenStream {
    let formatted = [
        TokenTree::Ident(Ident::new("format", span)),
        TokenTree::Punct(Punct::new('!', Spacing::Alone)),
        TokenTree::Group(Group::new(Delimiter::Parenthesis, text)),
    ];
    let given = Group::new(Delimiter::Parenthesis, formatted.into_iter().collect());
    let called = [
        TokenTree::Punct(Punct::new('.', Spacing::Alone)),
        TokenTree::Ident(Ident::new(method, span)),
        TokenTree::Group(given),
    ];
    to.into_iter().chain(called).collect()
}
