//! What a place takes that too many ways lead to, with the calls of each function taken together.

use std::collections::BTreeSet;

use foldhash::HashSet;

use super::ir::{FnRef, NodeRef};
use super::linker::Linker;
use super::merged::Merged;
use super::resolve;
use super::sinks::Sink;
use super::stop::Cause;
use super::text::Text;

/// What a place takes by any way.
#[derive(Debug, Default)]
pub(super) struct ByAnyWay {
    pub(super) texts: Vec<Text>,
    /// Functions on the way whose parameters no caller gives, though other code calls them.
    pub(super) without: BTreeSet<FnRef>,
    /// The limits that were hit.
    pub(super) stops: BTreeSet<Cause>,
}

impl Linker<'_> {
    /// What a place takes by any way; nothing where even that takes too many steps.
    pub(super) fn by_any_way(&self, sink: &Sink) -> Option<ByAnyWay> {
        self.eval
            .with_merged_steps(|| self.followed_by_any_way(sink))
    }

    fn followed_by_any_way(&self, sink: &Sink) -> Option<ByAnyWay> {
        let mut found = ByAnyWay::default();
        let mut merged = Merged::default();
        // Functions whose calls may lead to the place: those of the place itself, and of their calls in turn.
        let mut ways: HashSet<FnRef> = self.around(sink.at).collect();
        let mut followed: HashSet<FnRef> = HashSet::default();
        loop {
            found.texts = self.eval.merged(&mut merged, || {
                let texts = || resolve::texts(self.eval, sink, &None);
                self.eval.in_round(texts)
            });
            if self.eval.spent() {
                return None;
            }
            let mut grows = false;
            let asked = ways.iter().filter(|func| merged.asks_for(**func));
            let asked: BTreeSet<FnRef> = asked.copied().collect();
            for func in asked.into_iter().filter(|func| followed.insert(*func)) {
                let callers = self.callers(func);
                if callers.is_empty() && merged.has_call(func) {
                    found.without.insert(func);
                }
                for call in callers {
                    ways.extend(self.around(call));
                    let given = self.given(func, call);
                    self.eval
                        .merged(&mut merged, || self.eval.bind(&None, func, given));
                    grows = true;
                }
            }
            if !grows && merged.is_settled() {
                found.stops = self.eval.take_stops();
                return Some(found);
            }
        }
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
