//! Obligations of the licences of the models, licence by licence, each with its clause.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::markup::Markup;
use super::parts::Parts;
use crate::report::diagram::Tone;
use crate::report::texts::{distinct, plural};
use deny_models::domain::How;
use deny_models::license::{Class, License, Obligation, Verdict, obligations};

/// More models than this are folded.
const MAX_MODELS: usize = 8;

/// The models that a licence applies to.
struct Bound<'a> {
    license: &'a License,
    verdict: Verdict,
    /// The number of the model, the model that the licence comes from, and whether it is only offered.
    models: Vec<(usize, &'a str, bool)>,
}

pub(super) fn write(parts: &Parts<'_>, out: &mut Markup) {
    out.raw("<section id=\"obligations\" aria-labelledby=\"obligations-title\">\n<h2 id=\"obligations-title\">Obligations by licence</h2>\n");
    let bound = bound(parts);
    if bound.is_empty() {
        out.raw("<p>No licence applies to a model here.</p>\n");
    } else {
        out.raw("<p class=\"hint\">Every licence that applies to a pulled model, the strictest first. The obligations are summaries; only the text of the licence counts.</p>\n");
    }
    for licence in &bound {
        section(parts, licence, out);
    }
    out.raw("</section>\n");
}

fn bound<'a>(parts: &'a Parts<'_>) -> Vec<Bound<'a>> {
    let mut known: BTreeMap<&License, Bound<'a>> = BTreeMap::new();
    for (number, model) in parts.diagram.models.iter().enumerate() {
        let offered = model
            .pulls
            .iter()
            .all(|pulled| pulled.pull.pull.how == How::Offered);
        for binding in &model.resolution.binding {
            let bound = known.entry(&binding.license).or_insert_with(|| Bound {
                license: &binding.license,
                verdict: binding.verdict,
                models: Vec::new(),
            });
            bound.models.push((number, binding.from.name(), offered));
        }
    }
    let mut bound: Vec<Bound<'a>> = known.into_values().collect();
    bound.sort_by_key(|bound| (Reverse(bound.verdict), Reverse(bound.license.class())));
    bound
}

fn section(parts: &Parts<'_>, bound: &Bound<'_>, out: &mut Markup) {
    let license = bound.license;
    out.raw("<article class=\"licence\"><h3>");
    out.text(license.full_name().unwrap_or(license.id()));
    out.raw("</h3>\n<p class=\"facts\">");
    let tone = Tone::of(license.class()).as_str();
    out.open("span", &[("class", "tone"), ("data-tone", tone)]);
    out.text(license)
        .raw(" <span class=\"class\">")
        .text(license.class())
        .raw("</span></span> ");
    let (word, text) = match bound.verdict {
        Verdict::Pass => ("pass", "the policy accepts it"),
        Verdict::Fail => ("fail", "the policy does not accept it"),
        Verdict::Unknown => ("unknown", "whether it passes is unknown"),
    };
    out.element(
        "span",
        &[("class", "verdict-word"), ("data-verdict", word)],
        text,
    );
    if let Some(url) = license.url() {
        // An address of the tables or of the SPDX list.
        out.raw(" ").element(
            "a",
            &[
                ("href", &url),
                ("rel", "noopener noreferrer"),
                ("class", "print"),
            ],
            "text of the licence",
        );
    }
    out.raw("</p>\n");
    models(parts, bound, out);
    list_obligations(license, out);
    if let Some(source) = license.source() {
        out.raw("<p class=\"sub\">Source of these facts: ")
            .text(source)
            .raw("</p>\n");
    }
    out.raw("</article>\n");
}

fn list_obligations(license: &License, out: &mut Markup) {
    let all = obligations(license);
    if all.is_empty() {
        let words = if license.class() == Class::Unknown {
            "Its obligations are unknown."
        } else {
            "It has no obligations."
        };
        out.element("p", &[], words).raw("\n");
        return;
    }
    let (shipping, limits): (Vec<&Obligation>, Vec<&Obligation>) = all
        .iter()
        .partition(|obligation| obligation.duty.is_for_distribution());
    for (title, duties) in [
        ("When the model is passed on", shipping),
        ("Limits of use", limits),
    ] {
        if duties.is_empty() {
            continue;
        }
        out.element("h4", &[], title).raw("<ul class=\"duties\">");
        for obligation in duties {
            out.raw("<li>");
            duty(obligation, out);
            out.raw("</li>");
        }
        out.raw("</ul>\n");
    }
}

fn duty(obligation: &Obligation, out: &mut Markup) {
    out.element("code", &[("class", "code")], obligation.duty)
        .raw(" ")
        .text(obligation.detail);
    if let Some(text) = obligation.text {
        out.raw(" Wording: ").element("q", &[], text);
    }
    if let Some(limit) = obligation.limit {
        out.raw(" From ").text(limit).raw(".");
    }
    if let Some(link) = obligation.link {
        out.raw(" ")
            .element("a", &[("href", link), ("rel", "noopener noreferrer")], link);
    }
    out.raw(" <span class=\"sub\">");
    match obligation.clause {
        Some(clause) => out.text(format!("[{clause}]")),
        None => out.raw("[general knowledge; not checked against the text]"),
    };
    out.raw("</span>");
}

fn models(parts: &Parts<'_>, bound: &Bound<'_>, out: &mut Markup) {
    let offered = bound.models.iter().filter(|(.., offered)| *offered).count();
    let names = bound.models.iter().map(|(number, from, offered)| {
        let model = &parts.diagram.models[*number].resolution.model;
        let through = if from.eq_ignore_ascii_case(model.name()) {
            String::new()
        } else {
            format!(" (through {from})")
        };
        let offered = if *offered { ", only offered" } else { "" };
        format!("{model}{through}{offered}")
    });
    let names = distinct(names);
    let list = |names: &[String], out: &mut Markup| {
        out.raw("<ul class=\"bound\">");
        for name in names {
            out.element("li", &[], name);
        }
        out.raw("</ul>");
    };
    let mut count = plural(names.len(), "model");
    if offered > 0 {
        count = format!("{count}, {offered} of them only offered");
    }
    if names.len() > MAX_MODELS {
        out.raw("<details><summary>Applies to ")
            .text(count)
            .raw("</summary>");
        list(&names, out);
        out.raw("</details>\n");
    } else {
        out.raw("<p class=\"models-of-licence\">Applies to ")
            .text(count)
            .raw(":</p>");
        list(&names, out);
        out.raw("\n");
    }
}
