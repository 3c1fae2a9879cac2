//! The keys that the policy and the manifest share, and what is read from them.

use super::cargo_fields;
use super::entry::Entry;
use super::fields;
use super::keys::{Field, Key, NOT_STATED, Value};
use super::reader::Mistakes;
use crate::license::Terms;
use crate::model::{Artifact, Relation};
use crate::source::Spanned;

pub(crate) const LICENSE: Field<Spanned<Terms>> = Key::optional(
    "license",
    Value::License,
    NOT_STATED,
    "\"Apache-2.0\"",
    "The licence of the model: an SPDX expression, an id of the hub such as `llama3.1`, or `LicenseRef-NAME`.",
)
.read_by(fields::terms);

pub(crate) const BASE: Field<Vec<Spanned<Artifact>>> = Key::optional(
    "base",
    Value::Models,
    NOT_STATED,
    "[\"Qwen/Qwen2.5-7B\"]",
    "The base models. `[]` states that it has none.",
)
.read_by(|node, mistakes| Some(fields::models(node, mistakes)));

pub(crate) const RELATION: Field<Spanned<Relation>> = Key::optional(
    "relation",
    Value::Relation,
    "not stated: all licences of the base apply",
    "\"finetune\"",
    "How it was made from `base`.",
)
.read_by(fields::relation_word);

pub(crate) const COMPONENTS: Field<Vec<Spanned<Artifact>>> = Key::optional(
    "components",
    Value::Models,
    NOT_STATED,
    "[\"google/t5-v1_1-xxl\"]",
    "The models that are in it or that it loads. `[]` states that there are none.",
)
.read_by(|node, mistakes| Some(fields::models(node, mistakes)));

pub(crate) const REVISION: Field<Spanned<String>> = Key::optional(
    "revision",
    Value::Revision,
    "any revision",
    "\"a09a35458c702b33eeacc393d103063234e8bc28\"",
    "The commit that was reviewed. Only a hub repository has one.",
)
.read_by(fields::revision);

pub(crate) const SHA256: Field<Spanned<String>> = Key::optional(
    "sha256",
    Value::Sha256,
    NOT_STATED,
    "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"",
    "The digest of the file.",
)
.read_by(fields::sha256);

pub(crate) const TARGET: Field<Spanned<String>> = Key::optional(
    "target",
    Value::Target,
    "every target",
    "\"cfg(unix)\"",
    "The target for which it is pulled.",
)
.read_by(cargo_fields::target);

/// What an entry states of its model.
pub(crate) struct Stated {
    pub(crate) license: Option<Spanned<Terms>>,
    pub(crate) base: Option<Vec<Spanned<Artifact>>>,
    pub(crate) relation: Option<Spanned<Relation>>,
    pub(crate) components: Option<Vec<Spanned<Artifact>>>,
    /// From the key or from the id.
    pub(crate) revision: Option<Spanned<String>>,
    pub(crate) sha256: Option<Spanned<String>>,
}

impl Stated {
    /// Reads all of it; `model` holds the revision then.
    pub(crate) fn read(
        entry: &Entry<'_>,
        model: Option<&mut Spanned<Artifact>>,
        mistakes: &mut Mistakes,
    ) -> Self {
        Self {
            sha256: entry.read(&SHA256, mistakes),
            ..Self::of_model(entry, model, mistakes)
        }
    }

    /// Reads all of it but the digest of a file.
    pub(crate) fn of_model(
        entry: &Entry<'_>,
        model: Option<&mut Spanned<Artifact>>,
        mistakes: &mut Mistakes,
    ) -> Self {
        let revision = entry.read(&REVISION, mistakes);
        let relation = entry.read(&RELATION, mistakes);
        let base = entry.node(&BASE.key, mistakes);
        fields::refuse_relation_to_none(relation.as_ref(), base.as_ref(), mistakes);
        Self {
            revision: model.and_then(|model| fields::join_revision(model, revision, mistakes)),
            license: entry.read(&LICENSE, mistakes),
            base: entry.read(&BASE, mistakes),
            relation,
            components: entry.read(&COMPONENTS, mistakes),
            sha256: None,
        }
    }
}
