//! Which code uses the value of a closure: one whose value nothing uses is never called.
//!
//! A value is followed while it only changes hands: through boxes and options into variables, parameters of functions that
//! are at hand, and fields. Wherever it goes beside that, it may be called.

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::index::Crate;
use super::ir::{Expr, FnRef, NodeRef};
use super::names::{is_common, is_through, is_wrapper};
use super::reach_index::ReachIndex;

/// Places that a value is followed to; one that goes further counts as called.
const MAX_PLACES: usize = 64;

/// A place that holds a value until code names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Holder {
    Variable(FnRef, String),
    Field(String),
}

/// What becomes of a value.
enum Flow {
    /// It may be called.
    Used,
    /// It is held.
    Held(Vec<Holder>),
}

impl ReachIndex<'_> {
    /// The code that uses the value of a closure, where its value is held until then; `None` where it is used where it
    /// stands.
    pub(super) fn uses(&self, closure: NodeRef) -> Option<Vec<NodeRef>> {
        let Flow::Held(mut open) = self.flow(closure) else {
            return None;
        };
        let mut seen: HashSet<Holder> = open.iter().cloned().collect();
        let mut uses = Vec::new();
        while let Some(holder) = open.pop() {
            if seen.len() > MAX_PLACES {
                return None;
            }
            let mentions = self.mentions(&holder);
            // Users of a library may read what it does not.
            if mentions.is_empty() && matches!(holder, Holder::Field(_)) {
                return None;
            }
            for mention in mentions {
                match self.flow(mention) {
                    Flow::Used => uses.push(mention),
                    Flow::Held(more) => {
                        open.extend(more.into_iter().filter(|new| seen.insert(new.clone())));
                    }
                }
            }
        }
        Some(uses)
    }

    /// The code that names a place.
    fn mentions(&self, holder: &Holder) -> Vec<NodeRef> {
        match holder {
            Holder::Variable(func, name) => {
                let nodes = &self.nodes[func.file as usize][func.func as usize];
                let nodes = nodes.iter().map(|ix| NodeRef {
                    file: func.file,
                    ix: *ix,
                });
                let is_name = |at: &NodeRef| matches!(&self.crate_ir.node(*at).ex, Expr::Path(path) if path.len() == 1 && path[0] == *name);
                nodes.filter(is_name).collect()
            }
            Holder::Field(name) => {
                let reads = self.reads.get_or_init(|| reads(self.crate_ir));
                reads.get(name).cloned().unwrap_or_default()
            }
        }
    }

    /// What becomes of the value of an expression.
    fn flow(&self, value: NodeRef) -> Flow {
        let crate_ir = self.crate_ir;
        let mut at = value;
        loop {
            let parent = NodeRef {
                file: at.file,
                ix: self.parents[at.file as usize][at.ix as usize],
            };
            if parent == at {
                return self.bound(at);
            }
            match &crate_ir.node(parent).ex {
                Expr::Call(path, args) => {
                    let called = crate_ir.called(path, parent);
                    if called.is_empty() && is_wrapper(path) {
                        at = parent;
                        continue;
                    }
                    let number = args.iter().position(|arg| *arg == at.ix);
                    return number.map_or(Flow::Used, |number| self.given(&called, number));
                }
                Expr::Method(receiver, name, args) => {
                    if *receiver == at.ix {
                        if is_through(name) {
                            at = parent;
                            continue;
                        }
                        return Flow::Used;
                    }
                    let Some(number) = args.iter().position(|arg| *arg == at.ix) else {
                        return Flow::Used;
                    };
                    let receiver = NodeRef {
                        file: at.file,
                        ix: *receiver,
                    };
                    let known = self.methods.contains_key(&(name.as_str(), args.len()));
                    if is_common(name) || !known {
                        return Flow::Used;
                    }
                    let kind = crate_ir.kind(receiver);
                    if !crate_ir.is_concrete(&kind) {
                        return Flow::Used;
                    }
                    let own = self.methods_of.get(&(&*kind, name, args.len()));
                    return self.given(own.map_or(&[], Vec::as_slice), number + 1);
                }
                Expr::Record(path, fields, _) if !path.is_empty() => {
                    let field = fields.iter().find(|(_, value)| *value == at.ix);
                    let kind = crate_ir.kind(parent);
                    let of = crate_ir.modules.of_key(&kind);
                    return match (field, of) {
                        // What a derive makes may read it.
                        (Some((name, _)), Some((_, of))) if !of.about.open && !of.about.derived => {
                            Flow::Held(vec![Holder::Field(name.clone())])
                        }
                        _ => Flow::Used,
                    };
                }
                _ => return Flow::Used,
            }
        }
    }

    /// What becomes of a value that is part of no expression.
    fn bound(&self, at: NodeRef) -> Flow {
        let func = self.crate_ir.func_of(at);
        let locals = self.crate_ir.func(func).locals.iter();
        let names = locals.filter(|(_, values)| values.contains(&at.ix));
        let held: Vec<Holder> = names
            .map(|(name, _)| Holder::Variable(func, name.clone()))
            .collect();
        // The parameter of a pattern that binds nothing.
        let is_pattern = matches!(&self.crate_ir.node(at).ex, Expr::Path(path) if path.len() == 1 && path[0].starts_with('#'));
        if held.is_empty() && !is_pattern {
            return Flow::Used;
        }
        Flow::Held(held)
    }

    /// What becomes of what functions are given for a parameter.
    fn given(&self, called: &[FnRef], number: usize) -> Flow {
        let mut held = Vec::new();
        for func in called {
            let item = self.crate_ir.func(*func);
            match item.params.get(number) {
                // A trait may have further implementations.
                Some(param) if item.of_trait.is_empty() && !self.crate_ir.is_of_trait(*func) => {
                    held.push(Holder::Variable(*func, param.name.clone()));
                }
                _ => return Flow::Used,
            }
        }
        if held.is_empty() {
            return Flow::Used;
        }
        Flow::Held(held)
    }
}

/// Where fields are read, by their names.
fn reads(crate_ir: &Crate) -> HashMap<String, Vec<NodeRef>> {
    let mut found: HashMap<String, Vec<NodeRef>> = HashMap::new();
    for (at, node) in crate_ir.nodes() {
        if let Expr::Field(_, name) | Expr::Part(_, _, name) = &node.ex {
            found.entry(name.clone()).or_default().push(at);
        }
    }
    found
}
