//! The scripts of markup: HTML, and the files of Vue and Svelte. What stands in tags is given as tokens of a script too:
//! an attribute is a name that a text is assigned to.

use super::markup_inputs::{Attribute, Inputs};
use super::script_tokens::{self, Part, Token, Tokens};

/// Bytes between brackets in text, behind which they are brackets of a sentence.
const MAX_INSERTED: usize = 64 << 10;

/// Brackets that do not close, each of which is looked for as far as that.
const MAX_UNCLOSED: usize = 256;

/// Reads a file into tokens of scripts.
pub(super) fn read(text: &str, into: &mut Tokens) {
    let mut at = 0;
    let mut inputs = Inputs::default();
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['<', '{'])) {
        at += found;
        let rest = &text[at..];
        if rest.starts_with('{') {
            let length = inserted(rest, at, into);
            if length > 1 {
                script_tokens::read(text, at + 1..at + length - 1, into);
            }
            at += length;
        } else if rest.starts_with("<!--") {
            at += rest.find("-->").map_or(rest.len(), |end| end + 3);
        } else if is_tag(rest) {
            let name = rest[1..].trim_start_matches('/');
            let name = name.split(|char: char| !char.is_alphanumeric()).next();
            let name = name.unwrap_or_default().to_ascii_lowercase();
            let (end, attributes) = tag(text, at, into);
            let closes = rest.starts_with("</");
            inputs.tag((&name, closes), &attributes, into);
            at = end;
            if !closes && ["script", "style"].contains(&name.as_str()) {
                let end = end_of(&text[at..], &name);
                if name == "script" {
                    script_tokens::read(text, at..at + end, into);
                }
                at += end;
            }
        } else {
            at += 1;
        }
        if into.stopped.is_some() {
            return;
        }
    }
}

fn is_tag(rest: &str) -> bool {
    let next = rest[1..].chars().next();
    next.is_some_and(|char| char.is_alphabetic() || char == '/')
}

/// Where the end tag begins of what is inside an element.
fn end_of(inside: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = inside.get(at..).and_then(|rest| rest.find("</")) {
        let start = at + found;
        let after = inside.get(start + 2..start + 2 + name.len());
        if after.is_some_and(|after| after.eq_ignore_ascii_case(name)) {
            return start;
        }
        at = start + 2;
    }
    inside.len()
}

/// The length of what is between brackets, with them; 1 where they do not close.
fn inserted(rest: &str, at: usize, into: &mut Tokens) -> usize {
    let mut open = 0_usize;
    for (at, byte) in rest.bytes().enumerate().take(MAX_INSERTED) {
        match byte {
            b'{' => open += 1,
            b'}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return at + 1;
        }
    }
    into.unclosed += 1;
    if into.unclosed > MAX_UNCLOSED {
        into.stopped.get_or_insert(at);
    }
    1
}

/// Reads the attributes of the tag at `at`, and returns where what is behind it begins, and the attributes.
fn tag<'t>(text: &'t str, mut at: usize, into: &mut Tokens) -> (usize, Vec<Attribute<'t>>) {
    let mut attributes = Vec::new();
    at += 1;
    at += text[at..].find(ends_name).unwrap_or(text.len() - at);
    loop {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            return (at, attributes);
        };
        match first {
            '>' => return (at + 1, attributes),
            '{' => {
                let length = inserted(rest, at, into);
                if length > 1 {
                    script_tokens::read(text, at + 1..at + length - 1, into);
                }
                at += length;
            }
            _ if ends_name(first) => at += first.len_utf8(),
            _ => {
                let name = rest.split(ends_name).next().unwrap_or(rest);
                at += name.len();
                let after = text[at..].trim_start();
                let Some(after) = after.strip_prefix('=') else {
                    continue;
                };
                let value = after.trim_start();
                let start = text.len() - value.len();
                let (end, attribute) = attribute(text, name, start, into);
                attributes.push(attribute);
                at = end;
            }
        }
        if into.stopped.is_some() {
            return (text.len(), attributes);
        }
    }
}

fn ends_name(char: char) -> bool {
    char.is_whitespace() || "=>/\"'{".contains(char)
}

/// Reads the value of an attribute, and returns where it ends, and what it is.
fn attribute<'t>(
    text: &'t str,
    name: &'t str,
    start: usize,
    into: &mut Tokens,
) -> (usize, Attribute<'t>) {
    let written = name;
    let rest = &text[start..];
    let (inside, end) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner = &rest[1..];
            match inner.find(quote) {
                Some(length) => (start + 1..start + 1 + length, start + length + 2),
                None => (start + 1..start + 1, start + 1),
            }
        }
        Some('{') => {
            let length = inserted(rest, start, into);
            (start..start + length, start + length)
        }
        _ => {
            let length = rest.find(|char: char| char.is_whitespace() || char == '>');
            let end = start + length.unwrap_or(rest.len());
            (start..end, end)
        }
    };
    let value = text.get(inside.clone()).unwrap_or_default();
    let code = name.starts_with([':', '@', '#']) || name.starts_with("v-") || name.contains(':');
    let name = name.trim_start_matches([':', '@', '#']);
    into.all.push((start, Token::Word(name.to_owned())));
    into.all.push((start, Token::Mark('=')));
    let first = into.all.len();
    let in_brackets = value.starts_with('{') && value.ends_with('}') && value.len() > 1;
    if in_brackets {
        script_tokens::read(text, inside.start + 1..inside.end - 1, into);
    } else if code {
        script_tokens::read(text, inside, into);
    } else {
        into.all.push((start, Token::Text(parts(value))));
    }
    let tokens = first..into.all.len();
    into.all.push((end, Token::Mark(';')));
    let attribute = Attribute {
        name: written,
        value: value.trim_start_matches('{').trim_end_matches('}'),
        tokens,
    };
    (end, attribute)
}

/// A value with what Svelte fills in.
fn parts(value: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('{') {
        let (hole, behind) = after.split_once('}').unwrap_or((after, ""));
        let is_path = hole
            .chars()
            .all(|char| char.is_alphanumeric() || "._$".contains(char));
        let hole = if is_path { hole } else { "" };
        parts.push(Part::Known(before.to_owned()));
        parts.push(Part::Hole(hole.to_owned()));
        rest = behind;
    }
    parts.push(Part::Known(rest.to_owned()));
    parts.retain(|part| *part != Part::Known(String::new()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let mut tokens = Tokens::default();
        read(text, &mut tokens);
        let texts = tokens.all.into_iter().filter_map(|(_, token)| match token {
            Token::Text(parts) => Some(format!("{parts:?}")),
            _ => None,
        });
        texts
            .map(|text| text.replace("Known(", "").replace(')', ""))
            .collect()
    }

    #[test]
    fn scripts_and_attributes_are_read_and_comments_are_not() {
        let vue = "<!-- <a b='no'> --><script setup lang=\"ts\">const a = 'x' // 'no'\n</script>\n\
                   <template><X :model=\"'y' + z\" plain='w' @click=\"go('v')\"/>{{ f(`u`) }}</template>\n\
                   <style>a { b: url('no') }</style>";
        assert_eq!(
            texts(vue),
            [
                "[\"ts\"]", "[\"x\"]", "[\"y\"]", "[\"w\"]", "[\"v\"]", "[\"u\"]"
            ]
        );
        let svelte = "<Model url={'x'} {...rest} src=\"https://h/{id}.gguf\" on:click={() => go('y')}/>{#if a}{b('z')}{/if}";
        assert_eq!(
            texts(svelte),
            [
                "[\"x\"]",
                "[\"https://h/\", Hole(\"id\", \".gguf\"]",
                "[\"y\"]",
                "[\"z\"]"
            ]
        );
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in [
            "<",
            "<a",
            "<a b",
            "<a b=",
            "<a b='",
            "<a {",
            "{",
            "<script>",
            "<!--",
            "<\u{e9} \u{e9}='\u{e9}",
            "< {{{ >}",
        ] {
            texts(text);
            texts(&text.repeat(2_000));
        }
    }
}
