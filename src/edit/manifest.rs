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
    /// The member whose manifest has it.
    pub(crate) member: PackageRef,
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
    let entries = pulls.iter().map(|pull| Added {
        member: member.clone(),
        model: pull.artifact.clone(),
        toml: manifest_entry(pull).join("\n") + "\n",
    });
    // Names compare without case.
    let entries = entries.filter(|added| seen.insert(added.toml.to_lowercase()));
    add(&mut edited, entries.collect(), &mut left_out);
    (edited, left_out)
}

/// Adds the entries that can be in the file. Each try reads all of it, so they are tried together, and by halves where not
/// all of them can be.
fn add(edited: &mut Edited, mut entries: Vec<Added>, left_out: &mut Vec<LeftOut>) {
    if entries.is_empty() {
        return;
    }
    match (with_entries(edited, &entries), entries.len()) {
        (Ok(after), _) => {
            edited.after = after;
            edited.added.append(&mut entries);
        }
        (Err(why), 1) => left_out.extend(entries.pop().map(|added| LeftOut {
            member: added.member,
            model: added.model,
            why,
        })),
        (Err(_), many) => {
            let behind = entries.split_off(many / 2);
            add(edited, entries, left_out);
            add(edited, behind, left_out);
        }
    }
}

/// The file with further entries; or why they cannot be in it.
fn with_entries(edited: &Edited, entries: &[Added]) -> Result<String, String> {
    // Old crates call it `project`.
    let table = if has_package(&edited.after) {
        "package"
    } else {
        "project"
    };
    let header = format!("[[{table}.");
    let entries = entries
        .iter()
        .map(|added| added.toml.replacen("[[package.", &header, 1));
    let path = [table, "metadata", "deny-models", "model"];
    let after = append(&edited.after, &path, &entries.collect::<Vec<_>>())
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

#[cfg(test)]
mod tests {
    use deny_models::domain::{How, PullSource};
    use deny_models::source::Place;
    use proptest::prelude::*;

    use super::*;

    const MANIFESTS: [&str; 5] = [
        "[package]\nname = \"app\"\n[features]\nx = []\n",
        "[package]\nname = \"app\" # ours\n[package.metadata.deny-models]\n[features]\nx = []",
        "[features]\r\nx = []\r\n[package]\r\nname = 'app'\r\n[[package.metadata.deny-models.model]]\r\nid = 'o/n'\r\n",
        "features.x = []\n[package]\nname = \"app\"\nmetadata = { deny-models = { model = [{ id = \"o/n\" }] } }\n",
        "[project]\nname = \"app\"\n[features]\nx = []\n",
    ];

    fn pull() -> impl Strategy<Value = Pull> {
        let artifact = prop_oneof![
            "[a-z]{1,4}/[A-Za-z0-9][A-Za-z0-9._-]{0,6}[a-z0-9](@v[0-9])?",
            "https://host\\.example/[a-z0-9%?=&'\"-]{1,8}x",
            "\\./models/[a-zäö0-9 '_-]{1,8}x\\.onnx",
        ];
        let feature = prop::option::of(Just("x".to_owned()));
        let target = prop::option::of(Just("cfg(all(unix, target_arch = \"x86_64\"))".to_owned()));
        (artifact, 0..How::ALL.len(), feature, target).prop_filter_map(
            "no model",
            |(artifact, how, feature, target)| {
                let source = SourceFile::new("src/lib.rs", "");
                Some(Pull {
                    artifact: Artifact::parse(&artifact).ok()?,
                    how: How::ALL[how],
                    features: feature.into_iter().collect(),
                    target,
                    source: PullSource::Source,
                    place: Place::new(&source, 0..0),
                    places: Vec::new(),
                    scope: None,
                    declared: false,
                    sha256: None,
                })
            },
        )
    }

    fn shown(
        (name, revision): (&str, Option<&str>),
        how: How,
        features: &[String],
        target: Option<&String>,
    ) -> String {
        format!("{name} {revision:?} {how:?} {features:?} {target:?}")
    }

    /// Model, way, features and target of each entry.
    fn stated(text: &str) -> Vec<String> {
        let manifest = Manifest::parse(&SourceFile::new("Cargo.toml", text));
        let manifest = manifest.unwrap_or_else(|problems| panic!("{problems:?} {text}"));
        let entries = manifest.models.iter().map(|model| {
            let features = model.feature.iter().map(|feature| feature.value.clone());
            let features: Vec<String> = features.collect();
            let revision = model.revision.as_ref().map(|revision| &*revision.value);
            let target = model.target.as_ref().map(|target| &target.value);
            let artifact = &model.artifact.value;
            let model_of = (artifact.name(), revision.or(artifact.revision()));
            shown(model_of, model.how.value, &features, target)
        });
        entries.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: ProptestConfig::default().cases / 2, ..ProptestConfig::default() })]

        /// What is written is read back, and nothing is written a second time.
        #[test]
        fn what_is_declared_is_read_back_and_declared_once(
            manifest in 0..MANIFESTS.len(),
            pulls in prop::collection::vec(pull(), 1..4),
        ) {
            let member = PackageRef {
                name: "app".into(),
                version: "0.1.0".into(),
            };
            let pulls: Vec<&Pull> = pulls.iter().collect();
            let before = MANIFESTS[manifest];
            let (edited, left_out) = declare("Cargo.toml".into(), before, &member, &pulls);
            let (old, new) = (stated(before), stated(&edited.after));
            prop_assert_eq!(&new[..old.len()], &old[..]);
            prop_assert_eq!(new.len(), old.len() + edited.added.len(), "{}", edited.after);
            let given: Vec<String> = pulls
                .iter()
                .map(|pull| {
                    let model_of = (pull.artifact.name(), pull.artifact.revision());
                    shown(model_of, pull.how, &pull.features, pull.target.as_ref())
                })
                .collect();
            for entry in &new[old.len()..] {
                prop_assert!(given.contains(entry), "{} {:?}", entry, given);
            }
            // Two ways of one model are one entry too many.
            for left in &left_out {
                prop_assert!(left.why.contains("is described twice"), "{}", left.why);
            }
            let (again, _) = declare("Cargo.toml".into(), &edited.after, &member, &pulls);
            prop_assert_eq!(again.after, edited.after);
        }
    }
}
