//! `check`: the gate.

use clap::{ArgMatches, FromArgMatches};

use super::explain::unknown_code;
use super::output::Output;
use super::repository::{Rooted, annotate};
use super::session::Session;
use super::{Error, Outcome, Ran, args};
use crate::report::{Format, human};
use deny_models::check::{Input, check};
use deny_models::finding::Report;
use deny_models::lint::Severity;
use deny_models::severity::{Levels, Target};

/// Judge every workspace member by the models it pulls.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    workspace: args::Workspace,
    #[command(flatten)]
    policy: args::Policy,
    #[command(flatten)]
    levels: LevelFlags,
    /// Make what is only suspicious deny: undeclared-model, unresolved-pull, offered-model, suspect-lineage,
    /// stale-lock and crate-without-license
    #[arg(long, help_heading = "Lint Options")]
    strict: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = Format::ALL.map(Format::as_str))]
    format: String,
    #[command(flatten)]
    look: args::Look,
}

/// The flags `-A`, `-W` and `-D`, in the order in which they were given.
#[derive(Debug, Clone, Default)]
pub(super) struct LevelFlags(Vec<(String, Severity)>);

/// How clap is told of the three flags; their order comes from the matches.
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
        let mut flags: Vec<(usize, String, Severity)> = Vec::new();
        for (id, level) in [
            ("allow", Severity::Allow),
            ("warn", Severity::Warn),
            ("deny", Severity::Deny),
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
    /// The flags as they were written, in a line.
    pub(super) fn told(&self) -> String {
        let told = self.0.iter().map(|(code, level)| match level {
            Severity::Deny => format!("-D {code}"),
            Severity::Warn => format!("-W {code}"),
            Severity::Allow | Severity::Note => format!("-A {code}"),
        });
        told.collect::<Vec<_>>().join(" ")
    }

    /// The levels that the flags set.
    pub(super) fn read(&self) -> Result<Vec<(Target, Severity)>, Error> {
        let read = |(code, level): &(String, Severity)| {
            let target = Target::parse(code).map_err(|_| unknown_code(code))?;
            Ok((target, *level))
        };
        self.0.iter().map(read).collect()
    }
}

pub(super) fn run(args: &Args) -> Ran {
    Output::here(args.look.color).run(|output| {
        let ran = gate(args, output);
        if let Err(error) = &ran
            && args.format() == Format::Github
        {
            annotate(error, output);
        }
        ran
    })
}

impl Args {
    fn format(&self) -> Format {
        Format::parse(&self.format).unwrap_or_default()
    }
}

fn gate(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let flags = args.levels.read()?;
    let session = Session::open(&args.workspace, &args.policy, args.strict)?;
    let report = judge(&session, args.strict, flags)?;
    match args.format() {
        Format::Human => output.diagnostics(|view, out| Format::Human.print(&report, view, out))?,
        Format::Json => output.data(|view, out| Format::Json.print(&report, view, out))?,
        format @ (Format::Sarif | Format::Github | Format::Gitlab) => {
            let rooted = Rooted::of(&session.root);
            output.data(|view, out| format.print(&report, &rooted.view(view), out))?;
            if format == Format::Gitlab {
                output.diagnostics(|view, out| human::facts(&report, view, out))?;
            }
        }
    }
    if report.fails() {
        return Ok(Outcome::Fail);
    }
    nothing_gated(args, &report)?;
    Ok(Outcome::Pass)
}

/// Judges the members of a workspace.
pub(super) fn judge(
    session: &Session,
    strict: bool,
    flags: Vec<(Target, Severity)>,
) -> Result<Report, Error> {
    let gathered = &session.gathered;
    let levels = Levels::new(&session.policy, strict, flags);
    let mut report = check(&Input {
        policy: &session.policy,
        levels: &levels,
        store: gathered.store.clone(),
        members: &gathered.members,
        packages: &gathered.packages,
        scanned: gathered.scanned,
        unresolved: gathered.unresolved,
        unused_crates: &gathered.unused_crates,
        stale: &session.stale,
        whole: session.whole,
        today: session.today,
        dates_count: true,
    })?;
    report.notes.clone_from(&gathered.notes);
    Ok(report)
}

/// Whoever asked for a verdict on a crate that is not protected is not told that it passed.
fn nothing_gated(args: &Args, report: &Report) -> Result<(), Error> {
    let asked = args.strict || !args.workspace.package.is_empty();
    if report.stats.gated > 0 || !asked {
        return Ok(());
    }
    let named = |(package, license): &(_, Option<String>)| match license {
        Some(license) => format!("{package} is {license}"),
        None => format!("{package} states no licence"),
    };
    let members: Vec<String> = report.member_licenses.iter().map(named).collect();
    Err(Error::NothingGated {
        members: members.join(", "),
    })
}
