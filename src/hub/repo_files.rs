//! Licence and lineage from the files of a repository, beside its metadata: the text of the card, what it was merged
//! by, what it adapts, the parts of a pipeline.

use serde_json::Value;

use super::bases::Lineage;
use super::card::Info;
use super::client::{Clock, Transport};
use super::error::HubError;
use super::parts::Parts;
use super::repository::{MAX_FILE, Repository, is_data_set};
use crate::card;
use deny_models::digest::sha256;
use deny_models::evidence::header::StatedBy;
use deny_models::lock::{LockedModel, LockedText};
use deny_models::model::{Artifact, Relation, Slot};

/// Configurations of the parts of one pipeline.
const MAX_CONFIGS: usize = 8;

impl<T: Transport, C: Clock> Repository<'_, T, C> {
    /// Everything that the files of a repository state, beside its metadata.
    pub(super) fn read(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        self.read_texts(model, info)?;
        self.read_adapter(model, info)?;
        self.read_merge(model, info)?;
        self.read_card(model, info)?;
        info.write_unnamed_base(model);
        self.read_hint(model, info)?;
        self.read_parts(model, info)
    }

    /// The text of the card, and merge configurations that it quotes. Where the card itself cannot be had, the
    /// answer of the hub has its front matter all the same.
    fn read_card(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        let path = "README.md";
        if !info.has_file(path) || is_data_set(&model.id) {
            return Ok(());
        }
        let Some(bytes) = self.file(model, path, MAX_FILE)? else {
            return Ok(());
        };
        let header = card::read_card(&bytes);
        let stated = model.states_license();
        let known: Vec<String> = model
            .license
            .iter()
            .map(|tag| tag.to_ascii_lowercase())
            .collect();
        let found: Vec<String> = header
            .prose
            .weights(!stated)
            .filter(|license| !known.contains(&license.to_ascii_lowercase()))
            .map(str::to_owned)
            .collect();
        let in_files = model.texts.iter().any(|text| text.license.is_some());
        let digest = sha256(&bytes);
        model
            .texts
            .extend(found.into_iter().map(|license| LockedText {
                path: path.to_owned(),
                sha256: digest.clone(),
                license: Some(license),
            }));
        for found in &header.prose.licenses {
            match found.slot {
                Slot::Code => model.code_license.push(found.license.clone()),
                Slot::Data => model.data_license.push(found.license.clone()),
                Slot::Weights => {}
            }
        }
        if model.states_lineage() {
            return Ok(());
        }
        let mut lineage = Lineage::new(&model.id);
        let quoted = header
            .base_models
            .iter()
            .filter(|base| base.key.starts_with("body: "));
        for base in quoted {
            match &base.model {
                Some(base) => lineage.add(&base.to_string(), "merge configuration in the card"),
                None => lineage.unnamed("merge configuration in the card"),
            }
            lineage
                .relations
                .insert(Relation::Merge.as_str().to_owned());
        }
        let spoken = if stated || in_files {
            StatedBy::Elsewhere
        } else if model.texts.is_empty() {
            StatedBy::Nothing
        } else {
            StatedBy::TextAlone
        };
        if lineage.is_empty()
            && let Some(found) = header.prose.lineage(spoken, &[model.id.key()])
        {
            for base in found.bases {
                lineage.add(&base.to_string(), "text of the card");
            }
            if found.unnamed {
                lineage.unnamed("text of the card");
            }
            lineage
                .relations
                .extend(found.relation.map(|relation| relation.as_str().to_owned()));
        }
        if !lineage.is_empty() {
            lineage.write_to(model);
        }
        Ok(())
    }

    /// A merge comes with what it was merged by.
    fn read_merge(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        let paths = ["mergekit_config.yml", "mergekit_config.yaml"];
        let Some(path) = paths.into_iter().find(|path| info.has_file(path)) else {
            return Ok(());
        };
        let Some(bytes) = self.file(model, path, MAX_FILE)? else {
            has_unnamed_base(model, path, Relation::Merge);
            return Ok(());
        };
        let header = card::read_merge_config(&bytes);
        let mut lineage = Lineage::new(&model.id);
        for known in model.base.iter().flatten() {
            lineage.add(&known.to_string(), "card");
        }
        for base in &header.base_models {
            match &base.model {
                Some(base) => lineage.add(&base.to_string(), path),
                // A path on the machine of the author adds nothing where the card names the parents.
                None if model.base.is_some() => {}
                None => lineage.unnamed(path),
            }
        }
        if !header.is_readable() && model.base.is_none() {
            lineage.unnamed(path);
        }
        let unnamed = model.base_unnamed;
        lineage
            .relations
            .insert(Relation::Merge.as_str().to_owned());
        lineage
            .relations
            .extend(model.relation.map(|relation| relation.as_str().to_owned()));
        model.source.retain(|source| !source.starts_with("base: "));
        lineage.write_to(model);
        model.base_unnamed |= unnamed;
        Ok(())
    }

    /// The base model in the configuration of an adapter.
    fn read_adapter(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        let path = "adapter_config.json";
        if !info.has_file(path) {
            return Ok(());
        }
        let config = self.config(model, path)?;
        let Some(base) = config
            .as_ref()
            .and_then(|config| config.get("base_model_name_or_path")?.as_str())
        else {
            has_unnamed_base(model, path, Relation::Adapter);
            return Ok(());
        };
        let mut lineage = Lineage::new(&model.id);
        for known in model.base.iter().flatten() {
            lineage.add(&known.to_string(), "card");
        }
        let named_by_card = model.base.is_some();
        // A path on the machine of the author adds nothing where the card names the base.
        if !named_by_card || Artifact::parse(base).is_ok() {
            lineage.add(base, path);
        }
        let unnamed = model.base_unnamed;
        lineage
            .relations
            .insert(Relation::Adapter.as_str().to_owned());
        lineage
            .relations
            .extend(model.relation.map(|relation| relation.as_str().to_owned()));
        let before = model
            .source
            .iter()
            .position(|source| source.starts_with("base: "));
        if let Some(at) = before {
            model.source.remove(at);
        }
        lineage.write_to(model);
        model.base_unnamed |= unnamed;
        Ok(())
    }

    fn read_parts(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        let paths = ["modular_model_index.json", "model_index.json"];
        let Some(path) = paths.into_iter().find(|path| info.has_file(path)) else {
            return Ok(());
        };
        let Some(index) = self.config(model, path)? else {
            model.component_unnamed = true;
            return Ok(());
        };
        let mut parts = Parts::read(&index, info);
        for folder in std::mem::take(&mut parts.folders).iter().take(MAX_CONFIGS) {
            let config = self.config(model, &format!("{folder}/config.json"))?;
            let origin = config
                .as_ref()
                .and_then(|config| config.get("_name_or_path"));
            // Names of one segment are mostly folders.
            let origin = origin
                .and_then(Value::as_str)
                .filter(|origin| origin.contains('/'));
            if let Some(origin) = origin {
                parts.add(origin);
            }
        }
        let own = model.id.key();
        parts.models.retain(|part| part.key() != own);
        if !parts.models.is_empty() {
            model.components = Some(parts.models);
        }
        model.component_unnamed = parts.unnamed;
        model.source.push(format!("components: {path}"));
        Ok(())
    }

    /// The name that a model was loaded by when it was saved: where nothing states a base, it may be one.
    fn read_hint(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        let path = "config.json";
        if model.states_lineage() || !info.has_file(path) {
            return Ok(());
        }
        let config = self.config(model, path)?;
        let name = config
            .as_ref()
            .and_then(|config| config.get("_name_or_path"))
            .and_then(Value::as_str);
        let hinted = name
            .filter(|name| name.matches('/').count() == 1)
            .and_then(|name| Artifact::parse_hub(name).ok())
            .filter(|hinted| hinted.key() != model.id.key());
        model.hints.extend(hinted.map(|hinted| hinted.at(None)));
        Ok(())
    }
}

/// A file that would name the base cannot be read, or does not name it: there is one all the same.
fn has_unnamed_base(model: &mut LockedModel, path: &str, relation: Relation) {
    if model.states_lineage() {
        return;
    }
    model.base_unnamed = true;
    model.relation = Some(relation);
    model.source.push(format!("base: {path} does not name it"));
}
