//! Facts from the local hub cache about models and their base models.

use std::collections::{BTreeSet, VecDeque};

use super::HubCache;
use deny_models::evidence::header::Confidence;
use deny_models::model::{Artifact, Claim, ClaimSource, FactStore};

/// More models than any lineage has.
const MAX_MODELS: usize = 1024;

impl HubCache {
    /// Adds what the cache has of `models`, of their bases and of their components, through any number of steps. Gives
    /// a sentence for each model whose entry is not believed.
    ///
    /// `origin` sets the weight: [`ClaimSource::Card`] for a query, [`ClaimSource::HubCache`] for a verdict, which
    /// must be the same on a machine that has downloaded nothing.
    pub fn insert_into(
        &self,
        store: &mut FactStore,
        models: impl IntoIterator<Item = Artifact>,
        origin: ClaimSource,
    ) -> Vec<String> {
        let mut open: VecDeque<Artifact> = models.into_iter().collect();
        let mut seen = BTreeSet::new();
        let mut notes = Vec::new();
        while let Some(model) = open.pop_front() {
            if !matches!(model, Artifact::Hub { .. })
                || !seen.insert(model.key())
                || seen.len() > MAX_MODELS
            {
                continue;
            }
            match self.claim(store, &model, origin) {
                Ok(Some(claim)) => {
                    open.extend(parts(&claim));
                    store.add(&model, claim);
                }
                Ok(None) => {}
                Err(why) => notes.push(format!(
                    "what the hub cache has of {model} is left out: {why}"
                )),
            }
            // What other sources name may lie in the cache too.
            let known = store.claims(&model);
            open.extend(known.into_iter().flat_map(parts).collect::<Vec<_>>());
        }
        notes
    }

    fn claim(
        &self,
        store: &mut FactStore,
        model: &Artifact,
        origin: ClaimSource,
    ) -> Result<Option<Claim>, String> {
        let snapshot = self
            .snapshot(model.name(), model.revision())
            .map_err(|error| error.to_string())?;
        let Some(snapshot) = snapshot else {
            return Ok(None);
        };
        let read = snapshot.read().map_err(|error| error.to_string())?;
        let detail = format!("hub cache at {}", snapshot.commit);
        let merged = read.merged();
        let hints = merged
            .base_models
            .iter()
            .filter(|base| base.rank == Confidence::Hint);
        for base in hints {
            if let Some(hinted) = base
                .model
                .clone()
                .filter(|hinted| hinted.key() != model.key())
            {
                let seen = format!("{} = {} in the {detail}", base.key, base.shown);
                store.add_hint(model, hinted, seen);
            }
        }
        let claim = merged.to_claim_parts().into_claim(origin, &detail);
        Ok(claim.states_anything().then_some(claim))
    }
}

fn parts(claim: &Claim) -> Vec<Artifact> {
    let bases = match &claim.bases {
        deny_models::model::Bases::Named(bases) => bases.as_slice(),
        _ => &[],
    };
    bases
        .iter()
        .chain(claim.components.iter().flatten())
        .cloned()
        .collect()
}
