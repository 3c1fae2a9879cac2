//! Texts that were read and places in them, for diagnostics that point at the line at fault.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use crate::digest::digest;

/// A text file as it was read: diagnostics quote it, so it is kept.
#[derive(Debug)]
pub struct SourceFile {
    path: Utf8PathBuf,
    text: String,
    /// Where the line breaks are, found when one is first needed: a file may have as many findings as lines.
    breaks: OnceLock<Vec<usize>>,
    /// The digest of the text, found when one is first needed: a file that was read twice is compared with itself for each
    /// of its places.
    digest: OnceLock<[u8; 32]>,
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
            && self.text.len() == other.text.len()
            && self.digest() == other.digest()
    }
}

impl Eq for SourceFile {}

impl SourceFile {
    /// Wraps a text that came from `path`.
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
            breaks: OnceLock::new(),
            digest: OnceLock::new(),
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

    /// Where a line starts, counted from 1; `None` where the text has fewer.
    #[doc(hidden)]
    #[must_use]
    pub fn start_of(&self, line: usize) -> Option<usize> {
        match line.checked_sub(2) {
            None => (line == 1).then_some(0),
            Some(before) => self.breaks().get(before).map(|at| at + 1),
        }
    }

    /// The number of lines that end before a byte.
    fn lines_before(&self, at: usize) -> usize {
        self.breaks().partition_point(|known| *known < at)
    }

    fn digest(&self) -> &[u8; 32] {
        self.digest.get_or_init(|| digest(self.text.as_bytes()))
    }

    fn breaks(&self) -> &[usize] {
        self.breaks.get_or_init(|| {
            let breaks = self.text.bytes().enumerate();
            let breaks = breaks.filter(|(_, byte)| *byte == b'\n');
            breaks.map(|(at, _)| at).collect()
        })
    }
}

/// A span of bytes in a text.
#[derive(Clone)]
pub struct Place {
    source: Arc<SourceFile>,
    span: Range<usize>,
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.is_beside(other)
    }
}

impl Eq for Place {}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.path().hash(state);
        self.span.hash(state);
    }
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
        1 + self.lines_before(self.span.start)
    }

    /// The number of lines of the text that end before a byte of it.
    #[doc(hidden)]
    #[must_use]
    pub fn lines_before(&self, at: usize) -> usize {
        self.source.lines_before(at)
    }

    /// Whether both lie in one text.
    #[doc(hidden)]
    #[must_use]
    pub fn is_beside(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source) || self.source == other.source
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
    fn every_line_is_found_where_it_starts() {
        for text in ["", "a", "\n", "a\nb\r\n\n\u{e9}\n", "\n\nx"] {
            let source = SourceFile::new("a.toml", text);
            let mut starts = vec![0];
            starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
            for (number, start) in (1..).zip(&starts) {
                assert_eq!(source.start_of(number), Some(*start), "{text:?}");
            }
            assert_eq!(source.start_of(0), None);
            assert_eq!(source.start_of(starts.len() + 1), None);
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let place = Place::new(&source, at..at);
                assert_eq!(place.line(), 1 + text[..at].matches('\n').count());
                assert_eq!(place.lines_before(at) + 1, place.line());
            }
        }
    }

    #[test]
    fn a_span_outside_the_text_is_cut() {
        let source = SourceFile::new("a.toml", "ab");
        assert_eq!(Place::new(&source, 1..9).span(), 1..2);
        assert_eq!(Place::new(&source, 5..9).span(), 2..2);
    }
}
