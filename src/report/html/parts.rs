//! What the parts of the page share.

use std::collections::BTreeMap;

use crate::report::group::{Group, groups};
use crate::report::list::Listed;
use crate::report::picture::{Crates, Lookup, Picture};
use crate::report::view::View;
use deny_models::finding::Report;
use deny_models::lint::Severity;

/// What a page tells.
pub struct Page<'a> {
    /// What the report is about: the name of a crate or a workspace.
    pub title: &'a str,
    /// The day of the check.
    pub day: &'a str,
    /// The result of the check.
    pub report: &'a Report,
    /// What each member pulls.
    pub members: &'a [Listed<'a>],
    /// What the verdict rests on: a name and a text each.
    pub basis: &'a [(&'static str, String)],
    /// Tells what binds a model by its name.
    pub lookup: &'a Lookup<'a>,
}

/// What the parts of the page share.
pub(super) struct Parts<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) view: &'a View<'a>,
    pub(super) picture: Picture<'a>,
    /// Findings told together, the loudest first.
    pub(super) groups: Vec<Group<'a>>,
    /// The number of a pulled model in the picture's list, by its key.
    numbers: BTreeMap<String, usize>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(page: &'a Page<'a>, view: &'a View<'a>) -> Self {
        let picture = Picture::of(page.members, Crates::Pulling, page.lookup);
        let mut groups = groups(page.report.findings.iter());
        groups.sort_by_key(|group| std::cmp::Reverse(group.lead.severity()));
        let models = picture.models.iter().enumerate();
        let numbers = models
            .map(|(at, model)| (model.resolution.model.key(), at))
            .collect();
        Self {
            page,
            view,
            picture,
            groups,
            numbers,
        }
    }

    /// The number of the model that a group of findings is about.
    pub(super) fn model_of(&self, group: &Group<'_>) -> Option<usize> {
        let context = group.lead.first().context.as_deref()?;
        self.numbers.get(&context.model.key()).copied()
    }

    /// The loudest group of findings on each pulled model, by their numbers.
    pub(super) fn loudest(&self) -> Vec<Option<usize>> {
        let mut loudest = vec![None; self.picture.models.len()];
        for (number, group) in self.groups.iter().enumerate() {
            if let Some(at) = self.model_of(group) {
                // The loudest groups come first.
                loudest[at].get_or_insert(number);
            }
        }
        loudest
    }

    /// The severity of the loudest finding on each pulled model, by its number.
    pub(super) fn severities(&self) -> Vec<Option<Severity>> {
        let severity = |number: usize| self.groups[number].lead.severity();
        let loudest = self.loudest().into_iter();
        loudest.map(|number| number.map(severity)).collect()
    }
}
