//! What sources say of models, and how several of them are made one.
//!
//! The owner's policy outranks every other source. Of the rest every licence that is stated binds, so the strictest
//! wins whatever the order. A member's manifest fills gaps; a dependency's manifest can only add.

use std::collections::{BTreeSet, HashMap};

use super::table::{canonical, table};
use super::{Artifact, Beside};
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

/// Who says something of a model, in the order in which a declared licence is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimSource {
    /// `[[model]]` of the workspace's policy.
    Policy,
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
    /// The licence of the package that ships a file, where nothing nearer to the file says another.
    Package,
    /// The manifest of a workspace member.
    Member,
    /// The manifest of a dependency: a claim.
    Dependency,
    /// The hub cache of this machine, in a verdict: another machine may not have it, so it can only tighten.
    HubCache,
}

impl ClaimSource {
    /// Whether what it says of a model counts as known: neither the owner's word nor that of a crate that pulls it.
    #[must_use]
    pub fn is_evidence(self) -> bool {
        !matches!(
            self,
            Self::Policy | Self::Member | Self::Dependency | Self::HubCache
        )
    }

    /// The word used as `kind` of evidence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Card => "card",
            Self::Header => "header",
            Self::LicenseFile => "license-file",
            Self::Table => "table",
            Self::Lock => "lock",
            Self::Package => "package",
            Self::Member => "manifest",
            Self::Dependency => "dependency-manifest",
            Self::HubCache => "hub-cache",
        }
    }
}

/// What is said of the models a model was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Bases {
    /// Nothing.
    #[default]
    NotStated,
    /// It was made from another model, which is not named.
    Unnamed,
    /// These, or none where the list is empty.
    Named(Vec<Artifact>),
}

/// What one source says of one model.
#[derive(Debug, Clone, PartialEq)]
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
    /// Models that it loads beside its own weights; `None` when nothing is said.
    pub components: Option<Vec<Artifact>>,
    /// Licences of code and data, which decide nothing about the weights.
    pub beside: Vec<Beside>,
    /// Where it was read.
    pub place: Option<Place>,
    /// Where the source has it from, or whose manifest it is.
    pub detail: String,
}

impl Claim {
    /// A source that says nothing yet.
    #[must_use]
    pub fn new(origin: ClaimSource, detail: impl Into<String>) -> Self {
        Self {
            origin,
            license: None,
            beyond: None,
            bases: Bases::NotStated,
            relation: None,
            components: None,
            beside: Vec::new(),
            place: None,
            detail: detail.into(),
        }
    }

    /// Whether it says anything of licence or lineage.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.license.is_some()
            || self.beyond.is_some()
            || self.bases != Bases::NotStated
            || self.components.is_some()
            || !self.beside.is_empty()
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

/// Everything that is known of models: the built-in table and what policy and manifests add.
#[derive(Debug, Clone, Default)]
pub struct FactStore {
    /// Models that something points to without stating it, by the model that it was seen at.
    hints: HashMap<String, Vec<(Artifact, String)>>,
    stated: HashMap<String, Vec<Claim>>,
    /// The built-in table is not consulted.
    without_table: bool,
}

impl FactStore {
    /// The built-in table alone.
    #[must_use]
    pub fn built_in() -> Self {
        Self::default()
    }

    /// Nothing, not even the built-in table: for measuring what a source says by itself.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            without_table: true,
            ..Self::default()
        }
    }

    /// Adds what a source says of a model.
    pub fn add(&mut self, model: &Artifact, claim: Claim) {
        if claim.says_something() {
            self.stated
                .entry(canonical(&model.key()))
                .or_default()
                .push(claim);
        }
    }

    /// Takes back what a source has said of a model; the built-in table stays.
    pub fn forget(&mut self, model: &Artifact, origin: ClaimSource) {
        if let Some(stated) = self.stated.get_mut(&canonical(&model.key())) {
            stated.retain(|claim| claim.origin != origin);
        }
    }

    /// Adds that something points to `hinted` as an ancestor of `model`, without stating it: a hint accuses and proves
    /// nothing.
    pub fn add_hint(&mut self, model: &Artifact, hinted: Artifact, seen: String) {
        let hints = self.hints.entry(canonical(&model.key())).or_default();
        hints.push((hinted, seen));
    }

    /// Models that something points to as ancestors of `model`, each with what was seen.
    #[must_use]
    pub fn hints(&self, model: &Artifact) -> &[(Artifact, String)] {
        let hints = self.hints.get(&canonical(&model.key()));
        hints.map_or(&[], Vec::as_slice)
    }

    /// What every source says of a model, the highest first.
    #[must_use]
    pub fn claims(&self, model: &Artifact) -> Vec<&Claim> {
        let key = canonical(&model.key());
        let anywhere = model.in_any_package().key();
        let of_any = self
            .stated
            .get(&anywhere)
            .filter(|_| anywhere != model.key());
        let added = self.stated.get(&key).into_iter().chain(of_any).flatten();
        let mut claims: Vec<&Claim> = added.chain(self.of_table(&key)).collect();
        claims.sort_by_key(|claim| claim.origin);
        claims
    }

    fn of_table(&self, key: &str) -> Option<&'static Claim> {
        (!self.without_table).then(|| table().get(key)).flatten()
    }

    /// The sources made one.
    pub(super) fn merged(&self, model: &Artifact) -> Merged<'_> {
        Merged::of(self.claims(model))
    }
}

/// What all sources together say of a model.
#[derive(Debug, Default)]
pub(super) struct Merged<'a> {
    pub(super) declared: Option<&'a Terms>,
    pub(super) terms: Vec<&'a Terms>,
    pub(super) bases: Vec<(&'a Artifact, Option<Relation>)>,
    pub(super) unnamed_base: bool,
    pub(super) components: Vec<&'a Artifact>,
    pub(super) claims: Vec<&'a Claim>,
    /// Only a dependency's manifest or the hub cache states a licence: a claim that cannot clear anything.
    pub(super) only_claimed: bool,
}

impl<'a> Merged<'a> {
    fn of(claims: Vec<&'a Claim>) -> Self {
        let policy = claims
            .iter()
            .find(|claim| claim.origin == ClaimSource::Policy)
            .copied();
        let mut merged = Self {
            declared: claims.iter().find_map(|claim| claim.license.as_ref()),
            ..Self::default()
        };
        let over_licence = policy.filter(|policy| policy.license.is_some());
        let over_bases = policy.filter(|policy| policy.bases != Bases::NotStated);
        let over_components = policy.filter(|policy| policy.components.is_some());
        let mut seen_terms = BTreeSet::new();
        for claim in &claims {
            let heard = |over: Option<&Claim>| over.is_none_or(|over| std::ptr::eq(over, *claim));
            if heard(over_licence) {
                let new = claim
                    .terms()
                    .filter(|terms| seen_terms.insert(terms.text().to_ascii_lowercase()));
                merged.terms.extend(new);
            }
            if heard(over_bases) {
                merged.add_bases(claim);
            }
            if heard(over_components) {
                merged.components.extend(claim.components.iter().flatten());
            }
        }
        merged.unnamed_base &= merged.bases.is_empty();
        merged.only_claimed = !merged.terms.is_empty()
            && claims
                .iter()
                .filter(|claim| claim.terms().next().is_some())
                .all(|claim| claim.origin >= ClaimSource::Dependency);
        merged.claims = claims;
        merged
    }

    fn add_bases(&mut self, claim: &'a Claim) {
        match &claim.bases {
            Bases::NotStated => {}
            Bases::Unnamed => self.unnamed_base = true,
            Bases::Named(bases) => {
                for base in bases {
                    match self
                        .bases
                        .iter_mut()
                        .find(|(known, _)| known.key() == base.key())
                    {
                        // A relation under which more binds is not weakened by another source.
                        Some((_, known)) => *known = stricter(*known, claim.relation),
                        None => self.bases.push((base, claim.relation)),
                    }
                }
            }
        }
    }
}

/// Of two relations the one under which more of the base binds; an unstated one binds most.
fn stricter(a: Option<Relation>, b: Option<Relation>) -> Option<Relation> {
    if a == Some(Relation::Finetune) { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_outranks_and_a_claim_only_adds() {
        let model = Artifact::parse("acme/x").expect("valid");
        let say = |origin, license: &str| Claim {
            license: Some(Terms::parse(license).expect("valid")),
            ..Claim::new(origin, "test")
        };
        let mut store = FactStore::built_in();
        store.add(&model, say(ClaimSource::Dependency, "gemma"));
        assert!(store.merged(&model).only_claimed);
        store.add(&model, say(ClaimSource::Member, "MIT"));
        let merged = store.merged(&model);
        let texts: Vec<&str> = merged.terms.iter().map(|terms| terms.text()).collect();
        assert_eq!((texts, merged.only_claimed), (vec!["MIT", "gemma"], false));
        store.add(&model, say(ClaimSource::Policy, "Apache-2.0"));
        let merged = store.merged(&model);
        assert_eq!(
            merged
                .terms
                .iter()
                .map(|terms| terms.text())
                .collect::<Vec<_>>(),
            ["Apache-2.0"]
        );
    }
}
