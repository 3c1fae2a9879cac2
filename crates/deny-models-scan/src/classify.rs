//! Whether a text is the id of a hub repository or the name of a file of weights, or one of the many things that look
//! like one.

use super::hub_id;
use super::url::{self, Named};

pub(super) use deny_models::evidence::weights::name::{is_weight_name, plain_end, words};

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
    hub_id::plain(text)
}

/// A hub id with an organisation.
pub(super) fn full_hub_id(text: &str) -> Option<String> {
    hub_id(text).filter(|id| id.contains('/'))
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
