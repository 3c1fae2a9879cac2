//! `inspect`: the metadata of weight files, cards and sidecars.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use camino::Utf8PathBuf;

use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::{args, stdin};
use crate::card;
use crate::report::inspect;
use deny_models::evidence::header::{self, FileHeader};

/// Show the metadata of a weight file, a model card or a sidecar, without applying a policy.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Weight files, cards and sidecars; of a directory those inside; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    format: String,
    /// File name for standard input: decides the format where the content does not
    #[arg(long, value_name = "NAME")]
    stdin_name: Option<String>,
    #[command(flatten)]
    manifest: args::NoManifest,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

/// A damaged file is an answer like any other; only what cannot be opened at all could not be looked at.
fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let mut files = Vec::new();
    let mut remarks = Vec::new();
    let mut outcome = Outcome::Pass;
    let is_stdin = |path: &&PathBuf| path.as_os_str() == "-";
    match args.files.iter().filter(is_stdin).count() {
        0 if args.stdin_name.is_some() => {
            return Err(Error::usage("`--stdin-name` goes with the file `-`"));
        }
        0 | 1 => {}
        _ => return Err(Error::usage("standard input is read once; give `-` once")),
    }
    for path in &args.files {
        let (shown, looked) = if is_stdin(&path) {
            let looked = from_stdin(args.stdin_name.as_deref(), &mut files);
            (STDIN.into(), looked)
        } else {
            (utf8(path), look(path, &mut files, &mut remarks))
        };
        if let Err(why) = looked {
            output.error(&Error::read(shown, why));
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
    output.status(|_, out| notes(&remarks, out))?;
    Ok(outcome)
}

/// The name that is shown in place of a path.
const STDIN: &str = "standard input";

fn from_stdin(name: Option<&str>, files: &mut Vec<FileHeader>) -> io::Result<()> {
    let file = stdin::file()?;
    if file.metadata()?.len() == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it is empty"));
    }
    files.push(FileHeader {
        path: name.unwrap_or(STDIN).into(),
        header: card::read_stream(name, file)?,
    });
    Ok(())
}

fn look(path: &Path, files: &mut Vec<FileHeader>, remarks: &mut Vec<String>) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.metadata()?.is_dir() && !header::is_package(&name) {
        let directory = card::read_directory(path)?;
        let shown = utf8(path);
        if directory.files.is_empty() {
            remarks.push(format!("{shown}: no file of a model in it"));
        }
        files.extend(directory.files.into_iter().map(|file| FileHeader {
            path: shown.join(file.path),
            ..file
        }));
        remarks.extend(
            directory
                .left_out
                .into_iter()
                .map(|what| format!("left out {}", shown.join(what))),
        );
        return Ok(());
    }
    files.push(FileHeader {
        path: utf8(path),
        header: card::read_file(path)?,
    });
    Ok(())
}

fn notes(remarks: &[String], out: &mut dyn Write) -> io::Result<()> {
    for what in remarks {
        writeln!(out, "note: {}", crate::escape::text(what))?;
    }
    Ok(())
}

/// The text that is shown for a path; bytes that are not UTF-8 are replaced.
fn utf8(path: &Path) -> Utf8PathBuf {
    path.to_string_lossy().into_owned().into()
}
