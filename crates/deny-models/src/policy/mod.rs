//! The policy of a workspace: `deny-models.toml`, read and validated.
//!
//! [`Policy::parse`] walks the TOML tree by hand, so that every mistake is reported at once and every value remembers
//! where it was written. What it returns holds nothing that still has to be checked.
//!
//! ```
//! use deny_models::date::Date;
//! use deny_models::policy::{Policy, Require};
//! use deny_models::source::SourceFile;
//!
//! let today = Date::parse("2026-11-25").unwrap();
//! let source = SourceFile::new("deny-models.toml", "[policy]\nrequire = \"fsf\"\n");
//! assert_eq!(Policy::parse(&source, today).unwrap().require, Require::Fsf);
//!
//! let source = SourceFile::new("deny-models.toml", "[policy]\nreqire = \"fsf\"\nallow = [\"MTI\"]\n");
//! let mistakes = Policy::parse(&source, today).unwrap_err();
//! assert_eq!(mistakes.len(), 2);
//! assert!(mistakes[0].help.as_ref().unwrap().contains("did you mean `require`?"));
//! ```

mod facts;
mod find;
pub mod keys;
mod preset;
mod types;
mod validate;
mod values;

pub use find::{FILE_NAME, FileError, MAX_BYTES, find, not_read, read};
pub use preset::Preset;
pub use types::{
    CrateEntry, Exception, FactRow, FactTable, GraphPolicy, LicenseSet, ModelEntry, Policy,
    Protect, Require, Unpublished,
};
