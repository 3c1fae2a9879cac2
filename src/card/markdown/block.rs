//! Blocks of a Markdown text.

/// Stands around the number of a marked part in the text of a block.
pub(super) const OPEN: char = '\u{e000}';
pub(super) const CLOSE: char = '\u{e001}';

/// The kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A heading of this level.
    Heading(usize),
    /// A paragraph, an item of a list or a row of a table.
    Text,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    /// Its text, a line for each that the author broke, with a mark in the place of each part that is no plain text.
    pub(crate) text: String,
    pub(crate) marked: Vec<Marked>,
}

/// A part of a block that a mark stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Marked {
    Link(Link),
    /// Code of several words: a title, perhaps, but no sentence.
    Code(String),
}

/// A link or a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) address: String,
}

impl Block {
    pub(crate) fn links(&self) -> impl Iterator<Item = &Link> {
        self.marked.iter().filter_map(|marked| match marked {
            Marked::Link(link) => Some(link),
            Marked::Code(_) => None,
        })
    }

    /// The number of the first mark in a word, and what stands before and behind it.
    pub(crate) fn mark(word: &str) -> Option<(&str, usize, &str)> {
        let (before, rest) = word.split_once(OPEN)?;
        let (number, after) = rest.split_once(CLOSE)?;
        Some((before, number.parse().ok()?, after))
    }
}
