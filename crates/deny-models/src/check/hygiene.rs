//! Entries of the policy that nothing needs, and where the lock does not cover the graph.

use std::collections::BTreeSet;

use super::input::Input;
use crate::date::Date;
use crate::finding::{Finding, Label};
use crate::lint::Code;
use crate::lock::Stale;
use crate::model::{Artifact, Resolver, present_key, tables};

/// Facts that are older are too old, in days.
pub(super) const MAX_AGE: i64 = 120;

/// Entries of the policy that nothing needs.
pub(super) fn unused(input: &Input<'_>, resolver: &Resolver<'_>) -> Vec<Finding> {
    let pulls = input.members.iter().flat_map(|member| &member.pulls);
    let pulled = pulls.map(|pull| pull.pull.artifact.clone());
    let names: BTreeSet<String> = if input.policy.models.is_empty() {
        BTreeSet::new()
    } else {
        let all = resolver.with_ancestors(pulled);
        all.iter().flat_map(names).collect()
    };
    let asked_for = |id: &Artifact| names.contains(&present_key(id));
    let models = input
        .policy
        .models
        .iter()
        .filter(|entry| !asked_for(&entry.id.value))
        .map(|entry| {
            let message = format!(
                "no crate pulls `{}`, and no model that is pulled was made from it",
                entry.id.value
            );
            (message, entry.id.place.clone())
        });
    let crates = input
        .unused_crates
        .iter()
        .filter_map(|at| input.policy.crates.get(*at))
        .map(|entry| {
            let version = entry
                .version
                .as_ref()
                .map(|version| format!(" {}", version.value))
                .unwrap_or_default();
            let message = format!("no package `{}{version}` is in the graph", entry.name.value);
            (message, entry.name.place.clone())
        });
    models
        .chain(crates)
        .map(|(message, place)| {
            let mut finding = Finding::new(Code::UnusedEntry, None, message);
            finding.primary = Some(Label {
                place,
                text: "matches nothing".to_owned(),
            });
            finding.help.push("delete the entry".to_owned());
            finding
        })
        .collect()
}

/// The keys of the entries for a model: that of its present name, and for a file those of the same file in other
/// versions of its package and in any package.
fn names(model: &Artifact) -> Vec<String> {
    let mut names = model.names_of_entries();
    names.push(present_key(model));
    names
}

/// The built-in tables, where they are older than facts should be.
pub(super) fn old_facts(input: &Input<'_>) -> Option<Finding> {
    let of = tables();
    let days = Date::parse(of.date)?.days_until(input.today);
    (days > MAX_AGE).then(|| {
        let message = format!("the built-in facts about models are of {}, {days} days ago", of.date);
        let mut finding = Finding::new(Code::OldFacts, None, message);
        let note = "models that appeared since are unknown, and licences that changed since are not noticed";
        finding.notes.push(note.to_owned());
        let help = "update cargo-deny-models, or run `cargo deny-models lock` to read the models that you pull on the hub";
        finding.help.push(help.to_owned());
        finding
    })
}

/// Where the lock does not cover the graph.
pub(super) fn stale(stale: &[Stale]) -> Vec<Finding> {
    let of = |stale: &Stale| {
        let mut finding = Finding::new(Code::StaleLock, None, stale.explain());
        finding.primary = stale.place().map(|place| Label {
            place: place.clone(),
            text: "this block".to_owned(),
        });
        finding
            .help
            .push("run `cargo deny-models lock` and commit what it writes".to_owned());
        finding
    };
    stale.iter().map(of).collect()
}
