//! What a text was found to be.

use crate::license::id::{License, lookup};

/// Which part of a licence a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The licence itself.
    Licence,
    /// A policy that the licence refers to and that comes as a text of its own (`USE_POLICY.md`).
    UsePolicy,
    /// What follows some licences and adds no term: how to apply it, notes of its publisher.
    Appendix,
}

impl Part {
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "licence" => Some(Self::Licence),
            "policy" => Some(Self::UsePolicy),
            "appendix" => Some(Self::Appendix),
            _ => None,
        }
    }
}

/// A licence found in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recognised {
    /// Canonical id, as [`lookup`] gives it.
    pub id: &'static str,
    /// Whether it is the licence or its use policy.
    pub part: Part,
    /// Whether a known text is there word for word. Licences that a gate may let pass are found in no other way.
    pub exact: bool,
    /// The share of the known text that is there, from 0 to 1.
    pub score: f32,
    /// Whether the text has more than this licence, beside titles and statements of copyright. What is there may add
    /// terms, or another licence.
    pub extra: bool,
    /// Which text at which version it was compared with.
    pub source: &'static str,
}

impl Recognised {
    /// The licence.
    #[must_use]
    pub fn license(&self) -> License {
        lookup(self.id)
    }
}
