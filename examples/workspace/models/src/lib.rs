//! The language model that the programs of this workspace load.

/// The model's id on the hub.
#[must_use]
pub fn id() -> &'static str {
    if cfg!(feature = "llama") {
        "meta-llama/Llama-3.1-8B-Instruct"
    } else {
        "Qwen/Qwen2.5-7B-Instruct"
    }
}
