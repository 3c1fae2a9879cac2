//! Findings on the tables of facts that a policy names, and what they override of the models that are pulled.

use std::collections::BTreeSet;

use super::input::Input;
use super::permission::{OfTable, Permission};
use crate::date::Date;
use crate::finding::{Finding, Label};
use crate::lint::Code;
use crate::model::{Artifact, Evidence, Resolver, present_key};
use crate::policy::{FactTable, Policy};

/// How many rows of a table a finding lists.
const SHOWN: usize = 10;

/// What the tables override of the models that are taken, in words, and the findings on them.
pub(super) fn judge(
    input: &Input<'_>,
    rows: Vec<OfTable>,
    resolver: &Resolver<'_>,
) -> (Vec<String>, Vec<Finding>) {
    let policy = input.policy;
    if policy.facts.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let pulls = input.members.iter().flat_map(|member| &member.pulls);
    let pulled = pulls.map(|pull| pull.pull.artifact.clone());
    let named = input.members.iter().flat_map(|member| &member.named);
    let taken = pulled.chain(named.map(|(model, _)| model.clone()));
    let rows = concerned(rows, taken, resolver);
    let overrides = overrides(policy, &rows).collect();
    (overrides, findings(policy, &rows, input.today))
}

/// The rows about models that are taken, or that these were made from. A table of an organisation has more.
fn concerned(
    rows: Vec<OfTable>,
    models: impl IntoIterator<Item = Artifact>,
    resolver: &Resolver<'_>,
) -> Vec<OfTable> {
    if rows.is_empty() {
        return rows;
    }
    let taken = resolver.with_ancestors(models);
    let taken: BTreeSet<String> = taken.iter().map(present_key).collect();
    let concerns = |row: &OfTable| taken.contains(&present_key(&row.model));
    rows.into_iter().filter(concerns).collect()
}

/// One sentence for each fact that a table overrides.
fn overrides<'r>(policy: &'r Policy, rows: &'r [OfTable]) -> impl Iterator<Item = String> + 'r {
    rows.iter().filter(|row| row.counts).map(|row| {
        let table = &policy.facts[row.table];
        let reason = table.reason.as_ref().map_or("", |reason| &reason.value);
        let until = table.until.as_ref().map(|until| until.value.to_string());
        format!(
            "{} overrides the facts about {} until {} ({reason}), by {}: {}",
            table.path.value,
            row.model,
            until.unwrap_or_default(),
            row.source,
            row.otherwise
        )
    })
}

/// One finding for each table that is not the one that was reviewed, or is looser than it may be.
fn findings(policy: &Policy, rows: &[OfTable], today: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, table) in policy.facts.iter().enumerate() {
        if !table.is_reviewed() {
            findings.push(another(table));
            continue;
        }
        let rows: Vec<&OfTable> = rows.iter().filter(|row| row.table == at).collect();
        match (Permission::of_table(table, today), rows.as_slice()) {
            (_, []) | (Permission::Granted, _) => {}
            (Permission::Expired(until), rows) => findings.push(expired(table, until, rows)),
            (Permission::Missing, rows) => findings.push(too_loose(table, rows)),
        }
    }
    findings
}

fn another(table: &FactTable) -> Finding {
    let path = &table.path.value;
    let message = format!(
        "the table of facts `{path}` is not the one that was reviewed: its SHA-256 is another one"
    );
    let mut finding = Finding::new(Code::DigestMismatch, None, message);
    finding.primary = Some(Label {
        place: table.sha256.place.clone(),
        text: "the digest of another text".to_owned(),
    });
    let note = "of this text only what tightens counts";
    finding.notes.push(note.to_owned());
    let found = table.found.as_deref().unwrap_or_default();
    finding.help.push(format!(
        "review what has changed in the table, then write `sha256 = \"{found}\"`"
    ));
    finding
}

fn expired(table: &FactTable, until: Date, rows: &[&OfTable]) -> Finding {
    let path = &table.path.value;
    let message = format!("the table of facts `{path}` was allowed to be looser until {until}");
    let mut finding = Finding::new(Code::ExpiredException, None, message);
    let place = table
        .until
        .as_ref()
        .map_or(&table.place, |until| &until.place);
    finding.primary = Some(Label {
        place: place.clone(),
        text: "this day is past".to_owned(),
    });
    list(&mut finding, rows);
    finding
        .notes
        .push("what is looser than other sources no longer counts".to_owned());
    finding
        .help
        .push("check these licences again, then set a new `until` or delete the rows".to_owned());
    finding
}

fn too_loose(table: &FactTable, rows: &[&OfTable]) -> Finding {
    let path = &table.path.value;
    let message = match rows {
        [row] => format!(
            "the table of facts `{path}` loosens the known licence of `{}` without a reason",
            row.model
        ),
        rows => format!(
            "the table of facts `{path}` loosens the known licences of {} models without a reason",
            rows.len()
        ),
    };
    let mut finding = Finding::new(Code::LicenseMismatch, None, message);
    finding.primary = Some(Label {
        place: table.path.place.clone(),
        text: "needs `reason` and `until`".to_owned(),
    });
    list(&mut finding, rows);
    finding
        .notes
        .push("what is looser than other sources does not count".to_owned());
    finding.help.push(
        "if the table is right, add `reason` and `until` to its entry: both sides are then shown"
            .to_owned(),
    );
    finding
}

/// The rows that are looser, with their lines.
fn list(finding: &mut Finding, rows: &[&OfTable]) {
    for row in rows.iter().take(SHOWN) {
        finding.secondary.push(Label {
            place: row.place.clone(),
            text: row.otherwise.clone(),
        });
        finding.evidence.push(Evidence {
            kind: "facts",
            place: Some(row.place.clone()),
            detail: format!("{} [{}]", row.model.name(), row.source),
        });
    }
    if rows.len() > SHOWN {
        let more = rows.len() - SHOWN;
        finding.notes.push(format!("and {more} more rows"));
    }
}
