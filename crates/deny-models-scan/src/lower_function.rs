//! From syntax trees to [`super::ir`]: functions, their parameters and their generics.

use foldhash::{HashMap, HashMapExt as _};
use syn::spanned::Spanned;
use syn::{FnArg, Pat, ReceiverKind, ReturnType, Type};

use super::ir::{Expr, Func, ItemKind, NodeIdx, Param};
use super::lower::Lower;
use super::lower_expr;
use super::lower_items::About;
use super::type_words::{self, bound_of, kind_of, spelt};

/// What locks and cells give in place of a mutable reference.
const GUARDS: [&str; 7] = [
    "MappedMutexGuard",
    "MutexGuard",
    "OwnedMutexGuard",
    "OwnedRwLockWriteGuard",
    "RefMut",
    "ReentrantLockGuard",
    "RwLockWriteGuard",
];

/// How many type parameters are around an item.
pub(super) struct Bound {
    pub(super) first: usize,
    all: usize,
}

impl Lower {
    pub(super) fn function(
        &mut self,
        sig: &syn::Signature,
        block: Option<&syn::Block>,
        of_trait: &str,
        about: About,
    ) {
        let before = self.bind_generics(&sig.generics);
        let mut func = Func {
            item: ItemKind::Fn,
            name: sig.ident.to_string(),
            module: self.module,
            public: about.public,
            conditional: self.context != self.module_context,
            entry: about.entry,
            command: about.command,
            owner: self.owner.clone(),
            of_trait: of_trait.to_owned(),
            type_params: parameters_of(&sig.generics),
            of_params: self.of_params.clone(),
            blanket: self.blanket.clone(),
            bounds: self.all_bounds.clone(),
            ..Func::default()
        };
        let patterns = self.params_of(sig, &mut func);
        if let ReturnType::Type(_, kind) = &sig.output {
            func.returns_kind = self.kind(kind);
        }
        let outer = self.func;
        let outer_current = std::mem::take(&mut self.current);
        let outer_conditional = std::mem::take(&mut self.conditional);
        let outer_closures = std::mem::take(&mut self.closure_names);
        let outer_names = std::mem::take(&mut self.names);
        let outer_places = std::mem::take(&mut self.places);
        let outer_bound = std::mem::take(&mut self.bound);
        let outer_shared = std::mem::take(&mut self.shared);
        let outer_advanced = std::mem::take(&mut self.advanced);
        let outer_mentions = std::mem::take(&mut self.mentions);
        let lent = sig.inputs.iter().filter_map(lent_param).collect();
        let outer_lent = std::mem::replace(&mut self.lent_params, lent);
        let outer_error = std::mem::replace(&mut self.error, error_of(&sig.output));
        let made_into = made_into(sig);
        let outer_made = std::mem::replace(&mut self.made_into, made_into);
        let owner = self.owner.clone();
        self.func = u32::try_from(self.ir.funcs.len()).unwrap_or(0);
        self.ir.funcs.push(func);
        for input in &sig.inputs {
            if let FnArg::Typed(typed) = input {
                self.names_type(&typed.ty);
            }
        }
        if let ReturnType::Type(_, kind) = &sig.output {
            self.names_type(kind);
        }
        self.declare_types(sig);
        for (name, pattern) in patterns {
            let whole = self.add(Expr::Path(vec![name]), sig.span());
            self.bind(pattern, whole);
        }
        if let Some(block) = block {
            self.note_bound_params();
            let value = self.block(block);
            self.returned(value);
            let changed = self.current.get("self").copied();
            if let Some(type_node) = self.ir.funcs[self.func as usize].returns_type
                && let ReturnType::Type(_, written) = &sig.output
            {
                self.declare(value, type_node, written);
            }
            self.ir.funcs[self.func as usize].changed = changed;
            self.note_params();
            self.note_given(sig);
        }
        self.current = outer_current;
        self.conditional = outer_conditional;
        self.closure_names = outer_closures;
        self.names = outer_names;
        self.places = outer_places;
        self.bound = outer_bound;
        self.shared = outer_shared;
        self.advanced = outer_advanced;
        self.mentions = outer_mentions;
        self.lent_params = outer_lent;
        self.made_into = outer_made;
        self.error = outer_error;
        self.func = outer;
        self.owner = owner;
        self.unbind(&before);
    }

    /// Notes that `?` converts an error to that of the function being read.
    pub(super) fn converts_error(&mut self, span: proc_macro2::Span) {
        if let Some(mut path) = self.error.take() {
            path.push("from".to_owned());
            let other = self.add(Expr::Unknown, span);
            self.add(Expr::Call(path, vec![other]), span);
        }
    }

    /// Adds the parameters of a function; those that are patterns are returned with the names that stand for them.
    pub(super) fn params_of<'s>(
        &self,
        sig: &'s syn::Signature,
        func: &mut Func,
    ) -> Vec<(String, &'s Pat)> {
        let mut patterns = Vec::new();
        for (number, input) in sig.inputs.iter().enumerate() {
            match input {
                FnArg::Receiver(receiver) => {
                    func.owns_self = matches!(receiver.kind, ReceiverKind::Value);
                    func.shares_self = matches!(receiver.kind, ReceiverKind::Reference(_, _, None));
                    func.params.push(Param {
                        name: "self".to_owned(),
                        kind: self.owner.clone(),
                        generic: None,
                    });
                }
                FnArg::Typed(typed) => {
                    let name = match &*typed.pat {
                        Pat::Ident(ident) => ident.ident.to_string(),
                        _ => format!("#{number}"),
                    };
                    if !matches!(&*typed.pat, Pat::Ident(_)) {
                        patterns.push((name.clone(), &*typed.pat));
                    }
                    let written = kind_of(&typed.ty, &self.owner);
                    let is_generic =
                        func.type_params.contains(&written) || func.of_params.contains(&written);
                    let generic = (is_generic && !written.is_empty()).then_some(written);
                    func.params.push(Param {
                        name,
                        kind: self.kind(&typed.ty),
                        generic,
                    });
                }
            }
        }
        patterns
    }

    /// Notes what the parameters of the function being read are at its end.
    pub(super) fn note_params(&mut self) {
        let func = &mut self.ir.funcs[self.func as usize];
        for (number, param) in func.params.iter().enumerate() {
            if let Some(now) = self.current.get(&param.name) {
                func.written.insert(number, *now);
            }
        }
    }

    /// Notes a value that the function being read may return.
    pub(super) fn returned(&mut self, value: NodeIdx) {
        let func = &mut self.ir.funcs[self.func as usize];
        if func.item == ItemKind::Fn {
            func.returns.push(value);
        }
    }

    /// Adds type parameters with their bounds; how many there were before.
    pub(super) fn bind_generics(&mut self, generics: &syn::Generics) -> Bound {
        let before = Bound {
            first: self.bounds.len(),
            all: self.all_bounds.len(),
        };
        for param in generics.type_params() {
            self.bounds
                .push((param.ident.to_string(), bound_of(&param.bounds)));
        }
        for predicate in generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates)
        {
            if let syn::WherePredicate::Type(of) = predicate {
                let name = kind_of(&of.bounded_ty, "");
                let bound = bound_of(&of.bounds);
                if !bound.is_empty() {
                    self.bounds.push((name, bound));
                }
            }
        }
        self.all_bounds.extend(type_words::bounds(generics));
        before
    }

    /// Leaves the type parameters that were added since.
    pub(super) fn unbind(&mut self, before: &Bound) {
        self.bounds.truncate(before.first);
        self.all_bounds.truncate(before.all);
    }
}

/// The parameters of a function that it may make into another type.
fn made_into(sig: &syn::Signature) -> HashMap<String, Vec<String>> {
    let generics = &sig.generics;
    let mut targets: HashMap<String, Vec<String>> = HashMap::new();
    for param in generics.type_params() {
        targets.extend(into_of(&param.bounds).map(|target| (param.ident.to_string(), target)));
    }
    let clauses = generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    for clause in clauses {
        if let syn::WherePredicate::Type(of) = clause {
            let name = kind_of(&of.bounded_ty, "");
            targets.extend(into_of(&of.bounds).map(|target| (name, target)));
        }
    }
    let params = sig.inputs.iter().filter_map(|input| {
        let FnArg::Typed(typed) = input else {
            return None;
        };
        let Pat::Ident(name) = &*typed.pat else {
            return None;
        };
        let target = match &*typed.ty {
            Type::ImplTrait(of) => into_of(&of.bounds),
            other => targets.get(&kind_of(other, "")).cloned(),
        };
        Some((name.ident.to_string(), target?))
    });
    params.collect()
}

/// The type that bounds make a value into, unless it is one of the standard library that holds a text.
fn into_of(
    bounds: &syn::punctuated::Punctuated<syn::TypeParamBound, syn::Token![+]>,
) -> Option<Vec<String>> {
    const TEXTS: [&str; 12] = [
        "String", "str", "PathBuf", "Path", "OsString", "Option", "Cow", "Box", "Arc", "Rc", "Vec",
        "Self",
    ];
    let target = bounds.iter().find_map(|bound| {
        let syn::TypeParamBound::Trait(of) = bound else {
            return None;
        };
        let last = of
            .path
            .segments
            .last()
            .filter(|last| last.ident == "Into")?;
        let syn::PathArguments::AngleBracketed(args) = &last.arguments else {
            return None;
        };
        args.args.iter().find_map(|arg| match arg {
            syn::GenericArgument::Type(Type::Path(of)) => Some(spelt(&of.path)),
            _ => None,
        })
    })?;
    let path: Vec<String> = target.split("::").map(str::to_owned).collect();
    let is_text = path
        .last()
        .is_none_or(|last| TEXTS.contains(&last.as_str()));
    (!is_text).then_some(path)
}

/// The name of a parameter that is a mutable reference, or stands for one.
fn lent_param(input: &FnArg) -> Option<String> {
    let typed = match input {
        FnArg::Receiver(of) => {
            let is_lent = matches!(of.kind, ReceiverKind::Reference(_, _, Some(_)));
            return is_lent.then(|| "self".to_owned());
        }
        FnArg::Typed(typed) => typed,
    };
    let Pat::Ident(name) = &*typed.pat else {
        return None;
    };
    let is_lent = match &*typed.ty {
        Type::Reference(of) => of.mutability.is_some(),
        Type::Path(of) => {
            let last = of.path.segments.last();
            last.is_some_and(|last| GUARDS.contains(&last.ident.to_string().as_str()))
        }
        _ => false,
    };
    is_lent.then(|| name.ident.to_string())
}

/// Names of the type and const parameters.
fn parameters_of(generics: &syn::Generics) -> Vec<String> {
    let names = generics.params.iter().filter_map(|param| match param {
        syn::GenericParam::Type(of) => Some(of.ident.to_string()),
        syn::GenericParam::Const(of) => Some(of.ident.to_string()),
        syn::GenericParam::Lifetime(_) => None,
    });
    names.collect()
}

/// The type of the errors that a function gives: `Failed` of `Result<Model, Failed>`.
fn error_of(output: &ReturnType) -> Option<Vec<String>> {
    let ReturnType::Type(_, kind) = output else {
        return None;
    };
    let Type::Path(result) = &**kind else {
        return None;
    };
    let last = result.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(given) = &last.arguments else {
        return None;
    };
    match given.args.iter().nth(1)? {
        syn::GenericArgument::Type(Type::Path(error)) => Some(lower_expr::spelt(&error.path)),
        _ => None,
    }
}
