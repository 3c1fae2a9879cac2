//! Which part of a notice is about a file: notices list what comes from others, one part each.

/// A character that goes on with the name of a file.
fn is_of_name(char: char) -> bool {
    char.is_alphanumeric() || "._-/\\".contains(char)
}

/// The parts of a notice that name a file, or a folder that it lies in, joined; `None` where none does. `path` is relative
/// to the directory of the notice.
#[must_use]
pub fn about(text: &str, path: &str) -> Option<String> {
    let about = parts(text).into_iter().filter(|part| is_about(part, path));
    let about: Vec<String> = about.collect();
    (!about.is_empty()).then(|| about.join("\n\n"))
}

fn is_about(text: &str, path: &str) -> bool {
    let starts = path.match_indices('/').map(|(at, _)| at + 1);
    let ends = starts.clone();
    // The end of the path alone may be that of another path that is written out.
    is_named(text, path, true)
        || starts
            .into_iter()
            .any(|start| is_named(text, &path[start..], false))
        || ends
            .into_iter()
            .any(|end| is_named(text, &path[..end], true))
}

/// Whether a text names a file or, with `/` at the end, a folder, and not one whose name only contains that. `below`:
/// whether folders may stand before it.
fn is_named(text: &str, name: &str, below: bool) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + name.len()..];
        // A full stop ends a sentence.
        let after = after.strip_prefix('.').unwrap_or(after).chars().next();
        let starts = before.is_none_or(|char| !is_of_name(char) || below && "/\\".contains(char));
        let ends = after.is_none_or(|char| !is_of_name(char));
        starts && (ends || name.ends_with('/'))
    })
}

/// The parts of a text, by its headings of the highest level that there is more than one of, or by its lines of dashes
/// or the like.
fn parts(text: &str) -> Vec<String> {
    let level = |line: &str| {
        let marks = line.chars().take_while(|char| *char == '#').count();
        (1..=6).contains(&marks).then_some(marks)
    };
    let splits = (1..=6).find(|wanted| {
        let headings = text.lines().filter(|line| level(line) == Some(*wanted));
        headings.count() > 1
    });
    let starts = |line: &str| match splits {
        Some(most) => level(line).is_some_and(|level| level <= most),
        None => is_rule(line),
    };
    let mut parts = vec![String::new()];
    for line in text.lines() {
        if starts(line) {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    parts
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.chars().all(|char| "-=*_~".contains(char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_about_the_files_that_it_names() {
        let text = "# Notices\n\n## Fonts\nOFL\n\n## Detector\n`m.onnx`\n### License\nCC BY-NC 4.0\n\n## Other\nxm.onnx\n";
        let part = about(text, "m.onnx").expect("named");
        assert!(part.contains("CC BY-NC") && !part.contains("OFL") && !part.contains("xm"));
        assert_eq!(about(text, "n.onnx"), None);
        let rules = "a.onnx: MIT.\n-----\nmodels/b.onnx. CC BY-NC 4.0\n";
        assert!(about(rules, "models/b.onnx").is_some_and(|part| !part.contains("MIT")));
        assert_eq!(about("b.onnx.bak", "b.onnx"), None);
        assert!(about("All in models/ is CC BY-NC 4.0", "models/x.onnx").is_some());
        assert_eq!(about("my-models/y", "models/x.onnx"), None);
        // As one who stands farther up writes it, and a file of the same name elsewhere.
        assert!(about("see crates/a/models/x.onnx", "models/x.onnx").is_some());
        assert_eq!(about("see other/x.onnx", "models/x.onnx"), None);
        assert!(about("see x.onnx", "models/x.onnx").is_some());
    }
}
