//! `check`: the gate.

use clap::{ArgMatches, FromArgMatches};

use super::annotate::annotate;
use super::args;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::open;
use super::unchanged::Run;
use super::undeclared::undeclared;
use crate::gate::{self, Level, Options, Rooted, Session};
use crate::report::{ByFix, Format, how_to_gate, human, screen, states_any};
use deny_models::finding::Report;

/// Judge every workspace member by the models it pulls.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    judging: Judging,
    /// Set these codes to deny: undeclared-model, unresolved-pull, incomplete-analysis, offered-model, suspect-lineage,
    /// stale-lock and crate-without-license
    #[arg(long, help_heading = "Lint Options")]
    strict: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = Format::ALL.map(Format::as_str))]
    format: String,
    #[command(flatten)]
    look: args::Look,
}

/// What every command that judges takes: which members, by which policy, at which levels.
#[derive(Debug, clap::Args)]
pub(super) struct Judging {
    #[command(flatten)]
    pub(super) workspace: args::Workspace,
    #[command(flatten)]
    pub(super) policy: args::Policy,
    #[command(flatten)]
    pub(super) levels: LevelFlags,
}

impl Judging {
    /// The settings of the gate; `strict` is a flag that each command describes itself.
    pub(super) fn options(&self, strict: bool) -> Options {
        Options {
            strict,
            levels: self.levels.0.clone(),
            ..self.workspace.options(&self.policy)
        }
    }
}

impl Judging {
    /// The flags that decide the verdict, each after a space: a further command with them judges the same.
    pub(super) fn again(&self, strict: bool) -> String {
        let mut flags = self.workspace.typed();
        flags.extend(self.policy.typed());
        flags.extend(strict.then(|| "--strict".to_owned()));
        let levels = self.levels.to_arguments();
        flags.extend((!levels.is_empty()).then_some(levels));
        flags.iter().flat_map(|flag| [" ", flag]).collect()
    }
}

/// The flags `-A`, `-W` and `-D`, in the order in which they were given.
#[derive(Debug, Clone, Default)]
pub(super) struct LevelFlags(pub(super) Vec<(String, Level)>);

/// The three flags for clap; their order comes from the matches.
#[derive(Debug, clap::Args)]
struct RawLevelFlags {
    /// Do not report findings of this code (`warnings`: whatever is at warn)
    #[arg(
        short = 'A',
        long = "allow",
        value_name = "CODE",
        help_heading = "Lint Options"
    )]
    allow: Vec<String>,
    /// Report findings of this code and pass
    #[arg(
        short = 'W',
        long = "warn",
        value_name = "CODE",
        help_heading = "Lint Options"
    )]
    warn: Vec<String>,
    /// Report findings of this code and fail
    #[arg(
        short = 'D',
        long = "deny",
        value_name = "CODE",
        help_heading = "Lint Options"
    )]
    deny: Vec<String>,
}

impl clap::Args for LevelFlags {
    fn augment_args(command: clap::Command) -> clap::Command {
        RawLevelFlags::augment_args(command)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        RawLevelFlags::augment_args_for_update(command)
    }
}

impl FromArgMatches for LevelFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags: Vec<(usize, String, Level)> = Vec::new();
        for (id, level) in [
            ("allow", Level::Allow),
            ("warn", Level::Warn),
            ("deny", Level::Deny),
        ] {
            let places = matches.indices_of(id).into_iter().flatten();
            let codes = matches.get_many::<String>(id).into_iter().flatten();
            flags.extend(
                places
                    .zip(codes)
                    .map(|(place, code)| (place, code.clone(), level)),
            );
        }
        flags.sort_by_key(|(place, ..)| *place);
        Ok(Self(
            flags
                .into_iter()
                .map(|(_, code, level)| (code, level))
                .collect(),
        ))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl LevelFlags {
    /// The flags as command line text.
    pub(super) fn to_arguments(&self) -> String {
        let flags = self.0.iter().map(|(code, level)| match level {
            Level::Deny => format!("-D {code}"),
            Level::Warn => format!("-W {code}"),
            Level::Allow => format!("-A {code}"),
        });
        flags.collect::<Vec<_>>().join(" ")
    }
}

pub(super) fn run(args: &Args) -> CommandResult {
    let mut output = Output::of(&args.look);
    let run = Run::new(args, &output);
    if run.is_some() {
        output.keep();
    }
    output.run(|output| {
        if let Some(printed) = run.as_ref().and_then(Run::recall) {
            Output::repeat(&printed)?;
            return Ok(Outcome::Pass);
        }
        let result = gate(args, run.as_ref(), output);
        if let Err(error) = &result
            && args.format() == Format::Github
        {
            annotate(error, output);
        }
        result
    })
}

impl Args {
    fn format(&self) -> Format {
        Format::parse(&self.format).unwrap_or_default()
    }
}

fn gate(args: &Args, run: Option<&Run>, output: &Output) -> Result<Outcome, Error> {
    let session = open(&Options {
        watch: run.is_some(),
        ..args.judging.options(args.strict)
    })?;
    let report = session.judge()?;
    match args.format() {
        Format::Human => output.diagnostics(|view, out| {
            if output.is_quiet() {
                return human::verdict(&report, view, out);
            }
            let flags = args.judging.again(args.strict);
            let by_fix = by_fix(&session, &report, &flags);
            if output.is_verbose() {
                human::with_ids(&report, by_fix, view, out)
            } else {
                screen::report(&report, by_fix, view, out)
            }
        })?,
        Format::Json => output.data(|view, out| Format::Json.print(&report, view, out))?,
        format @ (Format::Sarif | Format::Github | Format::Gitlab) => {
            let rooted = Rooted::of(&session.root);
            output.data(|view, out| format.print(&report, &rooted.view(view), out))?;
            if format == Format::Gitlab {
                output.status(|view, out| human::facts(&report, view, out))?;
            }
        }
    }
    match session.outcome(&report) {
        gate::Outcome::Pass => {
            if let Some(run) = run {
                run.remember(&session, &report, output.kept());
            }
            Ok(Outcome::Pass)
        }
        gate::Outcome::Fail => Ok(Outcome::Fail),
        gate::Outcome::NothingGated => {
            let is_shown = args.format() == Format::Human && !output.is_quiet();
            Err(nothing_gated(&report, is_shown && states_any(&report)))
        }
    }
}

/// What `fix` would write, where the gate fails.
fn by_fix<'a>(session: &Session, report: &Report, flags: &'a str) -> Option<ByFix<'a>> {
    if !report.fails() {
        return None;
    }
    // What keeps it from being read is reported by `fix` itself.
    let edits = undeclared(session, &mut Vec::new()).ok()?;
    let models = edits.iter().map(|edited| edited.added.len()).sum();
    (models > 0).then_some(ByFix { models, flags })
}

/// The error when no member is protected: lists the members and their licences. What the summary advises is not repeated.
fn nothing_gated(report: &Report, is_advised: bool) -> Error {
    let named = |(package, license): &(_, Option<String>)| match license {
        Some(license) => format!("{package} is {license}"),
        None => format!("{package} states no licence"),
    };
    let members: Vec<String> = report.member_licenses.iter().map(named).collect();
    Error::NothingGated {
        members: members.join(", "),
        flag: how_to_gate(report).filter(|_| !is_advised),
    }
}
