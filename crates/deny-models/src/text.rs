//! Texts for messages: what others wrote made safe to show, and the word that was probably meant.

/// Longest piece of a file that is repeated in a message, in characters.
const MAX_SHOWN: usize = 200;

/// Longer texts are no typos, in bytes.
const MAX_TYPO: usize = 128;

/// The candidate nearest to what was written, when it is near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters; of one or two letters any others would do.
    let limit = written.chars().count() / 3;
    if limit == 0 || written.len() > MAX_TYPO {
        return None;
    }
    let folded = written.to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&folded, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Text of a file, made fit for a message: escaped, cut and in backticks.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("`{}`", shown(text))
}

/// Text of a file, made fit for a message: what would move the cursor or hide text is escaped, the rest cut.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == MAX_SHOWN {
            out.push('…');
            break;
        }
        if c.is_control() || hides_text(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character hides or reorders text: those without width, and those that set the direction of writing.
#[must_use]
pub fn hides_text(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// A text as a string of TOML.
#[must_use]
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => {
                quoted.extend(format!("\\u{:04X}", u32::from(char)).chars());
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_as_toml_is_read_back() {
        for text in ["a/b", "a \"b\" \\c", "line\nand\ttab\u{7f}", "ü"] {
            let document = format!("key = {}", toml_string(text));
            let table = toml::de::DeTable::parse(&document).expect("TOML");
            let value = table.get_ref().get("key").expect("the key").get_ref();
            assert_eq!(value.as_str(), Some(text), "{document}");
        }
    }

    #[test]
    fn nearest_finds_typos_and_leaves_strangers_alone() {
        let known = ["protect", "require", "allow", "deny"];
        assert_eq!(nearest("protcet", known), Some("protect"));
        assert_eq!(nearest("Requires", known), Some("require"));
        assert_eq!(nearest("licenses", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn text_of_a_file_is_escaped_and_cut() {
        assert_eq!(quoted("a\u{1b}[31m\nb"), r"`a\u{1b}[31m\nb`");
        assert_eq!(quoted("a\u{202e}b"), r"`a\u{202e}b`");
        assert_eq!(quoted("a\u{180e}b"), r"`a\u{180e}b`");
        let long = shown(&"é".repeat(500));
        assert_eq!(long.chars().count(), MAX_SHOWN + 1);
        assert!(long.ends_with('…'));
    }
}
