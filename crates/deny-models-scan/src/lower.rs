//! From syntax trees to [`super::ir`]: items.

use syn::spanned::Spanned;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, Pat, ReturnType, TraitItem, Type};

use super::attrs::{self, AttrValue};
use super::ir::{Context, EnumIr, Expr, FileIr, Func, ModIr, Node, NodeIdx, Param};

/// What lowering keeps while it goes down a file.
pub(super) struct Lower {
    pub(super) ir: FileIr,
    /// The function that is being read.
    pub(super) func: u32,
    /// The conditions that hold.
    pub(super) context: u32,
    /// Whether what is read is only printed, logged or raised.
    pub(super) mention: bool,
    /// The type whose `impl` is being read.
    pub(super) owner: String,
    modules: Vec<String>,
}

/// Reads a file.
pub(super) fn file(path: &str, file: &syn::File) -> FileIr {
    let mut lower = Lower {
        ir: FileIr {
            path: path.to_owned(),
            ..FileIr::default()
        },
        func: 0,
        context: 0,
        mention: false,
        owner: String::new(),
        modules: Vec::new(),
    };
    lower.ir.contexts.push(attrs::context(&file.attrs));
    lower.ir.funcs.push(Func::default());
    lower.items(&file.items);
    lower.ir
}

/// The last word of a type, through references, options, boxes and the like.
pub(super) fn kind_of(kind: &Type, owner: &str) -> String {
    match kind {
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else {
                return String::new();
            };
            let name = last.ident.to_string();
            let through = [
                "Option", "Result", "Box", "Arc", "Rc", "Vec", "Cow", "Mutex", "RwLock", "RefCell",
            ];
            if through.contains(&name.as_str())
                && let syn::PathArguments::AngleBracketed(args) = &last.arguments
            {
                let inner = args.args.iter().find_map(|arg| match arg {
                    syn::GenericArgument::Type(kind) => Some(kind_of(kind, owner)),
                    _ => None,
                });
                return inner.unwrap_or(name);
            }
            if name == "Self" {
                owner.to_owned()
            } else {
                name
            }
        }
        Type::Reference(reference) => kind_of(&reference.elem, owner),
        Type::Slice(slice) => kind_of(&slice.elem, owner),
        Type::Array(array) => kind_of(&array.elem, owner),
        Type::Paren(paren) => kind_of(&paren.elem, owner),
        Type::Group(group) => kind_of(&group.elem, owner),
        _ => String::new(),
    }
}

impl Lower {
    /// Adds a node.
    pub(super) fn add(&mut self, ex: Expr, span: proc_macro2::Span) -> NodeIdx {
        let start = span.start();
        let ix = NodeIdx::try_from(self.ir.nodes.len()).unwrap_or(NodeIdx::MAX);
        self.ir.nodes.push(Node {
            ex,
            line: u32::try_from(start.line).unwrap_or(0),
            column: u32::try_from(start.column + 1).unwrap_or(0),
            func: self.func,
            context: self.context,
            mention: self.mention,
        });
        ix
    }

    /// Runs with the conditions of attributes added.
    pub(super) fn under<T>(&mut self, attrs: &[Attribute], run: impl FnOnce(&mut Self) -> T) -> T {
        let own = attrs::context(attrs);
        self.within(&own, run)
    }

    /// Runs with conditions added.
    pub(super) fn within<T>(&mut self, own: &Context, run: impl FnOnce(&mut Self) -> T) -> T {
        if *own == Context::default() {
            return run(self);
        }
        let outer = self.context;
        let both = self.ir.contexts[outer as usize].and(own);
        let known = self.ir.contexts.iter().position(|known| *known == both);
        let known = known.unwrap_or_else(|| {
            self.ir.contexts.push(both);
            self.ir.contexts.len() - 1
        });
        self.context = u32::try_from(known).unwrap_or(0);
        let out = run(self);
        self.context = outer;
        out
    }

    /// Items of a file or module.
    pub(super) fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    /// One item.
    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::Const(item) => {
                self.under(&item.attrs, |this| this.constant(&item.ident, &item.expr));
            }
            Item::Static(item) => {
                self.under(&item.attrs, |this| this.constant(&item.ident, &item.expr));
            }
            Item::Fn(item) => self.under(&item.attrs, |this| {
                this.function(&item.sig, Some(&item.block), "");
            }),
            Item::Mod(item) => self.under(&item.attrs, |this| this.module(item)),
            Item::Impl(item) => self.under(&item.attrs, |this| this.implementation(item)),
            Item::Trait(item) => self.under(&item.attrs, |this| {
                let outer = std::mem::replace(&mut this.owner, item.ident.to_string());
                for inner in &item.items {
                    match inner {
                        TraitItem::Fn(inner) => this.under(&inner.attrs, |this| {
                            this.function(&inner.sig, inner.default.as_ref(), "");
                        }),
                        TraitItem::Const(inner) => {
                            if let Some((_, value)) = &inner.default {
                                this.constant(&inner.ident, value);
                            }
                        }
                        _ => {}
                    }
                }
                this.owner = outer;
            }),
            Item::Enum(item) => self.under(&item.attrs, |this| this.enumeration(item)),
            Item::Struct(item) => self.under(&item.attrs, |this| {
                if attrs::derives(&item.attrs, "Deserialize") {
                    this.ir.read_types.push(item.ident.to_string());
                }
                this.structure(&item.ident.to_string(), &item.fields);
            }),
            Item::Use(item) => {
                let public = !matches!(item.vis, syn::Visibility::Inherited);
                self.uses(&item.tree, &mut Vec::new(), public);
            }
            Item::ExternCrate(item) => {
                let name = item.ident.to_string();
                let public = !matches!(item.vis, syn::Visibility::Inherited);
                if let Some((_, alias)) = &item.rename {
                    self.ir.uses.push((vec![name], alias.to_string(), public));
                }
            }
            Item::Macro(item) => self.under(&item.attrs, |this| this.item_macro(item)),
            _ => {}
        }
    }

    fn constant(&mut self, name: &syn::Ident, value: &syn::Expr) {
        let value = self.expr(value);
        let owner = self.owner.clone();
        self.ir.consts.push((owner, name.to_string(), value));
    }

    fn module(&mut self, item: &syn::ItemMod) {
        self.modules.push(item.ident.to_string());
        if let Some((_, items)) = &item.content {
            self.items(items);
        } else {
            let file = item.attrs.iter().find_map(|attr| match &attr.meta {
                syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                    syn::Expr::Lit(syn::ExprLit {
                        lit: syn::Lit::Str(text),
                        ..
                    }) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            });
            let context = self.ir.contexts[self.context as usize].clone();
            self.ir.mods.push(ModIr {
                path: self.modules.clone(),
                file,
                context,
            });
        }
        self.modules.pop();
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let outer = std::mem::replace(&mut self.owner, kind_of(&item.self_ty, ""));
        let of_trait = item
            .trait_
            .as_ref()
            .and_then(|(path, _)| path.segments.last().map(|last| last.ident.to_string()));
        let of_trait = of_trait.unwrap_or_default();
        for inner in &item.items {
            match inner {
                ImplItem::Fn(inner) => self.under(&inner.attrs, |this| {
                    this.function(&inner.sig, Some(&inner.block), &of_trait);
                }),
                ImplItem::Const(inner) => self.under(&inner.attrs, |this| {
                    this.constant(&inner.ident, &inner.expr);
                }),
                ImplItem::Macro(inner) => self.under(&inner.attrs, |this| {
                    this.macro_call(&inner.mac);
                }),
                _ => {}
            }
        }
        self.owner = outer;
    }

    fn function(&mut self, sig: &syn::Signature, block: Option<&syn::Block>, of_trait: &str) {
        let mut func = Func {
            name: sig.ident.to_string(),
            owner: self.owner.clone(),
            of_trait: of_trait.to_owned(),
            ..Func::default()
        };
        let mut patterns = Vec::new();
        for (number, input) in sig.inputs.iter().enumerate() {
            match input {
                FnArg::Receiver(_) => {
                    func.takes_self = true;
                    func.params.push(Param {
                        name: "self".to_owned(),
                        kind: self.owner.clone(),
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
                    func.params.push(Param {
                        name,
                        kind: kind_of(&typed.ty, &self.owner),
                    });
                }
            }
        }
        if let ReturnType::Type(_, kind) = &sig.output {
            func.returns_kind = kind_of(kind, &self.owner);
        }
        let outer = self.func;
        let owner = self.owner.clone();
        self.func = u32::try_from(self.ir.funcs.len()).unwrap_or(0);
        self.ir.funcs.push(func);
        for (name, pattern) in patterns {
            let whole = self.add(Expr::Path(vec![name]), sig.span());
            self.bind(pattern, whole);
        }
        if let Some(block) = block {
            let value = self.block(block);
            self.returned(value);
        }
        self.func = outer;
        self.owner = owner;
    }

    /// Notes a value that the function being read may return.
    pub(super) fn returned(&mut self, value: NodeIdx) {
        if self.func > 0 {
            self.ir.funcs[self.func as usize].returns.push(value);
        }
    }

    fn enumeration(&mut self, item: &syn::ItemEnum) {
        let name = item.ident.to_string();
        let mut variants = Vec::new();
        for variant in &item.variants {
            let default = variant
                .attrs
                .iter()
                .any(|attr| attr.path().is_ident("default"));
            let line = u32::try_from(variant.ident.span().start().line).unwrap_or(0);
            let variant_name = variant.ident.to_string();
            for attr_value in attrs::values(&variant.attrs) {
                if let AttrValue::Name(text) = attr_value {
                    let value = self.add(Expr::Lit(text), variant.ident.span());
                    self.ir
                        .writes
                        .push((name.clone(), format!("#{variant_name}"), value));
                }
            }
            self.under(&variant.attrs, |this| {
                this.structure(&variant_name, &variant.fields);
            });
            variants.push((variant_name, default, line));
        }
        self.ir.enums.push(EnumIr { name, variants });
    }

    fn structure(&mut self, name: &str, fields: &Fields) {
        for (number, field) in fields.iter().enumerate() {
            let label = field
                .ident
                .as_ref()
                .map_or_else(|| number.to_string(), ToString::to_string);
            let kind = kind_of(&field.ty, name);
            self.ir.fields.push((name.to_owned(), label.clone(), kind));
            for attr_value in attrs::values(&field.attrs) {
                let span = field.span();
                let value = match attr_value {
                    AttrValue::Text(text) => self.add(Expr::Lit(text), span),
                    AttrValue::Function(path) => {
                        let path = path.split("::").map(str::to_owned).collect();
                        self.add(Expr::Call(path, Vec::new()), span)
                    }
                    AttrValue::Tokens(tokens) => match syn::parse2::<syn::Expr>(tokens) {
                        Ok(expr) => self.expr(&expr),
                        Err(_) => continue,
                    },
                    AttrValue::Name(_) => continue,
                };
                self.ir.writes.push((name.to_owned(), label.clone(), value));
            }
        }
    }

    fn uses(&mut self, tree: &syn::UseTree, path: &mut Vec<String>, public: bool) {
        let hub = ["hf_hub", "hf_hub_simple", "huggingface_hub"];
        match tree {
            syn::UseTree::Path(part) => {
                self.ir.hub |= hub.contains(&part.ident.to_string().as_str());
                path.push(part.ident.to_string());
                self.uses(&part.tree, path, public);
                path.pop();
            }
            syn::UseTree::Name(name) => {
                let mut full = path.clone();
                full.push(name.ident.to_string());
                self.ir.uses.push((full, name.ident.to_string(), public));
            }
            syn::UseTree::Rename(rename) => {
                let mut full = path.clone();
                full.push(rename.ident.to_string());
                self.ir.uses.push((full, rename.rename.to_string(), public));
            }
            syn::UseTree::Glob(_) => {
                let mut full = path.clone();
                full.push("*".to_owned());
                self.ir.uses.push((full, "*".to_owned(), public));
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.uses(tree, path, public);
                }
            }
        }
    }
}
