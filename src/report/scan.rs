//! The results of a scan, as text and as JSON lines.

use std::io::{self, Write};

use serde::Serialize;

use crate::escape;
use deny_models_scan::{Found, Scan};

/// One JSON object a line for each model found.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn jsonl(scan: &Scan, all: bool, out: &mut dyn Write) -> io::Result<()> {
    for found in scan.found.iter().filter(|found| all || !found.mention) {
        let line = serde_json::to_string(&Shown::new(scan, found, all))?;
        writeln!(out, "{}", escape::json(&line))?;
    }
    Ok(())
}

/// A model at a place.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Shown<'a> {
    #[serde(rename = "crate")]
    package: &'a str,
    version: &'a str,
    /// Relative to the root of the package.
    file: &'a str,
    /// From 1; 0 for a file without lines.
    line: u32,
    /// `org/name` for a repository of the hub, else an address, else a path.
    artifact: &'a str,
    /// The kind of evidence, such as `hf-repo-id` or `bundled-file`.
    kind: &'static str,
    /// How the model is pulled.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::ways())))]
    how: &'static str,
    /// The part of the package: `lib`, `bin`, `build`, `example`, `test` or `bench`.
    scope: &'static str,
    /// Features, all needed, as a comma list; other conditions as a `cfg(...)`.
    feature: Option<String>,
    column: u32,
    /// Whether only the tokenizer is fetched.
    tokenizer_only: bool,
    /// The evidence, in words.
    detail: &'a str,
    /// With `--all`: `yes`, or `mention` for what is only named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["yes", "mention"])))]
    pulls: Option<&'static str>,
}

impl<'a> Shown<'a> {
    fn new(scan: &'a Scan, found: &'a Found, all: bool) -> Self {
        Self {
            package: &scan.name,
            version: &scan.version,
            file: &found.file,
            line: found.line,
            artifact: &found.artifact,
            kind: found.kind.as_str(),
            how: found.how.as_str(),
            scope: found.scope.as_str(),
            feature: condition(found),
            column: found.column,
            tokenizer_only: found.tokenizer_only,
            detail: &found.detail,
            pulls: all.then_some(if found.mention { "mention" } else { "yes" }),
        }
    }
}

/// Features and conditions as one text: a comma list, or a `cfg` expression where features alone do not express it.
fn condition(found: &Found) -> Option<String> {
    match (found.features.as_slice(), &found.cfg) {
        ([], None) => None,
        (features, None) => Some(features.join(",")),
        ([], Some(cfg)) => Some(format!("cfg({cfg})")),
        (features, Some(cfg)) => {
            let features: Vec<String> = features
                .iter()
                .map(|feature| format!("feature = \"{feature}\""))
                .collect();
            Some(format!("cfg(all({}, {cfg}))", features.join(", ")))
        }
    }
}

/// A paragraph a crate, a line a model and place.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn human(scan: &Scan, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let found: Vec<&Found> = scan
        .found
        .iter()
        .filter(|found| all || !found.mention)
        .collect();
    if found.is_empty() && scan.unresolved.is_empty() && scan.stops.is_empty() {
        return writeln!(
            out,
            "{} {}: no models found",
            escape::text(&scan.name),
            escape::text(&scan.version)
        );
    }
    writeln!(
        out,
        "{} {}",
        escape::text(&scan.name),
        escape::text(&scan.version)
    )?;
    for item in found {
        let condition = condition(item)
            .map(|condition| format!(" [{condition}]"))
            .unwrap_or_default();
        let tokenizer = if item.tokenizer_only {
            ", tokenizer only"
        } else {
            ""
        };
        let place = if item.line == 0 {
            item.file.clone()
        } else {
            format!("{}:{}:{}", item.file, item.line, item.column)
        };
        let how = if item.mention {
            "only named"
        } else {
            item.how.as_str()
        };
        let line = format!(
            "  {} ({how}, {}{tokenizer}){condition}",
            item.artifact, item.scope
        );
        writeln!(out, "{}", escape::text(&line))?;
        writeln!(
            out,
            "    {}",
            escape::text(&format!("{place}: {}", item.detail))
        )?;
    }
    for open in &scan.unresolved {
        let by = if open.caller_given {
            "given by the caller"
        } else {
            "not readable from the source"
        };
        let line = format!(
            "  ? {} ({by}, {}) at {}:{}:{}",
            open.template, open.scope, open.file, open.line, open.column
        );
        writeln!(out, "{}", escape::text(&line))?;
    }
    for stop in &scan.stops {
        let line = format!(
            "  ! not analysed to the end: {}:{}: {}",
            stop.file, stop.line, stop.cause
        );
        writeln!(out, "{}", escape::text(&line))?;
    }
    Ok(())
}
