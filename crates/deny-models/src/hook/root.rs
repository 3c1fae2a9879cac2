//! The root of the workspace that a package belongs to, found as cargo finds it.
//!
//! Cargo sets no variable for it. Target directories may lie anywhere, and other Cargo.toml and Cargo.lock files may
//! lie above, so only what cargo itself goes by counts: `package.workspace`, `[workspace]` upwards with its `exclude`,
//! and then that the package is in fact a member.

use std::collections::BTreeSet;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use crate::cargo_toml::{DEPENDENCY_KINDS, Dependency, Document, Part};
use crate::evidence::path::clean;

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
        let found = read(directory).and_then(|text| {
            let own = Manifest::new(&text);
            if own.is_root() {
                return Some(directory.to_owned());
            }
            own.pointer().map_or_else(
                || above(directory, home),
                |pointer| Some(clean(&directory.join(pointer))),
            )
        });
        let Some(root) = found else {
            return Self::of_package(directory);
        };
        let members = members(&root);
        // Cargo refuses to build a package that is not a member of the workspace around it. So another workspace
        // builds this one, as a path dependency.
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
        let Some(text) = read(ancestor) else {
            continue;
        };
        let manifest = Manifest::new(&text);
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
    let Some(text) = read(root) else {
        return BTreeSet::new();
    };
    let manifest = Manifest::new(&text);
    let mut todo: Vec<(Utf8PathBuf, bool)> = Vec::new();
    if manifest.has_package() {
        todo.push((root.to_owned(), false));
    }
    for pattern in manifest.workspace_list("members") {
        todo.extend(
            expand(root, pattern)
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
        let Some(text) = read(&directory) else {
            continue;
        };
        let member = Manifest::new(&text);
        // A package with a workspace of its own is the root of it.
        if !member.has_package() || directory != root && member.is_root() {
            continue;
        }
        let own = member.paths().map(|path| directory.join(path));
        let shared = manifest.shared_paths(&member);
        let paths = own.chain(shared.map(|path| root.join(path)));
        todo.extend(paths.map(|path| (clean(&path), true)));
        found.insert(directory);
    }
    found
}

fn read(directory: &Utf8Path) -> Option<String> {
    fs::read_to_string(directory.join("Cargo.toml")).ok()
}

/// The paths of packages in a Cargo.toml.
struct Manifest<'t>(Document<'t>);

impl<'t> Manifest<'t> {
    fn new(text: &'t str) -> Self {
        Self(Document::lenient(text))
    }

    fn workspace(&self) -> Option<Part<'_>> {
        self.0.root().table("workspace")
    }

    fn is_root(&self) -> bool {
        self.workspace().is_some()
    }

    fn has_package(&self) -> bool {
        self.0.root().package().is_some()
    }

    /// `package.workspace`.
    fn pointer(&self) -> Option<&str> {
        self.0.root().table("package")?.string("workspace")
    }

    fn workspace_list(&self, key: &str) -> impl Iterator<Item = &str> {
        let workspace = self.workspace().into_iter();
        workspace.flat_map(move |workspace| workspace.strings(key))
    }

    /// Whether a workspace at `root` leaves a directory out: `members` that name it, without patterns, outrank
    /// `exclude`.
    fn excludes(&self, root: &Utf8Path, directory: &Utf8Path) -> bool {
        let named = |key: &str| {
            self.workspace_list(key)
                .any(|entry| directory.starts_with(clean(&root.join(entry))))
        };
        named("exclude") && !named("members")
    }

    fn dependencies(&self) -> impl Iterator<Item = Dependency<'_>> {
        self.0.root().all_dependencies(&DEPENDENCY_KINDS)
    }

    /// Every `path` of a dependency, of any kind and for any target.
    fn paths(&self) -> impl Iterator<Item = &str> {
        self.dependencies()
            .filter_map(|dependency| dependency.path())
    }

    /// The paths in `[workspace.dependencies]` that a member inherits.
    fn shared_paths(&self, member: &Manifest<'_>) -> impl Iterator<Item = &str> {
        let inherits = |dependency: &Dependency<'_>| {
            dependency
                .table
                .is_some_and(|table| table.is_true("workspace"))
        };
        let inherited = member.dependencies().filter(inherits);
        let names: BTreeSet<String> = inherited.map(|it| it.key.to_owned()).collect();
        let shared = self.0.root().dependencies("workspace.dependencies");
        shared
            .filter(move |dependency| names.contains(dependency.key))
            .filter_map(|dependency| dependency.path())
    }
}

/// The directories that a pattern of `members` stands for.
fn expand(root: &Utf8Path, pattern: &str) -> Vec<Utf8PathBuf> {
    let mut found = vec![root.to_owned()];
    let parts = pattern.split(['/', '\\']).filter(|part| !part.is_empty());
    let mut parts: Vec<&str> = parts.collect();
    // Two in a row stand for what one does.
    parts.dedup_by(|next, before| *next == "**" && next == before);
    for part in parts {
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

/// Whether a name fits a pattern with `*`, `?` and `[...]`. Of several `*` only the last one is ever tried anew: what the
/// others stand for may stay as short as it can.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < pattern.len() || read < name.len() {
        if pattern.get(at) == Some(&'*') {
            at += 1;
            star = Some((at, read));
        } else if let Some(length) = fits_one(&pattern[at..], name.get(read)) {
            at += length;
            read += 1;
        } else if let Some((after, from)) = star.filter(|(_, from)| *from < name.len()) {
            (at, read) = (after, from + 1);
            star = Some((after, read));
        } else {
            return false;
        }
    }
    true
}

/// The length of what a pattern begins with, where that stands for a character.
fn fits_one(pattern: &[char], char: Option<&char>) -> Option<usize> {
    let char = *char?;
    match pattern {
        ['?', ..] => Some(1),
        ['[', rest @ ..] => {
            let end = 1 + rest.iter().skip(1).position(|char| *char == ']')?;
            in_set(&rest[..end], char).then_some(end + 2)
        }
        [literal, ..] => (*literal == char).then_some(1),
        [] => None,
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

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn names_fit_patterns() {
        for (pattern, name, fit) in [
            ("*", "", true),
            ("one-*", "one-two", true),
            ("*-two", "one-two-two", true),
            ("*one*two", "a-one-b-two", true),
            ("*one*two", "a-two-b-one", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("v[0-9]", "v7", true),
            ("v[!0-9]", "v7", false),
            ("[]a]*", "]b", true),
            ("v[0", "v0", false),
            ("", "a", false),
            ("ab", "abc", false),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_their_number() {
        let name = "a".repeat(200);
        assert!(fits(&"*a".repeat(100), &name));
        assert!(!fits(&format!("{}b", "*a".repeat(100)), &name));
    }
}
