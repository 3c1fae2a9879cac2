//! Texts that were read and places in them, for diagnostics that point at the line at fault.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

/// A text file as it was read: diagnostics quote it, so it is kept.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    path: Utf8PathBuf,
    text: String,
}

impl SourceFile {
    /// Wraps a text that came from `path`.
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
        })
    }

    /// Where the text came from.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A span of bytes in a text.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    source: Arc<SourceFile>,
    span: Range<usize>,
}

impl Place {
    /// The bytes `span` of `source`; a span that runs past the text is cut to it.
    #[must_use]
    pub fn new(source: &Arc<SourceFile>, span: Range<usize>) -> Self {
        let end = source.text.len();
        let start = span.start.min(end);
        Self {
            source: Arc::clone(source),
            span: start..span.end.clamp(start, end),
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        self.source.path()
    }

    /// The text that the span lies in.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// Bytes of the text.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Line of the first byte, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        1 + self.before().matches('\n').count()
    }

    /// Column of the first byte in characters, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        let before = self.before();
        let line = before.rsplit('\n').next().unwrap_or(before);
        1 + line.chars().count()
    }

    fn before(&self) -> &str {
        // A span that starts inside a character would be a bug of the parser that made it; lines still count.
        let mut start = self.span.start;
        while !self.source.text.is_char_boundary(start) {
            start -= 1;
        }
        &self.source.text[..start]
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path(), self.line(), self.column())
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

impl<T> Spanned<T> {
    /// A value that was written at `place`.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// Another value in the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(change(self.value), self.place)
    }
}

/// One mistake in something a person wrote: what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Where, if known.
    pub place: Option<Place>,
    /// Words beside the marked text.
    pub label: Option<String>,
    /// What a tool printed about it, with its line breaks.
    pub output: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A mistake without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: None,
            label: None,
            output: None,
            help: None,
        }
    }

    /// Adds where it is.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds words beside the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds what a tool printed about it.
    #[must_use]
    pub fn output(mut self, output: impl Into<String>) -> Self {
        self.output = Some(output.into());
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}:{}: ", place.path(), place.line(), place.column())?;
        }
        f.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let source = SourceFile::new("a.toml", "é = 1\nx = 2\n");
        let place = Place::new(&source, 7..8);
        assert_eq!((place.line(), place.column()), (2, 1));
        let place = Place::new(&source, 3..4);
        assert_eq!((place.line(), place.column()), (1, 3));
    }

    #[test]
    fn a_span_outside_the_text_is_cut() {
        let source = SourceFile::new("a.toml", "ab");
        assert_eq!(Place::new(&source, 1..9).span(), 1..2);
        assert_eq!(Place::new(&source, 5..9).span(), 2..2);
    }
}
