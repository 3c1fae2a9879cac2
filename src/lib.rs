//! The gate for AI model licences, for programs.
//!
//! [`Gate`] judges a workspace as `cargo deny-models check` does, with its policy, its lock and the evidence in its
//! sources and files, and gives a [`Report`]:
//!
//! ```
//! use cargo_deny_models::{Gate, Level};
//!
//! let report = Gate::new("examples/workspace")
//!     .packages(["server"])
//!     .level("feature-gated-model", Level::Deny)
//!     .offline(true)
//!     .check()?;
//! for finding in report.findings() {
//!     println!("{}: {}", finding.code(), finding.message());
//! }
//! assert!(!report.passes());
//! # Ok::<(), cargo_deny_models::Error>(())
//! ```
//!
//! To look up one model, or to fail the build of a crate from its build script, use the crate
//! [`deny-models`](deny_models).
//!
//! Without the default feature `cli` the dependencies are fewer, and JSON is the one format of a report.
//!
//! Whatever is not listed here is internal to the command. Before 1.0 it may change in any release.

#[doc(hidden)]
pub mod cache;
#[doc(hidden)]
pub mod card;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[cfg(feature = "cli")]
mod edit;
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "only JSON is printed then")
)]
mod escape;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod explain;
mod gate;
#[doc(hidden)]
pub mod gather;
#[doc(hidden)]
pub mod graph;
#[cfg(feature = "hub")]
#[doc(hidden)]
pub mod hub;
#[doc(hidden)]
pub mod inventory;
#[doc(hidden)]
pub mod report;
#[cfg(feature = "cli")]
mod save;
#[cfg(feature = "schema")]
#[doc(hidden)]
pub mod schema;
#[cfg(feature = "cli")]
mod scratch;
mod suggest;
#[cfg(feature = "cli")]
mod verify;

pub use deny_models::{Finding, Severity};
pub use gate::{Error, Format, Gate, Level, Outcome, Report};

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
