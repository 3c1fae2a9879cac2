//! The report as one HTML file that stands alone: nothing is loaded, and no script runs but its own.
//!
//! Findings and tables are plain HTML. The script adds the diagram, filters and sorting; without it the page is
//! complete but for these.

mod data;
mod findings;
mod head;
mod layers;
mod markup;
mod models;
mod obligations;
mod origin;
mod overview;
mod parts;
mod pieces;
mod unseen;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::view::View;
use markup::Markup;
use parts::Parts;
pub use parts::{Locked, Page};

const STYLE: &str = include_str!("page.css");
/// In this order: what comes later uses what comes first.
const SCRIPTS: [&str; 4] = [
    include_str!("filter.js"),
    include_str!("table.js"),
    include_str!("diagram.js"),
    include_str!("page.js"),
];

/// The whole page.
#[must_use]
pub fn page(page: &Page<'_>, view: &View<'_>) -> String {
    // A page has room for the drawing of lines.
    let view = View {
        unicode: true,
        color: false,
        ..*view
    };
    let parts = Parts::new(page, &view);
    let style = unix(&[STYLE]);
    let script = unix(&SCRIPTS);
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        digest(&script),
        digest(&style)
    );
    let mut out = Markup::default();
    out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.open(
        "meta",
        &[
            ("http-equiv", "Content-Security-Policy"),
            ("content", &policy),
        ],
    );
    out.raw("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.raw("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.raw("<link rel=\"icon\" href=\"data:,\">\n");
    out.element("title", &[], format!("{}: licences of models", page.title));
    out.raw("\n<style>");
    out.code(&style);
    out.raw("</style>\n</head>\n<body>\n");
    out.raw("<a class=\"skip\" href=\"#findings\">To the findings</a>\n");
    head::write(&parts, &mut out);
    out.raw("<main>\n");
    overview::write(&parts, &mut out);
    findings::write(&parts, &mut out);
    obligations::write(&parts, &mut out);
    models::write(&parts, &mut out);
    unseen::write(&parts, &mut out);
    out.raw("</main>\n");
    head::foot(&parts, &mut out);
    out.data("data", &data::data(&parts));
    out.raw("\n<script>");
    out.code(&script);
    out.raw("</script>\n</body>\n</html>\n");
    out.finish()
}

/// Own code with the line ends that a browser makes of all others before it takes a digest.
fn unix(pieces: &[&'static str]) -> String {
    pieces.concat().replace("\r\n", "\n")
}

fn digest(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_code_cannot_end_its_element() {
        for text in SCRIPTS.iter().chain(&[STYLE]) {
            let lower = text.to_ascii_lowercase();
            assert!(!lower.contains("</s") && !lower.contains("<!--"));
        }
    }

    #[test]
    fn a_digest_is_that_of_the_text() {
        assert_eq!(
            digest(""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }
}
