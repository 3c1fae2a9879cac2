//! What the licence of a crate names, where that is why the crate is not judged: a label for the terms of one model is none
//! for those of another.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::Context;
use crate::domain::{How, Kind};
use crate::license::{License, Terms, Verdict};
use crate::model::Resolution;
use crate::pull::{Member, Reach, ReachedPull};

/// Models that one note names.
const MAX_MODELS: usize = 5;

impl Context<'_> {
    /// A note on a crate that is not judged because its licence names terms which do not pass, where it takes models under
    /// terms that the licence does not name.
    pub(super) fn unnamed_terms(
        &self,
        member: &Member,
        terms: &Terms,
        pulls: &[(&ReachedPull, Arc<Resolution>)],
    ) -> Option<String> {
        let rules = self.resolver.rules();
        let promises = |terms: &Terms| {
            let mut leaves = terms.leaves();
            leaves.any(|license| self.protect.contains(license))
        };
        let names_others = terms
            .leaves()
            .any(|license| rules.judge(license) != Verdict::Pass);
        if !promises(terms) || !names_others {
            return None;
        }
        let named: BTreeSet<String> = terms.leaves().map(License::spdx_ref).collect();
        let taken = pulls.iter().filter(|(pull, _)| {
            pull.kind != Kind::Dev
                && pull.reach == Reach::On
                && pull.pull.how != How::Offered
                && !pull.pull.artifact.is_data_set()
        });
        let mut models = BTreeSet::new();
        for (pull, resolution) in taken {
            let failing = resolution.binding.iter();
            let failing = failing.filter(|binding| binding.verdict == Verdict::Fail);
            let unnamed = failing.filter(|binding| !named.contains(&binding.license.spdx_ref()));
            let ids: BTreeSet<String> =
                unnamed.map(|binding| binding.license.to_string()).collect();
            if !ids.is_empty() {
                let ids: Vec<String> = ids.into_iter().collect();
                models.insert(format!(
                    "`{}` ({})",
                    pull.pull.artifact.name(),
                    ids.join(", ")
                ));
            }
        }
        if models.is_empty() {
            return None;
        }
        let more = models.len().saturating_sub(MAX_MODELS);
        let mut shown: Vec<String> = models.into_iter().take(MAX_MODELS).collect();
        if more > 0 {
            shown.push(format!("{more} more"));
        }
        Some(format!(
            "{} is not judged, as its licence names terms that do not pass; it takes models under terms that it does not name: {}",
            member.package,
            shown.join(", ")
        ))
    }
}
