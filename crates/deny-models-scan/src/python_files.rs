//! The hub as a file system, in programs in Python: paths that begin with the id of a repository.

use super::hub_id;
use super::python::{Reader, Taken};
use super::python_tokens::{arguments, is};
use super::python_values::keyword_of;
use super::script_tokens::Token;

/// The class of `huggingface_hub`.
const CLASS: &str = "HfFileSystem";
/// Its methods that read files.
const READS: [&str; 10] = [
    "get",
    "get_file",
    "download",
    "open",
    "cat",
    "cat_file",
    "read_bytes",
    "read_block",
    "copy",
    "cp",
];
/// Keywords that give the path.
const PATHS: [&str; 3] = ["path", "rpath", "path1"];

impl Reader<'_> {
    /// `HfFileSystem().get("org/name/model.safetensors", "models")`.
    pub(super) fn of_file_system(&self, at: usize, taken: &mut Taken) {
        let (start, Token::Word(method)) = &self.tokens[at] else {
            return;
        };
        if !READS.contains(&method.as_str())
            || !is(self.tokens, at + 1, '(')
            || at < 2
            || !is(self.tokens, at - 1, '.')
            || !self.is_file_system(at - 2)
        {
            return;
        }
        let given = arguments(self.tokens, at + 2);
        let mut keywords = given.iter().filter_map(|argument| keyword_of(argument));
        let by_keyword = keywords.find(|(word, _)| PATHS.contains(word));
        let first = given
            .first()
            .filter(|argument| keyword_of(argument).is_none());
        let Some(path) = by_keyword.map(|(_, value)| value).or(first.copied()) else {
            return;
        };
        for text in self.texts(path) {
            let path = text.trim_start_matches("hf://");
            if ["datasets/", "spaces/", "buckets/"]
                .iter()
                .any(|of| path.starts_with(of))
            {
                continue;
            }
            let parts: Vec<&str> = path.splitn(3, '/').collect();
            let repository = parts.get(..2).unwrap_or(&parts).join("/");
            if repository.contains("{}") {
                taken.open.push((text, *start));
            } else {
                let name = repository.split('@').next().unwrap_or_default();
                taken.ids.extend(hub_id::plain(name).map(|id| (id, *start)));
            }
        }
    }

    /// Whether what a token ends is such a file system: what makes one, or a name that is given one.
    fn is_file_system(&self, end: usize) -> bool {
        let tokens = self.tokens;
        match &tokens[end].1 {
            // `HfFileSystem(token=token).get`
            Token::Mark(')') => tokens[..end].iter().rposition(|(_, token)| *token == Token::Mark('(')).is_some_and(|open| {
                matches!(open.checked_sub(1).map(|at| &tokens[at].1), Some(Token::Word(word)) if self.names.original(word) == CLASS)
            }),
            Token::Word(name) => {
                let makes = |(at, (_, token)): (usize, &(usize, Token))| {
                    matches!(token, Token::Word(word) if self.names.original(word) == CLASS) && {
                        // `fs = huggingface_hub.HfFileSystem()`
                        let mut start = at;
                        while start > 1 && is(tokens, start - 1, '.') {
                            start -= 2;
                        }
                        start > 1
                            && is(tokens, start - 1, '=')
                            && tokens[start - 2].1 == Token::Word(name.clone())
                    }
                };
                tokens.iter().enumerate().any(makes)
            }
            Token::Mark(_) | Token::Text(_) => false,
        }
    }
}
