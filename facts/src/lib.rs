//! Builds the table of models that `deny-models` carries from the lists in `facts/lists`.
//!
//! ```text
//! lists ── read ──> statements ── rules ──> claims by model ── decide ──> rows ── pack ──> models.pack
//! ```
//!
//! A row is carried when the judge decides it: the licences and the lineage that the lists state pass or fail. What
//! stays unknown is left out, since a row would not change that.

pub mod changes;
pub mod coverage;
pub mod decide;
pub mod lists;
pub mod pack;
pub mod rules;

use std::collections::BTreeMap;
use std::path::Path;

/// The tables made of the lists.
#[derive(Debug)]
pub struct Built {
    /// The contents of `models.pack`.
    pub models: Vec<u8>,
    /// The contents of `tables.txt`: date and digest.
    pub stamp: String,
    /// The rows, readable: `facts/models.tsv`.
    pub listing: String,
    /// Models about which lists disagree, each with what they state.
    pub contradictions: Vec<String>,
    /// Licences that are in no table, with how many statements name each.
    pub unknown_licences: BTreeMap<String, usize>,
    /// Statements, and models with and without a verdict.
    pub counts: decide::Counts,
}

/// Builds the tables.
///
/// # Errors
///
/// What is wrong with a list, and in which line.
pub fn build(root: &Path) -> Result<Built, String> {
    let statements = lists::read(&root.join("facts"))?;
    let renames = lists::renames(&root.join("crates/deny-models/src/model/renames.tsv"))?;
    let gathered = rules::apply(statements, &renames, &root.join("facts"))?;
    let decided = decide::decide(&gathered.models)?;
    let models = pack::pack(&decided.rows)?;
    let date = lists::text(&root.join("facts/DATE"))?.trim().to_owned();
    Ok(Built {
        stamp: pack::stamp(&date, &models, &root.join("crates/deny-models/src"))?,
        listing: changes::listing(&decided.rows),
        models,
        contradictions: gathered.contradictions,
        unknown_licences: gathered.unknown_licences,
        counts: decided.counts,
    })
}
