//! Licences as SPDX expressions: ids of the list, and a `LicenseRef-` for each other licence, none standing for two.

use std::collections::{BTreeMap, BTreeSet};

use deny_models::license::{Expr, Flag, License};

/// Ids of the parser that are not on the SPDX list.
const NOT_LISTED: [&str; 8] = [
    "GFDL-1.1-invariants",
    "GFDL-1.1-no-invariants",
    "GFDL-1.2-invariants",
    "GFDL-1.2-no-invariants",
    "GFDL-1.3-invariants",
    "GFDL-1.3-no-invariants",
    "NOASSERTION",
    "NONE",
];

/// Longest name in a `LicenseRef-`.
const MAX_NAME: usize = 64;

/// The `LicenseRef-` ids of one document.
#[derive(Debug, Clone, Default)]
pub struct Refs {
    /// By the licence as it is shown.
    by_license: BTreeMap<String, String>,
    by_ref: BTreeMap<String, License>,
}

impl Refs {
    /// Gives an id to each licence that is not on the SPDX list.
    pub fn new<'a>(licenses: impl IntoIterator<Item = &'a License>) -> Self {
        let custom: BTreeMap<String, &License> = licenses
            .into_iter()
            .filter(|license| standard(license).is_none())
            .map(|license| (license.to_string(), license))
            .collect();
        let mut refs = Self::default();
        let mut taken = BTreeSet::new();
        // In the order of the names, so that the same licences always get the same ids.
        for (shown, license) in &custom {
            let name = name_of(license);
            let fresh = (1..=custom.len())
                .map(|number| match number {
                    1 => format!("LicenseRef-{name}"),
                    _ => format!("LicenseRef-{name}-{number}"),
                })
                .find(|id| taken.insert(id.to_ascii_lowercase()));
            let id = fresh.unwrap_or_default();
            refs.by_license.insert(shown.clone(), id.clone());
            refs.by_ref.insert(id, (*license).clone());
        }
        refs
    }

    /// The licences that are not on the SPDX list, by their ids.
    pub fn custom(&self) -> impl Iterator<Item = (&str, &License)> {
        self.by_ref
            .iter()
            .map(|(id, license)| (id.as_str(), license))
    }

    /// The licence in an expression.
    #[must_use]
    pub fn license(&self, license: &License) -> String {
        standard(license)
            .or_else(|| self.by_license.get(&license.to_string()).cloned())
            .unwrap_or_else(|| format!("LicenseRef-{}", name_of(license)))
    }

    /// The SPDX expression for `expr`.
    #[must_use]
    pub fn expression(&self, expr: &Expr) -> String {
        match expr {
            Expr::Leaf(license) => self.license(license),
            Expr::All(parts) => self.joined(parts, " AND ", |part| matches!(part, Expr::Any(_))),
            Expr::Any(parts) => self.joined(parts, " OR ", |_| false),
        }
    }

    fn joined(&self, parts: &[Expr], word: &str, wrap: impl Fn(&Expr) -> bool) -> String {
        let mut seen = BTreeSet::new();
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match self.expression(part) {
                text if wrap(part) && parts.len() > 1 => format!("({text})"),
                text => text,
            })
            .filter(|text| seen.insert(text.clone()))
            .collect();
        parts.join(word)
    }
}

/// The id on the SPDX list, with the exception.
#[must_use]
pub fn listed(license: &License) -> Option<&'static str> {
    license.spdx_id().filter(|id| !NOT_LISTED.contains(id))
}

fn standard(license: &License) -> Option<String> {
    let id = listed(license)?;
    match license.exception() {
        None => Some(id.to_owned()),
        // An exception of one's own is not on the list either, so the two together are a licence of one's own.
        Some(exception) => {
            spdx::exception_id(exception).map(|exception| format!("{id} WITH {}", exception.name))
        }
    }
}

/// The letters that a `LicenseRef-` may have.
fn name_of(license: &License) -> String {
    let whole = license.spdx_ref();
    let name = whole.split_at_checked("LicenseRef-".len());
    let name = match name {
        Some((prefix, name)) if prefix.eq_ignore_ascii_case("LicenseRef-") => name,
        _ => &whole,
    };
    let exception = license
        .exception()
        .map(|exception| format!("-WITH-{exception}"));
    let name: String = name
        .chars()
        .chain(exception.unwrap_or_default().chars())
        .map(|char| {
            let plain = char.is_ascii_alphanumeric() || char == '.' || char == '-';
            if plain { char } else { '-' }
        })
        .take(MAX_NAME)
        .collect();
    let empty = name.chars().all(|char| !char.is_ascii_alphanumeric());
    if empty { "unnamed".to_owned() } else { name }
}

/// Whether the licence is a text that can be named: `other`, `bsd` without a version and the like are none.
#[must_use]
pub fn names_a_text(license: &License) -> bool {
    !license.is_known() || license.osi() != Flag::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use deny_models::license::{Terms, lookup};

    fn refs(terms: &[&Terms]) -> Refs {
        Refs::new(terms.iter().flat_map(|terms| terms.leaves()))
    }

    #[test]
    fn expressions_keep_their_sense() {
        for (text, made) in [
            ("mit", "MIT"),
            ("gpl-3.0-or-later", "GPL-3.0-or-later"),
            ("GPL-2.0+", "GPL-2.0-or-later"),
            ("gpl-3.0", "GPL-3.0-only"),
            ("llama3.1", "LicenseRef-llama3.1"),
            (
                "openrail++ AND MIT",
                "LicenseRef-openrail-plus-plus AND MIT",
            ),
            (
                "MIT AND (gemma OR Apache-2.0)",
                "MIT AND (LicenseRef-gemma OR Apache-2.0)",
            ),
            (
                "MIT AND gemma OR Apache-2.0",
                "MIT AND LicenseRef-gemma OR Apache-2.0",
            ),
            ("apache-2.0, mit, mit", "Apache-2.0 AND MIT"),
            (
                "Apache-2.0 WITH LLVM-exception",
                "Apache-2.0 WITH LLVM-exception",
            ),
            (
                "gemma WITH LLVM-exception",
                "LicenseRef-gemma-WITH-LLVM-exception",
            ),
            ("LicenseRef-acme.corp", "LicenseRef-acme.corp"),
        ] {
            let terms = Terms::parse(text).expect("an expression");
            assert_eq!(refs(&[&terms]).expression(terms.expr()), made, "{text}");
        }
    }

    #[test]
    fn no_id_stands_for_two_licences() {
        let texts = [
            "acme licence",
            "acme-licence",
            "ACME-licence",
            "LicenseRef-acme-licence",
            "é",
            "ü",
            "",
        ];
        let licenses: Vec<License> = texts.iter().map(|text| lookup(text)).collect();
        let refs = Refs::new(&licenses);
        let ids: BTreeSet<String> = licenses
            .iter()
            .map(|license| refs.license(license).to_ascii_lowercase())
            .collect();
        assert_eq!(ids.len(), texts.len(), "{ids:?}");
        assert_eq!(refs.custom().count(), texts.len());
    }

    #[test]
    fn ids_without_a_text() {
        for id in ["other", "unknown", "none", "bsd", "gpl"] {
            assert!(!names_a_text(&lookup(id)), "{id}");
        }
        for id in ["mit", "llama3.1", "acme-terms"] {
            assert!(names_a_text(&lookup(id)), "{id}");
        }
    }
}
