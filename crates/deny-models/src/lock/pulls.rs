//! From the pulls and claims of packages to the blocks that a lock needs, and back.

use std::collections::BTreeMap;

use super::block::{LockedClaim, LockedClaimSource, LockedPackage, LockedPull};
use crate::domain::{PackageRef, PullSource, Scope};
use crate::evidence::beside::{CARD, TEXT};
use crate::evidence::shipped::HEADER;
use crate::license::Terms;
use crate::model::{Artifact, Bases, Claim, ClaimSource};
use crate::pull::{Pull, ReachedPull};

/// Stands in a lock for a licence in a part that cannot be read.
const UNREAD: &str = "a header that cannot be read";

impl LockedPull {
    /// A pull of a package. `scope` is the part of the package that pulls, where the pull itself does not state it.
    #[must_use]
    pub fn new(pull: &Pull, scope: Scope) -> Self {
        let is_set = |feature: &&String| !feature.trim().is_empty();
        Self {
            model: pull.artifact.in_any_package(),
            how: pull.how,
            features: pull.features.iter().filter(is_set).cloned().collect(),
            target: pull.target.clone(),
            scope: match pull.scope {
                Some(Scope::Dev) => Scope::Dev,
                _ => scope,
            },
            stated: pull.source == PullSource::Manifest,
            choice_of: None,
        }
    }

    /// The same as one of the models that callers of this package choose among.
    #[must_use]
    pub fn choice_of(self, package: &str) -> Self {
        Self {
            choice_of: Some(package.to_owned()),
            ..self
        }
    }
}

impl From<&ReachedPull> for LockedPull {
    fn from(reached: &ReachedPull) -> Self {
        Self::new(&reached.pull, reached.scope)
    }
}

impl LockedClaim {
    /// The row for a claim; `None` for a claim that is not from a package, or is empty.
    #[must_use]
    pub fn of(model: &Artifact, claim: &Claim) -> Option<Self> {
        if !claim.states_anything() {
            return None;
        }
        let by = match claim.origin {
            ClaimSource::Member => LockedClaimSource::Member,
            ClaimSource::Dependency => LockedClaimSource::Manifest,
            ClaimSource::Header => LockedClaimSource::Header,
            ClaimSource::Package => LockedClaimSource::Package,
            ClaimSource::Card => LockedClaimSource::Card,
            ClaimSource::LicenseFile => LockedClaimSource::Text,
            ClaimSource::DataFile => LockedClaimSource::Data,
            _ => return None,
        };
        let text = |terms: &Option<Terms>| terms.as_ref().map(|terms| terms.text().to_owned());
        Some(Self {
            license: text(&claim.license),
            // A lock has no other word for what cannot be read; it is in no table, so it is unknown.
            beyond: match &claim.unread {
                Some(_) => Some(UNREAD.to_owned()),
                None => text(&claim.beyond),
            },
            base: match &claim.bases {
                Bases::Named(bases) => Some(bases.clone()),
                Bases::NotStated | Bases::Unnamed => None,
            },
            base_unnamed: claim.bases == Bases::Unnamed,
            relation: claim.relation,
            components: claim.components.clone(),
            ..Self::empty(model, by)
        })
    }

    /// That a file of a package points to a model without stating it.
    #[must_use]
    pub fn pointing(model: &Artifact, hint: &Artifact) -> Self {
        Self {
            hint: Some(hint.clone()),
            ..Self::empty(model, LockedClaimSource::Header)
        }
    }

    fn empty(model: &Artifact, by: LockedClaimSource) -> Self {
        Self {
            model: model.in_any_package(),
            by,
            license: None,
            beyond: None,
            base: None,
            base_unnamed: false,
            relation: None,
            components: None,
            hint: None,
        }
    }

    /// As a source among others. A lock can be forged, so about a model that is not a file of the package it may
    /// only claim what a manifest or a data file may claim; `None` for anything else, and for a row that only points somewhere.
    #[must_use]
    pub fn claim(&self, package: &PackageRef) -> Option<Claim> {
        let file = matches!(self.model, Artifact::Path { .. });
        let (origin, detail) = match self.by {
            LockedClaimSource::Member => (ClaimSource::Member, format!("manifest of {package}")),
            LockedClaimSource::Manifest => {
                (ClaimSource::Dependency, format!("manifest of {package}"))
            }
            LockedClaimSource::Data => (ClaimSource::DataFile, format!("data file of {package}")),
            LockedClaimSource::Header if file => (ClaimSource::Header, HEADER.to_owned()),
            LockedClaimSource::Package if file => (
                ClaimSource::Package,
                format!("the licence of {package}, which ships the file"),
            ),
            LockedClaimSource::Card if file => (ClaimSource::Card, CARD.to_owned()),
            LockedClaimSource::Text if file => (ClaimSource::LicenseFile, TEXT.to_owned()),
            LockedClaimSource::Header
            | LockedClaimSource::Package
            | LockedClaimSource::Card
            | LockedClaimSource::Text => return None,
        };
        let claim = Claim {
            license: self.license.as_deref().map(|text| self.terms(text)),
            beyond: self.beyond.as_deref().map(|text| self.terms(text)),
            bases: match &self.base {
                _ if self.base_unnamed => Bases::Unnamed,
                Some(bases) => Bases::Named(bases.clone()),
                None => Bases::NotStated,
            },
            relation: self.relation,
            components: self.components.clone(),
            floor: origin == ClaimSource::Package,
            ..Claim::new(origin, detail)
        };
        claim.states_anything().then_some(claim)
    }

    /// A text that cannot be parsed is a licence that is in no table.
    fn terms(&self, text: &str) -> Terms {
        let read = match self.by {
            LockedClaimSource::Package => Terms::parse_crate(text),
            _ => Terms::parse(text),
        };
        read.unwrap_or_else(|_| Terms::opaque(text))
    }
}

/// The packages that pull models by their own manifests or contents, each with its pulls. `checksum` returns the
/// checksum of a package in Cargo.lock.
#[must_use]
pub fn packages<'a>(
    pulls: impl IntoIterator<Item = &'a ReachedPull>,
    checksum: impl Fn(&PackageRef) -> Option<String>,
) -> Vec<LockedPackage> {
    let mut found: BTreeMap<&PackageRef, LockedPackage> = BTreeMap::new();
    // What the policy states of a package is in the policy already.
    let own = pulls
        .into_iter()
        .filter(|reached| reached.pull.source != PullSource::Policy);
    for reached in own {
        let puller = &reached.puller;
        let package = found.entry(puller).or_insert_with(|| LockedPackage {
            name: puller.name.clone(),
            version: puller.version.clone(),
            checksum: checksum(puller),
            ..LockedPackage::default()
        });
        package.pulls.push(reached.into());
    }
    found
        .into_values()
        .map(|mut package| {
            package.tidy();
            package
        })
        .collect()
}
