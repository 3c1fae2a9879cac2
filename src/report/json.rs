//! The contracts for programs: fields are added, never renamed or taken away.

use std::io::{self, Write};

use serde::Serialize;

use super::identity::Fingerprints;
use super::printed::Printed;
use super::view::View;
use deny_models::domain::PackageRef;
use deny_models::finding::{AnsweredBy, Finding, Label, ModelContext, Report, Stats};
use deny_models::license::{License, Terms, Verdict};
use deny_models::model::{self, Resolution, Slot, UnknownReason};
use deny_models::source::Place;

/// Prints the result of a check as one object.
///
/// # Errors
///
/// When writing fails.
pub fn report(report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let findings = report
        .findings
        .iter()
        .map(|finding| FindingOut::new(finding, fingerprints.next(finding), view))
        .collect();
    let suppressed = report
        .suppressed
        .iter()
        .map(|finding| Suppressed::new(finding, fingerprints.next(finding), view));
    let result = Check {
        schema_version: 1,
        outcome: if report.fails() { "fail" } else { "pass" },
        findings,
        stats: StatsOut::new(&report.stats),
        suppressed: suppressed.collect(),
        overrides: &report.overrides,
        answered: report.answered.iter().map(AnsweredOut::new).collect(),
        notes: &report.notes,
        tables: Tables::built_in(),
    };
    write(&result, out)
}

/// Prints the licences that apply to models, as an array in their order; `osi` has the verdicts of a gate that requires
/// what the OSI approves.
///
/// # Errors
///
/// When writing fails.
pub fn resolutions(
    resolutions: &[Resolution],
    osi: &[Verdict],
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let resolved: Vec<Resolved<'_>> = resolutions
        .iter()
        .zip(osi)
        .map(|(resolution, osi)| Resolved::new(resolution, *osi, view))
        .collect();
    write(&resolved, out)
}

pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut json = serde_json::Serializer::with_formatter(&mut *out, Printed::default());
    value.serialize(&mut json)?;
    writeln!(out)
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Check<'a> {
    /// The version of this contract: fields are added without a new one.
    schema_version: u32,
    /// `fail` when a finding is at `deny`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail"])))]
    outcome: &'static str,
    /// By member, then code, then model.
    findings: Vec<FindingOut<'a>>,
    stats: StatsOut,
    /// Findings that exceptions suppress.
    suppressed: Vec<Suppressed<'a>>,
    /// Facts that the policy overrides, in words.
    overrides: &'a [String],
    /// What is not judged because a `[[crate]]` entry of the policy answers for it.
    answered: Vec<AnsweredOut<'a>>,
    /// Notes on inputs that were left out or could not be read, in words.
    notes: &'a [String],
    tables: Tables,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct AnsweredOut<'a> {
    #[serde(rename = "crate")]
    package: Package<'a>,
    /// A model that the crate offers, a call whose model cannot be read, a model that its code takes, one that counts
    /// only because the analysis stopped before its end, or that stop.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = deny_models::pull::AnsweredKind::ALL.map(deny_models::pull::AnsweredKind::as_str))))]
    kind: &'static str,
    /// The model: `org/name`, an address, or a path; of a call what could be read of it.
    model: &'a str,
    /// Why, in the words of the policy.
    reason: Option<&'a str>,
    /// The last day, as YYYY-MM-DD.
    until: Option<&'a str>,
}

impl<'a> AnsweredOut<'a> {
    fn new(answered: &'a AnsweredBy) -> Self {
        Self {
            package: Package::new(&answered.package),
            kind: answered.kind.as_str(),
            model: &answered.model,
            reason: answered.reason.as_deref(),
            until: answered.until.as_deref(),
        }
    }
}

/// The built-in fact tables that took part in the verdict.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Tables {
    /// The day as of which the facts were collected, as YYYY-MM-DD.
    date: &'static str,
    /// The SHA-256 of the tables: the same digest means the same facts.
    sha256: &'static str,
}

impl Tables {
    pub(crate) fn built_in() -> Self {
        let tables = model::tables();
        Self {
            date: tables.date,
            sha256: tables.digest,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StatsOut {
    /// Members that were looked at.
    members: usize,
    /// Members whose licence is protected.
    gated: usize,
    /// Packages in what the members build, members included.
    packages: usize,
    /// Packages whose sources and files were read.
    scanned: usize,
    /// Packages that could not be read.
    not_scanned: usize,
    /// Calls whose model cannot be read.
    unresolved_pulls: usize,
    /// Distinct models that are pulled.
    models: usize,
    /// Models of which a finding reports that they fail.
    failing: usize,
    /// Models of which a finding reports that their licence is unknown.
    unknown: usize,
    /// Findings on pulls whose models are not known: calls that cannot be read, and files that are not there.
    not_analysed: usize,
    /// Packages of which the analysis stopped before its end.
    incomplete: usize,
    /// Models that packages take by themselves and that the code of a member does not reach, counted for each member
    /// and package: `why` shows how near it comes.
    not_reached: usize,
}

impl StatsOut {
    fn new(stats: &Stats) -> Self {
        Self {
            members: stats.members,
            gated: stats.gated,
            packages: stats.packages,
            scanned: stats.scanned,
            not_scanned: stats.not_scanned,
            unresolved_pulls: stats.unresolved_pulls,
            models: stats.models,
            failing: stats.failing,
            unknown: stats.unknown,
            not_analysed: stats.not_analysed,
            incomplete: stats.incomplete,
            not_reached: stats.not_reached,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Suppressed<'a> {
    #[serde(flatten)]
    finding: FindingOut<'a>,
    exception: Option<Exception<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Exception<'a> {
    /// Why, in the words of the policy.
    reason: &'a str,
    /// The last day, as YYYY-MM-DD; empty where it has no end.
    until: &'a str,
}

impl<'a> Suppressed<'a> {
    fn new(finding: &'a Finding, id: String, view: &View<'_>) -> Self {
        Self {
            finding: FindingOut::new(finding, id, view),
            exception: finding.exception.as_ref().map(|granted| Exception {
                reason: &granted.reason,
                until: granted.until.as_deref().unwrap_or_default(),
            }),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FindingOut<'a> {
    /// The finding code; `cargo deny-models explain CODE` explains it.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::codes())))]
    code: &'static str,
    /// Its severity.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["allow", "note", "warn", "deny"])))]
    severity: &'static str,
    /// The member that gets the verdict; null for findings on the policy.
    member: Option<Package<'a>>,
    /// The package that pulls, last of `path`.
    #[serde(rename = "crate")]
    puller: Option<Package<'a>>,
    /// The model: `org/name`, an address, or a path.
    model: Option<&'a str>,
    /// How the model is pulled; null where code only names it.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::or_null(super::vocabulary::ways()))))]
    how: Option<&'static str>,
    /// Under which conditions it comes in.
    when: Option<WhenOut<'a>>,
    /// The licence that its card, header or manifest entry states.
    declared: Option<&'a str>,
    /// The licence that decides; null when it is unknown.
    governing: Option<&'a str>,
    /// Every licence that applies.
    binding: Vec<&'a str>,
    /// Its base models and components.
    lineage: Vec<Step<'a>>,
    /// From the member to the package that pulls, as `name version`.
    path: Vec<String>,
    /// From the code of the member to the call that takes the model, where other packages lie between; to a call whose model
    /// cannot be read, from the code that hands the name over.
    reach: Vec<Evidence<'a>>,
    /// Where it was seen, the place at fault first.
    evidence: Vec<Evidence<'a>>,
    /// How to fix it, a line each.
    help: String,
    /// The message, in one sentence.
    message: &'a str,
    /// The revision that is pulled.
    revision: Option<&'a str>,
    /// Whether its tag is looser than what it inherited.
    relicensed: Option<bool>,
    /// Facts worth reading.
    notes: &'a [String],
    /// All models that it is about: `model`, and more where one finding reports several.
    models: Vec<&'a str>,
    /// TOML to paste into the file that `help` names.
    toml: Option<&'a str>,
    /// What `except --finding` takes, also by its first digits: the same from run to run, whatever lines and versions
    /// are. SARIF and GitLab have it as the fingerprint.
    id: String,
}

impl<'a> FindingOut<'a> {
    fn new(finding: &'a Finding, id: String, view: &View<'_>) -> Self {
        let context = finding.context.as_deref();
        let (puller, path, reach) = match (context, finding.way.as_deref()) {
            (Some(context), _) => (Some(&context.puller), &context.path[..], &context.reach[..]),
            (None, Some(way)) => (Some(&way.puller), &way.path[..], &way.reach[..]),
            (None, None) => (None, &[][..], &[][..]),
        };
        let resolution = context.map(|context| &*context.resolution);
        let of_model = resolution.map_or(&[][..], |resolution| &resolution.evidence);
        let places = finding
            .primary
            .iter()
            .map(|label| Evidence::of_label("place", label, view));
        let others = finding
            .secondary
            .iter()
            .map(|label| Evidence::of_label("related", label, view));
        let facts = finding
            .evidence
            .iter()
            .chain(of_model)
            .map(|fact| Evidence::new(fact, view));
        Self {
            code: finding.code.as_str(),
            severity: finding.severity.as_str(),
            member: finding.member.as_ref().map(Package::new),
            puller: puller.map(Package::new),
            model: context.map(|context| context.model.name()),
            how: context.and_then(|context| Some(context.how?.as_str())),
            when: context.map(WhenOut::new),
            declared: resolution.and_then(declared),
            governing: resolution.and_then(governing),
            binding: resolution.map(binding).unwrap_or_default(),
            lineage: resolution.map(lineage).unwrap_or_default(),
            path: path.iter().map(ToString::to_string).collect(),
            reach: reach
                .iter()
                .map(|place| Evidence::at("step", Some(place), "", view))
                .collect(),
            evidence: places.chain(others).chain(facts).collect(),
            help: finding.help.join("\n"),
            message: &finding.message,
            revision: context.and_then(|context| context.model.revision()),
            relicensed: resolution.map(Resolution::is_relicensed),
            notes: &finding.notes,
            models: finding
                .models()
                .map(|context| context.model.name())
                .collect(),
            toml: finding.toml.as_deref(),
            id,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Package<'a> {
    name: &'a str,
    version: &'a str,
}

impl<'a> Package<'a> {
    fn new(package: &'a PackageRef) -> Self {
        Self {
            name: &package.name,
            version: &package.version,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct WhenOut<'a> {
    /// Features of the package that pulls, all needed.
    features: &'a [String],
    /// A `cfg(...)` or a target triple.
    target: Option<&'a str>,
    /// The kind of dependency.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = deny_models::domain::Kind::ALL.map(deny_models::domain::Kind::as_str))))]
    kind: &'static str,
    /// The part of the package, such as `lib`, `bin` or `build`.
    scope: &'static str,
    /// Of several target triples that are judged, those whose build pulls it; empty where all of them do.
    targets: &'a [String],
}

impl<'a> WhenOut<'a> {
    fn new(context: &'a ModelContext) -> Self {
        let when = &context.when;
        Self {
            features: &when.features,
            target: when.target.as_deref(),
            kind: when.kind.as_str(),
            scope: when.scope.as_str(),
            targets: &when.targets,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Step<'a> {
    /// The ancestor or part.
    model: &'a str,
    /// Its relation to `of`.
    relation: &'static str,
    license: Option<&'a str>,
    /// The model that it is an ancestor or part of.
    of: &'a str,
}

fn lineage(resolution: &Resolution) -> Vec<Step<'_>> {
    let steps = resolution.lineage.iter();
    steps
        .map(|step| Step {
            model: step.model.name(),
            relation: step.link.as_str(),
            license: step.license.as_deref(),
            of: step.of.name(),
        })
        .collect()
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Evidence<'a> {
    /// The source: `place` and `related` are marked text, the others sources of facts.
    kind: &'static str,
    file: Option<String>,
    /// From 1; null for a file without text.
    line: Option<usize>,
    /// The evidence, in words.
    detail: &'a str,
}

impl<'a> Evidence<'a> {
    fn new(fact: &'a model::Evidence, view: &View<'_>) -> Self {
        Self::at(fact.kind, fact.place.as_ref(), &fact.detail, view)
    }

    fn of_label(kind: &'static str, label: &'a Label, view: &View<'_>) -> Self {
        Self::at(kind, Some(&label.place), &label.text, view)
    }

    fn at(kind: &'static str, place: Option<&Place>, detail: &'a str, view: &View<'_>) -> Self {
        Self {
            kind,
            file: place.map(|place| view.relative(place.path())),
            // A file without text, such as one of weights, has no lines.
            line: place
                .filter(|place| !place.text().is_empty())
                .map(Place::line),
            detail,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Resolved<'a> {
    model: String,
    declared: Option<&'a str>,
    governing: Option<&'a str>,
    binding: Vec<&'a str>,
    /// Whether every licence that applies is OSI-approved.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["yes", "no", "unknown"])))]
    osi: &'static str,
    /// Whether every licence that applies passes the policy.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail", "unknown"])))]
    verdict: &'static str,
    relicensed: bool,
    lineage: Vec<Step<'a>>,
    evidence: Vec<Evidence<'a>>,
    /// The reasons why its licence is unknown, in words.
    // The key is part of the contract: it outlives the name in the code.
    #[serde(rename = "gaps")]
    unknown_reasons: Vec<String>,
    licenses: Slots<'a>,
    asks: Vec<ObligationEntry<'a>>,
    tables: Tables,
}

/// The licences of the three parts of a model; only those of the weights, and what these inherit, decide.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Slots<'a> {
    code: Vec<&'a str>,
    weights: Vec<&'a str>,
    data: Vec<&'a str>,
    /// The tag is the licence of the code, while the weights are under another.
    tag_is_of_code: bool,
}

impl<'a> Slots<'a> {
    fn new(resolution: &'a Resolution) -> Self {
        let of = |slot| {
            let beside = resolution.slot_licenses.iter();
            let terms = beside.filter(move |other| other.slot == slot);
            terms.map(|other| other.terms.text()).collect()
        };
        let weights = resolution.of_weights();
        Self {
            code: of(Slot::Code),
            weights: weights.into_iter().map(License::id).collect(),
            data: of(Slot::Data),
            tag_is_of_code: resolution.tag_is_of_code(),
        }
    }
}

/// An obligation of a licence that applies.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ObligationEntry<'a> {
    license: &'a str,
    duty: &'static str,
    detail: &'a str,
    clause: Option<&'a str>,
    text: Option<&'a str>,
    limit: Option<String>,
    link: Option<&'a str>,
    source: Option<&'a str>,
}

fn obligations(resolution: &Resolution) -> Vec<ObligationEntry<'_>> {
    let mut seen: Vec<&License> = Vec::new();
    let mut found = Vec::new();
    for license in resolution.binding.iter().map(|binding| &binding.license) {
        if seen.contains(&license) {
            continue;
        }
        seen.push(license);
        found.extend(
            deny_models::license::obligations(license)
                .into_iter()
                .map(|obligation| ObligationEntry {
                    license: license.id(),
                    duty: obligation.duty.as_str(),
                    detail: obligation.detail,
                    clause: obligation.clause,
                    text: obligation.text,
                    limit: obligation.limit.map(|limit| limit.to_string()),
                    link: obligation.link,
                    source: license.source(),
                }),
        );
    }
    found
}

impl<'a> Resolved<'a> {
    fn new(resolution: &'a Resolution, osi: Verdict, view: &View<'_>) -> Self {
        Self {
            model: resolution.model.to_string(),
            declared: declared(resolution),
            governing: governing(resolution),
            binding: binding(resolution),
            osi: match osi {
                Verdict::Pass => "yes",
                Verdict::Fail => "no",
                Verdict::Unknown => "unknown",
            },
            verdict: match resolution.verdict {
                Verdict::Pass => "pass",
                Verdict::Fail => "fail",
                Verdict::Unknown => "unknown",
            },
            relicensed: resolution.is_relicensed(),
            lineage: lineage(resolution),
            evidence: resolution
                .evidence
                .iter()
                .map(|fact| Evidence::new(fact, view))
                .collect(),
            unknown_reasons: resolution
                .unknown_reasons
                .iter()
                .map(UnknownReason::explain)
                .collect(),
            licenses: Slots::new(resolution),
            asks: obligations(resolution),
            tables: Tables::built_in(),
        }
    }
}

fn declared(resolution: &Resolution) -> Option<&str> {
    resolution.declared.as_ref().map(Terms::text)
}

fn governing(resolution: &Resolution) -> Option<&str> {
    resolution.governing().map(|binding| binding.license.id())
}

/// Canonical ids, each once: a licence may come from several models.
fn binding(resolution: &Resolution) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for id in resolution
        .binding
        .iter()
        .map(|binding| License::id(&binding.license))
    {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}
