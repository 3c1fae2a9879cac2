//! `verify`: weight files on disk against the lock.

use camino::Utf8PathBuf;

use super::error::Error;
use super::list::lookup;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::{args, session};
use crate::cache::Cache;
use crate::gate::Session;
use crate::report::verify::Shown;
use crate::verify::{self, Known};
use deny_models::lock::{FILE_NAME, Lock};
use deny_models::model::{Artifact, Resolution};
use deny_models::source::Problem;

/// Compare weight files on disk with the lock: changed, missing, unknown, or of a model that fails.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("files").required(true))]
pub(super) struct Args {
    /// A directory, a weight file, or a release archive (tar, tar.gz, zip)
    #[arg(value_name = "PATH", group = "files")]
    path: Option<Utf8PathBuf>,
    /// Compare the locked models in the cache of the hub's client
    #[arg(long, group = "files")]
    hub_cache: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    format: String,
    #[command(flatten)]
    workspace: args::Workspace,
    /// Use this policy in place of the workspace's
    #[arg(long, value_name = "PATH", help_heading = "Policy Options")]
    policy: Option<Utf8PathBuf>,
    /// Ignore the workspace's policy and use the documented defaults
    #[arg(long, conflicts_with = "policy", help_heading = "Policy Options")]
    no_policy: bool,
    /// Approval that model licences need: osi, fsf, osi-or-fsf, fedora, fdroid or debian
    #[arg(long, value_name = "WORD", help_heading = "Policy Options")]
    require: Option<String>,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let policy = args::Policy {
        policy: args.policy.clone(),
        no_policy: args.no_policy,
        require: args.require.clone(),
        ..args::Policy::default()
    };
    let session = session::open_plain(&args.workspace, &policy)?;
    let Some(lock) = &session.lock else {
        let path = session.root.join(FILE_NAME);
        let problem = Problem::new(format!("there is no `{path}` to compare with"))
            .help("write it with `cargo deny-models lock`");
        return Err(vec![problem].into());
    };
    let place = match &args.path {
        Some(path) => path.clone(),
        None => verify::hub_cache().ok_or_else(|| {
            Error::usage("the hub's client has no cache here: `HF_HUB_CACHE` or `HF_HOME` names another place")
        })?,
    };
    let known = known(&session, lock);
    let expected = verify::expected(&known);
    let found = verify::find(&place, &expected).map_err(|why| Error::read(&place, why))?;
    let needed = |file: &verify::Found| verify::needs_digest(file, &known);
    let progress = super::progress::of_files();
    let digests = verify::read_all(&found, &needed, &Cache::open(), &progress)
        .map_err(|(path, why)| Error::read(path, why))?;
    let verified = verify::compare(&found, &digests.of, &known, args.hub_cache);
    let shown = Shown {
        place: place.as_str(),
        verified: &verified,
        digests: &digests,
    };
    if args.format == "json" {
        output.data(|_, out| shown.as_json(out))?;
    } else {
        output.diagnostics(|_, out| shown.human(out))?;
    }
    Ok(if shown.fails() {
        Outcome::Fail
    } else {
        Outcome::Pass
    })
}

/// The files that the lock and the manifests know, with the verdict on their models.
fn known(session: &Session, lock: &Lock) -> Vec<Known> {
    let resolve = lookup(session);
    let resolution = |model: &Artifact| resolve(&model.to_string());
    let blocks = lock.models().iter().filter(|block| block.fits());
    let mut known: Vec<Known> = blocks
        .filter_map(|block| {
            let found = resolution(&block.facts.artifact())?;
            Some(Known::of_lock(&block.facts, found))
        })
        .collect();
    let pulls = session
        .gathered
        .members
        .iter()
        .flat_map(|member| &member.pulls);
    let stated = pulls.filter_map(|pull| {
        let sha256 = pull.pull.sha256.as_ref()?.to_ascii_lowercase();
        let model = &pull.pull.artifact;
        // A file is resolved as it is pulled, in its package.
        let found = session.resolve(model);
        Some(Known::of_file(model, sha256, found))
    });
    known.extend(stated);
    for known in &mut known {
        known.accepted = accepted(session, &known.model, &known.resolution);
    }
    known
}

/// The reason of an exception for a model in every crate.
fn accepted(session: &Session, model: &Artifact, found: &Resolution) -> Option<String> {
    let governing = found.governing().map(|binding| binding.license.id());
    let key = model.key();
    session
        .policy
        .exceptions
        .iter()
        .filter(|exception| exception.package.is_none() && exception.member.is_none())
        .filter(|exception| {
            let code = exception.code.as_ref();
            code.is_none_or(|code| code.value.is_on_licence())
        })
        .filter(|exception| {
            let until = exception.until.as_ref();
            until.is_none_or(|until| session.today <= until.value)
        })
        .filter(|exception| {
            exception.model.as_ref().is_some_and(|named| {
                named.value.key() == key || named.value.key() == model.in_any_package().key()
            })
        })
        .filter(|exception| {
            let text = exception.license_sha256.as_ref();
            text.is_none_or(|text| {
                let from = found.governing().map(|binding| &binding.from);
                from.is_some_and(|from| session.gathered.store.has_text(from, &text.value))
            })
        })
        .find(|exception| {
            exception.license.as_ref().is_none_or(|accepted| {
                governing
                    .is_some_and(|id| accepted.value.leaves().any(|license| license.id() == id))
            })
        })
        .map(|exception| exception.reason.value.clone())
}
