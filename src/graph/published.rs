//! Which files of a package would be published.

use std::collections::BTreeSet;

use super::metadata::{CargoOptions, run};
use super::{GraphError, Package};

/// What `cargo package --list` names, relative to the directory of the package and with `/`.
pub(super) fn files(
    options: &CargoOptions,
    package: &Package,
) -> Result<BTreeSet<String>, GraphError> {
    // Files that git does not know would be published too.
    let mut arguments: Vec<String> = "package --list --allow-dirty --quiet --color never"
        .split(' ')
        .map(str::to_owned)
        .collect();
    arguments.extend([
        "--manifest-path".to_owned(),
        package.manifest_path.to_string(),
    ]);
    arguments.extend(options.flags());
    let listed = run(&arguments)?;
    Ok(listed.lines().map(|line| line.replace('\\', "/")).collect())
}
