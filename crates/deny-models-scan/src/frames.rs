//! Values, and the calls that they are read under.

use std::rc::Rc;

use foldhash::HashMap;

use super::ir::{FnRef, NodeRef};

/// A binding of the parameters of a function.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) func: FnRef,
    pub(super) args: Vec<NodeRef>,
    /// Where the arguments are evaluated; `None` for wherever the parameter is read.
    pub(super) scope: Option<Env>,
    pub(super) outer: Env,
    /// Frames around it.
    pub(super) depth: usize,
}

/// Bindings, innermost first.
pub(super) type Env = Option<Rc<Frame>>;

/// Which frame it is.
pub(super) fn pointer(env: &Env) -> usize {
    env.as_ref().map_or(0, |frame| Rc::as_ptr(frame) as usize)
}

/// A value: an expression that is not followed further, and the bindings it is read under.
#[derive(Debug, Clone)]
pub(super) struct Val {
    pub(super) at: NodeRef,
    pub(super) env: Env,
    /// Where it is a parameter that no call has given yet: the fields of it that are meant, one in the other.
    pub(super) fields: Vec<String>,
    /// Whether it stands for a part that there is not, so that what follows does not happen.
    pub(super) nothing: bool,
}

/// What makes two values the same.
pub(super) type ValKey = (NodeRef, usize, Vec<String>, bool);

impl Val {
    /// A value as a whole.
    pub(super) fn of(at: NodeRef, env: Env) -> Self {
        Self {
            at,
            env,
            fields: Vec::new(),
            nothing: false,
        }
    }

    /// What makes it the same as another one.
    pub(super) fn key(&self) -> ValKey {
        let env = pointer(&self.env);
        (self.at, env, self.fields.clone(), self.nothing)
    }
}

/// What makes two evaluations the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Evaluation {
    pub(super) at: NodeRef,
    /// The frame.
    pub(super) env: usize,
    /// Whether fields are looked up loosely.
    pub(super) loose: bool,
    /// The field of it that is meant, by its number among the names; 0 for the whole.
    pub(super) field: u32,
}

/// What was evaluated to the end.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) values: Vec<Val>,
    /// Whether one of several elements was picked on the way.
    pub(super) picked: bool,
    /// Whether there may be nothing instead.
    pub(super) absent: bool,
}

/// Names of fields, each with its number from 1.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Rc<str>, u32>,
    names: Vec<Rc<str>>,
}

impl Names {
    /// The number of a name.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let name: Rc<str> = name.into();
        self.names.push(Rc::clone(&name));
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name, number);
        number
    }

    /// The name that has a number.
    pub(super) fn name(&self, number: u32) -> Option<Rc<str>> {
        let before = number.checked_sub(1)?;
        self.names.get(before as usize).cloned()
    }
}
