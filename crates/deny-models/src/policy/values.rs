//! Readers of the values that only a policy has.

use std::collections::BTreeMap;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::types::{LicenseSet, Protect, Require, Unpublished};
use crate::config::fields::{self, list};
use crate::config::reader::{Mistakes, Node};
use crate::domain::How;
use crate::evidence::path::clean;
use crate::license::Class;
use crate::lint::{Code, Severity};
use crate::model::Artifact;
use crate::source::Spanned;
use crate::text::{nearest, quoted};

/// Reads which crates are gated.
pub(super) fn protect(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Protect> {
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

/// Reads licences that pass: an id that names one licence, or a class.
pub(super) fn allowed(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<LicenseSet>> {
    license_set(node, mistakes, fields::exact_license_id)
}

/// Reads licences that never pass: an id, or a class.
pub(super) fn denied(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<LicenseSet>> {
    license_set(node, mistakes, fields::license_id)
}

fn license_set(
    node: &Node<'_>,
    mistakes: &mut Mistakes,
    id: impl FnOnce(&Node<'_>, &mut Mistakes) -> Option<Spanned<String>>,
) -> Option<Spanned<LicenseSet>> {
    let class = node
        .as_str()
        .and_then(|text| text.strip_prefix(LicenseSet::CLASS));
    let Some(name) = class else {
        let id = id(node, mistakes)?;
        return Some(Spanned::new(LicenseSet::Id(id.value), id.place));
    };
    let found = Class::known().find(|class| class.as_str() == name);
    if let Some(class) = found {
        return Some(Spanned::new(LicenseSet::Class(class), node.place.clone()));
    }
    let known: Vec<&str> = Class::known().map(Class::as_str).collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{}{near}`?", LicenseSet::CLASS),
        None => format!("the classes are {}", known.join(", ")),
    };
    let message = format!("{} is no class of licences", quoted(name));
    mistakes.report(&node.place, message, "not a class", &help);
    None
}

/// Reads what the licences of models must be.
pub(super) fn require(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Require>> {
    fields::word(node, &Require::WORDS, mistakes, Require::parse)
}

/// Reads what becomes of unpublished members.
pub(super) fn unpublished(
    node: &Node<'_>,
    mistakes: &mut Mistakes,
) -> Option<Spanned<Unpublished>> {
    fields::word(node, &Unpublished::WORDS, mistakes, Unpublished::parse)
}

/// Reads the code of a finding that an exception may accept.
pub(super) fn excepted_code(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Code>> {
    let words: Vec<_> = Code::excepted().map(Code::as_str).collect();
    let text = node.as_str().and_then(|text| Code::parse(text).ok());
    if let Some(code) = text.filter(|code| !code.can_be_excepted()) {
        mistakes.report(
            &node.place,
            format!("no exception covers `{code}`"),
            "never excepted",
            format!("`cargo deny-models explain {code}` describes what to correct"),
        );
        return None;
    }
    fields::word(node, &words, mistakes, |text| Code::parse(text).ok())
}

const LEVELS: [&str; 3] = ["allow", "warn", "deny"];

fn level(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Severity>> {
    fields::word(node, &LEVELS, mistakes, Severity::parse_level)
}

/// Reads levels by finding code.
pub(super) fn lints(
    node: &Node<'_>,
    name: &'static str,
    mistakes: &mut Mistakes,
) -> BTreeMap<Code, Spanned<Severity>> {
    let words: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let parse = |text: &str| Code::parse(text).ok();
    levels(node, name, "code", &words, parse, mistakes)
}

/// Reads levels by the way that a model comes in.
pub(super) fn ways(
    node: &Node<'_>,
    name: &'static str,
    mistakes: &mut Mistakes,
) -> BTreeMap<How, Spanned<Severity>> {
    let words = How::ALL.map(How::as_str);
    let what = "way for a model to come in";
    levels(node, name, what, &words, How::parse, mistakes)
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

/// Reads a hub id, a URL, or a file with `./` in front: `models/x.onnx` alone could be either.
pub(super) fn model(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Artifact>> {
    let help = "write `org/name`, `org/name@revision`, `ollama:NAME:TAG`, `modelscope:org/name`, an https URL, or `./` and the path of a file in the package";
    fields::artifact(node, help, mistakes, |text| {
        if text.starts_with("./") {
            Artifact::parse_path(text)
        } else {
            Artifact::parse(text)
        }
    })
}

/// Reads the path of a file in the workspace.
pub(super) fn file(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Utf8PathBuf>> {
    let text = fields::text(node, mistakes)?;
    let slashed = text.value.replace('\\', "/");
    let path = Utf8Path::new(&slashed);
    let inside = |part| matches!(part, Utf8Component::Normal(_) | Utf8Component::CurDir);
    if slashed.contains(':') || !path.components().all(inside) {
        let help =
            "write a path relative to the root of the workspace, such as `models/facts.toml`";
        let message = format!("{} is no path inside the workspace", quoted(&text.value));
        mistakes.report(&text.place, message, "leads out of it", help);
        return None;
    }
    Some(Spanned::new(clean(path), text.place))
}
