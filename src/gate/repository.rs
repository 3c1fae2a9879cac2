//! The repository that a workspace lies in: where paths of reports for code hosts start.

use camino::{Utf8Path, Utf8PathBuf};

use crate::report::{Repository, View};

/// The root of the repository and the Cargo.toml of the workspace.
pub(crate) struct Rooted {
    root: Utf8PathBuf,
    manifest: Utf8PathBuf,
}

impl Rooted {
    /// Of the workspace whose root is this directory.
    pub(crate) fn of(workspace: &Utf8Path) -> Self {
        let workspace = real(workspace);
        Self {
            root: root(&workspace).to_owned(),
            manifest: workspace.join("Cargo.toml"),
        }
    }

    /// The view from the root.
    pub(crate) fn view<'a>(&'a self, view: &View<'a>) -> View<'a> {
        View {
            repository: Some(Repository {
                root: &self.root,
                manifest: &self.manifest,
                real,
            }),
            ..*view
        }
    }
}

/// The nearest directory upwards that a version control system keeps its things in, else the directory itself.
fn root(directory: &Utf8Path) -> &Utf8Path {
    const KEPT: [&str; 4] = [".git", ".hg", ".jj", ".sl"];
    let is_root = |above: &&Utf8Path| KEPT.iter().any(|name| above.join(name).exists());
    directory.ancestors().find(is_root).unwrap_or(directory)
}

/// Where a path leads; the path itself where it leads nowhere.
fn real(path: &Utf8Path) -> Utf8PathBuf {
    // On Windows the plain form is what cargo writes, and the verbatim one is what this gives.
    let real = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    match real.as_str().strip_prefix(r"\\?\") {
        Some(plain) if !plain.starts_with("UNC") => plain.into(),
        _ => real,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_repository_counts() {
        let temp = tempfile::tempdir().expect("a directory");
        let base = Utf8Path::from_path(temp.path()).expect("UTF-8");
        let inner = base.join("outer/inner/crate");
        std::fs::create_dir_all(inner.join("src")).expect("created");
        std::fs::create_dir(base.join("outer/.git")).expect("created");
        assert_eq!(root(&inner), base.join("outer"));
        // The .git of a worktree and of a submodule is a file.
        std::fs::write(base.join("outer/inner/.git"), "gitdir: elsewhere").expect("written");
        assert_eq!(root(&inner.join("src")), base.join("outer/inner"));
    }
}
