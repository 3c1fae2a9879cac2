//! Diagnostics for people, drawn as rustc draws them.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use annotate_snippets::Level;

use super::diagnostic::{Diagnostic, joined, level, lines, renderer};
use super::group::{Bundle, Group, groups};
use super::identity::{Fingerprints, SHORT};
use super::phrases::{condition, how, package, path, rests_on_sources, source, sources};
use super::quote::{Mark, quotes};
pub use super::resolution::resolution;
use super::summary::ByFix;
use super::texts::{MAX_FACTS, distinct, few, plural};
use super::view::View;
use super::{summary, tree, words};
use crate::escape::text;
use crate::explain;
use deny_models::finding::{Finding, ModelContext, Report};
use deny_models::license::Verdict;
use deny_models::lint::{Code, Severity};
use deny_models::source::Problem;

/// Further members that one diagnostic names.
const MAX_MEMBERS: usize = 10;
/// Notes that a finding brings along, such as the models of an offer.
const MAX_NOTES: usize = 12;
/// Places that are quoted, where there are not more.
const MAX_MARKS: usize = 8;
/// The first of more places than that, where each shows the same.
const FIRST_MARKS: usize = 3;
/// Places that are quoted where all are wanted; programs get all of them.
const ALL_MARKS: usize = 200;

/// Prints the findings of a check, what was excepted and overridden, and a summary.
///
/// # Errors
///
/// When writing fails.
pub fn report(report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    full(report, None, view, out)
}

/// Prints the same, with what `fix` would write.
///
/// # Errors
///
/// When writing fails.
pub(super) fn full(
    report: &Report,
    by_fix: Option<ByFix<'_>>,
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    findings(report, by_fix, view, None, out)
}

/// Prints the same with the ids that `except --finding` takes.
///
/// # Errors
///
/// When writing fails.
pub(crate) fn with_ids(
    report: &Report,
    by_fix: Option<ByFix<'_>>,
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let ids: Ids = report
        .findings
        .iter()
        .map(|finding| (std::ptr::from_ref(finding), fingerprints.next(finding)))
        .collect();
    findings(report, by_fix, view, Some(&ids), out)
}

/// The id of each finding, by where it lies.
type Ids = HashMap<*const Finding, String>;

/// With ids all is shown, else many notes of one kind are one.
fn findings(
    report: &Report,
    by_fix: Option<ByFix<'_>>,
    view: &View<'_>,
    ids: Option<&Ids>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let renderer = renderer(view);
    let reported = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note);
    for group in groups(reported) {
        let mut diagnostic = diagnostic(&group, ids.is_some(), view);
        let ids = ids.and_then(|ids| id_note(&group, ids));
        diagnostic.notes.extend(ids);
        writeln!(out, "{}\n", diagnostic.render(&renderer))?;
    }
    for line in summary::lines(report, ids.is_some(), by_fix, view) {
        writeln!(out, "{}", line.render(&renderer))?;
    }
    Ok(())
}

/// Prints the verdict alone, as the last line of a check has it.
///
/// # Errors
///
/// When writing fails.
pub fn verdict(report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}",
        summary::verdict(report, view).render(&renderer(view))
    )
}

/// Prints the notes of a run besides its findings, for formats that have no place for them.
///
/// # Errors
///
/// When writing fails.
pub fn facts(report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let renderer = renderer(view);
    summary::facts(report, false)
        .into_iter()
        .map(summary::Line::note)
        .try_for_each(|line| writeln!(out, "{}", line.render(&renderer)))
}

/// Prints every mistake in what a person wrote, for a run that could not check because of them.
///
/// # Errors
///
/// When writing fails.
pub fn problems(problems: &[Problem], view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let renderer = renderer(view);
    for problem in problems {
        let mark = problem.place.as_ref().map(|place| Mark {
            place,
            text: problem.label.as_deref(),
            primary: true,
        });
        let diagnostic = Diagnostic {
            quotes: quotes(mark.as_slice(), view),
            notes: problem.output.iter().map(|output| lines(output)).collect(),
            help: problem.help.iter().map(|help| text(help)).collect(),
            ..Diagnostic::new(Level::ERROR, text(&problem.message))
        };
        writeln!(out, "{}\n", diagnostic.render(&renderer))?;
    }
    let line = summary::could_not_check(problems, view);
    writeln!(out, "{}", line.render(&renderer))
}

/// The ids by which `except --finding` takes the findings of a group.
fn id_note(group: &Group<'_>, ids: &Ids) -> Option<String> {
    let bundles = std::iter::once(&group.lead)
        .chain(&group.members)
        .chain(&group.places);
    let findings = bundles.flat_map(|bundle| &bundle.findings);
    let ids = findings.filter_map(|finding| ids.get(&std::ptr::from_ref(*finding)));
    let ids: Vec<String> = ids.map(|id| id[..SHORT].to_owned()).collect();
    let ids = few(&distinct(ids.into_iter()), MAX_FACTS);
    (!ids.is_empty()).then(|| format!("id: {}", ids.join(", ")))
}

fn diagnostic(group: &Group<'_>, all: bool, view: &View<'_>) -> Diagnostic {
    let first = group.lead.first();
    let mut marks = marks(group);
    let left_out = shorten(&mut marks, first, all);
    let mut notes: Vec<String> = group.lead.findings[1..]
        .iter()
        .map(|finding| joined(finding))
        .collect();
    if let Some(context) = &first.context {
        notes.extend(context_notes(context, &group.lead, view));
    }
    let own = group
        .lead
        .findings
        .iter()
        .flat_map(|finding| &finding.evidence);
    notes.extend(few(
        &distinct(own.map(|evidence| according(&source(evidence, view)))),
        MAX_FACTS,
    ));
    let written = group
        .lead
        .findings
        .iter()
        .flat_map(|finding| &finding.notes);
    notes.extend(few(&distinct(written.map(|note| text(note))), MAX_NOTES));
    notes.extend(left_out);
    notes.extend(further_members(group));
    let help = group.lead.findings.iter().flat_map(|finding| &finding.help);
    Diagnostic {
        id: Some(group.lead.codes()),
        url: Some(explain::url(first.code)),
        quotes: quotes(&marks, view),
        notes: distinct(notes.into_iter()),
        help: distinct(help.map(|help| text(help)).chain(words::toml(first))),
        ..Diagnostic::new(level(group.lead.severity()), text(&first.message))
    }
}

/// The places of a group, each once, that at fault first.
fn marks<'a>(group: &Group<'a>) -> Vec<Mark<'a>> {
    let mut marks: Vec<Mark<'a>> = Vec::new();
    let mut known = HashSet::new();
    let bundles = [&group.lead].into_iter().chain(&group.places);
    for finding in bundles.flat_map(|bundle| &bundle.findings) {
        let primary = finding.primary.iter().map(|label| (label, true));
        for (label, primary) in primary.chain(finding.secondary.iter().map(|label| (label, false)))
        {
            if known.insert(&label.place) {
                let primary = primary && marks.is_empty();
                marks.push(Mark::of(label, &finding.message, primary));
            }
        }
    }
    marks
}

/// Takes those away that would push the others off the screen, and states how many these are.
fn shorten(marks: &mut Vec<Mark<'_>>, finding: &Finding, all: bool) -> Option<String> {
    let shown = match finding.context {
        _ if all => ALL_MARKS,
        None if marks.len() > MAX_MARKS => FIRST_MARKS,
        _ => MAX_MARKS,
    };
    let more = marks.len().checked_sub(shown).filter(|more| *more > 0)?;
    marks.truncate(shown);
    let which = if all {
        "`--format json` has them"
    } else {
        "`cargo deny-models -v` shows them"
    };
    Some(format!("and {} more: {which}", plural(more, "place")))
}

fn context_notes(context: &ModelContext, bundle: &Bundle<'_>, view: &View<'_>) -> Vec<String> {
    let resolution = &context.resolution;
    let mut notes = Vec::new();
    if !resolution.lineage.is_empty() {
        notes.push(format!(
            "lineage: {}",
            tree::lines(resolution, view.unicode).join("\n         ")
        ));
    }
    notes.push(format!(
        "{}: {}{}",
        how(context.how),
        path(&context.path),
        condition(&context.when)
    ));
    // Of a damaged file the title has the reason.
    let damaged = bundle.first().code == Code::MalformedArtifact;
    if resolution.verdict == Verdict::Unknown && !damaged {
        let unknown_reasons: Vec<String> = resolution
            .unknown_reasons
            .iter()
            .map(|reason| text(&reason.explain()))
            .collect();
        notes.extend(few(&unknown_reasons, MAX_FACTS));
    }
    let rests = |finding: &&Finding| rests_on_sources(finding.code);
    if bundle.findings.iter().any(rests) {
        let sources: Vec<String> = sources(resolution, view)
            .iter()
            .map(|source| according(source))
            .collect();
        notes.extend(few(&sources, MAX_FACTS));
    }
    notes
}

fn according(source: &str) -> String {
    format!("according to {source}")
}

/// The other members that the finding applies to. A finding on no model need not name its own member in its message, so
/// that comes first.
fn further_members(group: &Group<'_>) -> Option<String> {
    if group.members.is_empty() {
        return None;
    }
    let of_model = group.lead.first().context.is_some();
    let lead = (!of_model).then_some(&group.lead);
    let names = distinct(lead.into_iter().chain(&group.members).filter_map(|bundle| {
        let finding = bundle.first();
        match (&finding.context, &finding.member) {
            (Some(context), _) => Some(format!(
                "{}{}",
                path(&context.path),
                condition(&context.when)
            )),
            (None, member) => member.as_ref().map(package),
        }
    }));
    let words = if of_model { "the same in " } else { "in " };
    let next = format!("\n{}", " ".repeat(words.len()));
    Some(format!("{words}{}", few(&names, MAX_MEMBERS).join(&next)))
}
