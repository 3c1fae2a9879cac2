//! From syntax trees to [`super::ir`]: items.

use std::rc::Rc;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use syn::spanned::Spanned;
use syn::{
    Attribute, Fields, FnArg, ImplItem, Item, Pat, ReceiverKind, ReturnType, TraitItem, Type,
};

use super::attrs::{self, AttrValue};
use super::expand::Rules;
use super::ir::{
    ConstIr, Context, Expr, FieldIr, FileIr, Func, Guard, InlineIr, ItemKind, Node, NodeIdx, Param,
    TypeIr, UseIr, WriteIr,
};
use super::limits::Limits;
use super::macro_texts::MacroTexts;
use super::type_words::{self, bound_of, kind_of, spelt};

/// How many type parameters are around an item.
struct Bound {
    first: usize,
    all: usize,
}

/// A loop or a labelled block around what is read.
#[derive(Debug)]
pub(super) struct Breakable {
    pub(super) label: Option<String>,
    pub(super) is_loop: bool,
    /// What `break` gives.
    pub(super) values: Vec<NodeIdx>,
}

/// A field of a variable, or of a field of it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The type that has the field; empty where it is not known.
    pub(super) owner: String,
    /// The field, and those that it lies in, the innermost first.
    pub(super) labels: Vec<String>,
    /// The variable, where it is one.
    pub(super) base: Option<String>,
    /// Whether it lies behind a lock or a cell, which others may share.
    pub(super) is_shared: bool,
}

/// What lowering keeps while it goes down a file.
#[expect(clippy::struct_excessive_bools, reason = "what holds where it reads")]
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
    /// The trait whose `impl` is being read.
    of_trait: String,
    pub(super) modules: Vec<String>,
    /// The module that is being read: an index into [`FileIr::modules`].
    pub(super) module: u32,
    /// The conditions of the module that is being read.
    module_context: u32,
    /// Variables that were written to, each with what it is since.
    pub(super) current: HashMap<String, NodeIdx>,
    /// Names of the parameters of the closures around what is read.
    pub(super) closure_names: Vec<Vec<String>>,
    /// Names that were bound again, each with the variable that it means.
    pub(super) names: HashMap<String, String>,
    /// Whether patterns bind the names as they are spelt: those of parameters of closures.
    pub(super) keeps_names: bool,
    /// Whether patterns bind the variables that names mean already: in further cases of one pattern.
    pub(super) binds_again: bool,
    /// Variables that stand for a place of a value, each with the place.
    pub(super) places: HashMap<String, Place>,
    /// Parameters of the function that is read which are mutable references.
    pub(super) lent_params: Vec<String>,
    /// Variables that share what they hold with another: `let other = Rc::clone(&shared);`.
    pub(super) shared: HashMap<String, String>,
    /// Iterators in variables that were gone on.
    pub(super) advanced: HashMap<String, usize>,
    /// How often the variables of the function being read were named.
    pub(super) mentions: HashMap<String, usize>,
    /// Loops and labelled blocks around what is read.
    pub(super) breakables: Vec<Breakable>,
    /// What the condition of the `if` that was read last needs not to hold.
    pub(super) failed: Vec<(NodeIdx, bool)>,
    /// Conditions and loops around what is read, within its function.
    pub(super) conditional: usize,
    /// The same where the body of the closure that is read begins.
    pub(super) of_closure: usize,
    /// Whether the `let` whose names are bound has a `cfg` of its own.
    pub(super) configured: bool,
    /// Names of type parameters around, each with the first trait that bounds it.
    bounds: Vec<(String, String)>,
    /// The same with every trait.
    pub(super) all_bounds: Vec<(String, String)>,
    /// What the type whose `impl` is being read takes: names of type parameters, in order.
    pub(super) of_params: Vec<String>,
    /// The type parameter whose `impl` is being read.
    pub(super) blanket: String,
    /// How far it goes.
    pub(super) limits: Limits,
    /// Whether the rules of a macro are read as they stand.
    pub(super) in_rules: bool,
    /// Macros that are being replaced by what they stand for, one inside the other.
    pub(super) expansions: usize,
    /// Tokens that macros in place of items may still be replaced by, and other macros.
    pub(super) expanded_left: usize,
    pub(super) values_left: usize,
    /// The macros of the file that were read so far.
    pub(super) own_rules: HashMap<String, Rc<[Rules]>>,
    /// Those of the package that were used in the file.
    pub(super) package_rules: HashMap<String, Rc<[Rules]>>,
    /// Those of the package.
    pub(super) macro_texts: Arc<MacroTexts>,
    /// What `$crate` is in them, where they are of another package.
    pub(super) home: Option<String>,
    /// Names of macros in place of items.
    pub(super) item_macros: HashSet<String>,
    /// Macros whose rules are not read by themselves, as what they are replaced by is.
    pub(super) put_off: HashMap<String, proc_macro2::TokenStream>,
    /// Parameters of the function being read that it may make into another type, each with the type.
    pub(super) made_into: HashMap<String, Vec<String>>,
}

/// Reads a file.
pub(super) fn file(
    path: &str,
    file: &syn::File,
    macros: &Arc<MacroTexts>,
    limits: &Limits,
) -> FileIr {
    let mut lower = Lower::new(path, &file.attrs, limits);
    lower.macro_texts = Arc::clone(macros);
    lower.item_macros = item_macros(&file.items);
    lower.items(&file.items);
    lower.ir
}

/// Reads what macros of another package, which code calls `home`, were replaced by in a file.
pub(super) fn replaced(
    path: &str,
    items: &syn::File,
    (home, macros): (&str, &Arc<MacroTexts>),
    limits: &Limits,
) -> FileIr {
    let mut lower = Lower::new(path, &items.attrs, limits);
    lower.macro_texts = Arc::clone(macros);
    lower.home = Some(home.to_owned());
    lower.item_macros = item_macros(&items.items);
    lower.items(&items.items);
    lower.ir
}

/// Reads a file whose statements are the value of an `include!`.
pub(super) fn included(path: &str, statements: &[syn::Stmt], limits: &Limits) -> FileIr {
    let mut lower = Lower::new(path, &[], limits);
    let (func, value) = lower.as_item(ItemKind::Const, |this| {
        let value = this.statements(statements);
        value.unwrap_or_else(|| this.add(Expr::Unknown, proc_macro2::Span::call_site()))
    });
    lower.ir.consts.push(ConstIr {
        owner: String::new(),
        name: included_name(path),
        kind: String::new(),
        value,
        func,
    });
    lower.ir
}

/// What stands for the type that the type of a field gives to its parameter of a number; no code can spell it.
pub(super) fn given_field(label: &str, number: usize) -> String {
    format!("{label}<{number}")
}

/// The constant that stands for the value of an included file; no code can spell it.
pub(super) fn included_name(path: &str) -> String {
    format!("_{path}")
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

/// Names of the type and const parameters.
fn parameters_of(generics: &syn::Generics) -> Vec<String> {
    let names = generics.params.iter().filter_map(|param| match param {
        syn::GenericParam::Type(of) => Some(of.ident.to_string()),
        syn::GenericParam::Const(of) => Some(of.ident.to_string()),
        syn::GenericParam::Lifetime(_) => None,
    });
    names.collect()
}

/// Names of the macros in place of items.
fn item_macros(items: &[Item]) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut open: Vec<&[Item]> = vec![items];
    while let Some(items) = open.pop() {
        for item in items {
            match item {
                Item::Macro(item) => {
                    let last = item.mac.path.segments.last();
                    found.extend(last.map(|last| last.ident.to_string()));
                }
                Item::Mod(module) => {
                    open.extend(module.content.iter().map(|(_, items)| items.as_slice()));
                }
                _ => {}
            }
        }
    }
    found
}

/// The name of a parameter that is a mutable reference.
fn lent_param(input: &FnArg) -> Option<String> {
    let FnArg::Typed(typed) = input else {
        return None;
    };
    match (&*typed.ty, &*typed.pat) {
        (Type::Reference(of), Pat::Ident(name)) if of.mutability.is_some() => {
            Some(name.ident.to_string())
        }
        _ => None,
    }
}

impl Lower {
    fn new(path: &str, attributes: &[Attribute], limits: &Limits) -> Self {
        let mut lower = Self {
            ir: FileIr {
                path: path.to_owned(),
                ..FileIr::default()
            },
            func: 0,
            context: 0,
            mention: false,
            owner: String::new(),
            of_trait: String::new(),
            modules: Vec::new(),
            module: 0,
            module_context: 0,
            current: HashMap::new(),
            closure_names: Vec::new(),
            names: HashMap::new(),
            keeps_names: false,
            binds_again: false,
            places: HashMap::new(),
            lent_params: Vec::new(),
            shared: HashMap::new(),
            advanced: HashMap::new(),
            mentions: HashMap::new(),
            breakables: Vec::new(),
            failed: Vec::new(),
            conditional: 0,
            of_closure: 0,
            configured: false,
            bounds: Vec::new(),
            all_bounds: Vec::new(),
            of_params: Vec::new(),
            blanket: String::new(),
            limits: *limits,
            in_rules: false,
            expansions: 0,
            expanded_left: limits.expanded,
            values_left: limits.expanded,
            own_rules: HashMap::new(),
            package_rules: HashMap::new(),
            macro_texts: Arc::default(),
            home: None,
            item_macros: HashSet::new(),
            put_off: HashMap::new(),
            made_into: HashMap::new(),
        };
        lower.ir.contexts.push(attrs::context(attributes));
        lower.ir.modules.push(InlineIr::default());
        lower.ir.funcs.push(Func::default());
        lower
    }

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
        // What is written to there may be what it was.
        self.conditional += 1;
        let out = run(self);
        self.conditional -= 1;
        self.context = outer;
        out
    }

    /// The index of the node that comes next.
    pub(super) fn next_node(&self) -> NodeIdx {
        NodeIdx::try_from(self.ir.nodes.len()).unwrap_or(NodeIdx::MAX)
    }

    /// Runs, and notes that what it reads runs only for some variants of a value.
    pub(super) fn guarded<T>(
        &mut self,
        on: NodeIdx,
        paths: Vec<Vec<String>>,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let start = self.next_node();
        let out = run(self);
        let end = self.next_node();
        if !paths.is_empty() && start < end {
            self.ir.guards.push(Guard {
                start,
                end,
                on,
                paths,
            });
        }
        out
    }

    /// Runs as the code of an item that is no function, and returns which it is.
    pub(super) fn as_item<T>(
        &mut self,
        item: ItemKind,
        run: impl FnOnce(&mut Self) -> T,
    ) -> (u32, T) {
        let own = u32::try_from(self.ir.funcs.len()).unwrap_or(0);
        self.ir.funcs.push(Func {
            item,
            module: self.module,
            owner: self.owner.clone(),
            of_trait: self.of_trait.clone(),
            ..Func::default()
        });
        let outer = std::mem::replace(&mut self.func, own);
        let outer_names = std::mem::take(&mut self.names);
        let out = run(self);
        self.names = outer_names;
        self.func = outer;
        (own, out)
    }

    /// A type as written, with type parameters replaced by what bounds them.
    fn kind(&self, kind: &Type) -> String {
        let kind = kind_of(kind, &self.owner);
        let bound = self.bounds.iter().rev().find(|(name, _)| *name == kind);
        bound.map_or(kind, |(_, bound)| bound.clone())
    }

    /// Adds type parameters with their bounds; how many there were before.
    fn bind_generics(&mut self, generics: &syn::Generics) -> Bound {
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
    fn unbind(&mut self, before: &Bound) {
        self.bounds.truncate(before.first);
        self.all_bounds.truncate(before.all);
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
                self.under(&item.attrs, |this| {
                    let of = (&item.ident, &*item.ty);
                    this.constant(of, is_public(&item.vis), &item.expr);
                });
            }
            Item::Static(item) => {
                self.under(&item.attrs, |this| {
                    let of = (&item.ident, &*item.ty);
                    this.constant(of, is_public(&item.vis), &item.expr);
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
                this.function(&item.sig, Some(&item.block), "", about);
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

    fn constant(&mut self, (name, kind): (&syn::Ident, &Type), public: bool, value: &syn::Expr) {
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

    /// Notes a value that a field gets.
    pub(super) fn write(&mut self, owner: String, field: String, value: NodeIdx, of_variant: bool) {
        let module = (!of_variant).then_some(self.module);
        self.ir.writes.push(WriteIr {
            owner,
            field,
            value,
            module,
        });
    }

    /// Notes a type or trait.
    fn type_item(&mut self, name: &syn::Ident, about: impl FnOnce(&mut TypeIr)) {
        let mut item = TypeIr {
            name: name.to_string(),
            module: self.module,
            ..TypeIr::default()
        };
        about(&mut item);
        self.ir.types.push(item);
    }

    fn used(&mut self, path: Vec<String>, name: String, public: bool) {
        let module = self.module;
        self.ir.uses.push(UseIr {
            path,
            name,
            public,
            module,
        });
    }

    fn module(&mut self, item: &syn::ItemMod) {
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

    fn implementation(&mut self, item: &syn::ItemImpl) {
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
        for inner in &item.items {
            self.impl_item(inner, &of_trait);
        }
        self.unbind(&before);
        (self.of_params, self.blanket) = outer_types;
        self.of_trait = outer_trait;
        self.owner = outer;
    }

    fn impl_item(&mut self, item: &ImplItem, of_trait: &str) {
        match item {
            ImplItem::Fn(inner) => self.under(&inner.attrs, |this| {
                let about = About::new(&inner.vis, &inner.attrs);
                this.function(&inner.sig, Some(&inner.block), of_trait, about);
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

    fn function(
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
        let outer_shared = std::mem::take(&mut self.shared);
        let outer_advanced = std::mem::take(&mut self.advanced);
        let outer_mentions = std::mem::take(&mut self.mentions);
        let lent = sig.inputs.iter().filter_map(lent_param).collect();
        let outer_lent = std::mem::replace(&mut self.lent_params, lent);
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
            let value = self.block(block);
            self.returned(value);
            let changed = self.current.get("self").copied();
            if let Some(type_node) = self.ir.funcs[self.func as usize].returns_type {
                self.declare(value, type_node);
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
        self.shared = outer_shared;
        self.advanced = outer_advanced;
        self.mentions = outer_mentions;
        self.lent_params = outer_lent;
        self.made_into = outer_made;
        self.func = outer;
        self.owner = owner;
        self.unbind(&before);
    }

    /// Adds the parameters of a function; those that are patterns are returned with the names that stand for them.
    fn params_of<'s>(&self, sig: &'s syn::Signature, func: &mut Func) -> Vec<(String, &'s Pat)> {
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
    fn note_params(&mut self) {
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
                    self.write(name.clone(), format!("#{variant_name}"), value, false);
                }
            }
            self.under(&variant.attrs, |this| {
                this.structure(&variant_name, &variant.fields, Some(&name));
            });
            variants.push((variant_name, default, line));
        }
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

    fn structure(&mut self, name: &str, fields: &Fields, of_enum: Option<&str>) {
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
                    AttrValue::Name(_) => continue,
                };
                self.write(name.to_owned(), label.clone(), value, of_enum.is_some());
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

/// What stands before a function.
#[derive(Debug, Clone, Copy)]
struct About {
    public: bool,
    entry: bool,
    command: bool,
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
