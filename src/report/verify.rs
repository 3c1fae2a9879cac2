//! The files that `verify` compared, as lines and as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::json;
use crate::escape;
use crate::verify::{Digests, Row, Status, Verified};

/// The result of a comparison, and what it took.
pub(crate) struct Shown<'a> {
    pub(crate) place: &'a str,
    pub(crate) verified: &'a Verified<'a>,
    pub(crate) digests: &'a Digests,
}

impl Shown<'_> {
    /// Whether any file fails.
    pub(crate) fn fails(&self) -> bool {
        self.verified.rows.iter().any(|row| row.status.fails())
    }

    /// Prints the files that fail, and a summary.
    pub(crate) fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        for row in &self.verified.rows {
            let line = escape::text(&line(row));
            match row.status {
                Status::Ok => {}
                Status::Accepted => writeln!(out, "note: {line}")?,
                _ => writeln!(out, "error[{}]: {line}", row.status.as_str())?,
            }
        }
        let stats = &self.verified.stats;
        let of = |status| stats.by_status.get(&status).copied().unwrap_or_default();
        let counts: Vec<String> = Status::ALL
            .into_iter()
            .filter(|status| of(*status) > 0)
            .map(|status| format!("{} {}", of(status), status.as_str()))
            .collect();
        let counts = if counts.is_empty() {
            "no weight files".to_owned()
        } else {
            counts.join(", ")
        };
        if stats.other_models > 0 {
            writeln!(
                out,
                "note: not compared: {} of the cache that this workspace does not lock",
                count(stats.other_models, "model")
            )?;
        }
        writeln!(
            out,
            "{}: {counts}; {} read, {} remembered",
            escape::text(self.place),
            count(self.digests.hashed, "digest"),
            self.digests.remembered,
        )
    }

    /// Prints one object.
    pub(crate) fn as_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let stats = &self.verified.stats;
        let by_status = Status::ALL.into_iter().map(|status| {
            let count = stats.by_status.get(&status).copied().unwrap_or_default();
            (status.as_str(), count)
        });
        let files = self.verified.rows.iter().map(FileOut::new);
        json::write(
            &Verify {
                schema_version: 1,
                outcome: if self.fails() { "fail" } else { "pass" },
                place: self.place,
                files: files.collect(),
                stats: StatsOut {
                    files: stats.files,
                    bytes: stats.bytes,
                    digests_read: self.digests.hashed,
                    digests_remembered: self.digests.remembered,
                    absent_models: stats.absent_models,
                    other_models: stats.other_models,
                    by_status: by_status.collect(),
                },
            },
            out,
        )
    }
}

fn line(row: &Row<'_>) -> String {
    let licence = row
        .known
        .and_then(|known| known.resolution.governing())
        .map(|binding| binding.license.id().to_owned());
    let rest = match (row.status, licence) {
        (Status::Failing, Some(licence)) => format!(", under {licence}"),
        (Status::UnknownLicense, _) => ", whose licence is not known".to_owned(),
        (Status::Accepted, _) => {
            let reason = row.known.and_then(|known| known.accepted.as_deref());
            format!(", accepted by the policy: {}", reason.unwrap_or_default())
        }
        _ => String::new(),
    };
    format!("{}: {}{rest}", row.path, row.detail)
}

fn count(number: usize, thing: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{s}")
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Verify<'a> {
    /// The version of this contract: fields are added without a new one.
    schema_version: u32,
    /// `fail` when a file has another status than `ok` and `accepted`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail"])))]
    outcome: &'static str,
    /// The directory, file or archive that was searched.
    place: &'a str,
    /// Sorted by path.
    files: Vec<FileOut<'a>>,
    stats: StatsOut,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FileOut<'a> {
    /// From the place that was searched, with `/`; of a part that is missing, where it belongs.
    path: &'a str,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["ok", "accepted", "changed", "missing", "unknown", "failing", "unknown-license"])))]
    status: &'static str,
    /// The model that it is of.
    model: Option<String>,
    /// The commit at which the model is locked.
    revision: Option<&'a str>,
    /// Its path in the repository of the model.
    file: Option<&'a str>,
    /// In bytes; null where it is not there.
    size: Option<u64>,
    /// Null where it was not read: no known file has its size.
    sha256: Option<&'a str>,
    /// The locked SHA-256, where the file has another or is missing.
    expected_sha256: Option<&'a str>,
    /// The governing licence of the model; null when unknown.
    governing: Option<String>,
    /// One sentence.
    detail: &'a str,
}

impl<'a> FileOut<'a> {
    fn new(row: &'a Row<'a>) -> Self {
        let governing = row.known.and_then(|known| known.resolution.governing());
        Self {
            path: &row.path,
            status: row.status.as_str(),
            model: row.known.map(|known| known.model.to_string()),
            revision: row.known.and_then(|known| known.revision.as_deref()),
            file: row.file,
            size: row.size,
            sha256: row.sha256.as_deref(),
            expected_sha256: row.expected,
            governing: governing.map(|binding| binding.license.id().to_owned()),
            detail: &row.detail,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StatsOut {
    /// Files that were found.
    files: usize,
    /// Their bytes.
    bytes: u64,
    /// Digests that were computed.
    digests_read: usize,
    /// Digests that an earlier run computed of the same file.
    digests_remembered: usize,
    /// Models with locked digests of which no file was found.
    absent_models: usize,
    /// Models of the hub's cache that this workspace does not lock.
    other_models: usize,
    /// The number of files of each status.
    by_status: BTreeMap<&'static str, usize>,
}
