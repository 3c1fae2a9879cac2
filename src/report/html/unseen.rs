//! What the gate could not see, and what the policy overrode: a report that does not say so claims too much.

use super::markup::Markup;
use super::parts::Parts;
use crate::report::texts::{distinct, plural};
use deny_models::license::Verdict;
use deny_models::model::UnknownReason;

/// What no run can see.
const LIMITS: [&str; 5] = [
    "A name that is made at run time from what a user types or a server answers.",
    "What a weight file is, beyond its header: weights without any statement count under the licence of the package that ships them.",
    "Cards on the hub as they are today, unless the lock was written today.",
    "The licence of training data, and whether a licence is enforceable.",
    "Crates that are not gated: what they pull is listed, and gets no verdict.",
];

pub(super) fn write(parts: &Parts<'_>, out: &mut Markup) {
    out.raw("<section id=\"unseen\" aria-labelledby=\"unseen-title\">\n<h2 id=\"unseen-title\">What could not be seen</h2>\n");
    list(out, "In this run", &of_run(parts));
    list(
        out,
        "What the policy overrides",
        &parts.page.report.overrides,
    );
    list(out, "In any run", &LIMITS.map(str::to_owned));
    out.raw("</section>\n");
}

fn list(out: &mut Markup, title: &'static str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    out.element("h3", &[], title).raw("<ul class=\"plain\">");
    for item in items {
        out.raw("<li>").prose(item).raw("</li>");
    }
    out.raw("</ul>\n");
}

fn of_run(parts: &Parts<'_>) -> Vec<String> {
    let report = parts.page.report;
    let stats = &report.stats;
    let mut told = Vec::new();
    if stats.not_scanned > 0 {
        told.push(format!(
            "The sources and files of {} were not read: only what their manifests and the policy say counts.",
            plural(stats.not_scanned, "package")
        ));
    }
    if stats.unresolved_pulls > 0 {
        told.push(format!(
            "{} for a model by a name that cannot be read from the source.",
            if stats.unresolved_pulls == 1 {
                "1 call asks".to_owned()
            } else {
                format!("{} calls ask", stats.unresolved_pulls)
            }
        ));
    }
    let unknown = parts
        .picture
        .models
        .iter()
        .filter(|model| model.resolution.verdict == Verdict::Unknown);
    told.extend(unknown.map(|model| {
        let unknown_reasons: Vec<String> = model
            .resolution
            .unknown_reasons
            .iter()
            .map(UnknownReason::explain)
            .collect();
        format!(
            "What binds `{}` is unknown: {}.",
            model.resolution.model,
            unknown_reasons.join("; ")
        )
    }));
    told.extend(report.notes.iter().cloned());
    if told.is_empty() {
        told.push("Nothing that is known of.".to_owned());
    }
    distinct(told.into_iter())
}
