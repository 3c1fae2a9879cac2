//! The JSON Schemas under `schemas/`, for editors and for programs that read the output.
//!
//! Those of the policy and the manifest are made from the declarations of keys that their readers use.
//! Those of the output are derived from the types that are printed. All are draft 7, which TOML tools take.

mod tables;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::report;

/// The directory of the schemas in the repository of a release.
const DIRECTORY: &str = concat!(
    "https://raw.githubusercontent.com/cargo-deny-models/cargo-deny-models/v",
    env!("CARGO_PKG_VERSION"),
    "/schemas"
);

/// A file under `schemas/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: &'static str,
    /// Its content.
    pub text: String,
}

/// Every schema.
#[must_use]
pub fn files() -> Vec<File> {
    vec![
        file(
            "deny-models.schema.json",
            "Policy of cargo-deny-models (deny-models.toml)",
            tables::policy(),
        ),
        file(
            "facts-table.schema.json",
            "Table of facts that a policy of cargo-deny-models names",
            tables::facts_table(),
        ),
        file(
            "cargo-manifest.schema.json",
            "Cargo.toml with [package.metadata.deny-models]",
            tables::cargo_manifest(),
        ),
        file(
            "check.schema.json",
            "Output of cargo deny-models check --format json",
            of::<report::json::Check<'static>>(),
        ),
        file(
            "resolve.schema.json",
            "Output of cargo deny-models resolve --format json",
            of::<Vec<report::json::Resolved<'static>>>(),
        ),
        file(
            "list.schema.json",
            "Output of cargo deny-models list --format json",
            of::<Vec<report::list::JsonMember<'static>>>(),
        ),
        file(
            "why.schema.json",
            "Output of cargo deny-models why --format json",
            of::<report::why::Why<'static>>(),
        ),
        file(
            "inspect.schema.json",
            "Output of cargo deny-models inspect --format json",
            of::<Vec<report::inspect::FileOut<'static>>>(),
        ),
        file(
            "scan-line.schema.json",
            "A line of the output of cargo deny-models scan --format jsonl",
            of::<report::scan::Shown<'static>>(),
        ),
        file(
            "notice.schema.json",
            "Output of cargo deny-models notice --format json",
            of::<report::notice::Facts>(),
        ),
        file(
            "fix.schema.json",
            "Output of cargo deny-models fix --format json",
            of::<report::fix::Fix<'static>>(),
        ),
        file(
            "except.schema.json",
            "Output of cargo deny-models except --format json",
            of::<report::except::Except<'static>>(),
        ),
        file(
            "except-list.schema.json",
            "Output of cargo deny-models except --list --format json",
            of::<Vec<report::except::ListedOut<'static>>>(),
        ),
        file(
            "diff.schema.json",
            "Output of cargo deny-models diff --format json",
            of::<report::diff::Diff<'static>>(),
        ),
        file(
            "preview.schema.json",
            "Output of cargo deny-models preview --format json",
            of::<report::preview::Preview<'static>>(),
        ),
        file(
            "verify.schema.json",
            "Output of cargo deny-models verify --format json",
            of::<report::verify::Verify<'static>>(),
        ),
    ]
}

/// The schema of what a type is printed as.
fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().for_serialize();
    let schema: Schema = SchemaGenerator::new(settings).into_root_schema_for::<T>();
    schema.to_value()
}

/// Puts the name and the place of a schema first.
fn file(name: &'static str, title: &str, schema: Value) -> File {
    let mut whole = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": format!("{DIRECTORY}/{name}"),
    });
    if let (Some(whole), Value::Object(schema)) = (whole.as_object_mut(), schema) {
        for (key, value) in schema {
            whole.entry(key).or_insert(value);
        }
        whole.insert("title".to_owned(), title.into());
    }
    File {
        name,
        text: format!("{whole:#}\n"),
    }
}
