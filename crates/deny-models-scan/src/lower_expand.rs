//! From syntax trees to [`super::ir`]: what macros in place of items are replaced by.

use std::rc::Rc;

use proc_macro2::TokenStream;
use syn::ImplItem;
use syn::parse::{ParseStream, Parser};

use super::expand::{Rules, Unexpanded, placed};
use super::ir::ForeignMacro;
use super::lower::Lower;
use super::stop::Cause;

impl Lower {
    /// Reads the items that a macro is replaced by; `false` where its rules are not at hand, or give no items.
    pub(super) fn items_of_macro(&mut self, mac: &syn::Macro) -> bool {
        let read = |this: &mut Self, tokens: TokenStream| match syn::parse2::<syn::File>(tokens) {
            Ok(file) => {
                this.items(&file.items);
                true
            }
            Err(_) => false,
        };
        self.expanded(mac, read)
    }

    /// The same for one in an `impl`; `item` reads one of its items.
    pub(super) fn impl_items_of_macro(
        &mut self,
        mac: &syn::Macro,
        item: impl Fn(&mut Self, &ImplItem),
    ) -> bool {
        let all = |input: ParseStream<'_>| {
            let mut items = Vec::new();
            while !input.is_empty() {
                items.push(input.parse::<ImplItem>()?);
            }
            Ok(items)
        };
        self.expanded(mac, |this, tokens| match all.parse2(tokens) {
            Ok(items) => {
                for inner in &items {
                    item(this, inner);
                }
                true
            }
            Err(_) => false,
        })
    }

    fn expanded(
        &mut self,
        mac: &syn::Macro,
        mut read: impl FnMut(&mut Self, TokenStream) -> bool,
    ) -> bool {
        let Some(last) = mac.path.segments.last() else {
            return false;
        };
        let name = last.ident.to_string();
        let span = last.ident.span();
        for rules in self.rules_of(&name, span) {
            let tokens = match rules.expand(&mac.tokens, &mut self.expanded_left) {
                Ok(tokens) => tokens,
                Err(Unexpanded::NoRule) => continue,
                Err(Unexpanded::TooLong) => {
                    self.stop_at(Cause::Expanded(self.expanded_most), span);
                    continue;
                }
            };
            if self.expansions >= self.macros {
                self.stop_at(Cause::Macros(self.macros), span);
                return false;
            }
            self.expansions += 1;
            let is_read = read(self, tokens);
            self.expansions -= 1;
            if is_read {
                return true;
            }
        }
        // What its rules hold is read as it stands.
        if let Some(tokens) = self.put_off.remove(&name) {
            self.rules(&name, &tokens);
        }
        false
    }

    /// Notes a macro in place of items that another package may define; one under conditions is read as it stands.
    pub(super) fn foreign_macro(&mut self, name: &str, mac: &syn::Macro) {
        let is_own = self.own_rules.contains_key(name) || !self.macro_texts.get(name).is_empty();
        if is_own || self.context != 0 || self.func != 0 {
            return;
        }
        let span = mac.bang_token.spans[0];
        self.ir.foreign_macros.push(ForeignMacro {
            name: name.to_owned(),
            given: mac.tokens.to_string(),
            line: u32::try_from(span.start().line).unwrap_or(0),
            modules: self.modules.clone(),
        });
    }

    /// The rules of a macro: of the file, else of the package, with the place of the macro.
    fn rules_of(&mut self, name: &str, span: proc_macro2::Span) -> Vec<Rc<Rules>> {
        if let Some(own) = self.own_rules.get(name) {
            return vec![Rc::clone(own)];
        }
        let texts = self.macro_texts.get(name).iter();
        let tokens = texts.filter_map(|text| text.parse::<TokenStream>().ok());
        let placed = tokens.map(|tokens| Rc::new(Rules::read(&placed(&tokens, span))));
        placed.collect()
    }

    fn stop_at(&mut self, cause: Cause, span: proc_macro2::Span) {
        let line = u32::try_from(span.start().line).unwrap_or(0);
        self.ir.stops.push((cause, line));
    }
}
