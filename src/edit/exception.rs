//! The exception that accepts one finding, and no other.

use deny_models::date::Date;
use deny_models::finding::{Finding, ModelContext};
use deny_models::model::Artifact;
use deny_models::text::toml_string;

/// What a person states for an exception.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stated<'a> {
    /// Why, and the last day.
    Until(&'a str, Date),
    /// Nothing yet: what is printed so is refused until it is filled in.
    Blank,
}

/// The entries of the policy that accept a finding, one for each model that it is about. None where no exception covers
/// it, or only one that would cover others of its kind too, as where it is on no model.
pub(crate) fn exceptions<'a>(
    finding: &'a Finding,
    stated: Stated<'a>,
) -> impl Iterator<Item = (&'a ModelContext, String)> {
    let accepted = finding.models().filter(|_| finding.code.can_be_excepted());
    accepted.filter_map(move |context| Some((context, exception(finding, context, stated)?)))
}

/// The entry for one of its models: for its code, member, crate, model, governing licence and version of the crate
/// together.
fn exception(finding: &Finding, context: &ModelContext, stated: Stated<'_>) -> Option<String> {
    let model = match &context.model {
        // `models/x.onnx` alone would be a model of the hub.
        Artifact::Path { path, .. } => format!("./{path}"),
        other => other.name().to_owned(),
    };
    // Metadata behind `+` is no part of a requirement.
    let version = context.puller.version.split('+').next().unwrap_or_default();
    let member = finding.member.as_ref()?;
    let mut lines = vec![
        "[[exception]]".to_owned(),
        format!("code = \"{}\"", finding.code),
        format!("member = {}", toml_string(&member.name)),
        format!("crate = {}", toml_string(&context.puller.name)),
        format!("version = {}", toml_string(&format!("={version}"))),
        format!("model = {}", toml_string(&model)),
    ];
    if let Some(governing) = context.resolution.governing() {
        let id = governing.license.id();
        lines.push(format!("license = {}", toml_string(id)));
    }
    match stated {
        Stated::Until(reason, day) => {
            lines.push(format!("reason = {}", toml_string(reason)));
            lines.push(format!("until = {day}"));
        }
        Stated::Blank => lines.extend(["reason = \"\"".to_owned(), "until = \"\"".to_owned()]),
    }
    Some(lines.join("\n") + "\n")
}
