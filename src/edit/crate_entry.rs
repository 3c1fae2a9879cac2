//! The one `[[crate]]` entry that answers several findings on a package.

use std::collections::BTreeSet;

use deny_models::text::toml_string;
use toml_edit::{DocumentMut, Item};

/// What an entry of the policy states of a package, or leaves open.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CrateEntry {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    uses: BTreeSet<String>,
    /// Whether a person has to state what it uses.
    open: bool,
}

impl CrateEntry {
    /// An entry that states nothing yet.
    pub(crate) fn open(name: &str, version: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: Some(version.to_owned()),
            uses: BTreeSet::new(),
            open: true,
        }
    }

    /// Reads the text of one entry and nothing else.
    pub(crate) fn parse(toml: &str) -> Option<Self> {
        let document: DocumentMut = toml.parse().ok()?;
        let entries = document.get("crate")?.as_array_of_tables()?;
        let [entry] = entries.iter().collect::<Vec<_>>()[..] else {
            return None;
        };
        if document.len() > 1 {
            return None;
        }
        let word = |key: &str| Some(entry.get(key)?.as_str()?.to_owned());
        let uses = entry.get("uses").and_then(Item::as_array);
        let names = uses.into_iter().flatten();
        Some(Self {
            name: word("name")?,
            version: word("version"),
            uses: names
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            open: uses.is_none(),
        })
    }

    /// Whether one entry can stand for both.
    pub(crate) fn fits(&self, other: &Self) -> bool {
        self.name == other.name
            && (self.version.is_none() || other.version.is_none() || self.version == other.version)
    }

    /// Takes over what another one states and leaves open.
    pub(crate) fn join(&mut self, other: Self) {
        self.version = self.version.take().or(other.version);
        self.uses.extend(other.uses);
        self.open |= other.open;
    }

    /// Takes over what code is found to hand to the package: an entry that leaves it out contradicts the code. One that
    /// states all for itself stays as it is.
    pub(crate) fn hand_over(&mut self, models: impl IntoIterator<Item = String>) {
        if self.open {
            self.uses.extend(models);
        }
    }

    /// The entry as text. What is open is behind `#`, so that it is refused before someone states it.
    pub(crate) fn to_toml(&self) -> String {
        let names: Vec<String> = self.uses.iter().map(|name| toml_string(name)).collect();
        let mut lines = vec![
            "[[crate]]".to_owned(),
            format!("name = {}", toml_string(&self.name)),
        ];
        let version = self.version.as_deref().map(toml_string);
        lines.extend(version.map(|version| format!("version = {version}")));
        let uses = format!("uses = [{}]", names.join(", "));
        lines.push(match (self.open, names.is_empty()) {
            (false, _) => uses,
            (true, true) => format!("# {uses} # none, or the ids of the models"),
            (true, false) => format!("# {uses} # these, and what else it takes"),
        });
        lines.join("\n") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(toml: &str) -> CrateEntry {
        CrateEntry::parse(toml).unwrap_or_else(|| panic!("{toml}"))
    }

    #[test]
    fn entries_of_one_package_are_one() {
        let mut one = entry("[[crate]]\nname = \"a\"\n# uses = [] # none\n");
        let other = entry("[[crate]]\nname = \"a\"\nversion = \"1.0.0\"\nuses = [\"o/n\"]\n");
        assert!(one.fits(&other));
        one.join(other);
        one.hand_over(["o/b".to_owned()]);
        assert_eq!(
            one.to_toml(),
            "[[crate]]\nname = \"a\"\nversion = \"1.0.0\"\n# uses = [\"o/b\", \"o/n\"] # these, and what else it takes\n"
        );
        // Of another version, or of another package.
        for toml in [
            "[[crate]]\nname = \"a\"\nversion = \"2.0.0\"\nuses = []\n",
            "[[crate]]\nname = \"b\"\nuses = []\n",
        ] {
            assert!(!one.fits(&entry(toml)), "{toml}");
        }
    }

    #[test]
    fn what_states_all_is_written_as_it_is_read() {
        for toml in [
            "[[crate]]\nname = \"a\"\nversion = \"1.0.0\"\nuses = [\"o/n\"]\n",
            "[[crate]]\nname = \"a\"\n# uses = [] # none, or the ids of the models\n",
        ] {
            assert_eq!(entry(toml).to_toml(), toml);
        }
        let mut stated = entry("[[crate]]\nname = \"a\"\nuses = [\"o/n\"]\n");
        stated.hand_over(["o/b".to_owned()]);
        assert_eq!(
            stated.to_toml(),
            "[[crate]]\nname = \"a\"\nuses = [\"o/n\"]\n"
        );
    }

    #[test]
    fn other_entries_are_not_taken_for_one() {
        for toml in [
            "",
            "[[exception]]\nmodel = \"o/n\"\n",
            "[[crate]]\nname = \"a\"\nuses = []\n[[crate]]\nname = \"b\"\nuses = []\n",
            "[[crate]]\nname = \"a\"\nuses = []\n[[exception]]\nmodel = \"o/n\"\n",
        ] {
            assert_eq!(CrateEntry::parse(toml), None, "{toml}");
        }
    }
}
