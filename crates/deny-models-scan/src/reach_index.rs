//! What of a program is the same whatever reaches it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};

use super::closures::{Closures, closures};
use super::index::{Crate, variant_key};
use super::ir::{FnRef, Guard, ItemKind, NodeIdx, NodeRef};
use super::modules::TypeIdx;
use super::text_arms::TextArms;

/// A variant: its enum and its name.
pub(super) type Variant = (TypeIdx, String);

/// Methods by their name and the number of their arguments, and by the package that code has to see to call them.
type MethodsSeen<'a> = HashMap<(&'a str, usize), BTreeMap<Option<u32>, Vec<FnRef>>>;

/// The index of a program.
pub(super) struct ReachIndex<'a> {
    pub(super) crate_ir: &'a Crate,
    /// What each node is inside of, by file.
    pub(super) parents: &'a [Vec<NodeIdx>],
    /// The nodes of each function.
    pub(super) nodes: Vec<Vec<Vec<NodeIdx>>>,
    /// Where fields are read, by their names, once that was asked for.
    pub(super) reads: OnceCell<HashMap<String, Vec<NodeRef>>>,
    /// The closures in each function: their code, and each itself.
    pub(super) closures: Closures,
    /// Code that runs only for one text.
    pub(super) arms: TextArms,
    /// The variants that code under a pattern needs, by function.
    pub(super) guards: HashMap<FnRef, Vec<(Guard, Vec<Variant>)>>,
    pub(super) in_traits: HashMap<&'a str, Vec<FnRef>>,
    /// Functions that traits from elsewhere have for types from elsewhere, by package.
    pub(super) for_others: HashMap<u32, Vec<FnRef>>,
    /// Methods by their name and the number of their arguments, and by the package that code has to see to call them.
    pub(super) methods: MethodsSeen<'a>,
    /// The same of each type.
    pub(super) methods_of: HashMap<(&'a str, &'a str, usize), Vec<FnRef>>,
    field_kinds: HashMap<&'a str, Vec<&'a str>>,
    /// Types that derive what may define further items, by name.
    pub(super) derived: HashMap<&'a str, Vec<TypeIdx>>,
    /// What the rules of macros define, by the item that holds the code of the rule.
    pub(super) in_rules: HashMap<FnRef, Range<u32>>,
    /// What attributes give the fields of a type: each value, and the type of the field.
    pub(super) given: HashMap<&'a str, Vec<(NodeRef, &'a str)>>,
    /// Types that are named where no value of them shows.
    pub(super) type_names: TypeNames,
}

impl<'a> ReachIndex<'a> {
    /// Indexes a program.
    pub(super) fn new(crate_ir: &'a Crate, parents: &'a [Vec<NodeIdx>]) -> Self {
        let mut nodes: Vec<Vec<Vec<NodeIdx>>> = Vec::new();
        let mut guards: HashMap<FnRef, Vec<(Guard, Vec<Variant>)>> = HashMap::new();
        for (number, file) in (0..).zip(&crate_ir.files) {
            let mut of_file = vec![Vec::new(); file.funcs.len()];
            for (ix, node) in (0..).zip(&file.nodes) {
                of_file[node.func as usize].push(ix);
            }
            nodes.push(of_file);
            for guard in &file.guards {
                let at = NodeRef {
                    file: number,
                    ix: guard.on,
                };
                if let Some(needs) = variants(crate_ir, at, &guard.paths) {
                    let of_func = guards.entry(crate_ir.func_of(at)).or_default();
                    of_func.push((guard.clone(), needs));
                }
            }
        }
        let mut methods: MethodsSeen<'_> = HashMap::new();
        let mut methods_of: HashMap<_, Vec<FnRef>> = HashMap::new();
        for (name, args, func) in crate_ir.all_methods() {
            let of_name = methods.entry((name, args)).or_default();
            let of_package = of_name.entry(crate_ir.seen_with(func)).or_default();
            of_package.push(func);
            let owner = crate_ir.func(func).owner.as_str();
            methods_of
                .entry((owner, name, args))
                .or_default()
                .push(func);
        }
        Self {
            crate_ir,
            parents,
            nodes,
            reads: OnceCell::new(),
            closures: closures(crate_ir),
            arms: TextArms::new(crate_ir),
            guards,
            for_others: for_others(crate_ir),
            in_traits: crate_ir.in_traits(),
            methods,
            methods_of,
            field_kinds: crate_ir.field_kinds(),
            derived: derived(crate_ir),
            in_rules: in_rules(crate_ir),
            given: given(crate_ir),
            type_names: TypeNames::new(crate_ir),
        }
    }

    /// The types that the fields of a type have, and those of its variants.
    pub(super) fn field_types(&self, of: TypeIdx) -> impl Iterator<Item = TypeIdx> {
        let modules = &self.crate_ir.modules;
        let info = modules.type_info(of);
        let variants = info.about.variants.iter().flatten();
        let keys = variants.map(|(name, ..)| variant_key(&info.key, name));
        let owners = std::iter::once(info.key.clone()).chain(keys);
        let kinds = owners.filter_map(|owner| self.field_kinds.get(owner.as_str()));
        kinds
            .flatten()
            .filter_map(|kind| Some(modules.of_key(kind)?.0))
    }
}

/// Types that are named where no value of them shows.
#[derive(Default)]
pub(super) struct TypeNames {
    pub(super) funcs: HashMap<FnRef, Vec<TypeIdx>>,
    pub(super) types: HashMap<TypeIdx, Vec<TypeIdx>>,
    pub(super) items: Vec<TypeIdx>,
}

impl TypeNames {
    fn new(crate_ir: &Crate) -> Self {
        let modules = &crate_ir.modules;
        let mut all = Self::default();
        for (number, file) in (0..).zip(&crate_ir.files) {
            for item in &file.type_names {
                let scope = modules.scope(number, item.module);
                let key = modules.key(scope, &item.path.join("::"));
                let Some((of, _)) = modules.of_key(&key) else {
                    continue;
                };
                match (item.func, modules.of_key(&item.owner)) {
                    (0, Some((owner, _))) => all.types.entry(owner).or_default().push(of),
                    (0, None) => all.items.push(of),
                    (func, _) => {
                        let func = FnRef { file: number, func };
                        all.funcs.entry(func).or_default().push(of);
                    }
                }
            }
        }
        all
    }
}

/// Functions that traits from elsewhere have for types from elsewhere: `impl TryFrom<Preset> for (Config, Model)`; and what
/// attributes make something of.
fn for_others(crate_ir: &Crate) -> HashMap<u32, Vec<FnRef>> {
    let mut found: HashMap<u32, Vec<FnRef>> = HashMap::new();
    for (owner, funcs) in crate_ir.in_traits() {
        let is_own = crate_ir.modules.of_key(owner).is_some();
        for func in funcs {
            let item = crate_ir.func(func);
            let is_general = !item.blanket.is_empty() || item.of_trait.contains('@');
            // A method is found by its calls.
            let is_for_others = !is_own && !is_general && !item.takes_self();
            // Data may make values of a type that an attribute adds to a list: `#[typetag::serde]`.
            if is_for_others || item.registered && !item.of_trait.is_empty() {
                let package = crate_ir.modules.package_of(func.file);
                found.entry(package).or_default().push(func);
            }
        }
    }
    for funcs in found.values_mut() {
        funcs.sort_unstable();
    }
    found
}

/// Types that derive what may define further items, by name.
fn derived(crate_ir: &Crate) -> HashMap<&str, Vec<TypeIdx>> {
    let mut found: HashMap<&str, Vec<TypeIdx>> = HashMap::new();
    for (of, info) in (0..).zip(crate_ir.modules.types()) {
        if info.about.derived {
            found.entry(&info.about.name).or_default().push(of);
        }
    }
    found
}

/// What the rules of macros define.
fn in_rules(crate_ir: &Crate) -> HashMap<FnRef, Range<u32>> {
    let files = (0..).zip(&crate_ir.files);
    let rules = files.flat_map(|(file, of)| of.macros.iter().map(move |rule| (file, rule)));
    let inside = rules.map(|(file, rule)| {
        let func = rule.func;
        (FnRef { file, func }, rule.inside.clone())
    });
    inside.collect()
}

/// What attributes give the fields of types.
fn given(crate_ir: &Crate) -> HashMap<&str, Vec<(NodeRef, &str)>> {
    let mut found: HashMap<&str, Vec<(NodeRef, &str)>> = HashMap::new();
    for (number, file) in (0..).zip(&crate_ir.files) {
        for item in &file.writes {
            let at = NodeRef {
                file: number,
                ix: item.value,
            };
            let by_attribute = crate_ir.func(crate_ir.func_of(at)).item == ItemKind::File;
            let kind = crate_ir.field_kind(&item.owner, &item.field);
            if let Some(kind) = kind.filter(|_| by_attribute) {
                found.entry(&item.owner).or_default().push((at, kind));
            }
        }
    }
    found
}

/// The variants that a pattern needs, each of an enum whose definition is at hand; `None` where it needs others.
fn variants(crate_ir: &Crate, at: NodeRef, paths: &[Vec<String>]) -> Option<Vec<Variant>> {
    let mut found = Vec::new();
    for path in paths {
        let (of, variant) = crate_ir.variant(at, path)?;
        let (of, _) = crate_ir.modules.of_key(&of)?;
        found.push((of, variant));
    }
    Some(found)
}
