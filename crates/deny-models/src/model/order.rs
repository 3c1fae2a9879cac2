//! The licences that apply to a model: which are shown, in which order, and which of them the declared one hides.

use super::id::Artifact;
use super::merged::Merged;
use super::resolution::Binding;
use super::slot::SlotLicense;
use crate::license::{Class, Flag, License, Terms, Verdict};

/// The order in which binding licences are shown: what fails first, then the strictest class, then the model's own.
pub(super) struct Order<'a> {
    root: &'a str,
    declared: Vec<&'a License>,
}

impl<'a> Order<'a> {
    pub(super) fn new(model: &'a Artifact, merged: &Merged<'a>) -> Self {
        Self {
            root: model.name(),
            declared: merged
                .declared
                .into_iter()
                .flat_map(Terms::leaves)
                .collect(),
        }
    }

    pub(super) fn rank(&self, binding: &Binding, all: &[Binding]) -> (Verdict, Class, bool, bool) {
        let own = binding.from.name() == self.root;
        (
            binding.verdict,
            binding.license.class(),
            self.is_other_version(binding, all),
            own,
        )
    }

    /// Weights that came under one version of a licence stay under it, though the tag names another version: a
    /// fine-tune of Llama 3.2 that is tagged `llama3` is under the Llama 3.2 terms.
    fn is_other_version(&self, binding: &Binding, all: &[Binding]) -> bool {
        let family = binding.license.family();
        // So it is where the wrong tag is that of an ancestor.
        let mistagged = |nearer: &Binding| {
            nearer.license.family() == family
                && nearer.license != binding.license
                && nearer.weights
                && nearer.depth < binding.depth
        };
        let tagged = self
            .declared
            .iter()
            .any(|license| license.family() == family);
        family.is_some()
            && binding.weights
            && !self.declared.contains(&&binding.license)
            && (tagged || all.iter().any(mistagged))
    }
}

/// Each licence once: as the model's own, else as inherited through weights, else from the nearest component.
pub(super) fn once_each(mut bindings: Vec<Binding>) -> Vec<Binding> {
    bindings.sort_by(|a, b| {
        let key = |binding: &Binding| (!binding.weights, binding.depth);
        (&a.license, key(a), a.from.name()).cmp(&(&b.license, key(b), b.from.name()))
    });
    bindings.dedup_by(|next, kept| next.license == kept.license);
    bindings
}

/// Licences inherited through weights that are stricter than the declared one, or as strict, restricting and other.
pub(super) fn hidden(merged: &Merged<'_>, bindings: &[Binding]) -> Vec<Binding> {
    let Some(declared) = merged.declared else {
        return Vec::new();
    };
    let declared: Vec<&License> = declared.leaves().collect();
    let class = declared
        .iter()
        .map(|license| license.class())
        .max()
        .unwrap_or(Class::Unknown);
    if class == Class::Unknown && declared.iter().any(|license| license.osi() != Flag::No) {
        return Vec::new();
    }
    let open = declared.iter().all(|license| license.osi() == Flag::Yes);
    let hides = |binding: &&Binding| {
        let inherited = binding.license.class();
        let stricter = match inherited {
            Class::Unknown => open && binding.license.osi() == Flag::No,
            _ => inherited > class || (inherited == class && inherited.covers_derivatives()),
        };
        binding.weights && binding.depth > 0 && stricter && !declared.contains(&&binding.license)
    };
    bindings.iter().filter(hides).cloned().collect()
}

/// Licences of code and data, each once.
pub(super) fn slot_licenses(merged: &Merged<'_>) -> Vec<SlotLicense> {
    let mut found: Vec<SlotLicense> = Vec::new();
    for other in merged.claims.iter().flat_map(|claim| &claim.slot_licenses) {
        let known = |known: &SlotLicense| {
            known.slot == other.slot && known.terms.expr() == other.terms.expr()
        };
        if !found.iter().any(known) {
            found.push(other.clone());
        }
    }
    found.sort_by_key(|license| license.slot);
    found
}
