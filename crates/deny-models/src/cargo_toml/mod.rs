//! Cargo.toml: a tree that is queried by key, and the places in it that diagnostics point at.

mod document;
mod places;

pub use document::{DEPENDENCY_KINDS, Dependency, Document, Part};
pub use places::CargoToml;
