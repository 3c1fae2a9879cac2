//! Where a package is built: the hook is for people who work on the package and does nothing in other builds.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::env::{Env, Package};
use super::root::Root;
use crate::cargo_lock;

/// Where the package is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum World {
    /// Where people work on it.
    Own,
    /// `cargo package` builds it from its archive: the workspace is out of sight.
    Verify,
    /// Somewhere else, and why.
    Foreign(&'static str),
}

/// What only the root of a checkout has.
const CHECKOUTS: [&str; 5] = [".git", ".hg", ".jj", ".svn", ".sl"];

/// What only a package that was published has.
const PUBLISHED: [&str; 3] = [".cargo-ok", ".cargo_vcs_info.json", "Cargo.toml.orig"];

/// What every package of a vendored tree has.
const VENDORED: &str = ".cargo-checksum.json";

impl World {
    pub(super) fn of(package: &Package, env: &Env) -> Self {
        let directory = &package.directory;
        if env.has("DOCS_RS") {
            return Self::Foreign("docs.rs builds documentation only");
        }
        let home = env.cargo_home();
        if let Some(home) = &home {
            let inside = |part: &str| is_inside(directory, &home.join(part));
            if inside("registry") {
                return Self::Foreign("it comes from a registry");
            }
            if inside("git") {
                return Self::Foreign("it comes from a git repository as a dependency");
            }
        }
        if is_verified(directory, package.out_dir.as_deref()) {
            return Self::Verify;
        }
        let has = |name: &&str| directory.join(name).exists();
        let checkout = directory
            .ancestors()
            .any(|above| CHECKOUTS.iter().any(|name| above.join(name).exists()));
        if has(&VENDORED) && (!checkout || is_vendored(package, home.as_deref())) {
            return Self::Foreign("it comes from a vendored tree");
        }
        if !checkout && PUBLISHED.iter().any(has) {
            return Self::Foreign("it is unpacked from a published package");
        }
        Self::Own
    }
}

/// Whether a directory is below another, whatever links lead there.
fn is_inside(directory: &Utf8Path, above: &Utf8Path) -> bool {
    let real = |path: &Utf8Path| path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    directory.starts_with(above) || real(directory).starts_with(real(above))
}

/// Whether cargo unpacked it to see that it builds: into `package` beside what it builds.
fn is_verified(directory: &Utf8Path, out_dir: Option<&Utf8Path>) -> bool {
    let parent = directory.parent();
    let Some(packages) = parent.filter(|parent| parent.file_name() == Some("package")) else {
        return false;
    };
    let beside = packages.parent().zip(out_dir);
    directory.join("Cargo.toml.orig").exists()
        && beside.is_some_and(|(target, out_dir)| out_dir.starts_with(target))
}

/// Whether a package in a checkout, that looks like one of a vendored tree, is one: it is no member of the workspace
/// around it, and no Cargo.lock above has it as a directory.
fn is_vendored(package: &Package, home: Option<&Utf8Path>) -> bool {
    let directory = &package.directory;
    let root = Root::find(directory, home);
    if root.directory != *directory {
        return false;
    }
    let of_this = |entry: &cargo_lock::LockEntry| {
        entry.name == package.reference.name && entry.version == package.reference.version
    };
    let locks = directory
        .ancestors()
        .skip(1)
        .map(|above| above.join("Cargo.lock"));
    let listed: Option<bool> = locks
        .filter_map(|lock: Utf8PathBuf| fs::read_to_string(lock).ok())
        .find_map(|text| {
            let entry = cargo_lock::read(&text).into_iter().find(of_this)?;
            Some(entry.source.is_some())
        });
    listed.unwrap_or(true)
}
