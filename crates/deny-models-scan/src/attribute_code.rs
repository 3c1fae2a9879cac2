//! Code that attributes name: functions that check, convert or leave out what a field holds, and expressions.
//!
//! Which of it the code that an attribute makes calls, and when, is known to the crate of the attribute alone. It counts as
//! named: of a type once there are values of it, of a function once that is reached.

use proc_macro2::{Delimiter, Ident, Punct, Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Fields, Meta};

use super::attrs::{self, split};
use super::ir::{self, ItemKind};
use super::lower::Lower;

/// The name of what holds the code that the attributes of a type name; no code can spell it.
const OF_TYPE: &str = "#attributes";
/// Attributes of the language and of its tools, which name no code.
const OF_LANGUAGE: [&str; 27] = [
    "allow",
    "cfg",
    "cfg_attr",
    "clippy",
    "cold",
    "deny",
    "deprecated",
    "derive",
    "diagnostic",
    "doc",
    "expect",
    "export_name",
    "forbid",
    "inline",
    "link",
    "link_name",
    "link_section",
    "macro_export",
    "macro_use",
    "must_use",
    "non_exhaustive",
    "path",
    "repr",
    "rustfmt",
    "target_feature",
    "test",
    "warn",
];
/// Keys that are read elsewhere, or whose texts are names and prose: a function may be called the same.
const OF_TEXTS: [&str; 41] = [
    "about",
    "alias",
    "aliases",
    "author",
    "bound",
    "cmd",
    "content",
    "crate",
    "derive",
    "desc",
    "description",
    "doc",
    "env",
    "err",
    "example",
    "fmt",
    "group",
    "help",
    "help_heading",
    "id",
    "level",
    "long",
    "long_about",
    "message",
    "name",
    "prefix",
    "rename",
    "rename_all",
    "rename_all_fields",
    "ret",
    "serialize",
    "short",
    "skip",
    "tag",
    "target",
    "title",
    "to_string",
    "value_name",
    "version",
    "visible_alias",
    "visible_aliases",
];
/// Lists in lists are followed so deep.
const MAX_DEPTH: usize = 8;

impl Lower {
    /// Keeps the code that the attributes of a type name, of its fields and of its variants, beside what traits from
    /// elsewhere have of it: what is derived may call it.
    pub(super) fn attributes_of_type<'a>(
        &mut self,
        name: &Ident,
        attributes: impl Iterator<Item = &'a Attribute>,
    ) {
        let code: Vec<Expr> = attributes.flat_map(in_attribute).collect();
        if code.is_empty() {
            return;
        }
        let outer = std::mem::replace(&mut self.owner, name.to_string());
        let outer_trait = std::mem::replace(&mut self.of_trait, OF_TYPE.to_owned());
        let (func, ()) = self.as_item(ItemKind::Fn, |this| this.all_of(&code));
        OF_TYPE.clone_into(&mut self.ir.funcs[func as usize].name);
        self.owner = outer;
        self.of_trait = outer_trait;
    }

    /// Adds the code that the attributes of a function name to that function.
    pub(super) fn attributes_of_function(&mut self, func: usize, attributes: &[Attribute]) {
        let code: Vec<Expr> = attributes.iter().flat_map(in_attribute).collect();
        let Ok(func) = u32::try_from(func) else {
            return;
        };
        let outer = std::mem::replace(&mut self.func, func);
        let outer_names = std::mem::take(&mut self.names);
        self.all_of(&code);
        self.names = outer_names;
        self.func = outer;
    }

    fn all_of(&mut self, code: &[Expr]) {
        for expr in code {
            self.expr(expr);
            // `Self` may be the builder that is derived, whose methods are written for a name that nothing defines.
            if let Expr::Path(path) = expr
                && let Some(method) = path.path.segments.iter().nth(1)
                && path.path.segments[0].ident == "Self"
            {
                let builder = self.add(ir::Expr::Unknown, expr.span());
                let method = ir::Expr::Method(builder, method.ident.to_string(), Vec::new());
                self.add(method, expr.span());
            }
        }
    }
}

/// The attributes of the fields of a type.
pub(super) fn of_fields(fields: &Fields) -> impl Iterator<Item = &Attribute> {
    fields.iter().flat_map(|field| &field.attrs)
}

/// The code that an attribute names.
fn in_attribute(attribute: &Attribute) -> Vec<Expr> {
    let mut found = Vec::new();
    let first = attribute.path().segments.first();
    if first.is_none_or(|first| OF_LANGUAGE.contains(&first.ident.to_string().as_str())) {
        return found;
    }
    if let Meta::List(list) = &attribute.meta {
        in_list(list.tokens.clone(), 0, &mut found);
    }
    found
}

fn in_list(tokens: TokenStream, depth: usize, found: &mut Vec<Expr>) {
    if depth > MAX_DEPTH {
        return;
    }
    for part in split(tokens) {
        let trees: Vec<TokenTree> = part.into_iter().collect();
        match trees.as_slice() {
            [] => {}
            // A word may be the name of a function in an inner list alone: `custom(check)`, `skip`.
            [TokenTree::Ident(_)] if depth == 0 => {}
            [TokenTree::Ident(key), TokenTree::Punct(equals), rest @ ..]
                if is_equals(equals) && !rest.is_empty() =>
            {
                value(key, rest, found);
            }
            [TokenTree::Ident(key), TokenTree::Group(inner)]
                if inner.delimiter() == Delimiter::Parenthesis =>
            {
                if OF_TEXTS.contains(&key.to_string().as_str()) {
                    continue;
                }
                let has_keys = inner
                    .stream()
                    .into_iter()
                    .any(|tree| matches!(tree, TokenTree::Punct(punct) if is_equals(&punct)));
                let words = inner.stream().into_iter().all(|tree| {
                    matches!(&tree, TokenTree::Ident(_))
                        || matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == ',')
                });
                if has_keys || words {
                    in_list(inner.stream(), depth + 1, found);
                }
                if !has_keys {
                    add(&trees, found);
                }
            }
            trees => add(trees, found),
        }
    }
}

/// What a key is given: `deserialize_with = "read"`, `value_parser = read`, `size = %count()`.
fn value(key: &Ident, rest: &[TokenTree], found: &mut Vec<Expr>) {
    let key = key.to_string();
    let is_default = attrs::DEFAULTS.contains(&key.as_str());
    if let [TokenTree::Literal(text)] = rest {
        let text = attrs::string(&text.to_string());
        let is_text = is_default || OF_TEXTS.contains(&key.as_str());
        let Some(text) = text.filter(|_| !is_text) else {
            return;
        };
        // Of a module, the functions with the names that serde gives them.
        let texts = match key.as_str() {
            "with" => ["deserialize", "serialize"]
                .map(|name| format!("{text}::{name}"))
                .to_vec(),
            _ => vec![text],
        };
        let code = texts
            .iter()
            .filter_map(|text| syn::parse_str::<Expr>(text).ok());
        found.extend(code.filter(is_code));
        return;
    }
    if !is_default {
        let sigil = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if "%?".contains(punct.as_char()));
        let skipped = usize::from(rest.first().is_some_and(sigil));
        add(&rest[skipped..], found);
    }
}

fn add(trees: &[TokenTree], found: &mut Vec<Expr>) {
    let expr = syn::parse2::<Expr>(trees.iter().cloned().collect());
    found.extend(expr.ok().filter(|expr| !matches!(expr, Expr::Lit(_))));
}

/// Whether a text is code rather than a word of another kind.
fn is_code(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Path(_)
            | Expr::Call(_)
            | Expr::MethodCall(_)
            | Expr::Block(_)
            | Expr::Closure(_)
            | Expr::Macro(_)
    )
}

fn is_equals(punct: &Punct) -> bool {
    punct.as_char() == '=' && punct.spacing() == Spacing::Alone
}
