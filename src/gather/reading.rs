//! What a run has read, as far as another run may find it changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::cache::Cache;
use crate::graph::{PackageIdx, Workspace};
use deny_models_scan::{Cause, Scan};

/// How a run has read the packages.
#[derive(Debug, Default)]
pub struct Reading {
    /// Whether all files were read, and all that are compiled lie among those that are listed.
    pub is_whole: bool,
    /// Paths of files and folders that the code of packages which may change names, or the configuration of a packager.
    pub paths: BTreeSet<String>,
}

impl Reading {
    pub(super) fn new(
        workspace: &Workspace,
        cache: &Cache,
        scans: &BTreeMap<PackageIdx, Scan>,
        failed: &BTreeSet<PackageIdx>,
    ) -> Self {
        let is_unread = |cause: Cause| {
            matches!(
                cause,
                Cause::NotRead | Cause::FolderNotRead | Cause::NotScanned
            )
        };
        let is_whole =
            |scan: &Scan| !scan.outside && !scan.stops.iter().any(|stop| is_unread(stop.cause));
        let changing = scans
            .iter()
            .filter(|(at, _)| !cache.is_immutable(workspace.package(**at)))
            .map(|(_, scan)| scan);
        let paths = changing.flat_map(|scan| {
            let taken = scan.taken.iter().map(|taken| &taken.path);
            taken.chain(scan.found.iter().map(|found| &found.artifact))
        });
        Self {
            is_whole: failed.is_empty() && scans.values().all(is_whole),
            paths: paths.cloned().collect(),
        }
    }
}
