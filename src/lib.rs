//! Works out which AI models a crate pulls in and whether their licences fit the crate's own.

pub mod build;
pub mod cargo_toml;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod escape;
#[cfg(feature = "cli")]
pub mod explain;
pub mod finding;
#[cfg(feature = "graph")]
pub mod gather;
#[cfg(feature = "graph")]
pub mod graph;
pub mod license;
pub mod manifest;
pub mod model;
pub mod policy;
pub mod pull;
#[cfg(feature = "cli")]
pub mod report;
pub mod severity;
pub mod source;
mod tsv;
