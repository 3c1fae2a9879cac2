//! What to do about a finding: the ways out that its help names. Each is one that a test follows: the finding is gone
//! then, or the next step is named.

use std::collections::BTreeSet;

use super::context::{Context, Protected};
use crate::domain::{PackageRef, PullSource};
use crate::finding::Finding;
use crate::license::{Terms, Verdict};
use crate::lint::Code;
use crate::model::{Artifact, ClaimSource, Resolution, UnknownReason, alternatives};
use crate::pull::{self, Member, ReachedPull};
use crate::text::toml_string as string;

/// Models whose facts are missing that the help of one finding names.
const MAX_UNKNOWN: usize = 3;
/// How the help begins that names an exception.
const ACCEPT: &str = "accept it";
/// What writes the entries that a manifest lacks.
const FIX: &str = "cargo deny-models fix";

impl Context<'_> {
    /// Names the ways out, best first.
    pub(super) fn advise(
        &self,
        finding: &mut Finding,
        protected: &Protected<'_>,
        pull: &ReachedPull,
        resolution: &Resolution,
    ) {
        let help = &mut finding.help;
        match finding.code {
            Code::NonOsiModel => {
                help.extend(self.replacement(resolution));
                help.extend(pull.cut.clone());
                help.extend(left_over(protected, pull));
                help.extend(self.needs_reason(pull));
                help.extend(choose_offer(protected, pull));
                help.extend(self.relabel(protected, resolution));
                help.push(accept(finding.code, protected, resolution));
            }
            Code::UnknownLicense => {
                help.extend(pull.cut.clone());
                help.extend(left_over(protected, pull));
                help.extend(self.needs_reason(pull));
                help.extend(choose_offer(protected, pull));
                let asked = resolution
                    .unknown_reasons
                    .iter()
                    .filter_map(UnknownReason::model)
                    .find(|model| model.is_in_registry());
                if let Some(asked) = asked {
                    let site = match asked {
                        Artifact::Registry(model) => model.registry().title(),
                        _ => "the hub",
                    };
                    help.push(format!(
                        "run `cargo deny-models lock`: it queries {site} and pins the result"
                    ));
                }
                help.extend(self.missing_facts(resolution));
                help.push(accept(finding.code, protected, resolution));
            }
            Code::RelicensedModel => finding.notes.push(
                "a tag on a derivative never removes a term of its ancestor: judge the model by its base".to_owned(),
            ),
            Code::FeatureGatedModel => {
                finding.notes.push("those terms apply to users who turn the feature on: state that in its documentation".to_owned());
                help.extend(self.replacement(resolution));
                help.push(accept(finding.code, protected, resolution));
            }
            Code::CopyleftModel => {
                finding.notes.push(
                    "whoever passes the weights on must pass these terms on with them".to_owned(),
                );
                help.push(accept(finding.code, protected, resolution));
            }
            Code::DatasetLicense => help.push(accept(finding.code, protected, resolution)),
            Code::UnpinnedModel => {
                let is_given = matches!(resolution.model, Artifact::Hub { revision: Some(_), .. });
                let verb = if is_given { "replace" } else { "add" };
                help.push(format!(
                    "{verb} `revision` with the commit that you reviewed: where the model is stated, or in the code that takes it"
                ));
            }
            Code::GatedModel => {
                if self.resolver.store().access(&resolution.model).is_none() {
                    help.push("run `cargo deny-models lock`: it queries the hub and pins the result".to_owned());
                } else {
                    finding.notes.push("every machine that downloads it needs the token of an account that was admitted".to_owned());
                    help.push(
                        "take a model without a sign-up, or put the files where your users get them, if its licence allows that"
                            .to_owned(),
                    );
                }
                help.push(accept(finding.code, protected, resolution));
            }
            Code::SuspectLineage => help.push(format!(
                "ask the publisher, then state its base model in deny-models.toml: `[[model]]` with {} and `base`, an empty list for none",
                id(&resolution.model)
            )),
            Code::UndeclaredModel => {
                let own = pull.puller == protected.member.package;
                // A second entry would hold too, and nobody could tell why there are two.
                if !own && self.has_entry(&pull.puller) {
                    help.push(add_to_uses(&pull.puller, &[&pull.pull.artifact]));
                    return;
                }
                help.push(declare(protected, pull));
                finding.toml = Some(if own {
                    pull::manifest_entry(&pull.pull).join("\n") + "\n"
                } else {
                    uses_entry(&pull.puller, &[&pull.pull.artifact])
                });
            }
            Code::DigestMismatch => help.push(
                "review the file as it is now: put the one back that was reviewed, or state the digest of this one with what you found".to_owned(),
            ),
            Code::LicenseMismatch => help.push(format!(
                "correct what is wrong, or state what holds in deny-models.toml: `[[model]]` with {}, `license`, `reason` and `until`",
                id(&resolution.model)
            )),
            _ => {}
        }
    }

    /// Whether the policy has an entry for a package.
    fn has_entry(&self, package: &PackageRef) -> bool {
        let entries = &self.policy.crates;
        entries.iter().any(|entry| entry.is_for(package))
    }

    /// The licence field to write where the model cannot be replaced: the licences that fail, beside the crate's own.
    fn relabel(&self, protected: &Protected<'_>, resolution: &Resolution) -> Option<String> {
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
        let label = format!("{own} AND {}", ids.join(" AND "));
        // A licence that the policy denies may be one that it protects.
        let terms = Terms::parse_crate(&label).ok()?;
        let protected = self.protect.protects(&terms, self.resolver.rules());
        // That it ends the judging of this crate is no small print: another model would pass unseen.
        protected.is_none().then(|| {
            format!(
                "label the crate honestly in Cargo.toml: `license = \"{label}\"` names the terms, and none of its models is judged then"
            )
        })
    }

    /// Models that can replace the one at fault: of the nearest model in the chain that is in the table.
    fn replacement(&self, resolution: &Resolution) -> Option<String> {
        let governing = resolution.governing()?;
        let chain = resolution.chain_to(&governing.from);
        let ancestors = chain.iter().map(|step| &step.model);
        let (model, out) = std::iter::once(&resolution.model)
            .chain(ancestors)
            .find_map(|model| Some((model, alternatives(model, self.resolver)?)))?;
        // What came through weights goes with the model that is pulled; a component can be replaced by itself.
        let replaced = if governing.weights {
            &resolution.model
        } else {
            model
        };
        let models: Vec<String> = out
            .models
            .iter()
            .map(|model| format!("`{model}`"))
            .collect();
        Some(format!(
            "for {} instead of `{}`, these pass: {}",
            out.task,
            replaced.name(),
            models.join(", ")
        ))
    }

    /// The entries of the policy that state what no source does, one a model.
    fn missing_facts(&self, resolution: &Resolution) -> Vec<String> {
        let mut models: Vec<&Artifact> = Vec::new();
        for model in resolution
            .unknown_reasons
            .iter()
            .filter_map(UnknownReason::model)
        {
            if models.len() == MAX_UNKNOWN {
                break;
            }
            if models.iter().all(|known| known.key() != model.key()) {
                models.push(model);
            }
        }
        let entry = |model: &Artifact| {
            let key = model.key();
            let of_model = resolution
                .unknown_reasons
                .iter()
                .filter(|reason| reason.model().is_some_and(|it| it.key() == key));
            let lacks = |base: bool| {
                let is_base = |reason| matches!(reason, &UnknownReason::UnnamedBase(_)) == base;
                of_model.clone().any(is_base)
            };
            let mut keys = vec![id(model)];
            keys.extend(lacks(false).then(|| "`license`".to_owned()));
            keys.extend(lacks(true).then(|| "`base`".to_owned()));
            // What other sources state is then looser: that takes a reason and an end.
            if self.is_stated(model) {
                keys.extend(["`reason`".to_owned(), "`until`".to_owned()]);
            }
            format!(
                "where you know more, state it in deny-models.toml: `[[model]]` with {}",
                joined(&keys)
            )
        };
        let mut help: Vec<String> = own_terms(resolution);
        for model in &models {
            // A second entry of the policy for the same model would be a mistake.
            if self.is_in_policy(model) {
                help.extend(left_blank(model, resolution));
            } else {
                help.push(entry(model));
            }
        }
        help.extend(models.into_iter().filter_map(same_as));
        help
    }

    fn is_in_policy(&self, model: &Artifact) -> bool {
        let claims = self.resolver.store().claims(model);
        claims
            .iter()
            .any(|claim| claim.origin == ClaimSource::Policy)
    }

    /// Whether a source states facts about a model that an entry of the policy would override.
    fn is_stated(&self, model: &Artifact) -> bool {
        let claims = self.resolver.store().claims(model);
        claims
            .iter()
            .any(|claim| claim.origin < ClaimSource::Dependency && claim.states_anything())
    }
}

/// How to allow terms that have a name of somebody's own, as those of a company: no list has them, so to state them once
/// more does not make them known.
fn own_terms(resolution: &Resolution) -> Vec<String> {
    let names = resolution
        .unknown_reasons
        .iter()
        .filter_map(|reason| match reason {
            UnknownReason::UnknownLicense(_, license) if license.starts_with("LicenseRef-") => {
                Some(license.as_str())
            }
            _ => None,
        });
    let names: BTreeSet<&str> = names.collect();
    let names = names.into_iter().take(MAX_UNKNOWN);
    names
        .map(|name| {
            let name = string(name);
            format!("where you know the terms and accept them, allow them in deny-models.toml: `allow = [{name}]` in `[policy]`")
        })
        .collect()
}

/// What the entry of the policy for a model leaves open.
fn left_blank(model: &Artifact, resolution: &Resolution) -> Option<String> {
    let of_model =
        |reason: &&UnknownReason| reason.model().is_some_and(|it| it.key() == model.key());
    let mut reasons = resolution.unknown_reasons.iter().filter(of_model);
    let key = reasons.find_map(|reason| match reason {
        UnknownReason::NoFacts(_)
        | UnknownReason::NoLicense(_)
        | UnknownReason::UnrecordedLicense(_)
        | UnknownReason::NotForIt(..) => Some("`license`"),
        // The entry has a relation, to none would be a mistake.
        UnknownReason::UnnamedBase(_) => Some("`base`, the model that it is made from"),
        UnknownReason::UnrecordedLineage(_) => Some("`base`, an empty list for none"),
        _ => None,
    })?;
    let name = model.name();
    Some(format!(
        "complete the entry of `{name}` in deny-models.toml with {key}"
    ))
}

/// The exception that accepts a finding on a licence.
pub(super) fn accept(code: Code, protected: &Protected<'_>, resolution: &Resolution) -> String {
    let mut keys = vec![
        format!("`model = {}`", string(&written(&resolution.model))),
        format!("`crate = {}`", string(&protected.member.package.name)),
    ];
    if !code.is_on_licence() {
        keys.push(format!("`code = \"{code}\"`"));
    }
    if let Some(governing) = resolution.governing() {
        keys.push(format!("`license = {}`", string(governing.license.id())));
    }
    keys.extend(["`reason`".to_owned(), "`until`".to_owned()]);
    format!(
        "{ACCEPT} for a while in deny-models.toml: `[[exception]]` with {}",
        joined(&keys)
    )
}

/// The exception for a model that code names and nothing takes; it needs no end.
pub(super) fn no_pull(protected: &Protected<'_>, model: &Artifact) -> String {
    format!(
        "if nothing takes it, accept that in deny-models.toml: `[[exception]]` with `model = {}`, `crate = {}`, \
         `code = \"{}\"` and `reason`",
        string(&written(model)),
        string(&protected.member.package.name),
        Code::NamedModel
    )
}

/// How to state a pull that evidence shows.
fn declare(protected: &Protected<'_>, pull: &ReachedPull) -> String {
    let artifact = &pull.pull.artifact;
    if pull.puller != protected.member.package {
        return state_uses("it", &pull.puller, &[artifact]);
    }
    format!(
        "`{FIX}` states it in Cargo.toml: {}",
        manifest_entry(artifact)
    )
}

/// How to state that a model of another registry is the one of the hub that has its name. The name alone proves nothing.
fn same_as(model: &Artifact) -> Option<String> {
    let namesake = model.namesake()?;
    Some(format!(
        "where you know that its weights are those of `{namesake}` on the hub, state that in deny-models.toml: `[[model]]` \
         with {}, `base = [{}]` and `relation = \"quantized\"`",
        id(model),
        string(namesake.name())
    ))
}

/// How a crate states a model in its own Cargo.toml that nothing was found to pull.
pub(super) fn declare_id(artifact: &Artifact) -> String {
    format!(
        "if something takes it, state that in Cargo.toml: {}",
        manifest_entry(artifact)
    )
}

/// The entry of a manifest for a model, in words.
fn manifest_entry(artifact: &Artifact) -> String {
    let key = match artifact {
        Artifact::Hub { .. } | Artifact::Registry(_) => "id",
        Artifact::Url(_) => "url",
        Artifact::Path { .. } => "path",
    };
    format!(
        "`[[package.metadata.deny-models.model]]` with `{key} = {}`",
        string(artifact.name())
    )
}

/// How to state all pulls of a package that evidence shows: the entries are to paste.
pub(super) fn declare_all(finding: &mut Finding) {
    let Some(context) = &finding.context else {
        return;
    };
    let also = finding.also.iter().map(|context| &context.model);
    let models: Vec<&Artifact> = std::iter::once(&context.model).chain(also).collect();
    let (puller, own) = (
        &context.puller,
        finding.member.as_ref() == Some(&context.puller),
    );
    finding.message = format!(
        "`{puller}` pulls {} models that its manifest does not state",
        models.len()
    );
    // Without an entry to paste there is one already.
    let has_entry = finding.toml.is_none();
    let help = if own {
        format!(
            "`{FIX}` states them in Cargo.toml, with these entries of `[[package.metadata.deny-models.model]]`"
        )
    } else if has_entry {
        add_to_uses(puller, &models)
    } else {
        state_uses("them", puller, &models)
    };
    if !own && !has_entry {
        finding.toml = Some(uses_entry(puller, &models));
    }
    finding.help = vec![help];
}

/// Words for all models of an offer: an exception is for one of them.
pub(super) fn offer_all(finding: &mut Finding) {
    let count = finding.models().count();
    if let Some(context) = &finding.context {
        finding.message = format!(
            "`{}` offers {count} models that do not pass",
            context.puller
        );
    }
    for help in &mut finding.help {
        if let Some(entry) = help.strip_prefix(ACCEPT) {
            *help = format!("accept each of them{entry}");
        }
    }
}

/// Where the analysis of a member stopped, what it offers counts because nothing shows that it does not.
pub(super) fn unsure(member: &Member, puller: &PackageRef) -> Option<String> {
    let mut stops = member.stops.iter();
    let is_own = *puller == member.package && stops.any(|stop| stop.package == *puller);
    is_own.then(|| {
        format!(
            "the analysis of `{}` is incomplete, so it may take none of these: state in deny-models.toml which of these it takes, \
             `[[crate]]` with `name = {}` and `uses`, an empty list for none",
            puller.name,
            string(&puller.name)
        )
    })
}

fn state_uses(what: &str, puller: &PackageRef, models: &[&Artifact]) -> String {
    format!(
        "state {what} in deny-models.toml: `[[crate]]` with `name = {}`, `version = {}` and `uses = {}`",
        string(&puller.name),
        string(&puller.version),
        list(models)
    )
}

/// How to state further models in the entry that a package has.
fn add_to_uses(puller: &PackageRef, models: &[&Artifact]) -> String {
    let models: Vec<String> = models.iter().map(|model| string(&written(model))).collect();
    format!(
        "add `{}` to `uses` of the entry for `{}` in deny-models.toml",
        models.join(", "),
        puller.name
    )
}

/// The entry that states what a package pulls.
fn uses_entry(puller: &PackageRef, models: &[&Artifact]) -> String {
    format!(
        "[[crate]]\nname = {}\nversion = {}\nuses = {}\n",
        string(&puller.name),
        string(&puller.version),
        list(models)
    )
}

fn list(models: &[&Artifact]) -> String {
    let models: Vec<String> = models.iter().map(|model| string(&written(model))).collect();
    format!("[{}]", models.join(", "))
}

/// What to do with an entry of the member's own manifest for which nothing was found, where its code takes other models.
fn left_over(protected: &Protected<'_>, pull: &ReachedPull) -> Option<String> {
    let model = &pull.pull.artifact;
    let taken = &protected.taken;
    let stated_alone = pull.puller == protected.member.package
        && pull.pull.source == PullSource::Manifest
        && !taken.has(model);
    (stated_alone && taken.by_code && !matches!(model, Artifact::Path { .. })).then(|| {
        format!(
            "no code that was read takes `{}`: if nothing does, delete its entry in Cargo.toml",
            model.name()
        )
    })
}

/// How to state which offers of a dependency are used: only where the pull is one of its offers, as an entry changes
/// nothing else.
fn choose_offer(protected: &Protected<'_>, pull: &ReachedPull) -> Option<String> {
    let own = pull.puller == protected.member.package;
    (!own && pull.choice).then(|| uses(pull))
}

/// The entry that states which offers of a dependency are used.
pub(super) fn uses(pull: &ReachedPull) -> String {
    format!(
        "state in deny-models.toml which models of `{}` are used: `[[crate]]` with {}, `version = {}` and `uses`",
        pull.puller.name,
        name(pull),
        string(&pull.puller.version)
    )
}

fn name(pull: &ReachedPull) -> String {
    format!("`name = {}`", string(&pull.puller.name))
}

fn id(model: &Artifact) -> String {
    match model {
        // The file of this package, and of no other.
        Artifact::Path {
            package: Some(package),
            path,
        } => {
            let name = package.split(' ').next().unwrap_or_default();
            format!(
                "`path = {}`, `crate = {}`",
                string(path.as_str()),
                string(name)
            )
        }
        other => format!("`id = {}`", string(&written(other))),
    }
}

/// A model as entries of the policy name it: `models/x.onnx` alone would be a model of the hub.
fn written(model: &Artifact) -> String {
    match model {
        Artifact::Path { path, .. } => format!("./{path}"),
        other => other.name().to_owned(),
    }
}

/// `a`, `b` and `c`.
fn joined(keys: &[String]) -> String {
    match keys {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
