//! What a place takes that too many ways lead to, with the calls of each function taken together.

use std::collections::BTreeSet;

use foldhash::HashSet;

use super::ir::{FnRef, NodeRef};
use super::linker::{Linker, Outcome};
use super::merged::Merged;
use super::resolve;
use super::sinks::Sink;
use super::stop::Cause;
use super::text::Text;

/// What a place takes by any way, as far as it is followed.
#[derive(Debug)]
struct ByAnyWay {
    texts: BTreeSet<Text>,
    known: Merged,
    /// Functions whose calls may lead to the place: those of the place itself, and of their calls in turn.
    ways: HashSet<FnRef>,
    /// Those whose calls are known.
    followed: HashSet<FnRef>,
    /// Those that nothing calls but what was met on the way.
    without: BTreeSet<FnRef>,
    /// The limits that were hit.
    stops: BTreeSet<Cause>,
}

impl Linker<'_> {
    /// Adds what a place takes by any way, where too many lead to it. Whether that was followed to the end; `stops` are the
    /// limits that were hit before.
    pub(super) fn by_any_way(
        &self,
        sink: &Sink,
        stops: &BTreeSet<Cause>,
        outcome: &mut Outcome,
    ) -> bool {
        let Some(found) = self.eval.with_merged_steps(|| self.follow_any_way(sink)) else {
            return false;
        };
        let takes = !outcome.taken.is_empty();
        let open = found.texts.iter();
        let stopped = self.report.counted(sink, found.stops, takes, open);
        if !stopped.is_empty() {
            return false;
        }
        let mut hits = Vec::new();
        let mut left = found.texts;
        left.retain(|text| {
            let hit = resolve::judged(self.eval, sink, text);
            let is_left = hit.is_none();
            hits.extend(hit);
            is_left
        });
        let theirs = |text: &Text| {
            let first = text.params().next();
            first.is_some_and(|(func, _)| self.is_given_by_users(func))
        };
        let (theirs, others): (Vec<Text>, Vec<Text>) = left.into_iter().partition(theirs);
        let (to_users, to_none): (Vec<FnRef>, Vec<FnRef>) = found
            .without
            .iter()
            .partition(|func| self.is_given_by_users(**func));
        let is_theirs = !theirs.is_empty() || !to_users.is_empty();
        // What the ways have open that were followed before may be open by the limit alone.
        let others = others.into_iter();
        let others = others.chain(to_none.iter().map(|_| Text::unknown("")));
        let open = others.filter(|text| self.report.is_open(sink, text)).min();
        // A call that takes models for certain takes some: what shows none has lost them.
        let certain = self
            .report
            .counted(sink, stops.clone(), false, std::iter::empty());
        let is_lost = hits.is_empty() && !takes && open.is_none() && !is_theirs;
        if is_lost && !certain.is_empty() {
            return false;
        }
        hits.retain(|hit| outcome.taken.iter().all(|taken| taken.hit != *hit));
        // Where there is no other, it is that one.
        let by_choice = open.is_some() || is_theirs || hits.len() + outcome.taken.len() > 1;
        outcome.take(hits, &[], by_choice);
        if is_theirs {
            self.offered(sink, &None, &[], outcome);
        }
        outcome.open = open.map(|text| (text, Vec::new())).into_iter().collect();
        true
    }

    /// What a place takes by any way; nothing where even that takes too many steps.
    fn follow_any_way(&self, sink: &Sink) -> Option<ByAnyWay> {
        let mut found = ByAnyWay {
            texts: BTreeSet::new(),
            known: Merged::default(),
            ways: self.around(sink.at).collect(),
            followed: HashSet::default(),
            without: BTreeSet::new(),
            stops: BTreeSet::new(),
        };
        let texts = self.settle(&mut found, || resolve::texts(self.eval, sink, &None))?;
        let is_given = |text: &Text| text.params().next().is_none();
        let is_done = texts.iter().all(is_given);
        found.texts.extend(texts);
        found.stops = self.eval.take_stops();
        if !is_done {
            // What no call gives may be whatever is written to the fields on the way. Without that it is open.
            let loosely = || {
                let texts = || resolve::texts(self.eval, sink, &None);
                self.eval.loosely(texts)
            };
            self.eval.begin_with(self.eval.limits.merged_call_steps / 8);
            let texts = self.settle(&mut found, loosely);
            let stops = self.eval.take_stops();
            if let Some(texts) = texts {
                found.texts.extend(texts);
                found.stops.extend(stops);
            }
        }
        Some(found)
    }

    /// Follows texts in rounds, until neither they nor the calls that lead to them become more.
    fn settle(&self, found: &mut ByAnyWay, texts: impl Fn() -> Vec<Text>) -> Option<Vec<Text>> {
        loop {
            let known = &mut found.known;
            let texts = self.eval.merged(known, || self.eval.in_round(&texts));
            if self.eval.spent() {
                return None;
            }
            let grows = self.meet_callers(found);
            if !grows && found.known.is_settled() {
                return Some(texts);
            }
        }
    }

    /// Adds the calls of functions on the way whose parameters were asked for. Whether there are new ones.
    fn meet_callers(&self, found: &mut ByAnyWay) -> bool {
        let mut grows = false;
        let asked = found
            .ways
            .iter()
            .filter(|func| found.known.asks_for(**func));
        let asked: BTreeSet<FnRef> = asked.copied().collect();
        for func in asked {
            if !found.followed.insert(func) {
                continue;
            }
            let callers = self.callers(func);
            if callers.is_empty() && found.known.has_call(func) {
                found.without.insert(func);
            }
            for call in callers {
                found.ways.extend(self.around(call));
                let given = self.given(func, call);
                let meet = || self.eval.bind(&None, func, given);
                self.eval.merged(&mut found.known, meet);
                grows = true;
            }
        }
        grows
    }

    /// The function that a place is in, and the closures in it that it is in.
    fn around(&self, at: NodeRef) -> impl Iterator<Item = FnRef> {
        let crate_ir = &self.program.crate_ir;
        let closures = crate_ir.file(at).closures.iter();
        let closures =
            closures.filter(move |closure| closure.start <= at.ix && at.ix < closure.end);
        let closures = closures.map(move |closure| FnRef {
            file: at.file,
            func: closure.func,
        });
        closures.chain([crate_ir.func_of(at)])
    }
}
