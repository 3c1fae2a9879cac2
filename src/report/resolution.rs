//! What binds a model, for people: the answer to `resolve`.

use std::io::{self, Write};

use super::phrases::sources;
use super::texts::{MAX_FACTS, distinct, few};
use super::tree;
use super::view::View;
use crate::escape::text;
use deny_models::license::{self, Flag, Obligation, Verdict};
use deny_models::model::{Binding, Resolution};

/// Prints what binds a model: the answer to `resolve`.
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
                "{}, which the declared licence cannot undo",
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
    rows.extend(
        resolution
            .slot_licenses
            .iter()
            .take(MAX_FACTS)
            .map(|slot_licenses| {
                let shown = format!(
                    "{} [{}], which binds no weights",
                    slot_licenses.terms.text(),
                    slot_licenses.detail
                );
                (slot_licenses.slot.as_str(), text(&shown))
            }),
    );
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
    let asks: Vec<String> = license::obligations(license).iter().map(asked).collect();
    let mut rows = vec![(
        "governing",
        format!(
            "{}{name} ({}){from}",
            text(&license.to_string()),
            license.class()
        ),
    )];
    if !asks.is_empty() {
        rows.push(("asks for", asks.join("\n            ")));
    }
    rows.extend(license.url().map(|url| ("terms at", url.into_owned())));
    rows
}

/// One obligation in a line.
fn asked(obligation: &Obligation) -> String {
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

/// The verdict in words. The gate is not at hand, but the flags of the licence tell who said so.
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
