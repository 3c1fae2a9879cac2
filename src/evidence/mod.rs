//! What can be seen of models without a network: sources, weight files, cards and what lies beside them.

pub mod beside;
#[cfg(feature = "cli")]
pub mod cache;
#[cfg(feature = "cards")]
pub mod card;
pub mod header;
#[cfg(feature = "cli")]
pub mod join;
#[cfg(feature = "cli")]
pub mod scan;
pub(crate) mod shipped;
pub(crate) mod text;
pub(crate) mod weights;
