//! The tables of models and members.

use std::cmp::Reverse;

use super::markup::Markup;
use super::origin;
use super::parts::Parts;
use super::pieces::{licence, lineage, list_class, severity_word};
use crate::report::diagram::Pulled;
use crate::report::list::{conditions, verdict};
use crate::report::phrases::path;
use crate::report::texts::{distinct, plural};
use deny_models::license::Verdict;
use deny_models::lint::Severity;
use deny_models::model::{Artifact, Resolution};

/// More ways than this to one model are folded.
const MAX_WAYS: usize = 3;

/// The columns, and how they are sorted: by text or by number.
const COLUMNS: [(&str, &str); 6] = [
    ("Model", "text"),
    ("Terms", "number"),
    ("Governing licence", "text"),
    ("Declared", "text"),
    ("How", "text"),
    ("Pulled by", "text"),
];

pub(super) fn write(parts: &Parts<'_>, out: &mut Markup) {
    section(
        out,
        "models",
        "models-title",
        "Models",
        parts.diagram.models.len(),
    );
    if parts.diagram.models.is_empty() {
        out.raw("<p>No member pulls a model.</p>\n");
    } else {
        table(parts, out);
    }
    out.raw("</section>\n");
    members(parts, out);
}

fn section(out: &mut Markup, id: &str, title: &str, name: &str, items: usize) {
    out.open(
        "section",
        &[
            ("id", id),
            ("aria-labelledby", title),
            ("class", list_class(items)),
        ],
    );
    out.raw("\n")
        .element("h2", &[("id", title)], name)
        .raw("\n");
}

fn table(parts: &Parts<'_>, out: &mut Markup) {
    out.raw("<table id=\"table\" class=\"models\" role=\"table\" aria-labelledby=\"models-title\"><thead role=\"rowgroup\"><tr role=\"row\">");
    for (name, sort) in COLUMNS {
        out.element(
            "th",
            &[
                ("role", "columnheader"),
                ("scope", "col"),
                ("data-sort", sort),
            ],
            name,
        );
    }
    out.raw("</tr></thead><tbody role=\"rowgroup\">\n");
    let worst = parts.worst();
    let mut order: Vec<usize> = (0..parts.diagram.models.len()).collect();
    order.sort_by_key(|at| {
        let severity = worst[*at].map(|number| parts.groups[number].lead.severity());
        let verdict = parts.diagram.models[*at].resolution.verdict;
        (Reverse(severity), Reverse(verdict), *at)
    });
    for at in order {
        row(parts, at, worst[at], out);
    }
    out.raw("</tbody></table>\n");
}

fn row(parts: &Parts<'_>, at: usize, finding: Option<usize>, out: &mut Markup) {
    let model = &parts.diagram.models[at];
    let node = &parts.diagram.nodes[model.node];
    let id = format!("m{at}");
    let details = details(parts, model.resolution, finding);
    out.open(
        "tr",
        &[("role", "row"), ("id", &id), ("data-details", details)],
    );
    cell(out, 0, |out| {
        name(&model.resolution.model, out);
    });
    gate_cell(parts, at, finding, out);
    cell(out, 2, |out| {
        licence(node, out);
        if let Some(governing) = model
            .resolution
            .governing()
            .filter(|binding| binding.depth > 0)
        {
            out.raw("<span class=\"sub\">from ")
                .text(governing.from.name())
                .raw("</span>");
        }
    });
    cell(out, 3, |out| {
        match &model.resolution.declared {
            Some(terms) => out.text(terms.text()),
            None => out.raw("nothing"),
        };
    });
    let mut hows: Vec<&str> = model
        .pulls
        .iter()
        .map(|pulled| pulled.pull.pull.how.as_str())
        .collect();
    hows.sort_unstable();
    hows.dedup();
    cell(out, 4, |out| {
        out.text(hows.join(", "));
    });
    cell(out, 5, |out| ways(&model.pulls, out));
    origin::write(parts, at, out);
    if !model.resolution.lineage.is_empty() {
        out.raw("<td role=\"cell\" aria-colspan=\"6\" class=\"wide\"><details><summary>Lineage</summary>");
        lineage(model.resolution, parts.view, out);
        out.raw("</details></td>");
    }
    out.raw("</tr>\n");
}

/// Where the lineage and the sources of a model are printed: in its finding, in its row, or nowhere, as it passes.
fn details(parts: &Parts<'_>, resolution: &Resolution, finding: Option<usize>) -> &'static str {
    let is_open = |number: usize| parts.groups[number].lead.severity() == Severity::Deny;
    if finding.is_some_and(is_open) {
        return "finding";
    }
    match resolution.verdict {
        Verdict::Pass => "none",
        Verdict::Fail | Verdict::Unknown => "row",
    }
}

/// The label is shown where the table is too wide for the screen and each row becomes a card.
fn cell(out: &mut Markup, column: usize, fill: impl FnOnce(&mut Markup)) {
    out.open("td", &[("role", "cell"), ("data-label", COLUMNS[column].0)]);
    fill(out);
    out.raw("</td>");
}

/// The verdict on the terms, with a link to the most severe finding, which may be on something else than the terms.
fn gate_cell(parts: &Parts<'_>, at: usize, finding: Option<usize>, out: &mut Markup) {
    let resolution = parts.diagram.models[at].resolution;
    let rank = match resolution.verdict {
        Verdict::Fail => "0",
        Verdict::Unknown => "1",
        Verdict::Pass => "2",
    };
    out.open(
        "td",
        &[
            ("role", "cell"),
            ("data-label", COLUMNS[1].0),
            ("data-value", rank),
        ],
    );
    let word = verdict(resolution);
    out.element(
        "span",
        &[("class", "verdict-word"), ("data-verdict", word)],
        word,
    );
    if let Some(finding) = finding {
        let target = format!("#f{finding}");
        let severity = severity_word(parts.groups[finding].lead.severity());
        out.raw("<span class=\"sub\">");
        out.element("a", &[("href", &target)], format!("see {severity}"));
        out.raw("</span>");
    }
    out.raw("</td>");
}

/// The name, with a link to the hub where it is a repository of it; an address that a crate names is only shown.
fn name(model: &Artifact, out: &mut Markup) {
    match model {
        Artifact::Hub { id, .. } => {
            let address = format!("https://huggingface.co/{id}");
            let attributes = [
                ("href", address.as_str()),
                ("rel", "noopener noreferrer"),
                ("class", "name"),
            ];
            out.element("a", &attributes, model);
        }
        Artifact::Registry(of) => {
            let address = of.page();
            let attributes = [
                ("href", address.as_str()),
                ("rel", "noopener noreferrer"),
                ("class", "name"),
            ];
            out.element("a", &attributes, model);
        }
        Artifact::Url(_) | Artifact::Path { .. } => {
            out.element("span", &[("class", "name")], model);
        }
    }
}

fn ways(pulls: &[Pulled<'_>], out: &mut Markup) {
    let of =
        |pulled: &Pulled<'_>| format!("{}{}", path(&pulled.pull.path), conditions(pulled.pull));
    let ways = distinct(pulls.iter().map(of));
    let list = |ways: &[String], out: &mut Markup| {
        out.raw("<ul class=\"ways\">");
        for way in ways {
            out.element("li", &[], way);
        }
        out.raw("</ul>");
    };
    let (first, more) = ways.split_at(ways.len().min(MAX_WAYS));
    list(first, out);
    if !more.is_empty() {
        out.raw("<details><summary>")
            .text(format!("{} more", more.len()))
            .raw("</summary>");
        list(more, out);
        out.raw("</details>");
    }
}

fn members(parts: &Parts<'_>, out: &mut Markup) {
    section(
        out,
        "members",
        "members-title",
        "Members",
        parts.page.members.len(),
    );
    out.raw("<table class=\"members\" role=\"table\" aria-labelledby=\"members-title\"><thead role=\"rowgroup\"><tr role=\"row\">");
    let columns = ["Member", "Licence", "Gated", "Models", "Findings"];
    for name in columns {
        out.element("th", &[("role", "columnheader"), ("scope", "col")], name);
    }
    out.raw("</tr></thead><tbody role=\"rowgroup\">\n");
    for member in parts.page.members {
        let of_member = |severity: Severity| {
            let findings = parts.page.report.findings.iter();
            findings
                .filter(|finding| {
                    finding.member.as_ref() == Some(member.member) && finding.severity == severity
                })
                .count()
        };
        let counts: Vec<String> = [Severity::Deny, Severity::Warn]
            .into_iter()
            .map(|severity| (of_member(severity), severity_word(severity)))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| plural(count, word))
            .collect();
        let texts = [
            member.member.to_string(),
            member.license.clone().unwrap_or_else(|| "none".to_owned()),
            if member.protected { "yes" } else { "no" }.to_owned(),
            member.models.len().to_string(),
            if counts.is_empty() {
                "none".to_owned()
            } else {
                counts.join(", ")
            },
        ];
        out.raw("<tr role=\"row\">");
        for (name, text) in columns.iter().zip(&texts) {
            out.element("td", &[("role", "cell"), ("data-label", name)], text);
        }
        out.raw("</tr>\n");
    }
    out.raw("</tbody></table>\n</section>\n");
}
