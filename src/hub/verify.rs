//! Compares a lock with the hub, at the locked and at the current revision.

use std::collections::{BTreeMap, BTreeSet};

use super::lineage::Source;
use super::{HubError, Walked};
use deny_models::license::{LicenseRules, Verdict};
use deny_models::lock::{Extent, Lock, LockedModel, Names, compare};
use deny_models::model::{Artifact, FactStore, Resolution, resolve};

/// A model whose facts differ between lock and hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The model.
    pub model: String,
    /// The difference, one sentence without a full stop.
    pub message: String,
}

/// A model of which the hub does not show everything that the lock states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// The model.
    pub model: Artifact,
    /// The files that cannot be read.
    pub files: Vec<String>,
}

/// The result of a comparison with the hub.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Differences.
    pub mismatches: Vec<Mismatch>,
    /// What is neither confirmed nor contradicted, as access to it is restricted.
    pub unseen: Vec<Unseen>,
}

/// Compares the blocks of a lock with what a walk just found. A block must match the hub at the commit that it
/// names, else it was forged; and where the model has moved on, its licence and lineage must still be the same, else it
/// has drifted.
///
/// # Errors
///
/// The first failure of the source.
pub fn verify(source: &dyn Source, lock: &Lock, walked: &Walked) -> Result<Verified, HubError> {
    let key = |model: &LockedModel| {
        let artifact = model.artifact();
        (artifact.key(), artifact.revision().map(str::to_owned))
    };
    let fresh: BTreeMap<_, &LockedModel> = walked
        .models
        .iter()
        .map(|model| (key(model), model))
        .collect();
    // A lock may be forged, so the hub alone states which names mean the same model.
    let names = Names::new(&walked.models);
    let mut verified = Verified::default();
    for block in lock.models() {
        let locked = &block.facts;
        let mut report = |model: &LockedModel, message: String| {
            verified.mismatches.push(Mismatch {
                model: model.artifact().to_string(),
                message,
            });
        };
        if !block.fits() {
            report(
                locked,
                "the digest of the block does not match its content".to_owned(),
            );
        }
        let Some(now) = fresh.get(&key(locked)) else {
            continue;
        };
        let mut unseen = Vec::new();
        // What is closed as a whole has no revision.
        let closed = now.unresolved.is_some();
        if locked.revision == now.revision || locked.revision.is_none() || closed {
            let found = compare(locked, now, Extent::All, &names);
            if !found.differs.is_empty() {
                report(
                    locked,
                    format!("it differs from the hub: {}", found.differs.join("; ")),
                );
            }
            unseen.extend(found.unseen);
        } else {
            let then = source.fetch(&locked.id.clone().at(locked.revision.as_deref()))?;
            let then = LockedModel {
                asked: locked.asked.clone(),
                ..then
            };
            let forged = compare(locked, &then, Extent::All, &names);
            let drifted = compare(locked, now, Extent::Terms, &names);
            if !forged.differs.is_empty() {
                let message = format!(
                    "it differs from the hub at the locked revision: {}",
                    forged.differs.join("; ")
                );
                report(locked, message);
            } else if !drifted.differs.is_empty() {
                let message = format!(
                    "it has changed since it was locked: {}",
                    drifted.differs.join("; ")
                );
                report(locked, message);
            }
            unseen.extend(forged.unseen);
            unseen.extend(drifted.unseen);
        }
        if !unseen.is_empty() {
            unseen.sort();
            unseen.dedup();
            verified.unseen.push(Unseen {
                model: locked.artifact(),
                files: unseen,
            });
        }
    }
    for model in walked
        .models
        .iter()
        .filter(|model| lock.model(&model.artifact()).is_none())
    {
        verified.mismatches.push(Mismatch {
            model: model.artifact().to_string(),
            message: "it is not in the lock".to_owned(),
        });
    }
    Ok(verified)
}

/// The models that a lock clears more than what is shown does: its verdict is milder, or it lacks a licence that is
/// refused. Further ancestors that only the lock knows do not loosen it. A model can be looser by what the block of
/// another one states. `store` has what other sources state.
#[must_use]
pub fn looser(
    locked: &Lock,
    shown: &Lock,
    store: &FactStore,
    rules: &LicenseRules,
) -> Vec<Artifact> {
    let with = |lock: &Lock| {
        let mut store = store.clone();
        lock.insert_into(&mut store);
        store
    };
    let (by_lock, by_hub) = (with(locked), with(shown));
    let models = locked.models().iter().map(|block| block.facts.artifact());
    let is_looser = |model: &Artifact| {
        let [by_lock, by_hub] = [&by_lock, &by_hub].map(|store| resolve(model, store, rules));
        by_lock.verdict < by_hub.verdict || !refused(&by_lock).is_superset(&refused(&by_hub))
    };
    models.filter(is_looser).collect()
}

/// The licences that a model fails by.
fn refused(model: &Resolution) -> BTreeSet<&str> {
    let binding = model.binding.iter();
    binding
        .filter(|binding| binding.verdict == Verdict::Fail)
        .map(|binding| binding.license.id())
        .collect()
}
