//! From syntax trees to [`super::ir`]: what macros of the package are replaced by, in place of items and of expressions.

use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::ImplItem;
use syn::parse::{ParseStream, Parser};

use super::expand::{Rules, Unexpanded};
use super::ir::{ForeignMacro, NodeIdx, Site};
use super::lower::Lower;
use super::nesting::too_deep;
use super::stop::Cause;

/// Longer arguments, in bytes, of a macro of another package are read as they stand.
const MAX_GIVEN: usize = 4096;

/// Macros in place of expressions that no package of a program defines, or whose rules show nothing that their arguments
/// do not.
pub(super) const PLAIN: [&str; 34] = [
    "matches",
    "assert_matches",
    "env",
    "option_env",
    "include",
    "include_str",
    "include_bytes",
    "stringify",
    "line",
    "file",
    "column",
    "module_path",
    "thread_local",
    "select",
    "select_biased",
    "join",
    "try_join",
    "pin",
    "pin_mut",
    "ready",
    "poll_fn",
    "quote",
    "quote_spanned",
    "parse_quote",
    "html",
    "rsx",
    "view",
    "json",
    "try",
    "addr_of",
    "addr_of_mut",
    "ptr",
    "sql",
    "query",
];

impl Lower {
    /// Reads the items that a macro is replaced by; `false` where its rules are not at hand, or give no items.
    pub(super) fn items_of_macro(&mut self, mac: &syn::Macro) -> bool {
        let read = |this: &mut Self, tokens: TokenStream| {
            let file = syn::parse2::<syn::File>(tokens).ok()?;
            this.items(&file.items);
            Some(())
        };
        self.expanded_items(mac, read)
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
        self.expanded_items(mac, |this, tokens| {
            let items = all.parse2(tokens).ok()?;
            for inner in &items {
                item(this, inner);
            }
            Some(())
        })
    }

    fn expanded_items(
        &mut self,
        mac: &syn::Macro,
        read: impl FnMut(&mut Self, TokenStream) -> Option<()>,
    ) -> bool {
        let Some(last) = mac.path.segments.last() else {
            return false;
        };
        let (name, span) = (last.ident.to_string(), last.ident.span());
        if self
            .expanded(&name, &mac.tokens, (span, true), read)
            .is_some()
        {
            return true;
        }
        // What its rules hold is read as it stands.
        if let Some(tokens) = self.put_off.remove(&name) {
            self.rules(&name, &tokens);
        }
        false
    }

    /// The value of what a macro is replaced by, in place of an expression or a statement; `None` where its rules are not
    /// at hand, or give neither.
    pub(super) fn value_of_macro(
        &mut self,
        name: &str,
        given: &TokenStream,
        span: Span,
    ) -> Option<NodeIdx> {
        // What rules are given where they are read as they stand is not known.
        if self.in_rules {
            return None;
        }
        self.expanded(name, given, (span, false), |this, tokens| {
            if let Ok(value) = syn::parse2::<syn::Expr>(tokens.clone()) {
                return Some(this.expr(&value));
            }
            let block = TokenTree::Group(Group::new(Delimiter::Brace, tokens));
            let block = syn::parse2::<syn::Block>(TokenStream::from(block)).ok()?;
            Some(this.block(&block))
        })
    }

    /// What `read` makes of that by which the first rules that fit replace a macro. Only of one in place of items a limit
    /// leaves something out: another one is read as it stands, with all that its rules hold.
    fn expanded<T>(
        &mut self,
        name: &str,
        given: &TokenStream,
        (span, of_items): (Span, bool),
        mut read: impl FnMut(&mut Self, TokenStream) -> Option<T>,
    ) -> Option<T> {
        let (known, place) = self.rules_of(name, span);
        for rules in &*known {
            let left = if of_items {
                &mut self.expanded_left
            } else {
                &mut self.values_left
            };
            let tokens = match rules.expand(given, place, left) {
                Ok(tokens) => tokens,
                Err(Unexpanded::NoRule) => continue,
                Err(Unexpanded::TooLong) => {
                    self.stop_at(Cause::Expanded(self.limits.expanded), span, of_items);
                    continue;
                }
            };
            if self.expansions >= self.limits.macros {
                self.stop_at(Cause::Macros(self.limits.macros), span, of_items);
                return None;
            }
            if let Some((cause, _)) = too_deep(&tokens, &self.limits) {
                self.stop_at(cause, span, of_items);
                continue;
            }
            self.expansions += 1;
            let found = read(self, tokens);
            self.expansions -= 1;
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Notes a macro in place of items that another package may define; one under conditions is read as it stands.
    pub(super) fn foreign_macro(&mut self, name: &str, mac: &syn::Macro) {
        if self.is_at_hand(name) || self.context != 0 || self.func != 0 {
            return;
        }
        self.note(name, &mac.tokens, mac.bang_token.spans[0], None);
    }

    /// Notes a macro in place of an expression that another package may define, with the variables that it is given.
    pub(super) fn foreign_value(&mut self, name: &str, given: &TokenStream, node: NodeIdx) {
        let first = given.clone().into_iter().next();
        let span = first.map_or_else(Span::call_site, |tree| tree.span());
        if self.in_rules || self.is_at_hand(name) || PLAIN.contains(&name) {
            return;
        }
        let mut names = Vec::new();
        words_in(given, &mut names);
        names.retain(|name| self.is_bound(name));
        let variables = names
            .into_iter()
            .map(|name| {
                let node = self.variable(&name, span);
                (name, node)
            })
            .collect();
        self.note(name, given, span, Some(Site { node, variables }));
    }

    fn is_at_hand(&self, name: &str) -> bool {
        self.own_rules.contains_key(name) || !self.macro_texts.get(name).is_empty()
    }

    fn note(&mut self, name: &str, given: &TokenStream, span: Span, site: Option<Site>) {
        let given = given.to_string();
        if site.is_some() && given.len() > MAX_GIVEN {
            return;
        }
        self.ir.foreign_macros.push(ForeignMacro {
            name: name.to_owned(),
            given,
            line: u32::try_from(span.start().line).unwrap_or(0),
            modules: self.modules.clone(),
            site,
        });
    }

    /// The rules of a macro: of the file, else of the package, which have no place but that of the macro.
    fn rules_of(&mut self, name: &str, span: Span) -> (Rc<[Rules]>, Option<Span>) {
        if let Some(own) = self.own_rules.get(name) {
            return (Rc::clone(own), None);
        }
        if let Some(known) = self.package_rules.get(name) {
            return (Rc::clone(known), Some(span));
        }
        let home = self.home.as_deref();
        let texts = self.macro_texts.get(name).iter();
        let tokens = texts.filter_map(|text| match home {
            Some(home) => at_home(text, home).parse::<TokenStream>().ok(),
            None => text.parse::<TokenStream>().ok(),
        });
        let read: Rc<[Rules]> = tokens.map(|tokens| Rules::read(&tokens)).collect();
        self.package_rules.insert(name.to_owned(), Rc::clone(&read));
        (read, Some(span))
    }

    fn stop_at(&mut self, cause: Cause, span: Span, counts: bool) {
        if !counts {
            return;
        }
        let line = u32::try_from(span.start().line).unwrap_or(0);
        self.ir.stops.push((cause, line));
    }
}

/// Rules of a macro, in which `$crate` is the package that defines them as the code calls it which uses them.
pub(super) fn at_home(rules: &str, home: &str) -> String {
    rules.replace("$ crate", "$crate").replace("$crate", home)
}

/// The words in tokens that may be variables, each once.
fn words_in(tokens: &TokenStream, out: &mut Vec<String>) {
    for tree in tokens.clone() {
        match tree {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                if word.starts_with(|char: char| char.is_lowercase() || char == '_')
                    && !out.contains(&word)
                {
                    out.push(word);
                }
            }
            TokenTree::Group(group) => words_in(&group.stream(), out),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
