//! The files of a crate.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

/// More files than any crate has.
const MAX_FILES: usize = 100_000;
/// Folders inside folders.
const MAX_DEPTH: usize = 40;

/// A file of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Relative to the crate, with `/`.
    pub(super) path: String,
    /// Its size.
    pub(super) size: u64,
}

/// Every regular file, sorted; links are not followed, and other packages, version control, build output and vendored
/// trees are left out.
pub(super) fn files(root: &Utf8Path) -> std::io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    // That the root can be read is the caller's affair; what lies below may vanish or be closed.
    fs::read_dir(root)?;
    let mut folders: Vec<(Utf8PathBuf, String, usize)> = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let Ok(entries) = folder.read_dir_utf8() else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Ok(data) = entry.path().symlink_metadata() else {
                continue;
            };
            if data.is_dir() {
                let own = depth > 0 || !is_left_out(name);
                if own
                    && depth < MAX_DEPTH
                    && !is_left_out(name)
                    && !entry.path().join("Cargo.toml").is_file()
                {
                    folders.push((
                        entry.path().to_owned(),
                        format!("{prefix}{name}/"),
                        depth + 1,
                    ));
                }
            } else if data.is_file() {
                found.push(Entry {
                    path: format!("{prefix}{name}"),
                    size: data.len(),
                });
            }
            if found.len() >= MAX_FILES {
                folders.clear();
                break;
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn is_left_out(name: &str) -> bool {
    [
        "target",
        "node_modules",
        "vendor",
        ".git",
        ".cargo",
        "third_party",
        "third-party",
        "__pycache__",
        ".venv",
    ]
    .contains(&name)
}
