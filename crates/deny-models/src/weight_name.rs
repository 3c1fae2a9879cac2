//! Whether a name is one of weights.

/// Endings of files that hold weights and nothing else.
const WEIGHTS: [&str; 34] = [
    "onnx",
    "gguf",
    "ggml",
    "safetensors",
    "tflite",
    "rten",
    "mlmodel",
    "mlpackage",
    "mlmodelc",
    "ckpt",
    "pth",
    "pt",
    "caffemodel",
    "ot",
    "mpk",
    "npz",
    "h5",
    "keras",
    "pb",
    "torchscript",
    "ort",
    "rnnn",
    "nnue",
    "pdparams",
    "pdmodel",
    "pdiparams",
    "mnn",
    "ncnn",
    "llamafile",
    "marlin",
    "engine",
    "nemo",
    "rnn",
    "traineddata",
];
/// Endings that weights share with other data: they count in the directory or the repository of a model.
const OF_MODELS: [&str; 11] = [
    "bin",
    "hdf5",
    "litertlm",
    "msgpack",
    "npy",
    "onnx_data",
    "pickle",
    "pkl",
    "ptl",
    "task",
    "weights",
];
/// Endings of archives.
pub const ARCHIVES: [&str; 9] = [
    ".tar.gz", ".tgz", ".zip", ".tar.bz2", ".tar.xz", ".7z", ".tar.zst", ".tar", ".gz",
];
/// Endings of data that only the place of a file shows to be weights.
const OF_DATA: [&str; 2] = ["dat", "params"];
/// Words that mark an archive or a file without a clear ending as weights.
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
#[must_use]
pub fn is_weight_name(name: &str) -> bool {
    let name = name
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let end = plain_end(&name);
    has_weight_ending(&name) && name.len() > end.len() + 1 || end == "bin" && is_model_worded(&name)
}

/// Whether a name has an ending that only weights have, whatever stands before it.
#[must_use]
pub fn has_weight_ending(name: &str) -> bool {
    is_among(&WEIGHTS, name)
}

/// Whether a file of that name holds weights, given that it lies in the directory or the repository of a model.
#[must_use]
pub fn is_of_model(name: &str) -> bool {
    has_weight_ending(name) || is_among(&OF_MODELS, name)
}

/// Whether a file of the repository of a model may hold its weights: also data without a clear ending, and archives.
#[must_use]
pub fn may_be_of_model(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_of_model(name)
        || is_among(&OF_DATA, name)
        || ARCHIVES.iter().any(|ending| lower.ends_with(ending))
}

fn is_among(endings: &[&str], name: &str) -> bool {
    let end = plain_end(name);
    endings.iter().any(|known| known.eq_ignore_ascii_case(end))
}

/// What comes after the last dot.
#[must_use]
pub fn plain_end(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, end)| end)
}

/// Whether a name has a word that only models have.
#[must_use]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_counts_where_it_stands_for_weights() {
        for (name, weights, of_model) in [
            ("a.onnx", true, true),
            ("A.GGUF", true, true),
            ("models/a.tar.pt", true, true),
            ("ggml-base.bin", true, true),
            ("a.bin", false, true),
            ("a.onnx_data", false, true),
            ("a.rs", false, false),
            ("onnx", false, false),
        ] {
            assert_eq!(is_weight_name(name), weights, "{name}");
            assert_eq!(is_of_model(name), of_model, "{name}");
        }
        for (name, may) in [
            ("rust_model.ot", true),
            ("vosk-small.ZIP", true),
            ("net.params", true),
            ("lm/glove.tar.gz", true),
            ("tokenizer.model", false),
            ("tokenizer.json", false),
            ("figure.png", false),
        ] {
            assert_eq!(may_be_of_model(name), may, "{name}");
        }
        assert!(!is_weight_name(".onnx") && has_weight_ending(".onnx"));
        assert!(is_weight_name("a.onnx?download=1"));
    }
}
