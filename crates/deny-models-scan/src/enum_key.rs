//! Rows of a table that are looked up by a variant: of all values that a field has, those in rows of that variant.
//!
//! A table of models is a list of structs, one field of which is the variant that stands for the row. Which row is
//! taken shows where the variant is handed to the function that looks it up.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::eval::{Env, Eval, Val};
use super::ir::{Expr, NodeRef, is_constant};
use super::lookup::Compared;
use super::names::{is_through, is_wrapper};
use super::writes::{Row, Writes};

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
    /// What code that counts writes to a field of a type.
    pub(super) fn writes_to(&self, kind: Rc<str>, name: &str) -> Rc<Writes> {
        let mut known = self.writes.borrow_mut();
        let writes = known
            .entry((kind, name.to_owned()))
            .or_insert_with_key(|(kind, name)| {
                let mut values = self.crate_ir.written(kind, name);
                values.retain(|value| self.counts(*value));
                // A crate by itself does not show every lookup.
                let in_rows = values.iter().filter(|_| self.strict.is_some());
                let rows: Vec<Row> = in_rows.map(|value| self.row_of(*value)).collect();
                let enums = rows.iter().flatten().map(|(of, _)| of.clone());
                Rc::new(Writes {
                    enums: enums.collect(),
                    values,
                    rows,
                })
            });
        Rc::clone(writes)
    }

    /// Those of the values of a field that are in rows which were looked up, by the values of the struct that has the
    /// field; or the parameter that decides which, if no call has given it yet.
    pub(super) fn looked_up<'w>(
        &self,
        writes: &'w Writes,
        bases: &[Val],
        depth: usize,
    ) -> Result<Cow<'w, [NodeRef]>, Val> {
        if writes.enums.is_empty() {
            return Ok(Cow::Borrowed(&writes.values));
        }
        let mut fits = vec![true; writes.rows.len()];
        for of in &writes.enums {
            let mut key = Key::default();
            for base in bases {
                self.key_of(base, of, depth, &mut key);
            }
            if let Some(open) = key.open.filter(|_| self.is_strict()) {
                return Err(open);
            }
            if key.unknown || key.variants.is_empty() {
                continue;
            }
            let is_taken =
                |(known, variant): &(String, String)| known == of && key.variants.contains(variant);
            for (fits, row) in fits.iter_mut().zip(&writes.rows) {
                // What is no row of such a table may be any of its rows.
                *fits &= row.is_empty() || row.iter().any(is_taken);
            }
        }
        let kept = writes.values.iter().zip(fits).filter(|(_, fits)| *fits);
        Ok(kept.map(|(value, _)| *value).collect())
    }

    /// Keeps those of the rows of a table that a lookup by a key may give, or returns the parameter that decides it.
    pub(super) fn rows(&self, rows: Vec<Val>, by: &Compared, env: &Env, depth: usize) -> Vec<Val> {
        if self.strict.is_none() {
            return rows;
        }
        let key = by.key;
        let of = self.crate_ir.kind(key);
        let variants_of: Vec<Vec<(String, String)>> =
            rows.iter().map(|row| self.variants_in(row)).collect();
        let enums: BTreeSet<&String> = variants_of.iter().flatten().map(|(of, _)| of).collect();
        if enums.is_empty() {
            return self.rows_by_text(rows, by, env, depth);
        }
        let of = match enums.iter().find(|known| ***known == *of) {
            Some(known) => (*known).clone(),
            // The type of the key is not known; it is that of the table.
            None if !self.crate_ir.is_concrete(&of) && enums.len() == 1 => {
                enums.into_iter().next().cloned().unwrap_or_default()
            }
            None => return rows,
        };
        let mut found = Key::default();
        self.add_key(key, env, &of, depth, &mut found);
        if let Some(open) = found.open.filter(|_| self.is_strict()) {
            return vec![open];
        }
        if found.unknown || found.variants.is_empty() {
            return rows;
        }
        let in_table: BTreeSet<&String> = variants_of.iter().flatten().map(|(_, it)| it).collect();
        let mut keys = found.variants.iter();
        self.may_lack(!keys.all(|key| in_table.contains(key)));
        let fits = |variants: &Vec<(String, String)>| {
            let mut own = variants.iter().filter(|(known, _)| *known == of).peekable();
            own.peek().is_none() || own.any(|(_, variant)| found.variants.contains(variant))
        };
        let kept = rows.into_iter().zip(&variants_of);
        kept.filter(|(_, variants)| fits(variants))
            .map(|(row, _)| row)
            .collect()
    }

    /// Keeps the rows that have the text of a key, where every key and every row is known.
    fn rows_by_text(&self, rows: Vec<Val>, by: &Compared, env: &Env, depth: usize) -> Vec<Val> {
        let keys = self.values(by.key, env, depth + 1);
        let open = keys.iter().find(|val| self.is_unbound(val));
        let cell = by.cell.as_deref();
        let texts = rows.iter().map(|row| self.texts_in(row, cell, depth));
        let texts: Vec<Vec<String>> = texts.collect();
        if texts.iter().all(Vec::is_empty) {
            return rows;
        }
        if let Some(open) = open.filter(|_| self.is_strict()) {
            return vec![open.clone()];
        }
        let known = keys.iter().map(|val| match &self.crate_ir.node(val.at).ex {
            Expr::Lit(text) => Some(text.as_str()),
            _ => None,
        });
        let known: Option<Vec<&str>> = known.collect();
        let Some(known) = known.filter(|known| !known.is_empty()) else {
            return rows;
        };
        let is_key = |text: &String| known.iter().any(|key| by.is_same(text, key));
        if !texts.iter().flatten().any(is_key) {
            return rows;
        }
        let is_in_table = |key: &&str| texts.iter().flatten().any(|text| by.is_same(text, key));
        self.may_lack(!known.iter().all(is_in_table));
        let fits = |row: &Val, texts: &Vec<String>| match &self.crate_ir.node(row.at).ex {
            // The value of a pair stands beside it.
            Expr::Lit(_) if cell.is_none() => false,
            _ => texts.is_empty() || texts.iter().any(is_key),
        };
        let kept = rows.into_iter().zip(&texts);
        let kept = kept.filter(|(row, texts)| fits(row, texts));
        kept.map(|(row, _)| row).collect()
    }

    /// The texts that stand in a row, or in one cell of it, as written or as constants.
    fn texts_in(&self, row: &Val, cell: Option<&str>, depth: usize) -> Vec<String> {
        let text = |at: NodeRef| match &self.crate_ir.node(at).ex {
            Expr::Lit(text) => Some(text.clone()),
            ex @ (Expr::Path(path) | Expr::Call(path, _)) => {
                let is_known = match ex {
                    Expr::Path(_) => is_constant(path) || row.env.is_some(),
                    _ => is_wrapper(path),
                };
                if !is_known {
                    return None;
                }
                let env = if is_constant(path) { &None } else { &row.env };
                match self.values(at, env, depth + 1).as_slice() {
                    [one] => match &self.crate_ir.node(one.at).ex {
                        Expr::Lit(text) => Some(text.clone()),
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        };
        // Of a pair that a map is made with, the key.
        let is_pair = matches!(&self.crate_ir.node(row.at).ex, Expr::Tuple(_));
        let cell = cell.or_else(|| is_pair.then_some("0"));
        let cells = self.cells_of(row);
        let cells = cells.filter(|(label, _)| cell.is_none_or(|cell| cell == label));
        cells.filter_map(|(_, at)| text(at)).collect()
    }

    /// Variants that stand in a row: fields of a struct, or the key of a pair.
    fn variants_in(&self, row: &Val) -> Vec<(String, String)> {
        let variant = |at: NodeRef| self.crate_ir.variant_at(at);
        self.cells_of(row)
            .filter_map(|(_, at)| variant(at))
            .collect()
    }

    /// The fields of a struct, or the parts of a tuple, without calls that change nothing.
    fn cells_of(&self, row: &Val) -> impl Iterator<Item = (String, NodeRef)> {
        let parts: Vec<(String, u32)> = match &self.crate_ir.node(row.at).ex {
            Expr::Record(_, fields, _) => fields.clone(),
            Expr::Tuple(parts) => {
                let numbered = parts.iter().enumerate();
                numbered.map(|(at, ix)| (at.to_string(), *ix)).collect()
            }
            _ => Vec::new(),
        };
        let file = row.at.file;
        parts.into_iter().map(move |(label, ix)| {
            let mut at = NodeRef { file, ix };
            while let Expr::Method(of, name, _) = &self.crate_ir.node(at).ex
                && is_through(name)
            {
                at.ix = *of;
            }
            (label, at)
        })
    }

    /// Variants in the fields of the struct literal that a value is in.
    fn row_of(&self, value: NodeRef) -> Row {
        let Some(record) = self.crate_ir.record_around(value) else {
            return Row::new();
        };
        let Expr::Record(_, fields, _) = &self.crate_ir.node(record).ex else {
            return Row::new();
        };
        let file = record.file;
        let variant = |(_, ix): &(String, u32)| self.crate_ir.variant_at(NodeRef { file, ix: *ix });
        fields.iter().filter_map(variant).collect()
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
                    return;
                }
            }
        }
        let mut frame = base.env.as_ref();
        for _ in 0..MAX_FRAMES {
            let Some(known) = frame else { break };
            let params = &self.crate_ir.func(known.func).params;
            for (param, arg) in params.iter().zip(&known.args) {
                if param.kind == of {
                    // A call on the way to the sink is read under all that is known of that way.
                    let scope = known.scope.as_ref().unwrap_or(&base.env);
                    self.add_key(*arg, scope, of, depth, key);
                    return;
                }
            }
            frame = known.outer.as_ref();
        }
    }

    fn add_key(&self, at: NodeRef, env: &Env, of: &str, depth: usize, key: &mut Key) {
        for val in self.values(at, env, depth + 1) {
            match self.crate_ir.variant_at(val.at) {
                Some((known, variant)) if known == of => {
                    key.variants.insert(variant);
                }
                _ if self.is_unbound(&val) => key.open = Some(val),
                _ => match self.default_variant(&val, of) {
                    Some(variant) => {
                        key.variants.insert(variant);
                    }
                    None => match self.variants_of_text(of, &val, depth) {
                        Some(variants) => key.variants.extend(variants),
                        None => key.unknown = true,
                    },
                },
            }
        }
    }

    /// The variant that an enum has by default, where that is the value.
    fn default_variant(&self, val: &Val, of: &str) -> Option<String> {
        let method = match &self.crate_ir.node(val.at).ex {
            Expr::Method(_, name, _) => name.as_str(),
            _ => "",
        };
        let is_default = self.is_default(val) || ["default", "unwrap_or_default"].contains(&method);
        is_default.then(|| self.crate_ir.default_variant(of))?
    }
}
