//! The findings of one member.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::context::{Context, Protected, Taken};
use super::{advice, disagreement, state};
use crate::domain::{CrateLicense, How, Kind, PullSource, Scope, When};
use crate::finding::{Finding, Label, ModelContext};
use crate::license::{License, Terms, Verdict};
use crate::lint::{Code, Severity};
use crate::model::{
    Access, Artifact, Bases, Binding, Claim, ClaimSource, Link, Resolution, Step, UnknownReason,
};
use crate::policy::{LicenseSet, Require};
use crate::pull::{DamagedFile, Member, Reach, ReachedPull};
use crate::source::Problem;

/// The licence of a member as the summary names it.
pub(super) fn shown_license(license: &CrateLicense) -> Option<String> {
    match license {
        CrateLicense::UnknownFile => Some("license-file".to_owned()),
        other => other.expression(),
    }
}

/// Target triples that a message names.
const MAX_TARGETS: usize = 3;

/// A pull with the licences that apply to its model.
type Resolved<'a> = (&'a ReachedPull, Arc<Resolution>);

impl Context<'_> {
    pub(super) fn member(&mut self, member: &Member) -> Result<Vec<Finding>, Vec<Problem>> {
        let terms = terms_of(member)?;
        let by = terms
            .as_ref()
            .and_then(|terms| self.protect.protects(terms, self.resolver.rules()))
            .cloned();
        let mut findings = Vec::new();
        if by.is_none() {
            if member.license == CrateLicense::Missing {
                self.unlicensed.push(member.clone());
            }
            findings.extend(state::unlicensed(member, terms.as_ref()));
        }
        let resolved: Vec<Resolved<'_>> = member
            .pulls
            .iter()
            .map(|pull| (pull, self.resolver.resolve(&pull.pull.artifact)))
            .collect();
        for (pull, _) in &resolved {
            self.record(&pull.pull.artifact);
        }
        findings.extend(damaged(member, &resolved));
        let Some(by) = by else {
            let note = terms
                .as_ref()
                .and_then(|terms| self.unnamed_terms(member, terms, &resolved));
            self.notes.extend(note);
            return Ok(findings);
        };
        findings.extend(state::unresolved(member));
        findings.extend(state::incomplete(member));
        findings.extend(state::missing(member));
        findings.extend(state::unnoticed(member));
        self.gated += 1;
        let shown = shown_license(&member.license).unwrap_or_default();
        let protected = Protected {
            member,
            shown,
            by,
            taken: Taken::of(member),
        };
        self.answers.given.extend(member.answered.iter().cloned());
        let resolved: Vec<Resolved<'_>> = resolved
            .into_iter()
            .filter(|(pull, _)| !self.is_answered(pull))
            .collect();
        findings.extend(Self::offers(&protected, &resolved));
        findings.extend(self.named(&protected));
        findings.extend(self.left_over(&protected, &resolved));
        for (pull, resolution) in resolved {
            if pull.pull.artifact.is_data_set() || pull.pull.how != How::Offered {
                findings.extend(self.pull(&protected, pull, &resolution));
            }
        }
        Ok(findings)
    }

    /// That the hub asks for a sign-up, or that nobody knows whether it does.
    fn behind_sign_up(&self, model: &Artifact) -> Option<Finding> {
        if !matches!(model, Artifact::Hub { .. }) {
            return None;
        }
        let message = match self.resolver.store().access(model) {
            Some(Access::Open) => return None,
            Some(Access::SignUp) => {
                format!(
                    "the hub hands `{model}` out only to whoever signs up and accepts its terms"
                )
            }
            Some(Access::Admission) => format!(
                "the hub hands `{model}` out only to whoever signs up and is admitted by its publisher"
            ),
            None => format!("whether the hub hands `{model}` out without a sign-up is not known"),
        };
        Some(Finding::new(Code::GatedModel, None, message))
    }

    fn record(&mut self, model: &Artifact) {
        if !model.is_data_set() {
            self.models
                .entry(model.key())
                .or_insert_with(|| model.clone());
        }
    }

    /// Where the lock differs from what is seen of a model or of what it was made from.
    fn drift(&self, resolution: &Resolution) -> Vec<Finding> {
        let mut known = self.drifted.borrow_mut();
        let ancestors = resolution.lineage.iter().map(|step| &step.model);
        let mut seen = BTreeSet::new();
        std::iter::once(&resolution.model)
            .chain(ancestors)
            .map(|model| (model.key(), model))
            .filter(|(key, _)| seen.insert(key.clone()))
            .filter_map(|(key, model)| {
                let store = self.resolver.store();
                let of_model = known
                    .entry(key)
                    .or_insert_with(|| disagreement::drift_of(model, store).map(Box::new));
                of_model.as_deref().cloned()
            })
            .collect()
    }

    /// Findings on a pull that is in what is built, or would be.
    fn pull(
        &self,
        protected: &Protected<'_>,
        pull: &ReachedPull,
        resolution: &Arc<Resolution>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let verdict = resolution.verdict;
        match &pull.reach {
            _ if pull.pull.artifact.is_data_set() => {
                findings.extend(data_set(protected, resolution));
            }
            Reach::Gated(features) => {
                if verdict != Verdict::Pass && !is_unread_entry(pull, resolution) {
                    let message = gated_message(protected, resolution, features);
                    findings.push(Finding::new(Code::FeatureGatedModel, None, message));
                }
            }
            Reach::On => {
                let failing = match verdict {
                    Verdict::Fail => Some((
                        Code::NonOsiModel,
                        self.failing_message(protected, resolution),
                    )),
                    Verdict::Unknown => {
                        Some((Code::UnknownLicense, unknown_message(protected, resolution)))
                    }
                    Verdict::Pass => None,
                };
                findings.extend(failing.map(|(code, message)| {
                    Finding::new(code, None, message + &in_builds(&pull.targets))
                }));
                findings.extend(relicensed(resolution));
                findings.extend(copyleft(protected, resolution));
                findings.extend(unpinned(&pull.pull.artifact));
                findings.extend(self.behind_sign_up(&pull.pull.artifact));
                findings.extend(disagreement::other_bytes(
                    &pull.pull.artifact,
                    self.resolver.store(),
                ));
                findings.extend(self.mismatch(pull));
                findings.extend(self.disagreement(protected, pull));
                findings.extend(self.drift(resolution));
                findings.extend(self.undeclared(protected, pull));
                findings.extend(self.suspect(resolution));
            }
        }
        // Most of what can be said of a pull is at `allow`: what it would take to say it is left out.
        findings.retain(|finding| {
            let (how, is_dev) = (pull.pull.how, pull.kind == Kind::Dev);
            self.input.level(finding, Some(how), is_dev) > Severity::Allow
        });
        let mut done: Vec<Finding> = Vec::new();
        for mut finding in findings {
            Self::point(&mut finding, protected, pull, resolution);
            finding.secondary.extend(state::steps(&pull.chain));
            self.advise(&mut finding, protected, pull, resolution);
            finding.context = Some(context_of(pull, resolution));
            finding.member = Some(protected.member.package.clone());
            done.push(finding);
        }
        let contradicted = self.contradicted(protected, pull, resolution);
        done.extend(contradicted.map(|finding| Finding {
            context: Some(context_of(pull, resolution)),
            ..finding
        }));
        done
    }

    /// What crates offer that would fail, each model by itself: an exception is for one.
    fn offers(protected: &Protected<'_>, pulls: &[Resolved<'_>]) -> Vec<Finding> {
        // One may be offered in several ways.
        let mut seen = BTreeSet::new();
        let offers = pulls.iter().filter(|(pull, resolution)| {
            pull.pull.how == How::Offered
                && !pull.pull.artifact.is_data_set()
                && pull.reach == Reach::On
                && resolution.verdict != Verdict::Pass
                && seen.insert((&pull.puller, pull.pull.artifact.key()))
        });
        offers.map(|offer| Self::offer(protected, offer)).collect()
    }

    fn offer(protected: &Protected<'_>, (pull, resolution): &Resolved<'_>) -> Finding {
        let own = pull.puller == protected.member.package;
        let message = format!("`{}` offers a model that does not pass", pull.puller);
        let mut finding =
            Finding::new(Code::OfferedModel, Some(&protected.member.package), message);
        if own {
            finding.severity = Severity::Deny;
        }
        Self::point(&mut finding, protected, pull, resolution);
        finding.secondary.extend(state::steps(&pull.chain));
        let verdict = verdict_in_words(resolution);
        finding.notes = vec![format!("{}: {verdict}", pull.pull.artifact)];
        finding.help.push(if own {
            "take the models out of the offer, or put them behind a feature that is off by default"
                .to_owned()
        } else {
            advice::uses(pull)
        });
        finding
            .help
            .extend(advice::unsure(protected.member, &pull.puller));
        let accept = advice::accept(finding.code, protected, resolution);
        finding.help.push(accept);
        finding.context = Some(context_of(pull, resolution));
        finding
    }

    fn failing_message(&self, protected: &Protected<'_>, resolution: &Resolution) -> String {
        let name = &protected.member.package.name;
        let model = &resolution.model;
        let governing = resolution.governing().map(|binding| &binding.license);
        let why = governing
            .map(|license| self.refusal(license))
            .unwrap_or_default();
        let governing = governing.map(ToString::to_string).unwrap_or_default();
        format!(
            "`{name}` is {}, but `{model}` is governed by {governing}, which {why}",
            protected.shown
        )
    }

    /// Why the policy does not let a licence pass, in words.
    pub(super) fn refusal(&self, license: &License) -> String {
        let denied = &self.policy.deny;
        let class = LicenseSet::Class(license.class());
        if denied.iter().any(|set| set.value == class) {
            return format!("the policy denies as `{class}`");
        }
        let id = LicenseSet::Id(license.id().to_owned());
        if denied.iter().any(|set| set.value == id) {
            return "the policy denies".to_owned();
        }
        match self.policy.require {
            Require::Osi => "is not OSI-approved".to_owned(),
            Require::Fsf => "the FSF does not list as free".to_owned(),
            Require::OsiOrFsf => "is neither OSI-approved nor listed as free by the FSF".to_owned(),
            Require::Preset(preset) => format!("the preset `{}` does not accept", preset.as_str()),
        }
    }

    /// A model that states no base, while something points to one under other terms.
    fn suspect(&self, resolution: &Resolution) -> Option<Finding> {
        let model = &resolution.model;
        let derived = |step: &Step| step.link != Link::Component;
        // The owner's word that there is no base answers it too.
        let by_owner =
            |claim: &&Claim| claim.origin.is_of_owner() && claim.bases != Bases::NotStated;
        let mut claims = self.resolver.store().claims(model).into_iter();
        if resolution.lineage.iter().any(derived) || claims.any(|claim| by_owner(&claim)) {
            return None;
        }
        let applies = |id: &str| {
            resolution
                .binding
                .iter()
                .any(|known| known.license.id() == id)
        };
        self.resolver.store().hints(model).iter().find_map(|(hinted, seen)| {
            let of_hinted = self.resolver.resolve(hinted);
            let governing = of_hinted.governing()?;
            if of_hinted.verdict != Verdict::Fail || applies(governing.license.id()) {
                return None;
            }
            let message = format!(
                "`{model}` states no base, but {seen} points to `{hinted}`, which is governed by {}",
                governing.license
            );
            Some(Finding::new(Code::SuspectLineage, None, message))
        })
    }

    /// A pull that evidence shows and no manifest states. For a dependency only its authors can state it, so it is
    /// reported only in strict mode. All of one package become one finding later.
    fn undeclared(&self, protected: &Protected<'_>, pull: &ReachedPull) -> Option<Finding> {
        let own = pull.puller == protected.member.package;
        if pull.pull.declared || pull.pull.scope == Some(Scope::Dev) || !(own || self.strict) {
            return None;
        }
        let message = format!(
            "`{}` pulls `{}`, which its manifest does not state",
            pull.puller, pull.pull.artifact
        );
        Some(Finding::new(Code::UndeclaredModel, None, message))
    }

    fn mismatch(&self, pull: &ReachedPull) -> Option<Finding> {
        let claims = self.resolver.store().claims(&pull.pull.artifact);
        let manifest = claims
            .iter()
            .find(|claim| claim.place.as_ref() == Some(&pull.pull.place))?;
        if !matches!(
            manifest.origin,
            ClaimSource::Member | ClaimSource::Dependency
        ) {
            return None;
        }
        let model = &pull.pull.artifact;
        let contradiction = disagreement::contradiction(model, manifest, self.resolver)?;
        let message = format!("two sources disagree on `{model}`: {contradiction}");
        let mut finding = Finding::new(Code::LicenseMismatch, None, message);
        if manifest.origin == ClaimSource::Dependency {
            // A claim that cannot be corrected here; it counts only where it is the stricter one.
            finding.severity = Severity::Warn;
        }
        finding.evidence = claims
            .iter()
            .map(|claim| disagreement::evidence(model, claim))
            .collect();
        finding
            .notes
            .push("until they agree, both apply: the stricter one decides".to_owned());
        Some(finding)
    }

    /// A header, a card and a licence file of the same weights that disagree.
    fn disagreement(&self, protected: &Protected<'_>, pull: &ReachedPull) -> Option<Finding> {
        let model = &pull.pull.artifact;
        let mut finding = disagreement::disagreement(model, self.resolver.store())?;
        if pull.puller != protected.member.package {
            // The files of a dependency cannot be corrected here; the stricter side counts anyway.
            finding.severity = Severity::Warn;
        }
        Some(finding)
    }

    /// Points at the line of the member that brings the model in, and at what it contradicts.
    fn point(
        finding: &mut Finding,
        protected: &Protected<'_>,
        pull: &ReachedPull,
        resolution: &Resolution,
    ) {
        let member = protected.member;
        let how = how_in_words(pull.pull.how);
        let statement = Label {
            place: pull.pull.place.clone(),
            text: how.to_owned(),
        };
        let first = pull.path.get(1);
        let through = first.and_then(|first| member.dependency(&first.name, pull.entry.as_ref()));
        match through {
            Some(place) => {
                let text = if pull.path.len() > 2 {
                    format!("brings in `{}`, which pulls the model", pull.puller)
                } else {
                    format!("pulls the model, {how}")
                };
                finding.primary = Some(Label {
                    place: place.clone(),
                    text,
                });
                finding.secondary.push(statement);
            }
            None => finding.primary = Some(statement),
        }
        let others = pull.pull.places.iter().map(|place| Label {
            place: place.clone(),
            text: "and here".to_owned(),
        });
        finding.secondary.extend(others);
        if finding.code != Code::UnpinnedModel {
            finding.secondary.extend(promise(member));
            finding.notes.extend(found_in(member));
        }
        if resolution.verdict == Verdict::Unknown {
            finding.notes.extend(
                resolution
                    .unknown_reasons
                    .iter()
                    .map(UnknownReason::explain),
            );
        }
    }
}

/// Weight files that cannot be read, each with the pull that it is part of what is built by.
fn damaged(member: &Member, resolved: &[Resolved<'_>]) -> Vec<Finding> {
    if member.malformed.is_empty() {
        return Vec::new();
    }
    let mut own: HashMap<String, &Resolved<'_>> = HashMap::new();
    for entry in resolved {
        let (pull, _) = entry;
        if pull.puller == member.package && pull.reach == Reach::On && pull.kind != Kind::Dev {
            own.entry(pull.pull.artifact.key()).or_insert(entry);
        }
    }
    let pull_of = |model: &Artifact| own.get(&model.key()).copied();
    let of = |file: &DamagedFile| {
        let mut finding = state::malformed(member, file);
        let pull = pull_of(&file.model);
        finding.context = pull.map(|(pull, resolution)| context_of(pull, resolution));
        finding
    };
    member.malformed.iter().map(of).collect()
}

/// The model of a pull, and how it comes in.
fn context_of(pull: &ReachedPull, resolution: &Arc<Resolution>) -> Box<ModelContext> {
    Box::new(ModelContext {
        model: pull.pull.artifact.clone(),
        how: Some(pull.pull.how),
        when: when(pull),
        puller: pull.puller.clone(),
        path: pull.path.clone(),
        reach: pull.chain.clone(),
        resolution: Arc::clone(resolution),
    })
}

/// In which of the builds that are judged: nothing where it is all of them.
fn in_builds(targets: &[String]) -> String {
    if targets.is_empty() {
        return String::new();
    }
    let (shown, rest) = targets.split_at(targets.len().min(MAX_TARGETS));
    let more = match rest.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(", in the build for {}{more}", shown.join(", "))
}

/// Where it stands what the crate promises.
pub(super) fn promise(member: &Member) -> Option<Label> {
    let (place, text) = match member.license.found() {
        [first, ..] => (&first.place, "by which the crate is gated"),
        [] => (member.license_place.as_ref()?, "what the crate promises"),
    };
    Some(Label {
        place: place.clone(),
        text: text.to_owned(),
    })
}

/// That no field states the licence of the member, and which texts were found.
pub(super) fn found_in(member: &Member) -> Option<String> {
    let found = member.license.found();
    let texts: Vec<String> = found
        .iter()
        .map(|text| {
            let file = text.place.path().file_name().unwrap_or_default();
            let root = if text.at_root {
                " at the workspace root"
            } else {
                ""
            };
            format!("{} is the text of `{file}`{root}", text.id)
        })
        .collect();
    (!texts.is_empty()).then(|| {
        format!(
            "the Cargo.toml of `{}` states no licence; {}",
            member.package.name,
            texts.join(", ")
        )
    })
}

/// The member's licence expression; `None` where there is none.
fn terms_of(member: &Member) -> Result<Option<Terms>, Vec<Problem>> {
    let Some(text) = member.license.expression() else {
        return Ok(None);
    };
    Terms::parse_crate(&text).map(Some).map_err(|error| {
        let message = format!(
            "the licence of `{}` is no SPDX expression: {error}",
            member.package.name
        );
        let mut problem = Problem::new(message).label("cannot be read").help(
            "write an SPDX expression such as `MIT OR Apache-2.0`; what is not one cannot be gated",
        );
        problem.place.clone_from(&member.license_place);
        vec![problem]
    })
}

/// Whether an entry of the policy is all that speaks of a file: the package that has it is in no build, so it was not read.
/// Where it is in one, the file is judged.
fn is_unread_entry(pull: &ReachedPull, resolution: &Resolution) -> bool {
    pull.pull.source == PullSource::Policy
        && matches!(pull.pull.artifact, Artifact::Path { .. })
        && resolution.verdict == Verdict::Unknown
}

fn gated_message(
    protected: &Protected<'_>,
    resolution: &Resolution,
    features: &[String],
) -> String {
    let features: Vec<String> = features
        .iter()
        .map(|feature| format!("`{feature}`"))
        .collect();
    format!(
        "with feature {} on, `{}` would pull `{}`: {}",
        features.join(", "),
        protected.member.package.name,
        resolution.model,
        verdict_in_words(resolution)
    )
}

/// A data set under terms that would fail a model.
fn data_set(protected: &Protected<'_>, resolution: &Resolution) -> Option<Finding> {
    if resolution.verdict == Verdict::Pass {
        return None;
    }
    let message = format!(
        "`{}` takes the data set `{}`: {}",
        protected.member.package.name,
        resolution.model,
        verdict_in_words(resolution)
    );
    Some(Finding::new(Code::DatasetLicense, None, message))
}

fn unknown_message(protected: &Protected<'_>, resolution: &Resolution) -> String {
    format!(
        "`{}` is {}, but the licence of `{}` is unknown",
        protected.member.package.name, protected.shown, resolution.model
    )
}

fn verdict_in_words(resolution: &Resolution) -> String {
    match (resolution.governing(), resolution.verdict) {
        (Some(binding), Verdict::Fail) if binding.depth > 0 => {
            format!(
                "governed by {}, through {}",
                binding.license,
                binding.from.name()
            )
        }
        (Some(binding), _) => format!("governed by {}", binding.license),
        (None, _) => {
            let gap = resolution
                .unknown_reasons
                .first()
                .map(UnknownReason::explain)
                .unwrap_or_default();
            format!("licence unknown: {gap}")
        }
    }
}

fn relicensed(resolution: &Resolution) -> Option<Finding> {
    let declared = resolution.declared.as_ref()?.text();
    let hidden: &Binding = resolution
        .hidden
        .iter()
        .max_by_key(|binding| (binding.verdict, binding.license.class()))?;
    let message = format!(
        "`{}` is tagged {declared}, but its weights came from `{}` under {}",
        resolution.model,
        hidden.from.name(),
        hidden.license
    );
    Some(Finding::new(Code::RelicensedModel, None, message))
}

fn copyleft(protected: &Protected<'_>, resolution: &Resolution) -> Option<Finding> {
    if resolution.verdict != Verdict::Pass || protected.by.is_copyleft() {
        return None;
    }
    let binding = resolution
        .binding
        .iter()
        .find(|binding| binding.license.is_copyleft())?;
    let message = format!(
        "`{}` is {}, but the weights of `{}` are copyleft: {}",
        protected.member.package.name, protected.shown, resolution.model, binding.license
    );
    Some(Finding::new(Code::CopyleftModel, None, message))
}

fn unpinned(model: &Artifact) -> Option<Finding> {
    let Artifact::Hub { revision, .. } = model else {
        return None;
    };
    let why = match revision.as_deref() {
        None => "has no revision".to_owned(),
        Some(revision) if is_commit(revision) => return None,
        Some(revision) => format!("has a revision that can move, as `{revision}` is no commit"),
    };
    let message = format!("`{model}` {why}: its licence can change under you");
    Some(Finding::new(Code::UnpinnedModel, None, message))
}

/// Whether a revision is a commit as git spells it, whole or cut: branches and tags can be moved.
fn is_commit(revision: &str) -> bool {
    (7..=64).contains(&revision.len()) && revision.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn how_in_words(how: How) -> &'static str {
    match how {
        How::Bundled => "bundled in the package",
        How::Build => "fetched while building",
        How::Runtime => "fetched or loaded when run",
        How::Offered => "offered to the caller",
    }
}

/// The condition under which two conditions on the target hold.
fn both(way: Option<&str>, pull: Option<&str>) -> Option<String> {
    let (Some(way), Some(pull)) = (way, pull) else {
        return way.or(pull).map(str::to_owned);
    };
    if way == pull {
        return Some(way.to_owned());
    }
    let inner = |of: &str| Some(of.strip_prefix("cfg(")?.strip_suffix(')')?.to_owned());
    Some(match (inner(way), inner(pull)) {
        (Some(way), Some(pull)) => format!("cfg(all({way}, {pull}))"),
        _ => format!("{way} and {pull}"),
    })
}

fn when(pull: &ReachedPull) -> When {
    When {
        features: pull.pull.features.clone(),
        target: both(pull.target.as_deref(), pull.pull.target.as_deref()),
        targets: pull.targets.clone(),
        kind: pull.kind,
        scope: if pull.pull.how == How::Build {
            Scope::Build
        } else {
            pull.scope
        },
    }
}

#[cfg(test)]
mod tests {
    use super::both;

    #[test]
    fn conditions_on_the_target_are_joined() {
        for (way, pull, joined) in [
            (None, None, None),
            (Some("cfg(unix)"), None, Some("cfg(unix)")),
            (None, Some("cfg(unix)"), Some("cfg(unix)")),
            (Some("cfg(unix)"), Some("cfg(unix)"), Some("cfg(unix)")),
            (
                Some("cfg(windows)"),
                Some("cfg(target_arch = \"x86\")"),
                Some("cfg(all(windows, target_arch = \"x86\"))"),
            ),
            (
                Some("wasm32-wasip1"),
                Some("cfg(unix)"),
                Some("wasm32-wasip1 and cfg(unix)"),
            ),
        ] {
            assert_eq!(both(way, pull).as_deref(), joined);
        }
    }
}
