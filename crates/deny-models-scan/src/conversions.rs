//! Calls that mean a conversion and do not name it: `.into()` calls the `from` of the type that a value is made into.

use super::index::Crate;
use super::ir::{Expr, FnRef, NodeRef};

/// Functions that convert a value, and the methods that call them.
const CONVERSIONS: [(&str, &str); 2] = [("from", "into"), ("try_from", "try_into")];

impl Crate {
    /// Calls of `.into()`, `.try_into()` and the like that may mean a function. Those of values whose type is not known only
    /// where no other call does: there are many.
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
        let names = [*method, item.name.as_str()].into_iter();
        let calls = names.filter_map(|name| self.calls.get(name)).flatten();
        for at in calls.copied() {
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
        let node = &self.node(at).ex;
        let converted = match node {
            Expr::Method(receiver, name, args) if args.is_empty() && name == method => receiver,
            // `From::from(config)`, `Into::into(config)`: a path to no function of the program.
            Expr::Call(path, args) if args.len() == 1 && self.called(path, at).is_empty() => {
                &args[0]
            }
            _ => return None,
        };
        let made = self.made_into(at);
        if !self.modules.sees(self.calls_from(at), self.seen_with(func))
            || made.as_ref().is_some_and(|made| *made != item.owner)
        {
            return None;
        }
        let taken = &item.params[0].kind;
        // Texts are made into anything.
        if made.is_none() && !self.is_concrete(taken) {
            return None;
        }
        let kind = self.kind(NodeRef {
            file: at.file,
            ix: *converted,
        });
        match &*kind {
            "" => matches!(node, Expr::Method(..)).then_some(false),
            kind => (kind == taken).then_some(true),
        }
    }
}
