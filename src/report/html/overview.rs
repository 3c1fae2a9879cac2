//! Filters and the frame of the diagram; the script fills both with life, so without it they are not shown.

use std::collections::BTreeMap;

use super::markup::Markup;
use super::parts::Parts;
use crate::report::diagram::Tone;
use crate::report::phrases;
use crate::report::texts::plural;
use deny_models::domain::How;
use deny_models::license::Class;

pub(super) fn write(parts: &Parts<'_>, out: &mut Markup) {
    filters(parts, out);
    out.raw("<section id=\"diagram\" aria-labelledby=\"diagram-title\">\n<h2 id=\"diagram-title\">Crates, models and their lineage</h2>\n");
    if parts.diagram.models.is_empty() {
        out.raw("<p>No member pulls a model.</p>\n</section>\n");
        return;
    }
    out.raw("<noscript><p class=\"hint\">The diagram, the filters and sorting need JavaScript. The tables below hold the same data.</p></noscript>\n");
    let left_out = parts
        .page
        .members
        .iter()
        .filter(|member| member.models.is_empty());
    let drawn = parts
        .diagram
        .nodes
        .iter()
        .filter(|node| !node.kind.is_model());
    let packages = parts
        .page
        .report
        .stats
        .packages
        .saturating_sub(drawn.count());
    if packages > 0 {
        let among = match left_out.count() {
            0 => String::new(),
            members => format!(", {} among them", plural(members, "member")),
        };
        let packages = plural(packages, "package");
        out.raw("<p class=\"hint\">");
        out.text(format!(
            "Not drawn, since they pull no model: {packages}{among}."
        ));
        out.raw("</p>\n");
    }
    out.raw("<div class=\"canvas\" id=\"canvas\" hidden>\n<div class=\"tools\" role=\"group\" aria-label=\"Size of the diagram\">");
    for (id, sign, name) in [
        ("zoom-in", "+", "Larger"),
        ("zoom-out", "\u{2212}", "Smaller"),
        ("zoom-fit", "Fit", "Fit the diagram to its frame"),
    ] {
        let attributes = [
            ("type", "button"),
            ("id", id),
            ("aria-label", name),
            ("title", name),
        ];
        out.element("button", &attributes, sign);
    }
    out.raw("<span class=\"hint\" id=\"diagram-help\">Arrow keys move between nodes, Enter shows the details of a node, Escape clears the selection. Drag or scroll to move, Ctrl and the wheel to zoom.</span></div>\n");
    out.raw("<div class=\"stage\"><div class=\"frame\" id=\"frame\"></div><aside id=\"detail\" aria-live=\"polite\" aria-label=\"The selected node\"></aside></div>\n");
    out.raw("<p class=\"hint paper\" id=\"paper\" hidden>The diagram is too large for paper. The table of models holds the same data.</p>\n");
    legend(out);
    out.raw("</div>\n</section>\n");
}

fn legend(out: &mut Markup) {
    out.raw("<div class=\"legend\"><ul aria-label=\"Colours\">");
    for tone in Tone::ALL {
        out.raw("<li>");
        out.element(
            "span",
            &[("class", "tone"), ("data-tone", tone.as_str())],
            tone.explain(),
        );
        out.raw("</li>");
    }
    out.raw("</ul><ul aria-label=\"Shapes and lines\">");
    for (class, words) in [
        ("shape member", "workspace member"),
        ("shape crate", "crate that pulls a model"),
        ("shape model", "model"),
        ("shape ancestor", "base or component of a model"),
        (
            "stroke pulls",
            "bundled, fetched while building, or loaded at run time",
        ),
        (
            "stroke offered",
            "offered to the caller, or with a feature that is off",
        ),
        ("stroke made", "derived from, or loads"),
        ("stroke depends", "depends on"),
    ] {
        out.raw("<li>");
        out.open("span", &[("class", class), ("aria-hidden", "true")])
            .close("span");
        out.text(words).raw("</li>");
    }
    out.raw("</ul></div>\n");
}

fn filters(parts: &Parts<'_>, out: &mut Markup) {
    out.raw("<form id=\"filters\" class=\"filters\" role=\"search\" aria-label=\"Filter this report\" hidden>\n");
    out.raw("<label class=\"search\">Search<input type=\"search\" id=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"model, crate or licence\"></label>\n");
    let members: Vec<(String, String)> = parts
        .page
        .members
        .iter()
        .enumerate()
        .map(|(at, member)| (at.to_string(), member.member.to_string()))
        .collect();
    if members.len() > 1 {
        choice(out, "member", "Member", "all members", &members);
    }
    let plain = |words: &[(&str, &str)]| -> Vec<(String, String)> {
        words
            .iter()
            .map(|(value, name)| ((*value).to_owned(), (*name).to_owned()))
            .collect()
    };
    let severities = [
        ("deny", "errors"),
        ("warn", "warnings"),
        ("note", "notes"),
        ("none", "no finding"),
    ];
    choice(out, "severity", "Findings", "all", &plain(&severities));
    let occurring: Vec<(&str, &str)> = How::ALL
        .into_iter()
        .filter(|how| {
            let mut pulls = parts.diagram.models.iter().flat_map(|model| &model.pulls);
            pulls.any(|pulled| pulled.pull.pull.how == *how)
        })
        .map(|how| (how.as_str(), phrases::how(Some(how))))
        .collect();
    choice(
        out,
        "how",
        "How it comes in",
        "all ways",
        &plain(&occurring),
    );
    let mut classes: BTreeMap<Class, usize> = BTreeMap::new();
    for model in &parts.diagram.models {
        *classes
            .entry(parts.diagram.nodes[model.node].class)
            .or_default() += 1;
    }
    out.raw("<fieldset><legend>Licence class</legend><div class=\"chips\">");
    for (class, count) in classes {
        out.raw("<label>");
        let attributes = [
            ("type", "checkbox"),
            ("name", "class"),
            ("value", class.as_str()),
        ];
        out.open("input", &attributes);
        out.open(
            "span",
            &[("class", "tone"), ("data-tone", Tone::of(class).as_str())],
        );
        out.text(class)
            .raw(" <span class=\"count\">")
            .text(count)
            .raw("</span></span></label>");
    }
    out.raw("</div></fieldset>\n<div class=\"outcome\"><output id=\"outcome\" role=\"status\"></output> <button type=\"reset\" id=\"show-all\">Show all</button></div>\n</form>\n");
}

fn choice(out: &mut Markup, id: &str, name: &str, all: &str, options: &[(String, String)]) {
    out.raw("<label>").text(name);
    out.open("select", &[("id", id)]);
    out.element("option", &[("value", "")], all);
    for (value, name) in options {
        out.element("option", &[("value", value)], name);
    }
    out.raw("</select></label>\n");
}
