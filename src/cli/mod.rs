//! The `cargo deny-models` subcommand: one file a command.

mod args;
mod check;
mod error;
mod explain;
mod init;
mod inspect;
mod list;
mod lock;
mod output;
mod repository;
mod resolve;
mod scan;
mod session;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use error::Error;
use output::Output;

/// How a run ended. The format of the output never changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Pass,
    /// Exit code 1: a finding is at `deny`.
    Fail,
    /// Exit code 2: it could not be checked.
    CouldNotCheck,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::from(0),
            Outcome::Fail => Self::from(1),
            Outcome::CouldNotCheck => Self::from(2),
        }
    }
}

const AFTER_HELP: &str = "\
Without a command, `check` runs: `cargo deny-models --strict` is `cargo deny-models check --strict`.

Exit codes:
  0  the gate passes, or the question was answered
  1  the gate fails: a finding is at `deny`
  2  it could not check: usage, policy, cargo or I/O error";

/// Gate for AI model licences: fails when a model under non-open-source terms is mixed into an MIT or Apache-2.0 crate.
#[derive(Debug, Parser)]
#[command(name = "cargo-deny-models", bin_name = "cargo deny-models", version, after_help = AFTER_HELP)]
#[command(subcommand_required = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge every workspace member by the models it pulls (the default command)
    Check(check::Args),
    /// Write a commented policy, and propose manifest entries from what is found
    Init(init::Args),
    /// Say what binds each of some models
    Resolve(resolve::Args),
    /// List the models that each crate pulls
    List(list::Args),
    /// Ask the model hub about the models that are pulled, and write deny-models.lock
    Lock(lock::Args),
    /// Say who pulls a model and what binds it
    Why(why::Args),
    /// Say what weight files, model cards and sidecars say of themselves
    Inspect(inspect::Args),
    /// Show the evidence of models in the source and files of crates
    Scan(scan::Args),
    /// Explain a finding code
    Explain(explain::Args),
}

/// Runs the subcommand with the arguments of the process.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> Outcome {
    let cli = match Cli::try_parse_from(with_command(args)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; all else is a usage error. Writing can only fail on a closed pipe.
            let _ = error.print();
            return if error.use_stderr() {
                Outcome::CouldNotCheck
            } else {
                Outcome::Pass
            };
        }
    };
    let ran = match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Resolve(args) => resolve::run(&args),
        Command::List(args) => list::run(&args),
        Command::Lock(args) => lock::run(&args),
        Command::Why(args) => why::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Init(args) => init::run(&args),
    };
    match ran {
        Ok(outcome) => outcome,
        Err((error, output)) => {
            output.error(&error);
            Outcome::CouldNotCheck
        }
    }
}

/// What a command ends with: an outcome, or an error and where to print it.
type Ran = Result<Outcome, (Error, Output)>;

/// Drops the `deny-models` that cargo puts in front, and puts `check` where no command is named.
fn with_command(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args = args.into_iter();
    let mut out: Vec<OsString> = args.next().into_iter().collect();
    let mut rest: Vec<OsString> = args.collect();
    if rest.first().is_some_and(|first| first == "deny-models") {
        rest.remove(0);
    }
    let first = rest
        .first()
        .and_then(|first| first.to_str())
        .unwrap_or_default();
    let asks = ["-h", "--help", "-V", "--version"].contains(&first);
    if rest.is_empty() || (first.starts_with('-') && !asks) {
        out.push("check".into());
    }
    out.extend(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn check_is_the_default_command() {
        let seen = |args: &[&str]| -> Vec<String> {
            let args = args.iter().map(OsString::from);
            with_command(args)
                .into_iter()
                .map(|arg| arg.into_string().expect("UTF-8"))
                .collect()
        };
        assert_eq!(seen(&["x"]), ["x", "check"]);
        assert_eq!(seen(&["x", "deny-models"]), ["x", "check"]);
        assert_eq!(
            seen(&["x", "deny-models", "--strict"]),
            ["x", "check", "--strict"]
        );
        assert_eq!(seen(&["x", "list", "--tree"]), ["x", "list", "--tree"]);
        assert_eq!(seen(&["x", "--help"]), ["x", "--help"]);
    }
}
