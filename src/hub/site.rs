//! The sites that answer for models: their names in messages, and what sets their addresses.

/// A site that answers for models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// As messages name it.
    pub name: &'static str,
    /// What it is, with an article.
    pub kind: &'static str,
    /// The variable with its address.
    pub variable: &'static str,
    /// Its address where the variable is not set.
    pub address: &'static str,
    /// The variable with the token for it, where one is ever sent.
    pub token: Option<&'static str>,
}

impl Site {
    /// The model hub; the variables are those of its own client.
    pub const HUB: Self = Self {
        name: "the hub",
        kind: "a model hub",
        variable: "HF_ENDPOINT",
        address: "https://huggingface.co",
        token: Some("HF_TOKEN"),
    };
    /// The registry of Ollama. Its client has no variable for the address, so the name is ours.
    pub const OLLAMA: Self = Self {
        name: "the registry of Ollama",
        kind: "a registry of Ollama models",
        variable: "CARGO_DENY_MODELS_OLLAMA",
        address: "https://registry.ollama.ai",
        token: None,
    };
    /// ModelScope; the variable is that of its own client.
    pub const MODEL_SCOPE: Self = Self {
        name: "ModelScope",
        kind: "a ModelScope hub",
        variable: "MODELSCOPE_ENDPOINT",
        address: "https://modelscope.cn",
        token: None,
    };
}
