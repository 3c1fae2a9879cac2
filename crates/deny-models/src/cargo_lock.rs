//! Cargo.lock: which packages there are, and what pins the contents of each.

use toml::de::DeTable;

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
        })
    };
    list.into_iter().flatten().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
