//! Markdown, as far as claims in cards need it: blocks of text with their links, without code and comments.
//!
//! The grammar is `CommonMark` with tables, as the hub renders it. HTML in it is read for its text, its links and the
//! ends of its blocks. Bare addresses are links.

mod address;
mod block;
mod builder;
mod html;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

pub(super) use block::{Block, Kind, Link, Marked};
use builder::{Builder, Closes};
use html::{Piece, pieces};

/// Blocks that are read.
const MAX_BLOCKS: usize = 4096;

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    for (event, range) in TextMergeWithOffset::new(parser) {
        if reader.builder.blocks.len() >= MAX_BLOCKS {
            break;
        }
        match event {
            Event::Start(tag) => reader.start(&tag, &text[range]),
            Event::End(tag) => reader.end(tag),
            Event::Html(html) => reader.html.push_str(&html),
            Event::InlineHtml(html) => reader.read_html(&html),
            _ if reader.silent => {}
            Event::Text(text) => reader.text(&text),
            Event::Code(code) => reader.builder.code(&code),
            Event::SoftBreak => reader.builder.soft_break(),
            Event::HardBreak => reader.builder.line_break(),
            _ => {}
        }
    }
    reader.flush();
    reader.builder.blocks
}

/// The markup around the current text.
#[derive(Default)]
struct Reader {
    builder: Builder,
    heading: Option<Heading>,
    /// Quotations and items. A heading in them heads nothing outside.
    nested: usize,
    in_table: bool,
    /// Code, a script or a comment.
    silent: bool,
    /// An HTML block up to here.
    html: String,
}

#[derive(Clone, Copy)]
struct Heading {
    level: usize,
    /// By a line under it, which is often meant to part a paragraph from what follows.
    underlined: bool,
}

impl Reader {
    fn start(&mut self, tag: &Tag<'_>, source: &str) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(Heading {
                    level: level_of(*level),
                    underlined: !is_atx(source),
                });
            }
            Tag::BlockQuote(_) | Tag::Item => {
                self.flush();
                self.nested += 1;
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.silent = true;
            }
            Tag::Table(_) => {
                self.flush();
                self.in_table = true;
            }
            Tag::TableCell => self.builder.text(" | "),
            Tag::Paragraph | Tag::HtmlBlock => self.flush(),
            _ if self.silent => {}
            Tag::Strong => self.builder.begin_line(),
            Tag::Link { dest_url, .. } => self.builder.open(dest_url, Closes::Markdown),
            Tag::Image { dest_url, .. } => self.builder.open(dest_url, Closes::Image),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => self.builder.close(Closes::Markdown),
            TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.flush();
                self.nested = self.nested.saturating_sub(1);
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                self.read_html(&html);
                self.flush();
            }
            TagEnd::Table => self.in_table = false,
            TagEnd::TableHead | TagEnd::TableRow => {
                self.builder.text(" | ");
                self.flush();
            }
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::CodeBlock => self.flush(),
            _ => {}
        }
    }

    /// Ends the block that is being read, and what was silent in it.
    fn flush(&mut self) {
        self.silent = false;
        match self.heading.take().filter(|_| self.nested == 0) {
            Some(heading) => {
                if heading.underlined {
                    self.builder.repeat(Kind::Text);
                }
                self.builder.flush(Kind::Heading(heading.level));
            }
            None => self.builder.flush(Kind::Text),
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_table {
            // A bar that is part of a cell ends none.
            self.builder.text(&text.replace('|', " "));
        } else {
            self.builder.text(text);
        }
    }

    fn read_html(&mut self, html: &str) {
        for piece in pieces(html) {
            match piece {
                Piece::Start("script" | "style" | "pre", _) => self.silent = true,
                Piece::End("script" | "style" | "pre") => self.silent = false,
                _ if self.silent => {}
                Piece::Text(text) => self.builder.text(&text),
                Piece::Start("a", attributes) => {
                    if let Some(address) = html::address(attributes) {
                        self.builder.open(&address, Closes::Html);
                    }
                }
                Piece::End("a") => self.builder.close(Closes::Html),
                Piece::Start("br", _) => self.builder.line_break(),
                Piece::Start("td" | "th", _) => self.builder.text(" | "),
                Piece::Start(name, _) if html::heading(name).is_some() => {
                    self.flush();
                    self.heading = html::heading(name).map(|level| Heading {
                        level,
                        underlined: false,
                    });
                }
                Piece::Start(name, _) | Piece::End(name) if html::is_block(name) => self.flush(),
                Piece::Start(..) | Piece::End(_) => {}
            }
        }
    }
}

fn level_of(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Whether a heading is one by the marks in front of it.
fn is_atx(source: &str) -> bool {
    let source = source.trim_start();
    let level = source.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level)
        && source[level..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_every_form_are_found() {
        let text = "See [a [b] c](https://x/1 \"t\"), <https://x/2>, https://x/3. And <a href='https://x/4'>d</a> [e] ü[";
        let blocks = blocks(text);
        let found: Vec<(&str, &str)> = blocks[0]
            .links()
            .map(|link| (link.text.as_str(), link.address.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("a [b] c", "https://x/1"),
                ("", "https://x/2"),
                ("", "https://x/3"),
                ("d", "https://x/4"),
            ]
        );
        assert!(blocks[0].text.ends_with("[e] ü["), "{}", blocks[0].text);
    }

    #[test]
    fn code_and_comments_say_nothing() {
        let texts: Vec<String> =
            blocks("# T\na\nb\n\n- c\n- d\n```\ncode\n```\n<!-- x\ny -->\ne<br>\nf")
                .iter()
                .flat_map(|block| block.text.lines())
                .map(str::to_owned)
                .collect();
        assert_eq!(texts, ["T", "a b", "c", "d", "e", "f"]);
    }

    #[test]
    fn a_line_under_a_paragraph_leaves_it_one() {
        let kinds: Vec<(Kind, String)> = blocks("a\n---\n#b\n===\n# c\n> # d\n")
            .into_iter()
            .map(|block| (block.kind, block.text))
            .collect();
        let expected = [
            (Kind::Text, "a"),
            (Kind::Heading(2), "a"),
            (Kind::Text, "#b"),
            (Kind::Heading(1), "#b"),
            (Kind::Heading(1), "c"),
            (Kind::Text, "d"),
        ];
        assert_eq!(kinds, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn marks_of_the_author_mark_nothing() {
        let blocks = blocks("a \u{e000}0\u{e001} [b\u{e000}](https://x/1)");
        assert_eq!(blocks[0].text, "a 0 \u{e000}0\u{e001}");
    }
}
