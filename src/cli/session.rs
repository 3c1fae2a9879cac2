//! What every command on a workspace needs: the graph, the policy, and what the members pull.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal, Write as _};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::stock::digest;
use super::{Error, args};
use crate::card::HubCache;
use crate::gather::{Gathered, Scope, gather, reference};
use crate::graph::{FeatureSelection, Selection, Targets, Workspace};
use deny_models::date::Date;
use deny_models::domain::{Kind, PackageRef};
use deny_models::evidence::header;
use deny_models::license::{lookup, nearest_id};
use deny_models::lock::{self, Lock, Stale};
use deny_models::model::{Artifact, ClaimSource};
use deny_models::policy::{self, Policy, Protect, Require};
use deny_models::pull::Reach;
use deny_models::source::Spanned;
use deny_models::source::{Place, SourceFile};
use deny_models::text::nearest;

/// Larger files are not read as a whole to know them by their digest, in bytes.
const MAX_DIGESTED: u64 = 512 << 20;

/// A workspace, read and walked.
pub(super) struct Session {
    /// The root of the workspace.
    pub(super) root: Utf8PathBuf,
    pub(super) policy: Policy,
    pub(super) gathered: Gathered,
    /// Where the lock does not cover the graph; empty when there is no lock.
    pub(super) stale: Vec<Stale>,
    pub(super) today: Date,
    /// Whether every member is looked at.
    pub(super) whole: bool,
    pub(super) graph: Workspace,
    pub(super) lock: Option<Lock>,
}

impl Session {
    pub(super) fn open(
        workspace: &args::Workspace,
        args: &args::Policy,
        strict: bool,
    ) -> Result<Self, Error> {
        let today = Date::today()?;
        let graph = Workspace::load(&workspace.cargo_options())?;
        let start = start_directory(workspace.manifest_path.as_deref())?;
        let policy = read_policy(args, &start, Some(graph.root()), today)?;
        let selection = selection(workspace, &policy)?;
        let mut exclude = workspace.exclude.clone();
        let excluded = policy.graph.exclude.iter().map(|name| name.value.clone());
        let is_member = |name: &String| {
            graph
                .members()
                .iter()
                .any(|member| graph.package(*member).name == *name)
        };
        // `[graph] exclude` names members and dependencies alike; only members can be left out of the selection.
        exclude.extend(excluded.clone().filter(is_member));
        let selected = graph.select(&workspace.package, &exclude)?;
        graph.check_features(&selected.packages, &selection.features)?;
        let named = !workspace.package.is_empty() || !workspace.exclude.is_empty();
        let whole = !named || selected.packages.len() == graph.members().len();
        let scope = Scope {
            members: selected.packages,
            selection,
            unify: workspace.unify == args::Unify::Workspace,
            exclude: excluded.collect(),
            strict,
            scan: !workspace.no_scan,
            for_lock: false,
        };
        let mut gathered = gather(&graph, &policy, &scope, &mut progress())?;
        gathered.notes.extend(selected.notes);
        let lock = lock::find(graph.root())?.map(|found| found.lock);
        let stale = match &lock {
            Some(lock) => apply_lock(lock, &graph, &mut gathered),
            None => Vec::new(),
        };
        if args.hub_cache
            && let Some(cache) = HubCache::of_process()
        {
            let pulled = gathered.members.iter().flat_map(|member| &member.pulls);
            let models: Vec<Artifact> = pulled.map(|pull| pull.pull.artifact.clone()).collect();
            let notes = cache.insert_into(&mut gathered.store, models, ClaimSource::HubCache);
            gathered.notes.extend(notes);
        }
        Ok(Self {
            root: graph.root().to_owned(),
            policy,
            gathered,
            stale,
            today,
            whole,
            graph,
            lock,
        })
    }
}

/// Adds what the lock says of models, and tells what of the graph it does not cover.
fn apply_lock(lock: &Lock, graph: &Workspace, gathered: &mut Gathered) -> Vec<Stale> {
    lock.insert_into(&mut gathered.store);
    know_by_digest(lock, graph, gathered);
    let checksums: BTreeMap<PackageRef, String> = graph
        .packages()
        .iter()
        .filter_map(|package| Some((reference(package), package.pinned()?)))
        .collect();
    let pulls = || gathered.members.iter().flat_map(|member| &member.pulls);
    let on = || pulls().filter(|pull| pull.reach == Reach::On && pull.kind != Kind::Dev);
    let checksum = |package: &PackageRef| checksums.get(package).cloned();
    let packages = lock::packages(on(), checksum);
    lock.stale(
        on().map(|pull| (&pull.puller, &pull.pull.artifact)),
        &packages,
    )
}

/// Files that packages ship are known for the models of the lock by their digests. A Git LFS pointer says the digest of
/// what it stands for.
fn know_by_digest(lock: &Lock, graph: &Workspace, gathered: &mut Gathered) {
    if !lock.has_digests() {
        return;
    }
    let pulls = gathered.members.iter().flat_map(|member| &member.pulls);
    let files: BTreeSet<(PackageRef, Artifact)> = pulls
        .filter(|pull| matches!(pull.pull.artifact, Artifact::Path { .. }))
        .map(|pull| (pull.puller.clone(), pull.pull.artifact.clone()))
        .collect();
    for (puller, file) in files {
        let mut packages = graph.packages().iter();
        let Some(package) = packages.find(|package| reference(package) == puller) else {
            continue;
        };
        let full = package.directory().join(file.name());
        if full.metadata().is_ok_and(|meta| meta.len() > MAX_DIGESTED) {
            gathered.notes.push(format!(
                "{file} is too large to be compared with the files of known models"
            ));
            continue;
        }
        let stands_for = header::read_path(full.as_std_path())
            .ok()
            .and_then(|header| header.sha256);
        // What cannot be read has been told as such.
        let found = stands_for.or_else(|| digest(package.directory(), file.name().into()).ok());
        if let Some(sha256) = found {
            lock.insert_file(&file, &sha256, &mut gathered.store);
        }
    }
}

/// Tells a terminal how far a long scan has come; says nothing of a short one, and nothing into a file.
fn progress() -> impl FnMut(usize, usize) {
    const PATIENCE: Duration = Duration::from_millis(800);
    let start = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    let mut last = Duration::ZERO;
    move |done, total| {
        let now = start.elapsed();
        let due = now > PATIENCE && now.saturating_sub(last) > Duration::from_millis(100);
        if terminal && (due || (done == total && last > Duration::ZERO)) {
            last = now;
            let end = if done == total { "\r\x1b[K" } else { "" };
            // A terminal that is gone is told nothing.
            let _ = write!(
                std::io::stderr(),
                "\r    Scanning {done} of {total} packages{end}"
            );
        }
    }
}

/// The directory that output paths are relative to: where the command runs.
pub(super) fn current_directory() -> Result<Utf8PathBuf, Error> {
    let current = std::env::current_dir().map_err(|error| Error::CurrentDirectory {
        why: error.to_string(),
    })?;
    Utf8PathBuf::from_path_buf(current).map_err(|path| Error::CurrentDirectory {
        why: format!("{} is not UTF-8", path.display()),
    })
}

fn start_directory(manifest: Option<&Utf8Path>) -> Result<Utf8PathBuf, Error> {
    let current = current_directory()?;
    let Some(manifest) = manifest else {
        return Ok(current);
    };
    let manifest = current.join(manifest);
    let directory = manifest.parent().unwrap_or(&current);
    // Cargo names the workspace root without links and dots, so the start has to be named so too.
    let clean = directory.canonicalize_utf8();
    clean.map_err(|why| Error::Read {
        path: directory.to_owned(),
        why,
    })
}

/// The policy that flags name, else the workspace's, else the defaults; `--require` and `--protect` on top.
pub(super) fn read_policy(
    args: &args::Policy,
    start: &Utf8Path,
    root: Option<&Utf8Path>,
    today: Date,
) -> Result<Policy, Error> {
    let file = match (&args.policy, root) {
        // Absolute, as every file that lies in a place of its own is.
        (Some(path), _) => Some(current_directory()?.join(path)),
        (None, Some(root)) if !args.no_policy => {
            policy::find(start, root).map_err(|error| vec![error.to_problem()])?
        }
        _ => None,
    };
    let mut policy = match file {
        Some(path) => Policy::load(&path, today)?,
        None => Policy::default(),
    };
    if let Some(word) = &args.require {
        policy.require = Require::parse(word).ok_or_else(|| {
            let near =
                nearest(word, Require::WORDS).map(|near| format!("; did you mean `{near}`?"));
            let words = Require::WORDS.join(", ");
            Error::Usage {
                message: format!(
                    "`--require {word}` is none of {words}{}",
                    near.unwrap_or_default()
                ),
            }
        })?;
    }
    if !args.protect.is_empty() {
        policy.protect = protect(&args.protect)?;
    }
    Ok(policy)
}

fn protect(words: &[String]) -> Result<Protect, Error> {
    if let [word] = words
        && word == "osi"
    {
        return Ok(Protect::Osi);
    }
    let source = SourceFile::new("--protect", words.join(","));
    let mut ids = Vec::new();
    for word in words {
        let license = lookup(word);
        if !license.is_known() && !license.is_own_ref() {
            let near = nearest_id(word)
                .map(|near| format!("; did you mean `{}`?", lookup(near).spdx_ref()));
            return Err(Error::Usage {
                message: format!(
                    "`--protect {word}`: no such licence{}",
                    near.unwrap_or_default()
                ),
            });
        }
        ids.push(Spanned::new(
            license.id().to_owned(),
            Place::new(&source, 0..0),
        ));
    }
    Ok(Protect::Licenses(ids))
}

/// Flags where there are any, else what the policy says.
fn selection(args: &args::Workspace, policy: &Policy) -> Result<Selection, Error> {
    let flags = !args.features.is_empty() || args.all_features || args.no_default_features;
    let values = |list: &[Spanned<String>]| -> Vec<String> {
        list.iter().map(|item| item.value.clone()).collect()
    };
    let features = if flags {
        FeatureSelection {
            features: args.features.clone(),
            all_features: args.all_features,
            no_default_features: args.no_default_features,
        }
    } else {
        FeatureSelection {
            features: values(&policy.graph.features),
            all_features: policy.graph.all_features,
            no_default_features: policy.graph.no_default_features,
        }
    };
    let targets = if args.target.is_empty() {
        values(&policy.graph.targets)
    } else {
        args.target.clone()
    };
    Ok(Selection {
        features,
        targets: Targets::query(&targets)?,
        dev: policy.graph.include_dev,
    })
}

/// Names of the models that members pull, for commands that look one up.
pub(super) fn pulled(gathered: &Gathered) -> BTreeSet<&str> {
    let pulls = gathered.members.iter().flat_map(|member| &member.pulls);
    pulls.map(|pull| pull.pull.artifact.name()).collect()
}
