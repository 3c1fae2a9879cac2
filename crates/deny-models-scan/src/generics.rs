//! What type parameters stand for: `M` of `load::<Small>()`, of `Loader::<Small>::new()` and of `loader.load()`, and
//! `Self` in what a trait gives to its types.
//!
//! A function that depends on a type is entered with the call beside its arguments, so that the types that the call
//! gives are found under the bindings that hold there.

use std::rc::Rc;

use super::eval::{Env, Eval, Frame, Val, or_itself};
use super::index::{Crate, plain};
use super::ir::{Expr, FnRef, ItemKind, NodeIdx, NodeRef};
use super::lower::given_field;
use super::modules::{Def, Named, TypeIdx};
use super::type_vars::{TypeVar, Types};

/// The type that a path names something of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeOf {
    /// One that depends on the call.
    Var(TypeVar),
    /// A type that such a one names: `F::Small`.
    Part(TypeVar, String),
    /// As written: `<Small as Model>::ID`.
    Written(NodeRef),
}

/// What a path names something of.
enum Holder {
    Type(TypeIdx),
    /// Whatever these traits bound; any where none is known.
    Bounded(Vec<String>),
}

impl Crate {
    /// The type that the start of a path names, where the path does not name it by itself.
    pub(super) fn type_of(&self, at: NodeRef, path: &[String]) -> Option<TypeOf> {
        let given = self.file(at).type_args.get(&at.ix);
        if let Some(ix) = given.and_then(|given| given.this) {
            return Some(TypeOf::Written(NodeRef { file: at.file, ix }));
        }
        let (_, of) = path.split_last()?;
        self.named_type(at, of)
    }

    /// The type that a path names, where that depends on the call of the function around it.
    fn named_type(&self, at: NodeRef, path: &[String]) -> Option<TypeOf> {
        let func = self.func_of(at);
        match path {
            [name] => self.type_var(func, name).map(TypeOf::Var),
            [of, part] => {
                let var = self.type_var(func, of)?;
                Some(TypeOf::Part(var, part.clone()))
            }
            _ => None,
        }
    }

    fn type_var(&self, func: FnRef, name: &str) -> Option<TypeVar> {
        let item = self.func(func);
        if let Some(number) = item.type_params.iter().position(|param| param == name) {
            return Some(TypeVar::Own(number));
        }
        if let Some(number) = item.of_params.iter().position(|param| param == name) {
            return Some(TypeVar::Holder(number));
        }
        let is_this = if item.blanket.is_empty() {
            self.is_of_trait(func) && plain(&item.owner) == name
        } else {
            item.blanket == name
        };
        is_this.then_some(TypeVar::This)
    }

    /// The type or const parameter that a name means by itself.
    pub(super) fn const_var(&self, func: FnRef, name: &str) -> Option<TypeVar> {
        let var = self.type_var(func, name)?;
        (var != TypeVar::This).then_some(var)
    }

    /// Whether what a function does depends on the types that a call gives.
    fn depends_on_types(&self, func: FnRef) -> bool {
        let item = self.func(func);
        !item.type_params.is_empty()
            || !item.of_params.is_empty()
            || !item.blanket.is_empty()
            || self.is_of_trait(func)
    }

    /// The number under which the call stands among what a function is entered with.
    pub(super) fn call_number(&self, func: FnRef) -> usize {
        let item = self.func(func);
        item.params.len() + item.type_params.len()
    }

    /// The number under which stands what became of what a function gave.
    pub(super) fn given_number(&self, func: FnRef) -> usize {
        self.call_number(func) + 1
    }

    /// What a function is entered with: what a call gives for each parameter, and, where the function depends on types,
    /// for each of its type parameters and the call itself. The call stands for a type that is not written, too.
    pub(super) fn with_types(
        &self,
        call: NodeRef,
        func: FnRef,
        mut given: Vec<NodeRef>,
    ) -> Vec<NodeRef> {
        let item = self.func(func);
        if given.len() != item.params.len() || !self.depends_on_types(func) {
            return given;
        }
        let types = self.file(call).type_args.get(&call.ix);
        for number in 0..item.type_params.len() {
            let written = types.and_then(|types| types.last.get(number));
            let written = written.map(|ix| NodeRef {
                file: call.file,
                ix: *ix,
            });
            given.push(written.unwrap_or(call));
        }
        given.push(call);
        given
    }

    /// What a path names something of, where it does not name that by itself.
    fn holder(&self, at: NodeRef, path: &[String]) -> Option<Holder> {
        match self.type_of(at, path)? {
            // The path names the trait.
            TypeOf::Var(TypeVar::This) if self.func(self.func_of(at)).blanket.is_empty() => None,
            TypeOf::Written(of) => match self.written_type(of) {
                Some(of) => Some(Holder::Type(of)),
                None if self.resolves(at, path) => None,
                None => Some(Holder::Bounded(Vec::new())),
            },
            TypeOf::Var(_) => {
                let bounds = self.func(self.func_of(at)).bounds.iter();
                let own = bounds.filter(|(param, _)| Some(param) == path.first());
                Some(Holder::Bounded(own.map(|(_, of)| of.clone()).collect()))
            }
            TypeOf::Part(..) => Some(Holder::Bounded(Vec::new())),
        }
    }

    /// Functions that a path may name of a type that depends on the call; `None` for other paths.
    pub(super) fn called_by_type(&self, path: &[String], at: NodeRef) -> Option<Rc<[FnRef]>> {
        let name = path.last()?;
        let bounds = match self.holder(at, path)? {
            Holder::Type(of) => return Some(self.functions_of(of, name).into()),
            Holder::Bounded(bounds) => bounds,
        };
        let key = (self.func_of(at), path.to_vec());
        if let Some(known) = self.called_by_type.borrow().get(&key) {
            return Some(Rc::clone(known));
        }
        let of_trait = |bound: &String| match self.modules.of_key(bound) {
            Some((of, _)) => self.functions_of(of, name),
            None => self.functions_where(name, |func| self.func(func).of_trait == *bound),
        };
        let mut found: Vec<FnRef> = bounds.iter().flat_map(of_trait).collect();
        if found.is_empty() {
            found = self.functions_where(name, |func| {
                !self.func(func).of_trait.is_empty() || self.is_of_trait(func)
            });
        }
        found.sort();
        found.dedup();
        let found: Rc<[FnRef]> = found.into();
        let mut known = self.called_by_type.borrow_mut();
        known.insert(key, Rc::clone(&found));
        Some(found)
    }

    /// Constants that a path may name of a type that depends on the call; `None` for other paths.
    pub(super) fn constants_by_type(&self, path: &[String], at: NodeRef) -> Option<Vec<NodeRef>> {
        let name = path.last()?;
        let bounds = match self.holder(at, path)? {
            Holder::Type(of) => return Some(self.constants_of(of, name)),
            Holder::Bounded(bounds) => bounds,
        };
        let bounds = bounds.iter().filter_map(|bound| self.modules.of_key(bound));
        let found: Vec<NodeRef> = bounds
            .flat_map(|(of, _)| self.constants_of(of, name))
            .collect();
        Some(if found.is_empty() {
            self.constants_in_traits(name)
        } else {
            found
        })
    }

    /// The type of the program that an expression names, where that depends on no call.
    fn written_type(&self, at: NodeRef) -> Option<TypeIdx> {
        let Expr::Path(path) = &self.node(at).ex else {
            return None;
        };
        if self.named_type(at, path).is_some() {
            return None;
        }
        self.type_at(at, path)
    }

    /// The type of the program, no trait, that a path names where a node is.
    fn type_at(&self, at: NodeRef, path: &[String]) -> Option<TypeIdx> {
        self.concrete(&self.modules.key(self.scope_of(at), &path.join("::")))
    }

    fn resolves(&self, at: NodeRef, path: &[String]) -> bool {
        let named = self.modules.resolve(self.scope_of(at), path);
        matches!(named, Named::Of(..) | Named::Items(_))
    }

    fn functions_where(&self, name: &str, fits: impl Fn(FnRef) -> bool) -> Vec<FnRef> {
        let known = self.fns.get(name).map_or(&[][..], Vec::as_slice);
        known.iter().copied().filter(|func| fits(*func)).collect()
    }

    /// The type that an expression is declared with, as an expression that names it: by a `let`, as a parameter, or as
    /// the result of its function.
    pub(super) fn declared_of(&self, at: NodeRef) -> Option<NodeRef> {
        let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
        if let Some(ix) = self
            .file(at)
            .type_args
            .get(&at.ix)
            .and_then(|given| given.declared)
        {
            return Some(here(ix));
        }
        match &self.node(at).ex {
            Expr::Path(path) => {
                let [name] = path.as_slice() else { return None };
                let func = self.func(self.func_of(at));
                func.declared.get(name).map(|ix| here(*ix))
            }
            Expr::Call(path, _) => {
                let called = self.called(path, at);
                let [func] = &*called else { return None };
                let ix = self.func(*func).returns_type?;
                Some(NodeRef {
                    file: func.file,
                    ix,
                })
            }
            _ => None,
        }
    }

    /// The type that the type of a field gives to its parameter, for the field and for the value that it gets.
    fn given_to_field(&self, at: NodeRef, number: usize) -> Option<&String> {
        if let Expr::Field(of, name) = &self.node(at).ex {
            let of = self.kind(NodeRef {
                file: at.file,
                ix: *of,
            });
            return self.field_kind(&of, &given_field(name, number));
        }
        let record = self.record_around(at)?;
        let Expr::Record(_, fields, _) = &self.node(record).ex else {
            return None;
        };
        let (name, _) = fields.iter().find(|(_, value)| *value == at.ix)?;
        self.field_kind(&self.kind(record), &given_field(name, number))
    }

    /// What an alias gives to the parameters of the type that the start of a path names.
    pub(super) fn alias_arg(&self, at: NodeRef, of: &[String], number: usize) -> Option<NodeRef> {
        let Named::Items(items) = self.modules.resolve(self.scope_of(at), of) else {
            return None;
        };
        items.iter().find_map(|def| {
            let Def::Type(of) = def else { return None };
            let info = self.modules.type_info(*of);
            let ix = *info.about.alias_args.get(number)?;
            Some(NodeRef {
                file: info.file,
                ix,
            })
        })
    }
}

impl Eval<'_> {
    /// The types that a path under bindings names something of.
    fn types_at(&self, at: NodeRef, of: &TypeOf, env: &Env, depth: usize, types: &mut Types) {
        if depth > self.max_depth() || !self.step() {
            return;
        }
        let func = self.crate_ir.func_of(at);
        match of {
            TypeOf::Var(var) => self.types_given(func, *var, env, depth + 1, types),
            TypeOf::Part(var, part) => {
                let mut of = Types::default();
                self.types_given(func, *var, env, depth + 1, &mut of);
                types.open = types.open.or(of.open);
                for of in of.found {
                    for at in self.crate_ir.constants_of(of, part) {
                        self.types_named(at, &None, depth + 1, types);
                    }
                }
            }
            TypeOf::Written(at) => self.types_named(*at, env, depth + 1, types),
        }
    }

    /// The types that an expression names.
    fn types_named(&self, at: NodeRef, env: &Env, depth: usize, types: &mut Types) {
        let Expr::Path(path) = &self.crate_ir.node(at).ex else {
            return;
        };
        match self.crate_ir.named_type(at, path) {
            Some(of) => self.types_at(at, &of, env, depth + 1, types),
            None => types.found.extend(self.crate_ir.written_type(at)),
        }
    }

    /// The types of values.
    fn types_of_values(&self, at: NodeRef, env: &Env, depth: usize, types: &mut Types) {
        for val in self.values(at, env, depth + 1) {
            let kind = self.crate_ir.kind(val.at);
            match self.crate_ir.concrete(&kind) {
                Some(of) => types.found.push(of),
                None if self.is_unbound_at(&val, depth) => {
                    types.open = types.open.or(Some(self.crate_ir.func_of(val.at)));
                }
                None => {}
            }
        }
    }

    /// The types that a type parameter of a function stands for under bindings.
    fn types_given(&self, func: FnRef, var: TypeVar, env: &Env, depth: usize, types: &mut Types) {
        if depth > self.max_depth() || !self.step() {
            return;
        }
        if self.is_merged() {
            types.add(self.types_merged(func, var, env, depth));
        } else {
            self.types_by_call(func, var, env, depth, types);
        }
    }

    /// The same as far as one call shows them.
    pub(super) fn types_by_call(
        &self,
        func: FnRef,
        var: TypeVar,
        env: &Env,
        depth: usize,
        types: &mut Types,
    ) {
        let item = self.crate_ir.func(func);
        let call = Self::lookup(env, func, self.crate_ir.call_number(func));
        let under = |scope: &Option<Env>| scope.clone().unwrap_or_else(|| env.clone());
        if let TypeVar::Own(number) = var
            && let Some((given, scope)) = Self::lookup(env, func, item.params.len() + number)
            && call.as_ref().is_none_or(|(call, _)| *call != given)
        {
            return self.types_named(given, &under(&scope), depth + 1, types);
        }
        // What is given for a parameter of that type shows it.
        let name = match var {
            TypeVar::Own(number) => item.type_params.get(number),
            TypeVar::Holder(number) => item.of_params.get(number),
            TypeVar::This => None,
        };
        let shows = |number: &usize| match name {
            Some(_) => item.params[*number].generic.as_ref() == name,
            None => item.params[*number].name == "self",
        };
        let before = types.found.len();
        for number in (0..item.params.len()).filter(shows) {
            if let Some((given, scope)) = Self::lookup(env, func, number) {
                self.types_of_values(given, &under(&scope), depth + 1, types);
            }
        }
        if types.found.len() > before {
            return;
        }
        let Some((call, scope)) = call else {
            if !Self::is_inside(env, func) {
                types.open = types.open.or(Some(func));
            }
            return;
        };
        let scope = under(&scope);
        match var {
            TypeVar::Own(number) => {
                let returned = item.returns_type.map(|ix| NodeRef {
                    file: func.file,
                    ix,
                });
                let is_returned = returned.is_some_and(|at| {
                    matches!(&self.crate_ir.node(at).ex, Expr::Path(path)
                        if path.len() == 1 && item.type_params.get(number) == path.first())
                });
                if let Some(of) = self.crate_ir.declared_of(call).filter(|_| is_returned) {
                    self.types_named(of, &scope, depth + 1, types);
                }
            }
            TypeVar::Holder(number) => {
                self.types_held(func, number, call, &scope, depth + 1, types);
            }
            TypeVar::This => self.type_before(call, &scope, depth + 1, types),
        }
    }

    /// The types whose function a call names.
    fn type_before(&self, call: NodeRef, env: &Env, depth: usize, types: &mut Types) {
        let Expr::Call(path, _) = &self.crate_ir.node(call).ex else {
            return;
        };
        if let Some(of) = self.crate_ir.type_of(call, path) {
            return self.types_at(call, &of, env, depth + 1, types);
        }
        let of = &path[..path.len().saturating_sub(1)];
        types.found.extend(self.crate_ir.type_at(call, of));
    }

    /// The types that the holder of a function takes, as a call of it shows.
    fn types_held(
        &self,
        func: FnRef,
        number: usize,
        call: NodeRef,
        env: &Env,
        depth: usize,
        types: &mut Types,
    ) {
        let here = |ix: &NodeIdx| NodeRef {
            file: call.file,
            ix: *ix,
        };
        let owner = &self.crate_ir.func(func).owner;
        match &self.crate_ir.node(call).ex {
            Expr::Call(path, _) | Expr::Path(path) => {
                let given = self.crate_ir.file(call).type_args.get(&call.ix);
                let of = &path[..path.len().saturating_sub(1)];
                let caller = self.crate_ir.func_of(call);
                if let Some(ix) = given.and_then(|given| given.of.get(number)) {
                    self.types_named(here(ix), env, depth + 1, types);
                } else if let Some(at) = self.crate_ir.alias_arg(call, of, number) {
                    self.types_named(at, &None, depth + 1, types);
                } else if !owner.is_empty() && self.crate_ir.func(caller).owner == *owner {
                    // Code of one type calls another function of it.
                    self.types_given(caller, TypeVar::Holder(number), env, depth + 1, types);
                } else {
                    self.types_declared(call, number, env, depth + 1, types);
                }
            }
            Expr::Method(receiver, ..) => {
                let receiver = here(receiver);
                let before = types.found.len();
                for val in self.values(receiver, env, depth + 1) {
                    self.types_held_by(&val, owner, number, depth + 1, types);
                }
                if types.found.len() == before {
                    self.types_declared(receiver, number, env, depth + 1, types);
                }
            }
            _ => {}
        }
    }

    /// The types that a value of a type takes: as written where it is made, or as the function that made it was given.
    fn types_held_by(
        &self,
        val: &Val,
        owner: &str,
        number: usize,
        depth: usize,
        types: &mut Types,
    ) {
        if self.is_unbound_at(val, depth) {
            types.open = types.open.or(Some(self.crate_ir.func_of(val.at)));
            return;
        }
        if let Some(given) = self.crate_ir.file(val.at).type_args.get(&val.at.ix)
            && let Some(ix) = given.last.get(number)
        {
            let at = NodeRef {
                file: val.at.file,
                ix: *ix,
            };
            let before = types.found.len();
            self.types_named(at, &val.env, depth + 1, types);
            if types.found.len() > before {
                return;
            }
        }
        let of_owner = |func: FnRef| self.crate_ir.func(func).owner == owner;
        if let Some(known) = Self::frame_of(&val.env, of_owner) {
            let (func, holder) = (known.func, TypeVar::Holder(number));
            return self.types_given(func, holder, &Some(known), depth + 1, types);
        }
        self.types_declared(val.at, number, &val.env, depth + 1, types);
    }

    /// The bindings under which a constant is read that a path names: one of an `impl` with parameters depends on what the
    /// path gives for these.
    pub(super) fn entered(&self, value: NodeRef, path: NodeRef, env: &Env) -> Env {
        let func = self.crate_ir.func_of(value);
        let item = self.crate_ir.func(func);
        let depends = item.item == ItemKind::Const && !item.of_params.is_empty();
        if !depends || self.strict.is_none() || Self::is_inside(env, func) {
            return None;
        }
        self.enter(env, func, vec![path], env)
    }

    /// The innermost frame of a function of some kind.
    pub(super) fn frame_of(env: &Env, fits: impl Fn(FnRef) -> bool) -> Option<Rc<Frame>> {
        let mut frame = env.as_ref();
        while let Some(known) = frame {
            if fits(known.func) {
                return Some(Rc::clone(known));
            }
            frame = known.outer.as_ref();
        }
        None
    }

    /// The types that the declared type of an expression gives to its parameters.
    fn types_declared(
        &self,
        at: NodeRef,
        number: usize,
        env: &Env,
        depth: usize,
        types: &mut Types,
    ) {
        if let Some(key) = self.crate_ir.given_to_field(at, number) {
            types.found.extend(self.crate_ir.concrete(key));
        } else if let Some(of) = self.crate_ir.declared_of(at) {
            let given = self.crate_ir.file(of).type_args.get(&of.ix);
            if let Some(ix) = given.and_then(|given| given.last.get(number)) {
                let at = NodeRef {
                    file: of.file,
                    ix: *ix,
                };
                self.types_named(at, env, depth + 1, types);
            }
        }
    }

    fn all_types_at(&self, at: NodeRef, of: &TypeOf, env: &Env, depth: usize) -> Types {
        let mut types = Types::default();
        self.types_at(at, of, env, depth, &mut types);
        types.found.sort_unstable();
        types.found.dedup();
        types
    }

    /// The constant of a type that depends on the call: `M::ID`. `None` for other paths.
    pub(super) fn type_constant(
        &self,
        at: NodeRef,
        path: &[String],
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        self.strict?;
        let of = self.crate_ir.type_of(at, path)?;
        let name = path.last()?;
        let types = self.all_types_at(at, &of, env, depth + 1);
        let mut constants: Vec<NodeRef> = Vec::new();
        if types.open.is_none() {
            let types = types.found.into_iter();
            constants.extend(types.flat_map(|of| self.crate_ir.constants_of(of, name)));
        }
        if constants.is_empty() {
            constants = self.crate_ir.constants(path, at);
            constants.retain(|at| self.counts(*at));
            if constants.len() != 1 && self.is_strict() {
                constants.clear();
            }
            self.goes_through(constants.len());
        }
        let found: Vec<Val> = constants
            .into_iter()
            .flat_map(|at| self.values(at, &None, depth + 1))
            .collect();
        Some(or_itself(found, at, env))
    }

    /// The functions that a path means under bindings, where the type is one that depends on the call; `None` for other
    /// paths, and an empty list where nothing shows which.
    pub(super) fn functions_by_type(
        &self,
        at: NodeRef,
        path: &[String],
        env: &Env,
        depth: usize,
    ) -> Option<Vec<FnRef>> {
        self.strict?;
        let of = self.crate_ir.type_of(at, path)?;
        let name = path.last()?;
        let all = self.crate_ir.called(path, at);
        if all.len() <= 1 {
            return Some(all.to_vec());
        }
        let types = self.all_types_at(at, &of, env, depth + 1);
        let mut found: Vec<FnRef> = Vec::new();
        if types.open.is_none() {
            let types = types.found.into_iter();
            found.extend(types.flat_map(|of| self.crate_ir.functions_of(of, name)));
        }
        if found.is_empty() && !self.is_strict() {
            found = all.to_vec();
            found.retain(|func| self.is_run(*func));
        }
        found.sort();
        found.dedup();
        Some(found)
    }

    /// Whether code of a function that gives something is reached.
    fn is_run(&self, func: FnRef) -> bool {
        let mut returns = self.crate_ir.func(func).returns.iter();
        returns.any(|ix| {
            self.counts(NodeRef {
                file: func.file,
                ix: *ix,
            })
        })
    }

    /// The function whose calls give the type that a value depends on, where nothing shows that type yet.
    pub(super) fn open_type(&self, val: &Val, depth: usize) -> Option<FnRef> {
        if !self.is_strict() {
            return None;
        }
        let (Expr::Path(path) | Expr::Call(path, _)) = &self.crate_ir.node(val.at).ex else {
            return None;
        };
        // What a type has by default shows where the value is used.
        if path.last().is_some_and(|last| last == "default") {
            return None;
        }
        let of = self.crate_ir.type_of(val.at, path)?;
        if let TypeOf::Written(at) = of {
            let Expr::Path(path) = &self.crate_ir.node(at).ex else {
                return None;
            };
            self.crate_ir.named_type(at, path)?;
        }
        let types = self.all_types_at(val.at, &of, &val.env, depth + 1);
        Some(types.open.unwrap_or_else(|| self.crate_ir.func_of(val.at)))
    }
}
