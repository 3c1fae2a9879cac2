//! The gate: the pulls of members, joined with the licences that apply to each model, become findings.
//!
//! Pure logic: its whole input was read before.

mod advice;
mod answers;
mod context;
mod disagreement;
mod ending;
mod exceptions;
mod hygiene;
mod input;
mod join;
#[cfg(test)]
mod judge;
mod label;
mod left_over;
mod member;
mod named;
mod overrides;
mod permission;
mod state;
mod tables;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub use input::Input;
pub use overrides::with_overrides;

use context::{Answers, Context};
use overrides::{Overridden, apply_overrides};

use crate::domain::{Kind, PackageRef};
use crate::finding::{AnsweredBy, Finding, Report, Stats};
use crate::lint::{Code, Severity};
use crate::model::{ClaimSource, FactStore, Resolver};
use crate::policy::Policy;
use crate::pull::{Answered, Member};
use crate::source::{Place, Problem};

/// The facts with what the data files state that a member builds, by the places of that, where members differ in it.
fn own_stores<'m>(members: &'m [Member], store: &FactStore) -> HashMap<&'m [Place], FactStore> {
    let mut own = HashMap::new();
    if members.len() > 1 && store.has_claims_of(ClaimSource::DataFile) {
        for member in members {
            own.entry(member.stated.as_slice()).or_insert_with(|| {
                let stated: HashSet<&Place> = member.stated.iter().collect();
                store.keeping(ClaimSource::DataFile, |claim| {
                    let mut place = claim.place.iter();
                    place.all(|place| stated.contains(place))
                })
            });
        }
    }
    own
}

/// Runs the gate.
///
/// # Errors
///
/// Mistakes in what people wrote that only show here: a member's licence that is no SPDX expression, a lineage that
/// leads back to itself.
pub fn check(input: &Input<'_>) -> Result<Report, Vec<Problem>> {
    let Overridden {
        store,
        findings,
        mut overrides,
        of_tables,
    } = apply_overrides(input.policy, input.store, input.today, input.dates_count);
    let rules = input.policy.gate();
    let resolver = Resolver::of_many(&store, &rules);
    // What a data file states counts for who builds it.
    let stores = own_stores(input.members, &store);
    let own: HashMap<&[Place], Resolver<'_>> = stores
        .iter()
        .map(|(stated, store)| (*stated, Resolver::of_many(store, &rules)))
        .collect();
    let mut problems = Vec::new();
    let mut context = Context {
        input,
        policy: input.policy,
        strict: input.levels.is_strict(),
        resolver: &resolver,
        protect: input.policy.protected(),
        drifted: RefCell::default(),
        models: BTreeMap::new(),
        gated: 0,
        answers: Answers::default(),
        today: input.today,
        dates_count: input.dates_count,
        unlicensed: Vec::new(),
        notes: Vec::new(),
    };
    let mut member_licenses = Vec::new();
    // Much of what is found is at `allow`: it goes before the next member.
    let mut loud: Vec<Finding> = graded(findings, input).collect();
    for member in input.members {
        context.resolver = own.get(member.stated.as_slice()).unwrap_or(&resolver);
        match context.member(member) {
            Ok(of_member) => loud.extend(graded(of_member, input)),
            Err(of_member) => problems.extend(of_member),
        }
        member_licenses.push((
            member.package.clone(),
            member::shown_license(&member.license),
        ));
    }
    context.resolver = &resolver;
    problems.extend(context.cycles());
    if !problems.is_empty() {
        problems.dedup();
        return Err(problems);
    }
    let Context {
        models,
        gated,
        answers,
        unlicensed,
        mut notes,
        ..
    } = context;
    if input.dates_count {
        notes.extend(ending::soon(input.policy, input.today));
    }
    let (by_tables, on_tables) = tables::judge(input, of_tables, &resolver);
    overrides.extend(by_tables);
    let mut findings = on_tables;
    findings.extend(answers.expired(&input.policy.crates));
    findings.extend(state::without_license(&unlicensed));
    if input.whole {
        findings.extend(hygiene::unused(input, &resolver));
    }
    findings.extend(hygiene::stale(input.stale));
    findings.extend(hygiene::old_facts(input));
    loud.extend(graded(findings, input));
    // An exception is for one package and one licence, so places are joined after it.
    let (findings, suppressed, of_policy) = exceptions::apply(input, join::consequences(loud));
    let mut findings = join::places(findings);
    let suppressed = join::places(suppressed);
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
            incomplete: incomplete(input),
            ..Stats::default()
        }
        .with_findings(&findings),
        findings,
        suppressed,
        overrides,
        answered: answered(&answers, input.policy),
        notes,
        policy: input
            .policy
            .source
            .as_ref()
            .map(|source| source.path().to_owned()),
        member_licenses,
    })
}

/// Those of the findings that are reported, at the level of the run.
fn graded<'a>(
    findings: impl IntoIterator<Item = Finding> + 'a,
    input: &'a Input<'_>,
) -> impl Iterator<Item = Finding> + 'a {
    findings.into_iter().filter_map(|mut finding| {
        let context = finding.context.as_ref();
        let how = context.and_then(|context| context.how);
        let is_dev = context.is_some_and(|context| context.when.kind == Kind::Dev);
        finding.severity = input.level(&finding, how, is_dev);
        (finding.severity > Severity::Allow).then_some(finding)
    })
}

/// The packages of which the analysis stopped, each counted once, however many members come to it.
fn incomplete(input: &Input<'_>) -> usize {
    let stops = input.members.iter().flat_map(|member| &member.stops);
    let packages: BTreeSet<_> = stops.map(|stop| &stop.package).collect();
    packages.len()
}

/// What entries of the policy answer for, each with what its entry states.
fn answered(answers: &Answers, policy: &Policy) -> Vec<AnsweredBy> {
    let by = |answered: &Answered| {
        let entry = policy.crates.get(answered.entry)?;
        Some(AnsweredBy {
            package: answered.package.clone(),
            kind: answered.kind,
            model: answered.model.clone(),
            reason: entry.reason.as_ref().map(|reason| reason.value.clone()),
            until: entry.until.as_ref().map(|until| until.value.to_string()),
        })
    };
    answers.given.iter().filter_map(by).collect()
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
