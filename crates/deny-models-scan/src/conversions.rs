//! Calls that mean a conversion and do not name it: `.into()` calls the `from` of the type that a value is made into.

use super::index::Crate;
use super::ir::{Expr, FnRef, NodeRef};

/// Functions that convert a value, and the methods that call them.
const CONVERSIONS: [(&str, &str); 2] = [("from", "into"), ("try_from", "try_into")];

impl Crate {
    /// Calls of `.into()` and `.try_into()` that may mean a function. Those of values whose type is not known only where no
    /// other call does: there are many.
    pub(super) fn conversions_by(&self, func: FnRef, is_called: bool) -> Vec<NodeRef> {
        let item = self.func(func);
        let mut known = CONVERSIONS.iter();
        let Some((_, method)) = known.find(|(name, _)| *name == item.name) else {
            return Vec::new();
        };
        if item.takes_self() || item.params.len() != 1 || item.of_trait.is_empty() {
            return Vec::new();
        }
        let (mut typed, mut others) = (Vec::new(), Vec::new());
        for at in self.calls.get(*method).into_iter().flatten().copied() {
            match self.converts(func, method, at) {
                Some(true) => typed.push(at),
                Some(false) => others.push(at),
                None => {}
            }
        }
        if typed.is_empty() && !is_called {
            return others;
        }
        typed
    }

    /// Whether a call makes a value into the type of a conversion, as far as the types show, the one that the value has and
    /// the one that it is bound to: `Some(false)` where that of the value is not known.
    fn converts(&self, func: FnRef, method: &str, at: NodeRef) -> Option<bool> {
        let item = self.func(func);
        let Expr::Method(receiver, name, args) = &self.node(at).ex else {
            return None;
        };
        if !args.is_empty()
            || name != method
            || !self.modules.sees(self.calls_from(at), self.seen_with(func))
            || self.made_into(at).is_some_and(|made| made != item.owner)
        {
            return None;
        }
        let kind = self.kind(NodeRef {
            file: at.file,
            ix: *receiver,
        });
        (kind.is_empty() || *kind == *item.params[0].kind).then_some(!kind.is_empty())
    }
}
