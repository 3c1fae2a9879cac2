//! The files of a crate.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

/// More files than any crate has.
const MAX_FILES: usize = 100_000;
/// More names in folders, files or not, than any crate has.
const MAX_NAMES: usize = 4 * MAX_FILES;
/// Folders inside folders.
const MAX_DEPTH: usize = 40;

/// Every regular file, sorted, relative to the root with `/`; links are not followed, and other packages, version
/// control, build output and vendored trees are left out, as are names that are not UTF-8.
pub fn files(root: &Utf8Path) -> std::io::Result<Vec<String>> {
    // The caller makes sure that the root can be read; files below may vanish or be closed.
    fs::read_dir(root)?;
    let mut found = Vec::new();
    let mut names = 0;
    let mut folders: Vec<(Utf8PathBuf, String, usize)> = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let Ok(entries) = folder.read_dir_utf8() else {
            continue;
        };
        let before = (found.len(), folders.len());
        let mut other_package = false;
        for entry in entries {
            names += 1;
            if names > MAX_NAMES || found.len() >= MAX_FILES {
                folders.clear();
                break;
            }
            let Ok(entry) = entry else { continue };
            // From the listing itself on most systems, and of a link itself.
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            let name = entry.file_name();
            if kind.is_dir() {
                if depth < MAX_DEPTH && !is_left_out(name) {
                    folders.push((
                        entry.path().to_owned(),
                        format!("{prefix}{name}/"),
                        depth + 1,
                    ));
                }
            } else if kind.is_file() {
                other_package |= depth > 0 && name == "Cargo.toml";
                found.push(format!("{prefix}{name}"));
            }
        }
        if other_package {
            found.truncate(before.0);
            folders.truncate(before.1);
        }
    }
    found.sort_unstable();
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
