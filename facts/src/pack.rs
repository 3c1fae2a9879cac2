//! Writes the table in the form that `deny_models::model::packed` searches.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use deny_models::digest::sha256;
use deny_models::model::Relation;
use deny_models::model::packed::{BLOCK, MAGIC, key, last_part};

use crate::decide::Row;
use crate::lists::{Lineage, Statement};

/// Tables whose contents decide verdicts, besides the models.
const OTHERS: [&str; 7] = [
    "license/licences.tsv",
    "license/links.tsv",
    "license/fingerprints.tsv",
    "model/digests.tsv",
    "model/renames.tsv",
    "model/scopes.tsv",
    "model/slots.tsv",
];

/// Packs rows, which are sorted by key.
///
/// # Errors
///
/// When a row names a model that has none.
pub fn pack(rows: &[Row]) -> Result<Vec<u8>, String> {
    let numbers: HashMap<String, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (key(&row.id), at))
        .collect();
    let mut texts = Texts::default();
    let mut packed = Vec::with_capacity(rows.len());
    for row in rows {
        let mut claims = Vec::new();
        for statement in &row.statements {
            pack_claim(statement, &numbers, &mut texts, &mut claims)
                .map_err(|id| format!("{}: {id} has no row", row.id))?;
        }
        packed.push((row.id.as_str(), claims));
    }
    Ok(pack_rows(&packed, &texts.all))
}

/// Packs ids with their claims, sorted by key.
#[must_use]
pub fn pack_rows(rows: &[(&str, Vec<u8>)], texts: &[String]) -> Vec<u8> {
    let mut heap: Vec<u8> = Vec::new();
    let mut blocks = Vec::new();
    let mut before = "";
    for (at, (id, claims)) in rows.iter().enumerate() {
        if at % BLOCK == 0 {
            blocks.push(heap.len());
            before = "";
        }
        let shared = before
            .bytes()
            .zip(id.bytes())
            .take_while(|(one, other)| one == other)
            .count();
        varint(&mut heap, shared);
        varint(&mut heap, id.len() - shared);
        heap.extend_from_slice(&id.as_bytes()[shared..]);
        varint(&mut heap, claims.len());
        heap.extend_from_slice(claims);
        before = id;
    }
    let mut names: Vec<(String, usize)> = rows
        .iter()
        .enumerate()
        .map(|(at, (id, _))| (last_part(&key(id)).to_owned(), at))
        .collect();
    names.sort();
    let mut out = MAGIC.to_vec();
    let mut starts = vec![0];
    for text in texts {
        starts.push(starts.last().copied().unwrap_or_default() + text.len());
    }
    for number in [rows.len(), texts.len(), heap.len()].iter().chain(&blocks) {
        fixed(&mut out, *number, 4);
    }
    for (_, at) in &names {
        fixed(&mut out, *at, 3);
    }
    for start in &starts {
        fixed(&mut out, *start, 4);
    }
    out.extend_from_slice(&heap);
    for text in texts {
        out.extend_from_slice(text.as_bytes());
    }
    out
}

/// See `read_claim` in `model/table.rs`, which reads it.
fn pack_claim<'a>(
    statement: &'a Statement,
    numbers: &HashMap<String, usize>,
    texts: &mut Texts,
    out: &mut Vec<u8>,
) -> Result<(), &'a str> {
    let lineage = match &statement.lineage {
        Lineage::Unrecorded => 0,
        Lineage::None => 1,
        Lineage::Recorded(_) => 2,
        Lineage::Unnamed => 3,
    };
    let relation = statement.relation.as_deref().and_then(Relation::parse);
    let relation =
        relation.and_then(|relation| Relation::ALL.iter().position(|known| *known == relation));
    let confidence = ["verified", "partly", "known"]
        .iter()
        .position(|word| *word == statement.confidence);
    let flags = lineage
        | relation.map_or(0, |at| at + 1) << 2
        | usize::from(statement.terms.is_some()) << 5
        | usize::from(!statement.components.is_empty()) << 6
        | confidence.unwrap_or(2) << 7
        | usize::from(statement.overruled.is_some()) << 9
        | usize::from(statement.unlicensed) << 10;
    varint(out, flags);
    varint(
        out,
        statement
            .license
            .as_deref()
            .map_or(0, |text| texts.number(text) + 1),
    );
    if let Some(terms) = &statement.terms {
        varint(out, texts.number(terms));
    }
    varint(out, texts.number(&statement.source));
    if let Some(why) = &statement.overruled {
        varint(out, texts.number(why));
    }
    let mut models = |ids: &'a [String]| {
        varint(out, ids.len());
        ids.iter().try_for_each(|id| {
            varint(out, *numbers.get(&key(id)).ok_or(id.as_str())?);
            Ok(())
        })
    };
    if let Lineage::Recorded(bases) = &statement.lineage {
        models(bases)?;
    }
    if !statement.components.is_empty() {
        models(&statement.components)?;
    }
    Ok(())
}

/// Date and digest of the tables.
///
/// # Errors
///
/// When a table cannot be read.
pub fn stamp(date: &str, models: &[u8], sources: &Path) -> Result<String, String> {
    let mut all = [date.as_bytes(), models].concat();
    for name in OTHERS {
        let path = sources.join(name);
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        // However the lines of a checkout end.
        all.extend_from_slice(text.replace('\r', "").as_bytes());
    }
    Ok(format!("{date} {}\n", sha256(&all)))
}

/// Texts, each once.
#[derive(Default)]
struct Texts {
    numbers: BTreeMap<String, usize>,
    all: Vec<String>,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        self.all.push(text.to_owned());
        self.numbers.insert(text.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }
}

fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f | 0x80).unwrap_or_default());
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or_default());
}

fn fixed(out: &mut Vec<u8>, value: usize, bytes: usize) {
    out.extend_from_slice(&value.to_le_bytes()[..bytes]);
}
