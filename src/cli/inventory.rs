//! The inventory of a workspace, as `sbom` and `notice` need it.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::args;
use super::error::Error;
use super::output::Output;
use super::session::open_plain;
use crate::gate::{Session, digest};
use crate::gather::reference;
use crate::inventory::{CrateFacts, Inventory, Source};
use crate::save::save;
use deny_models::check::with_overrides;
use deny_models::domain::{How, PackageRef};
use deny_models::model::Artifact;
use deny_models::pull::Reach;

/// Arguments that `sbom` and `notice` share: what to include, and the output file.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct InventoryArgs {
    #[command(flatten)]
    workspace: args::Workspace,
    #[command(flatten)]
    policy: args::Policy,
    /// Include models that are only offered to callers
    #[arg(long, help_heading = "Package Selection")]
    offered: bool,
    /// Name of a workspace with several members [default: the name of its directory]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Write to this file, all of it or nothing; `-` is stdout
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: Utf8PathBuf,
}

impl InventoryArgs {
    /// Reads the workspace.
    pub(super) fn session(&self) -> Result<Session, Error> {
        open_plain(&self.workspace, &self.policy)
    }

    /// Puts the workspace in order; prints notes to stderr.
    pub(super) fn inventory(&self, session: &Session, output: &Output) -> Result<Inventory, Error> {
        let (hashes, mut notes) = hashes(session);
        notes.extend(session.gathered.notes.iter().cloned());
        let unresolved = session.gathered.unresolved;
        if unresolved > 0 {
            let (calls, models) = match unresolved {
                1 => ("1 call".to_owned(), "the model that it pulls is"),
                many => (format!("{many} calls"), "the models that they pull are"),
            };
            notes.push(format!(
                "{calls} whose model cannot be read from the source: {models} missing here"
            ));
        }
        output.status(|_, out| {
            notes
                .iter()
                .try_for_each(|note| writeln!(out, "note: {}", crate::escape::text(note)))
        })?;
        let packages = session.graph.packages().iter();
        let packages: BTreeMap<PackageRef, CrateFacts> = packages
            .map(|package| (reference(package), CrateFacts::new(package, &session.root)))
            .collect();
        let named = self.name.as_deref();
        let directory = session.root.file_name();
        Ok(Inventory::new(&Source {
            name: named.or(directory).unwrap_or("workspace"),
            members: &session.gathered.members,
            packages: &packages,
            store: &with_overrides(&session.policy, &session.gathered.store, session.today),
            gate: &session.policy.gate(),
            lock: session.lock.as_ref(),
            hashes: &hashes,
            offered: self.offered,
            unresolved,
        }))
    }

    /// Writes the document to the output file or to stdout.
    pub(super) fn put(&self, answer: &[u8], output: &Output) -> Result<(), Error> {
        if self.output == "-" {
            return output.data(|_, out| out.write_all(answer));
        }
        // What is made here is UTF-8.
        let text = String::from_utf8_lossy(answer);
        save(&self.output, &text).map_err(|why| Error::Save {
            path: self.output.clone(),
            why,
        })
    }
}

/// Digests by the key of the model: of bundled files from the disk, of others as the policy pins them. Files
/// that differ from their manifest are noted.
pub(super) fn hashes(session: &Session) -> (BTreeMap<String, String>, Vec<String>) {
    let mut hashes = BTreeMap::new();
    let mut notes = Vec::new();
    for entry in &session.policy.models {
        if let Some(sha256) = &entry.sha256 {
            hashes.insert(entry.id.value.key(), sha256.value.clone());
        }
    }
    let directories: BTreeMap<PackageRef, &Utf8Path> = session
        .graph
        .packages()
        .iter()
        .map(|package| (reference(package), package.directory()))
        .collect();
    let pulls = session.gathered.members.iter().flat_map(|of| &of.pulls);
    let mut seen = std::collections::BTreeSet::new();
    for pull in pulls.filter(|pull| pull.reach == Reach::On && pull.pull.how == How::Bundled) {
        let Artifact::Path { path, .. } = &pull.pull.artifact else {
            continue;
        };
        let key = pull.pull.artifact.key();
        let Some(directory) = directories.get(&pull.puller) else {
            continue;
        };
        if !seen.insert(key.clone()) {
            continue;
        }
        match digest(directory, path) {
            Ok(sha256) => {
                let pinned = pull.pull.sha256.as_ref();
                if pinned.is_some_and(|pinned| *pinned != sha256) {
                    notes.push(format!(
                        "{path} of {} does not have the digest that its manifest states",
                        pull.puller
                    ));
                }
                hashes.insert(key, sha256);
            }
            Err(error) => notes.push(format!(
                "{path} of {} has no digest here: {error}",
                pull.puller
            )),
        }
    }
    (hashes, notes)
}
