//! What a command takes, as its words name it.

use super::classify;
use super::ollama;

/// Options with which a program does nothing else.
pub(super) const ONLY_SHOW: [&str; 3] = ["--help", "-h", "--version"];
/// Arguments that are shown of a command.
const MAX_SHOWN: usize = 8;

/// What a command takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Taken {
    /// A model, and whether it is one of the hub.
    Model(String, bool),
    /// One that is not known, with what is.
    Open(String),
}

impl Taken {
    /// What a program takes by arguments that do not show which model it is.
    pub(super) fn by(program: &str, args: &[&str]) -> Self {
        let shown = &args[..args.len().min(MAX_SHOWN)];
        Self::Open(format!("{program} {}", shown.join(" ")))
    }
}

/// The model that a name with its transport is: `hf://org/name/file.gguf`, `ollama://name`, `hf.co/org/name`.
pub(super) fn transported(word: &str, is_id: bool) -> Option<Taken> {
    let two = |rest: &str| {
        let mut parts = rest.split('/');
        let (org, name) = (parts.next()?, parts.next()?);
        let name = name.split([':', '@']).next()?;
        classify::full_hub_id(&format!("{org}/{name}"))
    };
    if let Some((transport, rest)) = word.split_once("://") {
        return match transport {
            "hf" | "HF" | "huggingface" => two(rest).map(|id| Taken::Model(id, true)),
            "ollama" => ollama::artifact(rest).map(|(id, is_repo)| Taken::Model(id, is_repo)),
            "ms" | "modelscope" => {
                two(rest).map(|id| Taken::Model(format!("modelscope:{id}"), false))
            }
            // Addresses are read where they stand.
            _ => None,
        };
    }
    let of_hub = ["hf.co/", "huggingface.co/"]
        .iter()
        .find_map(|host| word.strip_prefix(host));
    let of_hub = of_hub.or_else(|| Some(word).filter(|_| is_id));
    of_hub.and_then(two).map(|id| Taken::Model(id, true))
}
