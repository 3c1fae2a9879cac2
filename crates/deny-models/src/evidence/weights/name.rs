//! Whether a name is one of weights.

/// Endings of files that hold weights and nothing else.
pub const WEIGHTS: [&str; 34] = [
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

/// Whether a file name ends as weights do.
pub fn is_weight_name(name: &str) -> bool {
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
pub fn plain_end(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, end)| end)
}

/// Whether a name has a word that only models have.
pub fn is_model_worded(name: &str) -> bool {
    words(name).any(|word| MODEL_WORDS.contains(&word.as_str()))
}

/// Lower-case words of a name.
pub fn words(name: &str) -> impl Iterator<Item = String> + '_ {
    let parts = name.split(|char: char| !char.is_ascii_alphanumeric());
    parts
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}
