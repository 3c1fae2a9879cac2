//! Ways to name a model of Ollama, and the names that client libraries have for some.

use super::index::Crate;
use super::ir::NodeRef;

/// How the model of a call is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    /// By the first part; the others are hosts of an Ollama client. Without one it is the local host.
    Native,
    /// By the first part; the others are hosts of a client that any server with the API of `OpenAI` may answer.
    Compatible,
    /// By the first part, whose words decide for the provider: genai.
    Routed,
    /// By the body of a request, the second part, to the address that is the first.
    Request,
    /// By the texts that the function around the only part writes to a socket.
    Socket,
    /// By the body that is the first part; the others are hosts, as of [`Asked::Native`].
    Body,
    /// The same, as of [`Asked::Compatible`].
    CompatibleBody,
    /// By the words of a command line, which are the parts.
    Line,
    /// By the lines of a Modelfile, which is the only part.
    Modelfile,
    /// The default of a library.
    Default(&'static str),
}

/// Constants of client libraries (rig-core 0.46.0, `providers::ollama`).
const CONSTANTS: [(&str, &str); 24] = [
    ("LLAMA3_2", "llama3.2"),
    ("LLAMA3_1", "llama3.1"),
    ("LLAMA3_3", "llama3.3"),
    ("LLAMA4", "llama4"),
    ("LLAVA", "llava"),
    ("MISTRAL", "mistral"),
    ("MISTRAL_SMALL3_2", "mistral-small3.2"),
    ("GEMMA3", "gemma3"),
    ("GEMMA4", "gemma4"),
    ("QWEN3", "qwen3"),
    ("QWEN3_5", "qwen3.5"),
    ("QWEN3_6", "qwen3.6"),
    ("QWEN3_8", "qwen3.8"),
    ("QWEN3_CODER", "qwen3-coder"),
    ("DEEPSEEK_R1", "deepseek-r1"),
    ("DEEPSEEK_V3_1", "deepseek-v3.1"),
    ("GPT_OSS", "gpt-oss"),
    ("PHI4", "phi4"),
    ("ALL_MINILM", "all-minilm"),
    ("NOMIC_EMBED_TEXT", "nomic-embed-text"),
    ("MXBAI_EMBED_LARGE", "mxbai-embed-large"),
    ("BGE_M3", "bge-m3"),
    ("EMBEDDINGGEMMA", "embeddinggemma"),
    ("QWEN3_EMBEDDING", "qwen3-embedding"),
];

/// The model that a constant of a client library is.
pub(super) fn constant(full: &[String]) -> Option<&'static str> {
    let last = full.last()?;
    let of_ollama = full.iter().any(|part| part == "ollama");
    let known = CONSTANTS.iter().find(|(name, _)| name == last);
    known.filter(|_| of_ollama).map(|(_, model)| *model)
}

/// A path as it may be spelt from the root of a crate on.
pub(super) fn full_paths(crate_ir: &Crate, at: NodeRef, path: &[String]) -> Vec<Vec<String>> {
    let file = crate_ir.file(at);
    let mut open = vec![path.to_vec()];
    let mut found = Vec::new();
    for _ in 0..4 {
        let mut next = Vec::new();
        for path in open {
            let Some((first, rest)) = path.split_first() else {
                continue;
            };
            let uses = file.uses.iter().filter(|item| item.name == *first);
            let longer: Vec<Vec<String>> = uses
                .map(|item| item.path.iter().chain(rest).cloned().collect())
                .filter(|longer: &Vec<String>| *longer != path)
                .collect();
            if longer.is_empty() {
                let globs = file.uses.iter().filter(|item| item.name == "*");
                found.extend(globs.map(|item| item.path.iter().chain(&path).cloned().collect()));
                found.push(path);
            } else {
                next.extend(longer);
            }
        }
        open = next;
    }
    found.extend(open);
    for path in &mut found {
        let first = path.first_mut();
        if let Some(first) = first
            && let Some(package) = crate_ir.modules.renamed(at.file, first)
        {
            package.clone_into(first);
        }
    }
    found
}
