//! What a name stands for: variables, parameters, constants, settings of the build.

use foldhash::{HashSet, HashSetExt as _};

use super::eval::{Env, Eval, Val, or_itself};
use super::ir::{Expr, NodeRef, is_constant};
use super::lower_macro::{argument_name, build_variable};
use super::scopes::spelt_name;
use super::stop::Cause;

impl Eval<'_> {
    /// What a closure of a program is given for the parameter that a name means.
    pub(super) fn closure_argument(
        &self,
        at: NodeRef,
        name: &str,
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        self.strict?;
        let (closure, number) = self.crate_ir.closure_param(at, name)?;
        let given = self.given(at, (closure, number), env, depth);
        Some(given.unwrap_or_else(|| vec![Val::of(at, env.clone())]))
    }

    pub(super) fn path(&self, at: NodeRef, path: &[String], env: &Env, depth: usize) -> Vec<Val> {
        let func = self.crate_ir.func_of(at);
        if let [name] = path
            && let Some(of) = name.strip_prefix(&argument_name(""))
        {
            let most = self.limits.values;
            let given = self.crate_ir.macro_arguments(of, most);
            if given.len() > most {
                self.stop(Cause::Values(most));
            }
            return given
                .into_iter()
                .flat_map(|at| self.values(at, &None, depth + 1))
                .take(self.limits.values)
                .collect();
        }
        if let [name] = path {
            let item = self.crate_ir.func(func);
            self.may_lack(self.crate_ir.is_taken_variable(spelt_name(name)));
            if let Some(number) = item.params.iter().position(|param| param.name == *name) {
                let given = self.given(at, (func, number), env, depth);
                let mut out = given.unwrap_or_else(|| vec![Val::of(at, env.clone())]);
                // A parameter that is bound again: `let id = id.unwrap_or("..")`.
                if let Some(values) = item.locals.get(name) {
                    out.extend(values.iter().flat_map(|ix| {
                        self.values(
                            NodeRef {
                                file: at.file,
                                ix: *ix,
                            },
                            env,
                            depth + 1,
                        )
                    }));
                }
                return out;
            }
            if let Some(found) = self.closure_argument(at, name, env, depth) {
                return found;
            }
            if let Some(var) = self.crate_ir.const_var(func, name)
                && self.strict.is_some()
            {
                let found = self.const_given(func, var, env, depth);
                return or_itself(found, at, env);
            }
            if let Some(values) = item.locals.get(name) {
                return values
                    .iter()
                    .flat_map(|ix| {
                        self.values(
                            NodeRef {
                                file: at.file,
                                ix: *ix,
                            },
                            env,
                            depth + 1,
                        )
                    })
                    .collect();
            }
        }
        if let Some(found) = self.type_constant(at, path, env, depth) {
            return found;
        }
        let constants = if path
            .last()
            .is_some_and(|last| last.starts_with(|char: char| char.is_uppercase() || char == '_'))
        {
            self.crate_ir.constants(path, at)
        } else {
            Vec::new()
        };
        if constants.is_empty() {
            return vec![Val::of(at, env.clone())];
        }
        let many = constants.len() > 1;
        let is_built = |at: &NodeRef| !many || self.counts(*at);
        let constants: Vec<NodeRef> = constants.into_iter().filter(is_built).collect();
        let set = self.set_to(at, path, &constants);
        let mut found: Vec<Val> = constants
            .into_iter()
            .flat_map(|value| self.values(value, &self.entered(value, at, env), depth + 1))
            .collect();
        let set = set.into_iter();
        let set: Vec<Val> = set.flat_map(|at| self.values(at, env, depth + 1)).collect();
        if !set.is_empty() {
            found.retain(|val| !self.is_empty_value(val));
            found.extend(set);
        }
        or_itself(found, at, env)
    }

    /// What a static of a program is set to while it runs.
    pub(super) fn set_to(
        &self,
        at: NodeRef,
        path: &[String],
        constants: &[NodeRef],
    ) -> Vec<NodeRef> {
        let Some(name) = path.last().filter(|_| self.strict.is_some()) else {
            return Vec::new();
        };
        let written = self.crate_ir.written_to_static(name, constants);
        let modules = &self.crate_ir.modules;
        let reader = modules.package_of(at.file);
        let is_of_static = |value: &NodeRef| {
            let package = modules.package_of(value.file);
            package == reader
                || modules.sees(Some(package), Some(reader))
                    && !self.crate_ir.has_constant(package, name)
                || modules.sees(Some(reader), Some(package))
        };
        let mut found = Vec::new();
        let mut open: Vec<NodeRef> = written.into_iter().filter(is_of_static).collect();
        let mut seen = HashSet::new();
        while let Some(value) = open.pop() {
            if !seen.insert(value) {
                continue;
            }
            // What a function gives of it, to those who write to that.
            if self.crate_ir.node(value).ex == Expr::Given {
                open.extend(self.crate_ir.written_by_calls(self.crate_ir.func_of(value)));
            } else if self.counts(value) {
                found.push(value);
            }
        }
        found.sort_unstable();
        found
    }

    /// What the build script of a package sets a variable of its environment to.
    pub(super) fn set_by_build(&self, at: NodeRef, name: &str) -> Vec<NodeRef> {
        let mut written = self.crate_ir.written("", &build_variable(name));
        let package = |at: NodeRef| self.crate_ir.modules.package_of(at.file);
        written.retain(|value| package(*value) == package(at));
        written
    }

    /// Whether a parameter of a function may be another value where a node is than the one that the call gives.
    pub(super) fn may_change(&self, at: NodeRef, name: &str) -> bool {
        let func = self.crate_ir.func(self.crate_ir.func_of(at));
        func.locals.contains_key(name)
            || self.crate_ir.is_tainted(name)
            || self.crate_ir.is_tainted(&format!("mut {name}"))
            || self.crate_ir.closure_param(at, name).is_some()
    }

    /// The variant that a value has by default, where its enum is known: `Model::default()`, or by what it is given to.
    pub(super) fn default_of(&self, val: &Val, given_to: NodeRef) -> Option<String> {
        let known = |at: NodeRef| self.crate_ir.default_variant(&self.crate_ir.kind(at));
        if !self.is_default(val) {
            return None;
        }
        known(val.at).or_else(|| known(given_to))
    }

    /// A number or flag as it is written, of a constant, or as calls give it for a parameter. Fields and variables may be
    /// changed in ways that are no values of them.
    pub(super) fn plain_value(&self, at: NodeRef, env: &Env, depth: usize) -> Option<String> {
        let literal = |at: NodeRef| match &self.crate_ir.node(at).ex {
            Expr::Lit(text) => Some(text.clone()),
            Expr::Bool(is) => Some(is.to_string()),
            _ => None,
        };
        let (mut at, mut env) = (at, env.clone());
        for _ in 0..self.limits.frames {
            if let Expr::Field(_, name) = &self.crate_ir.node(at).ex {
                let changes = self.crate_ir.is_tainted(name) || self.crate_ir.is_taken_field(name);
                return match self.values(at, &env, depth + 1).as_slice() {
                    [one] if !changes && self.strict.is_some() => literal(one.at),
                    _ => None,
                };
            }
            let Expr::Path(path) = &self.crate_ir.node(at).ex else {
                break;
            };
            if is_constant(path) {
                return match self.values(at, &env, depth + 1).as_slice() {
                    [one] => literal(one.at),
                    _ => None,
                };
            }
            let func = self.crate_ir.func_of(at);
            let [name] = path.as_slice() else { return None };
            if let Some(var) = self.crate_ir.const_var(func, name) {
                return match self.const_given(func, var, &env, depth + 1).as_slice() {
                    [one] => literal(one.at),
                    _ => None,
                };
            }
            let changes = self.may_change(at, name);
            let (of, number) = self.parameter(at, path).filter(|_| !changes)?;
            let (given, scope) = Self::lookup(&env, of, number)?;
            at = given;
            env = scope.unwrap_or(env);
        }
        literal(at)
    }
}
