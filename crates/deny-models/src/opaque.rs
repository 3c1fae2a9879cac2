//! What users of the libraries see of a finding: fields may be added behind it.

use std::path::Path;

use crate::finding;
use crate::license::Terms;
use crate::lint;
use crate::source::Place;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Shown, never counted: a fact worth knowing, such as a pull of a test.
    Note,
    /// Reported; the gate passes.
    Warn,
    /// Reported; the gate fails.
    Deny,
}

/// One finding of the gate.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a>(&'a finding::Finding);

impl<'a> Finding<'a> {
    /// The public view of a finding.
    #[doc(hidden)]
    #[must_use]
    pub fn new(finding: &'a finding::Finding) -> Self {
        Self(finding)
    }

    /// The code, such as `non-osi-model`. The words are stable; new ones may be added.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code.as_str()
    }

    /// How serious it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.0.severity {
            // Findings at `allow` are not reported.
            lint::Severity::Allow | lint::Severity::Note => Severity::Note,
            lint::Severity::Warn => Severity::Warn,
            lint::Severity::Deny => Severity::Deny,
        }
    }

    /// Name of the workspace member of the finding; `None` for a finding on the policy or the lock.
    #[must_use]
    pub fn member(&self) -> Option<&'a str> {
        let member = self.0.member.as_ref();
        member.map(|member| member.name.as_str())
    }

    /// The packages from the member to the one that pulls the model, both included, each as `name version`; empty where
    /// the finding is not about a model.
    #[must_use]
    pub fn path(&self) -> Vec<String> {
        let context = self.0.context.iter();
        let packages = context.flat_map(|context| &context.path);
        packages.map(ToString::to_string).collect()
    }

    /// The model: `org/name` on the hub, an address, or a path in the package that pulls it.
    #[must_use]
    pub fn model(&self) -> Option<&'a str> {
        let context = self.0.context.as_ref();
        context.map(|context| context.model.name())
    }

    /// The revision that is pulled, where one is stated.
    #[must_use]
    pub fn revision(&self) -> Option<&'a str> {
        self.0.context.as_ref()?.model.revision()
    }

    /// How the model comes in, such as `runtime` or `bundled`.
    #[must_use]
    pub fn how(&self) -> Option<&'static str> {
        let context = self.0.context.as_ref();
        context.and_then(|context| Some(context.how?.as_str()))
    }

    /// The licence that the model declares for itself.
    #[must_use]
    pub fn declared(&self) -> Option<&'a str> {
        let context = self.0.context.as_ref()?;
        context.resolution.declared.as_ref().map(Terms::text)
    }

    /// Id of the licence that decides the verdict; `None` when the licence is unknown.
    #[must_use]
    pub fn governing(&self) -> Option<&'a str> {
        let governing = self.0.context.as_ref()?.resolution.governing()?;
        Some(governing.license.id())
    }

    /// What is wrong: one sentence without a full stop.
    #[must_use]
    pub fn message(&self) -> &'a str {
        &self.0.message
    }

    /// What to do about it, one sentence each, the best first.
    #[must_use]
    pub fn help(&self) -> &'a [String] {
        &self.0.help
    }

    /// Facts worth reading, one sentence each.
    #[must_use]
    pub fn notes(&self) -> &'a [String] {
        &self.0.notes
    }

    /// The file at fault. Of a dependency from a registry it starts with `name-version/`.
    #[must_use]
    pub fn file(&self) -> Option<&'a Path> {
        let label = self.0.primary.as_ref();
        label.map(|label| label.place.path().as_std_path())
    }

    /// The line in [`Finding::file`], from 1; `None` for a file that is not text.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        let place = self.0.primary.as_ref().map(|label| &label.place);
        let place = place.filter(|place| !place.text().is_empty());
        place.map(Place::line)
    }
}
