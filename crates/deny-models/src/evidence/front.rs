//! The sources of the front end of a program: which files they are, by their names.

use std::collections::BTreeSet;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::path::clean;

/// Files of one front end.
pub const MAX_FILES: usize = 5_000;
/// Folders inside folders.
pub const MAX_FOLDERS: usize = 32;

/// Whether a file of a front end is read, by its name.
#[must_use]
pub fn is_source(name: &str) -> bool {
    const ENDS: [&str; 13] = [
        "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte", "html", "htm",
        "json",
    ];
    // Types, settings of tools and lists of packages are no code of the program, and tests do not go with it.
    const NAMES: [&str; 5] = [
        "package.json",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "composer.lock",
        "jsconfig.json",
    ];
    let lower = name.to_ascii_lowercase();
    let end = lower.rsplit('.').next().unwrap_or_default();
    let tests = [".test.", ".spec.", ".stories.", ".d.ts", ".d.mts", ".d.cts"];
    ENDS.contains(&end)
        && lower.contains('.')
        && !NAMES.contains(&lower.as_str())
        && !(end == "json" && lower.starts_with("tsconfig"))
        && !tests.iter().any(|part| lower.contains(part))
}

/// Whether a folder holds no source of the program: what is built, installed or only tested, or another package of Rust.
#[must_use]
pub fn is_other(folder: &Utf8Path) -> bool {
    const OTHERS: [&str; 10] = [
        "node_modules",
        "target",
        "dist",
        "build",
        "out",
        "coverage",
        "tests",
        "test",
        "__tests__",
        "e2e",
    ];
    let name = folder.file_name().unwrap_or_default();
    name.starts_with('.') || OTHERS.contains(&name) || folder.join("Cargo.toml").exists()
}

/// Whether a file configures a program of Tauri, by its path in the package.
#[must_use]
pub fn is_configuration(path: &str) -> bool {
    const NAMES: [(&str, &str); 3] = [
        ("tauri.", ".conf.json"),
        ("tauri.", ".conf.json5"),
        ("Tauri.", ".toml"),
    ];
    // The part for a platform may lie between.
    let is = |(start, end): (&str, &str)| {
        let rest = path.strip_prefix(start.trim_end_matches('.'));
        rest.is_some_and(|rest| rest.starts_with('.') && rest.ends_with(end))
    };
    NAMES.into_iter().any(is)
}

/// The sources of a front end.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The files, from the package on with `/`.
    pub files: Vec<String>,
    /// Those of them, and the folders with nothing but such files and folders, that show each change.
    pub watched: Vec<String>,
    /// What was left out, from the package on.
    pub left_out: Vec<(String, LeftOut)>,
}

/// Why a folder, or a part of it, was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It cannot be read, or leads out of the project and the workspace.
    NotRead,
    /// The name of something in it is no UTF-8.
    NameNotUtf8,
    /// It lies too deep.
    Deep,
    /// There are more files than are read.
    Many,
}

impl Sources {
    /// Whether all that is read of a front end is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let lacks = |(_, why): &(String, LeftOut)| matches!(why, LeftOut::NotRead | LeftOut::Many);
        !self.left_out.iter().any(lacks)
    }
}

/// The sources below `roots`, which are paths from the package on. Roots that lie neither beside the package nor in its
/// workspace have none.
#[must_use]
pub fn sources(package: &Utf8Path, workspace: &Utf8Path, roots: &[String]) -> Sources {
    let project = package.parent().unwrap_or(package);
    let full = |root: &String| clean(&package.join(root));
    let is_near = |full: &Utf8Path| full.starts_with(project) || full.starts_with(workspace);
    let near: Vec<(&String, Utf8PathBuf)> = roots
        .iter()
        .map(|root| (root, full(root)))
        .filter(|(_, full)| is_near(full))
        .collect();
    let around = near.iter().map(|(_, full)| full.as_path());
    let around = around.chain([project, workspace]);
    let mut walk = Walk {
        package,
        within: around
            .filter_map(|around| around.canonicalize_utf8().ok())
            .collect(),
        seen: BTreeSet::new(),
        found: Sources::default(),
    };
    for (root, full) in &near {
        if full.is_file() {
            walk.file((*root).clone());
        } else {
            walk.folder(root, 0);
        }
    }
    walk.found.files.sort();
    walk.found.files.dedup();
    walk.found
}

/// Whether a path without links lies in one of some directories.
#[must_use]
pub fn is_within(within: &[Utf8PathBuf], real: &Utf8Path) -> bool {
    within.iter().any(|within| real.starts_with(within))
}

struct Walk<'a> {
    package: &'a Utf8Path,
    /// Directories that folders may lie in, without links.
    within: Vec<Utf8PathBuf>,
    /// Folders that were read, without links.
    seen: BTreeSet<Utf8PathBuf>,
    found: Sources,
}

impl Walk<'_> {
    fn leave_out(&mut self, path: &str, why: LeftOut) {
        self.found.left_out.push((path.to_owned(), why));
    }

    fn file(&mut self, path: String) {
        self.found.watched.push(path.clone());
        self.found.files.push(path);
    }

    /// Reads a folder, and returns whether everything in it counts.
    fn folder(&mut self, path: &str, depth: usize) -> bool {
        let folder = self.package.join(path);
        // What is built need not be there.
        let Ok(real) = folder.canonicalize_utf8() else {
            return true;
        };
        if !is_within(&self.within, &real) {
            self.leave_out(path, LeftOut::NotRead);
            return false;
        }
        if !self.seen.insert(real) {
            return false;
        }
        if depth > MAX_FOLDERS {
            self.leave_out(path, LeftOut::Deep);
            return false;
        }
        let Ok(entries) = fs::read_dir(&folder) else {
            self.leave_out(path, LeftOut::NotRead);
            return false;
        };
        let inner = |name: &str| match path {
            "" | "." => name.to_owned(),
            _ => format!("{}/{name}", path.trim_end_matches('/')),
        };
        let mut names = Vec::new();
        for entry in entries.flatten() {
            match entry.file_name().into_string() {
                Ok(name) => names.push(name),
                Err(name) => self.leave_out(&inner(&name.to_string_lossy()), LeftOut::NameNotUtf8),
            }
        }
        names.sort();
        let first = self.found.watched.len();
        let mut whole = true;
        for name in names {
            let inner = inner(&name);
            let full = self.package.join(&inner);
            if full.is_dir() {
                whole &= !is_other(&full) && self.folder(&inner, depth + 1);
            } else if is_source(&name) {
                if self.found.files.len() >= MAX_FILES {
                    self.leave_out(path, LeftOut::Many);
                    return false;
                }
                self.file(inner);
            }
        }
        if whole && depth > 0 {
            // Cargo looks at all that is in a folder.
            self.found.watched.truncate(first);
            self.found.watched.push(path.to_owned());
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_front_end_are_known_by_their_names() {
        for name in [
            "a.ts",
            "App.vue",
            "x.page.svelte",
            "models.json",
            "index.HTML",
        ] {
            assert!(is_source(name), "{name}");
        }
        for name in [
            "a.test.ts",
            "x.d.ts",
            "package-lock.json",
            "tsconfig.app.json",
            "a.css",
            "json",
            "x.rs",
        ] {
            assert!(!is_source(name), "{name}");
        }
        for (path, is) in [
            ("tauri.conf.json", true),
            ("tauri.linux.conf.json5", true),
            ("Tauri.toml", true),
            ("src/tauri.conf.json", false),
            ("tauri.rs", false),
        ] {
            assert_eq!(is_configuration(path), is, "{path}");
        }
    }

    #[test]
    fn sources_are_listed_and_watched() {
        let tree = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(tree.path()).expect("UTF-8");
        for path in [
            "index.html",
            "src/main.ts",
            "src/lib/a.vue",
            "src/style.css",
            "ui/a.js",
            "ui/node_modules/x/a.js",
            "dist/a.js",
            "src-tauri/Cargo.toml",
            "src-tauri/x.js",
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, "").expect("written");
        }
        let package = root.join("src-tauri");
        let of = |of: &str| sources(&package, &package, &[of.to_owned()]);
        let found = of("..");
        assert_eq!(
            found.files,
            [
                "../index.html",
                "../src/lib/a.vue",
                "../src/main.ts",
                "../ui/a.js"
            ]
        );
        assert_eq!(found.watched, ["../index.html", "../src", "../ui/a.js"]);
        assert_eq!(of("../none"), Sources::default());
        assert_eq!(of("../.."), Sources::default());
    }
}
