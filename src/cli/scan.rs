//! `scan`: the evidence of models in source and files.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::args;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use crate::graph::cargo;
use crate::report::scan as print;
use deny_models::source::Problem;
use deny_models_scan::{ScanOptions, Task, scan_many};

/// Show the evidence of models in the source and files of crates.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    manifest: args::Manifest,
    /// Scan the one crate in this directory, without cargo, a network or a lock file; else the members of the workspace
    #[arg(long, value_name = "DIR", conflicts_with = "manifest_path")]
    crate_dir: Vec<Utf8PathBuf>,
    /// Also show models that are only mentioned
    #[arg(long)]
    all: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "jsonl"])]
    format: String,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (around, directories) = directories(args)?;
    let options = ScanOptions {
        // Crates share the threads; a single one has them all.
        threads: if directories.len() > 1 { 1 } else { threads },
        mentions: args.all,
        around,
        ..ScanOptions::default()
    };
    let mut scans = BTreeMap::new();
    let task = |number: usize| Task::Scan(directories[number].clone(), Box::new(options.clone()));
    scan_many(
        directories.len(),
        threads,
        task,
        |_, _| (),
        |number, scan| {
            drop(scans.insert(number, scan));
        },
    );
    for scan in scans.into_values() {
        let scan = scan.map_err(|error| Error::usage(error.to_string()))?;
        output.data(|_, out| match args.format.as_str() {
            "jsonl" => print::jsonl(&scan, args.all, out),
            _ => print::human(&scan, args.all, out),
        })?;
    }
    Ok(Outcome::Pass)
}

/// The directories of the crates to scan, and of the workspace that they share.
fn directories(args: &Args) -> Result<(Option<Utf8PathBuf>, Vec<Utf8PathBuf>), Error> {
    if !args.crate_dir.is_empty() {
        return Ok((None, args.crate_dir.clone()));
    }
    // The members alone: that needs neither a lock file nor a network.
    let mut command = cargo_metadata::MetadataCommand::new();
    command.cargo_path(cargo().get_program());
    if std::env::var_os("RUSTC").is_some_and(|named| named.is_empty()) {
        command.env_remove("RUSTC");
    }
    command.no_deps();
    if let Some(path) = &args.manifest.manifest_path {
        command.manifest_path(path);
    }
    let metadata = command
        .exec()
        .map_err(|error| Error::from(vec![Problem::new(error.to_string())]))?;
    let members = metadata.workspace_packages();
    let directories = members
        .iter()
        .filter_map(|package| package.manifest_path.parent().map(Utf8Path::to_owned));
    let directories = directories.collect();
    Ok((Some(metadata.workspace_root), directories))
}
