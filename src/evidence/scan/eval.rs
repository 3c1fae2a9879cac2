//! What expressions are: values are followed through variables, constants, fields, calls and their parameters.
//!
//! Types are not checked: a method or field is looked up by its name, and by its type where names tell it. The work is
//! bounded by a budget a crate and a depth; what is beyond is a hole.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::index::Crate;
use super::ir::{At, Ex, FnAt, Ix, Piece};
use super::text::{Seg, Text};

/// Calls inside calls, fields of fields.
const MAX_DEPTH: usize = 48;
/// Values that one expression may have.
const MAX_VALUES: usize = 1024;
/// Texts that one template may have.
const MAX_TEXTS: usize = 512;
/// The longest text that is put together.
const MAX_TEXT: usize = 4096;

/// Calls that are gone into, one inside the other.
const MAX_FRAMES: usize = 8;
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
    depth: usize,
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
    cut: Cell<bool>,
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

    fn step(&self) -> bool {
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

    fn enter(&self, env: &Env, func: FnAt, args: Vec<At>, scope: &Env) -> Env {
        self.frame(env, func, args, Some(scope.clone()))
    }

    fn frame(&self, env: &Env, func: FnAt, args: Vec<At>, scope: Option<Env>) -> Env {
        let depth = env.as_ref().map_or(0, |frame| frame.depth + 1);
        let key = (func, args.clone(), scope.as_ref().map(pointer), pointer(env));
        let mut frames = self.frames.borrow_mut();
        let frame = frames.entry(key).or_insert_with(|| Rc::new(Frame { func, args, scope, outer: env.clone(), depth }));
        Some(Rc::clone(frame))
    }

    fn lookup(env: &Env, func: FnAt, number: usize) -> Option<(At, Option<Env>)> {
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
        let mut out = if self.step() { self.follow(at, env, depth) } else { Vec::new() };
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
        let itself = || vec![Val { at, env: env.clone() }];
        let next = |ix: Ix| self.values(here(ix), env, depth + 1);
        match &self.krate.node(at).ex {
            Ex::Path(path) => self.path(at, path, env, depth),
            Ex::Field(base, name) => {
                let found = self.fields(next(*base), name, depth);
                if found.is_empty() { self.field_anywhere(at, here(*base), name, env, depth) } else { found }
            }
            Ex::Part(base, kind, name) => {
                let found = self.fields(next(*base), name, depth);
                if found.is_empty() {
                    let written = self.krate.written(kind, name).into_iter();
                    let found: Vec<Val> = written.flat_map(|at| self.values(at, env, depth + 1)).collect();
                    if found.is_empty() { self.payload(at, kind, name, env, depth) } else { found }
                } else {
                    found
                }
            }
            Ex::Elem(base) => next(*base).into_iter().flat_map(|val| self.elements(val, depth)).collect(),
            Ex::OneOf(values) => values.iter().flat_map(|ix| next(*ix)).collect(),
            Ex::Match(of, arms) => {
                // Users of the crate may choose what its own code does not; only what `Display` shows depends on the one.
                let shows = self.krate.func(self.krate.func_of(at)).name == "fmt";
                let known = if shows { self.known_variants(here(*of), env, depth) } else { Vec::new() };
                let chosen = arms.iter().filter(|arm| {
                    known.is_empty() || arm.labels.is_empty() || arm.labels.iter().any(|label| known.contains(label))
                });
                chosen.flat_map(|arm| next(arm.body)).collect()
            }
            Ex::Call(path, args) => self.call(at, path, args, env, depth),
            Ex::Method(receiver, name, args) => self.method(at, *receiver, name, args, env, depth),
            Ex::Macro(name, args) if matches!(name.as_str(), "matches" | "once" | "await" | "Some" | "try_join") => {
                args.iter().flat_map(|ix| next(*ix)).collect()
            }
            Ex::Macro(name, args) if name.ends_with("map") || name.ends_with("set") || name == "json" => {
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
                Ex::Path(path) if path.len() > 1 => names.extend(path.last().cloned()),
                Ex::Call(path, _) | Ex::Record(path, ..) if path.len() > 1 => names.extend(path.last().cloned()),
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
                    Some((arg, scope)) => self.values(arg, scope.as_ref().unwrap_or(env), depth + 1),
                    None => vec![Val { at, env: env.clone() }],
                };
                // A parameter that is bound again: `let id = id.unwrap_or("..")`.
                if let Some(values) = item.locals.get(name) {
                    out.extend(values.iter().flat_map(|ix| self.values(At { file: at.file, ix: *ix }, env, depth + 1)));
                }
                return out;
            }
            if let Some(values) = item.locals.get(name) {
                return values.iter().flat_map(|ix| self.values(At { file: at.file, ix: *ix }, env, depth + 1)).collect();
            }
        }
        let constants = if path.last().is_some_and(|last| last.starts_with(|char: char| char.is_uppercase() || char == '_')) {
            self.krate.constants(path, at.file)
        } else {
            Vec::new()
        };
        if constants.is_empty() {
            return vec![Val { at, env: env.clone() }];
        }
        constants.into_iter().flat_map(|constant| self.values(constant, &None, depth + 1)).collect()
    }

    /// A field of each of some values; empty when none has it.
    pub(super) fn fields(&self, of: Vec<Val>, name: &str, depth: usize) -> Vec<Val> {
        of.into_iter().flat_map(|val| self.field(&val, name, depth)).take(MAX_VALUES).collect()
    }

    /// A field of a value.
    pub(super) fn field(&self, val: &Val, name: &str, depth: usize) -> Vec<Val> {
        if depth > MAX_DEPTH || !self.step() {
            self.cut.set(true);
            return Vec::new();
        }
        let here = |ix: Ix| At { file: val.at.file, ix };
        let next = |ix: Ix| self.values(here(ix), &val.env, depth + 1);
        match &self.krate.node(val.at).ex {
            Ex::Record(_, fields, rest) => match fields.iter().find(|(known, _)| known == name) {
                Some((_, value)) => next(*value),
                None => rest.map(|rest| self.fields(next(rest), name, depth + 1)).unwrap_or_default(),
            },
            Ex::Tuple(parts) | Ex::Call(_, parts) => match name.parse::<usize>() {
                Ok(number) => parts.get(number).map(|ix| next(*ix)).unwrap_or_default(),
                Err(_) => Vec::new(),
            },
            Ex::Seq(parts) => parts.iter().flat_map(|ix| self.fields(next(*ix), name, depth + 1)).take(MAX_VALUES).collect(),
            Ex::Method(receiver, setter, args) => {
                let sets = setter.strip_prefix("with_").or_else(|| setter.strip_prefix("set_")).unwrap_or(setter);
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
            return vec![Val { at, env: env.clone() }];
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
        if found.is_empty() { vec![Val { at, env: env.clone() }] } else { found }
    }

    /// What tuple variants of this name are made with.
    fn payload(&self, at: At, variant: &str, name: &str, env: &Env, depth: usize) -> Vec<Val> {
        let Ok(number) = name.parse::<usize>() else { return vec![Val { at, env: env.clone() }] };
        let mut found = Vec::new();
        for call in self.krate.constructions(variant) {
            if let Ex::Call(_, args) = &self.krate.node(call).ex
                && let Some(arg) = args.get(number)
            {
                found.extend(self.values(At { file: call.file, ix: *arg }, env, depth + 1));
            }
            if found.len() > MAX_VALUES {
                break;
            }
        }
        if found.is_empty() { vec![Val { at, env: env.clone() }] } else { found }
    }

    fn elements(&self, val: Val, depth: usize) -> Vec<Val> {
        match &self.krate.node(val.at).ex {
            Ex::Seq(parts) => {
                let parts = parts.iter().map(|ix| At { file: val.at.file, ix: *ix });
                parts.flat_map(|part| self.values(part, &val.env, depth + 1)).collect()
            }
            _ => vec![val],
        }
    }

    fn call(&self, at: At, path: &[String], args: &[Ix], env: &Env, depth: usize) -> Vec<Val> {
        let here = |ix: &Ix| At { file: at.file, ix: *ix };
        let called = self.krate.called(path, at.file);
        if !called.is_empty() {
            let args: Vec<At> = args.iter().map(here).collect();
            let found = self.returns(&called, &args, env, depth);
            if !found.is_empty() {
                return found;
            }
            return vec![Val { at, env: env.clone() }];
        }
        let last = path.last().map_or("", String::as_str);
        let wraps = ["from", "Some", "Ok", "new", "into", "Borrowed", "Owned", "parse", "to_string", "from_str", "from_static", "pin", "leak", "from_utf8", "to_owned", "clone", "as_ref"];
        let wrapper = path.len() < 2
            || ["String", "Box", "Arc", "Rc", "Cow", "PathBuf", "Path", "Url", "OsString", "CString", "Some", "Vec", "HashMap", "BTreeMap", "HashSet", "IndexMap", "Lazy", "LazyLock", "OnceCell", "OnceLock", "Uri", "ToString", "Into", "From", "str", "Mutex", "RwLock", "Ok", "Pin", "Rc", "ToOwned", "Clone", "SmolStr", "CompactString", "ArcStr"]
                .contains(&path[path.len() - 2].as_str());
        if let [value] = args
            && wraps.contains(&last)
            && wrapper
            && (path.len() > 1 || ["Some", "Ok"].contains(&last))
        {
            let found = self.values(here(value), env, depth + 1);
            return found.into_iter().flat_map(|val| self.applied(val, depth)).collect();
        }
        vec![Val { at, env: env.clone() }]
    }

    /// What a closure gives; anything else is itself.
    fn applied(&self, val: Val, depth: usize) -> Vec<Val> {
        match &self.krate.node(val.at).ex {
            Ex::Closure(_, body) => self.values(At { file: val.at.file, ix: *body }, &val.env, depth + 1),
            _ => vec![val],
        }
    }

    /// What functions return when called with arguments.
    fn returns(&self, called: &[FnAt], args: &[At], env: &Env, depth: usize) -> Vec<Val> {
        let mut found = Vec::new();
        if env.as_ref().is_some_and(|frame| frame.depth >= MAX_FRAMES) {
            self.cut.set(true);
            return found;
        }
        for func in called.iter().take(12) {
            let inner = self.enter(env, *func, args.to_vec(), env);
            for value in &self.krate.func(*func).returns {
                found.extend(self.values(At { file: func.file, ix: *value }, &inner, depth + 1));
            }
            if found.len() > MAX_VALUES {
                break;
            }
        }
        found.retain(|val| !matches!(self.krate.node(val.at).ex, Ex::Unknown));
        found
    }

    fn method(&self, at: At, receiver: Ix, name: &str, args: &[Ix], env: &Env, depth: usize) -> Vec<Val> {
        let here = |ix: Ix| At { file: at.file, ix };
        let next = |ix: Ix| self.values(here(ix), env, depth + 1);
        let kind = self.krate.kind(here(receiver));
        if self.krate.has_type(&kind) || !is_common(name) {
            let called = self.krate.methods(name, args.len(), &kind);
            let most = if kind.is_empty() { 3 } else { 12 };
            if !called.is_empty() && called.len() <= most {
                let all: Vec<At> = std::iter::once(receiver).chain(args.iter().copied()).map(here).collect();
                let found = self.returns(&called, &all, env, depth);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        match (name, args) {
            ("to_string", []) if self.krate.has_type(&kind) => {
                let shown = self.krate.of_type(&kind, "fmt");
                let found = self.returns(&shown, &[here(receiver)], env, depth);
                if found.is_empty() { next(receiver) } else { found }
            }
            (
                "unwrap_or" | "or" | "unwrap_or_else" | "or_else" | "get_or_insert" | "get_or_insert_with" | "get_or_init",
                [otherwise],
            ) => {
                let mut found = next(receiver);
                found.extend(next(*otherwise).into_iter().flat_map(|val| self.applied(val, depth)));
                found
            }
            ("map_or" | "map_or_else", [otherwise, given]) => {
                let both = [next(*otherwise), next(*given)].concat();
                both.into_iter().flat_map(|val| self.applied(val, depth)).collect()
            }
            ("map" | "and_then" | "then" | "then_some" | "flat_map" | "filter_map", [given]) => {
                let found: Vec<Val> = next(*given).into_iter().flat_map(|val| self.applied(val, depth)).collect();
                let closures = found.iter().any(|val| !matches!(self.krate.node(val.at).ex, Ex::Path(_)));
                if closures { found } else { [found, next(receiver)].concat() }
            }
            ("chain" | "zip", [other]) => [next(receiver), next(*other)].concat(),
            (
                "get" | "first" | "last" | "nth" | "next" | "find" | "pop" | "min_by_key" | "max_by_key" | "choose"
                | "get_mut" | "first_mut" | "remove" | "values" | "position" | "peek" | "swap_remove" | "find_map",
                _,
            ) => next(receiver).into_iter().flat_map(|val| self.elements(val, depth)).collect(),
            (name, _) if is_through(name) => next(receiver),
            _ => vec![Val { at, env: env.clone() }],
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
                Ex::Method(text, name, _) if name.contains("split") => return Some(At { file: at.file, ix: *text }),
                Ex::Call(path, args) if path.last().is_some_and(|last| last.contains("split") || last.contains("parse")) => {
                    return args.first().map(|ix| At { file: at.file, ix: *ix });
                }
                Ex::Method(inner, ..) | Ex::Elem(inner) => *inner,
                _ => return None,
            };
            at = At { file: at.file, ix: next };
        }
        None
    }

    fn half(&self, at: At) -> Option<(At, String)> {
        match &self.krate.node(at).ex {
            Ex::Field(of, number) => Some((At { file: at.file, ix: *of }, number.clone())),
            Ex::Path(path) if path.len() == 1 => {
                let values = self.krate.func(self.krate.func_of(at)).locals.get(&path[0])?;
                self.half(At { file: at.file, ix: *values.first()? })
            }
            Ex::Method(of, name, _) if is_through(name) => self.half(At { file: at.file, ix: *of }),
            _ => None,
        }
    }

    /// The texts of an expression.
    pub(super) fn texts(&self, at: At, env: &Env, depth: usize) -> Vec<Text> {
        let mut out = Vec::new();
        for val in self.values(at, env, depth + 1) {
            self.text_of(&val, depth + 1, &mut out);
            if out.len() > MAX_TEXTS {
                break;
            }
        }
        let mut seen = HashSet::new();
        out.retain(|text| seen.insert(text.clone()));
        out
    }

    fn text_of(&self, val: &Val, depth: usize, out: &mut Vec<Text>) {
        if depth > MAX_DEPTH || self.spent() {
            return;
        }
        if !self.step() {
            return;
        }
        let here = |ix: Ix| At { file: val.at.file, ix };
        match &self.krate.node(val.at).ex {
            Ex::Lit(text) => out.push(Text::known(text, val.at)),
            Ex::Format(pieces) => self.joined(pieces, val, depth, out),
            Ex::Seq(parts) => {
                for part in parts {
                    out.extend(self.texts(here(*part), &val.env, depth + 1));
                }
            }
            Ex::Macro(name, args) if name == "env" => {
                let name = args.first().map(|ix| &self.krate.node(here(*ix)).ex);
                match name {
                    Some(Ex::Lit(name)) => out.push(Text::known(&format!("${name}"), val.at)),
                    _ => out.push(Text::unknown("env")),
                }
            }
            Ex::Path(path) => {
                let func = self.krate.func_of(val.at);
                let params = &self.krate.func(func).params;
                let number = params.iter().position(|param| path.len() == 1 && param.name == path[0]);
                match number {
                    Some(number) if Self::lookup(&val.env, func, number).is_none() => {
                        out.push(Text { segs: vec![Seg::Param(func, number)] });
                    }
                    _ => self.displayed(val, path.last().map_or("", String::as_str), depth, out),
                }
            }
            Ex::Method(receiver, name, args) if name == "join" && args.len() == 1 => {
                let pieces = [Piece::Hole(*receiver), Piece::Text("/".to_owned()), Piece::Hole(args[0])];
                let mut joined = Vec::new();
                self.joined(&pieces, val, depth, &mut joined);
                out.extend(joined.into_iter().map(one_slash));
            }
            Ex::Method(receiver, name, args) if matches!(name.as_str(), "replace" | "replacen") && args.len() >= 2 => {
                self.replaced(here(*receiver), here(args[0]), here(args[1]), &val.env, depth, out);
            }
            Ex::Field(_, name) | Ex::Part(_, _, name) => out.push(Text::unknown(name)),
            Ex::Method(_, name, _) => out.push(Text::unknown(name)),
            Ex::Call(path, _) => self.displayed(val, path.last().map_or("", String::as_str), depth, out),
            Ex::Record(..) => self.displayed(val, "", depth, out),
            _ => out.push(Text::unknown("")),
        }
    }

    /// What `Display` gives for a value.
    fn displayed(&self, val: &Val, label: &str, depth: usize, out: &mut Vec<Text>) {
        let kind = self.krate.kind(val.at);
        let shown = if kind.is_empty() { Vec::new() } else { self.krate.of_type(&kind, "fmt") };
        let before = out.len();
        for func in shown.iter().filter(|func| self.krate.func(**func).of_trait == "Display") {
            let inner = self.enter(&val.env, *func, vec![val.at], &val.env);
            for value in &self.krate.func(*func).returns {
                out.extend(self.texts(At { file: func.file, ix: *value }, &inner, depth + 2));
            }
        }
        if out.len() == before {
            out.push(Text::unknown(label));
        }
    }

    /// Every way to fill a template.
    fn joined(&self, pieces: &[Piece], val: &Val, depth: usize, out: &mut Vec<Text>) {
        if let Some((kind, records)) = self.shared_record(pieces, val) {
            let _ = kind;
            for record in records {
                let env = self.bind(&val.env, record.0, vec![record.1]);
                self.product(pieces, val.at, &env, depth, out);
            }
            return;
        }
        self.product(pieces, val.at, &val.env, depth, out);
    }

    fn product(&self, pieces: &[Piece], at: At, env: &Env, depth: usize, out: &mut Vec<Text>) {
        let mut all = vec![Text::default()];
        for piece in pieces {
            let options = match piece {
                Piece::Text(text) => vec![Text::known(text, at)],
                Piece::Hole(ix) => {
                    let found = self.texts(At { file: at.file, ix: *ix }, env, depth + 1);
                    if found.is_empty() { vec![Text::unknown("")] } else { found }
                }
            };
            let mut next = Vec::new();
            for text in &all {
                for option in &options {
                    let mut longer = text.clone();
                    longer.push(option);
                    if !self.step() || next.len() >= MAX_TEXTS {
                        break;
                    }
                    if longer.len() <= MAX_TEXT {
                        next.push(longer);
                    }
                }
            }
            all = next;
        }
        out.extend(all);
    }

    /// When two holes are fields of the same `self`, the struct literals of its type are taken one by one, so that
    /// fields of different ones are not mixed.
    fn shared_record(&self, pieces: &[Piece], val: &Val) -> Option<(String, Vec<(FnAt, At)>)> {
        let of_self = |piece: &&Piece| match piece {
            Piece::Hole(ix) => self.roots_in_self(At { file: val.at.file, ix: *ix }, 0),
            Piece::Text(_) => false,
        };
        if pieces.iter().filter(of_self).count() < 2 {
            return None;
        }
        let func = self.krate.func_of(val.at);
        let item = self.krate.func(func);
        if !item.takes_self || Self::lookup(&val.env, func, 0).is_some() {
            return None;
        }
        let records = self.krate.records(&item.owner);
        if records.is_empty() {
            return None;
        }
        Some((item.owner.clone(), records.iter().map(|record| (func, *record)).collect()))
    }

    fn roots_in_self(&self, at: At, depth: usize) -> bool {
        let here = |ix: Ix| At { file: at.file, ix };
        match &self.krate.node(at).ex {
            Ex::Path(path) => path.len() == 1 && path[0] == "self" && depth > 0,
            Ex::Field(base, _) => self.roots_in_self(here(*base), depth + 1),
            Ex::Method(base, name, _) if is_through(name) => self.roots_in_self(here(*base), depth),
            _ => false,
        }
    }

    fn replaced(&self, text: At, from: At, to: At, env: &Env, depth: usize, out: &mut Vec<Text>) {
        let froms = self.texts(from, env, depth + 1);
        let tos = self.texts(to, env, depth + 1);
        for text in self.texts(text, env, depth + 1) {
            let one = (froms.first().and_then(Text::whole), text.whole(), text.origin());
            match one {
                (Some(from), Some(whole), Some(origin)) if !from.is_empty() && whole.contains(&from) => {
                    for to in &tos {
                        let parts: Vec<&str> = whole.split(from.as_str()).collect();
                        let mut segs = Vec::new();
                        for (number, part) in parts.iter().enumerate() {
                            if number > 0 {
                                segs.extend(to.segs.iter().cloned());
                            }
                            segs.push(Seg::Known((*part).to_owned(), origin));
                        }
                        out.push(Text { segs });
                    }
                }
                _ => out.push(text),
            }
        }
    }
}

/// Which frame it is.
fn pointer(env: &Env) -> usize {
    env.as_ref().map_or(0, |frame| Rc::as_ptr(frame) as usize)
}

/// A base and what is joined to it have one slash between.
fn one_slash(text: Text) -> Text {
    let mut segs: Vec<Seg> = Vec::new();
    for seg in text.segs {
        if let Seg::Known(piece, _) = &seg
            && piece == "/"
            && matches!(segs.last(), Some(Seg::Known(before, _)) if before.ends_with('/'))
        {
            continue;
        }
        segs.push(seg);
    }
    Text { segs }
}

/// Methods that give what they are called on, as far as texts go.
fn is_through(name: &str) -> bool {
    const NAMES: [&str; 62] = [
        "to_string", "to_owned", "into", "clone", "as_str", "as_ref", "as_deref", "as_mut", "unwrap", "expect", "iter",
        "into_iter", "trim", "borrow", "deref", "collect", "unwrap_or_default", "cloned", "copied", "map_err", "context",
        "with_context", "ok", "ok_or", "ok_or_else", "await", "filter", "enumerate", "rev", "as_path", "as_os_str",
        "to_str", "to_string_lossy", "into_owned", "trim_end_matches", "trim_start_matches", "into_string", "as_bytes",
        "to_vec", "into_boxed_str", "iter_mut", "skip", "take", "inspect", "par_iter", "into_par_iter", "to_path_buf", "display",
        "try_into", "lock", "read", "write", "chars", "into_inner", "trim_end", "trim_start", "unwrap_unchecked", "flatten",
        "as_slice", "to_ascii_lowercase", "peekable", "max_by",
    ];
    NAMES.contains(&name)
}

/// Names of the standard library that a crate's own methods often share.
fn is_common(name: &str) -> bool {
    const NAMES: [&str; 26] = [
        "get", "new", "len", "insert", "push", "map", "join", "next", "first", "last", "find", "replace", "remove", "pop",
        "read", "write", "send", "call", "default", "take", "fmt", "eq", "values", "keys", "filter", "chain",
    ];
    NAMES.contains(&name) || is_through(name)
}
