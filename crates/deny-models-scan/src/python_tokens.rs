//! The tokens of a program in Python: words, texts and marks.

use std::collections::BTreeMap;

use super::script_tokens::{Part, Token};

/// Tokens of the arguments of one call.
pub(super) const MAX_ARGUMENTS: usize = 2048;
/// Bytes of what a text is filled in with.
const MAX_HOLE: usize = 256;

pub(super) fn is(tokens: &[(usize, Token)], at: usize, mark: char) -> bool {
    matches!(tokens.get(at), Some((_, Token::Mark(found))) if *found == mark)
}

/// The arguments of a call, from behind its bracket on.
pub(super) fn arguments(tokens: &[(usize, Token)], start: usize) -> Vec<&[(usize, Token)]> {
    let mut found = Vec::new();
    let (mut open, mut first) = (0_usize, start);
    for at in start..tokens.len().min(start + MAX_ARGUMENTS) {
        match tokens[at].1 {
            Token::Mark('(' | '[' | '{') => open += 1,
            Token::Mark(')') if open == 0 => {
                found.push(&tokens[first..at]);
                break;
            }
            Token::Mark(')' | ']' | '}') => open = open.saturating_sub(1),
            Token::Mark(',') if open == 0 => {
                found.push(&tokens[first..at]);
                first = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|argument| !argument.is_empty());
    found
}

/// Where the arguments begin that a token is among.
pub(super) fn opening(tokens: &[(usize, Token)], at: usize) -> usize {
    let mut closed = 0_usize;
    for before in (at.saturating_sub(MAX_ARGUMENTS)..at).rev() {
        match tokens[before].1 {
            Token::Mark(')' | ']' | '}') => closed += 1,
            Token::Mark('(') if closed == 0 => return before + 1,
            Token::Mark('(' | '[' | '{') => closed = closed.saturating_sub(1),
            _ => {}
        }
    }
    at
}

/// Words, texts and marks; the end of a line is a mark, but inside of brackets, where it goes on.
pub(super) fn tokens(text: &str) -> Vec<(usize, Token)> {
    let mut found = all_tokens(text);
    let mut open = 0_usize;
    found.retain(|(_, token)| {
        match token {
            Token::Mark('(' | '[' | '{') => open += 1,
            Token::Mark(')' | ']' | '}') => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0 || *token != Token::Mark('\n')
    });
    found
}

/// The same with the ends of all lines.
fn all_tokens(text: &str) -> Vec<(usize, Token)> {
    let mut found = Vec::new();
    let mut open_literals = BTreeMap::new();
    let mut at = 0;
    while let Some(char) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        if char == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some((parts, length)) = literal(text, at, &mut open_literals) {
            found.push((at, Token::Text(parts)));
            at += length;
        } else if is_word(char) {
            let length = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
            found.push((at, Token::Word(rest[..length].to_owned())));
            at += length;
        } else {
            let goes_on = char == '\\' && rest[1..].starts_with(['\n', '\r']);
            if !(char.is_whitespace() && char != '\n' || goes_on) {
                found.push((at, Token::Mark(char)));
            }
            at += if goes_on { 2 } else { char.len_utf8() };
        }
    }
    found
}

/// Where lines begin that go on with a list or the arguments of a call; a body in braces is no list.
pub(super) fn lines_inside(text: &str) -> Vec<usize> {
    let (mut found, mut lists) = (Vec::new(), Vec::new());
    for (at, token) in all_tokens(text) {
        match token {
            Token::Mark(open @ ('(' | '[' | '{')) => lists.push(open != '{'),
            Token::Mark(')' | ']' | '}') => drop(lists.pop()),
            Token::Mark('\n') if lists.last() == Some(&true) => found.push(at + 1),
            _ => {}
        }
    }
    found
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// How a literal begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Opening {
    raw: bool,
    filled: bool,
    /// What ends it.
    end: &'static str,
}

impl Opening {
    /// Reads one at the begin of a text, and its length.
    fn read(rest: &str) -> Option<(Self, usize)> {
        let mut start = rest.char_indices().take(3);
        let (prefix, _) = start.find(|(_, char)| ['"', '\''].contains(char))?;
        let letters = rest.get(..prefix)?.to_ascii_lowercase();
        if !letters.chars().all(|char| "rbuft".contains(char)) {
            return None;
        }
        let mut ends = ["\"\"\"", "'''", "\"", "'"].into_iter();
        let end = ends.find(|end| rest[prefix..].starts_with(end))?;
        let opening = Self {
            raw: letters.contains('r'),
            filled: letters.contains(['f', 't']),
            end,
        };
        Some((opening, prefix + end.len()))
    }

    /// The text up to the end, and its length with the end; an error where it has none, with how far it was looked for.
    fn body(self, rest: &str) -> Result<(Vec<Part>, usize), usize> {
        let mut at = 0;
        let (mut parts, mut known) = (Vec::new(), String::new());
        while !rest[at..].starts_with(self.end) {
            let start = at;
            let char = rest[at..].chars().next().ok_or(start)?;
            at += char.len_utf8();
            match char {
                '\n' if self.end.len() == 1 => return Err(start),
                '\\' if !self.raw => {
                    let escaped = rest[at..].chars().next().ok_or(at)?;
                    at += escaped.len_utf8();
                    known.push(escaped);
                }
                '{' | '}' if self.filled && rest[at..].starts_with(char) => {
                    at += 1;
                    known.push(char);
                }
                '{' if self.filled => {
                    let inner = &rest[at..];
                    let mut bytes = inner.bytes().take(MAX_HOLE);
                    let length = bytes.position(|byte| byte == b'}').ok_or(start)?;
                    let name = inner[..length].trim();
                    let is_name = name.chars().all(is_word);
                    parts.push(Part::Known(std::mem::take(&mut known)));
                    parts.push(Part::Hole(if is_name {
                        name.to_owned()
                    } else {
                        String::new()
                    }));
                    at += length + 1;
                }
                _ => known.push(char),
            }
        }
        parts.push(Part::Known(known));
        parts.retain(|part| *part != Part::Known(String::new()));
        if parts.is_empty() {
            parts.push(Part::Known(String::new()));
        }
        Ok((parts, at + self.end.len()))
    }
}

/// The literal at a byte, and its length. `open` keeps how far no end of a literal was found, for each opening: it would
/// be looked for again from each quote before.
fn literal(
    text: &str,
    at: usize,
    open: &mut BTreeMap<Opening, usize>,
) -> Option<(Vec<Part>, usize)> {
    let (opening, start) = Opening::read(&text[at..])?;
    if open.get(&opening).is_some_and(|end| at < *end) {
        return None;
    }
    match opening.body(&text[at + start..]) {
        Ok((parts, length)) => Some((parts, start + length)),
        Err(length) => {
            open.insert(opening, at + start + length);
            None
        }
    }
}
