//! What a Modelfile of Ollama makes a model from, by its lines.

use std::ops::Range;

use super::text::Text;
use deny_models::evidence::weights::name::has_weight_ending;

/// Around a text of several lines, which may hold any words.
const QUOTES: &str = "\"\"\"";

/// What it is made from, each with its line and its bytes. `end` is how lines end.
pub(super) fn from(text: &str, end: &str) -> Vec<(u32, Range<usize>)> {
    let mut found = Vec::new();
    let mut quoted = false;
    let mut start = 0;
    for (number, line) in (1..).zip(text.split(end)) {
        let was_quoted = quoted;
        quoted ^= line.matches(QUOTES).count() % 2 == 1;
        let mut words = line.split_whitespace();
        let is_from = words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("FROM"));
        if let Some(name) = words.next().filter(|_| is_from && !was_quoted) {
            let plain = name.trim_matches(['"', '\\']);
            let at = line.find(name).unwrap_or(0) + name.find(plain).unwrap_or(0);
            found.push((number, start + at..start + at + plain.len()));
        }
        start += line.len() + end.len();
    }
    found
}

/// Whether a model is made from a file, which is known where it lies.
pub(super) fn is_file(name: &str) -> bool {
    name.is_empty() || name.starts_with(['.', '/', '~', '@']) || has_weight_ending(name)
}

/// The models that the Modelfile is made from which a text is: the text itself where that cannot be read.
pub(super) fn made_from(text: &Text) -> Vec<Text> {
    let found = in_part(text, 0..text.shown().len(), "\n");
    let is_known = text.whole().is_some();
    if found.is_empty() && !is_known {
        return vec![text.clone()];
    }
    found
}

/// The same for a part of a text.
pub(super) fn in_part(text: &Text, part: Range<usize>, end: &str) -> Vec<Text> {
    let shown = text.shown();
    let lines = from(&shown[part.clone()], end).into_iter();
    lines
        .map(|(_, range)| part.start + range.start..part.start + range.end)
        .filter(|range| !is_file(&shown[range.clone()]))
        .map(|range| text.part(range))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_name_a_model_are_found() {
        let text = "# FROM no\nFROM llama3.2:3b\nSYSTEM \"\"\"\nFROM here on\n\"\"\"\nfrom \"hf.co/a/b:Q4\"\nADAPTER ./x\n";
        let found: Vec<(u32, &str)> = from(text, "\n")
            .into_iter()
            .map(|(line, range)| (line, &text[range]))
            .collect();
        assert_eq!(found, [(2, "llama3.2:3b"), (6, "hf.co/a/b:Q4")]);
        let text = r"FROM a\nSYSTEM x";
        assert_eq!(from(text, r"\n"), [(1, 5..6)]);
        let long = "#\n".repeat(30_000) + "FROM a";
        assert_eq!(from(&long, "\n").len(), 1, "read to the end");
    }

    #[test]
    fn what_is_made_of_a_file_names_no_model() {
        for (name, is) in [
            ("./x", true),
            ("@sha256:0", true),
            ("models/x.gguf", true),
            ("llama3.2", false),
            ("hf.co/a/b-GGUF", false),
        ] {
            assert_eq!(is_file(name), is, "{name}");
        }
    }
}
