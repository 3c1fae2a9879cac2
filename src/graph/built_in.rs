//! The targets that rustc has built in, for a check of every target: what no real target has together is in no build.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use cargo_platform::{Cfg, CfgExpr};

use super::target::TargetCfg;

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

struct BuiltIn {
    targets: Vec<TargetCfg>,
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
            TargetCfg::of_triple(cells[0], cfgs.iter().map(String::as_str))
        });
        BuiltIn {
            targets: targets.collect(),
            values,
        }
    })
}

/// Every target, sorted by triple.
pub(super) fn targets() -> &'static [TargetCfg] {
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
    use cargo_platform::Platform;

    use super::*;

    fn on(triple: &str, platform: &str) -> bool {
        let target = targets().iter().find(|target| target.triple() == triple);
        let platform: Platform = platform.parse().expect("a platform");
        target.expect("in the table").is(&platform)
    }

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

    #[test]
    fn what_the_triple_decides_is_decided() {
        let (linux, windows) = ("x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc");
        for (platform, of_linux, of_windows) in [
            ("cfg(unix)", true, false),
            ("cfg(not(unix))", false, true),
            ("cfg(windows)", false, true),
            ("cfg(all(unix, windows))", false, false),
            ("cfg(any(unix, windows))", true, true),
            ("cfg(target_os = \"linux\")", true, false),
            (
                "cfg(all(target_arch = \"x86_64\", target_env = \"msvc\"))",
                false,
                true,
            ),
            ("cfg(target_family = \"unix\")", true, false),
            ("x86_64-pc-windows-msvc", false, true),
        ] {
            assert_eq!(on(linux, platform), of_linux, "{platform}");
            assert_eq!(on(windows, platform), of_windows, "{platform}");
        }
        assert!(on(
            "wasm32-unknown-emscripten",
            "cfg(all(unix, target_family = \"wasm\"))"
        ));
    }

    #[test]
    fn what_it_does_not_decide_counts_as_set_and_as_unset() {
        let linux = "x86_64-unknown-linux-gnu";
        for platform in [
            "cfg(tokio_unstable)",
            "cfg(not(tokio_unstable))",
            "cfg(all(unix, tokio_unstable))",
            "cfg(target_feature = \"avx2\")",
            "cfg(target_os = \"some-newer-system\")",
        ] {
            assert!(on(linux, platform), "{platform}");
        }
        assert!(!on(linux, "cfg(all(windows, tokio_unstable))"));
        assert!(!on(linux, "cfg(not(any(unix, tokio_unstable)))"));
    }
}
