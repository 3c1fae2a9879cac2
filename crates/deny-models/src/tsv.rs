//! The built-in tables: tab-separated text, one header line, `-` for none, `|` between several values.

use std::cmp::Ordering;

/// The rows of a table, each with exactly `N` cells; the header line is left out.
///
/// The tables are part of the crate, and a test reads each of them whole, so a malformed row is a bug that
/// cannot reach a user; such a row is left out here.
pub(crate) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

/// The row whose first cell is `key`, in any case, in a table that is sorted by its first cell in lower case: found
/// where it lies, by halving the text.
pub(crate) fn find<const N: usize>(table: &'static str, key: &str) -> Option<[&'static str; N]> {
    let mut rows = table.split_once('\n')?.1;
    while !rows.is_empty() {
        // A row that holds the middle.
        let mut middle = rows.len() / 2;
        while !rows.is_char_boundary(middle) {
            middle -= 1;
        }
        let start = rows[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = rows[start..].find('\n').map_or(rows.len(), |at| start + at);
        let row = &rows[start..end];
        let first = row.split('\t').next().unwrap_or_default().bytes();
        let first = first.map(|byte| byte.to_ascii_lowercase());
        match first.cmp(key.bytes()) {
            Ordering::Equal => return row.split('\t').collect::<Vec<_>>().try_into().ok(),
            Ordering::Less => rows = rows.get(end + 1..).unwrap_or_default(),
            Ordering::Greater => rows = &rows[..start],
        }
    }
    None
}

/// Fails when the rows are not in the order that [`find`] needs.
#[cfg(test)]
pub(crate) fn assert_sorted(table: &'static str) {
    let keys: Vec<String> = table
        .lines()
        .skip(1)
        .map(|line| {
            line.split('\t')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        })
        .collect();
    for pair in keys.windows(2) {
        assert!(pair[0] < pair[1], "{} and {}", pair[0], pair[1]);
    }
}

/// A cell, or `None` where it holds `-`.
pub(crate) fn cell(text: &'static str) -> Option<&'static str> {
    (text != "-").then_some(text)
}

/// The values of a cell that may hold several.
pub(crate) fn list(text: &'static str) -> impl Iterator<Item = &'static str> {
    cell(text).into_iter().flat_map(|cell| cell.split('|'))
}

/// Fails when a line has another number of cells than the header.
#[cfg(test)]
pub(crate) fn assert_well_formed(table: &str) {
    let mut lines = table.lines();
    let cells = |line: &str| line.split('\t').count();
    let header = cells(lines.next().expect("a header line"));
    for line in lines {
        assert_eq!(cells(line), header, "{line}");
        assert!(
            line.split('\t')
                .all(|cell| cell == cell.trim() && !cell.is_empty()),
            "{line}"
        );
    }
}
