//! Compares a lock with the hub, at the locked and at the current revision.

use std::collections::BTreeMap;

use super::lineage::Source;
use super::{HubError, Walked};
use deny_models::lock::{Lock, LockedModel, differences, drift};

/// A model whose facts differ between lock and hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The model.
    pub model: String,
    /// The difference, one sentence without a full stop.
    pub message: String,
}

/// Compares the blocks of a lock with what a walk just found. A block must match the hub at the commit that it
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
                "the digest of the block does not match its content".to_owned(),
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
                    format!("it differs from the hub: {}", differ.join("; ")),
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
                "it differs from the hub at the locked revision: {}",
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
