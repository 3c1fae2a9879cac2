//! Printers: from the result of a check to what people and programs read.
//!
//! A printer only prints. [`deny_models::finding::Report`] decides which findings count and the exit code.

#[cfg(feature = "cli")]
pub mod cyclonedx;
#[cfg(feature = "cli")]
pub mod dot;
#[cfg(feature = "cli")]
pub mod github;
#[cfg(feature = "cli")]
pub mod gitlab;
#[cfg(feature = "cli")]
pub mod html;
#[cfg(feature = "cli")]
pub mod human;
#[cfg(feature = "cli")]
pub mod inspect;
pub mod json;
#[cfg(feature = "cli")]
pub mod license;
#[cfg(feature = "cli")]
pub mod list;
#[cfg(feature = "cli")]
pub mod mermaid;
#[cfg(feature = "cli")]
pub mod notice;
#[cfg(feature = "cli")]
pub mod sarif;
#[cfg(feature = "cli")]
pub mod scan;
#[cfg(feature = "cli")]
pub mod spdx;
#[cfg(feature = "cli")]
pub mod why;

#[cfg(feature = "cli")]
mod alike;
#[cfg(feature = "cli")]
pub(crate) mod decision;
#[cfg(feature = "cli")]
mod diagnostic;
#[cfg(feature = "cli")]
mod diagram;
#[cfg(feature = "cli")]
pub(crate) mod diff;
#[cfg(feature = "cli")]
mod document;
#[cfg(feature = "cli")]
pub(crate) mod except;
#[cfg(feature = "cli")]
pub(crate) mod fix;
#[cfg(feature = "cli")]
mod format;
#[cfg(feature = "cli")]
mod group;
pub(crate) mod identity;
#[cfg(feature = "cli")]
mod link;
#[cfg(feature = "cli")]
mod locate;
mod paths;
#[cfg(feature = "cli")]
mod phrases;
#[cfg(feature = "cli")]
pub(crate) mod preview;
mod printed;
#[cfg(feature = "cli")]
mod quote;
mod repository;
#[cfg(feature = "cli")]
mod resolution;
#[cfg(feature = "cli")]
pub(crate) mod screen;
#[cfg(feature = "cli")]
mod short;
#[cfg(feature = "cli")]
mod summary;
#[cfg(feature = "cli")]
mod texts;
#[cfg(feature = "cli")]
mod tree;
#[cfg(feature = "cli")]
pub(crate) mod verify;
mod view;
#[cfg(feature = "schema")]
pub(crate) mod vocabulary;
#[cfg(feature = "cli")]
mod ways;
#[cfg(feature = "cli")]
mod words;

#[cfg(feature = "cli")]
pub use diagram::Lookup;
#[cfg(feature = "cli")]
pub use format::Format;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use link::file_url;
pub use repository::Repository;
#[cfg(feature = "cli")]
pub(crate) use summary::{ByFix, how_to_gate, states_any};
pub use view::View;
