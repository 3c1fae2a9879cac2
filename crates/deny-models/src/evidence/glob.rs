//! Patterns of paths: `?` is one character, `*` any number of them in one name, `**` any number of names.

/// Patterns and paths beyond this many bytes fit nothing.
const MAX: usize = 4096;

/// A part of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Exactly(char),
    One,
    InName,
    Any,
}

/// Whether a path fits a pattern. With `across`, `*` and `?` stand for `/` too.
#[must_use]
pub fn fits(pattern: &str, path: &str, across: bool) -> bool {
    if pattern.len() > MAX || path.len() > MAX {
        return false;
    }
    let parts = parts(pattern);
    // Which beginnings of the path the parts so far can stand for: a row of a table, so the time is bounded.
    let path: Vec<char> = path.chars().collect();
    let mut ends = vec![false; path.len() + 1];
    ends[0] = true;
    for part in parts {
        let mut next = vec![false; path.len() + 1];
        for at in 0..=path.len() {
            let before = at.checked_sub(1);
            let last = before.map(|before| path[before]);
            let plain = last.is_some_and(|char| across || char != '/');
            let grows = before.is_some_and(|before| next[before]);
            let from = before.is_some_and(|before| ends[before]);
            next[at] = match part {
                Part::Exactly(char) => from && last == Some(char),
                Part::One => from && plain,
                Part::InName => ends[at] || grows && plain,
                Part::Any => ends[at] || grows,
            };
        }
        ends = next;
    }
    ends[path.len()]
}

fn parts(pattern: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(char) = chars.next() {
        parts.push(match char {
            '\\' => Part::Exactly(chars.next().unwrap_or('\\')),
            '?' => Part::One,
            '*' if chars.next_if_eq(&'*').is_some() => Part::Any,
            '*' => Part::InName,
            char => Part::Exactly(char),
        });
    }
    parts.dedup_by(|next, kept| next == kept && *next == Part::Any);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_names_and_for_paths() {
        for (pattern, path, in_names, across) in [
            ("b/**", "b/m.onnx", true, true),
            ("b/**", "b/c/m.onnx", true, true),
            ("b/*", "b/c/m.onnx", false, true),
            ("*.onnx", "m.onnx", true, true),
            ("*.onnx", "b/m.onnx", false, true),
            ("**/m.onnx", "a/b/m.onnx", true, true),
            ("m.?nnx", "m.onnx", true, true),
            ("b/m\\*.onnx", "b/m*.onnx", true, true),
            ("b/m\\*.onnx", "b/mm.onnx", false, false),
            ("b", "b/m.onnx", false, false),
            ("", "", true, true),
            ("**", "x/y", true, true),
        ] {
            assert_eq!(fits(pattern, path, false), in_names, "{pattern} {path}");
            assert_eq!(fits(pattern, path, true), across, "{pattern} {path}");
        }
        assert!(!fits(&"*a".repeat(3000), &"a".repeat(3000), true));
    }
}
