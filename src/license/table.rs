//! The table of licences (`licences.tsv`), found by id, alias or SPDX id, compared without case.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Class;
use crate::tsv;

const TABLE: &str = include_str!("licences.tsv");

/// A row of `licences.tsv`.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) full_name: &'static str,
    pub(super) spdx: Option<&'static str>,
    pub(super) osi: &'static str,
    pub(super) fsf: &'static str,
    pub(super) class: Class,
    pub(super) family: Option<&'static str>,
    pub(super) restrictions: &'static str,
    pub(super) propagates: &'static str,
    pub(super) url: Option<&'static str>,
    pub(super) source: &'static str,
}

/// The table with its index of every spelling.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    by_name: HashMap<String, usize>,
    spdx_by_name: HashMap<String, spdx::LicenseId>,
}

impl Table {
    /// The row of which `text` is the id or an alias.
    pub(super) fn row(&self, text: &str) -> Option<&Row> {
        self.by_name.get(&fold(text)).map(|at| &self.rows[*at])
    }

    /// The licence of the SPDX list with this id, whatever its case.
    pub(super) fn spdx(&self, text: &str) -> Option<spdx::LicenseId> {
        self.spdx_by_name.get(&fold(text)).copied()
    }

    /// Every spelling that the table and the SPDX list know.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        let rows = self.rows.iter().map(|row| row.id);
        rows.chain(
            spdx::identifiers::LICENSES
                .iter()
                .map(|license| license.name),
        )
    }
}

/// Lower case, blanks collapsed: the only liberties taken when ids are compared.
fn fold(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_ascii_lowercase()
}

/// The table, read once.
pub(super) fn table() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| {
        let mut rows = Vec::new();
        let mut by_name = HashMap::new();
        for [
            id,
            aliases,
            full_name,
            spdx,
            osi,
            fsf,
            class,
            family,
            restrictions,
            propagates,
            url,
            source,
            _,
        ] in tsv::rows(TABLE)
        {
            let at = rows.len();
            rows.push(Row {
                id,
                full_name,
                spdx: tsv::cell(spdx),
                osi,
                fsf,
                class: Class::parse(class),
                family: tsv::cell(family),
                restrictions,
                propagates,
                url: tsv::cell(url),
                source,
            });
            for name in std::iter::once(id)
                .chain(tsv::list(aliases))
                .chain(tsv::cell(spdx))
            {
                by_name.insert(fold(name), at);
            }
        }
        let spdx_by_name = spdx::identifiers::LICENSES
            .iter()
            .filter_map(|license| Some((fold(license.name), spdx::license_id(license.name)?)))
            .collect();
        Table {
            rows,
            by_name,
            spdx_by_name,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_well_formed() {
        tsv::assert_well_formed(TABLE);
        assert_eq!(table().rows.len(), TABLE.lines().count() - 1);
        for row in &table().rows {
            assert!(
                row.class != Class::Unknown || matches!(row.id, "cc" | "other" | "unknown"),
                "{}",
                row.id
            );
            assert!(["yes", "no", "unknown"].contains(&row.osi), "{}", row.id);
            assert!(["yes", "no", "-"].contains(&row.propagates), "{}", row.id);
        }
    }

    #[test]
    fn no_spelling_points_to_two_rows() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for [id, aliases, _, spdx, ..] in tsv::rows::<13>(TABLE) {
            for name in std::iter::once(id)
                .chain(tsv::list(aliases))
                .chain(tsv::cell(spdx))
            {
                let before = seen.insert(fold(name), id);
                assert!(
                    before.is_none_or(|before| before == id),
                    "{name}: {id} and {before:?}"
                );
            }
        }
    }

    #[test]
    fn the_table_says_of_osi_and_fsf_what_the_spdx_list_says() {
        for row in &table().rows {
            let Some(spdx) = row.spdx else { continue };
            let license = spdx::license_id(spdx).expect("an id of the SPDX list");
            assert_eq!(license.is_osi_approved(), row.osi == "yes", "{}", row.id);
            assert!(
                row.fsf == "-" || license.is_fsf_free_libre() == (row.fsf == "yes"),
                "{}",
                row.id
            );
        }
    }

    #[test]
    fn no_alias_is_another_licence_of_the_spdx_list() {
        // The GNU only and or-later forms and the GFDL family are folded on purpose; both forms have the same flags.
        for [id, aliases, _, spdx, ..] in tsv::rows::<13>(TABLE) {
            for alias in tsv::list(aliases) {
                if let Some(license) = spdx::license_id(alias)
                    && license.name != spdx
                {
                    assert!(license.is_gnu(), "{id}: {alias}");
                }
            }
        }
    }
}
