//! Readers of what people write in TOML: the policy, the manifest in Cargo.toml, the lock.

pub(crate) mod cargo_fields;
pub(crate) mod entry;
pub(crate) mod fields;
pub mod keys;
pub(crate) mod reader;
pub(crate) mod shared;
