//! What `[[crate]]` entries of the policy answer for, and where they contradict the code.

use super::context::{Answers, Context, Protected};
use super::state;
use crate::date::Date;
use crate::finding::{Finding, Label};
use crate::license::Verdict;
use crate::lint::Code;
use crate::model::Resolution;
use crate::policy::CrateEntry;
use crate::pull::{Answer, Answered, AnsweredKind, ReachedPull};

/// Whether an entry may answer for pulls that reach decides.
enum Permission {
    Granted,
    Expired,
    Missing,
}

fn permission(entry: &CrateEntry, today: Date) -> Permission {
    match (&entry.reason, &entry.until) {
        (Some(_), Some(until)) if today <= until.value => Permission::Granted,
        (Some(_), Some(_)) => Permission::Expired,
        _ => Permission::Missing,
    }
}

impl Context<'_> {
    /// Whether an entry answers for a pull, so that it is not judged.
    pub(super) fn is_answered(&mut self, pull: &ReachedPull) -> bool {
        let Some(Answer::Covers(number)) = pull.answer else {
            return false;
        };
        let Some(entry) = self.policy.crates.get(number) else {
            return false;
        };
        let answered = match permission(entry, self.today) {
            Permission::Granted => true,
            Permission::Expired => {
                self.answers.expired.insert(number);
                !self.dates_count
            }
            Permission::Missing => false,
        };
        if answered {
            self.answers.given.insert(Answered {
                package: pull.puller.clone(),
                entry: number,
                kind: AnsweredKind::Pull,
                model: pull.pull.artifact.name().to_owned(),
            });
        }
        answered
    }

    /// That an entry does not list what other code hands to its package. `uses = []` states only that the package names
    /// no model itself, so it contradicts nothing that passes.
    pub(super) fn contradicted(
        &self,
        protected: &Protected<'_>,
        pull: &ReachedPull,
        resolution: &Resolution,
    ) -> Option<Finding> {
        let Some(Answer::Contradicts(number)) = pull.answer else {
            return None;
        };
        let entry = self.policy.crates.get(number)?;
        if entry.uses.is_empty() && resolution.verdict == Verdict::Pass {
            return None;
        }
        let (of, model) = (&entry.name.value, &pull.pull.artifact);
        let message = format!(
            "the policy states what `{of}` uses, and `{model}` is not in it, which `{}` hands over",
            pull.puller
        );
        let member = &protected.member.package;
        let mut finding = Finding::new(Code::UsesContradicted, Some(member), message);
        finding.primary = Some(Label {
            place: entry.name.place.clone(),
            text: "this entry does not list it".to_owned(),
        });
        finding.secondary.push(Label {
            place: pull.pull.place.clone(),
            text: "handed over here".to_owned(),
        });
        finding.secondary.extend(state::steps(&pull.chain));
        finding.notes.push(format!(
            "the entry answers for what `{of}` names itself, and for nothing that other crates hand to it"
        ));
        finding.help.extend([
            format!("add `\"{}\"` to `uses` of the entry", model.name()),
            format!("delete the entry where `{of}` names no model itself"),
        ]);
        Some(finding)
    }

    /// What to add to an entry so that it answers for a pull that reach decides.
    pub(super) fn needs_reason(&self, pull: &ReachedPull) -> Option<String> {
        let Some(Answer::Covers(number)) = pull.answer else {
            return None;
        };
        let entry = self.policy.crates.get(number)?;
        matches!(permission(entry, self.today), Permission::Missing).then(|| {
            format!(
                "if the entry is right, add `reason` and `until` to it: the code is found to take the model, and without \
                 them the policy entry for {} does not answer for that",
                entry.name.value
            )
        })
    }
}

impl Answers {
    /// A finding on each entry whose last day is over.
    pub(super) fn expired(&self, entries: &[CrateEntry]) -> Vec<Finding> {
        let entries = self
            .expired
            .iter()
            .filter_map(|number| entries.get(*number));
        entries.filter_map(expired).collect()
    }
}

fn expired(entry: &CrateEntry) -> Option<Finding> {
    let until = entry.until.as_ref()?;
    let message = format!(
        "the `[[crate]]` entry for `{}` was valid until {}",
        entry.name.value, until.value
    );
    let mut finding = Finding::new(Code::ExpiredException, None, message);
    finding.primary = Some(Label {
        place: until.place.clone(),
        text: "this day is past".to_owned(),
    });
    let reason = entry.reason.as_ref();
    finding
        .notes
        .extend(reason.map(|reason| format!("it was stated for: {}", reason.value)));
    finding
        .help
        .push("check what the crate takes, then set a new `until` or delete the entry".to_owned());
    Some(finding)
}
