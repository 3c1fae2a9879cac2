//! Which functions a call may mean, which calls a function may have, and what these give it.

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt as _};

use super::index::{Crate, has_stem, plain};
use super::ir::{Expr, FnRef, Func, ItemKind, NodeIdx, NodeRef};
use super::modules::{Def, Named, ScopeIdx, TypeIdx};
use super::type_words::is_of_std;

impl Crate {
    /// Functions that a called path may mean.
    pub(super) fn called(&self, path: &[String], at: NodeRef) -> Rc<[FnRef]> {
        if let Some(found) = self.called_by_type(path, at) {
            return found;
        }
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
    pub(super) fn functions_of(&self, of: TypeIdx, name: &str) -> Vec<FnRef> {
        let info = self.modules.type_info(of);
        let known = self.fns.get(name).map_or(&[][..], Vec::as_slice);
        let fits = |fits: &dyn Fn(&Func) -> bool| -> Vec<FnRef> {
            let found = known.iter().copied();
            found.filter(|func| fits(self.func(*func))).collect()
        };
        if info.about.is_trait {
            return fits(&|func| func.of_trait == info.key || func.owner == info.key);
        }
        let own = self.of_type(&info.key, name);
        let variants = info.about.variants.iter().flatten();
        if !own.is_empty() || variants.clone().any(|(variant, ..)| variant == name) {
            return own.to_vec();
        }
        // What a trait gives to all its types.
        self.of_traits.get(name).cloned().unwrap_or_default()
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

    /// Functions that a method call may mean, by the type of the receiver where it is known. A program may have ten
    /// thousand functions of one name, so that what was found is kept.
    pub(super) fn methods(&self, name: &str, args: usize, kind: &str) -> Vec<FnRef> {
        let Some(known) = self.fns.get(name) else {
            return Vec::new();
        };
        let key = (name.to_owned(), args, kind.to_owned());
        if let Some(found) = self.methods.borrow().get(&key) {
            return found.to_vec();
        }
        let found = self.find_methods(known, args, kind);
        self.methods
            .borrow_mut()
            .insert(key, Rc::from(found.as_slice()));
        found
    }

    fn find_methods(&self, known: &[FnRef], args: usize, kind: &str) -> Vec<FnRef> {
        let fits = known.iter().copied().filter(|func| {
            let func = self.func(*func);
            func.takes_self() && func.params.len() == args + 1
        });
        let fits: Vec<FnRef> = fits.collect();
        if kind.is_empty() {
            return fits;
        }
        let is_std = is_of_std(kind);
        let of_kind: Vec<FnRef> = fits
            .iter()
            .copied()
            .filter(|func| {
                let func = self.func(*func);
                // A name that several types have means each of them.
                let named = !is_std && !kind.contains('@') && plain(&func.owner) == kind;
                func.owner == kind || func.of_trait == kind || named
            })
            .collect();
        if !of_kind.is_empty() || is_std || !self.types.contains(kind) {
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

    /// Leaves out methods that other types have: one that a type derives, as `clone`, is written nowhere, and is not what
    /// another type has under that name. What derefs may call them all the same.
    pub(super) fn leave_out_others(&self, called: &mut Vec<FnRef>, kind: &str) {
        if !self.is_concrete(kind) || !self.of_type(kind, "deref").is_empty() {
            return;
        }
        called.retain(|func| {
            let owner = &self.func(*func).owner;
            owner == kind || !self.is_concrete(owner)
        });
    }

    /// The package that code has to see to call a method on a value: that of the trait or type which has it.
    pub(super) fn seen_with(&self, func: FnRef) -> Option<u32> {
        let item = self.func(func);
        let of = if item.of_trait.is_empty() {
            &item.owner
        } else {
            &item.of_trait
        };
        self.modules.of_key(of).map(|(_, info)| info.package)
    }

    /// The package whose code calls a method; `None` in the rule of a macro, whose code stands where it is used.
    pub(super) fn calls_from(&self, at: NodeRef) -> Option<u32> {
        let func = self.func_of(at);
        (!self.in_rules.contains(&func)).then(|| self.modules.package_of(at.file))
    }

    /// What functions return.
    pub(super) fn returned_by(&self, funcs: &[FnRef]) -> Vec<NodeRef> {
        let of_func = |func: &FnRef| {
            let file = func.file;
            let returns = self.func(*func).returns.iter();
            returns.map(move |ix| NodeRef { file, ix: *ix })
        };
        funcs.iter().flat_map(of_func).collect()
    }

    /// Every method: its name, the number of its arguments, and where it is.
    pub(super) fn all_methods(&self) -> impl Iterator<Item = (&str, usize, FnRef)> {
        let named = self.fns.iter();
        named.flat_map(|(name, funcs)| {
            funcs.iter().filter_map(|func| {
                let item = self.func(*func);
                let args = item.params.len().checked_sub(1)?;
                item.takes_self().then_some((name.as_str(), args, *func))
            })
        })
    }

    /// Functions of a type in the `impl` of a trait, each with the trait.
    pub(super) fn in_traits(&self) -> HashMap<&str, Vec<FnRef>> {
        let mut all: HashMap<&str, Vec<FnRef>> = HashMap::new();
        for func in self.fns.values().flatten() {
            let item = self.func(*func);
            if !item.of_trait.is_empty() || item.registered {
                all.entry(&item.owner).or_default().push(*func);
            }
        }
        // The order decides by which of several ways code is reached that is shown.
        for funcs in all.values_mut() {
            funcs.sort_unstable();
        }
        all
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
        let of = self.seen_with(func);
        let fits = known.copied().filter(|at| match &self.node(*at).ex {
            Expr::Call(path, args) => {
                args.len() == item.params.len() && self.called(path, *at).contains(&func)
            }
            Expr::Method(receiver, name, args) => {
                item.takes_self()
                    && item.params.len() == args.len() + 1
                    && *name == item.name
                    && self.modules.sees(self.calls_from(*at), of)
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
        let mut found: Vec<NodeRef> = fits.collect();
        found.extend(self.conversions_by(func, !found.is_empty()));
        found
    }

    /// Whether a method may be called on an expression, as far as its type shows.
    pub(super) fn may_receive(&self, func: FnRef, receiver: NodeRef) -> bool {
        let kind = self.kind(receiver);
        let item = self.func(func);
        if is_of_std(&kind) && plain(&item.owner) == &*kind {
            return *kind == *item.owner;
        }
        let Some((_, info)) = self.modules.of_key(&kind) else {
            let owner = self.concrete(&item.owner);
            let owner = owner.map(|of| self.modules.type_info(of).package);
            return owner.is_none_or(|package| !self.is_from_elsewhere(receiver, package));
        };
        *kind == *item.owner
            || info.about.is_trait && *kind == *item.of_trait
            || self.derefs_for(&kind, item)
            || self.is_of_trait(func)
            // A type that is written like one of the program's, and is not.
            || !item.owner.contains('@')
    }

    /// Whether a value of a type may be seen as what it derefs to, for a method that its own type has not.
    fn derefs_for(&self, kind: &str, method: &Func) -> bool {
        let deref = self.of_type(kind, "deref");
        let behind = deref.first().map(|func| &self.func(*func).returns_kind);
        behind.is_some_and(|behind| *behind == method.owner || !self.is_concrete(behind))
            && self.of_type(kind, &method.name).is_empty()
    }

    /// The number of the parameter that a path names in a function.
    pub(super) fn parameter(&self, func: FnRef, path: &[String]) -> Option<usize> {
        let [name] = path else { return None };
        let params = &self.func(func).params;
        params.iter().position(|param| param.name == *name)
    }

    /// Whether a path names a variable of the function that it is in, or a parameter.
    pub(super) fn is_variable(&self, at: NodeRef, path: &[String]) -> bool {
        let [name] = path else { return false };
        let func = self.func_of(at);
        self.parameter(func, path).is_some()
            || self.func(func).locals.contains_key(name)
            || self.closure_param(at, name).is_some()
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
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::index::Crate;
    use crate::limits::Limits;
    use crate::lower;
    use crate::macro_texts::MacroTexts;
    use crate::modules::PackageNames;

    #[test]
    fn a_type_of_the_standard_library_has_no_methods_of_one_that_has_its_name() {
        let code = "struct OnceLock; impl OnceLock { fn set_up(&self, a: u8) {} } \
                    struct Store; impl Store { fn set_up(&self, a: u8) {} }";
        let tree = syn::parse_file(code).expect("Rust");
        let macros = Arc::new(MacroTexts::default());
        let package = PackageNames {
            files: 0..1,
            ..PackageNames::default()
        };
        let file = lower::file("src/lib.rs", &tree, &macros, &Limits::default());
        let crate_ir = Crate::new(vec![file], vec![package]);
        let known = |kind: &str| crate_ir.methods("set_up", 1, kind).len();
        assert_eq!((known(""), known("Store"), known("OnceLock")), (2, 1, 0));
    }
}
