//! The selection of a command line: features, platforms, kinds of dependencies.

use super::target::Targets;

/// The selection of a build: features, platforms, and whether tests and examples are built too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Features of the members.
    pub features: FeatureSelection,
    /// Platforms to build for.
    pub targets: Targets,
    /// Whether the members' dev-dependencies count.
    pub dev: bool,
}

/// Features of the members, as `cargo build` takes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeatureSelection {
    /// `--features`: each a list, separated by commas or spaces, of `feature`, `dependency/feature`
    /// or `member/feature`.
    pub features: Vec<String>,
    /// `--all-features`.
    pub all_features: bool,
    /// `--no-default-features`.
    pub no_default_features: bool,
}

/// The single entries of `--features` lists.
pub(super) fn entries(lists: &[String]) -> impl Iterator<Item = &str> {
    lists
        .iter()
        .flat_map(|list| list.split(|c: char| c == ',' || c.is_whitespace()))
        .filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_at_commas_and_spaces() {
        let lists = ["a,b c".to_owned(), ", d/e ,".to_owned()];
        let entries: Vec<&str> = entries(&lists).collect();
        assert_eq!(entries, ["a", "b", "c", "d/e"]);
    }
}
