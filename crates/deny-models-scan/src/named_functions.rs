//! What functions do with their parameters and variables, each function looked through once: many ids may be given to
//! it, or lie in it.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::index::Crate;
use super::ir::{Expr, FnRef, NodeIdx, is_comparison};
use super::scopes::spelt_name;

/// The functions of a program that were looked at.
pub(super) struct Functions<'p> {
    crate_ir: &'p Crate,
    /// The nodes of each function, by file.
    nodes: RefCell<HashMap<u32, Vec<Rc<[NodeIdx]>>>>,
    /// The constants of each file, by what makes their values.
    constants: RefCell<HashMap<u32, Rc<HashMap<u32, &'p str>>>>,
    ignored: RefCell<HashMap<(FnRef, usize), bool>>,
    variables: RefCell<HashMap<FnRef, Rc<Variables<'p>>>>,
}

impl<'p> Functions<'p> {
    pub(super) fn new(crate_ir: &'p Crate) -> Self {
        Self {
            crate_ir,
            nodes: RefCell::default(),
            constants: RefCell::default(),
            ignored: RefCell::default(),
            variables: RefCell::default(),
        }
    }

    /// The name of the constant that a function makes the value of.
    pub(super) fn constants(&self, func: FnRef) -> impl Iterator<Item = &'p str> {
        let mut constants = self.constants.borrow_mut();
        let of_file = constants.entry(func.file).or_insert_with(|| {
            let consts = self.crate_ir.files[func.file as usize].consts.iter();
            // The first of several counts.
            let names = consts.rev().map(|item| (item.func, item.name.as_str()));
            Rc::new(names.collect())
        });
        of_file.get(&func.func).copied().into_iter()
    }

    /// The nodes of a function.
    fn nodes(&self, func: FnRef) -> Rc<[NodeIdx]> {
        let mut nodes = self.nodes.borrow_mut();
        let of_file = nodes.entry(func.file).or_insert_with(|| {
            let mut of_file: Vec<Vec<NodeIdx>> = Vec::new();
            for (ix, node) in (0..).zip(&self.crate_ir.files[func.file as usize].nodes) {
                let number = node.func as usize;
                if of_file.len() <= number {
                    of_file.resize_with(number + 1, Vec::new);
                }
                of_file[number].push(ix);
            }
            of_file.into_iter().map(Rc::from).collect()
        });
        of_file
            .get(func.func as usize)
            .map_or_else(|| Rc::from([]), Rc::clone)
    }

    /// Whether a function does nothing with one of its parameters. Macros that are not understood may do anything.
    pub(super) fn ignores(&self, func: FnRef, number: usize) -> bool {
        let known = self.ignored.borrow().get(&(func, number)).copied();
        known.unwrap_or_else(|| {
            let ignores = self.look_at_parameter(func, number);
            self.ignored.borrow_mut().insert((func, number), ignores);
            ignores
        })
    }

    fn look_at_parameter(&self, func: FnRef, number: usize) -> bool {
        let file = &self.crate_ir.files[func.file as usize];
        let item = self.crate_ir.func(func);
        let Some(param) = item.params.get(number) else {
            return false;
        };
        let is_param = |ix: NodeIdx| matches!(&file.node(ix).ex, Expr::Path(path) if path.len() == 1 && path[0] == param.name);
        let mut inner = Vec::new();
        for ix in self.nodes(func).iter() {
            let node = file.node(*ix);
            // A pattern is there as a value of its own, which nothing may be made of.
            let is_pattern = param.name.starts_with('#');
            node.ex.children(&mut inner);
            let used = inner.drain(..).any(is_param) || !is_pattern && is_param(*ix);
            if used || matches!(&node.ex, Expr::Macro(of, _) if !is_comparison(of)) {
                return false;
            }
        }
        let mut bound = item.locals.values().flatten();
        !param.name.is_empty() && !bound.any(|value| is_param(*value))
    }

    /// Whether a node, or the call of a method on it, is the value of a variable, is used nowhere else, and the variable is
    /// only printed.
    pub(super) fn prints(&self, func: FnRef, node: NodeIdx, parent: NodeIdx) -> bool {
        let mut variables = self.variables.borrow_mut();
        let variables = variables
            .entry(func)
            .or_insert_with(|| Rc::new(self.look_at_variables(func)));
        let file = &self.crate_ir.files[func.file as usize];
        let is_value = node == parent || plain_receiver(&file.node(parent).ex) == Some(node);
        if !is_value || variables.returned.contains(&node) {
            return false;
        }
        let name = variables.of_value.get(&node);
        name.is_some_and(|name| variables.are_printed(name))
    }

    fn look_at_variables(&self, func: FnRef) -> Variables<'p> {
        let file = &self.crate_ir.files[func.file as usize];
        let item = self.crate_ir.func(func);
        let mut found = Variables::default();
        // What a value is, and what a method is called on that is the value.
        let with_receiver = |value: &NodeIdx| {
            [Some(*value), plain_receiver(&file.node(*value).ex)]
                .into_iter()
                .flatten()
        };
        found
            .returned
            .extend(item.returns.iter().flat_map(with_receiver));
        for (name, values) in &item.locals {
            for value in values.iter().flat_map(with_receiver) {
                found.of_value.entry(value).or_insert(name);
            }
        }
        for ix in self.nodes(func).iter() {
            let node = file.node(*ix);
            match &node.ex {
                Expr::Path(path) if path.len() == 1 => {
                    let names = if node.mention {
                        &mut found.printed
                    } else {
                        &mut found.used
                    };
                    names.insert(&path[0]);
                }
                Expr::Macro(of, _) if !is_comparison(of) => found.hidden = true,
                Expr::Lit(text) if node.mention => found.holes.extend(holes(text)),
                _ => {}
            }
        }
        found
    }
}

/// What a method without arguments is called on.
fn plain_receiver(expr: &Expr) -> Option<NodeIdx> {
    match expr {
        Expr::Method(of, _, args) if args.is_empty() => Some(*of),
        _ => None,
    }
}

/// The variables of a function.
#[derive(Debug, Default)]
struct Variables<'p> {
    of_value: HashMap<NodeIdx, &'p str>,
    returned: HashSet<NodeIdx>,
    /// Names in what is only printed, as they are and in the holes of templates.
    printed: HashSet<&'p str>,
    holes: HashSet<&'p str>,
    used: HashSet<&'p str>,
    /// Macros that are not understood may do anything with any variable.
    hidden: bool,
}

impl Variables<'_> {
    fn are_printed(&self, name: &str) -> bool {
        let printed = self.printed.contains(name) || self.holes.contains(spelt_name(name));
        printed && !self.hidden && !self.used.contains(name)
    }
}

/// The names that a template has in its holes.
pub(super) fn holes(template: &str) -> impl Iterator<Item = &str> {
    let after = template.split('{').skip(1);
    after.filter_map(|after| after.split(['}', ':']).next())
}
