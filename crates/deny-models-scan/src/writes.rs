//! What is written to a field of a type.

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::HashMap;

use super::ir::NodeRef;

/// The variants in the fields of a struct literal, each after its enum.
pub(super) type Row = Vec<(String, String)>;

/// What is written to a field of a type.
#[derive(Debug)]
pub(super) struct Writes {
    pub(super) values: Vec<NodeRef>,
    /// The struct literal that each value is in; none where a crate is read by itself.
    pub(super) rows: Vec<Row>,
    /// The enums of all rows.
    pub(super) enums: BTreeSet<String>,
}

/// What is written to fields, by the type and the field.
pub(super) type WritesToFields = HashMap<(Rc<str>, String), Rc<Writes>>;
