//! The licences that apply to a model and the path of each: the result of [`super::resolve`].

use std::collections::HashMap;

use super::claim::Relation;
use super::id::Artifact;
use super::slot::{Slot, SlotLicense};
use crate::license::{Expr, License, Terms, Verdict};
use crate::source::Place;

/// A walk over more models than this is broken off, and the answer is unknown.
pub(super) const MAX_MODELS: usize = 4096;

/// The steps that the lineages of all models of a check may have in all, before further ones are followed for
/// [`FEW_STEPS`] each: more than the models of a hundred thousand crates have.
pub(super) const MANY_STEPS: usize = 200_000;

/// The steps that a lineage is followed for then: more than any model has that is known.
pub(super) const FEW_STEPS: usize = 64;

/// How a model hangs on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// It was made from it.
    Base(Option<Relation>),
    /// It loads it beside its own weights.
    Component,
}

impl Link {
    /// The word used in reports; `base` where the relation is not stated.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base(Some(relation)) => relation.as_str(),
            Self::Base(None) => "base",
            Self::Component => "component",
        }
    }
}

/// One step of a lineage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The ancestor or component.
    pub model: Artifact,
    /// The model that was made from it or loads it.
    pub of: Artifact,
    /// How.
    pub link: Link,
    /// The licence that the ancestor declares.
    pub license: Option<String>,
}

/// A licence that applies to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The licence.
    pub license: License,
    /// The verdict of the gate on it.
    pub verdict: Verdict,
    /// The model that it comes from.
    pub from: Artifact,
    /// Whether it came through weights alone: the model's own, or an ancestor's with no component between.
    pub weights: bool,
    /// Steps between the model and where the licence comes from.
    pub depth: usize,
}

/// Why a licence is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnknownReason {
    /// No source has the model.
    NoFacts(Artifact),
    /// The model was looked up, and no licence is stated.
    NoLicense(Artifact),
    /// The table has the model for its lineage alone: it was not looked up whether a licence is stated.
    UnrecordedLicense(Artifact),
    /// The licence that is stated does not name a known text.
    UnknownLicense(Artifact, String),
    /// A source that may state a licence cannot be read.
    Unread(Artifact, String),
    /// Made from another model, which is not named.
    UnnamedBase(Artifact),
    /// A licence is stated by the manifest of a dependency or by the hub cache alone.
    OnlyClaimed(Artifact, String),
    /// The licence is stated from general knowledge alone.
    FromMemory(Artifact, String),
    /// The sources that state a licence do not record what the model was made from.
    UnrecordedLineage(Artifact),
    /// The tag names terms that are for other models than those that it is made from.
    NotForIt(Artifact, String),
    /// The lineage leads back to itself.
    Cycle(Vec<Artifact>),
    /// The lineage is larger than any real one.
    TooLarge,
    /// The lineages of the check are larger than those of any real workspace, and this one is among the longer ones.
    ManySteps,
}

impl UnknownReason {
    /// One sentence without a full stop.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::NoFacts(model) => format!(
                "{} is not in the fact tables, the lock or any file",
                model.name()
            ),
            Self::NoLicense(model) => format!("{} states no licence", model.name()),
            Self::UnrecordedLicense(model) => {
                format!("no source records the licence of {}", model.name())
            }
            Self::UnknownLicense(model, license) => format!(
                "{} states `{license}`, which names no licence text that is known",
                model.name()
            ),
            Self::Unread(model, why) => format!("{}: {why}", model.name()),
            Self::UnnamedBase(model) => {
                format!("the base model of {} is not stated", model.name())
            }
            Self::OnlyClaimed(model, license) => format!(
                "only the manifest of a dependency or the hub cache states that {} is `{license}`: a claim, not proof",
                model.name()
            ),
            Self::FromMemory(model, license) => format!(
                "that {} is `{license}` is stated from general knowledge alone",
                model.name()
            ),
            Self::UnrecordedLineage(model) => {
                format!("no source records what {} was made from", model.name())
            }
            Self::NotForIt(model, license) => format!(
                "{} states `{license}`, whose terms are for nothing that it is made from",
                model.name()
            ),
            Self::Cycle(models) => {
                let names: Vec<&str> = models.iter().map(Artifact::name).collect();
                format!("the lineage is a cycle: {}", names.join(" -> "))
            }
            Self::TooLarge => format!("the lineage has more than {MAX_MODELS} models"),
            Self::ManySteps => format!(
                "the lineages of this check have more than {MANY_STEPS} steps, and that of this model is not read past {FEW_STEPS}"
            ),
        }
    }

    /// The model whose facts are missing; `None` when the reason is not about one model.
    #[must_use]
    pub fn model(&self) -> Option<&Artifact> {
        match self {
            Self::NoFacts(model)
            | Self::NoLicense(model)
            | Self::UnrecordedLicense(model)
            | Self::UnknownLicense(model, _)
            | Self::Unread(model, _)
            | Self::UnnamedBase(model)
            | Self::OnlyClaimed(model, _)
            | Self::FromMemory(model, _)
            | Self::NotForIt(model, _)
            | Self::UnrecordedLineage(model) => Some(model),
            Self::Cycle(_) | Self::TooLarge | Self::ManySteps => None,
        }
    }

    /// The order in which reasons are listed; reasons with the same key are one.
    pub(super) fn key(&self) -> (u8, String, &str) {
        let name = |model: &Artifact| model.name().to_owned();
        match self {
            Self::NoFacts(model) => (0, name(model), ""),
            Self::NoLicense(model) => (1, name(model), ""),
            Self::UnrecordedLicense(model) => (2, name(model), ""),
            Self::UnknownLicense(model, license) => (3, name(model), license),
            Self::Unread(model, why) => (3, name(model), why),
            Self::UnnamedBase(model) => (4, name(model), ""),
            Self::OnlyClaimed(model, license) => (5, name(model), license),
            Self::FromMemory(model, license) => (6, name(model), license),
            Self::UnrecordedLineage(model) => (7, name(model), ""),
            Self::NotForIt(model, license) => (8, name(model), license),
            Self::Cycle(models) => {
                let names: Vec<&str> = models.iter().map(Artifact::name).collect();
                (9, names.join("\n"), "")
            }
            Self::TooLarge => (10, String::new(), ""),
            Self::ManySteps => (11, String::new(), ""),
        }
    }
}

/// One observed fact with where it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The kind of source: `table`, `policy`, `manifest`, ...
    pub kind: &'static str,
    /// Where in a file.
    pub place: Option<Place>,
    /// What was seen.
    pub detail: String,
}

/// The licences that apply to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The model.
    pub model: Artifact,
    /// Its own licence as declared.
    pub declared: Option<Terms>,
    /// The verdict of the gate on all of these licences together.
    pub verdict: Verdict,
    /// Every binding licence once, the strictest first.
    pub binding: Vec<Binding>,
    /// What applies, the model's own terms first: every expression that reaches it, each once, with the choices made
    /// that the gate makes. All of them apply together; where there are gaps, more may.
    pub applies: Vec<Expr>,
    /// Licences inherited through weights that the declared licence hides.
    pub hidden: Vec<Binding>,
    /// Ancestors and components, nearest first.
    pub lineage: Vec<Step>,
    /// Why the licence is unknown.
    pub unknown_reasons: Vec<UnknownReason>,
    /// What was seen where.
    pub evidence: Vec<Evidence>,
    /// Licences of the model's code and data, which decide nothing.
    pub slot_licenses: Vec<SlotLicense>,
    /// Which of `binding` is shown.
    pub(super) governing: Option<usize>,
}

impl Resolution {
    /// The licence to show: the strictest that fails, else the strictest; `None` when unknown.
    #[must_use]
    pub fn governing(&self) -> Option<&Binding> {
        self.governing.map(|at| &self.binding[at])
    }

    /// Whether the declared licence is looser than what the weights brought along.
    #[must_use]
    pub fn is_relicensed(&self) -> bool {
        !self.hidden.is_empty()
    }

    /// The licences of the model's own weights. A tag that is the licence of the code counts for a verdict like any
    /// other, and is not shown as that of the weights where another source states theirs.
    #[must_use]
    pub fn of_weights(&self) -> Vec<&License> {
        let own: Vec<&License> = self
            .binding
            .iter()
            .filter(|binding| binding.depth == 0)
            .map(|binding| &binding.license)
            .collect();
        let of_code = |license: &&License| self.is_of_code(license);
        if own.iter().all(of_code) {
            return own;
        }
        own.into_iter()
            .filter(|license| !self.is_of_code(license))
            .collect()
    }

    /// Whether the tag is the licence of the code, while the weights are under another.
    #[must_use]
    pub fn tag_is_of_code(&self) -> bool {
        let Some(declared) = &self.declared else {
            return false;
        };
        let mut own = self.binding.iter().filter(|binding| binding.depth == 0);
        declared.leaves().all(|license| self.is_of_code(license))
            && own.any(|own| !self.is_of_code(&own.license))
    }

    fn is_of_code(&self, license: &License) -> bool {
        let code = self
            .slot_licenses
            .iter()
            .filter(|other| other.slot == Slot::Code);
        code.flat_map(|other| other.terms.leaves())
            .any(|known| known == license)
    }

    /// Ways in which the lineage leads back to itself.
    pub fn cycles(&self) -> impl Iterator<Item = &[Artifact]> {
        self.unknown_reasons.iter().filter_map(|gap| match gap {
            UnknownReason::Cycle(models) => Some(models.as_slice()),
            _ => None,
        })
    }

    /// The steps from the model to `model`, in order.
    #[must_use]
    pub fn chain_to(&self, model: &Artifact) -> Vec<&Step> {
        let key = |model: &Artifact| model.name().to_ascii_lowercase();
        // The first step to each model; a step that was taken is not taken again, so a cycle ends.
        let mut nearest: HashMap<String, &Step> = HashMap::new();
        for step in &self.lineage {
            nearest.entry(key(&step.model)).or_insert(step);
        }
        let mut chain = Vec::new();
        let mut at = model;
        while let Some(step) = nearest.remove(&key(at)) {
            chain.push(step);
            at = &step.of;
        }
        chain.reverse();
        chain
    }
}
