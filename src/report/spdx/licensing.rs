//! Licences as elements: each expression once, and a text element for each licence that is not on the SPDX list.

use std::collections::BTreeMap;

use super::types::{Entry, Expression, Node, Reference, Text};
use super::writer::{Writer, element};
use crate::inventory::names_a_text;
use deny_models::license::{Expr, License};

/// The value for an unknown licence.
pub(super) const NO_ASSERTION: &str = "expandedlicensing_NoAssertionLicense";

impl Writer<'_> {
    /// The element of an expression, created on first use; no assertion where it names no text at all.
    pub(super) fn license(&mut self, expr: &Expr) -> String {
        if !expr.leaves().any(names_a_text) {
            return NO_ASSERTION.to_owned();
        }
        let expression = self.inventory.refs.expression(expr);
        let custom: BTreeMap<String, String> = expr
            .leaves()
            .map(|license| self.inventory.refs.license(license))
            .filter(|id| id.starts_with("LicenseRef-"))
            .map(|id| (id.clone(), self.text_id(&id)))
            .collect();
        self.expression(expression, custom)
    }

    /// The element of an expression by its words.
    pub(super) fn expression(
        &mut self,
        expression: String,
        custom: BTreeMap<String, String>,
    ) -> String {
        if let Some(id) = self.expressions.get(&expression) {
            return id.clone();
        }
        let id = self.id(&format!("expression-{}", self.expressions.len() + 1));
        self.expressions.insert(expression.clone(), id.clone());
        self.nodes.push(Node::Expression(element(
            "simplelicensing_LicenseExpression",
            id.clone(),
            Expression {
                words: expression,
                list: spdx::identifiers::VERSION,
                custom: Entry::list(custom),
            },
        )));
        id
    }

    fn text_id(&self, id: &str) -> String {
        self.id(&format!("text-{id}"))
    }

    /// An element for each licence that is not on the SPDX list. It names the licence and links to the text.
    pub(super) fn texts(&mut self) {
        let inventory = self.inventory;
        for (id, license) in inventory.refs.custom() {
            let text = element(
                "simplelicensing_SimpleLicensingText",
                self.text_id(id),
                Text {
                    text: describe(license),
                },
            );
            let mut text = text;
            text.name = Some(id.to_owned());
            text.external_ref = license
                .url()
                .map(|url| Reference::new("license", url))
                .into_iter()
                .collect();
            self.nodes.push(Node::Text(text));
        }
    }
}

fn describe(license: &License) -> String {
    let name = license.full_name().map_or_else(
        || format!("A licence that is called `{license}`"),
        |name| format!("{name} ({license})"),
    );
    match license.url() {
        Some(url) => format!("{name}. The text is not part of this document; it is at {url}"),
        None => format!(
            "{name}. The text is not part of this document, and where it is was not stated."
        ),
    }
}
