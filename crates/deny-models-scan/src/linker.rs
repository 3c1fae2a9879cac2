//! From places where a text decides which model is taken, back through the calls that are reached, to the literals.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use deny_models::domain::How;
use foldhash::{HashMap, HashSet, HashSetExt as _};

use super::commands;
use super::copies::Ids;
use super::eval::{Env, Eval};
use super::hit::Hit;
use super::ir::{FnRef, NodeRef};
use super::linked::{Linked, LinkedCall, LinkedPull, Step};
use super::ollama;
use super::program::{Build, Program};
use super::reach::Reach;
use super::report::Report;
use super::resolve;
use super::same::{self, Same};
use super::scope::Scope;
use super::sinks::{self, Sink};
use super::stop::{Cause, Stop};
use super::targets::Targets;
use super::text::Text;

/// Steps of a chain that are shown.
const MAX_SHOWN: usize = 12;

/// A model and the calls that lead to it, from the place that takes it outwards.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Taken {
    pub(super) hit: Hit,
    chain: Vec<NodeRef>,
    /// Whether users of a library choose it, by one of its variants.
    by_users: bool,
    /// Whether something that is not known picked one of several on the way.
    picked: bool,
}

/// What became of a place that takes a model.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) taken: Vec<Taken>,
    pub(super) open: Vec<(Text, Vec<NodeRef>)>,
}

impl Outcome {
    pub(super) fn take(
        &mut self,
        hits: impl IntoIterator<Item = Hit>,
        chain: &[NodeRef],
        by_users: bool,
    ) {
        self.take_picked(hits, chain, by_users, true);
    }

    fn take_picked(
        &mut self,
        hits: impl IntoIterator<Item = Hit>,
        chain: &[NodeRef],
        by_users: bool,
        picked: bool,
    ) {
        self.taken.extend(hits.into_iter().map(|hit| Taken {
            hit,
            chain: chain.to_vec(),
            by_users,
            picked,
        }));
    }
}

/// What following a text loosely has left.
#[derive(Debug, Default)]
struct Left {
    /// Some of it is not known.
    unknown: bool,
    /// Users of a library give some of it.
    to_users: bool,
    /// The function that no call was found of.
    without: Option<FnRef>,
}

/// One member on the way to what it takes.
pub(super) struct Linker<'a> {
    pub(super) program: &'a Program,
    build: &'a Build,
    pub(super) eval: &'a Eval<'a>,
    pub(super) reach: &'a Reach<'a>,
    pub(super) report: &'a Report<'a>,
    pub(super) linked: Linked,
    /// Code that decides what is taken, or whether anything is.
    pub(super) ways: HashSet<NodeRef>,
    /// Ids that are taken, and addresses, each with the number of its pull.
    ids: Ids,
    addresses: Vec<(usize, Hit)>,
    same: Same<same::Reached>,
    /// What calls of values may call, by the call and by how often it was handed on.
    pub(super) targets: RefCell<HashMap<(NodeRef, usize), Rc<Targets>>>,
}

impl<'a> Linker<'a> {
    /// Nothing is followed yet.
    pub(super) fn new(
        program: &'a Program,
        build: &'a Build,
        eval: &'a Eval<'a>,
        reach: &'a Reach<'a>,
        report: &'a Report<'a>,
    ) -> Self {
        Self {
            program,
            build,
            eval,
            reach,
            report,
            linked: Linked::default(),
            ways: HashSet::new(),
            ids: Ids::default(),
            addresses: Vec::new(),
            same: Same::default(),
            targets: RefCell::default(),
        }
    }

    /// What was found, without addresses of copies.
    pub(super) fn finish(mut self) -> Linked {
        let copies = self.addresses.iter();
        let copies = copies.filter(|(_, hit)| self.ids.has_original(hit));
        let copies: BTreeSet<usize> = copies.map(|(number, _)| *number).collect();
        let mut numbers = 0..;
        let pulls = &mut self.linked.pulls;
        pulls.retain(|_| {
            numbers
                .next()
                .is_none_or(|number| !copies.contains(&number))
        });
        self.linked
    }
}

impl Linker<'_> {
    /// Follows a place where a text decides which model is taken. Whether there is anything to tell of it, or it was not
    /// followed to the end.
    pub(super) fn sink(&mut self, sink: &Sink) -> bool {
        let mut outcome = Outcome::default();
        let is_shown = self.is_shown(sink);
        self.begin(is_shown);
        let known = BTreeSet::new();
        self.expand(sink, &mut Vec::new(), &mut 0, &known, &mut outcome);
        let stops = self.eval.take_stops();
        let open = outcome.open.iter().map(|(text, _)| text);
        let takes = !outcome.taken.is_empty();
        let mut is_cut = self.eval.is_exhausted();
        if is_cut {
            self.linked.stopped.insert(self.program.package(sink.at));
            if is_shown {
                self.stop(sink.at, stops);
            }
        } else {
            let by_ways = |cause: &Cause| matches!(cause, Cause::Ways(_) | Cause::Callers(_));
            let is_spent = self.eval.spent() || stops.iter().any(by_ways);
            let mut stops = self.report.counted(sink, stops, takes, open);
            is_cut = is_spent || !stops.is_empty();
            if is_cut && is_shown && self.by_any_way(sink, &stops, &mut outcome) {
                is_cut = false;
                stops.clear();
            }
            if is_cut {
                self.behind_limit(sink, is_shown, &mut outcome);
            }
            self.stop(sink.at, stops);
        }
        outcome.taken.retain(|taken| {
            self.report.is_consistent(&taken.hit) && !self.report.is_no_pull(&taken.hit)
        });
        outcome.taken.sort();
        outcome.taken.dedup();
        outcome
            .open
            .retain(|(text, _)| self.report.is_open(sink, text));
        let tells = is_cut || !outcome.taken.is_empty() || !outcome.open.is_empty();
        if tells {
            self.ways.insert(sink.at);
            self.record(sink, &outcome);
        }
        tells
    }

    /// Keeps what became of a place, and the code that decides it.
    fn record(&mut self, sink: &Sink, outcome: &Outcome) {
        // What one way may take: more than one means that something chooses.
        let mut by_way: BTreeMap<&[NodeRef], BTreeSet<&str>> = BTreeMap::new();
        for taken in &outcome.taken {
            let way = by_way.entry(&taken.chain).or_default();
            way.insert(&taken.hit.artifact);
        }
        for taken in &outcome.taken {
            self.ways.insert(taken.hit.origin);
            self.ways.extend(&taken.chain);
            self.ids.add(&self.program.crate_ir, &taken.hit);
            let many = by_way
                .get(taken.chain.as_slice())
                .is_some_and(|way| way.len() > 1);
            let pull = self.pull(sink, taken, many);
            if !self.same.keeps(same::reached(&pull)) {
                continue;
            }
            if !taken.hit.is_repo {
                self.addresses
                    .push((self.linked.pulls.len(), taken.hit.clone()));
            }
            self.linked.pulls.push(pull);
        }
        for (text, chain) in &outcome.open {
            self.ways.extend(chain);
            let call = LinkedCall {
                chain: self.open_chain(sink.at, chain),
                template: text.shown(),
                features: self.report.place(sink.at).1.features,
                command: commands::command(&self.program.crate_ir, sink, text),
            };
            self.linked.open.push(call);
        }
    }

    /// Starts following a place: what may be no address at all gets less of the steps.
    fn begin(&self, is_shown: bool) {
        let all = self.eval.limits.program_call_steps;
        let steps = if is_shown { all } else { all / 10 };
        self.eval.begin_with(steps);
    }

    /// Whether a text behind a limit would be reported: of a template without the words of an address, and of a request to
    /// some server, what is not read says nothing of models.
    fn is_shown(&self, sink: &Sink) -> bool {
        let crate_ir = &self.program.crate_ir;
        sinks::is_shown(crate_ir, sink) && !ollama::is_of_any_server(crate_ir, sink)
    }

    /// The limits that following a place hit.
    fn stop(&mut self, at: NodeRef, causes: BTreeSet<Cause>) {
        let package = self.program.package(at);
        let file = &self.program.crate_ir.file(at).path;
        let line = self.program.crate_ir.node(at).line;
        let stops = causes.into_iter().map(|cause| {
            let file = file.clone();
            (package, Stop { file, line, cause })
        });
        self.linked.stops.extend(stops);
    }

    /// What lies behind a limit: all that the package itself may give, and a text that cannot be read.
    fn behind_limit(&self, sink: &Sink, is_shown: bool, outcome: &mut Outcome) {
        self.begin(is_shown);
        let (hits, _) = self.loose_hits(sink, &None);
        outcome.take(hits, &[], true);
        if is_shown {
            outcome.open.push((Text::unknown(""), Vec::new()));
        }
    }

    /// Evaluates a sink with some calls chosen, and goes on to the calls of functions whose parameters are open. `known` are
    /// texts that are open without the last of these calls.
    fn expand(
        &self,
        sink: &Sink,
        chosen: &mut Vec<(FnRef, NodeRef)>,
        ways: &mut usize,
        known: &BTreeSet<Text>,
        outcome: &mut Outcome,
    ) {
        *ways += 1;
        let limits = self.eval.limits;
        if *ways > limits.program_ways {
            self.eval.stop(Cause::Ways(limits.program_ways));
            return;
        }
        if self.eval.spent() {
            self.eval.step();
            return;
        }
        let env = self.env(chosen);
        let chain: Vec<NodeRef> = chosen.iter().map(|(_, call)| *call).collect();
        let mut open: BTreeMap<FnRef, BTreeSet<Text>> = BTreeMap::new();
        self.eval.picked.set(false);
        let texts = resolve::texts(self.eval, sink, &env);
        let picked = self.eval.picked.get();
        let mut known = Cow::Borrowed(known);
        let adds = texts.iter().any(|text| !known.contains(text));
        for text in texts {
            if let Some(hit) = resolve::judged(self.eval, sink, &text) {
                outcome.take_picked([hit], &chain, false, picked);
                continue;
            }
            let first = text.params().next();
            match first {
                Some((func, _)) => {
                    open.entry(func).or_default().insert(text);
                }
                // What is open whatever the last call gives is not open by that call.
                None if adds && known.contains(&text) => {}
                None => {
                    outcome.open.push((text.clone(), chain.clone()));
                    known.to_mut().insert(text);
                }
            }
        }
        for (func, texts) in open {
            if chosen.len() >= limits.program_callers {
                self.eval.stop(Cause::Callers(limits.program_callers));
                continue;
            }
            let is_chosen = chosen.iter().any(|(chosen, _)| *chosen == func);
            let callers: Vec<NodeRef> = if is_chosen {
                Vec::new()
            } else {
                self.callers(func)
            };
            if callers.is_empty() {
                if self.is_given_by_users(func) {
                    self.offered(sink, &env, &chain, outcome);
                } else {
                    self.fall_back(sink, (func, texts), (chosen, ways), outcome);
                }
                continue;
            }
            for call in callers {
                chosen.push((func, call));
                self.expand(sink, chosen, ways, &known, outcome);
                chosen.pop();
            }
        }
    }

    fn env(&self, chosen: &[(FnRef, NodeRef)]) -> Env {
        let mut env: Env = None;
        for (func, call) in chosen {
            env = self.eval.bind(&env, *func, self.given(*func, *call));
        }
        env
    }

    /// What no call gives may be whatever is written to the fields on the way, as of a value that is dropped, or that an
    /// operator is used on.
    fn fall_back(
        &self,
        sink: &Sink,
        (func, texts): (FnRef, BTreeSet<Text>),
        (chosen, ways): (&mut Vec<(FnRef, NodeRef)>, &mut usize),
        outcome: &mut Outcome,
    ) {
        let before = outcome.taken.len();
        let mut left = Left {
            without: Some(func),
            ..Left::default()
        };
        let chain: Vec<NodeRef> = chosen.iter().map(|(_, call)| *call).collect();
        self.expand_loosely(sink, (chosen, ways), &mut left, outcome);
        let is_theirs = left.to_users && !left.unknown;
        if !is_theirs && (outcome.taken.len() == before || left.unknown) {
            let open = texts.into_iter().map(|text| (text, chain.clone()));
            outcome.open.extend(open);
        }
    }

    /// The same as [`Self::expand`], with whatever is written to fields.
    fn expand_loosely(
        &self,
        sink: &Sink,
        (chosen, ways): (&mut Vec<(FnRef, NodeRef)>, &mut usize),
        left: &mut Left,
        outcome: &mut Outcome,
    ) {
        let limits = self.eval.limits;
        let env = self.env(chosen);
        let chain: Vec<NodeRef> = chosen.iter().map(|(_, call)| *call).collect();
        let texts = self.eval.loosely(|| resolve::texts(self.eval, sink, &env));
        let mut open: BTreeSet<FnRef> = BTreeSet::new();
        for text in &texts {
            if let Some(hit) = resolve::judged(self.eval, sink, text) {
                outcome.take([hit], &chain, false);
            }
            let first = text.params().next();
            match first {
                Some((func, _)) => {
                    open.insert(func);
                }
                None => left.unknown |= text.whole().is_none(),
            }
        }
        for func in open {
            let known =
                left.without == Some(func) || chosen.iter().any(|(chosen, _)| *chosen == func);
            let is_deep = chosen.len() >= limits.program_callers;
            if is_deep && !known {
                self.eval.stop(Cause::Callers(limits.program_callers));
            }
            let callers = if known || is_deep {
                Vec::new()
            } else {
                self.callers(func)
            };
            if callers.is_empty() {
                left.to_users |= self.is_given_by_users(func);
                left.unknown |= !self.is_given_by_users(func);
            }
            for call in callers {
                *ways += 1;
                if *ways > limits.program_ways {
                    self.eval.stop(Cause::Ways(limits.program_ways));
                    left.unknown = true;
                    return;
                }
                if self.eval.spent() {
                    self.eval.step();
                    left.unknown = true;
                    return;
                }
                chosen.push((func, call));
                self.expand_loosely(sink, (chosen, ways), left, outcome);
                chosen.pop();
            }
        }
    }

    /// What users of a library choose by a variant; a text that they give is theirs.
    pub(super) fn offered(&self, sink: &Sink, env: &Env, chain: &[NodeRef], outcome: &mut Outcome) {
        let (mut hits, _) = self.loose_hits(sink, env);
        hits.retain(|hit| {
            let choice = self.report.choice(hit.origin);
            choice.one_of_many || !choice.variants.is_empty()
        });
        outcome.take(hits, chain, true);
    }

    /// Models that a sink takes where fields are whatever is written to them anywhere, and whether every text is known.
    fn loose_hits(&self, sink: &Sink, env: &Env) -> (Vec<Hit>, bool) {
        let texts = self.eval.loosely(|| resolve::texts(self.eval, sink, env));
        let complete = texts.iter().all(|text| text.whole().is_some());
        let hits = texts
            .iter()
            .filter_map(|text| resolve::judged(self.eval, sink, text));
        (hits.collect(), complete)
    }

    /// Whether users of a library member give the parameters of a function.
    pub(super) fn is_given_by_users(&self, func: FnRef) -> bool {
        let item = self.program.crate_ir.func(func);
        let users = (item.public || !item.of_trait.is_empty()) && !item.command;
        users && self.program.is_library(self.build.member, func.file)
    }

    /// The places from the member's code to a sink: by the calls that give the text, and from the first of them by what
    /// mentions its function.
    fn chain(&self, sink: NodeRef, calls: &[NodeRef]) -> Vec<Step> {
        let mut all = self.way_from_member(sink, calls);
        // The first place in the member's code is enough; what leads there is its own.
        if let Some(first) = all.iter().position(|at| self.is_of_member(*at)) {
            all.truncate(first + 1);
        }
        self.shown(all)
    }

    /// The same for a text that cannot be read, from the call that hands it over: which of several that is shows nowhere
    /// else.
    fn open_chain(&self, sink: NodeRef, calls: &[NodeRef]) -> Vec<Step> {
        let is_own = [sink].iter().chain(calls).any(|at| self.is_of_member(*at));
        let all = if is_own {
            [&[sink], calls].concat()
        } else {
            self.way_from_member(sink, calls)
        };
        self.shown(all)
    }

    fn is_of_member(&self, at: NodeRef) -> bool {
        self.program.package(at) == self.build.member
    }

    /// A sink, the calls that give the text, and what mentions the function of the last of them, up to the member's code.
    fn way_from_member(&self, sink: NodeRef, calls: &[NodeRef]) -> Vec<NodeRef> {
        let mut all = vec![sink];
        all.extend(calls);
        let mut seen = HashSet::new();
        while let Some(last) = all.last().copied()
            && !self.is_of_member(last)
        {
            let func = self.program.crate_ir.func_of(last);
            match self.reach.mentioned_by(func) {
                Some(by) if seen.insert(func) => all.push(by),
                _ => break,
            }
        }
        all
    }

    /// Places from the sink on, as they are shown: the other way round, and the ends of what is long.
    fn shown(&self, mut all: Vec<NodeRef>) -> Vec<Step> {
        all.reverse();
        all.dedup();
        if all.len() > MAX_SHOWN {
            all.drain(MAX_SHOWN / 2..all.len() - MAX_SHOWN / 2);
        }
        all.into_iter().map(|at| self.program.step(at)).collect()
    }

    fn pull(&self, sink: &Sink, taken: &Taken, many: bool) -> LinkedPull {
        let hit = &taken.hit;
        let choice = self.report.choice(hit.origin);
        let by_data = !self.reach.is_certain(sink.at)
            || taken.chain.iter().any(|call| self.reach.is_by_data(*call));
        let own = self.program.package(hit.origin) == self.build.member;
        // Of its own lists a member takes any, and of a choice by a text that it does not know what is left.
        let listed = own && choice.variants.is_empty() && !choice.by_label;
        // Code that goes through a list takes all of it, and of a `match` all arms that its known values fit.
        let is_whole = !choice.only_listed || choice.variants.is_empty();
        let whole = is_whole && !taken.picked;
        let chosen = choice.one_of_many && !whole;
        let possible = by_data || taken.by_users || many && chosen && !choice.preset && !listed;
        // What a variant decides is named by the code that hands over the variant.
        let named = match taken.chain.last() {
            Some(call) if !choice.variants.is_empty() && !possible => *call,
            _ => hit.origin,
        };
        let nodes = taken.chain.iter().chain([&sink.at]);
        let mut scopes = nodes.map(|at| self.report.place(*at).0);
        let place = self.report.place(named);
        let how = if scopes.any(|scope| scope == Scope::Build) {
            How::Build
        } else if possible {
            How::Offered
        } else {
            How::Runtime
        };
        LinkedPull {
            package: self.program.package(named),
            literal_in: self.program.package(hit.origin),
            found: self.report.found_at(named, sink, hit, how, place),
            chain: self.chain(sink.at, &taken.chain),
            possible,
        }
    }
}
