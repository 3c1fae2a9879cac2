//! `init`: a commented policy to start from, and what manifests should state.

use super::args;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::open_plain;
use crate::escape;
use crate::gate::{Session, current_directory};
use crate::save::save_new;
use deny_models::domain::Kind;
use deny_models::policy::FILE_NAME;
use deny_models::pull::{Member, Reach, ReachedPull, manifest_entry};

/// Write a commented policy, and propose manifest entries from what is found.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    workspace: args::Workspace,
    #[command(flatten)]
    look: args::Look,
}

/// Where editors find the schema of the policy; a line that Taplo and what builds on it look for.
const SCHEMA: &str = concat!(
    "#:schema https://raw.githubusercontent.com/cargo-deny-models/cargo-deny-models/v",
    env!("CARGO_PKG_VERSION"),
    "/schemas/deny-models.schema.json\n\n"
);

const POLICY: &str = r#"# Policy of cargo-deny-models: which licences the models may have that the crates of this workspace pull in.
# Without this file the same defaults hold. `cargo deny-models explain CODE` explains a finding.

[policy]
# Crate licences that are gated; "osi" means every OSI-approved one.
protect = ["MIT", "Apache-2.0"]
# What the licence of a model must be: "osi", "fsf", "osi-or-fsf", or a preset: "fedora", "fdroid", "debian".
require = "osi"
# More licences that may pass, such as "CC-BY-4.0".
allow = []
# Licences that never pass, even if OSI-approved, such as "AGPL-3.0-only".
deny = []

# Severity by code: allow, warn or deny.
[lints]
# undeclared-model = "deny"

# A finding that is accepted for a while; `reason` and `until` (at most a year ahead) are required.
# [[exception]]
# model = "org/name"
# crate = "some-crate"
# license = "llama3.1"
# reason = "internal tool, not published"
# until = 2027-01-31

# What you know about a model that no other source does.
# [[model]]
# id = "org/name"
# license = "Apache-2.0"
# base = []

# The models that a dependency pulls without declaring them, or the ones that are used of those it offers.
# [[crate]]
# name = "some-dependency"
# uses = ["org/name"]
"#;

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| start(args, output))
}

fn start(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let session = open_plain(&args.workspace, &args::Policy::default())?;
    let path = session.root.join(FILE_NAME);
    let written = save_new(&path, &format!("{SCHEMA}{POLICY}")).map_err(|why| Error::Save {
        path: path.clone(),
        why,
    })?;
    let current = current_directory()?;
    let shown = path.strip_prefix(&current).unwrap_or(&path);
    output.status(|_, out| {
        if written {
            writeln!(out, "wrote {shown}")
        } else {
            writeln!(
                out,
                "kept {shown}: it is there already, and is never overwritten"
            )
        }
    })?;
    let members = session.gathered.members.iter();
    let proposals: Vec<String> = members
        .filter_map(|member| propose(member, &session))
        .collect();
    output.data(|_, out| {
        proposals
            .iter()
            .try_for_each(|text| writeln!(out, "{text}"))
    })?;
    let next = if proposals.is_empty() {
        "next: `cargo deny-models` judges the workspace by it"
    } else {
        "next: `cargo deny-models fix` writes the entries to each Cargo.toml; correct them, then run `cargo deny-models`"
    };
    output.status(|_, out| writeln!(out, "{next}"))?;
    Ok(Outcome::Pass)
}

/// Manifest entries for what a member pulls itself and does not state.
fn propose(member: &Member, session: &Session) -> Option<String> {
    let own = |pull: &&ReachedPull| {
        pull.puller == member.package
            && !pull.pull.declared
            && pull.kind != Kind::Dev
            && !pull.pull.artifact.is_data_set()
    };
    let pulls = member.pulls.iter().filter(own);
    let mut entries: Vec<String> = pulls.map(|pull| entry(pull, session)).collect();
    entries.sort();
    entries.dedup();
    if entries.is_empty() {
        return None;
    }
    Some(format!(
        "# for the Cargo.toml of {}:\n\n{}",
        member.package,
        entries.join("\n")
    ))
}

fn entry(pull: &ReachedPull, session: &Session) -> String {
    let model = &pull.pull.artifact;
    let mut lines = manifest_entry(&pull.pull);
    if pull.reach != Reach::On {
        lines.push("# off by default".to_owned());
    }
    let place = &pull.pull.place;
    let path = place.path();
    let path = path.strip_prefix(&session.root).unwrap_or(path);
    let path = path.as_str().replace('\\', "/");
    lines.push(format!("# seen at {path}:{}", place.line()));
    let claims = session.gathered.store.claims(model);
    if !claims.iter().any(|claim| claim.states_anything()) {
        lines.push("# license = \"...\"  as its card states, and `base` if it is derived from another model".to_owned());
    }
    escape_lines(&lines)
}

fn escape_lines(lines: &[String]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| escape::text(line.trim_end()))
        .collect();
    format!("{}\n", lines.join("\n"))
}
