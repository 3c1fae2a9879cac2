//! Merges the base models that several sources state.

use std::collections::BTreeSet;

use deny_models::lock::LockedModel;
use deny_models::model::{Artifact, Relation};

/// Limit of base models: no real lineage states more.
pub(super) const MAX_BASES: usize = 64;

/// Words that cards have in place of a base model when there is none.
const NO_BASE: [&str; 5] = ["none", "null", "n/a", "-", "scratch"];

/// The base models that are found, by whichever source.
pub(super) struct Lineage {
    own: String,
    bases: Vec<Artifact>,
    unnamed: bool,
    pub(super) relations: BTreeSet<String>,
    sources: BTreeSet<&'static str>,
}

impl Lineage {
    pub(super) fn new(model: &Artifact) -> Self {
        Self {
            own: model.key(),
            bases: Vec::new(),
            unnamed: false,
            relations: BTreeSet::new(),
            sources: BTreeSet::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bases.is_empty() && !self.unnamed
    }

    /// A base that exists but whose name cannot be followed.
    pub(super) fn unnamed(&mut self, source: &'static str) {
        self.sources.insert(source);
        self.unnamed = true;
    }

    pub(super) fn add(&mut self, name: &str, source: &'static str) {
        let name = name.trim();
        if name.is_empty() || NO_BASE.contains(&name.to_ascii_lowercase().as_str()) {
            return;
        }
        self.sources.insert(source);
        match Artifact::parse(name) {
            // Made from itself: from something, then, that is not named.
            Ok(base) if base.key() == self.own => self.unnamed = true,
            Ok(base) => {
                let known = self.bases.iter().any(|known| known.key() == base.key());
                if !known && self.bases.len() < MAX_BASES {
                    self.bases.push(base);
                } else {
                    self.unnamed |= !known;
                }
            }
            // A path on the machine of the author.
            Err(_) => self.unnamed = true,
        }
    }

    /// Writes the bases into the model. Where sources state different relations, none is kept: then all licences of the
    /// base apply.
    pub(super) fn write_to(self, model: &mut LockedModel) {
        let mut relations = self.relations.iter();
        let relation = match (relations.next(), relations.next()) {
            (Some(only), None) => Relation::parse(only),
            _ => None,
        };
        if !self.bases.is_empty() {
            model.base = Some(self.bases);
        }
        // A cyclic reference to itself beside a real base adds nothing.
        model.base_unnamed = self.unnamed;
        model.relation = relation;
        if !self.sources.is_empty() {
            let sources: Vec<&str> = self.sources.into_iter().collect();
            model.source.push(format!("base: {}", sources.join(", ")));
        }
    }
}
