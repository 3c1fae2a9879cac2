//! What `fix` leaves to people: the findings that fail, by the entries that answer them.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::undeclared::directory_of;
use crate::edit::{CrateEntry, Edited, Stated, exceptions};
use crate::gate::Session;
use crate::report::decision::{Decision, Open};
use deny_models::domain::PackageRef;
use deny_models::finding::{Finding, Report};
use deny_models::lint::{Code, Severity};
use deny_models::source::Place;

/// All findings that fail the gate, but those that are answered in Cargo.toml. One that stands the same in several
/// members is one question, and what one entry answers is one decision.
pub(super) fn decisions(session: &Session, report: &Report, edits: &[Edited]) -> Vec<Decision> {
    let mut decisions: Vec<Decision> = Vec::new();
    let mut by_toml: HashMap<String, usize> = HashMap::new();
    let mut by_name: HashMap<String, Vec<(usize, CrateEntry)>> = HashMap::new();
    for open in questions(report, edits) {
        let known = match CrateEntry::parse(&open.toml) {
            Some(entry) => {
                let same = by_name.entry(entry.name.clone()).or_default();
                if let Some((at, known)) = same.iter_mut().find(|(_, known)| known.fits(&entry)) {
                    known.join(entry);
                    Some(*at)
                } else {
                    same.push((decisions.len(), entry));
                    None
                }
            }
            None if open.toml.is_empty() => None,
            None => {
                let next = decisions.len();
                let at = *by_toml.entry(open.toml.clone()).or_insert(next);
                (at < next).then_some(at)
            }
        };
        match known {
            Some(at) => decisions[at].open.push(open),
            None => decisions.push(Decision::of(open)),
        }
    }
    for (at, mut entry) in by_name.into_values().flatten() {
        entry.hand_over(handed_to(session, &entry));
        decisions[at].toml = entry.to_toml();
    }
    decisions
}

fn questions(report: &Report, edits: &[Edited]) -> Vec<Open> {
    let added = edits.iter().flat_map(|edited| &edited.added);
    let added: Stating<'_> = added
        .map(|added| (&added.member, added.model.name()))
        .collect();
    let fails = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Deny && !is_stated(finding, &added));
    let mut seen = HashSet::new();
    let mut open: Vec<Open> = fails.map(question).collect();
    open.retain(|open| seen.insert((open.code, open.message.clone(), open.toml.clone())));
    open
}

/// Packages with models that this run wrote to their manifests.
type Stating<'a> = HashSet<(&'a PackageRef, &'a str)>;

/// Whether manifests state what the finding is about: that of the member, or of another one which this run wrote.
fn is_stated(finding: &Finding, added: &Stating<'_>) -> bool {
    let Some(puller) = finding.context.as_ref().map(|context| &context.puller) else {
        return false;
    };
    finding.code == Code::UndeclaredModel
        && (finding.member.as_ref() == Some(puller)
            || finding
                .models()
                .all(|context| added.contains(&(puller, context.model.name()))))
}

/// A finding with the entries that answer it: what a dependency does not state, what it takes, or an exception for each
/// model, without a reason and a day. Some have none.
fn question(finding: &Finding) -> Open {
    let toml = finding
        .toml
        .clone()
        .or_else(|| offer(finding))
        .unwrap_or_else(|| {
            // Its entry is there, and lacks a model: the help has it.
            if finding.code == Code::UndeclaredModel {
                return String::new();
            }
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
