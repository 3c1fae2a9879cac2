//! `inspect`: what weight files, cards and sidecars say of themselves.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use camino::Utf8PathBuf;

use super::output::Output;
use super::{Error, Outcome, Ran, args};
use crate::evidence::card;
use crate::evidence::header::{self, FileHeader};
use crate::report::inspect;

/// Say what a weight file, a model card or a sidecar says of itself, without judging it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Weight files, cards and sidecars; of a directory those inside
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    format: String,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> Ran {
    Output::here(args.look.color).run(|output| answer(args, output))
}

/// A damaged file is an answer like any other; only what cannot be opened at all could not be looked at.
fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let mut files = Vec::new();
    let mut left_out = Vec::new();
    let mut outcome = Outcome::Pass;
    for path in &args.files {
        if let Err(why) = look(path, &mut files, &mut left_out) {
            output.error(&Error::Read {
                path: utf8(path),
                why,
            });
            outcome = Outcome::CouldNotCheck;
        }
    }
    output.data(|view, out| {
        if args.format == "json" {
            inspect::to_json(&files, out)
        } else {
            inspect::human(&files, view, out)
        }
    })?;
    output.diagnostics(|_, out| notes(&left_out, out))?;
    Ok(outcome)
}

fn look(path: &Path, files: &mut Vec<FileHeader>, left_out: &mut Vec<String>) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.metadata()?.is_dir() && !header::is_package(&name) {
        let directory = card::read_directory(path)?;
        let shown = utf8(path);
        files.extend(directory.files.into_iter().map(|file| FileHeader {
            path: shown.join(file.path),
            ..file
        }));
        left_out.extend(
            directory
                .left_out
                .into_iter()
                .map(|what| shown.join(what).into_string()),
        );
        return Ok(());
    }
    files.push(FileHeader {
        path: utf8(path),
        header: card::read_file(path)?,
    });
    Ok(())
}

fn notes(left_out: &[String], out: &mut dyn Write) -> io::Result<()> {
    for what in left_out {
        writeln!(out, "note: left out {}", crate::escape::text(what))?;
    }
    Ok(())
}

/// What is shown of a path; other bytes than UTF-8 are replaced.
fn utf8(path: &Path) -> Utf8PathBuf {
    path.to_string_lossy().into_owned().into()
}
