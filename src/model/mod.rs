//! Models: their names, what is known of them, and the licence that governs them.

mod alternatives;
mod facts;
mod id;
mod lineage;
mod links;
mod slot;

pub use alternatives::{WayOut, way_out};
pub use facts::{Bases, Knowledge, Origin, Relation, Statement, built_in_ids};
pub use id::Artifact;
pub use lineage::{Binding, Evidence, Gap, Link, Resolution, Step, loosens, resolve};
pub use links::{failing_models_named, license_at};
pub use slot::{Beside, Slot};
