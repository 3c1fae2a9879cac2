//! Which licence a crate's licence file is, where Cargo.toml names only the file.
//!
//! Only the two licences that are protected by default are recognised, word by word: anything added, left out or
//! changed makes it another text. Copyright lines and titles, which differ from crate to crate, do not count.

use std::sync::OnceLock;

const MIT: &str = include_str!("../../LICENSE-MIT");
const APACHE: &str = include_str!("../../LICENSE-APACHE");

/// A longer text is none of these.
const MAX_LEN: usize = 64 * 1024;

/// The SPDX id of a licence text, when it is one that is recognised.
#[must_use]
pub fn recognise(text: &str) -> Option<&'static str> {
    static KNOWN: OnceLock<[(&str, String); 3]> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let terms = APACHE.split("APPENDIX:").next().unwrap_or(APACHE);
        [("MIT", words(MIT)), ("Apache-2.0", words(APACHE)), ("Apache-2.0", words(terms))]
    });
    if text.len() > MAX_LEN {
        return None;
    }
    let words = words(text);
    known.iter().find(|(_, known)| *known == words).map(|(id, _)| *id)
}

/// The words of the terms in lower case, without copyright lines and titles.
fn words(text: &str) -> String {
    let terms = text.lines().map(str::trim).filter(|line| !is_frame(line));
    let words = terms.flat_map(str::split_whitespace).map(fold).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn is_frame(line: &str) -> bool {
    let line = line.to_lowercase();
    let line = line.trim_matches(|char: char| !char.is_alphanumeric());
    line.starts_with("copyright ")
        || ["mit license", "the mit license", "the mit license (mit", "all rights reserved"].contains(&line)
        || line == "end of terms and conditions"
}

fn fold(word: &str) -> String {
    word.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_texts_are_recognised_however_they_are_wrapped() {
        assert_eq!(recognise(MIT), Some("MIT"));
        assert_eq!(recognise(APACHE), Some("Apache-2.0"));
        let rewrapped: String = MIT.split("MIT License").collect::<String>().replace("\nto ", " to ").replace('"', "'");
        assert_eq!(recognise(&format!("The MIT License (MIT)\r\n{rewrapped}")), Some("MIT"));
    }

    #[test]
    fn a_changed_text_is_another() {
        assert_eq!(recognise(&MIT.replace("copies of the Software", "100 copies of the Software")), None);
        assert_eq!(recognise(&format!("{MIT}\nThe Software shall be used for Good, not Evil.")), None);
        assert_eq!(recognise(&APACHE.replace("no-charge, ", "")), None);
        assert_eq!(recognise(&format!("{APACHE}\nNo right to sell is granted.")), None);
        assert_eq!(recognise(""), None);
    }
}
