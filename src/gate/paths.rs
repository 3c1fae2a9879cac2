//! Directories that paths are relative to.

use camino::Utf8PathBuf;

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
