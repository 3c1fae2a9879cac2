//! Works out which AI models a crate pulls in and whether their licences fit the crate's own.
//!
//! Most people run the subcommand, `cargo deny-models`, or call [`build::check`] in a build script. The parts can be
//! used by themselves:
//!
//! ```
//! use deny_models::license::{Gate, Verdict};
//! use deny_models::model::{Artifact, Knowledge, resolve};
//!
//! let model = Artifact::parse("OpenSciLM/Llama-3.1_OpenScholar-8B")?;
//! let resolution = resolve(&model, &Knowledge::built_in(), &Gate::osi());
//! assert_eq!(resolution.verdict, Verdict::Fail);
//! assert!(resolution.is_relicensed());
//! assert_eq!(resolution.governing().unwrap().license.id(), "llama3.1");
//! # Ok::<(), String>(())
//! ```
//!
//! Data flows one way: policy, graph and manifests ([`policy`], [`manifest`], `graph`, `gather`) give what members pull
//! ([`pull`]); what is known of models ([`model`]) gives the licences that bind ([`license`]); [`mod@check`] joins them
//! into findings ([`finding`]), [`severity`] says how loud each is, and `report` prints them.
//!
//! Features: `cli` (default) for the subcommand, `graph` for reading workspaces, `fetch` for asking the model hub; a
//! build script needs none of them.

pub mod build;
mod cargo_lock;
pub mod cargo_toml;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod escape;
pub mod evidence;
#[cfg(feature = "cli")]
pub mod explain;
pub mod finding;
#[cfg(feature = "cli")]
pub mod gather;
#[cfg(feature = "graph")]
pub mod graph;
#[cfg(feature = "fetch")]
pub mod hub;
#[cfg(feature = "cli")]
pub mod inventory;
pub mod license;
pub mod lock;
pub mod manifest;
pub mod model;
mod package_files;
pub mod policy;
pub mod pull;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
mod save;
#[cfg(feature = "schema")]
pub mod schema;
pub mod severity;
pub mod source;
mod tsv;

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
