//! Which item a path names: the modules of crates, their `use` declarations and re-exports, and the names by which
//! crates know each other.
//!
//! Names are looked up as rustc does it, as far as the sources show them: items that macros make are not here, and a
//! path through them stays unknown.

use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::ir::{FileIr, FnRef, ItemKind, TypeIr};
use super::module_tree::Placed;
use super::visible::Visible;

/// Names that lead to names.
const MAX_HOPS: usize = 24;
/// Names that are looked up for one path: globs may lead from each module to all others.
const MAX_NAMES: usize = 2000;

/// An index into the modules of all crates.
pub(super) type ScopeIdx = u32;
/// An index into the types of all crates.
pub(super) type TypeIdx = u32;

/// A package whose code is at hand.
#[derive(Debug, Clone, Default)]
pub(super) struct PackageNames {
    /// Its files, among those of all packages.
    pub(super) files: Range<u32>,
    /// Its library, as code spells it.
    pub(super) lib: String,
    /// Where its files are modules: the first root is the library.
    pub(super) placed: HashMap<String, Placed>,
    /// What code calls its dependencies; and which package that is, where its code is at hand.
    pub(super) externs: HashMap<String, Option<u32>>,
    /// Dependencies that the manifest gives another name: what code calls them, and the name of the package as code would
    /// spell it.
    pub(super) renamed: HashMap<String, String>,
}

/// An item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Def {
    /// A module.
    Module(ScopeIdx),
    /// A function.
    Func(FnRef),
    /// A constant or static: file and number there.
    Const(u32, u32),
    /// A struct, enum, trait or alias.
    Type(TypeIdx),
}

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// Items; more than one where names are in several namespaces, or under conditions.
    Items(Vec<Def>),
    /// Something of a type: a function, constant or variant.
    Of(TypeIdx, String),
    /// An item of a crate whose code is not at hand.
    Foreign,
    /// Not known.
    Unknown,
}

/// A type or trait.
#[derive(Debug, Clone)]
pub(super) struct TypeInfo {
    /// What stands for it where types are compared.
    pub(super) key: String,
    /// Its module.
    pub(super) scope: ScopeIdx,
    /// Its package.
    pub(super) package: u32,
    /// Its file.
    pub(super) file: u32,
    /// What its file shows of it.
    pub(super) about: TypeIr,
}

/// A rule of a macro: the item that holds its code, and the words that it matches alone.
type Rule = (FnRef, Option<String>);

/// A module.
#[derive(Debug, Clone, Default)]
struct Scope {
    package: u32,
    parent: Option<ScopeIdx>,
    root: ScopeIdx,
    /// Whether it is there whenever the module around it is.
    always: bool,
    items: HashMap<String, Vec<Def>>,
    uses: HashMap<String, Vec<Vec<String>>>,
    globs: Vec<Vec<String>>,
}

/// The names that one path leads to, each looked up once: globs lead to the same module in many ways.
#[derive(Debug, Default)]
struct Looked {
    /// What was found; `None` while it is looked for. It holds for ways of at least as many names as stand with it.
    names: HashMap<(ScopeIdx, String), Option<(usize, Named)>>,
    /// How many were looked up.
    count: usize,
    /// Whether a way was longer than is followed.
    cut: bool,
}

/// The modules of all packages.
#[derive(Debug, Default)]
pub(super) struct Modules {
    scopes: Vec<Scope>,
    pub(super) packages: Vec<PackageNames>,
    /// The library of each package.
    libs: Vec<Option<ScopeIdx>>,
    /// The modules of each file.
    of_file: Vec<Vec<ScopeIdx>>,
    /// Functions that are there under a condition that their module is not under.
    conditional: HashSet<FnRef>,
    /// The package of each file.
    package_of_file: Vec<u32>,
    types: Vec<TypeInfo>,
    by_key: HashMap<String, TypeIdx>,
    /// Types of a package by their plain name.
    by_name: HashMap<(u32, String), Vec<TypeIdx>>,
    /// Rules of macros of a package by name, each with the words that it matches alone.
    macros: HashMap<(u32, String), Vec<Rule>>,
    known: RwLock<HashMap<(ScopeIdx, Vec<String>), Named>>,
    visible: Visible,
}

impl Modules {
    /// Reads the modules of packages, whose files are those in their ranges.
    pub(super) fn new(files: &[FileIr], packages: Vec<PackageNames>) -> Self {
        let needed = |package: &PackageNames| package.externs.values().flatten().copied().collect();
        let needed: Vec<Vec<u32>> = packages.iter().map(needed).collect();
        let mut all = Self {
            of_file: files
                .iter()
                .map(|file| vec![0; file.modules.len().max(1)])
                .collect(),
            package_of_file: vec![0; files.len()],
            libs: vec![None; packages.len()],
            visible: Visible::new(&needed),
            ..Self::default()
        };
        for (number, package) in (0..).zip(&packages) {
            all.package(files, number, package);
        }
        all.packages = packages;
        for (number, file) in (0..).zip(files) {
            all.items(number, file);
        }
        all
    }

    fn package(&mut self, files: &[FileIr], number: u32, package: &PackageNames) {
        // What macros of other packages make stands in files of its own with the same path.
        let mut by_path: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut open: Vec<u32> = Vec::new();
        for at in package.files.clone() {
            self.package_of_file[at as usize] = number;
            let file = &files[at as usize];
            if file.table {
                continue;
            }
            by_path.entry(&file.path).or_default().push(at);
            if !package.placed.contains_key(&file.path) {
                open.push(at);
            }
        }
        // Modules are there too whose files were not worth parsing: their names are no others.
        let mut placed: Vec<(&String, &Placed)> = package.placed.iter().collect();
        placed.sort_by_key(|(path, place)| (place.root, *path));
        let mut roots: HashMap<usize, ScopeIdx> = HashMap::new();
        let mut first_root = None;
        for (path, place) in placed {
            let root = *roots.entry(place.root).or_insert_with(|| self.root(number));
            first_root.get_or_insert(root);
            if place.root == 0 {
                self.libs[number as usize] = Some(root);
            }
            let scope = self.below(root, &place.module);
            if !place.included && !place.module.is_empty() {
                self.scopes[scope as usize].always |= place.always;
            }
            for at in by_path.get(path.as_str()).into_iter().flatten() {
                self.inline(*at, &files[*at as usize], scope);
            }
        }
        // Files that a macro declares, or whose root is not at hand, lie where their path shows.
        let root = first_root.unwrap_or_else(|| self.root(number));
        for at in open {
            let file = &files[at as usize];
            let path = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
            let path = path.strip_prefix("src/").unwrap_or(path);
            let path: Vec<String> = path.split('/').map(str::to_owned).collect();
            let scope = if matches!(path.as_slice(), [one] if one == "lib" || one == "main") {
                root
            } else {
                let scope = self.below(root, &path);
                self.scopes[scope as usize].always = true;
                scope
            };
            self.inline(at, file, scope);
        }
    }

    fn root(&mut self, package: u32) -> ScopeIdx {
        let own = ScopeIdx::try_from(self.scopes.len()).unwrap_or(ScopeIdx::MAX);
        self.scopes.push(Scope {
            package,
            root: own,
            ..Scope::default()
        });
        own
    }

    /// The module that a path below another names; it is made where it is not there.
    fn below(&mut self, scope: ScopeIdx, path: &[String]) -> ScopeIdx {
        let mut at = scope;
        for name in path {
            let known = self.scopes[at as usize].items.get(name);
            let known = known.into_iter().flatten().find_map(|def| match def {
                Def::Module(scope) => Some(*scope),
                _ => None,
            });
            at = known.unwrap_or_else(|| {
                let own = ScopeIdx::try_from(self.scopes.len()).unwrap_or(ScopeIdx::MAX);
                let outer = &self.scopes[at as usize];
                let inner = Scope {
                    package: outer.package,
                    parent: Some(at),
                    root: outer.root,
                    ..Scope::default()
                };
                self.scopes.push(inner);
                let items = &mut self.scopes[at as usize].items;
                items
                    .entry(name.clone())
                    .or_default()
                    .push(Def::Module(own));
                own
            });
        }
        at
    }

    fn inline(&mut self, at: u32, file: &FileIr, scope: ScopeIdx) {
        for (number, module) in file.modules.iter().enumerate() {
            let own = self.below(scope, &module.path);
            self.of_file[at as usize][number] = own;
            // The first is the file, which its declaration speaks of.
            self.scopes[own as usize].always |= number > 0 && !module.conditional;
        }
    }

    fn items(&mut self, number: u32, file: &FileIr) {
        if file.table {
            return;
        }
        let scopes = self.of_file[number as usize].clone();
        let package = self.package_of_file[number as usize];
        for (func, item) in (0..).zip(&file.funcs) {
            if item.item == ItemKind::Fn && item.owner.is_empty() {
                let own = FnRef { file: number, func };
                if item.conditional {
                    self.conditional.insert(own);
                }
                self.add(scopes[item.module as usize], &item.name, Def::Func(own));
            }
        }
        for (at, item) in (0..).zip(&file.consts) {
            if item.owner.is_empty() {
                let module = file.funcs[item.func as usize].module;
                self.add(scopes[module as usize], &item.name, Def::Const(number, at));
            }
        }
        for item in &file.types {
            let own = TypeIdx::try_from(self.types.len()).unwrap_or(TypeIdx::MAX);
            let scope = scopes[item.module as usize];
            let key = format!("{}@{own}", item.name);
            self.by_key.insert(key.clone(), own);
            self.types.push(TypeInfo {
                key,
                scope,
                package,
                file: number,
                about: item.clone(),
            });
            let names = self.by_name.entry((package, item.name.clone()));
            names.or_default().push(own);
            self.add(scope, &item.name, Def::Type(own));
        }
        for rule in &file.macros {
            let at = FnRef {
                file: number,
                func: rule.func,
            };
            let of_package = self.macros.entry((package, rule.name.clone()));
            of_package.or_default().push((at, rule.words.clone()));
        }
        for item in &file.uses {
            let scope = &mut self.scopes[scopes[item.module as usize] as usize];
            if item.name == "*" {
                let mut path = item.path.clone();
                path.pop();
                scope.globs.push(path);
            } else if item.name != "_" {
                let uses = scope.uses.entry(item.name.clone()).or_default();
                uses.push(item.path.clone());
            }
        }
    }

    fn add(&mut self, scope: ScopeIdx, name: &str, def: Def) {
        let items = &mut self.scopes[scope as usize].items;
        items.entry(name.to_owned()).or_default().push(def);
    }

    /// The module of an item that holds code.
    pub(super) fn scope(&self, file: u32, module: u32) -> ScopeIdx {
        let modules = &self.of_file[file as usize];
        modules.get(module as usize).copied().unwrap_or(0)
    }

    /// Whether a file is part of the library of its package.
    pub(super) fn in_library(&self, file: u32) -> bool {
        let scope = self.scope(file, 0);
        let root = self.scopes.get(scope as usize).map(|scope| scope.root);
        let library = self.libs.get(self.package_of(file) as usize);
        library.is_some_and(|library| library.is_some() && *library == root)
    }

    /// The package of a file.
    pub(super) fn package_of(&self, file: u32) -> u32 {
        self.package_of_file
            .get(file as usize)
            .copied()
            .unwrap_or(0)
    }

    /// Whether the code of a package can name what another defines; of what is not known nothing is left out.
    pub(super) fn sees(&self, package: Option<u32>, other: Option<u32>) -> bool {
        let known = package.zip(other);
        known.is_none_or(|(package, other)| self.visible.sees(package, other))
    }

    /// What a dependency would be called that the manifest of the package of a file gives another name.
    pub(super) fn renamed(&self, file: u32, name: &str) -> Option<&str> {
        let package = self.packages.get(self.package_of(file) as usize)?;
        package.renamed.get(name).map(String::as_str)
    }

    /// A type.
    pub(super) fn of_key(&self, key: &str) -> Option<(TypeIdx, &TypeInfo)> {
        let at = *self.by_key.get(key)?;
        Some((at, &self.types[at as usize]))
    }

    /// A type.
    pub(super) fn type_info(&self, at: TypeIdx) -> &TypeInfo {
        &self.types[at as usize]
    }

    /// All types.
    pub(super) fn types(&self) -> &[TypeInfo] {
        &self.types
    }

    /// Whether a package defines a type of this name.
    pub(super) fn defines(&self, package: u32, name: &str) -> bool {
        self.by_name.contains_key(&(package, name.to_owned()))
    }

    /// The rules of macros that a name and what is given mean in a package: of its own, else of the packages that it
    /// depends on.
    pub(super) fn macros(&self, package: u32, name: &str, given: Option<&str>) -> Vec<FnRef> {
        let rules = self.rules(package, name);
        let exact = rules
            .iter()
            .filter(|(_, words)| given.is_some() && words.as_deref() == given);
        let exact: Vec<FnRef> = exact.map(|(func, _)| *func).collect();
        if !exact.is_empty() {
            return exact;
        }
        // What takes nothing else does not match.
        let open = rules
            .iter()
            .filter(|(_, words)| given.is_none() || words.is_none());
        let open: Vec<FnRef> = open.map(|(func, _)| *func).collect();
        if open.is_empty() {
            return rules.into_iter().map(|(func, _)| func).collect();
        }
        open
    }

    fn rules(&self, package: u32, name: &str) -> Vec<Rule> {
        if let Some(own) = self.macros.get(&(package, name.to_owned())) {
            return own.clone();
        }
        let Some(names) = self.packages.get(package as usize) else {
            return Vec::new();
        };
        let of = |other: &u32| self.macros.get(&(*other, name.to_owned())).cloned();
        let others: Vec<u32> = names.externs.values().flatten().copied().collect();
        others.iter().filter_map(of).flatten().collect()
    }

    /// What stands for a type that is written in a module: its key where its definition is at hand, else its name.
    pub(super) fn key(&self, scope: ScopeIdx, written: &str) -> String {
        self.key_at(scope, written, 0)
    }

    fn key_at(&self, scope: ScopeIdx, written: &str, hops: usize) -> String {
        if written.is_empty() || written.contains('@') {
            return written.to_owned();
        }
        let path: Vec<String> = written.split("::").map(str::to_owned).collect();
        let plain = path.last().cloned().unwrap_or_default();
        let named = self.resolve(scope, &path);
        let of_type = |at: TypeIdx| {
            let info = &self.types[at as usize];
            match &info.about.alias {
                Some(alias) if hops < MAX_HOPS => self.key_at(info.scope, alias, hops + 1),
                _ => info.key.clone(),
            }
        };
        match named {
            Named::Items(items) => {
                let found = items.iter().find_map(|def| match def {
                    Def::Type(at) => Some(of_type(*at)),
                    _ => None,
                });
                found.unwrap_or(plain)
            }
            Named::Unknown => {
                let package = self
                    .scopes
                    .get(scope as usize)
                    .map_or(0, |scope| scope.package);
                let same = self.by_name.get(&(package, plain.clone()));
                match same.map(Vec::as_slice) {
                    Some([one]) => of_type(*one),
                    _ => plain,
                }
            }
            Named::Of(..) | Named::Foreign => plain,
        }
    }

    /// What a path names in a module.
    pub(super) fn resolve(&self, scope: ScopeIdx, path: &[String]) -> Named {
        if self.scopes.is_empty() {
            return Named::Unknown;
        }
        let key = (scope, path.to_vec());
        if let Some(known) = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return known.clone();
        }
        let found = self.walk(scope, path, &mut Looked::default(), 0);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, found.clone());
        found
    }

    fn walk(&self, scope: ScopeIdx, path: &[String], looked: &mut Looked, hops: usize) -> Named {
        let Some((first, rest)) = path.split_first() else {
            return Named::Items(vec![Def::Module(scope)]);
        };
        if hops > MAX_HOPS {
            looked.cut = true;
            return Named::Unknown;
        }
        let here = &self.scopes[scope as usize];
        let at = match first.as_str() {
            "crate" | "$crate" => Def::Module(here.root),
            "self" => Def::Module(scope),
            "super" => Def::Module(here.parent.unwrap_or(here.root)),
            name => {
                let found = match self.lookup(scope, name, looked, hops) {
                    Named::Items(found) => found,
                    Named::Of(of, name) if rest.is_empty() => return Named::Of(of, name),
                    // A name of another crate that a `use` gives stays one of another crate.
                    Named::Foreign => return Named::Foreign,
                    _ => Vec::new(),
                };
                let is_own = !found.is_empty();
                let always = self.always(&found);
                let own = self.descend(found, rest, looked, hops);
                if always && own != Named::Unknown {
                    return own;
                }
                // Without a module that is there under a condition only, its name is that of a crate.
                return match self.by_crate(here.package, name) {
                    Named::Items(roots) => either(own, self.descend(roots, rest, looked, hops)),
                    _ if is_own => own,
                    other => other,
                };
            }
        };
        self.descend(vec![at], rest, looked, hops)
    }

    /// What the rest of a path names below the items that its start names.
    fn descend(
        &self,
        mut at: Vec<Def>,
        mut rest: &[String],
        looked: &mut Looked,
        hops: usize,
    ) -> Named {
        while let Some((name, after)) = rest.split_first() {
            rest = after;
            let mut next = Vec::new();
            let mut foreign = false;
            for def in &at {
                match def {
                    Def::Module(_) if name == "self" => next.push(*def),
                    Def::Module(inner) if name == "super" => {
                        let outer = &self.scopes[*inner as usize];
                        next.push(Def::Module(outer.parent.unwrap_or(outer.root)));
                    }
                    Def::Module(inner) => match self.lookup(*inner, name, looked, hops + 1) {
                        Named::Items(found) => next.extend(found),
                        Named::Of(of, name) if rest.is_empty() => return Named::Of(of, name),
                        Named::Foreign => foreign = true,
                        _ => {}
                    },
                    Def::Type(of) if rest.is_empty() => {
                        return Named::Of(self.behind_alias(*of, 0), name.clone());
                    }
                    _ => {}
                }
            }
            match items(next, foreign) {
                Named::Items(next) => at = next,
                other => return other,
            }
        }
        Named::Items(at)
    }

    /// Whether one of some items is there whenever their module is.
    fn always(&self, found: &[Def]) -> bool {
        found.iter().any(|def| match def {
            Def::Module(own) => self.scopes[*own as usize].always,
            Def::Func(own) => !self.conditional.contains(own),
            _ => true,
        })
    }

    fn behind_alias(&self, of: TypeIdx, hops: usize) -> TypeIdx {
        let info = &self.types[of as usize];
        match &info.about.alias {
            Some(alias) if hops < MAX_HOPS => {
                let key = self.key_at(info.scope, alias, hops + 1);
                self.by_key.get(&key).copied().unwrap_or(of)
            }
            _ => of,
        }
    }

    /// A name in a module; not known where looking for it leads back to it.
    fn lookup(&self, scope: ScopeIdx, name: &str, looked: &mut Looked, hops: usize) -> Named {
        if hops > MAX_HOPS || looked.count > MAX_NAMES {
            looked.cut = true;
            return Named::Unknown;
        }
        let here = (scope, name.to_owned());
        match looked.names.get(&here) {
            Some(None) => return Named::Unknown,
            Some(Some((from, known))) if hops >= *from => return known.clone(),
            _ => {}
        }
        looked.count += 1;
        looked.names.insert(here.clone(), None);
        let cut = std::mem::take(&mut looked.cut);
        let found = self.named_in(scope, name, looked, hops);
        // With fewer names on the way here, more may be found of what was cut.
        let from = if looked.cut { hops } else { 0 };
        looked.names.insert(here, Some((from, found.clone())));
        looked.cut |= cut;
        found
    }

    fn named_in(&self, scope: ScopeIdx, name: &str, looked: &mut Looked, hops: usize) -> Named {
        let here = &self.scopes[scope as usize];
        let mut found = here.items.get(name).cloned().unwrap_or_default();
        let mut foreign = false;
        for path in here.uses.get(name).into_iter().flatten() {
            match self.walk(scope, path, looked, hops + 1) {
                Named::Items(more) => found.extend(more),
                Named::Of(of, name) if found.is_empty() => return Named::Of(of, name),
                Named::Foreign => foreign = true,
                _ => {}
            }
        }
        if foreign || self.always(&found) {
            return items(found, foreign);
        }
        for path in &here.globs {
            let Named::Items(modules) = self.walk(scope, path, looked, hops + 1) else {
                continue;
            };
            for def in modules {
                match def {
                    Def::Module(inner) => match self.lookup(inner, name, looked, hops + 1) {
                        Named::Items(more) => found.extend(more),
                        Named::Of(of, name) if found.is_empty() => return Named::Of(of, name),
                        _ => {}
                    },
                    Def::Type(of) => {
                        let mut variants = self.types[of as usize].about.variants.iter().flatten();
                        if found.is_empty() && variants.any(|(variant, ..)| variant == name) {
                            return Named::Of(of, name.to_owned());
                        }
                    }
                    _ => {}
                }
            }
        }
        items(found, false)
    }

    /// A crate by the name that code of a package gives it.
    fn by_crate(&self, package: u32, name: &str) -> Named {
        let Some(names) = self.packages.get(package as usize) else {
            return Named::Unknown;
        };
        match names.externs.get(name) {
            Some(Some(other)) => match self.libs.get(*other as usize).copied().flatten() {
                Some(root) => Named::Items(vec![Def::Module(root)]),
                None => Named::Unknown,
            },
            Some(None) => Named::Foreign,
            None if name == names.lib => match self.libs[package as usize] {
                Some(root) => Named::Items(vec![Def::Module(root)]),
                None => Named::Unknown,
            },
            None if ["std", "core", "alloc", "proc_macro", "test"].contains(&name)
                || is_prelude(name) =>
            {
                Named::Foreign
            }
            None => Named::Unknown,
        }
    }
}

/// What a path names where it leads one of two ways.
fn either(first: Named, second: Named) -> Named {
    match (first, second) {
        (Named::Items(mut found), Named::Items(more)) => {
            found.extend(more);
            items(found, false)
        }
        (Named::Unknown, second) => second,
        (first, _) => first,
    }
}

/// What was found under a name, each item once.
fn items(mut found: Vec<Def>, foreign: bool) -> Named {
    if found.is_empty() {
        return if foreign {
            Named::Foreign
        } else {
            Named::Unknown
        };
    }
    found.sort();
    found.dedup();
    Named::Items(found)
}

/// Whether every module has this name from the standard library, unless it gives it to something else.
fn is_prelude(name: &str) -> bool {
    const NAMES: [&str; 36] = [
        "String",
        "Vec",
        "Option",
        "Some",
        "None",
        "Result",
        "Ok",
        "Err",
        "Box",
        "ToString",
        "ToOwned",
        "Default",
        "From",
        "Into",
        "TryFrom",
        "TryInto",
        "Iterator",
        "IntoIterator",
        "Extend",
        "FromIterator",
        "AsRef",
        "AsMut",
        "Clone",
        "Copy",
        "Send",
        "Sync",
        "Drop",
        "Fn",
        "FnMut",
        "FnOnce",
        "Eq",
        "PartialEq",
        "Ord",
        "PartialOrd",
        "str",
        "drop",
    ];
    NAMES.contains(&name)
}
