//! The gate for AI model licences as a library.

pub mod cache;
pub mod card;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod escape;
#[cfg(feature = "cli")]
pub mod explain;
pub mod gather;
pub mod graph;
#[cfg(feature = "hub")]
pub mod hub;
pub mod inventory;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
mod save;
#[cfg(feature = "schema")]
pub mod schema;

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
