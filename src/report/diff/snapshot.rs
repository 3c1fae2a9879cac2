//! A state of a workspace, as far as it is compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::identity::Fingerprints;
use crate::report::list::verdict;
use deny_models::domain::Kind;
use deny_models::finding::{Finding, Report};
use deny_models::lint::{Code, Severity};
use deny_models::model::{Artifact, Resolution};
use deny_models::pull::{Member, Reach};

/// A state of a workspace.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(super) pulls: BTreeMap<PullKey, PullState>,
    /// By the id of each.
    pub(super) findings: BTreeMap<String, Row>,
    /// Findings that an exception accepts.
    pub(super) accepted: BTreeMap<String, Row>,
    /// Whether a finding fails the gate.
    pub(super) fails: bool,
    /// The text of the policy, where there is one.
    pub(super) policy: Option<String>,
}

/// What is the same in both states. Versions of crates are left out: with a new one the pull is still the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PullKey {
    pub(super) member: String,
    pub(super) puller: String,
    model: String,
}

/// What may differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PullState {
    /// As it is written.
    pub(super) model: String,
    pub(super) ways: BTreeSet<&'static str>,
    pub(super) verdict: &'static str,
    pub(super) license: Option<String>,
    /// The commits that are requested.
    pub(super) revisions: BTreeSet<String>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(super) code: Code,
    pub(super) severity: Severity,
    pub(super) member: Option<String>,
    pub(super) model: Option<String>,
    pub(super) message: String,
    pub(super) help: Vec<String>,
}

impl Row {
    fn new(finding: &Finding) -> Self {
        let context = finding.context.as_deref();
        Self {
            code: finding.code,
            severity: finding.severity,
            member: finding.member.as_ref().map(|member| member.name.clone()),
            model: context.map(|context| context.model.name().to_owned()),
            message: finding.message.clone(),
            help: finding.help.clone(),
        }
    }
}

impl Snapshot {
    /// The state that a check found. What is in what is built counts: no tests, and no feature that is off.
    pub(crate) fn new(
        report: &Report,
        members: &[Member],
        resolve: &dyn Fn(&Artifact) -> Resolution,
        policy: Option<String>,
    ) -> Self {
        let mut fingerprints = Fingerprints::default();
        let mut rows = |findings: &[Finding]| -> BTreeMap<String, Row> {
            let row = |finding| (fingerprints.next(finding), Row::new(finding));
            findings.iter().map(row).collect()
        };
        let findings = rows(&report.findings);
        let accepted = rows(&report.suppressed);
        let mut pulls: BTreeMap<PullKey, PullState> = BTreeMap::new();
        for member in members {
            let built = member
                .pulls
                .iter()
                .filter(|pull| pull.reach == Reach::On && pull.kind != Kind::Dev);
            for pull in built {
                let model = &pull.pull.artifact;
                let key = PullKey {
                    member: member.package.name.clone(),
                    puller: pull.puller.name.clone(),
                    model: model.in_any_package().key(),
                };
                let state = pulls.entry(key).or_insert_with(|| {
                    let resolution = resolve(model);
                    PullState {
                        model: model.name().to_owned(),
                        ways: BTreeSet::new(),
                        verdict: verdict(&resolution),
                        license: resolution
                            .governing()
                            .map(|binding| binding.license.to_string()),
                        revisions: BTreeSet::new(),
                    }
                });
                state.ways.insert(pull.pull.how.as_str());
                state.revisions.extend(model.revision().map(str::to_owned));
            }
        }
        Self {
            pulls,
            findings,
            accepted,
            fails: report.fails(),
            policy,
        }
    }
}
