//! HTML in which untrusted values can only be text.
//!
//! Tags, names of attributes and raw pieces are literals of this program; everything else goes through the escape.

use std::fmt::Display;

use serde::Serialize;

use crate::escape;

/// A piece of a page.
#[derive(Debug, Default)]
pub(super) struct Markup {
    out: String,
}

/// Attributes of a tag.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Markup {
    /// Adds a piece that is part of this program.
    pub(super) fn raw(&mut self, html: &'static str) -> &mut Self {
        self.out.push_str(html);
        self
    }

    /// Adds a style sheet or a script of this program; a test holds that none ends its element.
    pub(super) fn code(&mut self, code: &str) -> &mut Self {
        self.out.push_str(code);
        self
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: impl Display) -> &mut Self {
        push_escaped(&mut self.out, &escape::text(&text.to_string()));
        self
    }

    /// Adds a sentence; what stands between backticks in it is code.
    pub(super) fn prose(&mut self, text: &str) -> &mut Self {
        let text = escape::limited(text, 4000);
        let mut code = false;
        let mut pieces = text.split('`').peekable();
        while let Some(piece) = pieces.next() {
            let last = pieces.peek().is_none();
            if code && last {
                // A backtick without its other half is one.
                self.out.push('`');
            }
            let tagged = code && !last;
            self.raw(if tagged { "<code>" } else { "" });
            push_escaped(&mut self.out, piece);
            self.raw(if tagged { "</code>" } else { "" });
            code = !code;
        }
        self
    }

    /// Adds a paragraph of one of this program's texts: indented lines are an example, all others run on.
    pub(super) fn paragraph(&mut self, text: &str) -> &mut Self {
        let lines: Vec<&str> = text.lines().collect();
        if lines.iter().all(|line| line.starts_with("    ")) {
            let lines: Vec<String> = lines.iter().map(|line| line[4..].to_owned()).collect();
            return self.raw("<pre>").lines(&lines).raw("</pre>");
        }
        self.raw("<p>").prose(&lines.join(" ")).raw("</p>")
    }

    /// Adds an attribute to a tag that is still open.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        push_escaped(&mut self.out, &escape::text(value));
        self.out.push('"');
        self
    }

    /// Adds a text of several lines, which may be long, such as a drawing that was escaped line by line.
    pub(super) fn lines(&mut self, lines: &[String]) -> &mut Self {
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            push_escaped(&mut self.out, &escape::limited(line, 2000));
        }
        self
    }

    /// Opens a tag.
    pub(super) fn open(&mut self, tag: &'static str, attributes: Attributes<'_>) -> &mut Self {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.attribute(name, value);
        }
        self.out.push('>');
        self
    }

    /// Closes a tag.
    pub(super) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        self
    }

    /// Adds a tag with a text in it.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        attributes: Attributes<'_>,
        text: impl Display,
    ) -> &mut Self {
        self.open(tag, attributes).text(text).close(tag)
    }

    /// Adds data for the script, which no tag in it can end.
    pub(super) fn data(&mut self, id: &'static str, data: &impl Serialize) -> &mut Self {
        // Serializing plain structs to a string cannot fail; without data the page stays plain HTML.
        let json = serde_json::to_string(data).unwrap_or_default();
        self.open("script", &[("type", "application/json"), ("id", id)]);
        for char in escape::json(&json).chars() {
            match char {
                '<' => self.out.push_str("\\u003c"),
                '>' => self.out.push_str("\\u003e"),
                '&' => self.out.push_str("\\u0026"),
                char => self.out.push(char),
            }
        }
        self.close("script")
    }

    /// The HTML.
    pub(super) fn finish(self) -> String {
        self.out
    }
}

fn push_escaped(out: &mut String, text: &str) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            char => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "</script><script>alert(1)</script><!-- \"'&amp;\u{202e}\u{0}`";

    fn markup(fill: impl FnOnce(&mut Markup)) -> String {
        let mut markup = Markup::default();
        fill(&mut markup);
        markup.finish()
    }

    #[test]
    fn texts_and_attributes_stay_texts() {
        let html = markup(|markup| {
            markup.element("p", &[("title", HOSTILE)], HOSTILE);
        });
        let escaped = "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &quot;&#39;&amp;amp;\\u{202e}\\u{0}`";
        assert_eq!(html, format!("<p title=\"{escaped}\">{escaped}</p>"));
    }

    #[test]
    fn data_cannot_end_its_element() {
        let html = markup(|markup| {
            markup.data("data", &[HOSTILE]);
        });
        let json = html
            .strip_prefix("<script type=\"application/json\" id=\"data\">")
            .and_then(|rest| rest.strip_suffix("</script>"))
            .expect("one element");
        assert!(!json.contains(['<', '>', '&', '\u{202e}']), "{json}");
        let back: Vec<String> = serde_json::from_str(json).expect("JSON");
        assert_eq!(back, [HOSTILE]);
    }

    #[test]
    fn backticks_mark_code() {
        for (text, html) in [
            ("a `b<` c", "a <code>b&lt;</code> c"),
            ("`b`", "<code>b</code>"),
            ("a ` b", "a ` b"),
            ("a `b` `c", "a <code>b</code> `c"),
            ("plain", "plain"),
        ] {
            let written = markup(|markup| {
                markup.prose(text);
            });
            assert_eq!(written, html);
        }
    }

    #[test]
    fn lines_stay_lines() {
        let html = markup(|markup| {
            markup.lines(&["a <".to_owned(), "b\rc".to_owned()]);
        });
        assert_eq!(html, "a &lt;\nb\\rc");
    }
}
