//! Limits of the analysis and overrides of the policy: a report without them would claim too much.

use super::markup::Markup;
use super::parts::Parts;
use crate::report::texts::{distinct, few, plural};
use deny_models::finding::Report;
use deny_models::license::Verdict;
use deny_models::lint::Code;
use deny_models::model::UnknownReason;

/// Limits of every run.
const LIMITS: [&str; 5] = [
    "A model name that is computed at run time from user input or a server's answer.",
    "The origin of weights, beyond the header of the file: weights without any statement count under the licence of the package that ships them.",
    "Cards on the hub as they are today, unless the lock was written today.",
    "The licence of training data, and whether a licence is enforceable.",
    "Crates that are not gated: their models are listed without a verdict.",
];

pub(super) fn write(parts: &Parts<'_>, out: &mut Markup) {
    out.raw("<section id=\"unseen\" aria-labelledby=\"unseen-title\">\n<h2 id=\"unseen-title\">Limits of this report</h2>\n");
    list(out, "In this run", &of_run(parts));
    list(out, "Overrides of the policy", &parts.page.report.overrides);
    list(out, "In any run", &LIMITS.map(str::to_owned));
    out.raw("</section>\n");
}

fn list(out: &mut Markup, title: &'static str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    out.element("h3", &[], title).raw("<ul class=\"plain\">");
    for item in items {
        out.raw("<li>").prose(item).raw("</li>");
    }
    out.raw("</ul>\n");
}

/// Items that stand beside the verdict; all of them are in the section.
const AT_TOP: usize = 6;

/// What was not analysed, beside the verdict: that covers no more than what was read.
pub(super) fn at_top(parts: &Parts<'_>, out: &mut Markup) {
    let items = not_analysed(parts.page.report);
    if items.is_empty() {
        return;
    }
    out.raw("<div class=\"gaps\"><p><strong>Not analysed</strong> (<a href=\"#unseen\">all limits</a>)</p><ul class=\"plain\">");
    for item in few(&items, AT_TOP) {
        out.raw("<li>").prose(&item).raw("</li>");
    }
    out.raw("</ul></div>\n");
}

/// What this run did not read or follow.
fn not_analysed(report: &Report) -> Vec<String> {
    let stats = &report.stats;
    let mut limits = Vec::new();
    if stats.not_scanned > 0 {
        limits.push(format!(
            "The sources and files of {} were not read: only their manifests and the policy count.",
            plural(stats.not_scanned, "package")
        ));
    }
    if stats.unresolved_pulls > 0 {
        limits.push(format!(
            "{} a model whose name cannot be read from the source.",
            if stats.unresolved_pulls == 1 {
                "1 call loads".to_owned()
            } else {
                format!("{} calls load", stats.unresolved_pulls)
            }
        ));
    }
    let stopped = report.findings.iter();
    let stopped = stopped.filter(|finding| finding.code == Code::IncompleteAnalysis);
    limits.extend(stopped.map(|finding| format!("{}.", finding.message)));
    distinct(limits.into_iter())
}

fn of_run(parts: &Parts<'_>) -> Vec<String> {
    let report = parts.page.report;
    let mut limits = not_analysed(report);
    let unknown = parts
        .diagram
        .models
        .iter()
        .filter(|model| model.resolution.verdict == Verdict::Unknown);
    limits.extend(unknown.map(|model| {
        let unknown_reasons: Vec<String> = model
            .resolution
            .unknown_reasons
            .iter()
            .map(UnknownReason::explain)
            .collect();
        format!(
            "The licence of `{}` is unknown: {}.",
            model.resolution.model,
            unknown_reasons.join("; ")
        )
    }));
    limits.extend(report.notes.iter().cloned());
    if limits.is_empty() {
        limits.push("None known.".to_owned());
    }
    distinct(limits.into_iter())
}
