//! How strict a licence is, and whether the OSI or the FSF lists it.

use std::fmt;

/// How strict a licence is, weakest first (the order of `licences.tsv`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Its terms are unknown.
    Unknown,
    /// OSI-approved, permissive.
    OsiPermissive,
    /// Permissive text that the OSI has not approved.
    PermissiveNotOsi,
    /// Open data or content: CC0, CC-BY and the like.
    OpenContent,
    /// OSI-approved, copyleft for its own files.
    OsiWeakCopyleft,
    /// OSI-approved, copyleft for the whole work.
    OsiStrongCopyleft,
    /// Share-alike for data or content.
    ShareAlikeContent,
    /// Behavioural or field-of-use limits.
    UseRestricted,
    /// User or revenue caps, registration for commercial use.
    CommercialLimits,
    /// Not for commercial use.
    NonCommercial,
    /// For research only.
    ResearchOnly,
    /// No licence granted.
    Proprietary,
}

impl Class {
    const WORDS: [(Self, &'static str); 12] = [
        (Self::Unknown, "unknown"),
        (Self::OsiPermissive, "osi-permissive"),
        (Self::PermissiveNotOsi, "permissive-not-osi"),
        (Self::OpenContent, "open-data-or-content"),
        (Self::OsiWeakCopyleft, "osi-weak-copyleft"),
        (Self::OsiStrongCopyleft, "osi-strong-copyleft"),
        (Self::ShareAlikeContent, "share-alike-content"),
        (Self::UseRestricted, "use-restricted"),
        (Self::CommercialLimits, "source-available-commercial-limits"),
        (Self::NonCommercial, "non-commercial"),
        (Self::ResearchOnly, "research-only"),
        (Self::Proprietary, "proprietary"),
    ];

    pub(super) fn parse(word: &str) -> Self {
        Self::WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map_or(Self::Unknown, |(class, _)| *class)
    }

    /// Every class that says something of a licence, weakest first.
    pub fn known() -> impl Iterator<Item = Self> {
        let all = Self::WORDS.iter().map(|(class, _)| *class);
        all.filter(|class| *class != Self::Unknown)
    }

    /// The word used in the table and in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        // `WORDS` is in the order of the variants; a test holds it so.
        Self::WORDS[self as usize].1
    }

    /// Whether terms of this class limit what a derivative may be put under, beyond keeping notices.
    #[must_use]
    pub fn covers_derivatives(self) -> bool {
        self >= Self::OsiWeakCopyleft
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A yes, a no, or no statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not stated, or the id names no single text.
    Unknown,
}

impl Flag {
    pub(super) fn of(word: &str) -> Self {
        match word {
            "yes" => Self::Yes,
            "no" => Self::No,
            _ => Self::Unknown,
        }
    }

    pub(super) fn from_list(listed: bool) -> Self {
        if listed { Self::Yes } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_words_are_in_the_order_of_the_classes() {
        for (at, (class, word)) in Class::WORDS.iter().enumerate() {
            assert_eq!(*class as usize, at);
            assert_eq!(Class::parse(word), *class);
        }
    }
}
