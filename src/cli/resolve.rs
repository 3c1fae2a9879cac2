//! `resolve`: what binds models, whoever pulls them.

use camino::{Utf8Path, Utf8PathBuf};

use super::near::did_you_mean;
use super::output::Output;
use super::session::{current_directory, read_policy};
use super::{Error, Outcome, Ran, args};
use crate::card::HubCache;
use crate::report::{human, json};
use deny_models::date::Date;
use deny_models::license::LicenseRules;
use deny_models::lock;
use deny_models::model::{
    Artifact, ClaimSource, FactStore, Resolution, UnknownReason, built_in_ids, resolve,
};
use deny_models::policy::Policy;
use deny_models::pull::insert_entry;

/// Say what binds each of some models.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Model ids (`org/name[@revision]`) or addresses
    #[arg(required = true, value_name = "ID")]
    models: Vec<String>,
    #[command(flatten)]
    policy: args::Policy,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    format: String,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> Ran {
    Output::here(args.look.color).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let models = args
        .models
        .iter()
        .map(|text| read_model(text))
        .collect::<Result<Vec<_>, _>>()?;
    let current = current_directory()?;
    let root = workspace_root();
    let policy = read_policy(&args.policy, &current, root.as_deref(), Date::today()?)?;
    let mut store = FactStore::built_in();
    for entry in &policy.models {
        insert_entry(&mut store, entry);
    }
    let mut notes = apply_lock(root.as_deref(), &mut store);
    notes.extend(
        HubCache::of_process()
            .map(|cache| cache.insert_into(&mut store, models.iter().cloned(), ClaimSource::Card))
            .unwrap_or_default(),
    );
    // The question is about the OSI, whatever the policy lets pass.
    let answers: Vec<Resolution> = models
        .iter()
        .map(|model| resolve(model, &store, &LicenseRules::osi()))
        .collect();
    output.diagnostics(|_, out| {
        notes
            .iter()
            .try_for_each(|note| writeln!(out, "note: {}", crate::escape::text(note)))
    })?;
    output.diagnostics(|_, out| {
        answers
            .iter()
            .filter_map(|answer| unheard_of(answer, &policy))
            .try_for_each(|note| writeln!(out, "note: {}", crate::escape::text(&note)))
    })?;
    output.data(|view, out| {
        if args.format == "json" {
            return json::resolutions(&answers, view, out);
        }
        for (at, answer) in answers.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            human::resolution(answer, view, out)?;
        }
        Ok(())
    })?;
    Ok(Outcome::Pass)
}

/// Names like that of a model of which nothing is known.
fn unheard_of(answer: &Resolution, policy: &Policy) -> Option<String> {
    let asked = answer.model.name();
    let unknown = |gap: &UnknownReason| matches!(gap, UnknownReason::NoFacts(model) if model.name().eq_ignore_ascii_case(asked));
    answer.unknown_reasons.iter().find(|gap| unknown(gap))?;
    let mut known: Vec<&str> = built_in_ids().collect();
    known.extend(policy.models.iter().map(|entry| entry.id.value.name()));
    let near = did_you_mean(asked, known);
    (!near.is_empty()).then(|| format!("nothing is known of `{asked}`{near}"))
}

/// What the workspace has locked answers too; a lock that cannot be read is no reason to say nothing.
fn apply_lock(root: Option<&Utf8Path>, store: &mut FactStore) -> Vec<String> {
    match root.map(lock::find) {
        None | Some(Ok(None)) => Vec::new(),
        Some(Ok(Some(found))) => {
            found.lock.insert_into(store);
            let unfit = found.lock.inconsistent().into_iter();
            unfit
                .map(|block| {
                    format!(
                        "what {} says of {} is left out: its digest does not fit",
                        lock::FILE_NAME,
                        block.what
                    )
                })
                .collect()
        }
        Some(Err(problems)) => {
            let first = problems.first().map(ToString::to_string);
            let why = first.unwrap_or_default();
            vec![format!("{} is left out: {why}", lock::FILE_NAME)]
        }
    }
}

/// Reads a model as a person names it on the command line.
pub(super) fn read_model(text: &str) -> Result<Artifact, Error> {
    let read = text
        .strip_prefix("./")
        .map_or_else(|| Artifact::parse(text), Artifact::parse_path);
    read.map_err(|why| Error::Usage {
        message: format!("`{text}` names no model: {why}"),
    })
}

/// The root of the workspace around the current directory, when there is one; asking needs no network.
fn workspace_root() -> Option<Utf8PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = std::process::Command::new(cargo)
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let manifest = String::from_utf8(output.stdout).ok()?;
    Utf8PathBuf::from(manifest.trim())
        .parent()
        .map(Utf8PathBuf::from)
}
