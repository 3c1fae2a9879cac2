//! What a lock says of models, as statements beside those of other sources.

use std::collections::BTreeMap;

use super::block::{LockedModel, LockedText};
use super::{Block, Lock};
use crate::license::Terms;
use crate::model::{Artifact, Bases, Knowledge, Origin, Relation, Statement};
use crate::source::Place;

/// Stands for a model that a card speaks of and does not name. No source knows it, so whatever hangs on it is unknown.
const UNNAMED: &str = "a model that is not named";

impl Lock {
    /// Adds what the lock says of its models. A block that does not fit its digest says nothing: it may be half of one
    /// fact and half of another.
    pub fn learn(&self, knowledge: &mut Knowledge) {
        for block in self.models.iter().filter(|block| block.fits()) {
            let Block { facts, place, .. } = block;
            let statement = facts.statement(place.clone());
            // Whoever pulls it by its present name is told the same.
            for name in [Some(&facts.id), facts.renamed.as_ref()]
                .into_iter()
                .flatten()
            {
                knowledge.add(name, statement.clone());
            }
        }
        self.learn_twins(knowledge);
    }

    /// Two models with a weight file in common are the same weights: the one that states no lineage is under the terms
    /// of the other.
    fn learn_twins(&self, knowledge: &mut Knowledge) {
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
                    let mut statement = Statement::new(Origin::Lock, detail);
                    // A base on either side would be a cycle, so where neither states one, terms alone cross over.
                    if twin.states_lineage() {
                        statement.bases = Bases::Named(vec![twin.id.clone()]);
                        statement.relation = Some(Relation::Quantized);
                    } else {
                        statement.beyond = twin.tag().or_else(|| twin.text());
                    }
                    statement.place = places
                        .get(&model.id.key())
                        .and_then(|place| (*place).clone());
                    knowledge.add(&model.id, statement);
                }
            }
        }
    }
}

impl LockedModel {
    /// Whether it names what it was made from, or says that there is something.
    fn states_lineage(&self) -> bool {
        self.base_unnamed || self.base.as_ref().is_some_and(|bases| !bases.is_empty())
    }

    /// What the block says, as a source among others.
    #[must_use]
    pub fn statement(&self, place: Option<Place>) -> Statement {
        Statement {
            license: self.tag(),
            beyond: self.text(),
            bases: self.bases(),
            relation: self.relation,
            components: with_unnamed(self.components.as_deref(), self.component_unnamed),
            place,
            ..Statement::new(Origin::Lock, self.detail())
        }
    }

    /// The licence of the card: a name that the card gives stands for `other`, and binds beside any other tag.
    fn tag(&self) -> Option<Terms> {
        let named: Vec<&str> = self
            .license
            .iter()
            .map(String::as_str)
            .filter(|tag| self.license_name.is_none() || !names_no_text(tag))
            .chain(self.license_name.as_deref())
            .collect();
        all(&named)
    }

    /// What the licence files say. Where the card names no text, a file that is not recognised has the last word.
    fn text(&self) -> Option<Terms> {
        let untold = self.license.iter().all(|tag| names_no_text(tag));
        let of_weights = self.texts.iter().filter(|text| !is_of_code(text));
        let unread = |path: &str| format!("the text of {path}");
        let terms: Vec<String> = of_weights
            .filter_map(|text| match &text.license {
                Some(license) => Some(license.clone()),
                None => untold.then(|| unread(&text.path)),
            })
            .collect();
        let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
        all(&terms)
    }

    fn bases(&self) -> Bases {
        match (&self.base, self.base_unnamed) {
            (None, true) => Bases::Unnamed,
            (Some(bases), true) if bases.is_empty() => Bases::Unnamed,
            (bases, unnamed) => match with_unnamed(bases.as_deref(), unnamed) {
                Some(bases) => Bases::Named(bases),
                // A relation without a base says that there is one, which is not named.
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

/// The licence of the code beside a model says nothing about its weights.
fn is_of_code(text: &LockedText) -> bool {
    let name = text.path.rsplit('/').next().unwrap_or(&text.path);
    name.to_ascii_uppercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word == "CODE")
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
