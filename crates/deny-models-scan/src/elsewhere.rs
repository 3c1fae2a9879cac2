//! Values that are of no type of a package, as far as what makes them shows.
//!
//! Rust has to know the type of a value before a method of it is called. What a chain of calls gives is therefore decided by
//! their signatures and arguments: functions of packages that cannot name another give none of its types, unless an
//! argument brings one.

use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef};
use super::modules::{Def, Named};

/// How many expressions are looked at.
const MAX_LOOKED_AT: usize = 64;

/// How many expressions may lie between a variable and its use.
const MAX_BETWEEN: NodeIdx = 4_096;

/// Methods that give a text or a number, whatever they are called on.
const GIVE_PLAIN: [&str; 3] = ["to_string", "len", "is_empty"];

/// Functions of the standard library's traits that give the type they are called of.
const GIVE_SELF: [&str; 4] = ["from", "try_from", "from_str", "default"];

impl Crate {
    /// Whether a value that a method is called on is for certain of no type that a package defines.
    pub(super) fn is_from_elsewhere(&self, at: NodeRef, package: u32) -> bool {
        let mut open = vec![(at, false)];
        for _ in 0..MAX_LOOKED_AT {
            let Some((at, in_variable)) = open.pop() else {
                return true;
            };
            let here = |ix: &NodeIdx| (NodeRef { ix: *ix, ..at }, in_variable);
            match &self.node(at).ex {
                Expr::Lit(_) | Expr::Bool(_) | Expr::Format(_) => {}
                Expr::Seq(parts) | Expr::Tuple(parts) => open.extend(parts.iter().map(here)),
                Expr::Method(_, name, _) if GIVE_PLAIN.contains(&name.as_str()) => {}
                Expr::Call(path, _) if self.makes_plain(at, path, package) => {}
                // What a variable is may be decided by what it is given to, before a method of it is called.
                Expr::Call(path, args)
                    if !in_variable && self.is_called_elsewhere(at, path, package) =>
                {
                    open.extend(args.iter().map(here));
                }
                Expr::Method(of, _, args) if !in_variable && !self.is_given_types(at) => {
                    open.extend(std::iter::once(of).chain(args).map(here));
                }
                Expr::Path(path) => match self.bound_in_function(at, path) {
                    Some(values) => {
                        let in_variable = in_variable || self.is_given_on(at, path, values);
                        let values = values.iter();
                        open.extend(values.map(|ix| (NodeRef { ix: *ix, ..at }, in_variable)));
                    }
                    None => return false,
                },
                _ => return false,
            }
        }
        false
    }

    /// The values of a variable of a function, where nothing else is called that.
    fn bound_in_function(&self, at: NodeRef, path: &[String]) -> Option<&[NodeIdx]> {
        let [name] = path else { return None };
        let func = self.func_of(at);
        let is_other =
            self.parameter(func, path).is_some() || self.closure_param(at, name).is_some();
        let values = self.func(func).locals.get(name).filter(|_| !is_other);
        values.map(Vec::as_slice)
    }

    /// Whether a variable was used before in a way that may decide what it is: as anything but what methods are called on.
    fn is_given_on(&self, at: NodeRef, path: &[String], values: &[NodeIdx]) -> bool {
        // What is bound behind its use, as in a loop, is not known before.
        let first = values.iter().min().copied().unwrap_or(at.ix);
        if at
            .ix
            .checked_sub(first)
            .is_none_or(|between| between > MAX_BETWEEN)
        {
            return true;
        }
        let file = self.file(at);
        let mut between = first..at.ix;
        between.any(|ix| {
            let is_it = matches!(&file.node(ix).ex, Expr::Path(used) if used == path);
            let is_received = || {
                let used_by = &file.node(file.rows()[ix as usize]).ex;
                matches!(used_by, Expr::Method(of, ..) if *of == ix)
            };
            is_it && !is_received()
        })
    }

    /// Whether a call gives a type without type parameters of another package, whatever its arguments are.
    fn makes_plain(&self, at: NodeRef, path: &[String], package: u32) -> bool {
        let gives_self = path
            .last()
            .is_some_and(|name| GIVE_SELF.contains(&name.as_str()));
        let of = match self.modules.resolve(self.scope_of(at), path) {
            Named::Of(of, _) if gives_self && self.type_of(at, path).is_none() => of,
            _ => return false,
        };
        let info = self.modules.type_info(of);
        info.about.plain && info.package != package
    }

    fn is_given_types(&self, at: NodeRef) -> bool {
        self.file(at).type_args.contains_key(&at.ix)
    }

    /// Whether a path names a function of a package that cannot name another.
    fn is_called_elsewhere(&self, at: NodeRef, path: &[String], package: u32) -> bool {
        if self.is_given_types(at) || self.type_of(at, path).is_some() {
            return false;
        }
        let cannot_name = |of: u32| !self.modules.sees(Some(of), Some(package));
        match self.modules.resolve(self.scope_of(at), path) {
            Named::Foreign => true,
            Named::Of(of, _) => cannot_name(self.modules.type_info(of).package),
            Named::Items(items) => items.iter().all(|def| match def {
                Def::Func(func) => cannot_name(self.modules.package_of(func.file)),
                Def::Type(of) => cannot_name(self.modules.type_info(*of).package),
                Def::Const(..) | Def::Module(_) => false,
            }),
            Named::Unknown => false,
        }
    }
}
