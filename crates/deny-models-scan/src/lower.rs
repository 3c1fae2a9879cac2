//! From syntax trees to [`super::ir`]: a file, and what is known while it is read.

use std::rc::Rc;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use syn::{Attribute, Item, Type};

use super::attrs;
use super::expand::Rules;
use super::ir::{
    ConstIr, Context, Expr, FileIr, Func, Guard, InlineIr, ItemKind, Node, NodeIdx, WriteIr,
};
use super::limits::Limits;
use super::macro_texts::MacroTexts;
use super::type_words::kind_of;

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

/// What is around code: blocks, conditions and loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Around {
    pub(super) scopes: usize,
    pub(super) conditional: usize,
    pub(super) loops: usize,
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
    pub(super) of_trait: String,
    pub(super) modules: Vec<String>,
    /// The module that is being read: an index into [`FileIr::modules`].
    pub(super) module: u32,
    /// The conditions of the module that is being read.
    pub(super) module_context: u32,
    /// Variables that were written to, each with what it is since.
    pub(super) current: HashMap<String, NodeIdx>,
    /// Names of the parameters of the closures around what is read.
    pub(super) closure_names: Vec<Vec<String>>,
    /// Names that were bound again, each with the variable that it means.
    pub(super) names: HashMap<String, String>,
    /// Whether patterns bind the names as they are spelt: those of parameters of closures.
    pub(super) keeps_names: bool,
    /// Whether the parameters of the closure that is read next are bound already.
    pub(super) binds_closure: bool,
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
    /// Blocks around what is read, and code that may run often.
    pub(super) scopes: usize,
    pub(super) loops: usize,
    /// What was around variables where they were bound.
    pub(super) bound: HashMap<String, Around>,
    /// Whether the `let` whose names are bound has a `cfg` of its own.
    pub(super) configured: bool,
    /// Names of type parameters around, each with the first trait that bounds it.
    pub(super) bounds: Vec<(String, String)>,
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
    /// The type of the errors of the function being read, until `?` has converted one to it.
    pub(super) error: Option<Vec<String>>,
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
            binds_closure: false,
            binds_again: false,
            places: HashMap::new(),
            lent_params: Vec::new(),
            shared: HashMap::new(),
            advanced: HashMap::new(),
            mentions: HashMap::new(),
            breakables: Vec::new(),
            failed: Vec::new(),
            conditional: 0,
            scopes: 0,
            loops: 0,
            bound: HashMap::new(),
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
            error: None,
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
    pub(super) fn kind(&self, kind: &Type) -> String {
        let kind = kind_of(kind, &self.owner);
        let bound = self.bounds.iter().rev().find(|(name, _)| *name == kind);
        bound.map_or(kind, |(_, bound)| bound.clone())
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
