//! The table of licences (`licences.tsv`), found by id, alias or SPDX id, compared without case.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::class::Class;
use crate::tsv;

const TABLE: &str = include_str!("licences.tsv");
const LINKS: &str = include_str!("links.tsv");

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
    by_full_name: HashMap<String, usize>,
    by_address: HashMap<String, usize>,
}

impl Table {
    /// The row with the id or alias `text`.
    pub(super) fn row(&self, text: &str) -> Option<&Row> {
        self.by_name.get(&fold(text)).map(|at| &self.rows[*at])
    }

    /// The row whose whole full name `text` is, with or without the word agreement at its end.
    pub(super) fn row_of_title(&self, text: &str) -> Option<&Row> {
        let title = fold_title(text);
        self.by_full_name.get(&title).map(|at| &self.rows[*at])
    }

    /// The row whose text is published at an address.
    pub(super) fn row_at(&self, address: &str) -> Option<&Row> {
        let address = fold_address(address)?;
        self.by_address.get(&address).map(|at| &self.rows[*at])
    }

    /// The licence of the SPDX list with this id, whatever its case.
    pub(super) fn spdx(&self, text: &str) -> Option<spdx::LicenseId> {
        self.spdx_by_name.get(&fold(text)).copied()
    }

    /// Every spelling in the table and the SPDX list.
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

/// A full name, in which the article and the word agreement carry no meaning.
fn fold_title(text: &str) -> String {
    let folded = fold(text);
    let folded = folded.strip_prefix("the ").unwrap_or(&folded);
    let end = [
        " license agreement",
        " licence agreement",
        " license",
        " licence",
    ];
    let stem = end.iter().find_map(|end| folded.strip_suffix(end));
    stem.or_else(|| folded.strip_suffix(" agreement"))
        .unwrap_or(folded)
        .to_owned()
}

/// An address in the one spelling that is compared; `None` for the front page of a repository, which is no licence
/// text, unless it names a section there. Scheme, `www.` and the end of the path make no difference, nor does which of
/// its usual branches is named.
fn fold_address(address: &str) -> Option<String> {
    let (_, rest) = address.trim().split_once("://")?;
    let lower = rest.to_ascii_lowercase();
    let (page, section) = lower.split_once('#').unwrap_or((&lower, ""));
    let rest = page.split('?').next()?;
    let rest = rest.trim_end_matches(['/', '.', ',', ')', '>']);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let (host, path) = rest.split_once('/')?;
    let mut parts: Vec<&str> = path.split('/').collect();
    let forge = ["github.com", "huggingface.co", "hf.co"].contains(&host);
    let front = forge && parts.len() < 3;
    if front && section.is_empty() {
        return None;
    }
    if forge {
        for part in &mut parts {
            *part = match *part {
                "raw" | "resolve" => "blob",
                "master" | "head" => "main",
                other => other,
            };
        }
    }
    let host = if host == "hf.co" {
        "huggingface.co"
    } else {
        host
    };
    let path = parts.join("/");
    Some(if front {
        format!("{host}/{path}#{section}")
    } else {
        format!("{host}/{path}")
    })
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
        let mut by_full_name: HashMap<String, usize> = HashMap::new();
        let mut by_address: HashMap<String, usize> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            let row: &Row = row;
            if row.osi == "unknown" {
                continue;
            }
            by_full_name.entry(fold_title(row.full_name)).or_insert(at);
            if let Some(address) = row.url.and_then(fold_address) {
                by_address.entry(address).or_insert(at);
            }
        }
        for [address, id, _] in tsv::rows(LINKS) {
            if let (Some(address), Some(at)) = (fold_address(address), by_name.get(id)) {
                by_address.insert(address, *at);
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
            by_full_name,
            by_address,
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
            // A text of its own that nobody here has read is of no class, and still not approved.
            let unread = row.osi == "no" && row.source.ends_with("text not read");
            assert!(
                row.class != Class::Unknown
                    || unread
                    || matches!(row.id, "cc" | "other" | "unknown"),
                "{}",
                row.id
            );
            assert!(["yes", "no", "unknown"].contains(&row.osi), "{}", row.id);
            assert!(["yes", "no", "-"].contains(&row.propagates), "{}", row.id);
        }
    }

    #[test]
    fn every_address_of_the_table_is_found() {
        for [address, id, _] in tsv::rows::<3>(LINKS) {
            let row = table().row_at(address);
            assert_eq!(row.map(|row| row.id), Some(id), "{address}");
        }
        assert!(
            table()
                .row_at("https://huggingface.co/moka-ai/m3e-base")
                .is_none()
        );
        assert!(
            table()
                .row_at("https://huggingface.co/moka-ai/m3e-base#usage")
                .is_none()
        );
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
    fn osi_and_fsf_columns_match_the_spdx_list() {
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
