//! Values and rows of the lock that blocks of more than one kind have.

use super::block::{LockedCalls, LockedPull};
use crate::config::fields;
use crate::config::reader::{Mistakes, Node, Table};
use crate::domain::Scope;
use crate::model::Artifact;
use crate::text::quoted;

/// Longest text in a lock, in bytes.
const MAX_TEXT: usize = 4096;

pub(super) const ANEW: &str = "write the lock anew with `cargo deny-models lock`";

/// A SHA-256 under a key.
pub(super) fn hash(
    table: &mut Table<'_>,
    key: &'static str,
    mistakes: &mut Mistakes,
) -> Option<String> {
    let node = table.need(key, "\"...\"", mistakes)?;
    Some(fields::sha256(&node, mistakes)?.value)
}

pub(super) fn hub_id(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Artifact> {
    let id = fields::artifact(node, "write `org/name`", mistakes, Artifact::parse_id)?;
    if id.value.revision().is_some() {
        mistakes.report(
            &id.place,
            format!("{} names a revision", quoted(&id.value.to_string())),
            "only the name belongs here",
            ANEW,
        );
        return None;
    }
    Some(id.value)
}

pub(super) fn revision(
    table: &mut Table<'_>,
    key: &'static str,
    mistakes: &mut Mistakes,
) -> Option<String> {
    let node = table.get(key, mistakes)?;
    Some(fields::revision(&node, mistakes)?.value)
}

pub(super) fn flag(table: &mut Table<'_>, key: &'static str, mistakes: &mut Mistakes) -> bool {
    table
        .get(key, mistakes)
        .and_then(|node| node.boolean(mistakes))
        .unwrap_or_default()
}

pub(super) fn text(
    table: &mut Table<'_>,
    key: &'static str,
    mistakes: &mut Mistakes,
) -> Option<String> {
    let node = table.get(key, mistakes)?;
    bounded(&node, mistakes)
}

pub(super) fn needed(
    table: &mut Table<'_>,
    key: &'static str,
    example: &str,
    mistakes: &mut Mistakes,
) -> Option<String> {
    let node = table.need(key, example, mistakes)?;
    bounded(&node, mistakes)
}

pub(super) fn bounded(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<String> {
    let text = fields::text(node, mistakes)?;
    if text.value.len() > MAX_TEXT {
        mistakes.report(
            &text.place,
            format!(
                "`{}` has {} bytes, more than {MAX_TEXT}",
                node.name,
                text.value.len()
            ),
            "too long",
            ANEW,
        );
        return None;
    }
    Some(text.value)
}

pub(super) fn strings(node: &Node<'_>, mistakes: &mut Mistakes) -> Vec<String> {
    fields::list(node, mistakes, bounded)
}

pub(super) fn rows<'t, T>(
    node: &Node<'t>,
    mistakes: &mut Mistakes,
    read: impl Fn(Table<'t>, &mut Mistakes) -> Option<T>,
) -> Vec<T> {
    fields::list(node, mistakes, |item, mistakes| {
        let name = "{ ... }";
        read(item.table(name, mistakes)?, mistakes)
    })
}

/// The one model that a row is of.
pub(super) fn one_model(table: &mut Table<'_>, mistakes: &mut Mistakes) -> Option<Artifact> {
    let id = table.get("id", mistakes);
    let url = table.get("url", mistakes);
    let path = table.get("path", mistakes);
    match (id, url, path) {
        (Some(node), None, None) => hub_id(&node, mistakes),
        (None, Some(node), None) => {
            fields::artifact(&node, "write an https URL", mistakes, Artifact::parse_url)
                .map(|model| model.value)
        }
        (None, None, Some(node)) => {
            let help = "write a path relative to the package root";
            fields::artifact(&node, help, mistakes, Artifact::parse_path_around)
                .map(|model| model.value)
        }
        _ => {
            mistakes.report(
                &table.place,
                "a row that is not of exactly one model",
                "needs one of `id`, `url` and `path`",
                ANEW,
            );
            None
        }
    }
}

pub(super) fn pull(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedPull> {
    let pull = pull_keys(&mut table, mistakes);
    table.finish(mistakes);
    pull
}

/// The keys of a pull, in a row that may have more.
pub(super) fn pull_keys(table: &mut Table<'_>, mistakes: &mut Mistakes) -> Option<LockedPull> {
    let model = one_model(table, mistakes);
    let revision = revision(table, "revision", mistakes);
    let how = table.need("how", "\"runtime\"", mistakes);
    let features = table.get("features", mistakes);
    let target = text(table, "target", mistakes);
    let scope = table.need("scope", "\"lib\"", mistakes);
    let stated = flag(table, "stated", mistakes);
    let choice_of = text(table, "choice-of", mistakes);

    let how = how.and_then(|node| fields::how(&node, mistakes));
    let features = features.map_or_else(Vec::new, |node| strings(&node, mistakes));
    let scope = scope.and_then(|node| {
        fields::word(
            &node,
            &Scope::ALL.map(Scope::as_str),
            mistakes,
            Scope::parse,
        )
    });
    Some(LockedPull {
        model: model?.at(revision.as_deref()),
        how: how?.value,
        features,
        target,
        scope: scope?.value,
        stated,
        choice_of,
    })
}

/// The keys of calls, in a row that may have more.
pub(super) fn call_keys(table: &mut Table<'_>, mistakes: &mut Mistakes) -> Option<LockedCalls> {
    let file = needed(table, "file", "\"src/lib.rs\"", mistakes);
    let name = needed(table, "name", "\"{}\"", mistakes);
    let features = table.get("features", mistakes);
    let count = text(table, "count", mistakes);
    Some(LockedCalls {
        file: file?,
        name: name?,
        features: features.map_or_else(Vec::new, |node| strings(&node, mistakes)),
        // Further calls of one file are counted in one row.
        count: count
            .and_then(|count| count.parse().ok())
            .unwrap_or(1)
            .clamp(1, 1000),
    })
}
