//! A search for many words at once decides what is worth parsing.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What the words of a file make it worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Worth {
    /// Nothing to see.
    #[default]
    Nothing,
    /// Names or ids may pass through it: it is parsed when the crate is.
    Way,
    /// The file may embed a file or name a variant of another crate's enum: it is parsed by itself.
    File,
    /// The crate may take models: all its files are parsed.
    Crate,
}

const OF_CRATE: [&str; 44] = [
    "huggingface",
    "HuggingFace",
    "hugging_face",
    "hf_hub",
    "hf-hub",
    "hf.co/",
    "hf-mirror",
    "HF_ENDPOINT",
    "HF_HOME",
    "from_pretrained",
    "from_hf",
    "modelscope",
    "/resolve/",
    ".onnx",
    ".gguf",
    ".ggml",
    "ggml-",
    ".safetensors",
    ".tflite",
    ".rten",
    ".mlmodel",
    ".mlpackage",
    ".ckpt",
    ".caffemodel",
    ".pth\"",
    ".pt\"",
    ".ot\"",
    ".mpk\"",
    ".ort\"",
    ".pb\"",
    ".pdmodel",
    ".mnn\"",
    ".torchscript",
    ".nemo\"",
    ".traineddata",
    "ModelBuilder",
    "model_id",
    "models.tar",
    "model.tar",
    "model.zip",
    "/models/",
    "pretrained",
    "hub_download",
    ".npz\"",
];
const OF_FILE: [&str; 12] = [
    "include_bytes",
    "include_flate",
    "include_dir!",
    "include_aligned",
    "embed_file",
    "embed_bytes",
    "include_data",
    "Model::",
    "Embedding::",
    "EmbeddingModel",
    "Reranker",
    "Source::",
];

/// What files have that hand names on, or put them together.
const OF_WAY: [&str; 10] = [
    "repo",
    "hub",
    "download",
    "fetch",
    "&'static str",
    ": &str =",
    "Default for",
    "url",
    "Url",
    "_ID",
];

static WAY: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(OF_WAY).ok());
static WORDS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(OF_CRATE.iter().chain(&OF_FILE)).ok());

/// Searches a file.
pub(super) fn worth(bytes: &[u8]) -> Worth {
    let Some(words) = WORDS.as_ref() else {
        return Worth::Crate;
    };
    let mut worth = Worth::Nothing;
    for hit in words.find_iter(bytes) {
        if hit.pattern().as_usize() < OF_CRATE.len() {
            return Worth::Crate;
        }
        worth = Worth::File;
    }
    let passes =
        || WAY.as_ref().is_none_or(|words| words.is_match(bytes)) || has_slashed_text(bytes);
    if worth == Worth::Nothing && passes() {
        Worth::Way
    } else {
        worth
    }
}

/// Whether a short string with a slash in it may be there, as `"org/name"`.
fn has_slashed_text(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'/', bytes).any(|at| {
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.{}".contains(byte);
        let before = bytes[..at].iter().rev().take(100).find(|byte| !word(byte));
        let after = bytes[at + 1..]
            .iter()
            .take(100)
            .find(|byte| !word(byte) && **byte != b'/');
        before == Some(&b'"') && after == Some(&b'"')
    })
}
