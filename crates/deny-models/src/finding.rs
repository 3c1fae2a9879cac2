//! Findings of the gate, and the report of a run.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::{How, PackageRef, When};
use crate::lint::{Code, Severity};
use crate::model::{Artifact, Evidence, Resolution};
use crate::pull::AnsweredKind;
use crate::source::Place;
use camino::Utf8PathBuf;

/// How the model of a finding comes in, and the licences that apply to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelContext {
    /// The model.
    pub model: Artifact,
    /// How it comes in; `None` where code only names it.
    pub how: Option<How>,
    /// When it comes in.
    pub when: When,
    /// The package that pulls it, last of `path`.
    pub puller: PackageRef,
    /// From the member to the package that pulls it, both included.
    pub path: Vec<PackageRef>,
    /// From the code of the member to the call that takes the model, where other packages lie between.
    pub reach: Vec<Place>,
    /// The licences that apply to it.
    pub resolution: Arc<Resolution>,
}

/// How a member comes to a call whose model is not known, or to a package of which not all is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The package, last of `path`.
    pub puller: PackageRef,
    /// From the member to that package, both included.
    pub path: Vec<PackageRef>,
    /// From the code that hands over what cannot be read to the call that takes the model.
    pub reach: Vec<Place>,
}

/// A text beside a marked place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// The words.
    pub text: String,
}

/// A finding of the gate.
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
    /// How the member comes to what is not known, where no model is.
    pub way: Option<Box<Way>>,
    /// Facts that were seen, beside those of the resolution.
    pub evidence: Vec<Evidence>,
    /// Facts worth reading, one sentence each.
    pub notes: Vec<String>,
    /// What to do, one sentence each, best first.
    pub help: Vec<String>,
    /// Further models that it is about, besides that of `context`, each as it came in.
    pub also: Vec<ModelContext>,
    /// Entries to paste into the file that the help names.
    pub toml: Option<String>,
    /// The exception that silences it, when one does.
    pub exception: Option<Granted>,
}

impl Finding {
    /// The models that it is about, that of `context` first.
    pub fn models(&self) -> impl Iterator<Item = &ModelContext> {
        self.context.as_deref().into_iter().chain(&self.also)
    }

    /// A finding at the default severity of its code.
    #[must_use]
    pub fn new(code: Code, member: Option<&PackageRef>, message: String) -> Self {
        Self {
            code,
            severity: code.default_severity(),
            member: member.cloned(),
            message,
            primary: None,
            secondary: Vec::new(),
            context: None,
            way: None,
            evidence: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            also: Vec::new(),
            toml: None,
            exception: None,
        }
    }
}

/// An exception as it was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Why, in the words of the policy.
    pub reason: String,
    /// The last day, `YYYY-MM-DD`; `None` where it has no end.
    pub until: Option<String>,
    /// Where the policy grants it.
    pub place: Place,
}

/// Something that is not judged, and the `[[crate]]` entry that answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredBy {
    /// The package.
    pub package: PackageRef,
    /// What it is.
    pub kind: AnsweredKind,
    /// The model; of a call what could be read of it; of a stop where it is and why.
    pub model: String,
    /// Why, in the words of the policy, where the entry states it.
    pub reason: Option<String>,
    /// The last day, `YYYY-MM-DD`, where the entry has one.
    pub until: Option<String>,
}

/// Counts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Members that were checked.
    pub members: usize,
    /// Members that are protected, so gated.
    pub gated: usize,
    /// Packages in the closures of the members, members included.
    pub packages: usize,
    /// Packages whose evidence was read.
    pub scanned: usize,
    /// Packages that could not be read at all.
    pub not_scanned: usize,
    /// Distinct models that are pulled.
    pub models: usize,
    /// Calls whose model cannot be read.
    pub unresolved_pulls: usize,
    /// Models of which a finding reports that they fail.
    pub failing: usize,
    /// Models of which a finding reports that their licence is unknown.
    pub unknown: usize,
    /// Findings on pulls whose models are not known: calls that cannot be read, and files that are not there.
    pub not_analysed: usize,
    /// Packages of which the analysis stopped before its end.
    pub incomplete: usize,
    /// Models that packages take by themselves and that the code of a member does not reach, counted for each member
    /// and package.
    pub not_reached: usize,
}

impl Stats {
    /// With the counts of findings that are reported: what fails, what is unknown and what was not analysed, apart.
    #[must_use]
    pub fn with_findings(self, findings: &[Finding]) -> Self {
        let reported = findings
            .iter()
            .filter(|finding| finding.severity > Severity::Note);
        let models = |codes: &[Code]| -> BTreeSet<String> {
            let of = reported
                .clone()
                .filter(|finding| codes.contains(&finding.code));
            of.filter_map(|finding| Some(finding.context.as_ref()?.model.key()))
                .collect()
        };
        let failing = models(&[Code::NonOsiModel]);
        let unknown = models(&[Code::UnknownLicense, Code::MalformedArtifact]);
        Self {
            failing: failing.len(),
            unknown: unknown.difference(&failing).count(),
            not_analysed: reported
                .clone()
                .filter(|finding| finding.code == Code::UnresolvedPull)
                .count(),
            ..self
        }
    }
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
    /// What `[[crate]]` entries of the policy answer for; shown in every run.
    pub answered: Vec<AnsweredBy>,
    /// What was left out or not checked.
    pub notes: Vec<String>,
    /// The policy that decided; `None` for the defaults.
    pub policy: Option<Utf8PathBuf>,
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
