//! One model of an inventory.

use std::collections::{BTreeMap, BTreeSet};

use super::crates::CrateFacts;
use super::refs::names_a_text;
use super::uri;
use deny_models::domain::{How, PackageRef, PullSource};
use deny_models::license::Expr;
use deny_models::lock::{LockedModel, LockedText, LockedWeights};
use deny_models::model::{Artifact, Relation, Resolution, UnknownReason};
use deny_models::pull::{Member, ReachedPull};

/// Why a model is in the inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A crate pulls it.
    Pulled,
    /// A model in use does not run without it: a part of a pipeline, the base of an adapter.
    Loaded,
    /// A model in use was made from it.
    Ancestor,
}

impl Standing {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pulled => "pulled",
            Self::Loaded => "loaded",
            Self::Ancestor => "ancestor",
        }
    }
}

/// A model that another one was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Base {
    /// Its number in the inventory.
    pub model: usize,
    /// The relation to the other model.
    pub relation: Option<Relation>,
}

impl Base {
    /// The word for the relation; `base` where it is not stated.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.relation.map_or("base", Relation::as_str)
    }
}

/// A use of a model: the crate that pulls it, and the member.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The member.
    pub member: PackageRef,
    /// The crate that pulls.
    pub puller: PackageRef,
    /// How the model is pulled.
    pub how: How,
    /// Features of that crate that are all needed.
    pub features: Vec<String>,
    /// A `cfg(...)` or a target triple.
    pub target: Option<String>,
    /// Its source: `manifest`, `policy`, `source` or `file`.
    pub source: PullSource,
    /// Where, the same on every machine.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
}

/// The concluded licence of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conclusion {
    /// All of these together.
    Known(Expr),
    /// It is unknown, for these reasons.
    Unknown(Vec<String>),
}

/// A model, its uses and the licences that apply to it.
#[derive(Debug)]
pub struct Model {
    /// The model, at the revision that is requested.
    pub artifact: Artifact,
    /// The commit that was seen when the models were locked.
    pub commit: Option<String>,
    /// Why it is here.
    pub standing: Standing,
    /// The licences that apply to it.
    pub resolution: Resolution,
    /// Its concluded licence.
    pub conclusion: Conclusion,
    /// Its uses, sorted; empty when no crate pulls it.
    pub uses: Vec<Use>,
    /// Its base models.
    pub bases: Vec<Base>,
    /// Its components beside its own weights.
    pub parts: Vec<usize>,
    /// Models that it needs to run: its components, those of its base models, and the bases of adapters.
    pub needs: Vec<usize>,
    /// The SHA-256 of the file.
    pub sha256: Option<String>,
    /// Its files with weights, as they were locked.
    pub files: Vec<LockedWeights>,
    /// Its licence files, as they were locked.
    pub texts: Vec<LockedText>,
}

/// The page of a model of the hub or of another registry, at a revision of the hub; `None` for other models.
#[must_use]
pub fn page(model: &Artifact, version: Option<&str>) -> Option<String> {
    match model {
        Artifact::Hub { id, .. } => {
            let page = format!("https://huggingface.co/{id}");
            Some(match version {
                Some(version) => format!("{page}/tree/{version}"),
                None => page,
            })
        }
        Artifact::Registry(model) => Some(model.page()),
        Artifact::Url(_) | Artifact::Path { .. } => None,
    }
}

impl Model {
    pub(super) fn new(
        artifact: &Artifact,
        resolution: Resolution,
        locked: Option<&LockedModel>,
        bases: Vec<Base>,
        parts: Vec<usize>,
        sha256: Option<&String>,
    ) -> Self {
        Self {
            artifact: artifact.clone(),
            commit: locked.and_then(|locked| locked.revision.clone()),
            standing: Standing::Ancestor,
            conclusion: conclude(&resolution),
            resolution,
            uses: Vec::new(),
            bases,
            parts,
            needs: Vec::new(),
            sha256: sha256.cloned(),
            files: locked
                .map(|locked| locked.files.clone())
                .unwrap_or_default(),
            texts: locked
                .map(|locked| locked.texts.clone())
                .unwrap_or_default(),
        }
    }

    pub(super) fn add(
        &mut self,
        member: &Member,
        pull: &ReachedPull,
        packages: &BTreeMap<PackageRef, CrateFacts>,
    ) {
        self.standing = Standing::Pulled;
        if self.sha256.is_none() {
            self.sha256.clone_from(&pull.pull.sha256);
        }
        let place = &pull.pull.place;
        let file = match packages.get(&pull.puller) {
            Some(facts) => facts.locate(&pull.puller, place.path()),
            None => place.path().file_name().unwrap_or_default().to_owned(),
        };
        let new = Use {
            member: member.package.clone(),
            puller: pull.puller.clone(),
            how: pull.pull.how,
            features: pull.pull.features.clone(),
            target: pull.pull.target.clone().or_else(|| pull.target.clone()),
            source: pull.pull.source,
            file,
            line: place.line(),
        };
        if let Err(at) = self.uses.binary_search(&new) {
            self.uses.insert(at, new);
        }
    }

    /// The commit that was seen, else the revision that is requested.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.commit.as_deref().or(self.artifact.revision())
    }

    /// A name that no other model of the inventory has.
    #[must_use]
    pub fn reference(&self) -> String {
        match &self.artifact {
            Artifact::Path { .. } => self.artifact.key(),
            other => other.to_string(),
        }
    }

    /// The page of the model, or the address of the file.
    #[must_use]
    pub fn page(&self) -> Option<String> {
        match &self.artifact {
            Artifact::Url(url) => uri::address(url),
            other => page(other, self.version()),
        }
    }

    /// Where one of its files is.
    #[must_use]
    pub fn file_address(&self, path: &str) -> Option<String> {
        match &self.artifact {
            Artifact::Hub { id, .. } => {
                let version = self.version().unwrap_or("main");
                uri::address(&format!(
                    "https://huggingface.co/{id}/blob/{version}/{path}"
                ))
            }
            Artifact::Registry(_) | Artifact::Url(_) | Artifact::Path { .. } => None,
        }
    }

    /// Account and name on the hub or in a registry; of anything else the name alone.
    #[must_use]
    pub fn group_and_name(&self) -> (Option<&str>, &str) {
        match &self.artifact {
            Artifact::Hub { id, .. } => match id.rsplit_once('/') {
                Some((group, name)) => (Some(group), name),
                None => (None, id),
            },
            Artifact::Registry(model) => {
                let (account, name) = model.account_and_name();
                (account, name)
            }
            other => (None, other.name()),
        }
    }
}

/// The expression of all licences that apply, or the reasons why it is unknown.
fn conclude(resolution: &Resolution) -> Conclusion {
    // An id of one's own names a text, though we do not know it.
    let explains = |gap: &&UnknownReason| match gap {
        UnknownReason::UnknownLicense(..) => resolution
            .binding
            .iter()
            .any(|binding| !names_a_text(&binding.license) || !is_named(&binding.license)),
        _ => true,
    };
    let unknown_reasons: Vec<String> = resolution
        .unknown_reasons
        .iter()
        .filter(explains)
        .map(UnknownReason::explain)
        .collect();
    if !unknown_reasons.is_empty() {
        return Conclusion::Unknown(unknown_reasons);
    }
    let mut parts: Vec<Expr> = Vec::new();
    for expr in &resolution.applies {
        let new = match expr {
            Expr::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        for part in new {
            if !parts.contains(part) {
                parts.push(part.clone());
            }
        }
    }
    match parts.len() {
        0 => Conclusion::Unknown(vec!["no licence is stated".to_owned()]),
        1 => Conclusion::Known(parts.remove(0)),
        _ => Conclusion::Known(Expr::All(parts)),
    }
}

fn is_named(license: &deny_models::license::License) -> bool {
    license.is_known() || license.is_own_ref()
}

/// Works out what each model needs, and which of them are in use.
pub(super) fn connect(models: &mut [Model]) {
    let bases = |of: usize| -> Vec<usize> {
        let bases = models[of].bases.iter();
        bases.map(|base| base.model).collect()
    };
    let needs: Vec<Vec<usize>> = (0..models.len())
        .map(|model| {
            let line = reachable(model, bases);
            let needed = line.iter().flat_map(|of| {
                let adapted = models[*of]
                    .bases
                    .iter()
                    .filter(|base| base.relation == Some(Relation::Adapter))
                    .map(|base| base.model);
                models[*of].parts.iter().copied().chain(adapted)
            });
            let needed: BTreeSet<usize> = needed.filter(|other| *other != model).collect();
            needed.into_iter().collect()
        })
        .collect();
    let pulled: Vec<usize> = (0..models.len())
        .filter(|model| models[*model].standing == Standing::Pulled)
        .collect();
    let loaded: BTreeSet<usize> = pulled
        .iter()
        .flat_map(|model| reachable(*model, |of| needs[of].clone()))
        .collect();
    for (at, (model, needs)) in models.iter_mut().zip(needs).enumerate() {
        model.needs = needs;
        if model.standing == Standing::Ancestor && loaded.contains(&at) {
            model.standing = Standing::Loaded;
        }
    }
}

/// The numbers of `of` and of everything that `next` leads to from there, each once, in the order they are met.
fn reachable(of: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<usize> {
    let mut seen = BTreeSet::from([of]);
    let mut met = vec![of];
    let mut at = 0;
    while let Some(model) = met.get(at).copied() {
        met.extend(next(model).into_iter().filter(|other| seen.insert(*other)));
        at += 1;
    }
    met
}
