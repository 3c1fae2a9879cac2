//! What `fix` leaves to people: the findings that fail, by the entries that answer them.

use std::collections::BTreeSet;

use super::undeclared::directory_of;
use crate::edit::{CrateEntry, Edited, Stated, exceptions};
use crate::gate::Session;
use crate::report::decision::{Decision, Open};
use deny_models::finding::{Finding, Report};
use deny_models::lint::{Code, Severity};
use deny_models::source::Place;

/// All findings that fail the gate, but those that are answered in Cargo.toml. One that stands the same in several
/// members is one question, and what one entry answers is one decision.
pub(super) fn decisions(session: &Session, report: &Report, edits: &[Edited]) -> Vec<Decision> {
    let mut decisions: Vec<Decision> = Vec::new();
    let mut entries: Vec<(usize, CrateEntry)> = Vec::new();
    for open in questions(report, edits) {
        let Some(entry) = CrateEntry::parse(&open.toml) else {
            match decisions
                .iter_mut()
                .find(|known| !open.toml.is_empty() && known.toml == open.toml)
            {
                Some(known) => known.open.push(open),
                None => decisions.push(Decision::of(open)),
            }
            continue;
        };
        if let Some((at, known)) = entries.iter_mut().find(|(_, known)| known.fits(&entry)) {
            known.join(entry);
            decisions[*at].open.push(open);
        } else {
            entries.push((decisions.len(), entry));
            decisions.push(Decision::of(open));
        }
    }
    for (at, mut entry) in entries {
        entry.hand_over(handed_to(session, &entry));
        decisions[at].toml = entry.to_toml();
    }
    decisions
}

fn questions(report: &Report, edits: &[Edited]) -> Vec<Open> {
    let fails = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Deny && !is_stated(finding, edits));
    let mut open: Vec<Open> = Vec::new();
    for question in fails.map(question) {
        let is_same = |known: &Open| {
            known.code == question.code
                && known.message == question.message
                && known.toml == question.toml
        };
        if !open.iter().any(is_same) {
            open.push(question);
        }
    }
    open
}

/// Whether manifests state what the finding is about: that of the member, or of another one which this run wrote.
fn is_stated(finding: &Finding, edits: &[Edited]) -> bool {
    let puller = finding.context.as_ref().map(|context| &context.puller);
    let is_added = |model: &str| {
        let mut added = edits.iter().flat_map(|edited| &edited.added);
        added.any(|added| Some(&added.member) == puller && added.model.name() == model)
    };
    finding.code == Code::UndeclaredModel
        && (finding.member.as_ref() == puller
            || finding
                .models()
                .all(|context| is_added(context.model.name())))
}

/// A finding with the entries that answer it: what a dependency does not state, what it takes, or an exception for each
/// model, without a reason and a day. Some have none.
fn question(finding: &Finding) -> Open {
    let toml = finding
        .toml
        .clone()
        .or_else(|| offer(finding))
        .unwrap_or_else(|| {
            let entries = exceptions(finding, Stated::Blank);
            let entries: Vec<String> = entries.map(|(_, entry)| entry).collect();
            entries.join("\n")
        });
    let help = finding.help.iter();
    Open {
        code: finding.code,
        message: finding.message.clone(),
        help: help
            .filter(|help| !help.contains("`[[exception]]`"))
            .cloned()
            .collect(),
        toml,
    }
}

/// The entry that states which offers of a dependency are used: it answers for all of them, in all members.
fn offer(finding: &Finding) -> Option<String> {
    let puller = &finding.context.as_ref()?.puller;
    let of_dependency = finding.member.as_ref() != Some(puller);
    (finding.code == Code::OfferedModel && of_dependency)
        .then(|| CrateEntry::open(&puller.name, &puller.version).to_toml())
}

/// The models that other packages are found to hand to calls of the package of an entry.
fn handed_to(session: &Session, entry: &CrateEntry) -> BTreeSet<String> {
    let Some(directory) = directory_of(session, &entry.name, entry.version.as_deref()) else {
        return BTreeSet::new();
    };
    let pulls = session
        .gathered
        .members
        .iter()
        .flat_map(|member| &member.pulls);
    let handed = pulls.filter(|reached| {
        let taken_by = reached.chain.last().map(Place::path);
        !reached.choice
            && reached.puller.name != entry.name
            && taken_by.is_some_and(|path| path.starts_with(&directory))
    });
    handed
        .map(|reached| reached.pull.artifact.name().to_owned())
        .collect()
}
