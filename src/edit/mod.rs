//! Changes to TOML files that people wrote: what is not changed stays as it is, comments and format included. Pure logic:
//! the command reads and writes the files.

mod append;
mod crate_entry;
mod difference;
mod exception;
mod manifest;
mod published;
mod rename;

pub(crate) use append::append;
pub(crate) use crate_entry::CrateEntry;
pub(crate) use difference::unified;
pub(crate) use exception::{Stated, exceptions};
pub(crate) use manifest::{Edited, LeftOut, declare, rename_table};
pub(crate) use published::as_workspace;
