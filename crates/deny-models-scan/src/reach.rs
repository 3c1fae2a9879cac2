//! Which code of a program runs, answered generously: what reached code mentions is reached.
//!
//! A function is reached when reached code names it, as a call or as a value; a method when its name and the number of
//! its arguments fit and its type is live: named, built or returned by reached code, or a field of a live type. A call
//! through a trait, and every method of a trait from elsewhere, reaches what live types implement. Code under a pattern
//! is reached only when reached code builds a value of its variant.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::index::Crate;
use super::ir::{Expr, FnRef, ItemKind, NodeRef};
use super::modules::{Def, Named, TypeIdx};
use super::reach_index::{ReachIndex, Variant};

/// What a program reaches from its entry points.
pub(super) struct Reach<'a> {
    pub(super) index: &'a ReachIndex<'a>,
    pub(super) crate_ir: &'a Crate,
    /// Whether the code of a node is compiled.
    active: &'a dyn Fn(NodeRef) -> bool,
    /// What is reached, each with the code that mentions it.
    pub(super) funcs: HashMap<FnRef, Option<NodeRef>>,
    /// Packages with code that is reached.
    pub(super) packages: HashSet<u32>,
    /// Functions that are named without a call.
    values: HashSet<FnRef>,
    /// Whether what is mentioned is not called.
    is_value: bool,
    /// Nodes that are reached, each with whether only variants that data builds lead there.
    pub(super) nodes_on: HashMap<NodeRef, bool>,
    /// Whether data builds variants by now.
    pub(super) by_data: bool,
    pub(super) live: HashSet<TypeIdx>,
    pub(super) built: HashSet<Variant>,
    pub(super) open: Vec<FnRef>,
    /// Methods that are called on values of types that are not known: name, number of arguments and the package that
    /// calls them.
    pub(super) called_on_any: HashSet<(&'a str, usize, Option<u32>)>,
    /// The same with the package that code has to see to call them.
    pub(super) reached_on_any: HashSet<(&'a str, usize, Option<u32>)>,
    /// Methods that are called, of types that are not live yet.
    waiting: HashMap<TypeIdx, Vec<(FnRef, NodeRef)>>,
    /// Code whose variant is not built yet.
    guarded: HashMap<Variant, Vec<NodeRef>>,
    /// The member whose own code decides which of it runs, as a number in the program.
    pub(super) member: u32,
    /// Texts of arms that reached code has.
    pub(super) named_texts: HashSet<String>,
    /// Code of libraries that runs only for a text which no code had so far.
    pub(super) for_texts: BTreeMap<String, Vec<NodeRef>>,
    /// Closures that were met, each with its code as long as nothing uses its value.
    pub(super) closures: HashMap<NodeRef, Option<Vec<NodeRef>>>,
    /// Code that uses values of these.
    pub(super) uses: HashMap<NodeRef, Vec<NodeRef>>,
    /// Types that are named where no value of them shows.
    pub(super) named: HashSet<TypeIdx>,
    /// Constants and functions for a trait that are mentioned, of types that are neither live nor named yet.
    waiting_for_name: HashMap<TypeIdx, Vec<(FnRef, NodeRef)>>,
    /// Types of which there may be values: live ones, and those that reached code names.
    pub(super) may_be: HashSet<TypeIdx>,
    /// Conversions of values of other types.
    waiting_for_value: HashMap<TypeIdx, Vec<(FnRef, Option<NodeRef>)>>,
    /// Types whose values users of a library give.
    of_users: HashSet<TypeIdx>,
}

impl<'a> Reach<'a> {
    /// Nothing is reached yet.
    pub(super) fn new(
        index: &'a ReachIndex<'a>,
        member: usize,
        active: &'a dyn Fn(NodeRef) -> bool,
    ) -> Self {
        let mut new = Self {
            index,
            crate_ir: index.crate_ir,
            active,
            funcs: HashMap::new(),
            packages: HashSet::new(),
            values: HashSet::new(),
            is_value: false,
            nodes_on: HashMap::new(),
            by_data: false,
            live: HashSet::new(),
            built: HashSet::new(),
            open: Vec::new(),
            called_on_any: HashSet::new(),
            reached_on_any: HashSet::new(),
            waiting: HashMap::new(),
            guarded: HashMap::new(),
            member: u32::try_from(member).unwrap_or(u32::MAX),
            named_texts: HashSet::new(),
            for_texts: BTreeMap::new(),
            closures: HashMap::new(),
            uses: HashMap::new(),
            named: HashSet::new(),
            waiting_for_name: HashMap::new(),
            may_be: HashSet::new(),
            waiting_for_value: HashMap::new(),
            of_users: HashSet::new(),
        };
        new.name(&index.type_names.items);
        new
    }

    /// Names types: what they give for a trait may be meant from now on.
    fn name(&mut self, types: &[TypeIdx]) {
        for of in types {
            if self.may_be.insert(*of) {
                for (func, by) in self.waiting_for_value.remove(of).into_iter().flatten() {
                    self.may_run(func, by);
                }
            }
        }
        let mut open = types.to_vec();
        while let Some(of) = open.pop() {
            if !self.named.insert(of) {
                continue;
            }
            for (func, by) in self.waiting_for_name.remove(&of).into_iter().flatten() {
                self.may_run(func, Some(by));
            }
            open.extend(self.index.type_names.types.get(&of).into_iter().flatten());
        }
    }

    /// What a type gives for a trait counts once code names the type.
    fn of_type_parameter(&mut self, at: NodeRef, func: FnRef) {
        let item = self.crate_ir.func(func);
        let of = self.crate_ir.modules.of_key(&item.owner);
        let of = of.filter(|(_, info)| !item.of_trait.is_empty() && !info.about.is_trait);
        match of {
            Some((of, _)) if !self.named.contains(&of) => {
                let waiting = self.waiting_for_name.entry(of).or_default();
                waiting.push((func, at));
            }
            _ => self.may_run(func, Some(at)),
        }
    }

    /// Reaches an item, and what it leads to.
    pub(super) fn enter(&mut self, func: FnRef) {
        self.func(func, None);
        self.run();
    }

    /// Builds the variants that data gives, those of live enums that are read from texts, and those that users of a library
    /// give.
    pub(super) fn build_by_data(&mut self) {
        self.by_data = true;
        self.for_any_text();
        self.run();
        loop {
            let mut new = Vec::new();
            for of in &self.live {
                let info = self.crate_ir.modules.type_info(*of);
                let is_built = self.of_users.contains(of)
                    || info.about.by_data
                    || !self.crate_ir.of_type(&info.key, "from_str").is_empty();
                let variants = info.about.variants.iter().flatten().filter(|_| is_built);
                new.extend(variants.map(|(variant, ..)| (*of, variant.clone())));
            }
            new.retain(|variant| !self.built.contains(variant));
            if new.is_empty() {
                return;
            }
            new.sort_unstable();
            for variant in new {
                self.build(&variant, None);
            }
            self.run();
        }
    }

    /// Reaches a function that users of a library call: they build what its parameters are, and what is in that.
    pub(super) fn enter_for_users(&mut self, func: FnRef) {
        let crate_ir = self.crate_ir;
        let index = self.index;
        let params = crate_ir.func(func).params.iter();
        let types = params.filter_map(|param| Some(crate_ir.modules.of_key(&param.kind)?.0));
        let mut open: Vec<TypeIdx> = types.collect();
        while let Some(of) = open.pop() {
            if self.of_users.insert(of) {
                open.extend(index.field_types(of));
            }
        }
        self.enter(func);
    }

    /// Makes a type live: code that is not at hand may hold values of it.
    pub(super) fn enter_type(&mut self, of: TypeIdx) {
        self.live(of, None);
        self.run();
    }

    /// The code that mentions an item first; `None` for an entry point, and for what is not reached.
    pub(super) fn mentioned_by(&self, func: FnRef) -> Option<NodeRef> {
        self.funcs.get(&func).copied().flatten()
    }

    /// Whether reached code names a function without calling it, so that something else may.
    pub(super) fn is_value(&self, func: FnRef) -> bool {
        self.values.contains(&func)
    }

    /// Whether a node is reached without a variant that only data builds.
    pub(super) fn is_certain(&self, at: NodeRef) -> bool {
        self.nodes_on.get(&at) == Some(&false)
    }

    /// Whether a node is reached only by a variant that data builds.
    pub(super) fn is_by_data(&self, at: NodeRef) -> bool {
        self.nodes_on.get(&at) == Some(&true)
    }

    /// Whether code that is reached mentions an item.
    pub(super) fn enters(&self, func: FnRef) -> bool {
        self.funcs.contains_key(&func)
    }

    /// The variants of which a node needs one, where reached code builds none.
    pub(super) fn missing(&self, at: NodeRef) -> Vec<String> {
        let needs = self.needs(at);
        let spelt = needs.iter().map(|(of, variant)| {
            let of = &self.crate_ir.modules.type_info(*of).about.name;
            format!("{of}::{variant}")
        });
        spelt.collect()
    }

    /// The same by their types.
    fn needs(&self, at: NodeRef) -> Vec<Variant> {
        let of_func = self.index.guards.get(&self.crate_ir.func_of(at));
        let around = of_func
            .into_iter()
            .flatten()
            .filter(|(guard, _)| guard.start <= at.ix && at.ix < guard.end);
        let mut closed =
            around.filter(|(_, needs)| !needs.iter().any(|variant| self.built.contains(variant)));
        closed
            .next()
            .map(|(_, needs)| needs.clone())
            .unwrap_or_default()
    }

    /// Whether a node is in code that is reached. What gives a constant or an attribute its value counts by itself.
    pub(super) fn has(&self, at: NodeRef) -> bool {
        if self.nodes_on.contains_key(&at) {
            return true;
        }
        let item = self.crate_ir.func(self.crate_ir.func_of(at)).item;
        item == ItemKind::File && (self.active)(at)
    }

    fn run(&mut self) {
        while let Some(func) = self.open.pop() {
            let index = self.index;
            for ix in &index.nodes[func.file as usize][func.func as usize] {
                self.node(NodeRef {
                    file: func.file,
                    ix: *ix,
                });
            }
            let crate_ir = self.crate_ir;
            let item = crate_ir.func(func);
            for kind in item.params.iter().map(|param| &param.kind) {
                self.live_key(kind, None);
            }
            self.live_key(&item.returns_kind, None);
            if let Some(types) = index.type_names.funcs.get(&func) {
                self.name(types);
            }
        }
    }

    fn func(&mut self, func: FnRef, by: Option<NodeRef>) {
        if let Entry::Vacant(new) = self.funcs.entry(func) {
            new.insert(by);
            self.open.push(func);
            self.package(func, by);
        }
    }

    /// Reaches what a package gives types from elsewhere: there are values of those in all code.
    fn package(&mut self, func: FnRef, by: Option<NodeRef>) {
        let package = self.crate_ir.modules.package_of(func.file);
        if self.packages.insert(package) {
            let index = self.index;
            for func in index.for_others.get(&package).into_iter().flatten() {
                self.may_run(*func, by);
            }
        }
    }

    /// A function that something may call which does not show. A conversion needs a value of what it converts: code makes
    /// one, or data does.
    fn may_run(&mut self, func: FnRef, by: Option<NodeRef>) {
        let crate_ir = self.crate_ir;
        let item = crate_ir.func(func);
        if ["From", "TryFrom"].contains(&item.of_trait.as_str()) {
            let mut types = item.params.iter().filter_map(|param| {
                let of = crate_ir.concrete(&param.kind)?;
                let about = &crate_ir.modules.type_info(of).about;
                (!about.by_data && !about.derived && !about.open).then_some(of)
            });
            if let Some(of) = types.find(|of| !self.may_be.contains(of)) {
                let waiting = self.waiting_for_value.entry(of).or_default();
                waiting.push((func, by));
                return;
            }
        }
        self.func(func, by);
    }

    fn live_key(&mut self, key: &str, by: Option<NodeRef>) {
        if let Some((of, _)) = self.crate_ir.modules.of_key(key) {
            self.live(of, by);
        }
    }

    fn live(&mut self, of: TypeIdx, by: Option<NodeRef>) {
        let mut open = vec![of];
        while let Some(of) = open.pop() {
            if !self.live.insert(of) {
                continue;
            }
            self.name(&[of]);
            for (func, by) in self.waiting.remove(&of).into_iter().flatten() {
                self.func(func, Some(by));
            }
            let crate_ir = self.crate_ir;
            let info = crate_ir.modules.type_info(of);
            // Code that is not at hand may call what it knows the trait of.
            let index = self.index;
            for func in index.in_traits.get(info.key.as_str()).into_iter().flatten() {
                let item = crate_ir.func(*func);
                if !item.of_trait.contains('@') || item.registered {
                    self.may_run(*func, by);
                }
            }
            let variants = info
                .about
                .variants
                .iter()
                .flatten()
                .map(|(name, ..)| name.as_str());
            open.extend(index.field_types(of));
            for owner in std::iter::once(info.key.as_str()).chain(variants) {
                for (value, kind) in index.given.get(owner).into_iter().flatten() {
                    self.given(*value, kind);
                }
            }
        }
    }

    /// What an attribute gives a field: code, or a text that stands for a variant.
    fn given(&mut self, value: NodeRef, kind: &str) {
        let crate_ir = self.crate_ir;
        self.has_text(value);
        if let Expr::Lit(text) = &crate_ir.node(value).ex {
            let variant = crate_ir.variant_spelt(kind, text);
            if let (Some(variant), Some((of, _))) = (variant, crate_ir.modules.of_key(kind)) {
                self.build(&(of, variant), None);
            }
            return;
        }
        let mut open = vec![value];
        while let Some(at) = open.pop() {
            self.node(at);
            let mut inner = Vec::new();
            crate_ir.node(at).ex.children(&mut inner);
            let inner = inner.into_iter().map(|ix| NodeRef { file: at.file, ix });
            open.extend(inner);
        }
    }

    fn build(&mut self, variant: &Variant, by: Option<NodeRef>) {
        self.live(variant.0, by);
        if !self.built.insert(variant.clone()) {
            return;
        }
        for at in self.guarded.remove(variant).into_iter().flatten() {
            self.node(at);
        }
    }

    pub(super) fn node(&mut self, at: NodeRef) {
        if self.nodes_on.contains_key(&at) || !(self.active)(at) {
            return;
        }
        let missing = self.needs(at);
        if !missing.is_empty() {
            for variant in missing {
                self.guarded.entry(variant).or_default().push(at);
            }
            return;
        }
        if self.holds_back(at) {
            return;
        }
        self.nodes_on.insert(at, self.by_data);
        self.lets_run(at);
        let crate_ir = self.crate_ir;
        match &crate_ir.node(at).ex {
            Expr::Path(path) => {
                self.is_value = !crate_ir.is_variable(at, path);
                self.path(at, path);
                self.is_value = false;
            }
            Expr::Record(path, ..) => self.path(at, path),
            Expr::Call(path, _) => {
                self.called(at, path);
                self.path(at, path);
            }
            Expr::Method(receiver, name, args) => {
                let receiver = NodeRef {
                    file: at.file,
                    ix: *receiver,
                };
                self.method(at, receiver, name, args.len());
            }
            Expr::Macro(name, _) => {
                let package = crate_ir.modules.package_of(at.file);
                let given = crate_ir.file(at).macro_words.get(&at.ix);
                let in_place_of_items = crate_ir.func(crate_ir.func_of(at)).item == ItemKind::File;
                for func in crate_ir
                    .modules
                    .macros(package, name, given.map(String::as_str))
                {
                    self.func(func, Some(at));
                    // In place of items, which of them code names is not known. Elsewhere they are seen by that code alone.
                    let inside = self.index.in_rules.get(&func).filter(|_| in_place_of_items);
                    for inside in inside.cloned().into_iter().flatten() {
                        let file = func.file;
                        self.func(FnRef { file, func: inside }, Some(at));
                    }
                }
            }
            _ => {}
        }
    }

    /// What a path mentions.
    fn path(&mut self, at: NodeRef, path: &[String]) {
        let crate_ir = self.crate_ir;
        let scope = crate_ir.scope_of(at);
        match crate_ir.modules.resolve(scope, path) {
            Named::Items(items) => {
                for def in items {
                    match def {
                        Def::Func(func) => {
                            self.names(func);
                            self.func(func, Some(at));
                        }
                        Def::Const(file, number) => {
                            let func = crate_ir.files[file as usize].consts[number as usize].func;
                            self.func(FnRef { file, func }, Some(at));
                        }
                        Def::Type(_) => {
                            let key = crate_ir.modules.key(scope, &path.join("::"));
                            self.live_key(&key, Some(at));
                        }
                        Def::Module(_) => {}
                    }
                }
            }
            Named::Of(of, name) => {
                self.live(of, Some(at));
                let info = crate_ir.modules.type_info(of);
                let mut variants = info.about.variants.iter().flatten();
                if variants.any(|(variant, ..)| *variant == name) {
                    self.build(&(of, name), Some(at));
                    return;
                }
                self.by_name(at, path);
            }
            Named::Foreign => {}
            Named::Unknown => self.by_name(at, path),
        }
    }

    /// Functions and constants of a type, or of a package, that a path may mean.
    fn by_name(&mut self, at: NodeRef, path: &[String]) {
        // A name that is defined nowhere may be made by what a type derives: `LoaderBuilder`.
        for part in path {
            let capitals = part.char_indices().skip(1);
            for (end, _) in capitals.filter(|(_, char)| char.is_uppercase()) {
                for of in self.index.derived.get(&part[..end]).into_iter().flatten() {
                    self.live(*of, Some(at));
                }
            }
        }
        self.called(at, path);
        for value in self.crate_ir.constants(path, at) {
            self.given_by_type(at, path, self.crate_ir.func_of(value));
        }
    }

    /// A function that a path names, which is a value where nothing calls it there.
    fn names(&mut self, func: FnRef) {
        if self.is_value {
            self.values.insert(func);
        }
    }

    /// Functions that a path may mean.
    fn called(&mut self, at: NodeRef, path: &[String]) {
        for func in self.crate_ir.called(path, at).iter() {
            self.given_by_type(at, path, *func);
        }
    }

    /// A function or constant that a path may mean; where the type depends on a call, one of a type that code names.
    fn given_by_type(&mut self, at: NodeRef, path: &[String], func: FnRef) {
        self.names(func);
        if self.crate_ir.type_of(at, path).is_some() {
            self.of_type_parameter(at, func);
        } else {
            self.func(func, Some(at));
        }
    }

    /// What a method call may mean.
    fn method(&mut self, at: NodeRef, receiver: NodeRef, name: &'a str, args: usize) {
        let index = self.index;
        let crate_ir = self.crate_ir;
        let kind = crate_ir.kind(receiver);
        let concrete = crate_ir.is_concrete(&kind);
        if concrete {
            self.live_key(&kind, Some(at));
            if let Some(own) = index.methods_of.get(&(&*kind, name, args)) {
                for func in own {
                    self.func(*func, Some(at));
                }
                return;
            }
        }
        // One call of a name in a package is as good as all.
        let from = crate_ir.calls_from(at);
        if !self.called_on_any.insert((name, args, from)) {
            return;
        }
        for (of, funcs) in index.methods.get(&(name, args)).into_iter().flatten() {
            let seen = crate_ir.modules.sees(from, *of);
            if seen && self.reached_on_any.insert((name, args, *of)) {
                for func in funcs {
                    self.method_of_any(at, *func);
                }
            }
        }
    }

    /// A method that is called on a value whose type is not known.
    fn method_of_any(&mut self, at: NodeRef, func: FnRef) {
        let item = self.crate_ir.func(func);
        match self.crate_ir.modules.of_key(&item.owner) {
            // There is no value of its type yet.
            Some((of, info)) if !info.about.is_trait && !self.live.contains(&of) => {
                self.waiting.entry(of).or_default().push((func, at));
            }
            // What a trait gives to its types, or an implementation for a type from elsewhere or for all types.
            _ => self.func(func, Some(at)),
        }
    }
}
