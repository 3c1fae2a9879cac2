//! The model hub and other registries: the only part that may open a connection, and only `lock` calls it.
//!
//! [`Config`] holds the address and the token, [`Client`] sends requests (over a [`Transport`], so that tests need no
//! network), [`Hub`] turns answers into blocks of a lock, and [`walk`] follows the lineage to its roots.
//! Everything that the hub sends is bounded and is data: only its statements on licence and lineage are used.

mod bases;
mod card;
mod client;
mod config;
mod error;
mod fetch;
mod lineage;
mod model_scope;
mod net;
mod ollama;
mod parts;
mod repo_files;
mod repository;
mod roots;
mod site;
mod sources;
mod url;
mod verify;

pub use client::{Client, Clock, Request, Response, SystemClock, Transport};
pub use config::{Config, Token};
pub use error::{HubError, TransportError};
pub use fetch::Hub;
#[doc(hidden)]
pub use fetch::next_page;
pub use lineage::{Source, Walked, walk};
pub use model_scope::ModelScope;
pub use net::Net;
pub use ollama::Ollama;
pub use roots::Roots;
pub use site::Site;
pub use sources::Sources;
pub use verify::{Mismatch, Unseen, Verified, looser, verify};
