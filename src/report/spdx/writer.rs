//! The elements of a document as they are collected: identifiers, and relationships between elements.

use std::collections::BTreeMap;

use super::types::{Element, Node, Relationship};
use crate::inventory::Inventory;

/// The element with the time and the tool of the document.
pub(super) const CREATION: &str = "_:creationinfo";

/// The input of a document, and the elements so far.
pub(super) struct Writer<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) namespace: String,
    pub(super) nodes: Vec<Node>,
    /// Identifiers of expressions, by their words.
    pub(super) expressions: BTreeMap<String, String>,
    relationships: usize,
}

/// An element without anything that may be left out.
pub(super) fn element<T>(kind: &'static str, spdx_id: String, more: T) -> Element<T> {
    Element {
        kind,
        spdx_id,
        creation_info: CREATION,
        name: None,
        comment: None,
        verified_using: Vec::new(),
        external_identifier: Vec::new(),
        external_ref: Vec::new(),
        more,
    }
}

impl<'a> Writer<'a> {
    pub(super) fn new(inventory: &'a Inventory, digest: &str) -> Self {
        Self {
            inventory,
            namespace: format!("https://spdx.org/spdxdocs/cargo-deny-models-{digest}"),
            nodes: Vec::new(),
            expressions: BTreeMap::new(),
            relationships: 0,
        }
    }

    pub(super) fn id(&self, name: &str) -> String {
        format!("{}#{name}", self.namespace)
    }

    pub(super) fn crate_id(&self, at: usize) -> String {
        self.id(&format!("crate-{}", at + 1))
    }

    pub(super) fn model_id(&self, at: usize) -> String {
        self.id(&format!("model-{}", at + 1))
    }

    /// A relationship, unless it leads nowhere.
    pub(super) fn relate(
        &mut self,
        from: &str,
        kind: &'static str,
        to: Vec<String>,
        completeness: Option<&'static str>,
    ) {
        let more = Relationship {
            from: from.to_owned(),
            kind,
            to,
            completeness,
            scope: None,
        };
        self.add("Relationship", more);
    }

    /// One of a part of the life of the software.
    pub(super) fn relate_in(
        &mut self,
        from: &str,
        kind: &'static str,
        to: Vec<String>,
        scope: &'static str,
    ) {
        let more = Relationship {
            from: from.to_owned(),
            kind,
            to,
            completeness: None,
            scope: Some(scope),
        };
        self.add("LifecycleScopedRelationship", more);
    }

    fn add(&mut self, kind: &'static str, more: Relationship) {
        if more.to.is_empty() {
            return;
        }
        self.relationships += 1;
        let id = self.id(&format!("relationship-{}", self.relationships));
        self.nodes.push(Node::Relationship(element(kind, id, more)));
    }

    /// Adds words to the last relationship.
    pub(super) fn remark(&mut self, words: &str) {
        if let Some(Node::Relationship(last)) = self.nodes.last_mut() {
            last.comment = Some(words.to_owned());
        }
    }
}
