//! Where references lead, expression by expression, and what is written there.

use proc_macro2::Span;

use super::ir::{Expr, GivenOut, NodeIdx};
use super::lower::Lower;
use super::names::is_through;

/// How many expressions are followed for one write.
pub(super) const MAX_FOLLOWED: usize = 48;

/// Functions that give a reference to what they are given, or hold it.
const HOLDS: [&str; 9] = [
    "Some",
    "Ok",
    "make_mut",
    "get_mut",
    "as_mut",
    "from_mut",
    "new",
    "deref_mut",
    "borrow_mut",
];

/// Methods that lead to a part of what they are called on, besides those whose name ends with `_mut`.
const LEADS: [&str; 45] = [
    "and_modify",
    "as_mut_slice",
    "await",
    "by_ref",
    "context",
    "entry",
    "enumerate",
    "expect",
    "filter",
    "find",
    "first_entry",
    "get",
    "get_or_init",
    "get_or_insert",
    "get_or_insert_with",
    "index",
    "into_iter",
    "iter",
    "last",
    "last_entry",
    "lock",
    "map_err",
    "max_by",
    "max_by_key",
    "min_by",
    "min_by_key",
    "next",
    "next_back",
    "nth",
    "ok",
    "ok_or",
    "ok_or_else",
    "or_default",
    "or_insert",
    "or_insert_with",
    "rev",
    "skip",
    "take",
    "try_lock",
    "try_write",
    "unwrap",
    "unwrap_or_else",
    "with",
    "with_context",
    "write",
];

/// Methods of the standard library that lead on, and that programs do not define for places of theirs.
const OF_STD: [&str; 17] = [
    "and_modify",
    "as_mut_slice",
    "enumerate",
    "first_entry",
    "get_or_init",
    "index",
    "last_entry",
    "max_by_key",
    "min_by",
    "min_by_key",
    "or_default",
    "or_insert",
    "or_insert_with",
    "or_insert_with_key",
    "split_at_mut",
    "unwrap_or_else",
    "with",
];

/// What a reference leads to, and what is written there.
#[derive(Debug, Clone)]
pub(super) struct Led {
    pub(super) at: NodeIdx,
    /// The fields of it that are written to, the innermost first.
    pub(super) labels: Vec<String>,
    pub(super) value: NodeIdx,
    /// Whether what is written is a part of what a variable holds, and not that as a whole.
    pub(super) is_part: bool,
    /// Whether it lies behind a lock or a cell, so that clones share it.
    pub(super) is_shared: bool,
}

impl Led {
    /// The same, further on.
    pub(super) fn to(&self, at: NodeIdx) -> Self {
        Self { at, ..self.clone() }
    }

    /// The same, of which this is a part.
    pub(super) fn part(&self, at: NodeIdx) -> Self {
        let is_part = true;
        Self {
            at,
            is_part,
            ..self.clone()
        }
    }
}

/// Whether a method opens what clones share.
pub(super) fn shares(method: &str) -> bool {
    [
        "lock",
        "write",
        "borrow_mut",
        "try_lock",
        "try_write",
        "blocking_lock",
        "blocking_write",
    ]
    .contains(&method)
}

pub(super) fn leads(method: &str) -> bool {
    method.ends_with("_mut") || LEADS.contains(&method)
}

/// Whether a method that gives a place may be one of the program.
pub(super) fn may_be_own(method: &str) -> bool {
    !OF_STD.contains(&method) && !is_through(method)
}

impl Lower {
    /// What a static holds besides, after a part of it was written to.
    pub(super) fn held_by_static(&mut self, led: &Led, span: Span) -> NodeIdx {
        if led.labels.is_empty() {
            return led.value;
        }
        // What it holds else is known of it already.
        let rest = self.add(Expr::Unknown, span);
        self.updated(rest, &led.labels, led.value, false, span)
    }

    /// Adds what an expression that is no name leads to.
    pub(super) fn lead_on(&mut self, mut led: Led, span: Span, open: &mut Vec<Led>) {
        match &self.ir.node(led.at).ex {
            Expr::Record(path, fields, rest) => {
                if let Some(rest) = rest {
                    open.push(led.to(*rest));
                }
                let of_label = |label| fields.iter().find(|(name, _)| name == label);
                if let Some((_, held)) = led.labels.last().and_then(of_label) {
                    let held = *held;
                    led.labels.pop();
                    open.push(led.to(held));
                } else if led.labels.is_empty() && !path.is_empty() {
                    let fields = fields.clone();
                    self.lead_to_kept(&led, fields, span, open);
                }
            }
            Expr::Field(of, label) | Expr::Part(of, _, label) => {
                led.labels.push(label.clone());
                open.push(led.part(*of));
            }
            Expr::Elem(of) => open.push(led.part(*of)),
            Expr::Method(..) => self.lead_on_by_method(led, span, open),
            Expr::Call(path, args) => {
                let last = path.last().map_or("", String::as_str);
                let is_type = last.starts_with(char::is_uppercase);
                match args.as_slice() {
                    [held] if last == "clone" && led.is_shared => open.push(led.part(*held)),
                    [held] if HOLDS.contains(&last) => open.push(led.to(*held)),
                    // `RefMut::map(guard, |all| &mut all.part)`
                    [guard, part] if last == "map" => {
                        let guard = *guard;
                        if let Some(labels) = self.part_by(*part) {
                            led.labels.extend(labels);
                            open.push(led.part(guard));
                        }
                        return;
                    }
                    _ => {}
                }
                let args = args.clone();
                if is_type && led.labels.is_empty() {
                    let fields = args.into_iter().enumerate();
                    let fields = fields.map(|(number, held)| (number.to_string(), held));
                    self.lead_to_kept(&led, fields.collect(), span, open);
                } else if args.is_empty() {
                    let value = self.held_by_static(&led, span);
                    self.ir.given_by_call.push((led.at, value));
                } else if !is_type {
                    self.lead_to_args(&led, &args, span, open);
                }
            }
            // What a variable is after a call was made with it.
            Expr::After(call) | Expr::AfterChange(call) | Expr::SharedAfter(call) => {
                if let Expr::Method(of, ..) = &self.ir.node(*call).ex {
                    open.push(led.to(*of));
                }
            }
            Expr::Written(call, number, _) | Expr::Through(call, number, _) => {
                let before = match &self.ir.node(*call).ex {
                    Expr::Method(of, ..)
                        if matches!(self.ir.node(led.at).ex, Expr::Through(..)) =>
                    {
                        Some(*of)
                    }
                    Expr::Call(_, args) | Expr::Method(_, _, args) => args.get(*number).copied(),
                    _ => None,
                };
                open.extend(before.map(|ix| led.to(ix)));
            }
            Expr::Tuple(parts) if led.is_part => {
                let number = led.labels.pop();
                let number = number.and_then(|label| label.parse::<usize>().ok());
                let part = number.and_then(|number| parts.get(number));
                open.extend(part.map(|ix| led.to(*ix)));
            }
            Expr::Seq(_) if !led.is_part => {}
            Expr::OneOf(parts) | Expr::Seq(parts) => {
                let parts = parts.iter().take(MAX_FOLLOWED);
                open.extend(parts.map(|ix| led.to(*ix)));
            }
            Expr::Match(_, arms) => {
                let arms = arms.iter().take(MAX_FOLLOWED);
                open.extend(arms.map(|arm| led.to(arm.body)));
            }
            _ => {}
        }
    }

    /// The same for a method call.
    fn lead_on_by_method(&mut self, mut led: Led, span: Span, open: &mut Vec<Led>) {
        let Expr::Method(of, name, args) = &self.ir.node(led.at).ex else {
            return;
        };
        let (of, method) = (*of, name.clone());
        // `self.models.get_mut(0).map(|model| &mut model.id)`
        if let ("map" | "and_then", [part]) = (name.as_str(), args.as_slice()) {
            if let Some(labels) = self.part_by(*part) {
                led.labels.extend(labels);
                open.push(led.part(of));
            }
            return;
        }
        let is_clone = method == "clone" && led.is_shared;
        led.is_shared |= shares(&method);
        if leads(&method) || is_clone {
            open.push(led.part(of));
        }
        let keys = self.keys_of(led.at);
        if !keys.is_empty() {
            let mut keyed = led.part(of);
            keyed.labels.extend(keys);
            open.push(keyed);
        }
        if !self.is_after(led.value) {
            self.ir.given_out.push(GivenOut {
                method: method.clone(),
                field: led.labels.first().cloned(),
                value: led.value,
            });
        }
        if may_be_own(&method) {
            open.push(self.through(&led, of, 0, span));
        }
    }

    /// The keys under which a call gives a part of a table, the innermost first: `value.get_mut("model")`.
    fn keys_of(&self, call: NodeIdx) -> Vec<String> {
        let Expr::Method(_, name, args) = &self.ir.node(call).ex else {
            return Vec::new();
        };
        let Some(Expr::Lit(key)) = args.first().map(|key| &self.ir.node(*key).ex) else {
            return Vec::new();
        };
        let is_name = key.starts_with(|char: char| !char.is_ascii_digit());
        match name.as_str() {
            "index" | "get_mut" if is_name => vec![key.clone()],
            "pointer_mut" => {
                let keys = key.split('/').filter(|key| !key.is_empty());
                keys.rev().map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The fields that a closure takes of what it is given, the innermost first; `None` where it makes something new.
    fn part_by(&self, closure: NodeIdx) -> Option<Vec<String>> {
        let mut labels = Vec::new();
        if let Expr::Closure(_, body) = self.ir.node(closure).ex {
            let mut at = body;
            while let Expr::Field(of, label) = &self.ir.node(at).ex {
                labels.push(label.clone());
                at = *of;
            }
            let is_new = match &self.ir.node(at).ex {
                Expr::Format(_) | Expr::Lit(_) | Expr::Seq(_) | Expr::Record(..) => true,
                Expr::Method(_, name, _) => is_through(name) && !leads(name),
                _ => false,
            };
            if is_new {
                return None;
            }
        }
        Some(labels)
    }
}
