//! The licences that apply to a model, as text: the output of `resolve`.

use std::io::{self, Write};

use super::phrases::sources;
use super::texts::{MAX_FACTS, distinct, few};
use super::tree;
use super::view::View;
use crate::escape::text;
use deny_models::license::{self, Flag, Obligation, Verdict};
use deny_models::model::{Binding, Resolution, tables};

/// Prints the licences that apply to a model: the output of `resolve`.
///
/// # Errors
///
/// When writing fails.
pub fn resolution(resolution: &Resolution, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", text(&resolution.model.to_string()))?;
    for (name, value) in rows(resolution, view) {
        writeln!(out, "  {name:<9} {value}")?;
    }
    Ok(())
}

fn rows(resolution: &Resolution, view: &View<'_>) -> Vec<(&'static str, String)> {
    let declared = resolution.declared.as_ref();
    let mut rows = vec![(
        "declared",
        declared.map_or_else(|| "nothing".to_owned(), |terms| text(terms.text())),
    )];
    rows.extend(slots(resolution));
    rows.push(("verdict", verdict(resolution)));
    if let Some(governing) = resolution.governing() {
        rows.extend(of_license(governing));
    }
    let joined = |texts: &[String]| few(texts, MAX_FACTS).join(", ");
    let others = besides(resolution);
    if !others.is_empty() {
        rows.push(("besides", joined(&others)));
    }
    let hidden: Vec<String> = resolution.hidden.iter().map(inherited).collect();
    if !hidden.is_empty() {
        rows.push((
            "hidden",
            format!(
                "{}, which the declared licence does not replace",
                joined(&hidden)
            ),
        ));
    }
    let unknown_reasons: Vec<String> = resolution
        .unknown_reasons
        .iter()
        .map(|reason| text(&reason.explain()))
        .collect();
    rows.extend(
        few(&unknown_reasons, MAX_FACTS)
            .into_iter()
            .map(|reason| ("unknown", reason)),
    );
    if !resolution.lineage.is_empty() {
        let lines = tree::lines(resolution, view.unicode);
        rows.push(("lineage", lines.join("\n            ")));
    }
    let sources = few(&sources(resolution, view), MAX_FACTS);
    rows.extend(sources.into_iter().map(|source| ("source", source)));
    rows.push(("tables", tables().short()));
    rows
}

/// The licences of code and data, where they are known, and that of the weights beside them.
fn slots(resolution: &Resolution) -> Vec<(&'static str, String)> {
    if resolution.slot_licenses.is_empty() {
        return Vec::new();
    }
    let weights: Vec<String> = resolution
        .of_weights()
        .iter()
        .map(|license| text(&license.to_string()))
        .collect();
    let mut rows = Vec::new();
    if !weights.is_empty() {
        let confused = if resolution.tag_is_of_code() {
            "; the tag is that of the code"
        } else {
            ""
        };
        let weights = few(&weights, MAX_FACTS).join(", ");
        rows.push(("weights", format!("{weights}{confused}")));
    }
    let slots = resolution.slot_licenses.iter().take(MAX_FACTS);
    rows.extend(slots.map(|licenses| {
        let shown = format!(
            "{} [{}], which does not apply to the weights",
            licenses.terms.text(),
            licenses.detail
        );
        (licenses.slot.as_str(), text(&shown))
    }));
    rows
}

fn of_license(governing: &Binding) -> Vec<(&'static str, String)> {
    let license = &governing.license;
    let name = license
        .full_name()
        .map(|name| format!(", {name}"))
        .unwrap_or_default();
    let from = match governing.depth {
        0 => String::new(),
        _ => format!(", from {}", text(governing.from.name())),
    };
    let obligations: Vec<String> = license::obligations(license).iter().map(line).collect();
    let mut rows = vec![(
        "governing",
        format!(
            "{}{name} ({}){from}",
            text(&license.to_string()),
            license.class()
        ),
    )];
    if !obligations.is_empty() {
        rows.push(("requires", obligations.join("\n            ")));
    }
    rows.extend(license.url().map(|url| ("terms at", url.into_owned())));
    rows
}

/// One obligation in a line.
fn line(obligation: &Obligation) -> String {
    let clause = obligation
        .clause
        .map(|clause| format!(" [{clause}]"))
        .unwrap_or_default();
    text(&format!(
        "{}: {}{clause}",
        obligation.duty.as_str(),
        obligation.detail
    ))
}

/// The other binding licences, each once.
fn besides(resolution: &Resolution) -> Vec<String> {
    let governing = resolution.governing().map(|binding| &binding.license);
    let others = resolution.binding.iter().map(|binding| &binding.license);
    distinct(
        others
            .filter(|license| Some(*license) != governing)
            .map(|license| text(&license.to_string())),
    )
}

/// The verdict in words. The flags of the licence show whether the OSI or the policy decides.
fn verdict(resolution: &Resolution) -> String {
    let osi = resolution.governing().map(|binding| binding.license.osi());
    let words = match (resolution.verdict, osi) {
        (Verdict::Pass, Some(Flag::Yes) | None) => "passes: OSI-approved",
        (Verdict::Pass, _) => "passes: the policy allows it",
        (Verdict::Fail, Some(Flag::No) | None) => "fails: not OSI-approved",
        (Verdict::Fail, _) => "fails: the policy denies it",
        (Verdict::Unknown, _) => "unknown, which fails",
    };
    words.to_owned()
}

fn inherited(binding: &Binding) -> String {
    format!(
        "{} of {}",
        text(&binding.license.to_string()),
        text(binding.from.name())
    )
}
