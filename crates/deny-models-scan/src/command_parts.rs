//! The words of a line as a shell separates them, and the commands that they are of.

use super::classify::is_weight_name;
use super::repo_kind::{RepoKind, Requested};

/// What a shell separates words by, besides white space.
const SEPARATORS: &str = "\"'`;|&()";
/// Those that separate commands.
const BETWEEN: &str = "`;|&()";

/// A word of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// The word.
    pub(super) text: &'a str,
    /// The number of the text that it is from.
    pub(super) of: usize,
    /// The number of its command.
    pub(super) command: usize,
}

/// The words of texts that make one line.
pub(super) fn parts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Part<'a>> {
    let mut found = Vec::new();
    let mut command = 0;
    for (of, text) in texts.into_iter().enumerate() {
        let mut start = 0;
        let mut goes_on = false;
        for (at, char) in text.char_indices() {
            let ends = char.is_whitespace() || SEPARATORS.contains(char);
            if ends {
                push(&mut found, &text[start..at], of, command);
                start = at + char.len_utf8();
            }
            // A backslash joins a line to the next one.
            command += usize::from(BETWEEN.contains(char) || char == '\n' && !goes_on);
            goes_on = char == '\\' || goes_on && char == '\r';
        }
        push(&mut found, &text[start..], of, command);
    }
    found
}

fn push<'a>(found: &mut Vec<Part<'a>>, text: &'a str, of: usize, command: usize) {
    // A hole of a text is filled in by what follows.
    let is_hole = text.len() > 2 && text.starts_with('{') && text.ends_with('}');
    if !text.is_empty() && !is_hole {
        found.push(Part { text, of, command });
    }
}

/// What each command of a line requests of the hub.
#[derive(Debug, Default)]
pub(super) struct Requests {
    kinds: Vec<Request>,
}

#[derive(Debug, Default)]
struct Request {
    kind: Requested,
    has_weights: bool,
}

impl Requests {
    /// Reads the words of a line.
    pub(super) fn of(parts: &[Part<'_>]) -> Self {
        let mut kinds: Vec<Request> = Vec::new();
        for part in parts {
            if kinds.len() <= part.command {
                kinds.resize_with(part.command + 1, Request::default);
            }
            let request = &mut kinds[part.command];
            request.kind.push(part.text);
            request.has_weights |= is_weight_name(part.text);
        }
        Self { kinds }
    }

    /// The kind of the repository that a command requests.
    pub(super) fn kind(&self, command: usize) -> RepoKind {
        let request = self.kinds.get(command);
        request
            .map(|request| request.kind.kind())
            .unwrap_or_default()
    }

    /// Whether a command names a file of weights.
    pub(super) fn has_weights(&self, command: usize) -> bool {
        let request = self.kinds.get(command);
        request.is_some_and(|request| request.has_weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_end_where_a_shell_ends_them() {
        for (line, expected) in [
            ("a b && c", &["0a", "0b", "2c"][..]),
            ("a 'b c'", &["0a", "0b", "0c"]),
            ("a \\\n b\nc", &["0a", "0\\", "0b", "1c"]),
            ("a {x} {}", &["0a", "0{}"]),
        ] {
            let found = parts([line]).into_iter();
            let found: Vec<String> = found
                .map(|part| format!("{}{}", part.command, part.text))
                .collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn each_command_requests_what_its_own_words_state() {
        let line = "hf download a/b; hf download c/d x.gguf --repo-type space";
        let all = parts([line]);
        let requests = Requests::of(&all);
        let last = all.last().expect("a word").command;
        assert_eq!(requests.kind(0), RepoKind::Model);
        assert_eq!(requests.kind(last), RepoKind::Space);
        assert!(!requests.has_weights(0) && requests.has_weights(last));
    }
}
