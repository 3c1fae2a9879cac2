//! Versions of the CycloneDX specification.

/// A version of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spec {
    /// 1.6, which most programs read.
    #[default]
    V1_6,
    /// 1.7.
    V1_7,
}

impl Spec {
    /// Both.
    pub const ALL: [Self; 2] = [Self::V1_6, Self::V1_7];

    /// As documents name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_6 => "1.6",
            Self::V1_7 => "1.7",
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|spec| spec.as_str() == text)
    }
}
