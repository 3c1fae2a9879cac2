//! From syntax trees to [`super::ir`]: items, types, `use`, modules and implementations.

use syn::spanned::Spanned;
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, Type};

use super::attribute_code::of_fields;
use super::attrs::{self, AttrValue};
use super::ir::{ConstIr, Expr, FieldIr, InlineIr, ItemKind, TypeIr, UseIr};
use super::lower::{Lower, given_field};
use super::type_words::{self, kind_of, spelt};

/// What stands before a function.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) public: bool,
    pub(super) entry: bool,
    pub(super) command: bool,
}

impl Lower {
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
                self.under(&item.attrs, |this| {
                    let of = (&item.ident, &*item.ty);
                    this.constant(of, is_public(&item.vis), &item.expr);
                });
            }
            Item::Static(item) => {
                self.under(&item.attrs, |this| {
                    let of = (&item.ident, &*item.ty);
                    let own = this.ir.funcs.len();
                    this.constant(of, is_public(&item.vis), &item.expr);
                    // The linker or what an attribute makes of it may read it: `#[used]`.
                    this.ir.funcs[own].entry = item.attrs.iter().any(attrs::may_call);
                });
            }
            Item::Fn(item) => self.under(&item.attrs, |this| {
                let about = About::new(&item.vis, &item.attrs);
                // One inside a method is of no type.
                let owner = std::mem::take(&mut this.owner);
                let types = (
                    std::mem::take(&mut this.of_params),
                    std::mem::take(&mut this.blanket),
                );
                let own = this.ir.funcs.len();
                this.function(&item.sig, Some(&item.block), "", about);
                this.attributes_of_function(own, &item.attrs);
                (this.of_params, this.blanket) = types;
                this.owner = owner;
            }),
            Item::Mod(item) => self.under(&item.attrs, |this| this.module(item)),
            Item::Impl(item) => self.under(&item.attrs, |this| this.implementation(item)),
            Item::Trait(item) => self.under(&item.attrs, |this| {
                this.type_item(&item.ident, |of| of.is_trait = true);
                let outer = std::mem::replace(&mut this.owner, item.ident.to_string());
                for inner in &item.items {
                    match inner {
                        TraitItem::Fn(inner) => this.under(&inner.attrs, |this| {
                            let about = About::new(&item.vis, &inner.attrs);
                            this.function(&inner.sig, inner.default.as_ref(), "", about);
                        }),
                        TraitItem::Const(inner) => {
                            if let Some((_, value)) = &inner.default {
                                this.constant((&inner.ident, &inner.ty), false, value);
                            }
                        }
                        _ => {}
                    }
                }
                this.owner = outer;
            }),
            Item::Enum(item) => self.under(&item.attrs, |this| this.enumeration(item)),
            Item::Struct(item) => self.under(&item.attrs, |this| {
                let by_data = attrs::derives(&item.attrs, "Deserialize");
                let derived = attrs::derives_more(&item.attrs);
                let by_default = attrs::derives(&item.attrs, "Default");
                let more = item.attrs.iter().filter(|attr| !attrs::is_of_types(attr));
                let open = more.into_iter().any(attrs::may_call);
                let plain = item.generics.type_params().next().is_none();
                this.type_item(&item.ident, |of| {
                    of.plain = plain;
                    of.by_data = by_data;
                    of.derived = derived;
                    of.by_default = by_default;
                    of.open = open;
                });
                let before = this.bind_generics(&item.generics);
                this.structure(&item.ident.to_string(), &item.fields, None);
                this.unbind(&before);
                let attributes = item.attrs.iter().chain(of_fields(&item.fields));
                this.attributes_of_type(&item.ident, attributes);
            }),
            Item::Union(item) => self.type_item(&item.ident, |_| {}),
            Item::Type(item) => self.under(&item.attrs, |this| {
                let alias = this.kind(&item.ty);
                let alias_args = this.args_of(&item.ty);
                this.item_names_type(&item.ty, "");
                this.type_item(&item.ident, |of| {
                    of.alias = Some(alias);
                    of.alias_args = alias_args;
                });
            }),
            Item::Use(item) => {
                let public = !matches!(item.vis, syn::Visibility::Inherited);
                self.uses(&item.tree, &mut Vec::new(), public);
            }
            Item::ExternCrate(item) => {
                let name = item.ident.to_string();
                let public = !matches!(item.vis, syn::Visibility::Inherited);
                if let Some((_, alias)) = &item.rename {
                    self.used(vec![name], alias.to_string(), public);
                }
            }
            Item::Macro(item) => self.under(&item.attrs, |this| this.item_macro(item)),
            _ => {}
        }
    }

    pub(super) fn constant(
        &mut self,
        (name, kind): (&syn::Ident, &Type),
        public: bool,
        value: &syn::Expr,
    ) {
        let (func, value) = self.as_item(ItemKind::Const, |this| {
            this.names_type(kind);
            this.expr(value)
        });
        let (of_params, bounds) = (self.of_params.clone(), self.all_bounds.clone());
        let item = &mut self.ir.funcs[func as usize];
        item.public = public;
        // What the `impl` is given decides it.
        if !of_params.is_empty() {
            item.of_params = of_params;
            item.bounds = bounds;
        }
        let owner = self.owner.clone();
        self.ir.consts.push(ConstIr {
            owner,
            name: name.to_string(),
            kind: self.kind(kind),
            value,
            func,
        });
    }

    /// Notes a type or trait.
    pub(super) fn type_item(&mut self, name: &syn::Ident, about: impl FnOnce(&mut TypeIr)) {
        let mut item = TypeIr {
            name: name.to_string(),
            module: self.module,
            ..TypeIr::default()
        };
        about(&mut item);
        self.ir.types.push(item);
    }

    pub(super) fn used(&mut self, path: Vec<String>, name: String, public: bool) {
        let module = self.module;
        self.ir.uses.push(UseIr {
            path,
            name,
            public,
            module,
        });
    }

    pub(super) fn module(&mut self, item: &syn::ItemMod) {
        self.modules.push(item.ident.to_string());
        let path = self.modules.clone();
        let conditional = self.context != self.module_context;
        if let Some((_, items)) = &item.content {
            let own = u32::try_from(self.ir.modules.len()).unwrap_or(0);
            self.ir.modules.push(InlineIr { path, conditional });
            let outer = std::mem::replace(&mut self.module, own);
            let outer_context = std::mem::replace(&mut self.module_context, self.context);
            self.items(items);
            self.module = outer;
            self.module_context = outer_context;
        }
        self.modules.pop();
    }

    pub(super) fn implementation(&mut self, item: &syn::ItemImpl) {
        let outer = std::mem::replace(&mut self.owner, kind_of(&item.self_ty, ""));
        let before = self.bind_generics(&item.generics);
        let outer_types = self.enter_type(item);
        // What is implemented for every type with a trait belongs to that trait.
        let mut bounds = self.bounds[before.first..].iter().rev();
        let bound = bounds.find(|(name, bound)| *name == self.owner && !bound.is_empty());
        if let Some((_, bound)) = bound {
            self.owner.clone_from(bound);
        }
        let of_trait = item.trait_.as_ref().map(|(path, _)| spelt(path));
        let of_trait = of_trait.unwrap_or_default();
        let owner = self.owner.clone();
        if let Some((path, _)) = &item.trait_ {
            self.item_names_types_of(path, &owner);
        }
        if let Type::Path(of) = &*item.self_ty {
            self.item_names_types_of(&of.path, &owner);
        }
        let outer_trait = std::mem::replace(&mut self.of_trait, of_trait.clone());
        let first = self.ir.funcs.len();
        for inner in &item.items {
            self.impl_item(inner, &of_trait);
        }
        if item.attrs.iter().any(attrs::may_call) {
            let inside = self.ir.funcs[first..].iter_mut();
            let own = inside.filter(|func| func.owner == owner && func.of_trait == of_trait);
            own.for_each(|func| func.registered = true);
        }
        self.unbind(&before);
        (self.of_params, self.blanket) = outer_types;
        self.of_trait = outer_trait;
        self.owner = outer;
    }

    pub(super) fn impl_item(&mut self, item: &ImplItem, of_trait: &str) {
        match item {
            ImplItem::Fn(inner) => self.under(&inner.attrs, |this| {
                let about = About::new(&inner.vis, &inner.attrs);
                let own = this.ir.funcs.len();
                this.function(&inner.sig, Some(&inner.block), of_trait, about);
                this.attributes_of_function(own, &inner.attrs);
            }),
            ImplItem::Const(inner) => self.under(&inner.attrs, |this| {
                let of = (&inner.ident, &inner.ty);
                this.constant(of, is_public(&inner.vis), &inner.expr);
            }),
            ImplItem::Type(inner) => {
                let owner = self.owner.clone();
                self.item_names_type(&inner.ty, &owner);
                self.under(&inner.attrs, |this| this.associated(inner));
            }
            ImplItem::Macro(inner) => self.under(&inner.attrs, |this| {
                let item = |this: &mut Self, item: &ImplItem| this.impl_item(item, of_trait);
                if !this.impl_items_of_macro(&inner.mac, item) {
                    this.macro_call(&inner.mac);
                }
            }),
            _ => {}
        }
    }

    pub(super) fn enumeration(&mut self, item: &syn::ItemEnum) {
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
                    self.write(name.clone(), format!("#{variant_name}"), value, false);
                }
            }
            self.under(&variant.attrs, |this| {
                this.structure(&variant_name, &variant.fields, Some(&name));
            });
            variants.push((variant_name, default, line));
        }
        let variants_of = item.variants.iter();
        let of_variants = variants_of.flat_map(|of| of.attrs.iter().chain(of_fields(&of.fields)));
        self.attributes_of_type(&item.ident, item.attrs.iter().chain(of_variants));
        let derived = attrs::derives_more(&item.attrs);
        let mut given = item.variants.iter();
        let numbered = given.any(|variant| variant.discriminant.is_some());
        let plain = item.generics.type_params().next().is_none();
        self.type_item(&item.ident, |of| {
            of.plain = plain;
            of.variants = Some(variants);
            of.numbered = numbered;
            of.by_data = derived;
            of.derived = derived;
        });
    }

    pub(super) fn structure(&mut self, name: &str, fields: &Fields, of_enum: Option<&str>) {
        for (number, field) in fields.iter().enumerate() {
            let label = field
                .ident
                .as_ref()
                .map_or_else(|| number.to_string(), ToString::to_string);
            let kind = kind_of(&field.ty, name);
            let bound = self.bounds.iter().rev().find(|(name, _)| *name == kind);
            let kind = bound.map_or(kind, |(_, bound)| bound.clone());
            self.item_names_type(&field.ty, of_enum.unwrap_or(name));
            self.ir.fields.push(FieldIr {
                owner: name.to_owned(),
                name: label.clone(),
                kind,
                module: self.module,
                of_enum: of_enum.map(str::to_owned),
                spelt: attrs::spelt(&field.attrs),
            });
            for (given, kind) in type_words::given_in(&field.ty) {
                self.ir.fields.push(FieldIr {
                    owner: name.to_owned(),
                    name: given_field(&label, given),
                    kind,
                    module: self.module,
                    of_enum: of_enum.map(str::to_owned),
                    spelt: Vec::new(),
                });
            }
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
                    AttrValue::Open => self.add(Expr::Unknown, span),
                    AttrValue::Name(_) => continue,
                };
                self.write(name.to_owned(), label.clone(), value, of_enum.is_some());
            }
        }
    }

    pub(super) fn uses(&mut self, tree: &syn::UseTree, path: &mut Vec<String>, public: bool) {
        let hub = ["hf_hub", "hf_hub_simple", "huggingface_hub"];
        match tree {
            syn::UseTree::Path(part) => {
                self.ir.hub |= hub.contains(&part.ident.to_string().as_str());
                path.push(part.ident.to_string());
                self.uses(&part.tree, path, public);
                path.pop();
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                let own = path.last().cloned().unwrap_or_default();
                self.used(path.clone(), own, public);
            }
            syn::UseTree::Name(name) => {
                let mut full = path.clone();
                full.push(name.ident.to_string());
                self.used(full, name.ident.to_string(), public);
            }
            syn::UseTree::Rename(rename) => {
                let mut full = path.clone();
                if rename.ident != "self" {
                    full.push(rename.ident.to_string());
                }
                self.used(full, rename.rename.to_string(), public);
            }
            syn::UseTree::Glob(_) => {
                let mut full = path.clone();
                full.push("*".to_owned());
                self.used(full, "*".to_owned(), public);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.uses(tree, path, public);
                }
            }
        }
    }
}

impl About {
    fn new(visibility: &syn::Visibility, attributes: &[Attribute]) -> Self {
        Self {
            public: is_public(visibility),
            entry: attributes.iter().any(attrs::may_call),
            command: attributes.iter().any(attrs::is_command),
        }
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}
