//! The codes of findings and their severities.
//!
//! ```
//! use deny_models::lint::{Code, Severity};
//!
//! assert_eq!(Code::parse("non-osi-model").unwrap().default_severity(), Severity::Deny);
//! assert_eq!(Code::parse("non-osi-modle"), Err(Some("non-osi-model")));
//! ```

use std::fmt;

use crate::text::nearest;

/// How loud a finding is, and the level a policy or flag sets for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Not reported.
    Allow,
    /// Shown, never counted: a fact worth knowing, such as a pull of a test.
    Note,
    /// Reported; the gate passes.
    Warn,
    /// Reported; the gate fails.
    Deny,
}

impl Severity {
    /// The word used in policies and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }

    /// Reads a level as a policy writes it: `allow`, `warn` or `deny`.
    #[must_use]
    pub fn parse_level(text: &str) -> Option<Self> {
        [Self::Allow, Self::Warn, Self::Deny]
            .into_iter()
            .find(|level| level.as_str() == text)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Every finding, worst first: a row has its description in one sentence, its code and its default severity. The text
/// that explains it is in a file of the command, `src/explain/CODE.md`, so that a build script does not carry it.
///
/// Gives the rows to the macro `$with`.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_finding {
    ($with:ident) => {
        $with! {
            /// A protected member pulls a model with a licence that fails the gate.
            NonOsiModel = "non-osi-model", Deny;
            /// A model's tag is looser than what it inherited through its weights.
            RelicensedModel = "relicensed-model", Deny;
            /// The licence of a pulled model is unknown.
            UnknownLicense = "unknown-license", Deny;
            /// A weight file is damaged, fake or hostile.
            MalformedArtifact = "malformed-artifact", Deny;
            /// A file is not the one that the manifest or the policy describes by its SHA-256.
            DigestMismatch = "digest-mismatch", Deny;
            /// Two sources state different licences or lineage.
            LicenseMismatch = "license-mismatch", Deny;
            /// The lock and a newer card or header disagree.
            LicenseDrift = "license-drift", Deny;
            /// A `[[crate]]` entry does not list a model that other code hands to its package.
            UsesContradicted = "uses-contradicted", Deny;
            /// An exception or override is past its date.
            ExpiredException = "expired-exception", Deny;
            /// Hashes, header or structure match a model under other terms.
            SuspectLineage = "suspect-lineage", Warn;
            /// A failing pull that only a feature that is off would reach.
            FeatureGatedModel = "feature-gated-model", Warn;
            /// A dependency offers failing or unknown models.
            OfferedModel = "offered-model", Warn;
            /// Copyleft weights in a permissive crate.
            CopyleftModel = "copyleft-model", Warn;
            /// Code names a model that fails, and no pull explains it.
            NamedModel = "named-model", Warn;
            /// Found by evidence, absent from the manifest and the policy.
            UndeclaredModel = "undeclared-model", Warn;
            /// A hub or download call whose model cannot be read.
            UnresolvedPull = "unresolved-pull", Warn;
            /// The analysis of code stopped before its end.
            IncompleteAnalysis = "incomplete-analysis", Warn;
            /// The lock does not cover the graph, or a digest does not fit.
            StaleLock = "stale-lock", Warn;
            /// Weights in the package without their licence text or notice.
            BundledWithoutNotice = "bundled-without-notice", Warn;
            /// A member without a licence: it is not protected, so not gated.
            CrateWithoutLicense = "crate-without-license", Warn;
            /// An exception that matches nothing.
            UnusedException = "unused-exception", Warn;
            /// A policy or manifest entry that matches nothing.
            UnusedEntry = "unused-entry", Warn;
            /// The built-in fact tables are older than 120 days.
            OldFacts = "old-facts", Warn;
            /// A model without a revision: its licence can change.
            UnpinnedModel = "unpinned-model", Allow;
            /// The hub hands a model out only to whoever signs up and accepts its terms.
            GatedModel = "gated-model", Allow;
            /// A data set of which the licence fails or is unknown: it is no model.
            DatasetLicense = "dataset-license", Allow;
        }
    };
}

macro_rules! codes {
    ($(#[doc = $doc:literal] $name:ident = $text:literal, $default:ident;)*) => {
        /// What a finding is about. The words are stable: policies and CI files name them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $doc] $name,)*
        }

        impl Code {
            /// Every code, worst first.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word used in policies, flags and reports.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Its description, in one sentence.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $doc.trim_ascii(),)* }
            }

            /// The severity when nothing sets another.
            #[must_use]
            pub fn default_severity(self) -> Severity {
                match self { $(Self::$name => Severity::$default,)* }
            }
        }
    };
}

for_each_finding!(codes);

/// Findings that no exception covers: what sources state against each other, damage, and mistakes in what the owner
/// wrote. By their words, so that a new one is safe by its name.
const NEVER_EXCEPTED: [&str; 10] = [
    "digest-mismatch",
    "malformed-artifact",
    "license-mismatch",
    "license-drift",
    "uses-contradicted",
    "expired-exception",
    "unused-exception",
    "unused-entry",
    "stale-lock",
    "crate-without-license",
];

impl Code {
    /// Whether an exception may accept it.
    #[must_use]
    pub fn can_be_excepted(self) -> bool {
        !NEVER_EXCEPTED.contains(&self.as_str())
    }

    /// The findings that an exception may accept, worst first.
    pub fn excepted() -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|code| code.can_be_excepted())
    }

    /// Whether it is about the licence of a model: what an exception accepts that names no code.
    #[must_use]
    pub fn is_on_licence(self) -> bool {
        matches!(
            self,
            Self::NonOsiModel
                | Self::RelicensedModel
                | Self::UnknownLicense
                | Self::FeatureGatedModel
                | Self::OfferedModel
                | Self::CopyleftModel
        )
    }

    /// Reads the word back.
    ///
    /// # Errors
    ///
    /// The nearest known code, when one is near.
    pub fn parse(text: &str) -> Result<Self, Option<&'static str>> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == text)
            .ok_or_else(|| nearest(text, Self::ALL.iter().map(|code| code.as_str())))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
