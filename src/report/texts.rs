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
