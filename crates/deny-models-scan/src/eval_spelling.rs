//! How a variant is spelt, and what an argument of a command line is by default.

use super::eval::{Env, Eval, Val};
use super::ir::{Expr, NodeIdx, NodeRef};

impl Eval<'_> {
    /// The texts that attributes give to the variants that an expression may be.
    pub(super) fn spelt(&self, of: NodeRef, kind: &str, env: &Env, depth: usize) -> Vec<Val> {
        let spellings = self.crate_ir.spellings(kind);
        if spellings.is_empty() {
            return Vec::new();
        }
        let known = self.known_variants(of, env, depth);
        let fits = spellings
            .iter()
            .filter(|(variant, _)| known.is_empty() || known.contains(variant));
        fits.map(|(_, at)| Val::of(*at, None)).collect()
    }

    /// The defaults that a builder of command lines or of settings gives to the argument of this name.
    pub(super) fn argument_default(&self, arg_name: NodeRef, depth: usize) -> Vec<Val> {
        let Expr::Lit(arg_name) = &self.crate_ir.node(arg_name).ex else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let calls = DEFAULTS
            .iter()
            .flat_map(|name| self.crate_ir.calls_of(name));
        for call in calls {
            let here = |ix: NodeIdx| NodeRef {
                file: call.file,
                ix,
            };
            let Expr::Method(receiver, _, args) = &self.crate_ir.node(*call).ex else {
                continue;
            };
            // `set_default("name", value)`
            if let [name, value] = args.as_slice() {
                if matches!(&self.crate_ir.node(here(*name)).ex, Expr::Lit(name) if name == arg_name)
                {
                    found.extend(self.values(here(*value), &None, depth + 1));
                }
                continue;
            }
            let mut of = *receiver;
            let named = loop {
                match &self.crate_ir.node(here(of)).ex {
                    Expr::Method(inner, ..) => of = *inner,
                    Expr::Call(_, args) => break args.first().copied(),
                    _ => break None,
                }
            };
            let fits = named.is_some_and(
                |ix| matches!(&self.crate_ir.node(here(ix)).ex, Expr::Lit(name) if name == arg_name),
            );
            if fits {
                found.extend(
                    args.iter()
                        .flat_map(|ix| self.values(here(*ix), &None, depth + 1)),
                );
            }
        }
        found
    }
}

/// Methods that give an argument or a setting what it is where nothing else is given.
const DEFAULTS: [&str; 8] = [
    "default_missing_value",
    "default_missing_value_os",
    "default_missing_values",
    "default_value",
    "default_value_os",
    "default_values",
    "default_values_os",
    "set_default",
];

/// Methods that give the text for a variant.
pub(super) fn is_spelling(name: &str) -> bool {
    [
        "to_string",
        "as_ref",
        "into",
        "as_str",
        "as_static",
        "to_owned",
    ]
    .contains(&name)
}
