//! What is kept of a parsed Rust file: expressions as far as strings flow through them.
//!
//! Syntax trees of syn are large and bound to one thread; this form is small, owns its text and is shared by the
//! evaluator. Expressions live in one arena a file and name each other by index.

use std::ops::Range;
use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use super::stop::Cause;

/// The method that a slice is: from the first number to the second, which is an empty text for where all ends.
pub(super) const SLICE: &str = "[..]";

/// What stands for whether the first of two numbers is less than the second.
pub(super) const LESS: &str = "<";

/// Whether a macro stands for a comparison.
pub(super) fn is_comparison(name: &str) -> bool {
    name == "==" || name == LESS
}

/// What stands for a cast to a whole number; no code can spell it.
pub(super) const AS_NUMBER: &str = "as number";

/// The number of what a method is called on among what may be written to.
pub(super) const RECEIVER: usize = usize::MAX;

/// An index into [`FileIr::nodes`].
pub(super) type NodeIdx = u32;

/// A node of some file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeRef {
    /// Index of the file.
    pub(super) file: u32,
    /// Index of the node in it.
    pub(super) ix: NodeIdx,
}

/// A function of some file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FnRef {
    /// Index of the file.
    pub(super) file: u32,
    /// Index of the function in it.
    pub(super) func: u32,
}

/// One piece of a text that is put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Piece {
    /// Text as written.
    Text(String),
    /// The value of an expression.
    Hole(NodeIdx),
}

/// An arm of a `match`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Arm {
    /// Names of variants and texts of literals that the pattern names; empty for `_` and bindings.
    pub(super) labels: Vec<String>,
    /// Paths of the variants that the pattern names.
    pub(super) paths: Vec<Vec<String>>,
    /// Whether each value of these variants fits.
    pub(super) exact: bool,
    /// What it needs of the parts of a tuple, a variant or a list; of several cases, one has to fit. None for other patterns.
    pub(super) cases: Vec<Case>,
    /// Value of the arm.
    pub(super) body: NodeIdx,
}

/// What a pattern needs of the parts of a tuple or of a variant, or of the first parts of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Case {
    /// The variant whose parts they are.
    pub(super) variant: Option<String>,
    /// Names of variants and texts of literals, for each part; none where any fits.
    pub(super) labels: Vec<Vec<String>>,
    /// Whether it fits for certain where each part is one of these.
    pub(super) exact: bool,
}

/// The enum of the standard library that has a variant: an option or a result.
pub(super) fn enum_of_std(variant: &str) -> Option<&'static str> {
    match variant {
        "Some" | "None" => Some("Option"),
        "Ok" | "Err" => Some("Result"),
        _ => None,
    }
}

impl Arm {
    /// Whether the arm is for an option or a result, whatever that holds.
    pub(super) fn is_by_presence(&self) -> bool {
        let mut labels = self.labels.iter();
        !self.labels.is_empty() && labels.all(|label| enum_of_std(label).is_some())
    }

    /// Whether the arm is for some of these variants alone.
    pub(super) fn is_of(&self, variants: &[&str]) -> bool {
        let mut labels = self.labels.iter();
        !self.labels.is_empty() && labels.all(|label| variants.contains(&label.as_str()))
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Expr {
    /// A string.
    Lit(String),
    /// `true` or `false`.
    Bool(bool),
    /// A variable, constant or unit value.
    Path(Vec<String>),
    /// `of.name`; tuples have numbers.
    Field(NodeIdx, String),
    /// A call of a path.
    Call(Vec<String>, Vec<NodeIdx>),
    /// A method call.
    Method(NodeIdx, String, Vec<NodeIdx>),
    /// A struct literal: type, fields, what the rest is taken from.
    Record(Vec<String>, Vec<(String, NodeIdx)>, Option<NodeIdx>),
    /// An array, a vector, a slice.
    Seq(Vec<NodeIdx>),
    /// A tuple.
    Tuple(Vec<NodeIdx>),
    /// A text put together.
    Format(Vec<Piece>),
    /// One of several.
    OneOf(Vec<NodeIdx>),
    /// `match`.
    Match(NodeIdx, Vec<Arm>),
    /// What an iterator or container holds; an option holds its value.
    Elem(NodeIdx),
    /// A part that a pattern takes out, with the path of its variant or struct and its field.
    Part(NodeIdx, String, String),
    /// A closure: names of its parameters and its value.
    Closure(Vec<String>, NodeIdx),
    /// What the receiver of a method call is after the call.
    After(NodeIdx),
    /// The same; nothing where the call changes nothing.
    AfterChange(NodeIdx),
    /// What a method makes of what its receiver is a clone of: what it writes to behind `&self`.
    SharedAfter(NodeIdx),
    /// What an argument of a call is after the call, which may write to it: the call, its number, or [`RECEIVER`], and
    /// whether a mutable reference is given for certain.
    Written(NodeIdx, usize, bool),
    /// What the receiver of a call is, or an argument of it, by its number, after what the call gives became another
    /// value: the call, the number, and that value.
    Through(NodeIdx, usize, NodeIdx),
    /// What became of what a function gave, where it is a reference or keeps one.
    Given,
    /// Whether a value is of one of some variants, by their paths; and whether it fits for certain if it is.
    Is(NodeIdx, Vec<Vec<String>>, bool),
    /// A macro that is not understood, with what its arguments are.
    Macro(String, Vec<NodeIdx>),
    /// Anything else.
    Unknown,
}

/// Whether a path is spelt as constants and statics are.
pub(super) fn is_constant(path: &[String]) -> bool {
    path.last()
        .is_some_and(|last| last.len() > 1 && !last.contains(char::is_lowercase))
}

impl Expr {
    /// Adds the expressions right inside.
    pub(super) fn children(&self, out: &mut Vec<NodeIdx>) {
        match self {
            Self::Lit(_) | Self::Bool(_) | Self::Path(_) | Self::Given | Self::Unknown => {}
            Self::Field(of, _)
            | Self::Elem(of)
            | Self::Part(of, ..)
            | Self::After(of)
            | Self::AfterChange(of)
            | Self::SharedAfter(of)
            | Self::Written(of, ..)
            | Self::Is(of, ..)
            | Self::Closure(_, of) => {
                out.push(*of);
            }
            Self::Through(call, _, value) => out.extend([*call, *value]),
            Self::Call(_, parts)
            | Self::Seq(parts)
            | Self::Tuple(parts)
            | Self::OneOf(parts)
            | Self::Macro(_, parts) => {
                out.extend(parts);
            }
            Self::Method(of, _, args) => {
                out.push(*of);
                out.extend(args);
            }
            Self::Record(_, fields, rest) => {
                out.extend(fields.iter().map(|(_, value)| *value));
                out.extend(rest);
            }
            Self::Format(pieces) => out.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Hole(ix) => Some(*ix),
                Piece::Text(_) => None,
            })),
            Self::Match(of, arms) => {
                out.push(*of);
                out.extend(arms.iter().map(|arm| arm.body));
            }
        }
    }
}

/// The types that a path or call gives for type parameters, as expressions that name them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct TypeArgs {
    /// To its last name: `load::<Small>`.
    pub(super) last: Vec<NodeIdx>,
    /// To the type before it: `Loader::<Small>::new`.
    pub(super) of: Vec<NodeIdx>,
    /// The type that is seen as a trait: `<Small as Model>::ID`.
    pub(super) this: Option<NodeIdx>,
    /// The type that the value of a call is declared with: `let model: Small = load()`.
    pub(super) declared: Option<NodeIdx>,
}

/// An expression and where it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Node {
    /// The expression.
    pub(super) ex: Expr,
    /// Line, from 1.
    pub(super) line: u32,
    /// Column in characters, from 1.
    pub(super) column: u32,
    /// The function it is in; 0 is the file itself.
    pub(super) func: u32,
    /// Its conditions: an index into [`FileIr::contexts`].
    pub(super) context: u32,
    /// Whether it is only printed, logged or raised.
    pub(super) mention: bool,
}

/// Under which conditions code is compiled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize)]
pub(super) struct Context {
    /// Only for tests.
    pub(super) test: bool,
    /// Features that are all needed.
    pub(super) features: Vec<String>,
    /// Other conditions, as written.
    pub(super) cfgs: Vec<String>,
}

impl Context {
    /// Both conditions together.
    pub(super) fn and(&self, inner: &Self) -> Self {
        let mut both = self.clone();
        both.test |= inner.test;
        both.features.extend(inner.features.iter().cloned());
        both.cfgs.extend(inner.cfgs.iter().cloned());
        both.features.sort();
        both.features.dedup();
        both.cfgs.sort();
        both.cfgs.dedup();
        both
    }

    /// What two conditions have in common: what is compiled under one of them needs no more.
    pub(super) fn or(&self, other: &Self) -> Self {
        let common = |own: &[String], others: &[String]| -> Vec<String> {
            let both = own.iter().filter(|part| others.contains(part));
            both.cloned().collect()
        };
        Self {
            test: self.test && other.test,
            features: common(&self.features, &other.features),
            cfgs: common(&self.cfgs, &other.cfgs),
        }
    }
}

/// A parameter of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Param {
    /// Its name; empty for patterns.
    pub(super) name: String,
    /// Its type as written, through references and containers; in an index its key.
    pub(super) kind: String,
    /// The type parameter that is its type.
    pub(super) generic: Option<String>,
}

/// What code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) enum ItemKind {
    /// A file, outside of its items.
    #[default]
    File,
    /// A function.
    Fn,
    /// A constant or static: what gives its value.
    Const,
    /// A macro: what its rules are replaced by.
    Macro,
    /// A closure: its parameters. Its code belongs to what it is written in.
    Closure,
}

/// A function, or another item that holds code.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own, which code sets and reads by itself"
)]
pub(super) struct Func {
    /// What it is.
    pub(super) item: ItemKind,
    /// Its name; empty unless it is a function.
    pub(super) name: String,
    /// Its module: an index into [`FileIr::modules`].
    pub(super) module: u32,
    /// Whether it is `pub`.
    pub(super) public: bool,
    /// Whether it is there under a condition that its module is not under.
    pub(super) conditional: bool,
    /// Whether something outside of the program's code may call it, as an attribute shows.
    pub(super) entry: bool,
    /// Whether the front end of a program of Tauri calls it by its name.
    pub(super) command: bool,
    /// Whether an attribute makes something of the `impl` that it is in, which may call it.
    pub(super) registered: bool,
    /// The type whose `impl` it is in: as written, in an index its key.
    pub(super) owner: String,
    /// The trait whose `impl` it is in: as written, in an index its key where the trait is known.
    pub(super) of_trait: String,
    /// Parameters, `self` included.
    pub(super) params: Vec<Param>,
    /// Whether it takes `self` as a whole, and not by reference.
    pub(super) owns_self: bool,
    /// Whether it takes `self` by a shared reference.
    pub(super) shares_self: bool,
    /// Whether `?` or a macro may end it before its last value.
    pub(super) tries: bool,
    /// Names of its type and const parameters: their numbers come after those of the parameters.
    pub(super) type_params: Vec<String>,
    /// Names of the type and const parameters of its `impl`, in the order in which its type takes them; empty for what
    /// the `impl` decides.
    pub(super) of_params: Vec<String>,
    /// The type parameter that it is implemented for: `T` of `impl<T: Model> Load for T`.
    pub(super) blanket: String,
    /// Type parameters with the traits that bound them: as written, in an index their keys.
    pub(super) bounds: Vec<(String, String)>,
    /// The type of its result, with `Self` replaced: as written, in an index its key.
    pub(super) returns_kind: String,
    /// The type of its result, as an expression that names it.
    pub(super) returns_type: Option<NodeIdx>,
    /// Every value bound to each local name.
    pub(super) locals: HashMap<String, Vec<NodeIdx>>,
    /// Types that local names are declared with.
    pub(super) local_kinds: HashMap<String, String>,
    /// The same of parameters and local names, as expressions that name types.
    pub(super) declared: HashMap<String, NodeIdx>,
    /// What it may return.
    pub(super) returns: Vec<NodeIdx>,
    /// What `self` is at its end, where it writes to a field of it.
    pub(super) changed: Option<NodeIdx>,
    /// What parameters are at its end that it writes to fields of, by their numbers.
    pub(super) written: HashMap<usize, NodeIdx>,
    /// What parameters are, by their numbers, once what it gave is another value.
    pub(super) given: HashMap<usize, NodeIdx>,
}

impl Func {
    /// Whether it is called on a value: its first parameter is `self`.
    pub(super) fn takes_self(&self) -> bool {
        self.params
            .first()
            .is_some_and(|param| param.name == "self")
    }
}

/// A struct, enum, union, trait or alias.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "what is known of a type")]
pub(super) struct TypeIr {
    /// Its name.
    pub(super) name: String,
    /// Its module: an index into [`FileIr::modules`].
    pub(super) module: u32,
    /// Whether it is a trait.
    pub(super) is_trait: bool,
    /// Whether it is a struct or an enum without type parameters.
    pub(super) plain: bool,
    /// The type that an alias stands for, as written.
    pub(super) alias: Option<String>,
    /// What an alias gives to the parameters of that type, as expressions that name types.
    pub(super) alias_args: Vec<NodeIdx>,
    /// Variants of an enum: name, whether it is the `#[default]`, line.
    pub(super) variants: Option<Vec<(String, bool, u32)>>,
    /// Whether data gives values of it: it derives or implements a reader.
    pub(super) by_data: bool,
    /// Whether it derives what may define further items.
    pub(super) derived: bool,
    /// Whether an attribute may make values of it.
    pub(super) open: bool,
    /// Whether it derives `Default`.
    pub(super) by_default: bool,
    /// Whether it is an enum that gives its variants numbers.
    pub(super) numbered: bool,
}

/// A constant or static.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ConstIr {
    /// The type whose `impl` it is in.
    pub(super) owner: String,
    /// Its name.
    pub(super) name: String,
    /// Its type as written, in an index its key.
    pub(super) kind: String,
    /// Its value.
    pub(super) value: NodeIdx,
    /// The item that holds its code.
    pub(super) func: u32,
}

/// A value that a field gets outside of struct literals.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct WriteIr {
    /// The type; empty where it is not known.
    pub(super) owner: String,
    /// The field; with `#` before, the variant that an attribute gives a spelling.
    pub(super) field: String,
    /// The value.
    pub(super) value: NodeIdx,
    /// The module of its type: an index into [`FileIr::modules`]; `None` where it is of a variant, or not known.
    pub(super) module: Option<u32>,
}

/// A value that is written to what a method gives: `*settings.model_mut() = id`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct GivenOut {
    /// The method.
    pub(super) method: String,
    /// The field of what it gives; none where that as a whole is written.
    pub(super) field: Option<String>,
    /// The value.
    pub(super) value: NodeIdx,
}

/// A value that is written to a field behind a lock or a cell, which others may share.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SharedWrite {
    /// What has the field.
    pub(super) of: NodeIdx,
    /// The field.
    pub(super) field: String,
    /// The value.
    pub(super) value: NodeIdx,
}

/// The type of a field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FieldIr {
    /// The struct or variant.
    pub(super) owner: String,
    /// The field: its name or number.
    pub(super) name: String,
    /// The type of its values.
    pub(super) kind: String,
    /// Its module: an index into [`FileIr::modules`].
    pub(super) module: u32,
    /// The enum, where the owner is one of its variants: as written, in an index its key.
    pub(super) of_enum: Option<String>,
    /// What data calls it, by its attributes: `rename` first, and other spellings.
    pub(super) spelt: Vec<String>,
}

/// A type that code or an item names, where no value of it shows: `let loader: Loader<Small>`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TypeName {
    /// The type.
    pub(super) path: Vec<String>,
    /// The function that names it; 0 where an item does.
    pub(super) func: u32,
    /// The type whose definition or `impl` names it; empty for other items.
    pub(super) owner: String,
    /// The module: an index into [`FileIr::modules`].
    pub(super) module: u32,
}

/// A macro whose rules no file of the package has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ForeignMacro {
    /// Its name.
    pub(super) name: String,
    /// What it is given.
    pub(super) given: String,
    /// Line, from 1.
    pub(super) line: u32,
    /// The modules around it in the same file.
    pub(super) modules: Vec<String>,
    /// Where it stands in place of an expression; `None` in place of items.
    pub(super) site: Option<Site>,
}

/// Where a macro stands in place of an expression.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Site {
    /// The macro.
    pub(super) node: NodeIdx,
    /// The variables that it is given: as written, and what each is there.
    pub(super) variables: Vec<(String, NodeIdx)>,
}

/// A rule of a macro.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RuleIr {
    /// The macro.
    pub(super) name: String,
    /// The item that holds the code of the rule.
    pub(super) func: u32,
    /// That item, and those that the rule defines.
    pub(super) inside: Range<u32>,
    /// What it matches, spelt without spaces, where it takes nothing.
    pub(super) words: Option<String>,
}

/// A closure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ClosureIr {
    /// The first node of its body.
    pub(super) start: NodeIdx,
    /// The node after the last.
    pub(super) end: NodeIdx,
    /// The closure itself.
    pub(super) node: NodeIdx,
    /// The item that holds its parameters.
    pub(super) func: u32,
    /// The method call that it is an argument of.
    pub(super) call: Option<NodeIdx>,
}

/// A `use` declaration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct UseIr {
    /// What it names.
    pub(super) path: Vec<String>,
    /// The name it gives; `*` for all names.
    pub(super) name: String,
    /// Whether it is `pub`.
    pub(super) public: bool,
    /// Its module: an index into [`FileIr::modules`].
    pub(super) module: u32,
}

/// Code that runs only if a value is of one of some variants: an arm of a `match`, or the block of an `if let`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Guard {
    /// The first node inside.
    pub(super) start: NodeIdx,
    /// The node after the last.
    pub(super) end: NodeIdx,
    /// The value.
    pub(super) on: NodeIdx,
    /// Paths of the variants.
    pub(super) paths: Vec<Vec<String>>,
}

/// Code that runs only if a value is `true`, or only if it is `false`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Check {
    /// The first node inside.
    pub(super) start: NodeIdx,
    /// The node after the last.
    pub(super) end: NodeIdx,
    /// The value.
    pub(super) on: NodeIdx,
    /// What it has to be.
    pub(super) holds: bool,
}

/// A module that is written where it is declared.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct InlineIr {
    /// Modules around it in the same file, and its name.
    pub(super) path: Vec<String>,
    /// Whether it is there under a condition that the module around it is not under.
    pub(super) conditional: bool,
}

/// A file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct FileIr {
    /// Relative to the crate.
    pub(super) path: String,
    /// Expressions.
    pub(super) nodes: Vec<Node>,
    /// Modules written in the file; the first is the file itself, without a name.
    pub(super) modules: Vec<InlineIr>,
    /// Functions and other items that hold code; the first stands for the file.
    pub(super) funcs: Vec<Func>,
    /// Conditions; the first is that of the file.
    pub(super) contexts: Vec<Context>,
    /// Constants and statics.
    pub(super) consts: Vec<ConstIr>,
    /// Code under a condition on a variant.
    pub(super) guards: Vec<Guard>,
    /// Code under a condition on a value.
    pub(super) checks: Vec<Check>,
    /// Variables and fields that are changed in ways that are no values of theirs; `mut` before those that may be.
    pub(super) tainted: HashSet<String>,
    /// Values that are written to what methods give.
    pub(super) given_out: Vec<GivenOut>,
    /// Calls of `next` on iterators in variables, each with how often the iterator was gone on before.
    pub(super) positions: HashMap<NodeIdx, usize>,
    /// What calls without arguments give, each with what that is once it was written to.
    pub(super) given_by_call: Vec<(NodeIdx, NodeIdx)>,
    /// Values that are written to fields behind locks and cells, each with what has the field.
    pub(super) shared_writes: Vec<SharedWrite>,
    /// Fields that something else may write to, as expressions: `&mut self.id`.
    pub(super) lent: Vec<NodeIdx>,
    /// Names of fields, and of variables, whose value something takes out.
    pub(super) taken_fields: HashSet<String>,
    pub(super) taken_variables: HashSet<String>,
    /// Closures, inner ones first.
    pub(super) closures: Vec<ClosureIr>,
    /// Macros whose rules no file of the package has.
    pub(super) foreign_macros: Vec<ForeignMacro>,
    /// Types that are named where no value of them shows.
    pub(super) type_names: Vec<TypeName>,
    /// The types that paths and calls give for type parameters.
    pub(super) type_args: HashMap<NodeIdx, TypeArgs>,
    /// Rules of macros.
    pub(super) macros: Vec<RuleIr>,
    /// What macros that are not understood are given, where that is short: spelt without spaces.
    pub(super) macro_words: HashMap<NodeIdx, String>,
    /// Values that fields get outside of struct literals.
    pub(super) writes: Vec<WriteIr>,
    /// Types and traits.
    pub(super) types: Vec<TypeIr>,
    /// Types of fields.
    pub(super) fields: Vec<FieldIr>,
    /// `use` declarations.
    pub(super) uses: Vec<UseIr>,
    /// Macros of this file that embed what they are given.
    pub(super) embedders: Vec<String>,
    /// Texts that are data, in order; each with the whole of it as a table, whose parts stand between both.
    pub(super) data: Vec<(NodeIdx, NodeIdx)>,
    /// Whether a hub client is named in it.
    pub(super) hub: bool,
    /// Whether it is a table that code reads, and no code.
    pub(super) table: bool,
    /// What of it was left out, each with the line.
    pub(super) stops: Vec<(Cause, u32)>,
    /// What each expression is inside of, once that was asked for.
    #[serde(skip)]
    pub(super) rows: OnceLock<Vec<NodeIdx>>,
}

impl FileIr {
    /// What each expression is inside of, as [`FileIr::parents`] has it; kept.
    pub(super) fn rows(&self) -> &[NodeIdx] {
        self.rows.get_or_init(|| self.parents())
    }

    /// Whether an expression is a part of a table: of the file, or of a text in it.
    pub(super) fn is_of_table(&self, ix: NodeIdx) -> bool {
        let before = self.data.partition_point(|(text, _)| *text < ix);
        let last = before.checked_sub(1).map(|at| self.data[at]);
        self.table || last.is_some_and(|(_, whole)| ix <= whole)
    }

    /// One that holds texts alone, as data files and scripts do.
    pub(super) fn of_texts(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            contexts: vec![Context::default()],
            funcs: vec![Func::default()],
            table: true,
            ..Self::default()
        }
    }

    /// Adds a line that is a text.
    pub(super) fn text(&mut self, text: String, line: u32) {
        self.add(Expr::Lit(text), line);
    }

    /// Adds an expression of a file that is no code.
    pub(super) fn add(&mut self, ex: Expr, line: u32) {
        self.nodes.push(Node {
            ex,
            line,
            column: 1,
            func: 0,
            context: 0,
            mention: false,
        });
    }

    /// A node.
    pub(super) fn node(&self, ix: NodeIdx) -> &Node {
        &self.nodes[ix as usize]
    }

    /// The parent of each node; a node without a parent is its own.
    pub(super) fn parents(&self) -> Vec<NodeIdx> {
        let count = NodeIdx::try_from(self.nodes.len()).unwrap_or(NodeIdx::MAX);
        let mut parents: Vec<NodeIdx> = (0..count).collect();
        let mut inner = Vec::new();
        for (ix, node) in (0..count).zip(&self.nodes) {
            node.ex.children(&mut inner);
            for child in inner.drain(..) {
                if child < ix && parents[child as usize] == child {
                    parents[child as usize] = ix;
                }
            }
        }
        parents
    }
}
