//! Rows of tables: what one object of a data file states belongs together, and not to what another one states.

use super::index::Crate;
use super::ir::{Expr, FileIr, NodeIdx};
use super::text::{Seg, Text};

/// Elements of a list that are looked at for a field.
const MAX_ELEMENTS: usize = 64;
/// Fields that two objects of a mapping share, to be rows of a table rather than two parts of one thing.
const ROW: usize = 2;

/// Whether the parts of a text that come from tables may come together: no two of them are from different rows.
pub(super) fn are_joined(crate_ir: &Crate, text: &Text, with: &Text) -> bool {
    let of_table = |seg: &Seg| match seg {
        Seg::Known(_, at) if crate_ir.file(*at).table => Some(*at),
        _ => None,
    };
    let added: Vec<_> = with.segs.iter().filter_map(of_table).collect();
    added.is_empty()
        || text.segs.iter().filter_map(of_table).all(|one| {
            added.iter().all(|other| {
                one.file != other.file || is_one_row(crate_ir.file(one), one.ix, other.ix)
            })
        })
}

/// Whether the parts of two texts do not stand in two elements of one list that code writes out, each of them a record.
pub(super) fn are_of_one_element(crate_ir: &Crate, text: &Text, with: &Text) -> bool {
    let places = |text: &Text| {
        let of_code = text.segs.iter().filter_map(|seg| match seg {
            Seg::Known(_, at) if !crate_ir.file(*at).table => Some(*at),
            _ => None,
        });
        of_code.collect::<Vec<_>>()
    };
    let (left, right) = (places(text), places(with));
    let mut pairs = left
        .iter()
        .flat_map(|one| right.iter().map(move |other| (one, other)));
    pairs.all(|(one, other)| {
        one.file != other.file || !in_two_records(crate_ir.file(*one), one.ix, other.ix)
    })
}

/// Whether two values are in two records of one list.
fn in_two_records(file: &FileIr, one: NodeIdx, other: NodeIdx) -> bool {
    let parents = file.rows();
    let (left, right) = (way(parents, one), way(parents, other));
    let shared = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let is_list = |at: &NodeIdx| matches!(file.node(*at).ex, Expr::Seq(_));
    let is_record = |at: Option<&NodeIdx>| {
        at.is_some_and(|at| matches!(file.node(*at).ex, Expr::Record(..) | Expr::Tuple(_)))
    };
    let above = shared.checked_sub(1).and_then(|last| left.get(last));
    above.is_some_and(is_list) && is_record(left.get(shared)) && is_record(right.get(shared))
}

/// Whether two values are of one row, or of no rows that have both.
fn is_one_row(file: &FileIr, one: NodeIdx, other: NodeIdx) -> bool {
    let parents = file.rows();
    let (left, right) = (way(parents, one), way(parents, other));
    let shared = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let (Some(left), Some(right)) = (left.get(shared..), right.get(shared..)) else {
        return true;
    };
    let (Some(first), Some(second)) = (left.first(), right.first()) else {
        return true;
    };
    let above = shared.checked_sub(1).map(|at| way(parents, one)[at]);
    let is_list = above.is_some_and(|above| matches!(file.node(above).ex, Expr::Seq(_)));
    if !is_list && fields_in_common(file, *first, *second) < ROW {
        return true;
    }
    let (of_left, of_right) = (keys(file, left), keys(file, right));
    let own = |keys: &[&str], other: NodeIdx| !keys.is_empty() && has(file, other, keys);
    !(own(&of_left, *second) || own(&of_right, *first))
}

/// From the root of a table to a value.
fn way(parents: &[NodeIdx], to: NodeIdx) -> Vec<NodeIdx> {
    let mut way = vec![to];
    let mut at = to;
    // Parents come after their children.
    while let Some(parent) = parents
        .get(at as usize)
        .copied()
        .filter(|parent| *parent > at)
    {
        way.push(parent);
        at = parent;
    }
    way.reverse();
    way
}

/// The names of the fields on a way.
fn keys<'a>(file: &'a FileIr, way: &[NodeIdx]) -> Vec<&'a str> {
    let pairs = way.windows(2);
    pairs
        .filter_map(|pair| match &file.node(pair[0]).ex {
            Expr::Record(_, fields, _) => {
                let field = fields.iter().find(|(_, value)| *value == pair[1]);
                field.map(|(name, _)| name.as_str())
            }
            _ => None,
        })
        .collect()
}

/// Whether a value has something under these names.
fn has(file: &FileIr, at: NodeIdx, keys: &[&str]) -> bool {
    let Some((first, rest)) = keys.split_first() else {
        return true;
    };
    match &file.node(at).ex {
        Expr::Record(_, fields, _) => {
            let mut fields = fields.iter().filter(|(name, _)| name == first);
            fields.any(|(_, value)| has(file, *value, rest))
        }
        Expr::Seq(parts) => {
            let mut parts = parts.iter().take(MAX_ELEMENTS);
            parts.any(|part| has(file, *part, keys))
        }
        _ => false,
    }
}

/// How many names of fields two objects share.
fn fields_in_common(file: &FileIr, one: NodeIdx, other: NodeIdx) -> usize {
    let (Expr::Record(_, one, _), Expr::Record(_, other, _)) =
        (&file.node(one).ex, &file.node(other).ex)
    else {
        return 0;
    };
    let shared = one
        .iter()
        .filter(|(name, _)| other.iter().any(|(known, _)| known == name));
    shared.take(ROW).count()
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::super::tables;
    use super::*;

    /// Whether two texts of a table are of one row.
    fn together(table: &str, one: &str, other: &str) -> bool {
        let file = tables::read("x.json", table, &Limits::default()).expect("a table");
        let at = |wanted: &str| {
            let mut nodes = (0..).zip(&file.nodes);
            let found =
                nodes.find(|(_, node)| matches!(&node.ex, Expr::Lit(text) if text == wanted));
            found.expect("the text").0
        };
        is_one_row(&file, at(one), at(other))
    }

    #[test]
    fn what_another_row_states_too_is_not_joined() {
        let list = r#"{"hosts": ["h", "i"], "models": [
            {"repo": "a", "files": [{"name": "x"}, {"name": "y"}]},
            {"repo": "b", "files": [{"name": "z"}], "only": "o"}]}"#;
        for (one, other, is) in [
            ("a", "x", true),
            ("b", "z", true),
            ("a", "z", false),
            ("a", "b", false),
            ("x", "y", false),
            ("h", "a", true),
            ("h", "i", true),
            ("i", "z", true),
            // Only one of the rows has it, but that has a repository of its own.
            ("a", "o", false),
        ] {
            assert_eq!(together(list, one, other), is, "{one} {other}");
            assert_eq!(together(list, other, one), is, "{other} {one}");
        }
        let map = r#"{"one": {"repo": "a", "file": "x"}, "two": {"repo": "b", "file": "y"}}"#;
        assert!(together(map, "a", "x") && !together(map, "a", "y"));
        // Two parts of one thing.
        let parts = r#"{"host": {"url": "h"}, "model": {"url": "m", "name": "n"}}"#;
        assert!(together(parts, "h", "m") && together(parts, "h", "n"));
    }
}
