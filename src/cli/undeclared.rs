//! What the code of members takes and their manifests do not state: what `fix` writes, and a check that fails names.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::Error;
use crate::edit::{Edited, LeftOut, declare};
use crate::gate::Session;
use crate::gather::{reference, shown_path};
use crate::graph::Package;
use deny_models::domain::{How, Kind, Scope};
use deny_models::pull::{Member, Pull};

/// The manifests of members with entries for what their own code takes and they do not state.
pub(super) fn undeclared(
    session: &Session,
    left_out: &mut Vec<LeftOut>,
) -> Result<Vec<Edited>, Error> {
    let mut edits = Vec::new();
    for member in &session.gathered.members {
        let pulls = own_pulls(member);
        let Some(path) = manifest_of(session, member).filter(|_| !pulls.is_empty()) else {
            continue;
        };
        let (edited, not) = declare(path.clone(), &read(path)?, &member.package, &pulls);
        left_out.extend(not);
        if !edited.added.is_empty() {
            edits.push(edited);
        }
    }
    Ok(edits)
}

/// What `undeclared-model` is found for.
fn own_pulls(member: &Member) -> Vec<&Pull> {
    let pulls = member.pulls.iter().filter(|reached| {
        let pull = &reached.pull;
        reached.puller == member.package
            && !pull.declared
            && pull.how != How::Offered
            && reached.kind != Kind::Dev
            && pull.scope != Some(Scope::Dev)
            && !pull.artifact.is_data_set()
    });
    pulls.map(|reached| &reached.pull).collect()
}

fn manifest_of<'a>(session: &'a Session, member: &Member) -> Option<&'a Utf8PathBuf> {
    let graph = &session.graph;
    let members = graph.members().iter().map(|at| graph.package(*at));
    let mut of = members.filter(|package| reference(package) == member.package);
    of.next().map(|package| &package.manifest_path)
}

/// The directory of a package as places show it, where one has this name and, if it is known, this version.
pub(super) fn directory_of(
    session: &Session,
    name: &str,
    version: Option<&str>,
) -> Option<Utf8PathBuf> {
    let fits = |package: &&Package| {
        package.name == name && version.is_none_or(|version| reference(package).version == version)
    };
    let mut packages = session.graph.packages().iter().filter(fits);
    let first = packages.next()?;
    packages.next().is_none().then(|| shown_path(first, ""))
}

pub(super) fn read(path: &Utf8Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|why| Error::read(path, why))
}
