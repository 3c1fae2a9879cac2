//! Hyperlinks as terminals know them (OSC 8). An untrusted text is percent-encoded in them.

use std::fmt::Write as _;

use camino::Utf8Path;

/// The address of a file. `None` for a path that is not absolute, or that no address can name.
#[must_use]
pub fn file_url(path: &Utf8Path) -> Option<String> {
    let text = path.as_str().replace('\\', "/");
    // A drive has no slash before it; a share would be taken for a host.
    let text = match text.as_bytes() {
        [b'/', b'/', ..] => return None,
        [b'/', ..] => text,
        [letter, b':', b'/', ..] if letter.is_ascii_alphabetic() => format!("/{text}"),
        _ => return None,
    };
    let mut url = String::from("file://");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
    Some(url)
}

/// Makes a link of `path` in the first line of a drawing that points at it.
pub(super) fn link_location(drawn: &str, path: &str, url: &str) -> String {
    let named = format!("{path}:");
    let arrow = |line: &str| {
        ["--> ", "::: ", "╭▸ ", "⸬  "]
            .iter()
            .any(|arrow| line.contains(arrow))
    };
    let mut done = false;
    let lines = drawn.split('\n').map(|line| {
        if done || !arrow(line) || !line.contains(&named) {
            return line.to_owned();
        }
        done = true;
        let link = format!("\x1b]8;;{url}\x1b\\{path}\x1b]8;;\x1b\\:");
        line.replacen(&named, &link, 1)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_nothing_that_a_terminal_obeys() {
        for (path, url) in [
            ("/a/b c.rs", Some("file:///a/b%20c.rs")),
            (
                "/a/\u{1b}]8;;\u{7}é",
                Some("file:///a/%1B%5D8%3B%3B%07%C3%A9"),
            ),
            ("C:\\a\\b.rs", Some("file:///C:/a/b.rs")),
            ("src/lib.rs", None),
            ("\\\\host\\share", None),
            ("", None),
        ] {
            assert_eq!(file_url(Utf8Path::new(path)).as_deref(), url);
        }
    }

    #[test]
    fn the_first_line_that_points_at_the_path_is_linked() {
        let drawn = "error: a.rs: no\n --> a.rs:1:2\n  |\n ::: a.rs:9";
        assert_eq!(
            link_location(drawn, "a.rs", "file:///a.rs"),
            "error: a.rs: no\n --> \u{1b}]8;;file:///a.rs\u{1b}\\a.rs\u{1b}]8;;\u{1b}\\:1:2\n  |\n ::: a.rs:9"
        );
        assert_eq!(link_location(drawn, "b.rs", "file:///b.rs"), drawn);
    }
}
