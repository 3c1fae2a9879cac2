//! Phrases that several formats share: how a model comes in, by which way, and who states its terms.

use super::identity::NAMED;
use super::texts::{MAX_FACTS, distinct, few, plural};
use super::view::View;
use crate::escape::{limited, text};
use deny_models::domain::{How, Kind, PackageRef, Scope, When};
use deny_models::finding::{Granted, Report};
use deny_models::lint::{Code, Severity};
use deny_models::model::{Evidence, Resolution};

/// Characters of a source's detail, which may quote a whole card.
const MAX_DETAIL: usize = 240;
/// Packages of a blame path.
const MAX_PATH: usize = 24;

pub(super) fn how(how: Option<How>) -> &'static str {
    match how {
        Some(How::Bundled) => "bundled",
        Some(How::Build) => "fetched while building",
        Some(How::Runtime) => "loaded at run time",
        Some(How::Offered) => "offered",
        None => NAMED,
    }
}

/// How long an exception holds, in words; nothing where it has no end.
pub(super) fn until(granted: &Granted) -> String {
    let until = granted.until.as_deref();
    until.map_or_else(String::new, |until| format!(" until {}", text(until)))
}

/// The way from the member to the package that pulls.
pub(super) fn path(packages: &[PackageRef]) -> String {
    let mut names: Vec<String> = packages.iter().map(package).collect();
    if names.len() > MAX_PATH {
        let half = MAX_PATH / 2;
        let between = names.len() - 2 * half;
        names.splice(half..half + between, [format!("({between} more)")]);
    }
    names.join(" -> ")
}

pub(super) fn package(package: &PackageRef) -> String {
    limited(&package.to_string(), 120)
}

/// Under which conditions a model comes in, where there are any.
pub(super) fn condition(when: &When) -> String {
    let features: Vec<String> = when
        .features
        .iter()
        .map(|feature| format!("`{}`", limited(feature, 80)))
        .collect();
    let features = match features.as_slice() {
        [] => None,
        [feature] => Some(format!("with feature {feature}")),
        features => Some(format!(
            "with features {}",
            few(features, MAX_FACTS).join(", ")
        )),
    };
    let target = when
        .target
        .as_ref()
        .map(|target| format!("on {}", limited(target, 200)));
    let kind = match when.kind {
        Kind::Normal => None,
        Kind::Build => Some("as a build dependency".to_owned()),
        Kind::Dev => Some("as a dev dependency".to_owned()),
    };
    let scope = match when.scope {
        Scope::Lib => None,
        Scope::Build => Some("in its build script".to_owned()),
        Scope::Bin => Some("in a binary".to_owned()),
        Scope::Dev => Some("in its dev code".to_owned()),
    };
    let conditions = [features, target, kind, scope].into_iter().flatten();
    // Nothing comes first, so that each has a comma before it.
    [String::new()]
        .into_iter()
        .chain(conditions)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The numbers of errors and warnings, without zeros.
pub(super) fn counts(report: &Report) -> Vec<String> {
    [(Severity::Deny, "error"), (Severity::Warn, "warning")]
        .into_iter()
        .map(|(severity, word)| (report.count(severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect()
}

/// Whether a finding depends on facts about the licence, so that their sources are shown.
pub(super) fn rests_on_sources(code: Code) -> bool {
    !matches!(
        code,
        Code::UnpinnedModel | Code::UndeclaredModel | Code::StaleLock | Code::MalformedArtifact
    )
}

/// The sources of the deciding licences: the governing ones and those that the tag hides; all sources if none is known.
/// The detail of a resolution's evidence starts with the model that it is about.
pub(super) fn sources(resolution: &Resolution, view: &View<'_>) -> Vec<String> {
    let governing = resolution.governing().into_iter();
    let deciding: Vec<&str> = governing
        .chain(&resolution.hidden)
        .map(|binding| binding.from.name())
        .collect();
    let decides = |evidence: &&Evidence| {
        let names = |model: &str| {
            evidence
                .detail
                .strip_prefix(model)
                .is_some_and(|rest| rest.starts_with(':'))
        };
        deciding.is_empty() || deciding.iter().any(|model| names(model))
    };
    distinct(
        resolution
            .evidence
            .iter()
            .filter(decides)
            .map(|evidence| source(evidence, view)),
    )
}

pub(super) fn source(evidence: &Evidence, view: &View<'_>) -> String {
    let kind = match evidence.kind {
        "table" => "the built-in table",
        "policy" => "the policy",
        "manifest" => "the manifest",
        "facts" => "the table of facts",
        "dependency-manifest" => "the manifest of a dependency",
        "data-file" => "the data file",
        kind => kind,
    };
    let place = evidence.place.as_ref().map(|place| {
        let path = text(&view.relative(place.path()));
        if place.text().is_empty() {
            format!(" {path}")
        } else {
            format!(" {path}:{}", place.line())
        }
    });
    format!(
        "{kind}{}: {}",
        place.unwrap_or_default(),
        limited(&evidence.detail, MAX_DETAIL)
    )
}
