//! The root of the workspace that a package belongs to, found as cargo finds it.
//!
//! Cargo does not tell build scripts. Target directories may lie anywhere, and other Cargo.toml and Cargo.lock files may
//! lie above, so only what cargo itself goes by counts: `package.workspace`, `[workspace]` upwards with its `exclude`,
//! and then that the package is in fact a member.

use std::collections::BTreeSet;
use std::fs;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use toml::de::{DeTable, DeValue};

use crate::cargo_toml::{DEPENDENCY_KINDS, table};

/// The workspace of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Root {
    /// Where its root manifest is.
    pub(super) directory: Utf8PathBuf,
    /// Whether the package is its only member.
    pub(super) alone: bool,
    members: BTreeSet<Utf8PathBuf>,
}

impl Root {
    /// A package that belongs to no workspace but its own.
    pub(super) fn of_package(directory: &Utf8Path) -> Self {
        Self {
            directory: directory.to_owned(),
            alone: true,
            members: BTreeSet::from([directory.to_owned()]),
        }
    }

    /// The root for the package in `directory`. `home` is where cargo keeps what it downloads: the search does not walk
    /// out of it.
    pub(super) fn find(directory: &Utf8Path, home: Option<&Utf8Path>) -> Self {
        let manifest = Manifest::read(directory);
        let found = match &manifest {
            Some(own) if own.is_root() => Some(directory.to_owned()),
            Some(own) => own.pointer().map_or_else(
                || above(directory, home),
                |pointer| Some(clean(&directory.join(pointer))),
            ),
            None => None,
        };
        let Some(root) = found else {
            return Self::of_package(directory);
        };
        let members = members(&root);
        // Cargo refuses to build a package that is no member of the workspace around it, so somebody else builds this
        // one, as a path dependency.
        if !members.contains(directory) {
            return Self::of_package(directory);
        }
        Self {
            alone: members.len() == 1,
            directory: root,
            members,
        }
    }

    /// Whether the package in a directory is a member.
    pub(super) fn has_member(&self, directory: &Utf8Path) -> bool {
        self.members.contains(directory)
    }
}

/// The workspace that a directory above is the root of, or points to.
fn above(directory: &Utf8Path, home: Option<&Utf8Path>) -> Option<Utf8PathBuf> {
    let mut below = directory;
    for ancestor in directory.ancestors().skip(1) {
        if ancestor.ends_with("target/package") || Some(below) == home {
            return None;
        }
        below = ancestor;
        let Some(manifest) = Manifest::read(ancestor) else {
            continue;
        };
        if manifest.is_root() {
            if !manifest.excludes(ancestor, directory) {
                return Some(ancestor.to_owned());
            }
        } else if let Some(pointer) = manifest.pointer() {
            return Some(clean(&ancestor.join(pointer)));
        }
    }
    None
}

/// The directories of all members of the workspace at `root`: those it names, and what these depend on by path.
fn members(root: &Utf8Path) -> BTreeSet<Utf8PathBuf> {
    let Some(manifest) = Manifest::read(root) else {
        return BTreeSet::new();
    };
    let mut todo: Vec<(Utf8PathBuf, bool)> = Vec::new();
    if manifest.has_package() {
        todo.push((root.to_owned(), false));
    }
    for pattern in manifest.workspace_list("members") {
        todo.extend(
            expand(root, &pattern)
                .into_iter()
                .map(|member| (member, false)),
        );
    }
    let mut found = BTreeSet::new();
    while let Some((directory, by_path)) = todo.pop() {
        let left_out =
            by_path && (!directory.starts_with(root) || manifest.excludes(root, &directory));
        if left_out || found.contains(&directory) {
            continue;
        }
        let Some(member) = Manifest::read(&directory).filter(Manifest::has_package) else {
            continue;
        };
        // A package with a workspace of its own is the root of that one.
        if directory != root && member.is_root() {
            continue;
        }
        let paths = member.path_dependencies();
        todo.extend(
            paths
                .into_iter()
                .map(|path| (clean(&directory.join(path)), true)),
        );
        let shared = manifest.shared_paths(&member);
        todo.extend(
            shared
                .into_iter()
                .map(|path| (clean(&root.join(path)), true)),
        );
        found.insert(directory);
    }
    found
}

/// A Cargo.toml, as far as it says where packages are.
struct Manifest(String);

impl Manifest {
    fn read(directory: &Utf8Path) -> Option<Self> {
        fs::read_to_string(directory.join("Cargo.toml"))
            .ok()
            .map(Self)
    }

    fn with<T>(&self, ask: impl FnOnce(&DeTable<'_>) -> T) -> T {
        ask(DeTable::parse_recoverable(&self.0).0.get_ref())
    }

    fn is_root(&self) -> bool {
        self.with(|root| table(root, "workspace").is_some())
    }

    fn has_package(&self) -> bool {
        self.with(|root| {
            table(root, "package")
                .or_else(|| table(root, "project"))
                .is_some()
        })
    }

    /// `package.workspace`.
    fn pointer(&self) -> Option<String> {
        self.with(|root| string(table(root, "package")?, "workspace"))
    }

    fn workspace_list(&self, key: &str) -> Vec<String> {
        self.with(|root| {
            let list = table(root, "workspace").and_then(|workspace| workspace.get(key));
            let list = list.and_then(|list| list.get_ref().as_array());
            list.into_iter()
                .flatten()
                .filter_map(|entry| entry.get_ref().as_str().map(str::to_owned))
                .collect()
        })
    }

    /// Whether a workspace at `root` leaves a directory out: `members` that name it, without patterns, outrank
    /// `exclude`.
    fn excludes(&self, root: &Utf8Path, directory: &Utf8Path) -> bool {
        let named = |key: &str| {
            self.workspace_list(key)
                .iter()
                .any(|entry| directory.starts_with(clean(&root.join(entry))))
        };
        named("exclude") && !named("members")
    }

    /// Every `path` of a dependency, of any kind and for any target.
    fn path_dependencies(&self) -> Vec<String> {
        self.dependencies(|_, value| string(value, "path"))
    }

    /// The paths in `[workspace.dependencies]` that a member inherits.
    fn shared_paths(&self, member: &Self) -> Vec<String> {
        let inherits = |table: &DeTable<'_>| {
            let flag = table.get("workspace").map(toml::Spanned::get_ref);
            matches!(flag, Some(DeValue::Boolean(true)))
        };
        let inherited = |name: &str, value: &DeTable<'_>| inherits(value).then(|| name.to_owned());
        let names: BTreeSet<String> = member.dependencies(inherited).into_iter().collect();
        self.with(|root| {
            let shared = table(root, "workspace.dependencies").into_iter().flatten();
            shared
                .filter(|(key, _)| names.contains(key.get_ref().as_ref()))
                .filter_map(|(_, value)| string(value.get_ref().as_table()?, "path"))
                .collect()
        })
    }

    /// What is asked of each dependency, by its name in the manifest.
    fn dependencies(&self, ask: impl Fn(&str, &DeTable<'_>) -> Option<String>) -> Vec<String> {
        self.with(|root| {
            let targets = table(root, "target")
                .into_iter()
                .flat_map(|targets| targets.values());
            let roots = targets.filter_map(|target| target.get_ref().as_table());
            let mut found = Vec::new();
            for root in std::iter::once(root).chain(roots) {
                for kind in DEPENDENCY_KINDS {
                    for (name, value) in table(root, kind).into_iter().flatten() {
                        let value = value.get_ref().as_table();
                        found.extend(value.and_then(|value| ask(name.get_ref(), value)));
                    }
                }
            }
            found
        })
    }
}

fn string(table: &DeTable<'_>, key: &str) -> Option<String> {
    table.get(key)?.get_ref().as_str().map(str::to_owned)
}

/// A path without `.` and `..`, by its letters alone, as cargo does.
pub(super) fn clean(path: &Utf8Path) -> Utf8PathBuf {
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

/// The directories that a pattern of `members` stands for.
fn expand(root: &Utf8Path, pattern: &str) -> Vec<Utf8PathBuf> {
    let mut found = vec![root.to_owned()];
    for part in pattern.split(['/', '\\']).filter(|part| !part.is_empty()) {
        found = if part == "**" {
            found
                .iter()
                .flat_map(|directory| tree(directory, 0))
                .collect()
        } else if part.contains(['*', '?', '[']) {
            found
                .iter()
                .flat_map(|directory| subdirectories(directory))
                .filter(|path| path.file_name().is_some_and(|name| fits(part, name)))
                .collect()
        } else {
            found
                .iter()
                .map(|directory| clean(&directory.join(part)))
                .collect()
        };
    }
    found
}

/// Deeper directories are not looked for members.
const MAX_DEPTH: usize = 16;

fn tree(directory: &Utf8Path, depth: usize) -> Vec<Utf8PathBuf> {
    let mut all = vec![directory.to_owned()];
    if depth < MAX_DEPTH {
        for below in subdirectories(directory) {
            all.extend(tree(&below, depth + 1));
        }
    }
    all
}

fn subdirectories(directory: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = directory.read_dir_utf8().into_iter().flatten().flatten();
    let mut found: Vec<Utf8PathBuf> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.path().to_owned())
        .collect();
    found.sort();
    found
}

/// Whether a name fits a pattern with `*`, `?` and `[...]`.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    fits_from(&pattern, &name)
}

fn fits_from(pattern: &[char], name: &[char]) -> bool {
    match pattern {
        [] => name.is_empty(),
        ['*', rest @ ..] => (0..=name.len()).any(|skip| fits_from(rest, &name[skip..])),
        ['?', rest @ ..] => !name.is_empty() && fits_from(rest, &name[1..]),
        ['[', rest @ ..] => {
            let (Some(end), Some((char, after))) = (
                rest.iter().skip(1).position(|char| *char == ']'),
                name.split_first(),
            ) else {
                return false;
            };
            let (set, rest) = rest.split_at(end + 1);
            in_set(set, *char) && fits_from(&rest[1..], after)
        }
        [literal, rest @ ..] => name.first() == Some(literal) && fits_from(rest, &name[1..]),
    }
}

fn in_set(set: &[char], char: char) -> bool {
    let (not, mut set) = match set {
        ['!', rest @ ..] => (true, rest),
        _ => (false, set),
    };
    let mut inside = false;
    loop {
        set = match set {
            [] => return inside != not,
            [from, '-', to, rest @ ..] => {
                inside |= (*from..=*to).contains(&char);
                rest
            }
            [one, rest @ ..] => {
                inside |= *one == char;
                rest
            }
        };
    }
}
