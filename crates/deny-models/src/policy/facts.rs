//! Tables of facts about models that the policy names: files of the workspace with what its organisation knows.

use std::collections::HashMap;
use std::sync::Arc;

use camino::Utf8Path;

use super::types::{FactRow, FactTable, Policy};
use super::validate::{entry_of, refuse_twins};
use super::{find, keys};
use crate::config::entry::Entry;
use crate::config::reader::{self, Mistakes, Table};
use crate::config::shared::Stated;
use crate::digest::sha256;
use crate::source::{Place, Problem, SourceFile};
use crate::text::quoted;

impl Policy {
    /// Reads the tables of facts that the policy names. Without it they are taken to be empty.
    ///
    /// # Errors
    ///
    /// That a table cannot be read or lies outside of `root`, every mistake in one, and a model that is in two of them.
    pub fn read_facts(&mut self, root: &Utf8Path) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for table in &mut self.facts {
            let read = source(table, root).and_then(|source| {
                table.found = Some(sha256(source.text().as_bytes()));
                rows(&source)
            });
            match read {
                Ok(rows) => table.rows = rows,
                Err(mistakes) => problems.extend(mistakes),
            }
        }
        problems.extend(in_two_tables(&self.facts));
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }
}

impl FactTable {
    /// Whether the file is the one that was reviewed.
    #[must_use]
    pub fn is_reviewed(&self) -> bool {
        self.found.as_ref() == Some(&self.sha256.value)
    }
}

/// The file of a table, which a link does not lead out of the workspace either.
fn source(table: &FactTable, root: &Utf8Path) -> Result<Arc<SourceFile>, Vec<Problem>> {
    let refuse = |message: String, label: &str, help: &str| {
        let problem = Problem::new(message).at(table.path.place.clone());
        vec![problem.label(label).help(help)]
    };
    let file = root.join(&table.path.value);
    let real = |path: &Utf8Path| path.canonicalize_utf8().ok();
    if let (Some(file), Some(root)) = (real(&file), real(root))
        && !file.starts_with(root)
    {
        return Err(refuse(
            format!(
                "the table of facts {} lies outside of the workspace",
                quoted(table.path.value.as_str())
            ),
            "leads out of it",
            "copy the table into the workspace, where its changes are reviewed",
        ));
    }
    find::read(&file).map_err(|error| {
        let help = match error {
            find::FileError::TooLarge { .. } => "split it into several tables",
            _ => "write its path relative to the root of the workspace",
        };
        refuse(error.to_string(), "this table of facts", help)
    })
}

/// What the file of a table states.
fn rows(source: &Arc<SourceFile>) -> Result<Vec<FactRow>, Vec<Problem>> {
    let mut mistakes = Mistakes::new(source);
    let mut rows = Vec::new();
    if let Some(tree) = reader::document(source.text(), &mut mistakes) {
        let root = Table::new(&tree, keys::FACTS_FILE.name, mistakes.place(0..0));
        let root = Entry::new(root, &keys::FACTS_FILE, &mut mistakes);
        rows = root.tables(&keys::ROWS, &mut mistakes, row);
        refuse_twins(rows.iter().map(|row: &FactRow| &row.entry), &mut mistakes);
    }
    mistakes.finish(rows)
}

fn row(entry: &Entry<'_>, mistakes: &mut Mistakes) -> Option<FactRow> {
    let mut id = entry.read(&keys::ROW_ID, mistakes);
    let stated = Stated::of_model(entry, id.as_mut(), mistakes);
    let source = entry.read(&keys::SOURCE, mistakes);
    Some(FactRow {
        entry: entry_of(id?, stated, entry),
        source: source?,
    })
}

/// Models that two tables state: which one holds would be a matter of order.
fn in_two_tables(tables: &[FactTable]) -> Vec<Problem> {
    let mut seen: HashMap<String, (usize, &Place)> = HashMap::new();
    let mut problems = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        for row in &table.rows {
            let id = &row.entry.id;
            let (first, place) = *seen.entry(id.value.key()).or_insert((at, &id.place));
            if first != at {
                let name = quoted(&id.value.to_string());
                let message = format!(
                    "{name} is in two tables of facts, first in line {} of {}",
                    place.line(),
                    quoted(tables[first].path.value.as_str())
                );
                let problem = Problem::new(message).at(id.place.clone());
                problems.push(problem.label("second row").help("delete one of the two"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys::testing;

    fn mistakes(text: &str) -> Vec<String> {
        testing::messages(rows(&SourceFile::new("facts.toml", text)))
    }

    #[test]
    fn every_key_of_a_table_is_read_and_described() {
        testing::every_example_is_taken(&keys::FACTS_FILE, mistakes);
        testing::every_key_is_read(&keys::FACTS_FILE, mistakes);
        testing::every_key_is_described(&keys::FACTS_FILE);
    }

    #[test]
    fn a_mistake_in_a_table_has_its_line() {
        let text = "[[model]]
id = \"acme/a\"
license = \"Apache-2.0\"
source = \"by hand\"

[[model]]
id = \"acme/A\"
reason = \"bought\"
";
        let expected = [
            "6: `source` is missing in `[[model]]`",
            "8: unknown key `reason` in `[[model]]`",
        ];
        assert_eq!(mistakes(text), expected);
        let twins =
            "model = [{ id = \"a/b\", source = \"x\" },\n{ id = \"A/b\", source = \"x\" }]\n";
        assert_eq!(
            mistakes(twins),
            ["2: `A/b` is described twice, first in line 1"]
        );
    }
}
