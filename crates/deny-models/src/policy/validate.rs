//! From the TOML tree to a [`Policy`], section by section.

use std::collections::HashMap;
use std::sync::Arc;

use camino::Utf8Path;

use super::types::{CrateEntry, Exception, FactTable, GraphPolicy, ModelEntry, Policy};
use super::{find, keys};
use crate::config::entry::Entry;
use crate::config::fields;
use crate::config::reader::{self, Mistakes, Table};
use crate::config::shared::{Stated, TARGET};
use crate::date::Date;
use crate::lint::Code;
use crate::model::Artifact;
use crate::source::{Place, Problem, SourceFile, Spanned};
use crate::text::quoted;

impl Policy {
    /// Reads a policy. `today` bounds how far ahead exceptions may reach.
    ///
    /// # Errors
    ///
    /// Every mistake in the text, in its order.
    pub fn parse(source: &Arc<SourceFile>, today: Date) -> Result<Self, Vec<Problem>> {
        policy(source, Some(today))
    }

    /// Reads a policy on whatever day it is: exceptions may reach as far ahead as they like.
    ///
    /// # Errors
    ///
    /// Every mistake in the text, in its order.
    pub fn parse_on_any_day(source: &Arc<SourceFile>) -> Result<Self, Vec<Problem>> {
        policy(source, None)
    }

    /// Reads the policy file at `path`.
    ///
    /// # Errors
    ///
    /// That it cannot be read, or every mistake in it.
    pub fn load(path: &Utf8Path, today: Date) -> Result<Self, Vec<Problem>> {
        let source = find::read(path).map_err(|error| vec![error.to_problem()])?;
        Self::parse(&source, today)
    }
}

fn policy(source: &Arc<SourceFile>, today: Option<Date>) -> Result<Policy, Vec<Problem>> {
    let mut mistakes = Mistakes::new(source);
    let mut policy = Policy {
        source: Some(Arc::clone(source)),
        ..Policy::default()
    };
    if let Some(tree) = reader::document(source.text(), &mut mistakes) {
        let place = mistakes.place(0..0);
        let root = Table::new(&tree, keys::FILE.name, place);
        let root = Entry::new(root, &keys::FILE, &mut mistakes);
        read_root(&root, &mut policy, today, &mut mistakes);
    }
    mistakes.finish(policy)
}

fn read_root(root: &Entry<'_>, policy: &mut Policy, today: Option<Date>, mistakes: &mut Mistakes) {
    if let Some(rules) = root.table(&keys::RULES, mistakes) {
        read_rules(&rules, policy, today, mistakes);
    }
    policy.lints = root.read(&keys::LINTS, mistakes).unwrap_or_default();
    if let Some(table) = root.table(&keys::GRAPH, mistakes) {
        policy.graph = graph(&table, mistakes);
    }
    policy.exceptions = root.tables(&keys::EXCEPTIONS, mistakes, |entry, mistakes| {
        exception(entry, today, mistakes)
    });
    policy.models = root.tables(&keys::MODELS, mistakes, |entry, mistakes| {
        model(entry, today, mistakes)
    });
    refuse_twins(&policy.models, mistakes);
    policy.crates = root.tables(&keys::CRATES, mistakes, |entry, mistakes| {
        package(entry, today, mistakes)
    });
}

fn read_rules(
    rules: &Entry<'_>,
    policy: &mut Policy,
    today: Option<Date>,
    mistakes: &mut Mistakes,
) {
    if let Some(protect) = rules.read(&keys::PROTECT, mistakes) {
        policy.protect = protect;
    }
    if let Some(require) = rules.read(&keys::REQUIRE, mistakes) {
        policy.require = require.value;
    }
    policy.allow = rules.read(&keys::ALLOW, mistakes).unwrap_or_default();
    policy.deny = rules.read(&keys::DENY, mistakes).unwrap_or_default();
    if let Some(unpublished) = rules.read(&keys::UNPUBLISHED, mistakes) {
        policy.unpublished = unpublished.value;
    }
    policy.how = rules.read(&keys::HOW, mistakes).unwrap_or_default();
    policy.facts = rules.tables(&keys::FACTS, mistakes, |entry, mistakes| {
        facts(entry, today, mistakes)
    });
}

fn graph(table: &Entry<'_>, mistakes: &mut Mistakes) -> GraphPolicy {
    let graph = GraphPolicy {
        targets: table.read(&keys::TARGETS, mistakes).unwrap_or_default(),
        features: table.read(&keys::FEATURES, mistakes).unwrap_or_default(),
        all_features: table.read(&keys::ALL_FEATURES, mistakes) == Some(true),
        no_default_features: table.read(&keys::NO_DEFAULT_FEATURES, mistakes) == Some(true),
        exclude: table.read(&keys::EXCLUDE, mistakes).unwrap_or_default(),
        include_dev: table.read(&keys::INCLUDE_DEV, mistakes) == Some(true),
    };
    let all = table.node(&keys::ALL_FEATURES.key, mistakes);
    if let Some(all) = all.filter(|_| graph.all_features) {
        let clashes = [
            (&keys::FEATURES.key, !graph.features.is_empty()),
            (&keys::NO_DEFAULT_FEATURES.key, graph.no_default_features),
        ];
        for (key, _) in clashes.into_iter().filter(|(_, set)| *set) {
            let (all_features, key) = (all.name, key.name);
            mistakes.report(
                &all.place,
                format!("`{all_features} = true` contradicts `{key}`"),
                format!("`{key}` is set too"),
                format!("remove `{all_features}` or `{key}`"),
            );
        }
    }
    graph
}

fn exception(entry: &Entry<'_>, today: Option<Date>, mistakes: &mut Mistakes) -> Option<Exception> {
    let names = [&keys::EXCEPTED_MODEL.key, &keys::EXCEPTED_CRATE.key];
    if names.iter().all(|key| entry.node(key, mistakes).is_none()) {
        mistakes.report(
            entry.place(),
            "an exception for every model and every crate",
            "needs `model` or `crate`",
            "name the model or crate that it is for",
        );
    }
    let version = entry.node(&keys::EXCEPTED_VERSION.key, mistakes);
    if let Some(version) = version
        && entry.node(&keys::EXCEPTED_CRATE.key, mistakes).is_none()
    {
        mistakes.report(
            &version.place,
            "`version` without `crate` in `[[exception]]`",
            "of which crate?",
            "add `crate`, or delete `version`",
        );
    }
    let code = entry.read(&keys::EXCEPTED_CODE, mistakes);
    // That nothing takes a model which code names does not change with the years.
    let may_stay = code.as_ref().map(|code| code.value) == Some(Code::NamedModel);
    let until = if may_stay && entry.node(&keys::UNTIL.key, mistakes).is_none() {
        None
    } else {
        let until = entry.read_or_suggest(&keys::UNTIL, &example_date(today), mistakes);
        Some(until.and_then(|until| fields::within_a_year(until, today, mistakes)))
    };
    let reason = entry.read(&keys::REASON, mistakes);
    Some(Exception {
        model: entry.read(&keys::EXCEPTED_MODEL, mistakes),
        package: entry.read(&keys::EXCEPTED_CRATE, mistakes),
        version: entry.read(&keys::EXCEPTED_VERSION, mistakes),
        member: entry.read(&keys::EXCEPTED_MEMBER, mistakes),
        code,
        license: entry.read(&keys::EXCEPTED_LICENSE, mistakes),
        license_sha256: entry.read(&keys::EXCEPTED_TEXT, mistakes),
        reason: reason?,
        until: match until {
            Some(until) => Some(until?),
            None => None,
        },
        place: entry.place().clone(),
    })
}

/// A day that `until` would accept.
fn example_date(today: Option<Date>) -> String {
    let day = today.and_then(|today| today.plus_days(180));
    let placeholder = || keys::UNTIL.key.placeholder.to_owned();
    day.map_or_else(placeholder, |day| day.to_string())
}

fn model(entry: &Entry<'_>, today: Option<Date>, mistakes: &mut Mistakes) -> Option<ModelEntry> {
    refuse_half_override(entry, today, mistakes);
    let mut id = model_id(entry, mistakes);
    let stated = Stated::read(entry, id.as_mut(), mistakes);
    let until = entry.read(&keys::OVERRIDE_UNTIL, mistakes);
    let until = until.and_then(|until| fields::within_a_year(until, today, mistakes));
    Some(ModelEntry {
        reason: entry.read(&keys::OVERRIDE_REASON, mistakes),
        until,
        ..entry_of(id?, stated, entry)
    })
}

/// An entry that states something of a model, and may be no looser than other sources.
pub(super) fn entry_of(id: Spanned<Artifact>, stated: Stated, entry: &Entry<'_>) -> ModelEntry {
    ModelEntry {
        id,
        license: stated.license,
        base: stated.base,
        relation: stated.relation,
        components: stated.components,
        reason: None,
        until: None,
        revision: stated.revision,
        sha256: stated.sha256,
        place: entry.place().clone(),
    }
}

/// Reads `id`, or `path` with the package that the file is of.
fn model_id(entry: &Entry<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Artifact>> {
    let [id, path, package] =
        [&keys::ID.key, &keys::PATH.key, &keys::OF_CRATE.key].map(|key| entry.node(key, mistakes));
    let read = (
        entry.read(&keys::ID, mistakes),
        entry.read(&keys::PATH, mistakes),
        entry.read(&keys::OF_CRATE, mistakes),
    );
    let (at, message, label) = match (id, path, package) {
        (Some(_), None, None) => return read.0,
        (None, Some(_), Some(_)) => {
            let (path, package) = (read.1?, read.2?);
            return Some(path.map(|file| file.in_package(&package.value)));
        }
        (None, Some(path), None) => (
            path.place,
            format!("`path` without `crate` in `{}`", entry.name()),
            "of which package?",
        ),
        (None, None, Some(package)) => (
            package.place,
            format!("`crate` without `path` in `{}`", entry.name()),
            "which file of it?",
        ),
        (Some(_), Some(other), _) | (Some(_), None, Some(other)) => (
            other.place,
            format!("`{}` beside `id` in `{}`", other.name, entry.name()),
            "a second name",
        ),
        (None, None, None) => (
            entry.place().clone(),
            format!("`{}` names no model", entry.name()),
            "needs `id`, or `path` and `crate`",
        ),
    };
    let help = "write `id = \"org/name\"`, or `path = \"models/x.onnx\"` and `crate = \"name\"`";
    mistakes.report(&at, message, label, help);
    None
}

fn facts(entry: &Entry<'_>, today: Option<Date>, mistakes: &mut Mistakes) -> Option<FactTable> {
    refuse_half_override(entry, today, mistakes);
    let path = entry.read(&keys::FACTS_PATH, mistakes);
    let sha256 = entry.read(&keys::FACTS_SHA256, mistakes);
    let until = entry.read(&keys::OVERRIDE_UNTIL, mistakes);
    Some(FactTable {
        reason: entry.read(&keys::OVERRIDE_REASON, mistakes),
        until: until.and_then(|until| fields::within_a_year(until, today, mistakes)),
        path: path?,
        sha256: sha256?,
        place: entry.place().clone(),
        found: None,
        rows: Vec::new(),
    })
}

fn refuse_half_override(entry: &Entry<'_>, today: Option<Date>, mistakes: &mut Mistakes) {
    let reason = entry.node(&keys::OVERRIDE_REASON.key, mistakes);
    let until = entry.node(&keys::OVERRIDE_UNTIL.key, mistakes);
    let (there, absent, example) = match (reason, until) {
        (Some(reason), None) => (reason, &keys::UNTIL.key, example_date(today)),
        (None, Some(until)) => {
            let placeholder = keys::REASON.key.placeholder.to_owned();
            (until, &keys::REASON.key, placeholder)
        }
        (Some(_), Some(_)) | (None, None) => return,
    };
    let absent = absent.name;
    mistakes.report(
        &there.place,
        format!("`{}` without `{absent}` in `{}`", there.name, entry.name()),
        format!("needs `{absent}`"),
        format!("add `{absent} = {example}`: an override needs a reason and an end"),
    );
}

/// Two entries for the same model could contradict each other, and which one holds would be a matter of order.
pub(super) fn refuse_twins<'e>(
    models: impl IntoIterator<Item = &'e ModelEntry>,
    mistakes: &mut Mistakes,
) {
    let mut seen: HashMap<(String, Option<&str>), &Place> = HashMap::new();
    for entry in models {
        let id = &entry.id;
        let key = (id.value.key(), id.value.revision());
        match seen.get(&key) {
            Some(_) if mistakes.is_flooded() => return,
            None => {
                seen.insert(key, &id.place);
            }
            Some(first) => mistakes.report(
                &id.place,
                format!(
                    "{} is described twice, first in line {}",
                    quoted(&id.value.to_string()),
                    first.line()
                ),
                "second entry",
                format!("join it with the entry in line {}", first.line()),
            ),
        }
    }
}

fn package(entry: &Entry<'_>, today: Option<Date>, mistakes: &mut Mistakes) -> Option<CrateEntry> {
    refuse_half_override(entry, today, mistakes);
    let until = entry.read(&keys::ANSWER_UNTIL, mistakes);
    let name = entry.read(&keys::NAME, mistakes);
    let uses = entry.read(&keys::USES, mistakes);
    Some(CrateEntry {
        version: entry.read(&keys::VERSION, mistakes),
        how: entry.read(&keys::CRATE_HOW, mistakes),
        feature: entry.read(&keys::FEATURE, mistakes).unwrap_or_default(),
        target: entry.read(&TARGET, mistakes),
        reason: entry.read(&keys::ANSWER_REASON, mistakes),
        until: until.and_then(|until| fields::within_a_year(until, today, mistakes)),
        name: name?,
        uses: uses?,
        place: entry.place().clone(),
    })
}
