//! Every file of `tests/fixtures`: what is found, what is absent, what cannot be read, and what disagrees.
mod beside;
mod cache;
mod clean;
mod hostile;

use std::path::{Path, PathBuf};

use cargo_deny_models::card;
use deny_models::evidence::header::{Base, Confidence, Header, ProblemKind};

pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(path)
}

pub(crate) fn read(path: &str) -> Header {
    card::read_file(&fixture(path)).expect("readable")
}

/// Licence, key and rank of what a file states without a doubt.
pub(crate) fn found(header: &Header) -> Option<(&str, &str, Confidence)> {
    let stated = header.single_license().filter(|_| header.is_readable())?;
    Some((&stated.value, &stated.key, stated.rank))
}

pub(crate) fn shown(bases: &[Base]) -> Vec<&str> {
    bases.iter().map(|base| base.shown.as_str()).collect()
}

pub(crate) fn fact<'a>(header: &'a Header, key: &str) -> Vec<&'a str> {
    header
        .facts
        .iter()
        .filter(|fact| fact.key == key)
        .map(|fact| fact.value.as_str())
        .collect()
}

pub(crate) fn kinds(header: &Header) -> Vec<ProblemKind> {
    header.problems.iter().map(|problem| problem.kind).collect()
}
