//! `fix`: writes what makes no verdict milder, and shows what only a person can decide.

use super::args;
use super::check::Judging;
use super::decide;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::open;
use super::undeclared::{read, undeclared};
use crate::edit::{Edited, rename_table};
use crate::gate::{Failure, Opened, Options};
use crate::report::fix::Shown;
use crate::save::save_over;
use deny_models::manifest::Manifest;
use deny_models::source::SourceFile;

/// Write what makes no verdict milder.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print the changes as a diff and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    format: String,
    #[command(flatten)]
    judging: Judging,
    /// Show what is left of a check with `--strict`
    #[arg(long, help_heading = "Lint Options")]
    strict: bool,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let options = args.judging.options(args.strict);
    let mut edits = Vec::new();
    let session = match open(&options) {
        // A table under another name stops the check; what is in it is read once it has the right one.
        Err(error @ Error::Gate(Failure::Problems(_))) => {
            edits = renamed(&options)?;
            if edits.is_empty() {
                return Err(error);
            }
            if args.dry_run {
                None
            } else {
                write(&edits)?;
                Some(open(&options)?)
            }
        }
        other => Some(other?),
    };
    let (mut left_out, mut decisions) = (Vec::new(), Vec::new());
    if let Some(session) = &session {
        let report = session.judge()?;
        let declared = undeclared(session, &mut left_out)?;
        if !args.dry_run {
            write(&declared)?;
        }
        edits.extend(declared);
        decisions = decide::decisions(session, &report, &edits);
    }
    let left_strict = match &session {
        Some(_) if decisions.is_empty() && !args.strict => left_strict(args, &edits)?,
        _ => 0,
    };
    let flags = args.judging.again(args.strict);
    let shown = Shown {
        dry_run: args.dry_run,
        renamed_only: session.is_none(),
        edits: &edits,
        left_out: &left_out,
        decisions: &decisions,
        verbose: output.is_verbose(),
        strict: args.strict,
        accepts: !args.judging.policy.no_policy,
        flags: &flags,
        left_strict,
    };
    if args.format == "json" {
        output.data(|view, out| shown.as_json(view, out))?;
    } else {
        if args.dry_run {
            output.data(|view, out| shown.difference(view, out))?;
        }
        output.diagnostics(|view, out| shown.human(view, out))?;
    }
    Ok(Outcome::Pass)
}

/// How many findings only a check with `--strict` leaves to people. It looks at more than the plain one does.
fn left_strict(args: &Args, edits: &[Edited]) -> Result<usize, Error> {
    let session = open(&args.judging.options(true))?;
    let decisions = decide::decisions(&session, &session.judge()?, edits);
    Ok(decisions.iter().map(|decision| decision.open.len()).sum())
}

/// The manifests of members whose table has a name that nothing reads. One that would still have mistakes is an error.
fn renamed(options: &Options) -> Result<Vec<Edited>, Error> {
    let opened = Opened::new(options)?;
    let members = opened.graph.members().iter();
    let paths = members.map(|at| &opened.graph.package(*at).manifest_path);
    let mut edits = Vec::new();
    for path in paths {
        let Some(edited) = rename_table(path.clone(), &read(path)?) else {
            continue;
        };
        Manifest::parse(&SourceFile::new(path.clone(), edited.after.as_str()))?;
        edits.push(edited);
    }
    Ok(edits)
}

fn write(edits: &[Edited]) -> Result<(), Error> {
    for edited in edits {
        save_over(&edited.path, &edited.before, &edited.after).map_err(|why| Error::Save {
            path: edited.path.clone(),
            why,
        })?;
    }
    Ok(())
}
