//! What expressions are: values are followed through variables, constants, fields, calls and their parameters.
//!
//! Types are not checked: a method or field is looked up by its name, and by its type where names show it. The work is
//! bounded by a budget a crate and a depth; what is beyond is a hole, and has a cause.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::{HashMap, HashSet, HashSetExt as _};

pub(super) use super::frames::{Env, Frame, Val, pointer};
use super::frames::{Evaluation, Known, Names};
use super::index::Crate;
use super::ir::{AS_NUMBER, Expr, FnRef, NodeIdx, NodeRef};
use super::limits::Limits;
use super::merged::Merged;
use super::not_run::Dead;
use super::stop::Cause;
use super::writes::WritesToFields;

/// How texts of a whole program are followed: strictly, from a call to what it takes.
#[derive(Clone, Copy)]
pub(super) struct Strict<'a> {
    /// Whether a node is in code that is reached.
    pub(super) reached: &'a dyn Fn(NodeRef) -> bool,
    /// Code that does not run.
    pub(super) dead: &'a Dead,
}

impl std::fmt::Debug for Strict<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Strict")
    }
}

/// What makes two frames the same.
type FrameKey = (FnRef, Vec<NodeRef>, Option<usize>, usize);

/// Every frame by what makes it.
type Frames = HashMap<FrameKey, Rc<Frame>>;
/// Values of what was evaluated.
type Memo = HashMap<Evaluation, Rc<Known>>;

/// Fields inside fields of a parameter.
const MAX_FIELDS: usize = 8;

/// Evaluates expressions of one crate.
#[derive(Debug)]
pub(super) struct Eval<'a> {
    pub(super) crate_ir: &'a Crate,
    pub(super) budget: Cell<u64>,
    /// The same while calls are taken together.
    pub(super) merged_left: Cell<u64>,
    /// What is left for the sink that is being followed.
    share: Cell<u64>,
    active: RefCell<HashSet<Evaluation>>,
    /// Values by expression and frame, of those that were followed to the end.
    memo: RefCell<Memo>,
    /// What is written to fields, by the type and the field.
    pub(super) writes: RefCell<WritesToFields>,
    /// Every frame; equal ones are one, so that what is known under one is known under all.
    frames: RefCell<Frames>,
    /// Names of fields that were asked for.
    pub(super) names: RefCell<Names>,
    /// Whether something was left out since this was last cleared: a cycle, depth or budget.
    pub(super) cut: Cell<bool>,
    /// Whether one of several elements of a list, or of several arms, was picked since this was last cleared, by
    /// something that is not known.
    pub(super) picked: Cell<bool>,
    /// Whether something on the way may give nothing, as a lookup may, since this was last cleared.
    pub(super) absent: Cell<bool>,
    /// Calls whose const parameter is being sought, each with its function.
    pub(super) of_consts: RefCell<Vec<(FnRef, NodeRef)>>,
    /// For a whole program; a crate by itself is followed loosely.
    pub(super) strict: Option<Strict<'a>>,
    /// Whether a program is followed loosely for now, because no call shows more.
    pub(super) loose: Cell<bool>,
    /// What is known while calls are taken together; `None` while each way is followed by itself.
    pub(super) merged: RefCell<Option<Merged>>,
    /// How far it goes.
    pub(super) limits: &'a Limits,
    /// Steps that all sinks may take, and one of them.
    steps: (u64, u64),
    /// Whether what is being followed is what a value calls.
    is_aside: Cell<bool>,
    /// The limits that were hit since the last sink began.
    stops: RefCell<BTreeSet<Cause>>,
    /// The limits that were hit from each place that was followed.
    stopped: RefCell<Vec<(NodeRef, Cause)>>,
}

impl<'a> Eval<'a> {
    /// An evaluator that takes at most `budget` steps.
    pub(super) fn new(crate_ir: &'a Crate, budget: u64, limits: &'a Limits) -> Self {
        Self {
            crate_ir,
            budget: Cell::new(budget),
            merged_left: Cell::new(limits.merged_steps),
            share: Cell::new(budget),
            active: RefCell::default(),
            memo: RefCell::default(),
            writes: RefCell::default(),
            frames: RefCell::default(),
            names: RefCell::default(),
            cut: Cell::new(false),
            picked: Cell::new(false),
            absent: Cell::new(false),
            of_consts: RefCell::default(),
            strict: None,
            loose: Cell::new(false),
            merged: RefCell::default(),
            limits,
            steps: (budget, limits.call_steps),
            is_aside: Cell::new(false),
            stops: RefCell::default(),
            stopped: RefCell::default(),
        }
    }

    /// An evaluator of a whole program.
    pub(super) fn strict(crate_ir: &'a Crate, limits: &'a Limits, strict: Strict<'a>) -> Self {
        Self {
            strict: Some(strict),
            steps: (limits.program_steps, limits.program_call_steps),
            ..Self::new(crate_ir, limits.program_steps, limits)
        }
    }

    /// Something is left out at a limit.
    pub(super) fn stop(&self, cause: Cause) {
        self.cut.set(true);
        self.stops.borrow_mut().insert(cause);
    }

    /// The limits that were hit since the last sink began.
    pub(super) fn take_stops(&self) -> BTreeSet<Cause> {
        self.stops.take()
    }

    /// Notes limits again that something kept was sought under.
    pub(super) fn stop_again(&self, stops: &BTreeSet<Cause>) {
        self.stops.borrow_mut().extend(stops);
    }

    /// Whether a parameter is followed to its calls before anything else is tried.
    pub(super) fn is_strict(&self) -> bool {
        self.strict.is_some() && !self.loose.get()
    }

    /// Follows fields and payloads to whatever is written to them anywhere, while `run` runs.
    pub(super) fn loosely<T>(&self, run: impl FnOnce() -> T) -> T {
        let before = self.loose.replace(true);
        let out = run();
        self.loose.set(before);
        out
    }

    /// Whether a node counts: in a program, whether its code is reached.
    pub(super) fn counts(&self, at: NodeRef) -> bool {
        self.strict.is_none_or(|strict| (strict.reached)(at))
    }

    /// Whether a value is a parameter that no call has given yet.
    pub(super) fn is_unbound(&self, val: &Val) -> bool {
        self.is_unbound_at(val, 0)
    }

    /// The same, where that was asked for on the way.
    pub(super) fn is_unbound_at(&self, val: &Val, depth: usize) -> bool {
        if self.open_type(val, depth).is_some() {
            return true;
        }
        let Expr::Path(path) = &self.crate_ir.node(val.at).ex else {
            return false;
        };
        let param = self.parameter(val.at, path);
        param.is_some_and(|(func, number)| self.is_open(&val.env, func, number))
    }

    /// Whether no call has given a parameter yet.
    pub(super) fn is_open(&self, env: &Env, func: FnRef, number: usize) -> bool {
        Self::lookup(env, func, number).is_none() && self.calls_around(env, func).is_empty()
    }

    /// A field of a parameter that no call has given yet. Which one is kept of commands alone, whose callers are no code
    /// of Rust: anywhere else each field would be a value of its own, to be followed again.
    pub(super) fn field_of_open(&self, val: &Val, name: &str) -> Val {
        let mut field = val.clone();
        // `Ok(value)` and `Some(value)` are the value.
        let is_payload = name.starts_with(|char: char| char.is_ascii_digit());
        let of_command = || {
            let func = self.crate_ir.func_of(val.at);
            self.crate_ir.func(func).command
        };
        if field.fields.len() < MAX_FIELDS && !is_payload && of_command() {
            field.fields.push(name.to_owned());
        }
        field
    }

    /// The parameter that a path names: of its function, or of a closure around it.
    pub(super) fn parameter(&self, at: NodeRef, path: &[String]) -> Option<(FnRef, usize)> {
        let func = self.crate_ir.func_of(at);
        if let Some(number) = self.crate_ir.parameter(func, path) {
            return Some((func, number));
        }
        self.strict?;
        let [name] = path else { return None };
        if self.crate_ir.const_var(func, name).is_some() {
            return Some((func, self.crate_ir.call_number(func)));
        }
        self.crate_ir.closure_param(at, name)
    }

    /// Ends following a place that takes a model: the limits that were hit are kept for it.
    pub(super) fn end(&self, at: NodeRef) {
        let causes = self.take_stops().into_iter();
        let mut stopped = self.stopped.borrow_mut();
        stopped.extend(causes.map(|cause| (at, cause)));
    }

    /// Ends following the path of a file.
    pub(super) fn end_path(&self, at: NodeRef) {
        let causes = self.take_stops().into_iter();
        let causes = causes.map(|cause| (at, cause.of_path(self.limits.path_steps)));
        self.stopped.borrow_mut().extend(causes);
    }

    /// More calls than are followed take files by a path.
    pub(super) fn end_paths(&self, at: NodeRef) {
        let cause = Cause::Paths(self.limits.paths);
        self.stopped.borrow_mut().push((at, cause));
    }

    /// The limits that were hit, each with the place that was followed.
    pub(super) fn take_stopped(&self) -> Vec<(NodeRef, Cause)> {
        self.stopped.take()
    }

    /// Whether the budget is used up.
    pub(super) fn spent(&self) -> bool {
        self.budget.get() == 0 || self.share.get() == 0
    }

    /// Runs with a share of its own, which is not taken from the sink that is being followed.
    pub(super) fn aside<T>(&self, run: impl FnOnce() -> T) -> T {
        let share = self.share.replace(self.limits.aside_steps);
        let is_aside = self.is_aside.replace(true);
        let out = run();
        self.is_aside.set(is_aside);
        self.share.set(share);
        out
    }

    /// Whether no step is left for any sink.
    pub(super) fn is_exhausted(&self) -> bool {
        self.budget.get() == 0
    }

    /// Starts a sink, which gets a share of the budget.
    pub(super) fn begin(&self) {
        self.begin_with(self.steps.1);
    }

    /// Starts a sink with a share of its own.
    pub(super) fn begin_with(&self, share: u64) {
        self.share.set(share);
        self.stops.take();
    }

    fn out_of_steps(&self) {
        let (all, one) = self.steps;
        self.stop(if self.is_exhausted() {
            Cause::Steps(all)
        } else if self.is_aside.get() {
            Cause::CalledValue(self.limits.aside_steps)
        } else {
            Cause::Steps(one)
        });
    }

    pub(super) fn step(&self) -> bool {
        let (left, share) = (self.budget.get(), self.share.get());
        if left == 0 || share == 0 {
            self.out_of_steps();
            return false;
        }
        self.budget.set(left - 1);
        self.share.set(share - 1);
        true
    }

    /// Adds a binding whose arguments are read under whatever holds where the parameter is.
    pub(super) fn bind(&self, env: &Env, func: FnRef, args: Vec<NodeRef>) -> Env {
        self.frame(env, func, args, None)
    }

    pub(super) fn enter(&self, env: &Env, func: FnRef, args: Vec<NodeRef>, scope: &Env) -> Env {
        self.frame(env, func, args, Some(scope.clone()))
    }

    fn frame(&self, env: &Env, func: FnRef, args: Vec<NodeRef>, scope: Option<Env>) -> Env {
        if self.is_merged() {
            let frame = self.frame_around(&None, func, args, Some(None));
            self.meet(&frame);
            return frame;
        }
        self.frame_around(env, func, args, scope)
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "an environment is an optional frame"
    )]
    fn frame_around(&self, env: &Env, func: FnRef, args: Vec<NodeRef>, scope: Option<Env>) -> Env {
        let depth = env.as_ref().map_or(0, |frame| frame.depth + 1);
        let key = (
            func,
            args.clone(),
            scope.as_ref().map(pointer),
            pointer(env),
        );
        let mut frames = self.frames.borrow_mut();
        let frame = frames.entry(key).or_insert_with(|| {
            Rc::new(Frame {
                func,
                args,
                scope,
                outer: env.clone(),
                depth,
            })
        });
        Some(Rc::clone(frame))
    }

    pub(super) fn lookup(env: &Env, func: FnRef, number: usize) -> Option<(NodeRef, Option<Env>)> {
        let mut frame = env.as_ref();
        while let Some(known) = frame {
            if known.func == func {
                return known.args.get(number).map(|at| (*at, known.scope.clone()));
            }
            frame = known.outer.as_ref();
        }
        None
    }

    /// What calls give for a parameter that an expression names: the one that it is read under, else those that were met.
    pub(super) fn given(
        &self,
        at: NodeRef,
        (func, number): (FnRef, usize),
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        match Self::lookup(env, func, number) {
            Some((arg, scope)) => Some(self.values(arg, scope.as_ref().unwrap_or(env), depth + 1)),
            None => self.by_calls(at, func, env, depth),
        }
    }

    /// The values of an expression.
    pub(super) fn values(&self, at: NodeRef, env: &Env, depth: usize) -> Vec<Val> {
        if self.strict.is_some_and(|strict| strict.dead.has(at)) {
            return Vec::new();
        }
        let what = self.evaluation(at, env);
        if self.spent() {
            self.out_of_steps();
            return Vec::new();
        }
        if self.is_merged() {
            return self.kept_merged(what, env, depth, || self.follow(at, env, depth));
        }
        if let Some(known) = self.memo.borrow().get(&what) {
            self.goes_through(known.values.len());
            if known.values.len() >= self.limits.values {
                let cause = Cause::Values(self.limits.values);
                self.stops.borrow_mut().insert(cause);
            }
            self.picks(known.picked);
            self.may_lack(known.absent);
            return known.values.clone();
        }
        if self.is_too_nested(depth) {
            return Vec::new();
        }
        if !self.active.borrow_mut().insert(what) {
            self.cut.set(true);
            return Vec::new();
        }
        let before = self.cut.replace(false);
        let picked_before = self.picked.replace(false);
        let absent_before = self.absent.replace(false);
        let mut out = if self.step() {
            self.follow(at, env, depth)
        } else {
            Vec::new()
        };
        self.active.borrow_mut().remove(&what);
        self.without_copies(&mut out);
        let picked = self.picked.get();
        self.picks(picked_before);
        let absent = self.absent.get();
        self.may_lack(absent_before);
        if self.cut.get() {
            return out;
        }
        self.cut.set(before);
        let known = Known {
            values: out.clone(),
            picked,
            absent,
        };
        self.memo.borrow_mut().insert(what, Rc::new(known));
        out
    }

    /// What is evaluated as a whole.
    pub(super) fn evaluation(&self, at: NodeRef, env: &Env) -> Evaluation {
        Evaluation {
            at,
            env: pointer(env),
            loose: self.loose.get(),
            field: 0,
        }
    }

    /// A field of a value that is evaluated.
    pub(super) fn evaluation_of_field(&self, val: &Val, name: &str) -> Evaluation {
        Evaluation {
            field: self.names.borrow_mut().number(name),
            ..self.evaluation(val.at, &val.env)
        }
    }

    /// Leaves each value once, and no more of them than are kept.
    pub(super) fn without_copies(&self, out: &mut Vec<Val>) {
        if out.len() > 1 {
            let mut seen = HashSet::new();
            out.retain(|val| seen.insert(val.key()));
        }
        if out.len() >= self.limits.values {
            // What is kept has as many then, which shows it wherever it is known again.
            let cause = Cause::Values(self.limits.values);
            self.stops.borrow_mut().insert(cause);
            out.truncate(self.limits.values);
        }
    }

    /// Takes the steps for a list that is gone through: that is work too.
    pub(super) fn goes_through(&self, many: usize) {
        let cost = many as u64 / 8;
        self.share.set(self.share.get().saturating_sub(cost));
    }

    /// Notes that something that is not known picks one of several on the way, if it does.
    pub(super) fn picks(&self, does: bool) {
        self.picked.set(self.picked.get() || does);
    }

    /// Notes that something on the way may give nothing, if it may.
    pub(super) fn may_lack(&self, may: bool) {
        self.absent.set(self.absent.get() || may);
    }

    /// Follows what there has to be for the rest to run.
    pub(super) fn present<T>(&self, run: impl FnOnce() -> T) -> T {
        let before = self.absent.get();
        let out = run();
        self.absent.set(before);
        out
    }

    /// The values of an expression, and whether it holds one for certain, and none of them.
    pub(super) fn held(&self, at: NodeRef, env: &Env, depth: usize) -> (Vec<Val>, Holds) {
        let before = self.absent.replace(false);
        let values = self.values(at, env, depth);
        let may_be_absent = self.absent.replace(before);
        let holds = if values.is_empty() {
            Holds::Perhaps
        } else if !may_be_absent && values.iter().all(|val| self.is_there(val)) {
            Holds::Something
        } else if values.iter().all(|val| self.is_none(val)) {
            Holds::Nothing
        } else {
            Holds::Perhaps
        };
        (values, holds)
    }

    fn follow(&self, at: NodeRef, env: &Env, depth: usize) -> Vec<Val> {
        let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
        let itself = || vec![Val::of(at, env.clone())];
        let next = |ix: NodeIdx| self.values(here(ix), env, depth + 1);
        match &self.crate_ir.node(at).ex {
            Expr::Path(path) => self.path(at, path, env, depth),
            Expr::Field(base, name) => {
                let bases = self.present(|| next(*base));
                let mut found = self.fields_of(&bases, here(*base), name, depth);
                if found.is_empty() {
                    found = self.field_anywhere(at, here(*base), &bases, name, env, depth);
                }
                // Data may give another one than code does elsewhere.
                let kind = self.crate_ir.kind(here(*base));
                if bases.iter().any(|val| self.is_read(val, &kind, name)) {
                    found.extend(itself());
                }
                found
            }
            Expr::Part(base, kind, name) => self.part_of_pattern(at, *base, kind, name, env, depth),
            Expr::Elem(_) if self.is_part(at) => itself(),
            Expr::Elem(base) => {
                let bases = self.present(|| next(*base));
                if let Some(nothing) = self.nothing_in(&bases, here(*base), env, "Some") {
                    return vec![nothing];
                }
                let all = self.filled(bases).into_iter();
                all.flat_map(|val| self.elements(val, depth)).collect()
            }
            Expr::OneOf(_) => self.one_of(at, env, depth),
            Expr::After(call) => self.after(here(*call), env, depth),
            Expr::AfterChange(call) => {
                let changed = self.changed_by(here(*call), env, depth);
                changed.unwrap_or_default()
            }
            Expr::SharedAfter(call) => self.shared_after(here(*call), env, depth),
            Expr::Written(call, number, is_lent) => {
                let written = (here(*call), *number, *is_lent);
                self.written(at, written, env, depth)
            }
            Expr::Through(call, number, value) => {
                self.through(here(*call), *number, here(*value), env, depth)
            }
            Expr::Given => {
                let func = self.crate_ir.func_of(at);
                let number = self.crate_ir.given_number(func);
                let given = self.given(at, (func, number), env, depth);
                given.unwrap_or_default()
            }
            Expr::Match(of, arms) => {
                if self.is_strict() && arms.iter().any(|arm| !arm.labels.is_empty()) {
                    let open = next(*of).into_iter().find(|val| self.is_unbound(val));
                    let open = open.or_else(|| self.open_part(here(*of), arms, env, depth));
                    if let Some(open) = open {
                        return vec![open];
                    }
                }
                let chosen = self.chosen(here(*of), arms, env, depth);
                chosen.into_iter().flat_map(|arm| next(arm.body)).collect()
            }
            Expr::Call(path, args) if is_present(path) => {
                self.present(|| self.call(at, path, args, env, depth))
            }
            Expr::Call(path, args) => self.call(at, path, args, env, depth),
            Expr::Method(receiver, name, args) => {
                self.method(at, *receiver, name, args, env, depth)
            }
            Expr::Macro(name, args)
                if matches!(
                    name.as_str(),
                    "matches" | "once" | "await" | "Some" | AS_NUMBER
                ) =>
            {
                args.iter().flat_map(|ix| next(*ix)).collect()
            }
            Expr::Macro(name, args) if name == "env" || name == "option_env" => {
                let named = args.first().map(|ix| &self.crate_ir.node(here(*ix)).ex);
                let set = match named {
                    Some(Expr::Lit(name)) => self.set_by_build(at, name),
                    _ => Vec::new(),
                };
                let found = set.into_iter();
                let found = found.flat_map(|at| self.values(at, &None, depth + 1));
                or_itself(found.collect(), at, env)
            }
            Expr::Macro(name, args)
                if name.ends_with("map") || name.ends_with("set") || name == "json" =>
            {
                let parts: Vec<Val> = args.iter().flat_map(|ix| next(*ix)).collect();
                if parts.is_empty() { itself() } else { parts }
            }
            Expr::Macro(name, _) if self.strict.is_some() => {
                let found = self.macro_value(at, name, depth);
                if found.is_empty() { itself() } else { found }
            }
            _ => itself(),
        }
    }

    /// What a macro of the program is replaced by, where that is a value.
    fn macro_value(&self, at: NodeRef, name: &str, depth: usize) -> Vec<Val> {
        let package = self.crate_ir.modules.package_of(at.file);
        let given = self.crate_ir.file(at).macro_words.get(&at.ix);
        let rules = self
            .crate_ir
            .modules
            .macros(package, name, given.map(String::as_str));
        self.returns(&rules, &[], &None, depth)
    }

    /// Whether a value holds nothing yet: `None`, `String::new()`, `OnceLock::new()`.
    pub(super) fn is_empty_value(&self, val: &Val) -> bool {
        match &self.crate_ir.node(val.at).ex {
            Expr::Path(path) => path.last().is_some_and(|last| last == "None"),
            Expr::Call(path, args) => {
                let made = path.last().map_or("", String::as_str);
                match args.len() {
                    0 => ["new", "default", "const_new"].contains(&made),
                    _ => {
                        made == "with_capacity"
                            && path.iter().rev().nth(1).is_some_and(|of| is_list(of))
                    }
                }
            }
            _ => false,
        }
    }
}

/// Whether an option or a result holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Something,
    Nothing,
    Perhaps,
}

/// Whether a type is a container of the standard library, which is made with room for so many.
fn is_list(of: &str) -> bool {
    ["Vec", "VecDeque", "HashMap", "HashSet", "String"].contains(&of)
}

/// Whether a call makes an option or a result that holds what it is given.
fn is_present(path: &[String]) -> bool {
    path.last()
        .is_some_and(|last| last == "Some" || last == "Ok")
}

/// What was found for an expression, else the expression as it stands.
pub(super) fn or_itself(found: Vec<Val>, at: NodeRef, env: &Env) -> Vec<Val> {
    if found.is_empty() {
        return vec![Val::of(at, env.clone())];
    }
    found
}
