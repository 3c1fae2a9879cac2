//! Merges the lock into a workspace.

use std::collections::{BTreeMap, BTreeSet};

#[cfg(feature = "cli")]
use camino::Utf8Path;

use super::digest::digest;
use crate::gather::{Gathered, reference};
use crate::graph::{Package, Workspace};
use deny_models::domain::{Kind, PackageRef};
use deny_models::evidence::header;
use deny_models::lock::{self, Lock, Stale};
#[cfg(feature = "cli")]
use deny_models::model::FactStore;
use deny_models::model::{Artifact, insert_by_digest};
use deny_models::pull::Reach;

/// Larger files are not read as a whole to know them by their digest, in bytes.
const MAX_DIGESTED: u64 = 512 << 20;

/// Adds the facts of the lock, and returns what of the graph it does not cover.
pub(super) fn apply(lock: &Lock, graph: &Workspace, gathered: &mut Gathered) -> Vec<Stale> {
    lock.insert_into(&mut gathered.store);
    let checksums: BTreeMap<PackageRef, String> = graph
        .packages()
        .iter()
        .filter_map(|package| Some((reference(package), package.pinned()?)))
        .collect();
    let pulls = || gathered.members.iter().flat_map(|member| &member.pulls);
    let on = || pulls().filter(|pull| pull.reach == Reach::On && pull.kind != Kind::Dev);
    let checksum = |package: &PackageRef| checksums.get(package).cloned();
    let packages = lock::packages(on(), checksum);
    lock.stale(
        on().map(|pull| (&pull.puller, &pull.pull.artifact)),
        &packages,
    )
}

/// Recognises files that packages ship as known models, or as models of the lock, by their digests. A Git LFS pointer
/// states the digest of the file that it stands for.
pub(super) fn know_by_digest(lock: Option<&Lock>, graph: &Workspace, gathered: &mut Gathered) {
    let pulls = gathered.members.iter().flat_map(|member| &member.pulls);
    let files: BTreeSet<(PackageRef, Artifact)> = pulls
        .filter(|pull| matches!(pull.pull.artifact, Artifact::Path { .. }))
        .map(|pull| (pull.puller.clone(), pull.pull.artifact.clone()))
        .collect();
    if files.is_empty() {
        return;
    }
    let weights = lock.map(Lock::weights);
    let weights = weights.filter(|weights| !weights.is_empty());
    let mut packages: BTreeMap<PackageRef, &Package> = BTreeMap::new();
    for package in graph.packages() {
        packages.entry(reference(package)).or_insert(package);
    }
    for (puller, file) in files {
        let Some(package) = packages.get(&puller) else {
            continue;
        };
        let full = package.directory().join(file.name());
        if full.metadata().is_ok_and(|meta| meta.len() > MAX_DIGESTED) {
            if weights.is_some() {
                gathered.notes.push(format!(
                    "{file} is too large to be compared with the files of known models"
                ));
            }
            continue;
        }
        let stands_for = header::read_path(full.as_std_path())
            .ok()
            .and_then(|header| header.sha256);
        // A file that cannot be read is reported elsewhere.
        let found = stands_for.or_else(|| digest(package.directory(), file.name().into()).ok());
        if let Some(sha256) = found {
            insert_by_digest(&file, &sha256, &mut gathered.store);
            if let Some(weights) = &weights {
                weights.insert_file(&file, &sha256, &mut gathered.store);
            }
        }
    }
}

/// Adds the facts of the lock at this root for a question about models alone, and returns notes: a lock that cannot be
/// read is no reason to give no answer.
#[cfg(feature = "cli")]
pub(super) fn apply_leniently(root: &Utf8Path, store: &mut FactStore) -> Vec<String> {
    match lock::find(root) {
        Ok(None) => Vec::new(),
        Ok(Some(found)) => {
            found.lock.insert_into(store);
            let unfit = found.lock.inconsistent().into_iter();
            unfit
                .map(|block| {
                    format!(
                        "the block of {} on {} is ignored: its digest does not match its content",
                        lock::FILE_NAME,
                        block.what
                    )
                })
                .collect()
        }
        Err(problems) => {
            let first = problems.first().map(ToString::to_string);
            let why = first.unwrap_or_default();
            vec![format!("{} is left out: {why}", lock::FILE_NAME)]
        }
    }
}
