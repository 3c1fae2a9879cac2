//! What to do about a finding: the ways out that its help names.

use std::collections::BTreeSet;

use super::context::{Context, Protected};
use crate::domain::How;
use crate::finding::Finding;
use crate::license::Verdict;
use crate::lint::Code;
use crate::model::{Artifact, Resolution, UnknownReason, alternatives};
use crate::pull::ReachedPull;

impl Context<'_> {
    /// Names the ways out, best first.
    pub(super) fn advise(
        &self,
        finding: &mut Finding,
        protected: &Protected<'_>,
        pull: &ReachedPull,
        resolution: &Resolution,
    ) {
        match finding.code {
            Code::NonOsiModel => {
                finding.help.extend(self.replacement(resolution));
                finding.help.extend(pull.cut.clone());
                finding.help.extend(choose_offer(protected, pull));
                finding.help.extend(relabel(protected, resolution));
            }
            Code::UnknownLicense => {
                finding.help.extend(pull.cut.clone());
                finding.help.extend(choose_offer(protected, pull));
                if matches!(pull.pull.artifact, Artifact::Hub { .. }) {
                    finding.help.push(
                        "run `cargo deny-models lock`: it queries the hub and pins the result"
                            .to_owned(),
                    );
                }
                finding.help.push(format!(
                    "if you know its licence, state it in the policy: `[[model]]` with {} and `license`",
                    unknown_model(resolution)
                ));
            }
            Code::RelicensedModel => {
                finding.help.push("a tag on a derivative never removes a term of its ancestor: judge the model by its base".to_owned());
            }
            Code::FeatureGatedModel => {
                finding.help.push("those terms apply to users who turn the feature on: state that in its documentation".to_owned());
            }
            Code::CopyleftModel => {
                finding.help.push(
                    "who passes the weights on must pass on these terms with them".to_owned(),
                );
            }
            Code::UnpinnedModel => {
                finding
                    .help
                    .push("add `revision` with the commit that you reviewed".to_owned());
            }
            Code::SuspectLineage => {
                finding.help.push(
                    "ask the publisher, then state its base model in the policy: `[[model]]` with `base`"
                        .to_owned(),
                );
            }
            Code::UndeclaredModel => {
                // In a list a path has `./` in front: `models/x.onnx` alone would be a model of the hub.
                let (key, mark) = match &pull.pull.artifact {
                    Artifact::Hub { .. } => ("id", ""),
                    Artifact::Url(_) => ("url", ""),
                    Artifact::Path { .. } => ("path", "./"),
                };
                let name = pull.pull.artifact.name();
                finding.help.push(if pull.puller == protected.member.package {
                    format!(
                        "state it in Cargo.toml: `[[package.metadata.deny-models.model]]` with `{key} = \"{name}\"`"
                    )
                } else {
                    format!(
                        "state it in the policy: `[[crate]]` with `name = \"{}\"` and `uses = [\"{mark}{name}\"]`",
                        pull.puller.name
                    )
                });
            }
            Code::DigestMismatch => {
                finding.help.push(
                    "review the file as it is now: put the one back that was reviewed, or state the digest of this one with what you found".to_owned(),
                );
            }
            Code::LicenseMismatch => {
                finding.help.push(
                    "correct the manifest, or override it in the policy with `[[model]]`"
                        .to_owned(),
                );
            }
            _ => {}
        }
    }

    /// Models that can replace the one at fault: of the nearest model in the chain that is in the table.
    fn replacement(&self, resolution: &Resolution) -> Option<String> {
        let chain = resolution.chain_to(&resolution.governing()?.from);
        let ancestors = chain.iter().map(|step| &step.model);
        let (model, out) = std::iter::once(&resolution.model)
            .chain(ancestors)
            .find_map(|model| Some((model, alternatives(model, self.resolver)?)))?;
        let models: Vec<String> = out
            .models
            .iter()
            .map(|model| format!("`{model}`"))
            .collect();
        Some(format!(
            "for {} instead of `{}`, these pass: {}",
            out.task,
            model.name(),
            models.join(", ")
        ))
    }
}

/// The licence field to write where the model cannot be replaced: the licences that fail, beside the crate's own.
fn relabel(protected: &Protected<'_>, resolution: &Resolution) -> Option<String> {
    let failing = resolution
        .binding
        .iter()
        .filter(|binding| binding.verdict == Verdict::Fail);
    let ids: BTreeSet<String> = failing.map(|binding| binding.license.spdx_ref()).collect();
    if ids.is_empty() {
        return None;
    }
    let ids: Vec<String> = ids.into_iter().collect();
    let own = &protected.shown;
    let own = if own.contains(" OR ") || own.contains('/') {
        format!("({})", own.replace('/', " OR "))
    } else {
        own.clone()
    };
    Some(format!(
        "or label the crate honestly: `license = \"{own} AND {}\"`",
        ids.join(" AND ")
    ))
}

/// How to state which offers of a dependency are used, when the default is not: only the owner can do that.
fn choose_offer(protected: &Protected<'_>, pull: &ReachedPull) -> Option<String> {
    let own = pull.puller == protected.member.package;
    let chosen = pull.pull.how == How::Runtime && !pull.pull.declared;
    (!own && chosen).then(|| {
        format!(
            "or, where it is one of several that `{name}` offers, state in the policy which are used: `[[crate]]` with `name = \"{name}\"` and `uses = [...]`",
            name = pull.puller.name
        )
    })
}

/// The model whose licence is missing, that of the first gap, as an entry of the policy names it.
fn unknown_model(resolution: &Resolution) -> String {
    let first = resolution
        .unknown_reasons
        .first()
        .and_then(UnknownReason::model);
    let model = first.unwrap_or(&resolution.model);
    match model {
        Artifact::Path {
            package: Some(package),
            path,
        } => {
            let name = package.split(' ').next().unwrap_or_default();
            format!("`path = \"{path}\"`, `crate = \"{name}\"`")
        }
        Artifact::Path {
            package: None,
            path,
        } => format!("`id = \"./{path}\"`"),
        model => format!("`id = \"{}\"`", model.name()),
    }
}
