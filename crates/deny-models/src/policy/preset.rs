//! Licence rules of distributions, as a starting point for a policy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::domain::How;
use crate::license::Accept;
use crate::lint::Severity;

const DATA: &str = include_str!("presets.tsv");

const HEADER: &str = "preset\tkind\tvalue\tsource";

/// A named set of licences, with a severity for each way that a model comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Preset {
    /// What Fedora allows.
    Fedora,
    /// What F-Droid allows.
    Fdroid,
    /// Our reading of what Debian would allow: it has no rule for models.
    Debian,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 3] = [Self::Fedora, Self::Fdroid, Self::Debian];

    /// The word used in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fedora => "fedora",
            Self::Fdroid => "fdroid",
            Self::Debian => "debian",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == text)
    }

    /// Whose approval it starts from.
    #[must_use]
    pub fn base(self) -> Accept {
        self.rules().base
    }

    /// Ids of further licences that it accepts.
    #[must_use]
    pub fn licenses(self) -> &'static BTreeSet<&'static str> {
        &self.rules().licenses
    }

    /// Ids of licences that it refuses although the base accepts them.
    #[must_use]
    pub fn refused(self) -> &'static BTreeSet<&'static str> {
        &self.rules().refused
    }

    /// The severity for models that come in this way, where it sets one.
    #[must_use]
    pub fn how(self, how: How) -> Option<Severity> {
        self.rules().how.get(&how).copied()
    }

    fn rules(self) -> &'static Rules {
        static TABLE: OnceLock<BTreeMap<Preset, Rules>> = OnceLock::new();
        let table = TABLE.get_or_init(|| match parse(DATA) {
            Ok(table) => table,
            // The file is part of the program and a test reads it.
            Err(error) => unreachable!("presets.tsv: {error}"),
        });
        &table[&self]
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Rules {
    base: Accept,
    licenses: BTreeSet<&'static str>,
    refused: BTreeSet<&'static str>,
    how: BTreeMap<How, Severity>,
}

#[derive(Default)]
struct Draft {
    base: Option<Accept>,
    licenses: BTreeSet<&'static str>,
    refused: BTreeSet<&'static str>,
    how: BTreeMap<How, Severity>,
}

impl Draft {
    /// Adds a row; false when the row repeats another or is not valid.
    fn add(&mut self, kind: &str, value: &'static str) -> bool {
        match kind {
            "base" => {
                let base = parse_base(value);
                base.is_some() && std::mem::replace(&mut self.base, base).is_none()
            }
            "license" => !value.is_empty() && self.licenses.insert(value),
            "not" => !value.is_empty() && self.refused.insert(value),
            "how" => self.add_how(value).is_some(),
            _ => false,
        }
    }

    fn add_how(&mut self, value: &str) -> Option<()> {
        let (how, level) = value.split_once('=')?;
        let (how, level) = (How::parse(how)?, Severity::parse_level(level)?);
        self.how.insert(how, level).is_none().then_some(())
    }

    fn finish(self) -> Option<Rules> {
        Some(Rules {
            base: self.base?,
            licenses: self.licenses,
            refused: self.refused,
            how: self.how,
        })
    }
}

fn parse_base(text: &str) -> Option<Accept> {
    match text {
        "osi" => Some(Accept::Osi),
        "fsf" => Some(Accept::Fsf),
        "osi-or-fsf" => Some(Accept::OsiOrFsf),
        _ => None,
    }
}

/// Reads the table; a row that cannot be read is an error, since leaving it out could loosen a preset.
fn parse(text: &'static str) -> Result<BTreeMap<Preset, Rules>, String> {
    let mut drafts: BTreeMap<Preset, Draft> = BTreeMap::new();
    for (row, line) in rows(text) {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        let (preset, kind, value) = (cell(), cell(), cell());
        let taken = Preset::parse(preset)
            .is_some_and(|preset| drafts.entry(preset).or_default().add(kind, value));
        if !taken {
            return Err(format!("line {row} cannot be read: {line}"));
        }
    }
    let finish = |preset: Preset| {
        let rules = drafts.remove(&preset).and_then(Draft::finish);
        rules
            .map(|rules| (preset, rules))
            .ok_or_else(|| format!("{} has no base", preset.as_str()))
    };
    Preset::ALL.into_iter().map(finish).collect()
}

fn rows(text: &'static str) -> impl Iterator<Item = (usize, &'static str)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#') && *line != HEADER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_program_can_be_read() {
        let table = parse(DATA).unwrap();
        assert_eq!(table.len(), Preset::ALL.len());
        assert_eq!(DATA.lines().next(), Some(HEADER));
        for preset in Preset::ALL {
            assert!(preset.licenses().is_disjoint(preset.refused()));
            assert_eq!(Preset::parse(preset.as_str()), Some(preset));
            let _ = (preset.base(), preset.how(How::Runtime));
        }
    }

    #[test]
    fn ids_of_the_table_are_canonical() {
        for preset in Preset::ALL {
            for id in preset.licenses().iter().chain(preset.refused()) {
                let license = crate::license::lookup(id);
                assert!(license.is_known(), "{id}");
                assert_eq!(license.id(), *id);
            }
        }
    }

    #[test]
    fn every_row_has_a_source() {
        for (row, line) in rows(DATA) {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "line {row}");
            assert!(!cells[3].is_empty(), "line {row}");
        }
    }

    #[test]
    fn rows_that_cannot_be_read_are_errors() {
        let good = "fedora\tbase\tosi\tx\nfdroid\tbase\tfsf\tx\ndebian\tbase\tosi-or-fsf\tx\n";
        let table = parse(good).unwrap();
        assert_eq!(table[&Preset::Debian].base, Accept::OsiOrFsf);
        for bad in [
            "arch\tbase\tosi\tx",
            "fedora\tbase\tosl\tx",
            "fedora\tbase\tosi\tx\nfedora\tbase\tfsf\tx",
            "fedora\tlicense\t\tx",
            "fedora\thow\tbundled\tx",
            "fedora\thow\tbundled=note\tx",
            "fedora\thow\tnever=deny\tx",
            "fedora",
        ] {
            assert!(parse(bad).unwrap_err().contains("cannot be read"), "{bad}");
        }
        assert_eq!(parse("").unwrap_err(), "fedora has no base");
    }

    #[test]
    fn words_are_exact() {
        assert_eq!(Preset::parse("Fedora"), None);
    }
}
