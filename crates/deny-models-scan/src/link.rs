//! What a member's entry points reach in a program, and which models that takes.
//!
//! Two questions are kept apart. Which code runs is answered generously ([`Reach`]); which text is taken there is
//! answered strictly: from the place where a text decides which model is taken, back through the calls that are
//! reached, to the literal that gives it.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use foldhash::{HashMap, HashMapExt as _};

use super::all_sinks::{self, Packages};
use super::commands;
use super::dead::Conditions;
use super::eval::{Eval, Strict};
use super::ir::{FnRef, ItemKind, NodeRef};
use super::later_words::Later;
use super::limits::Limits;
use super::linked::{Linked, LinkedPull};
use super::linker::Linker;
use super::named::NamedIds;
use super::not_run::Dead;
use super::parse::STACK;
use super::program::{Build, Program, ProgramPackage, is_built};
use super::reach::Reach;
use super::reach_index::ReachIndex;
use super::report::{Report, only_tokenizers};
use super::scan::ScanError;
use super::scope::Scope;
use super::sinks::{self, Sink};
use super::stack::{guarded, on_a_large_stack};
use super::unreached;

/// Times that what does not run is sought anew: leaving code out shows more of it.
const MAX_ROUNDS: usize = 6;

impl Program {
    /// Follows what a build takes, from the entry points of its member: in rounds, each without the code that the one before
    /// has shown not to run.
    fn link(&self, worker: &Worker<'_>, build: &Build) -> Linked {
        let mut sinks = worker.sinks.of(build);
        let mut dead = Dead::default();
        let mut round = 1;
        loop {
            let more = 'round: {
                let active = |at: NodeRef| self.is_built(build, at) && !dead.has(at);
                let mut reach = Reach::new(&worker.index, build.member, &active);
                self.enter(build, &mut reach);
                reach.build_by_data();
                let reached = |at: NodeRef| reach.has(at);
                let strict = Strict {
                    reached: &reached,
                    dead: &dead,
                };
                let eval = Eval::strict(&self.crate_ir, worker.limits, strict);
                let report = Report::of_program(self, &eval);
                let mut linker = Linker::new(self, build, &eval, &reach, &report);
                // What may be no address at all comes last, where steps may be used up.
                let (shown, others): (Vec<&Sink>, Vec<&Sink>) = sinks
                    .iter()
                    .copied()
                    .filter(|sink| active(sink.at) && reach.has(sink.at))
                    .partition(|sink| sinks::is_shown(&self.crate_ir, sink));
                // Of what takes no model in more code than runs there is nothing to tell in less: it is followed once.
                let followed = shown.into_iter().chain(others);
                sinks = followed.filter(|sink| linker.sink(sink)).collect();
                if round < MAX_ROUNDS {
                    let conditions = Conditions {
                        program: self,
                        build,
                        reach: &reach,
                        is_active: &active,
                        left: Cell::new(0),
                    };
                    let more = conditions.dead(&linker.ways);
                    if !more.is_empty() {
                        break 'round more;
                    }
                }
                return self.finished(build, &reach, linker.finish(), worker);
            };
            dead.extend(more);
            round += 1;
        }
    }

    /// What was found, with where reading ended, what is only named, and what was not reached.
    fn finished(
        &self,
        build: &Build,
        reach: &Reach<'_>,
        mut found: Linked,
        worker: &Worker<'_>,
    ) -> Linked {
        found.stopped.extend(self.behind_unread(build));
        for (package, stops) in self.unread.iter().filter(|(at, _)| is_built(build, **at)) {
            let stops = stops.iter().cloned();
            found.stops.extend(stops.map(|stop| (*package, stop)));
        }
        found.stops.sort();
        found.stops.dedup();
        found.named = worker
            .named
            .of(build, reach, found.stopped.contains(&build.member));
        tidy(&mut found.pulls);
        found.unreached = worker.models.of(build, reach, &found);
        found.open.sort();
        found.open.dedup();
        found
    }

    /// Enters a build where it begins.
    pub(super) fn enter(&self, build: &Build, reach: &mut Reach<'_>) {
        for (number, file) in (0..).zip(&self.crate_ir.files) {
            let package = self.crate_ir.modules.package_of(number) as usize;
            if build.features.get(package).is_none_or(Option::is_none) {
                continue;
            }
            let scope = self.places[number as usize].0;
            let own = package == build.member;
            let library = own && self.is_library(package, number);
            for (func, item) in (0..).zip(&file.funcs) {
                let is_main = item.name == "main" && item.owner.is_empty();
                let starts = match scope {
                    Scope::Build => is_main,
                    Scope::Bin => own && (is_main || item.entry),
                    Scope::Lib if own => {
                        item.entry || item.public && library || is_main && !library
                    }
                    Scope::Lib => item.entry,
                    Scope::Example | Scope::Test | Scope::Bench => false,
                };
                let at = FnRef { file: number, func };
                match item.item {
                    ItemKind::Fn if starts && library => reach.enter_for_users(at),
                    ItemKind::Fn if starts => reach.enter(at),
                    ItemKind::Const if item.entry && starts => reach.enter(at),
                    _ => {}
                }
            }
            for item in file.consts.iter().filter(|item| item.name.ends_with('!')) {
                reach.enter(FnRef {
                    file: number,
                    func: item.func,
                });
            }
        }
        for (number, of) in (0..).zip(self.crate_ir.modules.types()) {
            if of.package as usize == build.member && self.is_library(build.member, of.file) {
                reach.enter_type(number);
            }
        }
    }

    /// Packages with files that could not be read, and all that these may call.
    fn behind_unread(&self, build: &Build) -> BTreeSet<usize> {
        let is_built = |package: &usize| is_built(build, *package);
        let mut behind = BTreeSet::new();
        let mut open: Vec<usize> = self.unread.keys().copied().filter(is_built).collect();
        while let Some(package) = open.pop() {
            if behind.insert(package) {
                open.extend(self.externs[package].iter().filter(|other| is_built(other)));
            }
        }
        behind
    }

    pub(super) fn is_library(&self, package: usize, file: u32) -> bool {
        self.crate_ir.modules.package_of(file) as usize == package
            && self.places[file as usize].0 == Scope::Lib
            && self.crate_ir.modules.in_library(file)
    }
}

/// The calls that take models, by the package that has them: most builds have few of the packages of a workspace.
struct Sinks<'s> {
    all: &'s [Sink],
    of_package: HashMap<usize, Vec<usize>>,
}

impl<'s> Sinks<'s> {
    fn new(program: &Program, all: &'s [Sink]) -> Self {
        let mut of_package: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, sink) in all.iter().enumerate() {
            let numbers = of_package.entry(program.package(sink.at));
            numbers.or_default().push(number);
        }
        Self { all, of_package }
    }

    /// Those of the packages that are built, in the order of all.
    fn of(&self, build: &Build) -> Vec<&'s Sink> {
        let packages = self.of_package.iter();
        let packages = packages.filter(|(package, _)| is_built(build, **package));
        let mut numbers: Vec<usize> = packages.flat_map(|(_, numbers)| numbers).copied().collect();
        numbers.sort_unstable();
        numbers
            .into_iter()
            .map(|number| &self.all[number])
            .collect()
    }
}

/// Each model once for each literal that names it and each place in the member's code that takes it: the way that
/// goes furthest, and decided before possible.
fn tidy(pulls: &mut Vec<LinkedPull>) {
    let place = |pull: &LinkedPull| {
        let found = &pull.found;
        let at = (
            pull.package,
            found.artifact.to_ascii_lowercase(),
            found.file.clone(),
        );
        (at, found.line, found.column, pull.chain.first().cloned())
    };
    let rank = |pull: &LinkedPull| (pull.possible, Reverse(pull.chain.len()), pull.chain.clone());
    pulls.sort_by_cached_key(|pull| (place(pull), rank(pull)));
    pulls.dedup_by(|next, kept| place(next) == place(kept));
    only_tokenizers(pulls.iter_mut().map(|pull| &mut pull.found).collect());
}

/// What one thread looks builds up in.
struct Worker<'p> {
    program: &'p Program,
    index: ReachIndex<'p>,
    sinks: &'p Sinks<'p>,
    named: NamedIds<'p>,
    models: unreached::Index<'p>,
    limits: &'p Limits,
}

impl<'p> Worker<'p> {
    fn new(
        program: &'p Program,
        sinks: &'p Sinks<'p>,
        builds: &[Build],
        limits: &'p Limits,
    ) -> Self {
        let members = builds.iter().map(|build| build.member).collect();
        Self {
            program,
            index: ReachIndex::new(&program.crate_ir, &program.parents),
            sinks,
            named: NamedIds::new(program, &members),
            models: unreached::Index::new(program, sinks.all),
            limits,
        }
    }

    /// Follows builds until none is left, each by itself: what was looked up for one before is forgotten.
    fn run(&self, builds: &[Build], next: &AtomicUsize) -> Vec<(usize, Linked)> {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(build) = builds.get(number) else {
                return done;
            };
            self.program.crate_ir.forget();
            done.push((number, self.program.link(self, build)));
        }
    }
}

/// What each of some builds takes of the packages of a program; as many threads as that follow them.
///
/// # Errors
///
/// When a bug of the scanner stops it.
pub fn link(
    packages: Vec<ProgramPackage>,
    builds: &[Build],
    threads: usize,
    limits: &Limits,
) -> Result<Vec<Linked>, ScanError> {
    on_a_large_stack(move || {
        guarded(|| {
            let program = Program::new(packages, limits);
            let sinks = find_sinks(&program);
            let sinks = Sinks::new(&program, &sinks);
            let next = AtomicUsize::new(0);
            let work =
                |program: &Program| Worker::new(program, &sinks, builds, limits).run(builds, &next);
            let mut linked = std::thread::scope(|scope| {
                let others = 1..threads.clamp(1, 16).min(builds.len());
                let others: Vec<_> = others
                    .filter_map(|_| {
                        let (shared, work) = (program.shared(), &work);
                        let thread = std::thread::Builder::new().stack_size(STACK);
                        let run = move || work(&Program::of(shared));
                        thread.spawn_scoped(scope, run).ok()
                    })
                    .collect();
                let mut linked = work(&program);
                for other in others {
                    linked.extend(other.join().unwrap_or_else(|why| resume_unwind(why)));
                }
                linked
            });
            linked.sort_by_key(|(number, _)| *number);
            linked.into_iter().map(|(_, linked)| linked).collect()
        })
    })
}

/// The calls of a program that take models.
pub(super) fn find_sinks(program: &Program) -> Vec<Sink> {
    let crate_ir = &program.crate_ir;
    let package = |file| crate_ir.modules.package_of(file) as usize;
    let packages = Packages {
        has_hub: &|file| program.hub[package(file)],
        is_own: &|file| !program.of_others[package(file)],
        library: &|file| program.library_of_models(file),
    };
    let mut sinks = all_sinks::find(crate_ir, &Later::of(crate_ir), &packages);
    if commands::has_any(crate_ir) {
        sinks.extend(commands::requests(crate_ir));
    }
    sinks
}
