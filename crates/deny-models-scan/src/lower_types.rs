//! From syntax trees to [`super::ir`]: the types that code gives for type parameters.

use syn::punctuated::Punctuated;
use syn::{GenericArgument, PathArguments, Token, Type};

use super::expr_start;
use super::ir::{ConstIr, Expr, ItemKind, NodeIdx, TypeArgs};
use super::lower::Lower;
use super::type_words::{held, kind_of, names_of, takes_types};

impl Lower {
    /// What a path gives to the parameters of what it names.
    pub(super) fn type_args(&mut self, path: &syn::ExprPath) -> TypeArgs {
        let mut types = self.args_of_path(&path.path);
        if let Some(of) = &path.qself {
            if of.position > 0 {
                types.this = Some(self.type_node(&of.ty));
            } else {
                types.of = self.args_of(&of.ty);
            }
        }
        types
    }

    /// A path with the type that stands before it: `<Args>::parse` is `Args::parse`.
    pub(super) fn path_of(&mut self, path: &syn::ExprPath) -> Vec<String> {
        let mut parts = self.path(&path.path);
        if let Some(of) = &path.qself
            && of.position == 0
            && let Type::Path(of) = &*of.ty
        {
            parts.splice(..0, self.path(&of.path));
        }
        parts
    }

    /// The same without the type that is seen as a trait.
    pub(super) fn args_of_path(&mut self, path: &syn::Path) -> TypeArgs {
        let mut segments = path.segments.iter().rev();
        let mut next = || segments.next().map(|segment| &segment.arguments);
        let (last, of) = (next(), next());
        TypeArgs {
            last: self.given(last),
            of: self.given(of),
            ..TypeArgs::default()
        }
    }

    /// What a method call gives: `hub.pull::<Small>()`.
    pub(super) fn args_of_method(&mut self, call: &syn::ExprMethodCall) -> TypeArgs {
        let Some(turbofish) = &call.turbofish else {
            return TypeArgs::default();
        };
        TypeArgs {
            last: self.nodes_of(&turbofish.args),
            ..TypeArgs::default()
        }
    }

    /// What a type gives to the parameters of its last name.
    pub(super) fn args_of(&mut self, of: &Type) -> Vec<NodeIdx> {
        match of {
            Type::Path(of) => {
                let last = of.path.segments.last();
                self.given(last.map(|last| &last.arguments))
            }
            Type::Reference(of) => self.args_of(&of.elem),
            _ => Vec::new(),
        }
    }

    /// Notes the types that an expression gives.
    pub(super) fn gives(&mut self, node: NodeIdx, types: TypeArgs) {
        if types.this.is_some() || !types.last.is_empty() || !types.of.is_empty() {
            self.ir.type_args.insert(node, types);
        }
    }

    fn given(&mut self, arguments: Option<&PathArguments>) -> Vec<NodeIdx> {
        match arguments {
            Some(PathArguments::AngleBracketed(args)) => self.nodes_of(&args.args),
            _ => Vec::new(),
        }
    }

    fn nodes_of(&mut self, args: &Punctuated<GenericArgument, Token![,]>) -> Vec<NodeIdx> {
        let mut types = Vec::new();
        for arg in args {
            types.push(match arg {
                GenericArgument::Type(of) => self.type_node(of),
                GenericArgument::Const(of) => self.expr(of),
                _ => continue,
            });
        }
        types
    }

    /// An expression that names a type.
    fn type_node(&mut self, of: &Type) -> NodeIdx {
        match of {
            Type::Path(of) if of.qself.is_none() => {
                let span = expr_start::of_path(&of.path);
                let types = TypeArgs {
                    last: self.args_of_path(&of.path).last,
                    ..TypeArgs::default()
                };
                let path = self.path(&of.path);
                let node = self.add(Expr::Path(path), span);
                self.gives(node, types);
                node
            }
            Type::Reference(of) => self.type_node(&of.elem),
            Type::Paren(of) => self.type_node(&of.elem),
            Type::Group(of) => self.type_node(&of.elem),
            other => {
                let span = syn::spanned::Spanned::span(other);
                self.add(Expr::Unknown, span)
            }
        }
    }

    /// The type of values through references, options, boxes and the like, as an expression that names it.
    pub(super) fn declared_type(&mut self, of: &Type) -> NodeIdx {
        self.type_node(held(of))
    }

    /// Notes the type that a value is declared with, as far as a call gives it.
    pub(super) fn declare(&mut self, value: NodeIdx, of: NodeIdx, written: &Type) {
        let mut at = value;
        while let Expr::Method(receiver, name, _) = &self.ir.node(at).ex
            && TAKES_OUT.contains(&name.as_str())
        {
            at = *receiver;
        }
        // What an iterator is collected to is the list, not what that holds.
        let collects =
            matches!(&self.ir.node(at).ex, Expr::Method(_, name, _) if name == "collect");
        let of = if collects {
            self.type_node(written)
        } else {
            of
        };
        if matches!(self.ir.node(at).ex, Expr::Call(..) | Expr::Method(..)) {
            self.ir.type_args.entry(at).or_default().declared = Some(of);
        }
    }

    /// Notes the types that parameters and the result of the function being read are declared with.
    pub(super) fn declare_types(&mut self, sig: &syn::Signature) {
        for input in &sig.inputs {
            if let syn::FnArg::Typed(typed) = input
                && takes_types(held(&typed.ty))
            {
                let of = self.declared_type(&typed.ty);
                if let syn::Pat::Ident(name) = &*typed.pat {
                    let func = &mut self.ir.funcs[self.func as usize];
                    func.declared.insert(name.ident.to_string(), of);
                }
            }
        }
        if let syn::ReturnType::Type(_, of) = &sig.output {
            let of = self.declared_type(of);
            self.ir.funcs[self.func as usize].returns_type = Some(of);
        }
    }

    /// Begins an `impl`: which type parameters its type takes, or that it is for one of them. Returns those of the one
    /// around it.
    pub(super) fn enter_type(&mut self, item: &syn::ItemImpl) -> (Vec<String>, String) {
        let mut of = &*item.self_ty;
        while let Type::Reference(inner) = of {
            of = &inner.elem;
        }
        let is_param = |name: &str| {
            item.generics.params.iter().any(|param| match param {
                syn::GenericParam::Type(of) => of.ident == name,
                syn::GenericParam::Const(of) => of.ident == name,
                syn::GenericParam::Lifetime(_) => false,
            })
        };
        let own = kind_of(of, "");
        let blanket = if is_param(&own) { own } else { String::new() };
        let takes = match of {
            Type::Path(of) => match of.path.segments.last().map(|last| &last.arguments) {
                Some(PathArguments::AngleBracketed(args)) => names_of(&args.args, &is_param),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        (
            std::mem::replace(&mut self.of_params, takes),
            std::mem::replace(&mut self.blanket, blanket),
        )
    }

    /// A type that an `impl` names: a constant whose value is the name of a type.
    pub(super) fn associated(&mut self, item: &syn::ImplItemType) {
        let (func, value) = self.as_item(ItemKind::Const, |this| this.type_node(&item.ty));
        self.ir.consts.push(ConstIr {
            owner: self.owner.clone(),
            name: item.ident.to_string(),
            kind: String::new(),
            value,
            func,
        });
    }
}

/// Methods that give what a result or option holds.
const TAKES_OUT: [&str; 5] = [
    "unwrap",
    "expect",
    "unwrap_or_default",
    "context",
    "with_context",
];
