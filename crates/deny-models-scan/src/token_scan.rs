//! Whether a file with keywords, in a crate that takes no models, has what the keywords stand for: a compiled-in file
//! that may be weights, or a variant of another crate's enum.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::embed::{self, Data};
use super::embedded_folders;
use super::lex::{Kind, Token, Tokens};
use super::package::Package;
use super::prefilter::{self, OF_VARIANT};
use super::scope::Scope;

/// What a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relevance {
    /// Nothing of the kind.
    Nothing,
    /// Variants by paths from its own crate on, which may be another crate's by a re-export.
    OwnPaths,
    /// What the words stand for, or it is not clear.
    Something,
}

/// Whether it is worth parsing.
pub(super) fn relevance(
    path: &str,
    code: &str,
    package: &Package,
    data: &BTreeMap<String, Data>,
) -> Relevance {
    let build = package.scope(path).0 == Scope::Build;
    if embedded_folders::may_name(code) || build && prefilter::goes_up(code.as_bytes(), true) {
        return Relevance::Something;
    }
    let text = |token: Token| code.get(token.start..token.end).unwrap_or_default();
    let networks = OnceCell::new();
    let names_networks = || {
        *networks.get_or_init(|| {
            Tokens::new(code.as_bytes())
                .any(|token| token.kind == Kind::Word && embed::is_of_networks(text(token)))
        })
    };
    let (mut variant, mut own, mut dependency) = (false, false, false);
    let mut tokens = Tokens::new(code.as_bytes());
    while let Some(token) = tokens.next() {
        if !matches!(token.kind, Kind::Word | Kind::Str) {
            continue;
        }
        let word = text(token);
        let after = code.as_bytes().get(token.end);
        let matched = OF_VARIANT
            .iter()
            .any(|matched| match matched.strip_suffix("::") {
                Some(stem) if token.kind == Kind::Word => {
                    word.ends_with(stem) && names_a_variant(&code[token.end..])
                }
                _ => word.contains(matched),
            });
        if matched && ["super", "self", "crate"].contains(&root(code, token.start)) {
            own = true;
        } else {
            variant |= matched;
        }
        if token.kind == Kind::Str {
            continue;
        }
        // `extern crate a as b` gives a dependency another name.
        dependency |=
            word == "extern" || after == Some(&b':') && package.dependencies.contains_key(word);
        if after == Some(&b'!') && embed::is_embedding(word) {
            let mut inside = tokens.clone().skip(2);
            let (Some(first), Some(next)) = (inside.next(), inside.next()) else {
                return Relevance::Something;
            };
            let quoted = text(first)
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            let Some(file) = quoted.filter(|file| !file.contains('\\')) else {
                return Relevance::Something;
            };
            let ends = next.kind == Kind::Close || text(next) == ",";
            if !ends || embed::may_be_weights(path, word, file, data, names_networks) {
                return Relevance::Something;
            }
        }
    }
    match (variant, own) {
        (true, _) if dependency => Relevance::Something,
        (_, true) if dependency => Relevance::OwnPaths,
        _ => Relevance::Nothing,
    }
}

/// Whether code compiles in a file whose path a macro of the package gives.
pub(super) fn embeds_by_macro(code: &str) -> bool {
    const OF_STD: [&str; 6] = [
        "concat",
        "env",
        "option_env",
        "stringify",
        "file",
        "include",
    ];
    let text = |token: Token| code.get(token.start..token.end).unwrap_or_default();
    let before_bang =
        |token: Token| token.kind == Kind::Word && code.as_bytes().get(token.end) == Some(&b'!');
    let mut tokens = Tokens::new(code.as_bytes());
    while let Some(token) = tokens.next() {
        if !before_bang(token) || !embed::is_embedding(text(token)) {
            continue;
        }
        let mut depth = 0;
        for inner in tokens.clone().skip(1) {
            match inner.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                _ if before_bang(inner) && !OF_STD.contains(&text(inner)) => return true,
                _ => {}
            }
            if depth <= 0 {
                break;
            }
        }
    }
    false
}

/// Whether what follows the name of an enum is a variant: neither a function nor type arguments.
fn names_a_variant(rest: &str) -> bool {
    let next = rest.strip_prefix("::").and_then(|rest| rest.chars().next());
    next.is_some_and(char::is_uppercase)
}

/// The first name of the path that leads to a place.
fn root(code: &str, mut start: usize) -> &str {
    let mut end = code.len();
    while let Some(before) = code[..start].strip_suffix("::") {
        let name = |char: char| char.is_alphanumeric() || char == '_';
        end = before.len();
        start = before.trim_end_matches(name).len();
    }
    &code[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Relevance {
        let package = Package::read(
            "[package]\nname = \"a\"\nversion = \"1.0.0\"\n[dependencies]\ndep = \"1\"\n",
        );
        relevance("src/lib.rs", code, &package, &BTreeMap::new())
    }

    #[test]
    fn a_path_that_a_macro_gives_is_seen() {
        for (code, is_seen) in [
            ("f(include_bytes!(dir!()))", true),
            ("f(include_bytes!(concat!(dir!(), \"m.onnx\")))", true),
            ("f(include_bytes!(\"m.onnx\")); g!()", false),
            (
                "include_bytes!(concat!(env!(\"OUT_DIR\"), \"/m\")); g!()",
                false,
            ),
        ] {
            assert_eq!(embeds_by_macro(code), is_seen, "{code}");
        }
    }

    #[test]
    fn only_variants_of_enums_from_elsewhere_are_worth_parsing() {
        for (code, relevance) in [
            (
                "use dep::FooModel;\nfn f() { g(FooModel::Small) }",
                Relevance::Something,
            ),
            ("fn f() { g(dep::FooModel::Small) }", Relevance::Something),
            (
                "use dep::g;\nfn f() { g(crate::re::FooModel::Small) }",
                Relevance::OwnPaths,
            ),
            (
                "use dep::g;\nfn f() { g(super::super::FooModel::Small) }",
                Relevance::OwnPaths,
            ),
            // A function, type arguments, another word, and nothing that a dependency could give.
            (
                "use dep::g;\nfn f() { FooModel::new() }",
                Relevance::Nothing,
            ),
            (
                "use dep::g;\nfn f() { GetSource::<A>() }",
                Relevance::Nothing,
            ),
            (
                "use dep::g;\nfn f() { FooModelling::Small }",
                Relevance::Nothing,
            ),
            ("fn f() { FooModel::Small }", Relevance::Nothing),
        ] {
            assert_eq!(of(code), relevance, "{code}");
        }
    }
}
