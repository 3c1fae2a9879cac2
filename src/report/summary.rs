//! The lines below the diagnostics: notes and the verdict.

use std::collections::{BTreeSet, HashMap};

use annotate_snippets::{Group as Drawing, Level};

use super::diagnostic::Drawer;
use super::group::{Group, groups};
use super::phrases::{counts, package, path, until};
use super::texts::{MAX_FACTS, distinct, few, plural};
use super::view::View;
use crate::escape::text;
use deny_models::domain::PackageRef;
use deny_models::finding::{AnsweredBy, Report};
use deny_models::license::{License, LicenseRules, Protect, Terms, Verdict};
use deny_models::lint::{Code, Severity};
use deny_models::model::tables;
use deny_models::pull::AnsweredKind;
use deny_models::source::Problem;

/// Licences of members that the summary names.
const MAX_LICENSES: usize = 8;
/// Members that the note on an exception names.
const MAX_MEMBERS: usize = 4;
/// So many notes of one kind on one package are one note and a number.
const MANY: usize = 3;

/// One line with a coloured word before it, every text of it escaped.
pub(super) struct Line {
    level: Level<'static>,
    id: Option<&'static str>,
    text: String,
}

impl Line {
    pub(super) fn note(text: String) -> Self {
        Self {
            level: Level::NOTE,
            id: None,
            text,
        }
    }

    pub(super) fn render(&self, drawer: &Drawer) -> String {
        let id = self.id.map_or(0, |id| id.len() + 2);
        let text = drawer.fold(&self.text, "deny-models: ".len() + id);
        let mut title = self.level.clone().secondary_title(text);
        if let Some(id) = self.id {
            title = title.id(id);
        }
        drawer.renderer.render(&[Drawing::with_title(title)])
    }
}

/// A further command in backquotes; none is the check.
pub(super) fn command(name: &str, flags: &str) -> String {
    let space = if name.is_empty() { "" } else { " " };
    let flags = text(flags);
    format!("`cargo deny-models{space}{name}{flags}`")
}

/// What `fix` would write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByFix<'a> {
    /// Entries, one for a model and the way in which it comes in.
    pub(crate) models: usize,
    /// The flags of the check, each after a space.
    pub(crate) flags: &'a str,
}

impl ByFix<'_> {
    fn text(self) -> String {
        let command = command("fix", self.flags);
        let models = plural(self.models, "model");
        format!("next: {command} states {models} in Cargo.toml, and prints what is left to decide")
    }

    fn line(self) -> Line {
        Line {
            level: Level::HELP,
            id: None,
            text: self.text(),
        }
    }
}

/// Every line below the diagnostics of a check: the verdict, and what to do next.
pub(super) fn lines(
    report: &Report,
    all: bool,
    by_fix: Option<ByFix<'_>>,
    view: &View<'_>,
) -> Vec<Line> {
    let mut lines = remarks(report, all, view);
    lines.push(verdict(report, view));
    lines.extend(explanations(report));
    lines.extend(by_fix.map(ByFix::line));
    lines.extend(not_gated(report));
    lines
}

/// What is gated, where all members have other licences.
fn not_gated(report: &Report) -> Option<Line> {
    (report.stats.gated == 0 && states_any(report)).then(|| Line {
        level: Level::HELP,
        id: None,
        text: how_to_gate(report).map_or_else(
            || format!("{PROTECT}; one that names the terms of its models is not"),
            |flag| format!("{PROTECT}; {flag}"),
        ),
    })
}

const PROTECT: &str = "`protect` in deny-models.toml states which crate licences are gated, MIT and Apache-2.0 without it";

/// Whether any member states a licence.
pub(crate) fn states_any(report: &Report) -> bool {
    let mut licenses = report.member_licenses.iter().map(|(_, license)| license);
    licenses.any(Option::is_some)
}

/// The flag that gates the members, where their licences allow it: it does not gate one that names the terms of its models.
pub(crate) fn how_to_gate(report: &Report) -> Option<String> {
    let rules = LicenseRules::osi();
    let stated = report.member_licenses.iter();
    let stated = stated.filter_map(|(_, license)| Terms::parse_crate(license.as_deref()?).ok());
    let protecting = |terms: &Terms| {
        let mut leaves = terms.leaves();
        let found = leaves.find(|license| {
            let only = Protect::Ids(BTreeSet::from([license.id().to_owned()]));
            rules.judge(license) != Verdict::Fail && only.protects(terms, &rules).is_some()
        });
        found.map(License::spdx_ref)
    };
    let ids: BTreeSet<String> = stated.filter_map(|terms| protecting(&terms)).collect();
    let all: Vec<&str> = ids.iter().map(String::as_str).take(MAX_LICENSES).collect();
    (!all.is_empty()).then(|| format!("`--protect {}` gates these members", all.join(",")))
}

/// The findings that are no diagnostics, and the notes of a run. Unless all are wanted, many of one kind on one package
/// are the first of them and a number.
pub(super) fn remarks(report: &Report, all: bool, view: &View<'_>) -> Vec<Line> {
    let quiet = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Note);
    let mut lines: Vec<Line> = Vec::new();
    for (kind, of_kind) in by_kind(groups(quiet)) {
        let shown = if all || of_kind.len() < MANY {
            of_kind.len()
        } else {
            1
        };
        lines.extend(of_kind[..shown].iter().map(|group| quiet_line(group, view)));
        if shown < of_kind.len() {
            lines.push(more(kind, of_kind.len() - shown));
        }
    }
    lines.extend(facts(report, all).into_iter().map(Line::note));
    lines
}

/// The code of a finding, and the package that it is about.
type QuietKind<'a> = (Code, Option<&'a PackageRef>);

/// In the order of the first of each kind.
fn by_kind<'a>(groups: Vec<Group<'a>>) -> Vec<(QuietKind<'a>, Vec<Group<'a>>)> {
    let mut kinds: Vec<(QuietKind<'a>, Vec<Group<'a>>)> = Vec::new();
    for group in groups {
        let finding = group.lead.first();
        let puller = finding.context.as_ref().map(|context| &context.puller);
        let kind = (finding.code, puller.or(finding.member.as_ref()));
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, groups)) => groups.push(group),
            None => kinds.push((kind, vec![group])),
        }
    }
    kinds
}

fn more((code, of): QuietKind<'_>, count: usize) -> Line {
    let of = of.map_or_else(String::new, |of| format!(" in {}", package(of)));
    Line {
        id: Some(code.as_str()),
        ..Line::note(format!(
            "{count} more like this{of}: `cargo deny-models -v` shows them"
        ))
    }
}

/// What to do after a run whose findings are shown in this many blocks.
pub(super) fn next(report: &Report, blocks: usize, by_fix: Option<ByFix<'_>>) -> Line {
    let findings = report.count(Severity::Deny) + report.count(Severity::Warn);
    let shown = if blocks < findings {
        format!("{findings} findings are shown as {blocks}: ")
    } else {
        String::new()
    };
    let by_fix = by_fix.map_or_else(String::new, |by_fix| by_fix.text() + "; ");
    let explained = explanations(report).map(|line| line.text);
    let explained = explained.map_or_else(String::new, |text| format!("; {text}"));
    Line {
        level: Level::HELP,
        id: None,
        text: format!("{by_fix}{shown}`cargo deny-models -v` shows all of each{explained}"),
    }
}

/// The command that explains a finding, with the codes of this run.
fn explanations(report: &Report) -> Option<Line> {
    let reported = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note);
    let codes: BTreeSet<Code> = reported.map(|finding| finding.code).collect();
    let codes: Vec<&str> = codes.into_iter().map(Code::as_str).collect();
    (!codes.is_empty()).then(|| Line {
        level: Level::HELP,
        id: None,
        text: format!(
            "`cargo deny-models explain CODE` explains a finding: {}",
            codes.join(", ")
        ),
    })
}

/// Notes of a run besides its findings: omissions, overrides and exceptions of the policy.
pub(super) fn facts(report: &Report, all: bool) -> Vec<String> {
    let free = report
        .notes
        .iter()
        .chain(&report.overrides)
        .map(|note| text(note));
    free.chain(answered(report))
        .chain(excepted(report, all))
        .collect()
}

/// What entries of the policy answer for, a line for each package and kind.
fn answered(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let same = |one: &AnsweredBy, other: &AnsweredBy| {
        (&one.package, one.kind) == (&other.package, other.kind)
    };
    for of_kind in report.answered.chunk_by(same) {
        let Some(first) = of_kind.first() else {
            continue;
        };
        let what = match first.kind {
            AnsweredKind::Offer => "offers",
            AnsweredKind::Call => "calls whose model cannot be read",
            AnsweredKind::Pull => "models that its code takes",
            AnsweredKind::Incomplete => "models that count where the analysis stopped",
            AnsweredKind::Stop => "the incomplete analysis",
        };
        let models = of_kind
            .iter()
            .map(|answered| match answered.model.as_str() {
                "" | "{}" => "a name made when run".to_owned(),
                model => text(model),
            });
        let models = few(&distinct(models), MAX_FACTS).join(", ");
        let reason = match (&first.reason, &first.until) {
            (Some(reason), Some(until)) if first.kind == AnsweredKind::Pull => {
                format!(" until {until} ({})", text(reason))
            }
            _ => String::new(),
        };
        lines.push(format!(
            "`[[crate]]` answers for {what} of {}{reason}: {models}",
            package(&first.package)
        ));
    }
    lines
}

/// A finding that is not worth a diagnostic.
fn quiet_line(group: &Group<'_>, view: &View<'_>) -> Line {
    let finding = group.lead.first();
    let mut from: Vec<String> = Vec::new();
    match (&finding.context, &finding.member) {
        (Some(context), _) => from.push(path(&context.path)),
        (None, Some(member)) => from.push(package(member)),
        (None, None) => {}
    }
    if let Some(label) = &finding.primary {
        from.push(format!(
            "{}:{}",
            text(&view.relative(label.place.path())),
            label.place.line()
        ));
    }
    match group.places.len() + group.members.len() {
        0 => {}
        more => from.push(format!("and {more} more")),
    }
    let message = text(&finding.message);
    let line = if from.is_empty() {
        message
    } else {
        format!("{message} ({})", from.join(", "))
    };
    Line {
        id: Some(finding.code.as_str()),
        ..Line::note(line)
    }
}

/// What the exceptions with one end and one reason silence in the same members.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Granted {
    when: String,
    why: String,
    members: Vec<String>,
}

/// What exceptions silence: a line for each thing, however many members it is in; unless all are wanted, one for many with
/// the same reason in the same members, as `except --all` writes them.
fn excepted(report: &Report, all: bool) -> Vec<String> {
    let mut granted: Vec<Granted> = Vec::new();
    let mut things: HashMap<Granted, Vec<String>> = HashMap::new();
    for (thing, grant) in excepted_things(report) {
        let of_grant = things.entry(grant.clone()).or_insert_with(|| {
            granted.push(grant);
            Vec::new()
        });
        of_grant.push(thing);
    }
    let lines = granted.iter().flat_map(|grant| {
        let Granted { when, why, members } = grant;
        let members = few(members, MAX_MEMBERS).join(", ");
        let place = match members.as_str() {
            "" => String::new(),
            members => format!(" in {members}"),
        };
        let things = &things[grant];
        if all || things.len() < MANY {
            let line = |thing: &String| format!("excepted{when}: {thing}{place}{why}");
            return things.iter().map(line).collect();
        }
        let things = few(things, MAX_FACTS).join(", ");
        vec![format!("excepted{when}{place}{why}: {things}")]
    });
    lines.collect()
}

/// Each thing once, in the order of the findings, with what the exception for it states and the members that it is in.
fn excepted_things(report: &Report) -> Vec<(String, Granted)> {
    let mut things: Vec<(String, Granted)> = Vec::new();
    let mut known: HashMap<(String, String, String), usize> = HashMap::new();
    for finding in &report.suppressed {
        let what = match &finding.context {
            Some(context) => text(&context.model.to_string()),
            None => finding.code.to_string(),
        };
        let granted = finding.exception.as_ref();
        let (when, why) = granted.map_or_else(Default::default, |granted| {
            (until(granted), format!(" ({})", text(&granted.reason)))
        });
        let key = (what.clone(), when.clone(), why.clone());
        let at = *known.entry(key).or_insert_with(|| {
            let members = Vec::new();
            things.push((what, Granted { when, why, members }));
            things.len() - 1
        });
        let members = &mut things[at].1.members;
        let member = finding.member.as_ref().map(package);
        members.extend(member.filter(|member| !members.contains(member)));
    }
    things
}

/// The verdict line with its scope.
pub(super) fn verdict(report: &Report, view: &View<'_>) -> Line {
    let level = match (report.fails(), report.stats.gated > 0) {
        (true, _) => Level::ERROR,
        (false, false) => Level::WARNING,
        (false, true) => Level::NOTE,
    };
    Line {
        level: level.with_name("deny-models"),
        id: None,
        text: verdict_text(report, view),
    }
}

/// The verdict in words, and what it is about.
pub(super) fn verdict_text(report: &Report, view: &View<'_>) -> String {
    let failed = report.fails();
    let counts = counts(report).join(", ");
    let scope = match &report.policy {
        Some(file) => format!("{}; policy {}", scope(report), text(&view.relative(file))),
        None => scope(report),
    };
    let gated = report.stats.gated > 0;
    match (failed, counts.as_str()) {
        (true, counts) => format!("FAILED: {counts}; {scope}"),
        // A gate that gated nothing does not call it a success.
        (false, "") if !gated => scope,
        (false, "") => format!("ok: {scope}"),
        (false, counts) if !gated => format!("{counts}; {scope}"),
        (false, counts) => format!("ok: {counts}; {scope}"),
    }
}

/// The scope of the check.
fn scope(report: &Report) -> String {
    let stats = &report.stats;
    let members = plural(stats.members, "member");
    if stats.gated == 0 {
        return match licenses(report) {
            Some(licenses) => format!("nothing gated: {members}, licences {licenses}"),
            None => format!("nothing gated: {members}"),
        };
    }
    let mut parts = vec![
        format!("{members} ({} gated)", stats.gated),
        plural(stats.packages, "package"),
        models(report),
    ];
    if stats.unresolved_pulls > 0 {
        parts.push(format!(
            "{} unresolved",
            plural(stats.unresolved_pulls, "pull")
        ));
    }
    if stats.incomplete > 0 {
        parts.push(format!(
            "{} not analysed to the end",
            plural(stats.incomplete, "package")
        ));
    }
    if stats.not_scanned > 0 {
        parts.push(format!(
            "{} not scanned",
            plural(stats.not_scanned, "package")
        ));
    }
    parts.push(format!("facts of {}", tables().short()));
    parts.join(", ")
}

/// The number of models, and how many of them are reported to fail or to be unknown.
fn models(report: &Report) -> String {
    let stats = &report.stats;
    let counts = [(stats.failing, "failing"), (stats.unknown, "unknown")];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let models = plural(stats.models, "model");
    if counts.is_empty() {
        models
    } else {
        format!("{models} ({})", counts.join(", "))
    }
}

/// Each licence of a member once, those without one last.
fn licenses(report: &Report) -> Option<String> {
    let stated: BTreeSet<&str> = report
        .member_licenses
        .iter()
        .filter_map(|(_, license)| license.as_deref())
        .collect();
    let mut names: Vec<String> = stated
        .iter()
        .take(MAX_LICENSES)
        .map(|license| text(license))
        .collect();
    if stated.len() > MAX_LICENSES {
        names.push(format!("{} more", stated.len() - MAX_LICENSES));
    }
    if report
        .member_licenses
        .iter()
        .any(|(_, license)| license.is_none())
    {
        names.push("none".to_owned());
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// The last word of a run that ends with exit code 2.
pub(super) fn could_not_check(problems: &[Problem], view: &View<'_>) -> Line {
    let paths = problems.iter().filter_map(|problem| problem.place.as_ref());
    let files = distinct(paths.map(|place| text(&view.relative(place.path()))));
    let files = match files.as_slice() {
        [] => String::new(),
        [file] => format!(" in {file}"),
        files => format!(" in {} files", files.len()),
    };
    // A single error without a position was printed just above.
    let text = if files.is_empty() && problems.len() == 1 {
        "could not check".to_owned()
    } else {
        format!(
            "could not check: {}{files}",
            plural(problems.len(), "mistake")
        )
    };
    Line {
        level: Level::ERROR,
        id: None,
        text,
    }
}
