//! The notice file of a release: the licences of its models and their obligations.
//!
//! Both formats are templates, and a user may bring another. Untrusted values (names, licences, addresses) are escaped
//! wherever a template prints them.

mod facts;
mod markup;
mod texts;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, UndefinedBehavior};

pub use facts::{
    Facts, FullText, Line, MissingText, NoticeDuty, NoticeLicense, NoticeModel, NoticeStep,
    NoticeText, NoticeUse,
};
pub use texts::{Copies, Copy};

use crate::escape;

/// Untrusted texts longer than this are cut.
const MAX_CHARS: usize = 4096;

/// Output format of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Plain text.
    #[default]
    Text,
    /// Markdown, as GitHub reads it.
    Markdown,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Text, Self::Markdown];

    /// The word used on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The template that is used where no other is given.
    #[must_use]
    pub fn template(self) -> &'static str {
        match self {
            Self::Text => include_str!("notice/text.jinja"),
            Self::Markdown => include_str!("notice/markdown.jinja"),
        }
    }

    /// Escapes an untrusted text, so that no markup in it has an effect.
    fn escape(self, raw: &str) -> String {
        let line = escape::limited(raw, MAX_CHARS);
        match self {
            Self::Text => line,
            Self::Markdown => markup::escape(&line),
        }
    }

    /// The lines of an untrusted text, whole and as they are: a block of code where the format has markup.
    fn block(self, raw: &str) -> String {
        let lines: Vec<String> = raw
            .lines()
            // Tabs and page breaks are white space; a terminal or a runner may obey the rest.
            .map(|line| line.replace('\t', "    ").replace('\u{c}', ""))
            .map(|line| escape::limited(line.trim_end(), usize::MAX))
            .collect();
        match self {
            Self::Text => lines.join("\n"),
            Self::Markdown => markup::fenced(&lines),
        }
    }

    /// An address, as a link where the format has links.
    fn link(self, address: &str) -> String {
        match (self, crate::inventory::uri::address(address)) {
            (Self::Markdown, Some(address)) => format!("<{address}>"),
            (Self::Text, Some(address)) => address,
            (_, None) => self.escape(address),
        }
    }
}

/// Why a template cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// The error, without a full stop.
    pub message: String,
    /// The line, from 1.
    pub line: Option<usize>,
}

/// Prints the facts as one object: for a program that shows the terms itself, say to ask its user for consent.
///
/// # Errors
///
/// When writing fails.
pub fn as_json(facts: &Facts, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    super::json::write(facts, out)
}

/// Fills a template.
///
/// # Errors
///
/// When the template is none, or names what is not there.
pub fn render(facts: &Facts, template: &str, format: Format) -> Result<String, TemplateError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // A line with a tag alone is no line of the notice.
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    environment.set_auto_escape_callback(move |_| AutoEscape::Custom(format.as_str().into()));
    environment.set_formatter(move |out, _, value| put(out, value, format));
    environment.add_filter("link", move |address: &str| {
        Value::from_safe_string(format.link(address))
    });
    environment.add_filter("block", move |text: &str| {
        Value::from_safe_string(format.block(text))
    });
    environment
        .render_named_str("template", template, Serde(facts))
        .map_err(|error| TemplateError {
            message: explain(&error),
            line: error.line(),
        })
}

fn put(out: &mut Output<'_>, value: &Value, format: Format) -> Result<(), minijinja::Error> {
    let cannot = |_| minijinja::Error::new(ErrorKind::WriteFailure, "out of memory");
    if value.is_none() || value.is_undefined() {
        return Ok(());
    }
    match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&format.escape(text)),
        None => out.write_str(&format.escape(&value.to_string())),
    }
    .map_err(cannot)
}

fn explain(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Facts {
        Facts {
            schema_version: 1,
            name: "demo".to_owned(),
            version: None,
            tool: "tool 1".to_owned(),
            lines: Vec::new(),
            models: Vec::new(),
            unknown: vec!["a_b*c".to_owned(), "https://h/x".to_owned()],
            unresolved: 0,
            full_texts: Vec::new(),
            texts_left_out: true,
        }
    }

    #[test]
    fn templates_are_filled_and_untrusted_values_are_escaped() {
        let fill = |template, format| render(&empty(), template, format);
        let template = "{{ name }}:{% for name in unknown %} {{ name }}{% endfor %}\n\n";
        assert_eq!(
            fill(template, Format::Text).as_deref(),
            Ok("demo: a_b*c https://h/x\n")
        );
        assert_eq!(
            fill(template, Format::Markdown).as_deref(),
            Ok("demo: a\\_b\\*c https://h/x\n")
        );
        assert_eq!(
            fill("{{ unknown[1]|link }}{{ version }}", Format::Markdown).as_deref(),
            Ok("<https://h/x>")
        );
        assert_eq!(
            fill("{{ 'javascript:x_'|link }}", Format::Markdown).as_deref(),
            Ok("javascript:x\\_")
        );
        let block = "{{ 'a_b\tc\n\n```\n<i>\\u{1b}'|block }}";
        let block = block.replace("\\u{1b}", "\u{1b}");
        assert_eq!(
            fill(&block, Format::Markdown).as_deref(),
            Ok("````text\na_b    c\n\n```\n<i>\\u{1b}\n````")
        );
        assert_eq!(
            fill(&block, Format::Text).as_deref(),
            Ok("a_b    c\n\n```\n<i>\\u{1b}")
        );
    }

    #[test]
    fn mistakes_have_lines() {
        for (template, line) in [
            ("one\n{{ nmae }}\n", 2),
            ("\n{% for x in models %}\n", 2),
            ("\n\n{{ name|nofilter }}", 3),
            ("{% include 'other' %}", 1),
        ] {
            let error = render(&empty(), template, Format::Text).expect_err("a mistake");
            assert_eq!(error.line, Some(line), "{template}: {error}");
        }
    }
}
