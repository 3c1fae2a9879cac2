//! A workspace as the arguments of a command name it.

use std::collections::BTreeSet;

use super::error::Error;
use super::{args, progress};
use crate::gate::{Options, Session};
use crate::gather::Gathered;

/// Opens the workspace; a terminal shows how far the scan has come.
pub(super) fn open(options: &Options) -> Result<Session, Error> {
    Ok(Session::open(options, &mut progress::of_scan())?)
}

/// The same for commands without settings of their own.
pub(super) fn open_plain(
    workspace: &args::Workspace,
    policy: &args::Policy,
) -> Result<Session, Error> {
    open(&workspace.options(policy))
}

/// Names of the models that members pull, to suggest a similar name.
pub(super) fn pulled(gathered: &Gathered) -> BTreeSet<&str> {
    let pulls = gathered.members.iter().flat_map(|member| &member.pulls);
    pulls.map(|pull| pull.pull.artifact.name()).collect()
}
