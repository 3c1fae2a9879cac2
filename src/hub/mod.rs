//! The model hub: the only part that may open a connection, and only `lock` calls it.
//!
//! [`Config`] says which hub and with which token, [`Client`] asks it (over a [`Transport`], so that tests need no
//! network), [`Hub`] turns answers into what a lock says of a model, and [`walk`] follows the lineage to its roots.
//! Everything that the hub sends is bounded and is data: none of it is believed beyond what it says of a licence.

mod bases;
mod card;
mod client;
mod config;
mod error;
mod fetch;
mod lineage;
mod net;
mod parts;
mod repo_files;
mod url;
mod verify;

pub use client::{Client, Clock, Request, Response, SystemClock, Transport};
pub use config::{Config, Token};
pub use error::{HubError, TransportError};
pub use fetch::Hub;
pub use lineage::{Source, Walked, walk};
pub use net::Net;
pub use verify::{Mismatch, verify};
