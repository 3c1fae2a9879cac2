//! What is different between two locks, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{LockedModel, LockedPackage};
use super::file::{Block, Lock};
use super::member::LockedMember;
use crate::domain::PackageRef;
use crate::model::{Artifact, Relation};

/// What happened to one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changes {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its content differs; the differences, one piece each.
    Updated(Vec<String>),
}

/// A block that is not the same in both locks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the block is of.
    pub what: String,
    /// What happened to it.
    pub changes: Changes,
}

impl Lock {
    /// What has to happen to `self` for it to become `new`: models first, each sorted.
    #[must_use]
    pub fn changes(&self, new: &Self) -> Vec<Change> {
        let mut changes = of_blocks(
            &self.models,
            &new.models,
            LockedModel::key,
            LockedModel::name,
            differences,
        );
        changes.extend(of_blocks(
            &self.packages,
            &new.packages,
            LockedPackage::key,
            LockedPackage::name,
            of_packages,
        ));
        changes.extend(of_blocks(
            &self.members,
            &new.members,
            LockedMember::key,
            LockedMember::name,
            of_members,
        ));
        changes
    }
}

fn of_packages(old: &LockedPackage, new: &LockedPackage) -> Vec<String> {
    let mut found = Vec::new();
    if old.pulls != new.pulls {
        found.push(format!("pulls: {} -> {}", pulls(old), pulls(new)));
    }
    for (what, differs) in [
        ("what it states of models", old.says != new.says),
        ("calls that cannot be read", old.calls != new.calls),
        (
            "weight files that cannot be read",
            old.damaged != new.damaged,
        ),
    ] {
        if differs {
            found.push(what.to_owned());
        }
    }
    found
}

/// Of the block of a member: it was read from other sources or versions, and what it reaches is the same.
pub const READ_FROM: &str = "sources and versions that it was read from";

fn of_members(old: &LockedMember, new: &LockedMember) -> Vec<String> {
    let mut found = Vec::new();
    let models = |member: &LockedMember| {
        let reached = member.pulls.iter().map(|reached| &reached.pull);
        let models = member.own.iter().chain(reached);
        join(
            &models
                .map(|pull| pull.model.to_string())
                .collect::<Vec<_>>(),
        )
    };
    if (&old.own, &old.pulls) != (&new.own, &new.pulls) {
        found.push(format!("reaches: {} -> {}", models(old), models(new)));
    }
    if old.calls != new.calls {
        found.push("calls that cannot be read".to_owned());
    }
    // The reason is wording.
    let stops = |member: &LockedMember| -> BTreeSet<(PackageRef, String)> {
        let stops = member.stops.iter();
        stops
            .map(|stop| (stop.by.clone(), stop.file.clone()))
            .collect()
    };
    if stops(old) != stops(new) {
        found.push("where the analysis stopped".to_owned());
    }
    if old.missing != new.missing {
        found.push("weight files that are not there".to_owned());
    }
    if found.is_empty() && old != new {
        found.push(READ_FROM.to_owned());
    }
    found
}

fn of_blocks<T, K: Ord>(
    old: &[Block<T>],
    new: &[Block<T>],
    key: impl Fn(&T) -> K,
    name: impl Fn(&T) -> String,
    differ: impl Fn(&T, &T) -> Vec<String>,
) -> Vec<Change> {
    let mut pairs: BTreeMap<K, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for block in old {
        pairs.entry(key(&block.facts)).or_default().0 = Some(&block.facts);
    }
    for block in new {
        pairs.entry(key(&block.facts)).or_default().1 = Some(&block.facts);
    }
    pairs
        .into_values()
        .filter_map(|pair| {
            let (facts, changes) = match pair {
                (None, Some(new)) => (new, Changes::Added),
                (Some(old), None) => (old, Changes::Removed),
                (Some(old), Some(new)) => (new, Changes::Updated(differ(old, new))),
                (None, None) => return None,
            };
            (changes != Changes::Updated(Vec::new())).then(|| Change {
                what: name(facts),
                changes,
            })
        })
        .collect()
}

fn pulls(package: &LockedPackage) -> String {
    let models: Vec<String> = package
        .pulls
        .iter()
        .map(|pull| pull.model.to_string())
        .collect();
    join(&models)
}

/// The differences between two blocks of the same model, one piece each.
fn differences(old: &LockedModel, new: &LockedModel) -> Vec<String> {
    let mut found = of_content(old, new);
    if found.is_empty() && old != new {
        found.push("where the facts were seen".to_owned());
    }
    found
}

/// The differences in what two blocks state, wherever it was seen.
pub(super) fn of_content(old: &LockedModel, new: &LockedModel) -> Vec<String> {
    let mut found = of_terms(old, new);
    let mut compare = |key: &str, old: String, new: String| {
        if old != new {
            found.push(format!("{key}: {old} -> {new}"));
        }
    };
    compare(
        "revision",
        text(old.revision.as_deref()),
        text(new.revision.as_deref()),
    );
    compare(
        "gated",
        text(old.gated.as_deref()),
        text(new.gated.as_deref()),
    );
    compare("hints", hints(old), hints(new));
    compare(
        "code-license",
        join(&old.code_license),
        join(&new.code_license),
    );
    compare(
        "data-license",
        join(&old.data_license),
        join(&new.data_license),
    );
    compare(
        "license-link",
        text(old.license_link.as_deref()),
        text(new.license_link.as_deref()),
    );
    let digests = |model: &LockedModel| -> Vec<String> {
        let of_file =
            |path: &str, digest: &str| format!("{path} {}", digest.get(..12).unwrap_or(digest));
        let texts = model
            .texts
            .iter()
            .map(|file| of_file(&file.path, &file.sha256));
        let files = model
            .files
            .iter()
            .map(|file| of_file(&file.path, &file.sha256));
        texts.chain(files).collect()
    };
    let (before, after) = (digests(old), digests(new));
    let gone: Vec<String> = before
        .iter()
        .filter(|file| !after.contains(file))
        .cloned()
        .collect();
    let come: Vec<String> = after
        .iter()
        .filter(|file| !before.contains(file))
        .cloned()
        .collect();
    compare("files", join(&gone), join(&come));
    compare("unread", join(&old.unread), join(&new.unread));
    found
}

/// The differences that matter for a verdict: licences and lineage.
pub(super) fn of_terms(old: &LockedModel, new: &LockedModel) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |key: &str, of: &dyn Fn(&LockedModel) -> String| {
        let (old, new) = (of(old), of(new));
        if old != new {
            found.push(format!("{key}: {old} -> {new}"));
        }
    };
    compare("license", &|model| join(&model.license));
    compare("license-name", &|model| text(model.license_name.as_deref()));
    compare("licence texts", &|model| {
        let texts = model.texts.iter();
        let texts = texts.map(|file| {
            format!(
                "{} is {}",
                file.path,
                file.license.as_deref().unwrap_or("unknown")
            )
        });
        join(&texts.collect::<Vec<_>>())
    });
    compare("base", &|model| {
        models(model.base.as_deref(), model.base_unnamed)
    });
    compare("relation", &|model| {
        text(model.relation.map(Relation::as_str))
    });
    compare("components", &|model| {
        models(model.components.as_deref(), model.component_unnamed)
    });
    compare("renamed", &|model| {
        text(model.renamed.as_ref().map(Artifact::name))
    });
    compare("unresolved", &|model| text(model.unresolved.as_deref()));
    found
}

fn models(models: Option<&[Artifact]>, unnamed: bool) -> String {
    // To state that there is none is more than to state nothing.
    if models.is_some_and(<[Artifact]>::is_empty) && !unnamed {
        return "stated to be none".to_owned();
    }
    let names = models.into_iter().flatten().map(ToString::to_string);
    let unnamed = unnamed.then(|| "one that is not named".to_owned());
    join(&names.chain(unnamed).collect::<Vec<_>>())
}

fn hints(model: &LockedModel) -> String {
    models((!model.hints.is_empty()).then_some(&model.hints), false)
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or("none").to_owned()
}

fn join(items: &[String]) -> String {
    if items.is_empty() {
        "none".to_owned()
    } else {
        items.join(", ")
    }
}
