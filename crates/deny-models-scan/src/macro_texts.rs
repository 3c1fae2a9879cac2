//! The macros that a package defines, for files other than the ones that they are written in.

use foldhash::HashMap;
use proc_macro2::{TokenStream, TokenTree};
use serde::{Deserialize, Serialize};

use super::limits::Limits;

/// The rules of macros by name, as text: tokens belong to one thread.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct MacroTexts(HashMap<String, Vec<String>>);

impl MacroTexts {
    /// Those of some files, which need not be Rust.
    pub(super) fn of<'a>(files: impl Iterator<Item = &'a str>, limits: &Limits) -> Self {
        let mut found = Self::default();
        for code in files.filter(|code| code.contains("macro_rules!")) {
            if code.len() <= limits.code
                && let Ok(tokens) = code.parse::<TokenStream>()
            {
                found.add(tokens, limits.brackets);
            }
        }
        // The lexer keeps the text of what it has read, for spans; this frees it.
        proc_macro2::extra::invalidate_current_thread_spans();
        found
    }

    /// Those of tokens and of the blocks in them, so many deep.
    fn add(&mut self, tokens: TokenStream, depth: usize) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            let TokenTree::Group(group) = tree else {
                continue;
            };
            match trees[..at].last_chunk() {
                Some(
                    [
                        TokenTree::Ident(word),
                        TokenTree::Punct(_),
                        TokenTree::Ident(name),
                    ],
                ) if *word == "macro_rules" => {
                    let of_name = self.0.entry(name.to_string()).or_default();
                    of_name.push(group.stream().to_string());
                }
                _ if depth > 0 => self.add(group.stream(), depth - 1),
                _ => {}
            }
        }
    }

    /// The rules of each macro of a name.
    pub(super) fn get(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}
