//! The source files of the front end of a program of Tauri: of the package of JavaScript around what its configuration
//! names, without what is built, installed or only tested.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::graph::{Package, Workspace};
use deny_models::evidence::front::{LeftOut, MAX_FILES, MAX_FOLDERS, is_within, sources};
use deny_models_scan::{Cause, Fetches, FrontEnd, Stop};

/// A longer file is not read, in bytes.
const MAX_BYTES: usize = 2 << 20;

/// The same as [`roots`], from the package on.
pub(super) fn paths(workspace: &Workspace, package: &Package) -> Vec<String> {
    let roots = roots(workspace, package).into_iter();
    roots
        .map(|root| relative(package.directory(), &root))
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
    let is_named = !paths.is_empty();
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
            // Where nothing is named and nothing lies there, what is around the package is no part of the program.
            None if bound == project && (is_named || base.exists()) => {
                vec![project.to_owned(), base.clone()]
            }
            None => vec![base.clone()],
        };
        (base, roots)
    };
    paths.iter().map(place).collect()
}

/// Reads the front end of the program in a package, which lies at `paths`. `fetches` is what the program can fetch.
pub(super) fn read(
    workspace: &Workspace,
    package: &Package,
    paths: &BTreeSet<String>,
    fetches: Option<Fetches>,
) -> FrontEnd {
    let directory = package.directory();
    let mut end = FrontEnd::default();
    let mut roots = Vec::new();
    for (base, of_base) in places(workspace, package, paths) {
        if of_base.is_empty() {
            let file = relative(directory, &base);
            end.stops.insert(Stop::at_file(file, Cause::NotRead));
        }
        roots.extend(of_base);
    }
    let project = directory.parent().unwrap_or(directory);
    let around = roots.iter().map(Utf8PathBuf::as_path);
    let around = around.chain([project, workspace.root()]);
    let within: Vec<Utf8PathBuf> = around
        .filter_map(|around| around.canonicalize_utf8().ok())
        .collect();
    let paths: Vec<String> = roots.iter().map(|root| relative(directory, root)).collect();
    let sources = sources(directory, workspace.root(), &paths);
    let left_out = sources.left_out.into_iter().map(|(path, why)| {
        let cause = match why {
            LeftOut::NotRead => Cause::FolderNotRead,
            LeftOut::NameNotUtf8 => Cause::NameNotUtf8,
            LeftOut::Deep => Cause::Folders(MAX_FOLDERS),
            LeftOut::Many => Cause::Files(MAX_FILES),
        };
        Stop::at_file(path, cause)
    });
    end.stops.extend(left_out);
    let mut seen = BTreeSet::new();
    for path in sources.files {
        match text(&directory.join(&path), &within, &mut seen) {
            Ok(Some(text)) => end.add(&path, &text),
            Ok(None) => {}
            Err(cause) => drop(end.stops.insert(Stop::at_file(path, cause))),
        }
    }
    end.finish(fetches)
}

/// The text of a file; `None` for one that was read.
fn text(
    path: &Utf8Path,
    within: &[Utf8PathBuf],
    seen: &mut BTreeSet<Utf8PathBuf>,
) -> Result<Option<String>, Cause> {
    let real = path.canonicalize_utf8().map_err(|_| Cause::NotRead)?;
    let about = real.metadata().map_err(|_| Cause::NotRead)?;
    // A pipe would wait for ever.
    if !about.is_file() || !is_within(within, &real) {
        return Err(Cause::NotRead);
    }
    if !seen.insert(real.clone()) {
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
            let path = format!("{up}{}", rest.as_str().replace('\\', "/"));
            return path.trim_end_matches('/').to_owned();
        }
        up.push_str("../");
    }
    path.to_string()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_read_once_within_its_places_and_up_to_a_length() {
        let directory = tempfile::tempdir().expect("a directory");
        let whole = directory.path().canonicalize().expect("a directory");
        let whole = Utf8PathBuf::from_path_buf(whole).expect("UTF-8");
        let inside = whole.join("app");
        fs::create_dir_all(inside.join("folder")).expect("made");
        let write = |path: &str, content: &[u8]| {
            fs::write(whole.join(path), content).expect("written");
        };
        write("app/a.js", b"a");
        write("other.js", b"b");
        write("app/bytes.js", b"\xff");
        for (path, length) in [("app/long.js", MAX_BYTES), ("app/longer.js", MAX_BYTES + 1)] {
            let file = File::create(whole.join(path)).expect("made");
            let length = u64::try_from(length).expect("a length");
            file.set_len(length).expect("room for a hole");
        }
        let within = [inside];
        let mut seen = BTreeSet::new();
        let mut read = |path: &str| text(&whole.join(path), &within, &mut seen);
        assert_eq!(read("app/a.js"), Ok(Some("a".to_owned())));
        assert_eq!(read("app/folder/../a.js"), Ok(None));
        for path in ["other.js", "app/folder", "app/none.js"] {
            assert_eq!(read(path), Err(Cause::NotRead), "{path}");
        }
        assert_eq!(read("app/bytes.js"), Err(Cause::NotUtf8));
        let long = read("app/long.js").expect("read");
        assert_eq!(long.map(|text| text.len()), Some(MAX_BYTES));
        assert_eq!(read("app/longer.js"), Err(Cause::FileBytes(MAX_BYTES)));
    }

    #[test]
    fn paths_are_from_the_program_on() {
        let relative = |path: &str| relative("/a/src-tauri".into(), path.into());
        assert_eq!(relative("/a/src/x.ts"), "../src/x.ts");
        assert_eq!(relative("/a/src-tauri/ui/x.ts"), "ui/x.ts");
        assert_eq!(normal("/a/src-tauri/./../dist".into()), "/a/dist");
    }
}
