//! The packages, with their features, that each member of a workspace pulls in when it is built alone.
//!
//! `cargo metadata` unifies features over all members, dependency kinds and platforms, so it lists
//! what *some* build may contain. [`Workspace::closure`] does what cargo's
//! feature resolver does for one selection: its answer is that of
//! `cargo tree -p MEMBER -e normal,build`, run in the member's directory.
//!
//! Two things are not seen, because the metadata does not hold them: a dependency that has no
//! library (cargo builds nothing of it), and the targets that artifact dependencies request
//! (unstable; taken as ordinary dependencies).
//!
//! ```
//! use cargo_deny_models::graph::{CargoOptions, Selection, Workspace};
//!
//! let options = CargoOptions {
//!     manifest_path: Some("examples/workspace/Cargo.toml".into()),
//!     ..CargoOptions::default()
//! };
//! let workspace = Workspace::load(&options)?;
//! let server = workspace.select(&["server".to_owned()], &[])?.packages;
//! let closure = workspace.closure(&server, &Selection::default());
//! let names: Vec<&str> = closure
//!     .iter()
//!     .map(|reached| workspace.package(reached.package).name.as_str())
//!     .collect();
//! assert!(names.contains(&"models") && !names.contains(&"notes"));
//! # Ok::<(), cargo_deny_models::graph::GraphError>(())
//! ```

mod blame;
mod builds;
mod built_in;
mod cargo;
mod closure;
mod error;
mod features;
mod index;
mod load;
mod lockfile;
mod manifest;
mod metadata;
mod offline;
mod package;
mod published;
mod resolver;
mod route;
mod select;
mod selection;
mod shadow;
mod target;
mod tools;
mod walk;
mod workspace;

#[cfg(test)]
mod rows;

pub use blame::FeatureToDisable;
pub use builds::Build;
pub use cargo::CargoOptions;
pub use error::GraphError;
pub use manifest::Resolver;
pub use package::{CrateTarget, Package, PackageIdx, SourceKind, TargetKind};
pub use resolver::Side;
pub use route::{Route, Routes};
pub use select::Selected;
pub use selection::{FeatureSelection, Selection};
pub use target::{TargetCfg, Targets, host_triple};
#[cfg(feature = "cli")]
pub(crate) use tools::cargo;
pub use walk::{Activation, Closure, Reached};
pub use workspace::Workspace;
