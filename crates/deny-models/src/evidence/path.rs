//! Paths by their letters alone.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// A path without `.` and `..`, by its letters alone, as cargo does.
#[must_use]
pub fn clean(path: &Utf8Path) -> Utf8PathBuf {
    let mut out = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}
