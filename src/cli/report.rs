//! `report`: the result of a check as an HTML page.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::args;
use super::check::Judging;
use super::error::Error;
use super::inventory::hashes;
use super::list::{listed, lookup};
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::open;
use crate::gate::Session;
use crate::report::html::{Locked, Page, page};
use crate::report::{View, human};
use crate::save::save;
use deny_models::license::lookup as license;
use deny_models::model::Artifact;
use deny_models::policy::{LicenseSet, Policy, Protect, Require};
use deny_models::source::Spanned;

/// Write a report for people: one HTML file that stands alone.
///
/// The page shows the findings of `check` with the same flags. It is no gate: the exit code is 0 for every verdict.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// File to write, or `-` for stdout
    #[arg(
        short,
        long,
        value_name = "FILE",
        default_value = "deny-models-report.html"
    )]
    output: Utf8PathBuf,
    #[command(flatten)]
    judging: Judging,
    /// Make what is only suspicious deny, as in `check`
    #[arg(long, help_heading = "Lint Options")]
    strict: bool,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let session = open(&args.judging.options(args.strict))?;
    let report = session.judge()?;
    // What has no digest is shown without one.
    let (hashes, _) = hashes(&session);
    let html = page(
        &Page {
            title: title(&session),
            day: &session.today.to_string(),
            report: &report,
            members: &listed(&session),
            basis: &basis(args, &session),
            lookup: &lookup(&session),
            locked: &|model| locked(&session, &hashes, model),
        },
        // The same file wherever the command runs.
        &View::plain(&session.root),
    );
    if args.output == "-" {
        output.data(|_, out| out.write_all(html.as_bytes()))?;
    } else {
        save(&args.output, &html).map_err(|why| Error::Save {
            path: args.output.clone(),
            why,
        })?;
    }
    output.diagnostics(|view, out| {
        human::verdict(&report, view, out)?;
        if args.output == "-" || output.is_quiet() {
            return Ok(());
        }
        let path = crate::escape::text(args.output.as_str());
        writeln!(out, "report written to {path}")
    })?;
    Ok(Outcome::Pass)
}

/// What is known of the files of a model.
fn locked(session: &Session, hashes: &BTreeMap<String, String>, model: &Artifact) -> Locked {
    let block = session.lock.as_ref().and_then(|lock| lock.model(model));
    // A block that does not fit its digest was edited or mixed up.
    let block = block.filter(|block| block.fits());
    Locked {
        revision: block.and_then(|block| block.facts.revision.clone()),
        sha256: hashes.get(&model.key()).cloned(),
        files: block.map_or_else(Vec::new, |block| {
            let files = block.facts.files.iter();
            files
                .map(|file| (file.path.clone(), file.sha256.clone()))
                .collect()
        }),
    }
}

/// The member, where there is one alone or one at the root; else the directory of the workspace.
fn title(session: &Session) -> &str {
    match session.gathered.members.as_slice() {
        [only] => &only.package.name,
        _ => session.root.file_name().unwrap_or("workspace"),
    }
}

/// The inputs of the verdict, for readers who did not run the command.
fn basis(args: &Args, session: &Session) -> Vec<(&'static str, String)> {
    let policy = &session.policy;
    let workspace = &args.judging.workspace;
    let mut basis = vec![
        ("Gated", protected(policy)),
        ("Models must be", required(policy.require)),
    ];
    let ids = |list: &[Spanned<LicenseSet>]| -> Option<String> {
        let ids: Vec<String> = list.iter().map(|set| set.value.to_string()).collect();
        (!ids.is_empty()).then(|| ids.join(", "))
    };
    basis.extend(ids(&policy.allow).map(|ids| ("Also allowed", ids)));
    basis.extend(ids(&policy.deny).map(|ids| ("Never allowed", ids)));
    let source = policy.source.as_ref().map_or_else(
        || "none: the defaults".to_owned(),
        |source| relative(source.path(), &session.root),
    );
    basis.push(("Policy", source));
    if args.strict {
        basis.push(("Strict", "yes: what is suspicious fails".to_owned()));
    }
    basis.push(("Features", features(workspace, policy)));
    let targets = if workspace.target.is_empty() {
        policy
            .graph
            .targets
            .iter()
            .map(|target| target.value.clone())
            .collect()
    } else {
        workspace.target.clone()
    };
    let targets = if targets.is_empty() {
        "all".to_owned()
    } else {
        targets.join(", ")
    };
    basis.push(("Targets", targets));
    if workspace.unify == args::Unify::Workspace {
        basis.push(("Built", "all members together".to_owned()));
    }
    if workspace.no_scan {
        basis.push(("Scan", "off: manifests and the policy alone".to_owned()));
    }
    basis.extend(levels(policy));
    let flags = args.judging.levels.to_arguments();
    if !flags.is_empty() {
        basis.push(("Flags", flags));
    }
    basis
}

fn protected(policy: &Policy) -> String {
    match &policy.protect {
        Protect::Osi => "crates under any OSI-approved licence".to_owned(),
        Protect::Licenses(ids) => {
            let ids: Vec<String> = ids.iter().map(|id| license(&id.value).spdx_ref()).collect();
            format!("crates under {}", ids.join(", "))
        }
    }
}

fn required(require: Require) -> String {
    match require {
        Require::Osi => "under OSI-approved licences".to_owned(),
        Require::Fsf => "under licences that the FSF calls free".to_owned(),
        Require::OsiOrFsf => "under licences that the OSI or the FSF approves".to_owned(),
        Require::Preset(preset) => format!("what {} takes", preset.as_str()),
    }
}

fn features(workspace: &args::Workspace, policy: &Policy) -> String {
    let graph = &policy.graph;
    let flags =
        !workspace.features.is_empty() || workspace.all_features || workspace.no_default_features;
    let named: Vec<&str> = if flags {
        workspace.features.iter().map(String::as_str).collect()
    } else {
        graph
            .features
            .iter()
            .map(|feature| feature.value.as_str())
            .collect()
    };
    let (all, bare) = if flags {
        (workspace.all_features, workspace.no_default_features)
    } else {
        (graph.all_features, graph.no_default_features)
    };
    let which = match (all, bare) {
        (true, _) => "all",
        (false, true) => "without the default ones",
        (false, false) => "the default ones",
    };
    if named.is_empty() {
        which.to_owned()
    } else {
        format!("{which}, with {}", named.join(", "))
    }
}

/// Levels that the policy sets, since they decide what fails.
fn levels(policy: &Policy) -> Option<(&'static str, String)> {
    let lints: BTreeMap<&str, &str> = policy
        .lints
        .iter()
        .map(|(code, level)| (code.as_str(), level.value.as_str()))
        .collect();
    let hows = policy
        .how
        .iter()
        .map(|(how, level)| (how.as_str(), level.value.as_str()));
    let all: Vec<String> = lints
        .into_iter()
        .chain(hows)
        .map(|(name, level)| format!("{name} = {level}"))
        .collect();
    (!all.is_empty()).then(|| ("Levels set", all.join(", ")))
}

fn relative(path: &Utf8Path, root: &Utf8Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string()
}
