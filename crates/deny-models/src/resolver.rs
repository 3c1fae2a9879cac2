//! The licences that apply to a model, by its id.

use std::fmt;

use crate::license::{self, LicenseRules, Terms};
use crate::model::{self, Artifact, FactStore, UnknownReason};
use crate::policy::{Policy, Require};
use crate::text::nearest;

/// Resolves ids of models to the licences that apply to them.
///
/// ```
/// use deny_models::{Resolver, Verdict};
///
/// let resolver = Resolver::built_in();
/// let resolution = resolver.resolve("OpenSciLM/Llama-3.1_OpenScholar-8B")?;
/// assert_eq!(resolution.declared(), Some("apache-2.0"));
/// assert_eq!(resolution.verdict(), Verdict::Fail);
/// let governing = resolution.governing().unwrap();
/// assert_eq!((governing.id(), governing.from()), ("llama3.1", "meta-llama/Llama-3.1-8B"));
/// assert!(resolution.is_relicensed());
/// # Ok::<(), deny_models::InvalidInput>(())
/// ```
#[derive(Debug, Clone)]
pub struct Resolver {
    store: FactStore,
    rules: LicenseRules,
}

impl Resolver {
    /// A resolver with the built-in fact tables. OSI-approved licences pass.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            store: FactStore::built_in(),
            rules: LicenseRules::osi(),
        }
    }

    /// Sets which licences pass: `osi` (the default), `fsf`, `osi-or-fsf`, or the rules of a distribution: `fedora`,
    /// `fdroid`, `debian`.
    ///
    /// # Errors
    ///
    /// When the word is not one of these.
    pub fn require(mut self, word: &str) -> Result<Self, InvalidInput> {
        let require = Require::parse(word).ok_or_else(|| {
            let near =
                nearest(word, Require::WORDS).map(|near| format!("; did you mean `{near}`?"));
            InvalidInput(format!(
                "`{word}` is not one of {}{}",
                Require::WORDS.join(", "),
                near.unwrap_or_default()
            ))
        })?;
        let policy = Policy {
            require,
            ..Policy::default()
        };
        self.rules = policy.gate();
        Ok(self)
    }

    /// Resolves a model by its id on the hub (`org/name`, `org/name@revision`) or by its address. Nothing is fetched: a
    /// model that is not in the fact tables has [`Verdict::Unknown`].
    ///
    /// # Errors
    ///
    /// When the text is neither an id nor an address.
    pub fn resolve(&self, id: &str) -> Result<Resolution, InvalidInput> {
        let model = Artifact::parse(id)
            .map_err(|why| InvalidInput(format!("`{id}` names no model: {why}")))?;
        Ok(Resolution(model::resolve(&model, &self.store, &self.rules)))
    }
}

impl Default for Resolver {
    fn default() -> Self {
        Self::built_in()
    }
}

/// An argument that is not valid; its `Display` gives the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidInput(String);

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidInput {}

/// Whether a model or a licence passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Every licence that applies passes.
    Pass,
    /// A licence that applies does not pass.
    Fail,
    /// A licence is unknown, so the gate would fail.
    Unknown,
}

impl Verdict {
    fn of(verdict: license::Verdict) -> Self {
        match verdict {
            license::Verdict::Pass => Self::Pass,
            license::Verdict::Fail => Self::Fail,
            license::Verdict::Unknown => Self::Unknown,
        }
    }
}

/// The licences that apply to one model.
#[derive(Debug, Clone)]
pub struct Resolution(model::Resolution);

impl Resolution {
    /// The verdict on all licences that apply.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.0.verdict)
    }

    /// The licence that the model declares for itself.
    #[must_use]
    pub fn declared(&self) -> Option<&str> {
        self.0.declared.as_ref().map(Terms::text)
    }

    /// The licence that decides the verdict: the strictest that does not pass, else the strictest. `None` when it is
    /// unknown.
    #[must_use]
    pub fn governing(&self) -> Option<AppliedLicense<'_>> {
        self.0.governing().map(AppliedLicense)
    }

    /// Every licence that applies, the strictest first: the model's own, and those of its bases and components.
    pub fn licenses(&self) -> impl Iterator<Item = AppliedLicense<'_>> {
        self.0.binding.iter().map(AppliedLicense)
    }

    /// Bases and components, the nearest first.
    pub fn lineage(&self) -> impl Iterator<Item = LineageStep<'_>> {
        self.0.lineage.iter().map(LineageStep)
    }

    /// Whether the declared licence is looser than one that the weights inherit.
    #[must_use]
    pub fn is_relicensed(&self) -> bool {
        self.0.is_relicensed()
    }

    /// Why licences are unknown, one sentence each; empty when all are known.
    pub fn unknown_reasons(&self) -> impl Iterator<Item = String> {
        self.0.unknown_reasons.iter().map(UnknownReason::explain)
    }
}

/// A licence that applies to a model.
#[derive(Debug, Clone, Copy)]
pub struct AppliedLicense<'a>(&'a model::Binding);

impl<'a> AppliedLicense<'a> {
    /// The id, as the hub writes it: `llama3.1`, `apache-2.0`.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.0.license.id()
    }

    /// The model that it comes from: the model itself, a base or a component.
    #[must_use]
    pub fn from(&self) -> &'a str {
        self.0.from.name()
    }

    /// Whether it passes.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self.0.verdict)
    }
}

/// A base or component of a model.
#[derive(Debug, Clone, Copy)]
pub struct LineageStep<'a>(&'a model::Step);

impl<'a> LineageStep<'a> {
    /// The base or component.
    #[must_use]
    pub fn model(&self) -> &'a str {
        self.0.model.name()
    }

    /// The model that was made from it or loads it.
    #[must_use]
    pub fn of(&self) -> &'a str {
        self.0.of.name()
    }

    /// The relation, such as `finetune`, `quantized`, `component`; `base` where it is not stated.
    #[must_use]
    pub fn relation(&self) -> &'static str {
        self.0.link.as_str()
    }

    /// The licence that the base or component declares.
    #[must_use]
    pub fn license(&self) -> Option<&'a str> {
        self.0.license.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requirement_decides() {
        let osi = Resolver::built_in();
        let verdict = |resolver: &Resolver| {
            let resolution = resolver.resolve("robertknight/ocrs").expect("an id");
            resolution.verdict()
        };
        assert_eq!(verdict(&osi), Verdict::Fail);
        let debian = osi.require("debian").expect("a word");
        assert_eq!(verdict(&debian), Verdict::Pass);
    }

    #[test]
    fn what_is_not_known_is_explained() {
        let resolver = Resolver::built_in();
        let resolution = resolver.resolve("acme/not-in-any-table").expect("an id");
        assert_eq!(resolution.verdict(), Verdict::Unknown);
        assert!(resolution.governing().is_none());
        assert_eq!(resolution.unknown_reasons().count(), 1);
    }

    #[test]
    fn mistakes_are_errors() {
        let resolver = Resolver::built_in();
        let error = resolver.resolve("no id").expect_err("no model");
        assert!(error.to_string().starts_with("`no id` names no model"));
        let error = resolver.require("osii").expect_err("no word");
        assert!(error.to_string().contains("did you mean `osi`?"), "{error}");
    }
}
