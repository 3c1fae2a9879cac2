//! HTML and Markdown taken off a text: what a reader of the page would not see, and nothing else.

/// HTML elements that a copied licence page may have. Any other angle bracket is text: what a reader sees in plain
/// text must not vanish.
const ELEMENTS: [&str; 37] = [
    "a",
    "article",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "i",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "span",
    "strong",
    "sub",
    "sup",
    "title",
    "u",
    "ul",
];

const ENTITIES: [(&str, &str); 16] = [
    ("amp", "&"),
    ("quot", "\""),
    ("apos", "'"),
    ("lt", "<"),
    ("gt", ">"),
    ("nbsp", " "),
    ("ldquo", "\""),
    ("rdquo", "\""),
    ("lsquo", "'"),
    ("rsquo", "'"),
    ("copy", " "),
    ("reg", ""),
    ("trade", ""),
    ("ndash", "-"),
    ("mdash", "-"),
    ("bull", " "),
];

/// Without HTML elements, with entities decoded, and with the parts of a Markdown link apart.
pub(super) fn strip_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', ']']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (plain, length) = match rest.as_bytes()[0] {
            b'<' => element_len(rest).map_or(("<", 1), |length| (" ", length)),
            b'&' => entity(rest).unwrap_or(("&", 1)),
            _ => ("] ", 1),
        };
        out.push_str(plain);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

fn element_len(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let end = inner
        .find(['<', '>'])
        .filter(|end| inner.as_bytes()[*end] == b'>')?;
    let name = inner[..end].trim_start_matches('/');
    let name = name
        .split(|char: char| !char.is_ascii_alphanumeric())
        .next()?;
    ELEMENTS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
        .then_some(end + 2)
}

fn entity(text: &str) -> Option<(&'static str, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    if let Some((_, plain)) = ENTITIES.iter().find(|(known, _)| *known == name) {
        return Some((plain, end + 1));
    }
    let code = match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => name.strip_prefix('#')?.parse().ok()?,
    };
    // Written as a number: quotes, dashes, blanks and the like. A letter written so is left as it stands, and so is
    // no word of any licence.
    let plain = match char::from_u32(code)? {
        '\'' | '"' | '\u{2018}'..='\u{201f}' => "'",
        '-' | '\u{2010}'..='\u{2015}' => "-",
        '&' => "&",
        '<' => "<",
        '>' => ">",
        char if char.is_alphanumeric() => return None,
        _ => " ",
    };
    Some((plain, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_and_entities_go_and_everything_else_stays() {
        assert_eq!(
            strip_markup("<p class=\"x\">a&nbsp;&#8220;b&#x201D;</P>c<br/>"),
            " a 'b' c "
        );
        assert_eq!(
            strip_markup("&#45;&#8212;&#38;&#60;&#62;&#39;&#160;x"),
            "--&<>' x"
        );
        for text in [
            "<never> a < b",
            "&bogus; & &#; &#xffffffff; &#65;",
            "<p",
            "&",
        ] {
            assert_eq!(strip_markup(text), text);
        }
        assert_eq!(strip_markup("[a](b)"), "[a] (b)");
        assert!(ELEMENTS.is_sorted());
    }
}
