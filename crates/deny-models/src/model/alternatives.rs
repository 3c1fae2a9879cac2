//! Ways out: models of the same kind whose licence passes (`alternatives.tsv`).

use super::id::Artifact;
use super::lineage::Resolver;
use crate::license::Verdict;
use crate::tsv;

const TABLE: &str = include_str!("alternatives.tsv");

/// How many are worth naming.
const MOST: usize = 3;

/// Models that can stand in for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What the models do, such as `text generation`.
    pub task: &'static str,
    /// Models that pass, best known first.
    pub models: Vec<&'static str>,
}

/// Models for the same task as `model` that pass; empty when the table does not have its task.
#[must_use]
pub fn alternatives(model: &Artifact, resolver: &Resolver<'_>) -> Option<Alternative> {
    let key = model.key();
    let (task, passing) = tsv::rows(TABLE)
        .find(|[_, restricted, _]| tsv::list(restricted).any(|id| id.to_ascii_lowercase() == key))
        .map(|[task, _, passing]| (task, passing))?;
    let passes = |id: &&str| {
        Artifact::parse(id).is_ok_and(|model| resolver.resolve(&model).verdict == Verdict::Pass)
    };
    let models: Vec<&str> = tsv::list(passing).filter(passes).take(MOST).collect();
    (!models.is_empty()).then_some(Alternative { task, models })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::LicenseRules;
    use crate::model::{FactStore, resolve};

    #[test]
    fn every_way_out_is_one() {
        tsv::assert_well_formed(TABLE);
        for [task, restricted, passing] in tsv::rows(TABLE) {
            let verdict = |id: &str| {
                let model = Artifact::parse(id).expect("a model id");
                resolve(&model, &FactStore::built_in(), &LicenseRules::osi()).verdict
            };
            for id in tsv::list(passing) {
                assert_eq!(verdict(id), Verdict::Pass, "{task}: {id}");
            }
            for id in tsv::list(restricted) {
                assert_eq!(verdict(id), Verdict::Fail, "{task}: {id}");
            }
        }
    }
}
