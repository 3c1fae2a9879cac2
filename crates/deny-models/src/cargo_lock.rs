//! Cargo.lock: which packages there are, and what pins the contents of each.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use crate::digest::sha256;
use crate::domain::PackageRef;

/// A package as Cargo.lock has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockEntry {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its source; `None` for a directory.
    pub source: Option<String>,
    /// Of the archive; only packages of registries have one.
    pub checksum: Option<String>,
    /// What it depends on, each as `name`, `name version` or `name version (source)`, as far as that is needed to tell.
    pub dependencies: Vec<String>,
}

impl LockEntry {
    /// What pins its contents: the checksum of the archive, or the commit that it is from.
    #[must_use]
    pub fn pinned(&self) -> Option<&str> {
        let commit = || {
            let git = self.source.as_deref()?.strip_prefix("git+")?;
            git.rsplit_once('#').map(|(_, commit)| commit)
        };
        self.checksum.as_deref().or_else(commit)
    }
}

/// The packages of the text of a Cargo.lock. Cargo has read the file already, so what cannot be read here is left out.
#[must_use]
pub fn read(text: &str) -> Vec<LockEntry> {
    let (tree, _) = DeTable::parse_recoverable(text);
    let list = tree
        .get_ref()
        .get("package")
        .and_then(|list| list.get_ref().as_array());
    let entry = |package: &toml::Spanned<toml::de::DeValue<'_>>| {
        let value = |key: &str| {
            let value = package.get_ref().get(key)?;
            value.get_ref().as_str().map(str::to_owned)
        };
        Some(LockEntry {
            name: value("name")?,
            version: value("version")?,
            source: value("source"),
            checksum: value("checksum"),
            dependencies: package
                .get_ref()
                .get("dependencies")
                .and_then(|list| list.get_ref().as_array())
                .into_iter()
                .flatten()
                .filter_map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect(),
        })
    };
    list.into_iter().flatten().filter_map(entry).collect()
}

/// A digest over a package that is a directory and all that it may build, for any target and features: names, versions
/// and what pins the contents. `None` when it is not there.
#[must_use]
pub fn digest_of_closure(entries: &[LockEntry], package: &PackageRef) -> Option<String> {
    let is_this = |entry: &LockEntry| {
        entry.source.is_none() && entry.name == package.name && entry.version == package.version
    };
    let first = entries.iter().position(is_this)?;
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, entry) in (0..).zip(entries) {
        by_name.entry(&entry.name).or_default().push(number);
    }
    let mut seen = BTreeSet::from([first]);
    let mut open = vec![first];
    while let Some(at) = open.pop() {
        for dependency in &entries[at].dependencies {
            let mut words = dependency.splitn(3, ' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next());
            let source = words.next().map(|text| text.trim_matches(['(', ')']));
            for number in by_name.get(name).into_iter().flatten() {
                let entry = &entries[*number];
                let fits = version.is_none_or(|version| version == entry.version)
                    && source.is_none_or(|source| entry.source.as_deref() == Some(source));
                if fits && seen.insert(*number) {
                    open.push(*number);
                }
            }
        }
    }
    let mut lines: Vec<String> = seen
        .into_iter()
        .filter_map(|at| entries.get(at))
        .map(|entry| {
            let source = entry.source.as_deref().unwrap_or_default();
            let pin = entry.pinned().unwrap_or_default();
            format!("{} {} {source} {pin}\n", entry.name, entry.version)
        })
        .collect();
    lines.sort();
    Some(sha256(lines.concat().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closure_differs_with_what_it_has_and_with_nothing_else() {
        let text = |version: &str, other: &str| {
            let dependency = format!("dependencies = [\n \"b {version}\",\n]\n");
            read(&format!(
                "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n{dependency}\
                 [[package]]\nname = \"b\"\nversion = \"{version}\"\nsource = \"registry+x\"\nchecksum = \"00ff\"\n\
                 [[package]]\nname = \"b\"\nversion = \"9.0.0\"\nsource = \"registry+x\"\nchecksum = \"{other}\"\n"
            ))
        };
        let member = PackageRef {
            name: "a".to_owned(),
            version: "1.0.0".to_owned(),
        };
        let digest = |entries: &[LockEntry]| digest_of_closure(entries, &member);
        let before = digest(&text("1.0.0", "11"));
        assert!(before.is_some());
        assert_ne!(before, digest(&text("1.0.1", "11")));
        assert_eq!(before, digest(&text("1.0.0", "22")));
        let mut reversed = text("1.0.0", "11");
        reversed.reverse();
        assert_eq!(before, digest(&reversed));
        assert_eq!(digest_of_closure(&[], &member), None);
    }

    #[test]
    fn contents_are_pinned_by_checksum_or_commit() {
        let text = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\nchecksum = \"00ff\"\n\
                    [[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"git+https://x/b?rev=1#0123\"\n\
                    [[package]]\nname = \"c\"\nversion = \"1.0.0\"\n[[package]]\nname = \"d\"\n";
        let packages = read(text);
        let pinned: Vec<Option<&str>> = packages.iter().map(LockEntry::pinned).collect();
        assert_eq!(pinned, [Some("00ff"), Some("0123"), None]);
        assert_eq!(read("]]"), []);
    }
}
