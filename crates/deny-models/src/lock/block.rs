//! The blocks of the lock.

use std::collections::BTreeSet;

use crate::domain::{How, Scope};
use crate::model::{Artifact, Relation};

/// A licence file of a model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedText {
    /// Its path in the repository.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The recognised licence, by canonical id; `None` when the text is not recognised.
    pub license: Option<String>,
}

/// A file with weights.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedWeights {
    /// Its path in the repository.
    pub path: String,
    /// The SHA-256 of its bytes, as the hub lists it.
    pub sha256: String,
    /// Its length in bytes, where the hub lists it.
    pub size: Option<u64>,
}

/// What was seen of a model at one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedModel {
    /// The repository, without a revision.
    pub id: Artifact,
    /// The requested revision; `None` when the pull is not pinned.
    pub asked: Option<String>,
    /// The commit that was seen.
    pub revision: Option<String>,
    /// The name that the hub answered with, where it is another: the model was renamed.
    pub renamed: Option<Artifact>,
    /// The licence of its card; a list on a card means that all of them apply.
    pub license: Vec<String>,
    /// The `license_name` of the card: a licence that is not one of the hub's.
    pub license_name: Option<String>,
    /// The `license_link` of the card.
    pub license_link: Option<String>,
    /// The licence files that were read.
    pub texts: Vec<LockedText>,
    /// How the hub restricts access: `auto`, `manual`.
    pub gated: Option<String>,
    /// Its base models; `None` when not stated.
    pub base: Option<Vec<Artifact>>,
    /// It was made from a further model that is not named in a way that can be followed.
    pub base_unnamed: bool,
    /// How it was made from its base models.
    pub relation: Option<Relation>,
    /// The models that it loads beside its own weights; `None` when not stated.
    pub components: Option<Vec<Artifact>>,
    /// It loads a further model that is not named.
    pub component_unnamed: bool,
    /// Models that a trace in its files points to, where no lineage is stated.
    pub hints: Vec<Artifact>,
    /// Licences of its code.
    pub code_license: Vec<String>,
    /// Licences of the data it was trained on.
    pub data_license: Vec<String>,
    /// Its files with weights.
    pub files: Vec<LockedWeights>,
    /// Paths of files that the hub did not show to whoever asked, sorted; [`Self::REPOSITORY`] for what the hub states
    /// of the repository itself. What these files state is missing above.
    pub unread: Vec<String>,
    /// Where each fact was seen, one sentence each.
    pub source: Vec<String>,
    /// Why the model could not be resolved, if so. Missing facts are one reason.
    pub unresolved: Option<String>,
}

impl LockedModel {
    /// Stands in [`Self::unread`] for the repository itself: its metadata, or the list of its files.
    pub const REPOSITORY: &str = ".";
    /// The card of a model, in [`Self::unread`] as well.
    pub const CARD: &str = "README.md";

    /// A model without facts. The revision of `model` is the requested one.
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
            hints: Vec::new(),
            code_license: Vec::new(),
            data_license: Vec::new(),
            files: Vec::new(),
            unread: Vec::new(),
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

    /// Sorts lists whose order has no meaning.
    pub(super) fn tidy(&mut self) {
        for models in [&mut self.base, &mut self.components].into_iter().flatten() {
            sort_models(models);
        }
        sort_models(&mut self.hints);
        for licenses in [&mut self.code_license, &mut self.data_license] {
            licenses.sort();
            licenses.dedup();
        }
        self.texts.sort();
        self.texts.dedup();
        self.files.sort();
        self.files.dedup();
        self.unread.sort();
        self.unread.dedup();
    }

    /// Base models and components, which a verdict on this model needs.
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
    /// The part of the package that pulls.
    pub scope: Scope,
    /// Whether the manifest of the package states it; otherwise its sources or files show it.
    pub stated: bool,
    /// The package that lets its callers choose among models, this one among them: the package itself, or the one from
    /// which its code chooses.
    pub choice_of: Option<String>,
}

impl LockedPull {
    /// The model and how it comes in: what two pulls of a package have in common that are the same. The source does not
    /// matter, nor which part of the package it is, unless only tests.
    pub(super) fn way(&self) -> Way<'_> {
        Way {
            model: &self.model,
            how: self.how,
            features: &self.features,
            target: self.target.as_deref(),
            of_tests: self.scope == Scope::Dev,
        }
    }

    /// Sorts lists whose order has no meaning. A file belongs to the package, which need not be repeated.
    pub(super) fn tidy(&mut self) {
        self.model = self.model.in_any_package();
        sort(&mut self.features);
    }
}

/// See [`LockedPull::way`].
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way<'a> {
    model: &'a Artifact,
    how: How,
    features: &'a [String],
    target: Option<&'a str>,
    of_tests: bool,
}

/// The source of a claim about a model that a package pulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockedClaimSource {
    /// The manifest of a member of the workspace.
    Member,
    /// The manifest of another package: a claim.
    Manifest,
    /// The header of a file in the package.
    Header,
    /// The licence of the package, which ships the file.
    Package,
    /// The model card beside the file.
    Card,
    /// A licence file beside it.
    Text,
    /// A data file that code reads, or a front end: a claim.
    Data,
}

impl LockedClaimSource {
    /// Every source, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::Member,
        Self::Manifest,
        Self::Header,
        Self::Package,
        Self::Card,
        Self::Text,
        Self::Data,
    ];

    /// The word used in the lock.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Manifest => "manifest",
            Self::Header => "header",
            Self::Package => "package",
            Self::Card => "card",
            Self::Text => "text",
            Self::Data => "data",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text)
    }
}

/// A claim of a package about a model that it pulls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedClaim {
    /// The model.
    pub model: Artifact,
    /// Its source.
    pub by: LockedClaimSource,
    /// The declared licence, as it is written.
    pub license: Option<String>,
    /// Terms beyond the declared licence.
    pub beyond: Option<String>,
    /// Its base models; `None` when not stated.
    pub base: Option<Vec<Artifact>>,
    /// It was made from a model that is not named.
    pub base_unnamed: bool,
    /// How it was made from them.
    pub relation: Option<Relation>,
    /// The models that it loads; `None` when not stated.
    pub components: Option<Vec<Artifact>>,
    /// A model that it only points to.
    pub hint: Option<Artifact>,
}

/// Calls of a member whose models cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedCalls {
    /// The file, from the root of the package.
    pub file: String,
    /// What could be read of the name, with `{}` for what could not.
    pub name: String,
    /// Features of the package that are all needed.
    pub features: Vec<String>,
    /// How many such calls there are.
    pub count: usize,
}

/// A weight file of a member that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedDamage {
    /// The file, from the root of the package.
    pub path: String,
    /// Why.
    pub why: String,
}

/// What a package pulls.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LockedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its checksum in Cargo.lock, which packages of a registry have; of one from git, the commit.
    pub checksum: Option<String>,
    /// What it pulls.
    pub pulls: Vec<LockedPull>,
    /// Its claims about these models.
    pub says: Vec<LockedClaim>,
    /// Calls that cannot be read; of members only.
    pub calls: Vec<LockedCalls>,
    /// Weight files that cannot be read; of members only.
    pub damaged: Vec<LockedDamage>,
}

/// A package that was scanned and pulls nothing: an entry of `quiet`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuietPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// As in [`LockedPackage::checksum`].
    pub checksum: Option<String>,
}

impl QuietPackage {
    /// As the lock writes it.
    #[must_use]
    pub fn line(&self) -> String {
        let Self {
            name,
            version,
            checksum,
        } = self;
        match checksum {
            Some(checksum) => format!("{name} {version} {checksum}"),
            None => format!("{name} {version}"),
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let mut word = || {
            words
                .next()
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
        };
        let (name, version, checksum) = (word()?, word()?, word());
        words.next().is_none().then_some(Self {
            name,
            version,
            checksum,
        })
    }
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

    /// Whether it pulls nothing and has no claims, unread calls or damaged files.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.pulls.is_empty()
            && self.says.is_empty()
            && self.calls.is_empty()
            && self.damaged.is_empty()
    }

    /// Sorts lists whose order has no meaning. A file belongs to the package, which need not be repeated.
    pub(super) fn tidy(&mut self) {
        for pull in &mut self.pulls {
            pull.tidy();
        }
        sort(&mut self.pulls);
        for locked in &mut self.says {
            locked.model = locked.model.in_any_package();
        }
        sort(&mut self.says);
        for calls in &mut self.calls {
            sort(&mut calls.features);
        }
        sort(&mut self.calls);
        sort(&mut self.damaged);
    }
}

fn sort<T: Ord>(list: &mut Vec<T>) {
    list.sort();
    list.dedup();
}
