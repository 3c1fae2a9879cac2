//! The parts of a pipeline: the models that `model_index.json` and `modular_model_index.json` load.

use serde_json::Value;

use super::card::Info;
use deny_models::model::Artifact;

/// A pipeline with more parts than this is none.
const MAX_PARTS: usize = 32;

/// The parts of a pipeline.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parts {
    /// Repositories that parts are loaded from.
    pub(super) models: Vec<Artifact>,
    /// Names of parts whose folder may state their source.
    pub(super) folders: Vec<String>,
    /// A part comes neither with the repository nor from a place that is named.
    pub(super) unnamed: bool,
}

impl Parts {
    /// Reads an index of parts: each is `[library, class]`, with where it comes from behind that, or `[null, null]`.
    pub(super) fn read(index: &Value, info: &Info) -> Self {
        let mut parts = Self::default();
        let entries = index.as_object().into_iter().flatten();
        let entries = entries.filter(|(name, _)| !name.starts_with('_'));
        for (count, (name, entry)) in entries.enumerate() {
            if count >= MAX_PARTS {
                parts.unnamed = true;
                break;
            }
            let Some([library, class, rest @ ..]) = entry.as_array().map(Vec::as_slice) else {
                continue;
            };
            if library.is_null() && class.is_null() && rest.is_empty() {
                continue;
            }
            let origin = rest.first().and_then(origin);
            match origin {
                Some(origin) => parts.add(origin),
                None if info.has_file(&format!("{name}/config.json")) => {
                    parts.folders.push(name.clone());
                }
                None => {
                    let folder = format!("{name}/");
                    let comes_along = info.files.iter().any(|file| file.starts_with(&folder));
                    parts.unnamed |= !comes_along && has_weights(class);
                }
            }
        }
        parts
    }

    /// The source that a part was loaded from; a path on some machine is ignored.
    pub(super) fn add(&mut self, origin: &str) {
        if let Ok(model) = Artifact::parse(origin.trim())
            && !self.models.contains(&model)
        {
            self.models.push(model);
        }
    }
}

fn origin(value: &Value) -> Option<&str> {
    ["repo", "pretrained_model_name_or_path"]
        .into_iter()
        .find_map(|key| value.get(key)?.as_str())
        .filter(|origin| !origin.trim().is_empty())
}

/// Classes that only prepare or schedule have no weights.
fn has_weights(class: &Value) -> bool {
    let class = class.as_str().unwrap_or_default();
    let light = [
        "Scheduler",
        "Tokenizer",
        "TokenizerFast",
        "Processor",
        "ImageProcessor",
        "FeatureExtractor",
        "Guider",
    ];
    !light.iter().any(|end| class.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(index: &str, files: &[&str]) -> Parts {
        let siblings: Vec<Value> = files
            .iter()
            .map(|file| serde_json::json!({"rfilename": file}))
            .collect();
        let info = serde_json::json!({ "siblings": siblings }).to_string();
        let info = Info::read(info.as_bytes(), "x").expect("readable");
        Parts::read(&serde_json::from_str(index).expect("JSON"), &info)
    }

    #[test]
    fn parts_come_from_a_repository_or_with_it() {
        let index = r#"{
            "_class_name": "P", "_name_or_path": "/home/me",
            "scheduler": ["diffusers", "EulerScheduler"],
            "safety_checker": [null, null],
            "vae": ["diffusers", "AutoencoderKL"],
            "text_encoder": ["transformers", "T5EncoderModel", {"repo": "google/t5-v1_1-xxl", "subfolder": ""}],
            "requires": false
        }"#;
        let parts = read(index, &["vae/config.json", "vae/x.safetensors"]);
        assert_eq!(
            parts.models,
            [Artifact::parse("google/t5-v1_1-xxl").expect("an id")]
        );
        assert_eq!(
            (parts.folders, parts.unnamed),
            (vec!["vae".to_owned()], false)
        );
    }

    #[test]
    fn a_part_that_is_nowhere_is_unnamed() {
        let index = r#"{"text_encoder_4": ["transformers", "LlamaForCausalLM"]}"#;
        assert!(read(index, &["README.md"]).unnamed);
        assert!(!read(index, &["text_encoder_4/model.safetensors"]).unnamed);
        assert_eq!(read("[]", &[]), Parts::default());
    }
}
