//! Code that runs only under a condition which no reached code makes hold: `open(false)` does not run what
//! `if large { .. }` guards.
//!
//! A condition counts as one that may hold unless every value that it depends on is known: literals, constants,
//! features, and what all calls give for a parameter or all code writes to a field.

use std::cell::Cell;
use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::ir::{
    AS_NUMBER, Check, Expr, FnRef, ItemKind, LESS, NodeIdx, NodeRef, enum_of_std, is_comparison,
    is_constant,
};
use super::names::is_through;
use super::program::{Build, Program};
use super::reach::Reach;
use super::scopes::spelt_name;

/// Steps for one condition.
const STEPS: usize = 2_000;
/// Values that lead to values.
const DEPTH: usize = 24;

/// What an expression is known to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Bool(bool),
    /// A text or a number, as written.
    Text(String),
    /// A variant, by its enum.
    Variant(String, String),
    /// A variant that holds something, by its enum. `?` and patterns take out what it holds, so it may be that as well.
    Holds(String, String),
}

/// All that an expression may be; `None` where that is not known.
type All = Option<BTreeSet<Known>>;

/// Decides whether conditions may hold in one build.
pub(super) struct Conditions<'a> {
    pub(super) program: &'a Program,
    pub(super) build: &'a Build,
    pub(super) reach: &'a Reach<'a>,
    pub(super) is_active: &'a dyn Fn(NodeRef) -> bool,
    pub(super) left: Cell<usize>,
}

impl Conditions<'_> {
    /// The parts around some nodes, and around what leads to them, that do not run.
    pub(super) fn dead(&self, ways: &HashSet<NodeRef>) -> Vec<(u32, NodeIdx, NodeIdx)> {
        let crate_ir = &self.program.crate_ir;
        let mut seen: HashSet<NodeRef> = ways.clone();
        let mut open: Vec<NodeRef> = ways.iter().copied().collect();
        let mut judged: HashMap<(u32, usize), bool> = HashMap::new();
        let mut may_run = |file: u32, number: usize, check: &Check| {
            let judge = || self.may_hold(file, check);
            *judged.entry((file, number)).or_insert_with(judge)
        };
        let mut found = BTreeSet::new();
        while let Some(at) = open.pop() {
            for (number, check) in crate_ir.file(at).checks.iter().enumerate() {
                let is_around = check.start <= at.ix && at.ix < check.end;
                if is_around && !may_run(at.file, number, check) {
                    found.insert((at.file, check.start, check.end));
                }
            }
            let by = self.reach.mentioned_by(crate_ir.func_of(at));
            open.extend(by.filter(|by| seen.insert(*by)));
        }
        if found.is_empty() {
            return Vec::new();
        }
        // All is followed again without it, so what else does not run in these functions is left out as well.
        let funcs: HashSet<FnRef> = seen.iter().map(|at| crate_ir.func_of(*at)).collect();
        let files: BTreeSet<u32> = funcs.iter().map(|func| func.file).collect();
        for file in files {
            let checks = crate_ir.files[file as usize].checks.iter().enumerate();
            for (number, check) in checks {
                let start = NodeRef {
                    file,
                    ix: check.start,
                };
                if funcs.contains(&crate_ir.func_of(start)) && !may_run(file, number, check) {
                    found.insert((file, check.start, check.end));
                }
            }
        }
        found.into_iter().collect()
    }

    fn may_hold(&self, file: u32, check: &Check) -> bool {
        self.left.set(STEPS);
        let all = self.value(NodeRef { file, ix: check.on }, 0);
        let may_be =
            |one: &Known| *one == Known::Bool(check.holds) || matches!(one, Known::Holds(..));
        // What nothing is known of has no value here either.
        all.is_none_or(|all| all.is_empty() || all.iter().any(may_be))
    }

    fn value(&self, at: NodeRef, depth: usize) -> All {
        let left = self.left.get().checked_sub(1)?;
        self.left.set(left);
        if depth > DEPTH || !(self.is_active)(at) {
            return None;
        }
        let crate_ir = &self.program.crate_ir;
        let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
        let node = crate_ir.node(at);
        match &node.ex {
            Expr::Bool(is) => Some(BTreeSet::from([Known::Bool(*is)])),
            Expr::Lit(text) => Some(BTreeSet::from([Known::Text(text.clone())])),
            Expr::Macro(name, sides) if is_comparison(name) => {
                let [left, right] = sides.as_slice() else {
                    return None;
                };
                let left = self.value(here(*left), depth + 1)?;
                let right = self.value(here(*right), depth + 1)?;
                let answer = if name == LESS { is_less } else { is_same };
                Some(compared(&left, &right, answer))
            }
            Expr::Is(of, paths, exact) => {
                let all = self.value(here(*of), depth + 1)?;
                let of_path = |path: &Vec<String>| self.variant(at, path);
                let variants: Option<Vec<(String, String)>> = paths.iter().map(of_path).collect();
                Some(fit(&all, &variants?, *exact))
            }
            Expr::Macro(name, of) if name == AS_NUMBER => {
                let all = self.value(here(*of.first()?), depth + 1)?;
                // The number of a variant is another value.
                let is_variant = |one: &Known| matches!(one, Known::Variant(..) | Known::Holds(..));
                (!all.iter().any(is_variant)).then_some(all)
            }
            Expr::OneOf(parts) => {
                let counts = |part: &&NodeIdx| {
                    crate_ir.node(here(**part)).context == node.context
                        || (self.is_active)(here(**part))
                };
                self.union(parts.iter().filter(counts).map(|ix| here(*ix)), depth)
            }
            Expr::Path(path) => self.path(at, path, depth),
            Expr::Field(base, name) => {
                let kind = crate_ir.kind(here(*base));
                self.field(&kind, name, depth)
            }
            Expr::Part(_, spelt, name) => self.field(&crate_ir.part_owner(at, spelt), name, depth),
            Expr::Call(path, _) | Expr::Record(path, ..)
                if let Some((of, variant)) = self.variant(at, path) =>
            {
                Some(BTreeSet::from([Known::Holds(of, variant)]))
            }
            Expr::Call(path, _) => self.returned(&crate_ir.called(path, at), depth),
            Expr::Method(receiver, name, args) => {
                let kind = crate_ir.kind(here(*receiver));
                if let Some(variant) = asked(name).filter(|_| args.is_empty())
                    && crate_ir.of_type(&kind, name).is_empty()
                {
                    let all = self.value(here(*receiver), depth + 1)?;
                    return Some(fit(&all, &[variant], true));
                }
                if crate_ir.is_concrete(&kind) {
                    let called: Vec<FnRef> = crate_ir
                        .methods(name, args.len(), &kind)
                        .into_iter()
                        .filter(|func| *crate_ir.func(*func).owner == *kind)
                        .collect();
                    return self.returned(&called, depth);
                }
                let gives_itself = [
                    "clone",
                    "to_string",
                    "to_owned",
                    "into",
                    "as_str",
                    "as_ref",
                    "as_mut",
                    "as_deref",
                    "as_deref_mut",
                    "cloned",
                    "copied",
                ];
                let plain = args.is_empty() && is_through(name);
                (plain && gives_itself.contains(&name.as_str()))
                    .then(|| self.value(here(*receiver), depth + 1))?
            }
            _ => None,
        }
    }

    fn union(&self, parts: impl Iterator<Item = NodeRef>, depth: usize) -> All {
        let mut all = BTreeSet::new();
        for part in parts {
            all.extend(self.value(part, depth + 1)?);
        }
        Some(all)
    }

    fn path(&self, at: NodeRef, path: &[String], depth: usize) -> All {
        let crate_ir = &self.program.crate_ir;
        let func = crate_ir.func_of(at);
        let item = crate_ir.func(func);
        if let [name] = path {
            if crate_ir.closure_param(at, name).is_some() {
                return None;
            }
            let spelt = spelt_name(name);
            let tainted = crate_ir.is_tainted(spelt) || crate_ir.is_taken_variable(spelt);
            let locals = item.locals.get(name);
            if let Some(number) = item.params.iter().position(|param| param.name == *name) {
                let is_changed = tainted || locals.is_some();
                return (!is_changed).then(|| self.parameter(func, number, depth))?;
            }
            if let Some(number) = item.type_params.iter().position(|param| param == name) {
                return self.parameter(func, item.params.len() + number, depth);
            }
            if let Some(values) = locals {
                let values = values.iter().map(|ix| NodeRef {
                    file: at.file,
                    ix: *ix,
                });
                let all = self.union(values, depth).filter(|_| !tainted)?;
                // A text in a variable may grow in ways that are no values of it.
                let is_flag = all.iter().all(|one| matches!(one, Known::Bool(_)));
                let may_grow = crate_ir.is_tainted(&format!("mut {spelt}"));
                return (is_flag || !may_grow).then_some(all);
            }
        }
        if let Some((of, variant)) = self.variant(at, path) {
            let plain = crate_ir.of_type(&of, "eq").is_empty();
            return plain.then(|| BTreeSet::from([Known::Variant(of, variant)]));
        }
        let name = path.last().filter(|_| is_constant(path))?;
        let constants = crate_ir.constants(path, at);
        let written = crate_ir.written_to_static(name, &constants);
        if !written.is_empty() || crate_ir.is_tainted(name) {
            return None;
        }
        let many = constants.len() > 1;
        let constants: Vec<NodeRef> = constants
            .into_iter()
            .filter(|value| !many || (self.is_active)(*value))
            .collect();
        if constants.is_empty() {
            return None;
        }
        self.union(constants.into_iter(), depth)
    }

    /// The enum and the variant that a path names.
    fn variant(&self, at: NodeRef, path: &[String]) -> Option<(String, String)> {
        let own = self.program.crate_ir.variant(at, path);
        own.or_else(|| of_std(path))
    }

    /// What all reached calls of a function give for a parameter.
    fn parameter(&self, func: FnRef, number: usize, depth: usize) -> All {
        let crate_ir = &self.program.crate_ir;
        let item = crate_ir.func(func);
        let library = self.program.is_library(self.build.member, func.file);
        let by_others = item.public && library
            || !item.of_trait.is_empty()
            || crate_ir.is_of_trait(func)
            || item.entry
            || item.item != ItemKind::Fn
            || self.reach.is_value(func);
        if by_others {
            return None;
        }
        let callers = crate_ir.callers(func);
        let reached: Vec<NodeRef> = callers
            .iter()
            .copied()
            .filter(|call| self.reach.has(*call))
            .collect();
        if reached.is_empty() {
            return None;
        }
        let mut all = BTreeSet::new();
        for call in reached {
            let given = crate_ir.with_types(call, func, crate_ir.arguments(call));
            let given = *given.get(number)?;
            // A parameter that the call does not write.
            if given == call {
                return None;
            }
            all.extend(self.value(given, depth + 1)?);
        }
        Some(all)
    }

    /// What all code writes to a field of a struct.
    fn field(&self, kind: &str, name: &str, depth: usize) -> All {
        let crate_ir = &self.program.crate_ir;
        let (_, info) = crate_ir.modules.of_key(kind)?;
        let about = &info.about;
        let is_own = self.program.is_library(self.build.member, info.file);
        let by_others =
            is_own || about.by_data || about.derived || about.open || about.variants.is_some();
        let is_number = name.starts_with(|char: char| char.is_ascii_digit());
        let tainted = crate_ir.is_tainted(name) || crate_ir.is_taken_field(name);
        if by_others || about.is_trait || is_number || tainted {
            return None;
        }
        let written = crate_ir.may_be_written(kind, name).into_iter();
        let mut all = self.union(written.filter(|at| self.reach.has(*at)), depth)?;
        if about.by_default {
            let of_field = crate_ir.field_kind(kind, name);
            all.extend(defaults(of_field.and_then(|of| {
                let variant = crate_ir.default_variant(of)?;
                Some((of.clone(), variant))
            })));
        }
        Some(all)
    }

    /// What functions return.
    fn returned(&self, called: &[FnRef], depth: usize) -> All {
        let crate_ir = &self.program.crate_ir;
        let mut all = BTreeSet::new();
        for func in called {
            let item = crate_ir.func(*func);
            // What ends it early is no value of it that is at hand.
            if crate_ir.is_of_trait(*func) || item.returns.is_empty() || item.tries {
                return None;
            }
            let file = func.file;
            let returns = item.returns.iter().map(|ix| NodeRef { file, ix: *ix });
            let many = called.len() > 1;
            let returns = returns.filter(|at| !many || (self.is_active)(*at));
            all.extend(self.union(returns, depth)?);
        }
        (!all.is_empty()).then_some(all)
    }
}

/// What a field may be by default: of its own type, where that is an enum, and of those of the standard library.
fn defaults(of_enum: Option<(String, String)>) -> impl Iterator<Item = Known> {
    let none = Known::Variant("Option".to_owned(), "None".to_owned());
    let texts = ["", "0", "0.0"].map(|text| Known::Text(text.to_owned()));
    let of_enum = of_enum.map(|(of, variant)| Known::Variant(of, variant));
    let all = [Known::Bool(false), none].into_iter();
    all.chain(texts).chain(of_enum)
}

/// A variant of the standard library.
fn of_std(path: &[String]) -> Option<(String, String)> {
    let (variant, before) = path.split_last()?;
    let of = enum_of_std(variant)?;
    let fits = before.last().is_none_or(|before| before == of);
    fits.then(|| (of.to_owned(), variant.clone()))
}

/// The variant of the standard library that a method asks for.
fn asked(method: &str) -> Option<(String, String)> {
    let variant = match method {
        "is_some" => "Some",
        "is_none" => "None",
        "is_ok" => "Ok",
        "is_err" => "Err",
        _ => return None,
    };
    of_std(&[variant.to_owned()])
}

/// What the answer to a question may be: both, where it is not known.
fn answers(known: Option<bool>) -> impl Iterator<Item = Known> {
    let both = [true, false].into_iter();
    both.filter(move |is| known.is_none_or(|known| known == *is))
        .map(Known::Bool)
}

/// Whether values are of one of some variants, as far as what each may be shows; `exact` where that is all that is asked.
fn fit(all: &BTreeSet<Known>, variants: &[(String, String)], exact: bool) -> BTreeSet<Known> {
    let mut fits = BTreeSet::new();
    for one in all {
        let known = match one {
            Known::Variant(of, variant) | Known::Holds(of, variant)
                if variants.iter().all(|(asked, _)| asked == of) =>
            {
                Some(variants.iter().any(|(_, asked)| asked == variant))
            }
            _ => None,
        };
        fits.extend(answers(known.filter(|fits| exact || !fits)));
    }
    fits
}

/// What a comparison may give, by the answer for each two values; `None` is one that is not known.
fn compared(
    left: &BTreeSet<Known>,
    right: &BTreeSet<Known>,
    answer: impl Fn(&Known, &Known) -> Option<bool>,
) -> BTreeSet<Known> {
    let pairs = left
        .iter()
        .flat_map(|one| right.iter().map(move |other| (one, other)));
    pairs
        .flat_map(|(one, other)| answers(answer(one, other)))
        .collect()
}

/// Whether a number is less than another one, where both are known.
fn is_less(one: &Known, other: &Known) -> Option<bool> {
    let number = |known: &Known| match known {
        Known::Text(text) => text.parse::<i128>().ok(),
        _ => None,
    };
    Some(number(one)? < number(other)?)
}

/// Whether two values are the same, as far as what is known of them shows.
fn is_same(one: &Known, other: &Known) -> Option<bool> {
    match (one, other) {
        (Known::Holds(of, variant), Known::Holds(also, other) | Known::Variant(also, other))
        | (Known::Variant(of, variant), Known::Holds(also, other))
            if of == also && variant != other =>
        {
            Some(false)
        }
        (Known::Holds(..), _) | (_, Known::Holds(..)) => None,
        _ => Some(one == other),
    }
}
