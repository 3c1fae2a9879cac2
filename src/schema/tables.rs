//! From the tables that people write to their schemas.

use serde_json::{Map, Value as Json, json};

use crate::report::vocabulary::{codes, ways};
use deny_models::config::keys::{Key, Keys, Section, Value};
use deny_models::lint::Code;
use deny_models::manifest;
use deny_models::model::Relation;
use deny_models::policy;

const LEVELS: [&str; 3] = ["allow", "warn", "deny"];

/// `deny-models.toml`.
pub(super) fn policy() -> Json {
    table(&policy::keys::FILE)
}

/// A table of facts that a policy names.
pub(super) fn facts_table() -> Json {
    table(&policy::keys::FACTS_FILE)
}

/// A whole Cargo.toml; only our own table is described.
pub(super) fn cargo_manifest() -> Json {
    // The outer tables are cargo's: anything may stand in them.
    let wrap = |name: &str, inner: Json| json!({ "type": "object", "properties": { name: inner } });
    let ours = table(&manifest::keys::METADATA);
    wrap("package", wrap("metadata", wrap("deny-models", ours)))
}

/// A table and those in it.
fn table(section: &Section) -> Json {
    let mut properties = Map::new();
    let mut required = Vec::new();
    match section.keys {
        Keys::Named(keys) => {
            for key in keys {
                properties.insert(key.name.to_owned(), describe(key));
                if key.required {
                    required.push(key.name);
                }
            }
        }
        Keys::Codes => properties.extend(codes().into_iter().map(level)),
        Keys::Ways => properties.extend(ways().into_iter().map(level)),
    }
    let mut table = json!({
        "type": "object",
        "description": plain(section.about),
        "additionalProperties": false,
        "properties": properties,
    });
    if let Some(table) = table.as_object_mut() {
        if !required.is_empty() {
            table.insert("required".to_owned(), required.into());
        }
        table.extend(rules(section.name));
    }
    table
}

fn level(name: &'static str) -> (String, Json) {
    (name.to_owned(), json!({ "enum": LEVELS }))
}

/// Rules between the keys of a table; the parsers report the same rules as errors.
fn rules(section: &str) -> Map<String, Json> {
    let each = |keys: &[&str]| -> Vec<Json> {
        keys.iter()
            .map(|key| json!({ "required": [key] }))
            .collect()
    };
    let rules = match section {
        "[[exception]]" => {
            let code = json!({ "code": { "const": "named-model" } });
            let either = |key: &&str| {
                [
                    json!({ "required": [key, "until"] }),
                    json!({ "required": [key, "code"], "properties": code }),
                ]
            };
            let all: Vec<Json> = ["model", "crate"].iter().flat_map(either).collect();
            json!({ "anyOf": all })
        }
        "[[model]]" => json!({
            "oneOf": each(&["id", "path"]),
            "dependencies": {
                "reason": ["until"], "until": ["reason"], "path": ["crate"], "crate": ["path"]
            },
        }),
        "[[crate]]" | "[[policy.facts]]" => {
            json!({ "dependencies": { "reason": ["until"], "until": ["reason"] } })
        }
        "[[package.metadata.deny-models.model]]" => {
            json!({ "oneOf": each(&["id", "url", "path"]) })
        }
        _ => json!({}),
    };
    rules.as_object().cloned().unwrap_or_default()
}

/// The schema of a key, with its description.
fn describe(key: &Key) -> Json {
    let mut schema = of_value(key.value);
    if let Some(schema) = schema.as_object_mut() {
        let default = match key.default {
            "" => String::new(),
            default => format!("\n\nDefault: {default}."),
        };
        let about = plain(&format!("{}{default}", key.about));
        // The description of the table itself has more detail.
        schema.entry("description").or_insert_with(|| about.into());
    }
    schema
}

fn of_value(value: Value) -> Json {
    // A value with a syntax of its own is a string here: the tool reports its errors with their position.
    let text = || json!({ "type": "string", "minLength": 1 });
    let list = || json!({ "type": "array", "items": text() });
    match value {
        Value::Flag => json!({ "type": "boolean" }),
        Value::Text => json!({ "type": "string", "pattern": "\\S" }),
        Value::Day => json!({ "type": "string", "format": "date" }),
        Value::Licenses
        | Value::Models
        | Value::Packages
        | Value::MemberFeatures
        | Value::Triples => list(),
        Value::Protected => json!({ "anyOf": [
            { "const": "osi" },
            { "type": "array", "items": { "type": "string", "minLength": 1, "not": { "const": "osi" } }, "minItems": 1 },
        ] }),
        Value::Features => json!({ "anyOf": [
            text(),
            { "type": "array", "items": text(), "minItems": 1 },
        ] }),
        Value::Word(words) => json!({ "enum": words }),
        Value::Relation => json!({ "enum": Relation::ALL.map(Relation::as_str) }),
        Value::Finding => {
            json!({ "enum": Code::excepted().map(Code::as_str).collect::<Vec<_>>() })
        }
        Value::How => json!({ "enum": ways() }),
        Value::Sha256 => json!({ "type": "string", "pattern": "^[0-9a-fA-F]{64}$" }),
        Value::License
        | Value::Model
        | Value::HubId
        | Value::Url
        | Value::Path
        | Value::File
        | Value::Revision
        | Value::Package
        | Value::Version
        | Value::Target => text(),
        Value::Table(section) => table(section),
        Value::Tables(section) => json!({ "type": "array", "items": table(section) }),
    }
}

/// Words without the links of the guide, which lead nowhere in an editor.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        out.push_str(before);
        match link
            .split_once("](")
            .and_then(|(words, after)| Some((words, after.split_once(')')?.1)))
        {
            Some((words, after)) if !words.contains(['[', ']', '`']) => {
                out.push_str(words);
                rest = after;
            }
            _ => {
                out.push('[');
                rest = link;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_described() {
        for (schema, root) in [
            (policy(), &policy::keys::FILE),
            (facts_table(), &policy::keys::FACTS_FILE),
            (cargo_manifest(), &manifest::keys::METADATA),
        ] {
            let text = schema.to_string();
            for section in root.all() {
                for name in section.key_names() {
                    assert!(text.contains(&format!("{name:?}:")), "{name}");
                }
                assert!(
                    text.contains(&json!(plain(section.about)).to_string()),
                    "{}",
                    section.name
                );
            }
        }
    }

    #[test]
    fn links_of_the_guide_become_words() {
        assert_eq!(
            plain("a [finding](findings.md) by `[]`"),
            "a finding by `[]`"
        );
        assert_eq!(plain("`[lints]` and [x]"), "`[lints]` and [x]");
    }
}
