//! The closures in each function.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};

use super::index::Crate;
use super::ir::{FnRef, NodeIdx};

/// The code of each closure, and the closure itself, by the function around it.
pub(super) type Closures = HashMap<FnRef, Vec<(Range<NodeIdx>, NodeIdx)>>;

/// The closures in each function.
pub(super) fn closures(crate_ir: &Crate) -> Closures {
    let mut found = Closures::new();
    for (file, of) in (0..).zip(&crate_ir.files) {
        for closure in &of.closures {
            let func = of.node(closure.node).func;
            let of_func = found.entry(FnRef { file, func }).or_default();
            of_func.push((closure.start..closure.end, closure.node));
        }
    }
    found
}
