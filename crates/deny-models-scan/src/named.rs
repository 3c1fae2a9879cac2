//! Ids of models that the code of a member names, whatever becomes of them.
//!
//! A text that is only printed, logged or compared names no model that is taken. Which ids matter, and which of them a
//! pull explains, is decided where licences are known.

use std::cell::OnceCell;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::hub_id;
use super::ir::{Expr, ItemKind, NodeRef};
use super::linked::{NamedId, Step};
use super::modules::{Def, Named};
use super::named_functions::{Functions, holes};
use super::program::{Build, Program};
use super::reach::Reach;

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

/// The ids that packages of a program name, and what their names are used for: found once for all builds.
pub(super) struct NamedIds<'p> {
    program: &'p Program,
    ids: HashMap<usize, Vec<(String, NodeRef)>>,
    functions: Functions<'p>,
    names: OnceCell<Names<'p>>,
}

impl<'p> NamedIds<'p> {
    /// Finds the ids that these packages name.
    pub(super) fn new(program: &'p Program, packages: &HashSet<usize>) -> Self {
        let crate_ir = &program.crate_ir;
        let mut ids: HashMap<usize, Vec<(String, NodeRef)>> = HashMap::new();
        for (at, node) in crate_ir.nodes() {
            let Expr::Lit(text) = &node.ex else {
                continue;
            };
            let package = program.package(at);
            if node.mention
                || !text.contains('/')
                || !packages.contains(&package)
                || crate_ir.file(at).table
            {
                continue;
            }
            let id = hub_id::plain(text).map(|id| (id, at));
            ids.entry(package).or_default().extend(id);
        }
        Self {
            program,
            ids,
            functions: Functions::new(crate_ir),
            names: OnceCell::new(),
        }
    }

    /// Ids of hub repositories in the built code of a member: in all of it where it was not followed to the end
    /// (`whole`), else in what is reached.
    pub(super) fn of(&self, build: &Build, reach: &Reach<'_>, whole: bool) -> Vec<NamedId> {
        let program = self.program;
        // Others may use a public constant of a library.
        let is_given = |at: NodeRef| {
            let item = program.crate_ir.func(program.crate_ir.func_of(at));
            item.item == ItemKind::Const && item.public && program.is_library(build.member, at.file)
        };
        let is_named =
            |at: NodeRef| program.is_built(build, at) && (whole || reach.has(at) || is_given(at));
        let is_taken = |at: NodeRef| {
            !program.is_compared(at)
                && !program.is_dropped(at, &self.functions)
                && !program.is_printed_by_name(at, self.names(), &self.functions)
        };
        let ids = self.ids.get(&build.member).into_iter().flatten();
        let mut found: Vec<NamedId> = ids
            .filter(|(_, at)| is_named(*at) && is_taken(*at))
            .map(|(id, at)| NamedId {
                id: id.clone(),
                place: program.step(*at),
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    fn names(&self) -> &Names<'p> {
        self.names.get_or_init(|| Names::new(self.program))
    }
}

impl Program {
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
    fn is_dropped(&self, at: NodeRef, functions: &Functions<'_>) -> bool {
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
            Def::Func(func) => functions.ignores(*func, number),
            _ => false,
        };
        !items.is_empty() && items.iter().all(drops)
    }

    /// Whether a text is the value of a constant or a variable, and all that names this prints it.
    fn is_printed_by_name(
        &self,
        at: NodeRef,
        names: &Names<'_>,
        functions: &Functions<'_>,
    ) -> bool {
        let func = self.crate_ir.func_of(at);
        if self.crate_ir.func(func).item == ItemKind::Const {
            let mut constants = functions.constants(func);
            return constants.any(|name| names.are_only_printed(name));
        }
        let parent = self.parents[at.file as usize][at.ix as usize];
        functions.prints(func, at.ix, parent)
    }
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
