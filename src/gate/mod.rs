//! The gate: from a path and options to a report. Every command that looks at a workspace opens it here.

mod builder;
mod digest;
mod failure;
mod levels;
mod lock;
#[cfg(feature = "cli")]
mod models;
mod options;
mod outcome;
mod paths;
mod policy;
mod report;
#[cfg(feature = "cli")]
mod repository;
mod session;
#[cfg(feature = "cli")]
mod stamp;
#[cfg(feature = "cli")]
mod surroundings;
#[cfg(feature = "cli")]
mod watch;

pub use builder::Gate;
pub use failure::Error;
pub use levels::Level;
pub use outcome::Outcome;
pub use report::{Format, Report};

#[cfg(feature = "cli")]
pub(crate) use digest::digest;
#[cfg(feature = "cli")]
pub(crate) use failure::Failure;
#[cfg(feature = "cli")]
pub(crate) use levels::unknown_code;
#[cfg(feature = "cli")]
pub(crate) use models::{Answers, resolve_models};
#[cfg(feature = "cli")]
pub(crate) use options::{Options, PolicyOptions};
#[cfg(feature = "cli")]
pub(crate) use paths::current_directory;
#[cfg(feature = "cli")]
pub(crate) use repository::Rooted;
#[cfg(feature = "cli")]
pub(crate) use session::{Opened, Session};
#[cfg(feature = "cli")]
pub(crate) use watch::Watch;
