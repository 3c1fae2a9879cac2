//! The files of a crate.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

/// How far a package is listed.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Files; of names in folders, files or not, four times as many.
    pub files: usize,
    /// Folders inside folders.
    pub folders: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        // More than any crate has.
        Self {
            files: 100_000,
            folders: 40,
        }
    }
}

/// Why a file or folder is not in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// The folder cannot be read, or a name in it.
    NotRead,
    /// The name is not UTF-8.
    NotUtf8,
    /// The bound on files is reached; the path is that of the root.
    Files,
    /// The bound on folders inside folders is reached.
    Folders,
}

/// The files of a package.
#[derive(Debug, Default)]
pub struct Listing {
    /// Every regular file, sorted, relative to the root with `/`.
    pub files: Vec<String>,
    /// Files and folders that are left out and should not be, sorted.
    pub left_out: Vec<(String, LeftOut)>,
}

/// Every regular file, sorted, relative to the root with `/`; links are not followed, and other packages, version
/// control, build output and vendored trees are left out, as are names that are not UTF-8.
pub fn files(root: &Utf8Path) -> std::io::Result<Vec<String>> {
    Ok(listing(root, Bounds::default())?.files)
}

/// The files that [`files`] gives, with what cannot be listed.
pub fn listing(root: &Utf8Path, bounds: Bounds) -> std::io::Result<Listing> {
    // The caller makes sure that the root can be read; files below may vanish or be closed.
    fs::read_dir(root)?;
    let mut found = Listing::default();
    let mut names = 0;
    let mut is_full = false;
    let mut folders: Vec<(Utf8PathBuf, String, usize)> = vec![(root.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            found.left_out.push((prefix, LeftOut::NotRead));
            continue;
        };
        let before = (found.files.len(), found.left_out.len(), folders.len());
        let mut other_package = false;
        for entry in entries {
            names += 1;
            if names > bounds.files.saturating_mul(4) || found.files.len() >= bounds.files {
                folders.clear();
                is_full = true;
                break;
            }
            // From the listing itself on most systems, and of a link itself.
            let with_kind = entry.and_then(|entry| Ok((entry.file_type()?, entry)));
            let Ok((kind, entry)) = with_kind else {
                found.left_out.push((prefix.clone(), LeftOut::NotRead));
                continue;
            };
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                if kind.is_dir() || kind.is_file() {
                    let path = format!("{prefix}{}", name.to_string_lossy());
                    found.left_out.push((path, LeftOut::NotUtf8));
                }
                continue;
            };
            if kind.is_dir() {
                if is_left_out(name) {
                    continue;
                }
                if depth < bounds.folders {
                    folders.push((folder.join(name), format!("{prefix}{name}/"), depth + 1));
                } else {
                    let path = format!("{prefix}{name}/");
                    found.left_out.push((path, LeftOut::Folders));
                }
            } else if kind.is_file() {
                other_package |= depth > 0 && name == "Cargo.toml";
                found.files.push(format!("{prefix}{name}"));
            }
        }
        if other_package {
            found.files.truncate(before.0);
            found.left_out.truncate(before.1);
            folders.truncate(before.2);
        }
    }
    if is_full {
        found.left_out.push((String::new(), LeftOut::Files));
    }
    found.files.sort_unstable();
    found.left_out.sort_unstable();
    found.left_out.dedup();
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
