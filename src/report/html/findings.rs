//! The findings, each with where it was seen, the lineage, the sources and what helps.

use std::collections::HashSet;

use super::markup::Markup;
use super::parts::Parts;
use super::pieces::{lineage, list_class, model, severity_word};
use crate::escape;
use crate::explain::explain;
use crate::report::group::{Bundle, Group};
use crate::report::phrases::{condition, how, path, rests_on_sources, source, sources, until};
use crate::report::texts::distinct;
use crate::report::view::View;
use crate::report::words;
use deny_models::finding::{Finding, Label, ModelContext};
use deny_models::license::Verdict;
use deny_models::lint::{Code, Severity};
use deny_models::model::UnknownReason;
use deny_models::source::Place;

/// Characters of a source line that are shown before and behind the marked ones.
const AROUND: usize = 80;

/// More findings than these are printed without the lines of their places.
const FEW: usize = 8;

pub(super) fn write(parts: &Parts<'_>, out: &mut Markup) {
    out.open(
        "section",
        &[
            ("id", "findings"),
            ("aria-labelledby", "findings-title"),
            ("class", list_class(parts.groups.len())),
            (
                "data-length",
                if parts.groups.len() > FEW {
                    "long"
                } else {
                    "short"
                },
            ),
        ],
    );
    out.raw("\n<div class=\"bar\"><h2 id=\"findings-title\">Findings</h2></div>\n");
    if parts.groups.is_empty() {
        out.raw("<p>None.</p>\n");
    }
    for (at, group) in parts.groups.iter().enumerate() {
        article(parts, group, at, out);
    }
    accepted(parts, out);
    meanings(parts, out);
    out.raw("</section>\n");
}

fn article(parts: &Parts<'_>, group: &Group<'_>, at: usize, out: &mut Markup) {
    let severity = group.lead.severity();
    let id = format!("f{at}");
    out.open("article", &[("class", "finding"), ("id", &id)]);
    // Errors and warnings are open, notes are folded.
    if severity == Severity::Deny {
        out.raw("<details open>");
    } else {
        out.raw("<details>");
    }
    out.raw("<summary>");
    let word = severity_word(severity);
    out.element("span", &[("class", "badge"), ("data-level", word)], word);
    out.raw(" <h3>")
        .prose(&group.lead.first().message)
        .raw("</h3> ");
    for finding in &group.lead.findings {
        out.element("code", &[("class", "code")], finding.code)
            .raw(" ");
    }
    out.raw("</summary>\n<dl>\n");
    body(parts, group, out);
    out.raw("</dl></details></article>\n");
}

fn body(parts: &Parts<'_>, group: &Group<'_>, out: &mut Markup) {
    let findings = &group.lead.findings;
    for finding in &findings[1..] {
        row(out, "Also", |out| {
            out.element("code", &[("class", "code")], finding.code)
                .raw(" ")
                .prose(&finding.message);
        });
    }
    let context = group.lead.first().context.as_deref();
    if let Some(context) = context {
        if let Some(number) = parts.model_of(group) {
            row(out, "Model", |out| model(parts, number, out));
        }
        row(out, "Comes in", |out| {
            out.prose(&way(context));
        });
    } else if let Some(member) = &group.lead.first().member {
        row(out, "Member", |out| {
            out.text(member);
        });
    }
    let labels = labels(group);
    if !labels.is_empty() {
        list(out, "Found at", &labels, |(label, quoted), out| {
            place(label, *quoted, parts.view, out);
        });
    }
    if let Some(context) = context {
        of_resolution(context, findings, parts.view, out);
    }
    let own = findings.iter().flat_map(|finding| &finding.evidence);
    let own = distinct(own.map(|evidence| source(evidence, parts.view)));
    if !own.is_empty() {
        list(out, "Evidence", &own, |text, out| {
            out.prose(text);
        });
    }
    // The reasons why a model is unknown were listed above.
    let listed: Vec<String> = context
        .map(|context| {
            context
                .resolution
                .unknown_reasons
                .iter()
                .map(UnknownReason::explain)
                .collect()
        })
        .unwrap_or_default();
    let notes = findings.iter().flat_map(|finding| &finding.notes);
    let notes = distinct(notes.filter(|note| !listed.contains(note)).cloned());
    if !notes.is_empty() {
        list(out, "Notes", &notes, |text, out| {
            out.prose(text);
        });
    }
    let others = others(group);
    if !others.is_empty() {
        list(out, "The same in", &others, |text, out| {
            out.prose(text);
        });
    }
    let help = distinct(
        findings
            .iter()
            .flat_map(|finding| finding.help.iter().cloned()),
    );
    if !help.is_empty() {
        list(out, "Help", &help, |text, out| {
            out.prose(text);
        });
    }
    if let Some(toml) = findings.first().and_then(|finding| words::toml(finding)) {
        row(out, "To paste", |out| {
            let lines: Vec<String> = toml.lines().map(str::to_owned).collect();
            out.open("pre", &[]).lines(&lines).close("pre");
        });
    }
}

fn of_resolution(context: &ModelContext, findings: &[&Finding], view: &View<'_>, out: &mut Markup) {
    let resolution = &context.resolution;
    if !resolution.lineage.is_empty() {
        row(out, "Lineage", |out| {
            lineage(resolution, view, out);
        });
    }
    if resolution.verdict == Verdict::Unknown {
        let unknown_reasons: Vec<String> = resolution
            .unknown_reasons
            .iter()
            .map(UnknownReason::explain)
            .collect();
        list(out, "Unknown because", &unknown_reasons, |reason, out| {
            out.prose(reason);
        });
    }
    if !findings
        .iter()
        .any(|finding| rests_on_sources(finding.code))
    {
        return;
    }
    let sources = sources(resolution, view);
    if !sources.is_empty() {
        list(out, "According to", &sources, |source, out| {
            out.text(source);
        });
    }
}

fn way(context: &ModelContext) -> String {
    format!("{}, {}", path(&context.path), comes_in(context))
}

fn comes_in(context: &ModelContext) -> String {
    format!("{}{}", how(context.how), condition(&context.when))
}

/// The same of other members, or of the same one by another way: a line for all that it comes to in one manner.
fn others(group: &Group<'_>) -> Vec<String> {
    let name = |bundle: &Bundle<'_>| {
        let finding = bundle.first();
        match (&finding.context, &finding.member) {
            (Some(context), _) => Some((path(&context.path), comes_in(context))),
            (None, member) => member.as_ref().map(|it| (it.to_string(), String::new())),
        }
    };
    let lead = name(&group.lead);
    let mut manners: Vec<(String, Vec<String>)> = Vec::new();
    let mut known = HashSet::new();
    for (who, manner) in group.places.iter().chain(&group.members).filter_map(name) {
        let other = (who, manner);
        if Some(&other) == lead.as_ref() || !known.insert(other.clone()) {
            continue;
        }
        let (who, manner) = other;
        match manners.iter_mut().find(|(of, _)| *of == manner) {
            Some((_, all)) => all.push(who),
            None => manners.push((manner, vec![who])),
        }
    }
    let line = |(manner, all): (String, Vec<String>)| {
        let end = if manner.is_empty() { "" } else { ", " };
        format!("{}{end}{manner}", all.join("; "))
    };
    manners.into_iter().map(line).collect()
}

/// Each place once, that at fault first, and whether its line is quoted: of the same elsewhere the places at fault are
/// enough.
fn labels<'a>(group: &Group<'a>) -> Vec<(&'a Label, bool)> {
    let of_lead = group.lead.findings.iter().flat_map(|finding| {
        let labels = finding.primary.iter().chain(&finding.secondary);
        labels.map(|label| (label, true))
    });
    let elsewhere = group.places.iter().chain(&group.members);
    let elsewhere = elsewhere.flat_map(|bundle| &bundle.findings);
    let elsewhere = elsewhere.filter_map(|finding| Some((finding.primary.as_ref()?, false)));
    let mut known = HashSet::new();
    of_lead
        .chain(elsewhere)
        .filter(|(label, _)| known.insert(&label.place))
        .collect()
}

fn place(label: &Label, quoted: bool, view: &View<'_>, out: &mut Markup) {
    out.element("code", &[("class", "place")], shown(&label.place, view));
    if !label.text.is_empty() {
        out.raw(" ").prose(&label.text);
    }
    if quoted && let Some([before, marked, after]) = excerpt(&label.place) {
        out.raw("<pre class=\"excerpt\">").text(before);
        out.element("mark", &[], marked).text(after).raw("</pre>");
    }
}

/// `file:line:column`; a file without text, such as one of weights, has no lines.
fn shown(place: &Place, view: &View<'_>) -> String {
    let path = view.relative(place.path());
    if place.text().is_empty() {
        path
    } else {
        format!("{path}:{}:{}", place.line(), place.column())
    }
}

/// The first line of a place: before the marked text, the marked text, behind it.
fn excerpt(place: &Place) -> Option<[String; 3]> {
    let (text, span) = (place.text(), place.span());
    let before = text.get(..span.start)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = text
        .get(span.start..)?
        .find('\n')
        .map_or(text.len(), |at| span.start + at);
    let marked_end = span.end.min(end);
    let before = text.get(start..span.start)?.trim_start();
    let marked = text.get(span.start..marked_end)?;
    let after = text.get(marked_end..end)?.trim_end();
    if marked.trim().is_empty() {
        return None;
    }
    let skip = before.chars().count().saturating_sub(AROUND);
    let mut tail: String = before.chars().skip(skip).collect();
    if skip > 0 {
        tail.insert_str(0, "...");
    }
    Some([
        tail,
        escape::limited(marked, 2 * AROUND),
        escape::limited(after, AROUND),
    ])
}

fn row(out: &mut Markup, name: &'static str, fill: impl FnOnce(&mut Markup)) {
    out.raw("<dt>").raw(name).raw("</dt><dd>");
    fill(out);
    out.raw("</dd>\n");
}

fn list<T>(out: &mut Markup, name: &'static str, items: &[T], fill: impl Fn(&T, &mut Markup)) {
    row(out, name, |out| {
        out.raw("<ul>");
        for item in items {
            out.raw("<li>");
            fill(item, out);
            out.raw("</li>");
        }
        out.raw("</ul>");
    });
}

/// The findings that an exception of the policy suppresses.
fn accepted(parts: &Parts<'_>, out: &mut Markup) {
    let suppressed = &parts.page.report.suppressed;
    if suppressed.is_empty() {
        return;
    }
    out.raw(
        "<h3 id=\"exceptions\">Accepted by an exception of the policy</h3>\n<ul class=\"plain\">",
    );
    for finding in suppressed {
        out.raw("<li><code class=\"code\">")
            .text(finding.code)
            .raw("</code> ");
        out.prose(&finding.message);
        if let Some(granted) = &finding.exception {
            out.raw("<br>Accepted")
                .text(until(granted))
                .raw(", because: ");
            out.text(&granted.reason).raw(" (<code class=\"place\">");
            out.text(shown(&granted.place, parts.view)).raw("</code>)");
        }
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}

/// The meaning of the codes in this report.
fn meanings(parts: &Parts<'_>, out: &mut Markup) {
    let mut codes: Vec<Code> = parts
        .page
        .report
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return;
    }
    out.raw("<h3>What these codes mean</h3>\n");
    for code in codes {
        out.raw("<details class=\"meaning\"><summary>");
        out.element("code", &[("class", "code")], code);
        out.raw("</summary><div class=\"prose\">");
        let mut is_announced = false;
        for paragraph in explain(code).trim_end().split("\n\n").skip(1) {
            let paragraph = paragraph.trim_matches('\n');
            // Paper leaves out examples, but not what a sentence ends with.
            let is_example = paragraph.starts_with("    ") && !is_announced;
            out.raw(if is_example {
                "<div class=\"example\">"
            } else {
                ""
            });
            out.paragraph(paragraph);
            out.raw(if is_example { "</div>" } else { "" });
            is_announced = paragraph.ends_with(':');
        }
        out.raw("</div></details>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deny_models::source::SourceFile;

    fn cut(text: &str, span: std::ops::Range<usize>) -> Option<[String; 3]> {
        excerpt(&Place::new(&SourceFile::new("a", text), span))
    }

    #[test]
    fn the_line_of_a_place_is_cut_around_it() {
        let parts = |a: &str, b: &str, c: &str| Some([a, b, c].map(str::to_owned));
        assert_eq!(
            cut("a\n  id = \"x\" # y\nb", 9..12),
            parts("id = ", "\"x\"", " # y")
        );
        assert_eq!(cut("ab\ncd", 1..5), parts("a", "b", ""));
        assert_eq!(cut("", 0..0), None);
        assert_eq!(cut("x\n\ny", 2..2), None);
        let long = format!("{}x{}", "a".repeat(500), "b".repeat(500));
        let [before, marked, after] = cut(&long, 500..501).expect("an excerpt");
        assert_eq!((before.len(), marked.as_str(), after.len()), (83, "x", 83));
    }
}
