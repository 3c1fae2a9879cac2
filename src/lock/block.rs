//! What a block of the lock says.

use std::collections::BTreeSet;

use crate::finding::How;
use crate::model::{Artifact, Relation};

/// A licence file of a model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedText {
    /// Its path in the repository.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The licence that the text is, by canonical id; `None` when it is not recognised.
    pub license: Option<String>,
}

/// A file with weights.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedWeights {
    /// Its path in the repository.
    pub path: String,
    /// The SHA-256 of its bytes, as the hub lists it.
    pub sha256: String,
}

/// What was seen of a model at one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedModel {
    /// The repository, without a revision.
    pub id: Artifact,
    /// The revision by which it is pulled; `None` when that is not pinned.
    pub asked: Option<String>,
    /// The commit that was seen.
    pub revision: Option<String>,
    /// The name that the hub answered with, where it is another: the model was renamed.
    pub renamed: Option<Artifact>,
    /// The licence of its card; a list on a card means that all of them apply.
    pub license: Vec<String>,
    /// The name that the card gives a licence which is none of the hub's.
    pub license_name: Option<String>,
    /// Where the card says that the text is.
    pub license_link: Option<String>,
    /// The licence files that were read.
    pub texts: Vec<LockedText>,
    /// How the hub restricts access: `auto`, `manual`.
    pub gated: Option<String>,
    /// Its base models; `None` when nothing is said.
    pub base: Option<Vec<Artifact>>,
    /// It was made from a further model that is not named in a way that can be followed.
    pub base_unnamed: bool,
    /// How it was made from its base models.
    pub relation: Option<Relation>,
    /// The models that it loads beside its own weights; `None` when nothing is said.
    pub components: Option<Vec<Artifact>>,
    /// It loads a further model that is not named.
    pub component_unnamed: bool,
    /// Its files with weights.
    pub files: Vec<LockedWeights>,
    /// Where each fact was seen, one sentence each.
    pub source: Vec<String>,
    /// Why nothing could be told, where that is so: the absence of facts is one.
    pub unresolved: Option<String>,
}

impl LockedModel {
    /// A model of which nothing is said yet. The revision of `model` is the one that is asked for.
    #[must_use]
    pub fn new(model: &Artifact) -> Self {
        Self {
            id: model.clone().at(None),
            asked: model.revision().map(str::to_owned),
            revision: None,
            renamed: None,
            license: Vec::new(),
            license_name: None,
            license_link: None,
            texts: Vec::new(),
            gated: None,
            base: None,
            base_unnamed: false,
            relation: None,
            components: None,
            component_unnamed: false,
            files: Vec::new(),
            source: Vec::new(),
            unresolved: None,
        }
    }

    /// The model as it is pulled.
    #[must_use]
    pub fn artifact(&self) -> Artifact {
        self.id.clone().at(self.asked.as_deref())
    }

    /// As reports name it.
    pub(super) fn name(&self) -> String {
        self.artifact().to_string()
    }

    pub(super) fn key(&self) -> (String, String) {
        model_key(&self.id.key(), self.asked.as_deref())
    }

    /// Puts lists whose order says nothing in order.
    pub(super) fn tidy(&mut self) {
        for models in [&mut self.base, &mut self.components].into_iter().flatten() {
            sort_models(models);
        }
        self.texts.sort();
        self.texts.dedup();
        self.files.sort();
        self.files.dedup();
    }

    /// Base models and components, which have to be known for a verdict on this one.
    pub fn parents(&self) -> impl Iterator<Item = &Artifact> {
        self.base.iter().chain(&self.components).flatten()
    }
}

pub(super) fn model_key(name: &str, asked: Option<&str>) -> (String, String) {
    (name.to_owned(), asked.unwrap_or_default().to_owned())
}

fn sort_models(models: &mut Vec<Artifact>) {
    let mut seen = BTreeSet::new();
    models.retain(|model| seen.insert((model.key(), model.revision().map(str::to_owned))));
    models.sort_by_cached_key(|model| (model.key(), model.revision().map(str::to_owned)));
}

/// One model that a package pulls, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedPull {
    /// The model, with its revision where that is pinned. A file is one of the package.
    pub model: Artifact,
    /// How it comes in.
    pub how: How,
    /// Features of the package that are all needed.
    pub features: Vec<String>,
    /// A `cfg(...)` or a target triple.
    pub target: Option<String>,
    /// The part of the package that pulls: `lib`, `bin`, `build` or `dev`.
    pub scope: String,
}

/// What a package pulls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its checksum in Cargo.lock; packages of a registry have one.
    pub checksum: Option<String>,
    /// What it pulls.
    pub pulls: Vec<LockedPull>,
}

impl LockedPackage {
    /// As cargo names it.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    pub(super) fn key(&self) -> (String, String, Option<String>) {
        (
            self.name.clone(),
            self.version.clone(),
            self.checksum.clone(),
        )
    }

    /// Puts lists whose order says nothing in order. A file belongs to the package, which need not be repeated.
    pub(super) fn tidy(&mut self) {
        for pull in &mut self.pulls {
            pull.model = pull.model.in_any_package();
            pull.features.sort();
            pull.features.dedup();
        }
        self.pulls.sort();
        self.pulls.dedup();
    }
}
