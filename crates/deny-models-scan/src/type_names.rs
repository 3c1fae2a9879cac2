//! From syntax trees to [`super::ir`]: types that are named where no value of them shows.

use syn::Type;

use super::ir::TypeName;
use super::lower::Lower;
use super::lower_expr::spelt;

impl Lower {
    /// Notes the types in a type that the function being read names.
    pub(super) fn names_type(&mut self, kind: &Type) {
        let func = self.func;
        self.type_in(kind, func, "");
    }

    /// The same for a type in an item, which is of `owner`.
    pub(super) fn item_names_type(&mut self, kind: &Type, owner: &str) {
        self.type_in(kind, 0, owner);
    }

    /// Notes the types that a path gives to what it names: `Loader::<Small>::new`.
    pub(super) fn names_types_of(&mut self, path: &syn::Path) {
        let func = self.func;
        self.given_in(path, func, "");
    }

    /// The same for the path of an item, which is of `owner`.
    pub(super) fn item_names_types_of(&mut self, path: &syn::Path, owner: &str) {
        self.given_in(path, 0, owner);
    }

    /// Notes a word that may be a type, in tokens that are no Rust by themselves.
    pub(super) fn names_word(&mut self, word: String) {
        let func = self.func;
        self.type_name(vec![word], func, "");
    }

    fn type_name(&mut self, path: Vec<String>, func: u32, owner: &str) {
        let module = self.module;
        self.ir.type_names.push(TypeName {
            path,
            func,
            owner: owner.to_owned(),
            module,
        });
    }

    fn type_in(&mut self, kind: &Type, func: u32, owner: &str) {
        match kind {
            Type::Path(of) => {
                if let Some(inner) = &of.qself {
                    self.type_in(&inner.ty, func, owner);
                }
                self.type_name(spelt(&of.path), func, owner);
                self.given_in(&of.path, func, owner);
            }
            Type::Reference(of) => self.type_in(&of.elem, func, owner),
            Type::Slice(of) => self.type_in(&of.elem, func, owner),
            Type::Array(of) => self.type_in(&of.elem, func, owner),
            Type::Paren(of) => self.type_in(&of.elem, func, owner),
            Type::Group(of) => self.type_in(&of.elem, func, owner),
            Type::Ptr(of) => self.type_in(&of.elem, func, owner),
            Type::Tuple(of) => of
                .elems
                .iter()
                .for_each(|part| self.type_in(part, func, owner)),
            Type::ImplTrait(of) => self.bounds_in(&of.bounds, func, owner),
            Type::TraitObject(of) => self.bounds_in(&of.bounds, func, owner),
            Type::FnPtr(of) => {
                for input in &of.inputs {
                    self.type_in(&input.ty, func, owner);
                }
                self.result_in(&of.output, func, owner);
            }
            _ => {}
        }
    }

    fn result_in(&mut self, output: &syn::ReturnType, func: u32, owner: &str) {
        if let syn::ReturnType::Type(_, kind) = output {
            self.type_in(kind, func, owner);
        }
    }

    fn bounds_in(
        &mut self,
        bounds: &syn::punctuated::Punctuated<syn::TypeParamBound, syn::Token![+]>,
        func: u32,
        owner: &str,
    ) {
        for bound in bounds {
            if let syn::TypeParamBound::Trait(of) = bound {
                self.given_in(&of.path, func, owner);
            }
        }
    }

    fn given_in(&mut self, path: &syn::Path, func: u32, owner: &str) {
        for segment in &path.segments {
            match &segment.arguments {
                syn::PathArguments::None => {}
                syn::PathArguments::AngleBracketed(given) => {
                    for arg in &given.args {
                        match arg {
                            syn::GenericArgument::Type(kind) => self.type_in(kind, func, owner),
                            syn::GenericArgument::AssocType(of) => {
                                self.type_in(&of.ty, func, owner);
                            }
                            _ => {}
                        }
                    }
                }
                syn::PathArguments::Parenthesized(of) => {
                    for input in &of.inputs {
                        self.type_in(&input.ty, func, owner);
                    }
                    self.result_in(&of.output, func, owner);
                }
            }
        }
    }
}
