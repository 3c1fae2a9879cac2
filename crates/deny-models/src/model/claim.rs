//! A claim: the facts that one source states about one model.

use super::id::Artifact;
use super::slot::SlotLicense;
use crate::license::Terms;
use crate::source::Place;

/// How a model came out of its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Trained further; also distilled or pruned.
    Finetune,
    /// A low-rank adapter or delta, of no use without the base.
    Adapter,
    /// Several models made one.
    Merge,
    /// The same weights in another precision or format.
    Quantized,
}

impl Relation {
    /// Every relation, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Finetune, Self::Adapter, Self::Merge, Self::Quantized];

    /// The word used on cards and in manifests.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Finetune => "finetune",
            Self::Adapter => "adapter",
            Self::Merge => "merge",
            Self::Quantized => "quantized",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|relation| relation.as_str() == text)
    }
}

/// The source of a claim, in the order in which a declared licence is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimSource {
    /// `[[model]]` of the workspace's policy.
    Policy,
    /// A table of facts that the policy names.
    Facts,
    /// The model's card.
    Card,
    /// The header of a weight file.
    Header,
    /// A licence text beside the weights.
    LicenseFile,
    /// The built-in table.
    Table,
    /// `deny-models.lock`.
    Lock,
    /// The licence of the package that ships a file: an assumption, which holds where nothing speaks of the file.
    Package,
    /// The manifest of a workspace member.
    Member,
    /// The manifest of a dependency: a claim.
    Dependency,
    /// A data file that code reads, or the front end of a program: a claim.
    DataFile,
    /// The hub cache of this machine, in a verdict: another machine may not have it, so it can only tighten.
    HubCache,
}

impl ClaimSource {
    /// Whether its claims are evidence: policy, manifests, data files and the hub cache only state something.
    #[must_use]
    pub fn is_evidence(self) -> bool {
        !matches!(
            self,
            Self::Policy
                | Self::Facts
                | Self::Member
                | Self::Dependency
                | Self::DataFile
                | Self::HubCache
        )
    }

    /// Whether it is the word of the workspace's owner, which stands in place of what other sources state.
    #[must_use]
    pub fn is_of_owner(self) -> bool {
        matches!(self, Self::Policy | Self::Facts)
    }

    /// The word used as `kind` of evidence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Facts => "facts",
            Self::Card => "card",
            Self::Header => "header",
            Self::LicenseFile => "license-file",
            Self::Table => "table",
            Self::Lock => "lock",
            Self::Package => "package",
            Self::Member => "manifest",
            Self::Dependency => "dependency-manifest",
            Self::DataFile => "data-file",
            Self::HubCache => "hub-cache",
        }
    }
}

/// The base models that a claim states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Bases {
    /// Nothing.
    #[default]
    NotStated,
    /// It was made from another model, which is not named.
    Unnamed,
    /// These, or no base where the list is empty.
    Named(Vec<Artifact>),
}

/// What a claim states of the lineage of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lineage {
    /// It was made from other models.
    Recorded,
    /// It was made from nothing.
    None,
    /// All that is stated about the model was read, and names no base.
    Read,
    /// The source does not record it.
    Unrecorded,
}

/// The facts that one source states about one model.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of the source that the others leave open"
)]
pub struct Claim {
    /// The source.
    pub origin: ClaimSource,
    /// The declared licence.
    pub license: Option<Terms>,
    /// Terms that apply beyond the declared licence: those of a licence file, where the card has no tag or is wrong.
    pub beyond: Option<Terms>,
    /// The models it was made from.
    pub bases: Bases,
    /// How it was made from them.
    pub relation: Option<Relation>,
    /// Models that it loads beside its own weights; `None` when not stated.
    pub components: Option<Vec<Artifact>>,
    /// The source does not record lineage, or could not be read whole: that it names no base says nothing.
    pub unrecorded: bool,
    /// The source was looked up for a licence, and it states none; where it states one, or nothing was looked up, not.
    pub unlicensed: bool,
    /// Stated from general knowledge alone: it may tighten, and never makes a pass.
    pub from_memory: bool,
    /// Licences of code and data, which decide nothing about the weights.
    pub slot_licenses: Vec<SlotLicense>,
    /// The SHA-256 of the licence texts that were read, in lower case.
    pub texts: Vec<String>,
    /// Where it was read.
    pub place: Option<Place>,
    /// Where the source has it from, or whose manifest it is.
    pub detail: String,
    /// Why the source cannot be read, or not to its end. It may state a licence, so the model is unknown.
    pub unread: Option<String>,
    /// Directories between the source and the file that it is about.
    pub distance: usize,
    /// The SHA-256 of the bytes that it is about, in lower case; it is about no others.
    pub sha256: Option<String>,
    /// For the licence of a package: only terms that are not looser take its place.
    pub floor: bool,
}

impl Claim {
    /// A claim without facts.
    #[must_use]
    pub fn new(origin: ClaimSource, detail: impl Into<String>) -> Self {
        Self {
            origin,
            license: None,
            beyond: None,
            bases: Bases::NotStated,
            relation: None,
            components: None,
            unrecorded: false,
            unlicensed: false,
            from_memory: false,
            slot_licenses: Vec::new(),
            texts: Vec::new(),
            place: None,
            detail: detail.into(),
            unread: None,
            distance: 0,
            sha256: None,
            floor: false,
        }
    }

    /// Whether it states anything about licence or lineage.
    #[must_use]
    pub fn states_anything(&self) -> bool {
        self.license.is_some()
            || self.beyond.is_some()
            || self.bases != Bases::NotStated
            || self.components.is_some()
            || !self.slot_licenses.is_empty()
            || self.unread.is_some()
    }

    /// Whether it shows that no licence is stated. A row of the table may be there for the lineage alone; what else states
    /// a model was read whole.
    #[must_use]
    pub fn shows_no_license(&self) -> bool {
        let looked_up = self.unlicensed || self.origin != ClaimSource::Table;
        looked_up && !self.from_memory && self.terms().next().is_none()
    }

    /// What it states of the licence, in words.
    #[must_use]
    pub fn terms_in_words(&self) -> String {
        let terms: Vec<&str> = self.terms().map(Terms::text).collect();
        match &self.unread {
            Some(why) if terms.is_empty() => format!("cannot be read: {why}"),
            Some(why) => format!(
                "{}, and cannot be read to its end: {why}",
                terms.join(", by its text ")
            ),
            None if terms.is_empty() => "no licence stated".to_owned(),
            None => terms.join(", by its text "),
        }
    }

    /// Whether it is a statement about a file, by its owner or in the file: it takes the place of the assumption that
    /// the licence of the package covers the file.
    #[must_use]
    pub fn is_about_the_file(&self) -> bool {
        matches!(
            self.origin,
            ClaimSource::Card
                | ClaimSource::Header
                | ClaimSource::LicenseFile
                | ClaimSource::Member
                | ClaimSource::Dependency
        )
    }

    /// The order in which claims are shown: by source, and the nearest first. What lies farther from the file than its
    /// own directory comes after everything in it.
    pub(super) fn order(&self) -> (ClaimSource, usize) {
        let origin = match self.origin {
            ClaimSource::Card if self.distance > 0 => ClaimSource::LicenseFile,
            other => other,
        };
        (origin, self.distance)
    }

    /// What it states of the lineage.
    #[must_use]
    pub fn lineage(&self) -> Lineage {
        use ClaimSource::{Card, Facts, Header, Lock, Member, Policy};
        // Who writes down a model, or reads its card and files whole, would name a base.
        let whole = matches!(self.origin, Policy | Facts | Card | Header | Lock | Member);
        match &self.bases {
            Bases::Named(bases) if bases.is_empty() => Lineage::None,
            Bases::Named(_) | Bases::Unnamed => Lineage::Recorded,
            Bases::NotStated if whole && !self.unrecorded && self.states_anything() => {
                Lineage::Read
            }
            Bases::NotStated => Lineage::Unrecorded,
        }
    }

    /// Whether it answers what the model was made from. What is remembered, or what a dependency, a data file or the hub
    /// cache claims, answers nothing.
    #[must_use]
    pub fn answers_lineage(&self) -> bool {
        let trusted = self.origin < ClaimSource::Dependency && !self.from_memory;
        trusted && self.lineage() != Lineage::Unrecorded
    }

    /// The licences it states, the tag first. A tag that names no text gives way to the text that is known.
    pub fn terms(&self) -> impl Iterator<Item = &Terms> {
        let tag = self.license.as_ref().filter(|tag| {
            self.beyond.is_none()
                || tag
                    .leaves()
                    .all(|leaf| leaf.id() != "other" && leaf.id() != "unknown")
        });
        tag.into_iter().chain(&self.beyond)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::LicenseRules;
    use crate::model::{FactStore, UnknownReason, resolve};

    /// That a row of the table is silent says nothing of the model; a card is read whole.
    #[test]
    fn only_what_was_looked_up_shows_that_no_licence_is_stated() {
        let model = Artifact::parse("acme/bare").expect("a model id");
        let reasons = |claim: Claim| {
            let mut store = FactStore::empty();
            store.add(&model, claim);
            let found = resolve(&model, &store, &LicenseRules::osi());
            let reasons = found.unknown_reasons.iter();
            reasons.map(UnknownReason::explain).collect::<Vec<_>>()
        };
        let row = |unlicensed, from_memory| Claim {
            unlicensed,
            from_memory,
            bases: Bases::Named(Vec::new()),
            ..Claim::new(ClaimSource::Table, "a page")
        };
        let card = Claim {
            origin: ClaimSource::Card,
            ..row(false, false)
        };
        let none = "acme/bare states no licence";
        let silent = "no source records the licence of acme/bare";
        for (claim, reason) in [
            (row(true, false), none),
            (row(false, false), silent),
            (row(true, true), silent),
            (card, none),
        ] {
            let found = reasons(claim);
            assert!(found.contains(&reason.to_owned()), "{reason}: {found:?}");
        }
    }
}
