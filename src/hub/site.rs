//! The sites that answer for models: their names in messages, and what sets their addresses.

/// A site that answers for models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The model hub.
    Hub,
    /// The registry of Ollama.
    Ollama,
    /// The hub of ModelScope.
    ModelScope,
}

impl Site {
    /// As messages name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hub => "the hub",
            Self::Ollama => "the registry of Ollama",
            Self::ModelScope => "ModelScope",
        }
    }

    /// What it is, with an article.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Hub => "a model hub",
            Self::Ollama => "a registry of Ollama models",
            Self::ModelScope => "a ModelScope hub",
        }
    }

    /// The variable with its address: that of its own client, where that has one.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Hub => "HF_ENDPOINT",
            Self::Ollama => "CARGO_DENY_MODELS_OLLAMA",
            Self::ModelScope => "MODELSCOPE_ENDPOINT",
        }
    }

    /// Its address where the variable is not set.
    pub(super) fn address(self) -> &'static str {
        match self {
            Self::Hub => "https://huggingface.co",
            Self::Ollama => "https://registry.ollama.ai",
            Self::ModelScope => "https://modelscope.cn",
        }
    }

    /// The variable with the token for it, where one is ever sent.
    pub(super) fn token(self) -> Option<&'static str> {
        match self {
            Self::Hub => Some("HF_TOKEN"),
            Self::Ollama | Self::ModelScope => None,
        }
    }
}
