//! `diff`: the models and findings of the workspace against a git revision.

use super::args;
use super::check::Judging;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::revision::Revision;
use super::session::open;
use crate::gate::{Options, Session};
use crate::report::diff::{Snapshot, as_json, compare, human, markdown};
use deny_models::source::Problem;

/// Show which models and findings differ from a git revision.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The revision to compare with: a branch, a tag or a commit
    #[arg(value_name = "BASE")]
    base: String,
    /// Compare with the commit where BASE and HEAD part
    #[arg(long)]
    merge_base: bool,
    /// Output format; markdown is the body of a comment on a pull request
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json", "markdown"])]
    format: String,
    #[command(flatten)]
    judging: Judging,
    /// Compare checks with `--strict`
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
    let session = open(&options)?;
    let now = snapshot(&session)?;
    let revision = Revision::check_out(&session.root, &args.base, args.merge_base)?;
    let before = Options {
        manifest_path: Some(revision.root.join("Cargo.toml")),
        ..options
    };
    let before = open(&before)
        .and_then(|session| snapshot(&session))
        .map_err(|error| of_base(&error, args, &revision))?;
    let difference = compare(&args.base, &revision.commit, &before, &now);
    output.data(|_, out| match args.format.as_str() {
        "json" => as_json(&difference, out),
        "markdown" => markdown(&difference, out),
        _ => human(&difference, out),
    })?;
    Ok(if difference.new_denies() > 0 {
        Outcome::Fail
    } else {
        Outcome::Pass
    })
}

fn snapshot(session: &Session) -> Result<Snapshot, Error> {
    let report = session.judge()?;
    let policy = session.policy.source.as_ref();
    Ok(Snapshot::new(
        &report,
        &session.gathered.members,
        &|model| session.resolve(model),
        policy.map(|source| source.text().to_owned()),
    ))
}

/// An error in the files of the revision, and not in those at hand.
fn of_base(error: &Error, args: &Args, revision: &Revision) -> Error {
    let base = &args.base;
    let lines: Vec<String> = error
        .problems()
        .iter()
        .map(|problem| {
            let output = problem.output.iter().map(|output| format!("\n{output}"));
            let output: String = output.collect();
            let place = problem.place.as_ref();
            let place = place.map_or_else(String::new, |place| {
                format!("{}:{}: ", place.path(), place.line())
            });
            revision.without_directory(&format!("{place}{}{output}", problem.message), base)
        })
        .collect();
    let problem = Problem::new(format!(
        "`{base}` ({}) could not be checked",
        revision.commit
    ))
    .output(lines.join("\n"));
    vec![problem].into()
}
