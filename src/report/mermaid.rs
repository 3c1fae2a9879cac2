//! The diagram for Mermaid, which forges and wikis draw.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::diagram::{Crates, Diagram, Edge, Kind, Lookup, Tone, caption};
use super::list::Listed;
use crate::escape;
use deny_models::domain::How;

/// Prints what `members` pull as a Mermaid flowchart.
///
/// # Errors
///
/// When writing fails.
pub fn mermaid(members: &[Listed<'_>], lookup: &Lookup<'_>, out: &mut dyn Write) -> io::Result<()> {
    let diagram = Diagram::of(members, Crates::All, lookup);
    writeln!(out, "flowchart LR")?;
    for (at, node) in diagram.nodes.iter().enumerate() {
        let caption = caption(node);
        let mut label = quoted(&node.name);
        if !caption.is_empty() {
            label.push_str("<br/>");
            label.push_str(&quoted(&caption));
        }
        let (open, close, class) = match node.kind {
            Kind::Member => ("[[", "]]", "member"),
            Kind::Crate => ("[", "]", "crate"),
            Kind::Model => ("([", "])", Tone::of(node.class).as_str()),
            Kind::Ancestor => ("(", ")", Tone::of(node.class).as_str()),
        };
        writeln!(out, "  n{at}{open}\"{label}\"{close}:::{class}")?;
    }
    for (from, to, tie) in &diagram.edges {
        match tie {
            Edge::Depends => writeln!(out, "  n{from} --> n{to}")?,
            Edge::Pulls(How::Offered, true) | Edge::Pulls(_, false) | Edge::Made(_) => {
                writeln!(out, "  n{from} -. \"{}\" .-> n{to}", tie.as_str())?;
            }
            Edge::Pulls(..) => writeln!(out, "  n{from} == \"{}\" ==> n{to}", tie.as_str())?,
        }
    }
    for tone in Tone::ALL {
        let (line, ground) = tone.colors();
        let dashes = if tone == Tone::Unknown {
            ",stroke-dasharray:4"
        } else {
            ""
        };
        writeln!(
            out,
            "  classDef {} fill:{ground},stroke:{line},color:#14181d{dashes}",
            tone.as_str()
        )?;
    }
    writeln!(
        out,
        "  classDef member fill:#ffffff,stroke:#14181d,stroke-width:2px,color:#14181d"
    )?;
    writeln!(
        out,
        "  classDef crate fill:#ffffff,stroke:#5b6470,color:#14181d"
    )
}

/// The inside of a quoted label. Everything that Mermaid or HTML could read becomes an entity, which Mermaid writes
/// with `#`.
fn quoted(raw: &str) -> String {
    let mut out = String::new();
    for char in escape::text(raw).chars() {
        let plain = char.is_alphanumeric() || " ./-_@:,+".contains(char);
        if plain {
            out.push(char);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "#{};", u32::from(char));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_label() {
        assert_eq!(quoted("Qwen/Qwen2.5-7B"), "Qwen/Qwen2.5-7B");
        assert_eq!(quoted("a\"]<img>`#"), "a#34;#93;#60;img#62;#96;#35;");
    }
}
