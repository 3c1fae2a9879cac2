//! Where files lie: inside a directory, or in the snapshot of a repository in the hub cache.

use std::path::{Path, PathBuf};

/// Whether a path leads, through all links, to something inside a directory.
pub(super) fn is_inside(path: &Path, dir: &Path) -> bool {
    match (path.canonicalize(), boundary(dir).canonicalize()) {
        (Ok(path), Ok(dir)) => path.starts_with(dir),
        _ => false,
    }
}

/// Limit of links: a snapshot of the hub cache is made of links into the folder of its repository, anything
/// else stays inside itself.
pub(super) fn boundary(dir: &Path) -> PathBuf {
    let whole = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    snapshot_repo(&whole).unwrap_or(whole)
}

/// The folder of the repository that a directory is a snapshot of, or lies in one.
pub(super) fn snapshot_repo(dir: &Path) -> Option<PathBuf> {
    dir.ancestors().find_map(|snapshot| {
        let commit = snapshot.file_name()?.to_str()?;
        let parent = snapshot.parent()?;
        let is_snapshot = is_commit(commit) && parent.file_name()? == "snapshots";
        is_snapshot.then(|| parent.parent().map(Path::to_owned))?
    })
}

/// A path relative to a directory, with `/` between its parts.
pub(super) fn shown(path: &Path, dir: &Path) -> String {
    let inside = path.strip_prefix(dir).unwrap_or(path);
    let parts: Vec<_> = inside
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// Whether a text is a commit: 40 hex digits.
pub(super) fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
