//! `why`: which crates pull a model, and which licences apply to it.

use super::args;
use super::error::Error;
use super::list::listed;
use super::model::read_model;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::{open_plain, pulled};
use crate::gather::{Gathered, Uncounted};
use crate::report::list::Listed;
use crate::report::why::{self, OfMember, Pulled};
use crate::suggest::did_you_mean;
use deny_models::model::Artifact;
use deny_models::pull::Member;

/// Show which crates pull a model and which licences apply to it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The model: `org/name`, an address, or a file as `./path`; also a base or component of what is pulled
    #[arg(value_name = "MODEL")]
    model: String,
    #[command(flatten)]
    workspace: args::Workspace,
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
    let read = read_model(&args.model);
    // `models/x.onnx` may be a file as well as a model of the hub.
    let file = Artifact::parse_path_around(&args.model).ok();
    let session = open_plain(&args.workspace, &args.policy)?;
    let listed = listed(&session);
    let gathered = &session.gathered;
    let meant = [read.as_ref().ok(), file.as_ref()];
    let found = meant.into_iter().flatten().find_map(|model| {
        let members = of_members(model, &listed, gathered);
        (!members.is_empty()).then_some((model.clone(), members))
    });
    let Some((model, members)) = found else {
        let model = read?.to_string();
        let near = did_you_mean(&model, pulled(gathered));
        return Err(Error::NotPulled { model, near });
    };
    output.data(|view, out| match args.format.as_str() {
        "json" => why::as_json(model.name(), &members, view, out),
        _ => why::human(&members, view, out),
    })?;
    Ok(Outcome::Pass)
}

fn is_same(requested: &Artifact, pulled: &Artifact) -> bool {
    requested.key() == pulled.key() || requested.key() == pulled.in_any_package().key()
}

/// The members that have to do with a model.
fn of_members<'a>(
    model: &Artifact,
    listed: &'a [Listed<'a>],
    gathered: &'a Gathered,
) -> Vec<OfMember<'a>> {
    let members = gathered.members.iter().zip(&gathered.uncounted);
    let of_member = listed
        .iter()
        .zip(members)
        .filter_map(|(listed, (member, uncounted))| of_member(model, listed, member, uncounted));
    of_member.collect()
}

/// What a member has to do with a model; `None` for nothing.
fn of_member<'a>(
    model: &Artifact,
    listed: &'a Listed<'a>,
    member: &'a Member,
    uncounted: &'a [Uncounted],
) -> Option<OfMember<'a>> {
    let pulled = listed.models.iter().filter_map(|(pull, resolution)| {
        let lineage = resolution.chain_to(model).into_iter();
        let lineage: Vec<_> = lineage
            .map(|step| (step.model.name(), step.link.as_str()))
            .collect();
        let is_it = is_same(model, &pull.pull.artifact) || !lineage.is_empty();
        is_it.then_some(Pulled {
            pull,
            resolution,
            lineage,
        })
    });
    let pulled: Vec<Pulled<'_>> = pulled.collect();
    let is_named = |of: &&Uncounted| is_same(model, &of.pull.artifact);
    let key = model.key();
    let answered = member.answered.iter();
    let of_member = OfMember {
        member: &member.package,
        uncounted: uncounted.iter().filter(is_named).collect(),
        answered: answered
            .filter(|of| Artifact::parse(&of.model).is_ok_and(|named| named.key() == key))
            .collect(),
        pulled,
    };
    let has_any = !of_member.pulled.is_empty()
        || !of_member.uncounted.is_empty()
        || !of_member.answered.is_empty();
    has_any.then_some(of_member)
}
