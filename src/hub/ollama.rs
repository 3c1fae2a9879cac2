//! Models of Ollama. Its registry speaks the distribution protocol of OCI: a manifest for each tag names the layers of
//! the model, among them its weights and its licence texts.
//!
//! A manifest says nothing of what the model was made from, so a licence text alone clears nothing: the base stays
//! unnamed until a table or a person names it. A text that does not pass decides all the same.

use serde_json::Value;

use super::card::json;
use super::client::{Client, Clock, Transport};
use super::error::HubError;
use super::lineage::Source;
use super::repository::{MAX_FILE, license_of};
use super::site::Site;
use deny_models::digest::sha256;
use deny_models::lock::{LockedModel, LockedText, LockedWeights};
use deny_models::model::{Artifact, Registry, RegistryModel};

/// The media type of a manifest, which the registry answers under the name of another.
const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// What the media types of Ollama's layers begin with; parameters may follow the kind.
const LAYER: &str = "application/vnd.ollama.image.";

/// Kinds of layers with weights.
const WEIGHTS: [&str; 4] = ["model", "projector", "adapter", "tensor"];

/// Longest manifest, in bytes.
const MAX_MANIFEST: usize = 4 << 20;

/// Licence texts of one model. A model has one or two.
const MAX_TEXTS: usize = 8;

/// Layers with weights of one model.
const MAX_WEIGHTS: usize = 512;

/// The registry of Ollama as a source of facts.
#[derive(Debug)]
pub struct Ollama<T, C> {
    client: Client<T, C>,
}

/// A layer of a manifest.
struct Layer<'a> {
    /// What stands behind [`LAYER`] in its media type.
    kind: &'a str,
    sha256: &'a str,
    size: Option<u64>,
}

impl<T: Transport, C: Clock> Ollama<T, C> {
    /// Facts by way of a client of the registry.
    pub fn new(client: Client<T, C>) -> Self {
        Self { client }
    }

    fn manifest(&self, model: &RegistryModel) -> Result<Value, HubError> {
        let what = model.to_string();
        let tag = model.tag().unwrap_or("latest");
        let path = format!("{}/manifests/{tag}", repository(model));
        let answer = self
            .client
            .get_as(Some(MANIFEST), &path, &what, MAX_MANIFEST)?;
        if let Some(digest) = answer.header("docker-content-digest")
            && digest != format!("sha256:{}", sha256(&answer.body))
        {
            return Err(unreadable(
                &what,
                "its SHA-256 is not the one that comes with it",
            ));
        }
        json(Site::Ollama, &answer.body, &what)
    }

    /// The licence that the text of a layer is. A text that cannot be had is none that is known.
    fn license(
        &self,
        model: &RegistryModel,
        layer: &Layer<'_>,
        source: &mut Vec<String>,
    ) -> Result<Option<String>, HubError> {
        let sha = layer.sha256;
        let what = format!("a licence text of {model}");
        let path = format!("{}/blobs/sha256:{sha}", repository(model));
        let bytes = match self.client.get(&path, &what, MAX_FILE) {
            Ok(answer) => answer.body,
            Err(error) if error.is_of_model() => {
                source.push(format!("license: a text is not read: {error}"));
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if sha256(&bytes) != sha {
            return Err(unreadable(
                &what,
                "its SHA-256 is not the one of the manifest",
            ));
        }
        Ok(license_of(&String::from_utf8_lossy(&bytes)))
    }
}

impl<T: Transport, C: Clock> Source for Ollama<T, C> {
    fn answers_for(&self, model: &Artifact) -> bool {
        matches!(model, Artifact::Registry(model) if model.registry() == Registry::Ollama)
    }

    fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError> {
        let mut found = LockedModel::new(model);
        let Artifact::Registry(model) = model else {
            return Ok(found);
        };
        let manifest = match self.manifest(model) {
            Ok(manifest) => manifest,
            Err(error) if error.is_of_model() => {
                found.unresolved = Some(error.to_string());
                return Ok(found);
            }
            Err(error) => return Err(error),
        };
        let Some(layers) = manifest.get("layers").and_then(Value::as_array) else {
            return Err(unreadable(
                &model.to_string(),
                "it is no manifest with layers",
            ));
        };
        let mut lost = 0;
        for layer in layers {
            let Some(layer) = read_layer(layer) else {
                lost += 1;
                continue;
            };
            if layer.kind == "license" {
                // A text too many is not read, and so none that is known.
                let license = if found.texts.len() < MAX_TEXTS {
                    self.license(model, &layer, &mut found.source)?
                } else {
                    None
                };
                found.texts.push(LockedText {
                    path: numbered("license", found.texts.len()),
                    sha256: layer.sha256.to_owned(),
                    license,
                });
            } else if WEIGHTS.contains(&layer.kind) && found.files.len() < MAX_WEIGHTS {
                let same = found.files.iter().filter(|file| {
                    let path = file.path.split('-').next();
                    path == Some(layer.kind)
                });
                found.files.push(LockedWeights {
                    path: numbered(layer.kind, same.count()),
                    sha256: layer.sha256.to_owned(),
                    size: layer.size,
                });
            }
        }
        if lost > 0 {
            return Err(unreadable(
                &model.to_string(),
                "a layer of it has no media type or no SHA-256",
            ));
        }
        if !found.texts.is_empty() {
            found
                .source
                .push("license: the licence layers of the manifest".to_owned());
        }
        found.base_unnamed = true;
        found
            .source
            .push("base: the registry does not record it".to_owned());
        Ok(found)
    }
}

/// `/v2/library/NAME`, or `/v2/USER/NAME`.
fn repository(model: &RegistryModel) -> String {
    let (account, name) = model.account_and_name();
    let name = name.split(':').next().unwrap_or(name);
    format!("/v2/{}/{name}", account.unwrap_or("library"))
}

/// A layer whose type and digest can be read. What is no layer of Ollama's has an empty kind.
fn read_layer(layer: &Value) -> Option<Layer<'_>> {
    let media = layer.get("mediaType")?.as_str()?;
    let kind = media.strip_prefix(LAYER).unwrap_or_default();
    let sha256 = layer.get("digest")?.as_str()?.strip_prefix("sha256:")?;
    let good = sha256.len() == 64
        && sha256
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    good.then(|| Layer {
        kind: kind.split(';').next().unwrap_or_default().trim(),
        sha256,
        size: layer.get("size").and_then(Value::as_u64),
    })
}

/// A name for the layer of a kind that stands at this place among its like.
fn numbered(kind: &str, at: usize) -> String {
    if at == 0 {
        kind.to_owned()
    } else {
        format!("{kind}-{}", at + 1)
    }
}

fn unreadable(what: &str, why: &str) -> HubError {
    HubError::Unreadable {
        site: Site::Ollama,
        what: what.to_owned(),
        why: why.to_owned(),
    }
}
