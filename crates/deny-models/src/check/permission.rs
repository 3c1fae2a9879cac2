//! What may be looser than other sources, and the rows of tables that are.

use crate::date::Date;
use crate::model::Artifact;
use crate::policy::FactTable;
use crate::source::{Place, Spanned};

/// Whether a statement may be looser than other sources.
#[derive(Clone, Copy)]
pub(super) enum Permission {
    Granted,
    Expired(Date),
    Missing,
}

impl Permission {
    pub(super) fn new(until: Option<&Spanned<Date>>, today: Date) -> Self {
        match until.map(|until| until.value) {
            Some(until) if today <= until => Self::Granted,
            Some(until) => Self::Expired(until),
            None => Self::Missing,
        }
    }

    /// The permission of a table, whether or not it was reviewed.
    pub(super) fn of_table(table: &FactTable, today: Date) -> Self {
        Self::new(table.until.as_ref(), today)
    }
}

/// A row of a table that is looser than other sources.
pub(super) struct OfTable {
    /// The table, by its number in the policy.
    pub(super) table: usize,
    pub(super) model: Artifact,
    /// Where the row names the model.
    pub(super) place: Place,
    pub(super) source: String,
    /// What the other sources state, in words.
    pub(super) otherwise: String,
    /// Whether it counts.
    pub(super) counts: bool,
}
