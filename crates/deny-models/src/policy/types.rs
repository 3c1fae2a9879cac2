//! The policy as values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use camino::Utf8PathBuf;

use super::preset::Preset;
use crate::config::cargo_fields::version_fits;
use crate::date::Date;
use crate::domain::{How, PackageRef};
use crate::license::{self, Accept, Class, LicenseRules, Terms};
use crate::lint::{Code, Severity};
use crate::model::{Artifact, Relation};
use crate::source::{Place, SourceFile, Spanned};

/// Which crates are gated.
#[derive(Debug, Clone)]
pub enum Protect {
    /// Those under any licence that the OSI has approved.
    Osi,
    /// Those under these licences, by canonical id.
    Licenses(Vec<Spanned<String>>),
}

/// What becomes of members with `publish = false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unpublished {
    /// They are gated as any other.
    #[default]
    Gate,
    /// They get no verdict.
    Ignore,
}

impl Unpublished {
    /// The words used in policies.
    pub const WORDS: [&str; 2] = ["gate", "ignore"];

    /// Reads one of [`Unpublished::WORDS`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "gate" => Some(Self::Gate),
            "ignore" => Some(Self::Ignore),
            _ => None,
        }
    }
}

/// What the licence of a model must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Require {
    /// Approved by the OSI.
    Osi,
    /// Called free by the FSF.
    Fsf,
    /// Either of these.
    OsiOrFsf,
    /// What a distribution takes.
    Preset(Preset),
}

impl Require {
    /// The words used in policies.
    pub const WORDS: [&str; 6] = ["osi", "fsf", "osi-or-fsf", "fedora", "fdroid", "debian"];

    /// Reads one of [`Require::WORDS`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "osi" => Some(Self::Osi),
            "fsf" => Some(Self::Fsf),
            "osi-or-fsf" => Some(Self::OsiOrFsf),
            _ => Preset::parse(text).map(Self::Preset),
        }
    }

    /// The word used in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Osi => "osi",
            Self::Fsf => "fsf",
            Self::OsiOrFsf => "osi-or-fsf",
            Self::Preset(preset) => preset.as_str(),
        }
    }

    /// Whose approval it comes down to, before further ids.
    #[must_use]
    pub fn accept(self) -> Accept {
        match self {
            Self::Osi => Accept::Osi,
            Self::Fsf => Accept::Fsf,
            Self::OsiOrFsf => Accept::OsiOrFsf,
            Self::Preset(preset) => preset.base(),
        }
    }

    /// The preset, if it is one.
    #[must_use]
    pub fn preset(self) -> Option<Preset> {
        match self {
            Self::Preset(preset) => Some(preset),
            Self::Osi | Self::Fsf | Self::OsiOrFsf => None,
        }
    }
}

/// Which part of the dependency graph is checked, with the keys of cargo-deny.
#[derive(Debug, Clone, Default)]
pub struct GraphPolicy {
    /// Target triples; an empty list means all targets.
    pub targets: Vec<Spanned<String>>,
    /// Features of the members that are on.
    pub features: Vec<Spanned<String>>,
    /// Every feature of the members is on.
    pub all_features: bool,
    /// Default features of the members are off.
    pub no_default_features: bool,
    /// Packages that are left out.
    pub exclude: Vec<Spanned<String>>,
    /// Pulls of tests, examples and benches count.
    pub include_dev: bool,
}

/// A finding that is accepted for a while.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The model it is for; any when absent, and then `package` is there.
    pub model: Option<Spanned<Artifact>>,
    /// The package it is for (key `crate`); any when absent, and then `model` is there.
    pub package: Option<Spanned<String>>,
    /// The versions of that package, a Cargo requirement; all when absent.
    pub version: Option<Spanned<String>>,
    /// The member that gets the verdict; any when absent. Where it is there, `package` is the package that pulls.
    pub member: Option<Spanned<String>>,
    /// The finding it is for; those on licences when absent, see [`Code::is_on_licence`].
    pub code: Option<Spanned<Code>>,
    /// The governing licence that was accepted: with another one the exception no longer holds.
    pub license: Option<Spanned<Terms>>,
    /// The SHA-256 of the licence text that was accepted, in lower case: with another text the exception no longer
    /// holds.
    pub license_sha256: Option<Spanned<String>>,
    /// Why; never blank.
    pub reason: Spanned<String>,
    /// Its last day; only one for `named-model` may have none.
    pub until: Option<Spanned<Date>>,
    /// The whole entry.
    pub place: Place,
}

/// Facts about a model from the owner of the workspace.
#[derive(Debug, Clone)]
pub struct ModelEntry {
    /// The model, with its revision if one is stated. A file is that of any package (an id with `./` in front), or of any
    /// version of one (`path` and `crate`).
    pub id: Spanned<Artifact>,
    /// Its licence.
    pub license: Option<Spanned<Terms>>,
    /// Its base models: `None` when not stated, empty when stated that it has none.
    pub base: Option<Vec<Spanned<Artifact>>>,
    /// How it was made from its base models.
    pub relation: Option<Spanned<Relation>>,
    /// The models in it or loaded by it: `None` when not stated, empty when stated that there are none.
    pub components: Option<Vec<Spanned<Artifact>>>,
    /// Why it may be looser than other sources; there is an `until` then. Never blank.
    pub reason: Option<Spanned<String>>,
    /// The last day on which it may be looser than other sources; there is a `reason` then.
    pub until: Option<Spanned<Date>>,
    /// The revision that the entry is for, from the key or from the id.
    pub revision: Option<Spanned<String>>,
    /// The digest of the file that the entry is for, in lower case.
    pub sha256: Option<Spanned<String>>,
    /// The whole entry.
    pub place: Place,
}

/// A table of facts about models that the policy names.
#[derive(Debug, Clone)]
pub struct FactTable {
    /// The file, relative to the root of the workspace.
    pub path: Spanned<Utf8PathBuf>,
    /// The digest of the table that was reviewed, in lower case.
    pub sha256: Spanned<String>,
    /// Why it may be looser than other sources; there is an `until` then. Never blank.
    pub reason: Option<Spanned<String>>,
    /// The last day on which it may be looser; there is a `reason` then.
    pub until: Option<Spanned<Date>>,
    /// The whole entry.
    pub place: Place,
    /// The digest of the file as it is; `None` until [`Policy::read_facts`].
    pub found: Option<String>,
    /// What the file states; empty until [`Policy::read_facts`].
    pub rows: Vec<FactRow>,
}

/// A row of a [`FactTable`].
#[derive(Debug, Clone)]
pub struct FactRow {
    /// What it states; it has no `reason` and no `until` of its own.
    pub entry: ModelEntry,
    /// Where that was read, and when; never blank.
    pub source: Spanned<String>,
}

/// What a dependency without a manifest pulls, or which of its offers are used.
#[derive(Debug, Clone)]
pub struct CrateEntry {
    /// The package.
    pub name: Spanned<String>,
    /// The versions of it, a Cargo requirement; all when absent.
    pub version: Option<Spanned<String>>,
    /// The models; empty when the entry states that no model is used.
    pub uses: Vec<Spanned<Artifact>>,
    /// How they come in.
    pub how: Option<Spanned<How>>,
    /// Features of the package that are all needed for it.
    pub feature: Vec<Spanned<String>>,
    /// The targets for which it is so: a triple or `cfg(...)`.
    pub target: Option<Spanned<String>>,
    /// Why it may answer for what the code is found to take; there is an `until` then. Never blank.
    pub reason: Option<Spanned<String>>,
    /// The last day on which it may; there is a `reason` then.
    pub until: Option<Spanned<Date>>,
    /// The whole entry.
    pub place: Place,
}

impl CrateEntry {
    /// Whether the entry is for a package: one of its name, and of a version that is meant.
    pub(crate) fn is_for(&self, package: &PackageRef) -> bool {
        let fits = |wanted: &Spanned<String>| version_fits(&wanted.value, &package.version);
        self.name.value == package.name && self.version.as_ref().is_none_or(fits)
    }
}

/// Licences as `allow` and `deny` name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LicenseSet {
    /// One licence, by its canonical id.
    Id(String),
    /// All licences of a class.
    Class(Class),
}

impl LicenseSet {
    /// What stands before the name of a class.
    pub const CLASS: &'static str = "class:";

    fn id(&self) -> Option<String> {
        match self {
            Self::Id(id) => Some(id.clone()),
            Self::Class(_) => None,
        }
    }

    fn class(&self) -> Option<Class> {
        match self {
            Self::Id(_) => None,
            Self::Class(class) => Some(*class),
        }
    }
}

impl fmt::Display for LicenseSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => f.write_str(&license::lookup(id).spdx_ref()),
            Self::Class(class) => write!(f, "{}{class}", Self::CLASS),
        }
    }
}

/// What a workspace demands of the models that its crates pull in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The file it was read from; `None` for the defaults.
    pub source: Option<Arc<SourceFile>>,
    /// Which crates are gated.
    pub protect: Protect,
    /// What the licences of models must be.
    pub require: Require,
    /// Licences that pass besides.
    pub allow: Vec<Spanned<LicenseSet>>,
    /// Licences that never pass.
    pub deny: Vec<Spanned<LicenseSet>>,
    /// What becomes of members with `publish = false`.
    pub unpublished: Unpublished,
    /// Severity by code, where set.
    pub lints: BTreeMap<Code, Spanned<Severity>>,
    /// Severity by the way that a model comes in, where set.
    pub how: BTreeMap<How, Spanned<Severity>>,
    /// Which part of the dependency graph is checked.
    pub graph: GraphPolicy,
    /// Findings that are accepted for a while.
    pub exceptions: Vec<Exception>,
    /// Facts about models; no two of the same model and revision.
    pub models: Vec<ModelEntry>,
    /// Facts about dependencies.
    pub crates: Vec<CrateEntry>,
    /// Tables of facts about models.
    pub facts: Vec<FactTable>,
}

/// The documented defaults as text, so that they have places like any other values.
const DEFAULTS: &str = "protect = [\"MIT\", \"Apache-2.0\"]\n";

impl Default for Policy {
    fn default() -> Self {
        Self {
            source: None,
            protect: default_protect(),
            require: Require::Osi,
            allow: Vec::new(),
            deny: Vec::new(),
            unpublished: Unpublished::Gate,
            lints: BTreeMap::new(),
            how: BTreeMap::new(),
            graph: GraphPolicy::default(),
            exceptions: Vec::new(),
            models: Vec::new(),
            crates: Vec::new(),
            facts: Vec::new(),
        }
    }
}

fn default_protect() -> Protect {
    let source = SourceFile::new("built-in policy", DEFAULTS);
    let license = |text: &str| {
        let start = DEFAULTS.find(text).unwrap_or_default();
        let place = Place::new(&source, start..start + text.len());
        Spanned::new(license::lookup(text).id().to_owned(), place)
    };
    Protect::Licenses(["MIT", "Apache-2.0"].map(license).into())
}

impl Policy {
    /// Which licences of models pass. The ids that a preset refuses are part of what is required, so `allow` beats
    /// them as it beats `require`.
    #[must_use]
    pub fn gate(&self) -> LicenseRules {
        let ids = |list: &[Spanned<LicenseSet>]| -> BTreeSet<String> {
            list.iter().filter_map(|set| set.value.id()).collect()
        };
        let classes = |list: &[Spanned<LicenseSet>]| -> BTreeSet<Class> {
            list.iter().filter_map(|set| set.value.class()).collect()
        };
        let mut gate = LicenseRules {
            accept: self.require.accept(),
            allow: ids(&self.allow),
            deny: ids(&self.deny),
            allow_classes: classes(&self.allow),
            deny_classes: classes(&self.deny),
        };
        if let Some(preset) = self.require.preset() {
            let refused = preset.refused().iter().map(|id| (*id).to_owned());
            let refused: Vec<String> = refused
                .filter(|id| !gate.allows(&license::lookup(id)))
                .collect();
            gate.deny.extend(refused);
            let accepted = preset.licenses().iter().map(|id| (*id).to_owned());
            gate.allow.extend(accepted);
        }
        gate
    }

    /// Which crate licences are gated.
    #[must_use]
    pub fn protected(&self) -> license::Protect {
        match &self.protect {
            Protect::Osi => license::Protect::Osi,
            Protect::Licenses(ids) => {
                license::Protect::Ids(ids.iter().map(|id| id.value.clone()).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    fn policy(text: &str) -> Policy {
        let today = Date::parse("2026-11-27").expect("a day");
        Policy::parse(&SourceFile::new("deny-models.toml", text), today).expect("a policy")
    }

    #[test]
    fn an_entry_is_for_its_package_in_the_versions_that_it_names() {
        let policy = policy(
            "[[crate]]\nname = \"loader\"\nuses = []\n\n\
             [[crate]]\nname = \"depot\"\nversion = \"1.2\"\nuses = []\n",
        );
        let fits = |name: &str, version: &str| {
            let package = PackageRef {
                name: name.into(),
                version: version.into(),
            };
            let entries = policy.crates.iter();
            entries
                .map(|entry| entry.is_for(&package))
                .collect::<Vec<_>>()
        };
        assert_eq!(fits("loader", "9.9.9"), [true, false]);
        assert_eq!(fits("depot", "1.3.0"), [false, true]);
        assert_eq!(fits("depot", "1.1.0"), [false, false]);
        assert_eq!(fits("depot", "2.0.0"), [false, false]);
        assert_eq!(fits("other", "1.2.0"), [false, false]);
    }

    #[test]
    fn classes_and_licences_that_are_denied_are_among_the_rules() {
        let rules = policy("[policy]\ndeny = [\"class:non-commercial\", \"MIT\"]\n").gate();
        let of = |id: &str| rules.judge(&license::lookup(id));
        assert_ne!(of("cc-by-nc-4.0"), license::Verdict::Pass);
        assert_ne!(of("mit"), license::Verdict::Pass);
        let allowed = policy("[policy]\nallow = [\"class:non-commercial\"]\n").gate();
        let of = |id: &str| allowed.judge(&license::lookup(id));
        assert_eq!(of("cc-by-nc-4.0"), license::Verdict::Pass);
        assert_ne!(of("gemma"), license::Verdict::Pass);
    }
}
