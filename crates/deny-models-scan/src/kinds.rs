//! Types of expressions, as far as names show them: types are not checked.

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt as _};

use super::index::{Code, Crate, variant_key};
use super::ir::{Expr, NodeIdx, NodeRef, RECEIVER};
use super::modules::{Def, Named, ScopeIdx, TypeIdx};
use super::names::is_through;

impl Code {
    /// The type that a path of a struct literal or pattern names; the name of the variant where it is one.
    pub(super) fn kind_of_path(&self, scope: ScopeIdx, path: &[String]) -> String {
        let plain = path.last().cloned().unwrap_or_default();
        match self.modules.resolve(scope, path) {
            Named::Items(items) if items.iter().any(|def| matches!(def, Def::Type(_))) => {
                self.modules.key(scope, &path.join("::"))
            }
            Named::Unknown if path.len() == 1 => self.modules.key(scope, &plain),
            _ => plain,
        }
    }
}

impl Crate {
    /// Types of the fields of a struct, and of the variants of an enum.
    pub(super) fn field_kinds(&self) -> HashMap<&str, Vec<&str>> {
        let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
        for ((owner, _), kind) in &self.fields {
            all.entry(owner).or_default().push(kind);
        }
        for kinds in all.values_mut() {
            kinds.sort_unstable();
        }
        all
    }

    /// The type of the program that a key stands for, where it is no trait.
    pub(super) fn concrete(&self, kind: &str) -> Option<TypeIdx> {
        let (of, info) = self.modules.of_key(kind)?;
        (!info.about.is_trait).then_some(of)
    }

    /// Whether a type is one whose functions are at hand, and no trait.
    pub(super) fn is_concrete(&self, kind: &str) -> bool {
        self.concrete(kind).is_some()
    }

    /// The struct, or the name of the variant, that a pattern spells.
    pub(super) fn part_owner(&self, at: NodeRef, spelt: &str) -> String {
        let path: Vec<String> = spelt.split("::").map(str::to_owned).collect();
        self.kind_of_path(self.scope_of(at), &path)
    }

    /// The type of a part that a pattern takes out of a variant or struct.
    fn part_kind(&self, at: NodeRef, spelt: &str, name: &str) -> String {
        let path: Vec<String> = spelt.split("::").map(str::to_owned).collect();
        let of_variant = match self.modules.resolve(self.scope_of(at), &path) {
            Named::Of(of, variant) => {
                let of = variant_key(&self.modules.type_info(of).key, &variant);
                self.field_kind(&of, name)
            }
            _ => None,
        };
        let kind = of_variant.or_else(|| self.field_kind(&self.part_owner(at, spelt), name));
        kind.cloned().unwrap_or_default()
    }

    /// The type of a field.
    pub(super) fn field_kind(&self, kind: &str, field: &str) -> Option<&String> {
        self.fields.get(&(kind.to_owned(), field.to_owned()))
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
                let here = NodeRef {
                    file: at.file,
                    ix: *base,
                };
                if let Some(part) = self.tuple_part(here, name) {
                    return inner(part);
                }
                let base = inner(*base);
                self.field_kind(&base, name).cloned().unwrap_or_default()
            }
            Expr::Part(_, kind, name) => self.part_kind(at, kind, name),
            Expr::Call(path, args) => {
                let called = self.called(path, at);
                match called.first() {
                    Some(func) => self.func(*func).returns_kind.clone(),
                    // A box or a list is seen as what it holds.
                    None if is_held(path) => {
                        args.first().map(|held| inner(*held)).unwrap_or_default()
                    }
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
                // A function that belongs to no type is no method.
                let named = self.fns.get(name).filter(|_| !of.is_empty());
                let found = named.into_iter().flatten().find(|func| {
                    let func = self.func(**func);
                    (func.owner == of || func.of_trait == of) && func.params.len() == args.len() + 1
                });
                match found {
                    Some(func) => self.func(*func).returns_kind.clone(),
                    None if name == "parse" => self.type_given(at).unwrap_or(of),
                    None => of,
                }
            }
            Expr::Elem(base) => inner(*base),
            Expr::After(call) | Expr::AfterChange(call) => match &self
                .node(NodeRef {
                    file: at.file,
                    ix: *call,
                })
                .ex
            {
                Expr::Method(receiver, ..) => inner(*receiver),
                _ => String::new(),
            },
            Expr::Given => self.func(self.func_of(at)).returns_kind.clone(),
            Expr::Through(call, number, _) => {
                let call = NodeRef { ix: *call, ..at };
                let before = self.given_of(call, *number);
                before.map(inner).unwrap_or_default()
            }
            Expr::Written(call, number, _) => {
                let before = self.lent_as(NodeRef { ix: *call, ..at }, *number);
                before.map(inner).unwrap_or_default()
            }
            Expr::OneOf(values) => {
                let mut kinds = values.iter().take(8).map(|value| inner(*value));
                kinds.find(|kind| !kind.is_empty()).unwrap_or_default()
            }
            Expr::Seq(parts) => parts.first().map(|part| inner(*part)).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// The first type that a call gives for a type parameter: `parse::<Size>()`.
    fn type_given(&self, call: NodeRef) -> Option<String> {
        let given = self.file(call).type_args.get(&call.ix)?;
        let at = NodeRef {
            file: call.file,
            ix: *given.last.first()?,
        };
        match &self.node(at).ex {
            Expr::Path(path) => Some(self.modules.key(self.scope_of(at), &path.join("::"))),
            _ => None,
        }
    }

    /// The part of a tuple that a number means, where the tuple is written there.
    fn tuple_part(&self, mut of: NodeRef, number: &str) -> Option<NodeIdx> {
        let number: usize = number.parse().ok()?;
        for _ in 0..8 {
            of.ix = match &self.node(of).ex {
                Expr::Elem(of) => *of,
                Expr::Method(of, name, _) if is_through(name) => *of,
                Expr::Seq(parts) => *parts.first()?,
                Expr::Tuple(parts) => return parts.get(number).copied(),
                _ => return None,
            };
        }
        None
    }

    /// The variant of an enum that a text stands for, by its attributes or its name.
    pub(super) fn variant_spelt(&self, of: &str, text: &str) -> Option<String> {
        let (_, info) = self.modules.of_key(of)?;
        let variants = info.about.variants.as_ref()?;
        let by_attribute = self
            .spellings(of)
            .iter()
            .find(|(_, at)| matches!(&self.node(*at).ex, Expr::Lit(spelt) if spelt == text));
        let bare = |text: &str| -> String {
            let letters = text.chars().filter(|char| char.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let by_name = || variants.iter().find(|(name, ..)| bare(name) == bare(text));
        by_attribute
            .map(|(variant, _)| variant.clone())
            .or_else(|| by_name().map(|(variant, ..)| variant.clone()))
    }

    /// The type of the program that the value of a call is declared with.
    pub(super) fn made_into(&self, at: NodeRef) -> Option<String> {
        let func = self.func(self.func_of(at));
        let returned = || func.returns.contains(&at.ix).then_some(&func.returns_kind);
        let kind = self.bound_as(at).or_else(returned)?;
        self.is_concrete(kind).then(|| kind.clone())
    }

    /// The type that a variable is declared with which an expression is bound to.
    pub(super) fn bound_as(&self, at: NodeRef) -> Option<&String> {
        let func = self.func(self.func_of(at));
        let mut locals = func.locals.iter();
        let (name, _) = locals.find(|(_, values)| values.contains(&at.ix))?;
        func.local_kinds.get(name)
    }

    /// What a place was before it was lent to a call.
    pub(super) fn lent_as(&self, call: NodeRef, number: usize) -> Option<NodeIdx> {
        match &self.node(call).ex {
            Expr::Method(of, ..) if number == RECEIVER => Some(*of),
            Expr::Call(_, args) | Expr::Method(_, _, args) => args.get(number).copied(),
            _ => None,
        }
    }

    /// The receiver or argument of a call that what it gives leads back to.
    pub(super) fn given_of(&self, call: NodeRef, number: usize) -> Option<NodeIdx> {
        match &self.node(call).ex {
            Expr::Method(of, ..) if number == 0 => Some(*of),
            Expr::Call(_, args) => args.get(number).copied(),
            _ => None,
        }
    }

    /// The enum and the variant that an expression is.
    pub(super) fn variant_at(&self, at: NodeRef) -> Option<(String, String)> {
        match &self.node(at).ex {
            Expr::Path(path) => self.variant(at, path),
            _ => None,
        }
    }

    /// The number of a variant of an enum that gives none itself.
    pub(super) fn variant_number(&self, of: &str, variant: &str) -> Option<usize> {
        let (_, info) = self.modules.of_key(of)?;
        let variants = info.about.variants.as_ref()?;
        let number = variants.iter().position(|(name, ..)| name == variant);
        number.filter(|_| !info.about.numbered)
    }

    /// Whether a type is an enum whose definition is at hand.
    pub(super) fn is_enum(&self, kind: &str) -> bool {
        self.enum_defaults.contains_key(kind)
    }

    /// The variant that an enum has by default.
    pub(super) fn default_variant(&self, of: &str) -> Option<String> {
        self.enum_defaults.get(of).cloned().flatten()
    }

    /// The enum and the variant that a path names.
    pub(super) fn variant(&self, at: NodeRef, path: &[String]) -> Option<(String, String)> {
        let variant = path.last()?;
        let known = self.variants.get(variant)?;
        let of = self.kind_of_item(at, path);
        known.contains(&of).then(|| (of, variant.clone()))
    }

    /// The variants of the enum of which a derived function gives each in turn: `Size::iter()`.
    pub(super) fn all_variants(&self, at: NodeRef, path: &[String]) -> Option<Vec<String>> {
        let gives_all = |last: &String| ["iter", "variants", "all"].contains(&last.as_str());
        path.last().filter(|last| gives_all(last))?;
        let Named::Of(of, _) = self.modules.resolve(self.scope_of(at), path) else {
            return None;
        };
        let about = &self.modules.type_info(of).about;
        let variants = about.variants.iter().flatten();
        let names = variants.map(|(name, ..)| name.clone());
        about.derived.then(|| names.collect())
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
        // What calls a closure of the program decides what its parameters are.
        if let Some((closure, number)) = self.closure_param(at, name) {
            return self.func(closure).params[number].kind.clone();
        }
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
            let here = |ix: &NodeIdx| NodeRef {
                file: at.file,
                ix: *ix,
            };
            // What a call makes of it is of the type that it was.
            let is_made = |ix: &&NodeIdx| {
                !matches!(
                    self.node(here(ix)).ex,
                    Expr::AfterChange(_) | Expr::Through(..) | Expr::Given
                )
            };
            let made = values.iter().filter(is_made).take(8);
            let mut kinds = made.map(|ix| self.kind(here(ix)));
            return kinds
                .find(|kind| !kind.is_empty())
                .map(|kind| kind.to_string())
                .unwrap_or_default();
        }
        String::new()
    }
}

/// Whether a call makes a value of the standard library that is seen as what it holds.
fn is_held(path: &[String]) -> bool {
    const TYPES: [&str; 10] = [
        "Vec", "VecDeque", "Rc", "Arc", "Box", "Mutex", "RwLock", "RefCell", "Cell", "Pin",
    ];
    const MAKERS: [&str; 4] = ["new", "clone", "from", "pin"];
    matches!(path, [.., of, made] if TYPES.contains(&of.as_str()) && MAKERS.contains(&made.as_str()))
}
