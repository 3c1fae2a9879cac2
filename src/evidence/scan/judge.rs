//! What a text names: a model, or one of the many things that look like one.

use crate::model::Artifact;

/// What a text is, judged by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A hub repository, and the file of it that is asked for.
    Repo(String, Option<String>),
    /// An address of weights.
    Url(String),
}

/// Endings of files that hold weights and nothing else.
const WEIGHTS: [&str; 34] = [
    ".onnx",
    ".gguf",
    ".ggml",
    ".safetensors",
    ".tflite",
    ".rten",
    ".mlmodel",
    ".mlpackage",
    ".mlmodelc",
    ".ckpt",
    ".pth",
    ".pt",
    ".caffemodel",
    ".ot",
    ".mpk",
    ".npz",
    ".h5",
    ".keras",
    ".pb",
    ".torchscript",
    ".ort",
    ".rnnn",
    ".nnue",
    ".pdparams",
    ".pdmodel",
    ".pdiparams",
    ".mnn",
    ".ncnn",
    ".llamafile",
    ".marlin",
    ".engine",
    ".nemo",
    ".rnn",
    ".traineddata",
];
/// Endings of archives.
const ARCHIVES: [&str; 9] = [
    ".tar.gz", ".tgz", ".zip", ".tar.bz2", ".tar.xz", ".7z", ".tar.zst", ".tar", ".gz",
];
/// Words that say that an archive or a file of no telling ending holds weights.
const MODEL_WORDS: [&str; 14] = [
    "model",
    "models",
    "weights",
    "checkpoint",
    "checkpoints",
    "pretrained",
    "ggml",
    "gguf",
    "whisper",
    "vosk",
    "onnx",
    "embeddings",
    "word2vec",
    "glove",
];
/// Words that say that an archive is a program.
const PROGRAM_WORDS: [&str; 25] = [
    "onnxruntime",
    "libtorch",
    "linux",
    "windows",
    "win",
    "win32",
    "win64",
    "x64",
    "x86",
    "amd64",
    "arm64",
    "aarch64",
    "osx",
    "macos",
    "darwin",
    "android",
    "ios",
    "gnu",
    "msvc",
    "musl",
    "src",
    "source",
    "sdk",
    "runtime",
    "lib",
];
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

/// Whether a file name ends as weights do.
pub(super) fn is_weight_name(name: &str) -> bool {
    let name = name
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    WEIGHTS
        .iter()
        .any(|end| name.ends_with(end) && name.len() > end.len())
        || plain_end(&name) == "bin" && is_model_worded(&name)
}

/// What comes after the last dot.
fn plain_end(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, end)| end)
}

/// Whether a name has a word that only models have.
pub(super) fn is_model_worded(name: &str) -> bool {
    words(name).any(|word| MODEL_WORDS.contains(&word.as_str()))
}

/// Lower-case words of a name.
pub(super) fn words(name: &str) -> impl Iterator<Item = String> + '_ {
    let parts = name.split(|char: char| !char.is_ascii_alphanumeric());
    parts
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

/// A hub id that a call of the hub is certain to mean: `org/name`, or an old id of one word.
pub(super) fn hub_id(text: &str) -> Option<String> {
    let text = text
        .trim()
        .trim_start_matches("hf://")
        .trim_start_matches("hf:");
    if text.contains("://") {
        return match named(text) {
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
    let weights = WEIGHTS
        .iter()
        .any(|end| lower.ends_with(end) && *end != ".en" && *end != ".pt");
    // Organisations and repositories may have dots: `name.cpp`, `whisper-tiny.en`.
    weights || ends.iter().any(|end| lower.ends_with(end))
}

/// What an address names; holes in it are spelt `{}`.
pub(super) fn named(text: &str) -> Option<Named> {
    let text = text.trim();
    let rest = ["https://", "http://", "hf://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))?;
    if text.starts_with("hf://") {
        let mut parts = rest.splitn(3, '/');
        let id = format!("{}/{}", parts.next()?, parts.next()?);
        return hub_id(&id).map(|id| Named::Repo(id, parts.next().map(str::to_owned)));
    }
    if text.contains(char::is_whitespace) || text.len() > 2000 {
        return None;
    }
    let (host, path) = rest.split_once('/')?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if is_hub_host(host) {
        return hub_repo(path);
    }
    if host.contains("{}")
        || host.starts_with("localhost")
        || host.starts_with("127.")
        || host.ends_with("example.com")
    {
        return None;
    }
    let lower = path.to_ascii_lowercase();
    let file = lower.rsplit('/').next().unwrap_or_default();
    if file.contains("{}")
        && !WEIGHTS.iter().any(|end| file.ends_with(end))
        && !file.starts_with("ggml")
    {
        return None;
    }
    let by_end = WEIGHTS.iter().any(|end| file.ends_with(end));
    let archive = ARCHIVES.iter().any(|end| file.ends_with(end));
    let program = words(file).any(|word| PROGRAM_WORDS.contains(&word.as_str()));
    let worded = is_model_worded(&lower);
    let data = [".bin", ".dat", ".params", ".weights"]
        .iter()
        .any(|end| file.ends_with(end));
    let tables = ["npz", "h5"].contains(&plain_end(file));
    let weights = by_end && (worded || !tables) || (archive || data) && worded && !program;
    weights.then(|| Named::Url(text.to_owned()))
}

/// Whether a host is the hub or a mirror of it.
pub(super) fn is_hub_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    [
        "huggingface.co",
        "www.huggingface.co",
        "hf.co",
        "hf-mirror.com",
    ]
    .contains(&host.as_str())
}

/// The repository of a path on the hub: one of whose files is asked for.
fn hub_repo(path: &str) -> Option<Named> {
    let path = path.strip_prefix("api/models/").unwrap_or(path);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let verbs = ["resolve", "raw", "blob"];
    let at = parts.iter().position(|part| verbs.contains(part))?;
    let id = parts[..at].join("/");
    if ["spaces", "docs", "api", "blog", "papers"].contains(parts.first()?) {
        return None;
    }
    let file = parts
        .get(at + 2..)
        .map(|rest| rest.join("/"))
        .filter(|file| !file.is_empty());
    if id.contains("{}") {
        return None;
    }
    hub_id(&id).map(|id| Named::Repo(id, file))
}

/// Whether an address leads to a file of a hub repository that is not known.
pub(super) fn is_open_hub_template(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return text.starts_with("{}/") && text.contains("{}/resolve/");
    };
    let Some((host, path)) = rest.split_once('/') else {
        return false;
    };
    is_hub_host(host)
        && path
            .split('/')
            .any(|part| part == "resolve" || part == "raw")
        && path.starts_with("{}")
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

    #[test]
    fn addresses_of_weights_are_told_from_programs_and_pages() {
        let repo = |text| match named(text) {
            Some(Named::Repo(id, _)) => Some(id),
            _ => None,
        };
        assert_eq!(
            repo("https://huggingface.co/lab/name/resolve/main/{}").as_deref(),
            Some("lab/name")
        );
        assert_eq!(
            repo("https://hf-mirror.com/gpt2/resolve/main/x.bin").as_deref(),
            Some("gpt2")
        );
        assert_eq!(repo("https://huggingface.co/org/name"), None);
        assert_eq!(
            repo("https://huggingface.co/spaces/org/name/resolve/main/x"),
            None
        );
        let url = |text| matches!(named(text), Some(Named::Url(_)));
        for text in [
            "https://host.example/x/net.onnx",
            "https://github.com/o/r/releases/download/v1/model-small.tar.gz",
            "https://bucket.s3.amazonaws.com/models/ggml-base.bin",
            "https://github.com/o/r/releases/download/v1/{}.onnx",
        ] {
            assert!(url(text), "{text}");
        }
        for text in [
            "https://github.com/o/r/releases/download/v1.2/onnxruntime-linux-x64-1.2.tgz",
            "https://github.com/o/r/releases/download/v1/tool.tar.gz",
            "https://host.example/docs/model.html",
            "https://example.com/model.onnx",
            "https://{}/model.onnx",
        ] {
            assert!(!url(text), "{text}");
        }
    }

    #[test]
    fn holes_in_the_repository_are_open() {
        assert!(is_open_hub_template(
            "https://huggingface.co/{}/resolve/main/x"
        ));
        assert!(!is_open_hub_template(
            "https://huggingface.co/a/b/resolve/main/{}"
        ));
    }
}
