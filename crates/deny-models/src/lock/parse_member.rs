//! The text of the block of a member.

use super::file::Block;
use super::member::{
    LeastBuild, LockedMember, LockedMissing, LockedReach, LockedReachedCalls, LockedSources,
    LockedStop, package_of,
};
use super::values::{
    ANEW, bounded, call_keys, flag, hash, needed, pull, pull_keys, rows, strings, text,
};
use crate::config::fields;
use crate::config::reader::{Mistakes, Node, Table};
use crate::domain::PackageRef;
use crate::text::quoted;

pub(super) fn member(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<Block<LockedMember>> {
    let name = needed(&mut table, "name", "\"crate\"", mistakes);
    let version = needed(&mut table, "version", "\"1.0.0\"", mistakes);
    let default_features = table.get("default-features", mistakes);
    let packages = table.need("packages", "\"...\"", mistakes);
    let sources = table.get("sources", mistakes);
    let front = table.get("front", mistakes);
    let followed = table.get("followed", mistakes);
    let own = table.get("own", mistakes);
    let pulls = table.get("pulls", mistakes);
    let calls = table.get("calls", mistakes);
    let stops = table.get("stops", mistakes);
    let missing = table.get("missing", mistakes);
    let digest = hash(&mut table, "digest", mistakes);
    let place = table.place.clone();
    table.finish(mistakes);
    let packages = packages.and_then(|node| fields::sha256(&node, mistakes));
    let facts = LockedMember {
        default_features: default_features.map_or_else(Vec::new, |node| strings(&node, mistakes)),
        sources: sources.map_or_else(Vec::new, |node| fields::list(&node, mistakes, source_line)),
        front: front.map_or_else(Vec::new, |node| strings(&node, mistakes)),
        followed: followed.map_or_else(Vec::new, |node| fields::list(&node, mistakes, named)),
        own: own.map_or_else(Vec::new, |node| rows(&node, mistakes, pull)),
        pulls: pulls.map_or_else(Vec::new, |node| rows(&node, mistakes, reached)),
        calls: calls.map_or_else(Vec::new, |node| rows(&node, mistakes, reached_calls)),
        stops: stops.map_or_else(Vec::new, |node| rows(&node, mistakes, stop)),
        missing: missing.map_or_else(Vec::new, |node| rows(&node, mistakes, missing_file)),
        package: PackageRef {
            name: name?,
            version: version?,
        },
        packages: packages?.value,
    };
    Some(Block {
        facts,
        written: Some(digest?),
        place: Some(place),
    })
}

fn reached(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedReach> {
    let pull = pull_keys(&mut table, mistakes);
    let by = table.need("by", "\"crate 1.0.0\"", mistakes);
    let literal_in = table.get("literal-in", mistakes);
    let taken_in = table.get("taken-in", mistakes);
    let possible = flag(&mut table, "possible", mistakes);
    let build = least_build(&mut table, mistakes);
    table.finish(mistakes);
    let by = by.and_then(|node| named(&node, mistakes))?;
    let mut or_by = |node: Option<_>| match node {
        Some(node) => named(&node, mistakes),
        None => Some(by.clone()),
    };
    let (literal_in, taken_in) = (or_by(literal_in)?, or_by(taken_in)?);
    Some(LockedReach {
        by,
        literal_in,
        taken_in,
        pull: pull?,
        possible,
        build: build?,
    })
}

fn least_build(table: &mut Table<'_>, mistakes: &mut Mistakes) -> Option<LeastBuild> {
    let Some(node) = table.get("with", mistakes) else {
        return Some(LeastBuild::Bare);
    };
    let words = LeastBuild::ALL.map(LeastBuild::as_str);
    Some(fields::word(&node, &words, mistakes, LeastBuild::parse)?.value)
}

fn reached_calls(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedReachedCalls> {
    let calls = call_keys(&mut table, mistakes);
    let by = table.need("by", "\"crate 1.0.0\"", mistakes);
    let build = least_build(&mut table, mistakes);
    table.finish(mistakes);
    Some(LockedReachedCalls {
        by: by.and_then(|node| named(&node, mistakes))?,
        calls: calls?,
        build: build?,
    })
}

fn stop(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedStop> {
    let by = table.need("by", "\"crate 1.0.0\"", mistakes);
    // Without a file the package as a whole was not read.
    let file = text(&mut table, "file", mistakes);
    let why = needed(&mut table, "why", "\"...\"", mistakes);
    let build = least_build(&mut table, mistakes);
    table.finish(mistakes);
    Some(LockedStop {
        by: by.and_then(|node| named(&node, mistakes))?,
        file: file.unwrap_or_default(),
        why: why?,
        build: build?,
    })
}

fn missing_file(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedMissing> {
    let by = table.need("by", "\"crate 1.0.0\"", mistakes);
    let path = needed(&mut table, "path", "\"models/x.onnx\"", mistakes);
    let file = needed(&mut table, "file", "\"src/lib.rs\"", mistakes);
    let features = table.get("features", mistakes);
    table.finish(mistakes);
    Some(LockedMissing {
        by: by.and_then(|node| named(&node, mistakes))?,
        path: path?,
        file: file?,
        features: features.map_or_else(Vec::new, |node| strings(&node, mistakes)),
    })
}

/// A package by name and version.
fn named(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<PackageRef> {
    one_line(node, mistakes, "name version", package_of)
}

fn source_line(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<LockedSources> {
    one_line(node, mistakes, "name version sha256", LockedSources::parse)
}

fn one_line<T>(
    node: &Node<'_>,
    mistakes: &mut Mistakes,
    form: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let line = bounded(node, mistakes)?;
    let found = read(&line);
    if found.is_none() {
        let message = format!("{} is not a package of the form \"{form}\"", quoted(&line));
        mistakes.report(&node.place, message, format!("expected \"{form}\""), ANEW);
    }
    found
}
