//! A table whose keys are declared, being read.

use super::keys::{Field, Key, Nested, Section};
use super::reader::{Mistakes, Node, Table};
use crate::source::Place;

/// A table that has the keys of a [`Section`] and no others.
pub(crate) struct Entry<'t>(Table<'t>);

impl<'t> Entry<'t> {
    /// Reports the keys that the section does not declare.
    pub(crate) fn new(table: Table<'t>, section: &Section, mistakes: &mut Mistakes) -> Self {
        table.refuse_others(&section.key_names(), mistakes);
        Self(table)
    }

    /// How messages call it.
    pub(crate) fn name(&self) -> &'static str {
        self.0.name
    }

    /// The whole entry.
    pub(crate) fn place(&self) -> &Place {
        &self.0.place
    }

    /// The value of a key as it is written.
    pub(crate) fn node(&self, key: &Key, mistakes: &Mistakes) -> Option<Node<'t>> {
        self.0.node(key.name, mistakes)
    }

    /// The value of a key. That a required one is absent is a mistake.
    pub(crate) fn read<T>(&self, field: &Field<T>, mistakes: &mut Mistakes) -> Option<T> {
        self.read_or_suggest(field, field.key.placeholder, mistakes)
    }

    /// As [`Entry::read`], with another value for the error to suggest.
    pub(crate) fn read_or_suggest<T>(
        &self,
        field: &Field<T>,
        placeholder: &str,
        mistakes: &mut Mistakes,
    ) -> Option<T> {
        let node = self.node(&field.key, mistakes);
        if node.is_none() && field.key.required {
            self.0.report_missing(field.key.name, placeholder, mistakes);
        }
        (field.read)(&node?, mistakes)
    }

    /// The table under a key.
    pub(crate) fn table(&self, nested: &Nested, mistakes: &mut Mistakes) -> Option<Self> {
        let node = self.node(&nested.key, mistakes)?;
        let table = node.table(nested.section.name, mistakes)?;
        Some(Self::new(table, nested.section, mistakes))
    }

    /// The tables under a key, read one by one.
    pub(crate) fn tables<T>(
        &self,
        nested: &Nested,
        mistakes: &mut Mistakes,
        mut read: impl FnMut(&Self, &mut Mistakes) -> Option<T>,
    ) -> Vec<T> {
        let node = self.node(&nested.key, mistakes);
        let tables = node.map(|node| node.tables(nested.section.name, mistakes));
        let entries = tables.into_iter().flatten();
        entries
            .filter_map(|table| {
                let entry = Self::new(table, nested.section, mistakes);
                read(&entry, mistakes)
            })
            .collect()
    }
}
