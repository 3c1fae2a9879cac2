//! A crate as a whole: its files, and where each name is defined, called and written.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::ir::{Context, Expr, FileIr, FnRef, Func, Node, NodeIdx, NodeRef};
use super::lower_assign::{behind_static, static_field};
use super::modules::{Def, Modules, Named, PackageNames, ScopeIdx, TypeIdx};

/// Methods by their name, the number of their arguments and the type of the receiver.
type Methods = HashMap<(String, usize, String), Rc<[FnRef]>>;
/// Functions by the module and path that call them.
type Called = HashMap<(ScopeIdx, Vec<String>), Rc<[FnRef]>>;

/// Functions by the function that names them and the path.
type CalledByType = HashMap<(FnRef, Vec<String>), Rc<[FnRef]>>;

/// The parsed files of one or more packages, with names looked up over all of them.
#[derive(Debug)]
pub(super) struct Crate {
    code: Arc<Code>,
    /// Types of expressions that were looked up; empty while they are being computed.
    pub(super) kinds: RefCell<HashMap<NodeRef, Rc<str>>>,
    pub(super) callers: RefCell<HashMap<FnRef, Rc<[NodeRef]>>>,
    pub(super) called: RefCell<Called>,
    /// Functions of types that depend on a call, by the function that names them and the path.
    pub(super) called_by_type: RefCell<CalledByType>,
    /// What method calls may mean, as far as it was sought.
    pub(super) methods: RefCell<Methods>,
}

impl Crate {
    /// Indexes the files of packages.
    pub(super) fn new(files: Vec<FileIr>, packages: Vec<PackageNames>) -> Self {
        Self::of(Arc::new(Code::new(files, packages)))
    }

    /// Code of which nothing was looked up yet.
    pub(super) fn of(code: Arc<Code>) -> Self {
        Self {
            code,
            kinds: RefCell::default(),
            callers: RefCell::default(),
            called: RefCell::default(),
            called_by_type: RefCell::default(),
            methods: RefCell::default(),
        }
    }

    /// The code, which another thread may look up names in too.
    pub(super) fn code(&self) -> &Arc<Code> {
        &self.code
    }

    /// Forgets what was looked up: what an answer is may hang on what was asked before it.
    pub(super) fn forget(&self) {
        self.kinds.take();
        self.callers.take();
        self.called.take();
        self.called_by_type.take();
        self.methods.take();
    }

    /// What is written to what a function gives that takes nothing.
    pub(super) fn written_by_calls(&self, func: FnRef) -> Vec<NodeRef> {
        let mut found = Vec::new();
        for (number, file) in (0..).zip(&self.files) {
            for (call, value) in &file.given_by_call {
                let at = |ix: &NodeIdx| NodeRef {
                    file: number,
                    ix: *ix,
                };
                if let Expr::Call(path, _) = &file.node(*call).ex
                    && path.last() == Some(&self.func(func).name)
                    && self.called(path, at(call)).contains(&func)
                {
                    found.push(at(value));
                }
            }
        }
        found
    }

    /// Values that are written to a field of a type behind a lock or a cell.
    pub(super) fn written_behind_locks(&self, kind: &str, field: &str) -> Vec<NodeRef> {
        if !self.is_concrete(kind) {
            return Vec::new();
        }
        let all = self.shared_writes.get(field).into_iter().flatten();
        let of_kind = all.filter(|(of, _)| *self.kind(*of) == *kind);
        of_kind.map(|(_, value)| *value).collect()
    }

    /// What is written to a static of this name, whose values are those of `constants`. Behind a reference to texts or to
    /// lists, which no lock or cell holds, nothing can be written: the reference is to a copy of a constant.
    pub(super) fn written_to_static(&self, name: &str, constants: &[NodeRef]) -> Vec<NodeRef> {
        let mut written = self.written("", &static_field(name));
        let is_fixed = |at: &NodeRef| {
            let value = &self.node(*at).ex;
            matches!(
                value,
                Expr::Lit(_) | Expr::Format(_) | Expr::Bool(_) | Expr::Seq(_)
            )
        };
        if constants.is_empty() || !constants.iter().all(is_fixed) {
            written.extend(self.written("", &behind_static(name)));
        }
        written
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
        if let Some(found) = self.constants_by_type(path, at) {
            return found;
        }
        match self.modules.resolve(self.scope_of(at), path) {
            Named::Items(items) => items.iter().filter_map(value).collect(),
            Named::Of(of, name) => self.constants_of(of, &name),
            Named::Foreign => Vec::new(),
            Named::Unknown => self.constants_by_name(path, name, at),
        }
    }
}

impl Deref for Crate {
    type Target = Code;

    fn deref(&self) -> &Code {
        &self.code
    }
}

/// Files, and where each name in them is defined, called and written.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) files: Vec<FileIr>,
    /// Modules, and what paths in them name.
    pub(super) modules: Modules,
    pub(super) fns: HashMap<String, Vec<FnRef>>,
    /// Functions of types and traits, by their owner.
    pub(super) of_owner: HashMap<String, HashMap<String, Vec<FnRef>>>,
    /// Functions that are written in traits, by name.
    pub(super) of_traits: HashMap<String, Vec<FnRef>>,
    /// Constants by name, each with the type that it is of.
    pub(super) consts: HashMap<String, Vec<(String, NodeRef)>>,
    pub(super) writes: HashMap<String, Vec<(String, NodeRef)>>,
    /// Names of methods that write to the value which they are called on.
    pub(super) changing: HashSet<String>,
    /// Names of functions that give what leads back to what they are given.
    pub(super) giving: HashSet<String>,
    /// What has a field that something else may write to, by the field.
    pub(super) lent: HashMap<String, Vec<NodeRef>>,
    /// Values that are written to fields of a type by way of a method that gives them.
    pub(super) given_out: HashMap<(String, String), Vec<NodeRef>>,
    /// What is written to fields behind locks and cells, by the field: what has it, and the value.
    pub(super) shared_writes: HashMap<String, Vec<(NodeRef, NodeRef)>>,
    /// What patterns take a field out of, by the field.
    pub(super) parts: HashMap<String, Vec<NodeRef>>,
    pub(super) records: HashMap<String, Vec<NodeRef>>,
    /// The struct literal of each value of a field.
    pub(super) record_of: HashMap<NodeRef, NodeRef>,
    pub(super) calls: HashMap<String, Vec<NodeRef>>,
    pub(super) fields: HashMap<(String, String), String>,
    /// Words of paths of files and modules.
    pub(super) module_names: HashSet<String>,
    pub(super) types: HashSet<String>,
    /// Types that are read from tables.
    pub(super) read_types: HashSet<String>,
    /// Uses of macros that are not understood, by name.
    pub(super) macros: HashMap<String, Vec<NodeRef>>,
    /// How attributes spell the variants of enums: enum to variant and text.
    pub(super) spellings: HashMap<String, Vec<(String, NodeRef)>>,
    /// Variant to the enums that have it.
    pub(super) variants: HashMap<String, Vec<String>>,
    /// Enums with their default variant.
    pub(super) enum_defaults: HashMap<String, Option<String>>,
    /// The items that rules of macros are and define.
    pub(super) in_rules: HashSet<FnRef>,
    /// The closure of each node that is one.
    pub(super) closures: HashMap<NodeRef, FnRef>,
    /// Calls of values, by the number of arguments.
    pub(super) value_calls: HashMap<usize, Vec<NodeRef>>,
    /// Names that stand alone, so that functions of these names may be values.
    pub(super) value_names: HashSet<String>,
    /// Other names that `use` gives to a name.
    pub(super) other_names: HashMap<String, HashSet<String>>,
    /// Variables and fields that are changed in ways that are no values of theirs.
    pub(super) tainted: HashSet<String>,
    pub(super) taken_fields: HashSet<String>,
    pub(super) taken_variables: HashSet<String>,
    /// What data calls fields whose attributes give them another name, as keys of tables are spelt.
    pub(super) spelt: HashMap<String, Vec<String>>,
    /// Fields by their type, and what they are called where they are sent.
    pub(super) sent: HashMap<(String, String), String>,
}

impl Code {
    fn new(mut files: Vec<FileIr>, packages: Vec<PackageNames>) -> Self {
        let placed = packages.iter().flat_map(|package| package.placed.values());
        let module_names = placed.flat_map(|place| place.module.iter().cloned());
        let module_names = module_names.collect();
        let modules = Modules::new(&files, packages);
        for (number, file) in (0..).zip(&mut files) {
            with_keys(&modules, number, file);
        }
        let mut all = Self {
            modules,
            module_names,
            ..Self::default()
        };
        for (number, file) in (0..).zip(&files) {
            all.add(number, file);
        }
        all.files = files;
        all.defaults();
        all.given_out();
        all.written_in_traits();
        all
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

    /// The nodes of a file.
    pub(super) fn nodes_of(&self, file: u32) -> impl Iterator<Item = NodeRef> + use<> {
        let count = self.files[file as usize].nodes.len();
        let all = 0..NodeIdx::try_from(count).unwrap_or(NodeIdx::MAX);
        all.map(move |ix| NodeRef { file, ix })
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

    /// Constants of a type; those of a trait are what its implementations give.
    pub(super) fn constants_of(&self, of: TypeIdx, name: &str) -> Vec<NodeRef> {
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
        let given: Vec<NodeRef> = given.chain(own.iter().copied()).collect();
        if info.about.is_trait || !given.is_empty() {
            return given;
        }
        // What a trait gives to all its types.
        let by_trait = known.iter().filter(|(owner, _)| {
            let owner = self.modules.of_key(owner);
            owner.is_some_and(|(_, owner)| owner.about.is_trait)
        });
        by_trait.map(|(_, at)| *at).collect()
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

    /// Whether a package has a constant or static of this name.
    pub(super) fn has_constant(&self, package: u32, name: &str) -> bool {
        let known = self.consts.get(name).into_iter().flatten();
        known
            .into_iter()
            .any(|(_, at)| self.modules.package_of(at.file) == package)
    }

    /// Constants of this name that traits and their implementations give.
    pub(super) fn constants_in_traits(&self, name: &str) -> Vec<NodeRef> {
        let known = self.consts.get(name).into_iter().flatten();
        let of_trait = known.filter(|(owner, at)| {
            let owner = self.modules.of_key(owner);
            owner.is_some_and(|(_, owner)| owner.about.is_trait)
                || !self.func(self.func_of(*at)).of_trait.is_empty()
        });
        of_trait.map(|(_, at)| *at).collect()
    }

    /// Values that a field gets anywhere, by the type that has it where that is known.
    pub(super) fn written(&self, kind: &str, field: &str) -> Vec<NodeRef> {
        let own = self.writes.get(field).into_iter().flatten();
        let spelt = self.spelt(field).iter();
        let of_data = spelt.filter_map(|name| self.writes.get(name)).flatten();
        let of_data = of_data.filter(|(_, at)| self.file(*at).table);
        let known: Vec<&(String, NodeRef)> = own.chain(of_data).collect();
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

    /// What data calls a field beside its own name, as keys of tables are spelt.
    pub(super) fn spelt(&self, field: &str) -> &[String] {
        self.spelt.get(field).map_or(&[], Vec::as_slice)
    }

    /// The field of a type that is sent under a name.
    pub(super) fn sent_as(&self, kind: &str, name: &str) -> Option<&str> {
        let of_type = (kind.to_owned(), name.to_owned());
        self.sent.get(&of_type).map(String::as_str)
    }

    /// Values that a field of a type may get, with those of types that are not at hand.
    pub(super) fn may_be_written(&self, kind: &str, field: &str) -> Vec<NodeRef> {
        let known = self.writes.get(field).into_iter().flatten();
        let fits = known.filter(|(of, _)| of == kind || !self.types.contains(of));
        fits.map(|(_, at)| *at).collect()
    }

    /// Values with a field of this name that something else may write to.
    pub(super) fn lent(&self, field: &str) -> &[NodeRef] {
        self.lent.get(field).map_or(&[], Vec::as_slice)
    }

    /// Whether a method of this name writes to the value that it is called on.
    pub(super) fn has_changing(&self, name: &str) -> bool {
        self.changing.contains(name)
    }

    /// Whether a function of this name gives what leads back to what it is given.
    pub(super) fn has_giving(&self, name: &str) -> bool {
        self.giving.contains(name)
    }

    /// Values that a field of a type gets by way of a method that gives it.
    pub(super) fn written_by_way(&self, kind: &str, field: &str) -> &[NodeRef] {
        if self.given_out.is_empty() {
            return &[];
        }
        let place = (kind.to_owned(), field.to_owned());
        self.given_out.get(&place).map_or(&[], Vec::as_slice)
    }

    /// What patterns take a field of this name out of.
    pub(super) fn taken_apart(&self, field: &str) -> &[NodeRef] {
        self.parts.get(field).map_or(&[], Vec::as_slice)
    }

    /// What a field gets outside of struct literals, each with the type; empty where that is not known.
    pub(super) fn assigned(&self, field: &str) -> impl Iterator<Item = (&str, NodeRef)> {
        let known = self.writes.get(field).into_iter().flatten();
        let known = known.filter(|(_, at)| !self.record_of.contains_key(at));
        known.map(|(of, at)| (of.as_str(), *at))
    }

    /// Whether a variable or field of this name is changed somewhere in a way that is no value of it.
    pub(super) fn is_tainted(&self, name: &str) -> bool {
        self.tainted.contains(name)
    }

    /// Whether something takes out what fields of this name hold.
    pub(super) fn is_taken_field(&self, name: &str) -> bool {
        self.taken_fields.contains(name)
    }

    /// Whether something takes out what variables of this name hold.
    pub(super) fn is_taken_variable(&self, name: &str) -> bool {
        self.taken_variables.contains(name)
    }

    /// Calls of functions and methods of this name.
    pub(super) fn calls_of(&self, name: &str) -> &[NodeRef] {
        self.calls.get(name).map_or(&[], Vec::as_slice)
    }

    /// What macros of this name are given, up to one more than `most`.
    pub(super) fn macro_arguments(&self, name: &str, most: usize) -> Vec<NodeRef> {
        let mut found = Vec::new();
        let uses = self.macros.get(name).map_or(&[][..], Vec::as_slice);
        for at in uses {
            if found.len() > most {
                break;
            }
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

    /// The whole of a table that code of the package of a file reads.
    pub(super) fn table(&self, path: &str, from: u32) -> Option<NodeRef> {
        let package = self.modules.package_of(from);
        let of_path = |(number, file): (u32, &FileIr)| {
            file.table && file.path == path && self.modules.package_of(number) == package
        };
        let number = (0..).zip(&self.files).position(of_path)?;
        let last = self.files[number].nodes.len().checked_sub(1)?;
        Some(NodeRef {
            file: u32::try_from(number).ok()?,
            ix: NodeIdx::try_from(last).ok()?,
        })
    }

    /// The whole of a text that is data.
    pub(super) fn data(&self, text: NodeRef) -> Option<NodeRef> {
        let data = &self.file(text).data;
        let at = data
            .binary_search_by_key(&text.ix, |(text, _)| *text)
            .ok()?;
        Some(NodeRef {
            ix: data[at].1,
            ..text
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

    /// Whether the definition of a type is at hand.
    pub(super) fn has_type(&self, key: &str) -> bool {
        self.types.contains(key)
    }

    /// Whether the package of a file defines a type of this name.
    pub(super) fn defines(&self, file: u32, name: &str) -> bool {
        self.modules.defines(self.modules.package_of(file), name)
    }

    /// What makes a value of a type into something else: `impl From<Model> for String`.
    pub(super) fn made_of(&self, kind: &str) -> Vec<FnRef> {
        let known = self.fns.get("from").map_or(&[][..], Vec::as_slice);
        let of_kind = |func: &&FnRef| {
            let item = self.func(**func);
            item.of_trait == "From" && item.params.first().is_some_and(|of| of.kind == kind)
        };
        known.iter().filter(of_kind).copied().collect()
    }

    /// Functions of a type, by name; of no type for the empty one.
    pub(super) fn of_type(&self, kind: &str, name: &str) -> &[FnRef] {
        let known = self.of_owner.get(kind).and_then(|known| known.get(name));
        known.map_or(&[][..], Vec::as_slice)
    }
}

pub(super) fn has_stem(path: &str, stem: &str) -> bool {
    path.trim_end_matches(".rs")
        .split('/')
        .any(|part| part == stem)
}

/// What stands for a variant where fields are looked up by their enum.
pub(super) fn variant_key(of: &str, variant: &str) -> String {
    format!("{of}::{variant}")
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
        func.bounds.iter_mut().for_each(|(_, of)| replace(of));
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
        match &mut item.of_enum {
            Some(of) => *of = modules.key(scope, of),
            None => item.owner = modules.key(scope, &item.owner),
        }
        item.kind = modules.key(scope, &item.kind);
    }
    for item in &mut file.type_names {
        item.owner = modules.key(scope(item.module), &item.owner);
    }
    for item in &mut file.types {
        item.name = modules.key(scope(item.module), &item.name);
    }
}
