//! Reads the lists: tab-separated, one header line, `-` for what is not stated, `|` between several values.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use deny_models::license::published_at;

/// What one list states about one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The name of the list.
    pub list: String,
    /// The id, as the list writes it.
    pub id: String,
    /// The licence it declares, several separated by `|`.
    pub license: Option<String>,
    /// The licence was looked up at the source, and it states none.
    pub unlicensed: bool,
    /// Terms that apply where the tag is missing or names no text.
    pub terms: Option<String>,
    /// What is stated of its base models.
    pub lineage: Lineage,
    /// How it was made from them.
    pub relation: Option<String>,
    /// What it loads beside its own weights.
    pub components: Vec<String>,
    /// Where it was read, with the date.
    pub source: String,
    /// `verified`, `partly` or `known`.
    pub confidence: String,
    /// Why the statement does not count.
    pub overruled: Option<String>,
}

/// What is stated of base models.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lineage {
    /// The source does not record it.
    Unrecorded,
    /// It was made from nothing.
    None,
    /// It was made from these.
    Recorded(Vec<String>),
    /// It was made from something that is not named.
    Unnamed,
}

/// A text file.
///
/// # Errors
///
/// When it cannot be read.
pub fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The rows of a table, by the names of their columns; a cell with `-` is left out.
///
/// # Errors
///
/// When the file cannot be read, or a line has another number of cells than the header.
pub fn rows(path: &Path) -> Result<Vec<HashMap<String, String>>, String> {
    let text = text(path)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut rows = Vec::new();
    for (at, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != header.len()
            || cells
                .iter()
                .any(|cell| cell.trim() != *cell || cell.is_empty())
        {
            return Err(format!(
                "{}:{}: not {} cells",
                path.display(),
                at + 2,
                header.len()
            ));
        }
        let named = header.iter().zip(cells).filter(|(_, cell)| *cell != "-");
        rows.push(
            named
                .map(|(name, cell)| ((*name).to_owned(), cell.to_owned()))
                .collect(),
        );
    }
    Ok(rows)
}

/// In the cell of the licence: it was looked up, and none is stated. The source has the page and the day.
const NO_LICENSE: &str = "none";

/// The columns of a list. Another one would state something that nobody reads.
const COLUMNS: [&str; 10] = [
    "model_id",
    "license",
    "bases",
    "relation",
    "components",
    "terms",
    "offered_by",
    "source",
    "date",
    "confidence",
];

/// Every statement of the lists that `sources.tsv` names, in its order.
///
/// # Errors
///
/// What is wrong, and where.
pub fn read(facts: &Path) -> Result<Vec<Statement>, String> {
    let mut all = Vec::new();
    for source in rows(&facts.join("sources.tsv"))? {
        let need = |key: &str| {
            source
                .get(key)
                .cloned()
                .ok_or_else(|| format!("sources.tsv: a list without {key}"))
        };
        let list = need("list")?;
        need("terms")?;
        for row in rows(&facts.join("lists").join(format!("{list}.tsv")))? {
            let cell = |key: &str| row.get(key).cloned();
            let id = cell("model_id").ok_or_else(|| format!("{list}: a row without an id"))?;
            if let Some(other) = row.keys().find(|key| !COLUMNS.contains(&key.as_str())) {
                return Err(format!("{list}: {id}: no column of a list: {other}"));
            }
            let date = cell("date")
                .or_else(|| source.get("date").cloned())
                .ok_or_else(|| format!("{list}: {id}: a fact has a date"))?;
            let read = cell("source").map_or_else(|| need("source"), Ok)?;
            let relation = cell("relation").filter(|relation| relation != "none");
            let lineage = match (cell("bases").as_deref(), &relation) {
                (Some("none"), _) => Lineage::None,
                (Some(bases), _) => Lineage::Recorded(values(bases)),
                (None, Some(_)) => Lineage::Unnamed,
                (None, None) => Lineage::Unrecorded,
            };
            let license = cell("license").filter(|text| text != NO_LICENSE);
            all.push(Statement {
                unlicensed: cell("license").as_deref() == Some(NO_LICENSE),
                license: license.map(|text| published(&text)),
                terms: cell("terms"),
                lineage,
                relation,
                components: cell("components")
                    .map(|cell| values(&cell))
                    .unwrap_or_default(),
                source: format!("{read}, {date}"),
                confidence: cell("confidence").unwrap_or(need("confidence")?),
                overruled: None,
                list: list.clone(),
                id,
            });
        }
    }
    Ok(all)
}

/// The former names of models, folded, and the names they have now.
///
/// # Errors
///
/// When the table cannot be read.
pub fn renames(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let rows = rows(path)?.into_iter();
    Ok(rows
        .filter_map(|mut row| {
            Some((
                row.remove("old_id")?.to_ascii_lowercase(),
                row.remove("new_id")?,
            ))
        })
        .collect())
}

/// A list may give the address of a text, where that is published, instead of a name.
fn published(license: &str) -> String {
    let at = published_at(license).filter(|_| license.contains("://"));
    at.map_or_else(|| license.to_owned(), |known| known.id().to_owned())
}

fn values(cell: &str) -> Vec<String> {
    cell.split('|').map(str::to_owned).collect()
}
