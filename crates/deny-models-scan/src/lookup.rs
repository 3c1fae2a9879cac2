//! What is looked up in lists and maps, and by what.
//!
//! A map that code fills is the list of its pairs with their values beside them, so that a lookup by a key that is not
//! known gives every value.

use foldhash::{HashSet, HashSetExt as _};

use super::eval::{Env, Eval, Val};
use super::ir::{Expr, NodeIdx, NodeRef};
use super::lower_macro::JSON;

/// Values that lead from one side of a comparison to the row.
const MAX_HOPS: usize = 8;

/// What a closure compares the rows of a table with: `|row| row.name == key`.
#[derive(Debug)]
pub(super) struct Compared {
    /// The other side.
    pub(super) key: NodeRef,
    /// The field or number of the row; `None` for the row itself, and for what lies deeper.
    pub(super) cell: Option<String>,
    /// Whether capital and small letters are the same.
    pub(super) any_case: bool,
}

impl Compared {
    /// Whole rows.
    pub(super) fn by(key: NodeRef) -> Self {
        Self {
            key,
            cell: None,
            any_case: false,
        }
    }

    /// Whether a text is a key.
    pub(super) fn is_same(&self, text: &str, key: &str) -> bool {
        text == key || self.any_case && text.eq_ignore_ascii_case(key)
    }
}

impl Eval<'_> {
    /// What the rows of a list are compared with in a closure that a method of the list is given.
    pub(super) fn compared_with(&self, list: NodeRef, closure: NodeRef) -> Option<Compared> {
        let here = |ix: NodeIdx| NodeRef {
            file: closure.file,
            ix,
        };
        let Expr::Closure(names, body) = &self.crate_ir.node(closure).ex else {
            return None;
        };
        self.comparison(here(*body), names, list, closure)
    }

    fn comparison(
        &self,
        at: NodeRef,
        names: &[String],
        list: NodeRef,
        closure: NodeRef,
    ) -> Option<Compared> {
        let (left, right, any_case) = match &self.crate_ir.node(at).ex {
            Expr::Macro(name, sides) if name == "==" => match sides.as_slice() {
                [left, right] => (left, right, false),
                _ => return None,
            },
            Expr::Method(left, name, args) if name == "eq_ignore_ascii_case" => {
                (left, args.first()?, true)
            }
            _ => return None,
        };
        let here = |ix: NodeIdx| NodeRef { ix, ..at };
        let cell = |ix: NodeIdx| self.cell(here(ix), names, list, closure);
        let (key, cell) = match (cell(*left), cell(*right)) {
            (Some(cell), None) => (here(*right), only(cell)),
            (None, Some(cell)) => (here(*left), only(cell)),
            _ => return None,
        };
        Some(Compared {
            key,
            cell,
            any_case,
        })
    }

    /// What rows give where a closure picks them and names a part of them: `|row| (row.name == key).then_some(row.id)`.
    pub(super) fn picked_parts(
        &self,
        rows: Vec<Val>,
        (list, closure): (NodeRef, NodeRef),
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        let here = |ix: NodeIdx| NodeRef { ix, ..closure };
        let Expr::Closure(names, body) = &self.crate_ir.node(closure).ex else {
            return None;
        };
        let Expr::Method(condition, then, args) = &self.crate_ir.node(here(*body)).ex else {
            return None;
        };
        let part = match (then.as_str(), args.as_slice()) {
            ("then_some", [part]) => *part,
            ("then", [part]) => match &self.crate_ir.node(here(*part)).ex {
                Expr::Closure(_, part) => *part,
                _ => return None,
            },
            _ => return None,
        };
        let by = self.comparison(here(*condition), names, list, closure)?;
        let part = self.cell(here(part), names, list, closure)?;
        let picked = self.picked_rows(rows, &by, env, depth);
        if self.is_strict()
            && let [open] = picked.as_slice()
            && self.is_unbound(open)
        {
            return Some(picked);
        }
        Some(match only(part) {
            Some(label) => self.fields(picked, &label, depth + 1),
            None => picked,
        })
    }

    /// The rows whose number in a field is the greatest or the least: `rows.iter().max_by_key(|row| row.size)`. `None`
    /// where a number is not known.
    pub(super) fn outermost(
        &self,
        rows: Vec<Val>,
        greatest: bool,
        (list, closure): (NodeRef, NodeRef),
        depth: usize,
    ) -> Option<Vec<Val>> {
        let Expr::Closure(names, body) = &self.crate_ir.node(closure).ex else {
            return None;
        };
        let body = NodeRef {
            ix: *body,
            ..closure
        };
        let label = only(self.cell(body, names, list, closure)?)?;
        let number = |row: &Val| match self.field(row, &label, depth + 1).as_slice() {
            [one] => match &self.crate_ir.node(one.at).ex {
                Expr::Lit(number) => number.replace('_', "").parse::<i64>().ok(),
                _ => None,
            },
            _ => None,
        };
        let numbers: Option<Vec<i64>> = rows.iter().map(number).collect();
        let numbers = numbers?;
        let all = numbers.iter().copied();
        let outer = if greatest { all.max() } else { all.min() }?;
        let kept = rows.into_iter().zip(numbers);
        let kept: Vec<Val> = kept
            .filter(|(_, number)| *number == outer)
            .map(|(row, _)| row)
            .collect();
        self.picks(kept.len() > 1);
        Some(kept)
    }

    /// The fields and numbers that lead from a row to an expression; `None` where it is no part of the row.
    fn cell(
        &self,
        of: NodeRef,
        names: &[String],
        list: NodeRef,
        closure: NodeRef,
    ) -> Option<Vec<String>> {
        let locals = &self.crate_ir.func(self.crate_ir.func_of(closure)).locals;
        let mut labels = Vec::new();
        let mut ix = of.ix;
        for _ in 0..MAX_HOPS {
            ix = match &self.crate_ir.node(NodeRef { ix, ..of }).ex {
                Expr::Field(inner, label) | Expr::Part(inner, _, label) => {
                    labels.push(label.clone());
                    *inner
                }
                Expr::Elem(inner) if *inner == list.ix => return Some(labels),
                Expr::Method(inner, ..) | Expr::Elem(inner) => *inner,
                Expr::Path(path) => {
                    let [name] = path.as_slice() else {
                        return None;
                    };
                    if names.contains(name) {
                        return Some(labels);
                    }
                    // A name in the pattern of the parameter stands before the closure.
                    let bound = locals.get(name)?.iter().rev();
                    let mut bound = bound.filter(|ix| list.ix < **ix && **ix < closure.ix);
                    *bound.next()?
                }
                _ => return None,
            };
        }
        None
    }

    /// What a lookup gives in lists that are maps, by a key; `None` where they are none.
    pub(super) fn looked_up_by_key(
        &self,
        lists: &[Val],
        key: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        let rows = self.pairs(lists, depth)?;
        let (pairs, others): (Vec<Val>, Vec<Val>) =
            rows.into_iter().partition(|row| self.second(row).is_some());
        // What is written by way of a reference may be the value of any key.
        let written = others.into_iter().filter(|val| {
            matches!(
                self.crate_ir.node(val.at).ex,
                Expr::Lit(_) | Expr::Format(_) | Expr::Record(..)
            )
        });
        let mut picked = self.picked_rows(pairs, &Compared::by(key), env, depth);
        picked.extend(written);
        let values = picked.into_iter().flat_map(|val| match self.second(&val) {
            Some(value) => self.values(value, &val.env, depth + 1),
            None => vec![val],
        });
        Some(values.collect())
    }

    /// Whether a value is a table, as of JSON, or one after a value of it was set.
    pub(super) fn is_object(&self, val: &Val) -> bool {
        matches!(&self.crate_ir.node(val.at).ex, Expr::Record(path, ..) if path.is_empty() || path == &[JSON])
    }

    /// What was put into a table besides what it is written with, and may be the value of a key.
    pub(super) fn put_under(
        &self,
        others: Vec<Val>,
        key: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let (lists, plain): (Vec<Val>, Vec<Val>) = others
            .into_iter()
            .partition(|val| matches!(self.crate_ir.node(val.at).ex, Expr::Seq(_)));
        let mut found = self
            .looked_up_by_key(&lists, key, env, depth)
            .unwrap_or_default();
        // A text that is data is the table itself.
        found.extend(
            plain
                .into_iter()
                .filter(|val| match &self.crate_ir.node(val.at).ex {
                    Expr::Lit(_) => self.crate_ir.data(val.at).is_none(),
                    Expr::Format(_) => true,
                    _ => false,
                }),
        );
        found
    }

    /// The pairs of lists that are maps; `None` where they are none.
    pub(super) fn pairs(&self, lists: &[Val], depth: usize) -> Option<Vec<Val>> {
        let is_pair = |list: &Val, ix: &NodeIdx| {
            let at = NodeRef {
                file: list.at.file,
                ix: *ix,
            };
            matches!(&self.crate_ir.node(at).ex, Expr::Tuple(parts) if parts.len() == 2)
        };
        let may_be = lists
            .iter()
            .any(|list| match &self.crate_ir.node(list.at).ex {
                Expr::Seq(parts) => parts.first().is_some_and(|ix| is_pair(list, ix)),
                _ => false,
            });
        if !may_be {
            return None;
        }
        let lists = lists.iter().cloned();
        let mut rows = self.filled(lists.flat_map(|val| self.elements(val, depth)).collect());
        let all: HashSet<NodeRef> = rows.iter().map(|row| row.at).collect();
        let mut beside = HashSet::new();
        for row in &rows {
            if let Some(value) = self.second(row) {
                let values = self.values(value, &row.env, depth + 1);
                beside.extend(values.iter().map(|val| val.at));
            }
        }
        if beside.is_empty() || !beside.iter().all(|at| all.contains(at)) {
            return None;
        }
        rows.retain(|row| !beside.contains(&row.at));
        Some(rows)
    }

    /// The value of a pair.
    fn second(&self, pair: &Val) -> Option<NodeRef> {
        match &self.crate_ir.node(pair.at).ex {
            Expr::Tuple(parts) if parts.len() == 2 => Some(NodeRef {
                file: pair.at.file,
                ix: parts[1],
            }),
            _ => None,
        }
    }

    /// The rows of a table that a key means; of several, something that is not known picks one.
    pub(super) fn picked_rows(
        &self,
        rows: Vec<Val>,
        by: &Compared,
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let all = rows.len();
        let found = self.rows(rows, by, env, depth);
        self.picks(found.len() > 1);
        // Where the key left out no row, it may be that of none.
        self.may_lack(found.len() == all);
        found
    }
}

/// The one label that leads to a cell.
fn only(mut labels: Vec<String>) -> Option<String> {
    let last = labels.pop();
    last.filter(|_| labels.is_empty())
}
