//! Whether the hub still says, and ever said, what a lock has on it.

use std::collections::BTreeMap;

use super::lineage::Source;
use super::{HubError, Walked};
use deny_models::lock::{Lock, LockedModel, differences, drift};

/// A model of which lock and hub do not say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The model.
    pub model: String,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
}

/// Compares the blocks of a lock with what a walk just found. A block must say what the hub says of the very commit it
/// names, else it was forged; and where the model has moved on, its licence and lineage must still be the same, else it
/// has drifted.
///
/// # Errors
///
/// The first failure of the source.
pub fn verify(
    source: &dyn Source,
    lock: &Lock,
    walked: &Walked,
) -> Result<Vec<Mismatch>, HubError> {
    let key = |model: &LockedModel| {
        let artifact = model.artifact();
        (artifact.key(), artifact.revision().map(str::to_owned))
    };
    let fresh: BTreeMap<_, &LockedModel> = walked
        .models
        .iter()
        .map(|model| (key(model), model))
        .collect();
    let mut found = Vec::new();
    let mut report = |model: &LockedModel, message: String| {
        found.push(Mismatch {
            model: model.artifact().to_string(),
            message,
        });
    };
    for block in lock.models() {
        let locked = &block.facts;
        if !block.fits() {
            report(
                locked,
                "the digest of the block does not fit what it says".to_owned(),
            );
        }
        let Some(now) = fresh.get(&key(locked)) else {
            continue;
        };
        if locked.revision == now.revision || locked.revision.is_none() {
            let differ = differences(locked, now);
            if !differ.is_empty() {
                report(
                    locked,
                    format!("the hub says otherwise: {}", differ.join("; ")),
                );
            }
            continue;
        }
        let then = source.fetch(&locked.id.clone().at(locked.revision.as_deref()))?;
        let then = LockedModel {
            asked: locked.asked.clone(),
            ..then
        };
        let forged = differences(locked, &then);
        let drifted = drift(locked, now);
        if !forged.is_empty() {
            let message = format!(
                "the hub says otherwise of the locked revision: {}",
                forged.join("; ")
            );
            report(locked, message);
        } else if !drifted.is_empty() {
            let message = format!("it has changed since it was locked: {}", drifted.join("; "));
            report(locked, message);
        }
    }
    for model in walked
        .models
        .iter()
        .filter(|model| lock.model(&model.artifact()).is_none())
    {
        report(model, "it is not in the lock".to_owned());
    }
    Ok(found)
}
