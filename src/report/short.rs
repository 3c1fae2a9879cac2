//! Many findings in few lines: a block for each cause, over members and crates.
//!
//! A block names what is wrong, where, in which members and the ways out. Nothing is left out but evidence, and ways out
//! that a block above has too: every finding is in one of the blocks.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use super::diagnostic::{Diagnostic, joined, level, renderer};
use super::group::{Bundle, Cause, Group, cause, groups};
use super::phrases::{condition, how, package, path};
use super::quote::{Mark, Quote, quotes};
use super::summary::{self, ByFix};
use super::texts::{distinct, few, plural, wrapped};
use super::view::View;
use super::ways::{self, Ways};
use crate::escape::{limited, text};
use crate::explain;
use deny_models::domain::Kind;
use deny_models::finding::{Finding, Label, Report};
use deny_models::license::Verdict;
use deny_models::lint::{Code, Severity};
use deny_models::source::Place;

/// Members that a block names.
const MAX_MEMBERS: usize = 40;
/// Columns of the lines that name them, where the terminal has as many.
const COLUMNS: usize = 100;
/// What stands before a note.
const BEFORE: usize = " = note: ".len();
/// Notes of a finding that is on no licence, such as the models of an offer.
const MAX_NOTES: usize = 4;
/// So many blocks of one code are a list of one block.
const MANY: usize = 3;

/// Blocks that one list holds: a drawing takes some kilobytes a line while it is made.
const LIST: usize = 1000;

/// How much of a block is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// With the line at fault.
    Quoted,
    /// With the place alone.
    Placed,
    /// With one line for each further block of the same code.
    Listed,
}

/// Groups with one cause; never empty.
struct Block<'a> {
    groups: Vec<Group<'a>>,
    /// Other blocks of the same code, a line each.
    listed: Vec<Block<'a>>,
}

/// Prints the verdict, the blocks, the notes of the run and what to do next.
///
/// # Errors
///
/// When writing fails.
pub(super) fn report(
    report: &Report,
    detail: Detail,
    by_fix: Option<ByFix<'_>>,
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let renderer = renderer(view);
    let reported = report
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note);
    let blocks = blocks(groups(reported), detail);
    let verdict = summary::verdict(report, view);
    writeln!(out, "{}\n", verdict.render(&renderer))?;
    let mut before = Vec::new();
    let mut ways = Ways::default();
    for block in &blocks {
        let diagnostic = diagnostic(block, &mut before, &mut ways, detail, view);
        writeln!(out, "{}\n", diagnostic.render(&renderer))?;
    }
    for line in summary::remarks(report, false, view) {
        writeln!(out, "{}", line.render(&renderer))?;
    }
    let next = summary::next(report, blocks.len(), by_fix);
    writeln!(out, "{}", next.render(&renderer))
}

fn blocks<'a>(groups: Vec<Group<'a>>, detail: Detail) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let mut known: HashMap<Cause<'a>, usize> = HashMap::new();
    for group in groups {
        let cause = cause(&group);
        let same = cause.as_ref().and_then(|cause| known.get(cause)).copied();
        if let Some(at) = same {
            blocks[at].groups.push(group);
            continue;
        }
        if let Some(cause) = cause {
            known.insert(cause, blocks.len());
        }
        blocks.push(Block {
            groups: vec![group],
            listed: Vec::new(),
        });
    }
    blocks.sort_by_key(|block| std::cmp::Reverse(block.lead().severity()));
    listed(blocks, detail)
}

/// The code, the severity, and the best way out without the names in it.
type Alike = (Code, Severity, Option<String>);

/// Makes one block of many with the same code and the same best way out: those on licences only where nothing else fits,
/// and then whatever their ways are.
fn listed(blocks: Vec<Block<'_>>, detail: Detail) -> Vec<Block<'_>> {
    let kind = |block: &Block<'_>| -> Alike {
        let first = block.lead().first();
        let way = first.help.first().filter(|_| !is_on_licence(first.code));
        (first.code, first.severity, way.map(|way| ways::form(way)))
    };
    let mut counts: HashMap<Alike, usize> = HashMap::new();
    for block in &blocks {
        *counts.entry(kind(block)).or_default() += 1;
    }
    let mut out: Vec<Block<'_>> = Vec::new();
    let mut lists: HashMap<Alike, usize> = HashMap::new();
    for block in blocks {
        let kind = kind(&block);
        let is_listed = counts[&kind] >= MANY
            && (detail == Detail::Listed || !is_on_licence(block.lead().first().code));
        let list = lists.get(&kind).filter(|_| is_listed);
        match list.map(|at| &mut out[*at].listed) {
            Some(list) if list.len() + 1 < LIST => list.push(block),
            _ => {
                lists.insert(kind, out.len());
                out.push(block);
            }
        }
    }
    out
}

fn is_on_licence(code: Code) -> bool {
    matches!(
        code,
        Code::NonOsiModel
            | Code::RelicensedModel
            | Code::UnknownLicense
            | Code::FeatureGatedModel
            | Code::SuspectLineage
            | Code::CopyleftModel
    )
}

impl<'a> Block<'a> {
    fn lead(&self) -> &Bundle<'a> {
        &self.groups[0].lead
    }

    /// The bundles that the block reports at one place each, those of further blocks last.
    fn all(&self) -> impl Iterator<Item = &Bundle<'a>> {
        let listed = self.listed.iter().flat_map(|block| &block.groups);
        let groups = self.groups.iter().chain(listed);
        groups.flat_map(|group| [&group.lead].into_iter().chain(&group.members))
    }

    /// The bundles of all members, one each.
    fn members(&self) -> Vec<&Bundle<'a>> {
        let all = self
            .groups
            .iter()
            .flat_map(|group| [&group.lead].into_iter().chain(&group.members));
        let mut known = HashSet::new();
        all.filter(|bundle| known.insert(&bundle.first().member))
            .collect()
    }

    /// The place that most members share, such as the call in a dependency; of one member the place at fault.
    fn label(&self) -> Option<&'a Label> {
        let labels = |bundle: &Bundle<'a>| {
            let first = bundle.first();
            first.primary.iter().chain(&first.secondary)
        };
        // One pass over all: a finding may have as many places as a package has files.
        let mut shared: HashMap<&Place, usize> = HashMap::new();
        for bundle in self.members() {
            let places: HashSet<&Place> = labels(bundle).map(|label| &label.place).collect();
            for place in places {
                *shared.entry(place).or_default() += 1;
            }
        }
        let mut best: Option<(&'a Label, usize)> = None;
        for label in labels(self.lead()) {
            let count = shared.get(&label.place).copied().unwrap_or_default();
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((label, count));
            }
        }
        best.map(|(label, _)| label)
    }
}

/// `before` are the members that the block before this one named.
fn diagnostic(
    block: &Block<'_>,
    before: &mut Vec<String>,
    ways: &mut Ways,
    detail: Detail,
    view: &View<'_>,
) -> Diagnostic {
    let lead = block.lead();
    let first = lead.first();
    let mut notes: Vec<String> = lead.findings[1..].iter().map(|it| joined(it)).collect();
    if notes.is_empty() {
        notes.extend(reason(first));
    }
    notes.extend(taken_at(block, view));
    notes.extend(members(block, before, view));
    notes.extend(places(block).map(|places| format!("and {places} more")));
    if !is_on_licence(first.code) {
        let written: Vec<String> = first.notes.iter().map(|note| text(note)).collect();
        notes.extend(few(&written, MAX_NOTES));
    }
    let listed = block.listed.iter();
    notes.extend(listed.map(|block| format!("also {}", line(block, view))));
    let mark = block
        .label()
        .map(|label| Mark::of(label, &first.message, true));
    let quotes = quotes(mark.as_slice(), view);
    Diagnostic {
        id: Some(lead.codes()),
        url: Some(explain::url(first.code)),
        quotes: if detail == Detail::Quoted {
            quotes
        } else {
            quotes.into_iter().map(Quote::without_text).collect()
        },
        notes: distinct(notes.into_iter()),
        help: help(block, ways),
        ..Diagnostic::new(level(lead.severity()), text(&first.message))
    }
}

/// The call that takes a model which cannot be read, where the place that is shown hands it over.
fn taken_at(block: &Block<'_>, view: &View<'_>) -> Option<String> {
    let [_, .., last] = block.lead().first().way.as_deref()?.reach.as_slice() else {
        return None;
    };
    let is_shown = block.label().is_some_and(|label| label.place == *last);
    (!is_shown).then(|| {
        text(&format!(
            "taken at {}:{}",
            view.relative(last.path()),
            last.line()
        ))
    })
}

/// Why a model fails or is unknown, where its own licence is not the reason.
fn reason(finding: &Finding) -> Option<String> {
    let context = finding.context.as_deref()?;
    let resolution = &context.resolution;
    if finding.code == Code::UnknownLicense && resolution.verdict == Verdict::Unknown {
        let reason = resolution.unknown_reasons.first()?.explain();
        // The title names it.
        let own = format!("{} is ", context.model);
        return Some(text(reason.strip_prefix(&own).unwrap_or(&reason)));
    }
    let governing = resolution.governing().filter(|it| it.depth > 0)?;
    is_on_licence(finding.code).then(|| {
        format!(
            "{} comes from {}",
            text(governing.license.id()),
            text(governing.from.name())
        )
    })
}

/// The members that a block is about, and the way to the package that pulls.
fn members(block: &Block<'_>, before: &mut Vec<String>, view: &View<'_>) -> Option<String> {
    let members = block.members();
    let first = block.lead().first();
    let context = first.context.as_deref();
    if members.len() < 2 {
        before.clear();
        let context = context?;
        let when = &context.when;
        let is_plain =
            when.features.is_empty() && when.target.is_none() && when.kind == Kind::Normal;
        return (context.path.len() > 1 || !is_plain).then(|| {
            let condition = condition(when);
            format!("{}: {}{condition}", how(context.how), path(&context.path))
        });
    }
    let names: Vec<String> = members
        .iter()
        .filter_map(|bundle| bundle.first().member.as_ref())
        .map(|member| limited(&member.name, 120))
        .collect();
    let through = context
        .filter(|context| context.path.len() > 1)
        .map_or_else(String::new, |context| {
            format!(" through {}", package(&context.puller))
        });
    let what = context.map_or_else(String::new, |context| format!("{} ", how(context.how)));
    let count = names.len();
    if *before == names {
        return Some(format!("{what}in the same {count} members{through}"));
    }
    let head = format!("{what}in {count} members{through}: ");
    let columns = view
        .width
        .map_or(COLUMNS, |width| COLUMNS.min(width.saturating_sub(BEFORE)));
    let shown = wrapped(&head, &few(&names, MAX_MEMBERS), columns);
    *before = names;
    Some(shown)
}

/// The further places of the first member.
fn places(block: &Block<'_>) -> Option<String> {
    let count = block.groups[0].places.len();
    (count > 0).then(|| plural(count, "place"))
}

/// What is wrong with a model, where the block that it stands in says why that fails.
fn brief(finding: &Finding) -> Option<String> {
    let context = finding.context.as_deref()?;
    let model = &context.model;
    match finding.code {
        Code::NonOsiModel => {
            let governing = &context.resolution.governing()?.license;
            Some(format!("`{model}` is governed by {governing}"))
        }
        Code::UnknownLicense => Some(format!("the licence of `{model}` is unknown")),
        _ => None,
    }
}

/// A further block of the same code.
fn line(block: &Block<'_>, view: &View<'_>) -> String {
    let at = block.label().map(|label| {
        let path = text(&view.relative(label.place.path()));
        if label.place.text().is_empty() {
            path
        } else {
            format!("{path}:{}", label.place.line())
        }
    });
    let first = block.lead().first();
    let brief = brief(first);
    let more = match block.members().len() {
        // A whole message names it.
        0 | 1 => first
            .member
            .as_ref()
            .filter(|_| brief.is_some())
            .map(package),
        members => Some(format!("{members} members")),
    };
    let places = places(block).map(|places| format!("{places} more"));
    let beside: Vec<String> = at.into_iter().chain(places).chain(more).collect();
    let message = text(&brief.unwrap_or_else(|| first.message.clone()));
    if beside.is_empty() {
        message
    } else {
        format!("{message} ({})", beside.join(", "))
    }
}

/// The ways out that the blocks above do not have. Entries to paste, and ways that differ, are in the full output.
fn help(block: &Block<'_>, ways: &mut Ways) -> Vec<String> {
    let findings = block.all().map(Bundle::first);
    let (several, others): (Vec<&Finding>, Vec<&Finding>) =
        findings.partition(|finding| has_entries(finding));
    let mut lines = ways.of(&others);
    if !several.is_empty() {
        lines.insert(
            0,
            "`cargo deny-models fix` states them in Cargo.toml; `cargo deny-models -v` prints the entries".to_owned(),
        );
    }
    if lines.is_empty() && others.iter().any(|finding| !finding.help.is_empty()) {
        lines.push("`cargo deny-models -v` prints the ways out of each".to_owned());
    }
    lines.iter().map(|line| text(line)).collect()
}

/// Whether the way out of a finding is several entries that a command writes.
fn has_entries(finding: &Finding) -> bool {
    let by_fix = |line: &String| line.starts_with("`cargo deny-models fix`");
    !finding.also.is_empty() && finding.help.iter().any(by_fix)
}
