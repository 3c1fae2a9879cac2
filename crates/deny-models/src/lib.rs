//! Licences of AI models and the verdict on crates that pull them: the part of cargo-deny-models that a build script
//! pays for.

pub mod cargo_lock;
pub mod cargo_toml;
pub mod check;
pub mod config;
pub mod date;
pub mod digest;
pub mod domain;
pub mod evidence;
pub mod finding;
pub mod hook;
pub mod license;
pub mod lint;
pub mod lock;
pub mod manifest;
pub mod model;
pub mod policy;
pub mod pull;
pub mod severity;
pub mod source;
pub mod text;
mod tsv;
#[cfg(feature = "command")]
pub mod version;

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
