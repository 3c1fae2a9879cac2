//! Whether a file with telling words, in a crate that takes no models, has what the words stand for: a compiled-in file
//! that may be weights, or a variant of another crate's enum.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::embed::{self, Data};
use super::lex::{Kind, Token, Tokens};
use super::package::Package;
use super::prefilter::OF_VARIANT;

/// Whether it is worth parsing. In doubt it is.
pub(super) fn tells(
    path: &str,
    code: &str,
    package: &Package,
    data: &BTreeMap<String, Data>,
) -> bool {
    let text = |token: Token| code.get(token.start..token.end).unwrap_or_default();
    let networks = OnceCell::new();
    let speaks = || {
        *networks.get_or_init(|| {
            Tokens::new(code.as_bytes())
                .any(|token| token.kind == Kind::Word && embed::is_of_networks(text(token)))
        })
    };
    let (mut variant, mut dependency) = (false, false);
    let mut tokens = Tokens::new(code.as_bytes());
    while let Some(token) = tokens.next() {
        if !matches!(token.kind, Kind::Word | Kind::Str) {
            continue;
        }
        let word = text(token);
        variant |= OF_VARIANT
            .iter()
            .any(|telling| word.contains(telling.trim_end_matches(':')));
        if token.kind == Kind::Str {
            continue;
        }
        let after = code.as_bytes().get(token.end);
        // `extern crate a as b` gives a dependency another name.
        dependency |=
            word == "extern" || after == Some(&b':') && package.dependencies.contains_key(word);
        if after == Some(&b'!') && embed::is_embedding(word) {
            let mut inside = tokens.clone().skip(2);
            let (Some(first), Some(next)) = (inside.next(), inside.next()) else {
                return true;
            };
            let quoted = text(first)
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            let Some(file) = quoted.filter(|file| !file.contains('\\')) else {
                return true;
            };
            let ends = next.kind == Kind::Close || text(next) == ",";
            if !ends || embed::may_be_weights(path, word, file, data, speaks) {
                return true;
            }
        }
    }
    variant && dependency
}
