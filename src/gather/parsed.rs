//! The code of packages, from the cache or parsed anew, several at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::join::around;
use crate::cache::Cache;
use crate::graph::{Package, PackageIdx, Workspace};
use deny_models_scan::{Limits, ParsedPackage, ScanError};

/// Reads packages with some threads. They keep their order, and the first that cannot be read is the error.
pub(super) fn read(
    workspace: &Workspace,
    packages: &[PackageIdx],
    cache: &Cache,
    threads: usize,
    limits: &Limits,
) -> Result<Vec<ParsedPackage>, ScanError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(at) = packages.get(number) else {
                return done;
            };
            // The files of one package are parsed by several threads too: where one is large, the others have ended.
            let parsed = one(workspace, workspace.package(*at), cache, threads, limits);
            done.push((number, parsed));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let others = 1..threads.clamp(1, 16).min(packages.len().max(1));
        let others: Vec<_> = others.map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            all.extend(other.join().map_err(|_| ScanError::Failed)?);
        }
        Ok(all)
    })?;
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, parsed)| parsed).collect()
}

fn one(
    workspace: &Workspace,
    package: &Package,
    cache: &Cache,
    threads: usize,
    limits: &Limits,
) -> Result<ParsedPackage, ScanError> {
    let around = around(workspace, package);
    let key = cache.parsed_key(package).filter(|_| around.is_none());
    if let Some(known) = key.as_ref().and_then(|key| cache.get(key)) {
        return Ok(known);
    }
    let parsed = ParsedPackage::read(package.directory(), around, threads, limits)?;
    if let Some(key) = &key {
        cache.put(key, &parsed);
    }
    Ok(parsed)
}
