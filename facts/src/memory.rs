//! What a row states from memory: rule 5 holds for each part of it.
//!
//! The column `remembered` has the part of a source that was not read anywhere, which is that of the lineage. It is a
//! statement of its own, which may tighten and clears nothing; what was read stays as sure as it was. A row that is from
//! memory as a whole is `known` and needs no such cell.

use crate::lists::{Lineage, Statement};

/// The statements that a row makes: what was read, and apart from that the lineage that is from memory.
///
/// # Errors
///
/// When a row remembers a lineage that it does not state, or is from memory as a whole.
pub fn apart(mut row: Statement, remembered: Option<String>) -> Result<Vec<Statement>, String> {
    let Some(source) = remembered else {
        return Ok(vec![row]);
    };
    if row.confidence == "known" || row.lineage == Lineage::Unrecorded {
        return Err(format!(
            "{}: {}: `remembered` is for a lineage beside what was read",
            row.list, row.id
        ));
    }
    let remembered = Statement {
        license: None,
        terms: None,
        lineage: std::mem::replace(&mut row.lineage, Lineage::Unrecorded),
        relation: row.relation.take(),
        components: std::mem::take(&mut row.components),
        confidence: "known".to_owned(),
        source,
        ..row.clone()
    };
    Ok(vec![row, remembered])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(confidence: &str) -> Statement {
        Statement {
            list: "curated".to_owned(),
            id: "acme/x".to_owned(),
            license: Some("mit".to_owned()),
            terms: None,
            lineage: Lineage::Recorded(vec!["acme/base".to_owned()]),
            relation: Some("finetune".to_owned()),
            components: vec!["acme/part".to_owned()],
            source: "a catalogue, 2026-11".to_owned(),
            confidence: confidence.to_owned(),
            overruled: None,
        }
    }

    #[test]
    fn what_a_row_remembers_of_lineage_is_a_statement_of_its_own() {
        let parts = apart(row("partly"), Some("base from memory, 2026-11".to_owned()));
        let parts = parts.expect("two statements");
        let [read, remembered] = parts.as_slice() else {
            panic!("{parts:?}");
        };
        assert_eq!(read.license.as_deref(), Some("mit"));
        assert_eq!(read.lineage, Lineage::Unrecorded);
        assert_eq!((&*read.confidence, read.components.len()), ("partly", 0));
        assert_eq!(read.source, "a catalogue, 2026-11");
        assert_eq!(remembered.confidence, "known");
        assert_eq!((&remembered.license, &remembered.terms), (&None, &None));
        assert_eq!(remembered.lineage, row("").lineage);
        assert_eq!(remembered.source, "base from memory, 2026-11");
    }

    #[test]
    fn a_row_without_that_cell_stays_whole() {
        for confidence in ["known", "partly", "verified"] {
            assert_eq!(apart(row(confidence), None), Ok(vec![row(confidence)]));
        }
    }

    #[test]
    fn the_cell_needs_a_lineage_and_something_that_was_read() {
        let cell = || Some("base from memory, 2026-11".to_owned());
        assert!(apart(row("known"), cell()).is_err());
        let none = Statement {
            lineage: Lineage::Unrecorded,
            ..row("partly")
        };
        assert!(apart(none, cell()).is_err());
    }
}
