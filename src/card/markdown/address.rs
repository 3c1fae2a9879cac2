//! Addresses that stand in a text without anything around them.

use std::ops::Range;

/// Longest bare address, in bytes.
const MAX_ADDRESS: usize = 2048;

/// Where the first bare address of a text is.
pub(super) fn first_bare(text: &str) -> Option<Range<usize>> {
    let starts = text.match_indices("http").map(|(start, _)| start);
    starts
        .map(|start| start..start + length(&text[start..]))
        .find(|range| !range.is_empty())
}

/// Length of the address at the start of a text; 0 for none.
fn length(text: &str) -> usize {
    let schemes = ["https://", "http://"];
    if !schemes.iter().any(|scheme| text.starts_with(scheme)) {
        return 0;
    }
    let ends = |char: char| char.is_whitespace() || "<>\"'`|)]".contains(char);
    let end = text
        .char_indices()
        .find(|(at, char)| *at >= MAX_ADDRESS || ends(*char))
        .map_or(text.len(), |(at, _)| at);
    let trailing = ['.', ',', ';', ':', '*', '_'];
    text[..end].trim_end_matches(trailing).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_what_follows_it() {
        for (text, expected) in [
            ("see https://x/1.", Some("https://x/1")),
            ("(http://x/a_b).", Some("http://x/a_b")),
            ("http https: https://x/ü|y", Some("https://x/ü")),
            ("**https://x**", Some("https://x")),
            ("http:/x", None),
        ] {
            assert_eq!(
                first_bare(text).map(|range| &text[range]),
                expected,
                "{text}"
            );
        }
    }
}
