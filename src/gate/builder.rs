//! The door for programs.

use std::path::PathBuf;

use camino::Utf8PathBuf;

use super::failure::{Error, Failure};
use super::levels::Level;
use super::options::Options;
use super::report::Report;
use super::session::Session;

/// A check of a workspace, as `cargo deny-models check` does it: with the policy, the lock and the evidence in sources and
/// files. Each setting is the flag of the command of the same name.
///
/// ```
/// use cargo_deny_models::Gate;
///
/// let report = Gate::new("examples/hidream").offline(true).check()?;
/// assert!(!report.passes());
/// let finding = report.findings().next().unwrap();
/// assert_eq!(finding.code(), "non-osi-model");
/// assert_eq!(finding.governing(), Some("llama3.1"));
/// # Ok::<(), cargo_deny_models::Error>(())
/// ```
///
/// A check blocks: it runs cargo and reads the sources of every package that it reaches, on all cores.
#[derive(Debug, Clone)]
pub struct Gate {
    path: PathBuf,
    policy: Option<PathBuf>,
    cache: Option<PathBuf>,
    options: Options,
}

impl Gate {
    /// A check of the workspace of this Cargo.toml, or of the one in this directory.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            policy: None,
            cache: None,
            options: Options::default(),
        }
    }

    /// Judges these members, as cargo's `--package` takes them; all when none is given.
    #[must_use]
    pub fn packages<S: Into<String>>(mut self, specs: impl IntoIterator<Item = S>) -> Self {
        self.options.packages = strings(specs);
        self
    }

    /// Leaves these members out.
    #[must_use]
    pub fn exclude<S: Into<String>>(mut self, specs: impl IntoIterator<Item = S>) -> Self {
        self.options.exclude = strings(specs);
        self
    }

    /// Leaves members with `publish = false` out.
    #[must_use]
    pub fn exclude_unpublished(mut self, on: bool) -> Self {
        self.options.exclude_unpublished = on;
        self
    }

    /// Activates these features of the members.
    #[must_use]
    pub fn features<S: Into<String>>(mut self, features: impl IntoIterator<Item = S>) -> Self {
        self.options.features.features = strings(features);
        self
    }

    /// Activates all features of the members.
    #[must_use]
    pub fn all_features(mut self, on: bool) -> Self {
        self.options.features.all_features = on;
        self
    }

    /// Does not activate the `default` features.
    #[must_use]
    pub fn no_default_features(mut self, on: bool) -> Self {
        self.options.features.no_default_features = on;
        self
    }

    /// Judges for these target triples; for all targets when none is given.
    #[must_use]
    pub fn targets<S: Into<String>>(mut self, triples: impl IntoIterator<Item = S>) -> Self {
        self.options.targets = strings(triples);
        self
    }

    /// Judges all members as built together (`--unify workspace`), not each as built alone.
    #[must_use]
    pub fn unify_workspace(mut self, on: bool) -> Self {
        self.options.unify = on;
        self
    }

    /// Uses this policy in place of the workspace's. The path is relative to the current directory.
    #[must_use]
    pub fn policy(mut self, path: impl Into<PathBuf>) -> Self {
        self.policy = Some(path.into());
        self.options.policy.none = false;
        self
    }

    /// Uses the documented defaults in place of the workspace's policy.
    #[must_use]
    pub fn no_policy(mut self) -> Self {
        self.policy = None;
        self.options.policy.none = true;
        self
    }

    /// Sets what licences of models must be: `osi`, `fsf`, `osi-or-fsf`, `fedora`, `fdroid` or `debian`.
    #[must_use]
    pub fn require(mut self, word: impl Into<String>) -> Self {
        self.options.policy.require = Some(word.into());
        self
    }

    /// Sets which licences of crates are gated: SPDX ids, or `osi` alone for every OSI-approved one.
    #[must_use]
    pub fn protect<S: Into<String>>(mut self, ids: impl IntoIterator<Item = S>) -> Self {
        self.options.policy.protect = strings(ids);
        self
    }

    /// Sets the level of a code, or of `warnings`: the flags `-A`, `-W` and `-D`. A later call outranks an earlier one.
    #[must_use]
    pub fn level(mut self, code: impl Into<String>, level: Level) -> Self {
        self.options.levels.push((code.into(), level));
        self
    }

    /// Denies what is only suspicious too.
    #[must_use]
    pub fn strict(mut self, on: bool) -> Self {
        self.options.strict = on;
        self
    }

    /// Whether sources and files of the packages are read, as they are by default; else manifests, the policy and the
    /// lock alone count (`--no-scan`).
    #[must_use]
    pub fn scan(mut self, on: bool) -> Self {
        self.options.scan = on;
        self
    }

    /// Reads the model cards in this machine's hub cache too; they can only make the verdict stricter.
    #[must_use]
    pub fn hub_cache(mut self, on: bool) -> Self {
        self.options.policy.hub_cache = on;
        self
    }

    /// Keeps results of scans in this directory from run to run, and not in the one that `CARGO_DENY_MODELS_CACHE` names
    /// or the user's cache. The report is the same.
    #[must_use]
    pub fn cache(mut self, directory: impl Into<PathBuf>) -> Self {
        self.cache = Some(directory.into());
        self
    }

    /// Does not let cargo use the network. The gate itself never does.
    #[must_use]
    pub fn offline(mut self, on: bool) -> Self {
        self.options.offline = on;
        self
    }

    /// Does not let cargo change Cargo.lock.
    #[must_use]
    pub fn locked(mut self, on: bool) -> Self {
        self.options.locked = on;
        self
    }

    /// The same as [`Gate::offline`] and [`Gate::locked`].
    #[must_use]
    pub fn frozen(mut self, on: bool) -> Self {
        self.options.frozen = on;
        self
    }

    /// Overrides values of cargo's configuration, each `KEY=VALUE` or the path of a file.
    #[must_use]
    pub fn config<S: Into<String>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.options.config = strings(values);
        self
    }

    /// Sets the day of the check as `YYYY-MM-DD`, by which exceptions end. By default `SOURCE_DATE_EPOCH` or the clock
    /// gives it, in UTC.
    #[must_use]
    pub fn today(mut self, day: impl Into<String>) -> Self {
        self.options.today = Some(day.into());
        self
    }

    /// Checks the workspace.
    ///
    /// # Errors
    ///
    /// When it could not be checked: cargo cannot read the workspace, the policy, a manifest or the lock has mistakes, or a
    /// setting is not one of the words that it takes. Findings are no errors.
    pub fn check(&self) -> Result<Report, Error> {
        self.check_with_progress(|_, _| ())
    }

    /// Checks the workspace, and calls `progress` with how many packages are scanned and how many there are.
    ///
    /// # Errors
    ///
    /// As for [`Gate::check`].
    pub fn check_with_progress(
        &self,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Report, Error> {
        let session = Session::open(&self.options()?, &mut progress)?;
        let report = session.judge()?;
        let outcome = session.outcome(&report);
        Ok(Report::new(report, outcome, session.root))
    }

    /// The options, with paths as the rest of the program has them.
    fn options(&self) -> Result<Options, Failure> {
        let mut options = self.options.clone();
        let path = if self.path.is_dir() {
            self.path.join("Cargo.toml")
        } else {
            self.path.clone()
        };
        options.manifest_path = Some(utf8(path)?);
        options.cache = self.cache.clone().map(utf8).transpose()?;
        options.policy.file = self.policy.clone().map(utf8).transpose()?;
        Ok(options)
    }
}

fn strings<S: Into<String>>(texts: impl IntoIterator<Item = S>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

fn utf8(path: PathBuf) -> Result<Utf8PathBuf, Failure> {
    Utf8PathBuf::from_path_buf(path).map_err(|path| Failure::Usage {
        message: format!("{} is not UTF-8", path.display()),
    })
}
