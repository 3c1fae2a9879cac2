//! The code of packages, from the cache or parsed anew, several at once.

use super::join::around;
use crate::cache::Cache;
use crate::graph::{Package, PackageIdx, Workspace};
use deny_models_scan::{Limits, ParsedPackage, ScanError, in_parallel};

/// Reads packages with some threads. They keep their order, and the first that cannot be read is the error.
pub(super) fn read(
    workspace: &Workspace,
    packages: &[PackageIdx],
    cache: &Cache,
    threads: usize,
    limits: &Limits,
) -> Result<Vec<ParsedPackage>, ScanError> {
    let read = |at: &PackageIdx| {
        Some(one(
            workspace,
            workspace.package(*at),
            cache,
            threads,
            limits,
        ))
    };
    // The files of one package are parsed by several threads too: where one is large, the others have ended.
    let all = in_parallel(packages, threads, read).into_iter();
    all.map(|parsed| parsed.unwrap_or(Err(ScanError::Failed)))
        .collect()
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
