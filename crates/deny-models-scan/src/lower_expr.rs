//! From syntax trees to [`super::ir`]: expressions.

use syn::{Lit, Pat};

use super::expr_attrs;
use super::expr_start;
use super::ir::{
    AS_NUMBER, ClosureIr, Expr, Func, ItemKind, NodeIdx, Param, Piece, SLICE, is_constant,
};
use super::lower::Lower;
use super::lower_branch::{configured, sought, two_arms};
use super::lower_call::is_whole_number;
use super::lower_check::place_name;
use super::lower_pattern::{member, plain_name};
use super::scopes::idents;
use super::type_words::kind_of;

impl Lower {
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
                self.converts_error(span);
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
                // What a type of the program makes of it is what its own method gives.
                let is_number = matches!(*inner.expr, syn::Expr::Lit(_));
                if matches!(inner.op, syn::UnOp::Neg(_)) && !is_number {
                    return self.add(Expr::Method(value, "neg".to_owned(), Vec::new()), span);
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
                let run = |this: &mut Self| this.looped(run);
                self.breakable(inner.label.as_ref(), true, span, run)
            }
            syn::Expr::While(inner) => {
                self.looped(|this| this.conditional(&inner.cond, &inner.body).0)
            }
            syn::Expr::ForLoop(inner) => {
                let value = self.expr(&inner.expr);
                let part = self.add(Expr::Elem(value), expr_start::of(&inner.expr));
                self.scoped(|this| {
                    this.bind(&inner.pat, part);
                    let run = |this: &mut Self| match sought(&inner.body) {
                        Some(found) => this.sought(value, &inner.pat, found),
                        None => {
                            this.block(&inner.body);
                        }
                    };
                    this.looped(|this| this.inside(run));
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
                let outer_names = self.names.clone();
                if !std::mem::take(&mut self.binds_closure) {
                    for name in closure.inputs.iter().flat_map(idents) {
                        self.name_in_closure(&name);
                    }
                }
                let names = closure.inputs.iter().map(plain_name);
                let names: Vec<String> = names.map(|name| self.known_as(&name)).collect();
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
                    let run = |this: &mut Self| {
                        let outer = std::mem::replace(&mut this.of_closure, this.conditional);
                        let body = this.expr(&closure.body);
                        this.of_closure = outer;
                        body
                    };
                    this.looped(|this| this.inside(run))
                });
                self.closure_names.pop();
                self.names = outer_names;
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
                let start = self.next_node();
                let value = self.expr(&assign.right);
                if !self.assign_text(&assign.left, value, start, span) {
                    self.assign(&assign.left, value);
                }
                self.add(Expr::Unknown, span)
            }
            syn::Expr::Binary(binary) => {
                let left = self.expr(&binary.left);
                let right = if matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) {
                    self.inside(|this| this.expr(&binary.right))
                } else {
                    self.expr(&binary.right)
                };
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
                    // Texts have another order than the numbers that they may spell.
                    syn::BinOp::Lt(_)
                    | syn::BinOp::Gt(_)
                    | syn::BinOp::Le(_)
                    | syn::BinOp::Ge(_)
                        if joins || is_quoted(&binary.left) || is_quoted(&binary.right) =>
                    {
                        self.add(Expr::Unknown, span)
                    }
                    syn::BinOp::Lt(_) => self.less(left, right, span),
                    syn::BinOp::Gt(_) => self.less(right, left, span),
                    syn::BinOp::Le(_) => {
                        let more = self.less(right, left, span);
                        self.negated(more, span)
                    }
                    syn::BinOp::Ge(_) => {
                        let less = self.less(left, right, span);
                        self.negated(less, span)
                    }
                    _ => self.add(Expr::Unknown, span),
                }
            }
            _ => self.add(Expr::Unknown, span),
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
}

/// The names of a path.
pub(super) fn spelt(path: &syn::Path) -> Vec<String> {
    let parts = path.segments.iter();
    parts.map(|part| part.ident.to_string()).collect()
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

/// Whether an expression is a text between quotes.
fn is_quoted(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Lit(lit) => matches!(lit.lit, syn::Lit::Str(_)),
        syn::Expr::Paren(inner) => is_quoted(&inner.expr),
        syn::Expr::Reference(inner) => is_quoted(&inner.expr),
        _ => false,
    }
}
