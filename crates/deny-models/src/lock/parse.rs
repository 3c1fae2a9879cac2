//! Text -> lock. Every mistake is reported, with its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;

use super::block::{
    LockedCalls, LockedClaim, LockedClaimSource, LockedDamage, LockedModel, LockedPackage,
    LockedText, LockedWeights, QuietPackage,
};
use super::file::{Block, Lock, VERSION};
use super::member::LockedMember;
use super::parse_member::member;
use super::values::{
    ANEW, bounded, call_keys, flag, hash, hub_id, needed, one_model, pull, revision, rows, strings,
    text,
};
use crate::config::fields;
use crate::config::reader::{self, Mistakes, Node, Table};
use crate::model::Artifact;
use crate::source::{Place, Problem, SourceFile};
use crate::text::quoted;

/// The largest lock that is read, in bytes: that of 100,000 models in 1,000 members has room in it.
pub const MAX_BYTES: usize = 64 << 20;

/// More models or packages than this are in no workspace.
const MAX_BLOCKS: usize = 200_000;

const MODEL: &str = "[[model]]";
const PACKAGE: &str = "[[package]]";
const MEMBER: &str = "[[member]]";

/// Of a lock that must not be written over.
pub const NEWER: &str = "which is newer than this program";

impl Lock {
    /// Reads the text of a lock file.
    ///
    /// # Errors
    ///
    /// Every mistake in it, in the order of the text.
    pub fn parse(source: &Arc<SourceFile>) -> Result<Self, Vec<Problem>> {
        if source.text().len() > MAX_BYTES {
            return Err(vec![too_large(source.path())]);
        }
        if let Some(problem) = conflict(source) {
            return Err(vec![problem]);
        }
        let mut mistakes = Mistakes::new(source);
        let mut lock = Self::default();
        if let Some(tree) = reader::document(source.text(), &mut mistakes) {
            let place = mistakes.place(0..0);
            let root = Table::new(&tree, "deny-models.lock", place);
            lock = read(root, &mut mistakes);
        }
        mistakes.finish(lock)
    }
}

pub(super) fn too_large(path: &Utf8Path) -> Problem {
    Problem::new(format!("`{path}` is larger than {} MiB", MAX_BYTES >> 20))
        .help("no workspace pulls that many models: delete it and run `cargo deny-models lock`")
}

/// The conflict markers of git are not TOML, and a TOML error would not help.
fn conflict(source: &Arc<SourceFile>) -> Option<Problem> {
    let mut at = 0;
    for line in source.text().split_inclusive('\n') {
        let marks = ["<<<<<<<", ">>>>>>>", "|||||||"];
        if marks.iter().any(|mark| line.starts_with(mark)) {
            let place = Place::new(source, at..at + line.trim_end().len());
            return Some(
                Problem::new("the lock has a merge conflict")
                    .at(place)
                    .label("left by git")
                    .help("delete the markers and keep the blocks of both sides, each model and package once; or take either side and run `cargo deny-models lock`"),
            );
        }
        at += line.len();
    }
    None
}

fn read(mut root: Table<'_>, mistakes: &mut Mistakes) -> Lock {
    let version = root.get("version", mistakes);
    if version.is_none() {
        let message = format!("`version` is missing in `{}`", root.name);
        mistakes.report(&root.place, message, "needs `version`", ANEW);
    }
    if !version.is_some_and(|node| is_known_version(&node, mistakes)) {
        // What another version means by its keys is not to be guessed.
        return Lock::default();
    }
    let models = root.get("model", mistakes);
    let packages = root.get("package", mistakes);
    let members = root.get("member", mistakes);
    let quiet = root.get("quiet", mistakes);
    root.finish(mistakes);
    let models = models.map_or_else(Vec::new, |node| blocks(&node, MODEL, mistakes, model));
    let packages = packages.map_or_else(Vec::new, |node| blocks(&node, PACKAGE, mistakes, package));
    let members = members.map_or_else(Vec::new, |node| blocks(&node, MEMBER, mistakes, member));
    refuse_twins(&models, LockedModel::key, LockedModel::name, mistakes);
    refuse_twins(&packages, LockedPackage::key, LockedPackage::name, mistakes);
    refuse_twins(&members, LockedMember::key, LockedMember::name, mistakes);
    let quiet = quiet.map_or_else(Vec::new, |node| {
        fields::list(&node, mistakes, quiet_package)
    });
    Lock::of_blocks(models, packages)
        .with_member_blocks(members)
        .with_quiet(quiet)
}

fn is_known_version(node: &Node<'_>, mistakes: &mut Mistakes) -> bool {
    let written = node.place.text().get(node.place.span());
    let version = written.and_then(|written| written.parse::<i64>().ok());
    let (message, help) = match version {
        Some(VERSION) => return true,
        Some(version) if version > VERSION => (
            format!("a lock of version {version}, {NEWER}"),
            "update cargo-deny-models",
        ),
        Some(version) => (format!("there is no lock of version {version}"), ANEW),
        None => ("the version of the lock is not a number".to_owned(), ANEW),
    };
    mistakes.report(&node.place, message, format!("expected {VERSION}"), help);
    false
}

fn blocks<'t, T>(
    node: &Node<'t>,
    name: &'static str,
    mistakes: &mut Mistakes,
    read: impl Fn(Table<'t>, &mut Mistakes) -> Option<Block<T>>,
) -> Vec<Block<T>> {
    let tables = node.tables(name, mistakes);
    if tables.len() > MAX_BLOCKS {
        mistakes.report(
            &node.place,
            format!("more than {MAX_BLOCKS} blocks of `{name}`"),
            "too many",
            ANEW,
        );
        return Vec::new();
    }
    tables
        .into_iter()
        .filter_map(|table| read(table, mistakes))
        .collect()
}

fn model(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<Block<LockedModel>> {
    let id = table.need("id", "\"org/name\"", mistakes);
    let asked = revision(&mut table, "asked", mistakes);
    let seen = revision(&mut table, "revision", mistakes);
    let renamed = table.get("renamed", mistakes);
    let unresolved = text(&mut table, "unresolved", mistakes);
    let gated = text(&mut table, "gated", mistakes);
    let license = table.get("license", mistakes);
    let license_name = text(&mut table, "license-name", mistakes);
    let license_link = text(&mut table, "license-link", mistakes);
    let texts = table.get("license-files", mistakes);
    let base = table.get("base", mistakes);
    let base_unnamed = flag(&mut table, "base-unnamed", mistakes);
    let relation = table.get("relation", mistakes);
    let components = table.get("components", mistakes);
    let component_unnamed = flag(&mut table, "component-unnamed", mistakes);
    let hints = table.get("hints", mistakes);
    let code_license = table.get("code-license", mistakes);
    let data_license = table.get("data-license", mistakes);
    let files = table.get("files", mistakes);
    let unread = table.get("unread", mistakes);
    let sources = table.get("source", mistakes);
    let digest = hash(&mut table, "digest", mistakes);
    let place = table.place.clone();
    table.finish(mistakes);

    let facts = LockedModel {
        asked,
        revision: seen,
        renamed: renamed.and_then(|node| hub_id(&node, mistakes)),
        license: license.map_or_else(Vec::new, |node| licenses(&node, mistakes)),
        license_name,
        license_link,
        texts: texts.map_or_else(Vec::new, |node| rows(&node, mistakes, license_file)),
        gated,
        relation: relation
            .and_then(|node| fields::relation(&node, base.as_ref(), mistakes))
            .map(|relation| relation.value),
        base: base.map(|node| models(&node, mistakes)),
        base_unnamed,
        components: components.map(|node| models(&node, mistakes)),
        component_unnamed,
        hints: hints.map_or_else(Vec::new, |node| models(&node, mistakes)),
        code_license: code_license.map_or_else(Vec::new, |node| licenses(&node, mistakes)),
        data_license: data_license.map_or_else(Vec::new, |node| licenses(&node, mistakes)),
        files: files.map_or_else(Vec::new, |node| rows(&node, mistakes, weights)),
        unread: unread.map_or_else(Vec::new, |node| strings(&node, mistakes)),
        source: sources.map_or_else(Vec::new, |node| strings(&node, mistakes)),
        unresolved,
        id: id.and_then(|node| hub_id(&node, mistakes))?,
    };
    Some(Block {
        facts,
        written: Some(digest?),
        place: Some(place),
    })
}

fn package(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<Block<LockedPackage>> {
    let name = needed(&mut table, "name", "\"crate\"", mistakes);
    let version = needed(&mut table, "version", "\"1.0.0\"", mistakes);
    let checksum = text(&mut table, "checksum", mistakes);
    let pulls = table.get("pulls", mistakes);
    let says = table.get("says", mistakes);
    let calls = table.get("calls", mistakes);
    let damaged = table.get("damaged", mistakes);
    let digest = hash(&mut table, "digest", mistakes);
    let place = table.place.clone();
    table.finish(mistakes);
    let facts = LockedPackage {
        pulls: pulls.map_or_else(Vec::new, |node| rows(&node, mistakes, pull)),
        says: says.map_or_else(Vec::new, |node| rows(&node, mistakes, locked)),
        calls: calls.map_or_else(Vec::new, |node| rows(&node, mistakes, call)),
        damaged: damaged.map_or_else(Vec::new, |node| rows(&node, mistakes, damage)),
        name: name?,
        version: version?,
        checksum,
    };
    Some(Block {
        facts,
        written: Some(digest?),
        place: Some(place),
    })
}

fn models(node: &Node<'_>, mistakes: &mut Mistakes) -> Vec<Artifact> {
    fields::models(node, mistakes)
        .into_iter()
        .map(|model| model.value)
        .collect()
}

/// One id, or a list of ids that all apply. An id that is in no table stays as it is written.
fn licenses(node: &Node<'_>, mistakes: &mut Mistakes) -> Vec<String> {
    if node.is_array() {
        strings(node, mistakes)
    } else {
        bounded(node, mistakes).into_iter().collect()
    }
}

fn license_file(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedText> {
    let path = needed(&mut table, "path", "\"LICENSE\"", mistakes);
    let sha256 = hash(&mut table, "sha256", mistakes);
    let license = text(&mut table, "license", mistakes);
    table.finish(mistakes);
    Some(LockedText {
        path: path?,
        sha256: sha256?,
        license,
    })
}

fn weights(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedWeights> {
    let path = needed(&mut table, "path", "\"model.safetensors\"", mistakes);
    let sha256 = hash(&mut table, "sha256", mistakes);
    let size = table.get("size", mistakes);
    table.finish(mistakes);
    Some(LockedWeights {
        path: path?,
        sha256: sha256?,
        size: size.and_then(|node| bytes(&node, mistakes)),
    })
}

fn bytes(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<u64> {
    let text = fields::text(node, mistakes)?;
    let read = text.value.parse().ok();
    if read.is_none() {
        mistakes.report(
            &text.place,
            format!("`{}` is not a number of bytes", node.name),
            "digits alone",
            ANEW,
        );
    }
    read
}

fn locked(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedClaim> {
    let model = one_model(&mut table, mistakes);
    let revision = revision(&mut table, "revision", mistakes);
    let by = table.need("by", "\"manifest\"", mistakes);
    let license = text(&mut table, "license", mistakes);
    let beyond = text(&mut table, "beyond", mistakes);
    let base = table.get("base", mistakes);
    let base_unnamed = flag(&mut table, "base-unnamed", mistakes);
    let relation = table.get("relation", mistakes);
    let components = table.get("components", mistakes);
    let hint = table.get("hint", mistakes);
    table.finish(mistakes);

    let by = by.and_then(|node| {
        let words = LockedClaimSource::ALL.map(LockedClaimSource::as_str);
        fields::word(&node, &words, mistakes, LockedClaimSource::parse)
    });
    Some(LockedClaim {
        model: model?.at(revision.as_deref()),
        by: by?.value,
        license,
        beyond,
        relation: relation
            .and_then(|node| fields::relation(&node, base.as_ref(), mistakes))
            .map(|relation| relation.value),
        base: base.map(|node| models(&node, mistakes)),
        base_unnamed,
        components: components.map(|node| models(&node, mistakes)),
        hint: hint
            .and_then(|node| fields::model(&node, mistakes))
            .map(|model| model.value),
    })
}

fn call(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedCalls> {
    let calls = call_keys(&mut table, mistakes);
    table.finish(mistakes);
    calls
}

fn damage(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<LockedDamage> {
    let path = needed(&mut table, "path", "\"model.onnx\"", mistakes);
    let why = needed(&mut table, "why", "\"...\"", mistakes);
    table.finish(mistakes);
    Some(LockedDamage {
        path: path?,
        why: why?,
    })
}

fn quiet_package(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<QuietPackage> {
    let line = bounded(node, mistakes)?;
    let package = QuietPackage::parse(&line);
    if package.is_none() {
        let message = format!("{} is not a package with its version", quoted(&line));
        mistakes.report(
            &node.place,
            message,
            "expected \"name version checksum\"",
            ANEW,
        );
    }
    package
}

/// A merge that kept the same block twice: it is not clear which of the two is right.
fn refuse_twins<T, K: Ord>(
    blocks: &[Block<T>],
    key: impl Fn(&T) -> K,
    name: impl Fn(&T) -> String,
    mistakes: &mut Mistakes,
) {
    let mut seen: BTreeMap<K, &Block<T>> = BTreeMap::new();
    for block in blocks {
        let first = seen.entry(key(&block.facts)).or_insert(block);
        let (Some(place), Some(before)) = (&block.place, &first.place) else {
            continue;
        };
        if place.span() == before.span() || mistakes.is_flooded() {
            continue;
        }
        mistakes.report(
            place,
            format!(
                "{} has two blocks, the first in line {}",
                quoted(&name(&block.facts)),
                before.line()
            ),
            "second block",
            "keep one of the two, or write the lock anew with `cargo deny-models lock`",
        );
    }
}
