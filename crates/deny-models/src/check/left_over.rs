//! Entries of a manifest that stayed behind when the program went over to another model.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::{Context, Protected};
use crate::domain::{How, PullSource};
use crate::finding::{Finding, Label};
use crate::license::Verdict;
use crate::lint::Code;
use crate::model::{Artifact, Claim, Resolution, present_key};
use crate::pull::{Reach, ReachedPull};

impl Context<'_> {
    /// A finding on each entry of the member's own manifest that nothing takes, and that names a model and no more, as `fix`
    /// writes it: whoever states a licence knows of a way that code does not show. Only a program whose code was read to the end
    /// and takes models shows that: what a library states may be for its callers, and an entry of a feature or a target
    /// for other builds. A model that fails is reported as such, with the same advice.
    pub(super) fn left_over(
        &self,
        protected: &Protected<'_>,
        resolved: &[(&ReachedPull, Arc<Resolution>)],
    ) -> Vec<Finding> {
        let member = protected.member;
        let all_read = member.unresolved.is_empty()
            && member.stops.is_empty()
            && member.missing.is_empty()
            && member.answered.is_empty();
        if !(member.decides_alone && all_read && protected.taken.by_code) {
            return Vec::new();
        }
        let is_stated = |pull: &ReachedPull| {
            pull.puller == member.package && pull.pull.source == PullSource::Manifest
        };
        let others = resolved.iter().filter(|(pull, _)| !is_stated(pull));
        let others = others.map(|(pull, _)| pull.pull.artifact.clone());
        let known: BTreeSet<String> = self
            .resolver
            .with_ancestors(others)
            .iter()
            .chain(member.named.iter().map(|(model, _)| model))
            .map(present_key)
            .collect();
        let is_left = |(pull, resolution): &&(&ReachedPull, Arc<Resolution>)| {
            let (stated, model) = (&pull.pull, &pull.pull.artifact);
            is_stated(pull)
                && stated.how == How::Runtime
                && stated.features.is_empty()
                && stated.target.is_none()
                && pull.reach == Reach::On
                && resolution.verdict == Verdict::Pass
                && !matches!(model, Artifact::Path { .. })
                && !protected.taken.has(model)
                && !known.contains(&present_key(model))
                && self.only_names(pull)
        };
        let finding = |(pull, _): &(&ReachedPull, Arc<Resolution>)| {
            let model = &pull.pull.artifact;
            let message = format!(
                "the manifest of `{}` states `{model}`, and its code takes other models and not this one",
                member.package.name
            );
            let mut finding = Finding::new(Code::UnusedEntry, Some(&member.package), message);
            finding.primary = Some(Label {
                place: pull.pull.place.clone(),
                text: "no code that is built takes it".to_owned(),
            });
            finding.help.push(
                "delete the entry; where a part of the program in another language takes the model, keep it and set \
                 `unused-entry = \"allow\"` under `[lints]`"
                    .to_owned(),
            );
            finding
        };
        resolved.iter().filter(is_left).map(finding).collect()
    }

    /// Whether the entry that a pull comes from states nothing of its model.
    fn only_names(&self, pull: &ReachedPull) -> bool {
        let claims = self.resolver.store().claims(&pull.pull.artifact);
        let of_entry = claims
            .into_iter()
            .filter(|claim| claim.place.as_ref() == Some(&pull.pull.place));
        of_entry.into_iter().all(|claim| {
            claim.license.is_none()
                && claim.components.is_none()
                && claim.relation.is_none()
                && claim.sha256.is_none()
                && claim.bases == Claim::new(claim.origin, "").bases
        })
    }
}
