//! Where the lock is, and reading it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::file::Lock;
use super::parse::{MAX_BYTES, too_large};
use super::values::ANEW;
use crate::source::{Problem, SourceFile};

/// The name of the lock file, at the root of a workspace.
pub const FILE_NAME: &str = "deny-models.lock";

/// A lock and where it was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The file.
    pub path: Utf8PathBuf,
    /// Its content.
    pub lock: Lock,
}

/// Reads the lock at the root of a workspace; `None` when the file does not exist.
///
/// # Errors
///
/// That it cannot be read, or every mistake in it.
pub fn find(root: &Utf8Path) -> Result<Option<Found>, Vec<Problem>> {
    let path = root.join(FILE_NAME);
    let Some(source) = read(&path).map_err(|problem| vec![problem])? else {
        return Ok(None);
    };
    let lock = Lock::parse(&source)?;
    Ok(Some(Found { path, lock }))
}

/// The text of a lock; `None` when the file does not exist.
fn read(path: &Utf8Path) -> Result<Option<Arc<SourceFile>>, Problem> {
    let cannot = |error: &io::Error| {
        Problem::new(format!("cannot read `{path}`: {error}"))
            .help("check its permissions and where it leads, if it is a link")
    };
    // Before opening, which would block for ever on a pipe. A link that leads nowhere must not pass for "no lock".
    match fs::symlink_metadata(path) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(&error)),
    }
    if !fs::metadata(path)
        .map_err(|error| cannot(&error))?
        .is_file()
    {
        let problem = Problem::new(format!("`{path}` is not a regular file"));
        return Err(problem.help(format!("remove it, then {ANEW}")));
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    File::open(path)
        .and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| cannot(&error))?;
    if bytes.len() > MAX_BYTES {
        return Err(too_large(path));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Problem::new(format!("`{path}` is not UTF-8 text")).help(ANEW))?;
    Ok(Some(SourceFile::new(path, text)))
}
