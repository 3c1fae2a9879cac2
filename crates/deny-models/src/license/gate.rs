//! What passes: the licences that a policy accepts for models, and the crates it protects.

use std::collections::BTreeSet;

use super::class::{Class, Flag};
use super::id::License;
use super::terms::{Expr, Terms};

/// The verdict of a policy on a licence, or on all licences that apply to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Accepted.
    Pass,
    /// The licence is unknown; the gate fails.
    Unknown,
    /// Refused.
    Fail,
}

impl Verdict {
    fn of(flag: Flag) -> Self {
        match flag {
            Flag::Yes => Self::Pass,
            Flag::No => Self::Fail,
            Flag::Unknown => Self::Unknown,
        }
    }
}

/// What `require` accepts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Accept {
    /// OSI-approved licences.
    #[default]
    Osi,
    /// Licences that the FSF calls free.
    Fsf,
    /// Either of them.
    OsiOrFsf,
}

impl Accept {
    fn judge(self, license: &License) -> Verdict {
        let osi = Verdict::of(license.osi());
        let fsf = Verdict::of(license.fsf());
        match self {
            Self::Osi => osi,
            Self::Fsf => fsf,
            Self::OsiOrFsf => osi.min(fsf),
        }
    }
}

/// Which licences of models pass. `deny` beats `allow`, `allow` beats `accept`.
#[derive(Debug, Clone, Default)]
pub struct LicenseRules {
    /// What passes by its flags.
    pub accept: Accept,
    /// Canonical ids that pass besides.
    pub allow: BTreeSet<String>,
    /// Canonical ids that never pass.
    pub deny: BTreeSet<String>,
    /// Classes of licences that pass besides.
    pub allow_classes: BTreeSet<Class>,
    /// Classes of licences that never pass.
    pub deny_classes: BTreeSet<Class>,
}

impl LicenseRules {
    /// The gate that lets OSI-approved licences pass and nothing else.
    #[must_use]
    pub fn osi() -> Self {
        Self::default()
    }

    /// Judges one licence.
    #[must_use]
    pub fn judge(&self, license: &License) -> Verdict {
        if self.denies(license) {
            Verdict::Fail
        } else if self.allows(license) {
            Verdict::Pass
        } else {
            self.accept.judge(license)
        }
    }

    /// Whether a licence never passes, by its id or its class.
    #[must_use]
    pub fn denies(&self, license: &License) -> bool {
        self.deny.contains(license.id()) || self.deny_classes.contains(&license.class())
    }

    /// Whether a licence passes besides those that are accepted. A class allows no tag that could be any of several
    /// texts.
    #[must_use]
    pub fn allows(&self, license: &License) -> bool {
        let is_one = license.is_known() && license.osi() != Flag::Unknown;
        self.allow.contains(license.id()) || is_one && self.allow_classes.contains(&license.class())
    }

    /// Judges an expression, and returns which of its licences count: of a choice, the first branch that passes, and
    /// every branch when no branch passes.
    #[must_use]
    pub fn judge_expr<'a>(&self, expr: &'a Expr) -> (Verdict, Vec<&'a License>) {
        match expr {
            Expr::Leaf(license) => (self.judge(license), vec![license]),
            Expr::All(parts) => self.join(parts, Verdict::max, Verdict::Pass),
            Expr::Any(parts) => parts
                .iter()
                .map(|part| self.judge_expr(part))
                .find(|(verdict, _)| *verdict == Verdict::Pass)
                .unwrap_or_else(|| self.join(parts, Verdict::min, Verdict::Fail)),
        }
    }

    /// The expression with the choices made that [`Self::judge_expr`] makes: of a choice the first branch that passes
    /// stays; when no branch passes, all stay.
    #[must_use]
    pub fn choose(&self, expr: &Expr) -> Expr {
        let all = |parts: &[Expr]| parts.iter().map(|part| self.choose(part)).collect();
        match expr {
            Expr::Leaf(license) => Expr::Leaf(license.clone()),
            Expr::All(parts) => Expr::All(all(parts)),
            Expr::Any(parts) => parts
                .iter()
                .find(|part| self.judge_expr(part).0 == Verdict::Pass)
                .map_or_else(|| Expr::Any(all(parts)), |part| self.choose(part)),
        }
    }

    fn join<'a>(
        &self,
        parts: &'a [Expr],
        pick: fn(Verdict, Verdict) -> Verdict,
        start: Verdict,
    ) -> (Verdict, Vec<&'a License>) {
        let mut verdict = start;
        let mut licenses = Vec::new();
        for part in parts {
            let (of_part, mut names) = self.judge_expr(part);
            verdict = pick(verdict, of_part);
            licenses.append(&mut names);
        }
        (verdict, licenses)
    }
}

/// Which crate licences are gated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protect {
    /// Every OSI-approved one.
    Osi,
    /// These canonical ids.
    Ids(BTreeSet<String>),
}

impl Default for Protect {
    fn default() -> Self {
        Self::Ids(["mit", "apache-2.0"].map(str::to_owned).into())
    }
}

impl Protect {
    /// The licence through which a crate is protected: some way of satisfying `terms` uses it and, besides it, only
    /// licences that pass `gate`. `None` when the crate is not protected.
    #[must_use]
    pub fn protects<'a>(&self, terms: &'a Terms, gate: &LicenseRules) -> Option<&'a License> {
        match self.way(terms.expr(), gate) {
            Way::Protected(license) => Some(license),
            Way::Other | Way::None => None,
        }
    }

    /// Whether a licence is one of those that are protected.
    pub(crate) fn contains(&self, license: &License) -> bool {
        match self {
            Self::Osi => license.osi() == Flag::Yes,
            Self::Ids(ids) => ids.contains(license.id()),
        }
    }

    /// The best way of satisfying the expression with licences that are protected or pass.
    fn way<'a>(&self, expr: &'a Expr, gate: &LicenseRules) -> Way<'a> {
        match expr {
            Expr::Leaf(license) if self.contains(license) => Way::Protected(license),
            Expr::Leaf(license) if gate.judge(license) == Verdict::Pass => Way::Other,
            Expr::Leaf(_) => Way::None,
            Expr::All(parts) => parts
                .iter()
                .map(|part| self.way(part, gate))
                .fold(Way::Other, Way::and),
            Expr::Any(parts) => parts
                .iter()
                .map(|part| self.way(part, gate))
                .fold(Way::None, Way::or),
        }
    }
}

/// How an expression can be satisfied.
#[derive(Clone, Copy)]
enum Way<'a> {
    /// Through this protected licence.
    Protected(&'a License),
    /// Through licences that pass and are not protected.
    Other,
    /// Not with licences that pass.
    None,
}

impl Way<'_> {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::Protected(license), _) | (_, Self::Protected(license)) => {
                Self::Protected(license)
            }
            (Self::Other, Self::Other) => Self::Other,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Protected(license), _) | (_, Self::Protected(license)) => {
                Self::Protected(license)
            }
            (Self::Other, _) | (_, Self::Other) => Self::Other,
            (Self::None, Self::None) => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str) -> (Verdict, String) {
        let terms = Terms::parse(text).expect("an expression");
        let (verdict, licenses) = LicenseRules::osi().judge_expr(terms.expr());
        let licenses: Vec<String> = licenses.iter().map(ToString::to_string).collect();
        (verdict, licenses.join(" "))
    }

    #[test]
    fn every_licence_of_a_conjunction_must_pass() {
        assert_eq!(judge("AGPL-3.0 AND CC-BY-4.0").0, Verdict::Fail);
        assert_eq!(judge("MIT AND other").0, Verdict::Unknown);
        assert_eq!(judge("llama3.1 AND other").0, Verdict::Fail);
        assert_eq!(judge("MIT AND Apache-2.0").0, Verdict::Pass);
    }

    #[test]
    fn the_first_passing_branch_of_a_choice_is_chosen() {
        assert_eq!(
            judge("gemma OR MIT OR ISC"),
            (Verdict::Pass, "mit".to_owned())
        );
        assert_eq!(
            judge("gemma OR llama3"),
            (Verdict::Fail, "gemma llama3".to_owned())
        );
        assert_eq!(judge("gemma OR other").0, Verdict::Unknown);
    }

    #[test]
    fn deny_beats_allow_beats_require() {
        let gate = LicenseRules {
            allow: ["cc-by-4.0", "mit"].map(str::to_owned).into(),
            deny: ["mit"].map(str::to_owned).into(),
            ..LicenseRules::osi()
        };
        assert_eq!(
            gate.judge(&crate::license::lookup("CC-BY-4.0")),
            Verdict::Pass
        );
        assert_eq!(gate.judge(&crate::license::lookup("MIT")), Verdict::Fail);
        assert_eq!(
            gate.judge(&crate::license::lookup("CC-BY-NC-4.0")),
            Verdict::Fail
        );
    }

    #[test]
    fn a_class_is_all_its_licences_and_no_tag_that_names_no_text() {
        let rules = LicenseRules {
            allow_classes: [
                Class::UseRestricted,
                Class::OsiPermissive,
                Class::OpenContent,
            ]
            .into(),
            deny_classes: [Class::NonCommercial, Class::OsiStrongCopyleft].into(),
            allow: ["cc-by-nc-4.0".to_owned()].into(),
            ..LicenseRules::osi()
        };
        for (id, verdict) in [
            ("gemma", Verdict::Pass),
            ("creativeml-openrail-m", Verdict::Pass),
            ("CC-BY-4.0", Verdict::Pass),
            ("MIT", Verdict::Pass),
            // A class refuses what the OSI approves, and beats an id that is allowed.
            ("AGPL-3.0-only", Verdict::Fail),
            ("CC-BY-NC-4.0", Verdict::Fail),
            ("llama3.1", Verdict::Fail),
            // Tags that name no single text, and ids that are in no table.
            ("bsd", Verdict::Unknown),
            ("other", Verdict::Unknown),
            ("LicenseRef-acme", Verdict::Unknown),
        ] {
            assert_eq!(rules.judge(&crate::license::lookup(id)), verdict, "{id}");
        }
    }

    /// What is chosen is what was judged: a choice of another branch would name other obligations.
    #[test]
    fn of_a_choice_the_branch_that_passes_is_chosen() {
        let rules = LicenseRules::osi();
        for (text, verdict, chosen) in [
            ("llama3.1 OR MIT", Verdict::Pass, "MIT"),
            ("MIT OR Apache-2.0", Verdict::Pass, "MIT"),
            ("llama3.1 OR gemma", Verdict::Fail, "llama3.1 OR gemma"),
            ("llama3.1 OR other", Verdict::Unknown, "llama3.1 OR other"),
            (
                "(llama3.1 OR MIT) AND (gemma OR ISC)",
                Verdict::Pass,
                "MIT AND ISC",
            ),
            (
                "(llama3.1 OR MIT) AND gemma",
                Verdict::Fail,
                "MIT AND gemma",
            ),
        ] {
            let read = |text| Terms::parse(text).expect("an expression");
            let (terms, expected) = (read(text), read(chosen));
            assert_eq!(rules.judge_expr(terms.expr()).0, verdict, "{text}");
            assert_eq!(rules.choose(terms.expr()), *expected.expr(), "{text}");
        }
    }

    #[test]
    fn fsf_and_osi_are_asked_apart() {
        let judge = |accept, id| {
            LicenseRules {
                accept,
                ..LicenseRules::default()
            }
            .judge(&crate::license::lookup(id))
        };
        assert_eq!(judge(Accept::Osi, "CC0-1.0"), Verdict::Fail);
        assert_eq!(judge(Accept::Fsf, "CC0-1.0"), Verdict::Pass);
        assert_eq!(judge(Accept::OsiOrFsf, "CC0-1.0"), Verdict::Pass);
        assert_eq!(judge(Accept::Fsf, "other"), Verdict::Unknown);
        assert_eq!(judge(Accept::Fsf, "llama3.1"), Verdict::Fail);
    }

    #[test]
    fn protection_follows_the_ways_of_satisfying_an_expression() {
        for (license, protected) in [
            ("MIT", true),
            ("MIT OR GPL-3.0-only", true),
            ("MIT AND Unicode-3.0", true),
            ("MIT/Apache-2.0", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("(MIT OR Apache-2.0) AND BSD-3-Clause", true),
            ("MIT AND LicenseRef-llama3.1", false),
            ("(MIT AND LicenseRef-llama3.1) OR GPL-3.0-only", false),
            ("(MIT AND LicenseRef-llama3.1) OR Apache-2.0", true),
            ("GPL-3.0-only", false),
            ("Unlicense", false),
        ] {
            let terms = Terms::parse_crate(license).expect("valid");
            let found = Protect::default().protects(&terms, &LicenseRules::osi());
            assert_eq!(found.is_some(), protected, "{license}");
        }
        let terms = Terms::parse_crate("Unlicense").expect("valid");
        assert!(
            Protect::Osi
                .protects(&terms, &LicenseRules::osi())
                .is_some()
        );
    }
}
