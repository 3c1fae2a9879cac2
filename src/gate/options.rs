//! The options of a check as the user writes them, not validated yet.

use camino::Utf8PathBuf;

use super::levels::Level;
use crate::cache::Cache;
use crate::graph::{CargoOptions, FeatureSelection};

/// Selection of the workspace, its members and the policy. The fields have the meaning of the flags of the command.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent choices, not a state"
)]
pub(crate) struct Options {
    pub(crate) manifest_path: Option<Utf8PathBuf>,
    pub(crate) locked: bool,
    pub(crate) offline: bool,
    pub(crate) frozen: bool,
    /// Values of cargo's configuration.
    pub(crate) config: Vec<String>,
    /// Members that are judged; all when empty.
    pub(crate) packages: Vec<String>,
    /// Members that are not.
    pub(crate) exclude: Vec<String>,
    /// Members with `publish = false` are not judged.
    pub(crate) exclude_unpublished: bool,
    /// Features; those of the policy when none is set.
    pub(crate) features: FeatureSelection,
    /// Target triples; those of the policy when empty.
    pub(crate) targets: Vec<String>,
    /// Judge all members as built together.
    pub(crate) unify: bool,
    /// Read sources and files; else manifests and the policy alone count.
    pub(crate) scan: bool,
    pub(crate) strict: bool,
    pub(crate) policy: PolicyOptions,
    /// Levels by code, a later one over an earlier one.
    pub(crate) levels: Vec<(String, Level)>,
    /// Where results of scans are kept; the user's cache when `None`.
    pub(crate) cache: Option<Utf8PathBuf>,
    /// Notes the state of all that the result depends on.
    #[cfg(feature = "cli")]
    pub(crate) watch: bool,
    /// The day of the check as `YYYY-MM-DD`; by the clock when `None`.
    pub(crate) today: Option<String>,
}

/// Selection of the policy and of further sources of facts.
#[derive(Debug, Clone, Default)]
pub(crate) struct PolicyOptions {
    /// This file in place of the workspace's.
    pub(crate) file: Option<Utf8PathBuf>,
    /// No file: the defaults.
    pub(crate) none: bool,
    pub(crate) require: Option<String>,
    /// Licences that are gated; those of the policy when empty.
    pub(crate) protect: Vec<String>,
    pub(crate) hub_cache: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            manifest_path: None,
            locked: false,
            offline: false,
            frozen: false,
            config: Vec::new(),
            packages: Vec::new(),
            exclude: Vec::new(),
            exclude_unpublished: false,
            features: FeatureSelection::default(),
            targets: Vec::new(),
            unify: false,
            scan: true,
            strict: false,
            policy: PolicyOptions::default(),
            levels: Vec::new(),
            cache: None,
            #[cfg(feature = "cli")]
            watch: false,
            today: None,
        }
    }
}

impl Options {
    pub(crate) fn open_cache(&self) -> Cache {
        match &self.cache {
            Some(directory) => Cache::open_in(Some(directory.clone())),
            None => Cache::open(),
        }
    }

    /// The options of `cargo metadata`.
    pub(super) fn cargo(&self) -> CargoOptions {
        CargoOptions {
            manifest_path: self.manifest_path.clone(),
            locked: self.locked,
            offline: self.offline,
            frozen: self.frozen,
            features: self.features.features.clone(),
            config: self.config.clone(),
            fallback_targets: self.targets.clone(),
        }
    }
}
