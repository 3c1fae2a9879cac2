//! Several sources as one: each model goes to the one that answers for it.

use super::error::HubError;
use super::lineage::Source;
use deny_models::lock::LockedModel;
use deny_models::model::Artifact;

/// Sources, the first of which that answers for a model is asked.
pub struct Sources<'a>(Vec<Box<dyn Source + 'a>>);

impl<'a> Sources<'a> {
    /// These sources.
    #[must_use]
    pub fn new(sources: Vec<Box<dyn Source + 'a>>) -> Self {
        Self(sources)
    }
}

impl Source for Sources<'_> {
    fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError> {
        let mut sources = self.0.iter();
        match sources.find(|source| source.answers_for(model)) {
            Some(source) => source.fetch(model),
            None => Ok(LockedModel {
                unresolved: Some(format!("no source answers for {model}")),
                ..LockedModel::new(model)
            }),
        }
    }
}
