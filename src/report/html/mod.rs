//! The report as one HTML file that stands alone: nothing is loaded, and no script runs but its own.
//!
//! Findings and tables are plain HTML. The script adds the picture, filters and sorting; without it the page is
//! complete but for these.

mod data;
mod findings;
mod head;
mod layers;
mod markup;
mod models;
mod obligations;
mod overview;
mod unseen;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::View;
use super::group::{Group, groups};
use super::list::Listed;
use super::picture::{Crates, Lookup, Picture};
use deny_models::finding::Report;
use deny_models::lint::Severity;
use markup::Markup;

const STYLE: &str = include_str!("page.css");
/// In this order: what comes later uses what comes first.
const SCRIPTS: [&str; 4] = [
    include_str!("filter.js"),
    include_str!("table.js"),
    include_str!("picture.js"),
    include_str!("page.js"),
];

/// What a page tells.
pub struct Page<'a> {
    /// What the report is about: the name of a crate or a workspace.
    pub title: &'a str,
    /// The day of the check.
    pub day: &'a str,
    /// The result of the check.
    pub report: &'a Report,
    /// What each member pulls.
    pub members: &'a [Listed<'a>],
    /// What the verdict rests on: a name and a text each.
    pub basis: &'a [(&'static str, String)],
    /// Tells what binds a model by its name.
    pub lookup: &'a Lookup<'a>,
}

/// What the parts of the page share.
struct Parts<'a> {
    page: &'a Page<'a>,
    view: &'a View<'a>,
    picture: Picture<'a>,
    /// Findings told together, the loudest first.
    groups: Vec<Group<'a>>,
    /// The number of a pulled model in the picture's list, by its key.
    numbers: BTreeMap<String, usize>,
}

impl<'a> Parts<'a> {
    fn new(page: &'a Page<'a>, view: &'a View<'a>) -> Self {
        let picture = Picture::of(page.members, Crates::Pulling, page.lookup);
        let mut groups = groups(page.report.findings.iter());
        groups.sort_by_key(|group| std::cmp::Reverse(group.lead.severity()));
        let models = picture.models.iter().enumerate();
        let numbers = models
            .map(|(at, model)| (model.resolution.model.key(), at))
            .collect();
        Self {
            page,
            view,
            picture,
            groups,
            numbers,
        }
    }

    /// The number of the model that a group of findings is about.
    fn model_of(&self, group: &Group<'_>) -> Option<usize> {
        let context = group.lead.first().context.as_deref()?;
        self.numbers.get(&context.model.key()).copied()
    }

    /// The loudest group of findings on each pulled model, by their numbers.
    fn loudest(&self) -> Vec<Option<usize>> {
        let mut loudest = vec![None; self.picture.models.len()];
        for (number, group) in self.groups.iter().enumerate() {
            if let Some(at) = self.model_of(group) {
                // The loudest groups come first.
                loudest[at].get_or_insert(number);
            }
        }
        loudest
    }

    /// The severity of the loudest finding on each pulled model, by its number.
    fn severities(&self) -> Vec<Option<Severity>> {
        let severity = |number: usize| self.groups[number].lead.severity();
        let loudest = self.loudest().into_iter();
        loudest.map(|number| number.map(severity)).collect()
    }
}

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

/// The class of a list that is long: only what is in sight of it is laid out.
fn many(items: usize) -> &'static str {
    if items > 100 { "many" } else { "" }
}

/// The word for a severity that people read.
fn loudness(severity: Severity) -> &'static str {
    match severity {
        Severity::Deny => "error",
        Severity::Warn => "warning",
        Severity::Note | Severity::Allow => "note",
    }
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
