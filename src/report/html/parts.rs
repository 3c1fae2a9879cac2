//! Data that the parts of the page share.

use std::collections::BTreeMap;

use crate::report::diagram::{Crates, Diagram, Lookup};
use crate::report::group::{Group, groups, over_crates};
use crate::report::list::Listed;
use crate::report::view::View;
use deny_models::finding::Report;
use deny_models::lint::Severity;
use deny_models::model::Artifact;

/// The content of a page.
pub struct Page<'a> {
    /// The subject of the report: the name of a crate or a workspace.
    pub title: &'a str,
    /// The day of the check.
    pub day: &'a str,
    /// The result of the check.
    pub report: &'a Report,
    /// The pulls of each member.
    pub members: &'a [Listed<'a>],
    /// The inputs of the verdict: a name and a text each.
    pub basis: &'a [(&'static str, String)],
    /// Looks up the licences of a model by its name.
    pub lookup: &'a Lookup<'a>,
    /// What is known of the files of a model.
    pub locked: &'a dyn Fn(&Artifact) -> Locked,
}

/// What is known of the files of a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locked {
    /// The commit that was locked.
    pub revision: Option<String>,
    /// The SHA-256 of a shipped file, or what the policy pins.
    pub sha256: Option<String>,
    /// Path and SHA-256 of each file with weights that was locked.
    pub files: Vec<(String, String)>,
}

/// Data that the parts of the page share.
pub(super) struct Parts<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) view: &'a View<'a>,
    pub(super) diagram: Diagram<'a>,
    /// Groups of findings, the most severe first.
    pub(super) groups: Vec<Group<'a>>,
    /// The number of a pulled model in the diagram's list, by its key.
    numbers: BTreeMap<String, usize>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(page: &'a Page<'a>, view: &'a View<'a>) -> Self {
        let diagram = Diagram::of(page.members, Crates::Pulling, page.lookup);
        let mut groups = over_crates(groups(page.report.findings.iter()));
        groups.sort_by_key(|group| std::cmp::Reverse(group.lead.severity()));
        let models = diagram.models.iter().enumerate();
        let numbers = models
            .map(|(at, model)| (model.resolution.model.key(), at))
            .collect();
        Self {
            page,
            view,
            diagram,
            groups,
            numbers,
        }
    }

    /// The number of the model that a group of findings is about.
    pub(super) fn model_of(&self, group: &Group<'_>) -> Option<usize> {
        let context = group.lead.first().context.as_deref()?;
        self.numbers.get(&context.model.key()).copied()
    }

    /// The most severe group of findings on each pulled model, by their numbers.
    pub(super) fn worst(&self) -> Vec<Option<usize>> {
        let mut worst = vec![None; self.diagram.models.len()];
        for (number, group) in self.groups.iter().enumerate() {
            if let Some(at) = self.model_of(group) {
                // The most severe groups come first.
                worst[at].get_or_insert(number);
            }
        }
        worst
    }

    /// The severity of the most severe finding on each pulled model, by its number.
    pub(super) fn severities(&self) -> Vec<Option<Severity>> {
        let severity = |number: usize| self.groups[number].lead.severity();
        let worst = self.worst().into_iter();
        worst.map(|number| number.map(severity)).collect()
    }
}
