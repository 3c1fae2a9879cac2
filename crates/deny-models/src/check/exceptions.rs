//! Exceptions of the policy: what they silence, and which are past their day or match nothing.

use std::collections::{BTreeSet, HashMap};

use super::input::Input;
use crate::config::cargo_fields::version_fits;
use crate::date::Date;
use crate::domain::PackageRef;
use crate::finding::{Finding, Granted, Label};
use crate::lint::Code;
use crate::model::FactStore;
use crate::policy::Exception;
use crate::source::Spanned;

/// The findings that stay, those that are silenced, and the findings on the exceptions themselves.
pub(super) fn apply(
    input: &Input<'_>,
    findings: Vec<Finding>,
) -> (Vec<Finding>, Vec<Finding>, Vec<Finding>) {
    let exceptions = &input.policy.exceptions;
    let mut used = vec![false; exceptions.len()];
    let mut changed: Vec<Option<String>> = vec![None; exceptions.len()];
    let mut other_code: Vec<Option<Code>> = vec![None; exceptions.len()];
    let (mut stay, mut silenced) = (Vec::new(), Vec::new());
    let index = Index::of(exceptions);
    for mut finding in findings {
        let mut granted = None;
        for at in index.that_may_be_for(&finding) {
            let exception = &exceptions[at];
            if !is_for(exception, &finding) {
                continue;
            }
            if !covers(exception, finding.code) {
                other_code[at].get_or_insert(finding.code);
                continue;
            }
            changed[at] = other_license(exception, &finding)
                .or_else(|| other_text(exception, &finding, input.store));
            if changed[at].is_none() {
                used[at] = true;
                if !is_past(exception, input.today) || !input.dates_count {
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
        if let Some(until) = exception
            .until
            .as_ref()
            .filter(|_| is_past(exception, input.today))
        {
            of_policy.push(expired(exception, until));
        } else if !used[at] && input.whole {
            of_policy.push(unused(exception, changed[at].as_deref(), other_code[at]));
        }
    }
    for finding in &mut of_policy {
        let level = input.levels.severity(finding.code, None, finding.severity);
        finding.severity = input.undated(finding.code, level);
    }
    of_policy.retain(|finding| finding.severity > crate::lint::Severity::Allow);
    (stay, silenced, of_policy)
}

/// Exceptions by the key of the model and the name of the package that they are for, `None` where they name none.
struct Index<'a>(HashMap<(Option<String>, Option<&'a str>), Vec<usize>>);

impl<'a> Index<'a> {
    fn of(exceptions: &'a [Exception]) -> Self {
        let mut index: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, exception) in exceptions.iter().enumerate() {
            let model = exception.model.as_ref().map(|model| model.value.key());
            let package = exception.package.as_ref().map(|name| name.value.as_str());
            index.entry((model, package)).or_default().push(at);
        }
        Self(index)
    }

    /// The exceptions that name the model and a package of a finding, or neither, in the order of the policy.
    fn that_may_be_for(&self, finding: &Finding) -> BTreeSet<usize> {
        let context = finding.context.as_ref();
        let keys = context.iter().flat_map(|context| {
            let mut keys = context.model.names_of_entries();
            keys.push(context.model.key());
            keys
        });
        let models: Vec<Option<String>> = keys.map(Some).chain([None]).collect();
        let puller = context.map(|context| &context.puller);
        let packages = finding.member.iter().chain(puller);
        let packages: Vec<Option<&str>> = packages
            .map(|package| Some(package.name.as_str()))
            .chain([None])
            .collect();
        let mut found = BTreeSet::new();
        for model in models {
            for package in &packages {
                let key = (model.clone(), *package);
                found.extend(self.0.get(&key).into_iter().flatten());
            }
        }
        found
    }
}

/// Whether the last day of the exception is over.
fn is_past(exception: &Exception, today: Date) -> bool {
    exception
        .until
        .as_ref()
        .is_some_and(|until| until.value < today)
}

/// Whether the exception accepts findings of this code.
fn covers(exception: &Exception, code: Code) -> bool {
    code.can_be_excepted()
        && match &exception.code {
            Some(accepted) => accepted.value == code,
            None => code.is_on_licence(),
        }
}

/// Whether crate and model are those of the exception. Findings on the policy itself are never silenced, and those that
/// are on no model only by an exception for that code in that member.
fn is_for(exception: &Exception, finding: &Finding) -> bool {
    let of_member = |wanted: &Spanned<String>| {
        let member = finding.member.as_ref();
        member.is_some_and(|member| member.name == wanted.value)
    };
    if !exception.member.as_ref().is_none_or(of_member) {
        return false;
    }
    let Some(context) = &finding.context else {
        let of_code = exception.code.as_ref().map(|code| code.value) == Some(finding.code);
        let member = finding.member.as_ref();
        return of_code
            && exception.model.is_none()
            && member.is_some_and(|member| is_crate(exception, member));
    };
    let model = exception
        .model
        .as_ref()
        .is_none_or(|model| context.model.is_named_by(&model.value));
    // The member is named by itself then.
    let member = finding.member.iter();
    let member = member.filter(|_| exception.member.is_none());
    let crates = member.chain([&context.puller]);
    let mut crates = crates.filter(|package| is_crate(exception, package));
    model && (exception.package.is_none() || crates.next().is_some())
}

/// Whether the exception is for this package.
fn is_crate(exception: &Exception, package: &PackageRef) -> bool {
    let name = exception.package.as_ref();
    name.is_some_and(|name| name.value == package.name)
        && exception
            .version
            .as_ref()
            .is_none_or(|wanted| version_fits(&wanted.value, &package.version))
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

/// That the licence text which was accepted is no longer, or not, among those that are known of the model it is from.
fn other_text(exception: &Exception, finding: &Finding, store: &FactStore) -> Option<String> {
    let accepted = exception.license_sha256.as_ref()?;
    let resolution = &finding.context.as_ref()?.resolution;
    let of = resolution
        .governing()
        .map_or(&resolution.model, |binding| &binding.from);
    let claims = store.claims(of);
    let mut texts = claims.iter().flat_map(|claim| &claim.texts);
    let same = texts.any(|known| *known == accepted.value) || store.has_text(of, &accepted.value);
    (!same).then(|| {
        format!(
            "not in a text with that SHA-256, as far as is known of {}",
            of.name()
        )
    })
}

fn grant(exception: &Exception) -> Granted {
    Granted {
        reason: exception.reason.value.clone(),
        until: exception
            .until
            .as_ref()
            .map(|until| until.value.to_string()),
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
    let member = exception
        .member
        .as_ref()
        .map(|name| format!("member `{}`", name.value));
    [model, package, member]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" in ")
}

fn expired(exception: &Exception, until: &Spanned<Date>) -> Finding {
    let message = format!(
        "the exception for {} ended on {}",
        named(exception),
        until.value
    );
    let mut finding = Finding::new(Code::ExpiredException, None, message);
    finding.primary = Some(Label {
        place: until.place.clone(),
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

fn unused(exception: &Exception, now: Option<&str>, other_code: Option<Code>) -> Finding {
    let message = match now {
        Some(now) => format!(
            "the exception for {} no longer holds: the governing licence is {now}",
            named(exception)
        ),
        None => format!("the exception for {} matches no finding", named(exception)),
    };
    let mut finding = Finding::new(Code::UnusedException, None, message);
    // Of what it could match, the first that its code leaves out.
    let left_out = other_code.filter(|_| now.is_none());
    if let Some(code) = left_out {
        finding.notes.push(if code.can_be_excepted() {
            format!("`{code}` is found there, which `code` has to name")
        } else {
            format!("`{code}` is found there, which no exception covers")
        });
    }
    let at = exception
        .license
        .as_ref()
        .map(|license| &license.place)
        .or(exception.license_sha256.as_ref().map(|text| &text.place))
        .filter(|_| now.is_some());
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
        None => match left_out.filter(|code| code.can_be_excepted()) {
            Some(code) => format!("set `code = \"{code}\"` where that is what it accepts, or delete the exception"),
            None => "delete the exception".to_owned(),
        },
    });
    finding
}
