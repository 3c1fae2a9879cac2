//! The top of the page: the verdict, what was looked at, and what it rests on; and its foot.

use super::markup::Markup;
use super::parts::Parts;
use super::unseen;
use crate::report::phrases::counts;
use deny_models::finding::Report;
use deny_models::lint::Severity;
use deny_models::model::tables;

pub(super) fn write(parts: &Parts<'_>, out: &mut Markup) {
    let report = parts.page.report;
    out.raw("<header class=\"head\">\n<p class=\"kind\">Licences of the AI models that a workspace pulls in</p>\n");
    out.element("h1", &[], parts.page.title).raw("\n");
    let (class, sign, word, meaning) = verdict(report);
    out.open("div", &[("class", class), ("id", "verdict")]);
    out.element("span", &[("class", "sign"), ("aria-hidden", "true")], sign);
    out.raw("<div>");
    out.element("p", &[("class", "word")], word);
    out.element("p", &[], meaning);
    out.raw("</div></div>\n");
    unseen::at_top(parts, out);
    out.raw("<dl class=\"figures\">");
    for (number, name) in figures(report) {
        out.raw("<div>")
            .element("dt", &[], name)
            .element("dd", &[], number)
            .raw("</div>");
    }
    out.raw("</dl>\n<dl class=\"basis\">");
    for (name, text) in parts.page.basis {
        out.raw("<div>")
            .element("dt", &[], *name)
            .element("dd", &[], text)
            .raw("</div>");
    }
    out.raw("</dl>\n<nav aria-label=\"Parts of this report\"><ul>");
    for (target, name) in [
        ("#diagram", "Diagram"),
        ("#findings", "Findings"),
        ("#obligations", "Obligations"),
        ("#models", "Models"),
        ("#members", "Members"),
        ("#unseen", "Limits"),
    ] {
        out.raw("<li>")
            .element("a", &[("href", target)], name)
            .raw("</li>");
    }
    out.raw("</ul></nav>\n</header>\n");
}

fn verdict(report: &Report) -> (&'static str, &'static str, &'static str, String) {
    let counts = counts(report).join(" and ");
    if report.fails() {
        let meaning = format!(
            "{counts}: a gated crate pulls a model under terms that the policy does not accept, or under unknown terms."
        );
        return ("verdict fail", "\u{2715}", "Fails", meaning);
    }
    if report.stats.gated == 0 {
        let meaning = "No member has a licence that the policy protects, so nothing was gated. This is no pass.";
        return (
            "verdict none",
            "\u{2013}",
            "Nothing gated",
            meaning.to_owned(),
        );
    }
    let meaning = match counts.as_str() {
        "" => "Every model that a gated crate pulls in is under terms that the policy accepts."
            .to_owned(),
        counts => format!("{counts}; none fails the gate."),
    };
    ("verdict pass", "\u{2713}", "Passes", meaning)
}

fn figures(report: &Report) -> Vec<(String, &'static str)> {
    let stats = &report.stats;
    let counted = [
        (report.count(Severity::Deny), ["error", "errors"], true),
        (report.count(Severity::Warn), ["warning", "warnings"], true),
        (stats.members, ["member", "members"], true),
        (stats.gated, ["of them gated"; 2], true),
        (stats.packages, ["package", "packages"], true),
        (stats.models, ["model", "models"], true),
        (report.suppressed.len(), ["exception", "exceptions"], false),
        (
            stats.unresolved_pulls,
            ["call not readable", "calls not readable"],
            false,
        ),
        (
            stats.not_scanned,
            ["package not scanned", "packages not scanned"],
            false,
        ),
    ];
    // What is not there need not be counted, but for what people look for.
    let shown = counted
        .into_iter()
        .filter(|(number, _, always)| *always || *number > 0);
    shown
        .map(|(number, [one, many], _)| (number.to_string(), if number == 1 { one } else { many }))
        .collect()
}

pub(super) fn foot(parts: &Parts<'_>, out: &mut Markup) {
    out.raw("<footer class=\"foot\"><p>").text(format!(
        "Made by cargo-deny-models {} on {}, with the fact tables of {}.",
        env!("CARGO_PKG_VERSION"),
        parts.page.day,
        tables().short()
    ));
    out.raw(" The gate is <code>cargo deny-models check</code>; this page shows its result. It is no legal advice.</p></footer>\n");
}
