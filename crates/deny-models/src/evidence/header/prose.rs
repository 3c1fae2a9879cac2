//! What the text of a model card states outside its front matter.

use crate::license::{Flag, lookup};
use crate::model::{Artifact, Relation, Slot};

/// What the text of a card states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    /// Licences, in the order of the text, each once.
    pub licenses: Vec<ProseLicense>,
    /// Models that the text names as bases of this one.
    pub bases: Vec<Artifact>,
    /// The text states that the model has a base, and does not name it by an id.
    pub unnamed: bool,
    /// How, where the text states one way.
    pub relation: Option<Relation>,
    /// Every model of the hub that the text links to.
    pub linked: Vec<Artifact>,
}

/// A licence that the text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseLicense {
    /// The id.
    pub license: String,
    /// What of the model it is for.
    pub slot: Slot,
    /// A link to the licence, or its title where only a licence belongs; else a sentence.
    pub firm: bool,
}

impl Prose {
    /// Licences of the weights. Where nothing else states one (`silent`), a mere sentence counts only when it names a
    /// licence that the OSI has not approved: prose accuses, and clears nothing.
    pub fn weights(&self, silent: bool) -> impl Iterator<Item = &str> {
        self.licenses
            .iter()
            .filter(|license| license.slot == Slot::Weights)
            .filter(move |license| {
                license.firm || !silent || lookup(&license.license).osi() != Flag::Yes
            })
            .map(|license| license.license.as_str())
    }

    /// The lineage in the text, for models whose base no other source names. A card that states nothing at all
    /// (nothing is `stated`) and links to one model is about that model. One whose licence is stated by its text alone,
    /// and that mentions other models, may be of any of these. `own` are keys of the model itself.
    #[must_use]
    pub fn lineage(&self, stated: StatedBy, own: &[String]) -> Option<ProseLineage> {
        let others = |models: &[Artifact]| -> Vec<Artifact> {
            let others = models.iter().filter(|model| !own.contains(&model.key()));
            others.cloned().collect()
        };
        let bases = others(&self.bases);
        if !bases.is_empty() || self.unnamed {
            return Some(ProseLineage {
                bases,
                unnamed: self.unnamed,
                relation: self.relation,
            });
        }
        let bases = others(&self.linked);
        let lineage = |bases: Vec<Artifact>| ProseLineage {
            unnamed: bases.is_empty(),
            bases,
            relation: None,
        };
        match (stated, bases.len()) {
            (StatedBy::Nothing, 1) => Some(lineage(bases)),
            (StatedBy::TextAlone, 1..) => Some(lineage(Vec::new())),
            _ => None,
        }
    }
}

/// What states the licence of a model whose card is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedBy {
    /// Nothing does.
    Nothing,
    /// The text of the card, and nothing else.
    TextAlone,
    /// A tag or a licence file.
    Elsewhere,
}

/// The lineage that a text states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseLineage {
    /// The models.
    pub bases: Vec<Artifact>,
    /// A further one is named in a way that cannot be followed.
    pub unnamed: bool,
    /// How.
    pub relation: Option<Relation>,
}
