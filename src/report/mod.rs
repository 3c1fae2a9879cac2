//! Printers: from the result of a check to what people and programs read.
//!
//! A printer only prints. What counts, and which exit code follows, is told by [`deny_models::finding::Report`].

pub mod cyclonedx;
pub mod dot;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod inspect;
pub mod json;
pub mod license;
pub mod list;
pub mod mermaid;
pub mod notice;
pub mod sarif;
pub mod scan;
pub mod spdx;

mod document;
mod format;
mod group;
mod identity;
mod link;
mod locate;
mod paths;
mod phrases;
mod picture;
mod quote;
mod repository;
mod resolution;
mod summary;
mod texts;
mod tree;
mod view;
#[cfg(feature = "schema")]
pub(crate) mod vocabulary;
mod words;

pub use format::Format;
pub use picture::Lookup;
pub use repository::Repository;
pub use view::View;
