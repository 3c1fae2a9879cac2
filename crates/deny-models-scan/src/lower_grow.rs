//! Values that grow after they were made: texts at either end, and containers.

use super::ir::{Expr, NodeIdx, Piece, is_constant};
use super::lower::Lower;
use super::lower_expr::spelt;

/// Pieces that one variable may get one after the other; more make a page, not an address.
const MAX_GROWTH: usize = 12;
/// Parts of a list that are put in one by one.
const MAX_PARTS: usize = 256;

/// Methods that put the parts of a list into another order, besides those that sort.
const ORDERS: [&str; 4] = ["reverse", "swap", "shuffle", "partial_shuffle"];

/// Methods that take parts out of a list, so that others are in their place.
const TAKES_FROM_LISTS: [&str; 9] = [
    "remove",
    "swap_remove",
    "drain",
    "retain",
    "retain_mut",
    "dedup",
    "dedup_by",
    "dedup_by_key",
    "pop_front",
];

/// Methods that change the text that a parameter leads to in a way that is known.
pub(super) fn grows_param(method: &str) -> bool {
    ["clear", "push_str"].contains(&method)
}

impl Lower {
    /// Whether an expression is a text by its form.
    pub(super) fn is_text(&self, ix: NodeIdx, depth: usize) -> bool {
        match &self.ir.node(ix).ex {
            Expr::Lit(text) => !text.starts_with(|char: char| char.is_ascii_digit()),
            Expr::Format(_) => true,
            Expr::Path(path) if path.len() == 1 && depth < 8 => {
                self.is_text_variable(&path[0], depth)
            }
            Expr::Path(path) => path.last().is_some_and(|last| last.ends_with("URL")),
            Expr::Field(of, number) if depth < 8 => self.is_text_part(*of, number, depth),
            Expr::Method(of, name, args) => {
                depth < 8
                    && args.is_empty()
                    && (name == "to_string"
                        || ["to_owned", "into", "clone"].contains(&name.as_str())
                            && self.is_text(*of, depth + 1))
            }
            Expr::Call(path, _) => matches!(path.as_slice(), [.., of, _] if of == "String"),
            _ => false,
        }
    }

    /// Whether a parameter or variable is a text, by its type or by what it is last given.
    pub(super) fn is_text_variable(&self, name: &str, depth: usize) -> bool {
        let func = &self.ir.funcs[self.func as usize];
        let param = func.params.iter().find(|param| param.name == name);
        let kind = param.map(|param| &param.kind);
        let kind = kind.or_else(|| func.local_kinds.get(name));
        match kind.map(String::as_str) {
            Some("str" | "String") => true,
            Some(kind) if !kind.is_empty() => false,
            _ => {
                let last = func.locals.get(name).and_then(|values| values.last());
                last.is_some_and(|last| self.is_text(*last, depth + 1)) || name.ends_with("URL")
            }
        }
    }

    /// Whether a part of a tuple is a text.
    fn is_text_part(&self, of: NodeIdx, number: &str, depth: usize) -> bool {
        let Expr::Tuple(parts) = &self.ir.node(of).ex else {
            return false;
        };
        let part = number.parse::<usize>().ok().and_then(|at| parts.get(at));
        part.is_some_and(|part| self.is_text(*part, depth + 1))
    }

    /// A variable whose text grows at its end: what it held before, and then more.
    pub(super) fn append(&mut self, receiver: &syn::Expr, value: NodeIdx, span: proc_macro2::Span) {
        let last = self.last_of(receiver);
        let Some((name, last)) = last.filter(|(name, _)| !self.places.contains_key(name)) else {
            let value = self.add(Expr::Seq(vec![value]), span);
            self.assign(receiver, value);
            return;
        };
        let grown = match &self.ir.node(last).ex {
            Expr::Call(path, _) if matches!(path.as_slice(), [of, new] if of == "String" && new != "from") => {
                value
            }
            _ if self.growth(last) < MAX_GROWTH => self.add(
                Expr::Format(vec![Piece::Hole(last), Piece::Hole(value)]),
                span,
            ),
            // What it is then is not known.
            _ => self.add(Expr::Unknown, span),
        };
        if self.starts_again(receiver, grown) {
            return;
        }
        if self.is_looped(&name) {
            self.may_be_any(&name, span);
        }
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        locals.entry(name).or_default().push(grown);
    }

    /// Notes what `clear` and `push_str` make of a text that the parameter of a function or closure leads to; whether the
    /// call is one of them.
    pub(super) fn grow_param(
        &mut self,
        receiver: &syn::Expr,
        name: &str,
        args: &[NodeIdx],
        span: proc_macro2::Span,
    ) -> bool {
        let syn::Expr::Path(path) = receiver else {
            return false;
        };
        let Some(param) = path.path.get_ident().filter(|_| grows_param(name)) else {
            return false;
        };
        let param = self.known_as(&param.to_string());
        if !self.is_lent_param(&param) {
            return false;
        }
        let before = self.variable(&param, span);
        let after = match (name, args) {
            ("clear", []) => Expr::Lit(String::new()),
            ("push_str", [value]) => Expr::Format(vec![Piece::Hole(before), Piece::Hole(*value)]),
            _ => return false,
        };
        let after = self.add(after, span);
        self.change(&param, after, before, span);
        true
    }

    /// Whether others see what is written to a variable: it is a parameter that may be a reference.
    pub(super) fn is_lent_param(&self, name: &str) -> bool {
        let of_closures = self.closure_names.iter().flatten();
        let mut params = self.lent_params.iter().chain(of_closures);
        params.any(|param| param == name)
    }

    /// A variable whose text grows at its start.
    fn prepend(&mut self, receiver: &syn::Expr, value: NodeIdx, span: proc_macro2::Span) {
        let Some((name, last)) = self.last_of(receiver) else {
            return;
        };
        let grown = if self.growth(last) < MAX_GROWTH {
            Expr::Format(vec![Piece::Hole(value), Piece::Hole(last)])
        } else {
            // What it is then is not known.
            Expr::Unknown
        };
        let grown = self.add(grown, span);
        if self.starts_again(receiver, grown) {
            return;
        }
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        locals.entry(name).or_default().push(grown);
    }

    /// A variable and what it was last given.
    pub(super) fn last_of(&self, receiver: &syn::Expr) -> Option<(String, NodeIdx)> {
        let syn::Expr::Path(path) = receiver else {
            return None;
        };
        let name = self.known_as(&path.path.get_ident()?.to_string());
        let func = &self.ir.funcs[self.func as usize];
        let last = func.locals.get(&name)?.last().copied()?;
        Some((name, last))
    }

    /// Whether a variable is a text, and no list of texts.
    pub(super) fn holds_text(&self, receiver: &syn::Expr) -> bool {
        self.last_of(receiver)
            .is_some_and(|(_, last)| self.is_text(last, 0))
    }

    /// Whether a variable is a list whose parts are written out, and no map.
    fn holds_list(&self, receiver: &syn::Expr) -> bool {
        let is_pair = |ix: &NodeIdx| matches!(self.ir.node(*ix).ex, Expr::Tuple(_));
        self.last_of(receiver).is_some_and(|(_, last)| {
            matches!(&self.ir.node(last).ex, Expr::Seq(parts) if !parts.iter().any(is_pair))
        })
    }

    /// Whether an expression is a list without parts, as one of bytes is that texts are written to.
    pub(super) fn is_new_list(&self, ix: NodeIdx) -> bool {
        match &self.ir.node(ix).ex {
            Expr::Seq(parts) => parts.is_empty(),
            Expr::Call(path, _) => {
                matches!(path.as_slice(), [.., of, _] if ["Vec", "BytesMut"].contains(&of.as_str()))
            }
            _ => false,
        }
    }

    /// Whether an expression is the number 0.
    fn is_start(&self, ix: NodeIdx) -> bool {
        matches!(&self.ir.node(ix).ex, Expr::Lit(text) if text == "0")
    }

    /// A list with one more part, where all that it holds is written out.
    fn lengthened(
        &mut self,
        receiver: &syn::Expr,
        value: NodeIdx,
        at_start: bool,
        span: proc_macro2::Span,
    ) -> NodeIdx {
        let known = self.last_of(receiver);
        let mut parts = match known.map(|(_, last)| &self.ir.node(last).ex) {
            // What else it holds is not known.
            Some(Expr::Seq(parts)) if parts.len() >= MAX_PARTS => {
                return self.add(Expr::Unknown, span);
            }
            Some(Expr::Seq(parts)) => parts.clone(),
            _ => Vec::new(),
        };
        let at = if at_start { 0 } else { parts.len() };
        parts.insert(at, value);
        self.add(Expr::Seq(parts), span)
    }

    /// The bounds of a slice, as far as they are written.
    pub(super) fn bounds_of(
        &mut self,
        range: &syn::ExprRange,
        span: proc_macro2::Span,
    ) -> Vec<NodeIdx> {
        let start = match &range.start {
            Some(start) => self.expr(start),
            None => self.add(Expr::Lit("0".to_owned()), span),
        };
        let end = match (&range.end, &range.limits) {
            (None, _) => self.add(Expr::Lit(String::new()), span),
            (Some(end), syn::RangeLimits::HalfOpen(_)) => self.expr(end),
            (Some(end), syn::RangeLimits::Closed(_)) => {
                let end = self.expr(end);
                let after = match &self.ir.node(end).ex {
                    Expr::Lit(last) => last
                        .parse::<usize>()
                        .ok()
                        .and_then(|last| last.checked_add(1)),
                    _ => None,
                };
                let after = after.map_or(Expr::Unknown, |after| Expr::Lit(after.to_string()));
                self.add(after, span)
            }
        };
        vec![start, end]
    }

    /// How often a text was made longer.
    fn growth(&self, mut ix: NodeIdx) -> usize {
        let mut steps = 0;
        while let Expr::Format(pieces) = &self.ir.node(ix).ex
            && let [Piece::Hole(before), Piece::Hole(_)] = pieces.as_slice()
        {
            steps += 1;
            ix = *before;
        }
        steps
    }

    /// What a map gets by `entry(key).or_insert(value)` and the like; `receiver` is the entry.
    pub(super) fn fill_entry(
        &mut self,
        call: &syn::ExprMethodCall,
        receiver: NodeIdx,
        args: &[NodeIdx],
    ) {
        let syn::Expr::MethodCall(entry) = &*call.receiver else {
            return;
        };
        let (Expr::Method(_, name, keys), [value]) = (&self.ir.node(receiver).ex, args) else {
            return;
        };
        let [key] = keys.as_slice() else { return };
        if name != "entry" {
            return;
        }
        let key = *key;
        let value = match (call.method.to_string().as_str(), &self.ir.node(*value).ex) {
            ("or_insert" | "insert_entry", _) => *value,
            ("or_insert_with", Expr::Closure(_, made)) => *made,
            _ => return,
        };
        let span = call.method.span();
        let pair = self.add(Expr::Tuple(vec![key, value]), span);
        let held = self.add(Expr::Seq(vec![pair, value]), span);
        self.assign(&entry.receiver, held);
    }

    /// What containers get by `push`, `insert` and `extend`.
    pub(super) fn fill(
        &mut self,
        receiver: &syn::Expr,
        name: &str,
        args: &[NodeIdx],
        span: proc_macro2::Span,
    ) {
        let is_static =
            matches!(receiver, syn::Expr::Path(path) if is_constant(&spelt(&path.path)));
        let value = match (name, args) {
            ("push_str", [value]) => {
                self.append(receiver, *value, span);
                return;
            }
            ("push", [_]) | ("pop", []) if self.holds_path(receiver) => {
                let value = args.first().copied();
                self.change_path(receiver, value, span);
                return;
            }
            ("push" | "write_str" | "write_char", [value]) if self.holds_text(receiver) => {
                self.append(receiver, *value, span);
                return;
            }
            ("extend", [more]) if self.holds_text(receiver) => {
                let parts = match &self.ir.node(*more).ex {
                    Expr::Seq(parts) => parts.clone(),
                    _ => vec![*more],
                };
                for part in parts {
                    self.append(receiver, part, span);
                }
                return;
            }
            ("insert" | "insert_str", [at, value])
                if self.is_start(*at) && self.holds_text(receiver) =>
            {
                self.prepend(receiver, *value, span);
                return;
            }
            ("write_all", [value])
                if self
                    .last_of(receiver)
                    .is_some_and(|(_, last)| self.is_new_list(last)) =>
            {
                if !self.starts_again(receiver, *value) {
                    self.assign(receiver, *value);
                }
                return;
            }
            // What a place gets that others may have: `self.model.replace(id)`.
            (
                "set" | "store" | "replace" | "clone_from" | "fill" | "copy_from_slice"
                | "clone_from_slice" | "extend" | "extend_from_slice" | "append" | "get_or_insert",
                [value],
            )
            | ("splice", [_, value]) => *value,
            (
                "get_or_insert_with" | "replace_with" | "fill_with" | "get_or_init"
                | "get_or_try_init",
                [made],
            ) if is_static || !["get_or_init", "get_or_try_init"].contains(&name) => {
                match self.made_by(*made) {
                    Some(made) => made,
                    None => return,
                }
            }
            ("update" | "rcu" | "alter_all", [made]) | ("alter", [_, made]) => {
                match self
                    .made_by(*made)
                    .filter(|made| self.ir.node(*made).ex != Expr::Unknown)
                {
                    Some(made) => made,
                    None => return,
                }
            }
            ("push" | "push_back", [value]) => self.lengthened(receiver, *value, false, span),
            ("push_front", [value]) => self.lengthened(receiver, *value, true, span),
            ("insert", [value]) | ("resize", [_, value]) => self.add(Expr::Seq(vec![*value]), span),
            ("insert", [at, value]) if self.is_start(*at) && self.holds_list(receiver) => {
                self.lengthened(receiver, *value, true, span)
            }
            ("insert", [key, value]) => {
                let pair = self.add(Expr::Tuple(vec![*key, *value]), span);
                self.add(Expr::Seq(vec![pair, *value]), span)
            }
            _ => return,
        };
        if [
            "push",
            "push_back",
            "push_front",
            "insert",
            "extend",
            "extend_from_slice",
            "append",
        ]
        .contains(&name)
        {
            self.add_to(receiver, value);
        } else {
            self.assign(receiver, value);
        }
        if matches!(receiver, syn::Expr::Path(_) | syn::Expr::MethodCall(_)) {
            self.write_behind(receiver, value);
        }
    }

    /// The value of a closure that makes one.
    fn made_by(&self, closure: NodeIdx) -> Option<NodeIdx> {
        match self.ir.node(closure).ex {
            Expr::Closure(_, made) => Some(made),
            _ => None,
        }
    }

    /// Notes that a list has another order since, or other parts in front.
    pub(super) fn reorder(
        &mut self,
        call: &syn::ExprMethodCall,
        before: NodeIdx,
        args: &[NodeIdx],
    ) {
        let (receiver, name, span) = (&*call.receiver, call.method.to_string(), call.method.span());
        let name = name.as_str();
        let is_ordered =
            name.starts_with("sort") || name.starts_with("rotate_") || ORDERS.contains(&name);
        let is_list = || self.holds_list(receiver);
        let is_reordered = is_ordered || TAKES_FROM_LISTS.contains(&name) && is_list();
        if !is_reordered {
            return;
        }
        if let (Some(other), Some(of_other)) = (call.args.first(), args.first())
            && name == "swap"
            && args.len() == 1
        {
            self.assign(receiver, *of_other);
            if let syn::Expr::Reference(other) = other {
                self.assign(&other.expr, before);
            }
            return;
        }
        let before = self.last_of(receiver).map_or(before, |(_, last)| last);
        let any = self.add(Expr::Elem(before), span);
        let list = self.add(Expr::Seq(vec![any]), span);
        self.assign(receiver, list);
    }
}
