//! The gate: what members pull, joined with what binds each model, becomes findings.
//!
//! Pure logic: everything it looks at was read before.

mod advice;
mod exceptions;
mod member;
mod sources;
mod state;

use std::collections::BTreeSet;

use crate::date::Date;
use crate::domain::{Kind, PackageRef};
use crate::finding::{Finding, Report, Stats};
use crate::license::{LicenseRules, Protect};
use crate::lint::{Code, Severity};
use crate::lock::Stale;
use crate::model::{Artifact, ClaimSource, FactStore};
use crate::policy::Policy;
use crate::pull::Member;
use crate::severity::Levels;
use crate::source::{Place, Problem};

/// What a check runs on.
#[derive(Debug)]
pub struct Input<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Severities: the policy's, with flags and `--strict`.
    pub levels: &'a Levels,
    /// The built-in table with what manifests say; what the policy says is added here.
    pub store: FactStore,
    /// The members that get a verdict.
    pub members: &'a [Member],
    /// Packages in the closures of the members.
    pub packages: &'a BTreeSet<PackageRef>,
    /// Packages whose evidence was read.
    pub scanned: usize,
    /// Calls of all packages of which it cannot be read what they pull.
    pub unresolved: usize,
    /// `[[crate]]` entries that match no package, by their number in the policy.
    pub unused_crates: &'a [usize],
    /// Where the lock does not cover the graph.
    pub stale: &'a [Stale],
    /// Whether every member of the workspace is looked at: only then can it be told that nothing needs an entry.
    pub whole: bool,
    /// The day of the check: exceptions end by it.
    pub today: Date,
    /// Whether they do; else it is told that their day is past, and they hold on.
    pub dates_count: bool,
}

/// Runs the gate.
///
/// # Errors
///
/// Mistakes in what people wrote that only show here: a member's licence that is no SPDX expression, a lineage that
/// leads back to itself.
pub fn check(input: &Input<'_>) -> Result<Report, Vec<Problem>> {
    let sources::Overridden {
        store,
        mut findings,
        overrides,
    } = sources::apply_overrides(input.policy, &input.store, input.today, input.dates_count);
    let mut problems = Vec::new();
    let mut context = Context {
        policy: input.policy,
        strict: input.levels.is_strict(),
        store: &store,
        gate: input.policy.gate(),
        protect: input.policy.protected(),
        asked: BTreeSet::new(),
        models: BTreeSet::new(),
        gated: 0,
    };
    let mut member_licenses = Vec::new();
    for member in input.members {
        match context.member(member) {
            Ok(of_member) => findings.extend(of_member),
            Err(of_member) => problems.extend(of_member),
        }
        member_licenses.push((
            member.package.clone(),
            member::shown_license(&member.license),
        ));
    }
    problems.extend(context.cycles());
    if !problems.is_empty() {
        problems.dedup();
        return Err(problems);
    }
    let Context {
        asked,
        models,
        gated,
        ..
    } = context;
    if input.whole {
        findings.extend(sources::unused(input, &asked));
    }
    findings.extend(sources::stale(input.stale));
    for finding in &mut findings {
        let how = finding.context.as_ref().map(|context| context.how);
        let level = input.levels.severity(finding.code, how, finding.severity);
        let level = undated(input, finding.code, level);
        finding.severity = if is_dev_note(finding, input.policy) {
            level.min(Severity::Note)
        } else {
            level
        };
    }
    findings.retain(|finding| finding.severity > Severity::Allow);
    let (mut findings, suppressed, of_policy) = exceptions::apply(input, findings);
    findings.extend(of_policy);
    findings.sort_by_cached_key(sort_key);
    Ok(Report {
        stats: Stats {
            members: input.members.len(),
            gated,
            packages: input.packages.len(),
            scanned: input.scanned,
            not_scanned: input.packages.len().saturating_sub(input.scanned),
            models: models.len(),
            unresolved_pulls: input.unresolved,
        },
        findings,
        suppressed,
        overrides,
        notes: Vec::new(),
        member_licenses,
    })
}

/// What is known of models once the policy has been heard: its `[[model]]` entries count, but for those that are
/// looser than other sources without leave.
#[must_use]
pub fn with_overrides(policy: &Policy, known: &FactStore, today: Date) -> FactStore {
    sources::apply_overrides(policy, known, today, true).store
}

/// What is asked while the members are looked at.
struct Context<'a> {
    policy: &'a Policy,
    strict: bool,
    store: &'a FactStore,
    gate: LicenseRules,
    protect: Protect,
    /// Keys of every model that was asked for, ancestors and components included.
    asked: BTreeSet<String>,
    /// Keys of the models that are pulled.
    models: BTreeSet<String>,
    gated: usize,
}

impl Context<'_> {
    /// Cycles that a person wrote, with the line that closes them; of cycles in other data the model is unknown.
    fn cycles(&self) -> Vec<Problem> {
        let written = |model: &Artifact| {
            self.store.claims(model).into_iter().find_map(|claim| {
                let by_hand = matches!(claim.origin, ClaimSource::Policy | ClaimSource::Member);
                claim.place.clone().filter(|_| by_hand)
            })
        };
        let mut problems: Vec<Problem> = Vec::new();
        for model in self
            .models
            .iter()
            .filter_map(|key| Artifact::parse(key).ok())
        {
            let resolution = crate::model::resolve(&model, self.store, &self.gate);
            for cycle in resolution.cycles() {
                let place = cycle
                    .iter()
                    .filter_map(|model| Artifact::parse(model).ok())
                    .find_map(|model| written(&model));
                if let Some(place) = place {
                    problems.push(cyclic(cycle, place));
                }
            }
        }
        problems.sort_by_key(ToString::to_string);
        problems.dedup();
        problems
    }
}

fn cyclic(cycle: &[String], place: Place) -> Problem {
    Problem::new(format!(
        "the lineage of this model leads back to itself: {}",
        cycle.join(" -> ")
    ))
    .at(place)
    .label("part of the cycle")
    .help("a model cannot be made from itself: correct `base` or `components`")
}

/// Where dates do not count, a day that is past fails nothing.
fn undated(input: &Input<'_>, code: Code, level: Severity) -> Severity {
    if code == Code::ExpiredException && !input.dates_count {
        level.min(Severity::Warn)
    } else {
        level
    }
}

fn is_dev_note(finding: &Finding, policy: &Policy) -> bool {
    let dev = finding
        .context
        .as_ref()
        .is_some_and(|context| context.when.kind == Kind::Dev);
    dev && !policy.graph.include_dev
}

fn sort_key(
    finding: &Finding,
) -> (
    Option<PackageRef>,
    std::cmp::Reverse<Severity>,
    Code,
    Option<String>,
    String,
) {
    (
        finding.member.clone(),
        std::cmp::Reverse(finding.severity),
        finding.code,
        finding.context.as_ref().map(|context| context.model.key()),
        finding.message.clone(),
    )
}

/// A finding at the default severity of its code.
fn finding(code: Code, member: Option<&PackageRef>, message: String) -> Finding {
    Finding {
        code,
        severity: code.default_severity(),
        member: member.cloned(),
        message,
        primary: None,
        secondary: Vec::new(),
        context: None,
        evidence: Vec::new(),
        notes: Vec::new(),
        help: Vec::new(),
        exception: None,
    }
}
