//! Code, weights and data of a model, which may be under three licences. The weights' alone decides a verdict: code
//! that is MIT makes no weights MIT, and data under CC-BY-NC makes no weights non-commercial by itself.

use crate::license::Terms;
use crate::tsv;

const TABLE: &str = include_str!("slots.tsv");

/// What of a model a licence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The code that trains or runs it.
    Code,
    /// The weights.
    Weights,
    /// The data that it was trained on.
    Data,
}

impl Slot {
    /// The word used in tables and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Weights => "weights",
            Self::Data => "data",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Code, Self::Weights, Self::Data]
            .into_iter()
            .find(|slot| slot.as_str() == word)
    }
}

/// A licence of something beside the weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotLicense {
    /// What it is for.
    pub slot: Slot,
    /// The licence.
    pub terms: Terms,
    /// Where that was seen.
    pub detail: String,
}

/// The rows of the table about a model, by its key.
pub(super) fn of(key: &str) -> Vec<SlotLicense> {
    tsv::rows::<5>(TABLE)
        .filter(|[model, ..]| model.eq_ignore_ascii_case(key))
        .filter_map(|[_, slot, license, source, confidence]| {
            Some(SlotLicense {
                slot: Slot::parse(slot)?,
                terms: Terms::parse(license).ok()?,
                detail: format!("{source} ({confidence})"),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::License;
    use crate::model::Artifact;

    #[test]
    fn the_table_is_well_formed() {
        tsv::assert_well_formed(TABLE);
        for [model, slot, license, source, confidence] in tsv::rows(TABLE) {
            assert!(Artifact::parse_hub(model).is_ok(), "{model}");
            let slot = Slot::parse(slot);
            // The licence of the weights belongs into the table of models.
            assert!(slot.is_some_and(|slot| slot != Slot::Weights), "{model}");
            let known =
                Terms::parse(license).is_ok_and(|terms| terms.leaves().all(License::is_known));
            assert!(known, "{model}: {license}");
            assert!(source != "-" && ["verified", "partly", "known"].contains(&confidence));
        }
    }
}
