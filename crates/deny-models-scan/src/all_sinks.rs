//! Every kind of place where a text decides which model is taken, in a package or in a program.

use super::bucket_calls;
use super::command_sinks;
use super::index::Crate;
use super::later_words::Later;
use super::ollama_calls;
use super::pyo3;
use super::sinks::{self, Sink};

/// What is known of the packages of files.
pub(super) struct Packages<'a> {
    /// Whether the package has a client of the hub.
    pub(super) has_hub: &'a dyn Fn(u32) -> bool,
    /// Whether it is of the workspace.
    pub(super) is_own: &'a dyn Fn(u32) -> bool,
    /// The client of Ollama that it is.
    pub(super) library: &'a dyn Fn(u32) -> Option<&'a str>,
}

/// The calls that take models.
pub(super) fn find<'a>(crate_ir: &'a Crate, later: &Later, packages: &Packages<'a>) -> Vec<Sink> {
    let mut all = sinks::find(crate_ir, later, packages.has_hub);
    command_sinks::add(crate_ir, later, &mut all, packages.is_own);
    all.extend(ollama_calls::find(crate_ir, packages.library));
    all.extend(bucket_calls::find(crate_ir));
    all.extend(pyo3::find(crate_ir));
    all
}
