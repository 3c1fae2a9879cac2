//! The facts about a licence, as text: the output of `explain LICENCE-ID`.

use std::io::{self, Write};

use crate::escape::text;
use deny_models::license::{Flag, License, Obligation, obligations};

/// Prints the facts about a licence and its obligations, each with its clause.
///
/// # Errors
///
/// When writing fails.
pub fn license(license: &License, out: &mut dyn Write) -> io::Result<()> {
    let name = license.full_name().unwrap_or_default();
    writeln!(out, "{} ({})", text(&license.to_string()), text(name))?;
    writeln!(out)?;
    for (key, value) in rows(license) {
        writeln!(out, "  {key:<10} {}", text(&value))?;
    }
    let obligations = obligations(license);
    if obligations.is_empty() {
        return writeln!(out, "\nIts obligations are unknown.");
    }
    writeln!(out, "\nObligations of users and distributors:\n")?;
    for obligation in &obligations {
        writeln!(out, "  - {}", text(&duty(obligation)))?;
        for more in [
            obligation.text.map(|text| format!("wording: {text}")),
            obligation.link.map(str::to_owned),
        ]
        .into_iter()
        .flatten()
        {
            writeln!(out, "    {}", text(&more))?;
        }
    }
    writeln!(
        out,
        "\nThis is a summary and no legal advice. Only the text of the licence counts."
    )
}

fn rows(license: &License) -> Vec<(&'static str, String)> {
    let flag = |flag| match flag {
        Flag::Yes => "yes",
        Flag::No => "no",
        Flag::Unknown => "unknown: it names no text",
    };
    let reaches = if license.propagates() {
        "yes: models trained from it stay under its terms"
    } else {
        "no: models trained from it may be under other terms; conversions, adapters and merges may not"
    };
    let mut rows = vec![
        ("SPDX", license.spdx_ref()),
        ("OSI", flag(license.osi()).to_owned()),
        ("FSF", flag(license.fsf()).to_owned()),
        ("class", license.class().to_string()),
        ("reaches on", reaches.to_owned()),
    ];
    rows.extend(license.url().map(|url| ("text", url.into_owned())));
    rows.extend(license.source().map(|source| ("source", source.to_owned())));
    rows
}

fn duty(obligation: &Obligation) -> String {
    let limit = obligation
        .limit
        .map(|limit| format!(" ({limit})"))
        .unwrap_or_default();
    let clause = obligation.clause.map_or_else(
        || " [from general knowledge]".to_owned(),
        |clause| format!(" [{clause}]"),
    );
    format!(
        "{}: {}{limit}{clause}",
        obligation.duty.as_str(),
        obligation.detail
    )
}
