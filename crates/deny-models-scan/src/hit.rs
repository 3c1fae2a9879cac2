//! A model that a sink takes.

use super::ir::NodeRef;

/// A model that a sink takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// The id or address.
    pub(super) artifact: String,
    /// Whether it is a hub repository.
    pub(super) is_repo: bool,
    /// The literal that names it.
    pub(super) origin: NodeRef,
    /// Every literal that it is put together from.
    pub(super) pieces: Vec<NodeRef>,
    /// The sink.
    pub(super) sink: NodeRef,
    /// Whether only a tokenizer is taken.
    pub(super) tokenizer: bool,
    /// The whole text, where it contains more than the artifact.
    pub(super) whole: String,
}
