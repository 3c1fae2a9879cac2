//! Models: their names, what is known of them, and the licence that governs them.
//!
//! What is known is statements, each with its origin; [`resolve`] brings them together.
//!
//! ```
//! use deny_models::license::{Gate, Terms, Verdict};
//! use deny_models::model::{Artifact, Bases, Knowledge, Origin, Relation, Statement, resolve};
//!
//! let model = Artifact::parse("acme/writer-8b").unwrap();
//! let mut knowledge = Knowledge::built_in();
//! assert_eq!(resolve(&model, &knowledge, &Gate::osi()).verdict, Verdict::Unknown);
//!
//! let mut card = Statement::new(Origin::Card, "the card of acme/writer-8b");
//! card.license = Some(Terms::parse("Apache-2.0").unwrap());
//! card.bases = Bases::Named(vec![Artifact::parse("meta-llama/Llama-3.1-8B").unwrap()]);
//! card.relation = Some(Relation::Finetune);
//! knowledge.add(&model, card);
//!
//! let resolution = resolve(&model, &knowledge, &Gate::osi());
//! assert_eq!(resolution.verdict, Verdict::Fail);
//! assert_eq!(resolution.governing().unwrap().license.id(), "llama3.1");
//! assert!(resolution.is_relicensed());
//! ```

mod alternatives;
mod facts;
mod id;
mod lineage;
mod links;
mod order;
mod resolution;
mod slot;
mod table;

pub use alternatives::{WayOut, way_out};
pub use facts::{Bases, Knowledge, Origin, Relation, Statement};
pub use id::Artifact;
pub use lineage::{links, loosens, resolve};
pub use links::{failing_models_named, known_by_one_name, license_at};
pub use resolution::{Binding, Evidence, Gap, Link, Resolution, Step};
pub use slot::{Beside, Slot};
pub use table::{built_in_ids, present_key};
