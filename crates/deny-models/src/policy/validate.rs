//! From the TOML tree to a [`Policy`], section by section.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{CrateEntry, Exception, GraphPolicy, ModelEntry, Policy, Protect, Require};
use crate::config::cargo_fields;
use crate::config::fields::{self, list};
use crate::config::keys;
use crate::config::reader::{self, Mistakes, Node, Table};
use crate::date::Date;
use crate::domain::How;
use crate::lint::{Code, Severity};
use crate::model::Artifact;
use crate::source::Spanned;
use crate::source::{Place, Problem, SourceFile};
use crate::text::quoted;

pub(super) fn policy(
    source: &Arc<SourceFile>,
    today: Option<Date>,
) -> Result<Policy, Vec<Problem>> {
    let mut mistakes = Mistakes::new(source);
    let mut policy = Policy {
        source: Some(Arc::clone(source)),
        ..Policy::default()
    };
    if let Some(tree) = reader::document(source.text(), &mut mistakes) {
        let place = mistakes.place(0..0);
        let root = Table::new(&tree, FILE, place);
        read_root(root, &mut policy, today, &mut mistakes);
    }
    mistakes.finish(policy)
}

const FILE: &str = super::FILE_NAME;

fn read_root(
    mut root: Table<'_>,
    policy: &mut Policy,
    today: Option<Date>,
    mistakes: &mut Mistakes,
) {
    if let Some(node) = root.get("policy", mistakes) {
        read_rules(&node, policy, mistakes);
    }
    if let Some(node) = root.get("lints", mistakes) {
        policy.lints = lints(&node, mistakes);
    }
    if let Some(node) = root.get("graph", mistakes) {
        policy.graph = graph(&node, mistakes).unwrap_or_default();
    }
    if let Some(node) = root.get("exception", mistakes) {
        let tables = node.tables("[[exception]]", mistakes);
        let read = |table| exception(table, today, mistakes);
        policy.exceptions = tables.into_iter().filter_map(read).collect();
    }
    if let Some(node) = root.get("model", mistakes) {
        let tables = node.tables("[[model]]", mistakes);
        let read = |table| model(table, today, mistakes);
        policy.models = tables.into_iter().filter_map(read).collect();
        refuse_twins(&policy.models, mistakes);
    }
    if let Some(node) = root.get("crate", mistakes) {
        let tables = node.tables("[[crate]]", mistakes);
        let read = |table| package(table, mistakes);
        policy.crates = tables.into_iter().filter_map(read).collect();
    }
    root.finish_described(keys::POLICY, mistakes);
}

fn read_rules(node: &Node<'_>, policy: &mut Policy, mistakes: &mut Mistakes) {
    let Some(mut table) = node.table("[policy]", mistakes) else {
        return;
    };
    if let Some(node) = table.get("protect", mistakes)
        && let Some(protect) = protect(&node, mistakes)
    {
        policy.protect = protect;
    }
    if let Some(node) = table.get("require", mistakes)
        && let Some(require) = fields::word(&node, &Require::WORDS, mistakes, Require::parse)
    {
        policy.require = require.value;
    }
    if let Some(node) = table.get("allow", mistakes) {
        policy.allow = list(&node, mistakes, fields::exact_license_id);
    }
    if let Some(node) = table.get("deny", mistakes) {
        policy.deny = list(&node, mistakes, fields::license_id);
    }
    if let Some(node) = table.get("how", mistakes) {
        policy.how = how(&node, mistakes);
    }
    table.finish_described(keys::POLICY, mistakes);
}

fn protect(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Protect> {
    match node.as_str() {
        Some("osi") => return Some(Protect::Osi),
        Some(other) => {
            let message = format!("{} is not a value of `protect`", quoted(other));
            let help = format!(
                "write `protect = \"osi\"` for every OSI-approved licence, or a list such as `protect = [\"{}\"]`",
                if crate::license::lookup(other).is_known() {
                    other
                } else {
                    "MIT"
                },
            );
            mistakes.report(&node.place, message, "neither `osi` nor a list", help);
            return None;
        }
        None => {}
    }
    if !node.is_array() {
        let help = "write `protect = [\"MIT\", \"Apache-2.0\"]` or `protect = \"osi\"`";
        node.wrong_type("an array or `\"osi\"`", help, mistakes);
        return None;
    }
    let licenses = list(node, mistakes, |item, mistakes| {
        if item.as_str() == Some("osi") {
            let help = "write `protect = \"osi\"`, without brackets";
            let message = "`osi` in a list of licences";
            mistakes.report(&item.place, message, "not a licence", help);
            return None;
        }
        fields::exact_license_id(item, mistakes)
    });
    // A gate that gates nothing is a slip of the pen.
    fields::refuse_empty(&licenses, node, mistakes);
    Some(Protect::Licenses(licenses))
}

const LEVELS: [&str; 3] = ["allow", "warn", "deny"];

fn level(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Severity>> {
    fields::word(node, &LEVELS, mistakes, Severity::parse_level)
}

fn lints(node: &Node<'_>, mistakes: &mut Mistakes) -> BTreeMap<Code, Spanned<Severity>> {
    let words: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let parse = |text: &str| Code::parse(text).ok();
    levels(node, "[lints]", "code", &words, parse, mistakes)
}

fn how(node: &Node<'_>, mistakes: &mut Mistakes) -> BTreeMap<How, Spanned<Severity>> {
    let words = How::ALL.map(How::as_str);
    let what = "way for a model to come in";
    levels(node, "[policy.how]", what, &words, How::parse, mistakes)
}

/// Reads a table whose keys are words of a closed list and whose values are levels.
fn levels<K: Ord>(
    node: &Node<'_>,
    name: &'static str,
    what: &str,
    words: &[&str],
    parse: impl Fn(&str) -> Option<K>,
    mistakes: &mut Mistakes,
) -> BTreeMap<K, Spanned<Severity>> {
    let mut levels = BTreeMap::new();
    let Some(table) = node.table(name, mistakes) else {
        return levels;
    };
    for (key, node) in table.entries(mistakes) {
        let level = level(&node, mistakes);
        match (parse(key.value), level) {
            (Some(known), Some(level)) => {
                levels.insert(known, level);
            }
            (Some(_), None) => {}
            (None, _) => {
                let message = format!("{} in `{name}` is not a {what}", quoted(key.value));
                let help = mistakes.suggestion(key.value, words);
                mistakes.report(&key.place, message, "unknown key", help);
            }
        }
    }
    levels
}

fn graph(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<GraphPolicy> {
    let mut table = node.table("[graph]", mistakes)?;
    let targets = table.get("targets", mistakes);
    let features = table.get("features", mistakes);
    let all_features = table.get("all-features", mistakes);
    let no_default_features = table.get("no-default-features", mistakes);
    let exclude = table.get("exclude", mistakes);
    let include_dev = table.get("include-dev", mistakes);
    table.finish_described(keys::POLICY, mistakes);

    let graph = GraphPolicy {
        targets: strings(targets.as_ref(), mistakes, cargo_fields::triple),
        features: strings(features.as_ref(), mistakes, cargo_fields::member_feature),
        all_features: flag(all_features.as_ref(), mistakes),
        no_default_features: flag(no_default_features.as_ref(), mistakes),
        exclude: strings(exclude.as_ref(), mistakes, cargo_fields::package),
        include_dev: flag(include_dev.as_ref(), mistakes),
    };
    if let Some(all) = all_features.filter(|_| graph.all_features) {
        let clashes = [
            ("features", !graph.features.is_empty()),
            ("no-default-features", graph.no_default_features),
        ];
        for (key, _) in clashes.into_iter().filter(|(_, set)| *set) {
            mistakes.report(
                &all.place,
                format!("`all-features = true` contradicts `{key}`"),
                format!("`{key}` is set too"),
                format!("remove `all-features` or `{key}`"),
            );
        }
    }
    Some(graph)
}

fn strings<'t>(
    node: Option<&Node<'t>>,
    mistakes: &mut Mistakes,
    read: impl FnMut(&Node<'t>, &mut Mistakes) -> Option<Spanned<String>>,
) -> Vec<Spanned<String>> {
    node.map_or_else(Vec::new, |node| list(node, mistakes, read))
}

fn flag(node: Option<&Node<'_>>, mistakes: &mut Mistakes) -> bool {
    node.and_then(|node| node.boolean(mistakes))
        .unwrap_or(false)
}

fn exception(
    mut table: Table<'_>,
    today: Option<Date>,
    mistakes: &mut Mistakes,
) -> Option<Exception> {
    let model_node = table.get("model", mistakes);
    let crate_node = table.get("crate", mistakes);
    if model_node.is_none() && crate_node.is_none() {
        mistakes.report(
            &table.place,
            "an exception for every model and every crate",
            "needs `model` or `crate`",
            "say which model or crate it is for",
        );
    }
    let license = table.get("license", mistakes);
    let reason = table.need("reason", "\"…\"", mistakes);
    let example = example_date(today);
    let until = table.need("until", &example, mistakes);
    let place = table.place.clone();
    table.finish_described(keys::POLICY, mistakes);

    let model = model_node.and_then(|node| any_model(&node, mistakes));
    let package = crate_node.and_then(|node| cargo_fields::package(&node, mistakes));
    let license = license.and_then(|node| fields::terms(&node, mistakes));
    let reason = reason.and_then(|node| fields::text(&node, mistakes));
    let until = until.and_then(|node| fields::until(&node, today, mistakes));
    Some(Exception {
        model,
        package,
        license,
        reason: reason?,
        until: until?,
        place,
    })
}

/// A day that `until` would accept.
fn example_date(today: Option<Date>) -> String {
    let day = today.and_then(|today| today.plus_days(180));
    day.map_or_else(|| "YYYY-MM-DD".to_owned(), |day| day.to_string())
}

fn model(mut table: Table<'_>, today: Option<Date>, mistakes: &mut Mistakes) -> Option<ModelEntry> {
    let id = table.need("id", "\"org/name\"", mistakes);
    let license = table.get("license", mistakes);
    let base = table.get("base", mistakes);
    let relation = table.get("relation", mistakes);
    let components = table.get("components", mistakes);
    let reason = table.get("reason", mistakes);
    let until = table.get("until", mistakes);
    let revision = table.get("revision", mistakes);
    let sha256 = table.get("sha256", mistakes);
    let place = table.place.clone();
    refuse_half_override(reason.as_ref(), until.as_ref(), today, mistakes);
    table.finish_described(keys::POLICY, mistakes);

    let mut id = id.and_then(|node| any_model(&node, mistakes));
    let revision = revision.and_then(|node| fields::revision(&node, mistakes));
    let revision = id
        .as_mut()
        .and_then(|id| fields::join_revision(id, revision, mistakes));
    let license = license.and_then(|node| fields::terms(&node, mistakes));
    let relation = relation.and_then(|node| fields::relation(&node, base.as_ref(), mistakes));
    let base = base.map(|node| fields::models(&node, mistakes));
    let components = components.map(|node| fields::models(&node, mistakes));
    let reason = reason.and_then(|node| fields::text(&node, mistakes));
    let until = until.and_then(|node| fields::until(&node, today, mistakes));
    let sha256 = sha256.and_then(|node| fields::sha256(&node, mistakes));
    Some(ModelEntry {
        id: id?,
        license,
        base,
        relation,
        components,
        reason,
        until,
        revision,
        sha256,
        place,
    })
}

fn refuse_half_override(
    reason: Option<&Node<'_>>,
    until: Option<&Node<'_>>,
    today: Option<Date>,
    mistakes: &mut Mistakes,
) {
    let (there, absent, example) = match (reason, until) {
        (Some(reason), None) => (reason, "until", example_date(today)),
        (None, Some(until)) => (until, "reason", "\"…\"".to_owned()),
        (Some(_), Some(_)) | (None, None) => return,
    };
    mistakes.report(
        &there.place,
        format!("`{}` without `{absent}` in `[[model]]`", there.name),
        format!("needs `{absent}`"),
        format!("add `{absent} = {example}`: an override needs a reason and an end"),
    );
}

/// Two entries for the same model could contradict each other, and which one holds would be a matter of order.
fn refuse_twins(models: &[ModelEntry], mistakes: &mut Mistakes) {
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

fn package(mut table: Table<'_>, mistakes: &mut Mistakes) -> Option<CrateEntry> {
    let name = table.need("name", "\"…\"", mistakes);
    let version = table.get("version", mistakes);
    let uses = table.need("uses", "[\"org/name\"]", mistakes);
    let how = table.get("how", mistakes);
    let feature = table.get("feature", mistakes);
    let target = table.get("target", mistakes);
    let place = table.place.clone();
    table.finish_described(keys::POLICY, mistakes);

    let name = name.and_then(|node| cargo_fields::package(&node, mistakes));
    let version = version.and_then(|node| cargo_fields::version(&node, mistakes));
    let uses = uses.map(|node| list(&node, mistakes, any_model));
    let how = how.and_then(|node| fields::how(&node, mistakes));
    let feature = feature.map_or_else(Vec::new, |node| cargo_fields::features(&node, mistakes));
    let target = target.and_then(|node| cargo_fields::target(&node, mistakes));
    Some(CrateEntry {
        name: name?,
        version,
        uses: uses?,
        how,
        feature,
        target,
        place,
    })
}

/// Reads a hub id, a URL, or a file with `./` in front: `models/x.onnx` alone could be either.
fn any_model(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Artifact>> {
    let help = "write `org/name`, `org/name@revision`, an https URL, or `./` and the path of a file in the package";
    fields::artifact(node, help, mistakes, |text| {
        if text.starts_with("./") {
            Artifact::parse_path(text)
        } else {
            Artifact::parse(text)
        }
    })
}
