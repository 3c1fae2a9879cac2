//! Words, texts and marks of JavaScript and TypeScript, in the order in which they stand.
//!
//! What a front end names is read from its texts and from what stands right before and after them; no syntax tree is
//! needed for that. The parsers of these languages are compilers, which take longer to build than all of this crate, and
//! each rejects a file that it does not know; a front end is written in several dialects, with markup in between. What
//! is read here goes on behind whatever it does not know.

use std::ops::Range;

/// Templates inside holes of templates.
const MAX_DEPTH: usize = 32;
/// Words after which `/` begins a pattern.
const BEFORE_PATTERN: [&str; 12] = [
    "return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "await",
];

/// A part of a text, of Python too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// What is known.
    Known(String),
    /// What is filled in: a name or a path of names, else empty. In Python one of something has `.` in front, and
    /// `name[key]` is a value of a mapping.
    Hole(String),
}

/// What a token is, of Python too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, a keyword or a number.
    Word(String),
    /// A text in quotes.
    Text(Vec<Part>),
    /// A character of anything else.
    Mark(char),
}

/// Tokens with the byte at which each begins.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) all: Vec<(usize, Token)>,
    /// Where templates are nested too deep.
    pub(super) stopped: Option<usize>,
    /// Whether a template was found not to end, after which none is read again: each would be read to the end.
    no_templates: bool,
    /// Brackets in markup that were found not to close.
    pub(super) unclosed: usize,
}

/// Reads a part of a text.
pub(super) fn read(text: &str, range: Range<usize>, into: &mut Tokens) {
    let mut lexer = Lexer {
        text,
        at: range.start,
        end: range.end.min(text.len()),
        into,
    };
    while lexer.at < lexer.end {
        lexer.token(0);
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    into: &'a mut Tokens,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn push(&mut self, at: usize, token: Token) {
        self.into.all.push((at, token));
    }

    fn token(&mut self, depth: usize) {
        let (start, end) = (self.at, self.end);
        let rest = self.text.get(start..end).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            self.at = end;
            return;
        };
        match first {
            _ if first.is_whitespace() => self.at += first.len_utf8(),
            '/' if rest.starts_with("//") => {
                self.at += rest.find('\n').unwrap_or(rest.len());
            }
            '/' if rest.starts_with("/*") => {
                self.at += rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
            }
            '/' if self.begins_pattern() => match pattern(rest) {
                Some(length) => self.at += length,
                None => self.mark(first),
            },
            '\'' | '"' => match quoted(rest, first) {
                Some((text, length)) => {
                    self.push(start, Token::Text(vec![Part::Known(text)]));
                    self.at += length;
                }
                None => self.mark(first),
            },
            '`' if !self.into.no_templates => self.template(depth),
            _ if is_word(first) => {
                let length = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
                let word = &rest[..length];
                // An address outside of quotes: in markup, or behind a quote that is one of a sentence.
                if ["http", "https", "hf"].contains(&word) && rest[length..].starts_with("://") {
                    let length = rest.find(ends_address).unwrap_or(rest.len());
                    let known = Part::Known(rest[..length].to_owned());
                    self.push(start, Token::Text(vec![known]));
                    self.at += length;
                    return;
                }
                self.push(start, Token::Word(word.to_owned()));
                self.at += length;
            }
            _ => self.mark(first),
        }
    }

    fn mark(&mut self, mark: char) {
        self.push(self.at, Token::Mark(mark));
        self.at += mark.len_utf8();
    }

    /// Whether `/` begins a pattern here and divides nothing.
    fn begins_pattern(&self) -> bool {
        match self.into.all.last() {
            None => true,
            Some((_, Token::Mark(mark))) => !")]}<".contains(*mark),
            Some((_, Token::Word(word))) => BEFORE_PATTERN.contains(&word.as_str()),
            Some((_, Token::Text(_))) => false,
        }
    }

    /// A template, with the tokens of its holes behind it.
    fn template(&mut self, depth: usize) {
        let start = self.at;
        if depth >= MAX_DEPTH {
            self.into.stopped.get_or_insert(start);
            self.at = self.end;
            return;
        }
        let first = self.into.all.len();
        let mut parts = Vec::new();
        let mut known = String::new();
        self.at += 1;
        loop {
            let Some(char) = self.rest().chars().next() else {
                if self.into.stopped.is_some() {
                    return;
                }
                // It does not end, so it is none: what is behind is read as code.
                self.into.no_templates = true;
                self.into.all.truncate(first);
                self.at = start;
                self.mark('`');
                return;
            };
            self.at += char.len_utf8();
            match char {
                '`' => break,
                '\\' => {
                    if let Some(escaped) = self.rest().chars().next() {
                        known.push(unescaped(escaped));
                        self.at += escaped.len_utf8();
                    }
                }
                '$' if self.rest().starts_with('{') => {
                    self.at += 1;
                    parts.push(Part::Known(std::mem::take(&mut known)));
                    let hole = self.into.all.len();
                    self.hole(depth);
                    let tokens = self.into.all.get(hole..).unwrap_or_default();
                    let path = path(tokens);
                    // What a name stands for is looked up where the text is read.
                    if path.as_ref().is_some_and(|path| !path.ends_with(')')) {
                        self.into.all.truncate(hole);
                    }
                    parts.push(Part::Hole(path.unwrap_or_default()));
                    if self.into.stopped.is_some() {
                        return;
                    }
                }
                _ => known.push(char),
            }
        }
        parts.push(Part::Known(known));
        parts.retain(|part| *part != Part::Known(String::new()));
        // The text comes first, so that it is what a name is given.
        self.into.all.insert(first, (start, Token::Text(parts)));
    }

    /// What stands in a hole, up to its bracket.
    fn hole(&mut self, depth: usize) {
        let mut open = 0_usize;
        while self.at < self.end {
            match self.rest().chars().next() {
                Some('{') => open += 1,
                Some('}') if open == 0 => {
                    self.at += 1;
                    return;
                }
                Some('}') => open -= 1,
                _ => {}
            }
            self.token(depth + 1);
        }
    }
}

/// The names of tokens that are nothing but a path, or a call of a function: `name()` for that.
fn path(tokens: &[(usize, Token)]) -> Option<String> {
    if let [
        (_, Token::Word(name)),
        (_, Token::Mark('(')),
        inner @ ..,
        (_, Token::Mark(')')),
    ] = tokens
        && !inner
            .iter()
            .any(|(_, token)| matches!(token, Token::Mark('(' | ')')))
    {
        return Some(format!("{name}()"));
    }
    let mut path = String::new();
    for (_, token) in tokens {
        match token {
            Token::Word(word) => path.push_str(word),
            Token::Mark('.') => path.push('.'),
            Token::Mark('!' | '?') => {}
            _ => return None,
        }
    }
    (!path.is_empty()).then_some(path)
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '$'
}

fn ends_address(char: char) -> bool {
    char.is_whitespace() || "\"'`<>()[],;|\\".contains(char)
}

/// The text of a quoted literal, and its length with the quotes; `None` where it does not end on its line.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = 1;
    loop {
        let char = rest.get(at..)?.chars().next()?;
        at += char.len_utf8();
        match char {
            '\n' => return None,
            '\\' => {
                let escaped = rest.get(at..)?.chars().next()?;
                at += escaped.len_utf8();
                match escaped {
                    // A line that goes on.
                    '\r' | '\n' => {}
                    'u' => {
                        let (char, used) = unicode(rest.get(at..)?)?;
                        text.push(char);
                        at += used;
                    }
                    escaped => text.push(unescaped(escaped)),
                }
            }
            _ if char == quote => return Some((text, at)),
            _ => text.push(char),
        }
    }
}

/// The character that four digits stand for, or those in brackets, and how many bytes that takes.
fn unicode(digits: &str) -> Option<(char, usize)> {
    let (number, used) = match digits.strip_prefix('{') {
        Some(inner) => {
            let end = inner.find('}')?;
            (inner.get(..end)?, end + 2)
        }
        None => (digits.get(..4)?, 4),
    };
    let number = u32::from_str_radix(number, 16).ok()?;
    Some((char::from_u32(number).unwrap_or('\u{fffd}'), used))
}

fn unescaped(char: char) -> char {
    match char {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        _ => char,
    }
}

/// The length of a pattern that ends on its line.
fn pattern(rest: &str) -> Option<usize> {
    let mut in_class = false;
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '\n' => return None,
            '\\' => {
                chars.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let mut tokens = Tokens::default();
        read(text, 0..text.len(), &mut tokens);
        let show = |(_, token): &(usize, Token)| match token {
            Token::Word(word) => word.clone(),
            Token::Mark(mark) => mark.to_string(),
            Token::Text(parts) => {
                let part = |part: &Part| match part {
                    Part::Known(text) => text.clone(),
                    Part::Hole(name) => format!("${{{name}}}"),
                };
                format!("\"{}\"", parts.iter().map(part).collect::<String>())
            }
        };
        tokens.all.iter().map(show).collect()
    }

    #[test]
    fn texts_are_told_from_comments_and_patterns() {
        assert_eq!(
            shown("a = 'x' // 'no'\n/* \"no\" */ b(`t`)"),
            ["a", "=", "\"x\"", "b", "(", "\"t\"", ")"]
        );
        assert_eq!(
            shown("x.replace(/'[/]\\/'/g, 'y') / 2 / 'z'"),
            [
                "x", ".", "replace", "(", "g", ",", "\"y\"", ")", "/", "2", "/", "\"z\""
            ]
        );
        assert_eq!(shown(r#"'a\'b' "\u0041\u{42}""#), ["\"a'b\"", "\"AB\""]);
        // The quote of a sentence is none of a text.
        assert_eq!(shown("don't\n'x'"), ["don", "'", "t", "\"x\""]);
        assert_eq!(
            shown("<p>don't</p> <a b='https://h/x.gguf'>").last(),
            Some(&">".to_owned())
        );
        assert!(shown("t</p> b=https://h/x.gguf'").contains(&"\"https://h/x.gguf\"".to_owned()));
    }

    #[test]
    fn templates_have_holes_and_what_is_in_them() {
        assert_eq!(
            shown("`a/${m.id}/${f('q')}`"),
            ["\"a/${m.id}/${f()}\"", "f", "(", "\"q\"", ")"]
        );
        assert_eq!(
            shown("`${{a: `x`}.a}`"),
            ["\"${}\"", "{", "a", ":", "\"x\"", "}", ".", "a"]
        );
        // One that does not end hides nothing.
        assert_eq!(shown("it`s 'x'"), ["it", "`", "s", "\"x\""]);
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in [
            "`${".repeat(5_000),
            "'".repeat(5_000),
            "/".repeat(5_000),
            "\\`\u{e9}${\u{0}".repeat(999),
        ] {
            let mut tokens = Tokens::default();
            read(&text, 0..text.len(), &mut tokens);
            assert!(tokens.all.len() <= text.len());
        }
    }
}
