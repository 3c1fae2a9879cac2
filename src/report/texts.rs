//! Lists of texts, each once and not too many, and numbers with their words.

use std::collections::HashSet;

/// Sources and other facts that one diagnostic names.
pub(super) const MAX_FACTS: usize = 5;

/// Each text once, in order.
pub(super) fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = HashSet::new();
    texts.filter(|text| known.insert(text.clone())).collect()
}

/// The first few, and how many more there are.
pub(super) fn few(texts: &[String], most: usize) -> Vec<String> {
    let mut few: Vec<String> = texts.iter().take(most).cloned().collect();
    if texts.len() > most {
        few.push(format!("and {} more", texts.len() - most));
    }
    few
}

/// A number with its word.
pub(super) fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

/// A text in lines of at most so many columns, broken at blanks; a word that is longer has a line of its own. What has
/// lines already keeps them.
pub(super) fn folded(text: &str, columns: usize) -> String {
    if text.contains('\n') {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut column = 0;
    for (at, word) in text.split(' ').enumerate() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > columns {
            out.push('\n');
            column = 0;
        } else if at > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out
}

/// Texts with commas between them behind a head, in lines of about this many columns.
pub(super) fn wrapped(head: &str, texts: &[String], columns: usize) -> String {
    let mut out = head.to_owned();
    let mut column = head.chars().count();
    for (at, text) in texts.iter().enumerate() {
        let width = text.chars().count() + 2;
        if at > 0 {
            out.push(',');
            if column + width > columns {
                out.push('\n');
                column = 0;
            } else {
                out.push(' ');
            }
        }
        out.push_str(text);
        column += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn a_text_is_folded_at_words() {
        assert_eq!(folded("one two three", 7), "one two\nthree");
        assert_eq!(folded("a-long-word is it", 6), "a-long-word\nis it");
        assert_eq!(folded("has\nlines already", 5), "has\nlines already");
        assert_eq!(folded("  indented", 20), "  indented");
    }
}
