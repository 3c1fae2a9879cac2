//! From syntax trees to [`super::ir`]: expressions, statements and patterns.

use syn::spanned::Spanned;
use syn::{Block, Lit, Member, Pat, Stmt};

use super::attrs;
use super::expr_attrs;
use super::expr_start;
use super::ir::SharedWrite;
use super::ir::{
    AS_NUMBER, Arm, ClosureIr, Context, Expr, Func, ItemKind, NodeIdx, Param, Piece, SLICE,
    is_constant,
};
use super::lower::Lower;
use super::lower_check::{Sides, is_exact, leaves, place_name};
use super::lower_lead::shares;
use super::names::is_place;
use super::scopes::idents;
use super::type_words::kind_of;

/// Methods whose argument is text for people.
const TEXT_FOR_PEOPLE: [&str; 6] = [
    "expect",
    "context",
    "with_context",
    "expect_err",
    "about",
    "long_about",
];

/// A value, and the paths of the variants of which it has to be one.
type Needed = (NodeIdx, Vec<Vec<String>>);

impl Lower {
    /// The value of a block; `let` bindings and calls in it are noted on the way.
    pub(super) fn block(&mut self, block: &Block) -> NodeIdx {
        let value = self.scoped(|this| this.statements(&block.stmts));
        value.unwrap_or_else(|| self.add(Expr::Unknown, block.brace_token.span.open()))
    }

    /// The value of the last of some statements, if it has one. A statement under a condition leaves the place of the
    /// last to what stands before it: `#[cfg(a)] { x } #[cfg(not(a))] { y }` is one of both.
    pub(super) fn statements(&mut self, statements: &[Stmt]) -> Option<NodeIdx> {
        let mut values: Vec<(NodeIdx, proc_macro2::Span)> = Vec::new();
        let mut left: Vec<(NodeIdx, Vec<(NodeIdx, bool)>)> = Vec::new();
        for stmt in statements {
            let mut own = None;
            let attrs = match stmt {
                Stmt::Local(local) => {
                    self.local(local);
                    local.attrs.as_slice()
                }
                Stmt::Item(item) => {
                    self.item(item);
                    &[]
                }
                Stmt::Expr(expr, semi) => {
                    let attrs = expr_attrs::of(expr);
                    self.failed.clear();
                    let ix = self.under(attrs, |this| {
                        let ix = this.expr(expr);
                        this.changed_by(expr, ix);
                        ix
                    });
                    // What follows runs only if what leaves does not.
                    if let syn::Expr::If(inner) = expr
                        && inner.else_branch.is_none()
                        && attrs.is_empty()
                        && leaves(&inner.then_branch)
                    {
                        left.push((self.next_node(), std::mem::take(&mut self.failed)));
                    }
                    let last = semi.is_none().then_some((ix, expr_start::of(expr)));
                    // A block without a value of its own stands for no value of what is around it.
                    own = last.filter(|(ix, _)| {
                        attrs.is_empty() || self.ir.node(*ix).ex != Expr::Unknown
                    });
                    attrs
                }
                Stmt::Macro(stmt) => {
                    let ix = self.under(&stmt.attrs, |this| this.macro_call(&stmt.mac));
                    let span = stmt.mac.bang_token.spans[0];
                    own = stmt.semi_token.is_none().then_some((ix, span));
                    stmt.attrs.as_slice()
                }
            };
            if attrs::context(attrs) == Context::default() {
                values.clear();
            }
            values.extend(own);
        }
        for (start, needs) in left {
            self.check(&needs, start);
        }
        match values.as_slice() {
            [] => None,
            [(one, _)] => Some(*one),
            [(_, span), ..] => {
                let span = *span;
                let all = values.iter().map(|(ix, _)| *ix).collect();
                Some(self.add(Expr::OneOf(all), span))
            }
        }
    }

    fn local(&mut self, local: &syn::Local) {
        let Some(init) = &local.init else {
            for name in idents(&local.pat) {
                self.rebind(&name);
            }
            return;
        };
        let mut pattern = &local.pat;
        if let Pat::Type(typed) = pattern {
            pattern = &typed.pat;
        }
        let is_configured = attrs::context(&local.attrs) != Context::default();
        if let Pat::Ident(ident) = pattern
            && is_configured
            && self.is_bound(&ident.ident.to_string())
        {
            self.local_or_before(local, init, &ident.ident);
            return;
        }
        self.under(&local.attrs, |this| {
            let value = this.expr(&init.expr);
            if matches!(pattern, Pat::Wild(_)) {
                this.changed_by(&init.expr, value);
            }
            if let Some((_, otherwise)) = &init.diverge {
                let variants = this.variants_of(pattern);
                let fits = this.fits(value, pattern, variants, local.let_token.span);
                let needs: Vec<_> = fits.map(|fits| (fits, false)).into_iter().collect();
                this.checked(&needs, |this| this.expr(otherwise));
            }
            this.written_by(&init.expr, value);
            let before = this.cloned(&init.expr);
            this.configured = is_configured;
            this.bind(&local.pat, value);
            this.configured = false;
            this.note_shared(&local.pat, before);
            this.note_place(&local.pat, &init.expr);
            if let Pat::Type(typed) = &local.pat {
                this.names_type(&typed.ty);
                let of = this.declared_type(&typed.ty);
                this.declare(value, of);
                if let Pat::Ident(ident) = &*typed.pat {
                    let name = this.known_as(&ident.ident.to_string());
                    this.ir.funcs[this.func as usize].declared.insert(name, of);
                }
            }
            if let Pat::Type(typed) = &local.pat
                && let Pat::Ident(ident) = &*typed.pat
            {
                let kind = kind_of(&typed.ty, &this.owner);
                let name = this.known_as(&ident.ident.to_string());
                let kinds = &mut this.ir.funcs[this.func as usize].local_kinds;
                kinds.insert(name, kind);
            }
        });
    }

    /// A `let` under a `cfg` whose name is bound: without it, what the name meant before.
    fn local_or_before(&mut self, local: &syn::Local, init: &syn::LocalInit, name: &syn::Ident) {
        let written = name.to_string();
        let value = self.under(&local.attrs, |this| this.expr(&init.expr));
        let without = attrs::without(&local.attrs);
        let before = self.within(&without, |this| {
            let before = this.variable(&written, name.span());
            this.add(Expr::OneOf(vec![before]), name.span())
        });
        let either = self.add(Expr::OneOf(vec![before, value]), name.span());
        let new = self.rebind(&written);
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        locals.entry(new).or_default().push(either);
    }

    /// Binds the names of a pattern to parts of a value.
    pub(super) fn bind(&mut self, pattern: &Pat, value: NodeIdx) {
        match pattern {
            Pat::Ident(ident) => {
                let written = ident.ident.to_string();
                let is_variable = !written.starts_with(char::is_uppercase);
                if is_variable && ident.mutability.is_some() {
                    let by_ref = ident.by_ref.is_some();
                    let own = if by_ref { "" } else { "mut " };
                    self.ir.tainted.insert(format!("{own}{written}"));
                }
                let name = if is_variable {
                    self.rebind(&written)
                } else {
                    written
                };
                let before = self.current.remove(&name);
                // What a `cfg` binds is not there without it.
                if let Some(before) = before.filter(|_| self.configured) {
                    let locals = &mut self.ir.funcs[self.func as usize].locals;
                    locals.entry(name.clone()).or_default().push(before);
                }
                if is_variable {
                    let locals = &mut self.ir.funcs[self.func as usize].locals;
                    locals.entry(name).or_default().push(value);
                }
                if let Some((_, inner)) = &ident.subpat {
                    self.bind(inner, value);
                }
            }
            Pat::Type(typed) => self.bind(&typed.pat, value),
            Pat::Reference(reference) => self.bind(&reference.pat, value),
            Pat::Paren(paren) => self.bind(&paren.pat, value),
            Pat::Guard(guarded) => self.bind(&guarded.pat, value),
            Pat::Or(or) => {
                let outer = self.binds_again;
                for case in &or.cases {
                    self.bind(case, value);
                    self.binds_again = true;
                }
                self.binds_again = outer;
            }
            Pat::Tuple(tuple) => {
                for (number, part) in tuple.elems.iter().enumerate() {
                    let part_value = self.add(Expr::Field(value, number.to_string()), part.span());
                    self.bind(part, part_value);
                }
            }
            Pat::TupleStruct(tuple) => {
                let path = self.path(&tuple.path);
                let name = path.last().cloned().unwrap_or_default();
                for (number, part) in tuple.elems.iter().enumerate() {
                    let part_value = if ["Some", "Ok"].contains(&name.as_str()) {
                        self.add(Expr::Elem(value), part.span())
                    } else {
                        self.add(
                            Expr::Part(value, path.join("::"), number.to_string()),
                            part.span(),
                        )
                    };
                    self.bind(part, part_value);
                }
            }
            Pat::Struct(pattern) => {
                let name = self.path(&pattern.path).join("::");
                for field in &pattern.fields {
                    let label = member(&field.member);
                    // What is written to it under another name is not seen.
                    if !matches!(&*field.pat, Pat::Ident(ident) if ident.ident == label) {
                        self.ir.tainted.insert(label.clone());
                    }
                    let part_value = self.add(Expr::Part(value, name.clone(), label), field.span());
                    self.bind(&field.pat, part_value);
                }
            }
            Pat::Slice(slice) => self.bind_slice(slice, value),
            _ => {}
        }
    }

    /// Binds the parts of a list by their numbers: those after `..` are counted from the end.
    fn bind_slice(&mut self, slice: &syn::PatSlice, value: NodeIdx) {
        let is_rest = |part: &Pat| match part {
            Pat::Ident(ident) => {
                matches!(&ident.subpat, Some((_, of)) if matches!(**of, Pat::Rest(_)))
            }
            other => matches!(other, Pat::Rest(_)),
        };
        let rest = slice.elems.iter().position(is_rest);
        for (number, part) in slice.elems.iter().enumerate() {
            let (method, number) = match rest {
                Some(rest) if number == rest => {
                    let bounds = [rest.to_string(), String::new()];
                    let bounds = bounds.map(|bound| self.add(Expr::Lit(bound), part.span()));
                    let rest = Expr::Method(value, SLICE.to_owned(), bounds.to_vec());
                    let rest = self.add(rest, part.span());
                    self.bind(part, rest);
                    continue;
                }
                Some(rest) if number > rest => ("nth_back", slice.elems.len() - 1 - number),
                _ => ("nth", number),
            };
            let number = self.add(Expr::Lit(number.to_string()), part.span());
            let taken = Expr::Method(value, method.to_owned(), vec![number]);
            let taken = self.add(taken, part.span());
            self.bind(part, taken);
        }
    }

    /// An expression, under the conditions of its attributes.
    pub(super) fn expr(&mut self, expr: &syn::Expr) -> NodeIdx {
        match expr_attrs::of(expr) {
            [] => self.bare(expr),
            attrs => self.under(attrs, |this| this.bare(expr)),
        }
    }

    /// An expression without its attributes.
    #[expect(
        clippy::too_many_lines,
        reason = "one short arm for each kind of expression"
    )]
    fn bare(&mut self, expr: &syn::Expr) -> NodeIdx {
        let span = expr_start::of(expr);
        match expr {
            syn::Expr::Lit(lit) => match &lit.lit {
                Lit::Str(text) => self.written_out(&text.value(), span),
                Lit::CStr(text) => {
                    self.add(Expr::Lit(text.value().to_string_lossy().into_owned()), span)
                }
                Lit::ByteStr(text) => {
                    self.written_out(&String::from_utf8_lossy(&text.value()), span)
                }
                Lit::Char(text) => self.add(Expr::Lit(text.value().to_string()), span),
                Lit::Bool(is) => self.add(Expr::Bool(is.value), span),
                Lit::Int(number) => self.add(Expr::Lit(number.base10_digits().to_owned()), span),
                _ => self.add(Expr::Unknown, span),
            },
            syn::Expr::Path(path) => {
                if let Some(of) = &path.qself {
                    self.names_type(&of.ty);
                }
                let types = self.type_args(path);
                let path = self.path_of(path);
                let node = match path.as_slice() {
                    [name] => {
                        *self.mentions.entry(self.known_as(name)).or_default() += 1;
                        self.variable(name, span)
                    }
                    _ => self.add(Expr::Path(path), span),
                };
                self.gives(node, types);
                node
            }
            syn::Expr::Reference(inner) => {
                let of = self.expr(&inner.expr);
                if inner.mutability.is_some() {
                    self.ir.tainted.extend(place_name(&inner.expr));
                    self.ir.lent.push(of);
                    if matches!(&*inner.expr, syn::Expr::Field(_)) {
                        self.taken(&inner.expr);
                    }
                }
                of
            }
            syn::Expr::Paren(inner) => self.expr(&inner.expr),
            syn::Expr::Group(inner) => self.expr(&inner.expr),
            syn::Expr::Try(inner) => {
                self.may_return();
                self.expr(&inner.expr)
            }
            syn::Expr::Await(inner) => self.expr(&inner.base),
            syn::Expr::Cast(inner) => {
                let value = self.expr(&inner.expr);
                let kind = kind_of(&inner.ty, "");
                // A number as it is written stays one.
                if is_whole_number(&kind) && !matches!(self.ir.node(value).ex, Expr::Lit(_)) {
                    return self.add(Expr::Macro(AS_NUMBER.to_owned(), vec![value]), span);
                }
                value
            }
            syn::Expr::Unary(inner) => {
                let value = self.expr(&inner.expr);
                if matches!(inner.op, syn::UnOp::Not(_)) {
                    return self.negated(value, span);
                }
                value
            }
            syn::Expr::Let(inner) => {
                let value = self.expr(&inner.expr);
                self.bind(&inner.pat, value);
                self.add(Expr::Unknown, span)
            }
            syn::Expr::Field(field) => {
                let base = self.expr(&field.base);
                self.add(Expr::Field(base, member(&field.member)), span)
            }
            syn::Expr::Index(index) => {
                let base = self.expr(&index.expr);
                let at = self.expr(&index.index);
                // One element, where its number is written.
                let is_number = match &self.ir.node(at).ex {
                    Expr::Lit(text) => text.starts_with(|char: char| char.is_ascii_digit()),
                    Expr::Path(path) => is_constant(path),
                    _ => false,
                };
                if is_number {
                    return self.add(Expr::Method(base, "get".to_owned(), vec![at]), span);
                }
                if let syn::Expr::Range(range) = &*index.index {
                    let bounds = self.bounds_of(range, span);
                    return self.add(Expr::Method(base, SLICE.to_owned(), bounds), span);
                }
                self.add(Expr::Method(base, "index".to_owned(), vec![at]), span)
            }
            syn::Expr::Array(array) => {
                let parts = array.elems.iter().map(|part| self.expr(part)).collect();
                self.add(Expr::Seq(parts), span)
            }
            syn::Expr::Repeat(repeat) => {
                let part = self.expr(&repeat.expr);
                self.add(Expr::Seq(vec![part]), span)
            }
            syn::Expr::Tuple(tuple) => {
                let parts = tuple.elems.iter().map(|part| self.expr(part)).collect();
                self.add(Expr::Tuple(parts), span)
            }
            syn::Expr::Struct(record) => self.record(record),
            syn::Expr::Call(call) => self.call(call),
            syn::Expr::MethodCall(call) => self.method(call),
            syn::Expr::Macro(inner) => self.macro_call(&inner.mac),
            syn::Expr::Block(inner) => {
                let run = |this: &mut Self| this.block(&inner.block);
                self.breakable(inner.label.as_ref(), false, span, run)
            }
            syn::Expr::Unsafe(inner) => self.block(&inner.block),
            syn::Expr::Const(inner) => self.block(&inner.block),
            syn::Expr::Async(inner) => self.block(&inner.block),
            syn::Expr::TryBlock(inner) => self.block(&inner.block),
            syn::Expr::Loop(inner) => {
                let run = |this: &mut Self| this.inside(|this| this.block(&inner.body));
                self.breakable(inner.label.as_ref(), true, span, run)
            }
            syn::Expr::While(inner) => self.conditional(&inner.cond, &inner.body).0,
            syn::Expr::ForLoop(inner) => {
                let value = self.expr(&inner.expr);
                let part = self.add(Expr::Elem(value), expr_start::of(&inner.expr));
                self.scoped(|this| {
                    this.bind(&inner.pat, part);
                    this.inside(|this| match sought(&inner.body) {
                        Some(found) => this.sought(value, &inner.pat, found),
                        None => {
                            this.block(&inner.body);
                        }
                    });
                });
                self.add(Expr::Unknown, span)
            }
            syn::Expr::If(inner) => {
                let (holds, fails) = configured(&inner.cond);
                let then = |this: &mut Self| this.conditional(&inner.cond, &inner.then_branch);
                let (value, fitting, needs) = self.within(&holds, then);
                let mut values = vec![value];
                if let Some((_, otherwise)) = &inner.else_branch {
                    let otherwise = |this: &mut Self| this.inside(|this| this.expr(otherwise));
                    let checked = |this: &mut Self| this.checked(&needs, otherwise);
                    values.push(self.within(&fails, checked));
                }
                self.failed = needs;
                // What only one side gives is no choice.
                let is_value = |ix: &NodeIdx| self.ir.node(*ix).ex != Expr::Unknown;
                let either = match (&*inner.cond, fitting, values.as_slice()) {
                    (syn::Expr::Let(of), Some(fitting), [then, otherwise])
                        if values.iter().all(is_value) =>
                    {
                        two_arms(&of.pat, fitting, *then, *otherwise)
                    }
                    _ => Expr::OneOf(values),
                };
                self.add(either, span)
            }
            syn::Expr::Match(inner) => {
                let value = self.expr(&inner.expr);
                let mut earlier = Vec::new();
                let mut arms = Vec::new();
                for arm in &inner.arms {
                    let read = |this: &mut Self| this.arm(arm, value, &mut earlier);
                    arms.push(self.scoped(|this| this.under(&arm.attrs, read)));
                }
                self.add(Expr::Match(value, arms), span)
            }
            syn::Expr::Closure(closure) => {
                let names: Vec<String> = closure.inputs.iter().map(plain_name).collect();
                let func = u32::try_from(self.ir.funcs.len()).unwrap_or(0);
                let kinds = closure.inputs.iter().map(|input| match input {
                    Pat::Type(typed) => kind_of(&typed.ty, &self.owner),
                    _ => String::new(),
                });
                let params = names.iter().cloned().zip(kinds);
                let generic = None;
                let params = params
                    .map(|(name, kind)| Param {
                        name,
                        kind,
                        generic: generic.clone(),
                    })
                    .collect();
                let module = self.ir.funcs[self.func as usize].module;
                self.ir.funcs.push(Func {
                    item: ItemKind::Closure,
                    module,
                    params,
                    ..Func::default()
                });
                let start = self.next_node();
                self.closure_names.push(names.clone());
                let around: Vec<_> = names.iter().map(|name| self.current.remove(name)).collect();
                let body = self.scoped(|this| {
                    for input in &closure.inputs {
                        this.keep_names(input);
                    }
                    this.inside(|this| {
                        let outer = std::mem::replace(&mut this.of_closure, this.conditional);
                        let body = this.expr(&closure.body);
                        this.of_closure = outer;
                        body
                    })
                });
                self.closure_names.pop();
                for (number, (name, around)) in names.iter().zip(around).enumerate() {
                    let now = match around {
                        Some(around) => self.current.insert(name.clone(), around),
                        None => self.current.remove(name),
                    };
                    if let Some(now) = now {
                        self.ir.funcs[func as usize].written.insert(number, now);
                    }
                }
                let node = self.add(Expr::Closure(names, body), span);
                self.ir.funcs[func as usize].returns.push(body);
                self.ir.closures.push(ClosureIr {
                    start,
                    end: node,
                    node,
                    func,
                    call: None,
                });
                node
            }
            syn::Expr::Return(inner) => {
                if let Some(value) = &inner.expr {
                    let value = self.expr(value);
                    self.returned(value);
                }
                self.add(Expr::Unknown, span)
            }
            syn::Expr::Break(inner) => {
                if let Some(value) = &inner.expr {
                    let value = self.expr(value);
                    self.broken(inner, value);
                }
                self.add(Expr::Unknown, span)
            }
            syn::Expr::Assign(assign) => {
                let value = self.expr(&assign.right);
                self.assign(&assign.left, value);
                self.add(Expr::Unknown, span)
            }
            syn::Expr::Binary(binary) => {
                let left = self.expr(&binary.left);
                let right = self.expr(&binary.right);
                if is_change(&binary.op) {
                    self.ir.tainted.extend(place_name(&binary.left));
                }
                let joins = self.is_text(left, 0) || self.is_text(right, 0);
                match binary.op {
                    syn::BinOp::Add(_) if joins => self.add(
                        Expr::Format(vec![Piece::Hole(left), Piece::Hole(right)]),
                        span,
                    ),
                    syn::BinOp::AddAssign(_) if joins => {
                        self.append(&binary.left, right, span);
                        self.add(Expr::Unknown, span)
                    }
                    // What a row of a table is looked up by.
                    syn::BinOp::Eq(_) => {
                        self.add(Expr::Macro("==".to_owned(), vec![left, right]), span)
                    }
                    syn::BinOp::Ne(_) => {
                        let same = Expr::Macro("==".to_owned(), vec![left, right]);
                        let same = self.add(same, span);
                        self.negated(same, span)
                    }
                    _ => self.add(Expr::Unknown, span),
                }
            }
            _ => self.add(Expr::Unknown, span),
        }
    }

    /// Reads what a loop does with the row that it looks for: `for (name, id) in ROWS { if name == key { .. } }`.
    fn sought(&mut self, rows: NodeIdx, pattern: &Pat, found: &syn::ExprIf) {
        let span = expr_start::of(&found.cond);
        let (_, sides) = self.condition(&found.cond);
        let names = idents(pattern)
            .iter()
            .map(|name| self.known_as(name))
            .collect();
        if let [(same, true)] = sides.holds.as_slice() {
            let closure = self.add(Expr::Closure(names, *same), span);
            let find = Expr::Method(rows, "find".to_owned(), vec![closure]);
            let row = self.add(find, span);
            let row = self.add(Expr::Elem(row), span);
            self.bind(pattern, row);
        }
        self.checked(&sides.holds, |this| this.block(&found.then_branch));
    }

    /// What is `true` where a value is `false`.
    fn negated(&mut self, value: NodeIdx, span: proc_macro2::Span) -> NodeIdx {
        let no = self.add(Expr::Bool(false), span);
        self.add(Expr::Macro("==".to_owned(), vec![value, no]), span)
    }

    fn arm(&mut self, arm: &syn::Arm, value: NodeIdx, earlier: &mut Vec<(NodeIdx, bool)>) -> Arm {
        let needs = self.literals_of(arm, value, earlier);
        self.bind(&arm.pat, value);
        let mut labels = Vec::new();
        labels_of(&arm.pat, &mut labels);
        let paths = self.variants_of(&arm.pat);
        let body = self.guarded(value, paths.clone(), |this| {
            this.checked(&needs, |this| this.inside(|this| this.expr(&arm.body)))
        });
        Arm {
            exact: is_exact(&arm.pat),
            labels,
            paths,
            body,
        }
    }

    /// Reads a condition; for `let`, the value and the variants that it needs.
    fn condition(&mut self, condition: &syn::Expr) -> (Option<Needed>, Sides) {
        match condition {
            syn::Expr::Paren(inner) => self.condition(&inner.expr),
            syn::Expr::Let(inner) => {
                let value = self.expr(&inner.expr);
                self.bind(&inner.pat, value);
                self.note_place(&inner.pat, &inner.expr);
                let variants = self.variants_of(&inner.pat);
                let span = inner.let_token.span;
                let fits = self.fits(value, &inner.pat, variants.clone(), span);
                let sides = fits.map(Sides::of).unwrap_or_default();
                (Some((value, variants)), sides)
            }
            // Both sides hold, so either may guard what follows.
            syn::Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_)) => {
                let (left, first) = self.condition(&both.left);
                let (right, second) = self.condition(&both.right);
                (left.or(right), first.and(second))
            }
            syn::Expr::Binary(either) if matches!(either.op, syn::BinOp::Or(_)) => {
                let (_, first) = self.condition(&either.left);
                let (_, second) = self.condition(&either.right);
                (None, first.or(second))
            }
            syn::Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Not(_)) => {
                let (_, sides) = self.condition(&inner.expr);
                (None, sides.not())
            }
            other => (None, Sides::of(self.expr(other))),
        }
    }

    /// Reads a block that runs if a condition holds. Gives its value, for `let` what has to fit, and what the condition
    /// needs not to hold.
    fn conditional(
        &mut self,
        condition: &syn::Expr,
        block: &Block,
    ) -> (NodeIdx, Option<Needed>, Vec<(NodeIdx, bool)>) {
        self.scoped(|this| {
            let (needs, sides) = this.condition(condition);
            let run = |this: &mut Self| this.inside(|this| this.block(block));
            let run = |this: &mut Self| this.checked(&sides.holds, run);
            let value = match needs.clone() {
                Some((on, paths)) => this.guarded(on, paths, run),
                None => run(this),
            };
            (value, needs, sides.fails)
        })
    }

    /// Reads what may run once, often or not at all.
    pub(super) fn inside<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.conditional += 1;
        let out = run(self);
        self.conditional -= 1;
        out
    }

    /// Notes what a variable is after it was written to; under a condition it may also be what it was.
    pub(super) fn change(
        &mut self,
        name: &str,
        value: NodeIdx,
        before: NodeIdx,
        span: proc_macro2::Span,
    ) {
        // A closure writes to its own parameters whenever it runs.
        let own = self
            .closure_names
            .last()
            .filter(|_| self.conditional == self.of_closure);
        let is_own = own.is_some_and(|names| names.iter().any(|known| known == name));
        let value = if self.conditional > 0 && !is_own {
            self.add(Expr::OneOf(vec![before, value]), span)
        } else {
            value
        };
        let name = self.known_as(name);
        self.current.insert(name, value);
    }

    /// What a variable is, as a node.
    pub(super) fn variable(&mut self, name: &str, span: proc_macro2::Span) -> NodeIdx {
        let name = self.known_as(name);
        match self.current.get(&name) {
            Some(known) => *known,
            None => self.add(Expr::Path(vec![name]), span),
        }
    }

    /// Paths of the variants that a pattern needs: one of them has to fit.
    pub(super) fn variants_of(&mut self, pattern: &Pat) -> Vec<Vec<String>> {
        match pattern {
            Pat::Path(path) => vec![self.path(&path.path)],
            Pat::TupleStruct(tuple) => vec![self.path(&tuple.path)],
            Pat::Struct(pattern) => vec![self.path(&pattern.path)],
            Pat::Ident(ident) if ident.subpat.is_none() => {
                let name = ident.ident.to_string();
                if name.starts_with(char::is_uppercase) {
                    vec![vec![name]]
                } else {
                    Vec::new()
                }
            }
            Pat::Or(or) => {
                let cases: Vec<Vec<Vec<String>>> =
                    or.cases.iter().map(|case| self.variants_of(case)).collect();
                if cases.iter().any(Vec::is_empty) {
                    return Vec::new();
                }
                cases.concat()
            }
            Pat::Guard(guarded) => {
                self.expr(&guarded.guard);
                self.variants_of(&guarded.pat)
            }
            Pat::Paren(inner) => self.variants_of(&inner.pat),
            Pat::Reference(inner) => self.variants_of(&inner.pat),
            _ => Vec::new(),
        }
    }

    pub(super) fn assign(&mut self, left: &syn::Expr, value: NodeIdx) {
        match left {
            syn::Expr::Path(path) => {
                let name = path.path.segments.last().map(|last| last.ident.to_string());
                if let Some(name) = name.filter(|name| is_constant(std::slice::from_ref(name))) {
                    self.write(String::new(), static_field(&name), value, false);
                } else if let Some(name) = path.path.get_ident() {
                    self.assign_place(name, value);
                    let name = self.known_as(&name.to_string());
                    if let Some(of_static) = self.static_behind(&name) {
                        self.write(String::new(), static_field(&of_static), value, false);
                    }
                    let locals = &mut self.ir.funcs[self.func as usize].locals;
                    locals.entry(name).or_default().push(value);
                }
            }
            syn::Expr::Field(field) => {
                let place = self.field_place(field);
                self.assign_field(&place, value, false, field.span());
                let of = self.expr(&field.base);
                if place.is_shared {
                    self.ir.shared_writes.push(SharedWrite {
                        of,
                        field: member(&field.member),
                        value,
                    });
                }
                let noted = place.base.map(|name| self.known_as(&name));
                let labels = vec![member(&field.member)];
                self.write_through(of, labels, value, noted.as_deref(), field.span());
            }
            syn::Expr::Index(index) if self.assign_element(index, value) => {}
            syn::Expr::Index(index) => {
                let of = self.expr(&index.expr);
                self.write_through(of, Vec::new(), value, None, index.span());
            }
            syn::Expr::MethodCall(call) if is_place(&call.method.to_string()) => {
                self.note_shared_write(call, value);
                self.assign(&call.receiver, value);
                self.assign_shared(&call.receiver, value);
                self.write_behind(left, value);
            }
            // `*request.body_mut() = body`: no code can call such a method with an argument.
            syn::Expr::MethodCall(call)
                if call.args.is_empty() && call.method.to_string().ends_with("_mut") =>
            {
                let of = self.expr(&call.receiver);
                let name = call.method.to_string();
                self.add(Expr::Method(of, name, vec![value]), call.span());
                self.write_behind(left, value);
            }
            syn::Expr::MethodCall(_) | syn::Expr::Call(_) => self.write_behind(left, value),
            syn::Expr::Unary(inner) => {
                self.ir.tainted.extend(place_name(&inner.expr));
                // Before the variable stands for what it was given.
                if matches!(&*inner.expr, syn::Expr::Path(_) | syn::Expr::Field(_)) {
                    self.write_behind(&inner.expr, value);
                }
                self.assign(&inner.expr, value);
                self.assign_behind(&inner.expr, value);
            }
            syn::Expr::Paren(inner) => self.assign(&inner.expr, value),
            syn::Expr::Try(inner) => self.assign(&inner.expr, value),
            syn::Expr::Await(inner) => self.assign(&inner.base, value),
            syn::Expr::Tuple(parts) => {
                let names = parts.elems.iter().filter_map(place_name);
                self.ir.tainted.extend(names);
                let given = match &self.ir.node(value).ex {
                    Expr::Tuple(given) if given.len() == parts.elems.len() => given.clone(),
                    _ => Vec::new(),
                };
                for (number, part) in parts.elems.iter().enumerate() {
                    let of = self.expr(part);
                    self.ir.lent.push(of);
                    let given = given.get(number).copied();
                    let given = given.unwrap_or_else(|| {
                        self.add(Expr::Field(value, number.to_string()), part.span())
                    });
                    self.assign(part, given);
                }
            }
            _ => {}
        }
    }

    /// Notes what a field that is a lock or a cell gets: `*self.model.write().unwrap() = id`.
    fn note_shared_write(&mut self, call: &syn::ExprMethodCall, value: NodeIdx) {
        if !shares(&call.method.to_string()) {
            return;
        }
        if let syn::Expr::Field(field) = &*call.receiver {
            let of = self.expr(&field.base);
            let field = member(&field.member);
            self.ir.shared_writes.push(SharedWrite { of, field, value });
        }
    }

    /// Notes what a variable that is a reference leads to, after that was written to: `*id = name`.
    fn assign_behind(&mut self, reference: &syn::Expr, value: NodeIdx) {
        let syn::Expr::Path(path) = reference else {
            return;
        };
        if let Some(name) = path.path.get_ident() {
            let before = self.variable(&name.to_string(), name.span());
            self.change(&name.to_string(), value, before, name.span());
        }
    }

    /// The static whose place a variable is: `let mut model = MODEL.write().unwrap();`.
    fn static_behind(&self, name: &str) -> Option<String> {
        let locals = &self.ir.funcs[self.func as usize].locals;
        let mut at = *locals.get(name)?.first()?;
        loop {
            at = match &self.ir.node(at).ex {
                Expr::Method(of, name, _) if is_place(name) => *of,
                Expr::Elem(of) => *of,
                Expr::Path(path) if is_constant(path) => return path.last().cloned(),
                _ => return None,
            };
        }
    }

    /// A path, with `Self` replaced.
    pub(super) fn path(&mut self, path: &syn::Path) -> Vec<String> {
        self.names_types_of(path);
        let mut parts: Vec<String> = path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        if parts.len() > 1 && ["hf_hub", "huggingface_hub"].contains(&parts[0].as_str()) {
            self.ir.hub = true;
        }
        if parts.first().is_some_and(|first| first == "Self") && !self.owner.is_empty() {
            let owner = self.owner.split("::").map(str::to_owned);
            parts.splice(..1, owner);
        }
        parts
    }

    fn record(&mut self, record: &syn::ExprStruct) -> NodeIdx {
        let path = self.path(&record.path);
        let mut fields = Vec::new();
        for field in &record.fields {
            let value = self.under(&field.attrs, |this| this.expr(&field.expr));
            self.lend_out(&field.expr);
            fields.push((member(&field.member), value));
        }
        let rest = record.rest.as_ref().map(|rest| self.expr(rest));
        let types = self.args_of_path(&record.path);
        let node = self.add(
            Expr::Record(path, fields, rest),
            expr_start::of_path(&record.path),
        );
        self.gives(node, types);
        node
    }

    fn call(&mut self, call: &syn::ExprCall) -> NodeIdx {
        let args: Vec<NodeIdx> = call.args.iter().map(|arg| self.expr(arg)).collect();
        let span = expr_start::of(&call.func);
        match &*call.func {
            syn::Expr::Path(path) => {
                let types = self.type_args(path);
                let path = self.path_of(path);
                if let [name] = path.as_slice() {
                    self.bind_closure_arguments(name, &args);
                    if self.is_bound(name) {
                        let callee = self.variable(name, span);
                        return self.add(Expr::Method(callee, "call".to_owned(), args), span);
                    }
                }
                if is_map_of_pairs(&path)
                    && let [pairs] = args.as_slice()
                    && let Some(values) = self.values_of_pairs(*pairs)
                {
                    return self.add(Expr::Seq(values), span);
                }
                if let Some(made) = self.iterator(&path, &args, span) {
                    return made;
                }
                if matches!(path.as_slice(), [.., of, last] if of == "mem" && last == "swap")
                    && let (
                        [syn::Expr::Reference(one), syn::Expr::Reference(other)],
                        [of_one, of_other],
                    ) = (
                        call.args.iter().collect::<Vec<_>>().as_slice(),
                        args.as_slice(),
                    )
                {
                    self.assign(&one.expr, *of_other);
                    self.assign(&other.expr, *of_one);
                }
                // What a place gets while what it held is taken out.
                if matches!(path.as_slice(), [.., of, last] if of == "mem" && last == "replace")
                    && let (Some(syn::Expr::Reference(place)), [_, value]) =
                        (call.args.first(), args.as_slice())
                {
                    self.assign(&place.expr, *value);
                }
                // Cargo sets these as it compiles and as it runs a build script.
                let read = if self.is_directory_of_cargo(&path, &args) {
                    Expr::Macro("env".to_owned(), args)
                } else {
                    Expr::Call(path, args)
                };
                let node = self.add(read, span);
                self.gives(node, types);
                node
            }
            other => {
                let func = self.expr(other);
                self.add(Expr::Method(func, "call".to_owned(), args), span)
            }
        }
    }

    fn method(&mut self, call: &syn::ExprMethodCall) -> NodeIdx {
        let above = self.directory_above(call);
        if let Some(made) = above.or_else(|| self.made_into(call)) {
            return made;
        }
        let receiver = self.expr(&call.receiver);
        let name = call.method.to_string();
        let for_people = TEXT_FOR_PEOPLE.contains(&name.as_str());
        let outer = self.mention;
        self.mention |= for_people;
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                syn::Expr::Closure(closure) => {
                    let part = self.given_by(&name, receiver, closure.inputs_begin.span);
                    let needs = runs_if(&name).then_some((receiver, true));
                    args.push(self.scoped(|this| {
                        this.keeps_names = true;
                        // What is collected begins with the first argument.
                        let begins = ["fold", "try_fold", "scan"].contains(&name.as_str());
                        let first = args.first().copied().filter(|_| begins);
                        for (number, input) in closure.inputs.iter().enumerate() {
                            let first = first.filter(|_| number == 0);
                            this.bind(input, first.unwrap_or(part));
                        }
                        this.keeps_names = false;
                        this.checked(needs.as_slice(), |this| this.expr(arg))
                    }));
                }
                syn::Expr::Path(function) if hands_on(&name) && call.args.len() == 1 => {
                    args.push(self.handed(receiver, &function.path));
                }
                _ => {
                    let needs = runs_if(&name).then_some((receiver, true));
                    args.push(self.checked(needs.as_slice(), |this| this.expr(arg)));
                }
            }
        }
        self.mention = outer;
        if matches!(name.as_str(), "write_str" | "pad" | "push_str") && self.in_display() {
            for value in &args {
                self.returned(*value);
            }
        }
        if name == "take" && args.is_empty() {
            self.taken(&call.receiver);
        }
        if name == "clone_into"
            && let Some(syn::Expr::Reference(target)) = call.args.first()
        {
            self.assign(&target.expr, receiver);
        }
        let span = call.method.span();
        if !self.grow_param(&call.receiver, &name, &args, span) {
            self.fill(&call.receiver, &name, &args, span);
        }
        self.reorder(call, receiver, &args);
        self.fill_entry(call, receiver, &args);
        let name = if is_parsed_text(call) {
            "to_owned".to_owned()
        } else {
            name
        };
        if let Some(lists) = self.lists_of_parts(receiver, &name, call.method.span()) {
            return lists;
        }
        let advanced = self.advanced_before(&call.receiver, &name);
        if advanced.as_ref().is_some_and(|advanced| advanced.times > 0)
            && ["nth", "as_slice"].contains(&name.as_str())
        {
            let any = self.list_of_any(receiver, call.method.span());
            return if name == "nth" {
                self.add(Expr::Elem(any), call.method.span())
            } else {
                any
            };
        }
        let types = self.args_of_method(call);
        let node = self.add(
            Expr::Method(receiver, name, args.clone()),
            call.method.span(),
        );
        self.gives(node, types);
        if let Some(advanced) = advanced.filter(|advanced| advanced.is_counted) {
            self.ir.positions.insert(node, advanced.times);
        }
        self.changed_by_use(call, node);
        for closure in self.ir.closures.iter_mut().rev() {
            if args.contains(&closure.node) {
                closure.call = Some(node);
            } else if closure.node < receiver {
                break;
            }
        }
        self.pairs(node, call.method.span()).unwrap_or(node)
    }

    /// What a method gives to its closure: `map` and the like what the receiver holds, others the error.
    fn given_by(&mut self, method: &str, receiver: NodeIdx, span: proc_macro2::Span) -> NodeIdx {
        let of_error = ["map_err", "or_else", "unwrap_or_else", "inspect_err"].contains(&method);
        let part = if of_error {
            Expr::Part(receiver, "Err".to_owned(), "0".to_owned())
        } else {
            Expr::Elem(receiver)
        };
        self.add(part, span)
    }

    /// What an iterator over pairs holds: `ids.iter().enumerate()`, `names.iter().zip(&ids)`.
    fn pairs(&mut self, call: NodeIdx, span: proc_macro2::Span) -> Option<NodeIdx> {
        let Expr::Method(receiver, name, args) = &self.ir.node(call).ex else {
            return None;
        };
        let (receiver, other) = match (name.as_str(), args.as_slice()) {
            ("enumerate", []) => (*receiver, None),
            ("zip", [other]) => (*receiver, Some(*other)),
            _ => return None,
        };
        let held = self.add(Expr::Elem(receiver), span);
        let pair = match other {
            Some(other) => vec![held, self.add(Expr::Elem(other), span)],
            None => vec![self.add(Expr::Unknown, span), held],
        };
        let pair = self.add(Expr::Tuple(pair), span);
        Some(self.add(Expr::Seq(vec![pair]), span))
    }

    /// `id.into()` where the type of the parameter shows what it is made into: `id: impl Into<ModelId>`.
    fn made_into(&mut self, call: &syn::ExprMethodCall) -> Option<NodeIdx> {
        let syn::Expr::Path(receiver) = &*call.receiver else {
            return None;
        };
        let name = receiver.path.get_ident()?.to_string();
        if call.method != "into"
            || self.current.contains_key(&name)
            || self.names.contains_key(&name)
        {
            return None;
        }
        let mut made = self.made_into.get(&name)?.clone();
        made.push("from".to_owned());
        let value = self.expr(&call.receiver);
        Some(self.add(Expr::Call(made, vec![value]), call.method.span()))
    }

    /// A function that a method calls with what the receiver holds: `ids.iter().map(load)`, as the closure that calls it.
    fn handed(&mut self, receiver: NodeIdx, function: &syn::Path) -> NodeIdx {
        let span = expr_start::of_path(function);
        let part = self.add(Expr::Elem(receiver), span);
        let path = self.path(function);
        if let [name] = path.as_slice() {
            self.bind_closure_arguments(name, &[part]);
        }
        let call = self.add(Expr::Call(path, vec![part]), span);
        self.add(Expr::Closure(Vec::new(), call), span)
    }

    /// Binds the parameters of a closure that is called by its name.
    fn bind_closure_arguments(&mut self, name: &str, args: &[NodeIdx]) {
        let name = self.known_as(name);
        let func = &self.ir.funcs[self.func as usize];
        let closures = func.locals.get(&name).into_iter().flatten();
        let names: Vec<Vec<String>> = closures
            .filter_map(|ix| match &self.ir.node(*ix).ex {
                Expr::Closure(names, _) if names.len() == args.len() => Some(names.clone()),
                _ => None,
            })
            .collect();
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        for (name, arg) in names.iter().flat_map(|names| names.iter().zip(args)) {
            if !name.is_empty() {
                locals.entry(name.clone()).or_default().push(*arg);
            }
        }
    }

    /// The pairs of a list and, beside them, their values: what a map made of them gives for a key.
    pub(super) fn values_of_pairs(&self, list: NodeIdx) -> Option<Vec<NodeIdx>> {
        let Expr::Seq(pairs) = &self.ir.node(list).ex else {
            return None;
        };
        let mut all = pairs.clone();
        for pair in pairs {
            match &self.ir.node(*pair).ex {
                Expr::Tuple(parts) if parts.len() == 2 => all.push(parts[1]),
                _ => return None,
            }
        }
        Some(all)
    }
}

/// Whether a call of `parse` gives the text itself.
fn is_parsed_text(call: &syn::ExprMethodCall) -> bool {
    let Some(given) = call.turbofish.as_ref().filter(|_| call.method == "parse") else {
        return false;
    };
    given.args.iter().any(|kind| {
        matches!(kind, syn::GenericArgument::Type(syn::Type::Path(of))
            if of.path.segments.last().is_some_and(|last| ["String", "PathBuf", "OsString"].contains(&last.ident.to_string().as_str())))
    })
}

fn is_whole_number(kind: &str) -> bool {
    matches!(
        kind,
        "usize" | "u8" | "u16" | "u32" | "u64" | "isize" | "i8" | "i16" | "i32" | "i64"
    )
}

/// What stands for a static among fields.
pub(super) fn static_field(name: &str) -> String {
    format!("static {name}")
}

/// What stands for what lies behind a reference to a static.
pub(super) fn behind_static(name: &str) -> String {
    format!("&static {name}")
}

/// The names of a path.
pub(super) fn spelt(path: &syn::Path) -> Vec<String> {
    let parts = path.segments.iter();
    parts.map(|part| part.ident.to_string()).collect()
}

/// The conditions under which `cfg!(..)` holds, and under which it does not; none for other conditions.
fn configured(condition: &syn::Expr) -> (Context, Context) {
    match condition {
        syn::Expr::Paren(inner) => configured(&inner.expr),
        syn::Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Not(_)) => {
            let (holds, fails) = configured(&inner.expr);
            (fails, holds)
        }
        syn::Expr::Macro(inner) if inner.mac.path.is_ident("cfg") => {
            let tokens = &inner.mac.tokens;
            (attrs::predicate(tokens), attrs::negated(tokens))
        }
        // Both sides hold; either may fail.
        syn::Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_)) => {
            let holds = configured(&both.left).0.and(&configured(&both.right).0);
            (holds, Context::default())
        }
        syn::Expr::Binary(either) if matches!(either.op, syn::BinOp::Or(_)) => {
            let fails = configured(&either.left).1.and(&configured(&either.right).1);
            (Context::default(), fails)
        }
        _ => (Context::default(), Context::default()),
    }
}

/// The condition on a row that is all that a loop has, where it compares.
fn sought(body: &Block) -> Option<&syn::ExprIf> {
    let [Stmt::Expr(syn::Expr::If(found), _)] = body.stmts.as_slice() else {
        return None;
    };
    let compares =
        matches!(&*found.cond, syn::Expr::Binary(same) if matches!(same.op, syn::BinOp::Eq(_)));
    (compares && found.else_branch.is_none() && found.attrs.is_empty()).then_some(found)
}

/// Whether a method takes what it is given only if its receiver is `true`.
fn runs_if(method: &str) -> bool {
    ["then", "then_some"].contains(&method)
}

/// Whether an operator changes its left side.
fn is_change(op: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// Whether a method calls what it is given with what its receiver holds.
fn hands_on(method: &str) -> bool {
    [
        "map",
        "for_each",
        "try_for_each",
        "and_then",
        "filter_map",
        "flat_map",
        "then",
    ]
    .contains(&method)
}

/// Whether a function makes a map of a list of pairs.
fn is_map_of_pairs(path: &[String]) -> bool {
    matches!(path, [.., of, from] if from.starts_with("from") && (of.ends_with("Map") || of.ends_with("map")))
}

/// A field's name or number.
pub(super) fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(number) => number.index.to_string(),
    }
}

fn plain_name(pattern: &Pat) -> String {
    match pattern {
        Pat::Ident(ident) => ident.ident.to_string(),
        Pat::Type(typed) => plain_name(&typed.pat),
        Pat::Reference(reference) => plain_name(&reference.pat),
        _ => String::new(),
    }
}

/// `if let` with `else`, which is a `match` of two arms.
fn two_arms(pattern: &Pat, (on, paths): Needed, then: NodeIdx, otherwise: NodeIdx) -> Expr {
    let mut labels = Vec::new();
    labels_of(pattern, &mut labels);
    let fits = Arm {
        exact: is_exact(pattern),
        labels,
        paths,
        body: then,
    };
    let rest = Arm {
        labels: Vec::new(),
        paths: Vec::new(),
        exact: false,
        body: otherwise,
    };
    Expr::Match(on, vec![fits, rest])
}

fn labels_of(pattern: &Pat, labels: &mut Vec<String>) {
    let last = |path: &syn::Path| {
        path.segments
            .last()
            .map(|last| last.ident.to_string())
            .unwrap_or_default()
    };
    match pattern {
        Pat::Ident(ident) => {
            let name = ident.ident.to_string();
            if name.chars().next().is_some_and(char::is_uppercase) {
                labels.push(name);
            }
        }
        Pat::Path(path) => labels.push(last(&path.path)),
        Pat::TupleStruct(tuple) => {
            labels.push(last(&tuple.path));
            tuple.elems.iter().for_each(|part| labels_of(part, labels));
        }
        Pat::Struct(pattern) => labels.push(last(&pattern.path)),
        Pat::Lit(lit) => match &lit.lit {
            Lit::Str(text) => labels.push(text.value()),
            Lit::Int(number) => labels.push(number.base10_digits().to_owned()),
            Lit::Bool(is) => labels.push(is.value.to_string()),
            _ => {}
        },
        Pat::Or(or) => or.cases.iter().for_each(|case| labels_of(case, labels)),
        Pat::Tuple(tuple) => tuple.elems.iter().for_each(|part| labels_of(part, labels)),
        Pat::Paren(paren) => labels_of(&paren.pat, labels),
        Pat::Guard(guarded) => labels_of(&guarded.pat, labels),
        Pat::Reference(reference) => labels_of(&reference.pat, labels),
        _ => {}
    }
}
