//! Texts that others wrote, made safe to print.
//!
//! A model card, a file name or a policy may hold what a terminal obeys (escape sequences, carriage returns), what
//! turns text around (bidi controls), what hides it (zero-width characters), or what a CI runner takes for a command
//! (`::error::` at the start of a line, `##[error]` anywhere). All of it is shown, none of it is passed on.

use std::borrow::Cow;
use std::fmt::Write as _;

use deny_models::text::hides_text;

/// Longer texts are cut: one hostile name must not fill a terminal.
const MAX_CHARS: usize = 600;

/// One line of an untrusted text, cut where it is very long.
pub(crate) fn text(raw: &str) -> String {
    limited(raw, MAX_CHARS)
}

/// The same with a limit of its own, in characters of the raw text.
pub(crate) fn limited(raw: &str, limit: usize) -> String {
    let mut out = String::with_capacity(raw.len().min(limit));
    for (count, (at, char)) in raw.char_indices().enumerate() {
        if count == limit {
            out.push_str("...");
            break;
        }
        // Runners trim a line before they look for a command.
        let first = char == ':' && raw[at..].starts_with("::") && out.trim_start().is_empty();
        push(&mut out, char, first || opens_command(&raw[at..]));
    }
    out
}

/// Text of a source line with the offset in the result of every character, and of the end.
pub(crate) fn mapped(raw: &str) -> (String, Vec<(usize, usize)>) {
    let mut out = String::with_capacity(raw.len());
    let mut offsets = Vec::with_capacity(raw.len() + 1);
    for (at, char) in raw.char_indices() {
        offsets.push((at, out.len()));
        // The renderer turns tabs into blanks.
        if char == '\t' {
            out.push(char);
        } else {
            push(&mut out, char, opens_command(&raw[at..]));
        }
    }
    offsets.push((raw.len(), out.len()));
    (out, offsets)
}

/// JSON that decodes to the same value and holds nothing that a terminal or a CI runner would obey: such characters
/// can only stand inside its strings, where an escape may stand for them.
pub(crate) fn json(json: &str) -> Cow<'_, str> {
    let commands = json.contains("##[");
    if !commands && !json.chars().any(|char| char != '\n' && is_unsafe(char)) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for (at, char) in json.char_indices() {
        if char != '\n' && is_unsafe(char) || commands && opens_command(&json[at..]) {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(char);
        }
    }
    Cow::Owned(out)
}

fn push(out: &mut String, char: char, escape: bool) {
    match char {
        '\n' | '\r' | '\t' => out.extend(char.escape_default()),
        _ if escape || is_unsafe(char) => out.extend(char.escape_unicode()),
        _ => out.push(char),
    }
}

fn opens_command(rest: &str) -> bool {
    rest.starts_with("##[")
}

/// Characters that move the cursor, reorder or hide text.
fn is_unsafe(char: char) -> bool {
    char.is_control() || hides_text(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_are_shown_as_text() {
        for (raw, shown) in [
            ("plain `a::b` é 模型", "plain `a::b` é 模型"),
            ("\u{1b}[31mred\u{9b}0m", "\\u{1b}[31mred\\u{9b}0m"),
            ("a\r\nb\tc\0", "a\\r\\nb\\tc\\u{0}"),
            (
                "\u{202e}gpl\u{2066}\u{200b}\u{feff}",
                "\\u{202e}gpl\\u{2066}\\u{200b}\\u{feff}",
            ),
            ("::error::x", "\\u{3a}:error::x"),
            ("  ::error::x", "  \\u{3a}:error::x"),
            ("a ##[error]x", "a \\u{23}#[error]x"),
        ] {
            assert_eq!(text(raw), shown);
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(limited("ééé", 2), "éé...");
        assert_eq!(limited("éé", 2), "éé");
    }

    #[test]
    fn json_decodes_to_the_same_text() {
        assert_eq!(
            json("\"a\u{202e}\u{7f}\u{e0041} ##[x]\"\n"),
            "\"a\\u202e\\u007f\\udb40\\udc41 \\u0023#[x]\"\n"
        );
        assert!(matches!(json("{\n  \"a\": \"b\"\n}\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn offsets_follow_the_escapes() {
        let (out, offsets) = mapped("a\u{1b}b");
        assert_eq!(out, "a\\u{1b}b");
        assert_eq!(offsets, [(0, 0), (1, 1), (2, 7), (3, 8)]);
    }
}
