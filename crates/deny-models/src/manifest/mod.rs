//! The manifest of a crate's models: `[package.metadata.deny-models]` in its Cargo.toml.
//!
//! It travels with the published crate. Nothing else in the Cargo.toml is judged: that is cargo's business.
//!
//! ```
//! use deny_models::manifest::Manifest;
//! use deny_models::source::SourceFile;
//!
//! let text = "[[package.metadata.deny-models.model]]\nid = \"Qwen/Qwen2.5-7B-Instruct\"\n";
//! let manifest = Manifest::parse(&SourceFile::new("Cargo.toml", text)).unwrap();
//! assert_eq!(manifest.models[0].artifact.value.name(), "Qwen/Qwen2.5-7B-Instruct");
//! assert_eq!(manifest.models[0].how.value.as_str(), "runtime");
//! ```

pub mod keys;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::cargo_toml::Part;
use crate::config::entry::Entry;
use crate::config::reader::{self, Mistakes, Table};
use crate::config::shared::{Stated, TARGET};
use crate::domain::How;
use crate::license::Terms;
use crate::model::{Artifact, Relation};
use crate::source::Spanned;
use crate::source::{Place, Problem, SourceFile};
use crate::text::nearest;
use crate::text::quoted;

/// The models that a crate ships or loads, as its manifest states them.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The models, in the order of the file.
    pub models: Vec<ManifestModel>,
}

/// One model, as the crate that pulls it describes it.
#[derive(Debug, Clone)]
pub struct ManifestModel {
    /// The model: of the keys `id`, `url` and `path`, exactly one is there.
    pub artifact: Spanned<Artifact>,
    /// The revision, from the key or from the id.
    pub revision: Option<Spanned<String>>,
    /// Its licence.
    pub license: Option<Spanned<Terms>>,
    /// How it comes in. When not stated, a file is bundled and all else is runtime, in the place of the artifact.
    pub how: Spanned<How>,
    /// Features of the crate that are all needed for it.
    pub feature: Vec<Spanned<String>>,
    /// The targets for which it is pulled: a triple or `cfg(...)`.
    pub target: Option<Spanned<String>>,
    /// The digest of the file, in lower case.
    pub sha256: Option<Spanned<String>>,
    /// Its base models: `None` when not stated, empty when stated that it has none.
    pub base: Option<Vec<Spanned<Artifact>>>,
    /// How it was made from its base models.
    pub relation: Option<Spanned<Relation>>,
    /// The models in it or loaded by it: `None` when not stated, empty when stated that there are none.
    pub components: Option<Vec<Spanned<Artifact>>>,
    /// The whole entry.
    pub place: Place,
}

impl Manifest {
    /// Reads the text of a Cargo.toml; one without the table gives an empty manifest.
    ///
    /// # Errors
    ///
    /// Every mistake in the table, in the order of the text, or the syntax errors of the file.
    pub fn parse(source: &Arc<SourceFile>) -> Result<Self, Vec<Problem>> {
        let mut mistakes = Mistakes::new(source);
        let mut manifest = Self::default();
        if let Some(tree) = reader::document(source.text(), &mut mistakes) {
            let place = mistakes.place(0..0);
            let root = Table::new(&tree, "Cargo.toml", place);
            let features = known_features(Part::new(&tree));
            manifest.models = read_package(root, &features, &mut mistakes).unwrap_or_default();
        }
        mistakes.finish(manifest)
    }

    /// Whether the crate states nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.models.is_empty()
    }
}

/// `None` when there is no such table.
fn read_package(
    mut root: Table<'_>,
    features: &BTreeSet<&str>,
    mistakes: &mut Mistakes,
) -> Option<Vec<ManifestModel>> {
    // `project` is what old crates call it.
    let package = root.get("package", mistakes);
    let package = package.or_else(|| root.get("project", mistakes))?;
    let metadata = package.as_table("[package]")?.get("metadata", mistakes)?;
    let mut metadata = metadata.as_table("[package.metadata]")?;
    refuse_misspelt(&metadata, mistakes);
    let ours = metadata.get("deny-models", mistakes)?;
    let ours = ours.table(keys::METADATA.name, mistakes)?;
    let ours = Entry::new(ours, &keys::METADATA, mistakes);
    let models = ours.tables(&keys::MODELS, mistakes, |entry, mistakes| {
        model(entry, features, mistakes)
    });
    refuse_twins(&models, mistakes);
    Some(models)
}

/// Whether a key under `metadata` is a slip for `deny-models`.
#[must_use]
pub fn is_misspelt(key: &str) -> bool {
    const SLIPS: [&str; 3] = ["deny-model", "cargo-deny-models", "cargo-deny-model"];
    let folded = key.to_lowercase().replace('_', "-");
    (folded == "deny-models" && key != folded) || SLIPS.contains(&folded.as_str())
}

/// Cargo takes any table under `metadata`, so a slip in the name would void the manifest without a word.
fn refuse_misspelt(metadata: &Table<'_>, mistakes: &mut Mistakes) {
    let entries = metadata.entries(mistakes);
    let slips = entries.iter().filter(|(key, _)| is_misspelt(key.value));
    let has_right_one = entries.iter().any(|(key, _)| key.value == "deny-models");
    // Beside another table it is not for a program to decide which one counts, so `fix` leaves them.
    let help = if slips.count() == 1 && !has_right_one {
        "write `deny-models`, or run `cargo deny-models fix`"
    } else {
        "write all of it under one `deny-models`"
    };
    for (key, _) in entries {
        if is_misspelt(key.value) {
            mistakes.report(
                &key.place,
                format!("{} is not read by anything", quoted(key.value)),
                "unknown key",
                help,
            );
        }
    }
}

/// The names that `--features` takes: `[features]` and optional dependencies.
fn known_features(root: Part<'_>) -> BTreeSet<&str> {
    // Every crate has it, stated or not.
    let mut names = BTreeSet::from(["default"]);
    let features = root.table("features").into_iter().flat_map(Part::entries);
    names.extend(features.map(|(name, _)| name));
    let kinds = ["dependencies", "build-dependencies", "build_dependencies"];
    let optional = root
        .all_dependencies(&kinds)
        .filter(|dependency| dependency.table.is_some_and(|it| it.is_true("optional")));
    names.extend(optional.map(|dependency| dependency.key));
    names
}

fn model(
    entry: &Entry<'_>,
    features: &BTreeSet<&str>,
    mistakes: &mut Mistakes,
) -> Option<ManifestModel> {
    let mut artifact = artifact(entry, mistakes);
    let stated = Stated::read(entry, artifact.as_mut(), mistakes);
    let how = entry.read(&keys::HOW, mistakes);
    let feature = entry.read(&keys::FEATURE, mistakes).unwrap_or_default();
    refuse_unknown_features(&feature, features, mistakes);
    let target = entry.read(&TARGET, mistakes);
    let artifact = artifact?;
    Some(ManifestModel {
        how: how.unwrap_or_else(|| default_how(&artifact)),
        artifact,
        revision: stated.revision,
        license: stated.license,
        feature,
        target,
        sha256: stated.sha256,
        base: stated.base,
        relation: stated.relation,
        components: stated.components,
        place: entry.place().clone(),
    })
}

/// Reads the one of `id`, `url` and `path` that is there.
fn artifact(entry: &Entry<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Artifact>> {
    let fields = [keys::ID, keys::URL, keys::PATH];
    let written = fields
        .into_iter()
        .filter_map(|field| Some((entry.node(&field.key, mistakes)?, field)));
    let written: Vec<_> = written.collect();
    match written.as_slice() {
        [(node, field)] => (field.read)(node, mistakes),
        [] => {
            mistakes.report(
                entry.place(),
                format!("`{}` names no model", entry.name()),
                "needs `id`, `url` or `path`",
                "add `id = \"org/name\"`, or `url` or `path`",
            );
            None
        }
        [(first, _), rest @ ..] => {
            for (node, _) in rest {
                mistakes.report(
                    &node.place,
                    format!(
                        "`{}` beside `{}` in `{}`",
                        node.name,
                        first.name,
                        entry.name()
                    ),
                    "a second name",
                    "keep exactly one of `id`, `url` and `path`",
                );
            }
            None
        }
    }
}

fn default_how(artifact: &Spanned<Artifact>) -> Spanned<How> {
    let how = match artifact.value {
        Artifact::Path { .. } => How::Bundled,
        Artifact::Hub { .. } | Artifact::Registry(_) | Artifact::Url(_) => How::Runtime,
    };
    Spanned::new(how, artifact.place.clone())
}

fn refuse_unknown_features(
    written: &[Spanned<String>],
    known: &BTreeSet<&str>,
    mistakes: &mut Mistakes,
) {
    for feature in written {
        let name = feature.value.as_str();
        if known.contains(name) {
            continue;
        }
        let near = mistakes
            .may_suggest(name)
            .then(|| nearest(name, known.iter().copied()))
            .flatten();
        let help = match near {
            Some(near) => format!("did you mean {}?", quoted(near)),
            None => "add it to `[features]`, or name one that is there".to_owned(),
        };
        mistakes.report(
            &feature.place,
            format!("the crate has no feature {}", quoted(name)),
            "neither a feature nor an optional dependency",
            help,
        );
    }
}

/// The same model may come in by several ways, but an entry that repeats the way contradicts the other or is idle.
fn refuse_twins(models: &[ManifestModel], mistakes: &mut Mistakes) {
    let mut seen: HashMap<_, &Place> = HashMap::new();
    for model in models {
        let features: BTreeSet<_> = model.feature.iter().map(|name| &name.value).collect();
        let target = model.target.as_ref().map(|target| &target.value);
        let way = (model.how.value, features, target);
        let key = (
            model.artifact.value.key(),
            model.artifact.value.revision(),
            way,
        );
        match seen.get(&key) {
            Some(_) if mistakes.is_flooded() => return,
            None => {
                seen.insert(key, &model.artifact.place);
            }
            Some(first) => mistakes.report(
                &model.artifact.place,
                format!(
                    "{} is described twice, first in line {}",
                    quoted(&model.artifact.value.to_string()),
                    first.line()
                ),
                "second entry",
                "join the two, or make them differ in `how`, `feature` or `target`",
            ),
        }
    }
}
