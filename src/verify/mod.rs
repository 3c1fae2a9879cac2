//! Weight files on disk against the lock: which models they are, and whether they are as they were locked.
//!
//! [`files`] finds them in a directory, a release archive or the hub's cache, [`digests`] reads them, and [`compare`]
//! decides, without I/O.

mod archive;
mod compare;
mod digests;
mod files;
mod found;
mod memory;

pub(crate) use compare::{Known, Row, Status, Verified, compare, expected, needs_digest};
pub(crate) use digests::{Digests, read_all};
pub(crate) use files::{find, hub_cache};
pub(crate) use found::Found;
