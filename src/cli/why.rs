//! `why`: which crates pull a model, and which licences apply to it.

use std::io::{self, Write};

use super::args;
use super::error::Error;
use super::list::listed;
use super::model::read_model;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::{open_plain, pulled};
use crate::report::list::Listed;
use crate::report::{View, human};
use crate::suggest::did_you_mean;
use deny_models::model::Artifact;

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
    let members = listed(&session);
    let is_pulled = |model: &Artifact| members.iter().any(|member| pulls(member, model));
    let meant = [read.as_ref().ok(), file.as_ref()];
    let Some(model) = meant.into_iter().flatten().find(|model| is_pulled(model)) else {
        let model = read?.to_string();
        let near = did_you_mean(&model, pulled(&session.gathered));
        return Err(Error::NotPulled { model, near });
    };
    output.data(|view, out| print(model, &members, view, out))?;
    Ok(Outcome::Pass)
}

fn is_same(requested: &Artifact, pulled: &Artifact) -> bool {
    requested.key() == pulled.key() || requested.key() == pulled.in_any_package().key()
}

fn pulls(member: &Listed<'_>, model: &Artifact) -> bool {
    let key = model.key();
    member.models.iter().any(|(pull, resolution)| {
        let ancestor = resolution
            .lineage
            .iter()
            .any(|step| step.model.name().eq_ignore_ascii_case(&key));
        is_same(model, &pull.pull.artifact) || ancestor
    })
}

fn print(
    model: &Artifact,
    members: &[Listed<'_>],
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut shown: Vec<String> = Vec::new();
    for member in members.iter().filter(|member| pulls(member, model)) {
        for (pull, resolution) in &member.models {
            let direct = is_same(model, &pull.pull.artifact);
            let chain = resolution.chain_to(model);
            if !direct && chain.is_empty() {
                continue;
            }
            let mut way: Vec<String> = pull.path.iter().map(ToString::to_string).collect();
            way.push(format!("{} ({})", pull.pull.artifact, pull.pull.how));
            way.extend(
                chain
                    .iter()
                    .map(|step| format!("{} ({})", step.model.name(), step.link.as_str())),
            );
            writeln!(out, "{}", crate::escape::text(&way.join(" -> ")))?;
            let name = pull.pull.artifact.name();
            if !shown.iter().any(|known| known == name) {
                shown.push(name.to_owned());
            }
        }
    }
    for name in shown {
        let entry = members
            .iter()
            .flat_map(|member| &member.models)
            .find(|(pull, _)| pull.pull.artifact.name() == name);
        if let Some((_, resolution)) = entry {
            writeln!(out)?;
            human::resolution(resolution, view, out)?;
        }
    }
    Ok(())
}
