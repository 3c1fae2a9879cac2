//! A licence text as the words that carry its terms.
//!
//! Two copies of one text differ in wrapping, case, quotes, bullets, markup, copyright lines and the name of the
//! holder. The words do not contain these; they contain everything that could change a term.

use super::markup::strip_markup;

/// A longer text is no licence, or is hostile.
pub(super) const MAX_LEN: usize = 512 * 1024;

/// A statement of copyright that is longer contains something else.
const MAX_COPYRIGHT_WORDS: usize = 30;

/// Words that a condition is made of. Where one of them stands, text beyond a licence may change the licence.
const CONDITION_WORDS: [&str; 44] = [
    "additional",
    "additionally",
    "adhere",
    "another",
    "applies",
    "apply",
    "but",
    "cannot",
    "comply",
    "consent",
    "except",
    "fee",
    "fees",
    "however",
    "if",
    "limit",
    "limits",
    "modification",
    "modifications",
    "modified",
    "monthly",
    "must",
    "no",
    "not",
    "obtain",
    "only",
    "pay",
    "permission",
    "prior",
    "provided",
    "purpose",
    "purposes",
    "revenue",
    "shall",
    "should",
    "subject",
    "term",
    "terms",
    "under",
    "unless",
    "use",
    "used",
    "uses",
    "without",
];

/// Beginnings of further such words.
const CONDITION_STEMS: [&str; 19] = [
    "agree",
    "allow",
    "commercial",
    "compet",
    "condition",
    "exclu",
    "forbid",
    "grant",
    "licensed",
    "licensing",
    "limitation",
    "noncom",
    "permit",
    "prohibit",
    "relicens",
    "requir",
    "restrict",
    "royalt",
    "sublicens",
];

/// Whether the word could be part of a condition.
pub(super) fn is_condition(word: &str) -> bool {
    CONDITION_WORDS.binary_search(&word).is_ok()
        || CONDITION_STEMS.iter().any(|stem| word.starts_with(stem))
}

/// The words of a text; empty for a text that is too long.
pub(super) fn words(text: &str) -> Vec<String> {
    if text.len() > MAX_LEN {
        return Vec::new();
    }
    let text = strip_markup(text);
    let mut words = Vec::new();
    for line in text.lines() {
        let start = words.len();
        line.split_whitespace()
            .for_each(|token| read_token(token, &mut words));
        if is_copyright(line, &words[start..]) {
            words.truncate(start);
        }
    }
    collapse_names(&join_prefixes(words))
}

fn read_token(token: &str, words: &mut Vec<String>) {
    if is_marker(token) || is_address(token) {
        return;
    }
    for part in token.split(|char: char| matches!(char, '-' | '/' | '\u{2010}'..='\u{2015}')) {
        let word = fold(part);
        // Scripts without blanks: a line may end after any sign, so each sign is a word.
        let mut rest = word.as_str();
        while let Some(at) = rest.find(is_sign) {
            let end = at + rest[at..].chars().next().map_or(1, char::len_utf8);
            words.extend(
                [&rest[..at], &rest[at..end]]
                    .into_iter()
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned),
            );
            rest = &rest[end..];
        }
        if !rest.is_empty() {
            words.push(rest.to_owned());
        }
    }
}

fn is_sign(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// `1.`, `(a)`, `iv)`: the marks of a list, which copies of a text number in their own way.
fn is_marker(token: &str) -> bool {
    let bare =
        token.trim_matches(|char: char| matches!(char, '*' | '_' | '`' | '"' | '#' | '>' | '\\'));
    let Some(inner) = bare.strip_suffix(['.', ')', ']', ':']) else {
        return false;
    };
    let inner = inner
        .trim_end_matches(['.', '\\'])
        .trim_start_matches(['(', '[']);
    let roman = |byte: u8| matches!(byte.to_ascii_lowercase(), b'i' | b'v' | b'x');
    match inner.len() {
        1 => inner.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        2 => inner.bytes().all(|byte| byte.is_ascii_digit()) || inner.bytes().all(roman),
        3 | 4 => inner.bytes().all(roman),
        _ => false,
    }
}

/// Addresses of texts move; that changes no term.
fn is_address(token: &str) -> bool {
    let token = token
        .trim_start_matches(|char: char| !char.is_alphanumeric())
        .to_ascii_lowercase();
    let Some(slash) = token.find('/') else {
        return token.starts_with("www.");
    };
    let host = &token[..slash];
    ["http:", "https:", "www."]
        .iter()
        .any(|start| token.starts_with(start))
        || host
            .split_once('.')
            .is_some_and(|(_, domain)| domain.starts_with(|char: char| char.is_ascii_alphabetic()))
}

/// Letters in lower case and digits; a point stays between digits, so that 3.1 is not 31.
fn fold(part: &str) -> String {
    let mut word = String::with_capacity(part.len());
    let mut chars = part.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\u{fb01}' => word.push_str("fi"),
            '\u{fb02}' => word.push_str("fl"),
            '\u{fb00}' => word.push_str("ff"),
            // Two plus signs distinguish OpenRAIL++ from OpenRAIL.
            '+' if !word.is_empty() => word.push('+'),
            char if char.is_alphanumeric() => word.extend(char.to_lowercase()),
            '.' if word.ends_with(|last: char| last.is_ascii_digit())
                && chars.peek().is_some_and(char::is_ascii_digit) =>
            {
                word.push('.');
            }
            _ => {}
        }
    }
    if word.contains("licenc") {
        word.replace("licenc", "licens")
    } else {
        word
    }
}

/// `sub-license`, `sub license` and `sublicense` are one word; so is what `non` begins.
fn join_prefixes(words: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        match joined.last_mut() {
            Some(prefix) if prefix == "non" || (prefix == "sub" && word.starts_with("licens")) => {
                prefix.push_str(&word);
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// Whether a line only states copyright or reserves rights.
fn is_copyright(line: &str, words: &[String]) -> bool {
    if words.len() > MAX_COPYRIGHT_WORDS {
        return false;
    }
    match words {
        [all, rights, reserved] if all == "all" && rights == "rights" && reserved == "reserved" => {
            return true;
        }
        _ => {}
    }
    let line = line.trim_start_matches(|char: char| {
        !char.is_alphanumeric() && !matches!(char, '(' | '\u{a9}')
    });
    let after = [
        "Copyright",
        "COPYRIGHT",
        "copyright",
        "(c)",
        "(C)",
        "\u{a9}",
        "Portions Copyright",
        "Portions copyright",
    ]
    .iter()
    .find_map(|start| line.strip_prefix(start));
    let Some(after) = after else { return false };
    let states = |token: &str| {
        let starts = |test: fn(char) -> bool| token.starts_with(test);
        token == "by"
            || starts(|char| {
                char.is_ascii_digit()
                    || matches!(char, '(' | '\u{a9}' | '[' | '<' | '{' | ':' | '\'')
            })
            || (starts(char::is_uppercase) && token.chars().nth(1).is_some_and(char::is_lowercase))
    };
    let next = after.split_whitespace().next();
    next.is_none_or(states) && !words.iter().any(|word| is_condition(word))
}

/// Places where a licence names its holder, between words that stay: the name is left out.
const NAMED: [Named; 4] = [
    Named {
        before: &["neither", "the"],
        after: &["may", "be", "used"],
        needs: Some("nor"),
        allowed: &[],
    },
    Named {
        before: &["is", "provided", "by"],
        after: &["as", "is"],
        needs: None,
        allowed: &[],
    },
    Named {
        before: &["in", "no", "event", "shall"],
        after: &["be", "liable"],
        needs: None,
        allowed: &[],
    },
    Named {
        before: &["as", "is", "and"],
        after: &["all", "warranties"],
        needs: None,
        allowed: &["disclaims", "disclaim"],
    },
];

/// The longest name that is left out.
const MAX_NAME_WORDS: usize = 24;

struct Named {
    before: &'static [&'static str],
    after: &'static [&'static str],
    /// A word that must be among those left out.
    needs: Option<&'static str>,
    /// Words of which the last one left out must be one.
    allowed: &'static [&'static str],
}

impl Named {
    /// How many words of `words` are the name, when this place is there.
    fn name_len(&self, words: &[String]) -> Option<usize> {
        let name = words.after_words(self.before)?;
        let length = (0..=MAX_NAME_WORDS.min(name.len()))
            .find(|length| name[*length..].starts_with_words(self.after))?;
        let name = &name[..length];
        let last = name.last().map(String::as_str);
        (length > 0
            && self
                .needs
                .is_none_or(|needed| name.iter().any(|word| word == needed))
            && (self.allowed.is_empty()
                || self.allowed.iter().any(|allowed| last == Some(allowed)))
            && !name.iter().any(|word| is_condition(word)))
        .then_some(length)
    }
}

trait Words {
    fn starts_with_words(&self, start: &[&str]) -> bool;
    fn after_words(&self, start: &[&str]) -> Option<&[String]>;
}

impl Words for [String] {
    fn starts_with_words(&self, start: &[&str]) -> bool {
        self.len() >= start.len() && self.iter().zip(start).all(|(word, start)| word == start)
    }

    fn after_words(&self, start: &[&str]) -> Option<&[String]> {
        self.starts_with_words(start).then(|| &self[start.len()..])
    }
}

fn collapse_names(words: &[String]) -> Vec<String> {
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let here = &words[at..];
        let named = NAMED
            .iter()
            .find_map(|named| Some((named, named.name_len(here)?)));
        if let Some((named, length)) = named {
            kept.extend_from_slice(&here[..named.before.len()]);
            at += named.before.len() + length;
        } else {
            kept.push(words[at].clone());
            at += 1;
        }
    }
    kept
}

/// Where `phrase` first stands in `words`, from `start` on.
pub(super) fn find(words: &[String], phrase: &[String], start: usize) -> Option<usize> {
    if phrase.is_empty() {
        return None;
    }
    let places = words.get(start..)?.windows(phrase.len());
    places
        .into_iter()
        .position(|window| window == phrase)
        .map(|at| at + start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        words(text).join(" ")
    }

    #[test]
    fn the_list_of_words_is_sorted() {
        assert!(CONDITION_WORDS.is_sorted());
    }

    /// A condition may not hide in a line that begins as a notice of copyright does.
    #[test]
    fn a_long_line_is_no_notice_of_copyright() {
        let line = |count: usize| format!("Copyright 2024 Acme {}", "word ".repeat(count - 3));
        let is_read = |count| !read(&format!("first\n{}\nlast", line(count))).eq("first last");
        assert!(!is_read(MAX_COPYRIGHT_WORDS));
        assert!(is_read(MAX_COPYRIGHT_WORDS + 1));
        assert!(is_read(MAX_COPYRIGHT_WORDS + 2));
    }

    #[test]
    fn dress_is_taken_off() {
        let plain = read(
            "1. Redistributions of the \"Work\" must keep sublicense terms; non-exclusive, version 3.1.",
        );
        assert_eq!(
            plain,
            "redistributions of the work must keep sublicense terms nonexclusive version 3.1"
        );
        for dressed in [
            "(a) **Redistributions** of the `Work`\n * must keep sub-\nlicense terms; non exclusive, version 3.1",
            "<p>Redistributions of the &ldquo;Work&#8221; must keep sub&#45;license</p> terms; <b>nonexclusive</b>,<br/>version 3.1",
            "// REDISTRIBUTIONS of the [Work](https://example.org/x) must\n// keep sub\u{2010}licence terms;\n// Non\u{2011}Exclusive, version 3.1",
        ] {
            assert_eq!(read(dressed), plain, "{dressed}");
        }
    }

    #[test]
    fn copyright_lines_go_and_conditions_in_them_stay() {
        for line in [
            "Copyright (c) 2020-2024 Jane Doe <jane@example.org>",
            "  \u{a9} 2024 Acme Research, Inc. All rights reserved.",
            "# Copyright The Foo Authors",
            "Copyright <year> <copyright holder>",
            "All rights reserved.",
        ] {
            assert_eq!(read(line), "", "{line}");
        }
        for line in [
            "copyright notice and this permission notice",
            "Copyright (c) 2020 Acme. For noncommercial purposes.",
            "COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM",
            "<only for research>",
        ] {
            assert_ne!(read(line), "", "{line}");
        }
    }

    #[test]
    fn names_of_holders_go_and_conditions_in_their_place_stay() {
        let holder = read(
            "Neither the name of Acme nor the names of its contributors may be used to endorse",
        );
        assert_eq!(
            holder,
            read(
                "Neither the name of the copyright holder nor its contributors may be used to endorse"
            )
        );
        assert_eq!(read("PROVIDED BY X \"AS IS\""), "provided by x as is");
        assert_eq!(
            read("IS PROVIDED BY THE REGENTS \"AS IS\""),
            "is provided by as is"
        );
        let hidden = "is provided by acme for noncommercial users as is";
        assert_eq!(read(hidden), hidden);
    }

    #[test]
    fn an_angle_bracket_that_is_no_element_hides_nothing() {
        assert_eq!(
            read("use <never sell it> freely < p"),
            "use never sell it freely p"
        );
        assert_eq!(read("<"), "");
        assert_eq!(
            read("\u{8bb8}\u{53ef}MIT\u{8bc1}"),
            read("\u{8bb8}\n\u{53ef}\nMIT \u{8bc1}")
        );
        assert_eq!(read("&#; &#xffffffff; &bogus; &"), "xffffffff bogus");
    }
}
