//! Ids of models that the code of a member names, whatever becomes of them.
//!
//! A text that is only printed, logged or compared names no model that is taken. Which ids matter, and which of them a
//! pull explains, is decided where licences are known.

use foldhash::{HashSet, HashSetExt as _};

use super::hub_id;
use super::ir::{Expr, FileIr, FnRef, ItemKind, NodeIdx, NodeRef};
use super::linked::{NamedId, Step};
use super::modules::{Def, Named};
use super::program::{Build, Program};
use super::reach::Reach;
use super::scopes::spelt_name;

/// Methods that compare a text with the one that they are given.
const COMPARING: [&str; 8] = [
    "eq",
    "ne",
    "eq_ignore_ascii_case",
    "starts_with",
    "ends_with",
    "contains",
    "strip_prefix",
    "strip_suffix",
];

impl Program {
    /// Ids of hub repositories in the built code of a member: in all of it where it was not followed to the end
    /// (`whole`), else in what is reached.
    pub(super) fn named(&self, build: &Build, reach: &Reach<'_>, whole: bool) -> Vec<NamedId> {
        // Others may use a public constant of a library.
        let is_given = |at: NodeRef| {
            let item = self.crate_ir.func(self.crate_ir.func_of(at));
            item.item == ItemKind::Const && item.public && self.is_library(build.member, at.file)
        };
        let is_named = |at: NodeRef| {
            self.package(at) == build.member
                && !self.crate_ir.file(at).table
                && self.is_built(build, at)
                && (whole || reach.has(at) || is_given(at))
        };
        let mut ids = Vec::new();
        for (at, node) in self.crate_ir.nodes() {
            let Expr::Lit(text) = &node.ex else {
                continue;
            };
            if node.mention || !text.contains('/') || !is_named(at) {
                continue;
            }
            ids.extend(hub_id::plain(text).map(|id| (id, at)));
        }
        ids.retain(|(_, at)| !self.is_compared(*at) && !self.is_dropped(*at));
        if !ids.is_empty() {
            let names = Names::new(self);
            ids.retain(|(_, at)| !self.is_printed_by_name(*at, &names));
        }
        let mut found: Vec<NamedId> = ids
            .into_iter()
            .map(|(id, at)| NamedId {
                id,
                place: self.step(at),
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// A node as a place that others can show.
    pub(super) fn step(&self, at: NodeRef) -> Step {
        let node = self.crate_ir.node(at);
        Step {
            package: self.package(at),
            file: self.crate_ir.file(at).path.clone(),
            line: node.line,
            column: node.column,
        }
    }

    /// Whether a text is only compared with another one.
    fn is_compared(&self, at: NodeRef) -> bool {
        let parent = self.parents[at.file as usize][at.ix as usize];
        match &self.crate_ir.file(at).node(parent).ex {
            Expr::Macro(name, _) => name == "==",
            Expr::Method(of, name, _) => *of != at.ix && COMPARING.contains(&name.as_str()),
            _ => false,
        }
    }

    /// Whether a text is given to functions of the program alone, and none of them does anything with it.
    fn is_dropped(&self, at: NodeRef) -> bool {
        let file = self.crate_ir.file(at);
        let parent = self.parents[at.file as usize][at.ix as usize];
        let Expr::Call(path, args) = &file.node(parent).ex else {
            return false;
        };
        let Some(number) = args.iter().position(|arg| *arg == at.ix) else {
            return false;
        };
        let scope = self.crate_ir.scope_of(at);
        let Named::Items(items) = self.crate_ir.modules.resolve(scope, path) else {
            return false;
        };
        let drops = |def: &Def| match def {
            Def::Func(func) => self.ignores(*func, number),
            _ => false,
        };
        !items.is_empty() && items.iter().all(drops)
    }

    /// Whether a function does nothing with one of its parameters. Macros that are not understood may do anything.
    fn ignores(&self, func: FnRef, number: usize) -> bool {
        let file = &self.crate_ir.files[func.file as usize];
        let item = self.crate_ir.func(func);
        let Some(param) = item.params.get(number) else {
            return false;
        };
        let is_param = |ix: NodeIdx| matches!(&file.node(ix).ex, Expr::Path(path) if path.len() == 1 && path[0] == param.name);
        let mut inner = Vec::new();
        for (ix, node) in (0..).zip(&file.nodes) {
            if node.func != func.func {
                continue;
            }
            // A pattern is there as a value of its own, which nothing may be made of.
            let is_pattern = param.name.starts_with('#');
            node.ex.children(&mut inner);
            let used = inner.drain(..).any(is_param) || !is_pattern && is_param(ix);
            if used || matches!(&node.ex, Expr::Macro(of, _) if of != "==") {
                return false;
            }
        }
        let mut bound = item.locals.values().flatten();
        !param.name.is_empty() && !bound.any(|value| is_param(*value))
    }

    /// Whether a text is the value of a constant or a variable, and all that names this prints it.
    fn is_printed_by_name(&self, at: NodeRef, names: &Names<'_>) -> bool {
        let file = self.crate_ir.file(at);
        let func = self.crate_ir.func_of(at);
        let item = self.crate_ir.func(func);
        if item.item == ItemKind::Const {
            let constant = file.consts.iter().find(|item| item.func == func.func);
            return constant.is_some_and(|item| names.are_only_printed(&item.name));
        }
        let is_value = |value: &NodeIdx| {
            *value == at.ix
                || matches!(&file.node(*value).ex, Expr::Method(of, _, args) if *of == at.ix && args.is_empty())
        };
        let parent = self.parents[at.file as usize][at.ix as usize];
        let is_used = parent != at.ix && !is_value(&parent) || item.returns.iter().any(is_value);
        let mut bound = item.locals.iter();
        let bound = bound.find(|(_, values)| values.iter().any(is_value));
        bound.is_some_and(|(name, _)| !is_used && is_printed_variable(file, func.func, name))
    }
}

/// Whether a variable of a function is only printed. Macros that are not understood may do anything with it.
fn is_printed_variable(file: &FileIr, func: u32, name: &str) -> bool {
    let own = file.nodes.iter().filter(|node| node.func == func);
    let mut printed = false;
    for node in own {
        match &node.ex {
            Expr::Path(path) if path.len() == 1 && path[0] == name => {
                if !node.mention {
                    return false;
                }
                printed = true;
            }
            Expr::Macro(of, _) if of != "==" => return false,
            Expr::Lit(text) if node.mention => {
                printed |= holes(text).any(|hole| hole == spelt_name(name));
            }
            _ => {}
        }
    }
    printed
}

/// The names that a template has in its holes.
fn holes(template: &str) -> impl Iterator<Item = &str> {
    let after = template.split('{').skip(1);
    after.filter_map(|after| after.split(['}', ':']).next())
}

/// The last names of paths in a program.
struct Names<'a> {
    printed: HashSet<&'a str>,
    others: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn new(program: &'a Program) -> Self {
        let (mut printed, mut others) = (HashSet::new(), HashSet::new());
        for (_, node) in program.crate_ir.nodes() {
            match &node.ex {
                Expr::Path(path) | Expr::Call(path, _) => {
                    let names = if node.mention {
                        &mut printed
                    } else {
                        &mut others
                    };
                    names.extend(path.last().map(String::as_str));
                }
                Expr::Lit(text) if node.mention => printed.extend(holes(text)),
                _ => {}
            }
        }
        Self { printed, others }
    }

    fn are_only_printed(&self, name: &str) -> bool {
        self.printed.contains(name) && !self.others.contains(name)
    }
}
