//! Calls of a function taken together, for a text that too many ways lead to: an expression is followed under the call
//! around it alone, and what that call gives is whatever any call of the function around it was given. That finds at least
//! what all the ways would, and takes as many steps as there are expressions and calls.

use super::eval::{Env, Eval, Val};
use super::eval_field::ELEMENTS;
use super::frames::{Evaluation, Known};
use super::ir::{Expr, FnRef, NodeRef};
use super::merged::{MAX_DEPTH, Merged};
use super::stop::Cause;
use super::text::Text;
use super::type_vars::{TypeVar, Types};

/// Expressions inside expressions that are gone through without asking what is known.
const MAX_BEYOND: usize = 60;

impl Eval<'_> {
    /// The same for calls that are taken together.
    pub(super) fn kept_merged(
        &self,
        what: Evaluation,
        env: &Env,
        depth: usize,
        follow: impl FnOnce() -> Vec<Val>,
    ) -> Vec<Val> {
        let known = self.in_merged(|merged| merged.values(what, env, depth));
        if let Some(known) = known.flatten() {
            self.step();
            self.goes_through(known.values.len());
            self.picks(known.picked);
            self.may_lack(known.absent);
            return known.values.clone();
        }
        let picked_before = self.picked.replace(false);
        let absent_before = self.absent.replace(false);
        let mut values = if self.step() { follow() } else { Vec::new() };
        // What was read in an earlier round, before a call gave it.
        values.retain(|val| !self.is_given_since(val));
        self.without_copies(&mut values);
        let known = Known {
            values: values.clone(),
            picked: self.picked.get(),
            absent: self.absent.get(),
        };
        self.picks(picked_before);
        self.may_lack(absent_before);
        self.in_merged(|merged| merged.set_values(what, known));
        values
    }

    /// Whether a value is a parameter that a call has given since.
    fn is_given_since(&self, val: &Val) -> bool {
        let Expr::Path(path) = &self.crate_ir.node(val.at).ex else {
            return false;
        };
        let is_given = |(func, _)| {
            let has_call = self.in_merged(|merged| merged.has_call(func));
            has_call == Some(true) && !Self::is_inside(&val.env, func)
        };
        self.parameter(val.at, path).is_some_and(is_given)
    }

    /// Runs with what is known while calls are taken together, if they are.
    pub(super) fn in_merged<T>(&self, run: impl FnOnce(&mut Merged) -> T) -> Option<T> {
        self.merged.borrow_mut().as_mut().map(run)
    }

    /// Whether calls are taken together.
    pub(super) fn is_merged(&self) -> bool {
        self.merged.borrow().is_some()
    }

    /// Runs with a share of its own, of steps that are not taken from what follows each way by itself; nothing where none
    /// of these is left.
    pub(super) fn with_merged_steps<T>(&self, run: impl FnOnce() -> Option<T>) -> Option<T> {
        let left = self.merged_left.get();
        if left == 0 {
            return None;
        }
        let others = self.budget.replace(left);
        self.begin_with(self.limits.merged_call_steps);
        let out = run();
        self.merged_left.set(self.budget.replace(others));
        out
    }

    /// Takes the calls of each function together while `run` runs, with what is known of them.
    pub(super) fn merged<T>(&self, known: &mut Merged, run: impl FnOnce() -> T) -> T {
        let before = self.merged.replace(Some(std::mem::take(known)));
        let out = run();
        *known = self.merged.replace(before).unwrap_or_default();
        out
    }

    /// A call is met.
    pub(super) fn meet(&self, call: &Env) {
        self.in_merged(|merged| merged.meet(call));
    }

    /// The calls of a function that were met, where calls are taken together and it is not under one of them.
    pub(super) fn calls_around(&self, env: &Env, func: FnRef) -> Vec<Env> {
        if !self.is_merged() || Self::is_inside(env, func) {
            return Vec::new();
        }
        let calls = self.in_merged(|merged| merged.calls(func));
        calls.unwrap_or_default()
    }

    /// The values of an expression under each of these calls; nothing where there is none.
    pub(super) fn by_calls(
        &self,
        at: NodeRef,
        func: FnRef,
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        let calls = self.calls_around(env, func);
        let values = calls
            .iter()
            .flat_map(|call| self.values(at, call, depth + 1));
        (!calls.is_empty()).then(|| values.collect())
    }

    /// Runs in a round of its own, in which nothing is followed twice.
    pub(super) fn in_round<T>(&self, run: impl FnOnce() -> T) -> T {
        self.in_merged(Merged::begin);
        let out = run();
        while let Some((what, env)) = self.in_merged(Merged::next_deep).flatten()
            && !self.spent()
        {
            let before = self.loose.replace(what.loose);
            let field = self.names.borrow().name(what.field);
            let val = || Val::of(what.at, env.clone());
            match field.as_deref() {
                Some(ELEMENTS) => self.elements(val(), 0),
                Some(name) => self.field(&val(), name, 0),
                None => self.values(what.at, &env, 0),
            };
            self.loose.set(before);
        }
        out
    }

    /// The texts of an expression.
    pub(super) fn texts_merged(&self, at: NodeRef, env: &Env, depth: usize) -> Vec<Text> {
        let key = self.evaluation(at, env);
        let known = self.in_merged(|merged| merged.texts(key));
        if let Some(known) = known.flatten() {
            self.step();
            self.goes_through(known.len());
            return known.to_vec();
        }
        let found = self.texts_of(at, env, depth);
        self.in_merged(|merged| merged.set_texts(key, found.clone()));
        found
    }

    /// The types that a type parameter of a function stands for.
    pub(super) fn types_merged(&self, func: FnRef, var: TypeVar, env: &Env, depth: usize) -> Types {
        let known = self.in_merged(|merged| merged.types(func, var, env));
        if let Some(known) = known.flatten() {
            return (*known).clone();
        }
        let mut found = Types::default();
        let calls = self.calls_around(env, func);
        for call in &calls {
            found.add(self.types_merged(func, var, call, depth + 1));
        }
        if calls.is_empty() {
            self.types_by_call(func, var, env, depth, &mut found);
        }
        found.found.sort_unstable();
        found.found.dedup();
        self.in_merged(|merged| merged.set_types(func, var, env, found.clone()));
        found
    }

    /// Whether expressions are nested deeper than they are followed.
    pub(super) fn is_too_nested(&self, depth: usize) -> bool {
        let most = self.max_depth();
        if depth > most {
            self.stop(Cause::Depth(most));
        }
        depth > most
    }

    /// Expressions inside expressions.
    pub(super) fn max_depth(&self) -> usize {
        if self.is_merged() {
            MAX_DEPTH + MAX_BEYOND
        } else {
            self.limits.depth
        }
    }

    /// Functions that one call may mean.
    pub(super) fn max_callees(&self) -> usize {
        if self.is_merged() {
            usize::MAX
        } else {
            self.limits.callees
        }
    }
}
