//! The keys of `[package.metadata.deny-models]`.

use crate::config::keys::{Field, Key, Keys, Nested, Section, Value};
use crate::config::shared::{BASE, COMPONENTS, LICENSE, RELATION, REVISION, SHA256, TARGET};
use crate::config::{cargo_fields, fields};
use crate::domain::How;
use crate::model::Artifact;
use crate::source::Spanned;

/// The models of a crate, in its Cargo.toml.
pub static METADATA: Section = Section {
    name: "[package.metadata.deny-models]",
    about: "In the Cargo.toml of a crate. It travels with the published crate.",
    keys: Keys::Named(&[MODELS.key]),
};

pub(super) const MODELS: Nested = Nested::tables("model", &MODEL, "The models of the crate.");

static MODEL: Section = Section {
    name: "[[package.metadata.deny-models.model]]",
    about: "One model that the crate comes with or loads. Exactly one of `id`, `url` and `path` is there. A member's \
            entry fills gaps and never loosens what is known; a dependency's is a claim, which adds and tightens only.",
    keys: Keys::Named(&[
        ID.key,
        URL.key,
        PATH.key,
        REVISION.key,
        LICENSE.key,
        HOW.key,
        FEATURE.key,
        TARGET.key,
        SHA256.key,
        BASE.key,
        RELATION.key,
        COMPONENTS.key,
    ]),
};

pub(super) const ID: Field<Spanned<Artifact>> = Key::optional(
    "id",
    Value::HubId,
    "`url` or `path` is there",
    "\"Qwen/Qwen2.5-7B-Instruct\"",
    "The model on the hub, or of another registry: `ollama:NAME:TAG`, `modelscope:org/name`.",
)
.read_by(|node, mistakes| {
    let help =
        "write `org/name`, `ollama:NAME:TAG` or `modelscope:org/name`, or use `url` or `path`";
    fields::artifact(node, help, mistakes, Artifact::parse_id)
});

pub(super) const URL: Field<Spanned<Artifact>> = Key::optional(
    "url",
    Value::Url,
    "`id` or `path` is there",
    "\"https://example.com/models/x.onnx\"",
    "The address it is fetched from.",
)
.read_by(|node, mistakes| {
    let help = "write an https URL, or use `id` or `path`";
    fields::artifact(node, help, mistakes, Artifact::parse_url)
});

pub(super) const PATH: Field<Spanned<Artifact>> = Key::optional(
    "path",
    Value::Path,
    "`id` or `url` is there",
    "\"models/x.onnx\"",
    "The file in the package, or one of the workspace around it, as in `../../models/x.onnx`.",
)
.read_by(|node, mistakes| {
    let help = "write a path relative to the package root, such as `models/x.onnx`";
    fields::artifact(node, help, mistakes, Artifact::parse_path_around)
});

pub(super) const HOW: Field<Spanned<How>> = Key::optional(
    "how",
    Value::How,
    "`\"bundled\"` for `path`, else `\"runtime\"`",
    "\"runtime\"",
    "How it comes in.",
)
.read_by(fields::how);

pub(super) const FEATURE: Field<Vec<Spanned<String>>> = Key::optional(
    "feature",
    Value::Features,
    "always",
    "\"llm\"",
    "Features of the crate that are all needed for it.",
)
.read_by(|node, mistakes| Some(cargo_fields::features(node, mistakes)));

#[cfg(test)]
mod tests {
    use super::METADATA;
    use crate::config::keys::testing;
    use crate::manifest::Manifest;
    use crate::source::SourceFile;

    fn mistakes(text: &str) -> Vec<String> {
        testing::messages(Manifest::parse(&SourceFile::new("Cargo.toml", text)))
    }

    #[test]
    fn every_example_of_every_key_is_taken() {
        let features = "[features]\nllm = []\n";
        testing::every_example_is_taken(&METADATA, |text| mistakes(&format!("{features}{text}")));
    }

    #[test]
    fn every_key_is_read() {
        testing::every_key_is_read(&METADATA, mistakes);
    }

    #[test]
    fn every_key_says_what_it_is() {
        testing::every_key_is_described(&METADATA);
    }
}
