//! Whether a text is the id of a hub repository or the name of a file of weights, or one of the many things that look
//! like one.

use super::url::{self, Named};
use deny_models::model::Artifact;

pub(super) use deny_models::evidence::weights::name::{
    has_weight_ending, is_weight_name, plain_end, words,
};

/// First words of paths and media types, which are no organisations.
const NO_ORG: [&str; 48] = [
    "application",
    "text",
    "image",
    "audio",
    "video",
    "font",
    "multipart",
    "message",
    "chemical",
    "models",
    "model",
    "data",
    "dataset",
    "assets",
    "src",
    "tests",
    "test",
    "examples",
    "resources",
    "cache",
    "weights",
    "checkpoints",
    "onnx",
    "tmp",
    "home",
    "usr",
    "etc",
    "var",
    "bin",
    "lib",
    "docs",
    "path",
    "api",
    "v1",
    "v2",
    "config",
    "refs",
    "files",
    "file",
    "inference",
    "x-world",
    "america",
    "europe",
    "asia",
    "africa",
    "pacific",
    "scripts",
    "templates",
];

/// A hub id that a call of the hub is certain to mean: `org/name`, or an old id of one word.
pub(super) fn hub_id(text: &str) -> Option<String> {
    let text = text
        .trim()
        .trim_start_matches("hf://")
        .trim_start_matches("hf:");
    if text.contains("://") {
        return match url::named(text) {
            Some(Named::Repo(id, _)) => Some(id),
            _ => None,
        };
    }
    let plain = text.split('@').next().unwrap_or_default();
    if Artifact::parse_hub(plain).is_err() || !plain.chars().any(|char| char.is_ascii_alphabetic())
    {
        return None;
    }
    if has_file_ending(plain) || plain.matches('/').count() > 1 && !plain.starts_with("datasets/") {
        return None;
    }
    if !plain.contains('/') && !is_old_id(plain) {
        return None;
    }
    let first = plain.split('/').next().unwrap_or_default();
    if is_placeholder(first) && plain.contains('/') {
        return None;
    }
    let local = plain.contains('/')
        && NO_ORG.contains(&first.to_ascii_lowercase().as_str())
        && !plain.starts_with("datasets/");
    (!local).then(|| plain.to_owned())
}

/// A hub id with an organisation.
pub(super) fn full_hub_id(text: &str) -> Option<String> {
    hub_id(text).filter(|id| id.contains('/'))
}

/// Whether an organisation stands for any: `some-org/model`. Only words that nobody would take for a name; a gate must
/// not pass over what could be one.
fn is_placeholder(org: &str) -> bool {
    const NAMES: [&str; 9] = [
        "some-org",
        "some_org",
        "someorg",
        "my-org",
        "my_org",
        "your-org",
        "your_org",
        "your-user",
        "your-username",
    ];
    NAMES.contains(&org.to_ascii_lowercase().as_str())
}

/// Whether both words of an id are such as tests make up: `owner/repo`.
pub(super) fn is_stand_in(id: &str) -> bool {
    const OWNERS: [&str; 12] = [
        "owner",
        "user",
        "username",
        "org",
        "namespace",
        "author",
        "foo",
        "some",
        "a",
        "x",
        "test",
        "sub",
    ];
    const NAMES: [&str; 14] = [
        "repo",
        "name",
        "model",
        "ds",
        "dataset",
        "bucket",
        "space",
        "bar",
        "b",
        "y",
        "test",
        "model-name",
        "repo-name",
        "id",
    ];
    let plain = id
        .strip_prefix("datasets/")
        .unwrap_or(id)
        .to_ascii_lowercase();
    plain
        .split_once('/')
        .is_some_and(|(owner, name)| OWNERS.contains(&owner) && NAMES.contains(&name))
}

/// Whether an id of one word may be one of the hub's first days. None were added since, so their families are known.
fn is_old_id(id: &str) -> bool {
    const FAMILIES: [&str; 15] = [
        "bert",
        "gpt2",
        "gpt",
        "openai",
        "distilbert",
        "distilgpt2",
        "roberta",
        "distilroberta",
        "xlm",
        "xlnet",
        "albert",
        "t5",
        "ctrl",
        "transfo",
        "camembert",
    ];
    words(id)
        .next()
        .is_some_and(|first| FAMILIES.contains(&first.as_str()))
}

fn has_file_ending(text: &str) -> bool {
    let ends = [
        ".json", ".txt", ".toml", ".yaml", ".yml", ".md", ".rs", ".py", ".bin", ".png", ".jpg",
        ".wav", ".zip", ".model", ".html",
    ];
    let lower = text.to_ascii_lowercase();
    let weights = has_weight_ending(&lower) && plain_end(&lower) != "pt";
    // Organisations and repositories may have dots: `name.cpp`, `whisper-tiny.en`.
    weights || ends.iter().any(|end| lower.ends_with(end))
}

/// Whether a file of a repository is one of a tokenizer.
pub(super) fn is_tokenizer_file(file: &str) -> bool {
    let name = file
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    name.starts_with("tokenizer")
        || name.starts_with("vocab")
        || name.starts_with("merges")
        || name.contains("special_tokens")
        || plain_end(&name) == "tiktoken"
        || name.contains("tokenizer.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hub_ids_are_told_from_media_types_paths_and_files() {
        for id in [
            "lab/name",
            "lab/name.cpp",
            "lab/whisper-tiny.en",
            "gpt2",
            "hf://lab/name",
            "lab/name@rev",
        ] {
            assert!(hub_id(id).is_some(), "{id}");
        }
        for text in [
            "application/json",
            "models/x",
            "./x/y",
            "a/b/c",
            "lab/file.json",
            "some-org/name",
            "x y",
            "",
            "1/2",
            "src/lib",
            "a/b.onnx",
        ] {
            assert!(hub_id(text).is_none(), "{text}");
        }
        assert_eq!(full_hub_id("gpt2"), None);
    }
}
