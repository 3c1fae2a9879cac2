//! Whether a block of the lock and an answer of the hub mean the same.
//!
//! Wording and order do not count, nor by which of its names a model is called. Nor does it count who asked: what the
//! hub does not show to the one that compares is neither confirmed nor contradicted, and is listed apart.

use std::collections::{BTreeMap, BTreeSet};

use super::block::LockedModel;
use super::changes::{of_content, of_terms};
use super::file::Lock;
use crate::license;
use crate::model::Artifact;

/// Longest chain of renames.
const MAX_RENAMES: usize = 16;

/// The result of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What the two state differently, one piece each.
    pub differs: Vec<String>,
    /// Files that the lock has facts of and that the hub does not show.
    pub unseen: Vec<String>,
}

/// How much of two blocks is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Everything: both are of one commit.
    All,
    /// Licences and lineage: the model has moved on since.
    Terms,
}

/// The present names of models, as the hub answers.
#[derive(Debug, Clone, Default)]
pub struct Names {
    now: BTreeMap<String, Artifact>,
}

impl Names {
    /// The renames in these answers.
    pub fn new<'a>(answers: impl IntoIterator<Item = &'a LockedModel>) -> Self {
        let renamed = answers
            .into_iter()
            .filter_map(|model| Some((model.id.key(), model.renamed.clone()?)));
        Self {
            now: renamed.collect(),
        }
    }

    fn of(&self, model: &Artifact) -> Artifact {
        let mut at = model.clone();
        for _ in 0..MAX_RENAMES {
            match self.now.get(&at.key()) {
                Some(now) => at = now.clone().at(model.revision()),
                None => break,
            }
        }
        at
    }
}

/// Compares a locked block with what the hub answers now.
#[must_use]
pub fn compare(
    locked: &LockedModel,
    seen: &LockedModel,
    extent: Extent,
    names: &Names,
) -> Comparison {
    let mut unseen = Vec::new();
    let (mut old, mut new) = (meant(locked, names), meant(seen, names));
    if old.unresolved.is_some() && new.unresolved.is_some() {
        // Why it is unresolved is wording.
        new.unresolved.clone_from(&old.unresolved);
    }
    if seen.unresolved.is_some() && has(seen, LockedModel::REPOSITORY) {
        new.unread.clone_from(&old.unread);
        let same = of_content(&old, &new).is_empty();
        return Comparison {
            unseen: if same { unseen } else { seen.unread.clone() },
            ..Comparison::default()
        };
    }
    for path in seen.unread.iter().filter(|path| !has(locked, path)) {
        unseen.push(path.clone());
        take_unseen(path, &old, &mut new);
    }
    for path in locked.unread.iter().filter(|path| !has(seen, path)) {
        drop_confirmed(path, &old, &mut new);
    }
    old.unread.clear();
    new.unread.clear();
    let differs = match extent {
        Extent::All => of_content(&old, &new),
        Extent::Terms => of_terms(&old, &new),
    };
    Comparison { differs, unseen }
}

fn has(model: &LockedModel, path: &str) -> bool {
    model.unread.iter().any(|unread| unread == path)
}

/// The block in its one canonical form.
fn meant(model: &LockedModel, names: &Names) -> LockedModel {
    let mut model = model.clone();
    for models in [&mut model.base, &mut model.components]
        .into_iter()
        .flatten()
        .chain([&mut model.hints])
    {
        for named in models.iter_mut() {
            *named = names.of(named);
        }
    }
    let id = |text: &String| license::lookup(text).id().to_owned();
    model.license = model.license.iter().map(id).collect();
    model.license.sort();
    model.license.dedup();
    model.renamed = model.renamed.map(|now| names.of(&now));
    model.tidy();
    model
}

/// What a file states that the hub does not show now is taken from the lock, as far as the hub does not contradict it.
fn take_unseen(path: &str, old: &LockedModel, new: &mut LockedModel) {
    if path == LockedModel::REPOSITORY {
        new.files.clone_from(&old.files);
        return;
    }
    let texts = old.texts.iter().filter(|text| text.path == path);
    new.texts.extend(texts.cloned());
    new.tidy();
    if !states_lineage(path) {
        return;
    }
    if is_part(new.base.as_deref(), old.base.as_deref()) {
        new.base.clone_from(&old.base);
        new.base_unnamed = old.base_unnamed;
        new.relation = old.relation;
    }
    if is_part(new.components.as_deref(), old.components.as_deref()) {
        new.components.clone_from(&old.components);
        new.component_unnamed = old.component_unnamed;
    }
    if is_part(Some(&new.hints), Some(&old.hints)) {
        new.hints.clone_from(&old.hints);
    }
    if path == LockedModel::CARD {
        new.code_license.clone_from(&old.code_license);
        new.data_license.clone_from(&old.data_license);
    }
}

/// A text that could not be read when the model was locked differs only where it adds a licence.
fn drop_confirmed(path: &str, old: &LockedModel, new: &mut LockedModel) {
    let known: BTreeSet<&str> = old
        .texts
        .iter()
        .filter_map(|text| text.license.as_deref())
        .chain(old.license.iter().map(String::as_str))
        .collect();
    new.texts.retain(|text| {
        let confirms = text.license.as_deref().is_some_and(|id| known.contains(id));
        text.path != path || !confirms
    });
    if path == LockedModel::REPOSITORY {
        new.files.clone_from(&old.files);
    }
    if path == LockedModel::CARD {
        // They decide nothing.
        new.code_license.clone_from(&old.code_license);
        new.data_license.clone_from(&old.data_license);
    }
}

/// Whether a file of a repository is one that lineage is read from. Licence texts state none.
fn states_lineage(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ends = |ending: &str| {
        let dot = name.rfind('.').map_or("", |dot| &name[dot..]);
        dot.eq_ignore_ascii_case(ending)
    };
    path == LockedModel::CARD || ends(".json") || ends(".yml") || ends(".yaml")
}

fn is_part(part: Option<&[Artifact]>, whole: Option<&[Artifact]>) -> bool {
    let whole = whole.unwrap_or_default();
    part.unwrap_or_default()
        .iter()
        .all(|model| whole.contains(model))
}

impl Lock {
    /// Whether a model that was seen with less access is covered by the lock: the lock has its block at the same
    /// commit, and it states all that was seen.
    #[must_use]
    pub fn has_more_of(&self, seen: &LockedModel) -> Option<&LockedModel> {
        let block = self.model(&seen.artifact()).filter(|block| block.fits())?;
        let locked = &block.facts;
        let same = locked.revision.is_some() && locked.revision == seen.revision;
        let fresh = !seen.unread.is_empty() && locked.unread.len() < seen.unread.len();
        let comparison = compare(locked, seen, Extent::All, &Names::new([seen]));
        (same && fresh && comparison.differs.is_empty()).then_some(locked)
    }
}
