//! From syntax trees to [`super::ir`]: macros, as far as their tokens can be read as Rust.

use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use syn::Token;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use super::attrs;
use super::expand::Rules;
use super::expr_start;
use super::ir::{ConstIr, Expr, ItemKind, NodeIdx, Piece, RuleIr};
use super::lower::{Lower, included_name};
use super::lower_expand::PLAIN;
use super::lower_tokens::pasted;
use super::named_files;
use super::stop::Cause;

/// Macros that write text for people.
const TEXT_FOR_PEOPLE: [&str; 36] = [
    "print",
    "println",
    "eprint",
    "eprintln",
    "panic",
    "todo",
    "unimplemented",
    "unreachable",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "log",
    "bail",
    "anyhow",
    "ensure",
    "format_err",
    "span",
    "info_span",
    "debug_span",
    "compile_error",
    "dbg",
    "eyre",
    "whatever",
    "event",
    "trace_span",
    "warn_span",
    "error_span",
    "miette",
    "doc",
];
/// The type of an object of JSON that is written in code; no code can spell it.
pub(super) const JSON: &str = "json!";
/// What stands for a variable that a build script sets, among fields.
pub(super) fn build_variable(name: &str) -> String {
    format!("env {name}")
}

/// Longer arguments of a macro, in bytes, are not compared with its rules.
const MAX_WORDS: usize = 64;

impl Lower {
    /// The value of a macro call.
    pub(super) fn macro_call(&mut self, mac: &syn::Macro) -> NodeIdx {
        let name = mac
            .path
            .segments
            .last()
            .map(|last| last.ident.to_string())
            .unwrap_or_default();
        let span = mac
            .path
            .segments
            .last()
            .map_or_else(proc_macro2::Span::call_site, |last| last.ident.span());
        self.named_macro(&name, &mac.tokens, span, 0)
    }

    pub(super) fn named_macro(
        &mut self,
        name: &str,
        tokens: &TokenStream,
        span: proc_macro2::Span,
        depth: usize,
    ) -> NodeIdx {
        if depth > self.limits.macros {
            self.stop(span);
            return self.add(Expr::Unknown, span);
        }
        match name {
            "format" | "format_args" | "formatcp" | "format_compact" => {
                self.formatted(tokens, 0, span)
            }
            "write" | "writeln" => {
                let value = self.formatted(tokens, 1, span);
                if self.in_display() {
                    self.returned(value);
                }
                self.written_to(tokens, value, span);
                value
            }
            "concat" | "concatcp" | "const_format" | "concat_string" => {
                let pieces = self
                    .arguments(tokens)
                    .unwrap_or_default()
                    .into_iter()
                    .map(Piece::Hole)
                    .collect();
                self.add(Expr::Format(pieces), span)
            }
            "vec" | "array" | "hashset" | "smallvec" => match self.arguments(tokens) {
                Some(parts) => self.add(Expr::Seq(parts), span),
                None => self.repeated(tokens, span),
            },
            "matches" => match self.matches(tokens, span) {
                Some(is) => is,
                None => self.unknown_macro(name, tokens, span, depth),
            },
            "stringify" if !self.in_rules => {
                let words: String = tokens.to_string().split_whitespace().collect();
                self.add(Expr::Lit(words), span)
            }
            "cfg_if" => self.cfg_if(tokens, span),
            "cfg" => {
                let (holds, fails) = (attrs::predicate(tokens), attrs::negated(tokens));
                let yes = self.within(&holds, |this| this.add(Expr::Bool(true), span));
                let no = self.within(&fails, |this| this.add(Expr::Bool(false), span));
                self.add(Expr::OneOf(vec![yes, no]), span)
            }
            "json" => match self.json(tokens, span, depth) {
                Some(value) => value,
                None => self.unknown_macro(name, tokens, span, depth),
            },
            "select" | "select_biased" => match self.select(tokens, span) {
                Some(value) => value,
                None => self.unknown_macro(name, tokens, span, depth),
            },
            "join" | "try_join" => match self.arguments(tokens) {
                Some(parts) => self.add(Expr::Tuple(parts), span),
                None => self.unknown_macro(name, tokens, span, depth),
            },
            "paste" => self.unknown_macro(name, &pasted(tokens), span, depth),
            "include" => match named_files::included(&self.ir.path, &tokens.to_string()) {
                Some(path) => self.add(Expr::Path(vec![included_name(&path)]), span),
                None => self.unknown_macro(name, tokens, span, depth),
            },
            name if TEXT_FOR_PEOPLE.contains(&name) => {
                if ["bail", "ensure"].contains(&name) {
                    self.may_return();
                }
                if name == "println" {
                    self.set_by_build(tokens, span);
                }
                let outer = std::mem::replace(&mut self.mention, true);
                // `info!(model = ?load(), "loaded")`
                if self.arguments(tokens).is_none() {
                    self.raw(tokens, depth);
                }
                self.mention = outer;
                self.add(Expr::Unknown, span)
            }
            name if name.ends_with("map") => match self.map_of_pairs(tokens, span) {
                Some(value) => value,
                None => self.unknown_macro(name, tokens, span, depth),
            },
            _ => self.unknown_macro(name, tokens, span, depth),
        }
    }

    /// Notes that something may return from the function that is read.
    pub(super) fn may_return(&mut self) {
        self.ir.funcs[self.func as usize].tries = true;
    }

    /// Notes the variable that a line for cargo sets: `println!("cargo:rustc-env=MODEL={id}")`.
    fn set_by_build(&mut self, tokens: &TokenStream, span: proc_macro2::Span) {
        let Some(TokenTree::Literal(first)) = tokens.clone().into_iter().next() else {
            return;
        };
        let Some(line) = attrs::string(&first.to_string()) else {
            return;
        };
        let Some((_, rest)) = line.split_once("rustc-env=") else {
            return;
        };
        let Some((variable, _)) = rest.split_once('=').filter(|_| line.starts_with("cargo:"))
        else {
            return;
        };
        let node = self.formatted(tokens, 0, span);
        let Expr::Format(mut pieces) = self.ir.node(node).ex.clone() else {
            return;
        };
        // The variable's name and the sign after it are no part of what it is set to.
        if let Some(Piece::Text(text)) = pieces.first_mut() {
            let before = format!("rustc-env={variable}=");
            match text.split_once(&before) {
                Some((_, value)) => *text = value.to_owned(),
                None => return,
            }
        }
        pieces.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
        let value = match pieces.as_slice() {
            [Piece::Text(text)] => Expr::Lit(text.clone()),
            _ => Expr::Format(pieces),
        };
        let value = self.add(value, first.span());
        self.write(String::new(), build_variable(variable), value, false);
    }

    /// The pairs of a map as a macro makes it: `phf_map! { "small" => ID }`.
    fn map_of_pairs(&mut self, tokens: &TokenStream, span: proc_macro2::Span) -> Option<NodeIdx> {
        let mut given = Vec::new();
        for part in attrs::split(tokens.clone()) {
            let trees: Vec<TokenTree> = part.into_iter().collect();
            let arrow = trees.windows(2).position(|two| {
                matches!(two, [TokenTree::Punct(one), TokenTree::Punct(other)]
                    if one.as_char() == '=' && other.as_char() == '>')
            })?;
            let side = |trees: &[TokenTree]| {
                syn::parse2::<syn::Expr>(trees.iter().cloned().collect()).ok()
            };
            given.push((side(&trees[..arrow])?, side(&trees[arrow + 2..])?));
        }
        let mut pairs = Vec::new();
        for (key, value) in &given {
            let pair = vec![self.expr(key), self.expr(value)];
            pairs.push(self.add(Expr::Tuple(pair), span));
        }
        let pairs = self.add(Expr::Seq(pairs), span);
        let values = self.values_of_pairs(pairs)?;
        Some(self.add(Expr::Seq(values), span))
    }

    /// Whether the function being read is that of `Display`.
    pub(super) fn in_display(&self) -> bool {
        self.ir.funcs[self.func as usize].name == "fmt"
    }

    /// What is nested deeper is left out.
    pub(super) fn stop(&mut self, span: proc_macro2::Span) {
        let line = u32::try_from(span.start().line).unwrap_or(0);
        self.ir
            .stops
            .push((Cause::Macros(self.limits.macros), line));
    }

    /// Arguments with commas between.
    fn arguments(&mut self, tokens: &TokenStream) -> Option<Vec<NodeIdx>> {
        let parser = Punctuated::<syn::Expr, Token![,]>::parse_terminated;
        let parts = parser.parse2(tokens.clone()).ok()?;
        Some(parts.iter().map(|part| self.expr(part)).collect())
    }

    /// `[x; n]`.
    fn repeated(&mut self, tokens: &TokenStream, span: proc_macro2::Span) -> NodeIdx {
        let array = TokenTree::Group(Group::new(Delimiter::Bracket, tokens.clone()));
        match syn::parse2::<syn::Expr>(TokenStream::from(array)) {
            Ok(expr) => self.expr(&expr),
            Err(_) => self.add(Expr::Unknown, span),
        }
    }

    /// A template with its arguments; `skip` of them come before the template.
    fn formatted(&mut self, tokens: &TokenStream, skip: usize, span: proc_macro2::Span) -> NodeIdx {
        let parts = attrs::split(tokens.clone());
        let mut parts = parts.into_iter().skip(skip);
        let Some(template) = parts.next() else {
            return self.add(Expr::Unknown, span);
        };
        let Ok(template_expr) = syn::parse2::<syn::Expr>(template) else {
            return self.add(Expr::Unknown, span);
        };
        let template = self.expr(&template_expr);
        let mut plain = Vec::new();
        let mut named = Vec::new();
        for part in parts {
            let trees: Vec<TokenTree> = part.into_iter().collect();
            let (name, value) = match trees.as_slice() {
                [TokenTree::Ident(name), TokenTree::Punct(equals), rest @ ..]
                    if equals.as_char() == '=' && equals.spacing() == Spacing::Alone =>
                {
                    (
                        Some(name.to_string()),
                        rest.iter().cloned().collect::<TokenStream>(),
                    )
                }
                _ => (None, trees.into_iter().collect()),
            };
            let value = match syn::parse2::<syn::Expr>(value) {
                Ok(expr) => self.expr(&expr),
                Err(_) => self.add(Expr::Unknown, span),
            };
            match name {
                Some(name) => named.push((name, value)),
                None => plain.push(value),
            }
        }
        let Expr::Lit(text) = &mut self.ir.nodes[template as usize].ex else {
            // A constant or `concat!` as the template: its holes are not known here.
            return template;
        };
        // As a text of its own it would be an address with the names of its holes.
        let text = std::mem::take(text);
        let at = expr_start::of(&template_expr);
        let pieces = self.pieces(&text, &plain, &named, at);
        self.add(Expr::Format(pieces), at)
    }

    /// Reads a template as `format!` does.
    fn pieces(
        &mut self,
        template: &str,
        plain: &[NodeIdx],
        named: &[(String, NodeIdx)],
        span: proc_macro2::Span,
    ) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut next = 0;
        let mut chars = template.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '{' | '}' if chars.peek() == Some(&char) => {
                    chars.next();
                    text.push(char);
                }
                '{' => {
                    let mut inner = String::new();
                    for char in chars.by_ref() {
                        if char == '}' {
                            break;
                        }
                        inner.push(char);
                    }
                    let name = inner.split(':').next().unwrap_or_default().trim();
                    let value = if name.is_empty() {
                        next += 1;
                        plain.get(next - 1).copied()
                    } else if let Ok(number) = name.parse::<usize>() {
                        plain.get(number).copied()
                    } else {
                        named
                            .iter()
                            .find(|(known, _)| known == name)
                            .map(|(_, value)| *value)
                    };
                    let value = match value {
                        Some(value) => value,
                        None if name.is_empty() => self.add(Expr::Unknown, span),
                        None => self.add(Expr::Path(vec![self.known_as(name)]), span),
                    };
                    if !text.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                    }
                    pieces.push(Piece::Hole(value));
                }
                _ => text.push(char),
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        pieces
    }

    /// A value of JSON as it is written in code: an object becomes a struct literal with its keys as fields.
    fn json(
        &mut self,
        tokens: &TokenStream,
        span: proc_macro2::Span,
        depth: usize,
    ) -> Option<NodeIdx> {
        if depth > self.limits.macros {
            self.stop(span);
            return None;
        }
        let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let [TokenTree::Group(group)] = trees.as_slice() else {
            return None;
        };
        if group.delimiter() == Delimiter::Bracket {
            let parts = attrs::split(group.stream());
            let parts = parts.into_iter();
            let parts = parts
                .map(|part| self.json_value(part, span, depth))
                .collect();
            return Some(self.add(Expr::Seq(parts), span));
        }
        if group.delimiter() != Delimiter::Brace {
            return None;
        }
        let mut fields = Vec::new();
        for part in attrs::split(group.stream()) {
            let trees: Vec<TokenTree> = part.into_iter().collect();
            let at = trees.iter().position(
                |tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ':'),
            )?;
            let key: TokenStream = trees[..at].iter().cloned().collect();
            let key = syn::parse2::<syn::LitStr>(key).map(|key| key.value());
            let value = trees[at + 1..].iter().cloned().collect();
            let value = self.json_value(value, span, depth);
            fields.push((key.unwrap_or_default(), value));
        }
        Some(self.add(Expr::Record(vec![JSON.to_owned()], fields, None), span))
    }

    fn json_value(
        &mut self,
        tokens: TokenStream,
        span: proc_macro2::Span,
        depth: usize,
    ) -> NodeIdx {
        if let Some(value) = self.json(&tokens, span, depth + 1) {
            return value;
        }
        match syn::parse2::<syn::Expr>(tokens) {
            Ok(expr) => self.expr(&expr),
            Err(_) => self.add(Expr::Unknown, span),
        }
    }

    fn cfg_if(&mut self, tokens: &TokenStream, span: proc_macro2::Span) -> NodeIdx {
        let mut cfg = None;
        let mut values = Vec::new();
        let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
        for pair in trees.windows(2) {
            match pair {
                [TokenTree::Punct(hash), TokenTree::Group(group)] if hash.as_char() == '#' => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    if let [TokenTree::Ident(word), TokenTree::Group(list)] = inner.as_slice()
                        && *word == "cfg"
                    {
                        cfg = Some(attrs::predicate(&list.stream()));
                    }
                }
                [_, TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
                    let own = cfg.take().unwrap_or_default();
                    let block = TokenStream::from(TokenTree::Group(group.clone()));
                    if let Ok(block) = syn::parse2::<syn::Block>(block) {
                        values.push(self.within(&own, |this| this.block(&block)));
                    }
                }
                _ => {}
            }
        }
        self.add(Expr::OneOf(values), span)
    }

    fn unknown_macro(
        &mut self,
        name: &str,
        tokens: &TokenStream,
        span: proc_macro2::Span,
        depth: usize,
    ) -> NodeIdx {
        if let Some(value) = self.value_of_macro(name, tokens, span) {
            return value;
        }
        if !PLAIN.contains(&name) {
            self.may_return();
        }
        let words = words_of(tokens);
        if let Some(parts) = self.arguments(tokens) {
            let node = self.add(Expr::Macro(name.to_owned(), parts), span);
            self.ir.macro_words.extend(words.map(|words| (node, words)));
            self.foreign_value(name, tokens, node);
            return node;
        }
        let block = TokenStream::from(TokenTree::Group(Group::new(
            Delimiter::Brace,
            without_ref(tokens),
        )));
        if let Ok(block) = syn::parse2::<syn::Block>(block) {
            return self.block(&block);
        }
        let parts = self.raw(tokens, depth);
        let node = self.add(Expr::Macro(name.to_owned(), parts), span);
        self.foreign_value(name, tokens, node);
        node
    }

    /// A macro in place of an item: `lazy_static!`, `cfg_if!`, tables, and `macro_rules!` itself.
    pub(super) fn item_macro(&mut self, item: &syn::ItemMacro) {
        let name = item
            .mac
            .path
            .segments
            .last()
            .map(|last| last.ident.to_string())
            .unwrap_or_default();
        if name == "macro_rules" {
            if let Some(own) = &item.ident {
                let name = own.to_string();
                let rules = Rules::read(&item.mac.tokens);
                self.own_rules.insert(name.clone(), Rc::new([rules]));
                // What replaces it is read where it is used; others may use it elsewhere.
                let exported = item
                    .attrs
                    .iter()
                    .any(|attr| attr.path().is_ident("macro_export"));
                if self.item_macros.contains(&name) && !exported {
                    self.embeds(&name, &item.mac.tokens);
                    self.put_off.insert(name, item.mac.tokens.clone());
                } else {
                    self.rules(&name, &item.mac.tokens);
                }
            }
            return;
        }
        if self.items_of_macro(&item.mac) {
            return;
        }
        self.foreign_macro(&name, &item.mac);
        let tokens = if name == "paste" {
            pasted(&item.mac.tokens)
        } else {
            without_ref(&item.mac.tokens)
        };
        if name != "cfg_if"
            && let Ok(file) = syn::parse2::<syn::File>(tokens)
        {
            self.items(&file.items);
            return;
        }
        let (func, value) = self.as_item(ItemKind::Const, |this| this.macro_call(&item.mac));
        self.ir.consts.push(ConstIr {
            owner: String::new(),
            name: format!("{name}!"),
            kind: String::new(),
            value,
            func,
        });
    }

    /// The right side of a rule: items, or a block.
    fn rule(&mut self, plain: TokenStream) {
        if let Ok(file) = syn::parse2::<syn::File>(plain.clone()) {
            self.items(&file.items);
            return;
        }
        let block = TokenStream::from(TokenTree::Group(Group::new(Delimiter::Brace, plain)));
        if let Ok(block) = syn::parse2::<syn::Block>(block) {
            let value = self.block(&block);
            self.ir.funcs[self.func as usize].returns.push(value);
        }
    }

    /// Notes a macro that embeds what it is given.
    fn embeds(&mut self, name: &str, tokens: &TokenStream) {
        let text = tokens.to_string();
        if text.contains("include_bytes") || text.contains("include_flate") {
            self.ir.embedders.push(name.to_owned());
        }
    }

    /// The right sides of `macro_rules!`, with `$x` read as a name: calls in them are seen, their values are not.
    pub(super) fn rules(&mut self, name: &str, tokens: &TokenStream) {
        self.embeds(name, tokens);
        let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
        for rule in trees.windows(4) {
            let [
                TokenTree::Group(matcher),
                TokenTree::Punct(_),
                TokenTree::Punct(arrow),
                TokenTree::Group(body),
            ] = rule
            else {
                continue;
            };
            if arrow.as_char() != '>' {
                continue;
            }
            let mut values = Vec::new();
            values_taken(&matcher.stream(), &mut values);
            let arguments = MacroArguments {
                values,
                name: argument_name(name),
            };
            let plain = transcribed(&body.stream(), &arguments);
            let before = self.ir.funcs.len();
            let outer = std::mem::replace(&mut self.in_rules, true);
            let (func, ()) = self.as_item(ItemKind::Macro, |this| this.rule(plain));
            self.in_rules = outer;
            let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let inside = number(before)..number(self.ir.funcs.len());
            let words = words_of(&matcher.stream());
            self.ir.macros.push(RuleIr {
                name: name.to_owned(),
                func,
                inside,
                words: words.filter(|words| !words.contains('$')),
            });
        }
    }
}

/// Tokens without spaces between, where they are few.
fn words_of(tokens: &TokenStream) -> Option<String> {
    let words: String = tokens.to_string().split_whitespace().collect();
    (words.len() <= MAX_WORDS).then_some(words)
}

/// `static ref` as `static`.
fn without_ref(tokens: &TokenStream) -> TokenStream {
    let mut after_static = false;
    let kept = tokens.clone().into_iter().filter(|tree| {
        let word = if let TokenTree::Ident(word) = tree {
            word.to_string()
        } else {
            String::new()
        };
        let dropped = after_static && word == "ref";
        after_static = word == "static";
        !dropped
    });
    kept.collect()
}

/// Metavariables of a rule that stand for values, and the name that is put for them.
struct MacroArguments {
    values: Vec<String>,
    name: String,
}

/// The name that stands for whatever a macro of this crate is given.
pub(super) fn argument_name(of: &str) -> String {
    format!("argument_of_{}", of.trim_start_matches("r#"))
}

/// Names of the metavariables of a matcher that take values: literals and expressions.
fn values_taken(matcher: &TokenStream, out: &mut Vec<String>) {
    let trees: Vec<TokenTree> = matcher.clone().into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        match &trees[at..] {
            [
                TokenTree::Punct(dollar),
                TokenTree::Ident(name),
                TokenTree::Punct(colon),
                TokenTree::Ident(kind),
                ..,
            ] if dollar.as_char() == '$' && colon.as_char() == ':' => {
                let kind = kind.to_string();
                if ["literal", "expr", "tt", "expr_2021"].contains(&kind.as_str()) {
                    out.push(name.to_string());
                }
            }
            _ => {}
        }
        if let TokenTree::Group(group) = tree {
            values_taken(&group.stream(), out);
        }
    }
}

/// `$x` as `x`, `$( .. ),*` as what it repeats; metavariables that stand for values get one name.
fn transcribed(tokens: &TokenStream, arguments: &MacroArguments) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < trees.len() {
        match &trees[at..] {
            [TokenTree::Punct(dollar), TokenTree::Group(group), ..] if dollar.as_char() == '$' => {
                out.extend(transcribed(&group.stream(), arguments));
                at += 2;
                // The separator, if any, and how often.
                let mut ahead = trees[at..].iter().take(2).map(|tree| match tree {
                    TokenTree::Punct(punct) => Some(punct.as_char()),
                    _ => None,
                });
                match (ahead.next().flatten(), ahead.next().flatten()) {
                    (Some('*' | '+' | '?'), _) => at += 1,
                    (Some(separator), Some('*' | '+')) => {
                        out.push(TokenTree::Punct(proc_macro2::Punct::new(
                            separator,
                            Spacing::Alone,
                        )));
                        at += 2;
                    }
                    _ => {}
                }
                continue;
            }
            [TokenTree::Punct(dollar), TokenTree::Ident(name), ..]
                if dollar.as_char() == '$' && arguments.values.contains(&name.to_string()) =>
            {
                let word = proc_macro2::Ident::new(&arguments.name, name.span());
                out.push(TokenTree::Ident(word));
                at += 1;
            }
            [TokenTree::Punct(dollar), ..] if dollar.as_char() == '$' => {}
            [TokenTree::Group(group), ..] => {
                let mut inner =
                    Group::new(group.delimiter(), transcribed(&group.stream(), arguments));
                inner.set_span(group.span());
                out.push(TokenTree::Group(inner));
            }
            [tree, ..] => out.push(tree.clone()),
            [] => {}
        }
        at += 1;
    }
    out.into_iter().collect()
}
