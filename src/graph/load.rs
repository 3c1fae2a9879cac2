//! Reading a workspace with cargo.

use std::fs;

use super::cargo::{CargoOptions, run, shown};
use super::error::GraphError;
use super::lockfile::Checksums;
use super::manifest::read_manifest;
use super::metadata::decode;
use super::offline;
use super::workspace::Workspace;

impl Workspace {
    /// Reads a workspace with `cargo metadata`.
    ///
    /// Cargo may fetch packages unless it is offline, and runs what the workspace's
    /// configuration names (a credential provider, a compiler wrapper). When it may not fetch and
    /// packages of dev-dependencies or of other platforms are missing, these are left out and
    /// [`Self::notes`] lists them; for that, manifests without dev-dependencies are written to the
    /// target directory temporarily.
    ///
    /// # Errors
    ///
    /// When cargo cannot be run, fails, or answers with something that cannot be read.
    pub fn load(options: &CargoOptions) -> Result<Self, GraphError> {
        if let Some(path) = options
            .manifest_path
            .as_ref()
            .filter(|path| !path.is_file())
        {
            return Err(GraphError::ManifestNotFound { path: path.clone() });
        }
        let arguments = options.arguments();
        let mut workspace = match run(&arguments) {
            Ok(json) => decode(&json, &shown(&arguments), read_manifest)?,
            Err(GraphError::CargoFailed { command, message })
                if options.may_not_fetch() && is_missing_download(&message) =>
            {
                let mut workspace = offline::load(options)
                    .unwrap_or(Err(GraphError::NotDownloaded { command, message }))?;
                workspace.is_partial = true;
                workspace
            }
            Err(error) => return Err(error),
        };
        workspace.options = options.clone();
        let lock = fs::read_to_string(workspace.root.join("Cargo.lock")).unwrap_or_default();
        let checksums = Checksums::read(&lock);
        for package in &mut workspace.packages {
            package.checksum = checksums.of(package).map(str::to_owned);
        }
        Ok(workspace)
    }
}

fn is_missing_download(message: &str) -> bool {
    [
        "--offline was specified",
        "--frozen was specified",
        "offline mode",
    ]
    .iter()
    .any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_manifest_is_reported_before_cargo_runs() {
        let options = CargoOptions {
            manifest_path: Some("no/such/Cargo.toml".into()),
            ..CargoOptions::default()
        };
        assert!(matches!(
            Workspace::load(&options),
            Err(GraphError::ManifestNotFound { .. })
        ));
    }
}
