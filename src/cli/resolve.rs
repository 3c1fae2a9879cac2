//! `resolve`: the licences that apply to models, whether or not a crate pulls them.

use super::args;
use super::error::Error;
use super::model::read_model;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use crate::gate::{Answers, resolve_models};
use crate::report::{human, json};
use crate::suggest::did_you_mean;
use deny_models::model::{Resolution, UnknownReason, built_in_near};
use deny_models::policy::Policy;

/// Show the licences that apply to models.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Model ids (`org/name[@revision]`) or addresses
    #[arg(required = true, value_name = "ID")]
    models: Vec<String>,
    #[command(flatten)]
    manifest: args::Manifest,
    #[command(flatten)]
    policy: args::Policy,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    format: String,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let models = args
        .models
        .iter()
        .map(|text| read_model(text))
        .collect::<Result<Vec<_>, _>>()?;
    let Answers {
        resolutions,
        osi,
        notes,
        policy,
    } = resolve_models(
        &models,
        args.manifest.manifest_path.as_deref(),
        &args.policy.options(),
    )?;
    output.status(|_, out| {
        notes
            .iter()
            .try_for_each(|note| writeln!(out, "note: {}", crate::escape::text(note)))
    })?;
    output.status(|_, out| {
        resolutions
            .iter()
            .filter_map(|answer| note_on_unknown(answer, &policy))
            .try_for_each(|note| writeln!(out, "note: {}", crate::escape::text(&note)))
    })?;
    output.data(|view, out| {
        if args.format == "json" {
            return json::resolutions(&resolutions, &osi, view, out);
        }
        for (at, answer) in resolutions.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            human::resolution(answer, view, out)?;
        }
        Ok(())
    })?;
    Ok(Outcome::Pass)
}

/// A note with similar names, for a model that is in no source of facts.
fn note_on_unknown(answer: &Resolution, policy: &Policy) -> Option<String> {
    let requested = answer.model.name();
    let unknown = |gap: &UnknownReason| matches!(gap, UnknownReason::NoFacts(model) if model.name().eq_ignore_ascii_case(requested));
    answer.unknown_reasons.iter().find(|gap| unknown(gap))?;
    let near = built_in_near(requested);
    let mut known: Vec<&str> = near.iter().map(String::as_str).collect();
    known.extend(policy.models.iter().map(|entry| entry.id.value.name()));
    let near = match answer.model.namesake() {
        // Another model, whatever its name: it is no answer to the question.
        Some(namesake) => format!("; the hub may have its weights as `{namesake}`"),
        None => did_you_mean(requested, known),
    };
    (!near.is_empty())
        .then(|| format!("`{requested}` is not in the fact tables, the lock or any file{near}"))
}
