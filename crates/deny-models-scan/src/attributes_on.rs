//! What `cfg_attr` adds to items: `#[cfg_attr(feature = "serde", serde(default = "model"))]`.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{Attribute, Fields, ImplItem, Item, Meta};

use super::attrs;

/// `cfg_attr` in `cfg_attr` is followed so deep.
const MAX_DEPTH: usize = 8;

/// Gives items, their fields and variants, and the functions of implementations the attributes that `cfg_attr` may add.
pub(super) fn spread(items: &mut [Item]) {
    for item in items {
        match item {
            Item::Fn(of) => add(&mut of.attrs),
            Item::Static(of) => add(&mut of.attrs),
            Item::Struct(of) => {
                add(&mut of.attrs);
                add_to_fields(&mut of.fields);
            }
            Item::Enum(of) => {
                add(&mut of.attrs);
                for variant in &mut of.variants {
                    add(&mut variant.attrs);
                    add_to_fields(&mut variant.fields);
                }
            }
            Item::Impl(of) => {
                add(&mut of.attrs);
                for inner in &mut of.items {
                    if let ImplItem::Fn(inner) = inner {
                        add(&mut inner.attrs);
                    }
                }
            }
            Item::Mod(of) => {
                if let Some((_, inside)) = &mut of.content {
                    spread(inside);
                }
            }
            _ => {}
        }
    }
}

fn add_to_fields(fields: &mut Fields) {
    for field in fields.iter_mut() {
        add(&mut field.attrs);
    }
}

fn add(attrs: &mut Vec<Attribute>) {
    let mut found = Vec::new();
    for attr in attrs.iter() {
        if let Meta::List(list) = &attr.meta
            && list.path.is_ident("cfg_attr")
        {
            in_list(list.tokens.clone(), 0, &mut found);
        }
    }
    attrs.append(&mut found);
}

fn in_list(tokens: TokenStream, depth: usize, found: &mut Vec<Attribute>) {
    let mut parts = attrs::split(tokens).into_iter();
    let only_tests = parts.next().is_none_or(|of| attrs::predicate(&of).test);
    if only_tests || depth > MAX_DEPTH {
        return;
    }
    for part in parts {
        match syn::parse2::<Meta>(part.clone()) {
            Ok(Meta::List(list)) if list.path.is_ident("cfg_attr") => {
                in_list(list.tokens, depth + 1, found);
            }
            // A condition in a condition is one of its own, and where a module lies is read elsewhere.
            Ok(meta) if !meta.path().is_ident("cfg") && !meta.path().is_ident("path") => {
                let written = [
                    TokenTree::Punct(Punct::new('#', Spacing::Alone)),
                    TokenTree::Group(Group::new(Delimiter::Bracket, part)),
                ];
                let written = Attribute::parse_outer.parse2(written.into_iter().collect());
                found.extend(written.into_iter().flatten());
            }
            _ => {}
        }
    }
}
