//! The diagram for Graphviz.

use std::io::{self, Write};

use super::diagram::{Crates, Diagram, Edge, Kind, Lookup, Tone, caption};
use super::list::Listed;
use crate::escape;
use deny_models::domain::How;

/// Prints what `members` pull as a directed graph in the language of Graphviz.
///
/// # Errors
///
/// When writing fails.
pub fn dot(members: &[Listed<'_>], lookup: &Lookup<'_>, out: &mut dyn Write) -> io::Result<()> {
    let diagram = Diagram::of(members, Crates::All, lookup);
    writeln!(out, "digraph models {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(
        out,
        "  node [fontname=\"Helvetica\", fontsize=11, style=filled, fillcolor=\"#ffffff\"];"
    )?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=9];")?;
    for (at, node) in diagram.nodes.iter().enumerate() {
        let caption = caption(node);
        let mut label = quoted(&node.name);
        if !caption.is_empty() {
            label.push_str("\\n");
            label.push_str(&quoted(&caption));
        }
        let look = match node.kind {
            Kind::Member => "shape=box, penwidth=2".to_owned(),
            Kind::Crate => "shape=box".to_owned(),
            Kind::Model | Kind::Ancestor => {
                let tone = Tone::of(node.class);
                let (line, ground) = tone.colors();
                let style = match (node.kind, tone) {
                    (_, Tone::Unknown) => "filled,rounded,dashed",
                    (Kind::Model, _) => "filled,rounded,bold",
                    _ => "filled,rounded",
                };
                format!("shape=box, style=\"{style}\", color=\"{line}\", fillcolor=\"{ground}\"")
            }
        };
        writeln!(out, "  n{at} [label=\"{label}\", {look}];")?;
    }
    for (from, to, tie) in &diagram.edges {
        let look = match tie {
            Edge::Depends => String::new(),
            Edge::Pulls(How::Offered, true) | Edge::Pulls(_, false) => {
                format!(" [label=\"{}\", style=dashed]", tie.as_str())
            }
            Edge::Pulls(..) => format!(" [label=\"{}\", penwidth=1.6]", tie.as_str()),
            Edge::Made(_) => format!(" [label=\"{}\", style=dotted]", tie.as_str()),
        };
        writeln!(out, "  n{from} -> n{to}{look};")?;
    }
    writeln!(out, "}}")
}

/// The inside of a quoted string. Graphviz reads backslashes and entities in labels.
fn quoted(raw: &str) -> String {
    let mut out = String::new();
    for char in escape::text(raw).chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_label() {
        assert_eq!(
            quoted("a\"];x\\N<b>&lt;\n"),
            "a\\\"];x\\\\N<b>&amp;lt;\\\\n"
        );
    }
}
