//! The short output, which people see when findings do not fit a screen: it names every way out too.

use std::fs;

use serde_json::Value;

use super::follow::{World, help};
use crate::support::{Project, Run, command, epoch, hub_calls, mit_manifest};

/// Models that fail: with them beside it, no world fits a screen in full.
const FAILING: [&str; 4] = [
    "google/gemma-2-9b",
    "black-forest-labs/FLUX.1-dev",
    "mistralai/Codestral-22B-v0.1",
    "jinaai/jina-embeddings-v3",
];

/// A line of help without the values of its keys.
fn form(line: &str) -> String {
    let parts = line
        .split('`')
        .enumerate()
        .map(|(at, part)| match part.split_once(" = ") {
            Some((key, _)) if at % 2 == 1 => key,
            _ => part,
        });
    parts.collect::<Vec<_>>().join("`")
}

/// The world with a further member that fails.
fn crowded(world: &World) -> Project {
    let project = world.project();
    let root = fs::read_to_string(project.path("Cargo.toml")).expect("a manifest");
    let crowded = if root.contains("members = [\"app\"]") {
        root.replace("members = [\"app\"]", "members = [\"app\", \"crowd\"]")
    } else {
        format!("{root}\n[workspace]\nmembers = [\"crowd\"]\n")
    };
    project.write("Cargo.toml", &crowded);
    project.write("crowd/Cargo.toml", &mit_manifest("crowd", ""));
    project.write("crowd/src/lib.rs", &hub_calls(&FAILING));
    project
}

pub(super) fn leads_out(world: &World, findings: &[Value]) {
    let project = crowded(world);
    let mut command = command(&project.path(""), &[&["check"], world.args].concat());
    command
        .env("SOURCE_DATE_EPOCH", epoch("2026-11-26"))
        .env("HF_HUB_CACHE", project.path("hub"));
    let seen = Run::of(&mut command).stderr;
    assert!(seen.contains("`cargo deny-models -v` shows all"), "{seen}");
    let printed = form(&seen);
    for line in findings.iter().flat_map(help) {
        // The entries to paste are in the full output.
        let line = line.split(", with these entries").next().unwrap_or(line);
        assert!(
            printed.contains(&form(line)),
            "{}: {line:?} is not in\n{seen}",
            world.name
        );
    }
}
