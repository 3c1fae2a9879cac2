//! The manifest of a crate's models in its Cargo.toml.

use std::collections::HashSet;

use camino::Utf8PathBuf;

use super::append::append;
use super::rename::rename;
use deny_models::domain::PackageRef;
use deny_models::manifest::{Manifest, is_misspelt};
use deny_models::model::Artifact;
use deny_models::pull::{Pull, manifest_entry};
use deny_models::source::SourceFile;

/// A file before and after a change.
#[derive(Debug)]
pub(crate) struct Edited {
    /// The file.
    pub(crate) path: Utf8PathBuf,
    pub(crate) before: String,
    pub(crate) after: String,
    /// The entries that are new.
    pub(crate) added: Vec<Added>,
    /// The key that got another name, and that name.
    pub(crate) renamed: Option<(String, &'static str)>,
}

/// An entry for a model.
#[derive(Debug)]
pub(crate) struct Added {
    /// The model.
    pub(crate) model: Artifact,
    /// The entry.
    pub(crate) toml: String,
}

/// A model that the manifest cannot state.
#[derive(Debug)]
pub(crate) struct LeftOut {
    /// The member.
    pub(crate) member: PackageRef,
    /// The model.
    pub(crate) model: Artifact,
    /// The reason.
    pub(crate) why: String,
}

/// Adds entries for models that the code takes and the manifest does not state. They hold what the code shows: no
/// licence and no lineage, so that nothing about the model is claimed.
pub(crate) fn declare(
    path: Utf8PathBuf,
    before: &str,
    member: &PackageRef,
    pulls: &[&Pull],
) -> (Edited, Vec<LeftOut>) {
    let mut edited = Edited {
        path,
        before: before.to_owned(),
        after: before.to_owned(),
        added: Vec::new(),
        renamed: None,
    };
    let mut left_out = Vec::new();
    let mut seen = HashSet::new();
    for pull in pulls {
        let toml = manifest_entry(pull).join("\n") + "\n";
        // Names compare without case.
        if !seen.insert(toml.to_lowercase()) {
            continue;
        }
        match with_entry(&edited, &toml) {
            Ok(after) => {
                edited.after = after;
                edited.added.push(Added {
                    model: pull.artifact.clone(),
                    toml,
                });
            }
            Err(why) => left_out.push(LeftOut {
                member: member.clone(),
                model: pull.artifact.clone(),
                why,
            }),
        }
    }
    (edited, left_out)
}

/// The file with a further entry; or why it cannot be in it.
fn with_entry(edited: &Edited, toml: &str) -> Result<String, String> {
    // Old crates call it `project`.
    let table = if has_package(&edited.after) {
        "package"
    } else {
        "project"
    };
    let entry = toml.replacen("[[package.", &format!("[[{table}."), 1);
    let path = [table, "metadata", "deny-models", "model"];
    let after = append(&edited.after, &path, &entry)
        .ok_or("`package.metadata.deny-models.model` is no array of tables")?;
    let source = SourceFile::new(edited.path.clone(), after.as_str());
    match Manifest::parse(&source) {
        Ok(_) => Ok(after),
        Err(problems) => {
            let first = problems.first().map(|problem| problem.message.clone());
            Err(first.unwrap_or_default())
        }
    }
}

fn has_package(text: &str) -> bool {
    let document = text.parse::<toml_edit::DocumentMut>();
    document.is_ok_and(|document| document.contains_key("package"))
}

/// Gives a table under `metadata` the name that is read, where a slip keeps it from being read.
pub(crate) fn rename_table(path: Utf8PathBuf, before: &str) -> Option<Edited> {
    const NAME: &str = "deny-models";
    let (after, old) = ["package", "project"]
        .iter()
        .find_map(|table| rename(before, &[table, "metadata"], is_misspelt, NAME))?;
    Some(Edited {
        path,
        before: before.to_owned(),
        after,
        added: Vec::new(),
        renamed: Some((old, NAME)),
    })
}
