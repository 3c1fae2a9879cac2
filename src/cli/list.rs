//! `list`: the models that each crate pulls.

use super::args;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::open_plain;
use crate::gate::Session;
use crate::report::list::{self, Listed};
use crate::report::{dot, mermaid};
use deny_models::check::with_overrides;
use deny_models::domain::PackageRef;
use deny_models::license::{LicenseRules, Protect, Terms};
use deny_models::model::{Artifact, FactStore, Resolution, resolve};
use deny_models::pull::Member;

/// List the models that each crate pulls.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    workspace: args::Workspace,
    #[command(flatten)]
    policy: args::Policy,
    /// Show the crates between and the lineage of each model
    #[arg(long, conflicts_with = "format")]
    tree: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json", "dot", "mermaid"])]
    format: String,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let session = open_plain(&args.workspace, &args.policy)?;
    let members = listed(&session);
    output.data(|view, out| match args.format.as_str() {
        "json" => list::as_json(&members, out),
        "dot" => dot::dot(&members, &lookup(&session), out),
        "mermaid" => mermaid::mermaid(&members, &lookup(&session), out),
        _ if args.tree => list::as_tree(&members, view, out),
        _ => list::human(&members, out),
    })?;
    Ok(Outcome::Pass)
}

/// Every member with what it pulls, judged by the policy.
pub(super) fn listed(session: &Session) -> Vec<Listed<'_>> {
    let gate = session.policy.gate();
    let protect = session.policy.protected();
    let store = with_overrides(&session.policy, &session.gathered.store, session.today);
    let members = session.gathered.members.iter();
    members
        .map(|member| list_member(member, &store, &gate, &protect))
        .collect()
}

/// Looks up the licences of any model by its name, with the policy applied.
pub(super) fn lookup(session: &Session) -> impl Fn(&str) -> Option<Resolution> {
    let gate = session.policy.gate();
    let store = with_overrides(&session.policy, &session.gathered.store, session.today);
    move |name| {
        let model = Artifact::parse(name).ok()?;
        Some(resolve(&model, &store, &gate))
    }
}

fn list_member<'a>(
    member: &'a Member,
    store: &FactStore,
    gate: &LicenseRules,
    protect: &Protect,
) -> Listed<'a> {
    let license = member.license.expression();
    let terms = license
        .as_deref()
        .and_then(|text| Terms::parse_crate(text).ok());
    let package: &PackageRef = &member.package;
    Listed {
        member: package,
        protected: terms.is_some_and(|terms| protect.protects(&terms, gate).is_some()),
        license,
        models: member
            .pulls
            .iter()
            .map(|pull| (pull, resolve(&pull.pull.artifact, store, gate)))
            .collect(),
    }
}
