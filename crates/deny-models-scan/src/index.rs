//! A crate as a whole: its files, and where each name is defined, called and written.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::ir::{Context, Expr, FileIr, FnRef, Func, Node, NodeIdx, NodeRef};

/// All files of a crate that were parsed, with names looked up over all of them.
#[derive(Debug, Default)]
pub(super) struct Crate {
    pub(super) files: Vec<FileIr>,
    fns: HashMap<String, Vec<FnRef>>,
    consts: HashMap<String, Vec<(String, NodeRef)>>,
    writes: HashMap<String, Vec<(String, NodeRef)>>,
    records: HashMap<String, Vec<NodeRef>>,
    calls: HashMap<String, Vec<NodeRef>>,
    fields: HashMap<(String, String), String>,
    modules: HashSet<String>,
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
}

impl Crate {
    /// Indexes the files.
    pub(super) fn new(files: Vec<FileIr>) -> Self {
        let mut all = Self {
            files,
            ..Self::default()
        };
        let files = std::mem::take(&mut all.files);
        for (number, file) in files.iter().enumerate() {
            all.add(u32::try_from(number).unwrap_or(u32::MAX), file);
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
            self.modules.extend(stems.map(str::to_owned));
        }
        for (func, item) in file.funcs.iter().enumerate().skip(1) {
            let func = u32::try_from(func).unwrap_or(0);
            self.fns
                .entry(item.name.clone())
                .or_default()
                .push(FnRef { file: number, func });
            if !item.owner.is_empty() {
                self.types.insert(item.owner.clone());
            }
        }
        for (owner, name, value) in &file.consts {
            self.consts
                .entry(name.clone())
                .or_default()
                .push((owner.clone(), at(*value)));
        }
        for (owner, name, value) in &file.writes {
            if let Some(variant) = name.strip_prefix('#') {
                let spelt = (variant.to_owned(), at(*value));
                self.spellings.entry(owner.clone()).or_default().push(spelt);
            }
            self.writes
                .entry(name.clone())
                .or_default()
                .push((owner.clone(), at(*value)));
        }
        for (owner, name, kind) in &file.fields {
            self.types.insert(owner.clone());
            self.fields
                .insert((owner.clone(), name.clone()), kind.clone());
        }
        for item in &file.enums {
            self.types.insert(item.name.clone());
            let default = item.variants.iter().find(|(_, default, _)| *default);
            self.enum_defaults
                .insert(item.name.clone(), default.map(|(name, ..)| name.clone()));
            for (variant, ..) in &item.variants {
                self.variants
                    .entry(variant.clone())
                    .or_default()
                    .push(item.name.clone());
            }
        }
        self.read_types.extend(file.read_types.iter().cloned());
        for module in &file.mods {
            self.modules.extend(module.path.iter().cloned());
        }
        for (ix, node) in file.nodes.iter().enumerate() {
            let ix = NodeIdx::try_from(ix).unwrap_or(NodeIdx::MAX);
            match &node.ex {
                Expr::Call(path, _) => {
                    if let Some(name) = path.last() {
                        self.calls.entry(name.clone()).or_default().push(at(ix));
                    }
                }
                Expr::Method(_, name, _) => {
                    self.calls.entry(name.clone()).or_default().push(at(ix));
                }
                Expr::Macro(name, _) => self.macros.entry(name.clone()).or_default().push(at(ix)),
                Expr::Record(path, fields, _) => {
                    let kind = path.last().cloned().unwrap_or_default();
                    for (name, value) in fields {
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

    /// Values of a constant or static that a path may mean.
    pub(super) fn constants(&self, path: &[String], file: u32) -> Vec<NodeRef> {
        let Some(name) = path.last() else {
            return Vec::new();
        };
        let Some(known) = self.consts.get(name) else {
            return Vec::new();
        };
        let owner = path.len().checked_sub(2).map(|at| path[at].as_str());
        let exact: Vec<NodeRef> = known
            .iter()
            .filter(|(of, _)| Some(of.as_str()) == owner && !of.is_empty())
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
            .filter(|at| at.file == file)
            .collect();
        if !here.is_empty() && path.len() == 1 {
            return here;
        }
        known.iter().map(|(_, at)| *at).collect()
    }

    /// Functions that a called path may mean.
    pub(super) fn called(&self, path: &[String], file: u32) -> Vec<FnRef> {
        let Some(name) = path.last() else {
            return Vec::new();
        };
        let Some(known) = self.fns.get(name) else {
            return Vec::new();
        };
        let Some(owner) = path.len().checked_sub(2).map(|at| path[at].as_str()) else {
            let free = known
                .iter()
                .copied()
                .filter(|func| self.func(*func).owner.is_empty());
            let free: Vec<FnRef> = free.collect();
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
            .filter(|func| self.func(*func).owner == owner)
            .collect();
        if !of_owner.is_empty() {
            return of_owner;
        }
        let module = ["crate", "self", "super"].contains(&owner) || self.modules.contains(owner);
        if !module {
            return Vec::new();
        }
        let free: Vec<FnRef> = known
            .iter()
            .copied()
            .filter(|func| self.func(*func).owner.is_empty())
            .collect();
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
            .filter(|func| self.func(*func).owner == kind)
            .collect();
        if !of_kind.is_empty() || !self.types.contains(kind) {
            return if of_kind.is_empty() && kind.len() <= 2 {
                fits
            } else {
                of_kind
            };
        }
        fits.into_iter()
            .filter(|func| !self.func(*func).of_trait.is_empty())
            .collect()
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
        let Some(known) = self.calls.get(&item.name) else {
            return Vec::new();
        };
        let fits = known.iter().copied().filter(|at| match &self.node(*at).ex {
            Expr::Call(path, args) => {
                args.len() == item.params.len() && self.called(path, at.file).contains(&func)
            }
            Expr::Method(_, name, args) => {
                item.takes_self && item.params.len() == args.len() + 1 && *name == item.name
            }
            _ => false,
        });
        fits.collect()
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

    /// Struct literals of a type.
    pub(super) fn records(&self, kind: &str) -> &[NodeRef] {
        self.records.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The type of a field.
    pub(super) fn field_kind(&self, kind: &str, field: &str) -> Option<&String> {
        self.fields.get(&(kind.to_owned(), field.to_owned()))
    }

    /// Whether a type of this name is defined here.
    pub(super) fn has_type(&self, name: &str) -> bool {
        self.types.contains(name)
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
                [name] => self.name_kind(at, name),
                [.., kind, variant]
                    if self
                        .variants
                        .get(variant)
                        .is_some_and(|of| of.contains(kind)) =>
                {
                    kind.clone()
                }
                _ => String::new(),
            },
            Expr::Field(base, name) => {
                let base = inner(*base);
                self.field_kind(&base, name).cloned().unwrap_or_default()
            }
            Expr::Part(_, kind, name) => self.field_kind(kind, name).cloned().unwrap_or_default(),
            Expr::Call(path, _) => {
                let called = self.called(path, at.file);
                match called.first() {
                    Some(func) => self.func(*func).returns_kind.clone(),
                    None => match path.as_slice() {
                        [.., kind, _] if kind.starts_with(char::is_uppercase) => kind.clone(),
                        [kind] if self.types.contains(kind) => kind.clone(),
                        _ => String::new(),
                    },
                }
            }
            Expr::Record(path, ..) => path.last().cloned().unwrap_or_default(),
            Expr::Method(receiver, name, args) => {
                let of = inner(*receiver);
                let found = self.fns.get(name).into_iter().flatten().find(|func| {
                    let func = self.func(**func);
                    func.owner == of && func.params.len() == args.len() + 1
                });
                match found {
                    Some(func) => self.func(*func).returns_kind.clone(),
                    None => of,
                }
            }
            Expr::Elem(base) => inner(*base),
            Expr::Seq(parts) => parts.first().map(|part| inner(*part)).unwrap_or_default(),
            _ => String::new(),
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
