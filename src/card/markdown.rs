//! Markdown, as far as claims in cards need it: blocks of text with their links, without code and comments.

/// Links of one block that are kept.
const MAX_LINKS: usize = 64;

/// Longest link, in bytes.
const MAX_LINK: usize = 2048;

/// Blocks that are read.
const MAX_BLOCKS: usize = 4096;

/// Stands around the number of a link in the text of a block.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading of this level.
    Heading(usize),
    /// A paragraph, an item of a list or a row of a table.
    Text,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// Its text in one line, with a mark in the place of each link.
    pub(super) text: String,
    pub(super) links: Vec<Link>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) address: String,
}

impl Block {
    fn new(kind: Kind, text: &str) -> Self {
        let (text, links) = links(text);
        Self { kind, text, links }
    }

    /// The number of the link whose mark is in a word, and what stands before and behind it.
    pub(super) fn mark(word: &str) -> Option<(&str, usize, &str)> {
        let (before, rest) = word.split_once(OPEN)?;
        let (number, after) = rest.split_once(CLOSE)?;
        Some((before, number.parse().ok()?, after))
    }
}

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let text = without_comments(text);
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        if blocks.len() >= MAX_BLOCKS {
            break;
        }
        let line = line.trim();
        if let Some(mark) = ["```", "~~~"]
            .into_iter()
            .find(|mark| line.starts_with(mark))
        {
            match fence {
                Some(open) if open == mark => fence = None,
                Some(_) => {}
                None => fence = Some(mark),
            }
            flush(&mut paragraph, &mut blocks);
            continue;
        }
        if fence.is_some() {
            continue;
        }
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']) {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::new(Kind::Heading(level), line[level..].trim()));
            continue;
        }
        if line.is_empty() {
            flush(&mut paragraph, &mut blocks);
            continue;
        }
        let item = ["- ", "* ", "+ "]
            .iter()
            .find_map(|mark| line.strip_prefix(mark));
        let quoted = line.strip_prefix("> ");
        if item.is_some() || line.starts_with('|') || line.starts_with("**") {
            flush(&mut paragraph, &mut blocks);
        }
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        let ends = ["<br>", "<br/>", "<br />", "</p>"];
        let of_line = item.or(quoted).unwrap_or(line);
        let bare = ends
            .iter()
            .find_map(|end| of_line.strip_suffix(end))
            .unwrap_or(of_line);
        paragraph.push_str(bare);
        if bare.len() < of_line.len() || line.starts_with('|') {
            flush(&mut paragraph, &mut blocks);
        }
    }
    flush(&mut paragraph, &mut blocks);
    blocks
}

fn flush(paragraph: &mut String, blocks: &mut Vec<Block>) {
    if !paragraph.is_empty() {
        blocks.push(Block::new(Kind::Text, paragraph));
        paragraph.clear();
    }
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

/// The text with a mark for each link, and the links: `[text](address)`, `<address>`, `<a href="address">text</a>` and
/// bare addresses.
fn links(text: &str) -> (String, Vec<Link>) {
    let mut out = String::with_capacity(text.len());
    let mut links = Vec::new();
    let mut rest = text;
    while let Some(start) = next_start(rest) {
        out.push_str(&rest[..start].replace([OPEN, CLOSE], ""));
        let at = &rest[start..];
        let found = inline(at).or_else(|| anchor(at)).or_else(|| bare(at));
        match found {
            Some((link, length)) if links.len() < MAX_LINKS => {
                out.push(OPEN);
                out.push_str(&links.len().to_string());
                out.push(CLOSE);
                links.push(link);
                rest = &at[length..];
            }
            _ => {
                let char = at.chars().next().map_or(1, char::len_utf8);
                out.push_str(&at[..char]);
                rest = &at[char..];
            }
        }
    }
    out.push_str(&rest.replace([OPEN, CLOSE], ""));
    (out, links)
}

fn next_start(text: &str) -> Option<usize> {
    // One pass, whatever the text: what is looked for is told from where it could begin.
    text.bytes().enumerate().find_map(|(at, byte)| {
        let starts = match byte {
            b'[' => true,
            b'<' => ["<a ", "<http"].iter().any(|start| has(text, at, start)),
            b'h' => ["https://", "http://"]
                .iter()
                .any(|start| has(text, at, start)),
            _ => false,
        };
        starts.then_some(at)
    })
}

fn has(text: &str, at: usize, start: &str) -> bool {
    text.as_bytes()[at..].starts_with(start.as_bytes())
}

/// The first bytes of a text, up to the end of a character.
fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// `[text](address "title")`, with brackets inside the text.
fn inline(text: &str) -> Option<(Link, usize)> {
    const LONGEST: usize = 400;
    if !text.starts_with('[') {
        return None;
    }
    let mut depth = 0;
    let mut close = None;
    for (at, char) in text.char_indices().take(LONGEST) {
        match char {
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    close = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    let close = close?;
    let behind = text[close + 1..].strip_prefix('(')?;
    let end = head(behind, MAX_LINK).find(')')?;
    let address = behind[..end].split_whitespace().next().unwrap_or_default();
    let link = Link {
        text: text[1..close].replace(['*', '`'], ""),
        address: address.trim_matches(['<', '>']).to_owned(),
    };
    Some((link, close + 1 + 1 + end + 1))
}

fn anchor(text: &str) -> Option<(Link, usize)> {
    if !text.starts_with("<a ") {
        return None;
    }
    let text = head(text, MAX_LINK);
    let open = text.find('>')?;
    let (_, behind) = text[..open].split_once("href=")?;
    let address = match behind.chars().next()? {
        quote @ ('"' | '\'') => behind[1..].split(quote).next()?,
        _ => behind.split_whitespace().next()?,
    };
    let inner = &text[open + 1..];
    let end = inner.find("</a>")?;
    let link = Link {
        text: inner[..end].to_owned(),
        address: address.to_owned(),
    };
    Some((link, open + 1 + end + "</a>".len()))
}

fn bare(text: &str) -> Option<(Link, usize)> {
    let inner = text.strip_prefix('<').unwrap_or(text);
    if !inner.starts_with("http") {
        return None;
    }
    let inner = head(inner, MAX_LINK);
    let end = inner
        .find(|char: char| char.is_whitespace() || "<>\"'`|)]".contains(char))
        .unwrap_or(inner.len());
    let address = inner[..end].trim_end_matches(['.', ',', ';', ':', '*']);
    let skipped = text.len() - inner.len();
    let closing = usize::from(skipped > 0 && inner[end..].starts_with('>') && address.len() == end);
    let link = Link {
        text: String::new(),
        address: address.to_owned(),
    };
    Some((link, skipped + address.len() + closing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_every_form_are_found() {
        let block = Block::new(
            Kind::Text,
            "See [a [b] c](https://x/1 \"t\"), <https://x/2>, https://x/3. And <a href='https://x/4'>d</a> [e] ü[",
        );
        let found: Vec<(&str, &str)> = block
            .links
            .iter()
            .map(|link| (link.text.as_str(), link.address.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("a [b] c", "https://x/1"),
                ("", "https://x/2"),
                ("", "https://x/3"),
                ("d", "https://x/4")
            ]
        );
        assert!(block.text.ends_with("[e] ü["), "{}", block.text);
    }

    #[test]
    fn code_and_comments_say_nothing() {
        let texts: Vec<String> =
            blocks("# T\na\nb\n\n- c\n- d\n```\ncode\n```\n<!-- x\ny -->\ne<br>\nf")
                .into_iter()
                .map(|block| block.text)
                .collect();
        assert_eq!(texts, ["T", "a b", "c", "d", "e", "f"]);
    }
}
