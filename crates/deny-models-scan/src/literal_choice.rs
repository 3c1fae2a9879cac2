//! Whether a literal is one of several, and what chooses it.

use std::collections::BTreeSet;

use super::ir::{Arm, Expr, NodeRef};
use super::report::Report;

/// The conditions under which a literal is chosen.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not exclude each other"
)]
pub(super) struct Choice {
    pub(super) one_of_many: bool,
    /// Whether it is one of many in lists only, which may be taken as a whole.
    pub(super) only_listed: bool,
    /// Whether it is chosen by a text or number that a pattern names.
    pub(super) by_label: bool,
    pub(super) preset: bool,
    pub(super) default: bool,
    pub(super) variants: BTreeSet<(String, String)>,
}

impl Report<'_> {
    /// Whether a literal is one of several, and what chooses it.
    pub(super) fn choice(&self, origin: NodeRef) -> Choice {
        let file = self.crate_ir.file(origin);
        let parents = &self.parents[origin.file as usize];
        let mut choice = Choice::default();
        let mut by_match = false;
        let mut at = origin.ix;
        for _ in 0..64 {
            let parent = parents[at as usize];
            if parent == at {
                break;
            }
            match &file.node(parent).ex {
                Expr::Match(of, arms) if *of != at => {
                    let arm = arms.iter().find(|arm| arm.body == at);
                    let is_plain = |arm: &Arm| arm.labels.is_empty() || arm.is_by_presence();
                    // What is taken where an option holds nothing is no choice of a user.
                    let by_presence =
                        arm.is_some_and(Arm::is_by_presence) || arms.iter().all(is_plain);
                    let many = arms.len() > 1 && !by_presence;
                    choice.one_of_many |= many;
                    by_match |= many;
                    if let Some(arm) = arm {
                        choice.by_label |= !arm.labels.is_empty() && arm.paths.is_empty();
                        let here = NodeRef {
                            file: origin.file,
                            ix: parent,
                        };
                        self.variants_of(arm, here, &mut choice);
                    }
                }
                Expr::Seq(parts) if parts.len() > 1 => choice.one_of_many = true,
                Expr::Record(_, fields, _) => {
                    for (_, value) in fields {
                        let here = NodeRef {
                            file: origin.file,
                            ix: *value,
                        };
                        choice.variants.extend(self.crate_ir.variant_at(here));
                    }
                }
                Expr::Method(_, name, _) if name.starts_with("unwrap_or") => choice.default = true,
                _ => {}
            }
            at = parent;
        }
        let func = self.crate_ir.func(self.crate_ir.func_of(origin));
        choice.default |= func.of_trait == "Default" || func.name.contains("default");
        let preset = !func.owner.is_empty()
            && func.returns_kind == func.owner
            && !func.takes_self()
            && func.of_trait.is_empty();
        choice.only_listed = choice.one_of_many && !by_match;
        choice.preset = preset && func.params.is_empty();
        choice.one_of_many |= choice.preset;
        choice
    }

    /// The variants that an arm names; what a nested pattern names may be of any enum that has it.
    fn variants_of(&self, arm: &Arm, at: NodeRef, choice: &mut Choice) {
        let paths = arm.paths.iter();
        let known: Vec<(String, String)> = paths
            .filter_map(|path| self.crate_ir.variant(at, path))
            .collect();
        for label in &arm.labels {
            if known.iter().any(|(_, variant)| variant == label) {
                continue;
            }
            for of in self.crate_ir.variants.get(label).into_iter().flatten() {
                choice.variants.insert((of.clone(), label.clone()));
            }
        }
        choice.variants.extend(known);
    }
}
