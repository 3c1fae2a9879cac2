//! `lock`: resolve every model that crates of the workspace pull on the hub, and pin the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, IsTerminal as _, Write};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::args;
use super::error::Error;
use super::journal::Journal;
use super::keeping::Keeping;
use super::model::read_model;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use crate::cache::Cache;
use crate::escape;
use crate::gate::{Opened, current_directory};
use crate::gather::LockPackages;
use crate::hub::{
    Client, Clock, Config, Hub, HubError, ModelScope, Net, Ollama, Roots, Site, Sources, Walked,
    looser, verify, walk,
};
use crate::save::{save, sweep};
use deny_models::domain::PackageRef;
use deny_models::license::LicenseRules;
use deny_models::lock::{
    self, Change, Changes, FILE_NAME, Lock, LockedMember, LockedModel, LockedPackage, NEWER,
    QuietPackage, READ_FROM,
};
use deny_models::model::{Artifact, Bases, FactStore};
use deny_models::pull::insert_policy;
use deny_models::source::{Problem, SourceFile};
use deny_models::text::nearest;

/// Of a model that no request was sent about.
const NOT_REQUESTED: &str = "not requested";

/// Resolve every model that is pulled, with any feature and for any target, and write `deny-models.lock`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Request a locked model again; all of them when no model is named
    #[arg(long, value_name = "MODEL", num_args = 0..=1, default_missing_value = "", conflicts_with = "check")]
    update: Vec<String>,
    /// Write nothing: fail when the lock and the hub differ
    #[arg(long)]
    check: bool,
    /// Lock this model too, even when no crate pulls it
    #[arg(long, value_name = "ID")]
    model: Vec<String>,
    #[command(flatten)]
    workspace: args::Workspace,
    #[command(flatten)]
    policy: args::Policy,
    #[command(flatten)]
    look: args::Look,
}

impl Args {
    /// The flag that forbids requests.
    fn offline(&self) -> Option<&'static str> {
        let flags = [
            (self.workspace.offline, "--offline"),
            (self.workspace.frozen, "--frozen"),
        ];
        flags
            .into_iter()
            .find_map(|(set, flag)| set.then_some(flag))
    }
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let input = LockInput::read(args)?;
    let offline = args.offline();
    let [config, ollama, model_scope] = configs(offline)?;
    let (old, mut notes) = existing(&input.path, args.check)?;
    let update = Update::read(&args.update)?;
    update.refuse_strangers(&old)?;
    if config.withholds_token() {
        let note = "no token is sent: `HF_ENDPOINT` is not https, so others could read it";
        notes.push(note.to_owned());
    }
    let has_token = config.has_token();
    let endpoints = [&config, &ollama, &model_scope].map(Config::endpoint);
    let run = format!("{} {endpoints:?} {:?} {has_token}", input.path, args.update);
    let net = network(&endpoints, &args.workspace.config)?;
    let client = |config| Client::new(config, net.clone(), Backoff);
    let hub = Sources::new(vec![
        Box::new(Ollama::new(client(ollama))),
        Box::new(ModelScope::new(client(model_scope))),
        Box::new(Hub::new(client(config))),
    ]);
    let hub = Keeping::new(hub, &old, !args.check);
    let hub = if args.check {
        Journal::without(hub)
    } else {
        Journal::open(hub, &Cache::open(), &run)
    };
    if hub.len() > 0 {
        let done = count(hub.len(), "model");
        notes.push(format!(
            "continuing an interrupted run: {done} need no new request"
        ));
    }
    // The tables and the files of the packages answer alone then.
    let without = offline.filter(|_| !args.check && args.update.is_empty());
    let known = |model: &Artifact| {
        if let Some(block) = hub.recorded(model) {
            return Some(block);
        }
        let block = old.model(model).filter(|block| block.fits());
        if let Some(flag) = without {
            let locked = block.map(|block| block.facts.clone());
            return Some(locked.unwrap_or_else(|| LockedModel {
                unresolved: Some(format!("{NOT_REQUESTED}: `{flag}` was set")),
                ..LockedModel::new(model)
            }));
        }
        let block = block?;
        // A token may show what the one who wrote the block could not see.
        let whole = block.facts.unread.is_empty() || !has_token;
        let current =
            block.facts.unresolved.is_none() && whole && !args.check && !update.names(model);
        current.then(|| block.facts.clone())
    };
    let more = |found: &LockedModel| {
        let mut parents = input.parents(&found.artifact());
        // Those that the lock names are compared too: under another name, or where they are not shown any more.
        if args.check
            && let Some(block) = old.model(&found.artifact())
        {
            parents.extend(block.facts.parents().cloned());
        }
        parents
    };
    let progress = Progress::new();
    // Blocks of other members whose content was edited are not written anew as if they were right.
    let edited = input.edited(&old);
    let walked = walk(
        &hub,
        input.models.iter().cloned().chain(edited.models),
        &known,
        &more,
        &|done, of, model| progress.update(done, of, model),
    );
    progress.clear();
    let mut walked = walked.map_err(problem)?;
    // A block without facts would add nothing to what the tables state.
    walked.models.retain(|model| {
        let why = model.unresolved.as_deref().unwrap_or_default();
        !(why.starts_with(NOT_REQUESTED) && lock::tables_know(&model.artifact()))
    });
    notes.extend(walked.notes.iter().cloned());
    notes.extend(hub.source().notes());
    notes.extend(edited.notes);
    if args.check {
        return compare(&hub, &old, &walked, &input, output);
    }
    let new = input.lock(walked.models, &old);
    let current = write(&new, &input.path)?;
    hub.close();
    let changes = old.changes(&new);
    output.status(|_, out| {
        print_notes(&notes, out)?;
        print_changes(&changes, &new, out)?;
        print_unresolved(&new, out)?;
        let what = if current { "is up to date" } else { "written" };
        writeln!(
            out,
            "{FILE_NAME} {what}: {}, {}",
            count(new.models().len(), "model"),
            count(new.packages().len(), "package"),
        )
    })?;
    Ok(Outcome::Pass)
}

/// Writes the lock, and returns whether it was there already.
fn write(new: &Lock, path: &Utf8Path) -> Result<bool, Error> {
    let text = readable(new)?;
    let current = std::fs::read_to_string(path).is_ok_and(|current| current == text);
    if current {
        sweep(path);
    } else {
        let first = !path.exists();
        save(path, &text).map_err(|why| Error::Save {
            path: path.to_owned(),
            why,
        })?;
        if first {
            touch_manifest(&path.with_file_name("Cargo.toml"));
        }
    }
    Ok(current)
}

/// The addresses of the hub, of Ollama and of ModelScope.
fn configs(offline: Option<&'static str>) -> Result<[Config; 3], Error> {
    let site = |site| Config::of_site(site, |name| std::env::var(name).ok());
    let hub = Config::from_env().map_err(problem)?;
    let ollama = site(Site::Ollama).map_err(problem)?;
    let model_scope = site(Site::ModelScope).map_err(problem)?;
    Ok([hub, ollama, model_scope].map(|config| match offline {
        Some(flag) => config.offline(flag),
        None => config,
    }))
}

/// The network, with the certificate authorities that the user or the system names.
fn network(endpoints: &[String], arguments: &[String]) -> Result<Net, Error> {
    let encrypted = |endpoint: &String| endpoint.starts_with("https:");
    if !endpoints.iter().any(encrypted) {
        return Ok(Net::default());
    }
    let current = current_directory()?;
    let roots = Roots::find(
        |name| std::env::var_os(name),
        arguments,
        current.as_std_path(),
    );
    Ok(Net::trusting(roots.map_err(problem)?))
}

/// Makes cargo run the build-script hooks that ran without a lock: they watch the root manifest, since a file that is
/// not there cannot be watched. Nothing is lost where that is not allowed; they run at the next change.
fn touch_manifest(manifest: &Utf8Path) {
    let file = std::fs::File::options().append(true).open(manifest);
    let _ = file.and_then(|file| file.set_modified(std::time::SystemTime::now()));
}

/// The models and packages that the lock has to hold.
struct LockInput {
    path: Utf8PathBuf,
    models: Vec<Artifact>,
    packages: Vec<LockedPackage>,
    quiet: Vec<QuietPackage>,
    members: Vec<LockedMember>,
    /// The members that were looked at.
    selected: Vec<PackageRef>,
    store: FactStore,
    rules: LicenseRules,
    /// Only a part of the workspace was looked at: what the rest needs stays.
    partial: bool,
}

impl LockInput {
    fn read(args: &Args) -> Result<Self, Error> {
        let options = args.workspace.options(&args.policy);
        let opened = Opened::new(&options)?;
        let gathered = opened.gather_for_lock(&options)?;
        let policy = &opened.policy;
        let pulls = gathered.members.iter().flat_map(|member| &member.pulls);
        let used = policy.crates.iter().flat_map(|entry| &entry.uses);
        let mut models: Vec<Artifact> = pulls
            .map(|pull| pull.pull.artifact.clone())
            .chain(used.map(|model| model.value.clone()))
            .collect();
        for text in &args.model {
            let model = read_model(text)?;
            if !model.is_in_registry() {
                let message =
                    format!("`--model {text}` is not a model of the hub or of another registry");
                return Err(Error::usage(message));
            }
            models.push(model);
        }
        let LockPackages {
            packages,
            quiet,
            members,
        } = gathered.lock_packages;
        let selected = gathered.members.into_iter().map(|member| member.package);
        let mut store = gathered.store;
        insert_policy(&mut store, policy);
        Ok(Self {
            path: opened.graph.root().join(FILE_NAME),
            models,
            packages,
            quiet,
            members,
            selected: selected.collect(),
            store,
            rules: policy.gate(),
            partial: !options.packages.is_empty() || !options.exclude.is_empty(),
        })
    }

    /// Bases and components that other sources name: what a manifest or the table knows has to be locked too.
    fn parents(&self, model: &Artifact) -> Vec<Artifact> {
        let claims = self.store.claims(model);
        let named = claims.into_iter().flat_map(|claim| {
            let bases = match &claim.bases {
                Bases::Named(bases) => bases.as_slice(),
                Bases::NotStated | Bases::Unnamed => &[],
            };
            bases.iter().chain(claim.components.iter().flatten())
        });
        named.cloned().collect()
    }

    /// What stays of a lock and was edited: its models are requested anew, and what packages pull is known when they are
    /// looked at.
    fn edited(&self, old: &Lock) -> Edited {
        let kept = || self.partial.then_some(old).into_iter();
        let models = kept().flat_map(Lock::models).filter(|block| !block.fits());
        let left_out = |name: String| {
            format!(
                "the block of {name} is left out: its digest does not match its content; run `cargo deny-models lock` \
                 for the whole workspace"
            )
        };
        let packages = kept()
            .flat_map(Lock::packages)
            .filter(|block| !block.fits());
        let packages =
            packages.map(|block| format!("{} {}", block.facts.name, block.facts.version));
        let members = kept().flat_map(Lock::members).filter(|block| !block.fits());
        let members = members
            .map(|block| &block.facts.package)
            .filter(|member| !self.selected.contains(member))
            .map(|member| format!("member {member}"));
        Edited {
            models: models.map(|block| block.facts.artifact()).collect(),
            notes: packages.chain(members).map(left_out).collect(),
        }
    }

    fn lock(&self, models: Vec<LockedModel>, old: &Lock) -> Lock {
        let kept = self.partial.then_some(old);
        let of_models = kept
            .into_iter()
            .flat_map(Lock::models)
            .filter(|block| block.fits())
            .map(|block| block.facts.clone());
        let of_packages = kept.into_iter().flat_map(Lock::packages);
        // Of a package in both, what was just seen counts, whatever its checksum was.
        let quiet = self.quiet.iter();
        let seen: BTreeSet<(&str, &str)> = self
            .packages
            .iter()
            .map(|package| (package.name.as_str(), package.version.as_str()))
            .chain(quiet.map(|package| (package.name.as_str(), package.version.as_str())))
            .collect();
        let of_members = kept.into_iter().flat_map(Lock::members);
        let of_members = of_members
            .filter(|block| block.fits())
            .map(|block| block.facts.clone())
            .filter(|member| !self.selected.contains(&member.package));
        let was_quiet = kept.into_iter().flat_map(Lock::quiet).cloned();
        let of_packages = of_packages
            .filter(|block| block.fits())
            .map(|block| &block.facts)
            .filter(|package| !seen.contains(&(package.name.as_str(), package.version.as_str())))
            .cloned();
        Lock::new(
            models.into_iter().chain(of_models),
            self.packages.iter().cloned().chain(of_packages),
        )
        .with_members(self.members.iter().cloned().chain(of_members))
        .with_quiet(self.quiet.iter().cloned().chain(was_quiet))
    }
}

/// Blocks of a lock whose content was edited, of what was not looked at.
struct Edited {
    models: Vec<Artifact>,
    notes: Vec<String>,
}

/// The text of a lock. Answers of the hub and data of crates are bounded before they come here. Still, a lock that
/// could not be read back would stop every check.
fn readable(lock: &Lock) -> Result<String, Error> {
    let text = lock.render();
    let again = Lock::parse(&SourceFile::new(FILE_NAME, text.as_str()))?;
    if again.inconsistent().is_empty() && again.render() == text {
        Ok(text)
    } else {
        Err(problem_of(
            "the lock cannot be written so that it reads as it is".to_owned(),
        ))
    }
}

/// The locked models that are requested again.
struct Update {
    all: bool,
    models: Vec<Artifact>,
}

impl Update {
    fn read(words: &[String]) -> Result<Self, Error> {
        let named = words.iter().filter(|word| !word.is_empty());
        Ok(Self {
            all: words.iter().any(String::is_empty),
            models: named
                .map(|word| read_model(word))
                .collect::<Result<_, _>>()?,
        })
    }

    fn names(&self, model: &Artifact) -> bool {
        let same = |named: &Artifact| {
            named.key() == model.key()
                && (named.revision().is_none() || named.revision() == model.revision())
        };
        self.all || self.models.iter().any(same)
    }

    fn refuse_strangers(&self, old: &Lock) -> Result<(), Error> {
        let locked = || old.models().iter().map(|block| block.facts.artifact());
        let Some(unknown) = self
            .models
            .iter()
            .find(|named| !locked().any(|model| model.key() == named.key()))
        else {
            return Ok(());
        };
        let names: Vec<Artifact> = locked().collect();
        let near = nearest(unknown.name(), names.iter().map(Artifact::name))
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        Err(Error::usage(format!(
            "`--update {unknown}`: the lock has no such model{near}"
        )))
    }
}

/// The lock that is there. One that cannot be read is written anew, but for one of a newer program.
fn existing(path: &Utf8Path, check: bool) -> Result<(Lock, Vec<String>), Error> {
    let root = path.parent().unwrap_or(path);
    match lock::find(root) {
        Ok(found) => Ok((
            found.map(|found| found.lock).unwrap_or_default(),
            Vec::new(),
        )),
        Err(problems) => {
            // What a file that can be opened has is its text: no lock, or one with mistakes.
            let of_text = path.is_file() && File::open(path).is_ok();
            let newer = problems
                .iter()
                .any(|problem| problem.message.contains(NEWER));
            if check || newer || !of_text {
                return Err(problems.into());
            }
            let first = problems
                .first()
                .map(ToString::to_string)
                .unwrap_or_default();
            let note =
                format!("the lock cannot be read, so every model is requested again: {first}");
            Ok((Lock::default(), vec![note]))
        }
    }
}

fn compare<S: crate::hub::Source>(
    hub: &S,
    old: &Lock,
    walked: &Walked,
    input: &LockInput,
    output: &Output,
) -> Result<Outcome, Error> {
    let verified = verify(hub, old, walked).map_err(problem)?;
    let mut lines: Vec<String> = verified
        .mismatches
        .into_iter()
        .map(|mismatch| format!("{}: {}", mismatch.model, mismatch.message))
        .collect();
    let new = input.lock(walked.models.clone(), old);
    let mut notes = walked.notes.clone();
    let looser = match verified.unseen.as_slice() {
        [] => Vec::new(),
        _ => looser(old, &new, &input.store, &input.rules),
    };
    let is_unseen = |model: &Artifact| verified.unseen.iter().any(|unseen| unseen.model == *model);
    let by_another = looser.iter().find(|model| !is_unseen(model));
    for unseen in &verified.unseen {
        let line = format!("{}: {}", unseen.model, not_shown(&unseen.files));
        let of_another = by_another.map_or_else(String::new, |model| format!(" for `{model}`"));
        if by_another.is_some() || looser.contains(&unseen.model) {
            lines.push(format!(
                "{line}, and the lock is looser{of_another} than what is shown: set `HF_TOKEN` to a token that has access"
            ));
        } else {
            notes.push(format!(
                "{line}, and is not compared; no verdict is milder by it"
            ));
        }
    }
    let unfit = old.packages().iter().filter(|block| !block.fits());
    let unfit: BTreeSet<String> = unfit
        .map(|block| format!("{} {}", block.facts.name, block.facts.version))
        .collect();
    let names = [names(&new), names(old)];
    for change in old.changes(&new) {
        let of_model = names.iter().any(|names| names.contains_key(&change.what));
        let message = match (&change.changes, of_model) {
            // That it was edited is reported below.
            (Changes::Removed, false) if unfit.contains(&change.what) => continue,
            (Changes::Removed, _) => "nothing pulls it any more".to_owned(),
            // Differences in a model were reported above.
            (_, true) => continue,
            (Changes::Added, false) => "it is not in the lock".to_owned(),
            // It is as before to whoever reads it.
            (Changes::Updated(pieces), false) if pieces.as_slice() == [READ_FROM] => {
                notes.push(format!(
                    "{}: its sources or versions changed since the lock was written, and it reaches the same; the hook \
                     goes by the block again when `cargo deny-models lock` has run",
                    change.what
                ));
                continue;
            }
            (Changes::Updated(pieces), false) => {
                format!("the lock differs from the workspace: {}", pieces.join("; "))
            }
        };
        lines.push(format!("{}: {message}", change.what));
    }
    if old.quiet() != new.quiet() {
        lines.push(
            "the lock lists other packages that pull nothing than the workspace has".to_owned(),
        );
    }
    lines.extend(unfit_packages(old));
    output.diagnostics(|_, out| {
        print_notes(&notes, out)?;
        for line in &lines {
            writeln!(out, "error: {}", escape::text(line))?;
        }
        if lines.is_empty() {
            return writeln!(
                out,
                "{FILE_NAME} is up to date with the hub: {}",
                count(old.models().len(), "model")
            );
        }
        writeln!(
            out,
            "{FILE_NAME} differs in {}: look at each, then run `cargo deny-models lock --update`",
            count(lines.len(), "place")
        )
    })?;
    Ok(if lines.is_empty() {
        Outcome::Pass
    } else {
        Outcome::Fail
    })
}

fn not_shown(files: &[String]) -> String {
    let what: Vec<&str> = files
        .iter()
        .map(|file| {
            if file == LockedModel::REPOSITORY {
                "the repository"
            } else {
                file.as_str()
            }
        })
        .collect();
    format!("the hub does not show {}", what.join(", "))
}

fn unfit_packages(lock: &Lock) -> impl Iterator<Item = String> {
    let unfit = lock.packages().iter().filter(|block| !block.fits());
    unfit.map(|block| {
        format!(
            "{} {}: the digest of the block does not match its content",
            block.facts.name, block.facts.version
        )
    })
}

fn print_notes(notes: &[String], out: &mut dyn Write) -> io::Result<()> {
    for note in notes {
        writeln!(out, "note: {}", escape::text(note))?;
    }
    Ok(())
}

fn print_changes(changes: &[Change], new: &Lock, out: &mut dyn Write) -> io::Result<()> {
    let names = names(new);
    for change in changes {
        let (word, rest) = match &change.changes {
            Changes::Added => ("added", licence_of(names.get(&change.what).copied())),
            Changes::Removed => ("removed", String::new()),
            Changes::Updated(pieces) => ("updated", format!(" ({})", pieces.join("; "))),
        };
        let line = format!("{}{rest}", change.what);
        writeln!(out, "{word:>12} {}", escape::text(&line))?;
    }
    Ok(())
}

/// The models of a lock, by their names in its changes.
fn names(lock: &Lock) -> BTreeMap<String, &LockedModel> {
    let blocks = lock.models().iter();
    blocks
        .map(|block| (block.facts.artifact().to_string(), &block.facts))
        .collect()
}

fn licence_of(model: Option<&LockedModel>) -> String {
    let terms = model.and_then(|model| {
        let claim = model.claim(None);
        let terms: Vec<String> = claim.terms().map(|terms| terms.text().to_owned()).collect();
        (!terms.is_empty()).then(|| terms.join(", by its text "))
    });
    terms.map(|terms| format!(" ({terms})")).unwrap_or_default()
}

fn print_unresolved(new: &Lock, out: &mut dyn Write) -> io::Result<()> {
    for block in new.models() {
        if let Some(why) = &block.facts.unresolved {
            let line = format!("{} is locked as unresolved: {why}", block.facts.artifact());
            writeln!(out, "warning: {}", escape::text(&line))?;
        }
    }
    Ok(())
}

fn count(number: usize, thing: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{s}")
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over")]
fn problem(error: HubError) -> Error {
    problem_of(error.to_string())
}

fn problem_of(message: String) -> Error {
    vec![Problem::new(message).help("nothing was written")].into()
}

/// Waits when the hub requests it, and prints a note where that takes a while.
struct Backoff;

impl Clock for Backoff {
    fn sleep(&self, time: Duration) {
        if time >= Duration::from_secs(5) {
            let seconds = time.as_secs();
            // What cannot be shown is no reason to stop.
            let _ = writeln!(
                io::stderr(),
                "note: waiting {seconds} s, as the hub requests"
            );
        }
        std::thread::sleep(time);
    }
}

/// A progress line on the terminal.
struct Progress {
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self {
            shown: io::stderr().is_terminal(),
        }
    }

    fn update(&self, done: usize, of: usize, model: &Artifact) {
        if self.shown {
            let line = escape::limited(&format!("requesting {done}/{of} {model}"), 70);
            // What cannot be shown is no reason to stop.
            let _ = write!(io::stderr(), "\r\u{1b}[K{line}");
        }
    }

    fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}
