//! `mergekit_config.yml`: the parents of a merge.

use serde_saphyr::Spanned;

use super::yaml::{Document, Node};
use deny_models::evidence::header::{Base, Confidence, Format, Header, ProblemKind, Stated};

/// Parents that are kept.
const MAX_PARENTS: usize = 1_000;

/// Reads a merge configuration.
#[must_use]
pub fn read(bytes: &[u8]) -> Header {
    let mut header = Header::new(Format::MergeConfig);
    let document = match std::str::from_utf8(bytes)
        .map_err(|_| "is not UTF-8".to_owned())
        .and_then(Document::parse)
    {
        Ok(document) => document,
        Err(why) => {
            header.fault(
                ProblemKind::Unreadable,
                format!("the merge configuration {why}"),
            );
            return header.finish();
        }
    };
    header.derived = true;
    header
        .relation
        .push(Stated::new("merge", "merge_method", Confidence::Own));
    for (key, value) in &document.entries {
        match key.as_str() {
            "base_model" => parent(&document, key, value, &mut header),
            "models" | "slices" => walk(&document, key, value, &mut header),
            "merge_method" => {
                if let Some(method) = document.text(value) {
                    header.fact(method, key, Confidence::Own);
                }
            }
            _ => {}
        }
    }
    header.finish()
}

/// Lists and mappings down to each `model`; their depth is within the budget of the parser.
fn walk(document: &Document<'_>, path: &str, value: &Spanned<Node>, header: &mut Header) {
    match &value.value {
        Node::List(list) => list
            .iter()
            .for_each(|item| walk(document, path, item, header)),
        Node::Map(entries) => {
            for (key, value) in entries {
                let path = format!("{path}.{key}");
                match key.as_str() {
                    "model" | "base_model" => parent(document, &path, value, header),
                    "sources" => walk(document, &path, value, header),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// `path[@revision][+lora[@revision]]`, or an object with `model` and `lora`, each `path` and `revision`.
fn parent(document: &Document<'_>, key: &str, value: &Spanned<Node>, header: &mut Header) {
    if let Some(text) = document.text(value) {
        for id in text.split('+') {
            push(id.trim(), key, header);
        }
        return;
    }
    let Node::Map(entries) = &value.value else {
        if !matches!(value.value, Node::Null) {
            header.fault(ProblemKind::Value, format!("`{key}` is not a model name"));
        }
        return;
    };
    if let Some(path) = field(document, entries, "path") {
        let revision = field(document, entries, "revision").map(|revision| format!("@{revision}"));
        return push(
            &format!("{path}{}", revision.unwrap_or_default()),
            key,
            header,
        );
    }
    for (name, value) in entries
        .iter()
        .filter(|(name, _)| ["model", "lora"].contains(&name.as_str()))
    {
        parent(document, &format!("{key}.{name}"), value, header);
    }
}

fn field(
    document: &Document<'_>,
    entries: &[(String, Spanned<Node>)],
    name: &str,
) -> Option<String> {
    entries
        .iter()
        .find(|(key, _)| key == name)
        .and_then(|(_, value)| document.text(value))
}

fn push(id: &str, key: &str, header: &mut Header) {
    let base = Base::read(id, key, Confidence::Own);
    let new = header
        .base_models
        .iter()
        .all(|known| known.shown != base.shown);
    if !id.is_empty() && new && header.base_models.len() < MAX_PARENTS {
        header.add_base(base);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_stand_in_many_places() {
        let text = "models:\n  - model: {model: {path: acme/a, revision: v1}, lora: {path: acme/l}}\n  - model: ./out\n\
                    slices:\n  - sources:\n      - model: acme/b@v2+acme/c\n";
        let header = read(text.as_bytes());
        let shown: Vec<&str> = header
            .base_models
            .iter()
            .map(|base| base.shown.as_str())
            .collect();
        assert_eq!(
            shown,
            [
                "acme/a@v1",
                "acme/l",
                "local path .../out",
                "acme/b@v2",
                "acme/c"
            ]
        );
    }
}
