//! The built-in tables: tab-separated text, one header line, `-` for none, `|` between several values.

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
