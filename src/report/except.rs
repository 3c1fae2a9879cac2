//! Findings that `except` accepted, and those that it did not, as lines and as JSON.

use std::io::{self, Write};

use camino::Utf8Path;
use serde::Serialize;

use super::identity::SHORT;
use super::json;
use super::texts::plural;
use super::view::View;
use crate::escape::text;
use deny_models::domain::PackageRef;
use deny_models::finding::{Finding, ModelContext};
use deny_models::lint::Code;

/// A finding that is accepted now.
#[derive(Debug)]
pub(crate) struct Accepted {
    id: String,
    code: Code,
    member: Option<PackageRef>,
    puller: PackageRef,
    model: String,
    license: Option<String>,
    /// The exception.
    pub(crate) toml: String,
}

impl Accepted {
    pub(crate) fn new(id: String, finding: &Finding, context: &ModelContext, toml: String) -> Self {
        let governing = context.resolution.governing();
        Self {
            id,
            code: finding.code,
            member: finding.member.clone(),
            puller: context.puller.clone(),
            model: context.model.name().to_owned(),
            license: governing.map(|binding| binding.license.id().to_owned()),
            toml,
        }
    }
}

/// A finding that still fails the gate.
#[derive(Debug)]
pub(crate) struct Kept<'a> {
    pub(crate) id: String,
    pub(crate) finding: &'a Finding,
    /// Whether the command was to accept it.
    pub(crate) selected: bool,
}

impl Kept<'_> {
    /// Why no exception is written for a finding.
    pub(crate) fn why(finding: &Finding) -> &'static str {
        if !finding.code.can_be_excepted() {
            "no exception covers this finding: fix what it reports"
        } else if finding.context.is_none() {
            "it is on no model, so an exception would accept every finding of its code in the crate: follow its help, or write the exception yourself"
        } else {
            "the exception does not cover it"
        }
    }

    fn reason(&self) -> Option<&'static str> {
        self.selected.then(|| Self::why(self.finding))
    }
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) policy: &'a Utf8Path,
    pub(crate) accepted: &'a [Accepted],
    pub(crate) kept: &'a [Kept<'a>],
    pub(crate) passes: bool,
}

impl Shown<'_> {
    /// Prints what is accepted, and what still fails.
    pub(crate) fn human(&self, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        for accepted in self.accepted {
            writeln!(
                out,
                "accepted: {} {} in {}, pulled by {}",
                accepted.code,
                text(&accepted.model),
                member(accepted.member.as_ref()),
                text(&accepted.puller.to_string())
            )?;
        }
        let path = text(&view.relative(self.policy));
        match self.accepted.len() {
            0 => writeln!(out, "no exception written")?,
            count => writeln!(out, "wrote {path}: {}", plural(count, "exception"))?,
        }
        for kept in self.kept {
            let id = &kept.id[..SHORT];
            let message = text(&kept.finding.message);
            writeln!(out, "still fails: {id} {}: {message}", kept.finding.code)?;
            if let Some(why) = kept.reason() {
                writeln!(out, "  {why}")?;
                for help in &kept.finding.help {
                    writeln!(out, "  help: {}", text(help))?;
                }
            }
        }
        if self.passes {
            writeln!(out, "the gate passes")
        } else {
            writeln!(
                out,
                "the gate fails: {}",
                plural(self.kept.len(), "finding")
            )
        }
    }

    /// Prints one object.
    pub(crate) fn as_json(&self, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        let accepted = self.accepted.iter().map(|accepted| AcceptedOut {
            id: &accepted.id,
            code: accepted.code.as_str(),
            member: accepted.member.as_ref().map(ToString::to_string),
            puller: accepted.puller.to_string(),
            model: &accepted.model,
            license: accepted.license.as_deref(),
            toml: &accepted.toml,
        });
        let kept = self.kept.iter().map(|kept| KeptOut {
            id: &kept.id,
            code: kept.finding.code.as_str(),
            message: &kept.finding.message,
            why: kept.reason(),
        });
        json::write(
            &Except {
                schema_version: 1,
                outcome: if self.passes { "pass" } else { "fail" },
                policy: view.relative(self.policy),
                accepted: accepted.collect(),
                still_failing: kept.collect(),
            },
            out,
        )
    }
}

fn member(member: Option<&PackageRef>) -> String {
    member.map_or_else(
        || "the policy".to_owned(),
        |member| text(&member.to_string()),
    )
}

/// Prints findings with their ids.
///
/// # Errors
///
/// When writing fails.
pub(crate) fn as_list(
    findings: &[(String, &Finding)],
    as_json: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if as_json {
        let listed = findings.iter().map(|(id, finding)| ListedOut {
            id,
            code: finding.code.as_str(),
            severity: finding.severity.as_str(),
            member: finding.member.as_ref().map(ToString::to_string),
            model: finding.context.as_ref().map(|context| context.model.name()),
            message: &finding.message,
        });
        return json::write(&listed.collect::<Vec<_>>(), out);
    }
    for (id, finding) in findings {
        writeln!(
            out,
            "{}  {:<5} {}: {}",
            &id[..SHORT],
            finding.severity,
            finding.code,
            text(&finding.message)
        )?;
    }
    Ok(())
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Except<'a> {
    /// The version of this contract: fields are added without a new one.
    schema_version: u32,
    /// Whether the gate passes with the exceptions.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail"])))]
    outcome: &'static str,
    /// The file with the exceptions, relative to the current directory where it is in or near it.
    policy: String,
    /// Findings that are accepted now, with the exception of each.
    accepted: Vec<AcceptedOut<'a>>,
    /// Findings that fail the gate.
    still_failing: Vec<KeptOut<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct AcceptedOut<'a> {
    id: &'a str,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::codes())))]
    code: &'static str,
    /// As `name version`.
    member: Option<String>,
    /// The crate that pulls, as `name version`.
    #[serde(rename = "crate")]
    puller: String,
    model: &'a str,
    /// The governing licence.
    license: Option<&'a str>,
    /// The exception as it is written.
    toml: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct KeptOut<'a> {
    id: &'a str,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::codes())))]
    code: &'static str,
    message: &'a str,
    /// Why no exception was written; nothing where it was not selected.
    why: Option<&'static str>,
}

/// A finding of `--list`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ListedOut<'a> {
    id: &'a str,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::codes())))]
    code: &'static str,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["allow", "note", "warn", "deny"])))]
    severity: &'static str,
    /// As `name version`.
    member: Option<String>,
    model: Option<&'a str>,
    message: &'a str,
}
