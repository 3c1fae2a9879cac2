//! Values that grow after they were made: texts at either end, and containers.

use super::ir::{Expr, NodeIdx, Piece, is_constant};
use super::lower::Lower;
use super::lower_expr::spelt;

/// Pieces that one variable may get one after the other; more make a page, not an address.
const MAX_GROWTH: usize = 12;

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
    fn is_text_variable(&self, name: &str, depth: usize) -> bool {
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
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        locals.entry(name).or_default().push(grown);
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
    fn holds_text(&self, receiver: &syn::Expr) -> bool {
        self.last_of(receiver)
            .is_some_and(|(_, last)| self.is_text(last, 0))
    }

    /// Whether an expression is the number 0.
    fn is_start(&self, ix: NodeIdx) -> bool {
        matches!(&self.ir.node(ix).ex, Expr::Lit(text) if text == "0")
    }

    /// Notes what `write!` adds to a variable that is a text.
    pub(super) fn written(&mut self, to: &syn::Expr, value: NodeIdx, span: proc_macro2::Span) {
        let to = match to {
            syn::Expr::Reference(inner) => &*inner.expr,
            other => other,
        };
        if self.holds_text(to) {
            self.append(to, value, span);
        }
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
            ("push", [value]) if self.holds_text(receiver) => {
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
            // What a static is set to, once or again.
            ("set" | "store" | "replace", [value]) if is_static => *value,
            ("get_or_init" | "get_or_try_init" | "get_or_insert_with", [made])
                if name == "get_or_insert_with" || is_static =>
            {
                let Expr::Closure(_, made) = self.ir.node(*made).ex else {
                    return;
                };
                made
            }
            // What a place of a value gets that others may have: `self.model.replace(id)`.
            ("set" | "replace", [value])
                if matches!(receiver, syn::Expr::Field(_) | syn::Expr::MethodCall(_)) =>
            {
                *value
            }
            ("push" | "push_back" | "push_front" | "insert", [value]) => {
                self.add(Expr::Seq(vec![*value]), span)
            }
            ("insert", [key, value]) => {
                let pair = self.add(Expr::Tuple(vec![*key, *value]), span);
                self.add(Expr::Seq(vec![pair, *value]), span)
            }
            ("extend" | "extend_from_slice" | "append" | "get_or_insert", [value]) => *value,
            _ => return,
        };
        self.assign(receiver, value);
    }
}
