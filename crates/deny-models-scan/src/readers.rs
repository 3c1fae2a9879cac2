//! What the scan reads beside Rust, one entry for each reader: for the fuzz targets.

use super::limits::Limits;
use super::{command_text, python, scripts, tables};

/// The models that a command line names: program and arguments, each a text.
#[must_use]
pub fn command_line(line: &[&str]) -> Vec<String> {
    command_text::models_of_line(line)
}

/// The models that a program in Python takes.
#[must_use]
pub fn python(text: &str) -> Vec<String> {
    let ids = python::read(text).ids.into_iter();
    ids.map(|(id, _)| id).collect()
}

/// How many values a table has that code reads; `None` for one that cannot be read. Its ending names its format.
#[must_use]
pub fn table(path: &str, text: &str) -> Option<usize> {
    let table = tables::read(path, text, &Limits::default());
    table.ok().map(|table| table.nodes.len())
}

/// How many texts a script of a shell has.
#[must_use]
pub fn script(text: &str) -> usize {
    scripts::read("fetch.sh", text).nodes.len()
}
