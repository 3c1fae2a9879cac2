//! The source files of the front end of a program of Tauri: of the package of JavaScript around what its configuration
//! names, without what is built, installed or only tested.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read as _;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::graph::{Package, Workspace};
use deny_models::evidence::front::{MAX_FILES, MAX_FOLDERS, is_other, is_source};
use deny_models_scan::{Cause, FrontEnd, Stop};

/// A longer file is not read, in bytes.
const MAX_BYTES: usize = 2 << 20;

/// The same as [`roots`], from the package on.
pub(super) fn paths(workspace: &Workspace, package: &Package) -> Vec<String> {
    let roots = roots(workspace, package).into_iter();
    let paths = roots.map(|root| relative(package.directory(), &root));
    paths
        .map(|path| path.trim_end_matches('/').to_owned())
        .collect()
}

/// The directories in which the front end of a program lies, also outside of the workspace; none for what is no program
/// of Tauri.
pub(crate) fn roots(workspace: &Workspace, package: &Package) -> Vec<Utf8PathBuf> {
    let front = package
        .is_member
        .then(|| super::tauri::read(package.directory()).front);
    let paths = front.flatten();
    let places = paths.map(|paths| places(workspace, package, &paths));
    let places = places.into_iter().flatten();
    places.flat_map(|(_, roots)| roots).collect()
}

/// What each of the paths leads to, and the directories that are gone through for it: none where it lies outside of all
/// that may be read.
fn places(
    workspace: &Workspace,
    package: &Package,
    paths: &BTreeSet<String>,
) -> Vec<(Utf8PathBuf, Vec<Utf8PathBuf>)> {
    let directory = package.directory();
    let project = directory.parent().unwrap_or(directory);
    // Where tauri looks when nothing is named.
    let default = BTreeSet::from(["../dist".to_owned()]);
    let paths = if paths.is_empty() { &default } else { paths };
    let place = |path: &String| {
        let base = normal(&directory.join(path));
        let around = [directory, project, workspace.root()];
        let Some(bound) = around.into_iter().find(|around| base.starts_with(around)) else {
            return (base, Vec::new());
        };
        let mut above = base
            .ancestors()
            .take_while(|above| above.starts_with(bound));
        let roots = match above.find(|above| above.join("package.json").is_file()) {
            Some(root) => vec![root.to_owned()],
            None if bound == project => vec![project.to_owned(), base.clone()],
            None => vec![base.clone()],
        };
        (base, roots)
    };
    paths.iter().map(place).collect()
}

/// Reads the front end of the program in a package, which lies at `paths`.
pub(super) fn read(workspace: &Workspace, package: &Package, paths: &BTreeSet<String>) -> FrontEnd {
    let directory = package.directory();
    let mut walk = Walk {
        directory,
        within: Vec::new(),
        seen: BTreeSet::new(),
        files: 0,
        end: FrontEnd::default(),
    };
    let project = directory.parent().unwrap_or(directory);
    for (base, roots) in places(workspace, package, paths) {
        if roots.is_empty() {
            walk.stop(&base, Cause::NotRead);
            continue;
        }
        let around = [directory, project, workspace.root()];
        walk.within = around
            .into_iter()
            .skip(usize::from(!base.starts_with(directory)))
            .chain(roots.iter().map(Utf8PathBuf::as_path))
            .filter_map(|around| around.canonicalize_utf8().ok())
            .collect();
        for root in roots {
            walk.folder(&root, 0);
        }
    }
    walk.end
}

struct Walk<'a> {
    directory: &'a Utf8Path,
    /// Directories that files may lie in, without links.
    within: Vec<Utf8PathBuf>,
    /// Files and folders that were read, without links.
    seen: BTreeSet<Utf8PathBuf>,
    files: usize,
    end: FrontEnd,
}

impl Walk<'_> {
    fn stop(&mut self, path: &Utf8Path, cause: Cause) {
        let file = relative(self.directory, path);
        self.end.stops.insert(Stop::at_file(file, cause));
    }

    fn folder(&mut self, folder: &Utf8Path, depth: usize) {
        if folder.is_file() {
            self.file(folder);
            return;
        }
        // What is built need not be there.
        let Ok(real) = folder.canonicalize_utf8() else {
            return;
        };
        if !self.is_within(&real) {
            self.stop(folder, Cause::FolderNotRead);
            return;
        }
        if !self.seen.insert(real) {
            return;
        }
        if depth > MAX_FOLDERS {
            self.stop(folder, Cause::Folders(MAX_FOLDERS));
            return;
        }
        let Ok(entries) = fs::read_dir(folder) else {
            self.stop(folder, Cause::FolderNotRead);
            return;
        };
        let mut names = Vec::new();
        for entry in entries.flatten() {
            match entry.file_name().into_string() {
                Ok(name) => names.push(name),
                Err(name) => {
                    let shown = folder.join(name.to_string_lossy().as_ref());
                    self.stop(&shown, Cause::NameNotUtf8);
                }
            }
        }
        names.sort();
        for name in names {
            let path = folder.join(&name);
            if path.is_dir() {
                if !is_other(&path) {
                    self.folder(&path, depth + 1);
                }
            } else if is_source(&name) {
                if self.files >= MAX_FILES {
                    self.stop(folder, Cause::Files(MAX_FILES));
                    return;
                }
                self.files += 1;
                self.file(&path);
            }
        }
    }

    fn is_within(&self, real: &Utf8Path) -> bool {
        self.within.iter().any(|within| real.starts_with(within))
    }

    fn file(&mut self, path: &Utf8Path) {
        match self.text(path) {
            Ok(Some(text)) => self.end.add(&relative(self.directory, path), &text),
            Ok(None) => {}
            Err(cause) => self.stop(path, cause),
        }
    }

    /// The text of a file; `None` for one that was read.
    fn text(&mut self, path: &Utf8Path) -> Result<Option<String>, Cause> {
        let real = path.canonicalize_utf8().map_err(|_| Cause::NotRead)?;
        let about = real.metadata().map_err(|_| Cause::NotRead)?;
        // A pipe would wait for ever.
        if !about.is_file() || !self.is_within(&real) {
            return Err(Cause::NotRead);
        }
        if !self.seen.insert(real.clone()) {
            return Ok(None);
        }
        let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let file = File::open(&real).map_err(|_| Cause::NotRead)?;
        let done = file.take(most + 1).read_to_end(&mut bytes);
        done.map_err(|_| Cause::NotRead)?;
        if bytes.len() > MAX_BYTES {
            return Err(Cause::FileBytes(MAX_BYTES));
        }
        String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| Cause::NotUtf8)
    }
}

/// A path without `.` and `..` in it.
fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut plain = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::ParentDir => drop(plain.pop()),
            Utf8Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// A path from a directory on, with `..` at its start where it lies outside, and with `/`.
fn relative(directory: &Utf8Path, path: &Utf8Path) -> String {
    let mut up = String::new();
    for above in directory.ancestors() {
        if let Ok(rest) = path.strip_prefix(above) {
            return format!("{up}{}", rest.as_str().replace('\\', "/"));
        }
        up.push_str("../");
    }
    path.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_from_the_program_on() {
        let relative = |path: &str| relative("/a/src-tauri".into(), path.into());
        assert_eq!(relative("/a/src/x.ts"), "../src/x.ts");
        assert_eq!(relative("/a/src-tauri/ui/x.ts"), "ui/x.ts");
        assert_eq!(normal("/a/src-tauri/./../dist".into()), "/a/dist");
    }
}
