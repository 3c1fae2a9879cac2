//! `deny-models.lock`: which models the crates of a workspace pull, at which revision, under which terms.
//!
//! Cargo.lock pins the crates, this pins the models. The file is generated, sorted and byte-stable, and has one block
//! a model and one a package, so that branches which add different models merge. Each block carries a digest of itself
//! and there is no digest of the whole: a hand edit or a merge that mixes two blocks shows, a good merge does not.
//!
//! A digest does not prevent forgery: the lock is untrusted. Offline it can tighten a verdict and supply facts
//! that no other source has; [`Lock::insert_into`] leaves out blocks that do not fit their digest. `lock --check` queries
//! the hub.
//!
//! ```
//! use deny_models::lock::Lock;
//! use deny_models::source::SourceFile;
//!
//! let text = Lock::default().render();
//! let read = Lock::parse(&SourceFile::new("deny-models.lock", text.clone())).unwrap();
//! assert_eq!(read.render(), text);
//! assert!(read.inconsistent().is_empty());
//! ```

mod block;
#[cfg(any(test, feature = "command"))]
mod changes;
#[cfg(any(test, feature = "command"))]
mod compare;
mod file;
mod find;
mod insert;
mod member;
mod parse;
mod parse_member;
mod pulls;
mod render;
mod stale;
#[cfg(test)]
mod tests;
mod values;

pub use block::{
    LockedCalls, LockedClaim, LockedClaimSource, LockedDamage, LockedModel, LockedPackage,
    LockedPull, LockedText, LockedWeights, QuietPackage,
};
#[cfg(any(test, feature = "command"))]
pub use changes::{Change, Changes, READ_FROM};
#[cfg(any(test, feature = "command"))]
pub use compare::{Comparison, Extent, Names, compare};
pub use file::{Block, Digested, Inconsistent, Lock};
pub use find::{FILE_NAME, Found, find};
pub use insert::Weights;
pub use member::{
    LeastBuild, LockedMember, LockedMissing, LockedReach, LockedReachedCalls, LockedSources,
    LockedStop,
};
pub use parse::{MAX_BYTES, NEWER};
pub use pulls::packages;
pub use stale::{Stale, tables_know};
