//! From the header of a file to a claim: terms, bases and how they relate.

use super::classify::Form;
use super::prose::StatedBy;
use super::types::{Confidence, Format, Header, ProblemKind, Stated};
use crate::license::{License, Terms};
use crate::model::{Artifact, Bases, Claim, ClaimSource, Relation, Slot, SlotLicense, license_at};

/// What a file, or a directory of them, states about one model, ready for a [`Claim`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimParts {
    /// The declared licence; where sources disagree, all of them at once.
    pub license: Option<Terms>,
    /// The licence by the name that stands beside a tag such as `other`.
    pub beyond: Option<Terms>,
    /// The models it was made from.
    pub bases: Bases,
    /// Whether a further base is named so that it cannot be found: a name, a local path.
    pub nameless_base: bool,
    /// How it was made from them.
    pub relation: Option<Relation>,
    /// Licences of code and data.
    pub slot_licenses: Vec<SlotLicense>,
    /// Models that it loads beside its own weights.
    pub components: Option<Vec<Artifact>>,
    /// The keys that these were read from, each as `key = value`.
    pub places: Vec<String>,
    /// Whether licences disagree.
    pub conflict: bool,
    /// Why there may be more than was read.
    pub unreadable: Option<String>,
}

impl ClaimParts {
    /// The claim of a source.
    #[must_use]
    pub fn into_claim(self, origin: ClaimSource, detail: &str) -> Claim {
        let detail = match self.places.as_slice() {
            [] => detail.to_owned(),
            places => format!("{detail}: {}", places.join(", ")),
        };
        let bases = match (self.bases, self.nameless_base) {
            (Bases::Named(bases), true) if !bases.is_empty() => {
                Bases::Named(bases.into_iter().chain([unnamed()]).collect())
            }
            (_, true) => Bases::Unnamed,
            (bases, false) => bases,
        };
        Claim {
            license: self.license,
            beyond: self.beyond,
            bases,
            relation: self.relation,
            components: self.components,
            slot_licenses: self.slot_licenses,
            // What cannot be read may state a licence, so nothing beside it clears the model.
            unread: self.unreadable,
            ..Claim::new(origin, detail)
        }
    }
}

/// Stands for a base that is not named; no source has it, so what depends on it is unknown.
fn unnamed() -> Artifact {
    Artifact::Path {
        package: None,
        path: "a model that is not named".into(),
    }
}

impl Header {
    /// The parts of the claim of this file. Hints are left out: they can only raise a suspicion.
    ///
    /// A licence that is prose stays prose, which no gate passes; a file that cannot be read states nothing, and the
    /// reason is in [`ClaimParts::unreadable`].
    #[must_use]
    pub fn to_claim_parts(&self) -> ClaimParts {
        let unreadable = self
            .problems
            .iter()
            .find(|problem| {
                matches!(
                    problem.kind,
                    ProblemKind::Unreadable
                        | ProblemKind::License
                        | ProblemKind::Packed
                        | ProblemKind::Value
                )
            })
            .map(|problem| problem.text.clone());
        let licenses: Vec<&Stated> = self
            .license
            .iter()
            .filter(|stated| stated.rank < Confidence::Hint)
            .collect();
        // A part could clear what the whole does not.
        let whole = self.states_license();
        let license = joined(&licenses).filter(|_| whole);
        let mut places: Vec<String> = licenses.iter().map(|stated| place(stated)).collect();
        let beyond = if whole {
            let named = self.beyond(license.as_ref(), &mut places);
            self.in_text(license.as_ref(), named, &mut places)
        } else {
            None
        };
        let (mut bases, mut nameless_base, mut relation) = self.lineage(&mut places);
        if bases == Bases::NotStated && !nameless_base {
            let stated = match (&license, &beyond) {
                (None, None) => StatedBy::Nothing,
                (None, Some(_)) if self.license_name.is_empty() && self.license_link.is_empty() => {
                    StatedBy::TextAlone
                }
                _ => StatedBy::Elsewhere,
            };
            if let Some(lineage) = self.prose.lineage(stated, &self.own_keys()) {
                let shown = lineage.bases.iter();
                places.extend(shown.map(|base| format!("the text of the card: {base}")));
                nameless_base = lineage.unnamed;
                relation = lineage.relation;
                bases = if lineage.bases.is_empty() {
                    Bases::Unnamed
                } else {
                    Bases::Named(lineage.bases)
                };
            }
        }
        let components: Vec<Artifact> = self
            .components
            .iter()
            .filter_map(|base| base.model.clone())
            .collect();
        ClaimParts {
            license,
            beyond,
            bases,
            nameless_base,
            relation,
            components: (!components.is_empty()).then_some(components),
            slot_licenses: self.slot_licenses(),
            places,
            conflict: !self.conflicting_licenses().is_empty(),
            unreadable,
        }
    }

    /// A tag such as `other` names no text; the name beside it may. A name that is in no table adds nothing.
    fn beyond(&self, license: Option<&Terms>, places: &mut Vec<String>) -> Option<Terms> {
        let vague = license.is_none_or(|terms| {
            terms
                .leaves()
                .all(|leaf| ["other", "unknown"].contains(&leaf.id()))
        });
        if !vague {
            return None;
        }
        let names: Vec<Stated> = self
            .license_name
            .iter()
            .filter(|stated| stated.rank < Confidence::Hint)
            .map(|stated| match crate::license::titled(&stated.value) {
                Some(known) => Stated::new(known.id(), stated.key.clone(), stated.rank),
                None => stated.clone(),
            })
            .collect();
        let terms = joined(&names.iter().collect::<Vec<_>>())?;
        places.extend(names.iter().map(place));
        let known = terms.leaves().all(License::is_known);
        known.then_some(terms)
    }

    /// What the text of the card, a link in it and unrecognised licence files add. They never remove a licence.
    fn in_text(
        &self,
        license: Option<&Terms>,
        named: Option<Terms>,
        places: &mut Vec<String>,
    ) -> Option<Terms> {
        let stated: Vec<&str> = license
            .into_iter()
            .chain(&named)
            .flat_map(Terms::leaves)
            .map(License::id)
            .collect();
        let silent = stated.is_empty() || stated.iter().all(|id| ["other", "unknown"].contains(id));
        let mut parts: Vec<Terms> = Vec::new();
        for license in self.prose.weights(silent) {
            if !stated.contains(&license) {
                places.push(format!("the text of the card: {license}"));
                parts.push(Terms::opaque(license));
            }
        }
        for link in &self.license_link {
            if let Some(license) = license_at(&link.value)
                && link.rank < Confidence::Hint
                && !stated.contains(&license.id())
            {
                places.push(place(link));
                parts.push(Terms::opaque(license.id()));
            }
        }
        // Where there is a tag, an unrecognised text is of another licence.
        let alone = self.format == Format::LicenseFile;
        if !silent || alone || self.prose.weights(true).next().is_some() {
            let texts = self.unknown_texts.iter();
            parts.extend(texts.map(|name| Terms::opaque(&format!("the text of {name}"))));
        }
        if parts.is_empty() {
            return named;
        }
        parts.extend(named);
        let text = parts.iter().map(Terms::text).collect::<Vec<_>>().join(", ");
        Some(Terms::all(text, parts))
    }

    fn slot_licenses(&self) -> Vec<SlotLicense> {
        let licenses = self.prose.licenses.iter();
        licenses
            .filter(|named| named.slot != Slot::Weights)
            .map(|named| SlotLicense {
                slot: named.slot,
                terms: Terms::opaque(&named.license),
                detail: "the text of the card".to_owned(),
            })
            .collect()
    }

    fn own_keys(&self) -> Vec<String> {
        let own = self.own.iter().filter_map(|own| own.model.as_ref());
        own.map(Artifact::key).collect()
    }

    fn lineage(&self, places: &mut Vec<String>) -> (Bases, bool, Option<Relation>) {
        // A file may name its own repository as its source; a model that names itself as its base is a cycle to report.
        let sources = self.sources.iter().filter(|source| {
            source
                .model
                .as_ref()
                .is_none_or(|model| !self.is_own(model))
        });
        let bases = self
            .base_models
            .iter()
            .chain(sources)
            .filter(|base| base.rank < Confidence::Hint);
        let mut models: Vec<Artifact> = Vec::new();
        let mut nameless = false;
        for base in bases {
            match &base.model {
                Some(model) => {
                    if models.iter().all(|known| known.key() != model.key()) {
                        places.push(format!("{} = {}", base.key, base.shown));
                        models.push(model.clone());
                    }
                }
                None => nameless = true,
            }
        }
        let mut words: Vec<Relation> = self
            .relation
            .iter()
            .filter_map(|stated| Relation::parse(&stated.value))
            .collect();
        words.dedup();
        // Where two relations are stated, neither counts; an unstated relation is the strictest.
        let relation = if let [relation] = words.as_slice() {
            Some(*relation)
        } else {
            None
        };
        let bases = match (models.is_empty(), nameless || self.derived) {
            (false, _) => Bases::Named(models),
            (true, true) => Bases::Unnamed,
            (true, false) => Bases::NotStated,
        };
        (bases, nameless, relation)
    }

    fn is_own(&self, model: &Artifact) -> bool {
        self.own
            .iter()
            .filter_map(|own| own.model.as_ref())
            .any(|own| own.key() == model.key())
    }
}

fn place(stated: &Stated) -> String {
    format!("{} = {}", stated.key, super::shortened(&stated.value))
}

/// Several claims apply together; of the same only one is kept.
fn joined(licenses: &[&Stated]) -> Option<Terms> {
    let mut parts: Vec<Terms> = Vec::new();
    for stated in licenses {
        let form = stated.form();
        let terms = match &form {
            Form::Ids(terms) => terms.clone(),
            other => other
                .terms()
                .unwrap_or_else(|| Terms::opaque(&super::shortened(stated.value.trim()))),
        };
        if parts.iter().all(|known| known.expr() != terms.expr()) {
            parts.push(terms);
        }
    }
    let text = parts.iter().map(Terms::text).collect::<Vec<_>>().join(", ");
    (!parts.is_empty()).then(|| Terms::all(text, parts))
}
