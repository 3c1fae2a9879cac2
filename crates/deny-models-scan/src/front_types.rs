//! What is read of a front end: values, what is given them, calls, and files with these.

use std::collections::BTreeSet;

use super::script_tokens::Part;

/// A place in a file of a front end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrontPlace {
    /// The file, as it was given.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
}

/// What a program can fetch of what its front end names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fetches {
    /// Files by their addresses.
    Files,
    /// Repositories of the hub too, by their ids.
    Hub,
}

/// A file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) expressions: Vec<Expression>,
    /// Fields of objects that state something of a model.
    pub(super) fields: Vec<ObjectField>,
    /// Names of modules that it imports.
    pub(super) imports: BTreeSet<String>,
    /// Names that are handed over as values.
    pub(super) values: BTreeSet<String>,
    pub(super) calls: Vec<(Call, FrontPlace)>,
    /// Objects that others are spread into, by their brackets.
    pub(super) spreads: BTreeSet<usize>,
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct ObjectField {
    /// The bracket that opens the object.
    pub(super) object: usize,
    /// Its name, with `_` between its words.
    pub(super) name: String,
    pub(super) value: Value,
}

/// A value that a name is given.
#[derive(Debug, Clone)]
pub(super) struct Given {
    /// Whether it is a field of something.
    pub(super) field: bool,
    /// `None` for what is no text.
    pub(super) value: Option<Value>,
    /// The file whose names are those of the value, where that is another one.
    pub(super) read_in: Option<usize>,
    /// The object that it is a field of where that is written out, by its bracket.
    pub(super) object: Option<usize>,
    /// The object that it is, by its bracket.
    pub(super) opens: Option<usize>,
}

impl Given {
    /// A value of a name that is no field.
    pub(super) fn of(value: Option<Value>) -> Self {
        Self {
            field: false,
            value,
            read_in: None,
            object: None,
            opens: None,
        }
    }
}

/// Texts and names, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) parts: Vec<Part>,
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Value {
    /// The text, where it is nothing else.
    pub(super) fn known(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Known(text)] => Some(text),
            _ => None,
        }
    }
}

/// A value, and what it is given to.
#[derive(Debug)]
pub(super) struct Expression {
    pub(super) value: Value,
    /// What it is given to.
    pub(super) name: String,
}

/// What a part of an object is that is spread into another one.
pub(super) enum Spread {
    /// These texts.
    Text(Vec<(String, FrontPlace)>),
    /// The object has no such part.
    Without,
    /// Not known.
    Open,
}

/// A function.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) params: Vec<Param>,
}

/// A parameter of a function.
#[derive(Debug, Clone)]
pub(super) enum Param {
    /// By its name.
    Name(String),
    /// Fields of an object that it takes apart, by their names.
    Fields(Vec<String>),
}

/// A call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) name: String,
    /// Whether it is one of a value: `api.load(...)`.
    pub(super) member: bool,
    pub(super) args: Vec<Argument>,
}

/// An argument of a call.
#[derive(Debug, Clone, Default)]
pub(super) struct Argument {
    /// The texts that it is: several for a list.
    pub(super) values: Vec<Value>,
    /// The fields of an object that is written there.
    pub(super) fields: Vec<(String, Option<Value>)>,
}

/// A call of a command.
#[derive(Debug, Clone, Default)]
pub(super) struct Invoke {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) args: Vec<Arg>,
    /// Whether there may be more.
    pub(super) open: bool,
}

/// A function that calls a command by a name that it is given.
#[derive(Debug)]
pub(super) struct Wrapper {
    pub(super) name: String,
    /// The number of the parameter that names the command.
    pub(super) command: usize,
    /// That of the one which is handed on; `None` where something else is.
    pub(super) args: Option<usize>,
}

/// A part of what is handed over.
#[derive(Debug, Clone)]
pub(super) struct Arg {
    /// The keys that lead to it.
    pub(super) path: Vec<String>,
    /// `None` for what is no text, and no object whose parts are parts of their own.
    pub(super) value: Option<Value>,
    /// Whether its parts are spread there.
    pub(super) spread: bool,
}

/// What a file names and calls.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) expressions: Vec<Expression>,
    pub(super) named: Vec<(String, Given)>,
    /// Calls of commands, each by its name.
    pub(super) invokes: Vec<(String, Invoke)>,
    /// Calls of commands by a name that code makes, each with that.
    pub(super) by_name: Vec<(Option<Value>, Invoke)>,
    pub(super) wrappers: Vec<Wrapper>,
    pub(super) fields: Vec<ObjectField>,
    pub(super) functions: Vec<Function>,
    /// Each with its line and column.
    pub(super) calls: Vec<(Call, (u32, u32))>,
    /// Names of modules that are imported.
    pub(super) imports: BTreeSet<String>,
    /// Names of functions that are handed over as values.
    pub(super) values: BTreeSet<String>,
    /// Objects that others are spread into, by their brackets.
    pub(super) spreads: BTreeSet<usize>,
}
