//! Puts the text of blocks together, piece by piece.

use std::fmt::Write;

use super::address::first_bare;
use super::block::{Block, CLOSE, Kind, Link, Marked, OPEN};

/// Longest address of a link, in bytes.
const MAX_LINK: usize = 2048;

/// Characters that end a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closes {
    /// Its closing bracket.
    Markdown,
    /// The same, of a picture.
    Image,
    /// `</a>`.
    Html,
}

#[derive(Default)]
pub(super) struct Builder {
    pub(super) blocks: Vec<Block>,
    text: String,
    /// Where the last line of the text begins.
    line: usize,
    marked: Vec<Marked>,
    opened: Option<Opened>,
    /// A line ended that need not end there.
    soft_break: bool,
}

/// A link whose text is being read.
struct Opened {
    link: Link,
    html: bool,
    /// Links and pictures within that are not closed yet; their text is its text.
    within: usize,
}

impl Builder {
    pub(super) fn text(&mut self, text: &str) {
        if let Some(opened) = &mut self.opened {
            return opened.link.text.extend(unmarked(text));
        }
        // Rows of a table that lacks the line under its head.
        let is_row = text.starts_with('|') || self.text[self.line..].starts_with('|');
        self.end_soft_break(is_row);
        let mut rest = text;
        while let Some(bare) = first_bare(rest) {
            self.text.extend(unmarked(&rest[..bare.start]));
            self.mark(Marked::Link(Link {
                text: String::new(),
                address: rest[bare.clone()].to_owned(),
            }));
            rest = &rest[bare.end..];
        }
        self.text.extend(unmarked(rest));
    }

    /// A single word may be the name of anything. Several are code, and kept apart so that they make no sentence.
    pub(super) fn code(&mut self, code: &str) {
        if self.opened.is_some() || !code.trim().contains(char::is_whitespace) {
            return self.text(code);
        }
        self.end_soft_break(false);
        self.mark(Marked::Code(code.to_owned()));
    }

    pub(super) fn soft_break(&mut self) {
        match &mut self.opened {
            Some(opened) => opened.link.text.push(' '),
            None => self.soft_break = true,
        }
    }

    pub(super) fn line_break(&mut self) {
        if let Some(opened) = &mut self.opened {
            opened.link.text.push(' ');
        } else {
            self.soft_break = true;
            self.end_soft_break(true);
        }
    }

    /// What comes next begins a line of its own where it is the first on its line.
    pub(super) fn begin_line(&mut self) {
        self.end_soft_break(true);
    }

    fn end_soft_break(&mut self, hard: bool) {
        if std::mem::take(&mut self.soft_break) && self.line < self.text.len() {
            self.text.push(if hard { '\n' } else { ' ' });
            if hard {
                self.line = self.text.len();
            }
        }
    }

    pub(super) fn open(&mut self, address: &str, closes: Closes) {
        let html = closes == Closes::Html;
        let link = Link {
            text: String::new(),
            address: address.to_owned(),
        };
        match &mut self.opened {
            // `<a>` that was never closed.
            Some(opened) if html && opened.html && opened.within == 0 => self.close(closes),
            Some(opened) => {
                opened.within += usize::from(!html);
                if closes != Closes::Image {
                    self.marked.push(Marked::Link(link));
                }
                return;
            }
            None => {}
        }
        self.end_soft_break(false);
        self.opened = Some(Opened {
            link,
            html,
            within: 0,
        });
    }

    pub(super) fn close(&mut self, closes: Closes) {
        let html = closes == Closes::Html;
        match &mut self.opened {
            Some(opened) if !html && opened.within > 0 => opened.within -= 1,
            Some(opened) if opened.html == html => self.close_any(),
            _ => {}
        }
    }

    fn close_any(&mut self) {
        let Some(Opened { mut link, .. }) = self.opened.take() else {
            return;
        };
        if link.address.len() > MAX_LINK {
            return self.text(&link.text);
        }
        // The text of an autolink is its address and adds nothing.
        if link.text == link.address {
            link.text.clear();
        }
        self.mark(Marked::Link(link));
    }

    fn mark(&mut self, marked: Marked) {
        let number = self.marked.len();
        let _ = write!(self.text, "{OPEN}{number}{CLOSE}");
        self.marked.push(marked);
    }

    /// Adds the block as it stands, and goes on with the same.
    pub(super) fn repeat(&mut self, kind: Kind) {
        self.close_any();
        let (text, line, marked) = (self.text.clone(), self.line, self.marked.clone());
        self.flush(kind);
        (self.text, self.line, self.marked) = (text, line, marked);
    }

    /// Adds the block, and begins another.
    pub(super) fn flush(&mut self, kind: Kind) {
        self.close_any();
        self.soft_break = false;
        self.line = 0;
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let marked = std::mem::take(&mut self.marked);
        if !text.is_empty() {
            self.blocks.push(Block { kind, text, marked });
        }
    }
}

/// A text without characters that would read as marks.
fn unmarked(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|char| ![OPEN, CLOSE].contains(char))
}
