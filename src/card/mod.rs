//! Files beside weights: model cards, configurations that name a parent, licence files, the hub cache.
//!
//! All of it is written by others and proves nothing alone. Texts are read up to a cap and YAML within a budget,
//! links may not lead out of the directory, local paths are not taken for ids nor shown whole.

mod cache;
mod directory;
mod files;
mod front;
mod insert;
mod markdown;
mod merge;
mod notice;
mod place;
mod prose;
mod sidecar;
mod yaml;

pub use cache::{CacheError, HubCache, Snapshot};
pub use directory::{Directory, read_directory};
pub use files::{kind, read_file, read_stream};
pub use front::read as read_card;
pub use merge::read as read_merge_config;
pub use notice::{read as read_notice, read_readme};
pub use sidecar::read as read_sidecar;
