//! Pieces that several parts of the page draw: the severity of a finding, and a model with its licence and lineage.

use super::markup::Markup;
use super::parts::Parts;
use crate::report::diagram::{Node, Tone};
use crate::report::tree;
use crate::report::view::View;
use deny_models::lint::Severity;
use deny_models::model::Resolution;

/// The CSS class of a list: in a long one the browser lays out only the visible part.
pub(super) fn list_class(items: usize) -> &'static str {
    if items > 100 { "many" } else { "" }
}

/// The printed word for a severity.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Deny => "error",
        Severity::Warn => "warning",
        Severity::Note | Severity::Allow => "note",
    }
}

/// The licence of a model and its class, in the colour of the class.
pub(super) fn licence(node: &Node, out: &mut Markup) {
    out.open(
        "span",
        &[
            ("class", "tone"),
            ("data-tone", Tone::of(node.class).as_str()),
        ],
    );
    match &node.license {
        Some(license) => out.text(license),
        None => out.raw("no licence"),
    };
    out.raw(" <span class=\"class\">")
        .text(node.class)
        .raw("</span></span>");
}

/// The lineage as a drawing of lines.
pub(super) fn lineage(resolution: &Resolution, view: &View<'_>, out: &mut Markup) {
    out.raw("<pre class=\"lineage\" tabindex=\"0\" role=\"img\"");
    // The drawing is read out as the sentence that it is.
    let words: Vec<String> = resolution
        .lineage
        .iter()
        .map(|step| {
            format!(
                "{} {} {}",
                step.of.name(),
                step.link.as_str(),
                step.model.name()
            )
        })
        .collect();
    out.attribute("aria-label", &words.join("; ")).raw(">");
    out.lines(&tree::lines(resolution, view.unicode))
        .raw("</pre>");
}

/// A model by its name, with a link to its row and what governs it.
pub(super) fn model(parts: &Parts<'_>, number: usize, out: &mut Markup) {
    let node = &parts.diagram.nodes[parts.diagram.models[number].node];
    let target = format!("#m{number}");
    out.open("a", &[("href", &target), ("class", "name")])
        .text(&node.name)
        .close("a")
        .raw(" ");
    licence(node, out);
}
