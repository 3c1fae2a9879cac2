//! From syntax trees to [`super::ir`]: what patterns bind, and which variants they need.

use syn::spanned::Spanned;
use syn::{Lit, Member, Pat};

use super::ir::{Case, Expr, NodeIdx, SLICE, enum_of_std};
use super::lower::Lower;
use super::lower_check::{is_exact, takes_any};
use super::range_label::label_of_range;

impl Lower {
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
    pub(super) fn bind_slice(&mut self, slice: &syn::PatSlice, value: NodeIdx) {
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
            Pat::Guard(guarded) => self.variants_of(&guarded.pat),
            Pat::Paren(inner) => self.variants_of(&inner.pat),
            Pat::Reference(inner) => self.variants_of(&inner.pat),
            _ => Vec::new(),
        }
    }
}

pub(super) fn labels_of(pattern: &Pat, labels: &mut Vec<String>) {
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
        Pat::Range(range) => labels.extend(range_label(range)),
        _ => {}
    }
}

/// The label of a pattern that takes a range of numbers, where its bounds are written.
fn range_label(range: &syn::PatRange) -> Option<String> {
    let bound = |of: &Option<Box<syn::Expr>>| match of {
        None => Some(None),
        Some(bound) => number(bound).map(Some),
    };
    let (first, last) = (bound(&range.start)?, bound(&range.end)?);
    let last = match range.limits {
        syn::RangeLimits::HalfOpen(_) => last.map(|last| last - 1),
        syn::RangeLimits::Closed(_) => last,
    };
    Some(label_of_range(first, last))
}

/// A whole number, as written.
fn number(expr: &syn::Expr) -> Option<i128> {
    match expr {
        syn::Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse::<i64>().ok().map(i128::from),
            _ => None,
        },
        syn::Expr::Unary(inner) if matches!(inner.op, syn::UnOp::Neg(_)) => {
            number(&inner.expr).map(|number| -number)
        }
        _ => None,
    }
}

/// What a pattern needs of the parts of a tuple or a list; nothing where it is of another form.
pub(super) fn cases_of(pattern: &Pat) -> Vec<Case> {
    match pattern {
        Pat::Tuple(tuple) => {
            let is_rest = |part: &Pat| matches!(part, Pat::Rest(_));
            let known = tuple.elems.iter().take_while(|part| !is_rest(part));
            let parts: Vec<&Pat> = known.collect();
            vec![case_of(None, &parts, parts.len() == tuple.elems.len())]
        }
        Pat::TupleStruct(tuple) => {
            let last = tuple.path.segments.last();
            let variant = last.map(|last| last.ident.to_string()).unwrap_or_default();
            let parts: Vec<&Pat> = tuple.elems.iter().collect();
            let case = case_of(Some(variant.clone()), &parts, true);
            // What an option holds is its value, and what any part fits goes by the variant.
            let is_nested = case.labels.iter().any(|labels| !labels.is_empty());
            if enum_of_std(&variant).is_some() || !is_nested {
                return Vec::new();
            }
            vec![case]
        }
        // How many parts a list has may not be known, so no list fits for certain.
        Pat::Slice(slice) => {
            let is_rest = |part: &Pat| match part {
                Pat::Rest(_) => true,
                Pat::Ident(ident) => ident.subpat.is_some(),
                _ => false,
            };
            let known = slice.elems.iter().take_while(|part| !is_rest(part));
            let parts: Vec<&Pat> = known.collect();
            if parts.is_empty() {
                return Vec::new();
            }
            vec![case_of(None, &parts, false)]
        }
        Pat::Or(or) => {
            let cases: Vec<Vec<Case>> = or.cases.iter().map(cases_of).collect();
            if cases.iter().any(Vec::is_empty) {
                return Vec::new();
            }
            cases.concat()
        }
        Pat::Guard(guarded) => {
            let mut cases = cases_of(&guarded.pat);
            for case in &mut cases {
                case.exact = false;
            }
            cases
        }
        Pat::Paren(inner) => cases_of(&inner.pat),
        Pat::Reference(inner) => cases_of(&inner.pat),
        _ => Vec::new(),
    }
}

fn case_of(variant: Option<String>, parts: &[&Pat], whole: bool) -> Case {
    let labels_of = |part: &&Pat| {
        let mut labels = Vec::new();
        labels_of(part, &mut labels);
        labels
    };
    let fits = |part: &&Pat| takes_any(part) || matches!(part, Pat::Lit(_)) || is_exact(part);
    Case {
        variant,
        labels: parts.iter().map(labels_of).collect(),
        exact: whole && parts.iter().all(fits),
    }
}

pub(super) fn plain_name(pattern: &Pat) -> String {
    match pattern {
        Pat::Ident(ident) => ident.ident.to_string(),
        Pat::Type(typed) => plain_name(&typed.pat),
        Pat::Reference(reference) => plain_name(&reference.pat),
        _ => String::new(),
    }
}

/// A field's name or number.
pub(super) fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(number) => number.index.to_string(),
    }
}
