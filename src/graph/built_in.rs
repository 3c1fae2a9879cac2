//! The targets that rustc has built in, for a check of every target: what no real target has together is in no build.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use cargo_platform::{Cfg, CfgExpr};

const TABLE: &str = include_str!("targets.tsv");

/// The columns after the triple, without that of `target_family`.
const KEYS: [(usize, &str); 7] = [
    (1, "target_arch"),
    (2, "target_os"),
    (3, "target_env"),
    (4, "target_abi"),
    (5, "target_vendor"),
    (7, "target_pointer_width"),
    (8, "target_endian"),
];
const FAMILY: (usize, &str) = (6, "target_family");

/// A target of the table.
pub(super) struct Target {
    pub(super) triple: &'static str,
    /// What its triple decides, as the compiler prints it.
    pub(super) cfgs: Vec<String>,
}

struct BuiltIn {
    targets: Vec<Target>,
    /// Every `key = "value"` that some target has.
    values: BTreeSet<(&'static str, &'static str)>,
}

fn built_in() -> &'static BuiltIn {
    static READ: OnceLock<BuiltIn> = OnceLock::new();
    READ.get_or_init(|| {
        let mut values = BTreeSet::new();
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let targets = rows.map(|row| {
            let cells: Vec<&str> = row.split('\t').collect();
            let mut cfgs = Vec::new();
            let mut add = |key: &'static str, value: &'static str| {
                values.insert((key, value));
                cfgs.push(format!("{key}=\"{value}\""));
            };
            for (at, key) in KEYS {
                add(key, cells.get(at).copied().unwrap_or_default());
            }
            let families = cells.get(FAMILY.0).copied().unwrap_or_default();
            let families: Vec<&str> = families.split(',').filter(|it| !it.is_empty()).collect();
            for family in &families {
                add(FAMILY.1, family);
            }
            let names = families
                .iter()
                .filter(|it| ["unix", "windows"].contains(it));
            cfgs.extend(names.map(|name| (*name).to_owned()));
            let triple = cells[0];
            Target { triple, cfgs }
        });
        BuiltIn {
            targets: targets.collect(),
            values,
        }
    })
}

/// Every target, sorted by triple.
pub(super) fn targets() -> &'static [Target] {
    &built_in().targets
}

/// Whether the triple of a built-in target decides this configuration: not one of flags and features, and no value that
/// only a target outside the table may have.
fn is_decided(cfg: &Cfg) -> bool {
    match cfg {
        Cfg::Name(name) => ["unix", "windows"].contains(&name.name.as_str()),
        Cfg::KeyPair(key, value) => built_in()
            .values
            .contains(&(key.name.as_str(), value.as_str())),
    }
}

/// Whether an expression holds where these are set; `None` where the triple alone does not decide it.
pub(super) fn holds(expr: &CfgExpr, cfgs: &[Cfg]) -> Option<bool> {
    match expr {
        CfgExpr::True => Some(true),
        CfgExpr::False => Some(false),
        CfgExpr::Value(cfg) => is_decided(cfg).then(|| cfgs.contains(cfg)),
        CfgExpr::Not(inner) => holds(inner, cfgs).map(|holds| !holds),
        CfgExpr::All(all) => decide(all, cfgs, false),
        CfgExpr::Any(any) => decide(any, cfgs, true),
    }
}

/// Of several expressions: `end` where one of them is that, else the other, else undecided.
fn decide(exprs: &[CfgExpr], cfgs: &[Cfg], end: bool) -> Option<bool> {
    let mut decided = Some(!end);
    for expr in exprs {
        match holds(expr, cfgs) {
            Some(holds) if holds == end => return Some(end),
            Some(_) => {}
            None => decided = None,
        }
    }
    decided
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let triples: Vec<&str> = rows
            .map(|row| {
                assert_eq!(row.split('\t').count(), 9, "{row}");
                row.split('\t').next().unwrap_or_default()
            })
            .collect();
        assert!(triples.is_sorted() && triples.len() > 300);
    }
}
