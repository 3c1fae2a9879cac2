//! Models: their names, the facts about them, and the licence that governs them.
//!
//! What is known is claims, each with its origin; [`resolve`] brings them together.
//!
//! ```
//! use deny_models::license::{LicenseRules, Terms, Verdict};
//! use deny_models::model::{Artifact, Bases, FactStore, ClaimSource, Relation, Claim, resolve};
//!
//! let model = Artifact::parse("acme/writer-8b").unwrap();
//! let mut store = FactStore::built_in();
//! assert_eq!(resolve(&model, &store, &LicenseRules::osi()).verdict, Verdict::Unknown);
//!
//! let mut card = Claim::new(ClaimSource::Card, "the card of acme/writer-8b");
//! card.license = Some(Terms::parse("Apache-2.0").unwrap());
//! card.bases = Bases::Named(vec![Artifact::parse("meta-llama/Llama-3.1-8B").unwrap()]);
//! card.relation = Some(Relation::Finetune);
//! store.add(&model, card);
//!
//! let resolution = resolve(&model, &store, &LicenseRules::osi());
//! assert_eq!(resolution.verdict, Verdict::Fail);
//! assert_eq!(resolution.governing().unwrap().license.id(), "llama3.1");
//! assert!(resolution.is_relicensed());
//! ```

mod alternatives;
mod claim;
mod digests;
mod id;
mod lineage;
mod links;
mod merged;
mod order;
#[doc(hidden)]
pub mod packed;
mod registry;
mod resolution;
mod scope;
mod slot;
mod store;
mod table;
mod tables;

pub use alternatives::{Alternative, alternatives};
pub use claim::{Bases, Claim, ClaimSource, Lineage, Relation};
pub use digests::insert_by_digest;
pub use id::{Artifact, file_beside_models};
pub use lineage::{Resolver, links, loosens, resolve};
pub use links::{failing_models_named, known_by_one_name, license_at};
pub use registry::{Registry, RegistryModel};
pub use resolution::{Binding, Evidence, Link, Resolution, Step, UnknownReason};
pub use slot::{Slot, SlotLicense};
pub use store::{Access, FactStore};
pub use table::{built_in_ids, built_in_near, is_built_in, present_key};
pub use tables::{Tables, tables};
