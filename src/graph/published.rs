//! Lists the files of a package that would be published.

use std::collections::BTreeSet;

use super::cargo::run;
use super::error::GraphError;
use super::package::PackageIdx;
use super::workspace::Workspace;

impl Workspace {
    /// The files that would be published with a package, as `cargo package --list` names them: relative to its
    /// directory, with `/`.
    ///
    /// # Errors
    ///
    /// When cargo cannot be run or fails.
    pub fn published_files(&self, package: PackageIdx) -> Result<BTreeSet<String>, GraphError> {
        // Files that git does not know would be published too.
        let mut arguments: Vec<String> = "package --list --allow-dirty --quiet --color never"
            .split(' ')
            .map(str::to_owned)
            .collect();
        arguments.extend([
            "--manifest-path".to_owned(),
            self.package(package).manifest_path.to_string(),
        ]);
        arguments.extend(self.options.flags());
        let listed = run(&arguments)?;
        Ok(listed.lines().map(|line| line.replace('\\', "/")).collect())
    }

    /// Whether a package is an archive of a registry, unpacked: all that lies in it was published, and cargo, which put the
    /// first manifest beside the one that it wrote, lists no files of it.
    #[must_use]
    pub fn is_unpacked(&self, package: PackageIdx) -> bool {
        let manifest = &self.package(package).manifest_path;
        manifest.with_extension("toml.orig").is_file()
    }
}
