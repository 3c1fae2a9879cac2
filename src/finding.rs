//! What the gate says: codes, severities and findings.
//!
//! ```
//! use deny_models::finding::{Code, Severity};
//!
//! assert_eq!(Code::parse("non-osi-model").unwrap().default_severity(), Severity::Deny);
//! assert_eq!(Code::parse("non-osi-modle"), Err(Some("non-osi-model")));
//! ```

use std::fmt;

use crate::model::{Artifact, Evidence, Resolution};
use crate::source::{Place, nearest};

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

/// How a model comes in with a crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Its bytes are in the package, or compiled in.
    Bundled,
    /// It is fetched while building.
    Build,
    /// It is fetched or loaded by default when the program runs.
    Runtime,
    /// It is one of several that the caller may choose.
    Offered,
}

impl How {
    /// Every way, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Bundled, Self::Build, Self::Runtime, Self::Offered];

    /// The word used in policies, manifests and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::Build => "build",
            Self::Runtime => "runtime",
            Self::Offered => "offered",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.as_str() == text)
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
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

            /// What it says, in one sentence.
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

codes! {
    /// A protected member pulls a model of which a binding licence fails.
    NonOsiModel = "non-osi-model", Deny;
    /// A model's tag is looser than what it inherited through its weights.
    RelicensedModel = "relicensed-model", Deny;
    /// A pulled model has no licence that can be told.
    UnknownLicense = "unknown-license", Deny;
    /// A weight file is damaged, fake or hostile.
    MalformedArtifact = "malformed-artifact", Deny;
    /// Two sources state different licences or lineage.
    LicenseMismatch = "license-mismatch", Deny;
    /// The lock and a newer card or header disagree.
    LicenseDrift = "license-drift", Deny;
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
    /// Found by evidence, absent from the manifest and the policy.
    UndeclaredModel = "undeclared-model", Warn;
    /// A hub or download call whose model cannot be read.
    UnresolvedPull = "unresolved-pull", Warn;
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
    /// A model without a revision: its licence can change.
    UnpinnedModel = "unpinned-model", Allow;
}

impl Code {
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

/// A package by name and version, as cargo names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageRef {
    /// Name in its Cargo.toml.
    pub name: String,
    /// Version in its Cargo.toml.
    pub version: String,
}

impl fmt::Display for PackageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// The kind of dependency through which a package is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Kind {
    /// `[dependencies]`, and the member itself.
    #[default]
    Normal,
    /// `[build-dependencies]`.
    Build,
    /// `[dev-dependencies]`.
    Dev,
}

impl Kind {
    /// Every kind, the one that binds most first.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Build, Self::Dev];

    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Build => "build",
            Self::Dev => "dev",
        }
    }
}

/// Under which conditions a crate pulls a model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct When {
    /// Features of the pulling crate, all needed.
    pub features: Vec<String>,
    /// A `cfg(...)` or a target triple.
    pub target: Option<String>,
    /// Kind of dependency.
    pub kind: Kind,
    /// The part of the crate: `lib`, `bin` or `build`.
    pub scope: &'static str,
}

/// What a finding on a model knows of how it came in and what binds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelContext {
    /// The model.
    pub model: Artifact,
    /// How it comes in.
    pub how: How,
    /// When it comes in.
    pub when: When,
    /// The package that pulls it, last of `path`.
    pub puller: PackageRef,
    /// From the member to the package that pulls it, both included.
    pub path: Vec<PackageRef>,
    /// What binds it.
    pub resolution: Resolution,
}

/// A text beside a marked place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// The words.
    pub text: String,
}

/// One thing the gate has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// How loud it is.
    pub severity: Severity,
    /// The member that gets the verdict; `None` for findings on the policy itself.
    pub member: Option<PackageRef>,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// The place at fault.
    pub primary: Option<Label>,
    /// Other places that matter, such as the crate's own licence.
    pub secondary: Vec<Label>,
    /// The model and how it came in, where the finding is about one.
    pub context: Option<Box<ModelContext>>,
    /// Facts that were seen, beside those of the resolution.
    pub evidence: Vec<Evidence>,
    /// Facts worth reading, one sentence each.
    pub notes: Vec<String>,
    /// What to do, one sentence each, best first.
    pub help: Vec<String>,
    /// The exception that silences it, when one does.
    pub exception: Option<Granted>,
}

/// An exception as it was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Why, in the words of the policy.
    pub reason: String,
    /// The last day, `YYYY-MM-DD`.
    pub until: String,
    /// Where the policy grants it.
    pub place: Place,
}

/// Counts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Members that were looked at.
    pub members: usize,
    /// Members that are protected, so gated.
    pub gated: usize,
    /// Packages in the closures of the members, members included.
    pub packages: usize,
    /// Packages whose evidence was read.
    pub scanned: usize,
    /// Packages of which nothing could be read.
    pub not_scanned: usize,
    /// Distinct models that are pulled.
    pub models: usize,
    /// Calls whose model cannot be read.
    pub unresolved_pulls: usize,
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Findings at `note` or louder, in a stable order: by member, then code, then model.
    pub findings: Vec<Finding>,
    /// Findings that an exception silences, each with that exception.
    pub suppressed: Vec<Finding>,
    /// Facts that a policy entry overrides; shown in every run.
    pub overrides: Vec<String>,
    /// What was left out or could not be looked at.
    pub notes: Vec<String>,
    /// Licences of the members, in the order of the members: what the summary names when nothing is gated.
    pub member_licenses: Vec<(PackageRef, Option<String>)>,
    /// Counts.
    pub stats: Stats,
}

impl Report {
    /// Whether the gate fails: a finding is at `deny`.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.count(Severity::Deny) > 0
    }

    /// Findings of one severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }
}
