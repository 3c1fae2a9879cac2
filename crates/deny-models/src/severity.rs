//! How loud each finding is: defaults, presets, the policy, `--strict` and flags, in this one place.
//!
//! A later rule outranks an earlier one. [`Target::parse`] reads what `-A`, `-W` and `-D` take:
//!
//! ```
//! use deny_models::lint::{Code, Severity};
//! use deny_models::policy::Policy;
//! use deny_models::severity::{Levels, Target};
//!
//! let flags = vec![(Target::parse("undeclared-model").unwrap(), Severity::Allow)];
//! let levels = Levels::new(&Policy::default(), true, flags);
//! assert_eq!(levels.severity(Code::StaleLock, None, Severity::Warn), Severity::Deny); // --strict
//! assert_eq!(levels.severity(Code::UndeclaredModel, None, Severity::Warn), Severity::Allow); // the flag
//! ```

use std::collections::BTreeMap;

use crate::domain::How;
use crate::lint::{Code, Severity};
use crate::policy::Policy;

/// What a `-A`, `-W` or `-D` flag is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// One code.
    Code(Code),
    /// Whatever is at `warn` by then.
    Warnings,
}

impl Target {
    /// Reads a code, or `warnings`.
    ///
    /// # Errors
    ///
    /// The nearest known word, when one is near.
    pub fn parse(text: &str) -> Result<Self, Option<&'static str>> {
        if text == "warnings" {
            return Ok(Self::Warnings);
        }
        Code::parse(text).map(Self::Code)
    }
}

/// Codes that `--strict` makes deny.
const STRICT: &[Code] = &[
    Code::UndeclaredModel,
    Code::UnresolvedPull,
    Code::IncompleteAnalysis,
    Code::OfferedModel,
    Code::SuspectLineage,
    Code::StaleLock,
    Code::CrateWithoutLicense,
    Code::NamedModel,
];

/// Codes about the licence of a pull, which `[policy.how]` and presets grade by how the model comes in.
const BY_HOW: [Code; 4] = [
    Code::NonOsiModel,
    Code::RelicensedModel,
    Code::UnknownLicense,
    Code::OfferedModel,
];

/// Every rule that sets a severity.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    preset: BTreeMap<How, Severity>,
    lints: BTreeMap<Code, Severity>,
    how: BTreeMap<How, Severity>,
    strict: bool,
    flags: Vec<(Target, Severity)>,
}

impl Levels {
    /// The rules of a policy, `--strict`, and flags in the order of the command line.
    #[must_use]
    pub fn new(policy: &Policy, strict: bool, flags: Vec<(Target, Severity)>) -> Self {
        let preset = policy.require.preset();
        let of_preset = |how: &How| Some((*how, preset?.how(*how)?));
        Self {
            preset: How::ALL.iter().filter_map(of_preset).collect(),
            lints: policy
                .lints
                .iter()
                .map(|(code, level)| (*code, level.value))
                .collect(),
            how: policy
                .how
                .iter()
                .map(|(how, level)| (*how, level.value))
                .collect(),
            strict,
            flags,
        }
    }

    /// Whether `--strict` was given.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// The severity of a finding: `default`, then the preset, `[lints]`, `[policy.how]`, `--strict` and the flags,
    /// each over the ones before it.
    #[must_use]
    pub fn severity(&self, code: Code, how: Option<How>, default: Severity) -> Severity {
        let how = how.filter(|_| BY_HOW.contains(&code));
        let mut severity = how
            .and_then(|how| self.how.get(&how))
            .or_else(|| self.lints.get(&code))
            .or_else(|| how.and_then(|how| self.preset.get(&how)))
            .copied()
            .unwrap_or(default);
        if self.strict && STRICT.contains(&code) {
            severity = Severity::Deny;
        }
        for (target, level) in &self.flags {
            let hit = match target {
                Target::Code(named) => *named == code,
                Target::Warnings => severity == Severity::Warn,
            };
            if hit {
                severity = *level;
            }
        }
        severity
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::source::SourceFile;

    fn levels(policy: &str, strict: bool, flags: Vec<(Target, Severity)>) -> Levels {
        let today = Date::parse("2026-11-23").expect("a date");
        let source = SourceFile::new("deny-models.toml", policy);
        Levels::new(
            &Policy::parse(&source, today).expect("a policy"),
            strict,
            flags,
        )
    }

    #[test]
    fn each_rule_outranks_the_ones_before_it() {
        let code = Code::NonOsiModel;
        let of =
            |levels: &Levels| levels.severity(code, Some(How::Runtime), code.default_severity());
        assert_eq!(of(&levels("", false, vec![])), Severity::Deny);
        let fedora = "[policy]\nrequire = \"fedora\"\n";
        assert_eq!(of(&levels(fedora, false, vec![])), Severity::Warn);
        let lints = format!("{fedora}[lints]\nnon-osi-model = \"deny\"\n");
        assert_eq!(of(&levels(&lints, false, vec![])), Severity::Deny);
        let how = format!("{lints}[policy.how]\nruntime = \"allow\"\n");
        assert_eq!(of(&levels(&how, false, vec![])), Severity::Allow);
        let flag = vec![(Target::Code(code), Severity::Warn)];
        assert_eq!(of(&levels(&how, true, flag)), Severity::Warn);
    }

    #[test]
    fn strict_raises_its_codes_and_no_other() {
        let levels = levels("[lints]\noffered-model = \"allow\"\n", true, vec![]);
        let of = |code: Code| levels.severity(code, None, code.default_severity());
        assert_eq!(of(Code::OfferedModel), Severity::Deny);
        assert_eq!(of(Code::CopyleftModel), Severity::Warn);
        assert_eq!(of(Code::UnpinnedModel), Severity::Allow);
    }

    #[test]
    fn the_last_flag_wins_and_warnings_are_a_group() {
        let flags = vec![
            (Target::Code(Code::CopyleftModel), Severity::Allow),
            (Target::Code(Code::CopyleftModel), Severity::Warn),
            (Target::Warnings, Severity::Deny),
        ];
        let levels = levels("", false, flags);
        let of = |code: Code| levels.severity(code, None, code.default_severity());
        assert_eq!(of(Code::CopyleftModel), Severity::Deny);
        assert_eq!(of(Code::UnusedEntry), Severity::Deny);
        assert_eq!(of(Code::UnpinnedModel), Severity::Allow);
    }

    #[test]
    fn how_grades_licence_findings_only() {
        let levels = levels("[policy.how]\nbundled = \"allow\"\n", false, vec![]);
        let of = |code: Code| levels.severity(code, Some(How::Bundled), code.default_severity());
        assert_eq!(of(Code::UnknownLicense), Severity::Allow);
        assert_eq!(of(Code::LicenseMismatch), Severity::Deny);
    }
}
