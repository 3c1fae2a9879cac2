//! What a row states from memory: rule 5 holds for each part of it.
//!
//! The source cell of a row says which of its parts was not read anywhere. Such a part is a statement of its own, which
//! may tighten and clears nothing; what was read stays as sure as it was.

use crate::lists::{Lineage, Statement};

/// The statements that a row makes: what was read, and apart from that what is from memory.
#[must_use]
pub fn apart(mut row: Statement) -> Vec<Statement> {
    if row.confidence == "known" || row.lineage == Lineage::Unrecorded {
        return vec![row];
    }
    let Some((read, remembered)) = sources(&row.source) else {
        return vec![row];
    };
    let remembered = Statement {
        license: None,
        terms: None,
        lineage: std::mem::replace(&mut row.lineage, Lineage::Unrecorded),
        relation: row.relation.take(),
        components: std::mem::take(&mut row.components),
        confidence: "known".to_owned(),
        source: remembered,
        ..row.clone()
    };
    row.source = read;
    vec![row, remembered]
}

/// The parts of a source cell, which ends with a date, by whether the lineage is from memory in them. `None` where it is in
/// none of them. What is left without a part keeps the whole cell.
fn sources(cell: &str) -> Option<(String, String)> {
    let (parts, date) = cell.rsplit_once(", ")?;
    let (remembered, read): (Vec<_>, Vec<_>) = parts
        .split(';')
        .map(str::trim)
        .partition(|part| remembers_lineage(part));
    let of = |parts: &[&str]| format!("{}, {date}", parts.join("; "));
    match (read.as_slice(), remembered.as_slice()) {
        (_, []) => None,
        ([], _) => Some((cell.to_owned(), cell.to_owned())),
        (read, remembered) => Some((of(read), of(remembered))),
    }
}

/// Whether a part of a source cell says that the lineage is from memory: "base from memory", or "from memory" of the row,
/// and not "tag from memory".
fn remembers_lineage(part: &str) -> bool {
    let Some((of, _)) = ["from memory", "from general knowledge", "general knowledge"]
        .iter()
        .find_map(|words| part.split_once(words))
    else {
        return false;
    };
    let of = of.trim().trim_end_matches(',').to_ascii_lowercase();
    let about_terms = ["tag", "licence", "name", "limit", "id after the move"];
    let lineage = [
        "base",
        "parent",
        "lineage",
        "encoder",
        "teacher",
        "component",
    ];
    let says = |words: &[&str]| words.iter().any(|word| of.contains(word));
    (says(&lineage) && !of.ends_with("licence")) || !says(&about_terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(source: &str, confidence: &str) -> Statement {
        Statement {
            list: "curated".to_owned(),
            id: "acme/x".to_owned(),
            license: Some("mit".to_owned()),
            terms: None,
            lineage: Lineage::Recorded(vec!["acme/base".to_owned()]),
            relation: Some("finetune".to_owned()),
            components: vec!["acme/part".to_owned()],
            source: source.to_owned(),
            confidence: confidence.to_owned(),
            overruled: None,
        }
    }

    #[test]
    fn what_a_row_remembers_of_lineage_is_a_statement_of_its_own() {
        for source in [
            "a catalogue; base from memory",
            "a catalogue (tag); from memory",
            "a catalogue; original release, from general knowledge",
            "a licence file; tag and base from memory",
            "a catalogue; lineage table of November 2026, from memory",
            "a catalogue; base id from memory",
            "a README; parent size from memory",
            "a README; base: of the size, general knowledge",
        ] {
            let parts = apart(row(&format!("{source}, 2026-11"), "partly"));
            let [read, remembered] = parts.as_slice() else {
                panic!("{source}: {parts:?}");
            };
            assert_eq!(read.license.as_deref(), Some("mit"), "{source}");
            assert_eq!(read.lineage, Lineage::Unrecorded);
            assert_eq!((&*read.confidence, read.components.len()), ("partly", 0));
            assert_eq!(remembered.confidence, "known");
            assert_eq!((&remembered.license, &remembered.terms), (&None, &None));
            assert_eq!(remembered.lineage, row("", "").lineage);
            // Each has its part of the cell.
            let (of_read, of_remembered) = source.split_once("; ").expect("two parts");
            assert_eq!(read.source, format!("{of_read}, 2026-11"));
            assert_eq!(remembered.source, format!("{of_remembered}, 2026-11"));
        }
        let [read, remembered] = &apart(row("all from memory, 2026-11", "partly"))[..] else {
            panic!("two statements");
        };
        assert_eq!(read.source, remembered.source);
    }

    #[test]
    fn a_row_that_names_a_source_of_its_lineage_stays_whole() {
        for source in [
            "a card (tag and base_model)",
            "a README (trained by the project); tag from memory",
            "a licence file; licence name from memory",
            "a card (base_model); base licence from memory",
        ] {
            let row = row(&format!("{source}, 2026-11"), "partly");
            assert_eq!(apart(row.clone()), [row]);
        }
        // All of it is from memory already.
        let known = row("a catalogue; base from memory, 2026-11", "known");
        assert_eq!(apart(known.clone()), [known]);
    }
}
