//! What changed between two states of a workspace: the models that its crates pull, and the findings on them.

mod compare;
mod human;
mod json;
mod markdown;
mod snapshot;

pub(crate) use compare::compare;
pub(crate) use human::human;
#[cfg(feature = "schema")]
pub(crate) use json::Diff;
pub(crate) use json::as_json;
pub(crate) use markdown::markdown;
pub(crate) use snapshot::Snapshot;
