//! Directories that paths are relative to.

use camino::{Utf8Path, Utf8PathBuf};

use super::failure::Failure;

/// The directory that output paths are relative to: where the command runs.
pub(crate) fn current_directory() -> Result<Utf8PathBuf, Failure> {
    let current = std::env::current_dir().map_err(|error| Failure::CurrentDirectory {
        why: error.to_string(),
    })?;
    Utf8PathBuf::from_path_buf(current).map_err(|path| Failure::CurrentDirectory {
        why: format!("{} is not UTF-8", path.display()),
    })
}

/// Where the search for a policy starts: the directory of the manifest that is named, else the current one.
pub(super) fn start_directory(manifest: Option<&Utf8Path>) -> Result<Utf8PathBuf, Failure> {
    let current = current_directory()?;
    let Some(manifest) = manifest else {
        return Ok(current);
    };
    let manifest = current.join(manifest);
    let directory = manifest.parent().unwrap_or(&current);
    // Cargo names the workspace root without links and dots, so the start has to be named so too.
    let clean = directory.canonicalize_utf8();
    clean.map_err(|why| Failure::Read {
        path: directory.to_owned(),
        why,
    })
}
