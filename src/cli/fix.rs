//! `fix`: writes what makes no verdict milder, and shows what only a person can decide.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::args;
use super::check::Judging;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::open;
use crate::edit::{Edited, LeftOut, Stated, declare, exceptions, rename_table};
use crate::gate::{Failure, Opened, Options, Session};
use crate::gather::reference;
use crate::report::fix::{Open, Shown};
use crate::save::save_over;
use deny_models::domain::{How, Kind, Scope};
use deny_models::finding::{Finding, Report};
use deny_models::lint::{Code, Severity};
use deny_models::manifest::Manifest;
use deny_models::pull::{Member, Pull};
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
        decisions = open_questions(&report);
    }
    let shown = Shown {
        dry_run: args.dry_run,
        renamed_only: session.is_none(),
        edits: &edits,
        left_out: &left_out,
        open: &decisions,
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

/// The manifests of members with entries for what their own code takes and they do not state.
fn undeclared(session: &Session, left_out: &mut Vec<LeftOut>) -> Result<Vec<Edited>, Error> {
    let mut edits = Vec::new();
    for member in &session.gathered.members {
        let pulls = own_pulls(member);
        let Some(path) = manifest_of(session, member).filter(|_| !pulls.is_empty()) else {
            continue;
        };
        let (edited, not) = declare(path.clone(), &read(path)?, &member.package, &pulls);
        left_out.extend(not);
        if !edited.added.is_empty() {
            edits.push(edited);
        }
    }
    Ok(edits)
}

/// What `undeclared-model` is found for.
fn own_pulls(member: &Member) -> Vec<&Pull> {
    let pulls = member.pulls.iter().filter(|reached| {
        let pull = &reached.pull;
        reached.puller == member.package
            && !pull.declared
            && pull.how != How::Offered
            && reached.kind != Kind::Dev
            && pull.scope != Some(Scope::Dev)
            && !pull.artifact.is_data_set()
    });
    pulls.map(|reached| &reached.pull).collect()
}

fn manifest_of<'a>(session: &'a Session, member: &Member) -> Option<&'a Utf8PathBuf> {
    let graph = &session.graph;
    let members = graph.members().iter().map(|at| graph.package(*at));
    let mut of = members.filter(|package| reference(package) == member.package);
    of.next().map(|package| &package.manifest_path)
}

/// What is left: all findings that fail the gate, but those that are answered in Cargo.toml. One that stands the same in
/// several members is one question.
fn open_questions(report: &Report) -> Vec<Open> {
    let fails = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Deny);
    let mut open: Vec<Open> = Vec::new();
    for question in fails.filter_map(question) {
        let is_same = |known: &Open| {
            known.code == question.code
                && known.message == question.message
                && known.toml == question.toml
        };
        if !open.iter().any(is_same) {
            open.push(question);
        }
    }
    open
}

/// A finding with the entries that answer it: what a dependency does not state, what it takes, or an exception for each
/// model, without a reason and a day. Some have none.
fn question(finding: &Finding) -> Option<Open> {
    let puller = finding.context.as_ref().map(|context| &context.puller);
    if finding.code == Code::UndeclaredModel && finding.member.as_ref() == puller {
        return None;
    }
    let toml = finding.toml.clone().unwrap_or_else(|| {
        let entries = exceptions(finding, Stated::Blank);
        let entries: Vec<String> = entries.map(|(_, entry)| entry).collect();
        entries.join("\n")
    });
    let help = finding.help.iter();
    Some(Open {
        code: finding.code,
        message: finding.message.clone(),
        help: help
            .filter(|help| !help.contains("`[[exception]]`"))
            .cloned()
            .collect(),
        toml,
    })
}

fn read(path: &Utf8Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|why| Error::read(path, why))
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
