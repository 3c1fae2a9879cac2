//! HTML in Markdown: its tags, and the text between them.

use std::borrow::Cow;

/// A part of an HTML text. Names are in lower case, and empty where they are none that matters.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(Cow<'a, str>),
    /// A tag, and its attributes as they are written.
    Start(&'static str, &'a str),
    End(&'static str),
}

/// Tags that end a block of text.
const BLOCKS: [&str; 19] = [
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "center",
    "blockquote",
    "details",
    "summary",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];
/// Tags that matter otherwise.
const OTHERS: [&str; 7] = ["a", "br", "td", "th", "script", "style", "pre"];

/// Whether a tag ends a block of text.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// The level of the heading that a tag begins.
pub(super) fn heading(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// The parts of an HTML text, without comments and declarations.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let (piece, left) = first(rest);
            rest = left;
            if piece.is_some() {
                return piece;
            }
        }
    })
}

fn first(html: &str) -> (Option<Piece<'_>>, &str) {
    if let Some(comment) = html.strip_prefix("<!--") {
        let left = comment.split_once("-->").map_or("", |(_, left)| left);
        return (None, left);
    }
    if let Some(tag) = html.strip_prefix('<')
        && tag.starts_with(|char: char| char.is_ascii_alphabetic() || "/!?".contains(char))
    {
        return match tag.split_once('>') {
            Some((tag, left)) => (piece_of(tag), left),
            // No tag ends behind it either.
            None => (Some(Piece::Text(html.into())), ""),
        };
    }
    let next = html.char_indices().skip(1).find(|(_, char)| *char == '<');
    let (text, left) = html.split_at(next.map_or(html.len(), |(at, _)| at));
    (Some(Piece::Text(plain(text))), left)
}

/// A tag that matters, by what stands between its angle brackets.
fn piece_of(tag: &str) -> Option<Piece<'_>> {
    let (closing, tag) = tag
        .strip_prefix('/')
        .map_or((false, tag), |tag| (true, tag));
    let end = tag
        .find(|char: char| !char.is_ascii_alphanumeric())
        .unwrap_or(tag.len());
    let (written, attributes) = tag.split_at(end);
    let name = BLOCKS
        .iter()
        .chain(&OTHERS)
        .find(|name| name.eq_ignore_ascii_case(written))?;
    Some(if closing {
        Piece::End(name)
    } else {
        Piece::Start(name, attributes)
    })
}

/// The address that the attributes of a link give.
pub(super) fn address(attributes: &str) -> Option<Cow<'_, str>> {
    let lower = attributes.to_ascii_lowercase();
    let at = lower.match_indices("href").find_map(|(at, name)| {
        let is_whole =
            lower[..at].ends_with(|char: char| char.is_whitespace() || "\"'".contains(char));
        let value = attributes[at + name.len()..]
            .trim_start()
            .strip_prefix('=')?;
        is_whole.then(|| value.trim_start())
    })?;
    let value = match at.chars().next()? {
        quote @ ('"' | '\'') => at[1..].split(quote).next()?,
        _ => at.split_whitespace().next()?,
    };
    Some(plain(value.trim()))
}

/// A text with the characters that entities commonly stand for.
fn plain(text: &str) -> Cow<'_, str> {
    const ENTITIES: [(&str, &str); 8] = [
        ("&nbsp;", " "),
        ("&#58;", ":"),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    if !text.contains(['&', '\n', '\r']) {
        return text.into();
    }
    let text = text.replace(['\n', '\r'], " ");
    let all = ENTITIES.iter();
    all.fold(text, |text, (entity, char)| text.replace(entity, char))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_distinguished_from_text() {
        let found: Vec<Piece<'_>> =
            pieces("<3 ü<!-- <b> --><B>x</b>&amp;<A\nHREF = 'y'>z</a><!doctype x><br/>\n<p")
                .collect();
        let expected = [
            Piece::Text("<3 ü".into()),
            Piece::Text("x".into()),
            Piece::Text("&".into()),
            Piece::Start("a", "\nHREF = 'y'"),
            Piece::Text("z".into()),
            Piece::End("a"),
            Piece::Start("br", "/"),
            Piece::Text(" ".into()),
            Piece::Text("<p".into()),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_address_of_a_link_is_found_however_it_is_quoted() {
        for (attributes, expected) in [
            (" href=x", Some("x")),
            (" class=\"a\" HREF = \"x?a&amp;b\" id=1", Some("x?a&b")),
            ("\nhref='x y'", Some("x y")),
            (" data-href=z href=x", Some("x")),
            (" name=href", None),
            (" href=", None),
            ("", None),
        ] {
            assert_eq!(address(attributes).as_deref(), expected, "{attributes}");
        }
    }
}
