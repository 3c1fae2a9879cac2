//! Exceptions of the policy: what they silence, and which are past their day or match nothing.

use super::input::Input;
use crate::finding::{Finding, Granted, Label};
use crate::lint::Code;
use crate::model::FactStore;
use crate::policy::Exception;

/// The findings that stay, those that are silenced, and the findings on the exceptions themselves.
pub(super) fn apply(
    input: &Input<'_>,
    findings: Vec<Finding>,
) -> (Vec<Finding>, Vec<Finding>, Vec<Finding>) {
    let exceptions = &input.policy.exceptions;
    let mut used = vec![false; exceptions.len()];
    let mut changed: Vec<Option<String>> = vec![None; exceptions.len()];
    let (mut stay, mut silenced) = (Vec::new(), Vec::new());
    for mut finding in findings {
        let mut granted = None;
        for (at, exception) in exceptions
            .iter()
            .enumerate()
            .filter(|(_, exception)| is_for(exception, &finding))
        {
            changed[at] = other_license(exception, &finding)
                .or_else(|| other_text(exception, &finding, &input.store));
            if changed[at].is_none() {
                used[at] = true;
                if input.today <= exception.until.value || !input.dates_count {
                    granted = granted.or(Some(exception));
                }
            }
        }
        match granted {
            Some(exception) => {
                finding.exception = Some(grant(exception));
                silenced.push(finding);
            }
            None => stay.push(finding),
        }
    }
    let mut of_policy = Vec::new();
    for (at, exception) in exceptions.iter().enumerate() {
        if input.today > exception.until.value {
            of_policy.push(expired(exception));
        } else if !used[at] && input.whole {
            of_policy.push(unused(exception, changed[at].as_deref()));
        }
    }
    for finding in &mut of_policy {
        let level = input.levels.severity(finding.code, None, finding.severity);
        finding.severity = input.undated(finding.code, level);
    }
    of_policy.retain(|finding| finding.severity > crate::lint::Severity::Allow);
    (stay, silenced, of_policy)
}

/// Whether crate and model are those of the exception. Findings on the policy itself are never silenced.
fn is_for(exception: &Exception, finding: &Finding) -> bool {
    let Some(context) = &finding.context else {
        return false;
    };
    let model = exception.model.as_ref().is_none_or(|model| {
        let key = model.value.key();
        context.model.key() == key || context.model.in_any_package().key() == key
    });
    let member = finding.member.as_ref().map(|member| member.name.as_str());
    let crates = exception.package.as_ref().is_none_or(|name| {
        member == Some(name.value.as_str()) || context.puller.name == name.value
    });
    model && crates
}

/// The governing licence, where it is no longer the one that was accepted.
fn other_license(exception: &Exception, finding: &Finding) -> Option<String> {
    let accepted = exception.license.as_ref()?;
    let governing = finding.context.as_ref()?.resolution.governing();
    let same = governing.is_some_and(|binding| {
        accepted
            .value
            .leaves()
            .any(|license| license.id() == binding.license.id())
    });
    (!same).then(|| {
        governing.map_or_else(
            || "unknown".to_owned(),
            |binding| binding.license.to_string(),
        )
    })
}

/// That the governing licence is of another text than the one that was accepted, where it is.
fn other_text(exception: &Exception, finding: &Finding, store: &FactStore) -> Option<String> {
    let accepted = exception.license_sha256.as_ref()?;
    let governing = finding.context.as_ref()?.resolution.governing();
    let same = governing.is_some_and(|binding| store.has_text(&binding.from, &accepted.value));
    (!same).then(|| {
        governing.map_or_else(
            || "unknown".to_owned(),
            |binding| format!("{} of another text", binding.license),
        )
    })
}

fn grant(exception: &Exception) -> Granted {
    Granted {
        reason: exception.reason.value.clone(),
        until: exception.until.value.to_string(),
        place: exception.place.clone(),
    }
}

fn named(exception: &Exception) -> String {
    let model = exception
        .model
        .as_ref()
        .map(|model| format!("`{}`", model.value));
    let package = exception
        .package
        .as_ref()
        .map(|name| format!("crate `{}`", name.value));
    [model, package]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" in ")
}

fn expired(exception: &Exception) -> Finding {
    let message = format!(
        "the exception for {} ended on {}",
        named(exception),
        exception.until.value
    );
    let mut finding = Finding::new(Code::ExpiredException, None, message);
    finding.primary = Some(Label {
        place: exception.until.place.clone(),
        text: "this day is past".to_owned(),
    });
    finding
        .notes
        .push(format!("it was granted for: {}", exception.reason.value));
    finding
        .help
        .push("review the reason, then set a new `until` or delete the exception".to_owned());
    finding
}

fn unused(exception: &Exception, now: Option<&str>) -> Finding {
    let message = match now {
        Some(now) => format!(
            "the exception for {} no longer holds: the governing licence is {now}",
            named(exception)
        ),
        None => format!("the exception for {} matches no finding", named(exception)),
    };
    let mut finding = Finding::new(Code::UnusedException, None, message);
    let text = exception.license_sha256.as_ref().map(|text| &text.place);
    let license = exception.license.as_ref().map(|license| &license.place);
    let of_text = now.is_some_and(|now| now.ends_with("of another text"));
    let at = if of_text { text } else { license.or(text) };
    let at = at.filter(|_| now.is_some());
    finding.primary = Some(Label {
        place: at.unwrap_or(&exception.place).clone(),
        text: if now.is_some() {
            "this licence was accepted"
        } else {
            "nothing to accept"
        }
        .to_owned(),
    });
    finding.help.push(match now {
        Some(_) => "read the terms that govern now, then change `license` and `license-sha256`, or delete the exception"
            .to_owned(),
        None => "delete the exception".to_owned(),
    });
    finding
}
