//! What the policy grants for a while, announced before it ends: a gate that begins to fail over night is a surprise.

use crate::date::Date;
use crate::policy::Policy;
use crate::source::Spanned;

/// Days before its end from which on a grant is announced.
const NOTICE: i64 = 30;

/// A note for each exception, override and answer that ends soon. What is past is a finding.
pub(super) fn soon(policy: &Policy, today: Date) -> Vec<String> {
    let exceptions = policy.exceptions.iter().map(|exception| {
        let model = exception.model.as_ref().map(|it| it.value.to_string());
        let package = exception.package.as_ref().map(|it| it.value.clone());
        let what: Vec<String> = model
            .into_iter()
            .chain(package)
            .map(|name| format!("`{name}`"))
            .collect();
        let what = format!("the exception for {}", what.join(" in "));
        (what, exception.until.as_ref())
    });
    let models = policy.models.iter().map(|entry| {
        let what = format!("the override of the facts about `{}`", entry.id.value);
        (what, entry.until.as_ref())
    });
    let tables = policy.facts.iter().map(|table| {
        let what = format!("the override by the table of facts `{}`", table.path.value);
        (what, table.until.as_ref())
    });
    let crates = policy.crates.iter().map(|entry| {
        let what = format!("the answer of `[[crate]]` for `{}`", entry.name.value);
        (what, entry.until.as_ref())
    });
    exceptions
        .chain(models)
        .chain(tables)
        .chain(crates)
        .filter_map(|(what, until)| note(&what, until?, today))
        .collect()
}

fn note(what: &str, until: &Spanned<Date>, today: Date) -> Option<String> {
    let until = until.value;
    let days = today.days_until(until);
    let when = match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2..=NOTICE => format!("in {days} days"),
        _ => return None,
    };
    Some(format!("{what} ends {when}, on {until}"))
}
