//! Calls that mean a conversion and do not name it: `.into()` calls the `from` of the type that a value is made into.

use super::index::Crate;
use super::ir::{Expr, FnRef, Func, NodeRef};

/// Functions that convert a value, and the methods that call them.
const CONVERSIONS: [(&str, &str); 2] = [("from", "into"), ("try_from", "try_into")];

impl Crate {
    /// Calls of `.into()` and `.try_into()` that may mean a function.
    pub(super) fn conversions_by(&self, func: FnRef) -> Vec<NodeRef> {
        let item = self.func(func);
        let mut known = CONVERSIONS.iter();
        let Some((_, method)) = known.find(|(name, _)| *name == item.name) else {
            return Vec::new();
        };
        if item.takes_self() || item.params.len() != 1 || item.of_trait.is_empty() {
            return Vec::new();
        }
        let of = self.seen_with(func);
        let calls = self.calls.get(*method).into_iter().flatten();
        let fits = calls.copied().filter(|at| match &self.node(*at).ex {
            Expr::Method(receiver, name, args) => {
                let receiver = NodeRef {
                    file: at.file,
                    ix: *receiver,
                };
                args.is_empty()
                    && name == method
                    && self.modules.sees(self.calls_from(*at), of)
                    && self.may_convert(item, *at, receiver)
            }
            _ => false,
        });
        fits.collect()
    }

    /// Whether a call makes a value into the type of a conversion, as far as the types show: the one that the value has,
    /// and the one that it is bound to.
    fn may_convert(&self, item: &Func, at: NodeRef, receiver: NodeRef) -> bool {
        let (kind, taken) = (self.kind(receiver), &item.params[0].kind);
        let made = self.made_into(at);
        if made.is_some_and(|made| made != item.owner) {
            return false;
        }
        !kind.is_empty() && *kind == **taken
    }
}
