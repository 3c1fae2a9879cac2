//! One licence, and the ids and names that lead to it.

use std::borrow::Cow;
use std::fmt;

use super::class::{Class, Flag};
use super::table::{Row, table};

/// One licence, as an id names it. Every text is some licence; of most, nothing is known.
#[derive(Clone)]
pub struct License {
    id: Cow<'static, str>,
    exception: Option<String>,
    pub(super) row: Option<&'static Row>,
    spdx: Option<spdx::LicenseId>,
}

/// The licence that `text` names: an id or alias of the table, an SPDX id in any case, or `LicenseRef-` and one of
/// these. The `+` of "or later" is no other licence to a gate, so it is dropped.
#[must_use]
pub fn lookup(text: &str) -> License {
    let text = text.trim();
    let stem = text.strip_suffix('+').unwrap_or(text);
    if let Some(row) = table().row(text).or_else(|| table().row(stem)) {
        // One row stands for `only` and `or later`; which of them was written matters to those who pass it on.
        let later = || (stem != text).then(|| table().spdx(&format!("{stem}-or-later")))?;
        let written = table().spdx(text).filter(|id| !id.is_deprecated());
        let license = License::from_row(row);
        return License {
            spdx: written.or_else(later).or(license.spdx),
            ..license
        };
    }
    if let Some(spdx) = table().spdx(text).or_else(|| table().spdx(stem)) {
        return License::from_spdx(spdx);
    }
    if let Some(row) = license_ref(text).and_then(row_of_ref) {
        return License::from_row(row);
    }
    License {
        id: Cow::Owned(text.to_owned()),
        exception: None,
        row: None,
        spdx: None,
    }
}

/// The licence with the title `text`: an id or alias as in [`lookup`], or a full name of the table. Hyphens and
/// underscores may stand for the blanks of a title, as in the `license_name` of a card.
#[must_use]
pub fn titled(text: &str) -> Option<License> {
    let blanks = text.replace(['-', '_'], " ");
    [text, blanks.as_str()].into_iter().find_map(|text| {
        let license = lookup(text);
        if license.is_known() {
            return Some(license);
        }
        table().row_of_title(text).map(License::from_row)
    })
}

/// The known id nearest to `text`, when one is near enough to be what was meant.
#[must_use]
pub fn nearest_id(text: &str) -> Option<&'static str> {
    crate::text::nearest(text, table().names())
}

fn license_ref(text: &str) -> Option<&str> {
    let (prefix, name) = text.split_at_checked("LicenseRef-".len())?;
    prefix.eq_ignore_ascii_case("LicenseRef-").then_some(name)
}

fn row_of_ref(name: &str) -> Option<&'static Row> {
    table().row(name).or_else(|| {
        let rows = &table().rows;
        rows.iter()
            .find(|row| ref_name(row.id).eq_ignore_ascii_case(name))
    })
}

/// A table id in the letters that a `LicenseRef-` may hold: `openrail++` becomes `openrail-plus-plus`.
fn ref_name(id: &str) -> String {
    let mut name = String::new();
    for char in id.chars() {
        match char {
            '+' => name.push_str("-plus"),
            char if char.is_ascii_alphanumeric() || char == '.' => name.push(char),
            _ => name.push('-'),
        }
    }
    name
}

impl License {
    pub(super) fn from_row(row: &'static Row) -> Self {
        Self {
            id: Cow::Borrowed(row.id),
            exception: None,
            row: Some(row),
            spdx: row.spdx.and_then(spdx::license_id),
        }
    }

    fn from_spdx(spdx: spdx::LicenseId) -> Self {
        Self {
            id: Cow::Borrowed(spdx.name),
            exception: None,
            row: None,
            spdx: Some(spdx),
        }
    }

    pub(super) fn with_exception(mut self, exception: String) -> Self {
        self.exception = Some(exception);
        self
    }

    /// Canonical id: that of the table, else that of SPDX, else the text itself. An exception (`WITH`) is not part
    /// of it: a licence with an exception counts as its base licence.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The exception that was granted (`WITH`).
    #[must_use]
    pub fn exception(&self) -> Option<&str> {
        self.exception.as_deref()
    }

    /// Id on the SPDX licence list.
    #[must_use]
    pub fn spdx_id(&self) -> Option<&'static str> {
        self.spdx.map(|spdx| spdx.name)
    }

    /// The id for an SPDX expression: that of the list, else a `LicenseRef-`.
    #[must_use]
    pub fn spdx_ref(&self) -> String {
        match self.spdx_id() {
            Some(id) => id.to_owned(),
            None if license_ref(&self.id).is_some() => self.id.to_string(),
            None => format!("LicenseRef-{}", ref_name(&self.id)),
        }
    }

    /// Name of the licence, where it is known.
    #[must_use]
    pub fn full_name(&self) -> Option<&'static str> {
        self.row
            .map(|row| row.full_name)
            .or_else(|| self.spdx.map(|spdx| spdx.full_name))
    }

    /// Whether the table or the SPDX list has it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.row.is_some() || self.spdx.is_some()
    }

    /// Whether the id is a `LicenseRef-` that is in no table: a licence that the writer of the id has to explain.
    #[must_use]
    pub fn is_own_ref(&self) -> bool {
        !self.is_known() && license_ref(&self.id).is_some_and(|name| !name.is_empty())
    }

    /// Whether the OSI has approved it.
    #[must_use]
    pub fn osi(&self) -> Flag {
        match (self.spdx, self.row) {
            (Some(spdx), _) => Flag::from_list(spdx.is_osi_approved()),
            (None, Some(row)) => Flag::of(row.osi),
            (None, None) => Flag::Unknown,
        }
    }

    /// Whether the FSF calls it free. The SPDX list does not distinguish a no from silence, so `No` there is "not
    /// listed".
    #[must_use]
    pub fn fsf(&self) -> Flag {
        match (self.spdx, self.row) {
            (Some(spdx), _) => Flag::from_list(spdx.is_fsf_free_libre()),
            (None, Some(row)) if row.osi == "unknown" => Flag::Unknown,
            (None, Some(row)) => Flag::from_list(row.fsf == "yes"),
            (None, None) => Flag::Unknown,
        }
    }

    /// How strict it is. For a licence that is only in the SPDX list, from its flags: copyleft counts as strong.
    #[must_use]
    pub fn class(&self) -> Class {
        if let Some(row) = self.row {
            return row.class;
        }
        match self.spdx {
            Some(spdx) if spdx.is_osi_approved() && spdx.is_copyleft() => Class::OsiStrongCopyleft,
            Some(spdx) if spdx.is_osi_approved() => Class::OsiPermissive,
            Some(spdx) if spdx.is_fsf_free_libre() && !spdx.is_copyleft() => {
                Class::PermissiveNotOsi
            }
            _ => Class::Unknown,
        }
    }

    /// Whether it is copyleft and OSI-approved.
    #[must_use]
    pub fn is_copyleft(&self) -> bool {
        matches!(
            self.class(),
            Class::OsiWeakCopyleft | Class::OsiStrongCopyleft
        )
    }

    /// Whether a fine-tune stays under these terms. What is not known to let go is taken to hold.
    #[must_use]
    pub fn propagates(&self) -> bool {
        match self.row {
            Some(row) => row.propagates != "no",
            None => self.class() != Class::OsiPermissive && self.class() != Class::PermissiveNotOsi,
        }
    }

    /// The licence family of this version, where several versions are in use.
    #[must_use]
    pub fn family(&self) -> Option<&'static str> {
        self.row.and_then(|row| row.family)
    }

    /// Its restrictions, in the words of the table (`attribution`, `mau-cap`, ...).
    pub fn restrictions(&self) -> impl Iterator<Item = &'static str> {
        self.row
            .and_then(|row| crate::tsv::cell(row.restrictions))
            .into_iter()
            .flat_map(|cell| cell.split(','))
    }

    /// Where its text is.
    #[must_use]
    pub fn url(&self) -> Option<Cow<'static, str>> {
        match (self.row.and_then(|row| row.url), self.spdx) {
            (Some(url), _) => Some(Cow::Borrowed(url)),
            (None, Some(spdx)) => Some(Cow::Owned(format!(
                "https://spdx.org/licenses/{}.html",
                spdx.name
            ))),
            (None, None) => None,
        }
    }

    /// Where these facts were checked.
    #[must_use]
    pub fn source(&self) -> Option<&'static str> {
        match (self.row, self.spdx) {
            (Some(row), _) => Some(row.source),
            (None, Some(_)) => Some("SPDX licence list"),
            (None, None) => None,
        }
    }
}

impl PartialEq for License {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.exception == other.exception
    }
}

impl Eq for License {}

impl PartialOrd for License {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for License {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (&self.id, &self.exception).cmp(&(&other.id, &other.exception))
    }
}

impl fmt::Display for License {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        match &self.exception {
            Some(exception) => write!(f, " WITH {exception}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for License {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "License({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_a_name_for_expressions_that_leads_back() {
        for (id, name) in [
            ("apache-2.0", "Apache-2.0"),
            ("llama3.1", "LicenseRef-llama3.1"),
            ("openrail++", "LicenseRef-openrail-plus-plus"),
            ("Acme Terms/2", "LicenseRef-Acme-Terms-2"),
            ("LicenseRef-acme", "LicenseRef-acme"),
        ] {
            assert_eq!(lookup(id).spdx_ref(), name);
        }
        for id in table().rows.iter().map(|row| row.id) {
            assert_eq!(lookup(&lookup(id).spdx_ref()).id(), id);
        }
    }

    #[test]
    fn a_licence_leads_to_its_text() {
        assert_eq!(
            lookup("0BSD").url().as_deref(),
            Some("https://spdx.org/licenses/0BSD.html")
        );
        let own = lookup("llama3.1").url().expect("the table has it");
        assert!(
            own.starts_with("https://") && !own.contains("spdx.org"),
            "{own}"
        );
        assert_eq!(lookup("acme-terms").url(), None);
    }

    #[test]
    fn ids_fold_case_and_aliases_and_nothing_else() {
        for (text, id) in [
            ("Apache-2.0", "apache-2.0"),
            (" apache license,  version 2.0 ", "apache-2.0"),
            ("LicenseRef-llama3.1", "llama3.1"),
            ("llama-3.1-community-license", "llama3.1"),
            ("LicenseRef-openrail-plus-plus", "openrail++"),
            ("openrail++", "openrail++"),
            ("BSL-1.0", "bsl-1.0"),
            ("BUSL-1.1", "busl-1.1"),
            ("zpl-2.1", "ZPL-2.1"),
            ("falcon-llm", "falcon-llm-license"),
        ] {
            assert_eq!(lookup(text).id(), id);
            assert!(lookup(text).is_known());
        }
        for text in [
            "limited",
            "mit-ish",
            "ncs",
            "apache",
            "gemma-9",
            "LicenseRef-acme",
            "acme-secret-licence-9",
            "",
        ] {
            assert!(!lookup(text).is_known(), "{text}");
            assert_eq!(lookup(text).osi(), Flag::Unknown);
        }
    }

    #[test]
    fn families_name_no_text() {
        for text in ["bsd", "gpl", "other", "unknown", "none"] {
            assert_eq!(lookup(text).osi(), Flag::Unknown, "{text}");
        }
        assert_eq!(lookup("cc").osi(), Flag::No);
        assert_eq!(lookup("lgpl").osi(), Flag::Yes);
    }

    #[test]
    fn licences_of_the_spdx_list_alone_get_their_flags_from_it() {
        assert_eq!(lookup("CPL-1.0").class(), Class::OsiStrongCopyleft);
        assert_eq!(lookup("Intel").class(), Class::OsiPermissive);
        assert!(!lookup("Intel").propagates());
        // Free by the FSF alone; copyleft is not known to let go.
        assert_eq!(lookup("X11").class(), Class::PermissiveNotOsi);
        assert!(!lookup("X11").propagates());
        assert_eq!(lookup("CECILL-B").class(), Class::Unknown);
        assert!(lookup("CECILL-B").propagates());
        assert_eq!(lookup("CC-BY-NC-SA-2.5").osi(), Flag::No);
        assert!(lookup("CC-BY-NC-SA-2.5").propagates());
    }

    #[test]
    fn a_typo_finds_its_neighbour() {
        assert_eq!(nearest_id("lama3.1"), Some("llama3.1"));
        assert_eq!(nearest_id("Apache-2"), Some("apache-2.0"));
        assert_eq!(nearest_id("completely-different-terms"), None);
    }
}
