//! What can be seen of models without a network: sources, weight files, cards and what lies beside them.

pub mod cache;
pub mod card;
pub mod header;
pub mod join;
pub mod scan;
