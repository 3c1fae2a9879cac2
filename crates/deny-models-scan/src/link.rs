//! What a member's entry points reach in a program, and which models that takes.
//!
//! Two questions are kept apart. Which code runs is answered generously ([`Reach`]); which text is taken there is
//! answered strictly: from the place where a text decides which model is taken, back through the calls that are
//! reached, to the literal that gives it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use deny_models::domain::How;
use serde::{Deserialize, Serialize};

use super::classify;
use super::eval::{Env, Eval, Strict, Val};
use super::hit::Hit;
use super::ir::{Expr, FnRef, ItemKind, NodeRef};
use super::program::{Build, Program, ProgramPackage};
use super::reach::Reach;
use super::report::{self, Report};
use super::resolve;
use super::scan::{Found, FoundKind, ScanError};
use super::scope::Scope;
use super::sinks::{self, Kind, Sink};
use super::stack::{guarded, on_a_large_stack};
use super::text::Text;

/// Calls from the place that takes a model to the one that names it.
const MAX_CHAIN: usize = 16;
/// Ways to one place that takes a model.
const MAX_WAYS: usize = 600;
/// Steps for one member.
const BUDGET: u64 = 8_000_000;
/// Functions that hand a function on.
const MAX_HANDED: usize = 4;
/// Steps of a chain that are shown.
const MAX_SHOWN: usize = 12;

/// A place in a program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step {
    /// The package, as a number in the program.
    pub package: usize,
    /// The file, from the root of the package with `/`.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
}

/// A model that a member takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkedPull {
    /// The package whose code decides for the model: it names it, or hands over what stands for it.
    pub package: usize,
    /// The package that the literal is in.
    pub literal_in: usize,
    /// What is taken, and the code that decides.
    pub found: Found,
    /// From the code of the member to the call that takes the model.
    pub chain: Vec<Step>,
    /// Whether data or a caller decides that it is this one.
    pub possible: bool,
}

/// A call that is reached and takes a model which cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkedCall {
    /// From the code of the member to the call.
    pub chain: Vec<Step>,
    /// What could be read, with `{}` for what could not.
    pub template: String,
    /// Features of the package of the call that are all needed.
    pub features: Vec<String>,
}

/// What a member takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Models.
    pub pulls: Vec<LinkedPull>,
    /// Calls whose model cannot be read.
    pub open: Vec<LinkedCall>,
    /// Calls that take models and are not reached, by package.
    pub not_reached: BTreeMap<usize, usize>,
    /// Packages in which following stopped at a limit, or that code which could not be read may call.
    pub stopped: BTreeSet<usize>,
}

/// A model and the calls that lead to it, from the place that takes it outwards.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Taken {
    hit: Hit,
    chain: Vec<NodeRef>,
    /// Whether users of a library choose it, by one of its variants.
    by_users: bool,
}

/// What became of a place that takes a model.
#[derive(Debug, Default)]
struct Outcome {
    taken: Vec<Taken>,
    open: Vec<(Text, Vec<NodeRef>)>,
    stopped: bool,
}

impl Program {
    /// Follows what a build takes, from the entry points of its member.
    fn link(&self, build: &Build) -> Linked {
        let active = |at: NodeRef| self.is_built(build, at);
        let mut reach = Reach::new(&self.crate_ir, &active);
        self.enter(build, &mut reach);
        let certain = reach.nodes();
        reach.build_by_data();
        let reached = |at: NodeRef| reach.has(at);
        let eval = Eval::strict(&self.crate_ir, BUDGET, Strict { reached: &reached });
        let report = Report::of_program(self, &eval);
        let mut linker = Linker {
            program: self,
            build,
            eval: &eval,
            reach: &reach,
            certain: &certain,
            report: &report,
            linked: Linked::default(),
        };
        for sink in sinks::find(&self.crate_ir, |file| {
            self.hub[self.crate_ir.modules.package_of(file) as usize]
        }) {
            if !active(sink.at) {
                continue;
            }
            if reach.has(sink.at) {
                linker.sink(&sink);
            } else {
                let package = self.package(sink.at);
                *linker.linked.not_reached.entry(package).or_default() += 1;
            }
        }
        let mut found = linker.linked;
        found.stopped.extend(self.behind_unread(build));
        tidy(&mut found.pulls);
        found.open.sort();
        found.open.dedup();
        found
    }

    /// Enters a build where it begins.
    fn enter(&self, build: &Build, reach: &mut Reach<'_>) {
        for (number, file) in (0..).zip(&self.crate_ir.files) {
            let package = self.crate_ir.modules.package_of(number) as usize;
            if build.features.get(package).is_none_or(Option::is_none) {
                continue;
            }
            let scope = self.places[number as usize].0;
            for (func, item) in (0..).zip(&file.funcs) {
                let own = package == build.member;
                let is_main = item.name == "main" && item.owner.is_empty();
                let starts = match scope {
                    Scope::Build => is_main,
                    Scope::Bin => own && (is_main || item.entry),
                    Scope::Lib if own => {
                        let library = self.is_library(package, number);
                        item.entry || item.public && library || is_main && !library
                    }
                    Scope::Lib => item.entry,
                    Scope::Example | Scope::Test | Scope::Bench => false,
                };
                if starts && item.item == ItemKind::Fn {
                    reach.enter(FnRef { file: number, func });
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
        let is_built = |package: &usize| build.features.get(*package).is_some_and(Option::is_some);
        let mut behind = BTreeSet::new();
        let mut open: Vec<usize> = self.unread.iter().copied().filter(is_built).collect();
        while let Some(package) = open.pop() {
            if behind.insert(package) {
                open.extend(self.externs[package].iter().filter(|other| is_built(other)));
            }
        }
        behind
    }

    fn is_library(&self, package: usize, file: u32) -> bool {
        self.crate_ir.modules.package_of(file) as usize == package
            && self.places[file as usize].0 == Scope::Lib
            && self.crate_ir.modules.in_library(file)
    }
}

/// Each model once for each literal that names it and each place in the member's code that takes it: the way that
/// goes furthest, and decided before possible.
fn tidy(pulls: &mut Vec<LinkedPull>) {
    let key = |pull: &LinkedPull| {
        let found = &pull.found;
        (
            pull.package,
            found.artifact.to_ascii_lowercase(),
            found.file.clone(),
            found.line,
            found.column,
            pull.chain.first().cloned(),
            pull.possible,
            std::cmp::Reverse(pull.chain.len()),
            pull.chain.clone(),
        )
    };
    pulls.sort_by_cached_key(key);
    pulls.dedup_by(|next, kept| {
        let same = |pull: &LinkedPull| {
            let found = &pull.found;
            (
                pull.package,
                found.file.clone(),
                found.line,
                found.column,
                pull.chain.first().cloned(),
            )
        };
        next.found
            .artifact
            .eq_ignore_ascii_case(&kept.found.artifact)
            && same(next) == same(kept)
    });
    // A tokenizer is all that is taken only where nothing else is.
    let whole: BTreeSet<String> = pulls
        .iter()
        .filter(|pull| !pull.found.tokenizer_only)
        .map(|pull| pull.found.artifact.to_ascii_lowercase())
        .collect();
    for pull in pulls {
        pull.found.tokenizer_only &= !whole.contains(&pull.found.artifact.to_ascii_lowercase());
    }
}

/// What each of some builds takes of the packages of a program.
///
/// # Errors
///
/// When a bug of the scanner stops it.
pub fn link(packages: Vec<ProgramPackage>, builds: &[Build]) -> Result<Vec<Linked>, ScanError> {
    on_a_large_stack(move || {
        guarded(|| {
            let program = Program::new(packages);
            builds.iter().map(|build| program.link(build)).collect()
        })
    })
}

/// One member on the way to what it takes.
struct Linker<'a> {
    program: &'a Program,
    build: &'a Build,
    eval: &'a Eval<'a>,
    reach: &'a Reach<'a>,
    certain: &'a HashSet<NodeRef>,
    report: &'a Report<'a>,
    linked: Linked,
}

impl Linker<'_> {
    fn sink(&mut self, sink: &Sink) {
        let mut outcome = Outcome::default();
        self.eval.begin();
        self.expand(sink, &mut Vec::new(), &mut 0, &mut outcome);
        if self.eval.is_exhausted() {
            self.linked.stopped.insert(self.program.package(sink.at));
        } else if outcome.stopped || self.eval.spent() {
            self.behind_limit(sink, &mut outcome);
        }
        outcome
            .taken
            .retain(|taken| self.report.is_consistent(&taken.hit));
        outcome
            .taken
            .retain(|taken| !self.report.is_no_pull(&taken.hit));
        outcome.taken.sort();
        outcome.taken.dedup();
        // What one way may take: more than one means that something chooses.
        let mut by_way: BTreeMap<&[NodeRef], BTreeSet<&str>> = BTreeMap::new();
        for taken in &outcome.taken {
            let way = by_way.entry(&taken.chain).or_default();
            way.insert(&taken.hit.artifact);
        }
        for taken in &outcome.taken {
            let many = by_way
                .get(taken.chain.as_slice())
                .is_some_and(|way| way.len() > 1);
            let pull = self.pull(sink, taken, many);
            self.linked.pulls.push(pull);
        }
        for (text, chain) in &outcome.open {
            if self.report.is_open(sink, text) {
                let call = LinkedCall {
                    chain: self.chain(sink.at, chain),
                    template: text.shown(),
                    features: self.report.place(sink.at).1.features,
                };
                self.linked.open.push(call);
            }
        }
    }

    /// What lies behind a limit: all that the package itself may give, and a text that cannot be read.
    fn behind_limit(&self, sink: &Sink, outcome: &mut Outcome) {
        self.eval.begin();
        let loose = self.eval.loosely(|| resolve::texts(self.eval, sink, &None));
        let hits = loose
            .iter()
            .filter_map(|text| resolve::judged(self.eval, sink, text));
        outcome.taken.extend(hits.map(|hit| Taken {
            hit,
            chain: Vec::new(),
            by_users: true,
        }));
        outcome.open.push((Text::unknown(""), Vec::new()));
    }

    /// Evaluates a sink with some calls chosen, and goes on to the calls of functions whose parameters are open.
    fn expand(
        &self,
        sink: &Sink,
        chosen: &mut Vec<(FnRef, NodeRef)>,
        ways: &mut usize,
        outcome: &mut Outcome,
    ) {
        *ways += 1;
        if *ways > MAX_WAYS || self.eval.spent() {
            outcome.stopped = true;
            return;
        }
        let env = self.env(chosen);
        let chain: Vec<NodeRef> = chosen.iter().map(|(_, call)| *call).collect();
        let mut open: BTreeMap<FnRef, BTreeSet<Text>> = BTreeMap::new();
        for text in resolve::texts(self.eval, sink, &env) {
            if let Some(hit) = resolve::judged(self.eval, sink, &text) {
                outcome.taken.push(Taken {
                    hit,
                    chain: chain.clone(),
                    by_users: false,
                });
                continue;
            }
            let first = text.params().next();
            match first {
                Some((func, _)) => {
                    open.entry(func).or_default().insert(text);
                }
                None => outcome.open.push((text, chain.clone())),
            }
        }
        for (func, texts) in open {
            if chosen.len() >= MAX_CHAIN {
                outcome.stopped = true;
                continue;
            }
            let known = chosen.iter().any(|(chosen, _)| *chosen == func);
            let callers: Vec<NodeRef> = if known {
                Vec::new()
            } else {
                self.callers(func)
            };
            if callers.is_empty() {
                if self.is_given_by_users(func) {
                    self.offered(sink, &env, &chain, outcome);
                } else {
                    self.fall_back(sink, &env, texts, &chain, outcome);
                }
                continue;
            }
            for call in callers {
                chosen.push((func, call));
                self.expand(sink, chosen, ways, outcome);
                chosen.pop();
            }
        }
    }

    /// Calls of a function or closure that are reached: by its name, or as a value.
    fn callers(&self, func: FnRef) -> Vec<NodeRef> {
        let crate_ir = &self.program.crate_ir;
        let by_name = crate_ir.callers(func);
        let arity = crate_ir.func(func).params.len();
        let by_value = crate_ir.value_calls(arity).iter();
        let by_value = by_value.filter(|call| {
            crate_ir.may_be_value(func) && self.eval.aside(|| self.is_called_by(func, **call, 0))
        });
        let all = by_name.iter().chain(by_value).copied();
        all.filter(|call| self.reach.has(*call)).collect()
    }

    /// What a call gives for each parameter of a function.
    fn given(&self, func: FnRef, call: NodeRef) -> Vec<NodeRef> {
        let crate_ir = &self.program.crate_ir;
        let mut given = crate_ir.arguments(call);
        // A value that is called is not given itself.
        let is_value =
            matches!(&crate_ir.node(call).ex, Expr::Method(_, name, _) if name == "call");
        if is_value && crate_ir.func(func).name != "call" && !given.is_empty() {
            given.remove(0);
        }
        crate_ir.with_types(call, func, given)
    }

    /// Whether a call of a value may call a function or closure.
    fn is_called_by(&self, func: FnRef, call: NodeRef, depth: usize) -> bool {
        let crate_ir = &self.program.crate_ir;
        let values = match &crate_ir.node(call).ex {
            Expr::Method(callee, ..) => {
                let callee = NodeRef {
                    file: call.file,
                    ix: *callee,
                };
                self.eval.values(callee, &None, 0)
            }
            Expr::Call(path, _) => {
                let held = crate_ir.constants(path, call).into_iter();
                held.flat_map(|at| self.eval.values(at, &None, 0)).collect()
            }
            _ => return false,
        };
        self.may_be(func, values, depth)
    }

    /// Whether a call gives a function or closure for a parameter of another one.
    fn is_handed(&self, func: FnRef, of: FnRef, number: usize, depth: usize) -> bool {
        let crate_ir = &self.program.crate_ir;
        // Calls of a closure as a value are sought for one that is given to a function, not further.
        let is_closure = crate_ir.func(of).item == ItemKind::Closure;
        let arity = crate_ir.func(of).params.len();
        let by_value = crate_ir.value_calls(arity).iter().filter(|call| {
            is_closure && depth == 0 && of != func && self.is_called_by(of, **call, MAX_HANDED - 1)
        });
        let by_name = crate_ir.callers(of);
        by_name.iter().chain(by_value).any(|call| {
            let given = self.given(of, *call).get(number).copied();
            given.is_some_and(|given| {
                self.may_be(func, self.eval.values(given, &None, 0), depth + 1)
            })
        })
    }

    /// Whether one of some values is a function or closure, or a parameter that may be given it.
    fn may_be(&self, func: FnRef, values: Vec<Val>, depth: usize) -> bool {
        let crate_ir = &self.program.crate_ir;
        values
            .into_iter()
            .any(|val| match &crate_ir.node(val.at).ex {
                Expr::Closure(..) => crate_ir.closure(val.at) == Some(func),
                Expr::Path(path) => {
                    if let Some((of, number)) = self.eval.parameter(val.at, path) {
                        return depth >= MAX_HANDED || self.is_handed(func, of, number, depth);
                    }
                    crate_ir.called(path, val.at).contains(&func)
                }
                _ => false,
            })
    }

    fn env(&self, chosen: &[(FnRef, NodeRef)]) -> Env {
        let mut env: Env = None;
        for (func, call) in chosen {
            env = self.eval.bind(&env, *func, self.given(*func, *call));
        }
        env
    }

    /// What no call gives may be whatever is written to the fields on the way.
    fn fall_back(
        &self,
        sink: &Sink,
        env: &Env,
        texts: BTreeSet<Text>,
        chain: &[NodeRef],
        outcome: &mut Outcome,
    ) {
        let loose = self.eval.loosely(|| resolve::texts(self.eval, sink, env));
        let mut some = false;
        for text in &loose {
            if let Some(hit) = resolve::judged(self.eval, sink, text) {
                some = true;
                outcome.taken.push(Taken {
                    hit,
                    chain: chain.to_vec(),
                    by_users: false,
                });
            }
        }
        let all = loose.iter().all(|text| text.whole().is_some());
        if !some || !all {
            outcome
                .open
                .extend(texts.into_iter().map(|text| (text, chain.to_vec())));
        }
    }

    /// What users of a library choose by a variant; a text that they give is theirs.
    fn offered(&self, sink: &Sink, env: &Env, chain: &[NodeRef], outcome: &mut Outcome) {
        let loose = self.eval.loosely(|| resolve::texts(self.eval, sink, env));
        for text in &loose {
            let hit = resolve::judged(self.eval, sink, text);
            let chosen = |hit: &Hit| !self.report.choice(hit.origin).variants.is_empty();
            if let Some(hit) = hit.filter(chosen) {
                outcome.taken.push(Taken {
                    hit,
                    chain: chain.to_vec(),
                    by_users: true,
                });
            }
        }
    }

    /// Whether users of a library member give the parameters of a function.
    fn is_given_by_users(&self, func: FnRef) -> bool {
        let item = self.program.crate_ir.func(func);
        let users = item.public || !item.of_trait.is_empty();
        users && self.program.is_library(self.build.member, func.file)
    }

    /// The places from the member's code to a sink: by the calls that give the text, and from the first of them by what
    /// mentions its function.
    fn chain(&self, sink: NodeRef, calls: &[NodeRef]) -> Vec<Step> {
        let member = |at: NodeRef| self.program.package(at) == self.build.member;
        let mut all = vec![sink];
        all.extend(calls);
        let mut seen = HashSet::new();
        while let Some(last) = all.last().copied()
            && !member(last)
        {
            let func = self.program.crate_ir.func_of(last);
            match self.reach.mentioned_by(func) {
                Some(by) if seen.insert(func) => all.push(by),
                _ => break,
            }
        }
        // The first place in the member's code is enough; what leads there is its own.
        if let Some(first) = all.iter().position(|at| member(*at)) {
            all.truncate(first + 1);
        }
        all.reverse();
        all.dedup();
        if all.len() > MAX_SHOWN {
            all.drain(MAX_SHOWN / 2..all.len() - MAX_SHOWN / 2);
        }
        all.into_iter().map(|at| self.step(at)).collect()
    }

    fn step(&self, at: NodeRef) -> Step {
        let node = self.program.crate_ir.node(at);
        Step {
            package: self.program.package(at),
            file: self.program.crate_ir.file(at).path.clone(),
            line: node.line,
            column: node.column,
        }
    }

    fn pull(&self, sink: &Sink, taken: &Taken, many: bool) -> LinkedPull {
        let hit = &taken.hit;
        let choice = self.report.choice(hit.origin);
        let by_data = !self.certain.contains(&sink.at) && self.reach.has(sink.at);
        let own = self.program.package(hit.origin) == self.build.member;
        let listed = own && choice.variants.is_empty();
        let possible =
            by_data || taken.by_users || many && choice.one_of_many && !choice.preset && !listed;
        // What a variant decides is named by the code that hands over the variant.
        let named = match taken.chain.last() {
            Some(call) if !choice.variants.is_empty() && !possible => *call,
            _ => hit.origin,
        };
        let package = self.program.package(named);
        let nodes = taken.chain.iter().chain([&sink.at]);
        let mut scopes = nodes.map(|at| self.report.place(*at).0);
        let (scope, context) = self.report.place(named);
        let how = if scopes.any(|scope| scope == Scope::Build) {
            How::Build
        } else if possible {
            How::Offered
        } else {
            How::Runtime
        };
        let (features, cfg) = report::conditions(context);
        let origin = self.step(named);
        let sink_step = self.step(sink.at);
        let what = if hit.is_repo {
            "a repository of the hub"
        } else {
            "an address of weights"
        };
        LinkedPull {
            package,
            literal_in: self.program.package(hit.origin),
            found: Found {
                artifact: hit.artifact.clone(),
                kind: if sink.kind == Kind::Address {
                    FoundKind::Url
                } else {
                    FoundKind::HfRepoId
                },
                how,
                scope,
                features,
                cfg,
                file: origin.file,
                line: origin.line,
                column: origin.column,
                tokenizer_only: hit.tokenizer && classify::hub_id(&hit.artifact).is_some(),
                mention: false,
                followed: false,
                detail: format!("{what}, taken at {}:{}", sink_step.file, sink_step.line),
            },
            chain: self.chain(sink.at, &taken.chain),
            possible,
        }
    }
}
