//! The build-script hook: the gate as a line in build.rs.
//!
//! ```no_run
//! # // build.rs
//! deny_models::hook::check();
//! ```
//!
//! in `main` of build.rs, with `deny-models` as a build-dependency. [`Check`] has
//! what can be set.
//!
//! It judges what is built: the package with its normal and build dependencies, for the features and the target of the
//! build. `cargo tree` lists these. Their manifests, the policy and `deny-models.lock` state what they pull: no Rust is
//! parsed and nothing is fetched. What the lock does not cover is reported at the level of `stale-lock`.
//!
//! The hook is a lint for people; `cargo deny-models check` in CI is the gate. So the hook does nothing in a build of
//! other people (a dependency, docs.rs), expired dates fail nothing in it, and it never reports a pass.

mod cfg;
mod diagnostics;
mod env;
mod facts;
mod index;
mod input;
mod member_block;
mod own;
mod pulls;
mod reached;
#[doc(hidden)]
pub mod readers;
mod root;
mod script;
mod tree;
mod tree_package;
mod tree_packages;
mod unread;
mod watch;
mod world;

use std::collections::BTreeSet;
use std::fs;
use std::process::exit;

use camino::{Utf8Path, Utf8PathBuf};

use crate::cargo_lock::{self, LockEntry};
use crate::check::{self, Input};
use crate::date::Date;
use crate::domain::Kind;
use crate::finding;
use crate::lint::{Code, Severity};
use crate::lock;
use crate::opaque::Finding;
use crate::policy::{self, Policy, Unpublished};
use crate::pull::Reach;
use crate::severity::Levels;
use crate::source::Problem;
use env::{Env, Package};
use facts::Facts;
use index::Index;
use input::HookInput;
use root::Root;
use script::Script;
use tree::Tree;
use world::World;

/// Checks the package whose build script calls this; on a finding at `deny`, prints each as `cargo::error=` and ends
/// the build script with exit code 1. Warnings become `cargo::warning=`.
///
/// Mistakes in the policy, a manifest or the lock end it too: what could not be checked never looks like a pass.
pub fn check() {
    Check::new().run();
}

/// What becomes of findings at `deny`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mode {
    /// They fail the build.
    #[default]
    Deny,
    /// They are warnings.
    Warn,
}

/// A check with its settings.
///
/// ```no_run
/// # // build.rs
/// use deny_models::hook::{Check, Mode};
///
/// Check::new().policy("policy/deny-models.toml").mode(Mode::Warn).run();
/// ```
#[derive(Debug, Clone)]
pub struct Check {
    policy: Option<Utf8PathBuf>,
    mode: Mode,
    graph: bool,
    env: Option<Env>,
}

impl Default for Check {
    fn default() -> Self {
        Self {
            policy: None,
            mode: Mode::Deny,
            graph: true,
            env: None,
        }
    }
}

impl Check {
    /// As [`check()`] does it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes this policy and not the one of the workspace. The path is relative to the package.
    #[must_use]
    pub fn policy(mut self, path: impl Into<Utf8PathBuf>) -> Self {
        self.policy = Some(path.into());
        self
    }

    /// What happens to findings at `deny`. By default they fail the build.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Whether dependencies are checked. By default they are.
    #[must_use]
    pub fn graph(mut self, on: bool) -> Self {
        self.graph = on;
        self
    }

    /// Uses these variables instead of those of this process: for programs that are not build scripts.
    #[must_use]
    pub fn environment(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        self.env = Some(Env::new(variables));
        self
    }

    /// Prints the result for cargo; ends the process with exit code 1 when the build fails.
    pub fn run(self) {
        let result = self.judge();
        let (out, err) = result.script.print();
        print!("{out}");
        eprint!("{err}");
        if result.fails() {
            exit(1);
        }
    }

    /// Judges without printing or exiting; the caller decides what to do with the result.
    #[must_use]
    pub fn judge(self) -> Judgement {
        let env = self.env.clone().unwrap_or_else(Env::of_process);
        let mut result = Judgement::default();
        result.script.two_colons = env.takes_two_colons();
        let judged = Package::read(&env)
            .map_err(|problem| vec![problem])
            .and_then(|package| self.check_package(&env, &package, &mut result));
        if let Err(problems) = judged {
            let errors = problems
                .iter()
                .map(|problem| format!("deny-models could not check: {problem}"));
            result.script.errors.extend(errors);
        }
        if self.mode == Mode::Warn || env.get(env::SWITCH) == Some("warn") {
            result.soften("not failing: the hook is set to warn");
        }
        result
    }

    fn check_package(
        &self,
        env: &Env,
        package: &Package,
        result: &mut Judgement,
    ) -> Result<(), Vec<Problem>> {
        result.script.watch(package.manifest());
        if let Some(why) = skipped(env, package)? {
            result.skip(why);
            return Ok(());
        }
        let site = self.site(env, package, &mut result.script)?;
        let name = &package.reference.name;
        if site
            .policy
            .graph
            .exclude
            .iter()
            .any(|excluded| excluded.value == *name)
        {
            result.skip(format!(
                "`{name}` is not checked: `[graph] exclude` of the policy names it"
            ));
            return Ok(());
        }
        if site.policy.unpublished == Unpublished::Ignore && !package.is_publishable(&site.root) {
            result.skip(format!(
                "`{name}` is not checked: it has `publish = false`, and the policy has `unpublished = \"ignore\"`"
            ));
            return Ok(());
        }
        self.gate(env, package, &site, result)?;
        if site.verify && site.policy.source.is_none() {
            result.soften(&format!(
                "not failing: the policy is out of sight of `cargo package`; set {} to its path, or put a {} into the package",
                env::POLICY,
                policy::FILE_NAME
            ));
        }
        Ok(())
    }

    /// Reads what lies around the package.
    fn site(
        &self,
        env: &Env,
        package: &Package,
        script: &mut Script,
    ) -> Result<Site, Vec<Problem>> {
        let verify = World::of(package, env) == World::Verify;
        let root = if verify {
            Root::of_package(&package.directory)
        } else {
            Root::find(&package.directory, env.cargo_home().as_deref())
        };
        let policy_file = self.policy_file(env, package, &root)?;
        script.watch(root.directory.join("Cargo.toml"));
        watch::policy(
            &package.directory,
            &root.directory,
            policy_file.as_deref(),
            script,
        );
        let mut policy = match &policy_file {
            Some(path) => {
                let source = policy::read(path).map_err(|error| vec![error.to_problem()])?;
                Policy::parse_on_any_day(&source)?
            }
            None => Policy::default(),
        };
        let lock_directory = lock_directory(verify, &root, policy_file.as_deref());
        script.watch(lock_directory.join(lock::FILE_NAME));
        for table in &policy.facts {
            script.watch(lock_directory.join(&table.path.value));
        }
        policy.read_facts(&lock_directory)?;
        let lock = lock::find(&lock_directory)?.map(|found| found.lock);
        let cargo_lock = root.directory.join("Cargo.lock");
        script.watch(&cargo_lock);
        Ok(Site {
            verify,
            policy,
            lock,
            cargo_lock: cargo_lock::read(&fs::read_to_string(cargo_lock).unwrap_or_default()),
            root,
        })
    }

    fn gate(
        &self,
        env: &Env,
        package: &Package,
        site: &Site,
        result: &mut Judgement,
    ) -> Result<(), Vec<Problem>> {
        let mut tree_error = None;
        let tree = if self.graph {
            tree::query(package, tree::Kind::Built).unwrap_or_else(|why| {
                tree_error = Some(why);
                Tree::of_root(package)
            })
        } else {
            Tree::of_root(package)
        };
        watch::packages(&tree, package, &mut result.script);
        let index = Index::new(&site.cargo_lock, site.lock.as_ref(), &site.policy);
        let input = HookInput {
            env,
            package,
            root: &site.root,
            policy: &site.policy,
            lock: site.lock.as_ref(),
            cargo_lock: &site.cargo_lock,
            index: &index,
            tree: &tree,
        };
        let mut facts = input.facts()?;
        for path in facts.files.watched(package) {
            result.script.watch(path);
        }
        for path in &facts.watched {
            result.script.watch(path);
        }
        for text in facts.member.license.found() {
            result.script.watch(text.place.path());
        }
        if self.graph && tree_error.is_none() {
            tree_error = reach_further(&input, &mut facts);
        }
        let levels = Levels::new(&site.policy, false, Vec::new());
        let today = Date::today().or_else(|why| {
            let note = format!("deny-models: dates are not checked: {why}");
            result.script.warnings.push(note);
            // On the first day nothing has ended.
            Date::new(0, 1, 1).ok_or(why)
        });
        let report = check::check(&Input {
            policy: &site.policy,
            levels: &levels,
            store: &facts.store,
            members: &[facts.member],
            packages: &facts.packages,
            scanned: facts.packages.len() - facts.unknown.len(),
            unresolved: 0,
            unused_crates: &facts.unused_crates,
            stale: &facts.stale,
            whole: site.root.alone,
            today: today.map_err(|why| vec![Problem::new(why.to_string())])?,
            dates_count: false,
        })?;
        for finding in &report.findings {
            let line = diagnostics::finding(finding, &site.root.directory);
            result.script.report(finding.severity, line);
        }
        result.findings = report.findings;
        let level = levels.severity(Code::StaleLock, None, Severity::Warn);
        result.not_checked = diagnostics::unknown(
            &package.reference,
            &facts.unknown,
            site.lock.is_some(),
            tree_error,
        );
        result
            .not_checked
            .extend(diagnostics::code(&package.reference, facts.code.as_ref()));
        result.not_checked.extend(diagnostics::files(
            &package.reference,
            &facts.files.unchecked,
        ));
        for line in &result.not_checked {
            result.script.report(level, line.clone());
        }
        Ok(())
    }

    /// The policy that the environment names, else the one that build.rs names, else that of the workspace.
    fn policy_file(
        &self,
        env: &Env,
        package: &Package,
        root: &Root,
    ) -> Result<Option<Utf8PathBuf>, Vec<Problem>> {
        let named = env.get(env::POLICY).map(Utf8PathBuf::from);
        let by_variable = named.is_some();
        match named.or_else(|| self.policy.clone()) {
            Some(path) => {
                let path = package.directory.join(path);
                if by_variable && !path.is_file() {
                    let message = format!("{} names `{path}`, which is no file", env::POLICY);
                    let help = "name the policy by a whole path";
                    return Err(vec![Problem::new(message).help(help)]);
                }
                Ok(Some(path))
            }
            None => policy::find(&root.directory).map_err(|error| vec![error.to_problem()]),
        }
    }
}

/// What lies around a package.
struct Site {
    /// `cargo package` builds it.
    verify: bool,
    root: Root,
    policy: Policy,
    lock: Option<lock::Lock>,
    cargo_lock: Vec<LockEntry>,
}

/// Why a package is not checked at all.
fn skipped(env: &Env, package: &Package) -> Result<Option<String>, Vec<Problem>> {
    let name = &package.reference.name;
    match env.get(env::SWITCH) {
        None | Some("deny" | "warn") => {}
        Some("off") => {
            return Ok(Some(format!(
                "`{name}` is not checked: {}=off",
                env::SWITCH
            )));
        }
        Some(other) => {
            let message = format!(
                "{}={other} is not one of `off`, `warn` and `deny`",
                env::SWITCH
            );
            return Err(vec![
                Problem::new(message).help("unset it to check as usual"),
            ]);
        }
    }
    Ok(match World::of(package, env) {
        World::Foreign(why) => Some(format!(
            "`{name}` is not checked here: {why}; `cargo deny-models check` judges it anywhere"
        )),
        World::Own | World::Verify => None,
    })
}

/// Where the lock is: at the root; of an archive in it, or beside the policy that is named.
fn lock_directory(verify: bool, root: &Root, policy: Option<&Utf8Path>) -> Utf8PathBuf {
    let here = root.directory.join(lock::FILE_NAME).exists();
    let beside = policy
        .and_then(Utf8Path::parent)
        .filter(|_| verify && !here);
    beside.unwrap_or(&root.directory).to_owned()
}

/// Adds what only dev-dependencies or other features would pull. Most packages have nothing of that kind, so
/// `cargo tree` runs for it only where the lock has a pull that is not on.
fn reach_further(input: &HookInput<'_>, facts: &mut Facts) -> Option<String> {
    let off = std::mem::take(&mut facts.off);
    let further = watch::has_other_features(input.package);
    let dev_counts = input.policy.graph.include_dev;
    if off.is_empty() || !(further || dev_counts) {
        return None;
    }
    let mut done = BTreeSet::new();
    let kinds = [
        (tree::Kind::Dev, Kind::Dev),
        (tree::Kind::AllFeatures, Kind::Normal),
    ];
    for (queried, kind) in kinds {
        if queried == tree::Kind::AllFeatures && !further {
            continue;
        }
        let tree = match tree::query(input.package, queried) {
            Ok(tree) => tree,
            // Without dev-dependencies at hand nothing of theirs is built here.
            Err(_) if queried == tree::Kind::Dev && !dev_counts => continue,
            Err(why) => return Some(why),
        };
        let nodes = facts::by_package(&tree);
        for (at, (package, pull)) in off.iter().enumerate() {
            let node = nodes.get(package).filter(|node| node.has(&pull.features));
            if let Some(node) = node
                && done.insert(at)
            {
                let reach = match queried {
                    tree::Kind::AllFeatures => Reach::Gated(Vec::new()),
                    _ => Reach::On,
                };
                let mut reached = pulls::reached(node, pull.clone(), reach);
                reached.kind = kind;
                facts.member.pulls.push(reached);
            }
        }
    }
    None
}

/// The result of a check.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    findings: Vec<finding::Finding>,
    not_checked: Vec<String>,
    skipped: Option<String>,
    script: Script,
}

impl Judgement {
    /// What was found, at `note` or more serious.
    pub fn findings(&self) -> impl Iterator<Item = Finding<'_>> {
        self.findings.iter().map(Finding::new)
    }

    /// What could not be checked, one sentence each.
    #[must_use]
    pub fn not_checked(&self) -> &[String] {
        &self.not_checked
    }

    /// Why the package was not checked at all, where that is so.
    #[must_use]
    pub fn skipped(&self) -> Option<&str> {
        self.skipped.as_deref()
    }

    /// Whether the build is to fail.
    #[must_use]
    pub fn fails(&self) -> bool {
        !self.script.errors.is_empty()
    }

    /// What the build script prints on stdout, for cargo.
    #[must_use]
    pub fn instructions(&self) -> String {
        self.script.print().0
    }

    fn skip(&mut self, why: String) {
        self.script.warnings.push(format!("deny-models: {why}"));
        self.skipped = Some(why);
    }

    /// Turns errors into warnings and adds the reason.
    fn soften(&mut self, why: &str) {
        if self.script.errors.is_empty() {
            return;
        }
        let errors = std::mem::take(&mut self.script.errors);
        self.script.warnings.extend(errors);
        self.script.warnings.push(format!("deny-models: {why}"));
    }
}
