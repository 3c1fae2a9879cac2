//! A difference for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::compare::Difference;
use super::snapshot::{PullKey, PullState, Row};
use crate::report::json;

/// Prints one object.
///
/// # Errors
///
/// When writing fails.
pub(crate) fn as_json(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let pulls = |list: &'_ [(PullKey, PullState)]| -> Vec<PullOut> {
        list.iter()
            .map(|(key, state)| PullOut::new(key, state))
            .collect()
    };
    let changed = difference.changed.iter().map(|(key, old, new)| ChangeOut {
        before: PullOut::new(key, old),
        now: PullOut::new(key, new),
    });
    let rows = |list: &[(String, Row)]| -> Vec<FindingOut> {
        list.iter()
            .map(|(id, row)| FindingOut::new(id, row))
            .collect()
    };
    let outcome = |fails| if fails { "fail" } else { "pass" };
    json::write(
        &Diff {
            schema_version: 1,
            base: &difference.base,
            commit: &difference.commit,
            outcome: outcome(difference.new_denies() > 0),
            before: outcome(difference.fails.0),
            now: outcome(difference.fails.1),
            policy_changed: difference.policy_changed,
            models: ModelsOut {
                added: pulls(&difference.added),
                removed: pulls(&difference.removed),
                changed: changed.collect(),
            },
            findings: FindingsOut {
                new: rows(&difference.new),
                gone: rows(&difference.gone),
                accepted: rows(&difference.accepted),
            },
        },
        out,
    )
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Diff<'a> {
    /// The version of this contract: fields are added without a new one.
    schema_version: u32,
    /// The revision that is compared with, as it was named.
    base: &'a str,
    /// The first digits of its commit.
    commit: &'a str,
    /// `fail` when a finding is new at `deny`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail"])))]
    outcome: &'static str,
    /// The outcome of the gate at that revision.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail"])))]
    before: &'static str,
    /// The outcome of the gate now.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail"])))]
    now: &'static str,
    /// Whether the policies differ; each side is judged by its own.
    policy_changed: bool,
    models: ModelsOut,
    findings: FindingsOut,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ModelsOut {
    added: Vec<PullOut>,
    removed: Vec<PullOut>,
    changed: Vec<ChangeOut>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ChangeOut {
    before: PullOut,
    now: PullOut,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct PullOut {
    /// The name of the member.
    member: String,
    /// The name of the crate that pulls.
    #[serde(rename = "crate")]
    puller: String,
    model: String,
    /// How it comes in, each way once.
    how: Vec<&'static str>,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail", "unknown"])))]
    verdict: &'static str,
    /// The governing licence.
    license: Option<String>,
    /// The revisions that are requested.
    revisions: Vec<String>,
}

impl PullOut {
    fn new(key: &PullKey, state: &PullState) -> Self {
        Self {
            member: key.member.clone(),
            puller: key.puller.clone(),
            model: state.model.clone(),
            how: state.ways.iter().copied().collect(),
            verdict: state.verdict,
            license: state.license.clone(),
            revisions: state.revisions.iter().cloned().collect(),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FindingsOut {
    /// Findings that are new, or louder than they were.
    new: Vec<FindingOut>,
    /// Findings that are gone.
    gone: Vec<FindingOut>,
    /// Findings that an exception accepts now.
    accepted: Vec<FindingOut>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FindingOut {
    id: String,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = crate::report::vocabulary::codes())))]
    code: &'static str,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["allow", "note", "warn", "deny"])))]
    severity: &'static str,
    /// The name of the member.
    member: Option<String>,
    model: Option<String>,
    message: String,
    /// What to do, a line each.
    help: String,
}

impl FindingOut {
    fn new(id: &str, row: &Row) -> Self {
        Self {
            id: id.to_owned(),
            code: row.code.as_str(),
            severity: row.severity.as_str(),
            member: row.member.clone(),
            model: row.model.clone(),
            message: row.message.clone(),
            help: row.help.join("\n"),
        }
    }
}
