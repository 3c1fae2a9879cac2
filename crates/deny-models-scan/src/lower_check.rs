//! From syntax trees to [`super::ir`]: the values that conditions need.

use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Block, Pat, Stmt, Token};

use super::ir::{Check, Expr, NodeIdx, is_comparison};
use super::lower::Lower;

/// What a condition needs of values to hold, and not to hold; nothing where that is not known.
#[derive(Debug, Default)]
pub(super) struct Sides {
    pub(super) holds: Vec<(NodeIdx, bool)>,
    pub(super) fails: Vec<(NodeIdx, bool)>,
}

impl Sides {
    pub(super) fn of(value: NodeIdx) -> Self {
        Self {
            holds: vec![(value, true)],
            fails: vec![(value, false)],
        }
    }

    pub(super) fn not(self) -> Self {
        Self {
            holds: self.fails,
            fails: self.holds,
        }
    }

    /// Both hold; either may fail.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.holds.extend(other.holds);
        self.fails.clear();
        self
    }

    /// Both fail; either may hold.
    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

impl Lower {
    /// Runs, and notes the values that what it reads needs to run.
    pub(super) fn checked<T>(
        &mut self,
        needs: &[(NodeIdx, bool)],
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let start = self.next_node();
        let out = run(self);
        self.check(needs, start);
        out
    }

    /// Notes the values that what was read since needs to run.
    pub(super) fn check(&mut self, needs: &[(NodeIdx, bool)], start: NodeIdx) {
        let end = self.next_node();
        let known = needs
            .iter()
            .filter(|(on, _)| may_be_known(&self.ir.node(*on).ex));
        let checks = known.map(|(on, holds)| Check {
            start,
            end,
            on: *on,
            holds: *holds,
        });
        let checks: Vec<Check> = checks.filter(|_| start < end).collect();
        self.ir.checks.extend(checks);
    }

    /// Notes that what a field or a variable holds is taken out of it.
    pub(super) fn taken(&mut self, place: &syn::Expr) {
        let names = match place {
            syn::Expr::Field(_) => &mut self.ir.taken_fields,
            _ => &mut self.ir.taken_variables,
        };
        names.extend(place_name(place));
    }

    /// Whether a value fits a pattern that needs one of some variants.
    pub(super) fn fits(
        &mut self,
        value: NodeIdx,
        pattern: &Pat,
        variants: Vec<Vec<String>>,
        span: proc_macro2::Span,
    ) -> Option<NodeIdx> {
        (!variants.is_empty()).then(|| self.add(Expr::Is(value, variants, is_exact(pattern)), span))
    }

    /// `matches!(value, pattern)`, where the pattern needs a variant.
    pub(super) fn matches(
        &mut self,
        tokens: &proc_macro2::TokenStream,
        span: proc_macro2::Span,
    ) -> Option<NodeIdx> {
        let parse = |input: ParseStream<'_>| {
            let value: syn::Expr = input.parse()?;
            input.parse::<Token![,]>()?;
            let pattern = Pat::parse_multi_with_leading_vert(input)?;
            let guard = if input.parse::<Option<Token![if]>>()?.is_some() {
                Some(input.parse::<syn::Expr>()?)
            } else {
                None
            };
            input.parse::<Option<Token![,]>>()?;
            Ok((value, pattern, guard))
        };
        let (value, pattern, guard) = parse.parse2(tokens.clone()).ok()?;
        let variants = self.variants_of(&pattern);
        if variants.is_empty() {
            return None;
        }
        let value = self.expr(&value);
        let is = Expr::Is(value, variants, is_exact(&pattern) && guard.is_none());
        if let Some(guard) = &guard {
            self.scoped(|this| {
                this.bind(&pattern, value);
                this.expr(guard);
            });
        }
        Some(self.add(is, span))
    }

    /// What the pattern of an arm needs of a value, where it is literals; `earlier` is what those before it need.
    pub(super) fn literals_of(
        &mut self,
        arm: &syn::Arm,
        value: NodeIdx,
        earlier: &mut Vec<(NodeIdx, bool)>,
    ) -> Vec<(NodeIdx, bool)> {
        let mut pattern = &arm.pat;
        let mut always = arm.attrs.is_empty();
        if let Pat::Guard(guarded) = pattern {
            pattern = &guarded.pat;
            always = false;
        }
        if let Pat::Tuple(tuple) = pattern {
            return self.needs_of_parts(tuple, value);
        }
        let Some(literals) = literals(pattern) else {
            let is_rest = matches!(pattern, Pat::Wild(_))
                || matches!(pattern, Pat::Ident(ident) if ident.subpat.is_none()
                    && ident.ident.to_string().starts_with(char::is_lowercase));
            return if is_rest { earlier.clone() } else { Vec::new() };
        };
        let own = self.same_as(value, &literals);
        if always {
            earlier.extend(own.iter().map(|same| (*same, false)));
        }
        match own.as_slice() {
            [one] => vec![(*one, true)],
            _ => Vec::new(),
        }
    }

    /// Whether a value is each of some literals.
    fn same_as(&mut self, value: NodeIdx, literals: &[&syn::ExprLit]) -> Vec<NodeIdx> {
        let mut same = Vec::new();
        for literal in literals {
            let span = literal.lit.span();
            let given = self.add(literal_value(&literal.lit), span);
            same.push(self.add(Expr::Macro("==".to_owned(), vec![value, given]), span));
        }
        same
    }

    /// What the pattern of a tuple needs of its parts, where these are written beside each other: `match (lang, size)`.
    fn needs_of_parts(&mut self, tuple: &syn::PatTuple, value: NodeIdx) -> Vec<(NodeIdx, bool)> {
        let Expr::Tuple(parts) = &self.ir.node(value).ex else {
            return Vec::new();
        };
        let parts = parts.clone();
        let is_rest = |part: &&Pat| matches!(part, Pat::Rest(_));
        let mut needs = Vec::new();
        for (pattern, part) in tuple
            .elems
            .iter()
            .take_while(|part| !is_rest(part))
            .zip(parts)
        {
            if let Some(literals) = literals(pattern) {
                if let [one] = self.same_as(part, &literals).as_slice() {
                    needs.push((*one, true));
                }
                continue;
            }
            let variants = self.variants_of(pattern);
            let fits = self.fits(part, pattern, variants, pattern.span());
            needs.extend(fits.map(|fits| (fits, true)));
        }
        needs
    }
}

/// What a literal is.
fn literal_value(literal: &syn::Lit) -> Expr {
    match literal {
        syn::Lit::Str(text) => Expr::Lit(text.value()),
        syn::Lit::Int(number) => Expr::Lit(number.base10_digits().to_owned()),
        syn::Lit::Bool(is) => Expr::Bool(is.value),
        _ => Expr::Unknown,
    }
}

/// Whether what an expression is may show where code calls what it is in.
fn may_be_known(ex: &Expr) -> bool {
    match ex {
        Expr::Path(_)
        | Expr::Field(..)
        | Expr::Part(..)
        | Expr::Call(..)
        | Expr::Bool(_)
        | Expr::OneOf(_)
        | Expr::Is(..)
        | Expr::Method(..) => true,
        Expr::Macro(name, _) => is_comparison(name),
        _ => false,
    }
}

/// The literals that a pattern is; one that may be the id of a model is left to what reads texts.
fn literals(pattern: &Pat) -> Option<Vec<&syn::ExprLit>> {
    match pattern {
        Pat::Lit(literal) => match &literal.lit {
            syn::Lit::Str(text) if text.value().contains('/') => None,
            syn::Lit::Str(_) | syn::Lit::Bool(_) | syn::Lit::Int(_) => Some(vec![literal]),
            _ => None,
        },
        Pat::Or(cases) => {
            let cases = cases.cases.iter().map(literals);
            Some(cases.collect::<Option<Vec<_>>>()?.concat())
        }
        Pat::Paren(inner) => literals(&inner.pat),
        _ => None,
    }
}

/// Whether a value fits a pattern for certain if it is of a variant that the pattern names.
pub(super) fn is_exact(pattern: &Pat) -> bool {
    match pattern {
        Pat::Path(_) => true,
        Pat::Ident(ident) => ident.subpat.is_none(),
        Pat::TupleStruct(tuple) => tuple.elems.iter().all(takes_any),
        Pat::Struct(of) => of.fields.iter().all(|field| takes_any(&field.pat)),
        Pat::Or(cases) => cases.cases.iter().all(is_exact),
        Pat::Paren(inner) => is_exact(&inner.pat),
        Pat::Reference(inner) => is_exact(&inner.pat),
        _ => false,
    }
}

/// Whether any value fits a pattern.
pub(super) fn takes_any(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) | Pat::Rest(_) => true,
        Pat::Ident(ident) => {
            ident.subpat.is_none() && !ident.ident.to_string().starts_with(char::is_uppercase)
        }
        Pat::Tuple(tuple) => tuple.elems.iter().all(takes_any),
        Pat::Paren(inner) => takes_any(&inner.pat),
        Pat::Reference(inner) => takes_any(&inner.pat),
        Pat::Type(inner) => takes_any(&inner.pat),
        _ => false,
    }
}

/// Whether a block never goes on to what follows it.
pub(super) fn leaves(block: &Block) -> bool {
    let macros = ["panic", "bail", "unreachable", "todo", "unimplemented"];
    match block.stmts.last() {
        Some(Stmt::Expr(
            syn::Expr::Return(_) | syn::Expr::Break(_) | syn::Expr::Continue(_),
            _,
        )) => true,
        Some(Stmt::Macro(last)) => {
            let name = last.mac.path.segments.last();
            name.is_some_and(|name| macros.contains(&name.ident.to_string().as_str()))
        }
        _ => false,
    }
}

/// The name of the variable or field that an expression is.
pub(super) fn place_name(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Paren(inner) => place_name(&inner.expr),
        syn::Expr::Unary(inner) => place_name(&inner.expr),
        syn::Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        syn::Expr::Field(field) => match &field.member {
            syn::Member::Named(name) => Some(name.to_string()),
            syn::Member::Unnamed(_) => None,
        },
        _ => None,
    }
}
