//! The `cargo deny-models` subcommand: one file a command.

mod annotate;
mod args;
mod check;
mod color;
mod completions;
mod copies;
mod decide;
mod diff;
mod error;
mod except;
mod explain;
mod fix;
mod help;
mod init;
mod inspect;
mod inventory;
mod journal;
mod keeping;
mod list;
mod lock;
mod man;
mod model;
mod notice;
mod outcome;
mod output;
mod preview;
mod progress;
mod report;
mod resolve;
mod revision;
mod sbom;
mod scan;
mod session;
mod stdin;
mod unchanged;
mod undeclared;
mod verify;
mod why;

use std::ffi::OsString;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use outcome::Outcome;
use output::CommandResult;

/// The name of the program; cargo finds it by this.
const BINARY: &str = "cargo-deny-models";

/// Gate for AI model licences: fails when a model under non-open-source terms is mixed into an MIT or Apache-2.0 crate.
#[derive(Debug, Parser)]
#[command(name = BINARY, bin_name = "cargo deny-models", version)]
#[command(after_help = help::ALL, after_long_help = help::ALL_LONG)]
#[command(override_usage = "cargo deny-models [COMMAND] [OPTIONS]")]
#[command(subcommand_required = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge every workspace member by the models it pulls (the default command)
    ///
    /// Reads the manifests of all crates, their sources, build scripts and weight files, the policy and the lock. It
    /// never connects to the hub; cargo may fetch crates, unless `--offline`. Diagnostics go to stderr, `json` to stdout.
    #[command(after_long_help = help::CHECK)]
    Check(check::Args),
    /// Write a commented policy, and propose manifest entries from what is found
    ///
    /// The policy is deny-models.toml at the root of the workspace. The proposals go to stdout: copy into each Cargo.toml
    /// those that are right.
    #[command(after_long_help = help::INIT)]
    Init(init::Args),
    /// State in Cargo.toml what the code pulls, and show what is left to decide
    ///
    /// Writes only what makes no verdict milder: entries of `[package.metadata.deny-models]` without a licence or a base,
    /// and the right name of a table that nothing reads. Comments and format stay. Exceptions and answers for
    /// dependencies are printed for you to fill in.
    #[command(after_long_help = help::FIX)]
    Fix(fix::Args),
    /// Accept findings for a while, each by an exception of its own
    ///
    /// Writes one `[[exception]]` to the policy for each finding, member, crate and version, model and licence: what
    /// comes up later still fails. Never for mistakes in the policy, damaged files and sources that disagree.
    #[command(after_long_help = help::EXCEPT)]
    Except(except::Args),
    /// Show the licences that apply to models
    ///
    /// Works outside a workspace too; no crate has to pull the models. `osi` in the output is the OSI's approval, not the
    /// verdict of the policy.
    #[command(after_long_help = help::RESOLVE)]
    Resolve(resolve::Args),
    /// Show which models and findings differ from a git revision
    ///
    /// Checks the workspace and the revision, each by its own policy and lock, and prints what was added, removed and
    /// changed. The revision is checked out in a temporary directory; the repository does not change.
    #[command(after_long_help = help::DIFF)]
    Diff(diff::Args),
    /// List the models that each crate pulls
    #[command(after_long_help = help::LIST)]
    List(list::Args),
    /// Show which models a published crate pulls and offers, before it is a dependency
    ///
    /// Cargo fetches the crate and its dependencies into its own cache, and nothing of them is built or run. The policy
    /// of the workspace around the current directory judges, where there is one.
    #[command(after_long_help = help::PREVIEW)]
    Preview(preview::Args),
    /// Resolve the pulled models on the hub and write deny-models.lock
    ///
    /// Follows the lineage of each model to its roots. Covers models that are pulled with any feature and for any target.
    #[command(after_long_help = help::LOCK)]
    Lock(lock::Args),
    /// Write a self-contained HTML report
    ///
    /// The page shows the findings of `check` with the same flags. It is no gate: the exit code is 0 for every verdict.
    #[command(after_long_help = help::REPORT)]
    Report(report::Args),
    /// Show which crates pull a model and which licences apply to it
    #[command(after_long_help = help::WHY)]
    Why(why::Args),
    /// Show the metadata of weight files, model cards and sidecars
    ///
    /// Applies no policy and runs no code of a file. Detects GGUF, safetensors, ONNX, TensorFlow Lite, Core ML and more by
    /// content, not by file name.
    #[command(after_long_help = help::INSPECT)]
    Inspect(inspect::Args),
    /// Show the evidence of models in the source and files of crates
    #[command(after_long_help = help::SCAN)]
    Scan(scan::Args),
    /// Write a bill of materials of the models: CycloneDX or SPDX 3
    #[command(after_long_help = help::SBOM)]
    Sbom(sbom::Args),
    /// Write the notice file for a release: licences, prescribed notices and obligations of its models
    #[command(after_long_help = help::NOTICE)]
    Notice(notice::Args),
    /// Compare weight files on disk with deny-models.lock
    ///
    /// Compares by size, then by SHA-256. Finds files that were changed, parts that are missing, weights that the lock does
    /// not know, and weights of a model that fails. Connects to nothing.
    #[command(after_long_help = help::VERIFY)]
    Verify(verify::Args),
    /// Explain a finding code or a licence
    #[command(after_long_help = help::EXPLAIN)]
    Explain(explain::Args),
    /// Write the completions of a shell
    #[command(after_long_help = help::COMPLETIONS)]
    Completions(completions::Args),
    /// Write manual pages
    #[command(after_long_help = help::MAN)]
    Man(man::Args),
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
    let result: CommandResult = match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Resolve(args) => resolve::run(&args),
        Command::List(args) => list::run(&args),
        Command::Lock(args) => lock::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Why(args) => why::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Sbom(args) => sbom::run(&args),
        Command::Notice(args) => notice::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man(args) => man::run(&args, &Cli::command()),
        Command::Init(args) => init::run(&args),
        Command::Fix(args) => fix::run(&args),
        Command::Except(args) => except::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Preview(args) => preview::run(&args),
    };
    match result {
        Ok(outcome) => outcome,
        Err((error, output)) => {
            output.error(&error);
            Outcome::CouldNotCheck
        }
    }
}

/// Drops the `deny-models` that cargo puts in front, puts `check` where no command is named, moves the flags of every
/// command behind it, and reads `help COMMAND` as cargo does.
fn with_command(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args = args.into_iter();
    let mut out: Vec<OsString> = args.next().into_iter().collect();
    let mut rest: Vec<OsString> = args.collect();
    if rest.first().is_some_and(|first| first == "deny-models") {
        rest.remove(0);
    }
    let before = common_flags(&rest);
    let helps = rest.get(before).is_some_and(|word| word == "help");
    if helps {
        rest.remove(before);
    }
    if before > 0 && rest.get(before).is_some_and(is_command) {
        let command = rest.remove(before);
        rest.insert(0, command);
    }
    if helps {
        let is_flag = |word: &OsString| word.to_string_lossy().starts_with('-');
        let at = usize::from(rest.first().is_some_and(|first| !is_flag(first)));
        rest.insert(at, "--help".into());
    }
    let first = rest
        .first()
        .and_then(|first| first.to_str())
        .unwrap_or_default();
    let shows_help = ["-h", "--help", "-V", "--version"].contains(&first);
    if rest.is_empty() || (first.starts_with('-') && !shows_help) {
        out.push("check".into());
    }
    out.extend(rest);
    out
}

/// How many words at the beginning are flags that every command takes, with their values.
fn common_flags(words: &[OsString]) -> usize {
    let mut at = 0;
    while let Some(word) = words.get(at).and_then(|word| word.to_str()) {
        let (flag, value) = word.split_once('=').unwrap_or((word, ""));
        at += match flag {
            "--color" | "--manifest-path" if value.is_empty() => 2,
            "--color" | "--manifest-path" | "-q" | "--quiet" | "-v" | "-vv" | "--verbose"
            | "--locked" | "--offline" | "--frozen" => 1,
            _ => return at,
        };
    }
    at
}

fn is_command(word: &OsString) -> bool {
    let word = word.to_str();
    word.is_some_and(|word| Cli::command().find_subcommand(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples_that_parse_and_lists_its_exit_codes() {
        let mut program = Cli::command();
        program.build();
        let commands = program.get_subcommands().collect::<Vec<_>>();
        for command in [&program].into_iter().chain(commands.iter().copied()) {
            let name = command.get_name();
            let text = command.get_after_long_help();
            let text = text.map(ToString::to_string).unwrap_or_default();
            assert!(text.contains("\nExit codes:\n"), "{name}: no exit codes");
            let examples: Vec<&str> = text
                .lines()
                .filter_map(|line| line.trim().strip_prefix("$ cargo "))
                .collect();
            assert!(!examples.is_empty(), "{name}: no example");
            for example in examples {
                let words = example.split("  ").next().unwrap_or(example);
                let words = words.split(" > ").next().unwrap_or(words);
                let args = std::iter::once(BINARY)
                    .chain(words.split_whitespace())
                    .map(OsString::from);
                let parsed = Cli::try_parse_from(with_command(args));
                assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
            }
            assert!(text.lines().all(|line| line.len() <= 120), "{name}");
        }
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

    #[test]
    fn the_flags_of_every_command_may_stand_before_it_and_help_names_a_command() {
        for (given, read) in [
            ("-q list --tree", "list -q --tree"),
            (
                "--color never --offline why x",
                "why --color never --offline x",
            ),
            (
                "--manifest-path=a/Cargo.toml -v",
                "check --manifest-path=a/Cargo.toml -v",
            ),
            ("--manifest-path list -v", "check --manifest-path list -v"),
            ("help", "--help"),
            ("help list", "list --help"),
            ("deny-models help check", "check --help"),
            ("-q help check", "check --help -q"),
        ] {
            let words = ["x"]
                .into_iter()
                .chain(given.split(' '))
                .map(OsString::from);
            let expected: Vec<OsString> = ["x"]
                .into_iter()
                .chain(read.split(' '))
                .map(OsString::from)
                .collect();
            assert_eq!(with_command(words), expected, "{given}");
        }
    }

    #[test]
    fn every_command_has_the_common_flags() {
        let mut program = Cli::command();
        program.build();
        for command in program.get_subcommands() {
            for flag in [
                "manifest-path",
                "locked",
                "offline",
                "frozen",
                "quiet",
                "verbose",
                "color",
                "help",
            ] {
                let mut known = command.get_arguments().filter_map(clap::Arg::get_long);
                assert!(
                    known.any(|known| known == flag),
                    "{}: --{flag}",
                    command.get_name()
                );
            }
        }
    }
}
