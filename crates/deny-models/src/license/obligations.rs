//! The obligations of a licence for users and redistributors of a model, each duty with its clause.
//!
//! `obligations.tsv` has the duties of licences whose texts were read, in words of our own; the only words taken from
//! a licence are the short lines that it prescribes. For every other licence of the table the duties follow from its
//! restriction words. Neither is legal advice, and neither is complete: the text of the licence is.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use super::id::License;
use crate::tsv;

const TABLE: &str = include_str!("obligations.tsv");

/// The kind of an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Ship a copy of the licence.
    LicenceCopy,
    /// Keep or add a notice in the files.
    Notice,
    /// Name or display the source where users see it.
    Attribution,
    /// Name derived models in a certain way.
    Naming,
    /// Pass the terms, or the use restrictions, on to recipients.
    PassThrough,
    /// Share derived works under the same terms.
    ShareAlike,
    /// Keep to a policy of uses.
    AcceptableUse,
    /// Keep to fields of use.
    FieldOfUse,
    /// Do not train or improve competing models.
    NoCompete,
    /// Rights end above a number of users.
    UserCap,
    /// Rights end above a revenue.
    RevenueCap,
    /// No rights in some places.
    Geographic,
    /// No derivatives may be shared.
    NoDerivatives,
    /// No commercial use.
    NonCommercial,
    /// Research only.
    ResearchOnly,
}

impl Duty {
    /// Each duty with its word in the tables and what it means where nothing more is known, in the order of the
    /// variants.
    const ALL: [(Self, &'static str, &'static str); 15] = [
        (
            Self::LicenceCopy,
            "licence-copy",
            "Give recipients a copy of the licence.",
        ),
        (
            Self::Notice,
            "notice",
            "Keep the notices of copyright and licence.",
        ),
        (
            Self::Attribution,
            "attribution",
            "Name the author or the model where the licence requires it.",
        ),
        (
            Self::Naming,
            "naming-requirement",
            "Name derived models as the licence prescribes.",
        ),
        (
            Self::PassThrough,
            "pass-through-terms",
            "Pass the terms on to everyone who gets the model or a derivative.",
        ),
        (
            Self::ShareAlike,
            "share-alike",
            "Put what is derived from it under the same licence.",
        ),
        (
            Self::AcceptableUse,
            "acceptable-use-policy",
            "Keep to the uses that the licence or its policy allows.",
        ),
        (
            Self::FieldOfUse,
            "field-of-use",
            "Use it only in the fields, or in the ways, that the licence allows.",
        ),
        (
            Self::NoCompete,
            "no-compete-training",
            "Do not use it or its output to train or improve competing models.",
        ),
        (
            Self::UserCap,
            "mau-cap",
            "Request another licence above a number of users.",
        ),
        (
            Self::RevenueCap,
            "revenue-cap",
            "Request another licence above an amount of revenue.",
        ),
        (
            Self::Geographic,
            "geographic-exclusion",
            "The licence gives no rights in some countries.",
        ),
        (
            Self::NoDerivatives,
            "no-derivatives",
            "Do not share derivatives.",
        ),
        (Self::NonCommercial, "non-commercial", "No commercial use."),
        (Self::ResearchOnly, "research-only", "For research only."),
    ];

    fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known, _)| *known == word)
            .map(|(duty, ..)| *duty)
    }

    /// The restriction word of the licence table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        // `ALL` is in the order of the variants; a test holds it so.
        Self::ALL[self as usize].1
    }

    /// What it means where nothing more is known.
    #[must_use]
    pub fn summary(self) -> &'static str {
        Self::ALL[self as usize].2
    }

    /// Whether it is something to do when a model is shipped, and not a limit of what may be done with it.
    #[must_use]
    pub fn is_for_distribution(self) -> bool {
        self <= Self::ShareAlike
    }
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A limit in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The number.
    pub number: u64,
    /// Of what: `monthly active users`, `USD a year`.
    pub unit: &'static str,
}

impl fmt::Display for Limit {
    /// `700 million monthly active users`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [
            (1_000_000_000, " billion"),
            (1_000_000, " million"),
            (1, ""),
        ];
        let fits = units
            .into_iter()
            .find(|(size, _)| self.number >= *size && self.number.is_multiple_of(*size));
        let (size, word) = fits.unwrap_or((1, ""));
        write!(f, "{}{word} {}", self.number / size, self.unit)
    }
}

/// One obligation of a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obligation {
    /// Its kind.
    pub duty: Duty,
    /// What is to be done, in a sentence.
    pub detail: &'static str,
    /// The line or the name that the licence prescribes word for word.
    pub text: Option<&'static str>,
    /// The number at which the duty or the limit begins.
    pub limit: Option<Limit>,
    /// The policy or the form it refers to.
    pub link: Option<&'static str>,
    /// The clause, where the text of the licence was read; `None` for general knowledge.
    pub clause: Option<&'static str>,
}

impl Obligation {
    fn generic(duty: Duty) -> Self {
        Self {
            duty,
            detail: duty.summary(),
            text: None,
            limit: None,
            link: None,
            clause: None,
        }
    }

    fn read([detail, text, number, unit, link, source]: [&'static str; 6], duty: Duty) -> Self {
        Self {
            duty,
            detail,
            text: tsv::cell(text),
            limit: number.parse().ok().map(|number| Limit { number, unit }),
            link: tsv::cell(link),
            clause: Some(source).filter(|source| *source != "known"),
        }
    }
}

/// The obligations of `license`, limits last. For a licence that is only in the SPDX list, those that its flags imply;
/// none for an unknown licence.
#[must_use]
pub fn obligations(license: &License) -> Vec<Obligation> {
    let mut required: Vec<Obligation> = table().get(license.id()).cloned().unwrap_or_default();
    let words: Vec<Duty> = if license.row.is_some() {
        license.restrictions().filter_map(Duty::parse).collect()
    } else if license.is_copyleft() {
        vec![Duty::LicenceCopy, Duty::Notice, Duty::ShareAlike]
    } else if license.is_known() {
        vec![Duty::LicenceCopy, Duty::Notice]
    } else {
        Vec::new()
    };
    for duty in words {
        if required.iter().all(|known| known.duty != duty) {
            required.push(Obligation::generic(duty));
        }
    }
    required.sort_by_key(|obligation| obligation.duty);
    required
}

type Table = HashMap<&'static str, Vec<Obligation>>;

/// The rows by licence, read once.
fn table() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| {
        let mut table = Table::new();
        for [id, restriction, cells @ ..] in tsv::rows::<8>(TABLE) {
            if let Some(duty) = Duty::parse(restriction) {
                table
                    .entry(id)
                    .or_default()
                    .push(Obligation::read(cells, duty));
            }
        }
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::lookup;
    use crate::license::table as licences;

    fn of(id: &str, duty: Duty) -> Obligation {
        let found = obligations(&lookup(id))
            .into_iter()
            .find(|obligation| obligation.duty == duty);
        found.unwrap_or_else(|| panic!("{id} requires {duty}"))
    }

    #[test]
    fn duties_are_in_the_order_of_their_variants() {
        for (at, (duty, word, _)) in Duty::ALL.iter().enumerate() {
            assert_eq!(*duty as usize, at);
            assert_eq!(Duty::parse(word), Some(*duty));
        }
        assert!(
            Duty::ShareAlike.is_for_distribution() && !Duty::AcceptableUse.is_for_distribution()
        );
    }

    #[test]
    fn every_row_is_well_formed() {
        tsv::assert_well_formed(TABLE);
        let mut seen = std::collections::HashSet::new();
        for [id, restriction, detail, text, number, unit, link, source] in tsv::rows::<8>(TABLE) {
            assert!(seen.insert((id, restriction)), "{id} {restriction} twice");
            assert_eq!(lookup(id).id(), id);
            assert!(lookup(id).row.is_some(), "{id}");
            assert!(Duty::parse(restriction).is_some(), "{id} {restriction}");
            assert!(detail.ends_with('.') || detail.ends_with(')'), "{detail}");
            assert!(text.len() < 200, "{id}: a line is short: {text}");
            assert_eq!(number == "-", unit == "-", "{id} {restriction}");
            assert!(number == "-" || number.parse::<u64>().is_ok(), "{number}");
            assert!(link == "-" || link.starts_with("https://"), "{link}");
            assert!(!source.is_empty() && !source.contains("http"), "{source}");
        }
        assert_eq!(seen.len(), TABLE.lines().count() - 1);
    }

    #[test]
    fn every_restriction_of_every_licence_is_an_obligation() {
        for row in &licences::table().rows {
            let license = lookup(row.id);
            let required = obligations(&license);
            for word in license.restrictions() {
                let duty = Duty::parse(word).unwrap_or_else(|| panic!("{}: {word}", row.id));
                assert!(
                    required.iter().any(|obligation| obligation.duty == duty),
                    "{}: {word}",
                    row.id
                );
            }
            assert!(
                required.is_sorted_by_key(|obligation| obligation.duty),
                "{}",
                row.id
            );
        }
    }

    #[test]
    fn what_the_llama_licences_require() {
        let notice = of("llama3.1", Duty::Notice);
        let line = "Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright \u{a9} Meta Platforms, Inc. All \
                    Rights Reserved.";
        assert_eq!((notice.text, notice.clause), (Some(line), Some("1.b.iii")));
        assert_eq!(
            of("llama3.1", Duty::Attribution).text,
            Some("Built with Llama")
        );
        assert_eq!(of("llama3.1", Duty::Naming).text, Some("Llama"));
        assert_eq!(of("llama3", Duty::Naming).text, Some("Llama 3"));
        let cap = of("llama4", Duty::UserCap).limit.expect("a number");
        assert_eq!(cap.to_string(), "700 million monthly active users");
        assert!(
            of("llama3.2", Duty::Geographic)
                .detail
                .contains("European Union")
        );
        let has = |id: &str, duty| {
            obligations(&lookup(id))
                .iter()
                .any(|obligation| obligation.duty == duty)
        };
        assert!(has("llama3", Duty::NoCompete) && !has("llama3.1", Duty::NoCompete));
        assert!(!has("llama2", Duty::Naming) && !has("llama3.1", Duty::Geographic));
    }

    #[test]
    fn caps_have_numbers_wherever_they_are_known() {
        for (id, duty, limit) in [
            (
                "stabilityai-ai-community",
                Duty::RevenueCap,
                "1 million USD a year",
            ),
            ("qwen", Duty::UserCap, "100 million monthly active users"),
            (
                "kolors-license",
                Duty::UserCap,
                "300 million monthly active users",
            ),
            (
                "cogvideox-license",
                Duty::UserCap,
                "1 million visits a month",
            ),
            (
                "bilibili-model-license",
                Duty::RevenueCap,
                "1 billion RMB a year",
            ),
        ] {
            assert_eq!(
                of(id, duty).limit.map(|limit| limit.to_string()).as_deref(),
                Some(limit),
                "{id}"
            );
        }
        assert_eq!(
            Limit {
                number: 1500,
                unit: "x"
            }
            .to_string(),
            "1500 x"
        );
        assert_eq!(
            Limit {
                number: 0,
                unit: "x"
            }
            .to_string(),
            "0 x"
        );
    }

    #[test]
    fn what_is_not_in_the_table_follows_from_words_and_flags() {
        assert_eq!(
            of("bria-rmbg-1.4", Duty::NonCommercial),
            Obligation::generic(Duty::NonCommercial)
        );
        assert_eq!(of("CPL-1.0", Duty::ShareAlike).clause, None);
        assert_eq!(obligations(&lookup("Intel")).len(), 2);
        assert!(obligations(&lookup("unlicense")).is_empty());
        assert!(obligations(&lookup("acme-secret-licence")).is_empty());
        assert!(obligations(&lookup("other")).is_empty());
    }
}
