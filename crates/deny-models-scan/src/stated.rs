//! What an object of a data file states of the models that it names: their licence, and what they were made from.

use super::binding_names;
use super::hub_id;
use super::index::Crate;
use super::ir::{Expr, FileIr, NodeIdx, NodeRef};
use super::scan::{FoundKind, StatedModel};
use super::url::{self, Named};

/// Statements and models of one object.
const MAX_FIELDS: usize = 32;
/// Names of the field with the licence.
const LICENSE: [&str; 10] = [
    "license",
    "licence",
    "licenses",
    "licences",
    "license_id",
    "licence_id",
    "model_license",
    "spdx",
    "spdx_id",
    "license_spdx",
];
/// Names of the field beside it with the name of a licence that has no id.
const LICENSE_NAME: [&str; 2] = ["license_name", "licence_name"];
/// Names of the field with what a model was made from.
const BASE: [&str; 6] = [
    "base_model",
    "base_models",
    "base_model_id",
    "base_model_ids",
    "finetuned_from",
    "finetuned_from_model",
];
/// Fields of a statement that is an object itself.
const PARTS: [&str; 7] = ["id", "key", "name", "repo", "repo_id", "spdx", "spdx_id"];

/// A text in a field of an object.
#[derive(Debug)]
pub(super) struct Field {
    /// The name of the field in lower case, with `_` between its words.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// What a field states, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum States {
    License,
    LicenseName,
    Base,
}

fn states(name: &str) -> Option<States> {
    if LICENSE.contains(&name) {
        Some(States::License)
    } else if LICENSE_NAME.contains(&name) {
        Some(States::LicenseName)
    } else if BASE.contains(&name) {
        Some(States::Base)
    } else {
        None
    }
}

/// Whether a field of this name states something of the models of its object.
pub(super) fn is_statement(name: &str) -> bool {
    states(name).is_some()
}

/// Whether the text is one of the object around a statement: `license: { id: "mit" }`.
pub(super) fn is_part_of_statement(name: &str) -> bool {
    PARTS.contains(&name)
}

/// `licenseName` as a field of Rust is called: `license_name`.
pub(super) fn field_name(name: &str) -> String {
    binding_names::words_of(name).collect::<Vec<_>>().join("_")
}

/// What an object with these fields states of each model that it names.
pub(super) fn of_object(file: &str, fields: &[Field]) -> Vec<StatedModel> {
    let texts = |wanted: States| -> Vec<String> {
        let fields = fields.iter();
        let fields = fields.filter(|field| states(&field.name) == Some(wanted));
        let texts = fields.map(|field| field.text.trim());
        texts
            .filter(|text| !says_nothing(text))
            .map(str::to_owned)
            .collect()
    };
    let (license, license_name) = (texts(States::License), texts(States::LicenseName));
    let base = texts(States::Base);
    let first = fields.iter().find(|field| is_statement(&field.name));
    let Some(first) =
        first.filter(|_| !(license.is_empty() && license_name.is_empty() && base.is_empty()))
    else {
        return Vec::new();
    };
    let models = fields.iter().filter(|field| !is_statement(&field.name));
    let models = models.flat_map(|field| models_of(&field.name, &field.text));
    let is_empty = |stated: &StatedModel| {
        stated.license.is_empty() && stated.license_name.is_empty() && stated.base.is_empty()
    };
    let mut stated: Vec<StatedModel> = models
        .take(MAX_FIELDS)
        .map(|(artifact, kind)| StatedModel {
            base: base
                .iter()
                .filter(|base| !base.eq_ignore_ascii_case(&artifact))
                .cloned()
                .collect(),
            artifact,
            kind,
            license: license.clone(),
            license_name: license_name.clone(),
            file: file.to_owned(),
            line: first.line,
            column: first.column,
        })
        .filter(|stated| !is_empty(stated))
        .collect();
    stated.sort();
    stated.dedup();
    stated
}

/// Whether a text states no licence and no model: who wrote it did not know.
fn says_nothing(text: &str) -> bool {
    const WORDS: [&str; 8] = ["", "-", "?", "n/a", "none", "null", "tbd", "unknown"];
    WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// The models that a text may name in a field of this name. One that nothing takes does no harm: what is stated of it
/// decides nothing.
fn models_of(name: &str, text: &str) -> Vec<(String, FoundKind)> {
    match url::named(text) {
        Some(Named::Repo(id, _)) => return vec![(id, FoundKind::HfRepoId)],
        Some(Named::Url(url)) => return vec![(url, FoundKind::Url)],
        None => {}
    }
    if text.starts_with("ollama:") {
        return vec![(text.to_owned(), FoundKind::Ollama)];
    }
    if text.starts_with("modelscope:") {
        return vec![(text.to_owned(), FoundKind::Url)];
    }
    let mut models = Vec::new();
    models.extend(hub_id::plain(text).map(|id| (id, FoundKind::HfRepoId)));
    let named_so = ["model", "name", "id", "tag", "ollama"];
    let is_named = name.split('_').any(|word| named_so.contains(&word));
    let is_word = !text.is_empty() && text.len() <= 128 && !text.contains(char::is_whitespace);
    if is_named && is_word && !text.contains("://") {
        models.push((format!("ollama:{text}"), FoundKind::Ollama));
    }
    models
}

/// What the tables that code reads state of models; `is_built` decides which of them count.
pub(super) fn of_tables(crate_ir: &Crate, is_built: impl Fn(NodeRef) -> bool) -> Vec<StatedModel> {
    let tables = (0..).zip(&crate_ir.files);
    let tables = tables.filter(|(number, file)| {
        file.table
            && !file.nodes.is_empty()
            && is_built(NodeRef {
                file: *number,
                ix: 0,
            })
    });
    let mut all: Vec<StatedModel> = tables.flat_map(|(_, file)| of_table(file)).collect();
    all.sort();
    all.dedup();
    all
}

fn of_table(file: &FileIr) -> impl Iterator<Item = StatedModel> + '_ {
    let objects = file.nodes.iter().filter_map(|node| match &node.ex {
        Expr::Record(_, fields, _) => Some(fields),
        _ => None,
    });
    let objects = objects.filter(|fields| fields.iter().any(|(name, _)| is_statement(name)));
    objects.flat_map(|fields| of_object(&file.path, &texts_of(file, fields)))
}

/// The texts of the fields of an object: lists of texts too, and of statements what their objects name.
fn texts_of(file: &FileIr, fields: &[(String, NodeIdx)]) -> Vec<Field> {
    let mut texts = Vec::new();
    for (name, value) in fields {
        let values = match &file.node(*value).ex {
            Expr::Seq(parts) => parts.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let mut values: Vec<NodeIdx> = values.iter().copied().take(MAX_FIELDS).collect();
        if is_statement(name) {
            let inner = values
                .iter()
                .filter_map(|value| match &file.node(*value).ex {
                    Expr::Record(_, fields, _) => Some(fields),
                    _ => None,
                });
            let inner = inner
                .flatten()
                .filter(|(name, _)| is_part_of_statement(name));
            let inner: Vec<NodeIdx> = inner.map(|(_, value)| *value).collect();
            values.extend(inner);
        }
        for value in values {
            let node = file.node(value);
            if let Expr::Lit(text) = &node.ex {
                texts.push(Field {
                    name: name.clone(),
                    text: text.clone(),
                    line: node.line,
                    column: node.column,
                });
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::super::tables;
    use super::*;

    /// Each statement of a table in one line.
    fn stated(path: &str, table: &str) -> Vec<String> {
        let file = tables::read(path, table, &Limits::default()).expect("a table");
        let lines = of_table(&file).map(|stated| {
            let parts = [stated.license, stated.license_name, stated.base];
            let parts: Vec<String> = parts.iter().map(|part| part.join("+")).collect();
            format!("{} {} :{}", stated.artifact, parts.join("/"), stated.line)
        });
        lines.collect()
    }

    #[test]
    fn an_object_states_what_stands_beside_its_model() {
        for (path, table, expected) in [
            (
                "x.json",
                "[{\"repo\": \"a/b\",\n\"license\": \"cc-by-nc-4.0\"},\n{\"repo\": \"a/c\"}]",
                &["a/b cc-by-nc-4.0// :2"][..],
            ),
            (
                "x.toml",
                "[[m]]\nrepo = 'a/b'\nlicence = 'cc-by-nc-4.0'\nbase_model = 'a/base'\n",
                &["a/b cc-by-nc-4.0//a/base :3"],
            ),
            (
                "x.yaml",
                "- url: https://huggingface.co/a/b/resolve/main/x.gguf\n  license:\n    - cc-by-nc-4.0\n    - mit\n",
                &["a/b cc-by-nc-4.0+mit// :3"],
            ),
            (
                "x.json",
                r#"{"hfRepo": "a/b", "license": {"name": "cc-by-nc-4.0"}, "baseModel": [{"id": "c/d"}]}"#,
                &["a/b cc-by-nc-4.0//c/d :1"],
            ),
            (
                "x.json",
                r#"{"repo": "a/b", "license": "other", "license_name": "acme-nc"}"#,
                &["a/b other/acme-nc/ :1"],
            ),
            (
                "x.json",
                r#"{"model": "acme:7b", "license": "mit"}"#,
                &["ollama:acme:7b mit// :1"],
            ),
            // What another object states is not of this model.
            (
                "x.json",
                r#"{"license": "cc-by-nc-4.0", "models": [{"repo": "a/b"}]}"#,
                &[],
            ),
            (
                "x.json",
                r#"{"repo": "a/b", "license": "unknown", "base_model": ""}"#,
                &[],
            ),
            (
                "x.json",
                r#"{"repo": "a/b", "license": 7, "base_model": "a/b"}"#,
                &[],
            ),
        ] {
            assert_eq!(stated(path, table), expected, "{table}");
        }
    }
}
