//! Keeps what the lock has of a model where the hub now shows less of the same commit: an update without a token does
//! not lose what was read with one.

use std::sync::{Mutex, PoisonError};

use crate::hub::{HubError, Source};
use deny_models::lock::{Lock, LockedModel};
use deny_models::model::Artifact;

/// A source that answers from a lock where that states more than another source shows.
pub(super) struct Keeping<'a, S> {
    source: S,
    old: Option<&'a Lock>,
    kept: Mutex<Vec<String>>,
}

impl<'a, S> Keeping<'a, S> {
    /// Keeps blocks of `old`, if `on`.
    pub(super) fn new(source: S, old: &'a Lock, on: bool) -> Self {
        Self {
            source,
            old: on.then_some(old),
            kept: Mutex::default(),
        }
    }

    /// The models that were kept, one note each.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut kept = self
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        kept.sort();
        kept.iter()
            .map(|model| {
                format!(
                    "{model}: kept as it was locked with access to more of its files; set `HF_TOKEN` to read them again"
                )
            })
            .collect()
    }
}

impl<S: Source> Source for Keeping<'_, S> {
    fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError> {
        let seen = self.source.fetch(model)?;
        let Some(block) = self.old.and_then(|old| old.has_more_of(&seen)) else {
            return Ok(seen);
        };
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(model.to_string());
        Ok(block.clone())
    }
}
