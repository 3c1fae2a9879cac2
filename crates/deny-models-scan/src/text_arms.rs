//! Code of libraries that runs only for one text, as the arm of a `match` on the architecture that a file names.
//!
//! Where no code of the program has that text, data chooses it.

use std::ops::Range;

use foldhash::{HashMap, HashSet};

use super::index::Crate;
use super::ir::{Expr, FnRef, NodeIdx, NodeRef};

/// Longer texts choose nothing.
const MAX_LABEL: usize = 64;

/// The code that runs only for one text, by function.
#[derive(Debug, Default)]
pub(super) struct TextArms {
    of_func: HashMap<FnRef, Vec<(Range<NodeIdx>, String)>>,
    labels: HashSet<String>,
    /// Those of the texts that tables and attributes have.
    stated: HashSet<String>,
}

impl TextArms {
    /// Finds it.
    pub(super) fn new(crate_ir: &Crate) -> Self {
        let mut all = Self::default();
        for (number, file) in (0..).zip(&crate_ir.files) {
            for check in file.checks.iter().filter(|check| check.holds) {
                let Expr::Macro(name, sides) = &file.node(check.on).ex else {
                    continue;
                };
                let [_, given] = sides.as_slice() else {
                    continue;
                };
                let Expr::Lit(text) = &file.node(*given).ex else {
                    continue;
                };
                let Some(label) = label(text).filter(|_| name == "==") else {
                    continue;
                };
                let func = FnRef {
                    file: number,
                    func: file.node(check.on).func,
                };
                all.labels.insert(label.clone());
                let of_func = all.of_func.entry(func).or_default();
                of_func.push((check.start..check.end, label));
            }
        }
        let nodes = crate_ir.files.iter().flat_map(|file| {
            let nodes = file.nodes.iter();
            nodes.filter(|node| file.table || node.func == 0)
        });
        for node in nodes {
            if let Expr::Lit(text) = &node.ex {
                let label = label(text).filter(|label| all.labels.contains(label));
                all.stated.extend(label);
            }
        }
        all
    }

    /// The texts for which alone a node runs.
    pub(super) fn around(&self, func: FnRef, at: NodeIdx) -> impl Iterator<Item = &String> {
        let arms = self.of_func.get(&func).into_iter().flatten();
        let arms = arms.filter(move |(code, _)| code.contains(&at));
        let labels = arms.map(|(_, label)| label);
        labels.filter(|label| !self.stated.contains(*label))
    }

    /// The text that a node is, where code runs for it alone and the node is not what another is compared with.
    pub(super) fn named(
        &self,
        crate_ir: &Crate,
        parents: &[Vec<NodeIdx>],
        at: NodeRef,
    ) -> Option<String> {
        let Expr::Lit(text) = &crate_ir.node(at).ex else {
            return None;
        };
        let label = label(text).filter(|label| self.labels.contains(label))?;
        let ix = parents[at.file as usize][at.ix as usize];
        let parent = NodeRef { ix, ..at };
        let compared = matches!(&crate_ir.node(parent).ex, Expr::Macro(name, _) if name == "==");
        (!compared).then_some(label)
    }
}

/// A text as what chooses code, whatever its case; `None` for numbers and what is too long.
fn label(text: &str) -> Option<String> {
    let is_word = text.len() <= MAX_LABEL && text.contains(char::is_alphabetic);
    is_word.then(|| text.to_lowercase())
}
