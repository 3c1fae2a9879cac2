//! `except`: accepts findings, each by an exception of its own.

use std::collections::HashSet;

use camino::Utf8PathBuf;

use super::args;
use super::check::Judging;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::open;
use crate::edit::{Stated, append, exceptions};
use crate::gate::{self, Session};
use crate::report::except::{Accepted, Kept, Shown, as_list};
use crate::report::identity::Fingerprints;
use crate::save::save_over;
use deny_models::date::Date;
use deny_models::finding::{Finding, Report};
use deny_models::lint::{Code, Severity};
use deny_models::policy::{FILE_NAME, Policy};
use deny_models::source::SourceFile;

/// Digits of an id that have to be typed at least.
const MIN_DIGITS: usize = 6;

/// Accept findings for a while, each by an exception of its own.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
// Cargo's old name of `--workspace` is that of all findings here.
#[command(mut_arg("workspace", |arg| arg.visible_alias(clap::builder::Resettable::Reset)))]
pub(super) struct Args {
    /// Accept every finding that fails the gate
    #[arg(long, group = "which")]
    all: bool,
    /// Accept the finding with this id, or with an id that begins so
    #[arg(long, value_name = "ID", group = "which")]
    finding: Vec<String>,
    /// Print the findings with their ids and write nothing
    #[arg(long, group = "which")]
    list: bool,
    /// Why the findings are accepted; every run shows it
    #[arg(long, value_name = "TEXT", required_unless_present = "list")]
    reason: Option<String>,
    /// The last day on which they are, as YYYY-MM-DD, at most a year ahead
    #[arg(long, value_name = "DAY", required_unless_present = "list")]
    until: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    format: String,
    #[command(flatten)]
    judging: Judging,
    /// Accept what fails with `--strict`
    #[arg(long, help_heading = "Lint Options")]
    strict: bool,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    if args.judging.policy.no_policy {
        return Err(Error::usage(
            "exceptions are written to the policy, which `--no-policy` ignores",
        ));
    }
    let mut session = open(&args.judging.options(args.strict))?;
    let report = session.judge()?;
    if args.list {
        let json = args.format == "json";
        output.data(|_, out| as_list(&with_ids(&report), json, out))?;
        return Ok(Outcome::Pass);
    }
    let stated = Written::read(args, session.today)?;
    let wanted = Wanted::read(args, &report)?;
    let mut file = PolicyFile::of(&session);
    let before = file.text.clone();
    let accepted = accept(&mut session, &wanted, &stated, &mut file)?;
    if !accepted.is_empty() {
        save_over(&file.path, &before, &file.text).map_err(|why| Error::Save {
            path: file.path.clone(),
            why,
        })?;
    }
    let after = session.judge()?;
    let kept = with_ids(&after).into_iter();
    let kept: Vec<Kept<'_>> = kept
        .filter(|(_, finding)| finding.severity == Severity::Deny)
        .map(|(id, finding)| Kept {
            id,
            finding,
            selected: wanted.is(finding),
        })
        .collect();
    let outcome = session.outcome(&after);
    let shown = Shown {
        policy: &file.path,
        accepted: &accepted,
        kept: &kept,
        passes: outcome != gate::Outcome::Fail,
    };
    if args.format == "json" {
        output.data(|view, out| shown.as_json(view, out))?;
    } else {
        output.diagnostics(|view, out| shown.human(view, out))?;
    }
    Ok(if outcome == gate::Outcome::Fail {
        Outcome::Fail
    } else {
        Outcome::Pass
    })
}

/// The findings of a report with their ids.
fn with_ids(report: &Report) -> Vec<(String, &Finding)> {
    let mut fingerprints = Fingerprints::default();
    let findings = report.findings.iter();
    findings
        .map(|finding| (fingerprints.next(finding), finding))
        .collect()
}

/// The reason and the day that the command line states.
struct Written<'a> {
    reason: &'a str,
    until: Date,
}

impl<'a> Written<'a> {
    fn read(args: &'a Args, today: Date) -> Result<Self, Error> {
        let reason = args.reason.as_deref().unwrap_or_default().trim();
        if reason.is_empty() {
            return Err(Error::usage(
                "`--reason` is blank: write why the findings are accepted",
            ));
        }
        let text = args.until.as_deref().unwrap_or_default();
        let until = Date::parse(text).ok_or_else(|| {
            Error::usage(format!(
                "`--until {text}` is no day: write it as YYYY-MM-DD"
            ))
        })?;
        if until < today {
            return Err(Error::usage(format!(
                "`--until {until}` is past: today is {today}"
            )));
        }
        Ok(Self { reason, until })
    }
}

/// The findings that are to be accepted.
enum Wanted {
    /// Those that fail the gate.
    All,
    /// Those about these things.
    Some(Vec<About>),
}

/// What a finding is about. One finding joins the packages that pull the same model.
#[derive(PartialEq, Eq)]
struct About {
    code: Code,
    member: Option<String>,
    model: Option<String>,
    license: Option<String>,
}

impl About {
    fn new(finding: &Finding) -> Self {
        let context = finding.context.as_deref();
        // What a crate offers or does not state is one finding, whatever the models are.
        let puller = context.map(|context| context.puller.to_string());
        let model = context.map(|context| context.model.key());
        let governing = context.and_then(|context| context.resolution.governing());
        let is_joined = matches!(finding.code, Code::UndeclaredModel | Code::OfferedModel);
        Self {
            code: finding.code,
            member: finding.member.as_ref().map(ToString::to_string),
            model: if is_joined { puller } else { model },
            license: governing
                .filter(|_| !is_joined)
                .map(|binding| binding.license.id().to_owned()),
        }
    }
}

impl Wanted {
    fn read(args: &Args, report: &Report) -> Result<Self, Error> {
        if args.all {
            return Ok(Self::All);
        }
        let known = with_ids(report);
        let about = args.finding.iter().map(|typed| {
            let finding = find(typed, &known)?;
            if exceptions(finding, Stated::Blank).next().is_none() {
                return Err(Error::usage(format!(
                    "no exception is written for `{}`: {}",
                    typed,
                    Kept::why(finding)
                )));
            }
            Ok(About::new(finding))
        });
        Ok(Self::Some(about.collect::<Result<_, Error>>()?))
    }

    fn is(&self, finding: &Finding) -> bool {
        match self {
            Self::All => finding.severity == Severity::Deny,
            Self::Some(about) => about.contains(&About::new(finding)),
        }
    }
}

/// The finding with an id.
fn find<'a>(typed: &str, known: &[(String, &'a Finding)]) -> Result<&'a Finding, Error> {
    let digits = typed.to_ascii_lowercase();
    let mut found = known.iter().filter(|(id, _)| id.starts_with(&digits));
    let list = "`cargo deny-models except --list` prints the ids";
    if typed.len() < MIN_DIGITS {
        return Err(Error::usage(format!(
            "`{typed}` is too short for an id: type {MIN_DIGITS} digits of it at least; {list}"
        )));
    }
    match (found.next(), found.next()) {
        (Some((_, finding)), None) => Ok(finding),
        (Some(_), Some(_)) => Err(Error::usage(format!(
            "more than one finding has an id that begins with `{typed}`; {list}"
        ))),
        (None, _) => Err(Error::usage(format!(
            "no finding has the id `{typed}`; {list}"
        ))),
    }
}

/// The policy as it will be.
struct PolicyFile {
    path: Utf8PathBuf,
    text: String,
}

impl PolicyFile {
    fn of(session: &Session) -> Self {
        match &session.policy.source {
            Some(source) => Self {
                path: source.path().to_owned(),
                text: source.text().to_owned(),
            },
            None => Self {
                path: session.root.join(FILE_NAME),
                text: String::new(),
            },
        }
    }
}

/// Adds exceptions until no finding that is wanted is left: one that joins several packages needs several.
fn accept(
    session: &mut Session,
    wanted: &Wanted,
    stated: &Written<'_>,
    file: &mut PolicyFile,
) -> Result<Vec<Accepted>, Error> {
    let mut accepted: Vec<Accepted> = Vec::new();
    let mut written = HashSet::new();
    loop {
        let report = session.judge()?;
        let mut entries = Vec::new();
        for (id, finding) in with_ids(&report) {
            if !wanted.is(finding) {
                continue;
            }
            let stated = Stated::Until(stated.reason, stated.until);
            for (context, toml) in exceptions(finding, stated) {
                if !written.insert(toml.clone()) {
                    continue;
                }
                entries.push(toml.clone());
                accepted.push(Accepted::new(id.clone(), finding, context, toml));
            }
        }
        if entries.is_empty() {
            return Ok(accepted);
        }
        file.text = append(&file.text, &["exception"], &entries).ok_or_else(|| {
            Error::usage(format!(
                "{} has no place for `[[exception]]`: its key `exception` is something else",
                file.path
            ))
        })?;
        let source = SourceFile::new(file.path.clone(), file.text.as_str());
        session.policy.exceptions = Policy::parse(&source, session.today)?.exceptions;
    }
}
