//! Types that depend on a call, and what they are found to be.

use super::ir::FnRef;
use super::modules::TypeIdx;

/// A type that depends on how a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum TypeVar {
    /// A type parameter of the function, by its number.
    Own(usize),
    /// A type parameter of the type that it belongs to, by its place there.
    Holder(usize),
    /// The type that implements the trait.
    This,
}

/// Types that something stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Types {
    pub(super) found: Vec<TypeIdx>,
    /// The function whose calls show more.
    pub(super) open: Option<FnRef>,
}

impl Types {
    /// Adds others.
    pub(super) fn add(&mut self, others: Self) {
        self.found.extend(others.found);
        self.open = self.open.or(others.open);
    }
}
