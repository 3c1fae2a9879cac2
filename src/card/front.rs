//! Model cards: the front matter of a `README.md`, and hints from its body.

use std::ops::Range;

use serde_saphyr::Spanned;

use super::yaml::{Document, Node};
use super::{merge, prose};
use deny_models::evidence::header::{
    Base, Confidence, Format, Header, ProblemKind, Stated, shortened,
};
use deny_models::license::{License, lookup};
use deny_models::model::{Artifact, Relation};

/// Front matter beyond this is no front matter.
const MAX_FRONT: usize = 1 << 20;
/// The part of the body that is searched for hints.
const MAX_BODY: usize = 256 * 1024;
/// Data sets and tags that are kept.
const MAX_LIST: usize = 1_000;
/// Merge configurations in the body that are read.
const MAX_QUOTED: usize = 4;

/// Reads a model card. `bytes` may be cut behind the front matter.
#[must_use]
pub fn read(bytes: &[u8]) -> Header {
    let mut header = Header::new(Format::Card);
    let body = match front_matter(bytes) {
        Ok(Some(parts)) => {
            match std::str::from_utf8(&bytes[parts.yaml.clone()]) {
                Ok(yaml) => {
                    // With the lines in front of it as empty ones, the parser counts as an editor does.
                    let before = bytes[..parts.yaml.start]
                        .split(|byte| *byte == b'\n')
                        .count()
                        - 1;
                    yaml_of(&("\n".repeat(before) + yaml), &mut header);
                }
                Err(error) => {
                    let at = parts.yaml.start + error.valid_up_to();
                    header.fault(
                        ProblemKind::Unreadable,
                        format!("the front matter is not UTF-8 (at byte {at})"),
                    );
                }
            }
            parts.body
        }
        Ok(None) => 0..bytes.len(),
        Err(why) => {
            header.fault(ProblemKind::Unreadable, why);
            return header.finish();
        }
    };
    let end = body.end.min(body.start.saturating_add(MAX_BODY));
    let body = String::from_utf8_lossy(&bytes[body.start..end]);
    hints(&body, &mut header);
    header.prose = prose::read(&body);
    header.finish()
}

struct Parts {
    yaml: Range<usize>,
    body: Range<usize>,
}

/// Where the front matter and the body are. The block starts with the first line that is not blank, which is `---`,
/// and ends with the next line `---`.
fn front_matter(bytes: &[u8]) -> Result<Option<Parts>, String> {
    let mut lines = Lines {
        bytes,
        at: if bytes.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        },
    };
    loop {
        match lines.next() {
            Some((_, [])) => {}
            Some((_, b"---")) => break,
            _ => return Ok(None),
        }
    }
    let start = lines.at;
    while let Some((at, line)) = lines.next() {
        if lines.at - start > MAX_FRONT {
            return Err(format!("the front matter has more than {MAX_FRONT} bytes"));
        }
        if line == b"---" {
            return Ok(Some(Parts {
                yaml: start..at,
                body: lines.at..bytes.len(),
            }));
        }
    }
    Err("the front matter has no closing `---`".to_owned())
}

/// Lines with their starts, without the blanks at their ends.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let length = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(rest.len(), |at| at + 1);
        self.at += length;
        Some((start, rest[..length].trim_ascii_end()))
    }
}

fn yaml_of(yaml: &str, header: &mut Header) {
    let document = match Document::parse(yaml) {
        Ok(document) => document,
        Err(why) => {
            return header.fault(
                ProblemKind::Unreadable,
                format!("the front matter cannot be read: {why}"),
            );
        }
    };
    for (key, value) in &document.entries {
        entry(&document, key, value, header);
    }
    for key in ["base_model", "base_model_relation"] {
        if document.all(key).count() > 1 {
            header.fault(ProblemKind::Conflict, format!("`{key}` stands twice"));
        }
    }
}

fn entry(document: &Document<'_>, key: &str, value: &Spanned<Node>, header: &mut Header) {
    match key {
        "license"
        | "license_name"
        | "license_link"
        | "base_model_relation"
        | "model_name"
        | "author" => {
            let Some(stated) = stated(document, key, value, header) else {
                return;
            };
            let list = match key {
                "license" => return header.add_license(stated),
                "license_name" => &mut header.license_name,
                "license_link" => &mut header.license_link,
                "base_model_relation" => &mut header.relation,
                "author" => &mut header.author,
                _ => &mut header.name,
            };
            list.push(stated);
        }
        "base_model" => bases(document, key, value, Confidence::Own, header),
        "base_models" | "base_model_sources" | "finetuned_from" | "finetuned_from_model" => {
            bases(document, key, value, Confidence::Lower, header);
        }
        "new_version" | "license_details" | "library_name" | "pipeline_tag" => {
            // A successor is no ancestor, so `new_version` is no more than shown.
            if let Some(text) = document.text(value) {
                header.fact(shortened(&text), key, Confidence::Own);
            }
        }
        "datasets" => {
            for text in texts(document, value).into_iter().take(MAX_LIST) {
                header.fact(shortened(&text), key, Confidence::Own);
            }
        }
        "tags" => tags(&texts(document, value), header),
        "gated" | "extra_gated_eu_disallowed" => {
            if let Some(text) = document.text(value).filter(|text| text != "false") {
                header.fact(shortened(&text), key, Confidence::Own);
                header.note(format!(
                    "`{key}: {}`: who fetches it may have to accept more terms",
                    shortened(&text)
                ));
            }
        }
        key if key.starts_with("extra_gated_") => {
            let text = document.text(value).unwrap_or_else(|| "present".to_owned());
            header.fact(shortened(&text), key, Confidence::Own);
        }
        _ => {}
    }
}

/// A text, or a list of texts with commas between them.
fn stated(
    document: &Document<'_>,
    key: &str,
    value: &Spanned<Node>,
    header: &mut Header,
) -> Option<Stated> {
    let license = key.starts_with("license");
    let fault = if license {
        ProblemKind::License
    } else {
        ProblemKind::Value
    };
    let text = match &value.value {
        Node::Null => return None,
        Node::List(list) => {
            let items: Vec<String> = list.iter().filter_map(|item| document.text(item)).collect();
            if items.len() < list.len() {
                header.fault(
                    fault,
                    format!("`{key}` is a list with something else than texts in it"),
                );
            }
            items.join(",")
        }
        Node::Map(_) => {
            header.fault(fault, format!("`{key}` is a mapping, where a text belongs"));
            return None;
        }
        Node::Text(_) | Node::Scalar => document.text(value)?,
    };
    Some(Stated::new(text, key, Confidence::Own))
}

fn texts(document: &Document<'_>, value: &Spanned<Node>) -> Vec<String> {
    match &value.value {
        Node::List(list) => list.iter().filter_map(|item| document.text(item)).collect(),
        _ => document.text(value).into_iter().collect(),
    }
}

/// An id, an address, a list of these, or objects with a name in them.
fn bases(
    document: &Document<'_>,
    key: &str,
    value: &Spanned<Node>,
    rank: Confidence,
    header: &mut Header,
) {
    let single = std::slice::from_ref(value);
    let items = if let Node::List(list) = &value.value {
        list.as_slice()
    } else {
        single
    };
    for item in items.iter().take(MAX_LIST) {
        let text = match &item.value {
            Node::Null => continue,
            Node::Map(entries) => {
                let named = |(key, _): &&(String, Spanned<Node>)| {
                    ["id", "name", "model", "repo_id", "repo_url", "url"].contains(&key.as_str())
                };
                entries
                    .iter()
                    .find(named)
                    .and_then(|(_, value)| document.text(value))
            }
            _ => document.text(item),
        };
        match text {
            Some(text) if text.is_empty() => {}
            Some(text) => {
                header.derived = true;
                header.add_base(Base::read(&text, key, rank));
            }
            None => {
                header.derived = true;
                header.fault(
                    ProblemKind::Value,
                    format!("`{key}` holds something that is not a model name"),
                );
            }
        }
    }
}

/// Tags that people or tools write by hand: `license:x`, `base_model:x`, and the parents of a merge.
fn tags(tags: &[String], header: &mut Header) {
    let merge = tags
        .iter()
        .any(|tag| ["merge", "mergekit", "lazymergekit"].contains(&tag.as_str()));
    for tag in tags.iter().take(MAX_LIST) {
        if let Some(license) = tag.strip_prefix("license:") {
            header.add_license(Stated::new(license, "tags", Confidence::Lower));
        } else if let Some(base) = tag.strip_prefix("base_model:") {
            let (relation, id) = base
                .split_once(':')
                .filter(|(word, _)| Relation::parse(word).is_some())
                .unwrap_or(("", base));
            header.derived = true;
            header.add_base(Base::read(id, "tags", Confidence::Lower));
            if !relation.is_empty() {
                header
                    .relation
                    .push(Stated::new(relation, "tags", Confidence::Lower));
            }
        } else if tag.matches('/').count() == 1
            && !tag.contains(':')
            && Artifact::parse_hub(tag).is_ok()
        {
            // Without the word merge such a tag may name anything.
            header.derived |= merge;
            header.add_base(Base::read(
                tag,
                "tags",
                if merge {
                    Confidence::Lower
                } else {
                    Confidence::Hint
                },
            ));
        }
    }
    if merge {
        header.derived = true;
        header
            .relation
            .push(Stated::new("merge", "tags", Confidence::Lower));
    }
}

/// Badges and quoted merge configurations.
fn hints(body: &str, header: &mut Header) {
    for badge in badges(body) {
        header.add_license(Stated::new(badge, "badge", Confidence::Hint));
    }
    for block in blocks(body)
        .filter(|block| block.contains("merge_method"))
        .take(MAX_QUOTED)
    {
        let quoted = merge::read(block.as_bytes());
        if !quoted.is_readable() {
            header.note("the body quotes a merge configuration that cannot be read");
            continue;
        }
        header.derived |= quoted.derived;
        let lower = |base: Base| Base {
            key: format!("body: {}", base.key),
            rank: Confidence::Lower,
            ..base
        };
        quoted
            .base_models
            .into_iter()
            .map(lower)
            .for_each(|base| header.add_base(base));
        if header.relation.is_empty() {
            header.relation.push(Stated::new(
                "merge",
                "body: merge_method",
                Confidence::Lower,
            ));
        }
    }
}

/// Licences of badges, `img.shields.io/badge/License-Apache_2.0-blue`: `_` is a blank, `--` a hyphen.
fn badges(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in body.split("img.shields.io/badge/").skip(1).take(64) {
        let end = part
            .find([')', '"', '\'', '>', '?', ' ', '\n'])
            .unwrap_or(part.len());
        let words: Vec<String> = part[..end]
            .replace("--", "\0")
            .split('-')
            .map(|word| {
                word.replace('\0', "-")
                    .replace("__", "\0")
                    .replace('_', " ")
                    .replace('\0', "_")
                    .replace("%20", " ")
            })
            .collect();
        let [label, value, ..] = words.as_slice() else {
            continue;
        };
        if !["license", "licence"]
            .iter()
            .any(|word| label.to_lowercase().contains(word))
        {
            continue;
        }
        let known = [value.clone(), value.replace(' ', "-")]
            .iter()
            .map(|text| lookup(text))
            .find(License::is_known);
        found.push(known.map_or_else(|| shortened(value), |license| license.id().to_owned()));
    }
    found.dedup();
    found
}

/// Fenced blocks of YAML.
fn blocks(body: &str) -> impl Iterator<Item = &str> {
    body.split("```").skip(1).step_by(2).filter_map(|block| {
        block
            .strip_prefix("yaml")
            .or_else(|| block.strip_prefix("yml"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_is_where_the_hub_looks_for_it() {
        let license = |text: &str| {
            read(text.as_bytes())
                .single_license()
                .map(|stated| stated.value.clone())
        };
        for text in [
            "---\nlicense: mit\n---\n",
            "\u{feff}---\r\nlicense: mit\r\n---\r\n",
            "\n  \n---  \nlicense: mit\n---  \nbody",
            "---\nlicense: mit\n---",
        ] {
            assert_eq!(license(text).as_deref(), Some("mit"), "{text:?}");
        }
        for text in [
            "",
            "---",
            "# x\n---\nlicense: mit\n---\n",
            "----\nlicense: mit\n---\n",
            "---\n---\nlicense: mit\n",
        ] {
            assert_eq!(license(text), None, "{text:?}");
        }
        assert!(!read(b"---\nlicense: mit\n").is_readable());
    }

    #[test]
    fn tags_count_less_than_fields_and_merges_name_their_parents() {
        let header = read(b"---\ntags: [merge, acme/a, 'license:mit', 'base_model:adapter:acme/b', 'arxiv:1/2']\n---\n");
        let bases: Vec<&str> = header
            .base_models
            .iter()
            .map(|base| base.shown.as_str())
            .collect();
        assert_eq!(bases, ["acme/a", "acme/b"]);
        assert_eq!(header.license[0].rank, Confidence::Lower);
        let header = read(b"---\nlicense: mit\ntags: [acme/a]\n---\n");
        assert_eq!(header.base_models[0].rank, Confidence::Hint);
    }

    #[test]
    fn badges_are_hints() {
        assert_eq!(
            badges("![](https://img.shields.io/badge/License-Apache_2.0-blue.svg)"),
            ["apache-2.0"]
        );
        assert_eq!(
            badges("https://img.shields.io/badge/Code%20License-MIT-red"),
            ["mit"]
        );
        assert_eq!(
            badges("https://img.shields.io/badge/license-CC--BY--NC_4.0-red"),
            ["cc-by-nc-4.0"]
        );
        assert!(badges("https://img.shields.io/badge/build-passing-green").is_empty());
    }
}
