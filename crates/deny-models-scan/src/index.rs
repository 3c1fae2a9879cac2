//! A crate as a whole: its files, and where each name is defined, called and written.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::ir::{Context, Expr, FileIr, FnRef, Func, ItemKind, Node, NodeIdx, NodeRef};
use super::modules::{Def, Modules, Named, PackageNames, ScopeIdx, TypeIdx};

/// Functions by the module and path that call them.
type Called = HashMap<(ScopeIdx, Vec<String>), Rc<[FnRef]>>;

/// The parsed files of one or more packages, with names looked up over all of them.
#[derive(Debug, Default)]
pub(super) struct Crate {
    pub(super) files: Vec<FileIr>,
    /// Modules, and what paths in them name.
    pub(super) modules: Modules,
    fns: HashMap<String, Vec<FnRef>>,
    /// Constants by name, each with the type that it is of.
    consts: HashMap<String, Vec<(String, NodeRef)>>,
    writes: HashMap<String, Vec<(String, NodeRef)>>,
    records: HashMap<String, Vec<NodeRef>>,
    /// The struct literal of each value of a field.
    record_of: HashMap<NodeRef, NodeRef>,
    calls: HashMap<String, Vec<NodeRef>>,
    fields: HashMap<(String, String), String>,
    /// Words of paths of files and modules.
    module_names: HashSet<String>,
    types: HashSet<String>,
    /// Types that are read from tables.
    read_types: HashSet<String>,
    /// Uses of macros that are not understood, by name.
    macros: HashMap<String, Vec<NodeRef>>,
    /// How attributes spell the variants of enums: enum to variant and text.
    spellings: HashMap<String, Vec<(String, NodeRef)>>,
    /// Variant to the enums that have it.
    pub(super) variants: HashMap<String, Vec<String>>,
    /// Enums with their default variant.
    pub(super) enum_defaults: HashMap<String, Option<String>>,
    /// Types of expressions that were looked up; empty while they are being computed.
    kinds: RefCell<HashMap<NodeRef, Rc<str>>>,
    callers: RefCell<HashMap<FnRef, Rc<[NodeRef]>>>,
    /// The closure of each node that is one.
    closures: HashMap<NodeRef, FnRef>,
    /// Calls of values, by the number of arguments.
    value_calls: HashMap<usize, Vec<NodeRef>>,
    /// Names that stand alone, so that functions of these names may be values.
    value_names: HashSet<String>,
    /// Other names that `use` gives to a name.
    other_names: HashMap<String, HashSet<String>>,
    called: RefCell<Called>,
}

impl Crate {
    /// Indexes the files of packages.
    pub(super) fn new(mut files: Vec<FileIr>, packages: Vec<PackageNames>) -> Self {
        let modules = Modules::new(&files, packages);
        for (number, file) in (0..).zip(&mut files) {
            with_keys(&modules, number, file);
        }
        let mut all = Self {
            modules,
            ..Self::default()
        };
        for (number, file) in (0..).zip(&files) {
            all.add(number, file);
        }
        all.files = files;
        all.defaults();
        all
    }

    /// Defaults of enums that an `impl Default` gives.
    fn defaults(&mut self) {
        for file in &self.files {
            let given = file
                .funcs
                .iter()
                .filter(|func| func.of_trait == "Default" && func.name == "default");
            for func in given {
                let Some(None) = self.enum_defaults.get(&func.owner) else {
                    continue;
                };
                let variant = func.returns.iter().find_map(|ix| match &file.node(*ix).ex {
                    Expr::Path(path) if path.len() > 1 => path.last().cloned(),
                    _ => None,
                });
                if variant.is_some() {
                    self.enum_defaults.insert(func.owner.clone(), variant);
                }
            }
        }
    }

    fn add(&mut self, number: u32, file: &FileIr) {
        let at = |ix: NodeIdx| NodeRef { file: number, ix };
        if !file.table {
            let stems = file.path.trim_end_matches(".rs").split('/');
            self.module_names.extend(stems.map(str::to_owned));
        }
        for (func, item) in (0..).zip(&file.funcs) {
            if item.item != ItemKind::Fn {
                continue;
            }
            let func = FnRef { file: number, func };
            self.fns.entry(item.name.clone()).or_default().push(func);
            if !item.owner.is_empty() {
                self.types.insert(item.owner.clone());
            }
        }
        for item in &file.consts {
            self.consts
                .entry(item.name.clone())
                .or_default()
                .push((item.owner.clone(), at(item.value)));
        }
        for item in &file.uses {
            if let Some(last) = item.path.last().filter(|last| **last != item.name) {
                let others = self.other_names.entry(last.clone());
                others.or_default().insert(item.name.clone());
            }
        }
        for closure in &file.closures {
            let func = FnRef {
                file: number,
                func: closure.func,
            };
            self.closures.insert(at(closure.node), func);
        }
        for item in &file.writes {
            if let Some(variant) = item.field.strip_prefix('#') {
                let spelt = (variant.to_owned(), at(item.value));
                let of_enum = self.spellings.entry(item.owner.clone());
                of_enum.or_default().push(spelt);
            }
            self.writes
                .entry(item.field.clone())
                .or_default()
                .push((item.owner.clone(), at(item.value)));
        }
        for item in &file.fields {
            self.types.insert(item.owner.clone());
            let field = (item.owner.clone(), item.name.clone());
            self.fields.insert(field, item.kind.clone());
        }
        for item in &file.types {
            // The name was replaced by the key.
            self.types.insert(item.name.clone());
            if item.by_data && item.variants.is_none() {
                self.read_types.insert(item.name.clone());
            }
            let Some(variants) = &item.variants else {
                continue;
            };
            let default = variants.iter().find(|(_, default, _)| *default);
            self.enum_defaults
                .insert(item.name.clone(), default.map(|(name, ..)| name.clone()));
            for (variant, ..) in variants {
                self.variants
                    .entry(variant.clone())
                    .or_default()
                    .push(item.name.clone());
            }
        }
        for module in &file.mods {
            self.module_names.extend(module.path.iter().cloned());
        }
        self.add_nodes(number, file);
    }

    fn add_nodes(&mut self, number: u32, file: &FileIr) {
        let at = |ix: NodeIdx| NodeRef { file: number, ix };
        for (ix, node) in file.nodes.iter().enumerate() {
            let ix = NodeIdx::try_from(ix).unwrap_or(NodeIdx::MAX);
            match &node.ex {
                Expr::Call(path, args) => {
                    let is_constant = path
                        .last()
                        .is_some_and(|last| last.len() > 1 && !last.contains(char::is_lowercase));
                    if is_constant {
                        self.value_calls.entry(args.len()).or_default().push(at(ix));
                    }
                    if let Some(name) = path.last() {
                        self.calls.entry(name.clone()).or_default().push(at(ix));
                    }
                }
                Expr::Method(_, name, args) => {
                    if name == "call" {
                        self.value_calls.entry(args.len()).or_default().push(at(ix));
                    }
                    self.calls.entry(name.clone()).or_default().push(at(ix));
                }
                Expr::Path(path) => {
                    if let Some(last) = path.last()
                        && !self.value_names.contains(last)
                    {
                        self.value_names.insert(last.clone());
                    }
                }
                Expr::Macro(name, _) => self.macros.entry(name.clone()).or_default().push(at(ix)),
                // An update of a variable was noted as a write.
                Expr::Record(path, _, Some(_)) if path.is_empty() => {}
                Expr::Record(path, fields, _) => {
                    let module = file.funcs[node.func as usize].module;
                    let kind = self.kind_of_path(self.modules.scope(number, module), path);
                    for (name, value) in fields {
                        self.record_of.insert(at(*value), at(ix));
                        self.writes
                            .entry(name.clone())
                            .or_default()
                            .push((kind.clone(), at(*value)));
                    }
                    self.records.entry(kind).or_default().push(at(ix));
                }
                _ => {}
            }
        }
    }

    /// A file.
    pub(super) fn file(&self, at: NodeRef) -> &FileIr {
        &self.files[at.file as usize]
    }

    /// A node.
    pub(super) fn node(&self, at: NodeRef) -> &Node {
        self.file(at).node(at.ix)
    }

    /// A function.
    pub(super) fn func(&self, at: FnRef) -> &Func {
        &self.files[at.file as usize].funcs[at.func as usize]
    }

    /// The function that a node is in.
    pub(super) fn func_of(&self, at: NodeRef) -> FnRef {
        FnRef {
            file: at.file,
            func: self.node(at).func,
        }
    }

    /// The conditions of a node.
    pub(super) fn context(&self, at: NodeRef) -> &Context {
        &self.file(at).contexts[self.node(at).context as usize]
    }

    /// Every node.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (NodeRef, &Node)> {
        self.files.iter().enumerate().flat_map(|(file, ir)| {
            let file = u32::try_from(file).unwrap_or(u32::MAX);
            ir.nodes.iter().enumerate().map(move |(ix, node)| {
                let ix = NodeIdx::try_from(ix).unwrap_or(NodeIdx::MAX);
                (NodeRef { file, ix }, node)
            })
        })
    }

    /// The module of a node.
    pub(super) fn scope_of(&self, at: NodeRef) -> ScopeIdx {
        let module = self.func(self.func_of(at)).module;
        self.modules.scope(at.file, module)
    }

    /// The type that a path of a struct literal or pattern names; the name of the variant where it is one.
    fn kind_of_path(&self, scope: ScopeIdx, path: &[String]) -> String {
        let plain = path.last().cloned().unwrap_or_default();
        match self.modules.resolve(scope, path) {
            Named::Items(items) if items.iter().any(|def| matches!(def, Def::Type(_))) => {
                self.modules.key(scope, &path.join("::"))
            }
            Named::Unknown if path.len() == 1 => self.modules.key(scope, &plain),
            _ => plain,
        }
    }

    /// Values of a constant or static that a path may mean.
    pub(super) fn constants(&self, path: &[String], at: NodeRef) -> Vec<NodeRef> {
        let Some(name) = path.last() else {
            return Vec::new();
        };
        let value = |def: &Def| match def {
            Def::Const(file, number) => Some(NodeRef {
                file: *file,
                ix: self.files[*file as usize].consts[*number as usize].value,
            }),
            _ => None,
        };
        match self.modules.resolve(self.scope_of(at), path) {
            Named::Items(items) => items.iter().filter_map(value).collect(),
            Named::Of(of, name) => self.constants_of(of, &name),
            Named::Foreign => Vec::new(),
            Named::Unknown => self.constants_by_name(path, name, at),
        }
    }

    /// Constants of a type; those of a trait are what its implementations give.
    fn constants_of(&self, of: TypeIdx, name: &str) -> Vec<NodeRef> {
        let known = self.consts.get(name).map_or(&[][..], Vec::as_slice);
        let info = self.modules.type_info(of);
        let own = known.iter().filter(|(owner, _)| *owner == info.key);
        let own: Vec<NodeRef> = own.map(|(_, at)| *at).collect();
        if !info.about.is_trait && !own.is_empty() {
            return own;
        }
        let of_trait = |at: &NodeRef| {
            let func = self.func(self.func_of(*at));
            info.about.is_trait && func.of_trait == info.key
        };
        let given = known.iter().map(|(_, at)| *at).filter(of_trait);
        given.chain(own.iter().copied()).collect()
    }

    /// Constants of the package of a node by the last words of a path, where names do not lead further.
    fn constants_by_name(&self, path: &[String], name: &str, from: NodeRef) -> Vec<NodeRef> {
        let package = self.modules.package_of(from.file);
        let all = self.consts.get(name).map_or(&[][..], Vec::as_slice);
        let known: Vec<&(String, NodeRef)> = all
            .iter()
            .filter(|(_, at)| self.modules.package_of(at.file) == package)
            .collect();
        let owner = path.len().checked_sub(2).map(|at| path[at].as_str());
        let exact: Vec<NodeRef> = known
            .iter()
            .filter(|(of, _)| Some(plain(of)) == owner && !of.is_empty())
            .map(|(_, at)| *at)
            .collect();
        if !exact.is_empty() {
            return exact;
        }
        let module = owner.filter(|owner| !["crate", "self", "super"].contains(owner));
        let in_module: Vec<NodeRef> = known
            .iter()
            .map(|(_, at)| *at)
            .filter(|at| module.is_some_and(|module| has_stem(&self.file(*at).path, module)))
            .collect();
        if !in_module.is_empty() {
            return in_module;
        }
        let here: Vec<NodeRef> = known
            .iter()
            .map(|(_, at)| *at)
            .filter(|at| at.file == from.file)
            .collect();
        if !here.is_empty() && path.len() == 1 {
            return here;
        }
        known.iter().map(|(_, at)| *at).collect()
    }

    /// Functions that a called path may mean.
    pub(super) fn called(&self, path: &[String], at: NodeRef) -> Rc<[FnRef]> {
        let scope = self.scope_of(at);
        let key = (scope, path.to_vec());
        if let Some(known) = self.called.borrow().get(&key) {
            return Rc::clone(known);
        }
        let found: Rc<[FnRef]> = self.find_called(path, scope, at.file).into();
        self.called.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    fn find_called(&self, path: &[String], scope: ScopeIdx, file: u32) -> Vec<FnRef> {
        let Some(name) = path.last() else {
            return Vec::new();
        };
        match self.modules.resolve(scope, path) {
            Named::Items(items) => {
                let func = |def: &Def| match def {
                    Def::Func(func) => Some(*func),
                    _ => None,
                };
                items.iter().filter_map(func).collect()
            }
            Named::Of(of, name) => self.functions_of(of, &name),
            Named::Foreign => Vec::new(),
            Named::Unknown => self.called_by_name(path, name, file),
        }
    }

    /// Functions of a type; those of a trait are what its implementations give, and its own.
    fn functions_of(&self, of: TypeIdx, name: &str) -> Vec<FnRef> {
        let info = self.modules.type_info(of);
        let known = self.fns.get(name).map_or(&[][..], Vec::as_slice);
        let fits = |fits: &dyn Fn(&Func) -> bool| -> Vec<FnRef> {
            let found = known.iter().copied();
            found.filter(|func| fits(self.func(*func))).collect()
        };
        if info.about.is_trait {
            return fits(&|func| func.of_trait == info.key || func.owner == info.key);
        }
        let own = fits(&|func| func.owner == info.key);
        let variants = info.about.variants.iter().flatten();
        if !own.is_empty() || variants.clone().any(|(variant, ..)| variant == name) {
            return own;
        }
        // What a trait gives to all its types.
        fits(&|func| {
            let of_trait = self.modules.of_key(&func.owner);
            of_trait.is_some_and(|(_, owner)| owner.about.is_trait)
        })
    }

    /// Functions of the package of a file by the last words of a path, where names do not lead further.
    fn called_by_name(&self, path: &[String], name: &str, file: u32) -> Vec<FnRef> {
        let package = self.modules.package_of(file);
        let all = self.fns.get(name).map_or(&[][..], Vec::as_slice);
        let known: Vec<FnRef> = all
            .iter()
            .copied()
            .filter(|func| self.modules.package_of(func.file) == package)
            .collect();
        let free = || -> Vec<FnRef> {
            let free = known.iter().copied();
            free.filter(|func| self.func(*func).owner.is_empty())
                .collect()
        };
        let Some(owner) = path.len().checked_sub(2).map(|at| path[at].as_str()) else {
            let free = free();
            let here: Vec<FnRef> = free
                .iter()
                .copied()
                .filter(|func| func.file == file)
                .collect();
            return if here.is_empty() { free } else { here };
        };
        let of_owner: Vec<FnRef> = known
            .iter()
            .copied()
            .filter(|func| plain(&self.func(*func).owner) == owner)
            .collect();
        if !of_owner.is_empty() {
            return of_owner;
        }
        let module =
            ["crate", "self", "super"].contains(&owner) || self.module_names.contains(owner);
        if !module {
            return Vec::new();
        }
        let free = free();
        let inside: Vec<FnRef> = free
            .iter()
            .copied()
            .filter(|func| has_stem(&self.files[func.file as usize].path, owner))
            .collect();
        if inside.is_empty() { free } else { inside }
    }

    /// Functions that a method call may mean, by the type of the receiver where it is known.
    pub(super) fn methods(&self, name: &str, args: usize, kind: &str) -> Vec<FnRef> {
        let Some(known) = self.fns.get(name) else {
            return Vec::new();
        };
        let fits = known.iter().copied().filter(|func| {
            let func = self.func(*func);
            func.takes_self && func.params.len() == args + 1
        });
        let fits: Vec<FnRef> = fits.collect();
        if kind.is_empty() {
            return fits;
        }
        let of_kind: Vec<FnRef> = fits
            .iter()
            .copied()
            .filter(|func| {
                let func = self.func(*func);
                // A name that several types have means each of them.
                let named = !kind.contains('@') && plain(&func.owner) == kind;
                func.owner == kind || func.of_trait == kind || named
            })
            .collect();
        if !of_kind.is_empty() || !self.types.contains(kind) {
            return if of_kind.is_empty() && kind.len() <= 2 {
                fits
            } else {
                of_kind
            };
        }
        let given = fits.iter().copied().filter(|func| self.is_of_trait(*func));
        let given: Vec<FnRef> = given.collect();
        if !given.is_empty() {
            return given;
        }
        let of_trait = |func: &FnRef| !self.func(*func).of_trait.is_empty();
        fits.into_iter().filter(of_trait).collect()
    }

    /// Methods of this name and number of arguments, of every type.
    pub(super) fn methods_of_any(&self, name: &str, args: usize) -> impl Iterator<Item = FnRef> {
        let known = self.fns.get(name).map_or(&[][..], Vec::as_slice);
        known.iter().copied().filter(move |func| {
            let func = self.func(*func);
            func.takes_self && func.params.len() == args + 1
        })
    }

    /// Functions of a type in the `impl` of a trait, each with the trait.
    pub(super) fn in_traits(&self) -> HashMap<&str, Vec<FnRef>> {
        let mut all: HashMap<&str, Vec<FnRef>> = HashMap::new();
        for func in self.fns.values().flatten() {
            let item = self.func(*func);
            if !item.of_trait.is_empty() {
                all.entry(&item.owner).or_default().push(*func);
            }
        }
        all
    }

    /// Types of the fields of a struct, and of the variants of an enum.
    pub(super) fn field_kinds(&self) -> HashMap<&str, Vec<&str>> {
        let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
        for ((owner, _), kind) in &self.fields {
            all.entry(owner).or_default().push(kind);
        }
        all
    }
    /// Whether a type is one whose functions are at hand, and no trait.
    pub(super) fn is_concrete(&self, kind: &str) -> bool {
        let info = self.modules.of_key(kind);
        info.is_some_and(|(_, info)| !info.about.is_trait)
    }

    /// Whether a function is written in a trait.
    pub(super) fn is_of_trait(&self, func: FnRef) -> bool {
        let owner = self.modules.of_key(&self.func(func).owner);
        owner.is_some_and(|(_, owner)| owner.about.is_trait)
    }

    /// Calls that may mean a function.
    pub(super) fn callers(&self, func: FnRef) -> Rc<[NodeRef]> {
        if let Some(known) = self.callers.borrow().get(&func) {
            return Rc::clone(known);
        }
        let found: Rc<[NodeRef]> = self.find_callers(func).into();
        self.callers.borrow_mut().insert(func, Rc::clone(&found));
        found
    }

    fn find_callers(&self, func: FnRef) -> Vec<NodeRef> {
        let item = self.func(func);
        let others = self.other_names.get(&item.name).into_iter().flatten();
        let names = std::iter::once(&item.name).chain(others);
        let known = names.filter_map(|name| self.calls.get(name)).flatten();
        let fits = known.copied().filter(|at| match &self.node(*at).ex {
            Expr::Call(path, args) => {
                args.len() == item.params.len() && self.called(path, *at).contains(&func)
            }
            Expr::Method(receiver, name, args) => {
                item.takes_self
                    && item.params.len() == args.len() + 1
                    && *name == item.name
                    && self.may_receive(
                        func,
                        NodeRef {
                            file: at.file,
                            ix: *receiver,
                        },
                    )
            }
            _ => false,
        });
        fits.collect()
    }

    /// Whether a method may be called on an expression, as far as its type shows.
    pub(super) fn may_receive(&self, func: FnRef, receiver: NodeRef) -> bool {
        let kind = self.kind(receiver);
        let Some((_, info)) = self.modules.of_key(&kind) else {
            return true;
        };
        let item = self.func(func);
        *kind == *item.owner
            || info.about.is_trait && *kind == *item.of_trait
            || self.is_of_trait(func)
            // A type that is written like one of the program's, and is not.
            || !item.owner.contains('@')
    }

    /// The number of the parameter that a path names in a function.
    pub(super) fn parameter(&self, func: FnRef, path: &[String]) -> Option<usize> {
        let [name] = path else { return None };
        let params = &self.func(func).params;
        params.iter().position(|param| param.name == *name)
    }

    /// The closure that a node is.
    pub(super) fn closure(&self, at: NodeRef) -> Option<FnRef> {
        self.closures.get(&at).copied()
    }

    /// Whether a function or closure may be called as a value: a closure is one, a function where its name stands alone.
    pub(super) fn may_be_value(&self, func: FnRef) -> bool {
        let item = self.func(func);
        let others = self.other_names.get(&item.name).into_iter().flatten();
        item.item == ItemKind::Closure
            || std::iter::once(&item.name)
                .chain(others)
                .any(|name| self.value_names.contains(name))
    }

    /// Calls of values with this number of arguments.
    pub(super) fn value_calls(&self, args: usize) -> &[NodeRef] {
        self.value_calls.get(&args).map_or(&[], Vec::as_slice)
    }

    /// The innermost closure around a node that has a parameter of this name, and its number.
    pub(super) fn closure_param(&self, at: NodeRef, name: &str) -> Option<(FnRef, usize)> {
        let file = self.file(at);
        let around = file
            .closures
            .iter()
            .filter(|closure| closure.start <= at.ix && at.ix < closure.end);
        around
            .filter(|closure| {
                let call = closure.call.map(|ix| NodeRef { file: at.file, ix });
                call.is_none_or(|call| self.calls_own(call))
            })
            .filter_map(|closure| {
                let func = FnRef {
                    file: at.file,
                    func: closure.func,
                };
                let params = &self.func(func).params;
                let number = params.iter().position(|param| param.name == name)?;
                Some((closure.end - closure.start, (func, number)))
            })
            .min_by_key(|(size, _)| *size)
            .map(|(_, found)| found)
    }

    /// Whether a method call means a function that is at hand, for certain.
    fn calls_own(&self, call: NodeRef) -> bool {
        let Expr::Method(receiver, name, args) = &self.node(call).ex else {
            return false;
        };
        let kind = self.kind(NodeRef {
            file: call.file,
            ix: *receiver,
        });
        self.modules.of_key(&kind).is_some() && !self.methods(name, args.len(), &kind).is_empty()
    }

    /// The number of the type parameter whose constant a path names in a function.
    pub(super) fn type_parameter(&self, func: FnRef, path: &[String]) -> Option<usize> {
        let [of, _] = path else { return None };
        let item = self.func(func);
        let number = item.type_params.iter().position(|name| name == of)?;
        // What is given for a parameter of that type shows it too.
        let shown = item
            .params
            .iter()
            .position(|param| param.generic.as_ref() == Some(of));
        Some(shown.unwrap_or(item.params.len() + number))
    }

    /// Constants of the type that an argument is or names.
    pub(super) fn constants_of_given(&self, given: NodeRef, name: &str) -> Vec<NodeRef> {
        let key = match &self.node(given).ex {
            Expr::Path(path) => self.modules.key(self.scope_of(given), &path.join("::")),
            _ => self.kind(given).to_string(),
        };
        let key = if self.modules.of_key(&key).is_some() {
            key
        } else {
            self.kind(given).to_string()
        };
        self.modules
            .of_key(&key)
            .map(|(of, _)| self.constants_of(of, name))
            .unwrap_or_default()
    }

    /// What a caller gives for each parameter, and for each type parameter.
    pub(super) fn with_types(
        &self,
        call: NodeRef,
        func: FnRef,
        mut given: Vec<NodeRef>,
    ) -> Vec<NodeRef> {
        if let Some(types) = self.file(call).type_args.get(&call.ix)
            && given.len() == self.func(func).params.len()
        {
            given.extend(types.iter().map(|ix| NodeRef {
                file: call.file,
                ix: *ix,
            }));
        }
        given
    }

    /// What a caller gives for each parameter.
    pub(super) fn arguments(&self, call: NodeRef) -> Vec<NodeRef> {
        let at = |ix: &NodeIdx| NodeRef {
            file: call.file,
            ix: *ix,
        };
        match &self.node(call).ex {
            Expr::Call(_, args) => args.iter().map(at).collect(),
            Expr::Method(receiver, _, args) => {
                std::iter::once(receiver).chain(args).map(at).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Values that a field gets anywhere, by the type that has it where that is known.
    pub(super) fn written(&self, kind: &str, field: &str) -> Vec<NodeRef> {
        let Some(known) = self.writes.get(field) else {
            return Vec::new();
        };
        let of_kind: Vec<NodeRef> = known
            .iter()
            .filter(|(of, _)| of == kind)
            .map(|(_, at)| *at)
            .collect();
        if !kind.is_empty() && self.types.contains(kind) {
            let reads = self.read_types.contains(kind);
            let loose = known
                .iter()
                .filter(|(of, at)| of.is_empty() && (reads || !self.file(*at).table))
                .map(|(_, at)| *at);
            return of_kind.into_iter().chain(loose).collect();
        }
        known.iter().map(|(_, at)| *at).collect()
    }

    /// Calls of functions and methods of this name.
    pub(super) fn calls_of(&self, name: &str) -> &[NodeRef] {
        self.calls.get(name).map_or(&[], Vec::as_slice)
    }

    /// What macros of this name are given.
    pub(super) fn macro_arguments(&self, name: &str) -> Vec<NodeRef> {
        let mut found = Vec::new();
        let uses = self.macros.get(name).map_or(&[][..], Vec::as_slice);
        for at in uses.iter().take(512) {
            let mut open = vec![at.ix];
            while let Some(ix) = open.pop() {
                let here = NodeRef { file: at.file, ix };
                match &self.node(here).ex {
                    Expr::Macro(_, parts) if ix == at.ix => open.extend(parts),
                    Expr::Tuple(parts) => open.extend(parts),
                    _ => found.push(here),
                }
            }
        }
        found
    }

    /// The whole of a table that code reads.
    pub(super) fn table(&self, path: &str) -> Option<NodeRef> {
        let of_path = |file: &FileIr| file.table && file.path == path;
        let number = self.files.iter().position(of_path)?;
        let last = self.files[number].nodes.len().checked_sub(1)?;
        Some(NodeRef {
            file: u32::try_from(number).ok()?,
            ix: NodeIdx::try_from(last).ok()?,
        })
    }

    /// How attributes spell the variants of an enum.
    pub(super) fn spellings(&self, kind: &str) -> &[(String, NodeRef)] {
        self.spellings.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Calls of a tuple struct or variant.
    pub(super) fn constructions(&self, name: &str) -> Vec<NodeRef> {
        let known = self.calls.get(name).map_or(&[][..], Vec::as_slice);
        known
            .iter()
            .copied()
            .filter(|at| matches!(self.node(*at).ex, Expr::Call(..)))
            .collect()
    }

    /// The struct literal whose field a value is.
    pub(super) fn record_around(&self, value: NodeRef) -> Option<NodeRef> {
        self.record_of.get(&value).copied()
    }

    /// Struct literals of a type.
    pub(super) fn records(&self, kind: &str) -> &[NodeRef] {
        self.records.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The struct, or the name of the variant, that a pattern spells.
    pub(super) fn part_owner(&self, at: NodeRef, spelt: &str) -> String {
        let path: Vec<String> = spelt.split("::").map(str::to_owned).collect();
        self.kind_of_path(self.scope_of(at), &path)
    }

    /// The type of a field.
    pub(super) fn field_kind(&self, kind: &str, field: &str) -> Option<&String> {
        self.fields.get(&(kind.to_owned(), field.to_owned()))
    }

    /// Whether the definition of a type is at hand.
    pub(super) fn has_type(&self, key: &str) -> bool {
        self.types.contains(key)
    }

    /// Whether the package of a file defines a type of this name.
    pub(super) fn defines(&self, file: u32, name: &str) -> bool {
        self.modules.defines(self.modules.package_of(file), name)
    }

    /// Functions of a type, by name.
    pub(super) fn of_type(&self, kind: &str, name: &str) -> Vec<FnRef> {
        let known = self.fns.get(name).map_or(&[][..], Vec::as_slice);
        known
            .iter()
            .copied()
            .filter(|func| self.func(*func).owner == kind)
            .collect()
    }

    /// The type of an expression, as far as names show it; empty when they do not.
    pub(super) fn kind(&self, at: NodeRef) -> Rc<str> {
        if let Some(known) = self.kinds.borrow().get(&at) {
            return Rc::clone(known);
        }
        self.kinds.borrow_mut().insert(at, Rc::from(""));
        let kind: Rc<str> = self.find_kind(at).into();
        self.kinds.borrow_mut().insert(at, Rc::clone(&kind));
        kind
    }

    fn find_kind(&self, at: NodeRef) -> String {
        let node = self.node(at);
        let inner = |ix: NodeIdx| self.kind(NodeRef { file: at.file, ix }).to_string();
        match &node.ex {
            Expr::Path(path) => match path.as_slice() {
                [name] => {
                    let local = self.name_kind(at, name);
                    if local.is_empty() {
                        self.kind_of_item(at, path)
                    } else {
                        local
                    }
                }
                _ => self.kind_of_item(at, path),
            },
            Expr::Field(base, name) => {
                let base = inner(*base);
                self.field_kind(&base, name).cloned().unwrap_or_default()
            }
            Expr::Part(_, kind, name) => {
                let owner = self.part_owner(at, kind);
                self.field_kind(&owner, name).cloned().unwrap_or_default()
            }
            Expr::Call(path, _) => {
                let called = self.called(path, at);
                match called.first() {
                    Some(func) => self.func(*func).returns_kind.clone(),
                    None => self.kind_of_made(at, path),
                }
            }
            Expr::Record(path, _, Some(rest)) if path.is_empty() => inner(*rest),
            Expr::Record(path, ..) => {
                let scope = self.scope_of(at);
                match self.modules.resolve(scope, path) {
                    Named::Of(of, _) => self.modules.type_info(of).key.clone(),
                    _ => self.kind_of_path(scope, path),
                }
            }
            Expr::Method(receiver, name, args) => {
                let of = inner(*receiver);
                let found = self.fns.get(name).into_iter().flatten().find(|func| {
                    let func = self.func(**func);
                    (func.owner == of || func.of_trait == of && !of.is_empty())
                        && func.params.len() == args.len() + 1
                });
                match found {
                    Some(func) => self.func(*func).returns_kind.clone(),
                    None => of,
                }
            }
            Expr::Elem(base) => inner(*base),
            Expr::After(call) => match &self
                .node(NodeRef {
                    file: at.file,
                    ix: *call,
                })
                .ex
            {
                Expr::Method(receiver, ..) => inner(*receiver),
                _ => String::new(),
            },
            Expr::OneOf(values) => {
                let mut kinds = values.iter().take(8).map(|value| inner(*value));
                kinds.find(|kind| !kind.is_empty()).unwrap_or_default()
            }
            Expr::Seq(parts) => parts.first().map(|part| inner(*part)).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// The enum and the variant that a path names.
    pub(super) fn variant(&self, at: NodeRef, path: &[String]) -> Option<(String, String)> {
        let variant = path.last()?;
        let of = self.kind_of_item(at, path);
        let known = self.variants.get(variant)?;
        known.contains(&of).then(|| (of, variant.clone()))
    }

    /// The type of a variant, unit struct, constant or static that a path names.
    fn kind_of_item(&self, at: NodeRef, path: &[String]) -> String {
        let scope = self.scope_of(at);
        match self.modules.resolve(scope, path) {
            Named::Of(of, name) => {
                let info = self.modules.type_info(of);
                let variants = info.about.variants.iter().flatten();
                if variants.clone().any(|(variant, ..)| *variant == name) {
                    info.key.clone()
                } else {
                    String::new()
                }
            }
            Named::Items(items) => {
                let unit = items.iter().find_map(|def| match def {
                    Def::Type(of) => Some(self.modules.type_info(*of).key.clone()),
                    Def::Const(file, number) => Some(
                        self.files[*file as usize].consts[*number as usize]
                            .kind
                            .clone(),
                    ),
                    _ => None,
                });
                unit.unwrap_or_default()
            }
            Named::Unknown => match path {
                [.., kind, variant] => {
                    let key = self.modules.key(scope, kind);
                    let of = self.variants.get(variant);
                    of.filter(|of| of.contains(&key))
                        .map(|_| key)
                        .unwrap_or_default()
                }
                _ => String::new(),
            },
            Named::Foreign => String::new(),
        }
    }

    /// The type that a call of a tuple struct, a variant or an unknown function of a type gives.
    fn kind_of_made(&self, at: NodeRef, path: &[String]) -> String {
        let scope = self.scope_of(at);
        match self.modules.resolve(scope, path) {
            Named::Of(of, _) => self.modules.type_info(of).key.clone(),
            Named::Items(items) if items.iter().any(|def| matches!(def, Def::Type(_))) => {
                self.modules.key(scope, &path.join("::"))
            }
            _ => match path {
                [before @ .., _]
                    if before
                        .last()
                        .is_some_and(|kind| kind.starts_with(char::is_uppercase)) =>
                {
                    self.modules.key(scope, &before.join("::"))
                }
                [kind] => {
                    let key = self.modules.key(scope, kind);
                    if self.types.contains(&key) {
                        key
                    } else {
                        String::new()
                    }
                }
                _ => String::new(),
            },
        }
    }

    fn name_kind(&self, at: NodeRef, name: &str) -> String {
        let func = self.func(self.func_of(at));
        // A parameter may be bound again under its name.
        let again =
            func.params.iter().any(|param| param.name == name) && func.locals.contains_key(name);
        if let Some(param) = func.params.iter().find(|param| param.name == name)
            && (!again || self.types.contains(&param.kind))
        {
            return param.kind.clone();
        }
        if let Some(kind) = func.local_kinds.get(name) {
            return kind.clone();
        }
        if let Some(values) = func.locals.get(name) {
            let mut kinds = values.iter().take(8).map(|ix| {
                self.kind(NodeRef {
                    file: at.file,
                    ix: *ix,
                })
            });
            return kinds
                .find(|kind| !kind.is_empty())
                .map(|kind| kind.to_string())
                .unwrap_or_default();
        }
        String::new()
    }
}

fn has_stem(path: &str, stem: &str) -> bool {
    path.trim_end_matches(".rs")
        .split('/')
        .any(|part| part == stem)
}

/// The name of a type that a key stands for.
pub(super) fn plain(key: &str) -> &str {
    key.split('@').next().unwrap_or(key)
}

/// Replaces types as they are written in a file by what stands for them.
fn with_keys(modules: &Modules, number: u32, file: &mut FileIr) {
    let scope = |module: u32| modules.scope(number, module);
    for func in &mut file.funcs {
        let scope = scope(func.module);
        let replace = |written: &mut String| *written = modules.key(scope, written);
        replace(&mut func.owner);
        replace(&mut func.of_trait);
        replace(&mut func.returns_kind);
        func.params
            .iter_mut()
            .for_each(|param| replace(&mut param.kind));
        func.local_kinds.values_mut().for_each(replace);
    }
    for item in &mut file.consts {
        let module = file.funcs[item.func as usize].module;
        item.owner = modules.key(scope(module), &item.owner);
        item.kind = modules.key(scope(module), &item.kind);
    }
    for item in &mut file.writes {
        if let Some(module) = item.module {
            item.owner = modules.key(scope(module), &item.owner);
        }
    }
    for item in &mut file.fields {
        let scope = scope(item.module);
        if !item.of_variant {
            item.owner = modules.key(scope, &item.owner);
        }
        item.kind = modules.key(scope, &item.kind);
    }
    for item in &mut file.types {
        item.name = modules.key(scope(item.module), &item.name);
    }
}
