//! Rows of a table that are looked up by a variant: of all values that a field has, those in rows of that variant.
//!
//! A table of models is a list of structs, one field of which is the variant that stands for the row. Which row is
//! taken shows where the variant is handed to the function that looks it up.

use std::collections::BTreeSet;

use super::eval::{Eval, Val};
use super::ir::{Expr, NodeRef};

/// Frames around a value that are searched for a key.
const MAX_FRAMES: usize = 12;

/// What is known of the key of a lookup.
#[derive(Debug, Default)]
struct Key {
    variants: BTreeSet<String>,
    /// A parameter that decides it.
    open: Option<Val>,
    /// Whether some of it is not known.
    unknown: bool,
}

impl Eval<'_> {
    /// Keeps those of the values of a field that are in rows which were looked up, by the values of the struct that has
    /// the field. Returns the parameter that decides which, if no call has given it yet.
    pub(super) fn looked_up(
        &self,
        written: &mut Vec<NodeRef>,
        bases: &[Val],
        depth: usize,
    ) -> Option<Val> {
        let rows: Vec<(NodeRef, Vec<(String, String)>)> = written
            .iter()
            .map(|value| (*value, self.variants_beside(*value)))
            .collect();
        let enums: BTreeSet<&String> = rows.iter().flat_map(|(_, row)| row).map(|(of, _)| of).collect();
        for of in enums {
            let mut key = Key::default();
            for base in bases {
                self.key_of(base, of, depth, &mut key);
            }
            if self.is_strict() && key.open.is_some() {
                return key.open;
            }
            if key.unknown || key.variants.is_empty() {
                continue;
            }
            written.retain(|value| {
                let row = rows.iter().find(|(at, _)| at == value);
                let own = row.into_iter().flat_map(|(_, row)| row);
                let mut own = own.filter(|(known, _)| known == of).peekable();
                own.peek().is_none() || own.any(|(_, variant)| key.variants.contains(variant))
            });
        }
        None
    }

    /// Variants in the other fields of the struct literal that a value is in.
    fn variants_beside(&self, value: NodeRef) -> Vec<(String, String)> {
        let Some(record) = self.crate_ir.record_around(value) else {
            return Vec::new();
        };
        let Expr::Record(_, fields, _) = &self.crate_ir.node(record).ex else {
            return Vec::new();
        };
        let variant = |ix: &u32| {
            let at = NodeRef {
                file: record.file,
                ix: *ix,
            };
            match &self.crate_ir.node(at).ex {
                Expr::Path(path) => self.crate_ir.variant(at, path),
                _ => None,
            }
        };
        fields.iter().filter_map(|(_, ix)| variant(ix)).collect()
    }

    /// The variants of an enum that were given to what made a value.
    fn key_of(&self, base: &Val, of: &str, depth: usize, key: &mut Key) {
        let here = |ix: &u32| NodeRef {
            file: base.at.file,
            ix: *ix,
        };
        if let Expr::Method(_, _, args) | Expr::Call(_, args) = &self.crate_ir.node(base.at).ex {
            for arg in args.iter().map(here) {
                if *self.crate_ir.kind(arg) == *of {
                    self.add_key(arg, &base.env, of, depth, key);
                }
            }
        }
        let mut frame = base.env.as_ref();
        for _ in 0..MAX_FRAMES {
            let Some(known) = frame else { break };
            let params = &self.crate_ir.func(known.func).params;
            for (param, arg) in params.iter().zip(&known.args) {
                if param.kind == of {
                    let scope = known.scope.clone().unwrap_or_else(|| known.outer.clone());
                    self.add_key(*arg, &scope, of, depth, key);
                }
            }
            frame = known.outer.as_ref();
        }
    }

    fn add_key(&self, at: NodeRef, env: &super::eval::Env, of: &str, depth: usize, key: &mut Key) {
        for val in self.values(at, env, depth + 1) {
            let variant = match &self.crate_ir.node(val.at).ex {
                Expr::Path(path) => self.crate_ir.variant(val.at, path),
                _ => None,
            };
            match variant {
                Some((known, variant)) if known == of => {
                    key.variants.insert(variant);
                }
                _ if self.is_unbound(&val) => key.open = Some(val),
                _ => match self.default_variant(&val, of) {
                    Some(variant) => {
                        key.variants.insert(variant);
                    }
                    None => key.unknown = true,
                },
            }
        }
    }

    /// The variant that an enum has by default, where that is the value.
    fn default_variant(&self, val: &Val, of: &str) -> Option<String> {
        let name = match &self.crate_ir.node(val.at).ex {
            Expr::Call(path, args) if args.is_empty() => path.last()?,
            Expr::Method(_, name, _) => name,
            _ => return None,
        };
        let is_default = ["default", "unwrap_or_default"].contains(&name.as_str());
        is_default.then(|| self.crate_ir.enum_defaults.get(of).cloned().flatten())?
    }
}
