//! What expressions are: values are followed through variables, constants, fields, calls and their parameters.
//!
//! Types are not checked: a method or field is looked up by its name, and by its type where names tell it. The work is
//! bounded by a budget a crate and a depth; what is beyond is a hole.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::index::Crate;
use super::ir::{At, Ex, FnAt, Ix};
use super::names::is_through;

/// Calls inside calls, fields of fields.
pub(super) const MAX_DEPTH: usize = 48;
/// Values that one expression may have.
pub(super) const MAX_VALUES: usize = 1024;

/// Calls that are gone into, one inside the other.
pub(super) const MAX_FRAMES: usize = 8;
/// Steps that one sink may take.
const MAX_SHARE: u64 = 12_000;

/// A binding of the parameters of a function.
#[derive(Debug)]
pub(super) struct Frame {
    func: FnAt,
    args: Vec<At>,
    /// Where the arguments are evaluated; `None` for wherever the parameter is read.
    scope: Option<Env>,
    outer: Env,
    /// Frames around it.
    pub(super) depth: usize,
}

/// What makes two frames the same.
type FrameKey = (FnAt, Vec<At>, Option<usize>, usize);

/// Every frame by what makes it.
type Frames = HashMap<FrameKey, Rc<Frame>>;
/// Values by expression and frame.
type Memo = HashMap<(At, usize), Rc<Vec<Val>>>;

/// Bindings, innermost first.
pub(super) type Env = Option<Rc<Frame>>;

/// A value: an expression that is not followed further, and the bindings it is read under.
#[derive(Debug, Clone)]
pub(super) struct Val {
    pub(super) at: At,
    pub(super) env: Env,
}

/// Evaluates expressions of one crate.
#[derive(Debug)]
pub(super) struct Eval<'a> {
    pub(super) krate: &'a Crate,
    budget: Cell<u64>,
    /// What is left for the sink that is being followed.
    share: Cell<u64>,
    active: RefCell<HashSet<(At, usize)>>,
    /// Values by expression and frame, of those that were followed to the end.
    memo: RefCell<Memo>,
    /// Every frame; equal ones are one, so that what is known under one is known under all.
    frames: RefCell<Frames>,
    /// Whether something was left out since this was last cleared: a cycle, depth or budget.
    pub(super) cut: Cell<bool>,
}

impl<'a> Eval<'a> {
    /// An evaluator that takes at most `budget` steps.
    pub(super) fn new(krate: &'a Crate, budget: u64) -> Self {
        Self {
            krate,
            budget: Cell::new(budget),
            share: Cell::new(budget),
            active: RefCell::default(),
            memo: RefCell::default(),
            frames: RefCell::default(),
            cut: Cell::new(false),
        }
    }

    /// Whether the budget is used up.
    pub(super) fn spent(&self) -> bool {
        self.budget.get() == 0 || self.share.get() == 0
    }

    /// Starts a sink, which gets a share of the budget.
    pub(super) fn begin(&self) {
        self.share.set(MAX_SHARE);
    }

    pub(super) fn step(&self) -> bool {
        let (left, share) = (self.budget.get(), self.share.get());
        if left == 0 || share == 0 {
            self.cut.set(true);
            return false;
        }
        self.budget.set(left - 1);
        self.share.set(share - 1);
        true
    }

    /// Adds a binding whose arguments are read under whatever holds where the parameter is.
    pub(super) fn bind(&self, env: &Env, func: FnAt, args: Vec<At>) -> Env {
        self.frame(env, func, args, None)
    }

    pub(super) fn enter(&self, env: &Env, func: FnAt, args: Vec<At>, scope: &Env) -> Env {
        self.frame(env, func, args, Some(scope.clone()))
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "an environment is an optional frame"
    )]
    fn frame(&self, env: &Env, func: FnAt, args: Vec<At>, scope: Option<Env>) -> Env {
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

    pub(super) fn lookup(env: &Env, func: FnAt, number: usize) -> Option<(At, Option<Env>)> {
        let mut frame = env.as_ref();
        while let Some(known) = frame {
            if known.func == func {
                return known.args.get(number).map(|at| (*at, known.scope.clone()));
            }
            frame = known.outer.as_ref();
        }
        None
    }

    /// The values of an expression.
    pub(super) fn values(&self, at: At, env: &Env, depth: usize) -> Vec<Val> {
        let key = (at, pointer(env));
        if self.spent() {
            self.cut.set(true);
            return Vec::new();
        }
        if let Some(known) = self.memo.borrow().get(&key) {
            // Copying is work too.
            let cost = known.len() as u64 / 8;
            self.share.set(self.share.get().saturating_sub(cost));
            return known.as_ref().clone();
        }
        if depth > MAX_DEPTH || !self.active.borrow_mut().insert(key) {
            self.cut.set(true);
            return Vec::new();
        }
        let before = self.cut.replace(false);
        let mut out = if self.step() {
            self.follow(at, env, depth)
        } else {
            Vec::new()
        };
        self.active.borrow_mut().remove(&key);
        let mut seen = HashSet::new();
        out.retain(|val| seen.insert((val.at, pointer(&val.env))));
        out.truncate(MAX_VALUES);
        if self.cut.get() {
            return out;
        }
        self.cut.set(before);
        self.memo.borrow_mut().insert(key, Rc::new(out.clone()));
        out
    }

    fn follow(&self, at: At, env: &Env, depth: usize) -> Vec<Val> {
        let here = |ix: Ix| At { file: at.file, ix };
        let itself = || {
            vec![Val {
                at,
                env: env.clone(),
            }]
        };
        let next = |ix: Ix| self.values(here(ix), env, depth + 1);
        match &self.krate.node(at).ex {
            Ex::Path(path) => self.path(at, path, env, depth),
            Ex::Field(base, name) => {
                let found = self.fields(next(*base), name, depth);
                if found.is_empty() {
                    self.field_anywhere(at, here(*base), name, env, depth)
                } else {
                    found
                }
            }
            Ex::Part(base, kind, name) => {
                let found = self.fields(next(*base), name, depth);
                if found.is_empty() {
                    let written = self.krate.written(kind, name).into_iter();
                    let found: Vec<Val> = written
                        .flat_map(|at| self.values(at, env, depth + 1))
                        .collect();
                    if found.is_empty() {
                        self.payload(at, kind, name, env, depth)
                    } else {
                        found
                    }
                } else {
                    found
                }
            }
            Ex::Elem(base) => next(*base)
                .into_iter()
                .flat_map(|val| self.elements(val, depth))
                .collect(),
            Ex::OneOf(values) => values.iter().flat_map(|ix| next(*ix)).collect(),
            Ex::Match(of, arms) => {
                // Users of the crate may choose what its own code does not; only what `Display` shows depends on the one.
                let shows = self.krate.func(self.krate.func_of(at)).name == "fmt";
                let known = if shows {
                    self.known_variants(here(*of), env, depth)
                } else {
                    Vec::new()
                };
                let chosen = arms.iter().filter(|arm| {
                    known.is_empty()
                        || arm.labels.is_empty()
                        || arm.labels.iter().any(|label| known.contains(label))
                });
                chosen.flat_map(|arm| next(arm.body)).collect()
            }
            Ex::Call(path, args) => self.call(at, path, args, env, depth),
            Ex::Method(receiver, name, args) => self.method(at, *receiver, name, args, env, depth),
            Ex::Macro(name, args)
                if matches!(
                    name.as_str(),
                    "matches" | "once" | "await" | "Some" | "try_join"
                ) =>
            {
                args.iter().flat_map(|ix| next(*ix)).collect()
            }
            Ex::Macro(name, args)
                if name.ends_with("map") || name.ends_with("set") || name == "json" =>
            {
                let parts: Vec<Val> = args.iter().flat_map(|ix| next(*ix)).collect();
                if parts.is_empty() { itself() } else { parts }
            }
            _ => itself(),
        }
    }

    /// The names of variants or texts that an expression is known to be.
    fn known_variants(&self, at: At, env: &Env, depth: usize) -> Vec<String> {
        if env.is_none() && !matches!(self.krate.node(at).ex, Ex::Path(_) | Ex::Method(..)) {
            return Vec::new();
        }
        let mut names = Vec::new();
        for val in self.values(at, env, depth + 1) {
            match &self.krate.node(val.at).ex {
                Ex::Path(path) | Ex::Call(path, _) | Ex::Record(path, ..) if path.len() > 1 => {
                    names.extend(path.last().cloned());
                }
                Ex::Lit(text) => names.push(text.clone()),
                _ => return Vec::new(),
            }
        }
        names
    }

    fn path(&self, at: At, path: &[String], env: &Env, depth: usize) -> Vec<Val> {
        let func = self.krate.func_of(at);
        if let [name] = path {
            let item = self.krate.func(func);
            if let Some(number) = item.params.iter().position(|param| param.name == *name) {
                let mut out = match Self::lookup(env, func, number) {
                    Some((arg, scope)) => {
                        self.values(arg, scope.as_ref().unwrap_or(env), depth + 1)
                    }
                    None => vec![Val {
                        at,
                        env: env.clone(),
                    }],
                };
                // A parameter that is bound again: `let id = id.unwrap_or("..")`.
                if let Some(values) = item.locals.get(name) {
                    out.extend(values.iter().flat_map(|ix| {
                        self.values(
                            At {
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
            if let Some(values) = item.locals.get(name) {
                return values
                    .iter()
                    .flat_map(|ix| {
                        self.values(
                            At {
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
        let constants = if path
            .last()
            .is_some_and(|last| last.starts_with(|char: char| char.is_uppercase() || char == '_'))
        {
            self.krate.constants(path, at.file)
        } else {
            Vec::new()
        };
        if constants.is_empty() {
            return vec![Val {
                at,
                env: env.clone(),
            }];
        }
        constants
            .into_iter()
            .flat_map(|constant| self.values(constant, &None, depth + 1))
            .collect()
    }

    /// A field of each of some values; empty when none has it.
    pub(super) fn fields(&self, of: Vec<Val>, name: &str, depth: usize) -> Vec<Val> {
        of.into_iter()
            .flat_map(|val| self.field(&val, name, depth))
            .take(MAX_VALUES)
            .collect()
    }

    /// A field of a value.
    pub(super) fn field(&self, val: &Val, name: &str, depth: usize) -> Vec<Val> {
        if depth > MAX_DEPTH || !self.step() {
            self.cut.set(true);
            return Vec::new();
        }
        let here = |ix: Ix| At {
            file: val.at.file,
            ix,
        };
        let next = |ix: Ix| self.values(here(ix), &val.env, depth + 1);
        match &self.krate.node(val.at).ex {
            Ex::Record(_, fields, rest) => match fields.iter().find(|(known, _)| known == name) {
                Some((_, value)) => next(*value),
                None => rest
                    .map(|rest| self.fields(next(rest), name, depth + 1))
                    .unwrap_or_default(),
            },
            Ex::Tuple(parts) | Ex::Call(_, parts) => match name.parse::<usize>() {
                Ok(number) => parts.get(number).map(|ix| next(*ix)).unwrap_or_default(),
                Err(_) => Vec::new(),
            },
            Ex::Seq(parts) => parts
                .iter()
                .flat_map(|ix| self.fields(next(*ix), name, depth + 1))
                .take(MAX_VALUES)
                .collect(),
            Ex::Method(receiver, setter, args) => {
                let sets = setter
                    .strip_prefix("with_")
                    .or_else(|| setter.strip_prefix("set_"))
                    .unwrap_or(setter);
                match args.as_slice() {
                    [value] if sets == name => next(*value),
                    _ => self.fields(next(*receiver), name, depth + 1),
                }
            }
            _ => Vec::new(),
        }
    }

    /// A field of something that is not known: whatever is written to fields of that name.
    fn field_anywhere(&self, at: At, base: At, name: &str, env: &Env, depth: usize) -> Vec<Val> {
        if name.starts_with(|char: char| char.is_ascii_digit()) {
            return vec![Val {
                at,
                env: env.clone(),
            }];
        }
        let kind = self.krate.kind(base);
        let written = self.krate.written(&kind, name);
        let mut found: Vec<Val> = Vec::new();
        for value in written {
            if value != at {
                found.extend(self.values(value, env, depth + 1));
            }
            if found.len() > MAX_VALUES {
                break;
            }
        }
        if found.is_empty() {
            vec![Val {
                at,
                env: env.clone(),
            }]
        } else {
            found
        }
    }

    /// What tuple variants of this name are made with.
    fn payload(&self, at: At, variant: &str, name: &str, env: &Env, depth: usize) -> Vec<Val> {
        let Ok(number) = name.parse::<usize>() else {
            return vec![Val {
                at,
                env: env.clone(),
            }];
        };
        let mut found = Vec::new();
        for call in self.krate.constructions(variant) {
            if let Ex::Call(_, args) = &self.krate.node(call).ex
                && let Some(arg) = args.get(number)
            {
                found.extend(self.values(
                    At {
                        file: call.file,
                        ix: *arg,
                    },
                    env,
                    depth + 1,
                ));
            }
            if found.len() > MAX_VALUES {
                break;
            }
        }
        if found.is_empty() {
            vec![Val {
                at,
                env: env.clone(),
            }]
        } else {
            found
        }
    }

    pub(super) fn elements(&self, val: Val, depth: usize) -> Vec<Val> {
        match &self.krate.node(val.at).ex {
            Ex::Seq(parts) => {
                let parts = parts.iter().map(|ix| At {
                    file: val.at.file,
                    ix: *ix,
                });
                parts
                    .flat_map(|part| self.values(part, &val.env, depth + 1))
                    .collect()
            }
            _ => vec![val],
        }
    }

    /// The text whose two halves are an owner and a name: `let (owner, name) = id.split_once('/')?`.
    pub(super) fn split_of(&self, owner: At, name: At) -> Option<At> {
        let (of_owner, first) = self.half(owner)?;
        let (of_name, second) = self.half(name)?;
        if of_owner != of_name || first != "0" || second != "1" {
            return None;
        }
        let mut at = of_owner;
        for _ in 0..8 {
            let next = match &self.krate.node(at).ex {
                Ex::Method(text, name, _) if name.contains("split") => {
                    return Some(At {
                        file: at.file,
                        ix: *text,
                    });
                }
                Ex::Call(path, args)
                    if path
                        .last()
                        .is_some_and(|last| last.contains("split") || last.contains("parse")) =>
                {
                    return args.first().map(|ix| At {
                        file: at.file,
                        ix: *ix,
                    });
                }
                Ex::Method(inner, ..) | Ex::Elem(inner) => *inner,
                _ => return None,
            };
            at = At {
                file: at.file,
                ix: next,
            };
        }
        None
    }

    fn half(&self, at: At) -> Option<(At, String)> {
        match &self.krate.node(at).ex {
            Ex::Field(of, number) => Some((
                At {
                    file: at.file,
                    ix: *of,
                },
                number.clone(),
            )),
            Ex::Path(path) if path.len() == 1 => {
                let values = self
                    .krate
                    .func(self.krate.func_of(at))
                    .locals
                    .get(&path[0])?;
                self.half(At {
                    file: at.file,
                    ix: *values.first()?,
                })
            }
            Ex::Method(of, name, _) if is_through(name) => self.half(At {
                file: at.file,
                ix: *of,
            }),
            _ => None,
        }
    }
}

/// Which frame it is.
fn pointer(env: &Env) -> usize {
    env.as_ref().map_or(0, |frame| Rc::as_ptr(frame) as usize)
}
