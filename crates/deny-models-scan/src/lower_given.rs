//! What functions give that leads back to what they are given: a reference to a part, or a value that keeps a reference.
//! What is written to that is written to the part: `pool.add().use_model(id)`, `Editor::new(&mut config).model(id)`.

use proc_macro2::Span;
use syn::{GenericArgument, Path, PathArguments, Type, TypeParamBound};

use super::ir::{Expr, NodeIdx};
use super::lower::Lower;
use super::lower_lead::{Led, leads};

/// Arguments of one call that may be references.
const MAX_ARGS: usize = 6;

impl Lower {
    /// What leads on to the place that a call gives a part of.
    pub(super) fn through(&mut self, led: &Led, place: NodeIdx, number: usize, span: Span) -> Led {
        let value = self.updated(led.at, &led.labels, led.value, false, span);
        let value = self.add(Expr::Through(led.at, number, value), span);
        Led {
            labels: Vec::new(),
            value,
            ..led.to(place)
        }
    }

    /// Adds the arguments that a function may give a part of.
    pub(super) fn lead_to_args(
        &mut self,
        led: &Led,
        args: &[NodeIdx],
        span: Span,
        open: &mut Vec<Led>,
    ) {
        for (number, arg) in args.iter().enumerate().take(MAX_ARGS) {
            if self.is_place(*arg) {
                open.push(self.through(led, *arg, number, span));
            }
        }
    }

    /// Adds the references that a value keeps in its fields: each is what the field is then.
    pub(super) fn lead_to_kept(
        &mut self,
        led: &Led,
        fields: Vec<(String, NodeIdx)>,
        span: Span,
        open: &mut Vec<Led>,
    ) {
        for (label, held) in fields {
            if self.is_reference(held) {
                let value = self.add(Expr::Field(led.value, label), span);
                let labels = Vec::new();
                open.push(Led {
                    labels,
                    value,
                    ..led.to(held)
                });
            }
        }
    }

    /// Whether an expression is a place of a variable, by its form.
    fn is_place(&self, ix: NodeIdx) -> bool {
        match &self.ir.node(ix).ex {
            Expr::Path(path) => {
                matches!(path.as_slice(), [name] if !name.starts_with(char::is_uppercase))
            }
            Expr::Field(of, _) => self.is_place(*of),
            Expr::OneOf(_) | Expr::Record(..) | Expr::After(_) | Expr::Written(..) => true,
            Expr::Method(_, name, _) => leads(name) || name == "clone",
            _ => false,
        }
    }

    /// Whether what is written to what an expression gives is written to a place of a variable: it is a reference.
    fn is_reference(&self, ix: NodeIdx) -> bool {
        match &self.ir.node(ix).ex {
            Expr::Path(path) => {
                let [name] = path.as_slice() else {
                    return false;
                };
                self.is_lent_param(name) || name == "self" || self.is_lent(ix)
            }
            Expr::Method(_, name, _) => name.ends_with("_mut") || self.is_lent(ix),
            _ => self.is_lent(ix),
        }
    }

    /// Whether `&mut` stands before an expression.
    pub(super) fn is_lent(&self, ix: NodeIdx) -> bool {
        let lent = self.ir.lent.iter().rev();
        // What was read last is at the end.
        lent.take(32).any(|lent| *lent == ix)
    }

    /// Notes what the parameters of the function being read are once what it gives is another value.
    pub(super) fn note_given(&mut self, sig: &syn::Signature) {
        let syn::ReturnType::Type(_, kind) = &sig.output else {
            return;
        };
        if !may_lead_back(kind, &self.owner) {
            return;
        }
        let func = &self.ir.funcs[self.func as usize];
        let names = func.params.iter().map(|param| param.name.clone());
        let names: Vec<String> = names.collect();
        let span = sig.ident.span();
        let before = self.current.clone();
        let given = self.add(Expr::Given, span);
        for value in self.ir.funcs[self.func as usize].returns.clone() {
            self.write_through(value, Vec::new(), given, None, span);
        }
        for (number, name) in names.iter().enumerate() {
            let now = self.current.get(name);
            if let Some(now) = now.filter(|now| before.get(name) != Some(*now)) {
                let func = &mut self.ir.funcs[self.func as usize];
                func.given.insert(number, *now);
            }
        }
        self.current = before;
    }
}

/// Whether a value of a type may be a reference that can be written through, or keep one.
fn may_lead_back(kind: &Type, owner: &str) -> bool {
    match kind {
        Type::Reference(of) => of.mutability.is_some() || may_lead_back(&of.elem, owner),
        Type::Path(of) => path_leads_back(&of.path, owner),
        Type::ImplTrait(of) => of.bounds.iter().any(|of| bound_leads_back(of, owner)),
        Type::TraitObject(of) => of.bounds.iter().any(|of| bound_leads_back(of, owner)),
        Type::Tuple(of) => of.elems.iter().any(|of| may_lead_back(of, owner)),
        Type::Paren(of) => may_lead_back(&of.elem, owner),
        Type::Group(of) => may_lead_back(&of.elem, owner),
        Type::Slice(of) => may_lead_back(&of.elem, owner),
        Type::Array(of) => may_lead_back(&of.elem, owner),
        _ => false,
    }
}

fn bound_leads_back(bound: &TypeParamBound, owner: &str) -> bool {
    match bound {
        TypeParamBound::Trait(of) => path_leads_back(&of.path, owner),
        TypeParamBound::Lifetime(of) => of.ident != "static",
        _ => false,
    }
}

fn path_leads_back(path: &Path, owner: &str) -> bool {
    const CELLS: [&str; 7] = [
        "Mutex", "RwLock", "RefCell", "Cell", "RefMut", "OnceLock", "OnceCell",
    ];
    path.segments.iter().any(|part| {
        let name = part.ident.to_string();
        let leads = name == "Self"
            || name == owner
            || CELLS.contains(&name.as_str())
            || name.ends_with("Guard");
        let given = match &part.arguments {
            PathArguments::AngleBracketed(given) => Some(&given.args),
            _ => None,
        };
        leads
            || given.into_iter().flatten().any(|given| match given {
                GenericArgument::Lifetime(of) => of.ident != "static",
                GenericArgument::Type(of) => may_lead_back(of, owner),
                GenericArgument::AssocType(of) => may_lead_back(&of.ty, owner),
                _ => false,
            })
    })
}
