//! Rust text cut into tokens without a parser: enough to distinguish comments and strings from code.
//!
//! It never fails: text that is not Rust becomes tokens of some kind, and the parser rejects it later.

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A comment of any form, documentation included.
    Comment,
    /// A string of any form, with its quotes and prefix.
    Str,
    /// A number, a character or a byte.
    Value,
    /// A name, keyword or lifetime.
    Word,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// One character of punctuation.
    Mark,
}

/// A token: what it is, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of a text in order; white space lies between.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// From the start of a file; the line of a shell counts as a comment.
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    fn past_line(&self, from: usize) -> usize {
        memchr::memchr(b'\n', &self.text[from..]).map_or(self.text.len(), |by| from + by)
    }

    fn past_block_comment(&self, from: usize) -> usize {
        let (mut at, mut depth) = (from + 2, 1_usize);
        while let Some(by) = memchr::memchr2(b'*', b'/', &self.text[at.min(self.text.len())..]) {
            at += by;
            match (self.byte(at), self.byte(at + 1)) {
                (b'*', b'/') => {
                    at += 2;
                    depth -= 1;
                    if depth == 0 {
                        return at;
                    }
                }
                (b'/', b'*') => {
                    at += 2;
                    depth += 1;
                }
                _ => at += 1,
            }
        }
        self.text.len()
    }

    /// Past a string whose opening quote is at `from`.
    fn past_string(&self, from: usize) -> usize {
        let mut at = from + 1;
        while let Some(by) = memchr::memchr2(b'"', b'\\', &self.text[at.min(self.text.len())..]) {
            at += by;
            if self.byte(at) == b'"' {
                return at + 1;
            }
            at += 2;
        }
        self.text.len()
    }

    /// Past a raw string whose `#`s or quote are at `from`; `None` when none is there.
    fn past_raw_string(&self, from: usize) -> Option<usize> {
        let hashes = self.text[from..]
            .iter()
            .take_while(|byte| **byte == b'#')
            .count();
        if self.byte(from + hashes) != b'"' {
            return None;
        }
        let mut at = from + hashes + 1;
        while let Some(by) = memchr::memchr(b'"', &self.text[at.min(self.text.len())..]) {
            at += by + 1;
            let closing = self.text[at..]
                .iter()
                .take(hashes)
                .take_while(|byte| **byte == b'#');
            if closing.count() == hashes {
                return Some(at + hashes);
            }
        }
        Some(self.text.len())
    }

    /// Past what an apostrophe at `from` begins: a character, or a lifetime.
    fn past_apostrophe(&self, from: usize) -> (Kind, usize) {
        if self.byte(from + 1) == b'\\' {
            let rest = &self.text[(from + 3).min(self.text.len())..];
            let end = memchr::memchr(b'\'', rest).map_or(self.text.len(), |by| from + 4 + by);
            return (Kind::Value, end);
        }
        let width = match self.byte(from + 1) {
            0..0x80 => 1,
            0x80..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0.. => 4,
        };
        if self.byte(from + 1 + width) == b'\'' {
            return (Kind::Value, from + width + 2);
        }
        (Kind::Word, self.past_word(from + 1).max(from + 1))
    }

    fn past_word(&self, from: usize) -> usize {
        let rest = &self.text[from.min(self.text.len())..];
        let length = rest.iter().take_while(|byte| is_word(**byte)).count();
        from + length
    }

    fn past_number(&self, from: usize) -> usize {
        let at = self.past_word(from);
        if self.byte(at) == b'.' && self.byte(at + 1).is_ascii_digit() {
            return self.past_word(at + 1);
        }
        at
    }

    /// Past a word, or a string, character or raw name that begins like one.
    fn past_word_or_prefix(&self, from: usize) -> (Kind, usize) {
        let (first, second) = (self.byte(from), self.byte(from + 1));
        let quoted = match (first, second) {
            (b'r', b'"' | b'#') => self.past_raw_string(from + 1),
            (b'b' | b'c', b'"') => Some(self.past_string(from + 1)),
            (b'b' | b'c', b'r') => match self.byte(from + 2) {
                b'"' | b'#' => self.past_raw_string(from + 2),
                _ => None,
            },
            (b'b', b'\'') => return self.past_apostrophe(from + 1),
            _ => None,
        };
        if let Some(end) = quoted {
            return (Kind::Str, end);
        }
        if first == b'r' && second == b'#' && is_word(self.byte(from + 2)) {
            return (Kind::Word, self.past_word(from + 2));
        }
        (Kind::Word, self.past_word(from))
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while self.byte(self.at).is_ascii_whitespace() {
            self.at += 1;
        }
        let start = self.at;
        let first = *self.text.get(start)?;
        let (kind, end) = match first {
            b'/' if self.byte(start + 1) == b'/' => (Kind::Comment, self.past_line(start)),
            b'/' if self.byte(start + 1) == b'*' => (Kind::Comment, self.past_block_comment(start)),
            b'#' if start == 0
                && self.text.starts_with(b"#!")
                && !self.text[2..].trim_ascii_start().starts_with(b"[") =>
            {
                (Kind::Comment, self.past_line(start))
            }
            b'"' => (Kind::Str, self.past_string(start)),
            b'\'' => self.past_apostrophe(start),
            b'0'..=b'9' => (Kind::Value, self.past_number(start)),
            b'(' | b'[' | b'{' => (Kind::Open, start + 1),
            b')' | b']' | b'}' => (Kind::Close, start + 1),
            first if is_word(first) => self.past_word_or_prefix(start),
            _ => (Kind::Mark, start + 1),
        };
        let end = end.clamp(start + 1, self.text.len());
        self.at = end;
        Some(Token { kind, start, end })
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Brackets with nothing but numbers and characters inside, from this many bytes on, are emptied.
const TABLE: usize = 256;

/// The text without comments and without long tables of numbers, and without modules for tests unless `tests` is set;
/// every other token at its line and column.
pub(super) fn without_noise(text: &str, tests: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    // Where brackets opened, in the text and in what is kept.
    let mut open: Vec<(usize, usize)> = Vec::new();
    // Where the last token was that is more than a value.
    let mut last_content = 0;
    let mut done = 0;
    let mut heads = Heads::default();
    // How deep the brackets are around the module for tests that is being left out.
    let mut leaving: Option<usize> = None;
    for token in Tokens::new(bytes) {
        if !tests && leaving.is_none() && heads.opens_tests(token, bytes) {
            leaving = Some(open.len());
        }
        match token.kind {
            Kind::Comment => {
                out.extend_from_slice(&bytes[done..token.start]);
                blank(&bytes[token.start..token.end], &mut out);
                done = token.end;
            }
            Kind::Open => {
                out.extend_from_slice(&bytes[done..token.end]);
                done = token.end;
                open.push((token.start, out.len()));
            }
            Kind::Close => {
                let Some((start, kept)) = open.pop() else {
                    continue;
                };
                let left = leaving == Some(open.len());
                let table = token.start - start >= TABLE && last_content <= start;
                if !left && (!table || leaving.is_some()) {
                    continue;
                }
                if left {
                    leaving = None;
                }
                out.truncate(kept);
                blank(&bytes[start + 1..token.start], &mut out);
                done = token.start;
                // Brackets around are not emptied again: that would take too long where many are nested.
                last_content = token.start;
            }
            Kind::Value => {}
            Kind::Mark if matches!(bytes[token.start], b',' | b'-' | b'.') => {}
            Kind::Str | Kind::Word | Kind::Mark => last_content = token.start,
        }
    }
    out.extend_from_slice(&bytes[done..]);
    // Comments and brackets begin and end between characters.
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Looks for `#[cfg(test)] mod name {`.
#[derive(Debug, Default)]
struct Heads {
    /// How many tokens of it were seen.
    seen: usize,
}

impl Heads {
    /// Whether the token is the bracket that opens such a module.
    fn opens_tests(&mut self, token: Token, text: &[u8]) -> bool {
        const HEAD: [&[u8]; 8] = [b"#", b"[", b"cfg", b"(", b"test", b")", b"]", b"mod"];
        if token.kind == Kind::Comment {
            return false;
        }
        let spelt = &text[token.start..token.end];
        self.seen = match self.seen {
            8 if token.kind == Kind::Word => 9,
            9 if spelt == b"{" => {
                self.seen = 0;
                return true;
            }
            // `pub mod` does not match, but test modules are not written so.
            seen if HEAD.get(seen) == Some(&spelt) => seen + 1,
            _ => usize::from(spelt == b"#"),
        };
        false
    }
}

/// White space after which a token has the same line and column. What ends with its line leaves nothing in it.
fn blank(bytes: &[u8], out: &mut Vec<u8>) {
    let last = bytes.iter().rposition(|byte| *byte == b'\n');
    let (lines, rest) = bytes.split_at(last.map_or(0, |last| last + 1));
    out.extend(lines.iter().filter(|byte| **byte == b'\n'));
    if !rest.starts_with(b"//") {
        let starts = rest.iter().filter(|byte| !(0x80..0xc0).contains(*byte));
        out.extend(starts.map(|_| b' '));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(text: &str) -> Vec<(Kind, &str)> {
        Tokens::new(text.as_bytes())
            .map(|token| (token.kind, &text[token.start..token.end]))
            .collect()
    }

    #[test]
    fn comments_and_strings_are_told_from_code() {
        let found = spelt(
            "a // b \"c\n/* d /* e */ \" */ \"// f\\\"\" r#\"g\" // \"# b'\\'' 'h' '\\u{1F600}' &'i 1.5e3 r#type b\"x\"",
        );
        let kinds: Vec<(Kind, &str)> = vec![
            (Kind::Word, "a"),
            (Kind::Comment, "// b \"c"),
            (Kind::Comment, "/* d /* e */ \" */"),
            (Kind::Str, "\"// f\\\"\""),
            (Kind::Str, "r#\"g\" // \"#"),
            (Kind::Value, "b'\\''"),
            (Kind::Value, "'h'"),
            (Kind::Value, "'\\u{1F600}'"),
            (Kind::Mark, "&"),
            (Kind::Word, "'i"),
            (Kind::Value, "1.5e3"),
            (Kind::Word, "r#type"),
            (Kind::Str, "b\"x\""),
        ];
        assert_eq!(found, kinds);
    }

    #[test]
    fn what_never_ends_ends_with_the_text() {
        for text in [
            "\"a",
            "r##\"a\"#",
            "/* a",
            "'\\",
            "'",
            "b'",
            "r#",
            "b\"\\",
            "\u{fffd}'\u{e9}",
        ] {
            let tokens: Vec<Token> = Tokens::new(text.as_bytes()).collect();
            assert_eq!(
                tokens.last().map(|token| token.end),
                Some(text.len()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_stays_keeps_its_place() {
        let table = "1, 0x2, -3.5, 'c',\n".repeat(40);
        let text =
            format!("/* \u{e9}\n\u{e9} */ let a /* \u{e9} */ = [{table}]; // z\nlet b = [1, c];");
        let kept = without_noise(&text, true);
        let places = |text: &str, word: &str| {
            let (number, line) = text
                .lines()
                .enumerate()
                .find(|(_, line)| line.contains(word))
                .expect(word);
            (
                number,
                line.split(word).next().expect("before").chars().count(),
            )
        };
        for word in ["let a", "= [", "let b"] {
            assert_eq!(places(&text, word), places(&kept, word));
        }
        assert!(!kept.contains('\u{e9}') && !kept.contains("0x2") && !kept.contains('z'));
        assert!(kept.ends_with("let b = [1, c];"));
    }

    #[test]
    fn modules_for_tests_are_left_out_where_nobody_asks_for_them() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests { // \u{e9}\n    fn b() { [1]; }\n}\n#[cfg(test)] use c;\nmod d { #[cfg(test)] mod e { f!{} } fn g() {} }";
        assert!(without_noise(text, true).contains("fn b() { [1]; }"));
        let kept = without_noise(text, false);
        let words: Vec<&str> = Tokens::new(kept.as_bytes())
            .filter(|token| token.kind == Kind::Word)
            .map(|token| &kept[token.start..token.end])
            .collect();
        let all = "fn a cfg test mod tests cfg test use c mod d cfg test mod e fn g";
        assert_eq!(words.join(" "), all);
        assert_eq!(kept.lines().count(), text.lines().count());
        assert_eq!(kept.matches('{').count(), kept.matches('}').count());
        // One that never ends takes nothing with it that could be parsed.
        assert!(without_noise("fn a() {} #[cfg(test)] mod b { fn c() {}", false).contains("fn a"));
    }
}
