//! A search for many words at once decides what is worth parsing.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;
use aho_corasick::{AhoCorasick, Input, MatchKind, Span};

use super::bucket_copies;
use super::containers;
use super::embedded_folders;
use super::model_programs;
use super::pyo3;

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

const OF_CRATE: [&str; 80] = [
    "huggingface",
    "HuggingFace",
    "hugging_face",
    "hf_hub",
    "hf-hub",
    "hf.co/",
    "hf-mirror",
    "HF_ENDPOINT",
    "HF_HOME",
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
    "hf download",
    "\"hf\"",
    "-hf",
    "snapshot_download",
    "MODEL_URL: &",
    "model_url",
    "model_dir",
    "models_dir",
    ".npz\"",
    "llama",
    "11434",
    "genai",
    "openai",
    "/api/generate",
    "/api/chat",
    "/api/embed",
    "/api/pull",
    "/chat/completions",
    "\"python",
    pyo3::WORDS[0],
    pyo3::WORDS[1],
    pyo3::WORDS[2],
    "\"whisper",
    " whisper ",
    "\"vllm",
    "\"mlx_",
    "\"tts\"",
    "ramalama",
    "insanely-fast-whisper",
    "\"lms\"",
    "\"yolo\"",
    "docker model",
    "\"docker\"",
    "text-embeddings-inference",
    "text-generation-inference",
    "\"sglang",
    "text-generation-launcher",
    "text-embeddings-router",
];
/// What compiles files in.
const OF_EMBEDDING: [&str; 9] = [
    embedded_folders::WORDS[0],
    embedded_folders::WORDS[1],
    "include_bytes",
    "include_flate",
    "include_dir!",
    "include_aligned",
    "embed_file",
    "embed_bytes",
    "include_data",
];
/// What sends a request in a package of the workspace: the code of another one may know the address and the model.
const OF_REQUEST: [&str; 10] = [
    ".post(",
    "::post(",
    "Method::POST",
    "send_json(",
    // What takes something out of a bucket, by a key that may come from anywhere.
    "get_object",
    "GetObjectRequest",
    "blob_client(",
    "opendal",
    "object_store",
    "read_object(",
];
/// What names a variant that means a model.
pub(super) const OF_VARIANT: [&str; 5] = [
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

/// Whether a build script may bring in what lies around its package, by a path with `..` or, where anything of its owner
/// lies there, by a call.
pub(super) fn goes_up(code: &[u8], has_around: bool) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(code, word).is_some();
    has(b"../") || has_around && (has(b".parent()") || has(b".ancestors()") || has(b"\"..\""))
}

/// The words that make a file worth parsing.
#[must_use]
pub fn words() -> Vec<&'static str> {
    let all = OF_CRATE.into_iter().chain(OF_EMBEDDING);
    all.chain(OF_VARIANT).collect()
}

/// More words than this at once are too many for vector instructions.
const AT_ONCE: usize = 64;

/// A search for words.
enum Search {
    /// By vector instructions.
    Packed(Searcher),
    /// Without vector instructions.
    Plain(AhoCorasick),
}

impl Search {
    fn new(words: &[&str]) -> Option<Self> {
        if let Some(packed) = Searcher::new(words) {
            return Some(Self::Packed(packed));
        }
        let mut plain = AhoCorasick::builder();
        plain.match_kind(MatchKind::LeftmostFirst);
        plain.build(words).ok().map(Self::Plain)
    }

    /// The first word from an offset on: where, and its number.
    fn find(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        let hit = match self {
            Self::Packed(words) => words.find_in(text, Span::from(from..text.len())),
            Self::Plain(words) => words.find(Input::new(text).range(from..)),
        }?;
        Some((hit.start(), hit.pattern().as_usize()))
    }
}

/// The words of crates and files, in groups that are each searched for at once; each with the number of its first.
static WORDS: LazyLock<Vec<(usize, Search)>> = LazyLock::new(|| {
    let all = words();
    let groups = all.chunks(AT_ONCE).zip((0..).step_by(AT_ONCE));
    groups
        .filter_map(|(words, first)| Some((first, Search::new(words)?)))
        .collect()
});
static PROGRAM_NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let all = model_programs::names().chain(bucket_copies::names());
    all.chain(containers::NAMES).collect()
});
static PROGRAMS: LazyLock<Option<Search>> = LazyLock::new(|| {
    // Too many for vector instructions, and few files are searched.
    let words = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&*PROGRAM_NAMES);
    words.ok().map(Search::Plain)
});
static WAY: LazyLock<Option<Search>> = LazyLock::new(|| Search::new(&OF_WAY));

/// Searches a file for what makes it, or its crate, worth parsing.
pub(super) fn worth(bytes: &[u8]) -> Worth {
    let mut worth = Worth::Nothing;
    for (first, words) in &*WORDS {
        let mut from = 0;
        while let Some((at, word)) = words.find(bytes, from) {
            from = at + 1;
            if names_a_field(bytes, at) {
                continue;
            }
            let of_word = if first + word < OF_CRATE.len() {
                Worth::Crate
            } else {
                Worth::File
            };
            worth = worth.max(of_word);
            if worth == Worth::Crate {
                return worth;
            }
        }
    }
    worth
}

/// Whether a text is the name of a field in the output of `Debug`: bindings have thousands of them, of two letters too.
fn names_a_field(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'"' && bytes[..at].ends_with(b".field(")
}

/// Whether a file sends requests, as far as code of the workspace goes.
pub(super) fn sends(code: &[u8]) -> bool {
    let mut words = OF_REQUEST.iter();
    words.any(|word| memchr::memmem::find(code, word.as_bytes()).is_some())
}

/// Whether a file may start a program that fetches a model. In code of others, only where it starts one.
pub(super) fn starts(code: &[u8], is_own: bool) -> bool {
    let has = |word: &str| memchr::memmem::find(code, word.as_bytes()).is_some();
    let starts = is_own || has("Command") || has("cmd!") || has("duct");
    let names = |words: &Search| {
        let mut from = 0;
        while let Some((at, word)) = words.find(code, from) {
            from = at + 1;
            if is_word(code, at, PROGRAM_NAMES[word].len(), is_own) {
                return true;
            }
        }
        false
    };
    starts && PROGRAMS.as_ref().is_none_or(names)
}

/// Whether what stands somewhere is a text, or its first or last word; in code of one's own any word, as names are words.
fn is_word(code: &[u8], at: usize, length: usize, is_own: bool) -> bool {
    let before = at.checked_sub(1).map(|before| code[before]);
    let begins = before
        .is_some_and(|byte| b"\"'/\\".contains(&byte) || is_own && byte.is_ascii_whitespace());
    let after = code.get(at + length);
    begins && after.is_some_and(|byte| byte.is_ascii_whitespace() || b"\"'\\=.".contains(byte))
}

/// Whether names or ids may pass through the code of a file.
pub(super) fn is_way(code: &[u8]) -> bool {
    WAY.as_ref()
        .is_none_or(|words| words.find(code, 0).is_some())
        || has_slashed_text(code)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_in_the_output_of_debug_is_no_program() {
        let field = br#"f.debug_struct("INFO").field("hf", &self.hf).finish()"#;
        assert_eq!(worth(field), Worth::Nothing);
        assert_eq!(worth(br#"Command::new("hf")"#), Worth::Crate);
        let both = br#"f.field("hf", &self.hf); run("hf")"#;
        assert_eq!(worth(both), Worth::Crate);
    }
}
