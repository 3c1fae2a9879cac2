//! Whether a text without a scheme is the id of a hub repository, or one of the many things that look like one.

use deny_models::evidence::weights::name::{has_weight_ending, plain_end, words};
use deny_models::model::Artifact;

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
pub(super) fn plain(text: &str) -> Option<String> {
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

/// Whether a text can be no id of a hub repository, whatever repositories there are.
pub(super) fn is_none(text: &str) -> bool {
    let plain = text.split('@').next().unwrap_or_default();
    !text.is_empty()
        && !text.contains("://")
        && (Artifact::parse_hub(plain).is_err() || !plain.contains('/') && !is_old_id(plain))
}

/// Whether an organisation stands for any: `some-org/model`. Only words that are clearly not names; a gate must
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

/// Whether an id of one word may be one of the hub's first days. No such id was added since, so their families are
/// known.
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
