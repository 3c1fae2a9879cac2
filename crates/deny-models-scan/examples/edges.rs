//! Prints what the code of a package and of those it depends on may call, one mention a line: `judges/call_edges.py`
//! compares it with what others resolve.
//!
//! `cargo metadata --format-version 1 | edges PACKAGE`: only packages between it and a client of the hub are read.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write as _;

use camino::Utf8Path;
use deny_models_scan::{
    Build, Item, Limits, ParsedPackage, ProgramPackage, edges, in_parallel, is_hub_client,
};
use serde_json::Value;

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// The names and ids of the packages that a package is built on, without those of its tests.
fn needed(node: &Value) -> impl Iterator<Item = (&str, &str)> {
    let needs = list(node, "deps").iter().filter(|dep| {
        let mut kinds = list(dep, "dep_kinds").iter();
        kinds.any(|kind| kind["kind"] != "dev")
    });
    needs.map(|dep| (text(dep, "name"), text(dep, "pkg")))
}

fn main() -> Result<(), Box<dyn Error>> {
    let member = std::env::args().nth(1).ok_or("a package")?;
    let metadata: Value = serde_json::from_reader(std::io::stdin())?;
    let of_id: BTreeMap<&str, &Value> = list(&metadata, "packages")
        .iter()
        .map(|package| (text(package, "id"), package))
        .collect();
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"], "nodes")
        .iter()
        .map(|node| (text(node, "id"), node))
        .collect();
    let is_client = |id: &str| {
        of_id
            .get(id)
            .is_some_and(|of| is_hub_client(text(of, "name")))
    };
    // Packages that lead to a client, without the clients.
    let mut on: BTreeSet<&str> = BTreeSet::new();
    loop {
        let more: Vec<&str> = nodes
            .iter()
            .filter(|(id, _)| !on.contains(*id) && !is_client(id))
            .filter(|(_, node)| needed(node).any(|(_, to)| on.contains(to) || is_client(to)))
            .map(|(id, _)| *id)
            .collect();
        if more.is_empty() {
            break;
        }
        on.extend(more);
    }
    let on: Vec<&str> = on.into_iter().collect();
    let named = |id: &&str| of_id.get(*id).is_some_and(|of| text(of, "name") == member);
    let at = on.iter().position(named).ok_or("not on the way")?;
    let limits = Limits::default();
    let dirs: Vec<&Utf8Path> = on
        .iter()
        .filter_map(|id| Utf8Path::new(text(of_id.get(*id)?, "manifest_path")).parent())
        .collect();
    let read = |dir: &&Utf8Path| ParsedPackage::read(dir, None, 1, &limits).ok();
    let parsed: Vec<Option<ParsedPackage>> = in_parallel(&dirs, 2, read);
    let mut packages = Vec::new();
    for (id, parsed) in on.iter().zip(parsed) {
        let needs = nodes.get(id).into_iter().flat_map(|node| needed(node));
        packages.push(ProgramPackage {
            parsed: parsed.ok_or("a package that cannot be read")?,
            externs: needs
                .filter_map(|(name, to)| Some((name.to_owned(), on.binary_search(&to).ok()?)))
                .collect(),
            name: of_id.get(id).map_or("", |of| text(of, "name")).to_owned(),
            shown: Vec::new(),
        });
    }
    let features = on.iter().map(|id| {
        let features = nodes.get(id).map_or(&[][..], |node| list(node, "features"));
        let features = features.iter().filter_map(Value::as_str);
        Some(features.map(str::to_owned).collect())
    });
    let build = Build {
        member: at,
        features: features.collect(),
    };
    let found = edges(packages, &build, &limits)?;
    let place = |package: usize, file: &str| dirs[package].join(file);
    let item = |of: &Item| format!("{}\t{}\t{}", place(of.package, &of.file), of.owner, of.name);
    let mut out = std::io::stdout().lock();
    for edge in &found.all {
        let from = place(edge.package, &edge.file);
        writeln!(out, "edge\t{from}\t{}\t{}", edge.line, item(&edge.to))?;
    }
    for reached in &found.reached {
        writeln!(out, "reached\t{}", item(reached))?;
    }
    for (package, file, line) in &found.taken {
        writeln!(out, "taken\t{}\t{line}", place(*package, file))?;
    }
    Ok(())
}
