//! Models that fail and that the code of a member names, where no pull explains it.

use std::collections::{BTreeMap, BTreeSet};

use super::advice;
use super::context::{Context, Protected};
use super::member::{found_in, promise};
use crate::domain::{Kind, Scope, When};
use crate::finding::{Finding, Label, ModelContext};
use crate::license::Verdict;
use crate::lint::Code;
use crate::model::{Artifact, present_key};
use crate::pull::Member;
use crate::source::Place;

impl Context<'_> {
    /// One finding for each model, with all the places that name it.
    pub(super) fn named(&self, protected: &Protected<'_>) -> Vec<Finding> {
        let member = protected.member;
        let explained = explained(member);
        let mut by_model: BTreeMap<String, Vec<&(Artifact, Place)>> = BTreeMap::new();
        for named in &member.named {
            let key = present_key(&named.0);
            if !explained.contains(&key) && !is_in_a_call(member, named.0.name()) {
                by_model.entry(key).or_default().push(named);
            }
        }
        by_model
            .into_values()
            .filter_map(|places| self.named_model(protected, &places))
            .collect()
    }

    fn named_model(
        &self,
        protected: &Protected<'_>,
        places: &[&(Artifact, Place)],
    ) -> Option<Finding> {
        let member = protected.member;
        let ((model, first), others) = places.split_first()?;
        let resolution = self.resolver.resolve(model);
        let governing = resolution.governing();
        let governing = governing.filter(|_| resolution.verdict == Verdict::Fail)?;
        let message = format!(
            "the code of `{}` names `{model}`, and what takes it was not found: it is governed by {}, which {}",
            member.package.name,
            governing.license,
            self.refusal(&governing.license)
        );
        let mut finding = Finding::new(Code::NamedModel, Some(&member.package), message);
        finding.primary = Some(label(first, "named here"));
        let others = others.iter().map(|(_, place)| label(place, "and here"));
        finding.secondary.extend(others);
        finding.secondary.extend(promise(member));
        finding.notes.extend(found_in(member));
        finding
            .notes
            .push("its dependencies can fetch models from the hub".to_owned());
        finding
            .help
            .extend([advice::declare_id(model), advice::no_pull(protected, model)]);
        finding.context = Some(Box::new(ModelContext {
            model: model.clone(),
            how: None,
            when: When {
                features: Vec::new(),
                target: None,
                targets: Vec::new(),
                kind: Kind::Normal,
                scope: Scope::Lib,
            },
            puller: member.package.clone(),
            path: vec![member.package.clone()],
            reach: Vec::new(),
            resolution,
        }));
        Some(finding)
    }
}

fn label(place: &Place, text: &str) -> Label {
    Label {
        place: place.clone(),
        text: text.to_owned(),
    }
}

/// The models that a member pulls or offers. What its tests pull explains nothing of its built code.
fn explained(member: &Member) -> BTreeSet<String> {
    let pulls = member.pulls.iter().filter(|pull| pull.kind != Kind::Dev);
    let artifacts = pulls.map(|pull| &pull.pull.artifact);
    let pulled = artifacts.flat_map(|artifact| {
        // A data set is taken by a text that may be that of a model.
        let id = artifact.name().strip_prefix("datasets/");
        let id = id.and_then(|id| Artifact::parse_hub(id).ok());
        let id = id.map(|id| present_key(&id));
        id.into_iter().chain([present_key(artifact)])
    });
    let answered = member
        .answered
        .iter()
        .filter_map(|answered| Artifact::parse(&answered.model).ok());
    let answered = answered.map(|model| present_key(&model));
    pulled.chain(answered).collect()
}

/// Whether a call whose model cannot be read to the end has this id in what could be read.
fn is_in_a_call(member: &Member, id: &str) -> bool {
    let mut calls = member.unresolved.iter();
    calls.any(|call| call.template.contains(id))
}
