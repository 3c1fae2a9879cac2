//! Readers of what cargo names: packages, features, versions and targets.

use super::fields::{list, refuse_empty};
use super::reader::{Mistakes, Node};
use crate::source::Spanned;
use crate::text::{quoted, shown};

/// Deeper `cfg(...)` nesting than this is no condition a person wrote; the parser recurses.
const MAX_CFG_DEPTH: usize = 32;

/// Longest target that is checked.
const MAX_LEN: usize = 2048;

/// Reads feature names: a string with a comma list, or an array.
pub(crate) fn features(node: &Node<'_>, mistakes: &mut Mistakes) -> Vec<Spanned<String>> {
    if node.is_array() {
        let names = list(node, mistakes, |item, mistakes| {
            let text = item.string(mistakes)?;
            is_feature(text.value, &text, mistakes).then(|| text.map(str::to_owned))
        });
        refuse_empty(&names, node, mistakes);
        return names;
    }
    let Some(text) = node.as_str() else {
        node.wrong_type(
            "a string or an array",
            "write the name of a feature in quotes",
            mistakes,
        );
        return Vec::new();
    };
    let mut names = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let name = part.trim();
        let at = start + (part.len() - part.trim_start().len());
        let place = mistakes.inside(&node.place, text, at..at + name.len());
        start += part.len() + 1;
        let written = Spanned::new(name, place);
        if is_feature(name, &written, mistakes) {
            names.push(written.map(str::to_owned));
        }
    }
    names
}

fn is_feature(name: &str, written: &Spanned<&str>, mistakes: &mut Mistakes) -> bool {
    let fits = |c: char| c.is_alphanumeric() || "_-+.".contains(c);
    let good = !name.is_empty() && name.chars().all(fits);
    if !good {
        mistakes.report(
            &written.place,
            format!("{} is not the name of a feature", quoted(name)),
            "not a feature",
            "write a name as it stands in `[features]`",
        );
    }
    good
}

/// Reads a feature of a workspace member, as cargo's `--features` takes it: `member/feature` too.
pub(crate) fn member_feature(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    let text = node.string(mistakes)?;
    let (member, feature) = text.value.split_once('/').unwrap_or(("member", text.value));
    let good = is_package(member) && is_feature(feature, &text, mistakes);
    if !is_package(member) {
        mistakes.report(
            &text.place,
            format!("{} is not the name of a package", quoted(member)),
            "not a feature of a member",
            "write `feature` or `member/feature`",
        );
    }
    good.then(|| text.map(str::to_owned))
}

fn is_package(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    !text.is_empty() && text.chars().all(fits)
}

/// Reads the name of a package.
pub(crate) fn package(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    let text = node.string(mistakes)?;
    if !is_package(text.value) {
        mistakes.report(
            &text.place,
            format!("{} is not the name of a package", quoted(text.value)),
            "not a name",
            "write the name alone, as in Cargo.toml",
        );
        return None;
    }
    Some(text.map(str::to_owned))
}

/// Reads a Cargo version requirement.
pub(crate) fn version(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    let text = node.string(mistakes)?;
    if let Some(why) = version_error(text.value) {
        mistakes.report(
            &text.place,
            format!("{} is not a version requirement", quoted(text.value)),
            shown(&why),
            "write it as in Cargo.toml, such as `7` or `>=1.2, <2`",
        );
        return None;
    }
    Some(text.map(str::to_owned))
}

/// Whether a version is one that a requirement takes; what cannot be read is not.
pub(crate) fn version_fits(requirement: &str, version: &str) -> bool {
    let wanted = semver::VersionReq::parse(requirement);
    let version = semver::Version::parse(version);
    wanted.is_ok_and(|wanted| version.is_ok_and(|version| wanted.matches(&version)))
}

fn version_error(text: &str) -> Option<String> {
    let result = semver::VersionReq::parse(text);
    result.err().map(|error| error.to_string())
}

/// Reads a `cfg(...)` expression or a target triple.
pub(crate) fn target(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    let text = node.string(mistakes)?;
    if let Some(why) = target_error(text.value) {
        mistakes.report(
            &text.place,
            format!("{} is not a target", quoted(text.value)),
            shown(&why),
            "write a triple such as `x86_64-unknown-linux-gnu`, or `cfg(windows)`",
        );
        return None;
    }
    Some(text.map(str::to_owned))
}

/// Reads a target triple.
pub(crate) fn triple(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    if node.is_table() {
        node.wrong_type("a string", "write the triple itself", mistakes);
        return None;
    }
    let text = node.string(mistakes)?;
    if !is_triple(text.value) {
        mistakes.report(
            &text.place,
            format!("{} is not a target triple", quoted(text.value)),
            "not a triple",
            "write a triple such as `x86_64-unknown-linux-gnu`",
        );
        return None;
    }
    Some(text.map(str::to_owned))
}

fn is_triple(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !text.is_empty() && text.len() <= MAX_LEN && text.chars().all(fits)
}

fn target_error(text: &str) -> Option<String> {
    let inner = text
        .strip_prefix("cfg(")
        .and_then(|rest| rest.strip_suffix(')'));
    match inner {
        Some(inner) if inner.len() > MAX_LEN || depth(inner) > MAX_CFG_DEPTH => {
            Some("far too long or deep".to_owned())
        }
        Some(inner) => cfg_error(inner),
        None if is_triple(text) => None,
        None => Some("neither a triple nor `cfg(...)`".to_owned()),
    }
}

fn depth(text: &str) -> usize {
    let mut open = 0_usize;
    let mut deepest = 0;
    for c in text.chars() {
        match c {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

#[cfg(feature = "command")]
fn cfg_error(text: &str) -> Option<String> {
    let error = text.parse::<cargo_platform::CfgExpr>().err()?.to_string();
    let why = error.rsplit_once("as a cfg expression: ");
    Some(why.map_or(error.as_str(), |(_, why)| why).to_owned())
}

/// Without `cargo-platform` (a build script needs only names), only the parentheses are checked.
#[cfg(not(feature = "command"))]
fn cfg_error(text: &str) -> Option<String> {
    let mut open = 0_i64;
    let balanced = text.chars().all(|c| {
        open += i64::from(c == '(') - i64::from(c == ')');
        open >= 0
    });
    let good = balanced && open == 0 && !text.trim().is_empty();
    (!good).then(|| "not a `cfg` expression".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_triples_and_cfg_expressions() {
        for good in [
            "x86_64-unknown-linux-gnu",
            "thumbv8m.main-none-eabi",
            "cfg(windows)",
            "cfg(all(unix, not(target_os = \"macos\")))",
        ] {
            assert_eq!(target_error(good), None, "{good}");
        }
        for bad in [
            "",
            "cfg()",
            "cfg(",
            "cfg(all(unix)",
            "cfg(unix))",
            "a b",
            "windows\n",
            "\0",
        ] {
            assert!(target_error(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn deep_cfg_expressions_are_not_parsed() {
        let deep = format!("cfg({}unix{})", "not(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(target_error(&deep).as_deref(), Some("far too long or deep"));
    }

    #[cfg(feature = "command")]
    #[test]
    fn cargo_says_what_is_wrong_with_a_cfg() {
        let why = target_error("cfg(all(unix)").unwrap();
        assert!(!why.contains("failed to parse"), "{why}");
    }

    #[test]
    fn versions_are_requirements() {
        for good in ["7", "^1.2", ">=1.2, <2", "*", "=1.0.0-rc.1"] {
            assert_eq!(version_error(good), None, "{good}");
        }
        for bad in ["", "seven", "1.2.3.4", "1 || 2", "\0"] {
            assert!(version_error(bad).is_some(), "{bad}");
        }
    }
}
