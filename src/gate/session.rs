//! A workspace, opened in the one way there is: the graph, the policy, what the members pull, and the lock.

use camino::Utf8PathBuf;

use super::failure::Failure;
use super::options::Options;
use super::outcome::Outcome;
use super::policy::read_policy;
#[cfg(feature = "cli")]
use super::watch::{Before, Watched};
use super::{levels, lock};
use crate::card::HubCache;
use crate::gather::{GatherOptions, Gathered, gather};
use crate::graph::{FeatureSelection, Selection, Targets, Workspace};
#[cfg(feature = "cli")]
use deny_models::check::with_overrides;
use deny_models::check::{Input, check};
use deny_models::date::Date;
use deny_models::finding::Report;
use deny_models::lint::Severity;
use deny_models::lock::{Lock, Stale, find};
use deny_models::model::{Artifact, ClaimSource};
#[cfg(feature = "cli")]
use deny_models::model::{Resolution, resolve};
use deny_models::policy::{self, Policy, Unpublished};
use deny_models::severity::{Levels, Target};
use deny_models::source::Spanned;

/// A workspace and its policy; nothing is gathered yet.
pub(crate) struct Opened {
    pub(crate) graph: Workspace,
    pub(crate) policy: Policy,
    today: Date,
}

impl Opened {
    pub(crate) fn new(options: &Options) -> Result<Self, Failure> {
        let today = today(options.today.as_deref())?;
        let graph = Workspace::load(&options.cargo())?;
        let policy = read_policy(&options.policy, Some(graph.root()), today)?;
        Ok(Self {
            graph,
            policy,
            today,
        })
    }

    /// The data for a lock: covers every build, so that no other selection of features needs the hub.
    #[cfg(feature = "cli")]
    pub(crate) fn gather_for_lock(&self, options: &Options) -> Result<Gathered, Failure> {
        let selected = self.graph.select(&options.packages, &options.exclude)?;
        let gather_options = GatherOptions {
            members: selected.packages,
            selection: Selection {
                features: FeatureSelection {
                    all_features: true,
                    ..FeatureSelection::default()
                },
                targets: Targets::All,
                dev: true,
            },
            unify: false,
            exclude: values(&self.policy.graph.exclude).collect(),
            strict: false,
            scan: options.scan,
            cache: options.open_cache(),
            for_lock: true,
        };
        // The policy selects the offers at check time and speaks for files; the lock holds all of them.
        let bare = Policy {
            crates: Vec::new(),
            models: Vec::new(),
            ..self.policy.clone()
        };
        Ok(gather(&self.graph, &bare, &gather_options, &mut |_, _| ())?)
    }
}

/// A workspace, read and walked.
pub(crate) struct Session {
    /// The root of the workspace.
    pub(crate) root: Utf8PathBuf,
    pub(crate) policy: Policy,
    pub(crate) gathered: Gathered,
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "for other commands"))]
    pub(crate) graph: Workspace,
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "for other commands"))]
    pub(crate) lock: Option<Lock>,
    pub(crate) today: Date,
    /// Where the lock does not cover the graph; empty when there is no lock.
    stale: Vec<Stale>,
    /// Whether every member is looked at.
    whole: bool,
    strict: bool,
    levels: Vec<(Target, Severity)>,
    /// Whether a workspace without protected members is an error, as no verdict is possible.
    needs_verdict: bool,
    /// What another run of the same kind depends on, where that is known.
    #[cfg(feature = "cli")]
    pub(crate) watched: Option<Watched>,
}

impl Session {
    /// Opens a workspace; `progress` gets the packages that were scanned and those to scan.
    pub(crate) fn open(
        options: &Options,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, Failure> {
        let levels = levels::read(&options.levels)?;
        #[cfg(feature = "cli")]
        let before = Before::new(options);
        let Opened {
            graph,
            policy,
            today,
        } = Opened::new(options)?;
        // Before anything is read: what changes from here on is noticed by the next run.
        #[cfg(feature = "cli")]
        let watched = before.and_then(|before| Watched::new(before, &graph, options, &policy));
        let selection = selection(options, &policy)?;
        let mut exclude = options.exclude.clone();
        let excluded = values(&policy.graph.exclude);
        let is_member = |name: &String| {
            graph
                .members()
                .iter()
                .any(|member| graph.package(*member).name == *name)
        };
        // `[graph] exclude` names members and dependencies alike; only members can be left out of the selection.
        exclude.extend(excluded.clone().filter(is_member));
        let mut selected = graph.select(&options.packages, &exclude)?;
        if leaves_out_unpublished(options, &policy) {
            graph.leave_out_unpublished(&mut selected)?;
        }
        graph.check_features(&selected.packages, &selection.features)?;
        // What the policy leaves out is no part of the whole.
        let named = !options.packages.is_empty()
            || !options.exclude.is_empty()
            || options.exclude_unpublished;
        let whole = !named || selected.packages.len() == graph.members().len();
        let gather_options = GatherOptions {
            members: selected.packages,
            selection,
            unify: options.unify,
            exclude: excluded.collect(),
            strict: options.strict,
            scan: options.scan,
            cache: options.open_cache(),
            for_lock: false,
        };
        let mut gathered = gather(&graph, &policy, &gather_options, progress)?;
        gathered.notes.extend(selected.notes);
        gathered.notes.extend(other_policies(&graph));
        let lock = find(graph.root())?.map(|found| found.lock);
        let stale = match &lock {
            Some(lock) => lock::apply(lock, &graph, &mut gathered),
            None => Vec::new(),
        };
        lock::know_by_digest(lock.as_ref(), &graph, &mut gathered);
        if options.policy.hub_cache {
            read_hub_cache(&mut gathered);
        }
        Ok(Self {
            #[cfg(feature = "cli")]
            watched: watched.filter(|watched| watched.covers(&gathered)),
            root: graph.root().to_owned(),
            policy,
            gathered,
            graph,
            lock,
            today,
            stale,
            whole,
            strict: options.strict,
            levels,
            needs_verdict: options.strict || !options.packages.is_empty(),
        })
    }

    /// Judges the members.
    pub(crate) fn judge(&self) -> Result<Report, Failure> {
        let gathered = &self.gathered;
        let levels = Levels::new(&self.policy, self.strict, self.levels.clone());
        let mut report = check(&Input {
            policy: &self.policy,
            levels: &levels,
            store: &gathered.store,
            members: &gathered.members,
            packages: &gathered.packages,
            scanned: gathered.scanned,
            unresolved: gathered.unresolved,
            unused_crates: &gathered.unused_crates,
            stale: &self.stale,
            whole: self.whole,
            today: self.today,
            dates_count: true,
        })?;
        report.notes = [gathered.notes.clone(), report.notes].concat();
        let uncounted = gathered.uncounted.iter().flatten();
        report.stats.not_reached = uncounted.filter(|of| of.is_not_reached()).count();
        Ok(report)
    }

    /// The licences that apply to a model, with the policy applied.
    #[cfg(feature = "cli")]
    pub(crate) fn resolve(&self, model: &Artifact) -> Resolution {
        let store = with_overrides(&self.policy, &self.gathered.store, self.today);
        resolve(model, &store, &self.policy.gate())
    }

    /// The outcome of the check. A required verdict on a crate that is not protected is an error.
    pub(crate) fn outcome(&self, report: &Report) -> Outcome {
        if report.fails() {
            Outcome::Fail
        } else if report.stats.gated == 0 && self.needs_verdict {
            Outcome::NothingGated
        } else {
            Outcome::Pass
        }
    }
}

/// Whether members with `publish = false` get no verdict. The policy has no say on members that are named.
fn leaves_out_unpublished(options: &Options, policy: &Policy) -> bool {
    let by_policy = policy.unpublished == Unpublished::Ignore && options.packages.is_empty();
    options.exclude_unpublished || by_policy
}

/// Notes on policies in directories of members, which are not read.
fn other_policies(graph: &Workspace) -> Vec<String> {
    let members = graph
        .members()
        .iter()
        .map(|at| graph.package(*at).directory());
    let files = policy::not_read(graph.root(), members);
    let note = |file: &Utf8PathBuf| {
        let file = file.strip_prefix(graph.root()).unwrap_or(file);
        format!("`{file}` is not read: the policy is that of the workspace root")
    };
    files.iter().map(note).collect()
}

fn today(day: Option<&str>) -> Result<Date, Failure> {
    let Some(day) = day else {
        return Ok(Date::today()?);
    };
    Date::parse(day).ok_or_else(|| Failure::Usage {
        message: format!("`{day}` is no day: write it as YYYY-MM-DD"),
    })
}

fn read_hub_cache(gathered: &mut Gathered) {
    let Some(cache) = HubCache::of_process() else {
        return;
    };
    let pulled = gathered.members.iter().flat_map(|member| &member.pulls);
    let models: Vec<Artifact> = pulled.map(|pull| pull.pull.artifact.clone()).collect();
    let notes = cache.insert_into(&mut gathered.store, models, ClaimSource::HubCache);
    gathered.notes.extend(notes);
}

/// The options where any is set, else the policy.
fn selection(options: &Options, policy: &Policy) -> Result<Selection, Failure> {
    let set = &options.features;
    let features = if !set.features.is_empty() || set.all_features || set.no_default_features {
        set.clone()
    } else {
        FeatureSelection {
            features: values(&policy.graph.features).collect(),
            all_features: policy.graph.all_features,
            no_default_features: policy.graph.no_default_features,
        }
    };
    let targets = if options.targets.is_empty() {
        values(&policy.graph.targets).collect()
    } else {
        options.targets.clone()
    };
    Ok(Selection {
        features,
        targets: Targets::query(&targets)?,
        dev: policy.graph.include_dev,
    })
}

fn values(list: &[Spanned<String>]) -> impl Iterator<Item = String> + Clone {
    list.iter().map(|item| item.value.clone())
}
