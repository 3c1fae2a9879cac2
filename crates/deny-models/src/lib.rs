//! Checks the licences of AI models from a build script, and resolves a model to the licences that apply to it.
//!
//! **To fail the build of a crate** that pulls a model under terms that its licence does not allow, add `deny-models`
//! to its build-dependencies and call the [`hook`]:
//!
//! ```no_run
//! // in `main` of build.rs
//! deny_models::hook::check();
//! ```
//!
//! **To look up a model**, use a [`Resolver`]:
//!
//! ```
//! use deny_models::{Resolver, Verdict};
//!
//! let resolution = Resolver::built_in().resolve("Qwen/Qwen2.5-7B-Instruct")?;
//! assert_eq!(resolution.verdict(), Verdict::Pass);
//! # Ok::<(), deny_models::InvalidInput>(())
//! ```
//!
//! **To judge a whole workspace**, as `cargo deny-models check` does, use `Gate` of the crate `cargo-deny-models`.
//!
//! Whatever is not listed here is internal to `cargo-deny-models`. Before 1.0 it may change in any release.

#[doc(hidden)]
pub mod cargo_lock;
#[doc(hidden)]
pub mod cargo_toml;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod counted;
#[doc(hidden)]
pub mod date;
#[doc(hidden)]
pub mod digest;
#[doc(hidden)]
pub mod domain;
#[doc(hidden)]
pub mod evidence;
#[doc(hidden)]
pub mod finding;
pub mod hook;
#[doc(hidden)]
pub mod license;
#[doc(hidden)]
pub mod lint;
#[doc(hidden)]
pub mod lock;
#[doc(hidden)]
pub mod manifest;
#[doc(hidden)]
pub mod model;
mod opaque;
#[doc(hidden)]
pub mod policy;
#[doc(hidden)]
pub mod pull;
mod resolver;
#[doc(hidden)]
pub mod severity;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod text;
mod tsv;
#[cfg(feature = "command")]
#[doc(hidden)]
pub mod version;
mod weight_name;

pub use opaque::{Finding, Severity};
pub use resolver::{AppliedLicense, InvalidInput, LineageStep, Resolution, Resolver, Verdict};

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
