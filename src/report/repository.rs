//! The repository that findings are shown in.

use camino::{Utf8Path, Utf8PathBuf};

#[cfg(feature = "cli")]
use super::paths::{in_cargo_home, slashed};

/// The repository that findings are shown in.
#[derive(Debug, Clone, Copy)]
pub struct Repository<'a> {
    /// Its root.
    pub root: &'a Utf8Path,
    /// The Cargo.toml of the workspace, for findings that no other file of the repository brings about.
    pub manifest: &'a Utf8Path,
    /// Where a path leads once its links are followed.
    pub real: fn(&Utf8Path) -> Utf8PathBuf,
}

#[cfg(feature = "cli")]
impl Repository<'_> {
    /// The path of a file of the repository from its root on; nothing for any other file. A path that is not absolute
    /// names something outside the repository, such as a file of a dependency.
    pub(super) fn relative(&self, path: &Utf8Path) -> Option<String> {
        if !path.has_root() {
            return None;
        }
        let real = (self.real)(path);
        let inside = real.strip_prefix(self.root).ok()?;
        let stays = inside.components().all(|part| part.as_str() != "..");
        let own = stays && !inside.as_str().is_empty() && !is_vendored_by_cargo(inside);
        own.then(|| slashed(inside))
    }
}

/// Whether cargo keeps the file, in a home that lies in the repository: what is not checked in has no line to show.
#[cfg(feature = "cli")]
fn is_vendored_by_cargo(path: &Utf8Path) -> bool {
    in_cargo_home(path).is_some()
}
