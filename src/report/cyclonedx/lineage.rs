//! The lineage of a model, as nested components.

use std::collections::{BTreeSet, VecDeque};

use super::Writer;
use super::licenses;
use super::types::{Component, Pedigree, Property};
use crate::inventory::Base;

/// Deeper ancestors stand beside those of this depth: readers of JSON bound how deep they follow.
const MAX_DEPTH: usize = 24;

/// More ancestors of one model than any real one has.
const MAX_ANCESTORS: usize = 128;

struct Node {
    base: Base,
    /// Models made from it in this tree, by the number of the node; `None` for the model itself.
    parent: Option<usize>,
    depth: usize,
    children: Vec<usize>,
}

impl Writer<'_> {
    /// Every ancestor once, under the first model that was made from it.
    pub(super) fn pedigree(&self, of: usize) -> Option<Pedigree> {
        let models = &self.inventory.models;
        let mut nodes: Vec<Node> = Vec::new();
        let mut top = Vec::new();
        let mut seen = BTreeSet::from([of]);
        let mut left_out = false;
        let mut open = VecDeque::from([(of, None::<usize>)]);
        while let Some((model, parent)) = open.pop_front() {
            for base in &models[model].bases {
                if !seen.insert(base.model) {
                    continue;
                }
                if nodes.len() == MAX_ANCESTORS {
                    left_out = true;
                    break;
                }
                let parent = match parent {
                    Some(parent) if nodes[parent].depth >= MAX_DEPTH => nodes[parent].parent,
                    parent => parent,
                };
                let number = nodes.len();
                nodes.push(Node {
                    base: *base,
                    parent,
                    depth: parent.map_or(1, |parent| nodes[parent].depth + 1),
                    children: Vec::new(),
                });
                match parent {
                    Some(parent) => nodes[parent].children.push(number),
                    None => top.push(number),
                }
                open.push_back((base.model, Some(number)));
            }
        }
        self.made_from(of, &top, &nodes, left_out)
    }

    fn made_from(
        &self,
        of: usize,
        ancestors: &[usize],
        nodes: &[Node],
        left_out: bool,
    ) -> Option<Pedigree> {
        let models = &self.inventory.models;
        let mut remarks: Vec<String> = models[of]
            .bases
            .iter()
            .map(|base| format!("{} of {}", base.word(), models[base.model].artifact))
            .collect();
        if left_out {
            remarks.push(format!("only {MAX_ANCESTORS} ancestors are listed"));
        }
        let ancestors: Vec<Component> = ancestors
            .iter()
            .map(|node| self.ancestor(*node, nodes))
            .collect();
        (!remarks.is_empty()).then(|| Pedigree {
            ancestors,
            notes: remarks.join("; "),
        })
    }

    fn ancestor(&self, node: usize, nodes: &[Node]) -> Component {
        let at = nodes[node].base.model;
        let model = &self.inventory.models[at];
        let (licenses, _) = licenses::of_model(model, &self.inventory.refs, self.spec);
        Component {
            licenses,
            pedigree: self.made_from(at, &nodes[node].children, nodes, false),
            properties: vec![Property::new("relation", nodes[node].base.word())],
            ..self.identity(model)
        }
    }
}
