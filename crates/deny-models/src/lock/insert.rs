//! Adds the models of a lock to the fact store, as claims beside those of other sources.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::block::LockedModel;
use super::file::{Block, Lock};
use crate::license::{self, Terms};
use crate::model::{
    Access, Artifact, Bases, Claim, ClaimSource, FactStore, Relation, Slot, SlotLicense, license_at,
};
use crate::source::Place;

/// Stands for a model that a card mentions and does not name. No source has it, so what depends on it is unknown.
const UNNAMED: &str = "a model that is not named";

impl Lock {
    /// Adds the claims of the lock about its models. A block that does not match its digest is skipped: it may be
    /// half of one fact and half of another.
    pub fn insert_into(&self, store: &mut FactStore) {
        for block in self.models.iter().filter(|block| block.fits()) {
            let Block { facts, place, .. } = block;
            let claim = facts.claim(place.clone());
            // A pull by its present name gets the same facts.
            for name in [Some(&facts.id), facts.renamed.as_ref()]
                .into_iter()
                .flatten()
            {
                store.add(name, claim.clone());
                for text in &facts.texts {
                    store.add_text(name, &text.sha256);
                }
                if let Some(access) = facts.access() {
                    store.add_access(name, access);
                }
            }
            for hinted in &facts.hints {
                let seen = "`_name_or_path` of its config.json, as it is locked,".to_owned();
                store.add_hint(&facts.id, hinted.clone(), seen);
            }
        }
        self.insert_twins(store);
    }

    /// Its models by the digests of their weight files.
    #[must_use]
    pub fn weights(&self) -> Weights<'_> {
        let mut by_digest: HashMap<String, Vec<&Block<LockedModel>>> = HashMap::new();
        for block in self.models.iter().filter(|block| block.fits()) {
            let digests = block.facts.files.iter();
            let digests: BTreeSet<String> = digests
                .map(|file| file.sha256.to_ascii_lowercase())
                .collect();
            for digest in digests {
                by_digest.entry(digest).or_default().push(block);
            }
        }
        Weights(by_digest)
    }

    /// Two models with a weight file in common are the same weights: the one that states no lineage is under the terms
    /// of the other.
    fn insert_twins(&self, store: &mut FactStore) {
        let mut by_hash: BTreeMap<&str, Vec<&LockedModel>> = BTreeMap::new();
        for block in self.models.iter().filter(|block| block.fits()) {
            for file in &block.facts.files {
                by_hash.entry(&file.sha256).or_default().push(&block.facts);
            }
        }
        let places: BTreeMap<String, &Option<Place>> = self
            .models
            .iter()
            .map(|block| (block.facts.id.key(), &block.place))
            .collect();
        for (hash, models) in by_hash {
            for model in models.iter().filter(|model| !model.states_lineage()) {
                for twin in models.iter().filter(|twin| twin.id.key() != model.id.key()) {
                    let detail = format!(
                        "deny-models.lock: a file of {} has the same SHA-256, {hash}",
                        twin.id
                    );
                    let mut claim = Claim::new(ClaimSource::Lock, detail);
                    // A base on either side would be a cycle, so where neither states one, or both have one that is not
                    // named, terms alone cross over.
                    let unnamed = |model: &LockedModel| model.bases() == Bases::Unnamed;
                    if twin.states_lineage() || unnamed(twin) && !unnamed(model) {
                        claim.bases = Bases::Named(vec![twin.id.clone()]);
                        claim.relation = Some(Relation::Quantized);
                    } else {
                        claim.beyond = twin.tag().or_else(|| twin.text());
                    }
                    claim.place = places
                        .get(&model.id.key())
                        .and_then(|place| (*place).clone());
                    store.add(&model.id, claim);
                }
            }
        }
    }
}

/// The models of a lock by the digests of their weight files.
pub struct Weights<'a>(HashMap<String, Vec<&'a Block<LockedModel>>>);

impl Weights<'_> {
    /// Whether the lock has no digest of any weight file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds that a file which a package ships is one of a locked model, where the SHA-256 matches: the terms of the
    /// model apply to copies of its weights under another name too.
    pub fn insert_file(&self, file: &Artifact, sha256: &str, store: &mut FactStore) {
        let same = self.0.get(&sha256.to_ascii_lowercase());
        for Block { facts, place, .. } in same.into_iter().flatten() {
            let detail = format!(
                "deny-models.lock: its SHA-256 is that of a file of {}, {sha256}",
                facts.id
            );
            let claim = Claim {
                bases: Bases::Named(vec![facts.id.clone()]),
                relation: Some(Relation::Quantized),
                place: place.clone(),
                ..Claim::new(ClaimSource::Lock, detail)
            };
            store.add(file, claim);
        }
    }
}

impl LockedModel {
    /// To whom the hub hands it out, where the hub has answered.
    fn access(&self) -> Option<Access> {
        match self.gated.as_deref() {
            Some("manual") => Some(Access::Admission),
            Some(_) => Some(Access::SignUp),
            None => self.revision.is_some().then_some(Access::Open),
        }
    }

    /// Whether the card names a licence, by its tag or by the name beside it.
    #[must_use]
    pub fn states_license(&self) -> bool {
        self.license_name.is_some() || self.license.iter().any(|tag| !names_no_text(tag))
    }

    /// Whether it names its base models, or states that it has one.
    #[must_use]
    pub fn states_lineage(&self) -> bool {
        self.base_unnamed || self.base.as_ref().is_some_and(|bases| !bases.is_empty())
    }

    /// Whether everything was read that would name a base. Configurations that cannot be read are a base, or a
    /// component, that is not named.
    fn has_seen_lineage(&self) -> bool {
        let of_lineage = |path: &String| path == Self::CARD || path == Self::REPOSITORY;
        self.unresolved.is_none() && !self.unread.iter().any(of_lineage)
    }

    /// The claim of the block.
    #[must_use]
    pub fn claim(&self, place: Option<Place>) -> Claim {
        Claim {
            license: self.tag(),
            beyond: self.text(),
            bases: self.bases(),
            relation: self.relation,
            components: with_unnamed(self.components.as_deref(), self.component_unnamed),
            unrecorded: !self.has_seen_lineage(),
            slot_licenses: self.slot_licenses(),
            texts: self
                .texts
                .iter()
                .map(|text| text.sha256.to_ascii_lowercase())
                .collect(),
            place,
            ..Claim::new(ClaimSource::Lock, self.detail())
        }
    }

    /// The licence of the card: a `license_name` replaces `other`, and applies beside any other tag.
    fn tag(&self) -> Option<Terms> {
        let name = self.license_name.as_deref().map(|name| {
            license::titled(name).map_or_else(|| name.to_owned(), |known| known.id().to_owned())
        });
        let named: Vec<&str> = self
            .license
            .iter()
            .map(String::as_str)
            .filter(|tag| name.is_none() || !names_no_text(tag))
            .chain(name.as_deref())
            .collect();
        all(&named)
    }

    /// The licences of the licence files, the text of the card and its link. A file that is not recognised is some
    /// other licence than the tag's, so it has the last word.
    fn text(&self) -> Option<Terms> {
        let of_weights = self
            .texts
            .iter()
            .filter(|text| slot(&text.path) == Some(Slot::Weights));
        let mut terms: Vec<String> = of_weights
            .map(|text| match &text.license {
                Some(license) => license.clone(),
                None => format!("the text of {}", text.path),
            })
            .collect();
        let linked = self.license_link.as_deref().and_then(license_at);
        terms.extend(linked.map(|license| license.id().to_owned()));
        terms.sort();
        terms.dedup();
        let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
        all(&terms)
    }

    /// Licences of code and data, by the names of their files and the text of the card.
    fn slot_licenses(&self) -> Vec<SlotLicense> {
        let files = self.texts.iter().filter_map(|text| {
            let slot = slot(&text.path).filter(|slot| *slot != Slot::Weights)?;
            Some((slot, text.license.as_deref()?, text.path.as_str()))
        });
        let card = "the text of the card";
        let code = self
            .code_license
            .iter()
            .map(|id| (Slot::Code, id.as_str(), card));
        let data = self
            .data_license
            .iter()
            .map(|id| (Slot::Data, id.as_str(), card));
        files
            .chain(code)
            .chain(data)
            .map(|(slot, license, place)| SlotLicense {
                slot,
                terms: Terms::parse(license).unwrap_or_else(|_| Terms::opaque(license)),
                detail: format!("{place}, {}", self.detail()),
            })
            .collect()
    }

    fn bases(&self) -> Bases {
        match (&self.base, self.base_unnamed) {
            (None, true) => Bases::Unnamed,
            (Some(bases), true) if bases.is_empty() => Bases::Unnamed,
            (bases, unnamed) => match with_unnamed(bases.as_deref(), unnamed) {
                Some(bases) => Bases::Named(bases),
                // A relation without a base means that there is a base, which is not named.
                None if self.relation.is_some() => Bases::Unnamed,
                None => Bases::NotStated,
            },
        }
    }

    fn detail(&self) -> String {
        let at = self.revision.as_deref().map(|revision| {
            let short = revision.get(..12).unwrap_or(revision);
            format!(" at {short}")
        });
        format!("locked{}", at.unwrap_or_default())
    }
}

/// A tag under which any text may stand.
fn names_no_text(tag: &str) -> bool {
    let tag = tag.trim();
    tag.eq_ignore_ascii_case("other") || tag.eq_ignore_ascii_case("unknown")
}

/// The slot of a licence file, by the words of its name; `None` for the licences of bundled libraries.
fn slot(path: &str) -> Option<Slot> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_uppercase();
    let has = |words: &[&str]| {
        name.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| words.contains(&word))
    };
    if has(&["THIRD", "3RD", "THIRDPARTY", "DEPENDENCIES", "DEPS"]) {
        None
    } else if has(&["MODEL", "MODELS", "WEIGHT", "WEIGHTS"]) {
        Some(Slot::Weights)
    } else if has(&["CODE", "SOFTWARE", "SOURCE"]) {
        Some(Slot::Code)
    } else if has(&["DATA", "DATASET", "DATASETS"]) {
        Some(Slot::Data)
    } else {
        Some(Slot::Weights)
    }
}

fn all(texts: &[&str]) -> Option<Terms> {
    if texts.is_empty() {
        return None;
    }
    let parts = texts
        .iter()
        .map(|text| Terms::parse(text).unwrap_or_else(|_| Terms::opaque(text)))
        .collect();
    Some(Terms::all(texts.join(", "), parts))
}

fn with_unnamed(models: Option<&[Artifact]>, unnamed: bool) -> Option<Vec<Artifact>> {
    let mut models = models.map(<[Artifact]>::to_vec);
    if unnamed {
        models.get_or_insert_default().push(Artifact::Path {
            package: None,
            path: UNNAMED.into(),
        });
    }
    models
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::LockedText;

    #[test]
    fn a_claim_has_the_digests_of_the_licence_texts() {
        let model = Artifact::parse("acme/x").expect("an id");
        let mut locked = LockedModel::new(&model);
        locked.license.push("other".to_owned());
        locked.texts.push(LockedText {
            path: "LICENSE".to_owned(),
            sha256: "AB".repeat(32),
            license: None,
        });
        assert_eq!(locked.claim(None).texts, ["ab".repeat(32)]);
    }
}
