//! A search for many words at once decides what is worth parsing.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What the words of a file make it worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Worth {
    /// Nothing to see.
    #[default]
    Nothing,
    /// The file may embed a file or name a variant of another crate's enum: it is parsed by itself.
    File,
    /// The crate may take models: all its files are parsed.
    Crate,
}

const OF_CRATE: [&str; 44] = [
    "huggingface", "HuggingFace", "hugging_face", "hf_hub", "hf-hub", "hf.co/", "hf-mirror", "HF_ENDPOINT", "HF_HOME", "from_pretrained", "from_hf", "modelscope",
    "/resolve/", ".onnx", ".gguf", ".ggml", "ggml-", ".safetensors", ".tflite", ".rten", ".mlmodel", ".mlpackage", ".ckpt", ".caffemodel", ".pth\"",
    ".pt\"", ".ot\"", ".mpk\"", ".ort\"", ".pb\"", ".pdmodel", ".mnn\"", ".torchscript", ".nemo\"", ".traineddata", "ModelBuilder", "model_id", "models.tar",
    "model.tar", "model.zip", "/models/", "pretrained", "hub_download", ".npz\"",
];
const OF_FILE: [&str; 12] = [
    "include_bytes", "include_flate", "include_dir!", "include_aligned", "embed_file", "embed_bytes", "include_data", "Model::", "Embedding::", "EmbeddingModel",
    "Reranker", "Source::",
];

static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(OF_CRATE.iter().chain(&OF_FILE)).ok());

/// Searches a file.
pub(super) fn worth(bytes: &[u8]) -> Worth {
    let Some(words) = WORDS.as_ref() else { return Worth::Crate };
    let mut worth = Worth::Nothing;
    for hit in words.find_iter(bytes) {
        if hit.pattern().as_usize() < OF_CRATE.len() {
            return Worth::Crate;
        }
        worth = Worth::File;
    }
    worth
}
