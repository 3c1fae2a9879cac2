//! Attributes: conditions, and values that attributes give to fields.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Attribute, Meta};

use super::ir::Context;

/// The conditions that `#[cfg(..)]` and `#[test]` put on an item.
pub(super) fn context(attrs: &[Attribute]) -> Context {
    let mut all = Context::default();
    for attr in attrs {
        let path = attr.path();
        if path.is_ident("cfg") {
            if let Meta::List(list) = &attr.meta {
                all = all.and(&predicate(&list.tokens));
            }
        } else if path
            .segments
            .last()
            .is_some_and(|last| last.ident == "test" || last.ident == "bench")
        {
            all.test = true;
        }
    }
    all
}

/// The conditions under which what has one `cfg` is not there; none for others.
pub(super) fn without(attrs: &[Attribute]) -> Context {
    let mut conditions = attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    match (conditions.next().map(|attr| &attr.meta), conditions.next()) {
        (Some(Meta::List(list)), None) => negated(&list.tokens),
        _ => Context::default(),
    }
}

/// Reads a `cfg` predicate.
pub(super) fn predicate(tokens: &TokenStream) -> Context {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Context::default();
    match trees.as_slice() {
        [TokenTree::Ident(word), ..] if *word == "test" => found.test = true,
        [
            TokenTree::Ident(word),
            TokenTree::Punct(_),
            TokenTree::Literal(value),
            ..,
        ] if *word == "feature" => {
            if let Some(text) = string(&value.to_string()) {
                found.features.push(text);
            }
        }
        [TokenTree::Ident(word), TokenTree::Group(group), ..]
            if group.delimiter() == Delimiter::Parenthesis =>
        {
            let parts = split(group.stream());
            if *word == "all" {
                for part in parts {
                    found = found.and(&predicate(&part));
                }
            } else if *word == "any" {
                let parts: Vec<Context> = parts.iter().map(predicate).collect();
                // `any(test, ..)` is also compiled outside of tests.
                match parts.as_slice() {
                    [one] => found = one.clone(),
                    parts if parts.iter().all(|part| part.test) && !parts.is_empty() => {
                        found.test = true;
                    }
                    _ => found.cfgs.push(spell(tokens)),
                }
            } else {
                found.cfgs.push(spell(tokens));
            }
        }
        [] => {}
        _ => found.cfgs.push(spell(tokens)),
    }
    found
}

/// The conditions under which a `cfg` predicate does not hold.
pub(super) fn negated(tokens: &TokenStream) -> Context {
    let word = proc_macro2::Ident::new("not", proc_macro2::Span::call_site());
    let group = proc_macro2::Group::new(Delimiter::Parenthesis, tokens.clone());
    predicate(
        &[TokenTree::Ident(word), TokenTree::Group(group)]
            .into_iter()
            .collect(),
    )
}

/// Whether a `cfg` predicate holds under the features of a package; `None` where more than these decides.
pub(super) fn holds(predicate: &TokenStream, features: &BTreeSet<String>) -> Option<bool> {
    let trees: Vec<TokenTree> = predicate.clone().into_iter().collect();
    match trees.as_slice() {
        [
            TokenTree::Ident(word),
            TokenTree::Punct(_),
            TokenTree::Literal(value),
        ] if *word == "feature" => {
            string(&value.to_string()).map(|feature| features.contains(&feature))
        }
        [TokenTree::Ident(word), TokenTree::Group(group)] => {
            let parts = split(group.stream());
            let parts: Vec<Option<bool>> = parts.iter().map(|part| holds(part, features)).collect();
            let all = |known: bool| parts.iter().all(|part| *part == Some(known));
            let any = |known: bool| parts.contains(&Some(known));
            match word.to_string().as_str() {
                "not" => parts.first().copied().flatten().map(|part| !part),
                "all" if any(false) => Some(false),
                "all" if all(true) => Some(true),
                "any" if any(true) => Some(true),
                "any" if all(false) => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether an attribute is one that only types have.
pub(super) fn is_of_types(attr: &Attribute) -> bool {
    attr.path().is_ident("derive") || attr.path().is_ident("repr")
}

/// Whether an attribute makes a function a command, which the front end of a program of Tauri calls by its name.
pub(super) fn is_command(attr: &Attribute) -> bool {
    let path: Vec<String> = attr
        .path()
        .segments
        .iter()
        .map(|part| part.ident.to_string())
        .collect();
    matches!(
        path.iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice(),
        ["tauri", "command"] | ["command"]
    )
}

/// Whether what an attribute makes of a function may call it: all but those that are known to change nothing, or
/// only how the function runs.
pub(super) fn may_call(attr: &Attribute) -> bool {
    const KNOWN: [&str; 40] = [
        "allow",
        "expect",
        "warn",
        "deny",
        "forbid",
        "doc",
        "inline",
        "cold",
        "must_use",
        "cfg",
        "cfg_attr",
        "deprecated",
        "track_caller",
        "target_feature",
        "test",
        "bench",
        "ignore",
        "should_panic",
        "non_exhaustive",
        "automatically_derived",
        "no_sanitize",
        "optimize",
        "coverage",
        "rustfmt",
        "clippy",
        "diagnostic",
        "main",
        "async_trait",
        "instrument",
        "async_recursion",
        "stable",
        "unstable",
        "rustversion",
        "docsrs",
        "doc_auto_cfg",
        "const_eval_select",
        "tracing",
        "skip",
        "cached",
        "once",
    ];
    let path = attr.path();
    let known = |part: Option<&syn::PathSegment>| {
        part.is_some_and(|part| KNOWN.contains(&part.ident.to_string().as_str()))
    };
    !known(path.segments.last()) && !known(path.segments.first())
}

/// Whether a type derives a trait.
pub(super) fn derives(attrs: &[Attribute], name: &str) -> bool {
    let named = |tokens: &TokenStream| {
        tokens
            .clone()
            .into_iter()
            .any(|tree| matches!(tree, TokenTree::Ident(word) if word == name))
    };
    attrs.iter().any(|attr| {
        attr.path().is_ident("derive")
            && matches!(&attr.meta, Meta::List(list) if named(&list.tokens))
    })
}

/// Whether a type derives what may make values of it, or define further items: all but what is known not to.
pub(super) fn derives_more(attrs: &[Attribute]) -> bool {
    const KNOWN: [&str; 22] = [
        "Debug",
        "Clone",
        "Copy",
        "PartialEq",
        "Eq",
        "PartialOrd",
        "Ord",
        "Hash",
        "Default",
        "Serialize",
        "Error",
        "Display",
        "AsRefStr",
        "AsRef",
        "IntoStaticStr",
        "Deref",
        "DerefMut",
        "EnumCount",
        "EnumIs",
        "IsVariant",
        "JsonSchema",
        "ToSchema",
    ];
    let derives = attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    let lists = derives.filter_map(|attr| match &attr.meta {
        Meta::List(list) => Some(split(list.tokens.clone())),
        _ => None,
    });
    lists.flatten().any(|path| {
        let last = path.into_iter().last();
        last.is_some_and(|last| !KNOWN.contains(&last.to_string().as_str()))
    })
}

/// Splits tokens at commas.
pub(super) fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![Vec::new()];
    for tree in tokens {
        match &tree {
            TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(Vec::new()),
            _ => {
                if let Some(last) = parts.last_mut() {
                    last.push(tree);
                }
            }
        }
    }
    let full = parts.into_iter().filter(|part| !part.is_empty());
    full.map(|part| part.into_iter().collect()).collect()
}

/// The value of a string literal as tokens spell it.
pub(super) fn string(literal: &str) -> Option<String> {
    syn::parse_str::<syn::LitStr>(literal)
        .ok()
        .map(|literal| literal.value())
}

fn spell(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    text.replace(" (", "(")
        .replace("( ", "(")
        .replace(" )", ")")
        .replace(" ,", ",")
}

/// A value that an attribute gives to a field or variant.
#[derive(Debug, Clone)]
pub(super) enum AttrValue {
    /// `default_value = ".."`.
    Text(String),
    /// `default = "function"`.
    Function(String),
    /// `name = ".."`, `rename = ".."`, `to_string = ".."`, `serialize = ".."`.
    Name(String),
    /// `default_value_t = expr`, `default = expr`.
    Tokens(TokenStream),
    /// Besides a default of these, whatever who runs the program or the data that is read gives.
    Open,
}

/// Keys of what a field is where nothing else is given.
pub(super) const DEFAULTS: [&str; 11] = [
    "default",
    "default_missing_value",
    "default_missing_value_os",
    "default_missing_values",
    "default_value",
    "default_value_os",
    "default_value_t",
    "default_values",
    "default_values_os",
    "default_values_t",
    "fallback",
];

/// Attributes whose defaults only code replaces, by a setter or by fields that it writes.
const FILLED_BY_CODE: [&str; 5] = ["builder", "default", "derivative", "educe", "new"];

/// What data calls a field: `#[serde(rename = "..", alias = "..")]`, and `rename(..)` of both ways.
pub(super) fn spelt(attrs: &[Attribute]) -> Vec<String> {
    let mut found = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let _ = attr.parse_nested_meta(|meta| {
            let inner = |meta: &syn::meta::ParseNestedMeta<'_>| -> syn::Result<String> {
                Ok(meta.value()?.parse::<syn::LitStr>()?.value())
            };
            if meta.path.is_ident("rename") && meta.input.peek(syn::token::Paren) {
                return meta.parse_nested_meta(|side| {
                    found.push(inner(&side)?);
                    Ok(())
                });
            }
            if meta.path.is_ident("rename") || meta.path.is_ident("alias") {
                found.push(inner(&meta)?);
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    found
}

/// The code that a text in an attribute is, as in `default = "String::from(ID)"`; names and words may be texts.
fn code(text: &str) -> Option<TokenStream> {
    let expr = syn::parse_str::<syn::Expr>(text).ok()?;
    let is_code = matches!(
        expr,
        syn::Expr::Call(_) | syn::Expr::MethodCall(_) | syn::Expr::Macro(_) | syn::Expr::Block(_)
    );
    text.parse().ok().filter(|_| is_code)
}

/// The values that the attributes of a field give it.
pub(super) fn values(attrs: &[Attribute]) -> Vec<AttrValue> {
    let mut found = Vec::new();
    for attr in attrs {
        if attr.path().is_ident("doc") {
            continue;
        }
        let serde = attr.path().is_ident("serde");
        let list = match &attr.meta {
            // `#[default = ".."]`, `#[default(expr)]`
            Meta::NameValue(given) if given.path.is_ident("default") => {
                if let syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) = &given.value
                {
                    found.push(AttrValue::Text(text.value()));
                }
                continue;
            }
            Meta::List(list) if list.path.is_ident("default") => {
                found.push(AttrValue::Tokens(list.tokens.clone()));
                continue;
            }
            Meta::List(list) => list,
            _ => continue,
        };
        let before = found.len();
        for part in split(list.tokens.clone()) {
            let trees: Vec<TokenTree> = part.into_iter().collect();
            let Some((key, rest)) = given(&trees) else {
                continue;
            };
            let text = match rest.as_slice() {
                [TokenTree::Literal(value)] => string(&value.to_string()),
                _ => None,
            };
            match (key.as_str(), text) {
                ("default", Some(text)) if serde => found.push(AttrValue::Function(text)),
                ("default", Some(text)) => found.push(match code(&text) {
                    Some(code) => AttrValue::Tokens(code),
                    None => AttrValue::Text(text),
                }),
                ("name" | "rename" | "to_string" | "serialize" | "id", Some(text)) => {
                    found.push(AttrValue::Name(text));
                }
                (key, Some(text)) if DEFAULTS.contains(&key) => found.push(AttrValue::Text(text)),
                (key, None) if DEFAULTS.contains(&key) => {
                    found.push(AttrValue::Tokens(rest.into_iter().collect()));
                }
                _ => {}
            }
        }
        let has_default = found[before..]
            .iter()
            .any(|value| !matches!(value, AttrValue::Name(_)));
        let by_code = FILLED_BY_CODE.iter().any(|name| list.path.is_ident(name));
        if has_default && !by_code {
            found.push(AttrValue::Open);
        }
    }
    found
}

/// A key of an attribute and what it is given: `default_value = ".."`, `default_value("..")`.
fn given(trees: &[TokenTree]) -> Option<(String, Vec<TokenTree>)> {
    match trees {
        [TokenTree::Ident(key), TokenTree::Punct(equals), rest @ ..] if equals.as_char() == '=' => {
            Some((key.to_string(), rest.to_vec()))
        }
        [TokenTree::Ident(key), TokenTree::Group(rest)]
            if DEFAULTS.contains(&key.to_string().as_str()) =>
        {
            Some((key.to_string(), rest.stream().into_iter().collect()))
        }
        _ => None,
    }
}
